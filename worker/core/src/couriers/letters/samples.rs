//! One of each email, for whoever wants to see how it looks: the tests, and `/dev/letters` of a development server.

use super::{
    account_deleted, account_exists, confirm_address, confirm_new_address, contact, deletion_asked, locked,
    notice, reset_password, reset_required,
};
use crate::couriers::{Audience, Message};
use crate::flows::notices::Notice;
use crate::identifiers::{Browser, Email, Program, System};
use crate::store::contact::Written;
use crate::text::{Language, Text};

const LINK: &str = "https://gatehouse.example/a?token=b";

/// Whom they go to.
const TO: &str = "ana@example.org";

/// Every email in a language, by name.
pub fn letters(text: Text) -> Vec<(String, Message)> {
    let browser = Browser { program: Some(Program::Firefox), system: Some(System::Windows) };
    let mut letters: Vec<(String, Message)> = vec![
        ("confirm".to_owned(), confirm_address(text, TO, LINK)),
        ("new-address".to_owned(), confirm_new_address(text, TO, LINK)),
        (
            "exists".to_owned(),
            account_exists(text, TO, &format!("{LINK}1"), &format!("{LINK}2"), &format!("{LINK}3")),
        ),
        ("reset".to_owned(), reset_password(text, TO, LINK, Audience::Account)),
        ("locked".to_owned(), locked(text, TO, LINK)),
        ("reset-required".to_owned(), reset_required(text, TO, LINK)),
        ("deleted".to_owned(), account_deleted(text, TO, "https://gatehouse.example")),
        ("deletion".to_owned(), deletion_asked(text, TO, browser, LINK)),
    ];
    letters.extend(Email::read(TO).map(|to| ("contact".to_owned(), written(text.language, &to))));
    letters.extend(
        Notice::ALL
            .map(|about| (format!("{about:?}").to_lowercase(), notice(text, TO, about, browser, LINK))),
    );
    letters
}

/// What staff get of somebody who wrote in this language.
fn written(language: Language, to: &Email) -> Message {
    let written = Written {
        message: "Where is my code?\n\nAna".to_owned(),
        email: TO.to_owned(),
        language: language.tag().to_owned(),
        article: "signing-in/forgot-password".to_owned(),
        subject: "signing-in".to_owned(),
    };
    contact(to, "Signing in", &written)
}
