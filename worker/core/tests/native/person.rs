//! A person: reads pages, does what they ask, and does not give up after one outage.

use super::NativeEdge;
use super::browser::{Browser, Reply, form};
use gatehouse_core::ports::Clock as _;
use gatehouse_core::secrets::one_time_password::{AppSecret, code_at, step_of};
use std::cell::{Cell, RefCell};

/// What a person does when a form was answered by an outage page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Sends the same form again, as a reload does.
    Resend,
    /// Opens the page of the form anew.
    Reopen,
}

/// A person with a browser, a mailbox and a phone.
pub struct Person<'e> {
    /// The browser.
    pub browser: Browser<'e>,
    /// The email address.
    pub email: String,
    /// The password.
    pub password: String,
    /// The phone number as it is typed.
    pub phone: String,
    /// How codes are asked for.
    pub method: Cell<&'static str>,
    /// The personal key that is written down.
    pub key: RefCell<String>,
    /// The secret in the authenticator app, as it was typed in.
    pub app: RefCell<String>,
    /// What is done about outages.
    pub retry: Retry,
    /// Every request that was made: path and status.
    pub trace: RefCell<Vec<(String, u16)>>,
    edge: &'e NativeEdge,
}

/// What is only on paper or in the head.
pub const EMAIL: &str = "ana.ruiz@example.org";
/// The password of every person here.
pub const PASSWORD: &str = "seven lanterns over the marsh";
/// The phone number as it is typed.
pub const PHONE: &str = "(202) 555-0123";
/// The phone number as it is called.
pub const E164: &str = "+12025550123";

impl<'e> Person<'e> {
    /// A person who was never here.
    pub fn new(edge: &'e NativeEdge) -> Self {
        Self {
            browser: Browser::new(edge),
            email: EMAIL.to_owned(),
            password: PASSWORD.to_owned(),
            phone: PHONE.to_owned(),
            method: Cell::new("sms"),
            key: RefCell::default(),
            app: RefCell::default(),
            retry: Retry::Reopen,
            trace: RefCell::default(),
            edge,
        }
    }

    /// A person who has created an account, in a browser that is signed in.
    pub fn with_account(edge: &'e NativeEdge) -> Self {
        let person = Self::new(edge);
        person.go("/sign-up");
        person.trace.take();
        person
    }

