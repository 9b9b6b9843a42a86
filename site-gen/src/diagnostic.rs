//! A problem in a source file, told so that a writer can mend it.
//!
//! A part that finds one makes it with [`Source::error`] or [`Source::warning`] from the bytes that it is about.
//! [`render`] shows problems to a person: the line itself, what is wrong with it and what to do.

use crate::Sources;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;
use std::path::Path;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is built while it stands.
    Error,
    /// It should be mended soon.
    Warning,
}

/// A problem: where it is, what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file, with the folder that it is in.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// The bytes of the file that it is about.
    pub span: Range<usize>,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong and what was expected.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error of a whole line, or of a file that does not exist.
    pub fn new(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line,
            column: 1,
            span: 0..0,
            severity: Severity::Error,
            message: message.into(),
            help: None,
        }
    }

    /// The same with advice, if there is any.
    #[must_use]
    pub fn help(self, help: impl Into<Option<String>>) -> Self {
        Self { help: help.into(), ..self }
    }

    /// The same as a warning.
    #[must_use]
    pub fn warning(self) -> Self {
        Self { severity: Severity::Warning, ..self }
    }

    /// Whether it stops the build.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl Ord for Diagnostic {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |d: &Self| (d.line, d.column, d.severity, d.span.start, d.span.end);
        self.file
            .cmp(&other.file)
            .then_with(|| key(self).cmp(&key(other)))
            .then_with(|| (&self.message, &self.help).cmp(&(&other.message, &other.help)))
    }
}

impl PartialOrd for Diagnostic {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// On one line, for tests and for programs; people get [`render`].
impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_error() { "" } else { "warning: " };
        write!(formatter, "{}:{}: {kind}{}", self.file, self.line, self.message)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(formatter, ": {help}"))
    }
}

/// A file as it was read, to make diagnostics of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file, with the folder that it is in.
    pub file: String,
    /// Its text, with `\n` at the ends of its lines.
    pub text: String,
}

impl Source {
    /// A file with its text.
    pub fn new(file: String, text: &str) -> Self {
        Self { file, text: lines(text) }
    }

    /// An error of these bytes.
    pub fn error(&self, span: Range<usize>, message: impl Into<String>) -> Diagnostic {
        // Typographic quotes are longer than what was typed, so a place within a text may be off by a byte or two.
        let boundary = |at: usize| self.text.floor_char_boundary(at.min(self.text.len()));
        let span = boundary(span.start)..boundary(span.end.max(span.start));
        // Only what has a problem is counted through, so that a good file costs nothing.
        let before = self.text.get(..span.start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Diagnostic {
            line: self.line(span.start),
            column: 1 + before.get(line_start..).unwrap_or_default().chars().count(),
            span,
            ..Diagnostic::new(&self.file, 1, message)
        }
    }

    /// The line, from 1, of a byte.
    pub fn line(&self, at: usize) -> usize {
        1 + self.text.bytes().take(at).filter(|&byte| byte == b'\n').count()
    }

    /// A warning about these bytes.
    pub fn warning(&self, span: Range<usize>, message: impl Into<String>) -> Diagnostic {
        self.error(span, message).warning()
    }
}

/// The problems as a person reads them, colored if `color`.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut all = String::new();
    for diagnostic in diagnostics {
        let text = text_of(diagnostic, sources).map(lines).unwrap_or_default();
        let level = if diagnostic.is_error() { Level::ERROR } else { Level::WARNING };
        let title = level.primary_title(diagnostic.message.as_str());
        let mut group = match shown(diagnostic, &text) {
            Some((lines, span)) => title.element(
                Snippet::source(lines)
                    .line_start(diagnostic.line)
                    .path(diagnostic.file.as_str())
                    .annotation(AnnotationKind::Primary.span(span)),
            ),
            None => Group::with_title(title)
                .element(Origin::path(diagnostic.file.as_str()).line(diagnostic.line).char_column(1)),
        };
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        all.push_str(&renderer.render(&[group]));
        all.push_str("\n\n");
    }
    all
}

/// The lines that a diagnostic is about, and its bytes in them.
fn shown<'a>(diagnostic: &Diagnostic, text: &'a str) -> Option<(&'a str, Range<usize>)> {
    let span = if diagnostic.span.is_empty() && diagnostic.span.start == 0 {
        let start = text.split_inclusive('\n').take(diagnostic.line - 1).map(str::len).sum();
        start..start + text.get(start..)?.lines().next()?.len()
    } else {
        diagnostic.span.clone()
    };
    let start = text.get(..span.start)?.rfind('\n').map_or(0, |at| at + 1);
    let line_end = text.get(span.start..)?.find('\n').map_or(text.len(), |at| span.start + at);
    // One line says where to look.
    Some((text.get(start..line_end)?, span.start - start..span.end.clamp(span.start, line_end) - start))
}

fn text_of<'a>(diagnostic: &Diagnostic, sources: &'a Sources) -> Option<&'a str> {
    let file = Path::new(&diagnostic.file);
    let within = |folder: &str| file.strip_prefix(folder).ok()?.to_str();
    let content = within(&sources.content_folder).and_then(|path| sources.content.get(path));
    let template = || within(&sources.templates_folder).and_then(|path| sources.templates.get(path));
    content.or_else(template).map(String::as_str)
}

fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// "did you mean …?", if one of `names` is near enough to `typed`.
pub fn did_you_mean<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(typed, names).map(|near| format!("did you mean `{near}`?"))
}

/// The one of `names` that somebody who typed `typed` most likely meant, if any is near.
pub fn nearest<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = typed.chars().count();
    let limit = (length / 3).max(2);
    names
        .into_iter()
        .filter(|name| name.chars().count().abs_diff(length) <= limit)
        .map(|name| (strsim::levenshtein(typed, name), name))
        .filter(|&(distance, _)| distance <= limit)
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_finds_a_slip_and_nothing_far_away() {
        let names = ["screen.sign_in", "screen.sign_up", "screen.contact"];
        assert_eq!(nearest("screen.sing_in", names), Some("screen.sign_in"));
        assert_eq!(nearest("screen.contcat", names), Some("screen.contact"));
        assert_eq!(nearest("weather", names), None);
    }

    #[test]
    fn places_count_from_one_and_in_characters() {
        let source = Source::new("a.md".to_owned(), "a\r\nä b");
        let found = source.error(5..6, "no");
        assert_eq!((found.line, found.column), (2, 3));
        let first = source.error(0..1, "no");
        assert_eq!((first.line, first.column), (1, 1));
    }

    #[test]
    fn a_person_sees_the_line_and_what_to_do() {
        let text = "+++\n+++\nGo [there](/b).\n";
        let sources = Sources {
            content: [("en/a.md".to_owned(), text.to_owned())].into(),
            content_folder: "content".to_owned(),
            ..Sources::default()
        };
        let source = Source::new("content/en/a.md".to_owned(), text);
        let problems = [
            source.error(11..22, "`/b` leads nowhere").help("did you mean `/a`?".to_owned()),
            Diagnostic::new("content/en/b.md", 1, "expected this file, but it does not exist"),
        ];
        let shown = render(&problems, &sources, false);
        for part in [
            "error: `/b` leads nowhere",
            "content/en/a.md:3:4",
            "Go [there](/b).",
            "help: did you mean `/a`?",
        ] {
            assert!(shown.contains(part), "{part} is not in\n{shown}");
        }
        assert!(shown.contains("content/en/b.md"), "{shown}");
        assert!(!shown.contains('\u{1b}') && render(&problems, &sources, true).contains('\u{1b}'));
    }
}
