//! The guard: everything that must be counted exactly, however many requests come at once.
//!
//! There is one guard per email address, account, phone number, known browser and client network, and a few per country of
//! phone numbers, each run alone by its edge ([`crate::ports::Guard`]). A guard is a pure state machine: [`State::apply`] takes a
//! [`Step`] and the time and gives a [`Verdict`]. Read `steps` below first, then `state.rs`, then `names.rs`
//! for who is guarded by what. What always holds:
//!
//! - a try is counted before it is judged, so parallel guesses never get more than the allowed tries;
//! - a step that comes again with the same attempt id gets the same verdict and counts once;
//! - an address without an account has a guard like any other;
//! - what is kept are keyed hashes, times and seeds, from which nothing follows without the server's key; never a code, an
//!   address or a number.

mod names;
mod state;

pub use names::Names;
pub use state::State;

use crate::policy::{POLICY, Policy};
use crate::time::UnixTime;
use serde::{Deserialize, Serialize};

const HOUR: u32 = 60 * 60;
const DAY: u32 = 24 * HOUR;

/// Something that may be asked for only so often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Budget {
    /// Confirmation links to one address (SU-3).
    ConfirmationLinks,
    /// Confirmation links asked for by one client network.
    ConfirmationLinksOfNetwork,
    /// Security codes for signing in to one account (SI-3).
    SignInCodes,
    /// Security codes to one number that is not confirmed yet.
    NumberCodes,
    /// The same, in an hour.
    NumberCodesInHour,
    /// The same, in a day.
    NumberCodesInDay,
    /// Security codes to unconfirmed numbers asked for by one client network.
    NumberCodesOfNetwork,
    /// Security codes, and other messages, to one number by which its owner signs in, whatever the account, in an hour.
    OwnNumberCodesInHour,
    /// The same, in a day.
    OwnNumberCodesInDay,
    /// Security codes for resetting passwords to one number, whatever the account, in an hour.
    ResetNumberCodesInHour,
    /// The same, in a day.
    ResetNumberCodesInDay,
    /// Messages to the numbers of one country, at home: one share of them.
    HomeCountry,
    /// Messages to the numbers of another country: one share of them.
    ForeignCountry,
    /// Telling the operator that such a share is spent.
    SpentShares,
    /// Emails to one address that anybody can cause, in an hour.
    LettersInHour,
    /// The same, in a day.
    LettersInDay,
    /// Passwords chosen in one sign-up or reset, each of which costs a slow hash.
    PasswordChoices,
    /// Reset links to one address (PR-1).
    ResetLinks,
    /// Reset links asked for by one client network.
    ResetLinksOfNetwork,
    /// Security codes for resetting one account's password: whoever knows the password cannot spend these.
    ResetCodes,
    /// Announcements that one account is to be deleted.
    DeletionLinks,
    /// Having mail sent again to the address of one account (MS-3).
    MailResumptions,
    /// Messages that one client network may write to us (HC-1).
    ContactMessagesOfNetwork,
    /// Messages that all together may write to us.
    ContactMessages,
    /// Answers to "was this helpful" from one client network.
    FeedbackOfNetwork,
}

/// What a second factor is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// Creating an account: what is got wrong is forgotten with the sign-up.
    SigningUp,
    /// Signing in, and whatever else an account's owner does.
    SigningIn,
    /// Resetting the password: a required reset does not stand in its own way.
    Resetting,
}

/// Into how many guards the budget of a country is divided, each with an equal part of it: one guard for a whole country would
/// have to answer every request for a code there, one after the other. A number always asks the same guard, and the name of
/// that is keyed, so that nobody can aim at one. All together never grant more than the budget; since numbers don't
/// spread evenly, the first refuses a little before all of it is spent.
pub const SHARES_AT_HOME: u32 = 64;
/// The same for every other country, whose budget is smaller: a part must be large enough for chance to even out.
pub const SHARES_ABROAD: u32 = 8;

