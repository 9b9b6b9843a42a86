//! Sends what is queued: [`deliver`] is called once a request that queued something is answered, and every minute.
//!
//! A message is leased, offered to the couriers of its channel one after another, and then marked: finished, or put back for
//! later. What always holds: one sender at a time holds a message; one that is killed between sending and marking leaves
//! it to be sent again when the lease ends, under the same id, by which a courier that keeps ids sends it once; a message
//! whose purpose has expired is never sent; no line and no count says to whom.

use super::{Channel, Courier, Couriers, Message, Outcome, Problem, outcome, request};
use crate::guard::Names;
use crate::identifiers::{Email, random_id};
use crate::ports::{BatchError, Edge, FETCH_TIME_OUT, Outage};
use crate::store::delivery;
use crate::store::messages::{self, Leased};
use futures_util::future::join_all;

/// How many messages are sent at once: as many connections as an edge lets a request have.
const AT_ONCE: i64 = 6;

/// How many times so many.
const ROUNDS: u32 = 20;

/// After so many seconds a run begins no other round: an edge may end what goes on for half a minute after an answer, and what
/// is ended between sending and noting it is sent twice. Two couriers that do not answer take four times as long.
const LONGEST_RUN: u32 = 5;

/// The most time that one message may need, in seconds: the couriers of a channel one after another, and the database. Only
/// then may somebody else send it.
const LEASE: u32 = 6 * FETCH_TIME_OUT;

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
    let mut finished: u32 = 0;
    let start = edge.now();
    for _ in 0..ROUNDS {
        let lease = random_id(edge)?;
        let now = edge.now();
        if start.until(now) >= LONGEST_RUN {
            break;
        }
        edge.batch(vec![messages::lease(&lease, now, now.plus(LEASE), AT_ONCE)])
            .await
            .map_err(BatchError::unexpected)?;
        let leased = messages::leased(edge, &edge.settings().secrets, &lease).await?;
        if leased.is_empty() {
            break;
        }
        let results = join_all(leased.iter().map(|message| send(edge, couriers, &lease, message))).await;
        for result in results {
            finished = finished.saturating_add(u32::from(result?));
        }
    }
    Ok(finished)
}

/// What has become of a message.
enum End {
    Sent(Courier),
    Refused(Option<Courier>, Problem),
    /// Not yet. Seconds to wait that a courier has asked for.
    Later(Option<u32>),
}

/// Sends one message and marks it. Says whether it is finished.
async fn send(edge: &impl Edge, couriers: &Couriers, lease: &str, leased: &Leased) -> Result<bool, Outage> {
    let end = match &leased.message {
        Ok(message) => offer(edge, couriers, leased, message).await?,
        Err(outage) => {
            edge.report(outage);
            End::Later(None)
        }
    };
    let now = edge.now();
    let (channel, id) = (leased.channel.as_str(), leased.id.as_str());
    let age = leased.created_at.until(now);
    let attempt = leased.attempts;
    let (batch, line) = match (&end, &leased.message) {
        (End::Sent(courier), _) => (
            vec![messages::finish(id, lease, now), delivery::count(channel, courier.as_str(), "sent", now)],
            format!("sent courier={}", courier.as_str()),
        ),
        (End::Refused(courier, problem), Ok(message)) => {
            let courier = courier.map_or("", Courier::as_str);
            let recipient = recipient(edge, message);
            let mut batch = vec![
                messages::finish(id, lease, now),
                delivery::count(channel, courier, problem.as_str(), now),
            ];
            // What was known before is not news: it would never end as long as somebody asks for messages.
            if !courier.is_empty() {
                batch.push(delivery::note_problem(&recipient, message.channel, *problem, now));
            }
            (batch, format!("refused courier={courier} problem={}", problem.as_str()))
        }
        (End::Refused(..) | End::Later(_), _) => {
            let asked = if let End::Later(Some(seconds)) = end { seconds } else { 0 };
            let wait = wait(edge, attempt)?.max(asked);
            (
                vec![
                    messages::put_back(id, lease, now.plus(wait)),
                    delivery::count(channel, "", "put-back", now),
                ],
                format!("put back for {wait} s"),
            )
        }
    };
    edge.batch(batch).await.map_err(BatchError::unexpected)?;
    edge.note(&format!("message {id} {channel} {line} attempt={attempt} age={age}s"));
    Ok(!matches!(end, End::Later(_)))
}

