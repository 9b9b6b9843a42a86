//! Sending what is queued (MS-1 to MS-3, MS-6), to a courier that a test has answer as it likes.

mod couriers;
mod ended;
mod health;
mod slow;
mod statements;

use crate::native::person::{EMAIL, Person};
use crate::native::{Call, Fault, NativeEdge, Random, Task, run, shuffled, together};
use bytes::Bytes;
use gatehouse_core::ports::{Clock as _, Outage};
use gatehouse_core::{deliver, upkeep};
use http::Response;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// One program of the operator's for everything.
const WEBHOOK: &str = r#"{"email": ["webhook"], "sms": ["webhook"], "voice": ["webhook"],
    "webhook": {"url": "https://courier.example/messages", "secret": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}}"#;

/// Twilio first, the operator's program if it cannot.
const TWILIO_FIRST: &str = r#"{"email": ["webhook"], "sms": ["twilio", "webhook"], "voice": ["twilio", "webhook"],
    "twilio": {"account": "AC1", "key": "SK1", "secret": "s", "auth_token": "t", "from": "+12025550100"},
    "webhook": {"url": "https://courier.example/messages", "secret": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}}"#;

fn edge(seed: u64, couriers: &str) -> NativeEdge {
    let mut edge = NativeEdge::new(seed);
    edge.set_couriers(couriers);
    edge
}

fn response(status: u16, body: &str) -> Response<Bytes> {
    Response::builder().status(status).body(Bytes::from(body.to_owned())).unwrap()
}

/// A courier that takes everything and counts by the id of the message.
fn taken(edge: &NativeEdge) -> Rc<RefCell<BTreeMap<String, u32>>> {
    let taken: Rc<RefCell<BTreeMap<String, u32>>> = Rc::default();
    let seen = Rc::clone(&taken);
    edge.answer_with(move |request| {
        let id = request.headers()["webhook-id"].to_str().unwrap().to_owned();
        *seen.borrow_mut().entry(id).or_default() += 1;
        Ok(response(200, ""))
    });
    taken
}

fn waiting(edge: &NativeEdge) -> i64 {
    edge.count("SELECT COUNT(*) FROM messages WHERE finished_at IS NULL")
}

fn counted(edge: &NativeEdge, outcome: &str) -> i64 {
    edge.count(&format!("SELECT COALESCE(SUM(count), 0) FROM delivery_counts WHERE outcome = '{outcome}'"))
}

#[test]
fn ms_1_a_message_leaves_once_the_request_is_answered_and_its_text_goes() {
    let edge = edge(1, WEBHOOK);
    let taken = taken(&edge);
    let person = Person::new(&edge);
    person.browser.fill("/sign-up", &[("email", EMAIL)]);
    assert!(edge.take_woken() && edge.take_fetched().is_empty(), "nobody waits for a courier");
    assert_eq!(run(deliver(&edge)), Ok(1));
    let [request] = edge.take_fetched().try_into().unwrap();
    let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
    assert_eq!(body["data"]["to"], EMAIL);
    assert!(body["data"]["text"].as_str().unwrap().contains("/sign-up/confirm?token="));
    assert_eq!((taken.borrow().len(), waiting(&edge)), (1, 0));
    assert_eq!(edge.text("SELECT payload FROM messages"), "");
    assert_eq!(run(deliver(&edge)), Ok(0));
    edge.wait(24 * 60 * 60);
    run(upkeep(&edge)).unwrap();
    assert_eq!(edge.count("SELECT COUNT(*) FROM messages"), 0);
    assert_eq!((counted(&edge, "sent"), counted(&edge, "expired")), (1, 0));
}

#[test]
fn ms_1_without_couriers_messages_wait_and_are_counted_when_their_purpose_expires() {
    let edge = NativeEdge::new(2);
    Person::new(&edge).browser.fill("/sign-up", &[("email", EMAIL)]);
    assert_eq!((run(deliver(&edge)), waiting(&edge)), (Ok(0), 1));
    edge.wait(24 * 60 * 60);
    run(upkeep(&edge)).unwrap();
    assert_eq!((waiting(&edge), counted(&edge, "expired")), (0, 1));
}

