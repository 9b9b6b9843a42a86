//! What SES tells of an email, once SNS has brought it. The two ways to be told, by identity and by configuration set, differ in
//! one key (<https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html>,
//! <https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html>).

use super::TAG;
use crate::couriers::{Channel, News, Problem, Report};
use crate::identifiers::Email;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Notice {
    notification_type: Option<String>,
    event_type: Option<String>,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
    delivery: Option<Delivery>,
    mail: Option<Mail>,
}

#[derive(Deserialize)]
struct Bounce {
    #[serde(rename = "bounceType")]
    kind: String,
    #[serde(rename = "bounceSubType", default)]
    cause: String,
    #[serde(rename = "bouncedRecipients")]
    recipients: Vec<Recipient>,
}

#[derive(Deserialize)]
struct Complaint {
    #[serde(rename = "complaintFeedbackType")]
    kind: Option<String>,
    #[serde(rename = "complaintSubType")]
    cause: Option<String>,
    #[serde(rename = "complainedRecipients")]
    recipients: Vec<Recipient>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    email_address: String,
}

#[derive(Deserialize)]
struct Delivery {
    recipients: Vec<String>,
}

#[derive(Deserialize)]
struct Mail {
    #[serde(default)]
    destination: Vec<String>,
    #[serde(default)]
    tags: BTreeMap<String, Vec<String>>,
}

/// What `message` reports. A text that is no notice, such as the one that greets a new topic, reports nothing; nor does a bounce
/// that passes: a full mailbox, or somebody who is away.
pub fn reports(message: &str) -> Vec<Report> {
    let Ok(notice) = serde_json::from_str::<Notice>(message) else { return Vec::new() };
    let kind = notice.notification_type.or(notice.event_type).unwrap_or_default();
    let found = match kind.as_str() {
        "Bounce" => notice.bounce.and_then(bounced),
        "Complaint" => notice.complaint.and_then(complained),
        "Delivery" => notice.delivery.map(|delivery| (delivery.recipients, News::Delivered)),
        // SES found a virus, which nobody but us can have put there.
        "Reject" => notice.mail.as_ref().map(|mail| (mail.destination.clone(), failed(None, "Reject"))),
        _ => None,
    };
    let Some((to, news)) = found else { return Vec::new() };
    let message = notice.mail.and_then(|mail| mail.tags.get(TAG)?.first().cloned());
    to.iter()
        .filter_map(|to| bare(to))
        .map(|to| Report { message: message.clone(), channel: Channel::Email, to, news: news.clone() })
        .collect()
}

fn failed(problem: Option<Problem>, said: &str) -> News {
    News::Failed { problem, said: said.to_owned() }
}

fn bounced(bounce: Bounce) -> Option<(Vec<String>, News)> {
    // What SES says goes to the operator only as one of the names that we know. An address on the account's own list has to be
    // taken off that list too, or it bounces again.
    let said = match (bounce.kind.as_str(), bounce.cause.as_str()) {
        ("Permanent", "NoEmail") => "Bounce NoEmail",
        ("Permanent", "Suppressed") => "Bounce Suppressed",
        ("Permanent", "OnAccountSuppressionList") => "Bounce OnAccountSuppressionList",
        ("Permanent", _) => "Bounce",
        _ => return None,
    };
    Some((addresses(bounce.recipients), failed(Some(Problem::Bounced), said)))
}

fn complained(complaint: Complaint) -> Option<(Vec<String>, News)> {
    // Somebody has taken our mail out of a junk folder.
    if complaint.kind.as_deref() == Some("not-spam") {
        return None;
    }
    // Nobody has complained anew: Amazon keeps a list of its own, and sends nothing to whoever is on it.
    if complaint.cause.as_deref() == Some("OnAccountSuppressionList") {
        let said = failed(None, "Complaint OnAccountSuppressionList");
        return Some((addresses(complaint.recipients), said));
    }
    Some((addresses(complaint.recipients), failed(Some(Problem::Complained), "Complaint")))
}

fn addresses(recipients: Vec<Recipient>) -> Vec<String> {
    recipients.into_iter().map(|recipient| recipient.email_address).collect()
}

/// The address in `text`, which may have a name before it; nothing if there is none.
fn bare(text: &str) -> Option<String> {
    let inner = text.rsplit_once('<').map_or(text, |(_, rest)| rest.trim_end().trim_end_matches('>'));
    Email::read(inner).map(|email| email.as_str().to_owned())
}
