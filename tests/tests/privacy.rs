//! What is on disk says nothing (PV-2, PV-4), and what is searched for would be found.

use std::{env, fs, path::PathBuf};

use gatehouse_tests::{
    App, Browser, Newcomer, Person,
    authenticator::secret_of,
    outbox,
    person::{confirm_password, enter_personal_key, key_of},
    search, unique,
};

fn state() -> PathBuf {
    let Ok(state) = env::var("GATEHOUSE_STATE") else {
        panic!("GATEHOUSE_STATE is not set: it names the state folder of the running service")
    };
    let state = PathBuf::from(state);
    assert!(!search::files(&state).is_empty(), "{} has no files", state.display());
    state
}

fn nowhere(secrets: &[(&str, &str)]) {
    for (name, value) in secrets {
        assert!(!value.is_empty(), "{name} is empty");
    }
    let found = search::find(&state(), secrets);
    assert!(found.is_empty(), "on disk: {found:#?}");
    if let Ok(log) = env::var("GATEHOUSE_LOG") {
        let log = PathBuf::from(log);
        let folder = env::temp_dir().join(format!("gatehouse-log-{:x}", unique::random()));
        fs::create_dir_all(&folder).unwrap();
        fs::copy(&log, folder.join("log")).unwrap();
        let found = search::find(&folder, secrets);
        fs::remove_dir_all(&folder).unwrap();
        assert!(found.is_empty(), "in {}: {found:#?}", log.display());
    }
}

#[test]
fn pv_2_pv_4_an_account_and_its_sign_ins_leave_no_secret_on_disk() {
    let mut newcomer = Newcomer::at("/sign-up/code");
    let link = newcomer.link(1);
    let token = outbox::token_of(&link).to_owned();
    let sign_up_code = newcomer.code();
    let sign_up_cookie = newcomer.browser.cookie("sign-up").unwrap().to_owned();
    newcomer.enter_code().leads_to("/sign-up/personal-key");
    let person = newcomer.becomes_person();
    let mut browser = Browser::new();
    let sign_in_code = person.come_to_code(&mut browser);
    let sign_in_cookie = browser.cookie("sign-in").unwrap().to_owned();
    gatehouse_tests::person::enter_code(&mut browser, &sign_in_code).leads_to("/account");
    let session = browser.cookie("session").unwrap().to_owned();
    let device = browser.cookie("device").unwrap().to_owned();
    let mut with_key = Browser::new();
    person.enter_password(&mut with_key).leads_to("/sign-in/method");
    enter_personal_key(&mut with_key, &person.personal_key).leads_to("/account/personal-key");
    let new_key = key_of(&with_key.get("/account/personal-key"));
    let plain = |key: &str| key.replace('-', "");
    nowhere(&[
        ("the email address", &person.email),
        ("the email address in capitals", &person.email.to_uppercase()),
        ("the phone number", &person.phone),
        ("the phone number's digits", &person.phone[1..]),
        ("the national number", &person.phone[2..]),
        ("the password", &person.password),
        ("the link's token", &token),
        ("the sign-up's code", &sign_up_code),
        ("the sign-up's cookie", &sign_up_cookie),
        ("the sign-in's code", &sign_in_code),
        ("the sign-in's cookie", &sign_in_cookie),
        ("the session's cookie", &session),
        ("the device's cookie", &device),
        ("the personal key", &person.personal_key),
        ("the personal key without dashes", &plain(&person.personal_key)),
        ("the new personal key", &new_key),
        ("the new personal key without dashes", &plain(&new_key)),
    ]);
}

#[test]
fn pv_4_an_unfinished_sign_up_leaves_no_secret_on_disk() {
    let mut newcomer = Newcomer::at("/sign-up/personal-key");
    let key = newcomer.shown_key();
    let link = newcomer.link(1);
    nowhere(&[
        ("the email address", &newcomer.email),
        ("the phone number", &newcomer.phone),
        ("the phone number's digits", &newcomer.phone[1..]),
        ("the password", &newcomer.password),
        ("the link's token", outbox::token_of(&link)),
        ("the cookie", newcomer.browser.cookie("sign-up").unwrap()),
        ("the personal key", &key),
        ("the personal key without dashes", &key.replace('-', "")),
    ]);
}

