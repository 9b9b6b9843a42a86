//! The webhook: a program of the operator's own, which gets each message by one signed POST and carries it as it likes
//! (<https://www.standardwebhooks.com>).
//!
//! [`request`] asks it to, [`outcome`] reads its answer. It may refuse a recipient, in its answer or later, by a request of its own
//! that [`callback`] reads. What always holds: the id of a message is the same for each try, so that a program that remembers
//! ids carries none twice.

use super::answer::{self, Body};
use super::report::{Forged, News, Report};
use super::settings::Webhook;
use super::{Audience, Channel, Message, Outcome, Problem, Unsendable};
use crate::time::UnixTime;
use base64::Engine;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap};
use http::{Request, Response, StatusCode};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// How far the time of a callback may be from ours, in seconds: what is older is a recording.
const CLOCKS: u32 = 5 * 60;

/// The most bytes of a callback.
const LONGEST: usize = 16 * 1024;

/// Secrets come with or without padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[derive(Serialize)]
struct Event<'a> {
    r#type: &'static str,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    id: &'a str,
    channel: Channel,
    to: &'a str,
    audience: Audience,
    language: &'static str,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
}

/// The request for a message of any kind.
///
/// # Errors
/// If the settings make no address or key, or `id` no header.
pub fn request(
    settings: &Webhook,
    message: &Message,
    id: &str,
    now: UnixTime,
) -> Result<Request<Bytes>, Unsendable> {
    let is_email = message.channel == Channel::Email;
    let event = Event {
        r#type: "message",
        timestamp: OffsetDateTime::from_unix_timestamp(now.0)
            .ok()
            .and_then(|time| time.format(&Rfc3339).ok())
            .ok_or(Unsendable::Fault("the time cannot be written"))?,
        data: Data {
            id,
            channel: message.channel,
            to: &message.to,
            audience: message.audience,
            language: message.language.tag(),
            text: message.text(),
            subject: is_email.then_some(message.subject.as_str()),
            html: is_email.then(|| message.html()),
            code: message.code.as_deref(),
        },
    };
    let body =
        serde_json::to_vec(&event).map_err(|_| Unsendable::Fault("the message cannot be written as JSON"))?;
    let mac = mac(settings, id, &now.0.to_string(), &body)
        .ok_or(Unsendable::Fault("the webhook's secret is no key"))?;
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    Request::post(&settings.url)
        .header(CONTENT_TYPE, "application/json")
        .header(ACCEPT, "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", now.0)
        .header("webhook-signature", format!("v1,{signature}"))
        .body(Bytes::from(body))
        .map_err(|_| Unsendable::Fault("the webhook's address is none"))
}

/// Whether `text` is a secret as the specification wants it: `whsec_`, then base64 of 24 to 64 bytes.
pub fn is_secret(text: &str) -> bool {
    key(text).is_some_and(|key| (24..=64).contains(&key.len()))
}

fn key(secret: &str) -> Option<Vec<u8>> {
    LENIENT.decode(secret.strip_prefix("whsec_")?).ok().filter(|key| !key.is_empty())
}

fn mac(settings: &Webhook, id: &str, timestamp: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&key(&settings.secret)?).ok()?;
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        mac.update(part);
    }
    Some(mac)
}

/// What the answer means: any 2xx is a message taken over. "422" with `{"problem": "landline"}`, or another name of a [`Problem`],
/// refuses the recipient. All else that is not passing is for the operator.
pub fn outcome(response: &Response<Bytes>) -> Outcome {
    let status = response.status();
    let said = status.as_u16().to_string();
    if status.is_success() {
        Outcome::Accepted
    } else if answer::passes(status) {
        answer::again(response, said)
    } else if status == StatusCode::UNPROCESSABLE_ENTITY
        && let Some(problem) = Body::read(response).text("problem").and_then(Problem::from_told)
    {
        Outcome::Refused(problem)
    } else {
        Outcome::Misconfigured(said)
    }
}

#[derive(Deserialize)]
struct Told {
    r#type: String,
    data: ToldData,
}

#[derive(Deserialize)]
struct ToldData {
    id: Option<String>,
    channel: Channel,
    to: String,
    audience: Option<Audience>,
    status: Status,
    problem: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Taken,
    Delivered,
    Failed,
}

/// What the program tells later, signed as we sign: `{"type": "report", "data": {"id": "…", "channel": "sms", "to": "+1…",
/// "status": "failed", "problem": "landline"}}`. `status` is also `taken` or `delivered`, and `id` and `problem` may be left out. So may
/// `audience`, as we said it of the message, which counts once its `id` is forgotten here. Without either, what a message has shown
/// is said to nobody but an account's owner: it may be one that only an account gets.
///
/// # Errors
/// If it is not signed with our secret, is no report, or not of now.
pub fn callback(
    settings: &Webhook,
    headers: &HeaderMap,
    body: &[u8],
    now: UnixTime,
) -> Result<Vec<Report>, Forged> {
    if body.len() > LONGEST {
        return Err(Forged("it is too long"));
    }
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(id), Some(timestamp), Some(signatures)) =
        (header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"))
    else {
        return Err(Forged("it has no signature"));
    };
    let mac = mac(settings, id, timestamp, body).ok_or(Forged("the webhook's secret is no key"))?;
    // While a secret is replaced there may be one signature by each.
    let signed = signatures
        .split(' ')
        .filter_map(|signature| STANDARD.decode(signature.strip_prefix("v1,")?).ok())
        .any(|signature| mac.clone().verify_slice(&signature).is_ok());
    if !signed {
        return Err(Forged("its signature is not by our secret"));
    }
    let sent = UnixTime(timestamp.parse().map_err(|_| Forged("its time cannot be read"))?);
    if sent.until(now).max(now.until(sent)) > CLOCKS {
        return Err(Forged("its time is not now"));
    }
    let Told { r#type, data } = serde_json::from_slice(body).map_err(|_| Forged("it is no report"))?;
    // What we have sent ourselves is signed with the same secret.
    if r#type != "report" {
        return Err(Forged("it is no report"));
    }
    let problem = match data.problem.as_deref() {
        None => None,
        Some(name) => Some(Problem::from_told(name).ok_or(Forged("it names no problem that we know"))?),
    };
    let news = match data.status {
        Status::Taken => News::Taken,
        Status::Delivered => News::Delivered,
        Status::Failed => {
            News::Failed { problem, said: problem.map_or("failed", Problem::as_str).to_owned() }
        }
    };
    let ToldData { id, channel, to, audience, .. } = data;
    Ok(vec![Report { message: id, channel, to, audience, sent_at: None, news }])
}
