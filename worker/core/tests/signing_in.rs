//! Signing in by code, by call and by personal key; signing out; locks and time-outs.

use crate::native::browser::{Reply, form};
use crate::native::person::{E164, EMAIL, PASSWORD, Person};
use crate::native::{NativeEdge, together};
use gatehouse_core::couriers::Channel;

#[test]
fn si_1_password_and_code_sign_in_every_time() {
    let edge = NativeEdge::new(1);
    let person = Person::with_account(&edge);
    for (method, channel) in [("sms", Channel::Sms), ("voice", Channel::Voice)] {
        person.begin_sign_in_by(method);
        assert_eq!(person.browser.get("/account").status, 303, "the password alone lets nobody in");
        assert_eq!((edge.outbox()[0].channel, edge.outbox()[0].to.as_str()), (channel, E164));
        assert_eq!(person.go("/sign-in/code").status, 200, "{method}");
        assert_eq!(person.browser.cookie("sign-in"), None);
    }
}

#[test]
fn si_1_a_wrong_password_and_an_unknown_address_look_alike() {
    let edge = NativeEdge::new(2);
    Person::with_account(&edge);
    let looks = [EMAIL, "nobody.atall@example.org"].map(|email| {
        let person = Person::new(&edge);
        edge.take_log();
        let reply = person.browser.fill("/sign-in", &[("email", email), ("password", "not the password")]);
        let csrf = reply.hidden("/sign-in", "csrf").unwrap();
        (reply.status, reply.body.replace(&csrf, "").replace(email, ""), edge.take_log())
    });
    assert_eq!(looks[0].0, 422);
    assert_eq!(looks[0], looks[1], "page and port calls");
}

#[test]
fn si_3_the_fourth_code_in_fifteen_minutes_says_when() {
    let edge = NativeEdge::new(3);
    let person = Person::with_account(&edge);
    person.begin_sign_in();
    for _ in 0..2 {
        edge.wait(60);
        let page = person.browser.get("/sign-in/code");
        assert!(person.browser.submit(&page, "/sign-in/code/send", &[]).leads_to("/sign-in/code"));
    }
    let page = person.browser.get("/sign-in/code");
    let refused = person.browser.submit(&page, "/sign-in/code/send", &[]);
    assert_eq!((refused.status, refused.retry_after), (429, Some(13 * 60)));
    let newest = person.code().unwrap();
    assert!(
        person.browser.fill("/sign-in/code", &[("code", &newest)]).leads_to("/account"),
        "the newest still works"
    );
}

#[test]
fn si_4_three_wrong_codes_lock_and_only_the_locked_browser_and_the_right_password_see_it() {
    let edge = NativeEdge::new(4);
    let person = Person::with_account(&edge);
    person.begin_sign_in();
    let wrong = if person.code().unwrap() == "000000" { "000001" } else { "000000" };
    for left in ["2 tries", "1 try"] {
        let reply = person.browser.fill("/sign-in/code", &[("code", wrong)]);
        assert!(reply.status == 422 && reply.body.contains(left), "{left}");
    }
    let locked = person.browser.fill("/sign-in/code", &[("code", wrong)]);
    assert_eq!((locked.status, locked.retry_after), (429, Some(300)));
    edge.wait(10);
    assert_eq!(person.browser.get("/sign-in/code").retry_after, Some(290));
    let other = person.elsewhere();
    assert_eq!(other.give_password("not the password").status, 422);
    assert_eq!((other.give_password(PASSWORD).status, other.browser.cookie("sign-in")), (429, None));
    edge.wait(290);
    assert!(person.give_password(PASSWORD).leads_to("/sign-in/method"));
    assert_eq!(person.go("/sign-in/method").status, 200);
}

