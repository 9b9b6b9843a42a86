//! Files become a site: sections in order, each with its articles in order.
//!
//! Start with [`load`]. A language's folder, such as `content/en/`, has `site.toml` (the words around the articles),
//! `home.md`, `contact.md` and a folder for each section with `section.toml` and the articles. Where another language
//! lacks a file, the page is made of the English one, so that no address is dead.

use crate::cache::{self, Cache};
use crate::diagnostic::{Diagnostic, Source};
use crate::front_matter::{self, Field, Fields, OriginFields, Required, Words};
use crate::helpers::{self, Filled, Helpers};
use crate::markdown::{self, Rendered, Setting};
use crate::translation::Origin;
use crate::{Options, Sources, numbers, site_checks};
use gatehouse_core::text::Language;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

/// The help center in one language.
#[derive(Debug, Clone)]
pub struct Site {
    /// The language.
    pub language: Language,
    /// The words around the articles.
    pub words: Words,
    /// Where they come from.
    pub words_file: WordsFile,
    /// The home page.
    pub home: Page,
    /// The page with the way to ask another question.
    pub contact: Page,
    /// The sections in order.
    pub sections: Vec<Section>,
    /// Articles that are not finished, which are checked and left out.
    pub drafts: Vec<Page>,
}

/// The file with the words around the articles.
#[derive(Debug, Clone)]
pub struct WordsFile {
    /// The file.
    pub source: Arc<Source>,
    /// The language that it is in.
    pub language: Language,
    /// The English file that it was translated from.
    pub origin: Origin,
}

/// A section of articles.
#[derive(Debug, Clone)]
pub struct Section {
    /// The last part of its path.
    pub slug: String,
    /// Its `section.toml`, as a page without a text.
    pub page: Page,
    /// The articles in order.
    pub articles: Vec<Page>,
}

/// A page: an article, a section, the home page or the contact page.
#[derive(Debug, Clone)]
pub struct Page {
    /// What it is called in every language, such as `signing-in/forgot-password`, `signing-in` or `contact`.
    pub id: String,
    /// The file that it is made of.
    pub source: Arc<Source>,
    /// The language of its text: English where it isn't translated yet.
    pub language: Language,
    /// Where it is on the site, such as `/es/help/signing-in/forgot-password/`.
    pub path: String,
    /// The heading.
    pub title: Field<String>,
    /// One sentence for leads, lists and search results.
    pub summary: String,
    /// The place among its siblings.
    pub order: Field<u32>,
    /// Whether it is left out until it is finished.
    pub draft: bool,
    /// The ids of the articles to read next, if it names any.
    pub related: Vec<Field<String>>,
    /// Words that people search with and that the text doesn't have.
    pub keywords: Vec<String>,
    /// The English text that it was translated from.
    pub origin: Origin,
    /// The text. Shared, since a page is kept from build to build.
    pub text: Arc<Rendered>,
}

impl Site {
    /// Every page, sections included.
    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        let sections = self.sections.iter().flat_map(|s| std::iter::once(&s.page).chain(&s.articles));
        [&self.home, &self.contact].into_iter().chain(sections)
    }
}

/// Reads the help center in `language`; `english` is the site that the others are translations of. `None` when there
/// is not enough of it to go on.
pub fn load(
    sources: &Sources,
    options: Options,
    language: Language,
    english: Option<&Site>,
    cache: Option<&Cache>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Site> {
    let english: HashMap<&str, &Page> = english
        .into_iter()
        .flat_map(|site| site.pages().chain(&site.drafts))
        .map(|page| (page.id.as_str(), page))
        .collect();
    let helpers = [Language::English, language].map(|words| Helpers::new(words, language));
    let mut loader =
        Loader { sources, language, english: &english, helpers: &helpers, words: None, cache, diagnostics };
    let (words, words_file) = loader.words().unzip();
    loader.words = words.as_ref();
    let home = loader.page("home", "home.md", front_matter::PAGE, "/");
    let contact = loader.page("contact", "contact.md", front_matter::PAGE, "/contact/");
    let mut sections = loader.sections();
    site_checks::check(&sections, loader.diagnostics);
    let mut drafts = Vec::new();
    if !options.drafts {
        for section in &mut sections {
            drafts.extend(section.articles.extract_if(.., |article| article.draft));
        }
    }
    Some(Site {
        language,
        words: words?,
        words_file: words_file?,
        home: home?,
        contact: contact?,
        sections,
        drafts,
    })
}

struct Loader<'a> {
    sources: &'a Sources,
    language: Language,
    english: &'a HashMap<&'a str, &'a Page>,
    /// The helpers in English and in the language.
    helpers: &'a [Helpers; 2],
    words: Option<&'a Words>,
    /// Articles as they were read before.
    cache: Option<&'a Cache>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

/// A file with the language that it is in.
struct File<'a> {
    source: Arc<Source>,
    language: Language,
    helpers: &'a Helpers,
}

