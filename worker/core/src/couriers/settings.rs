//! Which courier carries what, and with which credentials: the setting `COURIERS`, a JSON document.
//!
//! What always holds: an error names a key and never holds a value, since most values are secrets.

use super::Channel;
use super::mailbox::is_mailbox;
use super::sns::is_topic;
use super::webhook::is_secret;
use http::Uri;
use serde::Deserialize;
use std::fmt;

/// Somebody who carries messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Courier {
    /// Twilio: texts and calls.
    Twilio,
    /// Amazon SES, version 2: emails.
    Ses,
    /// The email of Cloudflare, by a binding of the worker: only there.
    Cloudflare,
    /// A program of the operator's own, told by a signed request: anything.
    Webhook,
}

impl Courier {
    /// The name in the settings, the counts and lines for the operator.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Twilio => "twilio",
            Self::Ses => "ses",
            Self::Cloudflare => "cloudflare",
            Self::Webhook => "webhook",
        }
    }

    const fn carries(self, channel: Channel) -> bool {
        match self {
            Self::Twilio => matches!(channel, Channel::Sms | Channel::Voice),
            Self::Ses | Self::Cloudflare => matches!(channel, Channel::Email),
            Self::Webhook => true,
        }
    }
}

/// The couriers of an installation.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Couriers {
    /// Who carries emails: the first is asked first, the others if it cannot.
    #[serde(default)]
    pub email: Vec<Courier>,
    /// Who carries text messages.
    #[serde(default)]
    pub sms: Vec<Courier>,
    /// Who calls.
    #[serde(default)]
    pub voice: Vec<Courier>,
    /// Twilio, if it carries anything.
    pub twilio: Option<Twilio>,
    /// Amazon SES, if it carries anything.
    pub ses: Option<Ses>,
    /// Cloudflare's email, if it carries anything.
    pub cloudflare: Option<CloudflareEmail>,
    /// The webhook, if it carries anything.
    pub webhook: Option<Webhook>,
}

/// An account at Twilio.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Twilio {
    /// The account's id, `AC…`.
    pub account: String,
    /// The id of an API key, `SK…`.
    pub key: String,
    /// The API key's secret.
    pub secret: String,
    /// The account's own token, with which Twilio signs what it tells us.
    pub auth_token: String,
    /// The number that texts and calls come from, in E.164.
    pub from: String,
    /// The messaging service that texts come from, `MG…`, in place of `from`.
    pub service: Option<String>,
    /// Scheme and host of the interface; nothing is Twilio's own.
    pub endpoint: Option<String>,
}

/// An account at Amazon SES.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ses {
    /// The region, such as `us-gov-west-1`.
    pub region: String,
    /// The id of an access key.
    pub access_key: String,
    /// Its secret.
    pub secret_key: String,
    /// Who mail is from: `Name <address>`.
    pub from: String,
    /// The configuration set, which says where bounces and complaints are told.
    pub configuration_set: Option<String>,
    /// The SNS topic by which bounces and complaints reach us. Nothing: they don't.
    pub topic: Option<String>,
    /// Scheme and host of the interface; nothing is Amazon's own.
    pub endpoint: Option<String>,
}

/// Cloudflare's email, by the binding `EMAIL`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloudflareEmail {
    /// Who mail is from: `Name <address>`.
    pub from: String,
}

/// A program of the operator's own.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// Where each message is posted to.
    pub url: String,
    /// The secret that signs it, `whsec_…` (Standard Webhooks).
    pub secret: String,
}

