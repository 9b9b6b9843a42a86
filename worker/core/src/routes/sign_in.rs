//! The pages of signing in. The flow is `flows::sign_in`.

use super::form::Fields;
use super::problems;
use super::respond::Answer;
use super::second_factor::{self, Chosen, Paths, ProofKind, View};
use super::visit::{Cookie, Visit};
use crate::flows::Asker;
use crate::flows::codes::{self, Judged, Method, Refusal};
use crate::flows::session;
use crate::flows::sign_in::{self, Found, PasswordChecked, Pending, SecondFactor};
use crate::guard::Occasion;
use crate::identifiers::Email;
use crate::pages::frame::Place;
use crate::pages::{Alert, Block, Control, Form, Input, InputKind, Page, help};
use crate::ports::{Edge, Outage};
use crate::secrets::bearer::Token;
use crate::secrets::password::normalize;
use crate::store::factors::OwnPhone;
use http::StatusCode;

const PATHS: Paths = Paths {
    method: "/sign-in/method",
    code: "/sign-in/code",
    send: "/sign-in/code/send",
    app: "/sign-in/app",
    personal_key: "/sign-in/personal-key",
    no_factor: "/sign-in/no-phone",
};

fn page(visit: &Visit<'_>, title: &str) -> Page {
    Page::new(visit.text.say(title), Place::SignIn)
}

