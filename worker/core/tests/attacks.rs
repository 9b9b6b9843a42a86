//! What an attacker with a password, a mailbox, a session or a form of the past may try, and what haste may bring about.

use crate::authenticator_app::{confirm, start};
use crate::native::browser::{Browser, Reply, form};
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::resets::{NEW_PASSWORD, wrong_code};
use crate::native::{NativeEdge, ORIGIN, Random, Task, shuffled};

const THIEF: &str = "thief@example.net";

/// Asks for a link to a new address in a browser that gave the current password; gives its path.
fn link_to_new_address(edge: &NativeEdge, browser: &Browser<'_>, email: &str) -> String {
    assert!(browser.fill("/account/email", &[("email", email)]).leads_to("/account/email/check-email"));
    let letter = edge.outbox().into_iter().find(|message| message.to == email).unwrap();
    letter.links()[0].strip_prefix(ORIGIN).unwrap().to_owned()
}

/// The path of the link in the newest letter to an address about something.
fn link_in(edge: &NativeEdge, to: &str, subject: &str) -> String {
    let mut messages = edge.outbox().into_iter();
    let letter = messages.find(|message| message.to == to && message.subject == subject).unwrap();
    letter.links()[0].strip_prefix(ORIGIN).unwrap().to_owned()
}

/// Sends one form with other passwords again and again; gives the statuses.
fn choices(browser: &Browser<'_>, path: &str, body: &str, field: &str) -> Vec<u16> {
    let post = |n| browser.post(path, &format!("{body}{field}=quiet%20heron%20bridge%20{n}")).status;
    (0..11).map(post).collect()
}

#[test]
fn pr_2_one_form_of_a_reset_buys_no_more_slow_hashes_than_ten_forms_do() {
    let edge = NativeEdge::new(1);
    let person = Person::with_account(&edge).elsewhere();
    let link = person.ask_for_reset();
    let body = form(&person.browser.get(&link), "/reset/password", &[]);
    let statuses = choices(&person.browser, "/reset/password", &body, "new_password");
    // The one that the sign-up took was not long ago.
    assert_eq!((&statuses[..9], statuses[9]), (&[303; 9][..], 429));
}

#[test]
fn su_5_one_form_of_a_sign_up_buys_no_more_slow_hashes_than_ten_forms_do() {
    let edge = NativeEdge::new(2);
    let person = Person::new(&edge);
    let page = person.go_until("/sign-up", "/sign-up/password");
    let body = form(&page, "/sign-up/password", &[]);
    let statuses = choices(&person.browser, "/sign-up/password", &body, "password");
    assert_eq!((&statuses[..10], statuses[10]), (&[303; 10][..], 429));
}

#[test]
fn st_5_a_new_password_ends_a_change_of_address_that_another_session_asked_for() {
    let edge = NativeEdge::new(3);
    let owner = Person::with_account(&edge);
    let thief = owner.elsewhere();
    thief.begin_sign_in();
    thief.go("/sign-in/code");
    confirm(&thief.browser, "/account/email");
    let link = link_to_new_address(&edge, &thief.browser, THIEF);
    let page = thief.browser.get(&link);
    confirm(&owner.browser, "/account/password");
    let changed = owner.browser.fill("/account/password", &[("new_password", NEW_PASSWORD)]);
    assert!(changed.leads_to("/account/personal-key"));
    assert_eq!(thief.browser.submit(&page, "/account/email/confirm", &[]).status, 410);
    assert!(owner.is_let_in_by(NEW_PASSWORD), "the address is still the owner's");
}

#[test]
fn si_6_who_changes_the_password_or_the_personal_key_calls_off_a_deletion_that_a_thief_asked_for() {
    for path in ["/account/password", "/account/personal-key/new"] {
        let edge = NativeEdge::new(4);
        let owner = Person::with_account(&edge);
        let thief = owner.elsewhere();
        assert!(thief.give_password(PASSWORD).leads_to("/sign-in/method"));
        assert!(thief.browser.fill("/sign-in/delete", &[]).leads_to("/sign-in/delete"));
        confirm(&owner.browser, path);
        let renewed = owner.browser.fill(path, &[("new_password", NEW_PASSWORD)]);
        assert!(renewed.leads_to("/account/personal-key"), "{}", renewed.status);
        assert_eq!(edge.count("SELECT COUNT(*) FROM deletions"), 0, "{path}");
        assert_eq!(
            edge.count("SELECT COUNT(*) FROM activities WHERE event = 'deletion-cancelled'"),
            1,
            "{path}"
        );
    }
}

#[test]
fn st_3_the_undo_of_a_new_address_kills_the_link_that_went_there() {
    let edge = NativeEdge::new(5);
    let owner = Person::with_account(&edge);
    confirm(&owner.browser, "/account/email");
    let link = link_to_new_address(&edge, &owner.browser, THIEF);
    assert!(owner.browser.fill(&link, &[]).leads_to("/account/email/confirm?done=yes"));
    let undo = link_in(&edge, EMAIL, "The email address of your account was changed");
    let theirs = link_in(&edge, THIEF, "This is now the email address of your account");
    assert!(owner.browser.fill(&undo, &[]).leads_to("/not-me?done=restored"));
    let thief = Browser::new(&edge);
    assert_eq!(thief.get(&theirs).status, 404, "the thief cannot lock the owner out once more");
}

