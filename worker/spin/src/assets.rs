//! The built site, from the files that `spin.toml` mounts.
//!
//! `cargo xtask build` lists every address in `index.json`, with its file, type and headers. A request is answered only
//! from that list, so no path that a client sends ever reaches the file system.

use crate::log;
use bytes::Bytes;
use gatehouse_core::ports::Outage;
use http::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, LOCATION, RANGE, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use std::collections::HashMap;
use std::fs;
use std::sync::OnceLock;
use url::Url;

/// Where `spin.toml` mounts the site.
const FOLDER: &str = "/site";

/// Browsers may keep a file, and ask each time whether it is still the same.
const REVALIDATE: &str = "public, max-age=0, must-revalidate";

/// Every address of the site, and which headers which of them get.
#[derive(Debug, Default, Deserialize)]
struct Index {
    entries: HashMap<String, Entry>,
    rules: Vec<Rule>,
}

/// What an address leads to.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Entry {
    Redirect {
        redirect: String,
    },
    /// A page that was here once, and where it is now.
    Moved {
        moved: String,
    },
    File(File),
}

#[derive(Debug, Deserialize)]
struct File {
    /// Its address as it is properly spelled.
    path: String,
    #[serde(rename = "file")]
    name: String,
    content_type: String,
    etag: String,
    encodings: Vec<String>,
}

/// Headers of every address that begins with `prefix`, or is just that.
#[derive(Debug, Deserialize)]
struct Rule {
    prefix: String,
    #[serde(default)]
    exact: bool,
    /// Headers that earlier rules gave and that this one takes away first.
    #[serde(default)]
    without: Vec<String>,
    headers: Vec<(String, String)>,
}

impl Rule {
    fn applies(&self, path: &str) -> bool {
        if self.exact { path == self.prefix } else { path.starts_with(&self.prefix) }
    }
}

/// Answers a request for a file of the site; nothing if the site has none at this address.
pub fn answer(method: &Method, url: &Url, headers: &HeaderMap) -> Option<Response<Bytes>> {
    let entry = find(url.path())?;
    if matches!(entry, Entry::Moved { .. }) && !index().entries.contains_key(url.path()) {
        // An old address is known in one spelling only.
        return None;
    }
    let mut response = Response::new(Bytes::new());
    for rule in index().rules.iter().filter(|rule| rule.applies(url.path())) {
        for name in &rule.without {
            response.headers_mut().remove(name);
        }
        for (name, value) in &rule.headers {
            if let Ok(name) = HeaderName::try_from(name) {
                set(&mut response, name, value);
            }
        }
    }
    // As on the other edge, whatever the method.
    if let Entry::Moved { moved } = entry {
        let (path, anchor) = moved.split_once('#').map_or((moved.as_str(), None), |(p, a)| (p, Some(a)));
        redirected(&mut response, StatusCode::MOVED_PERMANENTLY, path, url.query(), anchor);
        return Some(response);
    }
    if method != Method::GET && method != Method::HEAD {
        *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        return Some(response);
    }
    match entry {
        Entry::Redirect { redirect } => {
            redirected(&mut response, StatusCode::TEMPORARY_REDIRECT, redirect, url.query(), None);
        }
        Entry::Moved { .. } => return None,
        // Another spelling of the same address.
        Entry::File(file) if file.path != url.path() => {
            redirected(&mut response, StatusCode::TEMPORARY_REDIRECT, &file.path, url.query(), None);
        }
        Entry::File(file) => fill(&mut response, method, file, headers)?,
    }
    Some(response)
}

/// The file at this address, as core wants it: whole and not compressed.
pub fn content(address: &str) -> Result<Option<Bytes>, Outage> {
    let Some(Entry::File(file)) = index().entries.get(address) else { return Ok(None) };
    fs::read(format!("{FOLDER}/{}", file.name))
        .map(|content| Some(Bytes::from(content)))
        .map_err(|error| Outage::new("site", format!("{}: {error}", file.name)))
}

/// What an address leads to, however it is spelled: with characters encoded that need not be, or slashes doubled.
fn find(path: &str) -> Option<&'static Entry> {
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    let mut plain = String::with_capacity(decoded.len());
    for letter in decoded.chars() {
        if letter != '/' || !plain.ends_with('/') {
            plain.push(letter);
        }
    }
    index().entries.get(&plain)
}

fn fill(response: &mut Response<Bytes>, method: &Method, file: &File, headers: &HeaderMap) -> Option<()> {
    let encoding = chosen(file, headers);
    let etag = match encoding {
        // Not the same bytes, so not the same strong tag.
        Some(_) => format!("W/\"{}\"", file.etag),
        None => format!("\"{}\"", file.etag),
    };
    set(response, ETAG, &etag);
    set(response, CONTENT_TYPE, &file.content_type);
    // As on the other edge, an answer to these says nothing to caches.
    let special = headers.contains_key(RANGE) || headers.contains_key(AUTHORIZATION);
    if !special && !response.headers().contains_key(CACHE_CONTROL) {
        set(response, CACHE_CONTROL, REVALIDATE);
    }
    if !file.encodings.is_empty() {
        set(response, VARY, "Accept-Encoding");
    }
    if is_known(headers, &file.etag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Some(());
    }
    let ending = match encoding {
        Some("br") => ".br",
        Some(_) => ".gz",
        None => "",
    };
    let content = match fs::read(format!("{FOLDER}/{}{ending}", file.name)) {
        Ok(content) => content,
        Err(error) => {
            log::problem(&format_args!(
                "{}{ending} is listed in index.json and cannot be read: {error}",
                file.name
            ));
            return None;
        }
    };
    if let Some(encoding) = encoding {
        set(response, CONTENT_ENCODING, encoding);
    }
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(content.len()));
    if method == Method::GET {
        *response.body_mut() = Bytes::from(content);
    }
    Some(())
}

fn redirected(
    response: &mut Response<Bytes>,
    status: StatusCode,
    target: &str,
    query: Option<&str>,
    anchor: Option<&str>,
) {
    *response.status_mut() = status;
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
    set(response, LOCATION, &format!("{target}{query}{anchor}"));
}

/// Read once by each instance: it says nothing about any person.
fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let read = fs::read(format!("{FOLDER}/index.json")).map_err(|error| error.to_string());
        read.and_then(|text| serde_json::from_slice(&text).map_err(|error| error.to_string())).unwrap_or_else(
            |error| {
                log::problem(&format_args!(
                    "the site's index.json cannot be read, so no page of the help center is served: {error}"
                ));
                Index::default()
            },
        )
    })
}

/// The best encoding that the file has and the client takes (RFC 9110, section 12.5.3).
fn chosen<'file>(file: &'file File, headers: &HeaderMap) -> Option<&'file str> {
    let accepted: Vec<&str> =
        headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).collect();
    let accepts = |wanted: &str| {
        accepted.iter().flat_map(|value| value.split(',')).any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
            let refused = parts
                .filter_map(|part| part.strip_prefix("q="))
                .any(|quality| quality.trim().parse::<f32>().is_ok_and(|quality| quality <= 0.0));
            named && !refused
        })
    };
    file.encodings.iter().map(String::as_str).find(|encoding| accepts(encoding))
}

/// Whether the client has this file already. As on the other edge, only one tag is looked at, and `*` is none: browsers
/// send one, and an answer in full is never wrong.
fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.strip_prefix("W/").unwrap_or(known) == format!("\"{etag}\"")
}

fn set(response: &mut Response<Bytes>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
