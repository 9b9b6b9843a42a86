//! Numbers of the policy that were typed by hand (requirement HC-5).
//!
//! A number is told reliably when a unit follows it and the policy has that very number of that unit: "5
//! minutes", "six-digit", "three wrong codes". Such a number would stay when the policy changes, so it is an
//! error. Numbers that the policy does not have, and numbers without a unit, are nobody's business here.

use crate::diagnostic::{Diagnostic, line_at};
use crate::helpers;
use gatehouse_core::policy::POLICY;
use std::ops::Range;

/// Reports the policy's numbers in `text`, outside the byte ranges of `code`.
pub fn check(
    text: &str,
    code: &[Range<usize>],
    file: &str,
    first_line: usize,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let skipped: Vec<Range<usize>> =
        helpers::find(text).into_iter().map(|helper| helper.range).chain(code.iter().cloned()).collect();
    let words = words(text);
    for (index, word) in words.iter().enumerate() {
        if skipped.iter().any(|range| range.contains(&word.start)) {
            continue;
        }
        let Some((number, length)) = number_at(text, &words[index..]) else { continue };
        let Some(last) = words.get(index + length - 1) else { continue };
        // Up to one adjective stands between a number and its unit, as in "16 random characters".
        let mut end = last.end;
        for unit in words[index + length..].iter().take(2) {
            if !text[end..unit.start].chars().all(|between| between == ' ' || between == '-') {
                break;
            }
            end = unit.end;
            let names = names_of(number, &text[unit.clone()]);
            if !names.is_empty() {
                let typed = &text[word.start..end];
                let line = first_line + line_at(text, word.start) - 1;
                let message = format!(
                    "`{typed}` is a number of the policy: expected {} in place of the number",
                    names.join(" or ")
                );
                diagnostics.push(Diagnostic::new(file, line, message));
                break;
            }
        }
    }
}

/// The helpers whose value is `number` counted in `unit`.
fn names_of(number: u32, unit: &str) -> Vec<String> {
    let unit = unit.to_lowercase();
    POLICY
        .variables()
        .into_iter()
        .filter(|&(name, value)| value == number && units_of(name).contains(&unit.as_str()))
        .map(|(name, _)| format!("`{{{{ policy.{name} }}}}`"))
        .collect()
}

/// The words that can stand after the number with this name.
fn units_of(name: &str) -> &'static [&'static str] {
    match name {
        "password_minimum" | "password_maximum" | "personal_key_length" => &["character", "characters"],
        "security_code_digits" => &["digit", "digits"],
        "personal_key_groups" => &["group", "groups"],
        "security_code_requests" | "wrong_codes" => {
            &["code", "codes", "time", "times", "try", "tries", "attempts"]
        }
        "wrong_passwords" | "wrong_current_passwords" => {
            &["password", "passwords", "times", "tries", "attempts"]
        }
        "link_requests" => &["link", "links", "email", "emails", "message", "messages", "times"],
        "lockouts_before_reset" => &["lockout", "lockouts", "times"],
        _ if name.ends_with("_minutes") => &["minute", "minutes", "min"],
        _ if name.ends_with("_hours") => &["hour", "hours"],
        _ if name.ends_with("_seconds") => &["second", "seconds"],
        _ => &[],
    }
}

/// The words of a text, as byte ranges.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        match (letter.is_alphanumeric(), words.last_mut()) {
            (true, Some(last)) if open => last.end = end,
            (true, _) => words.push(at..end),
            (false, _) => {}
        }
        open = letter.is_alphanumeric();
    }
    words
}

/// The number that `words` start with, and how many words it takes.
fn number_at(text: &str, words: &[Range<usize>]) -> Option<(u32, usize)> {
    const ONES: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let position = |list: &[&str], word: &str| {
        list.iter().position(|name| *name == word).and_then(|at| u32::try_from(at).ok())
    };
    let word = |index: usize| words.get(index).map(|range| text[range.clone()].to_lowercase());
    let first = word(0)?;
    if let Ok(number) = first.parse() {
        return Some((number, 1));
    }
    if let Some(number) = position(&ONES, &first) {
        return Some((number, 1));
    }
    let tens = (position(&TENS, &first)? + 2) * 10;
    let ones = word(1).and_then(|second| position(&ONES[..10], &second)).filter(|&ones| ones > 0);
    Some(ones.map_or((tens, 1), |ones| (tens + ones, 2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_text(text: &str, typed: &[&str]) {
        let mut diagnostics = Vec::new();
        check(text, &crate::markdown::code_ranges(text), "a.md", 1, &mut diagnostics);
        let told: Vec<&str> =
            diagnostics.iter().map(|d| d.message.split('`').nth(1).unwrap_or_default()).collect();
        assert_eq!(told, typed, "{diagnostics:?}");
    }

    #[test]
    fn a_number_of_the_policy_is_found_in_digits_and_words() {
        check_text("It lasts 5 minutes.", &["5 minutes"]);
        check_text("It lasts five minutes, then 24 hours.", &["five minutes", "24 hours"]);
        check_text("within twenty-four hours", &["twenty-four hours"]);
        check_text("a six-digit code, 16 random characters", &["six-digit", "16 random characters"]);
        check_text("After three wrong codes", &["three wrong codes"]);
    }

    #[test]
    fn other_numbers_are_left_alone() {
        check_text("Wait 7 minutes. Step 3: go on. In 2026, 5 people.", &[]);
        check_text("{{ policy.security_code_minutes }} minutes", &[]);
        check_text("`5 minutes`", &[]);
        check_text("Choose 5. Minutes later", &[]);
    }

    #[test]
    fn the_message_names_the_helper() {
        let mut diagnostics = Vec::new();
        check("a\nb 12 hours", &[], "a.md", 4, &mut diagnostics);
        let told: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "a.md:5: `12 hours` is a number of the policy: expected `{{ policy.session_hours }}` in place of \
              the number"
            ]
        );
    }
}
