//! Tells whether the inputs of a build step changed since it last succeeded.
//!
//! Cargo answers that for Rust alone; what comes after it (link-time optimization, wasm-opt, Sass) would be done
//! again at every start. A fingerprint is a hash over names and contents, so a touched or freshly cloned file
//! that says the same does not cause a build.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::workspace::{Workspace, write};

/// Collects inputs into one hash.
#[derive(Debug, Default)]
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// Adds a word, such as the version of a tool or a setting.
    pub fn word(mut self, word: &str) -> Self {
        self.add(word.as_bytes());
        self
    }

    /// Adds files and folders of the repository, with all that is below them. What is missing counts as missing.
    pub fn files(mut self, workspace: &Workspace, paths: &[&str]) -> Result<Self> {
        for path in paths {
            self.tree(&workspace.path(path), path)?;
        }
        Ok(self)
    }

    /// Adds the names of all files below a folder, but not what they say.
    pub fn names(mut self, workspace: &Workspace, folder: &str) -> Result<Self> {
        let mut files = Vec::new();
        list(&workspace.path(folder), folder, &mut files)?;
        files.sort();
        for name in &files {
            self.add(name.as_bytes());
        }
        Ok(self)
    }

    /// The hash as text.
    pub fn finish(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.finalize())
    }

    fn tree(&mut self, path: &Path, name: &str) -> Result<()> {
        if path.is_dir() {
            let mut names = Vec::new();
            for entry in fs::read_dir(path).with_context(|| format!("{} cannot be listed", path.display()))? {
                names.push(entry?.file_name().to_string_lossy().into_owned());
            }
            // The order that a file system lists in is its own affair.
            names.sort();
            // Generated files are no inputs, and no product holds its tests.
            for child in names
                .iter()
                .filter(|child| !matches!(child.as_str(), "target" | "build" | "node_modules" | "tests"))
            {
                self.tree(&path.join(child), &format!("{name}/{child}"))?;
            }
        } else if path.is_file() {
            self.add(name.as_bytes());
            let content = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
            self.add(&content);
        }
        Ok(())
    }

    /// Each part goes in with its length, so that no two lists of parts look alike.
    fn add(&mut self, bytes: &[u8]) {
        self.0.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes());
        self.0.update(bytes);
    }
}

fn list(folder: &Path, name: &str, files: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be listed", folder.display()))? {
        let path = entry?.path();
        let name = format!("{name}/{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() { list(&path, &name, files)? } else { files.push(name) }
    }
    Ok(())
}

/// Whether the fingerprint is the one recorded in `stamp` and every output is still there.
pub fn unchanged(stamp: &Path, fingerprint: &str, outputs: &[&Path]) -> bool {
    outputs.iter().all(|output| output.exists())
        && fs::read_to_string(stamp).is_ok_and(|known| known == fingerprint)
}

/// Records that the step with this fingerprint succeeded.
pub fn record(stamp: &Path, fingerprint: &str) -> Result<()> {
    write(stamp, fingerprint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        let split = Fingerprint::default().word("ab").word("c").finish();
        assert_ne!(split, Fingerprint::default().word("a").word("bc").finish());
        assert_eq!(split, Fingerprint::default().word("ab").word("c").finish());
    }
}
