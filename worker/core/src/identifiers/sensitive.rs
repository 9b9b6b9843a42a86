//! What people should not send us: [`find`] says what a text seems to hold, before it is stored.
//!
//! It knows shapes only, so it is wrong at times, both ways. Its mistakes are cheap: a person is asked, and loses nothing.

use crate::policy::POLICY;
use crate::secrets::personal_key::PersonalKey;

/// What a part of a text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sensitive {
    /// A personal key of ours, in its groups.
    PersonalKey,
    /// As many letters and digits in a row as a personal key has: it may as well be the number of a case.
    PossibleKey,
    /// The number of a payment card.
    Card,
    /// A Social Security number.
    SocialSecurityNumber,
    /// A security code of ours.
    SecurityCode,
}

/// A run of letters and digits, with what stands between it and the one before.
struct Word<'t> {
    before: &'t str,
    text: &'t str,
}

impl Word<'_> {
    fn is_number(&self) -> bool {
        self.text.bytes().all(|byte| byte.is_ascii_digit())
    }

    fn has_digit(&self) -> bool {
        self.text.bytes().any(|byte| byte.is_ascii_digit())
    }

    /// Whether it has letters and digits, as no word has.
    fn is_mixed(&self) -> bool {
        self.has_digit() && !self.is_number()
    }

    fn is_capital(&self) -> bool {
        !self.text.bytes().any(|byte| byte.is_ascii_lowercase())
    }
}

/// What a text seems to hold, each once.
pub fn find(text: &str) -> Vec<Sensitive> {
    let words = words(text);
    let mut found = Vec::new();
    if has_personal_key(&words) {
        found.push(Sensitive::PersonalKey);
    }
    if words.iter().any(|word| word.is_mixed() && PersonalKey::read(word.text).is_some()) {
        found.push(Sensitive::PossibleKey);
    }
    for number in numbers(&words) {
        let lengths: Vec<usize> = number.iter().map(|word| word.text.len()).collect();
        let digits: String = number.iter().map(|word| word.text).collect();
        if is_card(&digits) {
            found.push(Sensitive::Card);
        }
        if lengths == [3, 2, 4] && is_social_security(&digits) {
            found.push(Sensitive::SocialSecurityNumber);
        }
        let whole = digits.len() == POLICY.security_code_digits as usize;
        if whole && (lengths.len() == 1 || lengths == [3, 3]) {
            found.push(Sensitive::SecurityCode);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = text;
    loop {
        let start = rest.find(|c: char| c.is_alphanumeric()).unwrap_or(rest.len());
        let (before, after) = rest.split_at(start);
        let end = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
        let (text, after) = after.split_at(end);
        if text.is_empty() {
            return words;
        }
        words.push(Word { before, text });
        rest = after;
    }
}

const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '‐' | '‑')
}

/// Whether this may stand within one number or key.
fn joins(between: &str) -> bool {
    let mut characters = between.chars();
    let joins = |c: char| is_dash(c) || matches!(c, ' ' | '\u{a0}' | '.' | '_');
    characters.next().is_some_and(joins) && characters.next().is_none()
}

/// Numbers as people write them: groups of digits with one sign between them.
fn numbers<'w, 't>(words: &'w [Word<'t>]) -> impl Iterator<Item = &'w [Word<'t>]> {
    words
        .chunk_by(|a, b| a.is_number() && b.is_number() && joins(b.before))
        .filter(|group| group.iter().all(Word::is_number))
}

/// Whether this may stand between the groups of a key: also what a line that was wrapped, a list or a second space leaves.
fn parts(between: &str) -> bool {
    let parts = |c: char| is_dash(c) || c.is_whitespace() || matches!(c, '.' | '_' | ',' | '/');
    (1..=4).contains(&between.chars().count()) && between.chars().all(parts)
}

