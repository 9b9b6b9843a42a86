//! Core's ports on Cloudflare.

use crate::guard::Call;
use crate::mail;
use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::future::{Either, select};
use gatehouse_core::couriers::{Message, Outcome};
use gatehouse_core::guard::{Step, Verdict};
use gatehouse_core::ports::{
    Assets, BatchError, Clock, Edge, Entropy, FETCH_LIMIT, FETCH_TIME_OUT, Fetch, Guard, Mail, Outage, Row,
    Sql, SqlValue, Statement, Warning,
};
use gatehouse_core::settings::{Set, Settings};
use gatehouse_core::time::UnixTime;
use std::cell::Cell;
use std::pin::pin;
use std::time::Duration;
use worker::js_sys::{Array, Uint8Array};
use worker::wasm_bindgen::JsValue;
use worker::{
    AbortController, AbortSignal, D1Database, D1PreparedStatement, Date, Delay, Env, Error, Fetcher, Headers,
    Method, ObjectNamespace, Request, RequestInit, RequestRedirect, Response, console_error, console_log,
    console_warn,
};

/// How long a guard may take. A Durable Object that has stopped can leave its caller hanging.
const GUARD_TIME_OUT: Duration = Duration::from_secs(5);

/// Cloudflare's bindings and the settings of this installation.
pub struct CloudflareEdge {
    database: D1Database,
    guards: ObjectNamespace,
    assets: Fetcher,
    settings: Settings,
    /// Where the binding for emails is looked up when one is sent: most requests send none.
    env: Env,
    /// Whether a message was queued.
    woken: Cell<bool>,
}

impl CloudflareEdge {
    /// Reads bindings and settings.
    ///
    /// # Errors
    /// If one is missing or malformed.
    pub fn new(env: &Env) -> worker::Result<Self> {
        let setting = |name: &str| env.var(name).map(|value| value.to_string());
        let settings = Settings::read(&Set {
            origin: &setting("ORIGIN")?,
            delivery: &setting("DELIVERY")?,
            // An installation can do without these three.
            contact: &setting("CONTACT_ADDRESS").unwrap_or_default(),
            couriers: &setting("COURIERS").unwrap_or_default(),
            operator_key: &setting("OPERATOR_KEY").unwrap_or_default(),
            server_keys: &setting("SERVER_KEYS")?,
            password_peppers: &setting("PASSWORD_PEPPERS")?,
            guard_name_key: &setting("GUARD_NAME_KEY")?,
        })
        .map_err(Error::RustError)?;
        Ok(Self {
            database: env.d1("DB")?,
            guards: env.durable_object("GUARD")?,
            assets: env.assets("ASSETS")?,
            settings,
            env: env.clone(),
            woken: Cell::new(false),
        })
    }

    /// Whether there is something to deliver once the request is answered.
    pub fn is_woken(&self) -> bool {
        self.woken.get()
    }

    /// What the platform answers to a request for a file of the site.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn file(&self, request: Request) -> worker::Result<http::Response<Bytes>> {
        read(self.assets.fetch_request(request).await?, usize::MAX).await
    }

    fn prepare(&self, statement: &Statement) -> worker::Result<D1PreparedStatement> {
        let values: Vec<JsValue> = statement.values.iter().map(to_js).collect();
        self.database.prepare(statement.sql).bind(&values)
    }
}

/// The integers of our tables stay below 2^53 (`SqlValue`), so a JavaScript number holds them.
#[expect(clippy::cast_precision_loss, reason = "bounded by SqlValue")]
fn to_js(value: &SqlValue) -> JsValue {
    match value {
        SqlValue::Null => JsValue::NULL,
        SqlValue::Integer(integer) => JsValue::from_f64(*integer as f64),
        SqlValue::Text(text) => JsValue::from_str(text),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "bounded by SqlValue")]
fn from_js(value: &JsValue) -> Result<SqlValue, Outage> {
    if value.is_null() || value.is_undefined() {
        Ok(SqlValue::Null)
    } else if let Some(number) = value.as_f64() {
        Ok(SqlValue::Integer(number as i64))
    } else {
        value
            .as_string()
            .map(SqlValue::Text)
            .ok_or_else(|| Outage::new("database", "a value of an unknown type"))
    }
}

fn outage(error: &Error) -> Outage {
    Outage::new("database", error.to_string())
}

impl Sql for CloudflareEdge {
    async fn query(&self, statement: Statement) -> Result<Vec<Row>, Outage> {
        let prepared = self.prepare(&statement).map_err(|error| outage(&error))?;
        let rows = prepared.raw_js_value().await.map_err(|error| outage(&error))?;
        rows.into_iter()
            .map(|row| {
                Array::from(&row).iter().map(|value| from_js(&value)).collect::<Result<_, _>>().map(Row)
            })
            .collect()
    }

    async fn batch(&self, statements: Vec<Statement>) -> Result<(), BatchError> {
        let prepared: worker::Result<Vec<_>> =
            statements.iter().map(|statement| self.prepare(statement)).collect();
        let prepared = prepared.map_err(|error| outage(&error))?;
        match self.database.batch(prepared).await {
            Ok(_) => Ok(()),
            Err(error) if error.to_string().contains("constraint failed") => Err(BatchError::LostRace),
            Err(error) => Err(BatchError::Outage(outage(&error))),
        }
    }
}

impl Guard for CloudflareEdge {
    async fn step(&self, name: &str, step: Step, now: UnixTime) -> Result<Verdict, Outage> {
        let answer = self.call(name, Call { step, now });
        in_time(GUARD_TIME_OUT, answer).await.map_err(|error| Outage::new("guard", error.to_string()))
    }
}

