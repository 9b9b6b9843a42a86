//! Translations: whether a page is one of the English text as it is today.
//!
//! A translation keeps the hash of the English text that it was made from, and the day. [`stamp`] writes both; [`check`] tells
//! when the English text has changed since, or when headings don't match, so that a link would lead nowhere.

use crate::diagnostic::{Diagnostic, Source};
use crate::front_matter::Field;
use crate::site::Page;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use toml::value::Datetime;

/// What a translation says about where it comes from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The hash of the English text.
    pub source: Option<Field<String>>,
    /// The day of the translation.
    pub translated: Option<Datetime>,
}

/// The hash of an English file: that of the set of its paragraphs, however they are broken into lines and in
/// whatever order.
pub fn hash(english: &str) -> String {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut open = false;
    for line in english.lines() {
        let words = line.trim();
        match (words.is_empty(), paragraphs.last_mut()) {
            (true, _) => open = false,
            (false, Some(paragraph)) if open => {
                paragraph.push(' ');
                paragraph.push_str(words);
            }
            (false, _) => {
                paragraphs.push(words.to_owned());
                open = true;
            }
        }
    }
    paragraphs.sort_unstable();
    paragraphs.dedup();
    let mut hasher = Sha256::new();
    for paragraph in &paragraphs {
        hasher.update(paragraph);
        hasher.update(b"\n");
    }
    // Enough to notice a change; nobody gains by forging one.
    hasher.finalize().iter().take(6).fold(String::new(), |mut hash, byte| {
        let _ = write!(hash, "{byte:02x}");
        hash
    })
}

/// `translation` with the hash of `source`, the English file, and the day (as in `2026-11-24`) of its making. Both are TOML
/// files or both articles.
pub fn stamp(source: &str, translation: &str, date: &str) -> String {
    let article = translation.starts_with("+++");
    let mut fences = 0;
    let mut stamped = String::with_capacity(translation.len() + 64);
    let lines = format!("source = \"{}\"\ntranslated = {date}\n", hash(source));
    for line in translation.split_inclusive('\n') {
        let within = !article || fences == 1;
        let key = line.split('=').next().unwrap_or_default().trim();
        if within && matches!(key, "source" | "translated") {
            continue;
        }
        if article && line.trim_end() == "+++" {
            fences += 1;
            if fences == 2 {
                stamped.push_str(&lines);
            }
        }
        stamped.push_str(line);
    }
    if !article {
        if !stamped.ends_with('\n') {
            stamped.push('\n');
        }
        stamped.push_str(&lines);
    }
    stamped
}

/// Tells whether `page` is a translation of `english` as it is.
pub fn check(page: &Page, english: &Page, diagnostics: &mut Vec<Diagnostic>) {
    check_origin(&page.source, &page.origin, &english.source, diagnostics);
    if page.order.value != english.order.value {
        let message =
            format!("the English page has order {}: expected the same or none", english.order.value);
        diagnostics.push(page.source.warning(page.order.span.clone(), message));
    }
    for heading in page.text.headings.iter().filter(|heading| !heading.explicit) {
        let message = "a heading of a translation needs the id of the English heading";
        let help = format!("write `{{#…}}` after it, as in {}", english.source.file);
        diagnostics.push(page.source.error(heading.span.clone(), message).help(help));
    }
    let ids = |page: &Page| -> Vec<String> { page.text.headings.iter().map(|h| h.id.clone()).collect() };
    let (here, there) = (ids(page), ids(english));
    let explicit = page.text.headings.iter().all(|heading| heading.explicit);
    if explicit && here != there {
        let missing: Vec<String> =
            there.iter().filter(|id| !here.contains(id)).map(|id| format!("`#{id}` is missing")).collect();
        let unknown = here.iter().filter(|id| !there.contains(id)).map(|id| format!("`#{id}` is not there"));
        let mut differences: Vec<String> = missing.into_iter().chain(unknown).collect();
        if differences.is_empty() {
            differences.push("their order differs".to_owned());
        }
        let message =
            format!("the headings are not those of {}: {}", english.source.file, differences.join(", "));
        let span = page.text.headings.first().map_or(0..0, |heading| heading.span.clone());
        diagnostics.push(page.source.warning(span, message));
    }
}

/// Tells whether a translated file was made from `english` as it is.
pub fn check_origin(source: &Source, origin: &Origin, english: &Source, diagnostics: &mut Vec<Diagnostic>) {
    let command = format!("`cargo xtask site translated {}`", source.file);
    match &origin.source {
        None => {
            let message = "this translation doesn't say which English text it was made from";
            let help = format!("compare it with {} and run {command}", english.file);
            diagnostics.push(source.warning(0..0, message).help(help));
        }
        Some(field) if field.value != hash(&english.text) => {
            let day = origin.translated.map_or(String::new(), |day| format!(" on {day}"));
            let message = format!("the English text has changed since this translation was made{day}");
            let help = format!("compare it with {}, mend it and run {command}", english.file);
            diagnostics.push(source.warning(field.span.clone(), message).help(help));
        }
        Some(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_of_the_paragraphs_and_not_of_their_lines() {
        assert_eq!(hash("a b\n\nc\n"), hash("c\n\n\na\n b"));
        assert_ne!(hash("a b\n\nc\n"), hash("a b\n\nd\n"));
        assert_eq!(hash("a").len(), 12);
    }

    #[test]
    fn a_stamp_is_written_once_and_renewed() {
        let hash = hash("English");
        let wanted =
            format!("+++\ntitle = 'T'\nsource = \"{hash}\"\ntranslated = 2026-11-24\n+++\nsource = 1\n");
        let once = stamp("English", "+++\ntitle = 'T'\n+++\nsource = 1\n", "2026-11-24");
        assert_eq!(once, wanted);
        assert_eq!(stamp("English", &wanted.replace(&hash, "0"), "2026-11-24"), wanted);
        let section = stamp("English", "title = 'T'", "2026-11-24");
        assert_eq!(section, format!("title = 'T'\nsource = \"{hash}\"\ntranslated = 2026-11-24\n"));
    }
}
