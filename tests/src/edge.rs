//! The edge that serves: the suites ask the same of each, and what must be known of it is here.

use std::{env, fmt};

/// Where the service runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Cloudflare's runtime on this machine.
    Cloudflare,
    /// Spin, or the test host that stands in for it.
    Spin,
}

impl Edge {
    /// The edge behind `GATEHOUSE_URL`, as `GATEHOUSE_EDGE` says.
    pub fn current() -> Self {
        match env::var("GATEHOUSE_EDGE").as_deref() {
            Err(_) | Ok("cloudflare" | "") => Self::Cloudflare,
            Ok("spin") => Self::Spin,
            Ok(other) => panic!("GATEHOUSE_EDGE is {other:?}: it names an edge, cloudflare or spin"),
        }
    }

    /// Its name, as `cargo xtask dev --edge` takes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cloudflare => "cloudflare",
            Self::Spin => "spin",
        }
    }
}

impl fmt::Display for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
