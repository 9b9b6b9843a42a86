//! What people write to us, sealed under the server's key, and how often an article helped.

use super::{statement, values};
use crate::pages::help::Article;
use crate::ports::{Edge, Outage, Sql, Statement};
use crate::secrets::ServerSecrets;
use crate::secrets::seal::{self, Place};
use crate::text::Language;
use crate::time::UnixTime;
use serde::{Deserialize, Serialize};

/// A day, in seconds.
const DAY: i64 = 24 * 60 * 60;

const fn place(id: &str) -> Place<'_> {
    Place { table: "contact_messages", column: "payload", owner: id }
}

/// A message as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Where an answer goes; empty if none is wanted.
    pub email: String,
    /// What it is about: the value of the choice.
    pub subject: String,
    /// The article that it is about; empty if it is about none.
    pub article: String,
    /// The language of the form.
    pub language: String,
    /// What was written.
    pub message: String,
}

/// Keeps a message. The constraint of its id fails if it was sent before.
///
/// # Errors
/// If the platform gives no randomness.
pub fn insert(edge: &impl Edge, id: &str, written: &Written) -> Result<Statement, Outage> {
    let plain = serde_json::to_vec(written).map_err(|error| super::unreadable("contact", &error))?;
    let payload = seal::seal(&edge.settings().secrets, edge, place(id), &plain)?;
    Ok(statement(
        "INSERT INTO contact_messages (id, created_at, payload) VALUES (?1, ?2, ?3)",
        values![id, edge.now(), payload],
    ))
}

/// Every message that is kept, oldest first.
///
/// # Errors
/// If the database does not answer or a message does not open.
pub async fn all(sql: &impl Sql, secrets: &ServerSecrets) -> Result<Vec<Written>, Outage> {
    let rows = sql
        .query(statement("SELECT id, payload FROM contact_messages ORDER BY created_at, rowid", []))
        .await?;
    rows.iter()
        .map(|row| {
            let id = row.text(0)?;
            let plain = seal::open(secrets, place(&id), &row.text(1)?)?;
            serde_json::from_str(&plain).map_err(|error| super::unreadable("contact", &error))
        })
        .collect()
}

/// Erases what was written until `until`.
pub fn erase(until: UnixTime) -> Statement {
    statement("DELETE FROM contact_messages WHERE created_at <= ?1", values![until])
}

/// Counts an answer to "was this helpful": by day, so that nobody can be told from the time.
pub fn count_answer(article: Article, language: Language, helpful: bool, now: UnixTime) -> Statement {
    let day = now.0.saturating_sub(now.0.rem_euclid(DAY));
    statement(
        "INSERT INTO feedback (article, language, helpful, day, count) VALUES (?1, ?2, ?3, ?4, 1) \
         ON CONFLICT (article, language, helpful, day) DO UPDATE SET count = count + 1",
        values![article.name(), language.tag(), i64::from(helpful), UnixTime(day)],
    )
}
