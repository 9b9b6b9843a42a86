//! Two servers that are asked the same, in the same order, at the same time and with the same randomness: their
//! answers must be the same.

use std::{
    collections::BTreeMap,
    env,
    fmt::{self, Write},
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{
    Browser, Message, Reply, Request,
    browser::{base_url, origin},
    reply::first_difference,
    wire::Connection,
};

/// The same person in front of both servers.
#[derive(Debug, Clone)]
pub struct Twins([Browser; 2]);

/// Both answers to one request.
pub type Replies = [Reply; 2];

/// Answers in which a header may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// All of them.
    All,
    /// Those that are a file of the site.
    Files,
}

impl fmt::Display for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::All => "every answer",
            Self::Files => "files only",
        })
    }
}

/// A header that may differ: its name, where, and why.
pub type Allowed = (&'static str, Answers, &'static str);

/// What two servers answered so far.
#[derive(Debug)]
pub struct Comparison {
    servers: [String; 2],
    origin: String,
    allowed: &'static [Allowed],
    now: u64,
    asked: usize,
    compared: usize,
    people: u16,
    /// How answers differ, and which do.
    differences: BTreeMap<String, Vec<String>>,
}

impl Comparison {
    /// Of the servers that the environment names. What they answer may differ in the `allowed` headers.
    pub fn begin(allowed: &'static [Allowed]) -> Self {
        let Ok(other) = env::var("GATEHOUSE_OTHER_URL") else {
            panic!("GATEHOUSE_OTHER_URL is not set: it names the server to compare with GATEHOUSE_URL")
        };
        // Not a time in the past: what has expired by the clock of the machine may be erased at any moment.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let mut comparison = Self {
            servers: [base_url(), other.trim_end_matches('/').to_owned()],
            origin: origin(),
            allowed,
            now,
            asked: 0,
            compared: 0,
            people: 0,
            differences: BTreeMap::new(),
        };
        let outbox = comparison.outbox();
        assert!(outbox.is_empty(), "both servers must have a new state, and there are messages: {outbox:#?}");
        comparison
    }

    /// Somebody new, in a network of their own.
    pub fn person(&mut self) -> Twins {
        self.people += 1;
        let address = format!("2001:db8:d1ff:{:x}::1", self.people);
        Twins(self.servers.each_ref().map(|url| {
            let mut browser = Browser::behind(url, &self.origin);
            browser.address.clone_from(&address);
            browser
        }))
    }

    /// Time goes by.
    pub const fn pass(&mut self, seconds: u64) {
        self.now += seconds;
    }

    /// Asks both servers the same, and compares what they answer.
    pub fn send(&mut self, twins: &mut Twins, request: &Request) -> Replies {
        self.send_each(twins, &[request.clone(), request.clone()])
    }

    /// Asks each server its own, which is the same but for what the server has given.
    pub fn send_each(&mut self, Twins(browsers): &mut Twins, requests: &[Request; 2]) -> Replies {
        self.asked += 1;
        let mut replies = Vec::new();
        for ((url, browser), request) in self.servers.iter().zip(browsers).zip(requests) {
            let request = request
                .clone()
                .header("x-development-time", &self.now.to_string())
                .header("x-development-seed", &format!("request {}", self.asked));
            let reply = Connection::to(url).send(browser, &request);
            replies.push(
                reply.unwrap_or_else(|error| panic!("{url}, {} {}: {error}", request.method, request.path)),
            );
        }
        let replies: Replies = replies.try_into().unwrap();
        self.compared += 1;
        if let Some(difference) = difference(&replies, self.allowed) {
            let asked = format!("{}. {}", self.asked, replies[0].asked);
            self.differences.entry(difference).or_default().push(asked);
        }
        replies
    }

    /// Asks both for a page.
    pub fn get(&mut self, twins: &mut Twins, path: &str) -> Replies {
        self.send(twins, &Request::new("GET", path))
    }

    /// Fills in the form that has the first of these fields, on the page of each, and sends it.
    pub fn submit(&mut self, twins: &mut Twins, pages: &Replies, values: &[(&str, &str)]) -> Replies {
        let field = values.first().map_or("", |(name, _)| name);
        let requests = pages.each_ref().map(|page| {
            let form = page.page().form_with(field);
            let form = form.unwrap_or_else(|| panic!("expected the field {field:?}\n{}", page.describe()));
            form.filled(values).request()
        });
        self.send_each(twins, &requests)
    }

    /// Opens a page of both, fills in its form and sends it.
    pub fn fill_in(&mut self, twins: &mut Twins, path: &str, values: &[(&str, &str)]) -> Replies {
        let pages = self.get(twins, path);
        self.submit(twins, &pages, values)
    }

    /// Sends the form that goes to `action` on the page of each.
    pub fn press(&mut self, twins: &mut Twins, pages: &Replies, action: &str) -> Replies {
        let requests = pages.each_ref().map(|page| {
            let form = page.page().form_to(action);
            form.unwrap_or_else(|| panic!("expected a form to {action}\n{}", page.describe())).request()
        });
        self.send_each(twins, &requests)
    }

    /// The messages, newest first; they must be the same in both outboxes.
    pub fn outbox(&mut self) -> Vec<Message> {
        let mut nobody = Twins(self.servers.each_ref().map(|url| Browser::behind(url, &self.origin)));
        let replies = self.get(&mut nobody, "/dev/outbox.json");
        let [one, _] = replies.map(|reply| serde_json::from_slice(&reply.is(200).body).unwrap());
        one
    }

    /// The newest message to `to`.
    pub fn message(&mut self, to: &str) -> Message {
        let message = self.outbox().into_iter().find(|message| message.to == to);
        message.unwrap_or_else(|| panic!("expected a message to {to}"))
    }

    /// Says how much was compared, and fails if something differed.
    pub fn end(self) {
        let count: usize = self.differences.values().map(Vec::len).sum();
        println!("- {}\n+ {}", self.servers[0], self.servers[1]);
        println!("{} responses were compared, {count} differ.", self.compared);
        println!("Allowed to differ:");
        for (name, answers, why) in self.allowed {
            println!("  {name:<18} {answers:<13} {why}");
        }
        let mut kinds = String::new();
        for (difference, asked) in self.differences.iter().take(40) {
            let _ = writeln!(kinds, "{} times, such as {}\n  {difference}", asked.len(), asked[0]);
        }
        assert!(count == 0, "{count} of {} responses differ:\n{kinds}", self.compared);
    }
}

