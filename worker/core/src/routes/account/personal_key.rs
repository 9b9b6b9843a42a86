//! The personal key that took the place of another one (SI-5, ST-6): shown until the person has saved it.

use super::{SignedIn, account_answer, signed_in};
use crate::flows::session::{self, new_personal_key};
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Page};
use crate::ports::{Edge, Outage};
use crate::routes::factors::{key_blocks, key_file, key_problem};
use crate::routes::form::Fields;
use crate::routes::problems;
use crate::routes::respond::Answer;
use crate::routes::visit::Visit;
use crate::secrets::personal_key::PersonalKey;
use crate::store::sessions::Session;
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
    let page = Page::new(text.say("key-title"), Place::Account)
        .with(Block::Alert(Alert::Info, text.say("key-replaced")));
    let page =
        key_blocks(visit, page, key, "/account/personal-key", "/account/personal-key.txt", (typed, error));
    account_answer(edge, visit, session, status, &page)
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
