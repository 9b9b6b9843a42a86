//! The personal key that took the place of another one (SI-5, ST-5, ST-6): shown until the person has saved it. And the
//! page that makes a new one on demand, whose flow is `flows::settings::keys`.

use super::password::renewed_answer;
use super::{SignedIn, account_answer, back, confirmed, confirmed_once, setting_page, signed_in};
use crate::flows::Asker;
use crate::flows::session::{self, new_personal_key};
use crate::flows::settings::keys;
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Form, Page, help};
use crate::ports::{Edge, Outage};
use crate::routes::factors::{key_blocks, key_file, key_problem};
use crate::routes::form::Fields;
use crate::routes::problems;
use crate::routes::respond::Answer;
use crate::routes::visit::Visit;
use crate::secrets::personal_key::PersonalKey;
use crate::store::sessions::Session;
use crate::store::setting::Setting;
use http::StatusCode;

fn personal_key_page(
    edge: &impl Edge,
    visit: &Visit<'_>,
    session: &Session,
    key: &PersonalKey,
    (typed, error): (String, Option<String>),
) -> Answer {
    let text = visit.text;
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let is_of_new_password = Setting::of(session) == Some(Setting::Password);
    let why = if is_of_new_password { "key-of-new-password" } else { "key-replaced" };
    let page =
        Page::new(text.say("key-title"), Place::Account).with(Block::Alert(Alert::Info, text.say(why)));
    let page =
        key_blocks(visit, page, key, "/account/personal-key", "/account/personal-key.txt", (typed, error));
    account_answer(edge, visit, session, status, page)
}

/// Shows the new personal key.
pub async fn show_personal_key(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    Ok(match signed_in(edge, visit).await? {
        Ok(SignedIn { token, session }) => match new_personal_key(&token, &session) {
            Some(key) => personal_key_page(edge, visit, &session, &key, (String::new(), None)),
            None => Answer::see_other("/account"),
        },
        Err(answer) => answer,
    })
}

/// The new personal key as a file.
pub async fn personal_key_file(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    Ok(match signed_in(edge, visit).await? {
        Ok(SignedIn { token, session }) => match new_personal_key(&token, &session) {
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
    let SignedIn { token, session } = match signed_in(edge, visit).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let Some(key) = new_personal_key(&token, &session) else { return Ok(Answer::see_other("/account")) };
    if let Some(problem) = key_problem(visit, &key, fields) {
        return Ok(personal_key_page(
            edge,
            visit,
            &session,
            &key,
            (fields.get("personal_key").to_owned(), Some(problem)),
        ));
    }
    session::confirm_new_personal_key(edge, &session).await?;
    Ok(Answer::see_other("/account"))
}

const NEW_PATH: &str = "/account/personal-key/new";

/// Says what a new personal key means, with the button that makes one (ST-6).
pub async fn show_new_personal_key(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    let (SignedIn { session, .. }, _) = match confirmed(edge, visit, NEW_PATH).await? {
        Ok(confirmed) => confirmed,
        Err(answer) => return Ok(answer),
    };
    let text = visit.text;
    let form = Form {
        action: NEW_PATH,
        csrf: visit.csrf(),
        controls: Vec::new(),
        submit: text.say("new-key-submit"),
        quiet: false,
    };
    let page = setting_page(visit, "new-key-title")
        .with(Block::Text(text.say("new-key-lead")))
        .with(Block::Text(text.say("new-key-sessions")))
        .with(Block::Form(form))
        .with(back(visit))
        .help(help::SIGNING_IN_WITHOUT_YOUR_PHONE);
    Ok(account_answer(edge, visit, &session, StatusCode::OK, page))
}

/// Makes a new personal key.
pub async fn submit_new_personal_key(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let next = "/account/personal-key";
    let (signed_in, wrap) = match confirmed_once(edge, visit, asker, NEW_PATH, next).await? {
        Ok(confirmed) => confirmed,
        Err(answer) => return Ok(answer),
    };
    let of = (&signed_in.token, signed_in.session.as_ref());
    let renewed = keys::renew_personal_key(edge, asker, of, &wrap).await?;
    renewed_answer(edge, visit, asker, &signed_in, renewed).await
}
