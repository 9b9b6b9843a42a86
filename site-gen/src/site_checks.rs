//! What must be unique among the pages of a language, and how hard they are to read.

use crate::diagnostic::Diagnostic;
use crate::reading;
use crate::site::{Page, Section, Site};
use std::collections::HashMap;

/// Reports orders, titles and file names that two pages share, and file names that make no good address.
pub fn check(sections: &[Section], diagnostics: &mut Vec<Diagnostic>) {
    check_order(sections, diagnostics);
    let mut titles: HashMap<String, &Page> = HashMap::new();
    let mut slugs: HashMap<&str, &Page> = HashMap::new();
    for article in sections.iter().flat_map(|section| &section.articles) {
        if let Some(other) = titles.insert(article.title.value.to_lowercase(), article) {
            let message = format!("this title is taken by {}", other.source.file);
            let problem = article.source.error(article.title.span.clone(), message);
            diagnostics.push(problem.help("expected one of its own".to_owned()));
        }
        let slug = article.id.rsplit('/').next().unwrap_or_default();
        if let Some(other) = slugs.insert(slug, article) {
            let message = format!("the file name `{slug}.md` is taken by {}", other.source.file);
            let help = "rename one of the two, so that people can tell their addresses apart".to_owned();
            diagnostics.push(Diagnostic::new(&article.source.file, 1, message).help(help));
        }
        check_slug(article, diagnostics);
    }
}

fn check_order(sections: &[Section], diagnostics: &mut Vec<Diagnostic>) {
    let groups = sections.iter().map(|section| section.articles.iter().collect::<Vec<_>>());
    for group in groups.chain([sections.iter().map(|section| &section.page).collect()]) {
        for pair in group.windows(2) {
            let [first, second] = pair else { continue };
            if first.order.value == second.order.value {
                let message = format!("order {} is taken by {}", first.order.value, first.source.file);
                diagnostics.push(second.source.error(second.order.span.clone(), message));
            }
        }
    }
}

fn check_slug(article: &Page, diagnostics: &mut Vec<Diagnostic>) {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '/';
    if !article.id.chars().all(allowed) {
        let message = format!("`{}` makes an address that is hard to write", article.id);
        let help = "name files and folders with small letters, digits and dashes".to_owned();
        diagnostics.push(Diagnostic::new(&article.source.file, 1, message).help(help));
    }
}

/// Warns of pages that are too hard to read.
pub fn check_reading(site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    for page in site.pages().chain(&site.drafts).filter(|page| page.language == site.language) {
        let sentences = &page.text.sentences;
        let Some(message) = reading::problem(page.language, sentences) else { continue };
        let hardest = reading::hardest(sentences, 3);
        let named: Vec<String> = hardest
            .iter()
            .map(|sentence| {
                let text = page.source.text.get(sentence.span.clone()).unwrap_or_default();
                let first: Vec<&str> = text.split_whitespace().take(6).collect();
                format!("line {}, “{} …”", page.source.line(sentence.span.start), first.join(" "))
            })
            .collect();
        let help = format!("make shorter sentences of shorter words; the hardest are: {}", named.join("; "));
        let span = hardest.first().map_or(0..0, |sentence| sentence.span.clone());
        diagnostics.push(page.source.warning(span, message).help(help));
    }
}
