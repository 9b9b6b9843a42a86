//! What people do: create an account ([`Newcomer`]) and sign in ([`Person`]).

use crate::{Browser, Message, Reply, outbox, unique};

/// Someone on the way to an account.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// Where they do it.
    pub browser: Browser,
    /// The address they gave.
    pub email: String,
    /// The password they chose.
    pub password: String,
    /// The number they gave, in international form.
    pub phone: String,
    /// How many codes they asked for, all to that number.
    pub codes: usize,
}

impl Default for Newcomer {
    fn default() -> Self {
        Self::new()
    }
}

impl Newcomer {
    /// Someone who has not begun.
    pub fn new() -> Self {
        Self {
            browser: Browser::new(),
            email: unique::email(),
            password: unique::password(),
            phone: unique::phone(),
            codes: 0,
        }
    }

    /// Someone who has just come to that page of the sign-up, all steps before it done.
    pub fn at(path: &str) -> Self {
        let mut newcomer = Self::new();
        newcomer.go_to(path);
        newcomer
    }

    /// Does every step up to that page.
    pub fn go_to(&mut self, path: &str) {
        type Step = fn(&mut Newcomer) -> Reply;
        let steps: [(&str, Step); 6] = [
            ("/sign-up/check-email", Self::ask),
            ("/sign-up/password", Self::confirm),
            ("/sign-up/phone", Self::choose_password),
            ("/sign-up/code", Self::enter_phone),
            ("/sign-up/personal-key", Self::enter_code),
            ("/account", |newcomer| newcomer.save_key().0),
        ];
        assert!(steps.iter().any(|(step, _)| *step == path), "{path} is no step of the sign-up");
        for (reached, step) in steps {
            step(self).leads_to(reached);
            if reached == path {
                return;
            }
        }
    }

    /// Enters the email address.
    pub fn ask(&mut self) -> Reply {
        let page = self.browser.get("/sign-up");
        self.browser.submit(&page, &[("email", &self.email)])
    }

    /// The newest message with a link to confirm, of at least `count` messages.
    pub fn link(&self, count: usize) -> String {
        let message = outbox::newest_to(&self.email, count);
        message
            .link("/sign-up/confirm")
            .unwrap_or_else(|| panic!("expected a link to confirm in {message:#?}"))
    }

    /// Opens the link of the message and presses its button.
    pub fn confirm(&mut self) -> Reply {
        let link = self.link(1);
        press_link(&mut self.browser, &link)
    }

    /// Chooses the password.
    pub fn choose_password(&mut self) -> Reply {
        let page = self.browser.get("/sign-up/password");
        self.browser.submit(&page, &[("password", &self.password)])
    }

    /// Gives the number and asks for a text message.
    pub fn enter_phone(&mut self) -> Reply {
        let page = self.browser.get("/sign-up/phone");
        let reply = self.browser.submit(&page, &[("phone", &self.phone), ("method", "sms")]);
        self.codes += 1;
        reply
    }

    /// The code that came last.
    pub fn code(&self) -> String {
        code_of(&outbox::newest_to(&self.phone, self.codes))
    }

    /// Enters that code.
    pub fn enter_code(&mut self) -> Reply {
        let code = self.code();
        let page = self.browser.get("/sign-up/code");
        self.browser.submit(&page, &[("code", &code)])
    }

    /// The personal key that is shown.
    pub fn shown_key(&mut self) -> String {
        let page = self.browser.get("/sign-up/personal-key");
        page.is(200);
        key_of(&page)
    }

    /// Types the personal key back; gives the answer and the key.
    pub fn save_key(&mut self) -> (Reply, String) {
        let page = self.browser.get("/sign-up/personal-key");
        page.is(200);
        let key = key_of(&page);
        (self.browser.submit(&page, &[("personal_key", &key)]), key)
    }

    /// Ends the sign-up from the page with the personal key.
    pub fn becomes_person(mut self) -> Person {
        let (reply, personal_key) = self.save_key();
        reply.leads_to("/account");
        Person {
            browser: self.browser,
            email: self.email,
            password: self.password,
            phone: self.phone,
            personal_key,
        }
    }
}

