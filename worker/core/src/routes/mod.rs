//! Which address does what; [`screens`] lists the addresses.
//!
//! [`handle`] is the whole way of a request: the body is read strictly, the browser's cookies are read, a form's
//! proof is checked, one function of a part such as `sign_up`, `account` or `search` runs its flow and says what to show, and
//! the answer gets its headers. What always holds: nothing changes on GET; a POST without a proof changes
//! nothing; an outage is a 503 page.

mod account;
mod contact;
mod deletion;
#[cfg(feature = "development")]
mod development;
mod factors;
mod form;
mod home;
mod language;
mod machines;
mod not_me;
mod problems;
mod reset;
mod respond;
mod screens;
mod search;
mod second_factor;
mod sign_in;
mod sign_up;
mod undelivered;
mod visit;

pub use form::{BODY_LIMIT, BodyReader};
pub use home::{Home, HomeHeaders, home};
pub use screens::addresses;
pub use visit::{ClientAddress, ClientPlace};

use crate::flows::Asker;
use crate::ports::{Edge, Outage};
use crate::text::{Language, Text};
use bytes::Bytes;
use form::Fields;
use http::header::CONTENT_TYPE;
use http::{Method, Request, Response};
use respond::Answer;
use screens::{SCREENS, Screen};
use second_factor::ProofKind;
use visit::{Origin, Visit};

/// Answers a request. The edge has put the [`ClientAddress`] into its extensions, and the [`ClientPlace`] if it knows that,
/// and has read its body with a [`BodyReader`].
pub async fn handle(edge: &impl Edge, request: Request<Bytes>) -> Response<Bytes> {
    #[cfg(feature = "development")]
    if let Some(scripted) = development::Scripted::read(edge, request.headers()) {
        return respond(&scripted, request).await;
    }
    respond(edge, request).await
}

async fn respond(edge: &impl Edge, request: Request<Bytes>) -> Response<Bytes> {
    let secure = edge.settings().secure();
    let client = client(&request);
    if let Some(answer) = machines::answer(edge, &request).await {
        let answer = answer.unwrap_or_else(|outage| {
            edge.report(&outage);
            machines::unavailable()
        });
        return finish(answer.into_response(Vec::new(), &[], secure), &request);
    }
    let elsewhere = elsewhere(&request);
    let mut visit = match Visit::read(edge, &request, client) {
        Ok(visit) => visit,
        Err(outage) => {
            edge.report(&outage);
            return problems::unavailable(Text::new(language::of(&request, secure))).into_response(
                Vec::new(),
                &elsewhere,
                secure,
            );
        }
    };
    #[cfg(feature = "development")]
    if edge.settings().delivery == crate::settings::Delivery::Outbox
        && let Some(response) = development::answer(edge, visit.text, &request).await
    {
        return response;
    }
    let answer = answer(edge, &mut visit, &request).await.unwrap_or_else(|outage| {
        edge.report(&outage);
        // The page says that nothing was changed; no cookie may say otherwise.
        visit.keep_cookies();
        problems::unavailable(visit.text)
    });
    finish(answer.into_response(visit.into_cookies(), &elsewhere, secure), &request)
}

fn finish(mut response: Response<Bytes>, request: &Request<Bytes>) -> Response<Bytes> {
    if request.method() == Method::HEAD {
        response.body_mut().clear();
    }
    response
}

/// Where the page that answers a request can be had in each language: at its own address. What answers a form can be had
/// again where the form's address has a page.
fn elsewhere(request: &Request<Bytes>) -> Vec<(Language, String)> {
    let uri = request.uri();
    let known = SCREENS.iter().find(|(known, _, _)| *known == uri.path());
    match (known, request.method()) {
        (Some((path, _, _)), &Method::GET | &Method::HEAD) => language::addresses(path, uri.query()),
        (Some((path, _, methods)), _) if methods.starts_with("GET") => language::addresses(path, None),
        // One that is unknown is not repeated, since it may be anything; a browser knows where it is.
        (None, &Method::GET | &Method::HEAD) => language::addresses("", None),
        _ => Vec::new(),
    }
}

