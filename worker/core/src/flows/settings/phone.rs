//! Phones (ST-4): a code goes to a new one at once, and it takes over when the code is entered. Until then the old one
//! works. Any phone can be removed as long as a second factor stays.

use crate::flows::Asker;
use crate::flows::codes::{self, CodeRequest, Issued, Judged, Method, Purpose, Refusal};
use crate::flows::notices::{self, Notice};
use crate::flows::phone_limits::Counted;
use crate::flows::session::end_if_locked;
use crate::guard::{Names, Occasion};
use crate::identifiers::{Phone, random_id};
use crate::ports::{BatchError, Edge, Outage, Statement, either_way};
use crate::secrets::ServerSecrets;
use crate::secrets::bearer::Token;
use crate::secrets::seal;
use crate::secrets::security_code::Sent;
use crate::store::activities::{self, Event};
use crate::store::sessions::{self, Session};
use crate::store::setting::{self, Setting};
use crate::store::{expecting, factors, pending_sign_ins, resets};
use crate::text::Text;

/// A phone that waits for its code.
pub struct NewPhone {
    /// Its number.
    pub phone: Phone,
    /// How the code was sent.
    pub method: Method,
    /// The id of the phone whose place it takes.
    pub replaces: Option<String>,
    /// What the page says of the code that was sent last.
    pub sent: Option<Sent>,
}

impl NewPhone {
    /// The phone that waits for its code in a session.
    ///
    /// # Errors
    /// If its number does not open.
    pub fn of(secrets: &ServerSecrets, session: &Session) -> Result<Option<Self>, Outage> {
        let Some(Setting::Phone { number, method, replaces, sent }) = Setting::of(session) else {
            return Ok(None);
        };
        let number = seal::open(secrets, setting::place(&session.account), &number)?;
        let (Ok(phone), Some(method)) = (Phone::stored(&number), Method::read(&method)) else {
            return Ok(None);
        };
        Ok(Some(Self { phone, method, replaces, sent }))
    }

    /// What its code is for: this session and this number. A code for one number confirms no other.
    fn context(&self, secrets: &ServerSecrets, session: &Session) -> String {
        format!("{} {}", session.id, Names(secrets).number(self.phone.e164()))
    }
}

/// Sends a code to a new phone. Counted per number and per network, as for every number that is not confirmed yet.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn send_code(
    edge: &impl Edge,
    text: Text,
    asker: &Asker,
    session: &Session,
    new: &NewPhone,
) -> Result<Result<(), Refusal>, Outage> {
    let (secrets, account) = (&edge.settings().secrets, session.account.as_str());
    let context = new.context(secrets, session);
    let request = CodeRequest {
        account,
        context: &context,
        phone: &new.phone,
        method: new.method,
        counted: Counted::NewNumber(asker.address),
        attempt: &asker.attempt,
        occasion: Occasion::SigningIn,
        purpose: Purpose::ConfirmNumber,
    };
    let Issued { message, sent } = match codes::issue(edge, text, &request).await? {
        Ok(Some(issued)) => issued,
        // This form has sent its code before, and that works no more.
        Ok(None) => return Ok(Ok(())),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let statements = message.into_iter().chain([keep(edge, session, new, sent)?]);
    // If the session has ended meanwhile, the page that follows says so.
    either_way(edge.batch(expecting(sessions::expect_live(&session.id), statements)).await).map(Ok)
}

fn keep(edge: &impl Edge, session: &Session, new: &NewPhone, sent: Sent) -> Result<Statement, Outage> {
    let (secrets, place) = (&edge.settings().secrets, setting::place(&session.account));
    let setting = Setting::Phone {
        number: seal::seal(secrets, edge, place, new.phone.e164().as_bytes())?,
        method: new.method.as_str().to_owned(),
        replaces: new.replaces.clone(),
        sent: Some(sent),
    };
    setting.keep(&session.id)
}

/// What became of a code for a new phone.
pub enum Confirmed {
    /// Right: the phone is the account's.
    Added,
    /// Right, but the account's phones have changed meanwhile.
    Changed,
    /// Wrong or expired.
    Wrong(Judged),
    /// Not judged: the account is locked, or a reset is required.
    Refused(Refusal),
    /// Wrong too often: the session has ended (SI-4).
    SignedOut(Refusal),
    /// The session has ended meanwhile.
    Gone,
}

/// Judges the code for a new phone. If it is right, the phone takes over.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn confirm(
    edge: &impl Edge,
    asker: &Asker,
    (token, session): (&Token, &Session),
    new: &NewPhone,
    code: &str,
) -> Result<Confirmed, Outage> {
    let (account, occasion) = (session.account.as_str(), Occasion::SigningIn);
    // A lock that another browser has brought about is no reason to end this session.
    if let Err(refusal) = codes::tries_left(edge, account, occasion).await? {
        return Ok(Confirmed::Refused(refusal));
    }
    let context = new.context(&edge.settings().secrets, session);
    match codes::judge(edge, account, &context, occasion, &asker.attempt, code).await? {
        Judged::Right => add(edge, asker, (token, session), new).await,
        Judged::Refused(refusal) => {
            end_if_locked(edge, asker, session, refusal).await?;
            Ok(Confirmed::SignedOut(refusal))
        }
        judged => Ok(Confirmed::Wrong(judged)),
    }
}

