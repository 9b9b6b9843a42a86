//! Countries as phone numbers know them, with their names in every language.
//!
//! The names and their order are CLDR's: `worker/core/countries` has a file for each language and the program that writes it.

use crate::text::Language;
use rlibphonenumber::{PHONE_NUMBER_UTIL, Region};
use std::fmt;

/// A country or territory that has phone numbers of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country(Region);

impl Country {
    /// The country whose service this is.
    pub const HOME: Self = Self(Region::US);

    /// The country with this two-letter code of ISO 3166, as a form sends it.
    pub fn read(code: &str) -> Option<Self> {
        let region = Region::from_code(code).ok()?;
        Self(region).calling_code().map(|_| Self(region))
    }

    /// The country of a region that phone numbers have.
    pub(super) const fn of(region: Region) -> Self {
        Self(region)
    }

    pub(super) const fn region(self) -> Region {
        self.0
    }

    /// What international numbers begin with, such as 33. Several countries may share one. Nothing for a code that no numbers have.
    pub fn calling_code(self) -> Option<i32> {
        PHONE_NUMBER_UTIL.get_country_code_for_region(self.0)
    }

    /// Whether its numbers are served like those at home: the United States and its territories.
    pub const fn is_home(self) -> bool {
        matches!(self.0, Region::US | Region::AS | Region::GU | Region::MP | Region::PR | Region::VI)
    }

    /// Its name.
    pub fn name(self, language: Language) -> &'static str {
        let mut names = names(language);
        names.find(|(country, _)| *country == self).map_or("", |(_, name)| name)
    }

    /// Every country with its name, in the order of the language; the home country first.
    pub fn all(language: Language) -> impl Iterator<Item = (Self, &'static str)> {
        let home = names(language).filter(|(country, _)| *country == Self::HOME);
        home.chain(names(language).filter(|(country, _)| *country != Self::HOME))
    }
}

impl fmt::Display for Country {
    /// Writes the two-letter code.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.as_region_str().as_str())
    }
}

fn names(language: Language) -> impl Iterator<Item = (Country, &'static str)> {
    let file = match language {
        Language::English => include_str!("../../countries/en.tsv"),
        Language::Spanish => include_str!("../../countries/es.tsv"),
        Language::French => include_str!("../../countries/fr.tsv"),
    };
    let lines = file.lines().filter_map(|line| line.split_once('\t'));
    lines.filter_map(|(code, name)| Some((Country::read(code)?, name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_country_that_has_phone_numbers_has_one_name_in_every_language() {
        let known: BTreeSet<String> =
            PHONE_NUMBER_UTIL.get_supported_regions().map(|region| region.to_string()).collect();
        for language in Language::ALL {
            let named: Vec<String> = Country::all(language).map(|(country, _)| country.to_string()).collect();
            assert_eq!(named.len(), known.len(), "{language:?} names one twice or not at all");
            assert_eq!(named.into_iter().collect::<BTreeSet<_>>(), known);
            assert!(Country::all(language).all(|(_, name)| !name.is_empty()));
        }
    }

    #[test]
    fn the_home_country_comes_first_and_the_others_in_the_order_of_the_language() {
        for (language, first) in [
            (Language::English, ["United States", "Afghanistan", "Åland Islands", "Albania"]),
            (Language::Spanish, ["Estados Unidos", "Afganistán", "Albania", "Alemania"]),
            (Language::French, ["États-Unis", "Afghanistan", "Afrique du Sud", "Albanie"]),
        ] {
            let names: Vec<_> = Country::all(language).map(|(_, name)| name).take(4).collect();
            assert_eq!(names, first);
        }
    }

    #[test]
    fn a_code_that_no_numbers_have_is_no_country() {
        for code in ["", "us", "ZZ", "001", "USA", "é"] {
            assert!(Country::read(code).is_none_or(|country| country == Country::HOME), "{code}");
        }
        assert_eq!(Country::read("FR").and_then(Country::calling_code), Some(33));
    }
}
