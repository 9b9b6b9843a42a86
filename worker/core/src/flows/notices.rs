//! Telling the owner what happened to the account, with a link by which they can say "this wasn't me" (SI-9).

use super::Asker;
use crate::couriers::letters;
use crate::policy::POLICY;
use crate::ports::{Edge, Outage, Statement};
use crate::secrets::bearer::Token;
use crate::store::{messages, notice_links};
use crate::text::{Language, Text};

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// A sign-in from a browser that was not seen before (SI-9).
    NewBrowser,
    /// A new password (ST-5).
    PasswordChanged,
    /// A reset (PR-3).
    PasswordReset,
    /// A new address, told to the new one (ST-3).
    EmailChanged,
    /// A new address, told to the former one, which can undo it (ST-3).
    EmailReplaced,
    /// A phone was added (ST-4).
    PhoneAdded,
    /// A phone took the place of another one (ST-4).
    PhoneReplaced,
    /// A phone was removed.
    PhoneRemoved,
    /// An authenticator app was set up.
    AppAdded,
    /// The authenticator app was removed.
    AppRemoved,
    /// A new personal key (ST-6).
    PersonalKeyRenewed,
}

impl Notice {
    /// Every notice.
    pub const ALL: [Self; 11] = [
        Self::NewBrowser,
        Self::PasswordChanged,
        Self::PasswordReset,
        Self::EmailChanged,
        Self::EmailReplaced,
        Self::PhoneAdded,
        Self::PhoneReplaced,
        Self::PhoneRemoved,
        Self::AppAdded,
        Self::AppRemoved,
        Self::PersonalKeyRenewed,
    ];

    /// The key of its subject.
    pub fn subject(self) -> String {
        format!("{}-subject", self.key())
    }

    /// The key of the text that says what happened.
    pub fn why(self) -> String {
        format!("{}-why", self.key())
    }

    const fn key(self) -> &'static str {
        match self {
            Self::NewBrowser => "notice-new-browser",
            Self::PasswordChanged => "notice-password-changed",
            Self::PasswordReset => "notice-password-reset",
            Self::EmailChanged => "notice-email-changed",
            Self::EmailReplaced => "notice-email-replaced",
            Self::PhoneAdded => "notice-phone-added",
            Self::PhoneReplaced => "notice-phone-replaced",
            Self::PhoneRemoved => "notice-phone-removed",
            Self::AppAdded => "notice-app-added",
            Self::AppRemoved => "notice-app-removed",
            Self::PersonalKeyRenewed => "notice-personal-key-renewed",
        }
    }
}

/// The statements that tell the owner of `account` at `to` in their `language`, in the batch of what happened.
///
/// # Errors
/// If the platform gives no randomness.
pub fn tell(
    edge: &impl Edge,
    language: Language,
    asker: &Asker,
    (account, to): (&str, &str),
    notice: Notice,
) -> Result<[Statement; 2], Outage> {
    let token = Token::random(edge)?;
    let link = format!("{}/not-me?token={}", edge.settings().origin, token.to_text());
    // Only the former address can have itself put back.
    let restores = (notice == Notice::EmailReplaced).then_some(to);
    let letter = letters::notice(Text::new(language), to, notice, asker.browser, &link);
    Ok([
        notice_links::insert(edge, &token, account, restores)?,
        messages::queue(edge, Some(account), &letter, POLICY.notice_link_lifetime)?,
    ])
}
