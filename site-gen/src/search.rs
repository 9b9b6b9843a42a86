//! What search reads: `/search/<language>.json`, with the words of all articles and how people say things.
//!
//! Core's [`Source`] says what is in it. The words come from the rendered HTML, so that search finds what readers see.

use crate::diagnostic;
use crate::site::{Page, Site};
use crate::{Diagnostic, Sources};
use gatehouse_core::search::loaded::path;
use gatehouse_core::search::source::{Article, Part, Source};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// `synonyms.toml`, which writers edit.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Synonyms {
    /// Words that say nothing about what is asked.
    stop_words: String,
    /// Groups of words that mean the same.
    #[serde(rename = "synonyms")]
    groups: Vec<Vec<String>>,
    /// Words that people search an article with and that it does not say, by the article's id.
    #[serde(default)]
    keywords: BTreeMap<String, Vec<String>>,
}

/// Reads `synonyms.toml` and tells what is wrong with it. A language without one is searched by its own words.
pub fn synonyms(site: &Site, sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Synonyms {
    let name = format!("{}/synonyms.toml", site.language.tag());
    let Some(text) = sources.content.get(&name) else { return Synonyms::default() };
    let file = format!("{}/{name}", sources.content_folder);
    let synonyms = read(&file, text, diagnostics);
    let articles: BTreeSet<&str> =
        site.sections.iter().flat_map(|section| &section.articles).map(id).collect();
    for unknown in synonyms.keywords.keys().filter(|name| !articles.contains(name.as_str())) {
        let line = text.lines().position(|line| line.contains(unknown.as_str()));
        let message = format!("there is no article `{unknown}`: expected `<section>/<article>`");
        diagnostics.push(Diagnostic::new(&file, line.map_or(1, |line| line + 1), message));
    }
    synonyms
}

/// Name and content of the file for a language.
pub fn file(site: &Site, mut synonyms: Synonyms) -> (String, String) {
    let mut articles = Vec::new();
    for (place, section) in site.sections.iter().enumerate() {
        for page in &section.articles {
            let mut keywords = page.keywords.clone();
            keywords.extend(synonyms.keywords.remove(id(page)).unwrap_or_default());
            articles.push(article(page, place, keywords));
        }
    }
    let source = Source {
        stop_words: synonyms.stop_words.split_whitespace().map(str::to_owned).collect(),
        synonyms: synonyms.groups,
        sections: site.sections.iter().map(|section| section.page.title.value.clone()).collect(),
        articles,
    };
    // Plain texts and numbers can always be written.
    let text = serde_json::to_string(&source).unwrap_or_default();
    (path(site.language).trim_start_matches('/').to_owned(), text)
}

fn read(file: &str, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Synonyms {
    let synonyms: Synonyms = match toml::from_str(text) {
        Ok(synonyms) => synonyms,
        Err(error) => {
            let source = diagnostic::Source::new(file.to_owned(), text);
            diagnostics.push(source.error(error.span().unwrap_or_default(), error.message()));
            return Synonyms::default();
        }
    };
    for group in synonyms.groups.iter().filter(|group| group.len() < 2) {
        let line = text.lines().position(|line| group.iter().any(|word| line.contains(word.as_str())));
        let message = "expected two words or more in a group: one alone means the same as nothing";
        diagnostics.push(Diagnostic::new(file, line.map_or(1, |line| line + 1), message));
    }
    synonyms
}

/// What an article is called wherever it is named: `<section>/<article>`.
fn id(page: &Page) -> &str {
    page.path.split_once("/help/").map_or("", |(_, id)| id.trim_end_matches('/'))
}

fn article(page: &Page, section: usize, keywords: Vec<String>) -> Article {
    Article {
        path: page.path.clone(),
        section,
        title: page.title.value.clone(),
        summary: page.summary.clone(),
        keywords,
        parts: parts(&page.text.html),
    }
}

/// The elements that are a text of their own.
const TEXTS: [&str; 8] = ["p", "li", "td", "th", "dt", "dd", "pre", "blockquote"];

/// The headings of a rendered text with the texts below each. The HTML is our own renderer's, so tags are well formed.
fn parts(html: &str) -> Vec<Part> {
    let mut parts = vec![Part::default()];
    let mut words = String::new();
    let mut is_heading = false;
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        words.push_str(before);
        let Some((tag, after)) = after.split_once('>') else { break };
        rest = after;
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        let heads = name.len() == 2 && name.starts_with('h') && name != "hr";
        if heads || TEXTS.contains(&name) || name == "div" {
            let text = unescaped(&words);
            words.clear();
            if let Some(part) = parts.last_mut().filter(|_| !text.is_empty()) {
                if is_heading {
                    part.title = text;
                } else {
                    part.texts.push(text);
                }
            }
        }
        if heads {
            is_heading = !tag.starts_with('/');
            if is_heading {
                let id = tag.split_once("id=\"").and_then(|(_, id)| id.split('"').next()).unwrap_or_default();
                parts.push(Part { id: id.to_owned(), ..Part::default() });
            }
        }
    }
    parts.retain(|part| !part.title.is_empty() || !part.texts.is_empty());
    parts
}

/// Words as they are read: spaces where lines end, and letters for the entities that the renderer writes.
fn unescaped(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_by_its_headings() {
        let html = "<p>A <strong>b</strong> &amp; c.</p>\n<h2 id=\"d\">D <em>e</em></h2>\n<ul>\n<li>f\ng</li>\n\
                    <li>h<ul>\n<li>i</li>\n</ul>\n</li>\n</ul>\n";
        let part = |id: &str, title: &str, texts: &[&str]| Part {
            id: id.to_owned(),
            title: title.to_owned(),
            texts: texts.iter().map(|text| (*text).to_owned()).collect(),
        };
        assert_eq!(parts(html), [part("", "", &["A b & c."]), part("d", "D e", &["f g", "h", "i"])]);
    }

    #[test]
    fn a_group_of_one_is_a_problem() {
        let mut diagnostics = Vec::new();
        read("en/synonyms.toml", "stop_words = \"\"\nsynonyms = [\n  [\"a\"],\n]", &mut diagnostics);
        read("en/synonyms.toml", "stop_words = \"\"\nsynonyms = []\nother = 1", &mut diagnostics);
        let lines: Vec<usize> = diagnostics.iter().map(|diagnostic| diagnostic.line).collect();
        assert_eq!(lines, [3, 3]);
    }
}
