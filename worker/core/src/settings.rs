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
    fn read(text: &str) -> Result<Option<Self>, String> {
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

impl Settings {
    /// Reads what an operator has set, the same on every edge: `delivery` is `outbox` or anything else, and the other
    /// texts are as [`ServerSecrets::parse`] wants them. An empty `contact` is the address that pages name; without
    /// `couriers` messages wait in the queue, and without an `operator_key` nobody can operate the installation from afar.
    ///
    /// # Errors
    /// If a setting is malformed: a sentence that names it and does not hold it.
    pub fn read(
        origin: &str,
        delivery: &str,
        contact: &str,
        couriers: &str,
        operator_key: &str,
        server_keys: &str,
        password_peppers: &str,
        guard_name_key: &str,
    ) -> Result<Self, String> {
        let named = Text::new(Language::English).say("service-contact");
        let contact = if contact.trim().is_empty() { &named } else { contact };
        Ok(Self {
            origin: origin.trim_end_matches('/').to_owned(),
            delivery: if delivery == "outbox" { Delivery::Outbox } else { Delivery::Queue },
            couriers: if couriers.trim().is_empty() { None } else { Some(Couriers::read(couriers)?) },
            operator_key: OperatorKey::read(operator_key)?,
            contact: Email::read(contact).ok_or("the setting CONTACT_ADDRESS must be an email address")?,
            secrets: ServerSecrets::parse(server_keys, password_peppers, guard_name_key)
                .map_err(|error| error.to_string())?,
        })
    }

    /// The host that people see, without scheme and port. Nothing if the origin names none.
    pub fn host(&self) -> Option<String> {
        self.origin.parse::<http::Uri>().ok()?.host().map(str::to_owned)
    }

    /// Whether people reach the service by https: cookies then carry `Secure` and the `__Host-` prefix.
    pub fn secure(&self) -> bool {
        !self.origin.starts_with("http://")
    }
}
