//! Twilio carries text messages and calls (<https://www.twilio.com/docs/messaging/api/message-resource>,
//! <https://www.twilio.com/docs/voice/api/call-resource>).
//!
//! [`request`] asks it to, [`outcome`] reads its answer, [`callback`] what it tells us later. What always holds: Twilio knows no
//! idempotency key, so a request whose answer is lost may be carried out twice. That is why each names its row in the
//! address of the callback: one that comes proves that the request arrived.

mod callback;
mod codes;

pub use callback::callback;

use super::answer::{self, Body};
use super::settings::Twilio;
use super::{Channel, Dispatch, Message, Outcome, Spoken, Unsendable};
use crate::text::Language;
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Request, Response, StatusCode};

/// Twilio's own interface.
const ENDPOINT: &str = "https://api.twilio.com";

/// Where Twilio tells us what became of a message.
pub const CALLBACK_PATH: &str = "/callbacks/twilio";

/// The most characters of a text message, and of the inline document that says what a call says.
const LONGEST_TEXT: usize = 1600;
const LONGEST_TWIML: usize = 4000;

/// The longest that Twilio keeps a text that it cannot send yet, in seconds.
const LONGEST_VALIDITY: u32 = 10 * 60 * 60;

/// For how many seconds a phone rings, and how long a call may be: a voice mailbox or a fraudster costs no more.
const RINGING: &str = "30";
const LONGEST_CALL: &str = "120";

/// The request for a text message or a call.
///
/// # Errors
/// If `message` is an email or too long, or the settings make no address or header.
pub fn request(
    settings: &Twilio,
    message: &Message,
    dispatch: &Dispatch<'_>,
) -> Result<Request<Bytes>, Unsendable> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("To", &message.to);
    form.append_pair("StatusCallback", &callback_address(dispatch));
    let resource = match message.channel {
        Channel::Email => return Err(Unsendable::Fault("Twilio carries no email")),
        Channel::Sms => {
            let text = message.text();
            if text.chars().count() > LONGEST_TEXT {
                return Err(Unsendable::Fault("the text is too long for Twilio"));
            }
            match &settings.service {
                Some(service) => form.append_pair("MessagingServiceSid", service),
                None => form.append_pair("From", &settings.from),
            };
            form.append_pair("ValidityPeriod", &validity(dispatch).to_string());
            form.append_pair("Body", &text);
            "Messages.json"
        }
        Channel::Voice => {
            let twiml = twiml(message)?;
            form.append_pair("From", &settings.from);
            // "completed" is told of each call that has ended, also if nobody answered.
            form.append_pair("StatusCallbackEvent", "completed");
            form.append_pair("StatusCallbackMethod", "POST");
            form.append_pair("Timeout", RINGING);
            form.append_pair("TimeLimit", LONGEST_CALL);
            form.append_pair("Twiml", &twiml);
            "Calls.json"
        }
    };
    let endpoint = settings.endpoint.as_deref().unwrap_or(ENDPOINT).trim_end_matches('/');
    let credentials = STANDARD.encode(format!("{}:{}", settings.key, settings.secret));
    let mut authorization = HeaderValue::try_from(format!("Basic {credentials}"))
        .map_err(|_| Unsendable::Fault("Twilio's key makes no header"))?;
    authorization.set_sensitive(true);
    Request::post(format!("{endpoint}/2010-04-01/Accounts/{}/{resource}", settings.account))
        .header(AUTHORIZATION, authorization)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(ACCEPT, "application/json")
        .body(Bytes::from(form.finish()))
        .map_err(|_| Unsendable::Fault("Twilio's account or endpoint makes no address"))
}

/// For how many seconds Twilio may keep a text before it sends it: as long as anybody has a use for it. A code that came after its
/// end would only be taken for a newer one.
fn validity(dispatch: &Dispatch<'_>) -> u32 {
    dispatch.now.until(dispatch.expires_at).clamp(1, LONGEST_VALIDITY)
}

/// Where Twilio tells what became of the message.
fn callback_address(dispatch: &Dispatch<'_>) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("m", dispatch.id).finish();
    format!("{}{CALLBACK_PATH}?{query}", dispatch.origin)
}

/// What a call says, as a document of Twilio's markup language. The template escapes the words.
#[derive(Template)]
#[template(path = "calls/twiml.xml")]
struct Twiml<'a> {
    spoken: &'a [Spoken],
    language: &'static str,
    voice: &'static str,
}

fn twiml(message: &Message) -> Result<String, Unsendable> {
    let (language, voice) = match message.language {
        Language::English => ("en-US", "Polly.Joanna-Neural"),
        Language::Spanish => ("es-US", "Polly.Lupe-Neural"),
        Language::French => ("fr-FR", "Polly.Lea-Neural"),
    };
    // XML has no way to write a control character, not even escaped.
    let clean = |words: &str| words.replace(char::is_control, " ");
    let spoken: Vec<Spoken> = message
        .spoken()
        .into_iter()
        .map(|piece| match piece {
            Spoken::Words(words) => Spoken::Words(clean(&words)),
            Spoken::Digits(digits) => Spoken::Digits(clean(&digits)),
            Spoken::Pause => Spoken::Pause,
        })
        .collect();
    let twiml = Twiml { spoken: &spoken, language, voice }
        .render()
        .map_err(|_| Unsendable::Fault("the document of the call cannot be written"))?;
    if twiml.chars().count() > LONGEST_TWIML {
        return Err(Unsendable::Fault("the call is too long for Twilio"));
    }
    Ok(twiml)
}

/// What Twilio's answer means. "201" and the beginning of an answer is a message taken over: Twilio has made it by then, and a
/// second try would send it twice. "200", or an answer that does not begin as Twilio's do, is somebody else's.
pub fn outcome(response: &Response<Bytes>) -> Outcome {
    let status = response.status();
    let body = Body::read(response);
    if status.is_success() {
        return match (&body, body.text("sid")) {
            (_, Some(sid)) if !sid.is_empty() => taken(&body),
            (Body::CutShort, _) if status == StatusCode::CREATED => Outcome::Accepted,
            _ => answer::again(response, format!("{} without a sid", status.as_u16())),
        };
    }
    let code = body.number("code");
    let said = match code {
        Some(code) => format!("{} {code}", status.as_u16()),
        None => status.as_u16().to_string(),
    };
    if answer::passes(status) || code.is_some_and(codes::passes) {
        return answer::again(response, said);
    }
    match code.and_then(codes::problem) {
        // Without the right credentials nothing is said about a recipient.
        Some(problem) if status.is_client_error() && status != StatusCode::UNAUTHORIZED => {
            Outcome::Refused(problem)
        }
        _ => Outcome::Misconfigured(said),
    }
}

/// Whether what was made has already failed.
fn taken(body: &Body) -> Outcome {
    if !matches!(body.text("status"), Some("failed" | "undelivered" | "canceled")) {
        return Outcome::Accepted;
    }
    match body.number("error_code") {
        Some(code) => match codes::problem(code) {
            Some(problem) => Outcome::Refused(problem),
            None if codes::passes(code) => Outcome::Again { after: None, said: code.to_string() },
            None => Outcome::Misconfigured(code.to_string()),
        },
        None => Outcome::Again { after: None, said: "failed at once".to_owned() },
    }
}
