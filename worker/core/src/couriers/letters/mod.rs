//! What each message says.

pub mod codes;
#[cfg(any(test, feature = "development"))]
pub mod samples;

use super::{Audience, Channel, Message, Part};
use crate::flows::notices::Notice;
use crate::identifiers::{Browser, Email};
use crate::pages::browsers;
use crate::store::contact::Written;
use crate::text::{Language, Text};

/// Why somebody gets an email, as its footer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Because {
    /// The address was typed on a page, by whomever.
    Typed,
    /// It is the address of an account.
    Account,
    /// It was the address of an account.
    FormerAccount,
}

fn email(text: Text, to: &str, subject: String, mut parts: Vec<Part>, because: Because) -> Message {
    let why = text.say(match because {
        Because::Typed => "letter-because-typed",
        Because::Account => "letter-because-account",
        Because::FormerAccount => "letter-because-former-account",
    });
    parts.push(Part::Footer(format!("{why}\n{}", text.say("frame-run-by"))));
    message(text, Channel::Email, to, subject, parts)
}

/// A message without a code.
fn message(text: Text, channel: Channel, to: &str, subject: String, parts: Vec<Part>) -> Message {
    let (to, language) = (to.to_owned(), text.language);
    Message { channel, to, subject, language, parts, code: None, host: None, audience: Audience::Account }
}

/// The same message as one that any address gets, with or without an account.
fn for_anybody(message: Message) -> Message {
    Message { audience: Audience::Anybody, ..message }
}

/// The same message as one that tells an owner what happens to the account, whoever caused that.
fn as_notice(message: Message) -> Message {
    Message { audience: Audience::Owner, ..message }
}

/// The paragraph with this key.
fn says(text: Text, key: &str) -> Part {
    Part::Text(text.say(key))
}

/// The link that does what the text with this key says.
fn action(text: Text, key: &str, link: String) -> Part {
    Part::Action { words: text.say(key), link }
}

/// A link to a screen, which opens in the language of the letter, whatever the browser is set to.
fn screen(text: Text, link: &str) -> String {
    let mark = if link.contains('?') { '&' } else { '?' };
    format!("{link}{mark}lang={}", text.language.tag())
}

/// The link that confirms an address (SU-1).
pub fn confirm_address(text: Text, to: &str, link: &str) -> Message {
    let link = screen(text, link);
    let parts = vec![
        says(text, "confirm-letter-why"),
        action(text, "letter-confirm", link),
        says(text, "confirm-letter-lifetime"),
        says(text, "confirm-letter-not-you"),
    ];
    for_anybody(email(text, to, text.say("confirm-letter-subject"), parts, Because::Typed))
}

/// The link that confirms the new address of an account (ST-3).
pub fn confirm_new_address(text: Text, to: &str, link: &str) -> Message {
    let link = screen(text, link);
    let parts = vec![
        says(text, "new-address-letter-why"),
        action(text, "letter-confirm", link),
        says(text, "confirm-letter-lifetime"),
        says(text, "new-address-letter-not-you"),
    ];
    for_anybody(email(text, to, text.say("new-address-letter-subject"), parts, Because::Typed))
}

/// Somebody tried to sign up with an address that has an account (SU-4).
pub fn account_exists(text: Text, to: &str, sign_in: &str, reset: &str, report: &str) -> Message {
    let (sign_in, reset, report) = (screen(text, sign_in), screen(text, reset), screen(text, report));
    let parts = vec![
        says(text, "exists-letter-why"),
        says(text, "exists-letter-sign-in"),
        action(text, "letter-sign-in", sign_in),
        says(text, "exists-letter-password"),
        action(text, "letter-password", reset),
        says(text, "exists-letter-not-you"),
        action(text, "letter-report", report),
    ];
    for_anybody(email(text, to, text.say("exists-letter-subject"), parts, Because::Account))
}

/// The link to a new password (PR-1). `audience` says whether it is known that the owner has asked for it.
pub fn reset_password(text: Text, to: &str, link: &str, audience: Audience) -> Message {
    let link = screen(text, link);
    let parts = vec![
        says(text, "reset-letter-why"),
        action(text, "letter-password", link),
        says(text, "reset-letter-lifetime"),
        says(text, "reset-letter-not-you"),
    ];
    let letter = email(text, to, text.say("reset-letter-subject"), parts, Because::Account);
    Message { audience, ..letter }
}

