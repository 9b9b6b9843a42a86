//! How often a phone gets a message, whoever asks and for whatever account: so that nobody is pestered, and nobody earns money
//! by having us call or text numbers whose owner is paid for it.
//!
//! [`spend`] asks the client's network (for a number that is not confirmed yet), the number, and one share of the number's country,
//! in this order, before anything is sent; [`release`] gives back what was not sent. What always holds: what strangers can
//! ask for is counted apart from what needs a password, and that apart from what needs a reset link, so that nobody keeps
//! an owner from signing in, or learns how often they do.

use super::codes::Refusal;
use crate::guard::{Budget, Names, SHARES_ABROAD, SHARES_AT_HOME, Step, Verdict};
use crate::identifiers::Phone;
use crate::policy::POLICY;
use crate::ports::{Edge, Outage, Warning};
use std::net::IpAddr;

/// Whose limits count a message to a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// The number is not confirmed yet: anybody behind this address may have typed it.
    NewNumber(IpAddr),
    /// It is the phone of an account whose password was given.
    SigningIn,
    /// It is the phone of an account whose password is being reset.
    Resetting,
}

impl Counted {
    /// The budget in the account's guard. A number that is not confirmed is counted by itself.
    pub const fn of_account(self) -> Option<Budget> {
        match self {
            Self::NewNumber(_) => None,
            Self::SigningIn => Some(Budget::SignInCodes),
            Self::Resetting => Some(Budget::ResetCodes),
        }
    }

    const fn of_number(self) -> &'static [Budget] {
        match self {
            Self::NewNumber(_) => &[Budget::NumberCodes, Budget::NumberCodesInHour, Budget::NumberCodesInDay],
            Self::SigningIn => &[Budget::OwnNumberCodesInHour, Budget::OwnNumberCodesInDay],
            Self::Resetting => &[Budget::ResetNumberCodesInHour, Budget::ResetNumberCodesInDay],
        }
    }

    /// What tells apart the budgets of a country: numbers that nobody has confirmed are what fraud uses up first, and who has
    /// an account there must still get in.
    const fn of_country(self) -> &'static str {
        match self {
            Self::NewNumber(_) => "new",
            Self::SigningIn | Self::Resetting => "own",
        }
    }
}

/// What a message was counted against just now: guards with their budgets.
#[derive(Debug, Default)]
pub struct Spent(Vec<(String, Vec<Budget>)>);

/// Counts a message to `phone`. The same attempt counts once.
///
/// # Errors
/// If a guard does not answer. What was counted until then stays counted.
pub async fn spend(
    edge: &impl Edge,
    phone: &Phone,
    counted: Counted,
    attempt: &str,
) -> Result<Result<Spent, Refusal>, Outage> {
    let names = Names(&edge.settings().secrets);
    if let Counted::NewNumber(address) = counted {
        // What this has counted stays counted, also where the number refuses: trying numbers out is what it is there against.
        let asked = request(edge, &names.network(address), &[Budget::NumberCodesOfNetwork], attempt).await?;
        if let Err(refusal) = asked {
            return Ok(Err(refusal));
        }
    }
    let (country, kind) = (phone.country(), counted.of_country());
    let (budget, shares) = if country.is_home() {
        (Budget::HomeCountry, SHARES_AT_HOME)
    } else {
        (Budget::ForeignCountry, SHARES_ABROAD)
    };
    let share = names.country(&country.to_string(), kind, phone.e164(), shares);
    let number = names.number(phone.e164());
    let mut spent = Spent::default();
    for (guard, budgets) in [(number, counted.of_number()), (share.clone(), &[budget])] {
        match request(edge, &guard, budgets, attempt).await? {
            Ok(false) => spent.0.push((guard, budgets.to_vec())),
            Ok(true) => {}
            Err(refusal) => {
                if guard == share {
                    warn(edge, phone, &share, shares).await;
                }
                release(edge, spent, attempt).await;
                return Ok(Err(refusal));
            }
        }
    }
    Ok(Ok(spent))
}

/// Gives back what a message was counted against: it is not sent.
pub async fn release(edge: &impl Edge, spent: Spent, attempt: &str) {
    for (guard, budgets) in spent.0 {
        // If this fails it stays counted, and limits hold all the more.
        let _ = edge.step(&guard, Step::Release { attempt: attempt.to_owned(), budgets }, edge.now()).await;
    }
}

/// Whether this attempt was granted before, or that it is refused.
async fn request(
    edge: &impl Edge,
    guard: &str,
    budgets: &[Budget],
    attempt: &str,
) -> Result<Result<bool, Refusal>, Outage> {
    let step = Step::Request { attempt: attempt.to_owned(), budgets: budgets.to_vec() };
    match edge.step(guard, step, edge.now()).await? {
        Verdict::Granted { again } => Ok(Ok(again)),
        verdict => Refusal::of(&verdict)
            .map(Err)
            .ok_or_else(|| Outage::new("guard", "a verdict that answers another step")),
    }
}

/// Tells the operator that a share of a country's budget is spent, once for each time that it is.
async fn warn(edge: &impl Edge, phone: &Phone, share: &str, shares: u32) {
    let country = phone.country();
    let budget = if country.is_home() { POLICY.codes_at_home_in_hour } else { POLICY.codes_abroad_in_hour };
    // If the guard does not answer, one line more does no harm, and none less.
    if request(edge, share, &[Budget::SpentShares], "warn").await != Ok(Ok(false)) {
        return;
    }
    edge.warn(&Warning::CountrySpent { country, budget, shares });
}
