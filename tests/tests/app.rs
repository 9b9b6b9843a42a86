//! Authenticator apps: set up while creating an account or later, and used to sign in (SU-9, SI-2, ST-2).

use gatehouse_tests::{
    App, Browser, Newcomer, Person, Reply,
    authenticator::secret_of,
    outbox,
    person::{confirm_password, enter_code, enter_password, enter_personal_key},
    unique,
};

/// Somebody who is to prove the app while creating an account, and the app.
fn at_app() -> (Newcomer, App) {
    let mut newcomer = Newcomer::at("/sign-up/phone");
    let page = newcomer.browser.get("/sign-up/phone");
    newcomer.browser.press(&page, "/sign-up/app/start").leads_to("/sign-up/app");
    let page = newcomer.browser.get("/sign-up/app");
    page.is(200);
    (newcomer, App::typed_from(&page))
}

/// Somebody who has created an account with an app and no phone.
fn with_app() -> (Person, App) {
    let (mut newcomer, mut app) = at_app();
    let page = newcomer.browser.get("/sign-up/app");
    newcomer.browser.submit(&page, &[("code", &app.code())]).leads_to("/sign-up/personal-key");
    (newcomer.becomes_person(), app)
}

/// Opens the page of the app with the current password, and begins to set one up.
fn begin(person: &mut Person) -> App {
    confirm_password(&mut person.browser, "/account/app", &person.password).leads_to("/account/app");
    let page = person.browser.get("/account/app");
    person.browser.press(&page, "/account/app/start").leads_to("/account/app/code");
    App::typed_from(&person.browser.get("/account/app/code"))
}

/// Somebody who has added an app to an account with a phone.
fn with_both() -> (Person, App) {
    let mut person = Person::new();
    let mut app = begin(&mut person);
    prove(&mut person, &app.code()).leads_to("/account/app");
    (person, app)
}

fn prove(person: &mut Person, code: &str) -> Reply {
    let page = person.browser.get("/account/app/code");
    person.browser.submit(&page, &[("code", code)])
}

fn enter_app_code(browser: &mut Browser, code: &str) -> Reply {
    let page = browser.get("/sign-in/app");
    browser.submit(&page, &[("code", code)])
}

/// Messages to the person whose subject says this.
fn told(person: &Person, subject: &str) -> usize {
    outbox::settled_count(&person.email);
    outbox::messages_to(&person.email)
        .iter()
        .filter(|message| message.subject.as_ref().is_some_and(|words| words.contains(subject)))
        .count()
}

#[test]
fn su_9_an_account_can_have_an_app_instead_of_a_phone() {
    let (person, mut app) = with_app();
    assert_eq!(person.messages(), 0, "nothing was sent to a phone");
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    let page = browser.get("/sign-in/method");
    assert_eq!(page.page().value_of("method").as_deref(), Some("totp"));
    assert!(page.page().all("[value=sms]").is_empty(), "{}", page.describe());
    browser.submit(&page, &[("method", "totp")]).leads_to("/sign-in/app");
    enter_app_code(&mut browser, &app.code()).leads_to("/account");
    browser.get("/account").is(200).says(&person.email);
}

#[test]
fn su_9_the_page_has_a_picture_the_secret_as_text_and_an_address_for_apps() {
    let (mut newcomer, _) = at_app();
    let page = newcomer.browser.get("/sign-up/app");
    let secret = secret_of(&page);
    assert!(secret.split(' ').all(|group| group.len() == 4), "{secret}");
    let link = page.page().links().into_iter().find(|link| link.starts_with("otpauth://totp/")).unwrap();
    assert!(link.contains(&format!("secret={}&issuer=", secret.replace(' ', ""))), "{link}");
    assert!(link.contains(&newcomer.email.replace('@', "%40")), "{link}");
    for part in ["algorithm=SHA1", "digits=6", "period=30"] {
        assert!(link.contains(part), "{link}");
    }
    let picture = page.page().markup("svg.qr-code");
    assert!(picture.contains("role=\"img\"") && !picture.contains("style="), "{picture}");
    assert!(!page.page().attributes("svg.qr-code", "aria-label").is_empty());
    assert_eq!(page.page().attributes("#app-secret", "translate"), ["no"]);
    assert_eq!(page.header("cache-control"), Some("no-store"));
}

