//! Personal information: only its owner's keys open it, whatever happens to them (PV-1, PR-4).

use crate::native::browser::{Browser, Reply, form};
use crate::native::person::{PASSWORD, Person};
use crate::native::{Fault, NativeEdge, Random, Task, run, shuffled, together};
use gatehouse_core::flows::renewal::{self, Password, Renewal};
use gatehouse_core::ports::{Clock as _, Sql as _, Statement};
use gatehouse_core::secrets::Key;
use gatehouse_core::secrets::bearer::{Kind as Bearer, Token};
use gatehouse_core::secrets::password::{Kind, Record, new_data_key};
use gatehouse_core::secrets::seal::{Place, open_key_with};
use gatehouse_core::store::{accounts, information, sessions};

/// The page with the form.
pub const PATH: &str = "/account/information";
/// What every person here saves.
pub const FIELDS: [(&str, &str); 9] = [
    ("full_name", "Ana María Ruiz"),
    ("birth_month", "2"),
    ("birth_day", "28"),
    ("birth_year", "1985"),
    ("street_address", "1600 Main St\nApt 4"),
    ("city", "Springfield"),
    ("region", "IL"),
    ("postal_code", "62701"),
    ("country", "United States"),
];

/// A person who has saved information.
pub fn with_information(edge: &NativeEdge) -> Person<'_> {
    let person = Person::with_account(edge);
    assert!(person.browser.fill(PATH, &FIELDS).leads_to("/account/information?done=saved"));
    person
}

/// Somebody else with an account of their own.
pub fn somebody_else(edge: &NativeEdge) -> Person<'_> {
    let mut person = Person::new(edge);
    "else@example.org".clone_into(&mut person.email);
    "202 555 0188".clone_into(&mut person.phone);
    person.go("/sign-up");
    person
}

/// Whether the page shows all that was saved.
pub fn shows(browser: &Browser<'_>) -> bool {
    let page = browser.get(PATH);
    page.status == 200 && FIELDS.iter().all(|(field, value)| shows_field(&page, field, value))
}

/// Whether this value stands in this field.
pub fn shows_field(page: &Reply, field: &str, value: &str) -> bool {
    let (_, rest) = page.body.split_once(&format!("name=\"{field}\"")).unwrap();
    let shown = if field == "street_address" {
        let (text, _) = rest.split_once('>').unwrap().1.split_once("</textarea>").unwrap();
        text.strip_prefix('\n').unwrap()
    } else {
        rest.split_once("value=\"").unwrap().1.split_once('"').unwrap().0
    };
    shown == value
}

/// How often this was done with information.
pub fn count(edge: &NativeEdge, event: &str) -> i64 {
    edge.count(&format!("SELECT COUNT(*) FROM activities WHERE event = 'information-{event}'"))
}

/// The first account.
pub fn account(edge: &NativeEdge) -> String {
    edge.text("SELECT id FROM accounts ORDER BY rowid LIMIT 1")
}

/// The data key that this person's session holds.
pub fn data_key(edge: &NativeEdge, person: &Person<'_>) -> Key {
    let token = Token::from_text(&person.browser.cookie("session").unwrap()).unwrap();
    let id = token.hash(edge.secrets(), Bearer::Session);
    let sealed = edge.text(&format!("SELECT data_key FROM sessions WHERE id = '{id}'"));
    let account = edge.text(&format!("SELECT account_id FROM sessions WHERE id = '{id}'"));
    let place = Place { table: "sessions", column: "data_key", owner: &account };
    open_key_with(&token.key(Bearer::Session), place, &sealed).unwrap()
}

fn write(edge: &NativeEdge, mut statements: Vec<Statement>) {
    statements.push(Statement { sql: "DELETE FROM expectations", values: Vec::new() });
    run(edge.batch(statements)).unwrap();
}

/// What a reset without the personal key leaves: another data key, no personal key, and the information locked with the
/// record of the old one.
pub fn reset_without_key(edge: &NativeEdge, id: &str) {
    let (account, now) = (account(edge), edge.now());
    let data_key = new_data_key(edge).unwrap();
    let (record, _) =
        Record::make(edge.secrets(), edge, Kind::Password, &account, PASSWORD, &data_key).unwrap();
    write(
        edge,
        vec![
            information::make_former(&account, id, now),
            information::delete(&account),
            accounts::delete_personal_key(&account),
            accounts::insert_record(Kind::Password, &account, &record, now),
            sessions::delete_all(&account),
        ],
    );
}

