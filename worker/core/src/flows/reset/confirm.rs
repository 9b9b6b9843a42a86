//! The second factor of a reset, and what takes effect with it (PR-2 to PR-4).

use super::super::Asker;
use super::super::codes::{Issued, Judged, Method, Refusal};
use super::super::notices::{self, Notice};
use super::super::renewal;
use super::super::second_factor::{self, Proof, Proven};
use super::{Current, Stage};
use crate::guard::{Names, Step};
use crate::identifiers::random_id;
use crate::ports::{BatchError, Edge, Outage, Statement, either_way};
use crate::secrets::bearer::Kind;
use crate::secrets::password::{self, Record, Unlocked};
use crate::secrets::personal_key::PersonalKey;
use crate::secrets::seal::{open_key_with, seal_with};
use crate::store::activities::{self, Event};
use crate::store::factors::{self, OwnPhone};
use crate::store::resets::{self, ByKey, Progress, Reset};
use crate::store::{accounts, deletions, expecting, information, pending_sign_ins, sessions};
use crate::text::Text;

/// Sends a code for this reset. Its codes are counted apart from those of sign-ins, which others can spend.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn send_code(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    current: &Current,
    own: &OwnPhone,
    method: Method,
) -> Result<Result<(), Refusal>, Outage> {
    let (stored, challenge) = (&current.stored, current.challenge());
    match second_factor::send_code(edge, text, asker, &challenge, own, method).await? {
        Ok(Some(Issued { message, sent })) => {
            let noted = resets::code_sent(&stored.link, method.as_str(), &own.id, sent);
            let statements = message.into_iter().chain([noted]);
            // If the reset ended meanwhile, the page that follows says so.
            either_way(edge.batch(expecting(resets::expect_open(stored, edge.now()), statements)).await)
                .map(Ok)
        }
        Ok(None) => Ok(Ok(())),
        Err(refusal) => {
            note_lock(edge, asker, current, refusal).await?;
            Ok(Err(refusal))
        }
    }
}

/// What became of a second factor.
pub enum Confirmed {
    /// Right: the new password holds.
    Done,
    /// The right personal key: the new one is to be saved first.
    SaveKey,
    /// Wrong, expired or refused.
    No(Judged),
    /// Right, but the reset was over, or had changed; the page that follows says so.
    Gone,
}

/// Checks a second factor. If it is right, a code or the authenticator app has the new password take effect; the personal
/// key makes a new one, which is to be saved before anything does (PR-3).
///
/// # Errors
/// If a part of the service does not answer.
pub async fn confirm(
    edge: &impl Edge,
    asker: &Asker,
    current: &Current,
    proof: &Proof,
) -> Result<Confirmed, Outage> {
    let Some(still_there) = still_a_factor(&current.stored, proof) else { return Ok(Confirmed::Gone) };
    match second_factor::prove(edge, asker, &current.challenge(), proof).await? {
        Proven::Right(None) => {
            let written = set_password(edge, asker, current, still_there).await?;
            Ok(if written { Confirmed::Done } else { Confirmed::Gone })
        }
        Proven::Right(Some(unlocked)) => {
            show_personal_key(edge, current, &unlocked).await?;
            Ok(Confirmed::SaveKey)
        }
        Proven::No(judged) => {
            if let Judged::Refused(refusal) = judged {
                note_lock(edge, asker, current, refusal).await?;
            }
            Ok(Confirmed::No(judged))
        }
    }
}

/// Counts the factor that a proof is of, for the batch that relies on it; nothing if it was removed. A code that went to a
/// phone that was removed meanwhile proves nothing any more.
fn still_a_factor(stored: &Reset, proof: &Proof) -> Option<Vec<Statement>> {
    let account = stored.account.as_str();
    Some(match proof {
        Proof::Code(_) => {
            let own = stored.factors.phone(Some(stored.progress.phone_id.as_deref()?))?;
            vec![factors::expect_phone(account, &own.id)]
        }
        Proof::App(_) => vec![factors::expect_app(account, stored.factors.app.as_ref()?.created_at)],
        Proof::PersonalKey(_) => Vec::new(),
    })
}

/// Has the new password take effect without the personal key: what was sealed stays locked with the old one (PR-4), and the
/// next sign-in makes a new one.
async fn set_password(
    edge: &impl Edge,
    asker: &Asker,
    current: &Current,
    mut statements: Vec<Statement>,
) -> Result<bool, Outage> {
    let account = current.stored.account.as_str();
    statements.extend([
        information::make_former(account, &random_id(edge)?, edge.now()),
        information::delete(account),
        accounts::delete_personal_key(account),
    ]);
    take_effect(edge, asker, current, statements).await
}

