//! Amazon SES: its request, field by field as the official client for Python makes it, and its answers.

use super::*;
use gatehouse_core::couriers::{Courier, outcome, request};
use serde_json::{Value, json};

fn asked(couriers: &Couriers, message: &Message) -> Request<Bytes> {
    request(Courier::Ses, couriers, message, &dispatch("row-1")).unwrap()
}

fn body(request: &Request<Bytes>) -> Value {
    serde_json::from_slice(request.body()).unwrap()
}

#[test]
fn an_email_is_asked_for_as_by_the_official_client() {
    let asked = asked(&couriers(), &email());
    assert_eq!(asked.method(), "POST");
    assert_eq!(asked.uri(), "https://email.us-east-1.amazonaws.com/v2/email/outbound-emails");
    assert_eq!(header(&asked, "content-type"), "application/json");
    let text = |data: &str| json!({"Data": data, "Charset": "UTF-8"});
    assert_eq!(
        body(&asked),
        json!({
            "FromEmailAddress": "Gatehouse <no-reply@gatehouse.example>",
            "Destination": {"ToAddresses": ["person@example.com"]},
            "Content": {"Simple": {
                "Subject": text("Confirm your address: código"),
                "Body": {"Text": text(&email().text()), "Html": text(&email().html())},
                "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
            }},
            "EmailTags": [{"Name": "message", "Value": "row-1"}, {"Name": "audience", "Value": "anybody"}],
            "ConfigurationSetName": "gatehouse",
            "ConfigurationOverrides":
                {"Tracking": {"OpenTrackingEnabled": "DISABLED", "ClickTrackingEnabled": "DISABLED"}},
        })
    );
}

