//! What people with an account do, or want to do, with everything that can be mistaken on the way.

use gatehouse_tests::{
    Request,
    person::key_of,
    twins::{Comparison, Twins},
    unique,
};

use super::{EMAIL, SCREENS};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

const PASSWORD: &str = "a quiet harbor at dawn";
const PHONE: &str = "+12025550143";

/// The whole way to an account, with everything that can be mistaken on it. Gives the personal key.
pub fn sign_up(both: &mut Comparison) -> String {
    let mut ana = both.person();
    for email in
        ["", " ", "ana", "ana@", "@people.example", "a b@people.example", "ana@people", "<b>@x.example"]
    {
        both.fill_in(&mut ana, "/sign-up", &[("email", email)]);
    }
    both.fill_in(&mut ana, "/sign-up", &[("email", EMAIL)])[0].leads_to("/sign-up/check-email");
    both.get(&mut ana, "/sign-up/check-email")[0].is(200);
    let link = both.message(EMAIL).link("/sign-up/confirm").unwrap();
    both.send(&mut ana, &Request::new("HEAD", &link));
    let page = both.get(&mut ana, &link);
    both.press(&mut ana, &page, "/sign-up/confirm")[0].leads_to("/sign-up/password");
    for password in ["", "short", "password", "12345678", "ana@people.example", &"x".repeat(129)] {
        both.fill_in(&mut ana, "/sign-up/password", &[("password", password)])[0].is(422);
    }
    both.fill_in(&mut ana, "/sign-up/password", &[("password", PASSWORD)])[0].leads_to("/sign-up/phone");
    for phone in ["", "12", "no number", "+1 202 555", "+4930123456", "+491711234567x", "\u{0661}\u{0662}"] {
        both.fill_in(&mut ana, "/sign-up/phone", &[("phone", phone), ("method", "sms")]);
    }
    both.fill_in(&mut ana, "/sign-up/phone", &[("phone", PHONE), ("method", "pigeon")]);
    both.fill_in(&mut ana, "/sign-up/phone", &[("phone", PHONE), ("method", "sms")])[0]
        .leads_to("/sign-up/code");
    let late = both.message(PHONE).code.unwrap();
    both.pass(5 * MINUTE + 1);
    both.fill_in(&mut ana, "/sign-up/code", &[("code", &late)])[0].is(422);
    let page = both.get(&mut ana, "/sign-up/code");
    both.submit(&mut ana, &page, &[("method", "voice")])[0].leads_to("/sign-up/code");
    let code = both.message(PHONE).code.unwrap();
    for typed in ["", "12345", "abcdef", &unique::other_code(&code, 0)] {
        both.fill_in(&mut ana, "/sign-up/code", &[("code", typed)])[0].is(422);
    }
    both.get(&mut ana, "/sign-up/personal-key")[0].leads_to("/sign-up/code");
    both.fill_in(&mut ana, "/sign-up/code", &[("code", &code)])[0].leads_to("/sign-up/personal-key");
    let page = both.get(&mut ana, "/sign-up/personal-key");
    let key = key_of(&page[0]);
    both.get(&mut ana, "/sign-up/personal-key.txt")[0].is(200);
    for typed in ["", "0000-0000-0000-0000", "no key"] {
        both.submit(&mut ana, &page, &[("personal_key", typed)])[0].is(422);
    }
    both.submit(&mut ana, &page, &[("personal_key", &key)])[0].leads_to("/account");
    information(both, &mut ana);
    app(both, &mut ana);
    for path in SCREENS {
        both.get(&mut ana, path);
    }
    both.outbox();
    key
}

/// Personal information, with what can be mistaken in it.
fn information(both: &mut Comparison, ana: &mut Twins) {
    const PATH: &str = "/account/information";
    for fields in [
        &[("full_name", "")][..],
        &[("full_name", "Ana\tRuiz"), ("birth_month", "13"), ("birth_year", "85")],
        &[("birth_month", "2"), ("birth_day", "30"), ("birth_year", "1985")],
        &[("postal_code", "123456789012345678901")],
    ] {
        both.fill_in(ana, PATH, fields)[0].is(422);
    }
    let fields = [
        ("full_name", "Ana Mar\u{ed}a Ruiz <b>"),
        ("birth_month", "\u{ff12}"),
        ("birth_day", "28"),
        ("birth_year", "1985"),
        ("street_address", "\n1600 Main St\r\nApt 4"),
        ("city", "\u{6771}\u{4eac}"),
    ];
    both.fill_in(ana, PATH, &fields)[0].leads_to(PATH);
    both.get(ana, "/account/information?done=saved")[0].is(200);
    let page = both.get(ana, PATH);
    both.press(ana, &page, "/account/information/erase")[0].leads_to(PATH);
    both.fill_in(ana, PATH, &fields)[0].leads_to(PATH);
    both.get(ana, "/account/information/former?id=unknown")[0].is(404);
}

