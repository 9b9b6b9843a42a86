//! The SQL, once, over the [`Sql`](crate::ports::Sql) port.
//!
//! One module per table family, each with its rows as types, one function per read, and functions that give the
//! statements of a write. A flow puts statements together and writes them in one batch. What always holds:
//! a flow that relies on what it read puts an [`expect_one`] of it into its batch, so that a lost race writes
//! nothing (an update of no row would not abort).

pub mod accounts;
pub mod activities;
pub mod contact;
pub mod data_copy;
pub mod deletions;
pub mod delivery;
pub mod email_changes;
pub mod factors;
pub mod information;
pub mod messages;
pub mod notice_links;
pub mod pending_sign_ins;
pub mod reseal;
pub mod resets;
pub mod sessions;
pub mod setting;
pub mod sign_ups;

use crate::policy::POLICY;
use crate::ports::{Outage, Row, SqlValue, Statement};
use crate::text::Language;
use crate::time::UnixTime;

/// A statement with its values.
pub(crate) fn statement(sql: &'static str, values: impl IntoIterator<Item = SqlValue>) -> Statement {
    Statement { sql, values: values.into_iter().collect() }
}

/// Puts values of several types into a list of [`SqlValue`]s.
macro_rules! values {
    ($($value:expr),* $(,)?) => { [$($crate::ports::SqlValue::from($value)),*] };
}
pub(crate) use values;

/// The language in column `index`. One that this version does not know, as after a step back to an older one, is English.
pub(crate) fn language(row: &Row, index: usize) -> Result<Language, Outage> {
    row.text(index).map(|tag| Language::from_tag(&tag).unwrap_or(Language::English))
}

/// An outage because of JSON that cannot be read. serde's own words would quote the value, which may be a secret (PV-4).
pub(crate) fn unreadable(part: &'static str, error: &serde_json::Error) -> Outage {
    Outage::new(part, format!("{:?} at column {}", error.classify(), error.column()))
}

/// Makes a batch out of `statements` that is written only if `count` (an `INSERT INTO expectations SELECT COUNT(*) …`)
/// counts exactly one.
pub(crate) fn expecting(count: Statement, statements: impl IntoIterator<Item = Statement>) -> Vec<Statement> {
    let mut batch = vec![count];
    batch.extend(statements);
    batch.push(expected());
    batch
}

/// Counts that no message with this id was queued, for [`expecting`]: of a batch that queues it, the first that is written is the
/// only one.
pub(crate) fn expect_unqueued(message: &str) -> Statement {
    statement(
        "INSERT INTO expectations SELECT NOT EXISTS (SELECT 1 FROM messages WHERE id = ?1)",
        values![message],
    )
}

/// The end of a batch that counts what it relies on.
pub(crate) fn expected() -> Statement {
    statement("DELETE FROM expectations", [])
}

/// Erases what has expired: called once an hour, and cheap when there is nothing.
pub fn sweep(now: UnixTime) -> Vec<Statement> {
    // What is left of a link says for a month why it does not work any more.
    let forgotten = now.minus(30 * 24 * 60 * 60);
    // A session that has ended stays as long as any may last, so that its browser is told why.
    let mut sweep = vec![
        sign_ups::erase_expired(now),
        statement("DELETE FROM sign_ups WHERE expires_at <= ?1", values![forgotten]),
        statement("DELETE FROM pending_sign_ins WHERE expires_at <= ?1", values![now]),
        statement(
            "DELETE FROM sessions WHERE last_seen_at <= ?1 OR created_at <= ?2",
            values![now.minus(POLICY.session_absolute), now.minus(POLICY.session_absolute.saturating_mul(2))],
        ),
        statement(
            "DELETE FROM reports WHERE expires_at <= ?1 AND (reported_at IS NULL OR reported_at <= ?2)",
            values![now, forgotten],
        ),
        contact::erase(now.minus(POLICY.contact_message_lifetime)),
        delivery::count_expired(now),
        statement("DELETE FROM messages WHERE expires_at <= ?1", values![now]),
        resets::erase_expired(now),
        statement("DELETE FROM resets WHERE expires_at <= ?1", values![forgotten]),
        statement("DELETE FROM email_changes WHERE expires_at <= ?1", values![now]),
        statement("DELETE FROM notice_links WHERE expires_at <= ?1", values![now]),
        statement("DELETE FROM activities WHERE at <= ?1", values![now.minus(POLICY.activity_lifetime)]),
        deletions::note_came_back(),
    ];
    sweep.extend(delivery::erase_expired(now));
    sweep
}
