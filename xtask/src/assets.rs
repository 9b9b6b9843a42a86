//! The site as Spin serves it: every file with its compressed forms, and `index.json`, which says for each address
//! what Cloudflare would answer there.
//!
//! Cloudflare works that out for each request (`html_handling`, `_headers`). Here it is worked out once, so that the
//! component looks an address up and never touches a path that a client has sent. [`addresses`] is the rule about
//! pages and slashes, [`rules`] reads `_headers`; both are plain functions of text.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::header_rules::{Rule, rules};
use crate::workspace::{read, write};

/// Files that tell Cloudflare what to do and are no part of the site.
const DIRECTIONS: [&str; 2] = ["_headers", "_redirects"];
/// The ending of a compressed neighbour and the name of its encoding; a server takes the first that a client takes.
const ENCODINGS: [(&str, &str); 2] = [("br", "br"), ("gz", "gzip")];
/// The index of the search in the browser, whose type `_headers` gives.
const SEARCH_DATA: &str = "assets/search/data/";
/// What `encodeURIComponent` encodes.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// Writes files, compressed files and index of the site in `from` to the empty folder `to`. What has not changed since
/// `before`, an earlier result, is taken from there: compressing is the slow part.
pub fn export(from: &Path, before: &Path, to: &Path) -> Result<()> {
    let moved = match from.join("_redirects") {
        file if file.exists() => moved(&read(&file)?)?,
        _ => Vec::new(),
    };
    let rules = rules(&read(&from.join("_headers"))?)?;
    let mut names = BTreeSet::new();
    list(from, "", &mut names)?;
    let mut files = BTreeMap::new();
    for name in names {
        let file = file(from, before, to, &name)?;
        files.insert(name, file);
    }
    let index = index(&files, &moved, &rules);
    write(&to.join("index.json"), serde_json::to_vec_pretty(&index).context("the index cannot be written")?)
}

/// What the index says of one file, wherever it is served.
#[derive(Debug)]
struct File {
    content_type: String,
    etag: String,
    length: usize,
    encodings: Vec<&'static str>,
}

/// Copies one file, with compressed neighbours where they are worth it.
fn file(from: &Path, before: &Path, to: &Path, name: &str) -> Result<File> {
    let content = fs::read(from.join(name)).with_context(|| format!("{name} cannot be read"))?;
    let content_type = content_type(name)?;
    let unchanged = fs::read(before.join(name)).is_ok_and(|earlier| earlier == content);
    let mut encodings = Vec::new();
    for (ending, encoding) in ENCODINGS {
        if !is_compressible(&content_type) {
            break;
        }
        let neighbour = format!("{name}.{ending}");
        let compressed = match fs::read(before.join(&neighbour)) {
            Ok(earlier) if unchanged => earlier,
            _ => compress(encoding, &content)?,
        };
        // Less than that is not worth a decoder's work.
        if compressed.len().saturating_mul(100) <= content.len().saturating_mul(95) {
            write(&to.join(neighbour), compressed)?;
            encodings.push(encoding);
        }
    }
    write(&to.join(name), &content)?;
    Ok(File { content_type, etag: etag(name, &content), length: content.len(), encodings })
}

/// The whole index: for each address a file, a redirect or where its page has moved, and the headers that parts of the site
/// get.
fn index(files: &BTreeMap<String, File>, moved: &[(String, String)], rules: &[Rule]) -> Value {
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let mut entries: BTreeMap<String, Value> = addresses(&names)
        .into_iter()
        .filter_map(|(address, target)| {
            let entry = match target {
                Target::Redirect(to) => json!({ "redirect": encoded(&to) }),
                Target::File(name) => {
                    let file = files.get(&name)?;
                    json!({
                        "path": encoded(&address),
                        "file": name,
                        "content_type": file.content_type,
                        "etag": file.etag,
                        "length": file.length,
                        "encodings": file.encodings,
                    })
                }
            };
            Some((address, entry))
        })
        .collect();
    // As on Cloudflare, before any file.
    entries.extend(moved.iter().map(|(from, to)| (from.clone(), json!({ "moved": to }))));
    let rules: Vec<Value> = rules.iter().map(rule).collect();
    json!({ "entries": entries, "rules": rules })
}

/// A rule as the component reads it.
fn rule(rule: &Rule) -> Value {
    let mut value = json!({ "prefix": rule.prefix, "headers": rule.headers });
    if rule.exact {
        value["exact"] = json!(true);
    }
    if !rule.without.is_empty() {
        value["without"] = json!(rule.without);
    }
    value
}

/// Reads a `_redirects` file. What the component would read in another way than Cloudflare is refused: patterns, other
/// statuses than 301, and addresses that are written in several ways.
fn moved(text: &str) -> Result<Vec<(String, String)>> {
    let mut moved = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.trim().starts_with('#')) {
        match line.split_whitespace().collect::<Vec<_>>()[..] {
            [from, to, "301"] if is_plain(from) && is_plain(to.split('#').next().unwrap_or_default()) => {
                moved.push((from.to_owned(), to.to_owned()));
            }
            _ => bail!("_redirects: {line} is not `/old/ /new/ 301`, which is all that Spin serves"),
        }
    }
    Ok(moved)
}

