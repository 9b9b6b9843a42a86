//! What an installation does for itself, once an hour: an edge calls [`upkeep`], whatever has it called.

use crate::flows::deletion;
use crate::ports::{BatchError, Edge, Outage};
use crate::store::{self, reseal};

/// How many ciphertexts are renewed in one batch.
const BATCH: i64 = 500;
/// How many batches one run may take: it must end before an edge ends it.
const BATCHES: u32 = 20;

/// Erases what has expired and the accounts whose deletion is due, and renews what lies under older keys. Cheap when there
/// is nothing; what one run leaves, the next one does.
///
/// # Errors
/// If the database does not answer.
pub async fn upkeep(edge: &impl Edge) -> Result<(), Outage> {
    edge.batch(store::sweep(edge.now())).await.map_err(BatchError::unexpected)?;
    deletion::carry_out_due(edge).await?;
    renew_keys(edge).await
}

/// Seals anew, under the current key, what lies under an older one for longer than a week: addresses, numbers, secrets
/// of authenticator apps with their fingerprints, and the browsers of activities. Goes on where it stopped at the next
/// run; costs nothing while there is no older key.
///
/// # Errors
/// If the database does not answer, or there is no randomness.
pub async fn renew_keys(edge: &impl Edge) -> Result<(), Outage> {
    let mut batches = BATCHES;
    for id in edge.settings().secrets.older_keys() {
        while let Some(left) = batches.checked_sub(1) {
            batches = left;
            let rows = reseal::under(edge, id, BATCH).await?;
            let statements = reseal::statements(edge, &rows)?;
            // What is left under this key, if anything, cannot be renewed.
            if statements.is_empty() {
                break;
            }
            edge.batch(statements).await.map_err(BatchError::unexpected)?;
        }
    }
    Ok(())
}
