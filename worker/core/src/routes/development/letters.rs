//! One of each email as it looks, so that whoever writes or translates them need not cause them.

use crate::couriers::letters::samples;
use crate::pages::frame::Place;
use crate::pages::{Block, Page};
use crate::routes::respond::Answer;
use crate::text::{Language, Text};
use bytes::Bytes;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};

/// Where they are.
const FOLDER: &str = "/dev/letters/";

/// All of them, by language and subject.
pub fn page() -> Answer {
    // Its words are for developers and are not translated.
    let mut page = Page::new("Emails".to_owned(), Place::Other);
    for language in Language::ALL {
        let links = samples::letters(Text::new(language))
            .into_iter()
            .map(|(name, letter)| (format!("{FOLDER}{}/{name}", language.tag()), letter.subject));
        page = page.with(Block::Heading(language.own_name().to_owned())).with(Block::Links(links.collect()));
    }
    Answer::page(StatusCode::OK, Text::new(Language::English), page)
}

/// The one that the path names: `/dev/letters/es/confirm`.
pub fn letter(path: &str) -> Option<Response<Bytes>> {
    let (language, name) = path.strip_prefix(FOLDER)?.split_once('/')?;
    let language = Language::from_tag(language)?;
    let (_, letter) = samples::letters(Text::new(language)).into_iter().find(|(known, _)| known == name)?;
    let mut response = Response::new(Bytes::from(letter.html()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    // A mail program loads nothing either.
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'"),
    );
    Some(response)
}
