//! The home address, `/`: the English home of the help center, and for people of other languages the way to theirs.
//!
//! An edge asks [`home`] before it answers with the file. What always holds: `?lang=` wins, then the cookie, and what the
//! browser prefers counts on the first visit only, so that whoever has chosen English gets English.

use super::language;
use super::respond::Answer;
use super::visit::Cookie;
use crate::settings::Settings;
use crate::text::Language;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, SET_COOKIE, VARY};
use http::{HeaderMap, HeaderValue, Method, Request, Response};

/// What answers a request for the home address.
#[derive(Debug)]
pub enum Home {
    /// This: the person's language has a home of its own.
    Elsewhere(Response<Bytes>),
    /// The site's file, as the edge serves it, with these headers in addition.
    Here(HomeHeaders),
}

/// What the English home is served with besides the headers of every file.
#[derive(Debug, Default)]
pub struct HomeHeaders {
    varies: bool,
    cookie: Option<String>,
}

impl HomeHeaders {
    /// Adds them.
    pub fn add_to(self, headers: &mut HeaderMap) {
        if self.varies {
            headers.append(VARY, language::VARY);
        }
        if let Some(cookie) = self.cookie.and_then(|cookie| HeaderValue::try_from(cookie).ok()) {
            headers.append(SET_COOKIE, cookie);
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
    }
}

/// Says in which language the home is shown, and what the browser remembers of it.
pub fn home<B>(settings: &Settings, request: &Request<B>) -> Home {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Home::Here(HomeHeaders::default());
    }
    let secure = settings.secure();
    let (asked, remembered) = (language::asked(request), language::remembered(request.headers(), secure));
    let language = language::of(request, secure);
    // A browser that prefers English is shown it in any case: nothing needs to be remembered.
    let is_news = remembered != Some(language) && (asked.is_some() || language != Language::English);
    let cookie = is_news.then(|| Cookie::Language.set(language.tag(), secure));
    if language == Language::English {
        return Home::Here(HomeHeaders { varies: true, cookie });
    }
    let mut response =
        Answer::found(language.home()).into_response(cookie.into_iter().collect(), &[], secure);
    response.headers_mut().append(VARY, language::VARY);
    Home::Elsewhere(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifiers::Email;
    use crate::secrets::{ServerSecrets, encode};
    use crate::settings::Delivery;

    fn answer(method: Method, address: &str, cookie: &str, preferred: &str) -> Home {
        let key = |id: &str| format!("{id}:{}", encode(&[7; 32]));
        let secrets = ServerSecrets::parse(&key("k1"), &key("p1"), &encode(&[8; 32])).unwrap();
        let origin = "https://gatehouse.example".to_owned();
        let contact = Email::read("help@gatehouse.example").unwrap();
        let settings = Settings {
            origin,
            delivery: Delivery::Queue,
            couriers: None,
            operator_key: None,
            contact,
            secrets,
        };
        let request = Request::builder()
            .method(method)
            .uri(address)
            .header("cookie", cookie)
            .header("accept-language", preferred)
            .body(())
            .unwrap();
        home(&settings, &request)
    }

    fn text(headers: &HeaderMap, name: &str) -> String {
        headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    #[test]
    fn la_3_the_home_address_leads_people_of_other_languages_to_their_home_and_remembers_it() {
        for method in [Method::GET, Method::HEAD] {
            for (address, cookie, preferred, location, set) in [
                ("/?lang=es", "", "", "/es/", "es"),
                ("/?lang=fr", "__Host-language=es", "es", "/fr/", "fr"),
                ("/?lang=es", "__Host-language=es", "", "/es/", ""),
                ("/", "__Host-language=es", "en", "/es/", ""),
                ("/?lang=de", "__Host-language=fr", "en", "/fr/", ""),
                ("/", "", "fr-CA, en;q=0.5", "/fr/", "fr"),
                ("/", "__Host-language=//evil.example", "es", "/es/", "es"),
            ] {
                let Home::Elsewhere(response) = answer(method.clone(), address, cookie, preferred) else {
                    panic!("{address} with {cookie} and {preferred} is answered with the English home");
                };
                assert_eq!(response.status(), 302, "{address}");
                assert!(response.body().is_empty());
                let headers = response.headers();
                assert_eq!(text(headers, "location"), location, "{address} with {cookie} and {preferred}");
                assert_eq!(text(headers, "vary"), "Accept-Language, Cookie");
                assert_eq!(text(headers, "cache-control"), "no-store");
                let expected = match set {
                    "" => String::new(),
                    tag => format!(
                        "__Host-language={tag}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=31536000"
                    ),
                };
                assert_eq!(text(headers, "set-cookie"), expected, "{address} with {cookie} and {preferred}");
            }
        }
    }

    #[test]
    fn la_3_the_english_home_is_the_file_and_a_choice_is_remembered() {
        for (address, cookie, preferred, set) in [
            ("/", "", "", ""),
            ("/", "", "en-US, es;q=0.5", ""),
            ("/", "", "de", ""),
            ("/", "__Host-language=en", "es", ""),
            ("/?lang=en", "", "es", "en"),
            ("/?lang=en", "__Host-language=es", "es", "en"),
            ("/?lang=en", "__Host-language=en", "es", ""),
            ("/?lang=%3Ces%3E", "language=es", "", ""),
        ] {
            let Home::Here(home) = answer(Method::GET, address, cookie, preferred) else {
                panic!("{address} with {cookie} and {preferred} leads elsewhere");
            };
            let mut headers = HeaderMap::new();
            headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("public"));
            home.add_to(&mut headers);
            assert_eq!(headers.get_all(VARY).iter().count(), 2);
            let begins = text(&headers, "set-cookie");
            let begins = begins.split(';').next().unwrap().trim_start_matches("__Host-language=");
            assert_eq!(begins, set, "{address} with {cookie} and {preferred}");
            let cache = if set.is_empty() { "public" } else { "no-store" };
            assert_eq!(text(&headers, "cache-control"), cache);
        }
    }

    #[test]
    fn what_is_not_a_page_that_is_opened_gets_what_the_file_says() {
        let Home::Here(home) = answer(Method::POST, "/?lang=es", "", "es") else { panic!("a redirect") };
        let mut headers = HeaderMap::new();
        home.add_to(&mut headers);
        assert!(headers.is_empty());
    }
}
