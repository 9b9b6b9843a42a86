//! `new`: begins an article, so that nobody has to remember what its first lines are.

use crate::read::{self, told};
use gatehouse_site_gen::diagnostic::{Source, nearest};
use gatehouse_site_gen::front_matter;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

/// Words that say nothing about what a question is about.
const STOP_WORDS: &str = "a about after all am an and any are as at be been before but by can could did do does \
    doesn’t doesn't don’t don't for from get had has have how i if in into is isn’t isn't it its me my no not of on or our \
    should so than that the their them then there these they this to was we were what when where which who why will with \
    would you your";

/// An address is read, typed and said aloud: this many words are enough.
const WORDS_IN_SLUG: usize = 6;

/// Writes the first draft of an article that answers `question` into a section. Says where it is and what comes next.
pub fn new(content: &Path, section: &str, question: &str) -> Result<String, String> {
    let title = question.split_whitespace().collect::<Vec<_>>().join(" ");
    let texts = read::texts(&content.join("en"))?;
    let articles = articles(&texts);
    find_section(&texts, section)?;
    let slug = slug(&title);
    if slug.is_empty() {
        return Err(format!(
            "“{title}” has no word to make an address of: expected the question that people ask"
        ));
    }
    let folder = content.join("en");
    let same = |article: &&Article<'_>| article.title.to_lowercase() == title.to_lowercase();
    if let Some(other) = articles.iter().find(same) {
        return Err(format!("{} has this title already", folder.join(other.path).display()));
    }
    if let Some(other) = articles.iter().find(|article| article.slug == slug) {
        let other = folder.join(other.path);
        return Err(format!(
            "{} has this address already: expected a question with other words",
            other.display()
        ));
    }
    let last =
        articles.iter().filter(|article| article.section == section).map(|article| article.order).max();
    let path = folder.join(section).join(format!("{slug}.md"));
    let mut file = File::create_new(&path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => format!("{} exists already", path.display()),
        _ => told(&path, &error),
    })?;
    file.write_all(draft(&title, last.unwrap_or(0) + 1).as_bytes()).map_err(|error| told(&path, &error))?;
    Ok(format!(
        "{} is there, as a draft.\n\
         \x20 1. cargo xtask site serve    then open http://localhost:8786/help/{section}/{slug}/\n\
         \x20 2. Write the summary and the text. What you save is in the browser at once.\n\
         \x20 3. When it is ready, take out the line `draft = true`; cargo xtask site check tells what is left to mend.\n",
        path.display()
    ))
}

/// What is known of an article that is there.
struct Article<'a> {
    path: &'a str,
    section: &'a str,
    slug: &'a str,
    title: String,
    order: i64,
}

/// All articles of the language, also those that don't pass the checks yet.
fn articles(texts: &BTreeMap<String, String>) -> Vec<Article<'_>> {
    let mut articles = Vec::new();
    for (path, text) in texts {
        let Some((section, slug)) = path.strip_suffix(".md").and_then(|path| path.split_once('/')) else {
            continue;
        };
        let source = Source::new(path.clone(), text);
        let parts = front_matter::split(&source, &mut Vec::new());
        let fields: toml::Table = parts.and_then(|parts| parts.fields.parse().ok()).unwrap_or_default();
        articles.push(Article {
            path,
            section,
            slug,
            title: fields.get("title").and_then(toml::Value::as_str).unwrap_or_default().to_owned(),
            order: fields.get("order").and_then(toml::Value::as_integer).unwrap_or(0),
        });
    }
    articles
}

fn find_section(texts: &BTreeMap<String, String>, section: &str) -> Result<(), String> {
    let sections: Vec<&str> = texts.keys().filter_map(|path| path.strip_suffix("/section.toml")).collect();
    if sections.contains(&section) {
        return Ok(());
    }
    let begun = sections.iter().copied().find(|known| !section.is_empty() && known.starts_with(section));
    let hint = match begun.or_else(|| nearest(section, sections.iter().copied())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("expected one of {}", sections.join(", ")),
    };
    Err(format!("there is no section `{section}`: {hint}"))
}

/// The telling words of a question, in small letters with dashes between them.
fn slug(title: &str) -> String {
    let lower = title.to_lowercase();
    let words: Vec<&str> = lower
        .split(|letter: char| !letter.is_alphanumeric() && letter != '’' && letter != '\'')
        .filter(|word| !word.is_empty())
        .collect();
    let telling: Vec<&str> =
        words.iter().copied().filter(|word| !STOP_WORDS.split(' ').any(|stop| stop == *word)).collect();
    let words = if telling.is_empty() { words } else { telling };
    let plain = |word: &str| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let words = words.into_iter().map(plain).filter(|word| !word.is_empty());
    words.take(WORDS_IN_SLUG).collect::<Vec<_>>().join("-")
}

fn draft(title: &str, order: i64) -> String {
    let title = toml::Value::from(title);
    format!(
        "+++\n\
         title = {title}\n\
         summary = \"The answer, in one sentence.\"\n\
         order = {order}\n\
         draft = true\n\
         +++\n\
         Put the answer first, and the reasons after it.\n\n\
         1. Steps are a numbered list.\n\
         2. Each says one thing to do.\n\n\
         ## A part of the answer {{#part}}\n\n\
         Say it to one person, in short sentences and everyday words.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_the_telling_words_of_the_question() {
        let check = |title: &str, expected: &str| assert_eq!(slug(title), expected);
        check("What if I lost my personal key?", "lost-personal-key");
        check("How do I change the phone’s number?", "change-phones-number");
        check("Why doesn’t it work?", "work");
        check("What is it?", "what-is-it");
        check("One two three four five six seven eight", "one-two-three-four-five-six");
        check("¿?", "");
    }

    #[test]
    fn a_draft_keeps_quotation_marks_of_its_title() {
        let text = draft("What does \"locked\" mean?", 3);
        let source = Source::new("a.md".to_owned(), &text);
        let parts = front_matter::split(&source, &mut Vec::new()).expect("it has front matter");
        let fields: toml::Table = parts.fields.parse().expect("which is TOML");
        assert_eq!(fields["title"].as_str(), Some("What does \"locked\" mean?"));
        assert_eq!(fields["order"].as_integer(), Some(3));
    }
}
