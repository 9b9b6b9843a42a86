//! `cargo xtask site`: the writer's one command. It makes the site generator and, where they are missing, the styles and
//! scripts; all else is the generator's own affair.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::build;
use crate::npm;
use crate::run;
use crate::site;
use crate::tools;
use crate::workspace::Workspace;

/// Runs the site generator in the root of the repository with these arguments.
pub fn run(workspace: &Workspace, arguments: &[OsString]) -> Result<ExitCode> {
    let program = generator(workspace)?;
    let shows = arguments.iter().any(|argument| argument == "serve" || argument == "build");
    if shows && !workspace.build("site/assets/site.css").is_file() {
        npm::ensure(workspace)?;
        site::assets_of_pages(workspace)?;
    }
    let status = Command::new(&program)
        .args(arguments)
        .current_dir(workspace.root())
        .status()
        .with_context(|| format!("{} cannot be started", program.display()))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The site generator as it should be used: optimised.
pub fn generator(workspace: &Workspace) -> Result<PathBuf> {
    run::step(
        workspace,
        "site-gen-writer",
        "Site generator (cargo build)",
        tools::cargo()
            .args(["build", "--quiet", "--profile", "writer", "--package", "gatehouse-site-gen"])
            .current_dir(workspace.root()),
    )?;
    Ok(build::target(workspace)?.join("writer/gatehouse-site-gen"))
}
