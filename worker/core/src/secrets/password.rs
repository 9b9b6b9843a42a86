//! The slow hash, run once per check, and the two halves that are split off it.
//!
//! Argon2id (RFC 9106; 19 MiB, two passes, one lane; own salt; a server pepper as Argon2's secret) gives 32
//! bytes. HKDF-Expand splits them: `<kind>/verifier` proves the secret (its SHA-256 is stored), `<kind>/wrap`
//! wraps the account's data key. Whoever knows the stored half learns nothing of the other. Passwords and
//! personal keys go through the same function; `worker/core/tests/derivation.json` pins it.
//!
//! [`Record::make`] makes what is stored; [`Record::check`] checks a guess.

use super::seal::{Place, open_key_with, seal_with};
use super::{Key, ServerSecrets, decode, decode_array, derive, encode};
use crate::ports::{Entropy, Outage};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize as _, Zeroizing};

/// Argon2id's costs, stored with every record so that they can be raised later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Costs {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// OWASP's first choice for Argon2id, and what one isolate of 128 MB can bear.
const COSTS: Costs = Costs { memory_kib: 19 * 1024, passes: 2, lanes: 1 };

impl Costs {
    /// Reads what [`Costs::to_text`] wrote, within what an isolate can bear.
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("argon2id,")?.split(',');
        let mut number = |name: &str| parts.next()?.strip_prefix(name)?.parse::<u32>().ok();
        let costs = Self { memory_kib: number("m=")?, passes: number("t=")?, lanes: number("p=")? };
        let bearable = costs.memory_kib <= 64 * 1024 && costs.passes <= 8 && costs.lanes == 1;
        (parts.next().is_none() && bearable).then_some(costs)
    }

    fn to_text(self) -> String {
        format!("argon2id,m={},t={},p={}", self.memory_kib, self.passes, self.lanes)
    }
}

/// Which secret a record is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The password.
    Password,
    /// The personal key.
    PersonalKey,
}

impl Kind {
    const fn label(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::PersonalKey => "personal-key",
        }
    }

    /// The table that holds records of this kind.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Password => "passwords",
            Self::PersonalKey => "personal_keys",
        }
    }

    fn place(self, account: &str) -> Place<'_> {
        Place { table: self.table(), column: "data_key", owner: account }
    }
}

/// The two halves of one run of the slow hash.
pub struct Derived {
    /// Proves the secret. Only its SHA-256 is stored.
    pub verifier: Key,
    /// Wraps the data key. Never stored.
    pub wrap: Key,
}

/// What is stored of a password or a personal key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// 16 random bytes, base64url.
    pub salt: String,
    /// The algorithm and its costs.
    pub parameters: String,
    /// The id of the pepper.
    pub pepper: String,
    /// SHA-256 of the verifier, base64url.
    pub verifier: String,
    /// The account's data key, sealed with the wrap key.
    pub data_key: String,
}

impl Record {
    /// Hashes `secret` and wraps `data_key` for `account`. Costs one run.
    ///
    /// # Errors
    /// If the platform gives no randomness or too little memory.
    pub fn make(
        secrets: &ServerSecrets,
        entropy: &impl Entropy,
        kind: Kind,
        account: &str,
        secret: &str,
        data_key: &Key,
    ) -> Result<(Self, Derived), Outage> {
        let mut salt = [0; 16];
        entropy.fill(&mut salt)?;
        let (pepper_id, pepper) = secrets.current_pepper();
        let derived = derive_halves(kind, secret, &salt, &pepper, COSTS)?;
        let record = Self {
            salt: encode(&salt),
            parameters: COSTS.to_text(),
            pepper: pepper_id.to_owned(),
            verifier: encode(&Sha256::digest(derived.verifier.as_ref())),
            data_key: seal_with(&derived.wrap, entropy, kind.place(account), data_key.as_ref())?,
        };
        Ok((record, derived))
    }

    /// Whether a record made today would have this pepper and these costs. One that is not is made anew when its secret is
    /// given the next time.
    pub fn is_current(&self, secrets: &ServerSecrets) -> bool {
        self.pepper == secrets.current_pepper().0 && self.parameters == COSTS.to_text()
    }

    /// Hashes `guess` as this record says. Costs one run, right or wrong; gives the data key and the wrap key if right.
    ///
    /// # Errors
    /// If the record names a pepper or costs that are not known, or does not unwrap under the right secret.
    pub fn check(
        &self,
        secrets: &ServerSecrets,
        kind: Kind,
        account: &str,
        guess: &str,
    ) -> Result<Option<Unlocked>, Outage> {
        let broken =
            |what: &str| Outage::new("database", format!("a record in {} has a bad {what}", kind.table()));
        let costs = Costs::read(&self.parameters).ok_or_else(|| broken("parameter"))?;
        let salt = decode(&self.salt).ok_or_else(|| broken("salt"))?;
        let pepper = secrets.pepper(&self.pepper).ok_or_else(|| broken("pepper"))?;
        let verifier: [u8; 32] = decode_array(&self.verifier).ok_or_else(|| broken("verifier"))?;
        let derived = derive_halves(kind, guess, &salt, &pepper, costs)?;
        if !bool::from(Sha256::digest(derived.verifier.as_ref()).ct_eq(&verifier)) {
            return Ok(None);
        }
        let data_key = open_key_with(&derived.wrap, kind.place(account), &self.data_key)
            .ok_or_else(|| broken("data key"))?;
        Ok(Some(Unlocked { data_key, wrap: derived.wrap }))
    }

