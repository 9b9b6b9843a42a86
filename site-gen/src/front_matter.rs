//! Typed TOML: the front matter of an article, and the files `site.toml` and `section.toml`.
//!
//! A field that nobody knows is an error, so that a slip in a name is not silently lost. Fields are optional
//! for the parser only: what is missing is told for all fields at once by [`Required::take`].

use crate::diagnostic::{Diagnostic, Source, did_you_mean};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::value::Datetime;

/// What an article says about itself between its `+++` lines; other pages and `section.toml` know a part of it.
#[derive(Debug, Default, Deserialize)]
pub struct Fields {
    /// The question that the article answers, or the name of the section.
    pub title: Option<Spanned<String>>,
    /// One sentence for lists and search results.
    pub summary: Option<Spanned<String>>,
    /// The place among its siblings, from 1. A translation has that of the English file.
    pub order: Option<Spanned<u32>>,
    /// Whether it is left out until it is finished.
    pub draft: Option<bool>,
    /// The articles to read next, as `section/article`. A translation has those of the English file.
    pub related: Option<Vec<Spanned<String>>>,
    /// Words that people search with and that the text doesn't have.
    pub keywords: Option<Vec<String>>,
    /// Of a translation: the hash of the English text that it was made from.
    pub source: Option<Spanned<String>>,
    /// Of a translation: the day on which it was made.
    pub translated: Option<Datetime>,
}

/// The fields of each kind of file. Those of a translation come last.
pub const ARTICLE: &[&str] =
    &["title", "summary", "order", "draft", "related", "keywords", "source", "translated"];
/// See [`ARTICLE`].
pub const SECTION: &[&str] = &["title", "summary", "order", "source", "translated"];
/// See [`ARTICLE`].
pub const PAGE: &[&str] = &["title", "summary", "source", "translated"];
/// See [`ARTICLE`].
pub const WORDS: &[&str] = &[
    "title",
    "breadcrumb",
    "home",
    "on_this_page",
    "related",
    "topics",
    "contact_title",
    "contact_text",
    "contact_link",
    "sign_in",
    "sign_up",
    "note",
    "warning",
    "source",
    "translated",
];

/// The words of the help center's own pages: `site.toml`. Helpers work in all of them.
#[derive(Debug, Clone, Hash, Deserialize, Serialize)]
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

/// What `site.toml` of a translation says besides.
#[derive(Debug, Default, Deserialize)]
pub struct OriginFields {
    /// The hash of the English file that it was made from.
    pub source: Option<Spanned<String>>,
    /// The day on which it was made.
    pub translated: Option<Datetime>,
}

/// An article cut in two, with the byte of the file that each part begins at.
#[derive(Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    /// The TOML between the `+++` lines.
    pub fields: &'a str,
    /// Where it begins.
    pub fields_start: usize,
    /// The Markdown below them.
    pub body: &'a str,
    /// Where it begins.
    pub body_start: usize,
}

/// Cuts an article at its `+++` lines.
pub fn split<'a>(source: &'a Source, diagnostics: &mut Vec<Diagnostic>) -> Option<Parts<'a>> {
    const FENCE: &str = "+++\n";
    let text = source.text.as_str();
    let Some(after) = text.strip_prefix(FENCE) else {
        let message = "expected `+++` on the first line, then title, summary and order, then `+++`";
        diagnostics.push(Diagnostic::new(&source.file, 1, message));
        return None;
    };
    let end = if after.starts_with(FENCE) { Some(0) } else { after.find("\n+++\n").map(|at| at + 1) };
    let Some((fields, rest)) = end.and_then(|end| after.split_at_checked(end)) else {
        let message = "expected a second line `+++` below the front matter";
        diagnostics.push(Diagnostic::new(&source.file, 1, message));
        return None;
    };
    let body = rest.strip_prefix(FENCE).unwrap_or(rest);
    Some(Parts { fields, fields_start: FENCE.len(), body, body_start: text.len() - body.len() })
}

