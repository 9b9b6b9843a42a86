//! Recent activity (ST-1): what happened to the account, when, and from which browser.

use super::{SignedIn, account_answer, signed_in};
use crate::pages::frame::Place;
use crate::pages::{Block, Page, browsers, dates, help};
use crate::policy::POLICY;
use crate::ports::{Edge, Outage};
use crate::routes::respond::Answer;
use crate::routes::visit::Visit;
use crate::store::activities::{self, Activity};
use crate::text::Text;
use http::StatusCode;

/// How many are shown.
const SHOWN: i64 = 100;

/// Shows the newest activities.
pub async fn show_activity(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    let SignedIn { session, .. } = match signed_in(edge, visit).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let (text, since) = (visit.text, edge.now().minus(POLICY.activity_lifetime));
    let secrets = &edge.settings().secrets;
    let newest = activities::newest(edge, secrets, &session.account, since, SHOWN).await?;
    let page = Page::new(text.say("activity-title"), Place::Account)
        .with(Block::Text(text.say_with("activity-lead", &[("shown", shown().into())])))
        .with(facts(text, &newest))
        .with(Block::Text(text.say("activity-not-you")))
        .with(Block::Links(vec![
            ("/account/sessions".to_owned(), text.say("sessions-title")),
            ("/account/password".to_owned(), text.say("activity-change-password")),
            ("/account".to_owned(), text.say("account-back")),
        ]))
        .help(help::PRIVACY_AND_SECURITY_HOW_WE_PROTECT_YOUR_DATA);
    Ok(account_answer(edge, visit, &session, StatusCode::OK, page))
}

fn shown() -> u32 {
    u32::try_from(SHOWN).unwrap_or(u32::MAX)
}

/// Activities in words: when, and what with which browser.
pub(super) fn facts(text: Text, activities: &[Activity]) -> Block {
    let fact = |one: &Activity| {
        let values = [
            ("event", text.say(&one.event.key()).into()),
            ("browser", browsers::name(text, one.browser).into()),
        ];
        (dates::date_and_time(text, one.at), text.say_with("activity-with-browser", &values))
    };
    Block::Facts(activities.iter().map(fact).collect())
}
