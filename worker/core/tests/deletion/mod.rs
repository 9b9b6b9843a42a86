//! Deleting an account with the password and a second factor (ST-8). `without_factor` is the way without one (SI-6),
//! `unheard` what becomes of that if nobody can have heard of it, `races` what else may happen at that moment.

mod races;
mod unheard;
mod without_factor;

use crate::native::browser::{Browser, Reply, form};
use crate::native::person::{EMAIL, PASSWORD, PHONE, Person};
use crate::native::{Call, Fault, NativeEdge, Random, run, shuffled};
use gatehouse_core::ports::Sql;
use gatehouse_core::secrets::one_time_password::AppSecret;
use gatehouse_core::store::factors;
use gatehouse_core::time::UnixTime;
use std::collections::BTreeSet;

const DAY: u32 = 24 * 3600;

/// Gives the current password, so that the account can be deleted.
fn give_current_password(browser: &Browser<'_>) {
    let reply = browser.fill("/account/confirm?next=/account/delete", &[("current_password", PASSWORD)]);
    assert!(reply.leads_to("/account/delete"), "{}", reply.location);
}

/// Comes to the page that asks for the code that confirms; gives that code.
fn come_to_code(person: &Person<'_>) -> String {
    give_current_password(&person.browser);
    assert_eq!(person.browser.get("/account/delete").status, 200);
    let sent = person.browser.fill("/account/delete/method", &[("method", "sms")]);
    assert!(sent.leads_to("/account/delete/code"));
    person.code().unwrap()
}

/// Deletes the account as people do.
pub fn delete(person: &Person<'_>) -> Reply {
    let code = come_to_code(person);
    person.browser.fill("/account/delete/code", &[("code", &code)])
}

/// Asks for a deletion with the password alone; gives the browser that did.
fn ask_without_factor<'e>(person: &Person<'e>) -> Person<'e> {
    let other = person.elsewhere();
    assert!(other.give_password(PASSWORD).leads_to("/sign-in/method"));
    assert!(other.browser.fill("/sign-in/delete", &[]).leads_to("/sign-in/delete"));
    other
}

/// Every cell of every table that holds rows.
fn cells(edge: &NativeEdge) -> BTreeSet<(String, String)> {
    let mut tables = edge.database().prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut cells = BTreeSet::new();
    for table in tables {
        let mut rows = edge.database().prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                let cell = row.get_ref(column).unwrap();
                let text = cell
                    .as_str()
                    .map_or_else(|_| cell.as_i64().map(|n| n.to_string()).unwrap_or_default(), str::to_owned);
                cells.insert((table.clone(), text));
            }
        }
    }
    cells
}

/// A person of whom every table has something.
fn with_everything(edge: &NativeEdge) -> Person<'_> {
    let person = Person::with_account(edge);
    // A sign-up with the address, which leaves a report link; a pending sign-in with a code; a message.
    Person::new(edge).browser.fill("/sign-up", &[("email", EMAIL)]);
    person.elsewhere().begin_sign_in();
    let rows = "
        INSERT INTO information SELECT id, 1, 'sealed information' FROM accounts;
        INSERT INTO former_information SELECT 'f1', id, 1, 'sealed former', 's', 'p', 'p1', 'v', 'd' FROM accounts;
        INSERT INTO resets (link, account_id, created_at, expires_at) SELECT 'hash of reset', id, 1, 2 FROM accounts;
        INSERT INTO email_changes (link, account_id, created_at, expires_at, email_fingerprint, email)
            SELECT 'hash of change', id, 1, 2, 'k1.fingerprint of change', 'sealed change' FROM accounts;
        INSERT INTO notice_links (link, account_id, created_at, expires_at) SELECT 'hash of notice', id, 1, 2 FROM accounts;
        INSERT INTO deletions SELECT id, 1, 4000000000, 'hash of deletion' FROM accounts;
        INSERT INTO announcements SELECT id, 'name of recipient', 'email', 0 FROM accounts;";
    edge.database().execute_batch(rows).unwrap();
    let app = AppSecret::random(edge).unwrap();
    let account = edge.text("SELECT id FROM accounts");
    let set = factors::set_app(edge.secrets(), edge, &account, &app, UnixTime(1)).unwrap();
    run(edge.batch(vec![set])).unwrap();
    person
}

