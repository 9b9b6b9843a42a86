//! What a page says to programs: its one address, its other languages, and what it is about.

use crate::escape::escape;
use crate::feeds;
use crate::settings::Settings;
use crate::site::{Page, Section, Site};
use gatehouse_core::pages::dates;
use gatehouse_core::text::{Language, Text};
use gatehouse_core::time::UnixTime;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// All that the head of a page is made of.
pub struct Head<'a> {
    /// The page.
    pub page: &'a Page,
    /// The section, if the page is an article.
    pub section: Option<&'a Section>,
    /// The help center in the page's language.
    pub site: &'a Site,
    /// The page's path without the prefix of its language.
    pub id: &'a str,
    /// Every language that the page has a text in.
    pub languages: &'a [Language],
    /// Where the site is.
    pub settings: &'a Settings,
    /// The texts of the page's language.
    pub text: Text,
    /// When the page last changed.
    pub changed: Option<UnixTime>,
    /// What [`common`] gives.
    pub common: &'a str,
}

/// The elements that every page of a help center has alike.
pub fn common(site: &Site) -> String {
    let title = Text::new(site.language).say("reader-feed");
    format!(
        "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"{}\" href=\"{}\">\n\
         <meta property=\"og:site_name\" content=\"{}\">\n<meta property=\"og:locale\" content=\"{}\">\n",
        escape(&title),
        feeds::path(site.language),
        escape(&site.words.title),
        locale(site.language),
    )
}

impl Head<'_> {
    /// The elements, a line each.
    pub fn html(&self) -> String {
        let (page, origin) = (self.page, escape(&self.settings.origin));
        let mut html = String::with_capacity(4096);
        // Writing into a string does not fail.
        // A page that is not translated yet is the English one at another address.
        let translated = self.languages.contains(&self.site.language);
        let canonical = if translated { &page.path } else { self.id };
        let _ = writeln!(html, "<link rel=\"canonical\" href=\"{origin}{canonical}\">");
        for (tag, path) in alternates(self.id, self.languages) {
            let _ = writeln!(html, "<link rel=\"alternate\" hreflang=\"{tag}\" href=\"{origin}{path}\">");
        }
        html.push_str(self.common);
        let kind = if self.section.is_some() { "article" } else { "website" };
        let mut property = |name: &str, value: &str| {
            let _ = writeln!(html, "<meta property=\"og:{name}\" content=\"{}\">", escape(value));
        };
        property("type", kind);
        property("title", &page.title.value);
        property("description", &page.summary);
        property("url", &self.settings.address(&page.path));
        let data = json!({ "@context": "https://schema.org", "@graph": self.graph() }).to_string();
        // No text can end the element.
        let data = data.replace('<', "\\u003c");
        let _ = write!(html, "<script type=\"application/ld+json\">{data}</script>");
        html
    }

    /// The page for search engines, in the words of schema.org.
    fn graph(&self) -> Vec<Value> {
        let mut graph = Vec::new();
        if self.page.path == self.site.home.path {
            graph.push(json!({
                "@type": "WebSite",
                "name": self.text.say("service-name"),
                "url": self.settings.address(&self.page.path),
                "inLanguage": self.site.language.tag(),
                "publisher": { "@type": "GovernmentOrganization", "name": self.text.say("service-operator") },
            }));
            return graph;
        }
        let mut trail = vec![(self.site.words.home.as_str(), &self.site.home.path)];
        trail.extend(self.section.map(|section| (section.page.title.value.as_str(), &section.page.path)));
        trail.push((&self.page.title.value, &self.page.path));
        let items = trail.into_iter().enumerate().map(|(index, (name, path))| {
            json!({ "@type": "ListItem", "position": index + 1, "name": name, "item": self.settings.address(path) })
        });
        graph.push(json!({ "@type": "BreadcrumbList", "itemListElement": items.collect::<Vec<_>>() }));
        if self.section.is_some() {
            graph.push(self.question());
        }
        graph
    }

    /// The article as a question with its answer.
    ///
    /// `FAQPage`, not `QAPage`: that one is for questions that visitors answer. Here the operator has written the one answer,
    /// which is what Google's guidelines ask of an FAQ page, and it shows such answers for authoritative sites of
    /// governments. The answer is what stands before the first heading: we write the answer first, and the reasons after it.
    /// Each question is marked up on its own page only.
    fn question(&self) -> Value {
        let html = &self.page.text.html;
        let answer = html.find("<h2").and_then(|end| html.get(..end)).unwrap_or(html).trim();
        let answer = if answer.is_empty() { self.page.summary.as_str() } else { answer };
        let mut page = json!({
            "@type": "FAQPage",
            "url": self.settings.address(&self.page.path),
            "inLanguage": self.page.language.tag(),
            "mainEntity": [{
                "@type": "Question",
                "name": self.page.title.value,
                "acceptedAnswer": {
                    "@type": "Answer",
                    "text": answer.replace("href=\"/", &format!("href=\"{}/", self.settings.origin)),
                },
            }],
        });
        if let (Some(changed), Some(fields)) = (self.changed, page.as_object_mut()) {
            fields.insert("dateModified".to_owned(), dates::for_machines(changed).into());
        }
        page
    }
}

/// Which pages have a text of their own in which languages.
#[derive(Debug, Hash)]
pub struct Translated<'a> {
    /// Every language of the site.
    pub languages: Vec<Language>,
    pages: BTreeMap<&'a str, Vec<Language>>,
}

impl<'a> Translated<'a> {
    /// Goes through the pages.
    pub fn new(sites: &'a [Site]) -> Self {
        let mut pages: BTreeMap<&str, Vec<Language>> = BTreeMap::new();
        for site in sites {
            for page in site.pages().filter(|page| page.language == site.language) {
                pages.entry(id(page, site)).or_default().push(site.language);
            }
        }
        Self { languages: sites.iter().map(|site| site.language).collect(), pages }
    }

    /// The languages of the page with this path behind the prefix of its language.
    pub fn of(&self, id: &str) -> &[Language] {
        self.pages.get(id).map_or(&[], Vec::as_slice)
    }
}

/// A page's path without the prefix of its language.
pub fn id<'a>(page: &'a Page, site: &Site) -> &'a str {
    page.path.strip_prefix(site.language.prefix()).unwrap_or(&page.path)
}

/// The page in every language: its tag and its path. Whoever speaks none of them gets English.
pub fn alternates<'a>(
    id: &'a str,
    languages: &'a [Language],
) -> impl Iterator<Item = (&'static str, String)> + 'a {
    let own = languages.iter().map(move |language| (language.tag(), format!("{}{id}", language.prefix())));
    own.chain([("x-default", id.to_owned())])
}

/// The language as Open Graph names it, with a place.
const fn locale(language: Language) -> &'static str {
    match language {
        Language::English => "en_US",
        Language::Spanish => "es_US",
        Language::French => "fr_FR",
    }
}
