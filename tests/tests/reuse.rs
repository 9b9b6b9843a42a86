//! An instance of the service may answer many people, one after another and at once. Nothing of one request is left
//! for the next: every answer is what somebody gets who meets a fresh instance, and holds nothing of anybody else.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

use aho_corasick::AhoCorasick;
use gatehouse_tests::{
    Browser, Edge, Newcomer, Person, Reply, Request, crowd,
    instance::Instance,
    person::enter_password,
    reply::first_difference,
    situation::{self, Someone},
    unique, wire,
    wire::Connection,
};

/// How many people are in each situation.
const ALIKE: usize = 3;

/// Everybody, neighbors in different situations; and for each situation what a fresh visitor gets.
fn everybody() -> &'static (Vec<Someone>, BTreeMap<&'static str, String>) {
    static EVERYBODY: OnceLock<(Vec<Someone>, BTreeMap<&'static str, String>)> = OnceLock::new();
    EVERYBODY.get_or_init(|| {
        let fresh = situation::everyone().into_iter().map(|someone| {
            let reply = someone.browser.clone().send(someone.request.clone());
            (someone.situation, someone.skeleton(&reply))
        });
        let fresh = fresh.collect();
        let people = (0..ALIKE).flat_map(|_| situation::everyone()).collect();
        (people, fresh)
    })
}

/// One connection for everybody, opened again only when the server has closed it.
struct Line {
    connection: Connection,
    opened: usize,
}

impl Line {
    fn open() -> Self {
        Self { connection: Connection::open(), opened: 1 }
    }

    fn send(&mut self, browser: &mut Browser, request: &Request) -> Reply {
        let reply = self.connection.send(browser, request).unwrap_or_else(|_| {
            // A server closes a connection that was idle for long.
            self.reopen();
            self.connection.send(browser, request).unwrap_or_else(|error| panic!("{error}"))
        });
        if reply.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close")) {
            self.reopen();
        }
        reply
    }

    /// Sends somebody's request. What their browser gets is not kept: the next time is like the first.
    fn ask(&mut self, someone: &Someone) -> Reply {
        self.send(&mut someone.browser.clone(), &someone.request)
    }

    fn reopen(&mut self) {
        *self = Self { connection: Connection::open(), opened: self.opened + 1 };
    }
}

/// Checks that each answer is a fresh visitor's, and holds nothing that belongs to another.
fn are_their_own(answers: &[(&Someone, Reply)]) {
    if let Some(leak) = leak(answers) {
        panic!("{leak}");
    }
}

/// What is in an answer that is not a fresh visitor's, or belongs to another.
fn leak(answers: &[(&Someone, Reply)]) -> Option<String> {
    let (people, fresh) = everybody();
    // What is somebody's: words they typed, what their browser holds, and all tokens they have been given.
    let mut owners: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut owns = |someone: &'static Someone, word: &str| {
        // Shorter values are choices such as "sms", which many make.
        if word.len() >= 14 {
            owners.entry(word.to_owned()).or_default().insert(&someone.browser.address);
        }
    };
    for someone in people {
        someone.own.iter().for_each(|word| owns(someone, word));
        someone.browser.cookies.iter().for_each(|cookie| owns(someone, &cookie.value));
    }
    for (someone, reply) in answers {
        let someone = people.iter().find(|known| known.browser.address == someone.browser.address).unwrap();
        reply.page().hidden_values().iter().for_each(|token| owns(someone, token));
        let pairs =
            reply.cookies().into_iter().filter_map(|cookie| cookie.split(';').next()?.split_once('='));
        pairs.for_each(|(_, value)| owns(someone, value));
    }
    if let Some((word, owners)) = owners.iter().find(|(_, owners)| owners.len() > 1) {
        return Some(format!("{word} was given to {owners:?}"));
    }
    let (words, owners): (Vec<_>, Vec<_>) = owners.into_iter().unzip();
    let search = AhoCorasick::new(&words).unwrap();
    for (someone, reply) in answers {
        let headers =
            reply.headers.iter().flat_map(|(name, value)| [name.as_str(), ": ", value.as_str(), "\n"]);
        let all = headers.collect::<String>() + &reply.text();
        for hit in search.find_overlapping_iter(&all) {
            let (word, owners) = (&words[hit.pattern()], &owners[hit.pattern()]);
            if !owners.contains(someone.browser.address.as_str()) {
                let (situation, reply) = (someone.situation, reply.describe());
                return Some(format!("somebody who {situation} sees what is another's: {word}\n{reply}"));
            }
        }
        if let Some(difference) = first_difference(&fresh[someone.situation], &someone.skeleton(reply)) {
            return Some(format!("somebody who {} gets another answer, {difference}", someone.situation));
        }
    }
    None
}

