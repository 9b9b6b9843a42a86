//! Who is asking: the cookies, the client's address, the form's proof that it comes from this site.

use super::language;
use crate::flows::Asker;
use crate::identifiers::{Browser, Email};
use crate::ports::{Edge, Outage};
use crate::secrets::bearer::{Token, equal};
use crate::secrets::{Key, encode, mac};
use crate::settings::Settings;
use crate::text::Text;
use crate::time::UnixTime;
use bytes::Bytes;
use http::header::{COOKIE, ORIGIN, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Request};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// The cookies of this service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    /// Binds forms to the browser that asked for them.
    Browser,
    /// A signed-in browser.
    Session,
    /// A browser whose second factor is missing.
    SignIn,
    /// A browser that is creating an account.
    SignUp,
    /// A browser that is resetting a password.
    Reset,
    /// A browser that signed in before: wrong passwords of others do not lock it out.
    Device,
    /// The address that a link was just sent to, for the page that says so.
    Asked,
    /// The language that the person has chosen: its tag. No secret.
    Language,
}

impl Cookie {
    /// Its name. `__Host-` has browsers refuse it from anywhere but this host over https; plain http has no such cookies.
    pub const fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Browser, true) => "__Host-browser",
            (Self::Browser, false) => "browser",
            (Self::Session, true) => "__Host-session",
            (Self::Session, false) => "session",
            (Self::SignIn, true) => "__Host-sign-in",
            (Self::SignIn, false) => "sign-in",
            (Self::SignUp, true) => "__Host-sign-up",
            (Self::SignUp, false) => "sign-up",
            (Self::Reset, true) => "__Host-reset",
            (Self::Reset, false) => "reset",
            (Self::Device, true) => "__Host-device",
            (Self::Device, false) => "device",
            (Self::Asked, true) => "__Host-asked",
            (Self::Asked, false) => "asked",
            (Self::Language, true) => "__Host-language",
            (Self::Language, false) => "language",
        }
    }

    /// How long a browser keeps it, in seconds; nothing for as long as it is open.
    const fn max_age(self) -> Option<u32> {
        match self {
            Self::Device | Self::Language => Some(365 * 24 * 60 * 60),
            _ => None,
        }
    }

    /// The `Set-Cookie` header that gives a browser `value` for as long as it keeps such a cookie.
    pub fn set(self, value: &str, secure: bool) -> String {
        self.header(value, self.max_age(), secure)
    }

    fn header(self, value: &str, max_age: Option<u32>, secure: bool) -> String {
        let max_age = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        let secure_attribute = if secure { "; Secure" } else { "" };
        let name = self.name(secure);
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure_attribute}{max_age}")
    }
}

/// The names and values of a request's cookies. One of somebody else's on the same domain may hold any bytes; ours are
/// ASCII.
pub fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(COOKIE)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair).ok())
        .filter_map(|pair| pair.trim().split_once('='))
}

/// A request's client, set by the edge as an extension of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// The address that a header names last, with or without a port. A client may send the header, too: what the proxy or the
    /// edge says comes after it.
    pub fn last_in(headers: &HeaderMap, name: &HeaderName) -> Option<Self> {
        let line = headers.get_all(name).iter().next_back()?.to_str().ok()?;
        let last = line.split(',').next_back()?.trim();
        let bare = || last.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok();
        let address = last.parse().ok();
        let address = address.or_else(|| last.parse::<SocketAddr>().ok().map(|address| address.ip()));
        address.or_else(|| bare().map(IpAddr::V6)).map(Self)
    }
}

/// Where in the world a request's client is, in words, set by an edge that knows as an extension of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientPlace(pub String);

impl ClientPlace {
    /// The most characters of a place that are kept.
    const LONGEST: usize = 100;

    /// The words, without what is no text. Nothing if there are none.
    fn words(self) -> Option<String> {
        let words: String = self.0.chars().filter(|c| !c.is_control()).take(Self::LONGEST).collect();
        Some(words.trim().to_owned()).filter(|words| !words.is_empty())
    }
}