#[test]
fn si_4_a_code_works_only_for_the_sign_in_that_it_was_sent_for() {
    let edge = NativeEdge::new(5);
    let person = Person::with_account(&edge);
    person.begin_sign_in();
    let code = person.code().unwrap();
    let other = person.elsewhere();
    other.begin_sign_in();
    assert_eq!(other.browser.fill("/sign-in/code", &[("code", &code)]).status, 422);
    assert!(
        person.browser.fill("/sign-in/code", &[("code", &code)]).leads_to("/account"),
        "each has its own"
    );
}

#[test]
fn si_4_a_code_sent_twice_by_one_form_signs_in_once() {
    let edge = NativeEdge::new(6);
    let person = Person::with_account(&edge);
    person.begin_sign_in();
    let code = person.code().unwrap();
    let body = form(&person.browser.get("/sign-in/code"), "/sign-in/code", &[("code", &code)]);
    let post = || person.browser.later("/sign-in/code", &body);
    let replies = together(vec![post(), post()]);
    // Both answers bring the same session, so it does not matter which one the browser keeps.
    assert!(replies.iter().all(Reply::brings_session));
    assert_eq!(edge.count("SELECT COUNT(*) FROM sessions"), 2, "the one of the sign-up, and this one");
    assert_eq!(person.browser.get("/account").status, 200);
}

#[test]
fn si_5_a_personal_key_works_once_a_new_one_is_shown_and_other_sessions_end() {
    let edge = NativeEdge::new(7);
    let person = Person::with_account(&edge);
    let (old, thief) = (person.key.borrow().clone(), person.elsewhere());
    let other = person.elsewhere();
    other.method.set("personal_key");
    let page = other.go_until("/sign-in", "/account/personal-key");
    let new = page.personal_key();
    assert_ne!(new, old);
    assert!(other.browser.get("/account").leads_to("/account/personal-key"), "it must be saved first");
    assert!(other.browser.get("/account/personal-key.txt").body.contains(&new));
    assert!(person.browser.get("/account").leads_to("/sign-in?why=account"), "the other session has ended");
    assert!(other.browser.fill("/account/personal-key", &[("personal_key", &new)]).leads_to("/account"));
    assert_eq!(other.browser.get("/account").status, 200);

    assert!(thief.give_password(PASSWORD).leads_to("/sign-in/method"));
    let dead = thief.browser.fill("/sign-in/personal-key", &[("personal_key", &old)]);
    assert!(dead.status == 422 && dead.body.contains("2 tries"));
    let alive = thief.browser.fill("/sign-in/personal-key", &[("personal_key", &new)]);
    assert!(alive.leads_to("/account/personal-key"));
}

#[test]
fn si_5_wrong_personal_keys_are_counted_with_the_wrong_codes() {
    let edge = NativeEdge::new(8);
    let person = Person::with_account(&edge);
    person.begin_sign_in();
    let wrong = if person.code().unwrap() == "000000" { "000001" } else { "000000" };
    assert_eq!(person.browser.fill("/sign-in/code", &[("code", wrong)]).status, 422);
    let key = [("personal_key", "0123-4567-89AB-CDEF")];
    assert_eq!(person.browser.fill("/sign-in/personal-key", &key).status, 422);
    assert_eq!(person.browser.fill("/sign-in/personal-key", &key).status, 429);
}

#[test]
fn si_8_signing_out_ends_the_session_at_once_and_for_a_copy_of_the_cookie_too() {
    let edge = NativeEdge::new(9);
    let person = Person::with_account(&edge);
    let copy = person.browser.on(&edge);
    let page = person.browser.get("/account");
    assert!(person.browser.submit(&page, "/sign-out", &[]).leads_to("/signed-out"));
    assert_eq!(person.browser.cookie("session"), None);
    assert!(copy.get("/account").leads_to("/sign-in?why=account"));
    assert_eq!(edge.count("SELECT COUNT(*) FROM sessions"), 0);
}

