//! Links, other browsers, two tabs, and buttons that are pressed twice.

use crate::native::browser::form;
use crate::native::person::{EMAIL, Person};
use crate::native::{NativeEdge, together};

#[test]
fn su_2_looking_at_a_link_changes_nothing() {
    let edge = NativeEdge::new(1);
    let person = Person::new(&edge);
    let page = person.go_until("/sign-up", "/sign-up/confirm");
    let (rows, link) = (
        edge.text("SELECT json_group_array(revision) FROM sign_ups"),
        person.link("/sign-up/confirm").unwrap(),
    );
    let scanner = Person::new(&edge);
    assert_eq!(scanner.browser.get(&link).status, 200);
    assert_eq!(edge.text("SELECT json_group_array(revision) FROM sign_ups"), rows);
    assert!(person.browser.submit(&page, "/sign-up/confirm", &[]).leads_to("/sign-up/password"));
}

#[test]
fn su_2_the_same_browser_resumes_where_it_was() {
    let edge = NativeEdge::new(2);
    let person = Person::new(&edge);
    for stage in ["/sign-up/password", "/sign-up/phone", "/sign-up/code", "/sign-up/personal-key"] {
        person.go_until(if stage == "/sign-up/password" { "/sign-up" } else { "/sign-up/password" }, stage);
        let link = person.link("/sign-up/confirm").unwrap();
        assert_eq!(person.browser.fill(&link, &[]).location, stage);
    }
    assert_eq!(person.go("/sign-up/personal-key").status, 200);
}

#[test]
fn su_2_another_browser_begins_anew_and_the_first_goes_on_no_more() {
    let edge = NativeEdge::new(3);
    let first = Person::new(&edge);
    first.go_until("/sign-up", "/sign-up/personal-key");
    let second = first.elsewhere();
    let link = first.link("/sign-up/confirm").unwrap();
    assert!(second.browser.fill(&link, &[]).leads_to("/sign-up/password"));
    assert_eq!(first.browser.get("/sign-up/personal-key").status, 403);
    assert_eq!(second.go("/sign-up/password").status, 200);
    assert_eq!(first.browser.get("/account").status, 303, "the browser that asked gains nothing by it");
}

#[test]
fn su_2_an_unfinished_sign_up_is_erased_when_its_link_ends() {
    let edge = NativeEdge::new(4);
    let person = Person::new(&edge);
    person.go_until("/sign-up", "/sign-up/personal-key");
    edge.wait(24 * 3600);
    assert_eq!(person.browser.get("/sign-up/personal-key").status, 403);
    Person::new(&edge).browser.fill("/sign-up", &[("email", "else@example.org")]);
    let left = "SELECT COUNT(*) FROM sign_ups WHERE expires_at <= (SELECT MAX(created_at) FROM sign_ups) \
                AND (email IS NOT NULL OR email_fingerprint IS NOT NULL OR browser IS NOT NULL OR progress IS NOT NULL)";
    assert_eq!(edge.count(left), 0);
}

#[test]
fn su_3_an_expired_link_says_so_and_offers_a_new_one() {
    let edge = NativeEdge::new(5);
    let person = Person::new(&edge);
    let page = person.go_until("/sign-up", "/sign-up/confirm");
    let link = person.link("/sign-up/confirm").unwrap();
    edge.wait(24 * 3600 - 1);
    assert_eq!(person.browser.get(&link).status, 200);
    edge.wait(1);
    let late = person.browser.get(&link);
    assert_eq!(late.status, 410);
    assert!(late.body.contains("This link has expired"));
    assert_eq!(person.browser.submit(&page, "/sign-up/confirm", &[]).status, 410);
    assert!(person.browser.submit(&late, "/sign-up", &[("email", EMAIL)]).leads_to("/sign-up/check-email"));
    assert_ne!(person.link("/sign-up/confirm").unwrap(), link);
}

#[test]
fn su_3_a_used_link_says_so_and_so_does_every_other_link_of_the_address() {
    let edge = NativeEdge::new(6);
    let person = Person::new(&edge);
    person.browser.fill("/sign-up", &[("email", EMAIL)]);
    let first = person.link("/sign-up/confirm").unwrap();
    person.browser.fill("/sign-up", &[("email", EMAIL)]);
    let second = person.link("/sign-up/confirm").unwrap();
    assert_ne!(first, second);
    person.go(&second);
    for link in [first, second] {
        let page = Person::new(&edge).browser.get(&link);
        assert_eq!(page.status, 410);
        assert!(page.body.contains("This link was used already"));
    }
    assert_eq!(person.browser.get("/sign-up/confirm?token=AAAA").status, 404);
}

