//! What sending asks of the database: how much at once, and never all messages that there are (MS-1, MS-6).

use super::{edge, response};
use crate::native::person::Person;
use crate::native::{Call, NativeEdge, run};
use gatehouse_core::couriers::{Audience, Channel, Message, Part};
use gatehouse_core::ports::{Clock as _, Sql as _};
use gatehouse_core::store::{delivery, messages};
use gatehouse_core::text::Language;
use gatehouse_core::{deliver, upkeep};

/// Two couriers for each channel.
const TWO: &str = r#"{"email": ["ses", "webhook"], "sms": ["twilio", "webhook"], "voice": ["twilio", "webhook"],
    "twilio": {"account": "AC1", "key": "SK1", "secret": "s", "auth_token": "t", "from": "+12025550100"},
    "ses": {"region": "us-east-1", "access_key": "A", "secret_key": "B", "from": "no-reply@gatehouse.example"},
    "webhook": {"url": "https://courier.example/messages", "secret": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}}"#;

/// Queues a message that is of use for a day.
fn queue(edge: &NativeEdge, channel: Channel, n: u32) {
    let message = Message {
        channel,
        to: if channel == Channel::Email { format!("a{n}@example.org") } else { format!("+1202555{n:04}") },
        subject: "Subject".to_owned(),
        language: Language::English,
        parts: vec![Part::Text("Words.".to_owned())],
        code: None,
        host: None,
        audience: Audience::Owner,
    };
    let statement = messages::queue(edge, None, &message, 24 * 60 * 60).unwrap();
    run(edge.batch(vec![statement])).unwrap();
}

/// The statements since this was asked last, batch by batch.
fn batches(edge: &NativeEdge) -> Vec<Vec<&'static str>> {
    edge.take_log()
        .into_iter()
        .filter_map(|call| match call {
            Call::Query(text) => Some(vec![text]),
            Call::Batch(texts) => Some(texts),
            _ => None,
        })
        .collect()
}

/// How `SQLite` would carry a statement out, step by step.
fn plan(edge: &NativeEdge, text: &str) -> Vec<String> {
    let mut prepared = edge.database().prepare(&format!("EXPLAIN QUERY PLAN {text}")).unwrap();
    let mut rows = prepared.raw_query();
    let mut steps = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        steps.push(row.get(3).unwrap());
    }
    steps
}

#[test]
fn ms_1_the_fullest_run_stays_below_what_a_platform_allows() {
    let edge = edge(41, TWO);
    for channel in Channel::ALL {
        (0..30).for_each(|n| queue(&edge, channel, n));
    }
    edge.answer_with(|_| Ok(response(503, "")));
    edge.take_log();
    assert_eq!(run(deliver(&edge)), Ok(0));
    assert_eq!(edge.count("SELECT COUNT(*) FROM messages WHERE attempts = 0"), 24, "a run has an end");
    assert_eq!(edge.take_fetched().len(), 132);
    let batches = batches(&edge);
    let statements: usize = batches.iter().map(Vec::len).sum();
    assert_eq!(statements, 364);
    // A mark is the only batch of several; it may be tried three times.
    let marks: usize = batches.iter().map(Vec::len).filter(|length| *length > 1).sum();
    assert!(statements + 2 * marks < 1000, "{statements} and twice {marks}");
}

#[test]
fn ms_1_nothing_that_is_asked_often_reads_every_message() {
    let edge = edge(42, TWO);
    edge.answer_with(|_| Ok(response(200, r#"{"MessageId": "1"}"#)));
    let person = Person::with_account(&edge).elsewhere();
    edge.take_log();
    run(deliver(&edge)).unwrap();
    person.begin_sign_in();
    person.browser.get("/sign-in/code");
    run(messages::waiting(&edge, edge.now())).unwrap();
    run(messages::list(&edge, edge.now(), 1)).unwrap();
    run(delivery::late(&edge, edge.now(), 300, 900)).unwrap();
    run(upkeep(&edge)).unwrap();
    let mut texts: Vec<&str> = batches(&edge).concat();
    texts.retain(|text| text.contains(" messages "));
    texts.sort_unstable();
    texts.dedup();
    for text in &texts {
        // What is written without being looked for reads nothing.
        if text.starts_with("INSERT OR IGNORE INTO messages") {
            continue;
        }
        for step in plan(&edge, text) {
            // The index of what is due has only messages that wait.
            let is_short =
                step == "SCAN messages USING INDEX messages_by_channel" || !step.starts_with("SCAN messages");
            assert!(is_short && !step.contains("expires_at>"), "{text}: {step}");
        }
    }
    assert!(texts.len() >= 9, "{texts:#?}");
}
