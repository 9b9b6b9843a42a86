//! What to show of an article that was found: the words that answer, with what was asked for marked in them.

use super::Hit;
use super::index::Index;
use super::query::Query;
use super::words::{Word, words};
use crate::text::Language;
use std::collections::BTreeSet;

/// About how many characters are shown.
const LENGTH: usize = 220;
/// About how many of them stand before the first marked word.
const BEFORE: usize = 60;

/// What to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The title.
    pub title: Vec<Piece>,
    /// The summary, or a paragraph that has more of what was asked for.
    pub text: Vec<Piece>,
    /// Id and words of the heading that the paragraph stands below.
    pub place: Option<(String, String)>,
}

/// Some words of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub words: String,
    /// Whether they were asked for.
    pub marked: bool,
}

/// What to show of `hit`.
pub fn excerpt(index: &Index, query: &Query, hit: &Hit) -> Option<Excerpt> {
    let article = index.articles.get(hit.article)?;
    let worth = |text: &str| wanted(query, &words(text, index.language)).len();
    let mut text = article.summary.as_str();
    let mut most = worth(text);
    let mut place = None;
    for part in &article.parts {
        for paragraph in &part.texts {
            let found = worth(paragraph);
            if found > most {
                (most, text) = (found, paragraph);
                place = Some((part.id.clone(), part.title.clone())).filter(|(id, _)| !id.is_empty());
            }
        }
    }
    Some(Excerpt {
        title: marked(&article.title, query, index.language),
        text: shortened(text, query, index.language),
        place,
    })
}

/// The keys among these words that were asked for.
fn wanted(query: &Query, words: &[Word]) -> BTreeSet<String> {
    let has: BTreeSet<&str> = words.iter().flat_map(|word| word.keys.iter()).collect();
    let asked = query.keys_in(&has);
    has.into_iter().filter(|key| asked.contains(key)).map(str::to_owned).collect()
}

fn is_wanted(word: &Word, wanted: &BTreeSet<String>) -> bool {
    word.keys.iter().any(|key| wanted.contains(key))
}

/// A text in pieces: what was asked for, and what stands between.
fn marked(text: &str, query: &Query, language: Language) -> Vec<Piece> {
    let words = words(text, language);
    let wanted = wanted(query, &words);
    let mut pieces = Vec::new();
    let mut done = 0;
    let mut push = |from: usize, to: usize, marked: bool| {
        if let Some(words) = text.get(from..to).filter(|words| !words.is_empty()) {
            pieces.push(Piece { words: words.to_owned(), marked });
        }
    };
    for word in words.iter().filter(|word| is_wanted(word, &wanted)) {
        push(done, word.range.start, false);
        push(word.range.start, word.range.end, true);
        done = word.range.end;
    }
    push(done, text.len(), false);
    pieces
}

/// The part of a long text around the first word that was asked for.
fn shortened(text: &str, query: &Query, language: Language) -> Vec<Piece> {
    if text.chars().count() <= LENGTH {
        return marked(text, query, language);
    }
    let words = words(text, language);
    let wanted = wanted(query, &words);
    let first = words.iter().find(|word| is_wanted(word, &wanted)).map_or(0, |word| word.range.start);
    let from = words
        .iter()
        .map(|word| word.range.start)
        .find(|start| start.saturating_add(BEFORE) >= first)
        .filter(|_| first > BEFORE)
        .unwrap_or(0);
    let to = words
        .iter()
        .map(|word| word.range.end)
        .take_while(|end| *end <= from.saturating_add(LENGTH))
        .last()
        .unwrap_or(text.len());
    let cut = text.get(from..to).unwrap_or_default();
    let mut pieces = marked(cut, query, language);
    let dots = || Piece { words: "…".to_owned(), marked: false };
    if from > 0 {
        pieces.insert(0, dots());
    }
    if to < text.len() {
        pieces.push(dots());
    }
    pieces
}
