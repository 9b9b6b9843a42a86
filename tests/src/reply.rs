//! An answer of the service, with the checks that every suite needs.

use std::{env, fmt::Write, io::Read};

use crate::Page;

/// What came back, and what had been asked.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The request's method and path, for messages.
    pub asked: String,
    /// The path that was asked for, with its query.
    pub path: String,
    /// The status.
    pub status: u16,
    /// The headers, names in lower case, in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// The first header of that name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Every `Set-Cookie`.
    pub fn cookies(&self) -> Vec<&str> {
        self.headers.iter().filter(|(n, _)| n == "set-cookie").map(|(_, value)| value.as_str()).collect()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as it was before it was compressed. What has no body, such as an answer to HEAD, may name an encoding all the
    /// same.
    pub fn decoded(&self) -> Vec<u8> {
        let (mut plain, body) = (Vec::new(), &self.body[..]);
        let read = match self.header("content-encoding") {
            Some("gzip") if !body.is_empty() => flate2::read::GzDecoder::new(body).read_to_end(&mut plain),
            Some("br") if !body.is_empty() => {
                brotli_decompressor::Decompressor::new(body, 4096).read_to_end(&mut plain)
            }
            None | Some("gzip" | "br") => return self.body.clone(),
            Some(other) => panic!("{} came as {other}", self.asked),
        };
        read.unwrap_or_else(|error| panic!("{error}\n{}", self.describe()));
        plain
    }

    /// The body as a page.
    pub fn page(&self) -> Page {
        Page::read(&self.text(), &self.path)
    }

    /// Where a redirect leads, as path and query.
    pub fn location(&self) -> Option<String> {
        self.header("location").map(path_of)
    }

    /// `Retry-After` in seconds.
    pub fn retry_after(&self) -> u64 {
        self.header("retry-after").and_then(|value| value.parse().ok()).unwrap_or_else(|| {
            panic!("expected a Retry-After in seconds\n{}", self.describe());
        })
    }

    /// Checks the status.
    pub fn is(&self, status: u16) -> &Self {
        assert!(self.status == status, "expected {status}, got {}\n{}", self.status, self.describe());
        self
    }

    /// Checks that the status is one of these.
    pub fn is_one_of(&self, statuses: &[u16]) -> &Self {
        assert!(
            statuses.contains(&self.status),
            "expected one of {statuses:?}, got {}\n{}",
            self.status,
            self.describe()
        );
        self
    }

    /// Checks that this is a "see other" to `path`; the query does not matter.
    pub fn leads_to(&self, path: &str) -> &Self {
        let location = self.location().unwrap_or_default();
        let location = location.split(['?', '#']).next().unwrap_or_default();
        assert!(
            self.status == 303 && location == path,
            "expected a 303 to {path}, got {} {location}\n{}",
            self.status,
            self.describe()
        );
        self
    }

    /// Checks that the page says this, whatever its capitals.
    pub fn says(&self, what: &str) -> &Self {
        assert!(self.mentions(what), "expected the page to say {what:?}\n{}", self.describe());
        self
    }

    /// Whether the page says this, whatever its capitals.
    pub fn mentions(&self, what: &str) -> bool {
        self.page().text().to_lowercase().contains(&what.to_lowercase())
    }

    /// Checks that this is a form sent back: 422, a message at a field, a summary, and what was typed.
    pub fn sends_back(&self, field: &str, typed: &str) -> &Self {
        self.is(422);
        let page = self.page();
        assert!(!page.errors().is_empty(), "expected an error message at a field\n{}", self.describe());
        assert!(page.has_summary(), "expected an error summary on top\n{}", self.describe());
        let kept = page.value_of(field);
        assert!(
            kept.as_deref() == Some(typed),
            "expected {field} to keep {typed:?}, found {kept:?}\n{}",
            self.describe()
        );
        self
    }

    /// The answer in words, for a message that explains a failure.
    pub fn describe(&self) -> String {
        let mut out = format!("{} -> {}\n", self.asked, self.status);
        for (name, value) in &self.headers {
            let _ = writeln!(out, "  {name}: {value}");
        }
        let html = self.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        let text = if html { self.page().main_text() } else { self.text() };
        out.extend(text.chars().take(1200));
        out
    }

    /// The answer with all that must differ taken out, to compare two answers: tokens, cookies' values, the
    /// date, and the given words (such as the address that was typed).
    pub fn skeleton(&self, words: &[&str]) -> String {
        let mut out = format!("{}\n", self.status);
        let mut body = self.text();
        for (name, value) in &self.headers {
            let value = match name.as_str() {
                "date" | "cf-ray" => continue,
                // Pictures of different secrets are differently long, and so are the words for different times.
                "content-length" if [COUNTDOWN, QR_CODE, SENT.1].iter().any(|sign| body.contains(sign)) => {
                    continue;
                }
                "set-cookie" => without_value(value),
                // As for the countdown below.
                "retry-after" => "…".to_owned(),
                "refresh" => value.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned(),
                _ => value.clone(),
            };
            let _ = writeln!(out, "{name}: {value}");
        }
        for token in self.page().hidden_values() {
            body = body.replace(&token, "(hidden)");
        }
        for word in words {
            body = body.replace(word, "(word)");
        }
        out + &without_clock(&body)
    }
}

