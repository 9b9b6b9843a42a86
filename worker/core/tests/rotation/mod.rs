//! Rotation of the server's keys and peppers: whatever was begun before it goes on after it, and what lasts is renewed,
//! so that the old key can go. Here signing up and signing in; `settings` has what an account does later, `bulk` the
//! renewal, `peppers` the passwords.

mod bulk;
mod peppers;
mod settings;

use crate::native::browser::form;
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::{NativeEdge, run};
use gatehouse_core::identifiers::Email;
use gatehouse_core::store::accounts;

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
