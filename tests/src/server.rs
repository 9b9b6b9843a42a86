//! Servers of a test's own, which it may kill at any moment.

use std::{
    env, fs,
    net::{TcpListener, TcpStream},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{Browser, Edge, Request};

/// A running server of the edge that is tested: the `xtask dev` that was started, and all it started.
#[derive(Debug)]
pub struct Server {
    child: Child,
    log: PathBuf,
    port: u16,
    /// Where it answers.
    pub url: String,
}

impl Server {
    /// Starts a server on `port` with its state below `state`, and waits until it answers.
    pub fn start(port: u16, state: &Path) -> Self {
        let Ok(xtask) = env::var("GATEHOUSE_XTASK") else {
            panic!("GATEHOUSE_XTASK is not set: it names the built xtask program")
        };
        let log = state.with_extension("log");
        let file = fs::File::create(&log).unwrap();
        let child = Command::new(xtask)
            .args(["dev", "--edge", Edge::current().name(), "--port", &port.to_string(), "--state"])
            .arg(state)
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .process_group(0)
            .spawn()
            .unwrap();
        let mut server = Self { child, log, port, url: format!("http://localhost:{port}") };
        server.wait();
        server
    }

    /// Kills all its processes without a warning, the youngest first.
    pub fn kill(&mut self) {
        let mut ids = descendants(self.child.id());
        ids.push(self.child.id());
        let ids: Vec<_> = ids.iter().map(u32::to_string).collect();
        let _ = Command::new("kill").arg("-9").args(ids).stderr(Stdio::null()).status();
        let _ = self.child.wait();
        // The others are not this program's children; their port says when they are gone.
        let start = Instant::now();
        while TcpStream::connect(("localhost", self.port)).is_ok()
            && start.elapsed() < Duration::from_secs(10)
        {
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends it as Ctrl-C does.
    pub fn end(&mut self) {
        let _ = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(10) {
            if self.child.try_wait().is_ok_and(|status| status.is_some()) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        self.kill();
    }

    fn wait(&mut self) {
        let start = Instant::now();
        loop {
            let answer = Browser::at(&self.url).try_send(Request::new("GET", "/sign-in"));
            if answer.is_ok_and(|reply| reply.status == 200) {
                return;
            }
            let ended = self.child.try_wait().is_ok_and(|status| status.is_some());
            if ended || start.elapsed() > Duration::from_mins(2) {
                self.kill();
                let log = fs::read_to_string(&self.log).unwrap_or_default();
                panic!("the server did not start; it said:\n{log}");
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A port that is free now.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The processes that `id` started, and theirs, the youngest first.
fn descendants(id: u32) -> Vec<u32> {
    let listing = Command::new("ps").args(["-A", "-o", "pid=,ppid="]).output().unwrap().stdout;
    let listing = String::from_utf8_lossy(&listing).into_owned();
    let pairs: Vec<(u32, u32)> = listing
        .lines()
        .filter_map(|line| {
            let mut numbers = line.split_whitespace().filter_map(|number| number.parse().ok());
            Some((numbers.next()?, numbers.next()?))
        })
        .collect();
    let mut found = vec![id];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        found.extend(pairs.iter().filter(|(_, p)| *p == parent).map(|(child, _)| *child));
        next += 1;
    }
    found.remove(0);
    found.reverse();
    found
}
