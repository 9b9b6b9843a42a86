//! Deleting an account: at once with the password and a second factor (ST-8), or, if every second factor is lost, after
//! a wait in which the owner can cancel it (SI-6).
//!
//! [`confirm`] is the first way; [`ask`], [`cancel`] and [`carry_out_due`] are the second. What always holds: an account
//! goes with everything that is its own, in one batch; what is left is one message to its address, which says so; and nothing is
//! erased after a wait of which the owner cannot have heard: not if nothing reaches them when it is asked for, nor if every
//! announcement came back until it is due.

use super::codes::{self, Issued, Judged, Method, Purpose, Refusal};
use super::phone_limits::{self, Counted};
use super::second_factor::{self, Challenge, Proof, Proven};
use super::session::end_if_locked;
use super::sign_in::Pending;
use super::{Asker, link_requests};
use crate::couriers::{Channel, Problem, letters, recipient_by};
use crate::guard::{Budget, Names, Occasion, Step, Verdict};
use crate::identifiers::{Browser, Email};
use crate::policy::POLICY;
use crate::ports::{BatchError, Edge, Outage, Statement, either_way};
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::security_code::Sent;
use crate::store::activities::{self, Event};
use crate::store::deletions::{self, Deletion, Due};
use crate::store::factors::OwnPhone;
use crate::store::pending_sign_ins::PendingSignIn;
use crate::store::sessions::{self, Session};
use crate::store::setting::Setting;
use crate::store::{accounts, delivery, expecting, messages, pending_sign_ins};
use crate::text::{Language, Text};
use crate::time::UnixTime;

/// How many accounts one run of the upkeep erases at most: it must end before an edge ends it.
const SOME: i64 = 50;

/// A code that was sent.
pub struct SentCode {
    /// How.
    pub method: String,
    /// The id of the phone.
    pub phone_id: String,
    /// What the page says of it.
    pub sent: Option<Sent>,
}

/// A deletion that waits for its second factor, in a session that gave the current password.
pub struct Deleting<'a> {
    /// The session.
    pub session: &'a Session,
    /// How the last code was sent, and where.
    pub code: Option<SentCode>,
    context: String,
}

impl<'a> Deleting<'a> {
    /// The deletion that is under way in a session.
    pub fn of(session: &'a Session) -> Self {
        let code = match Setting::of(session) {
            Some(Setting::Deletion { method, phone_id, sent }) => Some(SentCode { method, phone_id, sent }),
            _ => None,
        };
        Self { session, code, context: format!("{} delete", session.id) }
    }

    /// The second factor that it waits for.
    fn challenge(&self) -> Challenge<'_> {
        Challenge {
            account: &self.session.account,
            context: &self.context,
            factors: &self.session.factors,
            occasion: Occasion::SigningIn,
            counted: Counted::SigningIn,
            purpose: Purpose::DeleteAccount,
        }
    }
}

/// Sends a code that confirms the deletion.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn send_code(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    deleting: &Deleting<'_>,
    own: &OwnPhone,
    method: Method,
) -> Result<Result<(), Refusal>, Outage> {
    let (id, challenge) = (deleting.session.id.as_str(), deleting.challenge());
    let issued = second_factor::send_code(edge, text, asker, &challenge, own, method).await?;
    let Issued { message, sent } = match issued {
        Ok(Some(issued)) => issued,
        Ok(None) => return Ok(Ok(())),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (method_name, phone_id) = (method.as_str().to_owned(), own.id.clone());
    let setting = Setting::Deletion { method: method_name, phone_id, sent: Some(sent) };
    let statements = message.into_iter().chain([setting.keep(id)?]);
    // If the session ended meanwhile, the page that follows says so.
    either_way(edge.batch(expecting(sessions::expect_live(id), statements)).await).map(Ok)
}

/// What became of the second factor that confirms a deletion.
pub enum Confirmed {
    /// Right: the account is erased.
    Deleted,
    /// Not judged: a lock is in force that another browser has brought about.
    Locked(Refusal),
    /// Wrong, expired or refused. After a lock the session is over.
    Judged(Judged),
    /// The session ended meanwhile.
    Gone,
}

/// Checks the second factor; if it is right, erases the account (ST-8). The same form sent twice gets the same answer for
/// as long as the message that says goodbye waits.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn confirm(
    edge: &impl Edge,
    asker: &Asker,
    token: &Token,
    deleting: &Deleting<'_>,
    proof: &Proof,
) -> Result<Confirmed, Outage> {
    let session = deleting.session;
    if let Err(refusal) = codes::tries_left(edge, &session.account, Occasion::SigningIn).await? {
        return Ok(Confirmed::Locked(refusal));
    }
    match second_factor::prove(edge, asker, &deleting.challenge(), proof).await? {
        Proven::Right(_) => {}
        // The guard of an account that this very form has erased knows nothing any more.
        Proven::No(_) if deleted_before(edge, asker, token).await? => {
            forget_guard(edge, &session.account).await;
            return Ok(Confirmed::Deleted);
        }
        Proven::No(judged) => {
            if let Judged::Refused(refusal) = judged {
                end_if_locked(edge, asker, session, refusal).await?;
            }
            return Ok(Confirmed::Judged(judged));
        }
    }
    let id = goodbye_id(edge, asker, token);
    let batch = expecting(
        sessions::expect_live(&session.id),
        erase(edge, session.language, &session.account, Some((&id, &session.email)))?,
    );
    match edge.batch(batch).await {
        Ok(()) => {}
        Err(BatchError::LostRace) if deleted_before(edge, asker, token).await? => {}
        Err(BatchError::LostRace) => return Ok(Confirmed::Gone),
        Err(BatchError::Outage(outage)) => return Err(outage),
    }
    // Only now: until the account is gone its counters must hold, and a form that comes again after a failed write finds
    // its verdict. Nothing is lost if this fails: a guard without a grudge, and a right proof leaves none, soon forgets.
    forget_guard(edge, &session.account).await;
    Ok(Confirmed::Deleted)
}

