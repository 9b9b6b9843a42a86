//! The server: it takes connections, adds the headers that Spin adds, and hands requests to instances.

use std::convert::Infallible;
use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use http::header::{CONNECTION, HOST, HeaderName, HeaderValue};
use http::uri::{Authority, Scheme, Uri};
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt, Empty, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpListener;
use wasmtime_wasi_http::handler::ProxyHandler;
use wasmtime_wasi_http::{Error, WasiBody};

use crate::reuse::Instances;

/// The only route that there is, in the words of the manifest.
const ROUTE: &str = "/...";
/// Paths that Spin answers itself.
const WELL_KNOWN: &str = "/.well-known/spin/";

/// Serves connections for ever.
///
/// # Errors
///
/// Fails when the listener does.
pub async fn serve(listener: TcpListener, instances: Instances) -> Result<()> {
    let handler = ProxyHandler::new(instances);
    loop {
        let (stream, client) = listener.accept().await?;
        let handler = handler.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let handler = handler.clone();
                async move {
                    let ended = |error: &anyhow::Error| eprintln!("spin-host: ended a connection: {error:#}");
                    respond(&handler, request, client).await.inspect_err(ended)
                }
            });
            let connection = Builder::new(TokioExecutor::new());
            // A client that goes away is its own affair.
            _ = connection.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// Answers one request. An error ends the connection, as it does in Spin.
async fn respond(
    handler: &ProxyHandler<Instances>,
    mut request: Request<Incoming>,
    client: SocketAddr,
) -> Result<Response<WasiBody>> {
    strip(request.headers_mut());
    if let Some(name) = request.uri().path().strip_prefix(WELL_KNOWN) {
        let (status, body) = match name {
            "health" => (StatusCode::OK, "OK"),
            _ => (StatusCode::NOT_FOUND, ""),
        };
        return plain(status, body);
    }
    *request.uri_mut() = absolute(request.uri(), request.headers())?;
    match forward(handler, request, client).await {
        Ok(response) => Ok(response),
        Err(error) => {
            eprintln!("spin-host: the component did not answer: {error:#}");
            plain(StatusCode::INTERNAL_SERVER_ERROR, "")
        }
    }
}

async fn forward(
    handler: &ProxyHandler<Instances>,
    mut request: Request<Incoming>,
    client: SocketAddr,
) -> Result<Response<WasiBody>> {
    add_headers(&mut request, client)?;
    let request = request.map(|body| body.map_err(Error::from).boxed_unsync());
    Ok(handler.handle((), request).await?)
}

fn plain(status: StatusCode, body: &'static str) -> Result<Response<WasiBody>> {
    let never = |error: Infallible| match error {};
    let body = if body.is_empty() {
        Empty::new().map_err(never).boxed_unsync()
    } else {
        Full::new(Bytes::from_static(body.as_bytes())).map_err(never).boxed_unsync()
    };
    Ok(Response::builder().status(status).body(body)?)
}

/// Takes away what is between client and server only.
fn strip(headers: &mut HeaderMap) {
    let internal = |host: &HeaderValue| {
        let host = host.to_str().unwrap_or_default();
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
        host.split_once('.').is_some_and(|(_, domain)| domain == "spin.internal")
    };
    if headers.get(HOST).is_some_and(internal) {
        headers.remove(HOST);
    }
    headers.remove(CONNECTION);
}

/// The request's address with scheme and authority. The `Host` header and the address must not contradict each other.
fn absolute(uri: &Uri, headers: &HeaderMap) -> Result<Uri> {
    let mut parts = uri.clone().into_parts();
    let named = headers.get(HOST).map(|host| Authority::try_from(host.as_bytes())).transpose()?;
    if let (Some(named), Some(addressed)) = (&named, &parts.authority) {
        ensure!(named == addressed, "the Host header and the request's address name different hosts");
    }
    parts.authority = Some(named.or(parts.authority).context("the request names no host")?);
    parts.scheme = Some(Scheme::HTTP);
    Ok(Uri::from_parts(parts)?)
}

/// Adds the headers that tell the component about the request.
///
/// They are appended: where a client sent one of the same name, the component sees the client's value first and Spin's
/// own last.
fn add_headers(request: &mut Request<Incoming>, client: SocketAddr) -> Result<()> {
    for value in request.headers().values() {
        str::from_utf8(value.as_bytes())?;
    }
    let uri = request.uri();
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let host = request.headers().get(HOST).map_or(Ok("localhost"), HeaderValue::to_str)?;
    let full_url = format!("{}://{host}{path}", uri.scheme_str().unwrap_or("http"));
    let added = [
        ("spin-path-info", path_info(uri.path())),
        ("spin-full-url", full_url),
        ("spin-matched-route", ROUTE.to_owned()),
        ("spin-base-path", "/".to_owned()),
        ("spin-raw-component-route", ROUTE.to_owned()),
        ("spin-component-route", String::new()),
        ("spin-client-addr", client.to_string()),
    ];
    for (name, value) in added {
        request.headers_mut().append(HeaderName::from_static(name), HeaderValue::try_from(value)?);
    }
    Ok(())
}

/// What the wildcard of the route stands for. Spin's router takes several slashes at either end for one.
fn path_info(path: &str) -> String {
    let inner = path.trim_matches('/');
    match (inner.is_empty(), path.ends_with('/')) {
        (true, false) => String::new(),
        (true, true) => "/".to_owned(),
        (false, false) => format!("/{inner}"),
        (false, true) => format!("/{inner}/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_keeps_one_slash_at_either_end() {
        let cases = [("/", "/"), ("/a/b", "/a/b"), ("/a/", "/a/"), ("//a//", "/a/"), ("", "")];
        for (path, expected) in cases {
            assert_eq!(path_info(path), expected, "for {path:?}");
        }
    }

    #[test]
    fn the_address_is_completed_from_the_host_header() {
        let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static("a.example:81"))]);
        let complete = absolute(&Uri::from_static("/x?y=1"), &headers).unwrap();
        assert_eq!(complete, "http://a.example:81/x?y=1");
        assert!(absolute(&Uri::from_static("http://b.example/"), &headers).is_err());
        assert!(absolute(&Uri::from_static("/"), &HeaderMap::new()).is_err());
    }

    #[test]
    fn headers_of_the_connection_are_taken_away() {
        let mut headers = HeaderMap::new();
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
        headers.insert(HOST, HeaderValue::from_static("shop.spin.internal:80"));
        strip(&mut headers);
        assert!(headers.is_empty());
    }
}
