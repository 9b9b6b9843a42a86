//! The web tools, from npm: wrangler, Sass, esbuild, wasm-opt, Playwright and a Node that is new enough.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::debian;
use crate::fingerprint::{self, Fingerprint};
use crate::run;
use crate::workspace::Workspace;

/// The oldest Node that installs the packages. Wrangler wants a newer one, which is among them.
const OLDEST_NODE: u32 = 18;

/// Installs the packages of `package-lock.json`, unless exactly those are there.
pub fn ensure(workspace: &Workspace) -> Result<()> {
    let inputs =
        Fingerprint::default().files(workspace, &["package.json", "package-lock.json", ".npmrc"])?.finish();
    let stamp = workspace.path("node_modules/.gatehouse");
    let (node, wrangler) = (program(workspace, "node"), program(workspace, "wrangler"));
    if fingerprint::unchanged(&stamp, &inputs, &[&node, &wrangler]) {
        return Ok(());
    }
    check_node()?;
    run::step(
        workspace,
        "npm",
        "Web tools (npm install)",
        Command::new("npm")
            // `npm ci` refuses a lock file that lists fewer platforms than the registry; `--no-save` leaves
            // the lock file as it is all the same.
            .args(["install", "--no-save", "--no-audit", "--no-fund", "--no-progress"])
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
            .current_dir(workspace.root()),
    )?;
    if run::answer(Command::new(&node).arg("--version")).is_none() {
        bail!(
            "npm did not install its `node` package in full: allow its install script \
             (npm config set ignore-scripts false), remove node_modules and start again"
        );
    }
    fingerprint::record(&stamp, &inputs)
}

/// Installs Node.js and npm where a test may do that.
pub fn ensure_node(workspace: &Workspace) -> Result<()> {
    if ["node", "npm"].iter().any(|program| run::answer(Command::new(program).arg("--version")).is_none()) {
        debian::install(workspace, "npm")?;
    }
    Ok(())
}

/// The path of a program among the packages.
pub fn program(workspace: &Workspace, name: &str) -> PathBuf {
    workspace.path("node_modules/.bin").join(name)
}

/// Runs a program among the packages, in the root, with the packages' own Node.
pub fn command(workspace: &Workspace, name: &str) -> Result<Command> {
    let mut command = Command::new(program(workspace, name));
    command.env("PATH", search_path(workspace)?).current_dir(workspace.root());
    Ok(command)
}

/// `PATH` with the packages' programs first.
pub fn search_path(workspace: &Workspace) -> Result<OsString> {
    let mut folders = vec![workspace.path("node_modules/.bin")];
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    env::join_paths(folders).context("the path of this checkout has a character that PATH cannot hold")
}

fn check_node() -> Result<()> {
    let advice = "install Node.js 20 or newer with npm (on Debian: apt-get install npm)";
    let Some(version) = run::answer(Command::new("node").arg("--version")) else {
        bail!("Node.js is missing: {advice}");
    };
    if major(&version).is_none_or(|major| major < OLDEST_NODE) {
        bail!("Node.js {version} is too old: {advice}");
    }
    if run::answer(Command::new("npm").arg("--version")).is_none() {
        bail!("npm is missing: {advice}");
    }
    Ok(())
}

fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn reads_the_major_version() {
        assert_eq!(major("v22.23.3"), Some(22));
        assert_eq!(major("strange"), None);
    }
}
