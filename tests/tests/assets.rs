//! The static files: their types, tags, headers and encodings, and that no address leads to a file that is not one
//! of the site's.

use std::collections::BTreeMap;

use gatehouse_tests::{Browser, Edge, Reply, Request, site, wire::Connection};

fn files() -> BTreeMap<String, Reply> {
    let files = site::files(|address| Browser::new().get(address));
    assert!(files.len() > 30, "only {} files were found: {:?}", files.len(), files.keys());
    files
}

/// The ending of a file's name; pages have none.
fn kind(address: &str) -> &str {
    address.rsplit('/').next().and_then(|name| name.split_once('.')).map_or("html", |(_, kind)| kind)
}

#[test]
fn every_file_says_what_it_is() {
    let types = BTreeMap::from([
        ("html", "text/html; charset=utf-8"),
        ("css", "text/css; charset=utf-8"),
        ("js", "text/javascript; charset=utf-8"),
        ("wasm", "application/wasm"),
        ("svg", "image/svg+xml"),
        ("png", "image/png"),
        ("ico", "image/x-icon"),
        ("woff2", "font/woff2"),
        // The feeds of changes.
        ("xml", "application/xml"),
        ("json", "application/json"),
    ]);
    let files = files();
    for (address, reply) in &files {
        assert_eq!(reply.header("content-type"), types.get(kind(address)).copied(), "{address}");
        let length = reply.header("content-length").map(str::parse);
        assert!(length.is_none_or(|length| length == Ok(reply.body.len())), "{}", reply.describe());
        assert!(!reply.body.is_empty(), "{address} is empty");
        assert!(reply.cookies().is_empty(), "{address} sets a cookie");
    }
    for wanted in ["html", "css", "js", "wasm"] {
        assert!(files.keys().any(|address| kind(address) == wanted), "no file is {wanted}");
    }
}

#[test]
fn every_file_has_a_tag_of_its_own_that_stays() {
    let files = files();
    let mut tags = BTreeMap::new();
    for (address, reply) in &files {
        let tag = reply.header("etag").unwrap_or_default();
        let opaque = tag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default();
        let hexadecimal = opaque.len() == 32 && opaque.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(hexadecimal, "{address} has the tag {tag}");
        if let Some((other, body)) = tags.insert(tag.to_owned(), (address, &reply.body)) {
            assert!(body == &reply.body, "{other} and {address} have the same tag and differ");
        }
        assert_eq!(Browser::new().get(address).header("etag"), Some(tag), "{address}");
    }
}

#[test]
fn who_has_a_file_is_not_sent_it_again() {
    for (address, reply) in files() {
        let tag = reply.header("etag").unwrap();
        let cases = [
            (tag.to_owned(), 304),
            (format!("W/{tag}"), 304),
            ("\"00000000000000000000000000000000\"".to_owned(), 200),
            (tag.trim_matches('"').to_owned(), 200),
        ];
        for (sent, status) in cases {
            for method in ["GET", "HEAD"] {
                let request = Request::new(method, &address).header("if-none-match", &sent);
                let again = Browser::new().send(request);
                assert_eq!(again.status, status, "{method} {address} with {sent}");
                assert_eq!(again.header("etag"), Some(tag), "{method} {address} with {sent}");
                assert_eq!(again.header("cache-control"), reply.header("cache-control"), "{address}");
                let body = if status == 200 && method == "GET" { &reply.body[..] } else { b"" };
                assert!(again.body == body, "{method} {address} with {sent} has another body");
            }
        }
    }
}