    /// Wraps another data key with a wrap key that [`Record::check`] or [`Record::make`] gave. Costs no run.
    ///
    /// # Errors
    /// If the platform gives no randomness.
    pub fn rewrap(
        entropy: &impl Entropy,
        kind: Kind,
        account: &str,
        wrap: &Key,
        data_key: &Key,
    ) -> Result<String, Outage> {
        seal_with(wrap, entropy, kind.place(account), data_key.as_ref())
    }
}

/// What the right secret opens.
pub struct Unlocked {
    /// The account's data key.
    pub data_key: Key,
    /// The key that wraps it.
    pub wrap: Key,
}

/// Spends as much time as [`Record::check`] on an address without an account, so that the two cannot be told apart (SI-1).
///
/// # Errors
/// If there is too little memory.
pub fn check_nothing(secrets: &ServerSecrets, guess: &str) -> Result<(), Outage> {
    let (_, pepper) = secrets.current_pepper();
    let derived = derive_halves(Kind::Password, guess, &[0; 16], &pepper, COSTS)?;
    // Comparing with something keeps the run from being optimised away.
    let same: bool = derived.verifier.ct_eq(&[0; 32]).into();
    if same { Err(Outage::new("hash", "impossible verifier")) } else { Ok(()) }
}

/// A password as it is hashed and counted: in Unicode's NFC, so that every keyboard gives the same.
pub fn normalize(password: &str) -> Zeroizing<String> {
    Zeroizing::new(password.nfc().collect())
}

/// A new data key.
///
/// # Errors
/// If the platform gives no randomness.
pub fn new_data_key(entropy: &impl Entropy) -> Result<Key, Outage> {
    let mut key = Key::default();
    entropy.fill(key.as_mut())?;
    Ok(key)
}

thread_local! {
    /// Argon2's memory. Linear memory never shrinks, so one buffer serves every run. Between runs it is zero: it outlives
    /// the request, and the last blocks of a run give the hash, and so the verifier and the wrapping key.
    static MEMORY: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

fn derive_halves(
    kind: Kind,
    secret: &str,
    salt: &[u8],
    pepper: &Key,
    costs: Costs,
) -> Result<Derived, Outage> {
    let failed = |error: argon2::Error| Outage::new("hash", error.to_string());
    let params = Params::new(costs.memory_kib, costs.passes, costs.lanes, Some(32)).map_err(failed)?;
    let argon2 = Argon2::new_with_secret(pepper.as_ref(), Algorithm::Argon2id, Version::V0x13, params)
        .map_err(failed)?;
    let mut output = Key::default();
    MEMORY.with(|memory| {
        let mut memory = memory.try_borrow_mut().map_err(|_| Outage::new("hash", "two runs at once"))?;
        // Growing by `resize` alone would stop the program where there is no memory.
        let missing = argon2.params().block_count().saturating_sub(memory.len());
        memory.try_reserve_exact(missing).map_err(|error| Outage::new("hash", error.to_string()))?;
        memory.resize(argon2.params().block_count(), Block::default());
        let hashed = argon2.hash_password_into_with_memory(
            secret.as_bytes(),
            salt,
            output.as_mut(),
            memory.as_mut_slice(),
        );
        // Also after a failure, which may come when blocks are filled already. The compiler may not leave this out: the
        // writes are volatile, and the next run finds the buffer where it is.
        memory.iter_mut().zeroize();
        hashed.map_err(failed)
    })?;
    Ok(Derived {
        verifier: derive(&output, &format!("{}/verifier", kind.label())),
        wrap: derive(&output, &format!("{}/wrap", kind.label())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Vector {
        kind: String,
        secret: String,
        salt: String,
        pepper: String,
        verifier: String,
        wrap: String,
    }

    /// Every password made so far depends on this derivation: a vector may be added, never changed.
    #[test]
    fn the_derivation_gives_what_its_vectors_say() {
        let vectors: Vec<Vector> = serde_json::from_str(include_str!("../../tests/derivation.json")).unwrap();
        assert!(vectors.len() >= 4);
        for vector in vectors {
            let kind = if vector.kind == "password" { Kind::Password } else { Kind::PersonalKey };
            let pepper = Zeroizing::new(decode_array(&vector.pepper).unwrap());
            let secret = normalize(&vector.secret);
            let derived =
                derive_halves(kind, &secret, &decode(&vector.salt).unwrap(), &pepper, COSTS).unwrap();
            assert_eq!(encode(derived.verifier.as_ref()), vector.verifier, "{}", vector.secret);
            assert_eq!(encode(derived.wrap.as_ref()), vector.wrap, "{}", vector.secret);
        }
    }

    #[test]
    fn no_run_leaves_anything_in_the_memory_that_outlives_it() {
        let run =
            |salt: &[u8], costs| derive_halves(Kind::Password, "a secret", salt, &Key::default(), costs);
        let is_zero = || {
            MEMORY.with_borrow(|memory| memory.iter().flat_map(Block::as_ref).all(|word: &u64| *word == 0))
        };
        assert!(run(&[1; 16], COSTS).is_ok() && is_zero());
        // A record may say lower costs: what is beyond the end of the buffer then was cleared before.
        assert!(run(&[1; 16], Costs { memory_kib: 64, ..COSTS }).is_ok() && is_zero());
        MEMORY.with_borrow_mut(|memory| memory.iter_mut().for_each(|block| block.as_mut().fill(1)));
        assert!(run(&[1; 7], COSTS).is_err(), "Argon2 takes no salt of seven bytes");
        MEMORY.with_borrow(|memory| assert_eq!(memory.len(), 19 * 1024));
        assert!(is_zero());
    }
}
