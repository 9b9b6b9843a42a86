//! The service speaks the language that the person has chosen, or that their browser prefers: every screen, every message,
//! and the way to the home of the help center.

use std::collections::BTreeSet;

use gatehouse_tests::{
    Browser, Newcomer, Person, Reply, Request, deletion, outbox, person::press_link, settings::unlock, unique,
};

/// What is said the same in every language: names, and words that the languages share.
const SHARED: [&str; 5] = ["Gatehouse", "English", "Español", "Français", "Public Service Agency"];

/// What a page says, part by part: the texts between tags, and those that are only heard.
fn said(reply: &Reply) -> BTreeSet<String> {
    let page = reply.page();
    let mut parts: Vec<String> = Vec::new();
    for element in page.all("title, body") {
        parts.extend(element.text().map(str::to_owned));
    }
    // Many countries are called the same in two languages.
    let countries: BTreeSet<String> = page.texts("select[name=country] option").into_iter().collect();
    parts.retain(|part| !countries.contains(part.trim()));
    for attribute in ["aria-label", "data-show", "data-hide", "data-copied", "alt", "title", "placeholder"] {
        parts.extend(page.attributes(&format!("[{attribute}]"), attribute));
    }
    // Keys, secrets and numbers are no words.
    let words = |part: &String| part.split(|c: char| !c.is_lowercase()).any(|word| word.len() > 2);
    parts
        .into_iter()
        .map(|part| part.trim().to_owned())
        .filter(|part| words(part) && !part.contains('@') && !SHARED.contains(&part.as_str()))
        .collect()
}

/// The address of a page in another language.
fn in_language(path: &str, tag: &str) -> String {
    let mark = if path.contains('?') { '&' } else { '?' };
    format!("{path}{mark}lang={tag}")
}

/// Looks at pages in every language: each says which it is in, nothing in English, and where it is in the others.
fn check(browser: &Browser, paths: &[&str]) {
    for path in paths {
        let mut seen = Vec::new();
        for tag in ["en", "es", "fr"] {
            let mut browser = browser.clone();
            let reply = browser.get(&in_language(path, tag));
            reply.is_one_of(&[200, 400, 403, 404, 405, 410, 422, 429]);
            assert_eq!(reply.header("content-language"), Some(tag), "{path}\n{}", reply.describe());
            assert_eq!(reply.page().attributes("html", "lang"), [tag], "{path}");
            let offered = reply.page().attributes(".languages a", "href");
            // What is at no address of ours does not repeat the one that was asked for.
            let own = if reply.status == 404 && *path == "/nothing" { "" } else { path };
            let expected = ["en", "es", "fr"].map(|tag| in_language(own, tag));
            assert_eq!(offered, expected, "{path} in {tag}");
            assert_eq!(reply.page().texts(".languages [aria-current]").len(), 1, "{path}");
            seen.push((tag, reply.status, said(&reply)));
        }
        let (_, status, english) = &seen[0];
        for (tag, other_status, said) in &seen[1..] {
            assert_eq!(status, other_status, "{path} in {tag}");
            let same: Vec<_> = english.intersection(said).collect();
            assert!(same.is_empty(), "{path} in {tag} says in English: {same:?}");
        }
    }
}

#[test]
fn la_1_every_page_for_everybody_is_in_three_languages() {
    let pages = [
        "/sign-up",
        "/sign-up/confirm?token=x",
        "/sign-up/report?token=x",
        "/sign-up/password",
        "/sign-in",
        "/sign-in?why=idle",
        "/sign-in?why=time",
        "/sign-in?why=again",
        "/sign-in?why=account",
        "/sign-in/no-phone",
        "/reset",
        "/reset/password?token=x",
        "/reset/no-phone",
        "/not-me?token=x",
        "/cancel-deletion?token=x",
        "/account-deleted",
        "/signed-out",
        "/sign-out",
        "/nothing",
    ];
    check(&Browser::new(), &pages);
}

#[test]
fn la_1_every_step_of_a_sign_up_is_in_three_languages() {
    for path in [
        "/sign-up/check-email",
        "/sign-up/password",
        "/sign-up/phone",
        "/sign-up/code",
        "/sign-up/personal-key",
    ] {
        check(&Newcomer::at(path).browser, &[path]);
    }
    let mut newcomer = Newcomer::at("/sign-up/phone");
    let page = newcomer.browser.get("/sign-up/phone");
    newcomer.browser.press(&page, "/sign-up/app/start").leads_to("/sign-up/app");
    check(&newcomer.browser, &["/sign-up/app"]);
}

