//! When each file of the content last changed, as git knows it.
//!
//! One run of git tells it for all files. [`parse`] reads what it says; [`last_changes`] is the only thing in this library
//! that starts a program, for `main`. Where there is no git, no history or only a piece of it, nothing is dated: a wrong
//! date is worse than none.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// What the line of a commit begins with; no path begins so.
const COMMIT: char = '\u{1}';

/// The Unix time of the last commit of each file below `folder`, by its path in it.
pub fn last_changes(folder: &Path) -> BTreeMap<String, i64> {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    // The oldest commit of a shallow copy seems to have made every file.
    if git(&["rev-parse", "--is-shallow-repository"]).is_none_or(|answer| answer.trim() != "false") {
        return BTreeMap::new();
    }
    let log = [
        "-c",
        "core.quotePath=false",
        "log",
        "--format=%x01%ct",
        "--name-only",
        "--no-renames",
        "--relative",
    ];
    git(&log).map(|text| parse(&text)).unwrap_or_default()
}

/// Reads a log, newest first: lines with the time of a commit, each followed by the paths that it changed.
pub fn parse(log: &str) -> BTreeMap<String, i64> {
    let mut changes = BTreeMap::new();
    let mut time = None;
    for line in log.lines() {
        if let Some(seconds) = line.strip_prefix(COMMIT) {
            time = seconds.parse().ok();
        } else if let (Some(time), false) = (time, line.is_empty()) {
            changes.entry(line.to_owned()).or_insert(time);
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_commit_of_a_file_counts() {
        let log = "\u{1}300\n\nen/a.md\n\n\u{1}200\n\n\u{1}100\n\nen/a.md\nen/b ñ.md\n";
        let expected = BTreeMap::from([("en/a.md".to_owned(), 300), ("en/b ñ.md".to_owned(), 100)]);
        assert_eq!(parse(log), expected);
    }

    #[test]
    fn a_folder_outside_git_has_no_history() {
        assert_eq!(last_changes(Path::new("/")), BTreeMap::new());
    }
}
