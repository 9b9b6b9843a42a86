//! `cargo xtask dev`: the whole service on this machine, with its state in one folder.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::build::{self, Bundle};
use crate::fingerprint::{self, Fingerprint};
use crate::npm;
use crate::tools;
use crate::workspace::{Workspace, create, read};
use crate::wrangler::{self, Server, Setup};

/// Secrets of a server and what stands before each: the id of a first key, where keys rotate.
const SECRETS: [(&str, &str); 3] =
    [("SERVER_KEYS", "k1:"), ("PASSWORD_PEPPERS", "p1:"), ("GUARD_NAME_KEY", "")];

/// What `cargo xtask dev` was asked for.
#[derive(Debug)]
pub struct Options {
    /// The port on this machine.
    pub port: u16,
    /// The folder of databases, secrets and log.
    pub state: PathBuf,
    /// Which form of the worker.
    pub bundle: Bundle,
}

impl Default for Options {
    fn default() -> Self {
        Self { port: 8787, state: PathBuf::from(".gatehouse"), bundle: Bundle::default() }
    }
}

/// Builds what changed and serves until it is stopped.
pub fn serve(workspace: &Workspace, options: &Options) -> Result<()> {
    prepare(workspace, options.bundle)?;
    create(&options.state)?;
    // Wrangler runs in the root, this program wherever it was started.
    let state = options.state.canonicalize().context("the state folder has no path")?;
    let url = format!("http://localhost:{}", options.port);
    let setup = Setup { bundle: options.bundle, port: options.port, state: &state, origin: url.clone() };
    let mut server = Server::start(workspace, &setup)?;
    println!("Ready on {url}");
    if options.bundle == Bundle::Development {
        println!("  Messages it would send: {url}/dev/outbox");
    }
    println!("  Ctrl-C ends it. Its log: {}", state.join("server.log").display());
    server.wait()
}

/// Installs and builds all that a server needs.
pub fn prepare(workspace: &Workspace, bundle: Bundle) -> Result<()> {
    npm::ensure(workspace)?;
    tools::ensure_wasm_target()?;
    build::site(workspace)?;
    build::worker(workspace, bundle)
}

/// Makes the secrets that the file lacks. They never leave the state folder.
pub fn ensure_secrets(path: &Path) -> Result<()> {
    let known = if path.exists() { read(path)? } else { String::new() };
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("{} cannot be written", path.display()))?;
    for (name, id) in SECRETS {
        if known.lines().any(|line| line.split('=').next() == Some(name)) {
            continue;
        }
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| anyhow!("the system gives no randomness: {error}"))?;
        writeln!(file, "{name}={id}{}", URL_SAFE_NO_PAD.encode(secret))
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}

/// Brings the database below `state` up to date, unless it has seen exactly these migrations.
pub fn migrate(workspace: &Workspace, state: &Path) -> Result<()> {
    let stamp = state.join("migrations");
    let inputs = Fingerprint::default().files(workspace, &["migrations"])?.finish();
    if fingerprint::unchanged(&stamp, &inputs, &[&wrangler::databases(state)]) {
        return Ok(());
    }
    wrangler::apply_migrations(workspace, state)?;
    fingerprint::record(&stamp, &inputs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_made_once_and_kept() {
        let folder = std::env::temp_dir().join(format!("gatehouse-xtask-{}", std::process::id()));
        create(&folder).expect("a temporary folder");
        let path = folder.join("development.env");
        ensure_secrets(&path).expect("secrets are made");
        let first = read(&path).expect("secrets are there");
        ensure_secrets(&path).expect("secrets are kept");
        assert_eq!(first, read(&path).expect("secrets are there"));
        let lengths: Vec<usize> = first.lines().map(str::len).collect();
        // 32 bytes are 43 characters.
        assert_eq!(
            lengths,
            ["SERVER_KEYS=k1:".len() + 43, "PASSWORD_PEPPERS=p1:".len() + 43, "GUARD_NAME_KEY=".len() + 43]
        );
        crate::workspace::remove(&folder).expect("a temporary folder");
    }
}
