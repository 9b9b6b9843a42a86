//! Resets that meet something else: another tab, another browser, a change of the account, an outage.

use crate::native::browser::{Browser, Reply, form};
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::resets::NEW_PASSWORD;
use crate::native::{Call, Fault, NativeEdge, Random, Task, run, shuffled, together};
use gatehouse_core::flows::renewal::{self, Password, Renewal};
use gatehouse_core::guard::Step;
use gatehouse_core::identifiers::Email;
use gatehouse_core::ports::{Guard, Sql};
use gatehouse_core::store::accounts;
use gatehouse_core::time::UnixTime;
use http::Method;

const DONE: &str = "/sign-in?why=reset";

#[test]
fn pr_3_one_form_sent_twice_at_once_resets_once_and_leads_to_the_same_place() {
    let edge = NativeEdge::new(1);
    let person = Person::with_account(&edge).elsewhere();
    person.begin_reset();
    let code = person.ask_for_reset_code();
    let body = form(&person.browser.get("/reset/code"), "/reset/code", &[("code", &code)]);
    let before = edge.outbox().len();
    let post = || person.browser.later("/reset/code", &body);
    let mut replies = together(vec![post(), post()]);
    replies.push(person.browser.post("/reset/code", &body));
    for reply in replies {
        let end = if reply.leads_to("/reset/method") { person.browser.get("/reset/method") } else { reply };
        assert!(end.leads_to(DONE), "{} {}", end.status, end.location);
    }
    assert_eq!(edge.outbox().len(), before + 1, "the owner is told once");
    assert!(person.is_let_in_by(NEW_PASSWORD));
}

#[test]
fn pr_3_a_personal_key_that_is_saved_twice_at_once_is_saved_once() {
    let base = NativeEdge::new(2);
    let owner = Person::with_account(&base);
    owner.save_information(&base, "born in Ávila");
    let person = owner.elsewhere();
    person.begin_reset();
    let key = person.key.borrow().clone();
    let body =
        form(&person.browser.get("/reset/personal-key"), "/reset/personal-key", &[("personal_key", &key)]);
    for seed in 0..20 {
        let edge = base.fork();
        let mut person = person.on(&edge);
        let mut random = Random::new(seed);
        let proofs = ["/reset/personal-key"; 2].map(|path| person.browser.later(path, &body));
        for reply in shuffled(&mut random, proofs.into()) {
            assert!(reply.leads_to("/reset/personal-key/save"), "seed {seed}: {}", reply.status);
        }
        let page = person.browser.get("/reset/personal-key/save");
        let save = form(&page, "/reset/personal-key/save", &[("saved", "yes")]);
        let saves = ["/reset/personal-key/save"; 2].map(|path| person.browser.later(path, &save));
        for reply in shuffled(&mut random, saves.into()) {
            assert!(reply.leads_to(DONE) || reply.leads_to("/reset/method"), "seed {seed}: {}", reply.status);
        }
        assert!(person.browser.get("/reset/method").leads_to(DONE));
        assert_eq!(edge.contradiction(), None);
        NEW_PASSWORD.clone_into(&mut person.password);
        person.key.replace(page.personal_key());
        person.method.set("personal_key");
        assert_eq!(person.go("/sign-in").status, 200, "the key that was shown is the one that holds");
        assert_eq!(person.information(&edge).as_deref(), Some("born in Ávila"), "seed {seed}");
    }
}

/// The tasks that each finish one part of a reset or a sign-in of this account, in any order.
#[test]
fn pr_3_resets_and_sign_ins_at_once_leave_one_password_one_key_and_no_session_of_before() {
    let base = NativeEdge::new(3);
    let owner = Person::with_account(&base);
    owner.save_information(&base, "born in Ávila");
    let (resetting, signing_in) = (owner.elsewhere(), owner.elsewhere());
    resetting.begin_reset();
    let code = resetting.ask_for_reset_code();
    let key = owner.key.borrow().clone();
    signing_in.give_password(PASSWORD);
    let body_of = |browser: &Browser<'_>, path: &str, fields: &[(&str, &str)]| {
        (path.to_owned(), form(&browser.get(path), path, fields))
    };
    let by_code = body_of(&resetting.browser, "/reset/code", &[("code", &code)]);
    let by_key = body_of(&resetting.browser, "/reset/personal-key", &[("personal_key", &key)]);
    let sign_in = body_of(&signing_in.browser, "/sign-in/personal-key", &[("personal_key", &key)]);
    let mut outcomes = [0, 0];
    for seed in 0..60 {
        let edge = base.fork();
        let (one, other) = (resetting.browser.on(&edge), signing_in.browser.on(&edge));
        let tasks: Vec<Task<'_, Reply>> = vec![
            one.later(&by_code.0, &by_code.1),
            one.later(&by_key.0, &by_key.1),
            other.later(&sign_in.0, &sign_in.1),
        ];
        let replies = shuffled(&mut Random::new(seed), tasks);
        assert!(replies.iter().all(|reply| [303, 422].contains(&reply.status)), "seed {seed}");
        assert_eq!(edge.contradiction(), None, "seed {seed}");
        let reset = edge.count("SELECT COUNT(*) FROM resets WHERE finished_at IS NOT NULL") == 1;
        outcomes[usize::from(reset)] += 1;
        let person = owner.on(&edge);
        assert!(person.is_let_in_by(if reset { NEW_PASSWORD } else { PASSWORD }), "seed {seed}");
        assert!(!person.is_let_in_by(if reset { PASSWORD } else { NEW_PASSWORD }), "seed {seed}");
        if reset {
            assert_eq!(edge.count("SELECT COUNT(*) FROM sessions"), 0, "seed {seed}");
            assert_eq!(edge.count("SELECT COUNT(*) FROM former_information"), 1, "seed {seed}");
        } else {
            assert_eq!(edge.count("SELECT COUNT(*) FROM information"), 1, "seed {seed}");
        }
    }
    assert!(outcomes[1] > 0, "{outcomes:?}");
}

