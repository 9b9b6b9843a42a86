//! `spin:sqlite`, with the real `SQLite` behind it and the manners of Spin's own implementation.
//!
//! Each `open` is a connection of its own, and the file is opened at its first use. `execute-async` answers as soon as
//! the statement is prepared; rows then pass through a channel of four while the connection stays locked. So a result
//! of five rows or more that nobody reads blocks the next statement on its connection, here as there. What goes wrong
//! with a statement, even that it does not parse, is told only by the future that comes with the rows.

use std::collections::BTreeSet;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

use tokio::sync::{mpsc, oneshot};
use tokio::task::{block_in_place, spawn_blocking};
use wasmtime::StoreContextMut;
use wasmtime::component::{
    Accessor, Destination, FutureReader, HasData, Resource, ResourceTable, StreamProducer, StreamReader,
    StreamResult,
};

use crate::bindings::spin::sqlite::sqlite::{
    Error, Host, HostConnection, HostConnectionWithStore, QueryResult, RowResult, Value,
};
use crate::statements::{self, Shared, lock};

/// How many rows wait for the component before the statement does.
const ROWS_AHEAD: usize = 4;
/// How many connections an instance may have open.
const MAXIMUM_CONNECTIONS: usize = 256;
/// The only database there is.
const DEFAULT_DATABASE: &str = "default";

/// The databases of one instance of the component.
pub struct Databases {
    allowed: Arc<BTreeSet<String>>,
    file: Arc<Path>,
    connections: ResourceTable,
}

/// One connection, as the component holds it.
#[derive(Clone)]
pub struct Connection {
    file: Arc<Path>,
    opened: Arc<OnceLock<Shared>>,
}

/// What `execute-async` answers: names of columns, rows, and the outcome.
type Answer = (Vec<String>, StreamReader<RowResult>, FutureReader<Result<(), Error>>);

impl Databases {
    /// Access to those of `allowed`; the default database is `file`.
    pub fn new(allowed: Arc<BTreeSet<String>>, file: Arc<Path>) -> Self {
        let mut connections = ResourceTable::new();
        connections.set_max_capacity(MAXIMUM_CONNECTIONS);
        Self { allowed, file, connections }
    }

    fn open(&mut self, database: &str) -> Result<Resource<Connection>, Error> {
        if !self.allowed.contains(database) {
            return Err(Error::AccessDenied);
        }
        if database != DEFAULT_DATABASE {
            return Err(Error::NoSuchDatabase);
        }
        let connection = Connection { file: self.file.clone(), opened: Arc::default() };
        self.connections.push(connection).map_err(|_| Error::Io("too many connections opened".to_owned()))
    }

    fn shared(&self, connection: &Resource<Connection>) -> Result<Shared, Error> {
        self.connections.get(connection).map_err(|_| Error::InvalidConnection)?.shared()
    }
}

impl Connection {
    fn shared(&self) -> Result<Shared, Error> {
        if let Some(shared) = self.opened.get() {
            return Ok(shared.clone());
        }
        // Two first uses at once may both open the file; one of the two is kept.
        let opened = statements::open(&self.file)?;
        Ok(self.opened.get_or_init(|| opened).clone())
    }
}

/// Gives the component the rows of a channel.
struct Rows(mpsc::Receiver<RowResult>);

impl<D> StreamProducer<D> for Rows {
    type Item = RowResult;
    type Buffer = Option<RowResult>;

    fn poll_produce<'a>(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        store: StoreContextMut<'a, D>,
        mut destination: Destination<'a, RowResult, Self::Buffer>,
        finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        if destination.remaining(store) == Some(0) {
            return Poll::Ready(Ok(StreamResult::Completed));
        }
        let received = self.get_mut().0.poll_recv(context);
        if received.is_pending() && finish {
            return Poll::Ready(Ok(StreamResult::Cancelled));
        }
        let Some(row) = ready!(received) else {
            return Poll::Ready(Ok(StreamResult::Dropped));
        };
        destination.set_buffer(Some(row));
        Poll::Ready(Ok(StreamResult::Completed))
    }
}

/// Marks [`Databases`] as what implements `spin:sqlite`.
pub struct SqliteData;

impl HasData for SqliteData {
    type Data<'a> = &'a mut Databases;
}

impl Host for Databases {}

impl HostConnection for Databases {
    async fn open(&mut self, database: String) -> wasmtime::Result<Result<Resource<Connection>, Error>> {
        Ok(Databases::open(self, &database))
    }

    async fn execute(
        &mut self,
        connection: Resource<Connection>,
        statement: String,
        parameters: Vec<Value>,
    ) -> wasmtime::Result<Result<QueryResult, Error>> {
        let shared = match self.shared(&connection) {
            Ok(shared) => shared,
            Err(error) => return Ok(Err(error)),
        };
        Ok(spawn_blocking(move || statements::execute(&shared, &statement, parameters)).await?)
    }

    async fn last_insert_rowid(&mut self, connection: Resource<Connection>) -> wasmtime::Result<i64> {
        let shared = self.shared(&connection)?;
        Ok(block_in_place(|| lock(&shared).last_insert_rowid()))
    }

    async fn changes(&mut self, connection: Resource<Connection>) -> wasmtime::Result<u64> {
        let shared = self.shared(&connection)?;
        Ok(block_in_place(|| lock(&shared).changes()))
    }

    async fn drop(&mut self, connection: Resource<Connection>) -> wasmtime::Result<()> {
        self.connections.delete(connection)?;
        Ok(())
    }
}

impl<T: Send> HostConnectionWithStore<T> for SqliteData {
    async fn open_async(
        accessor: &Accessor<T, Self>,
        database: String,
    ) -> wasmtime::Result<Result<Resource<Connection>, Error>> {
        Ok(accessor.with(|mut access| access.get().open(&database)))
    }

    async fn execute_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        statement: String,
        parameters: Vec<Value>,
    ) -> wasmtime::Result<Result<Answer, Error>> {
        let shared = match accessor.with(|mut access| access.get().shared(&connection)) {
            Ok(shared) => shared,
            Err(error) => return Ok(Err(error)),
        };
        let (columns_sender, columns) = oneshot::channel();
        let (rows_sender, rows) = mpsc::channel(ROWS_AHEAD);
        let (outcome_sender, outcome) = oneshot::channel();
        spawn_blocking(move || {
            let done = statements::stream(&shared, &statement, parameters, columns_sender, &rows_sender);
            _ = outcome_sender.send(done);
        });
        let columns = columns.await?;
        accessor.with(|mut access| {
            let rows = StreamReader::new(&mut access, Rows(rows))?;
            let outcome = FutureReader::new(&mut access, outcome)?;
            Ok(Ok((columns, rows, outcome)))
        })
    }

    async fn last_insert_rowid_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
    ) -> wasmtime::Result<i64> {
        let shared = accessor.with(|mut access| access.get().shared(&connection))?;
        Ok(block_in_place(|| lock(&shared).last_insert_rowid()))
    }

    async fn changes_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
    ) -> wasmtime::Result<u64> {
        let shared = accessor.with(|mut access| access.get().shared(&connection))?;
        Ok(block_in_place(|| lock(&shared).changes()))
    }
}
