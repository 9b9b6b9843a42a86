//! Deleting an account: with the password and a second factor (ST-8), and after a wait without one (SI-6).

use crate::native::browser::{Browser, Reply, form};
use crate::native::person::{EMAIL, PASSWORD, PHONE, Person};
use crate::native::{Call, Fault, NativeEdge, Random, Task, run, shuffled, together};
use gatehouse_core::couriers::Channel;
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
fn delete(person: &Person<'_>) -> Reply {
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
        INSERT INTO deletions SELECT id, 1, 4000000000, 'hash of deletion' FROM accounts;";
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
    // Expectations are always empty.
    assert_eq!(i64::try_from(full.len()).unwrap(), tables - 1, "every table has something: {full:?}");
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
fn si_6_without_the_password_there_is_no_way_to_ask_for_a_deletion() {
    let edge = NativeEdge::new(10);
    let person = Person::with_account(&edge).elsewhere();
    let page = person.browser.get("/sign-in/no-phone");
    assert!(page.status == 200 && !page.body.contains("/sign-in/delete"));
    assert!(page.body.contains("sign in with your password"));
    assert!(person.browser.get("/sign-in/delete").leads_to("/sign-in?why=again"));
    person.give_password(PASSWORD);
    let page = person.browser.get("/sign-in/no-phone");
    assert!(page.body.contains("href=\"/sign-in/delete\""));
    let page = person.browser.get("/sign-in/delete");
    assert!(page.status == 200 && page.body.contains("24 hours"));
    assert_eq!(edge.count("SELECT COUNT(*) FROM deletions"), 0, "looking asks for nothing");
}

#[test]
fn si_6_a_deletion_is_announced_by_email_and_text_and_asked_for_once() {
    let edge = NativeEdge::new(11);
    let person = Person::with_account(&edge);
    let before = edge.outbox().len();
    let other = ask_without_factor(&person);
    let told = |edge: &NativeEdge| edge.outbox().len() - before;
    assert_eq!(told(&edge), 2);
    let sent: Vec<_> = edge.outbox().into_iter().take(2).collect();
    assert_eq!(sent.iter().filter(|message| message.channel == Channel::Email).count(), 1);
    assert_eq!(sent.iter().filter(|message| message.channel == Channel::Sms).count(), 1);
    assert_eq!(sent[0].links, sent[1].links, "either cancels");
    assert!(sent.iter().all(|message| message.text.contains(&message.links[0])));
    let due = edge.count("SELECT due_at FROM deletions");
    edge.wait(3600);
    let third = ask_without_factor_again(&person);
    assert!(third.browser.get("/sign-in/delete").body.contains("January 16, 2027, 8:00 AM UTC"));
    assert_eq!((told(&edge), edge.count("SELECT due_at FROM deletions")), (2, due));
    assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'deletion-asked'"), 1);
    assert_eq!(other.browser.get("/account").status, 303, "it signs nobody in");
}

/// Asks again, which the page has no form for while one waits.
fn ask_without_factor_again<'e>(person: &Person<'e>) -> Person<'e> {
    let other = person.elsewhere();
    other.give_password(PASSWORD);
    let csrf = other.browser.get("/sign-in/method").hidden("/sign-in/method", "csrf").unwrap();
    let again = other.browser.post("/sign-in/delete", &format!("csrf={csrf}"));
    assert!(again.leads_to("/sign-in/delete"));
    other
}

#[test]
fn si_6_a_landline_is_called() {
    let edge = NativeEdge::new(12);
    let mut person = Person::new(&edge);
    "+33 1 42 34 56 78".clone_into(&mut person.phone);
    person.method.set("voice");
    person.go("/sign-up");
    let other = person.elsewhere();
    other.give_password(PASSWORD);
    other.browser.fill("/sign-in/delete", &[]);
    let call = edge.outbox().into_iter().find(|message| message.channel == Channel::Voice).unwrap();
    assert!(call.text.contains("24 hours") && !call.text.contains("http"), "{}", call.text);
}

