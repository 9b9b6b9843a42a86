//! An edge for tests: every port of core, in this process, under the control of a test.
//!
//! Each port call first lets other requests run, so that [`together`] and [`shuffled`] can interleave requests
//! exactly as an edge may. What always holds: the database has the real migrations and enforces foreign keys.

pub mod browser;
mod execute;
pub mod person;
mod ports;
pub mod resets;

pub use execute::{Random, Task, dropped, run, shuffled, together};

use bytes::Bytes;
use gatehouse_core::couriers::{Couriers, Message};
use gatehouse_core::guard::{Names, State};
use gatehouse_core::identifiers::Email;
use gatehouse_core::ports::{Outage, Warning};
use gatehouse_core::secrets::{ServerSecrets, encode};
use gatehouse_core::settings::{Delivery, OperatorKey, Settings};
use gatehouse_core::store::messages;
use http::{Request, Response};
use rusqlite::Connection;
use rusqlite::backup::Backup;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::Path;

/// Scheme and host of every test.
pub const ORIGIN: &str = "https://gatehouse.example";

/// Where what people write to us is mailed to.
pub const CONTACT: &str = "letters@gatehouse.example";

/// One call of a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// A read.
    Query(&'static str),
    /// A write.
    Batch(Vec<&'static str>),
    /// A step of a guard, without its values.
    Step(String),
    /// Random bytes.
    Fill(usize),
    /// A request to another server.
    Fetch,
}

impl Call {
    /// Whether it does something that is done also if its answer is lost.
    pub fn answers(&self) -> bool {
        match self {
            Self::Query(text) => text.starts_with("UPDATE"),
            Self::Batch(_) | Self::Step(_) | Self::Fetch => true,
            Self::Fill(_) => false,
        }
    }
}

/// How many seconds another server takes to answer.
type Delay = Box<dyn Fn(&Request<Bytes>) -> u32>;

/// Another server, as a test has it answer.
type Provider = Box<dyn Fn(&Request<Bytes>) -> Result<Response<Bytes>, Outage>>;

/// Which call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The nth call from now, of any port, fails before it does anything.
    Before(usize),
    /// The nth write or step from now is done, but its answer is lost.
    AnswerLost(usize),
}

/// Core's ports in this process.
pub struct NativeEdge {
    database: Connection,
    guards: RefCell<BTreeMap<String, State>>,
    now: Cell<i64>,
    random: RefCell<Random>,
    settings: Settings,
    files: RefCell<BTreeMap<String, Bytes>>,
    log: RefCell<Vec<Call>>,
    requests: RefCell<Vec<(String, Vec<Call>)>>,
    reported: RefCell<Vec<Outage>>,
    notes: RefCell<Vec<String>>,
    woken: Cell<bool>,
    provider: RefCell<Option<Provider>>,
    delay: RefCell<Option<Delay>>,
    fetched: RefCell<Vec<Request<Bytes>>>,
    warned: RefCell<Vec<Warning>>,
    fault: Cell<Option<Fault>>,
    failed: RefCell<Option<Call>>,
    watched: Cell<bool>,
}

impl NativeEdge {
    /// An empty installation whose randomness follows from `seed`.
    pub fn new(seed: u64) -> Self {
        let database = Connection::open_in_memory().unwrap();
        database.pragma_update(None, "foreign_keys", true).unwrap();
        for migration in migrations() {
            database.execute_batch(&migration).unwrap();
        }
        Self::with(database, seed, secrets(&["k1"], &["p1"]))
    }

    fn with(database: Connection, seed: u64, secrets: ServerSecrets) -> Self {
        Self {
            database,
            guards: RefCell::default(),
            now: Cell::new(1_800_000_000),
            random: RefCell::new(Random::new(seed)),
            settings: Settings {
                origin: ORIGIN.to_owned(),
                delivery: Delivery::Queue,
                couriers: None,
                operator_key: None,
                contact: Email::read(CONTACT).unwrap(),
                secrets,
            },
            files: RefCell::default(),
            log: RefCell::default(),
            requests: RefCell::default(),
            reported: RefCell::default(),
            notes: RefCell::default(),
            woken: Cell::new(false),
            provider: RefCell::default(),
            delay: RefCell::default(),
            fetched: RefCell::default(),
            warned: RefCell::default(),
            fault: Cell::new(None),
            failed: RefCell::default(),
            watched: Cell::new(true),
        }
    }

