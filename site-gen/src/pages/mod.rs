//! The templates are filled in: one page after another, each with the frame that the auth pages have too.
//!
//! Start with [`render`]. What is the same on all pages of a language is made once, in [`Shared`]; a page adds what is its
//! own. [`head`] says to programs what a page is: search engines, previews and feed readers.

mod head;
mod view;

pub use head::{Translated, alternates, id};

use crate::cache::{Cache, Keys, key};
use crate::settings::Settings;
use crate::site::{Page, Section, Site};
use crate::{Diagnostic, Sources};
use gatehouse_core::pages::dates;
use gatehouse_core::pages::frame::{Frame, Place, language_switch, search_box};
use gatehouse_core::text::{Language, Text};
use gatehouse_core::time::UnixTime;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use tera::{Context, ErrorKind, Tera, Value};
use view::{Ask, Link, PageView, SectionView, SharedView, Updated};

/// A page leads to this many other articles at most.
const RELATED: usize = 6;
/// Stands for the page's path in the language switch, which is made once.
const PATH: &str = "{path}";

/// Every page as HTML, by its path in the output folder.
pub fn render(
    sites: &[Site],
    settings: &Settings,
    sources: &Sources,
    cache: Option<&Cache>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, String> {
    let mut templates = Tera::new();
    let named = sources.templates.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    if let Err(error) = templates.add_raw_templates(named) {
        diagnostics.push(explain(&error, sources, "layout.html"));
        return BTreeMap::new();
    }
    let mut files = BTreeMap::new();
    let translated = Translated::new(sites);
    let everywhere = cache.map(|_| key((&sources.templates, &sources.changes, settings, &translated)));
    for site in sites {
        let shared = Shared::new(site, &translated, settings, sources);
        let keys = everywhere.map(|everywhere| Keys::new(site, everywhere));
        let spots = spots(site);
        // In parallel, and put together in order.
        let filled: Vec<_> = spots
            .par_iter()
            .map(|spot| {
                let fill = || templates.render(spot.template, &shared.context(spot));
                match (cache, &keys) {
                    (Some(cache), Some(keys)) => {
                        let html = cache.filled(keys.of(spot.page, spot.section), fill);
                        html.map(|html| html.as_str().to_owned())
                    }
                    _ => fill(),
                }
            })
            .collect();
        for (spot, filled) in spots.into_iter().zip(filled) {
            match filled {
                Ok(html) => {
                    files.insert(file(spot.page), html);
                }
                Err(error) => diagnostics.push(explain(&error, sources, spot.template)),
            }
        }
    }
    files
}

/// The file of a page, by its path in the output folder.
pub fn file(page: &Page) -> String {
    format!("{}index.html", page.path.trim_start_matches('/'))
}

/// A page and where it is in the help center.
struct Spot<'a> {
    template: &'static str,
    page: &'a Page,
    /// The section that it is in or is.
    section: Option<&'a Section>,
    /// If it is an article, its index in the section.
    index: Option<usize>,
}

/// Every page.
fn spots(site: &Site) -> Vec<Spot<'_>> {
    let single = |template, page| Spot { template, page, section: None, index: None };
    let mut spots = vec![single("home.html", &site.home), single("contact.html", &site.contact)];
    for section in &site.sections {
        let spot = |template, page, index| Spot { template, page, section: Some(section), index };
        spots.push(spot("section.html", &section.page, None));
        let articles = section.articles.iter().enumerate();
        spots.extend(articles.map(|(index, page)| spot("article.html", page, Some(index))));
    }
    spots
}

/// The time of the last change of a page's source, where git knows it.
pub fn changed(page: &Page, sources: &Sources) -> Option<UnixTime> {
    let path = source_path(page, sources)?;
    sources.changes.get(path).copied().map(UnixTime)
}

/// The path of a page's source in the content folder.
fn source_path<'a>(page: &'a Page, sources: &Sources) -> Option<&'a str> {
    page.source.file.strip_prefix(sources.content_folder.as_str())?.strip_prefix('/')
}

/// What all pages of one language have in common.
struct Shared<'a> {
    site: &'a Site,
    /// The articles by their ids.
    articles: HashMap<&'a str, &'a Page>,
    settings: &'a Settings,
    sources: &'a Sources,
    text: Text,
    translated: &'a Translated<'a>,
    /// The language switch, with [`PATH`] in place of the page's path behind the language's prefix.
    switch: String,
    /// What every head has.
    head: String,
    /// What every context begins with.
    base: Context,
}