#[test]
fn pv_1_what_is_saved_is_read_in_every_later_session_and_browser() {
    let edge = NativeEdge::new(1);
    let person = with_information(&edge);
    assert!(shows(&person.browser));
    assert!(person.browser.get("/account/information?done=saved").body.contains("is saved"));
    person.browser.forget("session");
    person.go("/sign-in");
    assert!(shows(&person.browser), "the next sign-in");
    let other = person.elsewhere();
    other.go("/sign-in");
    assert!(shows(&other.browser), "another browser");
    assert!(shows(&person.browser), "and this one still");
}

#[test]
fn pv_1_a_sign_in_with_the_personal_key_keeps_it_and_ends_what_held_the_old_key() {
    let edge = NativeEdge::new(2);
    let person = with_information(&edge);
    let old = data_key(&edge, &person);
    let other = person.elsewhere();
    other.method.set("personal_key");
    other.go("/sign-in");
    assert!(shows(&other.browser));
    assert!(person.browser.get(PATH).leads_to("/sign-in?why=account"));
    let sealed = edge.text("SELECT sealed FROM information");
    assert!(information::open(&account(&edge), &old, &sealed).is_none());
    assert!(information::open(&account(&edge), &data_key(&edge, &other), &sealed).is_some(), "the control");
}

#[test]
fn pv_1_a_new_password_keeps_it() {
    let edge = NativeEdge::new(3);
    let mut person = with_information(&edge);
    let (account, old) = (account(&edge), data_key(&edge, &person));
    let sealed = edge.text("SELECT sealed FROM information");
    let renewal = Renewal {
        account: &account,
        password: Password::Becomes("eleven herons by the weir"),
        data_key: &old,
        information: Some(&sealed),
        goes_on: "",
    };
    let renewed = renewal::renew(&edge, &renewal).unwrap();
    write(&edge, renewed.statements);
    assert!(person.browser.get(PATH).leads_to("/sign-in?why=account"));
    assert_eq!(person.give_password(PASSWORD).status, 422);
    "eleven herons by the weir".clone_into(&mut person.password);
    person.go("/sign-in");
    assert!(shows(&person.browser));
    assert_ne!(edge.text("SELECT sealed FROM information"), sealed);
}

#[test]
fn pv_1_no_cookie_of_another_account_opens_it_and_it_opens_in_no_other_row() {
    let edge = NativeEdge::new(4);
    let person = with_information(&edge);
    let other = somebody_else(&edge);
    let sealed = edge.text("SELECT sealed FROM information");
    assert!(information::open(&account(&edge), &data_key(&edge, &other), &sealed).is_none());
    assert!(information::open("another", &data_key(&edge, &person), &sealed).is_none());
    assert!(information::open(&account(&edge), &data_key(&edge, &person), &sealed).is_some(), "the control");
    assert!(other.browser.fill(PATH, &[("full_name", "Else")]).status == 303);
    let moved = "UPDATE information SET sealed = (SELECT sealed FROM information ORDER BY rowid LIMIT 1)";
    assert_eq!(edge.database().execute(moved, []).unwrap(), 2);
    assert_eq!([&person, &other].map(|person| person.browser.get(PATH).status), [200, 503]);
}

#[test]
fn pv_1_nothing_of_it_lies_in_the_clear() {
    let edge = NativeEdge::new(5);
    with_information(&edge);
    let tables = ["information", "sessions", "activities", "messages", "accounts"];
    let copies: String = tables
        .iter()
        .map(|table| {
            let columns =
                edge.text(&format!("SELECT group_concat(name, ', ') FROM pragma_table_info('{table}')"));
            edge.text(&format!("SELECT json_group_array(json_array({columns})) FROM {table}"))
        })
        .chain([edge.guards_as_text()])
        .collect();
    assert!(copies.contains("information-saved"), "the control");
    for (_, value) in FIELDS.iter().filter(|(_, value)| value.len() > 4) {
        assert!(!copies.contains(value) && !copies.contains(&value.to_lowercase()), "{value}");
    }
}

