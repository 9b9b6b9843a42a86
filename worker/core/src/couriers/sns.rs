//! Amazon SNS brings what SES has to tell (<https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>).
//!
//! A message proves itself by a signature, whose certificate lies with SNS. [`read`] checks all that needs no certificate
//! and says where it is; [`Unverified::verify`] checks the signature, and only then is what was said believed. What always
//! holds: only our topic counts, and no address is ever asked for that is not SNS's own in the region of that topic.

use super::report::{Forged, Report};
use super::ses::notices;
use super::settings::Ses;
use crate::time::UnixTime;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Uri;
use rsa::PublicKey;
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::pkcs8::DecodePublicKey;
use rsa::signature::Verifier;
use rsa::traits::PublicKeyParts;
use serde::Deserialize;
use sha1::Sha1;
use sha2::Sha256;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use x509_cert::Certificate;
use x509_cert::der::{DecodePem, Encode};

/// For how long SNS tries to deliver a message (a hard limit of theirs), in seconds. What is older is a recording.
const LIFETIME: u32 = 60 * 60;

/// How far their clock and ours may be apart, in seconds.
const CLOCKS: u32 = 5 * 60;

/// The fewest bytes of a key that is believed: 2,048 bits.
const SHORTEST_KEY: usize = 256;

/// Where a message goes that SNS sends to all who subscribe.
struct Topic {
    /// The host of SNS in the region of the topic.
    host: String,
}

