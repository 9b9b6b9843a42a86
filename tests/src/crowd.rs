//! Many people who ask at the same moment, each on a connection of their own.

use std::{io::Write, thread, time::Instant};

use crate::{Browser, Reply, Request, wire, wire::Connection};

/// So many must be in flight together for it to have been at once: twice the tries and requests that are allowed, and more.
const AT_ONCE: usize = 8;

/// Sends every request from its browser, all at once; gives the answers, each with its browser, in that order.
///
/// All requests but for their last bytes are on the wire before the first is finished, and then one thread finishes
/// them all: so the service has them in its hands together, however fast it is and however busy this machine. That
/// it was so is checked and printed.
pub fn all_at_once(requests: Vec<(Browser, Request)>) -> Vec<(Reply, Browser)> {
    let count = requests.len();
    let outcomes: Vec<_> = thread::scope(|scope| {
        let mut readers = Vec::new();
        let mut last_bytes = Vec::new();
        for (mut browser, request) in requests {
            let mut bytes = wire::bytes(&browser, &request);
            let last = bytes.split_off(bytes.len().saturating_sub(1));
            let mut connection = Connection::to(&browser.base);
            connection.write(&bytes).unwrap_or_else(|error| panic!("{}: {error}", request.path));
            last_bytes.push((connection.writer(), last));
            readers.push(scope.spawn(move || {
                let reply = connection
                    .read(&request.method, &request.path)
                    .unwrap_or_else(|error| panic!("{} {}: {error}", request.method, request.path));
                browser.keep(&reply);
                (reply, browser, Instant::now())
            }));
        }
        let mut sent = Vec::new();
        for (mut writer, last) in last_bytes {
            sent.push(Instant::now());
            writer.write_all(&last).unwrap();
        }
        let answered = readers.into_iter().map(|reader| reader.join().unwrap());
        sent.into_iter().zip(answered).collect()
    });
    let times: Vec<_> = outcomes.iter().map(|(sent, (_, _, answered))| (*sent, *answered)).collect();
    let most = most_in_flight(&times);
    let first = times.iter().map(|(sent, _)| *sent).min().unwrap_or_else(Instant::now);
    let last = times.iter().map(|(_, answered)| *answered).max().unwrap_or(first);
    println!(
        "{count} requests on as many connections, {most} in flight at once, answered in {:.0?}",
        last - first
    );
    // A busy machine may let the service answer some before it lets this thread send the rest. That is no fault of the
    // service, as long as more come at once than any limit allows.
    assert!(most >= count.min(AT_ONCE), "only {most} of {count} requests were in flight at once");
    outcomes.into_iter().map(|(_, (reply, browser, _))| (reply, browser)).collect()
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
