//! Many people who ask at the same moment, each on a connection of their own.

use std::{sync::Barrier, thread, time::Instant};

use crate::{Browser, Reply, Request, wire, wire::Connection};

/// Sends every request from its browser, all at once; gives the answers, each with its browser, in that order.
///
/// All requests but for their last bytes are on the wire before the first is finished, so the service has them in
/// its hands together however fast it is. That it was so is checked and printed.
pub fn all_at_once(requests: Vec<(Browser, Request)>) -> Vec<(Reply, Browser)> {
    let (count, barrier) = (requests.len(), Barrier::new(requests.len()));
    let outcomes: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = requests
            .into_iter()
            .map(|(mut browser, request)| {
                let barrier = &barrier;
                scope.spawn(move || {
                    let mut bytes = wire::bytes(&browser, &request);
                    let last = bytes.split_off(bytes.len().saturating_sub(1));
                    let mut connection = Connection::open();
                    let begun = connection.write(&bytes);
                    barrier.wait();
                    let sent = Instant::now();
                    let reply = begun
                        .and_then(|()| connection.write(&last))
                        .and_then(|()| connection.read(&request.method, &request.path))
                        .unwrap_or_else(|error| panic!("{} {}: {error}", request.method, request.path));
                    browser.keep(&reply);
                    (reply, browser, sent, Instant::now())
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let times: Vec<_> = outcomes.iter().map(|(_, _, sent, answered)| (*sent, *answered)).collect();
    let most = most_in_flight(&times);
    let first = times.iter().map(|(sent, _)| *sent).min().unwrap_or_else(Instant::now);
    let last = times.iter().map(|(_, answered)| *answered).max().unwrap_or(first);
    println!(
        "{count} requests on as many connections, {most} in flight at once, answered in {:.0?}",
        last - first
    );
    assert!(most * 3 >= count * 2, "only {most} of {count} requests were in flight at once");
    outcomes.into_iter().map(|(reply, browser, _, _)| (reply, browser)).collect()
}

/// The most of these spans that overlap.
fn most_in_flight(spans: &[(Instant, Instant)]) -> usize {
    let at = |moment: Instant| spans.iter().filter(|(from, to)| *from <= moment && moment < *to).count();
    spans.iter().map(|(from, _)| at(*from)).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn spans_that_overlap_are_counted() {
        let start = Instant::now();
        let span = |from, to| (start + Duration::from_secs(from), start + Duration::from_secs(to));
        assert_eq!(most_in_flight(&[]), 0);
        assert_eq!(most_in_flight(&[span(0, 1), span(1, 2), span(2, 3)]), 1);
        assert_eq!(most_in_flight(&[span(0, 5), span(1, 2), span(3, 4)]), 2);
        assert_eq!(most_in_flight(&[span(0, 5), span(1, 5), span(2, 5), span(6, 7)]), 3);
    }
}
