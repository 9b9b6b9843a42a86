//! The pages of a signed-in person.
//!
//! Every page begins with [`signed_in`]; one that changes a setting begins with [`confirmed`], which has the current
//! password asked for first (ST-2). `profile` is the page that all others are reached from; each setting has a file of its
//! own.

mod activity;
mod app;
mod confirm;
mod data;
mod delete;
mod email;
mod information;
mod mail;
mod password;
mod personal_key;
mod phone;
mod profile;
mod session;
mod sessions;

pub use activity::show_activity;
pub use app::{remove_app, show_app, show_app_code, start_app, submit_app_code};
pub use confirm::{show_confirm, submit_confirm};
pub use data::{download_data, show_data};
pub use delete::{
    show_delete, show_delete_method, show_delete_no_phone, show_delete_proof, submit_delete_method,
    submit_delete_proof,
};
pub use email::{show_email, show_email_asked, show_email_link, submit_email, submit_email_link};
pub use information::{
    discard_former, erase_information, show_former, show_information, submit_former, submit_information,
};
pub use mail::resume_mail;
pub use password::{show_password, submit_password};
pub use personal_key::{
    personal_key_file, show_new_personal_key, show_personal_key, submit_new_personal_key, submit_personal_key,
};
pub use phone::{
    remove_phone, send_phone_code, show_phone, show_phone_code, submit_phone, submit_phone_code,
};
pub use profile::show;
pub use session::{show_signed_out, show_time_out, sign_out, stay};
pub use sessions::{end_other_sessions, end_session, show_sessions};

use super::respond::Answer;
use super::visit::{Cookie, Visit};
use crate::flows::Asker;
use crate::flows::session::{self as open_session, Found};
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Form, Page};
use crate::policy::POLICY;
use crate::ports::{Edge, Outage};
use crate::secrets::Key;
use crate::secrets::bearer::Token;
use crate::store::sessions::Session;
use http::StatusCode;

/// A signed-in browser.
pub struct SignedIn {
    /// Its cookie.
    pub token: Token,
    /// Its session.
    pub session: Box<Session>,
}

/// The session of this browser; otherwise the way to sign in, which says why.
async fn signed_in(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Result<SignedIn, Answer>, Outage> {
    let Some(token) = visit.token(Cookie::Session) else {
        return Ok(Err(Answer::see_other("/sign-in?why=account")));
    };
    let found = open_session::find(edge, &token).await?;
    Ok(match found {
        Found::Live(session) => Ok(SignedIn { token, session }),
        ended => Err(gone(visit, &ended)),
    })
}

/// The same for a form that gives the session another cookie. If it has done so before, because its answer was lost or it
/// was sent twice, the browser gets that cookie again and goes on to `next`.
async fn signed_in_once(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    asker: &Asker,
    next: &str,
) -> Result<Result<SignedIn, Answer>, Outage> {
    let Some(token) = visit.token(Cookie::Session) else {
        return Ok(Err(Answer::see_other("/sign-in?why=account")));
    };
    match open_session::find(edge, &token).await? {
        Found::Live(session) => return Ok(Ok(SignedIn { token, session })),
        Found::Unknown => {}
        ended => return Ok(Err(gone(visit, &ended))),
    }
    Ok(Err(again(edge, visit, asker, &token, next).await?))
}

/// What a form answers whose session has another cookie by now: the same as before, if it was this form.
async fn again(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    asker: &Asker,
    token: &Token,
    next: &str,
) -> Result<Answer, Outage> {
    let Some(new) = open_session::made_before(edge, asker, token).await? else {
        return Ok(gone(visit, &Found::Unknown));
    };
    visit.set_cookie(Cookie::Session, &new.to_text());
    Ok(Answer::see_other(next))
}

/// The session of this browser with the password's wrap key, if the current password was given not long ago; otherwise
/// the page that asks for it, which leads on to `setting` (ST-2).
async fn confirmed(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    setting: &str,
) -> Result<Result<(SignedIn, Key), Answer>, Outage> {
    Ok(signed_in(edge, visit).await?.and_then(|signed_in| with_password(edge, signed_in, setting)))
}

/// The same for a form that gives the session another cookie and goes on to `next`. See [`signed_in_once`].
async fn confirmed_once(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    asker: &Asker,
    setting: &str,
    next: &str,
) -> Result<Result<(SignedIn, Key), Answer>, Outage> {
    let found = signed_in_once(edge, visit, asker, next).await?;
    Ok(found.and_then(|signed_in| with_password(edge, signed_in, setting)))
}

fn with_password(edge: &impl Edge, signed_in: SignedIn, setting: &str) -> Result<(SignedIn, Key), Answer> {
    // A key that waits to be saved comes before everything else.
    if signed_in.session.new_personal_key.is_some() {
        return Err(Answer::see_other("/account/personal-key"));
    }
    match open_session::password_wrap(&signed_in.token, &signed_in.session, edge.now()) {
        Some(wrap) => Ok((signed_in, wrap)),
        None => Err(Answer::see_other(&format!("/account/confirm?next={setting}"))),
    }
}

/// Says why there is no session. The cookie of one that is unknown stays: another tab may have just got a new one.
fn gone(visit: &mut Visit<'_>, ended: &Found) -> Answer {
    if !matches!(ended, Found::Unknown) {
        visit.delete_cookie(Cookie::Session);
    }
    Answer::see_other(match ended {
        Found::Idle => "/sign-in?why=idle",
        Found::TooOld => "/sign-in?why=time",
        Found::Unknown | Found::Live(_) => "/sign-in?why=account",
    })
}

/// A page of a signed-in person. Before the session times out the browser is sent to the warning, without scripts too.
fn account_answer(
    edge: &impl Edge,
    visit: &Visit<'_>,
    session: &Session,
    status: StatusCode,
    mut page: Page,
) -> Answer {
    let (end, now) = (open_session::end_of(session), edge.now());
    if end.ends_soon(now) {
        // Too late for a warning on a page of its own, which would take the person from what they are doing.
        let warning = [
            Block::Alert(Alert::Warning, visit.text.say("time-out-absolute-why")),
            Block::wait(visit.text, end.at, now),
        ];
        page.blocks.splice(0..0, warning);
    }
    keep_warned(edge, session, Answer::page(status, visit.text, page))
}

/// The same for an answer that is a page already.
fn keep_warned(edge: &impl Edge, session: &Session, answer: Answer) -> Answer {
    let (end, now) = (open_session::end_of(session), edge.now());
    let left = now.until(end.at);
    let seconds = if end.ends_soon(now) {
        left.saturating_add(1)
    } else {
        left.saturating_sub(POLICY.session_warning).max(1)
    };
    answer.refresh(seconds, "/account/time-out")
}

/// The page of a setting.
fn setting_page(visit: &Visit<'_>, title: &str) -> Page {
    Page::new(visit.text.say(title), Place::Account)
}

/// The way back to the profile page.
fn back(visit: &Visit<'_>) -> Block {
    Block::Links(vec![("/account".to_owned(), visit.text.say("account-back"))])
}

fn status(has_error: bool) -> StatusCode {
    if has_error { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
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
