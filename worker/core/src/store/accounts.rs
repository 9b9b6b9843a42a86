//! Accounts and their authenticators.

use super::{statement, values};
use crate::identifiers::{Email, Phone};
use crate::ports::{Entropy, Outage, Row, Sql, Statement};
use crate::secrets::password::{Kind, Record};
use crate::secrets::seal::{self, Place};
use crate::secrets::{Key, ServerSecrets};
use crate::time::UnixTime;

/// Where an account's email address lies.
pub(crate) const fn email_place(account: &str) -> Place<'_> {
    Place { table: "accounts", column: "email", owner: account }
}

/// Where an account's phone number lies.
pub(crate) const fn phone_place(account: &str) -> Place<'_> {
    Place { table: "phones", column: "number", owner: account }
}

/// The fingerprint that an address is found by.
pub fn email_fingerprint(secrets: &ServerSecrets, email: &Email) -> String {
    secrets.fingerprint("email", email.normalized())
}

/// An account with what proves its password.
pub struct WithPassword {
    /// The account's id.
    pub id: String,
    /// What proves the password.
    pub password: Record,
}

/// The account of an address, in one read.
///
/// # Errors
/// If the database does not answer.
pub async fn with_password(sql: &impl Sql, email_fingerprint: &str) -> Result<Option<WithPassword>, Outage> {
    let rows = sql
        .query(statement(
            "SELECT a.id, p.salt, p.parameters, p.pepper, p.verifier, p.data_key FROM accounts a \
             JOIN passwords p ON p.account_id = a.id WHERE a.email_fingerprint = ?1",
            values![email_fingerprint],
        ))
        .await?;
    let found = |row: &Row| Ok(WithPassword { id: row.text(0)?, password: record(row, 1)? });
    rows.first().map(found).transpose()
}

/// Whether an address has an account; its id if so.
///
/// # Errors
/// If the database does not answer.
pub async fn id_of(sql: &impl Sql, email_fingerprint: &str) -> Result<Option<String>, Outage> {
    let found = statement("SELECT id FROM accounts WHERE email_fingerprint = ?1", values![email_fingerprint]);
    sql.query(found).await?.first().map(|row| row.text(0)).transpose()
}

/// A record out of five columns from `first` on.
pub(crate) fn record(row: &Row, first: usize) -> Result<Record, Outage> {
    let column = |offset: usize| row.text(first.saturating_add(offset));
    Ok(Record {
        salt: column(0)?,
        parameters: column(1)?,
        pepper: column(2)?,
        verifier: column(3)?,
        data_key: column(4)?,
    })
}

/// A whole new account.
pub struct NewAccount<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its confirmed address.
    pub email: &'a Email,
    /// What proves its password.
    pub password: &'a Record,
    /// What proves its personal key.
    pub personal_key: &'a Record,
    /// The id of its phone.
    pub phone_id: &'a str,
    /// Its confirmed phone number.
    pub phone: &'a Phone,
}

/// The statements that make an account. They lose the race if the address has one already.
///
/// # Errors
/// If the platform gives no randomness.
pub fn create(
    secrets: &ServerSecrets,
    entropy: &impl Entropy,
    new: &NewAccount<'_>,
    now: UnixTime,
) -> Result<Vec<Statement>, Outage> {
    let email = seal::seal(secrets, entropy, email_place(new.id), new.email.as_str().as_bytes())?;
    let number = seal::seal(secrets, entropy, phone_place(new.id), new.phone.e164().as_bytes())?;
    Ok(vec![
        statement(
            "INSERT INTO accounts (id, created_at, email_fingerprint, email) VALUES (?1, ?2, ?3, ?4)",
            values![new.id, now, email_fingerprint(secrets, new.email), email],
        ),
        insert_record(Kind::Password, new.id, new.password, now),
        insert_record(Kind::PersonalKey, new.id, new.personal_key, now),
        statement(
            "INSERT INTO phones (id, account_id, created_at, number_fingerprint, number) VALUES (?1, ?2, ?3, ?4, ?5)",
            values![new.phone_id, new.id, now, secrets.fingerprint("phone", new.phone.e164()), number],
        ),
    ])
}

/// Puts a record in the place of the one that an account had.
pub fn insert_record(kind: Kind, account: &str, record: &Record, now: UnixTime) -> Statement {
    let sql = match kind {
        Kind::Password => {
            "INSERT OR REPLACE INTO passwords (account_id, created_at, salt, parameters, pepper, verifier, data_key) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        }
        Kind::PersonalKey => {
            "INSERT OR REPLACE INTO personal_keys (account_id, created_at, salt, parameters, pepper, verifier, data_key) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        }
    };
    let Record { salt, parameters, pepper, verifier, data_key } = record.clone();
    statement(sql, values![account, now, salt, parameters, pepper, verifier, data_key])
}

/// Wraps another data key by the password that an account has.
///
/// # Errors
/// If the platform gives no randomness.
pub fn rewrap_by_password(
    entropy: &impl Entropy,
    account: &str,
    wrap: &Key,
    data_key: &Key,
) -> Result<Statement, Outage> {
    let sealed = Record::rewrap(entropy, Kind::Password, account, wrap, data_key)?;
    Ok(statement("UPDATE passwords SET data_key = ?2 WHERE account_id = ?1", values![account, sealed]))
}

/// Counts the personal key that was checked, if it is still the account's, for [`super::expecting`].
pub fn expect_personal_key(account: &str, record: &Record) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM personal_keys WHERE account_id = ?1 AND verifier = ?2",
        values![account, record.verifier.as_str()],
    )
}

/// Counts the password that was checked, if it still wraps the same data key, for [`super::expecting`].
pub fn expect_password(account: &str, record: &Record) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM passwords WHERE account_id = ?1 AND data_key = ?2",
        values![account, record.data_key.as_str()],
    )
}
