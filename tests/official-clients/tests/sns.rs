//! What SES tells us by SNS: believed and refused as by the validator that Amazon publishes.
//!
//! The validator leaves to its users what we check besides: the topic, the region and the time. And it takes a confirmation
//! that one has left a topic for a notification, which Amazon's documentation does not: that one is not asked about here.

use crate::clients::{node, now, path};
use crate::messages::{TOPIC, couriers};
use gatehouse_core::couriers::sns::{Event, read};
use serde_json::{Value, json};
use std::fs;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

const HOST: &str = "https://sns.us-east-1.amazonaws.com";
/// Made for the tests of core, and says how there.
const KEYS: &str = "../../worker/core/tests/couriers/sns";

/// A bounce in which another server names somebody to whom we have sent nothing.
fn message(change: impl FnOnce(&mut Value)) -> Value {
    let time = OffsetDateTime::from_unix_timestamp(now().0).unwrap().format(&Rfc3339).unwrap();
    let bounce = json!({
        "notificationType": "Bounce",
        "bounce": {"bounceType": "Permanent", "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": "victim@example.com"}]},
        "mail": {"destination": ["ana@example.com"], "commonHeaders": {"subject": "línea\n\"dos\" 🗝"}},
    });
    let mut message = json!({
        "Type": "Notification", "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324", "TopicArn": TOPIC,
        "Message": bounce.to_string(), "Timestamp": time, "SignatureVersion": "2",
        "SigningCertURL": format!("{HOST}/SimpleNotificationService-01d088a6f77103d0fe307c0069e40ed6.pem"),
        "UnsubscribeURL": format!("{HOST}/?Action=Unsubscribe&SubscriptionArn={TOPIC}:c9135db0"),
    });
    change(&mut message);
    message
}

/// What may come, before it is signed.
fn messages() -> Vec<Value> {
    let subscription = |message: &mut Value| {
        message["Type"] = "SubscriptionConfirmation".into();
        message["SubscribeURL"] =
            format!("{HOST}/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=2336412f37").into();
        message["Token"] = "2336412f37".into();
    };
    vec![
        message(|_| {}),
        message(|message| message["SignatureVersion"] = "1".into()),
        message(|message| message["Subject"] = "Amazon SES: línea\n2".into()),
        message(subscription),
        message(|message| {
            subscription(message);
            message["SignatureVersion"] = "1".into();
        }),
    ]
}

#[test]
fn ms_3_amazons_own_validator_and_we_believe_and_refuse_the_same_messages() {
    let settings = couriers("https://gatehouse.example", |_| {}).ses.unwrap();
    let certificate = fs::read(path(KEYS).join("certificate.pem")).unwrap();
    let mut asked: Vec<Value> = Vec::new();
    for message in messages() {
        let mut changes = vec![
            json!({}),
            json!({"Message": "{}"}),
            json!({"MessageId": "another"}),
            json!({"Timestamp": "2026-11-24T10:00:00.000Z"}),
            json!({"Type": "Something"}),
            json!({"Signature": "AAAA"}),
            json!({"Signature": ""}),
            json!({"SignatureVersion": "3"}),
            json!({"SignatureVersion": if message["SignatureVersion"] == "1" { "2" } else { "1" }}),
            json!({"SigningCertURL": "https://sns.us-east-1.evil.example/SimpleNotificationService-0.pem"}),
            json!({"SigningCertURL": "http://sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem"}),
            json!({"UnsubscribeURL": "not signed"}),
        ];
        if message["Type"] == "Notification" {
            changes.push(json!({"Subject": "another"}));
        } else {
            changes
                .push(json!({"SubscribeURL": format!("{HOST}/?Action=ConfirmSubscription&Token=another")}));
            changes.push(json!({"Token": "another"}));
        }
        asked.extend(changes.iter().map(|change| json!({"message": message, "change": change})));
    }
    let question = json!({
        "messages": asked, "key": path(KEYS).join("key.der"), "certificate": path(KEYS).join("certificate.pem"),
    });
    let (mut judged, mut believed) = (0, 0);
    for answer in node("sns.mjs", &question).as_array().unwrap() {
        let sent = answer["sent"].to_string();
        let ours = read(&settings, sent.as_bytes(), now()).and_then(|message| message.verify(&certificate));
        assert_eq!(Some(ours.is_ok()), answer["good"].as_bool(), "{ours:?} {sent}");
        judged += 1;
        if let Ok(event) = ours {
            believed += 1;
            match event {
                Event::Report(report) => assert_eq!(report.to, "ana@example.com", "{sent}"),
                Event::Confirm { .. } => {}
                other => panic!("{other:?} {sent}"),
            }
        }
    }
    // Each as it is, and with what is not signed changed.
    assert_eq!(believed, messages().len() * 2);
    println!("messages of SNS: {judged} judged alike, {believed} of them believed");
}
