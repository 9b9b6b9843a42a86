//! A forgotten password (PR-1 to PR-4, SI-7).

use gatehouse_tests::{
    Browser, Person, Request, outbox,
    person::{enter_password, key_of},
    reset::{ask, choose, enter_code, enter_personal_key},
    unique,
};

#[test]
fn pr_1_the_way_stands_on_the_sign_in_page() {
    let page = Browser::new().get("/sign-in");
    assert!(page.page().links().iter().any(|link| link == "/reset"), "{}", page.describe());
}

#[test]
fn pr_1_the_answer_is_the_same_for_every_address() {
    let known = Person::new();
    let unknown = unique::email();
    let pages = [known.email.as_str(), &unknown].map(|email| {
        let mut browser = Browser::new();
        let reply = ask(&mut browser, email);
        reply.leads_to("/reset/check-email");
        let page = browser.follow(&reply);
        page.is(200).says(email);
        format!("{}\n{}", reply.skeleton(&[email]), page.skeleton(&[email]))
    });
    assert_eq!(pages[0], pages[1]);
}

#[test]
fn pr_1_links_are_limited_the_same_for_every_address() {
    let known = Person::new();
    for email in [known.email.as_str(), &unique::email()] {
        let statuses = [(); 4].map(|()| ask(&mut Browser::new(), email));
        assert_eq!(statuses.each_ref().map(|reply| reply.status), [303, 303, 303, 429], "for {email}");
        assert!((1..=900).contains(&statuses[3].retry_after()));
    }
}

#[test]
fn pr_1_only_the_newest_link_works_and_another_one_is_offered() {
    let person = Person::new();
    let mut browser = Browser::new();
    let first = person.reset_link(&mut browser);
    let page = browser.get("/reset/check-email");
    let message = person.mailed(|| drop(browser.press(&page, "/reset")));
    let second = message.link("/reset/password").unwrap();
    let old = browser.get(&first);
    old.is(410);
    assert!(old.page().form_with("email").is_some(), "{}", old.describe());
    choose(&mut browser, &second, "quiet heron bridge").leads_to("/reset/method");
}

#[test]
fn si_7_a_message_goes_out_only_if_the_address_is_on_file() {
    let unknown = unique::email();
    ask(&mut Browser::new(), &unknown).leads_to("/reset/check-email");
    assert_eq!(outbox::settled_count(&unknown), 0);
    let person = Person::new();
    let message = person.mailed(|| drop(ask(&mut Browser::new(), &person.email.to_uppercase())));
    assert_eq!(message.to, person.email, "the address that was confirmed");
}

#[test]
fn pr_2_opening_the_link_changes_nothing() {
    let person = Person::new();
    let link = person.reset_link(&mut Browser::new());
    let mut scanner = Browser::new();
    for _ in 0..3 {
        scanner.get(&link).is(200);
        scanner.send(Request::new("HEAD", &link)).is(200);
    }
    choose(&mut Browser::new(), &link, "quiet heron bridge").leads_to("/reset/method");
}

#[test]
fn pr_2_the_new_password_counts_only_after_the_second_factor() {
    let person = Person::new();
    let new = unique::password();
    let mut browser = Browser::new();
    person.begin_reset(&mut browser, &new);
    enter_password(&mut Browser::new(), &person.email, &new).is(422);
    person.enter_password(&mut Browser::new()).leads_to("/sign-in/method");
    person.browser.clone().get("/account").is(200);
    let code = person.reset_code(&mut browser);
    enter_code(&mut browser, &code).leads_to("/sign-in");
    person.enter_password(&mut Browser::new()).is(422);
    enter_password(&mut Browser::new(), &person.email, &new).leads_to("/sign-in/method");
}

#[test]
fn pr_2_the_new_password_follows_the_rules_of_the_first() {
    let person = Person::new();
    let mut browser = Browser::new();
    let link = person.reset_link(&mut browser);
    for password in ["short", "password", &person.email] {
        let page = browser.get(&link);
        let reply = browser.submit(&page, &[("new_password", password)]);
        reply.is(422);
        assert!(!reply.page().errors().is_empty(), "{}", reply.describe());
    }
}

#[test]
fn pr_2_a_used_link_says_so_and_an_unknown_one_too() {
    let person = Person::new();
    let mut browser = Browser::new();
    let link = person.reset_link(&mut browser);
    choose(&mut browser, &link, &unique::password()).leads_to("/reset/method");
    let code = person.reset_code(&mut browser);
    enter_code(&mut browser, &code).leads_to("/sign-in");
    let used = Browser::new().get(&link);
    used.is(410);
    assert!(used.page().form_with("email").is_some(), "{}", used.describe());
    Browser::new().get("/reset/password?token=x").is(404);
    browser.get("/reset/method").leads_to("/sign-in");
}

