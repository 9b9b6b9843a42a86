//! Mail to an account's own address that came back or was called unwanted (MS-3): whether it did, and having it sent there again.
//!
//! What always holds: only whoever is signed in to the account learns of it here, or changes it; nothing is sent by that. If
//! the next message comes back as well, the address is closed again.

use super::Asker;
use super::codes::Refusal;
use crate::couriers::{Audience, Channel, Problem, recipient_by, stops};
use crate::guard::{Budget, Names, Step, Verdict};
use crate::ports::{BatchError, Edge, Outage};
use crate::store::activities::{self, Event};
use crate::store::sessions::{self, Session};
use crate::store::{delivery, expecting};
use crate::time::UnixTime;

/// Why mail to the address of a session's account is stopped, and since when; nothing if it is sent.
///
/// # Errors
/// If the database does not answer.
pub async fn stopped(edge: &impl Edge, session: &Session) -> Result<Option<(Problem, UnixTime)>, Outage> {
    let recipient = recipient_by(edge, Channel::Email, &session.email);
    let known = delivery::problem(edge, &recipient, Channel::Email, edge.now()).await?;
    let is_stopped = |problem| stops(problem, Audience::Account) || problem == Problem::NotCarried;
    let stopped = known.filter(|known| is_stopped(known.problem));
    Ok(stopped.map(|known| (known.problem, known.since)))
}

/// Forgets why mail to that address is stopped, so that it is sent there again. An address from which all comes back is no
/// place to send to again and again, so this can be done a few times a day. Where nothing is stopped, nothing is counted.
///
/// # Errors
/// If a part of the service does not answer. The same form can then be sent again.
pub async fn resume(
    edge: &impl Edge,
    asker: &Asker,
    session: &Session,
) -> Result<Result<(), Refusal>, Outage> {
    if stopped(edge, session).await?.is_none() {
        return Ok(Ok(()));
    }
    let guard = Names(&edge.settings().secrets).account(&session.account);
    let attempt = format!("resume mail {}", asker.attempt);
    let step = Step::Request { attempt: attempt.clone(), budgets: vec![Budget::MailResumptions] };
    match edge.step(&guard, step, edge.now()).await? {
        Verdict::Granted { again: false } => {}
        // Mail has come back since: that takes another form, which is counted.
        Verdict::Granted { again: true } => return Ok(Ok(())),
        verdict => {
            return Refusal::of(&verdict)
                .map(Err)
                .ok_or_else(|| Outage::new("guard", "a verdict that answers another step"));
        }
    }
    let statements = [
        delivery::clear_problems(&recipient_by(edge, Channel::Email, &session.email)),
        activities::record(edge, &session.account, Event::MailResumed, asker.browser)?,
    ];
    match edge.batch(expecting(sessions::expect_live(&session.id), statements)).await {
        Ok(()) => {
            edge.note("mail: the owner of an address has it sent there again");
            Ok(Ok(()))
        }
        // If the session ended meanwhile, the page that follows says so.
        Err(BatchError::LostRace) => Ok(Ok(())),
        Err(BatchError::Outage(outage)) => {
            // The outage is what the person is told; another one adds nothing.
            let _ = edge.step(&guard, Step::Forget { attempt }, edge.now()).await;
            Err(outage)
        }
    }
}
