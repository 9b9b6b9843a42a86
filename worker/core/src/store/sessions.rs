//! Signed-in browsers.

use super::accounts::email_place;
use super::activities::{self, Seen};
use super::factors::{Factors, factor_columns};
use super::{language, statement, values};
use crate::policy::POLICY;
use crate::ports::{Outage, Sql, Statement};
use crate::secrets::ServerSecrets;
use crate::secrets::bearer::{Kind, Token};
use crate::secrets::seal::{self, Place};
use crate::text::Language;
use crate::time::UnixTime;

/// Where a session's sealed data key lies.
pub(crate) const fn data_key_place(account: &str) -> Place<'_> {
    Place { table: "sessions", column: "data_key", owner: account }
}

/// Where a personal key lies until the person has saved it.
pub(crate) const fn new_personal_key_place(account: &str) -> Place<'_> {
    Place { table: "sessions", column: "new_personal_key", owner: account }
}

/// Where the password's wrap key lies after the current-password step.
pub(crate) const fn password_wrap_place(account: &str) -> Place<'_> {
    Place { table: "sessions", column: "password_wrap", owner: account }
}

/// A session with what the pages of its account show and need.
pub struct Session {
    /// The keyed hash of the cookie.
    pub id: String,
    /// Whose it is.
    pub account: String,
    /// When it began.
    pub created_at: UnixTime,
    /// When it was last used, to the minute.
    pub last_seen_at: UnixTime,
    /// What it is called in forms. It stays when the cookie changes.
    pub reference: String,
    /// Its browser and where that was, sealed (see [`super::activities::open_seen`]).
    pub browser: Option<String>,
    /// The account's data key, sealed with the cookie.
    pub data_key: String,
    /// The personal key that the person has yet to save, sealed with the cookie.
    pub new_personal_key: Option<String>,
    /// When the current password was last given.
    pub password_confirmed_at: Option<UnixTime>,
    /// The password's wrap key, sealed with the cookie.
    pub password_wrap: Option<String>,
    /// A change of a setting that is under way, as JSON.
    pub setting: Option<String>,
    /// The account's address.
    pub email: String,
    /// The language in which its owner is written to.
    pub language: Language,
    /// When the account was made.
    pub account_created_at: UnixTime,
    /// When the password was chosen.
    pub password_created_at: UnixTime,
    /// The account's second factors.
    pub factors: Factors,
    /// The account's personal information, sealed under its data key.
    pub information: Option<String>,
    /// Information that a reset left locked: id and time of each, newest first.
    pub former: Vec<(String, UnixTime)>,
}

/// The session of a cookie, in one read. Whether it has ended is for the caller to judge.
///
/// # Errors
/// If the database does not answer.
pub async fn find(sql: &impl Sql, secrets: &ServerSecrets, token: &Token) -> Result<Option<Session>, Outage> {
    let rows = sql
        .query(statement(
            concat!(
                "SELECT s.account_id, s.created_at, s.last_seen_at, s.new_personal_key, s.id, s.reference, s.browser, \
                 s.data_key, s.password_confirmed_at, s.password_wrap, s.setting, a.email, a.created_at, w.created_at, \
                 i.sealed, (SELECT json_group_array(json_array(f.id, f.created_at)) FROM (SELECT id, created_at \
                 FROM former_information WHERE account_id = a.id ORDER BY created_at DESC, id) f), a.language, ",
                factor_columns!(),
                " FROM sessions s JOIN accounts a ON a.id = s.account_id JOIN passwords w ON w.account_id = a.id \
                 LEFT JOIN information i ON i.account_id = a.id LEFT JOIN personal_keys k ON k.account_id = a.id \
                 WHERE s.id IN (SELECT value FROM json_each(?1))"
            ),
            values![token.hashes(secrets, Kind::Session)],
        ))
        .await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let account = row.text(0)?;
    Ok(Some(Session {
        created_at: row.time(1)?,
        last_seen_at: row.time(2)?,
        new_personal_key: row.optional_text(3)?,
        id: row.text(4)?,
        reference: row.text(5)?,
        browser: row.optional_text(6)?,
        data_key: row.text(7)?,
        password_confirmed_at: row.optional_time(8)?,
        password_wrap: row.optional_text(9)?,
        setting: row.optional_text(10)?,
        email: seal::open(secrets, email_place(&account), &row.text(11)?)?,
        account_created_at: row.time(12)?,
        password_created_at: row.time(13)?,
        information: row.optional_text(14)?,
        former: serde_json::from_str(&row.text(15)?)
            .map_err(|error| super::unreadable("database", &error))?,
        language: language(row, 16)?,
        factors: Factors::read(row, 17, &account, secrets)?,
        account,
    }))
}

/// A new session.
pub struct NewSession<'a> {
    /// The keyed hash of its cookie.
    pub id: &'a str,
    /// Whose it is.
    pub account: &'a str,
    /// What it is called in forms.
    pub reference: &'a str,
    /// Its browser, sealed.
    pub browser: Option<String>,
    /// The account's data key, sealed with the cookie.
    pub data_key: &'a str,
    /// The personal key that the person has yet to save, sealed with the cookie.
    pub new_personal_key: Option<String>,
}

/// Begins a session.
pub fn insert(new: NewSession<'_>, now: UnixTime) -> Statement {
    insert_since(new, now, now)
}

/// Goes on with a session that began at `created_at` and whose keys were renewed: it lasts no longer for that.
pub fn insert_since(new: NewSession<'_>, created_at: UnixTime, now: UnixTime) -> Statement {
    statement(
        "INSERT INTO sessions (id, account_id, created_at, last_seen_at, reference, browser, data_key, new_personal_key) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        values![
            new.id,
            new.account,
            created_at,
            now,
            new.reference,
            new.browser,
            new.data_key,
            new.new_personal_key
        ],
    )
}

