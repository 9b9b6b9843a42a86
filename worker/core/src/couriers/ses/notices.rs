//! What SES tells of an email, once SNS has brought it. The two ways to be told, by identity and by configuration set, differ in
//! one key (<https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html>,
//! <https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html>).
//!
//! What always holds: a report is about the address that we sent to. Whose mail came back, or was called unwanted, SES also tells,
//! but in the words of the server that says so: whoever runs one could name anybody there, and mail that is forwarded comes back
//! from an address that we know nothing of.

use super::{AUDIENCE_TAG, MESSAGE_TAG};
use crate::couriers::{Audience, Channel, News, Problem, Report};
use crate::identifiers::Email;
use crate::time::UnixTime;
use serde::Deserialize;
use std::collections::BTreeMap;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Notice {
    notification_type: Option<String>,
    event_type: Option<String>,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
    mail: Option<Mail>,
}

#[derive(Deserialize)]
struct Bounce {
    #[serde(rename = "bounceType")]
    kind: String,
    #[serde(rename = "bounceSubType", default)]
    cause: String,
}

#[derive(Deserialize)]
struct Complaint {
    #[serde(rename = "complaintFeedbackType")]
    kind: Option<String>,
    #[serde(rename = "complaintSubType")]
    cause: Option<String>,
}

/// What SES knows of an email by itself.
#[derive(Default, Deserialize)]
struct Mail {
    #[serde(default)]
    destination: Vec<String>,
    #[serde(default)]
    timestamp: String,
    #[serde(default)]
    tags: BTreeMap<String, Vec<String>>,
}

impl Mail {
    /// The one address that it was sent to.
    fn recipient(&self) -> Option<String> {
        let [to] = self.destination.as_slice() else { return None };
        Email::read(to).map(|email| email.as_str().to_owned())
    }

    /// When SES took it over.
    fn sent_at(&self) -> Option<UnixTime> {
        let time = OffsetDateTime::parse(&self.timestamp, &Rfc3339).ok()?;
        Some(UnixTime(time.unix_timestamp()))
    }

    /// The value of a tag that we gave it.
    fn tag(&self, name: &str) -> Option<&str> {
        self.tags.get(name)?.first().map(String::as_str)
    }
}

/// What `message` reports. A text that is no notice, such as the one that greets a new topic, reports nothing; nor does a bounce
/// that passes: a full mailbox, or somebody who is away.
///
/// # Errors
/// If it does not say to which one address the email was sent: a sentence for the operator.
pub fn report(message: &str) -> Result<Option<Report>, &'static str> {
    let Ok(notice) = serde_json::from_str::<Notice>(message) else { return Ok(None) };
    let kind = notice.notification_type.or(notice.event_type).unwrap_or_default();
    let news = match kind.as_str() {
        "Bounce" => notice.bounce.and_then(|bounce| bounced(&bounce)),
        "Complaint" => notice.complaint.and_then(|complaint| complained(&complaint)),
        "Delivery" => Some(News::Delivered),
        // SES found a virus, which nobody but us can have put there.
        "Reject" => Some(failed(None, "Reject")),
        _ => None,
    };
    let Some(news) = news else { return Ok(None) };
    let mail = notice.mail.unwrap_or_default();
    let to = mail.recipient().ok_or("a notice of SES is not about an email to one address")?;
    let message = mail.tag(MESSAGE_TAG).map(str::to_owned);
    let audience = mail.tag(AUDIENCE_TAG).and_then(Audience::from_name);
    Ok(Some(Report { message, channel: Channel::Email, to, audience, sent_at: mail.sent_at(), news }))
}

fn failed(problem: Option<Problem>, said: &str) -> News {
    News::Failed { problem, said: said.to_owned() }
}

fn bounced(bounce: &Bounce) -> Option<News> {
    // What SES says goes to the operator only as one of the names that we know. An address on the account's own list has to be
    // taken off that list too, or it bounces again.
    let said = match (bounce.kind.as_str(), bounce.cause.as_str()) {
        ("Permanent", "NoEmail") => "Bounce NoEmail",
        ("Permanent", "Suppressed") => "Bounce Suppressed",
        ("Permanent", "OnAccountSuppressionList") => "Bounce OnAccountSuppressionList",
        ("Permanent", _) => "Bounce",
        _ => return None,
    };
    Some(failed(Some(Problem::Bounced), said))
}

fn complained(complaint: &Complaint) -> Option<News> {
    // Somebody has taken our mail out of a junk folder.
    if complaint.kind.as_deref() == Some("not-spam") {
        return None;
    }
    // Nobody has complained anew: Amazon keeps a list of its own, and sends nothing to whoever is on it.
    if complaint.cause.as_deref() == Some("OnAccountSuppressionList") {
        return Some(failed(None, "Complaint OnAccountSuppressionList"));
    }
    Some(failed(Some(Problem::Complained), "Complaint"))
}
