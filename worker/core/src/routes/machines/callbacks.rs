//! What couriers tell afterwards: that a message arrived, that a number cannot be reached, that mail came back or was called
//! unwanted (MS-3).
//!
//! What always holds: nothing counts that is not signed; a report that comes twice changes nothing the second time; and
//! one of Twilio, whose signature has no time, counts only while the row of its message is there.

use super::refusal;
use crate::couriers::report::{News, Report};
use crate::couriers::{recipient_by, twilio};
use crate::ports::{BatchError, Edge, Outage, Statement};
use crate::routes::respond::Answer;
use crate::store::{delivery, messages};
use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::json;

/// Takes what Twilio tells about a text or a call.
///
/// # Errors
/// If the database does not answer: Twilio is told, and may tell again.
pub async fn twilio(edge: &impl Edge, request: &Request<Bytes>) -> Result<Answer, Outage> {
    let settings = edge.settings();
    let Some(known) = settings.couriers.as_ref().and_then(|couriers| couriers.twilio.as_ref()) else {
        return Ok(refusal(StatusCode::NOT_FOUND, "this courier is not in use"));
    };
    let reports = match twilio::callback(known, &settings.origin, request) {
        Ok(reports) => reports,
        Err(forged) => return Ok(forgery(edge, &forged.to_string())),
    };
    for report in &reports {
        let is_new = match &report.message {
            Some(id) => messages::was_queued(edge, id).await?,
            None => false,
        };
        if is_new {
            keep(edge, "twilio", report).await?;
        }
    }
    Ok(taken())
}

fn taken() -> Answer {
    Answer::json(StatusCode::OK, &json!({}))
}

fn forgery(edge: &impl Edge, why: &str) -> Answer {
    edge.note(why);
    refusal(StatusCode::FORBIDDEN, "the signature is missing or wrong")
}

/// Keeps what a report says.
async fn keep(edge: &impl Edge, courier: &'static str, report: &Report) -> Result<(), Outage> {
    let now = edge.now();
    let channel = report.channel;
    let recipient = recipient_by(edge, channel, &report.to);
    let count = |outcome: &str| delivery::count(channel.as_str(), courier, outcome, now);
    let mut batch: Vec<Statement> = Vec::new();
    // A courier that reports on a message has it, whatever became of the answer to our request.
    if let Some(id) = &report.message {
        batch.push(messages::finish_taken(id, now));
    }
    match &report.news {
        News::Taken => {}
        News::Delivered => {
            batch.extend([delivery::clear_problem(&recipient, channel), count("delivered")]);
        }
        News::Failed { problem: Some(problem), .. } => {
            batch.extend([
                delivery::note_problem(&recipient, channel, *problem, now),
                count(&format!("told-{}", problem.as_str())),
            ]);
        }
        News::Failed { problem: None, said } => {
            edge.report(&Outage::new("courier", format!("{courier} {} failed: {said}", channel.as_str())));
            batch.push(count("told-failed"));
        }
    }
    if batch.is_empty() {
        return Ok(());
    }
    edge.batch(batch).await.map_err(|error| match error {
        BatchError::Outage(outage) => outage,
        BatchError::LostRace => Outage::new("database", "an unexpected constraint"),
    })
}
