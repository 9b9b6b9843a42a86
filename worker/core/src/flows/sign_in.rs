//! Signing in: the password, then a second factor, every time (SI-1 to SI-6).
//!
//! [`check_password`] begins a pending sign-in; [`send_code`] and [`check_code`], or [`check_personal_key`],
//! finish it. What always holds: an address without an account takes the same steps and the same time; the
//! lockout is asked before anything is hashed; a session is made in the batch that uses up the pending sign-in.

use super::codes::{self, CodeRequest, Judged, Method, Refusal};
use super::{Asker, fresh_attempt};
use crate::couriers::letters;
use crate::guard::{Budget, Names, PasswordCounter, Step, Verdict};
use crate::identifiers::{Email, Phone};
use crate::pages::help;
use crate::policy::POLICY;
use crate::ports::{BatchError, Edge, Outage, Statement};
use crate::secrets::Key;
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::password::{self, Record, Unlocked};
use crate::secrets::personal_key::PersonalKey;
use crate::secrets::seal::{open_with, seal_with};
use crate::store::accounts::WithPassword;
use crate::store::pending_sign_ins::{self, PendingSignIn};
use crate::store::{accounts, expecting, messages, sessions};
use crate::text::Text;
use crate::time::UnixTime;
use zeroize::Zeroizing;

/// What became of an address and a password.
pub enum PasswordChecked {
    /// Right: the cookie of the pending sign-in.
    Right(Token),
    /// Wrong, or no such account: nobody can tell which.
    Wrong,
    /// Too many wrong passwords; nothing was judged.
    TooMany {
        /// When the next may be tried.
        until: UnixTime,
    },
    /// Right, but the account is locked after wrong codes.
    Refused(Refusal),
}

/// Checks a password.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn check_password(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    email: &Email,
    guess: &str,
) -> Result<PasswordChecked, Outage> {
    let secrets = &edge.settings().secrets;
    let names = Names(secrets);
    let own = match &asker.device {
        Some(device) => names.device(device, email.normalized()),
        None => names.address(email.normalized()),
    };
    // The network is asked first: where it refuses, the person's own tries are not touched. A browser that signed in before
    // answers for itself, so that nobody else behind its network locks it out.
    let mut counters = vec![(own, PasswordCounter::Address)];
    if asker.device.is_none() {
        counters.insert(0, (names.network(asker.address), PasswordCounter::Network));
    }
    let attempt = fresh_attempt(edge)?;
    let judged = judge_password(edge, text, &counters, &attempt, email, guess).await;
    if !matches!(judged, Ok(PasswordChecked::Right(_) | PasswordChecked::Wrong | PasswordChecked::Refused(_)))
    {
        // The person got no verdict, so nothing is counted; taking back what was never begun changes nothing. An outage, if
        // it is one, is what the person is told; another one adds nothing.
        for (name, _) in &counters {
            let _ = edge.step(name, Step::CancelPassword { attempt: attempt.clone() }, edge.now()).await;
        }
    }
    judged
}

async fn judge_password(
    edge: &impl Edge,
    text: Text,
    counters: &[(String, PasswordCounter)],
    attempt: &str,
    email: &Email,
    guess: &str,
) -> Result<PasswordChecked, Outage> {
    let secrets = &edge.settings().secrets;
    for (name, counter) in counters {
        let step = Step::BeginPassword { attempt: attempt.to_owned(), counter: *counter };
        if let Verdict::Locked { until } = edge.step(name, step, edge.now()).await? {
            return Ok(PasswordChecked::TooMany { until });
        }
    }

    let account = accounts::with_password(edge, &accounts::email_fingerprint(secrets, email)).await?;
    // An address without an account asks a guard of its own, so that it takes as long.
    let guarded = account.as_ref().map_or_else(|| email.normalized(), |account| account.id.as_str());
    let lock = Refusal::of(&edge.step(&Names(secrets).account(guarded), Step::AskLock, edge.now()).await?);
    let unlocked = match &account {
        Some(account) => account.password.check(secrets, password::Kind::Password, &account.id, guess)?,
        None => password::check_nothing(secrets, guess).map(|()| None)?,
    };
    for (name, counter) in counters {
        let step =
            Step::EndPassword { attempt: attempt.to_owned(), counter: *counter, right: unlocked.is_some() };
        edge.step(name, step, edge.now()).await?;
    }

    let (Some(account), Some(unlocked)) = (account, unlocked) else { return Ok(PasswordChecked::Wrong) };
    if let Some(refusal) = lock {
        if refusal == Refusal::ResetRequired {
            let letter = reset_letter(edge, text, &account.id, email.as_str())?;
            written(edge.batch(vec![letter]).await)?;
        }
        return Ok(PasswordChecked::Refused(refusal));
    }
    begin(edge, &account, &unlocked).await.map(PasswordChecked::Right)
}