#[test]
fn st_8_a_deleted_account_leaves_nothing_in_any_table_but_one_message() {
    let edge = NativeEdge::new(1);
    let bare = cells(&edge);
    let person = with_everything(&edge);
    let (account, before) = (edge.text("SELECT id FROM accounts"), cells(&edge));
    let full: BTreeSet<&str> = before.iter().map(|(table, _)| table.as_str()).collect();
    let tables = edge.count("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'");
    // Expectations are always empty; nothing in the others names an account.
    let others = [
        "expectations",
        "contact_messages",
        "feedback",
        "delivery_problems",
        "delivery_counts",
        "courier_pauses",
    ];
    assert_eq!(
        full.len() + others.len(),
        usize::try_from(tables).unwrap(),
        "every table has something: {full:?}"
    );
    assert!(delete(&person).leads_to("/account-deleted"));

    let after = cells(&edge);
    let left: BTreeSet<&str> = after.iter().map(|(table, _)| table.as_str()).collect();
    assert_eq!(left, BTreeSet::from(["messages"]), "{after:?}");
    assert_eq!(edge.count("SELECT COUNT(*) FROM messages"), 1);
    // No id, hash, fingerprint or ciphertext of before is anywhere; short texts and times say nothing of anybody.
    let old: BTreeSet<&str> =
        before.difference(&bare).map(|(_, cell)| cell.as_str()).filter(|cell| cell.len() > 10).collect();
    assert!(old.len() > 35 && old.contains(account.as_str()), "{}", old.len());
    assert!(after.iter().all(|(_, cell)| !old.contains(cell.as_str())), "{after:?}");
    let goodbye = &edge.outbox()[0];
    assert_eq!((goodbye.to.as_str(), goodbye.subject.as_str()), (EMAIL, "Your account was deleted"));
    assert_eq!(edge.guard_of_account(&account), None, "and its guard has forgotten it");
}

#[test]
fn st_8_the_password_alone_or_the_second_factor_alone_deletes_nothing() {
    let edge = NativeEdge::new(2);
    let person = Person::with_account(&edge);
    for path in ["", "/method", "/code", "/app", "/personal-key", "/no-phone"] {
        let path = format!("/account/delete{path}");
        let reply = person.browser.get(&path);
        assert!(reply.leads_to("/account/confirm?next=/account/delete"), "{path}");
        assert_eq!(person.elsewhere().browser.get(&path).status, 303);
    }
    give_current_password(&person.browser);
    assert!(person.browser.get("/account/delete/code").leads_to("/account/delete/method"));
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 1);
    // The page of a proof is no proof once the password was given too long ago.
    let code = come_to_code(&person);
    let page = person.browser.get("/account/delete/code");
    let stay = || person.browser.get("/account").status;
    for _ in 0..3 {
        edge.wait(300);
        assert_eq!(stay(), 200);
    }
    let late = person.browser.submit(&page, "/account/delete/code", &[("code", &code)]);
    assert!(late.leads_to("/account/confirm?next=/account/delete"));
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 1);
}

#[test]
fn st_8_the_personal_key_confirms_too_and_no_cookie_is_left() {
    let edge = NativeEdge::new(3);
    let person = Person::with_account(&edge);
    let other = person.elsewhere();
    other.begin_sign_in();
    other.go("/sign-in/code");
    give_current_password(&other.browser);
    assert!(
        other
            .browser
            .fill("/account/delete/method", &[("method", "personal_key")])
            .leads_to("/account/delete/personal-key")
    );
    let key = person.key.borrow().clone();
    let page = other.browser.get("/account/delete/personal-key");
    assert!(page.body.contains("Delete my account") && page.body.contains("can’t be undone"));
    let reply = other.browser.submit(&page, "/account/delete/personal-key", &[("personal_key", &key)]);
    assert!(reply.leads_to("/account-deleted"));
    for cookie in ["session", "sign-in", "sign-up", "device"] {
        assert_eq!(other.browser.cookie(cookie), None, "{cookie}");
    }
    let page = other.browser.get("/account-deleted");
    assert!(page.status == 200 && page.body.contains("30 days"), "what backups keep is said");
    assert!(person.browser.get("/account").leads_to("/sign-in?why=account"), "every session has ended");
    assert_eq!(other.give_password(PASSWORD).status, 422, "there is no such account");
}

#[test]
fn st_8_the_address_is_free_at_once_and_the_new_account_has_nothing_of_the_old_one() {
    let edge = NativeEdge::new(4);
    let person = Person::with_account(&edge);
    let old = edge.text("SELECT id FROM accounts");
    delete(&person);
    let again = Person::new(&edge);
    again.browser.fill("/sign-up", &[("email", EMAIL)]);
    assert_eq!(again.go(&again.link("/sign-up/confirm").unwrap()).status, 200);
    assert_ne!(edge.text("SELECT id FROM accounts"), old);
    assert_eq!(edge.count("SELECT COUNT(*) FROM activities"), 1);
    again.begin_sign_in();
    assert_eq!(again.go("/sign-in/code").status, 200);
}

