//! What people see: every auth page is a [`Page`], rendered by one template.
//!
//! `routes` says which blocks a page has and in which words; the template (`worker/core/templates/page.html`) says
//! how each block looks. So every form has its labels, errors and summary in the same way, and a new page needs no
//! HTML. [`frame`] is what stands around every page, articles included; [`help`] names the articles;
//! [`dates`] and [`browsers`] say what is stored in words.

pub mod browsers;
pub mod dates;
mod form;
pub mod frame;
pub mod help;
pub mod qr;
pub mod search;
pub mod status;

pub use form::{Choice, Control, DateInput, Form, Input, InputKind, Select};

use crate::policy::POLICY;
use crate::text::{Language, Text};
use crate::time::UnixTime;
use askama::Template;
use frame::{Frame, Place, language_switch};
use help::Article;
use qr::QrCode;
use search::Results;

/// What is said of a field that was left empty.
const MISSING: [&str; 8] = [
    "app-code-missing",
    "code-missing",
    "key-type-missing",
    "method-missing",
    "new-password-missing",
    "password-missing",
    "personal-key-missing",
    "phone-missing",
];

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// The heading, and the title of the window.
    pub title: String,
    /// Where it belongs.
    pub place: Place,
    /// What stands on it, from top to bottom.
    pub blocks: Vec<Block>,
    /// The article that answers the questions it raises (HC-4).
    pub help: Option<Article>,
    /// What a search engine shows of it. One without asks to be left out: it is of use only to whoever was led there.
    pub description: Option<String>,
    /// By field, the place that explains what can be wrong with it.
    whys: Vec<(&'static str, Article)>,
}

/// A part of a page.
#[derive(Debug, Clone)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// Something that the person must not miss.
    Alert(Alert, String),
    /// A form.
    Form(Form),
    /// Other ways to go on.
    Links(Vec<(String, String)>),
    /// Where the person is in creating an account: this step of so many, and its name.
    Step(usize, usize, String),
    /// A personal key, shown to be saved, with the address of the file to download.
    PersonalKey(String, &'static str),
    /// A picture for a phone to read.
    QrCode(QrCode),
    /// How many tries are left, in words (SI-4).
    TriesLeft(String),
    /// A wait: until when, the time now, and the time left in words. [`Block::wait`] makes one.
    Wait(UnixTime, UnixTime, String),
    /// When a code was sent: the time, how long ago that is in words, and the words that a script makes of it, with `{time}`
    /// where the person's own clock goes. [`Block::sent`] makes one.
    Sent(UnixTime, String, String),
    /// What the account has.
    Facts(Vec<(String, String)>),
    /// What to do, one after the other.
    Steps(Vec<String>),
    /// The secret of an authenticator app: as it is typed, and as the address that an app on this device opens.
    AppSecret(String, String),
    /// The box to search the help center with, and what it holds.
    SearchBox(String),
    /// What a search has found.
    Results(Results),
    /// What the part below is about.
    Heading(String),
    /// Settings, each with its value and the way to change it.
    Settings(Vec<Setting>),
    /// The place that explains what the page says (HC-4).
    Why(Article),
}

/// A setting in a list of them.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// What it is now, a line each.
    pub value: Vec<String>,
    /// Where it is changed.
    pub change: Option<Change>,
}

/// The way to change a setting.
#[derive(Debug, Clone)]
pub struct Change {
    /// The address of the page.
    pub href: &'static str,
    /// What the link says.
    pub words: String,
    /// What else it says to people who hear it without its row, so that no two links sound alike.
    pub context: String,
}

impl Block {
    /// A wait until `until`.
    pub fn wait(text: Text, until: UnixTime, now: UnixTime) -> Self {
        let left = now.until(until);
        let (hours, minutes, seconds) = (left / 3600, left / 60, left % 60);
        let words = if hours > 0 {
            text.say_with("wait-left-hours", &[("hours", hours.into()), ("minutes", (minutes % 60).into())])
        } else {
            text.say_with("wait-left", &[("minutes", minutes.into()), ("seconds", seconds.into())])
        };
        Self::Wait(until, now, words)
    }

    /// A code that was sent at `at`. Only the browser knows the person's time zone: without a script the page says how long
    /// ago it was, which is right everywhere.
    pub fn sent(text: Text, at: UnixTime, now: UnixTime) -> Self {
        let ago = text.say_with("code-sent-ago", &[("minutes", (at.until(now) / 60).into())]);
        Self::Sent(at, ago, text.say_with("code-sent-at", &[("time", "{time}".into())]))
    }
}

