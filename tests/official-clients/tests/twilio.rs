//! Texts and calls: asked for by Twilio's client for Node, and by us.

use crate::clients::{node, now, send};
use crate::comparison::{forms, heads};
use crate::messages::{
    ACCOUNT, KEY, KEY_SECRET, NUMBER, ORIGIN, ROW, SERVICE, calls, couriers, dispatch, provider, texts,
};
use gatehouse_core::couriers::{Courier, Couriers, Message, Outcome, Spoken, outcome, request};
use gatehouse_core::policy::POLICY;
use gatehouse_core::text::Language;
use serde_json::{Value, json};

/// Sends `messages` by both; `options` says how Twilio's client is called for one. Everything must be the same.
fn compare(
    what: &str,
    messages: &[Message],
    settings: impl Fn(&str) -> Couriers,
    options: impl Fn(&Message) -> Value,
) {
    let (provider, url) = provider();
    let question = json!({
        "do": "ask", "endpoint": url, "account": ACCOUNT, "key": KEY, "secret": KEY_SECRET,
        "messages": messages.iter().map(options).collect::<Vec<_>>(),
    });
    assert_eq!(node("twilio.mjs", &question), json!(vec!["SM1"; messages.len()]));
    for message in messages {
        let ours = request(Courier::Twilio, &settings(&url), message, &dispatch(now())).unwrap();
        assert_eq!(outcome(Courier::Twilio, &send(ours)), Outcome::Accepted);
    }
    let received = provider.received();
    let (official, ours) = received.split_at(messages.len());
    assert_eq!(official.len(), ours.len());
    let compared: usize =
        official.iter().zip(ours).map(|(official, ours)| heads(official, ours) + forms(official, ours)).sum();
    println!("{what}: {} requests of each, {compared} values compared", ours.len());
}

fn callback() -> String {
    format!("{ORIGIN}/callbacks/twilio?m={ROW}")
}

fn text_options(message: &Message) -> Value {
    json!({
        "to": message.to, "body": message.text(), "statusCallback": callback(),
        "validityPeriod": POLICY.security_code_lifetime,
    })
}

#[test]
fn a_text_from_a_number_is_asked_for_as_by_twilios_own_client() {
    compare(
        "texts from a number",
        &texts(),
        |url| couriers(url, |_| {}),
        |message| {
            let mut options = text_options(message);
            options["from"] = NUMBER.into();
            json!({"options": options})
        },
    );
}

#[test]
fn a_text_from_a_service_is_asked_for_as_by_twilios_own_client() {
    compare(
        "texts from a service",
        &texts(),
        |url| couriers(url, |settings| settings["twilio"]["service"] = SERVICE.into()),
        |message| {
            let mut options = text_options(message);
            options["messagingServiceSid"] = SERVICE.into();
            json!({"options": options})
        },
    );
}

/// Language and voice, as Twilio names them.
const fn voice(language: Language) -> [&'static str; 2] {
    match language {
        Language::English => ["en-US", "Polly.Joanna-Neural"],
        Language::Spanish => ["es-US", "Polly.Lupe-Neural"],
        Language::French => ["fr-FR", "Polly.Lea-Neural"],
    }
}

#[test]
fn ms_4_a_call_is_asked_for_and_spoken_as_by_twilios_own_client() {
    let document = |message: &Message| {
        let [language, voice] = voice(message.language);
        let spoken = message.spoken().into_iter().map(|piece| match piece {
            Spoken::Words(words) => json!({"words": words}),
            Spoken::Digits(digits) => json!({"digits": digits}),
            Spoken::Pause => json!({}),
        });
        json!({"language": language, "voice": voice, "spoken": spoken.collect::<Vec<_>>()})
    };
    compare(
        "calls",
        &calls(),
        |url| couriers(url, |_| {}),
        |message| {
            let options = json!({
                "to": message.to, "from": NUMBER, "statusCallback": callback(),
                "statusCallbackEvent": ["completed"], "statusCallbackMethod": "POST", "timeout": 30, "timeLimit": 120,
            });
            json!({"options": options, "call": document(message)})
        },
    );
}

#[test]
fn ms_4_twilio_has_every_voice_and_language_that_calls_are_spoken_in() {
    let names: Vec<&str> = Language::ALL.into_iter().flat_map(voice).chain(["Polly.Nobody"]).collect();
    assert_eq!(node("twilio.mjs", &json!({"do": "unknown", "names": names})), json!(["Polly.Nobody"]));
}
