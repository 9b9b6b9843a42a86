//! Requests of one person in two browsers, interleaved at every port call as chance has it.
//!
//! Each seed is one history. What must hold in all of them: no more tries and no more codes than allowed,
//! one account, a key that works once, and tables that agree.

use crate::native::browser::{Browser, Reply, form};
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::{NativeEdge, Random, Task, shuffled, together};
use gatehouse_core::couriers::Channel;

/// The forms of `page` at `path`, one for each of `guesses`, each with its own proof.
fn forms(browser: &Browser<'_>, path: &str, field: &str, guesses: &[String]) -> Vec<String> {
    guesses.iter().map(|guess| form(&browser.get(path), path, &[(field, guess)])).collect()
}

fn wrong_codes(right: &str, many: usize) -> Vec<String> {
    (0..).map(|code| format!("{code:06}")).filter(|code| code != right).take(many).collect()
}

/// How many answers said how many tries are left.
fn judged(replies: &[Reply]) -> usize {
    replies.iter().filter(|reply| reply.status == 422).count()
}

#[test]
fn si_4_of_many_wrong_codes_at_once_at_most_three_are_judged() {
    let base = NativeEdge::new(1);
    let before = Person::with_account(&base);
    before.begin_sign_in();
    let other = before.elsewhere();
    other.begin_sign_in();
    for seed in 0..40 {
        let edge = base.fork();
        let browsers = [before.browser.on(&edge), other.browser.on(&edge)];
        let guesses = wrong_codes(&before.code().unwrap(), 6);
        let mut tasks: Vec<Task<'_, Reply>> = Vec::new();
        for browser in &browsers {
            for body in forms(browser, "/sign-in/code", "code", &guesses) {
                tasks.push(browser.later("/sign-in/code", &body));
            }
        }
        let replies = shuffled(&mut Random::new(seed), tasks);
        // Two are told how many are left, the third locks.
        assert_eq!(judged(&replies), 2, "seed {seed}");
        assert!(replies.iter().all(|reply| [422, 429, 303].contains(&reply.status)), "seed {seed}");
        assert!(!replies.iter().any(Reply::brings_session));
        assert_eq!(edge.contradiction(), None, "seed {seed}");
        assert_eq!(before.on(&edge).give_password(PASSWORD).status, 429, "locked, seed {seed}");
    }
}

#[test]
fn si_4_the_right_code_among_wrong_ones_signs_in_once_or_is_locked_out() {
    let base = NativeEdge::new(2);
    let before = Person::with_account(&base);
    before.begin_sign_in();
    let right = before.code().unwrap();
    let mut outcomes = [0, 0];
    for seed in 0..40 {
        let edge = base.fork();
        let browser = before.browser.on(&edge);
        let mut guesses = wrong_codes(&right, 4);
        guesses.extend([right.clone(), right.clone()]);
        let bodies = forms(&browser, "/sign-in/code", "code", &guesses);
        let tasks = bodies.iter().map(|body| browser.later("/sign-in/code", body)).collect();
        let replies = shuffled(&mut Random::new(seed), tasks);
        let sessions = replies.iter().filter(|reply| reply.brings_session()).count();
        assert!(sessions <= 1, "seed {seed}");
        assert!(judged(&replies) <= 4, "two before the success, two after it, seed {seed}");
        assert_eq!(edge.contradiction(), None, "seed {seed}");
        outcomes[sessions] += 1;
    }
    assert!(outcomes.iter().all(|outcome| *outcome > 0), "both happen: {outcomes:?}");
}

#[test]
fn si_3_of_many_code_requests_at_once_at_most_three_are_sent() {
    let base = NativeEdge::new(3);
    let before = Person::with_account(&base);
    let other = before.elsewhere();
    for person in [&before, &other] {
        person.give_password(PASSWORD);
    }
    let sent_before = base.outbox().len();
    for seed in 0..40 {
        let edge = base.fork();
        let browsers = [before.browser.on(&edge), other.browser.on(&edge)];
        let mut tasks: Vec<Task<'_, Reply>> = Vec::new();
        for browser in &browsers {
            for body in forms(
                browser,
                "/sign-in/method",
                "method",
                &["sms", "voice", "sms", "voice"].map(str::to_owned),
            ) {
                // Each form twice: pressed twice is asked once.
                tasks.push(browser.later("/sign-in/method", &body));
                tasks.push(browser.later("/sign-in/method", &body));
            }
        }
        let replies = shuffled(&mut Random::new(seed), tasks);
        assert_eq!(edge.outbox().len() - sent_before, 3, "seed {seed}");
        assert!(replies.iter().all(|reply| [303, 429].contains(&reply.status)), "seed {seed}");
        assert_eq!(edge.contradiction(), None, "seed {seed}");
    }
}

