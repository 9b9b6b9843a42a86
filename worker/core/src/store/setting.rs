//! Changes of settings that are under way: what the column `sessions.setting` holds, one at a time, until the change is
//! proven or the session's cookie changes.

use super::sessions::{self, Session};
use crate::ports::{Outage, Statement};
use crate::secrets::seal::Place;
use crate::secrets::security_code::Sent;
use serde::{Deserialize, Serialize};

/// Where a new address or number lies until it is proven.
pub(crate) const fn place(account: &str) -> Place<'_> {
    Place { table: "sessions", column: "setting", owner: account }
}

/// Where the secret of an authenticator app lies until a code has proven it.
pub(crate) const fn app_place(account: &str) -> Place<'_> {
    Place { table: "sessions", column: "setting/app", owner: account }
}

/// A change that waits to be proven or finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "setting", rename_all = "snake_case")]
pub enum Setting {
    /// A link was asked for to this address, which may have an account of its own (ST-3).
    Email {
        /// The address, sealed.
        email: String,
    },
    /// The password was changed (ST-5), and the personal key that came with it waits to be saved.
    Password,
    /// A code was sent to a new phone (ST-4).
    Phone {
        /// Its number, sealed.
        number: String,
        /// How the code was sent.
        method: String,
        /// The id of the phone whose place it takes.
        replaces: Option<String>,
        /// What the page says of the code.
        sent: Option<Sent>,
    },
    /// An authenticator app is being set up (ST-2).
    App {
        /// Its secret, sealed with the session's cookie.
        secret: String,
    },
    /// The account is to be deleted (ST-8), and a code was sent.
    Deletion {
        /// How it was sent.
        method: String,
        /// The id of the phone that it was sent to.
        phone_id: String,
        /// What the page says of it.
        sent: Option<Sent>,
    },
}

impl Setting {
    /// Keeps the change in a session.
    ///
    /// # Errors
    /// If it cannot be written as JSON.
    pub fn keep(&self, session: &str) -> Result<Statement, Outage> {
        let json = serde_json::to_string(self).map_err(|error| super::unreadable("database", &error))?;
        Ok(sessions::set_setting(session, Some(json)))
    }

    /// The change that is under way in a session. One that a later version knew is none.
    pub fn of(session: &Session) -> Option<Self> {
        serde_json::from_str(session.setting.as_deref()?).ok()
    }
}
