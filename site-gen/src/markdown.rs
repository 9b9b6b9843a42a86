//! Markdown to HTML, with the headings, links and sentences that it holds.
//!
//! The title of a page is its only first-level heading, so a body starts at the second level and skips none.
//! Raw HTML is refused: an article is words, and the policy for content would block most of it anyway. A picture
//! comes from this site and says in words what it shows.

use crate::diagnostic::{Diagnostic, Source};
use crate::helpers::Filled;
use crate::prose::Prose;
use crate::reading::Sentence;
use gatehouse_core::text::Language;
use pulldown_cmark::{BlockQuoteKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
use serde::Serialize;
use std::borrow::Cow;
use std::ops::Range;

/// A rendered text.
#[derive(Debug, Clone, Default, Hash)]
pub struct Rendered {
    /// The HTML.
    pub html: String,
    /// The headings, in order.
    pub headings: Vec<Heading>,
    /// The targets of links, in order.
    pub links: Vec<Link>,
    /// The sentences, in order, headings left out.
    pub sentences: Vec<Sentence>,
}

/// A heading in a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Heading {
    /// The level, 2 for the highest.
    pub level: usize,
    /// What a link to it ends in.
    pub id: String,
    /// Its words.
    pub title: String,
    /// Whether the id was typed, so that it stays when the words change.
    #[serde(skip)]
    pub explicit: bool,
    /// The bytes of the file.
    #[serde(skip)]
    pub span: Range<usize>,
}

/// A link in a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Link {
    /// Where it leads.
    pub target: String,
    /// The bytes of the file.
    pub span: Range<usize>,
}

/// What the text is rendered for.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The language of the text.
    pub language: Language,
    /// Names a note, for screen readers.
    pub note: &'a str,
    /// Names a warning, for screen readers.
    pub warning: &'a str,
    /// What is put before the addresses of the site's own pages, in a text that isn't translated yet.
    pub prefix: &'a str,
}

/// Renders a text of `source` that has its helpers filled in.
pub fn render(
    filled: &Filled,
    setting: Setting<'_>,
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> Rendered {
    let mut rendered = Rendered::default();
    let mut prose = Prose::new(setting.language, filled, source);
    let events: Vec<(Event<'_>, Range<usize>)> =
        Parser::new_ext(&filled.text, options()).into_offset_iter().collect();
    let mut output: Vec<Event<'_>> = Vec::with_capacity(events.len());
    let mut level_above = 1;
    for (index, (event, range)) in events.iter().enumerate() {
        prose.read(event, range, &mut rendered.sentences, diagnostics);
        let mut problem =
            |message: &str| diagnostics.push(source.error(first_line(filled, range), message.to_owned()));
        output.push(match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                let span = first_line(filled, range);
                let heading = heading(*level, id.as_deref(), &events[index..], &rendered.headings, span);
                if heading.level == 1 {
                    problem("expected `##`: the title in the front matter is the only first-level heading");
                } else if heading.level > level_above + 1 {
                    let (is, wanted) = ("#".repeat(heading.level), "#".repeat(level_above + 1));
                    problem(&format!(
                        "expected `{wanted}`: `{is}` skips a level below the heading before it"
                    ));
                }
                if id.as_deref().is_some_and(|id| id != heading.id) {
                    problem("another heading of this page has the same id: expected one of its own");
                }
                level_above = heading.level;
                let id = CowStr::from(heading.id.clone());
                rendered.headings.push(heading);
                Event::Start(Tag::Heading { level: *level, id: Some(id), classes: vec![], attrs: vec![] })
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let target = prefixed(dest_url, setting.prefix);
                rendered.links.push(Link { target: target.clone().into_owned(), span: filled.origin(range) });
                let (link_type, title, id) = (*link_type, title.clone(), id.clone());
                Event::Start(Tag::Link { link_type, dest_url: target.into_owned().into(), title, id })
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                if !dest_url.starts_with("/assets/") {
                    problem("expected a picture of this site: its address begins with `/assets/`");
                }
                let inside = events[index..].iter().map(|(event, _)| event.clone());
                let alternative = words(inside.take_while(|e| !matches!(e, Event::End(TagEnd::Image))));
                if alternative.trim().is_empty() {
                    problem("expected words in `![…]` that say what the picture shows");
                }
                event.clone()
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                problem("expected Markdown: HTML is not allowed in an article");
                event.clone()
            }
            Event::Start(Tag::BlockQuote(Some(kind))) => Event::Html(open_note(*kind, setting).into()),
            Event::End(TagEnd::BlockQuote(Some(_))) => Event::Html("</div></div>\n".into()),
            _ => event.clone(),
        });
    }
    html::push_html(&mut rendered.html, output.into_iter());
    rendered
}

/// The byte ranges of code in `text`, blocks and spans.
pub fn code_ranges(text: &str) -> Vec<Range<usize>> {
    // Most texts have none, and parsing them twice is the dearest thing that a build could do.
    if !text.contains(['`', '~', '\t']) && !text.contains("    ") {
        return Vec::new();
    }
    Parser::new_ext(text, options())
        .into_offset_iter()
        .filter(|(event, _)| matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Code(_)))
        .map(|(_, range)| range)
        .collect()
}

/// One line of plain text with typographic quotes and dashes, as the articles have them.
pub fn typographic(line: &str) -> String {
    words(Parser::new_ext(line, Options::ENABLE_SMART_PUNCTUATION))
}

fn options() -> Options {
    Options::ENABLE_GFM | Options::ENABLE_SMART_PUNCTUATION | Options::ENABLE_HEADING_ATTRIBUTES
}

