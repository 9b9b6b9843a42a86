//! What the state machine promises, step by step.

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
        seed: format!("seed at {now}"),
        budget: Some(Budget::SignInCodes),
        occasion: OCCASION,
    };
    state.apply(&step, UnixTime(now))
}

#[test]
fn si_3_three_codes_in_fifteen_minutes_and_the_fourth_says_when() {
    let mut state = State::default();
    for (attempt, number) in [("a", 1), ("b", 2), ("c", 3)] {
        assert_eq!(issue(&mut state, attempt, 100), Verdict::Issued { number });
    }
    assert_eq!(
        issue(&mut state, "d", 101),
        Verdict::TooMany { until: UnixTime(1000), budget: Budget::SignInCodes }
    );
    assert_eq!(issue(&mut state, "e", 1000), Verdict::Issued { number: 1 });
}

#[test]
fn su_6_codes_are_numbered_until_none_was_asked_for_in_fifteen_minutes() {
    let mut state = State::default();
    for (attempt, now, number) in [("a", 0, 1), ("b", 800, 2), ("c", 1600, 3), ("d", 2499, 4), ("e", 3399, 1)]
    {
        assert_eq!(issue(&mut state, attempt, now), Verdict::Issued { number }, "{now}");
    }
    judge(&mut state, 1, "right", 3399);
    assert_eq!(issue(&mut state, "f", 3400), Verdict::Issued { number: 2 }, "also after one was used");
    let step = Step::IssueCode {
        attempt: "g".to_owned(),
        context: "two".to_owned(),
        code: "right".to_owned(),
        seed: String::new(),
        budget: None,
        occasion: Occasion::Resetting,
    };
    assert_eq!(state.apply(&step, UnixTime(3400)), Verdict::Issued { number: 3 }, "in all contexts together");
}

#[test]
fn si_3_an_attempt_that_comes_again_counts_once() {
    let mut state = State::default();
    issue(&mut state, "a", 100);
    for _ in 0..5 {
        assert!(matches!(issue(&mut state, "a", 100), Verdict::IssuedBefore { number: 1, .. }));
    }
    assert_eq!(issue(&mut state, "b", 100), Verdict::Issued { number: 2 });
}