impl Couriers {
    /// Reads the setting.
    ///
    /// # Errors
    /// If it is malformed or names a courier that cannot do what it is named for: a sentence without a value.
    pub fn read(text: &str) -> Result<Self, String> {
        let couriers: Self = serde_json::from_str(text).map_err(|error| {
            // serde's own words quote what stands there.
            let (line, column) = (error.line(), error.column());
            format!("the setting COURIERS cannot be read: look at line {line}, column {column}")
        })?;
        for channel in [Channel::Email, Channel::Sms, Channel::Voice] {
            for courier in couriers.of(channel) {
                let (name, what) = (courier.as_str(), channel.as_str());
                if !courier.carries(channel) {
                    return Err(format!(
                        "the setting COURIERS names {name} for {what}, which it cannot carry"
                    ));
                }
                if !couriers.has(*courier) {
                    return Err(format!(
                        "the setting COURIERS names {name} for {what}, and has no section {name}"
                    ));
                }
            }
        }
        match couriers.fault() {
            Some(fault) => Err(format!("the setting COURIERS: {fault}")),
            None => Ok(couriers),
        }
    }

    /// What no courier could work with, so that an operator learns it at the start and not by the first message.
    fn fault(&self) -> Option<&'static str> {
        if let Some(twilio) = &self.twilio {
            let is_id = |id: &str, kind: &str| {
                id.strip_prefix(kind).is_some_and(|rest| {
                    !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
                })
            };
            if !is_id(&twilio.account, "AC") {
                return Some("twilio.account must begin with AC");
            }
            if twilio.service.as_deref().is_some_and(|service| !is_id(service, "MG")) {
                return Some("twilio.service must begin with MG");
            }
            if twilio.auth_token.is_empty() {
                return Some("twilio.auth_token must not be empty");
            }
            if !twilio.endpoint.as_deref().is_none_or(is_safe) {
                return Some("twilio.endpoint must begin with https://");
            }
        }
        if let Some(ses) = &self.ses {
            let is_region = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            if ses.region.is_empty() || !ses.region.bytes().all(is_region) {
                return Some("ses.region must be the name of a region");
            }
            if !is_mailbox(&ses.from) {
                return Some("ses.from must be an address, or a name and an address in angle brackets");
            }
            if !ses.topic.as_deref().is_none_or(is_topic) {
                return Some("ses.topic must be the ARN of an SNS topic");
            }
            // Without one SES tells by identity, and leaves the tags out that say which message it was and who gets it.
            if ses.topic.is_some() && ses.configuration_set.is_none() {
                return Some("ses.topic must come with the ses.configuration_set that sends to it");
            }
            if !ses.endpoint.as_deref().is_none_or(is_safe) {
                return Some("ses.endpoint must begin with https://");
            }
        }
        if self.cloudflare.as_ref().is_some_and(|email| !is_mailbox(&email.from)) {
            return Some("cloudflare.from must be an address, or a name and an address in angle brackets");
        }
        if let Some(webhook) = &self.webhook {
            if !is_safe(&webhook.url) {
                return Some("webhook.url must begin with https://");
            }
            if !is_secret(&webhook.secret) {
                return Some("webhook.secret must be whsec_ and then base64 of 24 to 64 bytes");
            }
        }
        None
    }

    /// Who carries what goes by `channel`, the first choice first.
    pub fn of(&self, channel: Channel) -> &[Courier] {
        match channel {
            Channel::Email => &self.email,
            Channel::Sms => &self.sms,
            Channel::Voice => &self.voice,
        }
    }

    const fn has(&self, courier: Courier) -> bool {
        match courier {
            Courier::Twilio => self.twilio.is_some(),
            Courier::Ses => self.ses.is_some(),
            Courier::Cloudflare => self.cloudflare.is_some(),
            Courier::Webhook => self.webhook.is_some(),
        }
    }
}

/// Whether what is sent to `address` is read by nobody on the way: https, or a program on the same machine.
fn is_safe(address: &str) -> bool {
    let Ok(uri) = address.parse::<Uri>() else { return false };
    let here = matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]"));
    match uri.scheme_str() {
        Some("https") => uri.host().is_some(),
        Some("http") => here,
        _ => false,
    }
}

impl fmt::Debug for Couriers {
    /// Without credentials.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { email, sms, voice, .. } = self;
        formatter
            .debug_struct("Couriers")
            .field("email", email)
            .field("sms", sms)
            .field("voice", voice)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEBHOOK: &str =
        r#""webhook": {"url": "https://a.example/", "secret": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}"#;

