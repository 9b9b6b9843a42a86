//! A copy of everything that the service holds of a person (PV-1, PV-2): as a page, and as a file.
//!
//! [`DataCopy`] is written as JSON as it stands. What is not in it are secrets that only check something (hashes, salts,
//! wrapped keys), and what the person cannot read either: information that a reset has locked.

use super::{Asker, information};
use crate::identifiers::{Browser, PersonalInformation};
use crate::policy::POLICY;
use crate::ports::{BatchError, Edge, Outage};
use crate::secrets::bearer::Token;
use crate::store::activities::{self, Event};
use crate::store::data_copy::{self, Link};
use crate::store::expecting;
use crate::store::sessions::{self, Session};
use crate::time::UnixTime;
use serde::{Serialize, Serializer};
use time::OffsetDateTime;

/// The most activities that are copied.
const ACTIVITIES: i64 = 10_000;

/// A time, written as `2026-11-24T14:05:59Z` (ISO 8601).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(pub UnixTime);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let at = OffsetDateTime::from_unix_timestamp(self.0.0).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let (year, month, day) = at.to_calendar_date();
        let (hour, minute, second) = at.to_hms();
        let month = u8::from(month);
        serializer
            .collect_str(&format_args!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
    }
}

/// Everything that the service holds of a person.
#[derive(Serialize)]
#[expect(missing_docs, reason = "the names say what each is: they are written into the file")]
pub struct DataCopy {
    pub made_at: Moment,
    pub account_created_at: Moment,
    pub email: String,
    pub language: &'static str,
    pub password_chosen_at: Moment,
    pub phones: Vec<OwnPhone>,
    pub authenticator_app_since: Option<Moment>,
    pub personal_key: Option<OwnKey>,
    pub personal_information: Option<Information>,
    pub former_personal_information: Vec<Former>,
    pub sessions: Vec<OwnSession>,
    pub sign_ins_under_way: Vec<Waiting>,
    pub activities: Vec<Activity>,
    pub email_changes: Vec<EmailChange>,
    pub notices: Vec<Notice>,
    pub sign_up_links: Vec<SentLink>,
    pub report_links: Vec<SentLink>,
    pub reset_links: Vec<SentLink>,
    pub deletion: Option<Waiting>,
    pub messages_waiting: Vec<Message>,
    /// Agencies that got something of it by consent (PV-3): none can ask for anything yet.
    pub agencies: Vec<String>,
}

/// A phone.
#[derive(Serialize)]
#[expect(missing_docs, reason = "the names say what each is: they are written into the file")]
pub struct OwnPhone {
    pub number: String,
    pub confirmed_at: Moment,
}

/// That there is a personal key.
#[derive(Serialize)]
#[expect(missing_docs, reason = "the names say what each is: they are written into the file")]
pub struct OwnKey {
    pub made_at: Moment,
    pub saved_at: Option<Moment>,
}

/// Personal information, opened with the session's data key.
#[derive(Serialize)]
#[expect(missing_docs, reason = "the names say what each is: they are written into the file")]
pub struct Information {
    pub saved_at: Option<Moment>,
    #[serde(flatten)]
    pub information: PersonalInformation,
}

/// Information that a reset has locked, which nobody can read without the personal key of that time.
#[derive(Serialize)]
#[expect(missing_docs, reason = "the names say what each is: they are written into the file")]
pub struct Former {
    pub locked_at: Moment,
}

/// A signed-in browser.
#[derive(Serialize)]
#[expect(missing_docs, reason = "the names say what each is: they are written into the file")]
pub struct OwnSession {
    pub is_this_browser: bool,
    pub browser: Browser,
    pub place: Option<String>,
    pub signed_in_at: Moment,
    pub last_seen_at: Moment,
}

/// Something that waits: since when, and until when.
#[derive(Serialize)]
#[expect(missing_docs, reason = "the names say what each is: they are written into the file")]
pub struct Waiting {
    pub since: Moment,
    pub until: Moment,
}

