//! Step 3: a second factor, before the new password takes effect (PR-2).

use super::super::form::Fields;
use super::super::problems;
use super::super::respond::Answer;
use super::super::second_factor::{self, Chosen, Paths, ProofKind, View};
use super::super::visit::Visit;
use super::{DONE, at, page, wait};
use crate::flows::Asker;
use crate::flows::codes::{self, Judged, Refusal};
use crate::flows::reset::{self, Confirmed, Current, Stage};
use crate::guard::Occasion;
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, help};
use crate::ports::{Edge, Outage};
use http::StatusCode;

const PATHS: Paths = Paths {
    method: "/reset/method",
    code: "/reset/code",
    send: "/reset/code/send",
    app: "/reset/app",
    personal_key: "/reset/personal-key",
    no_factor: "/reset/no-phone",
};

fn view<'a>(visit: &Visit<'_>, current: &'a Current) -> View<'a> {
    let text = visit.text;
    let factors = &current.stored.factors;
    let mut notes = vec![Block::Text(text.say("reset-method-lead"))];
    if factors.personal_key.is_some() {
        // Said to everybody, so that it does not tell whether there is any information.
        notes.push(Block::Alert(Alert::Warning, text.say("reset-method-warning")));
    }
    View {
        paths: &PATHS,
        place: Place::SignIn,
        account: &current.stored.account,
        factors,
        method: current.stored.progress.method.as_deref(),
        phone_id: current.stored.progress.phone_id.as_deref(),
        sent: current.stored.progress.sent,
        notes,
        submit: None,
    }
}

/// Asks how to confirm.
pub async fn show_method(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    Ok(match at(edge, visit, Stage::SecondFactor).await? {
        Ok(current) => second_factor::method_page(visit, &view(visit, &current), "", None),
        Err(answer) => answer,
    })
}

/// Sends a code, or goes on to the app or the personal key.
pub async fn submit_method(
    edge: &impl Edge,
    visit: &Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let current = match at(edge, visit, Stage::SecondFactor).await? {
        Ok(current) => current,
        Err(answer) => return Ok(answer),
    };
    let (own, method) = match second_factor::read_method(visit, &view(visit, &current), fields) {
        Chosen::Send(own, method) => (own, method),
        Chosen::Elsewhere(answer) => return Ok(answer),
    };
    Ok(match reset::send_code(edge, visit.text, asker, &current, own, method).await? {
        Ok(()) => Answer::see_other(PATHS.code),
        Err(refusal) => refuse(edge, visit, refusal, PATHS.code),
    })
}

/// Asks for a code or the personal key.
pub async fn show_proof(edge: &impl Edge, visit: &Visit<'_>, kind: ProofKind) -> Result<Answer, Outage> {
    let current = match at(edge, visit, Stage::SecondFactor).await? {
        Ok(current) => current,
        Err(answer) => return Ok(answer),
    };
    if !can_prove(&current, kind) {
        return Ok(Answer::see_other(PATHS.method));
    }
    Ok(match codes::tries_left(edge, &current.stored.account, Occasion::Resetting).await? {
        Ok(left) => second_factor::proof_form(edge, visit, &view(visit, &current), kind, Some(left)).await?,
        Err(refusal) => refuse(edge, visit, refusal, PATHS.method),
    })
}

/// Whether the account has what this page asks for. A code must have been sent, to a phone that is still the account's.
fn can_prove(current: &Current, kind: ProofKind) -> bool {
    let (progress, factors) = (&current.stored.progress, &current.stored.factors);
    match kind {
        ProofKind::Code => progress.phone_id.as_deref().is_some_and(|id| factors.phone(Some(id)).is_some()),
        ProofKind::App => factors.app.is_some(),
        ProofKind::PersonalKey => factors.personal_key.is_some(),
    }
}

/// Checks a code or the personal key.
pub async fn submit_proof(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    mut asker: Asker,
    kind: ProofKind,
) -> Result<Answer, Outage> {
    let current = match at(edge, visit, Stage::SecondFactor).await? {
        Ok(current) => current,
        Err(answer) => return Ok(answer),
    };
    if !can_prove(&current, kind) {
        return Ok(Answer::see_other(PATHS.method));
    }
    let proof = match second_factor::read_proof(visit, &view(visit, &current), kind, fields) {
        Ok(proof) => proof,
        Err(answer) => return Ok(answer),
    };
    asker.device = visit.device(&current.email);
    let wrong = |late, left| second_factor::wrong_page(visit, &view(visit, &current), kind, late, left);
    Ok(match reset::confirm(edge, &asker, &current, &proof).await? {
        Confirmed::Done => Answer::see_other(DONE),
        Confirmed::SaveKey => Answer::see_other("/reset/personal-key/save"),
        // That page leads on to wherever the reset is.
        Confirmed::Gone => Answer::see_other(PATHS.method),
        Confirmed::No(Judged::Expired { left }) => wrong(true, left),
        Confirmed::No(Judged::Wrong { left }) => wrong(false, left),
        Confirmed::No(Judged::Refused(refusal)) => refuse(edge, visit, refusal, PATHS.method),
        Confirmed::No(Judged::Right) => {
            return Err(Outage::new("guard", "a right proof without a new password"));
        }
    })
}

fn refuse(edge: &impl Edge, visit: &Visit<'_>, refusal: Refusal, back: &str) -> Answer {
    match refusal {
        // Nobody was signed out, and the reset goes on when the wait is over.
        Refusal::Locked { until } => {
            wait(edge, visit, ("reset-locked-title", "reset-locked-why"), until, PATHS.method)
        }
        refusal => problems::refused(visit.text, refusal, back, edge.now()),
    }
}

/// Says what to do without phone and personal key (SI-6).
pub fn show_no_phone(visit: &Visit<'_>) -> Answer {
    let text = visit.text;
    let page = page(visit, "no-phone-title")
        .with(Block::Text(text.say("reset-no-phone")))
        .with(Block::Text(text.say("no-phone-later")))
        .with(Block::Text(text.say("no-phone-key")))
        .with(Block::Text(text.say("no-phone-new")))
        .with(Block::Text(text.say("no-phone-urgent")))
        .with(Block::Links(vec![
            ("/reset/personal-key".to_owned(), text.say("personal-key-link")),
            ("/sign-up".to_owned(), text.say("no-phone-sign-up")),
            ("/contact/".to_owned(), text.say("problem-contact")),
        ]))
        .help(help::SIGNING_IN_WITHOUT_PHONE_OR_PERSONAL_KEY);
    Answer::page(StatusCode::OK, text, page)
}
