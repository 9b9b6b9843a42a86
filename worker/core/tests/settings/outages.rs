//! Each call of each change fails in turn, before it is done or after, and the person sends the same form again: it is
//! done once, the owner is told once, and nobody is left without a key or a session.

use super::{NEW_E164, NEW_EMAIL, NEW_PASSWORD, NEW_PHONE, ask_for, code_to, letters, unlock};
use crate::native::browser::{Browser, Reply, form};
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::{Call, Fault, NativeEdge};

/// Posts `body` with each of its calls failing, then once more as it is; `check` looks at the installation after that.
fn every_fault(
    base: &NativeEdge,
    browser: &Browser<'_>,
    (path, body): (&str, &str),
    check: impl Fn(&NativeEdge, &Browser<'_>, &Reply, &str),
) {
    let mut faults = 0;
    for fault in [Fault::Before, Fault::AnswerLost] {
        for n in 0..100 {
            let edge = base.fork();
            let browser = browser.on(&edge);
            edge.fail(fault(n));
            let first = browser.post(path, body);
            let Some(call) = edge.failed() else { break };
            let at = format!("{:?} at {call:?}", fault(n));
            // Only the cookie that remembers the browser can be done without.
            assert!(first.status == 503 || call == Call::Fill(32), "{at}: {}", first.status);
            assert!(first.status != 503 || !first.brings_session(), "{at}");
            let again = browser.post(path, body);
            assert_eq!(edge.contradiction(), None, "{at}");
            check(&edge, &browser, &again, &at);
            faults += 1;
        }
    }
    assert!(faults > 10, "{faults}");
}

#[test]
fn st_5_a_password_change_survives_every_outage_and_every_lost_answer() {
    let edge = NativeEdge::new(1);
    let person = Person::with_account(&edge);
    let page = unlock(&person.browser, "/account/password");
    let body = form(&page, "/account/password", &[("new_password", NEW_PASSWORD)]);
    every_fault(&edge, &person.browser, ("/account/password", &body), |edge, browser, again, at| {
        assert!(again.leads_to("/account/personal-key"), "{at}: {} {}", again.status, again.location);
        let key = browser.get("/account/personal-key").personal_key();
        assert_eq!(letters(edge, EMAIL, "Your password was changed").len(), 1, "{at}");
        let other = person.on(edge).elsewhere();
        assert!(other.give_password(NEW_PASSWORD).leads_to("/sign-in/method"), "{at}");
        assert_eq!(
            other.browser.fill("/sign-in/personal-key", &[("personal_key", &key)]).status,
            303,
            "{at}"
        );
    });
}

#[test]
fn st_6_a_new_personal_key_survives_every_outage_and_every_lost_answer() {
    let edge = NativeEdge::new(2);
    let person = Person::with_account(&edge);
    let page = unlock(&person.browser, "/account/personal-key/new");
    let body = form(&page, "/account/personal-key/new", &[]);
    every_fault(&edge, &person.browser, ("/account/personal-key/new", &body), |edge, browser, again, at| {
        assert!(again.leads_to("/account/personal-key"), "{at}: {} {}", again.status, again.location);
        let key = browser.get("/account/personal-key").personal_key();
        assert_eq!(letters(edge, EMAIL, "You have a new personal key").len(), 1, "{at}");
        let other = person.on(edge).elsewhere();
        assert!(other.give_password(PASSWORD).leads_to("/sign-in/method"), "{at}");
        assert_eq!(
            other.browser.fill("/sign-in/personal-key", &[("personal_key", &key)]).status,
            303,
            "{at}"
        );
    });
}

#[test]
fn st_2_the_current_password_step_survives_every_outage_and_counts_no_try_for_one() {
    let edge = NativeEdge::new(3);
    let person = Person::with_account(&edge);
    let page = person.browser.get("/account/confirm?next=/account/phone");
    let body = form(&page, "/account/confirm", &[("current_password", PASSWORD)]);
    every_fault(&edge, &person.browser, ("/account/confirm", &body), |_, browser, again, at| {
        assert!(again.leads_to("/account/phone"), "{at}: {} {}", again.status, again.location);
        assert_eq!(browser.get("/account/phone").status, 200, "{at}");
    });
}

#[test]
fn st_4_a_code_to_a_new_phone_is_sent_when_the_form_comes_again() {
    let edge = NativeEdge::new(4);
    let person = Person::with_account(&edge);
    let page = unlock(&person.browser, "/account/phone");
    let body = form(&page, "/account/phone", &[("phone", NEW_PHONE), ("method", "sms")]);
    every_fault(&edge, &person.browser, ("/account/phone", &body), |edge, browser, again, at| {
        assert!(again.leads_to("/account/phone/code"), "{at}: {} {}", again.status, again.location);
        let code = code_to(edge, NEW_E164);
        assert_eq!(browser.fill("/account/phone/code", &[("code", &code)]).status, 303, "{at}");
    });
}

#[test]
fn st_4_the_code_of_a_new_phone_survives_every_outage_and_every_lost_answer() {
    let edge = NativeEdge::new(5);
    let person = Person::with_account(&edge);
    let page = unlock(&person.browser, "/account/phone");
    person.browser.submit(&page, "/account/phone", &[("phone", NEW_PHONE), ("method", "sms")]);
    let code = code_to(&edge, NEW_E164);
    let body = form(&person.browser.get("/account/phone/code"), "/account/phone/code", &[("code", &code)]);
    every_fault(&edge, &person.browser, ("/account/phone/code", &body), |edge, _, again, at| {
        assert!(again.location.starts_with("/account/phone"), "{at}: {} {}", again.status, again.location);
        assert_eq!(letters(edge, EMAIL, "The phone of your account was replaced").len(), 1, "{at}");
        assert_eq!(edge.count("SELECT COUNT(*) FROM phones"), 1, "{at}");
        assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'phone-added'"), 1, "{at}");
    });
}

#[test]
fn st_3_a_link_to_a_new_address_is_sent_and_used_once_whatever_fails() {
    let edge = NativeEdge::new(6);
    let person = Person::with_account(&edge);
    let page = unlock(&person.browser, "/account/email");
    let body = form(&page, "/account/email", &[("email", NEW_EMAIL)]);
    every_fault(&edge, &person.browser, ("/account/email", &body), |edge, _, again, at| {
        assert!(again.leads_to("/account/email/check-email"), "{at}: {} {}", again.status, again.location);
        assert!(!letters(edge, NEW_EMAIL, "Confirm your new email address").is_empty(), "{at}");
        assert_eq!(edge.count("SELECT COUNT(*) FROM email_changes"), 1, "{at}");
    });
    let link = ask_for(&edge, &person, NEW_EMAIL).unwrap();
    let other = Browser::new(&edge);
    let body = form(&other.get(&link), "/account/email/confirm", &[]);
    every_fault(&edge, &other, ("/account/email/confirm", &body), |edge, _, again, at| {
        assert!(again.leads_to("/account/email/confirm?done=yes"), "{at}: {}", again.status);
        assert_eq!(letters(edge, EMAIL, "The email address of your account was changed").len(), 1, "{at}");
        assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'email-changed'"), 1, "{at}");
    });
}
