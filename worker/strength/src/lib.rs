//! Judges a password.
