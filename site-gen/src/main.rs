//! `gatehouse-site-gen build --content <folder> --templates <folder> --out <folder>`: reads, builds, writes.
//!
//! Files that would not change are not touched, and pages that are no longer made are removed, so that the
//! folder can be served while it is built. The `assets` folder in it belongs to other tools.

use gatehouse_site_gen::{Sources, build, diagnostic};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, ErrorKind, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

const USAGE: &str = "usage: gatehouse-site-gen build --content <folder> --templates <folder> --out <folder>";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode, String> {
    let folders = Folders::from_arguments(env::args().skip(1))?;
    let sources = Sources {
        content: read(&folders.content)?,
        content_folder: folders.content.display().to_string(),
        templates: read(&folders.templates)?,
        templates_folder: folders.templates.display().to_string(),
    };
    let (output, diagnostics) = build(&sources);
    let color = io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    eprint!("{}", diagnostic::render(&diagnostics, &sources, color));
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    if errors > 0 {
        eprintln!("{} to mend; nothing was written", count(errors, "error"));
        return Ok(ExitCode::FAILURE);
    }
    let written = write(&folders.out, &output.files)?;
    println!("{}, {written} changed", count(output.files.len(), "file"));
    Ok(ExitCode::SUCCESS)
}

struct Folders {
    content: PathBuf,
    templates: PathBuf,
    out: PathBuf,
}

impl Folders {
    fn from_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        if arguments.next().as_deref() != Some("build") {
            return Err(USAGE.to_owned());
        }
        let mut values = BTreeMap::new();
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{name} has no value\n{USAGE}"))?;
            if !["--content", "--templates", "--out"].contains(&name.as_str()) {
                return Err(format!("unknown option {name}\n{USAGE}"));
            }
            values.insert(name, PathBuf::from(value));
        }
        let mut take = |name: &str| values.remove(name).ok_or_else(|| format!("{name} is missing\n{USAGE}"));
        Ok(Self { content: take("--content")?, templates: take("--templates")?, out: take("--out")? })
    }
}

/// All text files below a folder, by their path in it with forward slashes.
fn read(folder: &Path) -> Result<BTreeMap<String, String>, String> {
    let mut texts = BTreeMap::new();
    for path in files_below(folder).map_err(|error| told(folder, &error))? {
        let text = fs::read_to_string(&path).map_err(|error| told(&path, &error))?;
        texts.insert(name_in(folder, &path), text);
    }
    Ok(texts)
}

/// Makes the output folder hold exactly these files, beside its assets. Says how many changed.
fn write(out: &Path, files: &BTreeMap<String, String>) -> Result<usize, String> {
    let mut changed = 0;
    for (name, text) in files {
        let path = out.join(name);
        if fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| told(parent, &error))?;
        }
        fs::write(&path, text).map_err(|error| told(&path, &error))?;
        changed += 1;
    }
    for path in files_below(out).map_err(|error| told(out, &error))? {
        let name = name_in(out, &path);
        if files.contains_key(&name) || name.starts_with("assets/") {
            continue;
        }
        fs::remove_file(&path).map_err(|error| told(&path, &error))?;
        changed += 1;
        // Folders that are now empty go too; one that isn't stays.
        for parent in path.ancestors().skip(1).take_while(|parent| *parent != out) {
            if fs::remove_dir(parent).is_err() {
                break;
            }
        }
    }
    Ok(changed)
}

/// Files below a folder, hidden ones (editors' and systems' own) left out.
fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            match entry.file_type()? {
                _ if hidden => {}
                kind if kind.is_dir() => folders.push(entry.path()),
                _ => files.push(entry.path()),
            }
        }
    }
    Ok(files)
}

fn name_in(folder: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(folder).unwrap_or(path).iter().map(OsStr::to_string_lossy);
    parts.collect::<Vec<_>>().join("/")
}

fn told(path: &Path, error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => format!("{} does not exist", path.display()),
        ErrorKind::InvalidData => format!("{}: expected text in UTF-8", path.display()),
        _ => format!("{}: {error}", path.display()),
    }
}

fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}
