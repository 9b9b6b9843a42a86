//! Helpers: `{{ policy.x }}`, `{{ service.x }}`, `{{ screen.x }}` and `{{ text.x }}` in an article become values.
//!
//! They stand in text, link targets, titles and summaries. They are filled in before the Markdown is parsed,
//! because `CommonMark` allows no spaces in a link target. Code is left alone. A value never has a line break,
//! so lines keep their numbers. The scanner is our own and small: an article gets names, not a language.

use crate::diagnostic::{Diagnostic, Source, did_you_mean};
use gatehouse_core::policy::POLICY;
use gatehouse_core::text::{Language, Text};
use std::collections::BTreeMap;
use std::ops::Range;

/// Screens of the service, by the names that articles use for them.
const SCREENS: [(&str, &str); 11] = [
    ("account", "/account"),
    ("activity", "/account/activity"),
    ("change_email", "/account/email"),
    ("change_password", "/account/password"),
    ("change_phone", "/account/phone"),
    ("data", "/account/data"),
    ("delete", "/account/delete"),
    ("new_personal_key", "/account/personal-key/new"),
    ("sessions", "/account/sessions"),
    ("sign_in", "/sign-in"),
    ("sign_up", "/sign-up"),
];

/// The addresses of the screens and of the contact page in `language`, by the names that articles use for them. A
/// screen has one address and is told the language.
pub fn screens(language: Language) -> BTreeMap<&'static str, String> {
    let contact = ("contact", format!("{}/contact/", language.prefix()));
    let screens = SCREENS.into_iter().map(|(name, path)| (name, format!("{path}?lang={}", language.tag())));
    screens.chain([contact]).collect()
}

/// Texts of the service that articles may name, with their keys.
const SERVICE: [(&str, &str); 3] =
    [("name", "service-name"), ("operator", "service-operator"), ("contact", "service-contact")];

/// How a helper begins that quotes what a screen shows.
const QUOTE: &str = "text.";

/// The values of all helpers in one language.
#[derive(Debug, Clone)]
pub struct Helpers {
    text: Text,
    values: BTreeMap<String, String>,
}

impl Helpers {
    /// The values in `language`, with links to the screens in `screens_in`: the two differ where a page isn't
    /// translated yet.
    pub fn new(language: Language, screens_in: Language) -> Self {
        let text = Text::new(language);
        let policy = POLICY.variables().into_iter().map(|(name, number)| {
            // The name says the unit, which the article writes after the number.
            (format!("policy.{name}"), number.to_string())
        });
        let service = SERVICE.into_iter().map(|(name, key)| (format!("service.{name}"), text.say(key)));
        let screens = screens(screens_in).into_iter().map(|(name, path)| (format!("screen.{name}"), path));
        Self { text, values: policy.chain(service).chain(screens).collect() }
    }

