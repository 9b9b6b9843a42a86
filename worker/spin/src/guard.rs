//! The guard as rows of `SQLite`. It runs core's state machine and holds no rule of its own.
//!
//! What always holds: a step follows from the very state that it replaces, so that steps of one guard happen one after the other.
//! None of them holds a lock while this component runs: whoever is let in between may be hashing a password, and everybody
//! who writes would wait for that. So a state is read, and replaced by one statement only if it is still the same; if not, the
//! step is taken again on the new one.

use crate::sql::Database;
use gatehouse_core::guard::{State, Step, Verdict};
use gatehouse_core::ports::{Outage, SqlValue};
use gatehouse_core::time::UnixTime;

/// How often another request may be faster. Each time one has got on, so that the last of so many at once still gets its turn.
const TRIES: usize = 500;

/// No state is written like this: what is not there is replaced by whoever is first.
const NOTHING: &str = "";

/// Runs one step of the guard called `name`.
pub fn step(database: &Database, name: &str, step: &Step, now: UnixTime) -> Result<Verdict, Outage> {
    for _ in 0..TRIES {
        let rows = database.run("SELECT state FROM guards WHERE name = ?1", &[name.into()])?;
        let known = rows.first().map(|row| row.text(0)).transpose()?;
        let before = match &known {
            Some(text) => serde_json::from_str(text).map_err(|error| broken(&error))?,
            None => State::default(),
        };
        let mut state: State = before.clone();
        let verdict = state.apply(step, now);
        if state == before {
            return Ok(verdict);
        }
        let text = serde_json::to_string(&state).map_err(|error| broken(&error))?;
        let forget_at: SqlValue = state.forget_at(now).into();
        let known = known.as_deref().unwrap_or(NOTHING);
        let replace = "INSERT INTO guards (name, state, forget_at) VALUES (?1, ?2, ?3) \
                       ON CONFLICT (name) DO UPDATE SET state = ?2, forget_at = ?3 WHERE state = ?4 RETURNING 1";
        if !database.run(replace, &[name.into(), text.into(), forget_at, known.into()])?.is_empty() {
            return Ok(verdict);
        }
    }
    Err(Outage::new("guard", "others were faster each time"))
}

fn broken(error: &serde_json::Error) -> Outage {
    Outage::new("guard", error.to_string())
}
