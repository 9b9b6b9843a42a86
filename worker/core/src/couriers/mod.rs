//! Messages to people: what they say, and (from a later issue) the providers that carry them.
//!
//! [`Message`] is what is queued; the functions in `letters` write one for each occasion.

mod delivery;
pub mod letters;
mod outcome;
pub mod settings;

pub use delivery::{deliver, recipient_by};
pub use outcome::{Outcome, Problem};
pub use settings::{Courier, Couriers};

use serde::{Deserialize, Serialize};

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
    /// The text.
    pub text: String,
    /// The links in the text.
    pub links: Vec<String>,
    /// The security code in the text.
    pub code: Option<String>,
}
