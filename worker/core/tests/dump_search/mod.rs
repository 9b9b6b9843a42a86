//! A copy of every store and of every server secret opens no personal information (PV-1): `gatehouse-key-search` is the
//! attacker who tries every key that could come out of it.
//!
//! [`Dump`] is the copy. Every ciphertext that a dump holds must be known here with its place, so that one that is added
//! later is searched, too; and the right secrets must open every one, so that a search that finds nothing means something.

mod dump;

use crate::information::{FIELDS, PATH, shows, somebody_else, with_information};
use crate::native::NativeEdge;
use crate::native::person::{PASSWORD, Person};
use dump::{Dump, Hashed};
use gatehouse_core::ports::{Clock as _, Sql as _};
use gatehouse_core::secrets::one_time_password::AppSecret;
use gatehouse_core::secrets::password::normalize;
use gatehouse_core::secrets::personal_key::PersonalKey;
use gatehouse_core::secrets::{decode, decode_array};
use gatehouse_core::store::factors;
use gatehouse_key_search::{Key, Report, Search, slow_hash};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Every label that keys are derived with, out of the source itself: a new one is tried without a word here.
#[expect(clippy::disallowed_methods, reason = "a test may read the source from where it lies")]
fn labels() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![folder];
    let mut labels = BTreeSet::new();
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let source = source.split("#[cfg(test)]").next().unwrap();
        let is_secrets = path.components().any(|part| part.as_os_str() == "secrets");
        let mut before = "";
        for (index, part) in source.split('"').enumerate() {
            let names_a_key = [".current(", ".all(", ".key("].iter().any(|call| before.ends_with(call));
            let is_label =
                !part.is_empty() && part.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'-' | b'/'));
            if index % 2 == 1 && is_label && (is_secrets || names_a_key) {
                labels.extend(["", "/wrap", "/verifier"].map(|end| format!("{part}{end}")));
            }
            before = part;
        }
    }
    labels.into_iter().collect()
}

/// The attacker with these copies and the secrets of a server with the first keys.
fn attacker(dumps: &[&Dump]) -> Search {
    let mut search = without_stores(dumps);
    search.texts = dumps.iter().flat_map(|dump| dump.texts.iter().cloned()).collect();
    search
}

/// The same without what lies around the ciphertexts: to show what a secret opens, that need not be searched again.
fn without_stores(dumps: &[&Dump]) -> Search {
    let labels = labels();
    let seals = |label: &&String| {
        let kind = label.split('/').next().unwrap_or_default();
        *label == "seal"
            || kind == "bearer" && label.ends_with("/wrap")
            || ["password", "personal-key"].contains(&kind) && label.contains('/')
    };
    let wrap_labels: Vec<String> = labels.iter().filter(seals).cloned().collect();
    assert!(wrap_labels.len() >= 15 && labels.len() > 60, "{labels:?}");
    let successor_label = "bearer/successor".to_owned();
    assert!(labels.contains(&successor_label));
    let wraps = |kinds: [&str; 2]| kinds.map(|kind| format!("bearer/{kind}/wrap")).to_vec();
    let (successor_wraps, browser_wraps) =
        (wraps(["session", "pending-sign-in"]), wraps(["sign-up", "reset"]));
    assert!(successor_wraps.iter().chain(&browser_wraps).all(|label| wrap_labels.contains(label)));
    let locks = dumps.iter().flat_map(|dump| dump.locks.iter().cloned()).collect();
    let secrets = ["k1", "p1", "guards"].map(NativeEdge::secret).to_vec();
    Search {
        locks,
        texts: Vec::new(),
        secrets,
        labels,
        wrap_labels,
        successor_label,
        successor_wraps,
        browser_wraps,
    }
}

/// The search with a secret more.
fn and(mut search: Search, secrets: &[Key]) -> Search {
    search.secrets.extend(secrets);
    search
}

/// Runs a search and says how large it was.
fn run(what: &str, search: &Search) -> Report {
    let report = search.run();
    let Report { bytes, windows, values, keys, trials, rounds, opened, took } = &report;
    println!(
        "{what}: {bytes} bytes with {windows} windows and {values} values, {keys} keys on {} ciphertexts in {rounds} rounds: \
         {trials} trials in {:.1} s; {} opened",
        search.locks.len(),
        took.as_secs_f64(),
        opened.len()
    );
    report
}

