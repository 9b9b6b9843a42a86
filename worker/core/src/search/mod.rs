//! Search in the help center: a question in a person's own words becomes the few articles that answer it.
//!
//! Enter at [`search`]. Read on in the order in which a question travels: [`words`] cuts a text into words and finds their
//! stems, [`source`] is the file that the site generator writes for each language, [`index`] is that file made ready,
//! [`query`] understands what was typed (typing errors, synonyms, the beginning of a word), `rank` weighs the
//! articles (BM25F) and [`excerpt`] picks the words to show. [`loaded`] keeps an index in memory.
//!
//! Everything here is a plain function of the index and the question. A question is never stored and never logged: it may
//! hold anything (PV-4).
//!
//! Why no search crate: those for a handful of fields (`probly-search`, `bm25`) bring the ranking, some hundred lines here,
//! but neither synonyms of several words, nor two stems for a word with accents, nor marked excerpts, and would have to be
//! fed with all of it. What is hard comes from crates: stems (`rust-stemmers`) and edit distances (`strsim`).

pub mod excerpt;
pub mod index;
pub mod loaded;
pub mod query;
mod rank;
pub mod source;
pub mod words;

use excerpt::Excerpt;
use index::Index;
use query::Query;

/// The most results that are shown: who does not find it among ten asks in other words.
pub const RESULTS: usize = 10;

/// The most characters of a question that are read.
pub const QUERY_LENGTH: usize = 200;

/// An article that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The place in [`Index::articles`].
    pub article: usize,
    /// How well it fits; only good for comparing.
    pub score: f32,
}

/// The articles that answer `question`, the best one first.
pub fn search(index: &Index, question: &str) -> (Query, Vec<Hit>) {
    let query = Query::understand(index, question);
    let mut hits = rank::rank(index, &query);
    hits.truncate(RESULTS);
    (query, hits)
}

/// What to show of a hit.
pub fn excerpt(index: &Index, query: &Query, hit: &Hit) -> Option<Excerpt> {
    excerpt::excerpt(index, query, hit)
}
