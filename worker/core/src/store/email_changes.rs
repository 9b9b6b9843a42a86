//! Links to new addresses of accounts (ST-3).

use super::accounts::{email_fingerprint, email_place};
use super::{language, statement, values};
use crate::identifiers::Email;
use crate::policy::POLICY;
use crate::ports::{Edge, Outage, Sql, Statement};
use crate::secrets::ServerSecrets;
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::seal::{self, Place};
use crate::text::Language;
use crate::time::UnixTime;

/// Where the new address lies.
pub(super) const fn place(link: &str) -> Place<'_> {
    Place { table: "email_changes", column: "email", owner: link }
}

/// Notes a new link for an account, whose place it takes that was sent before.
///
/// # Errors
/// If the platform gives no randomness.
pub fn insert(edge: &impl Edge, token: &Token, account: &str, email: &Email) -> Result<Statement, Outage> {
    let (secrets, now) = (&edge.settings().secrets, edge.now());
    let link = token.hash(secrets, Kind::EmailChangeLink);
    let sealed = seal::seal(secrets, edge, place(&link), email.as_str().as_bytes())?;
    Ok(statement(
        "INSERT INTO email_changes (link, account_id, created_at, expires_at, email_fingerprint, email) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        values![
            link,
            account,
            now,
            now.plus(POLICY.confirmation_link_lifetime),
            email_fingerprint(secrets, email),
            sealed
        ],
    ))
}

/// Erases the links of an account that were not used: only the newest works, so that none goes on to an address that was
/// mistyped.
pub fn delete_unused(account: &str) -> Statement {
    statement("DELETE FROM email_changes WHERE account_id = ?1 AND used_at IS NULL", values![account])
}

/// A link as it is stored.
#[derive(Debug, Clone)]
pub struct EmailChange {
    /// Its keyed hash.
    pub link: String,
    /// Whose address it changes.
    pub account: String,
    /// Until when it works.
    pub expires_at: UnixTime,
    /// Whether it was used.
    pub used: bool,
    /// The new address.
    pub email: String,
    /// The account's address now.
    pub current: String,
    /// The language in which its owner is written to.
    pub language: Language,
}

/// The link of a token, in one read. Whether it has expired is for the caller to judge.
///
/// # Errors
/// If the database does not answer.
pub async fn find(
    sql: &impl Sql,
    secrets: &ServerSecrets,
    token: &Token,
) -> Result<Option<EmailChange>, Outage> {
    let rows = sql
        .query(statement(
            "SELECT c.link, c.account_id, c.expires_at, c.used_at, c.email, a.email, a.language FROM email_changes c \
             JOIN accounts a ON a.id = c.account_id WHERE c.link IN (SELECT value FROM json_each(?1))",
            values![token.hashes(secrets, Kind::EmailChangeLink)],
        ))
        .await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let (link, account) = (row.text(0)?, row.text(1)?);
    Ok(Some(EmailChange {
        expires_at: row.time(2)?,
        used: row.optional_time(3)?.is_some(),
        email: seal::open(secrets, place(&link), &row.text(4)?)?,
        current: seal::open(secrets, email_place(&account), &row.text(5)?)?,
        language: language(row, 6)?,
        link,
        account,
    }))
}

/// Counts the link if it is unused and has not expired, for [`super::expecting`].
pub fn expect_open(link: &str, now: UnixTime) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM email_changes \
         WHERE link = ?1 AND used_at IS NULL AND expires_at > ?2",
        values![link, now],
    )
}

/// Notes that a link was used.
pub fn use_up(link: &str, now: UnixTime) -> Statement {
    statement("UPDATE email_changes SET used_at = ?2 WHERE link = ?1", values![link, now])
}
