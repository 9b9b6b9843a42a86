//! A browser: cookies, forms, and no scripts.

use super::{NativeEdge, ORIGIN, Task, run};
use bytes::Bytes;
use gatehouse_core::{ClientAddress, ClientPlace};
use http::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN as ORIGIN_HEADER, RETRY_AFTER, SET_COOKIE};
use http::{Method, Request, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// What a browser got.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// Where a redirect leads; empty if it is none.
    pub location: String,
    /// After how many seconds to try again.
    pub retry_after: Option<u32>,
    /// After how many seconds the browser goes where by itself.
    pub refresh: Option<String>,
    /// The `Set-Cookie` headers.
    pub set_cookies: Vec<String>,
    /// The page.
    pub body: String,
}

impl Reply {
    /// The value of a hidden field in the form that posts to `action`.
    pub fn hidden(&self, action: &str, name: &str) -> Option<String> {
        let form = self.body.split_once(&format!("action=\"{action}\""))?.1.split_once("</form>")?.0;
        let (_, rest) = form.split_once(&format!("type=\"hidden\" name=\"{name}\" value=\""))?;
        Some(rest.split_once('"')?.0.to_owned())
    }

    /// The personal key on the page.
    pub fn personal_key(&self) -> String {
        let (_, rest) = self.body.split_once("id=\"personal-key\" translate=\"no\">").unwrap();
        rest.split_once('<').unwrap().0.to_owned()
    }

    /// The secret of an authenticator app on the page.
    pub fn app_secret(&self) -> String {
        let (_, rest) = self.body.split_once("id=\"app-secret\" translate=\"no\">").unwrap();
        rest.split_once('<').unwrap().0.to_owned()
    }

    /// Whether this answer signs the browser in.
    pub fn brings_session(&self) -> bool {
        self.set_cookies
            .iter()
            .any(|cookie| cookie.starts_with("__Host-session=") && !cookie.starts_with("__Host-session=;"))
    }

    /// Whether this is a redirect to `path`.
    pub fn leads_to(&self, path: &str) -> bool {
        self.status == 303 && self.location == path
    }
}

impl From<Response<Bytes>> for Reply {
    fn from(response: Response<Bytes>) -> Self {
        let text = |value: &http::HeaderValue| value.to_str().unwrap().to_owned();
        let headers = response.headers();
        Self {
            status: response.status().as_u16(),
            location: headers.get(LOCATION).map(text).unwrap_or_default(),
            retry_after: headers.get(RETRY_AFTER).map(|value| text(value).parse().unwrap()),
            refresh: headers.get("refresh").map(text),
            set_cookies: headers.get_all(SET_COOKIE).iter().map(text).collect(),
            body: String::from_utf8(response.body().to_vec()).unwrap(),
        }
    }
}

/// A browser at an address.
#[derive(Clone)]
pub struct Browser<'e> {
    edge: &'e NativeEdge,
    cookies: RefCell<BTreeMap<String, String>>,
    address: IpAddr,
    place: RefCell<Option<String>>,
}

impl<'e> Browser<'e> {
    /// A browser that was never here.
    pub fn new(edge: &'e NativeEdge) -> Self {
        Self::at(edge, IpAddr::from([192, 0, 2, 1]))
    }

    /// A new browser at another address.
    pub fn at(edge: &'e NativeEdge, address: IpAddr) -> Self {
        Self { edge, cookies: RefCell::default(), address, place: RefCell::default() }
    }

