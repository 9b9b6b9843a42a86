//! Step 1: the email address, the link that confirms it, and the report of an owner who did not ask for it.

use super::super::form::Fields;
use super::super::problems;
use super::super::respond::Answer;
use super::super::undelivered::{self, Letter};
use super::super::visit::{Cookie, Visit};
use super::{page, stage_path, status, step};
use crate::flows::Asker;
use crate::flows::codes::Refusal;
use crate::flows::sign_up::{self, Link, Stage};
use crate::identifiers::Email;
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Control, Form, Input, InputKind, Page, help};
use crate::ports::{Edge, Outage};
use crate::secrets::bearer::Token;
use crate::secrets::seal::{self, Place as SealPlace};
use http::StatusCode;

/// Where another link can be asked for, and the article about links that don’t come.
const AGAIN: (&str, help::Article) = ("/sign-up", help::creating_an_account_no_confirmation_email::LIMITS);

/// Asks for the email address.
pub fn show_email(visit: &Visit<'_>) -> Answer {
    email_page(visit, "", None)
}

fn email_page(visit: &Visit<'_>, value: &str, error: Option<String>) -> Answer {
    let text = visit.text;
    let has_error = error.is_some();
    let page = page(visit, "sign-up-title")
        .description(text.say("sign-up-description"))
        .with(step(visit, 1, "step-email"))
        .with(Block::Text(text.say("sign-up-lead")))
        .with(Block::Form(email_form(visit, value, error, text.say("sign-up-submit"))))
        .with(Block::Links(vec![("/sign-in".to_owned(), text.say("sign-up-have-account"))]))
        .help(help::CREATING_AN_ACCOUNT_CREATE_AN_ACCOUNT);
    Answer::page(status(has_error), text, page)
}

pub(super) fn email_form(visit: &Visit<'_>, value: &str, error: Option<String>, submit: String) -> Form {
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
        let Refusal::TooMany { until, budget } = refusal else {
            return Err(Outage::new("guard", "a verdict that answers another step"));
        };
        return Ok(problems::too_many_links(visit.text, (until, budget), AGAIN, edge.now()));
    }
    let sealed = seal::seal(&edge.settings().secrets, edge, asked_place(), email.as_str().as_bytes())?;
    visit.set_cookie(Cookie::Asked, &sealed);
    Ok(Answer::see_other("/sign-up/check-email"))
}

const fn asked_place() -> SealPlace<'static> {
    SealPlace { table: "cookies", column: "asked", owner: "" }
}

/// Says that a message was sent: the same words for every address (SU-1).
pub async fn show_check_email(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    let text = visit.text;
    let asked = visit
        .cookie(Cookie::Asked)
        .and_then(|sealed| seal::open(&edge.settings().secrets, asked_place(), sealed).ok());
    let Some(email) = asked else { return Ok(Answer::see_other("/sign-up")) };
    let again = Form {
        action: "/sign-up",
        csrf: visit.csrf(),
        controls: vec![Control::Hidden("email", email.clone())],
        submit: text.say("check-email-again"),
        quiet: true,
    };
    let page = page(visit, "check-email-title").with(step(visit, 1, "step-email"));
    let letter = Letter { email: &email, what: "check-email-what", again };
    let page = undelivered::letter(edge, text, letter, page)
        .await?
        .with(Block::Links(vec![
            ("/sign-up".to_owned(), text.say("check-email-other")),
            (AGAIN.1.path(text.language), AGAIN.1.title(text)),
        ]))
        .help(help::CREATING_AN_ACCOUNT_NO_CONFIRMATION_EMAIL);
    Ok(Answer::page(StatusCode::OK, text, page))
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
    Ok(Answer::page(StatusCode::OK, text, page))
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
    Answer::page(status, text, page)
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
        return Ok(Answer::page(StatusCode::OK, text, page));
    }
    let token = query.get("token");
    let open = match Token::from_text(token) {
        Some(token) => sign_up::report_is_open(edge, &token).await?,
        None => false,
    };
    if !open {
        return Ok(problems::report_gone(text));
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
    Ok(Answer::page(StatusCode::OK, text, page))
}

/// Takes the report.
pub async fn submit_report(edge: &impl Edge, visit: &Visit<'_>, fields: &Fields) -> Result<Answer, Outage> {
    let Some(token) = Token::from_text(fields.get("token")) else {
        return Ok(problems::report_gone(visit.text));
    };
    if !sign_up::report_is_open(edge, &token).await? {
        return Ok(problems::report_gone(visit.text));
    }
    sign_up::report(edge, &token).await?;
    Ok(Answer::see_other("/sign-up/report?done=yes"))
}
