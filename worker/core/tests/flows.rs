//! Creating an account, from the address to the personal key.

use crate::native::NativeEdge;
use crate::native::browser::Reply;
use crate::native::person::{E164, EMAIL, Person};
use gatehouse_core::couriers::Channel;

/// What must not tell whether an address has an account. The proof of the form differs each time.
fn looks(reply: &Reply) -> (u16, String, String) {
    let csrf = reply.hidden("/sign-up", "csrf").unwrap_or_default();
    (
        reply.status,
        reply.location.clone(),
        reply.body.replace(&csrf, "").replace(EMAIL, "").replace("new@example.org", ""),
    )
}

#[test]
fn su_1_to_8_an_account_is_created_whole_and_the_person_is_signed_in() {
    let edge = NativeEdge::new(1);
    let person = Person::new(&edge);
    let page = person.go("/sign-up");
    assert!(page.body.contains(EMAIL) && page.body.contains("(202) 555-0123"), "{}", page.body);
    for table in ["accounts", "passwords", "personal_keys", "phones", "sessions"] {
        assert_eq!(edge.count(&format!("SELECT COUNT(*) FROM {table}")), 1, "{table}");
    }
    assert_eq!(person.browser.cookie("sign-up"), None);
}

#[test]
fn su_1_nothing_but_an_erasable_row_is_there_before_the_personal_key_is_saved() {
    let edge = NativeEdge::new(2);
    Person::new(&edge).go_until("/sign-up", "/sign-up/personal-key");
    for table in ["accounts", "passwords", "personal_keys", "phones", "sessions"] {
        assert_eq!(edge.count(&format!("SELECT COUNT(*) FROM {table}")), 0, "{table}");
    }
    assert_eq!(edge.count("SELECT COUNT(*) FROM sign_ups"), 1);
}