#[test]
fn st_8_a_code_for_deleting_works_for_nothing_else_and_no_other_code_deletes() {
    let edge = NativeEdge::new(5);
    let person = Person::with_account(&edge);
    let other = person.elsewhere();
    other.begin_sign_in();
    let for_sign_in = other.code().unwrap();
    let for_deleting = come_to_code(&person);
    assert_eq!(other.browser.fill("/sign-in/code", &[("code", &for_deleting)]).status, 422);
    assert_eq!(person.browser.fill("/account/delete/code", &[("code", &for_sign_in)]).status, 422);
    assert!(
        person.browser.fill("/account/delete/code", &[("code", &for_deleting)]).leads_to("/account-deleted")
    );
}

#[test]
fn si_4_three_wrong_codes_while_deleting_sign_out_and_lock() {
    let edge = NativeEdge::new(6);
    let person = Person::with_account(&edge);
    let right = come_to_code(&person);
    let wrong = if right == "000000" { "000001" } else { "000000" };
    for left in ["2 tries", "1 try"] {
        let reply = person.browser.fill("/account/delete/code", &[("code", wrong)]);
        assert!(reply.status == 422 && reply.body.contains(left), "{left}");
    }
    assert_eq!(person.browser.fill("/account/delete/code", &[("code", wrong)]).status, 429);
    assert!(person.browser.get("/account").leads_to("/sign-in?why=account"));
    assert_eq!(person.give_password(PASSWORD).status, 429);
    assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'locked-wrong-codes'"), 1);
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 1);
}

#[test]
fn st_8_the_same_form_sent_twice_gets_the_same_answer_also_at_once() {
    for (seed, key) in [(7, false), (8, true)] {
        let base = NativeEdge::new(seed);
        let person = Person::with_account(&base);
        let code = come_to_code(&person);
        let (path, field, proof) = if key {
            ("/account/delete/personal-key", "personal_key", person.key.borrow().clone())
        } else {
            ("/account/delete/code", "code", code)
        };
        let body = form(&person.browser.get(path), path, &[(field, &proof)]);
        let other = form(&person.browser.get(path), path, &[(field, &proof)]);
        let edge = base.fork();
        let browser = person.browser.on(&edge);
        let copies = [browser.on(&edge), browser.on(&edge)];
        assert!(browser.post(path, &body).leads_to("/account-deleted"));
        assert!(copies[0].post(path, &body).leads_to("/account-deleted"), "after it");
        assert!(copies[1].post(path, &other).leads_to("/sign-in?why=account"), "another form did nothing");
        for seed in 0..30 {
            let edge = base.fork();
            // A browser that has the first answer has no cookie to send the form with again.
            let browsers = [person.browser.on(&edge), person.browser.on(&edge)];
            let tasks = browsers.iter().map(|browser| browser.later(path, &body)).collect();
            let replies = shuffled(&mut Random::new(seed), tasks);
            assert!(
                replies.iter().all(|reply| reply.leads_to("/account-deleted")),
                "seed {seed}: {replies:?}"
            );
            assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 0);
            assert_eq!(edge.outbox().len(), 1, "one goodbye");
            assert!(
                !edge.guards_as_text().contains("\"lasting\":true"),
                "seed {seed}: no guard is left behind"
            );
        }
    }
}

#[test]
fn st_8_an_outage_leaves_the_account_whole_or_gone_and_the_form_can_be_sent_again() {
    let base = NativeEdge::new(9);
    let person = Person::with_account(&base);
    let code = come_to_code(&person);
    let body = form(&person.browser.get("/account/delete/code"), "/account/delete/code", &[("code", &code)]);
    for fault in [Fault::Before, Fault::AnswerLost] {
        for n in 0..100 {
            let edge = base.fork();
            let (browser, again) = (person.browser.on(&edge), person.browser.on(&edge));
            edge.fail(fault(n));
            let reply = browser.post("/account/delete/code", &body);
            let Some(call) = edge.failed() else { break };
            assert_eq!(edge.contradiction(), None);
            let gone = edge.count("SELECT COUNT(*) FROM accounts") == 0;
            // Only the guard that is to forget the account comes after the write.
            let erasing = call == Call::Step("erase".to_owned());
            assert_eq!(reply.status == 503, !erasing, "{call:?}");
            assert!(!erasing || (gone && edge.reported().len() == 1));
            assert!(again.post("/account/delete/code", &body).leads_to("/account-deleted"), "{call:?}");
            assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 0);
            assert_eq!(edge.outbox().len(), 1);
        }
    }
}

#[test]
fn st_8_a_sign_up_that_is_resumed_after_its_account_was_deleted_begins_anew() {
    let edge = NativeEdge::new(22);
    let person = Person::with_account(&edge);
    let link = person.link("/sign-up/confirm").unwrap();
    delete(&person);
    let old = Person::new(&edge);
    assert_eq!(old.browser.get(&link).status, 404, "the link of the old account is unknown");
    assert_eq!(edge.count("SELECT COUNT(*) FROM sign_ups"), 0);
    assert_eq!(old.phone, PHONE);
}