impl Budget {
    /// How many are allowed, and within how many seconds.
    const fn limit(self, policy: &Policy) -> (u32, u32) {
        match self {
            Self::ConfirmationLinks | Self::ResetLinks | Self::DeletionLinks => {
                (policy.link_requests, policy.link_request_window)
            }
            Self::ConfirmationLinksOfNetwork | Self::ResetLinksOfNetwork => {
                (policy.link_requests_per_network, policy.link_request_window)
            }
            Self::SignInCodes | Self::NumberCodes | Self::ResetCodes => {
                (policy.security_code_requests, policy.security_code_request_window)
            }
            Self::ContactMessagesOfNetwork => {
                (policy.contact_messages_per_network, policy.contact_message_window)
            }
            Self::ContactMessages => (policy.contact_messages_of_all, policy.contact_message_of_all_window),
            Self::FeedbackOfNetwork => (policy.feedback_per_network, policy.feedback_window),
            Self::PasswordChoices => (policy.password_choices, policy.wrong_password_window),
            Self::NumberCodesInHour => (policy.number_codes_in_hour, HOUR),
            Self::NumberCodesInDay => (policy.number_codes_in_day, DAY),
            Self::OwnNumberCodesInHour | Self::ResetNumberCodesInHour => {
                (policy.own_number_codes_in_hour, HOUR)
            }
            Self::OwnNumberCodesInDay | Self::ResetNumberCodesInDay => (policy.own_number_codes_in_day, DAY),
            Self::HomeCountry => (policy.codes_at_home_in_hour / SHARES_AT_HOME, HOUR),
            Self::ForeignCountry => (policy.codes_abroad_in_hour / SHARES_ABROAD, HOUR),
            Self::SpentShares => (1, HOUR),
            Self::LettersInHour => (policy.letters_in_hour, HOUR),
            Self::LettersInDay => (policy.letters_in_day, DAY),
            Self::MailResumptions => (policy.mail_resumptions, DAY),
            Self::NumberCodesOfNetwork => {
                (policy.security_code_requests_per_network, policy.security_code_request_window)
            }
        }
    }
}

/// Whose wrong passwords are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordCounter {
    /// One address, or one browser that signed in to it before.
    Address,
    /// A client network, which many people may share.
    Network,
    /// A signed-in browser that is asked for the current password (ST-2).
    Session,
}

impl PasswordCounter {
    const fn limit(self, policy: &Policy) -> u32 {
        match self {
            Self::Address => policy.wrong_passwords,
            Self::Network => policy.wrong_passwords_per_network,
            Self::Session => policy.wrong_current_passwords,
        }
    }

    /// For how long a wrong password counts, in seconds. In one session all of them do: a stolen one would otherwise give
    /// a few guesses again and again.
    const fn window(self, policy: &Policy) -> u32 {
        match self {
            Self::Address | Self::Network => policy.wrong_password_window,
            Self::Session => policy.session_absolute,
        }
    }
}

