//! Recent activity: what happened to an account, when, and from which browser (ST-1). Kept for
//! [`Policy::activity_lifetime`](crate::policy::Policy).

use super::{statement, values};
use crate::identifiers::{Browser, random_id};
use crate::ports::{Edge, Outage, Sql, Statement};
use crate::secrets::ServerSecrets;
use crate::secrets::seal::{self, Place};
use crate::time::UnixTime;
use serde::{Deserialize, Serialize};

/// Where the browser of an activity, or of a session, lies.
pub(crate) const fn browser_place(account: &str) -> Place<'_> {
    Place { table: "activities", column: "browser", owner: account }
}

/// Something that happened to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The account was made.
    Created,
    /// Signed in with a security code.
    SignedInWithCode,
    /// Signed in with the authenticator app.
    SignedInWithApp,
    /// Signed in with the personal key.
    SignedInWithKey,
    /// Locked after wrong codes.
    LockedAfterWrongCodes,
    /// Signed out after wrong current passwords.
    SignedOutAfterWrongPasswords,
    /// The password was changed by its owner.
    PasswordChanged,
    /// The password was reset.
    PasswordReset,
    /// A new email address was asked for.
    EmailChangeAsked,
    /// The email address was changed.
    EmailChanged,
    /// The former email address was put back.
    EmailRestored,
    /// A phone was added.
    PhoneAdded,
    /// A phone was removed.
    PhoneRemoved,
    /// An authenticator app was set up.
    AppAdded,
    /// The authenticator app was removed.
    AppRemoved,
    /// A new personal key was made.
    PersonalKeyRenewed,
    /// Personal information was saved.
    InformationSaved,
    /// Personal information was erased.
    InformationErased,
    /// Personal information that a reset had locked was opened again.
    InformationOpened,
    /// A session was ended from another browser.
    SessionEnded,
    /// All other sessions were ended.
    OtherSessionsEnded,
    /// The owner said "this wasn't me": the account was locked.
    Locked,
    /// A deletion was asked for without a second factor.
    DeletionAsked,
    /// That deletion was cancelled.
    DeletionCancelled,
    /// A copy of the data was downloaded.
    DataCopied,
    /// Mail is sent to the address again, which had come back or been called unwanted.
    MailResumed,
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 26] = [
        Self::Created,
        Self::SignedInWithCode,
        Self::SignedInWithApp,
        Self::SignedInWithKey,
        Self::LockedAfterWrongCodes,
        Self::SignedOutAfterWrongPasswords,
        Self::PasswordChanged,
        Self::PasswordReset,
        Self::EmailChangeAsked,
        Self::EmailChanged,
        Self::EmailRestored,
        Self::PhoneAdded,
        Self::PhoneRemoved,
        Self::AppAdded,
        Self::AppRemoved,
        Self::PersonalKeyRenewed,
        Self::InformationSaved,
        Self::InformationErased,
        Self::InformationOpened,
        Self::SessionEnded,
        Self::OtherSessionsEnded,
        Self::Locked,
        Self::DeletionAsked,
        Self::DeletionCancelled,
        Self::DataCopied,
        Self::MailResumed,
    ];

    /// Its name in the database, and the end of its text's key (`activity-…`).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::SignedInWithCode => "signed-in-code",
            Self::SignedInWithApp => "signed-in-app",
            Self::SignedInWithKey => "signed-in-key",
            Self::LockedAfterWrongCodes => "locked-wrong-codes",
            Self::SignedOutAfterWrongPasswords => "signed-out-wrong-passwords",
            Self::PasswordChanged => "password-changed",
            Self::PasswordReset => "password-reset",
            Self::EmailChangeAsked => "email-change-asked",
            Self::EmailChanged => "email-changed",
            Self::EmailRestored => "email-restored",
            Self::PhoneAdded => "phone-added",
            Self::PhoneRemoved => "phone-removed",
            Self::AppAdded => "app-added",
            Self::AppRemoved => "app-removed",
            Self::PersonalKeyRenewed => "personal-key-renewed",
            Self::InformationSaved => "information-saved",
            Self::InformationErased => "information-erased",
            Self::InformationOpened => "information-opened",
            Self::SessionEnded => "session-ended",
            Self::OtherSessionsEnded => "other-sessions-ended",
            Self::Locked => "locked-by-owner",
            Self::DeletionAsked => "deletion-asked",
            Self::DeletionCancelled => "deletion-cancelled",
            Self::DataCopied => "data-copied",
            Self::MailResumed => "mail-resumed",
        }
    }

    /// The key of the text that says what happened.
    pub fn key(self) -> String {
        format!("activity-{}", self.as_str())
    }

    fn read(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == name)
    }
}

