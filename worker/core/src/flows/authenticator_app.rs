//! The authenticator app of an account (ST-2): set up, replaced or removed by a person who gave the current password.
//!
//! [`start`] makes a secret that waits in the session; [`confirm`] has a code prove that an app has it, and only then it
//! counts; [`remove`] takes it away, unless nothing else would be left to sign in with.

use super::Asker;
use super::codes::{self, Judged, Refusal};
use super::notices::{self, Notice};
use super::{second_factor, session};
use crate::guard::Occasion;
use crate::ports::{BatchError, Edge, Outage, either_way};
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::one_time_password::{AppSecret, matching_step};
use crate::secrets::seal::{open_with, seal_with};
use crate::store::activities::{self, Event};
use crate::store::sessions::{self, Session};
use crate::store::setting::{Setting, app_place};
use crate::store::{expecting, factors};

/// Makes the secret of a new app. Started again, it is the same one, since an app may have read it already.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn start(edge: &impl Edge, token: &Token, session: &Session) -> Result<(), Outage> {
    if secret(token, session).is_some() {
        return Ok(());
    }
    let app = AppSecret::random(edge)?;
    let wrap = token.key(Kind::Session);
    let secret = seal_with(&wrap, edge, app_place(&session.account), app.as_bytes())?;
    let setting = Setting::App { secret }.keep(&session.id)?;
    // If the session ended meanwhile, the page that follows says so.
    either_way(edge.batch(expecting(sessions::expect_live(&session.id), [setting])).await)
}

/// The secret of the app that is being set up. Only the session's cookie opens it.
pub fn secret(token: &Token, session: &Session) -> Option<AppSecret> {
    let Setting::App { secret } = Setting::of(session)? else { return None };
    let plain = open_with(&token.key(Kind::Session), app_place(&session.account), &secret)?;
    AppSecret::from_bytes(&plain)
}

/// Judges the code that proves an app. If it is right, the app takes the place of the one before it, and the owner is told.
/// A wrong one too many ends the session; nothing is judged while a lock is in force that another browser has brought about,
/// which is no reason to end this one.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn confirm(
    edge: &impl Edge,
    asker: &Asker,
    (session, app): (&Session, &AppSecret),
    code: &str,
) -> Result<Result<Judged, Refusal>, Outage> {
    let Session { id, account, email, .. } = session;
    if let Err(refusal) = codes::tries_left(edge, account, Occasion::SigningIn).await? {
        return Ok(Err(refusal));
    }
    let time_step = matching_step(app, edge.now(), code);
    // The change under way names the secret: what this form was told of another app is no verdict on this one.
    let setting = session.setting.as_deref().unwrap_or_default();
    let place = (account.as_str(), setting, Occasion::SigningIn);
    let judged = second_factor::judge_app_step(edge, place, &asker.attempt, code, time_step).await?;
    if let Judged::Refused(refusal) = judged {
        session::end_if_locked(edge, asker, session, refusal).await?;
    }
    if judged != Judged::Right {
        return Ok(Ok(judged));
    }
    let mut statements = vec![
        factors::set_app(&edge.settings().secrets, edge, account, app, edge.now())?,
        sessions::set_setting(id, None),
        activities::record(edge, account, Event::AppAdded, asker.browser)?,
    ];
    statements.extend(notices::tell(edge, session.language, asker, (account, email), Notice::AppAdded)?);
    let expected = sessions::expect_setting(id, setting);
    match edge.batch(expecting(expected, statements)).await {
        // The same form sent twice adds the app once. If the session ended meanwhile, the page that follows says so.
        Ok(()) | Err(BatchError::LostRace) => Ok(Ok(Judged::Right)),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

/// Removes the app and tells the owner. Nothing changes where there is none, or it is all that is left to sign in with.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn remove(edge: &impl Edge, asker: &Asker, session: &Session) -> Result<(), Outage> {
    let Session { id, account, email, .. } = session;
    let Some(app) = &session.factors.app else { return Ok(()) };
    let mut statements = vec![
        // What is removed twice is told once.
        factors::expect_app(account, app.created_at),
        factors::delete_app(account),
        factors::expect_one_stays(account),
        activities::record(edge, account, Event::AppRemoved, asker.browser)?,
    ];
    statements.extend(notices::tell(edge, session.language, asker, (account, email), Notice::AppRemoved)?);
    // The page that follows shows what is there.
    either_way(edge.batch(expecting(sessions::expect_live(id), statements)).await)
}
