//! Which guard counts for whom. A name tells nothing of what it guards and never changes with the server's keys.

use crate::secrets::ServerSecrets;
use std::net::IpAddr;

/// Names guards.
#[derive(Clone, Copy)]
pub struct Names<'a>(pub &'a ServerSecrets);

impl Names<'_> {
    /// The guard of a normalised email address, whether or not it has an account: links, wrong passwords.
    pub fn address(self, email: &str) -> String {
        self.0.guard_name("address", email)
    }

    /// The guard of an account: codes, personal keys, lockouts.
    pub fn account(self, account: &str) -> String {
        self.0.guard_name("account", account)
    }

    /// The guard of a phone number in E.164.
    pub fn number(self, number: &str) -> String {
        self.0.guard_name("number", number)
    }

    /// The guard of one share of a country's numbers: the share in which this number is. `kind` tells apart what is counted.
    pub fn country(self, country: &str, kind: &str, number: &str, shares: u32) -> String {
        let hash = self.0.guard_name("share", number);
        let hash = hash.bytes().fold(0_u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
        let share = hash.checked_rem(shares).unwrap_or_default();
        self.0.guard_name("country", &format!("{country} {kind} {share}"))
    }

    /// The guard of one browser that signed in to an address before: its own budget of wrong passwords.
    pub fn device(self, device: &str, email: &str) -> String {
        self.0.guard_name("device", &format!("{device} {email}"))
    }

    /// The guard of a signed-in browser: wrong current passwords.
    pub fn session(self, reference: &str) -> String {
        self.0.guard_name("session", reference)
    }

    /// The guard of a client's network: the address itself in IPv4, the first 64 bits in IPv6.
    pub fn network(self, address: IpAddr) -> String {
        self.0.guard_name("network", &network(address))
    }

    /// The guard of all messages to us.
    pub fn contact(self) -> String {
        self.0.guard_name("contact", "")
    }

    /// What tells one guess from another in the id of a try: the same form with another guess is another try, with the same
    /// guess it is the same one. The guess itself must not lie in a guard, and a try stays what it is when keys rotate.
    pub fn guess(self, context: &str, code: &str) -> String {
        self.0.guard_name("guess", &format!("{context} {code}"))
    }

    /// What was sent in a form, as the id of a try and of what is kept of it: the same form with the same words is one, and
    /// the words themselves must not lie in a guard.
    pub fn form(self, parts: &[&str]) -> String {
        // Each with its length, so that no two lists of parts are alike.
        let parts: Vec<String> = parts.iter().map(|part| format!("{} {part}", part.len())).collect();
        self.0.guard_name("form", &parts.join(" "))
    }
}

/// A household or office gets a /64 in IPv6 and can use any address of it.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_an_ipv4_address_or_the_first_half_of_an_ipv6_one() {
        for (address, expected) in [
            ("192.0.2.1", "192.0.2.1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ] {
            assert_eq!(network(address.parse().unwrap()), expected);
        }
    }
}
