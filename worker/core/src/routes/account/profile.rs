//! The profile page: every setting with what it is now, and the way to change it (ST-1).

use super::mail::stopped;
use super::{SignedIn, account_answer, sign_out_form, signed_in};
use crate::pages::dates::date;
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Change, Page, Setting, help};
use crate::ports::{Edge, Outage};
use crate::routes::form::Fields;
use crate::routes::respond::Answer;
use crate::routes::visit::Visit;
use crate::store::sessions::Session;
use crate::text::Text;
use http::StatusCode;

/// Shows the settings.
pub async fn show(edge: &impl Edge, visit: &mut Visit<'_>, query: &Fields) -> Result<Answer, Outage> {
    let SignedIn { session, .. } = match signed_in(edge, visit).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    if session.new_personal_key.is_some() {
        return Ok(Answer::see_other("/account/personal-key"));
    }
    let text = visit.text;
    let stopped = stopped(edge, visit, &session).await?;
    let mut page = Page::new(text.say("account-title"), Place::Account);
    if query.get("done") == "mail" && stopped.is_empty() {
        page = page.with(Block::Alert(Alert::Success, text.say("delivery-own-resumed")));
    }
    page = stopped.into_iter().fold(page, Page::with).with(Block::Text(text.say("account-lead")));
    if !session.former.is_empty() {
        page = page
            .with(Block::Alert(Alert::Warning, text.say("account-former")))
            .with(Block::Links(vec![("/account/information".to_owned(), text.say("account-former-link"))]));
    }
    let page = page
        .with(Block::Heading(text.say("account-signing-in")))
        .with(Block::Settings(ways_in(text, &session)))
        .with(Block::Heading(text.say("account-your-data")))
        .with(Block::Settings(data(text, &session)))
        .with(Block::Heading(text.say("account-watch")))
        .with(Block::Settings(watch(text, &session)))
        .with(Block::Heading(text.say("account-end")))
        .with(Block::Settings(end(text)))
        .with(Block::Form(sign_out_form(visit)))
        .help(help::CREATING_AN_ACCOUNT_WHY_THIS_SERVICE);
    Ok(account_answer(edge, visit, &session, StatusCode::OK, page))
}

/// A setting. The link's words are `words`, and its name says what it is about to people who hear it alone.
fn setting(text: Text, name: &str, value: Vec<String>, href: &'static str, words: &str) -> Setting {
    let name = text.say(name);
    let context = name.clone();
    Setting { name, value, change: Some(Change { href, words: text.say(words), context }) }
}

/// What signs the person in.
fn ways_in(text: Text, session: &Session) -> Vec<Setting> {
    let on = |key: &str, at| text.say_with(key, &[("date", date(text, at).into())]);
    let factors = &session.factors;
    let phones = factors.phones.iter().map(|own| own.phone.shown().to_owned());
    let (phones, phone_words) = match factors.phones.len() {
        0 => (vec![text.say("account-none")], "account-add"),
        _ => (phones.collect(), "account-change"),
    };
    let (app, app_words) = match &factors.app {
        Some(app) => (on("account-set-up-on", app.created_at), "account-change"),
        None => (text.say("account-none"), "account-add"),
    };
    let key = match &factors.personal_key {
        Some(key) => on("account-made-on", key.created_at),
        None => text.say("account-none"),
    };
    let password = on("account-changed-on", session.password_created_at);
    vec![
        setting(text, "account-email", vec![session.email.clone()], "/account/email", "account-change"),
        setting(text, "account-password", vec![password], "/account/password", "account-change"),
        setting(text, "account-phone", phones, "/account/phone", phone_words),
        setting(text, "account-app", vec![app], "/account/app", app_words),
        setting(
            text,
            "account-personal-key",
            vec![key, text.say("account-personal-key-yours")],
            "/account/personal-key/new",
            "account-renew",
        ),
    ]
}

/// What the service holds of the person, and who gets it.
fn data(text: Text, session: &Session) -> Vec<Setting> {
    let (information, words) = match session.information {
        Some(_) => ("account-information-saved", "account-change"),
        None => ("account-none", "account-add"),
    };
    let agencies = Setting {
        name: text.say("account-agencies"),
        value: vec![text.say("account-agencies-none")],
        change: None,
    };
    vec![
        setting(text, "account-information", vec![text.say(information)], "/account/information", words),
        agencies,
        setting(text, "account-data", vec![text.say("account-data-what")], "/account/data", "account-get"),
    ]
}

/// What the owner keeps an eye on.
fn watch(text: Text, session: &Session) -> Vec<Setting> {
    let since = text.say_with("account-here-since", &[("date", date(text, session.created_at).into())]);
    let activity = vec![text.say("account-activity-what")];
    vec![
        setting(text, "account-sessions", vec![since], "/account/sessions", "account-see"),
        setting(text, "account-activity", activity, "/account/activity", "account-see"),
    ]
}

fn end(text: Text) -> Vec<Setting> {
    let lost = vec![text.say("account-delete-what")];
    vec![setting(text, "account-delete", lost, "/account/delete", "account-delete-link")]
}
