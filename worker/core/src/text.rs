//! What people read: every text of a page or a message, by key, from Fluent files.
//!
//! Start with [`Text::new`] and [`Text::say`]. The files are compiled into the program
//! (`worker/core/strings/<language>/*.ftl`), so that a text can never be missing at the edge; a test holds
//! that every key used in a template or in the code exists, and that every key is used. The numbers of
//! [`Policy`](crate::policy::Policy) can be named in every text, as `$password_minimum` and so on.

use crate::policy::POLICY;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;
use unic_langid::LanguageIdentifier;

/// A language that pages, messages and articles exist in. Stored as its tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// American English.
    #[serde(rename = "en")]
    English,
    /// Spanish as it is spoken in the Americas.
    #[serde(rename = "es")]
    Spanish,
    /// French.
    #[serde(rename = "fr")]
    French,
}

/// The texts of a language, file by file.
macro_rules! sources {
    ($($language:ident => $tag:literal),+) => {
        impl Language {
            const fn sources(self) -> &'static [&'static str] {
                match self {
                    $(Self::$language => sources!(@files $tag
                        "service" "pages" "account" "settings" "reset" "dates" "authenticator-app" "information"
                        "sessions" "deletion" "errors" "messages" "codes" "status"
                        "help-center" "help" "contact" "search"),)+
                }
            }
        }
    };
    (@files $tag:literal $($file:literal)+) => {
        &[$(include_str!(concat!("../strings/", $tag, "/", $file, ".ftl"))),+]
    };
}

impl Language {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::English, Self::Spanish, Self::French];

    /// The BCP 47 tag, as in `<html lang>`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::French => "fr",
        }
    }

    /// The language with this tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// What the addresses of its static pages begin with: nothing, `/es` or `/fr`.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::English => "",
            Self::Spanish => "/es",
            Self::French => "/fr",
        }
    }

    /// The address of the home page, also for a browser that has chosen another language before: the address of the English
    /// one alone does not say its language.
    pub const fn home(self) -> &'static str {
        match self {
            Self::English => "/?lang=en",
            Self::Spanish => "/es/",
            Self::French => "/fr/",
        }
    }

    /// Its name in itself, as it is offered to people who read it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
            Self::French => "Français",
        }
    }
}

sources!(English => "en", Spanish => "es", French => "fr");

/// A value that is put into a text.
#[derive(Debug, Clone)]
pub enum Value {
    /// Words, shown as they are.
    Words(String),
    /// A number, which also selects the plural form.
    Number(u32),
}

impl From<&str> for Value {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<String> for Value {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number)
    }
}

/// All texts in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// The language that this says everything in.
    pub language: Language,
}

impl Text {
    /// The texts of `language`.
    pub const fn new(language: Language) -> Self {
        Self { language }
    }

    /// The text with this key. A key that does not exist is said as itself; a test keeps that from happening.
    pub fn say(&self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// The text with this key, if it needs no values but the policy's numbers: articles quote what a screen shows.
    pub fn plain(&self, key: &str) -> Option<String> {
        let pattern = bundle(self.language).get_message(key)?.value()?;
        let mut arguments = FluentArgs::new();
        for (name, number) in POLICY.variables() {
            arguments.set(name, FluentValue::from(number));
        }
        let mut problems = Vec::new();
        let said = bundle(self.language).format_pattern(pattern, Some(&arguments), &mut problems);
        problems.is_empty().then(|| said.into_owned())
    }

    /// The keys of all texts, which are the same in every language.
    pub fn keys() -> impl Iterator<Item = &'static str> {
        Language::English
            .sources()
            .iter()
            .flat_map(|source| source.lines())
            .filter_map(|line| line.split_once(" ="))
            .map(|(key, _)| key)
            .filter(|key| key.starts_with(|c: char| c.is_ascii_lowercase()))
    }

    /// The text with this key and these values in it.
    pub fn say_with(&self, key: &str, values: &[(&str, Value)]) -> String {
        let bundle = bundle(self.language);
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut arguments = FluentArgs::new();
        for (name, number) in POLICY.variables() {
            arguments.set(name, FluentValue::from(number));
        }
        for (name, value) in values {
            match value {
                Value::Words(words) => arguments.set(*name, FluentValue::from(words.as_str())),
                Value::Number(number) => arguments.set(*name, FluentValue::from(*number)),
            }
        }
        bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    }
}

