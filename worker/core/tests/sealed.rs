//! What a copy of the database and of the guards tells: no secret in the clear, and nothing that opens elsewhere.

use crate::native::NativeEdge;
use crate::native::browser::token;
use crate::native::person::{E164, EMAIL, PASSWORD, Person};
use crate::native::resets::NEW_PASSWORD;
use gatehouse_core::ports::Outage;
use gatehouse_core::secrets::Key;
use gatehouse_core::secrets::bearer::{Kind as Bearer, Token};
use gatehouse_core::secrets::password::{Kind, Record, Unlocked};
use gatehouse_core::secrets::personal_key::PersonalKey;
use gatehouse_core::secrets::seal::{self, Place, open_key_with, open_with};

/// Every cell of every table, as text.
fn dump(edge: &NativeEdge) -> String {
    let mut tables = edge.database().prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut cells = String::new();
    for table in tables {
        let mut rows = edge.database().prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                cells.push_str(&format!("{:?}\n", row.get_ref(column).unwrap()).replace("Text(", ""));
                cells.push_str(row.get_ref(column).unwrap().as_str().unwrap_or_default());
                cells.push('\n');
            }
        }
    }
    cells
}

/// What one table keeps of the only account's secret of this kind.
pub fn record(edge: &NativeEdge, kind: Kind) -> Record {
    let column = |name: &str| edge.text(&format!("SELECT {name} FROM {}", kind.table()));
    Record {
        salt: column("salt"),
        parameters: column("parameters"),
        pepper: column("pepper"),
        verifier: column("verifier"),
        data_key: column("data_key"),
    }
}

fn account(edge: &NativeEdge) -> String {
    edge.text("SELECT id FROM accounts")
}

fn check(edge: &NativeEdge, record: &Record, kind: Kind, secret: &str) -> Result<Option<Unlocked>, Outage> {
    record.check(edge.secrets(), kind, &account(edge), secret)
}

fn key(text: &str) -> PersonalKey {
    PersonalKey::read(text).unwrap()
}

/// The data key that this person's session holds.
fn key_of_session(edge: &NativeEdge, person: &Person<'_>) -> Option<Key> {
    let token = Token::from_text(&person.browser.cookie("session")?)?;
    let id = token.hash(edge.secrets(), Bearer::Session);
    let sealed = edge.text(&format!("SELECT data_key FROM sessions WHERE id = '{id}'"));
    let account = account(edge);
    let place = Place { table: "sessions", column: "data_key", owner: &account };
    open_key_with(&token.key(Bearer::Session), place, &sealed)
}

#[test]
fn pv_4_no_secret_lies_in_the_clear() {
    let edge = NativeEdge::new(1);
    let person = Person::new(&edge);
    let mut secrets: Vec<String> =
        vec![PASSWORD.to_owned(), EMAIL.to_owned(), E164.to_owned(), "2025550123".to_owned()];
    let mut copies = String::new();
    let mut look = |person: &Person<'_>, secrets: &mut Vec<String>| {
        copies.push_str(&dump(&edge));
        copies.push_str(&edge.guards_as_text());
        let key = person.key.borrow().clone();
        secrets.extend(person.browser.cookies());
        secrets.extend(person.code().filter(|code| code.len() == 6).map(|code| format!("\"{code}\"")));
        secrets.extend(edge.links());
        secrets.extend([key.replace('-', ""), key].into_iter().filter(|key| !key.is_empty()));
    };
    for stage in ["/sign-up/password", "/sign-up/code", "/sign-up/personal-key", "/account"] {
        person.go_until(if stage == "/sign-up/password" { "/sign-up" } else { "/sign-up/password" }, stage);
        look(&person, &mut secrets);
    }
    let other = person.elsewhere();
    other.begin_sign_in();
    look(&other, &mut secrets);
    other.method.set("personal_key");
    other.go_until("/sign-in/method", "/account/personal-key");
    look(&other, &mut secrets);
    other.go("/account/personal-key");
    look(&other, &mut secrets);
    for method in ["sms", "personal_key"] {
        other.begin_reset();
        look(&other, &mut secrets);
        other.method.set(method);
        let page = other.go_until(
            "/reset/method",
            if method == "sms" { "/reset/code" } else { "/reset/personal-key/save" },
        );
        look(&other, &mut secrets);
        if method == "personal_key" {
            secrets.extend([page.personal_key(), page.personal_key().replace('-', "")]);
        }
    }
    secrets.push(NEW_PASSWORD.to_owned());
    assert!(secrets.len() > 25 && copies.len() > 10_000);
    let tokens: Vec<String> =
        secrets.iter().filter(|secret| secret.contains("token=")).map(String::as_str).map(token).collect();
    for secret in secrets.iter().chain(&tokens) {
        assert!(!copies.contains(secret.as_str()), "{secret}");
    }
    // The control: what must be there is found.
    assert!(copies.contains(&account(&edge)) && copies.contains("argon2id,m=19456"));
}

