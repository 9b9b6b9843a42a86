//! Every port call of every journey fails once, in turn: before it is done, or after, with the answer lost.
//!
//! The person gets one outage page, goes on as people do ([`Retry`]), and arrives. An account is whole or absent
//! after every single request (`Person` holds that), and an outage page never brings a session.

use crate::native::person::{Person, Retry};
use crate::native::{Call, Fault, NativeEdge};

/// Walks from `start` on `edge`. Before each step the world is copied once for each call of that step, the call
/// fails there, and the person goes on to the end. Gives what went wrong.
fn every_fault(
    edge: &NativeEdge,
    person: &Person<'_>,
    start: &str,
    fault: fn(usize) -> Fault,
) -> Vec<String> {
    let (mut problems, mut path, mut faults) = (Vec::new(), start.to_owned(), 0);
    for _ in 0..40 {
        for n in 0.. {
            let copy = edge.fork();
            let person = person.on(&copy);
            copy.fail(fault(n));
            let step = person.advance(&path, "/account");
            let Some(call) = copy.failed() else { break };
            faults += 1;
            let page = step.map_or_else(|page| page, |next| person.go(&next));
            let trace = person.trace.borrow();
            let outages = trace.iter().filter(|(_, status)| *status == 503).count();
            let strange = trace.iter().any(|(_, status)| ![200, 303, 403, 410, 422, 503].contains(status));
            let accounts = copy.count("SELECT COUNT(*) FROM accounts");
            // The cookie that remembers the browser is done without when there is no randomness for it.
            let spared = outages == 0 && call == Call::Fill(32) && copy.reported().is_empty();
            let met = spared || (outages == 1 && copy.reported().len() == 1);
            if page.status != 200 || accounts != 1 || strange || !met {
                problems.push(format!("{:?} at {call:?}: {accounts} accounts, {trace:?}", fault(n)));
            }
        }
        let Ok(next) = person.advance(&path, "/account") else {
            assert!(faults >= 8, "the journey has more calls than {faults}");
            return problems;
        };
        path = next;
    }
    panic!("the journey never ends");
}

fn sign_up(retry: Retry, fault: fn(usize) -> Fault) -> Vec<String> {
    let edge = NativeEdge::new(1);
    let mut person = Person::new(&edge);
    person.retry = retry;
    every_fault(&edge, &person, "/sign-up", fault)
}

fn sign_in(method: &'static str, retry: Retry, fault: fn(usize) -> Fault) -> Vec<String> {
    let edge = NativeEdge::new(2);
    let mut person = Person::with_account(&edge);
    person.browser.forget("session");
    person.retry = retry;
    person.method.set(method);
    every_fault(&edge, &person, "/sign-in", fault)
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

fn reset(method: &'static str, retry: Retry, fault: fn(usize) -> Fault) -> Vec<String> {
    let edge = NativeEdge::new(3);
    let mut person = Person::with_account(&edge).elsewhere();
    "a heron under the iron bridge".clone_into(&mut person.password);
    person.retry = retry;
    person.method.set(method);
    every_fault(&edge, &person, "/reset", fault)
}

#[test]
fn pr_2_a_reset_survives_every_outage() {
    for retry in [Retry::Reopen, Retry::Resend] {
        assert_eq!(reset("sms", retry, Fault::Before), Vec::<String>::new(), "{retry:?}");
    }
}

#[test]
fn pr_2_a_reset_survives_every_lost_answer() {
    for retry in [Retry::Reopen, Retry::Resend] {
        assert_eq!(reset("voice", retry, Fault::AnswerLost), Vec::<String>::new(), "{retry:?}");
    }
}

#[test]
fn pr_3_a_reset_by_personal_key_survives_every_outage() {
    for retry in [Retry::Reopen, Retry::Resend] {
        assert_eq!(reset("personal_key", retry, Fault::Before), Vec::<String>::new(), "{retry:?}");
    }
}

#[test]
fn pr_3_a_reset_by_personal_key_survives_every_lost_answer() {
    for retry in [Retry::Reopen, Retry::Resend] {
        assert_eq!(reset("personal_key", retry, Fault::AnswerLost), Vec::<String>::new(), "{retry:?}");
    }
}

#[test]
fn si_2_a_sign_in_by_app_survives_every_outage_and_every_lost_answer() {
    for fault in [Fault::Before, Fault::AnswerLost] {
        for retry in [Retry::Reopen, Retry::Resend] {
            let edge = NativeEdge::new(3);
            let mut person = Person::new(&edge);
            person.method.set("totp");
            person.go("/sign-up");
            person.trace.take();
            person.browser.forget("session");
            person.retry = retry;
            assert_eq!(every_fault(&edge, &person, "/sign-in", fault), Vec::<String>::new(), "{retry:?}");
        }
    }
}
