//! Black-box suites: a person's way through the service, over HTTP, against any base URL.
//!
//! Read [`person`] first (what people do), then [`browser`] (how they do it), then the suites in `tests/`,
//! one file for each theme. A test is named after what it promises, with the id of the requirement first.
//!
//! The suites are told where to look by environment variables:
//!
//! | Variable | Needed by | Meaning |
//! |---|---|---|
//! | `GATEHOUSE_URL` | all | where the running service answers, for example `http://localhost:8787` |
//! | `GATEHOUSE_EDGE` | all | `cloudflare` (if not said) or `spin`: the edge that serves |
//! | `GATEHOUSE_ORIGIN` | `production`, `differential` | the service's own `ORIGIN`, when it is not `GATEHOUSE_URL` |
//! | `GATEHOUSE_STATE` | `privacy` | the state folder of that running service |
//! | `GATEHOUSE_LOG` | `privacy`, optional | a file with what the service has printed |
//! | `GATEHOUSE_OTHER_URL` | `differential` | where the same service answers on the other edge |
//! | `GATEHOUSE_XTASK` | `crash`, `messages`, `rotation`, `spin` | the built `xtask` program, which starts servers of their own |
//!
//! All suites but `production` want a development build with its outbox. The clock is one for the whole
//! server: only `time` and `timing` move it, and they must not run beside another suite. Cargo runs one
//! suite after another, which is enough. `production` wants a server of its own, and `differential` two: one of
//! each edge, with the same secrets, the same `ORIGIN` and a new state each.
#![expect(clippy::missing_panics_doc, reason = "a panic is how a test says what it expected")]

pub mod authenticator;
pub mod browser;
pub mod clock;
pub mod courier;
pub mod crowd;
pub mod deletion;
pub mod edge;
pub mod installation;
pub mod instance;
pub mod outbox;
pub mod page;
pub mod person;
pub mod reply;
pub mod reset;
pub mod search;
pub mod server;
pub mod settings;
pub mod site;
pub mod situation;
pub mod twins;
pub mod unique;
pub mod wire;

pub use authenticator::App;
pub use browser::{Browser, Request};
pub use edge::Edge;
pub use outbox::{Message, messages, messages_to};
pub use page::Page;
pub use person::{Newcomer, Person};
pub use reply::Reply;