#[test]
fn su_9_looking_at_the_page_makes_no_secret_and_a_button_makes_one() {
    let mut newcomer = Newcomer::at("/sign-up/phone");
    newcomer.browser.get("/sign-up/app").leads_to("/sign-up/phone");
    newcomer.browser.get("/sign-up/app/start").is(405);
    let page = newcomer.browser.get("/sign-up/phone");
    newcomer.browser.press(&page, "/sign-up/app/start").leads_to("/sign-up/app");
    let secret = secret_of(&newcomer.browser.get("/sign-up/app"));
    newcomer.browser.press(&page, "/sign-up/app/start").leads_to("/sign-up/app");
    assert_eq!(secret_of(&newcomer.browser.get("/sign-up/app")), secret, "pressed twice, it is the same");
}

#[test]
fn su_9_wrong_codes_say_how_many_tries_are_left_and_then_wait() {
    let (mut newcomer, app) = at_app();
    newcomer.browser.get("/sign-up/app").says("3 tries");
    let page = newcomer.browser.get("/sign-up/app");
    newcomer.browser.submit(&page, &[("code", "12345")]).sends_back("code", "12345");
    for (n, left) in [(0, "2 tries"), (1, "1 try")] {
        let page = newcomer.browser.get("/sign-up/app");
        newcomer.browser.submit(&page, &[("code", &app.wrong_code(n))]).is(422).says(left);
    }
    let locked = newcomer.browser.submit(&page, &[("code", &app.wrong_code(2))]);
    locked.is(429);
    assert!((200..=300).contains(&locked.retry_after()), "{}", locked.describe());
}

#[test]
fn su_9_who_began_with_a_phone_can_still_choose_the_app_and_the_other_way_around() {
    let mut newcomer = Newcomer::at("/sign-up/code");
    let page = newcomer.browser.get("/sign-up/phone");
    newcomer.browser.press(&page, "/sign-up/app/start").leads_to("/sign-up/app");
    newcomer.browser.get("/sign-up/app").is(200);
    newcomer.enter_code().leads_to("/sign-up/personal-key");
    newcomer.browser.get("/sign-up/app").leads_to("/sign-up/personal-key");
    let person = newcomer.becomes_person();
    person.sign_in(&mut Browser::new());
}

#[test]
fn si_2_the_app_is_one_of_the_choices_once_it_is_set_up() {
    let (person, mut app) = with_both();
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    let page = browser.get("/sign-in/method");
    for method in ["totp", "sms", "voice", "personal_key"] {
        assert!(!page.page().all(&format!("[name=method][value={method}]")).is_empty(), "{method}");
    }
    browser.submit(&page, &[("method", "totp")]).leads_to("/sign-in/app");
    enter_app_code(&mut browser, &app.code()).leads_to("/account");
    person.sign_in(&mut Browser::new());
}

#[test]
fn si_2_a_code_of_the_app_works_once() {
    let (person, mut app) = with_app();
    let mut browsers = [Browser::new(), Browser::new()];
    for browser in &mut browsers {
        person.enter_password(browser).leads_to("/sign-in/method");
    }
    enter_app_code(&mut browsers[0], &app.code()).leads_to("/account");
    enter_app_code(&mut browsers[1], &app.last_code()).is(422).says("used already");
    browsers[1].get("/account").leads_to("/sign-in");
}

#[test]
fn si_2_one_code_in_many_browsers_at_once_signs_in_once() {
    let (person, mut app) = with_app();
    let code = app.code();
    let requests: Vec<_> = (0..6)
        .map(|_| {
            let mut browser = Browser::new();
            person.enter_password(&mut browser).leads_to("/sign-in/method");
            let request = browser.form("/sign-in/app", "code").filled(&[("code", &code)]).request();
            (browser, request)
        })
        .collect();
    let handles: Vec<_> = requests
        .into_iter()
        .map(|(mut browser, request)| std::thread::spawn(move || browser.send(request)))
        .collect();
    let replies: Vec<Reply> = handles.into_iter().map(|handle| handle.join().unwrap()).collect();
    let signed_in = replies.iter().filter(|reply| reply.location().as_deref() == Some("/account")).count();
    assert_eq!(signed_in, 1);
    for reply in &replies {
        reply.is_one_of(&[303, 422, 429]);
    }
}

#[test]
fn si_2_without_an_app_its_page_leads_to_the_choice() {
    let person = Person::new();
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    browser.get("/sign-in/app").leads_to("/sign-in/method");
}

