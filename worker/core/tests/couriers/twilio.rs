//! Twilio: its requests, field by field as the official client for Node makes them, and its answers.

use super::*;
use gatehouse_core::couriers::{Courier, Problem, outcome, request};

fn asked(couriers: &Couriers, message: &Message) -> Request<Bytes> {
    request(Courier::Twilio, couriers, message, &dispatch("abc")).unwrap()
}

fn fields(request: &Request<Bytes>) -> Vec<(String, String)> {
    form_urlencoded::parse(request.body()).into_owned().collect()
}

#[track_caller]
fn check_fields(request: &Request<Bytes>, expected: &[(&str, &str)]) {
    let mut found = fields(request);
    found.sort();
    let found: Vec<(&str, &str)> =
        found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_text_message_is_asked_for_as_by_the_official_client() {
    let asked = asked(&couriers(), &text_message());
    assert_eq!(asked.method(), "POST");
    assert_eq!(
        asked.uri(),
        "https://api.twilio.com/2010-04-01/Accounts/AC22222222222222222222222222222222/Messages.json"
    );
    // base64 of "SK111…:key-secret".
    assert_eq!(
        header(&asked, "authorization"),
        "Basic U0sxMTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTprZXktc2VjcmV0"
    );
    assert_eq!(header(&asked, "content-type"), "application/x-www-form-urlencoded");
    check_fields(
        &asked,
        &[
            ("Body", "123456 is your Gatehouse code & key.\n@gatehouse.example #123456"),
            ("From", "+15005550001"),
            ("StatusCallback", "https://gatehouse.example/callbacks/twilio?m=abc"),
            ("To", "+15005550006"),
            ("ValidityPeriod", "120"),
        ],
    );
}

#[test]
fn a_text_message_is_from_the_messaging_service_where_there_is_one() {
    let couriers = couriers_with(r#""auth_token""#, r#""service": "MG3", "auth_token""#);
    let message = Message { code: None, ..text_message() };
    check_fields(
        &asked(&couriers, &message),
        &[
            ("Body", "123456 is your Gatehouse code & key."),
            ("MessagingServiceSid", "MG3"),
            ("StatusCallback", "https://gatehouse.example/callbacks/twilio?m=abc"),
            ("To", "+15005550006"),
            ("ValidityPeriod", "120"),
        ],
    );
}

#[test]
fn a_call_says_each_digit_alone_in_the_persons_language_and_nothing_said_is_markup() {
    let asked = asked(&couriers(), &call());
    assert_eq!(
        asked.uri(),
        "https://api.twilio.com/2010-04-01/Accounts/AC22222222222222222222222222222222/Calls.json"
    );
    let say = |words: &str| format!("<Say language=\"es-US\" voice=\"Polly.Lupe-Neural\">{words}</Say>");
    let pause = "<Pause length=\"1\"/>";
    let digit = |digit: &str| format!("{}{pause}", say(digit));
    let words = say("Su código &#60;de&#62; &#34;Gatehouse&#34; &#38; más es:");
    let digits = [digit("4"), digit("0"), digit("7")].concat();
    let twiml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>{pause}{words}{digits}{pause}</Response>"
    );
    check_fields(
        &asked,
        &[
            ("From", "+15005550001"),
            ("StatusCallback", "https://gatehouse.example/callbacks/twilio?m=abc"),
            ("StatusCallbackEvent", "completed"),
            ("StatusCallbackMethod", "POST"),
            ("TimeLimit", "120"),
            ("Timeout", "30"),
            ("To", "+15005550006"),
            ("Twiml", &twiml),
        ],
    );
}

#[test]
fn a_call_never_holds_a_character_that_xml_cannot() {
    let parts = vec![Part::Text("a\0b\u{1b}c]]>\u{85}".to_owned())];
    let asked = asked(&couriers(), &Message { parts, ..call() });
    let fields = fields(&asked);
    let twiml = &fields.iter().find(|(name, _)| name == "Twiml").unwrap().1;
    assert!(twiml.contains("a b c]]&#62; <"), "{twiml}");
}

#[test]
fn su_6_a_call_says_the_code_three_times_digit_by_digit_in_every_language() {
    use gatehouse_core::couriers::letters::codes::{SecurityCode, security_code};
    use gatehouse_core::flows::codes::Purpose;
    use gatehouse_core::text::Text;
    for language in Language::ALL {
        let code = SecurityCode { purpose: Purpose::SignIn, code: "407123", number: 2, host: None };
        let message = security_code(Text::new(language), Channel::Voice, "+15005550006", &code);
        let fields = fields(&asked(&couriers(), &message));
        let twiml = &fields.iter().find(|(name, _)| name == "Twiml").unwrap().1;
        let said: String = twiml
            .split("<Pause length=\"1\"/>")
            .filter_map(|piece| piece.strip_suffix("</Say>")?.rsplit_once('>'))
            .map(|(_, digit)| digit)
            .filter(|digit| digit.len() == 1)
            .collect();
        assert_eq!(said, "407123407123407123", "{twiml}");
    }
}

#[test]
fn what_twilio_cannot_carry_is_not_asked_for() {
    let long = |message: Message| Message { parts: vec![Part::Text("a".repeat(5000))], ..message };
    for message in [email(), long(text_message()), long(call())] {
        assert!(request(Courier::Twilio, &couriers(), &message, &dispatch("abc")).is_err());
    }
    let nobody = Couriers::read("{}").unwrap();
    assert!(request(Courier::Twilio, &nobody, &text_message(), &dispatch("abc")).is_err());
}

#[test]
fn ms_1_twilio_keeps_a_text_for_as_long_as_it_is_of_use_and_never_longer_than_it_may() {
    for (left, validity) in
        [(300, "300"), (1, "1"), (0, "1"), (-5, "1"), (36_000, "36000"), (86_400, "36000")]
    {
        let dispatch = Dispatch { expires_at: UnixTime(NOW.0 + left), ..dispatch("abc") };
        let asked = request(Courier::Twilio, &couriers(), &text_message(), &dispatch).unwrap();
        assert!(fields(&asked).contains(&("ValidityPeriod".to_owned(), validity.to_owned())), "{left}");
    }
}

#[test]
fn an_id_with_signs_stays_one_field_of_the_callbacks_address() {
    let asked = request(Courier::Twilio, &couriers(), &text_message(), &dispatch("a&m=b#c")).unwrap();
    let callback = &fields(&asked)[1].1;
    assert_eq!(callback, "https://gatehouse.example/callbacks/twilio?m=a%26m%3Db%23c");
}

#[test]
fn every_answer_means_one_thing() {
    use Problem::{CountryClosed, Landline, NotANumber, OptedOut, Unreachable};
    let error = |code: u32| format!(r#"{{"code": {code}, "message": "To +15005550006", "status": 400}}"#);
    let refused = |code: u32, problem: Problem| (400, error(code), Outcome::Refused(problem));
    let ours = |status: u16, code: u32| (status, error(code), misconfigured(&format!("{status} {code}")));
    let later = |status: u16, code: u32| (status, error(code), again(None, &format!("{status} {code}")));
    let text = |status: u16, body: &str, outcome: Outcome| (status, body.to_owned(), outcome);
    for (status, body, expected) in [
        text(201, r#"{"sid": "SM0", "status": "queued", "error_code": null}"#, Outcome::Accepted),
        text(200, r#"{"sid": "SM0", "status": "accepted"}"#, Outcome::Accepted),
        // Half an answer: the message had been made.
        text(201, r#"{"sid": "SM0", "sta"#, Outcome::Accepted),
        text(201, r#"{"account_sid": "AC"#, Outcome::Accepted),
        text(200, r#"{"account_sid": "AC"#, again(None, "200 without a sid")),
        text(201, "", again(None, "201 without a sid")),
        text(201, "{}", again(None, "201 without a sid")),
        text(201, r#"{"sid": ""}"#, again(None, "201 without a sid")),
        text(201, r#"{"sid": 1}"#, again(None, "201 without a sid")),
        text(200, "<html>Sign in to the network</html>", again(None, "200 without a sid")),
        text(204, "", again(None, "204 without a sid")),
        // Made, and failed at once.
        text(201, r#"{"sid": "SM0", "status": "failed", "error_code": 30006}"#, Outcome::Refused(Landline)),
        text(201, r#"{"sid": "SM0", "status": "failed", "error_code": 30001}"#, again(None, "30001")),
        text(201, r#"{"sid": "SM0", "status": "failed", "error_code": 30034}"#, misconfigured("30034")),
        text(201, r#"{"sid": "SM0", "status": "failed", "error_code": null}"#, again(None, "failed at once")),
        refused(21211, NotANumber),
        refused(21266, NotANumber),
        refused(21614, Landline),
        refused(21635, Landline),
        refused(21610, OptedOut),
        refused(21408, CountryClosed),
        refused(21215, CountryClosed),
        refused(21612, Unreachable),
        refused(21214, Unreachable),
        later(400, 21611),
        later(400, 20429),
        later(429, 20429),
        later(503, 20503),
        ours(401, 20003),
        ours(403, 20003),
        ours(404, 20404),
        ours(400, 21608),
        ours(400, 21606),
        ours(400, 99999),
        (403, error(21408), Outcome::Refused(CountryClosed)),
        // Nothing is said about a recipient to somebody without the right credentials, or by another server.
        (301, error(21610), misconfigured("301 21610")),
        ours(401, 21610),
        text(400, "", misconfigured("400")),
        text(400, r#"{"code": "21610"}"#, misconfigured("400")),
        text(400, r#"{"code": -1}"#, misconfigured("400")),
        text(400, r#"{"code": 99999999999}"#, misconfigured("400")),
        text(400, r#"{"code": 21610"#, misconfigured("400")),
        text(301, "", misconfigured("301")),
        text(407, "", misconfigured("407")),
        text(408, "", again(None, "408")),
        text(500, "<html>", again(None, "500")),
        text(502, "", again(None, "502")),
        text(504, &"a".repeat(1_000_000), again(None, "504")),
    ] {
        assert_eq!(outcome(Courier::Twilio, &response(status, &[], &body)), expected, "{status} {body:.80}");
    }
}

#[test]
fn twilio_is_given_the_time_it_asks_for() {
    let busy = response(429, &[("retry-after", "7")], r#"{"code": 20429}"#);
    assert_eq!(outcome(Courier::Twilio, &busy), again(Some(7), "429 20429"));
    let down = response(503, &[("retry-after", "120")], "");
    assert_eq!(outcome(Courier::Twilio, &down), again(Some(120), "503"));
}
