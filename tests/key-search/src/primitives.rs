//! How keys come out of keys, written down once more.

use crate::Key;
use argon2::{Algorithm, Argon2, Params, Version};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// HKDF-Expand: one key for each label.
///
/// # Panics
/// Never: 32 bytes are within what it takes and gives.
pub fn derive_each(key: &Key, labels: &[String]) -> impl Iterator<Item = Key> {
    let Ok(hkdf) = Hkdf::<Sha256>::from_prk(key) else { panic!("HKDF takes 32 bytes") };
    labels.iter().map(move |label| {
        let mut derived = [0; 32];
        assert!(hkdf.expand(label.as_bytes(), &mut derived).is_ok(), "HKDF gives 32 bytes");
        derived
    })
}

/// The key for one label.
///
/// # Panics
/// Never.
pub fn derive(key: &Key, label: &str) -> Key {
    derive_each(key, &[label.to_owned()]).next().unwrap_or_default()
}

/// HMAC over parts, each preceded by its length.
pub fn mac(key: &Key, parts: &[&[u8]]) -> Key {
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

pub fn sha256(bytes: &[u8]) -> Key {
    Sha256::digest(bytes).into()
}

/// One guess at a password or personal key: a run of Argon2id with the salt and the costs that are stored, such as
/// `argon2id,m=19456,t=2,p=1`, and the server's pepper.
///
/// # Panics
/// If the costs are not of that form.
pub fn slow_hash(secret: &str, salt: &[u8], costs: &str, pepper: &Key) -> Key {
    let costs: Vec<u32> =
        costs.split(',').skip(1).filter_map(|cost| cost.split_once('=')?.1.parse().ok()).collect();
    let [memory, passes, lanes] = costs[..] else { panic!("unknown costs") };
    let mut output = [0; 32];
    let hashed = Params::new(memory, passes, lanes, Some(32))
        .and_then(|params| Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, params))
        .and_then(|argon2| argon2.hash_password_into(secret.as_bytes(), salt, &mut output));
    assert!(hashed.is_ok(), "{hashed:?}");
    output
}
