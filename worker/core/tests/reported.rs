//! What couriers tell days later, in any order, or of what they have lost themselves (MS-3).

use crate::native::browser::Browser;
use crate::native::person::{EMAIL, Person};
use crate::native::run;
use crate::undelivered::{
    at_code, edge, letters, mail_fails, newest, newest_fails, open_mail_fails, twilio_signs, twilio_tells,
    webhook_tells,
};
use gatehouse_core::ports::Clock as _;
use gatehouse_core::{deliver, upkeep};

#[test]
fn ms_3_what_a_courier_took_and_lost_is_said_with_another_way_and_stops_nothing() {
    for (status, code) in [("undelivered", "30007"), ("failed", "30034"), ("failed", "")] {
        let (edge, asked) = edge(25, 0);
        let person = at_code(&edge, "sms");
        let says =
            || person.browser.get("/sign-in/code").body.contains("got lost before it reached this phone");
        assert!(!says());
        assert_eq!(twilio_tells(&edge, "token of the account", &newest(&edge), status, code).status, 200);
        let page = person.browser.get("/sign-in/code").body;
        assert!(
            says() && page.contains("Get the code by call") && page.contains("#no-code"),
            "{code}: {page}"
        );
        asked.take();
        person.browser.submit(
            &person.browser.get("/sign-in/code"),
            "/sign-in/code/send",
            &[("method", "sms")],
        );
        run(deliver(&edge)).unwrap();
        assert!(asked.borrow().len() == 1 && !says(), "another one is on its way");
        assert_eq!(twilio_tells(&edge, "token of the account", &newest(&edge), status, code).status, 200);
        assert!(says());
        edge.wait(10 * 60);
        assert!(!says(), "it is believed for ten minutes");
    }
}

#[test]
fn ms_3_a_lost_call_and_a_lost_letter_are_said_in_their_own_words() {
    let (edge, _) = edge(26, 0);
    let person = at_code(&edge, "voice");
    let canceled = [("CallStatus", "canceled"), ("ErrorCode", "")];
    assert_eq!(twilio_signs(&edge, "token of the account", &newest(&edge), canceled).status, 200);
    let page = person.browser.get("/sign-in/code").body;
    assert!(page.contains("Our last call failed") && page.contains("by text message"), "{page}");
    let stranger = Browser::new(&edge);
    stranger.fill("/sign-up", &[("email", "new@example.org")]);
    run(deliver(&edge)).unwrap();
    let lost = |id: &str| {
        let told =
            format!(r#"{{"id": "{id}", "channel": "email", "to": "new@example.org", "status": "failed"}}"#);
        assert_eq!(webhook_tells(&edge, edge.now().0, &told).status, 200);
    };
    lost(&newest(&edge));
    let page = stranger.get("/sign-up/check-email");
    assert!(page.body.contains("new@example.org got lost on the way"), "{}", page.body);
    assert!(
        page.body.contains("Our mail got lost") && !page.body.contains("#mail-came-back"),
        "{}",
        page.body
    );
    stranger.submit(&page, "/sign-up", &[]);
    run(deliver(&edge)).unwrap();
    assert!(stranger.get("/sign-up/check-email").body.contains("We sent"));
    // What is known of the address for longer is not forgotten for it.
    newest_fails(&edge, "new@example.org", "bounced");
    lost(&newest(&edge));
    assert_eq!(edge.text("SELECT problem FROM delivery_problems WHERE channel = 'email'"), "bounced");
}

#[test]
fn ms_3_what_arrived_before_something_came_back_does_not_make_that_forgotten() {
    let (edge, _) = edge(23, 0);
    let problems = || edge.count("SELECT COUNT(*) FROM delivery_problems");
    let tells = |id: &str, told: &str| {
        let told = format!(r#"{{"id": "{id}", "channel": "email", "to": "{EMAIL}", {told}}}"#);
        assert_eq!(webhook_tells(&edge, edge.now().0, &told).status, 200);
    };
    let (bounced, delivered) = (r#""status": "failed", "problem": "bounced""#, r#""status": "delivered""#);
    let letter = || {
        edge.wait(60);
        Browser::new(&edge).fill("/sign-up", &[("email", EMAIL)]);
        run(deliver(&edge)).unwrap();
        newest(&edge)
    };
    let (first, second) = (letter(), letter());
    edge.wait(60);
    tells(&second, bounced);
    for old in [first.as_str(), &second, "forgotten"] {
        tells(old, delivered);
        assert_eq!(problems(), 1, "{old}");
    }
    // What is known only of an account's letters does not keep another one back.
    edge.database().execute("UPDATE delivery_problems SET for_anybody = 0", []).unwrap();
    let third = letter();
    tells(&third, delivered);
    assert_eq!(problems(), 0);
}

#[test]
fn ms_3_what_is_believed_no_more_does_not_hide_what_is_learned_today() {
    let (edge, _) = edge(24, 0);
    open_mail_fails(&edge, EMAIL, "complained");
    // No upkeep comes at the very moment.
    edge.wait(365 * 24 * 60 * 60);
    mail_fails(&edge, EMAIL, "unreachable");
    assert_eq!(edge.text("SELECT problem FROM delivery_problems"), "unreachable");
    assert_eq!(edge.count("SELECT for_anybody FROM delivery_problems"), 0);
}

#[test]
fn ms_3_a_complaint_that_comes_when_its_letter_is_forgotten_stops_what_it_was_about() {
    for (audience, goes) in [("anybody", 0), ("account", 1), ("owner", 1)] {
        let (edge, asked) = edge(21, 0);
        Browser::new(&edge).fill("/sign-up", &[("email", EMAIL)]);
        run(deliver(&edge)).unwrap();
        let id = edge.text("SELECT id FROM messages");
        edge.wait(3 * 24 * 60 * 60);
        run(upkeep(&edge)).unwrap();
        assert_eq!(edge.count("SELECT COUNT(*) FROM messages"), 0);
        let told = format!(
            r#"{{"id": "{id}", "channel": "email", "to": "{EMAIL}", "audience": "{audience}", "status": "failed", "problem": "complained"}}"#
        );
        assert_eq!(webhook_tells(&edge, edge.now().0, &told).status, 200);
        asked.take();
        let browser = Browser::new(&edge);
        browser.fill("/sign-up", &[("email", EMAIL)]);
        run(deliver(&edge)).unwrap();
        assert_eq!(letters(&asked), goes, "{audience}");
        let said = browser.get("/sign-up/check-email").body.contains("marked our mail");
        assert_eq!(said, goes == 0, "{audience}");
    }
}

#[test]
fn si_1_what_we_know_of_a_letter_counts_more_than_what_is_told_of_it() {
    let (edge, _) = edge(22, 0);
    Person::with_account(&edge);
    Browser::new(&edge).fill("/reset", &[("email", EMAIL)]);
    run(deliver(&edge)).unwrap();
    let id = newest(&edge);
    let told = format!(
        r#"{{"id": "{id}", "channel": "email", "to": "{EMAIL}", "audience": "anybody", "status": "failed", "problem": "bounced"}}"#
    );
    assert_eq!(webhook_tells(&edge, edge.now().0, &told).status, 200);
    assert_eq!(edge.count("SELECT for_anybody FROM delivery_problems"), 0);
}
