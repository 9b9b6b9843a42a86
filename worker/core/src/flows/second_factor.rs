//! Proving a second factor, the same for signing in, resetting a password and deleting an account (SI-2, SI-4, SI-5).
//!
//! A [`Challenge`] says who is asked, with what, and what for; [`send_code`] sends a code to one of its phones, and
//! [`prove`] judges a [`Proof`]. What always holds: the account's guard counts every kind of proof together; whoever
//! calls this ends what was locked.

use super::codes::{self, CodeRequest, Issued, Judged, Method, Purpose, Refusal};
use super::phone_limits::Counted;
use super::{Asker, fresh_attempt};
use crate::guard::{Names, Occasion, Step};
use crate::ports::{Edge, Outage};
use crate::secrets::one_time_password::matching_step;
use crate::secrets::password::{self, Unlocked};
use crate::secrets::personal_key::PersonalKey;
use crate::store::factors::{Factors, OwnPhone};
use crate::text::Text;

/// Who is asked for a second factor, and what for.
pub struct Challenge<'a> {
    /// The account.
    pub account: &'a str,
    /// What codes are bound to: the keyed hash of the browser's cookie.
    pub context: &'a str,
    /// What the owner can confirm with.
    pub factors: &'a Factors,
    /// What the guard takes it for.
    pub occasion: Occasion,
    /// Whose limits count its codes.
    pub counted: Counted,
    /// What messages with its codes say that they are for.
    pub purpose: Purpose,
}

impl Challenge<'_> {
    fn request<'a>(&'a self, asker: &'a Asker, own: &'a OwnPhone, method: Method) -> CodeRequest<'a> {
        CodeRequest {
            account: self.account,
            context: self.context,
            phone: &own.phone,
            method,
            counted: self.counted,
            attempt: &asker.attempt,
            occasion: self.occasion,
            purpose: self.purpose,
        }
    }
}

/// Makes a new code for one of the phones. Gives what queues its message, or nothing if this form has made one
/// before that works no more.
///
/// # Errors
/// If the guard does not answer or there is no randomness.
pub async fn send_code(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    challenge: &Challenge<'_>,
    own: &OwnPhone,
    method: Method,
) -> Result<Result<Option<Issued>, Refusal>, Outage> {
    codes::issue(edge, text, &challenge.request(asker, own, method)).await
}

/// What a person proves a second factor with.
#[derive(Clone)]
pub enum Proof {
    /// A code that was sent to a phone.
    Code(String),
    /// A code that the authenticator app shows.
    App(String),
    /// The personal key.
    PersonalKey(PersonalKey),
}

/// What became of a proof.
pub enum Proven {
    /// Right. A personal key also opens the account's data key.
    Right(Option<Unlocked>),
    /// Wrong, expired or refused.
    No(Judged),
}

/// Judges a proof.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn prove(
    edge: &impl Edge,
    asker: &Asker,
    challenge: &Challenge<'_>,
    proof: &Proof,
) -> Result<Proven, Outage> {
    let Challenge { account, context, occasion, .. } = *challenge;
    let judged = match proof {
        Proof::Code(code) => codes::judge(edge, account, context, occasion, &asker.attempt, code).await?,
        Proof::App(code) => judge_app(edge, asker, challenge, code).await?,
        Proof::PersonalKey(key) => return judge_key(edge, challenge, key).await,
    };
    Ok(if judged == Judged::Right { Proven::Right(None) } else { Proven::No(judged) })
}

async fn judge_app(
    edge: &impl Edge,
    asker: &Asker,
    challenge: &Challenge<'_>,
    code: &str,
) -> Result<Judged, Outage> {
    let time_step =
        challenge.factors.app.as_ref().and_then(|app| matching_step(&app.secret, edge.now(), code));
    let Challenge { account, context, occasion, .. } = *challenge;
    judge_app_step(edge, (account, context, occasion), &asker.attempt, code, time_step).await
}

/// Has the guard accept the time step whose code was given, once. Also for an app that is being set up.
///
/// # Errors
/// If the guard does not answer.
pub async fn judge_app_step(
    edge: &impl Edge,
    (account, context, occasion): (&str, &str, Occasion),
    attempt: &str,
    code: &str,
    time_step: Option<i64>,
) -> Result<Judged, Outage> {
    let secrets = &edge.settings().secrets;
    let guess = Names(secrets).guess(context, code);
    let step = Step::JudgeApp { attempt: format!("app {attempt} {guess}"), time_step, occasion };
    Judged::of(&edge.step(&Names(secrets).account(account), step, edge.now()).await?)
}

async fn judge_key(
    edge: &impl Edge,
    challenge: &Challenge<'_>,
    guess: &PersonalKey,
) -> Result<Proven, Outage> {
    let Challenge { account, occasion, .. } = *challenge;
    let record = challenge.factors.personal_key.as_ref().map(|key| &key.record);
    check_key(edge, account, occasion, record, guess).await
}

/// Judges a personal key against `record`, which the account's guard counts with the codes. Costs one run of the slow
/// hash, also where there is no key.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn check_key(
    edge: &impl Edge,
    account: &str,
    occasion: Occasion,
    record: Option<&password::Record>,
    guess: &PersonalKey,
) -> Result<Proven, Outage> {
    let secrets = &edge.settings().secrets;
    let guard = Names(secrets).account(account);
    let attempt = fresh_attempt(edge)?;
    let begun = edge.step(&guard, Step::BeginKey { attempt: attempt.clone(), occasion }, edge.now()).await?;
    if let Some(refusal) = Refusal::of(&begun) {
        return Ok(Proven::No(Judged::Refused(refusal)));
    }
    let unlocked = if let Some(record) = record {
        record.check(secrets, password::Kind::PersonalKey, account, guess.as_str())?
    } else {
        password::check_nothing(secrets, guess.as_str())?;
        None
    };
    let ended = Step::EndKey { attempt, right: unlocked.is_some(), occasion };
    let judged = Judged::of(&edge.step(&guard, ended, edge.now()).await?)?;
    Ok(match (judged, unlocked) {
        (Judged::Right, Some(unlocked)) => Proven::Right(Some(unlocked)),
        (judged, _) => Proven::No(judged),
    })
}
