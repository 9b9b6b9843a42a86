//! An account's second factors: phones, the authenticator app, the personal key.
//!
//! They are read together with whatever needs them (a session, a pending sign-in, a reset), so that a request stays at
//! one read: a query ends with the columns of [`factor_columns`], and [`Factors::read`] reads them.

use super::accounts::record;
use super::{statement, values};
use crate::identifiers::Phone;
use crate::policy::POLICY;
use crate::ports::{Entropy, Outage, Row, Statement};
use crate::secrets::one_time_password::AppSecret;
use crate::secrets::password::Record;
use crate::secrets::seal::{self, Place};
use crate::secrets::{ServerSecrets, decode, encode};
use crate::time::UnixTime;
use zeroize::Zeroizing;

/// Where an account's phone number lies.
pub(crate) const fn phone_place(account: &str) -> Place<'_> {
    Place { table: "phones", column: "number", owner: account }
}

/// Where an account's authenticator app secret lies.
pub(crate) const fn app_place(account: &str) -> Place<'_> {
    Place { table: "authenticator_apps", column: "secret", owner: account }
}

/// The columns that [`Factors::read`] reads, of a query over `accounts a LEFT JOIN personal_keys k`.
macro_rules! factor_columns {
    () => {
        "(SELECT json_group_array(json_array(p.id, p.number, p.created_at)) FROM (SELECT * FROM phones \
         WHERE account_id = a.id ORDER BY created_at, id) p), \
         (SELECT json_array(secret, created_at) FROM authenticator_apps WHERE account_id = a.id), \
         k.salt, k.parameters, k.pepper, k.verifier, k.data_key, k.created_at, k.saved_at"
    };
}
pub(crate) use factor_columns;

/// A phone of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPhone {
    /// Its id, for forms.
    pub id: String,
    /// Its number.
    pub phone: Phone,
    /// When it was confirmed.
    pub created_at: UnixTime,
}

/// An account's authenticator app.
#[derive(Clone)]
pub struct OwnApp {
    /// What the app and the server share.
    pub secret: AppSecret,
    /// When it was set up.
    pub created_at: UnixTime,
}

/// An account's personal key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnKey {
    /// What proves it.
    pub record: Record,
    /// When it was made.
    pub created_at: UnixTime,
    /// Whether the person has said that it is saved.
    pub saved: bool,
}

/// What an account's owner can confirm with, besides the password.
#[derive(Clone, Default)]
pub struct Factors {
    /// Its phones, the oldest first.
    pub phones: Vec<OwnPhone>,
    /// Its authenticator app.
    pub app: Option<OwnApp>,
    /// Its personal key. After a reset without it there is none until the next sign-in.
    pub personal_key: Option<OwnKey>,
}

impl Factors {
    /// Reads the columns of [`factor_columns`], which begin at `first`, of `account`.
    ///
    /// # Errors
    /// If a column is not what it should be, or does not open.
    pub(crate) fn read(
        row: &Row,
        first: usize,
        account: &str,
        secrets: &ServerSecrets,
    ) -> Result<Self, Outage> {
        let column = |offset: usize| first.saturating_add(offset);
        let unreadable = |error: &serde_json::Error| super::unreadable("database", error);
        let stored: Vec<(String, String, UnixTime)> =
            serde_json::from_str(&row.text(first)?).map_err(|error| unreadable(&error))?;
        let mut phones = Vec::new();
        for (id, number, created_at) in stored {
            let number = seal::open(secrets, phone_place(account), &number)?;
            // A number that was reachable once and is not by today's tables is no factor any more.
            if let Ok(phone) = Phone::stored(&number) {
                phones.push(OwnPhone { id, phone, created_at });
            }
        }
        let app = match row.optional_text(column(1))? {
            Some(json) => {
                let (sealed, created_at): (String, UnixTime) =
                    serde_json::from_str(&json).map_err(|error| unreadable(&error))?;
                Some(OwnApp { secret: open_app(secrets, account, &sealed)?, created_at })
            }
            None => None,
        };
        let personal_key = match row.optional_text(column(2))? {
            Some(_) => Some(OwnKey {
                record: record(row, column(2))?,
                created_at: row.time(column(7))?,
                saved: row.optional_time(column(8))?.is_some(),
            }),
            None => None,
        };
        Ok(Self { phones, app, personal_key })
    }

