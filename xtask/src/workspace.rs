//! Where things are: the folders of the repository, of the build and of the user's cache.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The repository that the command was started in.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// Looks upward from the current folder, so that `cargo xtask` and a bare binary find the same place.
    pub fn find() -> Result<Self> {
        let here = env::current_dir().context("the current folder cannot be read")?;
        let Some(root) = here.ancestors().find(|folder| folder.join("xtask/Cargo.toml").is_file()) else {
            bail!("{} is not inside a checkout of Gatehouse", here.display());
        };
        Ok(Self { root: root.to_path_buf() })
    }

    /// The folder that holds the workspace's `Cargo.toml`.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the root.
    pub fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.root.join(below)
    }

    /// A path below `build/`, where everything generated goes.
    pub fn build(&self, below: impl AsRef<Path>) -> PathBuf {
        self.root.join("build").join(below)
    }

    /// The log file of one step; its folder is made when missing.
    pub fn log(&self, name: &str) -> Result<PathBuf> {
        let folder = self.build("logs");
        create(&folder)?;
        Ok(folder.join(format!("{name}.log")))
    }

    /// The version of a package in `Cargo.lock`, for tools that must match a library exactly.
    pub fn locked_version(&self, package: &str) -> Result<String> {
        let path = self.path("Cargo.lock");
        let lock: toml::Table = read(&path)?.parse().context("Cargo.lock is not valid TOML")?;
        let packages = lock.get("package").and_then(toml::Value::as_array);
        packages
            .into_iter()
            .flatten()
            .find(|entry| entry.get("name").and_then(toml::Value::as_str) == Some(package))
            .and_then(|entry| entry.get("version").and_then(toml::Value::as_str))
            .map(str::to_owned)
            .with_context(|| format!("Cargo.lock does not name {package}"))
    }
}

/// The folder where tools are kept by version, outside any checkout so that a fresh clone finds them.
pub fn cache() -> Result<PathBuf> {
    let base = match env::var_os("XDG_CACHE_HOME").filter(|value| !value.is_empty()) {
        Some(folder) => PathBuf::from(folder),
        None => env::home_dir().context("neither XDG_CACHE_HOME nor HOME is set")?.join(".cache"),
    };
    Ok(base.join("gatehouse"))
}

/// Makes a folder and its parents.
pub fn create(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))
}

/// Reads a text file.
pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// Writes a file, making its folder when missing.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    if let Some(folder) = path.parent() {
        create(folder)?;
    }
    fs::write(path, content).with_context(|| format!("{} cannot be written", path.display()))
}

/// Removes a folder with all it holds; one that is not there is fine.
pub fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be removed", folder.display()))
        }
        _ => Ok(()),
    }
}
