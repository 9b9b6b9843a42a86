//! The help center, and the frame that it shares with the auth pages (HC-1, HC-2, HC-4).

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use gatehouse_tests::{Browser, Newcomer, Person, Reply};

const ARTICLES: [(&str, &[&str]); 4] = [
    (
        "creating-an-account",
        &[
            "create-an-account",
            "two-factor-authentication",
            "why-we-confirm-email-and-phone",
            "no-confirmation-email",
            "no-security-code-for-my-phone",
            "do-i-need-a-mobile-phone",
            "why-this-service",
            "account-already-exists",
        ],
    ),
    (
        "signing-in",
        &[
            "what-you-need-to-sign-in",
            "forgot-password",
            "missed-security-code",
            "without-your-phone",
            "without-phone-or-personal-key",
            "why-you-were-signed-out",
            "forgot-email-address",
            "authenticator-app",
        ],
    ),
    ("changing-settings", &["change-password", "change-email-address", "change-phone-number"]),
    (
        "privacy-and-security",
        &[
            "how-we-protect-your-data",
            "sharing-your-information",
            "strong-passwords",
            "remove-saved-password",
        ],
    ),
];

/// The languages, with what the addresses of their pages begin with.
const LANGUAGES: [(&str, &str); 3] = [("en", ""), ("es", "/es"), ("fr", "/fr")];

/// Every article in the language behind `prefix`.
fn articles(prefix: &str) -> Vec<String> {
    ARTICLES
        .iter()
        .flat_map(|(section, slugs)| slugs.iter().map(move |slug| format!("{prefix}/help/{section}/{slug}/")))
        .collect()
}

#[test]
fn hc_1_every_article_answers_in_each_language() {
    let mut headings = BTreeSet::new();
    for (tag, prefix) in LANGUAGES {
        for path in articles(prefix) {
            let reply = Browser::new().get(&path);
            reply.is(200);
            let page = reply.page();
            let heading = page.heading();
            assert!(heading.ends_with('?') || heading.len() > 10, "{path}: {heading:?}");
            assert!(page.main_text().len() > 400, "{path} is short\n{}", page.main_text());
            for left in ["{{", "}}", "[!NOTE]", "[!WARNING]", "](", "{#"] {
                assert!(!page.main_text().contains(left), "{path} shows {left:?}");
            }
            assert_eq!(page.attributes("html", "lang"), [tag], "{path}");
            assert!(headings.insert(heading.clone()), "two articles are called {heading:?}");
            let title = page.texts("title").join("");
            assert!(title.contains("Gatehouse"), "{path}: {title:?}");
        }
    }
    assert!(headings.len() >= 3 * 23, "the questions of HC-1 alone are more: {}", headings.len());
}

#[test]
fn hc_1_every_article_says_where_to_ask_another_question() {
    for (tag, prefix) in LANGUAGES {
        for path in articles(prefix) {
            let links = Browser::new().get(&path).page().attributes("main a[href]", "href");
            let asks = |link: &String| link.starts_with(&format!("/contact/message?lang={tag}"));
            assert!(links.iter().any(asks), "{path}: {links:?}");
        }
        let contact = Browser::new().get(&format!("{prefix}/contact/"));
        contact.is(200);
        let links = contact.page().links();
        assert!(links.iter().any(|link| link.starts_with("mailto:help@gatehouse.example")), "{links:?}");
    }
}

#[test]
fn hc_2_the_home_page_leads_to_every_section_and_each_section_to_its_articles() {
    for ((tag, prefix), operator) in
        LANGUAGES.into_iter().zip(["Public Service Agency", "Agencia de Servicios", "Agence des services"])
    {
        let home = Browser::new().get(&format!("{prefix}/?lang={tag}"));
        home.is(200).says(operator);
        let links = home.page().links();
        for (section, slugs) in ARTICLES {
            let path = format!("{prefix}/help/{section}/");
            assert!(links.contains(&path), "the home page does not link to {path}: {links:?}");
            let reply = Browser::new().get(&path);
            reply.is(200);
            let found: Vec<_> = reply.page().attributes("main a[href]", "href");
            let wanted: Vec<_> = slugs.iter().map(|slug| format!("{path}{slug}/")).collect();
            let found: Vec<_> = found.into_iter().filter(|link| wanted.contains(link)).collect();
            assert_eq!(found, wanted, "the articles of {path}, in their order");
        }
    }
}

#[test]
fn every_page_offers_itself_in_the_other_languages() {
    let mut pages: Vec<String> = articles("");
    pages.extend(ARTICLES.iter().map(|(section, _)| format!("/help/{section}/")));
    pages.push("/contact/".to_owned());
    for path in pages {
        for (_, prefix) in LANGUAGES {
            let page = Browser::new().get(&format!("{prefix}{path}")).page();
            let switch = page.attributes(".languages a", "href");
            assert_eq!(switch, LANGUAGES.map(|(_, other)| format!("{other}{path}")), "{prefix}{path}");
            let alternates = page.attributes("link[rel=alternate][hreflang]", "hreflang");
            assert_eq!(alternates, ["en", "es", "fr", "x-default"], "{prefix}{path}");
        }
    }
}

/// Banner, header and footer of a page, without the mark of where one is.
fn frame(reply: &Reply) -> BTreeMap<&'static str, String> {
    let page = reply.page();
    let parts = [("banner", ".usa-banner"), ("header", "header"), ("footer", "footer")];
    parts
        .into_iter()
        .map(|(name, selector)| {
            let html = page.markup(selector);
            assert!(!html.is_empty(), "{} has no {name}", reply.path);
            let html = html.replace(" aria-current=\"page\"", "").replace(" aria-current=\"true\"", "");
            (name, html.split_whitespace().collect::<Vec<_>>().join(" "))
        })
        .collect()
}