#[test]
fn ms_1_an_attempt_that_comes_again_is_told_of_its_code_for_as_long_as_that_works() {
    let before = Verdict::IssuedBefore { number: 1, at: UnixTime(100), seed: "seed at 100".to_owned() };
    let over = Verdict::Granted { again: true };
    for (name, what, now, expected) in [
        ("it works", None, 399, &before),
        ("its time is over", None, 400, &over),
        ("it was used", Some("right"), 200, &over),
        ("another one was entered", Some("wrong"), 200, &before),
    ] {
        let mut state = State::default();
        issue(&mut state, "a", 100);
        if let Some(guess) = what {
            judge(&mut state, 1, guess, 150);
        }
        assert_eq!(issue(&mut state, "a", now), *expected, "{name}");
    }
    let mut state = State::default();
    issue(&mut state, "a", 100);
    issue(&mut state, "b", 101);
    assert_eq!(issue(&mut state, "a", 102), over, "another one has taken its place");
    assert!(matches!(issue(&mut state, "b", 102), Verdict::IssuedBefore { number: 2, .. }));
    for attempt in 0..3 {
        judge(&mut state, attempt, "wrong", 103);
    }
    assert_eq!(issue(&mut state, "b", 104), over, "nothing works after a lockout");
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
    assert_eq!(issue(&mut state, "c", 303), Verdict::Issued { number: 2 });
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
    assert_eq!(state.apply(&Step::AskLock { occasion: OCCASION }, UnixTime(3)), Verdict::Open { left: 3 });
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
        let step = Step::BeginPassword { attempt: attempt.to_string(), counter: PasswordCounter::Address };
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
    assert_eq!(issue(&mut state, "d", 900), Verdict::Issued { number: 1 });
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

fn request(state: &mut State, attempt: &str, budgets: &[Budget], now: i64) -> Verdict {
    let step = Step::Request { attempt: attempt.to_owned(), budgets: budgets.to_vec() };
    state.apply(&step, UnixTime(now))
}

const GRANTED: Verdict = Verdict::Granted { again: false };

#[test]
fn a_request_is_counted_against_all_of_its_budgets_or_none() {
    let (mut state, both) = (State::default(), [Budget::NumberCodes, Budget::NumberCodesInHour]);
    for (attempt, now) in [("a", 0), ("b", 0), ("c", 0), ("d", 900), ("e", 900), ("f", 900)] {
        assert_eq!(request(&mut state, attempt, &both, now), GRANTED, "{attempt}");
    }
    // Six in the hour; the shorter budget was spent three times, and is free again.
    let in_hour = Verdict::TooMany { until: UnixTime(3600), budget: Budget::NumberCodesInHour };
    assert_eq!(request(&mut state, "g", &both, 1800), in_hour);
    assert_eq!(request(&mut state, "g", &[Budget::NumberCodes], 1800), GRANTED, "the refusal took nothing");
}

#[test]
fn ms_1_a_request_that_comes_again_counts_once_and_gets_the_seed_of_the_first() {
    let mut state = State::default();
    let mut ask = |attempt: &str, seed: &str, now| {
        let (attempt, seed) = (attempt.to_owned(), seed.to_owned());
        let step = Step::RequestSeeded { attempt, budgets: vec![Budget::ResetLinks], seed };
        state.apply(&step, UnixTime(now))
    };
    let seeded = |seed: &str| Verdict::Seeded { seed: seed.to_owned() };
    for (attempt, seed, given) in [
        ("a", "first", "first"),
        ("a", "second", "first"),
        ("b", "third", "third"),
        ("c", "fourth", "fourth"),
    ] {
        assert_eq!(ask(attempt, seed, 100), seeded(given));
    }
    assert_eq!(
        ask("d", "fifth", 101),
        Verdict::TooMany { until: UnixTime(1000), budget: Budget::ResetLinks }
    );
    assert_eq!(ask("a", "sixth", 999), seeded("first"));
    assert_eq!(ask("a", "seventh", 1000), seeded("seventh"), "it is forgotten, and another request");
    request(&mut state, "e", &[Budget::LettersInDay], 1000);
    let step =
        Step::RequestSeeded { attempt: "e".to_owned(), budgets: Vec::new(), seed: "eighth".to_owned() };
    assert_eq!(
        state.apply(&step, UnixTime(1001)),
        Verdict::Granted { again: true },
        "granted without a seed"
    );
}

#[test]
fn of_several_budgets_that_are_spent_the_longest_wait_is_told() {
    let (mut state, both) = (State::default(), [Budget::NumberCodes, Budget::NumberCodesInHour]);
    for attempt in ["a", "b", "c"] {
        request(&mut state, attempt, &both, 0);
    }
    for attempt in ["d", "e", "f"] {
        request(&mut state, attempt, &both, 3599);
    }
    // At this moment the short one is spent until 4499, and the long one until 3600.
    let told = Verdict::TooMany { until: UnixTime(4499), budget: Budget::NumberCodes };
    assert_eq!(request(&mut state, "g", &both, 3599), told);
}

#[test]
fn what_is_given_back_can_be_asked_for_again_once() {
    let (mut state, budgets) = (State::default(), [Budget::OwnNumberCodesInHour]);
    for attempt in 0..12 {
        request(&mut state, &attempt.to_string(), &budgets, attempt);
    }
    let release = Step::Release { attempt: "3".to_owned(), budgets: budgets.to_vec() };
    for _ in 0..3 {
        state.apply(&release, UnixTime(20));
    }
    assert_eq!(request(&mut state, "new", &budgets, 20), GRANTED);
    let spent = Verdict::TooMany { until: UnixTime(3600), budget: Budget::OwnNumberCodesInHour };
    assert_eq!(request(&mut state, "newer", &budgets, 20), spent);
}

#[test]
fn the_shares_of_a_country_together_are_never_more_than_its_budget() {
    for (budget, shares, all) in [
        (Budget::HomeCountry, crate::guard::SHARES_AT_HOME, policy().codes_at_home_in_hour),
        (Budget::ForeignCountry, crate::guard::SHARES_ABROAD, policy().codes_abroad_in_hour),
    ] {
        let (most, _) = budget.limit(policy());
        assert!(most >= 50 && most * shares <= all, "{budget:?}");
    }
}

#[test]
fn what_only_a_newer_version_knows_is_left_out_and_what_it_lacks_is_as_never_asked() {
    let text = r#"{
        "requests": {"sign_in_codes": [100, 101], "codes_by_pigeon": [100]}, "wrong_pigeons": 3, "wrong_codes": 2,
        "codes": [{"context": "one", "hash": "right", "expires_at": 400, "color": "blue"}],
        "remembered": [
            {"attempt": "a", "verdict": {"verdict": "flown", "to": 1}, "at": 100},
            {"attempt": "b", "verdict": {"verdict": "too_many", "until": 1000, "budget": "codes_by_pigeon"}, "at": 100},
            {"attempt": "c", "verdict": {"verdict": "granted", "again": false}, "at": 100}
        ]
    }"#;
    let mut state: State = serde_json::from_str(text).unwrap();
    let kept = State {
        requests: BTreeMap::from([(Budget::SignInCodes, vec![UnixTime(100), UnixTime(101)])]),
        wrong_codes: 2,
        codes: vec![Code {
            context: "one".to_owned(),
            hash: "right".to_owned(),
            expires_at: UnixTime(400),
            issued: None,
        }],
        remembered: VecDeque::from([Remembered {
            attempt: "c".to_owned(),
            verdict: Verdict::Granted { again: false },
            at: UnixTime(100),
        }]),
        ..State::default()
    };
    assert_eq!(state, kept);
    assert_eq!(judge(&mut state, 1, "right", 200), Verdict::Right);
}
