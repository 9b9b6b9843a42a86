//! Writing to us, and saying whether an article helped (HC-1); help on every page (HC-4).

use crate::native::browser::{Browser, Reply};
use crate::native::person::Person;
use crate::native::{CONTACT, Fault, NativeEdge, ORIGIN, run};
use bytes::Bytes;
use gatehouse_core::store::contact::{self, Written};
use gatehouse_core::{ClientAddress, upkeep};
use http::Request;
use std::net::IpAddr;

const PATH: &str = "/contact/message";
const WORDS: &str = "The page says that my code is wrong.";
const ARTICLE: &str = "signing-in/forgot-password";

/// Opens the form, takes the time that a person takes, and sends it.
fn write(edge: &NativeEdge, browser: &Browser<'_>, fields: &[(&str, &str)]) -> Reply {
    let page = browser.get(PATH);
    edge.wait(3);
    send(browser, &page, fields)
}

fn send(browser: &Browser<'_>, page: &Reply, fields: &[(&str, &str)]) -> Reply {
    let opened = page.hidden(PATH, "opened").unwrap();
    let mut all = vec![("opened", opened.as_str()), ("subject", "sign-in"), ("message", WORDS)];
    all.retain(|(name, _)| !fields.iter().any(|(field, _)| field == name));
    all.extend_from_slice(fields);
    browser.submit(page, PATH, &all)
}

fn kept(edge: &NativeEdge) -> Vec<Written> {
    run(contact::all(edge, edge.secrets())).unwrap()
}

#[test]
fn hc_1_a_message_is_kept_sealed_and_mailed_with_where_an_answer_goes() {
    let edge = NativeEdge::new(1);
    let browser = Browser::new(&edge);
    let fields = [("email", "ana@example.org"), ("article", ARTICLE)];
    assert!(write(&edge, &browser, &fields).leads_to("/contact/sent"));
    assert!(browser.get("/contact/sent").body.contains("Your message was sent."));
    let written = kept(&edge).remove(0);
    assert_eq!((written.email.as_str(), written.message.as_str()), ("ana@example.org", WORDS));
    assert_eq!(written.article, ARTICLE);
    let [letter] = edge.outbox().try_into().unwrap();
    assert_eq!(
        (letter.to.as_str(), letter.subject.as_str()),
        (CONTACT, "Contact form: Signing in or creating an account")
    );
    assert!(
        letter.text().contains("Reply to: ana@example.org\n") && letter.text().ends_with(WORDS),
        "{}",
        letter.text()
    );
    assert!(!edge.text("SELECT payload FROM contact_messages").contains("ana"));
    assert!(!edge.guards_as_text().contains("ana@"));
}

#[test]
fn hc_1_the_same_form_sent_twice_is_one_message_and_other_words_are_another() {
    let edge = NativeEdge::new(2);
    let browser = Browser::new(&edge);
    let page = browser.get(PATH);
    edge.wait(3);
    for _ in 0..2 {
        assert_eq!(send(&browser, &page, &[]).status, 303);
    }
    // Longer than the guard remembers.
    edge.wait(20 * 60);
    assert_eq!(send(&browser, &page, &[]).status, 303);
    assert_eq!((kept(&edge).len(), edge.outbox().len()), (1, 1));
    assert_eq!(send(&browser, &page, &[("message", "And one more thing.")]).status, 303);
    assert_eq!((kept(&edge).len(), edge.outbox().len()), (2, 2));
}

#[test]
fn hc_1_what_is_wrong_with_a_message_is_said_and_the_text_is_kept() {
    let edge = NativeEdge::new(3);
    let browser = Browser::new(&edge);
    let long = "x".repeat(3001);
    for (fields, said) in [
        (&[("email", "ana@")][..], "Enter an email address such as"),
        (&[("email", "a@example.org\r\nBcc: b@example.org")], "Enter an email address such as"),
        (&[("subject", "")], "Choose what it is about."),
        (&[("subject", "sign-in\r\nBcc: b@example.org")], "Choose what it is about."),
        (&[("message", " \r\n ")], "Write your message."),
        (&[("message", &long)], "Your message has 3001 characters."),
    ] {
        let reply = write(&edge, &browser, fields);
        assert_eq!(reply.status, 422, "{fields:?}");
        assert!(reply.body.contains(said), "{fields:?}");
        assert!(fields[0].0 == "message" || reply.body.contains(WORDS), "{fields:?}");
    }
    assert_eq!((kept(&edge).len(), edge.outbox().len()), (0, 0));
    let unseen = "a\u{7}b\u{202e}c\r\nd";
    assert_eq!(write(&edge, &browser, &[("message", unseen), ("article", "no/such")]).status, 303);
    assert_eq!((kept(&edge)[0].message.as_str(), kept(&edge)[0].article.as_str()), ("abc\nd", ""));
}

