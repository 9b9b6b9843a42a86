//! Senders that end with a message in their hands, and a database that fails them (MS-1, MS-2).

use super::{WEBHOOK, counted, edge, taken, waiting};
use crate::native::person::{EMAIL, Person};
use crate::native::{Call, Fault, NativeEdge, run};
use gatehouse_core::deliver;
use gatehouse_core::ports::Clock as _;
use std::future::Future as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Begins to send what is due, and ends once a courier was asked, before anything is noted.
fn end_while_sending(edge: &NativeEdge) {
    let mut sending = pin!(deliver(edge));
    while edge.take_fetched().is_empty() {
        let polled = sending.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(polled, Poll::Pending), "nothing was sent");
    }
}

/// How many batches mark a message since this was asked last.
fn marks(edge: &NativeEdge) -> usize {
    let is_mark = |call: &Call| matches!(call, Call::Batch(texts) if texts.iter().any(|text| text.contains("finished_at = ?3")));
    edge.take_log().iter().filter(|call| is_mark(call)).count()
}

#[test]
fn ms_1_a_message_that_ends_its_sender_again_and_again_is_tried_less_and_less_often() {
    let edge = edge(31, WEBHOOK);
    let taken = taken(&edge);
    Person::new(&edge).browser.fill("/sign-up", &[("email", EMAIL)]);
    let mut waits = Vec::new();
    for _ in 0..7 {
        end_while_sending(&edge);
        let wait = u32::try_from(edge.count("SELECT leased_until FROM messages") - edge.now().0).unwrap();
        edge.wait(wait - 1);
        assert_eq!((run(deliver(&edge)), edge.take_fetched().len()), (Ok(0), 0), "it is held");
        edge.wait(1);
        waits.push(wait);
    }
    assert!(waits[0] == 60 && waits[1] >= 70 && waits[4..].iter().all(|wait| (525..=900).contains(wait)));
    assert!(waits.is_sorted(), "{waits:?}");
    // The one after them may live.
    assert_eq!((run(deliver(&edge)), waiting(&edge), taken.borrow().len()), (Ok(1), 0, 1));
}

#[test]
fn ms_1_a_message_that_ends_its_sender_does_not_take_the_same_others_with_it_each_time() {
    let edge = edge(32, WEBHOOK);
    taken(&edge);
    for n in 0..2 {
        Person::new(&edge).browser.fill("/sign-up", &[("email", &format!("a{n}@example.org"))]);
    }
    let times = || edge.count("SELECT COUNT(DISTINCT due_at) FROM messages");
    end_while_sending(&edge);
    assert_eq!(times(), 1);
    edge.wait(60);
    end_while_sending(&edge);
    assert_eq!(times(), 2);
}

#[test]
fn ms_1_a_courier_that_fails_often_does_not_make_leases_long() {
    let edge = edge(33, WEBHOOK);
    edge.answer_with(|_| Ok(super::response(500, "")));
    Person::new(&edge).browser.fill("/sign-up", &[("email", EMAIL)]);
    for _ in 0..6 {
        run(deliver(&edge)).unwrap();
        edge.wait(900);
    }
    edge.take_fetched();
    end_while_sending(&edge);
    assert_eq!(edge.count("SELECT leased_until FROM messages") - edge.now().0, 60);
}

#[test]
fn ms_2_a_mark_that_the_database_fails_is_written_at_the_next_try() {
    let begin = || {
        let edge = edge(34, WEBHOOK);
        let taken = taken(&edge);
        Person::new(&edge).browser.fill("/sign-up", &[("email", EMAIL)]);
        edge.take_log();
        (edge, taken)
    };
    let (well, _) = begin();
    run(deliver(&well)).unwrap();
    let calls = well.take_log();
    let before = calls.iter().position(|call| matches!(call, Call::Batch(_))).unwrap();
    let answers = calls[..before].iter().filter(|call| call.answers()).count();
    for fault in [Fault::Before(before), Fault::AnswerLost(answers)] {
        let (edge, taken) = begin();
        edge.fail(fault);
        assert_eq!(run(deliver(&edge)), Ok(1));
        assert!(matches!(edge.failed(), Some(Call::Batch(_))), "{:?}", edge.failed());
        assert_eq!((marks(&edge), waiting(&edge)), (2, 0));
        edge.wait(60);
        run(deliver(&edge)).unwrap();
        assert_eq!(taken.borrow().values().sum::<u32>(), 1);
        assert!(counted(&edge, "sent") >= 1);
    }
}

#[test]
fn ms_2_a_mark_that_a_constraint_forbids_is_not_tried_again() {
    let edge = edge(35, WEBHOOK);
    taken(&edge);
    Person::new(&edge).browser.fill("/sign-up", &[("email", EMAIL)]);
    let forbid = "CREATE TRIGGER forbid BEFORE UPDATE OF finished_at ON messages \
                  BEGIN SELECT RAISE(ABORT, 'forbidden'); END";
    edge.database().execute(forbid, []).unwrap();
    edge.take_log();
    assert!(run(deliver(&edge)).is_err());
    assert_eq!(marks(&edge), 1);
}
