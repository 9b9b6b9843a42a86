//! The test host that stands in for Spin (`tests/spin-host`): a workspace of its own, built once for each of its
//! versions and kept with the other tools.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::fingerprint::Fingerprint;
use crate::run;
use crate::tools;
use crate::workspace::{Workspace, cache, create};

/// Its folder in the repository.
pub const FOLDER: &str = "tests/spin-host";
const PROGRAM: &str = "spin-host";

/// The program, built if its sources changed.
pub fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    let fingerprint = Fingerprint::default().files(workspace, &[FOLDER])?.finish();
    let version: String = fingerprint.chars().take(16).collect();
    let program = cache()?.join("tools").join(format!("{PROGRAM}-{version}")).join("bin").join(PROGRAM);
    if program.is_file() {
        return Ok(program);
    }
    println!("  the test host for Spin is missing: building it, once, in some ten minutes");
    run::visibly(cargo(workspace, "build")?.args(["--quiet", "--release"]))
        .context("the test host could not be built")?;
    let built = target()?.join("release").join(PROGRAM);
    let Some(folder) = program.parent() else { bail!("{} has no folder", program.display()) };
    create(folder)?;
    // Copied beside its place and then moved, so that nothing half-copied is ever started.
    let fresh = program.with_extension(std::process::id().to_string());
    fs::copy(&built, &fresh).with_context(|| format!("{} cannot be copied", built.display()))?;
    fs::rename(&fresh, &program).with_context(|| format!("{} cannot be written", program.display()))?;
    Ok(program)
}

/// Cargo on the host's own workspace, with its own lock file and a target folder that outlives this checkout: its
/// dependencies take minutes.
pub fn cargo(workspace: &Workspace, subcommand: &str) -> Result<Command> {
    let mut command = tools::cargo();
    command
        .args([subcommand, "--locked", "--manifest-path"])
        .arg(workspace.path(FOLDER).join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", target()?)
        .current_dir(workspace.root());
    Ok(command)
}

fn target() -> Result<PathBuf> {
    Ok(cache()?.join("spin-host-target"))
}
