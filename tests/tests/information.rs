//! Personal information: saved, read, changed and erased by its owner only, also after a reset (PV-1, PR-4, ST-1).

use gatehouse_tests::{
    Browser, Person, Reply,
    person::{enter_code, enter_personal_key, key_of},
    unique,
};

const PATH: &str = "/account/information";

const FIELDS: [(&str, &str); 9] = [
    ("full_name", "Ana Mar\u{ed}a Ruiz <b>"),
    ("birth_month", "2"),
    ("birth_day", "28"),
    ("birth_year", "1985"),
    ("street_address", "1600 Main St\nApt 4"),
    ("city", "Springfield"),
    ("region", "IL"),
    ("postal_code", "62701"),
    ("country", "United States"),
];

fn save(browser: &mut Browser, fields: &[(&str, &str)]) -> Reply {
    let page = browser.get(PATH);
    page.is(200);
    browser.submit(&page, fields)
}

/// Checks that the page shows all that was saved.
fn shows_all(browser: &mut Browser) {
    let page = browser.get(PATH);
    page.is(200);
    for (field, value) in FIELDS {
        assert_eq!(page.page().value_of(field).as_deref(), Some(value), "{}", page.describe());
    }
}

fn with_information() -> Person {
    let mut person = Person::new();
    save(&mut person.browser, &FIELDS).leads_to(PATH);
    person
}

/// Resets the password with a code, without the personal key; gives the person, who has signed in and has a new key.
fn reset(mut person: Person) -> Person {
    let mut browser = Browser::new();
    let password = unique::password();
    person.reset(&mut browser, &password);
    person.password = password;
    let code = person.come_to_code(&mut browser);
    enter_code(&mut browser, &code).leads_to("/account/personal-key");
    let page = browser.get("/account/personal-key");
    person.personal_key = key_of(&page);
    browser.submit(&page, &[("saved", "yes")]).leads_to("/account");
    person.browser = browser;
    person
}

/// The page where information is opened that a reset has locked.
fn former(browser: &mut Browser) -> Reply {
    let page = browser.get(PATH);
    let links = page.page().links();
    let link = links.iter().find(|link| link.starts_with("/account/information/former?id="));
    let reply = browser.get(link.unwrap_or_else(|| panic!("expected a link\n{}", page.describe())));
    reply.is(200);
    reply
}

#[test]
fn pv_1_what_is_saved_is_read_in_the_next_session_and_in_another_browser() {
    let mut person = with_information();
    person.browser.get("/account/information?done=saved").is(200).says("is saved");
    shows_all(&mut person.browser);
    let mut other = Browser::new();
    person.sign_in(&mut other);
    shows_all(&mut other);
    shows_all(&mut person.browser);
}

#[test]
fn pv_1_a_sign_in_with_the_personal_key_keeps_it() {
    let person = with_information();
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    enter_personal_key(&mut browser, &person.personal_key).leads_to("/account/personal-key");
    browser.get(PATH).leads_to("/account/personal-key");
    let page = browser.get("/account/personal-key");
    browser.submit(&page, &[("saved", "yes")]).leads_to("/account");
    shows_all(&mut browser);
}

#[test]
fn pv_1_nobody_else_sees_it() {
    with_information();
    Browser::new().get(PATH).leads_to("/sign-in");
    let mut other = Person::new();
    let page = other.browser.get(PATH);
    assert!(FIELDS.iter().all(|(field, _)| page.page().value_of(field).as_deref() == Some("")));
}

#[test]
fn pv_1_it_is_erased_when_its_owner_says_so() {
    let mut person = with_information();
    let page = person.browser.get(PATH);
    for _ in 0..2 {
        person.browser.press(&page, "/account/information/erase").leads_to(PATH);
    }
    let page = person.browser.get("/account/information?done=erased");
    page.is(200).says("was erased");
    assert_eq!(page.page().value_of("full_name").as_deref(), Some(""));
    assert!(page.page().form_to("/account/information/erase").is_none());
}

#[test]
fn st_1_all_that_is_wrong_is_said_at_once_and_what_was_typed_stays() {
    let mut person = Person::new();
    save(&mut person.browser, &[("full_name", " ")]).is(422).says("at least one field");
    let typed = [
        ("full_name", "Ana"),
        ("birth_month", "13"),
        ("birth_day", "31"),
        ("postal_code", "123456789012345678901"),
    ];
    let reply = save(&mut person.browser, &typed);
    for (field, value) in typed {
        reply.sends_back(field, value);
    }
    assert_eq!(reply.page().errors().len(), 3, "{}", reply.describe());
    for field in ["birth_month", "birth_year", "postal_code"] {
        assert!(!reply.page().all(&format!(".error-summary [href=\"#{field}\"]")).is_empty(), "{field}");
        assert_eq!(reply.page().attributes(&format!("#{field}"), "aria-invalid"), ["true"], "{field}");
    }
    assert!(
        person.browser.get(PATH).page().form_to("/account/information/erase").is_none(),
        "nothing was saved"
    );
}

