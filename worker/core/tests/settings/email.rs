//! The email address (ST-3).

use super::{NEW_EMAIL, ask_for, events, letters, unlock};
use crate::native::browser::{Browser, form};
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::{Call, NativeEdge, together};

#[test]
fn st_3_a_link_to_the_new_address_establishes_it_and_both_are_told() {
    let edge = NativeEdge::new(24);
    let person = Person::with_account(&edge);
    unlock(&person.browser, "/account/email");
    let link = ask_for(&edge, &person, NEW_EMAIL).unwrap();
    assert!(person.browser.get("/account/email/check-email").body.contains(NEW_EMAIL));

    // Another browser, without a session; looking changes nothing.
    let other = Browser::new(&edge);
    assert_eq!((other.get(&link).status, other.get(&link).status), (200, 200));
    assert!(
        person.elsewhere().give_password(PASSWORD).leads_to("/sign-in/method"),
        "the old one still counts"
    );
    let done = other.fill(&link, &[]);
    assert!(done.leads_to("/account/email/confirm?done=yes") && !done.brings_session());
    assert!(other.get(&done.location).body.contains("Your email address is changed"));
    assert!(other.get(&link).body.contains("Your email address is changed"), "a used link has no button");

    assert!(person.browser.get("/account").body.contains(NEW_EMAIL), "sessions go on");
    assert_eq!(person.elsewhere().give_password(PASSWORD).status, 422);
    let mut renamed = person.elsewhere();
    NEW_EMAIL.clone_into(&mut renamed.email);
    renamed.begin_sign_in();
    assert_eq!(renamed.go("/sign-in/code").status, 200);
    let told = letters(&edge, EMAIL, "The email address of your account was changed");
    assert_eq!(told.len(), 1);
    assert!(
        told[0].text().contains("puts this address back") && told[0].links()[0].contains("/not-me?token=")
    );
    assert_eq!(letters(&edge, NEW_EMAIL, "This is now the email address of your account").len(), 1);
    let events = events(&edge);
    assert!(["email-change-asked", "email-changed"].iter().all(|event| events.iter().any(|e| e == event)));
}

#[test]
fn st_3_an_address_that_is_taken_gets_the_message_of_su_4_and_the_page_is_the_same() {
    let edge = NativeEdge::new(25);
    let mut other = Person::new(&edge);
    "taken@example.org".clone_into(&mut other.email);
    "+1 202 555 0166".clone_into(&mut other.phone);
    other.go("/sign-up");
    let person = Person::with_account(&edge);
    unlock(&person.browser, "/account/email");
    let looks = ["taken@example.org", "free.one@example.org"].map(|email| {
        let copy = edge.fork();
        let browser = person.browser.on(&copy);
        let page = browser.get("/account/email");
        copy.take_log();
        let posted = browser.submit(&page, "/account/email", &[("email", email)]);
        let calls = copy.take_log().iter().filter(|call| !matches!(call, Call::Fill(_))).count();
        let without_proof = |path: &str, action: &str| {
            let page = browser.get(path);
            page.body.replace(&page.hidden(action, "csrf").unwrap(), "").replace(email, "")
        };
        let pages = [
            without_proof(&posted.location, "/account/email"),
            without_proof("/account/email", "/account/email"),
            without_proof("/account", "/sign-out"),
            without_proof("/account/data", "/account/data.json"),
        ];
        (copy.outbox()[0].subject.clone(), (posted.status, posted.location, pages, calls))
    });
    assert_eq!(looks[0].0, "You already have an account");
    assert_eq!(looks[1].0, "Confirm your new email address");
    assert_eq!(looks[0].1, looks[1].1);
}

#[test]
fn st_3_only_the_newest_link_works_and_only_for_a_day() {
    let edge = NativeEdge::new(26);
    let person = Person::with_account(&edge);
    unlock(&person.browser, "/account/email");
    let mistyped = ask_for(&edge, &person, "ana.mara@example.net").unwrap();
    let right = ask_for(&edge, &person, NEW_EMAIL).unwrap();
    let stranger = Browser::new(&edge);
    let dead = stranger.get(&mistyped);
    assert!(dead.status == 410 && dead.body.contains("you asked for a newer one"));
    let late = edge.fork();
    late.wait(24 * 3600);
    assert_eq!(stranger.on(&late).get(&right).status, 410);
    let page = stranger.get(&right);
    edge.wait(24 * 3600 - 1);
    assert_eq!(stranger.get(&right).status, 200);
    edge.wait(1);
    assert_eq!(stranger.submit(&page, "/account/email/confirm", &[]).status, 410);
    assert_eq!(person.elsewhere().give_password(PASSWORD).status, 303);
}

