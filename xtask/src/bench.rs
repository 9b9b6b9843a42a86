//! `cargo xtask bench`: what a visitor downloads, what each edge has to load, and how long it starts and works.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::build::{self, Bundle};
use crate::load;
use crate::server::Edge;
use crate::spin;
use crate::workspace::Workspace;

/// Pages of the site that stand for the others.
const PAGES: [&str; 3] =
    ["index.html", "help/signing-in/index.html", "help/signing-in/forgot-password/index.html"];

/// Builds everything, then has each edge check so many passwords and prints its linear memory on the way.
pub fn memory(workspace: &Workspace, checks: u32) -> Result<()> {
    build::build(workspace, build::Scope::All)?;
    println!("{}", spin::runtime(workspace)?.notice);
    Edge::ALL.into_iter().try_for_each(|edge| load::memory(workspace, edge, checks))
}

/// Builds everything, then prints sizes and times, all of one run.
pub fn run(workspace: &Workspace) -> Result<()> {
    build::build(workspace, build::Scope::All)?;
    sizes(workspace)?;
    println!();
    // Or the numbers of the test host would pass for Spin's.
    println!("{}", spin::runtime(workspace)?.notice);
    let measured = Edge::ALL.map(|edge| load::measure(workspace, edge));
    println!("{:<52} {:>10} {:>10}", "", "cloudflare", "spin");
    let [cloudflare, spin] = measured;
    for ((label, one), (_, other)) in cloudflare?.rows().iter().zip(spin?.rows()) {
        println!("{label:<52} {one:>10} {other:>10}");
    }
    println!(
        "A start counts from the first process to the first good answer; on Cloudflare that includes wrangler's own.\n\
         Processor time is that of workerd with the service, without wrangler and its proxy, and of Spin, or the test host,\n\
         as a whole; a password check is POST /sign-in. Both serve the production form, as it is deployed."
    );
    Ok(())
}

/// Prints sizes, raw and gzipped, of what the edges load, the styles, the scripts, the meter and some pages.
fn sizes(workspace: &Workspace) -> Result<()> {
    println!("{:<52} {:>10} {:>10}", "", "bytes", "gzip");
    for bundle in [Bundle::Production, Bundle::Development] {
        for name in ["index_bg.wasm", "index.js"] {
            line(workspace, &bundle.folder(workspace, Edge::Cloudflare).join(name))?;
        }
        line(workspace, &bundle.folder(workspace, Edge::Spin).join("gatehouse.wasm"))?;
    }
    let site = workspace.build("site");
    line(workspace, &site.join("assets/site.css"))?;
    for folder in ["assets/scripts", "assets/meter"] {
        let mut files: Vec<_> = fs::read_dir(site.join(folder))
            .with_context(|| format!("{folder} cannot be listed"))?
            .flatten()
            .map(|entry| entry.path())
            .collect();
        files.sort();
        for file in files {
            line(workspace, &file)?;
        }
    }
    for page in PAGES {
        let path = site.join(page);
        if path.is_file() {
            line(workspace, &path)?;
        }
    }
    Ok(())
}

fn line(workspace: &Workspace, path: &Path) -> Result<()> {
    let content = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&content).context("a file cannot be compressed")?;
    let small = encoder.finish().context("a file cannot be compressed")?.len();
    let name = path.strip_prefix(workspace.root()).unwrap_or(path);
    println!("{:<52} {:>10} {small:>10}", name.display(), content.len());
    Ok(())
}
