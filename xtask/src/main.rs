//! `cargo xtask`: builds, serves, tests and measures the whole service.
//!
//! Read [`parse`] here for what can be asked, then [`dev`] and [`test`] for what a person or a machine runs
//! daily, then [`build`], which both stand on. [`tools`] and [`npm`] are the only places that know how a tool is
//! fetched; [`server`] runs an edge, and [`wrangler`] and [`spin`] are the only places that know how each is started.

mod articles;
mod assets;
mod bench;
mod bench_serve;
mod bench_site;
mod build;
mod chromium;
mod debian;
mod dev;
mod fingerprint;
mod header_rules;
mod key_lists;
mod keys;
mod keys_left;
mod lighthouse;
mod load;
mod named_tests;
mod npm;
mod official_clients;
mod operate;
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
mod weights;
mod worker;
mod workspace;
mod wrangler;
mod writer;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

use crate::build::Bundle;
use crate::server::Edge;
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
    Everything: format, lints, licenses, unit and flow tests, site; couriers beside the providers' own
    clients; black-box suites and browser on both edges; and that both give the same answers.
    --fast leaves out what needs the WebAssembly build or Python.

cargo xtask build [site | worker | spin | all]
    Builds into build/, and only what changed: `worker` for Cloudflare, `spin` all that spin.toml
    names. The dev server of Cloudflare picks up a new build by itself, Spin's at its next start.

cargo xtask site [serve | check | new SECTION QUESTION | build]
    For writers: shows the help center in a browser, drafts included, and each change as it is saved; tells
    all problems; begins an article. `cargo xtask site help` says more.

cargo xtask keys [show | rotate [server | pepper] | left | retire ID] [--state DIR]
    The secrets of a server, in DIR/development.env (.gatehouse if not said); docs/operations.md tells
    the whole way. `rotate` puts new keys in front and keeps the old ones, `left` counts what still
    needs each key (on one edge with --edge cloudflare | spin), and `retire` takes out an old key that
    nothing needs, or with --force any old key.

cargo xtask keys new | sql
    `new` prints secrets for a new installation and keeps nothing. `sql` prints the statements by which
    `left` counts, for a database that is elsewhere.

