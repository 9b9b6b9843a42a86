//! The pure core of Gatehouse.
pub mod pages;
pub mod policy;
pub mod text;
