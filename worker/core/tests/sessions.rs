//! Signed-in browsers as their owner sees them, how they end, and recent activity (ST-7, SI-8, ST-1).

use crate::native::browser::{Reply, form};
use crate::native::person::{PASSWORD, Person};
use crate::native::{NativeEdge, Random, Task, shuffled, together};

/// A second browser of the same person, signed in.
fn another<'e>(person: &Person<'e>) -> Person<'e> {
    let other = person.elsewhere();
    other.begin_sign_in();
    assert_eq!(other.go("/sign-in/code").status, 200);
    other
}

/// The references of the sessions that a page can end, in its order.
fn references(page: &Reply) -> Vec<String> {
    page.body
        .split("name=\"reference\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

/// The form that ends the session called `reference`.
fn ending(page: &Reply, reference: &str) -> String {
    format!("{}&reference={reference}", form(page, "/account/sessions/end", &[]))
}

/// The reference of a person's own session.
fn own(edge: &NativeEdge, person: &Person<'_>) -> String {
    let page = person.browser.get("/account/sessions");
    let this = page.body.split("<h2>Other browsers").next().unwrap().to_owned();
    let found = references(&Reply { body: this, ..page });
    assert_eq!(found.len(), 1, "{}", edge.count("SELECT COUNT(*) FROM sessions"));
    found[0].clone()
}

#[test]
fn st_7_every_live_session_is_listed_with_its_browser_and_times_and_this_one_is_told_apart() {
    let edge = NativeEdge::new(1);
    let person = Person::with_account(&edge);
    edge.wait(120);
    let other = another(&person);
    let page = person.browser.get("/account/sessions");
    assert_eq!((page.status, references(&page).len()), (200, 2));
    assert!(page.body.contains("This browser") && page.body.contains("Other browsers"));
    assert!(page.body.contains("January 15, 2027, 8:00 AM UTC"), "signed in");
    assert!(page.body.contains("January 15, 2027, 8:02 AM UTC"), "last used");
    assert_ne!(own(&edge, &person), own(&edge, &other));
    edge.wait(15 * 60);
    let page = another(&person).browser.get("/account/sessions");
    assert_eq!(references(&page).len(), 1, "what has ended by itself is not listed");
}

#[test]
fn st_7_one_session_is_ended_at_its_next_request_and_the_others_go_on() {
    let edge = NativeEdge::new(2);
    let person = Person::with_account(&edge);
    let (other, third) = (another(&person), another(&person));
    let page = person.browser.get("/account/sessions");
    let body = ending(&page, &own(&edge, &other));
    assert!(person.browser.post("/account/sessions/end", &body).leads_to("/account/sessions?done=ended"));
    assert!(other.browser.get("/account").leads_to("/sign-in?why=account"));
    assert_eq!([&person, &third].map(|person| person.browser.get("/account").status), [200, 200]);
    // Pressed twice, it says that it is done.
    let again = person.browser.post("/account/sessions/end", &body);
    assert!(again.leads_to("/account/sessions?done=gone"));
    assert!(person.browser.get(&again.location).body.contains("already signed out"));
    assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'session-ended'"), 1);
}

#[test]
fn st_7_all_other_sessions_are_ended_at_once() {
    let edge = NativeEdge::new(3);
    let person = Person::with_account(&edge);
    let others = [another(&person), another(&person)];
    let page = person.browser.get("/account/sessions");
    let reply = person.browser.submit(&page, "/account/sessions/end-others", &[]);
    assert!(reply.leads_to("/account/sessions?done=others"));
    assert!(others.iter().all(|other| other.browser.get("/account").leads_to("/sign-in?why=account")));
    assert_eq!(person.browser.get("/account").status, 200);
    assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'other-sessions-ended'"), 1);
}

#[test]
fn st_7_ending_ones_own_session_signs_out() {
    let edge = NativeEdge::new(4);
    let person = Person::with_account(&edge);
    let body = ending(&person.browser.get("/account/sessions"), &own(&edge, &person));
    assert!(person.browser.post("/account/sessions/end", &body).leads_to("/signed-out"));
    assert_eq!((person.browser.cookie("session"), edge.count("SELECT COUNT(*) FROM sessions")), (None, 0));
}

#[test]
fn st_7_nobody_ends_a_session_of_another_account_or_one_that_does_not_exist() {
    let edge = NativeEdge::new(5);
    let person = Person::with_account(&edge);
    let mut stranger = Person::new(&edge);
    "else@example.org".clone_into(&mut stranger.email);
    "202 555 0188".clone_into(&mut stranger.phone);
    stranger.browser.fill("/sign-up", &[("email", "else@example.org")]);
    stranger.go(&stranger.link("/sign-up/confirm").unwrap());
    let theirs = own(&edge, &person);
    for reference in [theirs.as_str(), "", "nothing", "' OR 1 = 1 --"] {
        let page = stranger.browser.get("/account/sessions");
        let reply = stranger.browser.post("/account/sessions/end", &ending(&page, reference));
        assert!(reply.leads_to("/account/sessions?done=gone"), "{reference}: {}", reply.location);
    }
    // The page has no such form where there is no other session; who sends one all the same ends none.
    let alone = form(&stranger.browser.get("/account/sessions"), "/account/sessions/end", &[]);
    stranger.browser.post("/account/sessions/end-others", &alone);
    assert_eq!(person.browser.get("/account").status, 200);
}

#[test]
fn st_7_a_session_that_was_ended_ends_no_other_one() {
    let base = NativeEdge::new(6);
    let first = Person::with_account(&base);
    let second = another(&first);
    let third = another(&first);
    let ends = [(&first, &second), (&second, &third)].map(|(person, victim)| {
        (person, ending(&person.browser.get("/account/sessions"), &own(&base, victim)))
    });
    let mut outcomes = [0, 0];
    for seed in 0..30 {
        let edge = base.fork();
        let browsers = ends.each_ref().map(|(person, _)| person.browser.on(&edge));
        let tasks: Vec<Task<'_, Reply>> = browsers
            .iter()
            .zip(&ends)
            .map(|(browser, (_, body))| browser.later("/account/sessions/end", body))
            .collect();
        let replies = shuffled(&mut Random::new(seed), tasks);
        assert!(replies.iter().all(|reply| reply.status == 303), "seed {seed}");
        let lives = third.browser.on(&edge).get("/account").status == 200;
        let claimed = replies[1].leads_to("/account/sessions?done=ended");
        assert_ne!(lives, claimed, "seed {seed}: what is said is what happened");
        assert!(second.browser.on(&edge).get("/account").leads_to("/sign-in?why=account"));
        outcomes[usize::from(lives)] += 1;
    }
    assert!(outcomes.iter().all(|outcome| *outcome > 0), "both happen: {outcomes:?}");
}

#[test]
fn st_7_a_session_whose_cookie_changes_meanwhile_is_ended_all_the_same() {
    let base = NativeEdge::new(7);
    let person = Person::with_account(&base);
    let other = another(&person);
    let end = ending(&person.browser.get("/account/sessions"), &own(&base, &other));
    let page = other.browser.get("/account/confirm?next=/account/data");
    let confirm = form(&page, "/account/confirm", &[("current_password", PASSWORD)]);
    for seed in 0..30 {
        let edge = base.fork();
        let (ender, victim) = (person.browser.on(&edge), other.browser.on(&edge));
        let tasks: Vec<Task<'_, Reply>> =
            vec![ender.later("/account/sessions/end", &end), victim.later("/account/confirm", &confirm)];
        let replies = shuffled(&mut Random::new(seed), tasks);
        assert!(replies[0].leads_to("/account/sessions?done=ended"), "seed {seed}");
        assert_eq!(victim.get("/account").status, 303, "seed {seed}");
        assert_eq!(victim.post("/account/confirm", &confirm).location, "/sign-in?why=account");
    }
}

#[test]
fn st_7_two_browsers_that_end_each_other_leave_one() {
    let edge = NativeEdge::new(8);
    let person = Person::with_account(&edge);
    let other = another(&person);
    let bodies = [&person, &other]
        .map(|person| form(&person.browser.get("/account/sessions"), "/account/sessions/end-others", &[]));
    let replies = together(vec![
        person.browser.later("/account/sessions/end-others", &bodies[0]),
        other.browser.later("/account/sessions/end-others", &bodies[1]),
    ]);
    assert!(replies.iter().all(|reply| reply.status == 303));
    assert_eq!(edge.count("SELECT COUNT(*) FROM sessions"), 1);
}

#[test]
fn st_7_a_place_that_the_edge_knows_is_listed_and_is_sealed_in_the_database() {
    let edge = NativeEdge::new(9);
    let person = Person::with_account(&edge);
    let other = person.elsewhere();
    other.browser.move_to("Springfield, US");
    other.begin_sign_in();
    other.go("/sign-in/code");
    assert!(person.browser.get("/account/sessions").body.contains("Springfield, US"));
    assert_eq!(edge.count("SELECT COUNT(*) FROM sessions WHERE browser LIKE '%Springfield%'"), 0);
    let strange = person.elsewhere();
    strange.browser.move_to("<b>\u{1}Nowhere</b>");
    strange.begin_sign_in();
    strange.go("/sign-in/code");
    let page = person.browser.get("/account/sessions").body;
    assert!(page.contains("Nowhere") && !page.contains("<b>") && !page.contains('\u{1}'));
}

#[test]
fn si_8_the_warning_says_which_end_comes_and_offers_to_stay_only_where_that_helps() {
    let edge = NativeEdge::new(10);
    let person = Person::with_account(&edge);
    let idle = person.browser.get("/account/time-out");
    assert!(idle.body.contains("Stay signed in") && idle.body.contains("at most 12 hours in all"));
    for _ in 0..71 {
        edge.wait(600);
        assert_eq!(person.browser.get("/account").status, 200);
    }
    // Ten minutes are left.
    let page = person.browser.get("/account");
    assert_eq!(page.refresh.as_deref(), Some("450; url=/account/time-out"));
    let absolute = person.browser.get("/account/time-out");
    assert!(absolute.body.contains("A session lasts at most 12 hours"));
    assert!(!absolute.body.contains("action=\"/account/stay\""));
    let csrf = idle.hidden("/account/stay", "csrf").unwrap();
    edge.wait(500);
    assert!(person.browser.post("/account/stay", &format!("csrf={csrf}")).leads_to("/account"));
    // Within the warning a page says so itself: it must not be taken away again and again.
    let late = person.browser.get("/account");
    assert_eq!(late.refresh.as_deref(), Some("101; url=/account/time-out"));
    assert!(late.body.contains("A session lasts at most 12 hours"));
    edge.wait(100);
    assert!(person.browser.get("/account").leads_to("/sign-in?why=time"), "staying has not prolonged it");
}

#[test]
fn st_1_recent_activity_says_what_happened_when_and_from_which_browser() {
    let edge = NativeEdge::new(11);
    let person = Person::with_account(&edge);
    edge.wait(3600);
    another(&person);
    let viewer = another(&person);
    let page = viewer.browser.get("/account/activity");
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Account created") && page.body.contains("January 15, 2027, 8:00 AM UTC"));
    assert_eq!(page.body.matches("Signed in with a security code").count(), 2);
    assert!(page.body.contains("180 days"));
    let newest = page.body.find("Signed in with a security code").unwrap();
    assert!(newest < page.body.find("Account created").unwrap(), "the newest first");
}

#[test]
fn st_1_activity_is_the_owners_alone_and_gone_after_its_time() {
    let edge = NativeEdge::new(12);
    let person = Person::with_account(&edge);
    assert_eq!(person.elsewhere().browser.get("/account/activity").status, 303);
    let half = person.elsewhere();
    half.begin_sign_in();
    assert_eq!(half.browser.get("/account/activity").status, 303, "nor with the password alone");
    edge.wait(180 * 24 * 3600);
    let later = another(&person);
    let page = later.browser.get("/account/activity");
    assert!(!page.body.contains("Account created") && page.body.contains("Signed in with a security code"));
    crate::native::run(gatehouse_core::upkeep(&edge)).unwrap();
    assert_eq!(edge.count("SELECT COUNT(*) FROM activities"), 1);
}

#[test]
fn st_1_no_more_than_a_hundred_activities_are_shown() {
    let edge = NativeEdge::new(13);
    let person = Person::with_account(&edge);
    let insert = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) \
        INSERT INTO activities (id, account_id, at, event) SELECT 'a' || i, a.id, a.created_at + i, 'email-changed' FROM n, accounts a";
    edge.database().execute(insert, []).unwrap();
    edge.wait(301);
    let page = person.browser.get("/account/activity");
    assert_eq!(page.body.matches("Email address changed").count(), 100);
    assert!(!page.body.contains("Account created"));
}
