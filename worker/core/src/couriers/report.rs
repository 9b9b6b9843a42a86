//! What a courier tells us later: a callback, once it has proven whom it is from.

use super::{Audience, Channel, Problem};
use crate::time::UnixTime;

/// What became of a message, or of somebody's mail at large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The row that it is about, if the courier was told: we put it into the request, and it comes back signed.
    pub message: Option<String>,
    /// How the message went.
    pub channel: Channel,
    /// Whom it was for, as the courier spells it: an address or a number.
    pub to: String,
    /// Who gets such a message, if the courier was told: it is known here when the row is gone, as with a complaint that comes days
    /// later.
    pub audience: Option<Audience>,
    /// When the courier sent it, if that is told.
    pub sent_at: Option<UnixTime>,
    /// What became of it.
    pub news: News,
}

/// What became of a message.
///
/// Reports come in any order, more than once, and years later if somebody has recorded one. So what is done about one must be
/// harmless to do again, and one about a row that is no longer there is old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The courier has it. If the answer to our request was lost, this is the proof that the request was not.
    Taken,
    /// It has arrived.
    Delivered,
    /// It never will.
    Failed {
        /// Why, if that lies with the recipient.
        problem: Option<Problem>,
        /// What the courier said, for the operator: a status or a code of its own, never a word about the recipient.
        said: String,
    },
}

/// A callback that is not from whom it says, or that cannot be read. Why: a sentence for the operator, which holds nothing
/// of what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a callback was refused: {0}")]
pub struct Forged(pub &'static str);