#[test]
fn head_says_what_get_would_and_nothing_follows_it() {
    // All on one connection: a body that should not be there would be read as the next answer.
    let (mut connection, mut browser) = (Connection::open(), Browser::new());
    let framing = ["date", "content-length", "transfer-encoding", "connection", "keep-alive"];
    let headers = |reply: &Reply| {
        let mut headers = reply.headers.clone();
        headers.retain(|(name, _)| !framing.contains(&name.as_str()));
        headers.sort();
        headers
    };
    for (address, reply) in files() {
        let head = connection.send(&mut browser, &Request::new("HEAD", &address)).unwrap();
        head.is(200);
        assert_eq!(headers(&head), headers(&reply), "{address}");
        let length = head.header("content-length").map(str::parse);
        assert!(length.is_none_or(|length| length == Ok(reply.body.len())), "{}", head.describe());
        let get = connection.send(&mut browser, &Request::new("GET", &address)).unwrap();
        assert!(get.body == reply.body, "{address} differs after a HEAD");
    }
}

#[test]
fn other_spellings_of_an_address_lead_to_the_one_that_counts() {
    for (spelled, address) in [
        ("/index.html", "/"),
        ("/index", "/"),
        ("/contact", "/contact/"),
        ("/contact/index.html", "/contact/"),
        ("/contact/index", "/contact/"),
        ("/help/signing-in", "/help/signing-in/"),
        ("/help/signing-in/index.html", "/help/signing-in/"),
        ("/help/signing-in/forgot-password", "/help/signing-in/forgot-password/"),
        ("/help/signing-in/forgot-password.html", "/help/signing-in/forgot-password/"),
        ("/help/signing-in?why=again", "/help/signing-in/?why=again"),
        ("//help/signing-in", "/help/signing-in/"),
        ("/help//signing-in/", "/help/signing-in/"),
        ("/%68elp/signing-in/", "/help/signing-in/"),
    ] {
        for method in ["GET", "HEAD"] {
            let reply = Browser::new().send(Request::new(method, spelled));
            assert_eq!(reply.status, 307, "{spelled}\n{}", reply.describe());
            assert_eq!(reply.header("location"), Some(address), "{spelled}");
            assert!(reply.body.is_empty(), "{spelled}");
            Browser::new().get(address).is(200);
        }
    }
}

#[test]
fn an_old_address_leads_to_the_page_for_good() {
    for (old, address) in [
        ("/help/", "/"),
        ("/help", "/"),
        ("/help/?why=again", "/?why=again"),
        ("/help/signing-in/locked-out", "/help/signing-in/why-you-were-signed-out/"),
        ("/help/signing-in/locked-out/?a=1&b=2", "/help/signing-in/why-you-were-signed-out/?a=1&b=2"),
    ] {
        for method in ["GET", "HEAD", "POST"] {
            let reply = Browser::new().send(Request::new(method, old));
            assert_eq!(reply.status, 301, "{method} {old}\n{}", reply.describe());
            assert_eq!(reply.header("location"), Some(address), "{old}");
            assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{}", reply.describe());
            assert!(reply.body.is_empty(), "{old}");
        }
    }
    // It has one spelling.
    for other in ["//help/", "/%68elp/", "/help/index.html"] {
        Browser::new().get(other).is(404);
    }
}

#[test]
fn the_site_s_own_headers_arrive_with_every_file() {
    let everywhere = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ];
    for (address, reply) in files() {
        for (name, value) in everywhere {
            assert_eq!(reply.header(name), Some(value), "{address}: {name}");
        }
        let policy = reply.header("content-security-policy").unwrap_or_default();
        assert!(policy.contains("default-src 'none'"), "{address}: {policy}");
        assert!(reply.header("permissions-policy").is_some(), "{address}");
        let (cache, resource) = if address.starts_with("/assets/") {
            ("public, max-age=600, stale-while-revalidate=3600", Some("same-origin"))
        } else {
            ("public, max-age=0, must-revalidate", None)
        };
        assert_eq!(reply.header("cache-control"), Some(cache), "{address}");
        assert_eq!(reply.header("cross-origin-resource-policy"), resource, "{address}");
    }
}

