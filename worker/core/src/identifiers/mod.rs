//! What people are found by: email addresses, phone numbers, account ids.

mod account_id;
mod email;
mod phone;

pub use account_id::random_id;
pub use email::Email;
pub use phone::{Phone, PhoneProblem};
