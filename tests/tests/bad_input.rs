//! What is not what a form asks for: a clear page with the right status, and nothing lost.

use std::collections::BTreeMap;

use gatehouse_tests::{
    Browser, Newcomer, Person, Reply, Request, browser::encode, outbox, person::enter_code,
};

/// The statuses that answer bad input. A 303 besides means "start over" where there is nothing to send to.
const CLEAR: [u16; 9] = [400, 403, 404, 405, 410, 413, 422, 429, 503];

/// Where forms are sent, with fields that would be right.
const FORMS: [(&str, &[(&str, &str)]); 8] = [
    ("/sign-up", &[("email", "somebody@people.example")]),
    ("/sign-up/password", &[("password", "quiet harbor")]),
    ("/sign-up/phone", &[("phone", "+12025550123"), ("method", "sms")]),
    ("/sign-up/code", &[("code", "123456")]),
    ("/sign-up/personal-key", &[("personal_key", "0000-0000-0000-0000")]),
    ("/sign-in", &[("email", "somebody@people.example"), ("password", "quiet harbor")]),
    ("/sign-in/method", &[("method", "sms")]),
    ("/sign-in/code", &[("code", "123456")]),
];

/// A browser at the page, with everything that page needs, and the form's fields besides the visible ones.
fn at(path: &str) -> (Browser, Vec<(String, String)>) {
    let field = FORMS.iter().find(|(p, _)| *p == path).map_or("", |(_, fields)| fields[0].0);
    let mut browser = match path {
        "/sign-up" | "/sign-in" => Browser::new(),
        _ if path.starts_with("/sign-up") => Newcomer::at(path).browser,
        _ => {
            let mut browser = Browser::new();
            Person::new().come_to_code(&mut browser);
            browser
        }
    };
    let fields = browser.form(path, field).fields;
    let hidden = fields.into_iter().filter(|(name, _)| name == "csrf").collect();
    (browser, hidden)
}

fn is_clear(reply: &Reply) {
    reply.is_one_of(&CLEAR);
    assert!(!reply.page().heading().is_empty(), "expected a page with a heading\n{}", reply.describe());
    assert!(
        reply.header("content-type").is_some_and(|kind| kind.starts_with("text/html")),
        "{}",
        reply.describe()
    );
}

#[test]
fn missing_and_empty_fields_are_told_apart_from_nothing() {
    for (path, fields) in FORMS {
        let (mut browser, hidden) = at(path);
        let csrf = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        for value in [None, Some("")] {
            let mut body: Vec<_> = csrf.clone().collect();
            body.extend(value.map(|value| (fields[0].0, value)));
            body.extend(&fields[1..]);
            let reply = browser.send(Request::form(path, &body));
            reply.is_one_of(&[400, 422]);
            is_clear(&reply);
        }
    }
}

#[test]
fn a_body_that_is_no_form_is_refused() {
    for (path, fields) in FORMS {
        let (mut browser, hidden) = at(path);
        let csrf = encode(&[("csrf", &hidden[0].1)]);
        let (name, form) = (fields[0].0, encode(fields));
        let kinds = ["application/json", "text/plain", "multipart/form-data; boundary=x", "nonsense", ""];
        for kind in kinds {
            let request = Request::form_bytes(path, format!("{csrf}&{form}")).header("content-type", kind);
            browser.send(request).is(400);
        }
        let bodies: [(&str, Vec<u8>); 6] = [
            ("not UTF-8", format!("{csrf}&{name}=%ff%fe").into_bytes()),
            ("not UTF-8, raw", [csrf.as_bytes(), b"&", name.as_bytes(), b"=\xff\xfe"].concat()),
            ("a cut sequence", format!("{csrf}&{name}=%e2%82").into_bytes()),
            ("a surrogate", format!("{csrf}&{name}=%ed%a0%80").into_bytes()),
            ("NUL", format!("{csrf}&{name}=a%00b").into_bytes()),
            ("NUL, raw", [csrf.as_bytes(), b"&", name.as_bytes(), b"=a\0b"].concat()),
        ];
        for (what, body) in bodies {
            let reply = browser.send(Request::form_bytes(path, body));
            assert_eq!(reply.status, 400, "{what}\n{}", reply.describe());
            is_clear(&reply);
        }
    }
}

