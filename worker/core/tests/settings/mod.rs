//! Changing settings: the profile page and the current-password step; in `keys`, `phone` and `email` what it opens; in
//! `races` what happens when two do it at once, in `outages` what happens when something fails.

mod email;
mod keys;
mod outages;
mod phone;
mod races;

use crate::native::browser::{Browser, Reply, form};
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::{NativeEdge, ORIGIN, together};
use gatehouse_core::couriers::Message;

/// A password that takes the place of the one that every person has.
const NEW_PASSWORD: &str = "nine herons on the jetty";
/// A number that nobody had before.
const NEW_PHONE: &str = "+1 202 555 0188";
const NEW_E164: &str = "+12025550188";
/// An address that nobody had before.
const NEW_EMAIL: &str = "ana.maria@example.net";

/// Opens a setting, and gives the current password that it asks for.
pub fn unlock(browser: &Browser<'_>, setting: &str) -> Reply {
    let asked = browser.get(setting);
    assert!(asked.leads_to(&format!("/account/confirm?next={setting}")), "{}", asked.location);
    let given = browser.fill(&asked.location, &[("current_password", PASSWORD)]);
    assert!(given.leads_to(setting), "{} {}", given.status, given.location);
    browser.get(setting)
}

/// The emails that were sent to an address about something, newest first.
fn letters(edge: &NativeEdge, to: &str, subject: &str) -> Vec<Message> {
    let mut messages = edge.outbox();
    messages.retain(|message| message.to == to && message.subject == subject);
    messages
}

/// The newest code that was sent to a number.
fn code_to(edge: &NativeEdge, number: &str) -> String {
    edge.outbox().into_iter().find(|message| message.to == number).and_then(|message| message.code).unwrap()
}

fn events(edge: &NativeEdge) -> Vec<String> {
    let mut read = edge.database().prepare("SELECT event FROM activities ORDER BY rowid").unwrap();
    read.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn wrong(right: &str) -> &'static str {
    if right == "000000" { "000001" } else { "000000" }
}

/// Asks for a link to a new address in a browser that is signed in; gives the link's path.
fn ask_for(edge: &NativeEdge, person: &Person<'_>, email: &str) -> Option<String> {
    let page = person.browser.get("/account/email");
    let asked = person.browser.submit(&page, "/account/email", &[("email", email)]);
    assert!(asked.leads_to("/account/email/check-email"), "{}", asked.status);
    let letter = letters(edge, email, "Confirm your new email address").into_iter().next()?;
    Some(letter.links()[0].strip_prefix(ORIGIN).unwrap().to_owned())
}

// ST-1

#[test]
fn st_1_the_profile_page_has_every_setting_with_its_value_and_its_page() {
    let edge = NativeEdge::new(1);
    let person = Person::with_account(&edge);
    let page = person.browser.get("/account");
    for words in [EMAIL, "(202) 555-0123", "Set on January 15, 2027", "Made on January 15, 2027", "None yet"]
    {
        assert!(page.body.contains(words), "{words}");
    }
    for path in [
        "/account/email",
        "/account/password",
        "/account/phone",
        "/account/app",
        "/account/personal-key/new",
        "/account/information",
        "/account/sessions",
        "/account/activity",
        "/account/data",
        "/account/delete",
    ] {
        assert_eq!(page.body.matches(&format!("href=\"{path}\"")).count(), 1, "{path}");
    }
    assert!(page.body.contains("Change<span class=\"visually-hidden\"> Email address</span>"));
    assert!(!page.body.contains("locked"), "nothing is locked");
}

#[test]
fn st_1_information_that_a_reset_left_locked_is_pointed_out() {
    let edge = NativeEdge::new(2);
    let person = Person::with_account(&edge);
    edge.database()
        .execute_batch(
            "INSERT INTO former_information SELECT 'f', account_id, 1, 's', salt, parameters, pepper, verifier, data_key \
             FROM personal_keys",
        )
        .unwrap();
    assert!(person.browser.get("/account").body.contains("Your old personal key opens it"));
}

// ST-2

