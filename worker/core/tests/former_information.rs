//! Information that a reset without the personal key has locked: opened once with the key of its time, or given up (PR-4).

use crate::information::{
    FIELDS, PATH, count, data_key, reset_without_key, shows, shows_field, somebody_else, with_information,
};
use crate::native::browser::{Browser, Reply, form};
use crate::native::person::{PASSWORD, Person};
use crate::native::resets::NEW_PASSWORD;
use crate::native::{Fault, NativeEdge, Random, Task, shuffled, together};
use gatehouse_core::store::information;

const FORMER: &str = "/account/information/former";
const OPENED: &str = "/account/information?done=opened";

/// A person whose information was locked by a reset, signed in with a new personal key; and the key of before.
fn with_former(edge: &NativeEdge) -> (Person<'_>, String) {
    let person = with_information(edge);
    let old = person.key.borrow().clone();
    reset_without_key(edge, "former-1");
    let person = person.elsewhere();
    assert_eq!(person.go("/sign-in").status, 200);
    assert_ne!(*person.key.borrow(), old, "the next sign-in gave a new key");
    (person, old)
}

fn open_former(browser: &Browser<'_>, id: &str, key: &str) -> Reply {
    let page = browser.get(&format!("{FORMER}?id={id}"));
    browser.submit(&page, FORMER, &[("id", id), ("personal_key", key)])
}

fn formers(edge: &NativeEdge) -> i64 {
    edge.count("SELECT COUNT(*) FROM former_information")
}

#[test]
fn pr_4_what_a_reset_locked_opens_once_with_the_key_of_its_time() {
    let edge = NativeEdge::new(1);
    let (person, old) = with_former(&edge);
    let page = person.browser.get(PATH);
    assert!(page.body.contains("January 15, 2027 is locked") && shows_field(&page, "full_name", ""));
    assert!(page.body.contains(&format!("href=\"{FORMER}?id=former-1\"")));
    let page = person.browser.get(&format!("{FORMER}?id=former-1"));
    assert!(page.body.contains("3 tries") && !page.body.contains("will take its place"));
    let body = form(&page, FORMER, &[("id", "former-1"), ("personal_key", &old)]);
    assert!(person.browser.post(FORMER, &body).leads_to(OPENED));
    assert!(person.browser.get(OPENED).body.contains("open again"));
    assert!(shows(&person.browser));
    assert_eq!((formers(&edge), count(&edge, "opened")), (0, 1));
    // The same form again leads back to the page, which shows it open.
    assert!(person.browser.post(FORMER, &body).leads_to(PATH));
    assert_eq!(person.browser.get(&format!("{FORMER}?id=former-1")).status, 404);
    assert!(!person.browser.get(PATH).body.contains("is locked. Your"));
    // It is sealed as all else is: the next session reads it, too.
    person.browser.forget("session");
    person.go("/sign-in");
    assert!(shows(&person.browser));
}

#[test]
fn pr_4_nothing_else_opens_it() {
    let edge = NativeEdge::new(2);
    let (person, old) = with_former(&edge);
    let sealed = edge.text("SELECT sealed FROM former_information");
    let owner = edge.text("SELECT id FROM accounts");
    assert!(information::open(&owner, &data_key(&edge, &person), &sealed).is_none());
    let today = person.key.borrow().clone();
    let wrong = open_former(&person.browser, "former-1", &today);
    assert!(wrong.status == 422 && wrong.body.contains("2 tries") && wrong.body.contains("before the reset"));
    for (typed, words) in [("", "Enter your personal key"), ("0123", "letters and digits")] {
        let reply = open_former(&person.browser, "former-1", typed);
        assert!(reply.status == 422 && reply.body.contains(words), "{typed}");
    }
    assert_eq!(formers(&edge), 1);
    assert!(open_former(&person.browser, "former-1", &old).leads_to(OPENED), "the control");
}

#[test]
fn pr_4_the_old_key_is_never_a_factor() {
    let edge = NativeEdge::new(3);
    let (person, old) = with_former(&edge);
    let other = person.elsewhere();
    other.give_password(PASSWORD);
    let dead = other.browser.fill("/sign-in/personal-key", &[("personal_key", &old)]);
    assert!(dead.status == 422 && !dead.brings_session());
}

#[test]
fn si_4_wrong_keys_are_counted_with_the_codes_and_the_third_ends_the_session() {
    let edge = NativeEdge::new(4);
    let (person, old) = with_former(&edge);
    let other = person.elsewhere();
    other.begin_sign_in();
    let wrong = if other.code().unwrap() == "000000" { "000001" } else { "000000" };
    assert_eq!(other.browser.fill("/sign-in/code", &[("code", wrong)]).status, 422);
    let key = "0123-4567-89AB-CDEF";
    assert!(open_former(&person.browser, "former-1", key).body.contains("1 try"));
    let locked = open_former(&person.browser, "former-1", key);
    assert_eq!((locked.status, locked.retry_after), (429, Some(300)));
    assert_eq!((person.browser.cookie("session"), formers(&edge)), (None, 1));
    assert_eq!(edge.count("SELECT COUNT(*) FROM sessions"), 0);
    edge.wait(300);
    person.go("/sign-in");
    assert!(open_former(&person.browser, "former-1", &old).leads_to(OPENED));
}

