//! Numbers of the policy that were typed by hand (requirement HC-5).
//!
//! A number is told reliably when a unit follows it and the policy has that very number of that unit: "5
//! minutes", "six-digit", "tres códigos", "vingt-quatre heures". Such a number would stay when the policy changes,
//! so it is an error. Numbers that the policy does not have, and numbers without a unit, are nobody's business here.
//! [`units`] knows the words of each language.

use crate::diagnostic::{Diagnostic, Source};
use crate::helpers::Found;
use crate::units::{self, is_unit};
use gatehouse_core::policy::POLICY;
use gatehouse_core::text::Language;
use std::ops::Range;

/// Reports the policy's numbers in `text`, which begins at byte `start` of `source`, outside its helpers and the byte
/// ranges of `code`.
pub fn check(
    text: &str,
    language: Language,
    helpers: &[Found<'_>],
    code: &[Range<usize>],
    (source, start): (&Source, usize),
    diagnostics: &mut Vec<Diagnostic>,
) {
    let words = words(text);
    for (index, word) in words.iter().enumerate() {
        let Some((number, length)) = units::number(language, text, &words[index..]) else { continue };
        let within = |range: &Range<usize>| range.contains(&word.start);
        if code.iter().any(within) || helpers.iter().any(|helper| within(&helper.range)) {
            continue;
        }
        let Some(last) = words.get(index + length - 1) else { continue };
        // Up to one adjective stands between a number and its unit, as in "16 random characters".
        let mut end = last.end;
        for unit in words[index + length..].iter().take(2) {
            if !text[end..unit.start].chars().all(|between| " -\u{a0}\u{202f}".contains(between)) {
                break;
            }
            end = unit.end;
            let names = names_of(language, number, &text[unit.clone()]);
            if !names.is_empty() {
                let message = format!("`{}` is a number of the policy", &text[word.start..end]);
                let help = format!("expected {} in place of the number", names.join(" or "));
                let span = start + word.start..start + last.end;
                diagnostics.push(source.error(span, message).help(help));
                break;
            }
        }
    }
}

/// The helpers whose value is `number` counted in `unit`.
fn names_of(language: Language, number: u32, unit: &str) -> Vec<String> {
    let unit = unit.to_lowercase();
    POLICY
        .variables()
        .into_iter()
        .filter(|&(name, value)| value == number && is_unit(language, name, &unit))
        .map(|(name, _)| format!("`{{{{ policy.{name} }}}}`"))
        .collect()
}

/// The words of a text, as byte ranges.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::with_capacity(text.len() / 5);
    let mut open = None;
    for (at, letter) in text.char_indices() {
        match (letter.is_alphanumeric(), open) {
            (true, None) => open = Some(at),
            (false, Some(start)) => {
                words.push(start..at);
                open = None;
            }
            _ => {}
        }
    }
    words.extend(open.map(|start| start..text.len()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(language: Language, text: &str) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let source = Source::new("a.md".to_owned(), text);
        let code = crate::markdown::code_ranges(text);
        check(text, language, &crate::helpers::find(text), &code, (&source, 0), &mut diagnostics);
        diagnostics
    }

    #[track_caller]
    fn check_text(language: Language, text: &str, typed: &[&str]) {
        let diagnostics = problems(language, text);
        let told: Vec<&str> =
            diagnostics.iter().map(|d| d.message.split('`').nth(1).unwrap_or_default()).collect();
        assert_eq!(told, typed, "{diagnostics:?}");
    }

    #[test]
    fn hc_5_a_number_of_the_policy_is_found_in_digits_and_words() {
        let check = |text, typed| check_text(Language::English, text, typed);
        check("It lasts 5 minutes.", &["5 minutes"]);
        check("It lasts five minutes, then 24 hours.", &["five minutes", "24 hours"]);
        check("within twenty-four hours", &["twenty-four hours"]);
        check("a six-digit code, 16 random characters", &["six-digit", "16 random characters"]);
        check("After three wrong codes", &["three wrong codes"]);
        check("for 180 days", &["180 days"]);
    }

    #[test]
    fn hc_5_a_number_of_the_policy_is_found_in_spanish() {
        let check = |text, typed| check_text(Language::Spanish, text, typed);
        check("Dura 5 minutos, o cinco minutos.", &["5 minutos", "cinco minutos"]);
        check("en veinticuatro horas, en treinta días", &["veinticuatro horas", "treinta días"]);
        check("Después de tres códigos incorrectos", &["tres códigos"]);
        check("dieciséis caracteres al azar", &["dieciséis caracteres"]);
        check("Espere un minuto. Hay dos maneras.", &[]);
    }

    #[test]
    fn hc_5_a_number_of_the_policy_is_found_in_french() {
        let check = |text, typed| check_text(Language::French, text, typed);
        check("Il dure 5\u{a0}minutes, ou cinq minutes.", &["5\u{a0}minutes", "cinq minutes"]);
        check("en vingt-quatre heures, en trente jours", &["vingt-quatre heures", "trente jours"]);
        check("Après trois mauvais codes", &["trois mauvais codes"]);
        check("Attendez une minute. Il y a deux façons.", &[]);
    }

    #[test]
    fn other_numbers_are_left_alone() {
        let check = |text| check_text(Language::English, text, &[]);
        check("Wait 9 minutes. Step 3: go on. In 2026, 5 people.");
        check("{{ policy.security_code_minutes }} minutes");
        check("`5 minutes`");
        check("Choose 5. Minutes later");
    }

    #[test]
    fn the_message_names_the_helper() {
        let told: Vec<String> =
            problems(Language::English, "a\nb 12 hours").iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "a.md:2: `12 hours` is a number of the policy: expected `{{ policy.session_hours }}` in place of \
              the number"
            ]
        );
    }
}
