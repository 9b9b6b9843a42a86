//! SNS's messages: whose are believed, and what they say.
//!
//! The keys and certificates were made for these tests alone, and sign nothing else:
//!
//! ```sh
//! openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 36500 -subj /CN=sns.amazonaws.com -keyout key.pem -out certificate.pem
//! openssl pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out key.der
//! ```

use super::*;
use gatehouse_core::couriers::settings::Ses;
use gatehouse_core::couriers::sns::{Event, read};
use gatehouse_core::couriers::{Forged, News, Problem, Report};
use rsa::PrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::DecodePrivateKey;
use rsa::signature::{SignatureEncoding, Signer};
use serde_json::{Value, json};
use sha1::Sha1;
use sha2::Sha256;

pub const CERTIFICATE: &[u8] = include_bytes!("sns/certificate.pem");
pub const KEY: &[u8] = include_bytes!("sns/key.der");
const WEAK_CERTIFICATE: &[u8] = include_bytes!("sns/weak-certificate.pem");
pub const WEAK_KEY: &[u8] = include_bytes!("sns/weak-key.der");

const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:mail";
pub const HOST: &str = "https://sns.us-east-1.amazonaws.com";
pub const CONFIRMATION: &str = "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription\
                            &TopicArn=arn:aws:sns:us-east-1:123456789012:mail&Token=2336412f37";

fn settings() -> Ses {
    couriers().ses.unwrap()
}

/// A message of NOW, not yet signed.
pub fn notification(message: &str) -> Value {
    json!({
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": TOPIC,
        "Message": message,
        "Timestamp": "2027-01-01T00:00:00.000Z",
        "SignatureVersion": "2",
        "SigningCertURL": format!("{HOST}/SimpleNotificationService-01d088a6f77103d0fe307c0069e40ed6.pem"),
        "UnsubscribeURL": format!("{HOST}/?Action=Unsubscribe&SubscriptionArn={TOPIC}:c9135db0"),
    })
}

pub fn subscription(url: &str) -> Value {
    let mut message = notification("You have chosen to subscribe to the topic.");
    message["Type"] = "SubscriptionConfirmation".into();
    message["SubscribeURL"] = url.into();
    message["Token"] = "2336412f37".into();
    message
}

/// Signs as the documentation of SNS says, whatever the message is.
pub fn sign(mut message: Value, key: &[u8]) -> Vec<u8> {
    let notification = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
    let other = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
    let names: &[&str] = if message["Type"] == "Notification" { &notification } else { &other };
    let text: String =
        names.iter().filter_map(|name| Some(format!("{name}\n{}\n", message.get(name)?.as_str()?))).collect();
    let key = PrivateKey::from_pkcs8_der(key).unwrap();
    let signature = if message["SignatureVersion"] == "1" {
        SigningKey::<Sha1>::new(key).sign(text.as_bytes()).to_vec()
    } else {
        SigningKey::<Sha256>::new(key).sign(text.as_bytes()).to_vec()
    };
    message["Signature"] = data_encoding::BASE64.encode(&signature).into();
    message.to_string().into_bytes()
}

fn received(body: &[u8], now: UnixTime) -> Result<Event, Forged> {
    read(&settings(), body, now)?.verify(CERTIFICATE)
}

fn signed(message: Value) -> Result<Event, Forged> {
    received(&sign(message, KEY), NOW)
}

