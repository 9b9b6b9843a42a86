//! The profile page, the current-password step, the password and the personal key (ST-1, ST-2, ST-5, ST-6).

use gatehouse_tests::{
    Browser, Person, Request, crowd, outbox,
    person::{enter_password, enter_personal_key},
    settings::{give_current_password, message_about, save_new_key, unlock},
    unique,
};

// ST-1

#[test]
fn st_1_the_profile_page_shows_every_setting_and_leads_to_each() {
    let mut person = Person::new();
    let page = person.browser.get("/account");
    page.is(200).says(&person.email).says("Personal key").says("Connected agencies");
    for path in [
        "/account/email",
        "/account/password",
        "/account/phone",
        "/account/app",
        "/account/personal-key/new",
        "/account/information",
        "/account/sessions",
        "/account/activity",
        "/account/delete",
    ] {
        assert!(page.page().links().iter().any(|link| link == path), "{path}\n{}", page.describe());
    }
    // Each link makes sense to those who hear nothing but links.
    let mut words = page.page().texts("dl a");
    let all = words.len();
    words.sort();
    words.dedup();
    assert_eq!(words.len(), all, "no two links sound alike: {words:?}");
}

#[test]
fn st_1_nobody_else_sees_the_profile_page() {
    let person = Person::new();
    let mut other = Person::new();
    other.browser.get("/account").is(200);
    assert!(!other.browser.get("/account").mentions(&person.email));
    Browser::new().get("/account").leads_to("/sign-in");
}

// ST-2

#[test]
fn st_2_every_setting_asks_for_the_current_password_and_changes_nothing_without_it() {
    let mut person = Person::new();
    let csrf = person.browser.get("/account").page().form_to("/sign-out").unwrap();
    let csrf = csrf.value("csrf").unwrap().to_owned();
    let (email, phone, password) = (unique::email(), unique::phone(), unique::password());
    for (setting, action, field, value) in [
        ("/account/email", "/account/email", "email", email.as_str()),
        ("/account/password", "/account/password", "new_password", &password),
        ("/account/phone", "/account/phone", "phone", &phone),
        ("/account/phone", "/account/phone/remove", "phone", "x"),
        ("/account/personal-key/new", "/account/personal-key/new", "go", "yes"),
    ] {
        person.browser.get(setting).leads_to("/account/confirm");
        let forced = Request::form(action, &[("csrf", &csrf), (field, value), ("method", "sms")]);
        person.browser.send(forced).leads_to("/account/confirm");
    }
    assert_eq!(outbox::settled_count(&email) + outbox::settled_count(&phone), 0);
    person.browser.get("/account").is(200).says(&person.email);
}

#[test]
fn st_2_the_right_password_opens_the_setting_with_a_new_cookie() {
    let mut person = Person::new();
    let mut copy = person.browser.clone();
    let before = person.browser.cookie("session").unwrap().to_owned();
    let mut browser = person.browser.clone();
    unlock(&mut browser, &person, "/account/phone");
    assert_ne!(browser.cookie("session").unwrap(), before);
    browser.get("/account/email").is(200);
    copy.get("/account").leads_to("/sign-in");
    person.browser = browser;
}

#[test]
fn st_2_three_wrong_passwords_sign_out_and_say_why() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    for left in ["2 tries", "1 try"] {
        give_current_password(&mut browser, "/account/password", "not the password").is(422).says(left);
    }
    let last = give_current_password(&mut browser, "/account/password", "not the password");
    last.leads_to("/sign-in");
    browser.follow(&last).says("wrong password");
    browser.get("/account").leads_to("/sign-in");
    let mut copy = person.browser.clone();
    copy.get("/account").leads_to("/sign-in");
    person.sign_in(&mut browser);
}

#[test]
fn st_2_the_step_leads_to_settings_only() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    let page = browser.get("/account/confirm?next=https://evil.example/");
    browser.submit(&page, &[("current_password", &person.password)]).leads_to("/account");
}

// ST-5

