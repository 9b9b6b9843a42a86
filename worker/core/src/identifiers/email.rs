//! Email addresses: what is accepted (RFC 5321, RFC 6531), and when two are the same.

use email_address::{EmailAddress, Options};
use unicode_normalization::UnicodeNormalization;

/// An email address that mail can be sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    typed: String,
    normalized: String,
}

impl Email {
    /// Reads what a person typed; nothing if it cannot be an address on the internet.
    pub fn read(typed: &str) -> Option<Self> {
        let typed: String = typed.trim().nfc().collect();
        let options = Options::default().without_domain_literal().without_display_text().with_required_tld();
        // RFC 5321 section 4.5.3.1.3: 256 octets with the angle brackets.
        if typed.len() > 254 || typed.chars().any(char::is_control) {
            return None;
        }
        EmailAddress::parse_with_options(&typed, options).ok()?;
        let (local, domain) = typed.rsplit_once('@')?;
        let domain = idna::domain_to_ascii_strict(domain).ok()?;
        let normalized = format!("{}@{domain}", local.to_lowercase());
        Some(Self { typed, normalized })
    }

    /// The address as the person wrote it: mail goes there.
    pub fn as_str(&self) -> &str {
        &self.typed
    }

    /// The form in which two spellings of one address are equal (PV-2): case folded, the domain in ASCII.
    pub fn normalized(&self) -> &str {
        &self.normalized
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pv_2_one_address_has_one_normal_form() {
        for (typed, normalized) in [
            ("Ana.Ruiz@Example.ORG", Some("ana.ruiz@example.org")),
            ("  ana@example.org ", Some("ana@example.org")),
            ("ana@münchen.example", Some("ana@xn--mnchen-3ya.example")),
            ("ana@MÜNCHEN.example", Some("ana@xn--mnchen-3ya.example")),
            ("o'neil+tax=2026@example.org", Some("o'neil+tax=2026@example.org")),
            ("\"ana ruiz\"@example.org", Some("\"ana ruiz\"@example.org")),
            ("用户@例子.example", Some("用户@xn--fsqu00a.example")),
            ("ana", None),
            ("ana@", None),
            ("@example.org", None),
            ("ana@localhost", None),
            ("ana@[192.0.2.1]", None),
            ("ana@exa mple.org", None),
            ("ana@example.org\r\nBcc: x@example.org", None),
            ("ana\0@example.org", None),
            ("Ana <ana@example.org>", None),
            ("", None),
        ] {
            assert_eq!(Email::read(typed).as_ref().map(Email::normalized), normalized, "{typed}");
        }
    }
}
