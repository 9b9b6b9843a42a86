//! The development outbox: every message that the service would have sent.
//!
//! The service erases a message when it expires. Tests count what was ever sent, so each message that was seen once is
//! remembered here; [`Clock::forward`](crate::clock::Clock::forward) looks before it lets any expire.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use serde::Deserialize;

use crate::Browser;

/// A message as the outbox shows it.
#[derive(Debug, Clone, Deserialize)]
pub struct Message {
    /// Names the message.
    pub id: serde_json::Value,
    /// `email`, `sms` or `voice`.
    pub channel: String,
    /// The email address or the number in international form.
    pub to: String,
    /// The subject of an email.
    pub subject: Option<String>,
    /// What the message says.
    pub text: String,
    /// The links in the text, in order.
    pub links: Vec<String>,
    /// The security code in the text.
    pub code: Option<String>,
    /// When it was written.
    pub created_at: serde_json::Value,
}

impl Message {
    /// The link whose path starts so, as path and query.
    pub fn link(&self, path: &str) -> Option<String> {
        let paths = self.links.iter().map(|link| crate::reply::path_of(link));
        paths.into_iter().find(|link| link.starts_with(path))
    }
}

/// The token in a link.
pub fn token_of(link: &str) -> &str {
    let (_, rest) = link.split_once("token=").unwrap_or_else(|| panic!("{link} has no token"));
    rest.split('&').next().unwrap_or_default()
}

/// Messages that were seen once, newest first.
static SEEN: Mutex<Vec<Message>> = Mutex::new(Vec::new());

/// All messages, newest first.
pub fn messages() -> Vec<Message> {
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    let reply = Browser::new().get("/dev/outbox.json");
    reply.is(200);
    let mut messages: Vec<Message> = serde_json::from_slice(&reply.body)
        .unwrap_or_else(|error| panic!("the outbox: {error}\n{}", reply.text()));
    let known: BTreeSet<String> = messages.iter().map(|message| message.id.to_string()).collect();
    messages.extend(seen.drain(..).filter(|message| !known.contains(&message.id.to_string())));
    seen.clone_from(&messages);
    messages
}

/// The messages to an address or number, newest first.
pub fn messages_to(to: &str) -> Vec<Message> {
    // Not asked for in the address: addresses are logged, and numbers and emails do not belong there.
    let mut messages = messages();
    messages.retain(|message| message.to.to_lowercase() == to.to_lowercase());
    messages
}

/// Waits until `count` messages have come to `to`, and gives the newest.
pub fn newest_to(to: &str, count: usize) -> Message {
    let start = Instant::now();
    loop {
        let messages = messages_to(to);
        if messages.len() >= count {
            return messages.into_iter().next().unwrap_or_else(|| panic!("asked for no message to {to}"));
        }
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "expected {count} messages to {to}, found {} in 10 s: {messages:#?}",
            messages.len()
        );
        thread::sleep(Duration::from_millis(50));
    }
}

/// Waits for a message to `to` that is none of `known`.
pub fn next_to(to: &str, known: &[Message]) -> Message {
    let start = Instant::now();
    loop {
        let new =
            messages_to(to).into_iter().find(|message| known.iter().all(|known| known.id != message.id));
        if let Some(message) = new {
            return message;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "expected another message to {to} within 10 s");
        thread::sleep(Duration::from_millis(50));
    }
}

/// Gives a message that must not come a moment to come, then counts what came.
pub fn settled_count(to: &str) -> usize {
    thread::sleep(Duration::from_millis(700));
    messages_to(to).len()
}
