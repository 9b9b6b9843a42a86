//! The writer's tool, `cargo xtask site`: builds, checks and serves the help center, and begins new articles.
//!
//! The library is pure; here is all that touches the disk and the network. Enter at [`run`], then read [`read`] and
//! [`write`], which stand between the folders and the library, [`new`], [`translated`], and [`serve`].

mod new;
mod read;
mod serve;
mod translated;
mod write;

use clap::{Args, Parser, Subcommand};
use gatehouse_site_gen::{Diagnostic, Options, Sources, build, build_with, diagnostic, old_urls};
use std::env;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

/// Builds, checks and serves the help center, and begins new articles.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask site", max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    folders: Folders,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes every page; where there is a problem, tells all of them and writes nothing
    Build {
        /// Drafts too
        #[arg(long)]
        drafts: bool,
        /// Not what search reads
        #[arg(long)]
        without_search: bool,
    },
    /// Tells all problems and writes nothing
    Check,
    /// Shows the help center in a browser, drafts included, and each change as soon as it is saved
    Serve {
        /// The port on this machine
        #[arg(long, default_value_t = 8786)]
        port: u16,
    },
    /// Writes into translations that they are of the English text as it is now
    Translated {
        /// The translated files, such as content/es/home.md
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Adds the addresses of all pages to the list of those that must never be dead
    Publish,
    /// Begins an article as a draft
    New {
        /// The folder of its section, such as signing-in
        section: String,
        /// The question that it answers, in quotation marks
        question: String,
    },
}

/// Where everything is. What is not said is where a checkout has it.
#[derive(Debug, Args)]
struct Folders {
    /// The articles
    #[arg(long, global = true, default_value = "content", value_name = "FOLDER")]
    content: PathBuf,
    /// The templates
    #[arg(long, global = true, default_value = "site-gen/templates", value_name = "FOLDER")]
    templates: PathBuf,
    /// What is built; the styles and scripts are in its folder assets
    #[arg(long, global = true, default_value = "build/site", value_name = "FOLDER")]
    out: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments.command, &arguments.folders) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command, folders: &Folders) -> Result<ExitCode, String> {
    match command {
        &Command::Build { drafts, without_search } => {
            let sources = read::sources(folders)?;
            let (output, diagnostics) = build_with(&sources, Options { drafts, search: !without_search });
            if tell(&diagnostics, &sources) {
                eprintln!("Nothing was written.");
                return Ok(ExitCode::FAILURE);
            }
            let changed = write::write(&folders.out, &output.files)?;
            println!("{}, {changed} changed", count(output.files.len(), "file"));
        }
        Command::Check => {
            let sources = read::sources(folders)?;
            let (output, diagnostics) = build(&sources);
            if tell(&diagnostics, &sources) {
                return Ok(ExitCode::FAILURE);
            }
            println!("{}, no error", count(output.files.len(), "file"));
        }
        Command::Serve { port } => serve::serve(folders, *port)?,
        Command::Publish => {
            let sources = read::sources(folders)?;
            let (output, diagnostics) = build(&sources);
            if tell(&diagnostics, &sources) {
                return Ok(ExitCode::FAILURE);
            }
            let before = sources.content.get(old_urls::PUBLISHED).map_or("", String::as_str);
            let list = old_urls::published(before, output.files.keys().map(String::as_str));
            let path = folders.content.join(old_urls::PUBLISHED);
            std::fs::write(&path, list).map_err(|error| read::told(&path, &error))?;
        }
        Command::Translated { files } => translated::translated(&folders.content, files)?,
        Command::New { section, question } => print!("{}", new::new(&folders.content, section, question)?),
    }
    Ok(ExitCode::SUCCESS)
}

/// Tells all problems on the terminal. Says whether one of them stops a build.
fn tell(diagnostics: &[Diagnostic], sources: &Sources) -> bool {
    let plain = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let color = !plain && io::stderr().is_terminal();
    eprint!("{}", diagnostic::render(diagnostics, sources, color));
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    let told = [(errors, "error"), (diagnostics.len() - errors, "warning")];
    let told: Vec<String> = told
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, thing)| count(number, thing))
        .collect();
    if !told.is_empty() {
        eprintln!("{}", told.join(" and "));
    }
    errors > 0
}

/// A number and what it counts, which gets an "s" unless there is one of it.
fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}
