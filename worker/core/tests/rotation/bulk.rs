//! What an account has under an older key is renewed: by a sign-in, and in bulk.

use super::{account_of, address, named, retired, rotated, went_smoothly};
use crate::native::browser::form;
use crate::native::person::{EMAIL, Person};
use crate::native::{Fault, NativeEdge, Random, Task, run, shuffled, together};
use gatehouse_core::ports::{BatchError, Clock, Sql, Statement};
use gatehouse_core::secrets::one_time_password::AppSecret;
use gatehouse_core::store::{accounts, factors, sweep};
use gatehouse_core::upkeep::renew_keys;

/// An account with everything that is sealed for long: address, number, app and activities.
fn with_app<'e>(edge: &'e NativeEdge, email: &str) -> Person<'e> {
    let mut person = Person::new(edge);
    email.clone_into(&mut person.email);
    person.go("/sign-up");
    let account = account_of(edge, email);
    let secret = AppSecret::random(edge).unwrap();
    let app = factors::set_app(edge.secrets(), edge, &account, &secret, edge.now()).unwrap();
    run(edge.batch(vec![app])).unwrap();
    person
}

#[test]
fn pv_2_what_an_account_has_under_the_old_key_is_renewed_by_a_sign_in() {
    let edge = NativeEdge::new(12);
    let person = with_app(&edge, EMAIL);
    with_app(&edge, "else@example.org");
    let edge = rotated(&edge);
    let person = person.on(&edge);
    person.browser.forget("session");
    person.go("/sign-in");
    let renewed = "SELECT (SELECT COUNT(*) FROM accounts WHERE email LIKE 'k2.%' AND email_fingerprint LIKE 'k2.%') \
                   + (SELECT COUNT(*) FROM phones WHERE number LIKE 'k2.%' AND number_fingerprint LIKE 'k2.%') \
                   + (SELECT COUNT(*) FROM authenticator_apps WHERE secret LIKE 'k2.%')";
    assert_eq!(edge.count(renewed), 3, "this account's address, number and app, and nobody else's");
    let alone = retired(&edge);
    // What was sent before cannot be read any more, and is not looked at.
    alone.database().execute("DELETE FROM messages", []).unwrap();
    let person = person.on(&alone);
    person.browser.forget("session");
    assert_eq!(person.go("/sign-in").status, 200);
    assert_eq!(
        alone.count("SELECT COUNT(*) FROM messages WHERE channel = 'email'"),
        0,
        "the browser's proof was renewed, too: no notice"
    );
}

#[test]
fn pv_2_all_that_lasts_is_renewed_in_bulk_and_then_the_old_key_can_go() {
    let edge = NativeEdge::new(13);
    let emails = ["one@example.org", "two@example.org", EMAIL];
    let people = emails.map(|email| with_app(&edge, email));
    // A report of a sign-up, which its owner has pressed the button of.
    Person::new(&edge).browser.fill("/sign-up", &[("email", EMAIL)]);
    people[2].browser.fill(&people[2].link("/sign-up/report").unwrap(), &[]);
    assert_eq!(edge.count("SELECT COUNT(reported_at) FROM reports"), 1);
    let edge = rotated(&edge);
    run(renew_keys(&edge)).unwrap();
    let kept: Vec<String> = named(&edge, "k1").into_iter().map(|(column, _)| column).collect();
    for column in &kept {
        let table = column.split('.').next().unwrap();
        let expires = ["messages", "sessions", "sign_ups", "reports", "notice_links"];
        assert!(expires.contains(&table), "{column} lasts");
    }
    // A second run finds nothing to do.
    edge.take_log();
    run(renew_keys(&edge)).unwrap();
    assert_eq!(edge.take_log().len(), 1, "one look");
    // What expires is gone after a month, most of it after a week.
    for days in [7, 24] {
        edge.wait(days * 24 * 3600);
        run(edge.batch(sweep(edge.now()))).unwrap();
        run(renew_keys(&edge)).unwrap();
    }
    assert_eq!(named(&edge, "k1"), []);
    let alone = retired(&edge);
    for person in people {
        let mut again = person.on(&alone);
        again.email.clone_from(&person.email);
        again.browser.forget("session");
        assert_eq!(again.go("/sign-in").status, 200, "{}", person.email);
        assert!(went_smoothly(&again));
    }
    assert!(alone.reported().is_empty());
}

#[test]
fn pv_2_an_address_is_unique_under_both_keys_while_they_rotate() {
    // Two sign-ups for one address, one from before the rotation and one from after it.
    for first in [0, 1] {
        let edge = NativeEdge::new(14);
        let (before, after) = (Person::new(&edge), Person::new(&edge));
        before.go_until("/sign-up", "/sign-up/personal-key");
        let edge = rotated(&edge);
        let (before, after) = (before.on(&edge), after.on(&edge));
        after.go_until("/sign-up", "/sign-up/personal-key");
        let people = if first == 0 { [&before, &after] } else { [&after, &before] };
        let bodies = people.map(|person| {
            let page = person.browser.get("/sign-up/personal-key");
            form(&page, "/sign-up/personal-key", &[("saved", "yes")])
        });
        let posts: Vec<Task<'_, _>> = people
            .iter()
            .zip(&bodies)
            .map(|(person, body)| person.browser.later("/sign-up/personal-key", body))
            .collect();
        let replies = together(posts);
        assert_eq!(replies.iter().filter(|reply| reply.brings_session()).count(), 1, "{replies:?}");
        assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 1);
        assert_eq!(edge.contradiction(), None);
    }
}

