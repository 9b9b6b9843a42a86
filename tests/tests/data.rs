//! A copy of everything that the service holds of a person (PV-1 to PV-3).

use gatehouse_tests::{Browser, Person, Reply, Request, settings::unlock, unique};
use serde_json::Value;

/// Downloads the copy in a browser that has given the current password.
fn download(browser: &mut Browser) -> (Reply, Value) {
    let page = browser.get("/account/data");
    page.is(200);
    let reply = browser.press(&page, "/account/data.json");
    reply.is(200);
    let file =
        serde_json::from_slice(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.text()));
    (reply, file)
}

#[test]
fn pv_2_the_copy_holds_address_and_number_as_a_page_and_as_a_file() {
    let mut person = Person::new();
    let mut browser = person.browser.clone();
    let page = unlock(&mut browser, &person, "/account/data");
    page.says(&person.email).says("180 days").says("Download");
    let (reply, file) = download(&mut browser);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert!(reply.header("content-disposition").unwrap_or_default().contains("attachment"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(file["email"], Value::from(person.email.as_str()));
    assert_eq!(file["phones"][0]["number"], Value::from(person.phone.as_str()));
    assert_eq!(file["sessions"][0]["is_this_browser"], Value::from(true));
    person.browser = browser;
    person.browser.get("/account/activity").says("Copy of your data downloaded");
}

#[test]
fn pv_1_the_copy_holds_personal_information_and_no_secret() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    let name = format!("Ana {:016x}", unique::random());
    let page = browser.get("/account/information");
    browser.submit(&page, &[("full_name", &name)]).leads_to("/account/information");
    unlock(&mut browser, &person, "/account/data").says(&name);
    let (reply, file) = download(&mut browser);
    assert_eq!(file["personal_information"]["full_name"], Value::from(name.as_str()));
    let undashed = person.personal_key.replace('-', "");
    let secrets = [&person.password, &person.personal_key, &undashed].map(String::as_str);
    // The language is no secret.
    let cookies = browser.cookies.iter().filter(|cookie| cookie.name != "language");
    for secret in secrets.into_iter().chain(cookies.map(|cookie| cookie.value.as_str())) {
        assert!(!reply.text().contains(secret), "{secret}");
    }
}

#[test]
fn pv_3_nothing_was_given_to_an_agency_and_the_copy_says_so() {
    let person = Person::new();
    let mut browser = person.browser.clone();
    unlock(&mut browser, &person, "/account/data").says("No agency has been given anything");
    assert_eq!(download(&mut browser).1["agencies"], Value::from(Vec::<Value>::new()));
}

#[test]
fn st_2_the_copy_asks_for_the_current_password_and_is_the_owners_alone() {
    let mut person = Person::new();
    person.browser.get("/account/data").leads_to("/account/confirm");
    person.browser.send(Request::new("GET", "/account/data.json")).is(405);
    Browser::new().get("/account/data").leads_to("/sign-in");
    let mut half = Browser::new();
    person.enter_password(&mut half).leads_to("/sign-in/method");
    half.get("/account/data").leads_to("/sign-in");
    // A form from before the password is not enough either.
    let csrf = person.browser.get("/account").page().form_to("/sign-out").unwrap();
    let csrf = csrf.value("csrf").unwrap().to_owned();
    person.browser.send(Request::form("/account/data.json", &[("csrf", &csrf)])).leads_to("/account/confirm");
}
