//! An authenticator app as people have one: written anew from RFC 6238, so that it agrees with the service only if both
//! are right.

use std::{thread, time::Duration};

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::{Browser, Reply, Request};

/// How long a code is shown, in seconds.
const STEP: u64 = 30;

/// An app with one entry.
#[derive(Debug, Clone)]
pub struct App {
    secret: Vec<u8>,
    /// The newest time step whose code was given away. The service takes each once.
    given: u64,
}

impl App {
    /// The app after its owner has typed in the secret that a page shows.
    pub fn typed_from(page: &Reply) -> Self {
        let shown = secret_of(page);
        let secret = BASE32_NOPAD
            .decode(shown.replace(' ', "").as_bytes())
            .unwrap_or_else(|error| panic!("the secret {shown:?}: {error}"));
        Self { secret, given: 0 }
    }

    /// A code that is good now and was not given away before. Two of them can be had without waiting, since the service
    /// takes the one that comes next.
    pub fn code(&mut self) -> String {
        loop {
            let now = step();
            let next = now.max(self.given + 1);
            if next <= now + 1 {
                self.given = next;
                return self.code_at(next);
            }
            thread::sleep(Duration::from_secs(1));
        }
    }

    /// The code that was given away last.
    pub fn last_code(&self) -> String {
        self.code_at(self.given)
    }

    /// A code that is good at no time near now; each `n` gives another one.
    pub fn wrong_code(&self, n: usize) -> String {
        let now = step();
        let near: Vec<String> = (now - 3..=now + 3).map(|step| self.code_at(step)).collect();
        let mut wrong = (0..).map(|code| format!("{code:06}")).filter(|code| !near.contains(code));
        wrong.nth(n).unwrap_or_default()
    }

    fn code_at(&self, step: u64) -> String {
        format!("{:06}", number(&self.secret, step) % 1_000_000)
    }
}

/// The secret that a page shows, in groups.
pub fn secret_of(page: &Reply) -> String {
    page.page().texts("#app-secret").into_iter().next().unwrap_or_else(|| {
        panic!("expected the secret of an app\n{}", page.describe());
    })
}

/// The time step that the server's clock is in.
fn step() -> u64 {
    let reply = Browser::new().send(Request::new("GET", "/dev/clock"));
    reply.is(200);
    let clock: serde_json::Value =
        serde_json::from_slice(&reply.body).unwrap_or_else(|error| panic!("the clock: {error}"));
    clock["now"].as_u64().unwrap_or_else(|| panic!("the clock says {clock}")) / STEP
}

/// The 31 bits of RFC 4226, section 5.3.
fn number(secret: &[u8], counter: u64) -> u32 {
    let mut mac = <Hmac<Sha1> as KeyInit>::new_from_slice(secret).unwrap_or_else(|error| panic!("{error}"));
    mac.update(&counter.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash[19] & 0xf);
    u32::from_be_bytes([hash[offset] & 0x7f, hash[offset + 1], hash[offset + 2], hash[offset + 3]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_6238() {
        for (time, eight_digits) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            assert_eq!(number(b"12345678901234567890", time / STEP) % 100_000_000, eight_digits, "{time}");
        }
    }
}
