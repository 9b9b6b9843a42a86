//! What an account does later goes on across a rotation: resets, notices, settings, deletion.

use super::{account_of, retired, rotated, went_smoothly};
use crate::native::browser::{Reply, form};
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::{NativeEdge, ORIGIN, run};
use gatehouse_core::upkeep::renew_keys;

/// Opens a setting, and gives the current password that it asks for.
fn unlock(person: &Person<'_>, setting: &str) -> Reply {
    let asked = person.browser.get(setting);
    assert!(person.browser.fill(&asked.location, &[("current_password", PASSWORD)]).leads_to(setting));
    person.browser.get(setting)
}

#[test]
fn pr_2_a_reset_goes_on_at_every_step_after_the_keys_were_rotated() {
    for (method, stages) in [
        ("sms", &["/reset/password", "/reset/method", "/reset/code"][..]),
        ("personal_key", &["/reset/personal-key", "/reset/personal-key/save"]),
    ] {
        for stage in stages {
            let edge = NativeEdge::new(31);
            let mut person = Person::with_account(&edge).elsewhere();
            person.method.set(method);
            "a heron under the iron bridge".clone_into(&mut person.password);
            person.go_until("/reset", stage);
            let edge = edge.rotated(&["k2", "k1"], &["p2", "p1"]);
            run(renew_keys(&edge)).unwrap();
            let person = person.on(&edge);
            person.trace.take();
            let resumed =
                if *stage == "/reset/password" { person.link(stage).unwrap() } else { (*stage).to_owned() };
            assert_eq!(person.go(&resumed).status, 200, "{method} {stage}");
            assert!(went_smoothly(&person), "{method} {stage}: {:?}", person.trace.borrow());
            assert!(person.elsewhere().give_password(PASSWORD).status == 422, "the old password is dead");
        }
    }
}

#[test]
fn si_9_a_notice_from_before_a_rotation_locks_and_restores_after_it() {
    let edge = NativeEdge::new(32);
    let person = Person::with_account(&edge);
    let page = unlock(&person, "/account/email");
    let new = "ana.maria@example.net";
    assert_eq!(person.browser.submit(&page, "/account/email", &[("email", new)]).status, 303);
    let link = person.link("/account/email/confirm").unwrap();
    // The link to the new address is used after a first rotation, the one that undoes it after a second one.
    let edge = rotated(&edge);
    run(renew_keys(&edge)).unwrap();
    assert_eq!(person.browser.on(&edge).fill(&link, &[]).status, 303);
    assert_eq!(account_of(&edge, new), edge.text("SELECT id FROM accounts"));
    let notice = edge.outbox().into_iter().find(|message| message.to == EMAIL).unwrap();
    let undo = notice.links().into_iter().find_map(|link| {
        link.strip_prefix(ORIGIN).filter(|path| path.starts_with("/not-me")).map(str::to_owned)
    });
    let undo = undo.unwrap();
    let edge = edge.rotated(&["k3", "k2", "k1"], &["p1"]);
    run(renew_keys(&edge)).unwrap();
    let reader = Person::new(&edge);
    assert!(reader.browser.fill(&undo, &[]).leads_to("/not-me?done=restored"));
    assert_eq!(account_of(&edge, EMAIL), edge.text("SELECT id FROM accounts"));
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts WHERE locked_at IS NOT NULL"), 1);
    let reset = person.on(&edge).link("/reset/password").unwrap();
    assert_eq!(person.on(&edge).go(&reset).status, 200);
}

#[test]
fn st_4_a_code_to_a_new_phone_from_before_a_rotation_is_right_after_it() {
    let edge = NativeEdge::new(33);
    let person = Person::with_account(&edge);
    let page = unlock(&person, "/account/phone");
    let asked =
        person.browser.submit(&page, "/account/phone", &[("phone", "202 555 0188"), ("method", "sms")]);
    assert!(asked.leads_to("/account/phone/code"));
    let code = person.code().unwrap();
    let edge = rotated(&edge);
    let person = person.on(&edge);
    let done = person.browser.fill("/account/phone/code", &[("code", &code)]);
    assert!(done.leads_to("/account/phone?done=added"), "{}", done.status);
}

#[test]
fn st_5_a_password_can_be_changed_by_who_gave_the_current_one_before_a_rotation() {
    let edge = NativeEdge::new(34);
    let mut person = Person::with_account(&edge);
    unlock(&person, "/account/password");
    let page = person.browser.get("/account/password");
    let body = form(&page, "/account/password", &[("new_password", "nine herons on the jetty")]);
    let edge = edge.rotated(&["k2", "k1"], &["p2", "p1"]);
    let copy = person.browser.on(&edge);
    assert!(copy.post("/account/password", &body).brings_session());
    // Another rotation, and the same form, whose answer was lost.
    let edge = edge.rotated(&["k3", "k2", "k1"], &["p2", "p1"]);
    let again = person.browser.on(&edge).post("/account/password", &body);
    assert!(again.brings_session(), "{} {}", again.status, again.location);
    "nine herons on the jetty".clone_into(&mut person.password);
    let person = person.on(&edge);
    person.browser.forget("session");
    assert_eq!(person.go("/sign-in").status, 200);
}

#[test]
fn st_8_a_deletion_that_is_sent_again_after_a_rotation_gets_the_same_answer() {
    let edge = NativeEdge::new(35);
    let person = Person::with_account(&edge);
    unlock(&person, "/account/delete");
    assert!(
        person.browser.fill("/account/delete/method", &[("method", "sms")]).leads_to("/account/delete/code")
    );
    let code = person.code().unwrap();
    let body = form(&person.browser.get("/account/delete/code"), "/account/delete/code", &[("code", &code)]);
    let copy = person.browser.on(&edge);
    assert!(copy.post("/account/delete/code", &body).leads_to("/account-deleted"));
    let edge = rotated(&edge);
    let again = person.browser.on(&edge).post("/account/delete/code", &body);
    assert!(again.leads_to("/account-deleted"), "{} {}", again.status, again.location);
}

#[test]
fn si_6_a_deletion_that_waits_can_be_cancelled_after_a_rotation() {
    let edge = NativeEdge::new(36);
    let person = Person::with_account(&edge);
    let other = person.elsewhere();
    other.give_password(PASSWORD);
    assert!(other.browser.fill("/sign-in/delete", &[]).leads_to("/sign-in/delete"));
    let cancel = person.link("/cancel-deletion").unwrap();
    let edge = rotated(&edge);
    run(renew_keys(&edge)).unwrap();
    assert_eq!(edge.count("SELECT COUNT(*) FROM deletions"), 1);
    assert_eq!(person.on(&edge).browser.fill(&cancel, &[]).status, 303);
    assert_eq!(edge.count("SELECT COUNT(*) FROM deletions"), 0);
    assert_eq!(account_of(&retired(&edge), EMAIL), account_of(&edge, EMAIL));
}
