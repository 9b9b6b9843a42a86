//! `cargo xtask test`: everything that must hold before a change lands, from format to browser.
//!
//! Cheap steps come first. A step that fails does not stop the others, so that one run tells all there is to mend.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::build::{self, Bundle};
use crate::chromium;
use crate::dev;
use crate::npm;
use crate::run::{self, Outcome, seconds};
use crate::tally::{self, Tally};
use crate::tools;
use crate::workspace::{Workspace, create, read, remove};
use crate::wrangler::{self, Server, Setup};

/// Crates that make sense only as WebAssembly: linted for that target and tested from outside.
const WASM_ONLY: [&str; 2] = ["gatehouse-cloudflare", "gatehouse-meter"];
/// The crate of the black-box suites, and the one of them that wants a production bundle.
const BLACK_BOX: &str = "gatehouse-tests";
const PRODUCTION_SUITE: &str = "production";

/// Runs all steps, or with `fast` those that need no WebAssembly.
pub fn run(workspace: &Workspace, fast: bool) -> Result<ExitCode> {
    let _alone = alone(workspace)?;
    let started = Instant::now();
    npm::ensure_node(workspace)?;
    npm::ensure(workspace)?;
    tools::ensure_lints()?;
    tools::ensure_wasm_target()?;
    tools::cargo_deny()?;
    let browser = if fast {
        None
    } else {
        tools::wasm_bindgen(workspace)?;
        tools::worker_build()?;
        Some(chromium::ensure(workspace)?)
    };
    tools::tidy()?;

    let mut report = Report { workspace, tally: Tally::default() };
    report.step("format", || format(workspace));
    report.step("lints", || lints(workspace));
    report.step("licenses and sources", || deny(workspace));
    report.step("unit and flow tests", || native(workspace));
    report.step("site", || site(workspace));
    if let Some(browser) = browser {
        running(&mut report, &browser);
    }

    let Tally { passed, failed } = report.tally;
    println!("in {}", seconds(started.elapsed()));
    println!("{passed} passed, {failed} failed");
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Lets a second run in this checkout wait: the two would share logs and the states of their servers.
fn alone(workspace: &Workspace) -> Result<File> {
    create(&workspace.build(""))?;
    let file = File::create(workspace.build("test-lock")).context("build/test-lock cannot be written")?;
    if file.try_lock().is_err() {
        println!("  waiting for another test run in this checkout");
        file.lock().context("build/test-lock cannot be locked")?;
    }
    Ok(file)
}

/// What the steps came to so far.
#[derive(Debug)]
struct Report<'a> {
    workspace: &'a Workspace,
    tally: Tally,
}

impl Report<'_> {
    /// Runs one step and says in one line how it went. A step that cannot be run is a failed check.
    fn step(&mut self, name: &str, work: impl FnOnce() -> Result<Tally>) -> bool {
        let started = Instant::now();
        let tally = work().unwrap_or_else(|error| {
            eprintln!("  {error:#}");
            Tally::one(false)
        });
        self.tally += tally;
        let verdict = if tally.failed == 0 { "ok    " } else { "FAILED" };
        let counts = match tally {
            Tally { passed, failed: 0 } => format!("{passed} passed"),
            Tally { passed, failed } => format!("{passed} passed, {failed} failed"),
        };
        println!("{verdict} {name:<24} {counts:<26} {}", seconds(started.elapsed()));
        tally.failed == 0
    }
}

fn format(workspace: &Workspace) -> Result<Tally> {
    check(workspace, "format", tools::cargo().args(["fmt", "--all", "--", "--check", "--files-with-diff"]))
}

/// Two runs, as the code is compiled twice: on this machine with all features, and for the edge.
fn lints(workspace: &Workspace) -> Result<Tally> {
    let mut here = tools::cargo();
    here.args(["clippy", "--workspace", "--all-targets", "--all-features"]);
    here.args(WASM_ONLY.iter().flat_map(|name| ["--exclude", *name])).args(["--", "--deny", "warnings"]);
    let mut edge = tools::cargo();
    edge.args(["clippy", "--all-features", "--target", tools::WASM]);
    edge.args(WASM_ONLY.iter().flat_map(|name| ["--package", *name])).args(["--", "--deny", "warnings"]);
    let mut tally = check(workspace, "lints", &mut here)?;
    tally += check(workspace, "lints-edge", &mut edge)?;
    Ok(tally)
}

fn deny(workspace: &Workspace) -> Result<Tally> {
    check(
        workspace,
        "deny",
        // The list of advisories is not in a package registry, so it is no part of this run.
        Command::new(tools::cargo_deny()?).args(["--all-features", "check", "bans", "licenses", "sources"]),
    )
}

fn native(workspace: &Workspace) -> Result<Tally> {
    let mut command = tools::cargo();
    command.args(["test", "--workspace", "--no-fail-fast", "--exclude", BLACK_BOX]);
    command.args(WASM_ONLY.iter().flat_map(|name| ["--exclude", *name]));
    cargo_test(workspace, "unit", &mut command)
}

/// Builds the site and validates every page of it.
fn site(workspace: &Workspace) -> Result<Tally> {
    build::pages_and_styles(workspace)?;
    let pages = pages(&workspace.build("site"))?;
    let outcome = run::capture(
        workspace,
        "html-validate",
        npm::command(workspace, "html-validate")?.args(["--formatter", "json"]).args(&pages),
    )?;
    let count = u64::try_from(pages.len()).unwrap_or(u64::MAX);
    let Some((tally, complaints)) = tally::html_validate(&outcome.output, count) else {
        run::show_tail(&outcome.output);
        bail!("html-validate gave no report");
    };
    for complaint in &complaints {
        eprintln!("  | {complaint}");
    }
    // The build itself is a check too: it found no broken link and no unknown variable.
    let mut all = Tally::one(true);
    all += tally;
    Ok(all)
}

