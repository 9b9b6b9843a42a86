//! The guard's state machine. [`State::apply`] is the whole of it; each step has one function below.

mod known;

use super::{Budget, Occasion, PasswordCounter, Step, Verdict, policy};
use crate::secrets::bearer::equal;
use crate::time::UnixTime;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// How many verdicts are remembered for attempts that come again.
const REMEMBERED: usize = 16;
/// After a day without a wrong password the next lock is a short one again.
const LOCK_MEMORY: u32 = 24 * 60 * 60;

/// What one guard keeps. The default is the state of a guard that was never asked.
///
/// A version that is put back finds what a newer one has written. It leaves out what it does not know, and has a default for what
/// it misses, so that nobody is locked out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// When each budget was drawn on, oldest first.
    #[serde(deserialize_with = "known::budgets")]
    requests: BTreeMap<Budget, Vec<UnixTime>>,
    /// Live codes, at most one per context.
    codes: Vec<Code>,
    /// The number of the code that was issued last, and when. After a while without one the next is the first again: by
    /// then nobody takes the message of an older one for the new one.
    issued: Option<(u32, UnixTime)>,
    /// Wrong codes and keys in a row since the last success or lockout.
    wrong_codes: u32,
    /// Lockouts in a row since the last success.
    lockouts: u32,
    /// When the last wrong code or key came.
    wrong_at: Option<UnixTime>,
    /// Whether an account signs in here. What an abandoned sign-up got wrong is forgotten with its link.
    lasting: bool,
    /// Until when no second factor is judged.
    locked_until: Option<UnixTime>,
    /// The newest time step of an authenticator app that was accepted (RFC 6238 section 5.2: each works once).
    app_step: Option<i64>,
    /// Tries of wrong passwords, and of passwords that are being hashed right now.
    passwords: Vec<Try>,
    /// Password locks in a row.
    password_locks: u32,
    /// Until when no password is judged.
    password_locked_until: Option<UnixTime>,
    /// The try that set that lock: if it turns out right, or was never judged, the lock goes with it.
    password_locked_by: Option<String>,
    /// The last verdicts, for attempts that come again.
    #[serde(deserialize_with = "known::verdicts")]
    remembered: VecDeque<Remembered>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Code {
    context: String,
    hash: String,
    expires_at: UnixTime,
    /// Nothing for a code from before this was kept.
    #[serde(default)]
    issued: Option<IssuedCode>,
}

