//! The email address (ST-3): asking for a link to a new one, and the pages of that link, which need no session. The flow is
//! `flows::settings::email`.

use super::mail::stopped;
use super::{SignedIn, account_answer, back, confirmed, setting_page, signed_in, status};
use crate::flows::Asker;
use crate::flows::codes::Refusal;
use crate::flows::session::{self, Found};
use crate::flows::settings::email::{self, Link};
use crate::identifiers::Email;
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Control, Form, Input, InputKind, Page, help};
use crate::ports::{Edge, Outage};
use crate::routes::form::Fields;
use crate::routes::problems;
use crate::routes::respond::Answer;
use crate::routes::undelivered::{self, Letter};
use crate::routes::visit::{Cookie, Visit};
use crate::secrets::bearer::Token;
use crate::store::sessions::Session;
use http::StatusCode;

const PATH: &str = "/account/email";
const ASKED: &str = "/account/email/check-email";
const CONFIRM: &str = "/account/email/confirm";

/// Asks for the new address.
pub async fn show_email(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    Ok(match confirmed(edge, visit, PATH).await? {
        Ok((SignedIn { session, .. }, _)) => {
            let stopped = stopped(edge, visit, &session).await?;
            email_page(edge, visit, &session, "", None).first(stopped)
        }
        Err(answer) => answer,
    })
}

fn email_page(
    edge: &impl Edge,
    visit: &Visit<'_>,
    session: &Session,
    value: &str,
    error: Option<String>,
) -> Answer {
    let text = visit.text;
    let has_error = error.is_some();
    let input = Input {
        name: "email",
        label: text.say("change-email-label"),
        value: value.to_owned(),
        error,
        kind: InputKind::Email,
        hint: None,
    };
    let form = Form {
        action: PATH,
        csrf: visit.csrf(),
        controls: vec![Control::Input(input)],
        submit: text.say("sign-up-submit"),
        quiet: false,
    };
    let current = text.say_with("change-email-current", &[("email", session.email.as_str().into())]);
    let page = setting_page(visit, "change-email-title")
        .with(Block::Text(current))
        .with(Block::Text(text.say("change-email-lead")))
        .with(Block::Form(form))
        .with(back(visit))
        .help(help::CHANGING_SETTINGS_CHANGE_EMAIL_ADDRESS);
    account_answer(edge, visit, session, status(has_error), page)
}

/// Sends a link to the new address.
pub async fn submit_email(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let (SignedIn { session, .. }, _) = match confirmed(edge, visit, PATH).await? {
        Ok(confirmed) => confirmed,
        Err(answer) => return Ok(answer),
    };
    let typed = fields.get("email");
    let is_current = |new: &Email| {
        Email::read(&session.email).is_some_and(|current| current.normalized() == new.normalized())
    };
    let new = match Email::read(typed) {
        None if typed.trim().is_empty() => Err("email-missing"),
        None => Err("email-wrong"),
        Some(new) if is_current(&new) => Err("change-email-same"),
        Some(new) => Ok(new),
    };
    let new = match new {
        Ok(new) => new,
        Err(problem) => {
            return Ok(email_page(edge, visit, &session, typed, Some(visit.text.say(problem))));
        }
    };
    Ok(match email::ask(edge, visit.text, asker, &session, &new).await? {
        Ok(()) => Answer::see_other(ASKED),
        Err(Refusal::TooMany { until, budget }) => {
            let again = (PATH, help::changing_settings_change_email_address::NO_EMAIL_AT_THE_NEW_ADDRESS);
            problems::too_many_links(visit.text, (until, budget), again, edge.now())
        }
        Err(_) => return Err(Outage::new("guard", "a verdict that answers another step")),
    })
}

