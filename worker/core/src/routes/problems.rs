//! Pages for what went wrong: what happened, what to do now, and which article explains it.

use super::respond::Answer;
use crate::flows::codes::Refusal;
use crate::guard::Budget;
use crate::pages::frame::Place;
use crate::pages::help::signing_in_missed_security_code as missed_code;
use crate::pages::help::signing_in_why_you_were_signed_out as signed_out;
use crate::pages::{Alert, Block, Page, help};
use crate::text::Text;
use crate::time::UnixTime;
use http::StatusCode;

fn problem(text: Text, status: StatusCode, title: &str, words: &str) -> Answer {
    Answer::page(status, text, page(text, title, words).with(ways_on(text)))
}

fn page(text: Text, title: &str, words: &str) -> Page {
    Page::new(text.say(title), Place::Other).with(Block::Text(text.say(words)))
}

/// Where to go on from any problem.
fn ways_on(text: Text) -> Block {
    let prefix = text.language.prefix();
    Block::Links(vec![
        ("/sign-in".to_owned(), text.say("problem-sign-in")),
        (text.language.home().to_owned(), text.say("problem-help")),
        (format!("{prefix}/contact/"), text.say("problem-contact")),
    ])
}

/// The request makes no sense.
pub fn bad_request(text: Text) -> Answer {
    problem(text, StatusCode::BAD_REQUEST, "problem-bad-request-title", "problem-bad-request")
}

/// The form does not prove that it comes from this site.
pub fn forbidden(text: Text) -> Answer {
    let page = page(text, "problem-forbidden-title", "problem-forbidden")
        .with(Block::Why(signed_out::FORM_EXPIRED))
        .with(ways_on(text));
    Answer::page(StatusCode::FORBIDDEN, text, page)
}

/// A link by which an owner reports a stranger's sign-up does not work any more.
pub fn report_gone(text: Text) -> Answer {
    problem(text, StatusCode::NOT_FOUND, "report-gone-title", "report-gone")
}

/// No such page: on both edges the one answer to every address that is neither a file of the site nor a screen.
pub fn not_found(text: Text) -> Answer {
    let page = page(text, "problem-not-found-title", "problem-not-found")
        .with(Block::SearchBox(String::new()))
        .with(ways_on(text));
    Answer::page(StatusCode::NOT_FOUND, text, page)
}

/// The page does not take this method.
pub fn method_not_allowed(text: Text, methods: &str) -> Answer {
    problem(text, StatusCode::METHOD_NOT_ALLOWED, "problem-method-title", "problem-method").allow(methods)
}

/// The form is too long.
pub fn too_large(text: Text) -> Answer {
    problem(text, StatusCode::PAYLOAD_TOO_LARGE, "problem-too-large-title", "problem-too-large")
}

/// Something that the service stands on does not work.
pub fn unavailable(text: Text) -> Answer {
    problem(text, StatusCode::SERVICE_UNAVAILABLE, "problem-unavailable-title", "problem-unavailable")
        .retry_after(30)
}

/// A wait, with the time left and the place that explains it (HC-4).
fn wait(
    text: Text,
    (title, words): (&str, &str),
    why: help::Article,
    until: UnixTime,
    now: UnixTime,
) -> Page {
    Page::new(text.say(title), Place::SignIn)
        .with(Block::Alert(Alert::Warning, text.say(words)))
        .with(Block::wait(text, until, now))
        .with(Block::Why(why))
}

/// The account is locked after wrong codes (SI-4).
pub fn locked(text: Text, until: UnixTime, now: UnixTime) -> Answer {
    let page = wait(text, ("locked-title", "locked-why"), signed_out::WRONG_SECURITY_CODES, until, now)
        .with(Block::Text(text.say("locked-what")))
        .with(Block::Links(vec![("/sign-in".to_owned(), text.say("locked-sign-in"))]))
        .help(help::SIGNING_IN_WHY_YOU_WERE_SIGNED_OUT);
    Answer::page(StatusCode::TOO_MANY_REQUESTS, text, page).retry_after(now.until(until))
}

