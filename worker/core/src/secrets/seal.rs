//! Encryption of what lies in the database: XChaCha20-Poly1305 with random nonces.
//!
//! [`seal`] and [`open`] work under the server's keys (addresses, numbers, messages); [`seal_with`] and
//! [`open_with`] under a key that the caller has (data keys, what only a cookie opens). A ciphertext is text:
//! `<key id>.<base64url of nonce and ciphertext>`.

use super::{Key, ServerSecrets, decode, encode};
use crate::ports::{Entropy, Outage};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

/// Where a ciphertext lives. It opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The table that it is for.
    pub table: &'a str,
    /// The column.
    pub column: &'a str,
    /// The account that it belongs to, or another id that owns it.
    pub owner: &'a str,
}

impl Place<'_> {
    fn associated_data(&self, key_id: &str) -> Vec<u8> {
        let mut data = Vec::new();
        for part in [self.table, self.column, self.owner, key_id] {
            data.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            data.extend_from_slice(part.as_bytes());
        }
        data
    }
}

/// Seals `plain` for `place` under the server's current key.
///
/// # Errors
/// If the platform gives no randomness.
pub fn seal(
    secrets: &ServerSecrets,
    entropy: &impl Entropy,
    place: Place<'_>,
    plain: &[u8],
) -> Result<String, Outage> {
    let (id, key) = secrets.current("seal");
    seal_named(&key, id, entropy, place, plain)
}

/// Opens what [`seal`] made, with whichever key it names.
///
/// # Errors
/// If it does not open: the row was tampered with or the key is missing.
pub fn open(secrets: &ServerSecrets, place: Place<'_>, sealed: &str) -> Result<String, Outage> {
    let id = sealed.split_once('.').map_or("", |(id, _)| id);
    let plain = secrets.key(id, "seal").and_then(|key| open_named(&key, id, place, sealed));
    plain
        .and_then(|plain| String::from_utf8(plain.to_vec()).ok())
        .ok_or_else(|| Outage::new("database", format!("{}.{} does not open", place.table, place.column)))
}

/// Seals `plain` for `place` under a key that the server does not keep.
///
/// # Errors
/// If the platform gives no randomness.
pub fn seal_with(
    key: &Key,
    entropy: &impl Entropy,
    place: Place<'_>,
    plain: &[u8],
) -> Result<String, Outage> {
    seal_named(key, "own", entropy, place, plain)
}

/// Opens what [`seal_with`] made; nothing if the key or the place is another.
pub fn open_with(key: &Key, place: Place<'_>, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
    open_named(key, "own", place, sealed)
}

/// Opens a key that was sealed with [`seal_with`].
pub fn open_key_with(key: &Key, place: Place<'_>, sealed: &str) -> Option<Key> {
    let plain = open_with(key, place, sealed)?;
    Some(Zeroizing::new(plain.as_slice().try_into().ok()?))
}

fn seal_named(
    key: &Key,
    id: &str,
    entropy: &impl Entropy,
    place: Place<'_>,
    plain: &[u8],
) -> Result<String, Outage> {
    let mut nonce = [0; 24];
    entropy.fill(&mut nonce)?;
    let cipher = XChaCha20Poly1305::new((&**key).into());
    let payload = Payload { msg: plain, aad: &place.associated_data(id) };
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| Outage::new("encryption", "the text is too long"))?;
    let mut bytes = nonce.to_vec();
    bytes.extend_from_slice(&sealed);
    Ok(format!("{id}.{}", encode(&bytes)))
}

fn open_named(key: &Key, id: &str, place: Place<'_>, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = decode(sealed.strip_prefix(id)?.strip_prefix('.')?)?;
    let (nonce, sealed) = bytes.split_at_checked(24)?;
    let nonce: [u8; 24] = nonce.try_into().ok()?;
    let cipher = XChaCha20Poly1305::new((&**key).into());
    let payload = Payload { msg: sealed, aad: &place.associated_data(id) };
    cipher.decrypt(&XNonce::from(nonce), payload).ok().map(Zeroizing::new)
}