/// Whether an address has only letters that nobody writes in another way.
fn is_plain(address: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./".contains(letter);
    address.starts_with('/') && !address.contains("//") && address.chars().all(plain)
}

/// What an address leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    File(String),
    Redirect(String),
}

/// Every address that the files answer at, as with `html_handling = "auto-trailing-slash"`: a page has one address, with
/// a slash at its end if its file is an `index.html` and without if not, and is redirected to from all other ways to
/// write it. Every other file has its own name.
fn addresses(files: &[&str]) -> BTreeMap<String, Target> {
    let mut found: BTreeMap<String, Target> = BTreeMap::new();
    let (pages, others): (Vec<&str>, Vec<&str>) = files.iter().partition(|name| ending(name) == "html");
    for name in others {
        found.insert(format!("/{name}"), Target::File(name.to_owned()));
    }
    let mut spellings = Vec::new();
    for name in pages {
        let path = format!("/{name}");
        let (address, stem) = match (path.strip_suffix("/index.html"), path.strip_suffix(".html")) {
            (Some(folder), _) => (format!("{folder}/"), folder.to_owned()),
            (None, Some(stem)) => (stem.to_owned(), stem.to_owned()),
            (None, None) => continue,
        };
        if found.contains_key(&address) {
            // A file without an ending has the page's address, so the page keeps the name of its file.
            found.insert(path, Target::File(name.to_owned()));
            continue;
        }
        found.insert(address.clone(), Target::File(name.to_owned()));
        for ending in ["", "/", ".html", "/index", "/index.html"] {
            let spelling = format!("{stem}{ending}");
            // The home page has no name that ".html" could follow.
            if spelling.len() > 1 && spelling != "/.html" && spelling != ".html" {
                spellings.push((spelling, address.clone()));
            }
        }
    }
    // Where `a.html` and `a/index.html` share a spelling, it leads to the page whose file it names.
    spellings.sort_by_key(|(spelling, address)| {
        let folder = spelling.ends_with("/index") || spelling.ends_with("/index.html");
        folder != address.ends_with('/')
    });
    for (spelling, address) in spellings {
        found.entry(spelling).or_insert(Target::Redirect(address));
    }
    found
}

/// The type of a file by its name, as wrangler gives it: text is UTF-8.
fn content_type(name: &str) -> Result<String> {
    if name.starts_with(SEARCH_DATA) {
        return Ok("application/octet-stream".to_owned());
    }
    if ending(name) == "ico" {
        // Its registered name, not the old one.
        return Ok("image/vnd.microsoft.icon".to_owned());
    }
    if ending(name) == "xml" {
        // Which says its encoding itself.
        return Ok("application/xml".to_owned());
    }
    let guessed = mime_guess::from_path(name).first_raw();
    let guessed = guessed.with_context(|| format!("{name} has an ending without a known content type"))?;
    let charset = if guessed.starts_with("text/") { "; charset=utf-8" } else { "" };
    Ok(format!("{guessed}{charset}"))
}

fn is_compressible(content_type: &str) -> bool {
    content_type.starts_with("text/")
        || ["application/wasm", "application/json", "application/manifest+json", "image/svg+xml"]
            .contains(&content_type)
        || content_type.ends_with("/xml")
}

fn compress(encoding: &str, content: &[u8]) -> Result<Vec<u8>> {
    let result = if encoding == "br" {
        let mut compressed = Vec::new();
        let settings = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
        brotli::BrotliCompress(&mut &*content, &mut compressed, &settings).map(|_| compressed)
    } else {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content).and_then(|()| encoder.finish())
    };
    result.context("a file cannot be compressed")
}

/// The tag that a deployment on Cloudflare gives the file.
fn etag(name: &str, content: &[u8]) -> String {
    let hash = blake3::hash(format!("{}{}", STANDARD.encode(content), ending(name)).as_bytes());
    hash.to_hex().chars().take(32).collect()
}

/// What follows the last dot of a file's name.
fn ending(name: &str) -> &str {
    Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default()
}

/// An address as it is written in a request or a redirect.
fn encoded(address: &str) -> String {
    let parts: Vec<String> =
        address.split('/').map(|part| utf8_percent_encode(part, COMPONENT).to_string()).collect();
    parts.join("/")
}

