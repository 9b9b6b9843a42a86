//! The server is killed at random while people sign up: afterwards every account is whole or absent, and every
//! link works or says why.

use std::{
    collections::BTreeMap,
    env, fs,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use gatehouse_tests::{
    Browser, Message, Reply, Request,
    page::Form,
    server::{Server, free_port},
    unique,
};

const PEOPLE: usize = 50;
const THREADS: usize = 4;
/// How often the server is killed at least.
const KILLS: usize = 3;

/// Someone signing up on a server that may be gone at any moment: every step is an answer or a broken line.
struct Someone {
    browser: Browser,
    email: String,
    password: String,
    phone: String,
    /// The last page that was reached for sure.
    reached: &'static str,
}

type Broken = String;

impl Someone {
    fn new(url: &str) -> Self {
        Self {
            browser: Browser::at(url),
            email: unique::email(),
            password: unique::password(),
            phone: unique::phone(),
            reached: "",
        }
    }

    fn get(&mut self, path: &str) -> Result<Reply, Broken> {
        self.browser.try_send(Request::new("GET", path))
    }

    /// Sends a form of a page; anything but the next step is reported with the answer.
    fn step(&mut self, path: &str, values: &[(&str, &str)], next: &'static str) -> Result<(), Broken> {
        let page = self.get(path)?;
        let found = page.page();
        let form = match values.first() {
            Some((field, _)) => found.form_with(field),
            None => found.form_to("/sign-up/confirm"),
        };
        let form: Form = form.ok_or_else(|| format!("no form at {path}: {}", page.describe()))?;
        let reply = self.browser.try_send(form.filled(values).request())?;
        if reply.status == 303 && reply.location().as_deref() == Some(next) {
            self.reached = next;
            return Ok(());
        }
        Err(reply.describe())
    }

    fn messages(&mut self, to: &str) -> Result<Vec<Message>, Broken> {
        let reply = self.get("/dev/outbox.json")?;
        let mut messages: Vec<Message> = serde_json::from_slice(&reply.body).map_err(|e| e.to_string())?;
        messages.retain(|message| message.to == to);
        Ok(messages)
    }

    /// What `read` finds in the messages to `to`, waiting a little for them.
    fn wait<T>(&mut self, to: &str, more_than: usize, read: fn(&Message) -> Option<T>) -> Result<T, Broken> {
        for _ in 0..60 {
            let messages = self.messages(to)?;
            if messages.len() > more_than {
                return messages.first().and_then(read).ok_or_else(|| format!("{messages:#?}"));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Err(format!("no message came to {to}"))
    }

    fn sign_up(&mut self) -> Result<(), Broken> {
        let email = self.email.clone();
        let before = self.messages(&email)?.len();
        self.step("/sign-up", &[("email", &email)], "/sign-up/check-email")?;
        let link = self.wait(&email, before, |message| message.link("/sign-up/confirm"))?;
        self.finish(&link)
    }

    fn finish(&mut self, link: &str) -> Result<(), Broken> {
        let (password, phone) = (self.password.clone(), self.phone.clone());
        let before = self.messages(&phone)?.len();
        self.step(link, &[], "/sign-up/password")?;
        self.step("/sign-up/password", &[("password", &password)], "/sign-up/phone")?;
        self.step("/sign-up/phone", &[("phone", &phone), ("method", "sms")], "/sign-up/code")?;
        let code = self.wait(&phone, before, |message| message.code.clone())?;
        self.step("/sign-up/code", &[("code", &code)], "/sign-up/personal-key")?;
        self.step("/sign-up/personal-key", &[("saved", "yes")], "/account")
    }

    /// Whether there is an account: if so it must let its owner in.
    fn signs_in(&mut self) -> Result<bool, Broken> {
        self.browser.cookies.clear();
        let (email, password, phone) = (self.email.clone(), self.password.clone(), self.phone.clone());
        let page = self.get("/sign-in")?;
        let form = page.page().form_with("password").ok_or_else(|| page.describe())?;
        let reply =
            self.browser.try_send(form.filled(&[("email", &email), ("password", &password)]).request())?;
        if reply.status == 422 {
            return Ok(false);
        }
        if reply.status != 303 {
            return Err(reply.describe());
        }
        let before = self.messages(&phone)?.len();
        self.step("/sign-in/method", &[("method", "sms")], "/sign-in/code")?;
        let code = self.wait(&phone, before, |message| message.code.clone())?;
        self.step("/sign-in/code", &[("code", &code)], "/account")?;
        let account = self.get("/account")?;
        if account.status == 200 { Ok(true) } else { Err(account.describe()) }
    }

    /// Whole, or absent with a way on.
    fn check(&mut self) -> Result<&'static str, Broken> {
        let was = self.reached;
        if self.signs_in()? {
            return Ok("whole");
        }
        if was == "/account" {
            return Err(format!("{} had finished, and the account is gone", self.email));
        }
        self.browser.cookies.clear();
        // A new number: the limit of the old one is not what is asked here.
        let old_phone = std::mem::replace(&mut self.phone, unique::phone());
        let email = self.email.clone();
        let mut kind = "absent, made anew";
        let link = self.messages(&email)?.iter().find_map(|message| message.link("/sign-up/confirm"));
        if let Some(link) = link {
            let page = self.get(&link)?;
            match page.status {
                200 => {
                    self.browser.cookies.clear();
                    self.resume(&link, old_phone)?;
                    kind = "absent, its link went on";
                }
                404 | 410 if page.page().form_with("email").is_some() => self.sign_up()?,
                _ => return Err(page.describe()),
            }
        } else {
            self.sign_up()?;
        }
        if self.signs_in()? { Ok(kind) } else { Err(format!("{email} was made anew and cannot sign in")) }
    }

    /// Goes on from the link, at whatever step the service has kept.
    fn resume(&mut self, link: &str, confirmed: String) -> Result<(), Broken> {
        let page = self.get(link)?;
        let form = page.page().form_to("/sign-up/confirm").ok_or_else(|| page.describe())?;
        let reply = self.browser.try_send(form.request())?;
        let at = reply.location().filter(|_| reply.status == 303).ok_or_else(|| reply.describe())?;
        let (password, phone) = (self.password.clone(), self.phone.clone());
        if at == "/sign-up/password" {
            self.step("/sign-up/password", &[("password", &password)], "/sign-up/phone")?;
        }
        if at == "/sign-up/personal-key" {
            self.phone = confirmed;
        } else {
            self.step("/sign-up/phone", &[("phone", &phone), ("method", "sms")], "/sign-up/code")?;
            let code = self.wait(&phone, 0, |message| message.code.clone())?;
            self.step("/sign-up/code", &[("code", &code)], "/sign-up/personal-key")?;
        }
        self.step("/sign-up/personal-key", &[("saved", "yes")], "/account")
    }
}

#[test]
fn every_account_is_whole_or_absent_after_the_server_was_killed() {
    let start = Instant::now();
    let state = env::temp_dir().join(format!("gatehouse-crash-{:x}", unique::random()));
    fs::create_dir_all(&state).unwrap();
    let port = free_port();
    let mut server = Server::start(port, &state);
    let url = server.url.clone();
    let (begun, ended) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let killed = Arc::new(AtomicUsize::new(0));
    let people = Arc::new(Mutex::new(Vec::new()));
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let (begun, ended, people, url) = (begun.clone(), ended.clone(), people.clone(), url.clone());
            let killed = killed.clone();
            thread::spawn(move || {
                // On a fast machine all of them are done before it came to enough kills: then more people come.
                while begun.fetch_add(1, Ordering::SeqCst) < PEOPLE || killed.load(Ordering::SeqCst) < KILLS {
                    // People do not begin on a server that is down.
                    while Browser::at(&url).try_send(Request::new("GET", "/sign-up")).is_err() {
                        thread::sleep(Duration::from_millis(50));
                    }
                    let mut someone = Someone::new(&url);
                    let outcome = someone.sign_up();
                    ended.fetch_add(1, Ordering::SeqCst);
                    people.lock().unwrap().push((someone, outcome));
                }
            })
        })
        .collect();
    let mut kills = 0;
    while (kills < KILLS || ended.load(Ordering::SeqCst) < PEOPLE) && start.elapsed() < Duration::from_mins(3)
    {
        thread::sleep(Duration::from_millis(300 + unique::below(4500)));
        server.kill();
        kills = killed.fetch_add(1, Ordering::SeqCst) + 1;
        drop(server);
        server = Server::start(port, &state);
    }
    // Nobody comes any more, also if time ran out before the kills were enough: the last line says so.
    killed.store(KILLS, Ordering::SeqCst);
    for thread in threads {
        thread.join().unwrap();
    }
    let mut people = std::mem::take(&mut *people.lock().unwrap());
    assert!(people.len() >= PEOPLE, "only {} people", people.len());
    let people_per_thread = people.len().div_ceil(THREADS);
    let found = Mutex::new((BTreeMap::new(), Vec::new()));
    thread::scope(|scope| {
        for part in people.chunks_mut(people_per_thread) {
            scope.spawn(|| {
                for (someone, outcome) in part {
                    let reached = someone.reached;
                    let checked = someone.check();
                    let mut found = found.lock().unwrap();
                    match checked {
                        Ok(kind) => *found.0.entry((reached, kind)).or_insert(0) += 1,
                        Err(why) => {
                            let email = &someone.email;
                            found.1.push(format!("{email} reached {reached:?} ({outcome:?}): {why}"));
                        }
                    }
                }
            });
        }
    });
    let (tally, failures) = found.into_inner().unwrap();
    println!(
        "{kills} kills in {:.0?}; the last page reached, and what was found: {tally:#?}",
        start.elapsed()
    );
    server.end();
    drop(server);
    assert!(failures.is_empty(), "{failures:#?}");
    assert!(kills >= KILLS, "the server was killed only {kills} times");
    fs::remove_dir_all(&state).unwrap();
    let _ = fs::remove_file(state.with_extension("log"));
}
