//! Notices, and the link in each of them that says "this wasn't me" (SI-9).

use gatehouse_tests::{
    Browser, Person, Request, outbox,
    person::enter_password,
    reset::{choose, enter_code, link_of, not_me},
    unique,
};

/// Signs in from a new browser; gives the link of the notice.
fn notice(person: &Person) -> String {
    let message = person.mailed(|| person.sign_in(&mut Browser::new()));
    link_of(&message, "/not-me?token=")
}

#[test]
fn si_9_a_sign_in_from_a_browser_not_seen_before_is_told_once() {
    let person = Person::new();
    let mut browser = Browser::new();
    let message = person.mailed(|| person.sign_in(&mut browser));
    assert!(message.link("/not-me?token=").is_some(), "{message:#?}");
    let page = browser.get("/account");
    browser.press(&page, "/sign-out").leads_to("/signed-out");
    let before = outbox::settled_count(&person.email);
    person.sign_in(&mut browser);
    assert_eq!(outbox::settled_count(&person.email), before, "it is known by now");
}

#[test]
fn si_9_opening_the_link_changes_nothing_and_its_button_locks_at_once() {
    let person = Person::new();
    let link = notice(&person);
    let mut reader = Browser::new();
    for _ in 0..3 {
        reader.get(&link).is(200);
        reader.send(Request::new("HEAD", &link)).is(200);
    }
    person.browser.clone().get("/account").is(200);
    let reply = not_me(&mut reader, &link);
    reply.leads_to("/not-me");
    reader.follow(&reply).is(200).says("locked");
    person.browser.clone().get("/account").leads_to("/sign-in");
    let refused = person.enter_password(&mut Browser::new());
    refused.is(403);
    assert!(refused.page().links().iter().any(|link| link == "/reset"), "{}", refused.describe());
    let wrong = enter_password(&mut Browser::new(), &person.email, "not the password");
    let unknown = enter_password(&mut Browser::new(), &unique::email(), "not the password");
    wrong.sends_back("email", &person.email);
    assert_eq!(wrong.page().errors(), unknown.page().errors(), "only the right password sees the lock");
}

#[test]
fn si_9_the_lock_ends_sign_ins_that_were_under_way() {
    let person = Person::new();
    let link = notice(&person);
    let mut waiting = Browser::new();
    let code = person.come_to_code(&mut waiting);
    let form = waiting.form("/sign-in/code", "code").filled(&[("code", &code)]);
    not_me(&mut Browser::new(), &link).leads_to("/not-me");
    waiting.send(form.request()).leads_to("/sign-in");
    waiting.get("/account").leads_to("/sign-in");
}

#[test]
fn si_9_only_a_completed_reset_unlocks() {
    let person = Person::new();
    let link = notice(&person);
    let message = person.mailed(|| {
        not_me(&mut Browser::new(), &link).leads_to("/not-me");
    });
    let reset = link_of(&message, "/reset/password?token=");
    let new = unique::password();
    let mut browser = Browser::new();
    choose(&mut browser, &reset, &new).leads_to("/reset/method");
    person.enter_password(&mut Browser::new()).is(403);
    let code = person.reset_code(&mut browser);
    enter_code(&mut browser, &code).leads_to("/sign-in");
    enter_password(&mut Browser::new(), &person.email, &new).leads_to("/sign-in/method");
}

#[test]
fn si_9_a_reset_that_somebody_else_had_begun_ends_with_the_lock() {
    let person = Person::new();
    let link = notice(&person);
    let mut thief = Browser::new();
    person.begin_reset(&mut thief, &unique::password());
    let code = person.reset_code(&mut thief);
    let form = thief.form("/reset/code", "code").filled(&[("code", &code)]);
    not_me(&mut Browser::new(), &link).leads_to("/not-me");
    thief.send(form.request()).is(403);
    person.enter_password(&mut Browser::new()).is(403);
}

#[test]
fn si_9_a_link_works_once_and_pressed_twice_it_says_the_same() {
    let person = Person::new();
    let link = notice(&person);
    let mut browser = Browser::new();
    let page = browser.get(&link);
    let form = page.page().form_to("/not-me").unwrap();
    let known = outbox::messages_to(&person.email).len();
    for _ in 0..2 {
        browser.send(form.request()).leads_to("/not-me");
    }
    assert_eq!(outbox::settled_count(&person.email), known + 1);
    let used = browser.get(&link);
    used.is(410);
    assert!(used.page().links().iter().any(|link| link == "/reset"), "{}", used.describe());
    // After the reset, the same form locks nothing again.
    let new = unique::password();
    person.reset(&mut Browser::new(), &new);
    browser.send(form.request()).leads_to("/not-me");
    enter_password(&mut Browser::new(), &person.email, &new).leads_to("/sign-in/method");
}

#[test]
fn si_9_the_link_is_good_for_nothing_else() {
    let person = Person::new();
    let token = outbox::token_of(&notice(&person)).to_owned();
    for path in ["/reset/password", "/sign-up/confirm", "/sign-up/report"] {
        Browser::new().get(&format!("{path}?token={token}")).is(404);
    }
    let reset = outbox::token_of(&person.reset_link(&mut Browser::new())).to_owned();
    Browser::new().get(&format!("/not-me?token={reset}")).is(404);
    let mut browser = Browser::new();
    let csrf = browser.form("/sign-in", "password").value("csrf").unwrap().to_owned();
    browser.send(Request::form("/not-me", &[("csrf", &csrf), ("token", &reset)])).is(404);
    person.browser.clone().get("/account").is(200);
}

#[test]
fn si_9_the_button_needs_a_form_of_the_page() {
    let person = Person::new();
    let token = outbox::token_of(&notice(&person)).to_owned();
    Browser::new().send(Request::form("/not-me", &[("token", &token)])).is(403);
    person.browser.clone().get("/account").is(200);
}
