//! Accounts and their authenticators.

use super::deletions::can_be_heard_of;
use super::factors;
use super::{language, statement, values};
use crate::identifiers::{Email, Phone};
use crate::ports::{Entropy, Outage, Row, Sql, Statement};
use crate::secrets::one_time_password::AppSecret;
use crate::secrets::password::{Kind, Record};
use crate::secrets::seal::{self, Place};
use crate::secrets::{Key, ServerSecrets};
use crate::text::Language;
use crate::time::UnixTime;

/// Where an account's email address lies.
pub(crate) const fn email_place(account: &str) -> Place<'_> {
    Place { table: "accounts", column: "email", owner: account }
}

/// The fingerprint that an address is stored with.
pub fn email_fingerprint(secrets: &ServerSecrets, email: &Email) -> String {
    secrets.fingerprint("email", email.normalized())
}

/// The fingerprints that an address is found by, as a JSON array: under each of the server's keys.
pub fn email_fingerprints(secrets: &ServerSecrets, email: &Email) -> String {
    secrets.fingerprints("email", email.normalized())
}

/// An account with what proves its password.
pub struct WithPassword {
    /// The account's id.
    pub id: String,
    /// What proves the password.
    pub password: Record,
    /// Whether its owner locked it until a reset.
    pub locked: bool,
    /// The language in which its owner is written to.
    pub language: Language,
}

/// The account of an address, in one read. One whose deletion is due is not there any more.
///
/// # Errors
/// If the database does not answer.
pub async fn with_password(
    sql: &impl Sql,
    secrets: &ServerSecrets,
    email: &Email,
    now: UnixTime,
) -> Result<Option<WithPassword>, Outage> {
    let rows = sql
        .query(statement(
            "SELECT a.id, p.salt, p.parameters, p.pepper, p.verifier, p.data_key, a.locked_at, a.language FROM accounts a \
             JOIN passwords p ON p.account_id = a.id \
             WHERE a.email_fingerprint IN (SELECT value FROM json_each(?1)) \
             AND NOT EXISTS (SELECT 1 FROM deletions d WHERE d.account_id = a.id AND d.due_at <= ?2)",
            values![email_fingerprints(secrets, email), now],
        ))
        .await?;
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(Some(WithPassword {
        id: row.text(0)?,
        password: record(row, 1)?,
        locked: row.optional_time(6)?.is_some(),
        language: language(row, 7)?,
    }))
}

/// What proves an account's password.
///
/// # Errors
/// If the database does not answer.
pub async fn password_of(sql: &impl Sql, account: &str) -> Result<Option<Record>, Outage> {
    let rows = sql
        .query(statement(
            "SELECT salt, parameters, pepper, verifier, data_key FROM passwords WHERE account_id = ?1",
            values![account],
        ))
        .await?;
    rows.first().map(|row| record(row, 0)).transpose()
}

/// Whether an address has an account; its id if so. One whose deletion is due is still there.
///
/// # Errors
/// If the database does not answer.
pub async fn id_of(sql: &impl Sql, secrets: &ServerSecrets, email: &Email) -> Result<Option<String>, Outage> {
    let found = statement(
        "SELECT id FROM accounts WHERE email_fingerprint IN (SELECT value FROM json_each(?1))",
        values![email_fingerprints(secrets, email)],
    );
    sql.query(found).await?.first().map(|row| row.text(0)).transpose()
}

/// Whether a stored fingerprint is that of this address, under whichever of the server's keys.
pub fn is_fingerprint_of(secrets: &ServerSecrets, email: &Email, fingerprint: &str) -> bool {
    email_fingerprints(secrets, email).contains(&format!("\"{fingerprint}\""))
}

/// An account that a message can be sent to.
pub struct Reachable {
    /// The account's id.
    pub id: String,
    /// Its address, as it was confirmed.
    pub email: Email,
    /// Whether its owner has locked it until the next reset (SI-9).
    pub is_locked: bool,
}

/// The account of an address, with the address as it was confirmed. One whose deletion is due is not there any more.
///
/// # Errors
/// If the database does not answer, or the stored address does not open.
pub async fn reachable(
    sql: &impl Sql,
    secrets: &ServerSecrets,
    email: &Email,
    now: UnixTime,
) -> Result<Option<Reachable>, Outage> {
    let found = statement(
        "SELECT a.id, a.email, a.locked_at FROM accounts a WHERE a.email_fingerprint IN (SELECT value FROM json_each(?1)) \
         AND NOT EXISTS (SELECT 1 FROM deletions d WHERE d.account_id = a.id AND d.due_at <= ?2)",
        values![email_fingerprints(secrets, email), now],
    );
    let rows = sql.query(found).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let id = row.text(0)?;
    let is_locked = row.optional_time(2)?.is_some();
    let stored = seal::open(secrets, email_place(&id), &row.text(1)?)?;
    Ok(Email::read(&stored).map(|email| Reachable { id, email, is_locked }))
}

