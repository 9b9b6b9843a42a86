//! Creating an account (SU-1 to SU-8).

use gatehouse_tests::{
    Browser, Newcomer, Person, Request, outbox,
    person::{enter_password, key_of, press_link},
    unique,
};

#[test]
fn su_1_a_new_address_gets_a_message_with_a_link() {
    let newcomer = Newcomer::at("/sign-up/check-email");
    let message = outbox::newest_to(&newcomer.email, 1);
    assert_eq!(message.channel, "email");
    assert!(message.subject.as_deref().is_some_and(|subject| !subject.is_empty()), "{message:#?}");
    assert!(message.link("/sign-up/confirm?token=").is_some(), "{message:#?}");
    assert_eq!(message.code, None);
}

#[test]
fn su_1_the_page_is_the_same_for_known_and_unknown_addresses() {
    let known = Person::new();
    let unknown = unique::email();
    let pages = [known.email.as_str(), &unknown].map(|email| {
        let mut browser = Browser::new();
        let form = browser.get("/sign-up");
        let reply = browser.submit(&form, &[("email", email)]);
        reply.leads_to("/sign-up/check-email");
        let page = browser.follow(&reply);
        page.is(200).says(email);
        format!("{}\n{}", reply.skeleton(&[email]), page.skeleton(&[email]))
    });
    assert_eq!(pages[0], pages[1]);
}

#[test]
fn su_1_limits_are_the_same_for_known_and_unknown_addresses() {
    let known = Person::new();
    let unknown = unique::email();
    // The known address has spent one of its three on the account itself.
    let spent = Newcomer { email: unknown.clone(), ..Newcomer::new() }.ask();
    spent.leads_to("/sign-up/check-email");
    let pages = [known.email.as_str(), &unknown].map(|email| {
        let statuses = [(); 3].map(|()| {
            let mut browser = Browser::new();
            let form = browser.get("/sign-up");
            browser.submit(&form, &[("email", email)])
        });
        assert_eq!(statuses.each_ref().map(|reply| reply.status), [303, 303, 429], "for {email}");
        assert!((1..=900).contains(&statuses[2].retry_after()));
        statuses[2].skeleton(&[email]).lines().next().map(str::to_owned)
    });
    assert_eq!(pages[0], pages[1]);
    assert_eq!(outbox::settled_count(&known.email), outbox::settled_count(&unknown));
}

#[test]
fn su_2_opening_the_link_changes_nothing_until_the_button_is_pressed() {
    let newcomer = Newcomer::at("/sign-up/check-email");
    let link = newcomer.link(1);
    let mut scanner = Browser::new();
    for _ in 0..3 {
        scanner.get(&link).is(200);
        scanner.send(Request::new("HEAD", &link)).is(200);
    }
    press_link(&mut Browser::new(), &link).leads_to("/sign-up/password");
}

#[test]
fn su_2_the_link_works_in_another_browser_and_the_one_that_asked_gains_nothing() {
    let mut newcomer = Newcomer::at("/sign-up/check-email");
    let link = newcomer.link(1);
    let mut asked = newcomer.browser.clone();
    newcomer.browser = Browser::new();
    press_link(&mut newcomer.browser, &link).leads_to("/sign-up/password");
    for path in ["/sign-up/password", "/sign-up/phone", "/sign-up/code", "/sign-up/personal-key"] {
        let reply = asked.get(path);
        assert!(reply.status != 200, "the browser that asked must not go on\n{}", reply.describe());
    }
    newcomer.choose_password().leads_to("/sign-up/phone");
}