/// An authenticator app that is set up up to its code.
fn app(both: &mut Comparison, ana: &mut Twins) {
    both.get(ana, "/account/app")[0].leads_to("/account/confirm");
    let confirm = "/account/confirm?next=/account/app";
    both.fill_in(ana, confirm, &[("current_password", "not the password")])[0].is(422);
    both.fill_in(ana, confirm, &[("current_password", PASSWORD)])[0].leads_to("/account/app");
    let page = both.get(ana, "/account/app");
    both.press(ana, &page, "/account/app/start")[0].leads_to("/account/app/code");
    for typed in ["", "12345", "abcdef"] {
        both.fill_in(ana, "/account/app/code", &[("code", typed)])[0].is(422);
    }
}

/// Links that were used, have expired, are too many, or belong to an account.
pub fn links(both: &mut Comparison) {
    let mut ben = both.person();
    let email = "ben@people.example";
    for _ in 0..3 {
        both.fill_in(&mut ben, "/sign-up", &[("email", email)])[0].leads_to("/sign-up/check-email");
    }
    both.fill_in(&mut ben, "/sign-up", &[("email", email)])[0].is(429);
    let link = both.message(email).link("/sign-up/confirm").unwrap();
    let page = both.get(&mut ben, &link);
    both.pass(24 * HOUR + 1);
    both.get(&mut ben, &link)[0].is(410);
    both.press(&mut ben, &page, "/sign-up/confirm");
    // Somebody asks for an account that Ana has.
    let mut eve = both.person();
    both.fill_in(&mut eve, "/sign-up", &[("email", EMAIL)])[0].leads_to("/sign-up/check-email");
    both.get(&mut eve, "/sign-up/check-email");
    let report = both.message(EMAIL).link("/sign-up/report").unwrap();
    let page = both.get(&mut ben, &report);
    both.press(&mut ben, &page, "/sign-up/report");
    both.get(&mut ben, &report);
    both.press(&mut ben, &page, "/sign-up/report");
    both.outbox();
}

/// Wrong passwords, until there is a lock and beyond it.
pub fn wrong_passwords(both: &mut Comparison) {
    for (email, status) in [("", 422), ("ana", 422), (EMAIL, 422), ("nobody@people.example", 422)] {
        let mut somebody = both.person();
        both.fill_in(&mut somebody, "/sign-in", &[("email", email), ("password", "")])[0].is(status);
    }
    for email in [EMAIL, "nobody@people.example"] {
        let wrong = [("email", email), ("password", "not the password")];
        let mut somebody = both.person();
        for _ in 0..10 {
            both.fill_in(&mut somebody, "/sign-in", &wrong)[0].is(422);
        }
        let locked = both.fill_in(&mut somebody, "/sign-in", &wrong);
        locked[0].is(429);
        both.fill_in(&mut somebody, "/sign-in", &[("email", email), ("password", PASSWORD)])[0].is(429);
        both.pass(locked[0].retry_after() + 1);
        both.fill_in(&mut somebody, "/sign-in", &wrong)[0].is(422);
        both.fill_in(&mut somebody, "/sign-in", &wrong)[0].is(429);
        both.pass(HOUR);
    }
}

/// Somebody who has entered Ana's password.
fn with_password(both: &mut Comparison) -> Twins {
    let mut ana = both.person();
    both.fill_in(&mut ana, "/sign-in", &[("email", EMAIL), ("password", PASSWORD)])[0]
        .leads_to("/sign-in/method");
    ana
}

/// Wrong codes until there is a lock, and the lock.
pub fn wrong_codes(both: &mut Comparison) {
    let mut ana = with_password(both);
    both.get(&mut ana, "/sign-in/code");
    for method in ["", "pigeon", "personal_key"] {
        both.fill_in(&mut ana, "/sign-in/method", &[("method", method)]);
    }
    both.fill_in(&mut ana, "/sign-in/method", &[("method", "sms")])[0].leads_to("/sign-in/code");
    let code = both.message(PHONE).code.unwrap();
    for typed in ["", "12345", "no code"] {
        both.fill_in(&mut ana, "/sign-in/code", &[("code", typed)])[0].is(422);
    }
    let page = both.get(&mut ana, "/sign-in/code");
    for n in 0..2 {
        both.fill_in(&mut ana, "/sign-in/code", &[("code", &unique::other_code(&code, n))])[0].is(422);
    }
    let locked = both.submit(&mut ana, &page, &[("code", &unique::other_code(&code, 2))]);
    locked[0].is(429);
    both.submit(&mut ana, &page, &[("code", &code)])[0].is(429);
    for path in SCREENS {
        both.get(&mut ana, path);
    }
    both.pass(locked[0].retry_after() / 2);
    let mut again = both.person();
    both.fill_in(&mut again, "/sign-in", &[("email", EMAIL), ("password", PASSWORD)])[0].is(429);
    both.pass(locked[0].retry_after());
    both.outbox();
}

