//! Resetting a forgotten password: the link, the second factor, and what takes effect when.

use crate::native::browser::form;
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::resets::{NEW_PASSWORD, wrong_code};
use crate::native::{Call, NativeEdge};
use gatehouse_core::secrets::password::{Kind, Record};
use gatehouse_core::secrets::personal_key::PersonalKey;

/// The kinds of calls, without what they say.
fn kinds(log: &[Call]) -> Vec<String> {
    let kind = |call: &Call| match call {
        Call::Query(_) => "query".to_owned(),
        Call::Batch(_) => "batch".to_owned(),
        Call::Step(step) => step.clone(),
        Call::Fill(bytes) => format!("fill {bytes}"),
        Call::Fetch => "fetch".to_owned(),
    };
    log.iter().map(kind).collect()
}

#[test]
fn pr_1_every_address_gets_the_same_answer_by_the_same_port_calls() {
    let edge = NativeEdge::new(1);
    Person::with_account(&edge);
    let looks = [EMAIL, "nobody.atall@example.org"].map(|email| {
        let person = Person::new(&edge);
        edge.take_log();
        let reply = person.browser.fill("/reset", &[("email", email)]);
        let log = kinds(&edge.take_log());
        assert!(reply.leads_to("/reset/check-email"), "{email}");
        let page = person.browser.get("/reset/check-email");
        let csrf = page.hidden("/reset", "csrf").unwrap();
        (page.status, page.body.replace(&csrf, "").replace(email, ""), log)
    });
    assert_eq!(looks[0].0, 200);
    assert_eq!(looks[0], looks[1], "page and port calls");
}

#[test]
fn si_7_a_message_goes_out_only_if_the_address_is_on_file_and_only_to_its_own_spelling() {
    let edge = NativeEdge::new(2);
    let person = Person::with_account(&edge);
    let before = edge.outbox().len();
    person.browser.fill("/reset", &[("email", "nobody.atall@example.org")]);
    assert_eq!(edge.outbox().len(), before);
    person.browser.fill("/reset", &[("email", "ANA.Ruiz@EXAMPLE.org")]);
    assert_eq!((edge.outbox().len(), edge.outbox()[0].to.as_str()), (before + 1, EMAIL));
}

#[test]
fn si_7_an_account_that_is_due_to_be_deleted_is_not_on_file() {
    let edge = NativeEdge::new(3);
    let person = Person::with_account(&edge);
    let link = person.ask_for_reset();
    let due = "INSERT INTO deletions SELECT id, created_at, created_at, 'x' FROM accounts";
    edge.database().execute(due, []).unwrap();
    let before = edge.outbox().len();
    assert!(person.browser.fill("/reset", &[("email", EMAIL)]).leads_to("/reset/check-email"));
    assert_eq!(edge.outbox().len(), before);
    assert_eq!(person.browser.get(&link).status, 404);
}

#[test]
fn pr_1_links_are_limited_the_same_for_every_address() {
    let edge = NativeEdge::new(4);
    Person::with_account(&edge);
    for email in [EMAIL, "nobody.atall@example.org"] {
        let person = Person::new(&edge);
        for _ in 0..3 {
            assert_eq!(person.browser.fill("/reset", &[("email", email)]).status, 303);
        }
        let refused = person.browser.fill("/reset", &[("email", email)]);
        assert_eq!((refused.status, refused.retry_after), (429, Some(900)), "{email}");
    }
}

#[test]
fn pr_1_only_the_newest_link_works_and_sending_again_is_one_button() {
    let edge = NativeEdge::new(5);
    let person = Person::with_account(&edge).elsewhere();
    let first = person.ask_for_reset();
    assert!(person.choose(&first, NEW_PASSWORD).leads_to("/reset/method"));
    person.browser.fill("/reset", &[("email", EMAIL)]);
    let page = person.browser.get("/reset/check-email");
    assert!(person.browser.submit(&page, "/reset", &[]).leads_to("/reset/check-email"));
    let second = person.link("/reset/password").unwrap();
    assert_ne!(first, second);
    assert_eq!(person.browser.get("/reset/method").status, 403, "what an older link had begun is over");
    let old = person.browser.get(&first);
    assert_eq!(old.status, 410);
    assert!(person.browser.submit(&old, "/reset", &[("email", EMAIL)]).status == 429, "it offers a new one");
    assert!(person.choose(&second, NEW_PASSWORD).leads_to("/reset/method"));
}

