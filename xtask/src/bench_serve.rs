//! Measures how soon a browser hears of a save: from writing an article to the reload event, and to the page with the new
//! words.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use ureq::Agent;

use crate::articles::{self, Form};
use crate::workspace::Workspace;

const SAVES: usize = 20;

/// A writer thinks between two saves; nothing of the first should be left to do.
const PAUSE: Duration = Duration::from_millis(150);

/// Saves one article after another while a server shows them, and prints how long it took.
pub fn run(generator: &Path, workspace: &Workspace, site: &Path) -> Result<()> {
    let server = Server::start(generator, workspace, site)?;
    let agent: Agent = Agent::config_builder().timeout_global(None).build().into();
    let events = agent.get(format!("{}/-/events", server.url)).call().context("no events can be had")?;
    let mut lines = BufReader::new(events.into_body().into_reader()).lines();
    let mut heard = Vec::new();
    let mut shown = Vec::new();
    for save in 0..SAVES {
        thread::sleep(PAUSE);
        // Far apart, so that each save is of another article.
        let number = save * 3;
        let path = articles::path(site, Form::Ours, number);
        let words = format!("The words of save {save}.");
        let text = fs::read_to_string(&path).context("an article cannot be read")?;
        let start = Instant::now();
        fs::write(&path, format!("{text}\n{words}\n")).context("an article cannot be saved")?;
        loop {
            let line = lines.next().context("the events have ended")?.context("an event cannot be read")?;
            if line == "event: reload" {
                break;
            }
        }
        heard.push(start.elapsed());
        let url = format!("{}{}", server.url, articles::address(number));
        let page =
            agent.get(&url).call().context("no page")?.body_mut().read_to_string().context("no page")?;
        if !page.contains(&words) {
            bail!("{url} does not show what was saved");
        }
        shown.push(start.elapsed());
    }
    for (what, times) in [("reload event", &mut heard), ("page with the new words", &mut shown)] {
        times.sort();
        let at = |share: usize| times.get((SAVES * share / 100).min(SAVES - 1)).copied().unwrap_or_default();
        println!(
            "From save to {what}: median {:.1} ms, 95th percentile {:.1} ms of {SAVES}.",
            at(50).as_secs_f64() * 1000.0,
            at(95).as_secs_f64() * 1000.0
        );
    }
    Ok(())
}

/// A server of the site generator. It ends when this is dropped.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(generator: &Path, workspace: &Workspace, site: &Path) -> Result<Self> {
        let mut child = Command::new(generator)
            .args(["serve", "--port", "0", "--content"])
            .arg(site.join("content"))
            .arg("--templates")
            .arg(workspace.path("site-gen/templates"))
            .arg("--out")
            .arg(site.join("out"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("the site generator cannot be started")?;
        let output = child.stdout.take().context("the server says nothing")?;
        let mut server = Self { child, url: String::new() };
        let mut lines = BufReader::new(output).lines();
        let ready = lines
            .by_ref()
            .find_map(|line| Some(line.ok()?.strip_prefix("Ready on ")?.split(". ").next()?.to_owned()));
        server.url = ready.context("the server did not start")?;
        // What it says of each build must go somewhere.
        thread::spawn(move || lines.for_each(drop));
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended by itself is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
