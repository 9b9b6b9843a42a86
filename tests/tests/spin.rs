//! What only the adapter for Spin does: it makes the tables, brings old ones up to date, leaves no transaction open, sweeps,
//! and believes the proxy that its operator has named.
//!
//! On Cloudflare there is nothing to ask here: wrangler applies the migrations before a worker runs, a guard is an object
//! of its own, the platform's timer calls the upkeep, and its network says who the client is.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant, SystemTime},
};

use gatehouse_tests::{
    Browser, Edge, Message, Reply, Request, crowd,
    installation::{Installation, eventually},
    instance::Instance,
    person::press_link,
    search,
    server::{Server, free_port},
    unique,
};
use rusqlite::Connection;

/// Where the migrations of both edges are.
const MIGRATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations");
/// The migration that only Spin has.
const OWN: &str = "spin_0001_guards";
/// How long an instance without a request is kept, and some more.
const INSTANCES_END: Duration = Duration::from_secs(3);

fn is_elsewhere() -> bool {
    Edge::current() != Edge::Spin
}

/// The database below a server's state, beside the server if that runs.
fn database(state: &Path) -> Connection {
    let folder = state.join("spin");
    fs::create_dir_all(&folder).unwrap();
    Connection::open(folder.join("sqlite_db.db")).unwrap()
}

/// Name and statements of each shared migration, in order.
fn migrations() -> Vec<(String, String)> {
    let files = fs::read_dir(MIGRATIONS).unwrap().map(|entry| entry.unwrap());
    let mut migrations: Vec<_> = files
        .map(|file| (file.file_name().into_string().unwrap(), fs::read_to_string(file.path()).unwrap()))
        .collect();
    migrations.sort();
    migrations
}

/// The names that a database has noted, each as often as it did.
fn noted(database: &Connection) -> Vec<String> {
    let mut statement = database.prepare("SELECT name FROM migrations ORDER BY name").unwrap();
    let names = statement.query_map([], |row| row.get(0)).unwrap();
    names.collect::<Result<_, _>>().unwrap()
}

/// Checks that the database has all tables, each migration noted once.
fn is_up_to_date(database: &Connection) {
    let names = migrations().into_iter().map(|(name, _)| name);
    assert_eq!(noted(database), names.chain([OWN.to_owned()]).collect::<Vec<_>>());
    for table in ["clock", "upkeep"] {
        assert_eq!(count(database, &format!("SELECT COUNT(*) FROM {table}")), 1, "rows of {table}");
    }
}

fn count(database: &Connection, query: &str) -> i64 {
    database.query_row(query, [], |row| row.get(0)).unwrap()
}

/// A request for a link to an address, as a browser fills in the form.
fn asks_for_link(browser: &mut Browser, email: &str) -> Request {
    browser.form("/sign-up", "email").filled(&[("email", email)]).request()
}

/// Asks for a link as somebody new, finds it in the outbox and presses its button.
fn works(here: &Installation) {
    let (mut browser, email) = (here.browser(), unique::email());
    let request = asks_for_link(&mut browser, &email);
    browser.send(request).leads_to("/sign-up/check-email");
    let messages: Vec<Message> =
        serde_json::from_slice(&browser.get("/dev/outbox.json").is(200).body).unwrap();
    let link = messages.iter().filter(|message| message.to == email).find_map(|m| m.link("/sign-up/confirm"));
    press_link(&mut browser, &link.unwrap()).leads_to("/sign-up/password");
}

#[test]
fn on_a_new_state_the_first_who_come_at_once_all_get_an_answer_and_each_migration_runs_once() {
    if is_elsewhere() {
        return;
    }
    let here = Installation::on("new-state", |_| {});
    // Whoever started the server has asked already. So the state becomes new once more, when nobody has it open and no
    // instance is left that has seen the tables.
    thread::sleep(INSTANCES_END);
    fs::remove_file(here.state.join("spin/sqlite_db.db")).unwrap();
    let requests = (0..20).map(|_| (here.browser(), Request::new("GET", "/sign-in"))).collect();
    for (reply, _) in crowd::all_at_once(requests) {
        reply.is(200);
    }
    is_up_to_date(&database(&here.state));
    works(&here);
}

