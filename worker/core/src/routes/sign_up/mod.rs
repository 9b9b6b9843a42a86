//! The pages of creating an account, step by step: `email`, `password`, `phone` or `app`, `personal_key`. The flow is
//! `flows::sign_up`. Here is what the steps share: where a browser is, and what it sees when it is nowhere.

mod app;
mod email;
mod password;
mod personal_key;
mod phone;

pub use app::{show_app, start_app, submit_app};
pub use email::{
    show_check_email, show_confirm, show_email, show_report, submit_confirm, submit_email, submit_report,
};
pub use password::{show_password, submit_password};
pub use personal_key::{personal_key_file, show_personal_key, submit_personal_key};
pub use phone::{send_again, show_code, show_phone, submit_code, submit_phone};

use super::problems;
use super::respond::Answer;
use super::visit::{Cookie, Visit};
use crate::flows::codes::Refusal;
use crate::flows::sign_up::{self, Current, Stage};
use crate::guard::Budget;
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Page, help};
use crate::ports::{Edge, Outage};
use email::email_form;
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
        Stage::App => "/sign-up/app",
        Stage::PersonalKey => "/sign-up/personal-key",
    }
}

/// The sign-up of this browser if what is `needed` can be done now; otherwise the page to go to.
async fn at(edge: &impl Edge, visit: &Visit<'_>, needed: Stage) -> Result<Result<Current, Answer>, Outage> {
    let Some(current) = stage(edge, visit).await? else { return Ok(Err(gone(visit))) };
    let next = stage_path(current.stage());
    Ok(if current.allows(needed) { Ok(current) } else { Err(Answer::see_other(next)) })
}

/// Says that this browser is creating no account right now, and how to begin.
fn gone(visit: &Visit<'_>) -> Answer {
    let text = visit.text;
    let page = page(visit, "sign-up-gone-title")
        .with(Block::Alert(Alert::Info, text.say("sign-up-gone")))
        .with(Block::Form(email_form(visit, "", None, text.say("link-new-submit"))))
        .with(Block::Links(vec![("/sign-in".to_owned(), text.say("sign-up-have-account"))]))
        .help(help::CREATING_AN_ACCOUNT_CREATE_AN_ACCOUNT);
    Answer::page(StatusCode::FORBIDDEN, text, page)
}

/// Says why nothing is sent or judged now. A sign-up has no password to reset: after too many lockouts it begins again.
fn refuse(edge: &impl Edge, visit: &Visit<'_>, refusal: Refusal, back: &str) -> Answer {
    match refusal {
        Refusal::ResetRequired => gone(visit),
        Refusal::Locked { until } => problems::locked_sign_up(visit.text, until, back, edge.now()),
        Refusal::TooMany { until, budget: Budget::PasswordChoices } => {
            problems::too_many_choices(visit.text, until, back, edge.now())
        }
        refusal => problems::refused(visit.text, refusal, back, edge.now()),
    }
}
