//! Makes one constant per help article out of `content/en`, and one for each heading in it, so that a link to an article or
//! a paragraph that does not exist does not compile (requirement HC-4).
//!
//! Makes another of `content/status.toml`, the notice on every page.
//!
//! `forgot-password.md` in `signing-in` becomes `SIGNING_IN_FORGOT_PASSWORD`; its heading `{#no-link}` becomes
//! `signing_in_forgot_password::NO_LINK`.

#![expect(clippy::disallowed_methods, reason = "it is core that has no files; this runs when it is compiled")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

/// What `content/status.toml` may say, and the name of it in `pages::status`.
const STATUSES: [(&str, &str); 4] = [
    ("none", "None"),
    ("outage", "Outage"),
    ("messages-delayed", "MessagesDelayed"),
    ("maintenance", "Maintenance"),
];

fn main() -> io::Result<()> {
    status()?;
    let content = Path::new("../../content/en");
    println!("cargo::rerun-if-changed={}", content.display());
    let mut articles = Vec::new();
    for section in fs::read_dir(content)? {
        let section = section?.path();
        if !section.is_dir() {
            continue;
        }
        println!("cargo::rerun-if-changed={}", section.display());
        for article in fs::read_dir(&section)? {
            let article = article?.path();
            if article.extension().is_some_and(|extension| extension == "md") {
                articles.push((stem(&section), stem(&article), headings(&fs::read_to_string(&article)?)));
            }
        }
    }
    articles.sort();
    let mut constants = String::new();
    for (section, slug, headings) in articles {
        let name = format!("{section}_{slug}").replace('-', "_");
        let _ = writeln!(
            constants,
            "/// The article `{section}/{slug}`.\npub const {}: Article = Article {{ address: \"/help/{section}/{slug}/\" }};",
            name.to_uppercase()
        );
        if headings.is_empty() {
            continue;
        }
        let _ = writeln!(
            constants,
            "/// Places in the article `{section}/{slug}`.\npub mod {name} {{\n    use super::Article;"
        );
        for heading in headings {
            let _ = writeln!(
                constants,
                "    /// The heading `{heading}`.\n    pub const {}: Article = Article {{ address: \"/help/{section}/{slug}/#{heading}\" }};",
                heading.to_uppercase().replace('-', "_")
            );
        }
        constants.push_str("}\n");
    }
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("Cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("articles.rs"), constants)
}

/// Makes a constant of the one setting in `content/status.toml`.
fn status() -> io::Result<()> {
    let file = Path::new("../../content/status.toml");
    println!("cargo::rerun-if-changed={}", file.display());
    let text = fs::read_to_string(file)?;
    let value =
        text.lines().find_map(|line| line.trim().strip_prefix("notice")?.trim_start().strip_prefix('='));
    let value = value.unwrap_or_default().trim().trim_matches('"');
    let Some((_, variant)) = STATUSES.into_iter().find(|(name, _)| *name == value) else {
        let names = STATUSES.map(|(name, _)| format!("\"{name}\"")).join(", ");
        return Err(io::Error::other(format!(
            "content/status.toml: expected a line notice = one of {names}"
        )));
    };
    let constant = format!("/// How it is now.\npub const CURRENT: Status = Status::{variant};\n");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("Cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("status.rs"), constant)
}

/// The ids of an article's headings: what stands in `{#…}` at the end of their lines.
fn headings(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter(|line| line.starts_with("##"))
        .filter_map(|line| line.rsplit_once("{#")?.1.strip_suffix('}'))
        .map(str::to_owned)
        .collect()
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
