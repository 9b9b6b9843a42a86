//! What people are found by, and what is known of them: email addresses, phone numbers, account ids, browsers.

mod account_id;
pub mod browser;
mod email;
mod phone;

pub use account_id::random_id;
pub use browser::Browser;
pub use email::Email;
pub use phone::{Phone, PhoneProblem};
