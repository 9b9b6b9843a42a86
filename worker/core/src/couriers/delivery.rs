//! Sends what is queued: [`deliver`] is called once a request that queued something is answered, and every minute.
//!
//! A message is leased, offered to the couriers of its channel one after another, and then marked: finished, or put back for
//! later. What always holds: one sender at a time holds a message; one that is killed between sending and marking leaves
//! it to be sent again when the lease ends, under the same id, by which a courier that keeps ids sends it once; a message
//! whose purpose has expired is never sent; no line and no count says to whom.

use super::{
    Audience, Channel, Courier, Couriers, Dispatch, Message, Outcome, Problem, Unsendable, outcome, request,
};
use crate::guard::Names;
use crate::identifiers::{Email, random_id};
use crate::ports::{BatchError, Edge, FETCH_TIME_OUT, Outage, Statement};
use crate::store::delivery::{self, Known, Pause};
use crate::store::messages::{self, Leased};
use crate::time::UnixTime;
use futures_util::future::join_all;
use std::cell::RefCell;

/// How many messages of a channel are sent at once. An edge lets a request have six connections: a courier that does not answer,
/// and may carry two channels, must leave some to the third.
const AT_ONCE: usize = 2;

/// How many times so many of each channel. D1 refuses what goes beyond 1,000 statements in one call of a worker, each of a batch
/// counts, and a statement that is refused may be the mark of a message that was sent. The fullest run, with two couriers that
/// fail each message, has 364 (a test counts them); if the database failed as well and each mark was tried three times, 892.
const ROUNDS: u32 = 11;

/// After so many seconds a run begins no other round: an edge may end what goes on for half a minute after an answer, and what
/// is ended between sending and noting it is sent twice. A round that begins at the last moment, and meets nobody who
/// answers, asks for 20 seconds more ([`ASKED`]), and leaves some for the database.
const LONGEST_RUN: u32 = 5;

/// How many couriers one attempt asks: each may take [`FETCH_TIME_OUT`]. The next attempt begins
/// with the one after them.
const ASKED: usize = 2;

/// For how long nobody else may send a message, in seconds: three times what [`ASKED`] couriers take that do not answer, so that
/// the database has time, too. After a sender that ended with a message in its hands the next one holds it for longer.
const LEASE: u32 = 60;

/// How often a mark is tried while the database fails, and for how many seconds another try may begin.
const MARKS: u32 = 3;
const LONGEST_MARK: u32 = 5;

/// With less than this left of a lease, in seconds, no courier is asked any more: it would end before the answer is noted.
const HANDING_OVER: u32 = FETCH_TIME_OUT + 5;

/// For how long a message waits at least, in seconds, after a courier has let the time for an answer pass. It may have taken the
/// message all the same, and is given time to tell us.
const SLOW_WAIT: u32 = 30;

/// The first wait after a failure, in seconds; each is twice as long as the one before.
const FIRST_WAIT: u32 = 2;

/// The longest wait, in seconds.
const LONGEST_WAIT: u32 = 15 * 60;

/// Sends what is due. Returns how many messages were taken over or refused for good.
///
/// # Errors
/// If the database does not answer. What was leased is sent when the lease ends.
pub async fn deliver(edge: &impl Edge) -> Result<u32, Outage> {
    let Some(couriers) = &edge.settings().couriers else { return Ok(0) };
    let start = edge.now();
    let run = Run { couriers, pauses: RefCell::new(delivery::pauses(edge, start).await?), start };
    let mut finished: u32 = 0;
    for result in join_all(Channel::ALL.map(|channel| deliver_channel(edge, &run, channel))).await {
        finished = finished.saturating_add(result?);
    }
    Ok(finished)
}

/// Sends what is due of one channel, beside the others: a courier that does not answer holds up none but its own.
async fn deliver_channel(edge: &impl Edge, run: &Run<'_>, channel: Channel) -> Result<u32, Outage> {
    let mut finished: u32 = 0;
    for _ in 0..ROUNDS {
        if run.start.until(edge.now()) >= LONGEST_RUN || run.is_silent(channel, edge.now()) {
            break;
        }
        let lease = random_id(edge)?;
        let most = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
        let leased = messages::lease(edge, channel, &lease, [LEASE, LONGEST_WAIT], most).await?;
        for result in join_all(leased.iter().map(|message| send(edge, run, &lease, message))).await {
            finished = finished.saturating_add(u32::from(result?));
        }
        // What is queued meanwhile wakes a run of its own.
        if leased.len() < AT_ONCE {
            break;
        }
    }
    Ok(finished)
}

