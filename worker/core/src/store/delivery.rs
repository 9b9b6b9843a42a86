//! Why nothing reaches a recipient, and what came of sending.

use super::{deletions, statement, values};
use crate::couriers::{Audience, Channel, Problem, Report};
use crate::ports::{Outage, Sql, SqlValue, Statement};
use crate::time::UnixTime;
use serde::Serialize;
use std::collections::BTreeMap;

/// An hour, in seconds.
const HOUR: i64 = 60 * 60;

/// Within so many seconds a message is tried for the first time, if all is well.
const SOON: u32 = 10;

/// For how long counts are kept, in seconds.
pub const COUNTS_LIFETIME: u32 = 30 * 24 * 60 * 60;

/// Notes why nothing reaches `recipient` (a guard's name) by `channel`, as `message` has shown, if that is still there. What was
/// known before is replaced, but for three things as long as they are believed: a complaint, since whoever has called our mail
/// unwanted has not taken that back; what may be said to anybody, by what must not (SI-1); and what lies with the recipient for
/// longer, by what a courier has lost.
pub fn note_problem(
    recipient: &str,
    channel: Channel,
    problem: Problem,
    message: Option<&str>,
    now: UnixTime,
) -> [Statement; 2] {
    note((recipient, channel), problem, (message, None), now)
}

/// The same of what a courier tells later. Where the message is gone, the courier's word says who gets such a message; where that is
/// lacking, too, it may be one that only an account gets.
pub fn note_reported(recipient: &str, report: &Report, problem: Problem, now: UnixTime) -> [Statement; 2] {
    note((recipient, report.channel), problem, (report.message.as_deref(), report.audience), now)
}

fn note(
    (recipient, channel): (&str, Channel),
    problem: Problem,
    (message, audience): (Option<&str>, Option<Audience>),
    now: UnixTime,
) -> [Statement; 2] {
    let for_anybody = audience.is_some_and(|audience| audience == Audience::Anybody);
    let known = statement(
        "INSERT INTO delivery_problems (recipient, channel, problem, since, expires_at, for_anybody) \
         VALUES (?1, ?2, ?3, ?4, ?5, COALESCE((SELECT for_anybody FROM messages WHERE id = ?6), ?7)) \
         ON CONFLICT (recipient, channel) DO UPDATE \
         SET problem = ?3, since = ?4, expires_at = ?5, for_anybody = excluded.for_anybody \
         WHERE expires_at <= ?4 OR (excluded.for_anybody >= for_anybody \
         AND (problem <> 'complained' OR excluded.problem IN ('complained', 'bounced')) \
         AND (excluded.problem <> 'lost' OR problem IN ('lost', 'unreachable', 'country-closed', 'not-carried')))",
        values![
            recipient,
            channel.as_str(),
            problem.as_str(),
            now,
            now.plus(problem.lifetime()),
            message.map(str::to_owned),
            i64::from(for_anybody)
        ],
    );
    // Mail that somebody has called unwanted had arrived.
    let heard_of = if problem == Problem::Complained { "" } else { recipient };
    [known, deletions::note_unheard(heard_of, channel)]
}

/// What is known of a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Why nothing gets there.
    pub problem: Problem,
    /// Since when that is known.
    pub since: UnixTime,
    /// Whether a message has shown it that any address gets, with or without an account.
    pub for_anybody: bool,
}

/// What is known of `recipient` by `channel`; nothing if all is well.
///
/// # Errors
/// If the database does not answer.
pub async fn problem(
    sql: &impl Sql,
    recipient: &str,
    channel: Channel,
    now: UnixTime,
) -> Result<Option<Known>, Outage> {
    let rows = sql
        .query(statement(
            "SELECT problem, since, for_anybody FROM delivery_problems \
             WHERE recipient = ?1 AND channel = ?2 AND expires_at > ?3",
            values![recipient, channel.as_str(), now],
        ))
        .await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let (since, for_anybody) = (row.time(1)?, row.time(2)?.0 != 0);
    Ok(Problem::from_name(&row.text(0)?).map(|problem| Known { problem, since, for_anybody }))
}

/// Why nothing gets to these recipients, by recipient and channel.
///
/// # Errors
/// If the database does not answer.
pub async fn problems(
    sql: &impl Sql,
    recipients: &[String],
    now: UnixTime,
) -> Result<BTreeMap<(String, String), Problem>, Outage> {
    let recipients =
        serde_json::to_string(recipients).map_err(|error| super::unreadable("delivery_problems", &error))?;
    let rows = sql
        .query(statement(
            "SELECT recipient, channel, problem FROM delivery_problems \
             WHERE recipient IN (SELECT value FROM json_each(?1)) AND expires_at > ?2",
            values![recipients, now],
        ))
        .await?;
    let mut known = BTreeMap::new();
    for row in &rows {
        if let Some(problem) = Problem::from_name(&row.text(2)?) {
            known.insert((row.text(0)?, row.text(1)?), problem);
        }
    }
    Ok(known)
}