/// The parsed texts. They hold nothing of a request, so one copy serves everybody.
fn bundle(language: Language) -> &'static FluentBundle<FluentResource> {
    static BUNDLES: [OnceLock<FluentBundle<FluentResource>>; Language::ALL.len()] =
        [const { OnceLock::new() }; Language::ALL.len()];
    let [english, spanish, french] = &BUNDLES;
    let cell = match language {
        Language::English => english,
        Language::Spanish => spanish,
        Language::French => french,
    };
    cell.get_or_init(|| {
        let identifier: LanguageIdentifier = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // The marks that isolate directions are for mixed scripts; a copied code must not carry them.
        bundle.set_use_isolating(false);
        for source in language.sources() {
            // A file with a mistake still gives its good entries; the test on the files fails on the mistake.
            let resource = match FluentResource::try_new((*source).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        bundle
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flows::notices::Notice;
    use crate::store::activities::Event;
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::Path;

    #[expect(clippy::disallowed_methods, reason = "only this test reads files: the sources themselves")]
    fn files(folder: &Path, ending: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, ending, found);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                found.push(fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn every_text_file_is_without_mistakes() {
        for language in Language::ALL {
            for source in language.sources() {
                assert!(FluentResource::try_new((*source).to_owned()).is_ok());
            }
        }
    }

    #[test]
    fn every_text_is_used_and_none_is_missing() {
        let (mut sources, root) = (Vec::new(), Path::new(env!("CARGO_MANIFEST_DIR")));
        files(&root.join("src"), "rs", &mut sources);
        files(&root.join("templates"), "html", &mut sources);
        files(&root.join("../../site-gen"), "rs", &mut sources);
        files(&root.join("../../site-gen/templates"), "html", &mut sources);
        sources.extend(
            Notice::ALL
                .into_iter()
                .flat_map(|notice| [notice.subject(), notice.why()])
                .map(|key| format!("\"{key}\"")),
        );
        sources.extend(Event::ALL.map(|event| format!("\"{}\"", event.key())));
        sources.push(gatehouse_strength::ADVICE.map(|key| format!("\"{key}\"")).join(" "));
        let sources = sources.join("\n");
        let defined: BTreeSet<&str> = Language::English
            .sources()
            .iter()
            .flat_map(|source| source.lines())
            .filter_map(|line| line.split_once(" ="))
            .map(|(key, _)| key)
            .filter(|key| key.starts_with(|c: char| c.is_ascii_lowercase()))
            .collect();
        for key in &defined {
            assert!(sources.contains(&format!("\"{key}\"")), "nothing says {key}");
        }
        for part in sources.split("say(\"").chain(sources.split("say_with(\"")).skip(1) {
            let key = part.split('"').next().unwrap();
            let is_key = !key.is_empty()
                && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            assert!(!is_key || key == "key" || defined.contains(key), "no text has the key {key}");
        }
    }

    /// Each key of a language's texts, with the names of the values in it.
    fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut current = String::new();
        for line in language.sources().iter().flat_map(|source| source.lines()) {
            if let Some((key, _)) =
                line.split_once(" =").filter(|(key, _)| key.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                current = key.to_owned();
                assert!(keys.insert(current.clone(), BTreeSet::new()).is_none(), "{key} stands there twice");
            }
            let names = line.split('$').skip(1).map(|rest| {
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>()
            });
            keys.entry(current.clone()).or_default().extend(names);
        }
        keys
    }

    #[test]
    fn every_language_says_everything() {
        let english = keys(Language::English);
        for language in Language::ALL {
            let others = keys(language);
            let tag = language.tag();
            let missing: Vec<&String> = english.keys().filter(|key| !others.contains_key(*key)).collect();
            assert!(missing.is_empty(), "{tag} does not say {missing:?}");
            for (key, values) in &others {
                let known = english.get(key);
                assert!(known.is_some(), "{tag} says {key}, which English does not");
                // How a date is written is a language's own affair.
                let is_date = key.starts_with("date");
                assert!(is_date || known == Some(values), "{tag}: {key} has {values:?}, English {known:?}");
            }
        }
    }

    #[test]
    fn every_text_has_its_values() {
        for language in Language::ALL {
            check_values(Text::new(language));
        }
    }

    fn check_values(text: Text) {
        let values: Vec<(&str, Value)> = [
            "email", "phone", "key", "code", "name", "browser", "program", "system", "date", "month", "day",
            "year", "half", "minute", "event", "asked", "due", "since", "seen", "place", "used", "link",
            "title", "question", "subject", "language", "article", "label", "from", "time",
        ]
        .map(|name| (name, Value::from("x")))
        .into_iter()
        .chain(
            [
                "left",
                "minutes",
                "seconds",
                "step",
                "of",
                "limit",
                "number",
                "hour",
                "hour_to_twelve",
                "shown",
                "found",
                "typed",
            ]
            .map(|name| (name, Value::from(2))),
        )
        .collect();
        for line in text.language.sources().iter().flat_map(|source| source.lines()) {
            if let Some((key, _)) =
                line.split_once(" =").filter(|(key, _)| key.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                let said = text.say_with(key, &values);
                assert!(!said.contains('{') && said != key, "{key}: {said}");
            }
        }
    }
}
