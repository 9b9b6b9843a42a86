//! A copy of everything that is held of the person: as a page, and as a file to download.

use super::{SignedIn, account_answer, confirmed};
use crate::flows::Asker;
use crate::flows::data_copy::{self, DataCopy, Moment, SentLink};
use crate::identifiers::{Browser, Phone};
use crate::pages::frame::Place;
use crate::pages::{Block, Form, Page, browsers, dates, help};
use crate::ports::{Edge, Outage};
use crate::routes::respond::Answer;
use crate::routes::visit::Visit;
use crate::text::{Language, Text};
use http::StatusCode;
use serde::Serialize;
use std::collections::BTreeMap;

/// The parts of the copy whose texts say how long they are kept, by the names that the file has for them.
const KEPT: [(&str, &str); 9] = [
    ("account", "data-kept-account"),
    ("activities", "data-kept-activity"),
    ("agencies", "data-agencies-none"),
    ("deletion", "data-kept-deletion"),
    ("email_changes", "data-kept-email-changes"),
    ("links", "data-kept-links"),
    ("messages_waiting", "data-kept-messages"),
    ("personal_information", "data-kept-information"),
    ("sessions", "data-kept-sessions"),
];

/// The file: the copy, and in words how long each part is kept.
#[derive(Serialize)]
struct File<'a> {
    #[serde(flatten)]
    copy: &'a DataCopy,
    kept: BTreeMap<&'static str, String>,
}

/// Shows everything that is held of the person.
pub async fn show_data(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    let SignedIn { token, session } = match confirmed(edge, visit, "/account/data").await? {
        Ok((signed_in, _)) => signed_in,
        Err(answer) => return Ok(answer),
    };
    let copy = data_copy::copy(edge, &token, &session).await?;
    let text = visit.text;
    let download = Form {
        action: "/account/data.json",
        csrf: visit.csrf(),
        controls: Vec::new(),
        submit: text.say("data-download"),
        quiet: false,
    };
    let mut page = Page::new(text.say("data-title"), Place::Account)
        .with(Block::Text(text.say("data-lead")))
        .with(Block::Form(download));
    for (heading, kept, facts) in sections(text, &copy) {
        page = page.with(Block::Heading(text.say(heading)));
        if !facts.is_empty() {
            page = page.with(Block::Facts(facts));
        }
        page = page.with(Block::Text(text.say(kept)));
    }
    let page = page
        .with(Block::Heading(text.say("data-not-shown-title")))
        .with(Block::Text(text.say("data-not-shown")))
        .with(Block::Links(vec![
            ("/account/delete".to_owned(), text.say("delete-title")),
            ("/account".to_owned(), text.say("account-back")),
        ]))
        .help(help::PRIVACY_AND_SECURITY_HOW_WE_PROTECT_YOUR_DATA);
    Ok(account_answer(edge, visit, &session, StatusCode::OK, page))
}

/// The same as a file. It is an activity, so it is asked for with a form.
pub async fn download_data(edge: &impl Edge, visit: &mut Visit<'_>, asker: &Asker) -> Result<Answer, Outage> {
    let SignedIn { token, session } = match confirmed(edge, visit, "/account/data").await? {
        Ok((signed_in, _)) => signed_in,
        Err(answer) => return Ok(answer),
    };
    let text = visit.text;
    let copy = data_copy::copy(edge, &token, &session).await?;
    let kept = KEPT.into_iter().map(|(part, words)| (part, text.say(words))).collect();
    let json = serde_json::to_string_pretty(&File { copy: &copy, kept })
        .map_err(|error| crate::store::unreadable("copy", &error))?;
    if !data_copy::note_download(edge, asker, &session).await? {
        return Ok(Answer::see_other("/sign-in?why=account"));
    }
    Ok(Answer::download("my-data.json", "application/json", format!("{json}\n")))
}

type Facts = Vec<(String, String)>;

/// The parts of the page: a heading, the text that says how long it is kept, and what there is.
fn sections(text: Text, copy: &DataCopy) -> Vec<(&'static str, &'static str, Facts)> {
    vec![
        ("data-account", "data-kept-account", account(text, copy)),
        ("data-information", "data-kept-information", information(text, copy)),
        ("sessions-title", "data-kept-sessions", sessions(text, copy)),
        ("activity-title", "data-kept-activity", activities(text, copy)),
        ("data-email-changes", "data-kept-email-changes", email_changes(text, copy)),
        ("data-links", "data-kept-links", links(text, copy)),
        ("data-deletion", "data-kept-deletion", deletion(text, copy)),
        ("data-messages", "data-kept-messages", messages(text, copy)),
        (
            "data-agencies",
            "data-agencies-none",
            copy.agencies.iter().map(|one| (one.clone(), String::new())).collect(),
        ),
    ]
}

fn time(text: Text, moment: Moment) -> String {
    dates::date_and_time(text, moment.0)
}

fn since(text: Text, moment: Moment) -> String {
    text.say_with("data-since", &[("date", time(text, moment).into())])
}

