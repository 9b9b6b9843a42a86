//! Step 2: the password (SU-5).

use super::super::factors::password_problem;
use super::super::form::Fields;
use super::super::respond::Answer;
use super::super::visit::Visit;
use super::{at, page, refuse, status, step};
use crate::flows::sign_up::{self, Current, Stage};
use crate::pages::{Alert, Block, Control, Form, Input, InputKind, help};
use crate::ports::{Edge, Outage};
use crate::secrets::password::normalize;

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
        .why("password", help::changing_settings_change_password::RULES)
        .help(help::PRIVACY_AND_SECURITY_STRONG_PASSWORDS);
    Answer::page(status(has_error), text, page)
}

/// Takes the password.
pub async fn submit_password(edge: &impl Edge, visit: &Visit<'_>, fields: &Fields) -> Result<Answer, Outage> {
    let current = match at(edge, visit, Stage::Password).await? {
        Ok(current) => current,
        Err(answer) => return Ok(answer),
    };
    let password = normalize(fields.get("password"));
    if let Some(problem) = password_problem(visit, &password, current.email.as_str()) {
        return Ok(password_page(visit, &current, Some(problem)));
    }
    Ok(match sign_up::choose_password(edge, &current, &password).await? {
        Ok(_) => Answer::see_other("/sign-up/phone"),
        Err(refusal) => refuse(edge, visit, refusal, "/sign-up/password"),
    })
}
