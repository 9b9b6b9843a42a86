//! The development clock: one for the whole server, moved by hand.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{Browser, Request, outbox};

static ALONE: Mutex<()> = Mutex::new(());

/// Held by a test that moves the clock. While it lives, no other such test of this program runs.
#[derive(Debug)]
pub struct Clock(#[expect(dead_code, reason = "held, not read")] MutexGuard<'static, ()>);

impl Clock {
    /// Waits for its turn.
    pub fn alone() -> Self {
        Self(ALONE.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Moves the server's clock forward.
    pub fn forward(&self, seconds: u64) {
        // What expires by this is erased: it must have been seen.
        outbox::messages();
        let reply = Browser::new().send(
            Request::new("POST", "/dev/clock")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(format!("seconds={seconds}")),
        );
        reply.is(200);
    }
}
