//! Which language a person is answered in, and how they change it.
//!
//! [`of`] says which: what the address asks for (`?lang=es`), else what the browser's cookie remembers, else what the
//! browser prefers (`Accept-Language`), else English. What is asked for is remembered, by `Visit`. What always holds: a
//! tag that we don't know, wherever it stands, is as good as none.

use super::form::Fields;
use super::visit::{Cookie, cookies};
use crate::text::Language;
use http::header::ACCEPT_LANGUAGE;
use http::{HeaderMap, HeaderValue, Method, Request};
use std::cmp::Reverse;

/// The name of the field in an address.
const FIELD: &str = "lang";
/// More languages than anybody prefers: what follows is not read, so that a long header costs nothing.
const RANGES: usize = 32;

/// The language of a request.
pub fn of<B>(request: &Request<B>, secure: bool) -> Language {
    asked(request)
        .or_else(|| remembered(request.headers(), secure))
        .or_else(|| preferred(request.headers()))
        .unwrap_or(Language::English)
}

/// The language that the address asks for. Only a page that is opened can ask: a form is answered in the language of its
/// page.
pub fn asked<B>(request: &Request<B>) -> Option<Language> {
    let opens = matches!(*request.method(), Method::GET | Method::HEAD);
    let query = request.uri().query().filter(|_| opens)?;
    Fields::read(query.as_bytes()).ok().and_then(|fields| Language::from_tag(fields.get(FIELD)))
}

/// The language that the browser's cookie remembers.
pub fn remembered(headers: &HeaderMap, secure: bool) -> Option<Language> {
    let name = Cookie::Language.name(secure);
    cookies(headers).find(|(known, _)| *known == name).and_then(|(_, tag)| Language::from_tag(tag))
}

/// The language that the browser prefers (RFC 9110, section 12.5.4): of those that we speak, the one of the highest
/// quality, or the first one of these. A language of a country, such as `es-MX`, is the language.
pub fn preferred(headers: &HeaderMap) -> Option<Language> {
    let mut ranges: Vec<(&str, u16)> = headers
        .get_all(ACCEPT_LANGUAGE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .take(RANGES)
        .filter_map(range)
        .collect();
    // Stable: of two that are liked as much, the one that is named first.
    ranges.sort_by_key(|(_, quality)| Reverse(*quality));
    let refuses_english = ranges.iter().any(|(name, q)| *q == 0 && speaks(name, Language::English));
    ranges.iter().filter(|(_, quality)| *quality > 0).find_map(|(name, _)| {
        Language::ALL.into_iter().find(|language| {
            speaks(name, *language) || (*name == "*" && *language == Language::English && !refuses_english)
        })
    })
}

fn speaks(range: &str, language: Language) -> bool {
    range.split('-').next().is_some_and(|name| name.eq_ignore_ascii_case(language.tag()))
}

/// One range of an `Accept-Language` header, with its quality in thousandths. One that is malformed is left out.
fn range(item: &str) -> Option<(&str, u16)> {
    let mut parts = item.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let quality = match parts.next() {
        None => 1000,
        Some(weight) => thousandths(weight.strip_prefix("q=").or_else(|| weight.strip_prefix("Q="))?)?,
    };
    Some((name, quality))
}

/// `0.85` as 850: a weight has at most three digits, and is at most one.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, part) = weight.split_once('.').unwrap_or((weight, ""));
    if part.len() > 3 || !part.bytes().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let part: u16 = format!("{part:0<3}").parse().ok()?;
    match whole {
        "0" => Some(part),
        "1" if part == 0 => Some(1000),
        _ => None,
    }
}

/// The same page in each language: its address with what it asked for, tokens of links included.
pub fn addresses(path: &str, query: Option<&str>) -> Vec<(Language, String)> {
    let named = |pair: &&str| pair.split('=').next() != Some(FIELD) && !pair.is_empty();
    let kept: String = query
        .unwrap_or_default()
        .split('&')
        .filter(named)
        .fold(String::new(), |kept, pair| kept + pair + "&");
    Language::ALL.map(|language| (language, format!("{path}?{kept}{FIELD}={}", language.tag()))).into()
}

