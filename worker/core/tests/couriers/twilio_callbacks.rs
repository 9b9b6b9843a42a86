//! Twilio's callbacks: whose are believed, and what they say.

use super::*;
use gatehouse_core::couriers::settings::Twilio;
use gatehouse_core::couriers::twilio::callback;
use gatehouse_core::couriers::{Forged, News, Problem, Report};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

const ACCOUNT: (&str, &str) = ("AccountSid", "AC22222222222222222222222222222222");
const TO: (&str, &str) = ("To", "+15005550006");
const PATH: &str = "/callbacks/twilio?m=abc";

fn settings() -> Twilio {
    couriers().twilio.unwrap()
}

fn sign(token: &str, address: &str, fields: &[(&str, &str)]) -> String {
    let mut fields = fields.to_vec();
    fields.sort_unstable();
    let signed: String = fields.iter().flat_map(|(name, value)| [*name, *value]).collect();
    let mut mac = Hmac::<Sha1>::new_from_slice(token.as_bytes()).unwrap();
    mac.update(address.as_bytes());
    mac.update(signed.as_bytes());
    data_encoding::BASE64.encode(&mac.finalize().into_bytes())
}

fn posted(path: &str, fields: &[(&str, &str)], signature: &str) -> Request<Bytes> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    Request::post(path).header("x-twilio-signature", signature).body(Bytes::from(body)).unwrap()
}

/// As Twilio would post it.
fn genuine(fields: &[(&str, &str)]) -> Request<Bytes> {
    posted(PATH, fields, &sign("12345", &format!("{ORIGIN}{PATH}"), fields))
}

fn read(request: &Request<Bytes>) -> Result<Vec<Report>, Forged> {
    callback(&settings(), ORIGIN, request)
}

#[test]
fn a_callback_says_what_became_of_a_message() {
    let failed = |problem, said: &str| Some(News::Failed { problem, said: said.to_owned() });
    let unreachable = Some(Problem::Unreachable);
    for (kind, status, code, news) in [
        ("MessageStatus", "queued", "", Some(News::Taken)),
        ("MessageStatus", "sent", "", Some(News::Taken)),
        ("MessageStatus", "delivered", "", Some(News::Delivered)),
        ("MessageStatus", "undelivered", "30003", failed(unreachable, "undelivered 30003")),
        ("MessageStatus", "undelivered", "30004", failed(unreachable, "undelivered 30004")),
        ("MessageStatus", "undelivered", "30005", failed(Some(Problem::NotANumber), "undelivered 30005")),
        ("MessageStatus", "undelivered", "30006", failed(Some(Problem::Landline), "undelivered 30006")),
        ("MessageStatus", "failed", "21610", failed(Some(Problem::OptedOut), "failed 21610")),
        // Ours: the carrier took it for junk, or knows no campaign of ours.
        ("MessageStatus", "undelivered", "30007", failed(None, "undelivered 30007")),
        ("MessageStatus", "failed", "30034", failed(None, "failed 30034")),
        ("MessageStatus", "failed", "", failed(None, "failed")),
        ("MessageStatus", "failed", "x", failed(None, "failed")),
        ("MessageStatus", "thinking", "", None),
        ("CallStatus", "ringing", "", Some(News::Taken)),
        ("CallStatus", "completed", "", Some(News::Delivered)),
        ("CallStatus", "busy", "", failed(unreachable, "busy")),
        ("CallStatus", "no-answer", "", failed(unreachable, "no-answer")),
        ("CallStatus", "failed", "", failed(unreachable, "failed")),
        ("CallStatus", "failed", "13227", failed(Some(Problem::CountryClosed), "failed 13227")),
        ("CallStatus", "canceled", "", failed(None, "canceled")),
        ("CallStatus", "delivered", "", None),
        ("SmsStatus", "delivered", "", None),
    ] {
        let channel = if kind == "CallStatus" { Channel::Voice } else { Channel::Sms };
        let reports = read(&genuine(&[(kind, status), ("ErrorCode", code), ACCOUNT, TO])).unwrap();
        let expected: Vec<Report> = news
            .map(|news| Report {
                message: Some("abc".to_owned()),
                channel,
                to: "+15005550006".to_owned(),
                audience: None,
                sent_at: None,
                news,
            })
            .into_iter()
            .collect();
        assert_eq!(reports, expected, "{kind} {status} {code}");
    }
}

#[test]
fn a_callback_that_is_sent_again_says_the_same() {
    let request = genuine(&[("MessageStatus", "undelivered"), ("ErrorCode", "30006"), ACCOUNT, TO]);
    assert_eq!(read(&request), read(&request));
}

