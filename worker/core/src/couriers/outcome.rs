//! What comes of sending a message.

/// Why nothing reaches a recipient by a channel. It lies with the recipient, whom another courier would not reach either, but for
/// what [`Problem::lies_with_courier`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// The number cannot get text messages.
    Landline,
    /// The owner of the number has told the carrier to stop our texts.
    OptedOut,
    /// The phone is off, or its carrier does not take the message or call.
    Unreachable,
    /// Nobody has this number.
    NotANumber,
    /// We may not send to this country.
    CountryClosed,
    /// The address is of a form that no courier of ours takes.
    NotCarried,
    /// A courier had taken the last message, and could not carry it on for a reason of its own.
    Lost,
    /// The mailbox does not exist, or refuses our mail for good.
    Bounced,
    /// The owner of the mailbox has called our mail unwanted.
    Complained,
}

impl Problem {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Landline,
        Self::OptedOut,
        Self::Unreachable,
        Self::NotANumber,
        Self::CountryClosed,
        Self::NotCarried,
        Self::Lost,
        Self::Bounced,
        Self::Complained,
    ];

    /// The name in the database and in lines for the operator.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Landline => "landline",
            Self::OptedOut => "opted-out",
            Self::Unreachable => "unreachable",
            Self::NotANumber => "not-a-number",
            Self::CountryClosed => "country-closed",
            Self::NotCarried => "not-carried",
            Self::Lost => "lost",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
        }
    }

    /// The problem with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.as_str() == name)
    }

    /// The problem that a program of the operator's names. What it has lost itself is none of a recipient's: it has failed.
    pub fn from_told(name: &str) -> Option<Self> {
        Self::from_name(name).filter(|problem| *problem != Self::Lost)
    }

    /// Whether it is one courier's account or ability that is lacking, so that another one may carry the message.
    pub const fn lies_with_courier(self) -> bool {
        matches!(self, Self::CountryClosed | Self::NotCarried | Self::Lost)
    }

    /// For how many seconds it is believed. A phone may be on again in a few minutes, and a line be ported; mail that
    /// came back stays stopped until an operator clears it, or for a year.
    pub const fn lifetime(self) -> u32 {
        const DAY: u32 = 24 * 60 * 60;
        match self {
            // The next message may well arrive.
            Self::Unreachable | Self::Lost => 10 * 60,
            Self::CountryClosed => 60 * 60,
            // Carriers say these of passing faults, too.
            Self::Landline | Self::OptedOut | Self::NotANumber | Self::NotCarried => DAY,
            Self::Bounced | Self::Complained => 365 * DAY,
        }
    }
}

/// What a courier said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It has taken the message over.
    Accepted,
    /// It never will, and no other courier can, but for what [`Problem::lies_with_courier`].
    Refused(Problem),
    /// Not now: it is busy, broken, or its answer cannot be understood.
    Again {
        /// Seconds that it asks us to wait.
        after: Option<u32>,
        /// What it said, for the operator: a status or an error code of its own, never a word about the recipient.
        said: String,
    },
    /// It cannot send anything for us until an operator has mended its settings or account. What it said, as above.
    Misconfigured(String),
}
