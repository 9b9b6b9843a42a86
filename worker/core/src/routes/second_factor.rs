//! The pages that ask for a second factor, the same for signing in, resetting a password and deleting an account. The
//! flow is `flows::second_factor`.
//!
//! A [`View`] says for whom and where; [`method_page`], [`code_page`], [`app_page`] and [`personal_key_page`] are the
//! pages, [`read_method`] and [`read_proof`] read their forms, [`wrong_page`] shows the page again after a wrong proof.

use super::factors::{code_blocks, read_app_code, read_code, wrong_code};
use super::form::Fields;
use super::respond::Answer;
use super::undelivered::{self, Whose};
use super::visit::Visit;
use crate::flows::codes::Method;
use crate::flows::second_factor::Proof;
use crate::pages::frame::Place;
use crate::pages::help::Article;
use crate::pages::{Block, Choice, Control, Form, Input, InputKind, Page, help};
use crate::ports::{Edge, Outage};
use crate::secrets::personal_key::PersonalKey;
use crate::secrets::security_code::Sent;
use crate::store::factors::{Factors, OwnPhone};
use http::StatusCode;

/// The addresses of one flow's pages.
#[derive(Debug)]
pub struct Paths {
    /// Asks how to confirm.
    pub method: &'static str,
    /// Asks for a code that was sent.
    pub code: &'static str,
    /// Sends another code.
    pub send: &'static str,
    /// Asks for a code of the authenticator app.
    pub app: &'static str,
    /// Asks for the personal key.
    pub personal_key: &'static str,
    /// What to do without any of them.
    pub no_factor: &'static str,
}

/// Whom the pages are for.
pub struct View<'a> {
    /// Where they are.
    pub paths: &'static Paths,
    /// The navigation item that they belong to.
    pub place: Place,
    /// The account that is confirmed for.
    pub account: &'a str,
    /// What the person can confirm with.
    pub factors: &'a Factors,
    /// How the last code was sent.
    pub method: Option<&'a str>,
    /// The id of the phone that it was sent to.
    pub phone_id: Option<&'a str>,
    /// What the page says of it.
    pub sent: Option<Sent>,
    /// What stands before the choice of a method, and before each proof.
    pub notes: Vec<Block>,
    /// The key of the words on the button that gives a proof, where it does more than to go on.
    pub submit: Option<&'static str>,
}

impl View<'_> {
    fn page(&self, visit: &Visit<'_>, title: &str) -> Page {
        Page::new(visit.text.say(title), self.place)
    }

    /// The ways to confirm other than by `but`.
    fn other_ways(&self, visit: &Visit<'_>, but: &str) -> Block {
        let text = visit.text;
        let mut links = Vec::new();
        // The page that asks for the method offers them all itself.
        if but != "method" {
            if self.factors.phones.len() > 1 || but != "code" {
                links.push((self.paths.method, "other-way-link"));
            }
            if but != "totp" && self.factors.app.is_some() {
                links.push((self.paths.app, "app-link"));
            }
            if but != "personal_key" && self.factors.personal_key.is_some() {
                links.push((self.paths.personal_key, "personal-key-link"));
            }
        }
        links.push((self.paths.no_factor, "no-phone-link"));
        Block::Links(links.into_iter().map(|(path, key)| (path.to_owned(), text.say(key))).collect())
    }
}

