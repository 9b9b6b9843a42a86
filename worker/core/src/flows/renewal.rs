//! New keys for an account. A new password or a new personal key always comes with a new data key, so that an old backup
//! with a dead key opens nothing of today; and since the server cannot wrap that for a personal key that it does not
//! know, a new personal key comes with it, too.
//!
//! [`renew`] gives the statements; the caller writes them in one batch with an expectation of what it read.

use crate::ports::{Edge, Outage, Statement};
use crate::secrets::Key;
use crate::secrets::password::{self, Kind, Record};
use crate::secrets::personal_key::PersonalKey;
use crate::store::{accounts, information, pending_sign_ins, resets, sessions};

/// What becomes of the password.
#[derive(Clone, Copy)]
pub enum Password<'a> {
    /// It stays: its wrap key wraps the new data key.
    Stays(&'a Key),
    /// It is replaced by this one.
    Becomes(&'a str),
}

/// What is renewed.
pub struct Renewal<'a> {
    /// The account.
    pub account: &'a str,
    /// What becomes of the password.
    pub password: Password<'a>,
    /// The data key until now.
    pub data_key: &'a Key,
    /// The account's information, sealed under it.
    pub information: Option<&'a str>,
    /// The pending sign-in that goes on; every other one ends, and so does every session. Empty if none does.
    pub goes_on: &'a str,
}

/// New keys and the statements that put them in the place of the old ones.
pub struct Renewed {
    /// The new data key.
    pub data_key: Key,
    /// The new personal key, to be shown to the person.
    pub personal_key: PersonalKey,
    /// What to write, after an expectation that the keys are still those that were read.
    pub statements: Vec<Statement>,
}

/// Makes new keys for an account. Costs one run of the slow hash, and another one for a new password.
///
/// # Errors
/// If the information does not open, or there is no randomness or memory.
pub fn renew(edge: &impl Edge, renewal: &Renewal<'_>) -> Result<Renewed, Outage> {
    let Renewal { account, information, .. } = *renewal;
    let (secrets, now) = (&edge.settings().secrets, edge.now());
    let data_key = password::new_data_key(edge)?;
    let personal_key = PersonalKey::random(edge)?;
    let (key_record, _) =
        Record::make(secrets, edge, Kind::PersonalKey, account, personal_key.as_str(), &data_key)?;
    let password = match renewal.password {
        Password::Stays(wrap) => accounts::rewrap_by_password(edge, account, wrap, &data_key)?,
        Password::Becomes(chosen) => {
            let (record, _) = Record::make(secrets, edge, Kind::Password, account, chosen, &data_key)?;
            accounts::insert_record(Kind::Password, account, &record, now)
        }
    };
    let mut statements = vec![
        information::expect_unchanged(account, information),
        password,
        accounts::insert_record(Kind::PersonalKey, account, &key_record, now),
        sessions::delete_all(account),
        pending_sign_ins::delete_others(account, renewal.goes_on),
    ];
    if let Password::Becomes(_) = renewal.password {
        // A reset that somebody has begun would replace the password that was just chosen.
        statements.push(resets::void(account));
    }
    if let Some(sealed) = information {
        statements.push(reseal(edge, account, (renewal.data_key, &data_key), sealed)?);
    }
    Ok(Renewed { data_key, personal_key, statements })
}

/// Opens information under one data key and seals it under another.
///
/// # Errors
/// If it does not open, or there is no randomness.
pub fn reseal(
    edge: &impl Edge,
    account: &str,
    (from, to): (&Key, &Key),
    sealed: &str,
) -> Result<Statement, Outage> {
    let plain = information::open(account, from, sealed)
        .ok_or_else(|| Outage::new("database", "an account's information does not open"))?;
    Ok(information::reseal(account, &information::seal(edge, account, to, &plain)?))
}
