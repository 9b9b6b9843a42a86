//! Where the component may send requests to: `allowed_outbound_hosts`, as Spin reads it.
//!
//! An entry is `scheme://host[:port]`. Scheme, host and port can each be `*`, a host can be `*.example.com` for every
//! name below that domain, and a port can be a range `8000..9000` without its end. Without a port it is the scheme's.

use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use http::uri::Uri;
use http_body_util::BodyExt;
use wasmtime_wasi_http::{
    Error, ForbiddenHeaderFilter, RequestOptions, WasiBody, WasiHttpHooks, default_send_request,
};

use crate::variables::Values;

/// The hosts that a component may send requests to.
#[derive(Debug)]
pub struct AllowedHosts(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    scheme: Option<String>,
    host: HostPattern,
    ports: std::ops::RangeInclusive<u16>,
}

#[derive(Debug)]
enum HostPattern {
    Any,
    Below(String),
    Exactly(String),
}

impl AllowedHosts {
    /// Reads the entries of the manifest. One that is empty once its variables are filled in allows nothing.
    ///
    /// # Errors
    ///
    /// Quotes the entry that Spin would refuse, or that this host does not know.
    pub fn read(templates: &[String], values: &Values) -> Result<Self> {
        let mut entries = Vec::new();
        for template in templates {
            let context = || format!("in the allowed host {template:?}");
            let text = values.fill(template).with_context(context)?;
            let empty = matches!(text.as_str(), "" | "http://" | "https://") && text != *template;
            if !empty {
                entries.push(Entry::read(&text).with_context(context)?);
            }
        }
        Ok(Self(entries))
    }

    fn allow(&self, uri: &Uri) -> bool {
        let scheme = uri.scheme_str().unwrap_or("https");
        let Some(host) = uri.host() else { return false };
        let host = host.to_ascii_lowercase();
        let Some(port) = uri.port_u16().or_else(|| default_port(scheme)) else { return false };
        self.0.iter().any(|entry| entry.allows(scheme, &host, port))
    }
}

impl Entry {
    fn read(text: &str) -> Result<Self> {
        let (scheme, rest) = text.trim().split_once("://").context("it has no scheme, such as http://")?;
        ensure!(
            scheme == "*" || scheme.chars().all(char::is_alphabetic),
            "the scheme may contain only letters"
        );
        // The colons inside [::1] do not begin a port.
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.strip_suffix('/').unwrap_or(port)),
            _ => (rest.strip_suffix('/').unwrap_or(rest), ""),
        };
        Ok(Self {
            scheme: (scheme != "*").then(|| scheme.to_owned()),
            host: HostPattern::read(host)?,
            ports: read_ports(port, scheme)?,
        })
    }

    fn allows(&self, scheme: &str, host: &str, port: u16) -> bool {
        self.scheme.as_deref().is_none_or(|allowed| allowed == scheme)
            && self.host.allows(host)
            && self.ports.contains(&port)
    }
}

impl HostPattern {
    fn read(host: &str) -> Result<Self> {
        ensure!(!host.is_empty(), "it has no host");
        ensure!(
            !host.contains('/'),
            "it has a path or is a range of addresses, which this test host does not have"
        );
        if matches!(host, "self" | "self.alt") || host.ends_with(".spin.internal") {
            bail!("requests to the application itself are not something this test host has");
        }
        if host == "*" {
            return Ok(Self::Any);
        }
        if let Some(domain) = host.strip_prefix("*.")
            && !domain.contains('*')
        {
            return Ok(Self::Below(format!(".{}", domain.to_ascii_lowercase())));
        }
        ensure!(!host.contains('*'), "a wildcard must be the whole host or its first label");
        Ok(Self::Exactly(host.to_ascii_lowercase()))
    }

    fn allows(&self, host: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Below(suffix) => host.ends_with(suffix),
            Self::Exactly(allowed) => host == allowed,
        }
    }
}

