//! Runs statements on one `SQLite` connection, and turns its values into those of `spin:sqlite`.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::types::{Value as SqlValue, ValueRef};
use tokio::sync::{mpsc, oneshot};

use crate::bindings::spin::sqlite::sqlite::{Error, QueryResult, RowResult, Value};

/// The most that one row, or one buffered result, may take up in memory.
const MAXIMUM_BYTES: usize = 128 << 20;

/// A connection that one statement uses at a time.
pub type Shared = Arc<Mutex<rusqlite::Connection>>;

/// Opens the file, with default settings, except that no other file can be attached.
///
/// # Errors
///
/// Says what the database says.
pub fn open(file: &Path) -> Result<Shared, Error> {
    let mut connection = rusqlite::Connection::open(file).map_err(told)?;
    connection.authorizer(Some(authorize)).map_err(told)?;
    Ok(Arc::new(Mutex::new(connection)))
}

/// Lets the component attach a temporary database, and no file.
fn authorize(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Attach { filename } if !matches!(filename, "" | ":memory:") => Authorization::Deny,
        _ => Authorization::Allow,
    }
}

/// Waits until no other statement uses the connection.
pub fn lock(shared: &Shared) -> MutexGuard<'_, rusqlite::Connection> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn told(error: rusqlite::Error) -> Error {
    Error::Io(error.to_string())
}

fn too_large() -> Error {
    Error::Io(format!("query result exceeds limit of {MAXIMUM_BYTES} bytes"))
}

/// Runs a statement and collects its rows.
///
/// # Errors
///
/// Says what the database says, or that the result is too large.
pub fn execute(shared: &Shared, statement: &str, parameters: Vec<Value>) -> Result<QueryResult, Error> {
    let connection = lock(shared);
    let mut statement = connection.prepare_cached(statement).map_err(told)?;
    let columns = column_names(&statement);
    let mut rows = statement.query(bound(parameters)).map_err(told)?;
    let mut collected = Vec::new();
    let mut bytes = size_of::<QueryResult>();
    while let Some(row) = rows.next().map_err(told)? {
        let row = read_row(row, columns.len())?;
        bytes += size(&row);
        if bytes > MAXIMUM_BYTES {
            return Err(too_large());
        }
        collected.push(row);
    }
    Ok(QueryResult { columns, rows: collected })
}

/// Runs a statement and sends its rows, one after another, for as long as somebody takes them.
///
/// # Errors
///
/// Says what the database says, that a row is too large, or that nobody takes the rows any more.
pub fn stream(
    shared: &Shared,
    statement: &str,
    parameters: Vec<Value>,
    columns: oneshot::Sender<Vec<String>>,
    rows: &mpsc::Sender<RowResult>,
) -> Result<(), Error> {
    let connection = lock(shared);
    let mut statement = match connection.prepare_cached(statement) {
        Ok(statement) => statement,
        Err(error) => {
            _ = columns.send(Vec::new());
            return Err(told(error));
        }
    };
    let names = column_names(&statement);
    let width = names.len();
    columns.send(names).map_err(|_| Error::Io("column send error".to_owned()))?;
    let mut found = statement.query(bound(parameters)).map_err(told)?;
    while let Some(row) = found.next().map_err(told)? {
        let row = read_row(row, width)?;
        if size(&row) > MAXIMUM_BYTES {
            return Err(too_large());
        }
        rows.blocking_send(row).map_err(|_| Error::Io("row send error".to_owned()))?;
    }
    Ok(())
}

fn column_names(statement: &rusqlite::Statement<'_>) -> Vec<String> {
    statement.column_names().map(ToOwned::to_owned).collect()
}

fn bound(parameters: Vec<Value>) -> impl rusqlite::Params {
    rusqlite::params_from_iter(parameters.into_iter().map(|value| match value {
        Value::Null => SqlValue::Null,
        Value::Integer(integer) => SqlValue::Integer(integer),
        Value::Real(real) => SqlValue::Real(real),
        Value::Text(text) => SqlValue::Text(text),
        Value::Blob(blob) => SqlValue::Blob(blob),
    }))
}

fn read_row(row: &rusqlite::Row<'_>, width: usize) -> Result<RowResult, Error> {
    let read = |column| {
        Ok(match row.get_ref(column).map_err(told)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(integer) => Value::Integer(integer),
            ValueRef::Real(real) => Value::Real(real),
            ValueRef::Text(text) => {
                let text = str::from_utf8(text).map_err(|error| Error::Io(error.to_string()))?;
                Value::Text(text.to_owned())
            }
            ValueRef::Blob(blob) => Value::Blob(blob.to_vec()),
        })
    };
    Ok(RowResult { values: (0..width).map(read).collect::<Result<_, Error>>()? })
}

fn size(row: &RowResult) -> usize {
    let content = |value: &Value| match value {
        Value::Null | Value::Integer(_) | Value::Real(_) => 0,
        Value::Text(text) => text.len(),
        Value::Blob(blob) => blob.len(),
    };
    row.values.iter().map(|value| size_of::<Value>() + content(value)).sum()
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    const NUMBERS: &str =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n";

    fn memory() -> Shared {
        open(Path::new(":memory:")).unwrap()
    }

    fn run(connection: &Shared, statement: &str) -> Result<QueryResult, Error> {
        execute(connection, statement, Vec::new())
    }

    #[test]
    fn values_come_back_as_they_went_in() {
        let text = Value::Text("é".to_owned());
        let values =
            vec![Value::Integer(i64::MAX), Value::Real(0.5), text, Value::Blob(vec![0]), Value::Null];
        let result = execute(&memory(), "SELECT ?, ?, ?, ?, ?", values.clone()).unwrap();
        assert_eq!(format!("{:?}", result.rows[0].values), format!("{values:?}"));
    }

    #[test]
    fn no_file_can_be_attached() {
        let connection = memory();
        assert!(run(&connection, "ATTACH 'other.db' AS other").is_err());
        assert!(run(&connection, "ATTACH ':memory:' AS other").is_ok());
    }

    #[test]
    fn a_wrong_statement_has_no_columns_and_a_late_error() {
        let (columns, mut names) = oneshot::channel();
        let (rows, _) = mpsc::channel(4);
        assert!(stream(&memory(), "SELEC 1", Vec::new(), columns, &rows).is_err());
        assert!(names.try_recv().unwrap().is_empty());
    }

    #[test]
    fn rows_that_nobody_takes_keep_the_connection_locked() {
        for (count, locked) in [(4, false), (5, true)] {
            let connection = memory();
            let (columns, names) = oneshot::channel();
            let (rows, taken) = mpsc::channel(4);
            let shared = connection.clone();
            let parameters = vec![Value::Integer(count)];
            let running = thread::spawn(move || stream(&shared, NUMBERS, parameters, columns, &rows));
            assert_eq!(names.blocking_recv().unwrap(), ["i"]);
            while taken.len() < 4 {
                thread::yield_now();
            }
            if !locked {
                assert!(running.join().unwrap().is_ok());
                assert!(connection.try_lock().is_ok());
                continue;
            }
            assert!(connection.try_lock().is_err(), "{count} rows must keep the connection locked");
            drop(taken);
            assert!(running.join().unwrap().is_err(), "rows that cannot be sent are an error");
            assert!(connection.try_lock().is_ok());
        }
    }
}