impl<'a> Loader<'a> {
    /// The file at `path` in the language's folder, or else the English one.
    fn file(&mut self, path: &str) -> Option<File<'a>> {
        let wanted = format!("{}/{path}", self.language.tag());
        let name = format!("{}/{wanted}", self.sources.content_folder);
        if let Some(text) = self.sources.content.get(&wanted) {
            return Some(self.as_file(name, text, self.language));
        }
        let english = format!("{}/{path}", Language::English.tag());
        let Some(text) = self.sources.content.get(&english) else {
            self.diagnostics.push(Diagnostic::new(&name, 1, "expected this file, but it does not exist"));
            return None;
        };
        let english = format!("{}/{english}", self.sources.content_folder);
        let message =
            format!("there is no translation of {english}: its page has the English text, with a note");
        let help = "translate it to this file".to_owned();
        self.diagnostics.push(Diagnostic::new(&name, 1, message).help(help).warning());
        Some(self.as_file(english, text, Language::English))
    }

    fn as_file(&self, name: String, text: &str, language: Language) -> File<'a> {
        let [english, own] = self.helpers;
        let helpers = if language == self.language { own } else { english };
        File { source: Arc::new(Source::new(name, text)), language, helpers }
    }

    /// Does something with a file whose problems are not told again if it is the English one.
    fn telling<T>(&mut self, file: &File<'_>, work: impl FnOnce(&Self, &mut Vec<Diagnostic>) -> T) -> T {
        let mut found = Vec::new();
        let made = work(self, &mut found);
        if file.language == self.language {
            self.diagnostics.append(&mut found);
        }
        made
    }

    fn words(&mut self) -> Option<(Words, WordsFile)> {
        let file = self.file("site.toml")?;
        let words: Words = self.telling(&file, |_, diagnostics| {
            // Filled in as a whole: no value has a letter that means something in TOML.
            let filled = fill(&file, &file.source.text, 0, diagnostics);
            let place = |span: Range<usize>| filled.origin(&span);
            front_matter::parse(&filled.text, front_matter::WORDS, &file.source, place, diagnostics)
        })?;
        let fields: OriginFields = toml::from_str(&file.source.text).unwrap_or_default();
        let required = Required { source: &file.source, start: 0 };
        let hash = fields.source.map(|hash| required.field(hash));
        let origin = Origin { source: hash, translated: fields.translated };
        Some((words, WordsFile { source: Arc::clone(&file.source), language: file.language, origin }))
    }

    /// A page's file with front matter and Markdown, read now or before.
    fn page(&mut self, id: &str, path: &str, known: &[&str], address: &str) -> Option<Page> {
        let file = self.file(path)?;
        let read = |this: &Self, diagnostics: &mut Vec<Diagnostic>| {
            let parts = front_matter::split(&file.source, diagnostics)?;
            let text = this.body(&file, parts.body, parts.body_start, diagnostics);
            this.assemble(&file, id, (parts.fields, parts.fields_start), known, address, text, diagnostics)
        };
        let Some(cache) = self.cache else { return self.telling(&file, read) };
        // All that reading depends on.
        let inherited = self.english.get(id).map(|page| (&page.order, page.draft, &page.related));
        let (source, tags) = (&file.source, (file.language.tag(), self.language.tag()));
        let key = cache::key((&source.file, &source.text, id, known, address, tags, self.words, inherited));
        self.telling(&file, |this, diagnostics| {
            let entry = cache.read(key, || {
                let mut found = Vec::new();
                (read(this, &mut found), found)
            });
            diagnostics.extend_from_slice(&entry.1);
            entry.0.clone()
        })
    }

    /// The same loader with a list of its own for what it has to tell.
    fn aside<'b>(&'b self, diagnostics: &'b mut Vec<Diagnostic>) -> Loader<'b> {
        Loader {
            diagnostics,
            sources: self.sources,
            language: self.language,
            english: self.english,
            helpers: self.helpers,
            words: self.words,
            cache: self.cache,
        }
    }

    fn body(&self, file: &File<'_>, body: &str, start: usize, diagnostics: &mut Vec<Diagnostic>) -> Rendered {
        let filled = fill(file, body, start, diagnostics);
        let (note, warning) =
            self.words.map_or(("", ""), |words| (words.note.as_str(), words.warning.as_str()));
        let prefix = if file.language == self.language { "" } else { self.language.prefix() };
        let setting = Setting { language: file.language, note, warning, prefix };
        markdown::render(&filled, setting, &file.source, diagnostics)
    }

    #[expect(clippy::too_many_arguments, reason = "each is a part of the page")]
    fn assemble(
        &self,
        file: &File<'_>,
        id: &str,
        (toml, start): (&str, usize),
        known: &[&str],
        address: &str,
        text: Rendered,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Page> {
        let source = &file.source;
        let place = |span: Range<usize>| start + span.start..start + span.end;
        let fields: Fields = front_matter::parse(toml, known, source, place, diagnostics)?;
        let required = Required { source, start };
        let title = required.take_text("title", "the heading of the page", fields.title, diagnostics);
        let purpose = "one sentence for lists and search results";
        let summary = required.take_text("summary", purpose, fields.summary, diagnostics);
        let english = self.english.get(id);
        let order = match (fields.order, english) {
            _ if !known.contains(&"order") => Some(Field { value: 0, span: 0..0 }),
            (None, Some(english)) => Some(english.order.clone()),
            (order, _) => required.take("order", "the place among its siblings, from 1", order, diagnostics),
        };
        let mut plain = |field: &Field<String>| {
            let filled = fill(file, &field.value, field.span.start + 1, diagnostics);
            markdown::typographic(&filled.text)
        };
        let title = title.map(|title| Field { value: plain(&title), span: title.span });
        let summary = summary.map(|summary| plain(&summary));
        let related = fields.related.map_or_else(
            || english.map(|english| english.related.clone()).unwrap_or_default(),
            |related| related.into_iter().map(|id| required.field(id)).collect(),
        );
        let source_hash = fields.source.map(|hash| required.field(hash));
        Some(Page {
            id: id.to_owned(),
            source: Arc::clone(source),
            language: file.language,
            path: format!("{}{address}", self.language.prefix()),
            title: title?,
            summary: summary?,
            order: order?,
            draft: fields.draft.unwrap_or_else(|| english.is_some_and(|english| english.draft)),
            related,
            keywords: fields.keywords.unwrap_or_default(),
            origin: Origin { source: source_hash, translated: fields.translated },
            text: Arc::new(text),
        })
    }

    fn sections(&mut self) -> Vec<Section> {
        let mut folders: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (&id, page) in self.english {
            match id.split_once('/') {
                Some((section, slug)) => {
                    folders.entry(section.to_owned()).or_default().insert(slug.to_owned());
                }
                None if page.path.starts_with("/help/") => {
                    folders.entry(id.to_owned()).or_default();
                }
                None => {}
            }
        }
        let prefix = format!("{}/", self.language.tag());
        for path in self.sources.content.range(prefix.clone()..).map(|(path, _)| path) {
            let Some(path) = path.strip_prefix(&prefix) else { break };
            match path.split('/').collect::<Vec<_>>()[..] {
                ["site.toml" | "home.md" | "contact.md" | "synonyms.toml"] => {}
                [section, "section.toml"] => {
                    folders.entry(section.to_owned()).or_default();
                }
                [section, file] if let Some(slug) = file.strip_suffix(".md") => {
                    folders.entry(section.to_owned()).or_default().insert(slug.to_owned());
                    self.check_original(&prefix, path, &format!("{section}/{slug}"));
                }
                _ => {
                    let file = format!("{}/{prefix}{path}", self.sources.content_folder);
                    let message =
                        "nothing reads this file: expected <section>/section.toml or <section>/<article>.md";
                    self.diagnostics.push(Diagnostic::new(&file, 1, message));
                }
            }
        }
        let mut sections: Vec<Section> =
            folders.into_iter().filter_map(|(slug, articles)| self.section(slug, &articles)).collect();
        sections.sort_by_key(|section| section.page.order.value);
        sections
    }

    /// A translation of nothing has an address that the language switch of no other page leads to.
    fn check_original(&mut self, prefix: &str, path: &str, id: &str) {
        if self.language != Language::English && !self.english.is_empty() && !self.english.contains_key(id) {
            let file = format!("{}/{prefix}{path}", self.sources.content_folder);
            let message = format!("there is no English article `{id}` that this could be a translation of");
            let help = crate::diagnostic::did_you_mean(id, self.english.keys().copied());
            self.diagnostics.push(Diagnostic::new(&file, 1, message).help(help));
        }
    }

    fn section(&mut self, slug: String, articles: &BTreeSet<String>) -> Option<Section> {
        let address = format!("/help/{slug}/");
        // Read in parallel and told in order, so that the output never depends on who was first.
        let names: Vec<&String> = articles.iter().collect();
        let read: Vec<cache::ReadPage> = names
            .into_par_iter()
            .map(|article| {
                let mut diagnostics = Vec::new();
                let id = format!("{slug}/{article}");
                let (file, address) = (format!("{id}.md"), format!("{address}{article}/"));
                let page = self.aside(&mut diagnostics).page(&id, &file, front_matter::ARTICLE, &address);
                (page, diagnostics)
            })
            .collect();
        let mut articles = Vec::with_capacity(read.len());
        for (article, told) in read {
            articles.extend(article);
            self.diagnostics.extend(told);
        }
        articles.sort_by_key(|article| article.order.value);
        let file = self.file(&format!("{slug}/section.toml"))?;
        let page = self.telling(&file, |this, diagnostics| {
            let toml = (file.source.text.as_str(), 0);
            this.assemble(
                &file,
                &slug,
                toml,
                front_matter::SECTION,
                &address,
                Rendered::default(),
                diagnostics,
            )
        })?;
        Some(Section { slug, page, articles })
    }
}

/// A text with its helpers filled in and its numbers checked.
fn fill(file: &File<'_>, text: &str, start: usize, diagnostics: &mut Vec<Diagnostic>) -> Filled {
    let code = markdown::code_ranges(text);
    let found = helpers::find(text);
    numbers::check(text, file.language, &found, &code, (&file.source, start), diagnostics);
    file.helpers.fill(text, &found, &code, (&file.source, start), diagnostics)
}
