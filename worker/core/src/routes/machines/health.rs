//! `/health`: whether messages leave, for a monitor.
//!
//! To anybody it says no more than that the database answers; to an operator whether messages leave, what waits and what came of
//! sending, by courier.

use super::operator;
use crate::ports::{Edge, Outage};
use crate::routes::respond::Answer;
use crate::store::{delivery, messages};
use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::{Value, json};

/// A message that has waited for longer than this, in seconds, means that messages do not leave.
const DELAY: u32 = 5 * 60;

/// What an operator is told the counts of, in seconds: the last day.
const WINDOW: u32 = 24 * 60 * 60;

/// Says how it goes: 200 if well, 503 if not.
pub async fn show(edge: &impl Edge, request: &Request<Bytes>) -> Answer {
    let key = edge.settings().operator_key.as_ref();
    let is_operator = key.zip(operator::token(request)).is_some_and(|(key, token)| key.is(token));
    match health(edge, is_operator).await {
        Ok((true, facts)) => Answer::json(StatusCode::OK, &facts),
        Ok((false, facts)) => Answer::json(StatusCode::SERVICE_UNAVAILABLE, &facts),
        Err(outage) => {
            edge.report(&outage);
            Answer::json(StatusCode::SERVICE_UNAVAILABLE, &json!({ "status": "down" }))
        }
    }
}

async fn health(edge: &impl Edge, is_operator: bool) -> Result<(bool, Value), Outage> {
    let now = edge.now();
    let waiting = messages::waiting(edge, now).await?;
    if !is_operator {
        // Whether something waits is nobody else's business: a stranger could learn from it what an address has caused.
        return Ok((true, json!({ "status": "ok" })));
    }
    let age = waiting.oldest.map_or(0, |oldest| oldest.until(now));
    let is_well = age <= DELAY;
    let status = if is_well { "ok" } else { "delayed" };
    let counts = delivery::counts(edge, now.minus(WINDOW)).await?;
    let facts = json!({
        "status": status, "waiting": waiting.number, "oldest_seconds": age, "last_24_hours": counts,
    });
    Ok((is_well, facts))
}
