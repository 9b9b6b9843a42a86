//! Phones (ST-4): the list with what can be done, the code for a new one, removal. The flow is `flows::settings::phone`.

use super::{SignedIn, account_answer, back, confirmed, gone, setting_page, status};
use crate::flows::Asker;
use crate::flows::codes::{self, Judged, Method};
use crate::flows::session::Found;
use crate::flows::settings::phone::{self, Confirmed, NewPhone, Removed};
use crate::guard::Occasion;
use crate::identifiers::Country;
use crate::pages::dates::date;
use crate::pages::{Alert, Block, Choice, Control, Form, Page, Setting, help};
use crate::policy::POLICY;
use crate::ports::{Edge, Outage};
use crate::routes::factors::{
    code_blocks, method_choice, phone_controls, read_code, read_country, read_phone, wrong_code,
};
use crate::routes::form::Fields;
use crate::routes::problems;
use crate::routes::respond::Answer;
use crate::routes::undelivered::{self, Whose};
use crate::routes::visit::{Cookie, Visit};
use crate::store::factors::{Factors, OwnPhone};
use crate::store::sessions::Session;
use crate::text::Text;

const PATH: &str = "/account/phone";
const CODE: &str = "/account/phone/code";
const SEND: &str = "/account/phone/code/send";
const REMOVE: &str = "/account/phone/remove";

/// What a new phone does to those that are there: it comes besides them.
const KEEP: &str = "keep";

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Entered<'a> {
    phone: &'a str,
    country: Option<Country>,
    method: &'a str,
    replaces: &'a str,
    phone_error: Option<String>,
    method_error: Option<String>,
    replaces_error: Option<String>,
}

/// Shows the phones.
pub async fn show_phone(edge: &impl Edge, visit: &mut Visit<'_>, query: &Fields) -> Result<Answer, Outage> {
    let (SignedIn { session, .. }, _) = match confirmed(edge, visit, PATH).await? {
        Ok(confirmed) => confirmed,
        Err(answer) => return Ok(answer),
    };
    let note = match query.get("done") {
        "added" => Some((Alert::Success, "phone-added")),
        "removed" => Some((Alert::Success, "phone-removed")),
        "last" => Some((Alert::Warning, "phone-last")),
        "changed" => Some((Alert::Warning, "phone-changed-meanwhile")),
        _ => None,
    };
    Ok(phone_page(edge, visit, &session, note, &Entered::default()))
}

fn phone_page(
    edge: &impl Edge,
    visit: &Visit<'_>,
    session: &Session,
    note: Option<(Alert, &str)>,
    entered: &Entered<'_>,
) -> Answer {
    let (text, factors) = (visit.text, &session.factors);
    let errors = [&entered.phone_error, &entered.method_error, &entered.replaces_error];
    let has_error = errors.iter().any(|error| error.is_some());
    let mut page = setting_page(visit, "phones-title");
    if let Some((kind, words)) = note {
        page = page.with(Block::Alert(kind, text.say(words)));
    }
    page = if factors.phones.is_empty() {
        page.with(Block::Text(text.say("phones-none")))
    } else {
        page.with(Block::Text(text.say("phones-lead"))).with(Block::Settings(list(text, factors)))
    };
    page = page
        .with(Block::Heading(text.say("phone-new-heading")))
        .with(Block::Text(text.say("phone-new-lead")))
        .with(Block::Form(new_phone_form(visit, factors, entered)));
    page = removals(visit, page, factors);
    let numbers = help::creating_an_account_do_i_need_a_mobile_phone::WHICH_NUMBERS;
    let page = page
        .with(back(visit))
        .why("phone", numbers)
        .why("method", numbers)
        .help(help::CHANGING_SETTINGS_CHANGE_PHONE_NUMBER);
    account_answer(edge, visit, session, status(has_error), page)
}

fn list(text: Text, factors: &Factors) -> Vec<Setting> {
    let of = |own: &OwnPhone| Setting {
        name: own.phone.shown().to_owned(),
        value: vec![text.say_with("phone-since", &[("date", date(text, own.created_at).into())])],
        change: None,
    };
    factors.phones.iter().map(of).collect()
}

fn new_phone_form(visit: &Visit<'_>, factors: &Factors, entered: &Entered<'_>) -> Form {
    let text = visit.text;
    let typed = (entered.phone, entered.country.unwrap_or(Country::HOME));
    let method = if entered.method.is_empty() { "sms" } else { entered.method };
    let mut controls = phone_controls(visit, typed, entered.phone_error.clone()).to_vec();
    controls.push(Control::Choice(method_choice(visit, method, entered.method_error.clone())));
    if !factors.phones.is_empty() {
        controls.push(Control::Choice(place_choice(text, factors, entered)));
    }
    Form { action: PATH, csrf: visit.csrf(), controls, submit: text.say("send-code"), quiet: false }
}

