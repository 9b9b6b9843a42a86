//! Emails taken by moto, which stands in for SES (<https://docs.getmoto.org>).
//!
//! moto looks at a request as Amazon's own model of SES has it, and computes its signature with botocore, but only since
//! `clients/moto.py` tells it to: by itself it believes any signature. It sends nothing.

use crate::clients::{now, python_command, send};
use crate::messages::{couriers, dispatch, emails};
use bytes::Bytes;
use gatehouse_core::couriers::{Courier, Couriers, Message, Outcome, outcome, request};
use gatehouse_core::time::UnixTime;
use http::{Request, Response};
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

/// A moto of its own for a test; it ends with it.
struct Moto {
    process: Child,
    said: Value,
}

impl Moto {
    fn start() -> Self {
        let mut process =
            python_command("moto.py").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said = serde_json::from_str(&line).unwrap_or_else(|error| panic!("moto did not start: {error}"));
        Self { process, said }
    }

    fn says(&self, name: &str) -> &str {
        self.said[name].as_str().unwrap()
    }

    /// Settings by which SES is this moto; `change` puts other values into those of SES.
    fn couriers(&self, change: impl FnOnce(&mut Value)) -> Couriers {
        couriers(self.says("url"), |settings| {
            let ses = &mut settings["ses"];
            ses["access_key"] = self.said["access_key"].clone();
            ses["secret_key"] = self.said["secret_key"].clone();
            change(ses);
        })
    }

    fn send(couriers: &Couriers, message: &Message, at: UnixTime) -> Response<Bytes> {
        send(request(Courier::Ses, couriers, message, &dispatch(at)).unwrap())
    }

    /// The emails that it keeps.
    fn kept(&self) -> Vec<Value> {
        let data =
            Request::get(format!("{}/moto-api/data.json", self.says("url"))).body(Bytes::new()).unwrap();
        let data: Value = serde_json::from_slice(send(data).body()).unwrap();
        data["ses"]["Message"].as_array().cloned().unwrap_or_default()
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // The end of its input tells it.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

#[test]
fn amazons_stand_in_takes_our_emails_and_their_signatures() {
    let moto = Moto::start();
    let couriers = moto.couriers(|_| {});
    let messages = emails();
    for message in &messages {
        let answer = Moto::send(&couriers, message, now());
        let body: Value = serde_json::from_slice(answer.body()).unwrap();
        assert_eq!(answer.status(), 200, "{body}");
        assert!(body["MessageId"].as_str().is_some_and(|id| !id.is_empty()), "{body}");
        assert_eq!(outcome(Courier::Ses, &answer), Outcome::Accepted);
    }
    let kept = moto.kept();
    assert_eq!(kept.len(), messages.len());
    for (kept, message) in kept.iter().zip(&messages) {
        assert_eq!(kept["destinations"]["ToAddresses"][0], *message.to);
        assert_eq!(kept["subject"], *message.subject);
        // Of the two it keeps HTML.
        assert_eq!(kept["body"], *message.html());
        assert_eq!(kept["source"], "Gatehouse <no-reply@gatehouse.example>");
    }
    println!("emails: {} taken by moto", kept.len());
}

#[test]
fn amazons_stand_in_refuses_what_is_not_ours_to_send_and_an_operator_hears_of_it() {
    let moto = Moto::start();
    let [email, ..] = &emails()[..] else { panic!("there is one") };
    let said = |said: &str| Outcome::Misconfigured(said.to_owned());
    let outcome =
        |change: fn(&mut Value)| outcome(Courier::Ses, &Moto::send(&moto.couriers(change), email, now()));
    assert_eq!(outcome(|ses| ses["secret_key"] = "another".into()), said("403"));
    assert_eq!(outcome(|ses| ses["access_key"] = "AKIDNOBODY".into()), said("403"));
    assert_eq!(outcome(|ses| ses["from"] = "no-reply@other.example".into()), said("400 MessageRejected"));
    assert_eq!(moto.kept().len(), 0);
    // So it does look at signatures: one letter more, and the same request is refused.
    let mut changed = request(Courier::Ses, &moto.couriers(|_| {}), email, &dispatch(now())).unwrap();
    *changed.body_mut() = Bytes::from([&changed.body()[..], b" "].concat());
    assert_eq!(send(changed).status(), 403);
    assert_eq!(outcome(|_| {}), Outcome::Accepted);
}
