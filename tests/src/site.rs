//! The built site, as somebody finds it who follows every link.

use std::collections::{BTreeMap, VecDeque};

use crate::Reply;

/// Files that no page links to: scripts fetch them.
const FETCHED_BY_SCRIPTS: [&str; 3] = [
    "/assets/meter/gatehouse_meter.js",
    "/assets/meter/gatehouse_meter_bg.wasm",
    "/assets/search/pagefind.js",
];

/// Every static file that can be reached, by its address, with the answer that `get` got for it.
pub fn files(mut get: impl FnMut(&str) -> Reply) -> BTreeMap<String, Reply> {
    let mut found = BTreeMap::new();
    let mut waiting: VecDeque<String> = ["/", "/sign-up"].iter().map(ToString::to_string).collect();
    waiting.extend(FETCHED_BY_SCRIPTS.map(str::to_owned));
    let mut seen = Vec::new();
    while let Some(link) = waiting.pop_front() {
        let address = link.split(['#', '?']).next().unwrap_or_default().to_owned();
        let own = address.starts_with('/') && !address.starts_with("//");
        if !own || seen.contains(&address) {
            continue;
        }
        seen.push(address.clone());
        let reply = get(&address);
        waiting.extend(links(&reply));
        // Pages that are made for one person have no tag.
        if reply.status == 200 && reply.header("etag").is_some() {
            found.insert(address, reply);
        }
    }
    found
}

/// What a page or a style sheet refers to.
fn links(reply: &Reply) -> Vec<String> {
    match reply.header("content-type").unwrap_or_default().split(';').next() {
        Some("text/html") => {
            let page = reply.page();
            let mut links = page.attributes("[href]", "href");
            links.extend(page.attributes("[src]", "src"));
            links
        }
        Some("text/css") => reply
            .text()
            .split("url(")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
            .map(|address| address.trim_matches(['"', '\'']).to_owned())
            .collect(),
        _ => Vec::new(),
    }
}