#[test]
fn su_1_the_page_is_the_same_whether_or_not_the_address_has_an_account() {
    let edge = NativeEdge::new(3);
    Person::with_account(&edge);
    let answers = [EMAIL, "new@example.org"].map(|email| {
        let person = Person::new(&edge);
        let posted = person.browser.fill("/sign-up", &[("email", email)]);
        (looks(&posted), looks(&person.browser.get(&posted.location)))
    });
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn su_4_an_address_with_an_account_is_told_and_can_report_once_or_twice() {
    let edge = NativeEdge::new(4);
    let person = Person::with_account(&edge);
    Person::new(&edge).browser.fill("/sign-up", &[("email", EMAIL)]);
    let letter = &edge.outbox()[0];
    assert_eq!((letter.to.as_str(), letter.links().len()), (EMAIL, 3));
    let report = person.link("/sign-up/report").unwrap();
    assert_eq!(person.browser.get(&report).status, 200);
    assert_eq!(edge.count("SELECT COUNT(reported_at) FROM reports"), 0, "looking reports nothing");
    for _ in 0..2 {
        assert!(person.browser.fill(&report, &[]).leads_to("/sign-up/report?done=yes"));
    }
    assert_eq!(person.browser.get("/sign-up/report?done=yes").status, 200);
    assert_eq!(edge.count("SELECT COUNT(reported_at) FROM reports"), 1);
    edge.wait(24 * 3600);
    assert_eq!(person.browser.get(&report).status, 404, "the link has expired");
}

#[test]
fn su_5_a_password_that_breaks_a_rule_is_refused_and_not_shown_again() {
    let edge = NativeEdge::new(5);
    let person = Person::new(&edge);
    person.go_until("/sign-up", "/sign-up/password");
    for password in ["", "short12", &"x".repeat(129), "password", "ana.ruiz@example.org"] {
        let reply = person.browser.fill("/sign-up/password", &[("password", password)]);
        assert_eq!(reply.status, 422, "{password}");
        assert!(
            !reply.body.contains(&format!("type=\"password\" value=\"{password}\"")) || password.is_empty()
        );
    }
    for password in ["😀🌊🎻🦉🧭🍋🚲🪁", &"seven lanterns ".repeat(9)[..128]] {
        let reply = person.browser.fill("/sign-up/password", &[("password", password)]);
        assert!(reply.leads_to("/sign-up/phone"), "{password}");
    }
}

#[test]
fn su_6_a_wrong_number_can_be_exchanged_and_its_code_is_dead() {
    let edge = NativeEdge::new(6);
    let person = Person::new(&edge);
    person.go_until("/sign-up", "/sign-up/code");
    let old = person.code().unwrap();
    let reply = person.browser.fill("/sign-up/phone", &[("phone", "+44 7400 123456"), ("method", "voice")]);
    assert!(reply.leads_to("/sign-up/code"));
    let call = &edge.outbox()[0];
    assert_eq!((call.channel, call.to.as_str()), (Channel::Voice, "+447400123456"));
    assert_ne!(call.code, Some(old.clone()));
    assert_eq!(person.browser.fill("/sign-up/code", &[("code", &old)]).status, 422);
    let new = call.code.clone().unwrap();
    assert!(person.browser.fill("/sign-up/code", &[("code", &new)]).leads_to("/sign-up/personal-key"));
    assert!(person.go("/sign-up/personal-key").body.contains("+44 7400 123456"));
}

#[test]
fn su_6_a_code_can_be_asked_for_again_by_either_way() {
    let edge = NativeEdge::new(7);
    let person = Person::new(&edge);
    person.go_until("/sign-up", "/sign-up/code");
    for channel in [Channel::Sms, Channel::Voice] {
        let csrf = person.browser.get("/sign-up/code").hidden("/sign-up/code/send", "csrf").unwrap();
        let body = format!("csrf={csrf}&method={}", channel.as_str());
        assert!(person.browser.post("/sign-up/code/send", &body).leads_to("/sign-up/code"));
        let message = &edge.outbox()[0];
        assert_eq!((message.channel, message.to.as_str()), (channel, E164));
    }
    let code = person.code().unwrap();
    assert!(person.browser.fill("/sign-up/code", &[("code", &code)]).leads_to("/sign-up/personal-key"));
}

#[test]
fn su_7_a_code_of_a_sign_up_lives_five_minutes() {
    let edge = NativeEdge::new(8);
    let person = Person::new(&edge);
    person.go_until("/sign-up", "/sign-up/code");
    let code = person.code().unwrap();
    edge.wait(5 * 60);
    let late = person.browser.fill("/sign-up/code", &[("code", &code)]);
    assert_eq!(late.status, 422);
    assert!(late.body.contains("You have 2 tries left"), "{}", late.body);
    person.go("/sign-up/code");
    assert_eq!(edge.contradiction(), None);
}

#[test]
fn su_8_the_personal_key_must_be_typed_back_or_said_to_be_saved() {
    let edge = NativeEdge::new(9);
    let person = Person::new(&edge);
    let page = person.go_until("/sign-up", "/sign-up/personal-key");
    let key = page.personal_key();
    for (typed, saved) in [("", ""), ("0000-0000-0000-0000", ""), ("0000-0000-0000-0000", "yes")] {
        let reply =
            person.browser.fill("/sign-up/personal-key", &[("personal_key", typed), ("saved", saved)]);
        assert_eq!(reply.status, 422, "{typed} {saved}");
        assert_eq!(reply.personal_key(), key);
    }
    let file = person.browser.get("/sign-up/personal-key.txt");
    assert!(file.body.contains(&key));
    let sloppy = key.to_lowercase().replace('-', " ");
    assert!(person.browser.fill("/sign-up/personal-key", &[("personal_key", &sloppy)]).leads_to("/account"));
    assert_ne!(person.browser.get("/sign-up/personal-key").status, 200, "it is shown once");
}

#[test]
fn a_form_without_its_proof_or_from_another_site_changes_nothing() {
    let edge = NativeEdge::new(10);
    let person = Person::new(&edge);
    let page = person.browser.get("/sign-up");
    let body = crate::native::browser::form(&page, "/sign-up", &[("email", EMAIL)]);
    assert_eq!(person.browser.post("/sign-up", "email=ana%40example.org").status, 403);
    assert_eq!(Person::new(&edge).browser.post("/sign-up", &body).status, 403, "another browser's proof");
    assert_eq!(edge.count("SELECT COUNT(*) FROM messages"), 0);
    assert!(person.browser.post("/sign-up", &body).leads_to("/sign-up/check-email"));
}
