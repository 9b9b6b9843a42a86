//! `serve`: the help center in a browser, drafts included, and each change as soon as it is saved.
//!
//! [`watch`] waits for changes, this module builds in memory and publishes what a browser is [`Shown`], and [`http`]
//! answers with it; [`page`] puts the reload script and the problems into a page on its way out. Nothing is written to
//! the disk, and only this machine is answered.

mod http;
mod page;
mod problem;
mod watch;

use crate::{Folders, count, read, tell};
use gatehouse_site_gen::{Cache, Options, Output, Sources, build_again};
use problem::Problem;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::{Instant, SystemTime};
use tokio::sync::watch::Sender;

/// What a browser is shown.
#[derive(Debug)]
pub struct Shown {
    /// Goes up with each change. It starts from the clock, so that a page of an earlier server knows that it is old.
    generation: u128,
    /// The last output that was complete.
    output: Output,
    /// What is to mend.
    problems: Vec<Problem>,
}

/// Serves until it is stopped.
pub fn serve(folders: &Folders, port: u16) -> Result<(), String> {
    // First of all, so that no change is lost between reading and watching.
    let changes = watch::Changes::of(folders)?;
    let mut sources = read::sources(folders)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map_err(|error| format!("port {port} cannot be used ({error}): choose another with --port"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let clock = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_millis();
    let empty = Shown { generation: clock, output: Output::default(), problems: Vec::new() };
    let (sender, receiver) = tokio::sync::watch::channel(Arc::new(empty));
    let cache = Cache::default();
    rebuild(&sources, &[], &cache, &sender);
    println!("Ready on http://localhost:{}. Ctrl-C ends it.", address.port());
    thread::spawn(move || {
        while let Some(change) = changes.wait() {
            let (differs, unreadable) = change.apply(&mut sources);
            if differs || !unreadable.is_empty() {
                rebuild(&sources, &unreadable, &cache, &sender);
            }
        }
    });
    http::answer(listener, receiver, &folders.out)
}

/// Builds what the sources say now and publishes it. Where that is not complete, the pages stay as they were.
fn rebuild(sources: &Sources, unreadable: &[String], cache: &Cache, sender: &Sender<Arc<Shown>>) {
    let start = Instant::now();
    let (output, diagnostics) = build_again(sources, Options { drafts: true, search: false }, cache);
    let problems: Vec<Problem> = unreadable
        .iter()
        .map(|message| Problem::unreadable(message))
        .chain(diagnostics.iter().map(|diagnostic| Problem::new(diagnostic, sources)))
        .collect();
    let before = sender.borrow().clone();
    let complete = !problems.iter().any(|problem| problem.stops);
    // While nothing was ever complete, what there is beats nothing.
    let output = if complete || before.output.files.is_empty() { output } else { before.output.clone() };
    println!("{} in {} ms", count(output.files.len(), "file"), start.elapsed().as_millis());
    sender.send_replace(Arc::new(Shown { generation: before.generation + 1, output, problems }));
    // Afterwards: a browser should not wait for a terminal.
    for message in unreadable {
        eprintln!("{message}");
    }
    tell(&diagnostics, sources);
}
