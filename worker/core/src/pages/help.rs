//! The help articles that pages and messages link to: one constant each, made from `content/en` at compile time, with the
//! places in it that a link can lead to. An article has the same address in every language, behind the language's prefix.

use crate::text::Language;

/// A help article, or a place in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Article {
    address: &'static str,
}

impl Article {
    /// Its address on this site in `language`.
    pub fn path(self, language: Language) -> String {
        format!("{}{}", language.prefix(), self.address)
    }
}

include!(concat!(env!("OUT_DIR"), "/articles.rs"));
