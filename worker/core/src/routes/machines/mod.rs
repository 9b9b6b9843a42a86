//! What programs ask: monitors (`/health`), an operator's commands (`/operator/…`) and couriers (`/callbacks/…`).
//!
//! What always holds: no cookie is read or set, and a form of a browser cannot do anything here: a command proves itself
//! with a bearer token, a courier with a signature. No answer has personal information but what people wrote to us.

mod callbacks;
mod health;
mod operator;

use super::respond::Answer;
use crate::ports::{Edge, Outage};
use bytes::Bytes;
use http::{Method, Request, StatusCode};
use serde_json::json;

/// Answers a program; nothing if the address is none of theirs.
pub async fn answer(edge: &impl Edge, request: &Request<Bytes>) -> Option<Result<Answer, Outage>> {
    let path = request.uri().path();
    match (request.method(), path) {
        (&Method::GET | &Method::HEAD, "/health") => Some(Ok(health::show(edge, request).await)),
        (&Method::POST, "/callbacks/twilio") => Some(callbacks::twilio(edge, request).await),
        (&Method::POST, "/callbacks/ses") => Some(callbacks::ses(edge, request).await),
        (&Method::POST, "/callbacks/webhook") => Some(callbacks::webhook(edge, request).await),
        (method, path) => {
            let command = path.strip_prefix("/operator/")?;
            // Without a key there is no such address: it is answered as any unknown one.
            let key = edge.settings().operator_key.as_ref()?;
            if !operator::token(request).is_some_and(|token| key.is(token)) {
                return Some(Ok(refusal(StatusCode::UNAUTHORIZED, "the operator's key is missing or wrong")));
            }
            Some(operator::answer(edge, method, command, request).await)
        }
    }
}

/// Something that the service stands on does not work. A program tries again.
pub fn unavailable() -> Answer {
    refusal(StatusCode::SERVICE_UNAVAILABLE, "something of ours is not working; nothing was changed")
        .retry_after(30)
}

/// Says in one sentence why nothing was done.
fn refusal(status: StatusCode, why: &str) -> Answer {
    Answer::json(status, &json!({ "error": why }))
}
