//! Settings changed in two windows, or by two people, at once.

use super::phone::add_phone;
use super::{NEW_E164, NEW_PASSWORD, NEW_PHONE, code_to, letters, unlock};
use crate::native::browser::{Reply, form};
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::{NativeEdge, Random, Task, shuffled, together};

/// How many sessions there are, and that the browser has one of them if it got a cookie.
fn sessions(edge: &NativeEdge) -> i64 {
    edge.count("SELECT COUNT(*) FROM sessions")
}

#[test]
fn st_5_two_windows_that_change_the_password_at_once_leave_one_that_works() {
    let base = NativeEdge::new(1);
    let before = Person::with_account(&base);
    unlock(&before.browser, "/account/password");
    let chosen = [NEW_PASSWORD, "four otters in the reeds"];
    for seed in 0..6 {
        let edge = base.fork();
        let browser = before.browser.on(&edge);
        let bodies = chosen.map(|password| {
            form(&browser.get("/account/password"), "/account/password", &[("new_password", password)])
        });
        let tasks: Vec<Task<'_, Reply>> =
            bodies.iter().map(|body| browser.later("/account/password", body)).collect();
        let replies = if seed == 0 { together(tasks) } else { shuffled(&mut Random::new(seed), tasks) };
        let brought = replies.iter().filter(|reply| reply.brings_session()).count();
        assert_eq!((brought, sessions(&edge)), (1, 1), "seed {seed}");
        assert_eq!(browser.get("/account/personal-key").status, 200, "this browser goes on, seed {seed}");
        let works = chosen.iter().filter(|password| {
            before.on(&edge).elsewhere().give_password(password).leads_to("/sign-in/method")
        });
        assert_eq!(works.count(), 1, "seed {seed}");
        assert_eq!(letters(&edge, EMAIL, "Your password was changed").len(), 1, "seed {seed}");
        assert_eq!(edge.contradiction(), None, "seed {seed}");
    }
}

#[test]
fn st_5_a_password_change_and_a_new_key_in_another_session_leave_one_session_and_one_key() {
    let base = NativeEdge::new(2);
    let owner = Person::with_account(&base);
    let other = owner.elsewhere();
    other.begin_sign_in();
    other.go("/sign-in/code");
    unlock(&owner.browser, "/account/password");
    unlock(&other.browser, "/account/personal-key/new");
    for seed in 0..6 {
        let edge = base.fork();
        let browsers = [owner.browser.on(&edge), other.browser.on(&edge)];
        let change = form(
            &browsers[0].get("/account/password"),
            "/account/password",
            &[("new_password", NEW_PASSWORD)],
        );
        let renew = form(&browsers[1].get("/account/personal-key/new"), "/account/personal-key/new", &[]);
        let tasks = vec![
            browsers[0].later("/account/password", &change),
            browsers[1].later("/account/personal-key/new", &renew),
        ];
        let replies = if seed == 0 { together(tasks) } else { shuffled(&mut Random::new(seed), tasks) };
        let winner = replies.iter().position(Reply::brings_session).unwrap();
        assert_eq!(sessions(&edge), 1, "seed {seed}");
        assert!(replies[1 - winner].leads_to("/sign-in?why=account"), "seed {seed}");
        let key = browsers[winner].get("/account/personal-key").personal_key();
        let password = if winner == 0 { NEW_PASSWORD } else { PASSWORD };
        let person = owner.on(&edge).elsewhere();
        assert!(person.give_password(password).leads_to("/sign-in/method"), "seed {seed}");
        let back = person.browser.fill("/sign-in/personal-key", &[("personal_key", &key)]);
        assert!(back.leads_to("/account/personal-key"), "the key that was shown is the one, seed {seed}");
    }
}

