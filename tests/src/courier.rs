//! A provider of messages that a test stands up on this machine, and that does whatever a real one may do: take a message,
//! refuse it, take its time, break off in the middle of an answer, or take a message and never say so.

use crate::Request;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// A request that has arrived.
#[derive(Debug, Clone)]
pub struct Received {
    /// Such as `POST`.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Headers by their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: String,
    /// What the provider did.
    pub did: Answer,
}

impl Received {
    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// What a provider does with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Answers with a status, headers as they go over the wire, and a body.
    Say(u16, &'static str, String),
    /// Takes the message and then breaks off in the middle of the answer.
    Half,
    /// Takes the message and closes the line without a word.
    Nothing,
    /// Closes the line before it has read anything.
    Gone,
    /// Takes this long, then answers that it took the message.
    Slow(Duration),
}

impl Answer {
    /// The message is taken.
    pub fn taken() -> Self {
        // What each of the providers says of a message that it took.
        Self::Say(201, "", r#"{"sid": "SM1", "status": "queued", "MessageId": "1"}"#.to_owned())
    }

    /// Whether the message was taken, whatever was said of it.
    pub fn takes(&self) -> bool {
        match self {
            Self::Say(status, ..) => *status < 300,
            Self::Half | Self::Nothing | Self::Slow(_) => true,
            Self::Gone => false,
        }
    }
}

/// What an operator's program tells of a message, signed as Standard Webhooks are with `secret`.
pub fn signed_report(secret: &str, body: &str) -> Request {
    let key = STANDARD.decode(secret.trim_start_matches("whsec_")).unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&key).unwrap();
    mac.update(format!("report.{now}.{body}").as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    Request::new("POST", "/callbacks/webhook")
        .header("content-type", "application/json")
        .header("webhook-id", "report")
        .header("webhook-timestamp", &now.to_string())
        .header("webhook-signature", &format!("v1,{signature}"))
        .body(body.to_owned())
}

type Behaviour = Box<dyn Fn(&Received) -> Answer + Send + Sync>;

/// A provider. It answers until the test's process ends.
pub struct Courier {
    /// Where it answers.
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Courier {
    /// Stands one up that does this with each request, of which it is given all but what it does.
    pub fn new(behaviour: impl Fn(&Received) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let received: Arc<Mutex<Vec<Received>>> = Arc::default();
        let (kept, behaviour): (_, Arc<Behaviour>) = (Arc::clone(&received), Arc::new(Box::new(behaviour)));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, behaviour) = (Arc::clone(&kept), Arc::clone(&behaviour));
                thread::spawn(move || serve(stream, &kept, &behaviour));
            }
        });
        Self { url, received }
    }

    /// Everything that has arrived, in order.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn serve(mut stream: TcpStream, kept: &Mutex<Vec<Received>>, behaviour: &Behaviour) {
    let Some(mut request) = read(&mut stream) else { return };
    let answer = behaviour(&request);
    request.did = answer.clone();
    if answer != Answer::Gone {
        kept.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    }
    let (status, headers, body) = match answer {
        Answer::Gone | Answer::Nothing => return,
        Answer::Half => {
            let _ = stream.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 300\r\n\r\n{\"sid\": \"SM");
            return;
        }
        Answer::Slow(time) => {
            thread::sleep(time);
            (201, "", r#"{"sid": "SM1", "MessageId": "1"}"#.to_owned())
        }
        Answer::Say(status, headers, body) => (status, headers, body),
    };
    // One that went away meanwhile has no use for the answer.
    let _ = write!(
        stream,
        "HTTP/1.1 {status} Status\r\ncontent-type: application/json\r\ncontent-length: {}\r\n{headers}connection: close\r\n\r\n{body}",
        body.len()
    );
}

/// Reads one request: a head, and a body of the length that it says.
fn read(stream: &mut TcpStream) -> Option<Received> {
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        let read = stream.read(&mut chunk).ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&chunk[..read]);
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let mut body = bytes[end + 4..].to_vec();
    if headers.get("transfer-encoding").is_some_and(|value| value.contains("chunked")) {
        while !body.ends_with(b"0\r\n\r\n") {
            let read = stream.read(&mut chunk).ok().filter(|read| *read > 0)?;
            body.extend_from_slice(&chunk[..read]);
        }
        body = unchunked(&body)?;
    }
    let length: usize =
        headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(body.len());
    while body.len() < length {
        let read = stream.read(&mut chunk).ok().filter(|read| *read > 0)?;
        body.extend_from_slice(&chunk[..read]);
    }
    Some(Received {
        method: first.next()?.to_owned(),
        path: first.next()?.to_owned(),
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
        did: Answer::Gone,
    })
}

fn unchunked(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|two| two == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).ok()?.trim(), 16).ok()?;
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(bytes.get(end + 2..end + 2 + length)?);
        bytes = bytes.get(end + 4 + length..)?;
    }
}