/// Says that a message was sent: the same words for every address.
pub async fn show_email_asked(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    let SignedIn { session, .. } = match signed_in(edge, visit).await? {
        Ok(signed_in) => signed_in,
        Err(answer) => return Ok(answer),
    };
    let text = visit.text;
    // Once the link was used there is nothing to wait for.
    let asked = email::asked(&edge.settings().secrets, &session)?.filter(|asked| *asked != session.email);
    let Some(asked) = asked else { return Ok(Answer::see_other(PATH)) };
    // A message goes there in any case, so this too is the same for every address (SU-4).
    let again = Form {
        action: PATH,
        csrf: visit.csrf(),
        controls: vec![Control::Hidden("email", asked.clone())],
        submit: text.say("check-email-again"),
        quiet: true,
    };
    let page = setting_page(visit, "check-new-email-title");
    let letter = Letter { email: &asked, what: "check-new-email-what", again };
    let page = undelivered::letter(edge, text, letter, page)
        .await?
        .with(Block::Links(vec![
            (PATH.to_owned(), text.say("check-email-other")),
            ("/account".to_owned(), text.say("account-back")),
        ]))
        .help(help::CHANGING_SETTINGS_CHANGE_EMAIL_ADDRESS);
    Ok(account_answer(edge, visit, &session, StatusCode::OK, page))
}

/// Shows the button that gives the account the new address, or says that it was pressed.
pub async fn show_email_link(edge: &impl Edge, visit: &Visit<'_>, query: &Fields) -> Result<Answer, Outage> {
    let text = visit.text;
    if query.get("done") == "yes" {
        return Ok(link_page(visit, &Link::Done));
    }
    let token = query.get("token");
    let Some(read) = Token::from_text(token) else { return Ok(link_page(visit, &Link::Unknown)) };
    let email = match email::look(edge, &read).await? {
        Link::Open(email) => email,
        link => return Ok(link_page(visit, &link)),
    };
    let form = Form {
        action: CONFIRM,
        csrf: visit.csrf(),
        controls: vec![Control::Hidden("token", token.to_owned())],
        submit: text.say("confirm-submit"),
        quiet: false,
    };
    let page = Page::new(text.say("new-email-title"), Place::Other)
        .with(Block::Text(text.say_with("new-email-lead", &[("email", email.into())])))
        .with(Block::Form(form))
        .help(help::CHANGING_SETTINGS_CHANGE_EMAIL_ADDRESS);
    Ok(Answer::page(StatusCode::OK, text, page))
}

/// Gives the account the new address.
pub async fn submit_email_link(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let Some(token) = Token::from_text(fields.get("token")) else {
        return Ok(link_page(visit, &Link::Unknown));
    };
    let (link, change) = email::confirm(edge, asker, &token).await?;
    let (Link::Done, Some(change)) = (&link, change) else { return Ok(link_page(visit, &link)) };
    // The browser that is signed in to this account is no stranger under the new address.
    if let Some(session) = visit.token(Cookie::Session)
        && let Some(email) = Email::read(&change.email)
        && let Found::Live(session) = session::peek(edge, &session).await?
        && session.account == change.account
    {
        visit.remember_device(edge, &email);
    }
    Ok(Answer::see_other("/account/email/confirm?done=yes"))
}

/// Says what became of a link.
fn link_page(visit: &Visit<'_>, link: &Link) -> Answer {
    let text = visit.text;
    let (status, title, kind, words) = match link {
        Link::Done => (StatusCode::OK, "new-email-done-title", Alert::Success, "new-email-done"),
        Link::Used => (StatusCode::GONE, "new-email-used-title", Alert::Warning, "new-email-used"),
        Link::Taken => (StatusCode::CONFLICT, "new-email-taken-title", Alert::Warning, "new-email-taken"),
        Link::Unknown | Link::Open(_) => {
            (StatusCode::GONE, "new-email-unknown-title", Alert::Warning, "new-email-unknown")
        }
    };
    let mut links = vec![("/account".to_owned(), text.say("new-email-account"))];
    if *link != Link::Done {
        links.push((PATH.to_owned(), text.say("new-email-again")));
    }
    let page = Page::new(text.say(title), Place::Other)
        .with(Block::Alert(kind, text.say(words)))
        .with(Block::Links(links))
        .help(help::CHANGING_SETTINGS_CHANGE_EMAIL_ADDRESS);
    Answer::page(status, text, page)
}
