//! Both edges give the same answers. One script of requests goes to both, which must have the same secrets, the same
//! `ORIGIN` and a new state; time and randomness come with each request. What may differ is in [`ALLOWED`].

use gatehouse_tests::{Browser, Request, browser::encode, site, twins::Comparison, unique};

/// The only headers that may differ, and why.
const ALLOWED: [(&str, &str); 6] = [
    ("date", "the moment of the answer; no request decides it"),
    ("content-length", "framing: a body of the same bytes may be announced or come in chunks"),
    ("transfer-encoding", "framing, as above"),
    ("connection", "framing: whether the connection is kept"),
    ("keep-alive", "framing, as above"),
    ("cf-cache-status", "Cloudflare's note on its own cache, on files only"),
];

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

const EMAIL: &str = "ana@people.example";
const PASSWORD: &str = "a quiet harbor at dawn";
const PHONE: &str = "+12025550143";

/// Every address of the service.
const SCREENS: [&str; 23] = [
    "/sign-up",
    "/sign-up/check-email",
    "/sign-up/confirm",
    "/sign-up/password",
    "/sign-up/phone",
    "/sign-up/code",
    "/sign-up/code/send",
    "/sign-up/personal-key",
    "/sign-up/personal-key.txt",
    "/sign-up/report",
    "/sign-in",
    "/sign-in/method",
    "/sign-in/code",
    "/sign-in/code/send",
    "/sign-in/personal-key",
    "/sign-in/no-phone",
    "/account",
    "/account/personal-key",
    "/account/personal-key.txt",
    "/account/time-out",
    "/account/stay",
    "/sign-out",
    "/signed-out",
];

#[test]
fn both_edges_give_the_same_answers() {
    let mut both = Comparison::begin(&ALLOWED);
    files(&mut both);
    addresses(&mut both);
    methods(&mut both);
    bodies(&mut both);
    headers(&mut both);
    let personal_key = sign_up(&mut both);
    links(&mut both);
    wrong_passwords(&mut both);
    wrong_codes(&mut both);
    too_many_codes(&mut both);
    personal_key_sign_in(&mut both, &personal_key);
    sessions(&mut both);
    both.end();
}

fn files(both: &mut Comparison) {
    let files = site::files(|address| Browser::new().get(address));
    let mut somebody = both.person();
    for (address, reply) in files {
        let tag = reply.header("etag").unwrap_or_default();
        both.get(&mut somebody, &address);
        let head = Request::new("HEAD", &address);
        both.send(&mut somebody, &head);
        both.send(&mut somebody, &head.header("if-none-match", tag));
        let get = Request::new("GET", &address);
        for known in [tag.to_owned(), format!("W/{tag}"), "\"other\"".to_owned()] {
            both.send(&mut somebody, &get.clone().header("if-none-match", &known));
        }
        let later = "Fri, 01 Jan 2100 00:00:00 GMT";
        both.send(&mut somebody, &get.clone().header("if-modified-since", later));
    }
    for address in ["/", "/help/signing-in/", "/assets/site.css", "/assets/meter/gatehouse_meter_bg.wasm"] {
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
            both.send(&mut somebody, &Request::new(method, address));
        }
        both.send(&mut somebody, &Request::form(address, &[("email", EMAIL)]));
        let get = Request::new("GET", address);
        both.send(&mut somebody, &get.clone().header("range", "bytes=0-9"));
        both.get(&mut somebody, &format!("{address}?a=b"));
    }
}

