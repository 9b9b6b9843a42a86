//! Signed-in browsers.

use super::accounts::{email_place, phone_place};
use super::{statement, values};
use crate::ports::{Outage, Sql, Statement};
use crate::secrets::ServerSecrets;
use crate::secrets::seal::{self, Place};
use crate::time::UnixTime;

/// Where a session's sealed data key lies.
pub(crate) const fn data_key_place(account: &str) -> Place<'_> {
    Place { table: "sessions", column: "data_key", owner: account }
}

/// Where a personal key lies until the person has saved it.
pub(crate) const fn new_personal_key_place(account: &str) -> Place<'_> {
    Place { table: "sessions", column: "new_personal_key", owner: account }
}

/// A session with what the account page shows of its account.
pub struct Session {
    /// The keyed hash of the cookie.
    pub id: String,
    /// Whose it is.
    pub account: String,
    /// When it began.
    pub created_at: UnixTime,
    /// When it was last used, to the minute.
    pub last_seen_at: UnixTime,
    /// The personal key that the person has yet to save, sealed with the cookie.
    pub new_personal_key: Option<String>,
    /// The account's address.
    pub email: String,
    /// The account's phone number, in E.164.
    pub phone: Option<String>,
}

/// The session of a cookie, in one read. Whether it has ended is for the caller to judge.
///
/// # Errors
/// If the database does not answer.
pub async fn find(sql: &impl Sql, secrets: &ServerSecrets, id: &str) -> Result<Option<Session>, Outage> {
    let rows = sql
        .query(statement(
            "SELECT s.account_id, s.created_at, s.last_seen_at, s.new_personal_key, a.email, \
             (SELECT p.number FROM phones p WHERE p.account_id = a.id ORDER BY p.id LIMIT 1) \
             FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.id = ?1",
            values![id],
        ))
        .await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let account = row.text(0)?;
    let phone = row
        .optional_text(5)?
        .map(|sealed| seal::open(secrets, phone_place(&account), &sealed))
        .transpose()?;
    Ok(Some(Session {
        id: id.to_owned(),
        created_at: row.time(1)?,
        last_seen_at: row.time(2)?,
        new_personal_key: row.optional_text(3)?,
        email: seal::open(secrets, email_place(&account), &row.text(4)?)?,
        phone,
        account,
    }))
}

/// Begins a session.
pub fn insert(
    id: &str,
    account: &str,
    data_key: &str,
    new_personal_key: Option<String>,
    now: UnixTime,
) -> Statement {
    statement(
        "INSERT INTO sessions (id, account_id, created_at, last_seen_at, data_key, new_personal_key) \
         VALUES (?1, ?2, ?3, ?3, ?4, ?5)",
        values![id, account, now, data_key, new_personal_key],
    )
}

/// Notes that a session was used.
pub fn touch(id: &str, now: UnixTime) -> Statement {
    statement("UPDATE sessions SET last_seen_at = ?2 WHERE id = ?1", values![id, now])
}

/// Notes that the person has saved the new personal key.
pub fn forget_new_personal_key(id: &str) -> Statement {
    statement("UPDATE sessions SET new_personal_key = NULL WHERE id = ?1", values![id])
}

/// Ends a session.
pub fn delete(id: &str) -> Statement {
    statement("DELETE FROM sessions WHERE id = ?1", values![id])
}

/// Ends every session of an account.
pub fn delete_all(account: &str) -> Statement {
    statement("DELETE FROM sessions WHERE account_id = ?1", values![account])
}