/// Which phone the new one replaces, or that it comes besides the one that is there.
fn place_choice(text: Text, factors: &Factors, entered: &Entered<'_>) -> Choice {
    let mut options: Vec<_> = factors
        .phones
        .iter()
        .map(|own| {
            let words = text.say_with("phone-replaces", &[("phone", own.phone.shown().into())]);
            (own.id.clone().into(), words, None)
        })
        .collect();
    if may_add(factors) {
        options.push((KEEP.into(), text.say("phone-second"), Some(text.say("phone-second-hint"))));
    }
    let usual = only_phone(factors).unwrap_or_default();
    let chosen = if entered.replaces.is_empty() { usual } else { entered.replaces };
    Choice {
        name: "replaces",
        label: text.say("phone-place-label"),
        options,
        chosen: chosen.to_owned(),
        error: entered.replaces_error.clone(),
    }
}

fn may_add(factors: &Factors) -> bool {
    factors.phones.len() < POLICY.phones as usize
}

/// The id of the one phone that there is: a new one takes its place unless the person says otherwise.
fn only_phone(factors: &Factors) -> Option<&str> {
    match factors.phones.as_slice() {
        [only] => Some(&only.id),
        _ => None,
    }
}

/// The form that removes each phone; nothing but an explanation if a second factor would be missing then.
fn removals(visit: &Visit<'_>, page: Page, factors: &Factors) -> Page {
    let text = visit.text;
    if factors.phones.is_empty() {
        return page;
    }
    let page = page.with(Block::Heading(text.say("phone-remove-heading")));
    if factors.phones.len() == 1 && factors.app.is_none() {
        return page.with(Block::Text(text.say("phone-last")));
    }
    let removal = |own: &OwnPhone| {
        Block::Form(Form {
            action: REMOVE,
            csrf: visit.csrf(),
            controls: vec![Control::Hidden("phone", own.id.clone())],
            submit: text.say_with("phone-remove-submit", &[("phone", own.phone.shown().into())]),
            quiet: true,
        })
    };
    factors.phones.iter().map(removal).fold(page.with(Block::Text(text.say("phone-remove-lead"))), Page::with)
}

/// Takes a new number and sends a code there.
pub async fn submit_phone(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let (SignedIn { session, .. }, _) = match confirmed(edge, visit, PATH).await? {
        Ok(confirmed) => confirmed,
        Err(answer) => return Ok(answer),
    };
    let (text, factors) = (visit.text, &session.factors);
    let entered = Entered {
        phone: fields.get("phone"),
        country: Some(read_country(fields)),
        method: fields.get("method"),
        replaces: fields.get("replaces"),
        ..Entered::default()
    };
    let (phone, method) = match read_phone(visit, fields) {
        Ok(read) => read,
        Err(problem) => {
            let entered = Entered {
                method: problem.method(fields),
                phone_error: problem.phone,
                method_error: problem.method_error,
                ..entered
            };
            return Ok(phone_page(edge, visit, &session, None, &entered));
        }
    };
    if factors.phones.iter().any(|own| own.phone == phone) {
        let entered = Entered { phone_error: Some(text.say("phone-is-yours")), ..entered };
        return Ok(phone_page(edge, visit, &session, None, &entered));
    }
    let replaces = match entered.replaces {
        KEEP if may_add(factors) => None,
        "" if factors.phones.is_empty() => None,
        "" if only_phone(factors).is_some() => only_phone(factors).map(str::to_owned),
        id if factors.phones.iter().any(|own| own.id == id) => Some(id.to_owned()),
        _ => {
            let missing = text.say("phone-place-missing");
            let entered = Entered { replaces: "", replaces_error: Some(missing), ..entered };
            return Ok(phone_page(edge, visit, &session, None, &entered));
        }
    };
    send(edge, visit, asker, &session, &NewPhone { phone, method, replaces, sent: None }).await
}

async fn send(
    edge: &impl Edge,
    visit: &Visit<'_>,
    asker: &Asker,
    session: &Session,
    new: &NewPhone,
) -> Result<Answer, Outage> {
    Ok(match phone::send_code(edge, visit.text, asker, session, new).await? {
        Ok(()) => Answer::see_other(CODE),
        Err(refusal) => problems::refused(visit.text, refusal, PATH, edge.now()),
    })
}

/// The phone that waits for its code in this browser's session; otherwise the page to go to.
async fn waiting(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
) -> Result<Result<(SignedIn, NewPhone), Answer>, Outage> {
    let (signed_in, _) = match confirmed(edge, visit, PATH).await? {
        Ok(confirmed) => confirmed,
        Err(answer) => return Ok(Err(answer)),
    };
    let new = NewPhone::of(&edge.settings().secrets, &signed_in.session)?;
    Ok(new.map(|new| (signed_in, new)).ok_or_else(|| Answer::see_other(PATH)))
}