#[test]
fn what_is_left_for_another_would_be_noticed() {
    let (people, _) = everybody();
    let (one, other) = (&people[1], &people[people.len() / ALIKE + 1]);
    let mut line = Line::open();
    let good = [(one, line.ask(one)), (other, line.ask(other))];
    are_their_own(&good);
    let theirs = good[0].1.page().hidden_values().remove(0);
    let spoils: [fn(&mut Reply, &str); 5] = [
        |reply, theirs| reply.headers.push(("set-cookie".to_owned(), format!("browser={theirs}; Path=/"))),
        |reply, theirs| reply.headers.push(("x-trace".to_owned(), theirs.to_owned())),
        |reply, theirs| reply.body.extend_from_slice(format!("<!-- {theirs} -->").as_bytes()),
        |reply, _| reply.body.extend_from_slice(b"<p>The code is wrong.</p>"),
        |reply, _| reply.status = 422,
    ];
    for (n, spoil) in spoils.iter().enumerate() {
        let mut bad = good.clone();
        spoil(&mut bad[1].1, &theirs);
        assert!(leak(&bad).is_some(), "the spoiled answer {n} passes");
    }
    let mut accounts = people.iter().filter(|someone| someone.situation == "looks at the account");
    let (one, other) = (accounts.next().unwrap(), accounts.next().unwrap());
    let exchanged = [(one, line.ask(other)), (other, line.ask(one))];
    assert!(leak(&exchanged).is_some(), "exchanged answers pass");
}

#[test]
fn on_one_connection_everybody_gets_their_own_answers() {
    let (people, _) = everybody();
    let mut line = Line::open();
    let mut answers = Vec::new();
    // Each round begins elsewhere and has other neighbors.
    for (start, step) in [(0, 1), (5, 5), (11, 11), (17, 13), (23, 25)] {
        for n in 0..people.len() {
            let someone = &people[(start + n * step) % people.len()];
            answers.push((someone, line.ask(someone)));
        }
    }
    assert!(answers.len() >= 200, "more than one instance is wanted");
    println!("{} requests of {} people on {} connections", answers.len(), people.len(), line.opened);
    assert!(line.opened < 10, "the connection was not kept: {} were opened", line.opened);
    are_their_own(&answers);
    // The proof in a form was made for this browser: it is accepted from no other.
    for (someone, reply) in
        answers.iter().filter(|(someone, _)| someone.situation == "was signed out and reads why")
    {
        let form = reply.page().form_with("password").unwrap();
        line.send(&mut someone.browser.clone(), &form.request()).is(422);
    }
}

#[test]
fn at_once_everybody_gets_their_own_answers() {
    let (people, _) = everybody();
    let mut answers = Vec::new();
    for round in 0..6 {
        let asking: Vec<_> = (0..32).map(|n| &people[(round * 11 + n) % people.len()]).collect();
        let requests =
            asking.iter().map(|someone| (someone.browser.clone(), someone.request.clone())).collect();
        let replies = crowd::all_at_once(requests).into_iter().map(|(reply, _)| reply);
        answers.extend(asking.iter().copied().zip(replies));
    }
    are_their_own(&answers);
}

