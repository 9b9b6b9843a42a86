//! The small site and how it is changed.

use gatehouse_site_gen::{Output, Sources, build, translation};
use std::collections::BTreeMap;

pub const WORDS: &str = "title = 'T'\nbreadcrumb = 'B'\nhome = 'H'\non_this_page = 'O'\nrelated = 'R'\n\
    topics = 'P'\ncontact_title = 'C'\ncontact_text = 'X'\ncontact_link = 'L'\nsign_in = 'I'\nsign_up = 'U'\n\
    note = 'N'\nwarning = 'W'\n";

/// An article with this title, further fields and body.
pub fn article(title: &str, fields: &str, body: &str) -> String {
    format!("+++\ntitle = '{title}'\nsummary = 'A summary.'\n{fields}\n+++\n{body}")
}

/// The first article with this body, which begins on line 6.
pub fn first(body: &str) -> String {
    article("First?", "order = 1", body)
}

/// A good site in English with these files in place of its own.
pub fn sources(changes: &[(&str, &str)]) -> Sources {
    let section =
        |title: &str, order: u32| format!("title = '{title}'\nsummary = 'A summary.'\norder = {order}\n");
    let body = "Text.\n\n## Part {#part}\n\nMore.\n";
    let page = "+++\ntitle = 'A page'\nsummary = 'A summary.'\n+++\nText.\n".to_owned();
    let files = [
        ("en/site.toml", WORDS.to_owned()),
        ("en/home.md", page.clone()),
        ("en/contact.md", page),
        ("en/keys/section.toml", section("Keys", 1)),
        ("en/keys/first.md", first(body)),
        ("en/keys/second.md", article("Second?", "order = 2", body)),
        // The footer of every page leads to this one.
        ("en/privacy-and-security/section.toml", section("Privacy", 2)),
        ("en/privacy-and-security/how-we-protect-your-data.md", article("Data?", "order = 1", body)),
    ];
    let layout =
        "{{ page.title }}|{{ page.html | safe }}|{% for link in related %}{{ link.path }}{% endfor %}";
    let names = ["home.html", "contact.html", "section.html", "article.html"];
    let mut sources = Sources {
        content: files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect(),
        content_folder: "content".to_owned(),
        templates: names.map(|name| (name.to_owned(), layout.to_owned())).into_iter().collect(),
        templates_folder: "templates".to_owned(),
        changes: BTreeMap::new(),
    };
    change(&mut sources, changes);
    sources
}

/// The good site and its translation, with these files in place of its own.
pub fn with_spanish(changes: &[(&str, &str)]) -> Sources {
    let mut sources = sources(&[]);
    let english = sources.content.clone();
    for (path, text) in english {
        let stamped = translation::stamp(&text, &text, "2026-11-24");
        sources.content.insert(path.replacen("en/", "es/", 1), stamped);
    }
    change(&mut sources, changes);
    sources
}

fn change(sources: &mut Sources, changes: &[(&str, &str)]) {
    for (path, text) in changes {
        let is_template = sources.templates.contains_key(*path);
        let folder = if is_template { &mut sources.templates } else { &mut sources.content };
        folder.insert((*path).to_owned(), (*text).to_owned());
    }
}

#[track_caller]
pub fn check_sources(sources: &Sources, expected: &[&str]) -> Output {
    let (output, diagnostics) = build(sources);
    let told: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(told, expected);
    output
}

/// Checks the English site with these changes.
#[track_caller]
pub fn check(changes: &[(&str, &str)], expected: &[&str]) -> Output {
    check_sources(&sources(changes), expected)
}

/// Checks the first article with this body, which begins on line 6.
#[track_caller]
pub fn check_body(body: &str, expected: &[&str]) {
    check(&[("en/keys/first.md", &first(body))], expected);
}

/// Checks the site with a translation and these changes.
#[track_caller]
pub fn check_spanish(changes: &[(&str, &str)], expected: &[&str]) -> Output {
    check_sources(&with_spanish(changes), expected)
}
