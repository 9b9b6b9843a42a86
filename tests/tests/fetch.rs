//! The edge's requests to other servers: what is sent arrives, and nothing that another server does can hurt.
//!
//! Couriers will use them; until then `/dev/fetch` of a development build is the way to ask for one.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use gatehouse_tests::{Browser, Edge, Request};
use serde_json::Value;

/// Has the service send a request, and gives what it says of the answer.
fn fetch(method: &str, url: &str, body: &str) -> Value {
    let fields = [("method", method), ("url", url), ("body", body)];
    let reply = Browser::new().send(Request::form("/dev/fetch", &fields));
    serde_json::from_str(&reply.is(200).text()).unwrap()
}

/// A server of one answer. Gives its address and, later, the request as it came.
fn answering(answer: impl FnOnce(&mut TcpStream) + Send + 'static) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://localhost:{}/hook?a=1", listener.local_addr().unwrap().port());
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
        let (mut request, mut chunk) = (Vec::new(), [0; 4096]);
        while let Ok(read @ 1..) = stream.read(&mut chunk) {
            request.extend_from_slice(&chunk[..read]);
        }
        let _ = sender.send(String::from_utf8_lossy(&request).into_owned());
        answer(&mut stream);
    });
    (url, receiver)
}

fn text(answer: String) -> impl FnOnce(&mut TcpStream) + Send + 'static {
    move |stream| drop(stream.write_all(answer.as_bytes()))
}

fn whole(status: &str, headers: &str, body: &str) -> impl FnOnce(&mut TcpStream) + Send + 'static {
    let length = body.len();
    text(format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}connection: close\r\n\r\n{body}"))
}

#[test]
fn a_request_arrives_as_it_was_given_and_its_answer_comes_back() {
    for (method, body) in [("GET", ""), ("POST", "To=%2B1202&Body=caf%C3%A9")] {
        let (url, received) = answering(whole("201 Created", "", "thanks, caf\u{e9}"));
        let answer = fetch(method, &url, body);
        assert_eq!(
            (&answer["status"], &answer["body"]),
            (&201.into(), &"thanks, caf\u{e9}".into()),
            "{answer}"
        );
        let request = received.recv().unwrap();
        assert!(request.starts_with(&format!("{method} /hook?a=1 HTTP/1.1\r\n")), "{request}");
        assert!(request.to_lowercase().contains("x-from: gatehouse\r\n"), "{request}");
        assert!(request.contains(body), "{request}");
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let (url, _received) = answering(whole("302 Found", "location: http://localhost:9/\r\n", ""));
    let answer = fetch("GET", &url, "");
    assert_eq!(
        (&answer["status"], &answer["location"]),
        (&302.into(), &"http://localhost:9/".into()),
        "{answer}"
    );
}

#[test]
fn an_error_of_the_other_server_is_an_answer() {
    let (url, _received) = answering(whole("500 Internal Server Error", "", "no"));
    assert_eq!(fetch("POST", &url, "x")["status"], 500);
}

#[test]
fn what_is_no_answer_is_an_outage_and_the_service_goes_on() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf";
    let too_long = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}", "x".repeat(3 * 1024 * 1024));
    let cases = [
        ("nobody listens", format!("http://localhost:{}/", closed.port())),
        ("it hangs up", answering(|_| {}).0),
        ("half an answer", answering(text(half.to_owned())).0),
        ("no HTTP", answering(text("SSH-2.0-x\r\n".to_owned())).0),
        ("too long", answering(text(too_long)).0),
        ("no address", "http://".to_owned()),
    ];
    for (name, url) in cases {
        let answer = fetch("GET", &url, "");
        assert!(answer["error"].is_string(), "{name}: {answer}");
    }
    Browser::new().get("/sign-in").is(200);
}

#[test]
fn a_server_that_never_answers_is_given_up() {
    let (url, _received) = answering(|_| thread::sleep(Duration::from_secs(30)));
    let start = Instant::now();
    let answer = fetch("GET", &url, "");
    let waited = start.elapsed().as_secs();
    assert!(answer["error"].is_string() && (9..15).contains(&waited), "{answer} after {waited} s");
}

#[test]
fn a_server_that_the_operator_did_not_list_is_asked_only_where_there_is_no_list() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let answer = fetch("GET", &format!("http://{}/", listener.local_addr().unwrap()), "");
    assert!(answer["error"].is_string(), "{answer}");
    listener.set_nonblocking(true).unwrap();
    // Spin has such a list; in development it names this machine as localhost. Cloudflare has none.
    assert_eq!(listener.accept().is_ok(), Edge::current() == Edge::Cloudflare, "whether a connection came");
}
