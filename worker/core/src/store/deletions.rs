//! Accounts whose owner has lost every second factor and asked for their deletion (SI-6): one row per account, until it is
//! cancelled or due.
//!
//! What always holds: from the moment that a deletion is due nobody cancels it, and the account signs nobody in; an account of whose
//! deletion its owner cannot have heard is not erased.

use super::accounts::email_place;
use super::activities::{self, Event};
use super::{language, statement, values};
use crate::couriers::Channel;
use crate::identifiers::Browser;
use crate::policy::POLICY;
use crate::ports::{Edge, Outage, Row, Sql, Statement};
use crate::secrets::ServerSecrets;
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::seal;
use crate::text::Language;
use crate::time::UnixTime;

/// For how long an announcement is kept after the deletion is due, in seconds: that it still waits then tells that it never left.
const KEPT: u32 = 2 * 60 * 60;

/// Whether the announcement `n` of the deletion `d` came back: nothing reached its recipient then, or at some time since. Whoever
/// has called our mail unwanted gets this all the same.
macro_rules! came_back {
    () => {
        "EXISTS (SELECT 1 FROM delivery_problems p WHERE p.recipient = n.recipient AND p.channel = n.channel \
         AND p.problem <> 'complained' AND p.expires_at > d.requested_at)"
    };
}

/// Whether the announcement `n` of the deletion `d` still waits for a courier to take it. It may leave later.
macro_rules! still_waits {
    () => {
        "EXISTS (SELECT 1 FROM messages m WHERE m.account_id = d.account_id AND m.channel = n.channel \
         AND m.finished_at IS NULL AND m.created_at = d.requested_at AND m.expires_at > d.due_at)"
    };
}

/// For how long an announcement is of use, in seconds. Without `couriers` none ever leaves, and it says nothing that it waits.
pub const fn announcement_lifetime(couriers: bool) -> u32 {
    if couriers { POLICY.deletion_wait.saturating_add(KEPT) } else { POLICY.deletion_wait }
}

/// Whether the owner can have heard of the deletion `d`: an announcement of it has left, and did not come back. Of one from before these were
/// noted nothing else is known than that it was announced.
macro_rules! can_be_heard_of {
    () => {
        concat!(
            "(NOT EXISTS (SELECT 1 FROM announcements n WHERE n.account_id = d.account_id) \
             OR EXISTS (SELECT 1 FROM announcements n WHERE n.account_id = d.account_id AND n.came_back = 0 AND NOT ",
            crate::store::deletions::came_back!(),
            " AND NOT ",
            crate::store::deletions::still_waits!(),
            "))"
        )
    };
}
pub(crate) use {came_back, can_be_heard_of, still_waits};

/// A deletion that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deletion {
    /// Whose account it is.
    pub account: String,
    /// When it was asked for.
    pub requested_at: UnixTime,
    /// When the account is erased.
    pub due_at: UnixTime,
}

fn read(row: &Row) -> Result<Deletion, Outage> {
    Ok(Deletion { account: row.text(0)?, requested_at: row.time(1)?, due_at: row.time(2)? })
}

/// The deletion that waits for an account, also one that is due.
///
/// # Errors
/// If the database does not answer.
pub async fn of_account(sql: &impl Sql, account: &str) -> Result<Option<Deletion>, Outage> {
    let found = statement(
        "SELECT account_id, requested_at, due_at FROM deletions WHERE account_id = ?1",
        values![account],
    );
    sql.query(found).await?.first().map(read).transpose()
}

/// The deletion that a link cancels, also one that is due.
///
/// # Errors
/// If the database does not answer.
pub async fn by_link(
    sql: &impl Sql,
    secrets: &ServerSecrets,
    token: &Token,
) -> Result<Option<Deletion>, Outage> {
    let found = statement(
        "SELECT account_id, requested_at, due_at FROM deletions WHERE link IN (SELECT value FROM json_each(?1))",
        values![token.hashes(secrets, Kind::DeletionLink)],
    );
    sql.query(found).await?.first().map(read).transpose()
}

/// Notes a deletion. Loses the race if one waits already.
pub fn insert(deletion: &Deletion, link: &str) -> Statement {
    statement(
        "INSERT INTO deletions (account_id, requested_at, due_at, link) VALUES (?1, ?2, ?3, ?4)",
        values![deletion.account.as_str(), deletion.requested_at, deletion.due_at, link],
    )
}

/// Notes that a deletion is announced to `recipient`, the keyed name of an address or a number.
pub fn announce(account: &str, recipient: &str, channel: Channel) -> Statement {
    statement(
        "INSERT OR IGNORE INTO announcements (account_id, recipient, channel) VALUES (?1, ?2, ?3)",
        values![account, recipient, channel.as_str()],
    )
}

