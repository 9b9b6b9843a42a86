//! Whatever else happens at the moment when an account is deleted.

use super::{DAY, ask_without_factor, come_to_code, give_current_password};
use crate::native::browser::{Browser, Reply, form};
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::{NativeEdge, Random, Task, shuffled, together};

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

/// Names and values of a form's fields.
type Fields<'a> = &'a [(&'a str, &'a str)];

/// The tables that hold something of an account only.
const ITS_TABLES: [&str; 13] = [
    "accounts",
    "activities",
    "announcements",
    "authenticator_apps",
    "deletions",
    "email_changes",
    "information",
    "notice_links",
    "passwords",
    "personal_keys",
    "phones",
    "pending_sign_ins",
    "sessions",
];

/// Deletes the account from one browser while another one sends a form, in as many orders as there are seeds.
fn while_deleting(
    base: &NativeEdge,
    (deleting, delete): (&Browser<'_>, &str),
    other: (&Browser<'_>, &str, &str),
) {
    let (browser, path, body) = other;
    for seed in 0..25 {
        let edge = base.fork();
        let (deleting, browser) = (deleting.on(&edge), browser.on(&edge));
        let tasks: Vec<Task<'_, Reply>> =
            vec![deleting.later("/account/delete/code", delete), browser.later(path, body)];
        let replies = shuffled(&mut Random::new(seed), tasks);
        let told = format!("{path} seed {seed}: {} {}", replies[0].status, replies[1].status);
        assert!(replies.iter().all(|reply| reply.status < 500), "{told}: {:?}", edge.reported());
        let is_gone = replies[0].leads_to("/account-deleted");
        assert_eq!(edge.count("SELECT COUNT(*) FROM accounts") == 0, is_gone, "{told}");
        // Otherwise the other one was faster, and has ended the session, or the code with it.
        assert!(is_gone || replies[0].leads_to("/sign-in?why=account") || replies[0].status == 422, "{told}");
        if is_gone {
            assert!([200, 303, 404, 410, 422, 429].contains(&replies[1].status), "{told}");
            for browser in [&deleting, &browser] {
                assert_eq!(browser.get("/account").status, 303, "{told}");
            }
            for table in ITS_TABLES {
                assert_eq!(edge.count(&format!("SELECT COUNT(*) FROM {table}")), 0, "{told}: {table}");
            }
        }
    }
}

#[test]
fn st_8_whatever_else_happens_while_an_account_is_deleted_nothing_comes_back_to_life() {
    let base = NativeEdge::new(21);
    let person = Person::with_account(&base);
    let (signer, other, waiting, visitor) =
        (person.elsewhere(), person.elsewhere(), person.elsewhere(), person.elsewhere());
    other.begin_sign_in();
    other.go("/sign-in/code");
    signer.begin_sign_in();
    let sign_in_code = signer.code().unwrap();
    waiting.give_password(PASSWORD);
    give_current_password(&other.browser);
    let code = come_to_code(&person);
    let page = person.browser.get("/account/delete/code");
    let delete = form(&page, "/account/delete/code", &[("code", &code)]);
    let (key, not_me) = (person.key.borrow().clone(), person.link("/not-me").unwrap());
    let forms: [(&Person<'_>, &str, &str, Fields<'_>); 14] = [
        (&signer, "/sign-in/code", "/sign-in/code", &[("code", &sign_in_code)]),
        (&signer, "/sign-in/personal-key", "/sign-in/personal-key", &[("personal_key", &key)]),
        (&signer, "/sign-in/code", "/sign-in/code/send", &[]),
        (&visitor, "/sign-in", "/sign-in", &[("email", EMAIL), ("password", PASSWORD)]),
        (&waiting, "/sign-in/delete", "/sign-in/delete", &[]),
        (
            &other,
            "/account/confirm?next=/account/data",
            "/account/confirm",
            &[("current_password", PASSWORD)],
        ),
        (&other, "/account/sessions", "/account/sessions/end-others", &[]),
        (&other, "/account/information", "/account/information", &[("full_name", "Ana Ruiz")]),
        (
            &other,
            "/account/password",
            "/account/password",
            &[("new_password", "nine lanterns over the marsh")],
        ),
        (&other, "/account/phone", "/account/phone", &[("phone", "202 555 0188"), ("method", "sms")]),
        (&other, "/account/personal-key/new", "/account/personal-key/new", &[]),
        (&other, "/account/data", "/account/data.json", &[]),
        (&visitor, &not_me, "/not-me", &[]),
        (&visitor, "/sign-up", "/sign-up", &[("email", EMAIL)]),
    ];
    for (sender, page, path, fields) in forms {
        let body = form(&sender.browser.get(page), path, fields);
        while_deleting(&base, (&person.browser, &delete), (&sender.browser, path, &body));
    }
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