#[test]
fn pv_1_it_goes_with_the_account_and_when_it_is_erased() {
    let edge = NativeEdge::new(6);
    let person = with_information(&edge);
    let page = person.browser.get(PATH);
    let body = form(&page, "/account/information/erase", &[]);
    let post = || person.browser.later("/account/information/erase", &body);
    let replies = together(vec![post(), post()]);
    let again = person.browser.post("/account/information/erase", &body);
    let erased = |reply: &Reply| reply.leads_to("/account/information?done=erased");
    assert!(replies.iter().chain([&again]).all(erased));
    let page = person.browser.get("/account/information?done=erased");
    assert!(page.body.contains("was erased") && !page.body.contains("/account/information/erase\""));
    assert_eq!((edge.count("SELECT COUNT(*) FROM information"), count(&edge, "erased")), (0, 1));

    person.browser.fill(PATH, &FIELDS);
    reset_without_key(&edge, "former-1");
    write(&edge, accounts::delete(&account(&edge)));
    let left = "SELECT (SELECT COUNT(*) FROM information) + (SELECT COUNT(*) FROM former_information)";
    assert_eq!(edge.count(left), 0);
}

#[test]
fn st_1_only_a_signed_in_owner_gets_the_pages() {
    let edge = NativeEdge::new(7);
    let stranger = Person::new(&edge);
    for path in [PATH, "/account/information/former"] {
        assert!(stranger.browser.get(path).leads_to("/sign-in?why=account"), "{path}");
    }
    let person = with_information(&edge);
    let body = form(&person.browser.get(PATH), PATH, &FIELDS);
    let other = person.elsewhere();
    other.method.set("personal_key");
    other.go_until("/sign-in", "/account/personal-key");
    assert!(other.browser.get(PATH).leads_to("/account/personal-key"), "a new key is saved first");
    assert!(person.browser.post(PATH, &body).leads_to("/sign-in?why=account"), "that session has ended");
}

#[test]
fn st_1_all_that_is_wrong_is_said_at_once_next_to_its_field_and_what_was_typed_stays() {
    let edge = NativeEdge::new(8);
    let person = Person::with_account(&edge);
    let empty = person.browser.fill(PATH, &[]);
    assert!(
        empty.status == 422
            && empty.body.contains("at least one field")
            && !empty.body.contains("button below")
    );
    let long = "9".repeat(21);
    let typed =
        [("full_name", "Ana"), ("birth_month", "13"), ("birth_day", "31"), ("postal_code", long.as_str())];
    let page = person.browser.fill(PATH, &typed);
    assert_eq!(page.status, 422);
    for words in ["from 1 to 12", "year of your birth date, too", "at most 20 characters"] {
        assert_eq!(page.body.matches(words).count(), 2, "in the summary and next to the field: {words}");
    }
    for (field, value) in typed {
        assert!(shows_field(&page, field, value), "{field}");
    }
    for field in ["birth_month", "birth_year", "postal_code"] {
        assert!(
            page.body.contains(&format!("href=\"#{field}\""))
                && page.body.contains(&format!("id=\"{field}\""))
        );
        assert!(page.body.contains(&format!("aria-describedby=\"{field}-error\"")), "{field}");
    }
    assert_eq!(edge.count("SELECT COUNT(*) FROM information"), 0);
    person.browser.fill(PATH, &FIELDS);
    assert!(person.browser.fill(PATH, &[("full_name", " ")]).body.contains("button below"));
    assert!(shows(&person.browser), "nothing was changed");
}

#[test]
fn st_1_fields_say_what_they_are_for_and_are_sent_to_no_spell_checker() {
    let edge = NativeEdge::new(9);
    let page = Person::with_account(&edge).browser.get(PATH);
    for (field, purpose) in [
        ("full_name", "name"),
        ("birth_month", "bday-month"),
        ("birth_day", "bday-day"),
        ("birth_year", "bday-year"),
        ("street_address", "street-address"),
        ("city", "address-level2"),
        ("region", "address-level1"),
        ("postal_code", "postal-code"),
        ("country", "country-name"),
    ] {
        let (_, rest) = page.body.split_once(&format!(" name=\"{field}\"")).unwrap();
        let tag = rest.split_once('>').unwrap().0;
        assert!(tag.contains(&format!("autocomplete=\"{purpose}\"")), "{tag}");
        assert!(tag.contains("spellcheck=\"false\"") && !tag.contains("required"), "{tag}");
    }
}

