//! Files become a site: sections in order, each with its articles in order.
//!
//! Start with [`load`]. A language's folder, such as `content/en/`, has `site.toml` (the words around the articles), `home.md`, `contact.md`
//! and a folder for each section with `section.toml` and the articles.

use crate::cache::{self, Cache};
use crate::front_matter::{self, ArticleFields, Field, PageFields, Required, Words};
use crate::helpers::Helpers;
use crate::markdown::{self, NoteNames, Rendered};
use crate::{Diagnostic, Sources, numbers};
use gatehouse_core::text::Language;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The help center in one language.
#[derive(Debug, Clone)]
pub struct Site {
    /// The language.
    pub language: Language,
    /// The words around the articles.
    pub words: Words,
    /// The home page.
    pub home: Page,
    /// The page with the way to ask another question.
    pub contact: Page,
    /// The sections in order.
    pub sections: Vec<Section>,
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
    /// The source file, for diagnostics.
    pub file: String,
    /// Where it is on the site, such as `/es/help/signing-in/forgot-password/`.
    pub path: String,
    /// The heading, and the line that it is typed on.
    pub title: Field<String>,
    /// One sentence for leads, lists and search results.
    pub summary: String,
    /// The place among its siblings, and the line that it is typed on.
    pub order: Field<u32>,
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

/// Reads the help center in `language`. `None` when there is not enough of it to go on.
pub fn load(
    sources: &Sources,
    language: Language,
    cache: Option<&Cache>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Site> {
    let helpers = Helpers::new(language);
    let words = Loader { sources, language, helpers: &helpers, words: None, cache, diagnostics }.words();
    let mut loader =
        Loader { sources, language, helpers: &helpers, words: words.as_ref(), cache, diagnostics };
    let home = loader.page("home.md", &format!("{}/", language.prefix()), None);
    let contact = loader.page("contact.md", &format!("{}/contact/", language.prefix()), None);
    let sections = loader.sections();
    loader.check_order(&sections);
    loader.check_titles(&sections);
    Some(Site { language, words: words?, home: home?, contact: contact?, sections })
}

struct Loader<'a> {
    sources: &'a Sources,
    language: Language,
    helpers: &'a Helpers,
    words: Option<&'a Words>,
    /// Articles as they were read before.
    cache: Option<&'a Cache>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Loader<'_> {
    /// The file at `path` in the language's folder, with the name that diagnostics give it.
    fn file(&mut self, path: &str) -> Option<(String, String)> {
        let path = format!("{}/{path}", self.language.tag());
        let file = format!("{}/{path}", self.sources.content_folder);
        let Some(text) = self.sources.content.get(&path) else {
            self.diagnostics.push(Diagnostic::new(&file, 1, "expected this file, but it does not exist"));
            return None;
        };
        Some((file, text.replace("\r\n", "\n")))
    }

    fn words(&mut self) -> Option<Words> {
        let (file, text) = self.file("site.toml")?;
        // Filled in as a whole: no value has a letter that means something in TOML, and lines keep their numbers.
        let filled = self.fill(&text, &file, 1);
        front_matter::parse(&file, 1, &filled, self.diagnostics)
    }

    /// A text that is no Markdown: helpers filled in, numbers checked.
    fn fill(&mut self, text: &str, file: &str, line: usize) -> String {
        numbers::check(text, &[], file, line, self.diagnostics);
        self.helpers.fill(text, &[], file, line, self.diagnostics)
    }

    /// A page's file with front matter and Markdown, read now or before. Only an article has an order.
    fn page(&mut self, path: &str, url: &str, article: Option<()>) -> Option<Page> {
        let (file, text) = self.file(path)?;
        let Some(cache) = self.cache else { return self.read_page(&file, &text, url, article) };
        // All that reading depends on.
        let key = cache::key((&file, &text, url, article, self.language.tag(), self.words));
        let read = cache.read(key, || {
            let mut diagnostics = Vec::new();
            let page = self.aside(&mut diagnostics).read_page(&file, &text, url, article);
            (page, diagnostics)
        });
        self.diagnostics.extend_from_slice(&read.1);
        read.0.clone()
    }

    /// The same loader with a list of its own for what it has to tell.
    fn aside<'b>(&'b self, diagnostics: &'b mut Vec<Diagnostic>) -> Loader<'b> {
        Loader {
            diagnostics,
            sources: self.sources,
            language: self.language,
            helpers: self.helpers,
            words: self.words,
            cache: self.cache,
        }
    }

    fn read_page(&mut self, file: &str, text: &str, url: &str, article: Option<()>) -> Option<Page> {
        let parts = front_matter::split(file, text, self.diagnostics)?;
        let text = self.body(parts.body, file, parts.body_line);
        let fields = if article.is_some() {
            front_matter::parse(file, 2, parts.fields, self.diagnostics)?
        } else {
            let page: PageFields = front_matter::parse(file, 2, parts.fields, self.diagnostics)?;
            ArticleFields {
                title: page.title,
                summary: page.summary,
                order: Some(toml::Spanned::new(0..0, 0)),
            }
        };
        let required = Required { file, first_line: 2, toml: parts.fields };
        self.assemble(&required, fields, url, text)
    }

    fn body(&mut self, body: &str, file: &str, line: usize) -> Rendered {
        let code = markdown::code_ranges(body);
        numbers::check(body, &code, file, line, self.diagnostics);
        let filled = self.helpers.fill(body, &code, file, line, self.diagnostics);
        let names = self.words.map_or(NoteNames { note: "", warning: "" }, |words| NoteNames {
            note: &words.note,
            warning: &words.warning,
        });
        markdown::render(&filled, names, file, line, self.diagnostics)
    }

    fn assemble(
        &mut self,
        required: &Required<'_>,
        fields: ArticleFields,
        url: &str,
        text: Rendered,
    ) -> Option<Page> {
        let diagnostics = &mut *self.diagnostics;
        let title = required.take_text("title", "the heading of the page", fields.title, diagnostics);
        let purpose = "one sentence for lists and search results";
        let summary = required.take_text("summary", purpose, fields.summary, diagnostics);
        let order = required.take("order", "the place among its siblings, from 1", fields.order, diagnostics);
        let mut plain = |field: &Field<String>| {
            markdown::typographic(&self.fill(&field.value, required.file, field.line))
        };
        let title = title.map(|title| Field { value: plain(&title), line: title.line });
        let summary = summary.map(|summary| plain(&summary));
        Some(Page {
            file: required.file.to_owned(),
            path: url.to_owned(),
            title: title?,
            summary: summary?,
            order: order?,
            text: Arc::new(text),
        })
    }

    fn sections(&mut self) -> Vec<Section> {
        let mut folders: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let prefix = format!("{}/", self.language.tag());
        for path in self.sources.content.keys() {
            let Some(path) = path.strip_prefix(&prefix) else { continue };
            match path.split('/').collect::<Vec<_>>()[..] {
                ["site.toml" | "home.md" | "contact.md" | "synonyms.toml"] => {}
                [section, "section.toml"] => {
                    folders.entry(section.to_owned()).or_default();
                }
                [section, file] if let Some(slug) = file.strip_suffix(".md") => {
                    folders.entry(section.to_owned()).or_default().push(slug.to_owned());
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

    fn section(&mut self, slug: String, articles: &[String]) -> Option<Section> {
        let url = format!("{}/help/{slug}/", self.language.prefix());
        // Read in parallel and told in order, so that the output never depends on who was first.
        let read: Vec<cache::ReadPage> = articles
            .par_iter()
            .map(|article| {
                let mut diagnostics = Vec::new();
                let (file, url) = (format!("{slug}/{article}.md"), format!("{url}{article}/"));
                (self.aside(&mut diagnostics).page(&file, &url, Some(())), diagnostics)
            })
            .collect();
        let mut articles = Vec::with_capacity(read.len());
        for (article, told) in read {
            articles.extend(article);
            self.diagnostics.extend(told);
        }
        articles.sort_by_key(|article| article.order.value);
        let (file, text) = self.file(&format!("{slug}/section.toml"))?;
        let fields = front_matter::parse(&file, 1, &text, self.diagnostics)?;
        let required = Required { file: &file, first_line: 1, toml: &text };
        let page = self.assemble(&required, fields, &url, Rendered::default())?;
        Some(Section { slug, page, articles })
    }

    fn check_order(&mut self, sections: &[Section]) {
        let groups = sections.iter().map(|section| section.articles.iter().collect::<Vec<_>>());
        for group in groups.chain([sections.iter().map(|section| &section.page).collect()]) {
            for pair in group.windows(2) {
                let [first, second] = pair else { continue };
                if first.order.value == second.order.value {
                    let message = format!("order {} is taken by {}", first.order.value, first.file);
                    self.diagnostics.push(Diagnostic::new(&second.file, second.order.line, message));
                }
            }
        }
    }

    fn check_titles(&mut self, sections: &[Section]) {
        let mut seen: BTreeMap<String, &Page> = BTreeMap::new();
        for article in sections.iter().flat_map(|section| &section.articles) {
            if let Some(other) = seen.insert(article.title.value.to_lowercase(), article) {
                let message = format!("this title is taken by {}: expected one of its own", other.file);
                self.diagnostics.push(Diagnostic::new(&article.file, article.title.line, message));
            }
        }
    }
}