/// What one guess at a secret gives, with the oldest record of a table.
fn guess(edge: &NativeEdge, table: &str, secret: &str) -> Key {
    let column = |name: &str| edge.text(&format!("SELECT {name} FROM {table} ORDER BY created_at LIMIT 1"));
    let columns = ["pepper", "salt", "parameters"].map(|name| (name, column(name)));
    let field = |name: &str| columns.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str());
    Hashed::read(field).unwrap().guess(secret)
}

fn key_of(person: &Person<'_>) -> String {
    PersonalKey::read(&person.key.borrow()).unwrap().as_str().to_owned()
}

/// A person with everything: a phone, an app, information, and information that a reset has locked with the first key.
fn with_everything(edge: &NativeEdge) -> (Person<'_>, String) {
    let person = with_information(edge);
    let former_key = key_of(&person);
    person.go("/reset");
    assert!(person.browser.fill(PATH, &FIELDS).leads_to("/account/information?done=saved"));
    let account = edge.text("SELECT id FROM accounts");
    let secret = AppSecret::random(edge).unwrap();
    let app = factors::set_app(edge.secrets(), edge, &account, &secret, edge.now()).unwrap();
    crate::native::run(edge.batch(vec![app])).unwrap();
    assert_eq!(edge.count("SELECT COUNT(*) FROM former_information"), 1);
    (person, former_key)
}

/// The ciphertexts of an account that no server secret may open.
const AT_REST: [&str; 5] = [
    "former_information.data_key",
    "former_information.sealed",
    "information.sealed",
    "passwords.data_key",
    "personal_keys.data_key",
];

fn named(dump: &str, names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| format!("{dump} {name}")).collect()
}

