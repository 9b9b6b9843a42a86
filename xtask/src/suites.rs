//! Runs the suites that ask the service as a visitor would: black-box and browser tests on each edge, the form that is
//! deployed, and both edges side by side.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::build::{self, Bundle};
use crate::npm;
use crate::run;
use crate::secrets;
use crate::server::{self, Edge, Server, Setup};
use crate::tally::{self, Tally};
use crate::test::{Report, cargo_test, cargo_test_saying};
use crate::tools;
use crate::workspace::{Workspace, create, read, remove};

/// The crate of the black-box suites.
pub const BLACK_BOX: &str = "gatehouse-tests";
/// The suite that wants a production form, and the one that wants two edges.
const PRODUCTION: &str = "production";
const DIFFERENTIAL: &str = "differential";
const OTHER_SUITES: [&str; 2] = [PRODUCTION, DIFFERENTIAL];
/// The address of a deployment. Not this machine's name: wrangler's proxy rewrites that in every header.
pub const DEPLOYED: &str = "https://gatehouse.example";

/// Runs what needs the service to run: on each edge, and on both at once.
pub fn run(report: &mut Report<'_>, browser: &Path) {
    let workspace = report.workspace;
    let built = report.step("build", || {
        build::build(workspace, build::Scope::All)?;
        Ok(Tally::one(true))
    });
    if !built {
        return;
    }
    for edge in Edge::ALL {
        report.step(&format!("black-box, {edge}"), || black_box(workspace, edge));
        report.step(&format!("browser, {edge}"), || browser_tests(workspace, edge, browser));
        report.step(&format!("production, {edge}"), || production(workspace, edge));
    }
    let mut compared = None;
    report.step(DIFFERENTIAL, || {
        let (tally, output) = differential(workspace)?;
        compared = tally::compared(&output).map(str::to_owned);
        Ok(tally)
    });
    // A run that has compared next to nothing passes like any other.
    if let Some(compared) = compared {
        println!("  {compared} What may differ is in build/logs/{DIFFERENTIAL}.log");
    }
}

fn black_box(workspace: &Workspace, edge: Edge) -> Result<Tally> {
    let running = Running::start(workspace, "black-box", edge, Bundle::Development)?;
    let mut command = tools::cargo();
    command.args(["test", "--package", BLACK_BOX, "--no-fail-fast", "--lib"]);
    for suite in suites(workspace)?.iter().filter(|suite| !OTHER_SUITES.contains(&suite.as_str())) {
        command.args(["--test", suite]);
    }
    running.tell(&mut command);
    cargo_test(workspace, &format!("black-box-{edge}"), &mut command)
}

fn production(workspace: &Workspace, edge: Edge) -> Result<Tally> {
    let running = Running::start(workspace, "production", edge, Bundle::Production)?;
    let mut command = tools::cargo();
    command.args(["test", "--package", BLACK_BOX, "--no-fail-fast", "--test", PRODUCTION]);
    running.tell(&mut command);
    cargo_test(workspace, &format!("production-{edge}"), &mut command)
}

/// Asks both edges the same: with the same secrets and the same address in front, they must give the same answers.
fn differential(workspace: &Workspace) -> Result<(Tally, String)> {
    let [one, other] = Edge::ALL.map(|edge| {
        let state = fresh_state(workspace, &format!("{DIFFERENTIAL}-{edge}"));
        state.map(|state| (edge, state))
    });
    let (one, other) = (one?, other?);
    secrets::ensure(&one.1.join(secrets::FILE))?;
    fs::copy(one.1.join(secrets::FILE), other.1.join(secrets::FILE))
        .context("the secrets cannot be copied")?;
    let one = Running::start_in(workspace, one.1, one.0, Bundle::Development, Some(DEPLOYED))?;
    let other = Running::start_in(workspace, other.1, other.0, Bundle::Development, Some(DEPLOYED))?;
    let mut command = tools::cargo();
    command.args(["test", "--package", BLACK_BOX, "--no-fail-fast", "--test", DIFFERENTIAL]);
    // What it says when it passes is what it has compared. `--nocapture` would say that too, and take a failure's words out of
    // the list from which they are repeated.
    command.args(["--", "--show-output"]);
    one.tell(&mut command);
    command.env("GATEHOUSE_OTHER_URL", &other.url);
    cargo_test_saying(workspace, DIFFERENTIAL, &mut command)
}