impl Topic {
    fn read(arn: &str) -> Option<Self> {
        let mut parts = arn.split(':');
        let mut next = || parts.next();
        let ("arn", partition, "sns", region, account, name, None) =
            (next()?, next()?, next()?, next()?, next()?, next()?, next())
        else {
            return None;
        };
        let end = match partition {
            "aws" | "aws-us-gov" => "amazonaws.com",
            "aws-cn" => "amazonaws.com.cn",
            _ => return None,
        };
        let is = |text: &str, allowed: fn(u8) -> bool| !text.is_empty() && text.bytes().all(allowed);
        (is(region, |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && is(account, |byte| byte.is_ascii_digit())
            && is(name, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')))
        .then(|| Self { host: format!("sns.{region}.{end}") })
    }
}

/// Whether `arn` names a topic whose messages can be verified.
pub fn is_topic(arn: &str) -> bool {
    Topic::read(arn).is_some()
}

/// A message as it comes.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope {
    r#type: String,
    message_id: String,
    topic_arn: String,
    message: String,
    timestamp: String,
    signature_version: String,
    signature: String,
    #[serde(rename = "SigningCertURL")]
    signing_cert_url: String,
    subject: Option<String>,
    token: Option<String>,
    #[serde(rename = "SubscribeURL")]
    subscribe_url: Option<String>,
}

impl Envelope {
    /// What is signed: names and values in the order of the alphabet.
    fn text(&self) -> Option<String> {
        let (subject, token, url) = (&self.subject, &self.token, &self.subscribe_url);
        let mut fields = vec![("Message", self.message.as_str()), ("MessageId", &self.message_id)];
        match self.r#type.as_str() {
            "Notification" => fields.extend(subject.as_deref().map(|subject| ("Subject", subject))),
            "SubscriptionConfirmation" | "UnsubscribeConfirmation" => {
                fields.push(("SubscribeURL", url.as_deref()?));
            }
            _ => return None,
        }
        fields.push(("Timestamp", &self.timestamp));
        if self.r#type != "Notification" {
            fields.push(("Token", token.as_deref()?));
        }
        // The topic is among the last: whoever may write another topic's messages cannot make one that reads as ours.
        fields.extend([("TopicArn", self.topic_arn.as_str()), ("Type", &self.r#type)]);
        Some(fields.iter().flat_map(|(name, value)| [*name, "\n", *value, "\n"]).collect())
    }
}

/// A message that nobody has vouched for yet.
pub struct Unverified {
    envelope: Envelope,
    topic: Topic,
    text: String,
    read_at: UnixTime,
}

/// What a message is, once it is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Somebody, an operator we hope, has subscribed us to our topic. A GET of `url` agrees to it.
    Confirm {
        /// An address of SNS.
        url: String,
    },
    /// Our subscription has ended: nothing more will be told.
    Unsubscribed,
    /// What became of an email.
    Report(Report),
    /// A notice that is not as any of ours should be. Why: a sentence for the operator, which holds nothing of what was sent.
    Odd(&'static str),
    /// Nothing to us.
    Nothing,
}

/// Reads a message that was posted to us.
///
/// # Errors
/// If it cannot be one of our topic, or is too old or too new.
pub fn read(settings: &Ses, body: &[u8], now: UnixTime) -> Result<Unverified, Forged> {
    let ours = settings.topic.as_deref().ok_or(Forged("we have no topic"))?;
    let topic = Topic::read(ours).ok_or(Forged("our topic is none that can be verified"))?;
    let envelope: Envelope =
        serde_json::from_slice(body).map_err(|_| Forged("it is no signed message of SNS"))?;
    if envelope.topic_arn != ours {
        return Err(Forged("it is of another topic"));
    }
    let text = envelope.text().ok_or(Forged("it is of no type that we know, or lacks a part"))?;
    let sent = OffsetDateTime::parse(&envelope.timestamp, &Rfc3339)
        .map_err(|_| Forged("its time cannot be read"))?;
    let sent = UnixTime(sent.unix_timestamp());
    if sent.until(now) > LIFETIME.saturating_add(CLOCKS) || now.until(sent) > CLOCKS {
        return Err(Forged("its time is too long ago, or to come"));
    }
    if !is_certificate(&topic, &envelope.signing_cert_url) {
        return Err(Forged("its certificate is not on SNS's own host"));
    }
    Ok(Unverified { envelope, topic, text, read_at: now })
}

/// Whether `url` is where SNS keeps certificates. Its name is checked too: other addresses there do something.
fn is_certificate(topic: &Topic, url: &str) -> bool {
    let name = url
        .strip_prefix("https://")
        .and_then(|url| url.strip_prefix(topic.host.as_str()))
        .and_then(|url| url.strip_prefix("/SimpleNotificationService-"))
        .and_then(|url| url.strip_suffix(".pem"));
    name.is_some_and(|name| {
        (1..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

impl Unverified {
    /// Where the certificate is. It is the same for many messages, and yet asked for each time: what comes here are bounces
    /// and complaints, a small part of the mail, and no edge keeps anything from one request to the next that could be trusted.
    pub fn certificate_url(&self) -> &str {
        &self.envelope.signing_cert_url
    }

    /// What the message says, if its signature is by the key of `certificate` (PEM), which was fetched from
    /// [`Unverified::certificate_url`]. That it was fetched from there by https is what makes it SNS's.
    ///
    /// # Errors
    /// If it is not, or the certificate is none, has expired or has a weak key.
    pub fn verify(self, certificate: &[u8]) -> Result<Event, Forged> {
        let key = key(certificate, self.read_at)?;
        let signature = STANDARD
            .decode(&self.envelope.signature)
            .ok()
            .and_then(|bytes| Signature::try_from(bytes.as_slice()).ok())
            .ok_or(Forged("its signature cannot be read"))?;
        let text = self.text.as_bytes();
        match self.envelope.signature_version.as_str() {
            "1" => VerifyingKey::<Sha1>::new(key).verify(text, &signature),
            "2" => VerifyingKey::<Sha256>::new(key).verify(text, &signature),
            _ => return Err(Forged("its signature is of another version")),
        }
        .map_err(|_| Forged("its signature is not by this certificate"))?;
        match (self.envelope.r#type.as_str(), self.envelope.subscribe_url) {
            ("Notification", _) => Ok(match notices::report(&self.envelope.message) {
                Ok(Some(report)) => Event::Report(report),
                Ok(None) => Event::Nothing,
                Err(why) => Event::Odd(why),
            }),
            ("SubscriptionConfirmation", Some(url)) if is_confirmation(&self.topic, &url) => {
                Ok(Event::Confirm { url })
            }
            ("SubscriptionConfirmation", _) => Err(Forged("what would confirm it is not on SNS's own host")),
            ("UnsubscribeConfirmation", _) => Ok(Event::Unsubscribed),
            _ => Ok(Event::Nothing),
        }
    }
}

/// Whether a GET of `url` does nothing but agree to a subscription.
fn is_confirmation(topic: &Topic, url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    let query = uri.query().unwrap_or_default();
    uri.scheme_str() == Some("https")
        && uri.authority().is_some_and(|authority| authority.as_str() == topic.host)
        && uri.path() == "/"
        && form_urlencoded::parse(query.as_bytes())
            .filter(|(name, _)| name == "Action")
            .map(|(_, value)| value)
            .eq(["ConfirmSubscription"])
}

/// The key of `certificate`, if it is good at `now`.
fn key(certificate: &[u8], now: UnixTime) -> Result<PublicKey, Forged> {
    let certificate =
        Certificate::from_pem(certificate).map_err(|_| Forged("its certificate cannot be read"))?;
    let certificate = certificate.tbs_certificate();
    let seconds = u64::try_from(now.0).unwrap_or_default();
    let validity = certificate.validity();
    let good =
        validity.not_before.to_unix_duration().as_secs()..=validity.not_after.to_unix_duration().as_secs();
    if !good.contains(&seconds) {
        return Err(Forged("its certificate has expired, or is not yet good"));
    }
    let key = certificate
        .subject_public_key_info()
        .to_der()
        .ok()
        .and_then(|key| PublicKey::from_public_key_der(&key).ok())
        .ok_or(Forged("its certificate has no key that we know"))?;
    if key.size() < SHORTEST_KEY {
        return Err(Forged("its certificate has a weak key"));
    }
    Ok(key)
}
