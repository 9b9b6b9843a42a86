//! The secrets of a server on this machine: made at its first start, and the same for both edges. [`crate::keys`] rotates them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process;

use anyhow::{Context, Result, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::workspace::read;

/// Their file in a server's state.
pub const FILE: &str = "development.env";

/// Secrets of a server and what stands before each: the id of a first key, where keys rotate.
const SECRETS: [(&str, &str); 4] =
    [("SERVER_KEYS", "k1:"), ("PASSWORD_PEPPERS", "p1:"), ("GUARD_NAME_KEY", ""), ("OPERATOR_KEY", "")];

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
        if known.lines().any(|line| name_of(line) == Some(name)) {
            continue;
        }
        writeln!(file, "{name}={id}{}", fresh()?)
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}

/// 32 random bytes as a secret is written.
pub fn fresh() -> Result<String> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|error| anyhow!("the system gives no randomness: {error}"))?;
    Ok(URL_SAFE_NO_PAD.encode(secret))
}

/// All secrets of a new installation, as they would stand in a file.
pub fn fresh_set() -> Result<String> {
    SECRETS.iter().map(|(name, id)| Ok(format!("{name}={id}{}\n", fresh()?))).collect()
}

/// Gives secrets in the file new values. Whoever reads it meanwhile, or after a crash, finds all of them old or all new.
pub fn replace(path: &Path, values: &[(&str, String)]) -> Result<()> {
    let lines = read(path)?;
    let lines = lines.lines().map(|line| match values.iter().find(|(name, _)| name_of(line) == Some(name)) {
        Some((name, value)) => format!("{name}={value}\n"),
        None => format!("{line}\n"),
    });
    let text: String = lines.collect();
    let fresh = path.with_extension(format!("new-{}", process::id()));
    let write = || -> io::Result<()> {
        let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(&fresh)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&fresh, path)?;
        // The new name itself must outlive a crash, or things sealed meanwhile would have lost their key.
        path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    };
    write().with_context(|| {
        let _ = fs::remove_file(&fresh);
        format!("{} cannot be written", path.display())
    })
}

/// The name that a line gives a value to.
fn name_of(line: &str) -> Option<&str> {
    line.split_once('=').map(|(name, _)| name.trim())
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
        let folder = std::env::temp_dir().join(format!("gatehouse-xtask-{}", process::id()));
        create(&folder).expect("a temporary folder");
        let path = folder.join(FILE);
        ensure(&path).expect("secrets are made");
        let first = read(&path).expect("secrets are there");
        ensure(&path).expect("secrets are kept");
        assert_eq!(first, read(&path).expect("secrets are there"));
        let lengths: Vec<usize> = first.lines().map(str::len).collect();
        // 32 bytes are 43 characters.
        assert_eq!(lengths, SECRETS.map(|(name, id)| format!("{name}={id}").len() + 43));
        let names: Vec<String> = all(&path).expect("secrets").into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, SECRETS.map(|(name, _)| name));
        crate::workspace::remove(&folder).expect("a temporary folder");
    }
}
