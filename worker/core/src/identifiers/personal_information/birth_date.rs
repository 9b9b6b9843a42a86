//! Birth dates: days of the calendar that are past, yet within what people live.

use super::{BIRTH_DAY, BIRTH_MONTH, BIRTH_YEAR, Problem};
use crate::time::UnixTime;
use serde::{Deserialize, Serialize};
use std::fmt;
use time::{Date, Month, OffsetDateTime};
use unicode_normalization::UnicodeNormalization;

/// Nobody alive was born before this year.
const FIRST_YEAR: i32 = 1890;

/// A date of birth: a day that was in the calendar. In JSON it is written as `1985-02-28` (ISO 8601).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct BirthDate(Date);

impl BirthDate {
    /// The year.
    pub const fn year(&self) -> i32 {
        self.0.year()
    }

    /// The month, from 1 to 12.
    pub fn month(&self) -> u8 {
        self.0.month().into()
    }

    /// The day, from 1 to 31.
    pub const fn day(&self) -> u8 {
        self.0.day()
    }

    /// Reads the three fields of a form; nothing if all of them are empty.
    pub(super) fn read<'a>(
        typed: impl Fn(&'static str) -> &'a str,
        now: UnixTime,
    ) -> Result<Option<Self>, Vec<Problem>> {
        let parts = [BIRTH_MONTH, BIRTH_DAY, BIRTH_YEAR].map(|field| (field, typed(field).trim()));
        if parts.iter().all(|(_, text)| text.is_empty()) {
            return Ok(None);
        }
        let numbers = parts.map(|(field, text)| {
            let range = match field {
                BIRTH_MONTH => 1..=12,
                BIRTH_DAY => 1..=31,
                // Of two digits nobody could tell the century.
                _ => 1000..=9999,
            };
            match read_number(text) {
                _ if text.is_empty() => Err(Problem::BirthDateIncomplete { field }),
                Some(number) if range.contains(&number) => Ok(number),
                _ => Err(Problem::BirthDateUnreadable { field }),
            }
        });
        let [Ok(month), Ok(day), Ok(year)] = numbers else {
            return Err(numbers.into_iter().filter_map(Result::err).collect());
        };
        match Self::of(year, month, day) {
            None => Err(vec![Problem::NoSuchDay]),
            Some(date) if date.year() < FIRST_YEAR => Err(vec![Problem::BirthDateTooEarly]),
            Some(date) if today(now).is_some_and(|today| date.0 > today) => {
                Err(vec![Problem::BirthDateInFuture])
            }
            date => Ok(date),
        }
    }

    fn of(year: u32, month: u32, day: u32) -> Option<Self> {
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        Date::from_calendar_date(year.try_into().ok()?, month, day.try_into().ok()?).ok().map(Self)
    }
}

impl fmt::Display for BirthDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl From<BirthDate> for String {
    fn from(date: BirthDate) -> Self {
        date.to_string()
    }
}

/// A text that is no date of the form `1985-02-28`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a birth date is written as 1985-02-28")]
pub struct NotADate;

impl TryFrom<String> for BirthDate {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, NotADate> {
        let mut parts = text.splitn(3, '-').map(|part| read_number(part).ok_or(NotADate));
        let mut next = || parts.next().unwrap_or(Err(NotADate));
        let date = Self::of(next()?, next()?, next()?).ok_or(NotADate)?;
        // Only its own form, so that a date has one spelling.
        if date.to_string() == text { Ok(date) } else { Err(NotADate) }
    }
}

/// Says nothing of the person.
impl fmt::Debug for BirthDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BirthDate(..)")
    }
}

/// A number of up to four digits. Phones in some languages type full-width ones, which NFKC turns into plain ones.
fn read_number(text: &str) -> Option<u32> {
    let digits: String = text.nfkc().take(5).collect();
    let is_number = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

/// The day that `now` is in, at Greenwich; nothing if the calendar does not reach so far.
fn today(now: UnixTime) -> Option<Date> {
    OffsetDateTime::from_unix_timestamp(now.0).ok().map(OffsetDateTime::date)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-01T00:00:00Z.
    const NOW: UnixTime = UnixTime(1_772_323_200);

    fn birth(year: &str, month: &str, day: &str) -> Result<String, Vec<Problem>> {
        let typed = |field| match field {
            BIRTH_YEAR => year,
            BIRTH_MONTH => month,
            BIRTH_DAY => day,
            _ => "",
        };
        BirthDate::read(typed, NOW).map(|date| date.unwrap().to_string())
    }

    #[test]
    fn st_1_a_birth_date_is_a_past_day_of_the_calendar() {
        let unreadable = |field| Err(vec![Problem::BirthDateUnreadable { field }]);
        for (year, month, day, date) in [
            ("1985", "2", "28", Ok("1985-02-28")),
            (" 1985 ", "02", "08", Ok("1985-02-08")),
            ("１９８５", "２", "２８", Ok("1985-02-28")),
            ("2000", "2", "29", Ok("2000-02-29")),
            ("2024", "2", "29", Ok("2024-02-29")),
            ("1900", "2", "29", Err(vec![Problem::NoSuchDay])),
            ("2023", "2", "29", Err(vec![Problem::NoSuchDay])),
            ("1985", "4", "31", Err(vec![Problem::NoSuchDay])),
            ("1890", "1", "1", Ok("1890-01-01")),
            ("1889", "12", "31", Err(vec![Problem::BirthDateTooEarly])),
            ("2026", "2", "28", Ok("2026-02-28")),
            ("2026", "3", "1", Ok("2026-03-01")),
            ("2026", "3", "2", Err(vec![Problem::BirthDateInFuture])),
            ("9999", "12", "31", Err(vec![Problem::BirthDateInFuture])),
            ("85", "2", "28", unreadable(BIRTH_YEAR)),
            ("0085", "2", "28", unreadable(BIRTH_YEAR)),
            ("19850", "2", "28", unreadable(BIRTH_YEAR)),
            ("-1985", "2", "28", unreadable(BIRTH_YEAR)),
            ("1985", "0", "28", unreadable(BIRTH_MONTH)),
            ("1985", "13", "28", unreadable(BIRTH_MONTH)),
            ("1985", "May", "28", unreadable(BIRTH_MONTH)),
            ("1985", "+2", "28", unreadable(BIRTH_MONTH)),
            ("1985", "2", "0", unreadable(BIRTH_DAY)),
            ("1985", "2", "32", unreadable(BIRTH_DAY)),
            ("1985", "2", "2 8", unreadable(BIRTH_DAY)),
            ("1985", "", "28", Err(vec![Problem::BirthDateIncomplete { field: BIRTH_MONTH }])),
            (
                "",
                "",
                "28",
                Err(vec![
                    Problem::BirthDateIncomplete { field: BIRTH_MONTH },
                    Problem::BirthDateIncomplete { field: BIRTH_YEAR },
                ]),
            ),
        ] {
            assert_eq!(birth(year, month, day), date.map(str::to_owned), "{year}-{month}-{day}");
        }
        assert_eq!(birth("99999999999999999999", &"1".repeat(100_000), "😀").unwrap_err().len(), 3);
    }

    #[test]
    fn st_1_a_kept_birth_date_is_of_one_form() {
        for text in ["1985-2-28", "1985-02-30", "85-02-28", "1985-02-28T00:00", "1985-02", "", "１985-02-28"]
        {
            assert!(BirthDate::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
