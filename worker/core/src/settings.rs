//! What an edge is started with.

use crate::identifiers::Email;
use crate::secrets::ServerSecrets;
use crate::text::{Language, Text};

/// How messages leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// They stay in the queue until a courier is set up.
    Queue,
    /// They stay in the queue and `/dev/outbox` shows them. Only a development build knows it.
    Outbox,
}

/// The settings of one installation.
#[derive(Clone)]
pub struct Settings {
    /// Scheme, host and port that people see, without a slash at the end. Links in messages begin with it.
    pub origin: String,
    /// How messages leave.
    pub delivery: Delivery,
    /// The address that what people write to us is mailed to.
    pub contact: Email,
    /// What the server itself knows.
    pub secrets: ServerSecrets,
}

impl Settings {
    /// Reads what an operator has set, the same on every edge: `delivery` is `outbox` or anything else, and the other
    /// texts are as [`ServerSecrets::parse`] wants them. An empty `contact` is the address that pages name.
    ///
    /// # Errors
    /// If a setting is malformed: a sentence that names it and does not hold it.
    pub fn read(
        origin: &str,
        delivery: &str,
        contact: &str,
        server_keys: &str,
        password_peppers: &str,
        guard_name_key: &str,
    ) -> Result<Self, String> {
        let named = Text::new(Language::English).say("service-contact");
        let contact = if contact.trim().is_empty() { &named } else { contact };
        Ok(Self {
            origin: origin.trim_end_matches('/').to_owned(),
            delivery: if delivery == "outbox" { Delivery::Outbox } else { Delivery::Queue },
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