#[test]
fn odd_bodies_get_a_clear_answer() {
    for (path, fields) in FORMS {
        let (mut browser, hidden) = at(path);
        let csrf = encode(&[("csrf", &hidden[0].1)]);
        let name = fields[0].0;
        let bodies = [
            format!("{csrf}&{name}=%"),
            format!("{csrf}&{name}=%zz"),
            format!("{csrf}&{name}[]=1"),
            format!("{csrf}&{name}=1&{name}=2"),
            format!("{csrf}&{csrf}&{name}=1"),
            format!("{csrf}&={name}"),
            format!("{csrf}&{name}"),
            "&&&&".to_owned(),
            "====".to_owned(),
            "\u{feff}".to_owned(),
            format!("{csrf}&{}", "a=b&".repeat(10_000)),
        ];
        for body in bodies {
            let reply = browser.send(Request::form_bytes(path, body.clone()));
            assert!(CLEAR.contains(&reply.status), "{body:.60}\n{}", reply.describe());
        }
    }
}

#[test]
fn a_megabyte_is_refused_on_every_form() {
    for (path, fields) in FORMS {
        let (mut browser, hidden) = at(path);
        let long = "x".repeat(1 << 20);
        let reply = browser.send(Request::form(path, &[("csrf", &hidden[0].1), (fields[0].0, &long)]));
        reply.is(413);
        is_clear(&reply);
        let long = "x".repeat((64 << 10) + 1);
        browser.send(Request::form(path, &[(fields[0].0, &long)])).is(413);
    }
}

#[test]
fn a_form_from_elsewhere_is_refused() {
    for (path, fields) in FORMS {
        let (browser, hidden) = at(path);
        let mut body = vec![("csrf", hidden[0].1.as_str())];
        body.extend(fields);
        let good = Request::form(path, &body);
        let without = Request::form(path, fields);
        let tampered = Request::form(path, &[&[("csrf", tamper(&hidden[0].1).as_str())], fields].concat());
        let cases = [
            ("without its token", without),
            ("with a tampered token", tampered),
            ("from another origin", good.clone().header("origin", "https://evil.example")),
            ("from the origin null", good.clone().header("origin", "null")),
            ("said to be cross-site", good.clone().header("sec-fetch-site", "cross-site")),
            ("said to be same-site", good.clone().header("sec-fetch-site", "same-site")),
        ];
        for (what, request) in cases {
            let reply = browser.clone().send(request);
            assert_eq!(reply.status, 403, "a form for {path} {what}\n{}", reply.describe());
            is_clear(&reply);
        }
        let stranger = Browser::new().send(good.clone());
        assert_eq!(stranger.status, 403, "a form for {path} of another browser\n{}", stranger.describe());
        let mut other = Browser::new();
        other.get("/sign-in");
        let other = other.send(good);
        assert_eq!(
            other.status,
            403,
            "a form for {path} of another browser with a cookie\n{}",
            other.describe()
        );
    }
}

/// The text with one character in its middle changed.
fn tamper(text: &str) -> String {
    let middle = text.len() / 2;
    text.char_indices()
        .map(|(at, c)| match c {
            _ if at != middle => c,
            'A' => 'B',
            _ => 'A',
        })
        .collect()
}

#[test]
fn a_tampered_cookie_counts_as_none() {
    let person = Person::new();
    let mut cases = BTreeMap::new();
    for cookie in &person.browser.cookies {
        for value in [tamper(&cookie.value), cookie.value[1..].to_owned(), "x".repeat(4000), "%00".to_owned()]
        {
            let mut browser = person.browser.clone();
            browser.cookies.iter_mut().find(|c| c.name == cookie.name).unwrap().value.clone_from(&value);
            let reply = browser.get("/account");
            if cookie.name == "session" {
                reply.leads_to("/sign-in");
            }
            browser.get("/sign-in").is_one_of(&[200, 303]);
            cases.insert(cookie.name.clone(), reply.status);
        }
    }
    assert!(cases.contains_key("session"), "{cases:?}");
    for path in ["/sign-up/password", "/sign-up/phone", "/sign-up/code", "/sign-up/personal-key"] {
        let mut browser = Newcomer::at(path).browser;
        for cookie in &mut browser.cookies {
            cookie.value = tamper(&cookie.value);
        }
        browser.get(path).is_one_of(&[303, 403]);
    }
    let mut browser = Browser::new();
    person.come_to_code(&mut browser);
    for cookie in &mut browser.cookies {
        cookie.value = tamper(&cookie.value);
    }
    for path in ["/sign-in/method", "/sign-in/code", "/sign-in/personal-key"] {
        browser.get(path).leads_to("/sign-in");
    }
}

