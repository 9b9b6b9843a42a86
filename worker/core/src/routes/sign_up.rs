//! The pages of creating an account. The flow is `flows::sign_up`.

use super::form::Fields;
use super::problems;
use super::respond::Answer;
use super::visit::{Cookie, Visit};
use crate::flows::Asker;
use crate::flows::codes::{self, Judged, Method, Refusal};
use crate::flows::sign_up::{self, Current, Link, Stage, Written};
use crate::identifiers::{Email, Phone, PhoneProblem};
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Choice, Control, Form, Input, InputKind, Page, help};
use crate::policy::POLICY;
use crate::ports::{Edge, Outage};
use crate::secrets::bearer::Token;
use crate::secrets::password::normalize;
use crate::secrets::personal_key::PersonalKey;
use crate::secrets::seal::{self, Place as SealPlace};
use crate::secrets::security_code;
use http::StatusCode;

/// How many steps the pages count.
const STEPS: usize = 4;

fn step(visit: &Visit<'_>, step: usize, name: &str) -> Block {
    Block::Step(step, STEPS, visit.text.say(name))
}

fn page(visit: &Visit<'_>, title: &str) -> Page {
    Page::new(visit.text.say(title), Place::SignUp)
}

fn status(has_error: bool) -> StatusCode {
    if has_error { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

// Step 1: the email address.

/// Asks for the email address.
pub fn show_email(visit: &Visit<'_>) -> Answer {
    email_page(visit, "", None)
}

fn email_page(visit: &Visit<'_>, value: &str, error: Option<String>) -> Answer {
    let text = visit.text;
    let has_error = error.is_some();
    let page = page(visit, "sign-up-title")
        .with(step(visit, 1, "step-email"))
        .with(Block::Text(text.say("sign-up-lead")))
        .with(Block::Form(email_form(visit, value, error, text.say("sign-up-submit"))))
        .with(Block::Links(vec![("/sign-in".to_owned(), text.say("sign-up-have-account"))]))
        .help(help::CREATING_AN_ACCOUNT_CREATE_AN_ACCOUNT);
    Answer::page(status(has_error), text, &page)
}

fn email_form(visit: &Visit<'_>, value: &str, error: Option<String>, submit: String) -> Form {
    let input = Input {
        name: "email",
        label: visit.text.say("email-label"),
        value: value.to_owned(),
        error,
        kind: InputKind::Email,
        hint: None,
    };
    Form {
        action: "/sign-up",
        csrf: visit.csrf(),
        controls: vec![Control::Input(input)],
        submit,
        quiet: false,
    }
}

/// Sends a confirmation link.
pub async fn submit_email(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let typed = fields.get("email");
    let Some(email) = Email::read(typed) else {
        let key = if typed.trim().is_empty() { "email-missing" } else { "email-wrong" };
        return Ok(email_page(visit, typed, Some(visit.text.say(key))));
    };
    if let Err(refusal) = sign_up::ask(edge, visit.text, asker, &email).await? {
        let Refusal::TooMany { until } = refusal else {
            return Err(Outage::new("guard", "a verdict that answers another step"));
        };
        return Ok(problems::too_many_links(visit.text, until, edge.now()));
    }
    let sealed = seal::seal(&edge.settings().secrets, edge, asked_place(), email.as_str().as_bytes())?;
    visit.set_cookie(Cookie::Asked, &sealed);
    Ok(Answer::see_other("/sign-up/check-email"))
}

const fn asked_place() -> SealPlace<'static> {
    SealPlace { table: "cookies", column: "asked", owner: "" }
}

/// Says that a message was sent: the same words for every address (SU-1).
pub fn show_check_email(edge: &impl Edge, visit: &Visit<'_>) -> Answer {
    let text = visit.text;
    let asked = visit
        .cookie(Cookie::Asked)
        .and_then(|sealed| seal::open(&edge.settings().secrets, asked_place(), sealed).ok());
    let Some(email) = asked else { return Answer::see_other("/sign-up") };
    let again = Form {
        action: "/sign-up",
        csrf: visit.csrf(),
        controls: vec![Control::Hidden("email", email.clone())],
        submit: text.say("check-email-again"),
        quiet: true,
    };
    let page = page(visit, "check-email-title")
        .with(step(visit, 1, "step-email"))
        .with(Block::Text(text.say_with("check-email-sent", &[("email", email.into())])))
        .with(Block::Text(text.say("check-email-what")))
        .with(Block::Text(text.say("check-email-not-there")))
        .with(Block::Form(again))
        .with(Block::Links(vec![("/sign-up".to_owned(), text.say("check-email-other"))]))
        .help(help::CREATING_AN_ACCOUNT_NO_CONFIRMATION_EMAIL);
    Answer::page(StatusCode::OK, text, &page)
}

/// Shows the button that confirms (SU-2).
pub async fn show_confirm(edge: &impl Edge, visit: &Visit<'_>, token: &str) -> Result<Answer, Outage> {
    let Some(read) = Token::from_text(token) else { return Ok(link_page(visit, Link::Unknown)) };
    let link = sign_up::look(edge, &read).await?;
    if link != Link::Open {
        return Ok(link_page(visit, link));
    }
    let text = visit.text;
    let form = Form {
        action: "/sign-up/confirm",
        csrf: visit.csrf(),
        controls: vec![Control::Hidden("token", token.to_owned())],
        submit: text.say("confirm-submit"),
        quiet: false,
    };
    let page = page(visit, "confirm-title")
        .with(step(visit, 1, "step-email"))
        .with(Block::Text(text.say("confirm-lead")))
        .with(Block::Form(form))
        .help(help::CREATING_AN_ACCOUNT_CREATE_AN_ACCOUNT);
    Ok(Answer::page(StatusCode::OK, text, &page))
}

/// Confirms the address for this browser.
pub async fn submit_confirm(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
) -> Result<Answer, Outage> {
    let Some(token) = Token::from_text(fields.get("token")) else {
        return Ok(link_page(visit, Link::Unknown));
    };
    let browser = visit.browser().to_owned();
    match sign_up::confirm(edge, &token, &browser).await? {
        Ok(cookie) => {
            let stage =
                sign_up::current(edge, &cookie).await?.map_or(Stage::Password, |current| current.stage());
            visit.set_cookie(Cookie::SignUp, &cookie.to_text());
            visit.delete_cookie(Cookie::Asked);
            Ok(Answer::see_other(stage_path(stage)))
        }
        Err(link) => Ok(link_page(visit, link)),
    }
}

/// Says why a link does not work, and offers a new one (SU-3).
fn link_page(visit: &Visit<'_>, link: Link) -> Answer {
    let text = visit.text;
    let (status, title, words) = match link {
        Link::Used => (StatusCode::GONE, "link-used-title", "link-used"),
        Link::Expired => (StatusCode::GONE, "link-expired-title", "link-expired"),
        Link::Unknown | Link::Open => (StatusCode::NOT_FOUND, "link-unknown-title", "link-unknown"),
    };
    let page = page(visit, title)
        .with(Block::Alert(Alert::Warning, text.say(words)))
        .with(Block::Links(vec![("/sign-in".to_owned(), text.say("sign-up-have-account"))]))
        .with(Block::Text(text.say("link-new")))
        .with(Block::Form(email_form(visit, "", None, text.say("link-new-submit"))))
        .help(help::CREATING_AN_ACCOUNT_NO_CONFIRMATION_EMAIL);
    Answer::page(status, text, &page)
}

// Where the browser is.

async fn stage(edge: &impl Edge, visit: &Visit<'_>) -> Result<Option<Current>, Outage> {
    match visit.token(Cookie::SignUp) {
        Some(cookie) => sign_up::current(edge, &cookie).await,
        None => Ok(None),
    }
}

const fn stage_path(stage: Stage) -> &'static str {
    match stage {
        Stage::Password => "/sign-up/password",
        Stage::Phone => "/sign-up/phone",
        Stage::Code => "/sign-up/code",
        Stage::PersonalKey => "/sign-up/personal-key",
    }
}