/// Offers a message to the couriers of its channel until one takes it.
async fn offer(
    edge: &impl Edge,
    couriers: &Couriers,
    leased: &Leased,
    message: &Message,
) -> Result<End, Outage> {
    if let Some(problem) = problem_of(edge, message.channel, &message.to).await?
        && stops(problem, message.is_notice)
    {
        return Ok(End::Refused(None, problem));
    }
    let (mut later, mut closed) = (None, None);
    for courier in couriers.of(message.channel) {
        match ask(edge, *courier, couriers, leased, message).await {
            Outcome::Accepted => return Ok(End::Sent(*courier)),
            // That lies with this courier's account: another may be allowed to.
            Outcome::Refused(Problem::CountryClosed) => closed = Some(*courier),
            Outcome::Refused(problem) => return Ok(End::Refused(Some(*courier), problem)),
            Outcome::Again { after, said } => {
                // Whichever courier may be asked first decides.
                let after = after.unwrap_or_default();
                later = Some(later.map_or(after, |known: u32| known.min(after)));
                fault(edge, leased, *courier, "again", &said).await;
            }
            Outcome::Misconfigured(said) => fault(edge, leased, *courier, "misconfigured", &said).await,
        }
        // The next courier's turn would come too late for the lease, or for the person.
        if leased.expires_at <= edge.now() {
            break;
        }
    }
    Ok(match (later, closed) {
        // Nobody else is left who might.
        (None, Some(courier)) => End::Refused(Some(courier), Problem::CountryClosed),
        _ => End::Later(later),
    })
}

async fn ask(
    edge: &impl Edge,
    courier: Courier,
    couriers: &Couriers,
    leased: &Leased,
    message: &Message,
) -> Outcome {
    let origin = &edge.settings().origin;
    if let (Courier::Cloudflare, Some(settings)) = (courier, &couriers.cloudflare) {
        return edge.mail(&settings.from, message).await;
    }
    match request(courier, couriers, message, &leased.id, edge.now(), origin) {
        Err(unsendable) => Outcome::Misconfigured(unsendable.to_string()),
        Ok(request) => match edge.fetch(request).await {
            Ok(response) => outcome(courier, &response),
            // It may have arrived; a person who gets a message twice is better off than one who gets none.
            Err(outage) => Outcome::Again { after: None, said: outage.detail },
        },
    }
}

/// Tells the operator, and counts. Counting is not worth failing for.
async fn fault(edge: &impl Edge, leased: &Leased, courier: Courier, what: &'static str, said: &str) {
    let (channel, courier) = (leased.channel.as_str(), courier.as_str());
    edge.report(&Outage::new("courier", format!("{courier} {channel} {what}: {said}")));
    let _ = edge.batch(vec![delivery::count(channel, courier, what, edge.now())]).await;
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

/// Why nothing reaches an address or number by `channel`; nothing if all is well.
///
/// # Errors
/// If the database does not answer.
pub async fn problem_of(edge: &impl Edge, channel: Channel, to: &str) -> Result<Option<Problem>, Outage> {
    let known = delivery::problem(edge, &recipient_by(edge, channel, to), channel, edge.now()).await?;
    Ok(known.map(|(problem, _)| problem))
}

/// Whether sending again would be of no use or unwelcome. A phone that was off may be on, and one that has opted out may be
/// back without our hearing of it: the courier knows, and says so. A notice (see [`Message::is_notice`]) can only be of no
/// use: it is not for whoever finds it unwelcome to keep it from the owner.
pub const fn stops(problem: Problem, is_notice: bool) -> bool {
    match problem {
        Problem::Landline | Problem::NotANumber | Problem::Bounced => true,
        Problem::Complained => !is_notice,
        Problem::OptedOut | Problem::Unreachable | Problem::CountryClosed => false,
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
