//! Step 3 with an authenticator app instead of a phone (SU-9).

use super::super::factors::{app_blocks, read_app_code, wrong_code};
use super::super::form::Fields;
use super::super::respond::Answer;
use super::super::visit::Visit;
use super::{at, page, refuse, status, step};
use crate::flows::Asker;
use crate::flows::codes::{self, Judged};
use crate::flows::sign_up::{self, Current, Stage};
use crate::guard::Occasion;
use crate::pages::Block;
use crate::ports::{Edge, Outage};

const PATH: &str = "/sign-up/app";

/// Makes the secret: looking at a page must not.
pub async fn start_app(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    Ok(match at(edge, visit, Stage::Phone).await? {
        Ok(current) => {
            // If another tab was faster, the page that follows shows where the sign-up is now.
            sign_up::start_app(edge, &current).await?;
            Answer::see_other(PATH)
        }
        Err(answer) => answer,
    })
}

/// Shows the secret, and asks for the code that the app makes of it.
pub async fn show_app(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    Ok(match at(edge, visit, Stage::App).await? {
        Ok(current) => match codes::tries_left(edge, &current.sign_up.account, Occasion::SigningUp).await? {
            Ok(left) => app_page(visit, &current, Some(left), None)?,
            Err(refusal) => refuse(edge, visit, refusal, PATH),
        },
        Err(answer) => answer,
    })
}

fn app_page(
    visit: &Visit<'_>,
    current: &Current,
    left: Option<u32>,
    error: Option<(String, String)>,
) -> Result<Answer, Outage> {
    let text = visit.text;
    let has_error = error.is_some();
    let (typed, error) = error.map_or_else(|| (String::new(), None), |(typed, error)| (typed, Some(error)));
    let secret = current
        .app()
        .ok_or_else(|| Outage::new("database", "the authenticator app of a sign-up does not open"))?;
    let page = page(visit, "sign-up-app-title").with(step(visit, 3, "step-app"));
    let page = app_blocks(visit, page, (&secret, current.email.as_str()), PATH, left, (typed, error))
        .with(Block::Links(vec![("/sign-up/phone".to_owned(), text.say("sign-up-app-phone"))]));
    Ok(Answer::page(status(has_error), text, page))
}

/// Takes the code.
pub async fn submit_app(
    edge: &impl Edge,
    visit: &Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let current = match at(edge, visit, Stage::App).await? {
        Ok(current) => current,
        Err(answer) => return Ok(answer),
    };
    let typed = fields.get("code");
    let code = match read_app_code(visit, typed) {
        Ok(code) => code,
        Err(error) => return app_page(visit, &current, None, Some((typed.to_owned(), error))),
    };
    Ok(match sign_up::confirm_app(edge, asker, &current, &code).await? {
        Judged::Right => Answer::see_other("/sign-up/personal-key"),
        Judged::Refused(refusal) => refuse(edge, visit, refusal, PATH),
        Judged::Wrong { left } => {
            app_page(visit, &current, None, Some(wrong_code(visit, "app-code-wrong", left)))?
        }
        Judged::Expired { left } => {
            app_page(visit, &current, None, Some(wrong_code(visit, "app-code-used", left)))?
        }
    })
}
