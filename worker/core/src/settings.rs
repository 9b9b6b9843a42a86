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
    /// Whether people reach the service by https: cookies then carry `Secure` and the `__Host-` prefix.
    pub fn secure(&self) -> bool {
        !self.origin.starts_with("http://")
    }
}
