//! The file that search reads, one for each language: `/search/<language>.json`, written by the site generator.
//!
//! It holds words and no postings: for a help center of this size the words are smaller than an index of them, and one
//! piece of code cuts both articles and questions into words, so that the two cannot disagree.

use serde::{Deserialize, Serialize};

/// Everything that search knows in a language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Words that say nothing about what is asked.
    pub stop_words: Vec<String>,
    /// Groups of words, or of several words together, that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// The sections' titles.
    pub sections: Vec<String>,
    /// The articles.
    pub articles: Vec<Article>,
}

/// An article as search sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Its address.
    pub path: String,
    /// Its section, a place in [`Source::sections`].
    pub section: usize,
    /// Its heading.
    pub title: String,
    /// One sentence about it.
    pub summary: String,
    /// Words that people search with and that do not stand in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// What it says, heading by heading. The first part has no heading.
    pub parts: Vec<Part>,
}

/// What stands below a heading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The id of the heading; empty above the first.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Its words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The paragraphs and points of lists.
    pub texts: Vec<String>,
}
