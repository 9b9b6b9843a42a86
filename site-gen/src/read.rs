//! From folders to [`Sources`]: every text file, by its path.

use crate::Folders;
use gatehouse_site_gen::{Sources, history};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Everything that a build reads.
pub fn sources(folders: &Folders) -> Result<Sources, String> {
    // Git and the disk are asked at once.
    let (changes, content) =
        rayon::join(|| history::last_changes(&folders.content), || texts(&folders.content));
    Ok(Sources {
        content: content?,
        changes,
        content_folder: folders.content.display().to_string(),
        templates: texts(&folders.templates)?,
        templates_folder: folders.templates.display().to_string(),
    })
}

/// All text files below a folder, by their path in it with forward slashes.
pub fn texts(folder: &Path) -> Result<BTreeMap<String, String>, String> {
    let paths = files_below(folder).map_err(|error| told(folder, &error))?;
    paths.into_par_iter().map(|path| text(&path).map(|text| (name_in(folder, &path), text))).collect()
}

/// One text file.
pub fn text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| told(path, &error))
}

/// Files below a folder, those left out that nobody means to be read.
pub fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            match entry.file_type()? {
                _ if is_aside(&entry.file_name()) => {}
                kind if kind.is_dir() => folders.push(entry.path()),
                _ => files.push(entry.path()),
            }
        }
    }
    Ok(files)
}

/// Whether a file is an editor's or the system's own: hidden, a backup or a lock.
pub fn is_aside(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.starts_with(b".") || name.starts_with(b"#") || name.ends_with(b"~") || name == b"4913"
}

/// The path of a file in a folder, with forward slashes.
pub fn name_in(folder: &Path, path: &Path) -> String {
    let mut name = String::new();
    for part in path.strip_prefix(folder).unwrap_or(path) {
        if !name.is_empty() {
            name.push('/');
        }
        name.push_str(&part.to_string_lossy());
    }
    name
}

/// What went wrong with a file, for people.
pub fn told(path: &Path, error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => format!("{} does not exist", path.display()),
        ErrorKind::InvalidData => format!("{}: expected text in UTF-8", path.display()),
        _ => format!("{}: {error}", path.display()),
    }
}
