//! What can be had only once is had once, however many ask at the same moment (SU-2, SI-5), and what a request
//! claims of itself is not believed.

use gatehouse_tests::{
    Browser, Newcomer, Person, Reply, Request, crowd, outbox,
    page::Form,
    person::{enter_password, press_link},
    unique,
};

/// Sends each form from its browser, all at once; gives the answers and the browsers after them.
fn at_once(forms: Vec<(Browser, Form)>) -> Vec<(Reply, Browser)> {
    crowd::all_at_once(forms.into_iter().map(|(browser, form)| (browser, form.request())).collect())
}

fn signed_in(outcomes: Vec<(Reply, Browser)>) -> usize {
    let mut count = 0;
    for (reply, mut browser) in outcomes {
        assert!(reply.status < 500, "{}", reply.describe());
        // The account itself, or the new personal key that must be saved before.
        count += usize::from(browser.open("/account").path.starts_with("/account"));
    }
    count
}

#[test]
fn si_5_one_personal_key_used_in_five_browsers_at_once_signs_in_one() {
    let person = Person::new();
    let forms = (0..5)
        .map(|_| {
            let mut browser = Browser::new();
            person.enter_password(&mut browser).leads_to("/sign-in/method");
            let form = browser.form("/sign-in/personal-key", "personal_key");
            (browser, form.filled(&[("personal_key", &person.personal_key)]))
        })
        .collect();
    let outcomes = at_once(forms);
    assert_eq!(signed_in(outcomes), 1, "one key opens the account once");
}

#[test]
fn su_2_two_sign_ups_for_one_address_finished_at_once_make_one_account() {
    let mut one = Newcomer::at("/sign-up/check-email");
    let mut other = Newcomer { email: one.email.clone(), ..Newcomer::new() };
    other.ask().leads_to("/sign-up/check-email");
    outbox::newest_to(&one.email, 2);
    let links: Vec<_> = outbox::messages_to(&one.email)
        .iter()
        .filter_map(|message| message.link("/sign-up/confirm"))
        .collect();
    for (newcomer, link) in [(&mut one, &links[1]), (&mut other, &links[0])] {
        press_link(&mut newcomer.browser, link).leads_to("/sign-up/password");
        newcomer.choose_password().leads_to("/sign-up/phone");
        newcomer.enter_phone().leads_to("/sign-up/code");
        newcomer.enter_code().leads_to("/sign-up/personal-key");
    }
    let forms = [&mut one, &mut other].map(|newcomer| {
        let form = newcomer.browser.form("/sign-up/personal-key", "saved").filled(&[("saved", "yes")]);
        (newcomer.browser.clone(), form)
    });
    assert_eq!(signed_in(at_once(forms.into())), 1, "one address, one account");
    let statuses = [&one, &other]
        .map(|newcomer| enter_password(&mut Browser::new(), &newcomer.email, &newcomer.password).status);
    assert!(
        [[303, 422], [422, 303]].contains(&statuses),
        "one of the two passwords is the account's: {statuses:?}"
    );
    for link in links {
        Browser::new().get(&link).is(410);
    }
}

#[test]
fn su_2_one_link_pressed_in_five_browsers_at_once_leaves_one_going_on() {
    let newcomer = Newcomer::at("/sign-up/check-email");
    let link = newcomer.link(1);
    let forms = (0..5)
        .map(|_| {
            let mut browser = Browser::new();
            let form = browser.form(&link, "token");
            (browser, form)
        })
        .collect();
    let mut going_on = 0;
    for (reply, mut browser) in at_once(forms) {
        reply.is_one_of(&[303, 410, 503]);
        going_on += usize::from(browser.get("/sign-up/password").status == 200);
    }
    assert_eq!(going_on, 1, "the one that pressed last goes on");
}

#[test]
fn links_in_messages_lead_to_the_service_whatever_host_a_request_claims() {
    for (name, value) in [
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "gopher"),
        ("forwarded", "host=evil.example"),
        ("x-original-url", "https://evil.example/"),
        ("x-forwarded-for", "203.0.113.9"),
    ] {
        let mut browser = Browser::new();
        let email = unique::email();
        let form = browser.form("/sign-up", "email").filled(&[("email", &email)]);
        browser.send(form.request().header(name, value)).leads_to("/sign-up/check-email");
        let link = outbox::newest_to(&email, 1).links.swap_remove(0);
        let origin = gatehouse_tests::browser::origin();
        assert!(link.starts_with(&format!("{origin}/sign-up/confirm?token=")), "{name}: {link}");
    }
    let reply =
        Browser::new().send(Request::new("GET", "/account").header("x-forwarded-host", "evil.example"));
    assert!(!reply.header("location").unwrap_or_default().contains("evil"), "{}", reply.describe());
}

#[test]
fn si_1_two_hundred_people_who_sign_in_at_once_are_all_answered() {
    // The evening before a deadline. Each from a network of their own; nobody has an account, which costs as much.
    let forms = (0..200)
        .map(|_| {
            let mut browser = Browser::new();
            let form = browser.form("/sign-in", "password");
            (browser, form.filled(&[("email", &unique::email()), ("password", &unique::password())]))
        })
        .collect();
    let statuses: Vec<u16> = at_once(forms).iter().map(|(reply, _)| reply.status).collect();
    assert!(statuses.iter().all(|status| *status == 422), "{statuses:?}");
}