/// More codes than one may ask for, codes that come too late, and signing in and out.
pub fn too_many_codes(both: &mut Comparison) {
    both.pass(HOUR);
    let mut ana = with_password(both);
    both.fill_in(&mut ana, "/sign-in/method", &[("method", "voice")])[0].leads_to("/sign-in/code");
    for _ in 0..2 {
        let page = both.get(&mut ana, "/sign-in/code");
        both.submit(&mut ana, &page, &[("method", "sms")])[0].leads_to("/sign-in/code");
    }
    let page = both.get(&mut ana, "/sign-in/code");
    both.submit(&mut ana, &page, &[("method", "sms")])[0].is(429);
    let code = both.message(PHONE).code.unwrap();
    both.pass(5 * MINUTE + 1);
    both.fill_in(&mut ana, "/sign-in/code", &[("code", &code)])[0].is(422);
    both.pass(15 * MINUTE);
    both.get(&mut ana, "/sign-in/code")[0].leads_to("/sign-in");
    let mut ana = with_password(both);
    both.fill_in(&mut ana, "/sign-in/method", &[("method", "sms")])[0].leads_to("/sign-in/code");
    let code = both.message(PHONE).code.unwrap();
    let page = both.get(&mut ana, "/sign-in/code");
    both.submit(&mut ana, &page, &[("code", &code)])[0].leads_to("/account");
    // The same form once more, as a second press of the button sends it.
    both.submit(&mut ana, &page, &[("code", &code)]);
    both.get(&mut ana, "/account")[0].is(200);
    let page = both.get(&mut ana, "/account");
    both.press(&mut ana, &page, "/sign-out")[0].leads_to("/signed-out");
    both.get(&mut ana, "/account")[0].leads_to("/sign-in");
    both.press(&mut ana, &page, "/sign-out");
    both.outbox();
}

/// Signing in with the personal key, which is used up by it.
pub fn personal_key_sign_in(both: &mut Comparison, key: &str) {
    both.pass(HOUR);
    let mut ana = with_password(both);
    for typed in ["", "no key", "0000-0000-0000-0000"] {
        both.fill_in(&mut ana, "/sign-in/personal-key", &[("personal_key", typed)])[0].is(422);
    }
    both.fill_in(&mut ana, "/sign-in/personal-key", &[("personal_key", &key.to_lowercase())])[0]
        .leads_to("/account/personal-key");
    both.get(&mut ana, "/account")[0].leads_to("/account/personal-key");
    let page = both.get(&mut ana, "/account/personal-key");
    both.get(&mut ana, "/account/personal-key.txt")[0].is(200);
    both.submit(&mut ana, &page, &[("personal_key", key)])[0].is(422);
    both.submit(&mut ana, &page, &[("saved", "yes")])[0].leads_to("/account");
    both.get(&mut ana, "/account/personal-key.txt")[0].is(404);
    let mut again = with_password(both);
    both.fill_in(&mut again, "/sign-in/personal-key", &[("personal_key", key)])[0].is(422);
    both.outbox();
}

/// Sessions that are kept alive, grow old or are left alone.
pub fn sessions(both: &mut Comparison) {
    both.pass(HOUR);
    let mut ana = with_password(both);
    both.fill_in(&mut ana, "/sign-in/method", &[("method", "sms")])[0].leads_to("/sign-in/code");
    let code = both.message(PHONE).code.unwrap();
    both.fill_in(&mut ana, "/sign-in/code", &[("code", &code)])[0].leads_to("/account");
    let mut idle = ana.clone();
    both.pass(13 * MINUTE);
    let warning = both.get(&mut ana, "/account/time-out");
    warning[0].is(200);
    both.press(&mut ana, &warning, "/account/stay")[0].leads_to("/account");
    for _ in 0..50 {
        both.pass(14 * MINUTE);
        both.get(&mut ana, "/account")[0].is(200);
    }
    both.pass(14 * MINUTE);
    both.get(&mut ana, "/account")[0].leads_to("/sign-in");
    both.get(&mut ana, "/sign-in?why=time");
    both.get(&mut idle, "/account")[0].leads_to("/sign-in");
    let mut ana = with_password(both);
    both.fill_in(&mut ana, "/sign-in/method", &[("method", "sms")])[0].leads_to("/sign-in/code");
    let code = both.message(PHONE).code.unwrap();
    both.fill_in(&mut ana, "/sign-in/code", &[("code", &code)])[0].leads_to("/account");
    both.pass(15 * MINUTE + 1);
    both.get(&mut ana, "/account/time-out")[0].leads_to("/sign-in");
    both.get(&mut ana, "/account")[0].leads_to("/sign-in");
    both.outbox();
}