/// Reads TOML with the fields in `known`. `place` says where in the file its bytes are.
pub fn parse<T: DeserializeOwned>(
    toml: &str,
    known: &[&str],
    source: &Source,
    place: impl Fn(Range<usize>) -> Range<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<T> {
    // Fields that nobody knows are told one and all, and the others are still read.
    #[expect(clippy::zero_sized_map_values, reason = "the parser reads a map, of which only the keys matter")]
    let keys: BTreeMap<Spanned<String>, IgnoredAny> = toml::from_str(toml).unwrap_or_default();
    for key in keys.keys().filter(|key| !known.contains(&key.get_ref().as_str())) {
        let name = key.get_ref();
        let help = did_you_mean(name, known.iter().copied())
            .unwrap_or_else(|| format!("expected one of `{}`", known.join("`, `")));
        diagnostics.push(source.error(place(key.span()), format!("unknown field `{name}`")).help(help));
    }
    match toml::from_str(toml) {
        Ok(fields) => Some(fields),
        Err(error) => {
            let message = error.message().trim_end().replace('\n', "; ");
            diagnostics.push(source.error(place(error.span().unwrap_or_default()), message));
            None
        }
    }
}

/// Takes the fields that a file must have, and tells of each that is missing.
pub struct Required<'a> {
    /// The file.
    pub source: &'a Source,
    /// The byte at which the TOML begins.
    pub start: usize,
}

/// A field's value and its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Field<T> {
    /// The value.
    pub value: T,
    /// The bytes of the file.
    pub span: Range<usize>,
}

impl Required<'_> {
    /// A field's value with its place in the file.
    pub fn field<T>(&self, field: Spanned<T>) -> Field<T> {
        let span = field.span();
        Field { value: field.into_inner(), span: self.start + span.start..self.start + span.end }
    }

    /// The field's value and place, or a diagnostic that says what it is for.
    pub fn take<T>(
        &self,
        name: &str,
        purpose: &str,
        field: Option<Spanned<T>>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Field<T>> {
        if field.is_none() {
            let message = format!("`{name}` is missing: expected {purpose}");
            diagnostics.push(self.source.error(self.start..self.start, message));
        }
        field.map(|field| self.field(field))
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
            diagnostics.push(self.source.error(field.span, message));
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
        let source = Source::new("a.md".to_owned(), text);
        if let Some(parts) = split(&source, &mut diagnostics) {
            let place = |span: Range<usize>| parts.fields_start + span.start..parts.fields_start + span.end;
            if let Some(fields) = parse::<Fields>(parts.fields, ARTICLE, &source, place, &mut diagnostics) {
                let required = Required { source: &source, start: parts.fields_start };
                required.take_text("title", "the question", fields.title, &mut diagnostics);
                required.take_text("summary", "one sentence", fields.summary, &mut diagnostics);
                required.take("order", "a number", fields.order, &mut diagnostics);
            }
        }
        let told: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(told, messages);
    }

    #[test]
    fn complete_front_matter_has_no_problems() {
        check("+++\ntitle = 'T'\nsummary = 'S'\norder = 1\n+++\nBody", &[]);
        check(
            "+++\ntitle = 'T'\nsummary = 'S'\norder = 1\ndraft = true\nrelated = ['a/b']\nkeywords = ['2FA']\n\
             source = 'a1'\ntranslated = 2026-11-24\n+++\nBody",
            &[],
        );
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
    fn slips_are_told_with_their_lines_and_all_at_once() {
        check(
            "+++\ntitle = 'T'\nsumary = 'S'\nordr = 1\n+++\n",
            &[
                "a.md:4: unknown field `ordr`: did you mean `order`?",
                "a.md:3: unknown field `sumary`: did you mean `summary`?",
                "a.md:2: `summary` is missing: expected one sentence",
                "a.md:2: `order` is missing: expected a number",
            ],
        );
        check(
            "+++\ntitle = 'T'\norder = 'one'\n+++\n",
            &["a.md:3: invalid type: string \"one\", expected u32"],
        );
        check("+++\ntitle = 'T'\ntitle = 'U'\n+++\n", &["a.md:3: duplicate key"]);
        check(
            "Body",
            &["a.md:1: expected `+++` on the first line, then title, summary and order, then `+++`"],
        );
        check("+++\ntitle = 'T'\n", &["a.md:1: expected a second line `+++` below the front matter"]);
    }

    #[test]
    fn the_body_knows_its_place() {
        let source = Source::new("a.md".to_owned(), "+++\na = 1\n+++\nBody");
        let parts = split(&source, &mut Vec::new());
        assert_eq!(parts, Some(Parts { fields: "a = 1\n", fields_start: 4, body: "Body", body_start: 14 }));
    }
}
