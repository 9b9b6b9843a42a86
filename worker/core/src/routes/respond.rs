//! Answers: pages and redirects with the headers that keep people safe.

use crate::pages::{Block, Page};
use crate::text::{Language, Text};
use bytes::Bytes;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use http::{HeaderName, HeaderValue, Response, StatusCode};

/// What a route answers, before the cookies are added.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    headers: Vec<(HeaderName, String)>,
    body: Body,
}

/// What an answer consists of. A page is made at last, when it is known where it can be had in other languages.
#[derive(Debug)]
enum Body {
    Page(Text, Box<Page>),
    Bytes(Vec<u8>),
}

impl Answer {
    /// A page.
    pub fn page(status: StatusCode, text: Text, page: Page) -> Self {
        Self {
            status,
            headers: vec![
                (CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
                (HeaderName::from_static("content-language"), text.language.tag().to_owned()),
            ],
            body: Body::Page(text, Box::new(page)),
        }
    }

    /// A part of a page, for a script that puts it there.
    pub fn part(text: Text, html: String) -> Self {
        Self {
            status: StatusCode::OK,
            headers: vec![
                (CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
                (HeaderName::from_static("content-language"), text.language.tag().to_owned()),
                // It is no page of its own.
                (HeaderName::from_static("x-robots-tag"), "noindex".to_owned()),
            ],
            body: Body::Bytes(html.into_bytes()),
        }
    }

    /// A redirect after a form: the browser gets the next page.
    pub fn see_other(path: &str) -> Self {
        Self::redirect(StatusCode::SEE_OTHER, path)
    }

    /// A redirect to where the same is to be had for this browser, for now.
    pub fn found(path: &str) -> Self {
        Self::redirect(StatusCode::FOUND, path)
    }

    fn redirect(status: StatusCode, path: &str) -> Self {
        Self { status, headers: vec![(LOCATION, path.to_owned())], body: Body::Bytes(Vec::new()) }
    }

    /// A text file to download.
    pub fn file(name: &str, content: String) -> Self {
        Self::download(name, "text/plain; charset=utf-8", content)
    }

    /// A file of this type to download.
    pub fn download(name: &str, content_type: &str, content: String) -> Self {
        Self {
            status: StatusCode::OK,
            headers: vec![
                (CONTENT_TYPE, content_type.to_owned()),
                (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
            ],
            body: Body::Bytes(content.into_bytes()),
        }
    }

    /// JSON, for programs.
    pub fn json(status: StatusCode, value: &serde_json::Value) -> Self {
        Self {
            status,
            headers: vec![(CONTENT_TYPE, "application/json".to_owned())],
            body: Body::Bytes(value.to_string().into_bytes()),
        }
    }

    /// The same answer with the seconds after which to try again.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.headers.push((RETRY_AFTER, seconds.to_string()));
        self
    }

    /// The same page with something that has to be read first; below the number of the step, if it has one.
    #[must_use]
    pub fn first(mut self, blocks: Vec<Block>) -> Self {
        if let Body::Page(_, page) = &mut self.body {
            let at = page.blocks.iter().take_while(|block| matches!(block, Block::Step(..))).count();
            page.blocks.splice(at..at, blocks);
        }
        self
    }

    /// The same answer with the methods that the address knows.
    #[must_use]
    pub fn allow(mut self, methods: &str) -> Self {
        self.headers.push((ALLOW, methods.to_owned()));
        self
    }

    /// The same answer, which has the browser go to `path` by itself after `seconds`, also without scripts.
    #[must_use]
    pub fn refresh(mut self, seconds: u32, path: &str) -> Self {
        self.headers.push((HeaderName::from_static("refresh"), format!("{seconds}; url={path}")));
        self
    }

    /// The response, with `cookies` and every header that each answer has. `elsewhere` is where the same page can be had in
    /// which language.
    pub fn into_response(
        self,
        cookies: Vec<String>,
        elsewhere: &[(Language, String)],
        secure: bool,
    ) -> Response<Bytes> {
        let (body, needs_wasm, fetches) = match self.body {
            Body::Page(text, page) => {
                let needs_wasm = page.has_meter() || page.has_search();
                let fetches = needs_wasm || page.help.is_some();
                (page.render(text, elsewhere).into_bytes(), needs_wasm, fetches)
            }
            Body::Bytes(bytes) => (bytes, false, false),
        };
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = self.status;
        let wasm = if needs_wasm { " 'wasm-unsafe-eval'" } else { "" };
        let fetches = if fetches { "; connect-src 'self'" } else { "" };
        let policy = format!(
            "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'{wasm}{fetches}; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        let fixed = [
            ("content-security-policy", policy.as_str()),
            ("x-content-type-options", "nosniff"),
            // `no-referrer` would have forms post `Origin: null`.
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ];
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let mut add = |name: HeaderName, value: &str| {
            // None of these values has a control character; one that had would be left out.
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.append(name, value);
            }
        };
        for (name, value) in fixed {
            add(HeaderName::from_static(name), value);
        }
        if secure {
            add(HeaderName::from_static("strict-transport-security"), "max-age=63072000; includeSubDomains");
        }
        for (name, value) in self.headers {
            add(name, &value);
        }
        for cookie in cookies {
            add(http::header::SET_COOKIE, &cookie);
        }
        response
    }
}
