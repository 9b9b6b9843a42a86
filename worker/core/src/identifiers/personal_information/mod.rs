//! What a person tells about themselves: name, birth date and postal address, sealed under their data key (PV-1).
//!
//! [`PersonalInformation::read`] takes a form's fields and finds all that is wrong with them at once. Every part may be
//! left empty, but not all of them. One field takes the whole name, and the address has no list of countries or states:
//! both differ more around the world than a form can know.

mod birth_date;

pub use birth_date::{BirthDate, NotADate};

use crate::time::UnixTime;
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// The names of the form's fields, in their order.
pub const FIELDS: [&str; 9] =
    [FULL_NAME, BIRTH_MONTH, BIRTH_DAY, BIRTH_YEAR, STREET_ADDRESS, CITY, REGION, POSTAL_CODE, COUNTRY];

/// The field of the whole name.
pub const FULL_NAME: &str = "full_name";
/// The field of the month of birth, as a number.
pub const BIRTH_MONTH: &str = "birth_month";
/// The field of the day of birth.
pub const BIRTH_DAY: &str = "birth_day";
/// The field of the year of birth, with four digits.
pub const BIRTH_YEAR: &str = "birth_year";
/// The field of street, house and apartment, of several lines.
pub const STREET_ADDRESS: &str = "street_address";
/// The field of the city or town.
pub const CITY: &str = "city";
/// The field of the state, province or region.
pub const REGION: &str = "region";
/// The field of the postal code.
pub const POSTAL_CODE: &str = "postal_code";
/// The field of the country.
pub const COUNTRY: &str = "country";

/// Most characters of a text field, after normalization.
const fn limit(field: &str) -> u32 {
    match field.as_bytes() {
        b"street_address" => 500,
        b"postal_code" => 20,
        b"full_name" => 200,
        _ => 100,
    }
}

/// What a person tells about themselves. At least one part is filled in.
///
/// Only the person's keys open it; a log must never hold it, and so its `Debug` says nothing.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PersonalInformation {
    /// The whole name, as the person writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_name: Option<String>,
    /// The date of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<BirthDate>,
    /// The postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<PostalAddress>,
}

/// Where mail reaches a person. At least one part is filled in.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PostalAddress {
    /// Street, house and apartment, in lines parted by `\n`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    /// The city or town.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The state, province or region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// The country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// Something that is wrong with what was typed. [`Problem::field`] says where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Nothing at all was filled in.
    Empty,
    /// There is more in the field than fits.
    TooLong {
        /// Which field.
        field: &'static str,
        /// The most characters that it takes.
        limit: u32,
    },
    /// Something in the field is no text: a control character.
    NotText {
        /// Which field.
        field: &'static str,
    },
    /// Of the birth date this part is missing, while another is there.
    BirthDateIncomplete {
        /// Which field.
        field: &'static str,
    },
    /// This part of the birth date is no number that it could be.
    BirthDateUnreadable {
        /// Which field.
        field: &'static str,
    },
    /// The month has no such day.
    NoSuchDay,
    /// The birth date is yet to come.
    BirthDateInFuture,
    /// The birth date is longer ago than anybody lives.
    BirthDateTooEarly,
}

impl Problem {
    /// The name of the field that it is about.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Empty => FULL_NAME,
            Self::TooLong { field, .. }
            | Self::NotText { field }
            | Self::BirthDateIncomplete { field }
            | Self::BirthDateUnreadable { field } => field,
            Self::NoSuchDay => BIRTH_DAY,
            Self::BirthDateInFuture | Self::BirthDateTooEarly => BIRTH_YEAR,
        }
    }
}