#[test]
fn st_5_a_sign_in_that_is_finished_while_the_password_changes_does_not_survive_it() {
    let base = NativeEdge::new(3);
    let owner = Person::with_account(&base);
    let thief = owner.elsewhere();
    thief.begin_sign_in();
    let code = thief.code().unwrap();
    unlock(&owner.browser, "/account/password");
    let mut outcomes = [0, 0];
    for seed in 0..10 {
        let edge = base.fork();
        let (browser, other) = (owner.browser.on(&edge), thief.browser.on(&edge));
        let change =
            form(&browser.get("/account/password"), "/account/password", &[("new_password", NEW_PASSWORD)]);
        let finish = form(&other.get("/sign-in/code"), "/sign-in/code", &[("code", &code)]);
        let tasks = vec![browser.later("/account/password", &change), other.later("/sign-in/code", &finish)];
        let replies = shuffled(&mut Random::new(seed), tasks);
        assert!(replies[0].brings_session(), "seed {seed}");
        assert_eq!(sessions(&edge), 1, "only the owner's, seed {seed}");
        assert!(!other.get("/account").body.contains(EMAIL), "seed {seed}");
        outcomes[usize::from(replies[1].brings_session())] += 1;
    }
    assert!(outcomes.iter().all(|outcome| *outcome > 0), "both orders happen: {outcomes:?}");
}

#[test]
fn st_4_one_code_typed_in_two_windows_adds_one_phone_and_both_say_so() {
    let base = NativeEdge::new(4);
    let before = Person::with_account(&base);
    let page = unlock(&before.browser, "/account/phone");
    before.browser.submit(
        &page,
        "/account/phone",
        &[("phone", NEW_PHONE), ("method", "sms"), ("replaces", "keep")],
    );
    let code = code_to(&base, NEW_E164);
    for seed in 0..10 {
        let edge = base.fork();
        let browser = before.browser.on(&edge);
        let body = form(&browser.get("/account/phone/code"), "/account/phone/code", &[("code", &code)]);
        let post = || browser.later("/account/phone/code", &body);
        let tasks = vec![post(), post()];
        let replies = if seed == 0 { together(tasks) } else { shuffled(&mut Random::new(seed), tasks) };
        assert!(replies.iter().all(|reply| reply.location.starts_with("/account/phone")), "{replies:?}");
        assert_eq!(edge.count("SELECT COUNT(*) FROM phones"), 2, "seed {seed}");
        assert_eq!(letters(&edge, EMAIL, "A phone was added to your account").len(), 1, "seed {seed}");
        assert_eq!(browser.get("/account").status, 200, "nobody is locked out, seed {seed}");
    }
}

#[test]
fn st_4_two_phones_removed_in_two_windows_at_once_leave_one() {
    let base = NativeEdge::new(5);
    let before = Person::with_account(&base);
    add_phone(&base, &before);
    let ids: Vec<String> =
        base.text("SELECT group_concat(id) FROM phones").split(',').map(str::to_owned).collect();
    for seed in 0..10 {
        let edge = base.fork();
        let browser = before.browser.on(&edge);
        let csrf = browser.get("/account/phone").hidden("/account/phone", "csrf").unwrap();
        let bodies: Vec<String> = ids.iter().map(|id| format!("csrf={csrf}&phone={id}")).collect();
        let tasks: Vec<Task<'_, Reply>> =
            bodies.iter().map(|body| browser.later("/account/phone/remove", body)).collect();
        let replies = if seed == 0 { together(tasks) } else { shuffled(&mut Random::new(seed), tasks) };
        let mut said: Vec<&str> = replies.iter().map(|reply| reply.location.as_str()).collect();
        said.sort_unstable();
        assert_eq!(said, ["/account/phone?done=last", "/account/phone?done=removed"], "seed {seed}");
        assert_eq!(edge.count("SELECT COUNT(*) FROM phones"), 1, "seed {seed}");
        assert_eq!(letters(&edge, EMAIL, "A phone was removed from your account").len(), 1, "seed {seed}");
    }
}

#[test]
fn st_2_wrong_passwords_given_at_once_are_judged_three_times_at_most() {
    let base = NativeEdge::new(6);
    let before = Person::with_account(&base);
    let path = "/account/confirm?next=/account/email";
    for seed in 0..4 {
        let edge = base.fork();
        let browser = before.browser.on(&edge);
        let bodies: Vec<String> = (0..5)
            .map(|n| {
                form(&browser.get(path), "/account/confirm", &[("current_password", &format!("wrong {n}"))])
            })
            .collect();
        let tasks: Vec<Task<'_, Reply>> =
            bodies.iter().map(|body| browser.later("/account/confirm", body)).collect();
        let replies = shuffled(&mut Random::new(seed), tasks);
        let judged = replies.iter().filter(|reply| reply.status == 422).count();
        assert!(judged <= 2, "seed {seed}: {judged}");
        assert_eq!(sessions(&edge), 0, "seed {seed}");
    }
}
