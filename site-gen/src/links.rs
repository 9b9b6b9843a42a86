//! Every link must lead somewhere (requirement HC-4), and to the same language.
//!
//! A link within the site is an absolute path: a page of the help center, with its closing slash, or a screen
//! of the service, which is told the language. A part after `#` must be a heading of that page. Other sites are
//! linked by `https:` only. Articles, templates and the frame of core are checked alike.

use crate::diagnostic::{Diagnostic, Source, did_you_mean};
use crate::old_urls::Moved;
use crate::site::{Page, Site};
use crate::{Sources, helpers};
use gatehouse_core::pages::frame::{Frame, Place};
use gatehouse_core::text::Language;
use std::collections::{HashMap, HashSet};

/// Where links can lead to, in all languages.
pub struct Known<'a> {
    pages: HashMap<&'a str, (Language, &'a Page)>,
    drafts: HashSet<&'a str>,
    screens: HashSet<&'static str>,
    moved: &'a Moved,
}

/// What is wrong with a link and what to do.
type Problem = (String, Option<String>);

impl<'a> Known<'a> {
    /// What the links of these sites can lead to.
    pub fn new(sites: &'a [Site], moved: &'a Moved) -> Self {
        let all = sites.iter().flat_map(|site| site.pages().map(|page| (site.language, page)));
        let drafts = sites.iter().flat_map(|site| &site.drafts);
        Self {
            pages: all.map(|(language, page)| (page.path.as_str(), (language, page))).collect(),
            drafts: drafts.map(|page| page.path.as_str()).collect(),
            screens: gatehouse_core::addresses().collect(),
            moved,
        }
    }

    /// Reports the links and related articles of a site that lead nowhere.
    pub fn check(&self, site: &Site, diagnostics: &mut Vec<Diagnostic>) {
        // A text that isn't translated has been checked as an English page.
        for page in site.pages().chain(&site.drafts).filter(|page| page.language == site.language) {
            for link in &page.text.links {
                if let Err((message, help)) = self.judge(&link.target, site.language, page) {
                    diagnostics.push(page.source.error(link.span.clone(), message).help(help));
                }
            }
            for related in &page.related {
                let path = format!("{}/help/{}/", site.language.prefix(), related.value);
                let message = match self.pages.get(path.as_str()) {
                    _ if related.value == page.id => "an article is not related to itself".to_owned(),
                    Some(_) => continue,
                    None if self.drafts.contains(path.as_str()) => format!("`{}` is a draft", related.value),
                    None => format!("there is no article `{}`", related.value),
                };
                let ids = site.sections.iter().flat_map(|section| &section.articles).map(|a| a.id.as_str());
                let help = did_you_mean(&related.value, ids.filter(|id| *id != related.value));
                diagnostics.push(page.source.error(related.span.clone(), message).help(help));
            }
        }
    }

