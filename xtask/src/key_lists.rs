//! The lists of keys that rotate: `k2:<32 bytes in base64url>,k1:<…>`, the current one first. Nothing here reads a file.

use std::fmt;

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A secret that is a list of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What the server seals, fingerprints and signs with.
    Server,
    /// What goes into the hash of every password and personal key.
    Pepper,
}

impl Kind {
    /// Both, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::Server, Self::Pepper];

    /// The name of the secret.
    pub fn secret(self) -> &'static str {
        match self {
            Self::Server => "SERVER_KEYS",
            Self::Pepper => "PASSWORD_PEPPERS",
        }
    }

    /// What the ids of its keys begin with.
    fn prefix(self) -> &'static str {
        match self {
            Self::Server => "k",
            Self::Pepper => "p",
        }
    }
}

/// Keys with their ids. Never empty.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyList {
    current: Key,
    older: Vec<Key>,
}

#[derive(Clone, PartialEq, Eq)]
struct Key {
    id: String,
    // As it is written.
    value: String,
}

impl KeyList {
    /// Reads a list as the service does.
    pub fn parse(kind: Kind, text: &str) -> Result<Self> {
        let mut keys = Vec::new();
        for part in text.split(',') {
            let key = part.trim().split_once(':').and_then(|(id, value)| {
                let named = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
                let whole = URL_SAFE_NO_PAD.decode(value).is_ok_and(|bytes| bytes.len() == 32);
                (named && whole).then(|| Key { id: id.to_owned(), value: value.to_owned() })
            });
            let key = key.with_context(|| {
                format!("{} is not a list such as k2:<32 bytes in base64url>,k1:<…>", kind.secret())
            })?;
            if keys.iter().any(|other: &Key| other.id == key.id) {
                bail!("{} names {} twice", kind.secret(), key.id);
            }
            keys.push(key);
        }
        let older = keys.split_off(1);
        let current = keys.pop().with_context(|| format!("{} is empty", kind.secret()))?;
        Ok(Self { current, older })
    }

    /// The key that new things are made with.
    pub fn current(&self) -> &str {
        &self.current.id
    }

    /// The keys that are kept for what was made with them, the newest first.
    pub fn older(&self) -> impl Iterator<Item = &str> {
        self.older.iter().map(|key| key.id.as_str())
    }

    /// All ids, the current one first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.current()).chain(self.older())
    }

    /// Puts a new key in front. Its number is one that no key of the list has reached, and since the current key never goes
    /// and always has the highest, no id is ever given out twice.
    #[must_use]
    pub fn rotated(mut self, kind: Kind, value: &str) -> Self {
        let number = |id: &str| id.strip_prefix(kind.prefix()).and_then(|number| number.parse::<u32>().ok());
        let highest = self.ids().filter_map(number).max().unwrap_or(0);
        let id = format!("{}{}", kind.prefix(), highest.saturating_add(1));
        let before = std::mem::replace(&mut self.current, Key { id, value: value.to_owned() });
        self.older.insert(0, before);
        self
    }

    /// Takes an old key out.
    pub fn without(mut self, id: &str) -> Result<Self> {
        if self.current.id == id {
            bail!("{id} is the current key, which is never retired: rotate first");
        }
        let before = self.older.len();
        self.older.retain(|key| key.id != id);
        if self.older.len() == before {
            bail!("there is no key {id}");
        }
        Ok(self)
    }
}

/// As the service reads it, with the keys themselves.
impl fmt::Display for KeyList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.current.id, self.current.value)?;
        self.older.iter().try_for_each(|key| write!(formatter, ",{}:{}", key.id, key.value))
    }
}

/// Without the keys themselves, so that none gets into a log or a failed test.
impl fmt::Debug for KeyList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.ids()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const OTHER: &str = "__________________________________________8";

    fn first() -> KeyList {
        KeyList::parse(Kind::Server, &format!("k1:{ONE}")).expect("a list of one key")
    }

    #[test]
    fn a_new_key_stands_in_front_and_its_id_was_never_there() {
        let list = first().rotated(Kind::Server, OTHER);
        assert_eq!(list.to_string(), format!("k2:{OTHER},k1:{ONE}"));
        let list = list.without("k1").expect("k1 is old").rotated(Kind::Server, ONE);
        assert_eq!(list.ids().collect::<Vec<_>>(), ["k3", "k2"]);
        let named_by_hand = KeyList::parse(Kind::Pepper, &format!("spring:{ONE}")).expect("a list");
        assert_eq!(named_by_hand.rotated(Kind::Pepper, OTHER).ids().collect::<Vec<_>>(), ["p1", "spring"]);
    }

    #[test]
    fn the_current_key_and_an_unknown_one_are_not_taken_out() {
        let list = first().rotated(Kind::Server, OTHER);
        assert!(list.clone().without("k2").unwrap_err().to_string().contains("current"));
        assert!(list.without("k7").unwrap_err().to_string().contains("no key k7"));
    }

    #[test]
    fn reads_what_the_service_reads_and_nothing_else() {
        let text = format!("k2:{OTHER},k1:{ONE}");
        assert_eq!(KeyList::parse(Kind::Server, &text).expect("a list").to_string(), text);
        for bad in ["", "k1", "k1:short", &format!(":{ONE}"), &format!("k1:{ONE},"), &format!("k-1:{ONE}")] {
            let error = KeyList::parse(Kind::Server, bad).unwrap_err().to_string();
            assert!(error.contains("SERVER_KEYS") && !error.contains(ONE), "{bad}: {error}");
        }
        assert!(KeyList::parse(Kind::Server, &format!("k1:{ONE},k1:{OTHER}")).is_err());
    }

    #[test]
    fn shows_no_key_by_accident() {
        let shown = format!("{:?}", first());
        assert_eq!(shown, r#"["k1"]"#);
    }
}
