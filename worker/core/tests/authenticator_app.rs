//! Authenticator apps: set up with the account or later, replaced and removed.

use crate::native::browser::{Browser, Reply, form};
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::{Call, Fault, NativeEdge, Random, Task, shuffled, together};
use gatehouse_core::pages::qr::QrCode;
use gatehouse_core::secrets::encode;
use gatehouse_core::secrets::one_time_password::{AppSecret, otpauth_uri};

/// A person whose account was made with an app and no phone.
pub fn with_app(edge: &NativeEdge) -> Person<'_> {
    let person = Person::new(edge);
    person.method.set("totp");
    person.go("/sign-up");
    person.trace.take();
    // The step that proved the app is used up.
    edge.wait(30);
    person
}

/// Somebody else with an account and a phone of their own.
pub fn somebody_else(edge: &NativeEdge) -> Person<'_> {
    let mut person = Person::new(edge);
    "else@example.org".clone_into(&mut person.email);
    "202 555 0188".clone_into(&mut person.phone);
    person.go("/sign-up");
    person
}

/// Gives the current password, to change a setting.
pub fn confirm(browser: &Browser<'_>, next: &str) {
    let page = browser.get(&format!("/account/confirm?next={next}"));
    let fields = [("current_password", PASSWORD)];
    assert!(browser.submit(&page, "/account/confirm", &fields).leads_to(next), "{}", page.body);
}

/// A person with a phone who has begun to set up an app, and the page with its secret.
fn setting_up(edge: &NativeEdge) -> (Person<'_>, Reply) {
    let person = Person::with_account(edge);
    confirm(&person.browser, "/account/app");
    let page = start(&person);
    (person, page)
}

/// Begins to set up an app; gives the page with its secret, which the app has read.
pub fn start(person: &Person<'_>) -> Reply {
    let page = person.browser.get("/account/app");
    assert!(person.browser.submit(&page, "/account/app/start", &[]).leads_to("/account/app/code"));
    let page = person.browser.get("/account/app/code");
    person.read_app(&page);
    page
}

/// A person with a phone and an app.
pub fn with_both(edge: &NativeEdge) -> Person<'_> {
    let (person, page) = setting_up(edge);
    let code = person.app_code(0);
    assert!(person.browser.submit(&page, "/account/app/code", &[("code", &code)]).status == 303);
    edge.wait(30);
    person
}

/// Signs in with the password and this code.
pub fn sign_in_by_app(person: &Person<'_>, code: &str) -> Reply {
    assert!(person.give_password(&person.password).leads_to("/sign-in/method"));
    assert!(person.browser.fill("/sign-in/method", &[("method", "totp")]).leads_to("/sign-in/app"));
    person.browser.fill("/sign-in/app", &[("code", code)])
}

fn told(edge: &NativeEdge, subject: &str) -> usize {
    edge.outbox().iter().filter(|message| message.to == EMAIL && message.subject.contains(subject)).count()
}

fn apps(edge: &NativeEdge) -> i64 {
    edge.count("SELECT COUNT(*) FROM authenticator_apps")
}

#[test]
fn su_9_an_account_is_made_with_an_app_instead_of_a_phone_and_signed_in_to_with_it() {
    let edge = NativeEdge::new(1);
    let person = with_app(&edge);
    assert_eq!((apps(&edge), edge.count("SELECT COUNT(*) FROM phones")), (1, 0));
    let other = person.elsewhere();
    assert!(other.give_password(PASSWORD).leads_to("/sign-in/method"));
    let page = other.browser.get("/sign-in/method");
    assert!(page.body.contains("value=\"totp\" checked") && !page.body.contains("value=\"sms\""));
    assert_eq!(other.go("/sign-in/method").status, 200);
    assert!(edge.outbox().iter().all(|message| message.code.is_none()), "nothing was sent to a phone");
}

#[test]
fn su_9_looking_at_a_page_makes_no_secret() {
    let edge = NativeEdge::new(2);
    let person = Person::new(&edge);
    person.go_until("/sign-up", "/sign-up/phone");
    let before = edge.text("SELECT progress || revision FROM sign_ups");
    assert!(person.browser.get("/sign-up/app").leads_to("/sign-up/phone"));
    assert_eq!(person.browser.get("/sign-up/app/start").status, 405);
    assert_eq!(edge.text("SELECT progress || revision FROM sign_ups"), before);
    assert!(
        person.browser.fill("/sign-up/phone", &[("phone", "202 555 0123"), ("method", "sms")]).status == 303
    );
    assert!(person.browser.get("/sign-up/app").leads_to("/sign-up/code"), "no app was chosen");
}

