//! Every port call of every journey fails once, in turn: before it is done, or after, with the answer lost.
//!
//! The person gets one outage page, goes on as people do ([`Retry`]), and arrives. An account is whole or absent
//! after every single request (`Person` holds that), and an outage page never brings a session.

use crate::native::person::{Person, Retry};
use crate::native::{Fault, NativeEdge};
use std::ops::Range;

/// Which calls of which journey fail.
struct Journey {
    start: &'static str,
    method: &'static str,
    retry: Retry,
}

/// Runs the journey from `base` once for each call that can fail, and gives what went wrong.
fn every_fault(
    base: &NativeEdge,
    before: &Person<'_>,
    journey: &Journey,
    fault: fn(usize) -> Fault,
) -> Vec<String> {
    let mut problems = Vec::new();
    let calls: Range<usize> = 0..500;
    for n in calls {
        let edge = base.fork();
        let mut person = before.on(&edge);
        person.retry = journey.retry;
        person.method.set(journey.method);
        edge.fail(fault(n));
        let page = person.go(journey.start);
        let Some(call) = edge.failed() else {
            assert!(n >= 8, "the journey has more calls than {n}");
            return problems;
        };
        let trace = person.trace.borrow();
        let outages = trace.iter().filter(|(_, status)| *status == 503).count();
        let strange = trace.iter().any(|(_, status)| ![200, 303, 403, 410, 422, 503].contains(status));
        let accounts = edge.count("SELECT COUNT(*) FROM accounts");
        if (page.status, outages, accounts, strange, edge.reported().len()) != (200, 1, 1, false, 1) {
            problems.push(format!("{:?} at {call:?}: {accounts} accounts, {trace:?}", fault(n)));
        }
    }
    panic!("the journey never ends");
}

fn sign_up(retry: Retry, fault: fn(usize) -> Fault) -> Vec<String> {
    let base = NativeEdge::new(1);
    every_fault(&base, &Person::new(&base), &Journey { start: "/sign-up", method: "sms", retry }, fault)
}

fn sign_in(method: &'static str, retry: Retry, fault: fn(usize) -> Fault) -> Vec<String> {
    let base = NativeEdge::new(2);
    let person = Person::with_account(&base);
    person.browser.forget("session");
    every_fault(&base, &person, &Journey { start: "/sign-in", method, retry }, fault)
}

#[test]
fn su_1_to_8_a_sign_up_survives_every_outage_when_the_page_is_reopened() {
    assert_eq!(sign_up(Retry::Reopen, Fault::Before), Vec::<String>::new());
}

#[test]
fn su_1_to_8_a_sign_up_survives_every_outage_when_the_form_is_sent_again() {
    assert_eq!(sign_up(Retry::Resend, Fault::Before), Vec::<String>::new());
}

#[test]
fn su_1_to_8_a_sign_up_survives_every_lost_answer_when_the_page_is_reopened() {
    assert_eq!(sign_up(Retry::Reopen, Fault::AnswerLost), Vec::<String>::new());
}

#[test]
fn su_1_to_8_a_sign_up_survives_every_lost_answer_when_the_form_is_sent_again() {
    assert_eq!(sign_up(Retry::Resend, Fault::AnswerLost), Vec::<String>::new());
}

#[test]
fn si_1_a_sign_in_survives_every_outage() {
    for retry in [Retry::Reopen, Retry::Resend] {
        assert_eq!(sign_in("voice", retry, Fault::Before), Vec::<String>::new(), "{retry:?}");
    }
}

#[test]
fn si_1_a_sign_in_survives_every_lost_answer() {
    for retry in [Retry::Reopen, Retry::Resend] {
        assert_eq!(sign_in("sms", retry, Fault::AnswerLost), Vec::<String>::new(), "{retry:?}");
    }
}

#[test]
fn si_5_a_sign_in_by_personal_key_survives_every_outage() {
    for retry in [Retry::Reopen, Retry::Resend] {
        assert_eq!(sign_in("personal_key", retry, Fault::Before), Vec::<String>::new(), "{retry:?}");
    }
}

#[test]
fn si_5_a_sign_in_by_personal_key_survives_every_lost_answer() {
    for retry in [Retry::Reopen, Retry::Resend] {
        assert_eq!(sign_in("personal_key", retry, Fault::AnswerLost), Vec::<String>::new(), "{retry:?}");
    }
}
