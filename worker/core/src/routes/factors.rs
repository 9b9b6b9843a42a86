//! What signing up, signing in and the account pages show and read alike: how a code is sent, the form for a code, a
//! personal key with the form that has it typed back, an authenticator app's secret with the form that proves it, a new
//! phone, a new password.

use super::form::Fields;
use super::respond::Answer;
use super::visit::Visit;
use crate::couriers::letters::codes::label;
use crate::flows::codes::Method;
use crate::identifiers::{Phone, PhoneProblem};
use crate::pages::qr::QrCode;
use crate::pages::{Block, Choice, Control, Form, Input, InputKind, Page, help};
use crate::policy::POLICY;
use crate::secrets::bearer::equal;
use crate::secrets::one_time_password::{AppSecret, otpauth_uri};
use crate::secrets::personal_key::PersonalKey;
use crate::secrets::security_code::{self, Sent};

/// How a code is sent.
pub fn method_choice(visit: &Visit<'_>, chosen: &str, error: Option<String>) -> Choice {
    let text = visit.text;
    let options = vec![
        ("sms".into(), text.say("method-sms"), Some(text.say("method-sms-hint"))),
        ("voice".into(), text.say("method-voice"), Some(text.say("method-voice-hint"))),
    ];
    Choice { name: "method", label: text.say("method-label"), options, chosen: chosen.to_owned(), error }
}

/// The form for a code and the one that sends another, for signing up and signing in.
pub fn code_blocks(
    visit: &Visit<'_>,
    page: Page,
    (action, again): (&'static str, &'static str),
    (method, phone, sent): (&str, String, Option<Sent>),
    left: Option<u32>,
    (typed, error): (String, Option<String>),
) -> Page {
    let text = visit.text;
    let lead = if method == "voice" { "code-sent-voice" } else { "code-sent-sms" };
    let input = Input {
        name: "code",
        label: text.say("code-label"),
        hint: Some(text.say("code-hint")),
        value: typed,
        error,
        kind: InputKind::Code,
    };
    let form = Form {
        action,
        csrf: visit.csrf(),
        controls: vec![Control::Input(input)],
        submit: text.say("code-submit"),
        quiet: false,
    };
    let other_code = |method: &str, label: &str| {
        Block::Form(Form {
            action: again,
            csrf: visit.csrf(),
            controls: vec![Control::Hidden("method", method.to_owned())],
            submit: text.say(label),
            quiet: true,
        })
    };
    let mut page = page.with(Block::Text(text.say_with(lead, &[("phone", phone.into())])));
    if let Some(sent) = sent {
        page = which_code(visit, page, method, sent);
    }
    if let Some(left) = left {
        page = page.with(Block::TriesLeft(text.say_with("tries-left", &[("left", left.into())])));
    }
    page.with(Block::Form(form))
        .with(Block::Text(text.say("code-not-there")))
        .with(other_code("sms", "code-again-sms"))
        .with(other_code("voice", "code-again-voice"))
}

/// Which of several codes the page asks for, in the words of its message, and when that was sent.
fn which_code(visit: &Visit<'_>, page: Page, method: &str, sent: Sent) -> Page {
    let text = visit.text;
    let page = if sent.number < 2 {
        page
    } else if method == "voice" {
        page.with(Block::Text(text.say("code-newest-voice")))
    } else {
        let values = [("label", label(text, sent.number).into())];
        page.with(Block::Text(text.say_with("code-newest-sms", &values)))
    };
    page.with(Block::sent(text, sent.at, visit.now))
}

/// The key, and the form that has it typed back (SU-8).
pub fn key_blocks(
    visit: &Visit<'_>,
    page: Page,
    key: &PersonalKey,
    action: &'static str,
    file: &'static str,
    (typed, error): (String, Option<String>),
) -> Page {
    let text = visit.text;
    let input = Input {
        name: "personal_key",
        label: text.say("key-type-label"),
        hint: Some(text.say("key-type-hint")),
        value: typed,
        error,
        kind: InputKind::PersonalKey,
    };
    let form = Form {
        action,
        csrf: visit.csrf(),
        controls: vec![Control::Input(input), Control::Check { name: "saved", label: text.say("key-saved") }],
        submit: text.say("continue"),
        quiet: false,
    };
    page.with(Block::Text(text.say("key-lead")))
        .with(Block::PersonalKey(key.shown(), file))
        .with(Block::Text(text.say("key-where")))
        .with(Block::Form(form))
        .why("personal_key", help::signing_in_without_your_phone::WHERE_TO_KEEP_YOUR_KEY)
        .help(help::SIGNING_IN_WITHOUT_YOUR_PHONE)
}

/// Whether the person has saved the key; if not, what to say.
pub fn key_problem(visit: &Visit<'_>, key: &PersonalKey, fields: &Fields) -> Option<String> {
    let typed = fields.get("personal_key");
    if typed.trim().is_empty() {
        return (fields.get("saved") != "yes").then(|| visit.text.say("key-type-missing"));
    }
    let same = PersonalKey::read(typed).is_some_and(|typed| equal(typed.as_str(), key.as_str()));
    (!same).then(|| visit.text.say("key-type-wrong"))
}

