//! Signed-in browsers as their owner sees them, how they end, and recent activity (ST-7, SI-8, ST-1).

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use gatehouse_tests::{
    Browser, Person, Reply, Request,
    deletion::delete,
    page::Form,
    settings::{save_new_key, unlock},
    unique,
    wire::Connection,
};

/// Another browser in which this person is signed in.
fn another(person: &Person) -> Browser {
    let mut browser = Browser::new();
    person.sign_in(&mut browser);
    browser
}

/// The forms of the list that each end one session: the first is that of the browser that looks.
fn ending(browser: &mut Browser) -> Vec<Form> {
    let page = browser.get("/account/sessions");
    page.is(200);
    page.page().forms().into_iter().filter(|form| form.action == "/account/sessions/end").collect()
}

#[test]
fn st_7_the_list_shows_every_browser_that_is_signed_in_and_tells_this_one_apart() {
    let mut person = Person::new();
    let mut firefox = Browser::new();
    let code = person.come_to_code(&mut firefox);
    let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0";
    let form = firefox.form("/sign-in/code", "code").filled(&[("code", &code)]);
    firefox.send(form.request().header("user-agent", agent)).leads_to("/account");
    let page = person.browser.get("/account/sessions");
    page.is(200).says("This browser").says("Other browsers").says("Firefox on Windows").says("UTC");
    assert_eq!(ending(&mut person.browser).len(), 2, "{}", page.describe());
    firefox.get("/account/sessions").is(200).says("Other browsers");
    Browser::new().get("/account/sessions").leads_to("/sign-in");
}

#[test]
fn st_7_one_session_is_ended_and_the_others_go_on() {
    let mut person = Person::new();
    let (mut other, mut third) = (another(&person), another(&person));
    // The one that was used last comes first.
    third.get("/account").is(200);
    let forms = ending(&mut person.browser);
    assert_eq!(forms.len(), 3);
    person.browser.send(forms[1].request()).leads_to("/account/sessions");
    let left = [&mut other, &mut third].map(|browser| browser.get("/account").status);
    assert!(left == [200, 303] || left == [303, 200], "{left:?}");
    let again = person.browser.send(forms[1].request());
    person.browser.follow(&again).is(200).says("already signed out");
    person.browser.get("/account").is(200);
}

#[test]
fn st_7_all_other_sessions_are_ended_at_once() {
    let mut person = Person::new();
    let mut others = [another(&person), another(&person)];
    let page = person.browser.get("/account/sessions");
    let reply = person.browser.press(&page, "/account/sessions/end-others");
    person.browser.follow(&reply).is(200).says("All other browsers are signed out");
    for other in &mut others {
        other.get("/account").leads_to("/sign-in");
    }
    assert_eq!(ending(&mut person.browser).len(), 1);
}

#[test]
fn st_7_ending_ones_own_session_signs_out() {
    let mut person = Person::new();
    let mut other = another(&person);
    let own = ending(&mut person.browser).remove(0);
    let copy = person.browser.clone();
    person.browser.send(own.request()).leads_to("/signed-out");
    person.browser.get("/account").leads_to("/sign-in");
    copy.clone().get("/account").leads_to("/sign-in");
    other.get("/account").is(200);
}

#[test]
fn st_7_nobody_ends_a_session_of_another_account() {
    let (mut person, mut stranger) = (Person::new(), Person::new());
    let theirs = ending(&mut person.browser).remove(0);
    let reference = theirs.value("reference").unwrap().to_owned();
    for reference in [reference.as_str(), "", "x", "' OR 1=1 --"] {
        let form = ending(&mut stranger.browser).remove(0).filled(&[("reference", reference)]);
        let reply = stranger.browser.send(form.request());
        stranger.browser.follow(&reply).is(200).says("already signed out");
    }
    // And not without a proof that the form is one's own.
    let forged = theirs.filled(&[("reference", &reference), ("csrf", "x")]);
    stranger.browser.send(forged.request()).is(403);
    person.browser.get("/account").is(200);
}

#[test]
fn st_1_recent_activity_says_what_happened_and_is_the_owners_alone() {
    let mut person = Person::new();
    let mut other = another(&person);
    let page = person.browser.get("/account/activity");
    page.is(200).says("Account created").says("Signed in with a security code").says("180 days");
    let end = person.browser.get("/account/sessions");
    person.browser.press(&end, "/account/sessions/end-others").leads_to("/account/sessions");
    person.browser.get("/account/activity").says("All other browsers signed out");
    other.get("/account/activity").leads_to("/sign-in");
    let mut stranger = Person::new();
    assert!(!stranger.browser.get("/account/activity").mentions("Signed in with a security code"));
}

#[test]
fn si_8_the_warning_says_how_long_a_session_lasts_in_all() {
    let mut person = Person::new();
    let page = person.browser.get("/account/time-out");
    page.is(200).says("Stay signed in").says("12 hours");
}

