//! What every page needs to know about where it is: `content/site.toml`.

use crate::diagnostic::Source;
use crate::{Diagnostic, Sources, front_matter};
use serde::Deserialize;

/// The path of the file in the content folder.
pub const FILE: &str = "site.toml";

/// The settings of the site, the same in every language.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
pub struct Settings {
    /// The address of the site, without a slash at its end.
    pub origin: String,
    /// Where a change to a file of the content folder is suggested: its path is added.
    pub edit: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { origin: "https://gatehouse.example".to_owned(), edit: None }
    }
}

impl Settings {
    /// Reads the file. Without one, or with a bad one, which is told, these are the defaults.
    pub fn load(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let Some(text) = sources.content.get(FILE) else { return Self::default() };
        let file = format!("{}/{FILE}", sources.content_folder);
        let source = Source::new(file.clone(), text);
        let known = &["origin", "edit"];
        let parsed = front_matter::parse::<Self>(&source.text, known, &source, |span| span, diagnostics);
        let Some(settings) = parsed else {
            return Self::default();
        };
        let line = |name: &str| {
            text.lines().position(|line| line.trim_start().starts_with(name)).map_or(1, |index| index + 1)
        };
        // A path is put behind it, and what is no address would make every link that other programs follow a wrong one.
        if !settings.origin.starts_with("https://") || settings.origin.ends_with('/') {
            let message =
                "expected an address such as `https://gatehouse.example`, without a slash at its end";
            diagnostics.push(Diagnostic::new(&file, line("origin"), message));
        }
        if settings.edit.as_ref().is_some_and(|edit| !edit.starts_with("https://") || !edit.ends_with('/')) {
            let message = "expected an address that begins with `https://` and ends with a slash";
            diagnostics.push(Diagnostic::new(&file, line("edit"), message));
        }
        settings
    }

    /// The whole address of a path on the site.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}
