//! Addresses and names as they stand in the head of an email (RFC 5322, section 3.4; RFC 2047).
//!
//! What always holds: nothing that is given can begin another line, another address or another header.

use crate::identifiers::Email;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The most bytes in one encoded word: with its frame it has at most 75 characters (RFC 2047, section 2).
const ENCODED_WORD: usize = 45;

/// Whether `text` is `address` or `Name <address>`.
pub fn is_mailbox(text: &str) -> bool {
    split(text).is_some()
}

/// The name, perhaps empty, and the address of `text`, which is an address or `Name <address>`; nothing if it is neither. The
/// address is in ASCII.
pub fn split(text: &str) -> Option<(&str, String)> {
    if text.chars().any(char::is_control) {
        return None;
    }
    let text = text.trim();
    let Some((name, rest)) = text.rsplit_once('<') else { return Some(("", address(text)?)) };
    let address = address(rest.strip_suffix('>')?)?;
    let name = name.trim();
    let name = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name).trim();
    Some((name, address))
}

/// `text`, an address or `Name <address>`, in ASCII; nothing if it is neither.
pub fn encode(text: &str) -> Option<String> {
    let (name, address) = split(text)?;
    Some(if name.is_empty() { address } else { format!("{} <{address}>", phrase(name)) })
}

/// The address in the form in which every server takes it: its domain in ASCII. Nothing if it is no address, or one whose part
/// before the `@` has other letters, which needs an extension that SES does not have (RFC 6531).
pub fn address(text: &str) -> Option<String> {
    let email = Email::read(text)?;
    let (local, _) = email.as_str().rsplit_once('@')?;
    let (_, domain) = email.normalized().rsplit_once('@')?;
    (local.is_ascii() && domain.is_ascii()).then(|| format!("{local}@{domain}"))
}

/// A name as it is, quoted or encoded: as little as it needs.
fn phrase(name: &str) -> String {
    // RFC 5322, section 3.2.3: what may stand in an atom.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b" !#$%&'*+-/=?^_`{|}~".contains(&byte);
    // What begins as an encoded word would be read as one.
    if !name.is_ascii() || name.contains("=?") {
        encoded_words(name)
    } else if name.bytes().all(is_plain) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

/// RFC 2047: words in base64, none of which breaks a character. The spaces between them are not part of the name.
fn encoded_words(name: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for letter in name.chars() {
        match words.last_mut() {
            Some(word) if word.len().saturating_add(letter.len_utf8()) <= ENCODED_WORD => word.push(letter),
            _ => words.push(letter.to_string()),
        }
    }
    let words: Vec<String> =
        words.iter().map(|word| format!("=?UTF-8?B?{}?=", STANDARD.encode(word))).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_is_written_in_ascii() {
        for (text, written) in [
            ("no-reply@gatehouse.example", Some("no-reply@gatehouse.example")),
            ("Gatehouse <no-reply@gatehouse.example>", Some("Gatehouse <no-reply@gatehouse.example>")),
            ("<no-reply@gatehouse.example>", Some("no-reply@gatehouse.example")),
            ("\"Gate, house\" <a@b.example>", Some("\"Gate, house\" <a@b.example>")),
            ("Gate \"x\" house. <a@b.example>", Some("\"Gate \\\"x\\\" house.\" <a@b.example>")),
            ("Puerta fría <a@b.example>", Some("=?UTF-8?B?UHVlcnRhIGZyw61h?= <a@b.example>")),
            ("=?UTF-8?Q?a?= <a@b.example>", Some("=?UTF-8?B?PT9VVEYtOD9RP2E/PQ==?= <a@b.example>")),
            ("Gatehouse <a@münchen.example>", Some("Gatehouse <a@xn--mnchen-3ya.example>")),
            ("Gatehouse <ä@b.example>", None),
            ("A <a@b.example>, C <c@d.example>", Some("\"A <a@b.example>, C\" <c@d.example>")),
            ("Gatehouse <a@b.example", None),
            ("Gatehouse\r\nBcc: <a@b.example>", None),
            ("Gatehouse <a@b.example\r\n>", None),
            ("a@b.example, c@d.example", None),
            ("a@b.example c@d.example", None),
            ("", None),
            ("Gatehouse", None),
        ] {
            assert_eq!(encode(text).as_deref(), written, "{text:?}");
        }
    }

    #[test]
    fn a_mailbox_is_taken_apart() {
        for (text, parts) in [
            ("no-reply@gatehouse.example", Some(("", "no-reply@gatehouse.example"))),
            ("\"Gate, house\" <a@b.example>", Some(("Gate, house", "a@b.example"))),
            (" Puerta fría < a@münchen.example>", Some(("Puerta fría", "a@xn--mnchen-3ya.example"))),
            ("Gatehouse", None),
        ] {
            let found = split(text);
            assert_eq!(found.as_ref().map(|(name, address)| (*name, address.as_str())), parts, "{text:?}");
        }
    }

    #[test]
    fn a_long_name_becomes_words_of_75_characters_that_break_no_letter() {
        let name = "é".repeat(40);
        let written = encode(&format!("{name} <a@b.example>")).unwrap();
        let mut read = String::new();
        for word in written.split(' ').filter(|word| word.starts_with("=?")) {
            assert!(word.len() <= 75, "{word}");
            let base64 = word.strip_prefix("=?UTF-8?B?").unwrap().strip_suffix("?=").unwrap();
            read.push_str(&String::from_utf8(STANDARD.decode(base64).unwrap()).unwrap());
        }
        assert_eq!(read, name);
    }
}
