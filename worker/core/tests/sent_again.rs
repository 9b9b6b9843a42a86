//! A form that is sent again because its first request ended somewhere, or that is sent twice at once: whoever reads "we sent"
//! has a message, and one only (MS-1, MS-2).

use crate::authenticator_app::confirm;
use crate::native::browser::{Browser, form};
use crate::native::person::{EMAIL, Person};
use crate::native::{Call, Fault, NativeEdge, ORIGIN, dropped, together};
use gatehouse_core::couriers::Channel;

const UNKNOWN: &str = "nobody@example.org";

/// A form that has a message sent.
struct Asking<'a> {
    /// The page that it is on.
    page: &'a str,
    /// Where it goes.
    action: &'a str,
    /// What is typed.
    fields: &'a [(&'a str, &'a str)],
}

/// Sends a form and ends its request after each of its calls in turn; sends it again a moment later, and once more. Then there
/// must be one message, and what it brings must work, as `works` finds out.
fn is_sent_once_wherever_its_request_ends(
    base: &NativeEdge,
    person: &Person<'_>,
    asking: &Asking<'_>,
    works: impl Fn(&NativeEdge, &Person<'_>),
) {
    let body = form(&person.browser.get(asking.page), asking.action, asking.fields);
    for calls in 0.. {
        let edge = base.fork();
        let person = person.on(&edge);
        let before = edge.outbox().len();
        let ended = dropped(person.browser.later(asking.action, &body), calls);
        for seconds in [20, 100] {
            edge.wait(seconds);
            let reply = person.browser.post(asking.action, &body);
            let told = format!("{} after {calls} calls and {seconds} s", asking.action);
            assert_eq!((reply.status, edge.outbox().len() - before), (303, 1), "{told}");
            assert_eq!(edge.contradiction(), None, "{told}");
        }
        works(&edge, &person);
        if let Some(reply) = ended {
            assert!(reply.status == 303 && calls >= 4, "{}: {calls}", asking.action);
            return;
        }
    }
}

/// Sends a form twice at once while one call fails, each in turn, and then once more.
fn is_sent_once_although_a_call_fails(base: &NativeEdge, person: &Person<'_>, asking: &Asking<'_>) {
    let body = form(&person.browser.get(asking.page), asking.action, asking.fields);
    for fault in [Fault::Before, Fault::AnswerLost] {
        for n in 0.. {
            let edge = base.fork();
            let browser = person.browser.on(&edge);
            let before = edge.outbox().len();
            edge.fail(fault(n));
            let both =
                together(vec![browser.later(asking.action, &body), browser.later(asking.action, &body)]);
            let Some(call) = edge.failed() else { break };
            let told = format!("{}: {:?} at {call:?}", asking.action, fault(n));
            assert!(both.iter().all(|reply| [303, 503].contains(&reply.status)), "{told}: {both:?}");
            assert!(both.iter().any(|reply| reply.status == 303), "{told}: {both:?}");
            assert_eq!(edge.outbox().len() - before, 1, "{told}");
            edge.wait(20);
            assert_eq!(browser.post(asking.action, &body).status, 303, "{told}");
            assert_eq!(edge.outbox().len() - before, 1, "{told}, and once more");
            assert_eq!(edge.contradiction(), None, "{told}");
        }
    }
}

/// Both of the above.
fn is_sent_once(
    base: &NativeEdge,
    person: &Person<'_>,
    asking: &Asking<'_>,
    works: impl Fn(&NativeEdge, &Person<'_>),
) {
    is_sent_once_wherever_its_request_ends(base, person, asking, works);
    is_sent_once_although_a_call_fails(base, person, asking);
}

/// The path of the first link in the newest message, which goes to `to`.
fn newest_link(edge: &NativeEdge, to: &str) -> String {
    let [newest, ..] = &edge.outbox()[..] else { panic!("nothing was sent") };
    assert_eq!(newest.to, to);
    let links = newest.links();
    let link = links.last().unwrap();
    link.strip_prefix(ORIGIN).unwrap().to_owned()
}

/// Enters the newest code at `path`.
fn enter(person: &Person<'_>, path: &str) -> u16 {
    let code = person.code().unwrap();
    person.browser.fill(path, &[("code", &code)]).status
}

#[test]
fn su_1_a_link_to_confirm_is_sent_once_wherever_its_request_ends() {
    let edge = NativeEdge::new(1);
    let asking = Asking { page: "/sign-up", action: "/sign-up", fields: &[("email", EMAIL)] };
    is_sent_once(&edge, &Person::new(&edge), &asking, |edge, person| {
        let link = newest_link(edge, EMAIL);
        assert!(person.browser.fill(&link, &[]).leads_to("/sign-up/password"), "{link}");
    });
}

#[test]
fn su_4_word_that_there_is_an_account_is_sent_once_wherever_its_request_ends() {
    let edge = NativeEdge::new(2);
    Person::with_account(&edge);
    let asking = Asking { page: "/sign-up", action: "/sign-up", fields: &[("email", EMAIL)] };
    is_sent_once(&edge, &Person::new(&edge), &asking, |edge, person| {
        let link = newest_link(edge, EMAIL);
        assert!(link.starts_with("/sign-up/report") && person.browser.get(&link).status == 200, "{link}");
        assert_eq!(edge.count("SELECT COUNT(*) FROM reports"), 1);
    });
}

#[test]
fn pr_1_a_reset_link_is_sent_once_wherever_its_request_ends() {
    let edge = NativeEdge::new(3);
    let person = Person::with_account(&edge).elsewhere();
    let asking = Asking { page: "/reset", action: "/reset", fields: &[("email", EMAIL)] };
    is_sent_once(&edge, &person, &asking, |edge, person| {
        let link = newest_link(edge, EMAIL);
        assert!(person.choose(&link, "a heron under the iron bridge").leads_to("/reset/method"), "{link}");
        assert_eq!(edge.count("SELECT COUNT(*) FROM resets"), 1);
    });
}

#[test]
fn st_3_a_link_to_a_new_address_is_sent_once_wherever_its_request_ends() {
    for (seed, email) in [(4, "new@example.org"), (5, "else@example.org")] {
        let edge = NativeEdge::new(seed);
        let mut other = Person::new(&edge);
        "else@example.org".clone_into(&mut other.email);
        other.browser.fill("/sign-up", &[("email", "else@example.org")]);
        other.go(&other.link("/sign-up/confirm").unwrap());
        let person = Person::new(&edge);
        person.browser.fill("/sign-up", &[("email", EMAIL)]);
        person.go(&person.link("/sign-up/confirm").unwrap());
        confirm(&person.browser, "/account/email");
        let asking = Asking { page: "/account/email", action: "/account/email", fields: &[("email", email)] };
        is_sent_once(&edge, &person, &asking, |edge, person| {
            let link = newest_link(edge, email);
            let is_taken = email == "else@example.org";
            assert_eq!(link.starts_with("/sign-up/report"), is_taken, "{link}");
            assert_eq!(person.browser.get(&link).status, 200, "{link}");
            let asked = "SELECT COUNT(*) FROM activities WHERE event = 'email-change-asked'";
            assert_eq!(edge.count(asked), 1);
        });
    }
}

#[test]
fn su_6_a_code_to_a_new_number_is_sent_once_wherever_its_request_ends() {
    let edge = NativeEdge::new(6);
    let person = Person::new(&edge);
    person.go_until("/sign-up", "/sign-up/phone");
    let fields = [("phone", "202 555 0123"), ("method", "sms")];
    let asking = Asking { page: "/sign-up/phone", action: "/sign-up/phone", fields: &fields };
    is_sent_once(&edge, &person, &asking, |_, person| assert_eq!(enter(person, "/sign-up/code"), 303));
    person.browser.fill("/sign-up/phone", &fields);
    let asking = Asking { page: "/sign-up/code", action: "/sign-up/code/send", fields: &[] };
    is_sent_once(&edge, &person, &asking, |_, person| assert_eq!(enter(person, "/sign-up/code"), 303));
}

#[test]
fn si_2_a_code_to_sign_in_is_sent_once_wherever_its_request_ends() {
    let edge = NativeEdge::new(7);
    let person = Person::with_account(&edge);
    person.give_password(&person.password);
    let fields = [("method", "voice")];
    let asking = Asking { page: "/sign-in/method", action: "/sign-in/method", fields: &fields };
    is_sent_once(&edge, &person, &asking, |edge, person| {
        assert_eq!(edge.outbox()[0].channel, Channel::Voice);
        assert_eq!(enter(person, "/sign-in/code"), 303);
    });
    person.browser.fill("/sign-in/method", &fields);
    let asking = Asking { page: "/sign-in/code", action: "/sign-in/code/send", fields: &[] };
    is_sent_once(&edge, &person, &asking, |_, person| assert_eq!(enter(person, "/sign-in/code"), 303));
}

#[test]
fn pr_2_a_code_for_a_reset_is_sent_once_wherever_its_request_ends() {
    let edge = NativeEdge::new(8);
    let person = Person::with_account(&edge).elsewhere();
    person.begin_reset();
    let asking = Asking { page: "/reset/method", action: "/reset/method", fields: &[("method", "sms")] };
    is_sent_once(&edge, &person, &asking, |_, person| assert_eq!(enter(person, "/reset/code"), 303));
}

#[test]
fn st_4_a_code_to_another_number_is_sent_once_wherever_its_request_ends() {
    let edge = NativeEdge::new(9);
    let person = Person::with_account(&edge);
    confirm(&person.browser, "/account/phone");
    let fields = [("phone", "202 555 0188"), ("method", "sms")];
    let asking = Asking { page: "/account/phone", action: "/account/phone", fields: &fields };
    is_sent_once(&edge, &person, &asking, |_, person| {
        assert_eq!(enter(person, "/account/phone/code"), 303);
    });
}

#[test]
fn st_8_a_code_to_delete_the_account_is_sent_once_wherever_its_request_ends() {
    let edge = NativeEdge::new(10);
    let person = Person::with_account(&edge);
    confirm(&person.browser, "/account/delete");
    let asking = Asking {
        page: "/account/delete/method",
        action: "/account/delete/method",
        fields: &[("method", "sms")],
    };
    is_sent_once(&edge, &person, &asking, |edge, person| {
        assert_eq!(enter(person, "/account/delete/code"), 303);
        assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 0);
    });
}

/// What a request waits for.
fn waits(log: &[Call]) -> Vec<String> {
    let name = |call: &Call| match call {
        Call::Query(_) => Some("query".to_owned()),
        Call::Batch(_) => Some("batch".to_owned()),
        Call::Step(step) => Some(step.clone()),
        Call::Fetch => Some("fetch".to_owned()),
        Call::Fill(_) => None,
    };
    log.iter().filter_map(name).collect()
}

#[test]
fn si_1_a_form_that_comes_again_looks_and_takes_the_same_whether_or_not_there_is_an_account() {
    for path in ["/sign-up", "/reset"] {
        let looks = [EMAIL, UNKNOWN].map(|email| {
            let base = NativeEdge::new(11);
            Person::with_account(&base);
            let browser = Browser::new(&base);
            let body = form(&browser.get(path), path, &[("email", email)]);
            let mut looks = Vec::new();
            for calls in 0.. {
                let edge = base.fork();
                let browser = browser.on(&edge);
                let ended = dropped(browser.later(path, &body), calls);
                for _ in 0..2 {
                    edge.take_log();
                    let reply = browser.post(path, &body);
                    looks.push((reply.status, reply.location, waits(&edge.take_log())));
                }
                if ended.is_some() {
                    break;
                }
            }
            looks
        });
        assert_eq!(looks[0], looks[1], "{path}");
        let most = |look: &(u16, String, Vec<String>)| {
            look.2.iter().filter(|call| ["query", "batch"].contains(&call.as_str())).count()
        };
        assert!(looks[0].iter().all(|look| most(look) <= 3), "{:?}", looks[0]);
    }
}

#[test]
fn su_7_a_form_that_comes_again_after_its_code_has_ended_sends_none_and_says_of_none() {
    let base = NativeEdge::new(12);
    let person = Person::with_account(&base);
    person.give_password(&person.password);
    let body = form(&person.browser.get("/sign-in/method"), "/sign-in/method", &[("method", "sms")]);
    // Sent, or ended between the guard and the database.
    for (calls, shown) in [(100, 200), (4, 303)] {
        let edge = base.fork();
        let person = person.on(&edge);
        let before = edge.outbox().len();
        let ended = dropped(person.browser.later("/sign-in/method", &body), calls);
        let last = edge.take_log().into_iter().rfind(|call| !matches!(call, Call::Fill(_)));
        assert!(ended.is_some() || last == Some(Call::Step("issue_code".to_owned())), "{last:?}");
        let sent = edge.outbox().len() - before;
        edge.wait(5 * 60);
        assert_eq!(person.browser.post("/sign-in/method", &body).status, 303);
        assert_eq!(edge.outbox().len() - before, sent, "after {calls} calls");
        // Who is asked for a code was sent one.
        assert_eq!(person.browser.get("/sign-in/code").status, shown, "after {calls} calls");
    }
}

#[test]
fn ms_1_a_form_that_comes_again_after_the_keys_were_rotated_is_sent_once_and_works() {
    let base = NativeEdge::new(13);
    let person = Person::with_account(&base);
    person.give_password(&person.password);
    let visitor = Person::new(&base);
    let forms = [
        (&visitor, "/sign-up", &[("email", UNKNOWN)][..]),
        (&visitor, "/reset", &[("email", EMAIL)]),
        (&person, "/sign-in/method", &[("method", "sms")]),
    ];
    for (sender, path, fields) in forms {
        let body = form(&sender.browser.get(path), path, fields);
        for calls in 0.. {
            let old = base.fork();
            let before = old.outbox().len();
            let ended = dropped(sender.browser.on(&old).later(path, &body), calls);
            let edge = old.rotated(&["k2", "k1"], &["p1"]);
            let sender = sender.on(&edge);
            assert_eq!(sender.browser.post(path, &body).status, 303, "{path} after {calls} calls");
            assert_eq!(edge.outbox().len() - before, 1, "{path} after {calls} calls");
            match path {
                "/sign-in/method" => assert_eq!(enter(&sender, "/sign-in/code"), 303, "after {calls} calls"),
                "/sign-up" => assert_eq!(sender.browser.get(&newest_link(&edge, UNKNOWN)).status, 200),
                _ => assert_eq!(sender.browser.get(&newest_link(&edge, EMAIL)).status, 200),
            }
            if ended.is_some() {
                break;
            }
        }
    }
}