/// Begins a pending sign-in: what the password opened is sealed with a cookie that the server does not keep.
async fn begin(edge: &impl Edge, found: &WithPassword, unlocked: &Unlocked) -> Result<Token, Outage> {
    let account = found.id.as_str();
    let token = Token::random(edge)?;
    let mut keys = Zeroizing::new(unlocked.data_key.to_vec());
    keys.extend_from_slice(unlocked.wrap.as_ref());
    let sealed =
        seal_with(&token.key(Kind::PendingSignIn), edge, pending_sign_ins::keys_place(account), &keys)?;
    let now = edge.now();
    let id = token.hash(&edge.settings().secrets, Kind::PendingSignIn);
    let insert =
        pending_sign_ins::insert(&id, account, &sealed, now, now.plus(POLICY.pending_sign_in_lifetime));
    match edge.batch(expecting(accounts::expect_password(account, &found.password), [insert])).await {
        Ok(()) => Ok(token),
        Err(BatchError::Outage(outage)) => Err(outage),
        // The password or its data key was replaced between the read and the write, or the account is gone.
        Err(BatchError::LostRace) => Err(Outage::new("database", "the password was replaced meanwhile")),
    }
}

/// A pending sign-in with the browser that began it.
pub struct Pending {
    /// What is stored.
    pub stored: PendingSignIn,
    /// The account's phone.
    pub phone: Option<Phone>,
    token: Token,
}

/// What a pending sign-in's cookie stands for.
pub enum Found {
    /// A sign-in that waits for its second factor.
    Open(Box<Pending>),
    /// This browser was locked after wrong codes.
    Locked {
        /// When the lock ends.
        until: UnixTime,
    },
    /// There is none, or it came too late.
    Gone,
}

/// The pending sign-in of a cookie.
///
/// # Errors
/// If the database does not answer.
pub async fn find(edge: &impl Edge, token: &Token) -> Result<Found, Outage> {
    let secrets = &edge.settings().secrets;
    let id = token.hash(secrets, Kind::PendingSignIn);
    let Some(stored) = pending_sign_ins::find(edge, secrets, &id).await? else { return Ok(Found::Gone) };
    let now = edge.now();
    if let Some(until) = stored.locked_until {
        return Ok(if until > now { Found::Locked { until } } else { Found::Gone });
    }
    if stored.expires_at <= now || stored.keys.is_none() {
        return Ok(Found::Gone);
    }
    let phone = stored.phone.as_deref().and_then(|number| Phone::read(number).ok());
    Ok(Found::Open(Box::new(Pending { stored, phone, token: token.clone() })))
}

/// Ends the pending sign-in of a cookie: the person signs out.
///
/// # Errors
/// If the database does not answer.
pub async fn abandon(edge: &impl Edge, token: &Token) -> Result<(), Outage> {
    let id = token.hash(&edge.settings().secrets, Kind::PendingSignIn);
    written(edge.batch(vec![pending_sign_ins::delete(&id)]).await)
}

