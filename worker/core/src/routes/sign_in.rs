//! The pages of signing in. The flow is `flows::sign_in`.

use super::factors::{code_blocks, method_choice, read_code, wrong_code};
use super::form::Fields;
use super::problems;
use super::respond::Answer;
use super::visit::{Cookie, Visit};
use crate::flows::Asker;
use crate::flows::codes::{self, Judged, Method, Refusal};
use crate::flows::session;
use crate::flows::sign_in::{self, Found, PasswordChecked, Pending, SecondFactor};
use crate::identifiers::{Email, Phone};
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Control, Form, Input, InputKind, Page, help};
use crate::ports::{Edge, Outage};
use crate::secrets::bearer::Token;
use crate::secrets::password::normalize;
use crate::secrets::personal_key::PersonalKey;
use http::StatusCode;

fn page(visit: &Visit<'_>, title: &str) -> Page {
    Page::new(visit.text.say(title), Place::SignIn)
}

fn status(has_error: bool) -> StatusCode {
    if has_error { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

// The password.

/// Asks for email address and password. Who is signed in goes on to the account.
pub async fn show(edge: &impl Edge, visit: &Visit<'_>, query: &Fields) -> Result<Answer, Outage> {
    if let Some(token) = visit.token(Cookie::Session)
        && let session::Found::Live(_) = session::peek(edge, &token).await?
    {
        return Ok(Answer::see_other("/account"));
    }
    let why = match query.get("why") {
        "idle" => Some("sign-in-idle"),
        "time" => Some("sign-in-too-old"),
        "again" => Some("sign-in-again"),
        "account" => Some("sign-in-first"),
        _ => None,
    };
    Ok(sign_in_page(visit, "", why, None))
}

fn sign_in_page(
    visit: &Visit<'_>,
    email: &str,
    why: Option<&str>,
    error: Option<(&'static str, &str)>,
) -> Answer {
    let text = visit.text;
    let has_error = error.is_some();
    let error_of =
        |name: &str| error.as_ref().filter(|(field, _)| *field == name).map(|(_, words)| (*words).to_owned());
    let email = Input {
        name: "email",
        label: text.say("email-label"),
        value: email.to_owned(),
        error: error_of("email"),
        kind: InputKind::Email,
        hint: None,
    };
    let password = Input {
        name: "password",
        label: text.say("password-label"),
        error: error_of("password"),
        kind: InputKind::CurrentPassword,
        ..Input::default()
    };
    let form = Form {
        action: "/sign-in",
        csrf: visit.csrf(),
        controls: vec![Control::Input(email), Control::Input(password)],
        submit: text.say("sign-in-submit"),
        quiet: false,
    };
    let mut page = page(visit, "sign-in-title");
    if let Some(why) = why {
        page = page.with(Block::Alert(Alert::Info, text.say(why)));
    }
    let page = page
        .with(Block::Form(form))
        .with(Block::Links(vec![
            (help::SIGNING_IN_FORGOT_PASSWORD.path.to_owned(), text.say("sign-in-forgot")),
            (help::SIGNING_IN_FORGOT_EMAIL_ADDRESS.path.to_owned(), text.say("sign-in-forgot-email")),
            ("/sign-up".to_owned(), text.say("sign-in-no-account")),
        ]))
        .help(help::SIGNING_IN_WHAT_YOU_NEED_TO_SIGN_IN);
    Answer::page(status(has_error), text, &page)
}

/// Checks email address and password.
pub async fn submit(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    mut asker: Asker,
) -> Result<Answer, Outage> {
    let text = visit.text;
    let (typed, password) = (fields.get("email"), normalize(fields.get("password")));
    let Some(email) = Email::read(typed) else {
        let key = if typed.trim().is_empty() { "email-missing" } else { "email-wrong" };
        return Ok(sign_in_page(visit, typed, None, Some(("email", &text.say(key)))));
    };
    if password.is_empty() {
        return Ok(sign_in_page(visit, typed, None, Some(("password", &text.say("password-missing")))));
    }
    asker.device = visit.device(&email);
    Ok(match sign_in::check_password(edge, text, &asker, &email, &password).await? {
        PasswordChecked::Right(token) => {
            visit.set_cookie(Cookie::SignIn, &token.to_text());
            Answer::see_other("/sign-in/method")
        }
        PasswordChecked::Wrong => {
            sign_in_page(visit, typed, None, Some(("password", &text.say("sign-in-wrong"))))
        }
        PasswordChecked::TooMany { until } => problems::too_many_passwords(text, until, edge.now()),
        PasswordChecked::Refused(refusal) => problems::refused(text, refusal, "/sign-in", edge.now()),
    })
}

// The second factor.

/// The pending sign-in of this browser; otherwise the page to show.
async fn pending(edge: &impl Edge, visit: &Visit<'_>) -> Result<Result<Box<Pending>, Answer>, Outage> {
    let found = match visit.token(Cookie::SignIn) {
        Some(token) => sign_in::find(edge, &token).await?,
        None => Found::Gone,
    };
    Ok(match found {
        Found::Open(pending) => Ok(pending),
        Found::Locked { until } => Err(problems::locked(visit.text, until, edge.now())),
        // A second press of the button finds the browser signed in.
        Found::Gone if visit.token(Cookie::Session).is_some() => Err(Answer::see_other("/account")),
        Found::Gone => Err(Answer::see_other("/sign-in?why=again")),
    })
}

/// Asks how to get the code (SI-2).
pub async fn show_method(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    Ok(match pending(edge, visit).await? {
        Ok(pending) => method_page(visit, &pending, "", None),
        Err(answer) => answer,
    })
}

fn method_page(visit: &Visit<'_>, pending: &Pending, chosen: &str, error: Option<String>) -> Answer {
    let text = visit.text;
    let has_error = error.is_some();
    let landline = pending.phone.as_ref().is_some_and(Phone::is_landline);
    let chosen = if chosen.is_empty() && landline {
        "voice"
    } else if chosen.is_empty() {
        "sms"
    } else {
        chosen
    };
    let phone = pending.phone.as_ref().map(Phone::masked).unwrap_or_default();
    let form = Form {
        action: "/sign-in/method",
        csrf: visit.csrf(),
        controls: vec![Control::Choice(method_choice(visit, chosen, error, true))],
        submit: text.say("continue"),
        quiet: false,
    };
    let page = page(visit, "method-title")
        .with(Block::Text(text.say_with("method-lead", &[("phone", phone.into())])))
        .with(Block::Form(form))
        .with(Block::Links(vec![("/sign-in/no-phone".to_owned(), text.say("no-phone-link"))]))
        .help(help::CREATING_AN_ACCOUNT_TWO_FACTOR_AUTHENTICATION);
    Answer::page(status(has_error), text, &page)
}

/// Sends a code, or goes on to the personal key.
pub async fn submit_method(
    edge: &impl Edge,
    visit: &Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let pending = match pending(edge, visit).await? {
        Ok(pending) => pending,
        Err(answer) => return Ok(answer),
    };
    match fields.get("method") {
        "personal_key" => Ok(Answer::see_other("/sign-in/personal-key")),
        chosen => match Method::read(chosen) {
            Some(method) => send(edge, visit, asker, &pending, method).await,
            None => Ok(method_page(visit, &pending, "", Some(visit.text.say("method-missing")))),
        },
    }
}

/// Sends another code.
pub async fn send_again(
    edge: &impl Edge,
    visit: &Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let pending = match pending(edge, visit).await? {
        Ok(pending) => pending,
        Err(answer) => return Ok(answer),
    };
    let method = Method::read(fields.get("method")).unwrap_or(Method::Sms);
    send(edge, visit, asker, &pending, method).await
}

async fn send(
    edge: &impl Edge,
    visit: &Visit<'_>,
    asker: &Asker,
    pending: &Pending,
    method: Method,
) -> Result<Answer, Outage> {
    let text = visit.text;
    let Some(phone) = &pending.phone else {
        return Err(Outage::new("database", "an account without a phone"));
    };
    if phone.is_landline() && method == Method::Sms {
        return Ok(method_page(visit, pending, "voice", Some(text.say("phone-landline"))));
    }
    Ok(match sign_in::send_code(edge, text, asker, pending, phone, method).await? {
        Ok(()) => Answer::see_other("/sign-in/code"),
        Err(refusal) => problems::refused(text, refusal, "/sign-in/code", edge.now()),
    })
}

/// Asks for the code.
pub async fn show_code(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    Ok(match pending(edge, visit).await? {
        Ok(pending) if pending.stored.method.is_none() => Answer::see_other("/sign-in/method"),
        Ok(pending) => match codes::tries_left(edge, &pending.stored.account).await? {
            Ok(left) => code_page(visit, &pending, Some(left), None),
            Err(refusal) => refuse(edge, visit, refusal),
        },
        Err(answer) => answer,
    })
}

fn code_page(
    visit: &Visit<'_>,
    pending: &Pending,
    left: Option<u32>,
    error: Option<(String, String)>,
) -> Answer {
    let text = visit.text;
    let has_error = error.is_some();
    let (typed, error) = error.map_or_else(|| (String::new(), None), |(typed, error)| (typed, Some(error)));
    let method = pending.stored.method.as_deref().unwrap_or_default();
    let phone = pending.phone.as_ref().map(Phone::masked).unwrap_or_default();
    let page = page(visit, "code-title");
    let page = code_blocks(
        visit,
        page,
        ("/sign-in/code", "/sign-in/code/send"),
        method,
        phone,
        left,
        (typed, error),
    )
    .with(Block::Links(vec![
        ("/sign-in/personal-key".to_owned(), text.say("personal-key-link")),
        ("/sign-in/no-phone".to_owned(), text.say("no-phone-link")),
    ]))
    .help(help::SIGNING_IN_MISSED_SECURITY_CODE);
    Answer::page(status(has_error), text, &page)
}

/// Checks the code.
pub async fn submit_code(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let pending = match pending(edge, visit).await? {
        Ok(pending) => pending,
        Err(answer) => return again(edge, visit, asker, answer).await,
    };
    let text = visit.text;
    let typed = fields.get("code");
    let code = match read_code(visit, typed) {
        Ok(code) => code,
        Err(error) => return Ok(code_page(visit, &pending, None, Some((typed.to_owned(), error)))),
    };
    let error = match sign_in::check_code(edge, text, asker, &pending, &code).await? {
        SecondFactor::SignedIn(session) => {
            return signed_in(edge, visit, &pending, &session, "/account").await;
        }
        SecondFactor::Gone => {
            return again(edge, visit, asker, Answer::see_other("/sign-in?why=again")).await;
        }
        SecondFactor::Judged(Judged::Expired { left }) => wrong_code(visit, "code-expired", left),
        SecondFactor::Judged(Judged::Wrong { left }) => wrong_code(visit, "code-wrong", left),
        SecondFactor::Judged(Judged::Refused(refusal)) => return Ok(refuse(edge, visit, refusal)),
        SecondFactor::Judged(Judged::Right) => {
            return Err(Outage::new("guard", "a right code without a session"));
        }
    };
    Ok(code_page(visit, &pending, None, Some(error)))
}

/// Asks for the personal key (SI-5).
pub async fn show_personal_key(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    Ok(match pending(edge, visit).await? {
        Ok(pending) => match codes::tries_left(edge, &pending.stored.account).await? {
            Ok(left) => personal_key_page(visit, "", Some(left), None),
            Err(refusal) => refuse(edge, visit, refusal),
        },
        Err(answer) => answer,
    })
}

fn personal_key_page(visit: &Visit<'_>, typed: &str, left: Option<u32>, error: Option<String>) -> Answer {
    let text = visit.text;
    let has_error = error.is_some();
    let input = Input {
        name: "personal_key",
        label: text.say("personal-key-label"),
        hint: Some(text.say("personal-key-hint")),
        value: typed.to_owned(),
        error,
        kind: InputKind::PersonalKey,
    };
    let form = Form {
        action: "/sign-in/personal-key",
        csrf: visit.csrf(),
        controls: vec![Control::Input(input)],
        submit: text.say("sign-in-submit"),
        quiet: false,
    };
    let mut page = page(visit, "personal-key-title").with(Block::Text(text.say("personal-key-lead")));
    if let Some(left) = left {
        page = page.with(Block::TriesLeft(text.say_with("tries-left", &[("left", left.into())])));
    }
    let page = page
        .with(Block::Form(form))
        .with(Block::Links(vec![
            ("/sign-in/method".to_owned(), text.say("personal-key-code-instead")),
            ("/sign-in/no-phone".to_owned(), text.say("no-phone-link")),
        ]))
        .help(help::SIGNING_IN_WITHOUT_YOUR_PHONE);
    Answer::page(status(has_error), text, &page)
}

/// Checks the personal key.
pub async fn submit_personal_key(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let pending = match pending(edge, visit).await? {
        Ok(pending) => pending,
        Err(answer) => return again(edge, visit, asker, answer).await,
    };
    let text = visit.text;
    let typed = fields.get("personal_key");
    if typed.trim().is_empty() {
        return Ok(personal_key_page(visit, "", None, Some(text.say("personal-key-missing"))));
    }
    let Some(key) = PersonalKey::read(typed) else {
        return Ok(personal_key_page(visit, typed, None, Some(text.say("personal-key-not-a-key"))));
    };
    let judged = match sign_in::check_personal_key(edge, text, asker, &pending, &key).await? {
        SecondFactor::SignedIn(session) => {
            return signed_in(edge, visit, &pending, &session, "/account/personal-key").await;
        }
        SecondFactor::Gone => {
            return again(edge, visit, asker, Answer::see_other("/sign-in?why=again")).await;
        }
        SecondFactor::Judged(judged) => judged,
    };
    match judged {
        Judged::Wrong { left } | Judged::Expired { left } => {
            let words = text.say_with("personal-key-wrong", &[("left", left.into())]);
            Ok(personal_key_page(visit, "", None, Some(words)))
        }
        Judged::Refused(refusal) => Ok(refuse(edge, visit, refusal)),
        Judged::Right => Err(Outage::new("guard", "a right key without a session")),
    }
}

fn refuse(edge: &impl Edge, visit: &Visit<'_>, refusal: Refusal) -> Answer {
    problems::refused(visit.text, refusal, "/sign-in", edge.now())
}

/// Gives the answer again that this very form got before, in case it was lost; otherwise gives `answer`.
async fn again(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    asker: &Asker,
    answer: Answer,
) -> Result<Answer, Outage> {
    let Some(token) = visit.token(Cookie::SignIn) else { return Ok(answer) };
    let Some(session) = sign_in::signed_in_before(edge, asker, &token).await? else { return Ok(answer) };
    visit.set_cookie(Cookie::Session, &session.to_text());
    visit.delete_cookie(Cookie::SignIn);
    // If no new personal key waits to be saved, this page leads on to the account.
    Ok(Answer::see_other("/account/personal-key"))
}

async fn signed_in(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    pending: &Pending,
    new: &Token,
    path: &str,
) -> Result<Answer, Outage> {
    // The new session takes the place of the one that this browser had.
    if let Some(old) = visit.token(Cookie::Session) {
        session::end(edge, &old).await?;
    }
    visit.set_cookie(Cookie::Session, &new.to_text());
    visit.delete_cookie(Cookie::SignIn);
    if let Some(email) = Email::read(&pending.stored.email) {
        visit.remember_device(edge, &email);
    }
    Ok(Answer::see_other(path))
}

/// Says what to do without phone and personal key (SI-6).
pub fn show_no_phone(visit: &Visit<'_>) -> Answer {
    let text = visit.text;
    let page = page(visit, "no-phone-title")
        .with(Block::Text(text.say("no-phone-later")))
        .with(Block::Text(text.say("no-phone-key")))
        .with(Block::Text(text.say("no-phone-new")))
        .with(Block::Text(text.say("no-phone-urgent")))
        .with(Block::Links(vec![
            ("/sign-in/personal-key".to_owned(), text.say("personal-key-link")),
            ("/sign-up".to_owned(), text.say("no-phone-sign-up")),
            ("/contact/".to_owned(), text.say("problem-contact")),
        ]))
        .help(help::SIGNING_IN_WITHOUT_PHONE_OR_PERSONAL_KEY);
    Answer::page(StatusCode::OK, text, &page)
}