/// Groups of four, or of eight, that could be a key, and are not just words: they have dashes or capitals with a digit among
/// them, or digits within words.
fn has_personal_key(words: &[Word<'_>]) -> bool {
    let groups = POLICY.personal_key_groups as usize;
    let halves = words.windows(2).filter(|group| group.iter().all(|word| word.text.len() == 8));
    let quarters = words.windows(groups).filter(|group| group.iter().all(|word| word.text.len() == 4));
    quarters.chain(halves).any(|group| {
        let text: String = group.iter().map(|word| word.text).collect();
        let between = || group.iter().skip(1).map(|word| word.before);
        let digit = group.iter().any(Word::has_digit);
        let shaped =
            between().all(parts) && PersonalKey::read(&text).is_some() && !group.iter().all(Word::is_number);
        let dashed = between().all(|between| between.chars().any(is_dash));
        let capital = group.iter().all(Word::is_capital);
        shaped
            && ((digit && (dashed || capital))
                || (dashed && capital)
                || group.iter().filter(|word| word.is_mixed()).count() > 1)
    })
}

/// ISO/IEC 7812: 13 to 19 digits whose check digit is right, of a payment network.
fn is_card(digits: &str) -> bool {
    if !(13..=19).contains(&digits.len()) || !digits.starts_with(['2', '3', '4', '5', '6']) {
        return false;
    }
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|digit| digit.to_digit(10))
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, times)| {
            let product = digit.saturating_mul(times);
            product.checked_rem(10).unwrap_or(0).saturating_add(product.checked_div(10).unwrap_or(0))
        })
        .sum();
    sum.is_multiple_of(10)
}

/// No area is 000, 666 or from 900 on, no group is 00 and no serial number 0000.
fn is_social_security(digits: &str) -> bool {
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default();
    let (area, group, serial) = (part(0..3), part(3..5), part(5..9));
    !matches!(area, "000" | "666") && !area.starts_with('9') && group != "00" && serial != "0000"
}

#[cfg(test)]
mod tests {
    use super::Sensitive::{Card, PersonalKey, PossibleKey, SecurityCode, SocialSecurityNumber};
    use super::*;

    #[test]
    fn hc_1_what_should_not_be_sent_is_found_by_its_shape() {
        for (text, expected) in [
            ("My key is 7QK2-M9ZP-04TX-HB5W, why is it refused?", &[PersonalKey][..]),
            ("7QK2 M9ZP 04TX HB5W", &[PersonalKey]),
            ("7qk2 m9zp 04tx hb5w", &[PersonalKey]),
            ("key:7qk2m9zp04txhb5w.", &[PossibleKey]),
            ("Receipt ABC4567890123456", &[PossibleKey]),
            ("QKWM–MZPT–TXHB–HBWK", &[PersonalKey]),
            ("7QK2 - M9ZP - 04TX - HB5W", &[PersonalKey]),
            ("7QK2  M9ZP  04TX  HB5W", &[PersonalKey]),
            ("7QK2-M9ZP-\n04TX-HB5W", &[PersonalKey]),
            ("7QK2, M9ZP, 04TX, HB5W", &[PersonalKey]),
            ("7QK2M9ZP 04TXHB5W", &[PersonalKey]),
            ("4111 1111 1111 1111", &[Card]),
            ("card 4111-1111-1111-1111!", &[Card]),
            ("378282246310005", &[Card]),
            ("It is 123-45-6789.", &[SocialSecurityNumber]),
            ("123 45 6789 and 078–05–1120", &[SocialSecurityNumber]),
            ("The code 482913 does not work", &[SecurityCode]),
            ("The code 482 913 does not work", &[SecurityCode]),
            ("482913, 4111111111111111", &[Card, SecurityCode]),
        ] {
            assert_eq!(find(text), expected, "{text}");
        }
    }

    #[test]
    fn hc_1_what_people_write_otherwise_is_let_through() {
        for text in [
            "",
            "This that been when I tried to sign in",
            "some-time-this-week",
            "I was in room 1234 that week then",
            "from mp3s that play",
            "My iPhone14 shows the page",
            "Call me at +1 (202) 555-0123 or 202-555-0188",
            "On 2026-11-24 at 14:05",
            "11/24/2026",
            "4111 1111 1111 1112",
            "000-12-3456, 666-12-3456, 912-12-3456, 123-00-4567, 123-45-0000",
            "My case number is 123456789",
            "ZIP 20500, and 20500-0003",
            "12345678901234567890123",
            "ＡＢＣ１２３ 😀 ١٢٣٤٥٦",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }
}
