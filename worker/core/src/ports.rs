//! All that an edge provides. Core asks for nothing else, and never asks which edge it runs on.
//!
//! An adapter implements every trait here on one type and hands it to [`crate::handle`]. The futures need not
//! be `Send`: Cloudflare's are not. **Rejections are values, outages are errors**: every method fails only with
//! [`Outage`], except [`Sql::batch`], which can also lose a race.

use crate::couriers::{Message, Outcome};
use crate::guard::{Step, Verdict};
use crate::identifiers::Country;
use crate::settings::Settings;
use crate::time::UnixTime;
use bytes::Bytes;
use http::{Request, Response};

/// Something that the service stands on did not work. The person gets a 503 page and nothing is half-done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{part} failed: {detail}")]
pub struct Outage {
    /// What failed, such as `database` or `guard`.
    pub part: &'static str,
    /// What it said, for developers. Never holds personal information or a secret.
    pub detail: String,
}

impl Outage {
    /// An outage of `part`, which said `detail`.
    pub fn new(part: &'static str, detail: impl Into<String>) -> Self {
        Self { part, detail: detail.into() }
    }
}

/// Why a batch was not written. None of it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// A constraint did not hold: another request was faster.
    #[error("a constraint did not hold")]
    LostRace,
    /// The database did not work.
    #[error(transparent)]
    Outage(#[from] Outage),
}

impl BatchError {
    /// What this is after a write that has no race to lose: an outage in any case.
    pub fn unexpected(self) -> Outage {
        match self {
            Self::Outage(outage) => outage,
            Self::LostRace => Outage::new("database", "an unexpected constraint"),
        }
    }
}

/// What came of a write that may as well lose its race: somebody else was faster, and what then holds is right too.
///
/// # Errors
/// If the database did not work.
pub fn either_way(written: Result<(), BatchError>) -> Result<(), Outage> {
    match written {
        Ok(()) | Err(BatchError::LostRace) => Ok(()),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}

/// A value of a statement or a row. The tables hold nothing else; integers stay below 2^53, since they pass
/// through JavaScript numbers on one edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SqlValue {
    /// NULL.
    Null,
    /// An integer.
    Integer(i64),
    /// A text.
    Text(String),
}

impl From<&str> for SqlValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for SqlValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<UnixTime> for SqlValue {
    fn from(time: UnixTime) -> Self {
        Self::Integer(time.0)
    }
}

impl From<i64> for SqlValue {
    fn from(integer: i64) -> Self {
        Self::Integer(integer)
    }
}

impl<T: Into<Self>> From<Option<T>> for SqlValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One statement in the dialect of `SQLite`, with its values for `?1`, `?2` and so on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The text, the same on every edge.
    pub sql: &'static str,
    /// The values, in order.
    pub values: Vec<SqlValue>,
}

/// One row, its columns in the order in which the statement names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(pub Vec<SqlValue>);

impl Row {
    /// The text in column `index`.
    ///
    /// # Errors
    /// If there is none: the statement and its reader disagree.
    pub fn text(&self, index: usize) -> Result<String, Outage> {
        self.optional_text(index)?.ok_or_else(|| Outage::new("database", format!("column {index} is NULL")))
    }

    /// The text in column `index`, or nothing if it is NULL.
    ///
    /// # Errors
    /// If the column holds something else.
    pub fn optional_text(&self, index: usize) -> Result<Option<String>, Outage> {
        match self.0.get(index) {
            Some(SqlValue::Text(text)) => Ok(Some(text.clone())),
            Some(SqlValue::Null) => Ok(None),
            _ => Err(Outage::new("database", format!("column {index} is no text"))),
        }
    }

    /// The time in column `index`.
    ///
    /// # Errors
    /// If there is none.
    pub fn time(&self, index: usize) -> Result<UnixTime, Outage> {
        self.optional_time(index)?.ok_or_else(|| Outage::new("database", format!("column {index} is NULL")))
    }

    /// The time in column `index`, or nothing if it is NULL.
    ///
    /// # Errors
    /// If the column holds something else.
    pub fn optional_time(&self, index: usize) -> Result<Option<UnixTime>, Outage> {
        match self.0.get(index) {
            Some(SqlValue::Integer(seconds)) => Ok(Some(UnixTime(*seconds))),
            Some(SqlValue::Null) => Ok(None),
            _ => Err(Outage::new("database", format!("column {index} is no integer"))),
        }
    }
}

/// The database of accounts.
#[expect(async_fn_in_trait, reason = "no Send bound is wanted: Cloudflare's futures are not Send")]
pub trait Sql {
    /// Reads the rows of one statement.
    ///
    /// # Errors
    /// If the database does not answer.
    async fn query(&self, statement: Statement) -> Result<Vec<Row>, Outage>;

