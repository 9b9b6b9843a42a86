//! Messages leave through couriers, whatever those do: nothing is lost, and nothing is sent twice except where nobody can tell
//! (MS-1 to MS-4, MS-6). Each test has a server of its own, and a courier on this machine.

use std::{
    collections::BTreeMap,
    fs,
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use gatehouse_tests::{
    Browser, Edge, Request,
    courier::{Answer, Courier, Received, signed_report},
    installation::{Installation, KEY, WEBHOOK_SECRET, eventually, webhook},
    person::{self, Newcomer},
    server::Server,
    unique,
};
use serde_json::Value;

fn recipient(received: &Received) -> String {
    received.json()["data"]["to"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn ms_1_a_message_leaves_by_itself_and_nobody_waits_for_a_slow_courier() {
    let courier = Courier::new(|_| Answer::Slow(Duration::from_secs(2)));
    let here = Installation::new("slow", &webhook(&courier));
    let start = Instant::now();
    here.ask_for_link("ana@example.org").unwrap().leads_to("/sign-up/check-email");
    assert!(start.elapsed() < Duration::from_millis(1500), "the page came after {:?}", start.elapsed());
    eventually("a delivery", || courier.received().len() == 1 && here.waiting() == 0);
    let body = courier.received()[0].json();
    assert_eq!((&body["data"]["channel"], &body["data"]["to"]), (&"email".into(), &"ana@example.org".into()));
    assert!(body["data"]["text"].as_str().unwrap().contains("/sign-up/confirm?token="), "{body}");
    here.wait_long();
    here.tick();
    assert_eq!(courier.received().len(), 1, "what has arrived is not sent again");
}

#[test]
fn ms_1_a_message_that_a_courier_does_not_take_goes_later() {
    let bad = [
        Answer::Say(500, "", "{}".to_owned()),
        Answer::Say(429, "retry-after: 1\r\n", "{}".to_owned()),
        Answer::Say(200, "", String::new()),
        Answer::Gone,
        Answer::Half,
    ];
    let asked = AtomicUsize::new(0);
    let courier = Courier::new(move |_| {
        // The third is a success.
        let asked = asked.fetch_add(1, Ordering::Relaxed);
        bad.get(asked).cloned().unwrap_or_else(Answer::taken)
    });
    let here = Installation::new("later", &webhook(&courier));
    for n in 0..3 {
        here.ask_for_link(&format!("person{n}@example.org")).unwrap().leads_to("/sign-up/check-email");
    }
    here.empty();
    let mut arrived: Vec<String> =
        courier.received().iter().filter(|one| one.did.takes()).map(recipient).collect();
    arrived.sort();
    arrived.dedup();
    assert_eq!(arrived, ["person0@example.org", "person1@example.org", "person2@example.org"]);
}

#[test]
fn ms_6_an_operator_sees_how_it_goes_and_nobody_else_does() {
    let courier = Courier::new(|_| Answer::Say(500, "", "{}".to_owned()));
    let here = Installation::new("operator", &webhook(&courier));
    assert_eq!(here.browser().get("/health").is(200).text(), r#"{"status":"ok"}"#);
    here.ask_for_link("ana@example.org").unwrap().leads_to("/sign-up/check-email");
    eventually("a try", || !courier.received().is_empty());
    let list = here.operate("GET", "/operator/messages", &[]).unwrap();
    let id = list[0]["id"].as_str().unwrap().to_owned();
    assert!(list[0]["attempts"].as_i64().unwrap() >= 1 && !list.to_string().contains("ana"), "{list}");
    here.wait_long();
    // To others it says only that we answer: what waits could tell what an address has caused.
    assert_eq!(here.browser().get("/health").is(200).text(), r#"{"status":"ok"}"#);
    let health = here.operate("GET", "/health", &[]).unwrap();
    assert_eq!(health["status"], "delayed", "{health}");
    assert!(health["waiting"] == 1 && health["last_24_hours"].to_string().contains("again"), "{health}");
    let before = courier.received().len();
    here.operate("POST", "/operator/messages/retry", &[("id", &id)]).unwrap();
    assert_eq!(courier.received().len(), before + 1);
    here.operate("POST", "/operator/messages/drop", &[("id", &id)]).unwrap();
    assert_eq!(here.waiting(), 0);
    for (method, path, key) in [
        ("GET", "/operator/messages", ""),
        ("GET", "/operator/contact", "Bearer 0123456789abcdef0123456789abcdef-operatoR"),
        ("POST", "/operator/unlock", "Basic 0123456789abcdef0123456789abcdef-operator"),
        ("POST", "/operator/tick", "Bearer"),
    ] {
        let request = if method == "POST" { Request::form(path, &[]) } else { Request::new("GET", path) };
        let reply = here.browser().send(request.header("authorization", key));
        assert!(reply.is(401).text().contains("operator's key"), "{path}");
    }
    let bearer = format!("Bearer {KEY}");
    here.browser().send(Request::new("GET", "/operator/erase").header("authorization", &bearer)).is(404);
    here.browser().send(Request::new("GET", "/operator/tick").header("authorization", &bearer)).is(405);
}

#[test]
fn ms_4_the_platform_s_own_mail_carries_a_letter_where_there_is_one() {
    let own = serde_json::json!({
        "email": ["cloudflare"], "sms": [], "voice": [],
        "cloudflare": { "from": "Gatehouse <no-reply@gatehouse.example>" },
    });
    let here = Installation::new("own-mail", &own);
    here.ask_for_link("ana@example.org").unwrap().leads_to("/sign-up/check-email");
    match Edge::current() {
        Edge::Cloudflare => {
            let carried = || {
                let log = fs::read_to_string(here.state.join("server.log")).unwrap();
                let (_, letter) = log.split_once("send_email binding called")?;
                letter.contains("HTML: ").then(|| letter.to_owned())
            };
            eventually("a letter", || carried().is_some() && here.waiting() == 0);
            let letter = carried().unwrap();
            for line in [
                "From: \"Gatehouse\" <no-reply@gatehouse.example>",
                "To: ana@example.org",
                "Subject: Confirm",
            ] {
                assert!(letter.contains(line), "{letter}");
            }
            for (part, end) in [("Text: ", "txt"), ("HTML: ", "html")] {
                let file = letter.lines().find_map(|line| line.strip_prefix(part)).unwrap();
                assert!(file.ends_with(end), "{file}");
                assert!(fs::read_to_string(file).unwrap().contains("/sign-up/confirm?token="), "{file}");
            }
        }
        // There is none: the operator is told, and the letter waits for another courier.
        Edge::Spin => {
            let told = || here.operate("GET", "/health", &[]).unwrap().to_string().contains("misconfigured");
            eventually("a word to the operator", told);
            assert_eq!(here.waiting(), 1);
        }
    }
}

/// A person with a mailbox and a phone at the other end of the couriers.
struct Owner<'a> {
    browser: Browser,
    courier: &'a Courier,
    email: String,
    phone: String,
}

impl<'a> Owner<'a> {
    fn new(here: &Installation, courier: &'a Courier) -> Self {
        Self { browser: here.browser(), courier, email: unique::email(), phone: unique::phone() }
    }

    /// The newest message to a mailbox or phone, when there is one more than `before`.
    fn message(&self, path: &str, to: &str, before: usize) -> Received {
        let to = percent(to);
        let mine = || -> Vec<Received> {
            let all = self.courier.received().into_iter();
            all.filter(|one| one.path.contains(path) && (one.body.contains(&to))).collect()
        };
        eventually("a message", || mine().len() > before);
        mine().pop().unwrap()
    }

    fn step(&mut self, path: &str, values: &[(&str, &str)], next: &str) {
        let page = self.browser.get(path);
        self.browser.submit(&page, values).leads_to(next);
    }

    /// Signs up as far as the page that asks for the code.
    fn come_to_code(&mut self, method: &str) {
        let (email, phone) = (self.email.clone(), self.phone.clone());
        self.step("/sign-up", &[("email", &email)], "/sign-up/check-email");
        let letter = self.message("/letters", &email, 0).json();
        let text = letter["data"]["text"].as_str().unwrap();
        let link = text.split_whitespace().find(|word| word.contains("/sign-up/confirm?token=")).unwrap();
        let html = letter["data"]["html"].as_str().unwrap();
        assert!(html.replace("&#38;", "&").contains(link), "the letter's two forms say the same: {html}");
        let link = &link[link.find("/sign-up").unwrap()..];
        person::press_link(&mut self.browser, link).leads_to("/sign-up/password");
        self.step("/sign-up/password", &[("password", &unique::password())], "/sign-up/phone");
        self.step("/sign-up/phone", &[("phone", &phone), ("method", method)], "/sign-up/code");
    }
}

/// As in a form.
fn percent(text: &str) -> String {
    text.replace('+', "%2B")
}

/// A field of a form.
fn field(body: &str, name: &str) -> String {
    let value = body.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}="))).unwrap_or_default();
    percent_encoding::percent_decode_str(&value.replace('+', " ")).decode_utf8().unwrap().into_owned()
}

fn twilio_and_letters(courier: &Courier) -> Value {
    serde_json::json!({
        "email": ["webhook"], "sms": ["twilio"], "voice": ["twilio"],
        "webhook": { "url": format!("{}/letters", courier.url), "secret": WEBHOOK_SECRET },
        "twilio": {
            "account": "AC1", "key": "SK1", "secret": "s", "auth_token": "t", "from": "+12025550100",
            "endpoint": courier.url,
        },
    })
}

#[test]
fn ms_4_a_person_signs_up_with_what_the_couriers_got() {
    let courier = Courier::new(|_| Answer::taken());
    let here = Installation::new("journey", &twilio_and_letters(&courier));
    let mut owner = Owner::new(&here, &courier);
    owner.come_to_code("sms");
    let phone = owner.phone.clone();
    let body = field(&owner.message("/Messages.json", &phone, 0).body, "Body");
    // Where a phone looks for the code: the last line, with the host of the page.
    let (host, code) = body.lines().last().and_then(|line| line.strip_prefix('@')?.split_once(" #")).unwrap();
    assert!(host == "localhost" && code.len() == 6 && body.contains(code), "{body}");
    // One segment: 160 of the letters that every phone has.
    assert!(body.is_ascii() && body.len() <= 160, "{body}");
    let page = owner.browser.get("/sign-up/code");
    owner.browser.submit(&page, &[("method", "voice")]).leads_to("/sign-up/code");
    let twiml = field(&owner.message("/Calls.json", &phone, 0).body, "Twiml");
    let digits: String = twiml
        .split("<Say")
        .filter_map(|say| say.split_once('>')?.1.split('<').next())
        .filter(|said| said.len() == 1 && said.chars().all(|c| c.is_ascii_digit()))
        .collect();
    let newest = &digits[..6];
    assert_eq!(digits, newest.repeat(3), "three times, digit by digit: {twiml}");
    assert!(newest != code, "the newer code is another one, and the older is dead");
    let newest = newest.to_owned();
    owner.step("/sign-up/code", &[("code", &newest)], "/sign-up/personal-key");
}

#[test]
fn ms_3_a_number_that_cannot_be_texted_is_said_on_the_next_page_and_can_be_called() {
    let courier = Courier::new(|request| {
        if request.path.contains("/Messages.json") {
            let said =
                r#"{"code": 21614, "message": "'To' number is not a valid mobile number", "status": 400}"#;
            Answer::Say(400, "", said.to_owned())
        } else {
            Answer::taken()
        }
    });
    let here = Installation::new("landline", &twilio_and_letters(&courier));
    let mut owner = Owner::new(&here, &courier);
    owner.come_to_code("sms");
    let said = || {
        let page = owner.browser.clone().get("/sign-up/code");
        page.is(200).page().main_text().contains("Text messages don’t reach this number.")
    };
    eventually("a word on the page", said);
    let page = owner.browser.get("/sign-up/code");
    owner.browser.submit(&page, &[("method", "voice")]).leads_to("/sign-up/code");
    let phone = owner.phone.clone();
    owner.message("/Calls.json", &phone, 0);
    // Nothing that is not signed is believed: neither that it went well, nor that it did not.
    for (path, body) in [
        ("/callbacks/twilio?m=1", "AccountSid=AC1&MessageStatus=delivered&To=%2B12025550123"),
        ("/callbacks/webhook", r#"{"type": "report", "data": {}}"#),
    ] {
        here.browser().send(Request::form_bytes(path, body)).is(403);
    }
    here.browser().send(Request::form_bytes("/callbacks/ses", "{}")).is(404);
}

#[test]
fn ms_3_an_owner_whose_mail_came_back_sees_it_and_has_it_sent_again() {
    let courier = Courier::new(|_| Answer::taken());
    let here = Installation::new("came-back", &twilio_and_letters(&courier));
    let mut owner = Owner::new(&here, &courier);
    owner.come_to_code("sms");
    let (email, phone) = (owner.email.clone(), owner.phone.clone());
    let body = field(&owner.message("/Messages.json", &phone, 0).body, "Body");
    let code = body.rsplit('#').next().unwrap();
    owner.step("/sign-up/code", &[("code", code)], "/sign-up/personal-key");
    let person = Newcomer { browser: owner.browser, email, password: String::new(), phone, codes: 1 };
    let person::Person { mut browser, email, .. } = person.becomes_person();
    let button = "/account/email/resume";
    let page = browser.get("/account");
    assert!(page.is(200).page().form_to(button).is_none(), "all is well\n{}", page.describe());
    for (problem, said) in [("bounced", "came back to us"), ("complained", "was marked as unwanted")] {
        let told = serde_json::json!({
            "type": "report", "data": { "channel": "email", "to": email, "status": "failed", "problem": problem },
        });
        here.browser().send(signed_report(WEBHOOK_SECRET, &told.to_string())).is(200);
        let page = browser.get("/account");
        page.is(200).says(said).says(&email);
        browser.press(&page, button).leads_to("/account");
        let page = browser.get("/account?done=mail");
        page.is(200).says("We send mail to your address again");
        assert!(page.page().form_to(button).is_none(), "it is done\n{}", page.describe());
    }
    browser.get("/account/activity").is(200).says("Mail to your address turned on again");
}

/// As many messages as the killing run sends.
const MESSAGES: usize = 1000;
/// How often the server is killed on the way.
const KILLS: usize = 4;

/// Luck that is the same in every run.
fn luck(state: &AtomicU64) -> u64 {
    let n = state.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
    let mixed = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed ^ (mixed >> 27)) % 100
}

#[test]
fn ms_2_of_a_thousand_messages_none_is_lost_when_courier_and_server_fail() {
    let seed = AtomicU64::new(6);
    let courier = Courier::new(move |_| match luck(&seed) {
        0..=11 => Answer::Say(500, "", "{}".to_owned()),
        12..=17 => Answer::Say(429, "retry-after: 1\r\n", "{}".to_owned()),
        18..=21 => Answer::Gone,
        22..=23 => Answer::Nothing,
        24..=25 => Answer::Half,
        26..=29 => Answer::Slow(Duration::from_millis(300)),
        _ => Answer::taken(),
    });
    let mut here = Installation::new("thousand", &webhook(&courier));
    let mut sent = Vec::new();
    for n in 0..MESSAGES {
        let email = format!("person{n}@example.org");
        // One whose answer was lost with the server asks again, as people do; then there may be two messages.
        while !here.ask_for_link(&email).is_ok_and(|reply| reply.status == 303) {
            thread::sleep(Duration::from_millis(50));
        }
        sent.push(email);
        if n % (MESSAGES / KILLS) == MESSAGES / KILLS / 2 {
            here.server.kill();
            here.server = Server::start(here.port, &here.state);
        }
    }
    here.empty();
    let mut by_id: BTreeMap<String, (String, usize, usize)> = BTreeMap::new();
    for one in courier.received().iter().filter(|one| one.did.takes()) {
        let entry = by_id.entry(one.headers["webhook-id"].clone()).or_default();
        entry.0 = recipient(one);
        entry.1 += 1;
        entry.2 += usize::from(matches!(one.did, Answer::Half | Answer::Nothing));
    }
    for email in &sent {
        assert!(by_id.values().any(|(to, ..)| to == email), "{email} got nothing");
    }
    let twice: Vec<_> = by_id.values().filter(|(_, times, _)| *times > 1).collect();
    let unexplained = twice.iter().filter(|(_, times, silent)| times - silent > 1).count();
    println!(
        "{MESSAGES} people, {} messages, all delivered; {} more than once, {} of them because the server was killed ({KILLS} times)",
        by_id.len(),
        twice.len(),
        unexplained
    );
    // At most as many as are sent at once are under way when the server is killed.
    assert!(unexplained <= KILLS * 12, "{twice:#?}");
}
