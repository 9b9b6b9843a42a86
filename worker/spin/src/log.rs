//! Lines for the operator, on the streams that Spin keeps for them.
//!
//! A line that cannot be written is lost, and nothing else is: Spin's log is a file, whose disk may be full. `println!` and
//! `eprintln!` would panic then, which ends the instance and with it every request that it is answering.

use std::fmt::Display;
use std::io::{Write, stderr, stdout};

/// Writes a line about something that did not work, or that may need a look.
pub fn problem(line: &impl Display) {
    write(&mut stderr(), line);
}

/// Writes a line about what was done.
pub fn note(line: &impl Display) {
    write(&mut stdout(), line);
}

fn write(stream: &mut impl Write, line: &impl Display) {
    // As one piece: requests that are answered at once write to the same stream.
    let _ = stream.write_all(format!("{line}\n").as_bytes());
}