#[test]
fn pr_1_one_form_sent_twice_sends_one_link() {
    let edge = NativeEdge::new(6);
    let person = Person::with_account(&edge);
    let before = edge.outbox().len();
    let body = form(&person.browser.get("/reset"), "/reset", &[("email", EMAIL)]);
    for _ in 0..2 {
        assert!(person.browser.post("/reset", &body).leads_to("/reset/check-email"));
    }
    assert_eq!(edge.outbox().len(), before + 1);
}

#[test]
fn pr_2_looking_at_a_link_changes_nothing_and_it_lives_thirty_minutes() {
    let edge = NativeEdge::new(7);
    let person = Person::with_account(&edge).elsewhere();
    let link = person.ask_for_reset();
    let rows = "SELECT json_group_array(json_array(revision, browser, progress)) FROM resets";
    let before = edge.text(rows);
    let page = person.browser.get(&link);
    assert!(page.status == 200 && page.body.contains(EMAIL));
    assert_eq!(edge.text(rows), before);
    edge.wait(30 * 60 - 1);
    assert_eq!(person.browser.get(&link).status, 200);
    edge.wait(1);
    assert_eq!(person.browser.get(&link).status, 410);
    assert_eq!(
        person.browser.submit(&page, "/reset/password", &[("new_password", NEW_PASSWORD)]).status,
        410
    );
    for unknown in ["/reset/password?token=AAAA", &format!("/reset/password?token={}", "A".repeat(43))] {
        assert_eq!(person.browser.get(unknown).status, 404, "{unknown}");
    }
    assert_eq!(person.browser.get("/reset/password").status, 403, "without a link");
}

#[test]
fn pr_2_a_bad_password_is_named_and_not_taken() {
    let edge = NativeEdge::new(8);
    let person = Person::with_account(&edge).elsewhere();
    // The choice at the sign-up is forgotten by then.
    edge.wait(15 * 60);
    let link = person.ask_for_reset();
    for password in ["", "short12", &"x".repeat(129), "password", EMAIL] {
        assert_eq!(person.choose(&link, password).status, 422, "{password}");
    }
    for _ in 0..10 {
        assert!(person.choose(&link, NEW_PASSWORD).leads_to("/reset/method"));
    }
    assert_eq!(person.choose(&link, NEW_PASSWORD).status, 429, "each choice costs a slow hash");
}

#[test]
fn pr_2_nothing_takes_effect_before_the_second_factor() {
    let edge = NativeEdge::new(9);
    let owner = Person::with_account(&edge);
    let thief = owner.elsewhere();
    thief.begin_reset();
    thief.ask_for_reset_code();
    assert!(owner.is_let_in_by(PASSWORD) && !owner.is_let_in_by(NEW_PASSWORD));
    assert_eq!(owner.browser.get("/account").status, 200);
    for path in ["/reset/personal-key/save", "/reset/personal-key.txt"] {
        assert_ne!(thief.browser.get(path).status, 200, "{path}");
    }
}

#[test]
fn pr_3_a_code_sets_the_password_ends_every_session_and_tells_the_owner() {
    let edge = NativeEdge::new(10);
    let owner = Person::with_account(&edge);
    let (waiting, person) = (owner.elsewhere(), owner.elsewhere());
    waiting.begin_sign_in();
    let code = waiting.code().unwrap();
    person.reset();
    assert!(!owner.is_let_in_by(PASSWORD) && owner.is_let_in_by(NEW_PASSWORD));
    assert!(owner.browser.get("/account").leads_to("/sign-in?why=account"));
    assert_eq!(waiting.browser.get("/sign-in/code").status, 303, "its password is of the past");
    assert!(!waiting.browser.get("/account").body.contains(&code));
    let told = &edge.outbox()[0];
    assert_eq!((told.to.as_str(), told.subject.as_str()), (EMAIL, "Your password was reset"));
    assert!(told.links()[0].contains("/not-me?token="));
    assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'password-reset'"), 1);
    assert!(person.browser.get("/sign-in?why=reset").body.contains("Your new password is set"));
}

#[test]
fn pr_3_the_next_sign_in_gives_a_new_personal_key_and_the_old_one_is_dead() {
    let edge = NativeEdge::new(11);
    let mut person = Person::with_account(&edge).elsewhere();
    let old = person.key.borrow().clone();
    person.reset();
    NEW_PASSWORD.clone_into(&mut person.password);
    person.give_password(NEW_PASSWORD);
    let page = person.browser.get("/sign-in/method");
    assert!(!page.body.contains("personal_key"), "there is none to confirm with");
    person.browser.fill("/sign-in/personal-key", &[("personal_key", &old)]);
    assert_eq!(person.browser.get("/account").status, 303);
    let shown = person.go_until("/sign-in", "/account/personal-key").personal_key();
    assert_ne!(shown, old);
    assert_eq!(person.go("/account/personal-key").status, 200);
    person.give_password(NEW_PASSWORD);
    assert!(
        person
            .browser
            .fill("/sign-in/personal-key", &[("personal_key", &shown)])
            .leads_to("/account/personal-key")
    );
}

