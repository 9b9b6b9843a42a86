//! What every answer carries besides its page (design, "Rules that keep people safe"; PV-5).

use std::collections::BTreeMap;

use gatehouse_tests::{Browser, Newcomer, Person, Reply, Request, browser::base_url, unique};

/// A page of every kind: its name and the answer.
fn pages() -> Vec<(&'static str, Reply)> {
    let mut pages = Vec::new();
    for (name, path) in [
        ("the sign-up page", "/sign-up"),
        ("the sign-in page", "/sign-in"),
        ("the signed-out page", "/signed-out"),
        ("the contact form", "/contact/message"),
        ("the thanks for an answer", "/help/thanks"),
        ("an unknown path", "/nothing"),
        ("an unknown link", "/sign-up/confirm?token=x"),
    ] {
        pages.push((name, Browser::new().get(path)));
    }
    for (name, path) in [
        ("the check-email page", "/sign-up/check-email"),
        ("the password page", "/sign-up/password"),
        ("the phone page", "/sign-up/phone"),
        ("the code page", "/sign-up/code"),
        ("the personal key page", "/sign-up/personal-key"),
    ] {
        pages.push((name, Newcomer::at(path).browser.get(path)));
    }
    let person = Person::new();
    pages.push(("the account", person.browser.clone().get("/account")));
    pages.push(("the time-out warning", person.browser.clone().get("/account/time-out")));
    let mut browser = Browser::new();
    person.come_to_code(&mut browser);
    for (name, path) in [("the method page", "/sign-in/method"), ("the sign-in code page", "/sign-in/code")] {
        pages.push((name, browser.get(path)));
    }
    let page = browser.get("/sign-up");
    pages.push(("a form sent back", browser.submit(&page, &[("email", "nobody")])));
    pages.push(("a forged form", browser.send(Request::form("/sign-in", &[("email", "a@b.example")]))));
    pages.push(("a lock", person.lock(&mut Browser::new())));
    pages.push(("a redirect", Browser::new().get("/account")));
    pages
}

#[test]
fn every_auth_page_has_a_strict_policy_and_is_not_stored() {
    for (name, reply) in pages() {
        let expect = |header: &str| {
            reply.header(header).unwrap_or_else(|| panic!("{name} has no {header}\n{}", reply.describe()))
        };
        assert!(expect("cache-control").contains("no-store"), "{name}");
        if reply.status == 303 {
            continue;
        }
        let policy: BTreeMap<_, _> = expect("content-security-policy")
            .split(';')
            .map(|part| part.trim().split_once(' ').unwrap_or((part.trim(), "")))
            .collect();
        let wanted = [
            ("default-src", "'none'"),
            ("frame-ancestors", "'none'"),
            ("base-uri", "'none'"),
            ("style-src", "'self'"),
        ];
        for (directive, value) in wanted {
            assert_eq!(policy.get(directive), Some(&value), "{name}: {directive}\n{policy:#?}");
        }
        let form = policy.get("form-action").copied().unwrap_or_default();
        assert!(["'self'", "'none'"].contains(&form), "{name}: form-action {form}");
        for (directive, value) in &policy {
            for unsafe_word in ["'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"] {
                assert!(!value.split(' ').any(|word| word == unsafe_word), "{name}: {directive} {value}");
            }
            let wasm = value.contains("'wasm-unsafe-eval'");
            assert!(!wasm || name == "the password page", "{name}: {directive} {value}");
        }
        assert_eq!(expect("x-content-type-options"), "nosniff", "{name}");
        assert_eq!(expect("referrer-policy"), "same-origin", "{name}");
        assert_eq!(expect("cross-origin-opener-policy"), "same-origin", "{name}");
        expect("permissions-policy");
        assert!(expect("content-type").eq_ignore_ascii_case("text/html; charset=utf-8"), "{name}");
        assert_eq!(reply.header("access-control-allow-origin"), None, "{name}");
        assert_eq!(reply.header("x-powered-by"), None, "{name}");
    }
}

#[test]
fn no_page_has_inline_scripts_styles_or_handlers() {
    for (name, reply) in pages() {
        let page = reply.page();
        assert!(page.all("style, [style]").is_empty(), "{name} has an inline style");
        for script in page.all("script") {
            // Data for a script is no script: browsers do not run it.
            let data = script.attr("type") == Some("application/json");
            assert!(data || script.attr("src").is_some(), "{name} has an inline script");
        }
        for element in page.all("*") {
            let handler = element.value().attrs().find(|(attribute, _)| attribute.starts_with("on"));
            assert_eq!(handler, None, "{name} has an inline handler");
        }
    }
}

#[test]
fn pv_5_no_page_asks_a_third_party_for_anything() {
    let mut asked = pages();
    for path in
        ["/", "/contact/", "/help/creating-an-account/", "/help/creating-an-account/create-an-account/"]
    {
        asked.push((path, Browser::new().get(path)));
    }
    for (name, reply) in asked {
        let page = reply.page();
        let mut addresses = Vec::new();
        for attribute in ["src", "srcset", "action", "formaction", "poster", "data", "background", "ping"] {
            addresses.extend(page.attributes(&format!("[{attribute}]"), attribute));
        }
        // What names an address and loads nothing may name it in full.
        addresses.extend(page.attributes(
            "link[href]:not([rel=canonical]):not([rel=alternate]), use[href], image[href]",
            "href",
        ));
        for address in addresses {
            let own = address.starts_with('/') && !address.starts_with("//")
                || address.starts_with("data:")
                || address.starts_with('#')
                || address.starts_with(&base_url())
                || address.is_empty();
            assert!(own, "{name} asks for {address}");
        }
    }
    let style = Browser::new().get("/assets/site.css");
    let style = style.is(200).text();
    assert!(!style.contains("@import"), "the style sheet imports another");
    for part in style.split("url(").skip(1) {
        let address = part.trim_start_matches(['"', '\'']);
        assert!(
            !address.starts_with("http") && !address.starts_with("//"),
            "the style sheet asks for {address:.60}"
        );
    }
}

