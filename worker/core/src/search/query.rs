//! What a question asks for.
//!
//! A word that no article and no synonym has is taken for the beginning of one (if it is the last: people see results as
//! they type), for a typing error, or for two words written as one. Then phrases are replaced by what else means the same.

use super::QUERY_LENGTH;
use super::index::{Index, Phrase};
use super::words::{Keys, Word, words};
use std::collections::BTreeSet;

/// The most words of a question that are looked up.
const WORDS: usize = 16;
/// The most words that a word is corrected or completed to.
const GUESSES: usize = 4;

/// How much a guess counts in comparison with what was typed.
const COMPLETED: f32 = 0.8;
const ONE_ERROR: f32 = 0.8;
const TWO_ERRORS: f32 = 0.6;
const SYNONYM: f32 = 0.75;

/// A question, understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// What is asked for, each in several ways to say it.
    pub needs: Vec<Need>,
}

/// One thing that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// The ways to say it.
    pub ways: Vec<Way>,
}

/// A way to say something.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// The words, each with all keys that it may stand for.
    pub words: Vec<Vec<String>>,
    /// How sure it is that this was meant.
    pub weight: f32,
}

/// A word of a question and what it may stand for.
struct Meaning {
    guesses: Vec<(Keys, f32)>,
    is_stop_word: bool,
}

impl Query {
    /// Reads a question.
    pub fn understand(index: &Index, question: &str) -> Self {
        let question: String = question.chars().take(QUERY_LENGTH).collect();
        let words: Vec<Word> = words(&question, index.language).into_iter().take(WORDS).collect();
        let last_is_open = question.ends_with(char::is_alphanumeric);
        let count = words.len();
        let mut meanings = Vec::with_capacity(count);
        for (place, word) in words.iter().enumerate() {
            let may_go_on = last_is_open && place.saturating_add(1) == count;
            meanings.extend(understand_word(index, word, may_go_on));
        }
        // Of the words as they were typed: where the only telling one is unknown, the others tell nothing either.
        let only_stop_words = words.iter().all(|word| index.is_stop_word(&word.plain));
        let mut needs = Vec::new();
        let mut rest = meanings.as_slice();
        while let Some((first, after)) = rest.split_first() {
            let (length, others) = synonyms(index, rest);
            if length == 0 {
                if !first.is_stop_word || only_stop_words {
                    needs.push(Need { ways: ways(first) });
                }
                rest = after;
                continue;
            }
            let (phrase, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            let mut said: Vec<Way> =
                others.into_iter().filter_map(|phrase| way(index, phrase, SYNONYM)).collect();
            let own: Vec<Vec<String>> =
                phrase.iter().filter(|meaning| !meaning.is_stop_word).map(all_keys).collect();
            if !own.is_empty() {
                let surest = phrase.iter().filter_map(Meaning::best).fold(1.0, f32::min);
                said.push(Way { words: own, weight: surest });
            }
            needs.push(Need { ways: said });
            rest = after;
        }
        Self { needs }
    }

    /// The keys that a text with the words `has` should be marked with: those of every way to say something that it says
    /// in full, so that no single word of a phrase is marked.
    pub fn keys_in(&self, has: &BTreeSet<&str>) -> BTreeSet<&str> {
        let is_said =
            |way: &&Way| way.words.iter().all(|keys| keys.iter().any(|key| has.contains(key.as_str())));
        self.needs
            .iter()
            .flat_map(|need| &need.ways)
            .filter(is_said)
            .flat_map(|way| &way.words)
            .flatten()
            .map(String::as_str)
            .collect()
    }
}

impl Meaning {
    fn best(&self) -> Option<f32> {
        self.guesses.first().map(|(_, weight)| *weight)
    }
}

fn all_keys(meaning: &Meaning) -> Vec<String> {
    meaning.guesses.iter().flat_map(|(keys, _)| keys.iter().map(str::to_owned)).collect()
}

/// A word alone: each guess is a way to say it.
fn ways(meaning: &Meaning) -> Vec<Way> {
    meaning
        .guesses
        .iter()
        .map(|(keys, weight)| Way { words: vec![keys.iter().map(str::to_owned).collect()], weight: *weight })
        .collect()
}

/// A phrase of the synonyms, without its stop words if anything else is left.
fn way(index: &Index, phrase: &Phrase, weight: f32) -> Option<Way> {
    let says_something = |keys: &&Keys| !keys.iter().all(|key| index.is_stop_word(key));
    let telling: Vec<&Keys> = phrase.iter().filter(says_something).collect();
    let chosen = if telling.is_empty() { phrase.iter().collect() } else { telling };
    let words: Vec<Vec<String>> =
        chosen.into_iter().map(|keys| keys.iter().map(str::to_owned).collect()).collect();
    (!words.is_empty()).then_some(Way { words, weight })
}

/// The longest phrase of the synonyms that the question goes on with, and what else means the same.
fn synonyms<'a>(index: &'a Index, rest: &[Meaning]) -> (usize, Vec<&'a Phrase>) {
    let mut longest = 0;
    let mut others: Vec<&Phrase> = Vec::new();
    for group in index.synonyms() {
        for phrase in group.iter().filter(|phrase| is_said(phrase, rest)) {
            if phrase.len() > longest {
                longest = phrase.len();
                others.clear();
            }
            if phrase.len() == longest {
                others.extend(group.iter().filter(|other| *other != phrase));
            }
        }
    }
    (longest, others)
}

