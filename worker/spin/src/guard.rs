//! The guard as rows of `SQLite`: one step is one transaction that no other writer comes into.
//!
//! It runs core's state machine and holds no rule of its own.

use crate::sql::Database;
use gatehouse_core::guard::{State, Step, Verdict};
use gatehouse_core::ports::{Outage, SqlValue};
use gatehouse_core::time::UnixTime;

/// Runs one step of the guard called `name`.
pub fn step(database: &Database, name: &str, step: &Step, now: UnixTime) -> Result<Verdict, Outage> {
    database.begin()?;
    let rows = database.run("SELECT state FROM guards WHERE name = ?1", &[name.into()])?;
    let mut state = match rows.first() {
        Some(row) => serde_json::from_str(&row.text(0)?).map_err(|error| broken(&error))?,
        None => State::default(),
    };
    let before = state.clone();
    let verdict = state.apply(step, now);
    if state != before {
        let text = serde_json::to_string(&state).map_err(|error| broken(&error))?;
        let forget_at: SqlValue = state.forget_at(now).into();
        let keep = "INSERT INTO guards (name, state, forget_at) VALUES (?1, ?2, ?3) \
                    ON CONFLICT (name) DO UPDATE SET state = ?2, forget_at = ?3";
        database.run(keep, &[name.into(), text.into(), forget_at])?;
    }
    database.commit()?;
    Ok(verdict)
}

fn broken(error: &serde_json::Error) -> Outage {
    Outage::new("guard", error.to_string())
}