#[test]
fn si_2_the_app_of_one_account_opens_no_other() {
    let (person, app) = with_app();
    let (_, mut other) = with_app();
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    assert_ne!(other.code(), app.last_code());
    enter_app_code(&mut browser, &other.last_code()).is(422).says("2 tries");
}

#[test]
fn si_4_wrong_codes_of_the_app_are_counted_with_all_others() {
    let (person, app) = with_both();
    let mut browser = Browser::new();
    let right = person.come_to_code(&mut browser);
    enter_code(&mut browser, &unique::other_code(&right, 0)).is(422);
    enter_app_code(&mut browser, &app.wrong_code(0)).is(422).says("1 try");
    enter_personal_key(&mut browser, "0000-0000-0000-0000").is(429).says("minute");
    enter_password(&mut Browser::new(), &person.email, &person.password).is(429);
}

#[test]
fn st_2_the_current_password_is_asked_before_an_app_is_changed() {
    let mut person = Person::new();
    for path in ["/account/app", "/account/app/code"] {
        person.browser.get(path).leads_to("/account/confirm");
    }
    confirm_password(&mut person.browser, "/account/app", "not the password").is(422).says("2 tries");
    person.browser.get("/account/app").leads_to("/account/confirm");
    confirm_password(&mut person.browser, "/account/app", &person.password).leads_to("/account/app");
    person.browser.get("/account/app").is(200);
}

#[test]
fn st_2_an_app_counts_from_its_first_code_on_and_the_owner_is_told() {
    let mut person = Person::new();
    let mut app = begin(&mut person);
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    browser.get("/sign-in/app").leads_to("/sign-in/method");
    assert_eq!(told(&person, "app was added"), 0);
    prove(&mut person, &app.wrong_code(0)).is(422).says("2 tries");
    let code = app.code();
    let page = person.browser.get("/account/app/code");
    for _ in 0..2 {
        person.browser.submit(&page, &[("code", &code)]).leads_to("/account/app");
    }
    person.browser.get("/account/app?done=added").is(200).says("is set up");
    assert_eq!(told(&person, "app was added"), 1);
    enter_app_code(&mut browser, &app.code()).leads_to("/account");
}

#[test]
fn st_2_another_app_takes_the_place_of_the_old_one() {
    let (mut person, mut old) = with_both();
    let mut new = begin(&mut person);
    prove(&mut person, &old.code()).is(422);
    // The step that the old app has proven itself in is used up for the new one, too.
    new.code();
    prove(&mut person, &new.code()).leads_to("/account/app");
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    enter_app_code(&mut browser, &old.last_code()).is(422).says("right time");
    enter_app_code(&mut browser, &new.code()).leads_to("/account");
}

#[test]
fn st_2_an_app_is_removed_and_the_owner_is_told() {
    let (mut person, mut app) = with_both();
    let page = person.browser.get("/account/app");
    for _ in 0..2 {
        person.browser.press(&page, "/account/app/remove").leads_to("/account/app");
    }
    assert_eq!(told(&person, "app was removed"), 1);
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    browser.get("/sign-in/app").leads_to("/sign-in/method");
    assert!(!app.code().is_empty());
    person.sign_in(&mut Browser::new());
}

#[test]
fn st_2_the_only_way_to_get_a_code_stays() {
    let (mut person, mut app) = with_app();
    confirm_password(&mut person.browser, "/account/app", &person.password).leads_to("/account/app");
    let page = person.browser.get("/account/app");
    page.says("add a phone");
    let form = page.page().form_to("/account/app/start").unwrap();
    let csrf = form.value("csrf").unwrap();
    let request = gatehouse_tests::Request::form("/account/app/remove", &[("csrf", csrf)]);
    person.browser.send(request).leads_to("/account/app");
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    enter_app_code(&mut browser, &app.code()).leads_to("/account");
}

#[test]
fn si_4_three_wrong_codes_while_an_app_is_set_up_sign_out() {
    let mut person = Person::new();
    let app = begin(&mut person);
    for (n, left) in [(0, "2 tries"), (1, "1 try")] {
        prove(&mut person, &app.wrong_code(n)).is(422).says(left);
    }
    prove(&mut person, &app.wrong_code(2)).is(429).says("minute");
    person.browser.get("/account").leads_to("/sign-in");
    person.enter_password(&mut Browser::new()).is(429);
}
