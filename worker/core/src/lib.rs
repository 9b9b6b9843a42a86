//! The pure core of Gatehouse: every rule of the service, and nothing that knows where it runs.
//!
//! Enter at [`handle`]: a request becomes a response; [`home`] says first in which language the home address is answered. Read in this order: [`policy`] (the numbers), [`ports`]
//! (all that an edge provides), [`guard`] (what is counted), `routes` (which address does what), `flows` (what
//! happens), `store` (the SQL), [`pages`] and [`text`] (what people see), [`secrets`] (the cryptography).
//! What always holds: core reads no clock, environment, file or global randomness (`clippy.toml` bans them), and
//! nothing that runs at the edge can panic (the lints below).

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects
    )
)]

pub mod couriers;
pub mod flows;
pub mod guard;
pub mod identifiers;
pub mod pages;
pub mod policy;
pub mod ports;
mod routes;
pub mod search;
pub mod secrets;
pub mod settings;
pub mod store;
pub mod text;
pub mod time;
pub mod upkeep;

pub use couriers::deliver;
pub use routes::{
    BODY_LIMIT, BodyReader, ClientAddress, ClientPlace, Home, HomeHeaders, addresses, handle, home,
};
pub use upkeep::upkeep;