/// Whether this very form has erased the account of a session that is unknown now.
///
/// # Errors
/// If the database does not answer.
pub async fn deleted_before(edge: &impl Edge, asker: &Asker, token: &Token) -> Result<bool, Outage> {
    messages::was_queued(edge, &goodbye_id(edge, asker, token)).await
}

/// The id of the message that says goodbye when a form has erased an account.
fn goodbye_id(edge: &impl Edge, asker: &Asker, token: &Token) -> String {
    // A name that does not rotate: the same form is the same one after a rotation.
    let form = format!("{} {}", asker.attempt, token.to_text());
    edge.settings().secrets.guard_name("deleted-by-form", &form)
}

async fn forget_guard(edge: &impl Edge, account: &str) {
    let guard = Names(&edge.settings().secrets).account(account);
    if let Err(outage) = edge.step(&guard, Step::Erase, edge.now()).await {
        edge.report(&outage);
    }
}

/// The statements that erase an account and say so to its address, in a message that does not go with it.
fn erase(
    edge: &impl Edge,
    language: Language,
    account: &str,
    goodbye: Option<(&str, &str)>,
) -> Result<Vec<Statement>, Outage> {
    let mut statements = accounts::delete(account);
    if let Some((id, email)) = goodbye {
        let letter = letters::account_deleted(Text::new(language), email, &edge.settings().origin);
        statements.push(messages::queue_once(edge, id, None, &letter, POLICY.notice_link_lifetime)?);
    }
    Ok(statements)
}

// Without a second factor.

/// What became of a wish to delete an account without a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The deletion waits; its owner is told. Or it waited already: then nothing has changed.
    Waits,
    /// The sign-in ended meanwhile.
    Gone,
    /// Asked for too often.
    Refused(Refusal),
}

/// The deletion that waits for the account of a pending sign-in.
///
/// # Errors
/// If the database does not answer.
pub async fn waiting(edge: &impl Edge, pending: &Pending) -> Result<Option<Deletion>, Outage> {
    deletions::of_account(edge, &pending.stored.account).await
}

