//! Looks for a secret in every file below a folder, in the shapes in which it could have been written.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use aho_corasick::AhoCorasick;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use sha2::{Digest, Sha256};

/// A file in which a secret was found, and in which shape.
pub type Find = (PathBuf, String);

/// The files below `folder` that hold one of `secrets` (name and value), with the secret's name and its shape.
pub fn find(folder: &Path, secrets: &[(&str, &str)]) -> Vec<Find> {
    let needles: Vec<_> = secrets
        .iter()
        .flat_map(|(name, value)| {
            shapes(value).into_iter().map(move |(s, bytes)| (format!("{name}, {s}"), bytes))
        })
        .collect();
    let patterns = AhoCorasick::new(needles.iter().map(|(_, needle)| needle)).unwrap();
    let mut found = BTreeSet::new();
    for file in files(folder) {
        // A file of a living database may vanish between the listing and the reading.
        let Ok(content) = fs::read(&file) else { continue };
        for hit in patterns.find_overlapping_iter(&content) {
            let (name, needle) = &needles[hit.pattern().as_usize()];
            if stands_alone(&content, needle, hit.start(), hit.end()) {
                found.insert((file.clone(), name.clone()));
            }
        }
    }
    found.into_iter().collect()
}

/// Every file below `folder`.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.extend(files(&path)),
            Ok(kind) if kind.is_file() => found.push(path),
            _ => {}
        }
    }
    found
}

/// The shapes of a value: as it is, in hexadecimal, in base64 at each of three offsets, in UTF-16, and its
/// plain SHA-256, which for a short or guessable value is as good as the value.
fn shapes(value: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = value.as_bytes();
    let mut shapes = vec![
        ("as it is", bytes.to_vec()),
        ("hexadecimal", hexadecimal(bytes).into_bytes()),
        ("hexadecimal in capitals", hexadecimal(bytes).to_uppercase().into_bytes()),
        ("UTF-16", value.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ];
    for offset in 0..3 {
        shapes.push(("base64", base64_core(&STANDARD_NO_PAD, bytes, offset)));
        shapes.push(("base64url", base64_core(&URL_SAFE_NO_PAD, bytes, offset)));
    }
    let hash = Sha256::digest(bytes);
    shapes.push(("SHA-256 in base64", STANDARD_NO_PAD.encode(hash).into_bytes()));
    shapes.push(("SHA-256 in base64url", URL_SAFE_NO_PAD.encode(hash).into_bytes()));
    shapes.push(("SHA-256 in hexadecimal", hexadecimal(&hash).into_bytes()));
    shapes.push(("SHA-256", hash.to_vec()));
    // Many secrets are themselves bytes in base64url: stored as those bytes they would be as open.
    if let (true, Ok(decoded)) = (bytes.len() >= 20, URL_SAFE_NO_PAD.decode(bytes)) {
        shapes.push(("decoded", decoded));
    }
    shapes
}

/// The characters of the base64 of `bytes` that do not depend on what stands before and after them.
fn base64_core(engine: &impl Engine, bytes: &[u8], offset: usize) -> Vec<u8> {
    let padded: Vec<u8> = std::iter::repeat_n(0, offset).chain(bytes.iter().copied()).collect();
    let text = engine.encode(&padded).into_bytes();
    let first = (offset * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    text.get(first..last).unwrap_or_default().to_vec()
}

/// Bytes in hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Whether a find means anything: six digits inside a longer number do not.
fn stands_alone(content: &[u8], needle: &[u8], start: usize, end: usize) -> bool {
    let digit = |index: Option<usize>| index.and_then(|i| content.get(i)).is_some_and(u8::is_ascii_digit);
    !needle.iter().all(u8::is_ascii_digit) || !(digit(start.checked_sub(1)) || digit(Some(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(content: &str, secret: &str) -> bool {
        let folder = std::env::temp_dir().join(format!("gatehouse-search-{:x}", crate::unique::random()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("file"), content).unwrap();
        let found = find(&folder, &[("the secret", secret)]);
        fs::remove_dir_all(&folder).unwrap();
        !found.is_empty()
    }

    #[test]
    fn base64_is_recognised_at_every_offset() {
        for before in ["", "x", "xy", "xyz"] {
            let text = STANDARD_NO_PAD.encode(format!("{before}a secret~?~?{before}"));
            assert!(holds(&text, "a secret~?~?"), "{text}");
            assert!(!holds(&text, "a secret~?~!"), "{text}");
        }
    }

    #[test]
    fn a_code_inside_a_longer_number_is_not_that_code() {
        for (content, found) in [
            ("code 123456.", true),
            ("123456", true),
            ("x123456y", true),
            ("1123456", false),
            ("1234567", false),
            ("1234567 and 123456", true),
        ] {
            assert_eq!(holds(content, "123456"), found, "{content}");
        }
    }
}
