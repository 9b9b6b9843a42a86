//! What the answers of all couriers have in common: JSON, perhaps cut short, and what HTTP itself says about trying again.

use super::Outcome;
use bytes::Bytes;
use http::header::{DATE, HeaderName, RETRY_AFTER};
use http::{Response, StatusCode};
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// The longest that a courier can make us wait, in seconds: a quarter of an hour. Nobody may silence us for longer by one header:
/// a link that waits for a day is of no use any more.
const LONGEST_WAIT: u32 = 15 * 60;

/// What an answer holds.
#[derive(Debug, PartialEq)]
pub enum Body {
    /// JSON.
    Whole(Value),
    /// The beginning of a JSON object. Its status has arrived, and so has what the status says.
    CutShort,
    /// Something else, such as a page of a proxy in between, or nothing.
    Strange,
}

impl Body {
    /// Reads the body of `response`, whatever it says of its type.
    pub fn read(response: &Response<Bytes>) -> Self {
        let bytes = response.body().trim_ascii_start();
        match serde_json::from_slice(bytes) {
            Ok(value) => Self::Whole(value),
            Err(error) if error.is_eof() && bytes.first() == Some(&b'{') => Self::CutShort,
            Err(_) => Self::Strange,
        }
    }

    /// The text at `name` of the object.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self {
            Self::Whole(value) => value.get(name)?.as_str(),
            Self::CutShort | Self::Strange => None,
        }
    }

    /// The whole number at `name` of the object.
    pub fn number(&self, name: &str) -> Option<u32> {
        match self {
            Self::Whole(value) => value.get(name)?.as_u64()?.try_into().ok(),
            Self::CutShort | Self::Strange => None,
        }
    }
}

/// Whether another try may well succeed, by the status alone: the server was busy, slow or broken.
pub fn passes(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS
        )
}

/// Another try, when `response` asks for it.
pub fn again(response: &Response<Bytes>, said: String) -> Outcome {
    Outcome::Again { after: wait(response), said }
}

/// Seconds until the time that `Retry-After` names (RFC 9110, section 10.2.3). A date is read against the answer's own, since
/// its clock need not be ours.
fn wait(response: &Response<Bytes>) -> Option<u32> {
    let header = |name: HeaderName| response.headers().get(name)?.to_str().ok();
    let asked = header(RETRY_AFTER)?.trim();
    if !asked.is_empty() && asked.bytes().all(|byte| byte.is_ascii_digit()) {
        // Longer than a u32 is longer than the longest.
        return Some(asked.parse().map_or(LONGEST_WAIT, |seconds: u32| seconds.min(LONGEST_WAIT)));
    }
    let date =
        |text: &str| OffsetDateTime::parse(text.trim(), &Rfc2822).ok().map(OffsetDateTime::unix_timestamp);
    let seconds = date(asked)?.saturating_sub(date(header(DATE)?)?).max(0);
    Some(u32::try_from(seconds).map_or(LONGEST_WAIT, |seconds| seconds.min(LONGEST_WAIT)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_a_number_of_seconds_or_a_date() {
        let date = Some("Sun, 06 Nov 1994 08:49:37 GMT");
        for (asked, date, seconds) in [
            ("120", None, Some(120)),
            (" 0 ", None, Some(0)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", date, Some(60)),
            ("Sun, 06 Nov 1994 08:48:37 GMT", date, Some(0)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", None, None),
            ("901", None, Some(LONGEST_WAIT)),
            ("99999999999999999999", None, Some(LONGEST_WAIT)),
            ("Sun, 06 Nov 9994 08:50:37 GMT", date, Some(LONGEST_WAIT)),
            ("-1", None, None),
            ("", None, None),
            ("soon", date, None),
        ] {
            let mut response = Response::builder().header(RETRY_AFTER, asked);
            if let Some(date) = date {
                response = response.header(DATE, date);
            }
            assert_eq!(wait(&response.body(Bytes::new()).unwrap()), seconds, "{asked}");
        }
        assert_eq!(wait(&Response::new(Bytes::new())), None);
    }

    #[test]
    fn half_an_answer_is_told_from_a_strange_one() {
        for (body, cut_short) in [
            (r#"{"sid": "SM1", "sta"#, true),
            ("{", true),
            (" \n{\"a\":", true),
            ("", false),
            ("[", false),
            ("<html>", false),
            ("\"{", false),
            ("{]", false),
        ] {
            let read = Body::read(&Response::new(Bytes::from(body)));
            assert_eq!(read == Body::CutShort, cut_short, "{body}");
            assert!(cut_short || read == Body::Strange, "{body}");
        }
    }
}