#[test]
fn pr_2_another_browser_with_the_link_starts_over_and_the_first_goes_on_no_more() {
    let person = Person::new();
    let (mut one, mut other) = (Browser::new(), Browser::new());
    let link = person.reset_link(&mut one);
    choose(&mut one, &link, &unique::password()).leads_to("/reset/method");
    choose(&mut other, &link, &unique::password()).leads_to("/reset/method");
    one.get("/reset/method").is(403);
    other.get("/reset/code").leads_to("/reset/method");
}

#[test]
fn pr_3_every_session_ends_the_owner_is_told_and_the_next_sign_in_gives_a_new_key() {
    let mut person = Person::new();
    let new = unique::password();
    let mut browser = Browser::new();
    person.begin_reset(&mut browser, &new);
    let code = person.reset_code(&mut browser);
    let told = person.mailed(|| {
        enter_code(&mut browser, &code).leads_to("/sign-in");
    });
    assert!(told.link("/not-me?token=").is_some(), "{told:#?}");
    person.browser.clone().get("/account").leads_to("/sign-in");
    person.password = new;
    let code = person.come_to_code(&mut browser);
    gatehouse_tests::person::enter_code(&mut browser, &code).leads_to("/account/personal-key");
    assert_ne!(key_of(&browser.get("/account/personal-key")), person.personal_key);
}

#[test]
fn pr_3_by_personal_key_nothing_takes_effect_before_the_new_key_is_saved() {
    let person = Person::new();
    let new = unique::password();
    let mut browser = Browser::new();
    person.begin_reset(&mut browser, &new);
    enter_personal_key(&mut browser, &person.personal_key).leads_to("/reset/personal-key/save");
    let page = browser.get("/reset/personal-key/save");
    page.is(200);
    let key = key_of(&page);
    assert_ne!(key, person.personal_key);
    assert!(browser.get("/reset/personal-key.txt").text().contains(&key));
    person.browser.clone().get("/account").is(200);
    enter_password(&mut Browser::new(), &person.email, &new).is(422);
    browser.submit(&page, &[("personal_key", &person.personal_key)]).is(422);
    browser.submit(&page, &[("personal_key", &key)]).leads_to("/sign-in");
    person.browser.clone().get("/account").leads_to("/sign-in");
    for (key, works) in [(&person.personal_key, false), (&key, true)] {
        let mut browser = Browser::new();
        enter_password(&mut browser, &person.email, &new).leads_to("/sign-in/method");
        let reply = gatehouse_tests::person::enter_personal_key(&mut browser, key);
        if works {
            reply.leads_to("/account/personal-key");
        } else {
            reply.is(422);
        }
    }
}

#[test]
fn pr_4_the_choice_of_a_proof_comes_with_a_warning() {
    let person = Person::new();
    let mut browser = Browser::new();
    person.begin_reset(&mut browser, &unique::password());
    let page = browser.get("/reset/method");
    page.is(200).says("personal information");
    assert!(!page.page().all(".usa-alert--warning").is_empty(), "{}", page.describe());
}

#[test]
fn si_4_a_code_works_only_for_what_it_was_sent_for() {
    let person = Person::new();
    let (mut signing_in, mut resetting) = (Browser::new(), Browser::new());
    let of_sign_in = person.come_to_code(&mut signing_in);
    person.begin_reset(&mut resetting, &unique::password());
    let of_reset = person.reset_code(&mut resetting);
    if of_sign_in != of_reset {
        gatehouse_tests::person::enter_code(&mut signing_in, &of_reset).is(422);
        enter_code(&mut resetting, &of_sign_in).is(422);
    }
    enter_code(&mut resetting, &of_reset).leads_to("/sign-in");
}

#[test]
fn si_4_three_wrong_codes_make_the_reset_wait_and_say_how_long() {
    let person = Person::new();
    let mut browser = Browser::new();
    person.begin_reset(&mut browser, &unique::password());
    let right = person.reset_code(&mut browser);
    for n in 0..2 {
        enter_code(&mut browser, &unique::other_code(&right, n)).is(422);
    }
    let locked = enter_code(&mut browser, &unique::other_code(&right, 2));
    locked.is(429).says("minute");
    assert!((200..=300).contains(&locked.retry_after()), "{}", locked.describe());
    browser.get("/reset/code").is(429);
    person.enter_password(&mut Browser::new()).is(429);
}

#[test]
fn pr_3_a_form_that_is_sent_twice_leads_to_the_same_place() {
    let person = Person::new();
    let mut browser = Browser::new();
    person.begin_reset(&mut browser, &unique::password());
    let code = person.reset_code(&mut browser);
    let form = browser.form("/reset/code", "code").filled(&[("code", &code)]);
    for _ in 0..2 {
        browser.send(form.request()).leads_to("/sign-in");
    }
}

#[test]
fn su_4_the_message_about_an_account_leads_to_the_reset() {
    let person = Person::new();
    let message = person.mailed(|| {
        let mut browser = Browser::new();
        let page = browser.get("/sign-up");
        browser.submit(&page, &[("email", &person.email)]).leads_to("/sign-up/check-email");
    });
    let link =
        message.link("/reset").unwrap_or_else(|| panic!("expected a link to the reset in {message:#?}"));
    Browser::new().get(&link).is(200);
}
