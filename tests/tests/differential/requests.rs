//! Requests of people who have no account: for files, for all kinds of addresses, and such as no browser sends.

use gatehouse_tests::{Browser, Reply, Request, browser::encode, site, twins::Comparison};

use super::{EMAIL, SCREENS};

/// What is sent by every browser, and by no other request here.
const COMPRESSED: (&str, &str) = ("accept-encoding", "br, gzip");

/// Every file of the site, and what is asked of files besides.
pub fn files(both: &mut Comparison) {
    let files = site::files(|address| Browser::new().get(address));
    let mut somebody = both.person();
    for address in files.into_keys() {
        let replies = both.get(&mut somebody, &address);
        let (get, head) = (Request::new("GET", &address), Request::new("HEAD", &address));
        both.send(&mut somebody, &head);
        // Each server is sent its own tag, as their tags may differ.
        for known in ["{}", "W/{}", "{}, \"other\"", "*", "\"other\""] {
            let known = |reply: &Reply| known.replace("{}", reply.header("etag").unwrap_or_default());
            for request in [&get, &head] {
                let requests =
                    replies.each_ref().map(|reply| request.clone().header("if-none-match", &known(reply)));
                both.send_each(&mut somebody, &requests);
            }
        }
        both.send(&mut somebody, &get.clone().header("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT"));
        let [get, head] = [get, head].map(|request| request.header(COMPRESSED.0, COMPRESSED.1));
        both.send(&mut somebody, &head);
        let replies = both.send(&mut somebody, &get);
        let known = |reply: &Reply| reply.header("etag").unwrap_or_default().to_owned();
        let requests = replies.each_ref().map(|reply| get.clone().header("if-none-match", &known(reply)));
        both.send_each(&mut somebody, &requests)[0].is(304);
    }
    for address in ["/", "/help/signing-in/", "/assets/site.css", "/assets/meter/gatehouse_meter_bg.wasm"] {
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
            both.send(&mut somebody, &Request::new(method, address));
        }
        both.send(&mut somebody, &Request::form(address, &[("email", EMAIL)]));
        let get = Request::new("GET", address);
        both.send(&mut somebody, &get.clone().header("authorization", "Basic eDp5"));
        both.send(&mut somebody, &get.clone().header("range", "bytes=0-9"));
        both.get(&mut somebody, &format!("{address}?a=b"));
    }
}

/// Addresses as people, robots and attackers spell them.
pub fn addresses(both: &mut Comparison) {
    let mut somebody = both.person();
    let paths = [
        "/index.html",
        "/index",
        "/contact",
        "/contact/index.html",
        "/contact/index",
        "/contact.html",
        "/contact?a=b",
        "/help/signing-in",
        "/help/signing-in/index.html",
        "/help/signing-in/forgot-password.html",
        "/help/signing-in/forgot-password?a=b&c",
        "//help/signing-in",
        "/help//signing-in/",
        "/help/signing-in//",
        "/%68elp/signing-in/",
        "/%68elp/signing-in",
        "/help/%73igning-in/index.html",
        "/HELP/signing-in/",
        "/help/./signing-in/",
        "/help/x/../signing-in/",
        "/help/x/%2e%2e/signing-in/",
        "/help",
        "/help/",
        "/assets",
        "/assets/",
        "/assets/site.css/",
        "/assets/SITE.css",
        "/assets/site%2ecss",
        "/assets/site.css%00",
        "/assets%2fsite.css",
        "/assets\\site.css",
        "/assets/x/../site.css",
        "/_headers",
        "/index.json",
        "/favicon.ico",
        "/robots.txt",
        "/.well-known/change-password",
        "/nothing",
        "/nothing/",
        "/nothing?a=b",
        "/..",
        "/%2e%2e/",
        "/..%2f",
        "//",
        "///",
        "//evil.example/",
        "/%2f%2fevil.example",
        "/%ff",
        "/%",
        "/%zz",
        "/a%00b",
        "/a%7Cb%22%3C%3E%60",
        "/\u{fc}",
        "/sign-in/",
        "/sign-in//",
        "//sign-in",
        "/SIGN-IN",
        "/sign%2din",
        "/sign-in%20",
        "/sign-in;a",
        "/./sign-in",
        "/x/../sign-in",
        "/x/%2e%2e/sign-in",
        "/sign-up/./code",
        "/sign-in?",
        "/sign-in?why=idle",
        "/sign-in?why=time",
        "/sign-in?why=again",
        "/sign-in?why=account",
        "/sign-in?why=%3Cb%3E",
        "/sign-in?why=a&why=b",
        "/sign-in?why=%ff",
        "/sign-in?why=%00",
        "/sign-in?why=idle#there",
        "/sign-up/confirm?token=",
        "/sign-up/confirm?token=x",
        "/sign-up/confirm?token=%ff",
        "/sign-up/confirm?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "/sign-up/report?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "/sign-up/report?done=yes",
        "/dev/",
        "/dev/outbox",
        "/dev/clock",
    ];
    for path in paths {
        both.get(&mut somebody, path);
    }
    for length in [1000, 8000] {
        both.get(&mut somebody, &format!("/{}", "a".repeat(length)));
        both.get(&mut somebody, &format!("/sign-in?why={}", "a".repeat(length)));
    }
}

