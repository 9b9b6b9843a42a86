//! `/health`: whether messages leave, for a monitor.
//!
//! To anybody it says no more than that the database answers; to an operator whether messages leave, what waits and what came of
//! sending, by courier.
//!
//! What always holds: one message alone that does not open is no reason to wake anybody; two are.

use super::operator;
use crate::couriers::Channel;
use crate::ports::{Edge, Outage};
use crate::routes::respond::Answer;
use crate::store::delivery::{self, Hour, Late};
use crate::store::messages;
use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::{Value, json};

/// For how long a message may wait at most, in seconds.
const DELAY: u32 = 5 * 60;

/// For how long a message that has expired before it left still tells that messages do not leave, in seconds: the longest that
/// one waits between two tries, so that the others have been tried as well since it went better.
const REMEMBERED: u32 = 15 * 60;

/// How far back what came of sending tells how it goes now, in seconds.
const RECENT: u32 = 2 * 60 * 60;

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
    let late = delivery::late(edge, now, DELAY, REMEMBERED).await?;
    let hours = delivery::newest_hour(edge, now.minus(RECENT)).await?;
    let mut delayed = Channel::ALL.map(Channel::as_str).to_vec();
    delayed.retain(|channel| {
        let (late, hour) = (late.get(*channel).copied(), hours.get(*channel).copied());
        is_delayed(late.unwrap_or_default(), hour.unwrap_or_default())
    });
    let is_well = delayed.is_empty();
    let facts = json!({
        "status": if is_well { "ok" } else { "delayed" },
        "delayed": delayed,
        "waiting": waiting.number,
        "oldest_seconds": waiting.oldest.map_or(0, |oldest| oldest.until(now)),
        "last_24_hours": delivery::counts(edge, now.minus(WINDOW)).await?,
    });
    Ok((is_well, facts))
}

/// Whether the messages of a channel do not leave: nobody tries to send one, two are late, or sending failed and nothing was
/// sent, or at least half of it came to be lost.
const fn is_delayed(late: Late, hour: Hour) -> bool {
    let most_fails = hour.failed > 1 && hour.sent <= hour.lost.saturating_mul(2);
    late.untried > 0 || late.number > 1 || most_fails
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_delayed_if_nobody_sends_them_or_most_do_not_arrive() {
        for (late, untried, sent, lost, failed, expected) in [
            (0, 0, 0, 0, 0, false),
            (0, 0, 9, 0, 9, false),
            (1, 0, 0, 0, 1, false),
            (1, 1, 9, 0, 0, true),
            (2, 0, 9, 0, 0, true),
            (0, 0, 0, 0, 2, true),
            // Two lost of five, and of four.
            (0, 0, 5, 2, 2, false),
            (0, 0, 4, 2, 2, true),
        ] {
            let (late, hour) = (Late { number: late, untried }, Hour { sent, lost, failed });
            assert_eq!(is_delayed(late, hour), expected, "{late:?} {hour:?}");
        }
    }
}