#[test]
fn pr_1_two_links_asked_for_at_once_leave_one_that_works() {
    let base = NativeEdge::new(4);
    let person = Person::with_account(&base).elsewhere();
    for seed in 0..20 {
        let edge = base.fork();
        let browser = person.browser.on(&edge);
        let bodies = [(); 2].map(|()| form(&browser.get("/reset"), "/reset", &[("email", EMAIL)]));
        let tasks = bodies.iter().map(|body| browser.later("/reset", body)).collect();
        shuffled(&mut Random::new(seed), tasks);
        let links: Vec<String> = edge.links().into_iter().filter(|l| l.contains("/reset/")).collect();
        let path = |link: &String| link.strip_prefix(crate::native::ORIGIN).unwrap().to_owned();
        let open = links.iter().filter(|link| browser.get(&path(link)).status == 200).count();
        assert_eq!((links.len(), open), (2, 1), "seed {seed}");
    }
}

#[test]
fn pr_2_two_browsers_with_one_link_at_once_never_set_the_password_of_the_one_that_lost() {
    let base = NativeEdge::new(5);
    let owner = Person::with_account(&base);
    let (first, second) = (owner.elsewhere(), owner.elsewhere());
    let link = first.ask_for_reset();
    let chosen = ["the first one chooses this", "the second one chooses that"];
    for seed in 0..20 {
        let edge = base.fork();
        let browsers = [&first, &second].map(|person| person.browser.on(&edge));
        let bodies: Vec<String> = browsers
            .iter()
            .zip(chosen)
            .map(|(browser, password)| {
                form(&browser.get(&link), "/reset/password", &[("new_password", password)])
            })
            .collect();
        let tasks =
            browsers.iter().zip(&bodies).map(|(browser, body)| browser.later("/reset/password", body));
        shuffled(&mut Random::new(seed), tasks.collect());
        let live: Vec<usize> =
            (0..2).filter(|index| browsers[*index].get("/reset/method").status == 200).collect();
        assert_eq!(live.len(), 1, "seed {seed}");
        let mut person = owner.on(&edge);
        person.browser = browsers[live[0]].clone();
        assert!(person.confirm_reset().leads_to(DONE));
        assert!(person.is_let_in_by(chosen[live[0]]) && !person.is_let_in_by(chosen[1 - live[0]]));
    }
}

/// A reset up to its code, and something that happens to the account before the code is given; gives the answer to it, or,
/// where that leads on, the page it leads to.
fn code_after(change: impl FnOnce(&NativeEdge, &Person<'_>)) -> (u16, String) {
    let edge = NativeEdge::new(6);
    let owner = Person::with_account(&edge);
    let person = owner.elsewhere();
    person.begin_reset();
    let code = person.ask_for_reset_code();
    let body = form(&person.browser.get("/reset/code"), "/reset/code", &[("code", &code)]);
    change(&edge, &owner);
    let mut reply = person.browser.post("/reset/code", &body);
    if reply.leads_to("/reset/method") {
        reply = person.browser.get("/reset/method");
    }
    assert_eq!(edge.contradiction(), None);
    assert_eq!(edge.count("SELECT COUNT(*) FROM resets WHERE finished_at IS NOT NULL"), 0);
    (reply.status, reply.location)
}

#[test]
fn pr_2_what_changes_about_an_account_ends_a_reset_that_relied_on_it() {
    let sql = |text: &'static str| {
        move |edge: &NativeEdge, _: &Person<'_>| assert!(edge.database().execute(text, []).unwrap() > 0)
    };
    let nowhere = (403, String::new());
    assert_eq!(code_after(sql("DELETE FROM accounts")), nowhere, "the account is gone");
    let due = "INSERT INTO deletions SELECT id, created_at, created_at, 'x' FROM accounts";
    assert_eq!(code_after(sql(due)), nowhere, "it is due to go");
    let moved = |edge: &NativeEdge, _: &Person<'_>| {
        let (account, email) =
            (edge.text("SELECT id FROM accounts"), Email::read("new@example.org").unwrap());
        run(edge.batch(accounts::set_email(edge.secrets(), edge, &account, &email).unwrap())).unwrap();
        edge.database().execute("DELETE FROM expectations", []).unwrap();
    };
    assert_eq!(code_after(moved), nowhere, "the old mailbox opens nothing any more");
    let removed = sql("UPDATE phones SET id = 'another'");
    assert_eq!(code_after(removed), (200, String::new()), "the phone was removed: another proof, please");
    let changed = |edge: &NativeEdge, owner: &Person<'_>| {
        let (account, data_key) = (edge.text("SELECT id FROM accounts"), owner.data_key(edge));
        let password = Password::Becomes("yet another good password");
        let renewal =
            Renewal { account: &account, password, data_key: &data_key, information: None, goes_on: "" };
        run(edge.batch(renewal::renew(edge, &renewal).unwrap().statements)).unwrap();
        edge.database().execute("DELETE FROM expectations", []).unwrap();
    };
    assert_eq!(code_after(changed), nowhere, "its owner has chosen a password meanwhile");
}

