//! `SQLite` as Spin offers it. The one place that talks to it, since it has traps: an error comes only after the rows, and
//! rows that are not drained block the connection for ever. So every result is collected before anything else is asked.

use gatehouse_core::ports::{BatchError, Outage, Row, SqlValue, Statement};
use spin_sdk::sqlite::{Connection, Error, Value};

/// Begins a transaction that no other writer comes into.
const BEGIN: &str = "BEGIN IMMEDIATE";

/// One connection. Dropped in the middle of a transaction, by an error or because the instance ends, it takes the transaction
/// back. A client that hangs up is no reason: Spin lets the request run to its end.
pub struct Database(Connection);

impl Database {
    /// Opens the default database.
    pub async fn open() -> Result<Self, Outage> {
        let database = Self(Connection::open_default().await.map_err(|error| outage(&error))?);
        database.run("PRAGMA foreign_keys = ON", &[]).await?;
        // What is deleted is overwritten with zeros, rather than left in the file until something else needs the space.
        database.run("PRAGMA secure_delete = ON", &[]).await?;
        Ok(database)
    }

    /// Runs one statement and gives all of its rows.
    pub async fn run(&self, sql: &str, values: &[SqlValue]) -> Result<Vec<Row>, Outage> {
        self.execute(sql, values).await.map_err(|error| outage(&error))
    }

    /// Begins a transaction. Waits for other writers, up to the 5 seconds of `SQLite`'s busy time-out.
    pub async fn begin(&self) -> Result<(), Outage> {
        self.run(BEGIN, &[]).await.map(drop)
    }

    /// Ends a transaction.
    pub async fn commit(&self) -> Result<(), Outage> {
        self.run("COMMIT", &[]).await.map(drop)
    }

    /// Writes all statements, or none.
    pub async fn batch(&self, statements: &[Statement]) -> Result<(), BatchError> {
        self.begin().await?;
        for statement in statements {
            if let Err(error) = self.execute(statement.sql, &statement.values).await {
                self.run("ROLLBACK", &[]).await?;
                return Err(if error.to_string().contains("constraint failed") {
                    BatchError::LostRace
                } else {
                    BatchError::Outage(outage(&error))
                });
            }
        }
        Ok(self.commit().await?)
    }

    async fn execute(&self, sql: &str, values: &[SqlValue]) -> Result<Vec<Row>, Error> {
        let rows = self.0.execute(sql, values.iter().map(to_spin)).await?.collect().await?;
        rows.into_iter()
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