#[test]
fn st_5_a_new_password_signs_others_out_and_the_owner_is_told() {
    let person = Person::new();
    let (mut browser, mut other) = (person.browser.clone(), Browser::new());
    person.sign_in(&mut other);
    let page = unlock(&mut browser, &person, "/account/password");
    let new = unique::password();
    browser.submit(&page, &[("new_password", &new)]).leads_to("/account/personal-key");
    browser.get("/account/personal-key").says("Your new password is set");
    let key = save_new_key(&mut browser);
    browser.get("/account").is(200);
    other.get("/account").leads_to("/sign-in");
    person.enter_password(&mut other).is(422);
    enter_password(&mut other, &person.email, &new).leads_to("/sign-in/method");
    enter_personal_key(&mut other, &person.personal_key).is(422);
    enter_personal_key(&mut other, &key).leads_to("/account/personal-key");
    assert!(message_about(&person.email, "password").link("/not-me").is_some());
}

#[test]
fn st_5_the_rules_are_those_of_the_first_password() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    let page = unlock(&mut browser, &person, "/account/password");
    assert_eq!(page.page().all("input[data-meter][name=new_password]").len(), 1, "{}", page.describe());
    for password in ["", "short12", &"x".repeat(129), "password1"] {
        let reply = browser.submit(&page, &[("new_password", password)]);
        reply.sends_back("new_password", "");
    }
    person.enter_password(&mut Browser::new()).leads_to("/sign-in/method");
}

#[test]
fn st_5_two_windows_that_change_the_password_at_once_leave_one_that_works() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    unlock(&mut browser, &person, "/account/password");
    let chosen = [unique::password(), unique::password()];
    let requests = chosen.each_ref().map(|password| {
        let form = browser.form("/account/password", "new_password").filled(&[("new_password", password)]);
        (browser.clone(), form.request())
    });
    let answers = crowd::all_at_once(requests.to_vec());
    let mut signed_in: Vec<_> = answers
        .into_iter()
        .filter(|(reply, _)| reply.location().is_some_and(|to| to.starts_with("/account/personal-key")))
        .collect();
    assert_eq!(signed_in.len(), 1, "one of them wins");
    save_new_key(&mut signed_in[0].1);
    let works = chosen
        .iter()
        .filter(|password| enter_password(&mut Browser::new(), &person.email, password).status == 303);
    assert_eq!(works.count(), 1);
}

#[test]
fn st_5_the_form_pressed_twice_gives_the_same_session() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    unlock(&mut browser, &person, "/account/password");
    let new = unique::password();
    let form = browser.form("/account/password", "new_password").filled(&[("new_password", &new)]);
    let twice = vec![(browser.clone(), form.request()), (browser.clone(), form.request())];
    let answers = crowd::all_at_once(twice);
    let cookies: Vec<_> = answers
        .into_iter()
        .map(|(reply, mut browser)| {
            reply.leads_to("/account/personal-key");
            browser.get("/account/personal-key").is(200);
            browser.cookie("session").unwrap().to_owned()
        })
        .collect();
    assert_eq!(cookies[0], cookies[1]);
}

// ST-6

#[test]
fn st_6_a_new_personal_key_on_demand_and_the_old_one_dies() {
    let person = Person::new();
    let (mut browser, mut other) = (person.browser.clone(), Browser::new());
    person.sign_in(&mut other);
    let page = unlock(&mut browser, &person, "/account/personal-key/new");
    browser.press(&page, "/account/personal-key/new").leads_to("/account/personal-key");
    browser.get("/account").leads_to("/account/personal-key");
    let key = save_new_key(&mut browser);
    assert_ne!(key, person.personal_key);
    other.get("/account").leads_to("/sign-in");
    person.enter_password(&mut other).leads_to("/sign-in/method");
    enter_personal_key(&mut other, &person.personal_key).is(422);
    enter_personal_key(&mut other, &key).leads_to("/account/personal-key");
    assert!(message_about(&person.email, "A new personal key was made").link("/not-me").is_some());
}
