//! What every screen asks of the database and of the guards: a table of all of them, printed with `--nocapture`, and the
//! most that is allowed.
//!
//! A read or a write waits for the one before it, so each is a round trip on an edge whose database is elsewhere; a step
//! of a guard is one, too, to another place.

use crate::authenticator_app::confirm;
use crate::information::{FIELDS, PATH};
use crate::native::browser::Reply;
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::{Call, NativeEdge};
use gatehouse_core::guard::Names;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The most that one request of a screen asked for.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Most {
    reads: usize,
    writes: usize,
    steps: usize,
}

/// By screen, the most that was asked for; and what was written for a GET.
#[derive(Default)]
struct Table(BTreeMap<String, Most>, BTreeSet<&'static str>);

impl Table {
    /// Takes what was asked of an installation.
    fn take(&mut self, edge: &NativeEdge) {
        for (name, calls) in edge.take_requests() {
            let count = |is: fn(&Call) -> bool| calls.iter().filter(|call| is(call)).count();
            let reads = count(|call| matches!(call, Call::Query(_)));
            let writes = count(|call| matches!(call, Call::Batch(_)));
            let steps = count(|call| matches!(call, Call::Step(_)));
            let batches = calls.iter().filter_map(|call| match call {
                Call::Batch(statements) if name.starts_with("GET") => Some(statements),
                _ => None,
            });
            self.1.extend(batches.flatten().copied());
            let most = self.0.entry(name).or_default();
            *most = Most {
                reads: most.reads.max(reads),
                writes: most.writes.max(writes),
                steps: most.steps.max(steps),
            };
        }
    }

    /// Lets something be done in a copy of an installation.
    fn on<'e>(
        &mut self,
        base: &'e NativeEdge,
        person: &Person<'e>,
        act: impl FnOnce(&NativeEdge, &Person<'_>),
    ) {
        let edge = base.fork();
        // Long enough for every limit of requests, short enough for a session.
        edge.wait(14 * 60);
        let person = person.on(&edge);
        act(&edge, &person);
        self.take(&edge);
    }
}

/// Every address with the methods that it knows, out of the source: a screen that is added is measured, or missing.
#[expect(clippy::disallowed_methods, reason = "a test may read the source from where it lies")]
fn screens() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/routes/screens.rs");
    let source = std::fs::read_to_string(path).unwrap();
    let lines = source.lines().filter_map(|line| {
        let (path, rest) = line.trim().strip_prefix("(\"/")?.split_once('"')?;
        let methods = rest.split('"').nth(1)?;
        Some(
            methods
                .split(", ")
                .filter(|method| *method != "HEAD")
                .map(move |method| format!("{method} /{path}")),
        )
    });
    lines.flatten().collect()
}

fn press(person: &Person<'_>, page: &str, action: &str) -> Reply {
    let reply = person.browser.submit(&person.browser.get(page), action, &[]);
    assert_eq!(reply.status, 303, "{action}");
    reply
}

fn signing_up(edge: &NativeEdge) {
    let person = Person::new(edge);
    person.go_until("/sign-up", "/sign-up/code");
    press(&person, "/sign-up/code", "/sign-up/code/send");
    person.go_until("/sign-up/code", "/sign-up/personal-key");
    person.browser.get("/sign-up/personal-key.txt");
    person.go("/sign-up/personal-key");
    let mut other = Person::new(edge);
    "app@example.org".clone_into(&mut other.email);
    other.method.set("totp");
    other.go("/sign-up");
    Person::new(edge).browser.fill("/sign-up", &[("email", EMAIL)]);
    let report = person.link("/sign-up/report").unwrap();
    person.browser.fill(&report, &[]);
}

fn signing_in(table: &mut Table, base: &NativeEdge, person: &Person<'_>, with_app: &Person<'_>) {
    table.on(base, person, |_, person| {
        let person = person.elsewhere();
        person.give_password("not the password");
        person.begin_sign_in();
        person.browser.get("/sign-in/no-phone");
        press(&person, "/sign-in/code", "/sign-in/code/send");
        person.browser.fill("/sign-in/code", &[("code", "000000")]);
        person.go("/sign-in/code");
        let not_me = person.link("/not-me").unwrap();
        person.browser.fill(&not_me, &[]);
    });
    table.on(base, person, |_, person| {
        let person = person.elsewhere();
        person.method.set("personal_key");
        person.go_until("/sign-in", "/account/personal-key");
        person.browser.get("/account/personal-key.txt");
        person.go("/account/personal-key");
    });
    table.on(base, with_app, |_, person| {
        person.browser.forget("session");
        person.go("/sign-in");
    });
    table.on(base, person, |_, person| {
        let other = person.elsewhere();
        other.give_password(PASSWORD);
        press(&other, "/sign-in/delete", "/sign-in/delete");
        let cancel = person.link("/cancel-deletion").unwrap();
        person.browser.fill(&cancel, &[]);
    });
}

