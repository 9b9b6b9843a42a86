//! Answers browsers on this machine: pages from memory, styles and scripts from the folder that was built.

use super::{Shown, page};
use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST, LOCATION};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream::{self, Stream};
use gatehouse_core::text::Language;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::watch::Receiver;
use tower_http::services::ServeDir;

const SCRIPT: &str = include_str!("reload.js");
const STYLE: &str = include_str!("serve.css");

/// Answers until the program ends.
pub fn answer(listener: TcpListener, shown: Receiver<Arc<Shown>>, out: &Path) -> Result<(), String> {
    let assets = Router::new().fallback_service(ServeDir::new(out.join("assets")));
    let router = Router::new()
        .route("/-/events", get(events))
        .route("/-/reload.js", get(|| async { fixed("text/javascript; charset=utf-8", SCRIPT) }))
        .route("/-/serve.css", get(|| async { fixed("text/css; charset=utf-8", STYLE) }))
        .nest("/assets", assets)
        .fallback(get(site))
        .layer(middleware::from_fn(local_only))
        .with_state(shown);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime
        .block_on(async {
            listener.set_nonblocking(true)?;
            axum::serve(tokio::net::TcpListener::from_std(listener)?, router).await
        })
        .map_err(|error| format!("the server has ended: {error}"))
}

fn fixed(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-store")], text)
}

/// Refuses names that lead here from elsewhere, so that no site on the web can read drafts through the browser.
async fn local_only(request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if !["localhost", "127.0.0.1"].contains(&name) {
        return (StatusCode::FORBIDDEN, "This server answers on localhost only.\n").into_response();
    }
    next.run(request).await
}

/// Says when the browser shows something else than what there is. A page names the generation that it is of, and so
/// misses nothing that happened while it was loaded; who names none hears of what is to come.
async fn events(
    State(shown): State<Receiver<Arc<Shown>>>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let named = query.get("generation").and_then(|generation| generation.parse().ok());
    let has: u128 = named.unwrap_or_else(|| shown.borrow().generation);
    let stream = stream::unfold((shown, has), |(mut shown, has)| async move {
        let now = shown.wait_for(|shown| shown.generation != has).await.ok()?.generation;
        Some((Ok(Event::default().event("reload").data(now.to_string())), (shown, now)))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

/// A page or another file of the site.
async fn site(State(shown): State<Receiver<Arc<Shown>>>, uri: Uri) -> Response {
    let shown = shown.borrow().clone();
    let path = uri.path();
    // The worker's part at the home address: the language switch asks it for a language.
    if path == "/"
        && let Some(language) = asked_language(&uri)
        && language != Language::English
    {
        return redirect(StatusCode::FOUND, &format!("{}/", language.prefix()));
    }
    let name = path.trim_start_matches('/');
    if let Some(text) = shown.output.files.get(name).filter(|_| !name.starts_with('_')) {
        return reply(&shown, StatusCode::OK, name, text);
    }
    let index = if name.is_empty() || name.ends_with('/') {
        format!("{name}index.html")
    } else {
        format!("{name}/index.html")
    };
    match shown.output.files.get(&index) {
        Some(text) if path.ends_with('/') => reply(&shown, StatusCode::OK, &index, text),
        Some(_) => redirect(StatusCode::TEMPORARY_REDIRECT, &format!("{path}/")),
        None => elsewhere(&shown, path),
    }
}

/// What is no file of the site: an address that has moved, a screen of the service, or nothing.
fn elsewhere(shown: &Shown, path: &str) -> Response {
    let moved =
        shown.output.files.get("_redirects").into_iter().flat_map(|rules| rules.lines()).find_map(|rule| {
            let mut words = rule.split_whitespace();
            (words.next() == Some(path)).then(|| words.next()).flatten()
        });
    if let Some(to) = moved {
        return redirect(StatusCode::MOVED_PERMANENTLY, to);
    }
    if page::is_screen(path) {
        return reply(shown, StatusCode::NOT_IMPLEMENTED, "screen.html", &page::screen(path));
    }
    reply(shown, StatusCode::NOT_FOUND, "missing.html", &page::missing(path))
}

fn asked_language(uri: &Uri) -> Option<Language> {
    let tag = uri.query()?.split('&').find_map(|pair| pair.strip_prefix("lang="))?;
    Language::from_tag(tag)
}

fn redirect(status: StatusCode, to: &str) -> Response {
    (status, [(LOCATION, to), (CACHE_CONTROL, "no-store")]).into_response()
}

/// The file with the headers that the platform gives it; HTML with what only a writer sees.
fn reply(shown: &Shown, status: StatusCode, name: &str, text: &str) -> Response {
    let mut headers = platform_headers(shown);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let kind = mime_guess::from_path(name).first_or_text_plain();
    let html = kind == mime_guess::mime::TEXT_HTML;
    let kind = format!("{kind}{}", if kind.type_() == "text" { "; charset=utf-8" } else { "" });
    if let Ok(kind) = HeaderValue::from_str(&kind) {
        headers.insert(CONTENT_TYPE, kind);
    }
    if html {
        return (status, headers, page::decorate(name, text, shown)).into_response();
    }
    (status, headers, text.to_owned()).into_response()
}

/// The headers of every page, so that what the policy forbids fails here and not only once it is published.
fn platform_headers(shown: &Shown) -> HeaderMap {
    let rules = shown.output.files.get("_headers").map_or("", String::as_str);
    let mut headers = HeaderMap::new();
    for line in
        rules.lines().skip_while(|line| *line != "/*").skip(1).take_while(|line| line.starts_with(' '))
    {
        let Some((name, value)) = line.trim().split_once(": ") else { continue };
        // This machine has no TLS, and a browser would remember it for every server on it.
        if name.eq_ignore_ascii_case("strict-transport-security") {
            continue;
        }
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    }
    headers
}
