//! The Spin edge: core's ports on `SQLite`, mounted files, outbound HTTP and WASI's clock and randomness.
//!
//! [`handle`] is where a request enters: a file of the site is answered by `assets.rs`, all else becomes an
//! `http::Request`, goes through [`gatehouse_core::handle`] and leaves as a response. `edge.rs` implements the ports,
//! `sql.rs` is all that talks to the database, `guard.rs` and `schema.rs` say what is in it, `log.rs` is all that writes a
//! line. There is no rule of the service in this crate. What always holds: an instance serves many people, one after
//! another and at once, so nothing of a request is ever kept in a static.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    // They panic when the line cannot be written: `log.rs` does not.
    clippy::print_stderr,
    clippy::print_stdout
)]

mod assets;
mod edge;
mod guard;
mod log;
mod schema;
mod settings;
mod sql;
#[cfg(feature = "development")]
mod tally;

use bytes::Bytes;
use edge::SpinEdge;
use futures_util::future::{Either, select};
use gatehouse_core::{BodyReader, ClientAddress, Home};
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full};
use settings::Variables;
use spin_sdk::time::sleep;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use url::Url;

/// Whether this instance has looked whether the upkeep is due.
static KEPT_UP: AtomicBool = AtomicBool::new(false);

/// How long a client may take to send the body of a request. Whoever sends slowly holds one of the few places that an instance
/// has, and would hold it for ever. Tests do not wait for a minute.
const BODY_TIME_OUT: Duration = Duration::from_secs(if cfg!(feature = "development") { 10 } else { 60 });

/// Whether this instance has told the operator that the proxy does not name the client. It holds nothing of a request.
static WARNED: AtomicBool = AtomicBool::new(false);

/// The header in which Spin says whom it is connected with.
static SPIN_CLIENT_ADDRESS: HeaderName = HeaderName::from_static("spin-client-addr");

/// Answers a request.
#[spin_sdk::http_service]
async fn handle(request: spin_sdk::http::Request) -> Response<Full<Bytes>> {
    #[cfg(feature = "development")]
    let _answering = tally::Answering::begin();
    let method = request.method().clone();
    // The address as browsers understand it (the URL Standard): without `.` and `..`, however they are spelled.
    let url = Url::parse(&request.uri().to_string()).ok();
    let file = url.as_ref().and_then(|url| assets::answer(&method, url, request.headers()));
    // The home has more to it than its file: which language it is shown in.
    let is_home = url.as_ref().is_some_and(|url| url.path() == "/");
    let home = match file {
        Some(response) if !is_home => return write(response, &method),
        home => home,
    };
    let Variables { settings, client_address_header } = match settings::read().await {
        Ok(variables) => variables,
        Err(problem) => {
            log::problem(&problem);
            return write(bare(StatusCode::INTERNAL_SERVER_ERROR), &method);
        }
    };
    if let Some(mut response) = home {
        let response = match gatehouse_core::home(&settings, &request) {
            Home::Elsewhere(response) => response,
            Home::Here(home) => {
                home.add_to(response.headers_mut());
                response
            }
        };
        return write(response, &method);
    }
    let edge = SpinEdge::new(settings);
    #[cfg(feature = "development")]
    if let Err(outage) = edge.read_clock() {
        log::problem(&outage);
        return write(bare(StatusCode::INTERNAL_SERVER_ERROR), &method);
    }
    let request = match read(request, url, client_address_header.as_ref()).await {
        Ok(request) => request,
        Err(status) => return write(bare(status), &method),
    };
    let response = gatehouse_core::handle(&edge, request).await;
    let keep_up = !KEPT_UP.swap(true, Ordering::Relaxed);
    if keep_up || edge.is_woken() {
        // The person does not wait for it.
        spin_sdk::wasip3::spawn(async move {
            if edge.is_woken()
                && let Err(outage) = gatehouse_core::deliver(&edge).await
            {
                log::problem(&outage);
            }
            if keep_up && let Err(outage) = edge.upkeep().await {
                log::problem(&outage);
            }
        });
    }
    write(response, &method)
}

/// Reads a request.
///
/// # Errors
/// If its body does not come: with which status it is answered then.
async fn read(
    request: spin_sdk::http::Request,
    url: Option<Url>,
    client_address_header: Option<&HeaderName>,
) -> Result<Request<Bytes>, StatusCode> {
    let (parts, mut stream) = request.into_parts();
    let body = async {
        let mut body = BodyReader::default();
        while let Some(frame) = stream.frame().await {
            if let Ok(chunk) = frame.ok()?.into_data()
                && body.take(&chunk).is_break()
            {
                break;
            }
        }
        Some(body.finish())
    };
    let body = match select(pin!(body), pin!(sleep(BODY_TIME_OUT))).await {
        Either::Left((Some(body), _)) => body,
        // The client gave up.
        Either::Left((None, _)) => return Err(StatusCode::INTERNAL_SERVER_ERROR),
        Either::Right(_) => return Err(StatusCode::REQUEST_TIMEOUT),
    };
    let mut read = Request::from_parts(parts, body);
    // An address that cannot be read is none of ours.
    *read.uri_mut() =
        url.and_then(|url| url.as_str().parse().ok()).unwrap_or_else(|| Uri::from_static("/unreadable"));
    if let Some(address) = client_address(read.headers(), client_address_header) {
        read.extensions_mut().insert(address);
    }
    Ok(read)
}

/// Whose request it is: as the proxy in front of us says in the header that the operator named, or as Spin saw it.
fn client_address(headers: &HeaderMap, proxy: Option<&HeaderName>) -> Option<ClientAddress> {
    let address = ClientAddress::last_in(headers, proxy.unwrap_or(&SPIN_CLIENT_ADDRESS));
    if let (None, Some(header)) = (address, proxy)
        && !WARNED.swap(true, Ordering::Relaxed)
    {
        log::problem(&format_args!(
            "no client can be read from the header {header} (CLIENT_ADDRESS_HEADER) of a request: all such clients count \
             as one network"
        ));
    }
    address
}

/// What is left to say when not even the settings can be read, or nothing was asked.
fn bare(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response
}

fn write(mut response: Response<Bytes>, method: &Method) -> Response<Full<Bytes>> {
    // Without a body, HEAD and 304 would say the length of another answer.
    let bodiless = method == Method::HEAD || response.status() == StatusCode::NOT_MODIFIED;
    if !bodiless && !response.headers().contains_key(CONTENT_LENGTH) {
        let length = response.body().len();
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    response.map(Full::new)
}
