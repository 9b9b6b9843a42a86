//! "This wasn't me": the notice of a new browser, the lock, and the undo of a change of address.

use crate::native::browser::{Reply, form, token};
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::resets::NEW_PASSWORD;
use crate::native::{Fault, NativeEdge, ORIGIN, Random, run, shuffled};
use gatehouse_core::identifiers::Email;
use gatehouse_core::ports::Sql;
use gatehouse_core::secrets::bearer::Token;
use gatehouse_core::store::{accounts, notice_links};

/// Signs in from a new browser; gives the path of the link in the notice.
fn notice(person: &Person<'_>) -> String {
    person.elsewhere().go("/sign-in");
    person.link("/not-me").unwrap()
}

/// Changes the address of an account from `from` to `to` behind its back; gives the link that undoes it.
fn change_address(edge: &NativeEdge, account: &str, from: &str, to: &str) -> String {
    let token = Token::random(edge).unwrap();
    let email = Email::read(to).unwrap();
    let mut statements = accounts::set_email(edge.secrets(), edge, account, &email).unwrap();
    statements.push(notice_links::insert(edge, &token, account, Some(from)).unwrap());
    run(edge.batch(statements)).unwrap();
    edge.database().execute("DELETE FROM expectations", []).unwrap();
    format!("/not-me?token={}", token.to_text())
}

/// Somebody else with the same address and another phone.
fn newcomer(edge: &NativeEdge) -> Person<'_> {
    let mut newcomer = Person::new(edge);
    "202 555 0188".clone_into(&mut newcomer.phone);
    newcomer
}

fn press(person: &Person<'_>, link: &str) -> Reply {
    person.browser.fill(link, &[])
}

#[test]
fn si_9_a_sign_in_from_a_new_browser_is_told_and_the_next_one_from_there_is_not() {
    let edge = NativeEdge::new(1);
    let person = Person::with_account(&edge).elsewhere();
    let told = || edge.outbox().iter().filter(|m| m.subject == "Sign-in from a new browser").count();
    assert_eq!(told(), 0);
    person.go("/sign-in");
    assert_eq!((told(), edge.outbox()[0].to.as_str()), (1, EMAIL));
    person.browser.forget("session");
    person.go("/sign-in");
    assert_eq!(told(), 1, "it is known by now");
    person.elsewhere().go("/sign-in");
    assert_eq!(told(), 2);
}

#[test]
fn si_9_looking_at_the_link_changes_nothing_and_its_button_locks_at_once() {
    let edge = NativeEdge::new(2);
    let owner = Person::with_account(&edge);
    let waiting = owner.elsewhere();
    let link = notice(&owner);
    waiting.begin_sign_in();
    let code = waiting.code().unwrap();
    let reader = Person::new(&edge);
    let page = reader.browser.get(&link);
    assert_eq!(page.status, 200);
    assert_eq!(owner.browser.get("/account").status, 200, "looking is not pressing");
    assert!(reader.browser.submit(&page, "/not-me", &[]).leads_to("/not-me?done=locked"));
    assert_eq!(reader.browser.get("/not-me?done=locked").status, 200);
    assert_eq!(edge.contradiction(), None);
    assert!(owner.browser.get("/account").leads_to("/sign-in?why=account"));
    assert_eq!(waiting.browser.post("/sign-in/code", &format!("code={code}")).status, 403);
    assert_eq!(waiting.browser.get("/sign-in/code").status, 303, "its sign-in is over");
    let refused = owner.elsewhere().give_password(PASSWORD);
    assert!(refused.status == 403 && refused.body.contains("href=\"/reset\""));
    assert_eq!(owner.elsewhere().give_password("not the password").status, 422, "as for every account");
    assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'locked-by-owner'"), 1);
}

#[test]
fn si_9_the_lock_sends_a_reset_and_only_its_completion_unlocks() {
    let edge = NativeEdge::new(3);
    let owner = Person::with_account(&edge);
    let link = notice(&owner);
    press(&owner, &link);
    let letter = &edge.outbox()[0];
    assert_eq!((letter.to.as_str(), letter.subject.as_str()), (EMAIL, "Your account is locked"));
    let reset = letter.links()[0].strip_prefix(ORIGIN).unwrap().to_owned();
    assert!(owner.choose(&reset, NEW_PASSWORD).leads_to("/reset/method"));
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts WHERE locked_at IS NULL"), 0);
    assert!(owner.confirm_reset().leads_to("/sign-in?why=reset"));
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts WHERE locked_at IS NULL"), 1);
    let mut owner = owner.elsewhere();
    NEW_PASSWORD.clone_into(&mut owner.password);
    assert_eq!(owner.go("/sign-in").status, 200);
}

