//! The transactional outbox: a message is written in the batch of the change that causes it, and sent after it.
//!
//! What always holds: whoever sends a message holds its lease, and writes what came of it only while that lease is its own.
//! A message that was taken over by a courier loses its text at once; its id and times stay until its purpose has expired,
//! so that what is queued once is never queued again.

use super::{statement, values};
use crate::couriers::{Audience, Channel, Message};
use crate::identifiers::random_id;
use crate::ports::{Edge, Outage, Sql, Statement};
use crate::secrets::ServerSecrets;
use crate::secrets::seal::{self, Place};
use crate::time::UnixTime;
use serde::Serialize;

const fn place(id: &str) -> Place<'_> {
    Place { table: "messages", column: "payload", owner: id }
}

/// The statement that queues `message`, encrypted, to be given up after `lifetime` seconds. With an `account` it is
/// erased when that is deleted.
///
/// # Errors
/// If the platform gives no randomness.
pub fn queue(
    edge: &impl Edge,
    account: Option<&str>,
    message: &Message,
    lifetime: u32,
) -> Result<Statement, Outage> {
    queue_once(edge, &random_id(edge)?, account, message, lifetime)
}

/// The same for a message that is queued once, however often it is asked for while it is there: `id` says which it is.
///
/// # Errors
/// If the platform gives no randomness.
pub fn queue_once(
    edge: &impl Edge,
    id: &str,
    account: Option<&str>,
    message: &Message,
    lifetime: u32,
) -> Result<Statement, Outage> {
    insert(edge, (id, None), account, message, lifetime)
}

/// The same for a security code of `account`, which takes the place of those of its `series`: one of them that no courier took yet
/// is not sent any more, since nobody could use it. Without couriers all wait, for whoever reads the queue itself.
///
/// # Errors
/// If the platform gives no randomness.
pub fn queue_code(
    edge: &impl Edge,
    (id, series): (&str, &str),
    account: &str,
    message: &Message,
    (issued_at, lifetime): (UnixTime, u32),
) -> Result<[Statement; 2], Outage> {
    let drop_older = statement(
        "UPDATE messages SET finished_at = ?3, payload = '', account_id = NULL, leased_until = 0 \
         WHERE series = ?1 AND id <> ?2 AND created_at <= ?4 AND finished_at IS NULL AND lease IS NULL AND ?5",
        values![series, id, edge.now(), issued_at, i64::from(edge.settings().couriers.is_some())],
    );
    Ok([drop_older, insert(edge, (id, Some(series)), Some(account), message, lifetime)?])
}

fn insert(
    edge: &impl Edge,
    (id, series): (&str, Option<&str>),
    account: Option<&str>,
    message: &Message,
    lifetime: u32,
) -> Result<Statement, Outage> {
    let plain = serde_json::to_vec(message).map_err(|error| super::unreadable("messages", &error))?;
    let payload = seal::seal(&edge.settings().secrets, edge, place(id), &plain)?;
    let now = edge.now();
    edge.wake();
    Ok(statement(
        "INSERT OR IGNORE INTO messages \
         (id, channel, created_at, expires_at, payload, account_id, due_at, for_anybody, series) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?3, ?7, ?8)",
        values![
            id,
            message.channel.as_str(),
            now,
            now.plus(lifetime),
            payload,
            account,
            i64::from(message.audience == Audience::Anybody),
            series
        ],
    ))
}

/// Whether the message with this id was queued, and its purpose has not expired.
///
/// # Errors
/// If the database does not answer.
pub async fn was_queued(sql: &impl Sql, id: &str) -> Result<bool, Outage> {
    Ok(!sql.query(statement("SELECT 1 FROM messages WHERE id = ?1", values![id])).await?.is_empty())
}

/// A queued message.
pub struct Queued {
    /// Its id.
    pub id: String,
    /// When it was written.
    pub created_at: UnixTime,
    /// What it says, and to whom.
    pub message: Message,
}

/// The newest messages, at most `most`, newest first.
///
/// # Errors
/// If the database does not answer or a message does not open.
pub async fn newest(sql: &impl Sql, secrets: &ServerSecrets, most: i64) -> Result<Vec<Queued>, Outage> {
    let rows = sql
        .query(statement(
            "SELECT id, created_at, payload FROM messages WHERE finished_at IS NULL \
             ORDER BY created_at DESC, rowid DESC LIMIT ?1",
            values![most],
        ))
        .await?;
    rows.iter()
        .map(|row| {
            let id = row.text(0)?;
            let message = open(secrets, &id, &row.text(2)?)?;
            Ok(Queued { created_at: row.time(1)?, id, message })
        })
        .collect()
}

fn open(secrets: &ServerSecrets, id: &str, payload: &str) -> Result<Message, Outage> {
    let plain = seal::open(secrets, place(id), payload)?;
    serde_json::from_str(&plain).map_err(|error| super::unreadable("messages", &error))
}

/// A message that is being sent.
pub struct Leased {
    /// Its id.
    pub id: String,
    /// How it goes.
    pub channel: Channel,
    /// When it was written.
    pub created_at: UnixTime,
    /// When nobody has a use for it any more.
    pub expires_at: UnixTime,
    /// How often sending was begun before.
    pub attempts: i64,
    /// Until when nobody else sends it.
    pub leased_until: UnixTime,
    /// What it says, and to whom; or why it does not open.
    pub message: Result<Message, Outage>,
}