#[test]
fn ms_1_a_courier_that_fails_is_asked_again_less_and_less_often_until_the_purpose_expires() {
    let edge = edge(3, WEBHOOK);
    edge.answer_with(|_| Ok(response(500, "")));
    Person::new(&edge).browser.fill("/sign-up", &[("email", EMAIL)]);
    let mut waits = Vec::new();
    loop {
        run(deliver(&edge)).unwrap();
        if edge.take_fetched().is_empty() {
            break;
        }
        let due = edge.count("SELECT due_at FROM messages");
        let wait = u32::try_from(due - edge.now().0).unwrap();
        // A second too early is too early.
        edge.wait(wait - 1);
        assert_eq!((run(deliver(&edge)), edge.take_fetched().len()), (Ok(0), 0));
        edge.wait(1);
        waits.push(wait);
    }
    assert!((1..=2).contains(&waits[0]) && (2..=4).contains(&waits[1]), "{waits:?}");
    assert!(waits[10..].iter().all(|wait| (450..=900).contains(wait)), "{waits:?}");
    assert!(waits[10..].windows(2).any(|pair| pair[0] != pair[1]), "without chance they would come together");
    assert!(
        (23 * 60 * 60..25 * 60 * 60).contains(&waits.iter().sum::<u32>()),
        "a link lives a day: {waits:?}"
    );
}

#[test]
fn ms_1_a_courier_that_asks_for_time_gets_it() {
    let edge = edge(4, WEBHOOK);
    edge.answer_with(|_| {
        Ok(Response::builder().status(429).header("retry-after", "90").body(Bytes::new()).unwrap())
    });
    Person::new(&edge).browser.fill("/sign-up", &[("email", EMAIL)]);
    run(deliver(&edge)).unwrap();
    edge.take_fetched();
    edge.wait(89);
    run(deliver(&edge)).unwrap();
    assert!(edge.take_fetched().is_empty());
    edge.wait(1);
    run(deliver(&edge)).unwrap();
    assert_eq!(edge.take_fetched().len(), 1);
}

#[test]
fn ms_2_senders_at_once_send_each_message_once() {
    for seed in 0..40 {
        let edge = edge(seed, WEBHOOK);
        let taken = taken(&edge);
        for n in 0..9 {
            Person::new(&edge).browser.fill("/sign-up", &[("email", &format!("a{n}@example.org"))]);
        }
        let tasks =
            || -> Vec<Task<'_, _>> { (0..4).map(|_| Box::pin(deliver(&edge)) as Task<'_, _>).collect() };
        let results = if seed == 0 { together(tasks()) } else { shuffled(&mut Random::new(seed), tasks()) };
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        assert_eq!(taken.borrow().values().copied().collect::<Vec<_>>(), [1; 9], "seed {seed}");
        assert_eq!(waiting(&edge), 0);
    }
}

#[test]
fn ms_2_whatever_fails_the_message_arrives_and_twice_only_where_nobody_can_tell() {
    for fault in [Fault::Before as fn(usize) -> Fault, Fault::AnswerLost] {
        let mut arrived = Vec::new();
        for n in 0.. {
            let edge = edge(5, WEBHOOK);
            let taken = taken(&edge);
            Person::new(&edge).browser.fill("/sign-up", &[("email", EMAIL)]);
            edge.fail(fault(n));
            let _ = run(deliver(&edge));
            let Some(call) = edge.failed() else { break };
            // The lease of a sender that has ended ends by itself.
            edge.wait(60);
            run(deliver(&edge)).unwrap();
            assert_eq!((taken.borrow().len(), waiting(&edge)), (1, 0), "{call:?}");
            arrived.push((call, taken.borrow().values().sum::<u32>()));
        }
        let mut twice = arrived.iter().filter(|(_, times)| *times > 1);
        // The courier's answer was lost. What it said is written down at the second try.
        assert!(arrived.len() >= 4 && twice.all(|(call, _)| *call == Call::Fetch), "{arrived:?}");
    }
}