/// What a future says, or that it took too long.
async fn in_time<T>(limit: Duration, answer: impl Future<Output = worker::Result<T>>) -> worker::Result<T> {
    match select(pin!(answer), pin!(Delay::from(limit))).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => Err(Error::RustError("no answer in time".to_owned())),
    }
}

impl Fetch for CloudflareEdge {
    async fn fetch(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, Outage> {
        let limit = Duration::from_secs(FETCH_TIME_OUT.into());
        let controller = AbortController::default();
        let signal = controller.signal();
        let answer = in_time(limit, send(request, &signal)).await;
        if answer.is_err() {
            // Whoever has not answered by now keeps none of the few connections that a request may have.
            controller.abort();
        }
        answer.map_err(|error| Outage::new("another server", error.to_string()))
    }
}

impl Mail for CloudflareEdge {
    async fn mail(&self, from: &str, message: &Message) -> Outcome {
        let limit = Duration::from_secs(FETCH_TIME_OUT.into());
        let sent = in_time(limit, async { Ok(mail::send(&self.env, from, message).await) }).await;
        sent.unwrap_or_else(|error| Outcome::Again { after: None, said: error.to_string() })
    }
}

impl Assets for CloudflareEdge {
    async fn asset(&self, address: &str) -> Result<Option<Bytes>, Outage> {
        let outage = |error: Error| Outage::new("site", error.to_string());
        let mut init = RequestInit::new();
        init.with_redirect(RequestRedirect::Manual);
        // The binding looks at the path alone.
        let answer = self.assets.fetch(format!("https://site{address}"), Some(init)).await;
        let answer = read(answer.map_err(outage)?, usize::MAX).await.map_err(outage)?;
        match answer.status().as_u16() {
            200 => Ok(Some(answer.into_body())),
            status @ 500.. => Err(Outage::new("site", format!("status {status}"))),
            _ => Ok(None),
        }
    }
}

async fn send(request: http::Request<Bytes>, signal: &AbortSignal) -> worker::Result<http::Response<Bytes>> {
    let (parts, body) = request.into_parts();
    let headers = Headers::new();
    for (name, value) in &parts.headers {
        headers.append(name.as_str(), value.to_str().unwrap_or_default())?;
    }
    let mut init = RequestInit::new();
    init.with_method(parts.method.as_str().to_owned().into())
        .with_headers(headers)
        .with_redirect(RequestRedirect::Manual);
    if !body.is_empty() {
        init.with_body(Some(Uint8Array::from(&*body).into()));
    }
    let request = Request::new_with_init(&parts.uri.to_string(), &init)?;
    read(worker::Fetch::Request(request).send_with_signal(signal).await?, FETCH_LIMIT).await
}

/// Reads a whole response, of at most `limit` bytes.
async fn read(mut response: Response, limit: usize) -> worker::Result<http::Response<Bytes>> {
    let mut answer = http::Response::new(Bytes::new());
    *answer.status_mut() = http::StatusCode::from_u16(response.status_code())
        .map_err(|error| Error::RustError(error.to_string()))?;
    for (name, value) in response.headers() {
        if let (Ok(name), Ok(value)) = (http::HeaderName::try_from(name), http::HeaderValue::try_from(value))
        {
            answer.headers_mut().append(name, value);
        }
    }
    let mut body = Vec::new();
    // One without a body has no stream.
    if let Ok(mut stream) = response.stream() {
        while let Some(chunk) = stream.next().await {
            body.extend_from_slice(&chunk?);
            if body.len() > limit {
                return Err(Error::RustError("the answer is too long".to_owned()));
            }
        }
    }
    *answer.body_mut() = Bytes::from(body);
    Ok(answer)
}

impl CloudflareEdge {
    async fn call(&self, name: &str, call: Call) -> worker::Result<Verdict> {
        let call = serde_json::to_string(&call)?;
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_body(Some(JsValue::from_str(&call)));
        let request = Request::new_with_init("https://guard/step", &init)?;
        let mut response = self.guards.get_by_name(name)?.fetch_with_request(request).await?;
        if response.status_code() != 200 {
            return Err(Error::RustError(format!("status {}", response.status_code())));
        }
        Ok(serde_json::from_str(&response.text().await?)?)
    }
}

impl Clock for CloudflareEdge {
    fn now(&self) -> UnixTime {
        UnixTime(now().0.saturating_add(clock_offset()))
    }
}

/// The platform's time.
pub fn now() -> UnixTime {
    UnixTime(i64::try_from(Date::now().as_millis().checked_div(1000).unwrap_or_default()).unwrap_or(i64::MAX))
}

impl Entropy for CloudflareEdge {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), Outage> {
        getrandom::fill(buffer).map_err(|error| Outage::new("randomness", error.to_string()))
    }
}

impl Edge for CloudflareEdge {
    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn report(&self, outage: &Outage) {
        console_error!("{outage}");
    }

    fn note(&self, line: &str) {
        console_log!("{line}");
    }

    fn wake(&self) {
        self.woken.set(true);
    }

    fn warn(&self, warning: &Warning) {
        console_warn!("{warning}");
    }

    #[cfg(feature = "development")]
    async fn move_clock(&self, seconds: i64) -> Result<i64, Outage> {
        let before = development::OFFSET.fetch_add(seconds, std::sync::atomic::Ordering::Relaxed);
        Ok(before.saturating_add(seconds))
    }
}

#[cfg(feature = "development")]
mod development {
    use std::sync::atomic::AtomicI64;

    /// By how many seconds tests have moved the clock.
    pub static OFFSET: AtomicI64 = AtomicI64::new(0);
}

#[cfg(feature = "development")]
fn clock_offset() -> i64 {
    development::OFFSET.load(std::sync::atomic::Ordering::Relaxed)
}

#[cfg(not(feature = "development"))]
const fn clock_offset() -> i64 {
    0
}
