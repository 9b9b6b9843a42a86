//! How often a request waits for the database, one after the other: on D1 each wait is a round trip.

use crate::authenticator_app::confirm;
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::resets::NEW_PASSWORD;
use crate::native::{Call, NativeEdge};

const fn is_sql(call: &Call) -> bool {
    matches!(call, Call::Query(_) | Call::Batch(_))
}

/// The calls of one form: at the database before the hash and after it.
fn around_the_hash(edge: &NativeEdge, post: impl FnOnce()) -> (usize, usize) {
    edge.take_log();
    post();
    let log = edge.take_log();
    // The step that says what the hash said comes right after it.
    let hashed = log.iter().position(|call| *call == Call::Step("end_password".to_owned())).unwrap();
    let (before, after) = log.split_at(hashed);
    (before.iter().filter(|call| is_sql(call)).count(), after.iter().filter(|call| is_sql(call)).count())
}

#[test]
fn a_password_costs_one_read_before_the_hash_and_one_write_after_it() {
    let edge = NativeEdge::new(1);
    let person = Person::with_account(&edge).elsewhere();
    let page = person.browser.get("/sign-in");
    for (password, expected) in [("not the password", (1, 0)), (PASSWORD, (1, 1))] {
        let post =
            || drop(person.browser.submit(&page, "/sign-in", &[("email", EMAIL), ("password", password)]));
        assert_eq!(around_the_hash(&edge, post), expected, "{password}");
    }
}

#[test]
fn no_request_waits_for_the_database_more_than_three_times() {
    let edge = NativeEdge::new(2);
    let person = Person::with_account(&edge);
    let mut journeys = vec![("sign-up", Person::new(&edge), "/sign-up")];
    journeys[0].1.email = "else@example.org".to_owned();
    for method in ["sms", "personal_key"] {
        let again = person.elsewhere();
        again.method.set(method);
        journeys.push((method, again, "/sign-in"));
    }
    for (name, person, start) in journeys {
        waits_at_most_thrice(&edge, name, &person, start);
    }
}

#[test]
fn no_request_of_a_reset_waits_for_the_database_more_than_three_times() {
    for method in ["sms", "personal_key"] {
        let edge = NativeEdge::new(4);
        let mut person = Person::with_account(&edge).elsewhere();
        NEW_PASSWORD.clone_into(&mut person.password);
        person.method.set(method);
        waits_at_most_thrice(&edge, method, &person, "/reset");
    }
}

fn waits_at_most_thrice(edge: &NativeEdge, name: &str, person: &Person<'_>, start: &str) {
    edge.take_log();
    person.go(start);
    // Every request begins with the nonce of its form.
    let log = edge.take_log();
    let requests: Vec<&[Call]> = log.split(|call| *call == Call::Fill(16)).collect();
    assert!(requests.len() > person.trace.borrow().len());
    for calls in requests {
        let waits = calls.iter().filter(|call| is_sql(call)).count();
        // Three only where a link finds out how far its sign-up has come.
        assert!(waits <= 3, "{name}: {calls:?}");
    }
}

#[test]
fn si_8_a_signed_in_page_costs_one_read_and_once_a_minute_one_write() {
    let edge = NativeEdge::new(3);
    let person = Person::with_account(&edge);
    confirm(&person.browser, "/account/app");
    let waits = |path| {
        edge.take_log();
        assert_eq!(person.browser.get(path).status, 200);
        edge.take_log().iter().filter(|call| is_sql(call)).count()
    };
    assert_eq!(waits("/account/app"), 1);
    edge.wait(60);
    assert_eq!(waits("/account/app"), 2);
    assert_eq!(waits("/account/app"), 1);
    // It says, too, whether mail to the address of the account arrives, which is found by that address alone.
    assert_eq!(waits("/account"), 2);
}
