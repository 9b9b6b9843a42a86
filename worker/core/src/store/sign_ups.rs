//! Accounts in the making: one row per confirmation link.

use super::{statement, values};
use crate::identifiers::Email;
use crate::ports::{Outage, Row, Sql, Statement};
use crate::secrets::ServerSecrets;
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::password::Record;
use crate::secrets::seal::{self, Place};
use crate::secrets::security_code::Sent;
use crate::time::UnixTime;
use serde::{Deserialize, Serialize};

/// Where the address of a sign-up lies.
pub(crate) const fn email_place(link: &str) -> Place<'_> {
    Place { table: "sign_ups", column: "email", owner: link }
}

/// Where the number of a sign-up lies.
pub(crate) const fn phone_place(account: &str) -> Place<'_> {
    Place { table: "sign_ups", column: "phone", owner: account }
}

/// Where the authenticator app secret of a sign-up lies, sealed with the cookie.
pub(crate) const fn app_place(account: &str) -> Place<'_> {
    Place { table: "sign_ups", column: "app", owner: account }
}

/// Where the data key of a sign-up lies, sealed with the cookie.
pub(crate) const fn data_key_place(account: &str) -> Place<'_> {
    Place { table: "sign_ups", column: "data_key", owner: account }
}

/// Where the personal key of a sign-up lies until it is saved, sealed with the cookie.
pub(crate) const fn personal_key_place(account: &str) -> Place<'_> {
    Place { table: "sign_ups", column: "personal_key", owner: account }
}

/// How far a sign-up has come. Each part waits for the one before it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// What proves the password.
    pub password: Option<Record>,
    /// The data key, sealed with the cookie.
    pub data_key: Option<String>,
    /// The number, sealed.
    pub phone: Option<String>,
    /// The secret of an authenticator app that is being set up, sealed with the cookie.
    pub app: Option<String>,
    /// Whether the person chose the app last, rather than a phone.
    pub by_app: bool,
    /// Whether a code has proven the app.
    pub app_proven: bool,
    /// How the last code was sent.
    pub method: Option<String>,
    /// What the page says of it.
    pub sent: Option<Sent>,
    /// What proves the personal key: there once the number is confirmed.
    pub personal_key: Option<Record>,
    /// The personal key, sealed with the cookie.
    pub shown_key: Option<String>,
}

/// A sign-up.
pub struct SignUp {
    /// The keyed hash of its link.
    pub link: String,
    /// The id that the account will have.
    pub account: String,
    /// Until when the link works.
    pub expires_at: UnixTime,
    /// Whether the account was made, by this link or another one to the same address.
    pub finished: bool,
    /// The address; erased once the sign-up has ended.
    pub email: Option<String>,
    /// The fingerprint of the address.
    pub email_fingerprint: Option<String>,
    /// The keyed hash of the cookie of the browser that goes on.
    pub browser: Option<String>,
    /// How far it has come.
    pub progress: Progress,
    /// Counts its changes, so that two tabs cannot both make one.
    pub revision: i64,
}

const BY_LINK: &str = "SELECT s.link, s.account_id, s.expires_at, s.finished_at, s.email, s.email_fingerprint, s.browser, \
     s.progress, s.revision, (SELECT 1 FROM accounts a WHERE a.email_fingerprint = s.email_fingerprint) \
     FROM sign_ups s WHERE s.link IN (SELECT value FROM json_each(?1))";
const BY_BROWSER: &str = "SELECT s.link, s.account_id, s.expires_at, s.finished_at, s.email, s.email_fingerprint, s.browser, \
     s.progress, s.revision, (SELECT 1 FROM accounts a WHERE a.email_fingerprint = s.email_fingerprint) \
     FROM sign_ups s WHERE s.browser IN (SELECT value FROM json_each(?1))";

/// The sign-up of a link.
///
/// # Errors
/// If the database does not answer.
pub async fn by_link(
    sql: &impl Sql,
    secrets: &ServerSecrets,
    token: &Token,
) -> Result<Option<SignUp>, Outage> {
    let rows = sql.query(statement(BY_LINK, values![token.hashes(secrets, Kind::ConfirmationLink)])).await?;
    found(sql, secrets, rows.first()).await
}

/// The sign-up that a browser's cookie belongs to.
///
/// # Errors
/// If the database does not answer.
pub async fn by_browser(
    sql: &impl Sql,
    secrets: &ServerSecrets,
    cookie: &Token,
) -> Result<Option<SignUp>, Outage> {
    let rows = sql.query(statement(BY_BROWSER, values![cookie.hashes(secrets, Kind::SignUp)])).await?;
    found(sql, secrets, rows.first()).await
}

