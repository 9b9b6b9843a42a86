//! An installation of a test's own, with couriers of its own.

use std::{
    env, fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    Browser, Reply, Request,
    courier::Courier,
    server::{Server, free_port},
    unique,
};

/// The operator's key of every server here.
pub const KEY: &str = "0123456789abcdef0123456789abcdef-operator";

/// What every webhook here is signed with.
pub const WEBHOOK_SECRET: &str = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";

/// A server whose messages go to couriers, and which a test may kill.
pub struct Installation {
    /// The server that runs.
    pub server: Server,
    /// Where its databases, secrets and log are.
    pub state: PathBuf,
    /// Where it listens.
    pub port: u16,
}

impl Installation {
    /// Starts one whose setting `COURIERS` is this.
    pub fn new(name: &str, couriers: &Value) -> Self {
        Self::on(name, |state| {
            let secrets = format!("OPERATOR_KEY={KEY}\nCOURIERS={couriers}\n");
            fs::write(state.join("development.env"), secrets).unwrap();
        })
    }

    /// Starts one on a state that is made ready before. Its messages wait in the outbox.
    pub fn on(name: &str, make_ready: impl FnOnce(&Path)) -> Self {
        let state = env::temp_dir().join(format!("gatehouse-{name}-{:x}", unique::random()));
        fs::create_dir_all(&state).unwrap();
        make_ready(&state);
        let port = free_port();
        Self { server: Server::start(port, &state), state, port }
    }

    /// A browser in a network of its own.
    pub fn browser(&self) -> Browser {
        Browser::at(&self.server.url)
    }

    /// Asks for a confirmation link, from a network that never asked before.
    ///
    /// # Errors
    /// If the server does not answer, or not with the form.
    pub fn ask_for_link(&self, email: &str) -> Result<Reply, String> {
        let mut browser = self.browser();
        let page = browser.try_send(Request::new("GET", "/sign-up"))?;
        let form = page.page().form_with("email").ok_or_else(|| page.describe())?;
        browser.try_send(form.filled(&[("email", email)]).request())
    }

    /// Gives an operator's command.
    ///
    /// # Errors
    /// If the server does not answer, or not with JSON.
    pub fn operate(&self, method: &str, path: &str, fields: &[(&str, &str)]) -> Result<Value, String> {
        let request = if method == "POST" { Request::form(path, fields) } else { Request::new("GET", path) };
        let bearer = format!("Bearer {KEY}");
        let reply = self.browser().try_send(request.header("authorization", &bearer))?;
        serde_json::from_slice(&reply.body).map_err(|error| format!("{error}: {}", reply.describe()))
    }

    /// Sends what is due.
    pub fn tick(&self) {
        self.operate("POST", "/operator/tick", &[]).unwrap();
    }

    /// How many messages wait.
    pub fn waiting(&self) -> u64 {
        self.operate("GET", "/health", &[]).unwrap()["waiting"].as_u64().unwrap()
    }

    /// Moves the clock past the longest wait.
    pub fn wait_long(&self) {
        self.browser().send(Request::form("/dev/clock", &[("seconds", "900")])).is(200);
    }

    /// Ticks until nothing waits.
    pub fn empty(&self) {
        for _ in 0..80 {
            if self.waiting() == 0 {
                return;
            }
            self.wait_long();
            self.tick();
        }
        panic!("{} messages still wait", self.waiting());
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        self.server.kill();
        let _ = fs::remove_dir_all(&self.state);
    }
}

/// The setting by which every message goes to `courier` by the webhook.
pub fn webhook(courier: &Courier) -> Value {
    serde_json::json!({
        "email": ["webhook"], "sms": ["webhook"], "voice": ["webhook"],
        "webhook": { "url": courier.url, "secret": WEBHOOK_SECRET },
    })
}

/// Waits until `holds`, some seconds at most.
pub fn eventually(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(20), "{what} did not happen");
        thread::sleep(Duration::from_millis(50));
    }
}