/// The sign-up of this browser if it has come as far as `needed`; otherwise the page to go to.
async fn at(edge: &impl Edge, visit: &Visit<'_>, needed: Stage) -> Result<Result<Current, Answer>, Outage> {
    let Some(current) = stage(edge, visit).await? else { return Ok(Err(gone(visit))) };
    let now = current.stage();
    // A key that is made is to be saved; a step back from it would leave it behind.
    let fits = now == needed || (now > needed && now != Stage::PersonalKey);
    Ok(if fits { Ok(current) } else { Err(Answer::see_other(stage_path(now))) })
}

/// Says that this browser is creating no account right now, and how to begin.
fn gone(visit: &Visit<'_>) -> Answer {
    let text = visit.text;
    let page = page(visit, "sign-up-gone-title")
        .with(Block::Alert(Alert::Info, text.say("sign-up-gone")))
        .with(Block::Form(email_form(visit, "", None, text.say("link-new-submit"))))
        .with(Block::Links(vec![("/sign-in".to_owned(), text.say("sign-up-have-account"))]))
        .help(help::CREATING_AN_ACCOUNT_CREATE_AN_ACCOUNT);
    Answer::page(StatusCode::FORBIDDEN, text, &page)
}

/// Says why nothing is sent or judged now. A sign-up has no password to reset: after too many lockouts it begins again.
fn refuse(edge: &impl Edge, visit: &Visit<'_>, refusal: Refusal, back: &str) -> Answer {
    match refusal {
        Refusal::ResetRequired => gone(visit),
        refusal => problems::refused(visit.text, refusal, back, edge.now()),
    }
}

