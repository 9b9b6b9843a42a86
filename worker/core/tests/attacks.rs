//! What an attacker with a password, a mailbox, a session or a form of the past may try, and what haste may bring about.

use crate::native::NativeEdge;
use crate::native::browser::{Browser, form};
use crate::native::person::Person;

/// Sends one form with other passwords again and again; gives the statuses.
fn choices(browser: &Browser<'_>, path: &str, body: &str, field: &str) -> Vec<u16> {
    let post = |n| browser.post(path, &format!("{body}{field}=quiet%20heron%20bridge%20{n}")).status;
    (0..11).map(post).collect()
}

#[test]
fn pr_2_one_form_of_a_reset_buys_no_more_slow_hashes_than_ten_forms_do() {
    let edge = NativeEdge::new(1);
    let person = Person::with_account(&edge).elsewhere();
    let link = person.ask_for_reset();
    let body = form(&person.browser.get(&link), "/reset/password", &[]);
    let statuses = choices(&person.browser, "/reset/password", &body, "new_password");
    // The one that the sign-up took was not long ago.
    assert_eq!((&statuses[..9], statuses[9]), (&[303; 9][..], 429));
}

#[test]
fn su_5_one_form_of_a_sign_up_buys_no_more_slow_hashes_than_ten_forms_do() {
    let edge = NativeEdge::new(2);
    let person = Person::new(&edge);
    let page = person.go_until("/sign-up", "/sign-up/password");
    let body = form(&page, "/sign-up/password", &[]);
    let statuses = choices(&person.browser, "/sign-up/password", &body, "password");
    assert_eq!((&statuses[..10], statuses[10]), (&[303; 10][..], 429));
}