/// The bytes of the file that the first line of `range` came from.
fn first_line(filled: &Filled, range: &Range<usize>) -> Range<usize> {
    let line = filled.text.get(range.clone()).and_then(|text| text.lines().next()).unwrap_or_default();
    filled.origin(&(range.start..range.start + line.len()))
}

/// The address of the same page behind `prefix`.
fn prefixed<'a>(target: &'a str, prefix: &str) -> Cow<'a, str> {
    let page = target == "/" || target.starts_with("/help/") || target.starts_with("/#");
    if page && !prefix.is_empty() { format!("{prefix}{target}").into() } else { target.into() }
}

fn heading(
    level: HeadingLevel,
    id: Option<&str>,
    from: &[(Event<'_>, Range<usize>)],
    before: &[Heading],
    span: Range<usize>,
) -> Heading {
    let inside = from.iter().map(|(event, _)| event.clone());
    let title = words(inside.take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_)))));
    let slug = id.map_or_else(|| slug(&title), str::to_owned);
    let taken = |id: &str| before.iter().any(|heading| heading.id == id);
    let numbered = (2..).map(|number| format!("{slug}-{number}"));
    let unique = std::iter::once(slug.clone()).chain(numbered).find(|id| !taken(id)).unwrap_or_default();
    Heading { level: level as usize, id: unique, title, explicit: id.is_some(), span }
}

fn words<'a>(events: impl Iterator<Item = Event<'a>>) -> String {
    let mut all = String::new();
    for event in events {
        match event {
            Event::Text(words) | Event::Code(words) => all.push_str(&words),
            Event::SoftBreak | Event::HardBreak => all.push(' '),
            _ => {}
        }
    }
    all
}

/// Words as the end of a link: small letters and digits with dashes between them.
fn slug(words: &str) -> String {
    let apostrophes = ['\'', '\u{2019}'];
    let plain: String = words.chars().filter(|letter| !apostrophes.contains(letter)).collect();
    let parts: Vec<String> = plain
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|p| !p.is_empty())
        .map(str::to_lowercase)
        .collect();
    parts.join("-")
}

fn open_note(kind: BlockQuoteKind, setting: Setting<'_>) -> String {
    let (style, name) = match kind {
        BlockQuoteKind::Note | BlockQuoteKind::Tip | BlockQuoteKind::Important => ("info", setting.note),
        BlockQuoteKind::Warning | BlockQuoteKind::Caution => ("warning", setting.warning),
    };
    let name = name.replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<div class=\"usa-alert usa-alert--{style}\" role=\"note\" aria-label=\"{name}\">\
         <div class=\"usa-alert__body\">\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::helpers::Helpers;

    fn rendered(text: &str) -> (Rendered, Vec<String>) {
        let mut diagnostics = Vec::new();
        let language = Language::English;
        let source = Source::new("a.md".to_owned(), text);
        let setting = Setting { language, note: "Note", warning: "Warning", prefix: "" };
        let helpers = Helpers::new(language, language);
        let filled = helpers.fill(text, &[], &[], (&source, 0), &mut diagnostics);
        let rendered = render(&filled, setting, &source, &mut diagnostics);
        (rendered, diagnostics.iter().map(ToString::to_string).collect())
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let (rendered, told) = rendered(text);
        assert_eq!((rendered.html.trim_end(), told), (expected, vec![]));
    }

    #[track_caller]
    fn check_problems(text: &str, messages: &[&str]) {
        assert_eq!(rendered(text).1, messages);
    }

    #[test]
    fn headings_get_unique_ids() {
        check("## What's new?", "<h2 id=\"whats-new\">What’s new?</h2>");
        check("## A\n## A", "<h2 id=\"a\">A</h2>\n<h2 id=\"a-2\">A</h2>");
        check_problems(
            "## A {#a}\n\n## B {#a}",
            &["a.md:3: another heading of this page has the same id: expected one of its own"],
        );
    }

    #[test]
    fn notes_become_alerts() {
        check(
            "> [!WARNING]\n> Careful.",
            "<div class=\"usa-alert usa-alert--warning\" role=\"note\" aria-label=\"Warning\">\
             <div class=\"usa-alert__body\">\n<p>Careful.</p>\n</div></div>",
        );
    }

    #[test]
    fn levels_and_html_are_checked() {
        check_problems("## A\n\n### B\n\n## C", &[]);
        check_problems(
            "# A",
            &["a.md:1: expected `##`: the title in the front matter is the only first-level \
                                 heading"],
        );
        check_problems(
            "## A\n\n#### B",
            &["a.md:3: expected `###`: `####` skips a level below the heading before it"],
        );
        check_problems("### B", &["a.md:1: expected `##`: `###` skips a level below the heading before it"]);
        check_problems("a <b>b", &["a.md:1: expected Markdown: HTML is not allowed in an article"]);
    }

    #[test]
    fn pictures_are_our_own_and_say_what_they_show() {
        check_problems("![A key](/assets/key.svg)", &[]);
        check_problems(
            "![](/assets/key.svg)",
            &["a.md:1: expected words in `![…]` that say what the picture shows"],
        );
        check_problems(
            "![A key](https://a.example/key.svg)",
            &["a.md:1: expected a picture of this site: its address begins with `/assets/`"],
        );
    }

    #[test]
    fn links_are_collected_with_their_places() {
        let (rendered, _) = rendered("a\n[b](/c/)\n\n<https://d.example/>");
        let link = |target: &str, span| Link { target: target.into(), span };
        assert_eq!(rendered.links, [link("/c/", 2..10), link("https://d.example/", 12..32)]);
    }

    #[test]
    fn titles_get_typographic_quotes() {
        assert_eq!(typographic("What if it doesn't \"work\"?"), "What if it doesn’t “work”?");
    }
}
