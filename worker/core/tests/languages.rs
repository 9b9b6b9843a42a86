//! The language of pages and messages: the person's own choice, and for whoever owns an account theirs.

use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::resets::NEW_PASSWORD;
use crate::native::{NativeEdge, run};
use gatehouse_core::couriers::{Channel, Message};
use gatehouse_core::text::{Language, Text};
use std::collections::BTreeSet;

const SPANISH: Text = Text::new(Language::Spanish);
const FRENCH: Text = Text::new(Language::French);

/// Somebody with an account who has chosen Spanish before anything else.
fn spanish(edge: &NativeEdge) -> Person<'_> {
    let person = Person::new(edge);
    assert!(person.browser.get("/sign-up?lang=es").body.contains("<html lang=\"es\">"));
    person.go("/sign-up");
    person
}

/// Another browser of theirs, or of somebody else, in this language.
fn elsewhere<'e>(person: &Person<'e>, language: Language) -> Person<'e> {
    let other = person.elsewhere();
    other.browser.get(&format!("/sign-in?lang={}", language.tag()));
    other
}

fn newest(edge: &NativeEdge) -> Message {
    edge.outbox().swap_remove(0)
}

fn language_of_account(edge: &NativeEdge) -> String {
    edge.text("SELECT language FROM accounts")
}

#[test]
fn la_1_a_sign_up_in_spanish_is_spanish_to_its_end_and_so_are_its_messages() {
    let edge = NativeEdge::new(1);
    let person = spanish(&edge);
    let subjects: BTreeSet<String> = edge.outbox().into_iter().map(|message| message.subject).collect();
    assert!(subjects.contains(&SPANISH.say("confirm-letter-subject")), "{subjects:?}");
    let text = edge.outbox().into_iter().find(|message| message.channel == Channel::Sms).unwrap();
    assert!(text.text().contains(&SPANISH.say("code-sms-lifetime")), "{}", text.text());
    assert_eq!(language_of_account(&edge), "es");
    let page = person.browser.get("/account");
    assert!(page.body.contains("<html lang=\"es\">") && page.body.contains(&SPANISH.say("sign-out")));
}

#[test]
fn la_2_a_link_opens_in_the_language_of_its_letter() {
    let edge = NativeEdge::new(2);
    let person = spanish(&edge);
    let link = person.ask_for_reset();
    assert!(link.ends_with("&lang=es"), "{link}");
    let elsewhere = elsewhere(&person, Language::French);
    let page = elsewhere.browser.get(&link);
    assert!(page.status == 200 && page.body.contains("<html lang=\"es\">"));
    assert_eq!(elsewhere.browser.cookie("language").unwrap(), "es");
    assert!(
        elsewhere.choose(&link, NEW_PASSWORD).leads_to("/reset/method"),
        "its token is read all the same"
    );
}

#[test]
fn la_2_who_signs_in_in_another_language_does_not_choose_that_of_the_notice_about_it() {
    let edge = NativeEdge::new(3);
    let person = spanish(&edge);
    let other = elsewhere(&person, Language::French);
    other.begin_sign_in();
    assert_eq!(language_of_account(&edge), "es", "a password alone is no sign-in");
    let code = newest(&edge);
    assert!(code.text().contains(&FRENCH.say("code-sms-lifetime")), "{}", code.text());
    assert_eq!(other.go("/sign-in/code").status, 200);
    let notice = newest(&edge);
    assert_eq!(notice.subject, SPANISH.say("notice-new-browser-subject"));
    assert!(notice.links()[0].ends_with("&lang=es"), "{:?}", notice.links());
    assert_eq!(language_of_account(&edge), "fr", "from now on");
    let third = elsewhere(&person, Language::English);
    third.browser.fill("/sign-up", &[("email", EMAIL)]);
    assert_eq!(newest(&edge).subject, FRENCH.say("exists-letter-subject"));
}

