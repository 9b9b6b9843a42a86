//! `cargo xtask lighthouse`: what Lighthouse says of the pages that most people see first.
//!
//! It loads each page as an old phone on a slow network would, and gives points from 0 to 100 in four categories.
//! The points for performance are a measurement, which a busy machine lowers, so this is no part of the test.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::build::{self, Bundle};
use crate::run;
use crate::server::{Edge, Server, Setup};
use crate::workspace::{Workspace, create};
use crate::{chromium, npm};

/// Home, an article, sign-in; each in the form that would be deployed.
const PAGES: [&str; 3] = ["/", "/help/signing-in/forgot-password/", "/sign-in"];
/// The categories, by the names that Lighthouse gives them.
const CATEGORIES: [&str; 4] = ["performance", "accessibility", "best-practices", "seo"];
/// Beside the ports of development and of the tests.
const PORT: u16 = 8797;

/// Serves the site on one edge and prints the points of each page; what is not full marks is named. Says whether all
/// are full.
pub fn print(workspace: &Workspace, edge: Edge) -> Result<bool> {
    build::served(workspace, edge, Bundle::Production)?;
    let browser = chromium::ensure(workspace)?;
    let folder = workspace.build("lighthouse");
    let state = folder.join("state");
    create(&state)?;
    let origin = format!("http://localhost:{PORT}");
    let setup = Setup { edge, bundle: Bundle::Production, port: PORT, state: &state, origin: origin.clone() };
    let _server = Server::start(workspace, &setup)?;
    println!("{:<40} {}", edge, CATEGORIES.map(|category| format!("{category:>15}")).concat());
    let mut full = true;
    for page in PAGES {
        let report = folder.join("report.json");
        run::step(
            workspace,
            "lighthouse",
            &format!("Lighthouse on {page}"),
            npm::command(workspace, "lighthouse")?
                .arg(format!("{origin}{page}"))
                .args(["--quiet", "--output=json", "--output-path"])
                .arg(&report)
                .arg("--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage")
                .env("CHROME_PATH", &browser),
        )?;
        let report = read_report(&report)?;
        let points = CATEGORIES.map(|category| points(&report["categories"][category]["score"]));
        println!("{page:<40} {}", points.map(|points| format!("{points:>15}")).concat());
        for (category, _) in CATEGORIES.iter().zip(points).filter(|&(_, points)| points < 100) {
            full = false;
            for line in lost(&report, category) {
                println!("  {category}: {line}");
            }
        }
    }
    Ok(full)
}

fn read_report(path: &Path) -> Result<Value> {
    let text = fs::read_to_string(path).context("Lighthouse wrote no report")?;
    serde_json::from_str(&text).context("Lighthouse's report is not JSON")
}

/// Points of a hundred; a category that could not be judged has none.
fn points(score: &Value) -> u32 {
    // Lighthouse gives a share between 0 and 1, in hundredths.
    let text = score.to_string();
    let Some(hundredths) = text.strip_prefix("0.") else { return if text == "1" { 100 } else { 0 } };
    format!("{hundredths:0<2}").get(..2).and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

/// The audits of a category that cost points.
fn lost(report: &Value, category: &str) -> Vec<String> {
    let audits = report["categories"][category]["auditRefs"].as_array().map_or(&[][..], Vec::as_slice);
    audits
        .iter()
        .filter(|audit| audit["weight"].as_f64() > Some(0.0))
        .filter_map(|audit| {
            let audit = &report["audits"][audit["id"].as_str()?];
            let short = audit["score"].as_f64()? < 1.0;
            short.then(|| {
                let value = audit["displayValue"].as_str().unwrap_or_default();
                format!("{} {value}", audit["title"].as_str().unwrap_or_default())
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::points;
    use serde_json::json;

    #[test]
    fn a_share_becomes_points() {
        for (share, expected) in
            [(json!(1), 100), (json!(0.98), 98), (json!(0.9), 90), (json!(0), 0), (json!(null), 0)]
        {
            assert_eq!(points(&share), expected, "{share}");
        }
    }
}
