//! What time does: codes, links, locks and sessions end when the policy says. These tests move the server's
//! one clock, so they wait for each other, and no other suite may run beside this one.

use gatehouse_tests::{
    Browser, Newcomer, Person, Reply, Request,
    clock::Clock,
    deletion::{ask_without_factor, cancel, cancel_link},
    outbox,
    person::{enter_code, enter_password, press_link},
    reset::{self, choose},
    settings::{ask_for, give_current_password, unlock},
    unique,
};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

#[test]
fn su_7_a_sign_up_s_code_lives_five_minutes() {
    let clock = Clock::alone();
    for (age, works) in [(5 * MINUTE - 20, true), (5 * MINUTE + 1, false)] {
        let mut newcomer = Newcomer::at("/sign-up/code");
        clock.forward(age);
        let reply = newcomer.enter_code();
        if works {
            reply.leads_to("/sign-up/personal-key");
        } else {
            reply.is(422).says("does not work any more");
            let page = newcomer.browser.get("/sign-up/code");
            newcomer.browser.submit(&page, &[("method", "sms")]).leads_to("/sign-up/code");
            newcomer.codes = 2;
            newcomer.enter_code().leads_to("/sign-up/personal-key");
        }
    }
}

#[test]
fn si_4_a_sign_in_s_code_lives_five_minutes() {
    let clock = Clock::alone();
    let person = Person::new();
    for (age, works) in [(5 * MINUTE - 20, true), (5 * MINUTE + 1, false)] {
        let mut browser = Browser::new();
        let code = person.come_to_code(&mut browser);
        clock.forward(age);
        let reply = enter_code(&mut browser, &code);
        if works {
            reply.leads_to("/account");
        } else {
            reply.is(422).says("does not work any more");
            browser.get("/account").leads_to("/sign-in");
        }
    }
}

#[test]
fn si_4_after_an_expired_code_a_new_one_lets_in() {
    let clock = Clock::alone();
    let person = Person::new();
    let mut browser = Browser::new();
    let code = person.come_to_code(&mut browser);
    clock.forward(5 * MINUTE + 1);
    enter_code(&mut browser, &code).is(422).says("does not work any more");
    let page = browser.get("/sign-in/code");
    browser.submit(&page, &[("method", "sms")]).leads_to("/sign-in/code");
    enter_code(&mut browser, &person.code(3)).leads_to("/account");
}

#[test]
fn su_3_a_link_lives_twenty_four_hours() {
    let clock = Clock::alone();
    let newcomer = Newcomer::at("/sign-up/check-email");
    let link = newcomer.link(1);
    clock.forward(24 * HOUR - 60);
    let mut browser = Browser::new();
    let page = browser.get(&link);
    page.is(200);
    clock.forward(61);
    let reply = browser.get(&link);
    reply.is(410).says("expired");
    assert!(reply.page().form_with("email").is_some(), "{}", reply.describe());
    // The button of a page that was opened in time comes too late as well.
    let late = browser.press(&page, "/sign-up/confirm");
    late.is_one_of(&[403, 410]);
    let mut again = newcomer.clone();
    again.browser = Browser::new();
    let known = outbox::messages_to(&again.email);
    again.ask().leads_to("/sign-up/check-email");
    let new_link = outbox::next_to(&again.email, &known).link("/sign-up/confirm").unwrap();
    press_link(&mut again.browser, &new_link).leads_to("/sign-up/password");
}

