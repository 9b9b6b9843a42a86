//! Whether a key opens a ciphertext, told by its tag alone: XChaCha20-Poly1305 (RFC 8439, and `HChaCha20` for the long
//! nonce) as far as that needs. The crates that do all of it take four times as long, and a search tries millions of keys.

use crate::Key;

/// The tag of `blocks` under a key and a nonce. The blocks are the associated data and the ciphertext, each filled up to
/// whole blocks, and their lengths.
pub fn tag(key: &Key, nonce: &[u8; 24], blocks: &[[u8; 16]]) -> [u8; 16] {
    let word = |bytes: &[u8], index: usize| {
        u32::from_le_bytes(std::array::from_fn(|byte| {
            bytes.get(4 * index + byte).copied().unwrap_or_default()
        }))
    };
    let mut state = start(std::array::from_fn(|index| word(key, index)));
    for index in 0..4 {
        state[12 + index] = word(nonce, index);
    }
    let mixed = mix(state);
    let mut state = start(std::array::from_fn(|index| mixed[if index < 4 { index } else { index + 8 }]));
    (state[14], state[15]) = (word(nonce, 4), word(nonce, 5));
    let mixed = mix(state);
    poly1305(std::array::from_fn(|index| mixed[index].wrapping_add(state[index])), blocks)
}

fn start(key: [u32; 8]) -> [u32; 16] {
    let mut state = [0; 16];
    state[..4].copy_from_slice(&[0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574]);
    state[4..12].copy_from_slice(&key);
    state
}

/// The twenty rounds.
fn mix(mut state: [u32; 16]) -> [u32; 16] {
    let mut quarter = |a: usize, b: usize, c: usize, d: usize| {
        state[a] = state[a].wrapping_add(state[b]);
        state[d] = (state[d] ^ state[a]).rotate_left(16);
        state[c] = state[c].wrapping_add(state[d]);
        state[b] = (state[b] ^ state[c]).rotate_left(12);
        state[a] = state[a].wrapping_add(state[b]);
        state[d] = (state[d] ^ state[a]).rotate_left(8);
        state[c] = state[c].wrapping_add(state[d]);
        state[b] = (state[b] ^ state[c]).rotate_left(7);
    };
    for _ in 0..10 {
        quarter(0, 4, 8, 12);
        quarter(1, 5, 9, 13);
        quarter(2, 6, 10, 14);
        quarter(3, 7, 11, 15);
        quarter(0, 5, 10, 15);
        quarter(1, 6, 11, 12);
        quarter(2, 7, 8, 13);
        quarter(3, 4, 9, 14);
    }
    state
}

const LOW_44: u64 = (1 << 44) - 1;
const LOW_42: u64 = (1 << 42) - 1;

/// Poly1305 in three limbs of 44, 44 and 42 bits.
fn poly1305(key: [u32; 8], blocks: &[[u8; 16]]) -> [u8; 16] {
    let pair = |low: u32, high: u32| u64::from(low) | u64::from(high) << 32;
    let limbs = |low: u64, high: u64| [low & LOW_44, (low >> 44 | high << 20) & LOW_44, high >> 24];
    let r = limbs(pair(key[0], key[1]) & 0x0fff_fffc_0fff_ffff, pair(key[2], key[3]) & 0x0fff_fffc_0fff_fffc);
    // What overflows past 130 bits comes back five times, and past a limb boundary of 132 bits twenty times.
    let back = [r[1] * 20, r[2] * 20];
    let mut h = [0_u64; 3];
    for block in blocks {
        let half = |from: usize| u64::from_le_bytes(std::array::from_fn(|byte| block[from + byte]));
        let part = limbs(half(0), half(8));
        h = [h[0] + part[0], h[1] + part[1], h[2] + part[2] + (1 << 40)];
        let times = |a: u64, b: u64| u128::from(a) * u128::from(b);
        let d = [
            times(h[0], r[0]) + times(h[1], back[1]) + times(h[2], back[0]),
            times(h[0], r[1]) + times(h[1], r[0]) + times(h[2], back[1]),
            times(h[0], r[2]) + times(h[1], r[1]) + times(h[2], r[0]),
        ];
        h = carry(d);
    }
    h = settle_low(settle(settle(h)));
    // The value is below 2^130 now. It is the prime or more exactly if adding 5 makes it 2^130 or more.
    let sum = settle_low([h[0] + 5, h[1], h[2]]);
    let h = if sum[2] >> 42 == 0 { h } else { [sum[0], sum[1], sum[2] & LOW_42] };
    let low = u128::from(h[0]) | u128::from(h[1]) << 44 | u128::from(h[2]) << 88;
    let s = u128::from(pair(key[4], key[5])) | u128::from(pair(key[6], key[7])) << 64;
    low.wrapping_add(s).to_le_bytes()
}