#[test]
fn a_tampered_link_is_unknown() {
    let newcomer = Newcomer::at("/sign-up/check-email");
    let link = newcomer.link(1);
    let (path, token) = (link.split_once("token=").unwrap().0, outbox::token_of(&link));
    for wrong in [tamper(token), token[1..].to_owned(), format!("{token}A"), token.to_uppercase()] {
        let wrong = format!("{path}token={wrong}");
        Browser::new().get(&wrong).is(404);
    }
    for wrong in ["%ff", "%00", "a%20b", "%F0%9F%A6%8A", &"x".repeat(5000)] {
        is_clear(&Browser::new().get(&format!("{path}token={wrong}")));
    }
    let mut browser = Browser::new();
    let form = browser.form(&link, "token");
    let reply = browser.send(form.filled(&[("token", &tamper(token))]).request());
    reply.is_one_of(&[403, 404]);
    // A link of one kind is none of another.
    is_clear(&Browser::new().get(&format!("/sign-up/report?token={token}")));
    Browser::new().get(&link).is(200);
}

#[test]
fn wrong_methods_and_unknown_paths_say_so() {
    let get_only = [
        "/account",
        "/account/sessions",
        "/account/activity",
        "/account/data",
        "/account/delete",
        "/account-deleted",
        "/sign-up/check-email",
        "/sign-up/personal-key.txt",
        "/sign-in/no-phone",
        "/signed-out",
        "/help/thanks",
        "/contact/sent",
    ];
    let post_only = [
        "/sign-out",
        "/sign-up/code/send",
        "/sign-in/code/send",
        "/account/stay",
        "/account/sessions/end",
        "/account/sessions/end-others",
        "/account/email/resume",
        "/account/data.json",
        "/account/delete/code/send",
    ];
    let both = FORMS.map(|(path, _)| path);
    let mut cases: Vec<(&str, &str)> = Vec::new();
    for path in get_only.iter().chain(&post_only).chain(&both) {
        cases.extend(["PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"].map(|method| (method, *path)));
    }
    cases.extend(get_only.map(|path| ("POST", path)));
    cases.extend(post_only.map(|path| ("GET", path)));
    for (method, path) in cases {
        let reply = Browser::new().send(Request::new(method, path));
        if method == "PROPFIND" && reply.status == 400 || reply.status == 501 {
            continue;
        }
        reply.is(405);
        assert!(reply.header("allow").is_some(), "expected an Allow header\n{}", reply.describe());
    }
    for path in [
        "/nothing",
        "/sign-in/nothing",
        "/help/nothing/",
        "/sign-up/",
        "/SIGN-IN",
        "/%ff",
        "/..%2f",
        "/a%00b",
    ] {
        let reply = Browser::new().get(path);
        assert!([400, 404].contains(&reply.status) || path == "/sign-up/", "{}", reply.describe());
        assert!(reply.status < 500, "{}", reply.describe());
    }
    is_clear(&Browser::new().get("/nothing"));
    for path in ["/sign-in", "/sign-up", "/"] {
        let reply = Browser::new().send(Request::new("HEAD", path));
        reply.is(200);
        assert!(reply.body.is_empty());
    }
}

#[test]
fn codes_are_read_with_spaces_and_dashes() {
    for spelled in ["{a} {b}", " {a}{b} ", "{a}-{b}", "{a}\u{a0}{b}", "\t{a}{b}\t"] {
        let mut newcomer = Newcomer::at("/sign-up/code");
        let code = newcomer.code();
        let typed = spelled.replace("{a}", &code[..3]).replace("{b}", &code[3..]);
        let page = newcomer.browser.get("/sign-up/code");
        newcomer.browser.submit(&page, &[("code", &typed)]).leads_to("/sign-up/personal-key");
    }
}

#[test]
fn what_is_no_code_is_told_and_does_not_lock_anybody_out() {
    let person = Person::new();
    let mut browser = Browser::new();
    let right = person.come_to_code(&mut browser);
    for typed in ["", "12345", "1234567", "abcdef", "12345\u{1f98a}", "-1", "1e5", &"9".repeat(1000)] {
        let page = browser.get("/sign-in/code");
        let reply = browser.submit(&page, &[("code", typed)]);
        reply.is(422);
        assert!(!reply.page().errors().is_empty(), "{}", reply.describe());
    }
    enter_code(&mut browser, &right).leads_to("/account");
}

#[test]
fn an_unknown_method_is_told() {
    let person = Person::new();
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    for method in ["", "totp", "pigeon", "SMS", "sms "] {
        let page = browser.get("/sign-in/method");
        browser.submit(&page, &[("method", method)]).is_one_of(&[400, 422]);
    }
    assert_eq!(outbox::settled_count(&person.phone), 1);
    let mut newcomer = Newcomer::at("/sign-up/phone");
    for method in ["", "personal_key", "pigeon"] {
        let page = newcomer.browser.get("/sign-up/phone");
        let values = [("phone", newcomer.phone.as_str()), ("method", method)];
        newcomer.browser.submit(&page, &values).is_one_of(&[400, 422]);
    }
    assert_eq!(outbox::settled_count(&newcomer.phone), 0);
}
