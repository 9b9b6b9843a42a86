//! The pages of a signed-in person. The flow is `flows::session`.

use super::factors::{key_blocks, key_file, key_problem};
use super::form::Fields;
use super::problems;
use super::respond::Answer;
use super::visit::{Cookie, Visit};
use crate::flows::session::{self, Found};
use crate::flows::sign_in;
use crate::identifiers::Phone;
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Form, Page, help};
use crate::policy::POLICY;
use crate::ports::{Edge, Outage};
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::personal_key::PersonalKey;
use crate::secrets::seal::open_with;
use crate::store::sessions::{self, Session};
use http::StatusCode;

/// The session of this browser; otherwise the way to sign in, which says why.
async fn signed_in(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
) -> Result<Result<(Token, Box<Session>), Answer>, Outage> {
    let Some(token) = visit.token(Cookie::Session) else {
        return Ok(Err(Answer::see_other("/sign-in?why=account")));
    };
    let found = session::find(edge, &token).await?;
    Ok(match found {
        Found::Live(session) => Ok((token, session)),
        ended => Err(gone(visit, &ended)),
    })
}

fn gone(visit: &mut Visit<'_>, ended: &Found) -> Answer {
    visit.delete_cookie(Cookie::Session);
    Answer::see_other(match ended {
        Found::Idle => "/sign-in?why=idle",
        Found::TooOld => "/sign-in?why=time",
        Found::Unknown | Found::Live(_) => "/sign-in?why=account",
    })
}

/// Shows what the account has. Before the session times out the browser is sent to the warning, without scripts too.
pub async fn show(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    let (_, session) = match signed_in(edge, visit).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    if session.new_personal_key.is_some() {
        return Ok(Answer::see_other("/account/personal-key"));
    }
    let text = visit.text;
    let phone = session.phone.as_deref().and_then(|number| Phone::read(number).ok());
    let page = Page::new(text.say("account-title"), Place::Account)
        .with(Block::Text(text.say("account-lead")))
        .with(Block::Facts(vec![
            (text.say("account-email"), session.email.clone()),
            (text.say("account-phone"), phone.map(|phone| phone.shown().to_owned()).unwrap_or_default()),
            (text.say("account-personal-key"), text.say("account-personal-key-saved")),
        ]))
        .with(Block::Form(sign_out_form(visit)))
        .help(help::CREATING_AN_ACCOUNT_WHY_THIS_SERVICE);
    let warning = edge.now().until(session::idle_end(&session)).saturating_sub(POLICY.session_warning).max(1);
    Ok(Answer::page(StatusCode::OK, text, &page).refresh(warning, "/account/time-out"))
}

fn sign_out_form(visit: &Visit<'_>) -> Form {
    Form {
        action: "/sign-out",
        csrf: visit.csrf(),
        controls: Vec::new(),
        submit: visit.text.say("sign-out"),
        quiet: true,
    }
}

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
    let end = session::idle_end(&session);
    let stay = Form {
        action: "/account/stay",
        csrf: visit.csrf(),
        controls: Vec::new(),
        submit: text.say("time-out-stay"),
        quiet: false,
    };
    let page = Page::new(text.say("time-out-title"), Place::Account)
        .with(Block::Alert(Alert::Warning, text.say("time-out-why")))
        .with(Block::wait(text, end, now))
        .with(Block::Form(stay))
        .with(Block::Form(sign_out_form(visit)))
        .help(help::SIGNING_IN_WHY_YOU_WERE_SIGNED_OUT);
    Ok(Answer::page(StatusCode::OK, text, &page)
        .refresh(now.until(end).saturating_add(1), "/account/time-out"))
}

/// Keeps the session alive.
pub async fn stay(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    Ok(match signed_in(edge, visit).await? {
        Ok(_) => Answer::see_other("/account"),
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
    Answer::page(StatusCode::OK, text, &page)
}

// The personal key that took the place of a used one (SI-5).

fn new_personal_key(token: &Token, session: &Session) -> Option<PersonalKey> {
    let sealed = session.new_personal_key.as_deref()?;
    let plain =
        open_with(&token.key(Kind::Session), sessions::new_personal_key_place(&session.account), sealed)?;
    PersonalKey::read(std::str::from_utf8(&plain).ok()?)
}

fn personal_key_page(
    visit: &Visit<'_>,
    key: &PersonalKey,
    (typed, error): (String, Option<String>),
) -> Answer {
    let text = visit.text;
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = Page::new(text.say("key-title"), Place::Account)
        .with(Block::Alert(Alert::Info, text.say("key-replaced")));
    let page =
        key_blocks(visit, page, key, "/account/personal-key", "/account/personal-key.txt", (typed, error));
    Answer::page(status, text, &page)
}

/// Shows the new personal key.
pub async fn show_personal_key(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    Ok(match signed_in(edge, visit).await? {
        Ok((token, session)) => match new_personal_key(&token, &session) {
            Some(key) => personal_key_page(visit, &key, (String::new(), None)),
            None => Answer::see_other("/account"),
        },
        Err(answer) => answer,
    })
}

/// The new personal key as a file.
pub async fn personal_key_file(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    Ok(match signed_in(edge, visit).await? {
        Ok((token, session)) => match new_personal_key(&token, &session) {
            Some(key) => key_file(visit, &key),
            None => problems::not_found(visit.text),
        },
        Err(answer) => answer,
    })
}

/// Takes it that the person has saved the new personal key.
pub async fn submit_personal_key(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
) -> Result<Answer, Outage> {
    let (token, session) = match signed_in(edge, visit).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let Some(key) = new_personal_key(&token, &session) else { return Ok(Answer::see_other("/account")) };
    if let Some(problem) = key_problem(visit, &key, fields) {
        return Ok(personal_key_page(visit, &key, (fields.get("personal_key").to_owned(), Some(problem))));
    }
    session::confirm_new_personal_key(edge, &session).await?;
    Ok(Answer::see_other("/account"))
}
