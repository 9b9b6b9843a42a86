//! Phone numbers of every country (SU-6), by a port of libphonenumber.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region};
use std::borrow::Cow;

/// A number that can be called, and perhaps texted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    e164: String,
    shown: String,
    landline: bool,
}

/// Why a number is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneProblem {
    /// It is no number of any country.
    NotANumber,
    /// A call to it costs extra, or reaches no one person.
    NotPersonal,
}

impl Phone {
    /// Reads what a person typed: a national number of the default country, or any country's after `+`.
    ///
    /// # Errors
    /// If no code can be sent there.
    pub fn read(typed: &str) -> Result<Self, PhoneProblem> {
        // No country has numbers as long as this; the parser need not see more.
        if typed.chars().count() > 40 {
            return Err(PhoneProblem::NotANumber);
        }
        let number =
            PHONE_NUMBER_UTIL.parse(typed.trim(), Some(Region::US)).map_err(|_| PhoneProblem::NotANumber)?;
        if !PHONE_NUMBER_UTIL.is_valid_number(&number) {
            return Err(PhoneProblem::NotANumber);
        }
        let landline = match PHONE_NUMBER_UTIL.get_number_type(&number) {
            PhoneNumberType::FixedLine => true,
            PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile | PhoneNumberType::VoIP => false,
            _ => return Err(PhoneProblem::NotPersonal),
        };
        Ok(Self { e164: format(&number, PhoneNumberFormat::E164), shown: shown(&number), landline })
    }

    /// The number in E.164, such as `+12025550123`: stored, and called.
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// The number as its country writes it, with the country's code where it is another one.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Whether it surely cannot get text messages.
    pub fn is_landline(&self) -> bool {
        self.landline
    }

    /// The number with all but its last digits hidden, for pages that only the password has opened.
    pub fn masked(&self) -> String {
        let digits = self.shown.chars().filter(char::is_ascii_digit).count();
        // Four digits are enough to know one's own phone by.
        let hidden = digits.saturating_sub(4);
        let mut seen = 0_usize;
        let mask = |c: char| {
            if !c.is_ascii_digit() {
                return c;
            }
            seen = seen.saturating_add(1);
            if seen <= hidden { '•' } else { c }
        };
        self.shown.chars().map(mask).collect()
    }
}

fn shown(number: &PhoneNumber) -> String {
    let country = PHONE_NUMBER_UTIL.get_region_for_number(number);
    let format_as = if country == Some(Region::US) {
        PhoneNumberFormat::National
    } else {
        PhoneNumberFormat::International
    };
    format(number, format_as)
}

fn format(number: &PhoneNumber, as_format: PhoneNumberFormat) -> String {
    let formatted: Cow<'_, str> = PHONE_NUMBER_UTIL.format(number, as_format);
    formatted.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn su_6_numbers_of_any_country_are_read_and_shown_as_there() {
        for (typed, e164, shown) in [
            ("202-555-0123", "+12025550123", "(202) 555-0123"),
            ("(202) 555 0123", "+12025550123", "(202) 555-0123"),
            ("+1 202 555 0123", "+12025550123", "(202) 555-0123"),
            ("+44 7400 123456", "+447400123456", "+44 7400 123456"),
            ("+33 6 12 34 56 78", "+33612345678", "+33 6 12 34 56 78"),
            ("+52 55 1234 5678", "+525512345678", "+52 55 1234 5678"),
            ("011 44 7400 123456", "+447400123456", "+44 7400 123456"),
        ] {
            let phone = Phone::read(typed).unwrap();
            assert_eq!((phone.e164(), phone.shown()), (e164, shown), "{typed}");
        }
    }

    #[test]
    fn su_6_numbers_that_reach_no_one_person_are_refused() {
        for typed in ["+1 900 555 0123", "+1 800 555 0123", "+44 909 879 0000"] {
            assert_eq!(Phone::read(typed), Err(PhoneProblem::NotPersonal), "{typed}");
        }
        for typed in
            ["", "nonsense", "123", "+999 123 456", "555-0123", "202 555 012", "😀", &"1".repeat(10_000)]
        {
            assert_eq!(Phone::read(typed), Err(PhoneProblem::NotANumber), "{typed}");
        }
    }

    #[test]
    fn a_landline_is_known_where_its_country_tells() {
        assert!(Phone::read("+33 1 42 34 56 78").unwrap().is_landline());
        assert!(!Phone::read("+33 6 12 34 56 78").unwrap().is_landline());
    }

    #[test]
    fn a_masked_number_shows_its_last_four_digits() {
        assert_eq!(Phone::read("+1 202 555 0123").unwrap().masked(), "(•••) •••-0123");
    }
}
