//! Signing in: the password, then a second factor, every time (SI-1 to SI-6).
//!
//! [`check_password`] begins a pending sign-in; [`send_code`] and [`check_code`], or [`check_personal_key`],
//! finish it. What always holds: an address without an account takes the same steps and the same time; the
//! lockout is asked before anything is hashed; a session is made in the batch that uses up the pending sign-in.

use super::codes::{Issued, Judged, Method, Purpose, Refusal};
use super::notices::{self, Notice};
use super::phone_limits::Counted;
use super::renewal::{self, Password, Renewal};
use super::second_factor::{self, Challenge, Proof, Proven};
use super::{Asker, fresh_attempt};
use crate::couriers::letters;
use crate::guard::{Names, Occasion, PasswordCounter, Step, Verdict};
use crate::identifiers::{Email, random_id};
use crate::policy::POLICY;
use crate::ports::{BatchError, Edge, Outage, Statement, either_way};
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::password::{self, Record, Unlocked};
use crate::secrets::seal::{open_with, seal_with};
use crate::store::accounts::WithPassword;
use crate::store::activities::{self, Event};
use crate::store::factors::OwnPhone;
use crate::store::pending_sign_ins::{self, PendingSignIn};
use crate::store::sessions::{self, NewSession};
use crate::store::{accounts, deletions, expecting, messages, reseal};
use crate::text::{Language, Text};
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
    let judged = judge_password(edge, &counters, &attempt, email, guess).await;
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

    let account = accounts::with_password(edge, secrets, email, edge.now()).await?;
    // An address without an account asks a guard of its own, so that it takes as long.
    let guarded = account.as_ref().map_or_else(|| email.normalized(), |account| account.id.as_str());
    let ask = Step::AskLock { occasion: Occasion::SigningIn };
    let lock = Refusal::of(&edge.step(&Names(secrets).account(guarded), ask, edge.now()).await?);
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
    if let Some(refusal) = lock.or(account.locked.then_some(Refusal::LockedByOwner)) {
        if refusal == Refusal::ResetRequired {
            // To the address as it was confirmed: another spelling may be another mailbox.
            if let Some(owner) = accounts::reachable(edge, secrets, email, edge.now()).await? {
                let letter = reset_letter(edge, account.language, &account.id, owner.email.as_str())?;
                either_way(edge.batch(vec![letter]).await)?;
            }
        }
        return Ok(PasswordChecked::Refused(refusal));
    }
    if let Some(token) = begin(edge, &account, &unlocked, guess).await? {
        return Ok(PasswordChecked::Right(token));
    }
    // What wraps the data key was replaced between the read and the write, as by the same form sent twice.
    let Some(account) = accounts::with_password(edge, secrets, email, edge.now()).await? else {
        // Or the account is gone.
        return Ok(PasswordChecked::Wrong);
    };
    let Some(unlocked) = account.password.check(secrets, password::Kind::Password, &account.id, guess)?
    else {
        // Or it has another password.
        return Ok(PasswordChecked::Wrong);
    };
    if account.locked {
        return Ok(PasswordChecked::Refused(Refusal::LockedByOwner));
    }
    if let Some(token) = begin(edge, &account, &unlocked, guess).await? {
        return Ok(PasswordChecked::Right(token));
    }
    Err(Outage::new("database", "the password was replaced meanwhile"))
}

/// Begins a pending sign-in: what the password opened is sealed with a cookie that the server does not keep. A password
/// under an older pepper is hashed again in the same batch. Gives nothing if the password, or the data key that it wraps,
/// is another one meanwhile, or the account is locked or gone.
async fn begin(
    edge: &impl Edge,
    found: &WithPassword,
    unlocked: &Unlocked,
    guess: &str,
) -> Result<Option<Token>, Outage> {
    let (secrets, account) = (&edge.settings().secrets, found.id.as_str());
    let (mut statements, mut wrap) = (Vec::new(), unlocked.wrap.clone());
    if !found.password.is_current(secrets) {
        let kind = password::Kind::Password;
        let (record, derived) = Record::make(secrets, edge, kind, account, guess, &unlocked.data_key)?;
        wrap = derived.wrap;
        // Whatever still has the old wrap key would wrap a data key with it that the new record cannot open.
        statements.push(accounts::rehash_password(account, &record));
        statements.push(pending_sign_ins::delete_open(account));
        statements.push(sessions::delete_confirmed(account));
    }
    let token = Token::random(edge)?;
    let mut keys = Zeroizing::new(unlocked.data_key.to_vec());
    keys.extend_from_slice(wrap.as_ref());
    let sealed =
        seal_with(&token.key(Kind::PendingSignIn), edge, pending_sign_ins::keys_place(account), &keys)?;
    let (now, id) = (edge.now(), token.hash(secrets, Kind::PendingSignIn));
    let expires_at = now.plus(POLICY.pending_sign_in_lifetime);
    statements.push(pending_sign_ins::insert(&id, account, &sealed, now, expires_at));
    match edge.batch(expecting(accounts::expect_password(account, &found.password), statements)).await {
        Ok(()) => Ok(Some(token)),
        Err(BatchError::Outage(outage)) => Err(outage),
        Err(BatchError::LostRace) => Ok(None),
    }
}

