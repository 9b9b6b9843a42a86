//! Changing settings (ST-3 to ST-6): the email address, phones, the password, the personal key.
//!
//! Each flow is for a session whose current password was given (ST-2; see [`super::session`]). What always holds: the
//! change, the notice to the owner, the activity and whatever must end with the change are one batch, which expects the
//! session still to be there.

pub mod email;
pub mod keys;
pub mod phone;
