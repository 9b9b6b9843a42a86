//! Judges how strong a password is, with the same answer on the server and in the browser (requirement SU-5).
//!
//! Start with [`judge`]. The server refuses what [`Strength::refused`] says; the meter in the browser only
//! shows it. The judgment is that of `zxcvbn`, whose list of some 30,000 commonest passwords is the shipped
//! list that NIST SP 800-63B asks for. Advice is given as keys of texts, never as words, so that it can be
//! said in every language.

use zxcvbn::feedback::{Suggestion, Warning};
use zxcvbn::matching::patterns::MatchPattern;

/// A password that takes at most this many guesses is as good as on the list of commonest passwords: the
/// list has about as many entries, and an attacker tries it in order.
const COMMON_GUESSES: u64 = 30_000;

/// What a password is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strength {
    /// From 0 (guessed at once) to 4 (very hard to guess).
    pub score: u8,
    /// Whether it is, whole, one of the commonest passwords or as easily guessed: NIST SP 800-63B has it refused.
    pub refused: bool,
    /// Keys of texts with advice, the most helpful first: [`ADVICE`] has them all.
    pub advice: Vec<&'static str>,
}

/// Every key that [`Strength::advice`] can hold.
pub const ADVICE: [&str; 12] = [
    "advice-email",
    "advice-common",
    "advice-similar-to-common",
    "advice-keyboard",
    "advice-repeats",
    "advice-sequence",
    "advice-date",
    "advice-name",
    "advice-single-word",
    "advice-more-words",
    "advice-substitutions",
    "advice-capitals",
];

/// Judges `password`; `personal` holds what others know of the person, such as their email address.
///
/// Never fails and never remembers anything. Only the first 100 characters count, which is plenty.
pub fn judge(password: &str, personal: &[&str]) -> Strength {
    let lowercase: Vec<String> = personal_words(personal);
    let inputs: Vec<&str> = lowercase.iter().map(String::as_str).collect();
    let entropy = zxcvbn::zxcvbn(password, &inputs);

    let mut advice = Vec::new();
    let mut add = |key: &'static str| {
        if !advice.contains(&key) {
            advice.push(key);
        }
    };
    if entropy.sequence().iter().any(|found| is_personal(&found.pattern, &inputs)) {
        add("advice-email");
    }
    if let Some(feedback) = entropy.feedback() {
        feedback.warning().map(warning_key).into_iter().for_each(&mut add);
        feedback.suggestions().iter().filter_map(|suggestion| suggestion_key(*suggestion)).for_each(add);
    }
    Strength { score: u8::from(entropy.score()), refused: entropy.guesses() <= COMMON_GUESSES, advice }
}

/// The address, its parts and its words, since any of them may be in the password.
fn personal_words(personal: &[&str]) -> Vec<String> {
    let mut words = Vec::new();
    for value in personal {
        let value = value.to_lowercase();
        words.extend(
            value
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.chars().count() > 2)
                .map(str::to_owned),
        );
        words.extend(value.split('@').next().map(str::to_owned));
        words.push(value);
    }
    words
}

fn is_personal(pattern: &MatchPattern, inputs: &[&str]) -> bool {
    matches!(pattern, MatchPattern::Dictionary(found) if inputs.contains(&found.matched_word.as_str()))
}

fn warning_key(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            "advice-keyboard"
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            "advice-repeats"
        }
        Warning::ThisIsATop10Password | Warning::ThisIsATop100Password | Warning::ThisIsACommonPassword => {
            "advice-common"
        }
        Warning::ThisIsSimilarToACommonlyUsedPassword => "advice-similar-to-common",
        Warning::SequencesLikeAbcAreEasyToGuess => "advice-sequence",
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => "advice-date",
        Warning::AWordByItselfIsEasyToGuess => "advice-single-word",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => "advice-name",
    }
}

fn suggestion_key(suggestion: Suggestion) -> Option<&'static str> {
    match suggestion {
        Suggestion::UseAFewWordsAvoidCommonPhrases | Suggestion::AddAnotherWordOrTwo => {
            Some("advice-more-words")
        }
        Suggestion::PredictableSubstitutionsDontHelpVeryMuch
        | Suggestion::ReversedWordsArentMuchHarderToGuess => Some("advice-substitutions"),
        Suggestion::CapitalizationDoesntHelpVeryMuch
        | Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase => Some("advice-capitals"),
        Suggestion::UseALongerKeyboardPatternWithMoreTurns => Some("advice-keyboard"),
        Suggestion::AvoidRepeatedWordsAndCharacters => Some("advice-repeats"),
        Suggestion::AvoidSequences => Some("advice-sequence"),
        Suggestion::AvoidRecentYears
        | Suggestion::AvoidYearsThatAreAssociatedWithYou
        | Suggestion::AvoidDatesAndYearsThatAreAssociatedWithYou => Some("advice-date"),
        Suggestion::NoNeedForSymbolsDigitsOrUppercaseLetters => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn su_5_the_commonest_passwords_are_refused() {
        for password in [
            "password",
            "12345678",
            "Password1",
            "P@ssw0rd",
            "qwertyuiop",
            "drowssap",
            "iloveyou",
            "aaaaaaaa",
            "trustno1",
        ] {
            assert!(judge(password, &[]).refused, "{password}");
        }
    }

    #[test]
    fn su_5_other_passwords_are_not_refused_for_their_composition() {
        for password in [
            "correct horse battery",
            "aubergine kettle",
            "😀😁😂🤣😃😄😅😆",
            "ninguna contraseña",
            "zvbqmkrt",
        ] {
            assert!(!judge(password, &[]).refused, "{password}");
        }
    }

    #[test]
    fn su_5_the_persons_own_address_is_named() {
        let strength = judge("maria.quintana", &["maria.quintana@example.org"]);
        assert!(strength.refused);
        assert_eq!(strength.advice.first(), Some(&"advice-email"));
    }

    #[test]
    fn su_5_digits_and_letters_of_every_script_are_judged() {
        for password in
            ["١٩٨٤١٩٨٤", "19٣٤", "२०१५-०१-०१", "１９８４", "20\u{1d7d8}\u{1d7d9}", "½½½½½½½½", "19²³"]
        {
            judge(password, &[]);
        }
    }
}