fn status(has_error: bool) -> StatusCode {
    if has_error { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

fn answer(visit: &Visit<'_>, page: Page, article: Article, has_error: bool) -> Answer {
    Answer::page(status(has_error), visit.text, page.help(article))
}

/// The answer of a page whose form at `action` takes a proof.
fn proof_answer(
    visit: &Visit<'_>,
    view: &View<'_>,
    (mut page, action): (Page, &str),
    article: Article,
    has_error: bool,
) -> Answer {
    for block in &mut page.blocks {
        if let (Block::Form(form), Some(words)) = (block, view.submit)
            && form.action == action
        {
            form.submit = visit.text.say(words);
        }
    }
    page.blocks.splice(0..0, view.notes.iter().cloned());
    answer(visit, page, article, has_error)
}

/// Asks how to confirm (SI-2). `error` is about the field that it names.
pub fn method_page(
    visit: &Visit<'_>,
    view: &View<'_>,
    chosen: &str,
    error: Option<(&'static str, &str)>,
) -> Answer {
    let text = visit.text;
    let Factors { phones, app, personal_key } = view.factors;
    let error_of = |name: &str| error.filter(|(field, _)| *field == name).map(|(_, words)| words.to_owned());
    let mut options = Vec::new();
    if app.is_some() {
        options.push(("totp".into(), text.say("method-totp"), Some(text.say("method-totp-hint"))));
    }
    if !phones.is_empty() {
        options.push(("sms".into(), text.say("method-sms"), Some(text.say("method-sms-hint"))));
        options.push(("voice".into(), text.say("method-voice"), Some(text.say("method-voice-hint"))));
    }
    if personal_key.is_some() {
        options.push((
            "personal_key".into(),
            text.say("method-personal-key"),
            Some(text.say("method-personal-key-hint")),
        ));
    }
    let usual = match phones.first() {
        _ if app.is_some() => "totp",
        Some(own) if own.phone.is_landline() => "voice",
        Some(_) => "sms",
        None => "personal_key",
    };
    let chosen = if chosen.is_empty() { usual } else { chosen };
    let choice = Choice {
        name: "method",
        label: text.say("method-choose"),
        options,
        chosen: chosen.to_owned(),
        error: error_of("method"),
    };
    let mut controls = vec![Control::Choice(choice)];
    let mut page = view.page(visit, "method-title");
    match phones.as_slice() {
        [] => {}
        [only] => {
            let values = [("phone", only.phone.masked().into())];
            page = page.with(Block::Text(text.say_with("method-lead", &values)));
        }
        several => controls.push(Control::Choice(Choice {
            name: "phone",
            label: text.say("method-which-phone"),
            options: several.iter().map(|own| (own.id.clone().into(), own.phone.masked(), None)).collect(),
            chosen: view.factors.phone(view.phone_id).map(|own| own.id.clone()).unwrap_or_default(),
            error: error_of("phone"),
        })),
    }
    for note in &view.notes {
        page = page.with(note.clone());
    }
    let form = Form {
        action: view.paths.method,
        csrf: visit.csrf(),
        controls,
        submit: text.say("continue"),
        quiet: false,
    };
    let page = page.with(Block::Form(form)).with(view.other_ways(visit, "method"));
    answer(visit, page, help::CREATING_AN_ACCOUNT_TWO_FACTOR_AUTHENTICATION, error.is_some())
}

/// How the person wants to confirm.
pub enum Chosen<'a> {
    /// With a code that is sent to this phone.
    Send(&'a OwnPhone, Method),
    /// On another page.
    Elsewhere(Answer),
}

/// Reads the choice of a method; [`Chosen::Elsewhere`] is also the page again with what is wrong with it.
pub fn read_method<'a>(visit: &Visit<'_>, view: &View<'a>, fields: &Fields) -> Chosen<'a> {
    let text = visit.text;
    let factors = view.factors;
    let (typed, phone) = (fields.get("method"), fields.get("phone"));
    let elsewhere = |path: &str| Chosen::Elsewhere(Answer::see_other(path));
    let again = |chosen: &str, field, key: &str| {
        Chosen::Elsewhere(method_page(visit, view, chosen, Some((field, &text.say(key)))))
    };
    match (typed, Method::read(typed)) {
        ("totp", _) if factors.app.is_some() => elsewhere(view.paths.app),
        ("personal_key", _) if factors.personal_key.is_some() => elsewhere(view.paths.personal_key),
        (_, Some(method)) => {
            let known = if phone.is_empty() { view.phone_id } else { Some(phone) };
            match factors.phone(known).or_else(|| factors.phone(None)) {
                Some(own) if own.phone.is_landline() && method == Method::Sms => {
                    again("voice", "method", "phone-landline")
                }
                Some(own) => Chosen::Send(own, method),
                None => again("", "method", "method-missing"),
            }
        }
        _ => again("", "method", "method-missing"),
    }
}

/// Asks for a code that was sent.
pub fn code_page(
    visit: &Visit<'_>,
    view: &View<'_>,
    left: Option<u32>,
    error: Option<(String, String)>,
) -> Answer {
    let has_error = error.is_some();
    let (typed, error) = error.map_or_else(|| (String::new(), None), |(typed, error)| (typed, Some(error)));
    let phone = view.factors.phone(view.phone_id).map(|own| own.phone.masked()).unwrap_or_default();
    let page = code_blocks(
        visit,
        view.page(visit, "code-title"),
        (view.paths.code, view.paths.send),
        (view.method.unwrap_or_default(), phone, view.sent),
        left,
        (typed, error),
    )
    .with(view.other_ways(visit, "code"))
    .why("code", help::signing_in_missed_security_code::WRONG_CODE);
    proof_answer(visit, view, (page, view.paths.code), help::SIGNING_IN_MISSED_SECURITY_CODE, has_error)
}

/// Asks for a code of the authenticator app.
pub fn app_page(
    visit: &Visit<'_>,
    view: &View<'_>,
    left: Option<u32>,
    error: Option<(String, String)>,
) -> Answer {
    let has_error = error.is_some();
    let (typed, error) = error.map_or_else(|| (String::new(), None), |(typed, error)| (typed, Some(error)));
    let input = Input {
        name: "code",
        label: visit.text.say("code-label"),
        hint: Some(visit.text.say("app-code-hint")),
        value: typed,
        error,
        kind: InputKind::Code,
    };
    let page = proof_page(visit, view, ("app-title", "app-lead"), (view.paths.app, input), left)
        .with(view.other_ways(visit, "totp"))
        .why("code", help::signing_in_authenticator_app::THE_CODES_ARE_REFUSED);
    proof_answer(visit, view, (page, view.paths.app), help::SIGNING_IN_MISSED_SECURITY_CODE, has_error)
}

/// Asks for the personal key (SI-5).
pub fn personal_key_page(
    visit: &Visit<'_>,
    view: &View<'_>,
    left: Option<u32>,
    error: Option<(String, String)>,
) -> Answer {
    let has_error = error.is_some();
    let (typed, error) = error.map_or_else(|| (String::new(), None), |(typed, error)| (typed, Some(error)));
    let input = Input {
        name: "personal_key",
        label: visit.text.say("personal-key-label"),
        hint: Some(visit.text.say("personal-key-hint")),
        value: typed,
        error,
        kind: InputKind::PersonalKey,
    };
    let words = ("personal-key-title", "personal-key-lead");
    let page = proof_page(visit, view, words, (view.paths.personal_key, input), left)
        .with(view.other_ways(visit, "personal_key"))
        .why("personal_key", help::signing_in_without_your_phone::WRONG_KEY);
    proof_answer(visit, view, (page, view.paths.personal_key), help::SIGNING_IN_WITHOUT_YOUR_PHONE, has_error)
}

fn proof_page(
    visit: &Visit<'_>,
    view: &View<'_>,
    (title, lead): (&str, &str),
    (action, input): (&'static str, Input),
    left: Option<u32>,
) -> Page {
    let text = visit.text;
    let form = Form {
        action,
        csrf: visit.csrf(),
        controls: vec![Control::Input(input)],
        submit: text.say("continue"),
        quiet: false,
    };
    let mut page = view.page(visit, title).with(Block::Text(text.say(lead)));
    if let Some(left) = left {
        page = page.with(Block::TriesLeft(text.say_with("tries-left", &[("left", left.into())])));
    }
    page.with(Block::Form(form))
}

/// Which page a proof was given on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofKind {
    /// A code that was sent.
    Code,
    /// A code of the authenticator app.
    App,
    /// The personal key.
    PersonalKey,
}

/// Asks for a proof. Of a code that did not arrive it says so.
///
/// # Errors
/// If the database does not answer.
pub async fn proof_form(
    edge: &impl Edge,
    visit: &Visit<'_>,
    view: &View<'_>,
    kind: ProofKind,
    left: Option<u32>,
) -> Result<Answer, Outage> {
    Ok(match kind {
        ProofKind::Code => {
            let phone = view.factors.phone(view.phone_id).map(|own| &own.phone);
            let method = view.method.and_then(Method::read);
            let to = (view.account, phone);
            let problem = undelivered::code(edge, visit.text, Whose::Confirmed, method, to).await?;
            code_page(visit, view, left, None).first(problem)
        }
        ProofKind::App => app_page(visit, view, left, None),
        ProofKind::PersonalKey => personal_key_page(visit, view, left, None),
    })
}

/// Reads a proof; what cannot be one is not judged.
///
/// # Errors
/// The page again, with what is wrong.
pub fn read_proof(
    visit: &Visit<'_>,
    view: &View<'_>,
    kind: ProofKind,
    fields: &Fields,
) -> Result<Proof, Answer> {
    let text = visit.text;
    if kind == ProofKind::PersonalKey {
        let typed = fields.get("personal_key");
        let problem = if typed.trim().is_empty() { "personal-key-missing" } else { "personal-key-not-a-key" };
        return PersonalKey::read(typed).map(Proof::PersonalKey).ok_or_else(|| {
            personal_key_page(visit, view, None, Some((typed.to_owned(), text.say(problem))))
        });
    }
    let typed = fields.get("code");
    if kind == ProofKind::App {
        return read_app_code(visit, typed)
            .map(Proof::App)
            .map_err(|error| app_page(visit, view, None, Some((typed.to_owned(), error))));
    }
    read_code(visit, typed)
        .map(Proof::Code)
        .map_err(|error| code_page(visit, view, None, Some((typed.to_owned(), error))))
}

/// The page again after a proof that was wrong or came too late.
pub fn wrong_page(visit: &Visit<'_>, view: &View<'_>, kind: ProofKind, late: bool, left: u32) -> Answer {
    match kind {
        ProofKind::Code => {
            let words = if late { "code-expired" } else { "code-wrong" };
            code_page(visit, view, None, Some(wrong_code(visit, words, left)))
        }
        ProofKind::App => {
            let words = if late { "app-code-used" } else { "app-code-wrong" };
            app_page(visit, view, None, Some(wrong_code(visit, words, left)))
        }
        ProofKind::PersonalKey => {
            personal_key_page(visit, view, None, Some(wrong_code(visit, "personal-key-wrong", left)))
        }
    }
}
