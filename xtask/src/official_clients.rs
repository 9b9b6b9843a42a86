//! The tests that hold our couriers against the providers' own clients (`tests/official-clients`). Those for Node come with
//! the other packages of npm; those for Python get an environment of their own among the tools.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::debian;
use crate::fingerprint::Fingerprint;
use crate::npm;
use crate::run;
use crate::tally::Tally;
use crate::test::cargo_test;
use crate::tools;
use crate::workspace::{Workspace, cache, create, remove};

/// The crate of these tests.
pub const PACKAGE: &str = "gatehouse-official-clients";

/// What is installed for Python, by version.
const REQUIREMENTS: &str = "tests/official-clients/requirements.txt";
const NAME: &str = "official-clients";
/// The oldest Python that takes these versions.
const OLDEST_PYTHON: (u32, u32) = (3, 11);

/// Runs them.
pub fn test(workspace: &Workspace) -> Result<Tally> {
    let python = python(workspace)?;
    let mut command = tools::cargo();
    command.args(["test", "--no-fail-fast", "--package", PACKAGE]);
    command.env("GATEHOUSE_PYTHON", python).env("GATEHOUSE_NODE", npm::program(workspace, "node"));
    cargo_test(workspace, "couriers", &mut command)
}

/// The Python that has the official clients, installed unless it is there.
fn python(workspace: &Workspace) -> Result<PathBuf> {
    let fingerprint = Fingerprint::default().files(workspace, &[REQUIREMENTS])?.finish();
    let version: String = fingerprint.chars().take(16).collect();
    let tools = cache()?.join("tools");
    let home = tools.join(format!("{NAME}-{version}"));
    let program = home.join("bin/python");
    // It stands on the system's Python, and so is useless when that one is gone.
    if run::answer(Command::new(&program).arg("--version")).is_some() {
        return Ok(program);
    }
    if !can_install() {
        debian::install(workspace, "python3-venv")?;
    }
    if !can_install() {
        let (major, minor) = OLDEST_PYTHON;
        bail!(
            "Amazon's own client needs Python {major}.{minor} or newer with venv and pip: install it as `python3` (on Debian: \
             apt-get install python3-venv)"
        );
    }
    println!("  the providers' own clients for Python are missing: installing them, once");
    create(&tools)?;
    // Installed beside its place and then moved, so that what was interrupted never looks complete.
    let unfinished = tools.join(format!(".{NAME}-{version}.{}", std::process::id()));
    let installed = install(workspace, &unfinished);
    if installed.is_ok() {
        remove(&home)?;
        // Another process may have finished the same first; then its result serves.
        if fs::rename(&unfinished, &home).is_err() && !program.is_file() {
            bail!("{} cannot be moved to {}", unfinished.display(), home.display());
        }
    }
    remove(&unfinished)?;
    installed?;
    Ok(program)
}

/// Whether the system's Python is new enough, and can make an environment with pip in it.
fn can_install() -> bool {
    let (major, minor) = OLDEST_PYTHON;
    let question = format!("import ensurepip, sys, venv; print(sys.version_info >= ({major}, {minor}))");
    run::answer(Command::new("python3").args(["-c", &question])).is_some_and(|answer| answer == "True")
}

fn install(workspace: &Workspace, home: &Path) -> Result<()> {
    run::visibly(Command::new("python3").args(["-m", "venv"]).arg(home))?;
    run::visibly(
        Command::new(home.join("bin/python"))
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
            .arg(workspace.path(REQUIREMENTS)),
    )
    .context("the providers' own clients for Python could not be installed")
}
