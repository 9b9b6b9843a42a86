//! Browsers, in words: in lists of sessions and activities (ST-7, ST-1), and in notices (SI-9).

use crate::identifiers::Browser;
use crate::text::Text;

/// What a browser is called, in words.
pub fn name(text: Text, browser: Browser) -> String {
    let value = |name: &'static str| name.into();
    match (browser.program, browser.system) {
        (Some(program), Some(system)) => text.say_with(
            "browser-on-system",
            &[("program", value(program.name())), ("system", value(system.name()))],
        ),
        (Some(program), None) => program.name().to_owned(),
        (None, Some(system)) => text.say_with("browser-of-system", &[("system", value(system.name()))]),
        (None, None) => text.say("browser-unknown"),
    }
}
