//! The page with the results of a search (HC-2), and that what was asked goes nowhere (PV-4).

use crate::native::browser::Browser;
use crate::native::{Call, NativeEdge};
use gatehouse_core::search::loaded;
use gatehouse_core::search::source::{Article, Part, Source};
use gatehouse_core::text::Language;

fn site(prefix: &str, title: &str, summary: &str, paragraph: &str) -> String {
    let path = format!("{prefix}/help/signing-in/forgot-password/");
    let part =
        Part { id: "locked".to_owned(), title: "A <lock>".to_owned(), texts: vec![paragraph.to_owned()] };
    let (title, summary) = (title.to_owned(), summary.to_owned());
    let article = Article { path, title, summary, parts: vec![part], ..Article::default() };
    let source = Source {
        synonyms: vec![vec!["passcode".to_owned(), "password".to_owned()]],
        sections: vec!["Signing in".to_owned()],
        articles: vec![article],
        ..Source::default()
    };
    serde_json::to_string(&source).unwrap()
}

/// An installation whose site has an article in English and in Spanish.
fn edge() -> NativeEdge {
    let edge = NativeEdge::new(1);
    let english =
        site("", "What if I forgot my password?", "Reset it.", "Wait, or ask for a <reset> of the password.");
    edge.put_file(&loaded::path(Language::English), &english);
    let spanish = site("/es", "¿Olvidó su contraseña?", "Restablézcala.", "Espere.");
    edge.put_file(&loaded::path(Language::Spanish), &spanish);
    edge
}

#[test]
fn hc_2_a_search_finds_an_article_and_marks_what_was_asked_for() {
    let edge = edge();
    let reply = Browser::new(&edge).get("/search?q=pasword&lang=en");
    assert_eq!(reply.status, 200);
    for part in [
        "<h1>Search the help center</h1>",
        "1 result for “pasword”",
        "value=\"pasword\"",
        "<a href=\"/help/signing-in/forgot-password/\">What if I forgot my <mark>password</mark>?</a>",
        "<meta name=\"robots\" content=\"noindex\">",
    ] {
        assert!(reply.body.contains(part), "{part}\n{}", reply.body);
    }
}

#[test]
fn hc_2_a_paragraph_that_answers_better_than_the_summary_is_shown_with_its_heading() {
    let edge = edge();
    let reply = Browser::new(&edge).get("/search?q=wait+reset");
    assert!(
        reply.body.contains("<mark>Wait</mark>, or ask for a &#60;<mark>reset</mark>&#62;"),
        "{}",
        reply.body
    );
    assert!(reply.body.contains("href=\"/help/signing-in/forgot-password/#locked\">A &#60;lock&#62;</a>"));
}

#[test]
fn hc_2_a_search_is_in_the_person_s_language() {
    let edge = edge();
    let reply = Browser::new(&edge).get("/search?q=contrasena&lang=es");
    assert!(reply.body.contains("1 resultado para “contrasena”"), "{}", reply.body);
    assert!(reply.body.contains("href=\"/es/help/signing-in/forgot-password/\""));
    // There are no articles in French here: the English ones are better than none.
    let reply = Browser::new(&edge).get("/search?q=password&lang=fr");
    assert!(reply.body.contains("href=\"/help/signing-in/forgot-password/\""), "{}", reply.body);
}

#[test]
fn hc_2_who_asks_nothing_or_finds_nothing_is_shown_where_to_go_on() {
    let edge = edge();
    for (address, count) in
        [("/search", ""), ("/search?q=+%20", ""), ("/search?q=xyzzy", "Nothing was found for “xyzzy”")]
    {
        let reply = Browser::new(&edge).get(address);
        assert_eq!(reply.status, 200);
        assert!(reply.body.contains(&format!("role=\"status\">{count}</p>")), "{address}\n{}", reply.body);
        assert!(reply.body.contains("<a href=\"/help/signing-in/\">Signing in</a>"), "{address}");
        let asks = reply.body.contains("Ask us instead");
        assert_eq!(asks, !count.is_empty(), "{address}");
    }
}

#[test]
fn hc_2_a_long_or_hostile_question_is_cut_and_shown_as_words() {
    let edge = edge();
    let browser = Browser::new(&edge);
    let reply = browser.get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E%0Apassword%07");
    assert!(!reply.body.contains("<script>alert") && !reply.body.contains('\u{7}'), "{}", reply.body);
    assert!(reply.body.contains("1 result for “&#60;script&#62;alert(1)&#60;/script&#62; password”"));
    let long = "a".repeat(3000);
    let reply = browser.get(&format!("/search?q={long}"));
    assert_eq!(reply.status, 200);
    assert!(reply.body.contains(&format!("value=\"{}\"", "a".repeat(200))), "{}", reply.body);
}

#[test]
fn a_script_gets_the_results_without_the_page_around_them() {
    let edge = edge();
    let reply = Browser::new(&edge).get("/search?q=passcode&part=results");
    assert!(reply.body.starts_with("<p class=\"search-count\""), "{}", reply.body);
    assert!(reply.body.contains("<mark>password</mark>") && !reply.body.contains("<html"));
}

#[test]
fn pv_4_a_question_is_neither_stored_nor_told() {
    let edge = edge();
    Browser::new(&edge).get("/search?q=my+secret+password");
    let requests = edge.take_requests();
    let mut calls = requests.iter().flat_map(|(_, calls)| calls);
    assert!(calls.all(|call| matches!(call, Call::Fill(_))), "{requests:?}");
    // Not even where something fails.
    let broken = NativeEdge::new(2);
    broken.put_file(&loaded::path(Language::English), "no index");
    assert_eq!(Browser::new(&broken).get("/search?q=secret").status, 503);
    assert!(broken.reported().iter().all(|outage| !outage.to_string().contains("secret")));
}
