//! Waits for files to change, and brings the sources up to date.
//!
//! Editors save in their own ways: in place, or by a new file in the place of the old. So what an event says happened
//! doesn't matter here, only which path it names: what is at that path now is read.

use super::is_below;
use crate::{Folders, read};
use gatehouse_site_gen::Sources;
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// An editor that empties a file and then writes it does both within this time.
const QUIET: Duration = Duration::from_millis(4);

/// A tool that writes without a pause must not hold the browser back for ever.
const LONGEST: Duration = Duration::from_millis(60);

/// The folders under watch.
pub struct Changes {
    content: PathBuf,
    templates: PathBuf,
    events: Receiver<notify::Result<Event>>,
    /// Watches as long as it lives.
    _watcher: RecommendedWatcher,
}

/// Paths that changed.
pub struct Change<'a> {
    paths: BTreeSet<PathBuf>,
    folders: &'a Changes,
}

impl Changes {
    /// Starts to watch.
    pub fn of(folders: &Folders) -> Result<Self, String> {
        let told = |error: &notify::Error| format!("the folders cannot be watched: {error}");
        let real = |folder: &Path| folder.canonicalize().map_err(|error| read::told(folder, &error));
        let (content, templates) = (real(&folders.content)?, real(&folders.templates)?);
        let (sender, events) = channel();
        let mut watcher = notify::recommended_watcher(sender).map_err(|error| told(&error))?;
        for folder in [&content, &templates] {
            watcher.watch(folder, RecursiveMode::Recursive).map_err(|error| told(&error))?;
        }
        let assets = folders.out.join("assets");
        // Styles and scripts are read when they are asked for; the browser only has to ask again.
        if assets.is_dir() {
            watcher.watch(&assets, RecursiveMode::Recursive).map_err(|error| told(&error))?;
        }
        Ok(Self { content, templates, events, _watcher: watcher })
    }

    /// Waits for the next change, until a moment passes without another. `None` when the watching has ended.
    pub fn wait(&self) -> Option<Change<'_>> {
        let mut paths = BTreeSet::new();
        while paths.is_empty() {
            collect(self.events.recv().ok()?, &mut paths);
        }
        let start = Instant::now();
        while start.elapsed() < LONGEST
            && let Ok(event) = self.events.recv_timeout(QUIET)
        {
            collect(event, &mut paths);
        }
        Some(Change { paths, folders: self })
    }
}

/// Reading a file is an event too, and no change.
fn collect(event: notify::Result<Event>, paths: &mut BTreeSet<PathBuf>) {
    let Ok(event) = event else { return };
    let written = EventKind::Access(AccessKind::Close(AccessMode::Write));
    if event.kind.is_access() && event.kind != written {
        return;
    }
    paths.extend(event.paths.into_iter().filter(|path| !path.file_name().is_some_and(read::is_aside)));
}

impl Change<'_> {
    /// Reads what changed. Says whether anything says something else now, and what could not be read.
    pub fn apply(&self, sources: &mut Sources) -> (bool, Vec<String>) {
        let mut changed = false;
        let mut unreadable = Vec::new();
        let folders = [
            (&self.folders.content, &mut sources.content),
            (&self.folders.templates, &mut sources.templates),
        ];
        for (folder, texts) in folders {
            for path in self.paths.iter().filter(|path| is_below(path, folder)) {
                match update(folder, path, texts) {
                    Ok(updated) => changed |= updated,
                    Err(message) => unreadable.push(message),
                }
            }
        }
        let ours = |path: &PathBuf| {
            [&self.folders.content, &self.folders.templates].iter().any(|f| is_below(path, f))
        };
        (changed || self.paths.iter().any(|path| !ours(path)), unreadable)
    }
}

/// Makes `texts` say what is at a path now, be it a file, a folder or nothing.
fn update(folder: &Path, path: &Path, texts: &mut BTreeMap<String, String>) -> Result<bool, String> {
    let name = read::name_in(folder, path);
    if path.is_file() {
        let text = read::text(path)?;
        return Ok(texts.insert(name, text.clone()) != Some(text));
    }
    let fresh = if path.is_dir() { read::texts(path)? } else { BTreeMap::new() };
    let prefix = if name.is_empty() { String::new() } else { format!("{name}/") };
    let fresh: BTreeMap<String, String> =
        fresh.into_iter().map(|(below, text)| (format!("{prefix}{below}"), text)).collect();
    let old: Vec<String> =
        texts.keys().filter(|old| **old == name || old.starts_with(&prefix)).cloned().collect();
    let mut changed = false;
    for gone in old.iter().filter(|old| !fresh.contains_key(*old)) {
        changed |= texts.remove(gone).is_some();
    }
    for (name, text) in fresh {
        changed |= texts.insert(name, text.clone()) != Some(text);
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_is_at_a_path_now_is_what_counts() {
        let folder = std::env::temp_dir().join(format!("gatehouse-watch-{}", std::process::id()));
        fs::create_dir_all(folder.join("keys")).expect("a folder is made");
        let article = folder.join("keys/a.md");
        fs::write(&article, "one").expect("a file is written");
        let mut texts = BTreeMap::new();
        assert_eq!(update(&folder, &folder.join("keys"), &mut texts), Ok(true));
        assert_eq!(update(&folder, &article, &mut texts), Ok(false));
        fs::write(&article, "two").expect("a file is written");
        assert_eq!(update(&folder, &article, &mut texts), Ok(true));
        assert_eq!(texts.get("keys/a.md").map(String::as_str), Some("two"));
        fs::remove_dir_all(&folder).expect("the folder is removed");
        assert_eq!(update(&folder, &folder.join("keys"), &mut texts), Ok(true));
        assert!(texts.is_empty());
    }
}