#[test]
fn si_4_of_many_wrong_keys_at_once_at_most_three_are_judged() {
    let base = NativeEdge::new(5);
    let (person, old) = with_former(&base);
    let page = person.browser.get(&format!("{FORMER}?id=former-1"));
    let body = |key: &str| form(&page, FORMER, &[("id", "former-1"), ("personal_key", key)]);
    let bodies: Vec<String> = (0..5).map(|n| body(&format!("0123-4567-89AB-000{n}"))).collect();
    for seed in 0..10 {
        let edge = base.fork();
        let browsers: Vec<Browser<'_>> = bodies.iter().map(|_| person.browser.on(&edge)).collect();
        let tasks: Vec<Task<'_, Reply>> =
            browsers.iter().zip(&bodies).map(|(browser, body)| browser.later(FORMER, body)).collect();
        let replies = shuffled(&mut Random::new(seed), tasks);
        assert!(replies.iter().filter(|reply| reply.status == 422).count() <= 2, "seed {seed}");
        assert_eq!(edge.count("SELECT COUNT(*) FROM sessions"), 0, "seed {seed}");
        assert_eq!(person.browser.on(&edge).post(FORMER, &body(&old)).status, 303, "seed {seed}");
        assert_eq!(formers(&edge), 1, "no session, no key: seed {seed}");
    }
}

#[test]
fn pr_4_what_is_saved_since_then_is_replaced_only_if_the_page_said_so() {
    let edge = NativeEdge::new(6);
    let (person, old) = with_former(&edge);
    let page = person.browser.get(&format!("{FORMER}?id=former-1"));
    let body = form(&page, FORMER, &[("id", "former-1"), ("personal_key", &old)]);
    let since = [("full_name", "Ana"), ("city", "Lyon")];
    let saved = form(&person.browser.get(PATH), PATH, &since);
    // In another tab something is saved between the page and its form.
    let racing = edge.fork();
    let browsers = [person.browser.on(&racing), person.browser.on(&racing)];
    let replies = together(vec![browsers[0].later(FORMER, &body), browsers[1].later(PATH, &saved)]);
    assert!(replies.iter().all(|reply| reply.status == 303));
    assert!(shows_field(&browsers[0].get(PATH), "city", "Lyon"), "it was not said that this goes");
    assert_eq!(formers(&racing), 1);

    assert_eq!(person.browser.post(PATH, &saved).status, 303);
    assert!(person.browser.get(&format!("{FORMER}?id=former-1")).body.contains("will take its place"));
    assert!(open_former(&person.browser, "former-1", &old).leads_to(OPENED));
    assert!(shows(&person.browser));
}

#[test]
fn pr_4_a_form_that_opens_it_is_sent_twice_and_opens_it_once() {
    let base = NativeEdge::new(7);
    let (person, old) = with_former(&base);
    let page = person.browser.get(&format!("{FORMER}?id=former-1"));
    let body = form(&page, FORMER, &[("id", "former-1"), ("personal_key", &old)]);
    for seed in 0..10 {
        let edge = base.fork();
        let browser = person.browser.on(&edge);
        let post = || browser.later(FORMER, &body);
        let replies = shuffled(&mut Random::new(seed), vec![post(), post()]);
        assert!(replies.iter().all(|reply| reply.status == 303), "seed {seed}");
        assert!(shows(&browser), "seed {seed}");
        assert_eq!((formers(&edge), count(&edge, "opened")), (0, 1), "seed {seed}");
    }
}

#[test]
fn pr_4_it_can_be_given_up_for_ever() {
    let edge = NativeEdge::new(8);
    let (person, old) = with_former(&edge);
    let page = person.browser.get(&format!("{FORMER}?id=former-1"));
    assert!(page.body.contains("lost forever"));
    let path = "/account/information/former/discard";
    let body = form(&page, path, &[("id", "former-1")]);
    let post = || person.browser.later(path, &body);
    assert!(together(vec![post(), post()]).iter().all(|reply| reply.leads_to(PATH)));
    assert!(person.browser.post(path, &body).leads_to(PATH));
    assert_eq!((formers(&edge), count(&edge, "erased")), (0, 1));
    let late = person.browser.submit(&page, FORMER, &[("id", "former-1"), ("personal_key", &old)]);
    assert!(late.leads_to(PATH));
    assert!(shows_field(&person.browser.get(PATH), "full_name", ""));
}