/// What has caches keep the answers for people of different languages apart.
pub const VARY: HeaderValue = HeaderValue::from_static("Accept-Language, Cookie");

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Option<Language> = None;
    const EN: Option<Language> = Some(Language::English);
    const ES: Option<Language> = Some(Language::Spanish);
    const FR: Option<Language> = Some(Language::French);

    #[test]
    fn of_the_languages_that_a_browser_prefers_the_best_that_we_speak_is_chosen() {
        for (header, expected) in [
            ("", NONE),
            ("es", ES),
            ("es-MX, es;q=0.9, en;q=0.8", ES),
            ("FR-ca", FR),
            ("fr_CA", NONE),
            ("en-US,en;q=0.5", EN),
            ("de, fr;q=0.5", FR),
            ("de, ja;q=0.5", NONE),
            ("en;q=0.2, es;q=0.9", ES),
            ("fr;q=0.9, es;q=0.9", FR),
            ("es;q=0, fr;q=0.1", FR),
            ("es;q=0", NONE),
            ("es;q=0.000, en;q=0.001", EN),
            ("*", EN),
            ("*;q=0.1, fr;q=0.05", EN),
            ("es, *;q=0.5", ES),
            ("de, *;q=0.5", EN),
            ("en;q=0, *", NONE),
            ("es;q=1.1, fr;q=0.1", FR),
            ("es;q=2, fr;q=-1, en;q=0.1", EN),
            ("es;q=, fr;q=x, en;q=0.0001", NONE),
            ("es ; q=0.3 , fr ; q=0.4", FR),
            ("es;level=1, fr;q=0.1", FR),
            ("espanol, est;q=0.9", NONE),
            (",,;;,q=1,es", ES),
            ("\"es\"", NONE),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, header.parse().unwrap());
            assert_eq!(preferred(&headers), expected, "{header}");
        }
        let mut headers = HeaderMap::new();
        headers.append(ACCEPT_LANGUAGE, "de".parse().unwrap());
        headers.append(ACCEPT_LANGUAGE, "fr;q=0.7".parse().unwrap());
        assert_eq!(preferred(&headers), FR, "lines of the same name are one list");
        headers.append(ACCEPT_LANGUAGE, HeaderValue::from_bytes(b"\xff, es").unwrap());
        assert_eq!(preferred(&headers), FR, "what is no text says nothing");
    }

    #[test]
    fn what_is_asked_for_comes_before_what_is_remembered_and_that_before_what_is_preferred() {
        for (method, address, cookie, header, expected) in [
            (Method::GET, "/sign-in?lang=fr", "language=es", "en", Language::French),
            (Method::HEAD, "/sign-in?lang=fr", "language=es", "en", Language::French),
            (Method::POST, "/sign-in?lang=fr", "language=es", "en", Language::Spanish),
            (Method::GET, "/sign-in", "language=es", "fr", Language::Spanish),
            (Method::GET, "/sign-in?lang=de", "language=es", "fr", Language::Spanish),
            (Method::GET, "/sign-in?lang=es&lang=fr", "language=en", "fr", Language::English),
            (Method::GET, "/sign-in?lang=ES", "language=", "fr", Language::French),
            (Method::GET, "/sign-in?lang=%00", "language=es\"", "fr", Language::French),
            (Method::GET, "/sign-in?lang=", "languages=es; __Host-language=es", "", Language::English),
            (Method::GET, "/sign-in", "a=b; language=fr; c", "", Language::French),
        ] {
            let request = Request::builder()
                .method(method)
                .uri(address)
                .header("cookie", cookie)
                .header(ACCEPT_LANGUAGE, header)
                .body(())
                .unwrap();
            assert_eq!(of(&request, false), expected, "{address} with {cookie} and {header}");
        }
    }

    #[test]
    fn the_same_page_in_another_language_keeps_all_else_that_its_address_says() {
        for (path, query, spanish) in [
            ("/sign-in", None, "/sign-in?lang=es"),
            ("/sign-in", Some("lang=fr"), "/sign-in?lang=es"),
            ("/sign-up/confirm", Some("token=a-b_c&lang=en"), "/sign-up/confirm?token=a-b_c&lang=es"),
            ("/sign-in", Some("lang=en&why=%3Cb%3E&&lang"), "/sign-in?why=%3Cb%3E&lang=es"),
            ("", None, "?lang=es"),
        ] {
            let addresses = addresses(path, query);
            assert!(addresses.contains(&(Language::Spanish, spanish.to_owned())), "{addresses:?}");
            assert_eq!(addresses.len(), Language::ALL.len());
        }
    }
}
