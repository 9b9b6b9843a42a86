//! Which couriers are asked to carry a message, and in which order (MS-1, MS-3).

use super::{TWILIO_FIRST, counted, edge, response, waiting};
use crate::native::browser::Browser;
use crate::native::person::{E164, EMAIL, Person};
use crate::native::{NativeEdge, run};
use gatehouse_core::couriers::{Channel, Problem, recipient_by};
use gatehouse_core::deliver;
use gatehouse_core::ports::{Clock as _, Outage, Sql as _};
use gatehouse_core::store::delivery::note_problem;
use std::cell::RefCell;
use std::rc::Rc;

/// Three couriers for emails; the one in the middle is none that this edge has.
const THREE: &str = r#"{"email": ["ses", "cloudflare", "webhook"],
    "ses": {"region": "us-east-1", "access_key": "A", "secret_key": "B", "from": "no-reply@gatehouse.example"},
    "cloudflare": {"from": "no-reply@gatehouse.example"},
    "webhook": {"url": "https://courier.example/messages", "secret": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}}"#;

/// Amazon SES alone.
const SES: &str = r#"{"email": ["ses"],
    "ses": {"region": "us-east-1", "access_key": "A", "secret_key": "B", "from": "no-reply@gatehouse.example"}}"#;

/// An address that SES does not take: it lacks an extension for letters like this before the `@`.
const ACCENTED: &str = "josé@example.org";

/// The hosts that were asked since this was asked last.
fn hosts(edge: &NativeEdge) -> Vec<String> {
    edge.take_fetched().iter().map(|request| request.uri().host().unwrap().to_owned()).collect()
}

#[test]
fn ms_1_the_second_courier_is_asked_where_the_first_cannot() {
    let edge = edge(7, TWILIO_FIRST);
    let asked: Rc<RefCell<Vec<String>>> = Rc::default();
    let seen = Rc::clone(&asked);
    edge.answer_with(move |request| {
        let host = request.uri().host().unwrap().to_owned();
        seen.borrow_mut().push(host.clone());
        Ok(response(if host == "api.twilio.com" { 503 } else { 200 }, ""))
    });
    let person = Person::with_account(&edge).elsewhere();
    run(deliver(&edge)).unwrap();
    asked.take();
    person.begin_sign_in();
    run(deliver(&edge)).unwrap();
    assert_eq!(*asked.borrow(), ["api.twilio.com", "courier.example"]);
    assert_eq!((counted(&edge, "again") > 0, waiting(&edge)), (true, 0));
}

#[test]
fn ms_1_a_country_that_is_closed_to_one_courier_may_be_open_to_the_next() {
    let edge = edge(11, TWILIO_FIRST);
    let asked: Rc<RefCell<Vec<String>>> = Rc::default();
    let seen = Rc::clone(&asked);
    edge.answer_with(move |request| {
        let host = request.uri().host().unwrap().to_owned();
        seen.borrow_mut().push(host.clone());
        let closed = r#"{"code": 21408, "message": "no permission", "status": 400}"#;
        Ok(if host == "api.twilio.com" { response(400, closed) } else { response(200, "") })
    });
    let person = Person::with_account(&edge).elsewhere();
    run(deliver(&edge)).unwrap();
    asked.take();
    person.begin_sign_in();
    run(deliver(&edge)).unwrap();
    assert_eq!(*asked.borrow(), ["api.twilio.com", "courier.example"]);
    assert_eq!((waiting(&edge), edge.count("SELECT COUNT(*) FROM delivery_problems")), (0, 0));
}

#[test]
fn ms_1_an_attempt_asks_two_couriers_and_the_next_one_begins_after_them() {
    let edge = edge(21, THREE);
    edge.answer_with(|_| Err(Outage::new("another server", "no answer in time")));
    Person::new(&edge).browser.fill("/sign-up", &[("email", EMAIL)]);
    let mut attempts = Vec::new();
    for _ in 0..4 {
        run(deliver(&edge)).unwrap();
        attempts.push(hosts(&edge));
        edge.wait(60);
    }
    let (ses, webhook) = ("email.us-east-1.amazonaws.com", "courier.example");
    assert_eq!(attempts, [vec![ses], vec![webhook, ses], vec![webhook], vec![ses]]);
}

