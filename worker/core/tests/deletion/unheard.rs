//! Nothing is deleted of which its owner cannot have heard (SI-6): also if that shows only while the deletion waits.

use super::{DAY, ask_without_factor};
use crate::native::person::{E164, EMAIL, PASSWORD, Person};
use crate::native::{NativeEdge, run};
use crate::undelivered::{edge, webhook_tells};
use gatehouse_core::couriers::Channel;
use gatehouse_core::deliver;
use gatehouse_core::ports::Clock as _;

const HOUR: u32 = 3600;

/// Has an operator's program tell what became of a message to the person by this channel.
fn tell(edge: &NativeEdge, channel: &str, what: &str) {
    let to = if channel == "email" { EMAIL } else { E164 };
    let told =
        format!(r#"{{"channel": "{channel}", "to": "{to}", "status": "failed", "problem": "{what}"}}"#);
    assert_eq!(webhook_tells(edge, edge.now().0, &told).status, 200);
}

/// Time passes, with the upkeep of every hour.
fn wait_hours(edge: &NativeEdge, hours: u32) {
    for _ in 0..hours {
        edge.wait(HOUR);
        run(gatehouse_core::upkeep(edge)).unwrap();
    }
}

fn accounts(edge: &NativeEdge) -> i64 {
    edge.count("SELECT COUNT(*) FROM accounts")
}

/// A person for whose account a deletion waits, which is announced by now.
fn announced(edge: &NativeEdge) -> Person<'_> {
    let person = Person::with_account(edge);
    edge.database().execute("DELETE FROM messages", []).unwrap();
    ask_without_factor(&person);
    run(deliver(edge)).unwrap();
    person
}

/// What must be so once a deletion is called off.
fn is_called_off(edge: &NativeEdge, person: &Person<'_>, told: &str) {
    assert_eq!((accounts(edge), edge.count("SELECT COUNT(*) FROM deletions")), (1, 0), "{told}");
    assert_eq!(edge.count("SELECT COUNT(*) FROM announcements"), 0, "{told}");
    let activities = "SELECT COUNT(*) FROM activities WHERE event = 'deletion-cancelled'";
    assert_eq!(edge.count(activities), 1, "{told}");
    let notes = edge.notes();
    let lines: Vec<_> = notes.iter().filter(|line| line.starts_with("deletion: ")).collect();
    assert_eq!(lines.len(), 1, "{told}: {notes:?}");
    let account = edge.text("SELECT id FROM accounts");
    assert!(![EMAIL, E164, &account].iter().any(|secret| lines[0].contains(secret)), "{told}: {}", lines[0]);
    assert!(person.elsewhere().give_password(PASSWORD).leads_to("/sign-in/method"), "{told}");
}

#[test]
fn si_6_a_deletion_is_called_off_if_every_announcement_came_back() {
    for (of_email, of_phone) in
        [("bounced", "not-a-number"), ("not-carried", "opted-out"), ("bounced", "unreachable")]
    {
        // At once, within the hour, and at other hours, when the first is known no more.
        for (after_email, after_phone) in [(0, 0), (5, 0), (0, 5), (0, 20), (20, 0)] {
            let (edge, _) = edge(1, 0);
            let person = announced(&edge);
            for hour in 0..=24 {
                for (channel, after, problem) in
                    [("email", after_email, of_email), ("sms", after_phone, of_phone)]
                {
                    if hour == after {
                        tell(&edge, channel, problem);
                    }
                }
                assert_eq!(edge.count("SELECT COUNT(*) FROM deletions"), i64::from(hour < 24));
                wait_hours(&edge, u32::from(hour < 24));
            }
            let told = format!("{of_email} after {after_email} hours, {of_phone} after {after_phone}");
            is_called_off(&edge, &person, &told);
            wait_hours(&edge, 30);
            assert_eq!(accounts(&edge), 1, "{told}");
        }
    }
}

#[test]
fn si_6_a_deletion_is_carried_out_if_one_announcement_did_not_come_back() {
    for problems in [
        &[][..],
        &[("email", "bounced")],
        &[("sms", "opted-out")],
        // Whoever has called our mail unwanted gets word of a deletion all the same.
        &[("email", "complained"), ("sms", "not-a-number")],
        // Nobody was called.
        &[("email", "bounced"), ("voice", "not-a-number")],
    ] {
        let (edge, _) = edge(2, 0);
        announced(&edge);
        for (channel, problem) in problems {
            tell(&edge, channel, problem);
        }
        wait_hours(&edge, 24);
        assert_eq!(accounts(&edge), 0, "{problems:?}");
        assert_eq!(edge.count("SELECT COUNT(*) FROM announcements"), 0, "{problems:?}");
    }
}

#[test]
fn si_6_a_phone_that_could_not_be_reached_before_does_not_count_as_told() {
    let (edge, _) = edge(3, 0);
    let person = Person::with_account(&edge);
    tell(&edge, "sms", "not-a-number");
    wait_hours(&edge, 12);
    ask_without_factor(&person);
    tell(&edge, "email", "bounced");
    wait_hours(&edge, 24);
    is_called_off(&edge, &person, "known before, and forgotten since");
}

#[test]
fn si_6_a_deletion_that_was_asked_for_before_announcements_were_noted_is_carried_out() {
    let (edge, _) = edge(4, 0);
    announced(&edge);
    edge.database().execute("DELETE FROM announcements", []).unwrap();
    wait_hours(&edge, 24);
    assert_eq!(accounts(&edge), 0);
}