async fn found(sql: &impl Sql, secrets: &ServerSecrets, row: Option<&Row>) -> Result<Option<SignUp>, Outage> {
    let Some(row) = row else { return Ok(None) };
    let mut sign_up = read(row, secrets)?;
    // The query has compared fingerprints under one key. While keys rotate, the account's may be under another one.
    if !sign_up.finished
        && secrets.older_keys().next().is_some()
        && let Some(email) = sign_up.email.as_deref().and_then(Email::read)
    {
        sign_up.finished = super::accounts::id_of(sql, secrets, &email).await?.is_some();
    }
    Ok(Some(sign_up))
}

fn read(row: &Row, secrets: &ServerSecrets) -> Result<SignUp, Outage> {
    let link = row.text(0)?;
    let email =
        row.optional_text(4)?.map(|sealed| seal::open(secrets, email_place(&link), &sealed)).transpose()?;
    let progress = match row.optional_text(7)? {
        Some(json) => serde_json::from_str(&json).map_err(|error| super::unreadable("database", &error))?,
        None => Progress::default(),
    };
    Ok(SignUp {
        account: row.text(1)?,
        expires_at: row.time(2)?,
        finished: row.optional_time(3)?.is_some() || row.optional_time(9)?.is_some(),
        email,
        email_fingerprint: row.optional_text(5)?,
        browser: row.optional_text(6)?,
        progress,
        revision: row.time(8)?.0,
        link,
    })
}

/// A new link and what it is for.
pub struct NewLink<'a> {
    /// Its keyed hash.
    pub link: &'a str,
    /// The id that the account will have.
    pub account: &'a str,
    /// The fingerprint of the address.
    pub email_fingerprint: &'a str,
    /// The address, sealed.
    pub email: &'a str,
}

/// Begins a sign-up.
pub fn insert(new: &NewLink<'_>, now: UnixTime, expires_at: UnixTime) -> Statement {
    statement(
        "INSERT INTO sign_ups (link, account_id, created_at, expires_at, email_fingerprint, email) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        values![new.link, new.account, now, expires_at, new.email_fingerprint, new.email],
    )
}

/// Counts the unfinished sign-up at the revision that was read, for [`super::expecting`].
pub fn expect_unchanged(sign_up: &SignUp) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM sign_ups WHERE link = ?1 AND revision = ?2 AND finished_at IS NULL \
         AND email IS NOT NULL",
        values![sign_up.link.as_str(), sign_up.revision],
    )
}

/// Writes how far the sign-up has come, and which browser goes on.
///
/// # Errors
/// If the progress cannot be written as JSON.
pub fn update(sign_up: &SignUp, browser: &str, progress: &Progress) -> Result<Statement, Outage> {
    let json = serde_json::to_string(progress).map_err(|error| super::unreadable("database", &error))?;
    Ok(statement(
        "UPDATE sign_ups SET browser = ?2, progress = ?3, revision = revision + 1 WHERE link = ?1",
        values![sign_up.link.as_str(), browser, json],
    ))
}

/// Ends every sign-up of an address, whose fingerprints are given as a JSON array: its account is made.
pub fn finish(email_fingerprints: &str, now: UnixTime) -> Statement {
    statement(
        "UPDATE sign_ups SET finished_at = ?2, email = NULL, email_fingerprint = NULL, browser = NULL, progress = NULL \
         WHERE email_fingerprint IN (SELECT value FROM json_each(?1))",
        values![email_fingerprints, now],
    )
}

/// Erases everything personal of links that work no more.
pub fn erase_expired(now: UnixTime) -> Statement {
    statement(
        "UPDATE sign_ups SET email = NULL, email_fingerprint = NULL, browser = NULL, progress = NULL \
         WHERE expires_at <= ?1 AND email IS NOT NULL",
        values![now],
    )
}

/// Notes the link by which the owner of an account can report a sign-up with their address (SU-4).
pub fn insert_report(link: &str, account: &str, now: UnixTime, expires_at: UnixTime) -> Statement {
    statement(
        "INSERT INTO reports (link, account_id, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
        values![link, account, now, expires_at],
    )
}

/// Whether a report link can be used.
///
/// # Errors
/// If the database does not answer.
pub async fn report_is_open(sql: &impl Sql, links: &str, now: UnixTime) -> Result<bool, Outage> {
    let found = statement(
        "SELECT 1 FROM reports WHERE link IN (SELECT value FROM json_each(?1)) AND expires_at > ?2",
        values![links, now],
    );
    Ok(!sql.query(found).await?.is_empty())
}

/// Notes a report. Reporting twice is one report.
pub fn report(links: &str, now: UnixTime) -> Statement {
    statement(
        "UPDATE reports SET reported_at = COALESCE(reported_at, ?2) WHERE link IN (SELECT value FROM json_each(?1))",
        values![links, now],
    )
}
