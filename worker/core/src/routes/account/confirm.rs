//! The current-password step before a setting changes (ST-2).

use super::{SignedIn, account_answer, again, signed_in, signed_in_once};
use crate::flows::Asker;
use crate::flows::session::{self, Confirmed};
use crate::pages::frame::Place;
use crate::pages::{Block, Control, Form, Input, InputKind, Page, help};
use crate::ports::{Edge, Outage};
use crate::routes::form::Fields;
use crate::routes::respond::Answer;
use crate::routes::visit::{Cookie, Visit};
use crate::secrets::password::normalize;
use crate::store::sessions::Session;
use http::StatusCode;

/// The settings that the step leads on to. Nothing else does: a link must not send a person elsewhere.
const SETTINGS: [&str; 7] = [
    "/account/email",
    "/account/password",
    "/account/phone",
    "/account/app",
    "/account/personal-key/new",
    "/account/delete",
    "/account/data",
];

fn next(fields: &Fields) -> &'static str {
    SETTINGS.into_iter().find(|setting| *setting == fields.get("next")).unwrap_or("/account")
}

/// Asks for the current password.
pub async fn show_confirm(edge: &impl Edge, visit: &mut Visit<'_>, query: &Fields) -> Result<Answer, Outage> {
    Ok(match signed_in(edge, visit).await? {
        Ok(SignedIn { session, .. }) => confirm_page(edge, visit, &session, next(query), None),
        Err(answer) => answer,
    })
}

fn confirm_page(
    edge: &impl Edge,
    visit: &Visit<'_>,
    session: &Session,
    next: &str,
    error: Option<String>,
) -> Answer {
    let text = visit.text;
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let input = Input {
        name: "current_password",
        label: text.say("current-password-label"),
        error,
        kind: InputKind::CurrentPassword,
        ..Input::default()
    };
    let form = Form {
        action: "/account/confirm",
        csrf: visit.csrf(),
        controls: vec![Control::Hidden("next", next.to_owned()), Control::Input(input)],
        submit: text.say("continue"),
        quiet: false,
    };
    let page = Page::new(text.say("confirm-password-title"), Place::Account)
        .with(Block::Text(text.say("confirm-password-lead")))
        .with(Block::Form(form))
        .with(Block::Links(vec![
            ("/account".to_owned(), text.say("account-back")),
            ("/reset".to_owned(), text.say("sign-in-forgot")),
        ]))
        .help(help::CHANGING_SETTINGS_CHANGE_PASSWORD);
    account_answer(edge, visit, session, status, page)
}

/// Checks the current password.
pub async fn submit_confirm(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let next = next(fields);
    let SignedIn { token, session } = match signed_in_once(edge, visit, asker, next).await? {
        Ok(signed_in) => signed_in,
        Err(answer) => return Ok(answer),
    };
    let text = visit.text;
    let guess = normalize(fields.get("current_password"));
    if guess.is_empty() {
        let missing = text.say("password-missing");
        return Ok(confirm_page(edge, visit, &session, next, Some(missing)));
    }
    Ok(match session::confirm_password(edge, asker, &token, &session, &guess).await? {
        Confirmed::Yes(new) => {
            visit.set_cookie(Cookie::Session, &new.to_text());
            Answer::see_other(next)
        }
        Confirmed::No { left } => {
            let wrong = text.say_with("current-password-wrong", &[("left", left.into())]);
            confirm_page(edge, visit, &session, next, Some(wrong))
        }
        Confirmed::SignedOut => {
            visit.delete_cookie(Cookie::Session);
            Answer::see_other("/sign-in?why=password")
        }
        Confirmed::Gone => again(edge, visit, asker, &token, next).await?,
    })
}
