//! The browser that the browser tests drive.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::debian;
use crate::workspace::Workspace;

/// Where distributions put it.
const PLACES: [&str; 4] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// Finds the browser named by `GATEHOUSE_CHROMIUM` or installed by the system, and installs it on Debian as root.
pub fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(path) = env::var_os("GATEHOUSE_CHROMIUM") {
        let path = PathBuf::from(path);
        if !path.is_file() {
            bail!("GATEHOUSE_CHROMIUM names {}, which is not there", path.display());
        }
        return Ok(path);
    }
    if let Some(path) = find() {
        return Ok(path);
    }
    debian::install(workspace, "chromium")?;
    find().context(
        "the browser tests need Chromium: install it (on Debian: apt-get install chromium) \
         or name one with GATEHOUSE_CHROMIUM",
    )
}

fn find() -> Option<PathBuf> {
    PLACES.iter().map(PathBuf::from).find(|path| path.is_file())
}