fn browser_tests(workspace: &Workspace, edge: Edge, browser: &Path) -> Result<Tally> {
    let running = Running::start(workspace, "browser", edge, Bundle::Development)?;
    let config = ["ts", "mjs", "js"].map(|ending| format!("tests/browser/playwright.config.{ending}"));
    let config = config
        .iter()
        .find(|config| workspace.path(config).is_file())
        .context("tests/browser has no configuration")?;
    let log = format!("browser-{edge}");
    let report = workspace.log(&log)?.with_extension("json");
    // Yesterday's report must not speak for today.
    let _ = fs::remove_file(&report);
    let mut command = npm::command(workspace, "playwright")?;
    command
        .args(["test", "--reporter=list,json", "--config", config])
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report)
        .env("GATEHOUSE_CHROMIUM", browser);
    running.tell(&mut command);
    let outcome = run::capture(workspace, &log, &mut command)?;
    let tally = tally::playwright(&read(&report).unwrap_or_default()).unwrap_or_default();
    let tally = tally.with_status(outcome.status.success());
    if tally.failed > 0 {
        run::show_tail(&outcome.output);
        eprintln!("  all it said is in build/logs/{log}.log");
    }
    Ok(tally)
}

/// A server for one step, with a state of its own that is new.
#[derive(Debug)]
pub struct Running {
    /// Its processes.
    pub server: Server,
    edge: Edge,
    /// Where it answers.
    pub url: String,
    /// The address that it calls its own.
    pub origin: String,
    state: PathBuf,
    xtask: PathBuf,
}

impl Running {
    /// Starts a server whose state is named after the step.
    pub fn start(workspace: &Workspace, step: &str, edge: Edge, bundle: Bundle) -> Result<Self> {
        let state = fresh_state(workspace, &format!("{step}-{edge}"))?;
        let origin = match bundle {
            Bundle::Development => None,
            // As it is deployed: behind https, with the cookies that go with it.
            Bundle::Production => Some(DEPLOYED),
        };
        Self::start_in(workspace, state, edge, bundle, origin)
    }

    /// Starts a server on a state, with its own address in front of it unless another is said.
    pub fn start_in(
        workspace: &Workspace,
        state: PathBuf,
        edge: Edge,
        bundle: Bundle,
        origin: Option<&str>,
    ) -> Result<Self> {
        let port = server::free_port()?;
        let url = format!("http://localhost:{port}");
        let origin = origin.unwrap_or(&url).to_owned();
        let setup = Setup { edge, bundle, port, state: &state, origin: origin.clone() };
        let server = Server::start(workspace, &setup)?;
        Ok(Self { server, edge, url, origin, state, xtask: own_copy(workspace)? })
    }

    fn tell(&self, command: &mut Command) {
        command
            .env("GATEHOUSE_EDGE", self.edge.to_string())
            .env("GATEHOUSE_URL", &self.url)
            .env("GATEHOUSE_ORIGIN", &self.origin)
            .env("GATEHOUSE_STATE", &self.state)
            .env("GATEHOUSE_LOG", self.state.join("server.log"))
            .env("GATEHOUSE_XTASK", &self.xtask);
    }
}

/// An empty folder for a server.
pub fn fresh_state(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    let state = workspace.build("test-state").join(name);
    remove(&state)?;
    create(&state)?;
    Ok(state)
}

/// A copy of this program for suites that start servers of their own: cargo may replace the original meanwhile.
fn own_copy(workspace: &Workspace) -> Result<PathBuf> {
    let copy = workspace.build("bin/xtask");
    create(&workspace.build("bin"))?;
    // Under a new name first: a running program cannot be written to.
    let fresh = copy.with_extension("new");
    let own = env::current_exe().context("this program does not know where it is")?;
    let own = if own.exists() { own } else { PathBuf::from("/proc/self/exe") };
    fs::copy(&own, &fresh).with_context(|| format!("{} cannot be copied", own.display()))?;
    fs::rename(&fresh, &copy).with_context(|| format!("{} cannot be written", copy.display()))?;
    Ok(copy)
}

/// The suites of the black-box crate, as cargo knows them.
fn suites(workspace: &Workspace) -> Result<Vec<String>> {
    let metadata = run::answer(
        tools::cargo().args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(workspace.root()),
    )
    .context("cargo metadata failed")?;
    let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata is not JSON")?;
    let list =
        |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    Ok(list(&metadata, "packages")
        .iter()
        .filter(|package| package.get("name").and_then(Value::as_str) == Some(BLACK_BOX))
        .flat_map(|package| list(package, "targets"))
        .filter(|target| list(target, "kind").iter().any(|kind| kind == "test"))
        .filter_map(|target| target.get("name")?.as_str().map(str::to_owned))
        .collect())
}
