//! Rust's own tools: the WebAssembly target, and programs installed by version into the user's cache.
//!
//! `cargo install` compiles for minutes, so a tool is kept as `<cache>/tools/<name>-<version>/bin/<name>`,
//! where a fresh clone finds it again. Nothing is ever installed over another version.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::run;
use crate::workspace::{Workspace, cache, create, remove};

/// Must come from the release that `worker` in `Cargo.lock` belongs to.
const WORKER_BUILD: &str = "0.8.7";
const CARGO_DENY: &str = "0.20.2";

/// The target that the worker for Cloudflare and the password meter are compiled for.
pub const WASM: &str = "wasm32-unknown-unknown";
/// The target that the component for Spin is compiled for.
pub const WASI: &str = "wasm32-wasip2";

/// The program that cuts a compiled library into WebAssembly and JavaScript; as old as the library it reads.
pub fn wasm_bindgen(workspace: &Workspace) -> Result<PathBuf> {
    tool("wasm-bindgen-cli", &workspace.locked_version("wasm-bindgen")?, "wasm-bindgen")
}

/// The program that makes a Cloudflare worker of a Rust library.
pub fn worker_build() -> Result<PathBuf> {
    tool("worker-build", WORKER_BUILD, "worker-build")
}

/// The program that checks licenses, sources and banned crates.
pub fn cargo_deny() -> Result<PathBuf> {
    tool("cargo-deny", CARGO_DENY, "cargo-deny")
}

/// The cargo that started this program.
pub fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Which compiler is in use, for fingerprints.
pub fn compiler() -> Result<String> {
    run::answer(Command::new("rustc").arg("-vV")).context("rustc cannot be run: install Rust with rustup")
}

/// Adds a WebAssembly target to the toolchain in use, unless it is there.
pub fn ensure_target(target: &str) -> Result<()> {
    let sysroot = run::answer(Command::new("rustc").args(["--print", "sysroot"]))
        .context("rustc cannot be run: install Rust with rustup")?;
    if Path::new(&sysroot).join("lib/rustlib").join(target).join("lib").is_dir() {
        return Ok(());
    }
    rustup(&["target", "add", target], &format!("the Rust target {target} is missing"))
}

/// Adds the formatter and the linter to the toolchain in use, unless they are there.
pub fn ensure_lints() -> Result<()> {
    for (program, component) in [("cargo-fmt", "rustfmt"), ("cargo-clippy", "clippy")] {
        if run::answer(Command::new(program).arg("--version")).is_none() {
            rustup(&["component", "add", component], &format!("the Rust component {component} is missing"))?;
        }
    }
    Ok(())
}

fn rustup(arguments: &[&str], missing: &str) -> Result<()> {
    if run::answer(Command::new("rustup").arg("--version")).is_none() {
        bail!("{missing} and rustup is not installed to add it: install Rust with rustup");
    }
    println!("  {missing}: adding it");
    run::visibly(Command::new("rustup").args(arguments))
}

fn tool(package: &str, version: &str, program: &str) -> Result<PathBuf> {
    let tools = cache()?.join("tools");
    let home = tools.join(format!("{package}-{version}"));
    let path = home.join("bin").join(program);
    if path.is_file() {
        return Ok(path);
    }
    println!("  {package} {version} is missing: building it, once, in some minutes");
    create(&tools)?;
    // Installed beside its place and then moved, so that an interrupted build leaves nothing that looks complete.
    let unfinished = tools.join(format!(".{package}-{version}.{}", std::process::id()));
    // The tools share dependencies, and so a target folder. They run for seconds: compile them fast instead.
    let installed = run::visibly(
        cargo()
            .args(["install", "--quiet", "--force", package, "--version", version, "--root"])
            .arg(&unfinished)
            .env("CARGO_TARGET_DIR", tools.join(".target"))
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
            .current_dir(&tools),
    )
    .with_context(|| format!("{package} {version} could not be installed"));
    if installed.is_ok() && !path.is_file() {
        // Another process may have finished the same tool first; then its result serves.
        if fs::rename(&unfinished, &home).is_err() && !path.is_file() {
            bail!("{} cannot be moved to {}", unfinished.display(), home.display());
        }
    }
    remove(&unfinished)?;
    installed?;
    Ok(path)
}

/// Drops what was kept to compile several tools in a row.
pub fn tidy() -> Result<()> {
    remove(&cache()?.join("tools/.target"))
}
