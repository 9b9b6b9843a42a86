//! People in the middle of something: each with a request of their own that can be sent again and again, and gets the
//! same answer each time.

use crate::{Browser, Newcomer, Person, Reply, Request, authenticator::secret_of, unique};

/// Somebody in the middle of something, with a request that can be sent again and again.
#[derive(Debug, Clone)]
pub struct Someone {
    /// What they are doing, as in "somebody who ...".
    pub situation: &'static str,
    /// Their browser as it is before the request.
    pub browser: Browser,
    /// What they ask.
    pub request: Request,
    /// What is theirs alone and may stand in answers to them.
    pub own: Vec<String>,
}

impl Someone {
    fn new(browser: Browser, request: Request, own: &[&str]) -> Self {
        let own = own.iter().map(ToString::to_string).collect();
        Self { situation: "", browser, request, own }
    }

    /// Somebody with a form of this page filled in.
    pub fn with_form(mut browser: Browser, path: &str, values: &[(&str, &str)], own: &[&str]) -> Self {
        let request = browser.form(path, values[0].0).filled(values).request();
        Self::new(browser, request, own)
    }

    fn newcomer(newcomer: &Newcomer, request: Request) -> Self {
        let phone = shown(&newcomer.phone);
        let masked = masked(&phone);
        let own = [&newcomer.email, &newcomer.password, &newcomer.phone, &phone, &masked].map(String::as_str);
        Self::new(newcomer.browser.clone(), request, &own)
    }

    /// An answer to them, without what is theirs alone.
    pub fn skeleton(&self, reply: &Reply) -> String {
        reply.skeleton(&self.own.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// A number as pages show it.
fn shown(phone: &str) -> String {
    format!("({}) {}-{}", &phone[2..5], &phone[5..8], &phone[8..])
}

fn masked(shown: &str) -> String {
    let (hidden, last) = shown.split_at(shown.len() - 4);
    hidden.chars().map(|c| if c.is_ascii_digit() { '•' } else { c }).chain(last.chars()).collect()
}

/// Somebody new in each situation.
pub fn everyone() -> Vec<Someone> {
    SITUATIONS.iter().map(|(situation, make)| Someone { situation, ..make() }).collect()
}

type Situation = (&'static str, fn() -> Someone);

const SITUATIONS: [Situation; 18] = [
    ("has never been here", || Someone::new(Browser::new(), Request::new("GET", "/sign-up"), &[])),
    ("was signed out and reads why", || {
        let mut browser = Browser::new();
        browser.get("/sign-in");
        Someone::new(browser, Request::new("GET", "/sign-in?why=idle"), &[])
    }),
    ("enters the right password", || {
        let (person, mut browser) = (Person::new(), Browser::new());
        let values = [("email", person.email.as_str()), ("password", person.password.as_str())];
        let mut someone = of_person(&person, "/sign-in");
        someone.request = browser.form("/sign-in", "password").filled(&values).request();
        Someone { browser, ..someone }
    }),
    ("forgot to enter the password", || {
        let email = unique::email();
        let values = [("email", email.as_str()), ("password", "")];
        Someone::with_form(Browser::new(), "/sign-in", &values, &[&email])
    }),
    ("entered what is no address", || {
        let typed = format!("no-address-{:016x}", unique::random());
        Someone::with_form(Browser::new(), "/sign-up", &[("email", &typed)], &[&typed])
    }),
    ("waits for a link", || {
        let newcomer = Newcomer::at("/sign-up/check-email");
        Someone::newcomer(&newcomer, Request::new("GET", "/sign-up/check-email"))
    }),
    ("chose too short a password", || {
        let mut newcomer = Newcomer::at("/sign-up/password");
        let form = newcomer.browser.form("/sign-up/password", "password").filled(&[("password", "short")]);
        Someone::newcomer(&newcomer, form.request())
    }),
    ("entered what is no number", || {
        let mut newcomer = Newcomer::at("/sign-up/phone");
        let typed = format!("no-number-{:016x}", unique::random());
        let values = [("phone", typed.as_str()), ("method", "voice")];
        let request = newcomer.browser.form("/sign-up/phone", "phone").filled(&values).request();
        let mut someone = Someone::newcomer(&newcomer, request);
        someone.own.push(typed);
        someone
    }),
    ("entered what is no code", || {
        let mut newcomer = Newcomer::at("/sign-up/code");
        let typed = format!("no-code-{:016x}", unique::random());
        let request = newcomer.browser.form("/sign-up/code", "code").filled(&[("code", &typed)]).request();
        let mut someone = Someone::newcomer(&newcomer, request);
        someone.own.push(typed);
        someone
    }),
    ("sets up an app", || {
        let mut newcomer = Newcomer::at("/sign-up/phone");
        let page = newcomer.browser.get("/sign-up/phone");
        newcomer.browser.press(&page, "/sign-up/app/start").leads_to("/sign-up/app");
        let page = newcomer.browser.get("/sign-up/app");
        let mut someone = Someone::newcomer(&newcomer, Request::new("GET", "/sign-up/app"));
        let secret = secret_of(&page);
        someone.own.extend([secret.replace(' ', ""), secret, newcomer.email.replace('@', "%40")]);
        someone.own.extend(page.page().attributes(".qr-code path", "d"));
        someone
    }),
    ("copies the personal key", || {
        let mut newcomer = Newcomer::at("/sign-up/personal-key");
        let key = newcomer.shown_key();
        let mut someone = Someone::newcomer(&newcomer, Request::new("GET", "/sign-up/personal-key"));
        someone.own.push(key);
        someone
    }),
    ("looks at the account", || signed_in("/account")),
    ("looks at what is saved about them", || {
        let mut person = Person::new();
        let typed = format!("Name {:016x}", unique::random());
        let page = person.browser.get("/account/information");
        person.browser.submit(&page, &[("full_name", &typed)]).leads_to("/account/information");
        let mut someone = of_person(&person, "/account/information");
        someone.own.push(typed);
        someone
    }),
    ("saved what is no date", || {
        let person = Person::new();
        let values = [("birth_day", "31"), ("birth_month", "2"), ("birth_year", "2001")];
        let mut someone = of_person(&person, "/account/information");
        someone.request = someone.browser.form("/account/information", "birth_day").filled(&values).request();
        someone
    }),
    ("is warned of the time-out", || signed_in("/account/time-out")),
    ("waits for a code", || {
        let (person, mut browser) = (Person::new(), Browser::new());
        person.come_to_code(&mut browser);
        let mut someone = of_person(&person, "/sign-in/code");
        someone.browser = browser;
        someone
    }),
    ("sends a forged form", || {
        let (email, password) = (unique::email(), unique::password());
        let values = [("email", email.as_str()), ("password", password.as_str())];
        let mut someone = Someone::with_form(Browser::new(), "/sign-in", &values, &[&email, &password]);
        someone.request = someone.request.header("origin", "https://evil.example");
        someone
    }),
    ("is lost", || {
        let path = format!("/nothing-{:016x}", unique::random());
        Someone::new(Browser::new(), Request::new("GET", &path), &[&path])
    }),
];

fn of_person(person: &Person, path: &str) -> Someone {
    let phone = shown(&person.phone);
    let masked = masked(&phone);
    let own = [&person.email, &person.password, &person.phone, &phone, &masked, &person.personal_key];
    Someone::new(person.browser.clone(), Request::new("GET", path), &own.map(String::as_str))
}

fn signed_in(path: &str) -> Someone {
    of_person(&Person::new(), path)
}