#[test]
fn an_instance_is_used_by_many_one_after_another_and_at_once() {
    // Cloudflare's runtime does not say which instance answers. Without the platform's network it has only one.
    if Edge::current() == Edge::Cloudflare {
        return;
    }
    let (mut most_answered, mut most_answering) = (0, 0);
    // Which instance gets a request is Spin's affair: some bursts may meet fresh ones only.
    for _ in 0..5 {
        // Some are in the middle of a form, and so is the instance that answers them.
        let slow: Vec<_> = slow_forms()
            .into_iter()
            .map(|(browser, request, _)| {
                let bytes = wire::bytes(&browser, &request);
                let mut connection = Connection::open();
                connection.write(&bytes[..bytes.len() - 1]).unwrap();
                connection
            })
            .collect();
        let asking = (0..32).map(|_| (Browser::new(), Instance::request())).collect();
        for (reply, _) in crowd::all_at_once(asking) {
            let instance = Instance::of(&reply);
            most_answered = most_answered.max(instance.answered);
            most_answering = most_answering.max(instance.answering);
        }
        slow.into_iter().for_each(Connection::hang_up);
        if most_answered > 1 && most_answering > 1 {
            break;
        }
    }
    println!(
        "an instance had answered {most_answered} before, and one was answering {most_answering} at once"
    );
    assert!(most_answered > 1, "no instance was used again, so the other tests here say nothing");
    assert!(
        most_answering > 1,
        "no instance was used by several at once, so the other tests here say nothing"
    );
}

#[test]
fn two_hundred_visitors_in_a_row_get_the_same_page_and_tokens_of_their_own() {
    let mut line = Line::open();
    let (mut pages, mut tokens) = (BTreeSet::new(), BTreeSet::new());
    for n in 0..200 {
        let mut browser = Browser::new();
        let reply = line.send(&mut browser, &Request::new("GET", "/sign-in"));
        pages.insert(reply.skeleton(&[]));
        assert_eq!(pages.len(), 1, "visitor {n} gets another page: {pages:#?}");
        let cookie = browser.cookie("browser").map(str::to_owned);
        for token in reply.page().hidden_values().into_iter().chain(cookie) {
            assert!(tokens.insert(token.clone()), "visitor {n} is given {token} as another before");
        }
    }
    assert_eq!(tokens.len(), 400, "a cookie and a form's token for each");
}

#[test]
fn su_6_what_a_network_has_spent_is_not_another_s() {
    let mut line = Line::open();
    let network = unique::client_address();
    let mut ask = |address: &str| {
        let mut browser = Browser::new();
        address.clone_into(&mut browser.address);
        let form =
            line.send(&mut browser, &Request::new("GET", "/sign-up")).page().form_with("email").unwrap();
        line.send(&mut browser, &form.filled(&[("email", &unique::email())]).request())
    };
    let mut refused = None;
    for n in 0..125 {
        if ask(&network).status == 429 {
            refused.get_or_insert(n);
        }
        if n % 4 == 0 {
            ask(&unique::client_address()).leads_to("/sign-up/check-email");
        }
    }
    assert_eq!(refused, Some(120), "the number of links that a network had before it was refused");
}

// Randomness and time that a request brings along.

const SEED: &str = "x-development-seed";
const TIME: &str = "x-development-time";

fn cookie(line: &mut Line, request: &Request) -> String {
    let mut browser = Browser::new();
    line.send(&mut browser, request).is(200);
    browser.cookie("browser").expect("a visitor gets a cookie").to_owned()
}

fn time(line: &mut Line, request: &Request) -> i64 {
    let reply = line.send(&mut Browser::new(), request);
    let answer: serde_json::Value = serde_json::from_slice(&reply.is(200).body).unwrap();
    answer["now"].as_i64().unwrap()
}

