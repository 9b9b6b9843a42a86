//! The contact form (HC-1): what is written reaches us, whatever is wrong with it keeps its text, and no secret gets in.

use std::{thread, time::Duration};

use gatehouse_tests::{Browser, Reply, Request, crowd, messages_to, page::Form, unique};

const PATH: &str = "/contact/message";
/// Where `wrangler.toml` and `spin.toml` have messages mailed to.
const CONTACT: &str = "help@gatehouse.example";

/// Opens the form and takes the time that a person takes.
fn open(browser: &mut Browser) -> Form {
    let form = browser.form(PATH, "message");
    thread::sleep(Duration::from_secs(4));
    form
}

fn write(browser: &mut Browser, fields: &[(&str, &str)]) -> Reply {
    let form = open(browser).filled(&[("subject", "other"), ("message", "Why is the page green?")]);
    browser.send(form.filled(fields).request())
}

fn reached_us(words: &str) -> bool {
    messages_to(CONTACT).iter().any(|message| message.text.contains(words))
}

#[test]
fn hc_1_a_message_reaches_us_with_where_an_answer_goes() {
    let (email, words) = (unique::email(), unique::word());
    let mut browser = Browser::new();
    let reply = write(&mut browser, &[("message", &words), ("email", &email)]);
    reply.leads_to("/contact/sent");
    browser.follow(&reply).is(200);
    let message = messages_to(CONTACT).into_iter().find(|message| message.text.contains(&words));
    let message = message.unwrap_or_else(|| panic!("{words:?} did not reach us"));
    assert!(message.text.contains(&format!("Reply to: {email}")), "{}", message.text);
}

#[test]
fn hc_1_a_message_with_something_wrong_comes_again_with_its_text() {
    let mut browser = Browser::new();
    for fields in [
        [("email", "ana@example.org\r\nBcc: b@example.org"), ("message", "Kept as typed")],
        [("subject", "other\r\nBcc: b@example.org"), ("message", "Kept as typed")],
        [("email", "ana@"), ("message", "Kept as typed")],
        [("website", "https://example.com"), ("message", "Kept as typed")],
        [("email", ""), ("message", "Kept as typed: 123-45-6789")],
        [("email", ""), ("message", "Kept as typed: 7QK2-M9ZP-04TX-HB5W")],
    ] {
        write(&mut browser, &fields).is(422).says("Kept as typed");
    }
    assert!(!reached_us("Kept as typed"));
    write(&mut browser, &[("message", &"x".repeat(3001))]).is(422);
}

#[test]
fn hc_1_a_form_that_is_sent_at_once_comes_again_and_then_goes() {
    let words = unique::word();
    let mut browser = Browser::new();
    let form = browser.form(PATH, "message").filled(&[("subject", "idea"), ("message", &words)]);
    browser.send(form.clone().request()).is(422).says(&words);
    thread::sleep(Duration::from_secs(4));
    browser.send(form.request()).is(303);
    assert!(reached_us(&words));
}

#[test]
fn hc_1_a_message_from_another_site_is_refused() {
    let mut browser = Browser::new();
    let form = open(&mut browser).filled(&[("subject", "other"), ("message", "From elsewhere")]);
    browser.send(form.request().header("origin", "https://other.example")).is(403);
    let without_token = Request::form(PATH, &[("message", "No token")]);
    browser.send(without_token).is(422).says("No token");
}

#[test]
fn hc_1_of_fifty_messages_at_once_from_one_network_twenty_are_taken() {
    let mut browser = Browser::new();
    let forms: Vec<Form> = (0..50).map(|_| browser.form(PATH, "message")).collect();
    thread::sleep(Duration::from_secs(4));
    let requests = forms.into_iter().enumerate().map(|(n, form)| {
        let words = format!("{n} of {}", unique::word());
        (browser.clone(), form.filled(&[("subject", "other"), ("message", &words)]).request())
    });
    let replies: Vec<Reply> =
        crowd::all_at_once(requests.collect()).into_iter().map(|(reply, _)| reply).collect();
    assert_eq!(replies.iter().filter(|reply| reply.status == 303).count(), 20);
    assert!(replies.iter().all(|reply| [303, 429].contains(&reply.status)));
}
