//! Step 2: the link opens the form for the new password, which takes effect only after step 3 (PR-2).

use super::super::factors::password_problem;
use super::super::form::Fields;
use super::super::respond::Answer;
use super::super::visit::{Cookie, Visit};
use super::{current, email_form, page, status, wait};
use crate::flows::codes::Refusal;
use crate::flows::reset::{self, Current, Ended};
use crate::pages::{Alert, Block, Control, Form, Input, InputKind, help};
use crate::ports::{Edge, Outage};
use crate::secrets::bearer::Token;
use crate::secrets::password::normalize;
use http::StatusCode;

/// The reset of a link; without one, that of the browser, which has come back to choose again.
async fn opened(edge: &impl Edge, visit: &Visit<'_>, token: &str) -> Result<Result<Current, Answer>, Outage> {
    if token.is_empty() {
        return current(edge, visit).await;
    }
    let found = match Token::from_text(token) {
        Some(token) => reset::open(edge, &token, visit.browser()).await?,
        None => Err(Ended::Unknown),
    };
    Ok(found.map_err(|ended| link_page(visit, ended)))
}

/// Asks for a new password. Changes nothing.
pub async fn show_password(edge: &impl Edge, visit: &Visit<'_>, query: &Fields) -> Result<Answer, Outage> {
    let token = query.get("token");
    Ok(match opened(edge, visit, token).await? {
        Ok(current) => password_page(visit, &current, token, None),
        Err(answer) => answer,
    })
}

fn password_page(visit: &Visit<'_>, current: &Current, token: &str, error: Option<String>) -> Answer {
    let text = visit.text;
    let has_error = error.is_some();
    let input = Input {
        name: "new_password",
        label: text.say("reset-password-label"),
        hint: Some(text.say("new-password-hint")),
        error,
        kind: InputKind::NewPassword(current.email.as_str().to_owned()),
        value: String::new(),
    };
    let form = Form {
        action: "/reset/password",
        csrf: visit.csrf(),
        controls: vec![Control::Hidden("token", token.to_owned()), Control::Input(input)],
        submit: text.say("continue"),
        quiet: false,
    };
    let values = [("email", current.email.as_str().into())];
    let page = page(visit, "reset-password-title")
        .with(Block::Text(text.say_with("reset-password-lead", &values)))
        .with(Block::Form(form))
        .why("new_password", help::changing_settings_change_password::RULES)
        .help(help::PRIVACY_AND_SECURITY_STRONG_PASSWORDS);
    Answer::page(status(has_error), text, page)
}

/// Takes the new password, and goes on to the second factor.
pub async fn submit_password(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
) -> Result<Answer, Outage> {
    let token = fields.get("token");
    let current = match opened(edge, visit, token).await? {
        Ok(current) => current,
        Err(answer) => return Ok(answer),
    };
    let password = normalize(fields.get("new_password"));
    if let Some(problem) = password_problem(visit, &password, current.email.as_str()) {
        return Ok(password_page(visit, &current, token, Some(problem)));
    }
    Ok(match reset::choose_password(edge, &current, &password).await? {
        Ok(()) => {
            visit.set_cookie(Cookie::Reset, &current.cookie.to_text());
            visit.delete_cookie(Cookie::Asked);
            Answer::see_other("/reset/method")
        }
        Err(Refusal::TooMany { until, .. }) => {
            let words = ("reset-choices-title", "reset-choices-why");
            let back = if token.is_empty() { "/reset/password".to_owned() } else { link(token) };
            wait(edge, visit, words, until, &back)
        }
        Err(_) => return Err(Outage::new("guard", "a verdict that answers another step")),
    })
}

/// The page of a link that was read, so its text is base64url.
fn link(token: &str) -> String {
    format!("/reset/password?token={token}")
}

/// Says why a link does not work, and offers a new one.
fn link_page(visit: &Visit<'_>, ended: Ended) -> Answer {
    let text = visit.text;
    let (status, title, words) = match ended {
        Ended::Finished => (StatusCode::GONE, "reset-link-used-title", "reset-link-used"),
        Ended::Expired => (StatusCode::GONE, "reset-link-expired-title", "reset-link-expired"),
        Ended::Unknown => (StatusCode::NOT_FOUND, "reset-link-unknown-title", "link-unknown"),
    };
    let page = page(visit, title)
        .with(Block::Alert(Alert::Warning, text.say(words)))
        .with(Block::Links(vec![("/sign-in".to_owned(), text.say("reset-sign-in"))]))
        .with(Block::Text(text.say("link-new")))
        .with(Block::Form(email_form(visit, "", None, text.say("reset-again-submit"))))
        .help(help::SIGNING_IN_FORGOT_PASSWORD);
    Answer::page(status, text, page)
}