#[test]
fn pr_4_after_a_code_the_information_is_locked_and_only_the_old_key_opens_it() {
    let edge = NativeEdge::new(12);
    let mut person = Person::with_account(&edge);
    person.save_information(&edge, "born in Ávila");
    let old_key = PersonalKey::read(&person.key.borrow()).unwrap();
    person.begin_reset();
    assert!(person.browser.get("/reset/method").body.contains("personal key keeps it open"), "PR-4 warns");
    assert!(person.confirm_reset().leads_to("/sign-in?why=reset"));
    NEW_PASSWORD.clone_into(&mut person.password);
    person.go("/sign-in");
    assert_eq!(person.information(&edge), None);
    assert_eq!(edge.count("SELECT COUNT(*) FROM information"), 0);
    let column = |name: &str| edge.text(&format!("SELECT {name} FROM former_information"));
    let record = Record {
        salt: column("salt"),
        parameters: column("parameters"),
        pepper: column("pepper"),
        verifier: column("verifier"),
        data_key: column("data_key"),
    };
    let account = edge.text("SELECT id FROM accounts");
    let check = |key: &str| record.check(edge.secrets(), Kind::PersonalKey, &account, key).unwrap();
    let unlocked = check(old_key.as_str()).expect("the old key");
    let open = |key| gatehouse_core::store::information::open(&account, key, &column("sealed"));
    assert_eq!(open(&unlocked.data_key).unwrap().as_slice(), "born in Ávila".as_bytes());
    assert!(open(&person.data_key(&edge)).is_none(), "today’s data key is another");
    let new_key = PersonalKey::read(&person.key.borrow()).unwrap();
    assert!(check(new_key.as_str()).is_none());
}

#[test]
fn pr_4_the_personal_key_keeps_the_information_open() {
    let edge = NativeEdge::new(13);
    let mut person = Person::with_account(&edge);
    person.save_information(&edge, "born in Ávila");
    let (old_key, old_data_key) = (person.key.borrow().clone(), person.data_key(&edge));
    person.method.set("personal_key");
    NEW_PASSWORD.clone_into(&mut person.password);
    person.go_until("/reset", "/reset/personal-key/save");
    let shown = person.browser.get("/reset/personal-key/save").personal_key();
    assert_ne!(shown, old_key);
    assert!(person.browser.get("/reset/personal-key.txt").body.contains(&shown));
    person.method.set("sms");
    assert_eq!(person.go("/reset/personal-key/save").status, 200);
    assert_eq!(*person.key.borrow(), shown, "the next sign-in gives no other one");
    assert_eq!(person.information(&edge).as_deref(), Some("born in Ávila"));
    assert_ne!(person.data_key(&edge), old_data_key);
    assert_eq!(edge.count("SELECT COUNT(*) FROM former_information"), 0);
    for (key, works) in [(old_key, false), (shown, true)] {
        let other = person.elsewhere();
        assert!(other.give_password(NEW_PASSWORD).leads_to("/sign-in/method"));
        let reply = other.browser.fill("/sign-in/personal-key", &[("personal_key", &key)]);
        assert_eq!(reply.leads_to("/account/personal-key"), works);
    }
}

#[test]
fn pr_3_until_the_new_key_is_saved_the_old_password_and_the_old_key_hold() {
    let edge = NativeEdge::new(14);
    let owner = Person::with_account(&edge);
    let old = owner.key.borrow().clone();
    let person = owner.elsewhere();
    person.begin_reset();
    assert!(
        person
            .browser
            .fill("/reset/personal-key", &[("personal_key", &old)])
            .leads_to("/reset/personal-key/save")
    );
    let page = person.browser.get("/reset/personal-key/save");
    let again = person.browser.submit(&page, "/reset/personal-key/save", &[("personal_key", &old)]);
    assert_eq!((again.status, again.personal_key()), (422, page.personal_key()), "it must be the new one");
    assert!(owner.is_let_in_by(PASSWORD) && !owner.is_let_in_by(NEW_PASSWORD));
    assert_eq!(owner.browser.get("/account").status, 200);
    let another = owner.elsewhere();
    another.give_password(PASSWORD);
    let by_key = another.browser.fill("/sign-in/personal-key", &[("personal_key", &old)]);
    assert!(by_key.leads_to("/account/personal-key"), "abandoned, the reset has used up nothing");
}

