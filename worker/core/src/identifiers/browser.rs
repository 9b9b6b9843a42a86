//! What a browser is called in a list of sessions (ST-7) and in a notice (SI-9), out of its `User-Agent` header.
//!
//! The header is written by whoever asks, and only ever selects a name out of the tables below: not a letter of it is
//! shown or stored. A name is a help to remember, and no proof of anything. The crates that read this header are regular
//! expressions by the hundred, or older than the browsers of today; two short tables tell people enough.

use serde::{Deserialize, Serialize};

/// Bytes of the header that are read. The longest ones, of browsers inside of other apps, have some 400.
const LIMIT: usize = 512;

/// A browser, as far as it says what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Browser {
    /// The program, such as Firefox.
    pub program: Option<Program>,
    /// What it runs on, such as Windows.
    pub system: Option<System>,
}

/// A browser program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is a product's name")]
pub enum Program {
    AmazonSilk,
    AndroidBrowser,
    Brave,
    Chrome,
    Chromium,
    DuckDuckGo,
    Edge,
    Facebook,
    Firefox,
    GnomeWeb,
    GoogleApp,
    HuaweiBrowser,
    Instagram,
    InternetExplorer,
    MiBrowser,
    Opera,
    Safari,
    SamsungInternet,
    UcBrowser,
    Vivaldi,
    Whale,
    YandexBrowser,
}

/// What a browser runs on: a device where it says so, else an operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is a product's name")]
pub enum System {
    Android,
    ChromeOs,
    FreeBsd,
    HarmonyOs,
    IPad,
    IPhone,
    KaiOs,
    Linux,
    Mac,
    OpenBsd,
    Windows,
}

/// Signs of programs that are no browser of a person.
const ROBOTS: &[&str] = &["+http", "bot/", "crawler", "spider", "headlesschrome"];

/// Programs and their signs, in lower case. The first row whose signs are all there counts: most browsers also claim
/// to be those that they are built on.
const PROGRAMS: &[(&[&str], Program)] = &[
    (&[" instagram "], Program::Instagram),
    (&["[fban/"], Program::Facebook),
    (&["[fb_iab/"], Program::Facebook),
    (&[";fbav/"], Program::Facebook),
    (&[" gsa/"], Program::GoogleApp),
    (&[" ddg/"], Program::DuckDuckGo),
    (&[" duckduckgo/"], Program::DuckDuckGo),
    (&[" samsungbrowser/"], Program::SamsungInternet),
    (&[" edg/"], Program::Edge),
    (&[" edga/"], Program::Edge),
    (&[" edgios/"], Program::Edge),
    (&[" edge/"], Program::Edge),
    (&[" opr/"], Program::Opera),
    (&[" opt/"], Program::Opera),
    (&[" opx/"], Program::Opera),
    (&[" opios/"], Program::Opera),
    (&["opera/"], Program::Opera),
    (&[" vivaldi/"], Program::Vivaldi),
    (&[" brave/"], Program::Brave),
    (&[" yabrowser/"], Program::YandexBrowser),
    (&[" ucbrowser/"], Program::UcBrowser),
    (&[" huaweibrowser/"], Program::HuaweiBrowser),
    (&[" miuibrowser/"], Program::MiBrowser),
    (&[" whale/"], Program::Whale),
    (&[" silk/"], Program::AmazonSilk),
    (&[" epiphany/"], Program::GnomeWeb),
    (&[" fxios/"], Program::Firefox),
    (&[" focus/"], Program::Firefox),
    (&[" firefox/"], Program::Firefox),
    (&[" crios/"], Program::Chrome),
    (&[" chromium/"], Program::Chromium),
    (&[" chrome/"], Program::Chrome),
    (&[" trident/"], Program::InternetExplorer),
    (&["; msie "], Program::InternetExplorer),
    (&["android", " version/", " safari/"], Program::AndroidBrowser),
    (&["mac os x", " version/", " safari/"], Program::Safari),
];

/// Systems and their signs, as above.
const SYSTEMS: &[(&[&str], System)] = &[
    (&["windows phone"], System::Windows),
    (&["iphone"], System::IPhone),
    (&["ipad"], System::IPad),
    // An iPad asks for pages as a Mac does. Of Apple's own browser it cannot be told; these exist on no Mac.
    (&["macintosh", " crios/"], System::IPad),
    (&["macintosh", " fxios/"], System::IPad),
    (&["macintosh", " edgios/"], System::IPad),
    (&["harmony"], System::HarmonyOs),
    (&["kaios/"], System::KaiOs),
    (&["android"], System::Android),
    (&[" cros "], System::ChromeOs),
    (&["windows"], System::Windows),
    (&["macintosh"], System::Mac),
    (&["freebsd"], System::FreeBsd),
    (&["openbsd"], System::OpenBsd),
    (&["linux"], System::Linux),
];

impl Browser {
    /// The browser that sent this `User-Agent` header.
    pub fn read(user_agent: &[u8]) -> Self {
        let head = user_agent.get(..LIMIT).unwrap_or(user_agent);
        let text = String::from_utf8_lossy(head).to_ascii_lowercase();
        if ROBOTS.iter().any(|sign| text.contains(sign)) {
            return Self::default();
        }
        Self { program: first(PROGRAMS, &text), system: first(SYSTEMS, &text) }
    }
}

