//! What Twilio tells us later, and how it proves that it is Twilio
//! (<https://www.twilio.com/docs/usage/security#validating-requests>).

use super::{CALLBACK_PATH, codes};
use crate::couriers::report::{Forged, News, Report};
use crate::couriers::settings::Twilio;
use crate::couriers::{Channel, Problem};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::{Request, Uri};
use sha1::Sha1;
use std::borrow::Cow;

/// The header with the signature.
const SIGNATURE: &str = "x-twilio-signature";

/// The most bytes and fields of a callback. Twilio's have some 40 short fields, and may get more.
const LONGEST: usize = 16 * 1024;
const MOST_FIELDS: usize = 200;

/// What a callback says: nothing, or one report.
///
/// The signature is over the address and all fields, but no time: a recorded callback can be sent again for ever. So reports
/// are harmless to repeat, and name the row, which is gone after a while.
///
/// # Errors
/// If it is not Twilio's, or not about our account.
pub fn callback(settings: &Twilio, origin: &str, request: &Request<Bytes>) -> Result<Vec<Report>, Forged> {
    let body = request.body();
    if body.len() > LONGEST {
        return Err(Forged("it is too long"));
    }
    let fields: Vec<(Cow<'_, str>, Cow<'_, str>)> =
        form_urlencoded::parse(body).take(MOST_FIELDS.saturating_add(1)).collect();
    if fields.len() > MOST_FIELDS {
        return Err(Forged("it has too many fields"));
    }
    let mut signatures = request.headers().get_all(SIGNATURE).iter();
    let (Some(signature), None) = (signatures.next(), signatures.next()) else {
        return Err(Forged("it has no signature of Twilio, or several"));
    };
    let signature = STANDARD.decode(signature).map_err(|_| Forged("its signature is not base64"))?;
    // What we told Twilio, in the spelling in which it came back. Where people reach us is not for the caller to say.
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let signed = spellings(origin)
        .iter()
        .any(|origin| signed(settings, &format!("{origin}{CALLBACK_PATH}{query}"), &fields, &signature));
    if !signed {
        return Err(Forged("its signature is not by Twilio's token for our account"));
    }
    let field = |name: &str| fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value);
    if field("AccountSid") != settings.account {
        return Err(Forged("it is about another account"));
    }
    let (channel, status) = match (field("MessageStatus"), field("CallStatus")) {
        ("", "") => return Ok(Vec::new()),
        ("", status) => (Channel::Voice, status),
        (status, _) => (Channel::Sms, status),
    };
    let news = news(channel, status, field("ErrorCode").parse().ok());
    let (Some(news), false) = (news, field("To").is_empty()) else { return Ok(Vec::new()) };
    let message = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "m")
        .map(|(_, id)| id.into_owned());
    let to = field("To").to_owned();
    Ok(vec![Report { message, channel, to, audience: None, sent_at: None, news }])
}

/// `origin` with and without its port. Twilio has signed both ways, and its own libraries take either.
fn spellings(origin: &str) -> [String; 2] {
    let uri: Option<Uri> = origin.parse().ok();
    let (Some(scheme), Some(host), port) = (
        uri.as_ref().and_then(Uri::scheme_str),
        uri.as_ref().and_then(Uri::host),
        uri.as_ref().and_then(Uri::port_u16),
    ) else {
        return [origin.to_owned(), origin.to_owned()];
    };
    let other = match (port, scheme) {
        (Some(_), _) => format!("{scheme}://{host}"),
        (None, "https") => format!("{origin}:443"),
        (None, _) => format!("{origin}:80"),
    };
    [origin.to_owned(), other]
}

/// Whether `signature` is of `address` and `fields`. The time that takes tells nothing.
fn signed(
    settings: &Twilio,
    address: &str,
    fields: &[(Cow<'_, str>, Cow<'_, str>)],
    signature: &[u8],
) -> bool {
    // A key of any length is a key of HMAC; an empty one would be anybody's.
    if settings.auth_token.is_empty() {
        return false;
    }
    let Ok(mut mac) = <Hmac<Sha1> as KeyInit>::new_from_slice(settings.auth_token.as_bytes()) else {
        return false;
    };
    mac.update(address.as_bytes());
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort();
    // Twilio's own library signs a field that comes twice with one value once.
    sorted.dedup();
    for (name, value) in sorted {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    mac.verify_slice(signature).is_ok()
}

/// What a status says; nothing if it is on its way, or of no status that we know.
fn news(channel: Channel, status: &str, code: Option<u32>) -> Option<News> {
    let failed = |otherwise: Option<Problem>| {
        let (problem, said) = match code {
            Some(code) => (codes::problem(code), format!("{status} {code}")),
            None => (otherwise, status.to_owned()),
        };
        Some(News::Failed { problem, said })
    };
    match (channel, status) {
        (Channel::Sms, "accepted" | "scheduled" | "queued" | "sending" | "sent")
        | (Channel::Voice, "queued" | "initiated" | "ringing" | "in-progress") => Some(News::Taken),
        (Channel::Sms, "delivered" | "read") | (Channel::Voice, "completed") => Some(News::Delivered),
        (Channel::Sms, "undelivered" | "failed" | "canceled") | (Channel::Voice, "canceled") => failed(None),
        (Channel::Voice, "busy" | "no-answer" | "failed") => failed(Some(Problem::Unreachable)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::couriers::Couriers;

    #[test]
    fn the_signature_is_that_of_twilios_documentation_and_of_its_official_client() {
        let settings = Couriers::read(
            r#"{"twilio": {"account": "AC1", "key": "", "secret": "", "auth_token": "12345", "from": ""}}"#,
        );
        let settings = settings.unwrap().twilio.unwrap();
        let check = |address: &str, body: &str, signature: &str| {
            let fields: Vec<_> = form_urlencoded::parse(body.as_bytes()).collect();
            assert!(signed(&settings, address, &fields, &STANDARD.decode(signature).unwrap()), "{address}");
        };
        check(
            "https://mycompany.com/myapp.php?foo=1&bar=2",
            "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212",
            "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
        );
        // Computed by the official client for Node, version 6.2.0.
        check(
            "https://gatehouse.example/callbacks/twilio?m=abc",
            "MessageSid=SM00000000000000000000000000000000&MessageStatus=delivered&To=%2B15005550006&ErrorCode=",
            "UbYEhUI6O9IYAaEVCOsBjfEBzm0=",
        );
    }
}