#[test]
fn st_3_no_address_is_taken_twice_by_a_change_while_keys_rotate() {
    for bulk in [false, true] {
        let edge = NativeEdge::new(15);
        Person::with_account(&edge);
        let mut other = Person::new(&edge);
        "else@example.org".clone_into(&mut other.email);
        other.go("/sign-up");
        let edge = rotated(&edge);
        if bulk {
            run(renew_keys(&edge)).unwrap();
        }
        let account = account_of(&edge, "else@example.org");
        let mut change = accounts::set_email(edge.secrets(), &edge, &account, &address(EMAIL)).unwrap();
        change.push(Statement { sql: "DELETE FROM expectations", values: Vec::new() });
        assert_eq!(run(edge.batch(change)), Err(BatchError::LostRace), "{bulk}");
    }
}

#[test]
fn su_3_a_sign_up_ends_when_its_address_got_an_account_under_the_other_key() {
    let edge = NativeEdge::new(16);
    let mut other = Person::new(&edge);
    "else@example.org".clone_into(&mut other.email);
    other.go("/sign-up");
    let edge = rotated(&edge);
    let person = Person::new(&edge);
    let page = person.go_until("/sign-up", "/sign-up/personal-key");
    let link = person.link("/sign-up/confirm").unwrap();
    // A server that was not told yet which key is the current one changes the other account's address.
    let slow = edge.rotated(&["k1", "k2"], &["p1"]);
    let account = account_of(&slow, "else@example.org");
    let mut change = accounts::set_email(slow.secrets(), &slow, &account, &address(EMAIL)).unwrap();
    change.push(Statement { sql: "DELETE FROM expectations", values: Vec::new() });
    run(slow.batch(change)).unwrap();
    let edge = rotated(&slow);
    let person = person.on(&edge);
    let reply = person.browser.submit(&page, "/sign-up/personal-key", &[("saved", "yes")]);
    assert!(!reply.brings_session());
    assert_eq!(person.browser.get(&link).status, 410, "the link says that it was used");
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 1);
}

#[test]
fn pv_2_a_renewal_loses_no_change_that_is_made_at_the_same_time() {
    let base = NativeEdge::new(17);
    with_app(&base, EMAIL);
    let base = rotated(&base);
    let new = "new@example.org";
    for seed in 0..20 {
        let edge = base.fork();
        let account = account_of(&edge, EMAIL);
        let change = async {
            let mut change = accounts::set_email(edge.secrets(), &edge, &account, &address(new)).unwrap();
            change.push(Statement { sql: "DELETE FROM expectations", values: Vec::new() });
            edge.batch(change).await.unwrap();
        };
        let renew = || -> Task<'_, ()> { Box::pin(async { renew_keys(&edge).await.unwrap() }) };
        shuffled(&mut Random::new(seed), vec![Box::pin(change), renew(), renew()]);
        assert_eq!(account_of(&edge, new), account);
        assert_eq!(run(accounts::id_of(&edge, edge.secrets(), &address(EMAIL))), Ok(None));
        let alone = retired(&edge);
        assert_eq!(account_of(&alone, new), account);
        let kept: Vec<_> =
            named(&edge, "k1").into_iter().filter(|(column, _)| column.contains("accounts.")).collect();
        assert_eq!(kept, []);
    }
}

#[test]
fn pv_2_a_renewal_that_was_interrupted_goes_on_at_the_next_run() {
    let base = NativeEdge::new(18);
    let person = with_app(&base, EMAIL);
    let base = rotated(&base);
    for fault in [Fault::Before, Fault::AnswerLost] {
        for n in 0..100 {
            let edge = base.fork();
            edge.fail(fault(n));
            let interrupted = run(renew_keys(&edge));
            if edge.failed().is_none() {
                break;
            }
            assert!(interrupted.is_err());
            assert_eq!(person.on(&edge).browser.get("/account").status, 200);
            run(renew_keys(&edge)).unwrap();
            assert_eq!(account_of(&retired(&edge), EMAIL), account_of(&base, EMAIL));
        }
    }
}

#[test]
fn pv_2_a_row_that_does_not_open_keeps_no_other_from_being_renewed() {
    let edge = NativeEdge::new(19);
    with_app(&edge, "one@example.org");
    with_app(&edge, EMAIL);
    let damage = "UPDATE accounts SET email = 'k1.AAAA' WHERE rowid = 1; \
                  UPDATE phones SET number = 'k1.AAAA' WHERE rowid = 1; \
                  UPDATE authenticator_apps SET secret = 'k0.AAAA' WHERE rowid = 1";
    edge.database().execute_batch(damage).unwrap();
    let edge = rotated(&edge);
    run(renew_keys(&edge)).unwrap();
    assert_eq!(edge.reported().len(), 4, "twice each: {:?}", edge.reported());
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts WHERE email LIKE 'k2.%'"), 1);
    assert_eq!(edge.count("SELECT COUNT(*) FROM phones WHERE number LIKE 'k2.%'"), 1);
    assert_eq!(edge.count("SELECT COUNT(*) FROM authenticator_apps WHERE secret LIKE 'k2.%'"), 1);
}

#[test]
fn a_renewal_of_many_rows_goes_on_until_none_is_left() {
    let edge = NativeEdge::new(20);
    with_app(&edge, EMAIL);
    let many = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1700) \
                INSERT INTO activities SELECT 'a' || n, account_id, at, event, browser FROM activities, n";
    edge.database().execute_batch(many).unwrap();
    let edge = edge.rotated(&["k3", "k2", "k1"], &["p1"]);
    run(renew_keys(&edge)).unwrap();
    assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE browser NOT LIKE 'k3.%'"), 0);
}
