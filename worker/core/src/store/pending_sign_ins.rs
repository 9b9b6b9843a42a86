//! Sign-ins whose password was right and whose second factor is missing.

use super::accounts::email_place;
use super::factors::{Factors, factor_columns};
use super::{language, statement, values};
use crate::ports::{Outage, Sql, Statement};
use crate::secrets::ServerSecrets;
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::seal::{self, Place};
use crate::secrets::security_code::Sent;
use crate::text::Language;
use crate::time::UnixTime;

/// Where the keys that the password opened lie, sealed with the cookie.
pub(crate) const fn keys_place(account: &str) -> Place<'_> {
    Place { table: "pending_sign_ins", column: "keys", owner: account }
}

/// A pending sign-in with what its second factors need.
pub struct PendingSignIn {
    /// The keyed hash of the cookie.
    pub id: String,
    /// Whose it is.
    pub account: String,
    /// Until when the second factor may come.
    pub expires_at: UnixTime,
    /// The data key and the password's wrap key, sealed with the cookie.
    pub keys: Option<String>,
    /// How the last code was sent.
    pub method: Option<String>,
    /// The id of the phone that it was sent to.
    pub phone_id: Option<String>,
    /// What the page says of it.
    pub sent: Option<Sent>,
    /// Until when the browser that was locked is told so. The sign-in is over.
    pub locked_until: Option<UnixTime>,
    /// The account's address.
    pub email: String,
    /// The language in which its owner is written to.
    pub language: Language,
    /// The account's second factors.
    pub factors: Factors,
    /// The account's personal information, sealed under its data key.
    pub information: Option<String>,
}

/// The pending sign-in of a cookie, in one read. Whether it has expired is for the caller to judge.
///
/// # Errors
/// If the database does not answer.
pub async fn find(
    sql: &impl Sql,
    secrets: &ServerSecrets,
    token: &Token,
) -> Result<Option<PendingSignIn>, Outage> {
    let rows = sql
        .query(statement(
            concat!(
                "SELECT s.account_id, s.expires_at, s.keys, s.method, s.code_sent_at, s.locked_until, a.email, s.id, \
                 s.phone_id, i.sealed, a.language, \
                 COALESCE(s.code_number, 1), ",
                factor_columns!(),
                " FROM pending_sign_ins s JOIN accounts a ON a.id = s.account_id \
                 LEFT JOIN information i ON i.account_id = a.id LEFT JOIN personal_keys k ON k.account_id = a.id \
                 WHERE s.id IN (SELECT value FROM json_each(?1))"
            ),
            values![token.hashes(secrets, Kind::PendingSignIn)],
        ))
        .await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let account = row.text(0)?;
    let number = u32::try_from(row.time(11)?.0).unwrap_or(1);
    Ok(Some(PendingSignIn {
        expires_at: row.time(1)?,
        keys: row.optional_text(2)?,
        method: row.optional_text(3)?,
        sent: row.optional_time(4)?.map(|at| Sent { number, at }),
        locked_until: row.optional_time(5)?,
        email: seal::open(secrets, email_place(&account), &row.text(6)?)?,
        id: row.text(7)?,
        phone_id: row.optional_text(8)?,
        information: row.optional_text(9)?,
        language: language(row, 10)?,
        factors: Factors::read(row, 12, &account, secrets)?,
        account,
    }))
}

/// Begins a pending sign-in.
pub fn insert(id: &str, account: &str, keys: &str, now: UnixTime, expires_at: UnixTime) -> Statement {
    statement(
        "INSERT INTO pending_sign_ins (id, account_id, created_at, expires_at, keys) VALUES (?1, ?2, ?3, ?4, ?5)",
        values![id, account, now, expires_at, keys],
    )
}

/// Counts the live sign-in `id`, for [`super::expecting`].
pub fn expect_live(id: &str) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM pending_sign_ins WHERE id = ?1 AND keys IS NOT NULL",
        values![id],
    )
}

/// Notes that a code was sent to a phone. Of two that are sent at once the newer one works, and stays noted.
pub fn code_sent(id: &str, method: &str, phone_id: &str, sent: Sent) -> Statement {
    statement(
        "UPDATE pending_sign_ins SET method = ?2, phone_id = ?3, code_sent_at = ?4, code_number = ?5 \
         WHERE id = ?1 AND (COALESCE(code_sent_at, 0), COALESCE(code_number, 0)) < (?4, ?5)",
        values![id, method, phone_id, sent.at, i64::from(sent.number)],
    )
}

/// Ends the sign-in because of a lock; its browser is told until the lock ends.
pub fn lock(id: &str, until: UnixTime) -> Statement {
    statement(
        "UPDATE pending_sign_ins SET keys = NULL, locked_until = ?2, expires_at = MAX(expires_at, ?2 + 900) WHERE id = ?1",
        values![id, until],
    )
}

/// Ends the sign-in.
pub fn delete(id: &str) -> Statement {
    statement("DELETE FROM pending_sign_ins WHERE id = ?1", values![id])
}

/// Ends the sign-in whose hashes are given as a JSON array.
pub fn abandon(ids: &str) -> Statement {
    statement("DELETE FROM pending_sign_ins WHERE id IN (SELECT value FROM json_each(?1))", values![ids])
}

/// Ends every other pending sign-in of an account: what their passwords opened is of the past.
pub fn delete_others(account: &str, id: &str) -> Statement {
    statement("DELETE FROM pending_sign_ins WHERE account_id = ?1 AND id <> ?2", values![account, id])
}

/// Ends every sign-in of an account that waits for its second factor: the wrap key that it holds is of the past.
pub fn delete_open(account: &str) -> Statement {
    statement("DELETE FROM pending_sign_ins WHERE account_id = ?1 AND keys IS NOT NULL", values![account])
}

/// Uses up the sign-in. What is left of it lets its own browser get a lost answer again, and opens nothing.
pub fn finish(id: &str) -> Statement {
    statement("UPDATE pending_sign_ins SET keys = NULL WHERE id = ?1", values![id])
}
