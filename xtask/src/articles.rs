//! Articles to measure with: as many as asked for, each of some 1,350 words, the same in every run, in the forms that
//! each tool reads. Where the tool is ours they stand beside the real English ones, since the frame links to those.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::workspace::{Workspace, create, read, write as put};

/// Articles in one section, and parts in one article.
const IN_SECTION: usize = 100;
const PARTS: usize = 7;
/// Paragraphs in one part, sentences in one paragraph, words in one sentence.
const PARAGRAPHS: usize = 3;
const SENTENCES: usize = 5;
const WORDS: usize = 9;

const VOCABULARY: [&str; 48] = [
    "you", "open", "the", "page", "and", "read", "what", "it", "says", "then", "we", "send", "a", "new",
    "link", "to", "your", "phone", "or", "mail", "keep", "this", "key", "in", "safe", "place", "when",
    "lost", "can", "ask", "for", "help", "at", "once", "sign", "with", "old", "name", "check", "that",
    "list", "of", "all", "who", "may", "see", "form", "again",
];

/// For whom articles are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The site generator of this repository.
    Ours,
    /// Hugo.
    Hugo,
    /// Eleventy.
    Eleventy,
}

/// Writes a site of `count` articles into a folder.
pub fn write(workspace: &Workspace, site: &Path, form: Form, count: usize) -> Result<()> {
    match form {
        Form::Ours => copy(&workspace.path("content"), &site.join("content"))?,
        Form::Hugo => {
            put(&site.join("hugo.toml"), HUGO_SETTINGS)?;
            put(&site.join("layouts/baseof.html"), frame("{{ .Title }}", "{{ block \"main\" . }}{{ end }}"))?;
            put(&site.join("layouts/single.html"), HUGO_ARTICLE)?;
            put(&site.join("layouts/list.html"), HUGO_LIST)?;
        }
        Form::Eleventy => {
            put(&site.join("content/_includes/article.njk"), frame("{{ title }}", ELEVENTY_ARTICLE))?;
            put(&site.join("content/content.json"), "{ \"layout\": \"article.njk\" }\n")?;
        }
    }
    for section in 0..count.div_ceil(IN_SECTION) {
        let name = section_name(section);
        let fields = format!("title = \"Part {section}\"\nsummary = \"All of part {section}.\"\n");
        match form {
            Form::Ours => {
                let order = section.saturating_add(100);
                put(
                    &site.join(format!("content/en/{name}/section.toml")),
                    format!("{fields}order = {order}\n"),
                )?;
            }
            Form::Hugo => {
                put(&site.join(format!("content/help/{name}/_index.md")), format!("+++\n{fields}+++\n"))?;
            }
            Form::Eleventy => {}
        }
    }
    (0..count).try_for_each(|number| put(&path(site, form, number), article(form, number, count)))
}

/// Where an article's file is.
pub fn path(site: &Path, form: Form, number: usize) -> PathBuf {
    let folder = if form == Form::Ours { "content/en" } else { "content/help" };
    site.join(folder).join(section_name(number / IN_SECTION)).join(format!("{}.md", slug(number)))
}

/// The address of an article on the built site.
pub fn address(number: usize) -> String {
    format!("/help/{}/{}/", section_name(number / IN_SECTION), slug(number))
}

fn section_name(section: usize) -> String {
    format!("part-{section}")
}

fn slug(number: usize) -> String {
    format!("question-{number}")
}

/// Five minutes, as the form says it: ours takes the number from the policy.
fn minutes(form: Form) -> &'static str {
    if form == Form::Ours { "{{ policy.security_code_minutes }}" } else { "5" }
}

fn article(form: Form, number: usize, count: usize) -> String {
    let mut words = Words(number as u64);
    let title = format!("What is the answer to question {number}?");
    let summary = words.sentence();
    let order = number % IN_SECTION + 1;
    let mut text = match form {
        Form::Eleventy => format!("---\ntitle: \"{title}\"\nsummary: \"{summary}\"\norder: {order}\n---\n"),
        Form::Hugo => format!("+++\ntitle = \"{title}\"\nsummary = \"{summary}\"\nweight = {order}\n+++\n"),
        Form::Ours => format!("+++\ntitle = \"{title}\"\nsummary = \"{summary}\"\norder = {order}\n+++\n"),
    };
    for part in 0..PARTS {
        let neighbour = address((number + part + 1) % count);
        // Only Hugo and ours read ids; Eleventy's Markdown would show them.
        let id = if form == Form::Eleventy { String::new() } else { format!(" {{#part-{part}}}") };
        // Writing into a string does not fail.
        let _ = write!(text, "## The part with number {part}{id}\n\n");
        for _ in 0..PARAGRAPHS {
            let _ = writeln!(text, "{}\n", words.paragraph());
        }
        let _ = write!(
            text,
            "It takes {} minutes. See **also** [that page]({neighbour}), and *then* go on.\n\n\
             - {}\n- {}\n\n",
            minutes(form),
            words.sentence(),
            words.sentence()
        );
    }
    text
}

/// Words by chance that is the same in every run.
struct Words(u64);

impl Words {
    fn word(&mut self) -> &'static str {
        // The constants of Knuth's linear congruential generator.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(self.0 >> 33).unwrap_or_default() % VOCABULARY.len();
        VOCABULARY.get(at).copied().unwrap_or_default()
    }

    fn sentence(&mut self) -> String {
        let words: Vec<&str> = (0..WORDS).map(|_| self.word()).collect();
        format!("So {}.", words.join(" "))
    }

    fn paragraph(&mut self) -> String {
        (0..SENTENCES).map(|_| self.sentence()).collect::<Vec<_>>().join(" ")
    }
}

/// Copies the English content, with what belongs to all languages.
fn copy(from: &Path, to: &Path) -> Result<()> {
    create(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be listed", from.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default();
        if path.is_file() {
            put(&to.join(name), read(&path)?)?;
        } else if !(name == "es" || name == "fr") {
            copy(&path, &to.join(name))?;
        }
    }
    Ok(())
}

const HUGO_SETTINGS: &str = "\
baseURL = \"https://gatehouse.example/\"
title = \"Help\"
disableKinds = [\"taxonomy\", \"term\", \"RSS\", \"sitemap\"]
[markup.goldmark.extensions.typographer]
disable = false
";

const HUGO_ARTICLE: &str = "{{ define \"main\" }}
<nav><ol><li><a href=\"/\">Help</a></li><li><a href=\"{{ .Parent.RelPermalink }}\">{{ .Parent.Title }}</a></li></ol></nav>
<h1>{{ .Title }}</h1><p class=\"lead\">{{ .Params.summary }}</p>
{{ .TableOfContents }}
{{ .Content }}
<nav><ul>{{ range first 6 .CurrentSection.RegularPages }}<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>{{ end }}</ul></nav>
{{ end }}
";

const HUGO_LIST: &str = "{{ define \"main\" }}
<h1>{{ .Title }}</h1>
<ul>{{ range .Pages }}<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>{{ end }}</ul>
{{ end }}
";

const ELEVENTY_ARTICLE: &str = "
<nav><ol><li><a href=\"/\">Help</a></li></ol></nav>
<h1>{{ title }}</h1><p class=\"lead\">{{ summary }}</p>
{{ content | safe }}
";

/// A page's frame for the other tools: much less than the help center's own.
fn frame(title: &str, main: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"/assets/site.css\">\n</head>\n<body>\n<header><a href=\"/\">Help center</a></header>\n\
         <main>{main}</main>\n<footer><p>Public Service Agency</p></footer>\n</body>\n</html>\n"
    )
}