/// Addresses that ask for a language, which the browser then remembers, and such that ask for none of ours.
pub fn languages(both: &mut Comparison) {
    let mut somebody = both.person();
    for path in [
        "/?lang=es",
        "/",
        "/sign-in",
        "/?lang=fr",
        "/nothing?a=%3C&lang=fr",
        "/?lang=de",
        "/sign-in?lang=es&lang=fr",
        "/sign-in?why=idle&lang=es",
        "/?lang=en",
    ] {
        both.get(&mut somebody, path);
        both.send(&mut somebody, &Request::new("HEAD", path));
    }
}

/// Every method at every address, without a cookie.
pub fn methods(both: &mut Comparison) {
    for path in SCREENS.into_iter().chain(["/nothing"]) {
        // Nobody has a cookie, and everybody is given one.
        for method in ["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"] {
            let mut somebody = both.person();
            for reply in both.send(&mut somebody, &Request::new(method, path)) {
                // By its tag a file is known, in which more may differ than here.
                assert_eq!(reply.header("etag"), None, "{}", reply.describe());
            }
        }
        let mut somebody = both.person();
        both.send(&mut somebody, &Request::form(path, &[("email", EMAIL)]));
    }
}

/// Bodies that are no form of ours, and forms that do not come from us.
pub fn bodies(both: &mut Comparison) {
    let mut somebody = both.person();
    for (path, field) in [("/sign-in", "password"), ("/sign-up", "email")] {
        let pages = both.get(&mut somebody, path);
        let csrf = pages[0].page().form_with(field).unwrap().value("csrf").unwrap().to_owned();
        let proof = encode(&[("csrf", &csrf)]);
        let good = Request::form(path, &[("csrf", &csrf), ("email", ""), ("password", "")]);
        for kind in [
            "application/json",
            "text/plain",
            "multipart/form-data; boundary=x",
            "nonsense",
            "",
            "application/x-www-form-urlencoded;charset=iso-8859-1",
            "APPLICATION/X-WWW-FORM-URLENCODED",
        ] {
            both.send(&mut somebody, &good.clone().header("content-type", kind));
        }
        both.send(&mut somebody, &good.clone().without_header("content-type"));
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("origin", "http://gatehouse.example"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "none"),
        ] {
            both.send(&mut somebody, &good.clone().header(name, value));
        }
        both.send(&mut somebody, &good.clone().without_header("origin").without_header("sec-fetch-site"));
        let mut other = both.person();
        both.send(&mut other, &good);
        for body in ["", "email=a", "csrf=", "csrf=x", "csrf=x.y", "&&&&", "====", "\u{feff}"] {
            both.send(&mut somebody, &Request::form_bytes(path, body));
        }
        let rest: [&[u8]; 9] = [
            b"email=%ff",
            b"email=\xff",
            b"email=a%00b",
            b"email=a\0b",
            b"email=1&email=2",
            b"email=%",
            b"email=%zz",
            b"email",
            b"=email",
        ];
        for rest in rest {
            let body = [proof.as_bytes(), b"&", rest].concat();
            both.send(&mut somebody, &Request::form_bytes(path, body));
        }
        for length in [60_000, (64 << 10) + 1, 1 << 20] {
            let body = format!("{proof}&email={}", "x".repeat(length));
            both.send(&mut somebody, &Request::form_bytes(path, body));
        }
        let fields = "a=b&".repeat(40);
        both.send(&mut somebody, &Request::form_bytes(path, format!("{proof}&{fields}")));
    }
}