#[test]
fn a_database_of_an_earlier_version_is_brought_up_to_date_at_the_start() {
    if is_elsewhere() {
        return;
    }
    let here = Installation::on("earlier-version", |state| {
        let database = database(state);
        let table = "CREATE TABLE migrations (name TEXT PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT";
        database.execute_batch(table).unwrap();
        for (name, statements) in migrations().iter().take(3) {
            database.execute_batch(statements).unwrap();
            database.execute("INSERT INTO migrations (name, applied_at) VALUES (?1, 1)", [name]).unwrap();
        }
        let account = "INSERT INTO accounts (id, created_at, email_fingerprint, email) \
                       VALUES ('old', 1, 'k1.x', 'k1.x')";
        database.execute_batch(account).unwrap();
    });
    let database = database(&here.state);
    is_up_to_date(&database);
    let untouched = "SELECT COUNT(*) FROM migrations WHERE applied_at = 1";
    assert_eq!(count(&database, untouched), 3, "what was there is not applied again");
    assert_eq!(count(&database, "SELECT COUNT(*) FROM accounts WHERE id = 'old'"), 1, "what was kept stays");
    works(&here);
}

/// The names of all guards.
fn guards(database: &Connection) -> Vec<String> {
    let mut statement = database.prepare("SELECT name FROM guards").unwrap();
    let names = statement.query_map([], |row| row.get(0)).unwrap();
    names.collect::<Result<_, _>>().unwrap()
}

/// Puts another state into the guard of this name and gives the one that it had.
fn exchange(database: &Connection, name: &str, state: &str) -> String {
    let before = database.query_row("SELECT state FROM guards WHERE name = ?1", [name], |row| row.get(0));
    let changed = database.execute("UPDATE guards SET state = ?2 WHERE name = ?1", [name, state]).unwrap();
    assert_eq!(changed, 1, "{name}");
    before.unwrap()
}

#[test]
fn a_broken_guard_stops_those_whom_it_guards_and_nobody_else() {
    if is_elsewhere() {
        return;
    }
    let here = Installation::on("broken-guard", |_| {});
    let database = database(&here.state);
    let known = guards(&database);
    let (mut ana, email) = (here.browser(), unique::email());
    let request = asks_for_link(&mut ana, &email);
    ana.send(request).leads_to("/sign-up/check-email");
    let of_ana: Vec<_> = guards(&database).into_iter().filter(|name| !known.contains(name)).collect();
    assert_eq!(of_ana.len(), 2, "a guard of her network and one of her address");
    // Those that were made when several asked at the start: from here on one is enough.
    thread::sleep(INSTANCES_END);
    let mut is_same_instance = false;
    for guard in &of_ana {
        let state = exchange(&database, guard, "{\"requests\":");
        for _ in 0..3 {
            let mut browser = here.browser();
            let (first, second) =
                (asks_for_link(&mut ana, &email), asks_for_link(&mut browser, &unique::email()));
            let before = instance(&here);
            ana.send(first).is(503);
            // Had the guard's transaction stayed open, this would wait for it in vain.
            let start = Instant::now();
            browser.send(second).leads_to("/sign-up/check-email");
            assert!(start.elapsed() < Duration::from_secs(4), "it took {:?}", start.elapsed());
            // Since then it has answered that question, and those two.
            is_same_instance |= instance(&here).answered == before.answered + 3;
        }
        exchange(&database, guard, &state);
    }
    assert!(is_same_instance, "no instance went on after a broken guard");

    for guard in &of_ana {
        let state = exchange(&database, guard, "null and void");
        let requests = (0..16)
            .map(|n| {
                let mut browser = if n % 2 == 0 { ana.clone() } else { here.browser() };
                let email = if n % 2 == 0 { email.clone() } else { unique::email() };
                let request = asks_for_link(&mut browser, &email);
                (browser, request)
            })
            .collect();
        for (n, (reply, _)) in crowd::all_at_once(requests).into_iter().enumerate() {
            if n % 2 == 0 {
                reply.is(503)
            } else {
                reply.leads_to("/sign-up/check-email")
            };
        }
        exchange(&database, guard, &state);
    }
    let request = asks_for_link(&mut ana, &email);
    ana.send(request).leads_to("/sign-up/check-email");
}