/// What a request says of where its form stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// On this site.
    Own,
    /// It doesn't say.
    Unknown,
    /// On another site.
    Other,
}

/// One request's view of its browser, and the cookies that the answer sets.
pub struct Visit<'a> {
    /// The texts in the person's language.
    pub text: Text,
    /// When the request came.
    pub now: UnixTime,
    settings: &'a Settings,
    cookies: Vec<(String, String)>,
    address: IpAddr,
    browser: String,
    set: Vec<String>,
    attempt: String,
    client: Browser,
    place: Option<String>,
}

impl<'a> Visit<'a> {
    /// Reads a request. A browser without a cookie gets one.
    ///
    /// # Errors
    /// If the platform gives no randomness.
    pub fn read(
        edge: &'a impl Edge,
        request: &Request<Bytes>,
        (address, place): (Option<ClientAddress>, Option<ClientPlace>),
    ) -> Result<Self, Outage> {
        let (settings, headers) = (edge.settings(), request.headers());
        let cookies = cookies(headers).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let mut nonce = [0; 16];
        edge.fill(&mut nonce)?;
        let mut visit = Self {
            text: Text::new(language::of(request, settings.secure())),
            now: edge.now(),
            settings,
            cookies,
            // A client without an address shares one budget with all others like it.
            address: address.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |client| client.0),
            browser: String::new(),
            set: Vec::new(),
            attempt: encode(&nonce),
            client: client_browser(headers),
            place: place.and_then(ClientPlace::words),
        };
        visit.browser = if let Some(token) = visit.token(Cookie::Browser) {
            token.to_text()
        } else {
            let token = Token::random(edge)?.to_text();
            visit.set_cookie(Cookie::Browser, &token);
            token
        };
        if let Some(asked) = language::asked(request)
            && visit.cookie(Cookie::Language) != Some(asked.tag())
        {
            visit.set_cookie(Cookie::Language, asked.tag());
        }
        Ok(visit)
    }

    /// The value of a cookie.
    pub fn cookie(&self, cookie: Cookie) -> Option<&str> {
        let name = cookie.name(self.settings.secure());
        self.cookies.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The token in a cookie.
    pub fn token(&self, cookie: Cookie) -> Option<Token> {
        self.cookie(cookie).and_then(Token::from_text)
    }

    /// Has the answer set a cookie.
    pub fn set_cookie(&mut self, cookie: Cookie, value: &str) {
        self.push_cookie(cookie, value, cookie.max_age());
    }

    /// Has the answer delete a cookie.
    pub fn delete_cookie(&mut self, cookie: Cookie) {
        if self.cookie(cookie).is_some() {
            self.push_cookie(cookie, "", Some(0));
        }
    }

    fn push_cookie(&mut self, cookie: Cookie, value: &str, max_age: Option<u32>) {
        self.set.push(cookie.header(value, max_age, self.settings.secure()));
    }

    /// Has the answer set no cookie: a form sent from another site must not replace what the browser has.
    pub fn keep_cookies(&mut self) {
        self.set.clear();
    }

    /// The value that is this browser's alone.
    pub fn browser(&self) -> &str {
        &self.browser
    }

    /// The `Set-Cookie` headers of the answer.
    pub fn into_cookies(self) -> Vec<String> {
        self.set
    }

    /// The hidden value of a new form: an attempt id, and a proof that it was made for this browser.
    pub fn csrf(&self) -> String {
        let (_, key) = self.settings.secrets.current("form");
        format!("{}.{}", self.attempt, self.proof(&key, &self.attempt))
    }

    fn proof(&self, key: &Key, attempt: &str) -> String {
        encode(&mac(key, &[attempt.as_bytes(), self.browser.as_bytes()]))
    }

    /// Who is asking, if the form they sent was made for this browser and sent from this site.
    pub fn asker(&self, headers: &HeaderMap, authority: Option<&str>, csrf: &str) -> Option<Asker> {
        let (attempt, proof) = csrf.split_once('.')?;
        let is_ours =
            self.settings.secrets.all("form").any(|(_, key)| equal(proof, &self.proof(&key, attempt)));
        if !is_ours || !is_same_origin(self.settings, headers, authority) {
            return None;
        }
        Some(self.asker_of(attempt))
    }

    /// What the browser says of where this form stood, for forms on static pages, which hold no token.
    pub fn origin(&self, headers: &HeaderMap, authority: Option<&str>) -> Origin {
        let says = headers.contains_key(ORIGIN)
            || headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin");
        match (is_same_origin(self.settings, headers, authority), says) {
            (false, _) => Origin::Other,
            (true, true) => Origin::Own,
            (true, false) => Origin::Unknown,
        }
    }

    /// Who is asking by a form without an attempt id.
    pub fn fresh_asker(&self) -> Asker {
        self.asker_of(&self.attempt)
    }

    fn asker_of(&self, attempt: &str) -> Asker {
        Asker {
            address: self.address,
            attempt: attempt.to_owned(),
            cookie: self.browser.clone(),
            device: None,
            browser: self.client,
            place: self.place.clone(),
        }
    }

    /// A time, signed for this browser: when a form was opened.
    pub fn form_time(&self, at: UnixTime) -> String {
        let (_, key) = self.settings.secrets.current("form-time");
        format!("{}.{}", at.0, self.time_proof(&key, at))
    }

    /// The time that [`Visit::form_time`] signed for this browser.
    pub fn form_opened(&self, signed: &str) -> Option<UnixTime> {
        let (at, proof) = signed.split_once('.')?;
        let at = UnixTime(at.parse().ok()?);
        let mut keys = self.settings.secrets.all("form-time");
        keys.any(|(_, key)| equal(proof, &self.time_proof(&key, at))).then_some(at)
    }

    fn time_proof(&self, key: &Key, at: UnixTime) -> String {
        encode(&mac(key, &[&at.0.to_be_bytes(), self.browser.as_bytes()]))
    }

    /// The id of this browser, if it signed in to `email` before.
    pub fn device(&self, email: &Email) -> Option<String> {
        let (id, proof) = self.cookie(Cookie::Device)?.split_once('.')?;
        let mut keys = self.settings.secrets.all("device");
        keys.any(|(_, key)| equal(proof, &device_proof(&key, id, email))).then(|| id.to_owned())
    }

    /// Has the browser remembered as one that signed in to `email`. Without randomness it is not remembered, which is no
    /// reason to fail: the person is in.
    pub fn remember_device(&mut self, edge: &impl Edge, email: &Email) {
        // One that is remembered stays the same browser, also when the key of its proof is retired some day.
        let known = self.device(email);
        let Some(id) = known.or_else(|| Some(Token::random(edge).ok()?.to_text())) else { return };
        let (_, key) = self.settings.secrets.current("device");
        let value = format!("{id}.{}", device_proof(&key, &id, email));
        if self.cookie(Cookie::Device) != Some(value.as_str()) {
            self.set_cookie(Cookie::Device, &value);
        }
    }
}

