//! Every link must lead somewhere (requirement HC-4).
//!
//! A link within the site is an absolute path: a page of the help center, with its closing slash, or a screen
//! of the service. A part after `#` must be a heading of that page. Other sites are linked by `https:` only.

use crate::diagnostic::{Diagnostic, nearest};
use crate::helpers::SCREENS;
use crate::site::{Page, Site};
use std::collections::BTreeMap;

/// Reports the links of all pages that lead nowhere.
pub fn check(site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    let pages: BTreeMap<&str, &Page> = site.pages().map(|page| (page.path.as_str(), page)).collect();
    for page in site.pages() {
        for link in &page.text.links {
            if let Err(message) = judge(&link.target, page, &pages) {
                diagnostics.push(Diagnostic::new(&page.file, link.line, message));
            }
        }
    }
}

fn judge(target: &str, from: &Page, pages: &BTreeMap<&str, &Page>) -> Result<(), String> {
    if target.starts_with("https://") || target.starts_with("mailto:") {
        return Ok(());
    }
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    let screen = SCREENS.iter().any(|&(_, screen)| screen == path);
    let page = if path.is_empty() { Some(from) } else { pages.get(path).copied() };
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
        _ => Err(nowhere(target, path, pages)),
    }
}

fn no_heading<'a>(target: &str, anchor: &str, ids: impl Iterator<Item = &'a str>) -> String {
    let hint = nearest(anchor, ids).map(|near| format!(": did you mean `#{near}`?")).unwrap_or_default();
    format!("`{target}`: the page has no heading `#{anchor}`{hint}")
}

fn nowhere(target: &str, path: &str, pages: &BTreeMap<&str, &Page>) -> String {
    let known = pages.keys().copied().chain(SCREENS.iter().map(|&(_, screen)| screen));
    let slashed = format!("{path}/");
    let near =
        if pages.contains_key(slashed.as_str()) { Some(slashed.as_str()) } else { nearest(path, known) };
    let hint = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
    format!("`{target}` leads nowhere{hint}")
}