#[test]
fn si_8_a_form_that_signed_in_does_not_bring_back_a_session_that_was_signed_out() {
    let edge = NativeEdge::new(15);
    let person = Person::with_account(&edge).elsewhere();
    person.begin_sign_in();
    let code = person.code().unwrap();
    let page = person.browser.get("/sign-in/code");
    let another = form(&person.browser.get("/sign-in/code"), "/sign-in/code", &[("code", &code)]);
    let body = form(&page, "/sign-in/code", &[("code", &code)]);
    let copy = person.browser.on(&edge);
    assert!(person.browser.post("/sign-in/code", &body).brings_session());
    assert!(!copy.on(&edge).post("/sign-in/code", &another).brings_session(), "only the form that signed in");
    let page = person.browser.get("/account");
    assert!(person.browser.submit(&page, "/sign-out", &[]).leads_to("/signed-out"));
    assert!(!copy.post("/sign-in/code", &body).brings_session());
    assert!(copy.get("/account").leads_to("/sign-in?why=account"));
}

#[test]
fn si_8_an_idle_session_ends_after_fifteen_minutes_and_says_why() {
    let edge = NativeEdge::new(10);
    let person = Person::with_account(&edge);
    edge.wait(15 * 60 - 1);
    assert_eq!(person.browser.get("/account").status, 200);
    edge.wait(15 * 60);
    assert!(person.browser.get("/account").leads_to("/sign-in?why=idle"));
}

#[test]
fn si_8_looking_at_the_warning_does_not_keep_a_session_alive_but_its_button_does() {
    let edge = NativeEdge::new(11);
    let person = Person::with_account(&edge);
    edge.wait(14 * 60);
    let warning = person.browser.get("/account/time-out");
    assert_eq!(warning.status, 200);
    let idle = edge.fork();
    idle.wait(60);
    assert!(person.browser.on(&idle).get("/account").leads_to("/sign-in?why=idle"));
    assert!(person.browser.submit(&warning, "/account/stay", &[]).leads_to("/account"));
    edge.wait(14 * 60);
    assert_eq!(person.browser.get("/account").status, 200);
}

#[test]
fn si_8_no_session_lasts_longer_than_twelve_hours() {
    let edge = NativeEdge::new(12);
    let person = Person::with_account(&edge);
    for _ in 0..(12 * 6 - 1) {
        edge.wait(600);
        assert_eq!(person.browser.get("/account").status, 200);
    }
    edge.wait(600);
    assert!(person.browser.get("/account").leads_to("/sign-in?why=time"));
}

#[test]
fn the_eleventh_wrong_password_waits_but_a_known_browser_and_others_do_not() {
    let edge = NativeEdge::new(13);
    let person = Person::with_account(&edge);
    let stranger = person.elsewhere();
    for attempt in 0..10 {
        assert_eq!(stranger.give_password("not the password").status, 422, "{attempt}");
    }
    let refused = stranger.give_password(PASSWORD);
    assert_eq!((refused.status, refused.retry_after), (429, Some(60)));
    person.browser.forget("session");
    assert!(
        person.give_password(PASSWORD).leads_to("/sign-in/method"),
        "the owner's browser has its own budget"
    );
    edge.wait(60);
    assert!(stranger.give_password(PASSWORD).leads_to("/sign-in/method"));
}

#[test]
fn si_4_ten_lockouts_require_a_reset_and_the_owner_is_told_once_an_hour() {
    let edge = NativeEdge::new(14);
    let person = Person::with_account(&edge);
    for lockout in 1..=10 {
        assert!(person.give_password(PASSWORD).leads_to("/sign-in/method"), "{lockout}");
        for _ in 0..3 {
            person.browser.fill("/sign-in/personal-key", &[("personal_key", "0123-4567-89AB-CDEF")]);
        }
        edge.wait(300);
    }
    let told = || {
        edge.outbox().iter().filter(|message| message.subject == "Your account needs a new password").count()
    };
    assert_eq!((person.give_password(PASSWORD).status, told()), (403, 1));
    // A letter may be lost, or deleted.
    edge.wait(60 * 60);
    for _ in 0..2 {
        assert_eq!((person.give_password(PASSWORD).status, told()), (403, 2));
    }
}
