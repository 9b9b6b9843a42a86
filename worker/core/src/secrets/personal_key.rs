//! The personal key: 16 random characters that let a person in without the phone (80 bits).
//!
//! Written in Crockford's alphabet, which leaves out letters that look like digits, and read forgivingly: case,
//! dashes and spaces do not matter, O is 0, I and L are 1.

use crate::policy::POLICY;
use crate::ports::{Entropy, Outage};
use zeroize::Zeroizing;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A personal key in its plain form, without dashes. Wiped from memory when it goes.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonalKey(Zeroizing<String>);

impl PersonalKey {
    /// A new key.
    ///
    /// # Errors
    /// If the platform gives no randomness.
    pub fn random(entropy: &impl Entropy) -> Result<Self, Outage> {
        let mut bytes = Zeroizing::new(vec![0; POLICY.personal_key_length as usize]);
        entropy.fill(&mut bytes)?;
        // 32 characters divide 256 evenly, so each is as likely as any other.
        let key = bytes
            .iter()
            .filter_map(|byte| ALPHABET.get(usize::from(byte & 31)))
            .map(|byte| char::from(*byte));
        Ok(Self(Zeroizing::new(key.collect())))
    }

    /// Reads what a person typed; nothing if it cannot be a personal key.
    pub fn read(typed: &str) -> Option<Self> {
        let mut key = Zeroizing::new(String::new());
        for c in typed
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '—' | '‐' | '‑' | '_' | '.'))
        {
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            };
            if !u8::try_from(c).is_ok_and(|byte| ALPHABET.contains(&byte)) {
                return None;
            }
            key.push(c);
        }
        (key.len() == POLICY.personal_key_length as usize).then_some(Self(key))
    }

    /// The key as it is hashed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key as it is shown: in groups with dashes between them.
    pub fn shown(&self) -> String {
        let size = POLICY.personal_key_length.checked_div(POLICY.personal_key_groups).unwrap_or(4) as usize;
        let groups: Vec<String> =
            self.0.as_bytes().chunks(size).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        groups.join("-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn si_5_a_personal_key_is_read_forgivingly() {
        let expected = Some("0123456789ABCDEF");
        for typed in
            ["0123-4567-89AB-CDEF", "0123456789abcdef", " oi23 4567 89ab cdef ", "OL23–4567–89AB–CDEF"]
        {
            assert_eq!(PersonalKey::read(typed).as_ref().map(PersonalKey::as_str), expected, "{typed}");
        }
        for typed in ["", "0123", "0123-4567-89AB-CDEFG", "0123-4567-89AB-CDEU", "0123-4567-89AB-CDE😀"] {
            assert!(PersonalKey::read(typed).is_none(), "{typed}");
        }
    }
}
