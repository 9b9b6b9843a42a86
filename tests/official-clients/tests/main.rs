//! Our couriers beside the providers' own clients, on this machine alone: the same message must become the same request,
//! field by field, and the same callbacks must be believed and refused.
//!
//! `clients` starts the official clients, which are in `../clients`: small programs that read a question and write an answer.
//! `comparison` says what may differ. Nothing here is sent to anybody: whoever is asked is `gatehouse_tests::courier`, which
//! notes what comes, or moto, which stands in for Amazon.

mod clients;
mod comparison;
mod messages;
mod moto;
mod segments;
mod ses;
mod sns;
mod twilio;
mod twilio_callbacks;
mod webhook;
