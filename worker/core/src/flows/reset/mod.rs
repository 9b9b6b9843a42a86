//! Resetting a forgotten password (PR-1 to PR-4, SI-7).
//!
//! [`ask`] sends a link; [`open`] reads it, [`choose_password`] gives one browser the right to go on; [`send_code`] and
//! [`confirm`] ask for a second factor. A code or the authenticator app has the new password take effect at once; the
//! personal key does when the new key is saved ([`save`]). Whatever happens, it happens in one batch: until then the old
//! password and the old personal key hold. What always holds: at most one link of an account is open, the newest; a
//! link to an address that the account no longer has is void; neither a lock after wrong codes nor the owner's own lock
//! stands in the way of a reset, and a finished one clears both.

mod ask;
mod confirm;

pub use ask::{ask, link};
pub use confirm::{Confirmed, Saved, confirm, save, send_code};

use super::codes::{Purpose, Refusal};
use super::fresh_attempt;
use super::second_factor::Challenge;
use crate::guard::{Budget, Names, Occasion, Step, Verdict};
use crate::identifiers::Email;
use crate::ports::{BatchError, Edge, Outage};
use crate::secrets::Key;
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::password::{self, Record};
use crate::secrets::personal_key::PersonalKey;
use crate::secrets::seal::{open_key_with, open_with, seal_with};
use crate::store::resets::{self, ByKey, Progress, Reset};
use crate::store::{accounts, expecting};

/// Why a link, or a reset that a browser had begun, leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The password was set.
    Finished,
    /// It came too late, or a newer one was sent.
    Expired,
    /// It was never sent.
    Unknown,
}

/// The part that a reset waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// A new password is to be chosen.
    Password,
    /// A second factor is to be proven.
    SecondFactor,
    /// The new personal key is to be saved.
    PersonalKey,
}

/// A reset with the browser that goes on with it.
pub struct Current {
    /// What is stored.
    pub stored: Reset,
    /// The account's address.
    pub email: Email,
    /// The cookie that this browser goes on with.
    pub cookie: Token,
}

impl Current {
    /// The part that comes next.
    pub fn stage(&self) -> Stage {
        match &self.stored.progress {
            Progress { password: None, .. } => Stage::Password,
            _ if self.by_key().is_some() => Stage::PersonalKey,
            _ => Stage::SecondFactor,
        }
    }

    /// What the personal key has opened, if that key is still the account's.
    fn by_key(&self) -> Option<&ByKey> {
        let key = self.stored.factors.personal_key.as_ref()?;
        self.stored.progress.by_key.as_ref().filter(|by_key| by_key.verifier == key.record.verifier)
    }

    /// The new personal key that is to be saved. Only this browser can open it.
    pub fn personal_key(&self) -> Option<PersonalKey> {
        let place = resets::personal_key_place(&self.stored.account);
        let plain = open_with(&self.cookie.key(Kind::Reset), place, &self.by_key()?.shown)?;
        PersonalKey::read(std::str::from_utf8(&plain).ok()?)
    }

    /// The new data key.
    fn data_key(&self) -> Result<Key, Outage> {
        let sealed = self.stored.progress.data_key.as_deref().unwrap_or_default();
        open_key_with(&self.cookie.key(Kind::Reset), resets::data_key_place(&self.stored.account), sealed)
            .ok_or_else(|| Outage::new("database", "the data key of a reset does not open"))
    }

    /// The second factor that this reset waits for.
    pub fn challenge(&self) -> Challenge<'_> {
        Challenge {
            account: &self.stored.account,
            // Codes are bound to the cookie of the browser that chose the password.
            context: self.stored.browser.as_deref().unwrap_or_default(),
            factors: &self.stored.factors,
            occasion: Occasion::Resetting,
            purpose: Purpose::ResetPassword,
            budget: Budget::ResetCodes,
        }
    }
}

fn judge(edge: &impl Edge, stored: Option<Reset>, cookie: Token) -> Result<Current, Ended> {
    let Some(stored) = stored else { return Err(Ended::Unknown) };
    if stored.finished {
        return Err(Ended::Finished);
    }
    let Some(email) = Email::read(&stored.email) else { return Err(Ended::Unknown) };
    let sent_to = stored.progress.address.as_deref().unwrap_or_default();
    // An account that has another address by now is not opened by what lies in the old mailbox.
    let moved = !accounts::is_fingerprint_of(&edge.settings().secrets, &email, sent_to);
    if stored.expires_at <= edge.now() || moved {
        return Err(Ended::Expired);
    }
    Ok(Current { stored, email, cookie })
}

/// Opens a link for a browser. Changes nothing: mail scanners follow links. The same browser and link always have the
/// same cookie, so a form that is sent twice, or a link that is opened again, resumes where it was.
///
/// # Errors
/// If the database does not answer.
pub async fn open(edge: &impl Edge, token: &Token, browser: &str) -> Result<Result<Current, Ended>, Outage> {
    let stored = resets::by_link(edge, &edge.settings().secrets, token, edge.now()).await?;
    Ok(judge(edge, stored, token.for_browser(browser)))
}

/// The reset that a browser goes on with.
///
/// # Errors
/// If the database does not answer.
pub async fn current(edge: &impl Edge, cookie: &Token) -> Result<Result<Current, Ended>, Outage> {
    let stored = resets::by_browser(edge, &edge.settings().secrets, cookie, edge.now()).await?;
    Ok(judge(edge, stored, cookie.clone()))
}

/// Chooses the new password, which takes effect only when a second factor is proven (PR-2). This browser goes on; what
/// another one did with the link is gone. A lost race is none to tell of: whoever was faster, the page that follows says
/// where the reset is.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn choose_password(
    edge: &impl Edge,
    current: &Current,
    chosen: &str,
) -> Result<Result<(), Refusal>, Outage> {
    let Current { stored, cookie, .. } = current;
    let (secrets, account) = (&edge.settings().secrets, stored.account.as_str());
    // Each choice costs a slow hash: one link must not buy any number of them, nor may one form that is sent again and again.
    let step = Step::Request { attempt: fresh_attempt(edge)?, budget: Budget::PasswordChoices };
    let verdict = edge.step(&Names(secrets).account(account), step, edge.now()).await?;
    if !matches!(verdict, Verdict::Granted { .. }) {
        return Refusal::of(&verdict)
            .map(Err)
            .ok_or_else(|| Outage::new("guard", "a verdict that answers another step"));
    }
    let data_key = password::new_data_key(edge)?;
    let (record, _) = Record::make(secrets, edge, password::Kind::Password, account, chosen, &data_key)?;
    let place = resets::data_key_place(account);
    let sealed = seal_with(&cookie.key(Kind::Reset), edge, place, data_key.as_ref())?;
    let same_browser =
        stored.browser.as_deref().is_some_and(|hash| cookie.has_hash(secrets, Kind::Reset, hash));
    // The code that this browser was sent still works; one for another browser would not.
    let kept = if same_browser { stored.progress.clone() } else { Progress::default() };
    let progress = Progress {
        address: stored.progress.address.clone(),
        password: Some(record),
        data_key: Some(sealed),
        by_key: None,
        ..kept
    };
    // The same hash stays with the same browser, also when the server's keys have changed: its codes are bound to it.
    let hash = match &stored.browser {
        Some(hash) if same_browser => hash.clone(),
        _ => cookie.hash(secrets, Kind::Reset),
    };
    let update = resets::update(stored, &hash, &progress)?;
    match edge.batch(expecting(resets::expect_unchanged(stored, edge.now()), [update])).await {
        Ok(()) | Err(BatchError::LostRace) => Ok(Ok(())),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}
