//! What an edge is started with.

use crate::couriers::Couriers;
use crate::identifiers::Email;
use crate::secrets::ServerSecrets;
use crate::secrets::bearer::equal;
use crate::text::{Language, Text};
use zeroize::Zeroizing;

/// How messages leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// The couriers carry them. Without couriers they stay in the queue.
    Queue,
    /// The same, and `/dev/outbox` shows what is in the queue. Only a development build knows it.
    Outbox,
}

/// The secret of an operator's commands: at least 32 characters, which a command sends as its bearer token.
#[derive(Clone)]
pub struct OperatorKey(Zeroizing<String>);

impl OperatorKey {
    /// Reads the setting; an empty one is none.
    ///
    /// # Errors
    /// If it is too short: a sentence without it.
    pub fn read(text: &str) -> Result<Option<Self>, String> {
        match text.trim() {
            "" => Ok(None),
            key if key.len() >= 32 => Ok(Some(Self(Zeroizing::new(key.to_owned())))),
            _ => Err("the setting OPERATOR_KEY must have at least 32 characters".to_owned()),
        }
    }

    /// Whether it is this one. The time that takes tells nothing.
    pub fn is(&self, given: &str) -> bool {
        equal(&self.0, given)
    }
}

/// The settings of one installation.
#[derive(Clone)]
pub struct Settings {
    /// Scheme, host and port that people see, without a slash at the end. Links in messages begin with it.
    pub origin: String,
    /// How messages leave.
    pub delivery: Delivery,
    /// Who carries messages; nothing: nobody.
    pub couriers: Option<Couriers>,
    /// What an operator's commands prove themselves with; nothing: there are none.
    pub operator_key: Option<OperatorKey>,
    /// The address that what people write to us is mailed to.
    pub contact: Email,
    /// What the server itself knows.
    pub secrets: ServerSecrets,
}

/// What an operator has set, as text, the same on every edge.
pub struct Set<'a> {
    /// The address that people see.
    pub origin: &'a str,
    /// `outbox`, or anything else.
    pub delivery: &'a str,
    /// Where what people write to us is mailed to; empty: the address that pages name.
    pub contact: &'a str,
    /// Who carries messages; empty: they wait in the queue.
    pub couriers: &'a str,
    /// The key of an operator's commands; empty: there are none.
    pub operator_key: &'a str,
    /// As [`ServerSecrets::parse`] wants them.
    pub server_keys: &'a str,
    /// The same.
    pub password_peppers: &'a str,
    /// The same.
    pub guard_name_key: &'a str,
}

impl Settings {
    /// Reads what an operator has set.
    ///
    /// # Errors
    /// If a setting is malformed: a sentence that names it and does not hold it.
    pub fn read(set: &Set<'_>) -> Result<Self, String> {
        let named = Text::new(Language::English).say("service-contact");
        let contact = if set.contact.trim().is_empty() { &named } else { set.contact };
        let couriers = Some(set.couriers).filter(|couriers| !couriers.trim().is_empty());
        Ok(Self {
            origin: set.origin.trim_end_matches('/').to_owned(),
            delivery: if set.delivery == "outbox" { Delivery::Outbox } else { Delivery::Queue },
            couriers: couriers.map(Couriers::read).transpose()?,
            operator_key: OperatorKey::read(set.operator_key)?,
            contact: Email::read(contact).ok_or("the setting CONTACT_ADDRESS must be an email address")?,
            secrets: ServerSecrets::parse(set.server_keys, set.password_peppers, set.guard_name_key)
                .map_err(|error| error.to_string())?,
        })
    }

    /// Whether people reach the service by https: cookies then carry `Secure` and the `__Host-` prefix.
    pub fn secure(&self) -> bool {
        !self.origin.starts_with("http://")
    }
}
