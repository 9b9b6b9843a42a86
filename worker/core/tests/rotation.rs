//! Rotation of the server's keys and peppers: whatever was begun before it goes on after it, and what lasts is renewed,
//! so that the old key can go.

use crate::native::browser::form;
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::{Fault, NativeEdge, Random, Task, run, shuffled, together};
use gatehouse_core::flows::renewal::{self, Password, Renewal};
use gatehouse_core::flows::session::{self, Found};
use gatehouse_core::identifiers::Email;
use gatehouse_core::ports::{BatchError, Clock, Sql, Statement};
use gatehouse_core::secrets::bearer::Token;
use gatehouse_core::secrets::one_time_password::AppSecret;
use gatehouse_core::secrets::password::Kind;
use gatehouse_core::store::{accounts, factors, notice_links, sessions, sweep};
use gatehouse_core::upkeep::renew_keys;

/// The installation after its keys were rotated.
fn rotated(edge: &NativeEdge) -> NativeEdge {
    edge.rotated(&["k2", "k1"], &["p1"])
}

/// The installation after the old key was retired.
fn retired(edge: &NativeEdge) -> NativeEdge {
    edge.rotated(&["k2"], &["p1"])
}

/// Where texts of the database name a key, with how many rows do.
fn named(edge: &NativeEdge, id: &str) -> Vec<(String, i64)> {
    let columns =
        "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'";
    let mut columns = edge.database().prepare(columns).unwrap();
    let columns =
        columns.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    let count = |(table, column): (String, String)| {
        let rows = edge.count(&format!("SELECT COUNT(*) FROM {table} WHERE {column} LIKE '%{id}.%'"));
        (format!("{table}.{column}"), rows)
    };
    columns.map(|column| count(column.unwrap())).filter(|(_, rows)| *rows > 0).collect()
}

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

fn address(email: &str) -> Email {
    Email::read(email).unwrap()
}

fn account_of(edge: &NativeEdge, email: &str) -> String {
    run(accounts::id_of(edge, edge.secrets(), &address(email))).unwrap().unwrap()
}

/// Whether nothing that was typed was called wrong.
fn went_smoothly(person: &Person<'_>) -> bool {
    person.trace.borrow().iter().all(|(_, status)| matches!(status, 200 | 303))
}

#[test]
fn su_2_a_sign_up_goes_on_at_every_step_after_the_keys_were_rotated() {
    let stages =
        ["/sign-up/confirm", "/sign-up/password", "/sign-up/phone", "/sign-up/code", "/sign-up/personal-key"];
    for stage in stages {
        let edge = NativeEdge::new(1);
        let person = Person::new(&edge);
        person.go_until("/sign-up", stage);
        let edge = rotated(&edge);
        let person = person.on(&edge);
        let resumed = person.browser.fill(&person.link("/sign-up/confirm").unwrap(), &[]);
        let expected = if stage == "/sign-up/confirm" { "/sign-up/password" } else { stage };
        assert_eq!((resumed.status, resumed.location.as_str()), (303, expected));
        assert_eq!(person.go(expected).status, 200, "{stage}");
        assert!(went_smoothly(&person), "{stage}: {:?}", person.trace.borrow());
        assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 1);
    }
}

#[test]
fn su_7_a_code_that_was_sent_before_a_rotation_is_right_after_it_whatever_else_is_done_meanwhile() {
    let edge = NativeEdge::new(2);
    let person = Person::new(&edge);
    person.go_until("/sign-up", "/sign-up/code");
    let code = person.code().unwrap();
    let edge = rotated(&edge);
    let person = person.on(&edge);
    let chosen = person.browser.fill("/sign-up/password", &[("password", PASSWORD)]);
    assert!(chosen.leads_to("/sign-up/phone") || chosen.leads_to("/sign-up/code"), "{}", chosen.location);
    assert!(person.browser.fill("/sign-up/code", &[("code", &code)]).leads_to("/sign-up/personal-key"));
}

#[test]
fn su_7_a_code_that_is_sent_after_a_rotation_is_right_in_a_sign_up_from_before_it() {
    let edge = NativeEdge::new(3);
    let person = Person::new(&edge);
    person.go_until("/sign-up", "/sign-up/phone");
    let edge = rotated(&edge);
    let person = person.on(&edge);
    assert_eq!(person.go_until("/sign-up/phone", "/sign-up/personal-key").status, 200);
    assert!(went_smoothly(&person), "{:?}", person.trace.borrow());
}

