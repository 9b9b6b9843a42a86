//! The email address (ST-3): a link to the new one establishes it, and the old one is told and can undo it.
//!
//! [`ask`] sends the link; [`look`] and [`confirm`] are for whoever opens it, in any browser: the link is proof enough
//! that the address is theirs, and the session that asked has given the password.

use crate::couriers::letters;
use crate::flows::Asker;
use crate::flows::codes::Refusal;
use crate::flows::link_requests::{self, Grant};
use crate::flows::notices::{self, Notice};
use crate::guard::Budget;
use crate::identifiers::Email;
use crate::policy::POLICY;
use crate::ports::{BatchError, Edge, Outage, either_way};
use crate::secrets::ServerSecrets;
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::seal;
use crate::store::activities::{self, Event};
use crate::store::email_changes::{self, EmailChange};
use crate::store::sessions::{self, Session};
use crate::store::setting::{self, Setting};
use crate::store::{accounts, expect_unqueued, expecting, messages, resets, sign_ups};
use crate::text::Text;
use crate::time::UnixTime;

/// The address that a link was asked for in a session.
///
/// # Errors
/// If it does not open.
pub fn asked(secrets: &ServerSecrets, session: &Session) -> Result<Option<String>, Outage> {
    let Some(Setting::Email { email }) = Setting::of(session) else { return Ok(None) };
    seal::open(secrets, setting::place(&session.account), &email).map(Some)
}

/// Asks for a link to a new address. The answer is the same whether or not the address has an account (SU-4).
///
/// # Errors
/// If a part of the service does not answer.
pub async fn ask(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    session: &Session,
    email: &Email,
) -> Result<Result<(), Refusal>, Outage> {
    let budgets = [Budget::ConfirmationLinksOfNetwork, Budget::ConfirmationLinks];
    // The same form sent in another session is another attempt.
    let purpose = format!("change {}", session.id);
    let send = async |grant: &Grant| send(edge, text, asker, session, (email, grant)).await;
    link_requests::send_once(edge, asker, email, &purpose, budgets, send).await
}

async fn send(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    session: &Session,
    (email, grant): (&Email, &Grant),
) -> Result<(), Outage> {
    let settings = edge.settings();
    let (secrets, origin, now) = (&settings.secrets, &settings.origin, edge.now());
    let (account, token) = (session.account.as_str(), grant.token(secrets, Kind::EmailChangeLink)?);
    let id = grant.message_id(secrets)?;
    let existing = accounts::of_address(edge, secrets, email, now).await?;
    let (report_row, letter) = if let Some(existing) = &existing {
        let token = grant.token(secrets, Kind::ReportLink)?;
        let link = token.hash(secrets, Kind::ReportLink);
        let report = format!("{origin}/sign-up/report?token={}", token.to_text());
        let (sign_in, reset) = (format!("{origin}/sign-in"), format!("{origin}/reset"));
        let letter =
            letters::account_exists(Text::new(existing.language), &existing.email, &sign_in, &reset, &report);
        let expires_at = now.plus(POLICY.confirmation_link_lifetime);
        (Some(sign_ups::insert_report(&link, &existing.id, now, expires_at)), letter)
    } else {
        let link = format!("{origin}/account/email/confirm?token={}", token.to_text());
        (None, letters::confirm_new_address(text, email.as_str(), &link))
    };
    let place = setting::place(account);
    let sealed = seal::seal(secrets, edge, place, email.as_str().as_bytes())?;
    let statements = [
        expect_unqueued(&id),
        // Only the newest link works, so that none goes on to an address that was mistyped.
        email_changes::delete_unused(account),
        // What the person can see of it, in the copy of their data too, is the same for an address that is taken: its link
        // was sent to nobody.
        email_changes::insert(edge, &token, account, email)?,
        messages::queue_once(edge, &id, Some(account), &letter, POLICY.confirmation_link_lifetime)?,
        Setting::Email { email: sealed }.keep(&session.id)?,
        activities::record(edge, account, Event::EmailChangeAsked, asker.browser)?,
    ];
    let statements = statements.into_iter().chain(report_row);
    // If the session has ended meanwhile, the page that follows says so; and this form may have been answered before.
    either_way(edge.batch(expecting(sessions::expect_live(&session.id), statements)).await)
}

/// What a link to a new address is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// It can be used, for this address.
    Open(String),
    /// It was used: the account has this address.
    Done,
    /// It was used, and the account has another address again.
    Used,
    /// It came too late, a newer one took its place, or it was never sent.
    Unknown,
    /// The address has got an account of its own meanwhile.
    Taken,
}

fn judge(change: Option<&EmailChange>, now: UnixTime) -> Link {
    match change {
        None => Link::Unknown,
        Some(change) if change.used && change.current == change.email => Link::Done,
        Some(change) if change.used => Link::Used,
        Some(change) if change.expires_at <= now => Link::Unknown,
        Some(change) => Link::Open(change.email.clone()),
    }
}

/// Looks at a link. Changes nothing: mail scanners follow links.
///
/// # Errors
/// If the database does not answer.
pub async fn look(edge: &impl Edge, token: &Token) -> Result<Link, Outage> {
    let change = email_changes::find(edge, &edge.settings().secrets, token).await?;
    Ok(judge(change.as_ref(), edge.now()))
}

/// Gives the account the new address, and tells both. Gives what the link is worth then, and whose account it is.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn confirm(
    edge: &impl Edge,
    asker: &Asker,
    token: &Token,
) -> Result<(Link, Option<EmailChange>), Outage> {
    let secrets = &edge.settings().secrets;
    // A lost race is read again: the button was pressed twice, or something else of the account has changed.
    for _ in 0..5 {
        let change = email_changes::find(edge, secrets, token).await?;
        let link = judge(change.as_ref(), edge.now());
        let (Link::Open(_), Some(change)) = (&link, &change) else { return Ok((link, change)) };
        let broken = || Outage::new("database", "an address that is stored is none");
        let new = Email::read(&change.email).ok_or_else(broken)?;
        let current = Email::read(&change.current).ok_or_else(broken)?;
        let account = change.account.as_str();
        let mut statements = vec![accounts::expect_email(secrets, account, &current)];
        statements.extend(accounts::set_email(secrets, edge, account, &new)?);
        statements.push(email_changes::use_up(&change.link, edge.now()));
        statements.push(email_changes::delete_unused(account));
        // A link to a new password that went to the old address is of the past.
        statements.push(resets::void(account));
        statements.push(activities::record(edge, account, Event::EmailChanged, asker.browser)?);
        // The former address first: whoever undoes the change ends the links that are later than theirs, and the one that goes
        // to the new address must be among them.
        for (to, notice) in [(&change.current, Notice::EmailReplaced), (&change.email, Notice::EmailChanged)]
        {
            statements.extend(notices::tell(edge, change.language, asker, (account, to), notice)?);
        }
        let open = email_changes::expect_open(&change.link, edge.now());
        match edge.batch(expecting(open, statements)).await {
            Ok(()) => return Ok((Link::Done, Some(change.clone()))),
            Err(BatchError::LostRace) => {}
            Err(BatchError::Outage(outage)) => return Err(outage),
        }
        if accounts::id_of(edge, secrets, &new).await?.is_some_and(|owner| owner != change.account) {
            return Ok((Link::Taken, None));
        }
    }
    Err(Outage::new("database", "an email address changes too fast"))
}