/// Whether the question goes on with this phrase.
fn is_said(phrase: &Phrase, rest: &[Meaning]) -> bool {
    !phrase.is_empty()
        && phrase.len() <= rest.len()
        && phrase.iter().zip(rest).all(|(keys, meaning)| {
            meaning.guesses.iter().any(|(guess, weight)| *weight >= ONE_ERROR && guess.meet(keys))
        })
}

/// What a word may stand for; two words where it seems to be two. Nothing if nobody knows.
fn understand_word(index: &Index, word: &Word, may_go_on: bool) -> Vec<Meaning> {
    let is_stop_word = index.is_stop_word(&word.plain);
    let exact = Meaning { guesses: vec![(word.keys.clone(), 1.0)], is_stop_word };
    let has_places = word.keys.iter().any(|key| !index.places(key).is_empty());
    if is_stop_word || has_places || index.known(&word.plain).is_some() {
        return vec![exact];
    }
    for guesses in
        [if may_go_on { completed(index, &word.plain) } else { Vec::new() }, corrected(index, &word.plain)]
    {
        if !guesses.is_empty() {
            return vec![Meaning { guesses, is_stop_word }];
        }
    }
    parted(index, &word.plain)
}

/// The words that begin like this, the most common ones first.
fn completed(index: &Index, plain: &str) -> Vec<(Keys, f32)> {
    if plain.len() < 2 {
        return Vec::new();
    }
    let longer = index.vocabulary_from(plain).take_while(|(word, _)| word.starts_with(plain));
    best(index, longer.flat_map(|(_, keys)| keys).map(|keys| (0, keys.clone(), COMPLETED)))
}

/// The words that this one may be meant to be: one error is forgiven from four letters on, two from eight. Two letters in
/// each other's place are one error.
fn corrected(index: &Index, plain: &str) -> Vec<(Keys, f32)> {
    let length = plain.chars().count();
    let allowed = match length {
        0..4 => return Vec::new(),
        4..8 => 1,
        _ => 2,
    };
    let near = index.vocabulary_from("").filter_map(|(word, keys)| {
        if word.chars().count().abs_diff(length) > allowed || index.is_stop_word(word) {
            return None;
        }
        let distance = strsim::osa_distance(plain, word);
        (distance <= allowed).then_some((distance, keys))
    });
    let guesses = near.flat_map(|(distance, keys)| {
        let weight = if distance < 2 { ONE_ERROR } else { TWO_ERRORS };
        keys.iter().map(move |keys| (distance, keys.clone(), weight))
    });
    best(index, guesses)
}

/// The nearest guesses, and of those the most common.
fn best(index: &Index, guesses: impl Iterator<Item = (usize, Keys, f32)>) -> Vec<(Keys, f32)> {
    let mut guesses: Vec<(usize, Keys, f32)> = guesses.collect();
    let nearest = guesses.iter().map(|(distance, ..)| *distance).min();
    guesses.retain(|(distance, ..)| Some(*distance) == nearest);
    let places = |keys: &Keys| keys.iter().map(|key| index.places(key).len()).max();
    guesses
        .sort_by(|(_, one, _), (_, other, _)| places(other).cmp(&places(one)).then_with(|| one.cmp(other)));
    guesses.dedup_by(|(_, one, _), (_, other, _)| one == other);
    guesses.truncate(GUESSES);
    guesses.into_iter().map(|(_, keys, weight)| (keys, weight)).collect()
}

/// Two known words that were written as one.
fn parted(index: &Index, plain: &str) -> Vec<Meaning> {
    let places = plain.char_indices().map(|(place, _)| place).skip(3);
    for place in places {
        let Some((one, other)) = plain.split_at_checked(place).filter(|(_, other)| other.len() >= 3) else {
            continue;
        };
        if let (Some(one_keys), Some(other_keys)) = (index.known(one), index.known(other)) {
            return [(one, one_keys), (other, other_keys)]
                .into_iter()
                .map(|(part, keys)| Meaning {
                    guesses: keys.iter().map(|keys| (keys.clone(), ONE_ERROR)).collect(),
                    is_stop_word: index.is_stop_word(part),
                })
                .collect();
        }
    }
    Vec::new()
}