#[test]
fn pr_3_a_personal_key_that_was_used_between_its_proof_and_the_saving_proves_nothing_any_more() {
    let edge = NativeEdge::new(15);
    let owner = Person::with_account(&edge);
    let person = owner.elsewhere();
    person.begin_reset();
    let key = owner.key.borrow().clone();
    person.browser.fill("/reset/personal-key", &[("personal_key", &key)]);
    let page = person.browser.get("/reset/personal-key/save");
    let other = owner.elsewhere();
    other.method.set("personal_key");
    other.go("/sign-in");
    let late = person.browser.submit(&page, "/reset/personal-key/save", &[("saved", "yes")]);
    assert!(late.leads_to("/reset/method"), "it goes on with another proof");
    assert!(owner.is_let_in_by(PASSWORD));
    assert!(person.confirm_reset().leads_to("/sign-in?why=reset"));
    assert!(owner.is_let_in_by(NEW_PASSWORD));
}

#[test]
fn si_4_a_code_of_a_sign_in_resets_nothing_and_a_code_of_a_reset_signs_nobody_in() {
    let edge = NativeEdge::new(16);
    let person = Person::with_account(&edge);
    person.begin_sign_in();
    let of_sign_in = person.code().unwrap();
    person.begin_reset();
    let of_reset = person.ask_for_reset_code();
    assert_ne!(of_sign_in, of_reset);
    assert_eq!(person.browser.fill("/sign-in/code", &[("code", &of_reset)]).status, 422);
    assert_eq!(person.browser.fill("/reset/code", &[("code", &of_sign_in)]).status, 422);
    assert!(person.browser.fill("/reset/code", &[("code", &of_reset)]).leads_to("/sign-in?why=reset"));
}

#[test]
fn si_3_whoever_knows_the_password_cannot_spend_the_codes_of_a_reset() {
    let edge = NativeEdge::new(17);
    let person = Person::with_account(&edge);
    person.begin_sign_in();
    for _ in 0..2 {
        person.browser.fill("/sign-in/method", &[("method", "sms")]);
    }
    assert_eq!(person.browser.fill("/sign-in/method", &[("method", "sms")]).status, 429);
    person.begin_reset();
    for _ in 0..3 {
        person.ask_for_reset_code();
    }
    let refused = person.browser.fill("/reset/method", &[("method", "sms")]);
    assert_eq!((refused.status, refused.retry_after), (429, Some(900)));
}

#[test]
fn si_4_three_wrong_codes_wait_and_the_reset_goes_on_after_that() {
    let edge = NativeEdge::new(18);
    let person = Person::with_account(&edge).elsewhere();
    person.begin_reset();
    let right = person.ask_for_reset_code();
    for left in ["2 tries", "1 try"] {
        let reply = person.browser.fill("/reset/code", &[("code", wrong_code(&right))]);
        assert!(reply.status == 422 && reply.body.contains(left), "{left}");
    }
    let form_of = || form(&person.browser.get("/reset/code"), "/reset/code", &[("code", &right)]);
    let body = form_of();
    let locked = person.browser.fill("/reset/code", &[("code", wrong_code(&right))]);
    assert_eq!((locked.status, locked.retry_after), (429, Some(300)));
    edge.wait(10);
    for reply in [person.browser.get("/reset/code"), person.browser.post("/reset/code", &body)] {
        assert_eq!((reply.status, reply.retry_after), (429, Some(290)));
    }
    assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'locked-wrong-codes'"), 1);
    edge.wait(290);
    assert!(person.confirm_reset().leads_to("/sign-in?why=reset"));
}

#[test]
fn si_4_neither_a_required_reset_nor_the_owners_lock_nor_wrong_passwords_outlast_a_reset() {
    let edge = NativeEdge::new(19);
    let person = Person::with_account(&edge).elsewhere();
    for _ in 0..10 {
        assert!(person.give_password(PASSWORD).leads_to("/sign-in/method"));
        for _ in 0..3 {
            person.browser.fill("/sign-in/personal-key", &[("personal_key", "0123-4567-89AB-CDEF")]);
        }
        edge.wait(300);
    }
    let refused = person.give_password(PASSWORD);
    assert!(refused.status == 403 && refused.body.contains("href=\"/reset\""));
    edge.database().execute("UPDATE accounts SET locked_at = 1", []).unwrap();
    edge.database().execute("DELETE FROM sessions", []).unwrap();
    for _ in 0..10 {
        person.give_password("not the password");
    }
    assert_eq!(person.give_password(PASSWORD).status, 429);
    person.reset();
    assert!(person.is_let_in_by(NEW_PASSWORD));
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts WHERE locked_at IS NOT NULL"), 0);
}

