//! Sending and judging security codes, the same for signing up and signing in.
//!
//! A form that comes again is written again while its code works: the same code in the same message, once. Its first request may have
//! ended before that was written, and the code before it is dead.

use super::phone_limits::{self, Counted};
use crate::couriers::Channel;
use crate::couriers::letters::codes::{SecurityCode, security_code as letter};
use crate::guard::{Budget, Names, Occasion, Step, Verdict};
use crate::identifiers::Phone;
use crate::policy::POLICY;
use crate::ports::{Edge, Outage, Statement};
use crate::secrets::ServerSecrets;
use crate::secrets::security_code::{self, Sent};
use crate::secrets::seed::Seed;
use crate::store::{expect_unqueued, messages};
use crate::text::Text;
use crate::time::UnixTime;

/// How a code can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// A text message.
    Sms,
    /// A call.
    Voice,
}

impl Method {
    /// The value in forms and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Voice => "voice",
        }
    }

    /// Reads the value of a form.
    pub fn read(value: &str) -> Option<Self> {
        match value {
            "sms" => Some(Self::Sms),
            "voice" => Some(Self::Voice),
            _ => None,
        }
    }

    /// How messages of this kind go.
    pub const fn channel(self) -> Channel {
        match self {
            Self::Sms => Channel::Sms,
            Self::Voice => Channel::Voice,
        }
    }
}

/// What a code is for, as its message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Signing in.
    SignIn,
    /// Confirming a number: that of an account in the making, or a new one of an account.
    ConfirmNumber,
    /// Resetting the password.
    ResetPassword,
    /// Deleting the account.
    DeleteAccount,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 4] = [Self::SignIn, Self::ConfirmNumber, Self::ResetPassword, Self::DeleteAccount];
}

/// A refusal that says how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Asked for too often.
    TooMany {
        /// When the next may be asked for.
        until: UnixTime,
        /// Which limit it was.
        budget: Budget,
    },
    /// Locked after wrong codes (SI-4).
    Locked {
        /// When it ends.
        until: UnixTime,
    },
    /// A reset is required.
    ResetRequired,
    /// The owner has locked the account until a reset (SI-9).
    LockedByOwner,
}

impl Refusal {
    /// Reads the verdicts that refuse.
    pub(crate) const fn of(verdict: &Verdict) -> Option<Self> {
        match verdict {
            Verdict::TooMany { until, budget } => Some(Self::TooMany { until: *until, budget: *budget }),
            Verdict::Locked { until } => Some(Self::Locked { until: *until }),
            Verdict::ResetRequired => Some(Self::ResetRequired),
            _ => None,
        }
    }
}

/// A code that is to be sent.
pub struct CodeRequest<'a> {
    /// The account, existing or in the making.
    pub account: &'a str,
    /// What the code is bound to: the keyed hash of the browser's cookie.
    pub context: &'a str,
    /// Where it goes.
    pub phone: &'a Phone,
    /// How it goes.
    pub method: Method,
    /// Whose limits count it.
    pub counted: Counted,
    /// The form's attempt id.
    pub attempt: &'a str,
    /// What the guard takes it for.
    pub occasion: Occasion,
    /// What its message says that it is for.
    pub purpose: Purpose,
}

/// A new code.
pub struct Issued {
    /// The statements that queue its message. They lose the race if this form has queued it before.
    pub message: [Statement; 3],
    /// What the page says of it.
    pub sent: Sent,
}

impl CodeRequest<'_> {
    /// The same form sent for another phone is another attempt.
    fn attempt_id(&self, secrets: &ServerSecrets) -> String {
        let number = Names(secrets).number(self.phone.e164());
        format!("issue {} {} {} {number}", self.attempt, self.context, self.method.as_str())
    }
}