/// A personal key as a file to download.
pub fn key_file(visit: &Visit<'_>, key: &PersonalKey) -> Answer {
    let content = visit.text.say_with("key-file", &[("key", key.shown().into())]);
    Answer::file("personal-key.txt", format!("{content}\n"))
}

/// How an authenticator app of the account at `email` is set up, and the form for the code that proves it (SU-9).
pub fn app_blocks(
    visit: &Visit<'_>,
    page: Page,
    (secret, email): (&AppSecret, &str),
    action: &'static str,
    left: Option<u32>,
    (typed, error): (String, Option<String>),
) -> Page {
    let text = visit.text;
    let address = otpauth_uri(secret, &text.say("service-name"), email);
    let input = Input {
        name: "code",
        label: text.say("code-label"),
        hint: Some(text.say("app-code-hint")),
        value: typed,
        error,
        kind: InputKind::Code,
    };
    let form = Form {
        action,
        csrf: visit.csrf(),
        controls: vec![Control::Input(input)],
        submit: text.say("app-submit"),
        quiet: false,
    };
    let steps = ["app-step-install", "app-step-scan", "app-step-code"].map(|key| text.say(key));
    let mut page = page.with(Block::Steps(steps.to_vec()));
    // No address is so long that no code holds it; the text below would do, too.
    if let Some(code) = QrCode::new(&address, text.say("app-qr-code")) {
        page = page.with(Block::QrCode(code));
    }
    page = page
        .with(Block::Text(text.say("app-secret-lead")))
        .with(Block::AppSecret(secret.shown(), address))
        .with(Block::Text(text.say("app-secret-private")));
    if let Some(left) = left {
        page = page.with(Block::TriesLeft(text.say_with("tries-left", &[("left", left.into())])));
    }
    page.with(Block::Form(form))
        .why("code", help::signing_in_authenticator_app::THE_CODES_ARE_REFUSED)
        .help(help::SIGNING_IN_AUTHENTICATOR_APP)
}

/// The security code that was typed, or what is wrong with it.
pub fn read_code(visit: &Visit<'_>, typed: &str) -> Result<String, String> {
    read_digits(visit, typed, ("code-missing", "code-not-a-code"))
}

/// The code of an authenticator app that was typed, or what is wrong with it.
pub fn read_app_code(visit: &Visit<'_>, typed: &str) -> Result<String, String> {
    read_digits(visit, typed, ("app-code-missing", "app-code-not-a-code"))
}

fn read_digits(visit: &Visit<'_>, typed: &str, (missing, wrong): (&str, &str)) -> Result<String, String> {
    let problem = if typed.trim().is_empty() { missing } else { wrong };
    security_code::read(typed).ok_or_else(|| visit.text.say(problem))
}

/// What a code page shows after a code that was not right: nothing typed, and the words with the tries that are left.
pub fn wrong_code(visit: &Visit<'_>, words: &str, left: u32) -> (String, String) {
    (String::new(), visit.text.say_with(words, &[("left", left.into())]))
}

/// What is wrong with a number and with the way to send a code there.
pub struct PhoneFormProblem {
    /// What is wrong with the number.
    pub phone: Option<String>,
    /// What is wrong with the way.
    pub method_error: Option<String>,
    landline: bool,
}

impl PhoneFormProblem {
    /// The way that is chosen when the form is shown again: a landline gets calls only.
    pub fn method<'f>(&self, fields: &'f Fields) -> &'f str {
        if self.landline { "voice" } else { fields.get("method") }
    }
}

/// The number that was typed and the way to send a code there (SU-6, ST-4), or what is wrong with them.
pub fn read_phone(visit: &Visit<'_>, fields: &Fields) -> Result<(Phone, Method), PhoneFormProblem> {
    let text = visit.text;
    let typed = fields.get("phone");
    let (phone, method) = (Phone::read(typed), Method::read(fields.get("method")));
    let (Ok(phone), Some(method)) = (&phone, method) else {
        let phone = phone.err().map(|problem| match problem {
            PhoneProblem::NotANumber if typed.trim().is_empty() => text.say("phone-missing"),
            PhoneProblem::NotANumber => text.say("phone-wrong"),
            PhoneProblem::NotPersonal => text.say("phone-not-personal"),
        });
        let method_error = method.is_none().then(|| text.say("method-missing"));
        return Err(PhoneFormProblem { phone, method_error, landline: false });
    };
    if phone.is_landline() && method == Method::Sms {
        let phone = Some(text.say("phone-landline"));
        return Err(PhoneFormProblem { phone, method_error: None, landline: true });
    }
    Ok((phone.clone(), method))
}

/// What is wrong with a new password, in words (SU-5, ST-5).
pub fn password_problem(visit: &Visit<'_>, password: &str, email: &str) -> Option<String> {
    let text = visit.text;
    let length = password.chars().count();
    if length == 0 {
        return Some(text.say("new-password-missing"));
    }
    if length < POLICY.password_minimum as usize {
        return Some(text.say("new-password-short"));
    }
    if length > POLICY.password_maximum as usize {
        return Some(text.say("new-password-long"));
    }
    let strength = gatehouse_strength::judge(password, &[email]);
    if !strength.refused {
        return None;
    }
    let advice = strength.advice.iter().map(|key| text.say(key));
    Some(std::iter::once(text.say("new-password-refused")).chain(advice).collect::<Vec<_>>().join(" "))
}