impl PersonalInformation {
    /// Reads a form: `typed` gives what was typed into a field, empty if nothing was.
    ///
    /// # Errors
    /// All that is wrong, in the order of the fields.
    pub fn read<'a>(typed: impl Fn(&'static str) -> &'a str, now: UnixTime) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut text = |field| {
            read_text(field, typed(field)).unwrap_or_else(|problem| {
                problems.push(problem);
                None
            })
        };
        let full_name = text(FULL_NAME);
        let address = PostalAddress {
            street_address: text(STREET_ADDRESS),
            city: text(CITY),
            region: text(REGION),
            postal_code: text(POSTAL_CODE),
            country: text(COUNTRY),
        };
        let birth_date = match BirthDate::read(typed, now) {
            Ok(date) => date,
            Err(more) => {
                problems.extend(more);
                None
            }
        };
        let information =
            Self { full_name, birth_date, address: (address != PostalAddress::default()).then_some(address) };
        if problems.is_empty() && information == Self::default() {
            problems.push(Problem::Empty);
        }
        problems.sort_by_key(|problem| FIELDS.iter().position(|field| *field == problem.field()));
        if problems.is_empty() { Ok(information) } else { Err(problems) }
    }

    /// What stands in the field of a form that shows this information; empty if nothing does.
    pub fn value(&self, field: &str) -> String {
        let of_address = |part: fn(&PostalAddress) -> &Option<String>| {
            self.address.as_ref().and_then(|address| part(address).clone())
        };
        let of_birth = |part: fn(&BirthDate) -> String| self.birth_date.as_ref().map(part);
        match field {
            FULL_NAME => self.full_name.clone(),
            BIRTH_MONTH => of_birth(|date| date.month().to_string()),
            BIRTH_DAY => of_birth(|date| date.day().to_string()),
            BIRTH_YEAR => of_birth(|date| date.year().to_string()),
            STREET_ADDRESS => of_address(|address| &address.street_address),
            CITY => of_address(|address| &address.city),
            REGION => of_address(|address| &address.region),
            POSTAL_CODE => of_address(|address| &address.postal_code),
            COUNTRY => of_address(|address| &address.country),
            _ => None,
        }
        .unwrap_or_default()
    }
}

/// Says nothing of the person.
impl fmt::Debug for PersonalInformation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PersonalInformation(..)")
    }
}

/// Says nothing of the person.
impl fmt::Debug for PostalAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PostalAddress(..)")
    }
}