/// Sends a code for this sign-in (SI-2, SI-3).
///
/// # Errors
/// If a part of the service does not answer.
pub async fn send_code(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    pending: &Pending,
    phone: &Phone,
    method: Method,
) -> Result<Result<(), Refusal>, Outage> {
    let PendingSignIn { id, account, .. } = &pending.stored;
    let request = CodeRequest {
        account,
        context: id,
        phone,
        method,
        budget: Some(Budget::SignInCodes),
        attempt: &asker.attempt,
    };
    match codes::issue(edge, text, &request).await? {
        Ok(Some(message)) => {
            let sent = pending_sign_ins::code_sent(id, method.as_str(), edge.now());
            match edge.batch(expecting(pending_sign_ins::expect_live(id), [sent, message])).await {
                // If the sign-in ended meanwhile, the page that follows says so.
                Ok(()) | Err(BatchError::LostRace) => Ok(Ok(())),
                Err(BatchError::Outage(outage)) => {
                    codes::forget(edge, &request).await;
                    Err(outage)
                }
            }
        }
        Ok(None) => Ok(Ok(())),
        Err(refusal) => {
            end_if_locked(edge, text, pending, refusal).await?;
            Ok(Err(refusal))
        }
    }
}

/// The session that this very form has made before, if its answer was lost or it was sent twice.
///
/// # Errors
/// If the database does not answer.
pub async fn signed_in_before(
    edge: &impl Edge,
    asker: &Asker,
    token: &Token,
) -> Result<Option<Token>, Outage> {
    let secrets = &edge.settings().secrets;
    let id = token.hash(secrets, Kind::PendingSignIn);
    let pending = pending_sign_ins::find(edge, secrets, &id).await?;
    if pending.is_none_or(|pending| pending.expires_at <= edge.now()) {
        return Ok(None);
    }
    let session = token.successor(secrets, &asker.attempt);
    let found = sessions::find(edge, secrets, &session.hash(secrets, Kind::Session)).await?;
    Ok(found.map(|_| session))
}

/// What became of a second factor.
pub enum SecondFactor {
    /// Right: the cookie of the new session.
    SignedIn(Token),
    /// Wrong, expired or refused.
    Judged(Judged),
    /// Right, but the sign-in was over already.
    Gone,
}

/// Checks a security code (SI-4).
///
/// # Errors
/// If a part of the service does not answer.
pub async fn check_code(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    pending: &Pending,
    code: &str,
) -> Result<SecondFactor, Outage> {
    let PendingSignIn { id, account, .. } = &pending.stored;
    match codes::judge(edge, account, id, &asker.attempt, code).await? {
        Judged::Right => {
            let keys = open_keys(pending)?;
            sign_in(edge, asker, pending, &keys.data_key, None, []).await
        }
        judged => {
            if let Judged::Refused(refusal) = judged {
                end_if_locked(edge, text, pending, refusal).await?;
            }
            Ok(SecondFactor::Judged(judged))
        }
    }
}

/// Checks a personal key (SI-5). If it is right, a new one takes its place at once, with a new data key, and every
/// other session ends.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn check_personal_key(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    pending: &Pending,
    guess: &PersonalKey,
) -> Result<SecondFactor, Outage> {
    let secrets = &edge.settings().secrets;
    let account = pending.stored.account.as_str();
    let guard = Names(secrets).account(account);
    let attempt = fresh_attempt(edge)?;
    let begun = edge.step(&guard, Step::BeginKey { attempt: attempt.clone() }, edge.now()).await?;
    if let Some(refusal) = Refusal::of(&begun) {
        end_if_locked(edge, text, pending, refusal).await?;
        return Ok(SecondFactor::Judged(Judged::Refused(refusal)));
    }
    let unlocked =
        pending.stored.personal_key.check(secrets, password::Kind::PersonalKey, account, guess.as_str())?;
    let ended = edge.step(&guard, Step::EndKey { attempt, right: unlocked.is_some() }, edge.now()).await?;
    let judged = Judged::of(&ended)?;
    if judged != Judged::Right {
        if let Judged::Refused(refusal) = judged {
            end_if_locked(edge, text, pending, refusal).await?;
        }
        return Ok(SecondFactor::Judged(judged));
    }

    let keys = open_keys(pending)?;
    let data_key = password::new_data_key(edge)?;
    let key = PersonalKey::random(edge)?;
    let (record, _) =
        Record::make(secrets, edge, password::Kind::PersonalKey, account, key.as_str(), &data_key)?;
    let changes = [
        // Two browsers with the same key at once: the slower one finds it used.
        accounts::expect_personal_key(account, &pending.stored.personal_key),
        accounts::insert_record(password::Kind::PersonalKey, account, &record, edge.now()),
        accounts::rewrap_by_password(edge, account, &keys.wrap, &data_key)?,
        sessions::delete_all(account),
        // Others whose password was right hold the data key that is gone.
        pending_sign_ins::delete_others(account, &pending.stored.id),
    ];
    sign_in(edge, asker, pending, &data_key, Some(&key), changes).await
}