/// What all messages of a run have in common.
struct Run<'a> {
    couriers: &'a Couriers,
    /// The couriers that are not to be asked: what the database knew at the start, and what was heard since.
    pauses: RefCell<Vec<Pause>>,
    start: UnixTime,
}

impl Run<'_> {
    /// For how many seconds a courier is not to be asked.
    fn pause(&self, channel: Channel, courier: Courier, now: UnixTime) -> u32 {
        let pauses = self.pauses.borrow();
        let of_courier = pauses
            .iter()
            .filter(|pause| pause.channel == channel.as_str() && pause.courier == courier.as_str());
        of_courier.map(|pause| now.until(pause.until)).max().unwrap_or_default()
    }

    /// Whether no courier of a channel is to be asked now.
    fn is_silent(&self, channel: Channel, now: UnixTime) -> bool {
        self.couriers.of(channel).iter().all(|courier| self.pause(channel, *courier, now) > 0)
    }

    /// Asks a courier for nothing for so many seconds, in this run and those after it. Gives the statement that notes it.
    fn hold(&self, channel: Channel, courier: Courier, until: UnixTime) -> Statement {
        let (channel, courier) = (channel.as_str(), courier.as_str());
        self.pauses.borrow_mut().push(Pause {
            channel: channel.to_owned(),
            courier: courier.to_owned(),
            until,
        });
        delivery::pause(channel, courier, until)
    }
}

/// What has become of a message.
enum End {
    Sent(Courier),
    Refused(Option<Courier>, Problem),
    /// Not yet. Seconds to wait that a courier has asked for.
    Later(Option<u32>),
}

/// Sends one message and marks it. Says whether it is finished.
async fn send(edge: &impl Edge, run: &Run<'_>, lease: &str, leased: &Leased) -> Result<bool, Outage> {
    let (end, mut batch) = match &leased.message {
        Ok(message) => offer(edge, run, leased, message).await?,
        Err(outage) => {
            edge.report(outage);
            (End::Later(None), Vec::new())
        }
    };
    let now = edge.now();
    let (channel, id) = (leased.channel.as_str(), leased.id.as_str());
    let age = leased.created_at.until(now);
    let attempt = leased.attempts;
    let line = match (&end, &leased.message) {
        (End::Sent(courier), _) => {
            batch.extend([
                messages::finish(id, lease, now),
                delivery::count(channel, courier.as_str(), "sent", now),
            ]);
            format!("sent courier={}", courier.as_str())
        }
        (End::Refused(courier, problem), Ok(message)) => {
            let courier = courier.map_or("", Courier::as_str);
            let recipient = recipient(edge, message);
            batch.extend([
                messages::finish(id, lease, now),
                delivery::count(channel, courier, problem.as_str(), now),
            ]);
            // What was known before is not news: it would never end as long as somebody asks for messages.
            if !courier.is_empty() {
                batch.extend(delivery::note_problem(&recipient, message.channel, *problem, Some(id), now));
            }
            format!("refused courier={courier} problem={}", problem.as_str())
        }
        (End::Refused(..) | End::Later(_), _) => {
            let asked = if let End::Later(Some(seconds)) = end { seconds } else { 0 };
            let wait = wait(edge, attempt)?.max(asked);
            batch.extend([
                messages::put_back(id, lease, now.plus(wait)),
                delivery::count(channel, "", "put-back", now),
            ]);
            format!("put back for {wait} s")
        }
    };
    mark(edge, &batch).await?;
    edge.note(&format!("message {id} {channel} {line} attempt={attempt} age={age}s"));
    Ok(!matches!(end, End::Later(_)))
}

/// Writes down what came of a message. While the database fails it is tried again, since what was sent and is not marked is
/// sent twice. If only the answer of a try was lost, the next one changes nothing but the counts.
async fn mark(edge: &impl Edge, batch: &[Statement]) -> Result<(), Outage> {
    let start = edge.now();
    for _ in 1..MARKS {
        match edge.batch(batch.to_vec()).await {
            Err(BatchError::Outage(_)) if start.until(edge.now()) < LONGEST_MARK => {}
            // A constraint that does not hold will not hold the next time.
            result => return result.map_err(BatchError::unexpected),
        }
    }
    edge.batch(batch.to_vec()).await.map_err(BatchError::unexpected)
}

