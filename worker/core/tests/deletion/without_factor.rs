//! Deleting an account after a wait, when every second factor is lost (SI-6).

use super::{DAY, ask_without_factor, cells};
use crate::native::browser::{Browser, form};
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::{Call, Fault, NativeEdge, run};
use gatehouse_core::couriers::Channel;
use std::collections::BTreeSet;

/// Asks again, which the page has no form for while one waits.
fn ask_without_factor_again<'e>(person: &Person<'e>) -> Person<'e> {
    let other = person.elsewhere();
    other.give_password(PASSWORD);
    let csrf = other.browser.get("/sign-in/method").hidden("/sign-in/method", "csrf").unwrap();
    let again = other.browser.post("/sign-in/delete", &format!("csrf={csrf}"));
    assert!(again.leads_to("/sign-in/delete"));
    other
}

#[test]
fn si_6_without_the_password_there_is_no_way_to_ask_for_a_deletion() {
    let edge = NativeEdge::new(10);
    let person = Person::with_account(&edge).elsewhere();
    let page = person.browser.get("/sign-in/no-phone");
    assert!(page.status == 200 && !page.body.contains("/sign-in/delete"));
    assert!(page.body.contains("sign in with your password"));
    assert!(person.browser.get("/sign-in/delete").leads_to("/sign-in?why=again"));
    person.give_password(PASSWORD);
    let page = person.browser.get("/sign-in/no-phone");
    assert!(page.body.contains("href=\"/sign-in/delete\""));
    let page = person.browser.get("/sign-in/delete");
    assert!(page.status == 200 && page.body.contains("24 hours"));
    assert_eq!(edge.count("SELECT COUNT(*) FROM deletions"), 0, "looking asks for nothing");
}

#[test]
fn si_6_a_deletion_is_announced_by_email_and_text_and_asked_for_once() {
    let edge = NativeEdge::new(11);
    let person = Person::with_account(&edge);
    let before = edge.outbox().len();
    let other = ask_without_factor(&person);
    let told = |edge: &NativeEdge| edge.outbox().len() - before;
    assert_eq!(told(&edge), 2);
    let sent: Vec<_> = edge.outbox().into_iter().take(2).collect();
    assert_eq!(sent.iter().filter(|message| message.channel == Channel::Email).count(), 1);
    assert_eq!(sent.iter().filter(|message| message.channel == Channel::Sms).count(), 1);
    assert_eq!(sent[0].links(), sent[1].links(), "either cancels");
    assert!(sent.iter().all(|message| message.text().contains(message.links()[0])));
    let due = edge.count("SELECT due_at FROM deletions");
    edge.wait(3600);
    let third = ask_without_factor_again(&person);
    assert!(third.browser.get("/sign-in/delete").body.contains("January 16, 2027, 8:00 AM UTC"));
    assert_eq!((told(&edge), edge.count("SELECT due_at FROM deletions")), (2, due));
    assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'deletion-asked'"), 1);
    assert_eq!(other.browser.get("/account").status, 303, "it signs nobody in");
}

#[test]
fn si_6_a_landline_is_called() {
    let edge = NativeEdge::new(12);
    let mut person = Person::new(&edge);
    "+33 1 42 34 56 78".clone_into(&mut person.phone);
    person.method.set("voice");
    person.go("/sign-up");
    let other = person.elsewhere();
    other.give_password(PASSWORD);
    other.browser.fill("/sign-in/delete", &[]);
    let call = edge.outbox().into_iter().find(|message| message.channel == Channel::Voice).unwrap();
    assert!(call.text().contains("24 hours") && !call.text().contains("http"), "{}", call.text());
}

