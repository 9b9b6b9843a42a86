//! Mail to the account's address that came back or was called unwanted (MS-3): the owner is told, and can have it sent there
//! again. The flow is `flows::own_mail`.

use super::{SignedIn, signed_in};
use crate::couriers::Problem;
use crate::flows::Asker;
use crate::flows::codes::Refusal;
use crate::flows::own_mail;
use crate::pages::{Block, Form};
use crate::ports::{Edge, Outage};
use crate::routes::respond::Answer;
use crate::routes::visit::Visit;
use crate::routes::{problems, undelivered};
use crate::store::sessions::Session;

/// What a page says of it, with the button; nothing if mail is sent.
pub(super) async fn stopped(
    edge: &impl Edge,
    visit: &Visit<'_>,
    session: &Session,
) -> Result<Vec<Block>, Outage> {
    let Some((problem, since)) = own_mail::stopped(edge, session).await? else { return Ok(Vec::new()) };
    let mut blocks = undelivered::own_mail(visit.text, &session.email, problem, since);
    if problem == Problem::NotCarried {
        // Another address helps, or another courier: nothing that the owner could have sent again would arrive.
        return Ok(blocks);
    }
    blocks.push(Block::Form(Form {
        action: "/account/email/resume",
        csrf: visit.csrf(),
        controls: Vec::new(),
        submit: visit.text.say("delivery-own-resume"),
        quiet: true,
    }));
    Ok(blocks)
}

/// Has mail sent there again.
pub async fn resume_mail(edge: &impl Edge, visit: &mut Visit<'_>, asker: &Asker) -> Result<Answer, Outage> {
    let SignedIn { session, .. } = match signed_in(edge, visit).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    Ok(match own_mail::resume(edge, asker, &session).await? {
        Ok(()) => Answer::see_other("/account?done=mail"),
        Err(Refusal::TooMany { until, .. }) => problems::too_many_resumptions(visit.text, until, edge.now()),
        Err(_) => return Err(Outage::new("guard", "a verdict that answers another step")),
    })
}
