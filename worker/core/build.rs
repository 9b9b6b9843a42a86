//! Makes one constant per help article out of `content/en`, and one for each heading in it, so that a link to an article or
//! a paragraph that does not exist does not compile (requirement HC-4).
//!
//! Makes another of `content/status.toml`, the notice on every page.
//!
//! `forgot-password.md` in `signing-in` becomes `SIGNING_IN_FORGOT_PASSWORD`; its heading `{#no-link}` becomes
//! `signing_in_forgot_password::NO_LINK`. Each knows its words in every language: title and summary of the article, or what
//! the heading says. Where a translation is missing, the words are English.

#![expect(clippy::disallowed_methods, reason = "it is core that has no files; this runs when it is compiled")]

use std::collections::BTreeMap;
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

/// The folders of the languages, in the order of `Language::ALL`.
const LANGUAGES: [&str; 3] = ["en", "es", "fr"];

/// What an article says of itself, in one language.
#[derive(Default)]
struct Words {
    title: String,
    summary: String,
    /// By id, what each heading says.
    headings: BTreeMap<String, String>,
}

#[expect(
    clippy::disallowed_methods,
    reason = "a build script reads the articles; only the program itself may read no file"
)]
fn main() -> io::Result<()> {
    status()?;
    let content = Path::new("../../content");
    println!("cargo::rerun-if-changed={}", content.display());
    let mut articles = Vec::new();
    for section in fs::read_dir(content.join("en"))? {
        let section = section?.path();
        if !section.is_dir() {
            continue;
        }
        for article in fs::read_dir(&section)? {
            let article = article?.path();
            if article.extension().is_some_and(|extension| extension == "md") {
                // A draft is no article yet.
                let is_draft = fields(&fs::read_to_string(&article)?)
                    .and_then(|(fields, _)| fields.get("draft")?.as_bool())
                    .unwrap_or_default();
                if !is_draft {
                    articles.push((stem(&section), stem(&article)));
                }
            }
        }
    }
    articles.sort();
    let (mut constants, mut all) = (String::new(), String::new());
    for (section, slug) in articles {
        let [english, spanish, french] = LANGUAGES.map(|language| {
            fs::read_to_string(content.join(language).join(&section).join(format!("{slug}.md"))).ok()
        });
        let english = words(&english.ok_or_else(|| io::Error::other("the article has just been listed"))?);
        let translated = |text: Option<String>| text.map_or_else(Words::default, |text| words(&text));
        let languages = [&english, &translated(spanish), &translated(french)];
        let name = format!("{section}_{slug}").replace('-', "_");
        let titles = in_all(languages, |words| Some(&words.title));
        let summaries = in_all(languages, |words| Some(&words.summary));
        let of_article = format!("name: \"{section}/{slug}\", summaries: &{summaries}");
        let _ = writeln!(
            constants,
            "/// The article `{section}/{slug}`.\npub const {}: Article = Article {{ {of_article}, titles: &{titles}, place: \"\" }};",
            name.to_uppercase()
        );
        let _ = write!(all, "{}, ", name.to_uppercase());
        if english.headings.is_empty() {
            continue;
        }
        let _ = writeln!(
            constants,
            "/// Places in the article `{section}/{slug}`.\npub mod {name} {{\n    use super::Article;"
        );
        for heading in english.headings.keys() {
            let titles = in_all(languages, |words| words.headings.get(heading));
            let _ = writeln!(
                constants,
                "    /// The heading `{heading}`.\n    pub const {}: Article = Article {{ {of_article}, titles: &{titles}, place: \"#{heading}\" }};",
                heading.to_uppercase().replace('-', "_")
            );
        }
        constants.push_str("}\n");
    }
    let _ = writeln!(constants, "/// Every article.\npub const ALL: &[Article] = &[{all}];");
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

/// The words of every language as a Rust array; English where there are none.
fn in_all<'w>(languages: [&'w Words; 3], of: impl Fn(&'w Words) -> Option<&'w String>) -> String {
    let [english, ..] = languages;
    let all = languages.map(|words| of(words).filter(|words| !words.is_empty()).or_else(|| of(english)));
    format!("{:?}", all.map(|words| words.map_or("", String::as_str)))
}

/// What an article says of itself. One that cannot be read says nothing here: the site generator names what is wrong.
fn words(text: &str) -> Words {
    let Some((fields, body)) = fields(text) else { return Words::default() };
    let field = |name: &str| fields.get(name).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
    Words { title: field("title"), summary: field("summary"), headings: headings(body) }
}

/// The front matter of an article, empty where it is no TOML, and what follows it.
fn fields(text: &str) -> Option<(toml::Table, &str)> {
    let (fields, body) = text.strip_prefix("+++\n")?.split_once("\n+++\n")?;
    Some((fields.parse().unwrap_or_default(), body))
}

/// The headings of an article that have an id, `## Words {#id}`: by id, what they say.
fn headings(text: &str) -> BTreeMap<String, String> {
    text.lines()
        .filter(|line| line.starts_with("##"))
        .filter_map(|line| {
            let (words, id) = line.rsplit_once("{#")?;
            let words = words.trim_start_matches('#').replace(['*', '`'], "");
            Some((id.trim_end().strip_suffix('}')?.to_owned(), words.trim().to_owned()))
        })
        .collect()
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