#[test]
fn si_1_a_sign_in_while_the_account_is_locked_or_the_password_replaced_is_told_what_happened() {
    let base = NativeEdge::new(6);
    let owner = Person::with_account(&base);
    owner.elsewhere().go("/sign-in");
    let lock = owner.link("/not-me").unwrap();
    confirm(&owner.browser, "/account/password");
    for (path, fields) in
        [(lock.as_str(), vec![]), ("/account/password", vec![("new_password", NEW_PASSWORD)])]
    {
        for seed in 0..12 {
            let edge = base.fork();
            let (browser, other) = (owner.browser.on(&edge), Browser::new(&edge));
            let action = path.split('?').next().unwrap();
            let change = form(&browser.get(path), action, &fields);
            let sign_in =
                form(&other.get("/sign-in"), "/sign-in", &[("email", EMAIL), ("password", PASSWORD)]);
            let tasks: Vec<Task<'_, Reply>> =
                vec![browser.later(action, &change), other.later("/sign-in", &sign_in)];
            let reply = shuffled(&mut Random::new(seed), tasks).remove(1);
            assert!([303, 403, 422].contains(&reply.status), "{path}, seed {seed}: {}", reply.status);
            assert_eq!(edge.reported(), [], "{path}, seed {seed}");
        }
    }
}

#[test]
fn su_9_a_code_that_proved_one_app_proves_no_other_by_the_same_form() {
    let edge = NativeEdge::new(7);
    let person = Person::with_account(&edge);
    confirm(&person.browser, "/account/app");
    let page = start(&person);
    let body = form(&page, "/account/app/code", &[("code", &person.app_code(0))]);
    assert!(person.browser.post("/account/app/code", &body).leads_to("/account/app?done=added"));
    let first = edge.text("SELECT secret FROM authenticator_apps");
    start(&person);
    edge.wait(60);
    assert_eq!(person.browser.post("/account/app/code", &body).status, 422);
    assert_eq!(
        edge.text("SELECT secret FROM authenticator_apps"),
        first,
        "nobody has shown to have the second"
    );
}

#[test]
fn si_4_a_lock_that_another_browser_brought_about_ends_no_session() {
    let edge = NativeEdge::new(8);
    let mut owner = Person::with_account(&edge);
    // A reset without the key leaves information locked, which the old key opens.
    assert_eq!(owner.browser.fill("/account/information", &[("full_name", "Ana Ruiz")]).status, 303);
    owner.reset();
    NEW_PASSWORD.clone_into(&mut owner.password);
    owner.go("/sign-in");
    let former = format!("/account/information/former?id={}", edge.text("SELECT id FROM former_information"));
    let page = owner.browser.get("/account/confirm?next=/account/app");
    owner.browser.submit(&page, "/account/confirm", &[("current_password", NEW_PASSWORD)]);
    let page = start(&owner);
    let key = owner.key.borrow().clone();
    let forms = [
        ("/account/app/code", form(&page, "/account/app/code", &[("code", &owner.app_code(0))])),
        ("/account/information/former", {
            let page = owner.browser.get(&former);
            let id = page.hidden("/account/information/former", "id").unwrap();
            form(&page, "/account/information/former", &[("id", &id), ("personal_key", &key)])
        }),
        ("/account/delete/personal-key", {
            let page = owner.browser.get("/account/delete/personal-key");
            form(&page, "/account/delete/personal-key", &[("personal_key", &key)])
        }),
    ];
    let mut thief = owner.elsewhere();
    NEW_PASSWORD.clone_into(&mut thief.password);
    thief.begin_sign_in();
    let right = thief.code().unwrap();
    for _ in 0..3 {
        thief.browser.fill("/sign-in/code", &[("code", wrong_code(&right))]);
    }
    for (path, body) in forms {
        let refused = owner.browser.post(path, &body);
        assert!([403, 429].contains(&refused.status), "{path}: {}", refused.status);
        assert_eq!(owner.browser.get("/account").status, 200, "{path}: the owner got nothing wrong");
    }
}

#[test]
fn st_5_a_password_change_that_meets_a_save_in_another_window_is_done() {
    let base = NativeEdge::new(9);
    let owner = Person::with_account(&base);
    let other = owner.elsewhere();
    other.begin_sign_in();
    other.go("/sign-in/code");
    confirm(&owner.browser, "/account/password");
    for seed in 0..12 {
        let edge = base.fork();
        let (one, two) = (owner.browser.on(&edge), other.browser.on(&edge));
        let change =
            form(&one.get("/account/password"), "/account/password", &[("new_password", NEW_PASSWORD)]);
        let save =
            form(&two.get("/account/information"), "/account/information", &[("full_name", "Ana Ruiz")]);
        let tasks = vec![one.later("/account/password", &change), two.later("/account/information", &save)];
        let replies = shuffled(&mut Random::new(seed), tasks);
        assert!(replies[0].leads_to("/account/personal-key"), "seed {seed}: {}", replies[0].location);
        assert!(owner.on(&edge).is_let_in_by(NEW_PASSWORD), "seed {seed}");
    }
}

#[test]
fn su_4_word_that_there_is_an_account_goes_to_its_own_address_however_it_was_typed() {
    let edge = NativeEdge::new(41);
    Person::with_account(&edge);
    Browser::new(&edge).fill("/sign-up", &[("email", &EMAIL.to_uppercase())]);
    let letter = edge.outbox().into_iter().next().unwrap();
    assert_eq!((letter.to.as_str(), letter.subject.as_str()), (EMAIL, "You already have an account"));
}
