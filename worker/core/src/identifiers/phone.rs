//! Phone numbers of every country (SU-6), by a port of libphonenumber.
//!
//! [`Phone::read`] reads what a person typed and [`Phone::stored`] what was confirmed before. What always holds: a number
//! that [`Phone::read`] gives belongs to one person's phone in one country, as far as the tables of numbers know.

use super::Country;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region};
use std::borrow::Cow;

/// A number that can be called, and perhaps texted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    e164: String,
    shown: String,
    landline: bool,
    country: Country,
}

/// Why a number is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneProblem {
    /// It begins like an international number, and is one of no country.
    NotANumber,
    /// It is no number of the country that was chosen.
    NotOf(Country),
    /// It begins with the calling code of another country than the one that was chosen.
    Contradiction {
        /// The country of the number.
        number: Country,
    },
    /// It has an extension: whoever answers is not the person yet.
    Extension,
    /// It reaches no one person's phone.
    NoPerson(NoPerson),
}

/// What a number reaches in place of one person's phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPerson {
    /// Whoever calls it pays extra, all of it or a share.
    CostsExtra,
    /// Whoever is called pays: such lines take no calls from machines, and many people share them.
    TollFree,
    /// A company, whichever of its places is free.
    Company,
    /// A number that follows its owner from phone to phone, at extra cost.
    Forwarded,
    /// A pager.
    Pager,
    /// A mailbox for voice messages.
    Voicemail,
    /// A satellite phone or another network of no country, at very high cost; many networks don't connect to it.
    NoCountry,
}

/// What an international number may begin with in place of `+`: in the United States, and nearly everywhere else.
const INTERNATIONAL_PREFIXES: [&str; 2] = ["011", "00"];

impl Phone {
    /// Reads what a person typed: a national number of the country that was chosen, or the number of any country after `+`, 00
    /// or 011. Where such a number is of another country than the chosen one, it wins if the choice is the home country,
    /// which is there from the beginning; any other country the person has chosen, so that one of the two is a mistake.
    ///
    /// # Errors
    /// If no code can be sent there.
    pub fn read(typed: &str, chosen: Country) -> Result<Self, PhoneProblem> {
        // No country has numbers as long as this; the parser need not see more.
        if typed.chars().count() > 40 {
            return Err(PhoneProblem::NotOf(chosen));
        }
        let typed = typed.trim();
        let international = international(typed);
        let valid = |number: &PhoneNumber| PHONE_NUMBER_UTIL.is_valid_number(number);
        // As the country itself reads it, first: in some, area codes begin with 011.
        let number = parse(typed, chosen).filter(valid).or_else(|| {
            let number = parse(international.as_deref()?, chosen);
            number.filter(valid)
        });
        let problem =
            if international.is_some() { PhoneProblem::NotANumber } else { PhoneProblem::NotOf(chosen) };
        let number = number.ok_or(problem)?;
        let country = country(&number).ok_or(PhoneProblem::NoPerson(NoPerson::NoCountry))?;
        let landline = is_landline(&number)?;
        if number.extension.as_deref().is_some_and(|extension| !extension.is_empty()) {
            return Err(PhoneProblem::Extension);
        }
        // A plus is meant, whatever a number before had left chosen.
        let is_meant = typed.starts_with(['+', '\u{ff0b}']);
        if !is_meant && chosen != Country::HOME && chosen.calling_code() != Some(number.country_code) {
            return Err(PhoneProblem::Contradiction { number: country });
        }
        Ok(Self::new(&number, country, landline))
    }

    /// Reads a number in E.164 that was confirmed, or chosen, before: all of them once passed [`Phone::read`].
    ///
    /// # Errors
    /// If it is no number any more, by today's tables.
    pub fn stored(e164: &str) -> Result<Self, PhoneProblem> {
        let number = parse(e164, Country::HOME).filter(|number| PHONE_NUMBER_UTIL.is_valid_number(number));
        let number = number.ok_or(PhoneProblem::NotANumber)?;
        let country = country(&number).ok_or(PhoneProblem::NoPerson(NoPerson::NoCountry))?;
        let landline = is_landline(&number)?;
        Ok(Self::new(&number, country, landline))
    }

    fn new(number: &PhoneNumber, country: Country, landline: bool) -> Self {
        Self {
            e164: format(number, PhoneNumberFormat::E164),
            shown: shown(number, country),
            landline,
            country,
        }
    }