#[test]
fn su_9_the_picture_the_text_and_the_link_say_the_same_secret() {
    let edge = NativeEdge::new(3);
    let person = Person::new(&edge);
    person.method.set("totp");
    let page = person.go_until("/sign-up", "/sign-up/app");
    let secret = AppSecret::from_base32(&page.app_secret()).unwrap();
    let address = otpauth_uri(&secret, "Gatehouse", EMAIL);
    assert!(page.body.contains(&format!("href=\"{}\"", address.replace('&', "&#38;"))), "{}", page.body);
    assert!(page.body.contains(QrCode::new(&address, String::new()).unwrap().path()));
}

#[test]
fn su_9_a_secret_that_was_shown_stays_after_the_back_button_and_in_another_tab() {
    let edge = NativeEdge::new(4);
    let person = Person::new(&edge);
    person.method.set("totp");
    let shown = person.go_until("/sign-up", "/sign-up/app").app_secret();
    let page = person.browser.get("/sign-up/phone");
    assert!(person.browser.submit(&page, "/sign-up/app/start", &[]).leads_to("/sign-up/app"));
    assert_eq!(person.browser.get("/sign-up/app").app_secret(), shown);
    let link = person.link("/sign-up/confirm").unwrap();
    assert!(person.browser.fill(&link, &[]).leads_to("/sign-up/app"), "it goes on where it was");
    assert_eq!(person.go("/sign-up/app").status, 200);
}

#[test]
fn su_9_two_tabs_that_start_an_app_at_once_show_the_same_secret() {
    let edge = NativeEdge::new(5);
    let person = Person::new(&edge);
    let page = person.go_until("/sign-up", "/sign-up/phone");
    let again = person.browser.get("/sign-up/phone");
    let bodies = [&page, &again].map(|page| form(page, "/sign-up/app/start", &[]));
    let post = |body| person.browser.later("/sign-up/app/start", body);
    let replies = together(bodies.iter().map(|body| post(body)).collect());
    assert!(replies.iter().all(|reply| reply.leads_to("/sign-up/app")));
    assert_eq!(edge.count("SELECT revision FROM sign_ups"), 3, "the link, the password, one secret");
    person.method.set("totp");
    assert_eq!(person.go("/sign-up/app").status, 200);
}

#[test]
fn su_9_phone_and_app_in_two_tabs_are_both_good_until_one_has_proven_something() {
    for by_app in [false, true] {
        let edge = NativeEdge::new(6);
        let person = Person::new(&edge);
        let code_page = person.go_until("/sign-up", "/sign-up/code");
        let code = person.code().unwrap();
        let phone_page = person.browser.get("/sign-up/phone");
        assert!(person.browser.submit(&phone_page, "/sign-up/app/start", &[]).leads_to("/sign-up/app"));
        let app_page = person.browser.get("/sign-up/app");
        person.read_app(&app_page);
        let app_code = person.app_code(0);
        let (page, action, code) = if by_app {
            (&app_page, "/sign-up/app", &app_code)
        } else {
            (&code_page, "/sign-up/code", &code)
        };
        assert!(person.browser.submit(page, action, &[("code", code)]).leads_to("/sign-up/personal-key"));
        // The other tab is late: it is shown where the sign-up is now.
        for path in ["/sign-up/app", "/sign-up/code", "/sign-up/phone"] {
            assert!(person.browser.get(path).leads_to("/sign-up/personal-key"), "{path}");
        }
        assert_eq!(person.go("/sign-up/personal-key").status, 200);
        let phones = edge.count("SELECT COUNT(*) FROM phones");
        assert_eq!((apps(&edge), phones), if by_app { (1, 0) } else { (0, 1) });
    }
}

#[test]
fn su_9_another_browser_that_takes_over_the_link_gets_another_secret() {
    let edge = NativeEdge::new(7);
    let first = Person::new(&edge);
    first.method.set("totp");
    let shown = first.go_until("/sign-up", "/sign-up/app").app_secret();
    let second = first.elsewhere();
    second.browser.fill(&first.link("/sign-up/confirm").unwrap(), &[]);
    assert!(second.browser.get("/sign-up/app").leads_to("/sign-up/password"));
    let page = second.go_until("/sign-up/password", "/sign-up/app");
    assert_ne!(page.app_secret(), shown);
    assert_eq!(first.browser.get("/sign-up/app").status, 403);
}