    /// The phone with this id; without one, the first phone.
    pub fn phone(&self, id: Option<&str>) -> Option<&OwnPhone> {
        match id {
            Some(id) => self.phones.iter().find(|own| own.id == id),
            None => self.phones.first(),
        }
    }
}

fn open_app(secrets: &ServerSecrets, account: &str, sealed: &str) -> Result<AppSecret, Outage> {
    let text = Zeroizing::new(seal::open(secrets, app_place(account), sealed)?);
    decode(&text)
        .map(Zeroizing::new)
        .and_then(|bytes| AppSecret::from_bytes(&bytes))
        .ok_or_else(|| Outage::new("database", "the secret of an authenticator app is malformed"))
}

/// The fingerprint that a number is stored with.
pub fn phone_fingerprint(secrets: &ServerSecrets, phone: &Phone) -> String {
    secrets.fingerprint("phone", phone.e164())
}

/// Adds a confirmed phone to an account.
///
/// # Errors
/// If the platform gives no randomness.
pub fn insert_phone(
    secrets: &ServerSecrets,
    entropy: &impl Entropy,
    account: &str,
    (id, phone): (&str, &Phone),
    now: UnixTime,
) -> Result<Statement, Outage> {
    let number = seal::seal(secrets, entropy, phone_place(account), phone.e164().as_bytes())?;
    Ok(statement(
        "INSERT INTO phones (id, account_id, created_at, number_fingerprint, number) VALUES (?1, ?2, ?3, ?4, ?5)",
        values![id, account, now, phone_fingerprint(secrets, phone), number],
    ))
}

/// Removes a phone of an account.
pub fn delete_phone(account: &str, id: &str) -> Statement {
    statement("DELETE FROM phones WHERE account_id = ?1 AND id = ?2", values![account, id])
}

/// Counts the phone of an account with this id, for [`super::expecting`]: what is removed twice is told once.
pub fn expect_phone(account: &str, id: &str) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM phones WHERE account_id = ?1 AND id = ?2",
        values![account, id],
    )
}

/// Counts that an account has no phone with this number, for [`super::expecting`].
pub fn expect_new_number(secrets: &ServerSecrets, account: &str, phone: &Phone) -> Statement {
    statement(
        "INSERT INTO expectations SELECT NOT EXISTS (SELECT 1 FROM phones WHERE account_id = ?1 \
         AND number_fingerprint IN (SELECT value FROM json_each(?2)))",
        values![account, secrets.fingerprints("phone", phone.e164())],
    )
}

/// Counts that an account has no more phones than it may, for [`super::expecting`]: put behind an addition.
pub fn expect_phones_within_limit(account: &str) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) <= ?2 FROM phones WHERE account_id = ?1",
        values![account, i64::from(POLICY.phones)],
    )
}

/// Puts an authenticator app in the place of the one that an account had.
///
/// # Errors
/// If the platform gives no randomness.
pub fn set_app(
    secrets: &ServerSecrets,
    entropy: &impl Entropy,
    account: &str,
    app: &AppSecret,
    now: UnixTime,
) -> Result<Statement, Outage> {
    let text = Zeroizing::new(encode(app.as_bytes()));
    let sealed = seal::seal(secrets, entropy, app_place(account), text.as_bytes())?;
    Ok(statement(
        "INSERT OR REPLACE INTO authenticator_apps (account_id, created_at, secret) VALUES (?1, ?2, ?3)",
        values![account, now, sealed],
    ))
}

/// Removes the authenticator app of an account.
pub fn delete_app(account: &str) -> Statement {
    statement("DELETE FROM authenticator_apps WHERE account_id = ?1", values![account])
}

/// Counts whether a phone or an app stays, for [`super::expecting`]: put behind a removal, it keeps the last one.
pub fn expect_one_stays(account: &str) -> Statement {
    statement(
        "INSERT INTO expectations SELECT EXISTS (SELECT 1 FROM phones WHERE account_id = ?1) \
         OR EXISTS (SELECT 1 FROM authenticator_apps WHERE account_id = ?1)",
        values![account],
    )
}

/// Counts the authenticator app that was set up then, if it is still the account's, for [`super::expecting`].
pub fn expect_app(account: &str, created_at: UnixTime) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM authenticator_apps WHERE account_id = ?1 AND created_at = ?2",
        values![account, created_at],
    )
}
