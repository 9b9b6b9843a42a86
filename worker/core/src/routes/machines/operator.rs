//! An operator's commands: what waits to be sent, and help for somebody who is stopped by a limit or a problem.
//!
//! What always holds: none of them reads what an account has sealed, says to whom a message goes, or lets anybody in; each
//! leaves a line without personal information, also one that only reads, since what people have written to us is among that.

use super::refusal;
use crate::couriers::{Channel, deliver, recipient_by};
use crate::guard::{Names, Step};
use crate::identifiers::{Country, Email, Phone};
use crate::ports::{BatchError, Edge, Outage, Statement};
use crate::routes::form::Fields;
use crate::routes::respond::Answer;
use crate::store::{accounts, contact, deletions, delivery, messages, sign_ups};
use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

/// The most messages or reports that are listed.
const MOST: i64 = 1000;

/// The bearer token of a request (RFC 6750).
pub fn token(request: &Request<Bytes>) -> Option<&str> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Carries a command out. Whoever asks has proven to be an operator.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn answer(
    edge: &impl Edge,
    method: &Method,
    command: &str,
    request: &Request<Bytes>,
) -> Result<Answer, Outage> {
    let Ok(fields) = Fields::read(request.body()) else {
        return Ok(refusal(StatusCode::BAD_REQUEST, "the form cannot be read"));
    };
    let now = edge.now();
    let done = match (method, command) {
        (&Method::GET, "messages") => noted(edge, "messages", json!(messages::list(edge, now, MOST).await?)),
        (&Method::GET, "reports") => noted(edge, "reports", json!(sign_ups::reported(edge, MOST).await?)),
        (&Method::GET, "contact") => {
            noted(edge, "contact", json!(contact::all(edge, &edge.settings().secrets).await?))
        }
        (&Method::POST, "tick") => noted(edge, "tick", json!({ "finished": deliver(edge).await? })),
        (&Method::POST, "messages/retry" | "messages/drop") => {
            let id = fields.get("id");
            // A batch does not say what it has changed.
            if !delivery::is_waiting(edge, id, now).await? {
                return Ok(refusal(StatusCode::NOT_FOUND, "no message with this id waits to be sent"));
            }
            if command == "messages/drop" {
                write(edge, "drop", vec![deletions::note_dropped(id), messages::drop(id, now)]).await?
            } else {
                write(edge, "retry", vec![messages::hurry(id, now)]).await?;
                json!({ "finished": deliver(edge).await? })
            }
        }
        (&Method::POST, "problems/clear") => {
            let Some(recipient) = recipient(edge, fields.get("to")) else {
                return Ok(refusal(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "expected `to`, an address or a number",
                ));
            };
            write(edge, "clear problems", vec![delivery::clear_problems(&recipient)]).await?
        }
        (&Method::POST, "unlock") => {
            let Some(email) = Email::read(fields.get("to")) else {
                return Ok(refusal(StatusCode::UNPROCESSABLE_ENTITY, "expected `to`, an email address"));
            };
            unlock(edge, &email).await?
        }
        (_, "messages" | "reports" | "contact") => {
            return Ok(refusal(StatusCode::METHOD_NOT_ALLOWED, "expected GET").allow("GET"));
        }
        (_, "tick" | "messages/retry" | "messages/drop" | "problems/clear" | "unlock") => {
            return Ok(refusal(StatusCode::METHOD_NOT_ALLOWED, "expected POST").allow("POST"));
        }
        _ => return Ok(refusal(StatusCode::NOT_FOUND, "there is no such command")),
    };
    Ok(Answer::json(StatusCode::OK, &done))
}

async fn write(edge: &impl Edge, what: &str, batch: Vec<Statement>) -> Result<Value, Outage> {
    edge.batch(batch).await.map_err(BatchError::unexpected)?;
    Ok(noted(edge, what, json!({ "done": what })))
}

/// Leaves a line that this was asked for. Gives the answer back.
fn noted(edge: &impl Edge, what: &str, answer: Value) -> Value {
    edge.note(&format!("operator: {what}"));
    answer
}

fn recipient(edge: &impl Edge, to: &str) -> Option<String> {
    if let Some(email) = Email::read(to) {
        return Some(recipient_by(edge, Channel::Email, email.as_str()));
    }
    Phone::read(to, Country::HOME).ok().map(|phone| recipient_by(edge, Channel::Sms, phone.e164()))
}

/// Forgets every count and lock of an address and of the account that it has, if any: also a lock that only a reset would
/// have ended. The answer is the same without an account.
async fn unlock(edge: &impl Edge, email: &Email) -> Result<Value, Outage> {
    let names = Names(&edge.settings().secrets);
    let mut guards = vec![names.address(email.normalized())];
    if let Some(account) = accounts::id_of(edge, &edge.settings().secrets, email).await? {
        guards.push(names.account(&account));
    }
    for guard in guards {
        edge.step(&guard, Step::Erase, edge.now()).await?;
    }
    Ok(noted(edge, "unlock", json!({ "done": "unlock" })))
}
