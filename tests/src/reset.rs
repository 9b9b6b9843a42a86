//! What people do who forgot their password, or who are told of something that wasn't them.

use crate::{Browser, Message, Person, Reply, outbox};

/// Asks for a reset link.
pub fn ask(browser: &mut Browser, email: &str) -> Reply {
    let page = browser.get("/reset");
    browser.submit(&page, &[("email", email)])
}

/// Opens a reset link and chooses a password.
pub fn choose(browser: &mut Browser, link: &str, password: &str) -> Reply {
    let page = browser.get(link);
    page.is(200);
    browser.submit(&page, &[("new_password", password)])
}

/// Enters a code on the reset's page for it.
pub fn enter_code(browser: &mut Browser, code: &str) -> Reply {
    let page = browser.get("/reset/code");
    if page.status == 429 {
        return page;
    }
    browser.submit(&page, &[("code", code)])
}

/// Enters a personal key on the reset's page for it.
pub fn enter_personal_key(browser: &mut Browser, key: &str) -> Reply {
    let page = browser.get("/reset/personal-key");
    page.is(200);
    browser.submit(&page, &[("personal_key", key)])
}

/// Opens the link of a notice and presses its button.
pub fn not_me(browser: &mut Browser, link: &str) -> Reply {
    let page = browser.get(link);
    page.is(200);
    browser.press(&page, "/not-me")
}

/// The link of a message.
pub fn link_of(message: &Message, path: &str) -> String {
    message.link(path).unwrap_or_else(|| panic!("expected a link to {path} in {message:#?}"))
}

impl Person {
    /// What happens in `act` and mails something: the message that comes.
    pub fn mailed(&self, act: impl FnOnce()) -> Message {
        let known = outbox::messages_to(&self.email);
        act();
        outbox::next_to(&self.email, &known)
    }

    /// Asks for a reset link in a browser; gives the link that comes.
    pub fn reset_link(&self, browser: &mut Browser) -> String {
        let message = self.mailed(|| {
            ask(browser, &self.email).leads_to("/reset/check-email");
        });
        link_of(&message, "/reset/password")
    }

    /// Asks for a link, opens it, and chooses a password.
    pub fn begin_reset(&self, browser: &mut Browser, password: &str) {
        let link = self.reset_link(browser);
        choose(browser, &link, password).leads_to("/reset/method");
    }

    /// Asks for the code of a reset; gives the one that comes.
    pub fn reset_code(&self, browser: &mut Browser) -> String {
        let before = self.messages();
        let page = browser.get("/reset/method");
        browser.submit(&page, &[("method", "sms")]).leads_to("/reset/code");
        self.code(before + 1)
    }

    /// Resets the password with a code.
    pub fn reset(&self, browser: &mut Browser, password: &str) {
        self.begin_reset(browser, password);
        let code = self.reset_code(browser);
        enter_code(browser, &code).leads_to("/sign-in");
    }
}
