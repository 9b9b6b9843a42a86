//! Builds what is served. [`site`] makes what readers download, [`worker`] makes the service for both edges; here is what
//! they share.
//!
//! Every product has a stamp, the fingerprint of all that went into it; a product whose inputs did not change is
//! not built again. A failed build leaves the old product in place.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::fingerprint::{self, Fingerprint};
use crate::npm;
use crate::run;
use crate::server::Edge;
use crate::tools;
use crate::workspace::{Workspace, create, remove};
use crate::{site, worker};

/// Inputs of everything that cargo compiles.
pub const CARGO: [&str; 3] = ["Cargo.toml", "Cargo.lock", ".cargo"];

/// What to build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Pages, styles, scripts and the password meter.
    Site,
    /// Both bundles of the worker for Cloudflare.
    Worker,
    /// All that `spin.toml` names: both components, and the site as Spin serves it.
    Spin,
    /// Everything.
    All,
}

/// One of the two forms of the service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Bundle {
    /// With the outbox, the clock and the settable client address.
    #[default]
    Development,
    /// What is deployed: the compiler left all of those out.
    Production,
}

impl Bundle {
    /// Its name, for messages and logs.
    pub fn label(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Production => "production",
        }
    }

    /// The folder of the finished form for an edge; a production form has the edge's plain name.
    pub fn folder(self, workspace: &Workspace, edge: Edge) -> PathBuf {
        workspace.build(match self {
            Self::Development => format!("{edge}-development"),
            Self::Production => edge.to_string(),
        })
    }
}

/// Builds what the scope names, with everything it needs.
pub fn build(workspace: &Workspace, scope: Scope) -> Result<()> {
    npm::ensure(workspace)?;
    if scope != Scope::Worker {
        site::site(workspace)?;
    }
    for bundle in [Bundle::Development, Bundle::Production] {
        if matches!(scope, Scope::Worker | Scope::All) {
            worker::cloudflare(workspace, bundle)?;
        }
        if matches!(scope, Scope::Spin | Scope::All) {
            worker::spin(workspace, bundle)?;
        }
    }
    if matches!(scope, Scope::Spin | Scope::All) {
        site::for_spin(workspace)?;
    }
    Ok(())
}

/// Builds all that a server of one edge needs.
pub fn served(workspace: &Workspace, edge: Edge, bundle: Bundle) -> Result<()> {
    npm::ensure(workspace)?;
    site::site(workspace)?;
    match edge {
        Edge::Cloudflare => worker::cloudflare(workspace, bundle),
        Edge::Spin => {
            site::for_spin(workspace)?;
            worker::spin(workspace, bundle)
        }
    }
}

/// Makes one product unless its stamp says that it is up to date.
pub fn product(
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
pub fn lock(workspace: &Workspace) -> Result<File> {
    let path = workspace.build("lock");
    create(&workspace.build(""))?;
    let file = File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
    file.lock().with_context(|| format!("{} cannot be locked", path.display()))?;
    Ok(file)
}

/// Puts a finished folder in the place of the old one.
pub fn replace(fresh: &Path, place: &Path) -> Result<()> {
    remove(place)?;
    if let Some(parent) = place.parent() {
        create(parent)?;
    }
    rename(fresh, place)
}

pub fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).with_context(|| format!("{} cannot be moved to {}", from.display(), to.display()))
}

/// Cargo's target folder, wherever the user keeps it.
pub fn target(workspace: &Workspace) -> Result<PathBuf> {
    let metadata = run::answer(
        tools::cargo().args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(workspace.root()),
    )
    .context("cargo metadata failed")?;
    let metadata: serde_json::Value =
        serde_json::from_str(&metadata).context("cargo metadata is not JSON")?;
    let folder = metadata.get("target_directory").and_then(serde_json::Value::as_str);
    Ok(PathBuf::from(folder.context("cargo metadata names no target folder")?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::read;

    /// The only files that say of what `cargo xtask build spin` makes something.
    const SOURCES: [&str; 3] = [include_str!("npm.rs"), include_str!("site.rs"), include_str!("worker.rs")];

    /// Inputs that are not for Spin to watch, and why.
    const UNWATCHED: [(&str, &str); 2] = [
        ("build/site", "the same command makes it, of what is watched"),
        ("worker/cloudflare", "nothing that Spin serves is made of it"),
    ];

    /// The files and folders that a source adds to fingerprints.
    fn inputs(source: &'static str) -> Vec<&'static str> {
        let mut found = Vec::new();
        for call in [".files(", ".names("].iter().flat_map(|method| source.split(method).skip(1)) {
            let arguments = call.split(')').next().unwrap_or_default();
            let named: Vec<_> = arguments.split('"').skip(1).step_by(2).collect();
            assert!(!named.is_empty() || arguments.ends_with("&CARGO"), "no input is named in {arguments:?}");
            found.extend(named);
        }
        found
    }

    #[test]
    fn spin_watches_all_that_its_build_is_made_of() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let manifest: toml::Table = read(&root.join("spin.toml")).unwrap().parse().unwrap();
        let watched = manifest["component"]["gatehouse"]["build"]["watch"].as_array().unwrap();
        let watched: Vec<_> = watched.iter().map(|entry| entry.as_str().unwrap()).collect();
        for entry in &watched {
            assert!(root.join(entry.trim_end_matches("/**/*")).exists(), "{entry} is watched and not there");
        }
        let is_watched = |input: &str| {
            watched.iter().any(|entry| match entry.strip_suffix("/**/*") {
                Some(folder) => Path::new(input).starts_with(folder),
                None => *entry == input && !root.join(input).is_dir(),
            })
        };
        let inputs: Vec<_> = SOURCES.into_iter().flat_map(inputs).chain(CARGO).collect();
        assert!(inputs.len() > 30, "only {inputs:?} were found");
        for input in inputs {
            let excepted = UNWATCHED.iter().any(|(unwatched, _)| *unwatched == input);
            assert!(excepted || is_watched(input), "spin.toml does not watch {input}");
        }
    }
}
