//! The server's keys and peppers are rotated, and the old key is retired, with a restart each: whoever was signed in, about
//! to sign in or about to sign up goes on.

use std::{env, fs, path::Path, thread, time::Duration};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatehouse_tests::{
    Browser, Message, Reply, person,
    server::{Server, free_port},
    unique,
};

/// Someone at a server of the test's own.
struct Someone {
    browser: Browser,
    email: String,
    password: String,
    phone: String,
    personal_key: String,
}

impl Someone {
    fn at(url: &str) -> Self {
        Self {
            browser: Browser::at(url),
            email: unique::email(),
            password: unique::password(),
            phone: unique::phone(),
            personal_key: String::new(),
        }
    }

    /// Fills in the form of the page at `path` and goes to `next`.
    fn step(&mut self, path: &str, values: &[(&str, &str)], next: &str) {
        let page = self.browser.get(path);
        self.browser.submit(&page, values).leads_to(next);
    }

    fn messages(&self, to: &str) -> Vec<Message> {
        let mut browser = self.browser.clone();
        browser.cookies.clear();
        let reply = browser.get("/dev/outbox.json");
        reply.is(200);
        let mut messages: Vec<Message> = serde_json::from_slice(&reply.body).unwrap();
        messages.retain(|message| message.to == to);
        messages
    }

    /// The newest message to `to` when there are `count` of them.
    fn message(&self, to: &str, count: usize) -> Message {
        for _ in 0..100 {
            let messages = self.messages(to);
            if messages.len() >= count {
                return messages.into_iter().next().unwrap();
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("expected {count} messages to {to}");
    }

    fn code(&self, count: usize) -> String {
        self.message(&self.phone, count).code.unwrap()
    }

    /// Signs up as far as the page that asks for the code, which was sent.
    fn come_to_code(&mut self) {
        let (email, password, phone) = (self.email.clone(), self.password.clone(), self.phone.clone());
        self.step("/sign-up", &[("email", &email)], "/sign-up/check-email");
        let link = self.message(&email, 1).link("/sign-up/confirm").unwrap();
        person::press_link(&mut self.browser, &link).leads_to("/sign-up/password");
        self.step("/sign-up/password", &[("password", &password)], "/sign-up/phone");
        self.step("/sign-up/phone", &[("phone", &phone), ("method", "sms")], "/sign-up/code");
        self.code(1);
    }

    /// Ends the sign-up with the code that was sent first.
    fn finish(&mut self) {
        let code = self.code(1);
        self.step("/sign-up/code", &[("code", &code)], "/sign-up/personal-key");
        let page = self.browser.get("/sign-up/personal-key");
        self.personal_key = person::key_of(&page);
        self.step("/sign-up/personal-key", &[("saved", "yes")], "/account");
    }

    fn enter_password(&self, browser: &mut Browser) -> Reply {
        person::enter_password(browser, &self.email, &self.password)
    }

    /// Asks for a code in a browser, up to the page that wants it.
    fn begin_sign_in(&self, browser: &mut Browser) {
        let before = self.messages(&self.phone).len();
        self.enter_password(browser).leads_to("/sign-in/method");
        let page = browser.get("/sign-in/method");
        browser.submit(&page, &[("method", "sms")]).leads_to("/sign-in/code");
        self.code(before + 1);
    }

    fn enter_newest_code(&self, browser: &mut Browser) {
        let code = self.code(1);
        person::enter_code(browser, &code).leads_to("/account");
        browser.get("/account").is(200);
    }
}

fn new_key() -> String {
    let bytes: Vec<u8> = (0..4).flat_map(|_| unique::random().to_le_bytes()).collect();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Writes another value for one of the server's secrets, made of the one that it has.
fn change(state: &Path, name: &str, change: impl Fn(&str) -> String) {
    let path = state.join("development.env");
    let lines = fs::read_to_string(&path).unwrap();
    let prefix = format!("{name}=");
    assert!(lines.lines().any(|line| line.starts_with(&prefix)), "the server has no {name}");
    let changed: Vec<String> = lines
        .lines()
        .map(|line| match line.strip_prefix(&prefix) {
            Some(value) => format!("{prefix}{}", change(value)),
            None => line.to_owned(),
        })
        .collect();
    fs::write(&path, changed.join("\n") + "\n").unwrap();
}

#[test]
fn pv_2_pv_4_keys_and_peppers_rotate_under_the_feet_of_people_who_notice_nothing() {
    let state = env::temp_dir().join(format!("gatehouse-rotation-{:x}", unique::random()));
    fs::create_dir_all(&state).unwrap();
    let port = free_port();
    let mut server = Server::start(port, &state);
    let url = server.url.clone();
    let (mut ana, mut ben) = (Someone::at(&url), Someone::at(&url));
    ana.come_to_code();
    ana.finish();
    ana.browser.get("/account").is(200);
    let mut elsewhere = Browser::at(&url);
    ana.begin_sign_in(&mut elsewhere);
    ben.come_to_code();

    server.end();
    drop(server);
    change(&state, "SERVER_KEYS", |keys| format!("k2:{},{keys}", new_key()));
    change(&state, "PASSWORD_PEPPERS", |peppers| format!("p2:{},{peppers}", new_key()));
    let mut server = Server::start(port, &state);

    // A session, a sign-in that waits for its code, a sign-up that waits for its code.
    ana.browser.get("/account").is(200);
    ana.enter_newest_code(&mut elsewhere);
    ben.finish();
    ben.browser.get("/account").is(200);
    // The password, which is hashed again.
    for _ in 0..2 {
        let mut browser = Browser::at(&url);
        ana.begin_sign_in(&mut browser);
        ana.enter_newest_code(&mut browser);
    }
    // An address that has an account under the old key is not free.
    let mut stranger = Someone::at(&url);
    let before = stranger.messages(&ana.email).len();
    stranger.step("/sign-up", &[("email", &ana.email)], "/sign-up/check-email");
    let letter = stranger.message(&ana.email, before + 1);
    assert_eq!(letter.link("/sign-up/confirm"), None, "{letter:#?}");

    server.end();
    drop(server);
    change(&state, "SERVER_KEYS", |keys| keys.split(',').next().unwrap_or_default().to_owned());
    let mut server = Server::start(port, &state);

    // The outbox still holds letters under the key that is gone; the personal key needs none.
    for someone in [&ana, &ben] {
        let mut browser = Browser::at(&url);
        someone.enter_password(&mut browser).leads_to("/sign-in/method");
        person::enter_personal_key(&mut browser, &someone.personal_key).leads_to("/account/personal-key");
        let page = browser.get("/account/personal-key");
        browser.submit(&page, &[("saved", "yes")]).leads_to("/account");
        browser.get("/account").is(200);
    }
    server.end();
    drop(server);
    fs::remove_dir_all(&state).unwrap();
    let _ = fs::remove_file(state.with_extension("log"));
}
