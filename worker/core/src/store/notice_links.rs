//! The links by which an account's owner says "this wasn't me" (SI-9) or undoes a change of address (ST-3).

use super::{language, statement, values};
use crate::policy::POLICY;
use crate::ports::{Edge, Outage, Sql, Statement};
use crate::secrets::ServerSecrets;
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::seal::{self, Place};
use crate::text::Language;
use crate::time::UnixTime;

/// Where the address that a link restores lies.
pub(super) const fn place(link: &str) -> Place<'_> {
    Place { table: "notice_links", column: "restores", owner: link }
}

/// Notes a new link for an account; `restores` is the address that it puts back.
///
/// # Errors
/// If the platform gives no randomness.
pub fn insert(
    edge: &impl Edge,
    token: &Token,
    account: &str,
    restores: Option<&str>,
) -> Result<Statement, Outage> {
    let secrets = &edge.settings().secrets;
    let (link, now) = (token.hash(secrets, Kind::NoticeLink), edge.now());
    let sealed =
        restores.map(|email| seal::seal(secrets, edge, place(&link), email.as_bytes())).transpose()?;
    Ok(statement(
        "INSERT INTO notice_links (link, account_id, created_at, expires_at, restores) VALUES (?1, ?2, ?3, ?4, ?5)",
        values![link, account, now, now.plus(POLICY.notice_link_lifetime), sealed],
    ))
}

/// A link as it is stored.
pub struct NoticeLink {
    /// Its keyed hash.
    pub link: String,
    /// Whose account it locks.
    pub account: String,
    /// Until when it works.
    pub expires_at: UnixTime,
    /// Whether it was used.
    pub used: bool,
    /// The address that it puts back.
    pub restores: Option<String>,
    /// The account's address now.
    pub email: String,
    /// The language in which its owner is written to.
    pub language: Language,
}

/// The link of a token, in one read. Whether it has expired is for the caller to judge. One of an account whose deletion
/// is due is not there any more.
///
/// # Errors
/// If the database does not answer.
pub async fn find(
    sql: &impl Sql,
    secrets: &ServerSecrets,
    token: &Token,
    now: UnixTime,
) -> Result<Option<NoticeLink>, Outage> {
    let rows = sql
        .query(statement(
            "SELECT n.link, n.account_id, n.expires_at, n.used_at, n.restores, a.email, a.language FROM notice_links n \
             JOIN accounts a ON a.id = n.account_id WHERE n.link IN (SELECT value FROM json_each(?1)) \
             AND NOT EXISTS (SELECT 1 FROM deletions d WHERE d.account_id = a.id AND d.due_at <= ?2)",
            values![token.hashes(secrets, Kind::NoticeLink), now],
        ))
        .await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let (link, account) = (row.text(0)?, row.text(1)?);
    let restores =
        row.optional_text(4)?.map(|sealed| seal::open(secrets, place(&link), &sealed)).transpose()?;
    Ok(Some(NoticeLink {
        expires_at: row.time(2)?,
        used: row.optional_time(3)?.is_some(),
        restores,
        email: seal::open(secrets, super::accounts::email_place(&account), &row.text(5)?)?,
        language: language(row, 6)?,
        link,
        account,
    }))
}

/// Counts the unused link, for [`super::expecting`].
pub fn expect_unused(link: &str) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM notice_links WHERE link = ?1 AND used_at IS NULL",
        values![link],
    )
}

/// Notes that a link was used.
pub fn use_up(link: &str, now: UnixTime) -> Statement {
    statement("UPDATE notice_links SET used_at = ?2 WHERE link = ?1", values![link, now])
}

/// Erases every later link of an account: what came after a change of address that is undone went to another mailbox. Earlier
/// ones stay: who changed the address twice must not end the first owner's right to undo both.
pub fn delete_later(account: &str, link: &str) -> Statement {
    statement(
        "DELETE FROM notice_links WHERE account_id = ?1 \
         AND (created_at, rowid) > (SELECT created_at, rowid FROM notice_links WHERE link = ?2)",
        values![account, link],
    )
}