async fn answer(edge: &impl Edge, visit: &mut Visit<'_>, request: &Request<Bytes>) -> Result<Answer, Outage> {
    let path = request.uri().path();
    let Some((_, screen, methods)) = SCREENS.iter().find(|(known, _, _)| *known == path) else {
        // A form posted to an unknown address is no more than a wrong address.
        return Ok(match path.strip_suffix('/') {
            Some(known) if SCREENS.iter().any(|(screen, _, _)| *screen == known) => Answer::see_other(known),
            _ => problems::not_found(visit.text),
        });
    };
    let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
    if !methods.split(", ").any(|known| known == method.as_str()) {
        return Ok(problems::method_not_allowed(visit.text, methods));
    }
    if method == Method::GET {
        let Ok(query) = Fields::read(request.uri().query().unwrap_or_default().as_bytes()) else {
            return Ok(problems::bad_request(visit.text));
        };
        return show(edge, visit, *screen, &query).await;
    }
    if request.body().len() > BODY_LIMIT {
        return Ok(problems::too_large(visit.text));
    }
    let is_form =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
            value
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        });
    let Some(fields) = is_form.then(|| Fields::read(request.body()).ok()).flatten() else {
        return Ok(problems::bad_request(visit.text));
    };
    let authority = request.uri().authority().map(http::uri::Authority::as_str);
    let origin = visit.origin(request.headers(), authority);
    if *screen == Screen::HelpFeedback && fields.get("csrf").is_empty() {
        return contact::submit_article_feedback(edge, visit, &fields, origin).await;
    }
    let Some(asker) = visit.asker(request.headers(), authority, fields.get("csrf")) else {
        if *screen == Screen::ContactMessage && origin == Origin::Own {
            return Ok(contact::again(edge, visit, &fields));
        }
        visit.keep_cookies();
        return Ok(problems::forbidden(visit.text));
    };
    submit(edge, visit, *screen, &fields, asker).await
}

async fn show(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    screen: Screen,
    query: &Fields,
) -> Result<Answer, Outage> {
    match screen {
        Screen::SignUp => Ok(sign_up::show_email(visit)),
        Screen::SignUpCheckEmail => sign_up::show_check_email(edge, visit).await,
        Screen::SignUpConfirm => sign_up::show_confirm(edge, visit, query.get("token")).await,
        Screen::SignUpPassword => sign_up::show_password(edge, visit).await,
        Screen::SignUpPhone => sign_up::show_phone(edge, visit).await,
        Screen::SignUpCode => sign_up::show_code(edge, visit).await,
        Screen::SignUpApp => sign_up::show_app(edge, visit).await,
        Screen::SignUpPersonalKey => sign_up::show_personal_key(edge, visit).await,
        Screen::SignUpPersonalKeyFile => sign_up::personal_key_file(edge, visit).await,
        Screen::SignUpReport => sign_up::show_report(edge, visit, query).await,
        Screen::SignIn => sign_in::show(edge, visit, query).await,
        Screen::SignInMethod => sign_in::show_method(edge, visit).await,
        Screen::SignInCode => sign_in::show_proof(edge, visit, ProofKind::Code).await,
        Screen::SignInApp => sign_in::show_proof(edge, visit, ProofKind::App).await,
        Screen::SignInPersonalKey => sign_in::show_proof(edge, visit, ProofKind::PersonalKey).await,
        Screen::SignInNoPhone => deletion::show_no_phone(edge, visit).await,
        Screen::SignInDelete => deletion::show(edge, visit).await,
        Screen::CancelDeletion => deletion::show_cancel(edge, visit, query).await,
        Screen::Reset => Ok(reset::show_email(visit)),
        Screen::ResetCheckEmail => Ok(reset::show_check_email(edge, visit)),
        Screen::ResetPassword => reset::show_password(edge, visit, query).await,
        Screen::ResetMethod => reset::show_method(edge, visit).await,
        Screen::ResetCode => reset::show_proof(edge, visit, ProofKind::Code).await,
        Screen::ResetApp => reset::show_proof(edge, visit, ProofKind::App).await,
        Screen::ResetPersonalKey => reset::show_proof(edge, visit, ProofKind::PersonalKey).await,
        Screen::ResetPersonalKeySave => reset::show_personal_key(edge, visit).await,
        Screen::ResetPersonalKeyFile => reset::personal_key_file(edge, visit).await,
        Screen::ResetNoPhone => Ok(reset::show_no_phone(visit)),
        Screen::NotMe => not_me::show(edge, visit, query).await,
        Screen::Account => account::show(edge, visit, query).await,
        Screen::AccountConfirm => account::show_confirm(edge, visit, query).await,
        Screen::AccountPersonalKey => account::show_personal_key(edge, visit).await,
        Screen::AccountPersonalKeyFile => account::personal_key_file(edge, visit).await,
        Screen::AccountApp => account::show_app(edge, visit, query).await,
        Screen::AccountAppCode => account::show_app_code(edge, visit).await,
        Screen::AccountInformation => account::show_information(edge, visit, query).await,
        Screen::AccountFormer => account::show_former(edge, visit, query).await,
        Screen::AccountPersonalKeyNew => account::show_new_personal_key(edge, visit).await,
        Screen::AccountEmail => account::show_email(edge, visit).await,
        Screen::AccountEmailAsked => account::show_email_asked(edge, visit).await,
        Screen::AccountEmailConfirm => account::show_email_link(edge, visit, query).await,
        Screen::AccountPassword => account::show_password(edge, visit).await,
        Screen::AccountPhone => account::show_phone(edge, visit, query).await,
        Screen::AccountPhoneCode => account::show_phone_code(edge, visit).await,
        Screen::AccountTimeOut => account::show_time_out(edge, visit).await,
        Screen::AccountSessions => account::show_sessions(edge, visit, query).await,
        Screen::AccountActivity => account::show_activity(edge, visit).await,
        Screen::AccountData => account::show_data(edge, visit).await,
        Screen::AccountDelete => account::show_delete(edge, visit).await,
        Screen::AccountDeleteMethod => account::show_delete_method(edge, visit).await,
        Screen::AccountDeleteCode => account::show_delete_proof(edge, visit, ProofKind::Code).await,
        Screen::AccountDeleteApp => account::show_delete_proof(edge, visit, ProofKind::App).await,
        Screen::AccountDeletePersonalKey => {
            account::show_delete_proof(edge, visit, ProofKind::PersonalKey).await
        }
        Screen::AccountDeleteNoPhone => account::show_delete_no_phone(edge, visit).await,
        Screen::AccountDeleted => Ok(deletion::show_deleted(visit)),
        Screen::SignedOut => Ok(account::show_signed_out(visit)),
        Screen::Search => search::show(edge, visit, query).await,
        Screen::HelpThanks => Ok(contact::show_thanks(visit, query)),
        Screen::ContactMessage => Ok(contact::show(edge, visit, query)),
        Screen::ContactSent => Ok(contact::show_sent(visit)),
        // The method table lets no GET through to these.
        Screen::SignUpCodeSend
        | Screen::SignInCodeSend
        | Screen::ResetCodeSend
        | Screen::SignUpAppStart
        | Screen::AccountAppStart
        | Screen::AccountAppRemove
        | Screen::AccountEmailResume
        | Screen::AccountInformationErase
        | Screen::AccountFormerDiscard
        | Screen::AccountPhoneCodeSend
        | Screen::AccountPhoneRemove
        | Screen::AccountStay
        | Screen::AccountSessionsEnd
        | Screen::AccountSessionsEndOthers
        | Screen::AccountDataFile
        | Screen::AccountDeleteCodeSend
        | Screen::SignOut
        | Screen::HelpFeedback => Ok(problems::not_found(visit.text)),
    }
}

