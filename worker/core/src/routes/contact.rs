//! The contact form, and "was this helpful" (HC-1). The flows are in `flows::contact`.
//!
//! What always holds: whatever is wrong, with a field, with us or with how many came, the page comes again with the text
//! that was typed.

use super::form::Fields;
use super::problems;
use super::respond::Answer;
use super::visit::{Origin, Visit};
use crate::flows::Asker;
use crate::flows::codes::Refusal;
use crate::flows::contact;
use crate::identifiers::Email;
use crate::identifiers::sensitive::{self, Sensitive};
use crate::pages::frame::Place;
use crate::pages::help::Article;
use crate::pages::{Alert, Block, Choice, Control, Form, Input, InputKind, Page, help};
use crate::policy::POLICY;
use crate::ports::{Edge, Outage};
use crate::store::contact::Written;
use crate::text::{Language, Text};
use crate::time::UnixTime;
use http::StatusCode;

const PATH: &str = "/contact/message";

/// What a message can be about.
const SUBJECTS: [&str; 5] = ["sign-in", "settings", "article", "idea", "other"];

fn subject_words(text: Text, subject: &str) -> Option<String> {
    Some(text.say(match subject {
        "sign-in" => "contact-subject-sign-in",
        "settings" => "contact-subject-settings",
        "article" => "contact-subject-article",
        "idea" => "contact-subject-idea",
        "other" => "contact-subject-other",
        _ => return None,
    }))
}

/// The form as it was sent, and what is wrong with it.
#[derive(Default)]
struct Draft {
    email: String,
    subject: String,
    message: String,
    article: Option<Article>,
    opened: String,
    email_error: Option<String>,
    subject_error: Option<String>,
    message_error: Option<String>,
    note: Option<Note>,
    /// Whether the person may say that it is something else.
    asks_anyway: bool,
}

/// Why a message was not sent, whatever is wrong with its fields.
enum Note {
    /// It is to be looked over and sent again.
    Again,
    /// Something that the service stands on does not work.
    Unavailable,
    /// Too many came before it. The time is that of the refusal.
    TooMany { until: UnixTime, now: UnixTime },
}

impl Note {
    const fn key(&self) -> &'static str {
        match self {
            Self::Again => "contact-again",
            Self::Unavailable => "contact-unavailable",
            Self::TooMany { .. } => "contact-too-many",
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::Again => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    /// Seconds after which to try again.
    fn wait(&self) -> Option<u32> {
        match self {
            Self::Again => None,
            Self::Unavailable => Some(30),
            Self::TooMany { until, now } => Some(now.until(*until)),
        }
    }
}

impl Draft {
    fn read(fields: &Fields) -> Self {
        Self {
            email: fields.get("email").to_owned(),
            subject: fields.get("subject").to_owned(),
            message: clean(fields.get("message")),
            article: Article::named(fields.get("article")),
            opened: fields.get("opened").to_owned(),
            ..Self::default()
        }
    }

    const fn has_error(&self) -> bool {
        self.email_error.is_some() || self.subject_error.is_some() || self.message_error.is_some()
    }
}

/// A text as it is kept: its lines end in one way, and nothing in it is invisible.
fn clean(typed: &str) -> String {
    let typed = typed.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    // Marks that nobody sees could hide a key from the look below, or turn the direction of what follows. The joiner of
    // emoji is none of them.
    let unseen = |c: char| matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}');
    let shown: String = typed.chars().filter(|c| (!c.is_control() && !unseen(*c)) || *c == '\n').collect();
    shown.trim().to_owned()
}

/// Shows the form.
pub fn show(edge: &impl Edge, visit: &Visit<'_>, query: &Fields) -> Answer {
    let article = Article::named(query.get("article"));
    let subject = if article.is_some() { "article" } else { "" };
    let opened = visit.form_time(edge.now());
    page(visit, Draft { subject: subject.to_owned(), article, opened, ..Draft::default() })
}

