//! `cargo xtask dev`: the whole service on this machine, with its state in one folder.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::build::{self, Bundle};
use crate::server::{Edge, Server, Setup};
use crate::spin;
use crate::workspace::{Workspace, create};

/// What `cargo xtask dev` was asked for.
#[derive(Debug)]
pub struct Options {
    /// Where it runs.
    pub edge: Edge,
    /// The port on this machine.
    pub port: u16,
    /// The folder of databases, secrets and log.
    pub state: PathBuf,
    /// Which form of the service.
    pub bundle: Bundle,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            edge: Edge::default(),
            port: 8787,
            state: PathBuf::from(".gatehouse"),
            bundle: Bundle::default(),
        }
    }
}

/// Builds what changed and serves until it is stopped.
pub fn serve(workspace: &Workspace, options: &Options) -> Result<()> {
    build::served(workspace, options.edge, options.bundle)?;
    if options.edge == Edge::Spin {
        println!("{}", spin::runtime(workspace)?.notice);
    }
    create(&options.state)?;
    // The runtime runs in the root, this program wherever it was started.
    let state = options.state.canonicalize().context("the state folder has no path")?;
    let url = format!("http://localhost:{}", options.port);
    let setup = Setup {
        edge: options.edge,
        bundle: options.bundle,
        port: options.port,
        state: &state,
        origin: url.clone(),
    };
    let mut server = Server::start(workspace, &setup)?;
    println!("Ready on {url}");
    if options.bundle == Bundle::Development {
        println!("  Messages it would send: {url}/dev/outbox");
    }
    if options.edge == Edge::Spin {
        println!(
            "  It serves what was built when it started: start it again after `cargo xtask build spin`."
        );
    }
    println!("  Ctrl-C ends it. Its log: {}", state.join("server.log").display());
    server.wait()
}