/// A browser where it was seen, as a session keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Seen {
    /// The browser.
    #[serde(flatten)]
    pub browser: Browser,
    /// Where in the world it is, if the edge knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// Seals a browser for an account's list of sessions or activities. It opens in either.
///
/// # Errors
/// If the platform gives no randomness.
pub fn seal_browser(edge: &impl Edge, account: &str, browser: Browser) -> Result<String, Outage> {
    seal_seen(edge, account, &Seen { browser, place: None })
}

/// Seals a browser and where it is for an account's list of sessions.
///
/// # Errors
/// If the platform gives no randomness.
pub fn seal_seen(edge: &impl Edge, account: &str, seen: &Seen) -> Result<String, Outage> {
    let json = serde_json::to_vec(seen).map_err(|error| super::unreadable("database", &error))?;
    seal::seal(&edge.settings().secrets, edge, browser_place(account), &json)
}

/// Opens what [`seal_browser`] sealed.
///
/// # Errors
/// If it does not open.
pub fn open_browser(secrets: &ServerSecrets, account: &str, sealed: &str) -> Result<Browser, Outage> {
    open_seen(secrets, account, sealed).map(|seen| seen.browser)
}

/// Opens what [`seal_seen`] sealed.
///
/// # Errors
/// If it does not open.
pub fn open_seen(secrets: &ServerSecrets, account: &str, sealed: &str) -> Result<Seen, Outage> {
    // A browser that a later version knew is an unknown one.
    Ok(serde_json::from_str(&seal::open(secrets, browser_place(account), sealed)?).unwrap_or_default())
}

/// Notes that something happened to an account, from this browser.
///
/// # Errors
/// If the platform gives no randomness.
pub fn record(edge: &impl Edge, account: &str, event: Event, browser: Browser) -> Result<Statement, Outage> {
    let id = random_id(edge)?;
    let sealed = seal_browser(edge, account, browser)?;
    // An account that is gone meanwhile has no activities: the batch goes on without one.
    Ok(statement(
        "INSERT INTO activities (id, account_id, at, event, browser) SELECT ?1, id, ?3, ?4, ?5 FROM accounts WHERE id = ?2",
        values![id, account, edge.now(), event.as_str(), sealed],
    ))
}

/// The same for something that happened only if a deletion waits for the account.
///
/// # Errors
/// If the platform gives no randomness.
pub fn record_if_deletion_waits(
    edge: &impl Edge,
    account: &str,
    event: Event,
    browser: Browser,
) -> Result<Statement, Outage> {
    let id = random_id(edge)?;
    let sealed = seal_browser(edge, account, browser)?;
    Ok(statement(
        "INSERT INTO activities (id, account_id, at, event, browser) \
         SELECT ?1, account_id, ?3, ?4, ?5 FROM deletions WHERE account_id = ?2",
        values![id, account, edge.now(), event.as_str(), sealed],
    ))
}

/// What happened to an account.
pub struct Activity {
    /// When.
    pub at: UnixTime,
    /// What.
    pub event: Event,
    /// The browser that it came from.
    pub browser: Browser,
}

/// The newest activities of an account since `since`, at most `most`, newest first.
///
/// # Errors
/// If the database does not answer or a browser does not open.
pub async fn newest(
    sql: &impl Sql,
    secrets: &ServerSecrets,
    account: &str,
    since: UnixTime,
    most: i64,
) -> Result<Vec<Activity>, Outage> {
    let rows = sql
        .query(statement(
            "SELECT at, event, browser FROM activities WHERE account_id = ?1 AND at > ?2 ORDER BY at DESC, rowid DESC LIMIT ?3",
            values![account, since, most],
        ))
        .await?;
    let mut activities = Vec::new();
    for row in &rows {
        let browser = match row.optional_text(2)? {
            Some(sealed) => open_browser(secrets, account, &sealed)?,
            None => Browser::default(),
        };
        // An event that a later version knew is left out.
        if let Some(event) = Event::read(&row.text(1)?) {
            activities.push(Activity { at: row.time(0)?, event, browser });
        }
    }
    Ok(activities)
}