#[test]
fn si_6_the_link_cancels_once_and_looking_at_it_changes_nothing() {
    let edge = NativeEdge::new(13);
    let person = Person::with_account(&edge);
    ask_without_factor(&person);
    let link = person.link("/cancel-deletion").unwrap();
    let stranger = Browser::new(&edge);
    let page = stranger.get(&link);
    assert!(page.status == 200 && edge.count("SELECT COUNT(*) FROM deletions") == 1);
    let again = stranger.get(&link);
    assert!(stranger.submit(&page, "/cancel-deletion", &[]).leads_to("/cancel-deletion?done=yes"));
    assert!(stranger.get("/cancel-deletion?done=yes").body.contains("The deletion is cancelled"));
    assert_eq!(edge.count("SELECT COUNT(*) FROM deletions"), 0);
    assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'deletion-cancelled'"), 1);
    assert_eq!(stranger.submit(&again, "/cancel-deletion", &[]).status, 410);
    assert_eq!(stranger.get(&link).status, 410);
    assert_eq!(stranger.get("/cancel-deletion?token=nothing").status, 410);
    // The link of the one that was cancelled does not cancel another one.
    ask_without_factor(&person);
    assert_ne!(person.link("/cancel-deletion").unwrap(), link);
    assert_eq!(stranger.submit(&again, "/cancel-deletion", &[]).status, 410);
    assert_eq!(edge.count("SELECT COUNT(*) FROM deletions"), 1);
}

#[test]
fn si_6_a_sign_in_with_a_second_factor_cancels_it() {
    for method in ["sms", "personal_key"] {
        let edge = NativeEdge::new(14);
        let person = Person::with_account(&edge);
        ask_without_factor(&person);
        let found = person.elsewhere();
        found.method.set(method);
        assert_eq!(found.go("/sign-in").status, 200);
        assert_eq!(edge.count("SELECT COUNT(*) FROM deletions"), 0, "{method}");
        assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'deletion-cancelled'"), 1);
        edge.wait(DAY);
        run(gatehouse_core::upkeep(&edge)).unwrap();
        assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 1);
    }
}

#[test]
fn si_6_when_the_time_is_over_the_account_signs_nobody_in_and_the_upkeep_erases_it() {
    let edge = NativeEdge::new(15);
    let person = Person::with_account(&edge);
    ask_without_factor(&person);
    edge.wait(DAY - 60);
    run(gatehouse_core::upkeep(&edge)).unwrap();
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 1, "not before");
    let late = person.elsewhere();
    late.begin_sign_in();
    let code = late.code().unwrap();
    let page = late.browser.get("/sign-in/code");
    let link = person.link("/cancel-deletion").unwrap();
    edge.wait(60);
    assert_eq!(person.elsewhere().give_password(PASSWORD).status, 422);
    let refused = late.browser.submit(&page, "/sign-in/code", &[("code", &code)]);
    assert!(refused.leads_to("/sign-in?why=again"), "a sign-in that began before comes too late");
    assert!(late.browser.get("/sign-in/delete").leads_to("/sign-in?why=again"));
    assert!(Browser::new(&edge).get(&link).body.contains("The time is over"));
    let account = edge.text("SELECT id FROM accounts");
    run(gatehouse_core::upkeep(&edge)).unwrap();
    run(gatehouse_core::upkeep(&edge)).unwrap();
    let left: BTreeSet<String> = cells(&edge).into_iter().map(|(table, _)| table).collect();
    assert_eq!(left, BTreeSet::from(["messages".to_owned()]));
    assert_eq!(edge.guard_of_account(&account), None);
    let goodbyes =
        edge.outbox().iter().filter(|message| message.subject == "Your account was deleted").count();
    assert_eq!((goodbyes, edge.outbox().len()), (1, 1));
}

