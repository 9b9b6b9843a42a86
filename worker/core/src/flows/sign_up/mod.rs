//! Creating an account, step by step (SU-1 to SU-9).
//!
//! [`ask`] sends a link; [`confirm`] gives one browser the right to go on; then [`choose_password`],
//! [`send_code`] and [`confirm_phone`], or [`start_app`] and [`confirm_app`], and [`finish`] each add one part. Until
//! [`finish`] there is no account, only a row that is erased when its link expires; [`finish`] makes the account in one
//! batch, whole or not at all.

mod factor;
mod link;

pub use factor::{confirm_app, confirm_phone, send_code, start_app};
pub use link::{Link, ask, confirm, look};

use super::codes::Refusal;
use super::{Asker, fresh_attempt};
use crate::guard::{Budget, Names, Step, Verdict};
use crate::identifiers::{Email, Phone, random_id};
use crate::ports::{BatchError, Edge, Outage, Statement};
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::one_time_password::AppSecret;
use crate::secrets::password::{self, Record};
use crate::secrets::personal_key::PersonalKey;
use crate::secrets::seal::{self, open_key_with, open_with, seal_with};
use crate::store::accounts::{self, NewAccount};
use crate::store::activities::Event;
use crate::store::sessions::{self, NewSession};
use crate::store::sign_ups::{self, Progress, SignUp};
use crate::store::{activities, expecting};
use crate::text::Text;
use link::judge_link;

/// The part that a sign-up waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A password is to be chosen.
    Password,
    /// A phone number is to be entered, or an app to be chosen instead.
    Phone,
    /// The code that was sent is to be entered.
    Code,
    /// The code that the authenticator app shows is to be entered.
    App,
    /// The personal key is to be saved.
    PersonalKey,
}

/// A sign-up with the browser that goes on with it.
pub struct Current {
    /// What is stored.
    pub sign_up: SignUp,
    /// The confirmed address.
    pub email: Email,
    /// The number, if one was entered.
    pub phone: Option<Phone>,
    cookie: Token,
}

impl Current {
    /// The secret of the authenticator app that is being set up. Only its own browser can open it.
    pub fn app(&self) -> Option<AppSecret> {
        let sealed = self.sign_up.progress.app.as_ref()?;
        let place = sign_ups::app_place(&self.sign_up.account);
        AppSecret::from_bytes(&open_with(&self.cookie.key(Kind::SignUp), place, sealed)?)
    }

    /// The part that comes next.
    pub const fn stage(&self) -> Stage {
        let progress = &self.sign_up.progress;
        if progress.password.is_none() {
            Stage::Password
        } else if progress.personal_key.is_some() {
            Stage::PersonalKey
        } else if progress.app.is_some() && progress.by_app {
            Stage::App
        } else if progress.method.is_some() {
            Stage::Code
        } else {
            Stage::Phone
        }
    }

    /// Whether this part can be done now: the next one, or one before it that is done again in another tab or after the
    /// back button. A code that was sent and an app that was shown are both good until one of them has proven something.
    pub fn allows(&self, stage: Stage) -> bool {
        let (progress, now) = (&self.sign_up.progress, self.stage());
        match stage {
            // A key that is made is to be saved; a step back from it would leave it behind.
            _ if now == Stage::PersonalKey => stage == Stage::PersonalKey,
            Stage::Password => true,
            _ if now == Stage::Password => false,
            Stage::Phone => true,
            Stage::Code => progress.method.is_some(),
            Stage::App => progress.app.is_some(),
            Stage::PersonalKey => false,
        }
    }

    /// The personal key that was made for this sign-up. Only its own browser can open it.
    pub fn personal_key(&self) -> Option<PersonalKey> {
        let sealed = self.sign_up.progress.shown_key.as_ref()?;
        let place = sign_ups::personal_key_place(&self.sign_up.account);
        let plain = open_with(&self.cookie.key(Kind::SignUp), place, sealed)?;
        PersonalKey::read(std::str::from_utf8(&plain).ok()?)
    }
}

/// The sign-up of a browser, if it is still under way.
///
/// # Errors
/// If the database does not answer.
pub async fn current(edge: &impl Edge, cookie: &Token) -> Result<Option<Current>, Outage> {
    let secrets = &edge.settings().secrets;
    let sign_up = sign_ups::by_browser(edge, secrets, cookie).await?;
    if judge_link(sign_up.as_ref(), edge.now()) != Link::Open {
        return Ok(None);
    }
    let Some(sign_up) = sign_up else { return Ok(None) };
    let Some(email) = sign_up.email.as_deref().and_then(Email::read) else { return Ok(None) };
    let phone = match &sign_up.progress.phone {
        Some(sealed) => {
            Phone::stored(&seal::open(secrets, sign_ups::phone_place(&sign_up.account), sealed)?).ok()
        }
        None => None,
    };
    Ok(Some(Current { sign_up, email, phone, cookie: cookie.clone() }))
}

/// Whether a step was written, or another tab was faster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It was written.
    Yes,
    /// Another tab or browser was faster, or this form has written it before; the person is shown where the sign-up is now.
    LostRace,
}

