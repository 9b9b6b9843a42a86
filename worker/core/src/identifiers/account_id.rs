//! Account and message ids: UUID version 7 (RFC 9562). They sort by age, which keeps inserts at the end of an index, and
//! 74 bits of each are random. They never leave the service, so the time in them tells nobody anything.

use crate::ports::{Clock, Entropy, Outage};

/// A new id.
///
/// # Errors
/// If the platform gives no randomness.
pub fn random_id(edge: &(impl Clock + Entropy)) -> Result<String, Outage> {
    let mut random = [0; 10];
    edge.fill(&mut random)?;
    let milliseconds = u64::try_from(edge.now().0).unwrap_or_default().saturating_mul(1000);
    Ok(uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid().to_string())
}
