//! The page behind every notice's link: "this wasn't me" (SI-9, ST-3). The flow is `flows::not_me`.

use super::form::Fields;
use super::respond::Answer;
use super::visit::Visit;
use crate::flows::Asker;
use crate::flows::not_me::{self, Done, Link};
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Control, Form, Page, help};
use crate::ports::{Edge, Outage};
use crate::secrets::bearer::Token;
use http::StatusCode;

fn page(visit: &Visit<'_>, title: &str) -> Page {
    Page::new(visit.text.say(title), Place::Other).help(help::PRIVACY_AND_SECURITY_HOW_WE_PROTECT_YOUR_DATA)
}

/// Says what the link does, with the one button that does it; or what was done.
pub async fn show(edge: &impl Edge, visit: &Visit<'_>, query: &Fields) -> Result<Answer, Outage> {
    match query.get("done") {
        "locked" => return Ok(done_page(visit, Done::Locked)),
        "restored" => return Ok(done_page(visit, Done::Restored)),
        "taken" => return Ok(done_page(visit, Done::Taken)),
        _ => {}
    }
    let text = query.get("token");
    let Some(token) = Token::from_text(text) else { return Ok(ended_page(visit, Link::Unknown)) };
    Ok(match not_me::look(edge, &token).await? {
        Link::Locks => button_page(visit, text, false),
        Link::Restores => button_page(visit, text, true),
        ended => ended_page(visit, ended),
    })
}

fn button_page(visit: &Visit<'_>, token: &str, restores: bool) -> Answer {
    let text = visit.text;
    let form = Form {
        action: "/not-me",
        csrf: visit.csrf(),
        controls: vec![Control::Hidden("token", token.to_owned())],
        submit: text.say(if restores { "not-me-submit-restore" } else { "not-me-submit" }),
        quiet: false,
    };
    let mut page = page(visit, "not-me-title").with(Block::Text(text.say("not-me-lead")));
    if restores {
        page = page.with(Block::Text(text.say("not-me-restores")));
    }
    let page = page
        .with(Block::Text(text.say("not-me-then")))
        .with(Block::Form(form))
        .with(Block::Text(text.say("not-me-was-you")));
    Answer::page(StatusCode::OK, text, page)
}

/// Locks the account.
pub async fn submit(
    edge: &impl Edge,
    visit: &Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let Some(token) = Token::from_text(fields.get("token")) else {
        return Ok(ended_page(visit, Link::Unknown));
    };
    Ok(match not_me::lock(edge, asker, &token).await? {
        Ok(Done::Locked) => Answer::see_other("/not-me?done=locked"),
        Ok(Done::Restored) => Answer::see_other("/not-me?done=restored"),
        Ok(Done::Taken) => Answer::see_other("/not-me?done=taken"),
        Err(ended) => ended_page(visit, ended),
    })
}

fn done_page(visit: &Visit<'_>, done: Done) -> Answer {
    let text = visit.text;
    let page = page(visit, "not-me-done-title").with(Block::Alert(Alert::Success, text.say("not-me-done")));
    let page = match done {
        Done::Locked => page.with(Block::Text(text.say("not-me-done-what"))),
        Done::Restored => page
            .with(Block::Text(text.say("not-me-done-restored")))
            .with(Block::Text(text.say("not-me-done-what"))),
        Done::Taken => page.with(Block::Alert(Alert::Warning, text.say("not-me-done-taken"))),
    };
    let page = page.with(Block::Text(text.say("report-advice"))).with(links(visit));
    Answer::page(StatusCode::OK, text, page)
}

/// Says why a link locks nothing any more.
fn ended_page(visit: &Visit<'_>, link: Link) -> Answer {
    let text = visit.text;
    let (status, title, words) = match link {
        Link::Used(_) => (StatusCode::GONE, "not-me-used-title", "not-me-used"),
        Link::Expired => (StatusCode::GONE, "not-me-expired-title", "not-me-expired"),
        Link::Unknown | Link::Locks | Link::Restores => {
            (StatusCode::NOT_FOUND, "not-me-unknown-title", "link-unknown")
        }
    };
    let page = page(visit, title).with(Block::Alert(Alert::Warning, text.say(words))).with(links(visit));
    Answer::page(status, text, page)
}

fn links(visit: &Visit<'_>) -> Block {
    let text = visit.text;
    Block::Links(vec![
        ("/reset".to_owned(), text.say("reset-required-link")),
        ("/contact/".to_owned(), text.say("problem-contact")),
    ])
}
