//! Compiles the help center: Markdown and templates in, static pages out.
//!
//! Start with [`build`]. It is pure: it gets every file as text in [`Sources`] and returns every page in
//! [`Output`], together with all problems that it found, so that a writer sees them at once and not one a run.
//! The thin `main.rs` reads and writes.
//!
//! Read in the order in which the text travels:
//!
//! 1. [`front_matter`]: the typed TOML at the top of an article and in `site.toml` and `section.toml`.
//! 2. [`helpers`]: `{{ policy.x }}`, `{{ service.x }}` and `{{ screen.x }}` become values; [`numbers`] finds the
//!    numbers of the policy that were typed by hand instead.
//! 3. [`markdown`]: the body becomes HTML; headings and links are collected.
//! 4. [`site`]: files become a [`site::Site`] of sections and articles; orders and titles are checked.
//! 5. [`links`]: every link must lead somewhere.
//! 6. [`pages`]: the templates are filled in, with the dates of [`history`]; [`feeds`] tells other programs what there is;
//!    [`headers`] says how the platform serves the result.
//! 7. [`search`]: what search reads.
//!
//! Of many builds in a row, [`cache`] keeps what the next can use again: see [`build_again`].

pub mod cache;
pub mod diagnostic;
pub mod escape;
pub mod feeds;
pub mod front_matter;
pub mod headers;
pub mod helpers;
pub mod history;
pub mod links;
pub mod markdown;
pub mod numbers;
pub mod pages;
pub mod search;
pub mod settings;
pub mod site;

pub use cache::Cache;
pub use diagnostic::Diagnostic;
use gatehouse_core::text::Language;
use settings::Settings;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that a build reads, as text by path.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Files of the content folder by their path in it, such as `en/site.toml`.
    pub content: BTreeMap<String, String>,
    /// Where the content folder is, for diagnostics.
    pub content_folder: String,
    /// Templates by their path in the template folder, such as `article.html`.
    pub templates: BTreeMap<String, String>,
    /// Where the template folder is, for diagnostics.
    pub templates_folder: String,
    /// When each file of the content last changed, as Unix time; [`history`] asks git. Pages without a time have no date.
    pub changes: BTreeMap<String, i64>,
}

/// Everything that a build makes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    /// Files by their path in the output folder, such as `es/help/signing-in/index.html`.
    pub files: BTreeMap<String, String>,
}

/// Files of the content folder that belong to no language. The notice is core's affair.
const FOR_ALL_LANGUAGES: [&str; 2] = [settings::FILE, "status.toml"];

/// The languages that the content has a folder for; English is always one of them.
fn languages(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Vec<Language> {
    let mut found = BTreeSet::from([Language::English]);
    for path in sources.content.keys().filter(|path| !FOR_ALL_LANGUAGES.contains(&path.as_str())) {
        if let Some(Some(language)) = path.split_once('/').map(|(folder, _)| Language::from_tag(folder)) {
            found.insert(language);
        } else {
            let file = format!("{}/{path}", sources.content_folder);
            let tags = Language::ALL.map(Language::tag).join(", ");
            let message = format!("nothing reads this file: expected a folder for a language, one of {tags}");
            diagnostics.push(Diagnostic::new(&file, 1, message));
        }
    }
    found.into_iter().collect()
}

/// Builds the help center in every language. The output is complete only when there are no diagnostics.
pub fn build(sources: &Sources) -> (Output, Vec<Diagnostic>) {
    build_with(sources, None)
}

/// Like [`build`], one of many in a row: what an earlier one put into the cache is not made again.
pub fn build_again(sources: &Sources, cache: &Cache) -> (Output, Vec<Diagnostic>) {
    let built = build_with(sources, Some(cache));
    cache.turn();
    built
}

fn build_with(sources: &Sources, cache: Option<&Cache>) -> (Output, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut output = Output::default();
    let sites: Vec<site::Site> = languages(sources, &mut diagnostics)
        .into_iter()
        .filter_map(|language| site::load(sources, language, cache, &mut diagnostics))
        .collect();
    let settings = Settings::load(sources, &mut diagnostics);
    for site in &sites {
        links::check(site, &mut diagnostics);
        let (name, text) = search::file(site, sources, &mut diagnostics);
        output.files.insert(name, text);
        let feed = feeds::path(site.language).trim_start_matches('/').to_owned();
        output.files.insert(feed, feeds::atom(site, &settings, sources));
    }
    output.files.extend(pages::render(&sites, &settings, sources, cache, &mut diagnostics));
    output.files.insert("sitemap.xml".to_owned(), feeds::sitemap(&sites, &settings, sources));
    output.files.insert("robots.txt".to_owned(), feeds::robots(&settings));
    output.files.insert("_headers".to_owned(), headers::headers());
    diagnostics.sort();
    diagnostics.dedup();
    (output, diagnostics)
}