/// The text of a field in one normal form, without white space around it or, if it has lines, around any of them;
/// nothing if nothing is left.
fn read_text(field: &'static str, typed: &str) -> Result<Option<String>, Problem> {
    let typed: String = typed.nfc().collect();
    let text = if field == STREET_ADDRESS {
        // Browsers send lines with CR and LF.
        let lines = typed.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty());
        lines.collect::<Vec<&str>>().join("\n")
    } else {
        typed.trim().to_owned()
    };
    let is_text = |c: char| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}');
    if !text.chars().all(|c| is_text(c) || (field == STREET_ADDRESS && c == '\n')) {
        return Err(Problem::NotText { field });
    }
    let limit = limit(field);
    if text.chars().count() > limit as usize {
        return Err(Problem::TooLong { field, limit });
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-01T00:00:00Z.
    const NOW: UnixTime = UnixTime(1_772_323_200);

    fn read(typed: &[(&'static str, &str)]) -> Result<PersonalInformation, Vec<Problem>> {
        let value = |name| typed.iter().find(|(field, _)| *field == name).map_or("", |(_, value)| *value);
        PersonalInformation::read(value, NOW)
    }

    fn json(typed: &[(&'static str, &str)]) -> String {
        serde_json::to_string(&read(typed).unwrap()).unwrap()
    }

    #[test]
    fn st_1_information_of_all_parts_is_read_kept_and_shown_again() {
        let typed = [
            (FULL_NAME, "Ana María Ruiz"),
            (BIRTH_MONTH, "2"),
            (BIRTH_DAY, "28"),
            (BIRTH_YEAR, "1985"),
            (STREET_ADDRESS, "1600 Main St\r\nApt 4"),
            (CITY, "Springfield"),
            (REGION, "IL"),
            (POSTAL_CODE, "62701"),
            (COUNTRY, "United States"),
        ];
        let kept = json(&typed);
        assert_eq!(
            kept,
            "{\"full_name\":\"Ana María Ruiz\",\"birth_date\":\"1985-02-28\",\"address\":{\"street_address\":\
             \"1600 Main St\\nApt 4\",\"city\":\"Springfield\",\"region\":\"IL\",\"postal_code\":\"62701\",\
             \"country\":\"United States\"}}"
        );
        let opened: PersonalInformation = serde_json::from_str(&kept).unwrap();
        assert!(opened == read(&typed).unwrap());
        for (field, value) in typed {
            assert_eq!(opened.value(field), value.replace('\r', ""), "{field}");
        }
        assert_eq!(typed.map(|(field, _)| field), FIELDS);
    }

    #[test]
    fn st_1_parts_may_be_left_empty_but_not_all() {
        for (typed, kept) in [
            (&[(FULL_NAME, " Ana ")][..], r#"{"full_name":"Ana"}"#),
            (&[(CITY, "Lyon")], r#"{"address":{"city":"Lyon"}}"#),
            (
                &[(BIRTH_YEAR, "1985"), (BIRTH_MONTH, "02"), (BIRTH_DAY, "28")],
                r#"{"birth_date":"1985-02-28"}"#,
            ),
        ] {
            assert_eq!(json(typed), kept);
        }
        for typed in [&[][..], &[(FULL_NAME, "  "), (STREET_ADDRESS, " \r\n\u{3000}\n"), (BIRTH_DAY, " ")]] {
            assert_eq!(read(typed), Err(vec![Problem::Empty]), "{typed:?}");
        }
    }

    #[test]
    fn st_1_texts_are_of_one_normal_form_and_hold_nothing_but_text() {
        for (field, typed, kept) in [
            (FULL_NAME, "  Rene\u{301}e \u{a0}", Ok("Renée")),
            (FULL_NAME, "山田 太郎", Ok("山田 太郎")),
            (FULL_NAME, "می\u{200c}خواهم", Ok("می\u{200c}خواهم")),
            (FULL_NAME, "O’Neil-Smith, Jr.", Ok("O’Neil-Smith, Jr.")),
            (FULL_NAME, "<b>Ana</b>", Ok("<b>Ana</b>")),
            (FULL_NAME, "Ana\nRuiz", Err(Problem::NotText { field: FULL_NAME })),
            (FULL_NAME, "Ana\u{0}", Err(Problem::NotText { field: FULL_NAME })),
            (CITY, "Ly\u{7f}on", Err(Problem::NotText { field: CITY })),
            (REGION, "a\u{2028}b", Err(Problem::NotText { field: REGION })),
            (STREET_ADDRESS, " 1 Main St \n\n\r\n Apt 4 ", Ok("1 Main St\nApt 4")),
            (STREET_ADDRESS, "1 Main St\rApt 4", Ok("1 Main St\nApt 4")),
            (STREET_ADDRESS, "1 Main\u{1b}[2J St", Err(Problem::NotText { field: STREET_ADDRESS })),
        ] {
            let read = read(&[(field, typed)]).map(|information| information.value(field));
            assert_eq!(read, kept.map(str::to_owned).map_err(|problem| vec![problem]), "{typed:?}");
        }
    }

    #[test]
    fn st_1_texts_have_limits_in_characters() {
        for (field, limit) in [
            (FULL_NAME, 200),
            (STREET_ADDRESS, 500),
            (CITY, 100),
            (REGION, 100),
            (POSTAL_CODE, 20),
            (COUNTRY, 100),
        ] {
            // Two characters as typed, one in its normal form.
            let longest = "e\u{301}".repeat(limit as usize);
            assert!(read(&[(field, &longest)]).is_ok(), "{field}");
            let longer = format!("{longest}x");
            assert_eq!(read(&[(field, &longer)]), Err(vec![Problem::TooLong { field, limit }]));
        }
    }

    #[test]
    fn st_1_all_problems_are_named_at_once_in_the_order_of_the_fields() {
        let typed = [
            (COUNTRY, "a\tb"),
            (POSTAL_CODE, "123456789012345678901"),
            (BIRTH_DAY, "31"),
            (BIRTH_MONTH, "x"),
            (FULL_NAME, "\u{7}Ana\u{7}"),
        ];
        let problems = read(&typed).unwrap_err();
        assert_eq!(
            problems,
            [
                Problem::NotText { field: FULL_NAME },
                Problem::BirthDateUnreadable { field: BIRTH_MONTH },
                Problem::BirthDateIncomplete { field: BIRTH_YEAR },
                Problem::TooLong { field: POSTAL_CODE, limit: 20 },
                Problem::NotText { field: COUNTRY },
            ]
        );
    }

    #[test]
    fn pv_4_information_does_not_show_in_what_developers_read() {
        let information = read(&[(FULL_NAME, "Ana"), (CITY, "Lyon")]).unwrap();
        assert_eq!(format!("{information:?}"), "PersonalInformation(..)");
        assert!(!format!("{:?}", information.address).contains("Lyon"));
    }
}