    /// Reports the links of the frame around every page that lead nowhere.
    pub fn check_frame(&self, site: &Site, diagnostics: &mut Vec<Diagnostic>) {
        let frame = Frame::new(site.language, Place::Help);
        for (name, html) in [
            ("head", &frame.head),
            ("banner", &frame.banner),
            ("header", &frame.header),
            ("footer", &frame.footer),
        ] {
            for target in html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                if target.starts_with("/assets/") || target.starts_with("data:") || target.starts_with('#') {
                    continue;
                }
                if let Err((message, help)) = self.judge(target, site.language, &site.home) {
                    let file = format!("worker/core/templates/frame/{name}.html");
                    diagnostics.push(Diagnostic::new(&file, 1, message).help(help));
                }
            }
        }
    }

    /// Reports the addresses in templates that lead nowhere, as far as they are written out.
    pub fn check_templates(&self, sources: &Sources, diagnostics: &mut Vec<Diagnostic>) {
        for (name, text) in &sources.templates {
            let source = Source::new(format!("{}/{name}", sources.templates_folder), text);
            for attribute in ["href=\"", "src=\""] {
                for (at, _) in source.text.match_indices(attribute) {
                    let start = at + attribute.len();
                    let value = source.text[start..].split('"').next().unwrap_or_default();
                    if let Err((message, help)) = self.judge_template(value) {
                        diagnostics.push(source.error(start..start + value.len(), message).help(help));
                    }
                }
            }
        }
    }

    fn judge_template(&self, value: &str) -> Result<(), Problem> {
        let written = value.split('{').next().unwrap_or_default();
        let path = written.split(['?', '#']).next().unwrap_or_default();
        let whole = path.len() < written.len() || written.len() == value.len();
        if !path.starts_with('/') || path.starts_with("/assets/") || !whole || self.screens.contains(path) {
            return Ok(());
        }
        if self.pages.contains_key(path) {
            let help = "use the address that the template is given for the page's language".to_owned();
            return Err((format!("`{path}` is one language's page, and a template serves all"), Some(help)));
        }
        Err((format!("`{value}` leads nowhere"), did_you_mean(path, self.screens.iter().copied())))
    }

    fn judge(&self, target: &str, language: Language, from: &Page) -> Result<(), Problem> {
        if target.starts_with("https://") || target.starts_with("mailto:") {
            return Ok(());
        }
        if !target.starts_with('/') && !target.starts_with('#') {
            let help = "expected a path from the root such as `/help/signing-in/forgot-password/`, a helper such as \
                        `{{ screen.sign_in }}`, `https://…` or `mailto:…`";
            return Err((format!("`{target}` is no link"), Some(help.to_owned())));
        }
        let (whole, anchor) = target.split_once('#').map_or((target, None), |(path, id)| (path, Some(id)));
        let (path, query) = whole.split_once('?').map_or((whole, None), |(path, query)| (path, Some(query)));
        if self.screens.contains(path) {
            let told = format!("lang={}", language.tag());
            return if query.is_some_and(|query| query.split('&').any(|part| part == told)) {
                Ok(())
            } else {
                let help = format!("write a helper such as `{{{{ screen.sign_in }}}}`, or `{path}?{told}`");
                Err((format!("`{target}` doesn't tell the screen the language"), Some(help)))
            };
        }
        // The one page that is also asked for in this way.
        if target == language.home() {
            return Ok(());
        }
        let page = if path.is_empty() { Some((language, from)) } else { self.pages.get(path).copied() };
        match page {
            Some(_) if query.is_some() => Err((format!("`{target}`: a page takes no `?…`"), None)),
            Some((other, _)) if other != language => {
                let same = path.strip_prefix(other.prefix()).unwrap_or(path);
                let here = format!("{}{same}", language.prefix());
                let help = self.pages.contains_key(here.as_str()).then(|| format!("did you mean `{here}`?"));
                Err((format!("`{target}` leads to a page in another language"), help))
            }
            Some((_, page)) => {
                let ids = page.text.headings.iter().map(|heading| heading.id.as_str());
                match anchor {
                    Some(anchor) if !ids.clone().any(|id| id == anchor) => {
                        let help = nearest_anchor(anchor, ids);
                        Err((format!("`{target}`: the page has no heading `#{anchor}`"), help))
                    }
                    _ => Ok(()),
                }
            }
            None if self.drafts.contains(path) => {
                let help = "finish the draft, or take the link out until then".to_owned();
                Err((format!("`{target}` leads to a draft, which nobody can see"), Some(help)))
            }
            None => Err(self.nowhere(target, path, language)),
        }
    }

    fn nowhere(&self, target: &str, path: &str, language: Language) -> Problem {
        let message = format!("`{target}` leads nowhere");
        if let Some(today) = self.moved.target(path) {
            return (format!("`{target}` has moved"), Some(format!("expected `{today}`")));
        }
        let slashed = format!("{path}/");
        if self.pages.contains_key(slashed.as_str()) {
            return (message, Some(format!("did you mean `{slashed}`?")));
        }
        let pages = self.pages.iter().filter(|(_, (other, _))| *other == language).map(|(path, _)| *path);
        let screens: Vec<String> = helpers::screens(language).into_values().collect();
        (message, did_you_mean(target, pages.chain(screens.iter().map(String::as_str))))
    }
}

fn nearest_anchor<'a>(anchor: &str, ids: impl Iterator<Item = &'a str>) -> Option<String> {
    crate::diagnostic::nearest(anchor, ids).map(|near| format!("did you mean `#{near}`?"))
}
