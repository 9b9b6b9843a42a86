//! Step 1: the email address, to which a link goes if it is on file (PR-1, SI-7).

use super::super::form::Fields;
use super::super::problems;
use super::super::respond::Answer;
use super::super::undelivered::contact;
use super::super::visit::{Cookie, Visit};
use super::{page, status};
use crate::flows::Asker;
use crate::flows::codes::Refusal;
use crate::flows::reset;
use crate::identifiers::Email;
use crate::pages::{Block, Control, Form, Input, InputKind, help};
use crate::ports::{Edge, Outage};
use crate::secrets::seal::{self, Place as SealPlace};
use http::StatusCode;

/// Asks for the email address.
pub fn show_email(visit: &Visit<'_>) -> Answer {
    email_page(visit, "", None)
}

fn email_page(visit: &Visit<'_>, value: &str, error: Option<String>) -> Answer {
    let text = visit.text;
    let has_error = error.is_some();
    let page = page(visit, "reset-title")
        .with(Block::Text(text.say("reset-lead")))
        .with(Block::Text(text.say("reset-need")))
        .with(Block::Form(email_form(visit, value, error, text.say("reset-submit"))))
        .with(Block::Links(vec![
            (help::SIGNING_IN_FORGOT_EMAIL_ADDRESS.path(text.language), text.say("sign-in-forgot-email")),
            ("/sign-in".to_owned(), text.say("reset-sign-in")),
        ]))
        .help(help::SIGNING_IN_FORGOT_PASSWORD);
    Answer::page(status(has_error), text, page)
}

/// The form that asks for a link.
pub fn email_form(visit: &Visit<'_>, value: &str, error: Option<String>, submit: String) -> Form {
    let input = Input {
        name: "email",
        label: visit.text.say("email-label"),
        value: value.to_owned(),
        error,
        kind: InputKind::Email,
        hint: None,
    };
    Form { action: "/reset", csrf: visit.csrf(), controls: vec![Control::Input(input)], submit, quiet: false }
}

/// Sends a link. The answer is the same for every address.
pub async fn submit_email(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    mut asker: Asker,
) -> Result<Answer, Outage> {
    let typed = fields.get("email");
    let Some(email) = Email::read(typed) else {
        let key = if typed.trim().is_empty() { "email-missing" } else { "email-wrong" };
        return Ok(email_page(visit, typed, Some(visit.text.say(key))));
    };
    asker.device = visit.device(&email);
    if let Err(refusal) = reset::ask(edge, visit.text, &asker, &email).await? {
        let Refusal::TooMany { until, budget } = refusal else {
            return Err(Outage::new("guard", "a verdict that answers another step"));
        };
        let again = ("/reset", help::signing_in_forgot_password::NO_LINK);
        return Ok(problems::too_many_links(visit.text, (until, budget), again, edge.now()));
    }
    let sealed = seal::seal(&edge.settings().secrets, edge, asked_place(), email.as_str().as_bytes())?;
    visit.set_cookie(Cookie::Asked, &sealed);
    Ok(Answer::see_other("/reset/check-email"))
}

const fn asked_place() -> SealPlace<'static> {
    SealPlace { table: "cookies", column: "asked-reset", owner: "" }
}

/// Says that a message was sent if the address is on file: the same words for every address (SI-7). That mail came back is
/// not said here: it is sent only if there is an account, so whoever asked twice would learn it. So everybody is told what to
/// do if it did.
pub fn show_check_email(edge: &impl Edge, visit: &Visit<'_>) -> Answer {
    let text = visit.text;
    let asked = visit
        .cookie(Cookie::Asked)
        .and_then(|sealed| seal::open(&edge.settings().secrets, asked_place(), sealed).ok());
    let Some(email) = asked else { return Answer::see_other("/reset") };
    let again = Form {
        action: "/reset",
        csrf: visit.csrf(),
        controls: vec![Control::Hidden("email", email.clone())],
        submit: text.say("check-email-again"),
        quiet: true,
    };
    let no_link = help::signing_in_forgot_password::NO_LINK;
    let page = page(visit, "reset-check-email-title")
        .with(Block::Text(text.say_with("reset-check-email-sent", &[("email", email.into())])))
        .with(Block::Text(text.say("reset-check-email-what")))
        .with(Block::Text(text.say("reset-check-email-not-there")))
        .with(Block::Form(again))
        .with(Block::Links(vec![
            ("/reset".to_owned(), text.say("check-email-other")),
            (no_link.path(text.language), no_link.title(text)),
            (help::SIGNING_IN_FORGOT_EMAIL_ADDRESS.path(text.language), text.say("sign-in-forgot-email")),
            contact(text),
            ("/sign-in".to_owned(), text.say("reset-sign-in")),
        ]))
        .help(help::SIGNING_IN_FORGOT_PASSWORD);
    Answer::page(StatusCode::OK, text, page)
}