#[test]
fn su_2_an_unfinished_sign_up_is_resumed_from_the_link() {
    for reached in ["/sign-up/password", "/sign-up/phone", "/sign-up/code", "/sign-up/personal-key"] {
        let mut newcomer = Newcomer::at(reached);
        let link = newcomer.link(1);
        newcomer.browser = Browser::new();
        let reply = press_link(&mut newcomer.browser, &link);
        assert_eq!(reply.status, 303, "resumed from {reached}\n{}", reply.describe());
        // Where it goes on is the service's choice; that it comes to an end is not.
        let mut page = newcomer.browser.follow(&reply);
        page.is(200);
        if page.path.starts_with("/sign-up/password") {
            newcomer.choose_password().leads_to("/sign-up/phone");
            page = newcomer.browser.get("/sign-up/phone");
        }
        if page.path.starts_with("/sign-up/code") {
            page = newcomer.browser.get("/sign-up/phone");
        }
        if page.path.starts_with("/sign-up/phone") {
            newcomer.phone = unique::phone();
            let reply = newcomer.browser.submit(&page, &[("phone", &newcomer.phone), ("method", "sms")]);
            reply.leads_to("/sign-up/code");
            let code = outbox::newest_to(&newcomer.phone, 1).code.unwrap();
            let page = newcomer.browser.get("/sign-up/code");
            newcomer.browser.submit(&page, &[("code", &code)]).leads_to("/sign-up/personal-key");
        }
        let person = newcomer.becomes_person();
        enter_password(&mut Browser::new(), &person.email, &person.password).leads_to("/sign-in/method");
    }
}

#[test]
fn su_3_send_again_sends_a_new_link() {
    let mut newcomer = Newcomer::new();
    let reply = newcomer.ask();
    let page = newcomer.browser.follow(&reply);
    newcomer.browser.press(&page, "/sign-up").leads_to("/sign-up/check-email");
    let second = newcomer.link(2);
    let links: Vec<_> =
        outbox::messages_to(&newcomer.email).iter().filter_map(|m| m.link("/sign-up/confirm")).collect();
    assert_eq!(links.len(), 2);
    assert_ne!(links[0], links[1]);
    press_link(&mut newcomer.browser, &second).leads_to("/sign-up/password");
}

#[test]
fn su_3_a_used_link_says_so_and_offers_a_new_one() {
    let newcomer = Newcomer::at("/sign-up/personal-key");
    let link = newcomer.link(1);
    newcomer.becomes_person();
    let mut browser = Browser::new();
    let reply = browser.get(&link);
    reply.is(410);
    let form = reply.page().form_with("email").unwrap();
    assert_eq!(form.action, "/sign-up");
    let another = unique::email();
    browser.submit(&reply, &[("email", &another)]).leads_to("/sign-up/check-email");
    outbox::newest_to(&another, 1);
}

#[test]
fn su_3_an_unknown_link_says_so_and_offers_a_new_one() {
    for token in ["", "x", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        let reply = Browser::new().get(&format!("/sign-up/confirm?token={token}"));
        reply.is(404);
        assert!(reply.page().form_with("email").is_some(), "{}", reply.describe());
    }
    let reply = Browser::new().get("/sign-up/confirm");
    reply.is_one_of(&[400, 404]);
}

#[test]
fn su_4_an_address_with_an_account_is_told_and_nothing_changes() {
    let person = Person::new();
    Newcomer { email: person.email.clone(), ..Newcomer::new() }.ask().leads_to("/sign-up/check-email");
    let message = outbox::newest_to(&person.email, 2);
    assert!(message.link("/sign-up/confirm").is_none(), "{message:#?}");
    assert!(message.link("/sign-in").is_some(), "{message:#?}");
    assert!(message.link("/sign-up/report?token=").is_some(), "{message:#?}");
    person.sign_in(&mut Browser::new());
}

#[test]
fn su_4_an_address_is_the_same_in_capitals_and_in_punycode() {
    let local = format!("mixed-{:x}", unique::random());
    let mut newcomer = Newcomer { email: format!("{local}@b\u{fc}cher.example"), ..Newcomer::new() };
    newcomer.ask().leads_to("/sign-up/check-email");
    let all = || {
        let mut found = outbox::messages();
        found.retain(|message| message.to.to_lowercase().starts_with(&local));
        found
    };
    outbox::settled_count(&local);
    let link = all().first().and_then(|message| message.link("/sign-up/confirm")).unwrap();
    press_link(&mut newcomer.browser, &link).leads_to("/sign-up/password");
    newcomer.choose_password().leads_to("/sign-up/phone");
    newcomer.enter_phone().leads_to("/sign-up/code");
    newcomer.enter_code().leads_to("/sign-up/personal-key");
    let person = newcomer.becomes_person();
    for email in [
        format!("{local}@b\u{fc}cher.example"),
        format!("{local}@B\u{dc}CHER.example"),
        format!("{}@xn--bcher-kva.example", local.to_uppercase()),
        format!("  {local}@xn--bcher-kva.EXAMPLE "),
    ] {
        let reply = enter_password(&mut Browser::new(), &email, &person.password);
        reply.leads_to("/sign-in/method");
    }
}

