//! Time tells nobody whether an address has an account (SI-1). Nothing else may run meanwhile.

use std::time::{Duration, Instant};

use gatehouse_tests::{Browser, Person, clock::Clock, unique};

const ADDRESSES: usize = 20;
const TRIES: usize = 5;
/// Noise is answered by measuring more, never by a looser bound.
const ROUNDS: usize = 6;

/// How long one wrong sign-in takes, from sending the form to having the answer.
fn wrong_sign_in(email: &str) -> Duration {
    let mut browser = Browser::new();
    let form = browser.form("/sign-in", "password");
    let request = form.filled(&[("email", email), ("password", "not the password")]).request();
    let start = Instant::now();
    let reply = browser.send(request);
    let time = start.elapsed();
    reply.is(422);
    time
}

fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    times[times.len() / 2]
}

#[test]
fn si_1_known_and_unknown_addresses_take_the_same_time() {
    let clock = Clock::alone();
    let known: Vec<_> = (0..ADDRESSES).map(|_| Person::new().email).collect();
    let unknown: Vec<_> = (0..ADDRESSES).map(|_| unique::email()).collect();
    let (mut known_times, mut unknown_times, mut page_times) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        for try_ in 0..TRIES {
            for (known, unknown) in known.iter().zip(&unknown) {
                // Which of the two comes first changes, so that neither always follows the other.
                if try_ % 2 == 0 {
                    known_times.push(wrong_sign_in(known));
                    unknown_times.push(wrong_sign_in(unknown));
                } else {
                    unknown_times.push(wrong_sign_in(unknown));
                    known_times.push(wrong_sign_in(known));
                }
                let start = Instant::now();
                Browser::new().get("/sign-in").is(200);
                page_times.push(start.elapsed());
            }
        }
        let (known, unknown) = (median(&known_times), median(&unknown_times));
        let kdf = known.min(unknown).saturating_sub(median(&page_times));
        let difference = known.abs_diff(unknown);
        let share = difference.as_secs_f64() / kdf.as_secs_f64() * 100.0;
        println!(
            "round {round}: known {known:.2?}, unknown {unknown:.2?}, page {:.2?}, so the KDF takes {kdf:.2?}; \
             the difference is {difference:.2?}, {share:.1} % of it",
            median(&page_times)
        );
        assert!(kdf > Duration::from_millis(5), "no password hash takes {kdf:?}: was it run at all?");
        if share < 5.0 {
            return;
        }
        // The next round must not meet the limit on wrong passwords.
        clock.forward(2 * 60 * 60);
    }
    panic!("the medians stayed apart through {ROUNDS} rounds; see the lines above");
}