#[test]
fn la_1_every_step_of_a_sign_in_and_of_a_reset_is_in_three_languages() {
    let (person, mut browser) = (Person::new(), Browser::new());
    person.come_to_code(&mut browser);
    let pages = [
        "/sign-in/method",
        "/sign-in/code",
        "/sign-in/app",
        "/sign-in/personal-key",
        "/sign-in/no-phone",
        "/sign-in/delete",
    ];
    let pages: Vec<&str> = pages.into_iter().filter(|path| browser.clone().get(path).status == 200).collect();
    assert!(pages.len() > 3, "{pages:?}");
    check(&browser, &pages);
    let mut browser = Browser::new();
    let link = person.reset_link(&mut browser);
    check(&browser, &["/reset/check-email"]);
    let page = browser.get(&link);
    browser.submit(&page, &[("new_password", &unique::password())]).leads_to("/reset/method");
    check(&browser, &["/reset/method", "/reset/personal-key", "/reset/no-phone"]);
}

#[test]
fn la_1_every_page_of_an_account_is_in_three_languages() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    check(&browser, &["/account/confirm?next=/account/data"]);
    unlock(&mut browser, &person, "/account/email");
    let pages = [
        "/account",
        "/account/time-out",
        "/account/sessions",
        "/account/activity",
        "/account/information",
        "/account/app",
        "/account/email",
        "/account/password",
        "/account/phone",
        "/account/personal-key/new",
        "/account/data",
        "/account/delete",
        "/account/delete/method",
        "/account/delete/no-phone",
    ];
    check(&browser, &pages);
}

#[test]
fn la_1_what_is_wrong_with_a_form_is_told_in_the_language_of_its_page() {
    for (tag, path, field, typed) in [
        ("es", "/sign-in", "email", "x"),
        ("fr", "/sign-in", "email", "x"),
        ("es", "/sign-up", "email", ""),
        ("fr", "/sign-up", "email", ""),
    ] {
        let answer = |tag: &str| {
            let mut browser = Browser::new();
            let page = browser.get(&in_language(path, tag));
            browser.submit(&page, &[(field, typed)])
        };
        let (english, other) = (answer("en"), answer(tag));
        assert_eq!(other.status, 422, "{}", other.describe());
        assert_eq!(other.page().attributes("html", "lang"), [tag], "{path}");
        let same: Vec<_> = said(&english).intersection(&said(&other)).cloned().collect();
        assert!(same.is_empty(), "{path} in {tag} says in English: {same:?}");
        assert!(!other.page().errors().is_empty());
        assert_eq!(other.page().attributes(".languages a", "href")[0], format!("{path}?lang=en"));
    }
}

#[test]
fn la_1_a_person_who_chooses_spanish_creates_an_account_and_signs_in_in_spanish() {
    let mut newcomer = Newcomer::new();
    newcomer.browser.get("/sign-up?lang=es");
    newcomer.go_to("/sign-up/check-email");
    let letter = outbox::newest_to(&newcomer.email, 1);
    assert_eq!(letter.subject.as_deref(), Some("Confirme su dirección de correo electrónico"));
    let link = letter.link("/sign-up/confirm").unwrap();
    assert!(link.ends_with("&lang=es"), "{link}");
    // In another browser than that it was asked for in: the link brings the language.
    newcomer.browser = Browser::new();
    press_link(&mut newcomer.browser, &link).leads_to("/sign-up/password");
    newcomer.choose_password().leads_to("/sign-up/phone");
    newcomer.enter_phone().leads_to("/sign-up/code");
    let text = outbox::newest_to(&newcomer.phone, 1).text;
    assert!(text.contains("para confirmar este teléfono"), "{text}");
    newcomer.enter_code().leads_to("/sign-up/personal-key");
    let page = newcomer.browser.get("/sign-up/personal-key");
    assert_eq!(page.page().attributes("html", "lang"), ["es"]);
    newcomer.save_key().0.leads_to("/account");
    assert_eq!(newcomer.browser.get("/account").page().attributes("html", "lang"), ["es"]);
}

