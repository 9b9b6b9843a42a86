//! Cryptography, all of it: in here the rules of design.md become code, and nowhere else.
//!
//! Read in this order: [`ServerSecrets`] (what the server itself knows), [`seal`] (encryption of columns),
//! [`bearer`] (random tokens and their keyed hashes), [`password`] (the slow hash and what is split off it),
//! [`personal_key`], [`security_code`], [`one_time_password`], and [`seed`] (what a form that comes again gets again). What
//! always holds:
//!
//! - no secret is compared, stored or shown except through these modules;
//! - every key has one purpose, split off by HKDF (RFC 5869) with a label of its own;
//! - every ciphertext names its key and is bound to its table, column and account.

pub mod bearer;
pub mod one_time_password;
pub mod password;
pub mod personal_key;
pub mod seal;
pub mod security_code;
pub mod seed;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// A symmetric key. Wiped from memory when it goes.
pub type Key = Zeroizing<[u8; 32]>;

/// Writes bytes as unpadded base64url, the one text form of bytes in this project.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads what [`encode`] wrote; nothing if it is not that.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Reads exactly `N` bytes that [`encode`] wrote.
pub fn decode_array<const N: usize>(text: &str) -> Option<[u8; N]> {
    decode(text)?.try_into().ok()
}

/// HKDF-Expand with SHA-256: a key for the purpose that `label` names.
pub(crate) fn derive(key: &[u8; 32], label: &str) -> Key {
    let mut derived = Zeroizing::new([0; 32]);
    // 32 bytes are within what HKDF gives, and a 32-byte key is within what it takes: neither step can fail.
    if let Ok(hkdf) = Hkdf::<Sha256>::from_prk(key) {
        let filled = hkdf.expand(label.as_bytes(), derived.as_mut());
        debug_assert!(filled.is_ok());
    }
    derived
}

/// HMAC-SHA256 over `parts`, each preceded by its length so that no two lists of parts are alike.
pub(crate) fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // RFC 2104 pads a short key with zeros to SHA-256's block; given padded, the key has the one length that cannot fail.
    let mut block = Zeroizing::new([0; 64]);
    if let Some(head) = block.first_chunk_mut::<32>() {
        *head = *key;
    }
    let mut mac = <Hmac<Sha256> as KeyInit>::new((&*block).into());
    for part in parts {
        mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// A key of the server with the name that ciphertexts call it by.
#[derive(Clone)]
pub struct NamedKey {
    /// Short and unique, such as `k1`.
    pub id: String,
    key: Key,
}

/// What the server itself knows. A copy of it opens email addresses and phone numbers, but no personal information (PV-1).
#[derive(Clone)]
pub struct ServerSecrets {
    keys: Vec<NamedKey>,
    peppers: Vec<NamedKey>,
    guard_names: Key,
}

/// Why a set of secrets could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the secret {name} must be {expected}")]
pub struct BadSecret {
    /// The setting's name.
    pub name: &'static str,
    /// What it should have been.
    pub expected: &'static str,
}

impl ServerSecrets {
    /// Reads the secrets: `keys` and `peppers` as `id:base64url,…`, the current one first; `guard_names` as base64url.
    ///
    /// # Errors
    /// If one of them is not of that form or not of 32 bytes.
    pub fn parse(keys: &str, peppers: &str, guard_names: &str) -> Result<Self, BadSecret> {
        Ok(Self {
            keys: named_keys("SERVER_KEYS", keys)?,
            peppers: named_keys("PASSWORD_PEPPERS", peppers)?,
            guard_names: Zeroizing::new(
                decode_array(guard_names.trim())
                    .ok_or(BadSecret { name: "GUARD_NAME_KEY", expected: "32 bytes in base64url" })?,
            ),
        })
    }

    /// The key for `purpose` that new things are made with, and its id.
    pub fn current(&self, purpose: &str) -> (&str, Key) {
        // `parse` lets no empty list through.
        self.keys.first().map_or(("", Key::default()), |named| (&named.id, derive(&named.key, purpose)))
    }

    /// The key for `purpose` whose id is `id`.
    pub fn key(&self, id: &str, purpose: &str) -> Option<Key> {
        self.keys.iter().find(|named| named.id == id).map(|named| derive(&named.key, purpose))
    }

    /// Every key for `purpose` with its id, the current one first: whatever was made under an older one is still known.
    pub fn all(&self, purpose: &str) -> impl Iterator<Item = (&str, Key)> {
        self.keys.iter().map(move |named| (named.id.as_str(), derive(&named.key, purpose)))
    }

    /// The ids of the keys that the current one took the place of, and that may still be named by what is stored.
    pub fn older_keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().skip(1).map(|named| named.id.as_str())
    }

    /// Whether `stored` (a ciphertext, a fingerprint, a hash) names the current key.
    pub fn is_current(&self, stored: &str) -> bool {
        stored.split_once('.').is_some_and(|(id, _)| self.keys.first().is_some_and(|named| named.id == id))
    }

    /// The pepper that new passwords are hashed with, and its id.
    pub fn current_pepper(&self) -> (&str, Key) {
        self.peppers.first().map_or(("", Key::default()), |named| (&named.id, named.key.clone()))
    }

    /// The pepper whose id is `id`.
    pub fn pepper(&self, id: &str) -> Option<Key> {
        self.peppers.iter().find(|named| named.id == id).map(|named| named.key.clone())
    }

    /// The name of the guard for `value` among those of `kind`. It tells nothing of the value and never rotates, so it also
    /// names what else must be found again whatever key is the current one.
    pub fn guard_name(&self, kind: &str, value: &str) -> String {
        format!("{kind}:{}", encode(&mac(&self.guard_names, &[kind.as_bytes(), value.as_bytes()])))
    }

    /// The keyed fingerprint by which `value` of `kind` (an address, a number) is found in the database (PV-2).
    pub fn fingerprint(&self, kind: &str, value: &str) -> String {
        let (id, key) = self.current("fingerprint");
        fingerprint(id, &key, kind, value)
    }

    /// The fingerprints of `value` under every key, as a JSON array for `IN (SELECT value FROM json_each(…))`.
    pub fn fingerprints(&self, kind: &str, value: &str) -> String {
        json_list(self.all("fingerprint").map(|(id, key)| fingerprint(id, &key, kind, value)))
    }
}

fn fingerprint(id: &str, key: &Key, kind: &str, value: &str) -> String {
    format!("{id}.{}", encode(&mac(key, &[kind.as_bytes(), value.as_bytes()])))
}

/// Texts without quotes or backslashes (ids, base64url) as a JSON array.
fn json_list(texts: impl Iterator<Item = String>) -> String {
    let quoted: Vec<String> = texts.map(|text| format!("\"{text}\"")).collect();
    format!("[{}]", quoted.join(","))
}

fn named_keys(name: &'static str, text: &str) -> Result<Vec<NamedKey>, BadSecret> {
    let bad = BadSecret {
        name,
        expected: "a list such as k2:<32 bytes in base64url>,k1:<…>, the current one first",
    };
    let keys: Option<Vec<NamedKey>> = text
        .split(',')
        .map(|part| {
            let (id, key) = part.trim().split_once(':')?;
            let named = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
            named.then_some(NamedKey { id: id.to_owned(), key: Zeroizing::new(decode_array(key)?) })
        })
        .collect();
    keys.filter(|keys| !keys.is_empty()).ok_or(bad)
}
