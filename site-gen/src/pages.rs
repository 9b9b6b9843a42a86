//! The templates are filled in: one page after another, each with the frame that the auth pages have too.

use crate::front_matter::Words;
use crate::helpers::screens;
use crate::markdown::Heading;
use crate::site::{Page, Section, Site};
use crate::{Diagnostic, Sources};
use gatehouse_core::pages::frame::{Frame, Place};
use serde::Serialize;
use std::collections::BTreeMap;
use tera::{Context, ErrorKind, Tera};

/// A page needs this many headings of the second level before a table of contents helps more than it disturbs.
const HEADINGS_FOR_CONTENTS: usize = 3;

/// What every template knows. Names in `Page` and `Link` are the templates' vocabulary.
#[derive(Serialize)]
struct View<'a> {
    language: &'a str,
    words: &'a Words,
    screens: BTreeMap<&'static str, String>,
    frame: FrameView<'a>,
    page: PageView<'a>,
    /// The section that the page is in or is, if any.
    section: Option<Link<'a>>,
    /// The sections of the home page, or the one of a section page, with their articles.
    sections: Vec<SectionView<'a>>,
    /// The other articles of an article's section.
    related: Vec<Link<'a>>,
    home: Link<'a>,
    contact: Link<'a>,
}

#[derive(Serialize)]
struct FrameView<'a> {
    head: &'a str,
    banner: &'a str,
    header: &'a str,
    footer: &'a str,
}

#[derive(Serialize)]
struct PageView<'a> {
    title: &'a str,
    summary: &'a str,
    path: &'a str,
    html: &'a str,
    contents: Vec<&'a Heading>,
}

#[derive(Serialize)]
struct SectionView<'a> {
    link: Link<'a>,
    articles: Vec<Link<'a>>,
}

#[derive(Serialize)]
struct Link<'a> {
    title: &'a str,
    summary: &'a str,
    path: &'a str,
}

impl<'a> From<&'a Page> for Link<'a> {
    fn from(page: &'a Page) -> Self {
        Self { title: &page.title.value, summary: &page.summary, path: &page.path }
    }
}

impl<'a> From<&'a Section> for SectionView<'a> {
    fn from(section: &'a Section) -> Self {
        Self { link: (&section.page).into(), articles: section.articles.iter().map(Link::from).collect() }
    }
}

/// Every page as HTML, by its path in the output folder.
pub fn render(site: &Site, sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, String> {
    let mut templates = Tera::new();
    let named = sources.templates.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    if let Err(error) = templates.add_raw_templates(named) {
        diagnostics.push(explain(&error, sources, "layout.html"));
        return BTreeMap::new();
    }
    let frame = Frame::new(site.language, Place::Help);
    let mut files = BTreeMap::new();
    let mut add = |template: &str, page: &Page, section: Option<&Section>, sections: &[Section]| {
        let view = View {
            language: site.language.tag(),
            words: &site.words,
            screens: screens(site.language),
            frame: FrameView {
                head: &frame.head,
                banner: &frame.banner,
                header: &frame.header,
                footer: &frame.footer,
            },
            page: view(page),
            section: section.map(|section| (&section.page).into()),
            sections: sections.iter().map(SectionView::from).collect(),
            related: related(page, section),
            home: (&site.home).into(),
            contact: (&site.contact).into(),
        };
        match Context::from_serialize(&view).and_then(|context| templates.render(template, &context)) {
            Ok(html) => {
                files.insert(format!("{}index.html", page.path.trim_start_matches('/')), html);
            }
            Err(error) => diagnostics.push(explain(&error, sources, template)),
        }
    };
    add("home.html", &site.home, None, &site.sections);
    add("contact.html", &site.contact, None, &[]);
    for section in &site.sections {
        add("section.html", &section.page, Some(section), std::slice::from_ref(section));
        for article in &section.articles {
            add("article.html", article, Some(section), &[]);
        }
    }
    files
}

fn view(page: &Page) -> PageView<'_> {
    let second: Vec<&Heading> = page.text.headings.iter().filter(|heading| heading.level == 2).collect();
    PageView {
        title: &page.title.value,
        summary: &page.summary,
        path: &page.path,
        html: &page.text.html,
        contents: if second.len() >= HEADINGS_FOR_CONTENTS { second } else { Vec::new() },
    }
}

fn related<'a>(page: &Page, section: Option<&'a Section>) -> Vec<Link<'a>> {
    let articles = section.map_or(&[][..], |section| &section.articles);
    articles.iter().filter(|article| article.path != page.path).map(Link::from).collect()
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
