//! In how many pieces a text is sent: counted by us, and by the calculator that Twilio publishes.
//!
//! What differs: the calculator leaves together what is one sign of several characters, such as a flag. Where such a text is
//! longer than one piece it may count one more. No text of ours has any.

use crate::clients::node;
use crate::messages::{codes, texts};
use gatehouse_core::couriers::segments::{Encoding, count};
use gatehouse_core::couriers::{Channel, Message};
use serde_json::json;

/// What Twilio's calculator says of each text: the encoding, and how many pieces.
fn counted(texts: &[String]) -> Vec<(Encoding, usize)> {
    let counted = node("segments.mjs", &json!({"texts": texts}));
    let counted = counted.as_array().unwrap().iter().map(|counted| {
        let encoding = match counted["encoding"].as_str() {
            Some("GSM-7") => Encoding::Septets,
            Some("UCS-2") => Encoding::Units,
            other => panic!("{other:?}"),
        };
        (encoding, usize::try_from(counted["segments"].as_u64().unwrap()).unwrap())
    });
    counted.collect()
}

#[test]
fn ms_4_a_code_is_one_segment_by_twilios_own_count() {
    let said: Vec<String> = codes(Channel::Sms).iter().map(Message::text).collect();
    assert!(!said.is_empty());
    for (said, counted) in said.iter().zip(counted(&said)) {
        assert_eq!(counted, (Encoding::Septets, 1), "{said}");
    }
    println!("codes: {} texts, each of one segment", said.len());
}

/// Numbers that look drawn, and are the same at each run.
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

#[test]
fn texts_are_counted_as_by_twilios_own_calculator() {
    let mut all: Vec<String> = texts().iter().map(Message::text).collect();
    // Every character of the first two planes' beginning by itself, then texts about as long as one, two and three pieces.
    all.extend((0x20..0x3000).filter_map(char::from_u32).map(String::from));
    let letters: Vec<char> = "abc xyz09 @é à ñ ¿ Ç Δ\n€{}[]~|^\\".chars().collect();
    let others: Vec<char> = "óúíçêœ’“–\u{a0}中😀🗝".chars().collect();
    let mut drawn = Drawn(1);
    for _ in 0..1500 {
        let length = [70, 134, 160, 306, 460][drawn.below(5)] + drawn.below(20) - 12;
        let mut text: Vec<char> = (0..length).map(|_| letters[drawn.below(letters.len())]).collect();
        // A third of them in the alphabet, a third with one character that is not, a third with many.
        let odd = [0, 1, length / 3][drawn.below(3)];
        for _ in 0..odd {
            text[drawn.below(length)] = others[drawn.below(others.len())];
        }
        all.push(text.into_iter().collect());
    }
    for (text, official) in all.iter().zip(counted(&all)) {
        assert_eq!((Encoding::of(text), count(text)), official, "{text:?}");
    }
    println!("segments: {} texts counted alike", all.len());
}
