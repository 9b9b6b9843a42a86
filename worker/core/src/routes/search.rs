//! `GET /search?q=…`: the help center searched in the person's language.
//!
//! `part=results` asks for the results alone, for a script that shows them while somebody types. What was asked is in the
//! address, so that a result page can be gone back to; it is neither stored nor logged (PV-4).

use super::form::Fields;
use super::respond::Answer;
use super::visit::Visit;
use crate::pages::frame::Place;
use crate::pages::search::{Found, Results};
use crate::pages::{Block, Page};
use crate::ports::{Assets, Outage};
use crate::search::index::Index;
use crate::search::{self, Hit, QUERY_LENGTH, loaded};
use crate::text::Language;
use http::StatusCode;
use std::sync::Arc;

/// The page, or its results alone.
pub async fn show(edge: &impl Assets, visit: &Visit<'_>, fields: &Fields) -> Result<Answer, Outage> {
    let question = question(fields.get("q"));
    let index = index(edge, visit.text.language).await?;
    let (query, hits) = search::search(&index, &question);
    let found: Vec<Found> = hits.iter().filter_map(|hit| found(&index, &query, hit)).collect();
    let sections = if found.is_empty() { sections(&index) } else { Vec::new() };
    let results = Results { question: question.clone(), found, sections };
    if fields.get("part") == "results" {
        return Ok(Answer::part(visit.text, results.render(visit.text)));
    }
    let page = Page::new(visit.text.say("search-title"), Place::Help)
        .with(Block::SearchBox(question))
        .with(Block::Results(results));
    Ok(Answer::page(StatusCode::OK, visit.text, page))
}

/// What was asked, on one line and cut to what is read. Marks that turn the direction of what follows could have the page
/// say something else than it says.
fn question(typed: &str) -> String {
    let turns = |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let typed: String = typed.chars().filter(|letter| !turns(*letter)).collect();
    let words: Vec<&str> = typed
        .split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    words.join(" ").chars().take(QUERY_LENGTH).collect()
}

/// The index of the person's language, or the English one where there are no articles in it.
async fn index(edge: &impl Assets, language: Language) -> Result<Arc<Index>, Outage> {
    for language in [language, Language::English] {
        if let Some(file) = edge.asset(&loaded::path(language)).await? {
            return loaded::index(language, file);
        }
    }
    Err(Outage::new("search", "the site has no file to search"))
}

fn found(index: &Index, query: &search::query::Query, hit: &Hit) -> Option<Found> {
    let article = index.articles.get(hit.article)?;
    let excerpt = search::excerpt(index, query, hit)?;
    Some(Found {
        path: article.path.clone(),
        title: excerpt.title,
        text: excerpt.text,
        section: index.sections.get(article.section).cloned().unwrap_or_default(),
        place: excerpt.place.map(|(id, words)| (format!("{}#{id}", article.path), words)),
    })
}

/// Address and title of each section that has an article.
fn sections(index: &Index) -> Vec<(String, String)> {
    let sections = index.sections.iter().enumerate();
    sections
        .filter_map(|(place, title)| {
            let article = index.articles.iter().find(|article| article.section == place)?;
            let (section, _) = article.path.trim_end_matches('/').rsplit_once('/')?;
            Some((format!("{section}/"), title.clone()))
        })
        .collect()
}