async fn add(
    edge: &impl Edge,
    asker: &Asker,
    (token, session): (&Token, &Session),
    new: &NewPhone,
) -> Result<Confirmed, Outage> {
    let (secrets, account) = (&edge.settings().secrets, session.account.as_str());
    let replaced = new.replaces.as_deref().and_then(|id| session.factors.phone(Some(id)));
    let mut statements = vec![factors::expect_new_number(secrets, account, &new.phone)];
    let notice = match replaced {
        Some(old) => {
            statements.push(factors::expect_phone(account, &old.id));
            statements.extend(removal(edge, asker, account, &old.id)?);
            Notice::PhoneReplaced
        }
        None => Notice::PhoneAdded,
    };
    let id = random_id(edge)?;
    statements.push(factors::insert_phone(secrets, edge, account, (&id, &new.phone), edge.now())?);
    statements.push(factors::expect_phones_within_limit(account));
    statements.push(sessions::set_setting(&session.id, None));
    statements.push(activities::record(edge, account, Event::PhoneAdded, asker.browser)?);
    statements.extend(notices::tell(edge, session.language, asker, (account, &session.email), notice)?);
    match edge.batch(expecting(sessions::expect_live(&session.id), statements)).await {
        Ok(()) => return Ok(Confirmed::Added),
        Err(BatchError::LostRace) => {}
        Err(BatchError::Outage(outage)) => return Err(outage),
    }
    let Some(now) = sessions::find(edge, secrets, token).await? else { return Ok(Confirmed::Gone) };
    let is_there = now.factors.phones.iter().any(|own| own.phone == new.phone);
    // The same form sent twice is answered twice alike.
    Ok(if is_there { Confirmed::Added } else { Confirmed::Changed })
}

/// What became of a removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// The phone is none of the account's any more.
    Yes,
    /// It stays: without it the account would have no second factor.
    LastOne,
    /// The session has ended meanwhile.
    Gone,
}

/// Removes a phone, unless it is the last second factor.
///
/// # Errors
/// If a part of the service does not answer.
pub async fn remove(
    edge: &impl Edge,
    asker: &Asker,
    (token, session): (&Token, &Session),
    id: &str,
) -> Result<Removed, Outage> {
    let (secrets, account) = (&edge.settings().secrets, session.account.as_str());
    let is_there = |session: &Session| session.factors.phones.iter().any(|own| own.id == id);
    if !is_there(session) {
        return Ok(Removed::Yes);
    }
    let mut statements = vec![factors::expect_phone(account, id)];
    statements.extend(removal(edge, asker, account, id)?);
    statements.push(factors::expect_one_stays(account));
    let to = (account, session.email.as_str());
    statements.extend(notices::tell(edge, session.language, asker, to, Notice::PhoneRemoved)?);
    match edge.batch(expecting(sessions::expect_live(&session.id), statements)).await {
        Ok(()) => return Ok(Removed::Yes),
        Err(BatchError::LostRace) => {}
        Err(BatchError::Outage(outage)) => return Err(outage),
    }
    Ok(match sessions::find(edge, secrets, token).await? {
        None => Removed::Gone,
        Some(now) if is_there(&now) => Removed::LastOne,
        Some(_) => Removed::Yes,
    })
}

/// What ends with a phone: codes that were sent to it open nothing any more.
fn removal(edge: &impl Edge, asker: &Asker, account: &str, id: &str) -> Result<[Statement; 4], Outage> {
    Ok([
        factors::delete_phone(account, id),
        pending_sign_ins::delete_others(account, ""),
        resets::void(account),
        activities::record(edge, account, Event::PhoneRemoved, asker.browser)?,
    ])
}