/// How two answers differ in more than the `allowed` headers and how their bodies are compressed.
fn difference(replies: &Replies, allowed: &[Allowed]) -> Option<String> {
    let [one, other] = replies;
    if one.status != other.status {
        return Some(format!("status\n  - {}\n  + {}", one.status, other.status));
    }
    // A file has a tag, and nothing that the service itself answers has one. Where one edge alone gives a tag, that is a
    // difference like any other.
    let are_files = replies.iter().all(|reply| reply.header("etag").is_some());
    let may_differ = |header: &str| {
        let mut rows = allowed.iter().filter(|(name, ..)| *name == header);
        rows.any(|(_, answers, _)| are_files || *answers == Answers::All)
    };
    if let Some(difference) = first_difference(&headers(one, may_differ), &headers(other, may_differ)) {
        return Some(format!("headers, {difference}"));
    }
    let bodies = replies.each_ref().map(Reply::decoded);
    if bodies[0] == bodies[1] {
        return None;
    }
    let [one, other] = bodies.each_ref().map(|body| String::from_utf8_lossy(body));
    let difference = first_difference(&one, &other).unwrap_or_default();
    Some(format!("body of {} and {} bytes, {difference}", bodies[0].len(), bodies[1].len()))
}

/// The headers that must be the same, in an order that says nothing but of cookies.
fn headers(reply: &Reply, may_differ: impl Fn(&str) -> bool) -> String {
    let mut lines: Vec<_> = reply.headers.iter().filter(|(name, _)| !may_differ(name)).collect();
    lines.sort_by_key(|(name, value)| (name, if name == "set-cookie" { "" } else { value.as_str() }));
    lines.iter().flat_map(|(name, value)| [name, ": ", value, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    const ALLOWED: [Allowed; 4] = [
        ("date", Answers::All, "time goes by"),
        ("content-encoding", Answers::All, "what it unpacks to counts"),
        ("etag", Answers::Files, "made in another way"),
        ("vary", Answers::Files, "said by one only"),
    ];

    fn reply(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Reply { asked: String::new(), path: String::new(), status, headers, body: body.into() }
    }

    #[test]
    fn what_differs_is_found_and_what_may_differ_is_not() {
        let one =
            reply(200, &[("date", "1"), ("set-cookie", "a"), ("set-cookie", "b"), ("vary", "x")], "words");
        let cases = [
            (reply(200, &[("vary", "x"), ("set-cookie", "a"), ("set-cookie", "b")], "words"), None),
            (reply(404, &[], ""), Some("status")),
            (
                reply(200, &[("vary", "x"), ("set-cookie", "b"), ("set-cookie", "a")], "words"),
                Some("headers"),
            ),
            (reply(200, &[("set-cookie", "a"), ("set-cookie", "b")], "words"), Some("headers")),
            (reply(200, &[("vary", "x"), ("set-cookie", "a"), ("set-cookie", "b")], "word"), Some("body")),
        ];
        for (other, wanted) in cases {
            check(&[one.clone(), other], wanted);
        }
    }

    fn check(replies: &Replies, wanted: Option<&str>) {
        let found = difference(replies, &ALLOWED);
        let kind = found.as_deref().and_then(|found| found.split([' ', ',', '\n']).next());
        assert_eq!(kind, wanted, "{found:?}");
    }

    #[test]
    fn what_may_differ_on_files_may_not_elsewhere() {
        let cases = [
            ([("etag", "1"), ("vary", "x")].as_slice(), [("etag", "2")].as_slice(), None),
            (&[("vary", "x")], &[], Some("headers")),
            (&[("etag", "1")], &[], Some("headers")),
            (&[("etag", "1"), ("vary", "x")], &[("vary", "y")], Some("headers")),
        ];
        for (one, other, wanted) in cases {
            check(&[reply(200, one, "words"), reply(200, other, "words")], wanted);
        }
    }

    #[test]
    fn a_compressed_answer_is_what_it_unpacks_to() {
        let plain = reply(200, &[], "words");
        for (text, wanted) in [("words", None), ("other words", Some("body"))] {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(text.as_bytes()).unwrap();
            let mut compressed = reply(200, &[("content-encoding", "gzip")], "");
            compressed.body = encoder.finish().unwrap();
            check(&[plain.clone(), compressed], wanted);
        }
        let head = |headers: &[_]| reply(200, headers, "");
        check(&[head(&[]), head(&[("content-encoding", "br")])], None);
    }
}
