//! Signing in with a code of the authenticator app: each counts once, around its own time, for its own account (SI-2).

use crate::authenticator_app::{confirm, sign_in_by_app, somebody_else, start, with_app, with_both};
use crate::native::browser::{Reply, form};
use crate::native::person::PASSWORD;
use crate::native::{NativeEdge, Random, Task, shuffled, together};

#[test]
fn si_2_a_code_counts_one_step_before_and_after_and_never_again() {
    for (later, accepted) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
        let edge = NativeEdge::new(20);
        let person = with_app(&edge);
        edge.wait(60);
        let reply = sign_in_by_app(&person, &person.app_code(later));
        assert_eq!(reply.brings_session(), accepted, "{later}");
        if accepted {
            // Neither this step nor one before it is good any more; one after it is.
            for older in [later, later - 1] {
                assert_eq!(sign_in_by_app(&person, &person.app_code(older)).status, 422, "{older}");
            }
            edge.wait(60);
            assert!(sign_in_by_app(&person, &person.app_code(0)).brings_session());
        }
    }
}

#[test]
fn si_2_one_code_given_in_many_browsers_at_once_signs_in_once() {
    let base = NativeEdge::new(21);
    let person = with_app(&base);
    let others = [person.elsewhere(), person.elsewhere(), person.elsewhere()];
    let code = person.app_code(0);
    let bodies = others.each_ref().map(|other| {
        other.give_password(PASSWORD);
        form(&other.browser.get("/sign-in/app"), "/sign-in/app", &[("code", &code)])
    });
    for seed in 0..30 {
        let edge = base.fork();
        let browsers = others.each_ref().map(|other| other.browser.on(&edge));
        let tasks: Vec<Task<'_, Reply>> =
            browsers.iter().zip(&bodies).map(|(browser, body)| browser.later("/sign-in/app", body)).collect();
        let replies = if seed == 0 { together(tasks) } else { shuffled(&mut Random::new(seed), tasks) };
        let signed_in = replies.iter().filter(|reply| reply.brings_session()).count();
        assert_eq!(signed_in, 1, "seed {seed}");
        assert_eq!(edge.count("SELECT COUNT(*) FROM sessions"), 2, "the one of the sign-up, and this one");
    }
}

#[test]
fn si_2_an_app_signs_in_to_its_own_account_only() {
    let edge = NativeEdge::new(22);
    let person = with_app(&edge);
    let other = somebody_else(&edge);
    confirm(&other.browser, "/account/app");
    let page = start(&other);
    let code = other.app_code(0);
    other.browser.submit(&page, "/account/app/code", &[("code", &code)]);
    edge.wait(30);
    assert_eq!(sign_in_by_app(&person, &other.app_code(0)).status, 422);
    assert!(sign_in_by_app(&person, &person.app_code(0)).brings_session());
}

#[test]
fn si_4_wrong_codes_of_an_app_are_counted_with_the_others() {
    let edge = NativeEdge::new(23);
    let person = with_both(&edge).elsewhere();
    person.begin_sign_in();
    let wrong = if person.code().unwrap() == "000000" { "000001" } else { "000000" };
    assert_eq!(person.browser.fill("/sign-in/code", &[("code", wrong)]).status, 422);
    let late = person.app_code(2);
    assert!(person.browser.fill("/sign-in/app", &[("code", &late)]).body.contains("1 try"));
    let locked = person.browser.fill("/sign-in/personal-key", &[("personal_key", "0123-4567-89AB-CDEF")]);
    assert_eq!((locked.status, locked.retry_after), (429, Some(300)));
}
