//! `spin-host` serves one HTTP component for tests, as `spin up` of Spin 4.1 would, and does no more than that.
//!
//! Read [`manifest`] for what it knows of `spin.toml`, [`component`] for what it offers to a component, [`reuse`] for
//! how long an instance lives, and [`http`] for the way of a request.

mod bindings;
mod component;
mod http;
mod manifest;
mod outbound;
mod reuse;
mod sqlite;
mod statements;
mod variables;

use std::ffi::OsString;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use lexopt::{Arg, Parser, ValueExt};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::component::Prepared;
use crate::reuse::{Instances, Limits};
use crate::variables::Values;

const USAGE: &str = "Usage: spin-host up --from SPIN.TOML --state-dir DIRECTORY [options]

  --from FILE                              the application's manifest
  --state-dir DIRECTORY                    where the database is kept
  --listen ADDRESS                         where to serve [127.0.0.1:3000]
  --profile NAME                           serve this profile of the component
  --quiet                                  say nothing but problems
  --max-instance-reuse-count N             requests that one instance serves [128]
  --max-instance-concurrent-reuse-count N  requests that one instance serves at once [16]";

struct Arguments {
    from: PathBuf,
    state_folder: PathBuf,
    listen: SocketAddr,
    profile: Option<String>,
    quiet: bool,
    limits: Limits,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("spin-host: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run() -> Result<()> {
    let Some(arguments) = read_arguments(std::env::args_os().skip(1))? else {
        println!("{USAGE}");
        return Ok(());
    };
    let application = manifest::read(&arguments.from, arguments.profile.as_deref())?;
    let values = Values::collect(&application.variables, |name| std::env::var(name).ok())?;
    std::fs::create_dir_all(&arguments.state_folder)
        .with_context(|| format!("cannot make the folder {}", arguments.state_folder.display()))?;
    let prepared = Prepared::new(application, &values, &arguments.state_folder)?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    let listener = TcpListener::bind(arguments.listen)
        .await
        .with_context(|| format!("cannot listen on {}", arguments.listen))?;
    if !arguments.quiet {
        println!("Serving http://{}", listener.local_addr()?);
    }
    let instances = Instances { prepared, limits: arguments.limits };
    tokio::select! {
        served = http::serve(listener, instances) => served,
        // At once: a statement or a component that is still busy is not waited for.
        _ = interrupted.recv() => std::process::exit(0),
        _ = terminated.recv() => std::process::exit(0),
    }
}

/// Reads the arguments, or gives none if help is wanted.
fn read_arguments(arguments: impl Iterator<Item = OsString>) -> Result<Option<Arguments>> {
    let mut parser = Parser::from_args(arguments);
    let mut command = None;
    let mut from = None;
    let mut state_folder = None;
    let mut listen = "127.0.0.1:3000".to_owned();
    let mut profile = None;
    let mut quiet = false;
    let mut limits = Limits::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(None),
            Arg::Long("from") => from = Some(PathBuf::from(parser.value()?)),
            Arg::Long("state-dir") => state_folder = Some(PathBuf::from(parser.value()?)),
            Arg::Long("listen") => listen = parser.value()?.string()?,
            Arg::Long("profile") => profile = Some(parser.value()?.string()?),
            Arg::Long("quiet") => quiet = true,
            Arg::Long("max-instance-reuse-count") => limits.total = parser.value()?.parse()?,
            Arg::Long("max-instance-concurrent-reuse-count") => {
                limits.concurrent = parser.value()?.parse()?;
            }
            Arg::Value(value) if command.is_none() => command = Some(value),
            _ => return Err(argument.unexpected().into()),
        }
    }
    ensure!(command.is_some_and(|command| command == "up"), "the only command is `up`; --help says more");
    let addresses: Vec<_> =
        listen.to_socket_addrs().with_context(|| format!("in --listen {listen}"))?.collect();
    let preferred = addresses.iter().find(|address| address.is_ipv4()).or(addresses.first());
    Ok(Some(Arguments {
        from: from.context("--from is missing")?,
        state_folder: std::path::absolute(state_folder.context("--state-dir is missing")?)?,
        listen: *preferred.with_context(|| format!("--listen {listen} is no address"))?,
        profile,
        quiet,
        limits,
    }))
}
