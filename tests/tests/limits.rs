//! What is counted, and that it is counted exactly when many ask at once (numbers of the policy, SI-3, SI-4).

use gatehouse_tests::{
    Browser, Newcomer, Person, Reply, crowd, outbox,
    page::Form,
    person::{enter_code, enter_password, enter_personal_key},
    unique,
};

/// Sends all forms at once from copies of one browser.
fn all_at_once(browser: &Browser, forms: Vec<Form>) -> Vec<Reply> {
    let requests = forms.into_iter().map(|form| (browser.clone(), form.request())).collect();
    crowd::all_at_once(requests).into_iter().map(|(reply, _)| reply).collect()
}

fn statuses(replies: &[Reply]) -> Vec<u16> {
    let mut statuses: Vec<_> = replies.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    statuses
}

fn count(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status == status).count()
}

#[test]
fn si_4_of_fifty_wrong_codes_at_once_at_most_three_are_judged_then_it_is_locked() {
    let person = Person::new();
    let mut browser = Browser::new();
    let right = person.come_to_code(&mut browser);
    // Each with a form of its own, as fifty tabs would have.
    let forms: Vec<_> = (0..50)
        .map(|n| browser.form("/sign-in/code", "code").filled(&[("code", &unique::other_code(&right, n))]))
        .collect();
    let replies = all_at_once(&browser, forms);
    assert!(
        count(&replies, 422) <= 2,
        "only the first two wrong codes may be judged: {:?}",
        statuses(&replies)
    );
    assert_eq!(count(&replies, 422) + count(&replies, 429), 50, "{:?}", statuses(&replies));
    assert!(count(&replies, 429) >= 48, "{:?}", statuses(&replies));
    enter_code(&mut browser, &right).is(429);
    person.enter_password(&mut Browser::new()).is(429);
}

#[test]
fn si_4_one_form_sent_fifty_times_with_other_codes_gets_no_more_tries() {
    let person = Person::new();
    let mut browser = Browser::new();
    let right = person.come_to_code(&mut browser);
    let form = browser.form("/sign-in/code", "code");
    let wrong = (0..50).map(|n| form.clone().filled(&[("code", &unique::other_code(&right, n))])).collect();
    let replies = all_at_once(&browser, wrong);
    assert_eq!(count(&replies, 303), 0, "{:?}", statuses(&replies));
    // Whether the form counts as one attempt or as three, the right code in the same form must not get in.
    let reply = browser.send(form.filled(&[("code", &right)]).request());
    assert_ne!(reply.status, 303, "{}", reply.describe());
    browser.get("/account").leads_to("/sign-in");
}

#[test]
fn si_4_one_form_sent_again_and_again_never_tells_more_than_three_codes() {
    let person = Person::new();
    let mut browser = Browser::new();
    let right = person.come_to_code(&mut browser);
    let form = browser.form("/sign-in/code", "code");
    for n in 0..4 {
        browser
            .send(form.clone().filled(&[("code", &unique::other_code(&right, n))]).request())
            .is_one_of(&[422, 429]);
    }
    let reply = browser.send(form.filled(&[("code", &right)]).request());
    assert_ne!(reply.status, 303, "{}", reply.describe());
}

#[test]
fn si_4_the_right_code_fifty_times_at_once_signs_in_only_once() {
    let person = Person::new();
    let mut browser = Browser::new();
    let right = person.come_to_code(&mut browser);
    let forms = (0..20).map(|_| browser.form("/sign-in/code", "code").filled(&[("code", &right)])).collect();
    let replies = all_at_once(&browser, forms);
    let sessions: std::collections::HashSet<_> = replies
        .iter()
        .flat_map(Reply::cookies)
        .filter(|cookie| cookie.starts_with("session=") && !cookie.starts_with("session=;"))
        .filter_map(|cookie| cookie.split(';').next())
        .collect();
    assert!(sessions.len() <= 1, "{} sessions of one code: {:?}", sessions.len(), statuses(&replies));
    assert!(replies.iter().all(|reply| reply.status < 500), "{:?}", statuses(&replies));
}

#[test]
fn si_3_of_twenty_code_requests_at_once_at_most_three_are_sent() {
    let person = Person::new();
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    let forms =
        (0..20).map(|_| browser.form("/sign-in/method", "method").filled(&[("method", "sms")])).collect();
    let replies = all_at_once(&browser, forms);
    assert_eq!(count(&replies, 303) + count(&replies, 429), 20, "{:?}", statuses(&replies));
    assert!(count(&replies, 303) <= 3, "{:?}", statuses(&replies));
    let sent = outbox::settled_count(&person.phone) - 1;
    assert!((1..=3).contains(&sent), "{sent} messages were sent");
}

