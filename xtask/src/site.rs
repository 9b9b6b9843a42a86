//! Builds what readers of the help center download: pages, styles, scripts, the password meter and pictures, below
//! `build/site`, and the same as Spin serves it below `build/spin-site`.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::assets;
use crate::build::{CARGO, lock, product, rename, replace, target};
use crate::fingerprint::Fingerprint;
use crate::npm;
use crate::run;
use crate::tools;
use crate::workspace::{Workspace, create, read, remove};

/// Builds the site with all its assets.
pub fn site(workspace: &Workspace) -> Result<()> {
    let _alone = lock(workspace)?;
    pages(workspace)?;
    styles(workspace)?;
    scripts(workspace)?;
    search(workspace)?;
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

/// Builds what pages need beside themselves, for a server that makes the pages itself.
pub fn assets_of_pages(workspace: &Workspace) -> Result<()> {
    let _alone = lock(workspace)?;
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
        // Pages say when they last changed: a commit changes that, and no file.
        .word(&last_commit(workspace))
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

/// The last commit that changed an article; nothing where there is no git.
fn last_commit(workspace: &Workspace) -> String {
    let mut git = Command::new("git");
    git.arg("-C").arg(workspace.root()).args(["log", "-1", "--format=%H", "--", "content"]);
    run::answer(&mut git).unwrap_or_default()
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

/// The index for results while somebody types, made by Pagefind from the pages. Of Pagefind's files only two kinds are
/// served: its script, and below `data` what that loads. Its own boxes and lists stay out.
fn search(workspace: &Workspace) -> Result<()> {
    let out = workspace.build("site/assets/search");
    let inputs = Fingerprint::default()
        .word(&tools::compiler()?)
        .files(workspace, &["content", "site-gen", "worker/core", "worker/strength", "package-lock.json"])?
        .files(workspace, &CARGO)?;
    product(workspace, "search", inputs, &[&out.join("pagefind.js")], || {
        let (made, fresh) = (workspace.build("pagefind"), workspace.build("search-new"));
        for folder in [&made, &fresh] {
            remove(folder)?;
        }
        run::step(
            workspace,
            "pagefind",
            "Search index (Pagefind)",
            npm::command(workspace, "pagefind")?
                .arg("--site")
                .arg(workspace.build("site"))
                .arg("--output-path")
                .arg(&made),
        )?;
        create(&fresh.join("data"))?;
        rename(&made.join("pagefind.js"), &fresh.join("pagefind.js"))?;
        for entry in fs::read_dir(&made).with_context(|| format!("{} cannot be listed", made.display()))? {
            let path = entry?.path();
            let ending = path.extension().and_then(|ending| ending.to_str());
            let is_data = path.is_dir() || matches!(ending, Some("json" | "pf_meta" | "pagefind"));
            if let Some(name) = path.file_name().filter(|_| is_data) {
                rename(&path, &fresh.join("data").join(name))?;
            }
        }
        replace(&fresh, &out)
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
        tools::ensure_target(tools::WASM)?;
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
            "content",
            "site-gen/templates",
            "worker/core/templates",
            "worker/core/src",
            "package-lock.json",
        ],
    )?;
    product(workspace, "images", inputs, &[&out], || {
        let mut texts = vec![read(&workspace.build("site/assets/site.css"))?];
        for folder in ["content", "site-gen/templates", "worker/core/templates", "worker/core/src"] {
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

/// The finished site once more, compressed and with an index, as Spin serves it.
pub fn for_spin(workspace: &Workspace) -> Result<()> {
    let _alone = lock(workspace)?;
    let out = workspace.build("spin-site");
    let inputs = Fingerprint::default()
        // What the index says is decided in this program.
        .files(
            workspace,
            &["build/site", "xtask/src/assets.rs", "xtask/src/header_rules.rs", "xtask/Cargo.toml"],
        )?;
    product(workspace, "spin-site", inputs, &[&out.join("index.json")], || {
        let fresh = workspace.build("spin-site-new");
        remove(&fresh)?;
        let progress = run::Progress::start("Site for Spin (compression)");
        let exported = assets::export(&workspace.build("site"), &out, &fresh);
        progress.end(exported.is_ok());
        exported?;
        replace(&fresh, &out)
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
