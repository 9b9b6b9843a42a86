//! The frame around every page: official banner, header and footer, defined once for auth pages and articles
//! (design: "One definition of banner, header and footer serves articles and auth pages").
//!
//! The auth pages get it through their layout template; the site generator calls [`Frame::new`].

use super::status::{self, Status};
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
    /// The banner that says whose site this is, with the link that skips to the content before it, and below it the notice
    /// about the service, if there is one.
    pub banner: String,
    /// The header with the name and the navigation.
    pub header: String,
    /// The footer, with the line about the service.
    pub footer: String,
}

impl Frame {
    /// The frame in `language` for a page at `place`, with the notice that there is now.
    pub fn new(language: Language, place: Place) -> Self {
        Self::with_status(language, place, status::CURRENT)
    }

    /// The same with this status.
    pub fn with_status(language: Language, place: Place, status: Status) -> Self {
        let text = Text::new(language);
        // Rendering into a string fails only when a template's own expression does; these have none that can.
        Self {
            head: include_str!("../../templates/frame/head.html").to_owned(),
            banner: Banner { text, status }.render().unwrap_or_default(),
            header: Header { text, place }.render().unwrap_or_default(),
            footer: Footer { text, status }.render().unwrap_or_default(),
        }
    }
}

/// The same page in every language, as links. `addresses` has one for each language that there is one for.
pub fn language_switch(language: Language, addresses: &[(Language, String)]) -> String {
    Languages { text: Text::new(language), addresses }.render().unwrap_or_default()
}

/// The box to search the help center with, which holds `query`. It works without scripts; an `instant` one shows results
/// while somebody types, on pages whose security policy lets its script do that.
pub fn search_box(language: Language, query: &str, instant: bool) -> String {
    Search { text: Text::new(language), query, instant }.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "frame/search.html")]
struct Search<'a> {
    text: Text,
    query: &'a str,
    instant: bool,
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
    status: Status,
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
    status: Status,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hc_8_a_notice_stands_on_every_page_of_every_language_and_nothing_else_does() {
        for language in Language::ALL {
            let text = Text::new(language);
            for status in Status::ALL {
                let frame = Frame::with_status(language, Place::Help, status);
                assert!(frame.footer.contains(&text.say(status.line())), "{status:?}");
                assert_eq!(frame.banner.contains("service-notice"), status != Status::None, "{status:?}");
                if let Some((title, words)) = status.notice() {
                    assert!(
                        frame.banner.contains(&text.say(title)) && frame.banner.contains(&text.say(words))
                    );
                }
            }
        }
    }
}