/// One step of a guard's state machine. `attempt` names the try: the same step with the same attempt is one try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Counts a request against budgets: against all of them, or against none if one is spent. Verdicts: `Granted`, `TooMany`.
    Request {
        /// The try.
        attempt: String,
        /// The budgets that it is counted against.
        budgets: Vec<Budget>,
    },
    /// The same for a request whose answer is written after it: with the seed that is kept the answer is the same one when the
    /// request comes again, since the first may have ended before it was written. Verdicts: `Seeded`, `TooMany`.
    RequestSeeded {
        /// The try.
        attempt: String,
        /// The budgets that it is counted against.
        budgets: Vec<Budget>,
        /// What its answer follows from, unless it was granted before.
        seed: String,
    },
    /// Takes back what a request was granted, since nothing came of it. Verdict: `Granted`.
    Release {
        /// The try.
        attempt: String,
        /// The budgets that it was counted against.
        budgets: Vec<Budget>,
    },
    /// Makes a security code the current one of its context. Verdicts: `Issued`, `IssuedBefore`, `Granted` (before, and it works no
    /// more), `TooMany`, `Locked`, `ResetRequired`.
    IssueCode {
        /// The try.
        attempt: String,
        /// What the code is for: the pending sign-in or sign-up.
        context: String,
        /// The code's keyed hash.
        code: String,
        /// What the code follows from.
        #[serde(default)]
        seed: String,
        /// The budget that it is counted against, if this guard counts it.
        budget: Option<Budget>,
        /// What it is asked for.
        occasion: Occasion,
    },
    /// Judges a security code. Verdicts: `Right`, `Wrong`, `Expired`, `Locked`, `ResetRequired`.
    JudgeCode {
        /// The try.
        attempt: String,
        /// What the code must be for.
        context: String,
        /// The guess's keyed hash, under each of the server's keys.
        guesses: Vec<String>,
        /// What it is asked for.
        occasion: Occasion,
    },
    /// Judges a code of an authenticator app. Verdicts: `Right`, `Wrong`, `Expired`, `Locked`, `ResetRequired`.
    JudgeApp {
        /// The try.
        attempt: String,
        /// The time step whose code was given; nothing if it is the code of none. Each is accepted once.
        time_step: Option<i64>,
        /// What it is asked for.
        occasion: Occasion,
    },
    /// Counts a personal key as wrong before it is hashed. Verdicts: `Granted`, `Locked`, `ResetRequired`.
    BeginKey {
        /// The try.
        attempt: String,
        /// What it is asked for.
        occasion: Occasion,
    },
    /// Says what the hash said. Verdicts: `Right`, `Wrong`, `Locked`, `ResetRequired`.
    EndKey {
        /// The try that was begun.
        attempt: String,
        /// Whether the key was right.
        right: bool,
        /// What it was asked for.
        occasion: Occasion,
    },
    /// Asks whether second factors are judged at all now. Verdicts: `Open`, `Locked`, `ResetRequired`.
    AskLock {
        /// What they are asked for.
        occasion: Occasion,
    },
    /// Has an attempt forgotten whose write failed, so that the same form can be sent again. It stays counted.
    Forget {
        /// The try.
        attempt: String,
    },
    /// Counts a password as wrong before it is hashed. Verdicts: `Granted`, `Locked`.
    BeginPassword {
        /// The try.
        attempt: String,
        /// Whose wrong passwords are counted.
        counter: PasswordCounter,
    },
    /// Takes back a try that was never judged. Verdict: `Granted`.
    CancelPassword {
        /// The try that was begun.
        attempt: String,
    },
    /// Says what the hash said. Verdicts: `Right`, `Wrong`.
    EndPassword {
        /// The try that was begun.
        attempt: String,
        /// Whose wrong passwords are counted.
        counter: PasswordCounter,
        /// Whether the password was right.
        right: bool,
    },
    /// Forgets wrong passwords and the lock that they led to: the owner has chosen a new one. Verdict: `Granted`.
    ClearPasswords,
    /// Forgets everything: the account is gone. Verdict: `Granted`.
    Erase,
}

/// What a guard says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Go on.
    Granted {
        /// Whether this attempt was granted before: what it asked for is under way already.
        again: bool,
    },
    /// Go on, with what follows from this seed: the first one of this attempt.
    Seeded {
        /// The seed.
        seed: String,
    },
    /// The code is the current one of its context.
    Issued {
        /// Which it is of those that were issued here one soon after another, from 1 on.
        number: u32,
    },
    /// This attempt has made the code that is still the current one of its context.
    IssuedBefore {
        /// Which it is of those that were issued here one soon after another, from 1 on.
        number: u32,
        /// When.
        at: UnixTime,
        /// What the code follows from.
        seed: String,
    },
    /// Asked for too often.
    TooMany {
        /// When the next may be asked for.
        until: UnixTime,
        /// The budget that is spent; of several, the one that is spent for the longest.
        budget: Budget,
    },
    /// The secret was right.
    Right,
    /// The secret was wrong.
    Wrong {
        /// How many tries are left before the lock.
        left: u32,
    },
    /// There is no live code for this context. Counts as a wrong one.
    Expired {
        /// How many tries are left before the lock.
        left: u32,
    },
    /// Second factors are judged now.
    Open {
        /// How many tries are left before the lock.
        left: u32,
    },
    /// Nothing is judged now.
    Locked {
        /// When it ends.
        until: UnixTime,
    },
    /// Nothing is judged until the owner has chosen a new password.
    ResetRequired,
}

/// The policy that guards enforce.
const fn policy() -> &'static Policy {
    &POLICY
}
