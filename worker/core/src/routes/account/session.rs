//! How a session ends: the warning before it times out, and signing out (SI-8).

use super::{SignedIn, gone, sign_out_form, signed_in};
use crate::flows::session::{self, Found};
use crate::flows::sign_in;
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Form, Page, help};
use crate::ports::{Edge, Outage};
use crate::routes::respond::Answer;
use crate::routes::visit::{Cookie, Visit};
use http::StatusCode;

/// Warns that the session ends soon. Looking at the warning does not keep it alive; the button does.
pub async fn show_time_out(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    let Some(token) = visit.token(Cookie::Session) else {
        return Ok(Answer::see_other("/sign-in?why=account"));
    };
    let session = match session::peek(edge, &token).await? {
        Found::Live(session) => session,
        ended => return Ok(gone(visit, &ended)),
    };
    let (text, now) = (visit.text, edge.now());
    let end = session::end_of(&session);
    let mut page = Page::new(text.say("time-out-title"), Place::Account);
    // Nothing prolongs a session past its longest time, so nothing is offered that would seem to.
    page = if end.is_absolute {
        page.with(Block::Alert(Alert::Warning, text.say("time-out-absolute-why")))
            .with(Block::wait(text, end.at, now))
            .with(Block::Text(text.say("time-out-absolute-what")))
            .with(Block::Links(vec![("/account".to_owned(), text.say("account-back"))]))
    } else {
        let stay = Form {
            action: "/account/stay",
            csrf: visit.csrf(),
            controls: Vec::new(),
            submit: text.say("time-out-stay"),
            quiet: false,
        };
        page.with(Block::Alert(Alert::Warning, text.say("time-out-why")))
            .with(Block::wait(text, end.at, now))
            .with(Block::Form(stay))
            .with(Block::Text(text.say("time-out-longest")))
    };
    let page = page.with(Block::Form(sign_out_form(visit))).help(help::SIGNING_IN_WHY_YOU_WERE_SIGNED_OUT);
    Ok(Answer::page(StatusCode::OK, text, page)
        .refresh(now.until(end.at).saturating_add(1), "/account/time-out"))
}

/// Keeps the session alive.
pub async fn stay(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    Ok(match signed_in(edge, visit).await? {
        Ok(SignedIn { .. }) => Answer::see_other("/account"),
        Err(answer) => answer,
    })
}

/// Ends the session.
pub async fn sign_out(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    if let Some(token) = visit.token(Cookie::Session) {
        session::end(edge, &token).await?;
    }
    if let Some(token) = visit.token(Cookie::SignIn) {
        sign_in::abandon(edge, &token).await?;
    }
    visit.delete_cookie(Cookie::Session);
    visit.delete_cookie(Cookie::SignIn);
    visit.delete_cookie(Cookie::SignUp);
    visit.delete_cookie(Cookie::Reset);
    Ok(Answer::see_other("/signed-out"))
}

/// Says that the person is signed out.
pub fn show_signed_out(visit: &Visit<'_>) -> Answer {
    let text = visit.text;
    let page = Page::new(text.say("signed-out-title"), Place::Other)
        .with(Block::Alert(Alert::Success, text.say("signed-out")))
        .with(Block::Text(text.say("signed-out-shared")))
        .with(Block::Links(vec![
            ("/sign-in".to_owned(), text.say("signed-out-sign-in")),
            ("/".to_owned(), text.say("problem-help")),
        ]))
        .help(help::PRIVACY_AND_SECURITY_REMOVE_SAVED_PASSWORD);
    Answer::page(StatusCode::OK, text, page)
}