#[test]
fn a_request_is_signed_for_its_time_region_host_and_body() {
    let signature = |couriers: &Couriers, message: &Message, now: i64| {
        let asked =
            request(Courier::Ses, couriers, message, &Dispatch { now: UnixTime(now), ..dispatch("row-1") })
                .unwrap();
        header(&asked, "authorization").to_owned()
    };
    let signed = asked(&couriers(), &email());
    assert_eq!(header(&signed, "x-amz-date"), "20270101T000000Z");
    let authorization = header(&signed, "authorization");
    let head = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20270101/us-east-1/ses/aws4_request, \
                SignedHeaders=content-type;host;x-amz-date, Signature=";
    assert!(authorization.starts_with(head), "{authorization}");
    assert!(!format!("{:?}", signed.headers()).contains("AKIDEXAMPLE"), "a credential is printed");
    // The same request gets the same signature, and any other another.
    assert_eq!(authorization, signature(&couriers(), &email(), NOW.0));
    for other in [
        signature(&couriers(), &email(), NOW.0 + 1),
        signature(&couriers_with(r#""us-east-1""#, r#""us-east-2""#), &email(), NOW.0),
        signature(&couriers_with("wJalr", "xJalr"), &email(), NOW.0),
        signature(&couriers(), &Message { subject: "x".to_owned(), ..email() }, NOW.0),
        signature(
            &couriers_with(r#""region""#, r#""endpoint": "http://127.0.0.1:4000/", "region""#),
            &email(),
            NOW.0,
        ),
    ] {
        assert_ne!(authorization, other);
    }
    assert!(
        request(Courier::Ses, &couriers(), &email(), &Dispatch { now: UnixTime(-1), ..dispatch("row-1") })
            .is_err()
    );
}

#[test]
fn the_signature_is_that_of_amazons_vectors() {
    let (region, identity) = ("us-east-1", ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"));
    for (couriers, host) in [
        (couriers(), "email.us-east-1.amazonaws.com"),
        (couriers_with(r#""region""#, r#""endpoint": "http://127.0.0.1:4000/", "region""#), "127.0.0.1:4000"),
    ] {
        let asked = asked(&couriers, &email());
        let headers = [
            ("content-type", header(&asked, "content-type")),
            ("host", host),
            ("x-amz-date", header(&asked, "x-amz-date")),
        ];
        let head = ["POST", "/v2/email/outbound-emails", ""];
        assert_eq!(
            header(&asked, "authorization"),
            signature::authorization(identity, region, "ses", head, &headers, asked.body())
        );
    }
}

#[test]
fn every_region_has_its_host() {
    for (region, host) in [
        ("us-gov-west-1", "email.us-gov-west-1.amazonaws.com"),
        ("eu-west-1", "email.eu-west-1.amazonaws.com"),
        ("cn-north-1", "email.cn-north-1.amazonaws.com.cn"),
    ] {
        let couriers = couriers_with(r#""us-east-1""#, &format!("\"{region}\""));
        assert_eq!(asked(&couriers, &email()).uri().host(), Some(host));
    }
}

#[test]
fn without_a_configuration_set_none_is_named_and_an_id_with_signs_is_no_tag() {
    let mut couriers = couriers();
    couriers.ses.as_mut().unwrap().configuration_set = None;
    let asked = request(Courier::Ses, &couriers, &email(), &dispatch("a b")).unwrap();
    assert_eq!(body(&asked).get("ConfigurationSetName"), None);
    assert_eq!(body(&asked)["EmailTags"], json!([{"Name": "audience", "Value": "anybody"}]));
}

#[test]
fn ms_3_an_email_says_who_gets_such_a_one_since_its_row_may_be_gone_when_a_complaint_comes() {
    for (audience, value) in
        [(Audience::Anybody, "anybody"), (Audience::Account, "account"), (Audience::Owner, "owner")]
    {
        let asked = asked(&couriers(), &Message { audience, ..email() });
        assert_eq!(body(&asked)["EmailTags"][1], json!({"Name": "audience", "Value": value}));
        assert_eq!(Audience::from_name(value), Some(audience));
    }
    assert_eq!(Audience::from_name("Owner"), None);
}

#[test]
fn nothing_that_is_given_begins_another_header_or_address() {
    let subject = "Hello\r\nBcc: x@evil.example\0\u{85}".to_owned();
    let asked = asked(&couriers(), &Message { subject, ..email() });
    assert_eq!(body(&asked)["Content"]["Simple"]["Subject"]["Data"], "Hello  Bcc: x@evil.example");
    for to in [
        "a@example.com\r\nBcc: x@evil.example",
        "a@example.com, x@evil.example",
        "a@example.com,x@evil.example",
        "a@example.com;x@evil.example",
        "Ana <a@example.com>",
        "<a@example.com>",
        "a@example.com x@evil.example",
        "ä@example.com",
        "",
    ] {
        let message = Message { to: to.to_owned(), ..email() };
        assert!(request(Courier::Ses, &couriers(), &message, &dispatch("row-1")).is_err(), "{to:?}");
    }
    let name = couriers_with("Gatehouse <", "Oficina de Información <");
    assert_eq!(
        body(&self::asked(&name, &email()))["FromEmailAddress"],
        "=?UTF-8?B?T2ZpY2luYSBkZSBJbmZvcm1hY2nDs24=?= <no-reply@gatehouse.example>"
    );
    let domain = Message { to: "Ana@münchen.example".to_owned(), ..email() };
    assert_eq!(
        body(&self::asked(&couriers(), &domain))["Destination"]["ToAddresses"],
        json!(["Ana@xn--mnchen-3ya.example"])
    );
}

#[test]
fn what_is_no_email_is_not_asked_for() {
    for message in [text_message(), call()] {
        assert!(request(Courier::Ses, &couriers(), &message, &dispatch("row-1")).is_err());
    }
}

#[test]
fn every_answer_means_one_thing() {
    let kind = "x-amzn-errortype";
    for (status, headers, body, expected) in [
        (200, vec![], r#"{"MessageId": "0100-1"}"#, Outcome::Accepted),
        // Half an answer: the email had been taken.
        (200, vec![], r#"{"MessageId": "0100"#, Outcome::Accepted),
        (200, vec![], "{", Outcome::Accepted),
        (200, vec![], "", again(None, "200 without a MessageId")),
        (200, vec![], "{}", again(None, "200 without a MessageId")),
        (200, vec![], r#"{"MessageId": ""}"#, again(None, "200 without a MessageId")),
        (200, vec![], "<html>Sign in to the network</html>", again(None, "200 without a MessageId")),
        (400, vec![(kind, "MessageRejected")], "", misconfigured("400 MessageRejected")),
        (400, vec![], r#"{"__type": "MessageRejected"}"#, misconfigured("400 MessageRejected")),
        (
            400,
            vec![(kind, "MailFromDomainNotVerifiedException:http://internal.amazon.com/coral#x/")],
            "",
            misconfigured("400 MailFromDomainNotVerifiedException"),
        ),
        (
            400,
            vec![],
            r#"{"__type": "com.amazonaws.ses#AccountSuspendedException:http://a/"}"#,
            misconfigured("400 AccountSuspendedException"),
        ),
        (400, vec![], r#"{"code": "SendingPausedException"}"#, misconfigured("400 SendingPausedException")),
        (400, vec![(kind, "LimitExceededException")], "", misconfigured("400 LimitExceededException")),
        (400, vec![(kind, "BadRequestException")], "", misconfigured("400 BadRequestException")),
        (403, vec![(kind, "InvalidClientTokenId")], "", misconfigured("403 InvalidClientTokenId")),
        (403, vec![(kind, "SignatureDoesNotMatch")], "", misconfigured("403 SignatureDoesNotMatch")),
        (404, vec![(kind, "NotFoundException")], "", misconfigured("404 NotFoundException")),
        (429, vec![(kind, "TooManyRequestsException")], "", again(None, "429 TooManyRequestsException")),
        (429, vec![("retry-after", "9")], "", again(Some(9), "429")),
        (400, vec![(kind, "ThrottlingException")], "", again(None, "400 ThrottlingException")),
        (400, vec![], r#"{"__type": "Throttling"}"#, again(None, "400 Throttling")),
        (500, vec![(kind, "InternalFailure")], "", again(None, "500 InternalFailure")),
        (503, vec![("retry-after", "120")], "<html>", again(Some(120), "503")),
        (301, vec![], "", misconfigured("301")),
        // What is no name of an error is not written down.
        (400, vec![(kind, "person@example.com")], "", misconfigured("400")),
        (400, vec![], r#"{"__type": "a b"}"#, misconfigured("400")),
        (400, vec![], r#"{"__type": 1}"#, misconfigured("400")),
        (400, vec![], r#"{"__type": ""}"#, misconfigured("400")),
    ] {
        let response = response(status, &headers, body);
        assert_eq!(outcome(Courier::Ses, &response), expected, "{status} {headers:?} {body}");
    }
}
