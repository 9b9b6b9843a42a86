//! Step 3: the phone, and the code that confirms it (SU-6, SU-7).

use super::super::factors::{
    code_blocks, method_choice, phone_controls, read_code, read_country, read_phone, wrong_code,
};
use super::super::form::Fields;
use super::super::respond::Answer;
use super::super::undelivered::{self, Whose};
use super::super::visit::Visit;
use super::{at, page, refuse, status, step};
use crate::flows::Asker;
use crate::flows::codes::{self, Judged, Method};
use crate::flows::sign_up::{self, Current, Stage, Written};
use crate::guard::Occasion;
use crate::identifiers::Country;
use crate::pages::{Block, Control, Form, help};
use crate::ports::{Edge, Outage};

/// Asks for a phone number.
pub async fn show_phone(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    Ok(match at(edge, visit, Stage::Phone).await? {
        Ok(current) => {
            let known = current.phone.as_ref();
            let value = known.map_or(("", Country::HOME), |phone| (phone.shown(), phone.country()));
            let method = current.sign_up.progress.method.as_deref().unwrap_or("sms");
            phone_page(visit, value, method, None, None)
        }
        Err(answer) => answer,
    })
}

fn phone_page(
    visit: &Visit<'_>,
    value: (&str, Country),
    method: &str,
    error: Option<String>,
    method_error: Option<String>,
) -> Answer {
    let text = visit.text;
    let has_error = error.is_some() || method_error.is_some();
    let mut controls = phone_controls(visit, value, error).to_vec();
    controls.push(Control::Choice(method_choice(visit, method, method_error)));
    let form = Form {
        action: "/sign-up/phone",
        csrf: visit.csrf(),
        controls,
        submit: text.say("send-code"),
        quiet: false,
    };
    let page = page(visit, "phone-title")
        .with(step(visit, 3, "step-phone"))
        .with(Block::Text(text.say("phone-lead")))
        .with(Block::Form(form))
        .with(Block::Text(text.say("sign-up-app-instead")))
        .with(Block::Form(Form {
            action: "/sign-up/app/start",
            csrf: visit.csrf(),
            controls: Vec::new(),
            submit: text.say("sign-up-app-use"),
            quiet: true,
        }))
        .why("phone", help::creating_an_account_do_i_need_a_mobile_phone::WHICH_NUMBERS)
        .why("method", help::creating_an_account_do_i_need_a_mobile_phone::WHICH_NUMBERS)
        .help(help::CREATING_AN_ACCOUNT_DO_I_NEED_A_MOBILE_PHONE);
    Answer::page(status(has_error), text, page)
}

/// Takes the number and sends a code there.
pub async fn submit_phone(
    edge: &impl Edge,
    visit: &Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let current = match at(edge, visit, Stage::Phone).await? {
        Ok(current) => current,
        Err(answer) => return Ok(answer),
    };
    let (phone, method) = match read_phone(visit, fields) {
        Ok(read) => read,
        Err(problem) => {
            let typed = (fields.get("phone"), read_country(fields));
            return Ok(phone_page(visit, typed, problem.method(fields), problem.phone, problem.method_error));
        }
    };
    Ok(match sign_up::send_code(edge, visit.text, asker, &current, &phone, method).await? {
        Ok(Written::Yes | Written::LostRace) => Answer::see_other("/sign-up/code"),
        Err(refusal) => refuse(edge, visit, refusal, "/sign-up/phone"),
    })
}

/// Asks for the code.
pub async fn show_code(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    Ok(match at(edge, visit, Stage::Code).await? {
        Ok(current) => match codes::tries_left(edge, &current.sign_up.account, Occasion::SigningUp).await? {
            Ok(left) => {
                let method = current.sign_up.progress.method.as_deref().and_then(Method::read);
                let to = (current.sign_up.account.as_str(), current.phone.as_ref());
                let problem = undelivered::code(edge, visit.text, Whose::New, method, to).await?;
                code_page(visit, &current, Some(left), None).first(problem)
            }
            Err(refusal) => refuse(edge, visit, refusal, "/sign-up/code"),
        },
        Err(answer) => answer,
    })
}

fn code_page(
    visit: &Visit<'_>,
    current: &Current,
    left: Option<u32>,
    error: Option<(String, String)>,
) -> Answer {
    let text = visit.text;
    let has_error = error.is_some();
    let (typed, error) = error.map_or_else(|| (String::new(), None), |(typed, error)| (typed, Some(error)));
    let method = current.sign_up.progress.method.as_deref().unwrap_or_default();
    let phone = current.phone.as_ref().map(|phone| phone.shown().to_owned()).unwrap_or_default();
    let page = page(visit, "code-title").with(step(visit, 3, "step-phone"));
    let page = code_blocks(
        visit,
        page,
        ("/sign-up/code", "/sign-up/code/send"),
        (method, phone, current.sign_up.progress.sent),
        left,
        (typed, error),
    )
    .with(Block::Links(vec![("/sign-up/phone".to_owned(), text.say("code-other-number"))]))
    .why("code", help::creating_an_account_no_security_code_for_my_phone::THE_CODE_CAME_BUT_DOESNT_WORK)
    .help(help::CREATING_AN_ACCOUNT_NO_SECURITY_CODE_FOR_MY_PHONE);
    Answer::page(status(has_error), text, page)
}

/// Takes the code.
pub async fn submit_code(
    edge: &impl Edge,
    visit: &Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let current = match at(edge, visit, Stage::Code).await? {
        Ok(current) => current,
        Err(answer) => return Ok(answer),
    };
    let typed = fields.get("code");
    let code = match read_code(visit, typed) {
        Ok(code) => code,
        Err(error) => return Ok(code_page(visit, &current, None, Some((typed.to_owned(), error)))),
    };
    Ok(match sign_up::confirm_phone(edge, asker, &current, &code).await? {
        Judged::Right => Answer::see_other("/sign-up/personal-key"),
        Judged::Refused(refusal) => refuse(edge, visit, refusal, "/sign-up/code"),
        Judged::Wrong { left } => {
            code_page(visit, &current, None, Some(wrong_code(visit, "code-wrong", left)))
        }
        Judged::Expired { left } => {
            code_page(visit, &current, None, Some(wrong_code(visit, "code-expired", left)))
        }
    })
}

/// Sends another code to the same number.
pub async fn send_again(
    edge: &impl Edge,
    visit: &Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let current = match at(edge, visit, Stage::Code).await? {
        Ok(current) => current,
        Err(answer) => return Ok(answer),
    };
    let text = visit.text;
    let Some(phone) = &current.phone else { return Ok(Answer::see_other("/sign-up/phone")) };
    let method = Method::read(fields.get("method")).unwrap_or(Method::Sms);
    if phone.is_landline() && method == Method::Sms {
        return Ok(phone_page(
            visit,
            (phone.shown(), phone.country()),
            "voice",
            Some(text.say("phone-landline")),
            None,
        ));
    }
    Ok(match sign_up::send_code(edge, text, asker, &current, phone, method).await? {
        Ok(_) => Answer::see_other("/sign-up/code"),
        Err(refusal) => refuse(edge, visit, refusal, "/sign-up/code"),
    })
}
