//! Builds what is served: the site below `build/site`, the worker below `build/cloudflare` (what is deployed) and
//! `build/cloudflare-development` (with the outbox and the clock).
//!
//! Every product has a stamp, the fingerprint of all that went into it; a product whose inputs did not change is
//! not built again. A failed build leaves the old product in place.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::fingerprint::{self, Fingerprint};
use crate::npm;
use crate::run;
use crate::tools;
use crate::workspace::{Workspace, create, read, remove};

/// Inputs of everything that cargo compiles.
const CARGO: [&str; 3] = ["Cargo.toml", "Cargo.lock", ".cargo"];

/// What to build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Pages, styles, scripts and the password meter.
    Site,
    /// Both bundles of the worker.
    Worker,
    /// Site and worker.
    All,
}

/// One of the two forms of the worker.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Bundle {
    /// With the outbox, the clock and the settable client address.
    #[default]
    Development,
    /// What is deployed: the compiler left all of those out.
    Production,
}

impl Bundle {
    fn label(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Production => "production",
        }
    }

    /// The folder of the finished bundle.
    pub fn folder(self, workspace: &Workspace) -> PathBuf {
        workspace.build(match self {
            Self::Development => "cloudflare-development",
            Self::Production => "cloudflare",
        })
    }

    /// The module that the runtime starts with.
    pub fn entry(self, workspace: &Workspace) -> PathBuf {
        self.folder(workspace).join("index.js")
    }
}

/// Builds what the scope names, with everything it needs.
pub fn build(workspace: &Workspace, scope: Scope) -> Result<()> {
    npm::ensure(workspace)?;
    tools::ensure_wasm_target()?;
    if scope != Scope::Worker {
        site(workspace)?;
    }
    if scope != Scope::Site {
        worker(workspace, Bundle::Development)?;
        worker(workspace, Bundle::Production)?;
    }
    Ok(())
}

/// Builds the site with all its assets.
pub fn site(workspace: &Workspace) -> Result<()> {
    let _alone = lock(workspace)?;
    pages(workspace)?;
    styles(workspace)?;
    scripts(workspace)?;
    meter(workspace)?;
    images(workspace)
}

/// Builds what a reader without scripts sees: enough to check the pages, and no WebAssembly.
pub fn pages_and_styles(workspace: &Workspace) -> Result<()> {
    let _alone = lock(workspace)?;
    pages(workspace)?;
    styles(workspace)?;
    scripts(workspace)?;
    images(workspace)
}

/// Articles, section pages and headers. The generator's own messages name file and line, so they are shown whole.
fn pages(workspace: &Workspace) -> Result<()> {
    let out = workspace.build("site");
    let inputs = Fingerprint::default()
        .word(&tools::compiler()?)
        .files(workspace, &["content", "site-gen", "worker/core", "worker/strength"])?
        .files(workspace, &CARGO)?;
    product(workspace, "pages", inputs, &[&out.join("index.html")], || {
        create(&out)?;
        run::step(
            workspace,
            "site-gen-build",
            "Site generator (cargo build)",
            tools::cargo()
                .args(["build", "--quiet", "--package", "gatehouse-site-gen"])
                .current_dir(workspace.root()),
        )?;
        run::step(
            workspace,
            "site-gen",
            "Pages",
            tools::cargo()
                .args(["run", "--quiet", "--package", "gatehouse-site-gen", "--", "build"])
                .args(["--content", "content", "--templates", "site-gen/templates", "--out"])
                .arg(&out)
                .current_dir(workspace.root()),
        )
    })
}

fn styles(workspace: &Workspace) -> Result<()> {
    let out = workspace.build("site/assets/site.css");
    let inputs = Fingerprint::default().files(workspace, &["web/styles", "package-lock.json"])?;
    product(workspace, "styles", inputs, &[&out], || {
        create(&workspace.build("site/assets"))?;
        run::step(
            workspace,
            "sass",
            "Styles (sass)",
            npm::command(workspace, "sass")?
                .args(["--load-path=node_modules/@uswds/uswds/packages", "--style=compressed"])
                .args(["--no-source-map", "--quiet-deps", "web/styles/site.scss"])
                .arg(&out),
        )
    })
}

