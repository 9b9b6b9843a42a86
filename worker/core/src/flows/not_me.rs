//! "This wasn't me": the link in every notice locks the account at once (SI-9), and undoes a change of address (ST-3).
//!
//! [`look`] changes nothing; [`lock`] does all of it in one batch. What always holds: the link is no credential for
//! anything else, it works once, and only a finished reset unlocks.

use super::{Asker, reset};
use crate::couriers::letters;
use crate::identifiers::Email;
use crate::policy::POLICY;
use crate::ports::{BatchError, Edge, Outage};
use crate::secrets::bearer::Token;
use crate::store::activities::{self, Event};
use crate::store::notice_links::{self, NoticeLink};
use crate::store::{accounts, deletions, expecting, messages, pending_sign_ins, resets, sessions};
use crate::text::Text;

/// What a link is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// It locks the account.
    Locks,
    /// It locks the account and puts the former address back.
    Restores,
    /// It was used.
    Used(Done),
    /// It came too late.
    Expired,
    /// It was never sent.
    Unknown,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// The account was locked; its address has a link to a new password.
    Locked,
    /// The former address was put back, and has that link.
    Restored,
    /// The account was locked, but another account has the former address by now.
    Taken,
}

fn judge(edge: &impl Edge, found: Option<&NoticeLink>) -> Link {
    match found {
        None => Link::Unknown,
        Some(link) if link.used => Link::Used(match former(link) {
            Some(_) => Done::Taken,
            None if link.restores.is_some() => Done::Restored,
            None => Done::Locked,
        }),
        Some(link) if link.expires_at <= edge.now() => Link::Expired,
        Some(link) if former(link).is_some() => Link::Restores,
        Some(_) => Link::Locks,
    }
}

/// The address that a link puts back, if the account has another one now.
fn former(link: &NoticeLink) -> Option<Email> {
    let former = link.restores.as_deref().and_then(Email::read)?;
    let has_it = Email::read(&link.email).is_some_and(|now| now.normalized() == former.normalized());
    (!has_it).then_some(former)
}

/// Looks at a link. Changes nothing: mail scanners follow links.
///
/// # Errors
/// If the database does not answer.
pub async fn look(edge: &impl Edge, token: &Token) -> Result<Link, Outage> {
    let found = notice_links::find(edge, &edge.settings().secrets, token, edge.now()).await?;
    Ok(judge(edge, found.as_ref()))
}

/// Locks the account of a link: ends its sessions and all that is under way, and sends a link to a new password. Doing it
/// twice does it once, and gives the same.
///
/// # Errors
/// If the database does not answer.
pub async fn lock(edge: &impl Edge, asker: &Asker, token: &Token) -> Result<Result<Done, Link>, Outage> {
    let secrets = &edge.settings().secrets;
    // A lost race is read again: the button was pressed twice, or somebody else got the address.
    for _ in 0..5 {
        let found = notice_links::find(edge, secrets, token, edge.now()).await?;
        let link = match (judge(edge, found.as_ref()), found) {
            (Link::Used(done), _) => return Ok(Ok(done)),
            (Link::Locks | Link::Restores, Some(link)) => link,
            (ended, _) => return Ok(Err(ended)),
        };
        let former = former(&link);
        let lost = match &former {
            Some(email) => accounts::id_of(edge, secrets, email).await?.is_some(),
            None => false,
        };
        match write(edge, asker, &link, former.filter(|_| !lost), lost).await {
            Ok(done) => return Ok(Ok(done)),
            Err(BatchError::LostRace) => {}
            Err(BatchError::Outage(outage)) => return Err(outage),
        }
    }
    Err(Outage::new("database", "a notice's link changes too fast"))
}

/// Writes all of it. With `restored` the account gets that address; `lost` says that another account has it.
async fn write(
    edge: &impl Edge,
    asker: &Asker,
    link: &NoticeLink,
    restored: Option<Email>,
    lost: bool,
) -> Result<Done, BatchError> {
    let (secrets, now, account) = (&edge.settings().secrets, edge.now(), link.account.as_str());
    let mut statements = vec![
        notice_links::use_up(&link.link, now),
        accounts::lock(account, now),
        sessions::delete_all(account),
        pending_sign_ins::delete_others(account, ""),
        resets::void(account),
        resets::end_email_changes(account),
        activities::record(edge, account, Event::Locked, asker.browser)?,
        deletions::expect_none_due(account, now),
    ];
    // Who is not the owner may have asked for it; erasing could not be undone.
    statements.extend(deletions::cancel(edge, account, asker.browser)?);
    if let Some(now) = Email::read(&link.email) {
        statements.push(accounts::expect_email(secrets, account, &now));
    }
    if let Some(email) = &restored {
        statements.extend(accounts::set_email(secrets, edge, account, email)?);
        statements.push(notice_links::delete_later(account, &link.link));
        statements.push(activities::record(edge, account, Event::EmailRestored, asker.browser)?);
    }
    let done = match (&restored, lost) {
        (Some(_), _) => Done::Restored,
        (None, true) => Done::Taken,
        // The address is back already.
        (None, false) if link.restores.is_some() => Done::Restored,
        (None, false) => Done::Locked,
    };
    // Where the former address cannot be put back, the account's own is not the owner's: no link goes there.
    let to = restored.or_else(|| Email::read(&link.email)).filter(|_| !lost);
    if let Some(email) = to {
        let (reset, address) = reset::link(edge, Some(account), &email, &Token::random(edge)?)?;
        statements.extend(reset);
        let letter = letters::locked(Text::new(link.language), email.as_str(), &address);
        statements.push(messages::queue(edge, Some(account), &letter, POLICY.reset_link_lifetime)?);
    }
    edge.batch(expecting(notice_links::expect_unused(&link.link), statements)).await.map(|()| done)
}
