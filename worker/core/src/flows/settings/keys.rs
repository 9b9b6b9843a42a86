//! A new password (ST-5) or a new personal key (ST-6). Either brings new keys of both kinds (see [`renewal`]), so every
//! other session ends, and this one goes on with another cookie.

use crate::flows::codes::Refusal;
use crate::flows::notices::{self, Notice};
use crate::flows::renewal::{self, Password, Renewal};
use crate::flows::session;
use crate::flows::{Asker, fresh_attempt};
use crate::guard::{Budget, Names, Step};
use crate::ports::{BatchError, Edge, Outage};
use crate::secrets::Key;
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::seal::seal_with;
use crate::store::activities::{self, Event};
use crate::store::sessions::{self, NewSession, Session};
use crate::store::setting::Setting;
use crate::store::{accounts, deletions, email_changes, expecting, resets};

/// Whether new keys were written.
pub enum Renewed {
    /// They were: the session's new cookie. The new personal key waits in it to be saved.
    Yes(Token),
    /// The session has ended meanwhile, or this very form has been here before.
    Gone,
}

/// Sets a new password (ST-5).
///
/// # Errors
/// If a part of the service does not answer.
pub async fn change_password(
    edge: &impl Edge,
    asker: &Asker,
    signed_in: (&Token, &Session),
    chosen: &str,
) -> Result<Result<Renewed, Refusal>, Outage> {
    let told = (Event::PasswordChanged, Notice::PasswordChanged);
    renew(edge, asker, signed_in, Password::Becomes(chosen), told).await
}

/// Makes a new personal key (ST-6); `wrap` is the wrap key of the password, which stays.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn renew_personal_key(
    edge: &impl Edge,
    asker: &Asker,
    signed_in: (&Token, &Session),
    wrap: &Key,
) -> Result<Result<Renewed, Refusal>, Outage> {
    let told = (Event::PersonalKeyRenewed, Notice::PersonalKeyRenewed);
    renew(edge, asker, signed_in, Password::Stays(wrap), told).await
}

async fn renew(
    edge: &impl Edge,
    asker: &Asker,
    (token, session): (&Token, &Session),
    password: Password<'_>,
    (event, notice): (Event, Notice),
) -> Result<Result<Renewed, Refusal>, Outage> {
    let (secrets, account) = (&edge.settings().secrets, session.account.as_str());
    let mut known = None;
    // A lost race is read again: another session has saved information, or this one has ended.
    for _ in 0..3 {
        let session = known.as_ref().unwrap_or(session);
        // Each renewal costs slow hashes: neither a session nor a form that is sent many times must buy any number of them.
        let step = Step::Request { attempt: fresh_attempt(edge)?, budgets: vec![Budget::PasswordChoices] };
        let verdict = edge.step(&Names(secrets).account(account), step, edge.now()).await?;
        if let Some(refusal) = Refusal::of(&verdict) {
            return Ok(Err(refusal));
        }
        if let Some(new) = renew_once(edge, asker, (token, session), password, (event, notice)).await? {
            return Ok(Ok(Renewed::Yes(new)));
        }
        known = sessions::find(edge, secrets, token).await?;
        if known.is_none() {
            return Ok(Ok(Renewed::Gone));
        }
    }
    // Its deletion is due: the account is as good as gone.
    Ok(Ok(Renewed::Gone))
}

/// Gives the session's new cookie, or nothing if something that was read has changed meanwhile.
async fn renew_once(
    edge: &impl Edge,
    asker: &Asker,
    (token, session): (&Token, &Session),
    password: Password<'_>,
    (event, notice): (Event, Notice),
) -> Result<Option<Token>, Outage> {
    let (secrets, account) = (&edge.settings().secrets, session.account.as_str());
    let is_new_password = matches!(password, Password::Becomes(_));
    let renewal = Renewal {
        account,
        password,
        data_key: &session::data_key(token, session)?,
        information: session.information.as_deref(),
        goes_on: "",
    };
    let renewed = renewal::renew(edge, &renewal)?;
    let new = token.successor(secrets, &asker.attempt);
    let wrap = new.key(Kind::Session);
    let data_key = seal_with(&wrap, edge, sessions::data_key_place(account), renewed.data_key.as_ref())?;
    let place = sessions::new_personal_key_place(account);
    let shown = seal_with(&wrap, edge, place, renewed.personal_key.as_str().as_bytes())?;
    let id = new.hash(secrets, Kind::Session);
    let new_session = NewSession {
        id: &id,
        account,
        reference: &session.reference,
        browser: session.browser.clone(),
        data_key: &data_key,
        new_personal_key: Some(shown),
    };

    let own_key = session.factors.personal_key.as_ref();
    let mut statements: Vec<_> =
        own_key.map(|key| accounts::expect_personal_key(account, &key.record)).into_iter().collect();
    statements.extend(renewed.statements);
    statements.push(sessions::insert_since(new_session, session.created_at, edge.now()));
    if is_new_password {
        // The page that shows the new key says why there is one.
        statements.push(Setting::Password.keep(&id)?);
    }
    // A reset that is under way may hold the data key that is gone.
    statements.push(resets::void(account));
    // What other sessions asked for ends with them: a link to a thief's address would outlive the thief.
    statements.push(email_changes::delete_unused(account));
    // Who is signed in has not lost every second factor. Once the deletion is due, it is too late.
    statements.push(deletions::expect_none_due(account, edge.now()));
    statements.extend(deletions::cancel(edge, account, asker.browser)?);
    statements.push(activities::record(edge, account, event, asker.browser)?);
    statements.extend(notices::tell(edge, session.language, asker, (account, &session.email), notice)?);
    match edge.batch(expecting(sessions::expect_live(&session.id), statements)).await {
        Ok(()) => Ok(Some(new)),
        Err(BatchError::LostRace) => Ok(None),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}