#[test]
fn su_2_an_unfinished_sign_up_ends_with_its_link() {
    let clock = Clock::alone();
    for path in ["/sign-up/password", "/sign-up/phone", "/sign-up/code", "/sign-up/personal-key"] {
        let mut newcomer = Newcomer::at(path);
        let page = newcomer.browser.get(path);
        clock.forward(24 * HOUR + 1);
        newcomer.browser.get(path).is_one_of(&[303, 403, 410]);
        let field =
            [("password", "password"), ("phone", "phone"), ("code", "code"), ("saved", "personal-key")];
        let (field, _) = field.into_iter().find(|(_, step)| path.ends_with(step)).unwrap();
        let value = if field == "saved" { "yes" } else { "+12025550123" };
        newcomer.browser.submit(&page, &[(field, value)]).is_one_of(&[303, 403, 410]);
        newcomer.browser.get("/account").leads_to("/sign-in");
        // Nothing half-made is in the way of a new start.
        let mut again = Newcomer { email: newcomer.email.clone(), ..Newcomer::new() };
        let known = outbox::messages_to(&again.email);
        again.ask().leads_to("/sign-up/check-email");
        let link = outbox::next_to(&again.email, &known).link("/sign-up/confirm").unwrap();
        press_link(&mut again.browser, &link).leads_to("/sign-up/password");
    }
}

#[test]
fn su_3_links_may_be_asked_for_again_when_the_page_says() {
    let clock = Clock::alone();
    let mut newcomer = Newcomer::new();
    for _ in 0..3 {
        newcomer.ask().leads_to("/sign-up/check-email");
    }
    waits(&clock, &newcomer.ask(), 15 * MINUTE);
    newcomer.ask().leads_to("/sign-up/check-email");
    outbox::newest_to(&newcomer.email, 4);
}

/// Checks a refusal's `Retry-After` and waits so long.
fn waits(clock: &Clock, reply: &Reply, most: u64) {
    reply.is(429);
    let seconds = reply.retry_after();
    assert!((1..=most).contains(&seconds), "{seconds} s\n{}", reply.describe());
    clock.forward(seconds + 1);
}

#[test]
fn si_3_codes_may_be_asked_for_again_when_the_page_says() {
    let clock = Clock::alone();
    let person = Person::new();
    for _ in 0..3 {
        let mut browser = Browser::new();
        person.enter_password(&mut browser).leads_to("/sign-in/method");
        person.ask_for_code(&mut browser).leads_to("/sign-in/code");
    }
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    let refused = person.ask_for_code(&mut browser);
    waits(&clock, &refused, 15 * MINUTE);
    person.sign_in(&mut Browser::new());
}

#[test]
fn su_6_a_number_may_be_tried_again_when_the_page_says() {
    let clock = Clock::alone();
    let phone = unique::phone();
    let mut last = None;
    for _ in 0..4 {
        let mut newcomer = Newcomer::at("/sign-up/phone");
        newcomer.phone.clone_from(&phone);
        last = Some((newcomer.enter_phone(), newcomer));
    }
    let (refused, mut newcomer) = last.unwrap();
    waits(&clock, &refused, 15 * MINUTE);
    newcomer.enter_phone().leads_to("/sign-up/code");
}

#[test]
fn si_4_the_lock_lasts_five_minutes_and_its_page_counts_down() {
    let clock = Clock::alone();
    let person = Person::new();
    let mut browser = Browser::new();
    let first = person.lock(&mut browser).retry_after();
    assert!((290..=300).contains(&first), "{first} s");
    clock.forward(4 * MINUTE);
    let reply = person.enter_password(&mut Browser::new());
    reply.is(429);
    let left = reply.retry_after();
    assert!(left <= first - 4 * MINUTE, "{left} s of {first} s after 4 minutes");
    assert!(left >= 1);
    clock.forward(left + 1);
    person.sign_in(&mut Browser::new());
}

#[test]
fn si_4_after_ten_locks_the_owner_is_told_and_must_reset_the_password() {
    let clock = Clock::alone();
    let person = Person::new();
    let before = outbox::messages_to(&person.email).len();
    for n in 1..=10 {
        // Three codes in 15 minutes are all there are.
        clock.forward(5 * MINUTE + 1);
        let mut browser = Browser::new();
        let code = person.come_to_code(&mut browser);
        for (wrong, status) in [(0, 422), (1, 422), (2, if n < 10 { 429 } else { 403 })] {
            enter_code(&mut browser, &unique::other_code(&code, wrong)).is(status);
        }
    }
    assert_eq!(outbox::settled_count(&person.email), before + 1, "the owner is told, once");
    clock.forward(HOUR);
    let mut browser = Browser::new();
    let reply = person.enter_password(&mut browser);
    reply.is(403).says("new password");
    browser.get("/account").leads_to("/sign-in");
    assert_eq!(
        outbox::settled_count(&person.email),
        before + 2,
        "and once more an hour later: a letter may be lost"
    );
}

