//! What one outage may not do: bring a session, lose a message, or leave a person without a key.

use crate::native::browser::form;
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::{Call, Fault, NativeEdge};

/// Sends one form, with each of its calls failing in turn; gives the failed answers that brought a session.
fn sessions_of_outages(
    base: &NativeEdge,
    person: &Person<'_>,
    path: &str,
    fields: &[(&str, &str)],
) -> Vec<String> {
    let body = form(&person.browser.get(path), path, fields);
    let mut wrong = Vec::new();
    for fault in [Fault::Before, Fault::AnswerLost] {
        for n in 0..100 {
            let edge = base.fork();
            let browser = person.browser.on(&edge);
            edge.fail(fault(n));
            let reply = browser.post(path, &body);
            let Some(call) = edge.failed() else { break };
            // Only the device cookie can be done without.
            assert!(reply.status == 503 || matches!(call, Call::Fill(_)), "{call:?}");
            assert_eq!(edge.contradiction(), None);
            if reply.status == 503 && reply.brings_session() {
                wrong.push(format!("{:?} at {call:?}", fault(n)));
            }
        }
    }
    wrong
}

#[test]
fn su_8_an_outage_page_never_brings_a_session_when_the_account_is_made() {
    let edge = NativeEdge::new(1);
    let person = Person::new(&edge);
    person.go_until("/sign-up", "/sign-up/personal-key");
    assert_eq!(
        sessions_of_outages(&edge, &person, "/sign-up/personal-key", &[("saved", "yes")]),
        Vec::<String>::new()
    );
}

#[test]
fn si_1_an_outage_page_never_brings_a_session_after_a_code() {
    let edge = NativeEdge::new(2);
    let person = Person::with_account(&edge).elsewhere();
    person.begin_sign_in();
    let code = person.code().unwrap();
    assert_eq!(
        sessions_of_outages(&edge, &person, "/sign-in/code", &[("code", &code)]),
        Vec::<String>::new()
    );
}

#[test]
fn si_5_an_outage_page_never_brings_a_session_after_a_personal_key() {
    let edge = NativeEdge::new(3);
    let person = Person::with_account(&edge).elsewhere();
    person.give_password(PASSWORD);
    let key = person.key.borrow().clone();
    let wrong = sessions_of_outages(&edge, &person, "/sign-in/personal-key", &[("personal_key", &key)]);
    assert_eq!(wrong, Vec::<String>::new());
}

/// Has the write of a form fail.
fn fail_the_write(edge: &NativeEdge, person: &Person<'_>, action: &str, body: &str) {
    let write = (0..100).find(|n| {
        let fork = edge.fork();
        fork.fail(Fault::Before(*n));
        person.browser.on(&fork).post(action, body);
        matches!(fork.failed(), Some(Call::Batch(_)))
    });
    edge.fail(Fault::Before(write.unwrap()));
    assert_eq!(person.browser.post(action, body).status, 503);
}

/// Has the write of a form fail, sends the same form again, and gives how many messages that has queued.
fn queued_by_the_second(
    edge: &NativeEdge,
    person: &Person<'_>,
    path: &str,
    action: &str,
    fields: &[(&str, &str)],
) -> usize {
    let body = form(&person.browser.get(path), action, fields);
    let before = edge.outbox().len();
    fail_the_write(edge, person, action, &body);
    assert_eq!(edge.outbox().len(), before);
    for _ in 0..2 {
        assert_eq!(person.browser.post(action, &body).status, 303);
    }
    edge.outbox().len() - before
}

#[test]
fn su_1_a_link_whose_write_failed_is_sent_when_the_form_comes_again() {
    let edge = NativeEdge::new(4);
    let person = Person::new(&edge);
    let queued = queued_by_the_second(&edge, &person, "/sign-up", "/sign-up", &[("email", EMAIL)]);
    assert_eq!(queued, 1, "the page says that a message was sent");
}

