//! Asking for a link to an address: how often that may be done, and that the same form sends one message only. The same
//! for a sign-up, a reset and a new address, whether or not the address has an account.
//!
//! Besides the budget of each kind of link, one budget counts all emails that anybody can cause for an address, whoever they are,
//! so that nobody's mailbox is flooded: these links, the message that an address has an account, and the announcement of a
//! deletion. What tells the owner of something that has happened to the account, or of a lock, is not counted: whoever had
//! spent the budget before could otherwise act unnoticed.

use super::Asker;
use super::codes::Refusal;
use crate::guard::{Budget, Names, Step, Verdict};
use crate::identifiers::Email;
use crate::ports::{Edge, Outage};

/// The budgets of all emails to one address that anybody can cause.
pub const LETTERS: [Budget; 2] = [Budget::LettersInHour, Budget::LettersInDay];

/// Has `send` write the message if the budgets of the client's network and of the address, in this order, allow it, and
/// unless this form has done so before. `purpose` tells apart what the same form may ask for. A browser that signed in to the
/// address before is counted for itself, so that no stranger keeps an owner from a link.
///
/// # Errors
/// If a part of the service does not answer. The same form can then be sent again.
pub async fn send_once(
    edge: &impl Edge,
    asker: &Asker,
    email: &Email,
    purpose: &str,
    [of_network, of_address]: [Budget; 2],
    send: impl AsyncFnOnce() -> Result<(), Outage>,
) -> Result<Result<(), Refusal>, Outage> {
    let names = Names(&edge.settings().secrets);
    let network = names.network(asker.address);
    let address = match &asker.device {
        Some(device) => names.device(device, email.normalized()),
        None => names.address(email.normalized()),
    };
    // The same form sent for another address is another attempt.
    let attempt = format!("{purpose} {} {address}", asker.attempt);
    let [in_hour, in_day] = LETTERS;
    let requests =
        [(network.as_str(), vec![of_network]), (address.as_str(), vec![of_address, in_hour, in_day])];
    let answer = match granted(edge, &attempt, requests).await {
        Ok(Ok(true)) => send().await.map(Ok),
        Ok(Ok(false)) => Ok(Ok(())),
        Ok(Err(refusal)) => Ok(Err(refusal)),
        Err(outage) => Err(outage),
    };
    if answer.is_err() {
        // The outage is what the person is told; another one adds nothing.
        let _ = edge.step(&address, Step::Forget { attempt }, edge.now()).await;
    }
    answer
}

/// Whether the message is to be sent, or this form has sent it before.
async fn granted(
    edge: &impl Edge,
    attempt: &str,
    requests: [(&str, Vec<Budget>); 2],
) -> Result<Result<bool, Refusal>, Outage> {
    let mut again = false;
    for (name, budgets) in requests {
        let step = Step::Request { attempt: attempt.to_owned(), budgets };
        match edge.step(name, step, edge.now()).await? {
            // The last one, of the address, says so: a network's may come again while another address is asked for.
            Verdict::Granted { again: before } => again = before,
            verdict => {
                let refusal = Refusal::of(&verdict);
                return refusal
                    .map(Err)
                    .ok_or_else(|| Outage::new("guard", "a verdict that answers another step"));
            }
        }
    }
    Ok(Ok(!again))
}