#[test]
fn si_6_a_sign_up_with_the_address_of_an_account_that_is_due_finds_it_free() {
    let edge = NativeEdge::new(16);
    let person = Person::with_account(&edge);
    ask_without_factor(&person);
    let early = Person::new(&edge);
    early.browser.fill("/sign-up", &[("email", EMAIL)]);
    assert_eq!(early.link("/sign-up/confirm"), person.link("/sign-up/confirm"), "it is taken until then");
    let old = edge.text("SELECT id FROM accounts");
    edge.wait(DAY);
    let again = Person::new(&edge);
    again.browser.fill("/sign-up", &[("email", EMAIL)]);
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 0);
    assert_eq!(again.go(&again.link("/sign-up/confirm").unwrap()).status, 200);
    assert_ne!(edge.text("SELECT id FROM accounts"), old);
    run(gatehouse_core::upkeep(&edge)).unwrap();
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 1, "the new one stays");
    assert_eq!(edge.guard_of_account(&old), None);
}

#[test]
fn si_6_deletions_are_asked_for_three_times_in_fifteen_minutes() {
    let edge = NativeEdge::new(17);
    let person = Person::with_account(&edge);
    let browser = Browser::new(&edge);
    for _ in 0..3 {
        ask_without_factor(&person);
        let link = person.link("/cancel-deletion").unwrap();
        assert_eq!(browser.fill(&link, &[]).status, 303);
    }
    let other = person.elsewhere();
    other.give_password(PASSWORD);
    let refused = other.browser.fill("/sign-in/delete", &[]);
    assert_eq!((refused.status, refused.retry_after), (429, Some(15 * 60)));
    assert_eq!(edge.count("SELECT COUNT(*) FROM deletions"), 0);
}

#[test]
fn si_6_asking_survives_every_outage_and_is_announced_once() {
    let base = NativeEdge::new(18);
    let person = Person::with_account(&base);
    let other = person.elsewhere();
    other.give_password(PASSWORD);
    let body = form(&other.browser.get("/sign-in/delete"), "/sign-in/delete", &[]);
    let before = base.outbox().len();
    for fault in [Fault::Before, Fault::AnswerLost] {
        for n in 0..100 {
            let edge = base.fork();
            let browser = other.browser.on(&edge);
            edge.fail(fault(n));
            let reply = browser.post("/sign-in/delete", &body);
            let Some(call) = edge.failed() else { break };
            assert_eq!(reply.status, 503, "{call:?}");
            assert!(browser.post("/sign-in/delete", &body).leads_to("/sign-in/delete"), "{call:?}");
            assert_eq!(edge.count("SELECT COUNT(*) FROM deletions"), 1);
            assert_eq!(edge.outbox().len() - before, 2, "{call:?}");
        }
    }
}

#[test]
fn si_6_one_account_that_cannot_be_erased_does_not_keep_the_others() {
    let edge = NativeEdge::new(19);
    let person = Person::with_account(&edge);
    let mut other = Person::new(&edge);
    "else@example.org".clone_into(&mut other.email);
    "202 555 0188".clone_into(&mut other.phone);
    other.browser.fill("/sign-up", &[("email", "else@example.org")]);
    other.go(&other.link("/sign-up/confirm").unwrap());
    ask_without_factor(&person);
    let theirs = other.elsewhere();
    theirs.browser.fill("/sign-in", &[("email", "else@example.org"), ("password", PASSWORD)]);
    theirs.browser.fill("/sign-in/delete", &[]);
    edge.wait(DAY);
    // The sweep, the list, then the first account's guard.
    let step = (0..20).find(|n| {
        let fork = edge.fork();
        fork.fail(Fault::Before(*n));
        let _ = run(gatehouse_core::upkeep(&fork));
        fork.failed() == Some(Call::Step("erase".to_owned()))
    });
    edge.fail(Fault::Before(step.unwrap()));
    run(gatehouse_core::upkeep(&edge)).unwrap();
    assert_eq!((edge.count("SELECT COUNT(*) FROM accounts"), edge.reported().len()), (1, 1));
    // An address that does not open is no reason to keep an account.
    edge.database().execute("UPDATE accounts SET email = 'k9.AAAA'", []).unwrap();
    run(gatehouse_core::upkeep(&edge)).unwrap();
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 0);
}

