//! How many requests this instance has answered and is answering: tests must know that an instance is used again and by
//! several at once, or what they say of it says nothing. Only a development build counts, and no count holds anything of a
//! request.

use gatehouse_core::ports::Tally;
use std::sync::atomic::{AtomicU32, Ordering};

static ANSWERED: AtomicU32 = AtomicU32::new(0);
static ANSWERING: AtomicU32 = AtomicU32::new(0);

/// A request that is being answered until this is dropped.
pub struct Answering(());

impl Answering {
    /// Counts a request that has just come.
    pub fn begin() -> Self {
        ANSWERING.fetch_add(1, Ordering::Relaxed);
        Self(())
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        ANSWERING.fetch_sub(1, Ordering::Relaxed);
        ANSWERED.fetch_add(1, Ordering::Relaxed);
    }
}

/// The counts as they are now.
pub fn tally() -> Tally {
    Tally { answered: ANSWERED.load(Ordering::Relaxed), answering: ANSWERING.load(Ordering::Relaxed) }
}