#[test]
fn pr_2_a_link_belongs_to_the_browser_that_used_it_last() {
    let edge = NativeEdge::new(20);
    let owner = Person::with_account(&edge);
    let (first, second) = (owner.elsewhere(), owner.elsewhere());
    let link = first.ask_for_reset();
    assert!(first.choose(&link, "the first one chooses this").leads_to("/reset/method"));
    let code = first.ask_for_reset_code();
    assert!(second.choose(&link, NEW_PASSWORD).leads_to("/reset/method"));
    assert!(second.browser.get("/reset/code").leads_to("/reset/method"), "it starts over");
    assert_eq!(first.browser.get("/reset/code").status, 403);
    second.ask_for_reset_code();
    assert_eq!(second.browser.fill("/reset/code", &[("code", &code)]).status, 422, "another browser’s code");
    let own = second.code().unwrap();
    assert!(second.browser.fill("/reset/code", &[("code", &own)]).leads_to("/sign-in?why=reset"));
    assert!(owner.is_let_in_by(NEW_PASSWORD));
    assert_eq!(first.browser.get(&link).status, 410);
    assert!(first.browser.get(&link).body.contains("Your new password is set already"));
}

#[test]
fn pr_2_the_same_browser_resumes_and_may_choose_again() {
    let edge = NativeEdge::new(21);
    let person = Person::with_account(&edge);
    let link = person.ask_for_reset();
    assert!(person.choose(&link, "the first one that was chosen").leads_to("/reset/method"));
    let code = person.ask_for_reset_code();
    assert_eq!(person.browser.get("/reset/password").status, 200, "the cookie is enough");
    assert!(
        person.browser.fill("/reset/password", &[("new_password", NEW_PASSWORD)]).leads_to("/reset/method")
    );
    assert!(person.browser.fill("/reset/code", &[("code", &code)]).leads_to("/sign-in?why=reset"));
    assert!(person.is_let_in_by(NEW_PASSWORD));
}

#[test]
fn su_4_the_letter_about_an_account_leads_to_the_reset() {
    let edge = NativeEdge::new(22);
    let person = Person::with_account(&edge);
    person.elsewhere().browser.fill("/sign-up", &[("email", EMAIL)]);
    assert!(edge.outbox()[0].links().iter().any(|link| link.ends_with("/reset?lang=en")));
}

#[test]
fn pr_2_the_authenticator_app_confirms_a_reset_with_a_code_that_works_once() {
    let edge = NativeEdge::new(23);
    let mut person = Person::new(&edge);
    person.method.set("totp");
    person.go("/sign-up");
    edge.wait(30);
    person.begin_reset();
    let code = person.app_code(0);
    let body = form(&person.browser.get("/reset/app"), "/reset/app", &[("code", &code)]);
    assert!(person.browser.get("/reset/code").leads_to("/reset/method"), "there is no phone");
    for _ in 0..2 {
        assert!(person.browser.post("/reset/app", &body).leads_to("/sign-in?why=reset"));
    }
    NEW_PASSWORD.clone_into(&mut person.password);
    assert!(person.give_password(NEW_PASSWORD).leads_to("/sign-in/method"));
    assert_eq!(person.browser.fill("/sign-in/app", &[("code", &code)]).status, 422, "it was used");
    edge.wait(30);
    assert_eq!(person.go("/sign-in").status, 200);
}

#[test]
fn pr_2_a_reset_and_a_notice_that_came_before_a_rotation_of_keys_go_on_after_it() {
    let edge = NativeEdge::new(24);
    let owner = Person::with_account(&edge);
    let person = owner.elsewhere();
    let link = person.ask_for_reset();
    let opened = edge.rotated(&["k2", "k1"], &["p1"]);
    assert!(person.on(&opened).choose(&link, NEW_PASSWORD).leads_to("/reset/method"));
    assert!(person.choose(&link, NEW_PASSWORD).leads_to("/reset/method"));
    let code = person.ask_for_reset_code();
    let chosen = edge.rotated(&["k2", "k1"], &["p1"]);
    let later = person.on(&chosen);
    assert!(later.choose(&link, NEW_PASSWORD).leads_to("/reset/method"), "the same browser is known");
    assert!(later.browser.fill("/reset/code", &[("code", &code)]).leads_to("/sign-in?why=reset"));
    let notice = later.link("/not-me").unwrap();
    let again = chosen.rotated(&["k3", "k2", "k1"], &["p1"]);
    assert!(owner.on(&again).browser.fill(&notice, &[]).leads_to("/not-me?done=locked"));
}
