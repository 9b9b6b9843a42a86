//! Couriers that do not answer, or ask for time: nobody else waits for them, and nobody is sent a message twice for their sake
//! where that can be helped (MS-1, MS-2).

use super::{TWILIO_FIRST, WEBHOOK, edge, response};
use crate::native::person::Person;
use crate::native::{NativeEdge, run};
use bytes::Bytes;
use gatehouse_core::deliver;
use gatehouse_core::ports::{Clock as _, FETCH_TIME_OUT, Outage};
use http::Response;

/// A courier that takes nothing and answers nothing.
fn never_answer(edge: &NativeEdge) {
    edge.answer_with(|_| Err(Outage::new("another server", "no answer in time")));
}

fn ask_for_link(edge: &NativeEdge, n: u32) {
    Person::new(edge).browser.fill("/sign-up", &[("email", &format!("a{n}@example.org"))]);
}

/// By when a message is due, from now.
fn due_in(edge: &NativeEdge) -> i64 {
    edge.count("SELECT due_at FROM messages WHERE finished_at IS NULL") - edge.now().0
}

#[test]
fn ms_1_a_courier_of_emails_that_does_not_answer_holds_up_no_code() {
    let edge = edge(51, TWILIO_FIRST);
    edge.answer_with(|_| Ok(response(201, "{}")));
    let person = Person::with_account(&edge).elsewhere();
    run(deliver(&edge)).unwrap();
    (0..200).for_each(|n| ask_for_link(&edge, n));
    edge.answer_with(|request| match request.uri().host() {
        Some("api.twilio.com") => Ok(response(201, r#"{"sid": "SM1"}"#)),
        _ => Err(Outage::new("another server", "no answer in time")),
    });
    edge.answer_after(
        |request| {
            if request.uri().host() == Some("api.twilio.com") { 0 } else { FETCH_TIME_OUT }
        },
    );
    // All of those links are overdue before the code is asked for.
    run(deliver(&edge)).unwrap();
    edge.wait(60);
    person.begin_sign_in();
    run(deliver(&edge)).unwrap();
    assert_eq!(edge.count("SELECT COUNT(*) FROM messages WHERE channel = 'sms' AND finished_at IS NULL"), 0);
}

#[test]
fn ms_1_a_courier_that_asks_for_time_is_asked_for_no_other_message_meanwhile() {
    let edge = edge(52, WEBHOOK);
    edge.answer_with(|_| {
        Ok(Response::builder().status(429).header("retry-after", "90").body(Bytes::new()).unwrap())
    });
    (0..5).for_each(|n| ask_for_link(&edge, n));
    run(deliver(&edge)).unwrap();
    let asked = edge.take_fetched().len();
    // As many as were on their way before the answer came.
    assert!((1..=3).contains(&asked), "{asked}");
    edge.wait(89);
    ask_for_link(&edge, 5);
    run(deliver(&edge)).unwrap();
    assert_eq!(edge.take_fetched().len(), 0);
    edge.wait(1);
    edge.answer_with(|_| Ok(response(200, "")));
    run(deliver(&edge)).unwrap();
    assert_eq!(edge.take_fetched().len(), 6);
}

#[test]
fn ms_1_while_one_courier_asks_for_time_the_other_carries_everything() {
    let edge = edge(53, TWILIO_FIRST);
    edge.answer_with(|_| Ok(response(201, "{}")));
    let person = Person::with_account(&edge).elsewhere();
    run(deliver(&edge)).unwrap();
    edge.answer_with(|request| match request.uri().host() {
        Some("api.twilio.com") => {
            Ok(Response::builder().status(429).header("retry-after", "300").body(Bytes::new()).unwrap())
        }
        _ => Ok(response(200, "")),
    });
    edge.take_fetched();
    for asked in [2, 1] {
        person.elsewhere().begin_sign_in();
        run(deliver(&edge)).unwrap();
        assert_eq!(edge.take_fetched().len(), asked, "who asks for time is asked once");
        assert_eq!(edge.count("SELECT COUNT(*) FROM messages WHERE finished_at IS NULL"), 0);
    }
}

#[test]
fn ms_1_no_header_silences_us_for_longer_than_a_quarter_of_an_hour() {
    let edge = edge(54, WEBHOOK);
    edge.answer_with(|_| {
        Ok(Response::builder().status(503).header("retry-after", "86400").body(Bytes::new()).unwrap())
    });
    ask_for_link(&edge, 0);
    run(deliver(&edge)).unwrap();
    assert_eq!(due_in(&edge), 15 * 60);
}

#[test]
fn ms_2_a_courier_that_lets_the_time_pass_gets_time_to_tell_that_it_has_the_message() {
    let edge = edge(55, WEBHOOK);
    never_answer(&edge);
    edge.answer_after(|_| FETCH_TIME_OUT);
    ask_for_link(&edge, 0);
    run(deliver(&edge)).unwrap();
    assert!(due_in(&edge) >= 30, "{}", due_in(&edge));
    // One that could not be reached at all has taken nothing.
    let edge = self::edge(56, WEBHOOK);
    never_answer(&edge);
    ask_for_link(&edge, 0);
    run(deliver(&edge)).unwrap();
    assert!(due_in(&edge) <= 2, "{}", due_in(&edge));
}

#[test]
fn ms_2_no_courier_is_asked_once_the_lease_is_nearly_over() {
    let edge = edge(57, TWILIO_FIRST);
    edge.answer_with(|_| Ok(response(201, "{}")));
    let person = Person::with_account(&edge).elsewhere();
    run(deliver(&edge)).unwrap();
    never_answer(&edge);
    // The database was slow, say.
    edge.answer_after(|_| 50);
    edge.take_fetched();
    person.begin_sign_in();
    run(deliver(&edge)).unwrap();
    assert_eq!(edge.take_fetched().len(), 1);
}

#[test]
fn ms_3_the_page_says_that_a_code_is_late_and_how_to_go_on_without_it() {
    let edge = edge(58, WEBHOOK);
    edge.answer_with(|_| Ok(response(200, "")));
    let person = Person::with_account(&edge).elsewhere();
    run(deliver(&edge)).unwrap();
    person.begin_sign_in();
    let says = || person.browser.get("/sign-in/code").body.contains("taking longer than usual");
    assert!(!says(), "it was not tried yet");
    edge.answer_with(|_| Ok(response(500, "")));
    run(deliver(&edge)).unwrap();
    assert!(says());
    edge.answer_with(|_| Ok(response(200, "")));
    edge.wait(4);
    run(deliver(&edge)).unwrap();
    assert!(!says(), "it has left");
}

#[test]
fn ms_3_whoever_creates_an_account_reads_that_a_code_is_late() {
    let edge = edge(59, WEBHOOK);
    edge.answer_with(|_| Ok(response(200, "")));
    let person = Person::new(&edge);
    person.go_until("/sign-up", "/sign-up/code");
    edge.answer_with(|_| Ok(response(500, "")));
    run(deliver(&edge)).unwrap();
    assert!(person.browser.get("/sign-up/code").body.contains("taking longer than usual"));
}

#[test]
fn su_7_a_code_that_is_dead_before_a_courier_took_it_is_not_sent_any_more() {
    let edge = edge(60, WEBHOOK);
    edge.answer_with(|_| Ok(response(200, "")));
    let person = Person::with_account(&edge).elsewhere();
    run(deliver(&edge)).unwrap();
    edge.answer_with(|_| Ok(response(500, "")));
    person.begin_sign_in();
    run(deliver(&edge)).unwrap();
    // Somebody else at the same account, in another browser: their codes follow each other alone.
    person.elsewhere().begin_sign_in();
    run(deliver(&edge)).unwrap();
    let page = person.browser.get("/sign-in/code");
    person.browser.submit(&page, "/sign-in/code/send", &[("method", "sms")]);
    edge.answer_with(|_| Ok(response(200, "")));
    edge.take_fetched();
    edge.wait(4);
    run(deliver(&edge)).unwrap();
    let sent: Vec<String> = edge
        .take_fetched()
        .iter()
        .map(|request| String::from_utf8_lossy(request.body()).into_owned())
        .collect();
    // The second of the sign-up and these two was asked for first, and the fourth in its place.
    assert!(sent.len() == 2 && sent[0].contains("Message 3") && sent[1].contains("Message 4"), "{sent:#?}");
}

#[test]
fn ms_3_a_code_that_waits_for_a_courier_to_be_ready_is_late_and_only_the_newest_is_sent() {
    let edge = edge(61, WEBHOOK);
    edge.answer_with(|_| Ok(response(200, "")));
    let person = Person::with_account(&edge).elsewhere();
    run(deliver(&edge)).unwrap();
    edge.answer_with(|_| {
        Ok(Response::builder().status(429).header("retry-after", "120").body(Bytes::new()).unwrap())
    });
    // It says so to somebody else.
    let mut stranger = Person::new(&edge);
    stranger.email = "stranger@example.org".to_owned();
    stranger.phone = "(202) 555-0199".to_owned();
    stranger.go_until("/sign-up", "/sign-up/code");
    run(deliver(&edge)).unwrap();
    person.begin_sign_in();
    let page = person.browser.get("/sign-in/code");
    assert!(!page.body.contains("taking longer than usual"), "it is too soon to say");
    edge.wait(20);
    let page = person.browser.get("/sign-in/code");
    assert!(page.body.contains("taking longer than usual"));
    person.browser.submit(&page, "/sign-in/code/send", &[("method", "sms")]);
    edge.answer_with(|_| Ok(response(200, "")));
    edge.take_fetched();
    edge.wait(120);
    run(deliver(&edge)).unwrap();
    let sent = edge.take_fetched();
    let codes = sent.iter().filter(|request| String::from_utf8_lossy(request.body()).contains("to sign in"));
    assert_eq!(codes.count(), 1, "the first one is dead");
}