/// The owner has locked the account (SI-9); `link` leads to a new password, which unlocks it.
pub fn locked(text: Text, to: &str, link: &str) -> Message {
    let link = screen(text, link);
    let parts = vec![
        says(text, "locked-letter-why"),
        says(text, "locked-letter-what"),
        action(text, "letter-password", link),
        says(text, "reset-letter-lifetime"),
        says(text, "locked-letter-later"),
    ];
    as_notice(email(text, to, text.say("locked-letter-subject"), parts, Because::Account))
}

/// Ten lockouts in a row: a reset is required (numbers table).
pub fn reset_required(text: Text, to: &str, reset: &str) -> Message {
    let reset = screen(text, reset);
    let parts = vec![
        says(text, "reset-required-letter-why"),
        says(text, "reset-required-letter-what"),
        action(text, "letter-password", reset),
    ];
    as_notice(email(text, to, text.say("reset-required-letter-subject"), parts, Because::Account))
}

/// Something happened to the account (SI-9): what, from which browser, and the link that says "this wasn't me".
pub fn notice(text: Text, to: &str, notice: Notice, browser: Browser, link: &str) -> Message {
    let link = screen(text, link);
    let browser = [("browser", browsers::name(text, browser).into())];
    let mut parts = vec![says(text, &notice.why()), Part::Text(text.say_with("notice-browser", &browser))];
    let (undo, act, because) = if notice == Notice::EmailReplaced {
        ("notice-not-you-undo", "letter-undo", Because::FormerAccount)
    } else {
        ("notice-not-you", "letter-not-me", Because::Account)
    };
    parts.extend([
        says(text, "notice-you"),
        says(text, undo),
        action(text, act, link),
        says(text, "notice-lifetime"),
    ]);
    as_notice(email(text, to, text.say(&notice.subject()), parts, because))
}

/// The account was deleted (ST-8, SI-6): the last message to its address.
pub fn account_deleted(text: Text, to: &str, origin: &str) -> Message {
    let contact = format!("{origin}{}/contact/", text.language.prefix());
    let parts = vec![
        says(text, "deleted-letter-why"),
        says(text, "deleted-letter-what"),
        says(text, "deleted-letter-not-you"),
        action(text, "frame-contact", contact),
    ];
    as_notice(email(text, to, text.say("deleted-letter-subject"), parts, Because::FormerAccount))
}

/// A deletion was asked for without a second factor (SI-6), with the link that cancels it.
pub fn deletion_asked(text: Text, to: &str, browser: Browser, cancel: &str) -> Message {
    let cancel = screen(text, cancel);
    let parts = vec![
        says(text, "deletion-letter-why"),
        Part::Text(text.say_with("notice-browser", &[("browser", browsers::name(text, browser).into())])),
        says(text, "deletion-letter-when"),
        says(text, "deletion-letter-cancel"),
        action(text, "letter-keep-account", cancel),
        says(text, "deletion-letter-not-you"),
    ];
    as_notice(email(text, to, text.say("deletion-letter-subject"), parts, Because::Account))
}

/// The same to a phone. A voice cannot read a link to be typed; whoever answers the call has the phone, and can sign in.
pub fn deletion_asked_by_phone(text: Text, channel: Channel, to: &str, cancel: &str) -> Message {
    let parts = match channel {
        Channel::Voice => vec![says(text, "deletion-letter-voice")],
        Channel::Sms | Channel::Email => {
            vec![says(text, "deletion-letter-sms"), Part::Link(screen(text, cancel))]
        }
    };
    as_notice(message(text, channel, to, String::new(), parts))
}

/// What somebody wrote to us (HC-1), for staff, who read English. Nothing that was typed is in the subject, and where an
/// answer goes stands in the text: whoever sends it is us. What was typed is the end of it, so no words of ours can be imitated
/// there.
pub fn contact(to: &Email, subject: &str, written: &Written) -> Message {
    let text = Text::new(Language::English);
    let value =
        |typed: &str| if typed.is_empty() { text.say("contact-letter-none") } else { typed.to_owned() };
    let facts = [
        text.say_with("contact-letter-reply-to", &[("email", value(&written.email).into())]),
        text.say_with("contact-letter-language", &[("language", written.language.as_str().into())]),
        text.say_with("contact-letter-article", &[("article", value(&written.article).into())]),
    ];
    let parts = vec![
        Part::Text(facts.join("\n")),
        says(text, "contact-letter-care"),
        Part::Text(written.message.clone()),
    ];
    let subject = text.say_with("contact-letter-subject", &[("subject", subject.into())]);
    for_anybody(message(text, Channel::Email, to.as_str(), subject, parts))
}

#[cfg(test)]
mod tests;
