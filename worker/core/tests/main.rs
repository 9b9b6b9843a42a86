//! The flows of core on `SQLite` in memory, with a clock, randomness and outages that the tests set.
//!
//! `native` is the edge, `native::browser` and `native::person` are who uses it. Every test is named by the
//! promise that it holds, with the id of `docs/requirements.md` in front.

mod attacks;
mod authenticator_app;
mod codes;
mod contact;
mod couriers;
mod data_copy;
mod deletion;
mod delivery;
mod dump_search;
mod faults;
mod flows;
mod former_information;
mod information;
mod key_races;
mod languages;
mod native;
mod no_secrets;
mod not_me;
mod operator;
mod outages;
mod phone_countries;
mod phone_limits;
mod properties;
mod races;
mod reported;
mod resetting;
mod resetting_races;
mod resuming;
mod rotation;
mod round_trips;
mod screens;
mod sealed;
mod search;
mod sent_again;
mod sessions;
mod settings;
mod signing_in;
mod signing_in_by_app;
mod undelivered;
