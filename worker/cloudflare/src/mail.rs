//! Emails by the platform's own binding, `EMAIL` in `wrangler.toml`.

use gatehouse_core::couriers::{Message, Outcome, Problem, mailbox};
use worker::js_sys::Reflect;
use worker::{EmailAddress, Env, SendEmailBuilder};

/// Hands an email over.
pub async fn send(env: &Env, from: &str, message: &Message) -> Outcome {
    let Ok(binding) = env.send_email("EMAIL") else {
        return Outcome::Misconfigured("there is no binding EMAIL".to_owned());
    };
    // The settings are read only if it is one.
    let Some((name, address)) = mailbox::split(from) else {
        return Outcome::Misconfigured("who mail is from is no mailbox".to_owned());
    };
    // Its own words for an address that it does not take are not documented.
    let Some(to) = mailbox::address(&message.to) else {
        return Outcome::Refused(Problem::NotCarried);
    };
    let from = EmailAddress::new(name, &address);
    let (text, html) = (message.text(), message.html());
    let email = SendEmailBuilder::builder_with_email_address_and_str(&from, &to, &message.subject)
        .text(&text)
        .html(&html)
        .build();
    match binding.send_with_builder(&email).await {
        Ok(_) => Outcome::Accepted,
        Err(error) => {
            let code = Reflect::get(&error, &"code".into()).ok().and_then(|code| code.as_string());
            outcome(code.as_deref().unwrap_or_default())
        }
    }
}

/// What a code of the platform means. Its words may hold the address, so they are not repeated.
fn outcome(code: &str) -> Outcome {
    match code {
        // It has seen mail to this address come back, or be called unwanted: it says no more.
        "E_RECIPIENT_SUPPRESSED" => Outcome::Refused(Problem::Bounced),
        ""
        | "E_DELIVERY_FAILED"
        | "E_INTERNAL_SERVER_ERROR"
        | "E_RATE_LIMIT_EXCEEDED"
        | "E_DAILY_LIMIT_EXCEEDED" => Outcome::Again { after: None, said: code.to_owned() },
        other => Outcome::Misconfigured(other.to_owned()),
    }
}