/// Leases at most `most` messages of a channel that are due, and gives them: nobody else sends them meanwhile. `lease` is a name
/// that nobody else has. An attempt is counted before it is made, and a message whose sender ends comes behind those that were due
/// meanwhile.
///
/// A lease lasts `shortest` seconds. A message that still has an older lease has ended its sender, or was held when something
/// else did: its lease lasts twice as long for each attempt before, up to `longest`, less up to five twelfths by its row, so that
/// those of one lease do not all come back with the one that ends their sender.
///
/// # Errors
/// If the database does not answer. What it has leased all the same is sent when the lease ends.
pub async fn lease(
    edge: &impl Edge,
    channel: Channel,
    lease: &str,
    [shortest, longest]: [u32; 2],
    most: i64,
) -> Result<Vec<Leased>, Outage> {
    let values = values![lease, edge.now(), i64::from(shortest), i64::from(longest), most, channel.as_str()];
    let rows = edge
        .query(statement(
            "UPDATE messages SET lease = ?1, leased_until = chosen.until, due_at = chosen.until, attempts = attempts + 1 \
             FROM (\
               SELECT id AS chosen_id, ?2 + CASE WHEN lease IS NULL THEN ?3 \
                 ELSE min(?3 << min(attempts, 16), ?4) * (12 - rowid % 6) / 12 END AS until \
               FROM messages \
               WHERE channel = ?6 AND finished_at IS NULL AND due_at <= ?2 AND leased_until <= ?2 AND expires_at > ?2 \
               ORDER BY due_at, rowid LIMIT ?5) AS chosen \
             WHERE messages.id = chosen.chosen_id \
             RETURNING id, created_at, expires_at, attempts, leased_until, payload",
            values,
        ))
        .await?;
    rows.iter()
        .map(|row| {
            let id = row.text(0)?;
            Ok(Leased {
                channel,
                created_at: row.time(1)?,
                expires_at: row.time(2)?,
                attempts: row.time(3)?.0,
                leased_until: row.time(4)?,
                message: open(&edge.settings().secrets, &id, &row.text(5)?),
                id,
            })
        })
        .collect()
}

/// Ends the sending of a message for good. Its text goes, and whose it was.
pub fn finish(id: &str, lease: &str, now: UnixTime) -> Statement {
    statement(
        "UPDATE messages SET finished_at = ?3, payload = '', account_id = NULL, lease = NULL, leased_until = 0 \
         WHERE id = ?1 AND lease = ?2",
        values![id, lease, now],
    )
}

/// The same for a message that a courier says it has, unless it was never handed over.
pub fn finish_taken(id: &str, now: UnixTime) -> Statement {
    statement(
        "UPDATE messages SET finished_at = ?2, payload = '', account_id = NULL, lease = NULL, leased_until = 0 \
         WHERE id = ?1 AND finished_at IS NULL AND attempts > 0",
        values![id, now],
    )
}

/// Puts a message back, to be sent again at `due`.
pub fn put_back(id: &str, lease: &str, due: UnixTime) -> Statement {
    statement(
        "UPDATE messages SET due_at = ?3, lease = NULL, leased_until = 0 WHERE id = ?1 AND lease = ?2",
        values![id, lease, due],
    )
}

/// What waits to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// How many messages.
    pub number: i64,
    /// When the oldest of them was written.
    pub oldest: Option<UnixTime>,
}

/// What waits at `now`.
///
/// # Errors
/// If the database does not answer.
pub async fn waiting(sql: &impl Sql, now: UnixTime) -> Result<Waiting, Outage> {
    let rows = sql
        .query(statement(
            // The plus keeps the index of ends out of it, in which those that are finished stand, too.
            "SELECT COUNT(*), MIN(created_at) FROM messages WHERE finished_at IS NULL AND +expires_at > ?1",
            values![now],
        ))
        .await?;
    let row = rows.first().ok_or_else(|| Outage::new("database", "a count without a row"))?;
    Ok(Waiting { number: row.time(0)?.0, oldest: row.optional_time(1)? })
}

/// A message as an operator sees it: nothing of to whom it goes or what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// How it goes.
    pub channel: String,
    /// When it was written, in Unix time.
    pub created_at: i64,
    /// When its purpose expires.
    pub expires_at: i64,
    /// When it is tried next.
    pub due_at: i64,
    /// How often sending was begun.
    pub attempts: i64,
}

/// At most `most` of the messages that wait, the oldest first.
///
/// # Errors
/// If the database does not answer.
pub async fn list(sql: &impl Sql, now: UnixTime, most: i64) -> Result<Vec<Listed>, Outage> {
    let rows = sql
        .query(statement(
            "SELECT id, channel, created_at, expires_at, due_at, attempts FROM messages \
             WHERE finished_at IS NULL AND +expires_at > ?1 ORDER BY created_at, rowid LIMIT ?2",
            values![now, most],
        ))
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                id: row.text(0)?,
                channel: row.text(1)?,
                created_at: row.time(2)?.0,
                expires_at: row.time(3)?.0,
                due_at: row.time(4)?.0,
                attempts: row.time(5)?.0,
            })
        })
        .collect()
}

/// Has a message tried at once, unless somebody is sending it.
pub fn hurry(id: &str, now: UnixTime) -> Statement {
    statement("UPDATE messages SET due_at = ?2 WHERE id = ?1 AND finished_at IS NULL", values![id, now])
}

/// Gives a message up.
pub fn drop(id: &str, now: UnixTime) -> Statement {
    statement(
        "UPDATE messages SET finished_at = ?2, payload = '', account_id = NULL, lease = NULL, leased_until = 0 \
         WHERE id = ?1 AND finished_at IS NULL",
        values![id, now],
    )
}
