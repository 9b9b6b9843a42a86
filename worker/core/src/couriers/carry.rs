//! Asking a courier, whichever it is.

use super::settings::{Courier, Couriers};
use super::{Message, Outcome, ses, twilio, webhook};
use crate::time::UnixTime;
use bytes::Bytes;
use http::{Request, Response};

/// A courier cannot be asked to carry this message: another must.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsendable {
    /// Its recipient has an address of a form that this courier does not take.
    #[error("this courier does not take the address")]
    Recipient,
    /// An operator has to mend the settings, or we the message. Why: a sentence for the operator, which holds neither a setting
    /// nor a word about the recipient.
    #[error("{0}")]
    Fault(&'static str),
}

/// What a courier has to know of a message besides what it says, and to whom.
#[derive(Debug, Clone, Copy)]
pub struct Dispatch<'a> {
    /// The row of the message: the same for each try.
    pub id: &'a str,
    /// Scheme and host of the service: couriers tell there what became of it.
    pub origin: &'a str,
    /// When it is handed over.
    pub now: UnixTime,
    /// When nobody has a use for it any more.
    pub expires_at: UnixTime,
}

/// The request that hands `message` over to `courier`.
///
/// # Errors
/// If `courier` has no settings or cannot carry this very message.
pub fn request(
    courier: Courier,
    couriers: &Couriers,
    message: &Message,
    dispatch: &Dispatch<'_>,
) -> Result<Request<Bytes>, Unsendable> {
    const NONE: Unsendable = Unsendable::Fault("this courier has no settings");
    let Dispatch { id, now, .. } = *dispatch;
    match courier {
        Courier::Twilio => twilio::request(couriers.twilio.as_ref().ok_or(NONE)?, message, dispatch),
        Courier::Ses => ses::request(couriers.ses.as_ref().ok_or(NONE)?, message, id, now),
        Courier::Cloudflare => Err(Unsendable::Fault("it is no server that could be asked")),
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
