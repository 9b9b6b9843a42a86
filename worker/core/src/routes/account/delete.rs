//! Deleting the account with the password and a second factor (ST-8).

use super::{SignedIn, confirmed, keep_warned};
use crate::flows::Asker;
use crate::flows::codes::{self, Judged, Refusal};
use crate::flows::deletion::{self, Confirmed, Deleting};
use crate::guard::Occasion;
use crate::identifiers::Email;
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Page, help};
use crate::ports::{Edge, Outage};
use crate::routes::form::Fields;
use crate::routes::problems;
use crate::routes::respond::Answer;
use crate::routes::second_factor::{self, Chosen, Paths, ProofKind, View};
use crate::routes::visit::{Cookie, Visit};
use http::StatusCode;

const PATHS: Paths = Paths {
    method: "/account/delete/method",
    code: "/account/delete/code",
    send: "/account/delete/code/send",
    app: "/account/delete/app",
    personal_key: "/account/delete/personal-key",
    no_factor: "/account/delete/no-phone",
};

fn view<'a>(visit: &Visit<'_>, deleting: &'a Deleting<'_>) -> View<'a> {
    let code = deleting.code.as_ref();
    View {
        paths: &PATHS,
        place: Place::Account,
        account: &deleting.session.account,
        factors: &deleting.session.factors,
        method: code.map(|code| code.method.as_str()),
        phone_id: code.map(|code| code.phone_id.as_str()),
        sent: code.and_then(|code| code.sent),
        notes: vec![Block::Alert(Alert::Warning, visit.text.say("delete-last-step"))],
        submit: Some("delete-submit"),
    }
}

/// The session of this browser after the current-password step; otherwise the way to it.
async fn begun(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Result<SignedIn, Answer>, Outage> {
    Ok(confirmed(edge, visit, "/account/delete").await?.map(|(signed_in, _)| signed_in))
}

/// Says what is erased, and what is kept for how long.
pub async fn show_delete(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    let SignedIn { session, .. } = match begun(edge, visit).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let text = visit.text;
    let page = Page::new(text.say("delete-title"), Place::Account)
        .with(Block::Alert(Alert::Warning, text.say("delete-lost")))
        .with(Block::Text(text.say("delete-what")))
        .with(Block::Text(text.say("delete-agencies")))
        .with(Block::Text(text.say("delete-backups")))
        .with(Block::Text(text.say("delete-again")))
        .with(Block::Links(vec![
            ("/account".to_owned(), text.say("delete-keep")),
            ("/account/data".to_owned(), text.say("delete-copy-first")),
            (PATHS.method.to_owned(), text.say("delete-go-on")),
        ]))
        .help(help::PRIVACY_AND_SECURITY_HOW_WE_PROTECT_YOUR_DATA);
    Ok(keep_warned(edge, &session, Answer::page(StatusCode::OK, text, page)))
}

/// Asks how to confirm.
pub async fn show_delete_method(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    let SignedIn { session, .. } = match begun(edge, visit).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let deleting = Deleting::of(&session);
    Ok(keep_warned(edge, &session, second_factor::method_page(visit, &view(visit, &deleting), "", None)))
}

/// Sends a code, or goes on to the app or the personal key.
pub async fn submit_delete_method(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let SignedIn { session, .. } = match begun(edge, visit).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let deleting = Deleting::of(&session);
    let view = view(visit, &deleting);
    let (own, method) = match second_factor::read_method(visit, &view, fields) {
        Chosen::Send(own, method) => (own, method),
        Chosen::Elsewhere(answer) => return Ok(answer),
    };
    Ok(match deletion::send_code(edge, visit.text, asker, &deleting, own, method).await? {
        Ok(()) => Answer::see_other(PATHS.code),
        Err(refusal) => problems::refused(visit.text, refusal, PATHS.code, edge.now()),
    })
}

/// Asks for a code or the personal key.
pub async fn show_delete_proof(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    kind: ProofKind,
) -> Result<Answer, Outage> {
    let SignedIn { session, .. } = match begun(edge, visit).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let deleting = Deleting::of(&session);
    if kind == ProofKind::Code && deleting.code.is_none() {
        return Ok(Answer::see_other(PATHS.method));
    }
    Ok(match codes::tries_left(edge, &session.account, Occasion::SigningIn).await? {
        Ok(left) => {
            let page =
                second_factor::proof_form(edge, visit, &view(visit, &deleting), kind, Some(left)).await?;
            keep_warned(edge, &session, page)
        }
        Err(refusal) => problems::refused(visit.text, refusal, "/account", edge.now()),
    })
}

/// Checks a code or the personal key, and deletes the account.
pub async fn submit_delete_proof(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
    kind: ProofKind,
) -> Result<Answer, Outage> {
    let SignedIn { session, token } = match begun(edge, visit).await? {
        Ok(found) => found,
        Err(answer) => return again(edge, visit, asker, answer).await,
    };
    let deleting = Deleting::of(&session);
    let proof = match second_factor::read_proof(visit, &view(visit, &deleting), kind, fields) {
        Ok(proof) => proof,
        Err(answer) => return Ok(answer),
    };
    let wrong = |visit: &Visit<'_>, late, left| {
        let page = second_factor::wrong_page(visit, &view(visit, &deleting), kind, late, left);
        keep_warned(edge, &session, page)
    };
    Ok(match deletion::confirm(edge, asker, &token, &deleting, &proof).await? {
        Confirmed::Deleted => deleted(visit, Some(&session.email)),
        Confirmed::Gone => Answer::see_other("/sign-in?why=account"),
        Confirmed::Locked(refusal) => problems::refused(visit.text, refusal, "/account", edge.now()),
        Confirmed::Judged(Judged::Expired { left }) => wrong(visit, true, left),
        Confirmed::Judged(Judged::Wrong { left }) => wrong(visit, false, left),
        Confirmed::Judged(Judged::Refused(refusal)) => {
            if !matches!(refusal, Refusal::TooMany { .. }) {
                visit.delete_cookie(Cookie::Session);
            }
            problems::refused(visit.text, refusal, "/sign-in", edge.now())
        }
        Confirmed::Judged(Judged::Right) => {
            return Err(Outage::new("guard", "a right proof without a deletion"));
        }
    })
}