/// Offers a message to the couriers of its channel until one takes it. Gives what is to be written beside the mark, too: the
/// counts of those that failed, and that an address is carried again.
async fn offer(
    edge: &impl Edge,
    run: &Run<'_>,
    leased: &Leased,
    message: &Message,
) -> Result<(End, Vec<Statement>), Outage> {
    let known = delivery::problem(edge, &recipient(edge, message), message.channel, edge.now()).await?;
    if let Some(Known { problem, .. }) = known.filter(|known| keeps_back(known, message.audience)) {
        return Ok((End::Refused(None, problem), Vec::new()));
    }
    let mut also = Vec::new();
    let (mut later, mut closed, mut misconfigured, mut slow) = (None::<u32>, None, false, false);
    let mut asked: usize = 0;
    let was_lost = known.is_some_and(|known| known.problem == Problem::Lost);
    for courier in turns(run.couriers.of(leased.channel), leased.attempts, was_lost) {
        let now = edge.now();
        let pause = run.pause(leased.channel, courier, now);
        if pause > 0 {
            later = Some(later.map_or(pause, |known| known.min(pause)));
            continue;
        }
        // The next courier's turn would come too late for the lease, or for the person.
        if asked >= ASKED || leased.expires_at <= now || leased.leased_until < now.plus(HANDING_OVER) {
            // The next one need not wait for what these have asked for.
            return Ok((End::Later(None), also));
        }
        let outcome = match hand(edge, courier, run.couriers, leased, message).await {
            Ok(outcome) => {
                asked = asked.saturating_add(1);
                outcome
            }
            Err(Unsendable::Recipient) => Outcome::Refused(Problem::NotCarried),
            Err(Unsendable::Fault(said)) => Outcome::Misconfigured(said.to_owned()),
        };
        match outcome {
            Outcome::Accepted => {
                // Whoever could not carry it before can, or somebody else did. What strangers may know stays as it is for a
                // message that only an account gets (SI-1).
                let may_tell = |known: &Known| message.audience == Audience::Anybody || !known.for_anybody;
                if known.is_some_and(|known| known.problem.lies_with_courier() && may_tell(&known)) {
                    also.push(delivery::clear_problem(&recipient(edge, message), message.channel));
                }
                return Ok((End::Sent(courier), also));
            }
            // Another may be able to.
            Outcome::Refused(problem) if problem.lies_with_courier() => closed = Some((courier, problem)),
            Outcome::Refused(problem) => return Ok((End::Refused(Some(courier), problem), also)),
            Outcome::Again { after, said } => {
                slow |= now.until(edge.now()) >= FETCH_TIME_OUT;
                // Whichever courier may be asked first decides.
                let after = after.unwrap_or_default();
                later = Some(later.map_or(after, |known| known.min(after)));
                also.push(fault(edge, leased, courier, "again", &said));
                if after > 0 {
                    // It would answer the next message alike.
                    also.push(run.hold(leased.channel, courier, edge.now().plus(after)));
                }
            }
            Outcome::Misconfigured(said) => {
                misconfigured = true;
                also.push(fault(edge, leased, courier, "misconfigured", &said));
            }
        }
    }
    let end = match (later, closed) {
        // Nobody else is left who might, once an operator has mended what is wrong.
        (None, Some((courier, problem))) if !misconfigured => End::Refused(Some(courier), problem),
        _ if slow => End::Later(Some(later.unwrap_or_default().max(SLOW_WAIT))),
        _ => End::Later(later),
    };
    Ok((end, also))
}

/// The couriers of a channel in the order in which this attempt offers a message to them: each attempt begins where the one
/// before had asked enough of them, and not with the first where that has just lost a message to the same recipient.
fn turns(couriers: &[Courier], attempt: i64, was_lost: bool) -> impl Iterator<Item = Courier> {
    let before = usize::try_from(attempt).unwrap_or_default().saturating_sub(1);
    let passed = before.saturating_mul(ASKED).saturating_add(usize::from(was_lost));
    let start = passed.checked_rem(couriers.len()).unwrap_or_default();
    couriers.iter().copied().cycle().skip(start).take(couriers.len())
}