/// Headers of requests that only some clients send.
pub fn headers(both: &mut Comparison) {
    let mut somebody = both.person();
    both.get(&mut somebody, "/sign-in");
    for (name, value) in [
        ("accept-language", "de, fr;q=0.5"),
        ("accept-language", "es-MX, *;q=0.1"),
        ("cookie", "language=es"),
        ("cookie", "language=//evil.example"),
        ("accept", "application/json"),
        ("cookie", "browser=tampered"),
        ("cookie", "; ;=; a=b=c; browser"),
        ("cookie", "other=\u{fc}; browser=x"),
        ("cookie", "__Host-session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "gopher"),
        ("forwarded", "host=evil.example"),
        ("x-http-method-override", "DELETE"),
        ("upgrade-insecure-requests", "1"),
        ("if-none-match", "*"),
        ("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT"),
        ("range", "bytes=0-9"),
        ("authorization", "Basic eDp5"),
        ("x-long", &"x".repeat(4000)),
    ] {
        for path in ["/", "/sign-in", "/account"] {
            both.send(&mut somebody, &Request::new("GET", path).header(name, value));
        }
    }
}

/// Answers of the service as browsers ask for them: compressed, if the edge likes.
pub fn compressed(both: &mut Comparison) {
    let compressed = |request: Request| request.header(COMPRESSED.0, COMPRESSED.1);
    let mut somebody = both.person();
    for path in
        SCREENS.into_iter().chain(["/nothing", "/sign-in/", "/?lang=es", "/", "/help/signing-in", "/health"])
    {
        for method in ["GET", "HEAD", "POST"] {
            both.send(&mut somebody, &compressed(Request::new(method, path)));
        }
    }
    let pages = both.get(&mut somebody, "/sign-in");
    let form = pages[0].page().form_with("password").unwrap();
    for email in ["", "ana", "nobody@people.example"] {
        let form = form.clone().filled(&[("email", email), ("password", "")]);
        both.send(&mut somebody, &compressed(form.request()))[0].is(422);
    }
}

/// What programs ask: monitors, operators who have not the key, and couriers who sign nothing.
pub fn machines(both: &mut Comparison) {
    let mut somebody = both.person();
    for path in [
        "/health",
        "/health/",
        "/health?a=b",
        "/HEALTH",
        "/operator",
        "/operator/",
        "/operator/messages",
        "/operator/tick",
        "/operator/unlock",
        "/operator/nothing",
        "/callbacks",
        "/callbacks/",
        "/callbacks/twilio",
        "/callbacks/ses",
        "/callbacks/webhook",
        "/callbacks/nothing",
    ] {
        for method in ["GET", "HEAD", "POST", "OPTIONS", "PUT"] {
            let request = Request::new(method, path);
            both.send(&mut somebody, &request);
            for key in ["Bearer the-key-of-another-installation-0000", "Bearer", "Bearer ", "Basic eDp5"] {
                both.send(&mut somebody, &request.clone().header("authorization", key));
            }
        }
    }
    for (path, kind, body) in [
        ("/callbacks/twilio", "application/x-www-form-urlencoded", "MessageSid=SM0&MessageStatus=delivered"),
        ("/callbacks/ses", "text/plain; charset=UTF-8", "{\"Type\": \"Notification\", \"Message\": \"{}\"}"),
        ("/callbacks/webhook", "application/json", "{\"type\": \"message.delivered\", \"data\": {}}"),
        ("/callbacks/webhook", "application/json", "{"),
        ("/operator/unlock", "application/x-www-form-urlencoded", "to=ana%40people.example"),
    ] {
        let unsigned = Request::new("POST", path).header("content-type", kind).body(body);
        both.send(&mut somebody, &unsigned);
        let forged = unsigned
            .header("x-twilio-signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")
            .header("webhook-id", "msg_0")
            .header("webhook-timestamp", "1")
            .header("webhook-signature", "v1,AAAA");
        both.send(&mut somebody, &forged);
    }
}

/// Requests that say that they go to somebody else's server. The name of our own deployment is none of them: wrangler's proxy
/// would write http for https where it stands in an origin.
pub fn hosts(both: &mut Comparison) {
    let mut somebody = both.person();
    let pages = both.get(&mut somebody, "/sign-in");
    let form = pages[0].page().form_with("password").unwrap();
    for host in ["evil.example", "evil.example:8443"] {
        for path in [
            "/",
            "/?lang=es",
            "/help/signing-in",
            "/help/signing-in/",
            "/assets/site.css",
            "/sign-in",
            "/sign-in/",
            "/sign-up",
            "/account",
            "/nothing",
            "/health",
            "/operator/messages",
        ] {
            both.send(&mut somebody, &Request::new("GET", path).header("host", host));
        }
        let form = form.clone().filled(&[("email", "ana"), ("password", "")]);
        let request = form.request().header("host", host);
        both.send(&mut somebody, &request)[0].is(422);
        both.send(&mut somebody, &request.header("origin", &format!("https://{host}")))[0].is(403);
    }
}
