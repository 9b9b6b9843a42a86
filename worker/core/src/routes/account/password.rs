//! Changing the password (ST-5). The flow is `flows::settings::keys`.

use super::{SignedIn, account_answer, again, confirmed, confirmed_once, setting_page, status};
use crate::flows::Asker;
use crate::flows::codes::Refusal;
use crate::flows::settings::keys::{self, Renewed};
use crate::pages::{Block, Control, Form, Input, InputKind, help};
use crate::ports::{Edge, Outage};
use crate::routes::factors::password_problem;
use crate::routes::form::Fields;
use crate::routes::problems;
use crate::routes::respond::Answer;
use crate::routes::visit::{Cookie, Visit};
use crate::secrets::password::normalize;
use crate::store::sessions::Session;

const PATH: &str = "/account/password";
/// New keys of either kind end with the personal key that must be saved.
const NEXT: &str = "/account/personal-key";

/// Asks for the new password.
pub async fn show_password(edge: &impl Edge, visit: &mut Visit<'_>) -> Result<Answer, Outage> {
    Ok(match confirmed(edge, visit, PATH).await? {
        Ok((SignedIn { session, .. }, _)) => password_page(edge, visit, &session, None),
        Err(answer) => answer,
    })
}

fn password_page(edge: &impl Edge, visit: &Visit<'_>, session: &Session, error: Option<String>) -> Answer {
    let text = visit.text;
    let has_error = error.is_some();
    let input = Input {
        name: "new_password",
        label: text.say("change-password-label"),
        hint: Some(text.say("new-password-hint")),
        error,
        kind: InputKind::NewPassword(session.email.clone()),
        value: String::new(),
    };
    let form = Form {
        action: PATH,
        csrf: visit.csrf(),
        controls: vec![Control::Input(input)],
        submit: text.say("change-password-submit"),
        quiet: false,
    };
    let page = setting_page(visit, "change-password-title")
        .with(Block::Text(text.say("change-password-lead")))
        .with(Block::Form(form))
        .with(super::back(visit))
        .why("new_password", help::changing_settings_change_password::RULES)
        .help(help::CHANGING_SETTINGS_CHANGE_PASSWORD);
    account_answer(edge, visit, session, status(has_error), page)
}

/// Sets the new password.
pub async fn submit_password(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    fields: &Fields,
    asker: &Asker,
) -> Result<Answer, Outage> {
    let (SignedIn { token, session }, _) = match confirmed_once(edge, visit, asker, PATH, NEXT).await? {
        Ok(confirmed) => confirmed,
        Err(answer) => return Ok(answer),
    };
    let chosen = normalize(fields.get("new_password"));
    if let Some(problem) = password_problem(visit, &chosen, &session.email) {
        return Ok(password_page(edge, visit, &session, Some(problem)));
    }
    let signed_in = (&token, session.as_ref());
    let renewed = keys::change_password(edge, asker, signed_in, &chosen).await?;
    renewed_answer(edge, visit, asker, &SignedIn { token, session }, renewed).await
}

/// Goes on to the new personal key, with the session's new cookie. Also for a new personal key on demand.
pub(super) async fn renewed_answer(
    edge: &impl Edge,
    visit: &mut Visit<'_>,
    asker: &Asker,
    signed_in: &SignedIn,
    renewed: Result<Renewed, Refusal>,
) -> Result<Answer, Outage> {
    Ok(match renewed {
        Ok(Renewed::Yes(new)) => {
            visit.set_cookie(Cookie::Session, &new.to_text());
            Answer::see_other(NEXT)
        }
        Ok(Renewed::Gone) => again(edge, visit, asker, &signed_in.token, NEXT).await?,
        Err(Refusal::TooMany { until, .. }) => problems::too_many_renewals(visit.text, until, edge.now()),
        Err(refusal) => problems::refused(visit.text, refusal, "/account", edge.now()),
    })
}