fn account(text: Text, copy: &DataCopy) -> Facts {
    let language =
        Language::from_tag(copy.language).map(|language| language.own_name().to_owned()).unwrap_or_default();
    let mut facts = vec![
        (text.say("data-created"), time(text, copy.account_created_at)),
        (text.say("account-email"), copy.email.clone()),
        (text.say("data-language"), language),
        (text.say("password-label"), since(text, copy.password_chosen_at)),
    ];
    for phone in &copy.phones {
        let shown =
            Phone::stored(&phone.number).map_or_else(|_| phone.number.clone(), |p| p.shown().to_owned());
        let values = [("phone", shown.into()), ("date", time(text, phone.confirmed_at).into())];
        facts.push((text.say("account-phone"), text.say_with("data-phone", &values)));
    }
    if let Some(at) = copy.authenticator_app_since {
        facts.push((text.say("data-app"), since(text, at)));
    }
    if let Some(key) = &copy.personal_key {
        facts.push((text.say("account-personal-key"), since(text, key.made_at)));
    }
    facts
}

fn information(text: Text, copy: &DataCopy) -> Facts {
    let mut facts = Vec::new();
    if let Some(held) = &copy.personal_information {
        let told = &held.information;
        let address = told.address.as_ref();
        let part = |of: fn(&crate::identifiers::personal_information::PostalAddress) -> &Option<String>| {
            address.and_then(|address| of(address).clone())
        };
        for (label, value) in [
            ("data-full-name", told.full_name.clone()),
            ("data-birth-date", told.birth_date.as_ref().map(ToString::to_string)),
            ("data-street-address", part(|address| &address.street_address)),
            ("data-city", part(|address| &address.city)),
            ("data-region", part(|address| &address.region)),
            ("data-postal-code", part(|address| &address.postal_code)),
            ("data-country", part(|address| &address.country)),
            ("data-saved", held.saved_at.map(|at| time(text, at))),
        ] {
            facts.extend(value.map(|value| (text.say(label), value)));
        }
    }
    for former in &copy.former_personal_information {
        facts.push((text.say("data-former"), since(text, former.locked_at)));
    }
    facts
}

fn sessions(text: Text, copy: &DataCopy) -> Facts {
    let mut facts = Vec::new();
    for one in &copy.sessions {
        let name = browsers::name(text, one.browser);
        let here = if one.is_this_browser { "data-session-this" } else { "data-session" };
        let values = [
            ("since", time(text, one.signed_in_at).into()),
            ("seen", time(text, one.last_seen_at).into()),
            ("place", one.place.clone().unwrap_or_else(|| text.say("data-place-unknown")).into()),
        ];
        facts.push((name, text.say_with(here, &values)));
    }
    for waiting in &copy.sign_ins_under_way {
        facts.push((text.say("data-sign-in-under-way"), since(text, waiting.since)));
    }
    facts
}

fn activities(text: Text, copy: &DataCopy) -> Facts {
    let fact = |at: Moment, event: String, browser: Browser| {
        let values = [("event", text.say(&event).into()), ("browser", browsers::name(text, browser).into())];
        (time(text, at), text.say_with("activity-with-browser", &values))
    };
    copy.activities.iter().map(|one| fact(one.at, one.event.key(), one.browser)).collect()
}

fn email_changes(text: Text, copy: &DataCopy) -> Facts {
    let asked = copy.email_changes.iter().map(|one| (one.email.clone(), link(text, &one.link)));
    let restored = copy
        .notices
        .iter()
        .filter_map(|one| Some((one.email_that_it_puts_back.clone()?, link(text, &one.link))));
    asked.chain(restored).collect()
}

fn links(text: Text, copy: &DataCopy) -> Facts {
    let notices = copy.notices.iter().map(|one| ("data-link-notice", &one.link));
    let of = |label: &'static str, links: &'_ [SentLink]| {
        links.iter().map(|one| (text.say(label), link(text, one))).collect::<Facts>()
    };
    let mut facts: Facts = notices.map(|(label, one)| (text.say(label), link(text, one))).collect();
    facts.extend(of("data-link-sign-up", &copy.sign_up_links));
    facts.extend(of("data-link-report", &copy.report_links));
    facts.extend(of("data-link-reset", &copy.reset_links));
    facts
}

fn link(text: Text, link: &SentLink) -> String {
    let key = if link.used_at.is_some() { "data-link-used" } else { "data-link-sent" };
    let used = link.used_at.map(|at| time(text, at)).unwrap_or_default();
    let values = [("date", time(text, link.sent_at).into()), ("used", used.into())];
    text.say_with(key, &values)
}

fn deletion(text: Text, copy: &DataCopy) -> Facts {
    let fact = |key: &str, at| (text.say(key), time(text, at));
    copy.deletion
        .iter()
        .flat_map(|waiting| {
            [fact("data-deletion-asked", waiting.since), fact("data-deletion-due", waiting.until)]
        })
        .collect()
}

fn messages(text: Text, copy: &DataCopy) -> Facts {
    let channel = |channel: &str| match channel {
        "email" => text.say("data-message-email"),
        "sms" => text.say("data-message-sms"),
        _ => text.say("data-message-voice"),
    };
    copy.messages_waiting.iter().map(|one| (channel(&one.channel), time(text, one.written_at))).collect()
}
