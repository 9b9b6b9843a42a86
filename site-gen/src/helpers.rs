//! Helpers: `{{ policy.x }}`, `{{ service.x }}` and `{{ screen.x }}` in an article become values.
//!
//! They stand in text, link targets, titles and summaries. They are filled in before the Markdown is parsed,
//! because `CommonMark` allows no spaces in a link target. Code is left alone. A value never has a line break,
//! so lines keep their numbers. The scanner is our own and small: an article gets names, not a language.

use crate::diagnostic::{Diagnostic, line_at, nearest};
use gatehouse_core::policy::POLICY;
use gatehouse_core::text::{Language, Text};
use std::collections::BTreeMap;
use std::ops::Range;

/// Screens of the service, by the names that articles use for them.
const SCREENS: [(&str, &str); 11] = [
    ("account", "/account"),
    ("activity", "/account/activity"),
    ("change_email", "/account/email"),
    ("change_password", "/account/password"),
    ("change_phone", "/account/phone"),
    ("data", "/account/data"),
    ("delete", "/account/delete"),
    ("new_personal_key", "/account/personal-key/new"),
    ("sessions", "/account/sessions"),
    ("sign_in", "/sign-in"),
    ("sign_up", "/sign-up"),
];

/// The addresses of the screens and of the contact page in `language`, by the names that articles use for them. A
/// screen has one address and is told the language.
pub fn screens(language: Language) -> BTreeMap<&'static str, String> {
    let contact = ("contact", format!("{}/contact/", language.prefix()));
    let screens = SCREENS.into_iter().map(|(name, path)| (name, format!("{path}?lang={}", language.tag())));
    screens.chain([contact]).collect()
}

/// Texts of the service that articles may name, with their keys.
const SERVICE: [(&str, &str); 3] =
    [("name", "service-name"), ("operator", "service-operator"), ("contact", "service-contact")];

/// The values of all helpers in one language.
#[derive(Debug, Clone)]
pub struct Helpers {
    values: BTreeMap<String, String>,
}

impl Helpers {
    /// The values in `language`.
    pub fn new(language: Language) -> Self {
        let text = Text::new(language);
        let policy = POLICY.variables().into_iter().map(|(name, number)| {
            // The name says the unit, which the article writes after the number.
            (format!("policy.{name}"), number.to_string())
        });
        let service = SERVICE.into_iter().map(|(name, key)| (format!("service.{name}"), text.say(key)));
        let screens = screens(language).into_iter().map(|(name, path)| (format!("screen.{name}"), path));
        Self { values: policy.chain(service).chain(screens).collect() }
    }

    /// `text` with its helpers filled in. `first_line` is where `text` starts in `file`; nothing changes in the
    /// byte ranges of `code`.
    pub fn fill(
        &self,
        text: &str,
        code: &[Range<usize>],
        file: &str,
        first_line: usize,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut done = 0;
        for helper in find(text) {
            if code.iter().any(|range| range.contains(&helper.range.start)) {
                continue;
            }
            let line = first_line + line_at(text, helper.range.start) - 1;
            filled.push_str(&text[done..helper.range.start]);
            done = helper.range.end;
            match helper.name.map(|name| (name, self.values.get(name))) {
                Some((_, Some(value))) => filled.push_str(value),
                Some((name, None)) => diagnostics.push(Diagnostic::new(file, line, self.unknown(name))),
                None => {
                    let message = "expected `}}` on the same line to close this `{{`";
                    diagnostics.push(Diagnostic::new(file, line, message));
                }
            }
        }
        filled.push_str(&text[done..]);
        filled
    }

    fn unknown(&self, name: &str) -> String {
        if let Some(near) = nearest(name, self.values.keys().map(String::as_str)) {
            return format!("there is no helper `{name}`: did you mean `{near}`?");
        }
        let group = name.split('.').next().unwrap_or_default();
        let all: Vec<&str> = self.values.keys().map(String::as_str).collect();
        let same: Vec<&str> = all.iter().copied().filter(|n| n.split('.').next() == Some(group)).collect();
        let list = if same.is_empty() { all } else { same }.join(", ");
        format!("there is no helper `{name}`: expected one of {list}")
    }
}

/// A helper in a text: where it is, and its name if it is closed on its line.
#[derive(Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// The bytes from `{{` to `}}`.
    pub range: Range<usize>,
    /// The name, without the spaces around it.
    pub name: Option<&'a str>,
}

/// All helpers of a text, in order.
pub fn find(text: &str) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find("{{").map(|at| from + at) {
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = text[start..line_end].find("}}").map(|at| start + at);
        let range = start..end.map_or(start + 2, |end| end + 2);
        from = range.end;
        found.push(Found { range, name: end.map(|end| text[start + 2..end].trim()) });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str, messages: &[&str]) {
        let mut diagnostics = Vec::new();
        let code = crate::markdown::code_ranges(text);
        let filled = Helpers::new(Language::English).fill(text, &code, "a.md", 5, &mut diagnostics);
        assert_eq!(filled, expected);
        let told: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(told, messages);
    }

    #[test]
    fn values_replace_names() {
        let minimum = POLICY.password_minimum;
        check("at least {{ policy.password_minimum }} long", &format!("at least {minimum} long"), &[]);
        check("{{service.name}}, [go]({{ screen.sign_in }})", "Gatehouse, [go](/sign-in?lang=en)", &[]);
        check("no helper { here }", "no helper { here }", &[]);
    }

    #[test]
    fn code_stays_as_it_is() {
        check("`{{ policy.x }}` and {{ service.name }}", "`{{ policy.x }}` and Gatehouse", &[]);
        check("```\n{{ nothing }}\n```\n", "```\n{{ nothing }}\n```\n", &[]);
    }

    #[test]
    fn all_problems_are_told_with_their_lines() {
        check(
            "{{ screen.sing_in }}\n\n{{ policy.password_minimun }}",
            "\n\n",
            &[
                "a.md:5: there is no helper `screen.sing_in`: did you mean `screen.sign_in`?",
                "a.md:7: there is no helper `policy.password_minimun`: did you mean `policy.password_minimum`?",
            ],
        );
        check(
            "{{ screen.something_else }}",
            "",
            &["a.md:5: there is no helper `screen.something_else`: expected one of screen.account, \
               screen.activity, screen.change_email, screen.change_password, screen.change_phone, screen.contact, \
               screen.data, screen.delete, screen.new_personal_key, screen.sessions, screen.sign_in, \
               screen.sign_up"],
        );
        check(
            "{{ service.name",
            " service.name",
            &["a.md:5: expected `}}` on the same line to close this `{{`"],
        );
    }
}
