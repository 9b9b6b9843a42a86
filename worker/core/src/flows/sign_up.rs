//! Creating an account, step by step (SU-1 to SU-9).
//!
//! [`ask`] sends a link; [`confirm`] gives one browser the right to go on; then [`choose_password`],
//! [`send_code`] and [`confirm_phone`], or [`start_app`] and [`confirm_app`], and [`finish`] each add one part. Until
//! [`finish`] there is no account, only a row that is erased when its link expires; [`finish`] makes the account in one
//! batch, whole or not at all.

use super::codes::{self, CodeRequest, Judged, Method, Refusal};
use super::{Asker, deletion, fresh_attempt, second_factor};
use crate::couriers::letters;
use crate::guard::{Budget, Names, Occasion, Step, Verdict};
use crate::identifiers::{Email, Phone, random_id};
use crate::policy::POLICY;
use crate::ports::{BatchError, Edge, Outage, Statement};
use crate::secrets::ServerSecrets;
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::one_time_password::{AppSecret, matching_step};
use crate::secrets::password::{self, Record};
use crate::secrets::personal_key::PersonalKey;
use crate::secrets::seal::{self, open_key_with, open_with, seal_with};
use crate::store::accounts::{self, NewAccount};
use crate::store::activities::Event;
use crate::store::sessions::{self, NewSession};
use crate::store::sign_ups::{self, NewLink, Progress, SignUp};
use crate::store::{activities, expected, expecting, messages};
use crate::text::Text;
use crate::time::UnixTime;

/// Asks for a confirmation link. The answer is the same whether or not the address has an account (SU-1).
///
/// # Errors
/// If a part of the service does not answer.
pub async fn ask(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    email: &Email,
) -> Result<Result<(), Refusal>, Outage> {
    let guard = Names(&edge.settings().secrets).address(email.normalized());
    // The same form sent for another address is another attempt.
    let attempt = format!("ask {} {guard}", asker.attempt);
    let answer = ask_once(edge, text, asker, email, &attempt).await;
    if answer.is_err() {
        // The same form can be sent again. The outage is what the person is told; another one adds nothing.
        let _ = edge.step(&guard, Step::Forget { attempt }, edge.now()).await;
    }
    answer
}

async fn ask_once(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    email: &Email,
    attempt: &str,
) -> Result<Result<(), Refusal>, Outage> {
    let names = Names(&edge.settings().secrets);
    for (name, budget) in [
        (names.network(asker.address), Budget::ConfirmationLinksOfNetwork),
        (names.address(email.normalized()), Budget::ConfirmationLinks),
    ] {
        let step = Step::Request { attempt: attempt.to_owned(), budget };
        match edge.step(&name, step, edge.now()).await? {
            // This form has sent its message before.
            Verdict::Granted { again: true } if budget == Budget::ConfirmationLinks => return Ok(Ok(())),
            Verdict::Granted { .. } => {}
            verdict => return Ok(Err(refused(&verdict)?)),
        }
    }

    // Whose account was deleted between the read and the write gets a link after all.
    for _ in 0..2 {
        match edge.batch(answer_address(edge, text, email).await?).await {
            Ok(()) => return Ok(Ok(())),
            Err(BatchError::LostRace) => {}
            Err(BatchError::Outage(outage)) => return Err(outage),
        }
    }
    Err(Outage::new("database", "the account of an address changes too fast"))
}

/// The batch that sends what an address is to get: a link, or word that it has an account.
async fn answer_address(edge: &impl Edge, text: Text, email: &Email) -> Result<Vec<Statement>, Outage> {
    let settings = edge.settings();
    let (secrets, origin, now) = (&settings.secrets, &settings.origin, edge.now());
    let token = Token::random(edge)?;
    let expires_at = now.plus(POLICY.confirmation_link_lifetime);
    let mut statements = vec![sign_ups::erase_expired(now)];
    let existing = match accounts::of_address(edge, secrets, email, now).await? {
        Some(known) if known.is_due => {
            statements.extend(deletion::carried_out(edge, text, &known.id, Some(email.as_str())).await?);
            None
        }
        known => known.map(|known| known.id),
    };
    let (row, message, account) = if let Some(account) = existing {
        let link = token.hash(secrets, Kind::ReportLink);
        let report = format!("{origin}/sign-up/report?token={}", token.to_text());
        let (sign_in, reset) = (format!("{origin}/sign-in"), format!("{origin}/reset"));
        let letter = letters::account_exists(text, email.as_str(), sign_in, reset, report);
        statements.push(accounts::expect_there(&account));
        (sign_ups::insert_report(&link, &account, now, expires_at), letter, account)
    } else {
        let link = token.hash(secrets, Kind::ConfirmationLink);
        let account = random_id(edge)?;
        let fingerprint = accounts::email_fingerprint(secrets, email);
        let sealed = seal::seal(secrets, edge, sign_ups::email_place(&link), email.as_str().as_bytes())?;
        let new = NewLink { link: &link, account: &account, email_fingerprint: &fingerprint, email: &sealed };
        let address = format!("{origin}/sign-up/confirm?token={}", token.to_text());
        let letter = letters::confirm_address(text, email.as_str(), address);
        (sign_ups::insert(&new, now, expires_at), letter, account)
    };
    let message = messages::queue(edge, Some(&account), &message, POLICY.confirmation_link_lifetime)?;
    statements.extend([row, message, expected()]);
    Ok(statements)
}