// Step 2: the password.

/// Asks for a password.
pub async fn show_password(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    Ok(match at(edge, visit, Stage::Password).await? {
        Ok(current) => password_page(visit, &current, None),
        Err(answer) => answer,
    })
}

fn password_page(visit: &Visit<'_>, current: &Current, error: Option<String>) -> Answer {
    let text = visit.text;
    let has_error = error.is_some();
    let input = Input {
        name: "password",
        label: text.say("new-password-label"),
        hint: Some(text.say("new-password-hint")),
        error,
        kind: InputKind::NewPassword(current.email.as_str().to_owned()),
        value: String::new(),
    };
    let form = Form {
        action: "/sign-up/password",
        csrf: visit.csrf(),
        controls: vec![Control::Input(input)],
        submit: text.say("continue"),
        quiet: false,
    };
    let confirmed = text.say_with("password-confirmed", &[("email", current.email.as_str().into())]);
    let page = page(visit, "password-title")
        .with(step(visit, 2, "step-password"))
        .with(Block::Alert(Alert::Success, confirmed))
        .with(Block::Form(form))
        .help(help::PRIVACY_AND_SECURITY_STRONG_PASSWORDS);
    Answer::page(status(has_error), text, &page)
}

/// Takes the password.
pub async fn submit_password(
    edge: &impl Edge,
    visit: &Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let current = match at(edge, visit, Stage::Password).await? {
        Ok(current) => current,
        Err(answer) => return Ok(answer),
    };
    let password = normalize(fields.get("password"));
    if let Some(problem) = password_problem(visit, &password, current.email.as_str()) {
        return Ok(password_page(visit, &current, Some(problem)));
    }
    Ok(match sign_up::choose_password(edge, asker, &current, &password).await? {
        Ok(_) => Answer::see_other("/sign-up/phone"),
        Err(refusal) => refuse(edge, visit, refusal, "/sign-up/password"),
    })
}

