//! The words of a text as a reader sees them, block by block: marks of Markdown that were left over in them, and the sentences
//! for [`reading`](crate::reading).

use crate::diagnostic::{Diagnostic, Source};
use crate::helpers::Filled;
use crate::reading::{self, Sentence};
use gatehouse_core::text::Language;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;

/// Marks that mean something in Markdown and nothing to a reader.
const LEFT_OVER: [&str; 3] = ["**", "](", "[!"];

/// Reads a text's events and keeps the words of the block that is open.
pub struct Prose<'a> {
    language: Language,
    filled: &'a Filled,
    source: &'a Source,
    words: String,
    /// From which byte of the words on, they came from which byte of the text.
    places: Vec<(usize, usize)>,
    in_code_block: bool,
}

impl<'a> Prose<'a> {
    /// Nothing read yet.
    pub fn new(language: Language, filled: &'a Filled, source: &'a Source) -> Self {
        let (words, places) = (String::new(), Vec::new());
        Self { language, filled, source, words, places, in_code_block: false }
    }

    /// Reads the next event. At the end of a block its sentences and problems are told.
    pub fn read(
        &mut self,
        event: &Event<'_>,
        range: &Range<usize>,
        sentences: &mut Vec<Sentence>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => self.in_code_block = true,
            Event::End(TagEnd::CodeBlock) => self.in_code_block = false,
            Event::Text(text) if !self.in_code_block => {
                self.places.push((self.words.len(), range.start));
                self.words.push_str(text);
            }
            Event::Code(text) => {
                self.places.push((self.words.len(), range.start));
                self.words.extend(text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }));
            }
            Event::SoftBreak | Event::HardBreak => self.words.push(' '),
            Event::Start(Tag::Item | Tag::Paragraph | Tag::List(_))
            | Event::End(TagEnd::Item | TagEnd::Paragraph | TagEnd::TableCell) => {
                self.check(diagnostics);
                self.sentences(sentences);
                self.clear();
            }
            // A heading is no sentence.
            Event::End(TagEnd::Heading(_)) => {
                self.check(diagnostics);
                self.clear();
            }
            _ => {}
        }
    }

    fn clear(&mut self) {
        self.words.clear();
        self.places.clear();
    }

    fn check(&self, diagnostics: &mut Vec<Diagnostic>) {
        for mark in LEFT_OVER {
            if let Some(at) = self.words.find(mark) {
                let message = format!("readers would see `{mark}`: it is no Markdown here");
                let help = "write the mark as it is meant, or `\\` before it and after its first character";
                let span = self.origin(at..at + mark.len());
                diagnostics.push(self.source.error(span, message).help(help.to_owned()));
            }
        }
    }

    fn sentences(&self, sentences: &mut Vec<Sentence>) {
        let mut start = 0;
        let mut letters = self.words.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            let ends = matches!(letter, '.' | '?' | '!' | '…' | ':')
                && letters.peek().is_none_or(|&(_, next)| next.is_whitespace() || "”»\")".contains(next));
            let end = at + letter.len_utf8();
            if ends || letters.peek().is_none() {
                let (words, syllables) = reading::count(self.language, &self.words[start..end]);
                if words > 0 {
                    let lead = self.words[start..end].len() - self.words[start..end].trim_start().len();
                    let span = self.origin(start + lead..end);
                    sentences.push(Sentence { span, words, syllables });
                }
                start = end;
            }
        }
    }

    /// The bytes of the file that these bytes of the words came from.
    fn origin(&self, span: Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let index = self.places.partition_point(|&(words, _)| words <= at).saturating_sub(1);
            let (words, text) = self.places.get(index).copied().unwrap_or_default();
            text + (at - words)
        };
        self.filled.origin(&(place(span.start)..place(span.end)))
    }
}