/// Each script stays a file of its own, so that a page loads only what it asks for.
fn scripts(workspace: &Workspace) -> Result<()> {
    let out = workspace.build("site/assets/scripts");
    let inputs = Fingerprint::default().files(workspace, &["web/scripts", "package-lock.json"])?;
    product(workspace, "scripts", inputs, &[&out], || {
        let mut sources = Vec::new();
        let folder = workspace.path("web/scripts");
        for entry in
            fs::read_dir(&folder).with_context(|| format!("{} cannot be listed", folder.display()))?
        {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "js") {
                sources.push(path);
            }
        }
        sources.sort();
        remove(&out)?;
        create(&out)?;
        if sources.is_empty() {
            return Ok(());
        }
        run::step(
            workspace,
            "esbuild",
            "Scripts (esbuild)",
            npm::command(workspace, "esbuild")?
                .args(["--minify", "--format=esm", "--target=es2022", "--log-level=warning"])
                .arg(format!("--outdir={}", out.display()))
                .args(&sources),
        )
    })
}

/// The password meter: the server's own judge, compiled for the browser.
fn meter(workspace: &Workspace) -> Result<()> {
    let out = workspace.build("site/assets/meter");
    let wasm = out.join("gatehouse_meter_bg.wasm");
    let inputs = Fingerprint::default()
        .word(&tools::compiler()?)
        .files(workspace, &["worker/meter", "worker/strength", "package-lock.json"])?
        .files(workspace, &CARGO)?;
    product(workspace, "meter", inputs, &[&wasm], || {
        let wasm_bindgen = tools::wasm_bindgen(workspace)?;
        let fresh = workspace.build("meter");
        remove(&fresh)?;
        run::step(
            workspace,
            "meter",
            "Password meter (cargo build)",
            tools::cargo()
                .args(["build", "--release", "--package", "gatehouse-meter", "--target", tools::WASM])
                .current_dir(workspace.root()),
        )?;
        run::step(
            workspace,
            "meter-wasm-bindgen",
            "Password meter (wasm-bindgen)",
            Command::new(wasm_bindgen)
                .args(["--target", "web", "--no-typescript", "--out-dir"])
                .arg(&fresh)
                .arg(target(workspace)?.join(tools::WASM).join("release/gatehouse_meter.wasm"))
                .current_dir(workspace.root()),
        )?;
        let rough = fresh.join("gatehouse_meter_bg.wasm");
        let small = fresh.join("gatehouse_meter_bg.small.wasm");
        run::step(
            workspace,
            "meter-wasm-opt",
            "Password meter (wasm-opt)",
            npm::command(workspace, "wasm-opt")?.arg("-Oz").arg(&rough).arg("-o").arg(&small),
        )?;
        rename(&small, &rough)?;
        replace(&fresh, &out)
    })
}

/// Pictures of the design system that a page or a style names; all others stay out.
fn images(workspace: &Workspace) -> Result<()> {
    let out = workspace.build("site/assets/img");
    let inputs = Fingerprint::default().files(
        workspace,
        &[
            "web/styles",
            "site-gen/templates",
            "worker/core/templates",
            "worker/core/src",
            "package-lock.json",
        ],
    )?;
    product(workspace, "images", inputs, &[&out], || {
        let mut texts = vec![read(&workspace.build("site/assets/site.css"))?];
        for folder in ["site-gen/templates", "worker/core/templates", "worker/core/src"] {
            collect(&workspace.path(folder), &mut texts)?;
        }
        remove(&out)?;
        create(&out)?;
        for name in texts.iter().flat_map(|text| names_of_images(text)) {
            let source = workspace.path("node_modules/@uswds/uswds/dist/img").join(name);
            if !source.is_file() {
                bail!("/assets/img/{name} is named by a page or style, but @uswds/uswds has no such picture");
            }
            let destination = out.join(name);
            if let Some(parent) = destination.parent() {
                create(parent)?;
            }
            fs::copy(&source, &destination)
                .with_context(|| format!("{} cannot be copied", source.display()))?;
        }
        Ok(())
    })
}

