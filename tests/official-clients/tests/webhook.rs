//! The operator's own program: what it gets is verified by the library of Standard Webhooks, and what that signs is believed.

use crate::clients::{node, now, send};
use crate::messages::{ROW, WEBHOOK_SECRET, calls, couriers, dispatch, emails, provider, texts};
use gatehouse_core::couriers::{Courier, Message, News, Outcome, Problem, outcome, request, webhook};
use gatehouse_core::time::UnixTime;
use http::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

const ANOTHER_SECRET: &str = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";

fn verify(sent: &[Value]) -> Vec<bool> {
    let verified = node("webhook.mjs", &json!({"do": "verify", "sent": sent}));
    verified.as_array().unwrap().iter().map(|good| good.as_bool().unwrap()).collect()
}

#[test]
fn the_library_of_standard_webhooks_verifies_every_message() {
    let (provider, url) = provider();
    let settings = couriers(&url, |_| {});
    let messages: Vec<Message> = [texts(), calls(), emails()].concat();
    for message in &messages {
        let ours = request(Courier::Webhook, &settings, message, &dispatch(now())).unwrap();
        assert_eq!(outcome(Courier::Webhook, &send(ours)), Outcome::Accepted);
    }
    let received = provider.received();
    let sent: Vec<Value> = received
        .iter()
        .map(|sent| json!({"secret": WEBHOOK_SECRET, "headers": sent.headers, "body": sent.body}))
        .collect();
    assert_eq!(verify(&sent), vec![true; messages.len()]);
    for (received, message) in received.iter().zip(&messages) {
        assert_eq!((received.method.as_str(), received.path.as_str()), ("POST", "/messages"));
        assert_eq!(received.headers["webhook-id"], ROW);
        assert_eq!(received.json()["data"]["text"], *message.text());
    }
    // And it would have told.
    let spoilers: [fn(&mut Value); 5] = [
        |sent| sent["secret"] = ANOTHER_SECRET.into(),
        |sent| sent["body"] = format!("{} ", sent["body"].as_str().unwrap()).into(),
        |sent| sent["headers"]["webhook-id"] = "another".into(),
        |sent| sent["headers"]["webhook-timestamp"] = (now().0 - 30).to_string().into(),
        |sent| sent["headers"]["webhook-signature"] = "v1,AAAA".into(),
    ];
    let changed: Vec<Value> = spoilers
        .iter()
        .map(|spoil| {
            let mut sent = sent[0].clone();
            spoil(&mut sent);
            sent
        })
        .collect();
    assert_eq!(verify(&changed), vec![false; changed.len()]);
    println!("webhook: {} messages verified, {} changed ones refused", messages.len(), changed.len());
}

/// What the operator's program tells of a message, and which secret, id and time it signs with.
struct Told {
    secret: &'static str,
    id: &'static str,
    at: UnixTime,
    body: String,
}

/// Has the library sign; gives back signatures.
fn sign(told: &[Told]) -> Vec<String> {
    let told: Vec<Value> = told
        .iter()
        .map(|told| json!({"secret": told.secret, "id": told.id, "timestamp": told.at.0, "body": told.body}))
        .collect();
    let signed = node("webhook.mjs", &json!({"do": "sign", "told": told}));
    signed.as_array().unwrap().iter().map(|signature| signature.as_str().unwrap().to_owned()).collect()
}

fn report(status: &str, problem: Option<&str>) -> String {
    let data =
        json!({"id": ROW, "channel": "sms", "to": "+15005550006", "status": status, "problem": problem});
    json!({"type": "report", "note": "¿ñ 🗝?", "data": data}).to_string()
}

#[test]
fn ms_3_what_the_library_of_standard_webhooks_signs_is_believed_and_what_it_refuses_is_refused() {
    let settings = couriers("https://gatehouse.example", |_| {}).webhook.unwrap();
    let now = now();
    let told = |secret, at, status, problem| Told { secret, id: "msg_1", at, body: report(status, problem) };
    let all = [
        told(WEBHOOK_SECRET, now, "taken", None),
        told(WEBHOOK_SECRET, now, "delivered", None),
        told(WEBHOOK_SECRET, now, "failed", Some("landline")),
        // On a clock that goes a little wrong, and one that goes very wrong or a recording.
        told(WEBHOOK_SECRET, UnixTime(now.0 - 200), "delivered", None),
        told(WEBHOOK_SECRET, UnixTime(now.0 + 200), "delivered", None),
        told(WEBHOOK_SECRET, UnixTime(now.0 - 400), "delivered", None),
        told(WEBHOOK_SECRET, UnixTime(now.0 + 400), "delivered", None),
        told(ANOTHER_SECRET, now, "delivered", None),
    ];
    let mut judged: Vec<(Value, bool)> = Vec::new();
    let mut believed = Vec::new();
    for (told, signature) in all.iter().zip(sign(&all)) {
        let time = told.at.0.to_string();
        let (good, body) = (signature.as_str(), told.body.as_str());
        let (several, other) = (format!("v1,AAAA v1a,AAAA {good}"), format!("v2{}", &good[2..]));
        let changed = body.replace("+15005550006", "+15005550007");
        let later = (told.at.0 + 1).to_string();
        for (id, time, signature, body) in [
            (told.id, time.as_str(), good, body),
            (told.id, &time, &several, body),
            (told.id, &time, &other, body),
            (told.id, &time, "", body),
            (told.id, &time, good, &changed),
            (told.id, &later, good, body),
            ("msg_2", &time, good, body),
            ("", &time, good, body),
            (told.id, "now", good, body),
        ] {
            let headers =
                json!({"webhook-id": id, "webhook-timestamp": time, "webhook-signature": signature});
            let ours = webhook::callback(&settings, &map(&headers), body.as_bytes(), now);
            judged.push((json!({"secret": WEBHOOK_SECRET, "headers": headers, "body": body}), ours.is_ok()));
            believed.extend(ours.ok());
        }
    }
    let question: Vec<Value> = judged.iter().map(|(told, _)| told.clone()).collect();
    for ((told, ours), official) in judged.iter().zip(verify(&question)) {
        assert_eq!(*ours, official, "{told}");
    }
    // Five, each with one signature and among several.
    assert_eq!(believed.len(), 10);
    let landline = News::Failed { problem: Some(Problem::Landline), said: "landline".to_owned() };
    assert_eq!(
        believed.iter().filter(|reports| reports.iter().any(|report| report.news == landline)).count(),
        2
    );
    println!("callbacks of a webhook: {} judged alike, {} of them believed", judged.len(), believed.len());
}

fn map(headers: &Value) -> HeaderMap {
    let mut map = HeaderMap::new();
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        map.insert(name, HeaderValue::from_str(headers[name].as_str().unwrap()).unwrap());
    }
    map
}
