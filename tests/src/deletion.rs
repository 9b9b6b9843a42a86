//! Deleting an account, with a second factor and without one.

use crate::{Browser, Message, Person, Reply, outbox, settings::unlock};

/// Comes to the page for the code that confirms the deletion, in the person's browser; gives that code.
pub fn come_to_code(person: &mut Person) -> String {
    let known = outbox::messages_to(&person.phone);
    let mut browser = person.browser.clone();
    unlock(&mut browser, person, "/account/delete");
    let page = browser.get("/account/delete/method");
    browser.submit(&page, &[("method", "sms")]).leads_to("/account/delete/code");
    person.browser = browser;
    let message = outbox::next_to(&person.phone, &known);
    message.code.clone().unwrap_or_else(|| panic!("expected a code in {message:#?}"))
}

/// Deletes the account with the password and a code; gives the answer.
pub fn delete(person: &mut Person) -> Reply {
    let code = come_to_code(person);
    let page = person.browser.get("/account/delete/code");
    person.browser.submit(&page, &[("code", &code)])
}

/// Asks for the deletion with the password alone, in a browser of its own; gives that browser and the email about it.
pub fn ask_without_factor(person: &Person) -> (Browser, Message) {
    let known = outbox::messages_to(&person.email);
    let mut browser = Browser::new();
    person.enter_password(&mut browser).leads_to("/sign-in/method");
    let page = browser.get("/sign-in/delete");
    browser.press(&page, "/sign-in/delete").leads_to("/sign-in/delete");
    (browser, outbox::next_to(&person.email, &known))
}

/// The link that cancels a deletion.
pub fn cancel_link(message: &Message) -> String {
    let link = message.link("/cancel-deletion");
    link.unwrap_or_else(|| panic!("expected a link to cancel in {message:#?}"))
}

/// Opens a link that cancels a deletion and presses its button.
pub fn cancel(link: &str) -> Reply {
    let mut browser = Browser::new();
    let page = browser.get(link);
    page.is(200);
    browser.press(&page, "/cancel-deletion")
}
