//! `/callbacks/ses`: what Amazon tells comes to the right place, and nothing else does anything (MS-3).

use super::SETTINGS;
use super::sns::{CERTIFICATE, CONFIRMATION, HOST, KEY, WEAK_KEY, notification, sign, subscription};
use crate::native::browser::{Browser, Reply};
use crate::native::person::EMAIL;
use crate::native::{NativeEdge, ORIGIN, run};
use bytes::Bytes;
use gatehouse_core::ports::{Clock as _, Outage};
use gatehouse_core::{deliver, upkeep};
use http::{Request, Response};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

const DAY: u32 = 24 * 60 * 60;

/// An edge where SES takes everything, and SNS answers so when it is asked for its certificate.
fn edge(seed: u64, certificate: Result<u16, ()>) -> NativeEdge {
    let mut edge = NativeEdge::new(seed);
    edge.set_couriers(SETTINGS);
    edge.answer_with(move |request| {
        let (status, body) = match request.uri().path() {
            path if path.starts_with("/SimpleNotificationService-") => {
                let status = certificate.map_err(|()| Outage::new("another server", "no answer in time"))?;
                (status, Bytes::from_static(CERTIFICATE))
            }
            _ => (200, Bytes::from_static(br#"{"MessageId": "1"}"#)),
        };
        Ok(Response::builder().status(status).body(body).unwrap())
    });
    edge
}

fn now(edge: &NativeEdge) -> String {
    OffsetDateTime::from_unix_timestamp(edge.now().0).unwrap().format(&Rfc3339).unwrap()
}

/// Has SNS bring a message, signed with `key`.
fn bring_signed(edge: &NativeEdge, mut message: Value, key: &[u8]) -> Reply {
    message["Timestamp"] = now(edge).into();
    let request = Request::post(format!("{ORIGIN}/callbacks/ses")).header("content-type", "text/plain");
    let body = Bytes::from(sign(message, key));
    Reply::from(run(gatehouse_core::handle(edge, request.body(body).unwrap())))
}

fn bring(edge: &NativeEdge, message: Value) -> u16 {
    bring_signed(edge, message, KEY).status
}

/// Asks for a link to `email` and sends it. Gives what SES was asked to send, as it says so in its notices; nothing if it was not asked.
fn send(edge: &NativeEdge, email: &str) -> Option<Value> {
    edge.wait(60);
    Browser::new(edge).fill("/sign-up", &[("email", email)]);
    run(deliver(edge)).unwrap();
    let asked = edge.take_fetched().pop()?;
    let asked: Value = serde_json::from_slice(asked.body()).unwrap();
    let tags = asked["EmailTags"].as_array().unwrap().iter();
    let tags: Value =
        tags.map(|tag| (tag["Name"].as_str().unwrap().to_owned(), json!([tag["Value"]]))).collect();
    Some(json!({"destination": asked["Destination"]["ToAddresses"], "timestamp": now(edge), "tags": tags}))
}

/// A bounce of `mail`, in which the other server names `named`.
fn bounce(mail: &Value, named: &str) -> Value {
    let bounce = json!({"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": [{"emailAddress": named}]});
    notification(&json!({"eventType": "Bounce", "mail": mail, "bounce": bounce}).to_string())
}

fn complaint(mail: &Value) -> Value {
    notification(&json!({"eventType": "Complaint", "mail": mail, "complaint": {}}).to_string())
}

fn delivery(mail: &Value) -> Value {
    notification(&json!({"eventType": "Delivery", "mail": mail}).to_string())
}

fn problems(edge: &NativeEdge) -> i64 {
    edge.count("SELECT COUNT(*) FROM delivery_problems")
}

#[test]
fn ms_3_a_signed_bounce_is_kept_is_said_on_the_next_page_and_stops_mail() {
    let edge = edge(1, Ok(200));
    let browser = Browser::new(&edge);
    browser.fill("/sign-up", &[("email", EMAIL)]);
    let mail = send(&edge, EMAIL).unwrap();
    // The other server would have somebody else's mail stopped.
    assert_eq!(bring(&edge, bounce(&mail, "victim@example.org")), 200);
    let page = browser.get("/sign-up/check-email").body;
    assert!(page.contains("came back to us") && !page.contains("We sent"), "{page}");
    assert_eq!(edge.take_fetched().len(), 1, "the certificate");
    assert_eq!(send(&edge, EMAIL), None);
    assert!(send(&edge, "victim@example.org").is_some());
    assert_eq!(bring(&edge, bounce(&mail, EMAIL)), 200, "it may come twice");
    assert_eq!(problems(&edge), 1);
}

#[test]
fn ms_3_a_complaint_that_comes_days_later_stops_what_it_was_about() {
    let edge = edge(2, Ok(200));
    let mail = send(&edge, EMAIL).unwrap();
    edge.wait(3 * DAY);
    run(upkeep(&edge)).unwrap();
    assert_eq!(edge.count("SELECT COUNT(*) FROM messages"), 0);
    assert_eq!(bring(&edge, complaint(&mail)), 200);
    edge.take_fetched();
    assert_eq!(send(&edge, EMAIL), None);
}

#[test]
fn ms_3_a_delivery_from_before_a_bounce_does_not_make_it_forgotten() {
    let edge = edge(3, Ok(200));
    let first = send(&edge, EMAIL).unwrap();
    let second = send(&edge, EMAIL).unwrap();
    edge.wait(60);
    assert_eq!(bring(&edge, bounce(&second, EMAIL)), 200);
    for old in [&first, &second] {
        assert_eq!((bring(&edge, delivery(old)), problems(&edge)), (200, 1), "{old}");
    }
    // Another letter, and nothing is known any more of any row.
    edge.database().execute("UPDATE delivery_problems SET for_anybody = 0", []).unwrap();
    edge.take_fetched();
    let third = send(&edge, EMAIL).unwrap();
    edge.database().execute("DELETE FROM messages", []).unwrap();
    for (mail, left) in [(&second, 1), (&third, 0)] {
        assert_eq!((bring(&edge, delivery(mail)), problems(&edge)), (200, left), "{mail}");
    }
}

#[test]
fn ms_3_a_subscription_is_agreed_to() {
    let edge = edge(4, Ok(200));
    assert_eq!(bring(&edge, subscription(CONFIRMATION)), 200);
    let asked: Vec<String> = edge.take_fetched().iter().map(|asked| asked.uri().to_string()).collect();
    assert!(asked.len() == 2 && asked[0].starts_with(HOST) && asked[1] == CONFIRMATION, "{asked:?}");
    assert!(edge.notes().iter().any(|line| line.contains("subscribed")), "{:?}", edge.notes());
}

#[test]
fn ms_3_an_operator_is_told_of_the_end_of_a_subscription_since_no_bounce_would_come() {
    let edge = edge(5, Ok(200));
    let mut message = subscription(CONFIRMATION);
    message["Type"] = "UnsubscribeConfirmation".into();
    assert_eq!(bring(&edge, message), 200);
    let lines: Vec<String> = edge.reported().iter().map(ToString::to_string).collect();
    assert!(lines.len() == 1 && lines[0].contains("ended our subscription"), "{lines:?}");
    assert_eq!(edge.take_fetched().len(), 1, "nothing is subscribed anew");
}

#[test]
fn ms_3_while_the_certificate_cannot_be_had_nothing_changes_and_sns_tells_again() {
    for certificate in [Err(()), Ok(500), Ok(503), Ok(429), Ok(408), Ok(302)] {
        let edge = edge(6, certificate);
        let mail = send(&edge, EMAIL).unwrap();
        for message in [bounce(&mail, EMAIL), subscription(CONFIRMATION)] {
            let reply = bring_signed(&edge, message, KEY);
            assert!(reply.status == 503 && reply.retry_after.is_some(), "{certificate:?} {reply:?}");
        }
        assert_eq!((problems(&edge), edge.take_fetched().len()), (0, 2), "{certificate:?}");
    }
}

#[test]
fn ms_3_a_certificate_that_is_not_there_is_a_forgery_and_no_outage() {
    for certificate in [400, 403, 404, 410] {
        let edge = edge(7, Ok(certificate));
        let mail = send(&edge, EMAIL).unwrap();
        assert_eq!(bring(&edge, bounce(&mail, EMAIL)), 403, "{certificate}");
        assert_eq!((problems(&edge), edge.reported().len()), (0, 0), "{certificate}");
        assert!(edge.notes().iter().any(|line| line.contains("no such certificate")), "{:?}", edge.notes());
    }
}

#[test]
fn ms_3_what_is_signed_by_another_key_changes_nothing() {
    let edge = edge(8, Ok(200));
    let mail = send(&edge, EMAIL).unwrap();
    assert_eq!(bring_signed(&edge, bounce(&mail, EMAIL), WEAK_KEY).status, 403);
    assert_eq!(problems(&edge), 0);
}

#[test]
fn ms_3_a_notice_about_no_one_address_leaves_a_line_that_names_nobody() {
    let edge = edge(9, Ok(200));
    let mail = json!({"destination": [EMAIL, "eva@example.org"], "tags": {"audience": ["anybody"]}});
    assert_eq!(bring(&edge, bounce(&mail, EMAIL)), 200);
    assert_eq!(problems(&edge), 0);
    assert_eq!(edge.notes(), ["courier: a notice of SES is not about an email to one address"]);
}
