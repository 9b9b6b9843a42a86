//! A new email address and new phones (ST-3, ST-4).

use gatehouse_tests::{
    Browser, Person, Reply, crowd, outbox,
    person::{enter_code, enter_password},
    settings::{ask_for, count_about, message_about, unlock},
    unique,
};

// ST-3

#[test]
fn st_3_a_link_to_the_new_address_establishes_it_and_the_old_one_is_told() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    unlock(&mut browser, &person, "/account/email");
    let new = unique::email();
    ask_for(&mut browser, &new);
    browser.get("/account/email/check-email").is(200).says(&new);
    let link = outbox::newest_to(&new, 1).link("/account/email/confirm").unwrap();

    // A scanner opens the link; until a person presses the button, nothing has changed.
    let mut elsewhere = Browser::new();
    let page = elsewhere.get(&link);
    page.is(200);
    person.enter_password(&mut Browser::new()).leads_to("/sign-in/method");
    elsewhere.press(&page, "/account/email/confirm").leads_to("/account/email/confirm");
    assert_eq!(elsewhere.cookie("session"), None, "a link signs nobody in");

    browser.get("/account").is(200).says(&new);
    enter_password(&mut Browser::new(), &person.email, &person.password).is(422);
    enter_password(&mut Browser::new(), &new, &person.password).leads_to("/sign-in/method");
    let told = message_about(&person.email, "puts this address back");
    assert!(told.link("/not-me").is_some(), "{told:#?}");
    assert!(message_about(&new, "was changed to this one").link("/not-me").is_some());
}

#[test]
fn st_3_a_link_works_once_and_only_the_newest_does() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    unlock(&mut browser, &person, "/account/email");
    let (mistyped, right) = (unique::email(), unique::email());
    ask_for(&mut browser, &mistyped);
    ask_for(&mut browser, &right);
    let dead = outbox::newest_to(&mistyped, 1).link("/account/email/confirm").unwrap();
    let link = outbox::newest_to(&right, 1).link("/account/email/confirm").unwrap();
    let mut other = Browser::new();
    other.get(&dead).is(410);
    let page = other.get(&link);
    for _ in 0..2 {
        // Pressed twice, it is done once.
        other.press(&page, "/account/email/confirm").leads_to("/account/email/confirm");
    }
    message_about(&person.email, "puts this address back");
    assert_eq!(count_about(&person.email, "puts this address back"), 1);
}

#[test]
fn st_3_a_taken_address_looks_the_same_and_is_told() {
    let (person, other) = (Person::new(), Person::new());
    let mut browser = person.browser.clone();
    unlock(&mut browser, &person, "/account/email");
    let pages = [other.email.clone(), unique::email()].map(|email| {
        ask_for(&mut browser, &email);
        let shown = browser.get("/account/email/check-email");
        shown.is(200);
        shown.skeleton(&[&email])
    });
    assert_eq!(pages[0], pages[1]);
    let told = message_about(&other.email, "You already have an account");
    assert!(told.link("/sign-up/report").is_some(), "{told:#?}");
    assert!(told.link("/account/email/confirm").is_none(), "{told:#?}");
    person.enter_password(&mut Browser::new()).leads_to("/sign-in/method");
}

#[test]
fn st_3_what_is_no_new_address_comes_back() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    let page = unlock(&mut browser, &person, "/account/email");
    for typed in ["", "no address", &person.email.to_uppercase()] {
        browser.submit(&page, &[("email", typed)]).sends_back("email", typed);
    }
}

// ST-4

/// Asks for a code to a new phone; gives it.
fn code_for(browser: &mut Browser, phone: &str, replaces: &[(&str, &str)]) -> String {
    let page = browser.get("/account/phone");
    let fields: Vec<_> = [("phone", phone), ("method", "sms")].iter().chain(replaces).copied().collect();
    browser.submit(&page, &fields).leads_to("/account/phone/code");
    outbox::newest_to(phone, 1).code.unwrap()
}

fn enter_phone_code(browser: &mut Browser, code: &str) -> Reply {
    let page = browser.get("/account/phone/code");
    browser.submit(&page, &[("code", code)])
}