    /// The country whose number it is.
    pub const fn country(&self) -> Country {
        self.country
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

fn parse(typed: &str, country: Country) -> Option<PhoneNumber> {
    PHONE_NUMBER_UTIL.parse(typed, Some(country.region())).ok()
}

/// What was typed as an international number, with `+`, if it begins like one.
fn international(typed: &str) -> Option<String> {
    // A full-width plus sign comes from East Asian keyboards.
    if let Some(rest) = typed.strip_prefix(['+', '\u{ff0b}']) {
        return Some(format!("+{rest}"));
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    INTERNATIONAL_PREFIXES.iter().find_map(|prefix| Some(format!("+{}", digits.strip_prefix(prefix)?)))
}

/// The country of a number; nothing for a network of no country.
fn country(number: &PhoneNumber) -> Option<Country> {
    let region = PHONE_NUMBER_UTIL.get_region_for_number(number)?;
    (region != Region::World).then_some(Country::of(region))
}

/// Whether a number is one that surely gets no text messages, or what it reaches in place of a person's phone.
fn is_landline(number: &PhoneNumber) -> Result<bool, PhoneProblem> {
    let reached = match PHONE_NUMBER_UTIL.get_number_type(number) {
        PhoneNumberType::FixedLine => return Ok(true),
        PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile | PhoneNumberType::VoIP => {
            return Ok(false);
        }
        PhoneNumberType::PremiumRate | PhoneNumberType::SharedCost => NoPerson::CostsExtra,
        PhoneNumberType::TollFree => NoPerson::TollFree,
        PhoneNumberType::UAN => NoPerson::Company,
        PhoneNumberType::PersonalNumber => NoPerson::Forwarded,
        PhoneNumberType::Pager => NoPerson::Pager,
        PhoneNumberType::VoiceMail => NoPerson::Voicemail,
        PhoneNumberType::Unknown => return Err(PhoneProblem::NotANumber),
    };
    Err(PhoneProblem::NoPerson(reached))
}

fn shown(number: &PhoneNumber, country: Country) -> String {
    let format_as =
        if country == Country::HOME { PhoneNumberFormat::National } else { PhoneNumberFormat::International };
    format(number, format_as)
}

fn format(number: &PhoneNumber, as_format: PhoneNumberFormat) -> String {
    let formatted: Cow<'_, str> = PHONE_NUMBER_UTIL.format(number, as_format);
    formatted.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str, country: &str) -> Result<Phone, PhoneProblem> {
        Phone::read(typed, Country::read(country).unwrap())
    }

    fn e164(typed: &str, country: &str) -> String {
        read(typed, country).unwrap_or_else(|problem| panic!("{typed} in {country}: {problem:?}")).e164
    }

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
            let phone = read(typed, "US").unwrap();
            assert_eq!((phone.e164(), phone.shown()), (e164, shown), "{typed}");
            assert_eq!(Phone::stored(e164), Ok(phone));
        }
    }

    #[test]
    fn su_6_a_national_number_is_one_of_the_chosen_country() {
        for (typed, country, expected) in [
            ("06 12 34 56 78", "FR", "+33612345678"),
            ("07400 123456", "GB", "+447400123456"),
            ("55 1234 5678", "MX", "+525512345678"),
            ("0912 345 678", "TW", "+886912345678"),
            // In Italy the zero belongs to the number, and in Argentina an area code looks like our way abroad.
            ("06 698 12345", "IT", "+390669812345"),
            ("011 4321-1234", "AR", "+541143211234"),
            ("787 234 5678", "PR", "+17872345678"),
        ] {
            assert_eq!(e164(typed, country), expected, "{typed} in {country}");
        }
        assert_eq!(read("06 12 34 56 78", "FR").unwrap().country().to_string(), "FR");
    }

    #[test]
    fn su_6_an_international_number_wins_over_the_country_that_was_there_from_the_beginning() {
        for typed in
            ["+33 6 12 34 56 78", "0033 6 12 34 56 78", "011 33 6 12 34 56 78", "\u{ff0b}33612345678"]
        {
            assert_eq!(e164(typed, "US"), "+33612345678", "{typed}");
            assert_eq!(e164(typed, "FR"), "+33612345678", "{typed}");
        }
        // One calling code, two countries: they agree.
        assert_eq!(e164("+1 202 555 0123", "CA"), "+12025550123");
    }

    #[test]
    fn su_6_a_number_that_contradicts_the_chosen_country_is_told_and_not_guessed() {
        assert_eq!(e164("+44 7400 123456", "FR"), "+447400123456", "a plus is meant");
        for typed in ["0044 7400 123456", "011 44 7400 123456"] {
            let number = Country::read("GB").unwrap();
            assert_eq!(read(typed, "FR"), Err(PhoneProblem::Contradiction { number }), "{typed}");
        }
    }

