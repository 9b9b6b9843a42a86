//! The sessions of an account as its owner sees them: listed, and ended from another browser (ST-7).
//!
//! Ended means deleted: every request reads its session, so the next one finds none, on whichever edge.

use super::Asker;
use crate::ports::{BatchError, Edge, Outage};
use crate::store::activities::{self, Event};
use crate::store::sessions::{self, Listed, Session};
use crate::store::{expecting, pending_sign_ins};

/// The live sessions of the account that `session` is of, its own included.
///
/// # Errors
/// If the database does not answer.
pub async fn list(edge: &impl Edge, session: &Session) -> Result<Vec<Listed>, Outage> {
    sessions::live(edge, &edge.settings().secrets, &session.account, edge.now()).await
}

/// What became of a session that was to be ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It is ended.
    Yes,
    /// There is no such session, or not any more.
    Gone,
}

/// Ends the session that is called `reference`, if it is of the same account. For one's own, sign out.
///
/// # Errors
/// If the database does not answer.
pub async fn end(
    edge: &impl Edge,
    asker: &Asker,
    session: &Session,
    reference: &str,
) -> Result<Ended, Outage> {
    let account = session.account.as_str();
    let statements = [
        sessions::delete_one(account, reference),
        activities::record(edge, account, Event::SessionEnded, asker.browser)?,
    ];
    let both = sessions::expect_both(&session.reference, reference, edge.now());
    match edge.batch(expecting(both, statements)).await {
        Ok(()) => Ok(Ended::Yes),
        Err(BatchError::LostRace) => Ok(Ended::Gone),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

/// Ends every other session of the account.
///
/// # Errors
/// If the database does not answer.
pub async fn end_others(edge: &impl Edge, asker: &Asker, session: &Session) -> Result<Ended, Outage> {
    let account = session.account.as_str();
    let statements = [
        sessions::delete_others(account, &session.reference),
        // Whoever is about to sign in elsewhere is somebody else, too.
        pending_sign_ins::delete_others(account, ""),
        activities::record(edge, account, Event::OtherSessionsEnded, asker.browser)?,
    ];
    let own = sessions::expect_there(account, &session.reference);
    match edge.batch(expecting(own, statements)).await {
        Ok(()) => Ok(Ended::Yes),
        Err(BatchError::LostRace) => Ok(Ended::Gone),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}