#[test]
fn su_3_the_fourth_link_in_fifteen_minutes_says_when() {
    let edge = NativeEdge::new(7);
    let person = Person::new(&edge);
    for _ in 0..3 {
        assert_eq!(person.browser.fill("/sign-up", &[("email", EMAIL)]).status, 303);
        edge.wait(60);
    }
    let refused = person.browser.fill("/sign-up", &[("email", " ANA.RUIZ@example.org")]);
    assert_eq!((refused.status, refused.retry_after), (429, Some(12 * 60)));
    assert_eq!(edge.outbox().len(), 3);
    edge.wait(12 * 60);
    assert_eq!(person.browser.fill("/sign-up", &[("email", EMAIL)]).status, 303);
}

#[test]
fn a_form_that_asks_for_a_link_twice_sends_one() {
    let edge = NativeEdge::new(8);
    let person = Person::new(&edge);
    let page = person.browser.get("/sign-up");
    for _ in 0..2 {
        assert!(
            person.browser.submit(&page, "/sign-up", &[("email", EMAIL)]).leads_to("/sign-up/check-email")
        );
    }
    assert_eq!(edge.outbox().len(), 1);
}

#[test]
fn two_tabs_that_send_the_same_step_leave_one_of_it() {
    let steps = [
        ("/sign-up/password", vec![("password", "seven lanterns over the marsh")], "/sign-up/phone"),
        ("/sign-up/phone", vec![("phone", "202 555 0123"), ("method", "sms")], "/sign-up/code"),
    ];
    for (path, fields, next) in steps {
        let edge = NativeEdge::new(9);
        let person = Person::new(&edge);
        person.go_until("/sign-up", path);
        let bodies = [0, 1].map(|_| form(&person.browser.get(path), path, &fields));
        let before = edge.count("SELECT revision FROM sign_ups");
        let posts = bodies.map(|body| person.browser.later(path, &body));
        for reply in together(Vec::from(posts)) {
            assert_eq!((reply.status, reply.location.as_str()), (303, next));
        }
        assert_eq!(edge.count("SELECT revision FROM sign_ups"), before + 1, "{path}");
        assert_eq!(person.go(next).status, 200);
    }
}

#[test]
fn su_8_finishing_twice_at_once_makes_one_account_and_one_session() {
    let edge = NativeEdge::new(10);
    let person = Person::new(&edge);
    let page = person.go_until("/sign-up", "/sign-up/personal-key");
    let body = form(&page, "/sign-up/personal-key", &[("saved", "yes")]);
    let post = || person.browser.later("/sign-up/personal-key", &body);
    let replies = together(vec![post(), post()]);
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 1);
    assert_eq!(edge.count("SELECT COUNT(*) FROM sessions"), 1);
    assert_eq!(replies.iter().filter(|reply| reply.brings_session()).count(), 1);
    assert!(replies.iter().all(|reply| reply.leads_to("/account")), "{replies:?}");
    assert_eq!(person.browser.get("/account").status, 200);
}

#[test]
fn su_8_two_links_of_one_address_finished_at_once_make_one_account() {
    let edge = NativeEdge::new(11);
    let (one, other) = (Person::new(&edge), Person::new(&edge));
    let pages = [&one, &other].map(|person| {
        person.browser.fill("/sign-up", &[("email", EMAIL)]);
        person.go_until(&person.link("/sign-up/confirm").unwrap(), "/sign-up/personal-key")
    });
    let posts = [&one, &other].into_iter().zip(&pages).map(|(person, page)| {
        let body = form(page, "/sign-up/personal-key", &[("saved", "yes")]);
        person.browser.later("/sign-up/personal-key", &body)
    });
    let replies = together(posts.collect());
    assert_eq!(replies.iter().filter(|reply| reply.brings_session()).count(), 1, "{replies:?}");
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 1);
    assert_eq!(edge.contradiction(), None);
}