#[test]
fn hc_2_banner_header_and_footer_are_the_same_on_articles_and_auth_pages() {
    let home = frame(&Browser::new().get("/"));
    let mut others = vec![
        Browser::new().get("/help/signing-in/"),
        Browser::new().get("/help/signing-in/forgot-password/"),
        Browser::new().get("/contact/"),
        Browser::new().get("/sign-in"),
        Browser::new().get("/sign-up"),
        Browser::new().get("/nothing"),
        Newcomer::at("/sign-up/phone").browser.get("/sign-up/phone"),
    ];
    others.push(Person::new().browser.get("/account"));
    for other in others {
        let found = frame(&other);
        for (part, html) in &home {
            // Someone who is signed in may be offered their account in place of the ways in.
            if other.path == "/account" && *part == "header" {
                continue;
            }
            assert_eq!(&found[part], html, "the {part} of {}", other.path);
        }
    }
}

#[test]
fn hc_3_there_are_steps_to_remove_a_saved_password_for_each_browser() {
    for (_, prefix) in LANGUAGES {
        let path = format!("{prefix}/help/privacy-and-security/remove-saved-password/");
        let page = Browser::new().get(&path).page();
        let headings = page.texts("main h2").join("\n");
        for browser in ["Chrome", "Safari", "Firefox", "Edge", "Samsung Internet"] {
            assert!(headings.contains(browser), "{path} has no steps for {browser}: {headings}");
        }
        let steps = page.all("main ol").len();
        assert!(steps >= 7, "{path} has {steps} lists of steps");
    }
}

#[test]
fn hc_4_every_internal_link_answers_and_every_fragment_exists() {
    let mut seen: BTreeMap<String, Reply> = BTreeMap::new();
    let mut waiting: VecDeque<(String, String)> =
        [("(start)", "/"), ("(start)", "/sign-in"), ("(start)", "/sign-up")]
            .map(|(a, b)| (a.into(), b.into()))
            .into();
    let mut broken = Vec::new();
    let mut person = Person::new();
    while let Some((from, link)) = waiting.pop_front() {
        let (path, fragment) = link.split_once('#').unwrap_or((&link, ""));
        let path = if path.is_empty() { from.clone() } else { path.to_owned() };
        if !seen.contains_key(&path) {
            // The pages of an account are for people who are signed in.
            let own = path.starts_with("/account");
            let reply = if own { person.browser.get(&path) } else { Browser::new().get(&path) };
            let html = reply.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
            // Some ask for the password first, some have nothing to show yet.
            let leads_on = own && reply.location().is_some_and(|next| next.starts_with("/account"));
            if reply.status != 200 && !leads_on {
                broken.push(format!("{from} links to {path}: {}", reply.status));
            }
            if html && reply.status == 200 {
                let page = reply.page();
                let mut next = page.links();
                next.extend(page.attributes("link[href]", "href"));
                next.extend(page.attributes("script[src], img[src]", "src"));
                next.extend(page.attributes("use[href]", "href"));
                for link in next {
                    let own = link.starts_with('/') && !link.starts_with("//") || link.starts_with('#');
                    let known =
                        ["mailto:", "https://", "tel:", "data:"].iter().any(|kind| link.starts_with(kind));
                    assert!(own || known, "{path} has an odd link: {link:?}");
                    if own {
                        waiting.push_back((path.clone(), link));
                    }
                }
            }
            seen.insert(path.clone(), reply);
        }
        let there = &seen[&path];
        let html = there.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        if !fragment.is_empty() && html && there.page().all(&format!("[id='{fragment}']")).is_empty() {
            broken.push(format!("{from} links to {path}#{fragment}, which has no such place"));
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
    for path in LANGUAGES.iter().flat_map(|(_, prefix)| articles(prefix)) {
        assert!(seen.contains_key(&path), "no link leads to {path}");
    }
}

#[test]
fn hc_4_articles_that_describe_a_screen_link_to_it() {
    for (tag, prefix) in LANGUAGES {
        for (article, screen) in [
            ("/help/creating-an-account/create-an-account/", "/sign-up"),
            ("/help/signing-in/what-you-need-to-sign-in/", "/sign-in"),
        ] {
            let links =
                Browser::new().get(&format!("{prefix}{article}")).page().attributes("main a[href]", "href");
            let wanted = format!("{screen}?lang={tag}");
            assert!(links.contains(&wanted), "{prefix}{article}: {links:?}");
        }
    }
}

#[test]
fn hc_5_articles_say_the_policy_s_numbers() {
    let cases = [
        ("/help/creating-an-account/create-an-account/", ["24 hours", "24 horas", "24 heures"]),
        ("/help/signing-in/missed-security-code/", ["5 minutes", "5 minutos", "5 minutes"]),
        ("/help/signing-in/why-you-were-signed-out/", ["15 minutes", "15 minutos", "15 minutes"]),
    ];
    for (article, wanted) in cases {
        for ((_, prefix), words) in LANGUAGES.into_iter().zip(wanted) {
            Browser::new().get(&format!("{prefix}{article}")).is(200).says(words);
        }
    }
}

#[test]
fn an_article_without_its_last_slash_leads_to_it() {
    let reply = Browser::new().get("/help/signing-in/forgot-password");
    reply.is_one_of(&[301, 307, 308]);
    assert_eq!(reply.location().as_deref(), Some("/help/signing-in/forgot-password/"));
}
