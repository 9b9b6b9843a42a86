//! The Cloudflare edge: core's ports on D1, a Durable Object and the platform's clock and randomness.
//!
//! [`fetch`] is where a request enters: it becomes an `http::Request`, goes through [`gatehouse_core::handle`] and
//! leaves as a response. Static files never get here, but for the home: the platform serves them first. `edge.rs` implements the
//! ports, `guard.rs` is the Durable Object. There is no rule of the service in this crate.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod edge;
mod guard;
mod mail;

pub use guard::Guard;

use bytes::Bytes;
use edge::CloudflareEdge;
use futures_util::StreamExt;
use gatehouse_core::ports::{Edge as _, Outage};
use gatehouse_core::{BodyReader, ClientAddress, ClientPlace, Home};
use worker::{
    Context, Env, Request, Response, Result, ScheduleContext, ScheduledEvent, console_error, event,
};

/// Answers a request.
///
/// # Errors
/// If the installation lacks a setting: a line in the log says which.
#[event(fetch)]
pub async fn fetch(request: Request, env: Env, context: Context) -> Result<Response> {
    let edge = CloudflareEdge::new(&env).inspect_err(|error| console_error!("{error}"))?;
    if request.path() == "/" {
        return home(&edge, request).await;
    }
    let response = gatehouse_core::handle(&edge, read(request).await?).await;
    if edge.is_woken() {
        // The person does not wait for it.
        context.wait_until(async move { report(&edge, "delivery", gatehouse_core::deliver(&edge).await) });
    }
    write(response)
}

/// Answers a request for the home address, which gets here before its file is looked for (`wrangler.toml`).
async fn home(edge: &CloudflareEdge, request: Request) -> Result<Response> {
    match gatehouse_core::home(edge.settings(), &head(&request)?) {
        Home::Elsewhere(response) => write(response),
        Home::Here(home) => {
            let mut response = edge.file(request).await?;
            home.add_to(response.headers_mut());
            write(response)
        }
    }
}

/// The times at which the platform calls [`scheduled`], as `wrangler.toml` has them: every minute what waits is sent, every hour
/// what has expired or is due is erased.
const EVERY_MINUTE: &str = "* * * * *";

/// Does what is due at a time.
#[event(scheduled)]
pub async fn scheduled(event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    match CloudflareEdge::new(&env) {
        Ok(edge) if event.cron() == EVERY_MINUTE => {
            report(&edge, "delivery", gatehouse_core::deliver(&edge).await);
        }
        Ok(edge) => report(&edge, "upkeep", gatehouse_core::upkeep(&edge).await),
        Err(error) => console_error!("{error}"),
    }
}

fn report<T>(edge: &CloudflareEdge, what: &str, result: std::result::Result<T, Outage>) {
    if let Err(outage) = result {
        edge.report(&Outage { detail: format!("{what}: {}", outage.detail), ..outage });
    }
}

async fn read(mut request: Request) -> Result<http::Request<Bytes>> {
    let mut body = BodyReader::default();
    if let Ok(mut stream) = request.stream() {
        while let Some(chunk) = stream.next().await {
            if body.take(&chunk?).is_break() {
                break;
            }
        }
    }
    let mut read = head(&request)?.map(|()| body.finish());
    // The platform sets this header itself; a client cannot.
    let address = read.headers().get("cf-connecting-ip").and_then(|value| value.to_str().ok()?.parse().ok());
    if let Some(address) = address {
        read.extensions_mut().insert(ClientAddress(address));
    }
    if let Some(place) = place(&request) {
        read.extensions_mut().insert(ClientPlace(place));
    }
    Ok(read)
}

/// A request without its body.
fn head(request: &Request) -> Result<http::Request<()>> {
    let mut read = http::Request::new(());
    // A URL that `http` cannot hold is no address of ours.
    *read.uri_mut() =
        request.url()?.as_str().parse().unwrap_or_else(|_| http::Uri::from_static("/unreadable"));
    *read.method_mut() =
        http::Method::from_bytes(request.inner().method().as_bytes()).unwrap_or(http::Method::OPTIONS);
    for (name, value) in request.headers() {
        if let (Ok(name), Ok(value)) = (http::HeaderName::try_from(name), http::HeaderValue::try_from(value))
        {
            read.headers_mut().append(name, value);
        }
    }
    Ok(read)
}

/// Where in the world the platform thinks that a request comes from, such as `Springfield, Illinois, US`.
fn place(request: &Request) -> Option<String> {
    let cf = request.cf()?;
    // The platform also has codes of other kinds, as for networks that hide where they are.
    let country =
        cf.country().filter(|code| code.len() == 2 && code.bytes().all(|c| c.is_ascii_alphabetic()))?;
    let parts: Vec<String> = [cf.city(), cf.region(), Some(country)].into_iter().flatten().collect();
    Some(parts.join(", "))
}

fn write(response: http::Response<Bytes>) -> Result<Response> {
    let (parts, body) = response.into_parts();
    let headers = worker::Headers::new();
    for (name, value) in &parts.headers {
        headers.append(name.as_str(), value.to_str().unwrap_or_default())?;
    }
    let body = if body.is_empty() { Response::empty()? } else { Response::from_bytes(body.to_vec())? };
    Ok(body.with_status(parts.status.as_u16()).with_headers(headers))
}