/// Asks for the code.
pub async fn show_phone_code(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    let (SignedIn { session, .. }, new) = match waiting(edge, visit).await? {
        Ok(waiting) => waiting,
        Err(answer) => return Ok(answer),
    };
    Ok(match codes::tries_left(edge, &session.account, Occasion::SigningIn).await? {
        Ok(left) => {
            let to = (session.account.as_str(), Some(&new.phone));
            let problem = undelivered::code(edge, visit.text, Whose::New, Some(new.method), to).await?;
            code_page(edge, visit, &session, &new, Some(left), None).first(problem)
        }
        Err(refusal) => problems::refused(visit.text, refusal, PATH, edge.now()),
    })
}

fn code_page(
    edge: &impl Edge,
    visit: &Visit<'_>,
    session: &Session,
    new: &NewPhone,
    left: Option<u32>,
    error: Option<(String, String)>,
) -> Answer {
    let text = visit.text;
    let has_error = error.is_some();
    let (typed, error) = error.map_or_else(|| (String::new(), None), |(typed, error)| (typed, Some(error)));
    let page = code_blocks(
        visit,
        setting_page(visit, "phone-code-title"),
        (CODE, SEND),
        (new.method.as_str(), new.phone.shown().to_owned(), new.sent),
        left,
        (typed, error),
    )
    .with(Block::Text(text.say("phone-code-until")))
    .with(Block::Links(vec![
        (PATH.to_owned(), text.say("code-other-number")),
        ("/account".to_owned(), text.say("account-back")),
    ]))
    .why("code", help::signing_in_missed_security_code::WRONG_CODE)
    .help(help::CHANGING_SETTINGS_CHANGE_PHONE_NUMBER);
    account_answer(edge, visit, session, status(has_error), page)
}

/// Takes the code.
pub async fn submit_phone_code(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let (SignedIn { token, session }, new) = match waiting(edge, visit).await? {
        Ok(waiting) => waiting,
        Err(answer) => return Ok(answer),
    };
    let typed = fields.get("code");
    let code = match read_code(visit, typed) {
        Ok(code) => code,
        Err(error) => {
            let error = Some((typed.to_owned(), error));
            return Ok(code_page(edge, visit, &session, &new, None, error));
        }
    };
    let of = (&token, session.as_ref());
    Ok(match phone::confirm(edge, asker, of, &new, &code).await? {
        Confirmed::Added => Answer::see_other("/account/phone?done=added"),
        Confirmed::Changed => Answer::see_other("/account/phone?done=changed"),
        Confirmed::Wrong(judged) => {
            let (words, left) = match judged {
                Judged::Expired { left } => ("code-expired", left),
                Judged::Wrong { left } => ("code-wrong", left),
                Judged::Right | Judged::Refused(_) => {
                    return Err(Outage::new("guard", "a verdict that answers another step"));
                }
            };
            let error = Some(wrong_code(visit, words, left));
            code_page(edge, visit, &session, &new, None, error)
        }
        Confirmed::Refused(refusal) => problems::refused(visit.text, refusal, PATH, edge.now()),
        Confirmed::SignedOut(refusal) => {
            visit.delete_cookie(Cookie::Session);
            problems::refused(visit.text, refusal, "/sign-in", edge.now())
        }
        Confirmed::Gone => gone(visit, &Found::Unknown),
    })
}

/// Sends another code to the same number.
pub async fn send_phone_code(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let (SignedIn { session, .. }, new) = match waiting(edge, visit).await? {
        Ok(waiting) => waiting,
        Err(answer) => return Ok(answer),
    };
    let method = Method::read(fields.get("method")).unwrap_or(Method::Sms);
    if new.phone.is_landline() && method == Method::Sms {
        let error = Some((String::new(), visit.text.say("phone-landline")));
        return Ok(code_page(edge, visit, &session, &new, None, error));
    }
    send(edge, visit, asker, &session, &NewPhone { method, ..new }).await
}

/// Removes a phone.
pub async fn remove_phone(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let (SignedIn { token, session }, _) = match confirmed(edge, visit, PATH).await? {
        Ok(confirmed) => confirmed,
        Err(answer) => return Ok(answer),
    };
    let of = (&token, session.as_ref());
    Ok(match phone::remove(edge, asker, of, fields.get("phone")).await? {
        Removed::Yes => Answer::see_other("/account/phone?done=removed"),
        Removed::LastOne => Answer::see_other("/account/phone?done=last"),
        Removed::Gone => gone(visit, &Found::Unknown),
    })
}
