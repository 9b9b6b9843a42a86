//! Cloudflare's runtime on this machine: `wrangler dev`, which runs workerd with D1 and Durable Objects on disk.
//!
//! Wrangler starts workerd, and starts it again when it dies; both live in a process group of their own, which
//! ends with this program however it ends: normally, by Ctrl-C, by SIGTERM, or, if this program was killed outright,
//! at the next start with the same state.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

use crate::build::Bundle;
use crate::npm;
use crate::run;
use crate::workspace::{Workspace, create, read, write};

/// How long a first answer may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long the processes may take to end by themselves.
const GRACE: Duration = Duration::from_millis(1500);

/// Process groups to end with this program.
static GROUPS: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// What is served, and where.
#[derive(Debug)]
pub struct Setup<'a> {
    /// Which form of the worker.
    pub bundle: Bundle,
    /// The port on this machine.
    pub port: u16,
    /// The folder of databases, secrets and log.
    pub state: &'a Path,
    /// The address that people see; its scheme decides about secure cookies.
    pub origin: String,
}

/// A running server. Dropping it ends its processes.
#[derive(Debug)]
pub struct Server {
    child: Child,
    group: Pid,
    log: PathBuf,
    // Locked as long as the server runs, so that two never share a database.
    _alone: File,
}

impl Server {
    /// Starts the runtime and waits until the worker answers.
    pub fn start(workspace: &Workspace, setup: &Setup<'_>) -> Result<Self> {
        let alone = claim(setup.state)?;
        check_port(setup.port)?;
        crate::dev::ensure_secrets(&setup.state.join("development.env"))?;
        crate::dev::migrate(workspace, setup.state)?;

        end_groups_on_signals()?;
        let log = setup.state.join("server.log");
        let output = File::create(&log).with_context(|| format!("{} cannot be written", log.display()))?;
        let errors = output.try_clone().context("a log file cannot be shared")?;
        let delivery = match setup.bundle {
            Bundle::Development => "outbox",
            Bundle::Production => "none",
        };
        let child = command(workspace)?
            .arg("dev")
            .arg(setup.bundle.entry(workspace))
            .args(["--no-bundle", "--local", "--ip", "127.0.0.1", "--inspector-port", "0"])
            .args(["--show-interactive-dev-session", "false"])
            .args(["--port", &setup.port.to_string()])
            .arg("--persist-to")
            .arg(databases(setup.state))
            .arg("--env-file")
            .arg(setup.state.join("development.env"))
            .arg("--var")
            .arg(format!("ORIGIN:{}", setup.origin))
            .arg("--var")
            .arg(format!("DELIVERY:{delivery}"))
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .context("wrangler cannot be started")?;
        let group = Pid::from_child(&child);
        groups(|groups| groups.push(group));
        let mut server = Self { child, group, log, _alone: alone };
        let processes = serde_json::json!({
            "url": format!("http://localhost:{}", setup.port),
            "xtask": std::process::id(),
            "group": server.child.id(),
        });
        write(&setup.state.join("server.json"), format!("{processes}\n"))?;
        server.wait_until_ready(setup.port)?;
        Ok(server)
    }

    /// Waits for the runtime to end, which it does not do by itself: so this is a failure.
    pub fn wait(&mut self) -> Result<()> {
        let status = self.child.wait().context("wrangler cannot be waited for")?;
        run::show_tail(&read(&self.log)?);
        bail!("the server stopped ({status}); all it said is in {}", self.log.display());
    }

    fn wait_until_ready(&mut self, port: u16) -> Result<()> {
        let start = Instant::now();
        loop {
            if answers(port) {
                return Ok(());
            }
            if self.child.try_wait().context("wrangler cannot be waited for")?.is_some() {
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
            thread::sleep(Duration::from_millis(50));
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
        // The rest of the group, if wrangler left any of it behind.
        let _ = kill_process_group(self.group, Signal::KILL);
        let _ = self.child.wait();
    }
}

/// Applies the migrations that the database below `state` has not seen.
pub fn apply_migrations(workspace: &Workspace, state: &Path) -> Result<()> {
    run::step(
        workspace,
        "migrations",
        "Database (migrations)",
        command(workspace)?
            .args(["d1", "migrations", "apply", "DB", "--local", "--persist-to"])
            .arg(databases(state)),
    )
}

/// The folder that holds D1 and the Durable Objects.
pub fn databases(state: &Path) -> PathBuf {
    state.join("databases")
}

/// A port that is free now.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free")?;
    Ok(listener.local_addr().context("a port has no number")?.port())
}

/// Wrangler, told to ask nothing, report nothing and fetch nothing.
fn command(workspace: &Workspace) -> Result<Command> {
    // Its debugging log would otherwise gather in the user's home.
    let logs = workspace.build("logs/wrangler");
    create(&logs)?;
    let mut command = npm::command(workspace, "wrangler")?;
    command
        .env("CI", "1")
        .env("NO_COLOR", "1")
        .env("WRANGLER_SEND_METRICS", "false")
        .env("WRANGLER_SEND_ERROR_REPORTS", "false")
        .env("WRANGLER_HIDE_BANNER", "true")
        // It would keep every address asked for, tokens of links included, in the clear below the state folder (PV-4).
        .env("X_LOCAL_OBSERVABILITY", "false")
        .env("WRANGLER_NO_SKILLS_UPDATE_PROMPTS", "1")
        .env("WRANGLER_LOG_PATH", &logs)
        // Servers of other checkouts are none of this one's business.
        .env("WRANGLER_REGISTRY_PATH", workspace.build("wrangler-registry"))
        .env("CLOUDFLARE_CF_FETCH_ENABLED", "false");
    Ok(command)
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
        && members(group).iter().any(|command| command.contains(&*databases(state).to_string_lossy()))
    {
        let _ = kill_process_group(group, Signal::KILL);
        thread::sleep(Duration::from_millis(200));
    }
    Ok(file)
}

/// The command lines of a group's processes.
fn members(group: Pid) -> Vec<String> {
    let wanted = group.as_raw_nonzero().to_string();
    let Ok(processes) = std::fs::read_dir("/proc") else {
        let listing =
            run::answer(Command::new("ps").args(["-A", "-o", "pgid=,command="])).unwrap_or_default();
        return listing
            .lines()
            .filter(|line| line.split_whitespace().next() == Some(&wanted))
            .map(str::to_owned)
            .collect();
    };
    processes
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            // "pid (name) state ppid pgrp …"; a name may hold spaces and parentheses.
            let status = std::fs::read_to_string(path.join("stat")).unwrap_or_default();
            let fields = status.rsplit_once(") ").map(|(_, fields)| fields).unwrap_or_default();
            fields.split(' ').nth(2) == Some(&wanted)
        })
        .filter_map(|path| std::fs::read(path.join("cmdline")).ok())
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
        .collect()
}

fn check_port(port: u16) -> Result<()> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map(drop)
        .with_context(|| format!("port {port} is taken: name another with --port"))
}

/// Whether the worker itself, not only the runtime, answers.
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