/// Everything that needs the service to run.
fn running(report: &mut Report<'_>, browser: &Path) {
    let workspace = report.workspace;
    let built = report.step("build", || {
        dev::prepare(workspace, Bundle::Development)?;
        build::worker(workspace, Bundle::Production)?;
        Ok(Tally::one(true))
    });
    if !built {
        return;
    }
    report.step("black-box suites", || black_box(workspace));
    report.step("browser tests", || browser_tests(workspace, browser));
    report.step("production bundle", || production(workspace));
}

fn black_box(workspace: &Workspace) -> Result<Tally> {
    let running = Running::start(workspace, "black-box", Bundle::Development)?;
    let mut command = tools::cargo();
    command.args(["test", "--package", BLACK_BOX, "--no-fail-fast", "--lib"]);
    for suite in suites(workspace)?.iter().filter(|suite| *suite != PRODUCTION_SUITE) {
        command.args(["--test", suite]);
    }
    running.tell(&mut command);
    cargo_test(workspace, "black-box", &mut command)
}

fn production(workspace: &Workspace) -> Result<Tally> {
    let running = Running::start(workspace, "production", Bundle::Production)?;
    let mut command = tools::cargo();
    command.args(["test", "--package", BLACK_BOX, "--no-fail-fast", "--test", PRODUCTION_SUITE]);
    running.tell(&mut command);
    cargo_test(workspace, "production", &mut command)
}

fn browser_tests(workspace: &Workspace, browser: &Path) -> Result<Tally> {
    let running = Running::start(workspace, "browser", Bundle::Development)?;
    let config = ["ts", "mjs", "js"].map(|ending| format!("tests/browser/playwright.config.{ending}"));
    let config = config
        .iter()
        .find(|config| workspace.path(config).is_file())
        .context("tests/browser has no configuration")?;
    let report = workspace.log("browser")?.with_extension("json");
    // Yesterday's report must not speak for today.
    let _ = fs::remove_file(&report);
    let mut command = npm::command(workspace, "playwright")?;
    command
        .args(["test", "--reporter=list,json", "--config", config])
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report)
        .env("GATEHOUSE_CHROMIUM", browser);
    running.tell(&mut command);
    let outcome = run::capture(workspace, "browser", &mut command)?;
    let tally = tally::playwright(&read(&report).unwrap_or_default()).unwrap_or_default();
    let tally = tally.with_status(outcome.status.success());
    if tally.failed > 0 {
        run::show_tail(&outcome.output);
        eprintln!("  all it said is in build/logs/browser.log");
    }
    Ok(tally)
}

/// A server for one step, with a state of its own that is new.
#[derive(Debug)]
struct Running {
    _server: Server,
    url: String,
    origin: String,
    state: PathBuf,
    xtask: PathBuf,
}

impl Running {
    fn start(workspace: &Workspace, name: &str, bundle: Bundle) -> Result<Self> {
        let state = workspace.build("test-state").join(name);
        remove(&state)?;
        create(&state)?;
        let port = wrangler::free_port()?;
        let url = format!("http://localhost:{port}");
        let origin = match bundle {
            Bundle::Development => url.clone(),
            // As it is deployed: behind https, with the cookies that go with it. Not this machine's name:
            // wrangler's proxy rewrites that in every header.
            Bundle::Production => "https://gatehouse.example".to_owned(),
        };
        let server =
            Server::start(workspace, &Setup { bundle, port, state: &state, origin: origin.clone() })?;
        Ok(Self { _server: server, url, origin, state, xtask: own_copy(workspace)? })
    }

    fn tell(&self, command: &mut Command) {
        command
            .env("GATEHOUSE_URL", &self.url)
            .env("GATEHOUSE_ORIGIN", &self.origin)
            .env("GATEHOUSE_STATE", &self.state)
            .env("GATEHOUSE_LOG", self.state.join("server.log"))
            .env("GATEHOUSE_XTASK", &self.xtask);
    }
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

/// Runs a program that is one check as a whole.
fn check(workspace: &Workspace, log: &str, command: &mut Command) -> Result<Tally> {
    let outcome = run::capture(workspace, log, command.current_dir(workspace.root()))?;
    if !outcome.status.success() {
        run::show_tail(&outcome.output);
    }
    Ok(Tally::one(outcome.status.success()))
}

fn cargo_test(workspace: &Workspace, log: &str, command: &mut Command) -> Result<Tally> {
    // A stack of calls says little about a test that names what it expected.
    command.env("RUST_BACKTRACE", "0").current_dir(workspace.root());
    let Outcome { status, output } = run::capture(workspace, log, command)?;
    let tally = tally::cargo_test(&output).with_status(status.success());
    if tally.failed > 0 {
        let complaints = tally::cargo_test_complaints(&output);
        if complaints.is_empty() {
            run::show_tail(&output);
        }
        for line in complaints {
            eprintln!("  | {line}");
        }
        eprintln!("  all it said is in build/logs/{log}.log");
    }
    Ok(tally)
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

/// Every page below a folder; `assets` holds none.
fn pages(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be listed", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() && path.file_name() != Some("assets".as_ref()) {
            found.extend(pages(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "html") {
            found.push(path);
        }
    }
    Ok(found)
}