/// What it takes to write the message with a code again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct IssuedCode {
    attempt: String,
    number: u32,
    at: UnixTime,
    seed: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Try {
    attempt: String,
    at: UnixTime,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Remembered {
    attempt: String,
    verdict: Verdict,
    at: UnixTime,
}

impl State {
    /// Takes one step at `now` and says what it means for the person.
    pub fn apply(&mut self, step: &Step, now: UnixTime) -> Verdict {
        self.forget(now);
        match step {
            Step::Request { attempt, budgets } => {
                self.once(attempt, now, |state| state.request(budgets, now))
            }
            Step::RequestSeeded { attempt, budgets, seed } => {
                self.once(attempt, now, |state| match state.request(budgets, now) {
                    Verdict::Granted { .. } => Verdict::Seeded { seed: seed.clone() },
                    refused => refused,
                })
            }
            Step::Release { attempt, budgets } => {
                self.release(attempt, budgets);
                Verdict::Granted { again: false }
            }
            Step::IssueCode { attempt, context, code, seed, budget, occasion } => {
                let verdict = self.once(attempt, now, |state| {
                    state.issue(attempt, (context, code, seed), *budget, *occasion, now)
                });
                if verdict == (Verdict::Granted { again: true }) {
                    self.issued_before(attempt)
                } else {
                    verdict
                }
            }
            Step::JudgeCode { attempt, context, guesses, occasion } => {
                self.once(attempt, now, |state| state.judge(context, guesses, *occasion, now))
            }
            Step::JudgeApp { attempt, time_step, occasion } => {
                self.once(attempt, now, |state| state.judge_app(*time_step, *occasion, now))
            }
            Step::BeginKey { attempt, occasion } => {
                self.once(attempt, now, |state| state.begin_key(*occasion, now))
            }
            Step::EndKey { right, occasion, .. } => self.end_key(*right, *occasion, now),
            Step::AskLock { occasion } => {
                self.lock(*occasion, now).unwrap_or(Verdict::Open { left: self.tries_left() })
            }
            Step::Forget { attempt } => {
                self.remembered.retain(|one| one.attempt != *attempt);
                Verdict::Granted { again: false }
            }
            Step::CancelPassword { attempt } => {
                self.take_back(attempt);
                Verdict::Granted { again: false }
            }
            Step::BeginPassword { attempt, counter } => {
                self.once(attempt, now, |state| state.begin_password(attempt, *counter, now))
            }
            Step::EndPassword { attempt, counter, right } => {
                self.end_password(attempt, *counter, *right, now)
            }
            Step::ClearPasswords => {
                self.clear_passwords();
                Verdict::Granted { again: false }
            }
            Step::Erase => {
                *self = Self::default();
                Verdict::Granted { again: false }
            }
        }
    }

    /// When all of this may be forgotten; nothing if a success must come first.
    pub fn forget_at(&self, now: UnixTime) -> Option<UnixTime> {
        if self.lasting && (self.wrong_codes > 0 || self.lockouts > 0) {
            return None;
        }
        let requests = self
            .requests
            .iter()
            .filter_map(|(budget, times)| times.last().map(|last| last.plus(budget.limit(policy()).1)));
        let codes = self.codes.iter().map(|code| code.expires_at);
        let issued = self.issued.map(|(_, at)| at.plus(policy().security_code_request_window));
        let passwords = self.passwords.iter().map(|wrong| wrong.at.plus(LOCK_MEMORY));
        let remembered = self.remembered.iter().map(|one| one.at.plus(policy().security_code_request_window));
        let wrong = self.wrong_at.map(|at| at.plus(policy().confirmation_link_lifetime));
        requests
            .chain(codes)
            .chain(issued)
            .chain(passwords)
            .chain(remembered)
            .chain(wrong)
            .chain(self.app_step.map(step_end))
            .chain(self.password_locked_until)
            .max()
            .or(Some(now))
    }

    /// Drops what time has settled.
    fn forget(&mut self, now: UnixTime) {
        for (budget, times) in &mut self.requests {
            let window = budget.limit(policy()).1;
            times.retain(|at| at.plus(window) > now);
        }
        self.requests.retain(|_, times| !times.is_empty());
        self.codes.retain(|code| code.expires_at > now);
        self.issued = self.issued.filter(|(_, at)| at.plus(policy().security_code_request_window) > now);
        self.locked_until = self.locked_until.filter(|until| *until > now);
        self.app_step = self.app_step.filter(|step| step_end(*step) > now);
        self.password_locked_until = self.password_locked_until.filter(|until| *until > now);
        if self.passwords.iter().all(|wrong| wrong.at.plus(LOCK_MEMORY) <= now) {
            self.password_locks = 0;
        }
        self.passwords.retain(|wrong| wrong.at.plus(LOCK_MEMORY) > now);
        if !self.lasting
            && self.wrong_at.is_some_and(|at| at.plus(policy().confirmation_link_lifetime) <= now)
        {
            self.succeed();
        }
        self.remembered.retain(|one| one.at.plus(policy().security_code_request_window) > now);
    }

    /// Runs `step` unless this attempt has a verdict already.
    fn once(&mut self, attempt: &str, now: UnixTime, step: impl FnOnce(&mut Self) -> Verdict) -> Verdict {
        if let Some(known) = self.remembered.iter().find(|one| one.attempt == attempt) {
            return match &known.verdict {
                Verdict::Granted { .. } | Verdict::Issued { .. } => Verdict::Granted { again: true },
                verdict => verdict.clone(),
            };
        }
        let verdict = step(self);
        // A refusal ends by itself: remembered, it would outlast its own time.
        if matches!(verdict, Verdict::TooMany { .. } | Verdict::Locked { .. } | Verdict::ResetRequired) {
            return verdict;
        }
        if self.remembered.len() >= REMEMBERED {
            self.remembered.pop_front();
        }
        self.remembered.push_back(Remembered {
            attempt: attempt.to_owned(),
            verdict: verdict.clone(),
            at: now,
        });
        verdict
    }

    fn request(&mut self, budgets: &[Budget], now: UnixTime) -> Verdict {
        let spent = budgets.iter().filter_map(|budget| Some((self.spent_until(*budget)?, *budget)));
        if let Some((until, budget)) = spent.max() {
            return Verdict::TooMany { until, budget };
        }
        for budget in budgets {
            self.requests.entry(*budget).or_default().push(now);
        }
        Verdict::Granted { again: false }
    }

    /// Until when a budget is spent, if it is.
    fn spent_until(&self, budget: Budget) -> Option<UnixTime> {
        let (most, window) = budget.limit(policy());
        let times = self.requests.get(&budget).filter(|times| times.len() >= most as usize)?;
        times.first().map(|oldest| oldest.plus(window))
    }

    /// Takes back a request that is still remembered; what is not stays counted.
    fn release(&mut self, attempt: &str, budgets: &[Budget]) {
        let Some(granted) = self.remembered.iter().position(|one| one.attempt == attempt) else { return };
        let Some(granted) = self.remembered.remove(granted) else { return };
        for budget in budgets {
            if let Some(times) = self.requests.get_mut(budget)
                && let Some(own) = times.iter().position(|at| *at == granted.at)
            {
                times.remove(own);
            }
        }
        self.requests.retain(|_, times| !times.is_empty());
    }

    fn issue(
        &mut self,
        attempt: &str,
        (context, hash, seed): (&str, &str, &str),
        budget: Option<Budget>,
        occasion: Occasion,
        now: UnixTime,
    ) -> Verdict {
        if let Some(locked) = self.lock(occasion, now) {
            return locked;
        }
        if let Some(budget) = budget
            && let refused @ Verdict::TooMany { .. } = self.request(&[budget], now)
        {
            return refused;
        }
        self.lasting |= occasion != Occasion::SigningUp;
        // A new code kills the old one of its context.
        self.codes.retain(|code| code.context != context);
        let number = self.issued.map_or(1, |(last, _)| last.saturating_add(1));
        self.issued = Some((number, now));
        self.codes.push(Code {
            context: context.to_owned(),
            hash: hash.to_owned(),
            expires_at: now.plus(policy().security_code_lifetime),
            // The version before sends no seed.
            issued: (!seed.is_empty()).then(|| IssuedCode {
                attempt: attempt.to_owned(),
                number,
                at: now,
                seed: seed.to_owned(),
            }),
        });
        Verdict::Issued { number }
    }

    /// What is said of the code of an attempt that comes again. One that was used, or that another one has taken the place of, is no
    /// longer there.
    fn issued_before(&self, attempt: &str) -> Verdict {
        let issued = self.codes.iter().filter_map(|code| code.issued.as_ref());
        match issued.into_iter().find(|issued| issued.attempt == attempt) {
            Some(IssuedCode { number, at, seed, .. }) => {
                Verdict::IssuedBefore { number: *number, at: *at, seed: seed.clone() }
            }
            None => Verdict::Granted { again: true },
        }
    }

    fn judge(&mut self, context: &str, guesses: &[String], occasion: Occasion, now: UnixTime) -> Verdict {
        if let Some(locked) = self.lock(occasion, now) {
            return locked;
        }
        let live = self.codes.iter().find(|code| code.context == context);
        let is_right = |code: &Code| guesses.iter().any(|guess| equal(&code.hash, guess));
        let (known, right) = (live.is_some(), live.is_some_and(is_right));
        if right {
            self.codes.retain(|code| code.context != context);
            self.succeed();
            return Verdict::Right;
        }
        match (self.count_wrong(occasion, now), known) {
            (Verdict::Wrong { left }, false) => Verdict::Expired { left },
            (verdict, _) => verdict,
        }
    }

    fn judge_app(&mut self, time_step: Option<i64>, occasion: Occasion, now: UnixTime) -> Verdict {
        if let Some(locked) = self.lock(occasion, now) {
            return locked;
        }
        self.lasting |= occasion != Occasion::SigningUp;
        match time_step {
            Some(step) if self.app_step.is_none_or(|accepted| accepted < step) => {
                self.app_step = Some(step);
                self.succeed();
                Verdict::Right
            }
            // A code that was right once, or an older one than that, is told apart so that the person waits for the next.
            Some(_) => match self.count_wrong(occasion, now) {
                Verdict::Wrong { left } => Verdict::Expired { left },
                verdict => verdict,
            },
            None => self.count_wrong(occasion, now),
        }
    }

    fn begin_key(&mut self, occasion: Occasion, now: UnixTime) -> Verdict {
        if let Some(locked) = self.lock(occasion, now) {
            return locked;
        }
        self.lasting = true;
        // Counted as wrong until the hash says otherwise. The third one is still judged.
        self.count_wrong(occasion, now);
        Verdict::Granted { again: false }
    }

    fn end_key(&mut self, right: bool, occasion: Occasion, now: UnixTime) -> Verdict {
        if right {
            self.codes.clear();
            self.succeed();
            return Verdict::Right;
        }
        self.lock(occasion, now).unwrap_or(Verdict::Wrong { left: self.tries_left() })
    }

    fn tries_left(&self) -> u32 {
        policy().wrong_codes.saturating_sub(self.wrong_codes)
    }

    fn count_wrong(&mut self, occasion: Occasion, now: UnixTime) -> Verdict {
        self.wrong_codes = self.wrong_codes.saturating_add(1);
        self.wrong_at = Some(now);
        let left = self.tries_left();
        if left > 0 {
            return Verdict::Wrong { left };
        }
        self.wrong_codes = 0;
        self.lockouts = self.lockouts.saturating_add(1);
        self.locked_until = Some(now.plus(self.lockout()));
        self.codes.clear();
        self.lock(occasion, now).unwrap_or(Verdict::ResetRequired)
    }

    /// How long the lockout lasts that has just come. From the one on that requires a reset, only a reset asks for second
    /// factors, and each lasts twice as long as the one before: a reset must not be a place to go on guessing for ever.
    fn lockout(&self) -> u32 {
        let (first, longest) = (policy().wrong_code_lockout, policy().wrong_password_lock_longest);
        let doublings = self.lockouts.saturating_sub(policy().lockouts_before_reset);
        first.saturating_mul(2_u32.saturating_pow(doublings)).min(longest)
    }

    fn lock(&self, occasion: Occasion, now: UnixTime) -> Option<Verdict> {
        if self.lockouts >= policy().lockouts_before_reset && occasion != Occasion::Resetting {
            return Some(Verdict::ResetRequired);
        }
        let until = self.locked_until.filter(|until| *until > now)?;
        Some(Verdict::Locked { until })
    }

    fn succeed(&mut self) {
        self.wrong_codes = 0;
        self.wrong_at = None;
        self.lockouts = 0;
        self.locked_until = None;
    }

    fn begin_password(&mut self, attempt: &str, counter: PasswordCounter, now: UnixTime) -> Verdict {
        if let Some(until) = self.password_locked_until {
            return Verdict::Locked { until };
        }
        self.passwords.push(Try { attempt: attempt.to_owned(), at: now });
        if self.recent_passwords(counter, now) >= counter.limit(policy()) {
            // This try is still judged; whatever comes next has to wait.
            let longest = policy().wrong_password_lock_longest;
            let doubled =
                policy().wrong_password_lock_first.checked_shl(self.password_locks).unwrap_or(longest);
            self.password_locked_until = Some(now.plus(doubled.min(longest)));
            self.password_locks = self.password_locks.saturating_add(1).min(16);
            self.password_locked_by = Some(attempt.to_owned());
        }
        // Old tries matter only for how long the next lock is: the newest of them says that.
        let surplus = self.passwords.len().saturating_sub(counter.limit(policy()) as usize);
        self.passwords.drain(..surplus);
        Verdict::Granted { again: false }
    }

    fn end_password(
        &mut self,
        attempt: &str,
        counter: PasswordCounter,
        right: bool,
        now: UnixTime,
    ) -> Verdict {
        if !right {
            let left = counter.limit(policy()).saturating_sub(self.recent_passwords(counter, now));
            return Verdict::Wrong { left };
        }
        match counter {
            PasswordCounter::Address | PasswordCounter::Session => self.clear_passwords(),
            // One person's success says nothing of the others behind the same network.
            PasswordCounter::Network => self.take_back(attempt),
        }
        Verdict::Right
    }

    fn recent_passwords(&self, counter: PasswordCounter, now: UnixTime) -> u32 {
        let since = now.minus(counter.window(policy()));
        let recent = self.passwords.iter().filter(|wrong| wrong.at > since).count();
        u32::try_from(recent).unwrap_or(u32::MAX)
    }

    fn clear_passwords(&mut self) {
        self.passwords.clear();
        self.password_locks = 0;
        self.password_locked_until = None;
        self.password_locked_by = None;
    }

    /// Undoes a try that was counted as wrong and is not, with the lock that it set.
    fn take_back(&mut self, attempt: &str) {
        self.passwords.retain(|one| one.attempt != attempt);
        if self.password_locked_by.as_deref() == Some(attempt) {
            self.password_locked_by = None;
            self.password_locked_until = None;
            self.password_locks = self.password_locks.saturating_sub(1);
        }
    }
}

/// When no code of an authenticator app's time step is accepted any more: one step late is.
const fn step_end(step: i64) -> UnixTime {
    UnixTime(step.saturating_add(2).saturating_mul(policy().authenticator_step as i64))
}

#[cfg(test)]
mod tests;
