//! What templates know: the names of these fields are their vocabulary.

use crate::markdown::Heading;
use crate::settings::Settings;
use crate::site::{Page, Section, Site};
use gatehouse_core::pages::frame::Frame;
use gatehouse_core::text::{Language, Text};
use serde::Serialize;
use std::collections::BTreeMap;

/// A page needs this many headings of the second level before a table of contents helps more than it disturbs.
const HEADINGS_FOR_CONTENTS: usize = 3;

/// The texts of core that templates say, by key.
const TEXTS: [&str; 11] = [
    "help-untranslated",
    "reader-helpful",
    "reader-helpful-yes",
    "reader-helpful-no",
    "reader-ask",
    "reader-ask-title",
    "reader-ask-text",
    "reader-ask-link",
    "reader-updated",
    "reader-edit",
    "reader-address",
];

/// What all pages of a language share.
#[derive(Serialize)]
pub struct SharedView {
    head: String,
    banner: String,
    header: String,
    footer: String,
    /// The name of the service, which follows a page's own title in the browser's tab, as on the service's pages.
    service: String,
    text: BTreeMap<&'static str, String>,
    /// The words of the link from an article to its section, by the section's path.
    more: BTreeMap<String, String>,
}

impl SharedView {
    /// What pages in this frame share.
    pub fn new(frame: Frame, text: Text, site: &Site) -> Self {
        let more = site.sections.iter().map(|section| {
            let name = section.page.title.value.as_str();
            (section.page.path.clone(), text.say_with("reader-more", &[("name", name.into())]))
        });
        Self {
            head: frame.head,
            banner: frame.banner,
            header: frame.header,
            footer: frame.footer,
            service: text.say("service-name"),
            text: TEXTS.into_iter().map(|key| (key, text.say(key))).collect(),
            more: more.collect(),
        }
    }
}

/// A page.
#[derive(Serialize)]
pub struct PageView<'a> {
    /// The language of title, summary and text, where that isn't the page's.
    lang: Option<&'a str>,
    title: &'a str,
    summary: &'a str,
    path: &'a str,
    address: String,
    html: &'a str,
    contents: Vec<&'a Heading>,
    updated: Option<Updated>,
    edit: Option<String>,
}

/// When a page last changed.
#[derive(Serialize)]
pub struct Updated {
    /// For machines, such as `2026-11-24`.
    pub day: String,
    /// For people, in their language.
    pub words: String,
}

impl<'a> PageView<'a> {
    /// The view of a page.
    pub fn new(
        page: &'a Page,
        lang: Option<&'a str>,
        updated: Option<Updated>,
        edit: Option<String>,
        settings: &Settings,
    ) -> Self {
        let second: Vec<&Heading> = page.text.headings.iter().filter(|heading| heading.level == 2).collect();
        Self {
            lang,
            title: &page.title.value,
            summary: &page.summary,
            path: &page.path,
            address: settings.address(&page.path),
            html: &page.text.html,
            contents: if second.len() >= HEADINGS_FOR_CONTENTS { second } else { Vec::new() },
            updated,
            edit,
        }
    }
}

/// The ways to say something about a page.
#[derive(Serialize)]
pub struct Ask<'a> {
    /// The article as the service knows it, such as `signing-in/forgot-password`.
    article: Option<&'a str>,
    /// The form to write a message with.
    message: String,
}

impl<'a> Ask<'a> {
    /// The ways for `article`, or for a page that is none.
    pub fn new(language: Language, article: Option<&'a str>) -> Self {
        let tag = language.tag();
        let about = article.map(|article| format!("&article={article}")).unwrap_or_default();
        Self { article, message: format!("/contact/message?lang={tag}{about}") }
    }
}

/// A section with its articles.
#[derive(Serialize)]
pub struct SectionView<'a> {
    link: Link<'a>,
    articles: Vec<Link<'a>>,
}

/// A page that another leads to.
#[derive(Serialize)]
pub struct Link<'a> {
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