    /// The same installation at this moment, to go on in another way.
    pub fn fork(&self) -> Self {
        self.fork_with(self.settings.secrets.clone())
    }

    /// The same, started with other keys and peppers: by their ids, the current one first.
    pub fn rotated(&self, keys: &[&str], peppers: &[&str]) -> Self {
        self.fork_with(secrets(keys, peppers))
    }

    fn fork_with(&self, secrets: ServerSecrets) -> Self {
        let mut database = Connection::open_in_memory().unwrap();
        Backup::new(&self.database, &mut database).unwrap().step(-1).unwrap();
        database.pragma_update(None, "foreign_keys", true).unwrap();
        let seed = self.random.borrow_mut().next();
        Self {
            guards: self.guards.clone(),
            now: self.now.clone(),
            files: self.files.clone(),
            ..Self::with(database, seed, secrets)
        }
    }

    /// Has the built site hold a file at this address.
    pub fn put_file(&self, address: &str, content: &str) {
        self.files.borrow_mut().insert(address.to_owned(), Bytes::from(content.to_owned()));
    }

    /// Moves the clock.
    pub fn wait(&self, seconds: u32) {
        self.now.set(self.now.get() + i64::from(seconds));
    }

    /// Has one call fail, once.
    pub fn fail(&self, fault: Fault) {
        self.fault.set(Some(fault));
        self.failed.take();
    }

    /// The call that has failed since [`NativeEdge::fail`].
    pub fn failed(&self) -> Option<Call> {
        self.failed.borrow().clone()
    }

    /// The calls since the last time this was asked.
    pub fn take_log(&self) -> Vec<Call> {
        self.log.take()
    }

    /// Begins to note what one request asks of the ports. Of requests at once the last that began gets all.
    pub fn begin_request(&self, name: String) {
        self.requests.borrow_mut().push((name, Vec::new()));
    }

    /// The requests since the last time this was asked, each with its calls.
    pub fn take_requests(&self) -> Vec<(String, Vec<Call>)> {
        self.requests.take()
    }

    /// The outages that core has reported.
    pub fn reported(&self) -> Vec<Outage> {
        self.reported.borrow().clone()
    }

    /// The lines for the operator.
    pub fn notes(&self) -> Vec<String> {
        self.notes.borrow().clone()
    }

    /// Whether core has asked for a delivery since this was asked last.
    pub fn take_woken(&self) -> bool {
        self.woken.replace(false)
    }

    /// Has this setting say who carries messages.
    pub fn set_couriers(&mut self, setting: &str) {
        self.settings.couriers = Some(Couriers::read(setting).unwrap());
    }

    /// Has an operator's commands prove themselves with this key.
    pub fn set_operator_key(&mut self, key: &str) {
        self.settings.operator_key = OperatorKey::read(key).unwrap();
    }

    /// Has other servers answer like this.
    pub fn answer_with(
        &self,
        provider: impl Fn(&Request<Bytes>) -> Result<Response<Bytes>, Outage> + 'static,
    ) {
        self.provider.replace(Some(Box::new(provider)));
    }

    /// Has other servers take so many seconds to answer.
    pub fn answer_after(&self, delay: impl Fn(&Request<Bytes>) -> u32 + 'static) {
        self.delay.replace(Some(Box::new(delay)));
    }

    /// The requests to other servers since this was asked last.
    pub fn take_fetched(&self) -> Vec<Request<Bytes>> {
        self.fetched.take()
    }

    /// What core has warned of.
    pub fn warned(&self) -> Vec<Warning> {
        self.warned.borrow().clone()
    }

    /// The bytes of the secret with this id; the one that names guards is `guards`.
    pub fn secret(id: &str) -> [u8; 32] {
        let seed = id.bytes().fold(0, |seed, byte| seed * 256 + u64::from(byte));
        let mut bytes = [0; 32];
        Random::new(seed).fill(&mut bytes);
        bytes
    }