#[test]
fn pv_2_address_and_number_open_only_at_their_own_table_column_account_and_key() {
    let edge = NativeEdge::new(3);
    Person::with_account(&edge);
    let owner = account(&edge);
    for (table, column, plain) in [("accounts", "email", EMAIL), ("phones", "number", E164)] {
        let sealed = edge.text(&format!("SELECT {column} FROM {table}"));
        let place = Place { table, column, owner: &owner };
        assert_eq!(seal::open(edge.secrets(), place, &sealed).unwrap(), plain, "the control");
        let last = if sealed.ends_with('A') { "B" } else { "A" };
        let tampered = format!("{}{last}", &sealed[..sealed.len() - 1]);
        for (place, sealed) in [
            (Place { table: "messages", ..place }, sealed.clone()),
            (Place { column: "other", ..place }, sealed.clone()),
            (Place { owner: "another", ..place }, sealed.clone()),
            (place, sealed.replacen("k1.", "k2.", 1)),
            (place, sealed.replacen("k1.", "own.", 1)),
            (place, tampered),
            (place, sealed[..20].to_owned()),
        ] {
            assert!(seal::open(edge.secrets(), place, &sealed).is_err(), "{place:?} {sealed}");
        }
    }
}

#[test]
fn pv_2_a_row_that_was_given_another_accounts_ciphertext_is_an_outage_and_no_page() {
    let edge = NativeEdge::new(4);
    let person = Person::with_account(&edge);
    let mut other = Person::new(&edge);
    "else@example.org".clone_into(&mut other.email);
    "202 555 0188".clone_into(&mut other.phone);
    other.browser.fill("/sign-up", &[("email", "else@example.org")]);
    other.go(&other.link("/sign-up/confirm").unwrap());
    let swap = "UPDATE phones SET number = (SELECT number FROM phones WHERE rowid = 2) WHERE rowid = 1";
    assert_eq!(edge.database().execute(swap, []).unwrap(), 1);
    assert_eq!([&person, &other].map(|person| person.browser.get("/account").status), [503, 200]);
}

#[test]
fn pv_1_password_and_personal_key_open_the_same_data_key_and_nothing_else_does() {
    let edge = NativeEdge::new(5);
    let person = Person::with_account(&edge);
    let personal_key = key(&person.key.borrow());
    let [by_password, by_key] = [(Kind::Password, PASSWORD), (Kind::PersonalKey, personal_key.as_str())]
        .map(|(kind, secret)| check(&edge, &record(&edge, kind), kind, secret).unwrap().unwrap());
    assert_eq!(by_password.data_key, by_key.data_key);
    assert_ne!(by_password.wrap, by_key.wrap);
    assert_eq!(key_of_session(&edge, &person).unwrap(), by_key.data_key);
    assert!(
        check(&edge, &record(&edge, Kind::Password), Kind::Password, personal_key.as_str())
            .unwrap()
            .is_none()
    );
    assert!(
        check(&edge, &record(&edge, Kind::Password), Kind::Password, "seven lanterns").unwrap().is_none()
    );
    let own = record(&edge, Kind::Password);
    let elsewhere = own.check(edge.secrets(), Kind::Password, "another", PASSWORD);
    assert!(elsewhere.is_err(), "a record in another account's row does not open");
    let crossed = Place { table: "personal_keys", column: "data_key", owner: &account(&edge) };
    assert!(open_with(&by_password.wrap, crossed, &own.data_key).is_none(), "nor in another table");
}

