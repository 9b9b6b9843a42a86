//! `cargo xtask requirements`: which promises of `docs/requirements.md` are watched by which tests.
//!
//! A promise holds when a test that names its id passes on every edge. Black-box and browser tests run on both, so each id of
//! what is built must be named by one of them; native tests are counted too, and are not enough. What is not built yet
//! stands in [`NOT_YET`] and [`UNDER_WAY`], and nowhere else.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::named_tests::{Id, in_browser, in_rust};
use crate::tally::Tally;
use crate::workspace::{Workspace, read};

/// Where the promises are.
const REQUIREMENTS: &str = "docs/requirements.md";

/// What is not built yet: a whole chapter or one id, and why.
const NOT_YET: &[(&str, &str)] = &[("OP", "agencies"), ("SU-10", "needs an agency to return to (OP-2)")];

/// What is being built now, and has no test yet. **To be emptied:** an id leaves this list with its first test.
const UNDER_WAY: &[&str] = &[];

/// Where tests are, by kind.
const BLACK_BOX: [&str; 1] = ["tests/tests"];
const BROWSER: [&str; 1] = ["tests/browser"];
const NATIVE: [&str; 4] = ["worker/core", "worker/strength", "site-gen", "tests/official-clients"];

/// How many tests name an id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    black_box: u64,
    browser: u64,
    native: u64,
}

/// Prints the table and says in the end whether all is well.
pub fn print(workspace: &Workspace) -> Result<bool> {
    let report = report(workspace)?;
    print!("{}", report.table());
    for complaint in &report.complaints {
        eprintln!("error: {complaint}");
    }
    Ok(report.complaints.is_empty())
}

/// The same as a step of the tests: one check for each id.
pub fn check(workspace: &Workspace) -> Result<Tally> {
    let report = report(workspace)?;
    for complaint in &report.complaints {
        eprintln!("  | {complaint}");
    }
    let held = report.rows.iter().filter(|row| row.state == State::Held).count();
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    Ok(Tally { passed: count(held), failed: count(report.complaints.len()) })
}

fn report(workspace: &Workspace) -> Result<Report> {
    let mut named = Vec::new();
    for (kind, folders) in
        [(Kind::BlackBox, &BLACK_BOX[..]), (Kind::Browser, &BROWSER), (Kind::Native, &NATIVE)]
    {
        let ending = if kind == Kind::Browser { ".spec.mjs" } else { ".rs" };
        for file in folders.iter().map(|folder| files(&workspace.path(folder), ending)) {
            for path in file? {
                let source = read(&path)?;
                let tests = if kind == Kind::Browser { in_browser(&source) } else { in_rust(&source) };
                let path = path.strip_prefix(workspace.root()).unwrap_or(&path).display().to_string();
                named.extend(tests.into_iter().map(|ids| Named { kind, path: path.clone(), ids }));
            }
        }
    }
    Ok(judge(&promised(&read(&workspace.path(REQUIREMENTS))?), &named, NOT_YET, UNDER_WAY))
}

/// Which edge a test runs on, if any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    BlackBox,
    Browser,
    Native,
}

/// A test and the ids that it names.
#[derive(Debug)]
struct Named {
    kind: Kind,
    path: String,
    ids: Vec<Id>,
}

/// How it stands with an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// A test that runs on both edges names it.
    Held,
    UnderWay,
    NotYet,
    Missing,
}

#[derive(Debug)]
struct Row {
    id: Id,
    count: Count,
    state: State,
}

#[derive(Debug)]
struct Report {
    rows: Vec<Row>,
    complaints: Vec<String>,
}

impl Report {
    fn table(&self) -> String {
        let mut table = format!("{:<6} {:>9} {:>9} {:>9}\n", "", "black-box", "browser", "native");
        for Row { id, count: Count { black_box, browser, native }, state } in &self.rows {
            let note = match state {
                State::Held => "",
                State::UnderWay => "  under way",
                State::NotYet => "  not built yet",
                State::Missing => "  no black-box or browser test",
            };
            let _ = writeln!(table, "{id:<6} {black_box:>9} {browser:>9} {native:>9}{note}");
        }
        table
    }
}

/// The ids that a page of requirements promises, in its order: those in bold.
fn promised(page: &str) -> Vec<Id> {
    page.split("**").skip(1).step_by(2).filter_map(Id::at_start).collect()
}

