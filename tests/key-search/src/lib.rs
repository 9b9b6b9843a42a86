//! The attacker of PV-1: has a copy of everything that the service stores and every secret that it knows, and tries every
//! key that could come out of that on everything that is sealed.
//!
//! [`Search`] is what there is, [`Search::run`] what is done with it. A crate of its own, so that it is compiled for speed:
//! one search is some millions of trials. It shares no code with the service; that it opens what the right secrets open
//! is what proves it.
//!
//! Two kinds of keys are tried:
//!
//! - **windows**: every 32 bytes in a row of every text, of the bytes that it encodes, and of everything that was opened;
//!   raw, hashed, and with each of [`Search::wrap_labels`] derived from it;
//! - **values**: the server's secrets, every text that encodes 32 bytes as a whole, and every key that was opened; raw,
//!   hashed, with each of [`Search::labels`] derived from it, keys of wrap labels derived from those, and the tokens that the
//!   service makes of it with its own keys and with what a form or a browser was told apart by.
//!
//! Whatever opens is looked through in the same way, until nothing more opens.

mod lock;
mod primitives;
mod tag;

pub use lock::Lock;
pub use primitives::{derive, slow_hash};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lock::Trial;
use primitives::{derive_each, mac, sha256};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::thread;
use std::time::{Duration, Instant};

/// A key.
pub type Key = [u8; 32];

/// What an attacker has.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Everything that is sealed.
    pub locks: Vec<Lock>,
    /// Every text of every store.
    pub texts: Vec<String>,
    /// Every secret of the server, and what else is tried as one.
    pub secrets: Vec<Key>,
    /// Every label that the service derives keys with.
    pub labels: Vec<String>,
    /// Those of them whose keys seal something.
    pub wrap_labels: Vec<String>,
    /// The label under which the server makes one token of another.
    pub successor_label: String,
    /// The wrap labels of such tokens.
    pub successor_wraps: Vec<String>,
    /// The wrap labels of tokens that are made of a link's and of a browser.
    pub browser_wraps: Vec<String>,
}

/// What came out of a search.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What was opened: the number of the lock and what was in it.
    pub opened: BTreeMap<usize, Vec<u8>>,
    /// Bytes of text and of what texts encode.
    pub bytes: usize,
    /// Distinct windows among them.
    pub windows: usize,
    /// Distinct values.
    pub values: usize,
    /// Keys that were tried.
    pub keys: u64,
    /// Trials of a key on a lock.
    pub trials: u64,
    /// How often all was gone through.
    pub rounds: u32,
    /// How long it took.
    pub took: Duration,
}

/// The keys of one round.
struct Inventory {
    windows: Vec<Key>,
    keys: Vec<Key>,
}

impl Search {
    /// Tries everything until nothing more opens. The server's own secrets come first: what they open need not be guessed.
    pub fn run(&self) -> Report {
        let (start, mut report) = (Instant::now(), Report::default());
        let mut known = Known::default();
        let mut stores = Some(self.texts.iter().map(|text| text.as_bytes().to_vec()));
        let (mut texts, mut values) = (Vec::new(), self.secrets.clone());
        loop {
            let inventory = known.learn(self, &texts, values, &mut report);
            report.rounds += 1;
            texts = self
                .round(&inventory, &mut report)
                .into_iter()
                .filter(|(lock, plain)| report.opened.insert(*lock, plain.clone()).is_none())
                .map(|(_, plain)| plain)
                .collect();
            values = texts.iter().flat_map(|plain| plain.chunks_exact(32)).filter_map(key).collect();
            if let Some(stores) = stores.take() {
                texts.extend(stores);
            } else if texts.is_empty() {
                report.took = start.elapsed();
                return report;
            }
        }
    }