/// What a confirmation link is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// It can be used.
    Open,
    /// It was used: the account is made.
    Used,
    /// It came too late.
    Expired,
    /// It was never sent.
    Unknown,
}

fn judge_link(sign_up: Option<&SignUp>, now: UnixTime) -> Link {
    match sign_up {
        None => Link::Unknown,
        Some(sign_up) if sign_up.finished => Link::Used,
        Some(sign_up) if sign_up.expires_at <= now || sign_up.email.is_none() => Link::Expired,
        Some(_) => Link::Open,
    }
}

/// Looks at a confirmation link. Changes nothing: mail scanners follow links (SU-2).
///
/// # Errors
/// If the database does not answer.
pub async fn look(edge: &impl Edge, token: &Token) -> Result<Link, Outage> {
    let secrets = &edge.settings().secrets;
    let sign_up = sign_ups::by_link(edge, secrets, token).await?;
    Ok(judge_link(sign_up.as_ref(), edge.now()))
}

/// Confirms an address: this browser goes on, any other one no more. Gives the cookie that it goes on with. The same
/// browser and link always give the same cookie, so a button that is pressed twice, or a link that is opened again,
/// resumes where it was.
///
/// # Errors
/// If the database does not answer.
pub async fn confirm(edge: &impl Edge, token: &Token, browser: &str) -> Result<Result<Token, Link>, Outage> {
    let secrets = &edge.settings().secrets;
    let cookie = token.for_browser(browser);
    let hash = cookie.hash(secrets, Kind::SignUp);
    // A lost race is read again: the same button was pressed twice, or another browser was faster.
    for _ in 0..5 {
        let sign_up = sign_ups::by_link(edge, secrets, token).await?;
        let (Link::Open, Some(sign_up)) = (judge_link(sign_up.as_ref(), edge.now()), sign_up.as_ref()) else {
            return Ok(Err(judge_link(sign_up.as_ref(), edge.now())));
        };
        let same = |browser: &str| cookie.has_hash(secrets, Kind::SignUp, browser);
        if sign_up.browser.as_deref().is_some_and(same) {
            return Ok(Ok(cookie));
        }
        // What another browser did is sealed with its cookie, and is not this person's to take over.
        let update = sign_ups::update(sign_up, &hash, &Progress::default())?;
        match edge.batch(expecting(sign_ups::expect_unchanged(sign_up), [update])).await {
            Ok(()) => return Ok(Ok(cookie)),
            Err(BatchError::LostRace) => {}
            Err(BatchError::Outage(outage)) => return Err(outage),
        }
    }
    Err(Outage::new("database", "a sign-up changes too fast"))
}

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
            Phone::read(&seal::open(secrets, sign_ups::phone_place(&sign_up.account), sealed)?).ok()
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
    /// Another tab or browser was faster; the person is shown where the sign-up is now.
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
    let step = Step::Request { attempt: fresh_attempt(edge)?, budget: Budget::PasswordChoices };
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

/// Sends a code to a number that is not confirmed yet. Counted per number and per network, never per account.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn send_code(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    current: &Current,
    phone: &Phone,
    method: Method,
) -> Result<Result<Written, Refusal>, Outage> {
    let (secrets, account) = (&edge.settings().secrets, current.sign_up.account.as_str());
    let names = Names(secrets);
    let context = code_context(secrets, current, phone);
    // The same form sent for another number, another way, or by another sign-up, is another attempt.
    let attempt = format!("{} {context} {}", asker.attempt, method.as_str());
    for (name, budget) in [
        (names.network(asker.address), Budget::NumberCodesOfNetwork),
        (names.number(phone.e164()), Budget::NumberCodes),
    ] {
        let verdict =
            edge.step(&name, Step::Request { attempt: attempt.clone(), budget }, edge.now()).await?;
        if !matches!(verdict, Verdict::Granted { .. }) {
            return Ok(Err(refused(&verdict)?));
        }
    }
    let request = CodeRequest {
        account,
        context: &context,
        phone,
        method,
        budget: None,
        attempt: &asker.attempt,
        occasion: Occasion::SigningUp,
    };
    let message = match codes::issue(edge, text, &request).await? {
        Ok(Some(message)) => message,
        // This form has sent its code before.
        Ok(None) => return Ok(Ok(Written::Yes)),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let sealed = seal::seal(secrets, edge, sign_ups::phone_place(account), phone.e164().as_bytes())?;
    let progress = Progress {
        phone: Some(sealed),
        method: Some(method.as_str().to_owned()),
        code_sent_at: Some(edge.now()),
        by_app: false,
        personal_key: None,
        shown_key: None,
        ..current.sign_up.progress.clone()
    };
    let written = write(edge, current, &progress, [message]).await;
    if written != Ok(Written::Yes) {
        codes::forget(edge, &request).await;
    }
    written.map(Ok)
}

/// Chooses an authenticator app instead of a phone (SU-9): makes its secret, for this browser to show. Chosen again, it
/// is the same one, since an app may have read it already.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn start_app(edge: &impl Edge, current: &Current) -> Result<Written, Outage> {
    let known = &current.sign_up.progress;
    if known.by_app && current.app().is_some() {
        return Ok(Written::Yes);
    }
    let app = match current.app() {
        Some(app) => app,
        None => AppSecret::random(edge)?,
    };
    let place = sign_ups::app_place(&current.sign_up.account);
    let sealed = seal_with(&current.cookie.key(Kind::SignUp), edge, place, app.as_bytes())?;
    let progress = Progress { app: Some(sealed), by_app: true, ..known.clone() };
    write(edge, current, &progress, []).await
}