#[test]
fn si_1_the_lock_after_wrong_passwords_doubles() {
    let clock = Clock::alone();
    let person = Person::new();
    let unknown = unique::email();
    for email in [person.email.as_str(), &unknown] {
        let wrong = || enter_password(&mut Browser::new(), email, "not the password");
        for _ in 0..10 {
            wrong().is(422);
        }
        let first = wrong().is(429).retry_after();
        assert!((50..=60).contains(&first), "{email}: {first} s");
        clock.forward(first + 1);
        // One more wrong one is judged, then the lock is twice as long.
        wrong().is(422);
        let second = wrong().is(429).retry_after();
        assert!((110..=120).contains(&second), "{email}: {second} s");
        clock.forward(second + 1);
    }
    person.enter_password(&mut Browser::new()).leads_to("/sign-in/method");
}

#[test]
fn si_1_wrong_passwords_are_forgotten_after_their_window() {
    let clock = Clock::alone();
    let email = unique::email();
    for _ in 0..3 {
        for _ in 0..9 {
            enter_password(&mut Browser::new(), &email, "not the password").is(422);
        }
        clock.forward(15 * MINUTE + 1);
    }
}

#[test]
fn si_8_a_session_ends_after_fifteen_idle_minutes_and_says_why() {
    let clock = Clock::alone();
    let person = Person::new();
    let mut browser = person.browser.clone();
    for _ in 0..3 {
        clock.forward(14 * MINUTE);
        browser.get("/account").is(200);
    }
    clock.forward(15 * MINUTE + 1);
    let reply = browser.get("/account");
    reply.leads_to("/sign-in");
    let page = browser.follow(&reply);
    page.is(200);
    assert!(page.mentions("15 minutes") || page.mentions("inactiv"), "{}", page.describe());
}

#[test]
fn si_8_a_session_ends_after_twelve_hours_whatever_is_done() {
    let clock = Clock::alone();
    let person = Person::new();
    let mut browser = person.browser.clone();
    for _ in 0..51 {
        clock.forward(14 * MINUTE);
        browser.get("/account").is(200);
    }
    clock.forward(7 * MINUTE);
    let reply = browser.get("/account");
    reply.leads_to("/sign-in");
    browser.follow(&reply).is(200).says("12 hours");
}

#[test]
fn si_8_a_warning_comes_in_time_and_staying_keeps_the_session() {
    let clock = Clock::alone();
    let person = Person::new();
    let mut browser = person.browser.clone();
    let refresh = browser.get("/account").header("refresh").unwrap_or_default().to_owned();
    let (seconds, address) = refresh.split_once(';').unwrap_or_default();
    assert!((740..=750).contains(&seconds.trim().parse::<u64>().unwrap_or(0)), "Refresh: {refresh}");
    assert!(address.contains("/account/time-out"), "Refresh: {refresh}");
    clock.forward(750);
    let warning = browser.get("/account/time-out");
    warning.is(200);
    // The warning itself is no activity: unanswered, it ends in the session's end.
    let mut absent = browser.clone();
    browser.press(&warning, "/account/stay").leads_to("/account");
    clock.forward(14 * MINUTE);
    browser.get("/account").is(200);
    clock.forward(15 * MINUTE + 1);
    absent.get("/account").leads_to("/sign-in");
}

#[test]
fn si_8_a_warning_left_alone_does_not_keep_the_session() {
    let clock = Clock::alone();
    let person = Person::new();
    let mut browser = person.browser.clone();
    browser.get("/account").is(200);
    clock.forward(750);
    browser.get("/account/time-out").is(200);
    clock.forward(151);
    browser.get("/account").leads_to("/sign-in");
}

