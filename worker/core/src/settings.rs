//! What an edge is started with.

use crate::secrets::ServerSecrets;

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
    /// What the server itself knows.
    pub secrets: ServerSecrets,
}

impl Settings {
    /// Reads what an operator has set, the same on every edge: `delivery` is `outbox` or anything else, and the other
    /// texts are as [`ServerSecrets::parse`] wants them.
    ///
    /// # Errors
    /// If a secret is malformed: a sentence that names it and does not hold it.
    pub fn read(
        origin: &str,
        delivery: &str,
        server_keys: &str,
        password_peppers: &str,
        guard_name_key: &str,
    ) -> Result<Self, String> {
        Ok(Self {
            origin: origin.trim_end_matches('/').to_owned(),
            delivery: if delivery == "outbox" { Delivery::Outbox } else { Delivery::Queue },
            secrets: ServerSecrets::parse(server_keys, password_peppers, guard_name_key)
                .map_err(|error| error.to_string())?,
        })
    }

    /// Whether people reach the service by https: cookies then carry `Secure` and the `__Host-` prefix.
    pub fn secure(&self) -> bool {
        !self.origin.starts_with("http://")
    }
}