/// What is known of messages of `account` to `recipient` by `channel`: why nothing gets there, and whether one is late, having been
/// tried in vain, or, where there are couriers, waiting for one that asks for time.
///
/// # Errors
/// If the database does not answer.
pub async fn troubles(
    sql: &impl Sql,
    (account, recipient): (&str, &str),
    channel: Channel,
    (now, couriers): (UnixTime, bool),
) -> Result<(Option<Problem>, bool), Outage> {
    let rows = sql
        .query(statement(
            "SELECT \
               (SELECT problem FROM delivery_problems WHERE recipient = ?1 AND channel = ?2 AND expires_at > ?3), \
               EXISTS (SELECT 1 FROM messages WHERE account_id = ?4 AND channel = ?2 AND finished_at IS NULL \
                 AND +expires_at > ?3 AND (attempts > (lease IS NOT NULL) OR (?5 AND lease IS NULL AND due_at < ?6)))",
            values![recipient, channel.as_str(), now, account, i64::from(couriers), now.minus(SOON)],
        ))
        .await?;
    let row = rows.first().ok_or_else(|| Outage::new("database", "a question without an answer"))?;
    let problem = row.optional_text(0)?;
    Ok((problem.as_deref().and_then(Problem::from_name), row.time(1)?.0 != 0))
}

/// Forgets what is known of `recipient` on one channel: something has arrived there. Whoever has called our mail unwanted
/// has it, too.
pub fn clear_problem(recipient: &str, channel: Channel) -> Statement {
    statement(
        "DELETE FROM delivery_problems WHERE recipient = ?1 AND channel = ?2 AND problem <> 'complained'",
        values![recipient, channel.as_str()],
    )
}

/// The same once a courier tells that something has arrived, if it was sent after that became known: reports come in any order, and
/// that mail arrived yesterday says nothing about a mailbox that is gone today. Where the message is gone as well, the courier may
/// have said when it was sent. What strangers may know is not forgotten for a message that only an account gets: that it is forgotten
/// would tell them of the account (SI-1).
pub fn clear_reported(recipient: &str, report: &Report) -> Statement {
    statement(
        "DELETE FROM delivery_problems WHERE recipient = ?1 AND channel = ?2 AND problem <> 'complained' \
         AND since < COALESCE((SELECT created_at FROM messages WHERE id = ?3), ?4) \
         AND for_anybody <= COALESCE((SELECT for_anybody FROM messages WHERE id = ?3), ?5)",
        values![
            recipient,
            report.channel.as_str(),
            report.message.clone(),
            report.sent_at.map_or(SqlValue::Null, SqlValue::from),
            i64::from(report.audience == Some(Audience::Anybody))
        ],
    )
}

/// Forgets what is known of `recipient`, on every channel.
pub fn clear_problems(recipient: &str) -> Statement {
    statement("DELETE FROM delivery_problems WHERE recipient = ?1", values![recipient])
}

/// Counts what came of one message. `courier` is empty where none was asked.
pub fn count(channel: &str, courier: &str, outcome: &str, now: UnixTime) -> Statement {
    let hour = now.0.saturating_sub(now.0.rem_euclid(HOUR));
    statement(
        "INSERT INTO delivery_counts (hour, channel, courier, outcome, count) VALUES (?1, ?2, ?3, ?4, 1) \
         ON CONFLICT (hour, channel, courier, outcome) DO UPDATE SET count = count + 1",
        values![hour, channel, courier, outcome],
    )
}

/// Counts the messages whose purpose has expired before they left. Comes in a batch before they are erased.
pub fn count_expired(now: UnixTime) -> Statement {
    let hour = now.0.saturating_sub(now.0.rem_euclid(HOUR));
    statement(
        "INSERT INTO delivery_counts (hour, channel, courier, outcome, count) \
         SELECT ?1, channel, '', 'expired', COUNT(*) FROM messages WHERE finished_at IS NULL AND expires_at <= ?2 \
         GROUP BY channel \
         ON CONFLICT (hour, channel, courier, outcome) DO UPDATE SET count = count + excluded.count",
        values![hour, now],
    )
}

/// Erases what is of no use any more.
pub fn erase_expired(now: UnixTime) -> [Statement; 2] {
    [
        statement("DELETE FROM delivery_problems WHERE expires_at <= ?1", values![now]),
        statement("DELETE FROM delivery_counts WHERE hour <= ?1", values![now.minus(COUNTS_LIFETIME)]),
    ]
}

/// Notes until when `courier` has asked not to be asked for `channel`. The longer wait counts.
pub fn pause(channel: &str, courier: &str, until: UnixTime) -> Statement {
    statement(
        "INSERT INTO courier_pauses (channel, courier, ends_at) VALUES (?1, ?2, ?3) \
         ON CONFLICT (channel, courier) DO UPDATE SET ends_at = max(ends_at, excluded.ends_at)",
        values![channel, courier, until],
    )
}