#[test]
fn the_seed_of_a_request_is_not_the_next_one_s() {
    let mut line = Line::open();
    let plain = Request::new("GET", "/sign-in");
    let seed = format!("reuse-{:x}", unique::random());
    let seeded = plain.clone().header(SEED, &seed).header(TIME, "1700000000");
    let (first, again) = (cookie(&mut line, &seeded), cookie(&mut line, &seeded));
    assert_eq!(first, again, "a seed must decide, or this test says nothing");
    let mut met = BTreeSet::from([first.clone()]);
    for n in 0..80 {
        assert_eq!(cookie(&mut line, &seeded), first, "the seed decides, request {n}");
        // Had the generator gone on, it would give the same each time.
        for _ in 0..2 {
            let own = cookie(&mut line, &plain);
            assert!(met.insert(own.clone()), "request {n} got {own}, as one before");
        }
    }
    let requests =
        (0..32).map(|n| (Browser::new(), if n % 2 == 0 { seeded.clone() } else { plain.clone() })).collect();
    for (n, (_, browser)) in crowd::all_at_once(requests).into_iter().enumerate() {
        let own = browser.cookie("browser").unwrap().to_owned();
        let is_seeded = n % 2 == 0;
        assert_eq!(own == first, is_seeded, "request {n} of many at once got {own}");
        assert!(is_seeded || met.insert(own), "request {n} of many at once got what one before had");
    }
}

#[test]
fn the_time_of_a_request_is_not_the_next_one_s() {
    let mut line = Line::open();
    let plain = Request::new("GET", "/dev/clock");
    let start = time(&mut line, &plain);
    for n in 0..80 {
        let brought = 1_000_000_000 + n;
        let request = plain.clone().header(TIME, &brought.to_string()).header(SEED, "reuse");
        assert_eq!(time(&mut line, &request), brought, "a time must decide, or this test says nothing");
        let now = time(&mut line, &plain);
        assert!((start..start + 60).contains(&now), "request {n} has the time {now}, and it is {start}");
    }
    // A form that was made long ago or in times to come is a form all the same; a session is not.
    let person = Person::new();
    let later = Request::new("GET", "/account").header(TIME, &(start + 2 * 60 * 60).to_string());
    line.send(&mut person.browser.clone(), &later).leads_to("/sign-in");
}

// Requests that are never finished.

/// Forms whose handling takes time in different ways: a message is written, a password is hashed, a new one is kept,
/// a code is sent.
fn slow_forms() -> Vec<(Browser, Request, &'static str)> {
    let email = format!("aborted-{}", unique::email());
    let sign_up = Someone::with_form(Browser::new(), "/sign-up", &[("email", &email)], &[]);
    let values = [("email", email.as_str()), ("password", "aborted password")];
    let sign_in = Someone::with_form(Browser::new(), "/sign-in", &values, &[]);
    let browser = Newcomer::at("/sign-up/password").browser;
    let password =
        Someone::with_form(browser, "/sign-up/password", &[("password", "aborted quiet harbor")], &[]);
    let browser = Newcomer::at("/sign-up/phone").browser;
    let values = [("phone", &*unique::phone()), ("method", "sms")];
    let phone = Someone::with_form(browser, "/sign-up/phone", &values, &[]);
    [(sign_up, "/sign-up/check-email"), (sign_in, ""), (password, "/sign-up/phone"), (phone, "/sign-up/code")]
        .map(|(someone, next)| (someone.browser, someone.request, next))
        .into()
}

/// Checks that the service does all its work, for people old and new.
fn works(line: &mut Line) {
    let (people, _) = everybody();
    let answers: Vec<_> =
        people.iter().take(people.len() / ALIKE).map(|someone| (someone, line.ask(someone))).collect();
    for (_, reply) in &answers {
        assert!(!reply.text().contains("aborted"), "{}", reply.describe());
    }
    are_their_own(&answers);
}