/// A pending sign-in with the browser that began it.
pub struct Pending {
    /// What is stored.
    pub stored: PendingSignIn,
    token: Token,
}

impl Pending {
    /// The second factor that this sign-in waits for.
    pub fn challenge(&self) -> Challenge<'_> {
        Challenge {
            account: &self.stored.account,
            context: &self.stored.id,
            factors: &self.stored.factors,
            occasion: Occasion::SigningIn,
            counted: Counted::SigningIn,
            purpose: Purpose::SignIn,
        }
    }
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
    let Some(stored) = pending_sign_ins::find(edge, secrets, token).await? else { return Ok(Found::Gone) };
    let now = edge.now();
    if let Some(until) = stored.locked_until {
        return Ok(if until > now { Found::Locked { until } } else { Found::Gone });
    }
    if stored.expires_at <= now || stored.keys.is_none() {
        return Ok(Found::Gone);
    }
    Ok(Found::Open(Box::new(Pending { stored, token: token.clone() })))
}

/// Ends the pending sign-in of a cookie: the person signs out.
///
/// # Errors
/// If the database does not answer.
pub async fn abandon(edge: &impl Edge, token: &Token) -> Result<(), Outage> {
    let ids = token.hashes(&edge.settings().secrets, Kind::PendingSignIn);
    either_way(edge.batch(vec![pending_sign_ins::abandon(&ids)]).await)
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
    own: &OwnPhone,
    method: Method,
) -> Result<Result<(), Refusal>, Outage> {
    let (id, challenge) = (&pending.stored.id, pending.challenge());
    match second_factor::send_code(edge, text, asker, &challenge, own, method).await? {
        Ok(Some(Issued { message, sent })) => {
            let noted = pending_sign_ins::code_sent(id, method.as_str(), &own.id, sent);
            let statements = message.into_iter().chain([noted]);
            // If the sign-in ended meanwhile, the page that follows says so.
            either_way(edge.batch(expecting(pending_sign_ins::expect_live(id), statements)).await).map(Ok)
        }
        Ok(None) => Ok(Ok(())),
        Err(refusal) => {
            end_if_locked(edge, asker, pending, refusal).await?;
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
    let pending = pending_sign_ins::find(edge, secrets, token).await?;
    if pending.is_none_or(|pending| pending.expires_at <= edge.now()) {
        return Ok(None);
    }
    for session in token.successors(secrets, &asker.attempt) {
        if sessions::find(edge, secrets, &session).await?.is_some() {
            return Ok(Some(session));
        }
    }
    Ok(None)
}

/// What became of a second factor.
pub enum SecondFactor {
    /// Right: the cookie of the new session, and whether a new personal key waits in it to be saved.
    SignedIn(Token, bool),
    /// Wrong, expired or refused.
    Judged(Judged),
    /// Right, but the sign-in was over already.
    Gone,
}

/// Checks a second factor (SI-2, SI-4). A personal key is dead after that (SI-5): a new one takes its place, and every
/// other session ends. The same happens where a reset went without the key, or the last one was never saved (PR-3).
///
/// # Errors
/// If a part of the service does not answer.
pub async fn check_second_factor(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    pending: &Pending,
    proof: &Proof,
) -> Result<SecondFactor, Outage> {
    match second_factor::prove(edge, asker, &pending.challenge(), proof).await? {
        Proven::Right(_) => sign_in(edge, text, asker, pending, proof).await,
        Proven::No(judged) => {
            if let Judged::Refused(refusal) = judged {
                end_if_locked(edge, asker, pending, refusal).await?;
            }
            Ok(SecondFactor::Judged(judged))
        }
    }
}

/// Uses up the pending sign-in and makes the session, in one batch.
async fn sign_in(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    pending: &Pending,
    proof: &Proof,
) -> Result<SecondFactor, Outage> {
    let PendingSignIn { id, account, email, language, factors, information, .. } = &pending.stored;
    let (secrets, keys) = (&edge.settings().secrets, open_keys(pending)?);
    let event = match proof {
        Proof::Code(_) => Event::SignedInWithCode,
        Proof::App(_) => Event::SignedInWithApp,
        Proof::PersonalKey(_) => Event::SignedInWithKey,
    };
    let (mut statements, mut data_key, mut new_key) = (Vec::new(), keys.data_key, None);
    if event == Event::SignedInWithKey || !factors.personal_key.as_ref().is_some_and(|key| key.saved) {
        // Two browsers with the same key at once: the slower one finds it used.
        if let Some(key) = &factors.personal_key {
            statements.push(accounts::expect_personal_key(account, &key.record));
        }
        let renewal = Renewal {
            account,
            password: Password::Stays(&keys.wrap),
            data_key: &data_key,
            information: information.as_deref(),
            goes_on: id,
        };
        let renewed = renewal::renew(edge, &renewal)?;
        statements.extend(renewed.statements);
        data_key = renewed.data_key;
        new_key = Some(renewed.personal_key);
    }

    let session = pending.token.successor(secrets, &asker.attempt);
    let wrap = session.key(Kind::Session);
    let sealed = seal_with(&wrap, edge, sessions::data_key_place(account), data_key.as_ref())?;
    let shown = new_key
        .map(|key| seal_with(&wrap, edge, sessions::new_personal_key_place(account), key.as_str().as_bytes()))
        .transpose()?;
    let has_new_key = shown.is_some();
    let new_session = NewSession {
        id: &session.hash(secrets, Kind::Session),
        account,
        reference: &random_id(edge)?,
        browser: Some(activities::seal_seen(edge, account, &asker.seen())?),
        data_key: &sealed,
        new_personal_key: shown,
    };
    // Who has a second factor has not lost them all. Once the deletion is due, it is too late.
    statements.push(deletions::expect_none_due(account, edge.now()));
    statements.extend(deletions::cancel(edge, account, asker.browser)?);
    statements.push(sessions::insert(new_session, edge.now()));
    statements.push(pending_sign_ins::finish(id));
    statements.push(activities::record(edge, account, event, asker.browser)?);
    if asker.device.is_none() {
        statements.extend(notices::tell(edge, *language, asker, (account, email), Notice::NewBrowser)?);
    }
    // The notice above was for the owner as we knew them; from now on it is this browser that tells.
    if text.language != *language {
        statements.push(accounts::set_language(account, text.language));
    }
    // What lies under an older key of the server is renewed on use.
    statements.extend(reseal::of_account(edge, account).await?);
    match edge.batch(expecting(pending_sign_ins::expect_live(id), statements)).await {
        Ok(()) => Ok(SecondFactor::SignedIn(session, has_new_key)),
        Err(BatchError::LostRace) => Ok(SecondFactor::Gone),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

/// Ends the sign-in when the account is locked: the person is signed out (SI-4).
async fn end_if_locked(
    edge: &impl Edge,
    asker: &Asker,
    pending: &Pending,
    refusal: Refusal,
) -> Result<(), Outage> {
    let PendingSignIn { id, account, email, language, .. } = &pending.stored;
    let locked = || activities::record(edge, account, Event::LockedAfterWrongCodes, asker.browser);
    let statements = match refusal {
        Refusal::TooMany { .. } => return Ok(()),
        Refusal::LockedByOwner => vec![pending_sign_ins::delete(id)],
        Refusal::Locked { until } => vec![pending_sign_ins::lock(id, until), locked()?],
        Refusal::ResetRequired => {
            vec![pending_sign_ins::delete(id), reset_letter(edge, *language, account, email)?, locked()?]
        }
    };
    either_way(edge.batch(statements).await)
}

/// For how many seconds the owner is not told again that a reset is required.
const TOLD_FOR: i64 = 60 * 60;

/// Tells the owner that a reset is required: once in an hour of the clock, however often it is found to be so. A letter may be
/// lost or deleted, so it comes again; and whoever goes on with a stolen password fills no mailbox.
pub(super) fn reset_letter(
    edge: &impl Edge,
    language: Language,
    account: &str,
    email: &str,
) -> Result<Statement, Outage> {
    let settings = edge.settings();
    let letter = letters::reset_required(Text::new(language), email, &format!("{}/reset", settings.origin));
    let hour = edge.now().0.div_euclid(TOLD_FOR);
    // A name that does not rotate: a letter from before a rotation is this one.
    let id = settings.secrets.guard_name("reset-required", &format!("{account} {hour}"));
    messages::queue_once(edge, &id, Some(account), &letter, POLICY.confirmation_link_lifetime)
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