    /// The same browser on another installation.
    pub fn on<'f>(&self, edge: &'f NativeEdge) -> Browser<'f> {
        Browser { edge, cookies: self.cookies.clone(), address: self.address, place: self.place.clone() }
    }

    /// The value of a cookie, by its plain name.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(&format!("__Host-{name}")).cloned()
    }

    /// Every value of a cookie that is a secret: all but the language.
    pub fn cookies(&self) -> Vec<String> {
        let cookies = self.cookies.borrow();
        cookies
            .iter()
            .filter(|(name, _)| *name != "__Host-language")
            .map(|(_, value)| value.clone())
            .collect()
    }

    /// Forgets a cookie.
    pub fn forget(&self, name: &str) {
        self.cookies.borrow_mut().remove(&format!("__Host-{name}"));
    }

    /// Has the edge know where in the world this browser is.
    pub fn move_to(&self, place: &str) {
        self.place.replace(Some(place.to_owned()));
    }

    /// Opens a page.
    pub fn get(&self, path: &str) -> Reply {
        run(self.send(Method::GET, path.to_owned(), String::new()))
    }

    /// Posts a form.
    pub fn post(&self, path: &str, body: &str) -> Reply {
        run(self.send(Method::POST, path.to_owned(), body.to_owned()))
    }

    /// Fills in the form of `page` that posts to `action`, and sends it.
    pub fn submit(&self, page: &Reply, action: &str, fields: &[(&str, &str)]) -> Reply {
        self.post(action, &form(page, action, fields))
    }

    /// Opens `path`, fills in its own form, and sends it.
    pub fn fill(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let action = path.split('?').next().unwrap();
        self.submit(&self.get(path), action, fields)
    }

    /// Posts a form whenever its task is run.
    pub fn later(&self, path: &str, body: &str) -> Task<'_, Reply> {
        Box::pin(self.send(Method::POST, path.to_owned(), body.to_owned()))
    }

    /// Opens a page whenever its task is run.
    pub fn get_later(&self, path: &str) -> Task<'_, Reply> {
        Box::pin(self.send(Method::GET, path.to_owned(), String::new()))
    }

    /// Sends a request; its cookies are those of this moment, and the answer's are kept when it comes.
    pub async fn send(&self, method: Method, path: String, body: String) -> Reply {
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder()
            .uri(format!("{ORIGIN}{path}"))
            .header(COOKIE, cookies.join("; "))
            .extension(ClientAddress(self.address));
        if let Some(place) = self.place.borrow().clone() {
            request = request.extension(ClientPlace(place));
        }
        if method == Method::POST {
            request = request
                .header(ORIGIN_HEADER, ORIGIN)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        self.edge.begin_request(format!("{method} {}", path.split('?').next().unwrap()));
        let request = request.method(method).body(Bytes::from(body)).unwrap();
        let reply = Reply::from(gatehouse_core::handle(self.edge, request).await);
        for cookie in &reply.set_cookies {
            let (name, rest) = cookie.split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.borrow_mut().remove(name);
            } else {
                let value = rest.split(';').next().unwrap().to_owned();
                self.cookies.borrow_mut().insert(name.to_owned(), value);
            }
        }
        reply
    }
}

/// The token in a link.
pub fn token(link: &str) -> String {
    let (_, rest) = link.split_once("token=").unwrap();
    rest.split('&').next().unwrap().to_owned()
}

/// The body of the form of `page` that posts to `action`: its hidden fields, and `fields`, which may stand for some of those.
pub fn form(page: &Reply, action: &str, fields: &[(&str, &str)]) -> String {
    let hidden =
        ["csrf", "token", "email", "method", "next", "phone"].map(|name| (name, page.hidden(action, name)));
    assert!(
        hidden[0].1.is_some(),
        "no form for {action} on a page of status {}: {}",
        page.status,
        page.location
    );
    let mut body = String::new();
    let given = |name: &str| fields.iter().any(|(field, _)| *field == name);
    let hidden = hidden.iter().filter(|(name, _)| !given(name));
    let hidden = hidden.filter_map(|(name, value)| Some((*name, value.as_deref()?)));
    for (name, value) in hidden.chain(fields.iter().copied()) {
        body.extend([name, "=", &utf8_percent_encode(value, NON_ALPHANUMERIC).to_string(), "&"]);
    }
    body
}