#[test]
fn si_6_the_link_cancels_once_and_looking_at_it_changes_nothing() {
    let edge = NativeEdge::new(13);
    let person = Person::with_account(&edge);
    ask_without_factor(&person);
    let link = person.link("/cancel-deletion").unwrap();
    let stranger = Browser::new(&edge);
    let page = stranger.get(&link);
    assert!(page.status == 200 && edge.count("SELECT COUNT(*) FROM deletions") == 1);
    let again = stranger.get(&link);
    assert!(stranger.submit(&page, "/cancel-deletion", &[]).leads_to("/cancel-deletion?done=yes"));
    assert!(stranger.get("/cancel-deletion?done=yes").body.contains("The deletion is cancelled"));
    assert_eq!(edge.count("SELECT COUNT(*) FROM deletions"), 0);
    assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'deletion-cancelled'"), 1);
    assert_eq!(stranger.submit(&again, "/cancel-deletion", &[]).status, 410);
    assert_eq!(stranger.get(&link).status, 410);
    assert_eq!(stranger.get("/cancel-deletion?token=nothing").status, 410);
    // The link of the one that was cancelled does not cancel another one.
    ask_without_factor(&person);
    assert_ne!(person.link("/cancel-deletion").unwrap(), link);
    assert_eq!(stranger.submit(&again, "/cancel-deletion", &[]).status, 410);
    assert_eq!(edge.count("SELECT COUNT(*) FROM deletions"), 1);
}

#[test]
fn si_6_a_sign_in_with_a_second_factor_cancels_it() {
    for method in ["sms", "personal_key"] {
        let edge = NativeEdge::new(14);
        let person = Person::with_account(&edge);
        ask_without_factor(&person);
        let found = person.elsewhere();
        found.method.set(method);
        assert_eq!(found.go("/sign-in").status, 200);
        assert_eq!(edge.count("SELECT COUNT(*) FROM deletions"), 0, "{method}");
        assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'deletion-cancelled'"), 1);
        edge.wait(DAY);
        run(gatehouse_core::upkeep(&edge)).unwrap();
        assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 1);
    }
}

#[test]
fn si_6_when_the_time_is_over_the_account_signs_nobody_in_and_the_upkeep_erases_it() {
    let edge = NativeEdge::new(15);
    let person = Person::with_account(&edge);
    ask_without_factor(&person);
    edge.wait(DAY - 60);
    run(gatehouse_core::upkeep(&edge)).unwrap();
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 1, "not before");
    let late = person.elsewhere();
    late.begin_sign_in();
    let code = late.code().unwrap();
    let page = late.browser.get("/sign-in/code");
    let link = person.link("/cancel-deletion").unwrap();
    edge.wait(60);
    assert_eq!(person.elsewhere().give_password(PASSWORD).status, 422);
    let refused = late.browser.submit(&page, "/sign-in/code", &[("code", &code)]);
    assert!(refused.leads_to("/sign-in?why=again"), "a sign-in that began before comes too late");
    assert!(late.browser.get("/sign-in/delete").leads_to("/sign-in?why=again"));
    assert!(Browser::new(&edge).get(&link).body.contains("The time is over"));
    let account = edge.text("SELECT id FROM accounts");
    run(gatehouse_core::upkeep(&edge)).unwrap();
    run(gatehouse_core::upkeep(&edge)).unwrap();
    let left: BTreeSet<String> = cells(&edge).into_iter().map(|(table, _)| table).collect();
    // The counts name nobody.
    assert_eq!(left, BTreeSet::from(["delivery_counts".to_owned(), "messages".to_owned()]));
    assert_eq!(edge.guard_of_account(&account), None);
    let goodbyes =
        edge.outbox().iter().filter(|message| message.subject == "Your account was deleted").count();
    assert_eq!((goodbyes, edge.outbox().len()), (1, 1));
}

