//! Looks at running processes.

use std::fs;
use std::process::Command;

use rustix::process::Pid;

use crate::run;

/// One process of a group.
#[derive(Debug)]
pub struct Process {
    /// Its command line.
    pub command: String,
    /// How long it has kept a processor busy, in clock ticks; where the system has no `/proc`, zero.
    pub ticks: u64,
}

/// The processes of a group.
pub fn members(group: Pid) -> Vec<Process> {
    let wanted = group.as_raw_nonzero().to_string();
    let Ok(processes) = fs::read_dir("/proc") else {
        let listing =
            run::answer(Command::new("ps").args(["-A", "-o", "pgid=,command="])).unwrap_or_default();
        return listing
            .lines()
            .filter(|line| line.split_whitespace().next() == Some(&wanted))
            .map(|line| Process { command: line.to_owned(), ticks: 0 })
            .collect();
    };
    processes
        .flatten()
        .filter_map(|entry| {
            // "pid (name) state ppid pgrp …"; a name may hold spaces and parentheses.
            let status = fs::read_to_string(entry.path().join("stat")).ok()?;
            let fields: Vec<&str> = status.rsplit_once(") ")?.1.split(' ').collect();
            let number = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok());
            if fields.get(2) != Some(&wanted.as_str()) {
                return None;
            }
            let command = fs::read(entry.path().join("cmdline")).ok()?;
            Some(Process {
                command: String::from_utf8_lossy(&command).replace('\0', " "),
                // In its own code and in the kernel's.
                ticks: number(11)?.saturating_add(number(12)?),
            })
        })
        .collect()
}