#[test]
fn compressed_files_are_the_same_files() {
    let cases: [(&str, &[Option<&str>]); 7] = [
        ("br, gzip", &[None, Some("br"), Some("gzip")]),
        ("gzip, deflate, br, zstd", &[None, Some("br"), Some("gzip")]),
        ("br", &[None, Some("br")]),
        ("gzip;q=1.0, *;q=0", &[None, Some("gzip")]),
        ("br;q=0, gzip", &[None, Some("gzip")]),
        ("br;q=0, gzip;q=0", &[None]),
        ("identity", &[None]),
    ];
    let mut compressed = 0;
    for (address, plain) in files() {
        for (accepted, encodings) in cases {
            let request = Request::new("GET", &address).header("accept-encoding", accepted);
            let reply = Browser::new().send(request.clone());
            reply.is(200);
            let encoding = reply.header("content-encoding");
            assert!(encodings.contains(&encoding), "{address}: {accepted} was answered with {encoding:?}");
            assert!(reply.decoded() == plain.body, "{address} as {encoding:?} is another file");
            assert_eq!(reply.header("content-type"), plain.header("content-type"), "{address}");
            if encoding.is_some() {
                compressed += 1;
                assert!(reply.body.len() < plain.body.len(), "{address} grew as {encoding:?}");
                // Who has the compressed file has the file.
                let tag = reply.header("etag").unwrap_or_default().to_owned();
                Browser::new().send(request.header("if-none-match", &tag)).is(304);
            }
        }
    }
    println!("{compressed} answers were compressed");
    // Spin has the files compressed beforehand; on Cloudflare its network decides.
    assert!(Edge::current() == Edge::Cloudflare || compressed > 0, "nothing was compressed");
}

/// Words of files that are on the server's disk and no part of the site.
const SECRET_WORDS: [&str; 8] = [
    "[workspace]",
    "[package]",
    "[component",
    "\"entries\"",
    "root:",
    "/*\n  Content-Security-Policy",
    "SERVER_KEYS",
    "SQLite format",
];

/// Checks that this is no file but the home page, no fault of the server, and no way to somebody else's site.
fn is_harmless(path: &str, reply: &Reply, home: &Reply) {
    assert!(reply.status < 500, "{path}\n{}", reply.describe());
    if reply.status == 200 {
        // An address like "/assets/.." is the home page, once it is read as browsers read it.
        assert!(reply.body == home.body, "{path} leads to a file\n{}", reply.describe());
    }
    if let Some(location) = reply.header("location") {
        let own = location.starts_with('/') && !location.starts_with("//") && !location.contains('\\');
        assert!(own, "{path} leads to {location}");
    }
    let text = reply.text();
    for word in SECRET_WORDS {
        assert!(!text.contains(word), "{path} shows {word:?}\n{}", reply.describe());
    }
}

#[test]
fn no_address_leads_to_a_file_that_is_not_of_the_site() {
    let targets =
        ["Cargo.toml", "spin.toml", "wrangler.toml", "index.json", "etc/passwd", "_headers", "_redirects"];
    let ups = [
        "/../",
        "/../../../../",
        "/%2e%2e/",
        "/%2E%2e/%2e./",
        "/..%2f..%2f",
        "/..%5c..%5c",
        "/..\\..\\",
        "/.%2e/",
        "/%252e%252e/",
        "/assets/../../",
        "/assets/%2e%2e/%2e%2e/",
        "/assets/..%2f..%2f",
        "/assets\\..\\..\\",
        "/assets/..;/..;/",
        "/help/../../",
        "/%c0%ae%c0%ae/",
        "/%ef%bc%8e%ef%bc%8e/",
        "/./",
        "//",
        "///",
        "/site/",
        "/build/site/",
        "/build/spin-site/",
        "/file:///",
        "/http://localhost/",
        "/",
    ];
    let home = Browser::new().get("/");
    for up in ups {
        for target in targets {
            let path = format!("{up}{target}");
            // Not through a client library: it would mend the path.
            let reply = Connection::open()
                .send(&mut Browser::new(), &Request::new("GET", &path))
                .unwrap_or_else(|error| panic!("{path}: {error}"));
            is_harmless(&path, &reply, &home);
            assert_ne!(reply.status, 200, "{path}");
        }
    }
}

