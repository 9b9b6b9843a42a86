//! The indexes in memory. They hold what the site says and nothing of a request, so one copy serves everybody; and since it
//! is compared with the site's file at each request, a new site is never searched with an old index.

use super::index::Index;
use super::source::Source;
use crate::ports::Outage;
use crate::text::Language;
use bytes::Bytes;
use std::sync::{Arc, Mutex, PoisonError};

type Kept = Mutex<Option<(Bytes, Arc<Index>)>>;

/// The address of a language's file.
pub fn path(language: Language) -> String {
    format!("/search/{}.json", language.tag())
}

/// The index of `file`, the content of [`path`].
///
/// # Errors
/// If the file is not what the site generator writes.
pub fn index(language: Language, file: Bytes) -> Result<Arc<Index>, Outage> {
    static KEPT: [Kept; Language::ALL.len()] = [const { Mutex::new(None) }; Language::ALL.len()];
    let [english, spanish, french] = &KEPT;
    let kept = match language {
        Language::English => english,
        Language::Spanish => spanish,
        Language::French => french,
    };
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, index)) = kept.as_ref().filter(|(bytes, _)| *bytes == file) {
        return Ok(Arc::clone(index));
    }
    let source: Source =
        serde_json::from_slice(&file).map_err(|error| Outage::new("search", error.to_string()))?;
    let index = Arc::new(Index::new(source, language));
    *kept = Some((file, Arc::clone(&index)));
    Ok(index)
}
