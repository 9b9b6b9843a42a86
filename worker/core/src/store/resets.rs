//! Passwords that are being reset: one row per link (PR-1, PR-2). At most one link of an account is open: the newest.

use super::accounts::email_place;
use super::factors::{Factors, factor_columns};
use super::{language, statement, values};
use crate::policy::POLICY;
use crate::ports::{Outage, Row, Sql, Statement};
use crate::secrets::ServerSecrets;
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::password::Record;
use crate::secrets::seal::{self, Place};
use crate::secrets::security_code::Sent;
use crate::text::Language;
use crate::time::UnixTime;
use serde::{Deserialize, Serialize};

/// Where the new data key lies, sealed with the cookie.
pub(crate) const fn data_key_place(account: &str) -> Place<'_> {
    Place { table: "resets", column: "data_key", owner: account }
}

/// Where the data key that the personal key opened lies, sealed with the cookie.
pub(crate) const fn old_data_key_place(account: &str) -> Place<'_> {
    Place { table: "resets", column: "old_data_key", owner: account }
}

/// Where the new personal key lies until it is saved, sealed with the cookie.
pub(crate) const fn personal_key_place(account: &str) -> Place<'_> {
    Place { table: "resets", column: "personal_key", owner: account }
}

/// How far a reset has come. Each part waits for the one before it, and nothing of it holds before the reset is finished.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// The fingerprint of the address that the link was sent to: if the account gets another one, the link is void.
    pub address: Option<String>,
    /// What proves the new password.
    pub password: Option<Record>,
    /// The new data key, sealed with the cookie.
    pub data_key: Option<String>,
    /// How the last code was sent.
    pub method: Option<String>,
    /// The id of the phone that it was sent to.
    pub phone_id: Option<String>,
    /// What the page says of it.
    pub sent: Option<Sent>,
    /// Until when the browser that entered wrong codes has to wait; noted so that one lock is one activity.
    pub locked_until: Option<UnixTime>,
    /// What came of the personal key, if that is what confirmed the reset.
    pub by_key: Option<ByKey>,
}

/// What a reset that was confirmed with the personal key waits with until the new one is saved (PR-3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByKey {
    /// The verifier of the personal key that was right. If the account gets another one, the proof is void.
    pub verifier: String,
    /// The data key that it opened, sealed with the cookie.
    pub old_data_key: String,
    /// What proves the new personal key.
    pub record: Record,
    /// The new personal key, sealed with the cookie.
    pub shown: String,
}

/// A reset with what its second factors need.
pub struct Reset {
    /// The keyed hash of its link.
    pub link: String,
    /// Whose password it is.
    pub account: String,
    /// Until when the link works.
    pub expires_at: UnixTime,
    /// Whether the password was set.
    pub finished: bool,
    /// The keyed hash of the cookie of the browser that goes on.
    pub browser: Option<String>,
    /// How far it has come.
    pub progress: Progress,
    /// Counts its changes, so that two tabs cannot both make one.
    pub revision: i64,
    /// The account's address.
    pub email: String,
    /// The language in which its owner is written to.
    pub language: Language,
    /// The account's second factors.
    pub factors: Factors,
    /// The account's personal information, sealed under its data key.
    pub information: Option<String>,
}

/// The columns that [`read`] reads, of an account that is not due to be deleted.
macro_rules! resets_where {
    ($condition:literal) => {
        concat!(
            "SELECT r.link, r.account_id, r.expires_at, r.finished_at, r.browser, r.progress, r.revision, a.email, i.sealed, \
             a.language, ",
            factor_columns!(),
            " FROM resets r JOIN accounts a ON a.id = r.account_id \
             LEFT JOIN information i ON i.account_id = a.id LEFT JOIN personal_keys k ON k.account_id = a.id WHERE ",
            $condition,
            " IN (SELECT value FROM json_each(?1)) \
             AND NOT EXISTS (SELECT 1 FROM deletions d WHERE d.account_id = a.id AND d.due_at <= ?2)"
        )
    };
}

/// The reset of a link, in one read. Whether it has expired is for the caller to judge.
///
/// # Errors
/// If the database does not answer.
pub async fn by_link(
    sql: &impl Sql,
    secrets: &ServerSecrets,
    token: &Token,
    now: UnixTime,
) -> Result<Option<Reset>, Outage> {
    let links = token.hashes(secrets, Kind::ResetLink);
    let rows = sql.query(statement(resets_where!("r.link"), values![links, now])).await?;
    rows.first().map(|row| read(row, secrets)).transpose()
}

/// The reset that a browser's cookie belongs to.
///
/// # Errors
/// If the database does not answer.
pub async fn by_browser(
    sql: &impl Sql,
    secrets: &ServerSecrets,
    cookie: &Token,
    now: UnixTime,
) -> Result<Option<Reset>, Outage> {
    let browsers = cookie.hashes(secrets, Kind::Reset);
    let rows = sql.query(statement(resets_where!("r.browser"), values![browsers, now])).await?;
    rows.first().map(|row| read(row, secrets)).transpose()
}

