//! The tables: the migrations that both edges share, then the few that only this one has. Applied by the first request
//! that finds one missing, each once, in one transaction with the note that it was.

use crate::sql::Database;
use gatehouse_core::ports::{Outage, Row, SqlValue};
use gatehouse_core::time::UnixTime;

/// Name and statements of each shared migration, in order.
const SHARED: &[(&str, &[&str])] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// What Spin lacks: a place for guards, and something that erases what has expired.
const OWN: &[(&str, &[&str])] = &[(
    "spin_0001_guards",
    &[
        "CREATE TABLE guards (name TEXT PRIMARY KEY, state TEXT NOT NULL, forget_at INTEGER) STRICT",
        "CREATE INDEX guards_by_end ON guards (forget_at)",
        "CREATE TABLE upkeep (id INTEGER PRIMARY KEY CHECK (id = 1), swept_at INTEGER NOT NULL) STRICT",
        "INSERT INTO upkeep (id, swept_at) VALUES (1, 0)",
        // Only a development build moves it.
        "CREATE TABLE clock (id INTEGER PRIMARY KEY CHECK (id = 1), moved_by INTEGER NOT NULL) STRICT",
        "INSERT INTO clock (id, moved_by) VALUES (1, 0)",
    ],
)];

/// How often the upkeep is done, in seconds.
const UPKEEP_EVERY: i64 = 3600;

/// Brings the database up to date.
pub fn migrate(database: &Database, now: UnixTime) -> Result<(), Outage> {
    if missing(database)?.is_empty() {
        return Ok(());
    }
    database.begin()?;
    // Another request may have been faster.
    for (name, statements) in missing(database)? {
        for statement in statements {
            database.run(statement, &[])?;
        }
        let note = "INSERT INTO migrations (name, applied_at) VALUES (?1, ?2)";
        database.run(note, &[name.into(), now.into()])?;
    }
    database.commit()
}

fn missing(database: &Database) -> Result<Vec<(&'static str, &'static [&'static str])>, Outage> {
    let tables = database.run("SELECT name FROM sqlite_master WHERE name = 'migrations'", &[])?;
    let known = if tables.is_empty() {
        database
            .run(
                "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT",
                &[],
            )
            ?;
        Vec::new()
    } else {
        database.run("SELECT name FROM migrations", &[])?
    };
    let known: Vec<String> = known.iter().map(|row| row.text(0)).collect::<Result<_, _>>()?;
    Ok(SHARED
        .iter()
        .chain(OWN)
        .filter(|(name, _)| !known.iter().any(|known| known == name))
        .copied()
        .collect())
}

/// Whether the upkeep was not done within the hour. Whoever is told so is the only one, and has to do it.
pub fn claim_upkeep(database: &Database, now: UnixTime) -> Result<bool, Outage> {
    let due: SqlValue = UnixTime(now.0.saturating_sub(UPKEEP_EVERY)).into();
    let asked = database.run("SELECT id FROM upkeep WHERE swept_at <= ?1", std::slice::from_ref(&due))?;
    if asked.is_empty() {
        return Ok(false);
    }
    let claim = "UPDATE upkeep SET swept_at = ?1 WHERE swept_at <= ?2 RETURNING id";
    let claimed: Vec<Row> = database.run(claim, &[now.into(), due])?;
    Ok(!claimed.is_empty())
}
