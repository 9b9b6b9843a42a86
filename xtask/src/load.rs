//! Puts a server of one edge to work and measures how long it keeps a processor busy.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use ureq::Agent;
use ureq::http::Response;
use ureq::http::header::{COOKIE, ORIGIN, SET_COOKIE};

use crate::build::Bundle;
use crate::processes;
use crate::server::{Edge, Server};
use crate::suites::{DEPLOYED, Running, fresh_state};
use crate::workspace::Workspace;

/// Requests before anything counts, so that code is compiled and caches are warm.
const WARM_UP: u32 = 50;
const PAGES: u32 = 500;
/// With those before anything counts, far fewer wrong passwords than one client network may enter: in the production form all
/// come from this machine.
const CHECKS: u32 = 40;
/// A sign-in that is refused, as a form with a mistake is.
const REFUSED: u16 = 422;
/// Linux counts processor time in hundredths of a second, whatever the machine.
const TICK: Duration = Duration::from_millis(10);

/// What was measured on one edge.
#[derive(Debug)]
pub struct Measures {
    first_start: Duration,
    second_start: Duration,
    page: Duration,
    check: Duration,
}

impl Measures {
    /// Labels and values of a table.
    pub fn rows(&self) -> [(String, String); 4] {
        let milliseconds = |duration: Duration| format!("{:.2} ms", duration.as_secs_f64() * 1000.0);
        [
            ("start, with a new state".to_owned(), milliseconds(self.first_start)),
            ("start, the second with this state".to_owned(), milliseconds(self.second_start)),
            (format!("processor time of GET /sign-in, mean of {PAGES}"), milliseconds(self.page)),
            (format!("processor time of a password check, mean of {CHECKS}"), milliseconds(self.check)),
        ]
    }
}

/// Starts the production form twice and asks the second for sign-in pages and password checks, one after another. In the
/// development form each request would also read the clock that tests move, on Spin from a database that it opens for that.
pub fn measure(workspace: &Workspace, edge: Edge) -> Result<Measures> {
    let state = fresh_state(workspace, &format!("bench-{edge}"))?;
    let start = || Running::start_in(workspace, state.clone(), edge, Bundle::Production, Some(DEPLOYED));
    let first_start = start()?.server.ready_after();
    let running = start()?;
    let visitor = Visitor::of(&running);
    for number in 0..WARM_UP {
        visitor.page()?;
        // A few are enough: one takes as long as dozens of pages.
        if number % 10 == 0 {
            visitor.check(number)?;
        }
    }
    let page = mean(&running.server, edge, PAGES, |_| visitor.page().map(drop))?;
    let fetch = mean(&running.server, edge, CHECKS, |_| visitor.page().map(drop))?;
    let both = mean(&running.server, edge, CHECKS, |number| visitor.check(WARM_UP.saturating_add(number)))?;
    Ok(Measures {
        first_start,
        second_start: running.server.ready_after(),
        page,
        check: both.saturating_sub(fetch),
    })
}

/// Has a server check `checks` passwords and prints how large its linear memory is on the way: it must not grow. The
/// development form alone tells that, and takes so many wrong passwords, as it believes that each is from another network.
pub fn memory(workspace: &Workspace, edge: Edge, checks: u32) -> Result<()> {
    let state = fresh_state(workspace, &format!("bench-memory-{edge}"))?;
    let running = Running::start_in(workspace, state, edge, Bundle::Development, None)?;
    let visitor = Visitor::of(&running);
    let start = Instant::now();
    let mut page = visitor.page()?;
    for number in 1..=checks {
        // A form is good for many tries; each is of another person from another network.
        if number % 100 == 0 {
            page = visitor.page()?;
        }
        visitor.check_with(&page, number)?;
        if [1, 10, 100, 1000].contains(&number) || number % 2500 == 0 || number == checks {
            let bytes = visitor.linear_memory(&running.url)?;
            let seconds = start.elapsed().as_secs();
            println!("{edge:<12} {number:>7} password checks {bytes:>12} bytes {seconds:>6} s");
        }
    }
    Ok(())
}