#[test]
fn si_9_a_reset_that_somebody_else_had_begun_ends_with_the_lock() {
    let edge = NativeEdge::new(4);
    let owner = Person::with_account(&edge);
    let link = notice(&owner);
    let thief = owner.elsewhere();
    thief.begin_reset();
    let code = thief.ask_for_reset_code();
    let body = form(&thief.browser.get("/reset/code"), "/reset/code", &[("code", &code)]);
    press(&owner, &link);
    assert_eq!(thief.browser.post("/reset/code", &body).status, 403);
}

#[test]
fn si_9_a_link_works_once_and_for_seven_days_and_says_so() {
    let edge = NativeEdge::new(5);
    let owner = Person::with_account(&edge);
    let (first, second) = (notice(&owner), notice(&owner));
    let body = form(&owner.browser.get(&first), "/not-me", &[]);
    for _ in 0..2 {
        assert!(owner.browser.post("/not-me", &body).leads_to("/not-me?done=locked"));
    }
    let resets = edge.outbox().iter().filter(|m| m.subject == "Your account is locked").count();
    assert_eq!(resets, 1, "pressed twice, it is done once");
    let used = owner.browser.get(&first);
    assert!(used.status == 410 && used.body.contains("href=\"/reset\""));
    edge.wait(7 * 24 * 3600 - 1);
    let page = owner.browser.get(&second);
    assert_eq!(page.status, 200);
    edge.wait(1);
    assert_eq!(owner.browser.get(&second).status, 410);
    assert_eq!(owner.browser.submit(&page, "/not-me", &[]).status, 410);
    for unknown in ["/not-me", "/not-me?token=AAAA", &format!("/not-me?token={}", "A".repeat(43))] {
        assert_eq!(owner.browser.get(unknown).status, 404, "{unknown}");
    }
}

#[test]
fn si_9_the_lock_calls_off_a_deletion_and_a_change_of_address_that_somebody_asked_for() {
    let edge = NativeEdge::new(13);
    let owner = Person::with_account(&edge);
    let link = notice(&owner);
    edge.database()
        .execute_batch(
            "INSERT INTO deletions SELECT id, created_at, created_at + 86400, 'x' FROM accounts;
             INSERT INTO email_changes SELECT 'x', id, 0, 1900000000, NULL, 'x', 'x' FROM accounts;",
        )
        .unwrap();
    press(&owner, &link);
    assert_eq!(
        edge.count("SELECT (SELECT COUNT(*) FROM deletions) + (SELECT COUNT(*) FROM email_changes)"),
        0
    );
}

#[test]
fn si_9_after_a_reset_the_used_link_locks_nothing_again() {
    let edge = NativeEdge::new(6);
    let owner = Person::with_account(&edge);
    let link = notice(&owner);
    let body = form(&owner.browser.get(&link), "/not-me", &[]);
    owner.browser.post("/not-me", &body);
    owner.reset();
    owner.browser.post("/not-me", &body);
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts WHERE locked_at IS NULL"), 1);
}

#[test]
fn si_9_the_link_is_no_credential_for_anything_else_nor_is_another_one_for_it() {
    let edge = NativeEdge::new(7);
    let owner = Person::with_account(&edge);
    let link = notice(&owner);
    let (token, reset) = (token(&link), token(&owner.ask_for_reset()));
    let other = Person::new(&edge);
    for path in ["/reset/password", "/sign-up/confirm", "/sign-up/report"] {
        assert_eq!(other.browser.get(&format!("{path}?token={token}")).status, 404, "{path}");
    }
    assert_eq!(other.browser.get(&format!("/not-me?token={reset}")).status, 404);
    let csrf = other.browser.get("/sign-in").hidden("/sign-in", "csrf").unwrap();
    for (path, token) in [("/reset/password", &token), ("/not-me", &reset)] {
        let body = format!("csrf={csrf}&token={token}&new_password={}", "quiet+heron+bridge");
        assert_eq!(other.browser.post(path, &body).status, 404, "{path}");
    }
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts WHERE locked_at IS NULL"), 1);
}

#[test]
fn st_3_the_former_address_undoes_a_change_and_everything_goes_back_there() {
    let edge = NativeEdge::new(8);
    let owner = Person::with_account(&edge);
    let account = edge.text("SELECT id FROM accounts");
    let link = change_address(&edge, &account, EMAIL, "thief@example.org");
    assert!(owner.browser.get(&link).body.contains("put my address back"));
    assert!(press(&owner, &link).leads_to("/not-me?done=restored"));
    assert_eq!(edge.contradiction(), None);
    assert_eq!(
        (edge.outbox()[0].to.as_str(), edge.outbox()[0].subject.as_str()),
        (EMAIL, "Your account is locked")
    );
    let reset = owner.link("/reset/password").unwrap();
    assert!(owner.choose(&reset, NEW_PASSWORD).leads_to("/reset/method"));
    assert!(owner.confirm_reset().leads_to("/sign-in?why=reset"));
    assert!(owner.is_let_in_by(NEW_PASSWORD));
    assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'email-restored'"), 1);
}

