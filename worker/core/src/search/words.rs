//! Words and their stems.
//!
//! A word is found under its stem, without accents. Where a language has accents, that is not one key but two: the stem of
//! the word as it should be written, and the stem of the word as people type it on a keyboard without accents. A word of
//! an article is filed under both and a word of a question is looked up under both, so that either spelling finds either.

use crate::text::Language;
use rust_stemmers::{Algorithm, Stemmer};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Where it stands in the text.
    pub range: Range<usize>,
    /// In small letters and without accents.
    pub plain: String,
    /// What it is found under.
    pub keys: Keys,
}

/// What a word is found under: one key, or two.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Keys {
    first: String,
    second: Option<String>,
}

impl Keys {
    /// The keys of a word in small letters.
    pub fn new(word: &str, language: Language) -> Self {
        let plain = fold(word);
        let typed = fold(&stem(&plain, language));
        if language == Language::English {
            return Self { first: typed, second: None };
        }
        let written = fold(&stem(&restored(word, language), language));
        let second = (written != typed).then_some(written);
        Self { first: typed, second }
    }

    /// Each key.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.first.as_str()).chain(self.second.as_deref())
    }

    /// Whether the two have a key in common.
    pub fn meet(&self, other: &Self) -> bool {
        self.iter().any(|key| other.iter().any(|theirs| theirs == key))
    }
}

/// The words of a text, in order.
pub fn words(text: &str, language: Language) -> Vec<Word> {
    let mut found = Vec::new();
    let mut start = None;
    let ends = text.char_indices().map(|(at, letter)| (at, Some(letter)));
    for (at, letter) in ends.chain([(text.len(), None)]) {
        let inside = letter.is_some_and(|letter| {
            letter.is_alphanumeric()
                || (start.is_some() && (is_combining_mark(letter) || joins(letter, language)))
        });
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                found.extend(text.get(from..at).and_then(|part| word(part, from, language)));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Whether an apostrophe joins (don’t) or parts (l’adresse).
fn joins(letter: char, language: Language) -> bool {
    language == Language::English && matches!(letter, '\'' | '\u{2019}')
}

fn word(part: &str, from: usize, language: Language) -> Option<Word> {
    let trimmed = part.trim_end_matches(['\'', '\u{2019}']);
    let small: String =
        trimmed.to_lowercase().chars().filter(|letter| !joins(*letter, language)).nfc().collect();
    let range = from..from.checked_add(trimmed.len())?;
    Some(Word { range, plain: fold(&small), keys: Keys::new(&small, language) })
}

/// Without accents.
fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    word.nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(|letter| match letter {
            'œ' => ['o', 'e'].into_iter().take(2),
            'æ' => ['a', 'e'].into_iter().take(2),
            other => [other, other].into_iter().take(1),
        })
        .collect()
}

/// Every Spanish word in -cion or -sion has an accent there, which people leave out and the stemmer looks for.
fn restored(word: &str, language: Language) -> String {
    match word.strip_suffix("ion") {
        Some(stem) if language == Language::Spanish && stem.ends_with(['c', 's']) => format!("{stem}ión"),
        _ => word.to_owned(),
    }
}

fn stem(word: &str, language: Language) -> String {
    // One constant each, so that the stemmers of other languages are left out of the program.
    match language {
        Language::English => Stemmer::create(Algorithm::English).stem(word).into_owned(),
        Language::Spanish => Stemmer::create(Algorithm::Spanish).stem(word).into_owned(),
        Language::French => Stemmer::create(Algorithm::French).stem(singular(word)).into_owned(),
    }
}

/// The French stemmer keeps the -s of plurals such as numéros.
fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|stem| stem.len() >= 4 && !stem.ends_with('s')).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: Language, text: &str, expected: &[&str]) {
        let plain: Vec<String> = words(text, language).into_iter().map(|word| word.plain).collect();
        assert_eq!(plain, expected);
    }

    #[test]
    fn a_text_is_cut_into_words() {
        check(Language::English, "Don’t sign-in: it's 2FA!", &["dont", "sign", "in", "its", "2fa"]);
        check(Language::English, "'quoted' ", &["quoted"]);
        check(Language::French, "l’adresse d'Émile, cœur", &["l", "adresse", "d", "emile", "coeur"]);
        check(Language::Spanish, "¿Contraseña? cont\u{301}ado", &["contrasena", "contado"]);
        check(Language::English, "", &[]);
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let text = "¡Olvidé mi contraseña!";
        let parts: Vec<&str> =
            words(text, Language::Spanish).into_iter().map(|word| &text[word.range]).collect();
        assert_eq!(parts, ["Olvidé", "mi", "contraseña"]);
    }

    #[test]
    fn forms_of_a_word_meet_with_and_without_accents() {
        for (language, one, other, meet) in [
            (Language::English, "signing", "signs", true),
            (Language::English, "passwords", "password", true),
            (Language::English, "phone", "code", false),
            (Language::Spanish, "verificación", "verificacion", true),
            (Language::Spanish, "verificacion", "verificaciones", true),
            (Language::Spanish, "contraseña", "contrasenas", true),
            (Language::Spanish, "teléfono", "telefonos", true),
            (Language::French, "numéro", "numeros", true),
            (Language::French, "réinitialisé", "reinitialise", true),
        ] {
            let keys = |word| Keys::new(word, language);
            assert_eq!(keys(one).meet(&keys(other)), meet, "{one} {other}");
        }
    }
}