/// How much an alert matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alert {
    /// Good to know.
    Info,
    /// Something was done.
    Success,
    /// Take care.
    Warning,
    /// Something was not done.
    Error,
}

impl Alert {
    const fn class(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Page {
    /// A page at `place`.
    pub const fn new(title: String, place: Place) -> Self {
        Self { title, place, blocks: Vec::new(), help: None, description: None, whys: Vec::new() }
    }

    /// The same page with one more block.
    #[must_use]
    pub fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// The same page with its article.
    #[must_use]
    pub const fn help(mut self, article: Article) -> Self {
        self.help = Some(article);
        self
    }

    /// The same page with what a search engine shows of it.
    #[must_use]
    pub fn description(mut self, words: String) -> Self {
        self.description = Some(words);
        self
    }

    /// The same page with the place that explains an error of this field, for when it has one (HC-4).
    #[must_use]
    pub fn why(mut self, field: &'static str, place: Article) -> Self {
        self.whys.push((field, place));
        self
    }

    /// The place that explains this error of a field. That nothing was typed needs no explanation.
    fn why_of(&self, text: Text, field: &str, error: &str) -> Option<Article> {
        let is_missing = MISSING.iter().any(|key| text.say(key) == error);
        let known = self.whys.iter().find(|(known, _)| *known == field && !is_missing);
        known.map(|(_, place)| *place)
    }

    /// Whether something is typed on it: what it links to then opens beside it.
    fn has_inputs(&self) -> bool {
        self.inputs().next().is_some()
    }

    /// Whether it loads the strength meter, which needs WebAssembly.
    pub fn has_meter(&self) -> bool {
        self.inputs().any(|input| matches!(input.kind, InputKind::NewPassword(_)))
    }

    /// Whether it shows results while somebody types, for which a script loads an index and WebAssembly.
    pub fn has_search(&self) -> bool {
        self.blocks.iter().any(|block| matches!(block, Block::Results(_)))
    }

    fn inputs(&self) -> impl Iterator<Item = &Input> {
        self.controls().flat_map(Control::inputs)
    }

    fn controls(&self) -> impl Iterator<Item = &Control> {
        self.blocks
            .iter()
            .filter_map(|block| match block {
                Block::Form(form) => Some(&form.controls),
                _ => None,
            })
            .flatten()
    }

    /// Field and words of every error, for the summary.
    fn errors(&self) -> Vec<(&'static str, &str)> {
        let mut errors = Vec::new();
        for control in self.controls() {
            let inputs = control.inputs().iter().map(|input| (input.name, input.error.as_deref()));
            let choice = match control {
                Control::Choice(choice) => Some((choice.name, choice.error.as_deref())),
                _ => None,
            };
            errors.extend(inputs.chain(choice).filter_map(|(name, error)| Some((name, error?))));
        }
        errors
    }

    /// The HTML. `elsewhere` is where the same page can be had in which language; nothing if it is the answer to a form that
    /// has no page of its own.
    pub fn render(&self, text: Text, elsewhere: &[(Language, String)]) -> String {
        let languages = match elsewhere {
            [] => String::new(),
            addresses => language_switch(text.language, addresses),
        };
        let template = PageTemplate {
            text,
            page: self,
            frame: Frame::new(text.language, self.place),
            languages,
            errors: self.errors(),
            meter_words: meter_words(text, self.has_meter()),
        };
        // Writing to a string fails only when an expression of the template does; none can.
        template.render().unwrap_or_default()
    }
}

/// The words that the meter shows, as JSON for its script. `<` is escaped, so that no text can end the element.
fn meter_words(text: Text, wanted: bool) -> Option<String> {
    let scores = ["meter-0", "meter-1", "meter-2", "meter-3", "meter-4", "meter-too-short", "meter-refused"];
    let words: std::collections::BTreeMap<&str, String> =
        gatehouse_strength::ADVICE.into_iter().chain(scores).map(|key| (key, text.say(key))).collect();
    wanted.then(|| serde_json::to_string(&words).unwrap_or_default().replace('<', "\\u003c"))
}

#[derive(Template)]
#[template(path = "page.html")]
struct PageTemplate<'a> {
    text: Text,
    page: &'a Page,
    frame: Frame,
    languages: String,
    errors: Vec<(&'static str, &'a str)>,
    meter_words: Option<String>,
}
