//! The ports of the edge for tests: each call is noted, lets other requests run, and fails if a test wants it to.

use super::execute::pause;
use super::{Call, Fault, NativeEdge};
use bytes::Bytes;
use gatehouse_core::couriers::{Message, Outcome};
use gatehouse_core::guard::{Step, Verdict};
use gatehouse_core::ports::{
    Assets, BatchError, Clock, Edge, Entropy, Fetch, Guard, Mail, Outage, Row, Sql, SqlValue, Statement,
    Warning,
};
use gatehouse_core::settings::Settings;
use gatehouse_core::time::UnixTime;
use http::{Request, Response};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{ErrorCode, params_from_iter};

impl NativeEdge {
    /// Notes a call and says whether it fails before it is done, or after.
    async fn begin(&self, call: Call) -> Option<Fault> {
        if !self.watched.get() {
            return None;
        }
        pause().await;
        self.note(call)
    }

    fn note(&self, call: Call) -> Option<Fault> {
        let answers = call.answers();
        let (due, next) = match self.fault.get() {
            Some(fault @ (Fault::Before(0) | Fault::AnswerLost(0)))
                if answers || fault == Fault::Before(0) =>
            {
                (Some(fault), None)
            }
            Some(Fault::Before(n)) => (None, Some(Fault::Before(n - 1))),
            Some(Fault::AnswerLost(n)) if answers => (None, Some(Fault::AnswerLost(n - 1))),
            same => (None, same),
        };
        self.fault.set(next);
        if due.is_some() {
            self.failed.replace(Some(call.clone()));
        }
        if let Some((_, calls)) = self.requests.borrow_mut().last_mut() {
            calls.push(call.clone());
        }
        self.log.borrow_mut().push(call);
        due
    }

    fn write(&self, statements: &[Statement]) -> rusqlite::Result<()> {
        let transaction = self.database.unchecked_transaction()?;
        for statement in statements {
            transaction.prepare_cached(statement.sql)?.execute(params_from_iter(values(statement)))?;
        }
        transaction.commit()
    }
}

fn outage(fault: Option<Fault>, expected: Fault, part: &'static str) -> Result<(), Outage> {
    if fault == Some(expected) { Err(Outage::new(part, "made to fail")) } else { Ok(()) }
}

fn values(statement: &Statement) -> impl Iterator<Item = Value> + '_ {
    statement.values.iter().map(|value| match value {
        SqlValue::Null => Value::Null,
        SqlValue::Integer(integer) => Value::Integer(*integer),
        SqlValue::Text(text) => Value::Text(text.clone()),
    })
}

fn read(value: ValueRef<'_>) -> SqlValue {
    match value {
        ValueRef::Null => SqlValue::Null,
        ValueRef::Integer(integer) => SqlValue::Integer(integer),
        ValueRef::Text(text) => SqlValue::Text(String::from_utf8(text.to_vec()).unwrap()),
        other => panic!("the tables hold no {}", other.data_type()),
    }
}

impl Sql for NativeEdge {
    async fn query(&self, statement: Statement) -> Result<Vec<Row>, Outage> {
        let fault = self.begin(Call::Query(statement.sql)).await;
        outage(fault, Fault::Before(0), "database")?;
        let mut prepared = self.database.prepare_cached(statement.sql).unwrap();
        let columns = prepared.column_count();
        let rows = prepared.query_map(params_from_iter(values(&statement)), |row| {
            (0..columns)
                .map(|index| row.get_ref(index).map(read))
                .collect::<rusqlite::Result<Vec<_>>>()
                .map(Row)
        });
        let rows = rows.unwrap().collect::<rusqlite::Result<_>>().unwrap();
        outage(fault, Fault::AnswerLost(0), "database")?;
        Ok(rows)
    }

    async fn batch(&self, statements: Vec<Statement>) -> Result<(), BatchError> {
        let fault = self.begin(Call::Batch(statements.iter().map(|statement| statement.sql).collect())).await;
        outage(fault, Fault::Before(0), "database")?;
        match self.write(&statements) {
            Ok(()) => Ok(outage(fault, Fault::AnswerLost(0), "database")?),
            Err(rusqlite::Error::SqliteFailure(error, _)) if error.code == ErrorCode::ConstraintViolation => {
                outage(fault, Fault::AnswerLost(0), "database")?;
                Err(BatchError::LostRace)
            }
            Err(error) => panic!("{error}"),
        }
    }
}

impl Guard for NativeEdge {
    async fn step(&self, name: &str, step: Step, now: UnixTime) -> Result<Verdict, Outage> {
        // An edge hands steps on as JSON: one must survive the way there and back.
        let json = serde_json::to_value(&step).unwrap();
        let kind = json["step"].as_str().unwrap().to_owned();
        let fault = self.begin(Call::Step(kind)).await;
        outage(fault, Fault::Before(0), "guard")?;
        let step: Step = serde_json::from_value(json).unwrap();
        let verdict = self.guards.borrow_mut().entry(name.to_owned()).or_default().apply(&step, now);
        outage(fault, Fault::AnswerLost(0), "guard")?;
        Ok(verdict)
    }
}

impl Fetch for NativeEdge {
    async fn fetch(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Outage> {
        let fault = self.begin(Call::Fetch).await;
        outage(fault, Fault::Before(0), "another server")?;
        self.fetched.borrow_mut().push(request.clone());
        if let Some(delay) = &*self.delay.borrow() {
            self.wait(delay(&request));
        }
        let answer = match &*self.provider.borrow() {
            Some(answer) => answer(&request),
            None => panic!("nobody answers {}", request.uri()),
        };
        outage(fault, Fault::AnswerLost(0), "another server")?;
        answer
    }
}

impl Mail for NativeEdge {
    async fn mail(&self, _from: &str, _message: &Message) -> Outcome {
        Outcome::Misconfigured("this edge has no mail of its own".to_owned())
    }
}

impl Assets for NativeEdge {
    async fn asset(&self, address: &str) -> Result<Option<Bytes>, Outage> {
        Ok(self.files.borrow().get(address).cloned())
    }
}

impl Clock for NativeEdge {
    fn now(&self) -> UnixTime {
        UnixTime(self.now.get())
    }
}

impl Entropy for NativeEdge {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), Outage> {
        if self.watched.get() {
            outage(self.note(Call::Fill(buffer.len())), Fault::Before(0), "randomness")?;
        }
        self.random.borrow_mut().fill(buffer);
        Ok(())
    }
}

impl Edge for NativeEdge {
    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn report(&self, outage: &Outage) {
        self.reported.borrow_mut().push(outage.clone());
    }

    fn note(&self, line: &str) {
        self.notes.borrow_mut().push(line.to_owned());
    }

    fn wake(&self) {
        self.woken.set(true);
    }

    fn warn(&self, warning: &Warning) {
        self.warned.borrow_mut().push(warning.clone());
    }

    #[cfg(feature = "development")]
    async fn move_clock(&self, seconds: i64) -> Result<i64, Outage> {
        self.now.set(self.now.get() + seconds);
        Ok(self.now.get() - 1_800_000_000)
    }
}