#[test]
fn a_callback_with_all_fields_of_a_call_and_some_new_ones_is_read() {
    let names: Vec<String> = (0..100).map(|number| format!("New{number}")).collect();
    let mut fields = vec![("CallStatus", "completed"), ACCOUNT, TO, ("CallerName", "Ana Ruíz & Co +1")];
    fields.extend(names.iter().map(|name| (name.as_str(), "é")));
    assert_eq!(read(&genuine(&fields)).unwrap().len(), 1);
}

#[test]
fn twilio_may_sign_the_address_with_the_port_that_is_meant_anyway() {
    let fields = [("MessageStatus", "sent"), ACCOUNT, TO];
    let signed = |origin: &str| posted(PATH, &fields, &sign("12345", &format!("{origin}{PATH}"), &fields));
    for (origin, by, good) in [
        (ORIGIN, "https://gatehouse.example:443", true),
        ("https://gatehouse.example:8443", "https://gatehouse.example:8443", true),
        ("https://gatehouse.example:8443", "https://gatehouse.example", true),
        (ORIGIN, "https://gatehouse.example:8443", false),
        (ORIGIN, "http://gatehouse.example", false),
        (ORIGIN, "https://gatehouse.example.evil.example", false),
    ] {
        assert_eq!(callback(&settings(), origin, &signed(by)).is_ok(), good, "{origin} {by}");
    }
}

#[test]
fn a_forged_or_altered_callback_is_refused() {
    let fields = [("MessageStatus", "failed"), ("ErrorCode", "21610"), ACCOUNT, TO];
    let address = format!("{ORIGIN}{PATH}");
    let good = sign("12345", &address, &fields);
    let changed = |name: &str, value: &'static str| {
        let fields: Vec<_> =
            fields.iter().map(|field| if field.0 == name { (field.0, value) } else { *field }).collect();
        posted(PATH, &fields, &good)
    };
    let mut twice = posted(PATH, &fields, &good);
    twice.headers_mut().append("x-twilio-signature", "AAAA".parse().unwrap());
    let mut unsigned = posted(PATH, &fields, &good);
    unsigned.headers_mut().clear();
    let mut added = fields.to_vec();
    added.push(("To", "+15005550007"));
    let key = "key-secret";
    for (what, request) in [
        ("by another token", posted(PATH, &fields, &sign("54321", &address, &fields))),
        ("by no token", posted(PATH, &fields, &sign("", &address, &fields))),
        ("by the secret of the API key", posted(PATH, &fields, &sign(key, &address, &fields))),
        ("of another row", posted("/callbacks/twilio?m=abd", &fields, &good)),
        ("without its row", posted("/callbacks/twilio", &fields, &good)),
        ("with more in its address", posted("/callbacks/twilio?m=abc&m=abd", &fields, &good)),
        ("in another spelling", posted("/callbacks/twilio?m=%61bc", &fields, &good)),
        ("to another number", changed("To", "+15005550007")),
        ("with another code", changed("ErrorCode", "30006")),
        ("of another account", changed("AccountSid", "AC3")),
        ("with a second number", posted(PATH, &added, &good)),
        ("with an empty signature", posted(PATH, &fields, "")),
        ("with half a signature", posted(PATH, &fields, &good[..12])),
        ("with a signature that is no base64", posted(PATH, &fields, "!!!!")),
        ("with two signatures", twice),
        ("without a signature", unsigned),
        ("empty", posted(PATH, &[], &good)),
    ] {
        assert!(read(&request).is_err(), "{what}");
    }
}

#[test]
fn a_callback_about_another_account_is_refused_even_if_it_is_signed() {
    for account in ["AC33333333333333333333333333333333", ""] {
        let fields = [("MessageStatus", "failed"), ("ErrorCode", "21610"), ("AccountSid", account), TO];
        assert_eq!(read(&genuine(&fields)), Err(Forged("it is about another account")), "{account}");
    }
}

#[test]
fn a_huge_callback_is_refused_before_anything_is_done_with_it() {
    let long = "a".repeat(20_000);
    assert_eq!(read(&genuine(&[("Body", &long), ACCOUNT, TO])), Err(Forged("it is too long")));
    let many = vec![("a", "b"); 300];
    assert_eq!(read(&genuine(&many)), Err(Forged("it has too many fields")));
}

#[test]
fn a_callback_about_nothing_reports_nothing() {
    assert_eq!(read(&genuine(&[("MessageStatus", "sent"), ACCOUNT])), Ok(Vec::new()));
    assert_eq!(read(&genuine(&[ACCOUNT, TO])), Ok(Vec::new()));
}