fn bounce() -> Value {
    json!({
        "notificationType": "Bounce",
        "bounce": {"bounceType": "Permanent", "bounceSubType": "NoEmail", "bouncedRecipients": [
            {"emailAddress": "ana@example.org", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1"}]},
        "mail": {"messageId": "0100", "destination": ["ana@example.org"]},
    })
}

fn report(message: Option<&str>, to: &str, problem: Option<Problem>, said: &str) -> Report {
    let news = News::Failed { problem, said: said.to_owned() };
    let (message, to) = (message.map(str::to_owned), to.to_owned());
    Report { message, channel: Channel::Email, to, audience: None, sent_at: None, news }
}

#[test]
fn a_bounce_is_reported_with_either_version_of_the_signature() {
    let expected = report(None, "ana@example.org", Some(Problem::Bounced), "Bounce NoEmail");
    for version in ["1", "2"] {
        let mut message = notification(&bounce().to_string());
        message["SignatureVersion"] = version.into();
        assert_eq!(signed(message), Ok(Event::Report(expected.clone())), "{version}");
    }
}

#[test]
fn a_subject_is_signed_where_there_is_one() {
    for subject in [json!("Amazon SES Email Event"), json!(""), Value::Null] {
        let mut message = notification(&bounce().to_string());
        message["Subject"] = subject.clone();
        assert!(matches!(signed(message), Ok(Event::Report(_))), "{subject}");
    }
}

#[test]
fn the_certificate_is_fetched_from_the_host_of_the_topics_region() {
    let body = sign(notification("x"), KEY);
    let read = read(&settings(), &body, NOW).unwrap();
    assert_eq!(
        read.certificate_url(),
        format!("{HOST}/SimpleNotificationService-01d088a6f77103d0fe307c0069e40ed6.pem")
    );
    for (topic, host) in [
        ("arn:aws-us-gov:sns:us-gov-west-1:123456789012:mail", "sns.us-gov-west-1.amazonaws.com"),
        ("arn:aws-cn:sns:cn-north-1:123456789012:mail", "sns.cn-north-1.amazonaws.com.cn"),
    ] {
        let settings = couriers_with(TOPIC, topic).ses.unwrap();
        let mut message = notification("x");
        message["TopicArn"] = topic.into();
        message["SigningCertURL"] = format!("https://{host}/SimpleNotificationService-0.pem").into();
        assert!(gatehouse_core::couriers::sns::read(&settings, &sign(message, KEY), NOW).is_ok(), "{topic}");
    }
}

#[test]
fn an_operators_subscription_can_be_confirmed() {
    assert_eq!(signed(subscription(CONFIRMATION)), Ok(Event::Confirm { url: CONFIRMATION.to_owned() }));
}

#[test]
fn a_subscription_is_confirmed_nowhere_but_at_sns() {
    for url in [
        &CONFIRMATION.replace("https", "http"),
        &CONFIRMATION.replace(".com/", ".com.evil.example/"),
        &CONFIRMATION.replace(".com/", ".com:8443/"),
        &CONFIRMATION.replace(".com/", ".com/x"),
        &CONFIRMATION.replace("https://", "https://a@"),
        &CONFIRMATION.replace("https://sns", "https://evil.example/?sns"),
        &CONFIRMATION.replace("us-east-1.am", "us-west-2.am"),
        &CONFIRMATION.replace("ConfirmSubscription", "Publish"),
        &CONFIRMATION.replace("&Token", "&Action=Publish&Token"),
        "",
        "/?Action=ConfirmSubscription",
    ] {
        assert!(signed(subscription(url)).is_err(), "{url}");
    }
}

#[test]
fn ms_3_the_end_of_a_subscription_is_told_from_other_messages() {
    let mut message = subscription(CONFIRMATION);
    message["Type"] = "UnsubscribeConfirmation".into();
    assert_eq!(signed(message), Ok(Event::Unsubscribed));
}

#[test]
fn a_forged_or_altered_message_is_refused_before_a_certificate_is_fetched() {
    let url = "/SimpleNotificationService-01d088a6f77103d0fe307c0069e40ed6.pem";
    let no_type = |message: &mut Value, name: &str| {
        message.as_object_mut().unwrap().remove(name);
    };
    for (name, value) in [
        ("TopicArn", "arn:aws:sns:us-east-1:999999999999:mail".to_owned()),
        ("TopicArn", format!("{TOPIC}2")),
        ("TopicArn", String::new()),
        ("Type", "Notification2".to_owned()),
        ("Type", "SubscriptionConfirmation".to_owned()),
        ("Type", String::new()),
        ("Timestamp", "2026-12-31T22:50:00.000Z".to_owned()),
        ("Timestamp", "2027-01-01T00:06:00.000Z".to_owned()),
        ("Timestamp", "yesterday".to_owned()),
        ("Timestamp", String::new()),
        ("SigningCertURL", format!("{}{url}", HOST.replace("https", "http"))),
        ("SigningCertURL", format!("{HOST}.evil.example{url}")),
        ("SigningCertURL", format!("https://evil.example{url}")),
        ("SigningCertURL", format!("https://sns.us-east-1.amazonaws.com@evil.example{url}")),
        ("SigningCertURL", format!("https://sns.us-east-1.amazonaws.com:8443{url}")),
        // A bucket that anybody could have called "sns".
        ("SigningCertURL", format!("https://sns.s3-us-east-1.amazonaws.com{url}")),
        ("SigningCertURL", format!("https://sns.us-west-2.amazonaws.com{url}")),
        ("SigningCertURL", format!("{HOST}/?Action=Publish&a=/SimpleNotificationService-0.pem")),
        ("SigningCertURL", format!("{HOST}/SimpleNotificationService-0.pem?a=.pem")),
        ("SigningCertURL", format!("{HOST}/SimpleNotificationService-../../a.pem")),
        ("SigningCertURL", format!("{HOST}/SimpleNotificationService-.pem")),
        ("SigningCertURL", format!("{HOST}/evil.pem")),
        ("SigningCertURL", String::new()),
    ] {
        let mut message = notification("x");
        message[name] = value.clone().into();
        assert!(read(&settings(), &sign(message, KEY), NOW).is_err(), "{name} {value}");
    }
    for name in
        ["Type", "MessageId", "TopicArn", "Message", "Timestamp", "SignatureVersion", "SigningCertURL"]
    {
        let mut message = notification("x");
        no_type(&mut message, name);
        assert!(read(&settings(), &sign(message, KEY), NOW).is_err(), "without {name}");
    }
    for name in ["SubscribeURL", "Token"] {
        let mut message = subscription(CONFIRMATION);
        no_type(&mut message, name);
        assert!(read(&settings(), &sign(message, KEY), NOW).is_err(), "without {name}");
    }
    let huge = format!("[{}", "[".repeat(100_000));
    let twice = String::from_utf8(sign(notification("x"), KEY)).unwrap();
    let twice = twice.replacen('{', &format!("{{\"TopicArn\":\"{TOPIC}\","), 1);
    for body in ["", "{}", "[]", "null", "hello", "{\"Type\":", &huge, &twice] {
        assert!(read(&settings(), body.as_bytes(), NOW).is_err(), "{body:.60}");
    }
    let settings = couriers_with(&format!(r#", "topic": "{TOPIC}""#), "").ses.unwrap();
    assert!(read(&settings, &sign(notification("x"), KEY), NOW).is_err());
}

#[test]
fn what_the_signature_does_not_cover_is_not_believed() {
    let good = String::from_utf8(sign(notification(&bounce().to_string()), KEY)).unwrap();
    assert!(received(good.as_bytes(), NOW).is_ok());
    let change = |name: &str, value: &str| {
        let mut message: Value = serde_json::from_str(&good).unwrap();
        message[name] = value.into();
        message.to_string()
    };
    let other = bounce().to_string().replace("ana@", "eva@");
    for body in [
        change("Message", &other),
        change("MessageId", "another"),
        change("Subject", "one"),
        change("Timestamp", "2027-01-01T00:00:01.000Z"),
        change("SignatureVersion", "1"),
        change("SignatureVersion", "3"),
        change("SignatureVersion", ""),
        change("Signature", ""),
        change("Signature", "!"),
        change("Signature", "AAAA"),
        change("Signature", &"A".repeat(50_000)),
        change("Signature", &data_encoding::BASE64.encode(&[0; 256])),
        change("Signature", &data_encoding::BASE64.encode(&[255; 256])),
    ] {
        assert!(received(body.as_bytes(), NOW).is_err(), "{body:.400}");
    }
    // A version that the signature does not name is not tried either.
    let mut message = notification("x");
    message["SignatureVersion"] = "3".into();
    assert!(signed(message).is_err());
}

#[test]
fn only_a_good_certificate_is_believed() {
    let body = sign(notification("x"), KEY);
    let verify = |certificate: &[u8]| read(&settings(), &body, NOW).unwrap().verify(certificate);
    assert_eq!(verify(CERTIFICATE), Ok(Event::Nothing));
    let text = String::from_utf8(CERTIFICATE.to_vec()).unwrap();
    for certificate in [
        WEAK_CERTIFICATE,
        b"",
        b"hello",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        text.replace("CERTIFICATE", "PUBLIC KEY").as_bytes(),
        &CERTIFICATE[..600],
        &vec![0xff; 100_000],
    ] {
        assert!(verify(certificate).is_err());
    }
    let weak = sign(notification("x"), WEAK_KEY);
    let weak = read(&settings(), &weak, NOW).unwrap().verify(WEAK_CERTIFICATE);
    assert_eq!(weak, Err(Forged("its certificate has a weak key")));
    // Made for 100 years from November of 2026.
    for (time, seconds) in
        [("2026-01-01T00:00:00.000Z", 1_767_225_600), ("2127-01-01T00:00:00.000Z", 4_954_435_200)]
    {
        let mut message = notification("x");
        message["Timestamp"] = time.into();
        let read = received(&sign(message, KEY), UnixTime(seconds));
        assert_eq!(read, Err(Forged("its certificate has expired, or is not yet good")), "{time}");
    }
}

#[test]
fn a_recorded_message_is_refused_when_sns_would_no_longer_send_it() {
    let body = sign(notification(&bounce().to_string()), KEY);
    for (seconds, good) in [(-360, false), (-300, true), (0, true), (3600, true), (3900, true), (3901, false)]
    {
        assert_eq!(received(&body, UnixTime(NOW.0 + seconds)).is_ok(), good, "{seconds}");
    }
    assert_eq!(received(&body, NOW), received(&body, NOW));
}

/// What is signed as a notice, and what it says.
fn told(notice: &Value) -> Event {
    signed(notification(&notice.to_string())).unwrap()
}

#[test]
fn notices_of_both_kinds_say_what_became_of_an_email() {
    let mail =
        json!({"destination": ["ana@example.org"], "tags": {"message": ["row-1"], "ses:from-domain": ["g"]}});
    let bounce = |kind: &str, subkind: &str| {
        json!({"eventType": "Bounce", "mail": mail, "bounce": {"bounceType": kind, "bounceSubType": subkind,
            "bouncedRecipients": [{"emailAddress": "ana@example.org"}]}})
    };
    let complaint = |kind: Value| {
        json!({"eventType": "Complaint", "mail": mail, "complaint": {"complaintFeedbackType": kind,
            "complainedRecipients": [{"emailAddress": "ana@example.org"}]}})
    };
    let failed =
        |problem: Option<Problem>, said: &str| Some(report(Some("row-1"), "ana@example.org", problem, said));
    let (bounced, complained) = (Some(Problem::Bounced), Some(Problem::Complained));
    let delivered = Report {
        message: Some("row-1".to_owned()),
        channel: Channel::Email,
        to: "ana@example.org".to_owned(),
        audience: None,
        sent_at: None,
        news: News::Delivered,
    };
    for (notice, expected) in [
        (bounce("Permanent", "General"), failed(bounced, "Bounce")),
        (bounce("Permanent", "OnAccountSuppressionList"), failed(bounced, "Bounce OnAccountSuppressionList")),
        (bounce("Permanent", "ana@example.org"), failed(bounced, "Bounce")),
        (bounce("Transient", "MailboxFull"), None),
        (bounce("Undetermined", "Undetermined"), None),
        (complaint(json!("abuse")), failed(complained, "Complaint")),
        (complaint(Value::Null), failed(complained, "Complaint")),
        (complaint(json!("not-spam")), None),
        (
            json!({"eventType": "Complaint", "mail": mail, "complaint": {"complaintSubType": "OnAccountSuppressionList",
                "complainedRecipients": [{"emailAddress": "ana@example.org"}]}}),
            failed(None, "Complaint OnAccountSuppressionList"),
        ),
        (
            json!({"eventType": "Delivery", "mail": mail, "delivery": {"recipients": ["ana@example.org"]}}),
            Some(delivered),
        ),
        (
            json!({"eventType": "Reject", "mail": mail, "reject": {"reason": "Bad content"}}),
            failed(None, "Reject"),
        ),
        (json!({"eventType": "Send", "mail": mail}), None),
        (json!({"eventType": "Bounce", "mail": mail}), None),
        (json!({"notificationType": "AmazonSnsSubscriptionSucceeded", "message": "x"}), None),
        (json!("Successfully validated SNS topic for Amazon SES event publishing."), None),
        (json!({"mail": 1}), None),
    ] {
        let expected = expected.map_or(Event::Nothing, Event::Report);
        assert_eq!(told(&notice), expected, "{notice}");
    }
    assert_eq!(signed(notification("Successfully validated SNS topic.")), Ok(Event::Nothing));
}

/// A notice of each kind about an email to `destination`, in which another server names `named`.
fn notices(destination: &Value, named: &str) -> Vec<Value> {
    let mail = json!({"destination": destination, "tags": {"message": ["row-1"]}});
    let recipients = json!([{"emailAddress": named}]);
    vec![
        json!({"eventType": "Bounce", "mail": mail,
            "bounce": {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": recipients}}),
        json!({"eventType": "Complaint", "mail": mail, "complaint": {"complainedRecipients": recipients}}),
        json!({"eventType": "Delivery", "mail": mail, "delivery": {"recipients": [named]}}),
        json!({"eventType": "Reject", "mail": mail, "reject": {"reason": "Bad content"}}),
    ]
}

#[test]
fn ms_3_a_notice_is_about_the_address_that_we_sent_to_whomever_another_server_names() {
    // A stranger's server that would silence somebody; a mailbox that is forwarded to one that does not exist; a name before it.
    for named in ["victim@example.com", "eva@elsewhere.example", "Eva <eva@example.org>", "nobody", ""] {
        for notice in notices(&json!(["ana@example.org"]), named) {
            let Event::Report(Report { to, .. }) = told(&notice) else { panic!("{notice}") };
            assert_eq!(to, "ana@example.org", "{notice}");
        }
    }
}

#[test]
fn ms_3_a_notice_about_nobody_or_several_says_nothing_of_anybody() {
    for destination in [
        json!([]),
        json!(["ana@example.org", "eva@example.org"]),
        json!(["nobody"]),
        json!(["ana@example.org, eva@example.org"]),
    ] {
        for notice in notices(&destination, "ana@example.org") {
            let odd = Event::Odd("a notice of SES is not about an email to one address");
            assert_eq!(told(&notice), odd, "{notice}");
        }
    }
    // Nothing at all of the email.
    let bounce =
        json!({"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": "ana@example.org"}]});
    assert!(matches!(told(&json!({"notificationType": "Bounce", "bounce": bounce})), Event::Odd(_)));
}

#[test]
fn ms_3_a_notice_brings_back_who_gets_such_an_email() {
    for (tags, audience) in [
        (json!({"message": ["row-1"], "audience": ["anybody"]}), Some(Audience::Anybody)),
        (json!({"audience": ["account"]}), Some(Audience::Account)),
        (json!({"audience": ["owner"], "ses:caller-identity": ["g"]}), Some(Audience::Owner)),
        (json!({"audience": ["moon"]}), None),
        (json!({"audience": []}), None),
        (json!({"message": ["row-1"]}), None),
    ] {
        let mail = json!({"destination": ["ana@example.org"], "tags": tags});
        let Event::Report(report) = told(&json!({"eventType": "Complaint", "mail": mail, "complaint": {}}))
        else {
            panic!("{tags}");
        };
        assert_eq!(report.audience, audience, "{tags}");
    }
}

#[test]
fn ms_3_a_notice_says_when_its_email_was_sent() {
    for (time, sent_at) in [
        ("2027-01-01T00:00:00.123Z", Some(NOW)),
        ("2026-12-31T23:59:59Z", Some(UnixTime(NOW.0 - 1))),
        ("yesterday", None),
        ("", None),
    ] {
        let mail = json!({"destination": ["ana@example.org"], "timestamp": time});
        let Event::Report(report) = told(&json!({"eventType": "Delivery", "mail": mail})) else {
            panic!("{time}")
        };
        assert_eq!(report.sent_at, sent_at, "{time}");
    }
}