#[test]
fn st_3_who_changes_the_address_twice_does_not_end_the_first_owners_undo() {
    let edge = NativeEdge::new(9);
    let owner = Person::with_account(&edge);
    let account = edge.text("SELECT id FROM accounts");
    let first = change_address(&edge, &account, EMAIL, "thief@example.org");
    let second = change_address(&edge, &account, "thief@example.org", "else@example.org");
    let again = edge.fork();
    let thief = owner.on(&again);
    assert!(press(&thief, &second).leads_to("/not-me?done=restored"));
    assert!(press(&thief, &first).leads_to("/not-me?done=restored"));
    assert_eq!(again.outbox()[0].to, EMAIL);
    assert!(press(&owner, &first).leads_to("/not-me?done=restored"));
    assert_eq!(owner.browser.get(&second).status, 404, "what came after it went to others");
}

#[test]
fn st_3_an_address_that_another_account_has_by_now_is_not_taken_from_it() {
    let edge = NativeEdge::new(10);
    let owner = Person::with_account(&edge);
    let account = edge.text("SELECT id FROM accounts");
    let link = change_address(&edge, &account, EMAIL, "thief@example.org");
    let newcomer = newcomer(&edge);
    newcomer.go("/sign-up");
    assert_eq!(edge.count("SELECT COUNT(*) FROM accounts"), 2);
    let before = edge.outbox().len();
    let body = form(&owner.browser.get(&link), "/not-me", &[]);
    for _ in 0..2 {
        assert!(owner.browser.post("/not-me", &body).leads_to("/not-me?done=taken"));
    }
    assert!(owner.browser.get("/not-me?done=taken").body.contains("another account has it now"));
    assert_eq!(edge.outbox().len(), before, "no link to the thief");
    assert_eq!(edge.text("SELECT id FROM accounts WHERE locked_at IS NOT NULL"), account);
    assert_eq!(newcomer.browser.get("/account").status, 200);
}

#[test]
fn st_3_an_address_that_is_taken_at_the_same_moment_is_lost_and_the_account_locked_all_the_same() {
    let base = NativeEdge::new(11);
    let owner = Person::with_account(&base);
    let account = base.text("SELECT id FROM accounts");
    let link = change_address(&base, &account, EMAIL, "thief@example.org");
    let newcomer = newcomer(&base);
    newcomer.go_until("/sign-up", "/sign-up/personal-key");
    let mut outcomes = [0, 0];
    for seed in 0..30 {
        let edge = base.fork();
        let (owner, newcomer) = (owner.on(&edge), newcomer.on(&edge));
        let undo = form(&owner.browser.get(&link), "/not-me", &[]);
        let page = newcomer.browser.get("/sign-up/personal-key");
        let save = form(&page, "/sign-up/personal-key", &[("saved", "yes")]);
        let tasks = vec![
            owner.browser.later("/not-me", &undo),
            newcomer.browser.later("/sign-up/personal-key", &save),
        ];
        let replies = shuffled(&mut Random::new(seed), tasks);
        let restored = replies[0].leads_to("/not-me?done=restored");
        assert!(restored || replies[0].leads_to("/not-me?done=taken"), "seed {seed}");
        assert_eq!(replies[1].brings_session(), !restored, "seed {seed}");
        assert_eq!(edge.count("SELECT COUNT(*) FROM accounts WHERE locked_at IS NOT NULL"), 1, "seed {seed}");
        assert_eq!(edge.contradiction(), None, "seed {seed}");
        outcomes[usize::from(restored)] += 1;
    }
    assert!(outcomes.iter().all(|outcome| *outcome > 0), "both happen: {outcomes:?}");
}

#[test]
fn si_9_a_lock_survives_every_outage_and_every_lost_answer() {
    let base = NativeEdge::new(12);
    let owner = Person::with_account(&base);
    let account = base.text("SELECT id FROM accounts");
    let link = change_address(&base, &account, EMAIL, "thief@example.org");
    let body = form(&owner.browser.get(&link), "/not-me", &[]);
    for fault in [Fault::Before, Fault::AnswerLost] {
        for n in 0..100 {
            let edge = base.fork();
            let browser = owner.browser.on(&edge);
            edge.fail(fault(n));
            let first = browser.post("/not-me", &body);
            if edge.failed().is_none() {
                assert!(n > 0);
                break;
            }
            assert_eq!(first.status, 503, "{:?}", edge.failed());
            assert!(browser.post("/not-me", &body).leads_to("/not-me?done=restored"), "{:?}", edge.failed());
            let sent = edge.outbox().iter().filter(|m| m.subject == "Your account is locked").count();
            assert_eq!(sent, 1, "{:?}", edge.failed());
            assert_eq!(edge.contradiction(), None);
        }
    }
}
