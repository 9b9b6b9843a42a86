//! One-time passwords of an authenticator app (RFC 6238 over RFC 4226), judged by the time step they belong to.
//!
//! [`AppSecret`] is what service and app share; [`otpauth_uri`] hands it to the app, as a QR code. A flow finds with
//! [`matching_step`] which time step a guess belongs to; the guard lets each step pass once.
//!
//! SHA-1, six digits and 30 seconds are not ours to choose: the common apps ignore what an address says of them. An
//! HMAC does not rest on what is broken in SHA-1.

use super::security_code;
use crate::policy::POLICY;
use crate::ports::{Entropy, Outage};
use crate::time::UnixTime;
use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

/// The bytes of a secret: as many as SHA-1 gives, which RFC 4226 recommends (section 4, R6).
const LENGTH: usize = 20;

/// Characters in which a secret is typed at a time.
const GROUP: usize = 4;

/// All that RFC 3986 does not call unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What service and authenticator app share. Wiped from memory when it goes.
#[derive(Clone, PartialEq, Eq)]
pub struct AppSecret(Zeroizing<[u8; LENGTH]>);

impl AppSecret {
    /// A new secret.
    ///
    /// # Errors
    /// If the platform gives no randomness.
    pub fn random(entropy: &impl Entropy) -> Result<Self, Outage> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        entropy.fill(bytes.as_mut())?;
        Ok(Self(bytes))
    }

    /// The secret of these bytes; nothing if they are not as many as a secret has.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// Reads what [`AppSecret::to_base32`] or [`AppSecret::shown`] wrote, in either case of letters.
    pub fn from_base32(text: &str) -> Option<Self> {
        let text: Zeroizing<String> = Zeroizing::new(
            text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect(),
        );
        Self::from_bytes(&Zeroizing::new(BASE32_NOPAD.decode(text.as_bytes()).ok()?))
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// The secret as apps read it: base32 (RFC 4648) without padding.
    pub fn to_base32(&self) -> String {
        BASE32_NOPAD.encode(self.as_bytes())
    }

    /// The secret as it is shown to people who type it into the app: in groups. Apps ignore the spaces.
    pub fn shown(&self) -> String {
        let text = Zeroizing::new(self.to_base32());
        let groups: Vec<String> =
            text.as_bytes().chunks(GROUP).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        groups.join(" ")
    }
}

/// The time step that `now` is in. Before 1970 it is the first.
pub fn step_of(now: UnixTime) -> u64 {
    let seconds = u64::try_from(now.0).unwrap_or_default();
    seconds.checked_div(u64::from(POLICY.authenticator_step)).unwrap_or_default()
}

/// What the app shows during time step `step`.
pub fn code_at(secret: &AppSecret, step: u64) -> String {
    let code = truncated(secret, step).checked_rem(10_u32.saturating_pow(POLICY.security_code_digits));
    format!("{:0width$}", code.unwrap_or_default(), width = POLICY.security_code_digits as usize)
}

/// The time step, of this one and its two neighbors, whose code is `guess`; nothing if it is none of theirs. Phones'
/// clocks are not exact, and typing takes time.
///
/// All three are looked at in any case. Should two of them have the same code, it is the later one's, so that using it
/// up leaves nothing to use again.
pub fn matching_step(secret: &AppSecret, now: UnixTime, guess: &str) -> Option<i64> {
    let guess = security_code::read(guess)?;
    let current = step_of(now);
    let (mut found, mut step) = (0_u8, 0_u64);
    for candidate in [current.checked_sub(1), Some(current), current.checked_add(1)].into_iter().flatten() {
        let same = code_at(secret, candidate).as_bytes().ct_eq(guess.as_bytes());
        found.conditional_assign(&1, same);
        step.conditional_assign(&candidate, same);
    }
    (found == 1).then(|| i64::try_from(step).ok()).flatten()
}

/// The address that an app reads out of the QR code, in Google Authenticator's "Key URI Format", which the others follow.
/// `issuer` and `account` are what the app shows above and below the code.
pub fn otpauth_uri(secret: &AppSecret, issuer: &str, account: &str) -> String {
    // A colon parts the two, and the format lets neither have one of its own.
    let encoded = |text: &str| utf8_percent_encode(&text.replace(':', ""), RESERVED).to_string();
    let (issuer, account) = (encoded(issuer), encoded(account));
    format!(
        "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&algorithm=SHA1&digits={}&period={}",
        secret.to_base32(),
        POLICY.security_code_digits,
        POLICY.authenticator_step
    )
}

