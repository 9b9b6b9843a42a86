//! Addresses and numbers that no other test has, so that tests run side by side without spending each
//! other's limits, and a second run does not meet the traces of the first.

use std::hash::{BuildHasher, RandomState};

/// A random number. The standard library seeds its hasher from the operating system.
pub fn random() -> u64 {
    RandomState::new().hash_one("gatehouse")
}

/// A random number below `limit`.
pub fn below(limit: u64) -> u64 {
    random() % limit
}

/// An email address that nobody has used. All have the same length, so that pages can be compared.
pub fn email() -> String {
    format!("person-{:016x}@people.example", random())
}

/// The address of a client in a network (IPv6 /64) of its own.
pub fn client_address() -> String {
    let n = random();
    format!("2001:db8:{:x}:{:x}::{:x}", n & 0xffff, (n >> 16) & 0xffff, ((n >> 32) & 0xffff) | 1)
}

/// A number of the United States that libphonenumber calls valid, in international form.
pub fn phone() -> String {
    const AREAS: [u64; 12] = [202, 206, 212, 303, 312, 404, 415, 503, 512, 617, 702, 808];
    let area = AREAS.iter().cycle().nth(usize::try_from(below(12)).unwrap()).unwrap();
    // An exchange never starts with 0 or 1 and never ends with 11.
    let exchange = 200 + below(8) * 100 + 20 + below(80);
    format!("+1{area}{exchange}{:04}", below(10_000))
}

/// A password nobody would guess.
pub fn password() -> String {
    format!("quiet {:x} harbor", random())
}

/// A word that nobody else writes, of letters alone: it looks like no number and no key.
pub fn word() -> String {
    let letters = format!("{:x}", random());
    letters.chars().filter_map(|digit| char::from_digit(digit.to_digit(16)? + 16, 32)).collect()
}

/// A security code that is not `code`; each `n` gives another one.
pub fn other_code(code: &str, n: u32) -> String {
    let code: u32 = code.parse().unwrap();
    format!("{:06}", (code + 1 + n) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unique_is_well_formed_and_differs() {
        let phone = phone();
        assert!(phone.len() == 12 && phone.starts_with("+1") && !phone[5..8].ends_with("11"), "{phone}");
        assert_ne!(email(), email());
        assert_eq!(email().len(), email().len());
        assert_ne!(client_address(), client_address());
        assert_ne!(other_code("999999", 0), "999999");
        assert_eq!(other_code("999999", 0).len(), 6);
    }
}