#[test]
fn si_6_a_sign_up_with_the_address_of_an_account_that_is_due_finds_it_free() {
    let edge = NativeEdge::new(16);
    let person = Person::with_account(&edge);
    ask_without_factor(&person);
    let early = Person::new(&edge);
    early.browser.fill("/sign-up", &[("email", EMAIL)]);
    assert_eq!(early.link("/sign-up/confirm"), person.link("/sign-up/confirm"), "it is taken until then");
    let old = edge.text("SELECT id FROM accounts");
    edge.wait(DAY);
    let again = Person::new(&edge);
    again.browser.fill("/sign-up", &[("email", EMAIL)]);
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 0);
    assert_eq!(again.go(&again.link("/sign-up/confirm").unwrap()).status, 200);
    assert_ne!(edge.text("SELECT id FROM accounts"), old);
    run(gatehouse_core::upkeep(&edge)).unwrap();
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 1, "the new one stays");
    assert_eq!(edge.guard_of_account(&old), None);
}

#[test]
fn si_6_deletions_are_asked_for_three_times_in_fifteen_minutes() {
    let edge = NativeEdge::new(17);
    let person = Person::with_account(&edge);
    let browser = Browser::new(&edge);
    for _ in 0..3 {
        ask_without_factor(&person);
        let link = person.link("/cancel-deletion").unwrap();
        assert_eq!(browser.fill(&link, &[]).status, 303);
    }
    let other = person.elsewhere();
    other.give_password(PASSWORD);
    let refused = other.browser.fill("/sign-in/delete", &[]);
    assert_eq!((refused.status, refused.retry_after), (429, Some(15 * 60)));
    assert_eq!(edge.count("SELECT COUNT(*) FROM deletions"), 0);
}

#[test]
fn si_6_asking_survives_every_outage_and_is_announced_once() {
    let base = NativeEdge::new(18);
    let person = Person::with_account(&base);
    let other = person.elsewhere();
    other.give_password(PASSWORD);
    let body = form(&other.browser.get("/sign-in/delete"), "/sign-in/delete", &[]);
    let before = base.outbox().len();
    for fault in [Fault::Before, Fault::AnswerLost] {
        for n in 0..100 {
            let edge = base.fork();
            let browser = other.browser.on(&edge);
            edge.fail(fault(n));
            let reply = browser.post("/sign-in/delete", &body);
            let Some(call) = edge.failed() else { break };
            assert_eq!(reply.status, 503, "{call:?}");
            assert!(browser.post("/sign-in/delete", &body).leads_to("/sign-in/delete"), "{call:?}");
            assert_eq!(edge.count("SELECT COUNT(*) FROM deletions"), 1);
            assert_eq!(edge.outbox().len() - before, 2, "{call:?}");
        }
    }
}

#[test]
fn si_6_one_account_that_cannot_be_erased_does_not_keep_the_others() {
    let edge = NativeEdge::new(19);
    let person = Person::with_account(&edge);
    let mut other = Person::new(&edge);
    "else@example.org".clone_into(&mut other.email);
    "202 555 0188".clone_into(&mut other.phone);
    other.browser.fill("/sign-up", &[("email", "else@example.org")]);
    other.go(&other.link("/sign-up/confirm").unwrap());
    ask_without_factor(&person);
    let theirs = other.elsewhere();
    theirs.browser.fill("/sign-in", &[("email", "else@example.org"), ("password", PASSWORD)]);
    theirs.browser.fill("/sign-in/delete", &[]);
    edge.wait(DAY);
    // The sweep, the list, then the first account's guard.
    let step = (0..20).find(|n| {
        let fork = edge.fork();
        fork.fail(Fault::Before(*n));
        let _ = run(gatehouse_core::upkeep(&fork));
        fork.failed() == Some(Call::Step("erase".to_owned()))
    });
    edge.fail(Fault::Before(step.unwrap()));
    run(gatehouse_core::upkeep(&edge)).unwrap();
    assert_eq!((edge.count("SELECT COUNT(*) FROM accounts"), edge.reported().len()), (1, 1));
    // An address that does not open is no reason to keep an account.
    edge.database().execute("UPDATE accounts SET email = 'k9.AAAA'", []).unwrap();
    run(gatehouse_core::upkeep(&edge)).unwrap();
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 0);
}