fn first<Name: Copy>(table: &[(&[&str], Name)], text: &str) -> Option<Name> {
    table.iter().find(|(signs, _)| signs.iter().all(|sign| text.contains(sign))).map(|(_, name)| *name)
}

impl Program {
    /// Its name, the same in every language.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AmazonSilk => "Amazon Silk",
            Self::AndroidBrowser => "Android Browser",
            Self::Brave => "Brave",
            Self::Chrome => "Chrome",
            Self::Chromium => "Chromium",
            Self::DuckDuckGo => "DuckDuckGo",
            Self::Edge => "Edge",
            Self::Facebook => "Facebook",
            Self::Firefox => "Firefox",
            Self::GnomeWeb => "GNOME Web",
            Self::GoogleApp => "Google",
            Self::HuaweiBrowser => "Huawei Browser",
            Self::Instagram => "Instagram",
            Self::InternetExplorer => "Internet Explorer",
            Self::MiBrowser => "Mi Browser",
            Self::Opera => "Opera",
            Self::Safari => "Safari",
            Self::SamsungInternet => "Samsung Internet",
            Self::UcBrowser => "UC Browser",
            Self::Vivaldi => "Vivaldi",
            Self::Whale => "Whale",
            Self::YandexBrowser => "Yandex Browser",
        }
    }
}

impl System {
    /// Its name, the same in every language.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Android => "Android",
            Self::ChromeOs => "ChromeOS",
            Self::FreeBsd => "FreeBSD",
            Self::HarmonyOs => "HarmonyOS",
            Self::IPad => "iPad",
            Self::IPhone => "iPhone",
            Self::KaiOs => "KaiOS",
            Self::Linux => "Linux",
            Self::Mac => "Mac",
            Self::OpenBsd => "OpenBSD",
            Self::Windows => "Windows",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Program and system in words, `?` for what is unknown.
    fn said(user_agent: &[u8]) -> String {
        let browser = Browser::read(user_agent);
        let program = browser.program.map_or("?", Program::name);
        format!("{program} on {}", browser.system.map_or("?", System::name))
    }

    #[test]
    fn st_7_browsers_are_called_as_people_know_them() {
        let table = include_str!("../../tests/user-agents.txt");
        for line in table.lines() {
            let (name, user_agent) = line.split_once(" | ").unwrap();
            assert_eq!(said(user_agent.as_bytes()), name, "{user_agent}");
        }
    }

    #[test]
    fn st_7_what_is_no_known_browser_is_called_nothing() {
        for (user_agent, name) in [
            // Of a browser inside of an app only the device is known.
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Mobile/15E148",
                "? on iPhone",
            ),
            // WebKit on Linux is in browsers of several names.
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 \
                 Safari/605.1.15",
                "? on Linux",
            ),
            ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "? on ?"),
            (
                "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/138.0.7204.49 Mobile Safari/537.36 (compatible; Googlebot/2.1; \
                 +http://www.google.com/bot.html)",
                "? on ?",
            ),
            (
                "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; \
                 +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36",
                "? on ?",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 HeadlessChrome/138.0.0.0 Safari/537.36",
                "? on ?",
            ),
            ("curl/8.14.1", "? on ?"),
            ("python-requests/2.32.4", "? on ?"),
            ("Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/UQ1A)", "? on Android"),
            ("", "? on ?"),
            ("Mozilla/5.0", "? on ?"),
            ("<script>alert(1)</script>\r\nSet-Cookie: a=b", "? on ?"),
            ("😀 ＦＩＲＥＦＯＸ/140.0", "? on ?"),
        ] {
            assert_eq!(said(user_agent.as_bytes()), name, "{user_agent}");
        }
        assert_eq!(said(b"\xff\xfe\x00 Firefox/140.0 \xc3"), "Firefox on ?");
    }

    #[test]
    fn st_7_only_the_beginning_of_a_header_is_read() {
        let late = format!("{} Firefox/140.0", "x".repeat(LIMIT));
        assert_eq!(said(late.as_bytes()), "? on ?");
        // The limit may fall into a character.
        let cut = format!("x Firefox/140.0 {}", "€".repeat(1_000_000));
        assert_eq!(said(cut.as_bytes()), "Firefox on ?");
    }

    #[test]
    fn st_7_a_name_is_kept_as_itself() {
        let browser = Browser { program: Some(Program::SamsungInternet), system: Some(System::Android) };
        let kept = serde_json::to_string(&browser).unwrap();
        assert_eq!(kept, r#"{"program":"samsung_internet","system":"android"}"#);
        assert_eq!(serde_json::from_str::<Browser>(&kept).unwrap(), browser);
    }

    #[test]
    fn signs_are_in_lower_case() {
        let of_tables = PROGRAMS.iter().map(|(signs, _)| signs).chain(SYSTEMS.iter().map(|(signs, _)| signs));
        for sign in of_tables.flat_map(|signs| signs.iter()).chain(ROBOTS) {
            assert_eq!(*sign, sign.to_ascii_lowercase());
        }
    }
}