#[test]
fn st_1_a_form_sent_twice_saves_once_and_of_two_tabs_the_last_one_wins() {
    let edge = NativeEdge::new(10);
    let person = Person::with_account(&edge);
    let [one, two] = [("city", "Lyon"), ("city", "Springfield")]
        .map(|field| form(&person.browser.get(PATH), PATH, &[("full_name", "Ana <b>"), field]));
    let post = |body| person.browser.later(PATH, body);
    let saved = |reply: &Reply| reply.leads_to("/account/information?done=saved");
    assert!(together(vec![post(&one), post(&one)]).iter().all(saved));
    assert!(saved(&person.browser.post(PATH, &one)));
    assert_eq!(count(&edge, "saved"), 1);
    assert!(together(vec![post(&one), post(&two)]).iter().all(saved));
    let page = person.browser.get(PATH);
    assert!(shows_field(&page, "city", "Lyon") || shows_field(&page, "city", "Springfield"));
    assert!(shows_field(&page, "full_name", "Ana &#60;b&#62;"));
    assert!(saved(&person.browser.post(PATH, &two)));
    assert!(shows_field(&person.browser.get(PATH), "city", "Springfield"));
}

#[test]
fn pv_1_saving_while_the_keys_are_renewed_never_leaves_what_nothing_opens() {
    let base = NativeEdge::new(11);
    let person = with_information(&base);
    let save = form(&person.browser.get(PATH), PATH, &[("full_name", "Ana"), ("city", "Lyon")]);
    let other = person.elsewhere();
    other.give_password(PASSWORD);
    let key = person.key.borrow().clone();
    let sign_in =
        form(&other.browser.get("/sign-in/personal-key"), "/sign-in/personal-key", &[("personal_key", &key)]);
    let mut outcomes = [0, 0];
    for seed in 0..40 {
        let edge = base.fork();
        let (saver, renewer) = (person.browser.on(&edge), other.browser.on(&edge));
        let tasks: Vec<Task<'_, Reply>> =
            vec![saver.later(PATH, &save), renewer.later("/sign-in/personal-key", &sign_in)];
        let replies = shuffled(&mut Random::new(seed), tasks);
        assert!(replies.iter().all(|reply| [303, 503].contains(&reply.status)), "seed {seed}");
        let later = person.on(&edge);
        later.browser.forget("session");
        later.go("/sign-in");
        let page = later.browser.get(PATH);
        let is_new = shows_field(&page, "city", "Lyon");
        assert!(is_new || shows(&later.browser), "seed {seed}: the old or the new, whole");
        let said = replies[0].leads_to("/account/information?done=saved");
        assert!(is_new || !said, "seed {seed}: it was said to be saved");
        outcomes[usize::from(is_new)] += 1;
    }
    assert!(outcomes.iter().all(|count| *count > 0), "both happen: {outcomes:?}");
}

#[test]
fn pv_1_saving_survives_every_outage() {
    let base = NativeEdge::new(12);
    let person = with_information(&base);
    let body = form(&person.browser.get(PATH), PATH, &[("full_name", "Ana"), ("city", "Lyon")]);
    for fault in [Fault::Before, Fault::AnswerLost] {
        for n in 0.. {
            let edge = base.fork();
            let person = person.on(&edge);
            edge.fail(fault(n));
            let reply = person.browser.post(PATH, &body);
            let Some(call) = edge.failed() else { break };
            assert_eq!(reply.status, 503, "{call:?}");
            assert!(person.browser.post(PATH, &body).leads_to("/account/information?done=saved"), "{call:?}");
            assert!(shows_field(&person.browser.get(PATH), "city", "Lyon"), "{call:?}");
            assert_eq!(count(&edge, "saved"), 2, "once before, and once now: {call:?}");
        }
    }
}
