//! The messages that both sides send, and the settings of ours.

use gatehouse_core::couriers::letters::codes::{SecurityCode, security_code};
use gatehouse_core::couriers::{Audience, Channel, Couriers, Dispatch, Message, Part, letters};
use gatehouse_core::flows::codes::Purpose;
use gatehouse_core::flows::notices::Notice;
use gatehouse_core::identifiers::{Browser, Email};
use gatehouse_core::policy::POLICY;
use gatehouse_core::store::contact::Written;
use gatehouse_core::text::{Language, Text};
use gatehouse_core::time::UnixTime;
use gatehouse_tests::courier::{Answer, Courier};
use serde_json::json;

/// Where people reach the service.
pub const ORIGIN: &str = "https://gatehouse.example";
/// The row of the message.
pub const ROW: &str = "0198c0de-7a11-7000-8000-00000000002a";

pub const ACCOUNT: &str = "AC22222222222222222222222222222222";
pub const KEY: &str = "SK11111111111111111111111111111111";
pub const KEY_SECRET: &str = "key-secret/+ = %";
pub const TOKEN: &str = "0123456789abcdef0123456789abcdef";
pub const NUMBER: &str = "+15005550001";
pub const SERVICE: &str = "MG33333333333333333333333333333333";
pub const REGION: &str = "us-east-1";
pub const ACCESS_KEY: &str = "AKIDEXAMPLE";
pub const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
pub const SENDER: &str = "Gatehouse <no-reply@gatehouse.example>";
pub const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:mail";
pub const WEBHOOK_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A message that is handed over at `now`, and of use as long as a security code.
pub const fn dispatch(now: UnixTime) -> Dispatch<'static> {
    let expires_at = now.plus(POLICY.security_code_lifetime);
    Dispatch { id: ROW, origin: ORIGIN, now, expires_at }
}

/// A provider that takes everything, and where it is.
pub fn provider() -> (Courier, String) {
    let provider = Courier::new(|_| Answer::taken());
    // By number, since a name may have several and the clients try them in an order of their own.
    let url = provider.url.replace("localhost", "127.0.0.1");
    (provider, url)
}

/// Settings in which each courier asks `endpoint`; `change` puts other values in.
pub fn couriers(endpoint: &str, change: impl FnOnce(&mut serde_json::Value)) -> Couriers {
    let mut settings = json!({
        "email": ["ses"], "sms": ["twilio"], "voice": ["twilio"],
        "twilio": {"account": ACCOUNT, "key": KEY, "secret": KEY_SECRET, "auth_token": TOKEN, "from": NUMBER,
            "endpoint": endpoint},
        "ses": {"region": REGION, "access_key": ACCESS_KEY, "secret_key": SECRET_KEY, "from": SENDER,
            "configuration_set": "gatehouse", "topic": TOPIC, "endpoint": endpoint},
        "webhook": {"url": format!("{endpoint}/messages"), "secret": WEBHOOK_SECRET},
    });
    change(&mut settings);
    Couriers::read(&settings.to_string()).unwrap()
}

fn by_phone(channel: Channel, language: Language, parts: Vec<Part>, code: Option<&str>) -> Message {
    Message {
        channel,
        to: "+15005550006".to_owned(),
        subject: String::new(),
        language,
        parts,
        code: code.map(str::to_owned),
        host: code.map(|_| "gatehouse.example".to_owned()),
        audience: Audience::Anybody,
    }
}

/// Hosts of the page that asks for a code, from an ordinary one to one that leaves no room for all that a text says.
const HOSTS: [&str; 3] = [
    "secure.example.gov",
    "accounts.public-services-agency.example.gov",
    "accounts.department-of-public-services-and-records.example.gov",
];

/// Every security code that is sent by a channel: in every language, for every purpose, the first of several and later ones.
pub fn codes(channel: Channel) -> Vec<Message> {
    let mut codes = Vec::new();
    for text in Language::ALL.map(Text::new) {
        for purpose in Purpose::ALL {
            for (number, host) in [1, 2, 19].into_iter().flat_map(|number| HOSTS.map(|host| (number, host))) {
                let code = SecurityCode { purpose, code: "407123", number, host: Some(host.to_owned()) };
                codes.push(security_code(text, channel, "+15005550006", &code));
            }
        }
    }
    codes
}

/// Text messages: with a code and without, in every language and with every kind of character.
pub fn texts() -> Vec<Message> {
    let link = "https://gatehouse.example/deletion/cancel?t=a_b-c";
    let mut texts = codes(Channel::Sms);
    texts.extend(Language::ALL.map(|language| {
        letters::deletion_asked_by_phone(Text::new(language), Channel::Sms, "+525555550123", link)
    }));
    let odd = "a+b&c=d%20e ¿ñ é? «œ» – 🗝\u{a0}\u{202f}'\"<>\n~*()!;/:@?#[]$,\\^{}|`\u{1f1eb}\u{1f1f7}";
    texts.push(by_phone(Channel::Sms, Language::French, vec![Part::Text(odd.to_owned())], None));
    texts
}

/// Calls: in every language, and with what a document has to escape.
pub fn calls() -> Vec<Message> {
    let mut calls = codes(Channel::Voice);
    // Neither its number nor where it is asked for is said.
    calls.dedup();
    let link = "https://gatehouse.example/";
    calls.extend(Language::ALL.map(|language| {
        letters::deletion_asked_by_phone(Text::new(language), Channel::Voice, "+33199001234", link)
    }));
    let odd = "Su código <de> \"Gatehouse\" & 'más' ]]> &amp; es: 🗝";
    let parts = vec![Part::Text(odd.to_owned()), Part::Digits("0099".to_owned())];
    calls.push(by_phone(Channel::Voice, Language::Spanish, parts, Some("0099")));
    calls
}

/// Emails: every letter in every language, and one with what a person may have typed.
pub fn emails() -> Vec<Message> {
    let to = "Ana.O'Brien+tag@example.com";
    let link = |name: &str| format!("https://gatehouse.example/{name}?t=a_b-c");
    let browser = Browser::default();
    let mut emails = Vec::new();
    for text in Language::ALL.map(Text::new) {
        emails.extend([
            letters::confirm_address(text, to, &link("confirm")),
            letters::confirm_new_address(text, to, &link("confirm")),
            letters::account_exists(text, to, &link("sign-in"), &link("reset"), &link("report")),
            letters::reset_password(text, to, &link("reset"), Audience::Account),
            letters::locked(text, to, &link("reset")),
            letters::reset_required(text, to, &link("reset")),
            letters::account_deleted(text, to, ORIGIN),
            letters::deletion_asked(text, to, browser, &link("cancel")),
        ]);
        emails.extend(Notice::ALL.map(|notice| letters::notice(text, to, notice, browser, &link("not-me"))));
    }
    let odd = "Où est ma clé? <b>«œuvre»</b> & \"código\" \\ \u{7} 🗝 – \u{2028}\u{a0}é\tfin\r\n.\n";
    let written = Written {
        email: "ana@example.com".to_owned(),
        subject: "other".to_owned(),
        article: String::new(),
        language: "fr".to_owned(),
        message: odd.to_owned(),
    };
    let desk = Email::read("help@gatehouse.example").unwrap();
    emails.push(letters::contact(&desk, "Où est ma clé? ¿Código? 🗝 «œ» \"x\" \\", &written));
    emails
}
