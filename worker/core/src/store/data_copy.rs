//! What is held of a person besides what a session reads anyway, for the copy of their data (PV-1, PV-2): one read over
//! every table that names the account. A test compares the tables with what the copy shows.

use super::{email_changes, notice_links, statement, unreadable, values};
use crate::ports::{Outage, Sql};
use crate::secrets::ServerSecrets;
use crate::secrets::seal;
use crate::time::UnixTime;
use serde::de::DeserializeOwned;

/// A link that was sent: when, until when it works, and when it was used.
pub type Link = (UnixTime, UnixTime, Option<UnixTime>);

/// Everything small.
#[derive(Default)]
pub struct Rest {
    /// When the personal information was saved.
    pub information_changed_at: Option<UnixTime>,
    /// When the person said that the personal key is saved.
    pub personal_key_saved_at: Option<UnixTime>,
    /// New addresses that were asked for, with their links.
    pub email_changes: Vec<(String, Link)>,
    /// Links that say "this wasn't me", with the address that one puts back.
    pub notices: Vec<(Option<String>, Link)>,
    /// Links that report a sign-up.
    pub reports: Vec<Link>,
    /// Links that reset the password.
    pub resets: Vec<Link>,
    /// Links that began this account.
    pub sign_ups: Vec<Link>,
    /// Sign-ins whose second factor is missing: when each began, and until when it waits.
    pub pending_sign_ins: Vec<(UnixTime, UnixTime)>,
    /// A deletion that waits: when it was asked for, and when it is due.
    pub deletion: Option<(UnixTime, UnixTime)>,
    /// Messages that wait to be sent: how, when each was written, and when it is given up.
    pub messages: Vec<(String, UnixTime, UnixTime)>,
}

/// Reads everything small of an account.
///
/// # Errors
/// If the database does not answer or an address does not open.
pub async fn rest(sql: &impl Sql, secrets: &ServerSecrets, account: &str) -> Result<Rest, Outage> {
    let rows = sql
        .query(statement(
            "SELECT (SELECT changed_at FROM information WHERE account_id = ?1), \
             (SELECT saved_at FROM personal_keys WHERE account_id = ?1), \
             (SELECT json_group_array(json_array(link, email, created_at, expires_at, used_at)) FROM email_changes \
             WHERE account_id = ?1), \
             (SELECT json_group_array(json_array(link, restores, created_at, expires_at, used_at)) FROM notice_links \
             WHERE account_id = ?1), \
             (SELECT json_group_array(json_array(created_at, expires_at, reported_at)) FROM reports WHERE account_id = ?1), \
             (SELECT json_group_array(json_array(created_at, expires_at, finished_at)) FROM resets WHERE account_id = ?1), \
             (SELECT json_group_array(json_array(created_at, expires_at, finished_at)) FROM sign_ups WHERE account_id = ?1), \
             (SELECT json_group_array(json_array(created_at, expires_at)) FROM pending_sign_ins WHERE account_id = ?1), \
             (SELECT json_array(requested_at, due_at) FROM deletions WHERE account_id = ?1), \
             (SELECT json_group_array(json_array(channel, created_at, expires_at)) FROM messages WHERE account_id = ?1 AND finished_at IS NULL)",
            values![account],
        ))
        .await?;
    let Some(row) = rows.first() else { return Ok(Rest::default()) };
    let linked = |index: usize| -> Result<Vec<Linked>, Outage> { parse(&row.text(index)?) };
    let mut email_changes = Vec::new();
    for (link, sealed, created_at, expires_at, used_at) in linked(2)? {
        let email = seal::open(secrets, email_changes::place(&link), &sealed.unwrap_or_default())?;
        email_changes.push((email, (created_at, expires_at, used_at)));
    }
    let mut notices = Vec::new();
    for (link, sealed, created_at, expires_at, used_at) in linked(3)? {
        let place = notice_links::place(&link);
        let restores = sealed.map(|sealed| seal::open(secrets, place, &sealed)).transpose()?;
        notices.push((restores, (created_at, expires_at, used_at)));
    }
    Ok(Rest {
        information_changed_at: row.optional_time(0)?,
        personal_key_saved_at: row.optional_time(1)?,
        email_changes,
        notices,
        reports: parse(&row.text(4)?)?,
        resets: parse(&row.text(5)?)?,
        sign_ups: parse(&row.text(6)?)?,
        pending_sign_ins: parse(&row.text(7)?)?,
        deletion: row.optional_text(8)?.map(|json| parse(&json)).transpose()?,
        messages: parse(&row.text(9)?)?,
    })
}

/// A link with a ciphertext that belongs to it, and its times.
type Linked = (String, Option<String>, UnixTime, UnixTime, Option<UnixTime>);

fn parse<T: DeserializeOwned>(json: &str) -> Result<T, Outage> {
    serde_json::from_str(json).map_err(|error| unreadable("database", &error))
}