#[test]
fn si_3_of_twenty_code_requests_for_a_new_number_at_once_at_most_three_are_sent() {
    let mut newcomer = Newcomer::at("/sign-up/phone");
    let phone = newcomer.phone.clone();
    let values = [("phone", phone.as_str()), ("method", "sms")];
    let forms = (0..20).map(|_| newcomer.browser.form("/sign-up/phone", "phone").filled(&values)).collect();
    let replies = all_at_once(&newcomer.browser, forms);
    let sent = outbox::settled_count(&phone);
    assert!((1..=3).contains(&sent), "{sent} messages were sent: {:?}", statuses(&replies));
    assert!(replies.iter().all(|reply| [303, 429].contains(&reply.status)), "{:?}", statuses(&replies));
}

#[test]
fn si_4_wrong_codes_count_across_sign_ins_and_new_codes() {
    let person = Person::new();
    let mut browser = Browser::new();
    let first = person.come_to_code(&mut browser);
    enter_code(&mut browser, &unique::other_code(&first, 0)).is(422);
    let page = browser.get("/sign-in/code");
    browser.submit(&page, &[("method", "voice")]).leads_to("/sign-in/code");
    let second = person.code(3);
    enter_code(&mut browser, &unique::other_code(&second, 1)).is(422);
    let mut other = Browser::new();
    let third = person.come_to_code(&mut other);
    enter_code(&mut other, &unique::other_code(&third, 2)).is(429);
}

#[test]
fn si_4_only_success_clears_the_count() {
    let person = Person::new();
    for _ in 0..2 {
        let mut browser = Browser::new();
        let right = person.come_to_code(&mut browser);
        enter_code(&mut browser, &unique::other_code(&right, 0)).is(422);
        enter_code(&mut browser, &unique::other_code(&right, 1)).is(422);
        enter_code(&mut browser, &right).leads_to("/account");
    }
}

#[test]
fn si_5_wrong_personal_keys_count_with_wrong_codes() {
    let person = Person::new();
    let mut browser = Browser::new();
    let right = person.come_to_code(&mut browser);
    enter_code(&mut browser, &unique::other_code(&right, 0)).is(422);
    enter_personal_key(&mut browser, "0000-0000-0000-0000").is(422);
    enter_personal_key(&mut browser, "1111-1111-1111-1111").is(429);
    enter_personal_key(&mut browser, &person.personal_key).is(429);
    enter_code(&mut browser, &right).is(429);
}

#[test]
fn si_1_wrong_passwords_lock_known_and_unknown_addresses_alike() {
    let person = Person::new();
    let unknown = unique::email();
    let pages = [person.email.as_str(), &unknown].map(|email| {
        for n in 0..10 {
            let reply = enter_password(&mut Browser::new(), email, "not the password");
            assert_eq!(reply.status, 422, "try {n} for {email}\n{}", reply.describe());
        }
        let reply = enter_password(&mut Browser::new(), email, "not the password");
        reply.is(429);
        assert!((1..=60).contains(&reply.retry_after()), "{}", reply.describe());
        reply.skeleton(&[email])
    });
    assert_eq!(pages[0], pages[1]);
    // The right password does not get in during the lock, except in a browser that signed in before.
    person.enter_password(&mut Browser::new()).is(429);
    let mut known = person.browser.clone();
    known.cookies.retain(|cookie| cookie.name.ends_with("device"));
    assert!(!known.cookies.is_empty(), "a browser that signed in has a device cookie");
    person.enter_password(&mut known).leads_to("/sign-in/method");
}

#[test]
fn si_1_a_known_browser_has_a_budget_of_its_own() {
    let person = Person::new();
    let mut known = person.browser.clone();
    known.cookies.retain(|cookie| cookie.name.ends_with("device"));
    for _ in 0..10 {
        enter_password(&mut known, &person.email, "not the password").is(422);
    }
    person.enter_password(&mut known).is(429);
    person.enter_password(&mut Browser::new()).leads_to("/sign-in/method");
}