// Ended means ended.

/// Requests in all, over every way to end a session.
const REQUESTS: usize = 10_000;
/// Connections that use one session at the same time.
const CONNECTIONS: usize = 8;

/// What became of the requests with one session.
#[derive(Debug, Default)]
struct Counts {
    /// Sent before the end was answered, and let in.
    let_in: usize,
    /// Sent before the end was answered, and refused already.
    refused_before: usize,
    /// Sent after the end was answered, and refused.
    refused_after: usize,
    /// Sent after the end was answered, and let in: there must be none.
    let_in_after: usize,
}

impl Counts {
    const fn all(&self) -> usize {
        self.let_in + self.refused_before + self.refused_after + self.let_in_after
    }
}

/// Notes, when it goes, that the end was answered: also if that went wrong, so that nobody waits for it.
struct Said<'a>(&'a AtomicBool);

impl Drop for Said<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Uses the session of `browser` on many connections until `count` requests were made. In the midst of them `end` ends it.
fn use_while(browser: &Browser, count: usize, end: impl FnOnce()) -> Counts {
    let (asked, ended) = (AtomicUsize::new(0), AtomicBool::new(false));
    let ask = || {
        let mut connection = Connection::open();
        let mut outcomes = Vec::new();
        while asked.fetch_add(1, Ordering::SeqCst) < count {
            // Half of them are kept for after the end.
            while asked.load(Ordering::SeqCst) > count / 2 && !ended.load(Ordering::SeqCst) {
                thread::sleep(Duration::from_millis(1));
            }
            let is_after = ended.load(Ordering::SeqCst);
            outcomes.push((is_after, is_let_in(&ask_once(&mut connection, browser))));
        }
        outcomes
    };
    let outcomes: Vec<(bool, bool)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(ask)).collect();
        while asked.load(Ordering::SeqCst) < count / 4 {
            thread::sleep(Duration::from_millis(1));
        }
        {
            let _said = Said(&ended);
            end();
        }
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let mut counts = Counts::default();
    for outcome in outcomes {
        match outcome {
            (false, true) => counts.let_in += 1,
            (false, false) => counts.refused_before += 1,
            (true, false) => counts.refused_after += 1,
            (true, true) => counts.let_in_after += 1,
        }
    }
    counts
}

/// Asks for the account with the cookies of `browser` as they are; a connection that was closed meanwhile is opened anew.
fn ask_once(connection: &mut Connection, browser: &Browser) -> Reply {
    let request = Request::new("GET", "/account");
    if let Ok(reply) = connection.send(&mut browser.clone(), &request) {
        return reply;
    }
    *connection = Connection::open();
    connection.send(&mut browser.clone(), &request).unwrap_or_else(|error| panic!("{error}"))
}

/// Whether an answer is the account; otherwise it must lead to the sign-in.
fn is_let_in(reply: &Reply) -> bool {
    if reply.status == 200 {
        return true;
    }
    reply.leads_to("/sign-in");
    false
}

type End = fn(&mut Person, &mut Browser);

/// The ways to end the session of the second browser, in the first or in itself.
const ENDS: [(&str, End); 5] = [
    ("signing out", |_, victim| {
        let page = victim.get("/account");
        victim.press(&page, "/sign-out").leads_to("/signed-out");
    }),
    ("ending one", |person, _| {
        let other = ending(&mut person.browser).remove(1);
        let reply = person.browser.send(other.request());
        person.browser.follow(&reply).is(200).says("That browser is signed out");
    }),
    ("ending all others", |person, _| {
        let page = person.browser.get("/account/sessions");
        person.browser.press(&page, "/account/sessions/end-others").leads_to("/account/sessions");
    }),
    ("a new password", |person, _| {
        let mut browser = person.browser.clone();
        let page = unlock(&mut browser, person, "/account/password");
        let new = unique::password();
        browser.submit(&page, &[("new_password", &new)]).leads_to("/account/personal-key");
        save_new_key(&mut browser);
    }),
    ("deleting the account", |person, _| {
        delete(person).leads_to("/account-deleted");
    }),
];

#[test]
fn si_8_st_7_ended_means_ended_at_the_next_request_over_ten_thousand_requests() {
    let mut all = 0;
    for (name, end) in ENDS {
        let mut person = Person::new();
        let mut victim = another(&person);
        let session = victim.clone();
        let counts = use_while(&session, REQUESTS / ENDS.len(), || end(&mut person, &mut victim));
        println!("{name}: {counts:?}");
        assert_eq!(counts.let_in_after, 0, "{name}: {counts:?}");
        // The search would see it: the session was let in before, and refused after.
        assert!(counts.let_in > 0 && counts.refused_after >= REQUESTS / ENDS.len() / 4, "{name}: {counts:?}");
        all += counts.all();
    }
    println!("{all} requests over {CONNECTIONS} connections");
    assert!(all >= REQUESTS, "{all}");
}
