//! Every courier, without a provider: what it is asked, what its answers mean, and whose callbacks are believed.

mod ses;
mod ses_callbacks;
mod signature;
mod sns;
mod twilio;
mod twilio_callbacks;
mod webhook;

use bytes::Bytes;
use gatehouse_core::couriers::{Audience, Channel, Couriers, Dispatch, Message, Outcome, Part};
use gatehouse_core::text::Language;
use gatehouse_core::time::UnixTime;
use http::{Request, Response};

/// 2027-01-01T00:00:00Z.
const NOW: UnixTime = UnixTime(1_798_761_600);

/// Where people reach the service.
const ORIGIN: &str = "https://gatehouse.example";

const SETTINGS: &str = r#"{
    "email": ["ses", "webhook"], "sms": ["twilio", "webhook"], "voice": ["twilio"],
    "twilio": {"account": "AC22222222222222222222222222222222", "key": "SK11111111111111111111111111111111",
        "secret": "key-secret", "auth_token": "12345", "from": "+15005550001"},
    "ses": {"region": "us-east-1", "access_key": "AKIDEXAMPLE",
        "secret_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "from": "Gatehouse <no-reply@gatehouse.example>",
        "configuration_set": "gatehouse", "topic": "arn:aws:sns:us-east-1:123456789012:mail"},
    "webhook": {"url": "https://courier.example/messages", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
}"#;

fn couriers() -> Couriers {
    Couriers::read(SETTINGS).unwrap()
}

/// The settings, changed by replacing one text.
fn couriers_with(old: &str, new: &str) -> Couriers {
    assert!(SETTINGS.contains(old), "{old}");
    Couriers::read(&SETTINGS.replace(old, new)).unwrap()
}

/// A message of row `id`, handed over now and of use for two minutes more.
const fn dispatch(id: &str) -> Dispatch<'_> {
    Dispatch { id, origin: ORIGIN, now: NOW, expires_at: UnixTime(NOW.0 + 120) }
}

fn email() -> Message {
    Message {
        channel: Channel::Email,
        to: "person@example.com".to_owned(),
        subject: "Confirm your address: código".to_owned(),
        language: Language::English,
        parts: vec![
            Part::Text("Hello <you>".to_owned()),
            Part::Link("https://gatehouse.example/confirm?t=1".to_owned()),
        ],
        code: None,
        host: None,
        audience: Audience::Anybody,
    }
}

fn text_message() -> Message {
    Message {
        channel: Channel::Sms,
        to: "+15005550006".to_owned(),
        subject: String::new(),
        language: Language::English,
        parts: vec![Part::Text("123456 is your Gatehouse code & key.".to_owned())],
        code: Some("123456".to_owned()),
        host: Some("gatehouse.example".to_owned()),
        audience: Audience::Anybody,
    }
}

fn call() -> Message {
    Message {
        channel: Channel::Voice,
        language: Language::Spanish,
        parts: vec![
            Part::Text("Su código <de> \"Gatehouse\" & más es:".to_owned()),
            Part::Digits("407".to_owned()),
        ],
        code: Some("407".to_owned()),
        host: None,
        ..text_message()
    }
}

/// The value of a header; empty if there is none.
fn header<'a>(request: &'a Request<Bytes>, name: &str) -> &'a str {
    request.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Response<Bytes> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Bytes::from(body.to_owned())).unwrap()
}

fn again(after: Option<u32>, said: &str) -> Outcome {
    Outcome::Again { after, said: said.to_owned() }
}

fn misconfigured(said: &str) -> Outcome {
    Outcome::Misconfigured(said.to_owned())
}
