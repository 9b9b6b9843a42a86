//! Rotation of the server's keys: what lies in the database for long is sealed anew under the current key.
//!
//! An account's own ciphertexts are renewed when it is used ([`of_account`], in the batch of a sign-in) and in bulk
//! ([`under`], by [`crate::upkeep::renew_keys`]). What expires within days (links, messages, sessions) is left to expire.
//! What always holds: a row is renewed only if its ciphertext is still the one that was read, so nothing is lost to a
//! change at the same time, and doing it twice changes nothing.

use super::{accounts, activities, factors, statement, values};
use crate::identifiers::{Email, Phone};
use crate::ports::{Edge, Outage, Row, Sql, Statement};
use crate::secrets::ServerSecrets;
use crate::secrets::seal::{self, Place};
use zeroize::Zeroizing;

/// A column that holds ciphertexts for longer than a rotation may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Email,
    PhoneNumber,
    AppSecret,
    ActivityBrowser,
}

impl Column {
    const ALL: [Self; 4] = [Self::Email, Self::PhoneNumber, Self::AppSecret, Self::ActivityBrowser];

    /// Its name in the reads below.
    const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::PhoneNumber => "phone",
            Self::AppSecret => "app",
            Self::ActivityBrowser => "activity",
        }
    }

    const fn place(self, account: &str) -> Place<'_> {
        match self {
            Self::Email => accounts::email_place(account),
            Self::PhoneNumber => factors::phone_place(account),
            Self::AppSecret => factors::app_place(account),
            Self::ActivityBrowser => activities::browser_place(account),
        }
    }

    /// The fingerprint that is stored beside the ciphertext; empty where there is none.
    fn fingerprint(self, secrets: &ServerSecrets, plain: &str) -> Option<String> {
        match self {
            Self::Email => Some(accounts::email_fingerprint(secrets, &Email::read(plain)?)),
            Self::PhoneNumber => Some(factors::phone_fingerprint(secrets, &Phone::stored(plain).ok()?)),
            Self::AppSecret | Self::ActivityBrowser => Some(String::new()),
        }
    }

    /// Takes a JSON array of `[id, old ciphertext, new ciphertext, new fingerprint]`. An address that two accounts had, which
    /// nothing lets happen, would keep its old fingerprint rather than stop all others.
    const fn update(self) -> &'static str {
        match self {
            Self::Email => {
                "UPDATE OR IGNORE accounts SET email = new.value ->> 2, email_fingerprint = new.value ->> 3 \
                 FROM json_each(?1) AS new WHERE accounts.id = new.value ->> 0 AND accounts.email = new.value ->> 1"
            }
            Self::PhoneNumber => {
                "UPDATE phones SET number = new.value ->> 2, number_fingerprint = new.value ->> 3 \
                 FROM json_each(?1) AS new WHERE phones.id = new.value ->> 0 AND phones.number = new.value ->> 1"
            }
            Self::AppSecret => {
                "UPDATE authenticator_apps SET secret = new.value ->> 2 FROM json_each(?1) AS new \
                 WHERE authenticator_apps.account_id = new.value ->> 0 AND authenticator_apps.secret = new.value ->> 1"
            }
            Self::ActivityBrowser => {
                "UPDATE activities SET browser = new.value ->> 2 FROM json_each(?1) AS new \
                 WHERE activities.id = new.value ->> 0 AND activities.browser = new.value ->> 1"
            }
        }
    }
}

/// A ciphertext that was read.
pub struct Sealed {
    column: Column,
    id: String,
    account: String,
    text: String,
}

const OF_ACCOUNT: &str = "SELECT 'email', id, id, email FROM accounts WHERE id = ?1 \
     UNION ALL SELECT 'phone', id, account_id, number FROM phones WHERE account_id = ?1 \
     UNION ALL SELECT 'app', account_id, account_id, secret FROM authenticator_apps WHERE account_id = ?1";

// The texts that begin with `k1.` lie between that and `k1/`: an index finds them, where there is one. An address is
// looked for by its fingerprint, which is always written with it.
const UNDER: &str = "SELECT 'email', id, id, email FROM accounts WHERE email_fingerprint >= ?1 AND email_fingerprint < ?2 \
     UNION ALL SELECT 'phone', id, account_id, number FROM phones WHERE number >= ?1 AND number < ?2 \
     UNION ALL SELECT 'app', account_id, account_id, secret FROM authenticator_apps WHERE secret >= ?1 AND secret < ?2 \
     UNION ALL SELECT 'activity', id, account_id, browser FROM activities WHERE browser >= ?1 AND browser < ?2 \
     LIMIT ?3";

/// The statements that seal anew what an account has under an older key. Reads nothing while there is no older key.
///
/// # Errors
/// If the database does not answer, or there is no randomness.
pub async fn of_account(edge: &impl Edge, account: &str) -> Result<Vec<Statement>, Outage> {
    let secrets = &edge.settings().secrets;
    if secrets.older_keys().next().is_none() {
        return Ok(Vec::new());
    }
    let rows = read(&edge.query(statement(OF_ACCOUNT, values![account])).await?)?;
    let rows: Vec<Sealed> = rows.into_iter().filter(|row| !secrets.is_current(&row.text)).collect();
    statements(edge, &rows)
}

/// At most `most` of the ciphertexts under the key `id`.
///
/// # Errors
/// If the database does not answer.
pub async fn under(sql: &impl Sql, id: &str, most: i64) -> Result<Vec<Sealed>, Outage> {
    read(&sql.query(statement(UNDER, values![format!("{id}."), format!("{id}/"), most])).await?)
}

fn read(rows: &[Row]) -> Result<Vec<Sealed>, Outage> {
    let mut found = Vec::new();
    for row in rows {
        let name = row.text(0)?;
        if let Some(column) = Column::ALL.into_iter().find(|column| column.name() == name) {
            found.push(Sealed { column, id: row.text(1)?, account: row.text(2)?, text: row.text(3)? });
        }
    }
    Ok(found)
}

/// The statements that seal these anew, one for each table. A row that does not open is reported and left as it is: it
/// must not keep the others from being renewed.
///
/// # Errors
/// If there is no randomness.
pub fn statements(edge: &impl Edge, rows: &[Sealed]) -> Result<Vec<Statement>, Outage> {
    let secrets = &edge.settings().secrets;
    let mut statements = Vec::new();
    for column in Column::ALL {
        let mut renewed: Vec<[String; 4]> = Vec::new();
        for Sealed { id, account, text: sealed, .. } in rows.iter().filter(|row| row.column == column) {
            let plain = match seal::open(secrets, column.place(account), sealed) {
                Ok(plain) => Zeroizing::new(plain),
                Err(outage) => {
                    edge.report(&outage);
                    continue;
                }
            };
            let Some(fingerprint) = column.fingerprint(secrets, &plain) else {
                edge.report(&Outage::new(
                    "database",
                    format!("an unreadable {} is not renewed", column.name()),
                ));
                continue;
            };
            let new = seal::seal(secrets, edge, column.place(account), plain.as_bytes())?;
            renewed.push([id.clone(), sealed.clone(), new, fingerprint]);
        }
        if !renewed.is_empty() {
            let json =
                serde_json::to_string(&renewed).map_err(|error| super::unreadable("database", &error))?;
            statements.push(statement(column.update(), values![json]));
        }
    }
    Ok(statements)
}