/// Brings sums of products back to limbs a little over their bits.
#[expect(clippy::cast_possible_truncation, reason = "what is cut off is carried")]
fn carry(mut d: [u128; 3]) -> [u64; 3] {
    d[1] += d[0] >> 44;
    d[2] += d[1] >> 44;
    let back = (d[2] >> 42) as u64 * 5;
    [((d[0] as u64) & LOW_44) + back, (d[1] as u64) & LOW_44, (d[2] as u64) & LOW_42]
}

/// Carries from limb to limb, and from the last back to the first.
fn settle(h: [u64; 3]) -> [u64; 3] {
    let h = settle_low(h);
    [h[0] + (h[2] >> 42) * 5, h[1], h[2] & LOW_42]
}

/// Carries from limb to limb; the last keeps what is over.
fn settle_low(h: [u64; 3]) -> [u64; 3] {
    let middle = h[1] + (h[0] >> 44);
    [h[0] & LOW_44, middle & LOW_44, h[2] + (middle >> 44)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
    use chacha20poly1305::{XChaCha20Poly1305, XNonce};

    /// A generator that gives the same each time.
    fn random(seed: &mut u64) -> u8 {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        seed.to_be_bytes()[0]
    }

    #[test]
    fn tags_are_those_of_the_crate() {
        let mut seed = 1;
        for round in 0..2000 {
            // Long rows of ones come near the prime.
            let mut byte = || if round % 4 == 0 { 0xff } else { random(&mut seed) };
            let key: Key = std::array::from_fn(|_| byte());
            let nonce: [u8; 24] = std::array::from_fn(|_| byte());
            let (aad, plain): (Vec<u8>, Vec<u8>) =
                ((0..round % 50).map(|_| byte()).collect(), (0..round % 90).map(|_| byte()).collect());
            let cipher = XChaCha20Poly1305::new((&key).into());
            let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: &plain, aad: &aad }).unwrap();
            let (sealed, expected) = sealed.split_at(plain.len());
            assert_eq!(tag(&key, &nonce, &crate::lock::blocks(&aad, sealed)), expected, "{round}");
        }
    }

    #[test]
    fn poly1305_is_right_where_the_sum_is_at_the_prime() {
        // RFC 8439, appendix A.3, vectors 7 to 11: keys, blocks and tags.
        let all = [0xff; 16];
        let block = |first: u8, rest: u8| -> [u8; 16] {
            std::array::from_fn(|index| if index == 0 { first } else { rest })
        };
        let key = |r: u8, s: u32| [u32::from(r), 0, 0, 0, s, s, s, s];
        for (key, blocks, first, rest) in [
            (key(2, 0), vec![all], 3, 0),
            (key(2, u32::MAX), vec![block(2, 0)], 3, 0),
            (key(1, 0), vec![all, block(0xf0, 0xff), block(0x11, 0)], 5, 0),
            (key(1, 0), vec![all, block(0xfb, 0xfe), block(1, 1)], 0, 0),
            (key(2, 0), vec![block(0xfd, 0xff)], 0xfa, 0xff),
        ] {
            assert_eq!(poly1305(key, &blocks), block(first, rest));
        }
    }
}