fn read(row: &Row, secrets: &ServerSecrets) -> Result<Reset, Outage> {
    let account = row.text(1)?;
    let progress = match row.optional_text(5)? {
        Some(json) => serde_json::from_str(&json).map_err(|error| super::unreadable("database", &error))?,
        None => Progress::default(),
    };
    Ok(Reset {
        link: row.text(0)?,
        expires_at: row.time(2)?,
        finished: row.optional_time(3)?.is_some(),
        browser: row.optional_text(4)?,
        progress,
        revision: row.time(6)?.0,
        email: seal::open(secrets, email_place(&account), &row.text(7)?)?,
        information: row.optional_text(8)?,
        language: language(row, 9)?,
        factors: Factors::read(row, 10, &account, secrets)?,
        account,
    })
}

/// Notes a new link that was sent to the address with this fingerprint, in the place of every other one of the account.
/// Without an account it only takes as long.
///
/// # Errors
/// If the progress cannot be written as JSON.
pub fn insert(
    link: &str,
    account: Option<&str>,
    address: String,
    now: UnixTime,
) -> Result<[Statement; 2], Outage> {
    let progress = json(&Progress { address: Some(address), ..Progress::default() })?;
    Ok([
        void(account.unwrap_or_default()),
        statement(
            "INSERT INTO resets (link, account_id, created_at, expires_at, progress) VALUES (?1, ?2, ?3, ?4, ?5)",
            values![link, account, now, now.plus(POLICY.reset_link_lifetime), progress],
        ),
    ])
}

/// Ends every reset of an account that is not finished: its link opens nothing any more.
pub fn void(account: &str) -> Statement {
    statement(
        "UPDATE resets SET expires_at = created_at, browser = NULL, progress = NULL, revision = revision + 1 \
         WHERE account_id = ?1 AND finished_at IS NULL",
        values![account],
    )
}

/// Counts the reset at the revision that was read, if it is still open, for [`super::expecting`].
pub fn expect_unchanged(reset: &Reset, now: UnixTime) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM resets r WHERE link = ?1 AND revision = ?2 \
         AND finished_at IS NULL AND expires_at > ?3 \
         AND NOT EXISTS (SELECT 1 FROM deletions d WHERE d.account_id = r.account_id AND d.due_at <= ?3)",
        values![reset.link.as_str(), reset.revision, now],
    )
}

/// Counts the reset if it is still open and this browser's, for [`super::expecting`].
pub fn expect_open(reset: &Reset, now: UnixTime) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM resets WHERE link = ?1 AND browser = ?2 \
         AND finished_at IS NULL AND expires_at > ?3",
        values![reset.link.as_str(), reset.browser.as_deref(), now],
    )
}

/// Writes how far the reset has come, and which browser goes on.
///
/// # Errors
/// If the progress cannot be written as JSON.
pub fn update(reset: &Reset, browser: &str, progress: &Progress) -> Result<Statement, Outage> {
    Ok(statement(
        "UPDATE resets SET browser = ?2, progress = ?3, revision = revision + 1 WHERE link = ?1",
        values![reset.link.as_str(), browser, json(progress)?],
    ))
}

/// Notes that a code was sent to a phone. Sending two at once is no race: the newest code is the one that works, and the one
/// that stays noted.
pub fn code_sent(link: &str, method: &str, phone_id: &str, sent: Sent) -> Statement {
    statement(
        "UPDATE resets SET progress = json_set(progress, '$.method', ?2, '$.phone_id', ?3, \
         '$.sent', json_object('at', CAST(?4 AS INTEGER), 'number', CAST(?5 AS INTEGER))) WHERE link = ?1 AND \
         (COALESCE(json_extract(progress, '$.sent.at'), 0), COALESCE(json_extract(progress, '$.sent.number'), 0)) < (?4, ?5)",
        values![link, method, phone_id, sent.at, i64::from(sent.number)],
    )
}

/// Notes until when the account is locked after wrong codes.
pub fn lock(link: &str, until: UnixTime) -> Statement {
    statement(
        "UPDATE resets SET progress = json_set(progress, '$.locked_until', CAST(?2 AS INTEGER)) WHERE link = ?1",
        values![link, until],
    )
}

/// Uses up the reset. What is left of it tells its own browser that the password is set, and opens nothing.
pub fn finish(link: &str, now: UnixTime) -> Statement {
    statement(
        "UPDATE resets SET finished_at = ?2, progress = NULL, revision = revision + 1 WHERE link = ?1",
        values![link, now],
    )
}

/// Erases everything of resets whose link works no more, except that they were there.
pub fn erase_expired(now: UnixTime) -> Statement {
    statement(
        "UPDATE resets SET browser = NULL, progress = NULL WHERE expires_at <= ?1 \
         AND (browser IS NOT NULL OR progress IS NOT NULL)",
        values![now],
    )
}

/// Forgets the new addresses that were asked for and are not confirmed: the password was reset, or the owner says that it
/// was somebody else.
pub fn end_email_changes(account: &str) -> Statement {
    statement("DELETE FROM email_changes WHERE account_id = ?1", values![account])
}

fn json(progress: &Progress) -> Result<String, Outage> {
    serde_json::to_string(progress).map_err(|error| super::unreadable("database", &error))
}