#[test]
fn cookies_are_for_this_site_s_own_requests_only() {
    let person = Person::new();
    let mut browser = Browser::new();
    let mut cookies = Vec::new();
    let mut see = |reply: &Reply| cookies.extend(reply.cookies().into_iter().map(str::to_owned));
    see(&browser.get("/sign-up"));
    let mut newcomer = Newcomer::at("/sign-up/check-email");
    see(&newcomer.confirm());
    let form = browser.get("/sign-in");
    see(&form);
    see(&browser.submit(&form, &[("email", &person.email), ("password", &person.password)]));
    see(&person.ask_for_code(&mut browser));
    let code = person.code(2);
    see(&gatehouse_tests::person::enter_code(&mut browser, &code));
    let page = browser.get("/account");
    see(&page);
    see(&browser.press(&page, "/sign-out"));
    let names: Vec<_> = cookies.iter().filter_map(|cookie| cookie.split('=').next()).collect();
    for wanted in ["browser", "sign-up", "sign-in", "session", "device"] {
        assert!(
            names.iter().any(|name| name.ends_with(wanted)),
            "expected the cookie {wanted} among {names:?}"
        );
    }
    for cookie in &cookies {
        let attributes: Vec<_> = cookie.split(';').skip(1).map(|a| a.trim().to_lowercase()).collect();
        for wanted in ["httponly", "samesite=lax", "path=/"] {
            assert!(attributes.iter().any(|a| a == wanted), "expected {wanted} in {cookie}");
        }
        assert!(!attributes.iter().any(|a| a.starts_with("domain")), "{cookie}");
    }
    // A session ends with the browser, at the latest.
    let session = cookies.iter().find(|cookie| cookie.starts_with("session=")).unwrap().to_lowercase();
    assert!(!session.contains("expires"), "{session}");
}

#[test]
fn fields_have_the_names_and_hints_that_password_managers_rely_on() {
    let mut code = Newcomer::at("/sign-up/code").browser;
    let mut password = Newcomer::at("/sign-up/password").browser;
    let mut phone = Newcomer::at("/sign-up/phone").browser;
    let cases = [
        (
            Browser::new().get("/sign-in"),
            "email",
            "autocomplete",
            vec!["username", "email", "username email"],
        ),
        (Browser::new().get("/sign-in"), "password", "autocomplete", vec!["current-password"]),
        (Browser::new().get("/sign-in"), "password", "type", vec!["password"]),
        (Browser::new().get("/sign-up"), "email", "autocomplete", vec!["email", "username"]),
        (Browser::new().get("/sign-up"), "email", "type", vec!["email", "text"]),
        (password.get("/sign-up/password"), "password", "autocomplete", vec!["new-password"]),
        (phone.get("/sign-up/phone"), "phone", "autocomplete", vec!["tel"]),
        (phone.get("/sign-up/phone"), "phone", "type", vec!["tel"]),
        (code.get("/sign-up/code"), "code", "autocomplete", vec!["one-time-code"]),
        (code.get("/sign-up/code"), "code", "inputmode", vec!["numeric"]),
    ];
    for (reply, field, attribute, wanted) in cases {
        let found = reply.page().attributes(&format!("[name={field}]"), attribute);
        assert!(
            found.iter().any(|value| wanted.contains(&value.as_str())),
            "{} {field}: {attribute} is {found:?}, not {wanted:?}",
            reply.path
        );
    }
}

#[test]
fn every_page_names_its_language_and_has_one_heading_and_a_title_of_its_own() {
    let mut titles = BTreeMap::new();
    for (name, reply) in pages() {
        if reply.status == 303 {
            continue;
        }
        let page = reply.page();
        assert_eq!(page.attributes("html", "lang"), ["en"], "{name}");
        assert_eq!(page.all("h1").len(), 1, "{name}");
        assert_eq!(page.all("main").len(), 1, "{name}");
        let title = page.texts("title").join("");
        assert!(title.contains("Gatehouse") && title.len() > "Gatehouse".len() + 3, "{name}: {title:?}");
        titles.entry(title).or_insert_with(Vec::new).push(name);
    }
    let wrong = Browser::new().get(&format!("/sign-in?x={}", unique::random()));
    wrong.is(200);
}

#[test]
fn hc_4_every_auth_page_links_to_an_article_that_explains_it() {
    for (name, reply) in pages() {
        // The thanks for an answer raise no question.
        if reply.status != 200 || reply.path.starts_with("/help/thanks") {
            continue;
        }
        let links = reply.page().attributes("main a[href]", "href");
        let Some(article) = links.iter().find(|link| link.starts_with("/help/")) else {
            panic!("{name} links to no article\n{}", reply.describe())
        };
        Browser::new().get(article.split('#').next().unwrap_or_default()).is(200);
    }
}