#[test]
fn la_2_what_somebody_else_brings_about_is_told_to_the_owner_in_the_owner_s_language() {
    let edge = NativeEdge::new(4);
    let person = spanish(&edge);
    let stranger = elsewhere(&person, Language::French);
    stranger.browser.fill("/sign-up", &[("email", EMAIL)]);
    let exists = newest(&edge);
    assert_eq!(exists.subject, SPANISH.say("exists-letter-subject"));
    assert!(exists.links().iter().all(|link| link.ends_with("lang=es")), "{:?}", exists.links());

    assert!(stranger.give_password(PASSWORD).leads_to("/sign-in/method"));
    assert!(stranger.browser.fill("/sign-in/delete", &[]).leads_to("/sign-in/delete"));
    let told: Vec<Message> = edge.outbox().into_iter().take(2).collect();
    let text = told.iter().find(|message| message.channel == Channel::Sms).unwrap();
    assert_eq!(text.text(), format!("{}\n{}", SPANISH.say("deletion-letter-sms"), text.links()[0]));
    assert!(told.iter().any(|message| message.subject == SPANISH.say("deletion-letter-subject")));

    edge.wait(25 * 3600);
    run(gatehouse_core::upkeep(&edge)).unwrap();
    let goodbye = newest(&edge);
    assert_eq!(goodbye.subject, SPANISH.say("deleted-letter-subject"));
    assert!(goodbye.links()[0].ends_with("/es/contact/"), "{:?}", goodbye.links());
}

#[test]
fn la_2_who_locks_the_account_by_a_notice_gets_the_letter_in_the_owner_s_language() {
    let edge = NativeEdge::new(5);
    let person = spanish(&edge);
    let known = person.elsewhere();
    known.browser.get("/sign-in?lang=es");
    known.begin_sign_in();
    known.go("/sign-in/code");
    let link = person.link("/not-me").unwrap();
    let page = person.browser.get(&link.replace("lang=es", "lang=fr"));
    assert!(page.body.contains("<html lang=\"fr\">"));
    assert_eq!(person.browser.submit(&page, "/not-me", &[]).status, 303);
    assert_eq!(newest(&edge).subject, SPANISH.say("locked-letter-subject"));
}

#[test]
fn la_1_every_page_can_be_had_in_each_language_and_the_answer_to_a_form_where_it_has_a_page() {
    let edge = NativeEdge::new(6);
    let person = Person::with_account(&edge);
    let stranger = person.elsewhere();
    let switch = |address: &str| format!("href=\"{address}\" lang=\"fr\" hreflang=\"fr\"");
    for (page, address) in [
        (stranger.browser.get("/sign-in?why=idle&lang=en"), "/sign-in?why=idle&#38;lang=fr"),
        (stranger.browser.get("/sign-up/confirm?token=AAAA"), "/sign-up/confirm?token=AAAA&#38;lang=fr"),
        (stranger.browser.get("/nothing"), "?lang=fr"),
        (stranger.browser.fill("/sign-in", &[("email", "x"), ("password", "")]), "/sign-in?lang=fr"),
        (person.browser.get("/account"), "/account?lang=fr"),
    ] {
        assert!(page.body.contains(&switch(address)), "{address}: {}", page.body);
    }
    let page = person.browser.post("/account/sessions/end", "csrf=x");
    assert!(page.status == 403 && !page.body.contains("hreflang"), "{}", page.body);
    let page = stranger.browser.get("//evil.example/");
    assert!(!page.body.contains("\"//evil.example"), "{}", page.body);
}

#[test]
fn la_1_a_language_that_we_do_not_speak_changes_nothing() {
    let edge = NativeEdge::new(7);
    let person = Person::new(&edge);
    for hostile in ["de", "", "ES", "es-MX", "%00", "es%0d%0aset-cookie:a=b", "%ff", "../es", "es&lang=fr"] {
        let page = person.browser.get(&format!("/sign-in?lang={hostile}"));
        assert!(page.body.contains("<html lang=\"en\">"), "{hostile}");
        assert_eq!(person.browser.cookie("language"), None, "{hostile}");
        assert!(page.set_cookies.iter().all(|cookie| !cookie.contains("a=b")), "{hostile}");
    }
}
