//! Signing in and out (SI-1 to SI-6 and SI-8).

use gatehouse_tests::{
    Browser, Person, Request, outbox,
    person::{enter_code, enter_password, enter_personal_key, key_of},
    unique,
};

#[test]
fn si_1_the_password_alone_does_not_sign_in() {
    let person = Person::new();
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    browser.get("/account").leads_to("/sign-in");
    assert_eq!(browser.cookie("session"), None);
}

#[test]
fn si_1_password_and_code_sign_in() {
    let person = Person::new();
    let mut browser = Browser::new();
    person.sign_in(&mut browser);
    browser.get("/account").is(200).says(&person.email);
}

#[test]
fn si_1_every_wrong_sign_in_gets_the_same_answer() {
    let person = Person::new();
    let unknown = unique::email();
    let cases = [(person.email.as_str(), "not the password"), (&unknown, "not the password")];
    let pages = cases.map(|(email, password)| {
        let reply = enter_password(&mut Browser::new(), email, password);
        reply.sends_back("email", email);
        reply.skeleton(&[email])
    });
    assert_eq!(pages[0], pages[1]);
}

#[test]
fn si_1_a_browser_that_signed_in_before_tells_no_more_than_another() {
    let person = Person::new();
    let pages = [person.browser.clone(), Browser::new()].map(|mut browser| {
        browser.cookies.retain(|cookie| cookie.name.ends_with("device"));
        let reply = enter_password(&mut browser, &person.email, "not the password");
        reply.is(422);
        reply
            .skeleton(&[])
            .lines()
            .filter(|line| !line.starts_with("set-cookie"))
            .collect::<Vec<_>>()
            .join("\n")
    });
    assert_eq!(pages[0], pages[1]);
}

#[test]
fn si_1_a_new_session_begins_at_every_sign_in() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    let first = browser.cookie("session").unwrap().to_owned();
    let page = browser.get("/account");
    browser.press(&page, "/sign-out").leads_to("/signed-out");
    person.sign_in(&mut browser);
    assert_ne!(browser.cookie("session").unwrap(), first);
}

#[test]
fn si_2_the_code_comes_by_text_message_or_call_as_chosen() {
    let person = Person::new();
    for (count, method) in [(2, "sms"), (3, "voice")] {
        let mut browser = Browser::new();
        person.enter_password(&mut browser).leads_to("/sign-in/method");
        let page = browser.get("/sign-in/method");
        browser.submit(&page, &[("method", method)]).leads_to("/sign-in/code");
        let message = outbox::newest_to(&person.phone, count);
        assert_eq!(message.channel, method);
        enter_code(&mut browser, &message.code.unwrap()).leads_to("/account");
    }
}

#[test]
fn si_2_the_page_shows_only_the_end_of_the_number() {
    let person = Person::new();
    let mut browser = Browser::new();
    person.come_to_code(&mut browser);
    let page = browser.get("/sign-in/code");
    let digits: String = page.page().main_text().chars().filter(char::is_ascii_digit).collect();
    assert!(!digits.contains(&person.phone[2..]), "{}", page.describe());
    assert!(page.page().main_text().contains(&person.phone[person.phone.len() - 2..]), "{}", page.describe());
}

#[test]
fn si_3_codes_are_limited_and_the_page_says_when_the_next_may_be_asked_for() {
    let person = Person::new();
    let mut browser = Browser::new();
    person.come_to_code(&mut browser);
    for count in [3, 4] {
        let page = browser.get("/sign-in/code");
        browser.submit(&page, &[("method", "sms")]).leads_to("/sign-in/code");
        person.code(count);
    }
    let page = browser.get("/sign-in/code");
    let reply = browser.submit(&page, &[("method", "voice")]);
    reply.is(429).says("minute");
    assert!((1..=900).contains(&reply.retry_after()));
    assert_eq!(outbox::settled_count(&person.phone), 4);
    // Another browser with the right password gets no more of them, and the last code still works.
    let mut other = Browser::new();
    person.enter_password(&mut other).leads_to("/sign-in/method");
    person.ask_for_code(&mut other).is(429);
    enter_code(&mut browser, &person.code(4)).leads_to("/account");
}