#[test]
fn st_3_a_button_pressed_twice_or_at_once_changes_the_address_once() {
    let edge = NativeEdge::new(27);
    let person = Person::with_account(&edge);
    unlock(&person.browser, "/account/email");
    let link = ask_for(&edge, &person, NEW_EMAIL).unwrap();
    let browsers = [Browser::new(&edge), Browser::new(&edge)];
    let bodies = browsers.each_ref().map(|browser| form(&browser.get(&link), "/account/email/confirm", &[]));
    let tasks =
        browsers.iter().zip(&bodies).map(|(browser, body)| browser.later("/account/email/confirm", body));
    let replies = together(tasks.collect());
    assert!(replies.iter().all(|reply| reply.leads_to("/account/email/confirm?done=yes")), "{replies:?}");
    assert!(
        browsers[0].post("/account/email/confirm", &bodies[0]).leads_to("/account/email/confirm?done=yes")
    );
    assert_eq!(letters(&edge, EMAIL, "The email address of your account was changed").len(), 1);
}

#[test]
fn st_3_an_address_that_got_an_account_meanwhile_is_not_taken_over() {
    let edge = NativeEdge::new(28);
    let person = Person::with_account(&edge);
    unlock(&person.browser, "/account/email");
    let link = ask_for(&edge, &person, NEW_EMAIL).unwrap();
    let mut other = Person::new(&edge);
    NEW_EMAIL.clone_into(&mut other.email);
    "+1 202 555 0166".clone_into(&mut other.phone);
    other.go("/sign-up");
    let reply = Browser::new(&edge).fill(&link, &[]);
    assert!(reply.status == 409 && reply.body.contains("another account"), "{}", reply.status);
    assert!(person.browser.get("/account").body.contains(EMAIL));
    assert!(other.browser.get("/account").body.contains(NEW_EMAIL));
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 2);
}

#[test]
fn st_3_what_is_no_new_address_is_refused_and_kept_in_the_field() {
    let edge = NativeEdge::new(29);
    let person = Person::with_account(&edge);
    let page = unlock(&person.browser, "/account/email");
    for typed in ["", "nonsense", EMAIL, "Ana.Ruiz@EXAMPLE.org"] {
        let reply = person.browser.submit(&page, "/account/email", &[("email", typed)]);
        assert_eq!(reply.status, 422, "{typed}");
        assert!(reply.body.contains(&format!("type=\"email\" value=\"{typed}\"")), "{typed}");
    }
    assert_eq!(edge.count("SELECT COUNT(*) FROM email_changes"), 0);
}

#[test]
fn st_3_links_to_one_address_are_limited_with_those_of_sign_ups() {
    let edge = NativeEdge::new(30);
    let person = Person::with_account(&edge);
    unlock(&person.browser, "/account/email");
    for _ in 0..2 {
        ask_for(&edge, &person, NEW_EMAIL).unwrap();
    }
    assert_eq!(Browser::new(&edge).fill("/sign-up", &[("email", NEW_EMAIL)]).status, 303);
    let page = person.browser.get("/account/email");
    let refused = person.browser.submit(&page, "/account/email", &[("email", NEW_EMAIL)]);
    assert_eq!((refused.status, refused.retry_after), (429, Some(15 * 60)));
    assert!(refused.body.contains("href=\"/account/email\""));
}

#[test]
fn st_3_a_link_does_not_outlive_its_account_and_one_of_another_kind_is_nothing() {
    let edge = NativeEdge::new(31);
    let person = Person::with_account(&edge);
    unlock(&person.browser, "/account/email");
    let link = ask_for(&edge, &person, NEW_EMAIL).unwrap();
    let browser = Browser::new(&edge);
    let sign_up = link.replace("/account/email/confirm", "/sign-up/confirm");
    assert_eq!(browser.get(&sign_up).status, 404);
    let page = browser.get(&link);
    edge.database().execute_batch("DELETE FROM accounts").unwrap();
    assert_eq!(browser.get(&link).status, 410);
    assert_eq!(browser.submit(&page, "/account/email/confirm", &[]).status, 410);
    for token in ["", "nonsense", &"A".repeat(43)] {
        assert_eq!(browser.get(&format!("/account/email/confirm?token={token}")).status, 410, "{token}");
    }
}

#[test]
fn si_9_the_browser_that_changed_the_address_is_no_new_browser_under_it() {
    let edge = NativeEdge::new(32);
    let person = Person::with_account(&edge);
    unlock(&person.browser, "/account/email");
    let link = ask_for(&edge, &person, NEW_EMAIL).unwrap();
    assert!(person.browser.fill(&link, &[]).leads_to("/account/email/confirm?done=yes"));
    assert!(
        person.browser.get("/account/email/check-email").leads_to("/account/email"),
        "nothing to wait for"
    );
    let mut renamed = Person::new(&edge);
    NEW_EMAIL.clone_into(&mut renamed.email);
    renamed.browser = person.browser.on(&edge);
    let told = || edge.outbox().iter().filter(|message| message.subject.contains("new browser")).count();
    let before = told();
    renamed.begin_sign_in();
    assert_eq!(renamed.go("/sign-in/code").status, 200);
    assert_eq!(told(), before);
    // The control: any other browser is one.
    renamed.browser = Browser::new(&edge);
    renamed.begin_sign_in();
    assert_eq!(renamed.go("/sign-in/code").status, 200);
    assert_eq!(told(), before + 1);
}
