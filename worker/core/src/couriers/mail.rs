//! The HTML part of an email.

use super::{Message, Part};
use askama::Template;

/// The whole document.
#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Letter<'a> {
    message: &'a Message,
}

/// `message` as an HTML document.
pub fn html(message: &Message) -> String {
    // Writing to a string does not fail.
    Letter { message }.render().unwrap_or_default()
}
