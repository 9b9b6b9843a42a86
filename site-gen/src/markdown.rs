//! Markdown to HTML, with the headings and links that it holds.
//!
//! The title of a page is its only first-level heading, so a body starts at the second level and skips none.
//! Raw HTML is refused: an article is words, and the policy for content would block most of it anyway.

use crate::diagnostic::{Diagnostic, line_at};
use pulldown_cmark::{BlockQuoteKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
use serde::Serialize;
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
}

/// A link in a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Link {
    /// Where it leads.
    pub target: String,
    /// The line in the file.
    pub line: usize,
}

/// What the names of notes and warnings are, for screen readers.
#[derive(Debug, Clone, Copy)]
pub struct NoteNames<'a> {
    /// Names a note.
    pub note: &'a str,
    /// Names a warning.
    pub warning: &'a str,
}

/// Renders `text`, which starts on `first_line` of `file` and has its helpers filled in.
pub fn render(
    text: &str,
    names: NoteNames<'_>,
    file: &str,
    first_line: usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> Rendered {
    let mut rendered = Rendered::default();
    let events: Vec<(Event<'_>, Range<usize>)> =
        Parser::new_ext(text, options()).into_offset_iter().collect();
    let mut output: Vec<Event<'_>> = Vec::with_capacity(events.len());
    let mut level_above = 1;
    for (index, (event, range)) in events.iter().enumerate() {
        let line = first_line + line_at(text, range.start) - 1;
        let mut problem = |message: String| diagnostics.push(Diagnostic::new(file, line, message));
        output.push(match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                let heading = heading(*level, id.as_deref(), &events[index..], &rendered.headings);
                if heading.level == 1 {
                    problem(
                        "expected `##`: the title in the front matter is the only first-level heading".into(),
                    );
                } else if heading.level > level_above + 1 {
                    let (is, wanted) = ("#".repeat(heading.level), "#".repeat(level_above + 1));
                    problem(format!("expected `{wanted}`: `{is}` skips a level below the heading before it"));
                }
                level_above = heading.level;
                let id = CowStr::from(heading.id.clone());
                rendered.headings.push(heading);
                Event::Start(Tag::Heading { level: *level, id: Some(id), classes: vec![], attrs: vec![] })
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                rendered.links.push(Link { target: dest_url.to_string(), line });
                event.clone()
            }
            Event::Start(Tag::Image { .. }) => {
                problem("expected words: articles have no pictures".into());
                event.clone()
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                problem("expected Markdown: HTML is not allowed in an article".into());
                event.clone()
            }
            Event::Start(Tag::BlockQuote(Some(kind))) => Event::Html(open_note(*kind, names).into()),
            Event::End(TagEnd::BlockQuote(Some(_))) => Event::Html("</div></div>\n".into()),
            _ => event.clone(),
        });
    }
    html::push_html(&mut rendered.html, output.into_iter());
    rendered
}

/// The byte ranges of code in `text`, blocks and spans.
pub fn code_ranges(text: &str) -> Vec<Range<usize>> {
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

fn heading(
    level: HeadingLevel,
    id: Option<&str>,
    from: &[(Event<'_>, Range<usize>)],
    before: &[Heading],
) -> Heading {
    let inside = from.iter().map(|(event, _)| event.clone());
    let title = words(inside.take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_)))));
    let slug = id.map_or_else(|| slug(&title), str::to_owned);
    let taken = |id: &str| before.iter().any(|heading| heading.id == id);
    let numbered = (2..).map(|number| format!("{slug}-{number}"));
    let id = std::iter::once(slug.clone()).chain(numbered).find(|id| !taken(id)).unwrap_or_default();
    Heading { level: level as usize, id, title }
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

fn open_note(kind: BlockQuoteKind, names: NoteNames<'_>) -> String {
    let (style, name) = match kind {
        BlockQuoteKind::Note | BlockQuoteKind::Tip | BlockQuoteKind::Important => ("info", names.note),
        BlockQuoteKind::Warning | BlockQuoteKind::Caution => ("warning", names.warning),
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

    fn rendered(text: &str) -> (Rendered, Vec<String>) {
        let mut diagnostics = Vec::new();
        let names = NoteNames { note: "Note", warning: "Warning" };
        let rendered = render(text, names, "a.md", 5, &mut diagnostics);
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
            &["a.md:5: expected `##`: the title in the front matter is the only first-level \
                                 heading"],
        );
        check_problems(
            "## A\n\n#### B",
            &["a.md:7: expected `###`: `####` skips a level below the heading before it"],
        );
        check_problems("### B", &["a.md:5: expected `##`: `###` skips a level below the heading before it"]);
        check_problems("a <b>b", &["a.md:5: expected Markdown: HTML is not allowed in an article"]);
        check_problems("![a](/b.png)", &["a.md:5: expected words: articles have no pictures"]);
    }

    #[test]
    fn links_are_collected_with_their_lines() {
        let (rendered, _) = rendered("a\n[b](/c/)\n\n<https://d.example/>");
        let link = |target: &str, line| Link { target: target.into(), line };
        assert_eq!(rendered.links, [link("/c/", 6), link("https://d.example/", 8)]);
    }

    #[test]
    fn titles_get_typographic_quotes() {
        assert_eq!(typographic("What if it doesn't \"work\"?"), "What if it doesn’t “work”?");
    }
}
