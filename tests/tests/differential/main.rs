//! Both edges give the same answers. One script of requests goes to both, which must have the same secrets, the same
//! `ORIGIN` and a new state; time and randomness come with each request. What may differ is in [`ALLOWED`].

mod account;
mod journey;
mod requests;

use gatehouse_tests::twins::{Allowed, Answers, Comparison};

/// The only headers that may differ, where, and why.
const ALLOWED: [Allowed; 9] = [
    ("date", Answers::All, "the moment of the answer; no request decides it"),
    ("content-length", Answers::All, "framing: a body of the same bytes may be announced or come in chunks"),
    ("transfer-encoding", Answers::All, "framing, as above"),
    ("connection", Answers::All, "framing: whether the connection is kept"),
    ("keep-alive", Answers::All, "framing, as above"),
    (
        "content-encoding",
        Answers::All,
        "Cloudflare's network compresses whatever it passes on, and so does wrangler; Spin has files compressed already, \
         and sends all else as it is. What is compared is what unpacks",
    ),
    (
        "etag",
        Answers::Files,
        "deployed, both name a file by its bytes; wrangler's local runtime does it by path and time",
    ),
    (
        "vary",
        Answers::Files,
        "Spin names the request's header that chose the encoding; Cloudflare's network adds it itself",
    ),
    ("cf-cache-status", Answers::Files, "Cloudflare's note on its own cache"),
];

const EMAIL: &str = "ana@people.example";

/// Every address of the service. A test of core compares it with core's own table.
const SCREENS: [&str; 79] = [
    "/sign-up",
    "/sign-up/check-email",
    "/sign-up/confirm",
    "/sign-up/password",
    "/sign-up/phone",
    "/sign-up/code",
    "/sign-up/code/send",
    "/sign-up/app",
    "/sign-up/app/start",
    "/sign-up/personal-key",
    "/sign-up/personal-key.txt",
    "/sign-up/report",
    "/sign-in",
    "/sign-in/method",
    "/sign-in/code",
    "/sign-in/code/send",
    "/sign-in/app",
    "/sign-in/personal-key",
    "/sign-in/no-phone",
    "/reset",
    "/reset/check-email",
    "/reset/password",
    "/reset/method",
    "/reset/code",
    "/reset/code/send",
    "/reset/app",
    "/reset/personal-key",
    "/reset/personal-key/save",
    "/reset/personal-key.txt",
    "/reset/no-phone",
    "/not-me",
    "/sign-in/delete",
    "/cancel-deletion",
    "/account",
    "/account/confirm",
    "/account/personal-key",
    "/account/personal-key.txt",
    "/account/app",
    "/account/app/start",
    "/account/app/code",
    "/account/app/remove",
    "/account/information",
    "/account/information/erase",
    "/account/information/former",
    "/account/information/former/discard",
    "/account/personal-key/new",
    "/account/email",
    "/account/email/check-email",
    "/account/email/confirm",
    "/account/email/resume",
    "/account/password",
    "/account/phone",
    "/account/phone/code",
    "/account/phone/code/send",
    "/account/phone/remove",
    "/account/time-out",
    "/account/stay",
    "/account/sessions",
    "/account/sessions/end",
    "/account/sessions/end-others",
    "/account/activity",
    "/account/data",
    "/account/data.json",
    "/account/delete",
    "/account/delete/method",
    "/account/delete/code",
    "/account/delete/code/send",
    "/account/delete/app",
    "/account/delete/personal-key",
    "/account/delete/no-phone",
    "/account-deleted",
    "/sign-out",
    "/signed-out",
    "/search",
    "/search?q=pasword",
    "/help/feedback",
    "/help/thanks",
    "/contact/message",
    "/contact/sent",
];

#[test]
fn both_edges_give_the_same_answers() {
    let mut both = Comparison::begin(&ALLOWED);
    requests::files(&mut both);
    requests::addresses(&mut both);
    requests::languages(&mut both);
    requests::methods(&mut both);
    requests::bodies(&mut both);
    requests::headers(&mut both);
    requests::compressed(&mut both);
    requests::machines(&mut both);
    requests::hosts(&mut both);
    let personal_key = journey::sign_up(&mut both);
    journey::links(&mut both);
    journey::wrong_passwords(&mut both);
    journey::wrong_codes(&mut both);
    journey::too_many_codes(&mut both);
    journey::personal_key_sign_in(&mut both, &personal_key);
    journey::sessions(&mut both);
    let mut ana = account::reset(&mut both);
    account::settings(&mut both, &mut ana);
    account::watch(&mut both, &mut ana);
    account::end(&mut both, &mut ana);
    both.end();
}
