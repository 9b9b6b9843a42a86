//! Spin on this machine: the program of that name where it is installed and new enough, else the test host, which
//! understands the same command line.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::build::Bundle;
use crate::run;
use crate::secrets;
use crate::server::Setup;
use crate::spin_host;
use crate::workspace::Workspace;

/// The oldest Spin whose interfaces the component was compiled for.
const OLDEST: (u32, u32) = (4, 1);

/// What serves the component.
#[derive(Debug)]
pub struct Runtime {
    program: PathBuf,
    /// Which one it is and why, in one line.
    pub notice: String,
}

/// Finds Spin, or builds the test host.
pub fn runtime(workspace: &Workspace) -> Result<Runtime> {
    let said = run::answer(Command::new("spin").arg("--version"));
    let notice = match said.as_deref() {
        None => "Spin is not installed: serving on the test host".to_owned(),
        Some(said) if version(said).is_some_and(|version| version >= OLDEST) => {
            return Ok(Runtime { program: PathBuf::from("spin"), notice: format!("Serving on {said}") });
        }
        Some(said) => {
            let (major, minor) = OLDEST;
            format!("{said} is older than Spin {major}.{minor}: serving on the test host")
        }
    };
    Ok(Runtime { program: spin_host::ensure(workspace)?, notice })
}

/// The command that serves. The component itself brings its database up to date.
pub fn serve(workspace: &Workspace, setup: &Setup<'_>) -> Result<Command> {
    let mut command = Command::new(runtime(workspace)?.program);
    command.args(["up", "--from", "spin.toml"]);
    if setup.bundle == Bundle::Development {
        command.args(["--profile", "development"]);
    }
    command
        .arg("--listen")
        .arg(format!("127.0.0.1:{}", setup.port))
        .arg("--state-dir")
        .arg(databases(setup.state))
        .arg("--quiet")
        .current_dir(workspace.root());
    // A variable that this shell has for another server is not for this one.
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("SPIN_VARIABLE_") {
            command.env_remove(name);
        }
    }
    for (name, value) in secrets::all(&setup.secrets())? {
        command.env(format!("SPIN_VARIABLE_{name}"), value);
    }
    command.env("SPIN_VARIABLE_ORIGIN", &setup.origin).env("SPIN_VARIABLE_DELIVERY", setup.delivery());
    if setup.bundle == Bundle::Development {
        // Tests stand servers of their own there, in the place of other people's.
        command.env("SPIN_VARIABLE_OUTBOUND_HOST", "http://localhost:*");
    }
    Ok(command)
}

/// The folder that holds the database.
pub fn databases(state: &Path) -> PathBuf {
    state.join("spin")
}

/// Major and minor version, from what `spin --version` says: "spin 4.1.0 (abcdef 2026-09-01)".
fn version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.split_whitespace().nth(1)?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{OLDEST, version};

    #[test]
    fn reads_the_version_of_spin() {
        assert_eq!(version("spin 4.1.0-pre0 (0123abc 2026-09-01)"), Some((4, 1)));
        assert!(version("spin 3.9.2 (0123abc 2025-01-01)") < Some(OLDEST));
        assert!(version("spin 4.10.0") > Some(OLDEST));
        assert_eq!(version("something else"), None);
    }
}
