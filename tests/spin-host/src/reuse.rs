//! How long an instance lives: it serves many requests, several at once, as Spin's HTTP trigger has it.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::time::Sleep;
use wasmtime::component::GuestTaskId;
use wasmtime::{Store, StoreContextMut};
use wasmtime_wasi_http::handler::{
    HandlerState, Instance, Proxy, ShouldAccept, WorkerExpiration, WorkerState, WorkerStatus,
};

use crate::component::{Prepared, State, inbound_view};

/// How long an instance without a request is kept.
const IDLE: Duration = Duration::from_secs(1);

/// How much one instance may serve.
#[derive(Clone, Copy)]
pub struct Limits {
    /// Requests during its life.
    pub total: usize,
    /// Requests at once.
    pub concurrent: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { total: 128, concurrent: 16 }
    }
}

/// Makes instances of the component when requests need them.
pub struct Instances {
    /// The component.
    pub prepared: Prepared,
    /// How much each instance may serve.
    pub limits: Limits,
}

impl HandlerState for Instances {
    type StoreData = State;
    type WorkerExpiration = WhenIdle;
    type WorkerState = Limits;

    async fn instantiate(&self) -> wasmtime::Result<Instance<State, WhenIdle, Limits>> {
        let (store, service) = self.prepared.instantiate().await?;
        Ok(Instance {
            store,
            proxy: Proxy::P3(service),
            view: inbound_view,
            expiration: WhenIdle(Box::pin(tokio::time::sleep(IDLE))),
            state: self.limits,
        })
    }
}

/// Ends an instance that had no request for a while. A request may take as long as it likes.
pub struct WhenIdle(Pin<Box<Sleep>>);

impl WorkerExpiration for WhenIdle {
    fn poll(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        status: WorkerStatus,
        since: Instant,
    ) -> Poll<()> {
        if status != WorkerStatus::Idle {
            return Poll::Pending;
        }
        let end = (since + IDLE).into();
        if self.0.deadline() != end {
            self.0.as_mut().reset(end);
        }
        self.0.as_mut().poll(context)
    }
}

impl WorkerState for Limits {
    type StoreData = State;
    type RequestData = ();

    fn should_accept_request(&self, concurrent: usize, total: usize) -> ShouldAccept {
        if total >= self.total {
            ShouldAccept::Never
        } else if concurrent >= self.concurrent {
            ShouldAccept::No
        } else {
            ShouldAccept::Yes
        }
    }

    fn on_request_start(
        &self,
        _: StoreContextMut<'_, State>,
        (): (),
        _: GuestTaskId,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + Sync>> {
        Box::pin(std::future::pending())
    }

    fn drop(&self, store: Store<State>, result: Result<(), wasmtime::Error>) {
        if let Err(error) = result {
            eprintln!("spin-host: an instance of the component failed: {error:#}");
        }
        drop(store);
    }
}
