//! The country of a phone number, in the forms that ask for one (SU-6, ST-4).

use crate::authenticator_app::confirm;
use crate::native::NativeEdge;
use crate::native::browser::Reply;
use crate::native::person::Person;

/// Somebody who is creating an account and is asked for a phone.
fn newcomer(edge: &NativeEdge) -> Person<'_> {
    let person = Person::new(edge);
    person.go_until("/sign-up", "/sign-up/phone");
    person
}

fn send(person: &Person<'_>, country: &str, phone: &str) -> Reply {
    let fields = [("country", country), ("phone", phone), ("method", "sms")];
    person.browser.fill("/sign-up/phone", &fields)
}

/// The words of the country that is chosen.
fn chosen(page: &Reply) -> &str {
    let (_, rest) = page.body.split_once("\" selected>").unwrap();
    rest.split_once('<').unwrap().0
}

#[test]
fn su_6_the_form_offers_every_country_with_its_calling_code_the_home_country_first() {
    let edge = NativeEdge::new(1);
    let person = newcomer(&edge);
    for (language, first, other) in [
        ("en", "United States (+1)", "Germany (+49)"),
        ("es", "Estados Unidos (+1)", "Alemania (+49)"),
        ("fr", "États-Unis (+1)", "Allemagne (+49)"),
    ] {
        let page = person.browser.get(&format!("/sign-up/phone?lang={language}"));
        let (_, options) = page.body.split_once("<option value=\"").unwrap();
        assert!(options.starts_with(&format!("US\" selected>{first}<")), "{language}");
        assert!(options.contains(&format!(">{other}<")), "{language}");
        assert_eq!(page.body.matches("<option ").count(), 245, "{language}");
        assert_eq!(page.body.matches(" selected>").count(), 1, "{language}");
    }
}

#[test]
fn su_6_a_number_as_its_country_writes_it_is_stored_and_called_in_international_form() {
    let edge = NativeEdge::new(2);
    let person = newcomer(&edge);
    assert!(send(&person, "FR", "06 12 34 56 78").leads_to("/sign-up/code"));
    assert_eq!(edge.outbox()[0].to, "+33612345678");
    // Whoever goes back finds number and country as they were understood.
    let page = person.browser.get("/sign-up/phone");
    assert_eq!(chosen(&page), "France (+33)");
    assert!(page.body.contains("value=\"+33 6 12 34 56 78\""));
}

#[test]
fn su_6_a_form_without_a_country_or_with_one_that_there_is_not_is_of_the_home_country() {
    for country in [&[][..], &[("country", "")], &[("country", "XX")]] {
        let edge = NativeEdge::new(3);
        let person = newcomer(&edge);
        let fields: Vec<_> =
            [("phone", "202 555 0123"), ("method", "sms")].iter().chain(country).copied().collect();
        assert!(person.browser.fill("/sign-up/phone", &fields).leads_to("/sign-up/code"));
        assert_eq!(edge.outbox()[0].to, "+12025550123");
    }
}

#[test]
fn su_6_number_and_country_stay_as_they_were_when_something_is_wrong_with_them() {
    let edge = NativeEdge::new(4);
    let person = newcomer(&edge);
    for (country, typed, words) in [
        ("FR", "06 12", "of the chosen country (France)"),
        ("FR", "0044 7400 123456", "is United Kingdom, and you chose France"),
        ("GB", "0909 879 0000", "cost extra"),
        ("MX", "", "Enter your phone number"),
        ("DE", "030 123456", "Choose a phone call"),
    ] {
        let page = send(&person, country, typed);
        assert_eq!(page.status, 422, "{typed}");
        assert!(page.body.contains(words), "{typed}: {}", page.body);
        assert!(page.body.contains(&format!("<option value=\"{country}\" selected>")), "{typed}");
        assert!(page.body.contains(&format!("value=\"{typed}\"")), "{typed}");
    }
    assert!(edge.outbox().iter().all(|message| message.code.is_none()), "nothing was sent");
}

#[test]
fn su_6_a_satellite_phone_is_refused_with_a_way_on_and_the_article() {
    let edge = NativeEdge::new(5);
    let page = send(&newcomer(&edge), "US", "+881 612345678");
    assert_eq!(page.status, 422);
    for words in ["satellite phone", "authenticator app", "do-i-need-a-mobile-phone/#which-numbers"] {
        assert!(page.body.contains(words), "{words}");
    }
}

#[test]
fn st_4_a_new_phone_has_a_country_too() {
    let edge = NativeEdge::new(6);
    let person = Person::with_account(&edge);
    confirm(&person.browser, "/account/phone");
    let page = person.browser.get("/account/phone");
    assert_eq!(chosen(&page), "United States (+1)");
    let wrong = [("country", "FR"), ("phone", "06 12"), ("method", "sms")];
    assert_eq!(chosen(&person.browser.submit(&page, "/account/phone", &wrong)), "France (+33)");
    let right = [("country", "FR"), ("phone", "06 12 34 56 78"), ("method", "sms")];
    assert!(person.browser.submit(&page, "/account/phone", &right).leads_to("/account/phone/code"));
    assert_eq!(edge.outbox()[0].to, "+33612345678");
}
