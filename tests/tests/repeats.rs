//! What is sent twice, after going back, or from two tabs: nothing is lost and nothing is done twice.

use std::thread;

use gatehouse_tests::{
    Browser, Newcomer, Person, outbox,
    person::{enter_code, enter_password, press_link},
    unique,
};

/// The statuses of an answer that refuses; a 303 besides leads to where the person is by now.
const CLEAR: [u16; 6] = [400, 403, 404, 410, 422, 429];

#[test]
fn every_step_may_be_sent_twice_at_once() {
    let mut newcomer = Newcomer::at("/sign-up/check-email");
    let link = newcomer.link(1);
    let phone = newcomer.phone.clone();
    let password = newcomer.password.clone();
    let steps: [(&str, Vec<(&str, String)>); 5] = [
        (&link, vec![("token", String::new())]),
        ("/sign-up/password", vec![("password", password)]),
        ("/sign-up/phone", vec![("phone", phone.clone()), ("method", "sms".to_owned())]),
        ("/sign-up/code", vec![("code", String::new())]),
        ("/sign-up/personal-key", vec![("saved", "yes".to_owned())]),
    ];
    for (path, mut values) in steps {
        if path == "/sign-up/code" {
            values[0].1 = outbox::newest_to(&phone, 1).code.unwrap();
        }
        let form = newcomer.browser.form(path, values[0].0);
        let values: Vec<_> =
            values.iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| (*n, v.as_str())).collect();
        let form = form.filled(&values);
        let twins = [(); 2].map(|()| {
            let (mut browser, request) = (newcomer.browser.clone(), form.request());
            thread::spawn(move || browser.send(request))
        });
        for reply in twins.map(|thread| thread.join().unwrap()) {
            assert!(reply.status == 303, "{path} sent twice\n{}", reply.describe());
            // The browser is one: it has the cookies of both answers.
            newcomer.browser.keep(&reply);
        }
        // Which of two equal presses came last is not for sure: the link still leads on.
        if path == link && newcomer.browser.get("/sign-up/password").status != 200 {
            press_link(&mut newcomer.browser, &link).leads_to("/sign-up/password");
        }
    }
    newcomer.browser.get("/account").is(200);
    enter_password(&mut Browser::new(), &newcomer.email, &newcomer.password).leads_to("/sign-in/method");
    assert!(outbox::messages_to(&phone).len() <= 2);
}

#[test]
fn a_second_click_on_the_code_gets_the_same_verdict() {
    let person = Person::new();
    let mut browser = Browser::new();
    let code = person.come_to_code(&mut browser);
    let form = browser.form("/sign-in/code", "code").filled(&[("code", &code)]);
    let mut before = browser.clone();
    browser.send(form.request()).leads_to("/account");
    browser.send(form.request()).leads_to("/account");
    browser.get("/account").is(200);
    // Sent once more from where the answer never came, it makes no second session and is no wrong try.
    before.send(form.request()).is(303);
    browser.get("/account").is(200);
    person.sign_in(&mut Browser::new());
    let wrong = Person::new();
    let mut browser = Browser::new();
    let code = wrong.come_to_code(&mut browser);
    let form = browser.form("/sign-in/code", "code").filled(&[("code", &unique::other_code(&code, 0))]);
    // Four clicks on one wrong code are one try.
    for _ in 0..4 {
        browser.send(form.request()).is(422);
    }
    enter_code(&mut browser, &code).leads_to("/account");
}

#[test]
fn going_back_after_the_end_changes_nothing() {
    let mut newcomer = Newcomer::at("/sign-up/password");
    let password =
        newcomer.browser.form("/sign-up/password", "password").filled(&[("password", "another harbor 9")]);
    newcomer.choose_password().leads_to("/sign-up/phone");
    let phone = newcomer
        .browser
        .form("/sign-up/phone", "phone")
        .filled(&[("phone", &unique::phone()), ("method", "sms")]);
    newcomer.enter_phone().leads_to("/sign-up/code");
    let code = newcomer.browser.form("/sign-up/code", "code").filled(&[("code", &newcomer.code())]);
    newcomer.enter_code().leads_to("/sign-up/personal-key");
    let key = newcomer.browser.form("/sign-up/personal-key", "personal_key").filled(&[("saved", "yes")]);
    let person = newcomer.becomes_person();
    let mut browser = person.browser.clone();
    for form in [password, phone, code, key] {
        let reply = browser.send(form.request());
        assert!(reply.status == 303 || CLEAR.contains(&reply.status), "{}", reply.describe());
    }
    browser.get("/account").is(200);
    person.sign_in(&mut Browser::new());
}

#[test]
fn two_tabs_of_one_browser_do_not_disturb_each_other() {
    let person = Person::new();
    let mut browser = Browser::new();
    let values = [("email", person.email.as_str()), ("password", person.password.as_str())];
    let first = browser.form("/sign-in", "password").filled(&values);
    let second = browser.form("/sign-in", "password").filled(&values);
    let sign_up = browser.form("/sign-up", "email").filled(&[("email", &unique::email())]);
    browser.send(second.request()).leads_to("/sign-in/method");
    browser.send(sign_up.request()).leads_to("/sign-up/check-email");
    browser.send(first.request()).leads_to("/sign-in/method");
    person.ask_for_code(&mut browser).leads_to("/sign-in/code");
    let old_tab = browser.form("/sign-in/code", "code").filled(&[("code", &person.code(2))]);
    enter_code(&mut browser, &person.code(2)).leads_to("/account");
    let reply = browser.send(old_tab.request());
    assert!(reply.status == 303 || CLEAR.contains(&reply.status), "{}", reply.describe());
    browser.get("/account").is(200);
}

#[test]
fn two_tabs_may_both_sign_up() {
    let mut one = Newcomer::at("/sign-up/check-email");
    let mut other = Newcomer { browser: one.browser.clone(), ..Newcomer::new() };
    other.go_to("/sign-up/phone");
    // The sign-up begun second took the browser; the first goes on from its own link, in the same browser.
    one.browser = other.browser.clone();
    one.confirm().leads_to("/sign-up/password");
    one.choose_password().leads_to("/sign-up/phone");
    one.enter_phone().leads_to("/sign-up/code");
    one.enter_code().leads_to("/sign-up/personal-key");
    one.becomes_person().sign_in(&mut Browser::new());
    enter_password(&mut Browser::new(), &other.email, &other.password).is(422);
    other.browser = Browser::new();
    let link = other.link(1);
    press_link(&mut other.browser, &link).is(303);
}
