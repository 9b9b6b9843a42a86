//! Deleting an account: at once with the password and a second factor (ST-8), after a wait without one (SI-6). What the
//! wait does when it is over is in `time`.

use gatehouse_tests::{
    Browser, Newcomer, Person, crowd,
    deletion::{ask_without_factor, cancel, cancel_link, come_to_code, delete},
    outbox,
    person::{enter_code, enter_password, press_link},
    settings::unlock,
    unique,
};

#[test]
fn st_8_password_and_second_factor_delete_the_account_at_once_and_the_owner_is_told() {
    let mut person = Person::new();
    let mut other = Browser::new();
    person.sign_in(&mut other);
    let known = outbox::messages_to(&person.email);
    let mut browser = person.browser.clone();
    let page = unlock(&mut browser, &person, "/account/delete");
    page.says("for good").says("30 days").says("personal information");
    person.browser = browser;
    delete_after_password(&mut person);
    let goodbye = outbox::next_to(&person.email, &known);
    assert_eq!(goodbye.subject.as_deref(), Some("Your account was deleted"));
    person.browser.get("/account-deleted").is(200).says("erased");
    for cookie in ["session", "sign-in", "sign-up", "device"] {
        assert_eq!(person.browser.cookie(cookie), None, "{cookie}");
    }
    for browser in [&mut person.browser, &mut other] {
        browser.get("/account").leads_to("/sign-in");
    }
    let gone = person.enter_password(&mut Browser::new());
    let unknown = enter_password(&mut Browser::new(), &unique::email(), "not the password");
    gone.is(422);
    assert_eq!(gone.page().errors(), unknown.page().errors(), "as if it had never been");
}

/// Asks for a code and gives it, in a browser that has given the current password.
fn delete_after_password(person: &mut Person) {
    let known = outbox::messages_to(&person.phone);
    let page = person.browser.get("/account/delete/method");
    person.browser.submit(&page, &[("method", "sms")]).leads_to("/account/delete/code");
    let code = outbox::next_to(&person.phone, &known).code.unwrap();
    let page = person.browser.get("/account/delete/code");
    page.says("can’t be undone");
    person.browser.submit(&page, &[("code", &code)]).leads_to("/account-deleted");
}

#[test]
fn st_8_neither_the_password_alone_nor_a_code_alone_deletes_anything() {
    let mut person = Person::new();
    for path in ["", "/method", "/code", "/app", "/personal-key"] {
        person.browser.get(&format!("/account/delete{path}")).leads_to("/account/confirm");
    }
    let mut browser = person.browser.clone();
    unlock(&mut browser, &person, "/account/delete");
    browser.get("/account/delete/code").leads_to("/account/delete/method");
    // A code for signing in is none for deleting, and the other way round.
    let mut signing_in = Browser::new();
    let code = person.come_to_code(&mut signing_in);
    person.browser = browser;
    let known = outbox::messages_to(&person.phone);
    let page = person.browser.get("/account/delete/method");
    person.browser.submit(&page, &[("method", "voice")]).leads_to("/account/delete/code");
    let for_deleting = outbox::next_to(&person.phone, &known).code.unwrap();
    let page = person.browser.get("/account/delete/code");
    person.browser.submit(&page, &[("code", &code)]).is(422);
    enter_code(&mut signing_in, &for_deleting).is(422);
    person.browser.get("/account").is(200).says(&person.email);
    enter_code(&mut signing_in, &code).leads_to("/account");
}

#[test]
fn st_8_the_personal_key_confirms_too() {
    let mut person = Person::new();
    let mut browser = person.browser.clone();
    unlock(&mut browser, &person, "/account/delete");
    let page = browser.get("/account/delete/personal-key");
    browser.submit(&page, &[("personal_key", "0000-0000-0000-0000")]).is(422).says("2 tries");
    browser.submit(&page, &[("personal_key", &person.personal_key)]).leads_to("/account-deleted");
    person.browser.get("/account").leads_to("/sign-in");
}

#[test]
fn si_4_three_wrong_codes_while_deleting_sign_out_and_lock() {
    let mut person = Person::new();
    let code = come_to_code(&mut person);
    for (n, status) in [(0, 422), (1, 422), (2, 429)] {
        let page = person.browser.get("/account/delete/code");
        person.browser.submit(&page, &[("code", &unique::other_code(&code, n))]).is(status);
    }
    person.browser.get("/account").leads_to("/sign-in");
    person.enter_password(&mut Browser::new()).is(429);
}

#[test]
fn st_8_the_address_is_free_at_once() {
    let mut person = Person::new();
    delete(&mut person).leads_to("/account-deleted");
    let mut again = Newcomer { email: person.email.clone(), ..Newcomer::new() };
    let known = outbox::messages_to(&again.email);
    again.ask().leads_to("/sign-up/check-email");
    let link = outbox::next_to(&again.email, &known).link("/sign-up/confirm").unwrap();
    press_link(&mut again.browser, &link).leads_to("/sign-up/password");
    again.choose_password().leads_to("/sign-up/phone");
    again.enter_phone().leads_to("/sign-up/code");
    again.enter_code().leads_to("/sign-up/personal-key");
    let mut new = again.becomes_person();
    let activity = new.browser.get("/account/activity");
    activity.is(200).says("Account created");
    assert!(!activity.mentions("Signed in with"), "nothing of the old account\n{}", activity.describe());
}

