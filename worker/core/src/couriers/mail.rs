//! The HTML part of an email: one column that needs no style sheet, picture or anything else from elsewhere.
//!
//! Mail programs drop what they don't know, and some drop the head: every color stands in the elements for light mode, and
//! once more in the head for dark mode. The colors are those of `web/styles/_theme.scss`.

use super::{Message, Part};
use askama::Template;

/// The whole document.
#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Letter<'a> {
    message: &'a Message,
}

impl Letter<'_> {
    /// Whether this is the main link: the first.
    fn is_first(&self, link: &str) -> bool {
        self.message.links().first() == Some(&link)
    }
}

/// `message` as an HTML document.
pub fn html(message: &Message) -> String {
    // Writing to a string does not fail.
    Letter { message }.render().unwrap_or_default()
}
