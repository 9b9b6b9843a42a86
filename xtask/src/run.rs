//! Runs other programs: quiet while all is well, with the end of their output when it is not.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, read};

/// Lines of a log that are shown when its program fails.
const TAIL: usize = 60;

/// What a program said and how it ended.
#[derive(Debug)]
pub struct Outcome {
    /// How it ended.
    pub status: ExitStatus,
    /// Everything it wrote, errors included.
    pub output: String,
}

/// Runs a step of a build: says what is being done and how long it took, and fails with the end of its output.
pub fn step(workspace: &Workspace, log: &str, label: &str, command: &mut Command) -> Result<()> {
    let progress = Progress::start(label);
    let outcome = capture(workspace, log, command)?;
    progress.end(outcome.status.success());
    if !outcome.status.success() {
        show_tail(&outcome.output);
        bail!("{} did not succeed; all it said is in build/logs/{log}.log", label.to_lowercase());
    }
    Ok(())
}

/// Runs a program with its output in a log file.
pub fn capture(workspace: &Workspace, log: &str, command: &mut Command) -> Result<Outcome> {
    let path = workspace.log(log)?;
    let file = File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
    let errors = file.try_clone().context("a log file cannot be shared")?;
    let status = command
        .stdin(Stdio::null())
        .stdout(file)
        .stderr(errors)
        .status()
        .with_context(|| format!("{} cannot be started", name(command)))?;
    Ok(Outcome { status, output: read_lossy(&path)? })
}

/// Runs a program that shows its own progress, for steps that take minutes.
pub fn visibly(command: &mut Command) -> Result<()> {
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("{} cannot be started", name(command)))?;
    if !status.success() {
        bail!("{} did not succeed", name(command));
    }
    Ok(())
}

/// What a program prints, or nothing if it cannot be run or fails: for questions such as "which version?".
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Shows the last lines of what a program said, without cargo's progress.
pub fn show_tail(output: &str) {
    let progress = ["Compiling ", "Checking ", "Blocking ", "Downloading ", "Downloaded "];
    let lines: Vec<&str> = output
        .lines()
        .filter(|line| !progress.iter().any(|word| line.trim_start().starts_with(word)))
        .collect();
    let start = lines.len().saturating_sub(TAIL);
    for line in lines.iter().skip(start) {
        eprintln!("  | {line}");
    }
}

fn read_lossy(path: &Path) -> Result<String> {
    match read(path) {
        Ok(text) => Ok(text),
        Err(_) => Ok(String::from_utf8_lossy(
            &std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?,
        )
        .into_owned()),
    }
}

fn name(command: &Command) -> String {
    Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// One line on the screen: what is being done, then how long it took.
#[derive(Debug)]
pub struct Progress {
    started: Instant,
}

impl Progress {
    /// Says what begins.
    pub fn start(label: &str) -> Self {
        print!("  {label:<44}");
        // A screen that cannot be written to is no reason to stop a build.
        let _ = std::io::stdout().flush();
        Self { started: Instant::now() }
    }

    /// Says how it ended.
    pub fn end(self, success: bool) {
        println!("{:>7}{}", seconds(self.started.elapsed()), if success { "" } else { "  failed" });
    }
}

/// A duration for people: `4.2 s`, `3 min 05 s`.
pub fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 100 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}
