//! The second factor of an account in the making: a phone (SU-6, SU-7) or an authenticator app (SU-9).

use super::{Current, Written, write};
use crate::flows::codes::{self, CodeRequest, Issued, Judged, Method, Purpose, Refusal};
use crate::flows::phone_limits::Counted;
use crate::flows::{Asker, second_factor};
use crate::guard::{Names, Occasion};
use crate::identifiers::Phone;
use crate::ports::{Edge, Outage};
use crate::secrets::ServerSecrets;
use crate::secrets::bearer::Kind;
use crate::secrets::one_time_password::{AppSecret, matching_step};
use crate::secrets::password::{self, Record};
use crate::secrets::personal_key::PersonalKey;
use crate::secrets::seal::{self, open_key_with, seal_with};
use crate::store::sign_ups::{self, Progress};
use crate::text::Text;

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
    let context = code_context(secrets, current, phone);
    let request = CodeRequest {
        account,
        context: &context,
        phone,
        method,
        counted: Counted::NewNumber(asker.address),
        attempt: &asker.attempt,
        occasion: Occasion::SigningUp,
        purpose: Purpose::ConfirmNumber,
    };
    let Issued { message, sent } = match codes::issue(edge, text, &request).await? {
        Ok(Some(issued)) => issued,
        // This form has sent its code before, and that works no more.
        Ok(None) => return Ok(Ok(Written::Yes)),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let sealed = seal::seal(secrets, edge, sign_ups::phone_place(account), phone.e164().as_bytes())?;
    let progress = Progress {
        phone: Some(sealed),
        method: Some(method.as_str().to_owned()),
        sent: Some(sent),
        by_app: false,
        personal_key: None,
        shown_key: None,
        ..current.sign_up.progress.clone()
    };
    write(edge, current, &progress, message).await.map(Ok)
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