fn instance(here: &Installation) -> Instance {
    let reply: Reply = here.browser().send(Instance::request());
    Instance::of(&reply)
}

#[test]
fn what_has_expired_is_swept_once_an_hour_after_somebodys_request() {
    if is_elsewhere() {
        return;
    }
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let now = i64::try_from(now).unwrap();
    let put = |database: &Connection, name: &str, forget_at: i64| {
        let row = "INSERT INTO guards (name, state, forget_at) VALUES (?1, '{}', ?2)";
        database.execute(row, (name, forget_at)).unwrap();
    };
    let here = Installation::on("upkeep", |state| {
        // A server that was there before, two hours ago.
        let mut server = Server::start(free_port(), state);
        server.end();
        let database = database(state);
        database.execute("UPDATE upkeep SET swept_at = ?1", [now - 2 * 60 * 60]).unwrap();
        put(&database, "expired", now - 1);
        put(&database, "lasting", now + 24 * 60 * 60);
    });
    let database = database(&here.state);
    let is_there = |name: &str| guards(&database).iter().any(|known| known == name);
    eventually("a sweep", || !is_there("expired"));
    assert!(is_there("lasting"), "what has not expired stays");
    assert!(count(&database, "SELECT swept_at FROM upkeep") >= now, "the sweep is noted");

    // Within the hour no instance sweeps again, however fresh.
    put(&database, "expired later", now - 1);
    thread::sleep(INSTANCES_END);
    here.browser().get("/sign-in").is(200);
    thread::sleep(Duration::from_secs(1));
    assert!(is_there("expired later"), "one sweep an hour is enough");
}

#[test]
fn behind_a_proxy_a_network_is_the_one_that_the_proxy_names() {
    if is_elsewhere() {
        return;
    }
    let here = Installation::on("proxy", |state| {
        fs::write(state.join("development.env"), "CLIENT_ADDRESS_HEADER=X-Forwarded-For\n").unwrap();
    });
    let database = database(&here.state);
    // Each address that is asked for gets a guard, and so does each network that asks for the first time.
    for (forwarded, new_guards) in [
        ("192.0.2.1", 2),
        ("192.0.2.1", 1),
        ("192.0.2.1:4711", 1),
        ("203.0.113.5, 192.0.2.1", 1),
        ("192.0.2.1, 203.0.113.5", 2),
        ("192.0.2.1, [2001:db8::1]:4711", 2),
        ("2001:db8::2", 1),
        // All whom the proxy does not name are one network.
        ("unknown", 2),
        ("192.0.2.1,", 1),
        ("", 1),
    ] {
        let before = guards(&database).len();
        let mut browser = here.browser();
        // The client is where the header says, and not where a test puts it.
        browser.address.clear();
        let request = asks_for_link(&mut browser, &unique::email()).header("x-forwarded-for", forwarded);
        browser.send(request).leads_to("/sign-up/check-email");
        assert_eq!(guards(&database).len(), before + new_guards, "guards after {forwarded:?}");
    }
    let told = "no client can be read from the header x-forwarded-for";
    let is_told =
        |file: &PathBuf| fs::read(file).is_ok_and(|text| String::from_utf8_lossy(&text).contains(told));
    assert!(search::files(&here.state).iter().any(is_told), "the operator is told");
}
