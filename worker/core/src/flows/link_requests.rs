//! Asking for a link to an address: how often that may be done, and that the same form sends one message only. The same
//! for a sign-up, a reset and a new address, whether or not the address has an account.

use super::Asker;
use super::codes::Refusal;
use crate::guard::{Budget, Names, Step, Verdict};
use crate::identifiers::Email;
use crate::ports::{Edge, Outage};

/// Has `send` write the message if the budgets of the client's network and of the address, in this order, allow it, and
/// unless this form has done so before. `purpose` tells apart what the same form may ask for.
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
    let (network, address) = (names.network(asker.address), names.address(email.normalized()));
    // The same form sent for another address is another attempt.
    let attempt = format!("{purpose} {} {address}", asker.attempt);
    let requests = [(network.as_str(), of_network), (address.as_str(), of_address)];
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
    requests: [(&str, Budget); 2],
) -> Result<Result<bool, Refusal>, Outage> {
    let mut again = false;
    for (name, budget) in requests {
        let step = Step::Request { attempt: attempt.to_owned(), budget };
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
