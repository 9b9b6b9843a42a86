//! The secrets of a server on this machine: made at its first start, and the same for both edges.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::workspace::read;

/// Their file in a server's state.
pub const FILE: &str = "development.env";

/// Secrets of a server and what stands before each: the id of a first key, where keys rotate.
const SECRETS: [(&str, &str); 3] =
    [("SERVER_KEYS", "k1:"), ("PASSWORD_PEPPERS", "p1:"), ("GUARD_NAME_KEY", "")];

/// Makes the secrets that the file lacks. They never leave the state folder.
pub fn ensure(path: &Path) -> Result<()> {
    let known = if path.exists() { read(path)? } else { String::new() };
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("{} cannot be written", path.display()))?;
    for (name, id) in SECRETS {
        if known.lines().any(|line| line.split('=').next() == Some(name)) {
            continue;
        }
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| anyhow!("the system gives no randomness: {error}"))?;
        writeln!(file, "{name}={id}{}", URL_SAFE_NO_PAD.encode(secret))
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}

/// The names and values in the file.
pub fn all(path: &Path) -> Result<Vec<(String, String)>> {
    Ok(read(path)?
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::create;

    #[test]
    fn secrets_are_made_once_and_kept() {
        let folder = std::env::temp_dir().join(format!("gatehouse-xtask-{}", std::process::id()));
        create(&folder).expect("a temporary folder");
        let path = folder.join(FILE);
        ensure(&path).expect("secrets are made");
        let first = read(&path).expect("secrets are there");
        ensure(&path).expect("secrets are kept");
        assert_eq!(first, read(&path).expect("secrets are there"));
        let lengths: Vec<usize> = first.lines().map(str::len).collect();
        // 32 bytes are 43 characters.
        assert_eq!(
            lengths,
            ["SERVER_KEYS=k1:".len() + 43, "PASSWORD_PEPPERS=p1:".len() + 43, "GUARD_NAME_KEY=".len() + 43]
        );
        let names: Vec<String> = all(&path).expect("secrets").into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, SECRETS.map(|(name, _)| name));
        crate::workspace::remove(&folder).expect("a temporary folder");
    }
}