#[test]
fn st_2_every_setting_asks_for_the_current_password_first() {
    let edge = NativeEdge::new(3);
    let person = Person::with_account(&edge);
    for setting in ["/account/email", "/account/password", "/account/phone", "/account/personal-key/new"] {
        let copy = edge.fork();
        let browser = person.browser.on(&copy);
        assert_eq!(unlock(&browser, setting).status, 200, "{setting}");
        let stranger = Browser::new(&copy);
        assert!(stranger.get(setting).leads_to("/sign-in?why=account"), "{setting}");
    }
    let csrf = person.browser.get("/account").hidden("/sign-out", "csrf").unwrap();
    for (path, rest) in [
        ("/account/email", "email=x%40example.net"),
        ("/account/password", "new_password=nine%20herons%20on%20the%20jetty"),
        ("/account/phone", "phone=2025550188&method=sms"),
        ("/account/phone/code", "code=123456"),
        ("/account/phone/code/send", "method=sms"),
        ("/account/phone/remove", "phone=x"),
        ("/account/personal-key/new", ""),
    ] {
        let reply = person.browser.post(path, &format!("csrf={csrf}&{rest}"));
        assert!(reply.location.starts_with("/account/confirm?next="), "{path}: {}", reply.status);
    }
    assert_eq!(person.browser.get("/account").status, 200);
}

#[test]
fn st_2_the_password_is_good_for_fifteen_minutes_and_the_session_gets_another_cookie() {
    let edge = NativeEdge::new(4);
    let person = Person::with_account(&edge);
    let copy = person.browser.on(&edge);
    let before = person.browser.cookie("session");
    unlock(&person.browser, "/account/phone");
    assert_ne!(person.browser.cookie("session"), before);
    assert!(copy.get("/account").leads_to("/sign-in?why=account"), "the old cookie is dead");
    assert_eq!(person.browser.get("/account/email").status, 200, "it is asked for once");
    edge.wait(15 * 60 - 1);
    assert_eq!(person.browser.get("/account/phone").status, 200);
    edge.wait(1);
    assert!(person.browser.get("/account/phone").leads_to("/account/confirm?next=/account/phone"));
}

#[test]
fn st_2_three_wrong_passwords_sign_out_however_long_they_take() {
    for wait in [0, 14 * 60] {
        let edge = NativeEdge::new(5);
        let person = Person::with_account(&edge);
        let path = "/account/confirm?next=/account/email";
        for left in ["2 tries", "1 try"] {
            let reply = person.browser.fill(path, &[("current_password", "not the password")]);
            assert!(reply.status == 422 && reply.body.contains(left), "{left}");
            edge.wait(wait);
        }
        let last = person.browser.fill(path, &[("current_password", "not the password")]);
        assert!(last.leads_to("/sign-in?why=password"), "after {wait}: {}", last.status);
        assert_eq!(person.browser.cookie("session"), None);
        assert_eq!(edge.count("SELECT COUNT(*) FROM sessions"), 0);
        assert!(person.browser.get("/sign-in?why=password").body.contains("entered 3 times"));
        assert_eq!(events(&edge).last().unwrap(), "signed-out-wrong-passwords");
        // Signing in still works: only the session has ended.
        assert!(person.give_password(PASSWORD).leads_to("/sign-in/method"));
    }
}

#[test]
fn st_2_the_right_password_clears_the_count_and_another_session_has_its_own() {
    let edge = NativeEdge::new(6);
    let person = Person::with_account(&edge);
    let other = person.elsewhere();
    other.begin_sign_in();
    other.go("/sign-in/code");
    let path = "/account/confirm?next=/account/email";
    let wrong = [("current_password", "not the password")];
    for browser in [&person.browser, &other.browser] {
        for _ in 0..2 {
            assert_eq!(browser.fill(path, &wrong).status, 422);
        }
    }
    assert!(person.browser.fill(path, &[("current_password", PASSWORD)]).leads_to("/account/email"));
    for _ in 0..2 {
        assert_eq!(person.browser.fill(path, &wrong).status, 422);
    }
    assert!(other.browser.fill(path, &wrong).leads_to("/sign-in?why=password"));
    assert_eq!(person.browser.get("/account").status, 200);
}

#[test]
fn st_2_the_step_leads_nowhere_but_to_settings() {
    let edge = NativeEdge::new(7);
    let person = Person::with_account(&edge);
    for next in ["https://evil.example", "//evil.example", "/sign-out", ""] {
        let path = format!("/account/confirm?next={next}");
        let reply = person.browser.fill(&path, &[("current_password", PASSWORD)]);
        assert!(reply.leads_to("/account"), "{next}: {}", reply.location);
    }
}

#[test]
fn st_2_a_form_sent_twice_gives_the_same_cookie() {
    let edge = NativeEdge::new(8);
    let person = Person::with_account(&edge);
    let page = person.browser.get("/account/confirm?next=/account/email");
    let body = form(&page, "/account/confirm", &[("current_password", PASSWORD)]);
    let post = || person.browser.later("/account/confirm", &body);
    let replies = together(vec![post(), post()]);
    assert!(replies.iter().all(|reply| reply.leads_to("/account/email")), "{replies:?}");
    assert_eq!(replies[0].set_cookies, replies[1].set_cookies);
    assert_eq!(person.browser.get("/account/email").status, 200);
}
