//! Amazon SES, version 2, carries emails
//! (<https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html>).
//!
//! [`request`] asks it to, [`outcome`] reads its answer; what it tells us later comes through [`sns`](super::sns) and is read by
//! `notices`. What always holds: SES knows no idempotency key, so an email whose answer is lost may be sent twice.

pub(super) mod notices;
mod signature;

use super::answer::{self, Body};
use super::settings::Ses;
use super::{Channel, Message, Outcome, Unsendable, mailbox};
use crate::time::UnixTime;
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{Request, Response};
use serde::Serialize;

/// The tags that carry the row of the message and who gets it, and come back in notices.
const MESSAGE_TAG: &str = "message";
const AUDIENCE_TAG: &str = "audience";

/// The most characters of a subject (RFC 5322, section 2.1.1).
const LONGEST_SUBJECT: usize = 998;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct SendEmail<'a> {
    from_email_address: String,
    destination: Destination,
    content: Content<'a>,
    email_tags: Vec<Pair<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    configuration_set_name: Option<&'a str>,
    configuration_overrides: Overrides,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Destination {
    to_addresses: [String; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Content<'a> {
    simple: Simple<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Simple<'a> {
    subject: Encoded,
    body: Parts,
    headers: [Pair<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Parts {
    text: Encoded,
    html: Encoded,
}

/// Without a character set SES takes a text for ASCII.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Encoded {
    data: String,
    charset: &'static str,
}

impl Encoded {
    const fn new(data: String) -> Self {
        Self { data, charset: "UTF-8" }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Pair<'a> {
    name: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Overrides {
    tracking: Tracking,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Tracking {
    open_tracking_enabled: &'static str,
    click_tracking_enabled: &'static str,
}

/// The request for an email.
///
/// # Errors
/// If `message` is no email, an address has letters that SES does not take, or the settings make no address or header.
pub fn request(
    settings: &Ses,
    message: &Message,
    id: &str,
    now: UnixTime,
) -> Result<Request<Bytes>, Unsendable> {
    if message.channel != Channel::Email {
        return Err(Unsendable::Fault("SES carries only email"));
    }
    let from = mailbox::encode(&settings.from)
        .ok_or(Unsendable::Fault("who mail is from is no mailbox that SES takes"))?;
    let to = mailbox::address(&message.to).ok_or(Unsendable::Recipient)?;
    let mut tags = vec![Pair { name: AUDIENCE_TAG, value: message.audience.as_str() }];
    if is_tag(id) {
        tags.insert(0, Pair { name: MESSAGE_TAG, value: id });
    }
    let email = SendEmail {
        from_email_address: from,
        destination: Destination { to_addresses: [to] },
        content: Content {
            simple: Simple {
                subject: Encoded::new(subject(&message.subject)),
                body: Parts { text: Encoded::new(message.text()), html: Encoded::new(message.html()) },
                // Whoever is away need not tell a machine so (RFC 3834).
                headers: [Pair { name: "Auto-Submitted", value: "auto-generated" }],
            },
        },
        email_tags: tags,
        configuration_set_name: settings.configuration_set.as_deref(),
        // Our links are secrets: they must not lead through anybody's counter, whatever the configuration set says.
        configuration_overrides: Overrides {
            tracking: Tracking { open_tracking_enabled: "DISABLED", click_tracking_enabled: "DISABLED" },
        },
    };
    let body =
        serde_json::to_vec(&email).map_err(|_| Unsendable::Fault("the email cannot be written as JSON"))?;
    let mut request = Request::post(format!("{}/v2/email/outbound-emails", endpoint(settings)))
        .header(CONTENT_TYPE, "application/json")
        .header(ACCEPT, "application/json")
        .body(Bytes::from(body))
        .map_err(|_| Unsendable::Fault("the region or endpoint of SES makes no address"))?;
    signature::sign(settings, &mut request, now)
        .ok_or(Unsendable::Fault("the request to SES cannot be signed"))?;
    Ok(request)
}

fn endpoint(settings: &Ses) -> String {
    if let Some(endpoint) = &settings.endpoint {
        return endpoint.trim_end_matches('/').to_owned();
    }
    let region = &settings.region;
    let china = if region.starts_with("cn-") { ".cn" } else { "" };
    format!("https://email.{region}.amazonaws.com{china}")
}

/// A subject is one line. SES encodes it, and a control character in it would be our mistake: it becomes a space.
fn subject(text: &str) -> String {
    let line = text.replace(char::is_control, " ");
    line.trim().chars().take(LONGEST_SUBJECT).collect()
}

/// Whether SES takes `text` as the value of a tag.
fn is_tag(text: &str) -> bool {
    (1..=256).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// What the answer of SES means. "200" and the beginning of an answer is an email taken over: a second try would send it twice.
pub fn outcome(response: &Response<Bytes>) -> Outcome {
    let status = response.status();
    let body = Body::read(response);
    if status.is_success() {
        return match (&body, body.text("MessageId")) {
            (Body::CutShort, _) => Outcome::Accepted,
            (_, Some(id)) if !id.is_empty() => Outcome::Accepted,
            _ => answer::again(response, format!("{} without a MessageId", status.as_u16())),
        };
    }
    let kind = kind(response, &body);
    let said = match kind {
        Some(kind) => format!("{} {kind}", status.as_u16()),
        None => status.as_u16().to_string(),
    };
    if answer::passes(status) || kind.is_some_and(is_throttling) {
        answer::again(response, said)
    } else {
        // SES says nothing about a recipient at once: it accepts mail to a mailbox that does not exist, and tells us later.
        Outcome::Misconfigured(said)
    }
}

/// The name of an error: in a header, perhaps with an address after it, or in the body, perhaps with a namespace before it.
fn kind<'a>(response: &'a Response<Bytes>, body: &'a Body) -> Option<&'a str> {
    let header = response.headers().get("x-amzn-errortype").and_then(|value| value.to_str().ok());
    let named = header.or_else(|| body.text("__type")).or_else(|| body.text("code"))?;
    // Before the first ":", since the address after it may have a "#".
    let named = named.split(':').next().unwrap_or_default();
    let name = named.rsplit('#').next().unwrap_or_default().trim();
    // It goes into lines for the operator: a name, and nothing else that a server may say.
    let is_name = (1..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name.then_some(name)
}

/// Whether too much was asked at once. Not all of these say so by their status.
fn is_throttling(kind: &str) -> bool {
    matches!(
        kind,
        "TooManyRequestsException"
            | "Throttling"
            | "ThrottlingException"
            | "ThrottledException"
            | "RequestThrottled"
            | "RequestThrottledException"
            | "RequestTimeout"
            | "RequestTimeoutException"
            | "SlowDown"
    )
}