#[test]
fn hc_1_a_secret_is_caught_before_it_is_stored() {
    let edge = NativeEdge::new(4);
    let browser = Browser::new(&edge);
    for (secret, said) in [
        ("4111 1111 1111 1111", "payment card"),
        ("123-45-6789", "Social Security number"),
        ("482913", "looks like a security code"),
    ] {
        let reply = write(&edge, &browser, &[("message", secret)]);
        assert!(reply.status == 422 && reply.body.contains(said) && reply.body.contains(secret), "{secret}");
        assert!(reply.body.contains("name=\"anyway\""), "{secret}");
        assert_eq!(kept(&edge).len(), 0, "{secret}");
        assert!(!edge.guards_as_text().contains(secret), "{secret}");
    }
    let key = [("message", "My key is 7QK2-M9ZP-04TX-HB5W"), ("anyway", "yes")];
    let reply = write(&edge, &browser, &key);
    assert!(reply.status == 422 && !reply.body.contains("name=\"anyway\""));
    assert_eq!(write(&edge, &browser, &[("message", "Case 482913"), ("anyway", "yes")]).status, 303);
    assert_eq!(kept(&edge).len(), 1);
}

#[test]
fn hc_1_a_form_that_a_robot_could_have_sent_comes_again_and_loses_nothing() {
    let edge = NativeEdge::new(5);
    let browser = Browser::new(&edge);
    let page = browser.get(PATH);
    let again = |reply: &Reply| {
        assert!(reply.status == 422 && reply.body.contains("not sent yet") && reply.body.contains(WORDS));
        assert_eq!(kept(&edge).len(), 0);
    };
    again(&send(&browser, &page, &[]));
    edge.wait(3);
    again(&send(&browser, &page, &[("website", "https://example.com")]));
    again(&send(&browser, &page, &[("opened", "1800000000.forged")]));
    edge.wait(12 * 60 * 60);
    let reply = send(&browser, &page, &[]);
    again(&reply);
    // The browser was closed meanwhile.
    browser.forget("browser");
    let reply = send(&browser, &reply, &[]);
    again(&reply);
    assert_eq!(send(&browser, &reply, &[]).status, 303);
    assert_eq!(kept(&edge).len(), 1);
}

#[test]
fn hc_1_one_network_may_send_so_many_messages_a_day() {
    let edge = NativeEdge::new(6);
    for n in 0..21 {
        let reply = write(&edge, &Browser::new(&edge), &[("message", &format!("Message {n}"))]);
        assert_eq!(reply.status, if n < 20 { 303 } else { 429 }, "{n}");
        assert!(n < 20 || reply.body.contains("Message 20"), "what was typed is still there");
    }
    edge.wait(24 * 60 * 60);
    assert_eq!(write(&edge, &Browser::new(&edge), &[]).status, 303);
}

#[test]
fn hc_1_all_networks_together_may_send_so_many_messages_an_hour() {
    let edge = NativeEdge::new(14);
    for n in 0..=300_u16 {
        let [high, low] = n.to_be_bytes();
        let browser = Browser::at(&edge, IpAddr::from([10, 0, high, low]));
        let message = format!("Message {n}");
        let reply = write(&edge, &browser, &[("message", &message)]);
        assert_eq!(reply.status, if n < 300 { 303 } else { 429 }, "{n}");
        assert!(n < 300 || reply.body.contains(&message), "what was typed is still there");
    }
    edge.wait(60 * 60);
    assert_eq!(write(&edge, &Browser::new(&edge), &[]).status, 303);
}

#[test]
fn hc_1_a_message_whose_write_failed_is_sent_when_the_form_comes_again() {
    for fault in
        [Fault::Before(1), Fault::Before(2), Fault::Before(3), Fault::AnswerLost(1), Fault::AnswerLost(2)]
    {
        let edge = NativeEdge::new(7);
        let browser = Browser::new(&edge);
        let page = browser.get(PATH);
        edge.wait(3);
        edge.fail(fault);
        let reply = send(&browser, &page, &[]);
        assert!(reply.status == 503 && reply.body.contains(WORDS), "{fault:?}");
        assert_eq!(send(&browser, &page, &[]).status, 303, "{fault:?}");
        assert_eq!((kept(&edge).len(), edge.outbox().len()), (1, 1), "{fault:?}");
    }
}

#[test]
fn hc_1_a_message_is_erased_after_its_days() {
    let edge = NativeEdge::new(8);
    assert_eq!(write(&edge, &Browser::new(&edge), &[]).status, 303);
    for (days, left) in [(29, 1), (1, 0)] {
        edge.wait(days * 24 * 60 * 60);
        run(upkeep(&edge)).unwrap();
        assert_eq!(kept(&edge).len(), left, "{days}");
    }
}

/// Posts an answer as an old browser does, or as the page of another site would.
fn post(edge: &NativeEdge, header: Option<(&str, &str)>, article: &str) -> Reply {
    let mut request = Request::post(format!("{ORIGIN}/help/feedback"))
        .header("content-type", "application/x-www-form-urlencoded")
        .extension(ClientAddress(IpAddr::from([192, 0, 2, 7])));
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    let body = format!("article={article}&language=es&helpful=no");
    Reply::from(run(gatehouse_core::handle(edge, request.body(Bytes::from(body)).unwrap())))
}