#[test]
fn pr_2_the_change_may_also_come_between_the_read_and_the_write() {
    let base = NativeEdge::new(7);
    let person = Person::with_account(&base).elsewhere();
    person.begin_reset();
    let code = person.ask_for_reset_code();
    let body = form(&person.browser.get("/reset/code"), "/reset/code", &[("code", &code)]);
    for change in [
        "DELETE FROM accounts",
        "UPDATE phones SET id = 'another'",
        "UPDATE accounts SET email_fingerprint = 'k1.else'",
        "UPDATE resets SET expires_at = created_at, progress = NULL, revision = revision + 1",
        "INSERT INTO deletions SELECT id, created_at, created_at, 'x' FROM accounts",
    ] {
        let mut lost_at_the_write = 0;
        for calls in 0..6 {
            let edge = base.fork();
            let browser = person.browser.on(&edge);
            edge.take_log();
            let tamper: Task<'_, Reply> = Box::pin(async {
                for _ in 0..calls {
                    edge.step("nobody", Step::ClearPasswords, UnixTime(0)).await.unwrap();
                }
                edge.database().execute(change, []).unwrap();
                browser.send(Method::GET, "/sign-in".to_owned(), String::new()).await
            });
            let replies = together(vec![browser.later("/reset/code", &body), tamper]);
            let writes = |call: &Call| matches!(call, Call::Batch(all) if all.iter().any(|sql| sql.contains("INTO passwords")));
            if replies[0].leads_to(DONE) {
                continue;
            }
            assert!(replies[0].leads_to("/reset/method") || replies[0].status == 403, "{change}");
            lost_at_the_write += usize::from(edge.take_log().iter().any(writes));
            assert_eq!(
                edge.count("SELECT COUNT(*) FROM resets WHERE finished_at IS NOT NULL"),
                0,
                "{change}"
            );
            assert_eq!(edge.count("SELECT COUNT(*) FROM expectations"), 0, "{change}");
        }
        assert!(lost_at_the_write > 0, "{change}");
    }
}

#[test]
fn pr_2_a_failed_write_leaves_the_old_password_and_the_same_form_goes_on() {
    let edge = NativeEdge::new(8);
    let person = Person::with_account(&edge).elsewhere();
    person.begin_reset();
    let code = person.ask_for_reset_code();
    let body = form(&person.browser.get("/reset/code"), "/reset/code", &[("code", &code)]);
    let write = (0..100).find(|n| {
        let fork = edge.fork();
        fork.fail(Fault::Before(*n));
        person.browser.on(&fork).post("/reset/code", &body);
        matches!(fork.failed(), Some(Call::Batch(_)))
    });
    edge.fail(Fault::Before(write.unwrap()));
    assert_eq!(person.browser.post("/reset/code", &body).status, 503);
    assert!(person.is_let_in_by(PASSWORD) && !person.is_let_in_by(NEW_PASSWORD));
    assert!(person.browser.post("/reset/code", &body).leads_to(DONE));
    assert!(person.is_let_in_by(NEW_PASSWORD));
}

#[test]
fn pr_1_a_link_whose_write_failed_is_sent_when_the_form_comes_again() {
    let edge = NativeEdge::new(9);
    let person = Person::with_account(&edge);
    let before = edge.outbox().len();
    let body = form(&person.browser.get("/reset"), "/reset", &[("email", EMAIL)]);
    let write = (0..100).find(|n| {
        let fork = edge.fork();
        fork.fail(Fault::Before(*n));
        person.browser.on(&fork).post("/reset", &body);
        matches!(fork.failed(), Some(Call::Batch(_)))
    });
    edge.fail(Fault::Before(write.unwrap()));
    assert_eq!(person.browser.post("/reset", &body).status, 503);
    assert_eq!(edge.outbox().len(), before);
    for _ in 0..2 {
        assert!(person.browser.post("/reset", &body).leads_to("/reset/check-email"));
    }
    assert_eq!(edge.outbox().len(), before + 1);
}
