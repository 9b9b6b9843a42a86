//! A server of either edge on this machine: its processes, its state, its log and its end.
//!
//! How an edge's runtime is started is told by [`wrangler`] and [`spin`]. All processes of a server live in a process
//! group of their own, which ends with this program however it ends: normally, by Ctrl-C, by SIGTERM, or, if this
//! program was killed outright, at the next start with the same state.

use std::fmt;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::str::FromStr;
use std::sync::{Mutex, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

use crate::build::Bundle;
use crate::processes;
use crate::run;
use crate::secrets;
use crate::workspace::{Workspace, create, read, write};
use crate::{spin, wrangler};

/// How long a first answer may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long the processes may take to end by themselves.
const GRACE: Duration = Duration::from_millis(1500);

/// Process groups to end with this program.
static GROUPS: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// Where the service runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Edge {
    /// Cloudflare's runtime, by way of wrangler.
    #[default]
    Cloudflare,
    /// Spin, or the test host in its place.
    Spin,
}

impl Edge {
    /// All edges, in the order in which they are tested.
    pub const ALL: [Self; 2] = [Self::Cloudflare, Self::Spin];
}

impl fmt::Display for Edge {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Cloudflare => "cloudflare",
            Self::Spin => "spin",
        })
    }
}

impl FromStr for Edge {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        match Self::ALL.into_iter().find(|edge| edge.to_string() == name) {
            Some(edge) => Ok(edge),
            None => bail!("--edge {name} is not known; the edges are `cloudflare` and `spin`"),
        }
    }
}

/// What is served, and where.
#[derive(Debug)]
pub struct Setup<'a> {
    /// Where it runs.
    pub edge: Edge,
    /// Which form of the service.
    pub bundle: Bundle,
    /// The port on this machine.
    pub port: u16,
    /// The folder of databases, secrets and log.
    pub state: &'a Path,
    /// The address that people see; its scheme decides about secure cookies.
    pub origin: String,
}

impl Setup<'_> {
    /// The setting that says how messages leave.
    pub fn delivery(&self) -> &'static str {
        match self.bundle {
            Bundle::Development => "outbox",
            Bundle::Production => "none",
        }
    }

    /// The file of the secrets, which is the same for both edges.
    pub fn secrets(&self) -> PathBuf {
        self.state.join(secrets::FILE)
    }
}

/// A running server. Dropping it ends its processes.
#[derive(Debug)]
pub struct Server {
    child: Child,
    group: Pid,
    log: PathBuf,
    ready_after: Duration,
    // Locked as long as the server runs, so that two never share a database.
    _alone: File,
}

impl Server {
    /// Starts the runtime and waits until the service answers.
    pub fn start(workspace: &Workspace, setup: &Setup<'_>) -> Result<Self> {
        let alone = claim(setup.state)?;
        check_port(setup.port)?;
        secrets::ensure(&setup.secrets())?;
        let mut command = match setup.edge {
            Edge::Cloudflare => wrangler::serve(workspace, setup)?,
            Edge::Spin => spin::serve(workspace, setup)?,
        };

        end_groups_on_signals()?;
        let log = setup.state.join("server.log");
        let output = File::create(&log).with_context(|| format!("{} cannot be written", log.display()))?;
        let errors = output.try_clone().context("a log file cannot be shared")?;
        let spawned = Instant::now();
        let child = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .context("the runtime cannot be started")?;
        let group = Pid::from_child(&child);
        groups(|groups| groups.push(group));
        let mut server = Self { child, group, log, ready_after: Duration::ZERO, _alone: alone };
        let processes = serde_json::json!({
            "edge": setup.edge.to_string(),
            "url": format!("http://localhost:{}", setup.port),
            "xtask": std::process::id(),
            "group": server.child.id(),
        });
        write(&setup.state.join("server.json"), format!("{processes}\n"))?;
        server.wait_until_ready(setup.port)?;
        server.ready_after = spawned.elapsed();
        Ok(server)
    }

    /// The process group in which all of its processes are.
    pub fn group(&self) -> Pid {
        self.group
    }

    /// How long it took from the start of the runtime to the first good answer.
    pub fn ready_after(&self) -> Duration {
        self.ready_after
    }

