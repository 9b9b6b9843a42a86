//! Installs packages of the system where that is nobody's business but ours: on Debian, as root, for tests.
//!
//! That is a machine of continuous integration. On a person's machine a test says what is missing instead.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::run;
use crate::workspace::Workspace;

/// Installs a package on Debian as root; elsewhere does nothing.
pub fn install(workspace: &Workspace, package: &str) -> Result<()> {
    if !Path::new("/etc/debian_version").exists() || !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    run::step(
        workspace,
        "apt-update",
        "Package lists (apt-get update)",
        Command::new("apt-get").arg("update"),
    )?;
    run::step(
        workspace,
        "apt-install",
        &format!("System package {package} (apt-get)"),
        Command::new("apt-get")
            .args(["install", "--yes", "--no-install-recommends", package])
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}
