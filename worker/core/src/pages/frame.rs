//! The frame around every page: official banner, header and footer, defined once for auth pages and articles
//! (design: "One definition of banner, header and footer serves articles and auth pages").
//!
//! The auth pages get it through their layout template; the site generator calls [`Frame::new`].

use crate::text::{Language, Text};
use askama::Template;

/// The navigation item that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The help center.
    Help,
    /// Signing in.
    SignIn,
    /// Creating an account.
    SignUp,
    /// The signed-in person's own pages.
    Account,
    /// None of them.
    Other,
}

/// The parts of the frame as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// What every `<head>` begins with: character set, icon and styles.
    pub head: String,
    /// The banner that says whose site this is, with the link that skips to the content before it.
    pub banner: String,
    /// The header with the name and the navigation.
    pub header: String,
    /// The footer.
    pub footer: String,
}

impl Frame {
    /// The frame in `language` for a page at `place`.
    pub fn new(language: Language, place: Place) -> Self {
        let text = Text::new(language);
        // Rendering into a string fails only when a template's own expression does; these have none that can.
        Self {
            head: include_str!("../../templates/frame/head.html").to_owned(),
            banner: Banner { text }.render().unwrap_or_default(),
            header: Header { text, place }.render().unwrap_or_default(),
            footer: Footer { text }.render().unwrap_or_default(),
        }
    }
}

/// The same page in every language, as links. `addresses` has one for each language that there is one for.
pub fn language_switch(language: Language, addresses: &[(Language, String)]) -> String {
    Languages { text: Text::new(language), addresses }.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "frame/languages.html")]
struct Languages<'a> {
    text: Text,
    addresses: &'a [(Language, String)],
}

#[derive(Template)]
#[template(path = "frame/banner.html")]
struct Banner {
    text: Text,
}

#[derive(Template)]
#[template(path = "frame/header.html")]
struct Header {
    text: Text,
    place: Place,
}

#[derive(Template)]
#[template(path = "frame/footer.html")]
struct Footer {
    text: Text,
}
