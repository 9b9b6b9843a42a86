//! Personal information (PV-1): name, birth date and postal address, and what a reset has locked of them (PR-4). The flow
//! is `flows::information`.

use super::{SignedIn, account_answer, signed_in};
use crate::flows::Asker;
use crate::flows::codes;
use crate::flows::information::{self, Opened, Written};
use crate::guard::Occasion;
use crate::identifiers::PersonalInformation;
use crate::identifiers::personal_information as parts;
use crate::identifiers::personal_information::Problem;
use crate::pages::dates::date;
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Control, DateInput, Form, Input, InputKind, Page, help};
use crate::ports::{Edge, Outage};
use crate::routes::factors::wrong_code;
use crate::routes::form::Fields;
use crate::routes::problems;
use crate::routes::respond::Answer;
use crate::routes::visit::{Cookie, Visit};
use crate::secrets::personal_key::PersonalKey;
use crate::store::information as stored;
use crate::store::information::Former;
use crate::store::sessions::Session;
use crate::time::UnixTime;
use http::StatusCode;

const PATH: &str = "/account/information";
const FORMER_PATH: &str = "/account/information/former";

/// The signed-in browser, unless a personal key waits to be saved, which comes before everything else.
async fn ready(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Result<SignedIn, Answer>, Outage> {
    Ok(match signed_in(edge, visit).await? {
        Ok(found) if found.session.new_personal_key.is_some() => {
            Err(Answer::see_other("/account/personal-key"))
        }
        found => found,
    })
}

/// Shows what is saved, to be changed.
pub async fn show_information(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    query: &Fields,
) -> Result<Answer, Outage> {
    let SignedIn { token, session } = match ready(edge, visit).await? {
        Ok(signed_in) => signed_in,
        Err(answer) => return Ok(answer),
    };
    let saved = information::saved(&token, &session)?;
    let done = match (query.get("done"), &saved) {
        ("saved", Some(_)) => Some("information-saved"),
        ("opened", Some(_)) => Some("information-opened"),
        ("erased", None) => Some("information-erased"),
        _ => None,
    };
    let value = |field: &str| saved.as_ref().map(|saved| saved.value(field)).unwrap_or_default();
    Ok(information_page(edge, visit, &session, done, value, &[]))
}

/// The page with the form; `value` is what stands in each field.
fn information_page(
    edge: &impl Edge,
    visit: &Visit<'_>,
    session: &Session,
    done: Option<&str>,
    value: impl Fn(&'static str) -> String,
    problems: &[Problem],
) -> Answer {
    let text = visit.text;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let is_saved = session.information.is_some();
    let mut page = Page::new(text.say("information-title"), Place::Account);
    if let Some(done) = done {
        page = page.with(Block::Alert(Alert::Success, text.say(done)));
    }
    if let Some(locked) = former_blocks(visit, session) {
        page.blocks.extend(locked);
    }
    let form = Form {
        action: PATH,
        csrf: visit.csrf(),
        controls: controls(visit, value, |field| {
            let problem = problems.iter().find(|problem| problem.field() == field)?;
            Some(words(visit, problem, is_saved))
        }),
        submit: text.say("information-save"),
        quiet: false,
    };
    page = page
        .with(Block::Text(text.say("information-lead")))
        .with(Block::Text(text.say("information-who")))
        .with(Block::Text(text.say("information-forgotten")))
        .with(Block::Form(form));
    if is_saved {
        page = page.with(Block::Text(text.say("information-erase-lead"))).with(Block::Form(Form {
            action: "/account/information/erase",
            csrf: visit.csrf(),
            controls: Vec::new(),
            submit: text.say("information-erase"),
            quiet: true,
        }));
    }
    let page = page
        .with(Block::Links(vec![("/account".to_owned(), text.say("account-back"))]))
        .help(help::PRIVACY_AND_SECURITY_HOW_WE_PROTECT_YOUR_DATA);
    account_answer(edge, visit, session, status, page)
}

/// Says that information was locked by a reset, and where it can be opened or given up; nothing if none was.
pub fn former_blocks(visit: &Visit<'_>, session: &Session) -> Option<[Block; 2]> {
    let text = visit.text;
    let (_, since) = session.former.first()?;
    let values = |at| [("date", date(text, at).into())];
    let links = session.former.iter().map(|(id, at)| {
        (format!("{FORMER_PATH}?id={id}"), text.say_with("information-former-link", &values(*at)))
    });
    let words = text.say_with("information-former", &values(*since));
    Some([Block::Alert(Alert::Warning, words), Block::Links(links.collect())])
}

fn controls(
    visit: &Visit<'_>,
    value: impl Fn(&'static str) -> String,
    error: impl Fn(&'static str) -> Option<String>,
) -> Vec<Control> {
    let text = visit.text;
    let input = |name, label: &str, hint: Option<&str>, kind| Input {
        name,
        label: text.say(label),
        hint: hint.map(|hint| text.say(hint)),
        value: value(name),
        error: error(name),
        kind,
    };
    vec![
        Control::Input(input(
            parts::FULL_NAME,
            "information-name",
            Some("information-name-hint"),
            InputKind::FullName,
        )),
        Control::Date(DateInput {
            name: "birth_date",
            label: text.say("information-birth-date"),
            hint: text.say("information-birth-date-hint"),
            parts: vec![
                input(parts::BIRTH_MONTH, "information-month", None, InputKind::BirthMonth),
                input(parts::BIRTH_DAY, "information-day", None, InputKind::BirthDay),
                input(parts::BIRTH_YEAR, "information-year", None, InputKind::BirthYear),
            ],
        }),
        Control::Lines(input(
            parts::STREET_ADDRESS,
            "information-street",
            Some("information-street-hint"),
            InputKind::StreetAddress,
        )),
        Control::Input(input(parts::CITY, "information-city", None, InputKind::City)),
        Control::Input(input(parts::REGION, "information-region", None, InputKind::Region)),
        Control::Input(input(parts::POSTAL_CODE, "information-postal-code", None, InputKind::PostalCode)),
        Control::Input(input(parts::COUNTRY, "information-country", None, InputKind::Country)),
    ]
}

/// What is wrong with a field, in words.
fn words(visit: &Visit<'_>, problem: &Problem, is_saved: bool) -> String {
    let text = visit.text;
    text.say(match *problem {
        Problem::TooLong { limit, .. } => {
            return text.say_with("information-too-long", &[("limit", limit.into())]);
        }
        Problem::Empty if is_saved => "information-empty-saved",
        Problem::Empty => "information-empty",
        Problem::NotText { .. } => "information-not-text",
        Problem::BirthDateIncomplete { field: parts::BIRTH_MONTH } => "information-month-missing",
        Problem::BirthDateIncomplete { field: parts::BIRTH_DAY } => "information-day-missing",
        Problem::BirthDateIncomplete { .. } => "information-year-missing",
        Problem::BirthDateUnreadable { field: parts::BIRTH_MONTH } => "information-month-wrong",
        Problem::BirthDateUnreadable { field: parts::BIRTH_DAY } => "information-day-wrong",
        Problem::BirthDateUnreadable { .. } => "information-year-wrong",
        Problem::NoSuchDay => "information-no-such-day",
        Problem::BirthDateInFuture => "information-future",
        Problem::BirthDateTooEarly => "information-too-early",
    })
}

/// Saves what was typed.
pub async fn submit_information(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let SignedIn { token, session } = match ready(edge, visit).await? {
        Ok(signed_in) => signed_in,
        Err(answer) => return Ok(answer),
    };
    let new = match PersonalInformation::read(|field| fields.get(field), edge.now()) {
        Ok(new) => new,
        Err(problems) => {
            let typed = |field| fields.get(field).to_owned();
            return Ok(information_page(edge, visit, &session, None, typed, &problems));
        }
    };
    Ok(match information::save(edge, asker, &token, &session, &new).await? {
        Written::Yes => Answer::see_other("/account/information?done=saved"),
        // The page says why there is no session any more.
        Written::Gone => Answer::see_other(PATH),
    })
}

/// Erases what is saved.
pub async fn erase_information(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    asker: &Asker,
) -> Result<Answer, Outage> {
    Ok(match ready(edge, visit).await? {
        Ok(SignedIn { session, .. }) => {
            information::erase(edge, asker, &session).await?;
            Answer::see_other("/account/information?done=erased")
        }
        Err(answer) => answer,
    })
}

/// Asks for the personal key that opens former information.
pub async fn show_former(edge: &impl Edge, visit: &mut Visit<'_>, query: &Fields) -> Result<Answer, Outage> {
    let session = match ready(edge, visit).await? {
        Ok(SignedIn { session, .. }) => session,
        Err(answer) => return Ok(answer),
    };
    let Some(former) = session.former.iter().find(|(id, _)| id == query.get("id")).cloned() else {
        return Ok(problems::not_found(visit.text));
    };
    Ok(match codes::tries_left(edge, &session.account, Occasion::SigningIn).await? {
        Ok(left) => former_page(edge, visit, &session, &former, Some(left), None),
        Err(refusal) => problems::refused(visit.text, refusal, PATH, edge.now()),
    })
}

fn former_page(
    edge: &impl Edge,
    visit: &Visit<'_>,
    session: &Session,
    (id, at): &(String, UnixTime),
    left: Option<u32>,
    error: Option<(String, String)>,
) -> Answer {
    let text = visit.text;
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (value, error) = error.map_or_else(|| (String::new(), None), |(typed, error)| (typed, Some(error)));
    let form = |action, key: Option<Input>, label: &str| {
        let hidden = Control::Hidden("id", id.clone());
        let quiet = key.is_none();
        let controls = std::iter::once(hidden).chain(key.map(Control::Input)).collect();
        Block::Form(Form { action, csrf: visit.csrf(), controls, submit: text.say(label), quiet })
    };
    let key = Input {
        name: "personal_key",
        label: text.say("former-key-label"),
        hint: Some(text.say("personal-key-hint")),
        value,
        error,
        kind: InputKind::PersonalKey,
    };
    let mut page = Page::new(text.say("former-title"), Place::Account)
        .with(Block::Text(text.say_with("former-lead", &[("date", date(text, *at).into())])));
    if session.information.is_some() {
        page = page.with(Block::Alert(Alert::Warning, text.say("former-replaces")));
    }
    if let Some(left) = left {
        page = page.with(Block::TriesLeft(text.say_with("tries-left", &[("left", left.into())])));
    }
    let page = page
        .with(form(FORMER_PATH, Some(key), "former-open"))
        .with(Block::Text(text.say("former-discard-lead")))
        .with(form("/account/information/former/discard", None, "former-discard"))
        .with(Block::Links(vec![(PATH.to_owned(), text.say("former-back"))]))
        .help(help::PRIVACY_AND_SECURITY_HOW_WE_PROTECT_YOUR_DATA);
    account_answer(edge, visit, session, status, page)
}

/// Opens former information. What is not there any more was opened or discarded, perhaps by this very form: the page that
/// follows shows what there is.
pub async fn submit_former(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let SignedIn { token, session } = match ready(edge, visit).await? {
        Ok(signed_in) => signed_in,
        Err(answer) => return Ok(answer),
    };
    let (text, typed) = (visit.text, fields.get("personal_key"));
    let Some(former) = stored::former(edge, &session.account, fields.get("id")).await? else {
        return Ok(Answer::see_other(PATH));
    };
    let Former { id, created_at, .. } = &former;
    let again = |error| former_page(edge, visit, &session, &(id.clone(), *created_at), None, Some(error));
    let Some(key) = PersonalKey::read(typed) else {
        let problem = if typed.trim().is_empty() { "personal-key-missing" } else { "personal-key-not-a-key" };
        return Ok(again((typed.to_owned(), text.say(problem))));
    };
    Ok(match information::open_former(edge, asker, (&token, &session), &former, &key).await? {
        Opened::Yes => Answer::see_other("/account/information?done=opened"),
        Opened::LostRace => Answer::see_other(PATH),
        Opened::Wrong { left } => again(wrong_code(visit, "former-key-wrong", left)),
        Opened::Locked(refusal) => problems::refused(text, refusal, PATH, edge.now()),
        Opened::SignedOut(refusal) => {
            visit.delete_cookie(Cookie::Session);
            problems::refused(text, refusal, PATH, edge.now())
        }
    })
}

/// Gives up former information.
pub async fn discard_former(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    Ok(match ready(edge, visit).await? {
        Ok(SignedIn { session, .. }) => {
            information::discard_former(edge, asker, &session, fields.get("id")).await?;
            Answer::see_other(PATH)
        }
        Err(answer) => answer,
    })
}
