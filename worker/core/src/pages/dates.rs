//! Points in time, in words. They are told in UTC, which pages without scripts can say for everybody alike.

use crate::text::Text;
use crate::time::UnixTime;
use time::OffsetDateTime;

/// The keys of the months' names, from January on.
const MONTHS: [&str; 12] = [
    "month-january",
    "month-february",
    "month-march",
    "month-april",
    "month-may",
    "month-june",
    "month-july",
    "month-august",
    "month-september",
    "month-october",
    "month-november",
    "month-december",
];

/// The day of a time, such as `November 24, 2026`.
pub fn date(text: Text, at: UnixTime) -> String {
    day(text, calendar(at))
}

/// A time as machines read it, such as `2026-11-24T14:05:00Z`; its first ten letters are the day.
pub fn for_machines(at: UnixTime) -> String {
    let at = calendar(at);
    let (year, month, day) = at.to_calendar_date();
    let (hour, minute, second) = at.to_hms();
    format!("{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z", u8::from(month))
}

/// A time to the minute, such as `November 24, 2026, 2:05 PM UTC`.
pub fn date_and_time(text: Text, at: UnixTime) -> String {
    let at = calendar(at);
    let hour = u32::from(at.hour());
    let noon = hour % 12;
    text.say_with(
        "date-and-time",
        &[
            ("date", day(text, at).into()),
            ("hour", hour.into()),
            ("hour_to_twelve", if noon == 0 { 12 } else { noon }.into()),
            ("minute", format!("{:02}", at.minute()).into()),
            ("half", text.say(if hour < 12 { "time-am" } else { "time-pm" }).into()),
        ],
    )
}

/// A time that no calendar of ours reaches is told as the first of 1970: none is stored.
fn calendar(at: UnixTime) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at.0).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

fn day(text: Text, at: OffsetDateTime) -> String {
    let month = usize::from(u8::from(at.month())).checked_sub(1).and_then(|index| MONTHS.get(index));
    text.say_with(
        "date",
        &[
            ("month", month.map(|key| text.say(key)).unwrap_or_default().into()),
            ("day", u32::from(at.day()).into()),
            ("year", at.year().to_string().into()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn machines_read_a_time_in_their_own_form() {
        assert_eq!(for_machines(UnixTime(0)), "1970-01-01T00:00:00Z");
        assert_eq!(for_machines(UnixTime(1_795_529_159)), "2026-11-24T14:05:59Z");
    }

    #[test]
    fn a_time_is_told_in_words_and_in_utc() {
        let text = Text::new(Language::English);
        for (seconds, day, time) in [
            (0, "January 1, 1970", "January 1, 1970, 12:00 AM UTC"),
            (1_795_529_159, "November 24, 2026", "November 24, 2026, 2:05 PM UTC"),
            (1_795_521_599, "November 24, 2026", "November 24, 2026, 11:59 AM UTC"),
            (1_709_208_000, "February 29, 2024", "February 29, 2024, 12:00 PM UTC"),
            (i64::MAX, "January 1, 1970", "January 1, 1970, 12:00 AM UTC"),
        ] {
            let at = UnixTime(seconds);
            assert_eq!((date(text, at).as_str(), date_and_time(text, at).as_str()), (day, time));
        }
    }

    #[test]
    fn each_language_tells_a_time_in_its_own_order() {
        for (language, seconds, told) in [
            (Language::Spanish, 1_795_529_159, "24 de noviembre de 2026, 14:05 UTC"),
            (Language::Spanish, 0, "1 de enero de 1970, 0:00 UTC"),
            (Language::French, 1_795_529_159, "24 novembre 2026 à 14 h 05 UTC"),
            (Language::French, 0, "1er janvier 1970 à 0 h 00 UTC"),
        ] {
            // Spaces that hold a number and its unit together are spaces.
            let said =
                date_and_time(Text::new(language), UnixTime(seconds)).replace(['\u{a0}', '\u{202f}'], " ");
            assert_eq!(said, told);
        }
    }
}
