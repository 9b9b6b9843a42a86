//! The link to a new password, and who gets one.

use super::super::Asker;
use super::super::codes::Refusal;
use super::super::link_requests::{self, Grant};
use crate::couriers::{Audience, letters};
use crate::guard::Budget;
use crate::identifiers::Email;
use crate::policy::POLICY;
use crate::ports::{Edge, Outage, Statement, either_way};
use crate::secrets::bearer::{Kind, Token};
use crate::store::{accounts, expect_unqueued, expected, messages, resets};
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
    let send = async |grant: &Grant| send(edge, text, asker, email, grant).await;
    link_requests::send_once(edge, asker, email, "reset", budgets, send).await
}

async fn send(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    email: &Email,
    grant: &Grant,
) -> Result<(), Outage> {
    let (secrets, now) = (&edge.settings().secrets, edge.now());
    let (token, id) = (grant.token(secrets, Kind::ResetLink)?, grant.message_id(secrets)?);
    let known = accounts::reachable(edge, secrets, email, now).await?;
    let account = known.as_ref().map(|known| known.id.as_str());
    // The message goes to the address that was confirmed, not to what was typed: two spellings that are equal here may be
    // two mailboxes elsewhere. It is written for an unknown address, too, and thrown away.
    let to = known.as_ref().map_or(email, |known| &known.email);
    let (mut statements, address) = link(edge, account, to, &token)?;
    // In a browser that signed in to the account before it is the owner who asks, and while the owner has locked the account there
    // is no other way back: the link then goes there also if our mail was called unwanted.
    let is_owner = asker.device.is_some() || known.as_ref().is_some_and(|known| known.is_locked);
    let audience = if is_owner { Audience::Owner } else { Audience::Account };
    let letter = letters::reset_password(text, to.as_str(), &address, audience);
    let message = messages::queue_once(edge, &id, account, &letter, POLICY.reset_link_lifetime)?;
    statements.insert(0, resets::erase_expired(now));
    // Of a form that comes again the link is there, too, with or without an account, unless the server's keys have changed since.
    statements.push(expect_unqueued(&id));
    if account.is_some() {
        statements.push(message);
    }
    statements.push(expected());
    // A lost race: this form was answered before; or the account was deleted between the read and the write, so its address is
    // unknown now.
    either_way(edge.batch(statements).await)
}

/// The statements that give an account the link of `token`, sent to its address `to`, in the place of every other one; and the
/// link.
///
/// # Errors
/// If the progress cannot be written as JSON.
pub fn link(
    edge: &impl Edge,
    account: Option<&str>,
    to: &Email,
    token: &Token,
) -> Result<(Vec<Statement>, String), Outage> {
    let secrets = &edge.settings().secrets;
    let hash = token.hash(secrets, Kind::ResetLink);
    let statements = resets::insert(&hash, account, accounts::email_fingerprint(secrets, to), edge.now())?;
    let address = format!("{}/reset/password?token={}", edge.settings().origin, token.to_text());
    Ok((statements.into(), address))
}