    /// The same person on another installation, with the same browser.
    pub fn on<'f>(&self, edge: &'f NativeEdge) -> Person<'f> {
        Person {
            browser: self.browser.on(edge),
            email: self.email.clone(),
            password: self.password.clone(),
            phone: self.phone.clone(),
            method: self.method.clone(),
            key: self.key.clone(),
            app: self.app.clone(),
            retry: self.retry,
            ..Person::new(edge)
        }
    }

    /// The same person at another browser.
    pub fn elsewhere(&self) -> Self {
        let other = Person { key: self.key.clone(), app: self.app.clone(), ..Self::new(self.edge) };
        other.method.set(self.method.get());
        other
    }

    /// The newest security code.
    pub fn code(&self) -> Option<String> {
        self.edge.outbox().into_iter().find_map(|message| message.code)
    }

    /// What the authenticator app shows `later` steps from now.
    pub fn app_code(&self, later: i64) -> String {
        let secret = AppSecret::from_base32(&self.app.borrow()).unwrap();
        code_at(&secret, step_of(self.edge.now()).checked_add_signed(later).unwrap())
    }

    /// Has the app read the secret on the page.
    pub fn read_app(&self, page: &Reply) {
        self.app.replace(page.app_secret());
    }

    /// The path of the newest link that was mailed and begins with `start`.
    pub fn link(&self, start: &str) -> Option<String> {
        let links = self.edge.links().into_iter();
        links
            .filter_map(|link| link.strip_prefix(super::ORIGIN).map(str::to_owned))
            .find(|path| path.starts_with(start))
    }

    /// Gives the password as one who is not signed in, and gives back the answer.
    pub fn give_password(&self, password: &str) -> Reply {
        self.browser.forget("session");
        self.browser.fill("/sign-in", &[("email", &self.email), ("password", password)])
    }

    /// Begins a sign-in, up to the page that asks for a code.
    pub fn begin_sign_in(&self) {
        self.begin_sign_in_by("sms");
    }

    /// The same, with the code sent by `method`.
    pub fn begin_sign_in_by(&self, method: &str) {
        assert_eq!(self.give_password(&self.password).location, "/sign-in/method");
        assert_eq!(self.browser.fill("/sign-in/method", &[("method", method)]).location, "/sign-in/code");
    }

    /// Begins at `start`, does what each page asks, and gives back the account page, or the page that nothing leads on from.
    pub fn go(&self, start: &str) -> Reply {
        self.go_until(start, "/account")
    }

    /// The same, up to the page at `end`.
    pub fn go_until(&self, start: &str, end: &str) -> Reply {
        let mut path = start.to_owned();
        for _ in 0..40 {
            match self.advance(&path, end) {
                Ok(next) => path = next,
                Err(page) => return page,
            }
        }
        panic!("lost: {:?}", self.trace.borrow());
    }

    /// Opens the page at `path` and does what it asks: gives the path to go on at, or the page if the journey ends there.
    pub fn advance(&self, path: &str, end: &str) -> Result<String, Reply> {
        let page = self.noted(path, self.browser.get(path));
        let here = path.split('?').next().unwrap();
        Ok(match page.status {
            200 if here == end => return Err(page),
            200 => self.act(here, &page),
            303 => page.location,
            503 => path.to_owned(),
            // The link was used already: the account is made.
            410 => "/sign-in".to_owned(),
            // This browser is not the one that goes on: back to the link.
            403 if here.starts_with("/reset") => self.link("/reset/password").unwrap(),
            403 if here.starts_with("/sign-up") => self.link("/sign-up/confirm").unwrap(),
            _ => return Err(page),
        })
    }

    fn noted(&self, path: &str, reply: Reply) -> Reply {
        self.trace.borrow_mut().push((path.split('?').next().unwrap().to_owned(), reply.status));
        assert_eq!(self.edge.contradiction(), None, "after {:?}", self.trace.borrow());
        assert!(reply.status != 503 || reply.retry_after.is_some());
        reply
    }

    /// Does what the page at `path` asks; gives the path to go on at.
    fn act(&self, path: &str, page: &Reply) -> String {
        if let Some(next) = self.act_by_app(path, page) {
            return next;
        }
        let code = self.code().unwrap_or_else(|| "000000".to_owned());
        let fields: Vec<(&str, &str)> = match path {
            "/sign-up" | "/reset" => vec![("email", &self.email)],
            "/sign-up/check-email" => {
                // Nothing in the mailbox: ask again.
                return match self.link("/sign-up/confirm") {
                    Some(link) => link,
                    None => self.send(page, path, "/sign-up", &[]),
                };
            }
            "/sign-up/confirm" => vec![],
            "/sign-up/password" => vec![("password", &self.password)],
            "/sign-up/phone" => vec![("phone", &self.phone), ("method", self.method.get())],
            "/sign-up/personal-key" | "/account/personal-key" | "/reset/personal-key/save" => {
                self.key.replace(page.personal_key());
                vec![("saved", "yes")]
            }
            "/sign-up/code" | "/sign-in/code" | "/reset/code" => vec![("code", &code)],
            "/sign-in" => vec![("email", &self.email), ("password", &self.password)],
            "/reset/check-email" => {
                return match self.link("/reset/password") {
                    Some(link) => link,
                    None => self.send(page, path, "/reset", &[]),
                };
            }
            "/reset/password" => vec![("new_password", &self.password)],
            "/sign-in/method" | "/reset/method" => vec![("method", self.method.get())],
            "/sign-in/personal-key" | "/reset/personal-key" => {
                return self.send(page, path, path, &[("personal_key", &self.key.borrow().clone())]);
            }
            other => panic!("a page that asks for nothing: {other}"),
        };
        self.send(page, path, path, &fields)
    }

    /// The same for the pages of who confirms with an authenticator app.
    fn act_by_app(&self, path: &str, page: &Reply) -> Option<String> {
        match path {
            "/sign-up/phone" if self.method.get() == "totp" => {
                Some(self.send(page, path, "/sign-up/app/start", &[]))
            }
            "/sign-up/app" | "/sign-in/app" | "/reset/app" => {
                if path == "/sign-up/app" {
                    self.read_app(page);
                }
                Some(self.send(page, path, path, &[("code", &self.app_code(0))]))
            }
            _ => None,
        }
    }

    fn send(&self, page: &Reply, path: &str, action: &str, fields: &[(&str, &str)]) -> String {
        let body = form(page, action, fields);
        let mut reply = self.noted(action, self.browser.post(action, &body));
        if reply.status == 503 && self.retry == Retry::Resend {
            reply = self.noted(action, self.browser.post(action, &body));
        }
        match (reply.status, path) {
            (303, _) => reply.location,
            // The page is opened again; a link's token is in the mailbox, not in the path.
            (503, "/sign-up/confirm" | "/reset/password") => self.link(path).unwrap(),
            (503, _) => path.to_owned(),
            (410, _) => "/sign-in".to_owned(),
            (403, _) => self.link("/sign-up/confirm").unwrap(),
            // The code is spent, or never came.
            (422, "/sign-up/code" | "/sign-in/code" | "/reset/code") => {
                self.send(&reply, path, &format!("{path}/send"), &[])
            }
            // The code was used: the app shows the next one soon.
            (422, "/sign-up/app" | "/sign-in/app") => {
                self.edge.wait(30);
                path.to_owned()
            }
            // The key is dead.
            (422, "/sign-in/personal-key") => {
                self.method.set("sms");
                "/sign-in/method".to_owned()
            }
            _ => panic!("{path} was answered with {}: {}", reply.status, reply.body),
        }
    }
}