fn owned(names: BTreeSet<&str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

#[test]
fn pv_1_a_copy_of_every_store_and_secret_at_rest_opens_no_personal_information() {
    let edge = NativeEdge::new(1);
    let (person, former_key) = with_everything(&edge);
    person.browser.submit(&person.browser.get("/account"), "/sign-out", &[]);
    assert_eq!(edge.count("SELECT COUNT(*) FROM sessions"), 0);
    let dump = Dump::of(&edge, "rest");
    let search = attacker(&[&dump]);
    let report = run("at rest", &search);
    assert_eq!(owned(Dump::opened(&search, &report, true)), BTreeSet::new());
    let server: BTreeSet<&str> =
        search.locks.iter().filter(|lock| !lock.personal).map(|lock| lock.name.as_str()).collect();
    assert_eq!(
        Dump::opened(&search, &report, false),
        server,
        "the server's own keys open what it seals for itself"
    );
    assert!(server.contains("rest accounts.email") && server.contains("rest messages.payload"));

    // The same search with one secret more opens what that secret opens, and no more.
    let now = ["information.sealed", "passwords.data_key"];
    let by_key = ["information.sealed", "personal_keys.data_key"];
    let by_former = ["former_information.data_key", "former_information.sealed"];
    for (what, secret, opens) in [
        ("the right password", guess(&edge, "passwords", PASSWORD), &now[..]),
        ("the right personal key", guess(&edge, "personal_keys", &key_of(&person)), &by_key),
        ("the former personal key", guess(&edge, "former_information", &former_key), &by_former),
        ("a wrong password", guess(&edge, "passwords", "seven lanterns"), &[]),
        ("the former key, for today's", guess(&edge, "personal_keys", &former_key), &[]),
    ] {
        let search = and(without_stores(&[&dump]), &[secret]);
        let report = run(what, &search);
        assert_eq!(owned(Dump::opened(&search, &report, true)), named("rest", opens), "{what}");
    }
    let all: BTreeSet<String> =
        search.locks.iter().filter(|lock| lock.personal).map(|lock| lock.name.clone()).collect();
    assert_eq!(all, named("rest", &AT_REST), "what was searched");
}

#[test]
fn pv_1_a_copy_that_is_taken_during_sessions_opens_no_personal_information() {
    let edge = NativeEdge::new(2);
    let (person, former_key) = with_everything(&edge);
    let mut browsers = Vec::new();
    // A session that gave the current password and is setting up another app.
    let page = person.browser.get("/account/confirm?next=/account/app");
    assert_eq!(
        person.browser.submit(&page, "/account/confirm", &[("current_password", PASSWORD)]).status,
        303
    );
    let page = person.browser.get("/account/app");
    assert_eq!(person.browser.submit(&page, "/account/app/start", &[]).status, 303);
    browsers.push(person.browser.cookies());
    // A sign-in that waits for its code, and a reset that waits until the new personal key is saved.
    let (waiting, resetting) = (person.elsewhere(), person.elsewhere());
    waiting.begin_sign_in();
    resetting.method.set("personal_key");
    let reset_page = resetting.go_until("/reset", "/reset/personal-key/save");
    browsers.extend([waiting.browser.cookies(), resetting.browser.cookies()]);
    // Somebody else, whose new personal key is not saved yet, and somebody who is signing up, first with an app.
    let other = somebody_else(&edge);
    other.browser.forget("session");
    other.method.set("personal_key");
    let other_page = other.go_until("/sign-in", "/account/personal-key");
    let mut newcomer = Person::new(&edge);
    "new@example.org".clone_into(&mut newcomer.email);
    "202 555 0199".clone_into(&mut newcomer.phone);
    newcomer.go_until("/sign-up", "/sign-up/phone");
    let page = newcomer.browser.get("/sign-up/phone");
    newcomer.browser.submit(&page, "/sign-up/app/start", &[]);
    newcomer.method.set("sms");
    let new_page = newcomer.go_until("/sign-up/phone", "/sign-up/personal-key");
    browsers.extend([other.browser.cookies(), newcomer.browser.cookies()]);

    let dump = Dump::of(&edge, "busy");
    let search = attacker(&[&dump]);
    let report = run("during sessions", &search);
    assert_eq!(owned(Dump::opened(&search, &report, true)), BTreeSet::new());
    let personal: BTreeSet<String> =
        search.locks.iter().filter(|lock| lock.personal).map(|lock| lock.name.clone()).collect();
    for name in [
        "sessions.data_key",
        "sessions.new_personal_key",
        "sessions.password_wrap",
        "sessions.setting.secret",
        "pending_sign_ins.keys",
        "sign_ups.progress.app",
        "sign_ups.progress.data_key",
        "sign_ups.progress.shown_key",
        "resets.progress.data_key",
        "resets.progress.by_key.old_data_key",
        "resets.progress.by_key.shown",
    ] {
        assert!(personal.contains(&format!("busy {name}")), "the copy has no {name}");
    }

    // The cookies of all browsers, and the passwords and keys of all people, open every one of them: the search knows the way.
    let shown = [reset_page, other_page, new_page].map(|page| page.personal_key().replace('-', ""));
    let mut known = vec![PASSWORD.to_owned(), former_key, key_of(&person)];
    known.extend(shown);
    let guesses: Vec<Key> =
        known.iter().flat_map(|secret| dump.records.iter().map(|record| record.guess(secret))).collect();
    let mut search = and(without_stores(&[&dump]), &guesses);
    search.texts = browsers.into_iter().flatten().collect();
    let report = run("with every cookie and every secret of a person", &search);
    let closed: Vec<&str> = (0..search.locks.len())
        .filter(|number| !report.opened.contains_key(number))
        .map(|number| search.locks[number].name.as_str())
        .collect();
    assert_eq!(closed, Vec::<&str>::new());
}

#[test]
fn pv_1_a_live_cookie_opens_its_own_session_and_the_information_and_nothing_else() {
    let edge = NativeEdge::new(3);
    let (person, _) = with_everything(&edge);
    let waiting = person.elsewhere();
    waiting.begin_sign_in();
    let dump = Dump::of(&edge, "live");
    let mut search = attacker(&[&dump]);
    search.texts.push(person.browser.cookie("session").unwrap());
    let report = run("a live cookie", &search);
    let opened = owned(Dump::opened(&search, &report, true));
    assert_eq!(opened, named("live", &["information.sealed", "sessions.data_key"]));
}

#[test]
fn pv_1_a_weak_password_is_guessed_at_the_price_of_one_slow_hash_each() {
    let edge = NativeEdge::new(4);
    let mut person = Person::new(&edge);
    "lantern marsh".clone_into(&mut person.password);
    person.go("/sign-up");
    person.browser.fill(PATH, &FIELDS);
    person.browser.submit(&person.browser.get("/account"), "/sign-out", &[]);
    let dump = Dump::of(&edge, "weak");
    let words = ["password1", "letmein!", "correct horse", "lantern marsh", "marsh2026", "qwertyuiop"];
    let guesses = words.map(|word| guess(&edge, "passwords", &normalize(word)));
    let search = and(without_stores(&[&dump]), &guesses);
    let report = run("a list of words", &search);
    let opened = owned(Dump::opened(&search, &report, true));
    assert_eq!(opened, named("weak", &["information.sealed", "passwords.data_key"]));
    // With another account's salt, or without the pepper, the same words open nothing.
    let without = |salt: &[u8], pepper: Key| {
        words.map(|word| slow_hash(word, salt, "argon2id,m=19456,t=2,p=1", &pepper))
    };
    let salt = decode(&edge.text("SELECT salt FROM passwords")).unwrap();
    let mut guesses = without(&[7; 16], NativeEdge::secret("p1")).to_vec();
    guesses.extend(without(&salt, [0; 32]));
    let search = and(without_stores(&[&dump]), &guesses);
    assert_eq!(owned(Dump::opened(&search, &run("the same, elsewhere", &search), true)), BTreeSet::new());
}

/// What a person does that leaves today's keys with nothing in common with those of before.
const NEW_KEYS: [&str; 5] = [
    "a sign-in with the personal key",
    "a reset with it",
    "a reset without it",
    "a new password",
    "a new personal key",
];

fn renew_keys(person: &mut Person<'_>, how: &str) {
    let new_password = "nine ferries across the sound";
    match how {
        "a sign-in with the personal key" => {
            person.browser.forget("session");
            person.method.set("personal_key");
            person.go("/sign-in");
        }
        "a reset with it" | "a reset without it" => {
            new_password.clone_into(&mut person.password);
            person.method.set(if how == "a reset with it" { "personal_key" } else { "sms" });
            person.go("/reset");
        }
        setting => {
            let path =
                if setting == "a new password" { "/account/password" } else { "/account/personal-key/new" };
            let asked = person.browser.get(path);
            assert!(person.browser.fill(&asked.location, &[("current_password", PASSWORD)]).leads_to(path));
            let fields: &[(&str, &str)] =
                if setting == "a new password" { &[("new_password", new_password)] } else { &[] };
            assert_eq!(person.browser.fill(path, fields).status, 303, "{setting}");
            if setting == "a new password" {
                new_password.clone_into(&mut person.password);
            }
            person.go("/account/personal-key");
        }
    }
}

#[test]
fn pv_1_pr_4_an_old_backup_with_the_old_password_and_the_old_personal_key_opens_nothing_of_today() {
    let base = NativeEdge::new(5);
    let person = with_information(&base);
    let before = Dump::of(&base, "before");
    let old = [guess(&base, "passwords", PASSWORD), guess(&base, "personal_keys", &key_of(&person))];
    for how in NEW_KEYS {
        let edge = base.fork();
        let mut person = person.on(&edge);
        renew_keys(&mut person, how);
        let locked = how == "a reset without it";
        assert_eq!(shows(&person.browser), !locked, "{how}");
        let after = Dump::of(&edge, "after");
        // Where the password stays it is not an old one.
        let (dead, mut expected) = if person.password == PASSWORD {
            (&old[1..], named("before", &["information.sealed", "personal_keys.data_key"]))
        } else {
            (
                &old[..],
                named("before", &["information.sealed", "passwords.data_key", "personal_keys.data_key"]),
            )
        };
        let search = and(attacker(&[&before, &after]), dead);
        let report = run(&format!("an old backup beside one after {how}"), &search);
        if locked {
            // What a reset has locked is as it was: its own key opens it, and nothing else of today.
            expected.extend(named("after", &["former_information.data_key", "former_information.sealed"]));
        }
        assert_eq!(owned(Dump::opened(&search, &report, true)), expected, "{how}");
        // The control: today's password opens today's, if there is anything.
        let search = and(without_stores(&[&after]), &[guess(&edge, "passwords", &person.password)]);
        let report = run("today's password beside it", &search);
        let expected =
            if locked { &["passwords.data_key"][..] } else { &["information.sealed", "passwords.data_key"] };
        assert_eq!(owned(Dump::opened(&search, &report, true)), named("after", expected), "{how}");
    }
}

#[test]
fn pv_1_the_search_shares_its_derivation_with_nobody_and_agrees_with_the_service() {
    let vectors: Vec<Value> = serde_json::from_str(include_str!("../derivation.json")).unwrap();
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().unwrap();
        let pepper = decode_array(text("pepper")).unwrap();
        let salt = decode(text("salt")).unwrap();
        let hashed = slow_hash(&normalize(text("secret")), &salt, "argon2id,m=19456,t=2,p=1", &pepper);
        let wrap = gatehouse_key_search::derive(&hashed, &format!("{}/wrap", text("kind")));
        assert_eq!(gatehouse_core::secrets::encode(&wrap), text("wrap"));
    }
}