/// Makes a new code the current one of its context, if the limits of its phone and of its account allow it. Gives what queues
/// its message, or nothing if this attempt has made one before that works no more.
///
/// # Errors
/// If a guard does not answer or there is no randomness.
pub async fn issue(
    edge: &impl Edge,
    text: Text,
    request: &CodeRequest<'_>,
) -> Result<Result<Option<Issued>, Refusal>, Outage> {
    let attempt = request.attempt_id(&edge.settings().secrets);
    let spent = match phone_limits::spend(edge, request.phone, request.counted, &attempt).await? {
        Ok(spent) => spent,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let issued = issue_of_account(edge, text, request).await;
    if !matches!(issued, Ok(Ok(Some(_)))) {
        // Nothing is sent.
        phone_limits::release(edge, spent, &attempt).await;
    }
    issued
}

async fn issue_of_account(
    edge: &impl Edge,
    text: Text,
    request: &CodeRequest<'_>,
) -> Result<Result<Option<Issued>, Refusal>, Outage> {
    let (secrets, now) = (&edge.settings().secrets, edge.now());
    let fresh = Seed::random(secrets, edge)?;
    let code = fresh.security_code(secrets, request.context)?;
    let step = Step::IssueCode {
        attempt: request.attempt_id(&edge.settings().secrets),
        context: request.context.to_owned(),
        code: security_code::hash(secrets, request.context, &code),
        seed: fresh.as_text().to_owned(),
        budget: request.counted.of_account(),
        occasion: request.occasion,
    };
    let verdict = edge.step(&Names(secrets).account(request.account), step, now).await?;
    if let Some(refusal) = Refusal::of(&verdict) {
        return Ok(Err(refusal));
    }
    let (number, at, seed) = match verdict {
        Verdict::Issued { number } => (number, now, fresh),
        Verdict::IssuedBefore { number, at, seed } => (number, at, Seed::from_text(seed)),
        Verdict::Granted { again: true } => return Ok(Ok(None)),
        _ => return Err(Outage::new("guard", "a verdict that answers another step")),
    };
    let (code, id) = (seed.security_code(secrets, request.context)?, seed.message_id(secrets)?);
    let (purpose, host) = (request.purpose, edge.settings().host());
    let content = SecurityCode { purpose, code: &code, number, host };
    let message = letter(text, request.method.channel(), request.phone.e164(), &content);
    // No longer than the code.
    let lifetime = POLICY.security_code_lifetime.saturating_sub(at.until(now));
    let series = secrets.guard_name("codes", request.context);
    let [drop_older, message] =
        messages::queue_code(edge, (&id, &series), request.account, &message, (at, lifetime))?;
    Ok(Ok(Some(Issued { message: [expect_unqueued(&id), drop_older, message], sent: Sent { number, at } })))
}

/// What became of a guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// Right.
    Right,
    /// Wrong.
    Wrong {
        /// How many tries are left.
        left: u32,
    },
    /// There is no live code: it came too late, was used, or none was sent.
    Expired {
        /// How many tries are left.
        left: u32,
    },
    /// Not judged, or the last one wrong.
    Refused(Refusal),
}

impl Judged {
    /// Reads the verdicts on a secret.
    pub(crate) fn of(verdict: &Verdict) -> Result<Self, Outage> {
        match verdict {
            Verdict::Right => Ok(Self::Right),
            Verdict::Wrong { left } => Ok(Self::Wrong { left: *left }),
            Verdict::Expired { left } => Ok(Self::Expired { left: *left }),
            other => Refusal::of(other)
                .map(Self::Refused)
                .ok_or_else(|| Outage::new("guard", "a verdict that answers another step")),
        }
    }
}

/// How many tries are left before the lock, or the refusal that is in force (SI-4: always shown).
///
/// # Errors
/// If the guard does not answer.
pub async fn tries_left(
    edge: &impl Edge,
    account: &str,
    occasion: Occasion,
) -> Result<Result<u32, Refusal>, Outage> {
    let guard = Names(&edge.settings().secrets).account(account);
    Ok(match edge.step(&guard, Step::AskLock { occasion }, edge.now()).await? {
        Verdict::Open { left } => Ok(left),
        verdict => Err(Refusal::of(&verdict)
            .ok_or_else(|| Outage::new("guard", "a verdict that answers another step"))?),
    })
}

/// Judges a code that was sent for `context`.
///
/// # Errors
/// If the guard does not answer.
pub async fn judge(
    edge: &impl Edge,
    account: &str,
    context: &str,
    occasion: Occasion,
    attempt: &str,
    code: &str,
) -> Result<Judged, Outage> {
    let secrets = &edge.settings().secrets;
    let guesses = security_code::hashes(secrets, context, code);
    let attempt = format!("judge {attempt} {}", Names(secrets).guess(context, code));
    let step = Step::JudgeCode { attempt, context: context.to_owned(), guesses, occasion };
    Judged::of(&edge.step(&Names(secrets).account(account), step, edge.now()).await?)
}
