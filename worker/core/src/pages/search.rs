//! The results of a search: how many there are, each with the words that answer, and what else to try if there is none.
//!
//! The same template makes the part of the page and the answer to a script that shows results while somebody types.

use crate::search::excerpt::Piece;
use crate::text::Text;
use askama::Template;

/// What a search has found.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// What was asked, as it is shown; empty if nothing was.
    pub question: String,
    /// What was found, the best first.
    pub found: Vec<Found>,
    /// Address and title of each section, for who has found nothing.
    pub sections: Vec<(String, String)>,
}

/// An article that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its address.
    pub path: String,
    /// Its title.
    pub title: Vec<Piece>,
    /// The words that answer.
    pub text: Vec<Piece>,
    /// The title of its section.
    pub section: String,
    /// Address and words of the heading that the words stand below.
    pub place: Option<(String, String)>,
}

impl Results {
    /// The HTML.
    pub fn render(&self, text: Text) -> String {
        let template = ResultsTemplate { text, results: self, count: self.count(text) };
        template.render().unwrap_or_default()
    }

    /// How much was found, in words.
    fn count(&self, text: Text) -> String {
        if self.question.is_empty() {
            return String::new();
        }
        let number = u32::try_from(self.found.len()).unwrap_or(u32::MAX);
        let key = if number == 0 { "search-none" } else { "search-count" };
        text.say_with(key, &[("found", number.into()), ("question", self.question.as_str().into())])
    }
}

#[derive(Template)]
#[template(path = "search/results.html")]
struct ResultsTemplate<'a> {
    text: Text,
    results: &'a Results,
    count: String,
}