#[test]
fn si_8_a_session_and_its_open_forms_go_on_after_the_keys_were_rotated() {
    let edge = NativeEdge::new(4);
    let person = Person::with_account(&edge);
    let page = person.browser.get("/account");
    let edge = rotated(&edge);
    let person = person.on(&edge);
    assert_eq!(person.browser.get("/account").status, 200);
    assert!(person.browser.submit(&page, "/sign-out", &[]).leads_to("/signed-out"));
    assert!(person.browser.get("/account").leads_to("/sign-in?why=account"));
    assert_eq!(edge.count("SELECT COUNT(*) FROM sessions"), 0);
}

#[test]
fn si_4_a_pending_sign_in_its_code_and_its_form_go_on_after_the_keys_were_rotated() {
    let edge = NativeEdge::new(5);
    let person = Person::with_account(&edge);
    person.browser.forget("session");
    person.begin_sign_in();
    let code = person.code().unwrap();
    let body = form(&person.browser.get("/sign-in/code"), "/sign-in/code", &[("code", &code)]);
    let messages = edge.outbox().len();
    let edge = rotated(&edge);
    let browser = person.browser.on(&edge);
    assert_eq!(browser.get("/sign-in/code").status, 200);
    assert!(browser.post("/sign-in/code", &body).leads_to("/account"));
    // The same form again, as when its answer was lost.
    browser.forget("session");
    assert_eq!(browser.cookie("sign-in"), None);
    assert_eq!(browser.get("/sign-in").status, 200);
    assert_eq!(edge.outbox().len(), messages, "a browser that is known is known still: no notice");
}

#[test]
fn si_4_an_answer_that_was_lost_before_a_rotation_is_given_again_after_it() {
    let edge = NativeEdge::new(6);
    let person = Person::with_account(&edge);
    person.browser.forget("session");
    person.begin_sign_in();
    let code = person.code().unwrap();
    let body = form(&person.browser.get("/sign-in/code"), "/sign-in/code", &[("code", &code)]);
    let lost = person.browser.on(&edge);
    assert!(lost.post("/sign-in/code", &body).brings_session());
    let edge = rotated(&edge);
    let again = person.browser.on(&edge);
    assert!(again.post("/sign-in/code", &body).brings_session());
    assert_eq!(again.get("/account").status, 200);
}