fn read_ports(port: &str, scheme: &str) -> Result<std::ops::RangeInclusive<u16>> {
    let number = |text: &str| text.parse::<u16>().with_context(|| format!("{text:?} is not a port"));
    if port == "*" {
        return Ok(0..=u16::MAX);
    }
    if port.is_empty() {
        let port = default_port(scheme).context("it needs a port, as the scheme has no default one")?;
        return Ok(port..=port);
    }
    if let Some((first, end)) = port.split_once("..") {
        let last = number(end)?.checked_sub(1).context("the range of ports is empty")?;
        return Ok(number(first)?..=last);
    }
    let port = number(port)?;
    Ok(port..=port)
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

/// Sends the component's requests, if their host is allowed.
#[derive(Clone)]
pub struct Outbound(pub Arc<AllowedHosts>);

type Progress = Box<dyn Future<Output = Result<(), Error>> + Send>;

impl WasiHttpHooks for Outbound {
    fn send_request(
        &mut self,
        request: http::Request<WasiBody>,
        options: Option<RequestOptions>,
        _response_read: Progress,
    ) -> Box<dyn Future<Output = Result<(http::Response<WasiBody>, Progress), Error>> + Send> {
        if !self.0.allow(request.uri()) {
            let uri = request.uri();
            eprintln!(
                "spin-host: refused a request to {}://{}, which allowed_outbound_hosts does not allow",
                uri.scheme_str().unwrap_or_default(),
                uri.authority().map_or("", http::uri::Authority::as_str)
            );
            return Box::new(std::future::ready(Err(Error::HttpRequestDenied)));
        }
        Box::new(async move {
            let (response, progress) = default_send_request(request, options).await?;
            Ok((response.map(BodyExt::boxed_unsync), Box::new(progress) as Progress))
        })
    }
}

/// What applies to requests that come in: as in Spin, the component sees all their headers, even `host`.
pub struct Inbound;

impl WasiHttpHooks for Inbound {
    fn forbidden_header_filter(&mut self) -> ForbiddenHeaderFilter {
        Arc::new(|_| false)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn read(entries: &[&str]) -> Result<AllowedHosts> {
        let variables = toml::from_str("nowhere = { default = '' }\nport = { default = '81' }").unwrap();
        let values = Values::collect(&variables, |_| None).unwrap();
        AllowedHosts::read(&entries.iter().map(ToString::to_string).collect::<Vec<_>>(), &values)
    }

    #[test]
    fn hosts_are_matched_as_spin_does() {
        let cases: BTreeMap<&str, (&[&str], &[&str])> = [
            (
                "https://example.com",
                (
                    &["https://example.com/a", "https://EXAMPLE.com:443/"][..],
                    &["http://example.com/", "https://example.com:8443/", "https://a.example.com/"][..],
                ),
            ),
            (
                "http://localhost:*",
                (&["http://localhost:8080/", "http://localhost/"], &["http://127.0.0.1:8080/"]),
            ),
            ("http://127.0.0.1:8080", (&["http://127.0.0.1:8080/"], &["http://127.0.0.1:8081/"])),
            ("http://[::1]:8080", (&["http://[::1]:8080/"], &["http://[::2]:8080/"])),
            ("http://[::1]", (&["http://[::1]/"], &["http://[::1]:8080/"])),
            ("https://*.example.com/", (&["https://a.b.example.com/"], &["https://example.com/"])),
            ("*://*:*", (&["http://a:1/", "https://b/"], &[])),
            ("http://a:80..90", (&["http://a:80/", "http://a:89/"], &["http://a:90/"])),
            ("http://a:{{ port }}", (&["http://a:81/"], &["http://a/"])),
            ("http://{{ nowhere }}", (&[], &["http://a/"])),
        ]
        .into();
        for (entry, (allowed, refused)) in cases {
            let hosts = read(&[entry]).unwrap();
            for uri in allowed {
                assert!(hosts.allow(&uri.parse().unwrap()), "{entry} must allow {uri}");
            }
            for uri in refused {
                assert!(!hosts.allow(&uri.parse().unwrap()), "{entry} must not allow {uri}");
            }
        }
    }

    #[test]
    fn what_spin_refuses_is_refused() {
        let wrong = [
            "example.com",
            "",
            "http://",
            "http://a.*.com",
            "*://example.com",
            "http://a:b",
            "http://a/path",
            "http://a, http://b",
            "h2://a",
            "http://self",
        ];
        for entry in wrong {
            assert!(read(&[entry]).is_err(), "{entry:?} must be refused");
        }
    }
}