#[test]
fn pv_1_after_a_sign_in_by_personal_key_an_old_copy_with_the_old_key_opens_nothing_of_today() {
    let edge = NativeEdge::new(6);
    let person = Person::with_account(&edge);
    let old_key = key(&person.key.borrow());
    let copy = record(&edge, Kind::PersonalKey);
    person.browser.forget("session");
    person.method.set("personal_key");
    person.go("/sign-in");

    let old = check(&edge, &copy, Kind::PersonalKey, old_key.as_str())
        .unwrap()
        .expect("the copy opens by the old key");
    let new_key = key(&person.key.borrow());
    let today = check(&edge, &record(&edge, Kind::PersonalKey), Kind::PersonalKey, new_key.as_str())
        .unwrap()
        .unwrap();
    let by_password =
        check(&edge, &record(&edge, Kind::Password), Kind::Password, PASSWORD).unwrap().unwrap();
    assert_ne!(old.data_key, today.data_key);
    assert_eq!(by_password.data_key, today.data_key);
    assert_eq!(key_of_session(&edge, &person).unwrap(), today.data_key);
    let owner = account(&edge);
    for (kind, wrap) in
        [(Kind::Password, &old.wrap), (Kind::PersonalKey, &old.wrap), (Kind::Password, &old.data_key)]
    {
        let place = Place { table: kind.table(), column: "data_key", owner: &owner };
        assert!(open_with(wrap, place, &record(&edge, kind).data_key).is_none());
    }
    assert!(
        check(&edge, &record(&edge, Kind::PersonalKey), Kind::PersonalKey, old_key.as_str())
            .unwrap()
            .is_none()
    );
}

#[test]
fn pv_1_a_sign_in_that_was_pending_while_a_personal_key_was_used_never_holds_the_old_data_key() {
    let edge = NativeEdge::new(7);
    let person = Person::with_account(&edge);
    let (slow, quick) = (person.elsewhere(), person.elsewhere());
    slow.begin_sign_in();
    quick.method.set("personal_key");
    quick.go("/sign-in");
    // The code was cleared with the lock count; the person asks for another one, or begins anew.
    slow.go("/sign-in/code");
    let today = key_of_session(&edge, &quick).unwrap();
    assert!(
        key_of_session(&edge, &slow).is_some_and(|held| held == today),
        "it holds the data key of before"
    );
}

#[test]
fn pv_4_a_change_of_a_setting_that_is_under_way_lies_nowhere_in_the_clear() {
    let edge = NativeEdge::new(8);
    let person = Person::with_account(&edge);
    let confirm = [("current_password", PASSWORD)];
    assert_eq!(person.browser.fill("/account/confirm?next=/account/phone", &confirm).status, 303);
    let mut copies = String::new();
    let number = [("phone", "+1 202 555 0188"), ("method", "sms")];
    assert_eq!(person.browser.fill("/account/phone", &number).status, 303);
    let code = person.code().unwrap();
    copies.push_str(&(dump(&edge) + &edge.guards_as_text()));
    let address = "ana.maria@example.net";
    assert_eq!(person.browser.fill("/account/email", &[("email", address)]).status, 303);
    let link = person.link("/account/email/confirm").unwrap();
    copies.push_str(&(dump(&edge) + &edge.guards_as_text()));
    assert_eq!(person.browser.fill(&link, &[]).status, 303);
    let undo = person.link("/not-me").unwrap();
    assert_eq!(person.browser.fill("/account/personal-key/new", &[]).status, 303);
    let key = person.browser.get("/account/personal-key").personal_key();
    copies.push_str(&(dump(&edge) + &edge.guards_as_text()));
    let secrets = [
        "+12025550188",
        "2025550188",
        address,
        &format!("\"{code}\""),
        &token(&link),
        &token(&undo),
        &key,
        &key.replace('-', ""),
        &person.browser.cookie("session").unwrap(),
    ];
    for secret in secrets {
        assert!(!copies.contains(secret), "{secret}");
    }
    // The control: what must be there is found.
    assert!(copies.contains("\"setting\":\"phone\"") && copies.contains("\"setting\":\"email\""));
}
