//! Addresses that pages once had: `old-urls.toml` says where each has moved.
//!
//! An entry is written with the English addresses and holds in every language, because languages share the names of
//! files. [`file`] is what Cloudflare reads; for Spin, `xtask` reads the same.

use crate::Sources;
use crate::diagnostic::{Diagnostic, Source, did_you_mean};
use crate::front_matter::Field;
use gatehouse_core::text::Language;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// The file in the content folder.
pub const FILE: &str = "old-urls.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    #[serde(default)]
    moved: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    from: Spanned<String>,
    to: Spanned<String>,
}

/// Where old addresses lead to today, in every language.
#[derive(Debug, Clone, Default)]
pub struct Moved {
    targets: BTreeMap<String, String>,
}

impl Moved {
    /// Where the page has moved that was once at `path`, with or without its closing slash.
    pub fn target(&self, path: &str) -> Option<&str> {
        let slashed = if path.ends_with('/') { path.to_owned() } else { format!("{path}/") };
        self.targets.get(&slashed).map(String::as_str)
    }
}

/// Reads the old addresses for these languages and checks them against `pages`, the addresses of the
/// pages that there are today.
pub fn read(
    sources: &Sources,
    languages: &[Language],
    pages: &BTreeSet<&str>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Moved {
    let Some(text) = sources.content.get(FILE) else { return Moved::default() };
    let source = Source::new(format!("{}/{FILE}", sources.content_folder), text);
    let fields: Fields = match toml::from_str(&source.text) {
        Ok(fields) => fields,
        Err(error) => {
            let message = error.message().trim_end().replace('\n', "; ");
            diagnostics.push(source.error(error.span().unwrap_or_default(), message));
            return Moved::default();
        }
    };
    let entries: Vec<(Field<String>, Field<String>)> =
        fields.moved.into_iter().map(|entry| (field(entry.from), field(entry.to))).collect();
    let mut froms: BTreeSet<&str> = BTreeSet::new();
    let all: BTreeSet<&str> = entries.iter().map(|(from, _)| from.value.as_str()).collect();
    for (from, to) in &entries {
        let mut problem = |field: &Field<String>, message: String, help: Option<String>| {
            diagnostics.push(source.error(field.span.clone(), message).help(help));
        };
        let path = from.value.as_str();
        if !path.starts_with('/') || !path.ends_with('/') || path.contains(['*', ':', ' ', '?', '#']) {
            problem(
                from,
                format!("`{path}` is no old address: expected one such as `/help/old-name/`"),
                None,
            );
        } else if !froms.insert(path) {
            problem(from, format!("`{path}` stands in this file twice"), None);
        } else if pages.contains(path) {
            let help = "remove the entry, or rename the page".to_owned();
            problem(from, format!("there is a page at `{path}`, which nobody could see"), Some(help));
        } else if gatehouse_core::addresses().any(|screen| screen == path.trim_end_matches('/')) {
            problem(from, format!("`{path}` is a screen of the service"), None);
        }
        let target = to.value.split('#').next().unwrap_or_default();
        if all.contains(target) {
            problem(to, format!("`{target}` has moved too: expected the address that it has today"), None);
        } else if !pages.contains(target) {
            let english = pages.iter().copied().filter(|page| is_english(page));
            problem(to, format!("`{target}` is no page of the help center"), did_you_mean(target, english));
        } else if !is_english(target) {
            problem(
                to,
                "expected an English address, which stands for those of all languages".to_owned(),
                None,
            );
        }
    }
    let targets = languages.iter().flat_map(|language| {
        let prefix = language.prefix();
        entries
            .iter()
            .map(move |(from, to)| (format!("{prefix}{}", from.value), format!("{prefix}{}", to.value)))
    });
    Moved { targets: targets.collect() }
}

/// The list of all addresses that were ever published, as in English, one a line.
pub const PUBLISHED: &str = "published.txt";

/// Reports published addresses at which there is nothing any more.
pub fn check_published(
    sources: &Sources,
    pages: &BTreeSet<&str>,
    moved: &Moved,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(text) = sources.content.get(PUBLISHED) else { return };
    let source = Source::new(format!("{}/{PUBLISHED}", sources.content_folder), text);
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        let path = line.trim_end();
        if !path.is_empty() && !pages.contains(path) && moved.target(path).is_none() {
            let message = format!("`{path}` was published, and there is no page any more");
            let help = format!("say in {}/{FILE} where it has moved", sources.content_folder);
            diagnostics.push(source.error(start..start + path.len(), message).help(help));
        }
        start += line.len();
    }
}

/// The list of published addresses with those of today's pages added; `output` are the built files.
pub fn published<'a>(before: &str, output: impl Iterator<Item = &'a str>) -> String {
    let pages = output.filter_map(|file| file.strip_suffix("index.html")).map(|path| format!("/{path}"));
    let all: BTreeSet<String> =
        before.lines().map(str::to_owned).chain(pages.filter(|path| is_english(path))).collect();
    all.into_iter().filter(|path| !path.is_empty()).fold(String::new(), |list, path| list + &path + "\n")
}

/// The file `_redirects`: an old address and the same without its slash lead to the new one for good.
pub fn file(moved: &Moved) -> String {
    let mut text = String::new();
    for (from, to) in &moved.targets {
        for from in [from.trim_end_matches('/'), from] {
            text.extend([from, " ", to, " 301\n"]);
        }
    }
    text
}

fn is_english(path: &str) -> bool {
    !Language::ALL.iter().any(|language| {
        let prefix = language.prefix();
        !prefix.is_empty() && path.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'))
    })
}

fn field(value: Spanned<String>) -> Field<String> {
    let span = value.span();
    Field { value: value.into_inner(), span }
}