/// What happened.
#[derive(Serialize)]
#[expect(missing_docs, reason = "the names say what each is: they are written into the file")]
pub struct Activity {
    pub at: Moment,
    #[serde(serialize_with = "event_name")]
    pub event: Event,
    pub browser: Browser,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn event_name<S: Serializer>(event: &Event, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(event.as_str())
}

/// A link that was sent.
#[derive(Serialize)]
#[expect(missing_docs, reason = "the names say what each is: they are written into the file")]
pub struct SentLink {
    pub sent_at: Moment,
    pub works_until: Moment,
    pub used_at: Option<Moment>,
}

/// A new address that was asked for.
#[derive(Serialize)]
#[expect(missing_docs, reason = "the names say what each is: they are written into the file")]
pub struct EmailChange {
    pub email: String,
    #[serde(flatten)]
    pub link: SentLink,
}

/// A message about a change, with its link that says "this wasn't me".
#[derive(Serialize)]
#[expect(missing_docs, reason = "the names say what each is: they are written into the file")]
pub struct Notice {
    pub email_that_it_puts_back: Option<String>,
    #[serde(flatten)]
    pub link: SentLink,
}

/// A message that waits to be sent.
#[derive(Serialize)]
#[expect(missing_docs, reason = "the names say what each is: they are written into the file")]
pub struct Message {
    pub channel: String,
    pub written_at: Moment,
    pub given_up_at: Moment,
}

fn sent((created_at, expires_at, used_at): Link) -> SentLink {
    SentLink { sent_at: Moment(created_at), works_until: Moment(expires_at), used_at: used_at.map(Moment) }
}

fn all_sent(links: Vec<Link>) -> Vec<SentLink> {
    links.into_iter().map(sent).collect()
}

const fn waiting((since, until): (UnixTime, UnixTime)) -> Waiting {
    Waiting { since: Moment(since), until: Moment(until) }
}

/// Copies everything that is held of the person whose session this is. Changes nothing.
///
/// # Errors
/// If the database does not answer, or something does not open.
pub async fn copy(edge: &impl Edge, token: &Token, session: &Session) -> Result<DataCopy, Outage> {
    let (secrets, account, now) = (&edge.settings().secrets, session.account.as_str(), edge.now());
    let rest = data_copy::rest(edge, secrets, account).await?;
    let listed = sessions::live(edge, secrets, account, now).await?;
    let since = now.minus(POLICY.activity_lifetime);
    let happened = activities::newest(edge, secrets, account, since, ACTIVITIES).await?;
    let saved_at = rest.information_changed_at.map(Moment);
    let information =
        information::saved(token, session)?.map(|information| Information { saved_at, information });
    let factors = &session.factors;
    Ok(DataCopy {
        made_at: Moment(now),
        account_created_at: Moment(session.account_created_at),
        email: session.email.clone(),
        language: session.language.tag(),
        password_chosen_at: Moment(session.password_created_at),
        phones: factors
            .phones
            .iter()
            .map(|own| OwnPhone { number: own.phone.e164().to_owned(), confirmed_at: Moment(own.created_at) })
            .collect(),
        authenticator_app_since: factors.app.as_ref().map(|app| Moment(app.created_at)),
        personal_key: factors.personal_key.as_ref().map(|key| OwnKey {
            made_at: Moment(key.created_at),
            saved_at: rest.personal_key_saved_at.map(Moment),
        }),
        personal_information: information,
        former_personal_information: session
            .former
            .iter()
            .map(|(_, created_at)| Former { locked_at: Moment(*created_at) })
            .collect(),
        sessions: listed
            .into_iter()
            .map(|one| OwnSession {
                is_this_browser: one.reference == session.reference,
                browser: one.seen.browser,
                place: one.seen.place,
                signed_in_at: Moment(one.created_at),
                last_seen_at: Moment(one.last_seen_at),
            })
            .collect(),
        sign_ins_under_way: rest.pending_sign_ins.into_iter().map(waiting).collect(),
        activities: happened
            .into_iter()
            .map(|one| Activity { at: Moment(one.at), event: one.event, browser: one.browser })
            .collect(),
        email_changes: rest
            .email_changes
            .into_iter()
            .map(|(email, link)| EmailChange { email, link: sent(link) })
            .collect(),
        notices: rest
            .notices
            .into_iter()
            .map(|(restores, link)| Notice { email_that_it_puts_back: restores, link: sent(link) })
            .collect(),
        sign_up_links: all_sent(rest.sign_ups),
        report_links: all_sent(rest.reports),
        reset_links: all_sent(rest.resets),
        deletion: rest.deletion.map(waiting),
        messages_waiting: rest
            .messages
            .into_iter()
            .map(|(channel, written_at, given_up_at)| Message {
                channel,
                written_at: Moment(written_at),
                given_up_at: Moment(given_up_at),
            })
            .collect(),
        agencies: Vec::new(),
    })
}

/// Notes that a copy was downloaded. Nothing comes of it if the session ended meanwhile.
///
/// # Errors
/// If the database does not answer.
pub async fn note_download(edge: &impl Edge, asker: &Asker, session: &Session) -> Result<bool, Outage> {
    let note = activities::record(edge, &session.account, Event::DataCopied, asker.browser)?;
    match edge.batch(expecting(sessions::expect_live(&session.id), [note])).await {
        Ok(()) => Ok(true),
        Err(BatchError::LostRace) => Ok(false),
        Err(BatchError::Outage(outage)) => Err(outage),
    }
}
