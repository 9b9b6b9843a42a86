//! What other programs follow: a feed of changes for each language, the map of the site, and what robots may read.

use crate::Sources;
use crate::escape::escape;
use crate::pages::{Translated, alternates, changed, id};
use crate::settings::Settings;
use crate::site::{Page, Site};
use gatehouse_core::pages::dates;
use gatehouse_core::text::{Language, Text};
use gatehouse_core::time::UnixTime;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A feed tells this many changes.
const ENTRIES: usize = 50;

/// Screens that a person may look for with a search engine.
const ENTRANCES: [&str; 2] = ["/sign-in", "/sign-up"];

/// Folders of the help center that have screens of the service in them too.
const SHARED: [&str; 2] = ["contact", "help"];

/// Where the feed in a language is.
pub fn path(language: Language) -> String {
    format!("{}/feed.xml", language.prefix())
}

/// The Atom feed of the articles that changed last. An article without a date is not in it.
pub fn atom(site: &Site, settings: &Settings, sources: &Sources) -> String {
    let text = Text::new(site.language);
    let mut articles: Vec<(UnixTime, &Page)> = site
        .sections
        .iter()
        .flat_map(|section| &section.articles)
        .filter(|article| article.language == site.language)
        .filter_map(|article| Some((changed(article, sources)?, article)))
        .collect();
    articles.sort_by_key(|(time, article)| (Reverse(*time), &article.path));
    articles.truncate(ENTRIES);
    let newest = articles.first().map_or(UnixTime(0), |(time, _)| *time);
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <title>{}</title>\n<id>{own}</id>\n<updated>{}</updated>\n<author><name>{}</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
        site.language.tag(),
        escape(&text.say("reader-feed")),
        dates::for_machines(newest),
        escape(&text.say("service-operator")),
        escape(&settings.address(&site.home.path)),
        own = escape(&settings.address(&path(site.language))),
    );
    for (time, article) in articles {
        // Writing into a string does not fail.
        let _ = writeln!(
            xml,
            "<entry>\n<title>{}</title>\n<id>{address}</id>\n<link rel=\"alternate\" type=\"text/html\" \
             href=\"{address}\"/>\n<updated>{}</updated>\n<summary>{}</summary>\n</entry>",
            escape(&article.title.value),
            dates::for_machines(time),
            escape(&article.summary),
            address = escape(&settings.address(&article.path)),
        );
    }
    xml.push_str("</feed>\n");
    xml
}

/// The map of the site: every page in every language, each with the others and the day of its last change.
pub fn sitemap(sites: &[Site], settings: &Settings, sources: &Sources) -> String {
    let translated = Translated::new(sites);
    let origin = escape(&settings.origin);
    let mut xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
        <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n"
        .to_owned();
    for site in sites {
        // What is not translated yet is on the map in English.
        for page in site.pages().filter(|page| page.language == site.language) {
            let _ = write!(xml, "<url><loc>{origin}{}</loc>", page.path);
            if let Some(day) = changed(page, sources).map(dates::for_machines) {
                let _ = write!(xml, "<lastmod>{}</lastmod>", day.get(..10).unwrap_or_default());
            }
            for (tag, path) in alternates(id(page, site), translated.of(id(page, site))) {
                let _ =
                    write!(xml, "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{origin}{path}\"/>");
            }
            xml.push_str("</url>\n");
        }
    }
    xml.push_str("</urlset>\n");
    xml
}

/// What robots may read: all of the help center, and the entrances. The other screens are of use only to a person.
pub fn robots(settings: &Settings) -> String {
    let is_closed = |screen: &&str| *screen != "/" && !ENTRANCES.contains(screen);
    let screens = gatehouse_core::addresses().filter(is_closed);
    // A line closes whatever begins with it.
    let closed: BTreeSet<String> = screens
        .map(|screen| match screen.split('/').nth(1) {
            Some(folder) if ENTRANCES.iter().any(|entrance| entrance.get(1..) == Some(folder)) => {
                format!("/{folder}/")
            }
            Some(folder) if !SHARED.contains(&folder) => format!("/{folder}"),
            _ => screen.to_owned(),
        })
        .collect();
    let mut text = "User-agent: *\n".to_owned();
    for path in closed {
        let _ = writeln!(text, "Disallow: {path}");
    }
    let _ = writeln!(text, "\nSitemap: {}", settings.address("/sitemap.xml"));
    text
}
