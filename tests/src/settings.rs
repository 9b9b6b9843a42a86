//! Changing settings: the current password that each asks for first, and what the owner is told.

use std::{thread, time::Duration};

use crate::{Browser, Message, Person, Reply, outbox, person::key_of};

/// Opens a setting and gives the current password that it asks for; gives the setting's page.
pub fn unlock(browser: &mut Browser, person: &Person, setting: &str) -> Reply {
    give_current_password(browser, setting, &person.password).leads_to(setting);
    let page = browser.get(setting);
    page.is(200);
    page
}

/// Opens a setting and gives this as the current password; gives the answer.
pub fn give_current_password(browser: &mut Browser, setting: &str, password: &str) -> Reply {
    let asked = browser.get(setting);
    asked.leads_to("/account/confirm");
    let page = browser.follow(&asked);
    browser.submit(&page, &[("current_password", password)])
}

/// Asks for a link to a new address, in a browser that has given the current password.
pub fn ask_for(browser: &mut Browser, email: &str) {
    let page = browser.get("/account/email");
    browser.submit(&page, &[("email", email)]).leads_to("/account/email/check-email");
}

/// Saves the new personal key that this browser is shown; gives it.
pub fn save_new_key(browser: &mut Browser) -> String {
    let page = browser.get("/account/personal-key");
    page.is(200);
    let key = key_of(&page);
    browser.submit(&page, &[("personal_key", &key)]).leads_to("/account");
    key
}

/// Waits for a message to an address that has this in its subject or text.
pub fn message_about(to: &str, words: &str) -> Message {
    let about = |message: &Message| {
        message.text.contains(words) || message.subject.as_ref().is_some_and(|s| s.contains(words))
    };
    for _ in 0..100 {
        if let Some(message) = outbox::messages_to(to).into_iter().find(&about) {
            return message;
        }
        thread::sleep(Duration::from_millis(100));
    }
    panic!("expected a message about {words:?} to {to}, found {:#?}", outbox::messages_to(to));
}

/// How many of the messages to an address say this.
pub fn count_about(to: &str, words: &str) -> usize {
    outbox::messages_to(to).iter().filter(|message| message.text.contains(words)).count()
}
