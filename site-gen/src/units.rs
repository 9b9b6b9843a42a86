//! The words for numbers and for what is counted, in each language.

use gatehouse_core::text::Language;
use std::ops::Range;

/// The number that `words` of `text` start with, and how many words it takes.
pub fn number(language: Language, text: &str, words: &[Range<usize>]) -> Option<(u32, usize)> {
    let word = |index: usize| words.get(index).and_then(|range| text.get(range.clone()));
    let first = word(0)?;
    if first.starts_with(|letter: char| letter.is_ascii_digit()) {
        return first.parse().ok().map(|number| (number, 1));
    }
    let (tens, joins) = match language {
        Language::English => (ENGLISH_TENS, ""),
        Language::Spanish => (SPANISH_TENS, "y"),
        Language::French => (FRENCH_TENS, "et"),
    };
    // Compound numbers first: "quatre-vingts" begins with a number of its own.
    if language == Language::French
        && first.eq_ignore_ascii_case("quatre")
        && word(1).is_some_and(|second| second.to_lowercase().starts_with("vingt"))
    {
        let rest = word(2).and_then(|third| small(language, third)).filter(|rest| (1..20).contains(rest));
        return Some(rest.map_or((80, 2), |rest| (80 + rest, 3)));
    }
    if let Some(number) = small(language, first) {
        return Some((number, 1));
    }
    let number = position(tens, first).map(|at| 20 + 10 * at)?;
    let (joined, next) = match word(1) {
        Some(second) if !joins.is_empty() && second.eq_ignore_ascii_case(joins) => (true, word(2)),
        second => (false, second),
    };
    let limit = if language == Language::French && number >= 60 { 20 } else { 10 };
    let rest = next.and_then(|next| small(language, next).or_else(|| one(language, next)));
    Some(match rest.filter(|rest| (1..limit).contains(rest)) {
        Some(rest) => (number + rest, 2 + usize::from(joined)),
        None => (number, 1),
    })
}

/// A number below thirty that is one word. "Un" and "une" are articles much more often than numbers.
fn small(language: Language, word: &str) -> Option<u32> {
    let words = match language {
        Language::English => ENGLISH,
        Language::Spanish => SPANISH,
        Language::French => FRENCH,
    };
    position(words, word)
}

fn one(language: Language, word: &str) -> Option<u32> {
    let words: &[&str] = match language {
        Language::English => &[],
        Language::Spanish => &["un", "uno", "una"],
        Language::French => &["un", "une"],
    };
    words.iter().any(|one| one.eq_ignore_ascii_case(word)).then_some(1)
}

fn position(words: &[&str], word: &str) -> Option<u32> {
    let found =
        words.iter().position(|known| known.len() == word.len() && known.eq_ignore_ascii_case(word))?;
    u32::try_from(found).ok()
}

/// Whether `unit`, in small letters, can stand after the number of the policy with this name.
pub fn is_unit(language: Language, name: &str, unit: &str) -> bool {
    let kind = match name {
        "password_minimum" | "password_maximum" | "personal_key_length" => Kind::Character,
        "security_code_digits" => Kind::Digit,
        "personal_key_groups" => Kind::Group,
        "security_code_requests" | "wrong_codes" => Kind::Code,
        "wrong_passwords" | "wrong_current_passwords" => Kind::Password,
        "link_requests" => Kind::Link,
        "lockouts_before_reset" => Kind::Lockout,
        "phones" => Kind::Phone,
        _ if name.ends_with("_minutes") => Kind::Minute,
        _ if name.ends_with("_hours") => Kind::Hour,
        _ if name.ends_with("_seconds") => Kind::Second,
        _ if name.ends_with("_days") => Kind::Day,
        _ => return false,
    };
    UNITS.iter().any(|&(known, in_language, words)| {
        known == kind && in_language == language && words.split(' ').any(|word| word == unit)
    })
}

/// What the policy counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Character,
    Digit,
    Group,
    Code,
    Password,
    Link,
    Lockout,
    Phone,
    Minute,
    Hour,
    Second,
    Day,
}

const UNITS: &[(Kind, Language, &str)] = &[
    (Kind::Character, Language::English, "character characters"),
    (Kind::Character, Language::Spanish, "carácter caracteres"),
    (Kind::Character, Language::French, "caractère caractères"),
    (Kind::Digit, Language::English, "digit digits"),
    (Kind::Digit, Language::Spanish, "dígito dígitos cifra cifras"),
    (Kind::Digit, Language::French, "chiffre chiffres"),
    (Kind::Group, Language::English, "group groups"),
    (Kind::Group, Language::Spanish, "grupo grupos"),
    (Kind::Group, Language::French, "groupe groupes"),
    (Kind::Code, Language::English, "code codes time times try tries attempts"),
    (Kind::Code, Language::Spanish, "código códigos vez veces intento intentos"),
    (Kind::Code, Language::French, "code codes fois essai essais tentative tentatives"),
    (Kind::Password, Language::English, "password passwords times tries attempts"),
    (Kind::Password, Language::Spanish, "contraseña contraseñas veces intentos"),
    (Kind::Password, Language::French, "passe fois essais tentatives"),
    (Kind::Link, Language::English, "link links email emails message messages times"),
    (Kind::Link, Language::Spanish, "enlace enlaces correo correos mensaje mensajes veces"),
    (Kind::Link, Language::French, "lien liens e-mail e-mails message messages fois"),
    (Kind::Lockout, Language::English, "lockout lockouts times"),
    (Kind::Lockout, Language::Spanish, "bloqueo bloqueos veces"),
    (Kind::Lockout, Language::French, "blocage blocages fois"),
    (Kind::Phone, Language::English, "phone phones"),
    (Kind::Phone, Language::Spanish, "teléfono teléfonos"),
    (Kind::Phone, Language::French, "téléphone téléphones"),
    (Kind::Minute, Language::English, "minute minutes min"),
    (Kind::Minute, Language::Spanish, "minuto minutos min"),
    (Kind::Minute, Language::French, "minute minutes min"),
    (Kind::Hour, Language::English, "hour hours"),
    (Kind::Hour, Language::Spanish, "hora horas"),
    (Kind::Hour, Language::French, "heure heures"),
    (Kind::Second, Language::English, "second seconds"),
    (Kind::Second, Language::Spanish, "segundo segundos"),
    (Kind::Second, Language::French, "seconde secondes"),
    (Kind::Day, Language::English, "day days"),
    (Kind::Day, Language::Spanish, "día días"),
    (Kind::Day, Language::French, "jour jours"),
];

const ENGLISH: &[&str] = &[
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
const ENGLISH_TENS: &[&str] = &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SPANISH: &[&str] = &[
    "cero",
    "",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
];
const SPANISH_TENS: &[&str] =
    &["", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"];
const FRENCH: &[&str] = &[
    "zéro", "", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
    "treize", "quatorze", "quinze", "seize",
];
const FRENCH_TENS: &[&str] = &["vingt", "trente", "quarante", "cinquante", "soixante"];
