//! `cargo xtask test`: everything that must hold before a change lands, from format to browser.
//!
//! Cheap steps come first. A step that fails does not stop the others, so that one run tells all there is to mend. Steps
//! that need the service to run are in [`suites`].

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::chromium;
use crate::npm;
use crate::official_clients;
use crate::requirements;
use crate::run::{self, Outcome, seconds};
use crate::site;
use crate::spin;
use crate::spin_host;
use crate::suites::{self, BLACK_BOX};
use crate::tally::{self, Tally};
use crate::tools;
use crate::weights;
use crate::workspace::{Workspace, create};

/// Crates that make sense only as WebAssembly: linted for their target and tested from outside.
const WASM_ONLY: [(&str, &[&str]); 2] =
    [(tools::WASM, &["gatehouse-cloudflare", "gatehouse-meter"]), (tools::WASI, &["gatehouse-spin"])];

/// Runs all steps, or with `fast` those that need neither WebAssembly nor Python.
pub fn run(workspace: &Workspace, fast: bool) -> Result<ExitCode> {
    let _alone = alone(workspace)?;
    let started = Instant::now();
    npm::ensure_node(workspace)?;
    npm::ensure(workspace)?;
    tools::ensure_lints()?;
    for (target, _) in WASM_ONLY {
        tools::ensure_target(target)?;
    }
    tools::cargo_deny()?;
    let browser = if fast {
        None
    } else {
        tools::wasm_bindgen(workspace)?;
        tools::worker_build()?;
        println!("  {}", spin::runtime(workspace)?.notice);
        Some(chromium::ensure(workspace)?)
    };
    tools::tidy()?;

    let mut report = Report { workspace, tally: Tally::default() };
    report.step("format", || format(workspace));
    report.step("lints", || lints(workspace, fast));
    report.step("licenses and sources", || deny(workspace));
    report.step("requirements", || requirements::check(workspace));
    report.step("unit and flow tests", || native(workspace));
    report.step("site", || pages(workspace));
    if let Some(browser) = browser {
        report.step("couriers", || official_clients::test(workspace));
        report.step("unit tests of the host", || host(workspace));
        suites::run(&mut report, &browser);
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
pub struct Report<'a> {
    /// The checkout.
    pub workspace: &'a Workspace,
    tally: Tally,
}

impl Report<'_> {
    /// Runs one step and says in one line how it went. A step that cannot be run is a failed check.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> Result<Tally>) -> bool {
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

/// Twice: the test host is a workspace of its own.
fn format(workspace: &Workspace) -> Result<Tally> {
    let check_only = ["--", "--check", "--files-with-diff"];
    let mut tally = check(workspace, "format", tools::cargo().args(["fmt", "--all"]).args(check_only))?;
    let manifest = workspace.path(spin_host::FOLDER).join("Cargo.toml");
    tally += check(
        workspace,
        "format-host",
        tools::cargo().args(["fmt", "--manifest-path"]).arg(manifest).args(check_only),
    )?;
    Ok(tally)
}

/// Several runs, as the code is compiled for several targets: for this machine with all features, and for each edge.
fn lints(workspace: &Workspace, fast: bool) -> Result<Tally> {
    let mut here = tools::cargo();
    here.args(["clippy", "--workspace", "--all-targets", "--all-features"]);
    here.args(exclude_wasm_only()).args(["--", "--deny", "warnings"]);
    let mut tally = check(workspace, "lints", &mut here)?;
    for (target, packages) in WASM_ONLY {
        let mut edge = tools::cargo();
        edge.args(["clippy", "--all-features", "--target", target]);
        edge.args(packages.iter().flat_map(|name| ["--package", *name])).args(["--", "--deny", "warnings"]);
        tally += check(workspace, &format!("lints-{target}"), &mut edge)?;
    }
    if !fast {
        // With the profile that it is built with, so that what its dependencies generate is there already.
        let mut host = spin_host::cargo(workspace, "clippy")?;
        host.args(["--release", "--all-targets", "--", "--deny", "warnings"]);
        tally += check(workspace, "lints-host", &mut host)?;
    }
    Ok(tally)
}

fn exclude_wasm_only() -> impl Iterator<Item = &'static str> {
    WASM_ONLY.iter().flat_map(|(_, packages)| *packages).flat_map(|name| ["--exclude", *name])
}

/// Twice: the test host has a lock file of its own.
fn deny(workspace: &Workspace) -> Result<Tally> {
    // The list of advisories is not in a package registry, so it is no part of this run.
    let what = ["bans", "licenses", "sources"];
    let program = tools::cargo_deny()?;
    let mut tally =
        check(workspace, "deny", Command::new(&program).args(["--all-features", "check"]).args(what))?;
    let manifest = workspace.path(spin_host::FOLDER).join("Cargo.toml");
    tally += check(
        workspace,
        "deny-host",
        Command::new(&program)
            .arg("--manifest-path")
            .arg(manifest)
            .arg("--config")
            .arg(workspace.path("deny.toml"))
            .args(["--all-features", "check"])
            .args(what),
    )?;
    Ok(tally)
}

fn native(workspace: &Workspace) -> Result<Tally> {
    let mut command = tools::cargo();
    command.args(["test", "--workspace", "--no-fail-fast"]);
    command.args(["--exclude", BLACK_BOX, "--exclude", official_clients::PACKAGE]);
    command.args(exclude_wasm_only());
    cargo_test(workspace, "unit", &mut command)
}

fn host(workspace: &Workspace) -> Result<Tally> {
    let mut command = spin_host::cargo(workspace, "test")?;
    cargo_test(workspace, "unit-host", command.args(["--release", "--no-fail-fast"]))
}

/// Builds the site, validates every page of it and weighs it.
fn pages(workspace: &Workspace) -> Result<Tally> {
    site::pages_and_styles(workspace)?;
    let pages = pages_below(&workspace.build("site"))?;
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
    let (weighed, too_heavy, words) = weights::check(&workspace.build("site"), &pages)?;
    println!("  {words}");
    for complaint in complaints.iter().chain(&too_heavy) {
        eprintln!("  | {complaint}");
    }
    // The build itself is a check too: it found no broken link and no unknown variable.
    let mut all = Tally::one(true);
    all += tally;
    all += weighed;
    Ok(all)
}

/// Runs a program that is one check as a whole.
fn check(workspace: &Workspace, log: &str, command: &mut Command) -> Result<Tally> {
    let outcome = run::capture(workspace, log, command.current_dir(workspace.root()))?;
    if !outcome.status.success() {
        run::show_tail(&outcome.output);
    }
    Ok(Tally::one(outcome.status.success()))
}

/// Runs `cargo test` and shows what failed tests said.
pub fn cargo_test(workspace: &Workspace, log: &str, command: &mut Command) -> Result<Tally> {
    Ok(cargo_test_saying(workspace, log, command)?.0)
}

/// The same, with all that it said.
pub fn cargo_test_saying(workspace: &Workspace, log: &str, command: &mut Command) -> Result<(Tally, String)> {
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
    Ok((tally, output))
}

/// Every page below a folder; `assets` holds none.
fn pages_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be listed", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() && path.file_name() != Some("assets".as_ref()) {
            found.extend(pages_below(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "html") {
            found.push(path);
        }
    }
    Ok(found)
}
