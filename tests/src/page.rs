//! A page as a person, or a checker, reads it.

use scraper::{ElementRef, Html, Selector};

use crate::Request;

/// A parsed page.
#[derive(Debug)]
pub struct Page {
    html: Html,
    path: String,
}

/// A form with the values that it would send.
#[derive(Debug, Clone)]
pub struct Form {
    /// Where it goes.
    pub action: String,
    /// Names and values, in the order of the page.
    pub fields: Vec<(String, String)>,
    names: Vec<String>,
}

impl Form {
    /// The form with these fields filled in.
    #[must_use]
    pub fn filled(mut self, values: &[(&str, &str)]) -> Self {
        for (name, value) in values {
            self.fields.retain(|(n, _)| n != name);
            self.fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        self
    }

    /// The request that sending it makes.
    pub fn request(&self) -> Request {
        let fields: Vec<_> = self.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        Request::form(&crate::reply::path_of(&self.action), &fields)
    }

    /// The value a field has now.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

impl Page {
    /// Parses `html`, which was found at `path`.
    pub fn read(html: &str, path: &str) -> Self {
        Self { html: Html::parse_document(html), path: path.to_owned() }
    }

    /// The elements that match.
    pub fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        let selector = Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"));
        self.html.select(&selector).collect()
    }

    /// The texts of the elements that match.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).into_iter().map(text_of).collect()
    }

    /// The markup of the first element that matches; empty when none does.
    pub fn markup(&self, selector: &str) -> String {
        self.all(selector).first().map(ElementRef::html).unwrap_or_default()
    }

    /// An attribute of every element that matches and has it.
    pub fn attributes(&self, selector: &str, attribute: &str) -> Vec<String> {
        self.all(selector).into_iter().filter_map(|e| e.attr(attribute)).map(str::to_owned).collect()
    }

    /// The first heading.
    pub fn heading(&self) -> String {
        self.texts("h1").into_iter().next().unwrap_or_default()
    }

    /// All that the page says.
    pub fn text(&self) -> String {
        self.texts("body").join(" ")
    }

    /// What the page says between header and footer.
    pub fn main_text(&self) -> String {
        self.texts("main").into_iter().next().unwrap_or_else(|| self.text())
    }

    /// The messages next to fields.
    pub fn errors(&self) -> Vec<String> {
        self.texts(".usa-error-message").into_iter().filter(|text| !text.is_empty()).collect()
    }

    /// Whether a summary of errors stands on the page.
    pub fn has_summary(&self) -> bool {
        !self.all(".usa-alert--error").is_empty()
    }

    /// The value that a field shows.
    pub fn value_of(&self, field: &str) -> Option<String> {
        self.form_with(field)?.value(field).map(str::to_owned)
    }

    /// The first form that has a field of that name.
    pub fn form_with(&self, field: &str) -> Option<Form> {
        self.forms().into_iter().find(|form| form.names.iter().any(|name| name == field))
    }

    /// The first form that goes to that path.
    pub fn form_to(&self, action: &str) -> Option<Form> {
        self.forms().into_iter().find(|form| form.action.split('?').next() == Some(action))
    }

    /// The forms that are posted.
    pub fn forms(&self) -> Vec<Form> {
        let posted = self.all("form").into_iter();
        posted
            .filter(|form| form.attr("method").is_some_and(|m| m.eq_ignore_ascii_case("post")))
            .map(|form| self.form(form))
            .collect()
    }

    /// The values of hidden fields, which differ from page to page.
    pub fn hidden_values(&self) -> Vec<String> {
        let mut values = self.attributes("input[type=hidden]", "value");
        values.retain(|value| !value.is_empty());
        values
    }

    /// Where links lead.
    pub fn links(&self) -> Vec<String> {
        self.attributes("a[href]", "href")
    }

    fn form(&self, form: ElementRef<'_>) -> Form {
        let action = form.attr("action").filter(|action| !action.is_empty()).unwrap_or(&self.path);
        let fields =
            Selector::parse("input, textarea, select, button").unwrap_or_else(|error| panic!("{error}"));
        let mut found = Form { action: action.to_owned(), fields: Vec::new(), names: Vec::new() };
        for field in form.select(&fields) {
            let Some(name) = field.attr("name") else { continue };
            found.names.push(name.to_owned());
            let value = match (field.value().name(), field.attr("type").unwrap_or_default()) {
                ("button", _) | (_, "submit") => continue,
                (_, "radio" | "checkbox") if field.attr("checked").is_none() => continue,
                ("textarea", _) => field.text().collect(),
                ("select", _) => selected(field),
                (_, "radio" | "checkbox") => field.attr("value").unwrap_or("on").to_owned(),
                _ => field.attr("value").unwrap_or_default().to_owned(),
            };
            found.fields.push((name.to_owned(), value));
        }
        found
    }
}

fn selected(field: ElementRef<'_>) -> String {
    let options = Selector::parse("option").unwrap_or_else(|error| panic!("{error}"));
    let options: Vec<_> = field.select(&options).collect();
    let chosen = options.iter().find(|option| option.attr("selected").is_some()).or(options.first());
    chosen.and_then(|option| option.attr("value")).unwrap_or_default().to_owned()
}

/// An element's text with its white space as a reader sees it; scripts and styles say nothing.
pub fn text_of(element: ElementRef<'_>) -> String {
    let mut words = String::new();
    for node in element.descendants() {
        let Some(text) = node.value().as_text() else { continue };
        let silent = node.ancestors().any(|a| {
            a.value().as_element().is_some_and(|e| matches!(e.name(), "script" | "style" | "template"))
        });
        if !silent {
            words.push_str(text);
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<form method="get"><input name="q"></form>
        <form method="post"><input type="hidden" name="csrf" value="t">
        <input name="email" value="a&amp;b"><input type="checkbox" name="saved" value="yes">
        <label><input type="radio" name="method" value="sms"><input type="radio" name="method" value="voice" checked>
        </label><button name="go" value="1">Go</button></form><script>let silent;</script>"#;

    #[test]
    fn a_form_sends_what_a_browser_would() {
        let form = Page::read(PAGE, "x").form_with("email").expect("a form");
        let fields: Vec<_> = form.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(fields, [("csrf", "t"), ("email", "a&b"), ("method", "voice")]);
        let filled = form.filled(&[("method", "sms"), ("saved", "yes")]);
        assert_eq!((filled.value("method"), filled.value("saved")), (Some("sms"), Some("yes")));
    }

    #[test]
    fn scripts_say_nothing() {
        assert_eq!(Page::read(PAGE, "x").text(), "Go");
        assert!(Page::read(PAGE, "x").form_with("q").is_none(), "only posted forms count");
    }
}