/// A courier that is not to be asked for a channel until some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// How messages go.
    pub channel: String,
    /// Who carries them.
    pub courier: String,
    /// When it may be asked again.
    pub until: UnixTime,
}

/// The couriers that are not to be asked at `now`.
///
/// # Errors
/// If the database does not answer.
pub async fn pauses(sql: &impl Sql, now: UnixTime) -> Result<Vec<Pause>, Outage> {
    let rows = sql
        .query(statement(
            "SELECT channel, courier, ends_at FROM courier_pauses WHERE ends_at > ?1",
            values![now],
        ))
        .await?;
    rows.iter()
        .map(|row| Ok(Pause { channel: row.text(0)?, courier: row.text(1)?, until: row.time(2)? }))
        .collect()
}

/// How often something came of sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// How it was to go.
    pub channel: String,
    /// Who was asked; empty where nobody was.
    pub courier: String,
    /// What came of it.
    pub outcome: String,
    /// How often.
    pub count: i64,
}

/// What came of sending since `since`, rounded to the hour.
///
/// # Errors
/// If the database does not answer.
pub async fn counts(sql: &impl Sql, since: UnixTime) -> Result<Vec<Counted>, Outage> {
    let rows = sql
        .query(statement(
            "SELECT channel, courier, outcome, SUM(count) FROM delivery_counts WHERE hour > ?1 \
             GROUP BY channel, courier, outcome ORDER BY channel, courier, outcome",
            values![since.0.saturating_sub(HOUR)],
        ))
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Counted {
                channel: row.text(0)?,
                courier: row.text(1)?,
                outcome: row.text(2)?,
                count: row.time(3)?.0,
            })
        })
        .collect()
}

/// Whether the message with this id waits to be sent.
///
/// # Errors
/// If the database does not answer.
pub async fn is_waiting(sql: &impl Sql, id: &str, now: UnixTime) -> Result<bool, Outage> {
    let found = statement(
        "SELECT 1 FROM messages WHERE id = ?1 AND finished_at IS NULL AND expires_at > ?2",
        values![id, now],
    );
    Ok(!sql.query(found).await?.is_empty())
}

/// What of one channel has not left in time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Late {
    /// How many messages.
    pub number: i64,
    /// How many of them still wait, and nobody tries to send them.
    pub untried: i64,
}

/// What has not left in time, by channel. A message is late after `most` seconds, or a fifth of what it lives for if that is
/// shorter. One whose purpose has expired counts for `after` seconds more: of messages that live for minutes few would wait at
/// any moment.
///
/// # Errors
/// If the database does not answer.
pub async fn late(
    sql: &impl Sql,
    now: UnixTime,
    most: u32,
    after: u32,
) -> Result<BTreeMap<String, Late>, Outage> {
    let rows = sql
        .query(statement(
            // The plus keeps the index of ends out of it, in which those that are finished stand, too.
            "SELECT channel, COUNT(*), \
             SUM(expires_at > ?1 AND due_at + min(?2, (expires_at - created_at) / 5) < ?1) FROM messages \
             WHERE finished_at IS NULL AND +expires_at > ?3 \
             AND created_at + min(?2, (expires_at - created_at) / 5) < ?1 GROUP BY channel",
            values![now, i64::from(most), now.minus(after)],
        ))
        .await?;
    rows.iter()
        .map(|row| Ok((row.text(0)?, Late { number: row.time(1)?.0, untried: row.time(2)?.0 })))
        .collect()
}

/// How it went by one channel in an hour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hour {
    /// How many messages a courier took.
    pub sent: i64,
    /// How many of those it could not carry on, as far as it has told.
    pub lost: i64,
    /// How often a message could not be sent, expired or was lost.
    pub failed: i64,
}

/// How it went in the newest hour of the clock since `since` in which anything was sent or failed, by channel.
///
/// # Errors
/// If the database does not answer.
pub async fn newest_hour(sql: &impl Sql, since: UnixTime) -> Result<BTreeMap<String, Hour>, Outage> {
    let rows = sql
        .query(statement(
            "SELECT channel, SUM((outcome = 'sent') * count), SUM((outcome = 'told-failed') * count), \
             SUM((outcome <> 'sent') * count) FROM delivery_counts \
             WHERE hour > ?1 AND outcome IN ('sent', 'again', 'misconfigured', 'expired', 'told-failed') \
             GROUP BY channel, hour ORDER BY hour",
            values![since],
        ))
        .await?;
    // A later hour takes the place of an earlier one.
    rows.iter()
        .map(|row| {
            Ok((row.text(0)?, Hour { sent: row.time(1)?.0, lost: row.time(2)?.0, failed: row.time(3)?.0 }))
        })
        .collect()
}
