//! Says on a page that a message did not arrive, why, and what to do instead, with the place that explains it (MS-3, HC-4).
//!
//! It is asked on the page that follows a send, so what a courier said a moment ago is there at the next look.

use crate::couriers::{Audience, Channel, Problem, public_problem_of, recipient_by, stops};
use crate::flows::codes::Method;
use crate::identifiers::Phone;
use crate::pages::help::creating_an_account_no_confirmation_email::MAIL_CAME_BACK;
use crate::pages::help::signing_in_missed_security_code::NO_CODE;
use crate::pages::{Alert, Block, Form, Page, dates};
use crate::ports::{Edge, Outage};
use crate::store::delivery;
use crate::text::Text;
use crate::time::UnixTime;

/// Whose phone a code goes to, which decides what else can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// It is confirmed: its owner has other factors, perhaps, and cannot enter another number now.
    Confirmed,
    /// It was entered a moment ago, and may have a typing error.
    New,
}

/// What is to be said about a code of `account` to a phone; nothing if all is well.
///
/// # Errors
/// If the database does not answer.
pub async fn code(
    edge: &impl Edge,
    text: Text,
    whose: Whose,
    method: Option<Method>,
    (account, phone): (&str, Option<&Phone>),
) -> Result<Vec<Block>, Outage> {
    let Some((method, phone)) = method.zip(phone) else { return Ok(Vec::new()) };
    let channel = method.channel();
    let recipient = recipient_by(edge, channel, phone.e164());
    let asked = (edge.now(), edge.settings().couriers.is_some());
    let words = match delivery::troubles(edge, (account, &recipient), channel, asked).await? {
        (Some(problem), _) => text.say(key(problem, channel, whose)),
        (None, true) => text.say("delivery-late"),
        (None, false) => return Ok(Vec::new()),
    };
    Ok(vec![Block::Alert(Alert::Warning, words), Block::Why(NO_CODE)])
}

/// A letter that was asked for.
pub struct Letter<'a> {
    /// The address that was typed.
    pub email: &'a str,
    /// The key of the words that say what to do with it.
    pub what: &'a str,
    /// What asks for another one.
    pub again: Form,
}

/// The page with what to do once a letter is there; or, where nothing reaches the address, with why, and a title that says so. It is the same whether or not the address has an account: anybody's letter
/// may have come back.
///
/// # Errors
/// If the database does not answer.
pub async fn letter(
    edge: &impl Edge,
    text: Text,
    letter: Letter<'_>,
    mut page: Page,
) -> Result<Page, Outage> {
    let Letter { email, what, again } = letter;
    let Some(problem) = public_problem_of(edge, Channel::Email, email).await? else {
        page.blocks.extend([
            Block::Text(text.say_with("check-email-sent", &[("email", email.into())])),
            Block::Text(text.say(what)),
            Block::Text(text.say("check-email-not-there")),
            Block::Form(again),
        ]);
        return Ok(page);
    };
    let words = text.say_with(key(problem, Channel::Email, Whose::New), &[("email", email.into())]);
    page.blocks.push(Block::Alert(Alert::Warning, words));
    if problem == Problem::Lost {
        // Nothing is wrong with the address, and nobody has to do anything about it.
        page.title = text.say("delivery-lost-title");
    } else {
        page.title = text.say("delivery-title");
        page.blocks.push(Block::Why(MAIL_CAME_BACK));
    }
    page.blocks.push(Block::Links(vec![contact(text)]));
    if !stops(problem, Audience::Anybody) && problem != Problem::NotCarried {
        page.blocks.push(Block::Form(again));
    }
    Ok(page)
}

/// The way to write to us.
pub fn contact(text: Text) -> (String, String) {
    (format!("{}/contact/", text.language.prefix()), text.say("problem-contact"))
}

/// What an account's owner is told of mail to its address that is stopped since `since`.
pub fn own_mail(text: Text, email: &str, problem: Problem, since: UnixTime) -> Vec<Block> {
    let key = match problem {
        Problem::Complained => "delivery-own-complained",
        Problem::NotCarried => "delivery-not-carried",
        _ => "delivery-own-bounced",
    };
    let values = [("email", email.into()), ("date", dates::date(text, since).into())];
    vec![Block::Alert(Alert::Warning, text.say_with(key, &values)), Block::Why(MAIL_CAME_BACK)]
}

const fn key(problem: Problem, channel: Channel, whose: Whose) -> &'static str {
    match (problem, channel, whose) {
        (Problem::Landline, ..) => "delivery-landline",
        (Problem::OptedOut, ..) => "delivery-opted-out",
        (Problem::Unreachable, Channel::Voice, _) => "delivery-unreachable-voice",
        (Problem::Unreachable, ..) => "delivery-unreachable-sms",
        (Problem::NotANumber, _, Whose::New) => "delivery-not-a-number",
        (Problem::NotANumber, _, Whose::Confirmed) => "delivery-not-a-number-any-more",
        (Problem::CountryClosed, _, Whose::New) => "delivery-country-closed",
        (Problem::CountryClosed, _, Whose::Confirmed) => "delivery-country-closed-now",
        (Problem::NotCarried, ..) => "delivery-not-carried",
        (Problem::Lost, Channel::Sms, _) => "delivery-lost-sms",
        (Problem::Lost, Channel::Voice, _) => "delivery-lost-voice",
        (Problem::Lost, Channel::Email, _) => "delivery-lost-email",
        (Problem::Bounced, ..) => "delivery-bounced",
        (Problem::Complained, ..) => "delivery-complained",
    }
}