#[test]
fn a_request_that_ends_in_its_body_leaves_the_next_ones_alone() {
    let mut line = Line::open();
    for (browser, request, next) in slow_forms() {
        let bytes = wire::bytes(&browser, &request);
        for missing in [1, 10] {
            let mut connection = Connection::open();
            connection.write(&bytes[..bytes.len() - missing]).unwrap();
            thread::sleep(Duration::from_millis(20));
            connection.hang_up();
            works(&mut line);
        }
        // It had no effect: sent whole, it does what it would have done.
        let reply = line.send(&mut browser.clone(), &request);
        if next.is_empty() {
            reply.is(422);
        } else {
            reply.leads_to(next);
        }
    }
}

#[test]
fn who_sends_too_slowly_is_given_up() {
    // In front of Cloudflare's workers is a network that waits for slow clients itself; its runtime on this machine does not.
    if Edge::current() == Edge::Cloudflare {
        return;
    }
    let (browser, request, next) = slow_forms().remove(0);
    let bytes = wire::bytes(&browser, &request);
    let (at_once, slowly) = bytes.split_at(bytes.len() - 60);
    let mut connection = Connection::open();
    connection.write(at_once).unwrap();
    let start = Instant::now();
    let reply = thread::scope(|scope| {
        let mut writer = connection.writer();
        // Something comes all the time: what counts is when it ends.
        scope.spawn(move || {
            for byte in slowly {
                if writer.write_all(&[*byte]).is_err() {
                    break;
                }
                thread::sleep(Duration::from_millis(500));
            }
        });
        let reply = connection.read("POST", "/sign-up").unwrap();
        connection.hang_up();
        reply
    });
    let waited = start.elapsed().as_secs();
    reply.is(408);
    assert!(reply.body.is_empty() && (9..20).contains(&waited), "after {waited} s: {}", reply.describe());
    // It had no effect, and nobody else has to wait.
    let mut line = Line::open();
    works(&mut line);
    line.send(&mut browser.clone(), &request).leads_to(next);
}

#[test]
fn who_hangs_up_while_the_service_works_leaves_the_next_ones_alone() {
    let mut line = Line::open();
    for wait in [0, 1, 3, 6, 12, 25, 50, 100] {
        for (browser, request, next) in slow_forms() {
            let mut connection = Connection::open();
            connection.write(&wire::bytes(&browser, &request)).unwrap();
            thread::sleep(Duration::from_millis(wait));
            connection.hang_up();
            // What comes next is written and kept. On Spin the other goes on without its client, and no transaction of it
            // stays open.
            Newcomer::at("/sign-up/check-email").confirm().leads_to("/sign-up/password");
            // Whether the first came through or not, the form can be sent again.
            let reply = line.send(&mut browser.clone(), &request);
            if next.is_empty() {
                reply.is(422);
            } else {
                reply.is_one_of(&[303, 422]);
            }
        }
        works(&mut line);
    }
    let person = Person::new();
    person.sign_in(&mut Browser::new());
    enter_password(&mut Browser::new(), &person.email, "not the password").is(422);
}

#[test]
fn many_who_hang_up_at_once_leave_the_service_answering() {
    let forms: Vec<_> = (0..8).flat_map(|_| slow_forms()).collect();
    thread::scope(|scope| {
        for (n, (browser, request, _)) in forms.iter().enumerate() {
            scope.spawn(move || {
                let mut connection = Connection::open();
                let bytes = wire::bytes(browser, request);
                let sent = if n % 3 == 0 { bytes.len() / 2 } else { bytes.len() };
                connection.write(&bytes[..sent]).unwrap();
                thread::sleep(Duration::from_millis(unique::below(60)));
                connection.hang_up();
            });
        }
    });
    works(&mut Line::open());
    Person::new().sign_in(&mut Browser::new());
}

#[test]
fn what_was_too_long_is_not_the_next_one_s_body() {
    let mut line = Line::open();
    let (people, _) = everybody();
    let mut answers = Vec::new();
    for (n, someone) in people.iter().enumerate() {
        let long = Request::form("/sign-in", &[("email", &"aborted".repeat(20_000 + n))]);
        line.send(&mut Browser::new(), &long).is(413);
        answers.push((someone, line.ask(someone)));
    }
    are_their_own(&answers);
}