    #[test]
    fn su_6_numbers_that_reach_no_one_person_are_refused_each_for_its_reason() {
        for (typed, reached) in [
            ("+1 900 555 0123", NoPerson::CostsExtra),
            ("+44 909 879 0000", NoPerson::CostsExtra),
            ("+44 845 640 1000", NoPerson::CostsExtra),
            ("+1 800 555 0123", NoPerson::TollFree),
            ("+44 55 5512 3456", NoPerson::Company),
            ("+44 7012 345678", NoPerson::Forwarded),
            ("+44 7640 123456", NoPerson::Pager),
            ("+870 773 111632", NoPerson::NoCountry),
            ("+881 612345678", NoPerson::NoCountry),
            ("+882 3421234", NoPerson::NoCountry),
            ("+883 510012345", NoPerson::NoCountry),
            ("+979 123 456 789", NoPerson::NoCountry),
            ("+800 1234 5678", NoPerson::NoCountry),
            ("+808 1234 5678", NoPerson::NoCountry),
        ] {
            assert_eq!(read(typed, "US"), Err(PhoneProblem::NoPerson(reached)), "{typed}");
        }
    }

    /// libphonenumber has an example for each kind of number that a country has.
    #[test]
    fn su_6_no_country_has_an_accepted_number_that_is_not_a_phone() {
        let refused = [
            PhoneNumberType::PremiumRate,
            PhoneNumberType::SharedCost,
            PhoneNumberType::TollFree,
            PhoneNumberType::UAN,
            PhoneNumberType::PersonalNumber,
            PhoneNumberType::Pager,
            PhoneNumberType::VoiceMail,
        ];
        for (country, _) in Country::all(crate::text::Language::English) {
            for kind in refused {
                let example =
                    PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(country.region(), kind);
                if let Ok(example) = example {
                    let e164 = format(&example, PhoneNumberFormat::E164);
                    let reached = Phone::read(&e164, Country::HOME);
                    assert!(
                        matches!(reached, Err(PhoneProblem::NoPerson(_))),
                        "{country} {kind:?}: {reached:?}"
                    );
                }
            }
        }
        for code in PHONE_NUMBER_UTIL.get_supported_global_network_calling_codes() {
            let example = PHONE_NUMBER_UTIL.get_example_number_for_non_geo_entity(code).unwrap();
            let e164 = format(&example, PhoneNumberFormat::E164);
            let none = Err(PhoneProblem::NoPerson(NoPerson::NoCountry));
            assert_eq!(Phone::read(&e164, Country::HOME), none, "{code}");
        }
    }

    #[test]
    fn su_6_every_country_has_a_number_that_is_accepted() {
        for (country, name) in Country::all(crate::text::Language::English) {
            let example =
                [PhoneNumberType::Mobile, PhoneNumberType::FixedLine].into_iter().find_map(|kind| {
                    PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(country.region(), kind).ok()
                });
            let national = format(&example.unwrap(), PhoneNumberFormat::National);
            // Some islands have numbers out of those of the country that they share the calling code with.
            let calling_code = Phone::read(&national, country).map(|phone| phone.country().calling_code());
            assert_eq!(calling_code, Ok(country.calling_code()), "{name}");
        }
    }

    #[test]
    fn su_6_what_is_no_number_says_of_which_country_it_is_none() {
        let us = Country::HOME;
        for typed in ["", "nonsense", "123", "555-0123", "202 555 012", "😀", &"1".repeat(10_000)] {
            assert_eq!(read(typed, "US"), Err(PhoneProblem::NotOf(us)), "{typed}");
        }
        assert_eq!(read("06 12 34 56 78", "GB"), Err(PhoneProblem::NotOf(Country::read("GB").unwrap())));
        for typed in ["+999 123 456", "+33 6 12", "00 999 123", "011 44"] {
            assert_eq!(read(typed, "US"), Err(PhoneProblem::NotANumber), "{typed}");
        }
    }

    #[test]
    fn su_6_a_number_with_an_extension_is_refused() {
        assert_eq!(read("202 555 0123 ext. 45", "US"), Err(PhoneProblem::Extension));
    }

    #[test]
    fn a_landline_is_known_where_its_country_tells() {
        assert!(read("+33 1 42 34 56 78", "US").unwrap().is_landline());
        assert!(!read("+33 6 12 34 56 78", "US").unwrap().is_landline());
    }

    #[test]
    fn a_masked_number_shows_its_last_four_digits() {
        assert_eq!(read("+1 202 555 0123", "US").unwrap().masked(), "(•••) •••-0123");
    }
}