fn addresses(both: &mut Comparison) {
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
        "/a b",
        "/a|b\"<>`{}^",
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

fn methods(both: &mut Comparison) {
    for path in SCREENS.into_iter().chain(["/nothing"]) {
        // Nobody has a cookie, and everybody is given one.
        for method in ["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"] {
            let mut somebody = both.person();
            both.send(&mut somebody, &Request::new(method, path));
        }
        let mut somebody = both.person();
        both.send(&mut somebody, &Request::form(path, &[("email", EMAIL)]));
    }
}

/// Bodies that are no form of ours, and forms that do not come from us.
fn bodies(both: &mut Comparison) {
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
fn headers(both: &mut Comparison) {
    let mut somebody = both.person();
    both.get(&mut somebody, "/sign-in");
    for (name, value) in [
        ("accept-language", "de, fr;q=0.5"),
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
        for path in ["/sign-in", "/account"] {
            both.send(&mut somebody, &Request::new("GET", path).header(name, value));
        }
    }
}

/// The whole way to an account, with everything that can be mistaken on it. Gives the personal key.
fn sign_up(both: &mut Comparison) -> String {
    let mut ana = both.person();
    for email in
        ["", " ", "ana", "ana@", "@people.example", "a b@people.example", "ana@people", "<b>@x.example"]
    {
        both.fill_in(&mut ana, "/sign-up", &[("email", email)]);
    }
    both.fill_in(&mut ana, "/sign-up", &[("email", EMAIL)])[0].leads_to("/sign-up/check-email");
    both.get(&mut ana, "/sign-up/check-email")[0].is(200);
    let link = both.message(EMAIL).link("/sign-up/confirm").unwrap();
    both.send(&mut ana, &Request::new("HEAD", &link));
    let page = both.get(&mut ana, &link);
    both.press(&mut ana, &page, "/sign-up/confirm")[0].leads_to("/sign-up/password");
    for password in ["", "short", "password", "12345678", "ana@people.example", &"x".repeat(129)] {
        both.fill_in(&mut ana, "/sign-up/password", &[("password", password)])[0].is(422);
    }
    both.fill_in(&mut ana, "/sign-up/password", &[("password", PASSWORD)])[0].leads_to("/sign-up/phone");
    for phone in ["", "12", "no number", "+1 202 555", "+4930123456", "+491711234567x", "\u{0661}\u{0662}"] {
        both.fill_in(&mut ana, "/sign-up/phone", &[("phone", phone), ("method", "sms")]);
    }
    both.fill_in(&mut ana, "/sign-up/phone", &[("phone", PHONE), ("method", "pigeon")]);
    both.fill_in(&mut ana, "/sign-up/phone", &[("phone", PHONE), ("method", "sms")])[0]
        .leads_to("/sign-up/code");
    let late = both.message(PHONE).code.unwrap();
    both.pass(5 * MINUTE + 1);
    both.fill_in(&mut ana, "/sign-up/code", &[("code", &late)])[0].is(422);
    let page = both.get(&mut ana, "/sign-up/code");
    both.submit(&mut ana, &page, &[("method", "voice")])[0].leads_to("/sign-up/code");
    let code = both.message(PHONE).code.unwrap();
    for typed in ["", "12345", "abcdef", &unique::other_code(&code, 0)] {
        both.fill_in(&mut ana, "/sign-up/code", &[("code", typed)])[0].is(422);
    }
    both.get(&mut ana, "/sign-up/personal-key")[0].leads_to("/sign-up/code");
    both.fill_in(&mut ana, "/sign-up/code", &[("code", &code)])[0].leads_to("/sign-up/personal-key");
    let page = both.get(&mut ana, "/sign-up/personal-key");
    let key = gatehouse_tests::person::key_of(&page[0]);
    both.get(&mut ana, "/sign-up/personal-key.txt")[0].is(200);
    for typed in ["", "0000-0000-0000-0000", "no key"] {
        both.submit(&mut ana, &page, &[("personal_key", typed)])[0].is(422);
    }
    both.submit(&mut ana, &page, &[("personal_key", &key)])[0].leads_to("/account");
    for path in SCREENS {
        both.get(&mut ana, path);
    }
    both.outbox();
    key
}

/// Links that were used, have expired, are too many, or belong to an account.
fn links(both: &mut Comparison) {
    let mut ben = both.person();
    let email = "ben@people.example";
    for _ in 0..3 {
        both.fill_in(&mut ben, "/sign-up", &[("email", email)])[0].leads_to("/sign-up/check-email");
    }
    both.fill_in(&mut ben, "/sign-up", &[("email", email)])[0].is(429);
    let link = both.message(email).link("/sign-up/confirm").unwrap();
    let page = both.get(&mut ben, &link);
    both.pass(24 * HOUR + 1);
    both.get(&mut ben, &link)[0].is(410);
    both.press(&mut ben, &page, "/sign-up/confirm");
    // Somebody asks for an account that Ana has.
    let mut eve = both.person();
    both.fill_in(&mut eve, "/sign-up", &[("email", EMAIL)])[0].leads_to("/sign-up/check-email");
    both.get(&mut eve, "/sign-up/check-email");
    let report = both.message(EMAIL).link("/sign-up/report").unwrap();
    let page = both.get(&mut ben, &report);
    both.press(&mut ben, &page, "/sign-up/report");
    both.get(&mut ben, &report);
    both.press(&mut ben, &page, "/sign-up/report");
    both.outbox();
}

fn wrong_passwords(both: &mut Comparison) {
    for (email, status) in [("", 422), ("ana", 422), (EMAIL, 422), ("nobody@people.example", 422)] {
        let mut somebody = both.person();
        both.fill_in(&mut somebody, "/sign-in", &[("email", email), ("password", "")])[0].is(status);
    }
    for email in [EMAIL, "nobody@people.example"] {
        let wrong = [("email", email), ("password", "not the password")];
        let mut somebody = both.person();
        for _ in 0..10 {
            both.fill_in(&mut somebody, "/sign-in", &wrong)[0].is(422);
        }
        let locked = both.fill_in(&mut somebody, "/sign-in", &wrong);
        locked[0].is(429);
        both.fill_in(&mut somebody, "/sign-in", &[("email", email), ("password", PASSWORD)])[0].is(429);
        both.pass(locked[0].retry_after() + 1);
        both.fill_in(&mut somebody, "/sign-in", &wrong)[0].is(422);
        both.fill_in(&mut somebody, "/sign-in", &wrong)[0].is(429);
        both.pass(HOUR);
    }
}

/// Somebody who has entered Ana's password.
fn with_password(both: &mut Comparison) -> gatehouse_tests::twins::Twins {
    let mut ana = both.person();
    both.fill_in(&mut ana, "/sign-in", &[("email", EMAIL), ("password", PASSWORD)])[0]
        .leads_to("/sign-in/method");
    ana
}

fn wrong_codes(both: &mut Comparison) {
    let mut ana = with_password(both);
    both.get(&mut ana, "/sign-in/code");
    for method in ["", "pigeon", "personal_key"] {
        both.fill_in(&mut ana, "/sign-in/method", &[("method", method)]);
    }
    both.fill_in(&mut ana, "/sign-in/method", &[("method", "sms")])[0].leads_to("/sign-in/code");
    let code = both.message(PHONE).code.unwrap();
    for typed in ["", "12345", "no code"] {
        both.fill_in(&mut ana, "/sign-in/code", &[("code", typed)])[0].is(422);
    }
    let page = both.get(&mut ana, "/sign-in/code");
    for n in 0..2 {
        both.fill_in(&mut ana, "/sign-in/code", &[("code", &unique::other_code(&code, n))])[0].is(422);
    }
    let locked = both.submit(&mut ana, &page, &[("code", &unique::other_code(&code, 2))]);
    locked[0].is(429);
    both.submit(&mut ana, &page, &[("code", &code)])[0].is(429);
    for path in SCREENS {
        both.get(&mut ana, path);
    }
    both.pass(locked[0].retry_after() / 2);
    let mut again = both.person();
    both.fill_in(&mut again, "/sign-in", &[("email", EMAIL), ("password", PASSWORD)])[0].is(429);
    both.pass(locked[0].retry_after());
    both.outbox();
}

fn too_many_codes(both: &mut Comparison) {
    both.pass(HOUR);
    let mut ana = with_password(both);
    both.fill_in(&mut ana, "/sign-in/method", &[("method", "voice")])[0].leads_to("/sign-in/code");
    for _ in 0..2 {
        let page = both.get(&mut ana, "/sign-in/code");
        both.submit(&mut ana, &page, &[("method", "sms")])[0].leads_to("/sign-in/code");
    }
    let page = both.get(&mut ana, "/sign-in/code");
    both.submit(&mut ana, &page, &[("method", "sms")])[0].is(429);
    let code = both.message(PHONE).code.unwrap();
    both.pass(5 * MINUTE + 1);
    both.fill_in(&mut ana, "/sign-in/code", &[("code", &code)])[0].is(422);
    both.pass(15 * MINUTE);
    both.get(&mut ana, "/sign-in/code")[0].leads_to("/sign-in");
    let mut ana = with_password(both);
    both.fill_in(&mut ana, "/sign-in/method", &[("method", "sms")])[0].leads_to("/sign-in/code");
    let code = both.message(PHONE).code.unwrap();
    let page = both.get(&mut ana, "/sign-in/code");
    both.submit(&mut ana, &page, &[("code", &code)])[0].leads_to("/account");
    // The same form once more, as a second press of the button sends it.
    both.submit(&mut ana, &page, &[("code", &code)]);
    both.get(&mut ana, "/account")[0].is(200);
    let page = both.get(&mut ana, "/account");
    both.press(&mut ana, &page, "/sign-out")[0].leads_to("/signed-out");
    both.get(&mut ana, "/account")[0].leads_to("/sign-in");
    both.press(&mut ana, &page, "/sign-out");
    both.outbox();
}

fn personal_key_sign_in(both: &mut Comparison, key: &str) {
    both.pass(HOUR);
    let mut ana = with_password(both);
    for typed in ["", "no key", "0000-0000-0000-0000"] {
        both.fill_in(&mut ana, "/sign-in/personal-key", &[("personal_key", typed)])[0].is(422);
    }
    both.fill_in(&mut ana, "/sign-in/personal-key", &[("personal_key", &key.to_lowercase())])[0]
        .leads_to("/account/personal-key");
    both.get(&mut ana, "/account")[0].leads_to("/account/personal-key");
    let page = both.get(&mut ana, "/account/personal-key");
    both.get(&mut ana, "/account/personal-key.txt")[0].is(200);
    both.submit(&mut ana, &page, &[("personal_key", key)])[0].is(422);
    both.submit(&mut ana, &page, &[("saved", "yes")])[0].leads_to("/account");
    both.get(&mut ana, "/account/personal-key.txt")[0].is(404);
    let mut again = with_password(both);
    both.fill_in(&mut again, "/sign-in/personal-key", &[("personal_key", key)])[0].is(422);
    both.outbox();
}

fn sessions(both: &mut Comparison) {
    both.pass(HOUR);
    let mut ana = with_password(both);
    both.fill_in(&mut ana, "/sign-in/method", &[("method", "sms")])[0].leads_to("/sign-in/code");
    let code = both.message(PHONE).code.unwrap();
    both.fill_in(&mut ana, "/sign-in/code", &[("code", &code)])[0].leads_to("/account");
    let mut idle = ana.clone();
    both.pass(13 * MINUTE);
    let warning = both.get(&mut ana, "/account/time-out");
    warning[0].is(200);
    both.press(&mut ana, &warning, "/account/stay")[0].leads_to("/account");
    for _ in 0..50 {
        both.pass(14 * MINUTE);
        both.get(&mut ana, "/account")[0].is(200);
    }
    both.pass(14 * MINUTE);
    both.get(&mut ana, "/account")[0].leads_to("/sign-in");
    both.get(&mut ana, "/sign-in?why=time");
    both.get(&mut idle, "/account")[0].leads_to("/sign-in");
    let mut ana = with_password(both);
    both.fill_in(&mut ana, "/sign-in/method", &[("method", "sms")])[0].leads_to("/sign-in/code");
    let code = both.message(PHONE).code.unwrap();
    both.fill_in(&mut ana, "/sign-in/code", &[("code", &code)])[0].leads_to("/account");
    both.pass(15 * MINUTE + 1);
    both.get(&mut ana, "/account/time-out")[0].leads_to("/sign-in");
    both.get(&mut ana, "/account")[0].leads_to("/sign-in");
    both.outbox();
}
