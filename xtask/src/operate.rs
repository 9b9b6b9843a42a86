//! `cargo xtask operate`: an operator's commands to an installation, wherever it runs.
//!
//! Each is one request to `/operator/…` (in core, `routes/machines/operator.rs`) that proves itself with the operator's
//! key: from the environment variable `OPERATOR_KEY`, or of the server on this machine.

use std::env;
use std::path::Path;

use anyhow::{Context, Result, bail};
use ureq::Agent;

use crate::secrets;

const KEY: &str = "OPERATOR_KEY";

/// One command.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// How it goes, what waits, and what came of sending in the last day.
    Health,
    /// What waits to be sent.
    Messages,
    /// Sends what is due now.
    Tick,
    /// Sends this message now.
    Retry(String),
    /// Gives this message up.
    Drop(String),
    /// Forgets that mail to an address came back, or that a number could not be reached.
    Clear(String),
    /// Forgets every lock and count of an address and its account.
    Unlock(String),
    /// Who has reported that somebody else used their address.
    Reports,
    /// What people have written to us.
    Contact,
}

/// Reads a command.
pub fn parse(words: &[&str]) -> Result<Command> {
    Ok(match words {
        ["health"] => Command::Health,
        ["messages"] => Command::Messages,
        ["tick"] => Command::Tick,
        ["retry", id] => Command::Retry((*id).to_owned()),
        ["drop", id] => Command::Drop((*id).to_owned()),
        ["clear", to] => Command::Clear((*to).to_owned()),
        ["unlock", to] => Command::Unlock((*to).to_owned()),
        ["reports"] => Command::Reports,
        ["contact"] => Command::Contact,
        _ => bail!(
            "expected one of health, messages, tick, retry ID, drop ID, clear ADDRESS-OR-NUMBER, unlock ADDRESS, reports, contact"
        ),
    })
}

impl Command {
    /// Where it goes, and with which form; no form: it only reads.
    fn request(&self) -> (&'static str, Option<(&'static str, &str)>) {
        match self {
            Self::Health => ("health", None),
            Self::Messages => ("operator/messages", None),
            Self::Tick => ("operator/tick", Some(("id", ""))),
            Self::Retry(id) => ("operator/messages/retry", Some(("id", id))),
            Self::Drop(id) => ("operator/messages/drop", Some(("id", id))),
            Self::Clear(to) => ("operator/problems/clear", Some(("to", to))),
            Self::Unlock(to) => ("operator/unlock", Some(("to", to))),
            Self::Reports => ("operator/reports", None),
            Self::Contact => ("operator/contact", None),
        }
    }
}

/// Gives a command to the installation at `url` and prints its answer.
pub fn run(state: &Path, url: &str, command: &Command) -> Result<()> {
    let key = key(state)?;
    let (path, form) = command.request();
    let address = format!("{}/{path}", url.trim_end_matches('/'));
    let bearer = format!("Bearer {key}");
    // A status that is no success has a body that says why.
    let agent: Agent = Agent::config_builder().http_status_as_error(false).build().into();
    let answer = match form {
        None => agent.get(&address).header("authorization", &bearer).call(),
        Some(field) => agent.post(&address).header("authorization", &bearer).send_form([field]),
    };
    let mut answer = answer.with_context(|| format!("{address} does not answer"))?;
    let status = answer.status();
    let text = answer.body_mut().read_to_string().context("the answer cannot be read")?;
    let value: serde_json::Value = serde_json::from_str(&text).with_context(|| {
        format!("{address} answered with status {status} and no JSON: is OPERATOR_KEY set there?")
    })?;
    println!("{}", serde_json::to_string_pretty(&value)?);
    // A monitor's answer is an answer, whatever it says.
    if !status.is_success() && *command != Command::Health {
        bail!("{address} answered with status {status}");
    }
    Ok(())
}

fn key(state: &Path) -> Result<String> {
    if let Ok(key) = env::var(KEY) {
        return Ok(key);
    }
    let file = state.join(secrets::FILE);
    let known = if file.is_file() { secrets::all(&file)? } else { Vec::new() };
    known.into_iter().find(|(name, _)| name == KEY).map(|(_, value)| value).with_context(|| {
        format!("there is no operator's key: set {KEY} in the environment, or name a state folder that has it in {}", secrets::FILE)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_told_apart_and_what_is_none_is_refused() {
        assert_eq!(parse(&["retry", "1"]).expect("a command"), Command::Retry("1".to_owned()));
        assert_eq!(parse(&["unlock", "a@b.c"]).expect("a command").request().0, "operator/unlock");
        for words in [&["retry"][..], &["messages", "1"], &["erase"], &[]] {
            assert!(parse(words).unwrap_err().to_string().contains("unlock ADDRESS"), "{words:?}");
        }
    }
}
