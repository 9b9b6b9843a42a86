//! Security codes: one piece of a text message, or a call.

use super::super::{Channel, Message, Part, segments};
use super::{message, says};
use crate::flows::codes::Purpose;
use crate::text::Text;

/// A code that goes to a phone.
pub struct SecurityCode<'a> {
    /// What it is for.
    pub purpose: Purpose,
    /// The digits.
    pub code: &'a str,
    /// Which of the codes it is that the account was sent one soon after another, from 1 on.
    pub number: u32,
    /// The host of the page that asks for it.
    pub host: Option<String>,
}

/// What a text message begins with, from the second code on: the page that asks for its code says the same, so that nobody
/// wonders which of several texts is the right one, in whatever order they came.
pub fn label(text: Text, number: u32) -> String {
    text.say_with("code-message", &[("number", number.into())])
}

/// A security code, by text or call (SU-6, SI-2).
pub fn security_code(text: Text, channel: Channel, to: &str, code: &SecurityCode<'_>) -> Message {
    match channel {
        Channel::Voice => call(text, to, code),
        Channel::Sms | Channel::Email => text_message(text, to, code),
    }
}

/// The fullest text that is sent in one piece. What can be left out is said by the page, too; what the code is for, and the
/// line that a phone reads, cannot.
fn text_message(text: Text, to: &str, code: &SecurityCode<'_>) -> Message {
    let from = if code.number > 1 {
        text.say_with("code-from-again", &[("label", label(text, code.number).into())])
    } else {
        text.say("service-name")
    };
    let values = [("from", from.into()), ("code", code.code.into())];
    let purpose = text.say_with(sms_key(code.purpose), &values);
    let (lifetime, secret) = (text.say("code-sms-lifetime"), text.say("code-sms-secret"));
    let with = |sentences: Vec<&str>| Message {
        code: Some(code.code.to_owned()),
        host: code.host.clone(),
        ..message(text, Channel::Sms, to, String::new(), vec![Part::Text(sentences.join(" "))])
    };
    [vec![purpose.as_str(), &lifetime, &secret], vec![&purpose, &secret]]
        .into_iter()
        .map(with)
        .find(|message| segments::count(&message.text()) == 1)
        .unwrap_or_else(|| with(vec![&purpose]))
}

const fn sms_key(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::SignIn => "code-sms-sign-in",
        Purpose::ConfirmNumber => "code-sms-confirm-number",
        Purpose::ResetPassword => "code-sms-reset-password",
        Purpose::DeleteAccount => "code-sms-delete-account",
    }
}

/// The code three times, since nobody has a pen in the hand when the phone rings.
fn call(text: Text, to: &str, code: &SecurityCode<'_>) -> Message {
    let hello = match code.purpose {
        Purpose::SignIn => "code-voice-sign-in",
        Purpose::ConfirmNumber => "code-voice-confirm-number",
        Purpose::ResetPassword => "code-voice-reset-password",
        Purpose::DeleteAccount => "code-voice-delete-account",
    };
    let digits = || Part::Digits(code.code.to_owned());
    let again = || says(text, "code-voice-again");
    let lifetime = says(text, "code-voice-lifetime");
    let parts = vec![says(text, hello), digits(), again(), digits(), again(), digits(), lifetime];
    Message { code: Some(code.code.to_owned()), ..message(text, Channel::Voice, to, String::new(), parts) }
}

#[cfg(test)]
mod tests {
    use super::super::super::Spoken;
    use super::*;
    use crate::text::Language;

    const NUMBERS: [u32; 3] = [1, 2, 19];
    /// With both sentences that could be left out.
    const HOST: &str = "secure.example.gov";
    /// Without one of them.
    const LONG_HOST: &str = "accounts.public-services-agency.example.gov";
    /// Without both.
    const LONGEST_HOST: &str = "accounts.department-of-public-services-and-records.example.gov";

    fn texts(host: &str) -> Vec<(Text, Purpose, u32, Message)> {
        let mut all = Vec::new();
        for text in Language::ALL.map(Text::new) {
            for purpose in Purpose::ALL {
                for number in NUMBERS {
                    let code = SecurityCode { purpose, code: "123456", number, host: Some(host.to_owned()) };
                    all.push((
                        text,
                        purpose,
                        number,
                        security_code(text, Channel::Sms, "+12025550123", &code),
                    ));
                }
            }
        }
        all
    }

    #[test]
    fn su_6_a_code_is_one_segment_in_every_language_for_every_purpose_and_host() {
        for host in [HOST, LONG_HOST, LONGEST_HOST] {
            for (_, purpose, _, message) in texts(host) {
                let said = message.text();
                assert_eq!(segments::count(&said), 1, "{purpose:?}: {said}");
                assert_eq!(segments::Encoding::of(&said), segments::Encoding::Septets, "{said}");
            }
        }
    }

    #[test]
    fn su_7_a_code_says_how_long_it_works_and_that_it_is_a_secret_where_both_fit() {
        for (text, _, _, message) in texts(HOST) {
            let said = message.text();
            assert!(said.contains(&text.say("code-sms-lifetime")), "{said}");
            assert!(said.contains(&text.say("code-sms-secret")), "{said}");
        }
        for (text, _, _, message) in texts(LONG_HOST) {
            assert!(message.text().contains(&text.say("code-sms-secret")), "{}", message.text());
        }
    }

    #[test]
    fn su_7_the_last_line_of_a_code_and_no_other_binds_it_to_the_host() {
        for (_, _, _, message) in texts(HOST) {
            let said = message.text();
            let lines: Vec<&str> = said.lines().collect();
            assert_eq!((lines.len(), lines.last()), (2, Some(&"@secure.example.gov #123456")), "{said}");
            assert_eq!((said.matches('@').count(), said.matches('#').count()), (1, 1), "{said}");
        }
    }

    #[test]
    fn si_4_a_code_says_what_it_is_for() {
        for text in Language::ALL.map(Text::new) {
            let mut said: Vec<String> = Purpose::ALL
                .into_iter()
                .flat_map(|purpose| [Channel::Sms, Channel::Voice].map(|channel| (purpose, channel)))
                .map(|(purpose, channel)| {
                    let code = SecurityCode { purpose, code: "123456", number: 1, host: None };
                    security_code(text, channel, "+12025550123", &code).text()
                })
                .collect();
            said.sort();
            said.dedup();
            assert_eq!(said.len(), Purpose::ALL.len() * 2);
        }
    }

    #[test]
    fn su_6_the_first_code_has_no_number_and_every_later_one_begins_with_it() {
        for (text, _, number, message) in texts(HOST) {
            let said = message.text();
            let begins = if number == 1 { text.say("service-name") } else { label(text, number) };
            assert!(said.starts_with(&begins), "{said}");
        }
    }

    #[test]
    fn su_6_a_call_says_the_code_three_times_with_time_to_write() {
        for text in Language::ALL.map(Text::new) {
            let code = SecurityCode { purpose: Purpose::SignIn, code: "190520", number: 2, host: None };
            let message = security_code(text, Channel::Voice, "+12025550123", &code);
            assert_eq!(message.text().matches("1, 9, 0, 5, 2, 0").count(), 3, "{}", message.text());
            let spoken = message.spoken();
            let code = [Spoken::Digits("190520".to_owned()), Spoken::Pause];
            assert_eq!(spoken.windows(2).filter(|two| *two == code).count(), 3, "{spoken:?}");
            assert_eq!(spoken.first(), Some(&Spoken::Pause));
            assert!(matches!(spoken.last(), Some(Spoken::Words(_))));
        }
    }
}
