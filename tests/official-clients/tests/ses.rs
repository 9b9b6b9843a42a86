//! Emails: asked for by boto3, and by us.

use crate::clients::{now, python, send};
use crate::comparison::{heads, members};
use crate::messages::{ACCESS_KEY, REGION, ROW, SECRET_KEY, SENDER, couriers, dispatch, emails, provider};
use gatehouse_core::couriers::{Courier, Message, Outcome, outcome, request};
use gatehouse_core::time::UnixTime;
use gatehouse_tests::courier::Received;
use serde_json::{Value, json};
use time::PrimitiveDateTime;

/// How boto3's `send_email` is called for a message.
fn arguments(message: &Message) -> Value {
    let text = |data: &str| json!({"Data": data, "Charset": "UTF-8"});
    // A subject is one line.
    let subject = message.subject.replace(char::is_control, " ");
    json!({
        "FromEmailAddress": SENDER,
        "Destination": {"ToAddresses": [message.to]},
        "Content": {"Simple": {
            "Subject": text(subject.trim()),
            "Body": {"Text": text(&message.text()), "Html": text(&message.html())},
            "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
        }},
        "EmailTags": [
            {"Name": "message", "Value": ROW},
            {"Name": "audience", "Value": message.audience},
        ],
        "ConfigurationSetName": "gatehouse",
        "ConfigurationOverrides":
            {"Tracking": {"OpenTrackingEnabled": "DISABLED", "ClickTrackingEnabled": "DISABLED"}},
    })
}

/// When a request says that it was signed.
fn signed_at(request: &Received) -> UnixTime {
    let format =
        time::format_description::parse_borrowed::<2>("[year][month][day]T[hour][minute][second]Z").unwrap();
    let time = PrimitiveDateTime::parse(&request.headers["x-amz-date"], &format).unwrap();
    UnixTime(time.assume_utc().unix_timestamp())
}

#[test]
fn an_email_is_asked_for_as_by_amazons_own_client() {
    let (provider, url) = provider();
    let messages = emails();
    let question = json!({
        "do": "send", "endpoint": url, "region": REGION, "access_key": ACCESS_KEY, "secret_key": SECRET_KEY,
        "emails": messages.iter().map(arguments).collect::<Vec<_>>(),
    });
    assert_eq!(python("ses.py", &question), json!(vec!["1"; messages.len()]));
    let official = provider.received();
    let settings = couriers(&url, |_| {});
    for (message, official) in messages.iter().zip(&official) {
        let ours = request(Courier::Ses, &settings, message, &dispatch(signed_at(official))).unwrap();
        assert_eq!(outcome(Courier::Ses, &send(ours)), Outcome::Accepted);
    }
    let ours = provider.received().split_off(official.len());
    let mut compared = 0;
    for (official, ours) in official.iter().zip(&ours) {
        let (theirs, own) = (official.json(), ours.json());
        assert_eq!(theirs, own);
        compared += heads(official, ours) + members(&own);
    }
    println!("emails: {} requests of each, {compared} values compared", ours.len());
}

#[test]
fn an_email_is_signed_as_by_amazons_own_client() {
    let (provider, url) = provider();
    let settings = couriers(&url, |_| {});
    for (message, days) in emails().iter().zip(0..) {
        let time = UnixTime(now().0 - days * 86_400);
        send(request(Courier::Ses, &settings, message, &dispatch(time)).unwrap());
    }
    // As it has come over the wire.
    let ours = provider.received();
    let requests: Vec<Value> = ours
        .iter()
        .map(|sent| {
            let header = |name: &str| sent.headers.get(name);
            json!({
                "method": sent.method, "url": format!("http://{}{}", sent.headers["host"], sent.path),
                "date": header("x-amz-date"), "content_type": header("content-type"), "body": sent.body,
            })
        })
        .collect();
    let question = json!({
        "do": "sign", "region": REGION, "access_key": ACCESS_KEY, "secret_key": SECRET_KEY, "requests": requests,
    });
    let signed: Vec<&String> = ours.iter().map(|sent| &sent.headers["authorization"]).collect();
    assert_eq!(python("ses.py", &question), json!(signed));
    println!("emails: {} signatures compared", signed.len());
}

#[test]
fn the_name_of_who_mail_is_from_reads_back() {
    let names = [
        "Gatehouse",
        "Oficina de Información",
        "Où est «l’œuvre» – 🗝",
        "A very long name with an ó, which takes more than the seventy-five characters of one encoded word of RFC 2047",
        "Office, the (first)",
        "",
    ];
    let written: Vec<Value> = names
        .iter()
        .map(|name| {
            let from = format!("{name} <no-reply@gatehouse.example>");
            let settings =
                couriers("http://127.0.0.1:1", |settings| settings["ses"]["from"] = from.trim().into());
            let asked = request(Courier::Ses, &settings, &emails()[0], &dispatch(now())).unwrap();
            let body: Value = serde_json::from_slice(asked.body()).unwrap();
            body["FromEmailAddress"].clone()
        })
        .collect();
    let read = python("ses.py", &json!({"do": "mailboxes", "lines": written}));
    let expected: Vec<Value> =
        names.iter().map(|name| json!([[name, "no-reply@gatehouse.example"]])).collect();
    assert_eq!(read, json!(expected), "{written:?}");
}