/// The account of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub id: String,
    /// Whether its deletion is due, and its owner can have heard of it: whoever finds it erases it, and goes on as if it were not
    /// there.
    pub is_due: bool,
    /// The language in which its owner is written to.
    pub language: Language,
    /// Its address, as it was confirmed: two spellings that are equal here may be two mailboxes elsewhere.
    pub email: String,
}

/// The account of an address, if it has one, and whether that is to be erased.
///
/// # Errors
/// If the database does not answer.
pub async fn of_address(
    sql: &impl Sql,
    secrets: &ServerSecrets,
    email: &Email,
    now: UnixTime,
) -> Result<Option<Known>, Outage> {
    let rows = sql
        .query(statement(
            concat!(
                "SELECT a.id, (SELECT d.due_at FROM deletions d WHERE d.account_id = a.id AND d.due_at <= ?2 AND ",
                can_be_heard_of!(),
                "), a.language, a.email FROM accounts a \
                 WHERE a.email_fingerprint IN (SELECT value FROM json_each(?1))"
            ),
            values![email_fingerprints(secrets, email), now],
        ))
        .await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let id = row.text(0)?;
    let email = seal::open(secrets, email_place(&id), &row.text(3)?)?;
    Ok(Some(Known { is_due: row.optional_time(1)?.is_some(), language: language(row, 2)?, email, id }))
}

/// Counts the account, for [`super::expecting`].
pub fn expect_there(account: &str) -> Statement {
    statement("INSERT INTO expectations SELECT COUNT(*) FROM accounts WHERE id = ?1", values![account])
}

/// Counts that an address has no account, for [`super::expecting`]: the constraint of the table alone does not see an
/// account whose fingerprint is still under an older key.
pub fn expect_free(secrets: &ServerSecrets, email: &Email) -> Statement {
    statement(
        "INSERT INTO expectations SELECT NOT EXISTS (SELECT 1 FROM accounts \
         WHERE email_fingerprint IN (SELECT value FROM json_each(?1)))",
        values![email_fingerprints(secrets, email)],
    )
}

/// Gives an account another address. Loses the race if that has an account already.
///
/// # Errors
/// If the platform gives no randomness.
pub fn set_email(
    secrets: &ServerSecrets,
    entropy: &impl Entropy,
    account: &str,
    email: &Email,
) -> Result<Vec<Statement>, Outage> {
    let sealed = seal::seal(secrets, entropy, email_place(account), email.as_str().as_bytes())?;
    Ok(vec![
        expect_free(secrets, email),
        statement(
            "UPDATE accounts SET email = ?2, email_fingerprint = ?3 WHERE id = ?1",
            values![account, sealed, email_fingerprint(secrets, email)],
        ),
    ])
}

/// Counts the account if it still has this address, for [`super::expecting`].
pub fn expect_email(secrets: &ServerSecrets, account: &str, email: &Email) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM accounts WHERE id = ?1 \
         AND email_fingerprint IN (SELECT value FROM json_each(?2))",
        values![account, email_fingerprints(secrets, email)],
    )
}

/// Has the owner of an account written to in another language from now on.
pub fn set_language(account: &str, language: Language) -> Statement {
    statement("UPDATE accounts SET language = ?2 WHERE id = ?1", values![account, language.tag()])
}

/// Locks an account until a reset, because its owner said "this wasn't me".
pub fn lock(account: &str, now: UnixTime) -> Statement {
    statement("UPDATE accounts SET locked_at = COALESCE(locked_at, ?2) WHERE id = ?1", values![account, now])
}

/// Unlocks an account: its password was reset.
pub fn unlock(account: &str) -> Statement {
    statement("UPDATE accounts SET locked_at = NULL WHERE id = ?1", values![account])
}

/// Erases an account and everything that belongs to it. Messages that wait for it go, too.
pub fn delete(account: &str) -> Vec<Statement> {
    vec![
        statement("DELETE FROM messages WHERE account_id = ?1", values![account]),
        statement("DELETE FROM sign_ups WHERE account_id = ?1", values![account]),
        statement("DELETE FROM accounts WHERE id = ?1", values![account]),
    ]
}

/// A record out of five columns from `first` on.
pub(crate) fn record(row: &Row, first: usize) -> Result<Record, Outage> {
    let column = |offset: usize| row.text(first.saturating_add(offset));
    Ok(Record {
        salt: column(0)?,
        parameters: column(1)?,
        pepper: column(2)?,
        verifier: column(3)?,
        data_key: column(4)?,
    })
}

