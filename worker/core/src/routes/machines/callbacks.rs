//! What couriers tell afterwards: that a message arrived, that a number cannot be reached, that mail came back or was called
//! unwanted (MS-3).
//!
//! What always holds: nothing counts that is not signed; a report that comes twice changes nothing the second time; and
//! one of Twilio, whose signature has no time, counts only while the row of its message is there.

use super::refusal;
use crate::couriers::{News, Problem, Report, recipient_by, sns, twilio, webhook};
use crate::ports::{BatchError, Edge, Outage, Statement};
use crate::routes::respond::Answer;
use crate::store::{delivery, messages};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde_json::json;

/// Takes what Twilio tells about a text or a call.
///
/// # Errors
/// If the database does not answer: Twilio is told, and may tell again.
pub async fn twilio(edge: &impl Edge, request: &Request<Bytes>) -> Result<Answer, Outage> {
    let settings = edge.settings();
    let Some(known) = settings.couriers.as_ref().and_then(|couriers| couriers.twilio.as_ref()) else {
        return Ok(unused());
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

/// Takes what Amazon SES tells about emails, by SNS. A subscription to our own topic is agreed to.
///
/// # Errors
/// If the database, or the server with Amazon's certificate, does not answer: SNS tells again.
pub async fn ses(edge: &impl Edge, request: &Request<Bytes>) -> Result<Answer, Outage> {
    let couriers = edge.settings().couriers.as_ref();
    let Some(known) = couriers.and_then(|couriers| couriers.ses.as_ref()).filter(|ses| ses.topic.is_some())
    else {
        return Ok(unused());
    };
    let unverified = match sns::read(known, request.body(), edge.now()) {
        Ok(unverified) => unverified,
        Err(forged) => return Ok(forgery(edge, &forged.to_string())),
    };
    let certificate = get(edge, unverified.certificate_url()).await?;
    if is_refused(certificate.status()) {
        return Ok(forgery(edge, "a callback was refused: there is no such certificate as it names"));
    }
    match unverified.verify(found(certificate)?.body()) {
        Err(forged) => return Ok(forgery(edge, &forged.to_string())),
        Ok(sns::Event::Nothing) => {}
        Ok(sns::Event::Confirm { url }) => {
            found(get(edge, &url).await?)?;
            edge.note("courier: subscribed to the topic of bounces and complaints");
        }
        Ok(sns::Event::Unsubscribed) => {
            edge.report(&Outage::new(
                "courier",
                "SNS has ended our subscription: bounces and complaints stop",
            ));
        }
        Ok(sns::Event::Report(report)) => keep(edge, "ses", &report).await?,
        Ok(sns::Event::Odd(why)) => edge.note(&format!("courier: {why}")),
    }
    Ok(taken())
}

async fn get(edge: &impl Edge, url: &str) -> Result<Response<Bytes>, Outage> {
    let request = Request::get(url).body(Bytes::new());
    edge.fetch(request.map_err(|_| Outage::new("courier", "an address that is none"))?).await
}

/// Whether a server will never have what it was asked for. Anybody can have us ask SNS for what is not there, and that is no fault
/// for an operator to mend; but a server that is only busy would make us refuse a message that SNS then does not send again.
fn is_refused(status: StatusCode) -> bool {
    let is_busy = matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS);
    status.is_client_error() && !is_busy
}

fn found(response: Response<Bytes>) -> Result<Response<Bytes>, Outage> {
    if response.status() == StatusCode::OK {
        Ok(response)
    } else {
        Err(Outage::new("courier", format!("SNS answered with status {}", response.status())))
    }
}

/// Takes what the operator's program tells about a message.
///
/// # Errors
/// If the database does not answer.
pub async fn webhook(edge: &impl Edge, request: &Request<Bytes>) -> Result<Answer, Outage> {
    let couriers = edge.settings().couriers.as_ref();
    let Some(known) = couriers.and_then(|couriers| couriers.webhook.as_ref()) else { return Ok(unused()) };
    match webhook::callback(known, request.headers(), request.body(), edge.now()) {
        Err(forged) => Ok(forgery(edge, &forged.to_string())),
        Ok(reports) => {
            for report in &reports {
                keep(edge, "webhook", report).await?;
            }
            Ok(taken())
        }
    }
}

fn unused() -> Answer {
    refusal(StatusCode::NOT_FOUND, "this courier is not in use")
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
    // A courier that reports on a message has it, whatever became of the answer to our request. One that has failed for a
    // reason of its own leaves it to the next.
    let failed = matches!(report.news, News::Failed { problem: None, .. });
    if let Some(id) = report.message.as_ref().filter(|_| !failed) {
        batch.push(messages::finish_taken(id, now));
    }
    match &report.news {
        News::Taken => {}
        News::Delivered => {
            batch.extend([delivery::clear_reported(&recipient, report), count("delivered")]);
        }
        News::Failed { problem: Some(problem), said } => {
            edge.note(&format!("{courier} {} told of a recipient: {said}", channel.as_str()));
            batch.extend(delivery::note_reported(&recipient, report, *problem, now));
            batch.push(count(&format!("told-{}", problem.as_str())));
        }
        News::Failed { problem: None, said } => {
            edge.report(&Outage::new("courier", format!("{courier} {} failed: {said}", channel.as_str())));
            // The person was told that it is on its way.
            batch.extend(delivery::note_reported(&recipient, report, Problem::Lost, now));
            batch.push(count("told-failed"));
        }
    }
    if batch.is_empty() {
        return Ok(());
    }
    edge.batch(batch).await.map_err(BatchError::unexpected)
}
