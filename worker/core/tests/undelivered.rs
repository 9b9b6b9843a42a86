//! What cannot arrive is said, with what to do, and is not sent again (MS-3); what a courier tells counts only with its
//! signature. An operator's commands help (MS-6).

use crate::authenticator_app::confirm;
use crate::native::browser::{Browser, Reply};
use crate::native::person::{E164, EMAIL, Person};
use crate::native::{NativeEdge, run};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use gatehouse_core::deliver;
use gatehouse_core::ports::Clock as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{Request, Response};
use sha1::Sha1;
use sha2::Sha256;
use std::cell::RefCell;
use std::rc::Rc;

const COURIERS: &str = r#"{"email": ["webhook"], "sms": ["twilio"], "voice": ["twilio"],
    "twilio": {"account": "AC1", "key": "SK1", "secret": "s", "auth_token": "token of the account", "from": "+12025550100"},
    "webhook": {"url": "https://courier.example/messages", "secret": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}}"#;

const KEY: &str = "0123456789abcdef0123456789abcdef-operator";

/// An edge with couriers. Twilio refuses with this error code; 0 is none.
pub fn edge(seed: u64, twilio: u32) -> (NativeEdge, Rc<RefCell<Vec<String>>>) {
    let mut edge = NativeEdge::new(seed);
    edge.set_couriers(COURIERS);
    edge.set_operator_key(KEY);
    let asked: Rc<RefCell<Vec<String>>> = Rc::default();
    let kept = Rc::clone(&asked);
    edge.answer_with(move |request| {
        let host = request.uri().host().unwrap().to_owned();
        let body = String::from_utf8_lossy(request.body()).into_owned();
        kept.borrow_mut().push(format!("{host} {body}"));
        let refused = host == "api.twilio.com" && twilio > 0;
        let (status, body) = if refused {
            (400, format!(r#"{{"code": {twilio}, "message": "no", "status": 400}}"#))
        } else {
            (201, r#"{"sid": "SM1", "status": "queued"}"#.to_owned())
        };
        Ok(Response::builder().status(status).body(Bytes::from(body)).unwrap())
    });
    (edge, asked)
}

fn tell(edge: &NativeEdge, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    tell_by(edge, "POST", path, headers, body)
}

fn tell_by(edge: &NativeEdge, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let mut request = Request::builder()
        .method(method)
        .uri(format!("{}{path}", crate::native::ORIGIN))
        .header("content-type", "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Reply::from(run(gatehouse_core::handle(edge, request.body(Bytes::from(body.to_owned())).unwrap())))
}

/// Has the operator's program tell something, signed at `at`.
pub fn webhook_tells(edge: &NativeEdge, at: i64, data: &str) -> Reply {
    let body = format!(r#"{{"type": "report", "data": {data}}}"#);
    let mut mac = Hmac::<Sha256>::new_from_slice(b"012345678901234567890123").unwrap();
    mac.update(format!("r1.{at}.{body}").as_bytes());
    let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    let at = at.to_string();
    let headers =
        [("webhook-id", "r1"), ("webhook-timestamp", at.as_str()), ("webhook-signature", &signature)];
    tell(edge, "/callbacks/webhook", &headers, &body)
}

/// Has the operator's program tell that mail to an address came back or was called unwanted.
pub fn mail_fails(edge: &NativeEdge, email: &str, problem: &str) {
    let told =
        format!(r#"{{"channel": "email", "to": "{email}", "status": "failed", "problem": "{problem}"}}"#);
    assert_eq!(webhook_tells(edge, edge.now().0, &told).status, 200);
}

/// The same of a letter that any address gets, so that it may be said to whoever asks.
pub fn open_mail_fails(edge: &NativeEdge, email: &str, problem: &str) {
    Browser::new(edge).fill("/sign-up", &[("email", email)]);
    newest_fails(edge, email, problem);
}

/// The row of the newest message.
pub fn newest(edge: &NativeEdge) -> String {
    edge.text("SELECT id FROM messages ORDER BY rowid DESC LIMIT 1")
}

/// The same of the newest letter, which goes there.
pub fn newest_fails(edge: &NativeEdge, email: &str, problem: &str) {
    run(deliver(edge)).unwrap();
    let id = newest(edge);
    let told = format!(
        r#"{{"id": "{id}", "channel": "email", "to": "{email}", "status": "failed", "problem": "{problem}"}}"#
    );
    assert_eq!(webhook_tells(edge, edge.now().0, &told).status, 200);
}

/// Has Twilio tell something about a text message, signed with `token`.
pub fn twilio_tells(edge: &NativeEdge, token: &str, id: &str, status: &str, code: &str) -> Reply {
    twilio_signs(edge, token, id, [("ErrorCode", code), ("MessageStatus", status)])
}

/// The same of anything, in these fields, which stand in the order of the alphabet.
pub fn twilio_signs(edge: &NativeEdge, token: &str, id: &str, told: [(&str, &str); 2]) -> Reply {
    let path = format!("/callbacks/twilio?m={id}");
    let [first, second] = told;
    let mut fields = [("AccountSid", "AC1"), first, second, ("To", E164)];
    fields.sort_unstable();
    let mut mac = Hmac::<Sha1>::new_from_slice(token.as_bytes()).unwrap();
    mac.update(format!("{}{path}", crate::native::ORIGIN).as_bytes());
    for (name, value) in fields {
        mac.update(format!("{name}{value}").as_bytes());
    }
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let body: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", value.replace('+', "%2B"))).collect();
    tell(edge, &path, &[("x-twilio-signature", &signature)], &body.join("&"))
}

pub fn operate(edge: &NativeEdge, command: &str, body: &str) -> Reply {
    operate_by(edge, "POST", command, body)
}

pub fn operate_by(edge: &NativeEdge, method: &str, command: &str, body: &str) -> Reply {
    let bearer = format!("Bearer {KEY}");
    tell_by(edge, method, &format!("/operator/{command}"), &[("authorization", &bearer)], body)
}

/// Signs in as far as the code page, and lets the couriers work.
pub fn at_code<'e>(edge: &'e NativeEdge, method: &str) -> Person<'e> {
    let person = Person::with_account(edge).elsewhere();
    // The code of the sign-up has been read out of the queue: nothing of it is to be sent now.
    edge.database().execute("DELETE FROM messages", []).unwrap();
    person.begin_sign_in_by(method);
    run(deliver(edge)).unwrap();
    person
}

#[test]
fn ms_3_each_refusal_of_a_number_is_said_with_what_to_do() {
    for (code, method, said) in [
        (21614, "sms", "Text messages don’t reach this number. Get the code by call instead."),
        (21610, "sms", "stop our text messages"),
        (21211, "voice", "Nobody can be reached at this number any more. Use your other phone"),
        (21408, "sms", "We can’t send codes to this country right now."),
    ] {
        let (edge, _) = edge(1, code);
        let person = at_code(&edge, method);
        let page = person.browser.get("/sign-in/code");
        assert!(page.status == 200 && page.body.contains(said), "{code}: {}", page.body);
        assert!(
            page.body.contains("/help/signing-in/missed-security-code/#no-code"),
            "{code}: {}",
            page.body
        );
    }
    let (edge, _) = edge(2, 0);
    let person = at_code(&edge, "sms");
    assert!(!person.browser.get("/sign-in/code").body.contains("usa-alert--warning"));
}

#[test]
fn ms_3_what_twilio_tells_afterwards_is_said_and_forgotten_when_something_arrives() {
    let (edge, _) = edge(3, 0);
    let person = at_code(&edge, "sms");
    let id = edge.text("SELECT id FROM messages");
    let says = || person.browser.get("/sign-in/code").body.contains("didn’t reach this phone");
    assert_eq!(twilio_tells(&edge, "token of the account", &id, "undelivered", "30003").status, 200);
    assert!(says());
    edge.wait(60);
    person.browser.submit(&person.browser.get("/sign-in/code"), "/sign-in/code/send", &[("method", "sms")]);
    run(deliver(&edge)).unwrap();
    assert!(says(), "that another one was taken says nothing yet");
    assert_eq!(twilio_tells(&edge, "token of the account", &newest(&edge), "delivered", "").status, 200);
    assert!(!says());
}

#[test]
fn ms_3_what_is_not_signed_or_old_changes_nothing() {
    let (edge, _) = edge(4, 0);
    let person = at_code(&edge, "sms");
    let id = edge.text("SELECT id FROM messages");
    let problems = || edge.count("SELECT COUNT(*) FROM delivery_problems");
    assert_eq!(twilio_tells(&edge, "another token", &id, "undelivered", "30003").status, 403);
    assert_eq!(tell(&edge, "/callbacks/twilio", &[], "MessageStatus=undelivered").status, 403);
    let bounce =
        format!(r#"{{"channel": "email", "to": "{EMAIL}", "status": "failed", "problem": "bounced"}}"#);
    let now = edge.now().0;
    assert_eq!(webhook_tells(&edge, now - 3600, &bounce).status, 403);
    assert_eq!(tell(&edge, "/callbacks/webhook", &[], &bounce).status, 403);
    assert_eq!(tell(&edge, "/callbacks/ses", &[], &bounce).status, 404, "no topic is set");
    assert_eq!(problems(), 0);
    // A recording of a report, once its message is gone.
    edge.database().execute("DELETE FROM messages", []).unwrap();
    assert_eq!(twilio_tells(&edge, "token of the account", &id, "undelivered", "30003").status, 200);
    assert_eq!(problems(), 0);
    assert!(!person.browser.get("/sign-in/code").body.contains("didn’t reach this phone"));
}

#[test]
fn ms_3_mail_that_came_back_is_not_sent_again_until_an_operator_clears_it() {
    let (edge, asked) = edge(5, 0);
    open_mail_fails(&edge, "Ana.Ruiz@Example.org", "bounced");
    asked.take();
    let browser = Browser::new(&edge);
    let ask = || {
        browser.fill("/sign-up", &[("email", EMAIL)]);
        run(deliver(&edge)).unwrap();
        browser.get("/sign-up/check-email")
    };
    let page = ask().body;
    assert!(page.contains("came back to us") && !page.contains("We sent"), "{page}");
    assert_eq!(asked.borrow().len(), 0, "nothing is sent there");
    assert_eq!(edge.count("SELECT COUNT(*) FROM messages WHERE finished_at IS NULL"), 0);
    assert_eq!(operate(&edge, "problems/clear", &format!("to={EMAIL}")).status, 200);
    let page = ask().body;
    assert!(!page.contains("came back to us") && page.contains("We sent"), "{page}");
    assert_eq!(asked.borrow().len(), 1);
    assert!(edge.notes().iter().any(|line| line == "operator: clear problems"), "{:?}", edge.notes());
}

#[test]
fn ms_3_what_is_said_of_an_address_does_not_tell_whether_it_has_an_account() {
    let (edge, _) = edge(6, 0);
    Person::with_account(&edge);
    for email in [EMAIL, "nobody@example.org"] {
        open_mail_fails(&edge, email, "complained");
    }
    for (path, said) in [("/sign-up", true), ("/reset", false)] {
        let pages = [EMAIL, "nobody@example.org"].map(|email| {
            let browser = Browser::new(&edge);
            browser.fill(path, &[("email", email)]);
            browser.get(&format!("{path}/check-email")).body.replace(email, "…")
        });
        // A reset is sent only if there is an account: what became of it is not for who asked.
        assert_eq!(pages[0].contains("marked our mail"), said, "{path}");
        let without_tokens = |page: &String| -> String {
            page.split('"').filter(|part| part.len() < 60 || part.contains(' ')).collect()
        };
        assert_eq!(without_tokens(&pages[0]), without_tokens(&pages[1]), "{path}");
    }
}

#[test]
fn si_1_what_only_an_account_gets_comes_back_unseen_and_keeps_nothing_back_that_anybody_gets() {
    let (edge, asked) = edge(18, 0);
    Person::with_account(&edge);
    Browser::new(&edge).fill("/reset", &[("email", EMAIL)]);
    newest_fails(&edge, EMAIL, "bounced");
    asked.take();
    let stranger = Browser::new(&edge);
    stranger.fill("/sign-up", &[("email", EMAIL)]);
    newest_fails(&edge, "somebody@example.org", "bounced");
    assert_eq!(letters(&asked), 1, "it goes, and comes back, as to an address without an account");
    let page = stranger.get("/sign-up/check-email").body;
    assert!(page.contains("We sent") && !page.contains("came back to us"), "{page}");
    Browser::new(&edge).fill("/reset", &[("email", EMAIL)]);
    run(deliver(&edge)).unwrap();
    assert_eq!(letters(&asked), 1, "a reset would come back");
    // Once it has come back it is said, whatever comes back later.
    stranger.fill("/sign-up", &[("email", EMAIL)]);
    newest_fails(&edge, EMAIL, "bounced");
    mail_fails(&edge, EMAIL, "bounced");
    assert!(stranger.get("/sign-up/check-email").body.contains("came back to us"));
}

#[test]
fn ms_3_a_complaint_does_not_keep_a_reset_from_the_owner_s_own_browser_or_a_locked_account() {
    let (edge, asked) = edge(19, 0);
    let person = Person::with_account(&edge);
    edge.database().execute("DELETE FROM messages", []).unwrap();
    mail_fails(&edge, EMAIL, "complained");
    let ask = |browser: &Browser<'_>| {
        browser.fill("/reset", &[("email", EMAIL)]);
        run(deliver(&edge)).unwrap();
        letters(&asked)
    };
    assert_eq!(ask(&Browser::new(&edge)), 0);
    person.browser.submit(&person.browser.get("/account"), "/sign-out", &[]);
    assert_eq!(ask(&person.browser), 1);
    edge.database().execute("UPDATE accounts SET locked_at = created_at", []).unwrap();
    assert_eq!(ask(&Browser::new(&edge)), 2);
}

#[test]
fn ms_3_a_complaint_is_not_forgotten_for_what_passes() {
    let (edge, asked) = edge(20, 0);
    open_mail_fails(&edge, EMAIL, "complained");
    mail_fails(&edge, EMAIL, "unreachable");
    asked.take();
    Browser::new(&edge).fill("/sign-up", &[("email", EMAIL)]);
    run(deliver(&edge)).unwrap();
    assert_eq!(letters(&asked), 0);
}

#[test]
fn si_6_nothing_is_deleted_if_no_announcement_can_reach_the_owner() {
    for (of_email, of_phone) in
        [("bounced", "not-a-number"), ("not-carried", "opted-out"), ("bounced", "unreachable")]
    {
        let (edge, _) = edge(9, 0);
        let person = Person::with_account(&edge).elsewhere();
        let deletions = || edge.count("SELECT COUNT(*) FROM deletions");
        for (channel, to, problem) in [("email", EMAIL, of_email), ("sms", E164, of_phone)] {
            assert_eq!(deletions(), 0);
            let told = format!(
                r#"{{"channel": "{channel}", "to": "{to}", "status": "failed", "problem": "{problem}"}}"#
            );
            assert_eq!(webhook_tells(&edge, edge.now().0, &told).status, 200);
        }
        person.give_password(&person.password);
        assert_eq!(person.browser.fill("/sign-in/delete", &[]).status, 429);
        assert_eq!(deletions(), 0);
        assert_eq!(operate(&edge, "problems/clear", &format!("to={EMAIL}")).status, 200);
        person.browser.fill("/sign-in/delete", &[]);
        assert_eq!(deletions(), 1);
    }
}

#[test]
fn ms_3_what_is_known_is_no_news_and_ends_although_somebody_goes_on_asking() {
    let (edge, _) = edge(10, 0);
    open_mail_fails(&edge, EMAIL, "bounced");
    let end = edge.count("SELECT expires_at FROM delivery_problems");
    edge.wait(24 * 60 * 60);
    Browser::new(&edge).fill("/sign-up", &[("email", EMAIL)]);
    run(deliver(&edge)).unwrap();
    assert_eq!(edge.count("SELECT expires_at FROM delivery_problems"), end);
}

/// How many letters the operator's program was asked to carry.
pub fn letters(asked: &RefCell<Vec<String>>) -> usize {
    asked.borrow().iter().filter(|line| line.starts_with("courier.example")).count()
}

#[test]
fn ms_3_after_a_complaint_only_notices_go_and_after_a_bounce_nothing() {
    let (edge, asked) = edge(11, 0);
    let person = Person::with_account(&edge);
    edge.database().execute("DELETE FROM messages", []).unwrap();
    open_mail_fails(&edge, EMAIL, "complained");
    asked.take();
    // What anybody can have sent there.
    let stranger = Browser::new(&edge);
    for form in ["/reset", "/sign-up"] {
        stranger.fill(form, &[("email", EMAIL)]);
    }
    run(deliver(&edge)).unwrap();
    assert_eq!(letters(&asked), 0);
    person.elsewhere().go("/sign-in");
    run(deliver(&edge)).unwrap();
    assert_eq!(letters(&asked), 1, "the owner is told of the new browser: {asked:?}");
    newest_fails(&edge, EMAIL, "complained");
    let page = stranger.get("/sign-up/check-email").body;
    assert!(page.contains("marked our mail"), "what an account gets changes no word: {page}");
    edge.database().execute("UPDATE delivery_problems SET problem = 'bounced'", []).unwrap();
    person.elsewhere().go("/sign-in");
    run(deliver(&edge)).unwrap();
    assert_eq!(letters(&asked), 1);
    assert_eq!(edge.count("SELECT COUNT(*) FROM messages WHERE finished_at IS NULL"), 0);
}

#[test]
fn si_6_whoever_has_called_our_mail_unwanted_hears_of_a_deletion_before_it_happens() {
    let (edge, asked) = edge(12, 21211);
    let person = Person::with_account(&edge).elsewhere();
    edge.database().execute("DELETE FROM messages", []).unwrap();
    mail_fails(&edge, EMAIL, "complained");
    person.give_password(&person.password);
    person.browser.fill("/sign-in/delete", &[]);
    run(deliver(&edge)).unwrap();
    assert_eq!((edge.count("SELECT COUNT(*) FROM deletions"), letters(&asked)), (1, 1));
}

#[test]
fn ms_3_an_owner_sees_that_mail_is_stopped_and_has_it_sent_again() {
    for (problem, said) in
        [("bounced", "came back to us. We don’t send any"), ("complained", "as unwanted. We still")]
    {
        let (edge, asked) = edge(13, 0);
        let person = Person::with_account(&edge);
        edge.database().execute("DELETE FROM messages", []).unwrap();
        mail_fails(&edge, "nobody@example.org", problem);
        let page = || person.browser.get("/account");
        assert!(page().hidden("/account/email/resume", "csrf").is_none(), "nothing is wrong");
        mail_fails(&edge, EMAIL, problem);
        confirm(&person.browser, "/account/email");
        for path in ["/account", "/account/email"] {
            let page = person.browser.get(path);
            assert!(page.body.contains(said) && page.body.contains(EMAIL), "{path}: {}", page.body);
            assert!(page.body.contains("/no-confirmation-email/#mail-came-back"), "{path}");
            assert!(page.hidden("/account/email/resume", "csrf").is_some(), "{path}");
        }
        let pressed = person.browser.submit(&page(), "/account/email/resume", &[]);
        assert!(pressed.leads_to("/account?done=mail"), "{pressed:?}");
        assert!(person.browser.get("/account?done=mail").body.contains("We send mail to your address again"));
        assert!(!page().body.contains(said));
        assert_eq!(
            edge.count("SELECT COUNT(*) FROM delivery_problems"),
            1,
            "the other address is none of theirs"
        );
        assert!(
            person.browser.get("/account/activity").body.contains("Mail to your address turned on again")
        );
        assert!(edge.notes().iter().any(|line| line.starts_with("mail: ")), "{:?}", edge.notes());
        assert!(edge.notes().iter().all(|line| !line.contains("ana")), "{:?}", edge.notes());
        Browser::new(&edge).fill("/reset", &[("email", EMAIL)]);
        run(deliver(&edge)).unwrap();
        assert_eq!(letters(&asked), 1);
        mail_fails(&edge, EMAIL, "bounced");
        let again = person.browser.get("/account?done=mail").body;
        assert!(
            again.contains("came back to us. We don’t send any") && !again.contains("We send mail to your")
        );
    }
}

#[test]
fn ms_5_mail_that_comes_back_is_sent_again_a_few_times_a_day() {
    let (edge, _) = edge(14, 0);
    let person = Person::with_account(&edge);
    let stopped = || edge.count("SELECT COUNT(*) FROM delivery_problems") == 1;
    let press = |page: &Reply| person.browser.submit(page, "/account/email/resume", &[]).status;
    mail_fails(&edge, EMAIL, "bounced");
    let first = person.browser.get("/account");
    for _ in 0..2 {
        assert_eq!(press(&first), 303, "where nothing is stopped, nothing is counted");
    }
    mail_fails(&edge, EMAIL, "bounced");
    assert_eq!((press(&first), stopped()), (303, true), "a form counts once, and works once");
    for _ in 1..3 {
        assert_eq!((press(&person.browser.get("/account")), stopped()), (303, false));
        mail_fails(&edge, EMAIL, "bounced");
    }
    assert_eq!((press(&person.browser.get("/account")), stopped()), (429, true));
    edge.wait(24 * 60 * 60);
    person.go("/sign-in");
    assert_eq!((press(&person.browser.get("/account")), stopped()), (303, false));
}

#[test]
fn ms_3_only_a_signed_in_owner_with_our_form_has_mail_sent_again() {
    let (edge, _) = edge(15, 0);
    let person = Person::with_account(&edge);
    mail_fails(&edge, EMAIL, "complained");
    let stranger = Browser::new(&edge);
    let csrf = stranger.get("/sign-in").hidden("/sign-in", "csrf").unwrap();
    assert!(stranger.post("/account/email/resume", &format!("csrf={csrf}")).leads_to("/sign-in?why=account"));
    assert_eq!(person.browser.post("/account/email/resume", "").status, 403);
    assert_eq!(edge.count("SELECT COUNT(*) FROM delivery_problems"), 1);
}

#[test]
fn ms_3_a_new_address_from_which_mail_came_back_is_said_whether_or_not_it_has_an_account() {
    let (edge, _) = edge(16, 0);
    let person = Person::with_account(&edge);
    confirm(&person.browser, "/account/email");
    open_mail_fails(&edge, "new@example.org", "bounced");
    person.browser.fill("/account/email", &[("email", "new@example.org")]);
    assert!(person.browser.get("/account/email/check-email").body.contains("came back to us"));
}

#[test]
fn ms_3_after_asking_for_a_reset_everybody_reads_what_to_do_if_mail_came_back() {
    let edge = NativeEdge::new(17);
    let browser = Browser::new(&edge);
    browser.fill("/reset", &[("email", "nobody@example.org")]);
    let page = browser.get("/reset/check-email").body;
    assert!(page.contains("only if you ask in a browser that you signed in with before"), "{page}");
    assert!(page.contains("href=\"/contact/\"") && page.contains("forgot-password/#no-link"), "{page}");
}

#[test]
fn ms_6_an_operator_unlocks_somebody_and_lets_nobody_in() {
    let (edge, _) = edge(7, 0);
    let person = Person::with_account(&edge).elsewhere();
    for _ in 0..11 {
        person.give_password("not my password at all");
    }
    assert_eq!(person.give_password(&person.password).status, 429);
    assert_eq!(operate(&edge, "unlock", "to=nobody%40example.org").status, 200);
    assert_eq!(person.give_password(&person.password).status, 429);
    assert_eq!(operate(&edge, "unlock", &format!("to={EMAIL}")).status, 200);
    assert!(person.give_password(&person.password).leads_to("/sign-in/method"));
    assert_eq!(person.browser.get("/account").status, 303, "the second factor is asked for as ever");
    for (command, body) in [("unlock", ""), ("problems/clear", "to=nonsense"), ("erase", "")] {
        assert!([404, 422].contains(&operate(&edge, command, body).status), "{command}");
    }
    assert!(edge.notes().iter().all(|line| !line.contains("ana") && !line.contains("nobody")));
}

#[test]
fn ms_6_without_an_operators_key_there_are_no_commands() {
    let edge = NativeEdge::new(8);
    for command in ["tick", "messages", "unlock"] {
        assert_eq!(operate(&edge, command, "").status, 404, "{command}");
    }
}

#[test]
fn si_1_what_everybody_was_told_is_not_forgotten_for_a_letter_that_only_an_account_gets() {
    let said = [EMAIL, "nobody@example.org"].map(|email| {
        let (edge, _) = edge(40, 0);
        Person::with_account(&edge);
        let stranger = Browser::new(&edge);
        stranger.fill("/sign-up", &[("email", email)]);
        run(deliver(&edge)).unwrap();
        let id = newest(&edge);
        let lost = format!(r#"{{"id": "{id}", "channel": "email", "to": "{email}", "status": "failed"}}"#);
        assert_eq!(webhook_tells(&edge, edge.now().0, &lost).status, 200);
        edge.wait(1);
        Browser::new(&edge).fill("/reset", &[("email", email)]);
        run(deliver(&edge)).unwrap();
        if email == EMAIL {
            let arrived = format!(
                r#"{{"id": "{}", "channel": "email", "to": "{email}", "status": "delivered"}}"#,
                newest(&edge)
            );
            assert_eq!(webhook_tells(&edge, edge.now().0, &arrived).status, 200);
        }
        stranger.get("/sign-up/check-email").body.contains("got lost")
    });
    assert_eq!(said, [true, true]);
}
