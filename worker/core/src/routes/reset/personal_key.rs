//! Step 4, after the personal key: the new key is saved before anything takes effect (PR-3).

use super::super::factors::{key_blocks, key_file, key_problem};
use super::super::form::Fields;
use super::super::problems;
use super::super::respond::Answer;
use super::super::visit::Visit;
use super::{DONE, at, page, status};
use crate::flows::Asker;
use crate::flows::reset::{self, Current, Saved, Stage};
use crate::pages::{Alert, Block};
use crate::ports::{Edge, Outage};
use crate::secrets::personal_key::PersonalKey;

/// The reset of this browser with the key that is to be saved; otherwise the page to show.
async fn shown(
    edge: &impl Edge,
    visit: &Visit<'_>,
) -> Result<Result<(Current, PersonalKey), Answer>, Outage> {
    let current = match at(edge, visit, Stage::PersonalKey).await? {
        Ok(current) => current,
        Err(answer) => return Ok(Err(answer)),
    };
    let key = current
        .personal_key()
        .ok_or_else(|| Outage::new("database", "the personal key of a reset does not open"))?;
    Ok(Ok((current, key)))
}

fn personal_key_page(
    visit: &Visit<'_>,
    key: &PersonalKey,
    (typed, error): (String, Option<String>),
) -> Answer {
    let has_error = error.is_some();
    let page = page(visit, "key-title").with(Block::Alert(Alert::Info, visit.text.say("reset-key-why")));
    let page =
        key_blocks(visit, page, key, "/reset/personal-key/save", "/reset/personal-key.txt", (typed, error));
    Answer::page(status(has_error), visit.text, page)
}

/// Shows the new personal key.
pub async fn show_personal_key(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    Ok(match shown(edge, visit).await? {
        Ok((_, key)) => personal_key_page(visit, &key, (String::new(), None)),
        Err(answer) => answer,
    })
}

/// The new personal key as a file.
pub async fn personal_key_file(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    Ok(match shown(edge, visit).await? {
        Ok((_, key)) => key_file(visit, &key),
        Err(_) => problems::not_found(visit.text),
    })
}

/// Takes it that the person has saved the new personal key: it and the new password take effect.
pub async fn submit_personal_key(
    edge: &impl Edge,
    visit: &Visit<'_>,
    fields: &Fields,
    mut asker: Asker,
) -> Result<Answer, Outage> {
    let (current, key) = match shown(edge, visit).await? {
        Ok(shown) => shown,
        Err(answer) => return Ok(answer),
    };
    if let Some(problem) = key_problem(visit, &key, fields) {
        return Ok(personal_key_page(visit, &key, (fields.get("personal_key").to_owned(), Some(problem))));
    }
    asker.device = visit.device(&current.email);
    Ok(match reset::save(edge, &asker, &current).await? {
        Saved::Done => Answer::see_other(DONE),
        // That page leads on to wherever the reset is.
        Saved::Gone => Answer::see_other("/reset/method"),
    })
}