fn page(visit: &Visit<'_>, draft: Draft) -> Answer {
    let text = visit.text;
    let status = match &draft.note {
        Some(note) => note.status(),
        None if draft.has_error() => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let wait = draft.note.as_ref().and_then(Note::wait);
    let email = Input {
        name: "email",
        label: text.say("contact-email-label"),
        hint: Some(text.say("contact-email-hint")),
        value: draft.email,
        error: draft.email_error,
        kind: InputKind::AnswerAddress,
    };
    let options = SUBJECTS
        .iter()
        .filter_map(|subject| Some(((*subject).into(), subject_words(text, subject)?, None)))
        .collect();
    let subject = Choice {
        name: "subject",
        label: text.say("contact-subject-label"),
        options,
        chosen: draft.subject,
        error: draft.subject_error,
    };
    let message = Input {
        name: "message",
        label: text.say("contact-message-label"),
        hint: Some(text.say("contact-message-hint")),
        value: draft.message,
        error: draft.message_error,
        kind: InputKind::Message,
    };
    let mut controls =
        vec![Control::Hidden("opened", draft.opened), Control::Choice(subject), Control::Message(message)];
    if draft.asks_anyway {
        controls.push(Control::Check { name: "anyway", label: text.say("contact-anyway") });
    }
    controls.extend([Control::Input(email), Control::Trap("website", text.say("contact-trap"))]);
    let mut page = Page::new(text.say("contact-title"), Place::Help);
    if let Some(note) = draft.note {
        page = page.with(Block::Alert(Alert::Warning, text.say(note.key())));
        if let Note::TooMany { until, now } = note {
            page = page.with(Block::wait(text, until, now));
        }
    }
    if let Some(article) = draft.article {
        controls.insert(0, Control::Hidden("article", article.name().to_owned()));
        page = page.with(Block::Text(
            text.say_with("contact-about", &[("title", article.whole().title(text).into())]),
        ));
    }
    let form =
        Form { action: PATH, csrf: visit.csrf(), controls, submit: text.say("contact-submit"), quiet: false };
    let page = page
        .with(Block::Text(text.say("contact-lead")))
        .with(Block::Text(text.say("contact-never")))
        .with(Block::Form(form))
        .with(Block::Text(text.say("contact-kept")))
        .why("message", help::privacy_and_security_how_we_protect_your_data::WHAT_NOT_TO_SEND)
        .help(help::PRIVACY_AND_SECURITY_HOW_WE_PROTECT_YOUR_DATA);
    let answer = Answer::page(status, text, page);
    match wait {
        Some(seconds) => answer.retry_after(seconds),
        None => answer,
    }
}

/// The form again when it proves its origin but not its browser, such as after that was closed: nothing is lost.
pub fn again(edge: &impl Edge, visit: &Visit<'_>, fields: &Fields) -> Answer {
    let opened = visit.form_time(edge.now().minus(POLICY.contact_form_minimum));
    page(visit, Draft { opened, note: Some(Note::Again), ..Draft::read(fields) })
}

/// Takes a message.
pub async fn submit(
    edge: &impl Edge,
    visit: &Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let text = visit.text;
    let mut draft = Draft::read(fields);
    check(text, &mut draft, fields.get("anyway") == "yes");
    // Robots fill in what nobody sees and take no time. A person to whom that happens sends again.
    let now = edge.now();
    match visit.form_opened(&draft.opened) {
        Some(at) if at.plus(POLICY.contact_form_lifetime) > now => {
            if at.plus(POLICY.contact_form_minimum) > now || !fields.get("website").is_empty() {
                draft.note = Some(Note::Again);
            }
        }
        _ => {
            draft.note = Some(Note::Again);
            draft.opened = visit.form_time(now);
        }
    }
    if draft.has_error() || draft.note.is_some() {
        return Ok(page(visit, draft));
    }
    let subject = subject_words(Text::new(Language::English), &draft.subject).unwrap_or_default();
    let written = Written {
        email: Email::read(&draft.email).map(|email| email.as_str().to_owned()).unwrap_or_default(),
        subject: draft.subject.clone(),
        article: draft.article.map(|article| article.name().to_owned()).unwrap_or_default(),
        language: text.language.tag().to_owned(),
        message: draft.message.clone(),
    };
    let note = match contact::send(edge, asker, &subject, &written).await {
        Ok(Ok(())) => return Ok(Answer::see_other("/contact/sent")),
        Ok(Err(refusal)) => Note::TooMany { until: end(refusal)?, now },
        Err(outage) => {
            edge.report(&outage);
            Note::Unavailable
        }
    };
    Ok(page(visit, Draft { note: Some(note), ..draft }))
}

/// Says what is wrong with a message.
fn check(text: Text, draft: &mut Draft, anyway: bool) {
    if !draft.email.trim().is_empty() && Email::read(&draft.email).is_none() {
        draft.email_error = Some(text.say("email-wrong"));
    }
    if subject_words(text, &draft.subject).is_none() {
        draft.subject_error = Some(text.say("contact-subject-missing"));
    }
    let length = draft.message.chars().count();
    if length == 0 {
        draft.message_error = Some(text.say("contact-message-missing"));
        return;
    }
    if length > POLICY.contact_message_maximum as usize {
        let typed = u32::try_from(length).unwrap_or(u32::MAX);
        draft.message_error = Some(text.say_with("contact-message-long", &[("typed", typed.into())]));
        return;
    }
    let mut found = sensitive::find(&draft.message);
    // A personal key lets in whoever reads it, and nobody needs to send one: in its groups, it is never "something else".
    let has_key = found.contains(&Sensitive::PersonalKey);
    if anyway && !has_key {
        found.clear();
    }
    if found.is_empty() {
        return;
    }
    let mut words: Vec<String> = found
        .iter()
        .map(|sensitive| {
            text.say(match sensitive {
                Sensitive::PersonalKey | Sensitive::PossibleKey => "contact-found-key",
                Sensitive::Card => "contact-found-card",
                Sensitive::SocialSecurityNumber => "contact-found-ssn",
                Sensitive::SecurityCode => "contact-found-code",
            })
        })
        .collect();
    words.push(text.say(if has_key { "contact-remove-key" } else { "contact-remove" }));
    draft.message_error = Some(words.join(" "));
    draft.asks_anyway = !has_key;
}

/// Says that a message was sent.
pub fn show_sent(visit: &Visit<'_>) -> Answer {
    let text = visit.text;
    let page = Page::new(text.say("contact-sent-title"), Place::Help)
        .with(Block::Alert(Alert::Success, text.say("contact-sent")))
        .with(Block::Text(text.say("contact-sent-answer")))
        .with(Block::Links(vec![(text.language.home().to_owned(), text.say("problem-help"))]))
        .help(help::PRIVACY_AND_SECURITY_HOW_WE_PROTECT_YOUR_DATA);
    Answer::page(StatusCode::OK, text, page)
}

/// When a refusal ends.
fn end(refusal: Refusal) -> Result<UnixTime, Outage> {
    match refusal {
        Refusal::TooMany { until, .. } => Ok(until),
        _ => Err(Outage::new("guard", "a verdict that answers another step")),
    }
}

// Was this helpful?

/// Which article, in which language, and whether it helped.
fn opinion(visit: &Visit<'_>, fields: &Fields) -> Option<(Article, Language, bool)> {
    let article = Article::named(fields.get("article"))?;
    let language = Language::from_tag(fields.get("language")).unwrap_or(visit.text.language);
    let helpful = match fields.get("helpful") {
        "yes" => true,
        "no" => false,
        _ => return None,
    };
    Some((article, language, helpful))
}

/// Takes an answer that comes from an article, which has no token. One that does not prove where it comes from is asked for
/// once more, with a token.
pub async fn submit_article_feedback(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    origin: Origin,
) -> Result<Answer, Outage> {
    match origin {
        Origin::Own => {
            let asker = visit.fresh_asker();
            submit_feedback(edge, visit, fields, &asker).await
        }
        Origin::Unknown => Ok(confirm_feedback(visit, fields)),
        Origin::Other => {
            visit.keep_cookies();
            Ok(problems::forbidden(visit.text))
        }
    }
}

fn confirm_feedback(visit: &Visit<'_>, fields: &Fields) -> Answer {
    let text = visit.text;
    let Some((article, language, helpful)) = opinion(visit, fields) else {
        return problems::bad_request(text);
    };
    let form = Form {
        action: "/help/feedback",
        csrf: visit.csrf(),
        controls: vec![
            Control::Hidden("article", article.name().to_owned()),
            Control::Hidden("language", language.tag().to_owned()),
            Control::Hidden("helpful", if helpful { "yes" } else { "no" }.to_owned()),
        ],
        submit: text.say(if helpful { "feedback-confirm-yes" } else { "feedback-confirm-no" }),
        quiet: false,
    };
    let page = Page::new(text.say("feedback-confirm-title"), Place::Help)
        .with(Block::Text(article.title(text)))
        .with(Block::Form(form))
        .help(article);
    Answer::page(StatusCode::OK, text, page)
}

/// Counts an answer.
pub async fn submit_feedback(
    edge: &impl Edge,
    visit: &Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let Some((article, language, helpful)) = opinion(visit, fields) else {
        return Ok(problems::bad_request(visit.text));
    };
    Ok(match contact::answer(edge, asker, visit.browser(), (article, language, helpful)).await? {
        Ok(()) => {
            let helpful = if helpful { "yes" } else { "no" };
            let (article, language) = (article.name(), language.tag());
            Answer::see_other(&format!("/help/thanks?article={article}&helpful={helpful}&lang={language}"))
        }
        Err(refusal) => problems::too_many_messages(visit.text, end(refusal)?, edge.now()),
    })
}

/// Thanks for an answer. Who was not helped can say what was missing.
pub fn show_thanks(visit: &Visit<'_>, query: &Fields) -> Answer {
    let text = visit.text;
    let article = Article::named(query.get("article"));
    let mut links = Vec::new();
    let mut page = Page::new(text.say("feedback-thanks-title"), Place::Help)
        .with(Block::Alert(Alert::Success, text.say("feedback-thanks")));
    if let Some(article) = article {
        if query.get("helpful") == "no" {
            page = page.with(Block::Text(text.say("feedback-missing")));
            links.push((format!("{PATH}?article={}", article.name()), text.say("feedback-write")));
        }
        links.push((
            article.path(text.language),
            text.say_with("feedback-back", &[("title", article.title(text).into())]),
        ));
    }
    links.push((text.language.home().to_owned(), text.say("problem-help")));
    Answer::page(StatusCode::OK, text, page.with(Block::Links(links)))
}