#[test]
fn su_6_a_code_whose_write_failed_is_sent_when_the_form_comes_again() {
    let edge = NativeEdge::new(5);
    let person = Person::new(&edge);
    person.go_until("/sign-up", "/sign-up/code");
    let queued = queued_by_the_second(&edge, &person, "/sign-up/code", "/sign-up/code/send", &[]);
    assert_eq!(queued, 1, "the page says that a code was sent");
}

#[test]
fn si_2_a_code_whose_write_failed_is_sent_when_the_form_comes_again() {
    let edge = NativeEdge::new(6);
    let person = Person::with_account(&edge);
    person.begin_sign_in();
    let queued = queued_by_the_second(&edge, &person, "/sign-in/code", "/sign-in/code/send", &[]);
    assert_eq!(queued, 1, "the page says that a code was sent");
}

#[test]
fn si_2_a_code_whose_guard_did_not_answer_in_time_is_sent_when_the_form_comes_again() {
    // The guards of the number, of its country and of the account.
    for (steps, step) in ["request", "request", "issue_code"].into_iter().enumerate() {
        let edge = NativeEdge::new(9);
        let person = Person::with_account(&edge);
        person.begin_sign_in();
        let body = form(&person.browser.get("/sign-in/code"), "/sign-in/code/send", &[]);
        let before = edge.outbox().len();
        edge.fail(Fault::AnswerLost(steps));
        assert_eq!(person.browser.post("/sign-in/code/send", &body).status, 503);
        assert_eq!(edge.failed(), Some(Call::Step(step.to_owned())));
        assert_eq!(person.browser.post("/sign-in/code/send", &body).status, 303);
        assert_eq!(edge.outbox().len() - before, 1, "the page says that a code was sent");
    }
}

#[test]
fn si_4_the_owner_is_told_of_the_tenth_lockout_even_if_its_first_write_failed() {
    let edge = NativeEdge::new(7);
    let person = Person::with_account(&edge).elsewhere();
    let guess = [("personal_key", "0123-4567-89AB-CDEF")];
    for _ in 0..9 {
        person.give_password(PASSWORD);
        for _ in 0..3 {
            person.browser.fill("/sign-in/personal-key", &guess);
        }
        edge.wait(300);
    }
    person.give_password(PASSWORD);
    for _ in 0..2 {
        assert_eq!(person.browser.fill("/sign-in/personal-key", &guess).status, 422);
    }
    let page = person.browser.get("/sign-in/personal-key");
    let body = form(&page, "/sign-in/personal-key", &guess);
    fail_the_write(&edge, &person, "/sign-in/personal-key", &body);
    person.browser.post("/sign-in/personal-key", &body);
    edge.wait(300);
    person.give_password(PASSWORD);
    let told = edge
        .outbox()
        .iter()
        .filter(|message| message.to == EMAIL && message.subject.contains("new password"))
        .count();
    assert_eq!(told, 1);
}

#[test]
fn si_5_a_lost_answer_does_not_leave_a_person_without_any_personal_key() {
    let edge = NativeEdge::new(8);
    let person = Person::with_account(&edge).elsewhere();
    person.give_password(PASSWORD);
    let key = person.key.borrow().clone();
    let body = form(
        &person.browser.get("/sign-in/personal-key"),
        "/sign-in/personal-key",
        &[("personal_key", &key)],
    );
    // Steps: begin key, end key; then the write.
    edge.fail(Fault::AnswerLost(2));
    assert_eq!(person.browser.post("/sign-in/personal-key", &body).status, 503);
    assert!(matches!(edge.failed(), Some(Call::Batch(_))));
    // The person reloads: the new key is shown, or the old one still works.
    let again = person.browser.post("/sign-in/personal-key", &body);
    let shown =
        again.leads_to("/account/personal-key") && person.browser.get("/account/personal-key").status == 200;
    person.give_password(PASSWORD);
    let old_works = person.browser.fill("/sign-in/personal-key", &[("personal_key", &key)]).status == 303;
    assert!(shown || old_works, "the old key is dead, and nobody has seen the new one");
}