#[test]
fn si_4_a_lockout_outlasts_a_rotation() {
    let edge = NativeEdge::new(7);
    let person = Person::with_account(&edge).elsewhere();
    person.begin_sign_in();
    let wrong = if person.code().unwrap() == "000000" { "000001" } else { "000000" };
    for _ in 0..3 {
        person.browser.fill("/sign-in/code", &[("code", wrong)]);
    }
    let guards = edge.guards_as_text();
    let edge = rotated(&edge);
    assert_eq!(person.on(&edge).give_password(PASSWORD).status, 429, "the right password, elsewhere or not");
    assert_eq!(person.browser.on(&edge).get("/sign-in/code").status, 429, "the browser that was locked");
    let names = |text: &str| {
        let guards: serde_json::Value = serde_json::from_str(text).unwrap();
        guards.as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(names(&edge.guards_as_text()), names(&guards), "no guard got another name");
}

#[test]
fn si_4_the_owner_is_told_once_of_a_required_reset_also_across_a_rotation() {
    let edge = NativeEdge::new(8);
    let person = Person::with_account(&edge).elsewhere();
    for _ in 0..10 {
        person.give_password(PASSWORD);
        for _ in 0..3 {
            person.browser.fill("/sign-in/personal-key", &[("personal_key", "0123-4567-89AB-CDEF")]);
        }
        edge.wait(300);
    }
    let edge = rotated(&edge);
    assert_eq!(person.on(&edge).give_password(PASSWORD).status, 403);
    let told = edge.outbox().iter().filter(|message| message.subject.contains("new password")).count();
    assert_eq!(told, 1);
}

#[test]
fn si_5_a_personal_key_from_before_a_rotation_signs_in_after_it() {
    let edge = NativeEdge::new(9);
    let person = Person::with_account(&edge);
    let edge = edge.rotated(&["k2", "k1"], &["p2", "p1"]);
    let person = person.on(&edge);
    person.browser.forget("session");
    person.method.set("personal_key");
    assert_eq!(person.go("/sign-in").status, 200);
    assert!(went_smoothly(&person));
    assert_eq!(edge.text("SELECT pepper FROM personal_keys"), "p2", "the one that took its place");
}

#[test]
fn su_4_a_report_link_from_before_a_rotation_works_after_it() {
    let edge = NativeEdge::new(10);
    let person = Person::with_account(&edge);
    Person::new(&edge).browser.fill("/sign-up", &[("email", EMAIL)]);
    let report = person.link("/sign-up/report").unwrap();
    let edge = rotated(&edge);
    let person = person.on(&edge);
    assert!(person.browser.fill(&report, &[]).leads_to("/sign-up/report?done=yes"));
    assert_eq!(edge.count("SELECT COUNT(reported_at) FROM reports"), 1);
}

#[test]
fn si_9_a_notice_link_from_before_a_rotation_is_found_after_it_with_the_address_that_it_restores() {
    let edge = NativeEdge::new(11);
    Person::with_account(&edge);
    let token = Token::random(&edge).unwrap();
    let account = account_of(&edge, EMAIL);
    run(edge.batch(vec![notice_links::insert(&edge, &token, &account, Some("old@example.org")).unwrap()]))
        .unwrap();
    let edge = rotated(&edge);
    run(renew_keys(&edge)).unwrap();
    let found = run(notice_links::find(&edge, edge.secrets(), &token, edge.now())).unwrap().unwrap();
    assert_eq!((found.restores.as_deref(), found.email.as_str()), (Some("old@example.org"), EMAIL));
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

// Peppers.

fn with_new_pepper(edge: &NativeEdge) -> NativeEdge {
    edge.rotated(&["k1"], &["p2", "p1"])
}

/// Whether the password opens the data key, and the same one as the personal key does.
fn both_open(edge: &NativeEdge, person: &Person<'_>) -> bool {
    let account = account_of(edge, EMAIL);
    let open = |kind: Kind, secret: &str| {
        let record = crate::sealed::record(edge, kind);
        record.check(edge.secrets(), kind, &account, secret).ok().flatten().map(|unlocked| unlocked.data_key)
    };
    let personal_key = person.key.borrow().replace('-', "");
    let by_password = open(Kind::Password, PASSWORD);
    by_password.is_some() && by_password == open(Kind::PersonalKey, &personal_key)
}

#[test]
fn pv_1_a_right_password_is_hashed_again_under_the_new_pepper_and_nothing_else_changes() {
    let edge = NativeEdge::new(21);
    let person = Person::with_account(&edge);
    let edge = with_new_pepper(&edge);
    let person = person.on(&edge);
    let chosen_at = edge.count("SELECT created_at FROM passwords");
    edge.wait(100);
    assert_eq!(person.elsewhere().give_password("not the password").status, 422);
    assert_eq!(edge.text("SELECT pepper FROM passwords"), "p1", "a wrong password renews nothing");
    person.browser.forget("session");
    assert_eq!(person.go("/sign-in").status, 200);
    assert_eq!(edge.text("SELECT pepper FROM passwords"), "p2");
    assert_eq!(edge.count("SELECT created_at FROM passwords"), chosen_at);
    assert_eq!(edge.text("SELECT pepper FROM personal_keys"), "p1", "it is renewed when it is used");
    assert!(both_open(&edge, &person));
    // The old pepper stays until the personal key was used.
    person.browser.forget("session");
    person.method.set("personal_key");
    assert_eq!(person.go("/sign-in").status, 200);
    assert!(both_open(&edge, &person));
    let alone = edge.rotated(&["k1"], &["p2"]);
    let person = person.on(&alone);
    for method in ["sms", "personal_key"] {
        person.browser.forget("session");
        person.method.set(method);
        assert_eq!(person.go("/sign-in").status, 200);
        assert!(both_open(&alone, &person));
    }
}

#[test]
fn pv_1_the_sign_in_that_hashes_a_password_again_holds_its_new_wrap_key() {
    let edge = NativeEdge::new(26);
    let person = Person::with_account(&edge);
    let edge = with_new_pepper(&edge);
    let person = person.on(&edge);
    person.browser.forget("session");
    person.method.set("personal_key");
    assert_eq!(person.go("/sign-in").status, 200);
    assert!(both_open(&edge, &person));
}

#[test]
fn pv_1_a_sign_in_that_holds_the_old_wrap_key_ends_when_the_password_gets_a_new_one() {
    let edge = NativeEdge::new(22);
    let person = Person::with_account(&edge);
    let slow = person.elsewhere();
    slow.begin_sign_in();
    let edge = with_new_pepper(&edge);
    let (person, slow) = (person.on(&edge), slow.on(&edge));
    let quick = person.elsewhere();
    quick.begin_sign_in();
    slow.method.set("personal_key");
    assert!(slow.browser.get("/sign-in/personal-key").leads_to("/sign-in?why=again"));
    assert_eq!(slow.go("/sign-in").status, 200);
    person.key.replace(slow.key.borrow().clone());
    assert!(both_open(&edge, &person));
}

#[test]
fn si_1_a_password_that_is_sent_twice_at_once_is_hashed_again_once_and_both_are_let_in() {
    for seed in 0..8 {
        let edge = NativeEdge::new(23);
        let person = Person::with_account(&edge);
        let edge = with_new_pepper(&edge);
        let (one, other) = (person.on(&edge).elsewhere(), person.on(&edge).elsewhere());
        let bodies = [&one, &other].map(|person| {
            let page = person.browser.get("/sign-in");
            form(&page, "/sign-in", &[("email", EMAIL), ("password", PASSWORD)])
        });
        let posts =
            vec![one.browser.later("/sign-in", &bodies[0]), other.browser.later("/sign-in", &bodies[1])];
        for reply in shuffled(&mut Random::new(seed), posts) {
            assert!(reply.leads_to("/sign-in/method"), "{}", reply.status);
        }
        let last = [&one, &other].map(|person| person.go("/sign-in/method").status);
        assert_eq!(last, [200, 200]);
        assert!(both_open(&edge, &person));
    }
}

#[test]
fn pv_1_no_session_wraps_a_data_key_with_a_wrap_key_that_the_password_does_not_have_any_more() {
    for seed in 0..16 {
        let edge = NativeEdge::new(24);
        let person = Person::with_account(&edge);
        let edge = with_new_pepper(&edge);
        let person = person.on(&edge);
        let other = person.elsewhere();
        let confirm = form(
            &person.browser.get("/account/confirm"),
            "/account/confirm",
            &[("current_password", PASSWORD)],
        );
        let sign_in =
            form(&other.browser.get("/sign-in"), "/sign-in", &[("email", EMAIL), ("password", PASSWORD)]);
        let posts = vec![
            person.browser.later("/account/confirm", &confirm),
            other.browser.later("/sign-in", &sign_in),
        ];
        shuffled(&mut Random::new(seed), posts);
        // Whoever has a wrap key now uses it.
        let token = Token::from_text(&person.browser.cookie("session").unwrap()).unwrap();
        if let Found::Live(session) = run(session::peek(&edge, &token)).unwrap()
            && let Some(wrap) = session::password_wrap(&token, &session, edge.now())
        {
            let data_key = session::data_key(&token, &session).unwrap();
            let renewal = Renewal {
                account: &session.account,
                password: Password::Stays(&wrap),
                data_key: &data_key,
                information: None,
                goes_on: "",
            };
            let renewed = renewal::renew(&edge, &renewal).unwrap();
            person.key.replace(renewed.personal_key.shown());
            let mut batch = vec![sessions::expect_live(&session.id)];
            batch.extend(renewed.statements);
            batch.push(Statement { sql: "DELETE FROM expectations", values: Vec::new() });
            run(edge.batch(batch)).unwrap();
        }
        assert!(both_open(&edge, &person), "{seed}");
    }
}

#[test]
fn pv_1_an_outage_while_a_password_is_hashed_again_leaves_one_that_opens() {
    let base = NativeEdge::new(25);
    let person = Person::with_account(&base);
    let base = with_new_pepper(&base);
    let person = person.on(&base);
    let other = person.elsewhere();
    let body = form(&other.browser.get("/sign-in"), "/sign-in", &[("email", EMAIL), ("password", PASSWORD)]);
    for fault in [Fault::Before, Fault::AnswerLost] {
        for n in 0..100 {
            let edge = base.fork();
            edge.fail(fault(n));
            other.browser.on(&edge).post("/sign-in", &body);
            if edge.failed().is_none() {
                break;
            }
            assert!(both_open(&edge, &person), "{:?}", edge.failed());
        }
    }
}