#[test]
fn st_1_fields_of_the_person_say_what_they_are_for() {
    let mut person = Person::new();
    let page = person.browser.get(PATH);
    for (field, purpose) in [
        ("full_name", "name"),
        ("birth_month", "bday-month"),
        ("birth_day", "bday-day"),
        ("birth_year", "bday-year"),
        ("street_address", "street-address"),
        ("city", "address-level2"),
        ("region", "address-level1"),
        ("postal_code", "postal-code"),
        ("country", "country-name"),
    ] {
        assert_eq!(page.page().attributes(&format!("#{field}"), "autocomplete"), [purpose], "{field}");
        assert!(!page.page().all(&format!("label[for={field}]")).is_empty(), "{field}");
    }
}

#[test]
fn st_1_of_two_tabs_the_one_that_saves_last_wins() {
    let mut person = with_information();
    let [one, two] = ["Lyon", "Quito"].map(|city| {
        let fields: Vec<_> = FIELDS.iter().map(|f| if f.0 == "city" { ("city", city) } else { *f }).collect();
        person.browser.form(PATH, "city").filled(&fields).request()
    });
    person.browser.send(one).leads_to(PATH);
    person.browser.send(two).leads_to(PATH);
    assert_eq!(person.browser.get(PATH).page().value_of("city").as_deref(), Some("Quito"));
}

#[test]
fn pr_4_what_a_reset_locked_opens_with_the_personal_key_of_its_time() {
    let person = with_information();
    let old = person.personal_key.clone();
    let mut person = reset(person);
    let page = person.browser.get(PATH);
    page.says("is locked");
    assert_eq!(page.page().value_of("full_name").as_deref(), Some(""));
    let page = former(&mut person.browser);
    let today = person.personal_key.clone();
    person.browser.submit(&page, &[("personal_key", &today)]).is(422).says("2 tries");
    let page = former(&mut person.browser);
    for _ in 0..2 {
        person.browser.submit(&page, &[("personal_key", &old)]).leads_to(PATH);
    }
    shows_all(&mut person.browser);
    let mut other = Browser::new();
    person.sign_in(&mut other);
    shows_all(&mut other);
}

#[test]
fn pr_4_the_old_personal_key_signs_nobody_in() {
    let person = with_information();
    let old = person.personal_key.clone();
    let person = reset(person);
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    enter_personal_key(&mut browser, &old).is(422);
}

#[test]
fn pr_4_what_is_locked_can_be_given_up() {
    let mut person = reset(with_information());
    let page = former(&mut person.browser);
    page.says("forever");
    for _ in 0..2 {
        person.browser.press(&page, "/account/information/former/discard").leads_to(PATH);
    }
    assert!(!person.browser.get(PATH).mentions("is locked. Your"));
    person.browser.get(&page.path).is(404);
    save(&mut person.browser, &FIELDS).leads_to(PATH);
    shows_all(&mut person.browser);
}

#[test]
fn pr_4_it_replaces_what_was_saved_since_only_after_saying_so() {
    let person = with_information();
    let old = person.personal_key.clone();
    let mut person = reset(person);
    assert!(!former(&mut person.browser).mentions("will take its place"));
    save(&mut person.browser, &[("city", "Lyon")]).leads_to(PATH);
    let page = former(&mut person.browser);
    page.says("will take its place");
    person.browser.submit(&page, &[("personal_key", &old)]).leads_to(PATH);
    shows_all(&mut person.browser);
}

#[test]
fn pr_4_another_account_does_not_find_it() {
    let mut person = reset(with_information());
    let page = former(&mut person.browser);
    let mut other = Person::new();
    other.browser.get(&page.path).is(404);
}

#[test]
fn si_4_three_wrong_keys_of_before_sign_out() {
    let mut person = reset(with_information());
    for left in ["2 tries", "1 try"] {
        let page = former(&mut person.browser);
        person.browser.submit(&page, &[("personal_key", "0000-0000-0000-0000")]).is(422).says(left);
    }
    let page = former(&mut person.browser);
    person.browser.submit(&page, &[("personal_key", "0000-0000-0000-0000")]).is(429).says("minute");
    person.browser.get("/account").leads_to("/sign-in");
}