/// The same for an account that is not there yet: nobody was signed out, and it goes on at `back`.
pub fn locked_sign_up(text: Text, until: UnixTime, back: &str, now: UnixTime) -> Answer {
    let words = ("locked-sign-up-title", "locked-sign-up-why");
    let mut page = wait(text, words, missed_code::WRONG_CODE, until, now)
        .with(Block::Links(vec![(back.to_owned(), text.say("locked-sign-up-back"))]))
        .help(help::SIGNING_IN_MISSED_SECURITY_CODE);
    page.place = Place::SignUp;
    Answer::page(StatusCode::TOO_MANY_REQUESTS, text, page).retry_after(now.until(until))
}

/// Too many passwords were chosen in one sign-up, which goes on at `back`.
pub fn too_many_choices(text: Text, until: UnixTime, back: &str, now: UnixTime) -> Answer {
    let rules = help::changing_settings_change_password::RULES;
    let mut page = wait(text, ("reset-choices-title", "reset-choices-why"), rules, until, now)
        .with(Block::Links(vec![(back.to_owned(), text.say("reset-wait-back"))]))
        .help(help::PRIVACY_AND_SECURITY_STRONG_PASSWORDS);
    page.place = Place::SignUp;
    Answer::page(StatusCode::TOO_MANY_REQUESTS, text, page).retry_after(now.until(until))
}

/// Too many wrong passwords.
pub fn too_many_passwords(text: Text, until: UnixTime, now: UnixTime) -> Answer {
    let page = wait(
        text,
        ("too-many-passwords-title", "too-many-passwords-why"),
        signed_out::WRONG_PASSWORDS,
        until,
        now,
    )
    .with(Block::Text(text.say("too-many-passwords-what")))
    .with(Block::Links(vec![("/sign-in".to_owned(), text.say("locked-sign-in"))]))
    .help(help::SIGNING_IN_FORGOT_PASSWORD);
    Answer::page(StatusCode::TOO_MANY_REQUESTS, text, page).retry_after(now.until(until))
}

/// Too many links, or too many emails of all kinds, asked for at `again`, which `article` explains.
pub fn too_many_links(
    text: Text,
    (until, budget): (UnixTime, Budget),
    (again, article): (&str, help::Article),
    now: UnixTime,
) -> Answer {
    let why = match budget {
        Budget::LettersInHour | Budget::LettersInDay => "letters-why",
        Budget::ConfirmationLinksOfNetwork | Budget::ResetLinksOfNetwork => "network-why",
        _ => "too-many-links-why",
    };
    let page = wait(text, ("too-many-links-title", why), article, until, now)
        .with(Block::Links(vec![(again.to_owned(), text.say("too-many-links-again"))]))
        .help(article.whole());
    Answer::page(StatusCode::TOO_MANY_REQUESTS, text, page).retry_after(now.until(until))
}

/// Too many new passwords and personal keys of one account.
pub fn too_many_renewals(text: Text, until: UnixTime, now: UnixTime) -> Answer {
    let renewals = help::changing_settings_change_password::WHY_THERE_IS_A_NEW_PERSONAL_KEY;
    let page = wait(text, ("too-many-renewals-title", "too-many-renewals-why"), renewals, until, now)
        .with(Block::Links(vec![("/account".to_owned(), text.say("account-back"))]))
        .help(help::CHANGING_SETTINGS_CHANGE_PASSWORD);
    Answer::page(StatusCode::TOO_MANY_REQUESTS, text, page).retry_after(now.until(until))
}

/// Mail that comes back again and again was asked for too often.
pub fn too_many_resumptions(text: Text, until: UnixTime, now: UnixTime) -> Answer {
    let came_back = help::creating_an_account_no_confirmation_email::MAIL_CAME_BACK;
    let page = wait(text, ("too-many-resumptions-title", "too-many-resumptions-why"), came_back, until, now)
        .with(Block::Links(vec![("/account".to_owned(), text.say("account-back"))]))
        .help(help::CREATING_AN_ACCOUNT_NO_CONFIRMATION_EMAIL);
    Answer::page(StatusCode::TOO_MANY_REQUESTS, text, page).retry_after(now.until(until))
}

