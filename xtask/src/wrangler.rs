//! Cloudflare's runtime on this machine: `wrangler dev`, which runs workerd with D1 and Durable Objects on disk.
//!
//! Wrangler starts workerd, and starts it again when it dies.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::fingerprint::{self, Fingerprint};
use crate::npm;
use crate::run;
use crate::server::{Edge, Setup};
use crate::workspace::{Workspace, create};

/// The command that serves, on a database that is up to date.
pub fn serve(workspace: &Workspace, setup: &Setup<'_>) -> Result<Command> {
    migrate(workspace, setup.state)?;
    let mut command = command(workspace)?;
    command
        .arg("dev")
        .arg(setup.bundle.folder(workspace, Edge::Cloudflare).join("index.js"))
        .args(["--no-bundle", "--local", "--ip", "127.0.0.1", "--inspector-port", "0"])
        .args(["--show-interactive-dev-session", "false"])
        .args(["--port", &setup.port.to_string()])
        .arg("--persist-to")
        .arg(databases(setup.state))
        .arg("--env-file")
        .arg(setup.secrets())
        .arg("--var")
        .arg(format!("ORIGIN:{}", setup.origin))
        .arg("--var")
        .arg(format!("DELIVERY:{}", setup.delivery()));
    Ok(command)
}

/// The folder that holds D1 and the Durable Objects.
pub fn databases(state: &Path) -> PathBuf {
    state.join("databases")
}

/// Brings the database below `state` up to date, unless it has seen exactly these migrations.
fn migrate(workspace: &Workspace, state: &Path) -> Result<()> {
    let stamp = state.join("migrations");
    let inputs = Fingerprint::default().files(workspace, &["migrations"])?.finish();
    if fingerprint::unchanged(&stamp, &inputs, &[&databases(state)]) {
        return Ok(());
    }
    run::step(
        workspace,
        "migrations",
        "Database (migrations)",
        command(workspace)?
            .args(["d1", "migrations", "apply", "DB", "--local", "--persist-to"])
            .arg(databases(state)),
    )?;
    fingerprint::record(&stamp, &inputs)
}

/// Wrangler, told to ask nothing, report nothing and fetch nothing.
fn command(workspace: &Workspace) -> Result<Command> {
    // Its debugging log would otherwise gather in the user's home.
    let logs = workspace.build("logs/wrangler");
    create(&logs)?;
    let mut command = npm::command(workspace, "wrangler")?;
    command
        .env("CI", "1")
        .env("NO_COLOR", "1")
        .env("WRANGLER_SEND_METRICS", "false")
        .env("WRANGLER_SEND_ERROR_REPORTS", "false")
        .env("WRANGLER_HIDE_BANNER", "true")
        // It would keep every address asked for, tokens of links included, in the clear below the state folder (PV-4).
        .env("X_LOCAL_OBSERVABILITY", "false")
        .env("WRANGLER_NO_SKILLS_UPDATE_PROMPTS", "1")
        .env("WRANGLER_LOG_PATH", &logs)
        // Servers of other checkouts are none of this one's business.
        .env("WRANGLER_REGISTRY_PATH", workspace.build("wrangler-registry"))
        .env("CLOUDFLARE_CF_FETCH_ENABLED", "false");
    Ok(command)
}