#[test]
fn su_9_wrong_codes_of_the_app_say_how_many_tries_are_left_and_lock() {
    let edge = NativeEdge::new(8);
    let person = Person::new(&edge);
    person.method.set("totp");
    let page = person.go_until("/sign-up", "/sign-up/app");
    assert!(page.body.contains("3 tries"));
    person.read_app(&page);
    let typo = person.browser.fill("/sign-up/app", &[("code", "12")]);
    assert!(typo.status == 422 && typo.body.contains("digits that your app shows"));
    let late = person.app_code(2);
    for left in ["2 tries", "1 try"] {
        let reply = person.browser.fill("/sign-up/app", &[("code", &late)]);
        assert!(reply.status == 422 && reply.body.contains(left), "{left}");
    }
    let locked = person.browser.fill("/sign-up/app", &[("code", &late)]);
    assert_eq!((locked.status, locked.retry_after), (429, Some(300)));
    assert_eq!(person.browser.get("/sign-up/app").status, 429);
    edge.wait(300);
    assert_eq!(person.go("/sign-up/app").status, 200);
}

#[test]
fn su_9_the_code_that_proved_the_app_signs_nobody_in() {
    let edge = NativeEdge::new(9);
    let person = Person::new(&edge);
    person.method.set("totp");
    person.go("/sign-up");
    let used = sign_in_by_app(&person.elsewhere(), &person.app_code(0));
    assert!(used.status == 422 && used.body.contains("used already"), "{}", used.body);
}

#[test]
fn su_9_a_sign_up_with_an_app_survives_every_outage() {
    for fault in [Fault::Before, Fault::AnswerLost] {
        let edge = NativeEdge::new(10);
        let person = Person::new(&edge);
        person.method.set("totp");
        // Up to this page every step is the same as with a phone.
        person.go_until("/sign-up", "/sign-up/phone");
        let mut path = "/sign-up/phone".to_owned();
        loop {
            for n in 0.. {
                let copy = edge.fork();
                let person = person.on(&copy);
                copy.fail(fault(n));
                let step = person.advance(&path, "/account");
                let Some(call) = copy.failed() else { break };
                let page = step.map_or_else(|page| page, |next| person.go(&next));
                assert_eq!(page.status, 200, "{path} {:?} at {call:?}: {:?}", fault(n), person.trace);
                assert_eq!((apps(&copy), copy.count("SELECT COUNT(*) FROM phones")), (1, 0));
            }
            let Ok(next) = person.advance(&path, "/account") else { break };
            path = next;
        }
    }
}

#[test]
fn st_2_an_app_is_changed_only_after_the_current_password() {
    let edge = NativeEdge::new(11);
    let person = with_both(&edge);
    let page = person.browser.get("/account/app");
    let bodies = ["/account/app/start", "/account/app/remove"].map(|path| (path, form(&page, path, &[])));
    edge.wait(15 * 60 - 60);
    person.browser.get("/account");
    edge.wait(60);
    for path in ["/account/app", "/account/app/code"] {
        assert!(person.browser.get(path).leads_to("/account/confirm?next=/account/app"), "{path}");
    }
    for (path, body) in &bodies {
        assert!(person.browser.post(path, body).leads_to("/account/confirm?next=/account/app"), "{path}");
    }
    assert_eq!((apps(&edge), told(&edge, "removed")), (1, 0));
    assert_eq!(edge.count("SELECT COUNT(*) FROM sessions WHERE setting IS NOT NULL"), 0);
}

#[test]
fn st_2_an_app_counts_from_its_first_code_on_and_the_owner_is_told() {
    let edge = NativeEdge::new(12);
    let (person, page) = setting_up(&edge);
    assert_eq!((apps(&edge), told(&edge, "app was added")), (0, 0));
    let other = person.elsewhere();
    other.give_password(PASSWORD);
    assert!(other.browser.get("/sign-in/app").leads_to("/sign-in/method"), "it is no factor yet");
    let code = person.app_code(0);
    let done = person.browser.submit(&page, "/account/app/code", &[("code", &code)]);
    assert!(done.leads_to("/account/app?done=added"));
    let page = person.browser.get(&done.location);
    assert!(page.body.contains("is set up") && page.body.contains("January 15, 2027"), "{}", page.body);
    assert_eq!((apps(&edge), told(&edge, "app was added")), (1, 1));
    assert!(person.link("/not-me").is_some());
    assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'app-added'"), 1);
    assert_eq!(edge.count("SELECT COUNT(*) FROM sessions WHERE setting IS NOT NULL"), 0);
    edge.wait(30);
    let code = person.app_code(0);
    assert!(sign_in_by_app(&other, &code).brings_session());
}

