//! Compiles the help center: Markdown and templates in, static pages out.
//!
//! Start with [`build`]. It is pure: it gets every file as text in [`Sources`] and returns every page in
//! [`Output`], together with all problems that it found, so that a writer sees them at once and not one a run.
//! The thin `main.rs` reads and writes.
//!
//! Read in the order in which the text travels:
//!
//! 1. [`front_matter`]: the typed TOML at the top of an article and in `site.toml` and `section.toml`.
//! 2. [`helpers`]: `{{ policy.x }}`, `{{ service.x }}`, `{{ screen.x }}` and `{{ text.x }}` become values; [`numbers`]
//!    finds the numbers of the policy that were typed by hand instead, in the words that [`units`] knows.
//! 3. [`markdown`]: the body becomes HTML; headings and links are collected, and by [`prose`] the sentences.
//! 4. [`site`]: files become a [`site::Site`] of sections and articles; [`site_checks`] holds what must be unique, and with
//!    [`reading`] that people can read it; [`translation`] compares a language with the English text.
//! 5. [`old_urls`] and [`links`]: every link must lead somewhere.
//! 6. [`pages`]: the templates are filled in, with the dates of [`history`]; [`feeds`] tells other programs what there is;
//!    [`headers`] says how the platform serves the result.
//! 7. [`search`]: what search reads.
//!
//! Of many builds in a row, [`cache`] keeps what the next can use again: see [`build_again`].
//!
//! A problem is a [`Diagnostic`]; [`diagnostic::render`] shows it to a person.

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
pub mod old_urls;
pub mod pages;
pub mod prose;
pub mod reading;
pub mod search;
pub mod settings;
pub mod site;
pub mod site_checks;
pub mod translation;
pub mod units;

pub use cache::Cache;
pub use diagnostic::Diagnostic;
use gatehouse_core::text::Language;
use settings::Settings;
use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    /// Those of the files that are drafts.
    pub drafts: BTreeSet<String>,
}

/// Files of the content folder that belong to no language. The notice is core's affair.
const FOR_ALL_LANGUAGES: [&str; 4] = [old_urls::FILE, old_urls::PUBLISHED, settings::FILE, "status.toml"];

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

/// What a build can be asked for besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether drafts are built like other articles.
    pub drafts: bool,
    /// Whether what search reads is made. It is made of all articles, so a writer who saves one would wait for it.
    pub search: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { drafts: false, search: true }
    }
}

/// Builds the help center in every language. The output is complete only when no diagnostic is an error.
pub fn build(sources: &Sources) -> (Output, Vec<Diagnostic>) {
    build_with(sources, Options::default())
}

/// [`build`], with options.
pub fn build_with(sources: &Sources, options: Options) -> (Output, Vec<Diagnostic>) {
    build_all(sources, options, None)
}

/// [`build_with`], one of many in a row: what an earlier one put into the cache is not made again.
pub fn build_again(sources: &Sources, options: Options, cache: &Cache) -> (Output, Vec<Diagnostic>) {
    let built = build_all(sources, options, Some(cache));
    cache.turn();
    built
}

fn build_all(sources: &Sources, options: Options, cache: Option<&Cache>) -> (Output, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let languages = languages(sources, &mut diagnostics);
    let mut sites: Vec<site::Site> = Vec::new();
    for &language in &languages {
        // English is the first of the languages.
        sites.extend(site::load(sources, options, language, sites.first(), cache, &mut diagnostics));
    }
    let addresses: BTreeSet<&str> =
        sites.iter().flat_map(site::Site::pages).map(|p| p.path.as_str()).collect();
    let moved = old_urls::read(sources, &languages, &addresses, &mut diagnostics);
    old_urls::check_published(sources, &addresses, &moved, &mut diagnostics);
    let settings = Settings::load(sources, &mut diagnostics);
    let known = links::Known::new(&sites, &moved);
    let mut output = Output::default();
    if !sites.is_empty() {
        known.check_templates(sources, &mut diagnostics);
    }
    for site in &sites {
        known.check(site, &mut diagnostics);
        known.check_frame(site, &mut diagnostics);
        site_checks::check_reading(site, &mut diagnostics);
        let synonyms = search::synonyms(site, sources, &mut diagnostics);
        if options.search {
            output.files.extend([search::file(site, synonyms)]);
        }
        let feed = feeds::path(site.language).trim_start_matches('/').to_owned();
        output.files.insert(feed, feeds::atom(site, &settings, sources));
    }
    let drafts = sites.iter().flat_map(site::Site::pages).filter(|page| page.draft);
    output.drafts = drafts.map(pages::file).collect();
    output.files.extend(pages::render(&sites, &settings, sources, cache, &mut diagnostics));
    output.files.insert("sitemap.xml".to_owned(), feeds::sitemap(&sites, &settings, sources));
    output.files.insert("robots.txt".to_owned(), feeds::robots(&settings));
    check_translations(&sites, &mut diagnostics);
    output.files.insert("_headers".to_owned(), headers::headers());
    let redirects = old_urls::file(&moved);
    if !redirects.is_empty() {
        output.files.insert("_redirects".to_owned(), redirects);
    }
    diagnostics.sort();
    diagnostics.dedup();
    (output, diagnostics)
}

/// Compares every translated page with the English one.
fn check_translations(sites: &[site::Site], diagnostics: &mut Vec<Diagnostic>) {
    let Some((english, others)) = sites.split_first() else { return };
    let originals: HashMap<&str, &site::Page> =
        english.pages().chain(&english.drafts).map(|page| (page.id.as_str(), page)).collect();
    for site in others {
        let words = &site.words_file;
        if words.language == site.language {
            translation::check_origin(&words.source, &words.origin, &english.words_file.source, diagnostics);
        }
        for page in site.pages().chain(&site.drafts).filter(|page| page.language == site.language) {
            if let Some(english) = originals.get(page.id.as_str()) {
                translation::check(page, english, diagnostics);
            }
        }
    }
}
