//! A password is hashed again under the current pepper when it is given.

use super::account_of;
use crate::native::browser::form;
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::{Fault, NativeEdge, Random, run, shuffled};
use gatehouse_core::flows::renewal::{self, Password, Renewal};
use gatehouse_core::flows::session::{self, Found};
use gatehouse_core::ports::{Clock, Sql, Statement};
use gatehouse_core::secrets::bearer::Token;
use gatehouse_core::secrets::password::Kind;
use gatehouse_core::store::sessions;

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