#[test]
fn ms_2_a_message_that_is_sent_again_has_the_same_id() {
    let edge = edge(6, WEBHOOK);
    let ids: Rc<RefCell<Vec<String>>> = Rc::default();
    let seen = Rc::clone(&ids);
    edge.answer_with(move |request| {
        seen.borrow_mut().push(request.headers()["webhook-id"].to_str().unwrap().to_owned());
        Err(Outage::new("another server", "no answer in time"))
    });
    Person::new(&edge).browser.fill("/sign-up", &[("email", EMAIL)]);
    for _ in 0..3 {
        run(deliver(&edge)).unwrap();
        edge.wait(60);
    }
    let ids = ids.borrow();
    assert!(ids.len() == 3 && ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[test]
fn ms_6_lines_and_counts_say_nothing_of_people() {
    let edge = edge(8, TWILIO_FIRST);
    let times = Cell::new(0);
    edge.answer_with(move |request| {
        times.set(times.get() + 1);
        match (request.uri().host().unwrap(), times.get() % 3) {
            ("api.twilio.com", _) => Ok(response(
                400,
                r#"{"code": 21614, "message": "To number: +12025550123, is not a mobile number", "status": 400}"#,
            )),
            (_, 0) => Ok(response(200, "")),
            (_, 1) => Ok(response(500, "ana.ruiz@example.org cannot be reached")),
            (_, _) => Err(Outage::new("another server", "no answer in time")),
        }
    });
    let person = Person::with_account(&edge).elsewhere();
    person.begin_sign_in();
    for _ in 0..5 {
        run(deliver(&edge)).unwrap();
        edge.wait(20);
    }
    let mut lines = edge.notes();
    lines.extend(edge.reported().iter().map(ToString::to_string));
    assert!(lines.len() > 3, "{lines:?}");
    for line in &lines {
        for private in ["ana", "2025550123", "example.org", "555"] {
            assert!(!line.contains(private), "{line}");
        }
    }
    let counts = edge.text("SELECT group_concat(channel || courier || outcome) FROM delivery_counts");
    assert!(!counts.contains("555") && !counts.contains('@'), "{counts}");
    assert!(!edge.text("SELECT recipient FROM delivery_problems").contains("555"));
}

#[test]
fn ms_2_a_message_of_a_deleted_account_is_not_sent() {
    let edge = edge(9, WEBHOOK);
    let taken = taken(&edge);
    let person = Person::with_account(&edge);
    run(deliver(&edge)).unwrap();
    taken.take();
    Person::new(&edge).browser.fill("/reset", &[("email", EMAIL)]);
    assert_eq!(waiting(&edge), 1, "a link");
    // A code is sent on the way.
    assert!(crate::deletion::delete(&person).leads_to("/account-deleted"));
    assert_eq!(run(deliver(&edge)), Ok(1));
    assert!(taken.borrow().keys().all(|id| id.starts_with("deleted-by-form:")), "{:?}", taken.borrow());
    assert_eq!((taken.borrow().len(), waiting(&edge)), (1, 0));
}

#[test]
fn ms_1_a_message_that_does_not_open_holds_up_no_other() {
    let edge = edge(10, WEBHOOK);
    let taken = taken(&edge);
    for email in ["a@example.org", "b@example.org"] {
        Person::new(&edge).browser.fill("/sign-up", &[("email", email)]);
    }
    edge.database().execute("UPDATE messages SET payload = 'k1.AAAA' WHERE rowid = 1", []).unwrap();
    run(deliver(&edge)).unwrap();
    assert_eq!((taken.borrow().len(), waiting(&edge), edge.reported().len()), (1, 1, 1));
    assert!(edge.now().0 > 0);
}
