//! The keys of an account under everything that can replace them at once: whoever is signed in, or about to be, holds the
//! data key that the password and the personal key wrap, and it opens what is sealed.

use crate::authenticator_app::confirm;
use crate::native::browser::{Browser, Reply, form};
use crate::native::person::{PASSWORD, Person};
use crate::native::resets::NEW_PASSWORD;
use crate::native::{NativeEdge, Random, Task, run, shuffled};
use gatehouse_core::secrets::Key;
use gatehouse_core::secrets::bearer::{Kind, Token};
use gatehouse_core::secrets::password::{self, Record};
use gatehouse_core::secrets::personal_key::PersonalKey;
use gatehouse_core::secrets::seal::{Place, open_key_with, open_with};
use gatehouse_core::store::{accounts, information};

const CHANGED: &str = "nine herons on the jetty";

/// The session's data key, if the browser has a live one.
fn of_session(edge: &NativeEdge, browser: &Browser<'_>, account: &str) -> Option<Key> {
    let token = Token::from_text(&browser.cookie("session")?).unwrap();
    let id = token.hash(edge.secrets(), Kind::Session);
    let sealed =
        edge.text(&format!("SELECT COALESCE((SELECT data_key FROM sessions WHERE id = '{id}'), '')"));
    let place = Place { table: "sessions", column: "data_key", owner: account };
    (!sealed.is_empty()).then(|| open_key_with(&token.key(Kind::Session), place, &sealed).unwrap())
}

/// The pending sign-in's data key, if the browser has an open one.
fn of_pending(edge: &NativeEdge, browser: &Browser<'_>, account: &str) -> Option<Vec<u8>> {
    let token = Token::from_text(&browser.cookie("sign-in")?).unwrap();
    let id = token.hash(edge.secrets(), Kind::PendingSignIn);
    let sealed =
        edge.text(&format!("SELECT COALESCE((SELECT keys FROM pending_sign_ins WHERE id = '{id}'), '')"));
    let place = Place { table: "pending_sign_ins", column: "keys", owner: account };
    let open = || open_with(&token.key(Kind::PendingSignIn), place, &sealed).unwrap();
    (!sealed.is_empty()).then(|| open()[..32].to_vec())
}

fn personal_key_record(edge: &NativeEdge) -> Option<Record> {
    let column = |name: &str| edge.text(&format!("SELECT {name} FROM personal_keys"));
    (edge.count("SELECT COUNT(*) FROM personal_keys") == 1).then(|| Record {
        salt: column("salt"),
        parameters: column("parameters"),
        pepper: column("pepper"),
        verifier: column("verifier"),
        data_key: column("data_key"),
    })
}

#[test]
fn pv_1_whatever_replaces_the_keys_at_once_all_that_is_left_hold_the_same_data_key() {
    let base = NativeEdge::new(1);
    let owner = Person::with_account(&base);
    owner.save_information(&base, "{\"full_name\":\"Ana Ruiz\"}");
    let key = owner.key.borrow().clone();
    let sessions: Vec<Person<'_>> = (0..3)
        .map(|_| {
            let person = owner.elsewhere();
            person.begin_sign_in();
            person.go("/sign-in/code");
            person
        })
        .collect();
    let changing = &sessions[0];
    confirm(&changing.browser, "/account/password");
    let (renewing, saving) = (&sessions[1], &sessions[2]);
    confirm(&renewing.browser, "/account/personal-key/new");
    let (pending, resetting) = (owner.elsewhere(), owner.elsewhere());
    assert!(pending.give_password(PASSWORD).leads_to("/sign-in/method"));
    resetting.begin_reset();
    resetting.browser.fill("/reset/personal-key", &[("personal_key", &key)]);
    let shown = resetting.browser.get("/reset/personal-key/save").personal_key();
    let account = base.text("SELECT id FROM accounts");
    let mut finished = [0; 6];
    for seed in 0..60 {
        let edge = base.fork();
        let mut random = Random::new(seed);
        let browsers =
            [changing, renewing, saving, &pending, &resetting].map(|person| person.browser.on(&edge));
        let confirming = saving.browser.on(&edge);
        let bodies = [
            (0, "/account/password", vec![("new_password", CHANGED)], "/account/password"),
            (1, "/account/personal-key/new", vec![], "/account/personal-key/new"),
            (2, "/account/information", vec![("full_name", "Ana María Ruiz")], "/account/information"),
            (3, "/sign-in/personal-key", vec![("personal_key", key.as_str())], "/sign-in/personal-key"),
            (4, "/reset/personal-key/save", vec![("saved", "yes")], "/reset/personal-key/save"),
        ]
        .map(|(index, path, fields, action)| {
            (index, action, form(&browsers[index].get(path), action, &fields))
        });
        let current = form(
            &confirming.get("/account/confirm?next=/account/phone"),
            "/account/confirm",
            &[("current_password", PASSWORD)],
        );
        let mut tasks: Vec<Task<'_, Reply>> =
            bodies.iter().map(|(index, action, body)| browsers[*index].later(action, body)).collect();
        tasks.push(confirming.later("/account/confirm", &current));
        // Some of them only, so that each gets its turn to win.
        while tasks.len() > 3 {
            drop(tasks.remove(random.below(tasks.len())));
        }
        let replies = shuffled(&mut random, tasks);
        // A password or key that was right when the form was sent is wrong, and a reset over, if another form was faster.
        for reply in &replies {
            assert!(
                [303, 403, 422].contains(&reply.status),
                "seed {seed}: {} {:?}",
                reply.status,
                edge.reported()
            );
        }
        assert_eq!(edge.reported(), [], "seed {seed}");
        assert_eq!(edge.contradiction(), None, "seed {seed}");

        let record = run(accounts::password_of(&edge, &account)).unwrap().unwrap();
        let opened = |record: &Record, kind, guess: &str| {
            record.check(edge.secrets(), kind, &account, guess).unwrap().map(|unlocked| unlocked.data_key)
        };
        let (which, data_key) = [PASSWORD, CHANGED, NEW_PASSWORD]
            .iter()
            .enumerate()
            .find_map(|(which, guess)| Some((which, opened(&record, password::Kind::Password, guess)?)))
            .unwrap();
        finished[which] += 1;
        let mut keys = vec![key.clone(), shown.clone()];
        for browser in browsers.iter().chain([&confirming]) {
            if let Some(held) = of_session(&edge, browser, &account) {
                assert_eq!(held, data_key, "a session, seed {seed}");
                finished[3] += 1;
                let page = browser.get("/account/personal-key");
                if page.status == 200 {
                    keys.push(page.personal_key());
                    finished[4] += 1;
                }
            }
            if let Some(held) = of_pending(&edge, browser, &account) {
                assert_eq!(held, data_key.to_vec(), "a pending sign-in, seed {seed}");
                finished[5] += 1;
            }
        }
        let own = personal_key_record(&edge).unwrap();
        let by_key = keys
            .iter()
            .find_map(|key| {
                let plain = PersonalKey::read(key).unwrap();
                opened(&own, password::Kind::PersonalKey, plain.as_str())
            })
            .unwrap_or_else(|| panic!("nobody has the personal key, seed {seed}"));
        assert_eq!(by_key, data_key, "the personal key, seed {seed}");
        let sealed = edge.text("SELECT sealed FROM information");
        assert!(information::open(&account, &data_key, &sealed).is_some(), "information, seed {seed}");
    }
    assert!(finished.iter().all(|times| *times > 0), "each happens: {finished:?}");
}
