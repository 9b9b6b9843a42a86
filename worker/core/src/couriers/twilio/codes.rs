//! Twilio's error codes (<https://www.twilio.com/docs/api/errors>): those that say something about a recipient, and those
//! that pass. All others are for the operator.

use crate::couriers::Problem;

/// What a code says about the recipient; nothing if it is about us.
pub const fn problem(code: u32) -> Option<Problem> {
    Some(match code {
        // Not a number, a premium or emergency number, not one that exists, our own number.
        21202 | 21211 | 21217 | 21266 | 21401 | 30005 => Problem::NotANumber,
        // Not a mobile number, a landline.
        21614 | 21635 | 30006 => Problem::Landline,
        21610 => Problem::OptedOut,
        // No permission for texts, for calls (on its own, and for high-risk numbers).
        21215 | 21408 | 13227 => Problem::CountryClosed,
        // A call cannot reach it, blocked, no carrier takes it, no way from our number to it; a phone that is off, that blocks us,
        // without a reason; no answer of the carrier; taken for fraud with premium texts, which passes in half an hour.
        13224 | 21214 | 21216 | 21612 | 30003 | 30004 | 30008 | 30410 | 30450 | 30453 => Problem::Unreachable,
        _ => return None,
    })
}

/// Whether another try may succeed: too many requests, the queue of our number is full, Twilio is broken.
pub const fn passes(code: u32) -> bool {
    matches!(code, 14107 | 20429 | 20500 | 20503 | 21611 | 30001)
}