/// A whole new account.
pub struct NewAccount<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its confirmed address.
    pub email: &'a Email,
    /// The language in which its owner is written to.
    pub language: Language,
    /// What proves its password.
    pub password: &'a Record,
    /// What proves its personal key.
    pub personal_key: &'a Record,
    /// Its confirmed phone: an id and the number.
    pub phone: Option<(&'a str, &'a Phone)>,
    /// Its confirmed authenticator app.
    pub app: Option<&'a AppSecret>,
}

/// The statements that make an account. They lose the race if the address has one already.
///
/// # Errors
/// If the platform gives no randomness.
pub fn create(
    secrets: &ServerSecrets,
    entropy: &impl Entropy,
    new: &NewAccount<'_>,
    now: UnixTime,
) -> Result<Vec<Statement>, Outage> {
    let email = seal::seal(secrets, entropy, email_place(new.id), new.email.as_str().as_bytes())?;
    let mut statements = vec![
        expect_free(secrets, new.email),
        statement(
            "INSERT INTO accounts (id, created_at, email_fingerprint, email, language) VALUES (?1, ?2, ?3, ?4, ?5)",
            values![new.id, now, email_fingerprint(secrets, new.email), email, new.language.tag()],
        ),
        insert_record(Kind::Password, new.id, new.password, now),
        insert_record(Kind::PersonalKey, new.id, new.personal_key, now),
        personal_key_saved(new.id, now),
    ];
    if let Some(phone) = new.phone {
        statements.push(factors::insert_phone(secrets, entropy, new.id, phone, now)?);
    }
    if let Some(app) = new.app {
        statements.push(factors::set_app(secrets, entropy, new.id, app, now)?);
    }
    Ok(statements)
}

/// Puts a record in the place of the one that an account had.
pub fn insert_record(kind: Kind, account: &str, record: &Record, now: UnixTime) -> Statement {
    let sql = match kind {
        Kind::Password => {
            "INSERT OR REPLACE INTO passwords (account_id, created_at, salt, parameters, pepper, verifier, data_key) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        }
        Kind::PersonalKey => {
            "INSERT OR REPLACE INTO personal_keys (account_id, created_at, salt, parameters, pepper, verifier, data_key) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        }
    };
    let Record { salt, parameters, pepper, verifier, data_key } = record.clone();
    statement(sql, values![account, now, salt, parameters, pepper, verifier, data_key])
}

/// Notes that the person has saved the personal key.
pub fn personal_key_saved(account: &str, now: UnixTime) -> Statement {
    statement("UPDATE personal_keys SET saved_at = ?2 WHERE account_id = ?1", values![account, now])
}

/// Takes the personal key from an account: a reset went without it.
pub fn delete_personal_key(account: &str) -> Statement {
    statement("DELETE FROM personal_keys WHERE account_id = ?1", values![account])
}

/// Replaces what proves a password that stays the same: it was hashed with another pepper or at other costs.
pub fn rehash_password(account: &str, record: &Record) -> Statement {
    let Record { salt, parameters, pepper, verifier, data_key } = record.clone();
    statement(
        "UPDATE passwords SET salt = ?2, parameters = ?3, pepper = ?4, verifier = ?5, data_key = ?6 WHERE account_id = ?1",
        values![account, salt, parameters, pepper, verifier, data_key],
    )
}

/// Wraps another data key by the password that an account has.
///
/// # Errors
/// If the platform gives no randomness.
pub fn rewrap_by_password(
    entropy: &impl Entropy,
    account: &str,
    wrap: &Key,
    data_key: &Key,
) -> Result<Statement, Outage> {
    let sealed = Record::rewrap(entropy, Kind::Password, account, wrap, data_key)?;
    Ok(statement("UPDATE passwords SET data_key = ?2 WHERE account_id = ?1", values![account, sealed]))
}

/// Counts the personal key that was checked, if it is still the account's, for [`super::expecting`].
pub fn expect_personal_key(account: &str, record: &Record) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM personal_keys WHERE account_id = ?1 AND verifier = ?2",
        values![account, record.verifier.as_str()],
    )
}

/// Counts the password that was checked, if it still wraps the same data key and the account is not locked, for
/// [`super::expecting`].
pub fn expect_password(account: &str, record: &Record) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM passwords p JOIN accounts a ON a.id = p.account_id \
         WHERE p.account_id = ?1 AND p.data_key = ?2 AND a.locked_at IS NULL",
        values![account, record.data_key.as_str()],
    )
}
