//! The authenticator app of an account: set up, replace, remove (ST-2, SU-9). The flow is `flows::authenticator_app`.

use super::{SignedIn, account_answer, confirmed};
use crate::flows::codes::{self, Judged};
use crate::flows::{Asker, authenticator_app};
use crate::guard::Occasion;
use crate::pages::dates::date;
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Form, Page, help};
use crate::ports::{Edge, Outage};
use crate::routes::factors::{app_blocks, read_app_code, wrong_code};
use crate::routes::form::Fields;
use crate::routes::problems;
use crate::routes::respond::Answer;
use crate::routes::visit::{Cookie, Visit};
use crate::secrets::one_time_password::AppSecret;
use crate::store::sessions::Session;
use http::StatusCode;

const PATH: &str = "/account/app";
const CODE_PATH: &str = "/account/app/code";

/// Shows whether there is an app, and what can be done about it.
pub async fn show_app(edge: &impl Edge, visit: &mut Visit<'_>, query: &Fields) -> Result<Answer, Outage> {
    Ok(match confirmed(edge, visit, PATH).await? {
        Ok((SignedIn { session, .. }, _)) => app_page(edge, visit, &session, query.get("done")),
        Err(answer) => answer,
    })
}

fn app_page(edge: &impl Edge, visit: &Visit<'_>, session: &Session, done: &str) -> Answer {
    let text = visit.text;
    let factors = &session.factors;
    let button = |action, label: &str, quiet| {
        Block::Form(Form { action, csrf: visit.csrf(), controls: Vec::new(), submit: text.say(label), quiet })
    };
    let mut page = Page::new(text.say("account-app-title"), Place::Account);
    // A link may say that something was done; the page says so only if it is so.
    match (done, &factors.app) {
        ("added", Some(_)) => page = page.with(Block::Alert(Alert::Success, text.say("account-app-added"))),
        ("removed", None) => page = page.with(Block::Alert(Alert::Success, text.say("account-app-removed"))),
        _ => {}
    }
    page = match &factors.app {
        None => page.with(Block::Text(text.say("account-app-lead"))).with(button(
            "/account/app/start",
            "account-app-start",
            false,
        )),
        Some(app) => page
            .with(Block::Facts(vec![(text.say("account-app-since"), date(text, app.created_at))]))
            .with(Block::Text(text.say("account-app-replace-lead")))
            .with(button("/account/app/start", "account-app-replace", true)),
    };
    if factors.app.is_some() {
        page = if factors.phones.is_empty() {
            page.with(Block::Text(text.say("account-app-last")))
                .with(Block::Links(vec![("/account/phone".to_owned(), text.say("account-app-add-phone"))]))
        } else {
            page.with(Block::Text(text.say("account-app-remove-lead"))).with(button(
                "/account/app/remove",
                "account-app-remove",
                true,
            ))
        };
    }
    let page = page
        .with(Block::Links(vec![("/account".to_owned(), text.say("account-back"))]))
        .help(help::SIGNING_IN_AUTHENTICATOR_APP);
    account_answer(edge, visit, session, StatusCode::OK, page)
}

/// Makes the secret of a new app: looking at a page must not.
pub async fn start_app(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    Ok(match confirmed(edge, visit, PATH).await? {
        Ok((SignedIn { token, session }, _)) => {
            authenticator_app::start(edge, &token, &session).await?;
            Answer::see_other(CODE_PATH)
        }
        Err(answer) => answer,
    })
}

/// The session in which an app is being set up, with its secret; otherwise the page where that begins.
async fn set_up(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
) -> Result<Result<(Box<Session>, AppSecret), Answer>, Outage> {
    let SignedIn { token, session } = match confirmed(edge, visit, PATH).await? {
        Ok((signed_in, _)) => signed_in,
        Err(answer) => return Ok(Err(answer)),
    };
    Ok(match authenticator_app::secret(&token, &session) {
        Some(secret) => Ok((session, secret)),
        // It was set up already, by a second press of the button or in another tab, or never begun.
        None if session.factors.app.is_some() => Err(Answer::see_other("/account/app?done=added")),
        None => Err(Answer::see_other(PATH)),
    })
}

/// Shows the secret, and asks for the code that the app makes of it.
pub async fn show_app_code(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    let (session, secret) = match set_up(edge, visit).await? {
        Ok(set_up) => set_up,
        Err(answer) => return Ok(answer),
    };
    Ok(match codes::tries_left(edge, &session.account, Occasion::SigningIn).await? {
        Ok(left) => code_page(edge, visit, (&session, &secret), Some(left), None),
        Err(refusal) => problems::refused(visit.text, refusal, PATH, edge.now()),
    })
}

fn code_page(
    edge: &impl Edge,
    visit: &Visit<'_>,
    (session, secret): (&Session, &AppSecret),
    left: Option<u32>,
    error: Option<(String, String)>,
) -> Answer {
    let text = visit.text;
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (typed, error) = error.map_or_else(|| (String::new(), None), |(typed, error)| (typed, Some(error)));
    let mut page = Page::new(text.say("account-app-code-title"), Place::Account);
    if session.factors.app.is_some() {
        page = page.with(Block::Alert(Alert::Info, text.say("account-app-replaces")));
    }
    let page = app_blocks(visit, page, (secret, &session.email), CODE_PATH, left, (typed, error))
        .with(Block::Links(vec![(PATH.to_owned(), text.say("account-app-cancel"))]));
    account_answer(edge, visit, session, status, page)
}

/// Takes the code that proves the app.
pub async fn submit_app_code(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let (session, secret) = match set_up(edge, visit).await? {
        Ok(set_up) => set_up,
        Err(answer) => return Ok(answer),
    };
    let (text, typed) = (visit.text, fields.get("code"));
    let set_up = (session.as_ref(), &secret);
    let code = match read_app_code(visit, typed) {
        Ok(code) => code,
        Err(error) => return Ok(code_page(edge, visit, set_up, None, Some((typed.to_owned(), error)))),
    };
    Ok(match authenticator_app::confirm(edge, asker, set_up, &code).await? {
        Err(refusal) => problems::refused(text, refusal, PATH, edge.now()),
        Ok(Judged::Right) => Answer::see_other("/account/app?done=added"),
        Ok(Judged::Wrong { left }) => {
            code_page(edge, visit, set_up, None, Some(wrong_code(visit, "app-code-wrong", left)))
        }
        Ok(Judged::Expired { left }) => {
            code_page(edge, visit, set_up, None, Some(wrong_code(visit, "app-code-used", left)))
        }
        Ok(Judged::Refused(refusal)) => {
            visit.delete_cookie(Cookie::Session);
            problems::refused(text, refusal, PATH, edge.now())
        }
    })
}

/// Removes the app.
pub async fn remove_app(edge: &impl Edge, visit: &mut Visit<'_>, asker: &Asker) -> Result<Answer, Outage> {
    let session = match confirmed(edge, visit, PATH).await? {
        Ok((SignedIn { session, .. }, _)) => session,
        Err(answer) => return Ok(answer),
    };
    authenticator_app::remove(edge, asker, &session).await?;
    Ok(Answer::see_other("/account/app?done=removed"))
}
