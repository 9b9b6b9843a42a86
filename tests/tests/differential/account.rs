//! What Ana does with her account later: reset, settings, personal information, sessions, and the end of it.

use gatehouse_tests::{
    person::key_of,
    twins::{Comparison, Twins},
    unique,
};

use super::{EMAIL, SCREENS};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

const PASSWORD: &str = "a heron under the bridge";
const OTHER_PASSWORD: &str = "nine lanterns on the pier";
const PHONE: &str = "+12025550143";
const OTHER_PHONE: &str = "+12025550178";
const OTHER_EMAIL: &str = "ana.ruiz@people.example";

/// The way to another password, with everything that can be mistaken on it. Gives the browser, signed in.
pub fn reset(both: &mut Comparison) -> Twins {
    both.pass(25 * HOUR);
    let mut ana = both.person();
    for email in ["", "ana", "nobody@people.example"] {
        both.fill_in(&mut ana, "/reset", &[("email", email)]);
    }
    both.fill_in(&mut ana, "/reset", &[("email", EMAIL)])[0].leads_to("/reset/check-email");
    both.get(&mut ana, "/reset/check-email")[0].is(200);
    let old = both.message(EMAIL).link("/reset/password").unwrap();
    both.fill_in(&mut ana, "/reset", &[("email", EMAIL)])[0].leads_to("/reset/check-email");
    let link = both.message(EMAIL).link("/reset/password").unwrap();
    both.get(&mut ana, &old);
    for password in ["", "short", "password"] {
        both.fill_in(&mut ana, &link, &[("new_password", password)])[0].is(422);
    }
    both.fill_in(&mut ana, &link, &[("new_password", PASSWORD)])[0].leads_to("/reset/method");
    for path in SCREENS {
        both.get(&mut ana, path);
    }
    both.fill_in(&mut ana, "/reset/personal-key", &[("personal_key", "0000-0000-0000-0000")])[0].is(422);
    both.fill_in(&mut ana, "/reset/method", &[("method", "pigeon")])[0].is(422);
    both.fill_in(&mut ana, "/reset/method", &[("method", "sms")])[0].leads_to("/reset/code");
    let code = both.message(PHONE).code.unwrap();
    both.fill_in(&mut ana, "/reset/code", &[("code", &unique::other_code(&code, 0))])[0].is(422);
    let page = both.get(&mut ana, "/reset/code");
    both.submit(&mut ana, &page, &[("code", &code)])[0].leads_to("/sign-in");
    both.submit(&mut ana, &page, &[("code", &code)]);
    both.get(&mut ana, &link);
    sign_in(both, &mut ana, EMAIL, PASSWORD);
    let page = both.get(&mut ana, "/account/personal-key");
    key_of(&page[0]);
    both.submit(&mut ana, &page, &[("saved", "yes")])[0].leads_to("/account");
    both.outbox();
    ana
}

/// Signs in with a code; a new personal key may wait.
fn sign_in(both: &mut Comparison, ana: &mut Twins, email: &str, password: &str) {
    both.fill_in(ana, "/sign-in", &[("email", email), ("password", password)])[0].leads_to("/sign-in/method");
    both.fill_in(ana, "/sign-in/method", &[("method", "sms")])[0].leads_to("/sign-in/code");
    let code = both.message(PHONE).code.unwrap();
    both.fill_in(ana, "/sign-in/code", &[("code", &code)])[0].is(303);
}

