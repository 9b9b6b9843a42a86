//! Asking for a link to an address: how often that may be done, and that the same form sends one message only. The same
//! for a sign-up, a reset and a new address, whether or not the address has an account.
//!
//! A request may end between what the guard remembers and what the database holds: an edge ends it, or its browser does, when a
//! button is pressed twice. Nobody may read "we sent" of a message that is lost, so a form that comes again is written again, with
//! the same links and the same message ([`Grant`]). What always holds: of what a form is granted, all is written, and once.
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
use crate::secrets::ServerSecrets;
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::seed::Seed;

/// The budgets of all emails to one address that anybody can cause.
pub const LETTERS: [Budget; 2] = [Budget::LettersInHour, Budget::LettersInDay];

/// What a form is granted: its links and the id of its message, the same ones whenever it comes again.
pub struct Grant {
    seed: Seed,
    attempt: String,
    cookie: String,
}

impl Grant {
    /// The token of the link of a kind.
    ///
    /// # Errors
    /// If the key is gone that the form was granted under.
    pub fn token(&self, secrets: &ServerSecrets, kind: Kind) -> Result<Token, Outage> {
        self.seed.token(secrets, kind, &[&self.attempt, &self.cookie])
    }

    /// The id of the message.
    ///
    /// # Errors
    /// As for [`Grant::token`].
    pub fn message_id(&self, secrets: &ServerSecrets) -> Result<String, Outage> {
        self.seed.message_id(secrets)
    }
}

/// Has `send` write the message if the budgets of the client's network and of the address, in this order, allow it.
/// Of a form that comes again, which counts once, it writes the same again, which changes nothing where it is written. `purpose`
/// tells apart what the same form may ask for. A browser that signed in to the address before is counted for itself, so that
/// no stranger keeps an owner from a link.
///
/// # Errors
/// If a part of the service does not answer. The same form can then be sent again.
pub async fn send_once(
    edge: &impl Edge,
    asker: &Asker,
    email: &Email,
    purpose: &str,
    [of_network, of_address]: [Budget; 2],
    send: impl AsyncFnOnce(&Grant) -> Result<(), Outage>,
) -> Result<Result<(), Refusal>, Outage> {
    let secrets = &edge.settings().secrets;
    let names = Names(secrets);
    let network = names.network(asker.address);
    let address = match &asker.device {
        Some(device) => names.device(device, email.normalized()),
        None => names.address(email.normalized()),
    };
    // The same form sent for another address is another attempt.
    let attempt = format!("{purpose} {} {address}", asker.attempt);
    let [in_hour, in_day] = LETTERS;
    let step = Step::Request { attempt: attempt.clone(), budgets: vec![of_network] };
    match edge.step(&network, step, edge.now()).await? {
        Verdict::Granted { .. } => {}
        verdict => return refused(&verdict).map(Err),
    }
    let step = Step::RequestSeeded {
        attempt: attempt.clone(),
        budgets: vec![of_address, in_hour, in_day],
        seed: Seed::random(secrets, edge)?.as_text().to_owned(),
    };
    match edge.step(&address, step, edge.now()).await? {
        Verdict::Seeded { seed } => {
            let grant = Grant { seed: Seed::from_text(seed), attempt, cookie: asker.cookie.clone() };
            send(&grant).await.map(Ok)
        }
        // The version before this one has granted it, and written the message.
        Verdict::Granted { again: true } => Ok(Ok(())),
        verdict => refused(&verdict).map(Err),
    }
}

fn refused(verdict: &Verdict) -> Result<Refusal, Outage> {
    Refusal::of(verdict).ok_or_else(|| Outage::new("guard", "a verdict that answers another step"))
}
