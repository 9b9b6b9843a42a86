//! The pages of deleting an account without a second factor (SI-6), and what follows every deletion. The flow is
//! `flows::deletion`; deleting with a second factor is in `account::delete`.

use super::form::Fields;
use super::problems;
use super::respond::Answer;
use super::sign_in::pending;
use super::visit::Visit;
use crate::flows::Asker;
use crate::flows::codes::Refusal;
use crate::flows::deletion::{self, Asked, Link};
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Control, Form, Page, dates, help};
use crate::ports::{Edge, Outage};
use crate::secrets::bearer::Token;
use crate::store::deletions::Deletion;
use http::StatusCode;

/// Says what to do without phone and personal key (SI-6). Who has given the password can have the account deleted.
pub async fn show_no_phone(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    let text = visit.text;
    let knows_password = pending(edge, visit).await?.is_ok();
    let mut links = vec![
        ("/sign-in/personal-key".to_owned(), text.say("personal-key-link")),
        ("/contact/".to_owned(), text.say("problem-contact")),
    ];
    links.push(("/sign-up".to_owned(), text.say("no-phone-sign-up")));
    let last = if knows_password {
        links.push(("/sign-in/delete".to_owned(), text.say("no-phone-delete-link")));
        "no-phone-delete"
    } else {
        links.push(("/sign-in".to_owned(), text.say("problem-sign-in")));
        "no-phone-delete-password"
    };
    let page = Page::new(text.say("no-phone-title"), Place::SignIn)
        .with(Block::Text(text.say("no-phone-later")))
        .with(Block::Text(text.say("no-phone-key")))
        .with(Block::Text(text.say("no-phone-urgent")))
        .with(Block::Text(text.say(last)))
        .with(Block::Text(text.say("no-phone-other-address")))
        .with(Block::Links(links))
        .help(help::SIGNING_IN_WITHOUT_PHONE_OR_PERSONAL_KEY);
    Ok(Answer::page(StatusCode::OK, text, page))
}

/// Says what a deletion without a second factor is, with the button that asks for it; or that one waits.
pub async fn show(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    let pending = match pending(edge, visit).await? {
        Ok(pending) => pending,
        Err(answer) => return Ok(answer),
    };
    Ok(match deletion::waiting(edge, &pending).await? {
        None => explanation(visit),
        // The account signs nobody in any more.
        Some(waiting) if waiting.due_at <= edge.now() => Answer::see_other("/sign-in?why=again"),
        Some(waiting) => waiting_page(visit, &waiting),
    })
}

fn explanation(visit: &Visit<'_>) -> Answer {
    let text = visit.text;
    let form = Form {
        action: "/sign-in/delete",
        csrf: visit.csrf(),
        controls: Vec::new(),
        submit: text.say("deletion-submit"),
        quiet: true,
    };
    let page = Page::new(text.say("deletion-title"), Place::SignIn)
        .with(Block::Alert(Alert::Warning, text.say("deletion-lost")))
        .with(Block::Text(text.say("deletion-wait")))
        .with(Block::Text(text.say("deletion-cancel")))
        .with(Block::Text(text.say("deletion-then")))
        .with(Block::Text(text.say("delete-backups")))
        .with(Block::Form(form))
        .with(Block::Links(vec![("/sign-in/no-phone".to_owned(), text.say("deletion-back"))]))
        .help(help::SIGNING_IN_WITHOUT_PHONE_OR_PERSONAL_KEY);
    Answer::page(StatusCode::OK, text, page)
}

fn waiting_page(visit: &Visit<'_>, waiting: &Deletion) -> Answer {
    let text = visit.text;
    let when = |at| dates::date_and_time(text, at).into();
    let page = Page::new(text.say("deletion-waits-title"), Place::SignIn)
        .with(Block::Alert(
            Alert::Info,
            text.say_with(
                "deletion-waits",
                &[("asked", when(waiting.requested_at)), ("due", when(waiting.due_at))],
            ),
        ))
        .with(Block::Text(text.say("deletion-cancel")))
        .with(Block::Text(text.say("deletion-then")))
        .with(Block::Links(vec![("/sign-in/method".to_owned(), text.say("deletion-found-phone"))]))
        .help(help::SIGNING_IN_WITHOUT_PHONE_OR_PERSONAL_KEY);
    Answer::page(StatusCode::OK, text, page)
}