    fn round(&self, inventory: &Inventory, report: &mut Report) -> Vec<(usize, Vec<u8>)> {
        let closed: Vec<(usize, &Lock)> =
            self.locks.iter().enumerate().filter(|(number, _)| !report.opened.contains_key(number)).collect();
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let trials: Vec<Trial<'_>> = thread::scope(|scope| {
            let worker = |worker: usize| {
                let mut trial = Trial::new(&closed);
                for window in inventory.windows.iter().skip(worker).step_by(threads) {
                    // What the server seals, its own keys have opened.
                    trial.personal(window);
                    trial.personal(&sha256(window));
                    derive_each(window, &self.wrap_labels).for_each(|key| trial.personal(&key));
                }
                for value in inventory.keys.iter().skip(worker).step_by(threads) {
                    trial.all(value);
                }
                trial
            };
            let workers: Vec<_> = (0..threads).map(|number| scope.spawn(move || worker(number))).collect();
            workers.into_iter().filter_map(|worker| worker.join().ok()).collect()
        });
        assert_eq!(trials.len(), threads, "a thread of the search failed");
        let mut opened = Vec::new();
        for trial in trials {
            report.keys += trial.keys;
            report.trials += trial.trials;
            opened.extend(trial.opened);
        }
        opened
    }
}

/// What earlier rounds have seen.
#[derive(Default)]
struct Known {
    windows: HashSet<Key>,
    values: BTreeSet<Key>,
    /// What forms and other things are called by: 16 bytes.
    ids: BTreeSet<String>,
    /// What could tell one browser from another: 32 bytes.
    browsers: BTreeSet<String>,
    keys: HashSet<Key>,
}

impl Known {
    /// Takes new texts and values; gives what has not been tried yet.
    fn learn(
        &mut self,
        search: &Search,
        texts: &[Vec<u8>],
        values: Vec<Key>,
        report: &mut Report,
    ) -> Inventory {
        let mut windows = Vec::new();
        self.values.extend(values);
        let mut take = |bytes: &[u8], report: &mut Report| {
            report.bytes += bytes.len();
            windows.extend(bytes.windows(32).filter_map(key).filter(|window| self.windows.insert(*window)));
        };
        for text in texts {
            take(text, report);
            for word in text.split(|byte| !is_base64url(*byte)) {
                let (Ok(bytes), Ok(word)) = (URL_SAFE_NO_PAD.decode(word), str::from_utf8(word)) else {
                    continue;
                };
                take(&bytes, report);
                self.values.extend(key(&bytes));
                match bytes.len() {
                    16 => drop(self.ids.insert(word.to_owned())),
                    32 => drop(self.browsers.insert(word.to_owned())),
                    _ => {}
                }
            }
        }
        report.windows = self.windows.len();
        report.values = self.values.len();
        let mut keys = self.deep(search);
        keys.retain(|key| self.keys.insert(*key));
        Inventory { windows, keys }
    }

    /// What comes of values.
    fn deep(&self, search: &Search) -> Vec<Key> {
        let mut keys = Vec::new();
        let mut token = |token: Key, wraps: &[String]| {
            keys.extend(derive_each(&token, wraps));
            keys.push(token);
        };
        for value in &self.values {
            // A session's token is made of an earlier one, of the server's key and of a form's id, which a guard remembers.
            for secret in &search.secrets {
                let server = derive(secret, &search.successor_label);
                for id in &self.ids {
                    token(mac(&server, &[value, id.as_bytes()]), &search.successor_wraps);
                }
            }
            // A sign-up's or reset's token is made of a link's and of a value that only the browser has.
            for browser in &self.browsers {
                token(mac(value, &[b"for-browser", browser.as_bytes()]), &search.browser_wraps);
            }
        }
        for value in &self.values {
            keys.extend([*value, sha256(value)]);
            keys.extend(derive_each(value, &search.labels));
            keys.extend(derive_each(&sha256(value), &search.labels));
        }
        for secret in &search.secrets {
            let once: Vec<Key> = derive_each(secret, &search.labels).collect();
            keys.extend(once.iter().flat_map(|key| derive_each(key, &search.labels)));
            keys.extend(once.iter().map(|key| sha256(key)));
        }
        keys
    }
}

const fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

