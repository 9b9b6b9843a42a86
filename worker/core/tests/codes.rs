//! What the messages with security codes say, and that the page which asks for a code says the same of it.

use crate::native::person::Person;
use crate::native::resets::wrong_code;
use crate::native::{NativeEdge, ORIGIN};
use crate::settings::unlock;
use gatehouse_core::couriers::{Channel, Message, segments};
use gatehouse_core::text::{Language, Text};

fn newest(edge: &NativeEdge) -> Message {
    edge.outbox().swap_remove(0)
}

/// What `words` look like in a page.
fn in_page(words: &str) -> String {
    words.replace('\'', "&#39;")
}

fn newest_says(edge: &NativeEdge, key: &str) {
    let (message, text) = (newest(edge), Text::new(Language::English));
    let code = message.code.clone().unwrap();
    let from = message.text().split(':').next().unwrap().to_owned();
    let said = text.say_with(key, &[("from", from.into()), ("code", code.clone().into())]);
    let host = ORIGIN.strip_prefix("https://").unwrap();
    let lines: Vec<String> = message.text().lines().map(str::to_owned).collect();
    assert!(lines[0].starts_with(&said), "{key}: {lines:?}");
    assert_eq!(lines[1..], [format!("@{host} #{code}")], "{key}");
    assert_eq!(segments::count(&message.text()), 1, "{key}");
}

#[test]
fn si_4_each_message_says_what_its_code_is_for_and_where() {
    let edge = NativeEdge::new(1);
    let person = Person::new(&edge);
    person.go_until("/sign-up", "/sign-up/code");
    newest_says(&edge, "code-sms-confirm-number");
    person.go("/sign-up/code");

    let page = unlock(&person.browser, "/account/phone");
    let new = [("phone", "+1 202 555 0188"), ("method", "sms")];
    assert!(person.browser.submit(&page, "/account/phone", &new).leads_to("/account/phone/code"));
    newest_says(&edge, "code-sms-confirm-number");

    person.browser.fill("/account/delete/method", &[("method", "sms")]);
    newest_says(&edge, "code-sms-delete-account");

    let other = person.elsewhere();
    other.begin_sign_in();
    newest_says(&edge, "code-sms-sign-in");

    let forgetful = person.elsewhere();
    forgetful.begin_reset();
    forgetful.ask_for_reset_code();
    newest_says(&edge, "code-sms-reset-password");
}

#[test]
fn si_2_from_the_second_code_on_message_and_page_say_which_one_is_right() {
    for language in Language::ALL {
        let edge = NativeEdge::new(2);
        let person = Person::with_account(&edge);
        edge.wait(3600);
        let (text, other) = (Text::new(language), person.elsewhere());
        other.browser.get(&format!("/sign-in?lang={}", language.tag()));
        other.begin_sign_in();
        let page = other.browser.get("/sign-in/code");
        let label = |number: u32| text.say_with("code-message", &[("number", number.into())]);
        let hint =
            |number: u32| in_page(&text.say_with("code-newest-sms", &[("label", label(number).into())]));
        assert!(newest(&edge).text().starts_with(&text.say("service-name")), "the first needs no number");
        assert!(!page.body.contains(&label(1)), "{}", page.body);

        let first = other.code().unwrap();
        for number in [2, 3] {
            let page = other.browser.get("/sign-in/code");
            let again = other.browser.submit(&page, "/sign-in/code/send", &[("method", "sms")]);
            assert!(again.leads_to("/sign-in/code"));
            assert!(newest(&edge).text().starts_with(&label(number)), "{}", newest(&edge).text());
            let page = other.browser.get("/sign-in/code");
            assert!(page.body.contains(&hint(number)), "{}", page.body);
            assert!(!page.body.contains(&label(number - 1)), "{}", page.body);
        }
        let newest = other.code().unwrap();
        let stale = if first == newest { wrong_code(&newest).to_owned() } else { first };
        let page = other.browser.fill("/sign-in/code", &[("code", &stale)]);
        assert!(page.status == 422 && page.body.contains(&hint(3)), "{}", page.body);
        assert!(other.browser.fill("/sign-in/code", &[("code", &newest)]).brings_session());
    }
}

#[test]
fn si_2_a_call_after_a_text_is_the_one_whose_code_works() {
    let edge = NativeEdge::new(3);
    let person = Person::with_account(&edge);
    edge.wait(3600);
    let other = person.elsewhere();
    other.begin_sign_in();
    let page = other.browser.get("/sign-in/code");
    other.browser.submit(&page, "/sign-in/code/send", &[("method", "voice")]);
    assert_eq!(newest(&edge).channel, Channel::Voice);
    let page = other.browser.get("/sign-in/code");
    let text = Text::new(Language::English);
    assert!(page.body.contains(&in_page(&text.say("code-newest-voice"))), "{}", page.body);
}

#[test]
fn su_6_every_page_that_asks_for_a_code_says_when_it_was_sent_as_is_right_in_every_time_zone() {
    let edge = NativeEdge::new(4);
    let person = Person::new(&edge);
    person.go_until("/sign-up", "/sign-up/code");
    let says = |page: &str, at: &str, ago: &str| {
        let time = format!("<time datetime=\"{at}\" data-own-clock=\"Sent at {{time}}.\">{ago}</time>");
        assert!(page.contains(&time), "{time}: {page}");
    };
    says(&person.browser.get("/sign-up/code").body, "2027-01-15T08:00:00Z", "Sent less than a minute ago.");
    edge.wait(61);
    says(&person.browser.get("/sign-up/code").body, "2027-01-15T08:00:00Z", "Sent 1 minute ago.");
    person.go("/sign-up/code");

    let page = unlock(&person.browser, "/account/phone");
    let new = [("phone", "+1 202 555 0188"), ("method", "sms")];
    person.browser.submit(&page, "/account/phone", &new);
    person.browser.get("/account/phone/code");
    edge.wait(125);
    says(&person.browser.get("/account/phone/code").body, "2027-01-15T08:01:01Z", "Sent 2 minutes ago.");

    person.browser.fill("/account/delete/method", &[("method", "sms")]);
    let page = person.browser.get("/account/delete/code");
    says(&page.body, "2027-01-15T08:03:06Z", "Sent less than a minute ago.");

    let forgetful = person.elsewhere();
    forgetful.begin_reset();
    forgetful.ask_for_reset_code();
    let page = forgetful.browser.get("/reset/code");
    says(&page.body, "2027-01-15T08:03:06Z", "Sent less than a minute ago.");
}