#[test]
fn si_6_asking_cancelling_signing_in_and_the_upkeep_at_once_agree() {
    let base = NativeEdge::new(20);
    let person = Person::with_account(&base);
    ask_without_factor(&person);
    let link = person.link("/cancel-deletion").unwrap();
    base.wait(DAY - 10);
    let signer = person.elsewhere();
    signer.begin_sign_in();
    let code = signer.code().unwrap();
    let sign_in = form(&signer.browser.get("/sign-in/code"), "/sign-in/code", &[("code", &code)]);
    let canceller = Browser::new(&base);
    let cancel = form(&canceller.get(&link), "/cancel-deletion", &[]);
    let sign_up = form(&canceller.get("/sign-up"), "/sign-up", &[("email", EMAIL)]);
    let mut erased = [0, 0];
    for (wait, rounds) in [(9, 20), (10, 40)] {
        for seed in 0..rounds {
            let edge = base.fork();
            edge.wait(wait);
            let (signer, canceller) = (signer.browser.on(&edge), canceller.on(&edge));
            let upkeep: Task<'_, Reply> = Box::pin(async {
                gatehouse_core::upkeep(&edge).await.unwrap();
                canceller.get_later("/sign-in").await
            });
            let tasks = vec![
                signer.later("/sign-in/code", &sign_in),
                canceller.later("/cancel-deletion", &cancel),
                canceller.later("/sign-up", &sign_up),
                upkeep,
            ];
            let replies = shuffled(&mut Random::new(seed), tasks);
            assert!(replies.iter().all(|reply| reply.status < 500), "seed {seed}: {replies:?}");
            assert_eq!(edge.contradiction(), None);
            let gone = edge.count("SELECT COUNT(*) FROM accounts") == 0;
            assert_eq!(gone, wait == 10, "seed {seed}");
            assert_eq!(replies[0].brings_session(), !gone, "seed {seed}");
            assert_eq!(edge.count("SELECT COUNT(*) FROM deletions"), 0);
            erased[usize::from(gone)] += 1;
        }
    }
    assert_eq!(erased, [20, 40]);
}

/// A form that someone sends while the account is deleted, and the browser that sends it.
struct Meanwhile<'e> {
    path: &'static str,
    body: String,
    browser: Browser<'e>,
}