#[test]
fn pv_4_what_was_only_tried_leaves_no_trace_in_the_clear() {
    let person = Person::new();
    let (email, password, phone) = (unique::email(), unique::password(), unique::phone());
    gatehouse_tests::person::enter_password(&mut Browser::new(), &email, &password).is(422);
    let mut newcomer = Newcomer::at("/sign-up/phone");
    let page = newcomer.browser.get("/sign-up/phone");
    newcomer.browser.submit(&page, &[("phone", &phone), ("method", "sms")]).leads_to("/sign-up/code");
    Newcomer { email: person.email.clone(), ..Newcomer::new() }.ask();
    let report = outbox::newest_to(&person.email, 2).link("/sign-up/report").unwrap();
    nowhere(&[
        ("an address without an account", &email),
        ("a password for it", &password),
        ("a number not confirmed", &phone[1..]),
        ("a report's token", outbox::token_of(&report)),
    ]);
}

#[test]
fn pv_1_pv_4_personal_information_and_the_secret_of_an_app_leave_no_trace_on_disk() {
    let mut person = Person::new();
    let [name, street, city] = [(); 3].map(|()| format!("Word {:016x}", unique::random()));
    let page = person.browser.get("/account/information");
    let fields = [("full_name", name.as_str()), ("street_address", &street), ("city", &city)];
    person.browser.submit(&page, &fields).leads_to("/account/information");
    confirm_password(&mut person.browser, "/account/app", &person.password).leads_to("/account/app");
    let page = person.browser.get("/account/app");
    person.browser.press(&page, "/account/app/start").leads_to("/account/app/code");
    let page = person.browser.get("/account/app/code");
    let shown = secret_of(&page);
    let (base32, code) = (shown.replace(' ', ""), App::typed_from(&page).code());
    // Once while it is set up, and once when it is.
    for _ in 0..2 {
        nowhere(&[
            ("the name", &name),
            ("the street", &street),
            ("the city", &city),
            ("the app's secret", &base32),
            ("the app's secret as it is shown", &shown),
            ("the session's cookie", person.browser.cookie("session").unwrap()),
        ]);
        let page = person.browser.get("/account/app/code");
        if page.status == 200 {
            person.browser.submit(&page, &[("code", &code)]).leads_to("/account/app");
        }
    }
}

#[test]
fn the_search_reads_the_databases_of_the_running_service() {
    let found = search::find(&state(), &[("a statement of the schema", "CREATE TABLE")]);
    assert!(found.iter().any(|(_, name)| name.ends_with("as it is")), "no database was found: {found:?}");
}

#[test]
fn the_search_finds_what_is_planted_in_any_shape() {
    use base64::{
        Engine,
        engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
    };
    let secret = format!("planted-{:x}", unique::random());
    let hexadecimal = search::hexadecimal(secret.as_bytes());
    let utf_16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let contents: [Vec<u8>; 7] = [
        format!("before{secret}after").into_bytes(),
        hexadecimal.to_uppercase().into_bytes(),
        STANDARD.encode(format!("x{secret}yz")).into_bytes(),
        STANDARD.encode(format!("xy{secret}z")).into_bytes(),
        URL_SAFE_NO_PAD.encode(&secret).into_bytes(),
        utf_16,
        format!("\0\0{hexadecimal}").into_bytes(),
    ];
    for content in contents {
        // Planted below the state folder itself, so that the search is proven to reach into it.
        let folder = state().join(format!("planted-{:x}/deep", unique::random()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("file.sqlite"), &content).unwrap();
        let found = search::find(&state(), &[("the planted secret", &secret)]);
        fs::remove_dir_all(folder.parent().unwrap()).unwrap();
        assert!(!found.is_empty(), "{:?} was not found", String::from_utf8_lossy(&content));
    }
    let clean = search::find(&state(), &[("a secret nobody wrote", &secret)]);
    assert!(clean.is_empty(), "{clean:?}");
}
