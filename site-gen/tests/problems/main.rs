//! What a writer is told: one small site, changed in one way at a time.

mod articles;
mod fixture;
mod links;
mod moved;
mod translations;