#[test]
fn st_8_whatever_else_happens_while_an_account_is_deleted_nothing_comes_back_to_life() {
    let base = NativeEdge::new(21);
    let person = Person::with_account(&base);
    let (signer, other) = (person.elsewhere(), person.elsewhere());
    other.begin_sign_in();
    other.go("/sign-in/code");
    signer.begin_sign_in();
    let sign_in_code = signer.code().unwrap();
    let waiting = person.elsewhere();
    waiting.give_password(PASSWORD);
    let code = come_to_code(&person);
    let delete =
        form(&person.browser.get("/account/delete/code"), "/account/delete/code", &[("code", &code)]);
    let newcomer = Person::new(&base);
    let body = |browser: &Browser<'_>, page: &str, path: &str, fields: &[(&str, &str)]| {
        form(&browser.get(page), path, fields)
    };
    let visitor = person.elsewhere();
    let meanwhile = [
        Meanwhile {
            path: "/sign-in/code",
            body: body(&signer.browser, "/sign-in/code", "/sign-in/code", &[("code", &sign_in_code)]),
            browser: signer.browser.clone(),
        },
        Meanwhile {
            path: "/sign-in/personal-key",
            body: body(
                &signer.browser,
                "/sign-in/personal-key",
                "/sign-in/personal-key",
                &[("personal_key", &person.key.borrow().clone())],
            ),
            browser: signer.browser.clone(),
        },
        Meanwhile {
            path: "/sign-in",
            body: body(&visitor.browser, "/sign-in", "/sign-in", &[("email", EMAIL), ("password", PASSWORD)]),
            browser: visitor.browser.clone(),
        },
        Meanwhile {
            path: "/sign-in/delete",
            body: body(&waiting.browser, "/sign-in/delete", "/sign-in/delete", &[]),
            browser: waiting.browser.clone(),
        },
        Meanwhile {
            path: "/sign-in/code/send",
            body: body(&signer.browser, "/sign-in/code", "/sign-in/code/send", &[]),
            browser: signer.browser.clone(),
        },
        Meanwhile {
            path: "/account/confirm",
            body: body(
                &other.browser,
                "/account/confirm?next=/account/data",
                "/account/confirm",
                &[("current_password", PASSWORD)],
            ),
            browser: other.browser.clone(),
        },
        Meanwhile {
            path: "/account/sessions/end-others",
            body: body(&other.browser, "/account/sessions", "/account/sessions/end-others", &[]),
            browser: other.browser.clone(),
        },
        Meanwhile {
            path: "/sign-up",
            body: body(&newcomer.browser, "/sign-up", "/sign-up", &[("email", EMAIL)]),
            browser: newcomer.browser.clone(),
        },
        Meanwhile {
            path: "/sign-out",
            body: body(&other.browser, "/account", "/sign-out", &[]),
            browser: other.browser.clone(),
        },
    ];
    for one in &meanwhile {
        for seed in 0..25 {
            let edge = base.fork();
            let (deleter, browser) = (person.browser.on(&edge), one.browser.on(&edge));
            let tasks: Vec<Task<'_, Reply>> =
                vec![deleter.later("/account/delete/code", &delete), browser.later(one.path, &one.body)];
            let replies = shuffled(&mut Random::new(seed), tasks);
            let told = format!("{} seed {seed}: {} {}", one.path, replies[0].status, replies[1].status);
            assert!(replies.iter().all(|reply| reply.status < 500), "{told}: {:?}", edge.reported());
            assert_eq!(edge.contradiction(), None, "{told}");
            let deleted = replies[0].leads_to("/account-deleted");
            assert_eq!(edge.count("SELECT COUNT(*) FROM accounts") == 0, deleted, "{told}");
            // A sign-in by personal key ends all other sessions: then it was the faster one.
            assert!(
                deleted || ["/sign-in/personal-key", "/account/sessions/end-others"].contains(&one.path),
                "{told}"
            );
            if deleted {
                assert!([200, 303, 422, 429].contains(&replies[1].status), "{told}");
                for browser in [&deleter, &browser] {
                    assert_eq!(browser.get("/account").status, 303, "{told}");
                }
                for table in
                    ["sessions", "pending_sign_ins", "activities", "deletions", "phones", "information"]
                {
                    assert_eq!(edge.count(&format!("SELECT COUNT(*) FROM {table}")), 0, "{told}: {table}");
                }
            }
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

#[test]
fn st_8_two_browsers_that_delete_the_account_at_once_delete_it_once() {
    let base = NativeEdge::new(23);
    let person = Person::with_account(&base);
    let other = person.elsewhere();
    other.begin_sign_in();
    other.go("/sign-in/code");
    let bodies = [&person, &other].map(|person| {
        let code = come_to_code(person);
        form(&person.browser.get("/account/delete/code"), "/account/delete/code", &[("code", &code)])
    });
    let edge = base.fork();
    let browsers = [person.browser.on(&edge), other.browser.on(&edge)];
    let tasks =
        browsers.iter().zip(&bodies).map(|(browser, body)| browser.later("/account/delete/code", body));
    let replies = together(tasks.collect());
    assert_eq!(replies.iter().filter(|reply| reply.leads_to("/account-deleted")).count(), 1, "{replies:?}");
    assert!(replies.iter().all(|reply| reply.status == 303), "{replies:?}");
    assert_eq!((edge.count("SELECT COUNT(*) FROM accounts"), edge.outbox().len()), (0, 1));
}
