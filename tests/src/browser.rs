//! A browser as a person uses one: it keeps cookies, fills in forms and carries their hidden fields. It does
//! not follow redirects by itself, since where one leads is what most tests ask.

use std::{env, sync::OnceLock, time::Duration};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ureq::{
    Agent,
    http::{Request as HttpRequest, Version},
};

use crate::{Reply, page::Form, unique};

/// Where the service answers.
pub fn base_url() -> String {
    let Ok(url) = env::var("GATEHOUSE_URL") else {
        panic!(
            "GATEHOUSE_URL is not set: start the service (cargo xtask dev) and set it to the printed address"
        )
    };
    url.trim_end_matches('/').to_owned()
}

/// What the service calls itself; behind a proxy that is not where it answers.
pub fn origin() -> String {
    env::var("GATEHOUSE_ORIGIN").unwrap_or_else(|_| base_url())
}

/// Stands for the origin of the server that a request will go to.
const OWN_ORIGIN: &str = "(own)";

/// One request, before a browser adds its cookies.
#[derive(Debug, Clone)]
pub struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// A request without a body.
    pub fn new(method: &str, path: &str) -> Self {
        Self { method: method.to_owned(), path: path.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    /// A form as a browser sends it, from a page of the service.
    pub fn form(path: &str, fields: &[(&str, &str)]) -> Self {
        Self::form_bytes(path, encode(fields))
    }

    /// A form whose body is given as it goes over the wire.
    pub fn form_bytes(path: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new("POST", path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", OWN_ORIGIN)
            .header("sec-fetch-site", "same-origin")
            .body(body)
    }

    /// Sets a header, instead of one that is there.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(n, _)| n != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Takes a header away.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(n, _)| n != name);
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }
}

/// A form's fields in the way forms are encoded.
pub fn encode(fields: &[(&str, &str)]) -> String {
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'*');
    let encoded = |text: &str| utf8_percent_encode(text, KEPT).to_string();
    fields
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// A cookie, by what a browser sends back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// A browser with its own cookies and, for the service, its own network address.
#[derive(Debug, Clone)]
pub struct Browser {
    /// What it holds now.
    pub cookies: Vec<Cookie>,
    /// Where the service thinks it is.
    pub address: String,
    pub(crate) base: String,
    origin: String,
}

impl Default for Browser {
    fn default() -> Self {
        Self::new()
    }
}

impl Browser {
    /// A fresh browser in a network of its own.
    pub fn new() -> Self {
        Self::behind(&base_url(), &origin())
    }

    /// A fresh browser for a server of the test's own.
    pub fn at(base: &str) -> Self {
        Self::behind(base, base)
    }

    /// A fresh browser for a server that answers at `base` and calls itself `origin`.
    pub fn behind(base: &str, origin: &str) -> Self {
        Self {
            cookies: Vec::new(),
            address: unique::client_address(),
            base: base.to_owned(),
            origin: origin.to_owned(),
        }
    }

    /// Asks for a page.
    pub fn get(&mut self, path: &str) -> Reply {
        self.send(Request::new("GET", path))
    }

    /// Asks for a page and goes where redirects lead.
    pub fn open(&mut self, path: &str) -> Reply {
        let mut reply = self.get(path);
        for _ in 0..5 {
            let Some(location) = reply.location() else { break };
            reply = self.get(&location);
        }
        reply
    }

    /// Goes where the reply leads; it must be a redirect.
    pub fn follow(&mut self, reply: &Reply) -> Reply {
        let location =
            reply.location().unwrap_or_else(|| panic!("expected a redirect\n{}", reply.describe()));
        self.open(&location)
    }

    /// Fills in the form that has the first of these fields, and sends it.
    pub fn submit(&mut self, page: &Reply, values: &[(&str, &str)]) -> Reply {
        let field = values.first().map_or("", |(name, _)| name);
        let form = page.page().form_with(field).unwrap_or_else(|| {
            panic!("expected a form with the field {field:?}\n{}", page.describe());
        });
        self.send(form.filled(values).request())
    }

    /// Sends the form that goes to `action` as it stands, which is what a form of one button does.
    pub fn press(&mut self, page: &Reply, action: &str) -> Reply {
        let form = page.page().form_to(action).unwrap_or_else(|| {
            panic!("expected a form to {action}\n{}", page.describe());
        });
        self.send(form.request())
    }

    /// The form on the page at `path` that has this field.
    pub fn form(&mut self, path: &str, field: &str) -> Form {
        let page = self.get(path);
        page.is(200);
        page.page().form_with(field).unwrap_or_else(|| {
            panic!("expected a form with the field {field:?}\n{}", page.describe());
        })
    }

    /// Sends any request, with this browser's cookies, and keeps the cookies that come back.
    pub fn send(&mut self, request: Request) -> Reply {
        self.try_send(request).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Like [`send`](Self::send), for servers that may be gone.
    ///
    /// # Errors
    /// When no whole answer came back.
    pub fn try_send(&mut self, request: Request) -> Result<Reply, String> {
        let asked = format!("{} {}", request.method, request.path);
        let mut builder = HttpRequest::builder()
            .method(request.method.as_str())
            .uri(format!("{}{}", self.base, request.path))
            .version(Version::HTTP_11);
        for (name, value) in self.headers(&request) {
            builder = builder.header(name, value);
        }
        let failed = |error: &dyn std::fmt::Display| format!("{asked}: {error}");
        let mut response = if request.body.is_empty() && request.method != "POST" {
            agent().run(builder.body(()).map_err(|error| failed(&error))?)
        } else {
            agent().run(builder.body(request.body).map_err(|error| failed(&error))?)
        }
        .map_err(|error| failed(&error))?;
        let body = response.body_mut().with_config().limit(50 << 20).read_to_vec().map_err(|e| failed(&e))?;
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let headers: Vec<_> = response
            .headers()
            .iter()
            .map(|(n, value)| (n.as_str().to_owned(), text(value.as_bytes())))
            .collect();
        let status = response.status().as_u16();
        let reply = Reply { asked, path: request.path, status, headers, body };
        self.keep(&reply);
        Ok(reply)
    }

    /// The headers that this browser sends with the request, whose own `cookie` takes the place of all that it holds.
    pub(crate) fn headers(&self, request: &Request) -> Vec<(String, String)> {
        let mut headers = vec![
            ("accept".to_owned(), "text/html,application/xhtml+xml,*/*;q=0.8".to_owned()),
            ("user-agent".to_owned(), "gatehouse-tests".to_owned()),
            ("x-development-client-address".to_owned(), self.address.clone()),
        ];
        let sets_cookies = request.headers.iter().any(|(name, _)| name == "cookie");
        if !self.cookies.is_empty() && !sets_cookies {
            let pairs: Vec<_> = self.cookies.iter().map(|c| format!("{}={}", c.name, c.value)).collect();
            headers.push(("cookie".to_owned(), pairs.join("; ")));
        }
        for (name, value) in &request.headers {
            let value = if value == OWN_ORIGIN { &self.origin } else { value };
            headers.push((name.clone(), value.clone()));
        }
        headers
    }

    /// The value of the cookie whose name ends so (production adds a prefix).
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let prefixed = format!("__Host-{name}");
        self.cookies.iter().find(|c| c.name == name || c.name == prefixed).map(|c| c.value.as_str())
    }

    /// Keeps the cookies of an answer, which may have come to a copy of this browser.
    pub fn keep(&mut self, reply: &Reply) {
        for cookie in reply.cookies() {
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            self.cookies.retain(|kept| kept.name != name.trim());
            let gone = attributes.split(';').any(|a| a.trim().eq_ignore_ascii_case("max-age=0"));
            if !gone && !value.is_empty() {
                self.cookies.push(Cookie { name: name.trim().to_owned(), value: value.trim().to_owned() });
            }
        }
    }
}

/// One agent for all browsers: connections are not kept, so that a killed server is never spoken to by an old one.
fn agent() -> &'static Agent {
    static AGENT: OnceLock<Agent> = OnceLock::new();
    AGENT.get_or_init(|| {
        Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_idle_connections(0)
            .proxy(None)
            .timeout_global(Some(Duration::from_mins(1)))
            .build()
            .new_agent()
    })
}