cargo xtask operate COMMAND [--url URL] [--state DIR]
    Commands to an installation (http://localhost:8787 if not said): health, messages, tick, retry ID, drop ID,
    clear ADDRESS-OR-NUMBER, unlock ADDRESS, reports, contact. The key is OPERATOR_KEY in the environment, or of the
    server on this machine. docs/operations.md says when to use which.

cargo xtask requirements
    Prints how many tests name each id of docs/requirements.md, and fails where an id of what is built
    has none that runs on both edges, or a test names an id that is not there.

cargo xtask bench
    Prints what a visitor downloads, what each edge has to load, and how long it starts and works.

cargo xtask bench memory [CHECKS]
    Has each edge check so many passwords (10,000 if not said) and prints its linear memory on the way.

cargo xtask lighthouse [--edge cloudflare | spin]
    Prints Lighthouse's points for home, an article and sign-in, and fails where one is not 100.

cargo xtask bench site [--pages 1000,5000]
    Builds so many articles of some 1,350 words with the site generator, Hugo and Eleventy, and measures how
    soon a browser hears of a save.
";

/// What was asked for on the command line.
#[derive(Debug)]
enum Task {
    Help,
    Dev(dev::Options),
    Test { fast: bool },
    Build(build::Scope),
    Keys { state: PathBuf, action: keys::Action },
    Operate { state: PathBuf, url: String, command: operate::Command },
    Requirements,
    Bench,
    BenchMemory { checks: u32 },
    Lighthouse(Edge),
    BenchSite { sizes: Vec<usize> },
    Site { arguments: Vec<OsString> },
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
        Task::Keys { state, action } => keys::run(&workspace, &state, &action)?,
        Task::Operate { state, url, command } => operate::run(&state, &url, &command)?,
        Task::Requirements => {
            return Ok(if requirements::print(&workspace)? { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Task::Bench => bench::run(&workspace)?,
        Task::BenchMemory { checks } => bench::memory(&workspace, checks)?,
        Task::Lighthouse(edge) => {
            return Ok(if lighthouse::print(&workspace, edge)? {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            });
        }
        Task::BenchSite { sizes } => bench_site::run(&workspace, &sizes)?,
        Task::Site { arguments } => return writer::run(&workspace, &arguments),
    }
    Ok(ExitCode::SUCCESS)
}

fn parse(mut parser: lexopt::Parser) -> Result<Task> {
    let mut words: Vec<String> = Vec::new();
    let mut options = dev::Options::default();
    let mut edge: Option<Edge> = None;
    let (mut fast, mut force) = (false, false);
    let mut sizes: Option<Vec<usize>> = None;
    let mut url = "http://localhost:8787".to_owned();
    while let Some(argument) = parser.next()? {
        let command = words.first().map(String::as_str);
        match argument {
            Short('h') | Long("help") => return Ok(Task::Help),
            Long("edge") if matches!(command, Some("dev" | "keys" | "lighthouse")) => {
                edge = Some(parser.value()?.string()?.parse()?);
            }
            Long("port") if command == Some("dev") => options.port = parser.value()?.parse()?,
            Long("url") if command == Some("operate") => url = parser.value()?.string()?,
            Long("state") if matches!(command, Some("dev" | "keys" | "operate")) => {
                options.state = PathBuf::from(parser.value()?);
            }
            Long("production") if command == Some("dev") => options.bundle = Bundle::Production,
            Long("force") if command == Some("keys") => force = true,
            Long("pages") if command == Some("bench") => sizes = Some(pages(&parser.value()?.string()?)?),
            Long("fast") if command == Some("test") => fast = true,
            // Its arguments are the site generator's affair.
            Value(word) if command.is_none() && word == "site" => {
                return Ok(Task::Site { arguments: parser.raw_args()?.collect() });
            }
            Value(word) => words.push(word.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Ok(match words.as_slice() {
        [] | ["help"] => Task::Help,
        ["dev"] => Task::Dev(dev::Options { edge: edge.unwrap_or_default(), ..options }),
        ["test"] => Task::Test { fast },
        ["build"] | ["build", "all"] => Task::Build(build::Scope::All),
        ["build", "site"] => Task::Build(build::Scope::Site),
        ["build", "worker"] => Task::Build(build::Scope::Worker),
        ["build", "spin"] => Task::Build(build::Scope::Spin),
        ["keys", words @ ..] => Task::Keys { state: options.state, action: keys::parse(words, edge, force)? },
        ["operate", words @ ..] => {
            Task::Operate { state: options.state, url, command: operate::parse(words)? }
        }
        ["requirements"] => Task::Requirements,
        ["lighthouse"] => Task::Lighthouse(edge.unwrap_or_default()),
        ["bench", "site"] => Task::BenchSite { sizes: sizes.unwrap_or_else(|| vec![1000, 5000]) },
        _ if sizes.is_some() => bail!("--pages belongs to `cargo xtask bench site`"),
        ["bench"] => Task::Bench,
        ["bench", "memory"] => Task::BenchMemory { checks: 10_000 },
        ["bench", "memory", checks] => {
            Task::BenchMemory { checks: checks.parse().context("how many password checks is a number")? }
        }
        _ => bail!("`{}` is not a task; `cargo xtask help` lists them", words.join(" ")),
    })
}

/// Numbers of articles with commas between them.
fn pages(list: &str) -> Result<Vec<usize>> {
    list.split(',').map(|number| number.trim().parse().context("--pages is numbers with commas")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_lists::Kind;
    use crate::keys::Action;

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
    fn reads_what_to_do_with_keys() {
        let action = |line: &str| match read(line) {
            Ok(Task::Keys { state, action }) => (state.display().to_string(), action),
            other => panic!("{line}: {other:?}"),
        };
        let here = ".gatehouse".to_owned();
        assert_eq!(action("keys"), (here.clone(), Action::Show));
        assert_eq!(
            action("keys rotate --state /tmp/s"),
            ("/tmp/s".to_owned(), Action::Rotate(Kind::ALL.to_vec()))
        );
        assert_eq!(action("keys rotate pepper"), (here.clone(), Action::Rotate(vec![Kind::Pepper])));
        assert_eq!(action("keys left --edge spin"), (here.clone(), Action::Left(Some(Edge::Spin))));
        assert_eq!(
            action("keys retire k1 --force"),
            (here, Action::Retire { id: "k1".to_owned(), force: true })
        );
        assert!(read("keys rotate guard").unwrap_err().to_string().contains("never rotates"));
        for line in
            ["keys rotate k1", "keys retire", "keys new --force", "keys show --edge spin", "keys --port 1"]
        {
            assert!(read(line).is_err(), "{line}");
        }
    }

    #[test]
    fn leaves_the_writers_commands_to_the_site_generator() {
        let Ok(Task::Site { arguments }) = read("site serve --port 9000 --drafts") else {
            panic!("what the site generator is asked is not judged here")
        };
        assert_eq!(arguments, ["serve", "--port", "9000", "--drafts"]);
    }

    #[test]
    fn reads_how_many_articles_to_measure() {
        assert!(
            matches!(read("bench site --pages 10,20"), Ok(Task::BenchSite { sizes }) if sizes == [10, 20])
        );
        assert!(read("bench --pages 10").is_err());
        assert!(read("bench site --pages many").is_err());
    }

    #[test]
    fn names_what_it_does_not_know() {
        assert!(read("dev --edge moon").unwrap_err().to_string().contains("moon"));
        assert!(read("bake").unwrap_err().to_string().contains("bake"));
        assert!(read("test --port 1").is_err());
        assert!(read("dev --port many").is_err());
    }
}
