//! A problem as the browser shows it.

use gatehouse_site_gen::{Diagnostic, Sources};

/// What is to mend, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Whether it keeps the site from being built.
    pub stops: bool,
    /// The file with line and column.
    pub place: String,
    /// The line as it is.
    pub line: String,
    /// What is wrong and what was expected.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Problem {
    /// A problem that the library found.
    pub fn new(diagnostic: &Diagnostic, sources: &Sources) -> Self {
        Self {
            stops: diagnostic.is_error(),
            place: format!("{}:{}:{}", diagnostic.file, diagnostic.line, diagnostic.column),
            line: line(sources, &diagnostic.file, diagnostic.line).unwrap_or_default().to_owned(),
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone().unwrap_or_default(),
        }
    }

    /// A file that could not be read at all.
    pub fn unreadable(message: &str) -> Self {
        Self {
            stops: true,
            place: String::new(),
            line: String::new(),
            message: message.to_owned(),
            help: String::new(),
        }
    }
}

/// A line of a source by the name that diagnostics give its file.
fn line<'a>(sources: &'a Sources, file: &str, line: usize) -> Option<&'a str> {
    let places =
        [(&sources.content_folder, &sources.content), (&sources.templates_folder, &sources.templates)];
    let text = places
        .into_iter()
        .find_map(|(folder, texts)| texts.get(file.strip_prefix(folder.as_str())?.strip_prefix('/')?))?;
    text.lines().nth(line.checked_sub(1)?)
}
