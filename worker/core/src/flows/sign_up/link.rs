//! The link that begins a sign-up: asking for it, looking at it, and confirming the address with it (SU-1 to SU-4).

use crate::couriers::letters;
use crate::flows::codes::Refusal;
use crate::flows::link_requests::{self, Grant};
use crate::flows::{Asker, deletion};
use crate::guard::Budget;
use crate::identifiers::{Email, random_id};
use crate::policy::POLICY;
use crate::ports::{BatchError, Edge, Outage, Statement};
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::seal;
use crate::store::accounts::{self, Known};
use crate::store::sign_ups::{self, NewLink, Progress, SignUp};
use crate::store::{deletions, expect_unqueued, expected, expecting, messages};
use crate::text::Text;
use crate::time::UnixTime;

/// Asks for a confirmation link. The answer is the same whether or not the address has an account (SU-1).
///
/// # Errors
/// If a part of the service does not answer.
pub async fn ask(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    email: &Email,
) -> Result<Result<(), Refusal>, Outage> {
    let budgets = [Budget::ConfirmationLinksOfNetwork, Budget::ConfirmationLinks];
    let send = async |grant: &Grant| send(edge, text, email, grant).await;
    link_requests::send_once(edge, asker, email, "ask", budgets, send).await
}

async fn send(edge: &impl Edge, text: Text, email: &Email, grant: &Grant) -> Result<(), Outage> {
    let message = grant.message_id(&edge.settings().secrets)?;
    // Whose account was deleted between the read and the write gets a link after all.
    for _ in 0..2 {
        match edge.batch(answer_address(edge, text, email, (grant, &message)).await?).await {
            Ok(()) => return Ok(()),
            // This form was answered before.
            Err(BatchError::LostRace) if messages::was_queued(edge, &message).await? => return Ok(()),
            Err(BatchError::LostRace) => {}
            Err(BatchError::Outage(outage)) => return Err(outage),
        }
    }
    Err(Outage::new("database", "the account of an address changes too fast"))
}

/// The batch that sends what an address is to get: a link, or word that it has an account.
async fn answer_address(
    edge: &impl Edge,
    text: Text,
    email: &Email,
    (grant, id): (&Grant, &str),
) -> Result<Vec<Statement>, Outage> {
    let settings = edge.settings();
    let (secrets, origin, now) = (&settings.secrets, &settings.origin, edge.now());
    let expires_at = now.plus(POLICY.confirmation_link_lifetime);
    let mut statements = vec![sign_ups::erase_expired(now)];
    let existing = match accounts::of_address(edge, secrets, email, now).await? {
        Some(known) if known.is_due => {
            let to = Some(email.as_str());
            statements.push(deletions::expect_due(&known.id, true, now));
            statements.extend(deletion::carried_out(edge, known.language, &known.id, to).await?);
            None
        }
        known => known,
    };
    let (row, message, account) = if let Some(Known { id: account, language, email, .. }) = existing {
        let token = grant.token(secrets, Kind::ReportLink)?;
        let link = token.hash(secrets, Kind::ReportLink);
        let report = format!("{origin}/sign-up/report?token={}", token.to_text());
        let (sign_in, reset) = (format!("{origin}/sign-in"), format!("{origin}/reset"));
        let letter = letters::account_exists(Text::new(language), &email, &sign_in, &reset, &report);
        statements.push(accounts::expect_there(&account));
        (sign_ups::insert_report(&link, &account, now, expires_at), letter, account)
    } else {
        let token = grant.token(secrets, Kind::ConfirmationLink)?;
        let link = token.hash(secrets, Kind::ConfirmationLink);
        let account = random_id(edge)?;
        let fingerprint = accounts::email_fingerprint(secrets, email);
        let sealed = seal::seal(secrets, edge, sign_ups::email_place(&link), email.as_str().as_bytes())?;
        let new = NewLink { link: &link, account: &account, email_fingerprint: &fingerprint, email: &sealed };
        let address = format!("{origin}/sign-up/confirm?token={}", token.to_text());
        let letter = letters::confirm_address(text, email.as_str(), &address);
        (sign_ups::insert(&new, now, expires_at), letter, account)
    };
    let message =
        messages::queue_once(edge, id, Some(&account), &message, POLICY.confirmation_link_lifetime)?;
    statements.extend([row, expect_unqueued(id), message, expected()]);
    Ok(statements)
}

/// What a confirmation link is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// It can be used.
    Open,
    /// It was used: the account is made.
    Used,
    /// It came too late.
    Expired,
    /// It was never sent.
    Unknown,
}

pub(super) fn judge_link(sign_up: Option<&SignUp>, now: UnixTime) -> Link {
    match sign_up {
        None => Link::Unknown,
        Some(sign_up) if sign_up.finished => Link::Used,
        Some(sign_up) if sign_up.expires_at <= now || sign_up.email.is_none() => Link::Expired,
        Some(_) => Link::Open,
    }
}

/// Looks at a confirmation link. Changes nothing: mail scanners follow links (SU-2).
///
/// # Errors
/// If the database does not answer.
pub async fn look(edge: &impl Edge, token: &Token) -> Result<Link, Outage> {
    let secrets = &edge.settings().secrets;
    let sign_up = sign_ups::by_link(edge, secrets, token).await?;
    Ok(judge_link(sign_up.as_ref(), edge.now()))
}

/// Confirms an address: this browser goes on, any other one no more. Gives the cookie that it goes on with. The same
/// browser and link always give the same cookie, so a button that is pressed twice, or a link that is opened again,
/// resumes where it was.
///
/// # Errors
/// If the database does not answer.
pub async fn confirm(edge: &impl Edge, token: &Token, browser: &str) -> Result<Result<Token, Link>, Outage> {
    let secrets = &edge.settings().secrets;
    let cookie = token.for_browser(browser);
    let hash = cookie.hash(secrets, Kind::SignUp);
    // A lost race is read again: the same button was pressed twice, or another browser was faster.
    for _ in 0..5 {
        let sign_up = sign_ups::by_link(edge, secrets, token).await?;
        let (Link::Open, Some(sign_up)) = (judge_link(sign_up.as_ref(), edge.now()), sign_up.as_ref()) else {
            return Ok(Err(judge_link(sign_up.as_ref(), edge.now())));
        };
        let same = |browser: &str| cookie.has_hash(secrets, Kind::SignUp, browser);
        if sign_up.browser.as_deref().is_some_and(same) {
            return Ok(Ok(cookie));
        }
        // What another browser did is sealed with its cookie, and is not this person's to take over.
        let update = sign_ups::update(sign_up, &hash, &Progress::default())?;
        match edge.batch(expecting(sign_ups::expect_unchanged(sign_up), [update])).await {
            Ok(()) => return Ok(Ok(cookie)),
            Err(BatchError::LostRace) => {}
            Err(BatchError::Outage(outage)) => return Err(outage),
        }
    }
    Err(Outage::new("database", "a sign-up changes too fast"))
}