#[test]
fn st_4_a_new_number_takes_over_only_with_its_code() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    unlock(&mut browser, &person, "/account/phone");
    let new = unique::phone();
    let code = code_for(&mut browser, &new, &[]);
    // The old phone works until then.
    let mut other = Browser::new();
    let to_old = person.come_to_code(&mut other);
    enter_phone_code(&mut browser, &unique::other_code(&code, 0)).is(422).says("2 tries");
    enter_phone_code(&mut browser, &code).leads_to("/account/phone");
    message_about(&person.email, "was replaced");
    // What was sent to the old phone opens nothing any more, and the new one gets the codes.
    assert!(other.get("/sign-in/code").status != 200, "{to_old}");
    other.get("/account").leads_to("/sign-in");
    person.enter_password(&mut other).leads_to("/sign-in/method");
    person.ask_for_code(&mut other).leads_to("/sign-in/code");
    let code = outbox::newest_to(&new, 2).code.unwrap();
    enter_code(&mut other, &code).leads_to("/account");
}

#[test]
fn st_4_there_can_be_a_second_phone_and_either_can_be_removed() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    unlock(&mut browser, &person, "/account/phone");
    let new = unique::phone();
    let code = code_for(&mut browser, &new, &[("replaces", "keep")]);
    enter_phone_code(&mut browser, &code).leads_to("/account/phone");
    message_about(&person.email, "A phone was added");
    let mut other = Browser::new();
    person.enter_password(&mut other);
    assert_eq!(other.get("/sign-in/method").page().all("[name=phone]").len(), 2, "the person chooses");

    let page = browser.get("/account/phone");
    browser.press(&page, "/account/phone/remove").leads_to("/account/phone");
    message_about(&person.email, "A phone was removed");
    let page = browser.get("/account/phone");
    assert!(
        page.page().form_to("/account/phone/remove").is_none(),
        "the last one stays\n{}",
        page.describe()
    );
    page.says("only way");
}

#[test]
fn st_4_the_last_factor_stays_however_it_is_asked_for() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    unlock(&mut browser, &person, "/account/phone");
    let new = unique::phone();
    let code = code_for(&mut browser, &new, &[("replaces", "keep")]);
    enter_phone_code(&mut browser, &code).leads_to("/account/phone");
    // Both are removed at once, in two windows.
    let page = browser.get("/account/phone").page();
    let removals: Vec<_> = page
        .forms()
        .into_iter()
        .filter(|form| form.action == "/account/phone/remove")
        .map(|form| (browser.clone(), form.request()))
        .collect();
    assert_eq!(removals.len(), 2);
    for (reply, _) in crowd::all_at_once(removals) {
        reply.leads_to("/account/phone");
    }
    let page = browser.get("/account/phone");
    page.is(200).says("only way");
    assert_eq!(count_about(&person.email, "A phone was removed"), 1);
}

#[test]
fn st_4_three_wrong_codes_sign_out_and_lock() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    unlock(&mut browser, &person, "/account/phone");
    let code = code_for(&mut browser, &unique::phone(), &[]);
    for n in 0..2 {
        enter_phone_code(&mut browser, &unique::other_code(&code, n)).is(422);
    }
    let locked = enter_phone_code(&mut browser, &unique::other_code(&code, 2));
    locked.is(429).says("minute");
    assert!((200..=300).contains(&locked.retry_after()), "{}", locked.describe());
    browser.get("/account").leads_to("/sign-in");
    person.enter_password(&mut Browser::new()).is(429);
}

#[test]
fn st_4_codes_to_a_new_number_are_limited() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    unlock(&mut browser, &person, "/account/phone");
    let new = unique::phone();
    code_for(&mut browser, &new, &[]);
    for count in [2, 3] {
        let page = browser.get("/account/phone/code");
        browser.press(&page, "/account/phone/code/send").leads_to("/account/phone/code");
        outbox::newest_to(&new, count);
    }
    let page = browser.get("/account/phone/code");
    browser.press(&page, "/account/phone/code/send").is(429).says("minute");
    let code = outbox::newest_to(&new, 3).code.unwrap();
    enter_phone_code(&mut browser, &code).leads_to("/account/phone");
}

#[test]
fn st_4_what_is_no_new_number_comes_back() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    let page = unlock(&mut browser, &person, "/account/phone");
    for typed in ["", "no number", &person.phone, "+1 900 555 0123"] {
        browser.submit(&page, &[("phone", typed), ("method", "sms")]).sends_back("phone", typed);
    }
}