#[test]
fn su_3_of_many_requests_for_a_link_at_once_three_are_sent() {
    for seed in 0..20 {
        let edge = NativeEdge::new(seed);
        let browsers = [Browser::new(&edge), Browser::new(&edge)];
        let mut tasks: Vec<Task<'_, Reply>> = Vec::new();
        for browser in &browsers {
            for body in forms(
                browser,
                "/sign-up",
                "email",
                &[EMAIL, "ANA.RUIZ@example.org", EMAIL].map(str::to_owned),
            ) {
                tasks.push(browser.later("/sign-up", &body));
                tasks.push(browser.later("/sign-up", &body));
            }
        }
        shuffled(&mut Random::new(seed), tasks);
        assert_eq!(edge.outbox().len(), 3, "seed {seed}");
    }
}

#[test]
fn su_6_of_many_codes_to_one_number_asked_for_by_two_sign_ups_three_are_sent() {
    let base = NativeEdge::new(4);
    let people = ["one@example.org", "other@example.org"].map(|email| {
        let mut person = Person::new(&base);
        email.clone_into(&mut person.email);
        person.browser.fill("/sign-up", &[("email", email)]);
        let link = person.link("/sign-up/confirm").unwrap();
        person.go_until(&link, "/sign-up/phone");
        person
    });
    for seed in 0..20 {
        let edge = base.fork();
        let browsers = [people[0].browser.on(&edge), people[1].browser.on(&edge)];
        let mut tasks: Vec<Task<'_, Reply>> = Vec::new();
        for browser in &browsers {
            for _ in 0..4 {
                let page = browser.get("/sign-up/phone");
                let body = form(&page, "/sign-up/phone", &[("phone", "202-555-0123"), ("method", "sms")]);
                tasks.push(browser.later("/sign-up/phone", &body));
            }
        }
        let refused =
            shuffled(&mut Random::new(seed), tasks).iter().filter(|reply| reply.status == 429).count();
        let sent = edge.outbox().iter().filter(|message| message.channel == Channel::Sms).count();
        assert_eq!(refused, 5, "seed {seed}");
        assert!((1..=3).contains(&sent), "seed {seed}: {sent}");
        assert_eq!(edge.contradiction(), None, "seed {seed}");
    }
}

#[test]
fn su_8_whatever_two_browsers_do_at_once_there_is_one_account_at_most() {
    let base = NativeEdge::new(5);
    let person = Person::new(&base);
    let saved = person.go_until("/sign-up", "/sign-up/personal-key");
    let link = person.link("/sign-up/confirm").unwrap();
    for seed in 0..40 {
        let edge = base.fork();
        let (owner, other) = (person.browser.on(&edge), Browser::new(&edge));
        let finish = form(&saved, "/sign-up/personal-key", &[("saved", "yes")]);
        let take_over = form(&other.get(&link), "/sign-up/confirm", &[]);
        let replies = shuffled(
            &mut Random::new(seed),
            vec![
                owner.later("/sign-up/personal-key", &finish),
                owner.later("/sign-up/personal-key", &finish),
                other.later("/sign-up/confirm", &take_over),
            ],
        );
        let accounts = usize::try_from(edge.count("SELECT COUNT(*) FROM accounts")).unwrap();
        assert_eq!(replies.iter().filter(|reply| reply.brings_session()).count(), accounts, "seed {seed}");
        assert!(replies.iter().all(|reply| [303, 403, 410].contains(&reply.status)), "seed {seed}");
        assert_eq!(edge.contradiction(), None, "seed {seed}");
    }
}

#[test]
fn si_5_one_personal_key_used_in_two_browsers_at_once_works_once() {
    let edge = NativeEdge::new(6);
    let person = Person::with_account(&edge);
    let key = person.key.borrow().clone();
    let browsers = [person.elsewhere(), person.elsewhere()];
    let bodies = browsers.each_ref().map(|person| {
        person.give_password(PASSWORD);
        form(&person.browser.get("/sign-in/personal-key"), "/sign-in/personal-key", &[("personal_key", &key)])
    });
    let tasks = browsers
        .iter()
        .zip(&bodies)
        .map(|(person, body)| person.browser.later("/sign-in/personal-key", body));
    let replies = together(tasks.collect());
    assert_eq!(replies.iter().filter(|reply| reply.brings_session()).count(), 1, "{replies:?}");
    assert_eq!(edge.contradiction(), None);
}

#[test]
fn passwords_guessed_at_once_are_judged_ten_times_at_most() {
    let base = NativeEdge::new(7);
    let person = Person::with_account(&base).elsewhere();
    for seed in 0..2 {
        let edge = base.fork();
        let browser = person.browser.on(&edge);
        let page = browser.get("/sign-in");
        let bodies: Vec<String> = (0..14)
            .map(|guess| {
                form(&page, "/sign-in", &[("email", EMAIL), ("password", &format!("wrong {guess}"))])
            })
            .collect();
        let tasks = bodies.iter().map(|body| browser.later("/sign-in", body)).collect();
        let replies = shuffled(&mut Random::new(seed), tasks);
        assert_eq!(judged(&replies), 10, "seed {seed}");
        assert_eq!(replies.iter().filter(|reply| reply.status == 429).count(), 4, "seed {seed}");
    }
}