/// Hands a message to a courier, if that can be asked to carry it at all.
async fn hand(
    edge: &impl Edge,
    courier: Courier,
    couriers: &Couriers,
    leased: &Leased,
    message: &Message,
) -> Result<Outcome, Unsendable> {
    if let (Courier::Cloudflare, Some(settings)) = (courier, &couriers.cloudflare) {
        return Ok(edge.mail(&settings.from, message).await);
    }
    let dispatch = Dispatch {
        id: &leased.id,
        origin: &edge.settings().origin,
        now: edge.now(),
        expires_at: leased.expires_at,
    };
    let request = request(courier, couriers, message, &dispatch)?;
    Ok(match edge.fetch(request).await {
        Ok(response) => outcome(courier, &response),
        // It may have arrived; a person who gets a message twice is better off than one who gets none.
        Err(outage) => Outcome::Again { after: None, said: outage.detail },
    })
}

/// Tells the operator. Gives the statement that counts it.
fn fault(edge: &impl Edge, leased: &Leased, courier: Courier, what: &'static str, said: &str) -> Statement {
    let (channel, courier) = (leased.channel.as_str(), courier.as_str());
    edge.report(&Outage::new("courier", format!("{courier} {channel} {what}: {said}")));
    delivery::count(channel, courier, what, edge.now())
}

/// The keyed name of whom a message goes to.
pub fn recipient(edge: &impl Edge, message: &Message) -> String {
    recipient_by(edge, message.channel, &message.to)
}

/// The keyed name of an address, however it is spelled, or of a number in E.164.
pub fn recipient_by(edge: &impl Edge, channel: Channel, to: &str) -> String {
    let names = Names(&edge.settings().secrets);
    match channel {
        Channel::Email => match Email::read(to) {
            Some(email) => names.address(email.normalized()),
            None => names.address(to),
        },
        Channel::Sms | Channel::Voice => names.number(to),
    }
}

/// Why nothing reaches an address or number by `channel`, as far as strangers may know it: learned from messages that any address
/// gets, with or without an account (SI-1). Nothing if all is well.
///
/// # Errors
/// If the database does not answer.
pub async fn public_problem_of(
    edge: &impl Edge,
    channel: Channel,
    to: &str,
) -> Result<Option<Problem>, Outage> {
    let known = delivery::problem(edge, &recipient_by(edge, channel, to), channel, edge.now()).await?;
    Ok(known.filter(|known| known.for_anybody).map(|known| known.problem))
}

/// Whether what is known keeps a message back. What became of messages that only an account gets does not keep back what any address
/// gets: that would come back for an address without an account, and be said, and here it would not.
fn keeps_back(known: &Known, audience: Audience) -> bool {
    (known.for_anybody || audience != Audience::Anybody) && stops(known.problem, audience)
}

/// Whether sending again would be of no use or unwelcome. A phone that was off may be on, and one that has opted out may be
/// back without our hearing of it: the courier knows, and says so. What lies with a courier, an operator may have mended. A
/// message of [`Audience::Owner`] can only be of no use: it is not for whoever finds it unwelcome to keep it from the owner.
pub const fn stops(problem: Problem, audience: Audience) -> bool {
    match problem {
        Problem::Landline | Problem::NotANumber | Problem::Bounced => true,
        Problem::Complained => !matches!(audience, Audience::Owner),
        Problem::OptedOut
        | Problem::Unreachable
        | Problem::CountryClosed
        | Problem::NotCarried
        | Problem::Lost => false,
    }
}

/// How long to wait after this many attempts, in seconds: twice as long each time, and at random between half of that and
/// all of it, so that what failed together does not come back together.
fn wait(edge: &impl Edge, attempts: i64) -> Result<u32, Outage> {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(u32::MAX).min(16);
    let longest = FIRST_WAIT.saturating_mul(1 << doublings).min(LONGEST_WAIT);
    let mut random = [0; 4];
    edge.fill(&mut random)?;
    let half = longest.div_ceil(2);
    let share = u32::from_be_bytes(random).checked_rem(half.saturating_add(1)).unwrap_or_default();
    Ok(half.saturating_add(share).min(longest))
}
