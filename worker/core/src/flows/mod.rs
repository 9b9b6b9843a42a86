//! What happens when a person does something. Each flow reads once, judges, and writes once, guarded.
//!
//! A flow takes the edge and what the person sent, already read into types, and gives an outcome: what to show
//! is for `routes`. What always holds: guard first, then database; a rejection is an outcome, an outage an error;
//! a lost race writes nothing.

pub mod authenticator_app;
pub mod codes;
pub mod contact;
pub mod data_copy;
pub mod deletion;
pub mod information;
pub mod link_requests;
pub mod not_me;
pub mod notices;
pub mod own_mail;
pub mod own_sessions;
pub mod phone_limits;
pub mod renewal;
pub mod reset;
pub mod second_factor;
pub mod session;
pub mod settings;
pub mod sign_in;
pub mod sign_up;

use crate::identifiers::{Browser, random_id};
use crate::ports::{Clock, Entropy, Outage};
use crate::store::activities::Seen;
use std::net::IpAddr;

/// Who is asking, as far as limits need to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// The client's address.
    pub address: IpAddr,
    /// The id of the form that was sent: sent twice, it is one attempt.
    pub attempt: String,
    /// The value that is this browser's alone: what a form asks for follows from it, too.
    pub cookie: String,
    /// The browser's device cookie, if it has a good one for the address that it signs in with.
    pub device: Option<String>,
    /// The browser, for the owner to recognise.
    pub browser: Browser,
    /// Where in the world it is, if the edge knows.
    pub place: Option<String>,
}

impl Asker {
    /// What a session keeps of the browser.
    fn seen(&self) -> Seen {
        Seen { browser: self.browser, place: self.place.clone() }
    }
}

/// An id for a try of a password or a personal key. It is random for each request: an id made of the secret, even a
/// keyed one, would let a copy of the guard be guessed at fast.
fn fresh_attempt(edge: &(impl Clock + Entropy)) -> Result<String, Outage> {
    random_id(edge)
}
