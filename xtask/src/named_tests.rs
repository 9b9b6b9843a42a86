//! Which requirements tests name: `si_4_…` and `si_2_su_9_…` in Rust, `SI-4` in the titles of browser tests.

use std::fmt;

/// The id of a requirement, such as SI-4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id {
    /// Two capital letters: whose chapter it is in.
    pub chapter: [char; 2],
    /// Its number there.
    pub number: u16,
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second] = self.chapter;
        // As one word, so that it can be padded in a table.
        formatter.pad(&format!("{first}{second}-{}", self.number))
    }
}

impl Id {
    /// Reads an id that stands at the beginning of a text; nothing if there is none.
    pub fn at_start(text: &str) -> Option<Self> {
        let mut letters = text.chars();
        let chapter = [letters.next()?, letters.next()?];
        let rest = letters.as_str().strip_prefix('-')?;
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, after) = rest.split_at(end);
        let whole = !after.starts_with(|letter: char| letter.is_alphanumeric());
        let capitals = chapter.iter().all(char::is_ascii_uppercase);
        (capitals && whole).then_some(Self { chapter, number: digits.parse().ok()? })
    }

    /// Reads two parts of a test's name, such as `si` and `4`.
    fn of_parts(chapter: &str, number: &str) -> Option<Self> {
        let lowercase = chapter.len() == 2 && chapter.bytes().all(|byte| byte.is_ascii_lowercase());
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        (lowercase && digits).then(|| Self::at_start(&format!("{}-{number}", chapter.to_uppercase())))?
    }
}

/// The ids that each test of a Rust file names, one list for each test. Tests that are ignored do not count.
pub fn in_rust(source: &str) -> Vec<Vec<Id>> {
    let mut found = Vec::new();
    let (mut is_test, mut is_ignored) = (false, false);
    // Brackets of an attribute that goes over several lines.
    let mut open = 0_usize;
    for line in source.lines() {
        let mut code = line.trim();
        if code.is_empty() || code.starts_with("//") {
            continue;
        }
        while open > 0 || code.starts_with("#[") {
            let attribute = if open == 0 { code } else { "" };
            is_test |= attribute.starts_with("#[test]");
            is_ignored |= attribute.starts_with("#[ignore");
            code = after_brackets(code, &mut open);
            if code.is_empty() {
                break;
            }
        }
        if code.is_empty() {
            continue;
        }
        let name = code.split_once("fn ").map(|(_, rest)| rest.split('(').next().unwrap_or(rest));
        if let Some(name) = name
            && is_test
            && !is_ignored
        {
            found.push(in_name(name.trim()));
        }
        (is_test, is_ignored) = (false, false);
    }
    found.retain(|ids| !ids.is_empty());
    found
}

/// What follows the attribute that `code` is in or begins with; nothing if that goes on.
fn after_brackets<'a>(code: &'a str, open: &mut usize) -> &'a str {
    for (place, letter) in code.char_indices() {
        match letter {
            '[' => *open = open.saturating_add(1),
            ']' => *open = open.saturating_sub(1),
            _ => continue,
        }
        if *open == 0 {
            return code.get(place.saturating_add(1)..).unwrap_or_default().trim_start();
        }
    }
    ""
}

/// The ids that a test's name begins with. `su_1_to_8_…` names all from the first to the last.
fn in_name(name: &str) -> Vec<Id> {
    let mut ids = Vec::new();
    let mut rest = name;
    while let Some((id, after)) = first_of_name(rest) {
        ids.push(id);
        rest = after;
        if let Some((last, after)) =
            rest.strip_prefix("to_").map(|range| range.split_once('_').unwrap_or((range, "")))
            && let Ok(last) = last.parse::<u16>()
        {
            ids.extend((id.number..=last).skip(1).map(|number| Id { number, ..id }));
            rest = after;
        }
    }
    ids
}

fn first_of_name(name: &str) -> Option<(Id, &str)> {
    let (chapter, rest) = name.split_once('_')?;
    let (number, rest) = rest.split_once('_').unwrap_or((rest, ""));
    Some((Id::of_parts(chapter, number)?, rest))
}

/// The ids in the titles of a file of browser tests, one list for each test. Tests that are skipped do not count.
pub fn in_browser(source: &str) -> Vec<Vec<Id>> {
    let code: Vec<&str> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let mut found = Vec::new();
    for (place, _) in code.match_indices("test(") {
        let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.' | '$');
        if code.get(..place).is_some_and(|before| before.ends_with(is_word)) {
            continue;
        }
        let after = code.get(place..).unwrap_or_default().trim_start_matches("test(").trim_start();
        let Some(quote) = after.chars().next().filter(|letter| matches!(letter, '\'' | '"' | '`')) else {
            continue;
        };
        found.push(in_title(after.split(quote).nth(1).unwrap_or_default()));
    }
    found.retain(|ids| !ids.is_empty());
    found
}

fn in_title(title: &str) -> Vec<Id> {
    let words = title.split(|letter: char| !(letter.is_alphanumeric() || letter == '-'));
    let mut ids: Vec<Id> = words.filter_map(Id::at_start).collect();
    ids.dedup();
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(tests: &[Vec<Id>]) -> Vec<String> {
        tests.iter().map(|ids| ids.iter().map(Id::to_string).collect::<Vec<_>>().join(" ")).collect()
    }

    fn check_name(name: &str, ids: &str) {
        assert_eq!(written(&[in_name(name)]), [ids], "{name}");
    }

    #[test]
    fn reads_the_ids_that_a_name_begins_with() {
        check_name("si_4_three_wrong_codes_lock", "SI-4");
        check_name("si_2_su_9_the_app_is_a_choice", "SI-2 SU-9");
        check_name("su_1_to_3_a_sign_up", "SU-1 SU-2 SU-3");
        check_name("su_1_to_the_end", "SU-1");
        check_name("su_10", "SU-10");
        check_name("a_page_of_si_4_counts_down", "");
        check_name("of_thirty_at_most_ten", "");
        check_name("sha_1_is_what_apps_use", "");
    }

    #[test]
    fn counts_tests_that_run_and_nothing_else() {
        let source = r#"
            //! si_1_not_a_test
            #[test]
            fn si_1_is_a_test() {}

            #[test]
            #[ignore = "takes an hour"]
            fn si_2_is_ignored() {}

            #[test]
            // A comment between.
            #[expect(
                clippy::too_many_lines,
                reason = "one story [long]"
            )]
            fn si_3_pr_1_has_more_attributes() {
                let si_9_no = 1;
            }

            fn si_5_helps_a_test() {}

            // #[test]
            // fn si_6_is_commented_out() {}

            #[test] fn si_7_is_on_one_line() {}
            #[test]
            fn names_no_rule() {}
            fn si_8_comes_after_a_test() {}
        "#;
        assert_eq!(written(&in_rust(source)), ["SI-1", "SI-3 PR-1", "SI-7"]);
    }

    #[test]
    fn reads_the_titles_of_browser_tests() {
        let source = r#"
            test('SI-4: the lock page counts down', async ({ page }) => {});
            test(
              "PR-2 and PR-3, by keyboard", async () => {});
            test.skip('SI-5 not yet', async () => {});
            test.describe('SI-6', () => {});
            // test('SI-7', async () => {});
            latest('SI-8', 1);
            test(`names no rule, not even SI-A or XSI-1`, async () => {});
        "#;
        assert_eq!(written(&in_browser(source)), ["SI-4", "PR-2 PR-3"]);
    }
}