fn status(has_error: bool) -> StatusCode {
    if has_error { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

// The password.

/// Asks for email address and password. Who is signed in goes on to the account.
pub async fn show(edge: &impl Edge, visit: &Visit<'_>, query: &Fields) -> Result<Answer, Outage> {
    if let Some(token) = visit.token(Cookie::Session)
        && let session::Found::Live(_) = session::peek(edge, &token).await?
    {
        return Ok(Answer::see_other("/account"));
    }
    let why = match query.get("why") {
        "idle" => Some("sign-in-idle"),
        "time" => Some("sign-in-too-old"),
        "again" => Some("sign-in-again"),
        "account" => Some("sign-in-first"),
        "password" => Some("sign-in-wrong-passwords"),
        "reset" => Some("sign-in-reset"),
        _ => None,
    };
    Ok(sign_in_page(visit, "", why, None))
}

fn sign_in_page(
    visit: &Visit<'_>,
    email: &str,
    why: Option<&str>,
    error: Option<(&'static str, &str)>,
) -> Answer {
    let text = visit.text;
    let has_error = error.is_some();
    let error_of =
        |name: &str| error.as_ref().filter(|(field, _)| *field == name).map(|(_, words)| (*words).to_owned());
    let email = Input {
        name: "email",
        label: text.say("email-label"),
        value: email.to_owned(),
        error: error_of("email"),
        kind: InputKind::Email,
        hint: None,
    };
    let password = Input {
        name: "password",
        label: text.say("password-label"),
        error: error_of("password"),
        kind: InputKind::CurrentPassword,
        ..Input::default()
    };
    let form = Form {
        action: "/sign-in",
        csrf: visit.csrf(),
        controls: vec![Control::Input(email), Control::Input(password)],
        submit: text.say("sign-in-submit"),
        quiet: false,
    };
    let mut page = page(visit, "sign-in-title").description(text.say("sign-in-description"));
    if let Some(why) = why {
        page = page.with(Block::Alert(Alert::Info, text.say(why)));
    }
    let page = page
        .with(Block::Form(form))
        .with(Block::Links(vec![
            ("/reset".to_owned(), text.say("sign-in-forgot")),
            (help::SIGNING_IN_FORGOT_EMAIL_ADDRESS.path(text.language), text.say("sign-in-forgot-email")),
            ("/sign-up".to_owned(), text.say("sign-in-no-account")),
        ]))
        .why("password", help::signing_in_forgot_password::LOCKED)
        .help(help::SIGNING_IN_WHAT_YOU_NEED_TO_SIGN_IN);
    Answer::page(status(has_error), text, page)
}

/// Checks email address and password.
pub async fn submit(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    mut asker: Asker,
) -> Result<Answer, Outage> {
    let text = visit.text;
    let (typed, password) = (fields.get("email"), normalize(fields.get("password")));
    let Some(email) = Email::read(typed) else {
        let key = if typed.trim().is_empty() { "email-missing" } else { "email-wrong" };
        return Ok(sign_in_page(visit, typed, None, Some(("email", &text.say(key)))));
    };
    if password.is_empty() {
        return Ok(sign_in_page(visit, typed, None, Some(("password", &text.say("password-missing")))));
    }
    asker.device = visit.device(&email);
    Ok(match sign_in::check_password(edge, &asker, &email, &password).await? {
        PasswordChecked::Right(token) => {
            visit.set_cookie(Cookie::SignIn, &token.to_text());
            Answer::see_other("/sign-in/method")
        }
        PasswordChecked::Wrong => {
            sign_in_page(visit, typed, None, Some(("password", &text.say("sign-in-wrong"))))
        }
        PasswordChecked::TooMany { until } => problems::too_many_passwords(text, until, edge.now()),
        PasswordChecked::Refused(refusal) => problems::refused(text, refusal, "/sign-in", edge.now()),
    })
}

// The second factor.

/// The pending sign-in of this browser; otherwise the page to show.
pub(super) async fn pending(
    edge: &impl Edge,
    visit: &Visit<'_>,
) -> Result<Result<Box<Pending>, Answer>, Outage> {
    let found = match visit.token(Cookie::SignIn) {
        Some(token) => sign_in::find(edge, &token).await?,
        None => Found::Gone,
    };
    Ok(match found {
        Found::Open(pending) => Ok(pending),
        Found::Locked { until } => Err(problems::locked(visit.text, until, edge.now())),
        // A second press of the button finds the browser signed in.
        Found::Gone if visit.token(Cookie::Session).is_some() => Err(Answer::see_other("/account")),
        Found::Gone => Err(Answer::see_other("/sign-in?why=again")),
    })
}

fn view(pending: &Pending) -> View<'_> {
    View {
        paths: &PATHS,
        place: Place::SignIn,
        account: &pending.stored.account,
        factors: &pending.stored.factors,
        method: pending.stored.method.as_deref(),
        phone_id: pending.stored.phone_id.as_deref(),
        sent: pending.stored.sent,
        notes: Vec::new(),
        submit: None,
    }
}

/// Asks how to confirm (SI-2).
pub async fn show_method(edge: &impl Edge, visit: &Visit<'_>) -> Result<Answer, Outage> {
    Ok(match pending(edge, visit).await? {
        Ok(pending) => second_factor::method_page(visit, &view(&pending), "", None),
        Err(answer) => answer,
    })
}

/// Sends a code, or goes on to the app or the personal key.
pub async fn submit_method(
    edge: &impl Edge,
    visit: &Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let pending = match pending(edge, visit).await? {
        Ok(pending) => pending,
        Err(answer) => return Ok(answer),
    };
    match second_factor::read_method(visit, &view(&pending), fields) {
        Chosen::Send(own, method) => send(edge, visit, asker, &pending, own, method).await,
        Chosen::Elsewhere(answer) => Ok(answer),
    }
}

async fn send(
    edge: &impl Edge,
    visit: &Visit<'_>,
    asker: &Asker,
    pending: &Pending,
    own: &OwnPhone,
    method: Method,
) -> Result<Answer, Outage> {
    Ok(match sign_in::send_code(edge, visit.text, asker, pending, own, method).await? {
        Ok(()) => Answer::see_other(PATHS.code),
        Err(refusal) => problems::refused(visit.text, refusal, PATHS.code, edge.now()),
    })
}

/// Whether the form for this proof can be of any use: it is not where no code was sent, or there is no app.
const fn can_prove(pending: &Pending, kind: ProofKind) -> bool {
    match kind {
        ProofKind::Code => pending.stored.method.is_some(),
        ProofKind::App => pending.stored.factors.app.is_some(),
        ProofKind::PersonalKey => true,
    }
}

/// Asks for a code or the personal key.
pub async fn show_proof(edge: &impl Edge, visit: &Visit<'_>, kind: ProofKind) -> Result<Answer, Outage> {
    let pending = match pending(edge, visit).await? {
        Ok(pending) => pending,
        Err(answer) => return Ok(answer),
    };
    if !can_prove(&pending, kind) {
        return Ok(Answer::see_other(PATHS.method));
    }
    Ok(match codes::tries_left(edge, &pending.stored.account, Occasion::SigningIn).await? {
        Ok(left) => second_factor::proof_form(edge, visit, &view(&pending), kind, Some(left)).await?,
        Err(refusal) => refuse(edge, visit, refusal),
    })
}

/// Checks a code or the personal key.
pub async fn submit_proof(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    mut asker: Asker,
    kind: ProofKind,
) -> Result<Answer, Outage> {
    let pending = match pending(edge, visit).await? {
        Ok(pending) => pending,
        Err(answer) => return again(edge, visit, &asker, answer).await,
    };
    // Removed in another browser meanwhile: nothing that is typed could be right, so nothing counts as wrong.
    if kind == ProofKind::App && !can_prove(&pending, kind) {
        return Ok(Answer::see_other(PATHS.method));
    }
    let proof = match second_factor::read_proof(visit, &view(&pending), kind, fields) {
        Ok(proof) => proof,
        Err(answer) => return Ok(answer),
    };
    asker.device = Email::read(&pending.stored.email).and_then(|email| visit.device(&email));
    let wrong = |late, left| second_factor::wrong_page(visit, &view(&pending), kind, late, left);
    match sign_in::check_second_factor(edge, visit.text, &asker, &pending, &proof).await? {
        SecondFactor::SignedIn(session, new_key) => {
            let next = if new_key { "/account/personal-key" } else { "/account" };
            signed_in(edge, visit, &pending, &session, next).await
        }
        SecondFactor::Gone => again(edge, visit, &asker, Answer::see_other("/sign-in?why=again")).await,
        SecondFactor::Judged(Judged::Expired { left }) => Ok(wrong(true, left)),
        SecondFactor::Judged(Judged::Wrong { left }) => Ok(wrong(false, left)),
        SecondFactor::Judged(Judged::Refused(refusal)) => Ok(refuse(edge, visit, refusal)),
        SecondFactor::Judged(Judged::Right) => Err(Outage::new("guard", "a right proof without a session")),
    }
}

fn refuse(edge: &impl Edge, visit: &Visit<'_>, refusal: Refusal) -> Answer {
    problems::refused(visit.text, refusal, "/sign-in", edge.now())
}

/// Gives the answer again that this very form got before, in case it was lost; otherwise gives `answer`.
async fn again(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    asker: &Asker,
    answer: Answer,
) -> Result<Answer, Outage> {
    let Some(token) = visit.token(Cookie::SignIn) else { return Ok(answer) };
    let Some(session) = sign_in::signed_in_before(edge, asker, &token).await? else { return Ok(answer) };
    visit.set_cookie(Cookie::Session, &session.to_text());
    visit.delete_cookie(Cookie::SignIn);
    // If no new personal key waits to be saved, this page leads on to the account.
    Ok(Answer::see_other("/account/personal-key"))
}

async fn signed_in(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    pending: &Pending,
    new: &Token,
    path: &str,
) -> Result<Answer, Outage> {
    // The new session takes the place of the one that this browser had.
    if let Some(old) = visit.token(Cookie::Session) {
        session::end(edge, &old).await?;
    }
    visit.set_cookie(Cookie::Session, &new.to_text());
    visit.delete_cookie(Cookie::SignIn);
    if let Some(email) = Email::read(&pending.stored.email) {
        visit.remember_device(edge, &email);
    }
    Ok(Answer::see_other(path))
}
