//! Typed TOML: the front matter of an article, and the files `site.toml` and `section.toml`.
//!
//! A field that nobody knows is an error, so that a slip in a name is not silently lost. Fields are optional
//! for the parser only: what is missing is told for all fields at once by [`Required::take`].

use crate::diagnostic::{Diagnostic, line_at, nearest};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use toml::Spanned;

/// What stands between the `+++` lines of an article or a section's `section.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArticleFields {
    /// The question that the article answers, or the name of the section.
    pub title: Option<Spanned<String>>,
    /// One sentence for lists and search results.
    pub summary: Option<Spanned<String>>,
    /// The place among its siblings, from 1.
    pub order: Option<Spanned<u32>>,
}

/// What stands between the `+++` lines of a page that is not an article.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageFields {
    /// The heading of the page.
    pub title: Option<Spanned<String>>,
    /// One sentence for the lead and for search results.
    pub summary: Option<Spanned<String>>,
}

/// The words of the help center's own pages: `site.toml`. Helpers work in all of them.
#[derive(Debug, Clone, Hash, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The name of the help center: the title of its home page.
    pub title: String,
    /// Names the trail of links above an article, for screen readers.
    pub breadcrumb: String,
    /// The first link of that trail.
    pub home: String,
    /// Heads the table of contents.
    pub on_this_page: String,
    /// Heads the other articles of the section.
    pub related: String,
    /// Heads the list of sections on the home page.
    pub topics: String,
    /// Heads the contact block.
    pub contact_title: String,
    /// What the contact block says.
    pub contact_text: String,
    /// The link of the contact block.
    pub contact_link: String,
    /// The button to sign in.
    pub sign_in: String,
    /// The button to create an account.
    pub sign_up: String,
    /// Names a note, for screen readers.
    pub note: String,
    /// Names a warning, for screen readers.
    pub warning: String,
}

/// An article cut in two. Lines count from 1 in the whole file.
#[derive(Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    /// The TOML between the `+++` lines; it starts on line 2.
    pub fields: &'a str,
    /// The Markdown below them.
    pub body: &'a str,
    /// The line on which the body starts.
    pub body_line: usize,
}

/// Cuts an article at its `+++` lines.
pub fn split<'a>(file: &str, text: &'a str, diagnostics: &mut Vec<Diagnostic>) -> Option<Parts<'a>> {
    let Some(after) = text.strip_prefix("+++\n") else {
        let message = "expected `+++` on the first line, then title, summary and order, then `+++`";
        diagnostics.push(Diagnostic::new(file, 1, message));
        return None;
    };
    let end = if after.starts_with("+++\n") { Some(0) } else { after.find("\n+++\n").map(|at| at + 1) };
    let Some(end) = end else {
        diagnostics.push(Diagnostic::new(file, 1, "expected a second line `+++` below the front matter"));
        return None;
    };
    let (fields, rest) = after.split_at(end);
    let body = rest.strip_prefix("+++\n").unwrap_or(rest);
    Some(Parts { fields, body, body_line: 3 + fields.matches('\n').count() })
}

/// Reads TOML that starts on `first_line` of `file`.
pub fn parse<T: DeserializeOwned>(
    file: &str,
    first_line: usize,
    toml: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<T> {
    match toml::from_str(toml) {
        Ok(fields) => Some(fields),
        Err(error) => {
            let line = error.span().map_or(1, |span| line_at(toml, span.start)) + first_line - 1;
            diagnostics.push(Diagnostic::new(file, line, explain(error.message())));
            None
        }
    }
}

/// Adds to "unknown field" which known one was probably meant.
fn explain(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let near = if message.starts_with("unknown field") {
        quoted.next().and_then(|typed| nearest(typed, quoted))
    } else {
        None
    };
    let message = message.trim_end().replace('\n', "; ");
    near.map_or(message.clone(), |near| format!("{message}: did you mean `{near}`?"))
}

/// Takes the fields that a file must have, and tells of each that is missing.
pub struct Required<'a> {
    /// The file, for diagnostics.
    pub file: &'a str,
    /// The line on which the TOML starts.
    pub first_line: usize,
    /// The TOML, to find lines in.
    pub toml: &'a str,
}

/// A field's value and its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<T> {
    /// The value.
    pub value: T,
    /// The line in the file.
    pub line: usize,
}

impl Required<'_> {
    /// The field's value and line, or a diagnostic that says what it is for.
    pub fn take<T>(
        &self,
        name: &str,
        purpose: &str,
        field: Option<Spanned<T>>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Field<T>> {
        if let Some(field) = field {
            let line = self.first_line + line_at(self.toml, field.span().start) - 1;
            return Some(Field { value: field.into_inner(), line });
        }
        let message = format!("`{name}` is missing: expected {purpose}");
        diagnostics.push(Diagnostic::new(self.file, self.first_line, message));
        None
    }

    /// Like [`Self::take`], for a text, which must not be empty either.
    pub fn take_text(
        &self,
        name: &str,
        purpose: &str,
        field: Option<Spanned<String>>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Field<String>> {
        let field = self.take(name, purpose, field, diagnostics)?;
        if field.value.trim().is_empty() {
            let message = format!("`{name}` is empty: expected {purpose}");
            diagnostics.push(Diagnostic::new(self.file, field.line, message));
            return None;
        }
        Some(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, messages: &[&str]) {
        let mut diagnostics = Vec::new();
        if let Some(parts) = split("a.md", text, &mut diagnostics)
            && let Some(fields) = parse::<ArticleFields>("a.md", 2, parts.fields, &mut diagnostics)
        {
            let required = Required { file: "a.md", first_line: 2, toml: parts.fields };
            required.take_text("title", "the question", fields.title, &mut diagnostics);
            required.take_text("summary", "one sentence", fields.summary, &mut diagnostics);
            required.take("order", "a number", fields.order, &mut diagnostics);
        }
        let told: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(told, messages);
    }

    #[test]
    fn complete_front_matter_has_no_problems() {
        check("+++\ntitle = 'T'\nsummary = 'S'\norder = 1\n+++\nBody", &[]);
    }

    #[test]
    fn what_is_missing_is_told_at_once() {
        check(
            "+++\nsummary = ' '\n+++\n",
            &[
                "a.md:2: `title` is missing: expected the question",
                "a.md:2: `summary` is empty: expected one sentence",
                "a.md:2: `order` is missing: expected a number",
            ],
        );
    }

    #[test]
    fn slips_are_told_with_their_line() {
        check(
            "+++\ntitle = 'T'\nsumary = 'S'\n+++\n",
            &["a.md:3: unknown field `sumary`, expected one of `title`, `summary`, `order`: did you mean \
               `summary`?"],
        );
        check(
            "+++\ntitle = 'T'\norder = 'one'\n+++\n",
            &["a.md:3: invalid type: string \"one\", expected u32"],
        );
        check(
            "Body",
            &["a.md:1: expected `+++` on the first line, then title, summary and order, then `+++`"],
        );
        check("+++\ntitle = 'T'\n", &["a.md:1: expected a second line `+++` below the front matter"]);
    }

    #[test]
    fn the_body_knows_its_line() {
        let parts = split("a.md", "+++\na = 1\n+++\nBody", &mut Vec::new());
        assert_eq!(parts, Some(Parts { fields: "a = 1\n", body: "Body", body_line: 4 }));
    }
}