#[test]
fn si_1_another_account_s_device_cookie_is_no_budget() {
    let (person, other) = (Person::new(), Person::new());
    for _ in 0..10 {
        enter_password(&mut Browser::new(), &person.email, "not the password").is(422);
    }
    let mut browser = other.browser.clone();
    browser.cookies.retain(|cookie| cookie.name.ends_with("device"));
    person.enter_password(&mut browser).is(429);
}

#[test]
fn si_1_of_thirty_wrong_passwords_at_once_at_most_ten_are_judged() {
    let person = Person::new();
    let mut browser = Browser::new();
    let values = [("email", person.email.as_str()), ("password", "not the password")];
    let forms = (0..30).map(|_| browser.form("/sign-in", "password").filled(&values)).collect();
    let replies = all_at_once(&browser, forms);
    assert!(count(&replies, 422) <= 10, "{:?}", statuses(&replies));
    assert_eq!(count(&replies, 422) + count(&replies, 429), 30, "{:?}", statuses(&replies));
}

#[test]
fn ms_5_codes_for_a_number_are_limited_across_people_and_spellings() {
    let phone = unique::phone();
    let spellings = [
        phone.clone(),
        format!("({}) {}-{}", &phone[2..5], &phone[5..8], &phone[8..]),
        format!("1-{}-{}-{}", &phone[2..5], &phone[5..8], &phone[8..]),
        format!("+1 {} {} {}", &phone[2..5], &phone[5..8], &phone[8..]),
    ];
    for (spelling, status) in spellings.iter().zip([303, 303, 303, 429]) {
        let mut newcomer = Newcomer::at("/sign-up/phone");
        newcomer.phone.clone_from(spelling);
        let reply = newcomer.enter_phone();
        reply.is(status);
        if status == 429 {
            assert!((1..=900).contains(&reply.retry_after()));
        }
    }
    assert_eq!(outbox::settled_count(&phone), 3);
}

#[test]
fn su_6_requests_for_someone_s_number_do_not_spend_their_sign_in_codes() {
    let person = Person::new();
    for _ in 0..4 {
        let mut newcomer = Newcomer::at("/sign-up/phone");
        newcomer.phone.clone_from(&person.phone);
        newcomer.enter_phone().is_one_of(&[303, 429]);
    }
    person.sign_in(&mut Browser::new());
}

#[test]
fn su_6_codes_for_new_numbers_are_limited_per_client_network() {
    let mut newcomer = Newcomer::at("/sign-up/phone");
    let mut refused = None;
    for n in 0..62 {
        let page = newcomer.browser.get("/sign-up/phone");
        if page.status == 429 {
            refused = Some((n, page));
            break;
        }
        let reply = newcomer.browser.submit(&page, &[("phone", &unique::phone()), ("method", "sms")]);
        if reply.status == 429 {
            refused = Some((n, reply));
            break;
        }
        reply.leads_to("/sign-up/code");
    }
    let (_, refused) = refused.expect("expected a limit for a client network");
    refused.retry_after();
    // Another address of the same /64 is the same network; another /64 is not.
    let mut neighbor = Newcomer::at("/sign-up/phone");
    let network = newcomer.browser.address.rsplit_once("::").unwrap().0;
    let own = std::mem::replace(&mut neighbor.browser.address, format!("{network}::abcd"));
    neighbor.enter_phone().is(429);
    neighbor.browser.address = own;
    neighbor.phone = unique::phone();
    neighbor.enter_phone().leads_to("/sign-up/code");
}

#[test]
fn su_3_links_are_limited_and_the_page_says_when() {
    let mut newcomer = Newcomer::new();
    for _ in 0..3 {
        newcomer.ask().leads_to("/sign-up/check-email");
    }
    let reply = newcomer.ask();
    reply.is(429).says("minute");
    assert!((1..=900).contains(&reply.retry_after()));
    assert_eq!(outbox::settled_count(&newcomer.email), 3);
}

#[test]
fn su_3_of_twenty_links_asked_for_at_once_at_most_three_are_sent() {
    let email = unique::email();
    let mut browser = Browser::new();
    let forms = (0..20).map(|_| browser.form("/sign-up", "email").filled(&[("email", &email)])).collect();
    let replies = all_at_once(&browser, forms);
    assert_eq!(count(&replies, 303) + count(&replies, 429), 20, "{:?}", statuses(&replies));
    let sent = outbox::settled_count(&email);
    assert!((1..=3).contains(&sent), "{sent} messages were sent: {:?}", statuses(&replies));
}
