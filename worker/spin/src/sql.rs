//! `SQLite` as Spin offers it. The one place that talks to it.
//!
//! What always holds: no other request of this instance runs between the beginning of a transaction and its end. Only one writer
//! may be in the database, and the requests beside it hash passwords: each that came in between would hold up everybody who
//! writes. So the calls are those that wait in place, which Spin offers beside asynchronous ones; a statement takes a moment, and
//! Spin starts another instance for who comes meanwhile. They also give rows and errors at once, where the others give rows
//! by a stream that blocks its connection for ever unless it is drained.

use gatehouse_core::ports::{BatchError, Outage, Row, SqlValue, Statement};
// The SDK wraps the asynchronous calls alone.
use spin_sdk::sqlite::wit::sqlite::Connection;
use spin_sdk::sqlite::{Error, Value};

/// Begins a transaction that no other writer comes into.
const BEGIN: &str = "BEGIN IMMEDIATE";

/// For how many milliseconds a statement waits for another writer, twice as long as by default: whoever comes when everybody comes
/// had rather wait than be sent away.
const PATIENCE: &str = "PRAGMA busy_timeout = 10000";

/// One connection. Dropped in the middle of a transaction, by an error or because the instance ends, it takes the transaction
/// back. A client that hangs up is no reason: Spin lets the request run to its end.
pub struct Database(Connection);

impl Database {
    /// Opens the default database.
    pub fn open() -> Result<Self, Outage> {
        let database = Self(Connection::open("default").map_err(|error| outage(&error))?);
        database.run("PRAGMA foreign_keys = ON", &[])?;
        database.run(PATIENCE, &[])?;
        // What is deleted is overwritten with zeros, rather than left in the file until something else needs the space.
        database.run("PRAGMA secure_delete = ON", &[])?;
        Ok(database)
    }

    /// Runs one statement and gives all of its rows.
    pub fn run(&self, sql: &str, values: &[SqlValue]) -> Result<Vec<Row>, Outage> {
        self.execute(sql, values).map_err(|error| outage(&error))
    }

    /// Begins a transaction. Waits for other writers, up to [`PATIENCE`].
    pub fn begin(&self) -> Result<(), Outage> {
        self.run(BEGIN, &[]).map(drop)
    }

    /// Ends a transaction.
    pub fn commit(&self) -> Result<(), Outage> {
        self.run("COMMIT", &[]).map(drop)
    }

    /// Writes all statements, or none.
    pub fn batch(&self, statements: &[Statement]) -> Result<(), BatchError> {
        self.begin()?;
        for statement in statements {
            if let Err(error) = self.execute(statement.sql, &statement.values) {
                self.run("ROLLBACK", &[])?;
                return Err(if error.to_string().contains("constraint failed") {
                    BatchError::LostRace
                } else {
                    BatchError::Outage(outage(&error))
                });
            }
        }
        Ok(self.commit()?)
    }

    fn execute(&self, sql: &str, values: &[SqlValue]) -> Result<Vec<Row>, Error> {
        let values: Vec<Value> = values.iter().map(to_spin).collect();
        let result = self.0.execute(sql, &values)?;
        result
            .rows
            .into_iter()
            .map(|row| row.values.into_iter().map(from_spin).collect::<Result<_, _>>().map(Row))
            .collect()
    }
}

fn to_spin(value: &SqlValue) -> Value {
    match value {
        SqlValue::Null => Value::Null,
        SqlValue::Integer(integer) => Value::Integer(*integer),
        SqlValue::Text(text) => Value::Text(text.clone()),
    }
}

fn from_spin(value: Value) -> Result<SqlValue, Error> {
    match value {
        Value::Null => Ok(SqlValue::Null),
        Value::Integer(integer) => Ok(SqlValue::Integer(integer)),
        Value::Text(text) => Ok(SqlValue::Text(text)),
        Value::Real(_) | Value::Blob(_) => Err(Error::Io("a value of an unknown type".to_owned())),
    }
}

fn outage(error: &Error) -> Outage {
    Outage::new("database", error.to_string())
}
