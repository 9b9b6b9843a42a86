//! The help articles that pages and messages link to: one constant each, made from `content/en` at compile time, with the
//! places in it that a link can lead to. An article has the same address in every language, behind the language's prefix.

use crate::policy::POLICY;
use crate::text::{Language, Text};

/// A help article, or a place in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Article {
    name: &'static str,
    titles: &'static [&'static str; Language::ALL.len()],
    summaries: &'static [&'static str; Language::ALL.len()],
    place: &'static str,
}

impl Article {
    /// The article with this name, `section/slug`.
    pub fn named(name: &str) -> Option<Self> {
        ALL.iter().find(|article| article.name == name).copied()
    }

    /// Its name, `section/slug`: the same in all languages, and for every place in it.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The article that this is a place in.
    #[must_use]
    pub fn whole(self) -> Self {
        Self::named(self.name).unwrap_or(self)
    }

    /// Its address on this site in `language`.
    pub fn path(self, language: Language) -> String {
        format!("{}/help/{}/{}", language.prefix(), self.name, self.place)
    }

    /// What it is called: the question that it answers, or the heading of the place.
    pub fn title(self, text: Text) -> String {
        in_words(self.titles, text)
    }

    /// Its answer in one sentence.
    pub fn summary(self, text: Text) -> String {
        in_words(self.summaries, text)
    }
}

/// The words in the language of `text`, their helpers filled in. The site generator has refused any that do not exist.
fn in_words(words: &[&'static str; Language::ALL.len()], text: Text) -> String {
    let [english, spanish, french] = words;
    let words = match text.language {
        Language::English => english,
        Language::Spanish => spanish,
        Language::French => french,
    };
    if !words.contains("{{") {
        return (*words).to_owned();
    }
    let service =
        [("name", "service-name"), ("operator", "service-operator"), ("contact", "service-contact")];
    let service = service.into_iter().map(|(name, key)| (format!("service.{name}"), text.say(key)));
    let policy =
        POLICY.variables().into_iter().map(|(name, number)| (format!("policy.{name}"), number.to_string()));
    service
        .chain(policy)
        .fold((*words).to_owned(), |words, (name, value)| words.replace(&format!("{{{{ {name} }}}}"), &value))
}

include!(concat!(env!("OUT_DIR"), "/articles.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hc_4_every_article_is_named_in_every_language_with_its_helpers_filled_in() {
        assert!(!ALL.is_empty());
        for article in ALL {
            assert_eq!(Article::named(article.name()), Some(*article));
            for language in Language::ALL {
                let text = Text::new(language);
                for words in [article.title(text), article.summary(text)] {
                    assert!(!words.is_empty() && !words.contains("{{"), "{}: {words:?}", article.name());
                }
            }
        }
        assert_eq!(Article::named("signing-in/nothing"), None);
    }

    #[test]
    fn hc_4_a_place_in_an_article_is_called_by_its_heading() {
        let place = signing_in_missed_security_code::LIMITS;
        assert_eq!(place.title(Text::new(Language::English)), "How many codes you can ask for");
        assert_eq!(place.path(Language::French), "/fr/help/signing-in/missed-security-code/#limits");
        assert_eq!(place.name(), SIGNING_IN_MISSED_SECURITY_CODE.name());
    }
}
