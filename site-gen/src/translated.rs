//! `translated`: writes into translations which English text they were made from, and when.

use crate::read::{self, told};
use gatehouse_core::pages::dates;
use gatehouse_core::text::Language;
use gatehouse_core::time::UnixTime;
use gatehouse_site_gen::translation;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Stamps these files, which are in the folder of a language other than English.
pub fn translated(content: &Path, files: &[PathBuf]) -> Result<(), String> {
    let seconds = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs();
    let now = dates::for_machines(UnixTime(i64::try_from(seconds).unwrap_or_default()));
    let today = now.get(..10).unwrap_or_default();
    // All are looked at before one is written.
    let mut stamped = Vec::new();
    for file in files {
        let english = original(content, file)?;
        stamped.push((file, translation::stamp(&read::text(&english)?, &read::text(file)?, today)));
    }
    for (file, text) in stamped {
        fs::write(file, text).map_err(|error| told(file, &error))?;
    }
    Ok(())
}

/// The English file that `file` is a translation of.
fn original(content: &Path, file: &Path) -> Result<PathBuf, String> {
    let within = file.strip_prefix(content).ok().and_then(|path| {
        let mut parts = path.iter();
        let language = parts.next()?.to_str().and_then(Language::from_tag)?;
        // The words that search knows are each language's own.
        let translates = language != Language::English && !parts.as_path().ends_with("synonyms.toml");
        translates.then(|| parts.as_path().to_owned())
    });
    let Some(path) = within else {
        let example = content.join("es/signing-in/forgot-password.md");
        return Err(format!("{}: expected a translation such as {}", file.display(), example.display()));
    };
    Ok(content.join(Language::English.tag()).join(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_english_file_has_the_same_path_in_its_folder() {
        let original = |file: &str| original(Path::new("content"), Path::new(file));
        assert_eq!(original("content/es/a/b.md"), Ok(PathBuf::from("content/en/a/b.md")));
        assert!(original("content/en/a/b.md").is_err());
        assert!(original("content/site.toml").is_err());
        assert!(original("content/es/synonyms.toml").is_err());
        assert!(original("other/es/a/b.md").is_err());
    }
}