fn key(bytes: &[u8]) -> Option<Key> {
    bytes.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
    use chacha20poly1305::{XChaCha20Poly1305, XNonce};

    /// Seals as the service does.
    fn sealed(key: &Key, plain: &[u8], place: [&str; 3]) -> String {
        let mut aad = Vec::new();
        for part in place.into_iter().chain(["own"]) {
            aad.extend(u32::try_from(part.len()).unwrap().to_be_bytes());
            aad.extend(part.as_bytes());
        }
        let payload = Payload { msg: plain, aad: &aad };
        let sealed = XChaCha20Poly1305::new(key.into()).encrypt(&XNonce::from([9; 24]), payload).unwrap();
        format!("own.{}", URL_SAFE_NO_PAD.encode([&[9; 24][..], &sealed].concat()))
    }

    /// How many of three ciphertexts, one behind the other, a search opens that has this text.
    fn opens(first: Key, text: String, secret: Option<Key>) -> usize {
        let place = ["table", "column", "owner"];
        let (second, third) = ([2; 32], [3; 32]);
        let texts = [
            sealed(&first, &second, place),
            sealed(&derive(&second, "bearer/session/wrap"), &third, place),
            sealed(&third, b"information", place),
        ];
        let search = Search {
            locks: texts.iter().map(|text| Lock::read("lock", text, place).unwrap()).collect(),
            texts: vec![text],
            secrets: secret.into_iter().collect(),
            labels: vec!["bearer/successor".to_owned(), "bearer/session/wrap".to_owned()],
            wrap_labels: vec!["bearer/session/wrap".to_owned()],
            successor_label: "bearer/successor".to_owned(),
            successor_wraps: vec!["bearer/session/wrap".to_owned()],
            browser_wraps: vec!["bearer/sign-up/wrap".to_owned()],
        };
        search.run().opened.len()
    }

    #[test]
    fn a_key_is_found_wherever_it_lies_and_whatever_it_opens_is_used() {
        let key: Key = std::array::from_fn(|index| u8::try_from(index * 7 % 256).unwrap());
        let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        assert_eq!(opens(key, "nothing".to_owned(), None), 0);
        assert_eq!(opens(key, format!("{{\"key\":\"k1.{}\"}}", encoded(&key)), None), 3, "a whole value");
        for before in 1..4 {
            let hidden = [&vec![1; before][..], &key, &[1; 40]].concat();
            assert_eq!(opens(key, encoded(&hidden), None), 3, "in the middle of what a text encodes");
        }
        assert_eq!(
            opens(*b"0123456789abcdef0123456789abcdef", "x0123456789abcdef0123456789abcdef".to_owned(), None),
            3
        );
        assert_eq!(opens(sha256(&key), encoded(&key), None), 3, "hashed");
        assert_eq!(opens(derive(&key, "bearer/session/wrap"), encoded(&key), None), 3, "derived");
    }

    #[test]
    fn a_token_is_found_that_the_service_makes_of_another_one() {
        let (token, server, id) = ([4; 32], [5; 32], URL_SAFE_NO_PAD.encode([6; 16]));
        let next = mac(&derive(&server, "bearer/successor"), &[&token, id.as_bytes()]);
        let wrap = derive(&next, "bearer/session/wrap");
        let text = format!("judge {id} 123 {}", URL_SAFE_NO_PAD.encode(token));
        assert_eq!(opens(wrap, text.clone(), Some(server)), 3);
        assert_eq!(opens(wrap, text, None), 0, "not without the server's key");
        let browser = URL_SAFE_NO_PAD.encode([7; 32]);
        let wrap = derive(&mac(&token, &[b"for-browser", browser.as_bytes()]), "bearer/sign-up/wrap");
        let link =
            format!("https://gatehouse.example/sign-up/confirm?token={}", URL_SAFE_NO_PAD.encode(token));
        assert_eq!(opens(wrap, format!("{link} {browser}"), None), 3);
        assert_eq!(opens(wrap, link, None), 0, "not without the browser's own value");
    }
}
