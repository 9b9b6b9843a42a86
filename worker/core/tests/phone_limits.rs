//! How often a phone and a mailbox get messages, whoever asks, and what fraud with the numbers of one country is worth.

use crate::native::browser::{Browser, Reply};
use crate::native::person::{E164, EMAIL, PASSWORD, Person};
use crate::native::{NativeEdge, together};
use gatehouse_core::couriers::Channel;
use gatehouse_core::policy::POLICY;
use gatehouse_core::ports::Warning;
use std::net::IpAddr;

/// A browser at the nth network of many.
fn nth_browser(edge: &NativeEdge, n: u16) -> Browser<'_> {
    let [high, low] = n.to_be_bytes();
    Browser::at(edge, IpAddr::from([10, 1, high, low]))
}

/// The nth stranger, who is creating an account of their own and is asked for a phone.
fn nth_stranger(edge: &NativeEdge, n: u16) -> Person<'_> {
    let mut stranger = Person::new(edge);
    stranger.browser = nth_browser(edge, n);
    stranger.email = format!("stranger.{n}@example.org");
    stranger.go_until("/sign-up", "/sign-up/phone");
    stranger
}

fn ask_for_code(stranger: &Person<'_>, phone: &str) -> Reply {
    stranger.browser.fill("/sign-up/phone", &[("phone", phone), ("method", "sms")])
}

fn sent_to(edge: &NativeEdge, to: &str) -> usize {
    edge.outbox().iter().filter(|message| message.to == to).count()
}

/// Codes to the victim's number until it refuses: who asks is another stranger each time.
fn ask_from_everywhere(edge: &NativeEdge, strangers: u16) -> Vec<u16> {
    (0..strangers)
        .map(|n| {
            edge.wait(300);
            ask_for_code(&nth_stranger(edge, n), "202 555 0123").status
        })
        .collect()
}

#[test]
fn su_6_many_accounts_call_one_number_no_more_often_than_one_does() {
    let edge = NativeEdge::new(1);
    // One every five minutes would be within three in fifteen.
    let statuses = ask_from_everywhere(&edge, 12);
    let most = POLICY.number_codes_in_hour as usize;
    assert_eq!((&statuses[..most], statuses[most]), (&[303; 6][..], 429));
    assert!(sent_to(&edge, E164) <= most + 1);
}

#[test]
fn su_6_a_number_gets_no_more_in_a_day_than_the_policy_says() {
    let edge = NativeEdge::new(2);
    for n in 0..30 {
        edge.wait(20 * 60);
        ask_for_code(&nth_stranger(&edge, n), "202 555 0123");
    }
    assert_eq!(sent_to(&edge, E164), POLICY.number_codes_in_day as usize);
    edge.wait(24 * 60 * 60);
    assert_eq!(ask_for_code(&nth_stranger(&edge, 30), "202 555 0123").status, 303);
}

#[test]
fn su_6_asking_for_one_number_in_parallel_gets_no_more_than_asking_in_turn() {
    let edge = NativeEdge::new(3);
    let strangers: Vec<_> = (0..20).map(|n| nth_stranger(&edge, n)).collect();
    let fields = [("phone", "202 555 0123"), ("method", "voice")];
    let body = |stranger: &Person<'_>| {
        crate::native::browser::form(&stranger.browser.get("/sign-up/phone"), "/sign-up/phone", &fields)
    };
    let bodies: Vec<_> = strangers.iter().map(body).collect();
    let tasks =
        strangers.iter().zip(&bodies).map(|(one, body)| one.browser.later("/sign-up/phone", body)).collect();
    together(tasks);
    assert_eq!(sent_to(&edge, E164), POLICY.security_code_requests as usize);
}

#[test]
fn su_6_the_page_of_a_number_that_got_too_many_says_how_long_what_else_and_why() {
    let edge = NativeEdge::new(4);
    ask_from_everywhere(&edge, 6);
    edge.wait(20 * 60);
    let refused = ask_for_code(&nth_stranger(&edge, 7), "202 555 0123");
    assert_eq!((refused.status, refused.retry_after), (429, Some(3600 - 5 * 300 - 20 * 60)));
    for words in ["6 within an hour", "another phone number", "authenticator app", "missed-security-code"] {
        assert!(refused.body.contains(words), "{words}: {}", refused.body);
    }
}

#[test]
fn si_1_strangers_who_have_spent_a_number_keep_its_owner_from_nothing() {
    let edge = NativeEdge::new(5);
    let owner = Person::with_account(&edge);
    ask_from_everywhere(&edge, 10);
    owner.begin_sign_in();
    assert_eq!(owner.go("/sign-in/code").status, 200);
    owner.elsewhere().reset();
}