    #[test]
    fn the_couriers_of_a_channel_come_in_their_order() {
        let text = format!(r#"{{"email": ["webhook"], {WEBHOOK}}}"#);
        let couriers = Couriers::read(&text).unwrap();
        assert_eq!(couriers.of(Channel::Email), [Courier::Webhook]);
        assert!(couriers.of(Channel::Sms).is_empty());
    }

    const ALL: &str = r#"{"sms": ["twilio"], "email": ["ses"],
        "twilio": {"account": "AC1", "key": "SK1", "secret": "s", "auth_token": "token", "from": "+15005550001",
            "service": "MG1", "endpoint": "https://twilio.example"},
        "ses": {"region": "us-gov-west-1", "access_key": "A", "secret_key": "B", "from": "Oficina <a@b.example>",
            "configuration_set": "gatehouse", "topic": "arn:aws-us-gov:sns:us-gov-west-1:1:mail", "endpoint": "http://127.0.0.1:4000"},
        "webhook": {"url": "http://[::1]:4001/a", "secret": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}}"#;

    #[test]
    fn what_no_courier_could_work_with_is_said_at_the_start() {
        assert!(Couriers::read(ALL).is_ok());
        for (good, bad, key) in [
            ("AC1", "SK1", "twilio.account"),
            ("AC1", "AC1/../AC2", "twilio.account"),
            ("AC1", "AC", "twilio.account"),
            ("MG1", "AC1", "twilio.service"),
            ("\"token\"", "\"\"", "twilio.auth_token"),
            ("https://twilio.example", "http://twilio.example", "twilio.endpoint"),
            ("https://twilio.example", "nowhere", "twilio.endpoint"),
            ("\"us-gov-west-1\"", "\"evil.example/\"", "ses.region"),
            ("\"us-gov-west-1\"", "\"\"", "ses.region"),
            ("Oficina <a@b.example>", "Oficina", "ses.from"),
            ("Oficina <", "Oficina\\r\\nBcc: <", "ses.from"),
            ("arn:aws-us-gov", "arn:evil", "ses.topic"),
            (":us-gov-west-1:", ":evil.example/:", "ses.topic"),
            (":1:mail", ":1:mail:c9135db0", "ses.topic"),
            (":1:mail", ":1", "ses.topic"),
            ("\"configuration_set\": \"gatehouse\", ", "", "ses.topic"),
            ("http://127.0.0.1:4000", "http://127.0.0.1.evil.example", "ses.endpoint"),
            ("http://[::1]:4001/a", "http://courier.example/", "webhook.url"),
            ("http://[::1]:4001/a", "ftp://courier.example/", "webhook.url"),
            ("http://[::1]:4001/a", "", "webhook.url"),
            ("whsec_MDEy", "MDEy", "webhook.secret"),
            ("whsec_MDEyMzQ1", "whsec_", "webhook.secret"),
            ("whsec_", "whsec_!", "webhook.secret"),
        ] {
            assert!(ALL.contains(good), "{good}");
            let error = Couriers::read(&ALL.replacen(good, bad, 1)).unwrap_err();
            assert!(error.starts_with(&format!("the setting COURIERS: {key} must")), "{bad}: {error}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_without_a_value() {
        for (text, said) in [
            ("{", "the setting COURIERS cannot be read: look at line 1, column 1"),
            (r#"{"email": ["ses"]}"#, "the setting COURIERS names ses for email, and has no section ses"),
            (r#"{"sms": ["ses"]}"#, "the setting COURIERS names ses for sms, which it cannot carry"),
            (
                r#"{"webhook": {"url": "a", "secret": "topsecret", "other": 1}}"#,
                "the setting COURIERS cannot be read: look at line 1, column 60",
            ),
        ] {
            let error = Couriers::read(text).unwrap_err();
            assert!(error.starts_with(said.split(", column").next().unwrap()), "{error}");
            assert!(!error.contains("topsecret"));
        }
    }
}