#[test]
fn si_6_a_sign_up_does_not_erase_an_account_of_whose_deletion_nobody_heard() {
    let (edge, _) = edge(5, 0);
    let person = announced(&edge);
    tell(&edge, "email", "bounced");
    tell(&edge, "sms", "unreachable");
    edge.wait(DAY);
    Person::new(&edge).browser.fill("/sign-up", &[("email", EMAIL)]);
    assert_eq!(accounts(&edge), 1);
    let subject = &edge.outbox()[0].subject;
    assert!(subject.contains("already have"), "{subject}");
    run(gatehouse_core::upkeep(&edge)).unwrap();
    is_called_off(&edge, &person, "after a sign-up with the same address");
}

#[test]
fn si_6_a_number_that_gets_no_texts_is_called() {
    let (edge, _) = edge(6, 0);
    let person = Person::with_account(&edge);
    edge.database().execute("DELETE FROM messages", []).unwrap();
    tell(&edge, "sms", "landline");
    tell(&edge, "email", "bounced");
    ask_without_factor(&person);
    let sent: Vec<_> =
        edge.outbox().iter().filter(|message| message.to == E164).map(|message| message.channel).collect();
    assert_eq!(sent, [Channel::Voice]);
    let channels =
        "SELECT group_concat(channel, ' ') FROM (SELECT channel FROM announcements ORDER BY channel)";
    assert_eq!(edge.text(channels), "email voice");
    // A call is its only way now.
    tell(&edge, "voice", "unreachable");
    wait_hours(&edge, 24);
    is_called_off(&edge, &person, "a call that nobody took");
}

#[test]
fn si_6_a_deletion_is_called_off_if_no_announcement_ever_left() {
    let (edge, _) = edge(30, 0);
    let person = Person::with_account(&edge);
    edge.database().execute("DELETE FROM messages", []).unwrap();
    edge.answer_with(|_| Ok(http::Response::builder().status(500).body(bytes::Bytes::new()).unwrap()));
    ask_without_factor(&person);
    for _ in 0..24 {
        run(deliver(&edge)).unwrap();
        wait_hours(&edge, 1);
    }
    is_called_off(&edge, &person, "nothing left");
    // Nobody is told a day later of what does not happen.
    assert_eq!(
        edge.count("SELECT COUNT(*) FROM messages WHERE finished_at IS NULL AND account_id IS NOT NULL"),
        0
    );
    wait_hours(&edge, 30);
    assert_eq!(accounts(&edge), 1);
}

#[test]
fn si_6_a_deletion_is_called_off_if_an_operator_gave_up_every_announcement() {
    let (edge, _) = edge(31, 0);
    let person = Person::with_account(&edge);
    edge.database().execute("DELETE FROM messages", []).unwrap();
    ask_without_factor(&person);
    for _ in 0..2 {
        let id = edge.text("SELECT id FROM messages WHERE finished_at IS NULL");
        assert_eq!(crate::undelivered::operate(&edge, "messages/drop", &format!("id={id}")).status, 200);
    }
    wait_hours(&edge, 24);
    is_called_off(&edge, &person, "given up");
}

#[test]
fn si_6_neither_an_old_complaint_nor_a_later_letter_hides_that_an_announcement_came_back() {
    for what in ["complained before", "a letter after"] {
        let (edge, _) = edge(32, 0);
        let stranger = crate::native::browser::Browser::new(&edge);
        let person = Person::with_account(&edge);
        if what == "complained before" {
            crate::undelivered::open_mail_fails(&edge, EMAIL, "complained");
        }
        edge.database().execute("DELETE FROM messages", []).unwrap();
        ask_without_factor(&person);
        run(deliver(&edge)).unwrap();
        tell(&edge, "sms", "not-a-number");
        if what == "complained before" {
            tell(&edge, "email", "bounced");
        } else {
            let lost = format!(r#"{{"channel": "email", "to": "{EMAIL}", "status": "failed"}}"#);
            assert_eq!(webhook_tells(&edge, edge.now().0, &lost).status, 200);
            stranger.fill("/sign-up", &[("email", EMAIL)]);
            run(deliver(&edge)).unwrap();
        }
        wait_hours(&edge, 24);
        is_called_off(&edge, &person, what);
    }
}

#[test]
fn si_6_an_announcement_that_left_late_was_heard_of() {
    let (edge, _) = edge(33, 0);
    let person = Person::with_account(&edge);
    edge.database().execute("DELETE FROM messages", []).unwrap();
    edge.answer_with(|_| Ok(http::Response::builder().status(500).body(bytes::Bytes::new()).unwrap()));
    ask_without_factor(&person);
    for _ in 0..3 {
        run(deliver(&edge)).unwrap();
        wait_hours(&edge, 1);
    }
    edge.answer_with(|_| {
        Ok(http::Response::builder().status(201).body(bytes::Bytes::from(r#"{"sid": "SM1"}"#)).unwrap())
    });
    run(deliver(&edge)).unwrap();
    wait_hours(&edge, 20);
    assert_eq!(accounts(&edge), 1, "it is not due");
    wait_hours(&edge, 1);
    assert_eq!(accounts(&edge), 0);
}