/// The number that digits are taken from (RFC 4226 section 5.3): 31 bits of the HMAC, at an offset that it names itself.
fn truncated(secret: &AppSecret, counter: u64) -> u32 {
    // RFC 2104 pads a short key with zeros to SHA-1's block; given padded, the key has the one length that cannot fail.
    let mut block = Zeroizing::new([0; 64]);
    if let Some(head) = block.first_chunk_mut::<LENGTH>() {
        *head = *secret.0;
    }
    let mut mac = <Hmac<Sha1> as KeyInit>::new((&*block).into());
    mac.update(&counter.to_be_bytes());
    let hash: [u8; 20] = mac.finalize().into_bytes().into();
    let offset = usize::from(hash.last().copied().unwrap_or_default() & 0xf);
    // An offset is 15 at most, so that four bytes always follow.
    let chosen = hash.get(offset..).and_then(|rest| rest.first_chunk::<4>()).copied().unwrap_or_default();
    u32::from_be_bytes(chosen) & 0x7fff_ffff
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of the examples in both RFCs.
    fn example() -> AppSecret {
        AppSecret::from_bytes(b"12345678901234567890").unwrap()
    }

    #[test]
    fn si_2_codes_are_those_of_rfc_4226() {
        for (counter, number, code) in [
            (0, 1_284_755_224, "755224"),
            (1, 1_094_287_082, "287082"),
            (2, 137_359_152, "359152"),
            (3, 1_726_969_429, "969429"),
            (4, 1_640_338_314, "338314"),
            (5, 868_254_676, "254676"),
            (6, 1_918_287_922, "287922"),
            (7, 82_162_583, "162583"),
            (8, 673_399_871, "399871"),
            (9, 645_520_489, "520489"),
        ] {
            assert_eq!(truncated(&example(), counter), number, "{counter}");
            assert_eq!(code_at(&example(), counter), code, "{counter}");
        }
    }

    #[test]
    fn si_2_codes_are_those_of_rfc_6238() {
        for (time, eight_digits) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            let step = step_of(UnixTime(time));
            assert_eq!(truncated(&example(), step) % 100_000_000, eight_digits, "{time}");
            assert_eq!(code_at(&example(), step), format!("{:06}", eight_digits % 1_000_000), "{time}");
        }
    }

    #[test]
    fn si_2_a_code_counts_for_its_own_step_and_one_before_and_after() {
        // Step 100 lasts from second 3000 to second 3029.
        let code = code_at(&example(), 100);
        for (now, step) in [
            (2969, None),
            (2970, Some(100)),
            (2999, Some(100)),
            (3000, Some(100)),
            (3029, Some(100)),
            (3030, Some(100)),
            (3059, Some(100)),
            (3060, None),
        ] {
            assert_eq!(matching_step(&example(), UnixTime(now), &code), step, "{now}");
        }
    }

    #[test]
    fn si_2_a_code_is_read_as_security_codes_are_and_nothing_else_is_one() {
        let now = UnixTime(59);
        for typed in ["287082", " 287 082 ", "287-082", "２８７０８２"] {
            assert_eq!(matching_step(&example(), now, typed), Some(1), "{typed}");
        }
        for typed in ["", "287083", "87082", "94287082", "28708a", "😀", "000000"] {
            assert_eq!(matching_step(&example(), now, typed), None, "{typed}");
        }
    }

    #[test]
    fn si_2_a_clock_at_either_end_of_time_stops_nothing() {
        assert_eq!(matching_step(&example(), UnixTime(0), "755224"), Some(0));
        assert_eq!(matching_step(&example(), UnixTime(i64::MIN), "755224"), Some(0));
        let step = step_of(UnixTime(i64::MAX));
        let code = code_at(&example(), step);
        assert_eq!(matching_step(&example(), UnixTime(i64::MAX), &code), i64::try_from(step).ok());
    }

    #[test]
    fn su_9_a_secret_is_shown_in_groups_and_read_back() {
        let secret = example();
        assert_eq!(secret.to_base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(secret.shown(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        for text in [secret.to_base32(), secret.shown(), secret.shown().to_lowercase()] {
            assert!(AppSecret::from_base32(&text) == Some(example()), "{text}");
        }
        for text in ["", "GEZD", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGE"] {
            assert!(AppSecret::from_base32(text).is_none(), "{text}");
        }
        assert!(AppSecret::from_bytes(&[0; 19]).is_none());
    }

    #[test]
    fn su_9_the_address_for_the_app_names_service_and_account() {
        for (issuer, account, label, issuer_parameter) in [
            ("Gatehouse", "ana@example.org", "Gatehouse:ana%40example.org", "Gatehouse"),
            ("Gate House", "ana+a&b@example.org", "Gate%20House:ana%2Ba%26b%40example.org", "Gate%20House"),
            ("Gate:House", "\"a:b\"@example.org", "GateHouse:%22ab%22%40example.org", "GateHouse"),
            ("Gatehouse", "用户@example.org", "Gatehouse:%E7%94%A8%E6%88%B7%40example.org", "Gatehouse"),
        ] {
            assert_eq!(
                otpauth_uri(&example(), issuer, account),
                format!(
                    "otpauth://totp/{label}?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer={issuer_parameter}\
                     &algorithm=SHA1&digits=6&period=30"
                )
            );
        }
    }
}
