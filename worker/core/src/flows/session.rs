//! Sessions: finding, keeping and ending them (SI-8).

use crate::policy::POLICY;
use crate::ports::{BatchError, Edge, Outage};
use crate::secrets::bearer::{Kind, Token};
use crate::store::sessions::{self, Session};
use crate::time::UnixTime;

/// What a session cookie stands for.
pub enum Found {
    /// A live session.
    Live(Box<Session>),
    /// Ended: nobody used it for a while.
    Idle,
    /// Ended: it lasted as long as any may.
    TooOld,
    /// Unknown: signed out, or never there.
    Unknown,
}

/// Finds the session of a cookie, in one read, and keeps it alive. What has ended is deleted.
///
/// # Errors
/// If the database does not answer.
pub async fn find(edge: &impl Edge, token: &Token) -> Result<Found, Outage> {
    let found = peek(edge, token).await?;
    if let Found::Live(session) = &found {
        let now = edge.now();
        // Once a minute is enough to tell idle from not, and spares a write per request.
        if session.last_seen_at.plus(60) <= now {
            write(edge, sessions::touch(&session.id, now)).await?;
        }
    }
    Ok(found)
}

/// Finds the session of a cookie without keeping it alive.
///
/// # Errors
/// If the database does not answer.
pub async fn peek(edge: &impl Edge, token: &Token) -> Result<Found, Outage> {
    let secrets = &edge.settings().secrets;
    let id = token.hash(secrets, Kind::Session);
    let Some(session) = sessions::find(edge, secrets, &id).await? else { return Ok(Found::Unknown) };
    let now = edge.now();
    let ended = if session.created_at.plus(POLICY.session_absolute) <= now {
        Found::TooOld
    } else if idle_end(&session) <= now {
        Found::Idle
    } else {
        return Ok(Found::Live(Box::new(session)));
    };
    write(edge, sessions::delete(&session.id)).await?;
    Ok(ended)
}

/// When the session ends if nobody uses it.
pub fn idle_end(session: &Session) -> UnixTime {
    session.last_seen_at.plus(POLICY.session_idle).min(session.created_at.plus(POLICY.session_absolute))
}

/// Ends the session of a cookie, at once and everywhere.
///
/// # Errors
/// If the database does not answer.
pub async fn end(edge: &impl Edge, token: &Token) -> Result<(), Outage> {
    let id = token.hash(&edge.settings().secrets, Kind::Session);
    write(edge, sessions::delete(&id)).await
}

/// Notes that the person has saved the new personal key.
///
/// # Errors
/// If the database does not answer.
pub async fn confirm_new_personal_key(edge: &impl Edge, session: &Session) -> Result<(), Outage> {
    write(edge, sessions::forget_new_personal_key(&session.id)).await
}

async fn write(edge: &impl Edge, statement: crate::ports::Statement) -> Result<(), Outage> {
    match edge.batch(vec![statement]).await {
        Ok(()) => Ok(()),
        Err(BatchError::Outage(outage)) => Err(outage),
        // None of these statements has a constraint to lose.
        Err(BatchError::LostRace) => Err(Outage::new("database", "an unexpected constraint")),
    }
}
