//! What people are found by, and what is known of them: email addresses, phone numbers, account ids, browsers, personal
//! information; and what they should not send us.

mod account_id;
pub mod browser;
mod country;
mod email;
pub mod personal_information;
mod phone;
pub mod sensitive;

pub use account_id::random_id;
pub use browser::{Browser, Program, System};
pub use country::Country;
pub use email::Email;
pub use personal_information::PersonalInformation;
pub use phone::{NoPerson, Phone, PhoneProblem};
