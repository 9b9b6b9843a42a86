//! Every link must lead somewhere (requirement HC-4).
//!
//! A link within the site is an absolute path: a page of the help center, with its closing slash, or a screen
//! of the service. A part after `#` must be a heading of that page. Other sites are linked by `https:` only.

use crate::diagnostic::{Diagnostic, nearest};
use crate::helpers::screens;
use crate::site::{Page, Site};
use std::collections::BTreeMap;

/// Reports the links of all pages that lead nowhere.
pub fn check(site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    let known = Known {
        pages: site.pages().map(|page| (page.path.as_str(), page)).collect(),
        screens: screens(site.language).into_values().collect(),
    };
    for page in site.pages() {
        for link in &page.text.links {
            if let Err(message) = judge(&link.target, page, &known) {
                diagnostics.push(Diagnostic::new(&page.file, link.line, message));
            }
        }
    }
}

/// Where a link can lead to.
struct Known<'a> {
    pages: BTreeMap<&'a str, &'a Page>,
    screens: Vec<String>,
}

fn judge(target: &str, from: &Page, known: &Known<'_>) -> Result<(), String> {
    if target.starts_with("https://") || target.starts_with("mailto:") {
        return Ok(());
    }
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    let screen = known.screens.iter().any(|screen| screen == path);
    let page = if path.is_empty() { Some(from) } else { known.pages.get(path).copied() };
    match (page, anchor) {
        (Some(page), Some(anchor)) => {
            let ids = page.text.headings.iter().map(|heading| heading.id.as_str());
            if ids.clone().any(|id| id == anchor) { Ok(()) } else { Err(no_heading(target, anchor, ids)) }
        }
        (Some(_), None) if !path.is_empty() => Ok(()),
        (None, None) if screen => Ok(()),
        _ if !target.starts_with('/') => Err(format!(
            "`{target}` is no link: expected a path from the root such as `/help/signing-in/forgot-password/`, \
             a helper such as `{{{{ screen.sign_in }}}}`, `https://…` or `mailto:…`"
        )),
        _ => Err(nowhere(target, path, known)),
    }
}

fn no_heading<'a>(target: &str, anchor: &str, ids: impl Iterator<Item = &'a str>) -> String {
    let hint = nearest(anchor, ids).map(|near| format!(": did you mean `#{near}`?")).unwrap_or_default();
    format!("`{target}`: the page has no heading `#{anchor}`{hint}")
}

fn nowhere(target: &str, path: &str, known: &Known<'_>) -> String {
    let all = known.pages.keys().copied().chain(known.screens.iter().map(String::as_str));
    let slashed = format!("{path}/");
    let near =
        if known.pages.contains_key(slashed.as_str()) { Some(slashed.as_str()) } else { nearest(path, all) };
    let hint = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
    format!("`{target}` leads nowhere{hint}")
}
