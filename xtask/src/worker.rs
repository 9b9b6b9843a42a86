//! Builds the service for both edges: bundles for Cloudflare and components for Spin, each for development and for
//! production.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::build::{Bundle, CARGO, lock, product, rename, replace, target};
use crate::fingerprint::Fingerprint;
use crate::npm;
use crate::run;
use crate::server::Edge;
use crate::tools;
use crate::workspace::{Workspace, create, remove};

/// Builds one form of the worker for Cloudflare.
pub fn cloudflare(workspace: &Workspace, bundle: Bundle) -> Result<()> {
    let _alone = lock(workspace)?;
    let label = bundle.label();
    let inputs = Fingerprint::default()
        .word(&tools::compiler()?)
        .files(workspace, &["worker/cloudflare", "worker/core", "worker/strength", "package-lock.json"])?
        // The notice on every page is compiled in.
        .files(workspace, &["content/status.toml"])?
        // Links from pages of the worker to articles are compiled from the articles' names.
        .names(workspace, "content/en")?
        .files(workspace, &CARGO)?;
    let out = bundle.folder(workspace, Edge::Cloudflare);
    product(workspace, &format!("worker-{label}"), inputs, &[&out.join("index.js")], || {
        tools::ensure_target(tools::WASM)?;
        let wasm_bindgen = tools::wasm_bindgen(workspace)?;
        let worker_build = tools::worker_build()?;
        // worker-build wants a folder relative to the crate.
        let fresh = workspace.build(format!("worker-{label}"));
        remove(&fresh)?;
        let mut command = Command::new(worker_build);
        command
            .args(["--release", "--out-dir"])
            .arg(format!("../../build/worker-{label}"))
            .env("PATH", npm::search_path(workspace)?)
            .env("WASM_BINDGEN_BIN", wasm_bindgen)
            .env("WASM_OPT_BIN", npm::program(workspace, "wasm-opt"))
            .env("ESBUILD_BIN", npm::program(workspace, "esbuild"))
            .current_dir(workspace.path("worker/cloudflare"));
        if bundle == Bundle::Development {
            command.args(["--", "--features", "development"]);
        }
        run::step(
            workspace,
            &format!("worker-{label}"),
            &format!("Worker, {label} (worker-build)"),
            &mut command,
        )?;
        let (rough, small) = (fresh.join("index_bg.wasm"), fresh.join("index_bg.small.wasm"));
        let mut command = npm::command(workspace, "wasm-opt")?;
        // What workerd supports and rustc uses; other encodings stay out.
        command.args(
            [
                "bulk-memory",
                "exception-handling",
                "multivalue",
                "mutable-globals",
                "nontrapping-float-to-int",
                "reference-types",
                "sign-ext",
            ]
            .map(|feature| format!("--enable-{feature}")),
        );
        command.args(["-Oz", "--strip-debug", "--strip-producers"]).arg(&rough).arg("-o").arg(&small);
        run::step(
            workspace,
            &format!("worker-{label}-wasm-opt"),
            &format!("Worker, {label} (wasm-opt)"),
            &mut command,
        )?;
        rename(&small, &rough)?;
        replace(&fresh, &out)
    })
}

/// Builds one form of the component for Spin. `.cargo/config.toml` says with which instructions of WebAssembly, so that
/// whoever runs cargo gets the same.
pub fn spin(workspace: &Workspace, bundle: Bundle) -> Result<()> {
    let _alone = lock(workspace)?;
    let label = bundle.label();
    let inputs = Fingerprint::default()
        .word(&tools::compiler()?)
        .files(workspace, &["worker/spin", "worker/core", "worker/strength", "migrations"])?
        .files(workspace, &["content/status.toml"])?
        .names(workspace, "content/en")?
        .files(workspace, &CARGO)?;
    let out = bundle.folder(workspace, Edge::Spin);
    let component = out.join("gatehouse.wasm");
    product(workspace, &format!("spin-{label}"), inputs, &[&component], || {
        tools::ensure_target(tools::WASI)?;
        let mut command = tools::cargo();
        command
            .args(["build", "--release", "--package", "gatehouse-spin", "--target", tools::WASI])
            .current_dir(workspace.root());
        if bundle == Bundle::Development {
            command.args(["--features", "development"]);
        }
        run::step(
            workspace,
            &format!("spin-{label}"),
            &format!("Component, {label} (cargo build)"),
            &mut command,
        )?;
        let built = target(workspace)?.join(tools::WASI).join("release/gatehouse_spin.wasm");
        create(&out)?;
        // Under a new name first: a server may be reading the old one.
        let fresh = component.with_extension("new");
        fs::copy(&built, &fresh).with_context(|| format!("{} cannot be copied", built.display()))?;
        rename(&fresh, &component)
    })
}