/// The first line in which two texts differ, as both have it; nothing if they are the same.
pub fn first_difference(one: &str, other: &str) -> Option<String> {
    if one == other {
        return None;
    }
    let (mut ones, mut others) = (one.lines(), other.lines());
    for number in 1.. {
        match (ones.next(), others.next()) {
            (None, None) => break,
            (one, other) if one == other => {}
            (one, other) => {
                let line =
                    |line: Option<&str>| line.unwrap_or("(ends)").chars().take(400).collect::<String>();
                return Some(format!("line {number}:\n  - {}\n  + {}", line(one), line(other)));
            }
        }
    }
    Some("only in how lines end".to_owned())
}

/// Where a QR code is shown.
const QR_CODE: &str = "<svg class=\"qr-code\"";

/// Where the seconds left of a wait are shown.
const COUNTDOWN: &str = "<p class=\"countdown\"";

/// Where it is shown when a code was sent.
const SENT: (&str, &str) = ("<time datetime=\"", "data-own-clock");

/// The seconds left of a wait go on while two answers are compared, and two people are not sent codes in the same one.
fn without_clock(body: &str) -> String {
    let body = match body.split_once(COUNTDOWN) {
        None => body.to_owned(),
        Some((before, rest)) => {
            let after = rest.split_once("</p>").map_or("", |(_, after)| after);
            format!("{before}(countdown){after}")
        }
    };
    let Some((before, rest)) = body.split_once(SENT.0) else { return body };
    match rest.split_once("</time>") {
        Some((time, after)) if time.contains(SENT.1) => format!("{before}(sent){after}"),
        _ => body,
    }
}

fn without_value(cookie: &str) -> String {
    let (name, rest) = cookie.split_once('=').unwrap_or((cookie, ""));
    let attributes = rest.split_once(';').map_or("", |(_, attributes)| attributes);
    format!("{name}=…;{attributes}")
}

/// The path and query of a link to the service itself, or to a server of the test's own; any other link as it is.
pub fn path_of(link: &str) -> String {
    let known = ["GATEHOUSE_ORIGIN", "GATEHOUSE_URL"].map(|name| env::var(name).unwrap_or_default());
    let known = known.iter().map(|origin| origin.trim_end_matches('/')).filter(|origin| !origin.is_empty());
    let rest = known
        .filter_map(|origin| link.strip_prefix(origin))
        .find(|rest| rest.is_empty() || rest.starts_with('/'));
    let own = || {
        let rest = link.strip_prefix("http://localhost:")?;
        Some(rest.trim_start_matches(|c: char| c.is_ascii_digit()))
    };
    match rest.or_else(own) {
        Some("") => "/".to_owned(),
        Some(rest) => rest.to_owned(),
        None => link.to_owned(),
    }
}
