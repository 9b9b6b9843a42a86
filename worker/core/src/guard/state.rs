//! The guard's state machine. [`State::apply`] is the whole of it; each step has one function below.

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
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// When each budget was drawn on, oldest first.
    requests: BTreeMap<Budget, Vec<UnixTime>>,
    /// Live codes, at most one per context.
    codes: Vec<Code>,
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
    remembered: VecDeque<Remembered>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Code {
    context: String,
    hash: String,
    expires_at: UnixTime,
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
            Step::Request { attempt, budget } => self.once(attempt, now, |state| state.request(*budget, now)),
            Step::IssueCode { attempt, context, code, budget, occasion } => {
                self.once(attempt, now, |state| state.issue(context, code, *budget, *occasion, now))
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
        let passwords = self.passwords.iter().map(|wrong| wrong.at.plus(LOCK_MEMORY));
        let remembered = self.remembered.iter().map(|one| one.at.plus(policy().security_code_request_window));
        let wrong = self.wrong_at.map(|at| at.plus(policy().confirmation_link_lifetime));
        requests
            .chain(codes)
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
                Verdict::Granted { .. } => Verdict::Granted { again: true },
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

    fn request(&mut self, budget: Budget, now: UnixTime) -> Verdict {
        let (most, window) = budget.limit(policy());
        let times = self.requests.entry(budget).or_default();
        match times.first() {
            Some(oldest) if times.len() >= most as usize => Verdict::TooMany { until: oldest.plus(window) },
            _ => {
                times.push(now);
                Verdict::Granted { again: false }
            }
        }
    }

    fn issue(
        &mut self,
        context: &str,
        hash: &str,
        budget: Option<Budget>,
        occasion: Occasion,
        now: UnixTime,
    ) -> Verdict {
        if let Some(locked) = self.lock(occasion, now) {
            return locked;
        }
        if let Some(budget) = budget
            && let refused @ Verdict::TooMany { .. } = self.request(budget, now)
        {
            return refused;
        }
        self.lasting |= occasion != Occasion::SigningUp;
        // A new code kills the old one of its context.
        self.codes.retain(|code| code.context != context);
        let expires_at = now.plus(policy().security_code_lifetime);
        self.codes.push(Code { context: context.to_owned(), hash: hash.to_owned(), expires_at });
        Verdict::Granted { again: false }
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
mod tests {
    use super::*;

    const OCCASION: Occasion = Occasion::SigningIn;

    fn judge(state: &mut State, attempt: u32, guess: &str, now: i64) -> Verdict {
        let step = Step::JudgeCode {
            attempt: attempt.to_string(),
            context: "one".to_owned(),
            guesses: vec![guess.to_owned()],
            occasion: Occasion::SigningUp,
        };
        state.apply(&step, UnixTime(now))
    }

    fn issue(state: &mut State, attempt: &str, now: i64) -> Verdict {
        let step = Step::IssueCode {
            attempt: attempt.to_owned(),
            context: "one".to_owned(),
            code: "right".to_owned(),
            budget: Some(Budget::SignInCodes),
            occasion: OCCASION,
        };
        state.apply(&step, UnixTime(now))
    }

    #[test]
    fn si_3_three_codes_in_fifteen_minutes_and_the_fourth_says_when() {
        let mut state = State::default();
        for attempt in ["a", "b", "c"] {
            assert_eq!(issue(&mut state, attempt, 100), Verdict::Granted { again: false });
        }
        assert_eq!(issue(&mut state, "d", 101), Verdict::TooMany { until: UnixTime(1000) });
        assert_eq!(issue(&mut state, "e", 1000), Verdict::Granted { again: false });
    }

    #[test]
    fn si_3_an_attempt_that_comes_again_counts_once() {
        let mut state = State::default();
        issue(&mut state, "a", 100);
        for _ in 0..5 {
            assert_eq!(issue(&mut state, "a", 100), Verdict::Granted { again: true });
        }
        assert_eq!(issue(&mut state, "b", 100), Verdict::Granted { again: false });
    }

    #[test]
    fn su_7_a_code_works_once_and_for_five_minutes() {
        let mut state = State::default();
        issue(&mut state, "a", 0);
        assert_eq!(judge(&mut state, 1, "right", 299), Verdict::Right);
        assert_eq!(judge(&mut state, 1, "right", 299), Verdict::Right, "the same try");
        assert_eq!(judge(&mut state, 2, "right", 299), Verdict::Expired { left: 2 });
        issue(&mut state, "b", 1000);
        assert_eq!(judge(&mut state, 3, "right", 1300), Verdict::Expired { left: 1 });
    }

    #[test]
    fn si_4_three_wrong_codes_lock_for_five_minutes_also_for_the_right_code() {
        let mut state = State::default();
        issue(&mut state, "a", 0);
        assert_eq!(judge(&mut state, 1, "wrong", 1), Verdict::Wrong { left: 2 });
        assert_eq!(judge(&mut state, 2, "wrong", 2), Verdict::Wrong { left: 1 });
        let locked = Verdict::Locked { until: UnixTime(303) };
        assert_eq!(judge(&mut state, 3, "wrong", 3), locked);
        assert_eq!(judge(&mut state, 4, "right", 4), locked);
        assert_eq!(issue(&mut state, "b", 302), locked);
        assert_eq!(issue(&mut state, "c", 303), Verdict::Granted { again: false });
        assert_eq!(judge(&mut state, 5, "right", 304), Verdict::Right);
    }

    #[test]
    fn si_4_only_success_clears_the_count() {
        let mut state = State::default();
        issue(&mut state, "a", 0);
        judge(&mut state, 1, "wrong", 1);
        judge(&mut state, 2, "wrong", 2);
        assert_eq!(state.forget_at(UnixTime(2)), None);
        issue(&mut state, "b", 1_000_000);
        assert!(matches!(judge(&mut state, 3, "wrong", 1_000_001), Verdict::Locked { .. }));
    }

    #[test]
    fn si_4_after_ten_lockouts_a_reset_is_required() {
        let mut state = State::default();
        issue(&mut state, "a", 0);
        for attempt in 0..29 {
            let now = i64::from(attempt) * 1000;
            assert_ne!(judge(&mut state, attempt, "wrong", now), Verdict::ResetRequired);
        }
        assert_eq!(judge(&mut state, 29, "wrong", 29_000), Verdict::ResetRequired);
        assert_eq!(issue(&mut state, "later", 10_000_000), Verdict::ResetRequired);
        assert_eq!(judge(&mut state, 99, "right", 10_000_000), Verdict::ResetRequired);
    }

    #[test]
    fn si_4_who_goes_on_guessing_in_a_reset_waits_twice_as_long_each_time_up_to_an_hour() {
        let mut state = State { lockouts: 9, lasting: true, ..State::default() };
        let mut now = 0;
        let mut guess = |now: i64, attempt: String| {
            let step = Step::JudgeApp { attempt, time_step: None, occasion: Occasion::Resetting };
            state.apply(&step, UnixTime(now))
        };
        for minutes in [5, 10, 20, 40, 60, 60] {
            for left in [2, 1] {
                assert_eq!(guess(now, format!("{now} {left}")), Verdict::Wrong { left });
            }
            let until = UnixTime(now + minutes * 60);
            assert_eq!(guess(now, format!("{now} last")), Verdict::Locked { until });
            now = until.0;
        }
    }

    #[test]
    fn si_5_personal_keys_in_flight_count_as_wrong_with_the_codes() {
        let mut state = State::default();
        judge(&mut state, 1, "wrong", 0);
        let begin = |attempt: &str| Step::BeginKey { attempt: attempt.to_owned(), occasion: OCCASION };
        assert_eq!(state.apply(&begin("k1"), UnixTime(1)), Verdict::Granted { again: false });
        assert_eq!(state.apply(&begin("k2"), UnixTime(1)), Verdict::Granted { again: false });
        assert!(matches!(state.apply(&begin("k3"), UnixTime(1)), Verdict::Locked { .. }));
        let end = |right| Step::EndKey { attempt: "k1".to_owned(), right, occasion: OCCASION };
        assert!(matches!(state.apply(&end(false), UnixTime(2)), Verdict::Locked { .. }));
        assert_eq!(state.apply(&end(true), UnixTime(2)), Verdict::Right);
        assert_eq!(
            state.apply(&Step::AskLock { occasion: OCCASION }, UnixTime(3)),
            Verdict::Open { left: 3 }
        );
    }

    #[test]
    fn ten_wrong_passwords_lock_for_a_minute_that_doubles_to_an_hour() {
        let mut state = State::default();
        let mut now = 0;
        let mut lock = |now: i64, name: &str| {
            let step = Step::BeginPassword { attempt: name.to_owned(), counter: PasswordCounter::Address };
            state.apply(&step, UnixTime(now))
        };
        for attempt in 0..10 {
            assert_eq!(lock(now, &attempt.to_string()), Verdict::Granted { again: false });
        }
        for seconds in [60, 120, 240, 480] {
            let until = UnixTime(now + seconds);
            assert_eq!(lock(now, &format!("locked {seconds}")), Verdict::Locked { until });
            now += seconds;
            assert_eq!(lock(now, &format!("next {seconds}")), Verdict::Granted { again: false });
        }
    }

    #[test]
    fn a_right_password_clears_the_address_but_only_itself_from_the_network() {
        for (counter, left) in [(PasswordCounter::Address, 0), (PasswordCounter::Network, 1)] {
            let mut state = State::default();
            for attempt in ["a", "b"] {
                state.apply(&Step::BeginPassword { attempt: attempt.to_owned(), counter }, UnixTime(0));
            }
            state.apply(&Step::EndPassword { attempt: "b".to_owned(), counter, right: true }, UnixTime(0));
            assert_eq!(state.passwords.len(), left);
        }
    }

    #[test]
    fn a_try_that_was_never_judged_is_taken_back_with_its_lock() {
        let mut state = State::default();
        for attempt in 0..10 {
            let step =
                Step::BeginPassword { attempt: attempt.to_string(), counter: PasswordCounter::Address };
            state.apply(&step, UnixTime(0));
        }
        assert!(state.password_locked_until.is_some());
        state.apply(&Step::CancelPassword { attempt: "9".to_owned() }, UnixTime(0));
        assert_eq!((state.password_locked_until, state.password_locks, state.passwords.len()), (None, 0, 9));
    }

    #[test]
    fn a_refusal_is_not_remembered_past_its_end() {
        let mut state = State::default();
        for attempt in ["a", "b", "c", "d"] {
            issue(&mut state, attempt, 0);
        }
        assert_eq!(issue(&mut state, "d", 900), Verdict::Granted { again: false });
    }

    #[test]
    fn what_an_abandoned_sign_up_got_wrong_is_forgotten_with_its_link() {
        let mut state = State::default();
        judge(&mut state, 1, "wrong", 0);
        assert_eq!(state.forget_at(UnixTime(0)), Some(UnixTime(86_400)));
        state.apply(&Step::AskLock { occasion: OCCASION }, UnixTime(86_400));
        assert_eq!(state, State::default());
    }

    #[test]
    fn a_guard_without_a_grudge_is_forgotten() {
        let mut state = State::default();
        issue(&mut state, "a", 0);
        assert_eq!(state.forget_at(UnixTime(0)), Some(UnixTime(900)));
        state.apply(&Step::AskLock { occasion: OCCASION }, UnixTime(900));
        assert_eq!(state, State { lasting: true, ..State::default() });
    }
}
