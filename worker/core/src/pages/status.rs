//! How the service is right now: a notice on every page, and a line in every footer.
//!
//! The one setting is `content/status.toml`; the build script makes [`CURRENT`] of it. It is compiled in, so that it costs a
//! request nothing and can't fail when everything else does. `docs/operations.md` says how to change it.

/// How the service is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nothing to tell.
    None,
    /// Nobody can sign in.
    Outage,
    /// Codes and links arrive late.
    MessagesDelayed,
    /// Work is being done, as it was planned.
    Maintenance,
}

include!(concat!(env!("OUT_DIR"), "/status.rs"));

impl Status {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::None, Self::Outage, Self::MessagesDelayed, Self::Maintenance];

    /// The keys of the notice's title and of its words, if there is something to tell.
    pub const fn notice(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::None => None,
            Self::Outage => Some(("notice-outage-title", "notice-outage")),
            Self::MessagesDelayed => Some(("notice-messages-delayed-title", "notice-messages-delayed")),
            Self::Maintenance => Some(("notice-maintenance-title", "notice-maintenance")),
        }
    }

    /// The key of the line in the footer.
    pub const fn line(self) -> &'static str {
        match self {
            Self::None => "status-none",
            Self::Outage => "status-outage",
            Self::MessagesDelayed => "status-messages-delayed",
            Self::Maintenance => "status-maintenance",
        }
    }

    /// How the alert looks.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Outage => "error",
            Self::None | Self::MessagesDelayed | Self::Maintenance => "warning",
        }
    }
}