/// Chooses the password: makes the data key and wraps it by the password and by the browser's cookie.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn choose_password(
    edge: &impl Edge,
    current: &Current,
    chosen: &str,
) -> Result<Result<Written, Refusal>, Outage> {
    let (secrets, account) = (&edge.settings().secrets, current.sign_up.account.as_str());
    // Each choice costs a slow hash: one link must not buy any number of them, nor may one form that is sent again and again.
    let step = Step::Request { attempt: fresh_attempt(edge)?, budgets: vec![Budget::PasswordChoices] };
    let verdict = edge.step(&Names(secrets).account(account), step, edge.now()).await?;
    if !matches!(verdict, Verdict::Granted { .. }) {
        return Ok(Err(refused(&verdict)?));
    }
    let data_key = password::new_data_key(edge)?;
    let (record, _) = Record::make(secrets, edge, password::Kind::Password, account, chosen, &data_key)?;
    let place = sign_ups::data_key_place(account);
    let sealed = seal_with(&current.cookie.key(Kind::SignUp), edge, place, data_key.as_ref())?;
    // A personal key that was made before wraps the data key that is gone.
    let progress = Progress {
        password: Some(record),
        data_key: Some(sealed),
        personal_key: None,
        shown_key: None,
        ..current.sign_up.progress.clone()
    };
    write(edge, current, &progress, []).await.map(Ok)
}

/// Makes the account, whole, and its first session. Gives the session's cookie, or nothing if another tab was faster.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn finish(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    current: &Current,
) -> Result<Option<Token>, Outage> {
    let (secrets, account, now) = (&edge.settings().secrets, current.sign_up.account.as_str(), edge.now());
    let Progress {
        password: Some(password), personal_key: Some(personal_key), data_key: Some(sealed), ..
    } = &current.sign_up.progress
    else {
        return Ok(None);
    };
    let app = current.app().filter(|_| current.sign_up.progress.app_proven);
    // A number that was entered before the person chose the app instead was never confirmed.
    let phone = current.phone.as_ref().filter(|_| app.is_none());
    if phone.is_none() && app.is_none() {
        return Ok(None);
    }
    let data_key =
        open_key_with(&current.cookie.key(Kind::SignUp), sign_ups::data_key_place(account), sealed)
            .ok_or_else(|| Outage::new("database", "the data key of a sign-up does not open"))?;

    let session = Token::random(edge)?;
    let data_key =
        seal_with(&session.key(Kind::Session), edge, sessions::data_key_place(account), data_key.as_ref())?;
    let (phone_id, reference) = (random_id(edge)?, random_id(edge)?);
    let new = NewAccount {
        id: account,
        email: &current.email,
        language: text.language,
        password,
        personal_key,
        phone: phone.map(|phone| (phone_id.as_str(), phone)),
        app: app.as_ref(),
    };
    let mut statements = accounts::create(secrets, edge, &new, now)?;
    let new_session = NewSession {
        id: &session.hash(secrets, Kind::Session),
        account,
        reference: &reference,
        browser: Some(activities::seal_seen(edge, account, &asker.seen())?),
        data_key: &data_key,
        new_personal_key: None,
    };
    statements.push(sessions::insert(new_session, now));
    statements.push(activities::record(edge, account, Event::Created, asker.browser)?);
    statements.push(sign_ups::finish(&accounts::email_fingerprints(secrets, &current.email), now));
    match edge.batch(expecting(sign_ups::expect_unchanged(&current.sign_up), statements)).await {
        Ok(()) => Ok(Some(session)),
        Err(BatchError::LostRace) => Ok(None),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

/// Whether a report link can be used (SU-4). Changes nothing.
///
/// # Errors
/// If the database does not answer.
pub async fn report_is_open(edge: &impl Edge, token: &Token) -> Result<bool, Outage> {
    let links = token.hashes(&edge.settings().secrets, Kind::ReportLink);
    sign_ups::report_is_open(edge, &links, edge.now()).await
}

/// Notes the owner's report that a sign-up with their address was not theirs (SU-4).
///
/// # Errors
/// If the database does not answer.
pub async fn report(edge: &impl Edge, token: &Token) -> Result<(), Outage> {
    let links = token.hashes(&edge.settings().secrets, Kind::ReportLink);
    edge.batch(vec![sign_ups::report(&links, edge.now())]).await.map_err(BatchError::unexpected)
}

async fn write<const N: usize>(
    edge: &impl Edge,
    current: &Current,
    progress: &Progress,
    more: [Statement; N],
) -> Result<Written, Outage> {
    // The hash stays the one that is stored: codes are bound to it, also those that were sent before a rotation of keys.
    let browser = current.sign_up.browser.as_deref().unwrap_or_default();
    let update = sign_ups::update(&current.sign_up, browser, progress)?;
    let statements = std::iter::once(update).chain(more);
    match edge.batch(expecting(sign_ups::expect_unchanged(&current.sign_up), statements)).await {
        Ok(()) => Ok(Written::Yes),
        Err(BatchError::LostRace) => Ok(Written::LostRace),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

fn refused(verdict: &Verdict) -> Result<Refusal, Outage> {
    Refusal::of(verdict).ok_or_else(|| Outage::new("guard", "a verdict that answers another step"))
}