#[test]
fn si_4_tries_left_are_shown_and_the_third_wrong_code_locks() {
    let person = Person::new();
    let mut browser = Browser::new();
    let right = person.come_to_code(&mut browser);
    browser.get("/sign-in/code").is(200).says("3 tries");
    for (n, left) in [(0, "2"), (1, "1")] {
        let reply = enter_code(&mut browser, &unique::other_code(&right, n));
        reply.is(422);
        let text = reply.page().main_text();
        let digits: Vec<_> = text.split(|c: char| !c.is_alphanumeric()).collect();
        let word = if left == "2" { "two" } else { "one" };
        assert!(digits.iter().any(|w| *w == left || w.eq_ignore_ascii_case(word)), "{}", reply.describe());
    }
    let locked = enter_code(&mut browser, &unique::other_code(&right, 2));
    locked.is(429).says("minute");
    assert!((200..=300).contains(&locked.retry_after()), "{}", locked.describe());
    enter_code(&mut browser, &right).is(429);
    browser.get("/account").leads_to("/sign-in");
}

#[test]
fn si_4_the_right_password_does_not_get_in_during_the_lock_and_a_wrong_one_does_not_see_it() {
    let person = Person::new();
    person.lock(&mut Browser::new());
    let reply = person.enter_password(&mut Browser::new());
    reply.is(429).says("minute");
    assert!((1..=300).contains(&reply.retry_after()));
    let wrong = enter_password(&mut Browser::new(), &person.email, "not the password");
    let unknown = enter_password(&mut Browser::new(), &unique::email(), "not the password");
    wrong.sends_back("email", &person.email);
    assert_eq!(wrong.page().errors(), unknown.page().errors());
}

#[test]
fn si_4_a_lock_ends_the_sessions_pending_sign_ins_too() {
    let person = Person::new();
    let mut waiting = Browser::new();
    let code = person.come_to_code(&mut waiting);
    person.lock(&mut Browser::new());
    let reply = enter_code(&mut waiting, &code);
    assert!(reply.location().as_deref() != Some("/account"), "{}", reply.describe());
    waiting.get("/account").leads_to("/sign-in");
}

#[test]
fn si_4_a_code_works_only_for_the_sign_in_it_was_sent_for() {
    let person = Person::new();
    let (mut one, mut other) = (Browser::new(), Browser::new());
    person.enter_password(&mut one).leads_to("/sign-in/method");
    let code = person.come_to_code(&mut other);
    // The first browser never asked for a code: the other's must not let it in.
    let page = one.get("/sign-in/code");
    if page.status == 200 {
        one.submit(&page, &[("code", &code)]).is(422);
    }
    let before = person.messages();
    person.ask_for_code(&mut one).leads_to("/sign-in/code");
    let own = person.code(before + 1);
    if own != code {
        enter_code(&mut one, &code).is(422);
    }
    enter_code(&mut one, &own).leads_to("/account");
}

#[test]
fn si_4_a_code_works_once() {
    let person = Person::new();
    let mut browser = Browser::new();
    let code = person.come_to_code(&mut browser);
    enter_code(&mut browser, &code).leads_to("/account");
    let mut other = Browser::new();
    person.enter_password(&mut other).leads_to("/sign-in/method");
    person.ask_for_code(&mut other).leads_to("/sign-in/code");
    if person.code(3) != code {
        enter_code(&mut other, &code).is(422);
    }
}

#[test]
fn si_4_a_sign_up_s_code_does_not_sign_in() {
    let person = Person::new();
    let sign_up_code = person.code(1);
    let mut browser = Browser::new();
    let code = person.come_to_code(&mut browser);
    if code != sign_up_code {
        enter_code(&mut browser, &sign_up_code).is(422);
    }
}

