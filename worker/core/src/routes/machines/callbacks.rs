//! What couriers tell afterwards: that a number cannot be reached, that mail came back or was called unwanted.

use super::refusal;
use crate::couriers::{Report, recipient_by, ses, sns, twilio};
use crate::ports::{BatchError, Edge, Outage};
use crate::routes::respond::Answer;
use crate::store::delivery;
use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::json;

/// Takes what Twilio tells about a text or a call.
///
/// # Errors
/// If the database does not answer: Twilio is told, and may tell again.
pub async fn twilio(edge: &impl Edge, request: &Request<Bytes>) -> Result<Answer, Outage> {
    let settings = edge.settings();
    let Some(known) = settings.couriers.as_ref().and_then(|couriers| couriers.twilio.as_ref()) else {
        return Ok(refusal(StatusCode::NOT_FOUND, "this courier is not in use"));
    };
    match twilio::callback(known, &settings.origin, request) {
        Ok(reports) => keep(edge, "twilio", &reports).await,
        Err(forged) => Ok(refused(edge, "twilio", &forged.to_string())),
    }
}
