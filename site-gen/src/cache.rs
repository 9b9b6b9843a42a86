//! What an earlier build made and the next can use again, so that a save costs one article and not all of them.
//!
//! An article is read again only when its source is another, and a page is filled in again only when its text or
//! anything else that it shows is another: the words around it, the templates, the titles of its neighbours. So the
//! key of each entry is a hash of all that it was made of; nothing has to be declared out of date. What two builds
//! in a row did not ask for is forgotten.

use crate::Diagnostic;
use crate::site::{Page, Section, Site};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

/// What an entry was made of, as a hash. It starts the same in every run of the program.
pub type Key = u64;

/// An article as it was read, with what was told about it.
pub type ReadPage = (Option<Page>, Vec<Diagnostic>);

/// The memory of earlier builds. A single build has no use for one.
#[derive(Debug, Default)]
pub struct Cache {
    read: Entries<ReadPage>,
    filled: Entries<String>,
}

#[derive(Debug)]
struct Entries<T>(Mutex<Generations<T>>);

/// Entries that the current build has used, and those of the build before.
#[derive(Debug)]
struct Generations<T> {
    now: HashMap<Key, Arc<T>>,
    before: HashMap<Key, Arc<T>>,
}

impl Cache {
    /// An article as it was read before, or as `read` reads it now.
    pub fn read(&self, key: Key, read: impl FnOnce() -> ReadPage) -> Arc<ReadPage> {
        let made: Result<_, std::convert::Infallible> = self.read.get(key, || Ok(read()));
        match made {
            Ok(page) => page,
        }
    }

    /// A page as it was filled in before, or as `fill` does it now. A failure is not kept.
    ///
    /// # Errors
    ///
    /// Those of `fill`.
    pub fn filled<E>(&self, key: Key, fill: impl FnOnce() -> Result<String, E>) -> Result<Arc<String>, E> {
        self.filled.get(key, fill)
    }

    /// Ends a build: forgets what it had no use for.
    pub fn turn(&self) {
        self.read.turn();
        self.filled.turn();
    }
}

impl<T> Entries<T> {
    fn get<E>(&self, key: Key, make: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        if let Some(entry) = self.with(|generations| generations.take(key)) {
            return Ok(entry);
        }
        // Not under the lock: other threads make theirs meanwhile.
        let entry = Arc::new(make()?);
        self.with(|generations| generations.now.insert(key, Arc::clone(&entry)));
        Ok(entry)
    }

    fn turn(&self) {
        let forgotten = self.with(|generations| {
            let now = std::mem::take(&mut generations.now);
            std::mem::replace(&mut generations.before, now)
        });
        drop(forgotten);
    }

    fn with<R>(&self, work: impl FnOnce(&mut Generations<T>) -> R) -> R {
        // Entries are whole or not there, so a thread that has failed leaves nothing half-done.
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Mutex::new(Generations { now: HashMap::new(), before: HashMap::new() }))
    }
}

impl<T> Generations<T> {
    fn take(&mut self, key: Key) -> Option<Arc<T>> {
        if let Some(entry) = self.now.get(&key) {
            return Some(Arc::clone(entry));
        }
        let entry = self.before.remove(&key)?;
        self.now.insert(key, Arc::clone(&entry));
        Some(entry)
    }
}

/// The key of something that is made of `parts`.
pub fn key(parts: impl Hash) -> Key {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}

/// The keys of the pages of one language.
#[derive(Debug)]
pub struct Keys {
    /// What every page shows: the words around it, and the titles of home, contact and sections.
    around: Key,
    /// What a page shows of the articles of its section, by the section's path.
    neighbours: HashMap<String, Key>,
    /// What the home page shows of all articles.
    all: Key,
}

impl Keys {
    /// The keys in `site`. `everywhere` is the key of what pages in all languages are made of.
    pub fn new(site: &Site, everywhere: Key) -> Self {
        let faces: Vec<Key> = site.sections.iter().map(|section| face(&section.page)).collect();
        let around =
            key((everywhere, site.language.tag(), &site.words, face(&site.home), face(&site.contact), faces));
        let neighbours: HashMap<String, Key> = site
            .sections
            .iter()
            .map(|section| {
                let faces: Vec<Key> = section.articles.iter().map(face).collect();
                (section.page.path.clone(), key(faces))
            })
            .collect();
        let all =
            key(site.sections.iter().map(|section| neighbours.get(&section.page.path)).collect::<Vec<_>>());
        Self { around, neighbours, all }
    }

    /// The key of all that a page shows.
    pub fn of(&self, page: &Page, section: Option<&Section>) -> Key {
        // A page that names what to read next may show articles of any section.
        let section = section.filter(|_| page.related.is_empty());
        let neighbours = section.map_or(Some(&self.all), |section| self.neighbours.get(&section.page.path));
        key((self.around, neighbours, face(page), &page.related, &*page.text))
    }
}

/// The key of what other pages show of a page.
fn face(page: &Page) -> Key {
    let Page { id, source, language, path, title, summary, order, .. } = page;
    // What is left out: no page shows the keywords, a draft or where a translation comes from, and the text and the related
    // articles are a page's own.
    key((id, &source.file, language.tag(), path, &title.value, summary, order.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_made_once_and_forgotten_when_a_build_does_not_ask_for_it() {
        let cache = Cache::default();
        let fill = |text: &str| {
            let made: Result<_, ()> = cache.filled(1, || Ok(text.to_owned()));
            made.expect("it is filled in").to_string()
        };
        assert_eq!(fill("first"), "first");
        cache.turn();
        assert_eq!(fill("second"), "first");
        cache.turn();
        cache.turn();
        assert_eq!(fill("third"), "third");
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(key(("ab", "c")), key(("a", "bc")));
    }
}
