//! How many pieces a text message is sent in: each is paid for, may come late or alone, and is read in one only when all are
//! there. A security code fits into one.
//!
//! Source: 3GPP TS 23.038, section 6.2.1 (the default alphabet and its extension), and TS 23.040, section 9.2.3.24.1 (what
//! the header of a piece takes away).

/// The default alphabet: one septet each. `ó`, `ú`, `í`, `ç`, `ê` and typographic quotes are not in it.
const DEFAULT: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Its extension: two septets each.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// How the characters of a text message are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// The default alphabet: 160 septets in one piece, 153 in each of several.
    Septets,
    /// UTF-16, because of a character that the alphabet lacks: 70 units in one piece, 67 in each of several.
    Units,
}

impl Encoding {
    /// How `text` is sent.
    pub fn of(text: &str) -> Self {
        if text.chars().all(|c| septets(c).is_some()) { Self::Septets } else { Self::Units }
    }

    /// How many septets or units there are in a single piece, and in each of several.
    const fn room(self) -> (usize, usize) {
        match self {
            Self::Septets => (160, 153),
            Self::Units => (70, 67),
        }
    }

    /// How many of them a character takes.
    fn size(self, c: char) -> usize {
        match self {
            Self::Septets => septets(c).unwrap_or_default(),
            Self::Units => c.len_utf16(),
        }
    }
}

/// How many septets a character takes, if the alphabet has it.
fn septets(c: char) -> Option<usize> {
    if DEFAULT.contains(c) {
        return Some(1);
    }
    EXTENSION.contains(c).then_some(2)
}

/// How many pieces `text` is sent in.
pub fn count(text: &str) -> usize {
    let encoding = Encoding::of(text);
    let (alone, each) = encoding.room();
    let sizes = || text.chars().map(|c| encoding.size(c));
    if sizes().fold(0, usize::saturating_add) <= alone {
        return 1;
    }
    // No character is cut in two.
    let (mut pieces, mut used) = (1_usize, 0_usize);
    for size in sizes() {
        used = used.saturating_add(size);
        if used > each {
            pieces = pieces.saturating_add(1);
            used = size;
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabet_has_its_127_characters_and_the_escape_is_none_of_them() {
        let mut all: Vec<char> = DEFAULT.chars().collect();
        assert_eq!((all.len(), EXTENSION.chars().count()), (127, 10));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 127);
        for missing in "óúíáâêîôûçœ’“”«»–\u{a0}\u{202f}\u{1b}`\t".chars() {
            assert_eq!(septets(missing), None, "{missing}");
        }
    }

    #[test]
    fn a_text_of_the_alphabet_is_cut_after_160_and_then_every_153() {
        for (length, pieces) in [(0, 1), (1, 1), (160, 1), (161, 2), (306, 2), (307, 3), (459, 3), (460, 4)] {
            assert_eq!(count(&"à".repeat(length)), pieces, "{length}");
        }
    }

    #[test]
    fn one_character_outside_the_alphabet_leaves_70_and_then_67() {
        for (length, pieces) in [(0, 1), (69, 1), (70, 2), (133, 2), (134, 3)] {
            assert_eq!(count(&format!("{}ó", "a".repeat(length))), pieces, "{length}");
        }
    }

    #[test]
    fn what_takes_two_places_counts_twice_and_is_not_cut() {
        assert_eq!((count(&"€".repeat(80)), count(&"€".repeat(81))), (1, 2));
        // 76 of them fill 152 of 153 septets.
        assert_eq!((count(&"€".repeat(152)), count(&"€".repeat(153))), (2, 3));
        assert_eq!((count(&"😀".repeat(35)), count(&"😀".repeat(36))), (1, 2));
        assert_eq!((count(&"😀".repeat(66)), count(&"😀".repeat(67))), (2, 3));
    }
}
