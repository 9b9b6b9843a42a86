//! Personal information, sealed under the account's data key, which the server does not have (PV-1).
//!
//! A reset without the personal key leaves it locked as *former* information, with what the old key needs to open it
//! (PR-4). A former ciphertext keeps the place that it was sealed for.

use super::{statement, values};
use crate::ports::{Entropy, Outage, Sql, Statement};
use crate::secrets::Key;
use crate::secrets::password::Record;
use crate::secrets::seal::{Place, open_with, seal_with};
use crate::time::UnixTime;
use zeroize::Zeroizing;

const fn place(account: &str) -> Place<'_> {
    Place { table: "information", column: "sealed", owner: account }
}

/// Seals an account's information under its data key.
///
/// # Errors
/// If the platform gives no randomness.
pub fn seal(entropy: &impl Entropy, account: &str, data_key: &Key, plain: &[u8]) -> Result<String, Outage> {
    seal_with(data_key, entropy, place(account), plain)
}

/// Opens an account's information, also when it is former; nothing if the data key is another.
pub fn open(account: &str, data_key: &Key, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
    open_with(data_key, place(account), sealed)
}

/// Puts information in the place of what an account had.
pub fn set(account: &str, sealed: &str, now: UnixTime) -> Statement {
    statement(
        "INSERT OR REPLACE INTO information (account_id, changed_at, sealed) VALUES (?1, ?2, ?3)",
        values![account, now, sealed],
    )
}

/// Replaces the ciphertext of information that stays the same: its data key is a new one.
pub fn reseal(account: &str, sealed: &str) -> Statement {
    statement("UPDATE information SET sealed = ?2 WHERE account_id = ?1", values![account, sealed])
}

/// Erases an account's information.
pub fn delete(account: &str) -> Statement {
    statement("DELETE FROM information WHERE account_id = ?1", values![account])
}

/// Counts the information that was read, if it is still the account's, for [`super::expecting`].
pub fn expect_unchanged(account: &str, sealed: Option<&str>) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COALESCE((SELECT sealed FROM information WHERE account_id = ?1), '') = ?2",
        values![account, sealed.unwrap_or_default()],
    )
}

/// Counts the account's information, whatever it is, for [`super::expecting`].
pub fn expect_any(account: &str) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM information WHERE account_id = ?1",
        values![account],
    )
}

/// Locks an account's information away with its personal key's record, before both go. Does nothing if there is no
/// information; without a personal key nothing could ever open it, so it is not kept.
pub fn make_former(account: &str, id: &str, now: UnixTime) -> Statement {
    statement(
        "INSERT INTO former_information (id, account_id, created_at, sealed, salt, parameters, pepper, verifier, data_key) \
         SELECT ?2, i.account_id, ?3, i.sealed, k.salt, k.parameters, k.pepper, k.verifier, k.data_key \
         FROM information i JOIN personal_keys k ON k.account_id = i.account_id WHERE i.account_id = ?1",
        values![account, id, now],
    )
}

/// Information that a reset left locked.
pub struct Former {
    /// Its id.
    pub id: String,
    /// When the reset was.
    pub created_at: UnixTime,
    /// The ciphertext.
    pub sealed: String,
    /// What the personal key of that time is checked with.
    pub personal_key: Record,
}

/// The former information of an account with this id.
///
/// # Errors
/// If the database does not answer.
pub async fn former(sql: &impl Sql, account: &str, id: &str) -> Result<Option<Former>, Outage> {
    let rows = sql
        .query(statement(
            "SELECT id, created_at, sealed, salt, parameters, pepper, verifier, data_key FROM former_information \
             WHERE account_id = ?1 AND id = ?2",
            values![account, id],
        ))
        .await?;
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(Some(Former {
        id: row.text(0)?,
        created_at: row.time(1)?,
        sealed: row.text(2)?,
        personal_key: super::accounts::record(row, 3)?,
    }))
}

/// Erases former information: it was opened, or its owner gave it up.
pub fn delete_former(account: &str, id: &str) -> Statement {
    statement("DELETE FROM former_information WHERE account_id = ?1 AND id = ?2", values![account, id])
}

/// Counts the former information with this id, for [`super::expecting`].
pub fn expect_former(account: &str, id: &str) -> Statement {
    statement(
        "INSERT INTO expectations SELECT COUNT(*) FROM former_information WHERE account_id = ?1 AND id = ?2",
        values![account, id],
    )
}
