//! QR codes, for what a phone reads off a screen.

use qrcodegen::{QrCode as Code, QrCodeEcc};
use std::fmt::Write as _;

/// White modules that a reader needs around a code (ISO/IEC 18004).
const QUIET_ZONE: i32 = 4;

/// A QR code. The template draws it as a picture in the page, without a style of its own: the page's policy on contents
/// allows none.
#[derive(Debug, Clone)]
pub struct QrCode {
    label: String,
    size: i32,
    path: String,
}

impl QrCode {
    /// The code that reads as `text`, with words for people who do not see it; nothing if no code can hold so much.
    pub fn new(text: &str, label: String) -> Option<Self> {
        // A screen is never torn or dirty. Little redundancy keeps the modules large.
        let code = Code::encode_text(text, QrCodeEcc::Low).ok()?;
        let size = code.size().saturating_add(QUIET_ZONE.saturating_mul(2));
        Some(Self { label, size, path: path(&code) })
    }

    /// Words for people who do not see it.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Modules on each side, the white border included.
    pub const fn size(&self) -> i32 {
        self.size
    }

    /// The dark modules as the data of an SVG path.
    pub fn path(&self) -> &str {
        &self.path
    }
}

/// One rectangle for each run of dark modules in a row.
fn path(code: &Code) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut width = 0_i32;
        // The module past the end is white, and ends the last run.
        for x in 0..=code.size() {
            if code.get_module(x, y) {
                width = width.saturating_add(1);
            } else if width > 0 {
                let left = x.saturating_sub(width).saturating_add(QUIET_ZONE);
                let top = y.saturating_add(QUIET_ZONE);
                // Writing to a string cannot fail.
                let _ = write!(path, "M{left},{top}h{width}v1h-{width}z");
                width = 0;
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::frame::Place;
    use crate::pages::{Block, Page};
    use crate::text::{Language, Text};

    fn rendered(text: &str, label: &str) -> String {
        let code = QrCode::new(text, label.to_owned()).unwrap();
        let page = Page::new("Title".to_owned(), Place::SignIn).with(Block::QrCode(code));
        let page = page.render(Text::new(Language::English), &[]);
        let start = page.find("<svg class=\"qr-code\"").unwrap();
        let length = page[start..].find("</svg>").unwrap();
        page[start..start + length].to_owned()
    }

    fn attribute<'a>(svg: &'a str, name: &str) -> &'a str {
        let start = svg.find(&format!(" {name}=\"")).unwrap() + name.len() + 3;
        svg[start..].split('"').next().unwrap()
    }

    /// Draws the picture that is on the page, and reads it as a phone does.
    fn scanned(svg: &str) -> String {
        const SCALE: usize = 4;
        let size: usize = attribute(svg, "viewBox").split(' ').next_back().unwrap().parse().unwrap();
        let mut dark = vec![false; size * size];
        for run in attribute(svg, "d").split('M').skip(1) {
            let numbers: Vec<usize> =
                run.split([',', 'h', 'v', 'z']).take(3).map(|number| number.parse().unwrap()).collect();
            let [left, top, width] = numbers[..] else { panic!("{run}") };
            assert_eq!(run, format!("{left},{top}h{width}v1h-{width}z"));
            dark[top * size + left..][..width].fill(true);
        }
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(size * SCALE, size * SCALE, |x, y| {
            if dark[y / SCALE * size + x / SCALE] { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1);
        grids[0].decode().unwrap().1
    }

    #[test]
    fn su_9_a_code_is_read_back_as_what_it_was_made_of() {
        let longest = format!("otpauth://totp/{}", "%F0%9F%98%80".repeat(60));
        for text in [
            "otpauth://totp/Gatehouse:ana%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Gatehouse\
             &algorithm=SHA1&digits=6&period=30",
            "1",
            "用户",
            &longest,
        ] {
            assert_eq!(scanned(&rendered(text, "label")), text);
        }
        assert!(QrCode::new(&"x".repeat(3000), String::new()).is_none());
    }

    #[test]
    fn su_9_a_code_is_a_labeled_picture_on_white_without_styles() {
        let svg = rendered("text", "\"Scan\" <this>");
        assert_eq!(attribute(&svg, "role"), "img");
        assert_eq!(attribute(&svg, "aria-label"), "&#34;Scan&#34; &#60;this&#62;");
        assert_eq!(attribute(&svg, "viewBox"), "0 0 29 29");
        assert!(svg.contains("<rect width=\"29\" height=\"29\" fill=\"#fff\"/>"), "{svg}");
        assert!(!svg.contains("style") && !svg.contains("http"), "{svg}");
        // The first dark module is the corner of the finder pattern, right behind the quiet zone.
        assert!(attribute(&svg, "d").starts_with("M4,4h7v1h-7z"), "{svg}");
    }
}