/// Gives the answer again that this very form got before, in case it was lost; otherwise gives `answer`.
async fn again(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    asker: &Asker,
    answer: Answer,
) -> Result<Answer, Outage> {
    let Some(token) = visit.token(Cookie::Session) else { return Ok(answer) };
    if !deletion::deleted_before(edge, asker, &token).await? {
        return Ok(answer);
    }
    Ok(deleted(visit, None))
}

/// Nothing in this browser may speak of an account that is gone.
fn deleted(visit: &mut Visit<'_>, email: Option<&str>) -> Answer {
    if email.and_then(Email::read).is_some_and(|email| visit.device(&email).is_some()) {
        visit.delete_cookie(Cookie::Device);
    }
    for cookie in [Cookie::Session, Cookie::SignIn, Cookie::SignUp, Cookie::Reset] {
        visit.delete_cookie(cookie);
    }
    Answer::see_other("/account-deleted")
}

/// Says how to get a second factor first.
pub async fn show_delete_no_phone(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    let SignedIn { session, .. } = match begun(edge, visit).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let text = visit.text;
    let page = Page::new(text.say("delete-no-phone-title"), Place::Account)
        .with(Block::Text(text.say("delete-no-phone")))
        .with(Block::Text(text.say("delete-no-phone-wait")))
        .with(Block::Links(vec![
            ("/account/phone".to_owned(), text.say("delete-new-phone")),
            ("/account".to_owned(), text.say("account-back")),
        ]))
        .help(help::SIGNING_IN_WITHOUT_PHONE_OR_PERSONAL_KEY);
    Ok(keep_warned(edge, &session, Answer::page(StatusCode::OK, text, page)))
}