/// Asks for the deletion.
pub async fn submit(edge: &impl Edge, visit: &Visit<'_>, asker: &Asker) -> Result<Answer, Outage> {
    let pending = match pending(edge, visit).await? {
        Ok(pending) => pending,
        Err(answer) => return Ok(answer),
    };
    Ok(match deletion::ask(edge, asker, &pending).await? {
        Asked::Waits => Answer::see_other("/sign-in/delete"),
        Asked::Gone => Answer::see_other("/sign-in?why=again"),
        Asked::Refused(Refusal::TooMany { until, .. }) => {
            problems::too_many_deletions(visit.text, until, edge.now())
        }
        Asked::Refused(refusal) => problems::refused(visit.text, refusal, "/sign-in", edge.now()),
    })
}

/// Shows the button that cancels a deletion, or says that it is cancelled.
pub async fn show_cancel(edge: &impl Edge, visit: &Visit<'_>, query: &Fields) -> Result<Answer, Outage> {
    let text = visit.text;
    if query.get("done") == "yes" {
        let page = Page::new(text.say("cancelled-title"), Place::SignIn)
            .with(Block::Alert(Alert::Success, text.say("cancelled")))
            .with(Block::Text(text.say("cancelled-not-you")))
            .with(Block::Links(vec![
                ("/sign-in".to_owned(), text.say("problem-sign-in")),
                ("/reset".to_owned(), text.say("reset-required-link")),
            ]))
            .help(help::SIGNING_IN_WITHOUT_PHONE_OR_PERSONAL_KEY);
        return Ok(Answer::page(StatusCode::OK, text, page));
    }
    let token = query.get("token");
    let worth = match Token::from_text(token) {
        Some(token) => deletion::look(edge, &token).await?,
        None => Link::Unknown,
    };
    if worth != Link::Open {
        return Ok(no_link(visit, worth));
    }
    let form = Form {
        action: "/cancel-deletion",
        csrf: visit.csrf(),
        controls: vec![Control::Hidden("token", token.to_owned())],
        submit: text.say("cancel-submit"),
        quiet: false,
    };
    let page = Page::new(text.say("cancel-title"), Place::SignIn)
        .with(Block::Text(text.say("cancel-lead")))
        .with(Block::Form(form))
        .help(help::SIGNING_IN_WITHOUT_PHONE_OR_PERSONAL_KEY);
    Ok(Answer::page(StatusCode::OK, text, page))
}

/// Cancels the deletion.
pub async fn submit_cancel(
    edge: &impl Edge,
    visit: &Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let worth = match Token::from_text(fields.get("token")) {
        Some(token) => deletion::cancel(edge, asker, &token).await?,
        None => Link::Unknown,
    };
    Ok(match worth {
        Link::Open => Answer::see_other("/cancel-deletion?done=yes"),
        other => no_link(visit, other),
    })
}

fn no_link(visit: &Visit<'_>, worth: Link) -> Answer {
    let text = visit.text;
    let words = if worth == Link::TooLate { "cancel-too-late" } else { "cancel-unknown" };
    let page = Page::new(text.say("cancel-gone-title"), Place::SignIn)
        .with(Block::Alert(Alert::Info, text.say(words)))
        .with(Block::Links(vec![
            ("/sign-in".to_owned(), text.say("problem-sign-in")),
            ("/sign-up".to_owned(), text.say("sign-in-no-account")),
            ("/contact/".to_owned(), text.say("problem-contact")),
        ]))
        .help(help::SIGNING_IN_WITHOUT_PHONE_OR_PERSONAL_KEY);
    Answer::page(StatusCode::GONE, text, page)
}

/// Says that the account is deleted.
pub fn show_deleted(visit: &Visit<'_>) -> Answer {
    let text = visit.text;
    let page = Page::new(text.say("account-deleted-title"), Place::Other)
        .with(Block::Alert(Alert::Success, text.say("account-deleted")))
        .with(Block::Text(text.say("delete-backups")))
        .with(Block::Links(vec![
            ("/sign-up".to_owned(), text.say("sign-in-no-account")),
            (text.language.home().to_owned(), text.say("problem-help")),
        ]))
        .help(help::PRIVACY_AND_SECURITY_HOW_WE_PROTECT_YOUR_DATA);
    Answer::page(StatusCode::OK, text, page)
}