/// What a session has sealed with its cookie, and is sealed anew when the cookie changes.
pub struct Sealed<'a> {
    /// The data key.
    pub data_key: &'a str,
    /// The personal key that is yet to be saved.
    pub new_personal_key: Option<String>,
    /// The password's wrap key.
    pub password_wrap: Option<String>,
}

/// Gives a session another cookie, and notes when the current password was given.
pub fn rotate(
    id: &str,
    new_id: &str,
    sealed: Sealed<'_>,
    password_confirmed_at: Option<UnixTime>,
) -> Statement {
    statement(
        "UPDATE sessions SET id = ?2, data_key = ?3, new_personal_key = ?4, password_wrap = ?5, \
         password_confirmed_at = ?6, setting = NULL WHERE id = ?1",
        values![
            id,
            new_id,
            sealed.data_key,
            sealed.new_personal_key,
            sealed.password_wrap,
            password_confirmed_at
        ],
    )
}

/// Counts the session, for [`super::expecting`]: what it holds is current for as long as it is there.
pub fn expect_live(id: &str) -> Statement {
    statement("INSERT INTO expectations SELECT COUNT(*) FROM sessions WHERE id = ?1", values![id])
}

/// Keeps, or forgets, a change of a setting that is under way.
pub fn set_setting(id: &str, setting: Option<String>) -> Statement {
    statement("UPDATE sessions SET setting = ?2 WHERE id = ?1", values![id, setting])
}

/// Counts the session while this change is under way in it, for [`super::expecting`].
pub fn expect_setting(id: &str, setting: &str) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM sessions WHERE id = ?1 AND setting = ?2",
        values![id, setting],
    )
}

/// Notes that a session was used.
pub fn touch(id: &str, now: UnixTime) -> Statement {
    statement("UPDATE sessions SET last_seen_at = ?2 WHERE id = ?1", values![id, now])
}

/// Notes that the person has saved the new personal key.
pub fn forget_new_personal_key(id: &str) -> Statement {
    statement("UPDATE sessions SET new_personal_key = NULL WHERE id = ?1", values![id])
}

/// Ends a session.
pub fn delete(id: &str) -> Statement {
    statement("DELETE FROM sessions WHERE id = ?1", values![id])
}

/// Ends the session whose hashes are given as a JSON array.
pub fn delete_any(ids: &str) -> Statement {
    statement("DELETE FROM sessions WHERE id IN (SELECT value FROM json_each(?1))", values![ids])
}

/// Ends the sessions of an account that hold the password's wrap key: it is of the past.
pub fn delete_confirmed(account: &str) -> Statement {
    statement("DELETE FROM sessions WHERE account_id = ?1 AND password_wrap IS NOT NULL", values![account])
}

/// A session as its account's list shows it (ST-7).
pub struct Listed {
    /// What it is called in forms.
    pub reference: String,
    /// When it began.
    pub created_at: UnixTime,
    /// When it was last used, to the minute.
    pub last_seen_at: UnixTime,
    /// Its browser, and where that was.
    pub seen: Seen,
}

/// What must be later than which times for a session to be live: when it began, and when it was last used.
const fn live_since(now: UnixTime) -> (UnixTime, UnixTime) {
    (now.minus(POLICY.session_absolute), now.minus(POLICY.session_idle))
}

/// The live sessions of an account, the one that was used last first.
///
/// # Errors
/// If the database does not answer or a browser does not open.
pub async fn live(
    sql: &impl Sql,
    secrets: &ServerSecrets,
    account: &str,
    now: UnixTime,
) -> Result<Vec<Listed>, Outage> {
    let (began, used) = live_since(now);
    let rows = sql
        .query(statement(
            "SELECT reference, created_at, last_seen_at, browser FROM sessions \
             WHERE account_id = ?1 AND created_at > ?2 AND last_seen_at > ?3 \
             ORDER BY last_seen_at DESC, created_at DESC, reference",
            values![account, began, used],
        ))
        .await?;
    rows.iter()
        .map(|row| {
            let sealed = row.optional_text(3)?;
            let seen = sealed.map(|sealed| activities::open_seen(secrets, account, &sealed)).transpose()?;
            Ok(Listed {
                reference: row.text(0)?,
                created_at: row.time(1)?,
                last_seen_at: row.time(2)?,
                seen: seen.unwrap_or_default(),
            })
        })
        .collect()
}

/// Counts whether a session and the live one that it wants to end are of the same account and both there, for
/// [`super::expecting`].
pub fn expect_both(own: &str, other: &str, now: UnixTime) -> Statement {
    let (began, used) = live_since(now);
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM sessions s JOIN sessions o ON o.account_id = s.account_id \
         WHERE s.reference = ?1 AND o.reference = ?2 AND o.created_at > ?3 AND o.last_seen_at > ?4",
        values![own, other, began, used],
    )
}

/// Counts the session with this reference, for [`super::expecting`]: it is still there if its cookie has changed meanwhile.
pub fn expect_there(account: &str, reference: &str) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM sessions WHERE account_id = ?1 AND reference = ?2",
        values![account, reference],
    )
}

/// Ends the session of an account with this reference.
pub fn delete_one(account: &str, reference: &str) -> Statement {
    statement("DELETE FROM sessions WHERE account_id = ?1 AND reference = ?2", values![account, reference])
}

/// Ends every session of an account but the one with this reference.
pub fn delete_others(account: &str, reference: &str) -> Statement {
    statement("DELETE FROM sessions WHERE account_id = ?1 AND reference <> ?2", values![account, reference])
}

/// Ends every session of an account.
pub fn delete_all(account: &str) -> Statement {
    statement("DELETE FROM sessions WHERE account_id = ?1", values![account])
}
