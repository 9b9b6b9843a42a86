//! Bearer secrets: whoever has one is let in, so they are long, random and stored only as keyed hashes (PV-4).
//!
//! A [`Token`] travels in a link or a cookie. The database holds [`Token::hash`]. A cookie's token can also
//! derive a key ([`Token::key`]), so that what is sealed with it opens only while that browser is asking.

use super::{Key, ServerSecrets, decode_array, derive, encode, json_list, mac};
use crate::ports::{Entropy, Outage};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// What a token is good for. A token of one kind is nothing to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The link that confirms an email address.
    ConfirmationLink,
    /// The link that reports a sign-up that the owner did not ask for.
    ReportLink,
    /// The cookie of a browser that is creating an account.
    SignUp,
    /// The cookie of a browser whose second factor is missing.
    PendingSignIn,
    /// The cookie of a signed-in browser.
    Session,
    /// The link that resets a password.
    ResetLink,
    /// The cookie of a browser that is resetting a password.
    Reset,
    /// The link that confirms a new address of an account.
    EmailChangeLink,
    /// The link by which the owner says "this wasn't me".
    NoticeLink,
    /// The link that cancels a deletion.
    DeletionLink,
}

impl Kind {
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::ConfirmationLink => "bearer/confirmation-link",
            Self::ReportLink => "bearer/report-link",
            Self::SignUp => "bearer/sign-up",
            Self::PendingSignIn => "bearer/pending-sign-in",
            Self::Session => "bearer/session",
            Self::ResetLink => "bearer/reset-link",
            Self::Reset => "bearer/reset",
            Self::EmailChangeLink => "bearer/email-change-link",
            Self::NoticeLink => "bearer/notice-link",
            Self::DeletionLink => "bearer/deletion-link",
        }
    }
}

/// 256 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Zeroizing<[u8; 32]>);

impl Token {
    /// A new token.
    ///
    /// # Errors
    /// If the platform gives no randomness.
    pub fn random(entropy: &impl Entropy) -> Result<Self, Outage> {
        let mut bytes = Zeroizing::new([0; 32]);
        entropy.fill(bytes.as_mut())?;
        Ok(Self(bytes))
    }

    /// The token of bytes that nobody can foresee.
    pub(super) const fn from_bytes(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// The token that this one gives to one browser, told apart by a value that only the browser has. Neither value alone
    /// gives it, and a browser that asks twice gets the same.
    #[must_use]
    pub fn for_browser(&self, browser: &str) -> Self {
        Self(Zeroizing::new(mac(&self.0, &[b"for-browser", browser.as_bytes()])))
    }

    /// The token that takes this one's place when `attempt` succeeds. The same attempt always gives the same, so an answer that
    /// was lost can be given again; without the server's key this token does not lead to it.
    #[must_use]
    pub fn successor(&self, secrets: &ServerSecrets, attempt: &str) -> Self {
        let (_, key) = secrets.current("bearer/successor");
        self.succeeded_under(&key, attempt)
    }

    /// The successor under every key of the server, the current one first.
    pub fn successors(&self, secrets: &ServerSecrets, attempt: &str) -> Vec<Self> {
        secrets.all("bearer/successor").map(|(_, key)| self.succeeded_under(&key, attempt)).collect()
    }

    fn succeeded_under(&self, key: &Key, attempt: &str) -> Self {
        Self(Zeroizing::new(mac(key, &[self.0.as_ref(), attempt.as_bytes()])))
    }

    /// Reads what [`Token::to_text`] wrote.
    pub fn from_text(text: &str) -> Option<Self> {
        decode_array(text).map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// The text that travels.
    pub fn to_text(&self) -> String {
        encode(self.0.as_ref())
    }

    /// The keyed hash that the database holds, under the current key.
    pub fn hash(&self, secrets: &ServerSecrets, kind: Kind) -> String {
        let (id, key) = secrets.current(kind.label());
        self.hashed_under(id, &key)
    }

    /// The hashes under every key, as a JSON array for `IN (SELECT value FROM json_each(…))`: what was made before the
    /// server's keys were rotated is found, too.
    pub fn hashes(&self, secrets: &ServerSecrets, kind: Kind) -> String {
        json_list(secrets.all(kind.label()).map(|(id, key)| self.hashed_under(id, &key)))
    }

    /// Whether `hash` is this token's under any key.
    pub fn has_hash(&self, secrets: &ServerSecrets, kind: Kind, hash: &str) -> bool {
        secrets.all(kind.label()).any(|(id, key)| equal(&self.hashed_under(id, &key), hash))
    }

    fn hashed_under(&self, id: &str, key: &Key) -> String {
        format!("{id}.{}", encode(&mac(key, &[self.0.as_ref()])))
    }

    /// The key that seals what only this browser may open. The server keeps neither it nor the token.
    pub fn key(&self, kind: Kind) -> Key {
        derive(&self.0, &format!("{}/wrap", kind.label()))
    }
}

/// Whether two texts are equal, in a time that does not depend on where they differ.
pub fn equal(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}