fn resetting(table: &mut Table, base: &NativeEdge, person: &Person<'_>, with_app: &Person<'_>) {
    table.on(base, person, |_, person| {
        let person = person.elsewhere();
        person.go_until("/reset", "/reset/code");
        person.browser.get("/reset/no-phone");
        press(&person, "/reset/code", "/reset/code/send");
        person.go("/reset/code");
    });
    table.on(base, person, |_, person| {
        let person = person.elsewhere();
        person.method.set("personal_key");
        person.go_until("/reset", "/reset/personal-key/save");
        person.browser.get("/reset/personal-key.txt");
        person.go("/reset/personal-key/save");
    });
    table.on(base, with_app, |_, person| {
        person.browser.forget("session");
        person.go("/reset");
    });
}

fn settings(table: &mut Table, base: &NativeEdge, person: &Person<'_>) {
    table.on(base, person, |_, person| {
        confirm(&person.browser, "/account/app");
        press(person, "/account/app", "/account/app/start");
        person.read_app(&person.browser.get("/account/app/code"));
        person.browser.fill("/account/app/code", &[("code", &person.app_code(0))]);
        press(person, "/account/app", "/account/app/remove");
        let page = person.browser.get("/account/phone");
        let phone = [("phone", "+1 202 555 0188"), ("method", "sms"), ("replaces", "keep")];
        person.browser.submit(&page, "/account/phone", &phone);
        press(person, "/account/phone/code", "/account/phone/code/send");
        person.browser.fill("/account/phone/code", &[("code", &person.code().unwrap())]);
        press(person, "/account/phone", "/account/phone/remove");
        let page = person.browser.get("/account/email");
        person.browser.submit(&page, "/account/email", &[("email", "ana.maria@example.net")]);
        person.browser.get("/account/email/check-email");
        person.browser.fill(&person.link("/account/email/confirm").unwrap(), &[]);
    });
    for (path, fields) in [
        ("/account/password", &[("new_password", "nine herons on the jetty")][..]),
        ("/account/personal-key/new", &[]),
    ] {
        table.on(base, person, |_, person| {
            confirm(&person.browser, path);
            assert_eq!(person.browser.fill(path, fields).status, 303);
            person.go("/account/personal-key");
        });
    }
    table.on(base, person, |edge, person| {
        person.browser.fill(PATH, &[("full_name", "Ana")]);
        press(person, PATH, "/account/information/erase");
        for path in ["/account/activity", "/account/time-out", "/account/sessions"] {
            assert_eq!(person.browser.get(path).status, 200, "{path}");
        }
        press(person, "/account/time-out", "/account/stay");
        confirm(&person.browser, "/account/data");
        let page = person.browser.get("/account/data");
        assert_eq!(person.browser.submit(&page, "/account/data.json", &[]).status, 200);
        let other = person.elsewhere();
        other.go("/sign-in");
        let page = person.browser.get("/account/sessions");
        let reference = edge.text("SELECT reference FROM sessions ORDER BY created_at DESC LIMIT 1");
        person.browser.submit(&page, "/account/sessions/end", &[("reference", &reference)]);
        other.go("/sign-in");
        press(person, "/account/sessions", "/account/sessions/end-others");
        edge.database()
            .execute(
                "INSERT INTO delivery_problems SELECT ?1, 'email', 'bounced', 0, 999999999999, 0",
                [Names(edge.secrets()).address(EMAIL)],
            )
            .unwrap();
        press(person, "/account", "/account/email/resume");
        press(person, "/account", "/sign-out");
        person.browser.get("/signed-out");
    });
}

/// Two resets without the key, each of which locks information.
fn former(table: &mut Table, base: &NativeEdge, person: &Person<'_>) {
    table.on(base, person, |edge, person| {
        let mut keys = Vec::new();
        for _ in 0..2 {
            // The page lists them by when they were locked.
            edge.wait(1);
            person.browser.fill(PATH, &FIELDS);
            keys.push(person.key.borrow().clone());
            person.go("/reset");
        }
        let page = person.browser.get(PATH);
        let links: Vec<&str> = page.body.split("/account/information/former?id=").skip(1).collect();
        let ids: Vec<&str> = links.iter().map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(ids.len(), 2);
        let path = |id: &str| format!("/account/information/former?id={id}");
        let opened = person.browser.submit(
            &person.browser.get(&path(ids[0])),
            "/account/information/former",
            &[("id", ids[0]), ("personal_key", &keys[1])],
        );
        assert_eq!(opened.status, 303);
        let page = person.browser.get(&path(ids[1]));
        person.browser.submit(&page, "/account/information/former/discard", &[("id", ids[1])]);
    });
}