async fn submit(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    screen: Screen,
    fields: &Fields,
    asker: Asker,
) -> Result<Answer, Outage> {
    match screen {
        Screen::SignUp => sign_up::submit_email(edge, visit, fields, &asker).await,
        Screen::SignUpConfirm => sign_up::submit_confirm(edge, visit, fields).await,
        Screen::SignUpPassword => sign_up::submit_password(edge, visit, fields).await,
        Screen::SignUpPhone => sign_up::submit_phone(edge, visit, fields, &asker).await,
        Screen::SignUpCode => sign_up::submit_code(edge, visit, fields, &asker).await,
        Screen::SignUpCodeSend => sign_up::send_again(edge, visit, fields, &asker).await,
        Screen::SignUpApp => sign_up::submit_app(edge, visit, fields, &asker).await,
        Screen::SignUpAppStart => sign_up::start_app(edge, visit).await,
        Screen::SignUpPersonalKey => sign_up::submit_personal_key(edge, visit, fields, &asker).await,
        Screen::SignUpReport => sign_up::submit_report(edge, visit, fields).await,
        Screen::SignIn => sign_in::submit(edge, visit, fields, asker).await,
        Screen::SignInMethod | Screen::SignInCodeSend => {
            sign_in::submit_method(edge, visit, fields, &asker).await
        }
        Screen::SignInCode => sign_in::submit_proof(edge, visit, fields, asker, ProofKind::Code).await,
        Screen::SignInApp => sign_in::submit_proof(edge, visit, fields, asker, ProofKind::App).await,
        Screen::SignInPersonalKey => {
            sign_in::submit_proof(edge, visit, fields, asker, ProofKind::PersonalKey).await
        }
        Screen::Reset => reset::submit_email(edge, visit, fields, asker).await,
        Screen::ResetPassword => reset::submit_password(edge, visit, fields).await,
        Screen::ResetMethod | Screen::ResetCodeSend => {
            reset::submit_method(edge, visit, fields, &asker).await
        }
        Screen::ResetCode => reset::submit_proof(edge, visit, fields, asker, ProofKind::Code).await,
        Screen::ResetApp => reset::submit_proof(edge, visit, fields, asker, ProofKind::App).await,
        Screen::ResetPersonalKey => {
            reset::submit_proof(edge, visit, fields, asker, ProofKind::PersonalKey).await
        }
        Screen::ResetPersonalKeySave => reset::submit_personal_key(edge, visit, fields, asker).await,
        Screen::NotMe => not_me::submit(edge, visit, fields, &asker).await,
        Screen::AccountConfirm => account::submit_confirm(edge, visit, fields, &asker).await,
        Screen::AccountPersonalKey => account::submit_personal_key(edge, visit, fields).await,
        Screen::AccountAppStart => account::start_app(edge, visit).await,
        Screen::AccountAppCode => account::submit_app_code(edge, visit, fields, &asker).await,
        Screen::AccountAppRemove => account::remove_app(edge, visit, &asker).await,
        Screen::AccountInformation => account::submit_information(edge, visit, fields, &asker).await,
        Screen::AccountInformationErase => account::erase_information(edge, visit, &asker).await,
        Screen::AccountFormer => account::submit_former(edge, visit, fields, &asker).await,
        Screen::AccountFormerDiscard => account::discard_former(edge, visit, fields, &asker).await,
        Screen::AccountPersonalKeyNew => account::submit_new_personal_key(edge, visit, &asker).await,
        Screen::AccountEmail => account::submit_email(edge, visit, fields, &asker).await,
        Screen::AccountEmailConfirm => account::submit_email_link(edge, visit, fields, &asker).await,
        Screen::AccountEmailResume => account::resume_mail(edge, visit, &asker).await,
        Screen::AccountPassword => account::submit_password(edge, visit, fields, &asker).await,
        Screen::AccountPhone => account::submit_phone(edge, visit, fields, &asker).await,
        Screen::AccountPhoneCode => account::submit_phone_code(edge, visit, fields, &asker).await,
        Screen::AccountPhoneCodeSend => account::send_phone_code(edge, visit, fields, &asker).await,
        Screen::AccountPhoneRemove => account::remove_phone(edge, visit, fields, &asker).await,
        Screen::AccountStay => account::stay(edge, visit).await,
        Screen::SignInDelete => deletion::submit(edge, visit, &asker).await,
        Screen::CancelDeletion => deletion::submit_cancel(edge, visit, fields, &asker).await,
        Screen::AccountSessionsEnd => account::end_session(edge, visit, fields, &asker).await,
        Screen::AccountSessionsEndOthers => account::end_other_sessions(edge, visit, &asker).await,
        Screen::AccountDataFile => account::download_data(edge, visit, &asker).await,
        Screen::AccountDeleteMethod | Screen::AccountDeleteCodeSend => {
            account::submit_delete_method(edge, visit, fields, &asker).await
        }
        Screen::AccountDeleteCode => {
            account::submit_delete_proof(edge, visit, fields, &asker, ProofKind::Code).await
        }
        Screen::AccountDeleteApp => {
            account::submit_delete_proof(edge, visit, fields, &asker, ProofKind::App).await
        }
        Screen::AccountDeletePersonalKey => {
            account::submit_delete_proof(edge, visit, fields, &asker, ProofKind::PersonalKey).await
        }
        Screen::SignOut => account::sign_out(edge, visit).await,
        Screen::HelpFeedback => contact::submit_feedback(edge, visit, fields, &asker).await,
        Screen::ContactMessage => contact::submit(edge, visit, fields, &asker).await,
        // The method table lets no POST through to these.
        Screen::SignUpCheckEmail
        | Screen::SignUpPersonalKeyFile
        | Screen::SignInNoPhone
        | Screen::ResetCheckEmail
        | Screen::ResetPersonalKeyFile
        | Screen::ResetNoPhone
        | Screen::Account
        | Screen::AccountPersonalKeyFile
        | Screen::AccountApp
        | Screen::AccountEmailAsked
        | Screen::AccountTimeOut
        | Screen::AccountSessions
        | Screen::AccountActivity
        | Screen::AccountData
        | Screen::AccountDelete
        | Screen::AccountDeleteNoPhone
        | Screen::AccountDeleted
        | Screen::SignedOut
        | Screen::Search
        | Screen::HelpThanks
        | Screen::ContactSent => Ok(problems::not_found(visit.text)),
    }
}

fn client(request: &Request<Bytes>) -> (Option<ClientAddress>, Option<ClientPlace>) {
    // A client that a test has put somewhere is not where the edge thinks it is.
    #[cfg(feature = "development")]
    if let Some(address) = development::client_address(request) {
        return (Some(address), None);
    }
    let extensions = request.extensions();
    (extensions.get::<ClientAddress>().copied(), extensions.get::<ClientPlace>().cloned())
}