    /// Waits for the runtime to end, which it does not do by itself: so this is a failure.
    pub fn wait(&mut self) -> Result<()> {
        let status = self.child.wait().context("the runtime cannot be waited for")?;
        run::show_tail(&read(&self.log)?);
        bail!("the server stopped ({status}); all it said is in {}", self.log.display());
    }

    fn wait_until_ready(&mut self, port: u16) -> Result<()> {
        let start = Instant::now();
        loop {
            if answers(port) {
                return Ok(());
            }
            if self.child.try_wait().context("the runtime cannot be waited for")?.is_some() {
                return self.wait();
            }
            if start.elapsed() > PATIENCE {
                run::show_tail(&read(&self.log)?);
                bail!(
                    "the server gave no good answer in {}; all it said is in {}",
                    run::seconds(PATIENCE),
                    self.log.display()
                );
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        groups(|groups| groups.retain(|group| *group != self.group));
        let _ = kill_process_group(self.group, Signal::TERM);
        let start = Instant::now();
        while start.elapsed() < GRACE && !matches!(self.child.try_wait(), Ok(Some(_))) {
            thread::sleep(Duration::from_millis(20));
        }
        // The rest of the group, if the runtime left any of it behind.
        let _ = kill_process_group(self.group, Signal::KILL);
        let _ = self.child.wait();
    }
}

/// A port that is free now.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free")?;
    Ok(listener.local_addr().context("a port has no number")?.port())
}

/// Whether a server uses this state now.
pub fn is_running(state: &Path) -> bool {
    File::open(state.join("lock")).is_ok_and(|file| file.try_lock().is_err())
}

/// Makes sure that no other server uses this state, and ends what a killed one left running.
fn claim(state: &Path) -> Result<File> {
    create(state)?;
    let path = state.join("lock");
    let file = File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
    if file.try_lock().is_err() {
        bail!("another server is using {}: end it, or name another folder with --state", state.display());
    }
    let Ok(left) = read(&state.join("server.json")) else { return Ok(file) };
    let group = serde_json::from_str::<serde_json::Value>(&left)
        .ok()
        .and_then(|left| left.get("group")?.as_i64())
        .and_then(|group| Pid::from_raw(i32::try_from(group).ok()?));
    // A number may have gone to a stranger since: only a group that works on this state is ended.
    if let Some(group) = group
        && processes::members(group).iter().any(|process| {
            [wrangler::databases(state), spin::databases(state)]
                .iter()
                .any(|folder| process.command.contains(&*folder.to_string_lossy()))
        })
    {
        let _ = kill_process_group(group, Signal::KILL);
        thread::sleep(Duration::from_millis(200));
    }
    Ok(file)
}

fn check_port(port: u16) -> Result<()> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map(drop)
        .with_context(|| format!("port {port} is taken: name another with --port"))
}

/// Whether the service itself, not only the runtime, answers.
fn answers(port: u16) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(
            &SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            Duration::from_secs(1),
        )?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let request = format!("GET /sign-in HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes())?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 ") && !answer.starts_with("HTTP/1.1 5"))
}

/// On Ctrl-C, SIGTERM and SIGHUP: ends all groups, then this program.
fn end_groups_on_signals() -> Result<()> {
    static INSTALL: Once = Once::new();
    let mut result = Ok(());
    INSTALL.call_once(|| {
        result = ctrlc::set_handler(|| {
            let groups = groups(|groups| groups.clone());
            for group in &groups {
                let _ = kill_process_group(*group, Signal::TERM);
            }
            let start = Instant::now();
            while start.elapsed() < GRACE
                && groups.iter().any(|group| test_kill_process_group(*group).is_ok())
            {
                thread::sleep(Duration::from_millis(20));
            }
            for group in &groups {
                let _ = kill_process_group(*group, Signal::KILL);
            }
            std::process::exit(130);
        });
    });
    result.context("signals cannot be handled")
}

fn groups<T>(use_them: impl FnOnce(&mut Vec<Pid>) -> T) -> T {
    use_them(&mut GROUPS.lock().unwrap_or_else(PoisonError::into_inner))
}
