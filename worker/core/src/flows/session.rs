//! Sessions: finding, keeping and ending them (SI-8), and the current-password step before a setting changes (ST-2).

use super::codes::Refusal;
use super::sign_in::reset_letter;
use super::{Asker, fresh_attempt};
use crate::guard::{Names, PasswordCounter, Step, Verdict};
use crate::policy::POLICY;
use crate::ports::{BatchError, Edge, Outage, Statement};
use crate::secrets::Key;
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::password::{self, Record, Unlocked};
use crate::secrets::personal_key::PersonalKey;
use crate::secrets::seal::{open_key_with, open_with, seal_with};
use crate::store::activities::{self, Event};
use crate::store::sessions::{self, Sealed, Session};
use crate::store::{accounts, expecting};
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
    let Some(session) = sessions::find(edge, secrets, token).await? else { return Ok(Found::Unknown) };
    let now = edge.now();
    let ended = if session.created_at.plus(POLICY.session_absolute) <= now {
        Found::TooOld
    } else if end_of(&session).at <= now {
        Found::Idle
    } else {
        return Ok(Found::Live(Box::new(session)));
    };
    write(edge, sessions::delete(&session.id)).await?;
    Ok(ended)
}

/// When a session ends, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// When.
    pub at: UnixTime,
    /// Whether it ends because it lasts as long as any may, whatever the person does.
    pub is_absolute: bool,
}

impl End {
    /// Whether it ends within the time of the warning, whatever the person does. Looking at a page has made every other end
    /// later than that.
    pub fn ends_soon(&self, now: UnixTime) -> bool {
        self.is_absolute && now.until(self.at) <= POLICY.session_warning
    }
}

/// When the session ends if nobody uses it.
pub fn end_of(session: &Session) -> End {
    let idle = session.last_seen_at.plus(POLICY.session_idle);
    let absolute = session.created_at.plus(POLICY.session_absolute);
    End { at: idle.min(absolute), is_absolute: absolute <= idle }
}

/// Ends the session of a cookie, at once and everywhere.
///
/// # Errors
/// If the database does not answer.
pub async fn end(edge: &impl Edge, token: &Token) -> Result<(), Outage> {
    let ids = token.hashes(&edge.settings().secrets, Kind::Session);
    write(edge, sessions::delete_any(&ids)).await
}