    /// The server's secrets.
    pub fn secrets(&self) -> &ServerSecrets {
        &self.settings.secrets
    }

    /// The messages, newest first. Looking is no port call.
    pub fn outbox(&self) -> Vec<Message> {
        self.watched.set(false);
        let queued = run(messages::newest(self, self.secrets(), 1000)).unwrap();
        self.watched.set(true);
        queued.into_iter().map(|queued| queued.message).collect()
    }

    /// The links in all messages, those of the newest first.
    pub fn links(&self) -> Vec<String> {
        let messages = self.outbox();
        messages.iter().flat_map(Message::links).map(str::to_owned).collect()
    }

    /// The database, for tests that look or tamper.
    pub fn database(&self) -> &Connection {
        &self.database
    }

    /// One number out of the database.
    pub fn count(&self, sql: &str) -> i64 {
        self.database.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// One text out of the database.
    pub fn text(&self, sql: &str) -> String {
        self.database.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// The guards' states as an edge keeps them.
    pub fn guards_as_text(&self) -> String {
        serde_json::to_string(&*self.guards.borrow()).unwrap()
    }

    /// What the guard of an account keeps; nothing if that is no more than of one that was never asked.
    pub fn guard_of_account(&self, account: &str) -> Option<State> {
        let name = Names(self.secrets()).account(account);
        self.guards.borrow().get(&name).filter(|state| **state != State::default()).cloned()
    }

    /// Why the tables contradict each other; nothing if they don't. An account is whole, or not there.
    pub fn contradiction(&self) -> Option<String> {
        let rules = [
            (
                "an account without a password",
                "SELECT COUNT(*) FROM accounts WHERE id NOT IN (SELECT account_id FROM passwords)",
            ),
            (
                // After a reset there is none until the next sign-in; nothing may be sealed meanwhile, and nobody signed in.
                "an account in use without a key",
                "SELECT COUNT(*) FROM accounts WHERE id NOT IN (SELECT account_id FROM personal_keys) \
                 AND id IN (SELECT account_id FROM sessions UNION SELECT account_id FROM information)",
            ),
            (
                "an account without phone and app",
                "SELECT COUNT(*) FROM accounts WHERE id NOT IN \
                 (SELECT account_id FROM phones UNION SELECT account_id FROM authenticator_apps)",
            ),
            ("parts without an account", "SELECT COUNT(*) FROM pragma_foreign_key_check"),
            ("an expectation left behind", "SELECT COUNT(*) FROM expectations"),
            (
                "a sign-up that goes on beside its account",
                "SELECT COUNT(*) FROM sign_ups s JOIN accounts a ON a.id = s.account_id WHERE s.finished_at IS NULL",
            ),
            (
                "two open resets of one account",
                "SELECT COUNT(*) FROM (SELECT 1 FROM resets WHERE finished_at IS NULL AND expires_at > created_at \
                 AND account_id IS NOT NULL GROUP BY account_id HAVING COUNT(*) > 1)",
            ),
            (
                "a reset that has ended and still holds something",
                "SELECT COUNT(*) FROM resets WHERE progress IS NOT NULL \
                 AND (finished_at IS NOT NULL OR expires_at <= created_at)",
            ),
            (
                "a locked account with a session",
                "SELECT COUNT(*) FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE a.locked_at IS NOT NULL",
            ),
            (
                "a pending sign-in that is locked and open",
                "SELECT COUNT(*) FROM pending_sign_ins WHERE locked_until IS NOT NULL AND keys IS NOT NULL",
            ),
        ];
        rules.iter().find(|(_, sql)| self.count(sql) != 0).map(|(name, _)| (*name).to_owned())
    }
}

/// The server's secrets with these keys and peppers. Each follows from its id.
fn secrets(keys: &[&str], peppers: &[&str]) -> ServerSecrets {
    let key = |id: &str| encode(&NativeEdge::secret(id));
    let list = |ids: &[&str]| {
        let named: Vec<String> = ids.iter().map(|id| format!("{id}:{}", key(id))).collect();
        named.join(",")
    };
    ServerSecrets::parse(&list(keys), &list(peppers), &key("guards")).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "a test may read the migrations from where they lie")]
fn migrations() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
}
