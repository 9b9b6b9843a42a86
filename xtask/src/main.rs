//! `cargo xtask`: builds, serves, tests and measures the whole service.
//!
//! Read [`parse`] here for what can be asked, then [`dev`] and [`test`] for what a person or a machine runs
//! daily, then [`build`], which both stand on. [`tools`] and [`npm`] are the only places that know how a tool is
//! fetched; [`server`] runs an edge, and [`wrangler`] and [`spin`] are the only places that know how each is started.

mod assets;
mod bench;
mod build;
mod chromium;
mod debian;
mod dev;
mod fingerprint;
mod header_rules;
mod load;
mod named_tests;
mod npm;
mod processes;
mod requirements;
mod run;
mod secrets;
mod server;
mod site;
mod spin;
mod spin_host;
mod suites;
mod tally;
mod test;
mod tools;
mod worker;
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

cargo xtask dev [--edge cloudflare | spin] [--port N] [--state DIR] [--production]
    Builds what changed and serves it on http://localhost:N (8787 if not said), with its databases
    and secrets below DIR (.gatehouse if not said). DIR/server.json names the processes,
    DIR/server.log holds what the runtime says.
    --edge spin serves on Spin 4.1 or newer, or on the test host where that is not installed.
    --production serves the form that would be deployed: no outbox, no clock, no messages.

cargo xtask test [--fast]
    Everything: format, lints, licenses, unit and flow tests, site; black-box suites and browser on
    both edges; and that both give the same answers.
    --fast leaves out what needs the WebAssembly build.

cargo xtask build [site | worker | spin | all]
    Builds into build/, and only what changed: `worker` for Cloudflare, `spin` all that spin.toml
    names. The dev server of Cloudflare picks up a new build by itself, Spin's at its next start.

cargo xtask requirements
    Prints how many tests name each id of docs/requirements.md, and fails where an id of what is built
    has none that runs on both edges, or a test names an id that is not there.

cargo xtask bench
    Prints what a visitor downloads, what each edge has to load, and how long it starts and works.
";

/// What was asked for on the command line.
#[derive(Debug)]
enum Task {
    Help,
    Dev(dev::Options),
    Test { fast: bool },
    Build(build::Scope),
    Requirements,
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
        Task::Requirements => {
            return Ok(if requirements::print(&workspace)? { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Task::Bench => bench::run(&workspace)?,
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
                options.edge = parser.value()?.string()?.parse()?;
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
        ["build", "spin"] => Task::Build(build::Scope::Spin),
        ["requirements"] => Task::Requirements,
        ["bench"] => Task::Bench,
        _ => bail!("`{}` is not a task; `cargo xtask help` lists them", words.join(" ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::Edge;

    fn read(line: &str) -> Result<Task> {
        parse(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn reads_the_options_of_a_development_server() {
        let Ok(Task::Dev(options)) = read("dev --edge cloudflare --port 9000 --state /tmp/s") else {
            panic!("dev with all its options is understood")
        };
        assert_eq!((options.port, options.state), (9000, PathBuf::from("/tmp/s")));
        assert_eq!(options.edge, Edge::Cloudflare);
        let Ok(Task::Dev(options)) = read("dev --production --edge spin") else {
            panic!("the other edge is understood")
        };
        assert_eq!((options.edge, options.bundle), (Edge::Spin, Bundle::Production));
    }

    #[test]
    fn names_what_it_does_not_know() {
        assert!(read("dev --edge moon").unwrap_err().to_string().contains("moon"));
        assert!(read("bake").unwrap_err().to_string().contains("bake"));
        assert!(read("test --port 1").is_err());
        assert!(read("dev --port many").is_err());
    }
}