#[test]
fn st_2_a_form_that_proves_an_app_is_sent_twice_and_the_owner_is_told_once() {
    let base = NativeEdge::new(13);
    let (person, page) = setting_up(&base);
    let body = form(&page, "/account/app/code", &[("code", &person.app_code(0))]);
    for seed in 0..20 {
        let edge = base.fork();
        let browser = person.browser.on(&edge);
        let post = || browser.later("/account/app/code", &body);
        let replies = shuffled(&mut Random::new(seed), vec![post(), post()]);
        let again = browser.post("/account/app/code", &body);
        assert!(replies.iter().chain([&again]).all(|reply| reply.leads_to("/account/app?done=added")));
        assert_eq!((apps(&edge), told(&edge, "app was added")), (1, 1), "seed {seed}");
    }
}

#[test]
fn st_2_another_app_takes_the_place_of_the_old_one_with_its_code() {
    let edge = NativeEdge::new(14);
    let person = with_both(&edge);
    let old = person.app.borrow().clone();
    let page = start(&person);
    assert_ne!(person.app.borrow().clone(), old);
    assert!(page.body.contains("your old one keeps working"));
    // The old one proves nothing of the new one.
    let former = person.elsewhere();
    former.app.replace(old);
    let code = former.app_code(0);
    assert_eq!(person.browser.submit(&page, "/account/app/code", &[("code", &code)]).status, 422);
    let code = person.app_code(0);
    assert_eq!(person.browser.submit(&page, "/account/app/code", &[("code", &code)]).status, 303);
    edge.wait(30);
    assert_eq!(sign_in_by_app(&former, &former.app_code(0)).status, 422);
    assert!(sign_in_by_app(&person.elsewhere(), &person.app_code(0)).brings_session());
    assert_eq!((apps(&edge), told(&edge, "app was added")), (1, 2));
}

#[test]
fn st_2_an_app_is_removed_once_and_the_owner_is_told() {
    let edge = NativeEdge::new(15);
    let person = with_both(&edge);
    let other = person.elsewhere();
    other.give_password(PASSWORD);
    let app_page = other.browser.get("/sign-in/app");
    let body = form(&person.browser.get("/account/app"), "/account/app/remove", &[]);
    let post = || person.browser.later("/account/app/remove", &body);
    let replies = together(vec![post(), post()]);
    let again = person.browser.post("/account/app/remove", &body);
    assert!(replies.iter().chain([&again]).all(|reply| reply.leads_to("/account/app?done=removed")));
    assert!(person.browser.get("/account/app?done=removed").body.contains("was removed"));
    assert_eq!((apps(&edge), told(&edge, "app was removed")), (0, 1));
    assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'app-removed'"), 1);
    // A sign-in that was on the app's page goes on in another way, and nothing counts as wrong.
    let code = person.app_code(0);
    let late = other.browser.submit(&app_page, "/sign-in/app", &[("code", &code)]);
    assert!(late.leads_to("/sign-in/method"));
    assert!(other.browser.get("/sign-in/personal-key").body.contains("3 tries"));
}

#[test]
fn st_2_the_app_of_an_account_without_a_phone_stays() {
    let edge = NativeEdge::new(16);
    let person = with_app(&edge);
    confirm(&person.browser, "/account/app");
    let page = person.browser.get("/account/app");
    assert!(page.body.contains("add a phone") && !page.body.contains("/account/app/remove"));
    let csrf = page.hidden("/account/app/start", "csrf").unwrap();
    person.browser.post("/account/app/remove", &format!("csrf={csrf}"));
    assert_eq!((apps(&edge), told(&edge, "removed"), edge.contradiction()), (1, 0, None));
    let page = person.browser.get("/account/app?done=removed");
    assert!(!page.body.contains("was removed"), "a page says only what is so");
}

