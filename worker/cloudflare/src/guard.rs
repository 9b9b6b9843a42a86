//! The guard as a Durable Object: one per account, address, number, device and network, its state in a database
//! of its own.
//!
//! It runs core's state machine and holds no rule of its own. A step reads, judges and writes without waiting for
//! anything in between, so no other step comes between; an alarm erases it when there is nothing left to count.

#![expect(missing_docs, reason = "the attribute macro makes public items without documentation")]

use crate::edge::now;
use gatehouse_core::guard::{State as GuardState, Step};
use gatehouse_core::time::UnixTime;
use serde::{Deserialize, Serialize};
use worker::{DurableObject, Env, Error, Request, Response, Result, State, durable_object};

/// What a worker sends.
#[derive(Debug, Serialize, Deserialize)]
pub struct Call {
    /// The step.
    pub step: Step,
    /// When it is taken.
    pub now: UnixTime,
}

/// The Durable Object.
#[durable_object]
pub struct Guard {
    state: State,
}

#[derive(Deserialize)]
struct Table {
    #[serde(rename = "name")]
    _name: String,
}

#[derive(Deserialize)]
struct Stored {
    state: String,
}

impl Guard {
    /// Reads the state. A guard that was never asked for anything to count has no table, and gets none by being asked.
    fn load(&self) -> Result<GuardState> {
        let sql = self.state.storage().sql();
        let tables: Vec<Table> = sql
            .exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'guard'", None)?
            .to_array()?;
        if tables.is_empty() {
            return Ok(GuardState::default());
        }
        let stored: Vec<Stored> = sql.exec("SELECT state FROM guard", None)?.to_array()?;
        match stored.first() {
            Some(stored) => Ok(serde_json::from_str(&stored.state)?),
            None => Ok(GuardState::default()),
        }
    }

    fn save(&self, state: &GuardState) -> Result<()> {
        let text = serde_json::to_string(state)?;
        let sql = self.state.storage().sql();
        sql.exec(
            "CREATE TABLE IF NOT EXISTS guard (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL)",
            None,
        )?;
        sql.exec("INSERT OR REPLACE INTO guard (id, state) VALUES (1, ?)", vec![text.into()])?;
        Ok(())
    }

    /// Has the alarm ring when this guard may be forgotten.
    async fn schedule(&self, state: &GuardState, at: UnixTime) -> Result<()> {
        let storage = self.state.storage();
        match state.forget_at(at) {
            // The platform's alarms know nothing of a clock that tests have moved: they get the time that is left.
            Some(end) => {
                let milliseconds = i64::from(at.until(end)).saturating_add(1).saturating_mul(1000);
                storage.set_alarm(milliseconds).await
            }
            None if storage.get_alarm().await?.is_some() => storage.delete_alarm().await,
            None => Ok(()),
        }
    }
}

impl DurableObject for Guard {
    fn new(state: State, _env: Env) -> Self {
        Self { state }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let call: Call = serde_json::from_str(&request.text().await?)?;
        let mut state = self.load()?;
        let before = state.clone();
        let verdict = state.apply(&call.step, call.now);
        if state != before {
            self.save(&state)?;
            self.schedule(&state, call.now).await?;
        }
        Response::from_json(&verdict)
    }

    async fn alarm(&self) -> Result<Response> {
        let state = self.load()?;
        let now = now();
        match state.forget_at(now) {
            Some(end) if end <= now => {
                self.state.storage().delete_all().await?;
            }
            _ => self.schedule(&state, now).await?,
        }
        Response::ok("").map_err(|error| Error::RustError(error.to_string()))
    }
}