fn counted(edge: &NativeEdge) -> i64 {
    edge.count("SELECT COALESCE(SUM(count), 0) FROM feedback")
}

#[test]
fn hc_1_an_answer_counts_by_article_language_and_day_and_names_nobody() {
    let edge = NativeEdge::new(9);
    let reply = post(&edge, Some(("sec-fetch-site", "same-origin")), ARTICLE);
    assert!(
        reply.leads_to("/help/thanks?article=signing-in/forgot-password&helpful=no&lang=es"),
        "{reply:?}"
    );
    post(&edge, Some(("origin", ORIGIN)), ARTICLE);
    let row = "SELECT article || ' ' || language || ' ' || helpful || ' ' || (day % 86400) || ' ' || count FROM feedback";
    assert_eq!(edge.text(row), format!("{ARTICLE} es 0 0 2"));
    let thanks = Browser::new(&edge).get(&reply.location);
    assert!(thanks.body.contains("/contact/message?article=signing-in/forgot-password"));
    let form = Browser::new(&edge).get("/contact/message?article=signing-in/forgot-password");
    assert_eq!(form.hidden(PATH, "article").as_deref(), Some(ARTICLE));
}

#[test]
fn hc_1_an_answer_without_a_proof_of_its_origin_asks_once_more_and_one_of_another_site_is_refused() {
    let edge = NativeEdge::new(10);
    for header in [("origin", "https://other.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")]
    {
        let reply = post(&edge, Some(header), ARTICLE);
        assert!(reply.status == 403 && reply.set_cookies.is_empty(), "{header:?}");
    }
    let reply = post(&edge, None, ARTICLE);
    assert_eq!((reply.status, counted(&edge)), (200, 0));
    assert!(reply.hidden("/help/feedback", "csrf").is_some());
    for unknown in ["", "signing-in/nothing", "..%2F..%2Fcontact", "signing-in%2Fforgot-password%0D%0A"] {
        assert_eq!(post(&edge, Some(("origin", ORIGIN)), unknown).status, 400, "{unknown}");
    }
    assert_eq!(counted(&edge), 0);
}

#[test]
fn hc_1_one_browser_counts_once_for_an_article_and_one_network_so_often_an_hour() {
    let edge = NativeEdge::new(11);
    let browser = Browser::new(&edge);
    let body = format!("article={ARTICLE}&helpful=yes");
    for _ in 0..3 {
        assert_eq!(browser.post("/help/feedback", &body).status, 303);
    }
    assert_eq!(counted(&edge), 1);
    for n in 0..65 {
        let reply = post(&edge, Some(("origin", ORIGIN)), ARTICLE);
        assert_eq!(reply.status, if n < 60 { 303 } else { 429 }, "{n}");
    }
    assert_eq!(counted(&edge), 61);
    edge.fail(Fault::Before(2));
    assert_eq!(Browser::new(&edge).post("/help/feedback", &body).status, 503);
}

/// Pages that raise no question of their own.
const WITHOUT_ARTICLE: [&str; 1] = ["/help/thanks"];

#[test]
fn hc_4_every_page_has_the_article_that_answers_it() {
    let edge = NativeEdge::new(12);
    let person = Person::with_account(&edge);
    let newcomer = Browser::new(&edge);
    let paths: Vec<&str> = gatehouse_core::addresses().collect();
    assert!(paths.len() > 50);
    let mut seen = 0;
    for path in &paths {
        for browser in [&newcomer, &person.browser] {
            let reply = browser.get(path);
            let is_page = reply.status == 200 && reply.body.starts_with("<!doctype html>");
            if !is_page || WITHOUT_ARTICLE.contains(path) {
                continue;
            }
            seen += 1;
            assert!(reply.body.contains("<details class=\"page-help\" data-help=\"/help/"), "{path}");
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn hc_4_what_went_wrong_leads_to_the_paragraph_that_explains_it_beside_the_page() {
    let edge = NativeEdge::new(13);
    let person = Person::with_account(&edge).elsewhere();
    person.begin_sign_in();
    let link = |place: &str, rest: &str| format!("href=\"/help/signing-in/{place}\"{rest}>Why? ");
    let beside = " target=\"_blank\" rel=\"noopener\"";
    let missing = person.browser.fill("/sign-in/code", &[("code", "")]);
    assert!(!missing.body.contains("Why? "), "nothing was typed, and nothing is to be explained");
    let wrong = || person.browser.fill("/sign-in/code", &[("code", "000000")]);
    assert!(wrong().body.contains(&link("missed-security-code/#wrong-code", beside)));
    wrong();
    let locked = wrong();
    assert_eq!(locked.status, 429);
    assert!(
        locked.body.contains(&link("why-you-were-signed-out/#wrong-security-codes", "")),
        "no form, no new tab"
    );
    let expired = person.browser.post("/sign-in", "csrf=a.b");
    assert!(expired.body.contains(&link("why-you-were-signed-out/#form-expired", "")));
}