/// Whether nothing in a request to `authority` says that its form stood on another site.
fn is_same_origin(settings: &Settings, headers: &HeaderMap, authority: Option<&str>) -> bool {
    if headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    let Some(origin) = headers.get(ORIGIN) else { return true };
    // Where a request says that it goes is whatever its sender wrote into `Host`, so behind https the setting alone decides.
    // A development server has several names, of which the setting is one: localhost, 127.0.0.1, that of the machine.
    let is_named = authority.is_some_and(|authority| origin == format!("http://{authority}").as_str());
    origin == settings.origin.as_str() || (!settings.secure() && is_named)
}

/// The browser that a request names. Lines of the same name are one list (RFC 9110 section 5.3): an edge may have joined
/// them, or not.
fn client_browser(headers: &HeaderMap) -> Browser {
    let lines: Vec<&[u8]> = headers.get_all(USER_AGENT).iter().map(HeaderValue::as_bytes).collect();
    Browser::read(&lines.join(&b", "[..]))
}

fn device_proof(key: &Key, id: &str, email: &Email) -> String {
    encode(&mac(key, &[id.as_bytes(), email.normalized().as_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Set;

    fn settings(origin: &str) -> Settings {
        let key = |id: &str| format!("{id}{}", encode(&[7; 32]));
        Settings::read(&Set {
            origin,
            delivery: "none",
            contact: "",
            couriers: "",
            operator_key: "",
            server_keys: &key("k1:"),
            password_peppers: &key("p1:"),
            guard_name_key: &key(""),
        })
        .unwrap()
    }

    #[test]
    fn a_client_is_whom_the_last_value_of_a_header_names() {
        let name = HeaderName::from_static("x-forwarded-for");
        for (lines, address) in [
            (&["192.0.2.1"][..], Some("192.0.2.1")),
            (&["192.0.2.1:567"], Some("192.0.2.1")),
            (&["2001:db8::1"], Some("2001:db8::1")),
            (&["[2001:db8::1]:1"], Some("2001:db8::1")),
            (&["[2001:db8::1]"], Some("2001:db8::1")),
            (&["::ffff:192.0.2.1"], Some("::ffff:192.0.2.1")),
            (&["198.51.100.9, 2001:db8::9,192.0.2.1 "], Some("192.0.2.1")),
            (&["198.51.100.9, 192.0.2.1:567"], Some("192.0.2.1")),
            (&["192.0.2.1", "198.51.100.9, 2001:db8::1"], Some("2001:db8::1")),
            (&["unknown, 192.0.2.1"], Some("192.0.2.1")),
            // Whoever is named before the last may be anybody's invention.
            (&["192.0.2.1, unknown"], None),
            (&["192.0.2.1,"], None),
            (&["192.0.2.1", ""], None),
            (&["192.0.2.1", "\u{fc}"], None),
            (&["192.0.2.1:"], None),
            (&["192.0.2.1:99999"], None),
            (&["[192.0.2.1]"], None),
            (&["[2001:db8::1"], None),
            (&["2001:db8::1]:1"], None),
            (&["for=192.0.2.1"], None),
            (&["192.0.2.256"], None),
            (&[], None),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(name.clone(), HeaderValue::from_bytes(line.as_bytes()).unwrap());
            }
            let expected = address.map(|address| ClientAddress(address.parse().unwrap()));
            assert_eq!(ClientAddress::last_in(&headers, &name), expected, "{lines:?}");
        }
    }

    #[test]
    fn behind_https_a_form_comes_from_the_address_of_the_setting_whatever_the_request_says_of_where_it_goes()
    {
        let (deployed, here) = ("https://gatehouse.example", "http://localhost:8787");
        for (origin, from, to, is_same) in [
            (deployed, deployed, "gatehouse.example", true),
            (deployed, deployed, "10.0.0.7:3000", true),
            (deployed, "https://evil.example", "evil.example", false),
            (deployed, "http://evil.example", "evil.example", false),
            (deployed, "http://gatehouse.example", "gatehouse.example", false),
            (deployed, "null", "gatehouse.example", false),
            (here, here, "127.0.0.1:8787", true),
            (here, "http://127.0.0.1:8787", "127.0.0.1:8787", true),
            (here, "https://127.0.0.1:8787", "127.0.0.1:8787", false),
            (here, "http://evil.example", "127.0.0.1:8787", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ORIGIN, HeaderValue::from_static(from));
            let found = is_same_origin(&settings(origin), &headers, Some(to));
            assert_eq!(found, is_same, "{origin} was sent a form from {from} to {to}");
        }
    }
}
