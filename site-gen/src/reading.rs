//! How hard a text is to read.
//!
//! Each language has a published formula of words to a sentence and syllables to a word: for English the Flesch-Kincaid grade
//! (Kincaid and others, 1975), for Spanish Fernández Huerta's ease (1959, as corrected by Law, 2011), for French Kandel
//! and Moles's ease (1958). The two eases have Flesch's scale, on which 60 is the end of "standard", the words of
//! a ninth-grader. Syllables are counted as groups of vowels, which is right on average and good enough to compare.

use gatehouse_core::text::Language;
use std::ops::Range;

/// The highest school grade that a text may ask for.
const GRADE: f64 = 9.0;
/// The lowest ease that stands for it.
const EASE: f64 = 60.0;
/// With fewer words a formula says nothing.
const WORDS_ENOUGH: usize = 100;

/// A sentence of a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sentence {
    /// Where it stands.
    pub span: Range<usize>,
    /// How many words it has; a number is one.
    pub words: usize,
    /// How many syllables they have.
    pub syllables: usize,
}

/// What is wrong with the sentences of a text, if they are too hard to read.
pub fn problem(language: Language, sentences: &[Sentence]) -> Option<String> {
    let (words, syllables) =
        sentences.iter().fold((0, 0), |(words, syllables), s| (words + s.words, syllables + s.syllables));
    if words < WORDS_ENOUGH {
        return None;
    }
    let per_sentence = ratio(words, sentences.len());
    let per_word = ratio(syllables, words);
    let (name, value) = match language {
        Language::English => {
            let grade = 0.39 * per_sentence + 11.8 * per_word - 15.59;
            return (grade > GRADE).then(|| {
                format!("this page reads like grade {grade:.1} (Flesch-Kincaid): expected {GRADE:.0} or less")
            });
        }
        Language::Spanish => ("Fernández Huerta", 206.84 - 60.0 * per_word - 1.02 * per_sentence),
        Language::French => ("Kandel-Moles", 207.0 - 73.6 * per_word - 1.015 * per_sentence),
    };
    (value < EASE)
        .then(|| format!("this page has a reading ease of {value:.0} ({name}): expected {EASE:.0} or more"))
}

/// The hardest sentences, the hardest first.
pub fn hardest(sentences: &[Sentence], count: usize) -> Vec<&Sentence> {
    let mut all: Vec<&Sentence> = sentences.iter().collect();
    // Long sentences of long words: what either part of a formula would rate worst.
    all.sort_by_key(|sentence| std::cmp::Reverse(sentence.words + sentence.syllables));
    all.truncate(count);
    all
}

/// Counts words and syllables of a stretch of text.
pub fn count(language: Language, text: &str) -> (usize, usize) {
    let (mut words, mut syllables) = (0, 0);
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '/')) {
        let found = syllables_of(language, word);
        words += usize::from(found > 0);
        syllables += found;
    }
    (words, syllables)
}

/// The syllables of a word: its groups of vowels, without the ones that are not spoken.
fn syllables_of(language: Language, word: &str) -> usize {
    let (mut groups, mut before, mut apart, mut any) = (0, false, false, false);
    for letter in word.chars() {
        if letter.is_ascii_digit() {
            // A number is one word that everybody reads at once.
            return 1;
        }
        any |= letter.is_alphabetic();
        let vowel = is_vowel(letter);
        groups += usize::from(vowel && !before);
        // An accent on a Spanish "i" or "u" parts it from its neighbors, as in "en-ví-e".
        let parts = language == Language::Spanish && (apart || matches!(letter, 'í' | 'ú'));
        groups += usize::from(vowel && before && parts);
        apart = matches!(letter, 'í' | 'ú');
        before = vowel;
    }
    let word = word.trim_end_matches(|c: char| !c.is_alphabetic());
    let silent = match language {
        Language::English => {
            (word.ends_with('e') && !word.ends_with("le"))
                || (word.ends_with("ed") && !word.ends_with("ted") && !word.ends_with("ded"))
                || (word.ends_with("es")
                    && !["ses", "ces", "xes", "zes", "ges", "shes", "ches"].iter().any(|e| word.ends_with(e)))
        }
        Language::Spanish => false,
        Language::French => word.ends_with('e') || word.ends_with("es") || word.ends_with("ent"),
    };
    match groups {
        0 => usize::from(any),
        1 => 1,
        more => more - usize::from(silent),
    }
}

fn is_vowel(letter: char) -> bool {
    matches!(
        letter.to_ascii_lowercase(),
        'a' | 'e'
            | 'i'
            | 'o'
            | 'u'
            | 'y'
            | 'á'
            | 'é'
            | 'í'
            | 'ó'
            | 'ú'
            | 'ü'
            | 'à'
            | 'â'
            | 'è'
            | 'ê'
            | 'ë'
            | 'î'
            | 'ï'
            | 'ô'
            | 'œ'
            | 'ù'
            | 'û'
    )
}

#[expect(clippy::cast_precision_loss, reason = "a page has far fewer words than a float has digits")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: Language, text: &str, expected: (usize, usize)) {
        assert_eq!(count(language, text), expected, "{text}");
    }

    #[test]
    fn words_and_syllables_are_counted() {
        check(Language::English, "The code works only once.", (5, 6));
        check(Language::English, "in 24 hours – or 5", (5, 5));
        check(Language::Spanish, "Envíe el código otra vez.", (5, 10));
        check(Language::French, "Demandez une nouvelle adresse.", (4, 8));
    }

    #[test]
    fn a_hard_text_is_told_and_an_easy_one_is_not() {
        let sentence = |words, syllables| Sentence { span: 0..1, words, syllables };
        for language in Language::ALL {
            assert_eq!(problem(language, &vec![sentence(10, 13); 20]), None);
            assert!(problem(language, &vec![sentence(30, 66); 20]).is_some());
            assert_eq!(problem(language, &[sentence(30, 66)]), None, "too short to judge");
        }
    }
}