/// What is wrong with a new password, in words (SU-5).
fn password_problem(visit: &Visit<'_>, password: &str, email: &str) -> Option<String> {
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

// Step 3: the phone.

/// Asks for a phone number.
pub async fn show_phone(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    Ok(match at(edge, visit, Stage::Phone).await? {
        Ok(current) => {
            let value = current.phone.as_ref().map_or("", Phone::shown);
            let method = current.sign_up.progress.method.as_deref().unwrap_or("sms");
            phone_page(visit, value, method, None, None)
        }
        Err(answer) => answer,
    })
}

fn phone_page(
    visit: &Visit<'_>,
    value: &str,
    method: &str,
    error: Option<String>,
    method_error: Option<String>,
) -> Answer {
    let text = visit.text;
    let has_error = error.is_some() || method_error.is_some();
    let input = Input {
        name: "phone",
        label: text.say("phone-label"),
        hint: Some(text.say("phone-hint")),
        value: value.to_owned(),
        error,
        kind: InputKind::Phone,
    };
    let form = Form {
        action: "/sign-up/phone",
        csrf: visit.csrf(),
        controls: vec![
            Control::Input(input),
            Control::Choice(method_choice(visit, method, method_error, false)),
        ],
        submit: text.say("send-code"),
        quiet: false,
    };
    let page = page(visit, "phone-title")
        .with(step(visit, 3, "step-phone"))
        .with(Block::Text(text.say("phone-lead")))
        .with(Block::Form(form))
        .help(help::CREATING_AN_ACCOUNT_DO_I_NEED_A_MOBILE_PHONE);
    Answer::page(status(has_error), text, &page)
}

/// How a code is sent; with the personal key as another way if there is one.
pub fn method_choice(visit: &Visit<'_>, chosen: &str, error: Option<String>, with_key: bool) -> Choice {
    let text = visit.text;
    let mut options = vec![
        ("sms", text.say("method-sms"), Some(text.say("method-sms-hint"))),
        ("voice", text.say("method-voice"), Some(text.say("method-voice-hint"))),
    ];
    if with_key {
        options.push((
            "personal_key",
            text.say("method-personal-key"),
            Some(text.say("method-personal-key-hint")),
        ));
    }
    Choice { name: "method", label: text.say("method-label"), options, chosen: chosen.to_owned(), error }
}

/// Takes the number and sends a code there.
pub async fn submit_phone(
    edge: &impl Edge,
    visit: &Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let current = match at(edge, visit, Stage::Phone).await? {
        Ok(current) => current,
        Err(answer) => return Ok(answer),
    };
    let text = visit.text;
    let (typed, chosen) = (fields.get("phone"), fields.get("method"));
    let phone = Phone::read(typed);
    let method = Method::read(chosen);
    let (Ok(phone), Some(method)) = (&phone, method) else {
        let error = phone.err().map(|problem| match problem {
            PhoneProblem::NotANumber if typed.trim().is_empty() => text.say("phone-missing"),
            PhoneProblem::NotANumber => text.say("phone-wrong"),
            PhoneProblem::NotPersonal => text.say("phone-not-personal"),
        });
        let method_error = method.is_none().then(|| text.say("method-missing"));
        return Ok(phone_page(visit, typed, chosen, error, method_error));
    };
    if phone.is_landline() && method == Method::Sms {
        return Ok(phone_page(visit, typed, "voice", Some(text.say("phone-landline")), None));
    }
    Ok(match sign_up::send_code(edge, text, asker, &current, phone, method).await? {
        Ok(Written::Yes | Written::LostRace) => Answer::see_other("/sign-up/code"),
        Err(refusal) => refuse(edge, visit, refusal, "/sign-up/phone"),
    })
}

/// Asks for the code.
pub async fn show_code(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    Ok(match at(edge, visit, Stage::Code).await? {
        Ok(current) => match codes::tries_left(edge, &current.sign_up.account).await? {
            Ok(left) => code_page(visit, &current, Some(left), None),
            Err(refusal) => refuse(edge, visit, refusal, "/sign-up/code"),
        },
        Err(answer) => answer,
    })
}

fn code_page(
    visit: &Visit<'_>,
    current: &Current,
    left: Option<u32>,
    error: Option<(String, String)>,
) -> Answer {
    let text = visit.text;
    let has_error = error.is_some();
    let (typed, error) = error.map_or_else(|| (String::new(), None), |(typed, error)| (typed, Some(error)));
    let method = current.sign_up.progress.method.as_deref().unwrap_or_default();
    let phone = current.phone.as_ref().map(|phone| phone.shown().to_owned()).unwrap_or_default();
    let page = page(visit, "code-title").with(step(visit, 3, "step-phone"));
    let page = code_blocks(
        visit,
        page,
        ("/sign-up/code", "/sign-up/code/send"),
        method,
        phone,
        left,
        (typed, error),
    )
    .with(Block::Links(vec![("/sign-up/phone".to_owned(), text.say("code-other-number"))]))
    .help(help::CREATING_AN_ACCOUNT_NO_SECURITY_CODE_FOR_MY_PHONE);
    Answer::page(status(has_error), text, &page)
}

/// The form for a code and the one that sends another, for signing up and signing in.
pub fn code_blocks(
    visit: &Visit<'_>,
    page: Page,
    (action, again): (&'static str, &'static str),
    method: &str,
    phone: String,
    left: Option<u32>,
    (typed, error): (String, Option<String>),
) -> Page {
    let text = visit.text;
    let sent = if method == "voice" { "code-sent-voice" } else { "code-sent-sms" };
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
    let mut page = page.with(Block::Text(text.say_with(sent, &[("phone", phone.into())])));
    if let Some(left) = left {
        page = page.with(Block::TriesLeft(text.say_with("tries-left", &[("left", left.into())])));
    }
    page.with(Block::Form(form))
        .with(Block::Text(text.say("code-not-there")))
        .with(other_code("sms", "code-again-sms"))
        .with(other_code("voice", "code-again-voice"))
}

/// Takes the code.
pub async fn submit_code(
    edge: &impl Edge,
    visit: &Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let current = match at(edge, visit, Stage::Code).await? {
        Ok(current) => current,
        Err(answer) => return Ok(answer),
    };
    let text = visit.text;
    let typed = fields.get("code");
    let Some(code) = security_code::read(typed) else {
        let key = if typed.trim().is_empty() { "code-missing" } else { "code-not-a-code" };
        return Ok(code_page(visit, &current, None, Some((typed.to_owned(), text.say(key)))));
    };
    Ok(match sign_up::confirm_phone(edge, asker, &current, &code).await? {
        Judged::Right => Answer::see_other("/sign-up/personal-key"),
        Judged::Wrong { left } => code_page(
            visit,
            &current,
            None,
            Some((String::new(), text.say_with("code-wrong", &[("left", left.into())]))),
        ),
        Judged::Expired { left } => code_page(
            visit,
            &current,
            None,
            Some((String::new(), text.say_with("code-expired", &[("left", left.into())]))),
        ),
        Judged::Refused(refusal) => refuse(edge, visit, refusal, "/sign-up/code"),
    })
}

/// Sends another code to the same number.
pub async fn send_again(
    edge: &impl Edge,
    visit: &Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let current = match at(edge, visit, Stage::Code).await? {
        Ok(current) => current,
        Err(answer) => return Ok(answer),
    };
    let text = visit.text;
    let Some(phone) = &current.phone else { return Ok(Answer::see_other("/sign-up/phone")) };
    let method = Method::read(fields.get("method")).unwrap_or(Method::Sms);
    if phone.is_landline() && method == Method::Sms {
        return Ok(phone_page(visit, phone.shown(), "voice", Some(text.say("phone-landline")), None));
    }
    Ok(match sign_up::send_code(edge, text, asker, &current, phone, method).await? {
        Ok(_) => Answer::see_other("/sign-up/code"),
        Err(refusal) => refuse(edge, visit, refusal, "/sign-up/code"),
    })
}

// Step 4: the personal key.

/// Shows the personal key.
pub async fn show_personal_key(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    Ok(match at(edge, visit, Stage::PersonalKey).await? {
        Ok(current) => match current.personal_key() {
            Some(key) => {
                let page = page(visit, "key-title").with(step(visit, 4, "step-personal-key"));
                let page = key_blocks(
                    visit,
                    page,
                    &key,
                    "/sign-up/personal-key",
                    "/sign-up/personal-key.txt",
                    (String::new(), None),
                );
                Answer::page(StatusCode::OK, visit.text, &page)
            }
            None => return Err(Outage::new("database", "the personal key of a sign-up does not open")),
        },
        Err(answer) => answer,
    })
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
        .help(help::SIGNING_IN_WITHOUT_YOUR_PHONE)
}

/// Whether the person has saved the key; if not, what to say.
pub fn key_problem(visit: &Visit<'_>, key: &PersonalKey, fields: &Fields) -> Option<String> {
    let typed = fields.get("personal_key");
    if typed.trim().is_empty() {
        return (fields.get("saved") != "yes").then(|| visit.text.say("key-type-missing"));
    }
    let same = PersonalKey::read(typed)
        .is_some_and(|typed| crate::secrets::bearer::equal(typed.as_str(), key.as_str()));
    (!same).then(|| visit.text.say("key-type-wrong"))
}

/// The key as a file.
pub async fn personal_key_file(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    Ok(match at(edge, visit, Stage::PersonalKey).await? {
        Ok(current) => match current.personal_key() {
            Some(key) => key_file(visit, &key),
            None => problems::not_found(visit.text),
        },
        Err(answer) => answer,
    })
}

/// A personal key as a file to download.
pub fn key_file(visit: &Visit<'_>, key: &PersonalKey) -> Answer {
    let content = visit.text.say_with("key-file", &[("key", key.shown().into())]);
    Answer::file("personal-key.txt", format!("{content}\n"))
}

/// Makes the account.
pub async fn submit_personal_key(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
) -> Result<Answer, Outage> {
    let current = match at(edge, visit, Stage::PersonalKey).await? {
        Ok(current) => current,
        // A second press of the button finds the account made, and the browser signed in by the first.
        Err(_) if visit.token(Cookie::SignUp).is_some() => return Ok(Answer::see_other("/account")),
        Err(answer) => return Ok(answer),
    };
    let Some(key) = current.personal_key() else {
        return Err(Outage::new("database", "the personal key of a sign-up does not open"));
    };
    if let Some(problem) = key_problem(visit, &key, fields) {
        let typed = fields.get("personal_key").to_owned();
        let page = page(visit, "key-title").with(step(visit, 4, "step-personal-key"));
        let page = key_blocks(
            visit,
            page,
            &key,
            "/sign-up/personal-key",
            "/sign-up/personal-key.txt",
            (typed, Some(problem)),
        );
        return Ok(Answer::page(StatusCode::UNPROCESSABLE_ENTITY, visit.text, &page));
    }
    let Some(session) = sign_up::finish(edge, &current).await? else {
        return Ok(Answer::see_other("/account"));
    };
    visit.set_cookie(Cookie::Session, &session.to_text());
    visit.remember_device(edge, &current.email);
    visit.delete_cookie(Cookie::SignUp);
    Ok(Answer::see_other("/account"))
}

// Reporting a sign-up that the owner of the address did not ask for.

/// Shows the button that reports, or thanks for it (SU-4).
pub async fn show_report(edge: &impl Edge, visit: &Visit<'_>, query: &Fields) -> Result<Answer, Outage> {
    let text = visit.text;
    if query.get("done") == "yes" {
        let page = Page::new(text.say("report-done-title"), Place::Other)
            .with(Block::Alert(Alert::Success, text.say("report-done")))
            .with(Block::Text(text.say("report-advice")))
            .help(help::CREATING_AN_ACCOUNT_ACCOUNT_ALREADY_EXISTS);
        return Ok(Answer::page(StatusCode::OK, text, &page));
    }
    let token = query.get("token");
    let open = match Token::from_text(token) {
        Some(token) => sign_up::report_is_open(edge, &token).await?,
        None => false,
    };
    if !open {
        return Ok(problems::not_found(text));
    }
    let form = Form {
        action: "/sign-up/report",
        csrf: visit.csrf(),
        controls: vec![Control::Hidden("token", token.to_owned())],
        submit: text.say("report-submit"),
        quiet: false,
    };
    let page = Page::new(text.say("report-title"), Place::Other)
        .with(Block::Text(text.say("report-lead")))
        .with(Block::Form(form))
        .help(help::CREATING_AN_ACCOUNT_ACCOUNT_ALREADY_EXISTS);
    Ok(Answer::page(StatusCode::OK, text, &page))
}

/// Takes the report.
pub async fn submit_report(edge: &impl Edge, visit: &Visit<'_>, fields: &Fields) -> Result<Answer, Outage> {
    let Some(token) = Token::from_text(fields.get("token")) else {
        return Ok(problems::not_found(visit.text));
    };
    if !sign_up::report_is_open(edge, &token).await? {
        return Ok(problems::not_found(visit.text));
    }
    sign_up::report(edge, &token).await?;
    Ok(Answer::see_other("/sign-up/report?done=yes"))
}