/// Notes that nothing reached `recipient`: whatever is learned of it later, its owner may not have heard of a deletion.
pub fn note_unheard(recipient: &str, channel: Channel) -> Statement {
    statement(
        "UPDATE announcements SET came_back = 1 WHERE recipient = ?1 AND channel = ?2",
        values![recipient, channel.as_str()],
    )
}

/// Notes that the message with this id, if it announces a deletion, is given up: nobody hears of that by its channel.
pub fn note_dropped(message: &str) -> Statement {
    statement(
        "UPDATE announcements AS n SET came_back = 1 WHERE EXISTS (SELECT 1 FROM messages m \
         JOIN deletions d ON d.account_id = m.account_id AND d.requested_at = m.created_at \
         WHERE m.id = ?1 AND m.account_id = n.account_id AND m.channel = n.channel)",
        values![message],
    )
}

/// Drops the announcements of a deletion that is called off, as far as they still wait.
pub fn drop_announcements(account: &str) -> Statement {
    statement(
        "DELETE FROM messages WHERE account_id = ?1 AND finished_at IS NULL \
         AND created_at = (SELECT requested_at FROM deletions WHERE account_id = ?1)",
        values![account],
    )
}

/// Notes which announcements came back, before the upkeep forgets why.
pub fn note_came_back() -> Statement {
    statement(
        concat!(
            "UPDATE announcements AS n SET came_back = 1 WHERE n.came_back = 0 \
             AND EXISTS (SELECT 1 FROM deletions d WHERE d.account_id = n.account_id AND ",
            came_back!(),
            ")"
        ),
        [],
    )
}

/// Counts the deletion that a link still cancels, for [`super::expecting`].
pub fn expect_open(secrets: &ServerSecrets, token: &Token, now: UnixTime) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM deletions \
         WHERE link IN (SELECT value FROM json_each(?1)) AND due_at > ?2",
        values![token.hashes(secrets, Kind::DeletionLink), now],
    )
}

/// Counts whether no deletion of an account is due, for a batch that lets somebody in.
pub fn expect_none_due(account: &str, now: UnixTime) -> Statement {
    statement(
        "INSERT INTO expectations SELECT NOT EXISTS (SELECT 1 FROM deletions WHERE account_id = ?1 AND due_at <= ?2)",
        values![account, now],
    )
}

/// Counts the deletion of an account that is due, and of which its owner can have heard, or cannot, for [`super::expecting`].
pub fn expect_due(account: &str, can_be_heard_of: bool, now: UnixTime) -> Statement {
    statement(
        concat!(
            "INSERT INTO expectations SELECT COUNT(*) FROM deletions d \
             WHERE d.account_id = ?1 AND d.due_at <= ?2 AND ",
            can_be_heard_of!(),
            " = ?3"
        ),
        values![account, now, i64::from(can_be_heard_of)],
    )
}

/// Cancels the deletion of an account, if one waits: the activity that says so, and the end of it. The owner has shown
/// to be there: by a link, a second factor, a reset, or "this wasn't me"; or cannot have heard of it.
///
/// # Errors
/// If the platform gives no randomness.
pub fn cancel(edge: &impl Edge, account: &str, browser: Browser) -> Result<[Statement; 2], Outage> {
    Ok([
        activities::record_if_deletion_waits(edge, account, Event::DeletionCancelled, browser)?,
        statement("DELETE FROM deletions WHERE account_id = ?1", values![account]),
    ])
}

/// An account that is to be erased now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its id.
    pub account: String,
    /// Its address, for the message that says so; nothing if it does not open, which must not keep the account alive.
    pub email: Option<String>,
    /// The language in which its owner is written to.
    pub language: Language,
    /// Whether its owner can have heard of it.
    pub can_be_heard_of: bool,
}

/// The accounts whose deletion is due, at most `most`, the longest due first.
///
/// # Errors
/// If the database does not answer.
pub async fn due(
    sql: &impl Sql,
    secrets: &ServerSecrets,
    now: UnixTime,
    most: i64,
) -> Result<Vec<Due>, Outage> {
    let rows = sql
        .query(statement(
            concat!(
                "SELECT d.account_id, a.email, a.language, ",
                can_be_heard_of!(),
                " FROM deletions d JOIN accounts a ON a.id = d.account_id WHERE d.due_at <= ?1 \
                 ORDER BY d.due_at, d.account_id LIMIT ?2"
            ),
            values![now, most],
        ))
        .await?;
    rows.iter()
        .map(|row| {
            let account = row.text(0)?;
            let email = seal::open(secrets, email_place(&account), &row.text(1)?).ok();
            let can_be_heard_of = row.time(3)?.0 != 0;
            Ok(Due { account, email, language: language(row, 2)?, can_be_heard_of })
        })
        .collect()
}
