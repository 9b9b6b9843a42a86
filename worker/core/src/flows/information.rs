//! What a person tells about themselves (PV-1), and what a reset has locked of it (PR-4).
//!
//! [`saved`], [`save`] and [`erase`] are for what is saved now; [`open_former`] and [`discard_former`] for what an old
//! personal key opens. What always holds: the data key comes out of the session's cookie and goes nowhere; a session
//! that is there holds the current one, so that every write expects its session.

use super::Asker;
use super::codes::{self, Judged, Refusal};
use super::second_factor::{self, Proven};
use super::session;
use crate::guard::Occasion;
use crate::identifiers::PersonalInformation;
use crate::ports::{BatchError, Edge, Outage, either_way};
use crate::secrets::bearer::Token;
use crate::secrets::personal_key::PersonalKey;
use crate::store::activities::{self, Event};
use crate::store::information::{self, Former};
use crate::store::sessions::{self, Session};
use crate::store::{expecting, unreadable};
use zeroize::Zeroizing;

/// The information that the person has saved.
///
/// # Errors
/// If it does not open: the row was tampered with.
pub fn saved(token: &Token, session: &Session) -> Result<Option<PersonalInformation>, Outage> {
    let Some(sealed) = &session.information else { return Ok(None) };
    let plain = information::open(&session.account, &session::data_key(token, session)?, sealed)
        .ok_or_else(|| Outage::new("database", "an account's information does not open"))?;
    serde_json::from_slice(&plain).map(Some).map_err(|error| unreadable("database", &error))
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is as the person wants it.
    Yes,
    /// The session ended meanwhile.
    Gone,
}

/// Saves information in the place of what there was. Of two tabs the one that saves last wins: it showed its form whole,
/// and the person has just pressed its button. What is saved already is not saved again, so that a form sent twice is one
/// activity.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn save(
    edge: &impl Edge,
    asker: &Asker,
    token: &Token,
    session: &Session,
    new: &PersonalInformation,
) -> Result<Written, Outage> {
    let plain =
        serde_json::to_vec(new).map(Zeroizing::new).map_err(|error| unreadable("database", &error))?;
    let (account, mut known) = (session.account.as_str(), None);
    // A lost race is read again: another tab was faster, or the session has ended.
    for _ in 0..5 {
        let session = known.as_ref().unwrap_or(session);
        if saved(token, session)?.as_ref() == Some(new) {
            return Ok(Written::Yes);
        }
        let sealed = information::seal(edge, account, &session::data_key(token, session)?, &plain)?;
        let statements = vec![
            information::expect_unchanged(account, session.information.as_deref()),
            information::set(account, &sealed, edge.now()),
            activities::record(edge, account, Event::InformationSaved, asker.browser)?,
        ];
        match edge.batch(expecting(sessions::expect_live(&session.id), statements)).await {
            Ok(()) => return Ok(Written::Yes),
            Err(BatchError::Outage(outage)) => return Err(outage),
            Err(BatchError::LostRace) => {}
        }
        known = sessions::find(edge, &edge.settings().secrets, token).await?;
        if known.is_none() {
            return Ok(Written::Gone);
        }
    }
    Err(Outage::new("database", "an account's information changes too fast"))
}

/// Erases what is saved. Where there is nothing, nothing happens.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn erase(edge: &impl Edge, asker: &Asker, session: &Session) -> Result<(), Outage> {
    let account = session.account.as_str();
    if session.information.is_none() {
        return Ok(());
    }
    let statements = vec![
        information::expect_any(account),
        information::delete(account),
        activities::record(edge, account, Event::InformationErased, asker.browser)?,
    ];
    // It is erased already, or the session ended meanwhile: the page that follows says so.
    either_way(edge.batch(expecting(sessions::expect_live(&session.id), statements)).await)
}

/// What became of former information that was to be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// It is open, and in the place of what was saved.
    Yes,
    /// The key is wrong.
    Wrong {
        /// How many tries are left.
        left: u32,
    },
    /// Nothing is judged now: a lock is in force that another browser has brought about.
    Locked(Refusal),
    /// Wrong too often: the session has ended (SI-4).
    SignedOut(Refusal),
    /// What was read is not so any more: another tab has opened, discarded or saved information, or the session has ended.
    LostRace,
}

/// Opens former information with the personal key of its time, which is wrong as often as any second factor may be, and
/// seals it under the data key of today. It takes the place of what is saved now.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn open_former(
    edge: &impl Edge,
    asker: &Asker,
    (token, session): (&Token, &Session),
    former: &Former,
    guess: &PersonalKey,
) -> Result<Opened, Outage> {
    let account = session.account.as_str();
    let record = Some(&former.personal_key);
    if let Err(refusal) = codes::tries_left(edge, account, Occasion::SigningIn).await? {
        return Ok(Opened::Locked(refusal));
    }
    let unlocked = match second_factor::check_key(edge, account, Occasion::SigningIn, record, guess).await? {
        Proven::Right(Some(unlocked)) => unlocked,
        Proven::Right(None) | Proven::No(Judged::Right) => {
            return Err(Outage::new("guard", "a right personal key without a data key"));
        }
        Proven::No(Judged::Wrong { left } | Judged::Expired { left }) => return Ok(Opened::Wrong { left }),
        Proven::No(Judged::Refused(refusal)) => {
            session::end_if_locked(edge, asker, session, refusal).await?;
            return Ok(Opened::SignedOut(refusal));
        }
    };
    let plain = information::open(account, &unlocked.data_key, &former.sealed)
        .ok_or_else(|| Outage::new("database", "an account's former information does not open"))?;
    let sealed = information::seal(edge, account, &session::data_key(token, session)?, &plain)?;
    let statements = vec![
        information::expect_former(account, &former.id),
        // The page has said whether something is replaced.
        information::expect_unchanged(account, session.information.as_deref()),
        information::set(account, &sealed, edge.now()),
        information::delete_former(account, &former.id),
        activities::record(edge, account, Event::InformationOpened, asker.browser)?,
    ];
    match edge.batch(expecting(sessions::expect_live(&session.id), statements)).await {
        Ok(()) => Ok(Opened::Yes),
        Err(BatchError::LostRace) => Ok(Opened::LostRace),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

/// Gives up former information: it is lost for ever.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn discard_former(
    edge: &impl Edge,
    asker: &Asker,
    session: &Session,
    id: &str,
) -> Result<(), Outage> {
    let account = session.account.as_str();
    if !session.former.iter().any(|(known, _)| known == id) {
        return Ok(());
    }
    let statements = vec![
        information::expect_former(account, id),
        information::delete_former(account, id),
        activities::record(edge, account, Event::InformationErased, asker.browser)?,
    ];
    // It is gone already, or the session ended meanwhile: the page that follows says so.
    either_way(edge.batch(expecting(sessions::expect_live(&session.id), statements)).await)
}