#[test]
fn st_8_a_form_that_deletes_is_sent_five_times_at_once_and_deletes_once() {
    let mut person = Person::new();
    let code = come_to_code(&mut person);
    let known = outbox::messages_to(&person.email).len();
    let form = person.browser.form("/account/delete/code", "code").filled(&[("code", &code)]);
    let requests = (0..5).map(|_| (person.browser.clone(), form.request())).collect();
    for (reply, _) in crowd::all_at_once(requests) {
        reply.leads_to("/account-deleted");
    }
    assert_eq!(outbox::settled_count(&person.email), known + 1, "one goodbye");
}

#[test]
fn st_8_whatever_another_browser_does_at_that_moment_nothing_comes_back_to_life() {
    for kind in ["sign-in", "sign-up", "sessions", "information"] {
        let mut person = Person::new();
        let mut other = Browser::new();
        let request = match kind {
            "sign-in" => {
                let code = person.come_to_code(&mut other);
                other.form("/sign-in/code", "code").filled(&[("code", &code)]).request()
            }
            "sign-up" => other.form("/sign-up", "email").filled(&[("email", &person.email)]).request(),
            "sessions" => {
                person.sign_in(&mut other);
                let page = other.get("/account/sessions");
                page.page().form_to("/account/sessions/end").unwrap().request()
            }
            _ => {
                person.sign_in(&mut other);
                other.form("/account/information", "full_name").filled(&[("full_name", "Ana")]).request()
            }
        };
        let code = come_to_code(&mut person);
        let form = person.browser.form("/account/delete/code", "code").filled(&[("code", &code)]);
        // Enough of them for the two to meet.
        let mut requests = vec![(person.browser.clone(), form.request())];
        requests.extend((0..7).map(|_| (other.clone(), request.clone())));
        let outcomes = crowd::all_at_once(requests);
        outcomes[0].0.leads_to("/account-deleted");
        for (reply, mut browser) in outcomes {
            assert!(reply.status < 500, "{kind}: {}", reply.describe());
            browser.get("/account").leads_to("/sign-in");
        }
        person.enter_password(&mut Browser::new()).is(422);
    }
}

#[test]
fn si_6_who_has_the_password_alone_can_ask_for_a_deletion_and_the_owner_is_told_by_every_way() {
    let person = Person::new();
    Browser::new().get("/sign-in/delete").leads_to("/sign-in");
    let stranger = Browser::new().get("/sign-in/no-phone");
    stranger.is(200).says("sign in with your password");
    assert!(!stranger.page().links().iter().any(|link| link == "/sign-in/delete"));
    let known = outbox::messages_to(&person.phone);
    let (mut browser, email) = ask_without_factor(&person);
    let text = outbox::next_to(&person.phone, &known);
    assert_eq!((email.channel.as_str(), text.channel.as_str()), ("email", "sms"));
    assert_eq!(cancel_link(&email), cancel_link(&text), "either cancels");
    browser.get("/sign-in/delete").is(200).says("will be deleted").says("UTC");
    browser.get("/account").leads_to("/sign-in");
    // Asked for again, nothing changes and nobody is told again.
    let before = (outbox::settled_count(&person.email), outbox::settled_count(&person.phone));
    let mut again = Browser::new();
    person.enter_password(&mut again).leads_to("/sign-in/method");
    again.get("/sign-in/delete").is(200).says("will be deleted");
    assert_eq!((outbox::settled_count(&person.email), outbox::settled_count(&person.phone)), before);
}

#[test]
fn si_6_the_link_cancels_the_deletion_once_and_looking_at_it_changes_nothing() {
    let person = Person::new();
    let (_, email) = ask_without_factor(&person);
    let link = cancel_link(&email);
    for _ in 0..3 {
        Browser::new().get(&link).is(200).says("Keep my account");
    }
    let reply = cancel(&link);
    reply.leads_to("/cancel-deletion");
    Browser::new().follow(&reply).is(200).says("cancelled");
    Browser::new().get(&link).is(410);
    Browser::new().get("/cancel-deletion?token=nothing").is(410);
    let mut browser = Browser::new();
    person.sign_in(&mut browser);
    browser.get("/account/activity").says("asked for").says("cancelled");
}

#[test]
fn si_6_a_sign_in_with_a_second_factor_cancels_the_deletion() {
    let person = Person::new();
    let (_, email) = ask_without_factor(&person);
    person.sign_in(&mut Browser::new());
    Browser::new().get(&cancel_link(&email)).is(410);
}

#[test]
fn si_6_a_deletion_that_is_asked_for_in_five_browsers_at_once_is_announced_once() {
    let person = Person::new();
    let before = outbox::messages_to(&person.email).len();
    let requests = (0..5)
        .map(|_| {
            let mut browser = Browser::new();
            person.enter_password(&mut browser).leads_to("/sign-in/method");
            let page = browser.get("/sign-in/delete");
            let form = page.page().form_to("/sign-in/delete").unwrap();
            (browser, form.request())
        })
        .collect();
    for (reply, _) in crowd::all_at_once(requests) {
        // The limit on announcements counts tries.
        reply.is_one_of(&[303, 429]);
    }
    assert_eq!(outbox::settled_count(&person.email), before + 1);
}