fn deleting(table: &mut Table, base: &NativeEdge, person: &Person<'_>, with_app: &Person<'_>) {
    table.on(base, person, |_, person| {
        confirm(&person.browser, "/account/delete");
        person.browser.get("/account/delete");
        person.browser.get("/account/delete/no-phone");
        person.browser.fill("/account/delete/method", &[("method", "sms")]);
        press(person, "/account/delete/code", "/account/delete/code/send");
        person.browser.fill("/account/delete/code", &[("code", &person.code().unwrap())]);
        person.browser.get("/account-deleted");
    });
    table.on(base, person, |_, person| {
        confirm(&person.browser, "/account/delete");
        let key = person.key.borrow().clone();
        person.browser.fill("/account/delete/personal-key", &[("personal_key", &key)]);
    });
    table.on(base, with_app, |_, person| {
        confirm(&person.browser, "/account/delete");
        person.browser.fill("/account/delete/app", &[("code", &person.app_code(0))]);
    });
}

fn writing(table: &mut Table, base: &NativeEdge, person: &Person<'_>) {
    table.on(base, person, |edge, person| {
        let page = person.browser.get("/contact/message");
        let opened = page.hidden("/contact/message", "opened").unwrap();
        edge.wait(3);
        let fields = [("opened", opened.as_str()), ("subject", "idea"), ("message", "More herons.")];
        assert_eq!(person.browser.submit(&page, "/contact/message", &fields).status, 303);
        let answer = "article=signing-in/forgot-password&helpful=yes";
        assert_eq!(person.browser.post("/help/feedback", answer).status, 303);
    });
}

/// Every page, as it is for somebody in this browser.
fn look_at_all(table: &mut Table, base: &NativeEdge, person: &Person<'_>) {
    table.on(base, person, |_, person| {
        for screen in screens() {
            if let Some(path) = screen.strip_prefix("GET ") {
                person.browser.get(path);
            }
        }
    });
}

/// What all of this asks for.
fn measured() -> Table {
    let mut table = Table::default();
    let edge = NativeEdge::new(1);
    signing_up(&edge);
    table.take(&edge);
    let edge = NativeEdge::new(2);
    let person = Person::with_account(&edge);
    let mut with_app = Person::new(&edge);
    "app@example.org".clone_into(&mut with_app.email);
    with_app.method.set("totp");
    with_app.go("/sign-up");
    signing_in(&mut table, &edge, &person, &with_app);
    resetting(&mut table, &edge, &person, &with_app);
    settings(&mut table, &edge, &person);
    former(&mut table, &edge, &person);
    deleting(&mut table, &edge, &person, &with_app);
    writing(&mut table, &edge, &person);
    for someone in [&person, &Person::new(&edge)] {
        look_at_all(&mut table, &edge, someone);
    }
    table
}

/// Screens that read more than once: what they read second depends on what they read first, or they show more of an
/// account than what all its pages need. Pages that ask for a code, or name the account's address, look whether
/// it can be delivered, too.
const READS: [(&str, usize); 18] = [
    ("/account", 2),
    ("/account/activity", 2),
    ("/account/confirm", 2),
    ("/account/data", 4),
    ("/account/data.json", 4),
    ("/account/delete/code", 2),
    ("/account/email", 2),
    ("/account/email/check-email", 2),
    ("/account/email/confirm", 2),
    ("/account/email/resume", 2),
    ("/account/information/former", 2),
    ("/account/phone/code", 2),
    ("/account/sessions", 2),
    ("/reset/code", 2),
    ("/sign-in/code", 2),
    ("/sign-in/delete", 3),
    ("/sign-up/code", 2),
    ("/sign-up/confirm", 2),
];

#[test]
fn si_8_every_screen_waits_for_the_database_as_often_as_it_must_and_no_more() {
    let measured = measured();
    println!("{:<45} {:>5} {:>6} {:>5}", "at most", "reads", "writes", "steps");
    for screen in screens() {
        let most = measured.0.get(&screen).unwrap_or_else(|| panic!("{screen} was not measured"));
        println!("{screen:<45} {:>5} {:>6} {:>5}", most.reads, most.writes, most.steps);
        let (method, path) = screen.split_once(' ').unwrap();
        let reads = READS.iter().find(|(known, _)| *known == path).map_or(1, |(_, reads)| *reads);
        assert!(most.reads <= reads, "{screen}: {most:?}");
        // Once a minute a session is noted as used; a new one takes the place of the one that the browser had.
        assert!(most.writes <= if method == "GET" { 1 } else { 2 }, "{screen}: {most:?}");
        assert!(most.steps <= 5, "{screen}: {most:?}");
    }
}

#[test]
fn si_8_looking_at_a_page_writes_nothing_but_when_a_session_was_last_used() {
    let written = measured().1;
    assert_eq!(
        written.into_iter().collect::<Vec<_>>(),
        ["UPDATE sessions SET last_seen_at = ?2 WHERE id = ?1"]
    );
}
