//! Writing to us, and saying whether an article helped (HC-1). Neither has anything to do with an account.
//!
//! What always holds: a message is kept and mailed in one batch; the same form with the same words is one message; an
//! answer is counted without anything that names a person.

use super::Asker;
use super::codes::Refusal;
use crate::couriers::letters;
use crate::guard::{Budget, Names, Step, Verdict};
use crate::pages::help::Article;
use crate::ports::{BatchError, Edge, Outage, either_way};
use crate::store::contact::{self, Written};
use crate::store::messages;
use crate::text::Language;

/// How long a message waits for a courier, in seconds: staff read their mail on working days.
const LETTER_LIFETIME: u32 = 7 * 24 * 60 * 60;

/// Keeps a message and mails it to us.
///
/// # Errors
/// If a part of the service does not answer. The same form can then be sent again.
pub async fn send(
    edge: &impl Edge,
    asker: &Asker,
    subject: &str,
    written: &Written,
) -> Result<Result<(), Refusal>, Outage> {
    let names = Names(&edge.settings().secrets);
    let id = names.form(&["contact", &asker.attempt, &written.email, &written.subject, &written.message]);
    // A form that comes again is written again, which changes nothing where it was kept: its first attempt may have been
    // granted and not written yet, and nobody may hear "sent" of a message that is lost.
    let guards = [
        (names.network(asker.address), Budget::ContactMessagesOfNetwork),
        (names.contact(), Budget::ContactMessages),
    ];
    once(edge, &id, guards, true, async || {
        let letter = letters::contact(&edge.settings().contact, subject, written);
        let batch = vec![
            contact::insert(edge, &id, written)?,
            messages::queue_once(edge, &id, None, &letter, LETTER_LIFETIME)?,
        ];
        // The guard forgets a form sooner than the database: it was sent, and is kept.
        either_way(edge.batch(batch).await)
    })
    .await
}

/// Counts whether an article helped. A browser that keeps cookies counts once for each article, for as long as the guard
/// remembers: its first answer stands. Another browser, or one that forgets its cookies, is another person to us, and
/// nothing short of naming people could change that.
///
/// # Errors
/// If a part of the service does not answer. The same button can then be pressed again.
pub async fn answer(
    edge: &impl Edge,
    asker: &Asker,
    browser: &str,
    (article, language, helpful): (Article, Language, bool),
) -> Result<Result<(), Refusal>, Outage> {
    let names = Names(&edge.settings().secrets);
    let id = names.form(&["feedback", article.name(), browser]);
    let guards = [(names.network(asker.address), Budget::FeedbackOfNetwork)];
    once(edge, &id, guards, false, async || {
        let count = contact::count_answer(article, language, helpful, edge.now());
        edge.batch(vec![count]).await.map_err(BatchError::unexpected)
    })
    .await
}

/// Writes what is to be written if every one of `guards` grants it from its budget; of an attempt that comes again, only if
/// `again`.
async fn once<const N: usize>(
    edge: &impl Edge,
    attempt: &str,
    guards: [(String, Budget); N],
    again: bool,
    write: impl AsyncFnOnce() -> Result<(), Outage>,
) -> Result<Result<(), Refusal>, Outage> {
    let written = match granted(edge, attempt, &guards).await {
        Ok(Ok(before)) if !before || again => write().await,
        Ok(Ok(_)) => Ok(()),
        Ok(Err(refusal)) => return Ok(Err(refusal)),
        Err(outage) => Err(outage),
    };
    if written.is_err() {
        for (guard, _) in &guards {
            // The outage is what the person is told; another one adds nothing.
            let _ = edge.step(guard, Step::Forget { attempt: attempt.to_owned() }, edge.now()).await;
        }
    }
    written.map(Ok)
}

/// Whether the attempt was granted before, or who refuses it.
async fn granted(
    edge: &impl Edge,
    attempt: &str,
    guards: &[(String, Budget)],
) -> Result<Result<bool, Refusal>, Outage> {
    let mut before = true;
    for (guard, budget) in guards {
        let step = Step::Request { attempt: attempt.to_owned(), budgets: vec![*budget] };
        match edge.step(guard, step, edge.now()).await? {
            Verdict::Granted { again } => before &= again,
            verdict => {
                return Refusal::of(&verdict)
                    .map(Err)
                    .ok_or_else(|| Outage::new("guard", "a verdict that answers another step"));
            }
        }
    }
    Ok(Ok(before))
}