/// Accounts that all have the same phone.
fn accounts_with_one_phone(edge: &NativeEdge, most: u16) -> Vec<Person<'_>> {
    let account = |n| {
        edge.wait(3600);
        let mut person = nth_stranger(edge, n);
        person.go("/sign-up/phone");
        person.browser = nth_browser(edge, n);
        person
    };
    (0..most).map(account).collect()
}

#[test]
fn si_3_many_accounts_with_one_phone_have_it_called_no_more_often_than_the_policy_says() {
    let edge = NativeEdge::new(15);
    let people = accounts_with_one_phone(&edge, 5);
    edge.wait(24 * 3600);
    let before = sent_to(&edge, E164);
    let ask = |person: &Person<'_>| {
        assert!(person.give_password(PASSWORD).leads_to("/sign-in/method"));
        person.browser.fill("/sign-in/method", &[("method", "voice")])
    };
    let mut refusals = Vec::new();
    for _ in 0..3 {
        refusals.extend(people.iter().map(ask).filter(|reply| reply.status == 429));
    }
    assert_eq!(sent_to(&edge, E164) - before, POLICY.own_number_codes_in_hour as usize, "in an hour");
    let refused = refusals.first().unwrap();
    for words in ["12 within an hour", "personal key works now", "missed-security-code"] {
        assert!(refused.body.contains(words), "{words}: {}", refused.body);
    }
    for _ in 0..20 {
        edge.wait(3600);
        for person in &people {
            ask(person);
        }
    }
    assert_eq!(sent_to(&edge, E164) - before, POLICY.own_number_codes_in_day as usize, "in a day");
}

#[test]
fn pr_2_who_knows_the_password_and_spends_the_number_does_not_keep_the_owner_from_a_reset() {
    let edge = NativeEdge::new(6);
    let owner = Person::with_account(&edge);
    let thief = owner.elsewhere();
    let mut refused = 0;
    for _ in 0..30 {
        edge.wait(1200);
        thief.give_password(PASSWORD);
        refused += u32::from(thief.browser.fill("/sign-in/method", &[("method", "voice")]).status == 429);
    }
    assert_eq!(refused, 30 - POLICY.own_number_codes_in_day);
    owner.elsewhere().reset();
}

#[test]
fn si_3_a_code_that_the_account_refuses_does_not_spend_the_number() {
    let edge = NativeEdge::new(7);
    let person = Person::with_account(&edge);
    person.begin_sign_in();
    for _ in 0..20 {
        let page = person.browser.get("/sign-in/code");
        person.browser.submit(&page, "/sign-in/code/send", &[]);
    }
    edge.wait(900);
    person.begin_sign_in();
    assert_eq!(person.go("/sign-in/code").status, 200, "three were sent, not twenty");
}

/// The nth mobile number of France.
fn french(n: u16) -> String {
    format!("+33 6 12 34 {:02} {:02}", n / 100, n % 100)
}

/// Asks for codes to many numbers of France, each once, twenty from each network; gives how many were sent.
fn pump(edge: &NativeEdge, numbers: u16) -> usize {
    let mut stranger = nth_stranger(edge, 0);
    for n in 0..numbers {
        if n.is_multiple_of(20) {
            stranger = nth_stranger(edge, 1 + n / 20);
        }
        ask_for_code(&stranger, &french(n));
    }
    edge.outbox().iter().filter(|message| message.to.starts_with("+33")).count()
}

#[test]
fn su_6_many_numbers_of_one_country_get_no_more_than_its_budget_and_the_operator_is_told() {
    let edge = NativeEdge::new(8);
    let (sent, most) = (pump(&edge, 600), POLICY.codes_abroad_in_hour as usize);
    assert!(sent <= most && sent > most * 9 / 10, "{sent} of {most}");

    // Who has done nothing wrong is told that it has nothing to do with them, and what to do.
    let refused = ask_for_code(&nth_stranger(&edge, 1000), &french(599));
    assert!(refused.status == 429 && refused.retry_after.is_some());
    assert!(
        refused.body.contains("nothing to do with you") && refused.body.contains("app in place of the phone")
    );

    // Another country, and home, go on.
    let stranger = nth_stranger(&edge, 1001);
    assert_eq!(ask_for_code(&stranger, "+44 7400 123456").status, 303);
    assert_eq!(ask_for_code(&stranger, "202 555 0123").status, 303);

    // Once for each share, and without anybody's number.
    let warned = edge.warned();
    assert!(!warned.is_empty() && warned.len() <= 8, "{warned:?}");
    for warning in &warned {
        let Warning::CountrySpent { country, budget, shares } = warning;
        assert_eq!((country.to_string().as_str(), *budget, *shares), ("FR", 400, 8));
        let line = "phones in FR: 1 of 8 shares of the 400 messages that an hour may have is spent";
        assert_eq!(warning.to_string(), line);
    }
    edge.wait(3600);
    assert_eq!(ask_for_code(&stranger, &french(599)).status, 303, "an hour later");
}

