//! The list of signed-in browsers (ST-7).

use super::session::sign_out;
use super::{SignedIn, account_answer, signed_in};
use crate::flows::Asker;
use crate::flows::own_sessions::{self, Ended};
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Control, Form, Page, browsers, dates, help};
use crate::ports::{Edge, Outage};
use crate::routes::form::Fields;
use crate::routes::respond::Answer;
use crate::routes::visit::Visit;
use crate::store::sessions::Listed;
use http::StatusCode;

/// Shows every live session of the account, with the button that ends it.
pub async fn show_sessions(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    query: &Fields,
) -> Result<Answer, Outage> {
    let SignedIn { session, .. } = match signed_in(edge, visit).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let text = visit.text;
    let listed = own_sessions::list(edge, &session).await?;
    let mut page = Page::new(text.say("sessions-title"), Place::Account);
    let done = match query.get("done") {
        "ended" => Some((Alert::Success, "sessions-ended")),
        "others" => Some((Alert::Success, "sessions-others-ended")),
        "gone" => Some((Alert::Info, "sessions-gone")),
        _ => None,
    };
    if let Some((kind, words)) = done {
        page = page.with(Block::Alert(kind, text.say(words)));
    }
    page = page.with(Block::Text(text.say("sessions-lead")));
    let (own, others): (Vec<&Listed>, Vec<&Listed>) =
        listed.iter().partition(|one| one.reference == session.reference);
    for one in own {
        page = page.with(Block::Heading(text.say("sessions-this"))).with(facts(visit, one)).with(end_form(
            visit,
            one,
            text.say("sessions-end-this"),
        ));
    }
    if others.is_empty() {
        page = page.with(Block::Text(text.say("sessions-no-others")));
    } else {
        page = page.with(Block::Heading(text.say("sessions-others")));
        for one in &others {
            let name = [("browser", browsers::name(text, one.seen.browser).into())];
            page =
                page.with(facts(visit, one)).with(end_form(visit, one, text.say_with("sessions-end", &name)));
        }
        page = page.with(Block::Heading(text.say("sessions-all-others"))).with(Block::Form(Form {
            action: "/account/sessions/end-others",
            csrf: visit.csrf(),
            controls: Vec::new(),
            submit: text.say("sessions-end-others"),
            quiet: true,
        }));
    }
    page = page
        .with(Block::Text(text.say("sessions-not-you")))
        .with(Block::Links(vec![("/account".to_owned(), text.say("account-back"))]))
        .help(help::SIGNING_IN_WHY_YOU_WERE_SIGNED_OUT);
    Ok(account_answer(edge, visit, &session, StatusCode::OK, page))
}

fn facts(visit: &Visit<'_>, one: &Listed) -> Block {
    let text = visit.text;
    let mut facts = vec![
        (text.say("sessions-browser"), browsers::name(text, one.seen.browser)),
        (text.say("sessions-since"), dates::date_and_time(text, one.created_at)),
        (text.say("sessions-last-seen"), dates::date_and_time(text, one.last_seen_at)),
    ];
    if let Some(place) = &one.seen.place {
        facts.push((text.say("sessions-place"), place.clone()));
    }
    Block::Facts(facts)
}

fn end_form(visit: &Visit<'_>, one: &Listed, words: String) -> Block {
    Block::Form(Form {
        action: "/account/sessions/end",
        csrf: visit.csrf(),
        controls: vec![Control::Hidden("reference", one.reference.clone())],
        submit: words,
        quiet: true,
    })
}

/// Ends one session. Ending one's own is signing out.
pub async fn end_session(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let SignedIn { session, .. } = match signed_in(edge, visit).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let reference = fields.get("reference");
    if reference == session.reference {
        return sign_out(edge, visit).await;
    }
    Ok(Answer::see_other(match own_sessions::end(edge, asker, &session, reference).await? {
        Ended::Yes => "/account/sessions?done=ended",
        Ended::Gone => "/account/sessions?done=gone",
    }))
}

/// Ends every session but this one.
pub async fn end_other_sessions(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let SignedIn { session, .. } = match signed_in(edge, visit).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    Ok(Answer::see_other(match own_sessions::end_others(edge, asker, &session).await? {
        Ended::Yes => "/account/sessions?done=others",
        Ended::Gone => "/sign-in?why=account",
    }))
}