/// The processor time that one piece of work takes, on average.
fn mean(server: &Server, edge: Edge, count: u32, work: impl Fn(u32) -> Result<()>) -> Result<Duration> {
    let before = ticks(server, edge)?;
    for number in 0..count {
        work(number)?;
    }
    let ticks = u32::try_from(ticks(server, edge)?.saturating_sub(before)).unwrap_or(u32::MAX);
    Ok(TICK.saturating_mul(ticks) / count)
}

/// The processor time of the processes that run the service. Wrangler itself and the proxy in front are none of them: the
/// proxy listens on the server's port, and the service behind it on one that the system has chosen.
fn ticks(server: &Server, edge: Edge) -> Result<u64> {
    let ticks: Vec<u64> = processes::members(server.group())
        .iter()
        .filter(|process| match edge {
            Edge::Cloudflare => {
                process.command.contains("workerd serve") && process.command.contains("entry=127.0.0.1:0")
            }
            Edge::Spin => true,
        })
        .map(|process| process.ticks)
        .collect();
    if ticks.iter().sum::<u64>() == 0 {
        bail!("the processor time of the processes on {edge} cannot be read: that needs Linux");
    }
    Ok(ticks.iter().sum())
}

/// Someone who asks without a browser.
#[derive(Debug)]
struct Visitor {
    agent: Agent,
    url: String,
    /// The address that the server calls its own; forms come from there.
    origin: String,
}

impl Visitor {
    /// One who comes to this server.
    fn of(running: &Running) -> Self {
        Self {
            agent: Agent::config_builder().max_redirects(0).http_status_as_error(false).build().into(),
            url: format!("{}/sign-in", running.url),
            origin: running.origin.clone(),
        }
    }

    /// Fetches the sign-in page. Its cookies are kept as they come: a browser would not send those for https over plain http.
    fn page(&self) -> Result<Page> {
        let mut reply = self.agent.get(&self.url).call().context("the sign-in page cannot be fetched")?;
        let cookies: Vec<&str> = reply
            .headers()
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
            .collect();
        let cookie = cookies.join("; ");
        let text = text(&mut reply)?;
        let token = text.split_once("name=\"csrf\" value=\"").and_then(|(_, rest)| rest.split('"').next());
        let token = token.with_context(|| format!("the sign-in page has no form ({})", reply.status()))?;
        Ok(Page { cookie, token: token.to_owned() })
    }

    /// Fetches the page and tries to sign in, as a person that nobody knows.
    fn check(&self, number: u32) -> Result<()> {
        self.check_with(&self.page()?, number)
    }

    /// Tries to sign in with a page that was fetched before.
    fn check_with(&self, page: &Page, number: u32) -> Result<()> {
        let email = format!("nobody-{number}@people.example");
        let mut reply = self
            .agent
            .post(&self.url)
            .header(COOKIE, page.cookie.as_str())
            .header(ORIGIN, self.origin.as_str())
            // From a network that nobody shares; the production form does not listen to that.
            .header("X-Development-Client-Address", format!("2001:db8:0:{number:x}::1"))
            .send_form([
                ("csrf", page.token.as_str()),
                ("email", &email),
                ("password", "not the right one 7"),
            ])
            .context("a sign-in cannot be sent")?;
        let text = text(&mut reply)?;
        if reply.status().as_u16() != REFUSED || !text.contains(&email) {
            bail!("a password check was answered with {}", reply.status());
        }
        Ok(())
    }

    /// The linear memory of the instance that answers, in bytes.
    fn linear_memory(&self, url: &str) -> Result<u64> {
        let mut reply = self.agent.get(format!("{url}/dev/memory.json")).call().context("no answer")?;
        let text = text(&mut reply)?;
        let told: Value = serde_json::from_str(&text).with_context(|| format!("{text} is not JSON"))?;
        told.get("bytes").and_then(Value::as_u64).with_context(|| format!("{text} tells no size"))
    }
}

/// What the form needs of the page.
#[derive(Debug)]
struct Page {
    cookie: String,
    token: String,
}

fn text(reply: &mut Response<ureq::Body>) -> Result<String> {
    reply.body_mut().read_to_string().context("a page cannot be read")
}
