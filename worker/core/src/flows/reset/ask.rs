//! The link to a new password, and who gets one.

use super::super::codes::Refusal;
use super::super::{Asker, link_requests};
use crate::couriers::{Audience, letters};
use crate::guard::Budget;
use crate::identifiers::Email;
use crate::policy::POLICY;
use crate::ports::{BatchError, Edge, Outage, Statement};
use crate::secrets::bearer::{Kind, Token};
use crate::store::{accounts, messages, resets};
use crate::text::Text;

/// Asks for a link. Any address gets the same answer, by the same port calls; a message goes out if the address is that of
/// an account (PR-1, SI-7).
///
/// # Errors
/// If a part of the service does not answer.
pub async fn ask(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    email: &Email,
) -> Result<Result<(), Refusal>, Outage> {
    let budgets = [Budget::ResetLinksOfNetwork, Budget::ResetLinks];
    link_requests::send_once(edge, asker, email, "reset", budgets, async || {
        send(edge, text, asker, email).await
    })
    .await
}

async fn send(edge: &impl Edge, text: Text, asker: &Asker, email: &Email) -> Result<(), Outage> {
    let (secrets, now) = (&edge.settings().secrets, edge.now());
    let known = accounts::reachable(edge, secrets, email, now).await?;
    let account = known.as_ref().map(|known| known.id.as_str());
    // The message goes to the address that was confirmed, not to what was typed: two spellings that are equal here may be
    // two mailboxes elsewhere. It is written for an unknown address, too, and thrown away.
    let to = known.as_ref().map_or(email, |known| &known.email);
    let (mut statements, address) = link(edge, account, to)?;
    // In a browser that signed in to the account before it is the owner who asks, and while the owner has locked the account there
    // is no other way back: the link then goes there also if our mail was called unwanted.
    let is_owner = asker.device.is_some() || known.as_ref().is_some_and(|known| known.is_locked);
    let audience = if is_owner { Audience::Owner } else { Audience::Account };
    let letter = letters::reset_password(text, to.as_str(), &address, audience);
    let message = messages::queue(edge, account, &letter, POLICY.reset_link_lifetime)?;
    statements.insert(0, resets::erase_expired(now));
    if account.is_some() {
        statements.push(message);
    }
    match edge.batch(statements).await {
        // A lost race: the account was deleted between the read and the write, so its address is unknown now.
        Ok(()) | Err(BatchError::LostRace) => Ok(()),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

/// The statements that give an account a new link, sent to its address `to`, in the place of every other one; and the link.
///
/// # Errors
/// If the platform gives no randomness.
pub fn link(edge: &impl Edge, account: Option<&str>, to: &Email) -> Result<(Vec<Statement>, String), Outage> {
    let (secrets, token) = (&edge.settings().secrets, Token::random(edge)?);
    let hash = token.hash(secrets, Kind::ResetLink);
    let statements = resets::insert(&hash, account, accounts::email_fingerprint(secrets, to), edge.now())?;
    let address = format!("{}/reset/password?token={}", edge.settings().origin, token.to_text());
    Ok((statements.into(), address))
}
