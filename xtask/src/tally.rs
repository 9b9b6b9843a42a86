//! Counts checks: what the test runners say, added up.

use std::ops::AddAssign;

use serde_json::Value;

/// How many checks passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Checks that passed.
    pub passed: u64,
    /// Checks that failed.
    pub failed: u64,
}

impl Tally {
    /// One check that passed or failed as a whole.
    pub fn one(success: bool) -> Self {
        Self { passed: u64::from(success), failed: u64::from(!success) }
    }

    /// Makes sure that a program that failed is never counted as nothing but passes.
    pub fn with_status(mut self, success: bool) -> Self {
        if !success && self.failed == 0 {
            self.failed = 1;
        }
        self
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed = self.passed.saturating_add(other.passed);
        self.failed = self.failed.saturating_add(other.failed);
    }
}

/// Adds up the `test result:` lines of `cargo test`.
pub fn cargo_test(output: &str) -> Tally {
    let mut tally = Tally::default();
    for line in output.lines().filter_map(|line| line.trim().strip_prefix("test result:")) {
        tally += Tally { passed: before(line, " passed"), failed: before(line, " failed") };
    }
    tally
}

/// What the failed tests of `cargo test` said, of all its suites.
pub fn cargo_test_complaints(output: &str) -> Vec<&str> {
    let mut speaking = false;
    output
        .lines()
        .filter(|line| {
            // Each test's words begin with its name; a list of the names ends them all.
            speaking = line.starts_with("---- ") || (speaking && *line != "failures:");
            speaking && !line.is_empty()
        })
        .collect()
}

/// How many answers of the two edges were compared and how many differ, in the words of the suite.
pub fn compared(output: &str) -> Option<&str> {
    output.lines().find(|line| line.contains(" responses were compared, "))
}

/// Reads Playwright's JSON report. A flaky test passed only when tried again: that is a failure.
pub fn playwright(report: &str) -> Option<Tally> {
    let report: Value = serde_json::from_str(report).ok()?;
    let stats = report.get("stats")?;
    let count = |name: &str| stats.get(name).and_then(Value::as_u64);
    Some(Tally { passed: count("expected")?, failed: count("unexpected")?.saturating_add(count("flaky")?) })
}

/// Reads html-validate's JSON report: one check for each of `pages`, and what to say of those that failed.
pub fn html_validate(report: &str, pages: u64) -> Option<(Tally, Vec<String>)> {
    let report: Value = serde_json::from_str(report).ok()?;
    let mut complaints = Vec::new();
    let mut failed = 0_u64;
    for page in report.as_array()? {
        if page.get("errorCount").and_then(Value::as_u64).unwrap_or(0) == 0 {
            continue;
        }
        failed = failed.saturating_add(1);
        let path = page.get("filePath").and_then(Value::as_str).unwrap_or_default();
        for message in page.get("messages").and_then(Value::as_array).into_iter().flatten() {
            let text = |name: &str| message.get(name).map(ToString::to_string).unwrap_or_default();
            complaints.push(format!("{path}:{}: {} ({})", text("line"), text("message"), text("ruleId")));
        }
    }
    Some((Tally { passed: pages.saturating_sub(failed), failed }, complaints))
}

/// The number in `… 12 passed; …`.
fn before(line: &str, word: &str) -> u64 {
    line.split(word)
        .next()
        .and_then(|start| start.rsplit(|letter: char| !letter.is_ascii_digit()).next())
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_cargo_test() {
        let output = "running 2 tests\n\
            test a ... ok\ntest b ... FAILED\n\
            test result: FAILED. 12 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s\n\
            test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
        assert_eq!(cargo_test(output), Tally { passed: 15, failed: 1 });
    }

    #[test]
    fn keeps_what_failed_tests_said() {
        let output =
            "test a ... ok\n\nfailures:\n\n---- b stdout ----\nleft: 1\n\n\nfailures:\n    b\n\nmore";
        assert_eq!(cargo_test_complaints(output), ["---- b stdout ----", "left: 1"]);
    }

    #[test]
    fn repeats_how_many_answers_were_compared() {
        let output =
            "---- both stdout ----\n- http://a\n12 responses were compared, 0 differ.\nAllowed to differ:\n";
        assert_eq!(compared(output), Some("12 responses were compared, 0 differ."));
        assert_eq!(compared("error[E0425]"), None);
    }

    #[test]
    fn a_program_that_fails_before_its_first_test_counts() {
        assert_eq!(cargo_test("error[E0425]").with_status(false), Tally { passed: 0, failed: 1 });
    }

    #[test]
    fn reads_the_report_of_playwright() {
        let report = r#"{"stats": {"expected": 7, "unexpected": 1, "flaky": 1, "skipped": 2}}"#;
        assert_eq!(playwright(report), Some(Tally { passed: 7, failed: 2 }));
        assert_eq!(playwright("not a report"), None);
    }

    #[test]
    fn reads_the_report_of_html_validate() {
        let report = r#"[{"filePath": "a.html", "errorCount": 1, "messages": [{"line": 3, "message": "m", "ruleId": "r"}]}]"#;
        let (tally, complaints) = html_validate(report, 5).expect("a report");
        assert_eq!(tally, Tally { passed: 4, failed: 1 });
        assert_eq!(complaints, [r#"a.html:3: "m" ("r")"#]);
    }
}