#[test]
fn pr_4_nobody_elses_is_found() {
    let edge = NativeEdge::new(9);
    let (person, old) = with_former(&edge);
    let other = somebody_else(&edge);
    other.browser.fill(PATH, &[("full_name", "Else")]);
    for id in ["former-1", "unknown", ""] {
        assert_eq!(other.browser.get(&format!("{FORMER}?id={id}")).status, 404, "{id}");
    }
    let csrf = other.browser.get(PATH).hidden(PATH, "csrf").unwrap();
    for (path, key) in [(FORMER, old.as_str()), ("/account/information/former/discard", "")] {
        let body = format!("csrf={csrf}&id=former-1&personal_key={key}");
        assert!(other.browser.post(path, &body).leads_to(PATH), "{path}");
    }
    assert_eq!(formers(&edge), 1);
    assert!(shows_field(&other.browser.get(PATH), "full_name", "Else"), "and nothing of theirs has changed");
    assert!(open_former(&person.browser, "former-1", &old).leads_to(OPENED), "the control");
}

#[test]
fn pr_4_of_several_each_opens_with_its_own_key() {
    let edge = NativeEdge::new(10);
    let (person, first_key) = with_former(&edge);
    let second_key = person.key.borrow().clone();
    person.browser.fill(PATH, &[("city", "Lyon")]);
    edge.wait(24 * 60 * 60);
    reset_without_key(&edge, "former-2");
    person.go("/sign-in");
    let page = person.browser.get(PATH);
    assert!(page.body.contains("before January 15, 2027") && page.body.contains("before January 16, 2027"));
    assert_eq!(open_former(&person.browser, "former-1", &second_key).status, 422);
    assert!(open_former(&person.browser, "former-2", &second_key).leads_to(OPENED));
    assert!(shows_field(&person.browser.get(PATH), "city", "Lyon"));
    assert!(open_former(&person.browser, "former-1", &first_key).leads_to(OPENED));
    assert!(shows(&person.browser));
    assert_eq!(formers(&edge), 0);
}

#[test]
fn pr_4_opening_survives_every_outage() {
    let base = NativeEdge::new(11);
    let (person, old) = with_former(&base);
    let page = person.browser.get(&format!("{FORMER}?id=former-1"));
    let body = form(&page, FORMER, &[("id", "former-1"), ("personal_key", &old)]);
    for fault in [Fault::Before, Fault::AnswerLost] {
        for n in 0.. {
            let edge = base.fork();
            let person = person.on(&edge);
            edge.fail(fault(n));
            let reply = person.browser.post(FORMER, &body);
            let Some(call) = edge.failed() else { break };
            assert_eq!(reply.status, 503, "{call:?}");
            let saved = edge.count("SELECT COUNT(*) FROM information");
            assert_eq!(saved + formers(&edge), 1, "it is in one place: {call:?}");
            assert_eq!(person.browser.post(FORMER, &body).status, 303, "{call:?}");
            assert!(shows(&person.browser), "{call:?}");
            assert_eq!((formers(&edge), count(&edge, "opened")), (0, 1), "{call:?}");
        }
    }
}

#[test]
fn pr_4_information_that_was_never_saved_leaves_nothing_locked() {
    let edge = NativeEdge::new(12);
    let person = Person::with_account(&edge);
    reset_without_key(&edge, "former-1");
    person.go("/sign-in");
    assert_eq!(formers(&edge), 0);
    assert!(person.browser.fill(PATH, &FIELDS).status == 303 && shows(&person.browser));
}

#[test]
fn pr_4_what_a_reset_by_code_locks_is_opened_on_the_page() {
    let edge = NativeEdge::new(13);
    let person = with_information(&edge);
    let old = person.key.borrow().clone();
    let mut person = person.elsewhere();
    person.reset();
    NEW_PASSWORD.clone_into(&mut person.password);
    assert_eq!(person.go("/sign-in").status, 200);
    let id = edge.text("SELECT id FROM former_information");
    assert!(person.browser.get(PATH).body.contains("is locked. Your"));
    assert_eq!(open_former(&person.browser, &id, &person.key.borrow()).status, 422);
    assert!(open_former(&person.browser, &id, &old).leads_to(OPENED));
    assert!(shows(&person.browser));
}

#[test]
fn pr_4_a_reset_by_personal_key_locks_nothing() {
    let edge = NativeEdge::new(14);
    let person = with_information(&edge);
    person.method.set("personal_key");
    person.browser.forget("session");
    person.go_until("/reset", "/sign-in");
    person.method.set("sms");
    assert_eq!(person.go("/sign-in").status, 200);
    assert!(shows(&person.browser));
    assert_eq!(formers(&edge), 0);
}
