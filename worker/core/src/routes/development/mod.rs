//! For development and tests only: the outbox, one of each email (`letters.rs`), the clock, a client address that can be set, and requests that bring
//! their own time and randomness (`scripted.rs`).
//!
//! Compiled only with the feature `development`, which a production build lacks; the outbox and the clock
//! answer only with the delivery setting `outbox`.

mod letters;
mod scripted;

pub use scripted::Scripted;

use super::form::Fields;
use super::problems;
use super::respond::Answer;
use super::visit::ClientAddress;
use crate::couriers::{Channel, Message};
use crate::pages::frame::Place;
use crate::pages::{Block, Page};
use crate::ports::{Edge, Outage};
use crate::store::messages;
use crate::text::{Language, Text};
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde_json::json;

/// The most messages that the outbox shows.
const NEWEST: i64 = 1000;

/// The header that sets the client's address.
const CLIENT_ADDRESS: &str = "x-development-client-address";

/// The client's address, if the request sets it.
pub fn client_address(request: &Request<Bytes>) -> Option<ClientAddress> {
    request.headers().get(CLIENT_ADDRESS)?.to_str().ok()?.parse().ok().map(ClientAddress)
}

/// Answers the addresses below `/dev/`; nothing for any other.
pub async fn answer(edge: &impl Edge, text: Text, request: &Request<Bytes>) -> Option<Response<Bytes>> {
    if let Some(letter) = letters::letter(request.uri().path()) {
        return Some(letter);
    }
    let answer = match (request.method(), request.uri().path()) {
        (&Method::GET, "/dev/outbox") => outbox_page(edge).await,
        (&Method::GET, "/dev/outbox.json") => outbox_json(edge).await,
        (&Method::GET, "/dev/letters") => Ok(letters::page()),
        (&Method::GET, "/dev/clock") => clock(edge, 0).await,
        (&Method::POST, "/dev/clock") => clock(edge, seconds(request)).await,
        (&Method::GET, "/dev/memory.json") => Ok(memory(edge)),
        (&Method::POST, "/dev/fetch") => Ok(fetch(edge, request).await),
        _ => return None,
    };
    let answer = answer.unwrap_or_else(|outage| {
        edge.report(&outage);
        problems::unavailable(text)
    });
    Some(answer.into_response(Vec::new(), &[], false))
}

/// What the instance that answers needs and does.
fn memory(edge: &impl Edge) -> Answer {
    let tally = edge.tally();
    Answer::json(
        StatusCode::OK,
        &json!({
            "bytes": linear_memory(),
            "answered": tally.map(|tally| tally.answered),
            "answering": tally.map(|tally| tally.answering),
        }),
    )
}

/// How much linear memory the instance that answers has, in bytes. It never shrinks, so it is the most that was ever needed.
/// Nothing where there is none.
#[cfg(target_arch = "wasm32")]
fn linear_memory() -> Option<usize> {
    core::arch::wasm32::memory_size::<0>().checked_mul(64 * 1024)
}

#[cfg(not(target_arch = "wasm32"))]
const fn linear_memory() -> Option<usize> {
    None
}

/// Sends a request as the form says (`method`, `url`, `body`) and tells what came back, or why nothing did: how tests
/// reach the [`Fetch`](crate::ports::Fetch) port of an edge.
async fn fetch(edge: &impl Edge, request: &Request<Bytes>) -> Answer {
    let fields = Fields::read(request.body()).ok();
    let field = |name: &str| fields.as_ref().map(|fields| fields.get(name).to_owned()).unwrap_or_default();
    let outgoing = Request::builder()
        .method(field("method").as_str())
        .uri(field("url"))
        .header("x-from", "gatehouse")
        .body(Bytes::from(field("body")));
    let Ok(outgoing) = outgoing else {
        return Answer::json(StatusCode::OK, &json!({ "error": "no request" }));
    };
    Answer::json(
        StatusCode::OK,
        &match edge.fetch(outgoing).await {
            Ok(answer) => json!({
                "status": answer.status().as_u16(),
                "location": answer.headers().get("location").and_then(|value| value.to_str().ok()),
                "body": String::from_utf8_lossy(answer.body()),
            }),
            Err(outage) => json!({ "error": outage.to_string() }),
        },
    )
}

/// The seconds to move the clock by: `seconds=N` as a form or in the query, or `{"seconds": N}`.
fn seconds(request: &Request<Bytes>) -> i64 {
    let body = request.body();
    if let Ok(value) = serde_json::from_slice::<serde_json::Value>(body) {
        return value
            .get("seconds")
            .and_then(serde_json::Value::as_i64)
            .or_else(|| value.as_i64())
            .unwrap_or_default();
    }
    let read = |bytes: &[u8]| Fields::read(bytes).ok()?.get("seconds").parse().ok();
    read(body).or_else(|| read(request.uri().query().unwrap_or_default().as_bytes())).unwrap_or_default()
}

async fn clock(edge: &impl Edge, seconds: i64) -> Result<Answer, Outage> {
    let offset = edge.move_clock(seconds).await?;
    Ok(Answer::json(StatusCode::OK, &json!({ "now": edge.now().0, "offset": offset })))
}

async fn outbox_json(edge: &impl Edge) -> Result<Answer, Outage> {
    let queued = messages::newest(edge, &edge.settings().secrets, NEWEST).await?;
    let list: Vec<serde_json::Value> = queued
        .into_iter()
        .map(|queued| {
            let message = &queued.message;
            let mut shown = json!({
                "id": queued.id, "channel": message.channel.as_str(), "to": message.to, "subject": message.subject,
                "text": message.text(), "links": message.links(), "code": message.code,
                "created_at": queued.created_at.0,
            });
            if let (Channel::Email, Some(fields)) = (message.channel, shown.as_object_mut()) {
                fields.insert("html".to_owned(), message.html().into());
            }
            shown
        })
        .collect();
    Ok(Answer::json(StatusCode::OK, &list.into()))
}

async fn outbox_page(edge: &impl Edge) -> Result<Answer, Outage> {
    let text = Text::new(Language::English);
    let queued = messages::newest(edge, &edge.settings().secrets, 50).await?;
    // Not a page of the service: its words are for developers and are not translated.
    let mut page = Page::new("Development outbox".to_owned(), Place::Other);
    if queued.is_empty() {
        page = page.with(Block::Text("Nothing was sent yet.".to_owned()));
    }
    for message in queued.into_iter().map(|queued| queued.message) {
        let links: Vec<(String, String)> =
            message.links().into_iter().map(|link| (link.to_owned(), link.to_owned())).collect();
        let said = message.text();
        let Message { channel, to, subject, .. } = message;
        let mut facts = vec![("To".to_owned(), format!("{to} ({})", channel.as_str()))];
        if !subject.is_empty() {
            facts.push(("Subject".to_owned(), subject));
        }
        facts.push(("Text".to_owned(), said));
        page = page.with(Block::Facts(facts));
        if !links.is_empty() {
            page = page.with(Block::Links(links));
        }
    }
    Ok(Answer::page(StatusCode::OK, text, page))
}
