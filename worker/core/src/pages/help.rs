//! The help articles that pages and messages link to: one constant each, made from `content/en` at compile time.

/// A help article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Article {
    /// Its address on this site.
    pub path: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/articles.rs"));