    /// `text` with its helpers filled in. `text` begins at byte `start` of `source`; `found` are its helpers, and
    /// nothing changes in the byte ranges of `code`.
    pub fn fill(
        &self,
        text: &str,
        found: &[Found<'_>],
        code: &[Range<usize>],
        (source, start): (&Source, usize),
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Filled {
        let mut filled = Filled { text: String::with_capacity(text.len()), places: vec![(0, start, true)] };
        let mut done = 0;
        for helper in found {
            if code.iter().any(|range| range.contains(&helper.range.start)) {
                continue;
            }
            filled.text.push_str(&text[done..helper.range.start]);
            done = helper.range.end;
            filled.places.push((filled.text.len(), start + helper.range.start, false));
            match helper.name.map(|name| self.value(name)) {
                Some(Ok(value)) => filled.text.push_str(&value),
                Some(Err((message, help))) => {
                    let span = start + helper.range.start..start + helper.range.end;
                    diagnostics.push(source.error(span, message).help(help));
                    // A link that it stands in has been told of; with nothing in it, it would be told of again.
                    filled.text.push_str(if helper.name.is_some_and(is_screen) { "https://" } else { "" });
                }
                None => {
                    let message = "expected `}}` on the same line to close this `{{`";
                    let span = start + helper.range.start..start + helper.range.end;
                    diagnostics.push(source.error(span, message));
                }
            }
            filled.places.push((filled.text.len(), start + helper.range.end, true));
        }
        filled.text.push_str(&text[done..]);
        filled
    }

    /// The value of the helper with this name, or what is wrong with the name and what to do.
    fn value(&self, name: &str) -> Result<String, (String, Option<String>)> {
        if let Some(value) = self.values.get(name) {
            return Ok(value.clone());
        }
        let Some(key) = name.strip_prefix(QUOTE) else { return Err(self.unknown(name)) };
        match self.text.plain(key) {
            Some(words) if !words.contains('\n') => Ok(escaped(&words)),
            Some(_) => Err((format!("`{name}` has several lines, which can't be quoted"), None)),
            None if Text::keys().any(|known| known == key) => {
                Err((format!("`{name}` has values in it that only the screen knows"), None))
            }
            None => {
                let help = did_you_mean(key, Text::keys())
                    .unwrap_or_else(|| "expected a key of worker/core/strings/en".to_owned());
                Err((format!("there is no text `{key}`"), Some(help)))
            }
        }
    }

    fn unknown(&self, name: &str) -> (String, Option<String>) {
        let all: Vec<&str> = self.values.keys().map(String::as_str).collect();
        let message = format!("there is no helper `{name}`");
        if let Some(help) = did_you_mean(name, all.iter().copied()) {
            return (message, Some(help));
        }
        let group = name.split('.').next().unwrap_or_default();
        let same: Vec<&str> = all.iter().copied().filter(|n| n.split('.').next() == Some(group)).collect();
        let list = if same.is_empty() { all } else { same }.join(", ");
        (message, Some(format!("expected one of {list}")))
    }
}

fn is_screen(name: &str) -> bool {
    name.starts_with("screen.")
}

/// Words that mean themselves in Markdown.
fn escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for letter in words.chars() {
        if "\\`*_[]<>#".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// A text with its helpers filled in, which still knows where each byte came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The text.
    pub text: String,
    /// From which byte of the text on, it came from which byte of the file, and whether it was copied from there.
    places: Vec<(usize, usize, bool)>,
}

impl Filled {
    /// The bytes of the file that these bytes of the text came from.
    pub fn origin(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.place(span.start);
        start..self.place(span.end).max(start)
    }

    fn place(&self, at: usize) -> usize {
        let index = self.places.partition_point(|&(filled, _, _)| filled <= at).saturating_sub(1);
        let (filled, source, copied) = self.places.get(index).copied().unwrap_or_default();
        if copied { source + (at - filled) } else { source }
    }
}

/// A helper in a text: where it is, and its name if it is closed on its line.
#[derive(Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// The bytes from `{{` to `}}`.
    pub range: Range<usize>,
    /// The name, without the spaces around it.
    pub name: Option<&'a str>,
}

/// All helpers of a text, in order.
pub fn find(text: &str) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find("{{").map(|at| from + at) {
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = text[start..line_end].find("}}").map(|at| start + at);
        let range = start..end.map_or(start + 2, |end| end + 2);
        from = range.end;
        found.push(Found { range, name: end.map(|end| text[start + 2..end].trim()) });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str, messages: &[&str]) {
        let mut diagnostics = Vec::new();
        let source = Source::new("a.md".to_owned(), text);
        let code = crate::markdown::code_ranges(text);
        let helpers = Helpers::new(Language::English, Language::English);
        let filled = helpers.fill(text, &find(text), &code, (&source, 0), &mut diagnostics);
        assert_eq!(filled.text, expected);
        let told: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(told, messages);
    }

    #[test]
    fn values_replace_names() {
        let minimum = POLICY.password_minimum;
        check("at least {{ policy.password_minimum }} long", &format!("at least {minimum} long"), &[]);
        check("{{service.name}}, [go]({{ screen.sign_in }})", "Gatehouse, [go](/sign-in?lang=en)", &[]);
        check("no helper { here }", "no helper { here }", &[]);
    }

    #[test]
    fn a_screen_is_quoted_in_its_own_words() {
        check("**{{ text.frame-sign-in }}**", "**Sign in**", &[]);
        check(
            "{{ text.frame-sing-in }}",
            "",
            &["a.md:1: there is no text `frame-sing-in`: did you mean `frame-sign-in`?"],
        );
        check(
            "{{ text.message-not-me-link }}",
            "",
            &["a.md:1: there is no text `message-not-me-link`: expected a key of worker/core/strings/en"],
        );
    }

    #[test]
    fn code_stays_as_it_is() {
        check("`{{ policy.x }}` and {{ service.name }}", "`{{ policy.x }}` and Gatehouse", &[]);
        check("```\n{{ nothing }}\n```\n", "```\n{{ nothing }}\n```\n", &[]);
    }

    #[test]
    fn every_byte_knows_where_it_came_from() {
        let text = "a {{ service.name }} b";
        let source = Source::new("a.md".to_owned(), text);
        let helpers = Helpers::new(Language::English, Language::English);
        let filled = helpers.fill(text, &find(text), &[], (&source, 10), &mut Vec::new());
        assert_eq!(filled.text, "a Gatehouse b");
        assert_eq!(filled.origin(&(0..1)), 10..11);
        assert_eq!(filled.origin(&(4..6)), 12..12);
        assert_eq!(filled.origin(&(12..13)), 31..32);
    }

    #[test]
    fn all_problems_are_told_with_their_lines() {
        check(
            "{{ screen.sing_in }}\n\n{{ policy.password_minimun }}",
            "https://\n\n",
            &[
                "a.md:1: there is no helper `screen.sing_in`: did you mean `screen.sign_in`?",
                "a.md:3: there is no helper `policy.password_minimun`: did you mean `policy.password_minimum`?",
            ],
        );
        check(
            "{{ screen.something_else }}",
            "https://",
            &["a.md:1: there is no helper `screen.something_else`: expected one of screen.account, \
               screen.activity, screen.change_email, screen.change_password, screen.change_phone, screen.contact, \
               screen.data, screen.delete, screen.new_personal_key, screen.sessions, screen.sign_in, \
               screen.sign_up"],
        );
        check(
            "{{ service.name",
            " service.name",
            &["a.md:1: expected `}}` on the same line to close this `{{`"],
        );
    }
}