#[test]
fn si_4_a_sign_in_waits_fifteen_minutes_for_its_second_factor() {
    let clock = Clock::alone();
    let person = Person::new();
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    clock.forward(15 * MINUTE + 1);
    for path in ["/sign-in/method", "/sign-in/code", "/sign-in/personal-key"] {
        browser.get(path).leads_to("/sign-in");
    }
}

#[test]
fn an_old_form_gets_a_clear_page() {
    let clock = Clock::alone();
    let mut browser = Browser::new();
    let sign_in = browser.get("/sign-in");
    let sign_up = browser.get("/sign-up");
    clock.forward(48 * HOUR);
    let email = unique::email();
    let values = [("email", email.as_str()), ("password", "quiet harbor")];
    browser.submit(&sign_in, &values).is_one_of(&[403, 410, 422]);
    browser.submit(&sign_up, &values[..1]).is_one_of(&[303, 403, 410]);
}

#[test]
fn pr_2_a_reset_link_lives_thirty_minutes_and_what_it_had_begun_ends_with_it() {
    let clock = Clock::alone();
    let person = Person::new();
    let mut browser = Browser::new();
    let link = person.reset_link(&mut browser);
    clock.forward(30 * MINUTE - 20);
    choose(&mut browser, &link, &unique::password()).leads_to("/reset/method");
    clock.forward(21);
    browser.get("/reset/method").is(403);
    let late = browser.get(&link);
    late.is(410);
    assert!(late.page().form_with("email").is_some(), "{}", late.describe());
}

#[test]
fn si_4_after_the_wait_a_reset_goes_on_and_lifts_what_wrong_passwords_had_locked() {
    let clock = Clock::alone();
    let person = Person::new();
    let new = unique::password();
    for _ in 0..10 {
        enter_password(&mut Browser::new(), &person.email, "not the password").is(422);
    }
    person.enter_password(&mut Browser::new()).is(429);
    let mut browser = Browser::new();
    person.begin_reset(&mut browser, &new);
    let code = person.reset_code(&mut browser);
    for n in 0..3 {
        reset::enter_code(&mut browser, &unique::other_code(&code, n)).is_one_of(&[422, 429]);
    }
    clock.forward(5 * MINUTE + 1);
    for _ in 0..10 {
        enter_password(&mut Browser::new(), &person.email, "not the password").is_one_of(&[422, 429]);
    }
    let code = person.reset_code(&mut browser);
    reset::enter_code(&mut browser, &code).leads_to("/sign-in");
    enter_password(&mut Browser::new(), &person.email, &new).leads_to("/sign-in/method");
}

#[test]
fn si_9_the_link_of_a_notice_lives_seven_days() {
    let clock = Clock::alone();
    let person = Person::new();
    let links = [(); 2].map(|()| {
        let message = person.mailed(|| person.sign_in(&mut Browser::new()));
        reset::link_of(&message, "/not-me?token=")
    });
    clock.forward(7 * 24 * HOUR - 60);
    reset::not_me(&mut Browser::new(), &links[0]).leads_to("/not-me");
    clock.forward(61);
    Browser::new().get(&links[1]).is(410);
}

#[test]
fn st_2_wrong_passwords_count_for_as_long_as_the_session_lasts() {
    let clock = Clock::alone();
    let person = Person::new();
    let mut browser = person.browser.clone();
    for _ in 0..2 {
        give_current_password(&mut browser, "/account/email", "not the password").is(422);
        clock.forward(14 * MINUTE);
    }
    give_current_password(&mut browser, "/account/email", "not the password").leads_to("/sign-in");
}

#[test]
fn st_2_after_a_while_the_password_is_asked_for_again() {
    let clock = Clock::alone();
    let person = Person::new();
    let mut browser = person.browser.clone();
    unlock(&mut browser, &person, "/account/email");
    clock.forward(10 * MINUTE);
    browser.get("/account/email").is(200);
    clock.forward(5 * MINUTE);
    browser.get("/account/email").leads_to("/account/confirm");
}