#[test]
fn si_4_wrong_codes_while_an_app_is_set_up_end_the_session() {
    let edge = NativeEdge::new(17);
    let (person, page) = setting_up(&edge);
    let wrong = person.app_code(2);
    assert_eq!(person.browser.submit(&page, "/account/app/code", &[("code", "1")]).status, 422);
    for left in ["2 tries", "1 try"] {
        let page = person.browser.get("/account/app/code");
        // The same form with the same guess is the same try.
        for _ in 0..2 {
            let reply = person.browser.submit(&page, "/account/app/code", &[("code", &wrong)]);
            assert!(reply.status == 422 && reply.body.contains(left), "{left}");
            assert_eq!(reply.app_secret(), *person.app.borrow());
        }
    }
    let page = person.browser.get("/account/app/code");
    let locked = person.browser.submit(&page, "/account/app/code", &[("code", &wrong)]);
    assert_eq!((locked.status, locked.retry_after), (429, Some(300)));
    assert_eq!(person.browser.cookie("session"), None);
    assert_eq!(edge.count("SELECT COUNT(*) FROM sessions"), 0);
    assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'locked-wrong-codes'"), 1);
    assert_eq!((apps(&edge), person.elsewhere().give_password(PASSWORD).status), (0, 429));
}

#[test]
fn st_2_setting_up_an_app_survives_every_outage() {
    let base = NativeEdge::new(18);
    let (person, page) = setting_up(&base);
    let body = form(&page, "/account/app/code", &[("code", &person.app_code(0))]);
    for fault in [Fault::Before, Fault::AnswerLost] {
        for n in 0.. {
            let edge = base.fork();
            let browser = person.browser.on(&edge);
            edge.fail(fault(n));
            let reply = browser.post("/account/app/code", &body);
            let Some(call) = edge.failed() else { break };
            assert_eq!(reply.status, 503, "{call:?}");
            assert_eq!(apps(&edge), i64::try_from(told(&edge, "app was added")).unwrap(), "{call:?}");
            let lost = matches!((fault(n), &call), (Fault::AnswerLost(_), Call::Batch(_)));
            assert_eq!(apps(&edge), i64::from(lost), "{call:?}");
            assert!(browser.post("/account/app/code", &body).leads_to("/account/app?done=added"), "{call:?}");
            assert_eq!((apps(&edge), told(&edge, "app was added")), (1, 1), "{call:?}");
        }
    }
}

#[test]
fn st_2_an_app_is_not_added_by_a_session_that_was_ended_meanwhile() {
    let base = NativeEdge::new(19);
    let (person, page) = setting_up(&base);
    let body = form(&page, "/account/app/code", &[("code", &person.app_code(0))]);
    let sign_out = form(&person.browser.get("/account"), "/sign-out", &[]);
    for seed in 0..20 {
        let edge = base.fork();
        let (one, other) = (person.browser.on(&edge), person.browser.on(&edge));
        let tasks: Vec<Task<'_, Reply>> =
            vec![one.later("/account/app/code", &body), other.later("/sign-out", &sign_out)];
        shuffled(&mut Random::new(seed), tasks);
        assert_eq!(apps(&edge), i64::try_from(told(&edge, "app was added")).unwrap(), "seed {seed}");
        assert_eq!(edge.count("SELECT COUNT(*) FROM sessions"), 0);
    }
}

#[test]
fn pv_4_the_secret_of_an_app_lies_nowhere_in_the_clear() {
    let edge = NativeEdge::new(24);
    let (person, page) = setting_up(&edge);
    let secret = AppSecret::from_base32(&page.app_secret()).unwrap();
    let texts = [secret.to_base32(), secret.shown(), encode(secret.as_bytes())];
    let look = || {
        let sessions = edge.text("SELECT json_group_array(setting) FROM sessions");
        let apps = edge.text("SELECT json_group_array(secret) FROM authenticator_apps");
        let copies = format!("{sessions}{apps}{}", edge.guards_as_text());
        assert!(!texts.iter().any(|text| copies.contains(text)), "{copies}");
        copies
    };
    assert!(look().contains("\"app\\\""), "the control: the change under way is there");
    let code = person.app_code(0);
    person.browser.submit(&page, "/account/app/code", &[("code", &code)]);
    assert!(look().contains("k1."), "the control: the app is there");
    assert!(!edge.guards_as_text().contains(&format!("\"{code}\"")));
}

#[test]
fn pv_2_a_secret_in_another_accounts_row_is_an_outage() {
    let edge = NativeEdge::new(25);
    let person = with_both(&edge);
    let other = somebody_else(&edge);
    let moved = "INSERT INTO authenticator_apps SELECT (SELECT account_id FROM phones ORDER BY rowid DESC LIMIT 1), \
                 created_at, secret FROM authenticator_apps";
    assert_eq!(edge.database().execute(moved, []).unwrap(), 1);
    assert_eq!([&person, &other].map(|person| person.browser.get("/account").status), [200, 503]);
}