/// Someone with an account.
#[derive(Debug, Clone)]
pub struct Person {
    /// The browser in which the account was made; it is signed in.
    pub browser: Browser,
    /// The account's address.
    pub email: String,
    /// The account's password.
    pub password: String,
    /// The account's number, in international form.
    pub phone: String,
    /// The personal key as it was shown.
    pub personal_key: String,
}

impl Default for Person {
    fn default() -> Self {
        Self::new()
    }
}

impl Person {
    /// Someone who has just created an account, and is signed in.
    pub fn new() -> Self {
        Newcomer::at("/sign-up/personal-key").becomes_person()
    }

    /// Enters email and password in a browser.
    pub fn enter_password(&self, browser: &mut Browser) -> Reply {
        enter_password(browser, &self.email, &self.password)
    }

    /// Asks for a code by text message.
    pub fn ask_for_code(&self, browser: &mut Browser) -> Reply {
        let page = browser.get("/sign-in/method");
        browser.submit(&page, &[("method", "sms")])
    }

    /// The newest code of at least `count` messages; the sign-up's message is the first.
    pub fn code(&self, count: usize) -> String {
        code_of(&outbox::newest_to(&self.phone, count))
    }

    /// How many messages the number has had.
    pub fn messages(&self) -> usize {
        outbox::messages_to(&self.phone).len()
    }

    /// Goes to the page that wants the code, in a browser; gives the code that came.
    pub fn come_to_code(&self, browser: &mut Browser) -> String {
        let before = self.messages();
        self.enter_password(browser).leads_to("/sign-in/method");
        self.ask_for_code(browser).leads_to("/sign-in/code");
        self.code(before + 1)
    }

    /// Signs in with the password and a code.
    pub fn sign_in(&self, browser: &mut Browser) {
        let code = self.come_to_code(browser);
        enter_code(browser, &code).leads_to("/account");
        browser.get("/account").is(200);
    }

    /// Gives wrong codes until the lock; gives the page of the lock.
    pub fn lock(&self, browser: &mut Browser) -> Reply {
        let code = self.come_to_code(browser);
        let mut reply = enter_code(browser, &unique::other_code(&code, 0));
        for n in 1..3 {
            reply.is(422);
            reply = enter_code(browser, &unique::other_code(&code, n));
        }
        reply.is(429);
        reply
    }
}

/// Gives the current password, which opens the setting at `next` in a signed-in browser.
pub fn confirm_password(browser: &mut Browser, next: &str, password: &str) -> Reply {
    let page = browser.get(&format!("/account/confirm?next={next}"));
    browser.submit(&page, &[("current_password", password)])
}

/// Opens a link to confirm and presses its button.
pub fn press_link(browser: &mut Browser, link: &str) -> Reply {
    let page = browser.get(link);
    page.is(200);
    browser.press(&page, "/sign-up/confirm")
}

/// Enters an email address and a password on the sign-in page.
pub fn enter_password(browser: &mut Browser, email: &str, password: &str) -> Reply {
    let page = browser.get("/sign-in");
    browser.submit(&page, &[("email", email), ("password", password)])
}

/// Enters a code on the sign-in's page for it.
pub fn enter_code(browser: &mut Browser, code: &str) -> Reply {
    let page = browser.get("/sign-in/code");
    if page.status == 429 {
        return page;
    }
    browser.submit(&page, &[("code", code)])
}

/// Enters a personal key on the sign-in's page for it.
pub fn enter_personal_key(browser: &mut Browser, key: &str) -> Reply {
    let page = browser.get("/sign-in/personal-key");
    if page.status == 429 {
        return page;
    }
    browser.submit(&page, &[("personal_key", key)])
}

/// The personal key that a page shows.
pub fn key_of(page: &Reply) -> String {
    page.page().texts("#personal-key").into_iter().next().unwrap_or_else(|| {
        panic!("expected a personal key\n{}", page.describe());
    })
}

fn code_of(message: &Message) -> String {
    message.code.clone().unwrap_or_else(|| panic!("expected a code in {message:#?}"))
}
