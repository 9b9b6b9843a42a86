//! `cargo xtask`: builds, serves, tests and measures the whole service.
//!
//! Read [`parse`] here for what can be asked, then [`dev`] and [`test`] for what a person or a machine runs
//! daily, then [`build`], which both stand on. [`tools`] and [`npm`] are the only places that know how a tool is
//! fetched; [`wrangler`] is the only place that knows how Cloudflare's runtime is started.

mod bench;
mod build;
mod chromium;
mod debian;
mod dev;
mod fingerprint;
mod npm;
mod run;
mod tally;
mod test;
mod tools;
mod workspace;
mod wrangler;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::prelude::*;

use crate::build::Bundle;
use crate::workspace::Workspace;

const HELP: &str = "\
Builds, serves, tests and measures the whole service.

cargo xtask dev [--edge cloudflare] [--port N] [--state DIR]
    Builds what changed and serves it on http://localhost:N (8787 if not said), with its databases
    and secrets below DIR (.gatehouse if not said). DIR/server.json names the processes,
    DIR/server.log holds what the runtime says.
    --production serves the bundle that would be deployed: no outbox, no clock, no messages.

cargo xtask test [--fast]
    Everything: format, lints, licenses, unit and flow tests, site, black-box suite, browser.
    --fast leaves out what needs the WebAssembly build.

cargo xtask build [site | worker | all]
    Builds into build/, and only what changed. The dev server picks up a new build by itself.

cargo xtask bench
    Prints what a visitor downloads and what the edge has to load.
";

/// What was asked for on the command line.
#[derive(Debug)]
enum Task {
    Help,
    Dev(dev::Options),
    Test { fast: bool },
    Build(build::Scope),
    Bench,
}

fn main() -> ExitCode {
    match parse(lexopt::Parser::from_env()).and_then(perform) {
        Ok(code) => code,
        Err(error) => {
            // One sentence and what caused it; a stack trace would hide both.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<ExitCode> {
    if matches!(task, Task::Help) {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let workspace = Workspace::find()?;
    match task {
        Task::Help => {}
        Task::Dev(options) => dev::serve(&workspace, &options)?,
        Task::Test { fast } => return test::run(&workspace, fast),
        Task::Build(scope) => build::build(&workspace, scope)?,
        Task::Bench => bench::sizes(&workspace)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn parse(mut parser: lexopt::Parser) -> Result<Task> {
    let mut words: Vec<String> = Vec::new();
    let mut options = dev::Options::default();
    let mut fast = false;
    while let Some(argument) = parser.next()? {
        let command = words.first().map(String::as_str);
        match argument {
            Short('h') | Long("help") => return Ok(Task::Help),
            Long("edge") if command == Some("dev") => {
                let edge = parser.value()?.string()?;
                if edge != "cloudflare" {
                    bail!("--edge {edge} is not known; the one edge so far is `cloudflare`");
                }
            }
            Long("port") if command == Some("dev") => options.port = parser.value()?.parse()?,
            Long("state") if command == Some("dev") => options.state = PathBuf::from(parser.value()?),
            Long("production") if command == Some("dev") => options.bundle = Bundle::Production,
            Long("fast") if command == Some("test") => fast = true,
            Value(word) => words.push(word.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Ok(match words.as_slice() {
        [] | ["help"] => Task::Help,
        ["dev"] => Task::Dev(options),
        ["test"] => Task::Test { fast },
        ["build"] | ["build", "all"] => Task::Build(build::Scope::All),
        ["build", "site"] => Task::Build(build::Scope::Site),
        ["build", "worker"] => Task::Build(build::Scope::Worker),
        ["bench"] => Task::Bench,
        _ => bail!("`{}` is not a task; `cargo xtask help` lists them", words.join(" ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Task> {
        parse(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn reads_the_options_of_a_development_server() {
        let Ok(Task::Dev(options)) = read("dev --edge cloudflare --port 9000 --state /tmp/s") else {
            panic!("dev with all its options is understood")
        };
        assert_eq!((options.port, options.state), (9000, PathBuf::from("/tmp/s")));
    }

    #[test]
    fn names_what_it_does_not_know() {
        assert!(read("dev --edge moon").unwrap_err().to_string().contains("moon"));
        assert!(read("bake").unwrap_err().to_string().contains("bake"));
        assert!(read("test --port 1").is_err());
        assert!(read("dev --port many").is_err());
    }
}
