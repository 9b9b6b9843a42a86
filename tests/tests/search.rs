//! Search in the help center (HC-2): without scripts, in every language, and forgiving.

use gatehouse_tests::{Browser, Reply};

/// The addresses of the articles that a page of results lists, the best first.
fn found(reply: &Reply) -> Vec<String> {
    reply.page().attributes(".search-results h2 a", "href")
}

#[test]
fn hc_2_the_search_box_of_the_home_page_leads_to_results() {
    let mut browser = Browser::new();
    let home = browser.get("/");
    assert_eq!(home.page().attributes("form[action=\"/search\"] [name=lang]", "value"), ["en"]);
    let reply = browser.get("/search?lang=en&q=forgot+password");
    let page = reply.is(200).page();
    assert_eq!(page.attributes("[name=q]", "value"), ["forgot password"]);
    assert_eq!(found(&reply).first().map(String::as_str), Some("/help/signing-in/forgot-password/"));
    assert!(!page.texts(".search-results mark").is_empty());
}

#[test]
fn hc_2_typing_errors_and_other_words_for_the_same_are_understood() {
    for (question, article) in [
        ("pasword", "/help/signing-in/forgot-password/"),
        ("verfication+code", "/help/signing-in/missed-security-code/"),
        ("2FA", "/help/creating-an-account/two-factor-authentication/"),
        ("backup+code", "/help/signing-in/without-your-phone/"),
        ("locked+out", "/help/signing-in/why-you-were-signed-out/"),
    ] {
        let reply = Browser::new().get(&format!("/search?q={question}"));
        let found = found(reply.is(200));
        assert!(found.iter().take(3).any(|found| found == article), "{question} finds {found:?}");
    }
}

#[test]
fn hc_2_words_that_tell_nothing_find_nothing_beside_one_that_nobody_knows() {
    let reply = Browser::new().get("/search?q=what+is+xyzzy");
    assert!(found(reply.is(200)).is_empty());
}

#[test]
fn hc_2_every_result_leads_to_an_article() {
    let mut browser = Browser::new();
    let reply = browser.get("/search?q=phone");
    let found = found(&reply);
    assert!((3..=10).contains(&found.len()), "{found:?}");
    for address in reply.page().attributes(".search-results a", "href") {
        let path = address.split('#').next().unwrap_or_default();
        let article = browser.get(path);
        if let Some((_, id)) = address.split_once('#') {
            assert!(!article.is(200).page().all(&format!("[id=\"{id}\"]")).is_empty(), "{address}");
        }
    }
}

#[test]
fn hc_2_results_are_in_the_person_s_language() {
    for (language, heading) in [
        ("en", "Search the help center"),
        ("es", "Buscar en el centro de ayuda"),
        ("fr", "Rechercher dans le centre d’aide"),
    ] {
        let reply = Browser::new().get(&format!("/search?q=2fa&lang={language}"));
        let page = reply.is(200).page();
        assert_eq!(page.heading(), heading);
        assert_eq!(page.attributes("html", "lang"), [language]);
    }
}

#[test]
fn hc_2_an_unusual_question_is_answered_like_any_other() {
    let long = "a".repeat(4000);
    for question in [
        "",
        "%20",
        "%00",
        "%F0%9F%98%80",
        "%27%22%3E%3Cscript%3E",
        "..%2F..%2Fetc%2Fpasswd",
        "a&q=b",
        &long,
        "%D8%A7%D9%84%D8%B9%D8%B1%D8%A8%D9%8A%D8%A9",
        "%25%25",
        "q%0D%0ASet-Cookie:x",
    ] {
        let reply = Browser::new().get(&format!("/search?q={question}"));
        // Refused is what no form sends: a sign that no text has, and a field that stands there twice.
        let refused = ["%00", "a&q=b"].contains(&question);
        reply.is(if refused { 400 } else { 200 });
        assert!(reply.page().all("main script").is_empty(), "{question}");
        assert!(reply.page().value_of("q").is_none_or(|shown| shown.chars().count() <= 200), "{question}");
    }
}

#[test]
fn results_are_for_people_and_not_for_search_engines() {
    let reply = Browser::new().get("/search?q=phone");
    assert_eq!(reply.page().attributes("meta[name=robots]", "content"), ["noindex"]);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let part = Browser::new().get("/search?q=phone&part=results");
    assert_eq!(part.header("x-robots-tag"), Some("noindex"));
}

#[test]
fn only_pages_that_search_may_run_web_assembly() {
    for (address, runs, asks) in [
        ("/", true, true),
        ("/search?q=phone", true, true),
        ("/help/signing-in/", true, true),
        // Its help opens in place.
        ("/sign-in", false, true),
        ("/nowhere", false, false),
    ] {
        let reply = Browser::new().get(address);
        let policy = reply.header("content-security-policy").unwrap_or_default();
        assert_eq!(policy.matches("default-src").count(), 1, "{address}: {policy}");
        assert_eq!(policy.contains("'wasm-unsafe-eval'"), runs, "{address}: {policy}");
        assert_eq!(policy.contains("connect-src 'self'"), asks, "{address}: {policy}");
    }
}

#[test]
fn what_the_search_in_the_browser_loads_is_there() {
    let mut browser = Browser::new();
    let script = browser.get("/assets/search/pagefind.js");
    assert!(script.is(200).header("content-type").is_some_and(|kind| kind.starts_with("text/javascript")));
    let entry = browser.get("/assets/search/data/pagefind-entry.json");
    assert_eq!(entry.is(200).header("content-type"), Some("application/octet-stream"));
    let entry: serde_json::Value = serde_json::from_str(&entry.text()).expect("JSON");
    for (language, index) in entry["languages"].as_object().expect("languages") {
        let hash = index["hash"].as_str().expect("a hash");
        for name in [format!("pagefind.{hash}.pf_meta"), format!("wasm.{language}.pagefind")] {
            let file = browser.get(&format!("/assets/search/data/{name}"));
            assert_eq!(file.is(200).header("content-type"), Some("application/octet-stream"), "{name}");
        }
    }
}