#[test]
fn la_2_the_owner_is_told_in_their_own_language_of_what_somebody_else_does() {
    let mut newcomer = Newcomer::new();
    newcomer.browser.get("/sign-up?lang=es");
    newcomer.go_to("/sign-up/personal-key");
    let person = newcomer.becomes_person();
    let mut stranger = Browser::new();
    let known = outbox::messages_to(&person.email);
    let page = stranger.get("/sign-up?lang=fr");
    stranger.submit(&page, &[("email", &person.email)]).leads_to("/sign-up/check-email");
    let letter = outbox::next_to(&person.email, &known);
    assert_eq!(letter.subject.as_deref(), Some("Usted ya tiene una cuenta"));
    assert!(letter.links.iter().all(|link| link.ends_with("lang=es")), "{:?}", letter.links);

    let known = outbox::messages_to(&person.email);
    let mut browser = Browser::new();
    browser.get("/sign-in?lang=fr");
    person.sign_in(&mut browser);
    let notice = outbox::next_to(&person.email, &known);
    assert_eq!(notice.subject.as_deref(), Some("Inicio de sesión desde un navegador nuevo"));

    let (_, letter) = deletion::ask_without_factor(&person);
    assert!(letter.links[0].ends_with("&lang=fr"), "who signed in last did so in French: {:?}", letter.links);
}

/// The answer to a request for the home address.
fn home(browser: &mut Browser, query: &str, preferred: &str) -> Reply {
    browser.send(Request::new("GET", &format!("/{query}")).header("accept-language", preferred))
}

#[test]
fn la_3_what_the_browser_prefers_counts_on_the_first_visit_and_then_what_the_person_has_chosen() {
    let mut browser = Browser::new();
    let first = home(&mut browser, "", "es-MX, es;q=0.9, en;q=0.8");
    assert_eq!((first.status, first.header("location")), (302, Some("/es/")), "{}", first.describe());
    let varies = first.header("vary").unwrap_or_default().to_lowercase();
    assert!(varies.contains("accept-language") && varies.contains("cookie"), "{varies}");
    assert_eq!(browser.cookies.len(), 1, "{:?}", browser.cookies);
    // The browser is set to another language now; the person has not chosen it.
    assert_eq!(home(&mut browser, "", "en").header("location"), Some("/es/"));
    let english = home(&mut browser, "?lang=en", "es");
    english.is(200);
    assert_eq!(english.page().attributes("html", "lang"), ["en"]);
    assert_eq!(english.header("cache-control"), Some("no-store"));
    let again = home(&mut browser, "", "es");
    again.is(200);
    assert!(again.cookies().is_empty() && again.header("etag").is_some(), "{}", again.describe());
    assert_eq!(browser.get("/sign-in").header("content-language"), Some("en"));
    assert_eq!(home(&mut browser, "?lang=fr", "es").header("location"), Some("/fr/"));
    assert_eq!(browser.get("/sign-in").header("content-language"), Some("fr"));
}

#[test]
fn la_3_the_home_says_that_it_depends_on_the_language_and_is_kept_like_every_page() {
    let mut browser = Browser::new();
    for method in ["GET", "HEAD"] {
        let reply = browser.send(Request::new(method, "/"));
        reply.is(200);
        let vary: Vec<String> = reply
            .headers
            .iter()
            .filter(|(name, _)| name == "vary")
            .map(|(_, value)| value.to_lowercase())
            .collect();
        let vary = vary.join(", ");
        assert!(vary.contains("accept-language") && vary.contains("cookie"), "{method}: {vary}");
        let tag = reply.header("etag").unwrap_or_default().to_owned();
        assert!(!tag.is_empty(), "{}", reply.describe());
        browser.send(Request::new(method, "/").header("if-none-match", &tag)).is(304);
    }
    browser.send(Request::new("POST", "/")).is(405);
}

#[test]
fn la_1_a_language_that_is_none_of_ours_is_ignored_wherever_it_stands() {
    for hostile in ["de", "", "ES", "%00", "%ff", "es%0d%0aset-cookie:%20a=b", "//evil.example", "es&lang=fr"]
    {
        let mut browser = Browser::new();
        for path in ["/", "/sign-in", "/nothing"] {
            let reply = browser.get(&format!("{path}?lang={hostile}"));
            reply.is_one_of(&[200, 400, 404]);
            assert_eq!(reply.page().attributes("html", "lang"), ["en"], "{path} with {hostile}");
            assert!(reply.cookies().iter().all(|cookie| !cookie.contains("a=b")), "{}", reply.describe());
        }
        let mut browser = Browser::new();
        let cookie = Request::new("GET", "/sign-in").header("cookie", &format!("language={hostile}"));
        assert_eq!(browser.send(cookie).header("content-language"), Some("en"), "{hostile}");
    }
    for hostile in ["*;q=zero", ",,,;;q=", &"es;".repeat(500), "es;q=9", "\u{fc}"] {
        let reply = home(&mut Browser::new(), "", hostile);
        reply.is(200);
    }
}
