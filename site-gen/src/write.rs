//! From the output to a folder: only what changed is written, so that the folder can be served while it is built
//! and whoever copies it sees what is new. Pages that are no longer made are removed.

use crate::read::{name_in, told};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Styles, scripts and pictures, which other tools put there.
const ASSETS: &str = "assets";

/// Makes the output folder hold exactly these files, beside its assets. Says how many changed.
pub fn write(out: &Path, files: &BTreeMap<String, String>) -> Result<usize, String> {
    fs::create_dir_all(out).map_err(|error| told(out, &error))?;
    let old = Listing::of(out).map_err(|error| told(out, &error))?;
    let mut folders = BTreeSet::new();
    for name in files.keys() {
        for (at, _) in name.match_indices('/') {
            folders.insert(&name[..at]);
        }
    }
    // In order, so that a folder is made before those in it.
    for folder in folders.iter().filter(|folder| !old.folders.contains(**folder)) {
        let path = out.join(folder);
        fs::create_dir(&path).map_err(|error| told(&path, &error))?;
    }
    let written: usize = files
        .par_iter()
        .map(|(name, text)| {
            let path = out.join(name);
            if old.files.contains(name) && says(&path, text).unwrap_or(false) {
                return Ok(0);
            }
            fs::write(&path, text).map_err(|error| told(&path, &error))?;
            Ok(1)
        })
        .sum::<Result<usize, String>>()?;
    let mut removed = 0;
    for name in old.files.iter().filter(|name| !files.contains_key(*name)) {
        let path = out.join(name);
        fs::remove_file(&path).map_err(|error| told(&path, &error))?;
        removed += 1;
        // Folders that are now empty go too; one that isn't stays.
        for parent in path.ancestors().skip(1).take_while(|parent| *parent != out) {
            if fs::remove_dir(parent).is_err() {
                break;
            }
        }
    }
    Ok(written + removed)
}

/// Whether a file says just this. Its size answers for most that don't.
fn says(path: &Path, text: &str) -> io::Result<bool> {
    let mut file = File::open(path)?;
    if file.metadata()?.len() != text.len() as u64 {
        return Ok(false);
    }
    let mut old = Vec::with_capacity(text.len() + 1);
    file.read_to_end(&mut old)?;
    Ok(old == text.as_bytes())
}

/// What is in the output folder already, by path in it. Hidden files are not ours.
#[derive(Default)]
struct Listing {
    files: HashSet<String>,
    folders: HashSet<String>,
}

impl Listing {
    fn of(out: &Path) -> io::Result<Self> {
        let mut listing = Self::default();
        let mut below: Vec<PathBuf> = vec![out.to_owned()];
        while let Some(folder) = below.pop() {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                let path = entry.path();
                let name = name_in(out, &path);
                let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
                match entry.file_type()? {
                    _ if hidden || name == ASSETS => {}
                    kind if kind.is_dir() => {
                        listing.folders.insert(name);
                        below.push(path);
                    }
                    _ => {
                        listing.files.insert(name);
                    }
                }
            }
        }
        Ok(listing)
    }
}