/// Makes the personal key that takes the place of the right one, for this browser only to show.
async fn show_personal_key(edge: &impl Edge, current: &Current, unlocked: &Unlocked) -> Result<(), Outage> {
    let stored = &current.stored;
    let (secrets, account) = (&edge.settings().secrets, stored.account.as_str());
    let (Some(own), Some(browser)) = (&stored.factors.personal_key, &stored.browser) else { return Ok(()) };
    let key = PersonalKey::random(edge)?;
    let data_key = current.data_key()?;
    let (record, _) =
        Record::make(secrets, edge, password::Kind::PersonalKey, account, key.as_str(), &data_key)?;
    let wrap = current.cookie.key(Kind::Reset);
    let old = resets::old_data_key_place(account);
    let by_key = ByKey {
        verifier: own.record.verifier.clone(),
        old_data_key: seal_with(&wrap, edge, old, unlocked.data_key.as_ref())?,
        record,
        shown: seal_with(&wrap, edge, resets::personal_key_place(account), key.as_str().as_bytes())?,
    };
    let progress = Progress { by_key: Some(by_key), ..stored.progress.clone() };
    let update = resets::update(stored, browser, &progress)?;
    match edge.batch(expecting(resets::expect_unchanged(stored, edge.now()), [update])).await {
        // A lost race leaves what the faster tab wrote: the page that follows shows it.
        Ok(()) | Err(BatchError::LostRace) => Ok(()),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

/// What became of a new personal key that was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// The new password and the new personal key hold.
    Done,
    /// The reset was over, or had changed; the page that follows says so.
    Gone,
}

/// Has the new password and the new personal key take effect: the person has saved the key. Information stays, sealed anew.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn save(edge: &impl Edge, asker: &Asker, current: &Current) -> Result<Saved, Outage> {
    let (account, now) = (current.stored.account.as_str(), edge.now());
    let (Stage::PersonalKey, Some(by_key), Some(own)) =
        (current.stage(), current.by_key(), &current.stored.factors.personal_key)
    else {
        return Ok(Saved::Gone);
    };
    let information = current.stored.information.as_deref();
    let mut statements = vec![
        // A sign-in with the same key was faster: that key, and what it opened, is of the past.
        accounts::expect_personal_key(account, &own.record),
        information::expect_unchanged(account, information),
        accounts::insert_record(password::Kind::PersonalKey, account, &by_key.record, now),
        accounts::personal_key_saved(account, now),
    ];
    if let Some(sealed) = information {
        let place = resets::old_data_key_place(account);
        let old = open_key_with(&current.cookie.key(Kind::Reset), place, &by_key.old_data_key)
            .ok_or_else(|| Outage::new("database", "the old data key of a reset does not open"))?;
        statements.push(renewal::reseal(edge, account, (&old, &current.data_key()?), sealed)?);
    }
    let written = take_effect(edge, asker, current, statements).await?;
    Ok(if written { Saved::Done } else { Saved::Gone })
}

/// Sets the password in one batch with `keys`: ends whatever the old one had opened, unlocks the account and tells its
/// owner (PR-3). Says whether it was written; if not, another request was faster.
async fn take_effect(
    edge: &impl Edge,
    asker: &Asker,
    current: &Current,
    keys: Vec<Statement>,
) -> Result<bool, Outage> {
    let Current { stored, email, .. } = current;
    let (secrets, account, now) = (&edge.settings().secrets, stored.account.as_str(), edge.now());
    let Some(password) = &stored.progress.password else { return Ok(false) };
    // The guards first: if the write fails, wrong passwords are forgotten that the person would be forgiven anyway.
    let names = Names(secrets);
    let known_browser = asker.device.as_deref().map(|device| names.device(device, email.normalized()));
    for guard in std::iter::once(names.address(email.normalized())).chain(known_browser) {
        edge.step(&guard, Step::ClearPasswords, now).await?;
    }
    let mut statements = vec![accounts::expect_email(secrets, account, email)];
    statements.extend(keys);
    statements.extend([
        accounts::insert_record(password::Kind::Password, account, password, now),
        accounts::unlock(account),
        sessions::delete_all(account),
        pending_sign_ins::delete_others(account, ""),
        resets::end_email_changes(account),
        resets::finish(&stored.link, now),
        activities::record(edge, account, Event::PasswordReset, asker.browser)?,
    ]);
    // Its owner has a second factor after all.
    statements.extend(deletions::cancel(edge, account, asker.browser)?);
    let to = (account, email.as_str());
    statements.extend(notices::tell(edge, stored.language, asker, to, Notice::PasswordReset)?);
    match edge.batch(expecting(resets::expect_unchanged(stored, now), statements)).await {
        Ok(()) => Ok(true),
        Err(BatchError::LostRace) => Ok(false),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

/// Notes a lock after wrong codes among the account's activities: once, however often it is met. The reset itself stays.
async fn note_lock(
    edge: &impl Edge,
    asker: &Asker,
    current: &Current,
    refusal: Refusal,
) -> Result<(), Outage> {
    let stored = &current.stored;
    let Refusal::Locked { until } = refusal else { return Ok(()) };
    if stored.progress.locked_until == Some(until) {
        return Ok(());
    }
    let statements = [
        resets::lock(&stored.link, until),
        activities::record(edge, &stored.account, Event::LockedAfterWrongCodes, asker.browser)?,
    ];
    match edge.batch(expecting(resets::expect_open(stored, edge.now()), statements)).await {
        Ok(()) | Err(BatchError::LostRace) => Ok(()),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}
