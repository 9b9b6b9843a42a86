//! Step 4: the personal key (SU-8). When it is saved the account is made.

use super::super::factors::{key_blocks, key_file, key_problem};
use super::super::form::Fields;
use super::super::problems;
use super::super::respond::Answer;
use super::super::visit::{Cookie, Visit};
use super::{at, page, step};
use crate::flows::Asker;
use crate::flows::sign_up::{self, Stage};
use crate::ports::{Edge, Outage};
use http::StatusCode;

/// Shows the personal key.
pub async fn show_personal_key(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    Ok(match at(edge, visit, Stage::PersonalKey).await? {
        Ok(current) => match current.personal_key() {
            Some(key) => {
                let page = page(visit, "key-title").with(step(visit, 4, "step-personal-key"));
                let page = key_blocks(
                    visit,
                    page,
                    &key,
                    "/sign-up/personal-key",
                    "/sign-up/personal-key.txt",
                    (String::new(), None),
                );
                Answer::page(StatusCode::OK, visit.text, page)
            }
            None => return Err(Outage::new("database", "the personal key of a sign-up does not open")),
        },
        Err(answer) => answer,
    })
}

/// The key as a file.
pub async fn personal_key_file(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    Ok(match at(edge, visit, Stage::PersonalKey).await? {
        Ok(current) => match current.personal_key() {
            Some(key) => key_file(visit, &key),
            None => problems::not_found(visit.text),
        },
        Err(answer) => answer,
    })
}

/// Makes the account.
pub async fn submit_personal_key(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let current = match at(edge, visit, Stage::PersonalKey).await? {
        Ok(current) => current,
        // A second press of the button finds the account made, and the browser signed in by the first.
        Err(_) if visit.token(Cookie::SignUp).is_some() => return Ok(Answer::see_other("/account")),
        Err(answer) => return Ok(answer),
    };
    let Some(key) = current.personal_key() else {
        return Err(Outage::new("database", "the personal key of a sign-up does not open"));
    };
    if let Some(problem) = key_problem(visit, &key, fields) {
        let typed = fields.get("personal_key").to_owned();
        let page = page(visit, "key-title").with(step(visit, 4, "step-personal-key"));
        let page = key_blocks(
            visit,
            page,
            &key,
            "/sign-up/personal-key",
            "/sign-up/personal-key.txt",
            (typed, Some(problem)),
        );
        return Ok(Answer::page(StatusCode::UNPROCESSABLE_ENTITY, visit.text, page));
    }
    let Some(session) = sign_up::finish(edge, visit.text, asker, &current).await? else {
        return Ok(Answer::see_other("/account"));
    };
    visit.set_cookie(Cookie::Session, &session.to_text());
    visit.remember_device(edge, &current.email);
    visit.delete_cookie(Cookie::SignUp);
    Ok(Answer::see_other("/account"))
}
