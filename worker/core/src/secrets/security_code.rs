//! Security codes: six digits, sent by text or call, judged by the guard as keyed hashes.

use super::{Key, ServerSecrets, encode, mac};
use crate::policy::POLICY;
use crate::time::UnixTime;
use serde::{Deserialize, Serialize};

/// What the page that asks for a code says of the message it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Which it is of the codes that were sent one soon after another, from 1 on. The message says the same.
    pub number: u32,
    /// When it was sent.
    pub at: UnixTime,
}

/// The code that random bytes make, every one as likely as any other: of so many bits, what is left over tips no scale.
pub fn of(bytes: &[u8; 32]) -> String {
    let range = 10_u128.saturating_pow(POLICY.security_code_digits);
    let drawn = bytes.first_chunk().map_or(0, |half| u128::from_be_bytes(*half));
    let code = drawn.checked_rem(range).unwrap_or_default();
    format!("{code:0width$}", width = POLICY.security_code_digits as usize)
}

/// Reads what a person typed: digits of any script, spaces and dashes aside. Nothing if it cannot be a code.
pub fn read(typed: &str) -> Option<String> {
    let mut code = String::new();
    for c in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '.')) {
        // Phones in some languages type full-width digits.
        let c = match c {
            '０'..='９' => char::from_digit(u32::from(c).saturating_sub(u32::from('０')), 10)?,
            c => c,
        };
        if !c.is_ascii_digit() {
            return None;
        }
        code.push(c);
    }
    (code.len() == POLICY.security_code_digits as usize).then_some(code)
}

/// The keyed hash of a code for one purpose: what the guard keeps and compares. A code for one `context` (the
/// pending sign-in or sign-up that it was sent for) is wrong in every other (SI-4).
pub fn hash(secrets: &ServerSecrets, context: &str, code: &str) -> String {
    let (_, key) = secrets.current("security-code");
    hashed_under(&key, context, code)
}

/// The hashes of a guess under every key of the server, the current one first: a code that was sent before a rotation
/// is still right.
pub fn hashes(secrets: &ServerSecrets, context: &str, code: &str) -> Vec<String> {
    secrets.all("security-code").map(|(_, key)| hashed_under(&key, context, code)).collect()
}

fn hashed_under(key: &Key, context: &str, code: &str) -> String {
    encode(&mac(key, &[context.as_bytes(), code.as_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn su_7_a_code_is_read_with_spaces_and_dashes() {
        for (typed, read_as) in [
            ("123456", Some("123456")),
            (" 123 456 ", Some("123456")),
            ("123-456", Some("123456")),
            ("１２３４５６", Some("123456")),
            ("12345", None),
            ("1234567", None),
            ("12345a", None),
            ("", None),
        ] {
            assert_eq!(read(typed).as_deref(), read_as, "{typed}");
        }
    }
}