#[test]
fn su_4_someone_else_s_try_can_be_reported() {
    let person = Person::new();
    Newcomer { email: person.email.clone(), ..Newcomer::new() }.ask();
    let link = outbox::newest_to(&person.email, 2).link("/sign-up/report").unwrap();
    let mut browser = Browser::new();
    let page = browser.get(&link);
    page.is(200);
    let mut reply = browser.press(&page, "/sign-up/report");
    if reply.status == 303 {
        reply = browser.follow(&reply);
    }
    reply.is(200).says("thank");
}

#[test]
fn su_5_a_common_password_is_refused_with_advice() {
    for password in ["password", "12345678", "iloveyou", "qwertyuiop", "password1", "PASSWORD"] {
        let mut newcomer = Newcomer::at("/sign-up/password");
        newcomer.password = password.to_owned();
        let reply = newcomer.choose_password();
        reply.is(422);
        assert!(!reply.page().errors().is_empty(), "{}", reply.describe());
        assert_eq!(reply.page().value_of("password").unwrap_or_default(), "");
        newcomer.password = unique::password();
        newcomer.choose_password().leads_to("/sign-up/phone");
    }
}

#[test]
fn su_6_a_number_is_shown_in_its_national_form() {
    let mut newcomer = Newcomer::at("/sign-up/phone");
    newcomer.enter_phone();
    let digits: Vec<char> = newcomer.phone.chars().skip(2).collect();
    let part = |range: std::ops::Range<usize>| digits[range].iter().collect::<String>();
    let national = format!("({}) {}-{}", part(0..3), part(3..6), part(6..10));
    newcomer.browser.get("/sign-up/code").is(200).says(&national);
}

#[test]
fn su_6_the_code_comes_by_text_message_or_call_as_chosen() {
    for method in ["sms", "voice"] {
        let mut newcomer = Newcomer::at("/sign-up/phone");
        let page = newcomer.browser.get("/sign-up/phone");
        let reply = newcomer.browser.submit(&page, &[("phone", &newcomer.phone), ("method", method)]);
        reply.leads_to("/sign-up/code");
        let message = outbox::newest_to(&newcomer.phone, 1);
        assert_eq!(message.channel, method);
        let code = message.code.clone().unwrap();
        assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()), "{message:#?}");
        let page = newcomer.browser.get("/sign-up/code");
        newcomer.browser.submit(&page, &[("code", &code)]).leads_to("/sign-up/personal-key");
    }
}

#[test]
fn su_6_another_number_can_be_entered() {
    let mut newcomer = Newcomer::at("/sign-up/code");
    let page = newcomer.browser.get("/sign-up/code");
    assert!(page.page().links().iter().any(|link| link.starts_with("/sign-up/phone")), "{}", page.describe());
    let wrong = newcomer.phone.clone();
    let old_code = newcomer.code();
    newcomer.phone = unique::phone();
    let page = newcomer.browser.get("/sign-up/phone");
    newcomer
        .browser
        .submit(&page, &[("phone", &newcomer.phone), ("method", "sms")])
        .leads_to("/sign-up/code");
    let code = outbox::newest_to(&newcomer.phone, 1).code.unwrap();
    if code != old_code {
        let page = newcomer.browser.get("/sign-up/code");
        newcomer.browser.submit(&page, &[("code", &old_code)]).is(422);
    }
    newcomer.enter_code().leads_to("/sign-up/personal-key");
    assert_eq!(outbox::settled_count(&wrong), 1);
}

#[test]
fn su_6_a_code_can_be_sent_again_by_either_way() {
    let mut newcomer = Newcomer::at("/sign-up/code");
    for (count, method) in [(2, "voice"), (3, "sms")] {
        let page = newcomer.browser.get("/sign-up/code");
        newcomer.browser.submit(&page, &[("method", method)]).leads_to("/sign-up/code");
        assert_eq!(outbox::newest_to(&newcomer.phone, count).channel, method);
    }
    let code = outbox::newest_to(&newcomer.phone, 3).code.unwrap();
    let page = newcomer.browser.get("/sign-up/code");
    newcomer.browser.submit(&page, &[("code", &code)]).leads_to("/sign-up/personal-key");
}

