//! Core's ports on Spin.

use crate::sql::Database;
use crate::{assets, guard, log, schema};
use bytes::Bytes;
use futures_util::future::{Either, select};
use gatehouse_core::couriers::{Message, Outcome};
use gatehouse_core::guard::{Step, Verdict};
use gatehouse_core::ports::{
    Assets, BatchError, Clock, Edge, Entropy, FETCH_LIMIT, FETCH_TIME_OUT, Fetch, Guard, Mail, Outage, Row,
    Sql, Statement, Warning,
};
use gatehouse_core::settings::Settings;
use gatehouse_core::time::UnixTime;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use spin_sdk::time::sleep;
use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Whether this instance has found the tables complete. It holds nothing of a request.
static MIGRATED: AtomicBool = AtomicBool::new(false);

/// What one request needs.
pub struct SpinEdge {
    settings: Settings,
    /// A connection that no call of a port is using.
    idle: RefCell<Option<Database>>,
    /// By how many seconds tests have moved the clock; zero in production.
    clock_offset: Cell<i64>,
    /// Whether a message was queued.
    woken: Cell<bool>,
}

impl SpinEdge {
    /// The edge for one request. It opens no database: many answers need none.
    pub fn new(settings: Settings) -> Self {
        Self { settings, idle: RefCell::default(), clock_offset: Cell::new(0), woken: Cell::new(false) }
    }

    /// Whether there is something to deliver once the request is answered.
    pub fn is_woken(&self) -> bool {
        self.woken.get()
    }

    /// Learns by how much tests have moved the clock.
    #[cfg(feature = "development")]
    pub fn read_clock(&self) -> Result<(), Outage> {
        let database = self.database()?;
        self.set_clock(&database.run("SELECT moved_by FROM clock", &[])?)?;
        self.idle.replace(Some(database));
        Ok(())
    }

    #[cfg(feature = "development")]
    fn set_clock(&self, rows: &[Row]) -> Result<i64, Outage> {
        let Some(row) = rows.first() else { return Err(Outage::new("clock", "its row is missing")) };
        self.clock_offset.set(row.time(0)?.0);
        Ok(self.clock_offset.get())
    }

    /// Erases what has expired or is due, if it is time to; then the guards that have nothing left to count.
    pub async fn upkeep(&self) -> Result<(), Outage> {
        let database = self.database()?;
        let is_due = schema::claim_upkeep(&database, self.now())?;
        self.idle.replace(Some(database));
        if !is_due {
            return Ok(());
        }
        gatehouse_core::upkeep(self).await?;
        let forgotten =
            Statement { sql: "DELETE FROM guards WHERE forget_at <= ?1", values: vec![self.now().into()] };
        self.batch(vec![forgotten]).await.map_err(|error| Outage::new("upkeep", error.to_string()))
    }

    /// A connection of one's own, to tables that are complete. Give it back to `idle` only after a success: one that was
    /// left in the middle of something must close.
    fn database(&self) -> Result<Database, Outage> {
        if let Some(database) = self.idle.take() {
            return Ok(database);
        }
        let database = Database::open()?;
        if !MIGRATED.load(Ordering::Relaxed) {
            schema::migrate(&database, self.now())?;
            MIGRATED.store(true, Ordering::Relaxed);
        }
        Ok(database)
    }
}

impl Sql for SpinEdge {
    async fn query(&self, statement: Statement) -> Result<Vec<Row>, Outage> {
        let database = self.database()?;
        let rows = database.run(statement.sql, &statement.values)?;
        self.idle.replace(Some(database));
        Ok(rows)
    }

    async fn batch(&self, statements: Vec<Statement>) -> Result<(), BatchError> {
        let database = self.database()?;
        let written = database.batch(&statements);
        if !matches!(written, Err(BatchError::Outage(_))) {
            self.idle.replace(Some(database));
        }
        written
    }
}

impl Guard for SpinEdge {
    async fn step(&self, name: &str, step: Step, now: UnixTime) -> Result<Verdict, Outage> {
        let database = self.database()?;
        let verdict = guard::step(&database, name, &step, now)?;
        self.idle.replace(Some(database));
        Ok(verdict)
    }
}

impl Fetch for SpinEdge {
    async fn fetch(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Outage> {
        let outage = |detail: String| Outage::new("another server", detail);
        let time_out = pin!(sleep(Duration::from_secs(FETCH_TIME_OUT.into())));
        match select(pin!(send(request)), time_out).await {
            Either::Left((answer, _)) => answer.map_err(outage),
            Either::Right(_) => Err(outage("no answer in time".to_owned())),
        }
    }
}

async fn send(request: Request<Bytes>) -> Result<Response<Bytes>, String> {
    let answer = spin_sdk::http::send(request.map(Full::new)).await.map_err(|error| error.to_string())?;
    let (parts, mut stream) = answer.into_parts();
    let mut body = Vec::new();
    while let Some(frame) = stream.frame().await {
        if let Ok(chunk) = frame.map_err(|error| error.to_string())?.into_data() {
            body.extend_from_slice(&chunk);
        }
        if body.len() > FETCH_LIMIT {
            return Err("the answer is too long".to_owned());
        }
    }
    Ok(Response::from_parts(parts, Bytes::from(body)))
}

impl Mail for SpinEdge {
    async fn mail(&self, _from: &str, _message: &Message) -> Outcome {
        Outcome::Misconfigured("Spin has no mail of its own".to_owned())
    }
}

impl Assets for SpinEdge {
    async fn asset(&self, address: &str) -> Result<Option<Bytes>, Outage> {
        assets::content(address)
    }
}

impl Clock for SpinEdge {
    fn now(&self) -> UnixTime {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
        UnixTime(seconds.saturating_add(self.clock_offset.get()))
    }
}

impl Entropy for SpinEdge {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), Outage> {
        getrandom::fill(buffer).map_err(|error| Outage::new("randomness", error.to_string()))
    }
}

impl Edge for SpinEdge {
    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn report(&self, outage: &Outage) {
        log::problem(outage);
    }

    fn note(&self, line: &str) {
        log::note(&line);
    }

    fn wake(&self) {
        self.woken.set(true);
    }

    fn warn(&self, warning: &Warning) {
        log::problem(warning);
    }

    #[cfg(feature = "development")]
    async fn move_clock(&self, seconds: i64) -> Result<i64, Outage> {
        let database = self.database()?;
        let moved = "UPDATE clock SET moved_by = moved_by + ?1 RETURNING moved_by";
        let offset = self.set_clock(&database.run(moved, &[seconds.into()])?)?;
        self.idle.replace(Some(database));
        Ok(offset)
    }

    #[cfg(feature = "development")]
    fn tally(&self) -> Option<gatehouse_core::ports::Tally> {
        Some(crate::tally::tally())
    }
}
