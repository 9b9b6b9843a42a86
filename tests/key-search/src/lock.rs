//! What is sealed, and trying keys on it.

use crate::Key;
use crate::tag::tag;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

/// A ciphertext with all that it takes to try a key on it.
#[derive(Debug, Clone)]
pub struct Lock {
    /// What it is, for people.
    pub name: String,
    /// Whether its key is not the server's.
    pub personal: bool,
    nonce: [u8; 24],
    /// Ciphertext and tag.
    sealed: Vec<u8>,
    tag: [u8; 16],
    associated_data: Vec<u8>,
    /// What the tag is of.
    blocks: Vec<[u8; 16]>,
}

/// What a tag is made of: both parts filled up to whole blocks, and their lengths.
pub fn blocks(associated_data: &[u8], sealed: &[u8]) -> Vec<[u8; 16]> {
    let part = |bytes: &[u8]| -> Vec<[u8; 16]> {
        let filled =
            |chunk: &[u8]| std::array::from_fn(|index| chunk.get(index).copied().unwrap_or_default());
        bytes.chunks(16).map(filled).collect()
    };
    let mut lengths = [0; 16];
    lengths[..8].copy_from_slice(&(associated_data.len() as u64).to_le_bytes());
    lengths[8..].copy_from_slice(&(sealed.len() as u64).to_le_bytes());
    [part(associated_data), part(sealed), vec![lengths]].concat()
}

impl Lock {
    /// Reads `<key id>.<base64url of nonce, ciphertext and tag>`, sealed for a table, a column and an owner.
    pub fn read(name: &str, text: &str, place: [&str; 3]) -> Option<Self> {
        let (id, encoded) = text.split_once('.')?;
        let bytes = URL_SAFE_NO_PAD.decode(encoded).ok()?;
        let (nonce, rest) = bytes.split_at_checked(24)?;
        let (text, tag) = rest.split_at_checked(rest.len().checked_sub(16)?)?;
        let mut associated_data = Vec::new();
        for part in place.into_iter().chain([id]) {
            associated_data.extend(u32::try_from(part.len()).ok()?.to_be_bytes());
            associated_data.extend(part.as_bytes());
        }
        Some(Self {
            name: name.to_owned(),
            personal: id == "own",
            nonce: nonce.try_into().ok()?,
            sealed: rest.to_vec(),
            tag: tag.try_into().ok()?,
            blocks: blocks(&associated_data, text),
            associated_data,
        })
    }
}

/// Locks that are still closed, and what has opened.
pub struct Trial<'a> {
    closed: &'a [(usize, &'a Lock)],
    pub opened: Vec<(usize, Vec<u8>)>,
    pub keys: u64,
    pub trials: u64,
}

impl<'a> Trial<'a> {
    pub const fn new(closed: &'a [(usize, &'a Lock)]) -> Self {
        Self { closed, opened: Vec::new(), keys: 0, trials: 0 }
    }

    /// Tries a key on everything that is not sealed with the server's keys.
    pub fn personal(&mut self, key: &Key) {
        self.turn(key, true);
    }

    /// Tries a key on everything.
    pub fn all(&mut self, key: &Key) {
        self.turn(key, false);
    }

    fn turn(&mut self, key: &Key, personal_only: bool) {
        self.keys += 1;
        for (number, lock) in self.closed.iter().filter(|(_, lock)| lock.personal || !personal_only) {
            self.trials += 1;
            if tag(key, &lock.nonce, &lock.blocks) == lock.tag {
                let payload = Payload { msg: &lock.sealed, aad: &lock.associated_data };
                let opened = XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(lock.nonce), payload);
                self.opened.extend(opened.map(|plain| (*number, plain)));
            }
        }
    }
}
