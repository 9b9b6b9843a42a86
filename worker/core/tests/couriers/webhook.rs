//! The webhook: signed as Standard Webhooks wants it, both ways.

use super::*;
use gatehouse_core::couriers::webhook::callback;
use gatehouse_core::couriers::{Courier, Forged, News, Problem, Report, outcome, request};
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use serde_json::{Value, json};
use sha2::Sha256;

fn sign(secret: &str, id: &str, time: i64, body: &str) -> String {
    let key = data_encoding::BASE64.decode(secret.as_bytes()).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{id}.{time}.{body}").as_bytes());
    format!("v1,{}", data_encoding::BASE64.encode(&mac.finalize().into_bytes()))
}

const SECRET: &str = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

#[test]
fn the_signature_is_that_of_the_specification() {
    // From the tests of the reference libraries.
    let body = r#"{"email":"test@example.com","username":"test_user"}"#;
    assert_eq!(
        sign("C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1_649_367_553, body),
        "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="
    );
}

#[test]
fn a_message_is_posted_whole_and_signed() {
    let asked = request(Courier::Webhook, &couriers(), &email(), &dispatch("row-1")).unwrap();
    assert_eq!(
        (asked.method().as_str(), asked.uri().to_string().as_str()),
        ("POST", "https://courier.example/messages")
    );
    assert_eq!(header(&asked, "content-type"), "application/json");
    assert_eq!(header(&asked, "webhook-id"), "row-1");
    assert_eq!(header(&asked, "webhook-timestamp"), "1798761600");
    let body = std::str::from_utf8(asked.body()).unwrap();
    assert_eq!(header(&asked, "webhook-signature"), sign(SECRET, "row-1", NOW.0, body));
    assert_eq!(
        serde_json::from_str::<Value>(body).unwrap(),
        json!({"type": "message", "timestamp": "2027-01-01T00:00:00Z", "data": {
            "id": "row-1", "channel": "email", "to": "person@example.com", "audience": "anybody",
            "language": "en",
            "subject": "Confirm your address: código", "text": email().text(), "html": email().html(),
        }})
    );
    let asked = request(Courier::Webhook, &couriers(), &text_message(), &dispatch("row-2")).unwrap();
    assert_eq!(
        serde_json::from_slice::<Value>(asked.body()).unwrap()["data"],
        json!({"id": "row-2", "channel": "sms", "to": "+15005550006", "audience": "anybody", "language": "en",
            "text": text_message().text(), "code": "123456"})
    );
}

#[test]
fn an_id_that_is_no_header_is_not_sent() {
    assert!(request(Courier::Webhook, &couriers(), &email(), &dispatch("a\r\nb: c")).is_err());
}

#[test]
fn every_answer_means_one_thing() {
    for (status, headers, body, expected) in [
        (200, None, "", Outcome::Accepted),
        (204, None, "", Outcome::Accepted),
        (202, None, "{\"prob", Outcome::Accepted),
        (422, None, r#"{"problem": "landline"}"#, Outcome::Refused(Problem::Landline)),
        (422, None, r#"{"problem": "bounced"}"#, Outcome::Refused(Problem::Bounced)),
        (422, None, r#"{"problem": "moon"}"#, misconfigured("422")),
        // What was not taken cannot be lost.
        (422, None, r#"{"problem": "lost"}"#, misconfigured("422")),
        (422, None, "", misconfigured("422")),
        (400, None, r#"{"problem": "landline"}"#, misconfigured("400")),
        (410, None, "", misconfigured("410")),
        (401, None, "", misconfigured("401")),
        (404, None, "", misconfigured("404")),
        (302, None, "", misconfigured("302")),
        (429, Some("30"), "", again(Some(30), "429")),
        (500, None, "", again(None, "500")),
        (503, Some("60"), "", again(Some(60), "503")),
    ] {
        let headers: Vec<_> = headers.map(|seconds| ("retry-after", seconds)).into_iter().collect();
        assert_eq!(outcome(Courier::Webhook, &response(status, &headers, body)), expected, "{status} {body}");
    }
}

const TOLD: &str = r#"{"type":"report","data":{"id":"row-1","channel":"sms","to":"+15005550006","status":"failed","problem":"landline"}}"#;

fn headers(id: &str, time: i64, signature: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("webhook-id", id.parse().unwrap());
    headers.insert("webhook-timestamp", time.into());
    headers.insert("webhook-signature", signature.parse().unwrap());
    headers
}

fn told(body: &str) -> Result<Vec<Report>, Forged> {
    let headers = headers("e1", NOW.0, &sign(SECRET, "e1", NOW.0, body));
    callback(&couriers().webhook.unwrap(), &headers, body.as_bytes(), NOW)
}

#[test]
fn the_program_may_tell_later_what_became_of_a_message() {
    let report = |news| Report {
        message: Some("row-1".to_owned()),
        channel: Channel::Sms,
        to: "+15005550006".to_owned(),
        audience: None,
        sent_at: None,
        news,
    };
    let failed = |problem: Option<Problem>, said: &str| News::Failed { problem, said: said.to_owned() };
    assert_eq!(told(TOLD), Ok(vec![report(failed(Some(Problem::Landline), "landline"))]));
    assert_eq!(told(&TOLD.replace(r#","problem":"landline""#, "")), Ok(vec![report(failed(None, "failed"))]));
    assert_eq!(told(&TOLD.replace("failed", "delivered")), Ok(vec![report(News::Delivered)]));
    assert_eq!(told(&TOLD.replace("failed", "taken")), Ok(vec![report(News::Taken)]));
    for (name, audience) in
        [("\"anybody\"", Some(Audience::Anybody)), ("\"owner\"", Some(Audience::Owner)), ("null", None)]
    {
        let told = told(&TOLD.replace(r#","status""#, &format!(r#","audience":{name},"status""#))).unwrap();
        assert_eq!(told[0].audience, audience, "{name}");
    }
}

#[test]
fn a_forged_altered_or_old_callback_is_refused() {
    let settings = couriers().webhook.unwrap();
    let good = sign(SECRET, "e1", NOW.0, TOLD);
    let other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for (what, headers, body) in [
        ("by another secret", headers("e1", NOW.0, &sign(other, "e1", NOW.0, TOLD)), TOLD.to_owned()),
        ("with another id", headers("e2", NOW.0, &good), TOLD.to_owned()),
        ("with another time", headers("e1", NOW.0 + 1, &good), TOLD.to_owned()),
        ("with another body", headers("e1", NOW.0, &good), TOLD.replace("landline", "opted-out")),
        ("of another version", headers("e1", NOW.0, &good.replace("v1", "v1a")), TOLD.to_owned()),
        ("with an empty signature", headers("e1", NOW.0, ""), TOLD.to_owned()),
        ("without headers", HeaderMap::new(), TOLD.to_owned()),
        (
            "six minutes old",
            headers("e1", NOW.0 - 360, &sign(SECRET, "e1", NOW.0 - 360, TOLD)),
            TOLD.to_owned(),
        ),
        ("of later", headers("e1", NOW.0 + 360, &sign(SECRET, "e1", NOW.0 + 360, TOLD)), TOLD.to_owned()),
    ] {
        assert!(callback(&settings, &headers, body.as_bytes(), NOW).is_err(), "{what}");
    }
    // While a secret is replaced there are two.
    let both = headers("e1", NOW.0, &format!("v1,AAAA {good}"));
    assert!(callback(&settings, &both, TOLD.as_bytes(), NOW).is_ok());
}

#[test]
fn what_is_signed_but_no_report_is_refused() {
    let message = request(Courier::Webhook, &couriers(), &text_message(), &dispatch("row-1")).unwrap();
    let settings = couriers().webhook.unwrap();
    // What we have sent, sent back.
    assert!(callback(&settings, message.headers(), message.body(), NOW).is_err());
    let reflected = TOLD.replace("report", "message");
    let unknown = TOLD.replace("landline", "moon");
    let lost = TOLD.replace("landline", "lost");
    let nobody = TOLD.replace(r#","status""#, r#","audience":"moon","status""#);
    let huge = TOLD.replace("row-1", &"a".repeat(20_000));
    for body in ["", "{}", "[]", "null", &reflected, &unknown, &lost, &nobody, &huge] {
        assert!(told(body).is_err(), "{body:.60}");
    }
}