#[test]
fn ms_3_an_address_that_no_courier_can_carry_is_finished_and_said_and_no_fault_of_the_operators() {
    let edge = edge(22, SES);
    let browser = Browser::new(&edge);
    browser.fill("/sign-up", &[("email", ACCENTED)]);
    assert_eq!(run(deliver(&edge)), Ok(1));
    assert_eq!((waiting(&edge), counted(&edge, "not-carried")), (0, 1));
    assert_eq!((edge.reported().len(), hosts(&edge).len()), (0, 0));
    let page = browser.get("/sign-up/check-email").body;
    assert!(page.contains("it has letters that our mail service doesn’t take."), "{page}");
    // It is believed for a day.
    let end = edge.count("SELECT expires_at FROM delivery_problems WHERE problem = 'not-carried'");
    assert_eq!(end - edge.now().0, 24 * 60 * 60);
}

#[test]
fn ms_1_an_address_that_one_courier_cannot_carry_is_left_to_the_next() {
    let edge = edge(23, THREE);
    edge.answer_with(|_| Ok(response(200, "")));
    Person::new(&edge).browser.fill("/sign-up", &[("email", ACCENTED)]);
    assert_eq!(run(deliver(&edge)), Ok(1));
    assert_eq!(hosts(&edge), ["courier.example"]);
    assert_eq!((counted(&edge, "sent"), edge.count("SELECT COUNT(*) FROM delivery_problems")), (1, 0));
}

#[test]
fn ms_1_a_courier_that_may_yet_carry_an_address_is_asked_again() {
    let edge = edge(24, THREE);
    edge.answer_with(|_| Ok(response(503, "")));
    Person::new(&edge).browser.fill("/sign-up", &[("email", ACCENTED)]);
    assert_eq!(run(deliver(&edge)), Ok(0));
    assert_eq!((waiting(&edge), counted(&edge, "not-carried")), (1, 0));
}

#[test]
fn ms_1_a_message_is_not_given_up_for_a_courier_that_an_operator_can_mend() {
    let edge = edge(25, THREE);
    edge.answer_with(|_| Ok(response(401, "")));
    let browser = Browser::new(&edge);
    browser.fill("/sign-up", &[("email", ACCENTED)]);
    assert_eq!(run(deliver(&edge)), Ok(0));
    assert_eq!((waiting(&edge), counted(&edge, "not-carried")), (1, 0));
    edge.answer_with(|_| Ok(response(200, "")));
    edge.wait(60);
    assert_eq!((run(deliver(&edge)), waiting(&edge)), (Ok(1), 0));
}

#[test]
fn ms_1_a_courier_that_was_not_asked_yet_need_not_wait_as_long_as_the_others_want() {
    let edge = edge(26, THREE);
    edge.answer_with(|request| {
        Ok(if request.uri().host() == Some("courier.example") {
            response(200, "")
        } else {
            let mut busy = response(429, "");
            busy.headers_mut().insert("retry-after", "600".parse().unwrap());
            busy
        })
    });
    Person::new(&edge).browser.fill("/sign-up", &[("email", EMAIL)]);
    assert_eq!(run(deliver(&edge)), Ok(0));
    edge.wait(5);
    assert_eq!((run(deliver(&edge)), waiting(&edge)), (Ok(1), 0));
}

#[test]
fn ms_3_an_address_that_a_new_courier_can_carry_is_told_of_its_letter_again() {
    let mut edge = edge(27, SES);
    let browser = Browser::new(&edge);
    browser.fill("/sign-up", &[("email", ACCENTED)]);
    run(deliver(&edge)).unwrap();
    edge.set_couriers(THREE);
    edge.answer_with(|_| Ok(response(200, "")));
    let browser = Browser::new(&edge);
    browser.fill("/sign-up", &[("email", ACCENTED)]);
    run(deliver(&edge)).unwrap();
    let page = browser.get("/sign-up/check-email").body;
    assert!(page.contains("We sent"), "{page}");
}

#[test]
fn ms_1_after_one_courier_has_lost_a_message_the_next_one_is_offered_to_the_other_first() {
    let edge = edge(25, TWILIO_FIRST);
    edge.answer_with(|_| Ok(response(201, r#"{"sid": "SM1"}"#)));
    let person = Person::with_account(&edge).elsewhere();
    run(deliver(&edge)).unwrap();
    edge.take_fetched();
    for (host, lost) in [("api.twilio.com", true), ("courier.example", false)] {
        person.elsewhere().begin_sign_in();
        run(deliver(&edge)).unwrap();
        assert_eq!(hosts(&edge), [host]);
        if lost {
            let id = edge.text("SELECT id FROM messages WHERE channel = 'sms' ORDER BY rowid DESC LIMIT 1");
            let recipient = recipient_by(&edge, Channel::Sms, E164);
            let note = note_problem(&recipient, Channel::Sms, Problem::Lost, Some(&id), edge.now());
            run(edge.batch(note.to_vec())).unwrap();
        }
    }
    assert_eq!(edge.count("SELECT COUNT(*) FROM delivery_problems"), 0, "somebody else could carry it");
}