#[test]
fn su_7_a_wrong_code_says_so_and_the_right_one_still_works() {
    let mut newcomer = Newcomer::at("/sign-up/code");
    let wrong = unique::other_code(&newcomer.code(), 0);
    let page = newcomer.browser.get("/sign-up/code");
    let reply = newcomer.browser.submit(&page, &[("code", &wrong)]);
    reply.is(422);
    assert!(!reply.page().errors().is_empty(), "{}", reply.describe());
    newcomer.enter_code().leads_to("/sign-up/personal-key");
}

#[test]
fn su_7_three_wrong_codes_lock_and_the_right_one_comes_too_late() {
    let mut newcomer = Newcomer::at("/sign-up/code");
    let right = newcomer.code();
    let page = newcomer.browser.get("/sign-up/code");
    for (n, status) in [(0, 422), (1, 422), (2, 429)] {
        let form = if n == 0 { page.clone() } else { newcomer.browser.get("/sign-up/code") };
        newcomer.browser.submit(&form, &[("code", &unique::other_code(&right, n))]).is(status);
    }
    let reply = newcomer.browser.submit(&page, &[("code", &right)]);
    assert!((1..=300).contains(&reply.is(429).retry_after()), "{}", reply.describe());
}

#[test]
fn su_8_the_personal_key_is_shown_in_groups_typed_back_forgivingly_and_can_be_downloaded() {
    let mut newcomer = Newcomer::at("/sign-up/personal-key");
    let key = newcomer.shown_key();
    let groups: Vec<_> = key.split('-').collect();
    assert!(groups.len() == 4 && groups.iter().all(|group| group.len() == 4), "{key}");
    let alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    assert!(key.chars().all(|c| c == '-' || alphabet.contains(c)), "{key}");
    let file = newcomer.browser.get("/sign-up/personal-key.txt");
    file.is(200);
    assert!(file.text().contains(&key), "{}", file.describe());
    assert!(file.header("content-disposition").is_some_and(|value| value.starts_with("attachment")));
    let page = newcomer.browser.get("/sign-up/personal-key");
    let typed = key.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    newcomer.browser.submit(&page, &[("personal_key", &typed)]).leads_to("/account");
    newcomer.browser.get("/account").is(200).says(&newcomer.email);
}

#[test]
fn su_8_having_saved_the_key_may_be_confirmed_instead() {
    let mut newcomer = Newcomer::at("/sign-up/personal-key");
    let page = newcomer.browser.get("/sign-up/personal-key");
    key_of(&page);
    newcomer.browser.submit(&page, &[("saved", "yes")]).leads_to("/account");
}

#[test]
fn su_8_a_wrong_key_or_none_does_not_go_on_and_the_key_is_not_shown_afterwards() {
    let mut newcomer = Newcomer::at("/sign-up/personal-key");
    let page = newcomer.browser.get("/sign-up/personal-key");
    let key = key_of(&page);
    for typed in ["", "0000-0000-0000-0000", "nonsense"] {
        newcomer.browser.submit(&page, &[("personal_key", typed)]).is(422);
        newcomer.browser.get("/account").leads_to("/sign-in");
    }
    let page = newcomer.browser.get("/sign-up/personal-key");
    newcomer.browser.submit(&page, &[("personal_key", &key)]).leads_to("/account");
    for path in ["/sign-up/personal-key", "/sign-up/personal-key.txt", "/account"] {
        let reply = newcomer.browser.open(path);
        assert!(!reply.text().contains(&key), "{path} shows the key again");
    }
}

#[test]
fn su_steps_cannot_be_skipped() {
    let steps = ["/sign-up/password", "/sign-up/phone", "/sign-up/code", "/sign-up/personal-key"];
    for (reached, path) in steps.iter().enumerate() {
        let mut newcomer = Newcomer::at(path);
        for later in steps.iter().skip(reached + 1) {
            let reply = newcomer.browser.get(later);
            assert_eq!(reply.status, 303, "{later} before its time\n{}", reply.describe());
        }
        newcomer.browser.get("/account").leads_to("/sign-in");
    }
    for path in steps {
        Browser::new().get(path).is_one_of(&[303, 403]);
    }
}
