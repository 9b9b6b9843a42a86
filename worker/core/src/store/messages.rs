//! The transactional outbox: a message is written in the batch of the change that causes it.

use super::{statement, values};
use crate::couriers::Message;
use crate::identifiers::random_id;
use crate::ports::{Edge, Outage, Sql, Statement};
use crate::secrets::ServerSecrets;
use crate::secrets::seal::{self, Place};
use crate::time::UnixTime;

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
    let plain = serde_json::to_vec(message).map_err(|error| super::unreadable("messages", &error))?;
    let payload = seal::seal(&edge.settings().secrets, edge, place(id), &plain)?;
    let now = edge.now();
    Ok(statement(
        "INSERT OR IGNORE INTO messages (id, channel, created_at, expires_at, payload, account_id) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        values![id, message.channel.as_str(), now, now.plus(lifetime), payload, account],
    ))
}

/// Whether the message with this id still waits to be delivered.
///
/// # Errors
/// If the database does not answer.
pub async fn is_queued(sql: &impl Sql, id: &str) -> Result<bool, Outage> {
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
            "SELECT id, created_at, payload FROM messages ORDER BY created_at DESC, rowid DESC LIMIT ?1",
            values![most],
        ))
        .await?;
    rows.iter()
        .map(|row| {
            let id = row.text(0)?;
            let plain = seal::open(secrets, place(&id), &row.text(2)?)?;
            let message =
                serde_json::from_str(&plain).map_err(|error| super::unreadable("messages", &error))?;
            Ok(Queued { created_at: row.time(1)?, id, message })
        })
        .collect()
}
