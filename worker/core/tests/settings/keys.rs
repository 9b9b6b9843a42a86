//! A new password (ST-5) and a new personal key (ST-6).

use super::{NEW_PASSWORD, events, letters, unlock};
use crate::native::browser::form;
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::{NativeEdge, together};

/// Signs a second browser in.
fn signed_in_elsewhere<'e>(person: &Person<'e>) -> Person<'e> {
    let other = person.elsewhere();
    other.begin_sign_in();
    assert_eq!(other.go("/sign-in/code").status, 200);
    other
}

#[test]
fn st_5_a_new_password_signs_others_out_tells_the_owner_and_brings_a_new_key() {
    let edge = NativeEdge::new(9);
    let person = Person::with_account(&edge);
    let old_key = person.key.borrow().clone();
    let other = signed_in_elsewhere(&person);
    let waiting = person.elsewhere();
    waiting.begin_sign_in();
    let page = unlock(&person.browser, "/account/password");
    let changed = person.browser.submit(&page, "/account/password", &[("new_password", NEW_PASSWORD)]);
    assert!(changed.leads_to("/account/personal-key") && changed.brings_session());
    let page = person.browser.get("/account/personal-key");
    assert!(page.body.contains("Your new password is set"), "it says why there is a new key");
    let key = page.personal_key();
    assert_ne!(key, old_key);
    assert!(person.browser.get("/account").leads_to("/account/personal-key"), "it is saved first");
    assert!(person.browser.fill("/account/personal-key", &[("saved", "yes")]).leads_to("/account"));
    assert_eq!(person.browser.get("/account").status, 200, "this browser stays signed in");

    assert!(other.browser.get("/account").leads_to("/sign-in?why=account"), "SI-8");
    assert!(waiting.browser.get("/sign-in/code").leads_to("/sign-in?why=again"));
    assert_eq!(other.give_password(PASSWORD).status, 422);
    assert!(other.give_password(NEW_PASSWORD).leads_to("/sign-in/method"));
    assert_eq!(other.browser.fill("/sign-in/personal-key", &[("personal_key", &old_key)]).status, 422);
    assert_eq!(other.browser.fill("/sign-in/personal-key", &[("personal_key", &key)]).status, 303);
    let told = letters(&edge, EMAIL, "Your password was changed");
    assert_eq!((told.len(), told[0].links().len()), (1, 1));
    assert!(told[0].links()[0].contains("/not-me?token="));
    assert_eq!(events(&edge).iter().filter(|event| *event == "password-changed").count(), 1);
}

#[test]
fn st_5_the_rules_are_those_of_a_first_password() {
    let edge = NativeEdge::new(10);
    let person = Person::with_account(&edge);
    let page = unlock(&person.browser, "/account/password");
    assert!(page.body.contains("data-meter"));
    for password in ["", "short12", &"x".repeat(129), "password", "ana.ruiz@example.org"] {
        let reply = person.browser.submit(&page, "/account/password", &[("new_password", password)]);
        assert_eq!(reply.status, 422, "{password}");
        assert!(password.is_empty() || !reply.body.contains(&format!("value=\"{password}\" auto")));
    }
    assert!(person.give_password(PASSWORD).leads_to("/sign-in/method"), "nothing was changed");
}

#[test]
fn st_5_a_form_sent_twice_or_again_is_one_change_and_one_session() {
    let edge = NativeEdge::new(11);
    let person = Person::with_account(&edge);
    let page = unlock(&person.browser, "/account/password");
    let body = form(&page, "/account/password", &[("new_password", NEW_PASSWORD)]);
    let late = person.browser.on(&edge);
    let post = || person.browser.later("/account/password", &body);
    let replies = together(vec![post(), post()]);
    assert!(replies.iter().all(|reply| reply.leads_to("/account/personal-key")), "{replies:?}");
    assert_eq!(replies[0].set_cookies, replies[1].set_cookies);
    // The answer was lost, and the browser still has the old cookie.
    assert!(late.post("/account/password", &body).leads_to("/account/personal-key"));
    assert_eq!(late.get("/account/personal-key").status, 200);
    assert_eq!(letters(&edge, EMAIL, "Your password was changed").len(), 1);
    assert_eq!(edge.count("SELECT COUNT(*) FROM sessions"), 1);
}