fn judge(promised: &[Id], named: &[Named], not_yet: &[(&str, &str)], under_way: &[&str]) -> Report {
    let mut complaints = Vec::new();
    let mut counts: BTreeMap<Id, Count> = BTreeMap::new();
    for id in promised {
        if counts.insert(*id, Count::default()).is_some() {
            complaints.push(format!("{REQUIREMENTS} gives {id} twice"));
        }
    }
    for Named { kind, path, ids } in named {
        for id in ids {
            let Some(count) = counts.get_mut(id) else {
                complaints.push(format!("a test in {path} names {id}, which {REQUIREMENTS} does not have"));
                continue;
            };
            let number = match kind {
                Kind::BlackBox => &mut count.black_box,
                Kind::Browser => &mut count.browser,
                Kind::Native => &mut count.native,
            };
            *number = number.saturating_add(1);
        }
    }
    let is_in = |list: &str, id: &Id| {
        let [first, second] = id.chapter;
        list == id.to_string() || list == format!("{first}{second}")
    };
    for listed in not_yet.iter().map(|(listed, _)| listed).chain(under_way) {
        if !promised.iter().any(|id| is_in(listed, id)) {
            complaints.push(format!("{listed} is listed as not built, and {REQUIREMENTS} does not have it"));
        }
    }
    let mut rows: Vec<Row> = Vec::new();
    for id in promised {
        let count = counts.get(id).copied().unwrap_or_default();
        let tested = count.black_box > 0 || count.browser > 0;
        let state = match tested {
            true => State::Held,
            false if not_yet.iter().any(|(listed, _)| is_in(listed, id)) => State::NotYet,
            false if under_way.iter().any(|listed| is_in(listed, id)) => State::UnderWay,
            false => State::Missing,
        };
        if state == State::Missing {
            complaints.push(format!("{id} has no black-box or browser test that names it"));
        }
        // Or the list would hide it when that test goes.
        if tested && under_way.iter().any(|listed| is_in(listed, id)) {
            complaints
                .push(format!("{id} has a test now: take it out of UNDER_WAY in xtask/src/requirements.rs"));
        }
        rows.push(Row { id: *id, count, state });
    }
    Report { rows, complaints }
}

/// Every file below a folder whose name ends so, in order.
fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be listed", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, ending)?);
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# What it does\n\n- **A rule holds** when.\n- **SI-1 — Two steps.** As SI-9 says.\n\
        - **SI-2** A choice.\n- **OP-1 — Agencies.** Later.\n";

    fn tests(kind: Kind, ids: &[&str]) -> Vec<Named> {
        let ids = ids.iter().filter_map(|id| Id::at_start(id)).collect();
        vec![Named { kind, path: "tests/some.rs".to_owned(), ids }]
    }

    fn complaints(named: &[Named], not_yet: &[(&str, &str)], under_way: &[&str]) -> Vec<String> {
        judge(&promised(PAGE), named, not_yet, under_way).complaints
    }

    #[test]
    fn reads_the_ids_in_bold() {
        let ids: Vec<String> = promised(PAGE).iter().map(Id::to_string).collect();
        assert_eq!(ids, ["SI-1", "SI-2", "OP-1"]);
    }

    #[test]
    fn names_each_id_without_a_test_on_both_edges() {
        let mut named = tests(Kind::Browser, &["SI-1"]);
        assert_eq!(
            complaints(&named, &[("OP", "later")], &[]),
            ["SI-2 has no black-box or browser test that names it"]
        );
        named.extend(tests(Kind::Native, &["SI-2"]));
        assert_eq!(complaints(&named, &[("OP", "later")], &[]).len(), 1, "a native test is not enough");
        assert!(complaints(&named, &[("OP-1", "later")], &["SI-2"]).is_empty());
        named.extend(tests(Kind::BlackBox, &["SI-2"]));
        assert!(complaints(&named, &[("OP", "later")], &[]).is_empty());
    }

    #[test]
    fn names_what_the_page_does_not_have() {
        let named = tests(Kind::BlackBox, &["SI-1", "SI-2", "SI-3"]);
        assert_eq!(
            complaints(&named, &[("OP", "later")], &[]),
            ["a test in tests/some.rs names SI-3, which docs/requirements.md does not have"]
        );
        let named = tests(Kind::BlackBox, &["SI-1", "SI-2", "OP-1"]);
        assert_eq!(
            complaints(&named, &[], &["SI-7"]),
            ["SI-7 is listed as not built, and docs/requirements.md does not have it"]
        );
    }

    #[test]
    fn an_id_with_a_test_leaves_the_list_of_what_is_under_way() {
        let named = tests(Kind::BlackBox, &["SI-1", "SI-2"]);
        let said = complaints(&named, &[("OP", "later")], &["SI-2"]);
        assert!(said.iter().any(|line| line.starts_with("SI-2 has a test now")), "{said:?}");
        assert_eq!(said.len(), 1);
    }

    #[test]
    fn the_page_gives_no_id_twice() {
        let page = format!("{PAGE}- **SI-2 — Once more.**\n");
        let report = judge(&promised(&page), &[], &[("OP", "later")], &["SI"]);
        assert_eq!(report.complaints, ["docs/requirements.md gives SI-2 twice"]);
    }

    #[test]
    fn the_table_has_a_line_for_each_id() {
        let named = tests(Kind::BlackBox, &["SI-1"]);
        let table = judge(&promised(PAGE), &named, &[("OP", "later")], &[]).table();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 4);
        assert!(lines.contains(&"SI-1           1         0         0"), "{table}");
        assert!(lines.contains(&"OP-1           0         0         0  not built yet"), "{table}");
    }
}
