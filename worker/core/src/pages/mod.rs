//! The pages.
pub mod frame;