/// Uses up the pending sign-in and makes the session, in one batch.
async fn sign_in<const N: usize>(
    edge: &impl Edge,
    asker: &Asker,
    pending: &Pending,
    data_key: &Key,
    new_personal_key: Option<&PersonalKey>,
    changes: [Statement; N],
) -> Result<SecondFactor, Outage> {
    let PendingSignIn { id, account, .. } = &pending.stored;
    let secrets = &edge.settings().secrets;
    let session = pending.token.successor(secrets, &asker.attempt);
    let wrap = session.key(Kind::Session);
    let sealed = seal_with(&wrap, edge, sessions::data_key_place(account), data_key.as_ref())?;
    let shown = new_personal_key
        .map(|key| seal_with(&wrap, edge, sessions::new_personal_key_place(account), key.as_str().as_bytes()))
        .transpose()?;
    let hash = session.hash(secrets, Kind::Session);
    let mut statements: Vec<Statement> = changes.into();
    statements.push(sessions::insert(&hash, account, &sealed, shown, edge.now()));
    statements.push(pending_sign_ins::finish(id));
    match edge.batch(expecting(pending_sign_ins::expect_live(id), statements)).await {
        Ok(()) => Ok(SecondFactor::SignedIn(session)),
        Err(BatchError::LostRace) => Ok(SecondFactor::Gone),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

/// Ends the sign-in when the account is locked: the person is signed out (SI-4).
async fn end_if_locked(
    edge: &impl Edge,
    text: Text,
    pending: &Pending,
    refusal: Refusal,
) -> Result<(), Outage> {
    let PendingSignIn { id, email, .. } = &pending.stored;
    let statements = match refusal {
        Refusal::TooMany { .. } => return Ok(()),
        Refusal::Locked { until } => vec![pending_sign_ins::lock(id, until)],
        Refusal::ResetRequired => {
            vec![pending_sign_ins::delete(id), reset_letter(edge, text, &pending.stored.account, email)?]
        }
    };
    written(edge.batch(statements).await)
}

/// Tells the owner that a reset is required: once, however often it is found to be so.
fn reset_letter(edge: &impl Edge, text: Text, account: &str, email: &str) -> Result<Statement, Outage> {
    let settings = edge.settings();
    let help = format!("{}{}", settings.origin, help::SIGNING_IN_FORGOT_PASSWORD.path);
    let letter = letters::reset_required(text, email, help);
    let id = settings.secrets.fingerprint("reset-required", account);
    messages::queue_once(edge, &id, &letter, POLICY.confirmation_link_lifetime)
}

/// None of the writes that this is for has a race to lose.
fn written(result: Result<(), BatchError>) -> Result<(), Outage> {
    match result {
        Ok(()) | Err(BatchError::LostRace) => Ok(()),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

fn open_keys(pending: &Pending) -> Result<Unlocked, Outage> {
    let broken = || Outage::new("database", "the keys of a pending sign-in do not open");
    let place = pending_sign_ins::keys_place(&pending.stored.account);
    let sealed = pending.stored.keys.as_deref().ok_or_else(broken)?;
    let plain = open_with(&pending.token.key(Kind::PendingSignIn), place, sealed).ok_or_else(broken)?;
    let (data_key, wrap) = plain.split_at_checked(32).ok_or_else(broken)?;
    let key = |bytes: &[u8]| bytes.try_into().map(Zeroizing::new).map_err(|_| broken());
    Ok(Unlocked { data_key: key(data_key)?, wrap: key(wrap)? })
}