/// The paths after `/assets/img/` in a text, such as `usa-icons/close.svg`.
fn names_of_images(text: &str) -> impl Iterator<Item = &str> {
    text.split("/assets/img/").skip(1).filter_map(|rest| {
        let end = rest.find(|letter: char| !(letter.is_ascii_alphanumeric() || "-_./@".contains(letter)));
        let name = end.map_or(rest, |end| rest.split_at(end).0);
        name.contains('.').then_some(name)
    })
}

/// Builds one form of the worker.
pub fn worker(workspace: &Workspace, bundle: Bundle) -> Result<()> {
    let _alone = lock(workspace)?;
    let label = bundle.label();
    let inputs = Fingerprint::default()
        .word(&tools::compiler()?)
        .files(workspace, &["worker/cloudflare", "worker/core", "worker/strength", "package-lock.json"])?
        // Links from pages of the worker to articles are compiled from the articles' names.
        .names(workspace, "content/en")?
        .files(workspace, &CARGO)?;
    product(workspace, &format!("worker-{label}"), inputs, &[&bundle.entry(workspace)], || {
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
        fs::rename(&small, &rough)?;
        replace(&fresh, &bundle.folder(workspace))
    })
}

/// Makes one product unless its stamp says that it is up to date.
fn product(
    workspace: &Workspace,
    name: &str,
    inputs: Fingerprint,
    outputs: &[&Path],
    make: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let stamp = workspace.build(format!("stamps/{name}"));
    let fingerprint = inputs.finish();
    if fingerprint::unchanged(&stamp, &fingerprint, outputs) {
        return Ok(());
    }
    make()?;
    if let Some(missing) = outputs.iter().find(|output| !output.exists()) {
        bail!("{name} were built, but {} is not there", missing.display());
    }
    fingerprint::record(&stamp, &fingerprint)
}

/// Holds others that build in this checkout back until the returned file is dropped.
fn lock(workspace: &Workspace) -> Result<File> {
    let path = workspace.build("lock");
    create(&workspace.build(""))?;
    let file = File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
    file.lock().with_context(|| format!("{} cannot be locked", path.display()))?;
    Ok(file)
}

/// Puts a finished folder in the place of the old one.
fn replace(fresh: &Path, place: &Path) -> Result<()> {
    remove(place)?;
    if let Some(parent) = place.parent() {
        create(parent)?;
    }
    rename(fresh, place)
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).with_context(|| format!("{} cannot be moved to {}", from.display(), to.display()))
}

/// Cargo's target folder, wherever the user keeps it.
fn target(workspace: &Workspace) -> Result<PathBuf> {
    let metadata = run::answer(
        tools::cargo().args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(workspace.root()),
    )
    .context("cargo metadata failed")?;
    let metadata: serde_json::Value =
        serde_json::from_str(&metadata).context("cargo metadata is not JSON")?;
    let folder = metadata.get("target_directory").and_then(serde_json::Value::as_str);
    Ok(PathBuf::from(folder.context("cargo metadata names no target folder")?))
}

fn collect(folder: &Path, texts: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be listed", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, texts)?;
        } else if let Ok(text) = read(&path) {
            texts.push(text);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::names_of_images;

    #[test]
    fn finds_the_pictures_that_a_text_names() {
        let text = r#"<img src="/assets/img/us_flag_small.png"> url(/assets/img/usa-icons/close.svg) "/assets/img/""#;
        let names: Vec<&str> = names_of_images(text).collect();
        assert_eq!(names, ["us_flag_small.png", "usa-icons/close.svg"]);
    }
}
