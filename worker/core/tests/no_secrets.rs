//! Outages are for developers: what they say holds no personal information and no secret.

use crate::native::NativeEdge;
use crate::native::person::{E164, EMAIL, PASSWORD, Person};
use crate::native::run;
use gatehouse_core::secrets::seal::{self, Place};
use gatehouse_core::store::messages;

/// Damages of rows that core must report, and the page that meets them.
const DAMAGES: [(&str, &str); 6] = [
    ("UPDATE accounts SET email = 'k1.AAAA'", "/account"),
    ("UPDATE phones SET number = 'k9.AAAA'", "/account"),
    ("UPDATE sessions SET new_personal_key = NULL; UPDATE accounts SET email = 'no seal at all'", "/account"),
    ("UPDATE sign_ups SET progress = '{\"password\": \"ana.ruiz@example.org\"}'", "/sign-up/password"),
    ("UPDATE sign_ups SET progress = '{\"sent\": \"+12025550123\"}'", "/sign-up/password"),
    ("UPDATE sign_ups SET email = 'k1.ana.ruiz@example.org'", "/sign-up/password"),
];

#[test]
fn pv_4_what_is_reported_about_a_damaged_row_names_no_person() {
    for (damage, path) in DAMAGES {
        let edge = NativeEdge::new(1);
        let person = Person::new(&edge);
        person.go_until("/sign-up", if path == "/account" { path } else { "/sign-up/personal-key" });
        edge.database().execute_batch(damage).unwrap();
        let reply = person.browser.get(path);
        assert!([303, 503].contains(&reply.status), "{damage}: {}", reply.status);
        for outage in edge.reported() {
            let said = outage.to_string();
            for secret in
                [EMAIL, E164, PASSWORD, &person.key.borrow()].into_iter().filter(|secret| !secret.is_empty())
            {
                assert!(!said.contains(secret), "{damage}: {said}");
            }
            assert!(!reply.body.contains(&outage.detail), "what is for developers is not shown");
        }
    }
}

#[test]
fn pv_4_what_is_reported_about_a_message_that_cannot_be_read_quotes_none_of_it() {
    let edge = NativeEdge::new(2);
    let place = Place { table: "messages", column: "payload", owner: "m1" };
    let payload = seal::seal(edge.secrets(), &edge, place, br#"{"channel":"ana.ruiz@example.org"}"#).unwrap();
    let insert = "INSERT INTO messages (id, channel, created_at, expires_at, payload) VALUES ('m1', 'email', 0, 1, ?1)";
    edge.database().execute(insert, [payload]).unwrap();
    let Err(outage) = run(messages::newest(&edge, edge.secrets(), 1)) else { panic!("it was read") };
    assert!(!outage.to_string().contains(EMAIL), "{outage}");
}