/// The names of all files below a folder, with `/` between their parts.
fn list(folder: &Path, below: &str, names: &mut BTreeSet<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be listed", folder.display()))? {
        let path = entry?.path();
        let last = path.file_name().and_then(|name| name.to_str());
        let name = format!("{below}{}", last.with_context(|| format!("{} is no text", path.display()))?);
        if path.is_dir() {
            list(&path, &format!("{name}/"), names)?;
        } else if !DIRECTIONS.contains(&name.as_str()) {
            names.insert(name);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks addresses, one a line: `/address file` or `/address -> /other`.
    fn check(files: &[&str], wanted: &str) {
        let found: Vec<String> = addresses(files)
            .into_iter()
            .map(|(address, target)| match target {
                Target::File(name) => format!("{address} {name}"),
                Target::Redirect(to) => format!("{address} -> {to}"),
            })
            .collect();
        let wanted: Vec<&str> = wanted.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_page_has_one_address_and_the_others_lead_to_it() {
        check(
            &["index.html"],
            "/ index.html
             /index -> /
             /index.html -> /",
        );
        check(
            &["help/signing-in/index.html"],
            "/help/signing-in -> /help/signing-in/
             /help/signing-in.html -> /help/signing-in/
             /help/signing-in/ help/signing-in/index.html
             /help/signing-in/index -> /help/signing-in/
             /help/signing-in/index.html -> /help/signing-in/",
        );
        check(
            &["about.html"],
            "/about about.html
             /about.html -> /about
             /about/ -> /about
             /about/index -> /about
             /about/index.html -> /about",
        );
        check(
            &["a.html", "a/index.html"],
            "/a a.html
             /a.html -> /a
             /a/ a/index.html
             /a/index -> /a/
             /a/index.html -> /a/",
        );
    }

    #[test]
    fn other_files_have_their_names() {
        check(&["assets/site.css", "robots.txt"], "/assets/site.css assets/site.css\n/robots.txt robots.txt");
    }

    #[test]
    fn types_are_those_of_cloudflare() {
        for (name, wanted) in [
            ("index.html", "text/html; charset=utf-8"),
            ("a.css", "text/css; charset=utf-8"),
            ("a.js", "text/javascript; charset=utf-8"),
            ("a.wasm", "application/wasm"),
            ("a.svg", "image/svg+xml"),
            ("a.png", "image/png"),
            ("favicon.ico", "image/vnd.microsoft.icon"),
            ("a.woff2", "font/woff2"),
            ("robots.txt", "text/plain; charset=utf-8"),
            ("a.json", "application/json"),
            ("feed.xml", "application/xml"),
            ("assets/search/data/pagefind.en.pf_meta", "application/octet-stream"),
        ] {
            assert_eq!(content_type(name).expect("a type"), wanted, "{name}");
        }
        assert!(content_type("LICENSE").is_err());
    }

    #[test]
    fn a_tag_is_the_one_that_wrangler_uploads() {
        assert_eq!(etag("a.txt", b"Hello, Gatehouse\n"), "8614199e79ac177ab4475abc6eb95b6d");
    }

    #[test]
    fn old_addresses_are_read_and_patterns_refused() {
        let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(
            moved("# old\n/old /new/#a 301\n/old/ /new/ 301\n").expect("addresses"),
            [pair("/old", "/new/#a"), pair("/old/", "/new/")]
        );
        for refused in ["/old/* /new/ 301", "/old /new/ 302", "/old /new/", "/o%6cd /new/ 301"] {
            assert!(moved(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn an_export_holds_files_their_compressed_forms_and_the_index() {
        let folder = std::env::temp_dir().join(format!("gatehouse-assets-{}", std::process::id()));
        let (from, before, to) = (folder.join("from"), folder.join("before"), folder.join("to"));
        write(&from.join("_headers"), "/*\n  X-Frame-Options: DENY\n").expect("a file");
        write(&from.join("_redirects"), "/old/ / 301\n").expect("a file");
        write(&from.join("index.html"), "<p>Hello</p>".repeat(100)).expect("a file");
        write(&from.join("a b.svg"), "<svg/>").expect("a file");
        export(&from, &before, &to).expect("an export");
        let index: Value =
            serde_json::from_str(&read(&to.join("index.json")).expect("an index")).expect("JSON");
        assert_eq!(
            index,
            json!({
                "entries": {
                    "/": {
                        "path": "/", "file": "index.html", "content_type": "text/html; charset=utf-8", "length": 1200,
                        "etag": etag("index.html", "<p>Hello</p>".repeat(100).as_bytes()),
                        "encodings": ["br", "gzip"],
                    },
                    "/a b.svg": {
                        "path": "/a%20b.svg", "file": "a b.svg", "content_type": "image/svg+xml", "length": 6,
                        "etag": etag("a b.svg", b"<svg/>"), "encodings": [],
                    },
                    "/index": { "redirect": "/" },
                    "/index.html": { "redirect": "/" },
                    "/old/": { "moved": "/" },
                },
                "rules": [{ "prefix": "/", "headers": [["X-Frame-Options", "DENY"]] }],
            })
        );
        assert!(to.join("index.html.br").is_file() && !to.join("a b.svg.br").exists());
        assert!(!to.join("_headers").exists());
        crate::workspace::remove(&folder).expect("a temporary folder");
    }
}