/// Notes that the person has saved the new personal key.
///
/// # Errors
/// If the database does not answer.
pub async fn confirm_new_personal_key(edge: &impl Edge, session: &Session) -> Result<(), Outage> {
    let statements = [
        sessions::forget_new_personal_key(&session.id),
        accounts::personal_key_saved(&session.account, edge.now()),
    ];
    // A session that has ended meanwhile may not say so of a key that came after it.
    match edge.batch(expecting(sessions::expect_live(&session.id), statements)).await {
        Ok(()) | Err(BatchError::LostRace) => Ok(()),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

/// The personal key that waits in a session to be saved.
pub fn new_personal_key(token: &Token, session: &Session) -> Option<PersonalKey> {
    let sealed = session.new_personal_key.as_deref()?;
    let place = sessions::new_personal_key_place(&session.account);
    let plain = open_with(&token.key(Kind::Session), place, sealed)?;
    PersonalKey::read(std::str::from_utf8(&plain).ok()?)
}

/// The account's data key, which only the session's cookie opens.
///
/// # Errors
/// If it does not open: the row was tampered with.
pub fn data_key(token: &Token, session: &Session) -> Result<Key, Outage> {
    open_key_with(&token.key(Kind::Session), sessions::data_key_place(&session.account), &session.data_key)
        .ok_or_else(|| Outage::new("database", "the data key of a session does not open"))
}

/// The password's wrap key, if the current password was given not long ago (ST-2).
pub fn password_wrap(token: &Token, session: &Session, now: UnixTime) -> Option<Key> {
    let confirmed_at = session.password_confirmed_at?;
    if confirmed_at.plus(POLICY.password_confirmation_lifetime) <= now {
        return None;
    }
    let sealed = session.password_wrap.as_deref()?;
    open_key_with(&token.key(Kind::Session), sessions::password_wrap_place(&session.account), sealed)
}

/// What became of a current password.
pub enum Confirmed {
    /// Right: the session's new cookie.
    Yes(Token),
    /// Wrong.
    No {
        /// How many tries are left.
        left: u32,
    },
    /// Wrong too often: the session has ended.
    SignedOut,
    /// The session ended meanwhile.
    Gone,
}

/// Checks the current password (ST-2). If it is right the session gets another cookie: it may do more from now on. The
/// same form always gives the same cookie.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn confirm_password(
    edge: &impl Edge,
    asker: &Asker,
    token: &Token,
    session: &Session,
    guess: &str,
) -> Result<Confirmed, Outage> {
    let (secrets, account) = (&edge.settings().secrets, session.account.as_str());
    let guard = Names(secrets).session(&session.reference);
    let counter = PasswordCounter::Session;
    let attempt = fresh_attempt(edge)?;
    let begin = Step::BeginPassword { attempt: attempt.clone(), counter };
    if let Verdict::Locked { .. } = edge.step(&guard, begin, edge.now()).await? {
        sign_out(edge, asker, session).await?;
        return Ok(Confirmed::SignedOut);
    }
    let unlocked = match judge(edge, session, guess).await {
        Ok(unlocked) => unlocked,
        Err(outage) => {
            // The person got no verdict, so nothing is counted. Another outage adds nothing to this one.
            let _ = edge.step(&guard, Step::CancelPassword { attempt }, edge.now()).await;
            return Err(outage);
        }
    };
    let Some((record, unlocked)) = unlocked else {
        let end = Step::EndPassword { attempt, counter, right: false };
        return Ok(match edge.step(&guard, end, edge.now()).await? {
            Verdict::Wrong { left } if left > 0 => Confirmed::No { left },
            _ => {
                sign_out(edge, asker, session).await?;
                Confirmed::SignedOut
            }
        });
    };
    edge.step(&guard, Step::EndPassword { attempt, counter, right: true }, edge.now()).await?;

    let new = token.successor(secrets, &asker.attempt);
    let wrap = new.key(Kind::Session);
    let data_key =
        seal_with(&wrap, edge, sessions::data_key_place(account), data_key(token, session)?.as_ref())?;
    let new_personal_key = new_personal_key(token, session)
        .map(|key| {
            let place = sessions::new_personal_key_place(account);
            seal_with(&wrap, edge, place, key.as_str().as_bytes())
        })
        .transpose()?;
    let place = sessions::password_wrap_place(account);
    let password_wrap = Some(seal_with(&wrap, edge, place, unlocked.wrap.as_ref())?);
    let sealed = Sealed { data_key: &data_key, new_personal_key, password_wrap };
    let hash = new.hash(secrets, Kind::Session);
    let rotate = sessions::rotate(&session.id, &hash, sealed, Some(edge.now()));
    // A wrap key that the password does not have any more must not come to wrap anything.
    let statements = [accounts::expect_password(account, &record), rotate];
    match edge.batch(expecting(sessions::expect_live(&session.id), statements)).await {
        Ok(()) => Ok(Confirmed::Yes(new)),
        Err(BatchError::LostRace) => Ok(Confirmed::Gone),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

async fn judge(
    edge: &impl Edge,
    session: &Session,
    guess: &str,
) -> Result<Option<(Record, Unlocked)>, Outage> {
    let Some(record) = accounts::password_of(edge, &session.account).await? else { return Ok(None) };
    let secrets = &edge.settings().secrets;
    let unlocked = record.check(secrets, password::Kind::Password, &session.account, guess)?;
    Ok(unlocked.map(|unlocked| (record, unlocked)))
}

async fn sign_out(edge: &impl Edge, asker: &Asker, session: &Session) -> Result<(), Outage> {
    let event = Event::SignedOutAfterWrongPasswords;
    let statements = vec![
        activities::record(edge, &session.account, event, asker.browser)?,
        sessions::delete(&session.id),
    ];
    match edge.batch(expecting(sessions::expect_live(&session.id), statements)).await {
        // Another one of the wrong tries has ended it.
        Ok(()) | Err(BatchError::LostRace) => Ok(()),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

/// Ends the session in which a code or a personal key was wrong too often: the person is signed out (SI-4).
///
/// # Errors
/// If a part of the service does not answer.
pub async fn end_if_locked(
    edge: &impl Edge,
    asker: &Asker,
    session: &Session,
    refusal: Refusal,
) -> Result<(), Outage> {
    let Session { id, account, email, language, .. } = session;
    let mut statements = vec![
        sessions::delete(id),
        activities::record(edge, account, Event::LockedAfterWrongCodes, asker.browser)?,
    ];
    match refusal {
        Refusal::TooMany { .. } => return Ok(()),
        Refusal::Locked { .. } | Refusal::LockedByOwner => {}
        Refusal::ResetRequired => statements.push(reset_letter(edge, *language, account, email)?),
    }
    match edge.batch(expecting(sessions::expect_live(id), statements)).await {
        // Another one of the wrong tries has ended it.
        Ok(()) | Err(BatchError::LostRace) => Ok(()),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

/// The session that this very form has made of the one of `token`, if its answer was lost or it was sent twice.
///
/// # Errors
/// If the database does not answer.
pub async fn made_before(edge: &impl Edge, asker: &Asker, token: &Token) -> Result<Option<Token>, Outage> {
    let secrets = &edge.settings().secrets;
    for successor in token.successors(secrets, &asker.attempt) {
        if sessions::find(edge, secrets, &successor).await?.is_some() {
            return Ok(Some(successor));
        }
    }
    Ok(None)
}

async fn write(edge: &impl Edge, statement: Statement) -> Result<(), Outage> {
    // None of these statements has a constraint to lose.
    edge.batch(vec![statement]).await.map_err(BatchError::unexpected)
}
