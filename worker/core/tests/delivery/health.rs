//! What a monitor with the operator's key is told (MS-6): 503 with the channels whose messages do not leave, and in a quiet night, or
//! for one message that does not open, nothing that would wake anybody.

use super::response;
use crate::native::browser::{Browser, Reply};
use crate::native::person::{EMAIL, Person};
use crate::native::{NativeEdge, ORIGIN, run};
use bytes::Bytes;
use gatehouse_core::{deliver, upkeep};
use http::Request;
use serde_json::{Value, json};
use std::cell::Cell;
use std::rc::Rc;

const COURIERS: &str = r#"{"email": ["webhook"], "sms": ["twilio"], "voice": ["twilio"],
    "twilio": {"account": "AC1", "key": "SK1", "secret": "s", "auth_token": "t", "from": "+12025550100"},
    "webhook": {"url": "https://courier.example/messages", "secret": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}}"#;

const KEY: &str = "0123456789abcdef0123456789abcdef-operator";

const MINUTE: u32 = 60;
const HOUR: u32 = 60 * MINUTE;

/// An edge whose couriers answer with these statuses: Twilio, and the operator's program.
fn edge(seed: u64) -> (NativeEdge, Rc<Cell<[u16; 2]>>) {
    let mut edge = NativeEdge::new(seed);
    edge.set_couriers(COURIERS);
    edge.set_operator_key(KEY);
    let statuses = Rc::new(Cell::new([201, 200]));
    let answered = Rc::clone(&statuses);
    edge.answer_with(move |request| {
        let [twilio, webhook] = answered.get();
        let is_twilio = request.uri().host() == Some("api.twilio.com");
        Ok(response(if is_twilio { twilio } else { webhook }, r#"{"sid": "SM1", "status": "queued"}"#))
    });
    (edge, statuses)
}

/// Lets time pass as on an edge: sends what is due each minute, and has the upkeep done once an hour.
fn pass(edge: &NativeEdge, minutes: u32) {
    for minute in 0..minutes {
        edge.wait(MINUTE);
        run(deliver(edge)).unwrap();
        if minute % 60 == 17 {
            run(upkeep(edge)).unwrap();
        }
    }
}

fn ask(edge: &NativeEdge, key: &str) -> Reply {
    let request = Request::get(format!("{ORIGIN}/health")).header("authorization", format!("Bearer {key}"));
    Reply::from(run(gatehouse_core::handle(edge, request.body(Bytes::new()).unwrap())))
}

/// The channels whose messages are delayed. The status says the same.
fn delayed(edge: &NativeEdge) -> Value {
    let reply = ask(edge, KEY);
    let facts: Value = serde_json::from_str(&reply.body).unwrap();
    let (status, word) = if facts["delayed"] == json!([]) { (200, "ok") } else { (503, "delayed") };
    assert_eq!((reply.status, &facts["status"]), (status, &json!(word)), "{facts}");
    facts["delayed"].clone()
}

#[test]
fn ms_6_a_monitor_is_told_when_codes_do_not_leave_and_when_they_do_again() {
    let (edge, statuses) = edge(51);
    let person = Person::with_account(&edge).elsewhere();
    pass(&edge, 10);
    assert_eq!(delayed(&edge), json!([]));
    statuses.set([401, 200]);
    for asked in 1..=8 {
        person.begin_sign_in();
        pass(&edge, 8);
        assert!(asked < 2 || delayed(&edge) == json!(["sms"]), "{asked}");
    }
    assert_eq!(ask(&edge, "another key").body, r#"{"status":"ok"}"#, "it is nobody else's business");
    statuses.set([201, 200]);
    person.begin_sign_in();
    pass(&edge, 15);
    assert_eq!(delayed(&edge), json!([]));
}

#[test]
fn ms_6_codes_that_live_for_minutes_are_late_after_one() {
    let (edge, statuses) = edge(56);
    let person = Person::with_account(&edge).elsewhere();
    pass(&edge, 10);
    // The courier was well in this hour.
    statuses.set([401, 200]);
    for _ in 0..2 {
        person.begin_sign_in();
    }
    pass(&edge, 1);
    assert_eq!(delayed(&edge), json!([]));
    pass(&edge, 1);
    assert_eq!(delayed(&edge), json!(["sms"]));
}

#[test]
fn ms_6_a_monitor_is_told_of_couriers_that_fail_at_night() {
    let (edge, statuses) = edge(52);
    statuses.set([201, 500]);
    Browser::new(&edge).fill("/sign-up", &[("email", EMAIL)]);
    pass(&edge, 5);
    assert_eq!(delayed(&edge), json!(["email"]));
    statuses.set([201, 200]);
    pass(&edge, 15);
    assert_eq!(delayed(&edge), json!([]));
}

#[test]
fn ms_6_a_monitor_is_told_when_nobody_sends() {
    let (edge, _) = edge(53);
    Browser::new(&edge).fill("/sign-up", &[("email", EMAIL)]);
    edge.wait(5 * MINUTE);
    assert_eq!(delayed(&edge), json!([]));
    edge.wait(1);
    assert_eq!(delayed(&edge), json!(["email"]));
    run(deliver(&edge)).unwrap();
    assert_eq!(delayed(&edge), json!([]));
}

#[test]
fn ms_6_one_message_that_does_not_open_wakes_nobody_and_two_do() {
    let (edge, _) = edge(54);
    let spoil = |email: &str| {
        Browser::new(&edge).fill("/sign-up", &[("email", email)]);
        edge.database()
            .execute("UPDATE messages SET payload = 'k1.AAAA' WHERE finished_at IS NULL", [])
            .unwrap();
    };
    spoil(EMAIL);
    for hour in 0..27 {
        pass(&edge, 60);
        assert_eq!(delayed(&edge), json!([]), "{hour}");
    }
    assert_eq!(super::counted(&edge, "expired"), 1);
    for email in ["a@example.org", "b@example.org"] {
        spoil(email);
    }
    pass(&edge, 6);
    assert_eq!(delayed(&edge), json!(["email"]));
}

#[test]
fn ms_6_a_quiet_night_after_a_bad_evening_wakes_nobody() {
    let (edge, statuses) = edge(55);
    statuses.set([401, 500]);
    let person = Person::with_account(&edge).elsewhere();
    person.begin_sign_in();
    pass(&edge, 10);
    assert_eq!(delayed(&edge), json!(["email", "sms"]));
    statuses.set([201, 200]);
    pass(&edge, 3 * 60);
    assert_eq!(delayed(&edge), json!([]));
    edge.wait(8 * HOUR);
    assert_eq!(delayed(&edge), json!([]));
}