/// Each setting, with mistakes.
pub fn settings(both: &mut Comparison, ana: &mut Twins) {
    for path in SCREENS {
        both.get(ana, path);
    }
    let wrong = [("current_password", "not the password")];
    both.fill_in(ana, "/account/confirm?next=/account/email", &wrong)[0].is(422);
    both.fill_in(ana, "/account/confirm?next=/account/email", &[("current_password", "")])[0].is(422);
    both.fill_in(ana, "/account/confirm?next=/account/email", &[("current_password", PASSWORD)])[0]
        .leads_to("/account/email");
    for path in SCREENS {
        both.get(ana, path);
    }
    for phone in ["", "12", "no number"] {
        both.fill_in(ana, "/account/phone", &[("phone", phone), ("method", "sms")])[0].is(422);
    }
    both.fill_in(ana, "/account/phone", &[("phone", OTHER_PHONE), ("method", "voice")]);
    let code = both.message(OTHER_PHONE).code.unwrap();
    both.fill_in(ana, "/account/phone/code", &[("code", &unique::other_code(&code, 0))])[0].is(422);
    both.fill_in(ana, "/account/phone/code", &[("code", &code)])[0].is(303);
    both.get(ana, "/account/phone")[0].is(200);
    let page = both.get(ana, "/account/app");
    both.press(ana, &page, "/account/app/start");
    both.fill_in(ana, "/account/app/code", &[("code", "12345")])[0].is(422);
    both.fill_in(ana, "/account/information", &[("full_name", "Ana María Ruiz"), ("birth_year", "2999")])[0]
        .is(422);
    both.fill_in(ana, "/account/information", &[("full_name", "Ana María Ruiz"), ("city", "Springfield")]);
    both.get(ana, "/account/information")[0].is(200);
    for email in ["", "ana"] {
        both.fill_in(ana, "/account/email", &[("email", email)])[0].is(422);
    }
    both.fill_in(ana, "/account/email", &[("email", OTHER_EMAIL)]);
    both.get(ana, "/account/email/check-email");
    let link = both.message(OTHER_EMAIL).link("/account/email/confirm").unwrap();
    let page = both.get(ana, &link);
    both.press(ana, &page, "/account/email/confirm");
    both.press(ana, &page, "/account/email/confirm");
    both.get(ana, &link);
    both.fill_in(ana, "/account/password", &[("new_password", "short")])[0].is(422);
    let page = both.get(ana, "/account/password");
    both.submit(ana, &page, &[("new_password", OTHER_PASSWORD)])[0].leads_to("/account/personal-key");
    both.submit(ana, &page, &[("new_password", OTHER_PASSWORD)]);
    both.fill_in(ana, "/account/personal-key", &[("saved", "yes")])[0].leads_to("/account");
    both.outbox();
}

/// Other browsers, what happened, a copy of everything.
pub fn watch(both: &mut Comparison, ana: &mut Twins) {
    let mut other = both.person();
    both.fill_in(&mut other, "/sign-in", &[("email", OTHER_EMAIL), ("password", OTHER_PASSWORD)])[0]
        .leads_to("/sign-in/method");
    both.get(&mut other, "/sign-in/method");
    both.fill_in(&mut other, "/sign-in/method", &[("method", "sms")])[0].leads_to("/sign-in/code");
    let code = both.message(OTHER_PHONE).code.unwrap();
    both.fill_in(&mut other, "/sign-in/code", &[("code", &code)])[0].leads_to("/account");
    let page = both.get(ana, "/account/sessions");
    both.press(ana, &page, "/account/sessions/end-others");
    both.get(&mut other, "/account")[0].leads_to("/sign-in");
    both.get(ana, "/account/sessions")[0].is(200);
    both.get(ana, "/account/activity")[0].is(200);
    both.fill_in(ana, "/account/confirm?next=/account/data", &[("current_password", OTHER_PASSWORD)]);
    let page = both.get(ana, "/account/data");
    both.press(ana, &page, "/account/data.json")[0].is(200);
    both.outbox();
}

/// A deletion that is asked for and cancelled, the lock, and the deletion for good.
pub fn end(both: &mut Comparison, ana: &mut Twins) {
    both.pass(MINUTE);
    let mut lost = both.person();
    both.fill_in(&mut lost, "/sign-in", &[("email", OTHER_EMAIL), ("password", OTHER_PASSWORD)])[0]
        .leads_to("/sign-in/method");
    both.get(&mut lost, "/sign-in/no-phone")[0].is(200);
    let page = both.get(&mut lost, "/sign-in/delete");
    both.press(&mut lost, &page, "/sign-in/delete");
    both.press(&mut lost, &page, "/sign-in/delete");
    let cancel = both.message(OTHER_EMAIL).link("/cancel-deletion").unwrap();
    let page = both.get(&mut lost, &cancel);
    both.press(&mut lost, &page, "/cancel-deletion");
    both.press(&mut lost, &page, "/cancel-deletion");
    both.get(&mut lost, &cancel);

    both.get(ana, "/account/delete/method");
    both.fill_in(ana, "/account/delete/method", &[("method", "sms")])[0].leads_to("/account/delete/code");
    let code = both.message(OTHER_PHONE).code.unwrap();
    both.fill_in(ana, "/account/delete/code", &[("code", &unique::other_code(&code, 0))])[0].is(422);
    let undo = both.outbox().into_iter().find_map(|message| message.link("/not-me"));
    let undo = undo.expect("a notice with a link");
    let page = both.get(&mut lost, &undo);
    both.get(ana, "/account/delete");
    both.fill_in(ana, "/account/delete/code", &[("code", &code)])[0].leads_to("/account-deleted");
    both.get(ana, "/account-deleted")[0].is(200);
    both.press(&mut lost, &page, "/not-me");
    both.get(&mut lost, &undo);
    both.fill_in(&mut lost, "/sign-in", &[("email", OTHER_EMAIL), ("password", OTHER_PASSWORD)])[0].is(422);
    both.outbox();
}