#[test]
fn odd_addresses_are_answered() {
    let long = |part: &str, count| format!("/{}", part.repeat(count));
    let paths = [
        "/%2e%2e/".to_owned(),
        "/..".to_owned(),
        "/.".to_owned(),
        "/assets/..".to_owned(),
        "/assets\\..\\".to_owned(),
        "/assets".to_owned(),
        "/assets/".to_owned(),
        "/assets/scripts/".to_owned(),
        "/assets/site.css/".to_owned(),
        "/assets/site.css/..".to_owned(),
        "/assets/site.css%2f".to_owned(),
        "/assets/site.css%00".to_owned(),
        "/assets/site.css%00.html".to_owned(),
        "/assets/site.css.br".to_owned(),
        "/assets/site.css.gz".to_owned(),
        "/index.html.br".to_owned(),
        "/%00".to_owned(),
        "/%".to_owned(),
        "/%zz".to_owned(),
        "/%ff%fe".to_owned(),
        "/%e2%82".to_owned(),
        "/%2f%2fevil.example".to_owned(),
        "//evil.example/".to_owned(),
        "//evil.example/index.html".to_owned(),
        "//evil.example/%2e%2e".to_owned(),
        "/\\evil.example/".to_owned(),
        "/help/signing-in/..//evil.example".to_owned(),
        "/\u{202e}".to_owned(),
        "/?".to_owned() + &"q".repeat(4000),
        long("a", 4000),
        long("a/", 2000),
        long("../", 1000),
        long("%2e%2e%2f", 1000),
        long("%41", 5000),
    ];
    let home = Browser::new().get("/");
    for path in paths {
        let reply = Connection::open().send(&mut Browser::new(), &Request::new("GET", &path));
        is_harmless(&path, &reply.unwrap_or_else(|error| panic!("{path:.80}: {error}")), &home);
    }
    // What is no HTTP at all may be refused without a word.
    for path in ["/\0", "/assets/\0/site.css", "/a b", "/assets/../\0", "Cargo.toml", "", &long("a", 200_000)]
    {
        let reply = Connection::open().send(&mut Browser::new(), &Request::new("GET", path));
        if let Ok(reply) = reply {
            is_harmless(path, &reply, &home);
        }
        Browser::new().get("/").is(200);
    }
}

#[test]
fn a_file_that_is_not_there_is_the_service_s_own_page() {
    let wanted = Browser::new().get("/nothing");
    wanted.is(404);
    assert!(!wanted.page().heading().is_empty(), "{}", wanted.describe());
    for path in [
        "/nothing.html",
        "/help/nothing",
        "/help/nothing/",
        "/assets/nothing.css",
        "/assets/scripts/nothing.js",
        "/assets/",
        "/favicon.ico",
        "/_headers",
        "/HELP/signing-in/",
        "/assets/SITE.css",
    ] {
        let reply = Browser::new().get(path);
        assert_eq!(reply.skeleton(&[]), wanted.skeleton(&[]), "{path}");
    }
}

#[test]
fn files_are_only_read() {
    for path in ["/", "/help/signing-in/", "/assets/site.css", "/assets/meter/gatehouse_meter_bg.wasm"] {
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
            let reply = Browser::new().send(Request::new(method, path));
            reply.is(405);
            assert!(reply.body.is_empty() && reply.cookies().is_empty(), "{}", reply.describe());
            assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{}", reply.describe());
        }
        let form = Request::form(path, &[("email", "somebody@people.example")]);
        Browser::new().send(form).is(405);
        Browser::new().get(path).is(200);
    }
}