#[test]
fn si_5_the_personal_key_signs_in_once_and_a_new_one_takes_its_place() {
    let person = Person::new();
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    let page = browser.get("/sign-in/method");
    browser.submit(&page, &[("method", "personal_key")]).leads_to("/sign-in/personal-key");
    enter_personal_key(&mut browser, &person.personal_key).leads_to("/account/personal-key");
    let page = browser.get("/account/personal-key");
    page.is(200);
    let new_key = key_of(&page);
    assert_ne!(new_key, person.personal_key);
    let file = browser.get("/account/personal-key.txt");
    assert!(file.text().contains(&new_key), "{}", file.describe());
    browser.submit(&page, &[("personal_key", "0000-0000-0000-0000")]).is(422);
    browser.submit(&page, &[("personal_key", &new_key)]).leads_to("/account");
    browser.get("/account").is(200);

    for (key, works) in [(&person.personal_key, false), (&new_key, true)] {
        let mut browser = Browser::new();
        person.enter_password(&mut browser).leads_to("/sign-in/method");
        let reply = enter_personal_key(&mut browser, key);
        if works {
            reply.leads_to("/account/personal-key");
        } else {
            reply.is(422);
        }
    }
}

#[test]
fn si_5_the_personal_key_is_read_forgivingly() {
    let person = Person::new();
    let typed = person.personal_key.to_lowercase().replace('-', "  ").replace('0', "O").replace('1', "i");
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    enter_personal_key(&mut browser, &typed).leads_to("/account/personal-key");
}

#[test]
fn si_5_the_new_key_must_be_saved_before_going_on_and_holds_even_if_it_is_not() {
    let person = Person::new();
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    enter_personal_key(&mut browser, &person.personal_key).leads_to("/account/personal-key");
    let key = key_of(&browser.get("/account/personal-key"));
    let again = key_of(&browser.get("/account/personal-key"));
    assert_eq!(key, again, "the key must not change while its page is read again");
    let page = browser.get("/account/personal-key");
    browser.submit(&page, &[("saved", "yes")]).leads_to("/account");
}

#[test]
fn si_6_the_method_page_leads_to_advice_for_those_with_neither_phone_nor_key() {
    let person = Person::new();
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    let page = browser.get("/sign-in/method");
    assert!(page.page().links().iter().any(|link| link == "/sign-in/no-phone"), "{}", page.describe());
    let advice = browser.get("/sign-in/no-phone");
    advice.is(200);
    let links = advice.page().links();
    for wanted in ["/help/signing-in/without-phone-or-personal-key/", "/sign-up", "/contact/"] {
        assert!(
            links.iter().any(|link| link == wanted),
            "expected a link to {wanted}\n{}",
            advice.describe()
        );
    }
}

#[test]
fn si_8_sign_out_ends_the_session_at_once_and_for_good() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    let mut copy = browser.clone();
    copy.get("/account").is(200);
    let page = browser.get("/account");
    let reply = browser.press(&page, "/sign-out");
    reply.leads_to("/signed-out");
    browser.follow(&reply).is(200);
    browser.get("/account").leads_to("/sign-in");
    copy.get("/account").leads_to("/sign-in");
}

#[test]
fn si_8_sign_out_of_one_browser_leaves_the_others_signed_in() {
    let person = Person::new();
    let mut browser = Browser::new();
    person.sign_in(&mut browser);
    let page = browser.get("/account");
    browser.press(&page, "/sign-out").leads_to("/signed-out");
    person.browser.clone().get("/account").is(200);
}

#[test]
fn si_8_signing_out_needs_a_form_of_the_page() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    browser.get("/sign-out").is(405);
    browser.send(Request::form("/sign-out", &[])).is(403);
    browser.get("/account").is(200);
}