#[test]
fn st_3_a_link_expires_after_a_day() {
    let clock = Clock::alone();
    let person = Person::new();
    let mut browser = person.browser.clone();
    unlock(&mut browser, &person, "/account/email");
    let new = unique::email();
    ask_for(&mut browser, &new);
    let link = outbox::newest_to(&new, 1).link("/account/email/confirm").unwrap();
    let page = Browser::new().get(&link);
    clock.forward(24 * HOUR);
    Browser::new().get(&link).is(410);
    let form = page.page().form_to("/account/email/confirm").unwrap();
    let mut other = Browser::new();
    let fresh = other.get("/sign-in").page().form_with("email").unwrap();
    let csrf = fresh.value("csrf").unwrap();
    let late =
        Request::form("/account/email/confirm", &[("csrf", csrf), ("token", form.value("token").unwrap())]);
    other.send(late).is(410);
    person.enter_password(&mut Browser::new()).leads_to("/sign-in/method");
}

#[test]
fn si_8_the_last_warning_says_that_staying_does_not_help() {
    let clock = Clock::alone();
    let mut browser = Person::new().browser;
    for _ in 0..51 {
        clock.forward(14 * MINUTE);
        browser.get("/account").is(200);
    }
    // Six minutes are left of twelve hours.
    let warning = browser.get("/account/time-out");
    warning.is(200).says("at most 12 hours");
    assert!(warning.page().form_to("/account/stay").is_none(), "{}", warning.describe());
    clock.forward(4 * MINUTE);
    browser.get("/account").is(200).says("at most 12 hours");
}

#[test]
fn si_6_a_deletion_without_a_second_factor_waits_twenty_four_hours() {
    let clock = Clock::alone();
    let person = Person::new();
    let (_, email) = ask_without_factor(&person);
    let link = cancel_link(&email);
    clock.forward(24 * HOUR - 120);
    Browser::new().get(&link).is(200);
    person.enter_password(&mut Browser::new()).leads_to("/sign-in/method");
    // A sign-in that has begun in time and ends too late.
    let mut late = Browser::new();
    let code = person.come_to_code(&mut late);
    let form = late.form("/sign-in/code", "code").filled(&[("code", &code)]);
    clock.forward(121);
    Browser::new().get(&link).is(410);
    person.enter_password(&mut Browser::new()).is(422);
    late.send(form.request()).leads_to("/sign-in");
    late.get("/account").leads_to("/sign-in");
}

#[test]
fn si_6_after_the_wait_the_address_is_free_and_the_owner_is_told() {
    let clock = Clock::alone();
    let person = Person::new();
    ask_without_factor(&person);
    clock.forward(24 * HOUR + 1);
    let mut again = Newcomer { email: person.email.clone(), ..Newcomer::new() };
    let known = outbox::messages_to(&again.email);
    again.ask().leads_to("/sign-up/check-email");
    outbox::newest_to(&again.email, known.len() + 2);
    let new: Vec<_> = outbox::messages_to(&again.email)
        .into_iter()
        .filter(|message| known.iter().all(|known| known.id != message.id))
        .collect();
    assert!(
        new.iter().any(|message| message.subject.as_deref() == Some("Your account was deleted")),
        "{new:#?}"
    );
    let link = new.iter().find_map(|message| message.link("/sign-up/confirm")).unwrap();
    press_link(&mut again.browser, &link).leads_to("/sign-up/password");
    again.choose_password().leads_to("/sign-up/phone");
    again.enter_phone().leads_to("/sign-up/code");
    again.enter_code().leads_to("/sign-up/personal-key");
    again.becomes_person().browser.get("/account").is(200);
}

#[test]
fn si_6_a_deletion_that_was_cancelled_deletes_nothing() {
    let clock = Clock::alone();
    let person = Person::new();
    let (_, email) = ask_without_factor(&person);
    cancel(&cancel_link(&email)).leads_to("/cancel-deletion");
    clock.forward(25 * HOUR);
    person.sign_in(&mut Browser::new());
}
