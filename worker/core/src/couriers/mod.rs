//! Messages to people: what they say, and the providers that carry them.
//!
//! [`Message`] is what is queued; the functions in `letters` write one for each audience. A message is kept in parts, so
//! that each way to a person gets it in its own form: [`Message::text`] and [`Message::html`] say the same words.
//!
//! [`request`] asks one of the couriers (`twilio`, `ses`, `webhook`) to carry a message, and [`outcome`] reads its answer. They are
//! functions of what they are given: who is asked, when, and what comes of it is not decided here. What a courier tells us
//! later comes to [`twilio::callback`], [`sns::read`] or [`webhook::callback`], which first have it prove whose it is.
//! `delivery` decides who is asked and when: [`deliver`].

mod answer;
mod carry;
mod delivery;
pub mod letters;
mod mail;
pub mod mailbox;
mod outcome;
mod report;
pub mod segments;
pub mod ses;
pub mod settings;
pub mod sns;
pub mod twilio;
pub mod webhook;

pub use carry::{Dispatch, Unsendable, outcome, request};
pub use delivery::{deliver, public_problem_of, recipient_by, stops};
pub use outcome::{Outcome, Problem};
pub use report::{Forged, News, Report};
pub use settings::{Courier, Couriers};

use crate::text::Language;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// How a message reaches a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// An email.
    Email,
    /// A text message.
    Sms,
    /// A call that reads the text.
    Voice,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Email, Self::Sms, Self::Voice];

    /// The name in the database and the development outbox.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Voice => "voice",
        }
    }
}

/// A message, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// How it goes.
    pub channel: Channel,
    /// An email address, or a phone number in E.164.
    pub to: String,
    /// The subject, for emails.
    pub subject: String,
    /// The language that it is in.
    pub language: Language,
    /// What it says.
    pub parts: Vec<Part>,
    /// The security code in it.
    pub code: Option<String>,
    /// The host of the page that asks for the code, in a text message: its last line names it, so that a phone fills the code
    /// in there and nowhere else (<https://wicg.github.io/sms-one-time-codes/>).
    pub host: Option<String>,
    /// Who gets it, and who can cause it.
    #[serde(default)]
    pub audience: Audience,
}

/// Who gets a message, and who can cause it: this decides what stops it, and to whom it may be said that it came back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Any address gets it alike, with or without an account, and anybody can cause it.
    Anybody,
    /// Only an account gets it, so that it came back tells that there is one (SI-1). Anybody may have caused it.
    #[default]
    Account,
    /// Only an account gets it, and it says what has happened to that, or is about to, or the owner has asked for it. It goes also
    /// to somebody who has called our mail unwanted: whoever is in a mailbox for a moment, and means to be in the account next,
    /// could otherwise silence it there.
    Owner,
}

impl Audience {
    /// The name that couriers are told, and tell us back.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Anybody => "anybody",
            Self::Account => "account",
            Self::Owner => "owner",
        }
    }

    /// The audience with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Anybody, Self::Account, Self::Owner].into_iter().find(|audience| audience.as_str() == name)
    }
}

/// A piece of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A paragraph of an email, a line of a text message, a sentence or more of a call. Its lines stay lines.
    Text(String),
    /// A link by itself.
    Link(String),
    /// A link with words that say what it does: a button in an email.
    Action {
        /// What it does.
        words: String,
        /// The link.
        link: String,
    },
    /// The digits of a security code, which a call says one by one.
    Digits(String),
    /// Who sends an email and why the person gets it: its last lines.
    Footer(String),
}

/// What a call says, piece by piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spoken {
    /// Words, in the language of the message.
    Words(String),
    /// Digits, to be said one by one and slowly.
    Digits(String),
    /// A moment of silence.
    Pause,
}

impl Message {
    /// What it says as plain text. Of a text message this is the body that is sent.
    pub fn text(&self) -> String {
        let parts: Vec<String> = self
            .parts
            .iter()
            .map(|part| match part {
                Part::Text(words) | Part::Link(words) | Part::Footer(words) => words.clone(),
                Part::Action { words, link } => format!("{words}\n{link}"),
                Part::Digits(code) => separate(code),
            })
            .collect();
        let mut text = parts.join(match self.channel {
            Channel::Email => "\n\n",
            Channel::Sms => "\n",
            Channel::Voice => " ",
        });
        if let (Channel::Sms, Some(host), Some(code)) = (self.channel, &self.host, &self.code) {
            let _ = write!(text, "\n@{host} #{code}");
        }
        text
    }

    /// An email as a whole HTML document, which says what [`Message::text`] does. Everything in it is escaped.
    pub fn html(&self) -> String {
        mail::html(self)
    }

    /// The links in it, in order.
    pub fn links(&self) -> Vec<&str> {
        self.parts
            .iter()
            .filter_map(|part| match part {
                Part::Link(link) | Part::Action { link, .. } => Some(link.as_str()),
                Part::Text(_) | Part::Digits(_) | Part::Footer(_) => None,
            })
            .collect()
    }

    /// What a call says. Whoever picks up needs a moment to get the phone to the ear, and another after each code to write
    /// it down. A link cannot be typed from hearing, so none is said.
    pub fn spoken(&self) -> Vec<Spoken> {
        let mut spoken = vec![Spoken::Pause];
        for part in &self.parts {
            match part {
                Part::Text(words) => spoken.push(Spoken::Words(words.clone())),
                Part::Digits(code) => spoken.extend([Spoken::Digits(code.clone()), Spoken::Pause]),
                Part::Link(_) | Part::Action { .. } | Part::Footer(_) => {}
            }
        }
        spoken
    }
}

/// "1, 2, 3": a voice would read "123" as a large number.
fn separate(code: &str) -> String {
    code.chars().map(String::from).collect::<Vec<_>>().join(", ")
}