#[test]
fn si_1_who_has_an_account_in_a_country_that_strangers_have_spent_still_gets_in() {
    let edge = NativeEdge::new(9);
    let mut owner = Person::new(&edge);
    owner.phone = "+33 6 98 76 54 32".to_owned();
    owner.go("/sign-up");
    pump(&edge, 600);
    owner.begin_sign_in();
    assert_eq!(owner.go("/sign-in/code").status, 200);
}

#[test]
fn si_6_a_deletion_is_not_announced_more_often_than_an_address_may_get_emails() {
    let edge = NativeEdge::new(10);
    let thief = Person::with_account(&edge).elsewhere();
    for _ in 0..11 {
        edge.wait(301);
        thief.give_password(PASSWORD);
        if thief.browser.fill("/sign-in/delete", &[]).status == 303 {
            thief.browser.fill(&thief.link("/cancel-deletion").unwrap(), &[]);
        }
    }
    let announced = edge.outbox().iter().filter(|m| m.channel == Channel::Sms && m.code.is_none()).count();
    assert_eq!(announced, POLICY.letters_in_hour as usize - 1, "one was the link of the sign-up");
}

// Mailboxes.

/// Asks for something at an address from the nth network.
fn ask_by_mail(edge: &NativeEdge, path: &str, email: &str, n: u16) -> Reply {
    nth_browser(edge, n).fill(path, &[("email", email)])
}

#[test]
fn su_3_no_address_gets_more_emails_than_the_policy_says_whoever_asks_and_for_whatever() {
    let looks = [EMAIL, "nobody.atall@example.org"].map(|email| {
        let edge = NativeEdge::new(11);
        Person::with_account(&edge);
        edge.wait(24 * 60 * 60);
        let ask = |n: u16| {
            // Every 150 seconds for an hour, then every ten minutes.
            edge.wait(if n < 24 { 150 } else { 600 });
            let path = if n.is_multiple_of(2) { "/sign-up" } else { "/reset" };
            let reply = ask_by_mail(&edge, path, email, n);
            (reply.status, reply.retry_after)
        };
        (0..100).map(ask).collect::<Vec<_>>()
    });
    let granted = |looks: &[(u16, Option<u32>)]| looks.iter().filter(|look| look.0 == 303).count();
    let [known, unknown] = looks;
    assert_eq!(granted(&known[..24]), POLICY.letters_in_hour as usize, "in an hour");
    assert_eq!(granted(&known), POLICY.letters_in_day as usize, "in half a day");
    assert_eq!(known, unknown);
}

#[test]
fn si_1_a_spent_mailbox_looks_the_same_whether_or_not_it_has_an_account() {
    let looks = [EMAIL, "nobody.atall@example.org"].map(|email| {
        let edge = NativeEdge::new(12);
        Person::with_account(&edge);
        edge.wait(24 * 60 * 60);
        for n in 0..12_u16 {
            edge.wait(150);
            ask_by_mail(&edge, if n.is_multiple_of(2) { "/sign-up" } else { "/reset" }, email, n);
        }
        // What counts each kind of link by itself is free again.
        edge.wait(20 * 60);
        ["/sign-up", "/reset"].map(|path| {
            edge.take_log();
            let reply = ask_by_mail(&edge, path, email, 100);
            assert!(reply.body.contains("by somebody else"), "{}", reply.body);
            (reply.status, reply.retry_after, reply.body, edge.take_log())
        })
    });
    assert_eq!(looks[0], looks[1]);
}

#[test]
fn pr_1_a_browser_that_signed_in_before_gets_its_link_however_many_a_stranger_has_asked_for() {
    let edge = NativeEdge::new(13);
    let owner = Person::with_account(&edge);
    owner.browser.forget("session");
    for n in 0..30 {
        edge.wait(150);
        ask_by_mail(&edge, "/reset", EMAIL, n);
    }
    assert_eq!(ask_by_mail(&edge, "/reset", EMAIL, 100).status, 429, "a stranger");
    assert!(owner.browser.fill("/reset", &[("email", EMAIL)]).leads_to("/reset/check-email"), "the owner");
}

#[test]
fn si_9_notices_to_the_owner_are_sent_however_many_emails_strangers_have_caused() {
    let edge = NativeEdge::new(14);
    let owner = Person::with_account(&edge);
    for n in 0..30 {
        edge.wait(150);
        ask_by_mail(&edge, "/sign-up", EMAIL, n);
    }
    let before = sent_to(&edge, EMAIL);
    let elsewhere = owner.elsewhere();
    elsewhere.begin_sign_in();
    elsewhere.go("/sign-in/code");
    assert_eq!(sent_to(&edge, EMAIL), before + 1, "a sign-in from a new browser");
}