/// Too many deletions were asked for, and cancelled.
pub fn too_many_deletions(text: Text, until: UnixTime, now: UnixTime) -> Answer {
    let deletions = help::signing_in_without_phone_or_personal_key::DELETE;
    let page = wait(text, ("too-many-deletions-title", "too-many-deletions-why"), deletions, until, now)
        .with(Block::Links(vec![("/sign-in/delete".to_owned(), text.say("too-many-codes-back"))]))
        .help(help::SIGNING_IN_WITHOUT_PHONE_OR_PERSONAL_KEY);
    Answer::page(StatusCode::TOO_MANY_REQUESTS, text, page).retry_after(now.until(until))
}

/// Too much was written to us, or answered, from one network.
pub fn too_many_messages(text: Text, until: UnixTime, now: UnixTime) -> Answer {
    let page = Page::new(text.say("too-many-messages-title"), Place::Help)
        .with(Block::Alert(Alert::Warning, text.say("too-many-messages-why")))
        .with(Block::wait(text, until, now))
        .with(Block::Links(vec![("/contact/".to_owned(), text.say("problem-contact"))]));
    Answer::page(StatusCode::TOO_MANY_REQUESTS, text, page).retry_after(now.until(until))
}

/// Why no code is sent now, and what can be done at once in place of waiting.
const fn too_many_codes(budget: Budget) -> (&'static str, &'static str) {
    match budget {
        Budget::NumberCodesInHour | Budget::NumberCodesInDay => ("number-codes-why", "number-codes-what"),
        Budget::OwnNumberCodesInHour
        | Budget::OwnNumberCodesInDay
        | Budget::ResetNumberCodesInHour
        | Budget::ResetNumberCodesInDay => ("own-number-codes-why", "own-number-codes-what"),
        Budget::HomeCountry | Budget::ForeignCountry => ("country-codes-why", "country-codes-what"),
        Budget::NumberCodesOfNetwork => ("network-why", "number-codes-what"),
        _ => ("too-many-codes-why", "too-many-codes-what"),
    }
}

/// A code was refused: where the person can go on is `back`.
pub fn refused(text: Text, refusal: Refusal, back: &str, now: UnixTime) -> Answer {
    match refusal {
        Refusal::Locked { until, .. } => locked(text, until, now),
        Refusal::TooMany { until, budget } => {
            let (why, what) = too_many_codes(budget);
            let page = wait(text, ("too-many-codes-title", why), missed_code::LIMITS, until, now)
                .with(Block::Text(text.say(what)))
                .with(Block::Links(vec![(back.to_owned(), text.say("too-many-codes-back"))]))
                .help(help::SIGNING_IN_MISSED_SECURITY_CODE);
            Answer::page(StatusCode::TOO_MANY_REQUESTS, text, page).retry_after(now.until(until))
        }
        Refusal::ResetRequired | Refusal::LockedByOwner => {
            let (why, place) = match refusal {
                Refusal::LockedByOwner => ("locked-by-owner-why", signed_out::IT_WASNT_YOU),
                _ => ("reset-required-why", signed_out::WRONG_SECURITY_CODES),
            };
            let page = Page::new(text.say("reset-required-title"), Place::SignIn)
                .with(Block::Alert(Alert::Warning, text.say(why)))
                .with(Block::Text(text.say("reset-required-what")))
                .with(Block::Why(place))
                .with(Block::Links(vec![("/reset".to_owned(), text.say("reset-required-link"))]))
                .help(help::SIGNING_IN_FORGOT_PASSWORD);
            Answer::page(StatusCode::FORBIDDEN, text, page)
        }
    }
}