/// Judges the code that proves the authenticator app. If it is right, makes the personal key.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn confirm_app(
    edge: &impl Edge,
    asker: &Asker,
    current: &Current,
    code: &str,
) -> Result<Judged, Outage> {
    let account = current.sign_up.account.as_str();
    let time_step = current.app().and_then(|app| matching_step(&app, edge.now(), code));
    let context = current.sign_up.browser.as_deref().unwrap_or_default();
    let place = (account, context, Occasion::SigningUp);
    let judged = second_factor::judge_app_step(edge, place, &asker.attempt, code, time_step).await?;
    if judged == Judged::Right {
        let progress = Progress { app_proven: true, ..current.sign_up.progress.clone() };
        show_personal_key(edge, current, progress).await?;
    }
    Ok(judged)
}

/// What a code of this sign-up is for: this browser and this number. A code for one number confirms no other.
fn code_context(secrets: &ServerSecrets, current: &Current, phone: &Phone) -> String {
    let browser = current.sign_up.browser.as_deref().unwrap_or_default();
    format!("{browser} {}", Names(secrets).number(phone.e164()))
}

/// Judges the code that confirms the number. If it is right, makes the personal key and shows it to this browser only.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn confirm_phone(
    edge: &impl Edge,
    asker: &Asker,
    current: &Current,
    code: &str,
) -> Result<Judged, Outage> {
    let (secrets, account) = (&edge.settings().secrets, current.sign_up.account.as_str());
    let Some(phone) = &current.phone else {
        return Err(Outage::new("database", "a sign-up without its number"));
    };
    let context = code_context(secrets, current, phone);
    let judged = codes::judge(edge, account, &context, Occasion::SigningUp, &asker.attempt, code).await?;
    if judged == Judged::Right {
        let progress = Progress { app_proven: false, ..current.sign_up.progress.clone() };
        show_personal_key(edge, current, progress).await?;
    }
    Ok(judged)
}

/// Makes the personal key, for this browser only to show.
async fn show_personal_key(edge: &impl Edge, current: &Current, progress: Progress) -> Result<(), Outage> {
    let (secrets, account) = (&edge.settings().secrets, current.sign_up.account.as_str());
    let wrap = current.cookie.key(Kind::SignUp);
    let sealed = current.sign_up.progress.data_key.as_deref().unwrap_or_default();
    let data_key = open_key_with(&wrap, sign_ups::data_key_place(account), sealed)
        .ok_or_else(|| Outage::new("database", "the data key of a sign-up does not open"))?;
    let key = PersonalKey::random(edge)?;
    let (record, _) =
        Record::make(secrets, edge, password::Kind::PersonalKey, account, key.as_str(), &data_key)?;
    let shown = seal_with(&wrap, edge, sign_ups::personal_key_place(account), key.as_str().as_bytes())?;
    let progress = Progress { personal_key: Some(record), shown_key: Some(shown), ..progress };
    // A lost race leaves what the faster tab wrote: the page that follows shows it.
    write(edge, current, &progress, []).await.map(|_| ())
}

/// Makes the account, whole, and its first session. Gives the session's cookie, or nothing if another tab was faster.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn finish(edge: &impl Edge, asker: &Asker, current: &Current) -> Result<Option<Token>, Outage> {
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
    edge.batch(vec![sign_ups::report(&links, edge.now())]).await.map_err(no_race)
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

fn no_race(error: BatchError) -> Outage {
    match error {
        BatchError::Outage(outage) => outage,
        BatchError::LostRace => Outage::new("database", "an unexpected constraint"),
    }
}