#[test]
fn st_5_a_session_lasts_no_longer_for_a_new_password() {
    let edge = NativeEdge::new(12);
    let person = Person::with_account(&edge);
    for _ in 0..(12 * 6 - 2) {
        edge.wait(600);
        assert_eq!(person.browser.get("/account").status, 200);
    }
    let page = unlock(&person.browser, "/account/password");
    person.browser.submit(&page, "/account/password", &[("new_password", NEW_PASSWORD)]);
    assert!(person.browser.fill("/account/personal-key", &[("saved", "yes")]).leads_to("/account"));
    edge.wait(600);
    assert_eq!(person.browser.get("/account").status, 200);
    edge.wait(600);
    assert!(person.browser.get("/account").leads_to("/sign-in?why=time"));
}

#[test]
fn st_5_a_password_is_not_changed_any_number_of_times() {
    let edge = NativeEdge::new(13);
    let person = Person::with_account(&edge);
    let mut refused = None;
    for turn in 0..11 {
        let page = unlock(&person.browser, "/account/personal-key/new");
        let reply = person.browser.submit(&page, "/account/personal-key/new", &[]);
        if reply.status == 429 {
            refused = Some((turn, reply.retry_after.unwrap()));
            break;
        }
        assert!(person.browser.fill("/account/personal-key", &[("saved", "yes")]).leads_to("/account"));
    }
    assert_eq!(refused, Some((9, 15 * 60)), "the password of the sign-up was the first");
}

// ST-6

#[test]
fn st_6_a_new_personal_key_on_demand_kills_the_old_one_and_signs_others_out() {
    let edge = NativeEdge::new(14);
    let person = Person::with_account(&edge);
    let old = person.key.borrow().clone();
    let other = signed_in_elsewhere(&person);
    let page = unlock(&person.browser, "/account/personal-key/new");
    assert!(page.body.contains("The old one stops working at once"));
    assert_eq!(edge.count("SELECT COUNT(*) FROM sessions"), 2, "looking makes nothing");
    let made = person.browser.submit(&page, "/account/personal-key/new", &[]);
    assert!(made.leads_to("/account/personal-key") && made.brings_session());
    let page = person.browser.get("/account/personal-key");
    assert!(page.body.contains("You have a new personal key"), "{}", page.body);
    let new = page.personal_key();
    assert!(person.browser.fill("/account/personal-key", &[("personal_key", &new)]).leads_to("/account"));
    assert!(other.browser.get("/account").leads_to("/sign-in?why=account"));
    assert!(other.give_password(PASSWORD).leads_to("/sign-in/method"), "the password stays");
    assert_eq!(other.browser.fill("/sign-in/personal-key", &[("personal_key", &old)]).status, 422);
    assert_eq!(other.browser.fill("/sign-in/personal-key", &[("personal_key", &new)]).status, 303);
    assert_eq!(letters(&edge, EMAIL, "You have a new personal key").len(), 1);
    assert_eq!(events(&edge).iter().filter(|event| *event == "personal-key-renewed").count(), 1);
}

#[test]
fn pv_1_personal_information_is_still_there_under_a_new_password_and_a_new_key() {
    let edge = NativeEdge::new(15);
    let person = Person::with_account(&edge);
    let saved = person.browser.fill("/account/information", &[("full_name", "Ana Ruiz Gómez")]);
    assert!(saved.leads_to("/account/information?done=saved"), "{}", saved.body);
    let sealed = || edge.text("SELECT sealed FROM information");
    let mut before = sealed();
    let page = unlock(&person.browser, "/account/password");
    person.browser.submit(&page, "/account/password", &[("new_password", NEW_PASSWORD)]);
    for turn in ["a new password", "a new key"] {
        assert_ne!(sealed(), before, "{turn} seals anew");
        before = sealed();
        assert!(person.browser.fill("/account/personal-key", &[("saved", "yes")]).leads_to("/account"));
        assert!(person.browser.get("/account/information").body.contains("Ana Ruiz Gómez"), "{turn}");
        if turn == "a new password" {
            let path = "/account/confirm?next=/account/personal-key/new";
            person.browser.fill(path, &[("current_password", NEW_PASSWORD)]);
            assert_eq!(person.browser.fill("/account/personal-key/new", &[]).status, 303);
        }
    }
}

#[test]
fn st_5_a_new_password_ends_a_reset_that_is_under_way() {
    let edge = NativeEdge::new(16);
    let person = Person::with_account(&edge);
    let other = person.elsewhere();
    other.browser.fill("/reset", &[("email", EMAIL)]);
    let link = other.link("/reset/password").unwrap();
    assert_eq!(other.browser.get(&link).status, 200);
    let page = unlock(&person.browser, "/account/password");
    person.browser.submit(&page, "/account/password", &[("new_password", NEW_PASSWORD)]);
    assert_eq!(other.browser.get(&link).status, 410);
}