/// Asks for the deletion of an account whose password was right and whose second factors are lost (SI-6). It waits for
/// [`POLICY`]'s time, and the owner is told by every way that there is.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn ask(edge: &impl Edge, asker: &Asker, pending: &Pending) -> Result<Asked, Outage> {
    if waiting(edge, pending).await?.is_some() {
        return Ok(Asked::Waits);
    }
    let (settings, now, stored) = (edge.settings(), edge.now(), &pending.stored);
    let account = stored.account.as_str();
    let ways = ways(edge, stored).await?;
    if let Err(refusal) = may_announce(edge, asker, stored, &ways).await? {
        return Ok(Asked::Refused(refusal));
    }
    let (token, text) = (Token::random(edge)?, Text::new(stored.language));
    let link = format!("{}/cancel-deletion?token={}", settings.origin, token.to_text());
    let deletion =
        Deletion { account: account.to_owned(), requested_at: now, due_at: now.plus(POLICY.deletion_wait) };
    let mut statements = vec![
        deletions::insert(&deletion, &token.hash(&settings.secrets, Kind::DeletionLink)),
        activities::record(edge, account, Event::DeletionAsked, asker.browser)?,
    ];
    for Way { channel, to, .. } in ways {
        let message = match channel {
            Channel::Email => letters::deletion_asked(text, to, asker.browser, &link),
            Channel::Sms | Channel::Voice => letters::deletion_asked_by_phone(text, channel, to, &link),
        };
        let lifetime = deletions::announcement_lifetime(edge.settings().couriers.is_some());
        statements.push(messages::queue(edge, Some(account), &message, lifetime)?);
        statements.push(deletions::announce(account, &recipient_by(edge, channel, to), channel));
    }
    match edge.batch(expecting(pending_sign_ins::expect_live(&stored.id), statements)).await {
        Ok(()) => Ok(Asked::Waits),
        Err(BatchError::LostRace) if waiting(edge, pending).await?.is_some() => Ok(Asked::Waits),
        Err(BatchError::LostRace) => Ok(Asked::Gone),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

/// A way to the owner of an account.
struct Way<'a> {
    channel: Channel,
    to: &'a str,
    /// Why nothing arrives there.
    problem: Option<Problem>,
    /// Whether anybody carries such messages.
    is_carried: bool,
}

impl Way<'_> {
    /// Whether an announcement can arrive. What may pass, such as a phone that is off, counts, too: here nobody gets another
    /// try.
    fn is_open(&self) -> bool {
        self.is_carried && self.problem.is_none_or(|problem| problem == Problem::Complained)
    }
}

/// Every way to the owner: the address, and each phone.
async fn ways<'a>(edge: &impl Edge, stored: &'a PendingSignIn) -> Result<Vec<Way<'a>>, Outage> {
    let mut recipients = vec![recipient_by(edge, Channel::Email, &stored.email)];
    for own in &stored.factors.phones {
        recipients.push(recipient_by(edge, Channel::Sms, own.phone.e164()));
    }
    let known = delivery::problems(edge, &recipients, edge.now()).await?;
    let problem = |channel: Channel, to: &str| {
        known.get(&(recipient_by(edge, channel, to), channel.as_str().to_owned())).copied()
    };
    let couriers = edge.settings().couriers.as_ref();
    let way = |channel: Channel, to: &'a str| {
        let is_carried = couriers.is_none_or(|couriers| !couriers.of(channel).is_empty());
        Way { channel, to, problem: problem(channel, to), is_carried }
    };
    let mut ways = vec![way(Channel::Email, &stored.email)];
    for own in &stored.factors.phones {
        let to = own.phone.e164();
        // A call, where no text arrives since the phone is a landline.
        let is_landline = own.phone.is_landline() || problem(Channel::Sms, to) == Some(Problem::Landline);
        ways.push(way(if is_landline { Channel::Voice } else { Channel::Sms }, to));
    }
    Ok(ways)
}

/// Counts the announcement of a deletion for the account, and for its address and phones like everything else that is sent there.
/// Where one of them refuses, nothing is deleted either: the owner would not know of it.
async fn may_announce(
    edge: &impl Edge,
    asker: &Asker,
    stored: &PendingSignIn,
    ways: &[Way<'_>],
) -> Result<Result<(), Refusal>, Outage> {
    if !ways.iter().any(Way::is_open) {
        // As long as a deletion would wait, as after too many of them: an operator may have mended it by then.
        let until = edge.now().plus(POLICY.deletion_wait);
        return Ok(Err(Refusal::TooMany { until, budget: Budget::DeletionLinks }));
    }
    let names = Names(&edge.settings().secrets);
    let attempt = format!("delete {} {}", asker.attempt, stored.id);
    let address = Email::read(&stored.email)
        .ok_or_else(|| Outage::new("database", "an address that is stored is none"))?;
    let guards = [
        (names.account(&stored.account), vec![Budget::DeletionLinks]),
        (names.address(address.normalized()), link_requests::LETTERS.to_vec()),
    ];
    for (guard, budgets) in guards {
        let step = Step::Request { attempt: attempt.clone(), budgets };
        let verdict = edge.step(&guard, step, edge.now()).await?;
        if !matches!(verdict, Verdict::Granted { .. }) {
            return Refusal::of(&verdict)
                .map(Err)
                .ok_or_else(|| Outage::new("guard", "a verdict that answers another step"));
        }
    }
    for own in &stored.factors.phones {
        if let Err(refusal) = phone_limits::spend(edge, &own.phone, Counted::SigningIn, &attempt).await? {
            return Ok(Err(refusal));
        }
    }
    Ok(Ok(()))
}

/// What a link that cancels a deletion is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// A deletion waits.
    Open,
    /// It is due: the account is gone, or about to be.
    TooLate,
    /// There is none: it was cancelled, has been carried out, or was never asked for.
    Unknown,
}

