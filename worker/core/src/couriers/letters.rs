//! What each message says.

use super::{Channel, Message};
use crate::flows::notices::Notice;
use crate::identifiers::Browser;
use crate::pages::browsers;
use crate::text::Text;

fn email(to: &str, subject: String, paragraphs: &[String], links: Vec<String>) -> Message {
    Message {
        channel: Channel::Email,
        to: to.to_owned(),
        subject,
        text: paragraphs.join("\n\n"),
        links,
        code: None,
    }
}

/// A link to a screen, which opens in the language of the letter, whatever the browser is set to.
fn screen(text: Text, link: &str) -> String {
    let mark = if link.contains('?') { '&' } else { '?' };
    format!("{link}{mark}lang={}", text.language.tag())
}

/// The link that confirms an address (SU-1).
pub fn confirm_address(text: Text, to: &str, link: &str) -> Message {
    let link = screen(text, link);
    let paragraphs = [
        text.say("confirm-letter-why"),
        link.clone(),
        text.say("confirm-letter-lifetime"),
        text.say("confirm-letter-not-you"),
    ];
    email(to, text.say("confirm-letter-subject"), &paragraphs, vec![link])
}

/// The link that confirms the new address of an account (ST-3).
pub fn confirm_new_address(text: Text, to: &str, link: &str) -> Message {
    let link = screen(text, link);
    let paragraphs = [
        text.say("new-address-letter-why"),
        link.clone(),
        text.say("confirm-letter-lifetime"),
        text.say("new-address-letter-not-you"),
    ];
    email(to, text.say("new-address-letter-subject"), &paragraphs, vec![link])
}

/// Somebody tried to sign up with an address that has an account (SU-4).
pub fn account_exists(text: Text, to: &str, sign_in: &str, reset: &str, report: &str) -> Message {
    let (sign_in, reset, report) = (screen(text, sign_in), screen(text, reset), screen(text, report));
    let paragraphs = [
        text.say("exists-letter-why"),
        text.say("exists-letter-sign-in"),
        sign_in.clone(),
        text.say("exists-letter-password"),
        reset.clone(),
        text.say("exists-letter-not-you"),
        report.clone(),
    ];
    email(to, text.say("exists-letter-subject"), &paragraphs, vec![sign_in, reset, report])
}

/// The link to a new password (PR-1).
pub fn reset_password(text: Text, to: &str, link: &str) -> Message {
    let link = screen(text, link);
    let paragraphs = [
        text.say("reset-letter-why"),
        link.clone(),
        text.say("reset-letter-lifetime"),
        text.say("reset-letter-not-you"),
    ];
    email(to, text.say("reset-letter-subject"), &paragraphs, vec![link])
}

/// The owner has locked the account (SI-9); `link` leads to a new password, which unlocks it.
pub fn locked(text: Text, to: &str, link: &str) -> Message {
    let link = screen(text, link);
    let paragraphs = [
        text.say("locked-letter-why"),
        text.say("locked-letter-what"),
        link.clone(),
        text.say("reset-letter-lifetime"),
        text.say("locked-letter-later"),
    ];
    email(to, text.say("locked-letter-subject"), &paragraphs, vec![link])
}

/// Ten lockouts in a row: a reset is required (numbers table).
pub fn reset_required(text: Text, to: &str, reset: &str) -> Message {
    let reset = screen(text, reset);
    let paragraphs =
        [text.say("reset-required-letter-why"), text.say("reset-required-letter-what"), reset.clone()];
    email(to, text.say("reset-required-letter-subject"), &paragraphs, vec![reset])
}

/// Something happened to the account (SI-9): what, from which browser, and the link that says "this wasn't me".
pub fn notice(text: Text, to: &str, notice: Notice, browser: Browser, link: &str) -> Message {
    let link = screen(text, link);
    let browser = [("browser", browsers::name(text, browser).into())];
    let mut paragraphs = vec![text.say(&notice.why()), text.say_with("notice-browser", &browser)];
    let undo = if notice == Notice::EmailReplaced { "notice-not-you-undo" } else { "notice-not-you" };
    paragraphs.extend([text.say("notice-you"), text.say(undo), link.clone(), text.say("notice-lifetime")]);
    email(to, text.say(&notice.subject()), &paragraphs, vec![link])
}

/// The account was deleted (ST-8, SI-6): the last message to its address.
pub fn account_deleted(text: Text, to: &str, origin: &str) -> Message {
    let contact = format!("{origin}{}/contact/", text.language.prefix());
    let paragraphs = [
        text.say("deleted-letter-why"),
        text.say("deleted-letter-what"),
        text.say("deleted-letter-not-you"),
        contact.clone(),
    ];
    email(to, text.say("deleted-letter-subject"), &paragraphs, vec![contact])
}

/// A deletion was asked for without a second factor (SI-6), with the link that cancels it.
pub fn deletion_asked(text: Text, to: &str, browser: Browser, cancel: &str) -> Message {
    let cancel = screen(text, cancel);
    let paragraphs = [
        text.say("deletion-letter-why"),
        text.say_with("notice-browser", &[("browser", browsers::name(text, browser).into())]),
        text.say("deletion-letter-when"),
        text.say("deletion-letter-cancel"),
        cancel.clone(),
        text.say("deletion-letter-not-you"),
    ];
    email(to, text.say("deletion-letter-subject"), &paragraphs, vec![cancel])
}

/// The same to a phone. A voice cannot read a link to be typed; whoever answers the call has the phone, and can sign in.
pub fn deletion_asked_by_phone(text: Text, channel: Channel, to: &str, cancel: &str) -> Message {
    let cancel = screen(text, cancel);
    let (said, links) = match channel {
        Channel::Voice => (text.say("deletion-letter-voice"), Vec::new()),
        Channel::Sms | Channel::Email => {
            let said = text.say_with("deletion-letter-sms", &[("link", cancel.as_str().into())]);
            (said, vec![cancel])
        }
    };
    Message { channel, to: to.to_owned(), subject: String::new(), text: said, links, code: None }
}

/// A security code, by text or call (SU-6, SI-2).
pub fn security_code(text: Text, channel: Channel, to: &str, code: &str) -> Message {
    let said = match channel {
        // Digit by digit: a voice reads "123456" as a large number.
        Channel::Voice => {
            let digits: Vec<String> = code.chars().map(String::from).collect();
            text.say_with("code-letter-voice", &[("code", digits.join(", ").into())])
        }
        Channel::Sms | Channel::Email => text.say_with("code-letter-sms", &[("code", code.into())]),
    };
    Message {
        channel,
        to: to.to_owned(),
        subject: String::new(),
        text: said,
        links: Vec::new(),
        code: Some(code.to_owned()),
    }
}
