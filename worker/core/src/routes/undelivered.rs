//! Says on a page that a message did not arrive, why, and what to do instead (MS-3).
//!
//! It is asked on the page that follows a send, so what a courier said a moment ago is there at the next look.

use crate::couriers::{Channel, Problem, problem_of};
use crate::flows::codes::Method;
use crate::identifiers::Phone;
use crate::pages::{Alert, Block};
use crate::ports::{Edge, Outage};
use crate::text::Text;

/// What is to be said about a code to a phone; nothing if all is well.
///
/// # Errors
/// If the database does not answer.
pub async fn code(
    edge: &impl Edge,
    text: Text,
    method: Option<Method>,
    phone: Option<&Phone>,
) -> Result<Option<Block>, Outage> {
    let Some((method, phone)) = method.zip(phone) else { return Ok(None) };
    let channel = method.channel();
    let problem = problem_of(edge, channel, phone.e164()).await?;
    Ok(problem.map(|problem| alert(text, channel, problem)))
}

/// What is to be said about a letter to an address; nothing if all is well. It is the same whether or not the address has
/// an account: anybody's letter may have come back.
///
/// # Errors
/// If the database does not answer.
pub async fn letter(edge: &impl Edge, text: Text, email: &str) -> Result<Option<Block>, Outage> {
    let problem = problem_of(edge, Channel::Email, email).await?;
    Ok(problem.map(|problem| alert(text, Channel::Email, problem)))
}

fn alert(text: Text, channel: Channel, problem: Problem) -> Block {
    let key = match (problem, channel) {
        (Problem::Landline, _) => "delivery-landline",
        (Problem::OptedOut, _) => "delivery-opted-out",
        (Problem::Unreachable, Channel::Voice) => "delivery-unreachable-voice",
        (Problem::Unreachable, _) => "delivery-unreachable-sms",
        (Problem::NotANumber, _) => "delivery-not-a-number",
        (Problem::CountryClosed, _) => "delivery-country-closed",
        (Problem::NotCarried, _) => "delivery-not-carried",
        (Problem::Bounced, _) => "delivery-bounced",
        (Problem::Complained, _) => "delivery-complained",
    };
    Block::Alert(Alert::Warning, text.say(key))
}