/// Looks at a link. Changes nothing: mail scanners follow links.
///
/// # Errors
/// If the database does not answer.
pub async fn look(edge: &impl Edge, token: &Token) -> Result<Link, Outage> {
    let found = deletions::by_link(edge, &edge.settings().secrets, token).await?;
    Ok(judge_link(found.as_ref(), edge.now()))
}

fn judge_link(found: Option<&Deletion>, now: UnixTime) -> Link {
    match found {
        Some(deletion) if deletion.due_at <= now => Link::TooLate,
        Some(_) => Link::Open,
        None => Link::Unknown,
    }
}

/// Cancels the deletion of a link. Gives what the link was worth: [`Link::Open`] if it is cancelled now.
///
/// # Errors
/// If the database does not answer.
pub async fn cancel(edge: &impl Edge, asker: &Asker, token: &Token) -> Result<Link, Outage> {
    let (secrets, now) = (&edge.settings().secrets, edge.now());
    let found = deletions::by_link(edge, secrets, token).await?;
    let worth = judge_link(found.as_ref(), now);
    let (Some(deletion), Link::Open) = (found, worth) else { return Ok(worth) };
    let account = deletion.account.as_str();
    let open = deletions::expect_open(secrets, token, now);
    let batch = expecting(open, deletions::cancel(edge, account, asker.browser)?);
    match edge.batch(batch).await {
        Ok(()) => Ok(Link::Open),
        Err(BatchError::LostRace) => Ok(Link::Unknown),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

/// Erases accounts whose deletion is due, some at a time, and calls off what nobody can have heard of. One that cannot be erased
/// now does not keep the others from it.
///
/// # Errors
/// If the database does not say which they are.
pub async fn carry_out_due(edge: &impl Edge) -> Result<(), Outage> {
    let due = deletions::due(edge, &edge.settings().secrets, edge.now(), SOME).await?;
    for due in due {
        let done = if due.can_be_heard_of {
            carry_out(edge, &due).await
        } else {
            call_off(edge, &due.account).await
        };
        if let Err(outage) = done {
            edge.report(&outage);
        }
    }
    Ok(())
}

async fn carry_out(edge: &impl Edge, due: &Due) -> Result<(), Outage> {
    let Due { account, email, language, .. } = due;
    let statements = carried_out(edge, *language, account, email.as_deref()).await?;
    let due = deletions::expect_due(account, true, edge.now());
    // If another run was faster, all is done; and if the last announcement has just come back, the next run calls it off.
    either_way(edge.batch(expecting(due, statements)).await)
}

/// Cancels a deletion that is due, since every announcement of it came back: somebody who has nothing but the password may have
/// asked for it. It can be asked for again.
async fn call_off(edge: &impl Edge, account: &str) -> Result<(), Outage> {
    let due = deletions::expect_due(account, false, edge.now());
    // No browser did this.
    let cancelled = deletions::cancel(edge, account, Browser::default())?;
    let statements = [deletions::drop_announcements(account)].into_iter().chain(cancelled);
    match edge.batch(expecting(due, statements)).await {
        Ok(()) => {
            edge.note("deletion: called off, since every announcement of it came back");
            Ok(())
        }
        // Another run was faster.
        Err(BatchError::LostRace) => Ok(()),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

/// Has the guard of an account whose deletion is due forget it, and gives the statements that erase it. The guard comes
/// first: it may bear a grudge, which never lapses, and it protects nobody any more. If the write fails, this is done again.
///
/// # Errors
/// If the guard does not answer or there is no randomness.
pub async fn carried_out(
    edge: &impl Edge,
    language: Language,
    account: &str,
    email: Option<&str>,
) -> Result<Vec<Statement>, Outage> {
    let secrets = &edge.settings().secrets;
    edge.step(&Names(secrets).account(account), Step::Erase, edge.now()).await?;
    // Said once, whoever carries it out.
    let id = secrets.guard_name("deleted-when-due", account);
    erase(edge, language, account, email.map(|email| (id.as_str(), email)))
}
