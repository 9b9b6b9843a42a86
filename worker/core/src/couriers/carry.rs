//! Asking a courier, whichever it is.

use super::settings::{Courier, Couriers};
use super::{Message, Outcome, ses, twilio, webhook};
use crate::time::UnixTime;
use bytes::Bytes;
use http::{Request, Response};

/// A courier cannot be asked to carry this message: another must, or an operator has to mend the settings. Why: a sentence
/// for the operator, which holds neither a setting nor a word about the recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unsendable(pub &'static str);

/// The request that hands `message` over to `courier`. `id` is the row of the message: the same for each try. `origin` is where
/// people reach the service: couriers tell there what became of it.
///
/// # Errors
/// If `courier` has no settings or cannot carry this very message.
pub fn request(
    courier: Courier,
    couriers: &Couriers,
    message: &Message,
    id: &str,
    now: UnixTime,
    origin: &str,
) -> Result<Request<Bytes>, Unsendable> {
    const NONE: Unsendable = Unsendable("this courier has no settings");
    match courier {
        Courier::Twilio => twilio::request(couriers.twilio.as_ref().ok_or(NONE)?, message, id, origin),
        Courier::Ses => ses::request(couriers.ses.as_ref().ok_or(NONE)?, message, id, now),
        Courier::Cloudflare => Err(Unsendable("it is no server that could be asked")),
        Courier::Webhook => webhook::request(couriers.webhook.as_ref().ok_or(NONE)?, message, id, now),
    }
}

/// What the answer of `courier` means.
pub fn outcome(courier: Courier, response: &Response<Bytes>) -> Outcome {
    match courier {
        Courier::Twilio => twilio::outcome(response),
        Courier::Ses => ses::outcome(response),
        Courier::Cloudflare => Outcome::Misconfigured("it is no server that could answer".to_owned()),
        Courier::Webhook => webhook::outcome(response),
    }
}
