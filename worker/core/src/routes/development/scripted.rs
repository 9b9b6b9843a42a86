//! One request with the time and the randomness that it names: the same request to the same state then gets the same
//! answer on every edge, so that two edges can be compared byte by byte.

use crate::couriers::{Message, Outcome};
use crate::guard::{Step, Verdict};
use crate::ports::{
    Assets, BatchError, Clock, Edge, Entropy, Fetch, Guard, Mail, Outage, Row, Sql, Statement, Tally, Warning,
};
use crate::settings::{Delivery, Settings};
use crate::time::UnixTime;
use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use sha2::{Digest, Sha256};
use std::cell::Cell;

/// The header that sets the time of the request, in seconds since 1970.
const TIME: &str = "x-development-time";

/// The header from which all randomness of the request follows.
const SEED: &str = "x-development-seed";

/// An edge whose clock and randomness are the request's.
pub struct Scripted<'edge, E> {
    edge: &'edge E,
    time: Option<UnixTime>,
    seed: Option<Seed>,
}

/// A generator without a secret: SHA-256 of the seed and a counter.
struct Seed {
    text: Vec<u8>,
    drawn: Cell<u64>,
}

impl<'edge, E: Edge> Scripted<'edge, E> {
    /// The edge as the request wants it; nothing if it wants nothing, or if this installation sends real messages.
    pub fn read(edge: &'edge E, headers: &HeaderMap) -> Option<Self> {
        let time = || headers.get(TIME)?.to_str().ok()?.parse().ok().map(UnixTime);
        let seed = || Some(Seed { text: headers.get(SEED)?.as_bytes().to_vec(), drawn: Cell::new(0) });
        let scripted = Self { edge, time: time(), seed: seed() };
        let wanted = scripted.time.is_some() || scripted.seed.is_some();
        (wanted && edge.settings().delivery == Delivery::Outbox).then_some(scripted)
    }
}

impl Seed {
    fn fill(&self, buffer: &mut [u8]) {
        for part in buffer.chunks_mut(32) {
            let drawn = self.drawn.get();
            self.drawn.set(drawn.wrapping_add(1));
            let block = Sha256::new().chain_update(drawn.to_be_bytes()).chain_update(&self.text).finalize();
            for (byte, random) in part.iter_mut().zip(block) {
                *byte = random;
            }
        }
    }
}

impl<E: Edge> Sql for Scripted<'_, E> {
    async fn query(&self, statement: Statement) -> Result<Vec<Row>, Outage> {
        self.edge.query(statement).await
    }

    async fn batch(&self, statements: Vec<Statement>) -> Result<(), BatchError> {
        self.edge.batch(statements).await
    }
}

impl<E: Edge> Guard for Scripted<'_, E> {
    async fn step(&self, name: &str, step: Step, now: UnixTime) -> Result<Verdict, Outage> {
        self.edge.step(name, step, now).await
    }
}

impl<E: Edge> Fetch for Scripted<'_, E> {
    async fn fetch(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Outage> {
        self.edge.fetch(request).await
    }
}

impl<E: Edge> Mail for Scripted<'_, E> {
    async fn mail(&self, from: &str, message: &Message) -> Outcome {
        self.edge.mail(from, message).await
    }
}

impl<E: Edge> Assets for Scripted<'_, E> {
    async fn asset(&self, address: &str) -> Result<Option<Bytes>, Outage> {
        self.edge.asset(address).await
    }
}

impl<E: Edge> Clock for Scripted<'_, E> {
    fn now(&self) -> UnixTime {
        self.time.unwrap_or_else(|| self.edge.now())
    }
}

impl<E: Edge> Entropy for Scripted<'_, E> {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), Outage> {
        match &self.seed {
            Some(seed) => {
                seed.fill(buffer);
                Ok(())
            }
            None => self.edge.fill(buffer),
        }
    }
}

impl<E: Edge> Edge for Scripted<'_, E> {
    fn settings(&self) -> &Settings {
        self.edge.settings()
    }

    fn report(&self, outage: &Outage) {
        self.edge.report(outage);
    }

    fn note(&self, line: &str) {
        self.edge.note(line);
    }

    fn wake(&self) {
        self.edge.wake();
    }

    fn warn(&self, warning: &Warning) {
        self.edge.warn(warning);
    }

    async fn move_clock(&self, seconds: i64) -> Result<i64, Outage> {
        self.edge.move_clock(seconds).await
    }

    fn tally(&self) -> Option<Tally> {
        self.edge.tally()
    }
}