impl<'a> Shared<'a> {
    fn new(
        site: &'a Site,
        translated: &'a Translated<'a>,
        settings: &'a Settings,
        sources: &'a Sources,
    ) -> Self {
        let (language, text) = (site.language, Text::new(site.language));
        let addresses = |english: &str| -> Vec<(Language, String)> {
            let path = |language: Language| match language {
                Language::English => english.to_owned(),
                _ => format!("{}{PATH}", language.prefix()),
            };
            translated.languages.iter().map(|&language| (language, path(language))).collect()
        };
        let mut base = Context::new();
        base.insert("language", language.tag());
        base.insert("words", &site.words);
        base.insert("screens", &crate::helpers::screens(language));
        base.insert("shared", &SharedView::new(Frame::new(language, Place::Help), text, site));
        base.insert_value("search", Value::safe_string(&search_box(language, "", true)));
        base.insert("home", language.home());
        base.insert("home_path", &site.home.path);
        base.insert("contact", &Link::from(&site.contact));
        let switch = language_switch(language, &addresses(PATH));
        let articles = site.sections.iter().flat_map(|section| &section.articles);
        let articles = articles.map(|article| (article.id.as_str(), article)).collect();
        Self { site, articles, settings, sources, text, translated, switch, head: head::common(site), base }
    }

    fn context(&self, spot: &Spot<'a>) -> Context {
        let (site, page, section) = (self.site, spot.page, spot.section);
        let is_home = page.path == site.home.path;
        let article = section.filter(|_| spot.index.is_some());
        let mut context = self.base.clone();
        let changed = changed(page, self.sources);
        let text_language = Some(page.language.tag()).filter(|_| page.language != site.language);
        let (updated, edit) = (self.updated(changed), self.edit(page));
        context.insert("page", &PageView::new(page, text_language, updated, edit, self.settings));
        if let Some(section) = section {
            context.insert("section", &Link::from(&section.page));
        }
        let sections: Vec<SectionView<'_>> = match section {
            _ if is_home => site.sections.iter().map(SectionView::from).collect(),
            Some(section) if article.is_none() => vec![section.into()],
            _ => Vec::new(),
        };
        context.insert("sections", &sections);
        let related = section.zip(spot.index).map_or_else(Vec::new, |place| self.related(page, place));
        context.insert("related", &related);
        let id = id(page, site);
        let article_id = article.is_some().then(|| id.trim_start_matches("/help/").trim_end_matches('/'));
        context.insert("ask", &Ask::new(site.language, article_id));
        // The English home is the one page whose address does not say its language: to ask for it is to choose it.
        let switch = match self.switch.replace(PATH, id) {
            switch if is_home => switch.replacen("href=\"/\"", "href=\"/?lang=en\"", 1),
            switch => switch,
        };
        context.insert_value("switch", Value::safe_string(&switch));
        let head = head::Head {
            page,
            section: article,
            site,
            id,
            languages: self.translated.of(id),
            settings: self.settings,
            text: self.text,
            changed,
            common: &self.head,
        };
        context.insert_value("head", Value::safe_string(&head.html()));
        context
    }

    /// The articles that a page says to read next, then those that follow in the section, and then those from its start:
    /// whoever reads on meets each in turn.
    fn related(&self, page: &'a Page, (section, here): (&'a Section, usize)) -> Vec<Link<'a>> {
        let named = page.related.iter().filter_map(|id| self.articles.get(id.value.as_str()).copied());
        let is_named = |article: &Page| page.related.iter().any(|id| id.value == article.id);
        let articles = &section.articles;
        let following = articles.iter().skip(here + 1).chain(articles.iter().take(here));
        named.chain(following.filter(|article| !is_named(article))).take(RELATED).map(Link::from).collect()
    }

    fn updated(&self, changed: Option<UnixTime>) -> Option<Updated> {
        let changed = changed?;
        let day = dates::for_machines(changed).chars().take(10).collect();
        Some(Updated { day, words: dates::date(self.text, changed) })
    }

    fn edit(&self, page: &Page) -> Option<String> {
        let path = source_path(page, self.sources)?;
        self.settings.edit.as_ref().map(|edit| format!("{edit}{path}"))
    }
}

fn explain(error: &tera::Error, sources: &Sources, template: &str) -> Diagnostic {
    let (name, line, message) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            (report.filename(), report.span().start_line, report.message().to_owned())
        }
        _ => (template, 1, error.to_string()),
    };
    Diagnostic::new(&format!("{}/{name}", sources.templates_folder), line, message)
}