    /// Writes all statements, or none.
    ///
    /// # Errors
    /// [`BatchError::LostRace`] if a constraint did not hold; otherwise an outage.
    async fn batch(&self, statements: Vec<Statement>) -> Result<(), BatchError>;
}

/// What must be counted exactly, however many requests come at once.
#[expect(async_fn_in_trait, reason = "no Send bound is wanted: Cloudflare's futures are not Send")]
pub trait Guard {
    /// Runs one step of the state machine ([`crate::guard::State::apply`]) of the guard called `name`, alone,
    /// and keeps the state it leaves. The time is the caller's: a guard has no clock of its own.
    ///
    /// # Errors
    /// If the guard does not answer in time. The step may have been taken.
    async fn step(&self, name: &str, step: Step, now: UnixTime) -> Result<Verdict, Outage>;
}

/// What time it is.
pub trait Clock {
    /// Now.
    fn now(&self) -> UnixTime;
}

/// Randomness that nobody can foresee.
pub trait Entropy {
    /// Fills `buffer` with random bytes.
    ///
    /// # Errors
    /// If the platform gives none.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), Outage>;
}

/// The most bytes of an answer from another server that are read. The answers of message providers are far below.
pub const FETCH_LIMIT: usize = 1024 * 1024;

/// How long another server may take to answer, in seconds.
pub const FETCH_TIME_OUT: u32 = 10;

/// Requests to other servers.
#[expect(async_fn_in_trait, reason = "no Send bound is wanted: Cloudflare's futures are not Send")]
pub trait Fetch {
    /// Sends one request and reads the whole answer, whatever its status. Follows no redirect.
    ///
    /// # Errors
    /// If the server cannot be reached, takes longer than [`FETCH_TIME_OUT`] or answers with more than [`FETCH_LIMIT`].
    /// The request may have arrived.
    async fn fetch(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Outage>;
}

/// Emails by the edge's own means, if it has any.
#[expect(async_fn_in_trait, reason = "no Send bound is wanted: Cloudflare's futures are not Send")]
pub trait Mail {
    /// Hands an email over. `from` is `Name <address>`. An edge without such means is [`Outcome::Misconfigured`].
    async fn mail(&self, from: &str, message: &Message) -> Outcome;
}

/// The files of the built site, which the edge also serves by itself.
#[expect(async_fn_in_trait, reason = "no Send bound is wanted: Cloudflare's futures are not Send")]
pub trait Assets {
    /// The file that the site has at `address`, such as `/search/en.json` or `/es/`. Nothing if it has none there, or a
    /// redirect.
    ///
    /// # Errors
    /// If there is one that cannot be read.
    async fn asset(&self, address: &str) -> Result<Option<Bytes>, Outage>;
}

/// Something that the operator should know and that is no outage. Never holds personal information or a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// Part of the messages to the phones of one country that may be sent in an hour are sent: perhaps somebody earns money with
    /// them.
    #[error(
        "phones in {country}: 1 of {shares} shares of the {budget} messages that an hour may have is spent"
    )]
    CountrySpent {
        /// The country, which is written as its code.
        country: Country,
        /// All messages to it that an hour may have.
        budget: u32,
        /// Into how many equal shares they are divided.
        shares: u32,
    },
}

/// What an instance of the service has to do, where one instance answers many requests.
#[cfg(feature = "development")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// How many requests it has answered.
    pub answered: u32,
    /// How many it is answering, the one that asks among them.
    pub answering: u32,
}

/// An edge: every port at once.
#[cfg_attr(
    feature = "development",
    expect(async_fn_in_trait, reason = "no Send bound is wanted: Cloudflare's futures are not Send")
)]
pub trait Edge: Sql + Guard + Fetch + Mail + Assets + Clock + Entropy {
    /// The settings and secrets that this edge was started with.
    fn settings(&self) -> &Settings;

    /// Writes a line for the operator about something that did not work.
    fn report(&self, outage: &Outage);

    /// Writes a line for the operator about what was done. It never holds personal information or a secret.
    fn note(&self, line: &str);

    /// Has [`crate::couriers::deliver`] called once this request is answered: a message was queued.
    fn wake(&self);

    /// Writes a line for the operator about something that works as it should, and may need a look.
    fn warn(&self, warning: &Warning);

    /// Moves the clock of this edge by `seconds`, for this request and all that come later, and says by how much it is
    /// moved in all.
    ///
    /// # Errors
    /// If the edge cannot keep it.
    #[cfg(feature = "development")]
    async fn move_clock(&self, seconds: i64) -> Result<i64, Outage>;

    /// What the instance that answers has to do. Nothing where the edge does not count.
    #[cfg(feature = "development")]
    fn tally(&self) -> Option<Tally> {
        None
    }
}
