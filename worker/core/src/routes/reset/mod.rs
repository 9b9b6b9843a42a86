//! The pages of resetting a forgotten password, step by step: `email`, `password`, `second_factor`, `personal_key`. The
//! flow is `flows::reset`. Here is what the steps share: where a browser is, and what it sees when it is nowhere.

mod email;
mod password;
mod personal_key;
mod second_factor;

pub use email::{show_check_email, show_email, submit_email};
pub use password::{show_password, submit_password};
pub use personal_key::{personal_key_file, show_personal_key, submit_personal_key};
pub use second_factor::{show_method, show_no_phone, show_proof, submit_method, submit_proof};

use super::respond::Answer;
use super::visit::{Cookie, Visit};
use crate::flows::reset::{self, Current, Ended, Stage};
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Page, help};
use crate::ports::{Edge, Outage};
use crate::time::UnixTime;
use email::email_form;
use http::StatusCode;

/// Where a finished reset leads.
const DONE: &str = "/sign-in?why=reset";

fn page(visit: &Visit<'_>, title: &str) -> Page {
    Page::new(visit.text.say(title), Place::SignIn)
}

fn status(has_error: bool) -> StatusCode {
    if has_error { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

const fn stage_path(stage: Stage) -> &'static str {
    match stage {
        Stage::Password => "/reset/password",
        Stage::SecondFactor => "/reset/method",
        Stage::PersonalKey => "/reset/personal-key/save",
    }
}

/// The reset that this browser goes on with; otherwise the page to show. Who is done is told so, however often a form was
/// sent.
async fn current(edge: &impl Edge, visit: &Visit<'_>) -> Result<Result<Current, Answer>, Outage> {
    let Some(cookie) = visit.token(Cookie::Reset) else { return Ok(Err(gone(visit))) };
    Ok(match reset::current(edge, &cookie).await? {
        Ok(current) => Ok(current),
        Err(Ended::Finished) => Err(Answer::see_other(DONE)),
        Err(Ended::Expired | Ended::Unknown) => Err(gone(visit)),
    })
}

/// The same, if the reset has come as far as `needed`; otherwise the page to go to.
async fn at(edge: &impl Edge, visit: &Visit<'_>, needed: Stage) -> Result<Result<Current, Answer>, Outage> {
    Ok(match current(edge, visit).await? {
        Ok(current) if current.stage() == needed => Ok(current),
        Ok(current) => Err(Answer::see_other(stage_path(current.stage()))),
        Err(answer) => Err(answer),
    })
}

/// Says that this browser is resetting no password right now, and how to begin.
fn gone(visit: &Visit<'_>) -> Answer {
    let text = visit.text;
    let page = page(visit, "reset-gone-title")
        .with(Block::Alert(Alert::Info, text.say("reset-gone")))
        .with(Block::Form(email_form(visit, "", None, text.say("reset-again-submit"))))
        .with(Block::Links(vec![("/sign-in".to_owned(), text.say("reset-sign-in"))]))
        .help(help::SIGNING_IN_FORGOT_PASSWORD);
    Answer::page(StatusCode::FORBIDDEN, text, page)
}

/// Says how long to wait; the reset itself stays.
fn wait(
    edge: &impl Edge,
    visit: &Visit<'_>,
    (title, why): (&str, &str),
    until: UnixTime,
    back: &str,
) -> Answer {
    let (text, now) = (visit.text, edge.now());
    let page = page(visit, title)
        .with(Block::Alert(Alert::Warning, text.say(why)))
        .with(Block::wait(text, until, now))
        .with(Block::Text(text.say("reset-wait-what")))
        .with(Block::Links(vec![
            (back.to_owned(), text.say("reset-wait-back")),
            ("/reset".to_owned(), text.say("reset-again")),
        ]))
        .help(help::SIGNING_IN_WHY_YOU_WERE_SIGNED_OUT);
    Answer::page(StatusCode::TOO_MANY_REQUESTS, text, page).retry_after(now.until(until))
}
