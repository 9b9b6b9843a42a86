//! The instance of the service that has answered. Only Spin's can be told apart: by how many requests each has answered.

use serde::Deserialize;

use crate::{Reply, Request};

/// What an instance on Spin says of itself.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Instance {
    /// How many requests it had answered before this one.
    pub answered: u32,
    /// How many it was answering, this one among them.
    pub answering: u32,
}

impl Instance {
    /// The request that an instance answers so.
    pub fn request() -> Request {
        Request::new("GET", "/dev/memory.json")
    }

    /// Reads the answer.
    pub fn of(reply: &Reply) -> Self {
        serde_json::from_slice(&reply.is(200).body)
            .unwrap_or_else(|error| panic!("{error}\n{}", reply.describe()))
    }
}
