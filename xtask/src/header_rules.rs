//! The file `_headers`, in which the site says which headers its addresses get. Cloudflare reads it itself; for Spin it is
//! read here.

use anyhow::{Result, bail};

/// One rule of a `_headers` file: what every address that begins with `prefix`, or is just that, gets.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// How the addresses begin.
    pub prefix: String,
    /// Whether it is for this one address only.
    pub exact: bool,
    /// Names of headers that earlier rules give and that this one takes away.
    pub without: Vec<String>,
    /// Names and values.
    pub headers: Vec<(String, String)>,
}

/// Reads a `_headers` file. What the component would read in another way than Cloudflare is refused: other patterns than
/// an address or a prefix, and a header that two rules give to one address, unless the later one takes it away first.
pub fn rules(text: &str) -> Result<Vec<Rule>> {
    let mut rules: Vec<Rule> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.trim().starts_with('#')) {
        if !line.starts_with([' ', '\t']) {
            let (prefix, exact) = match line.trim().strip_suffix('*') {
                Some(prefix) => (prefix, false),
                None => (line.trim(), true),
            };
            if !prefix.starts_with('/') || prefix.contains(['*', ':']) {
                bail!(
                    "_headers: {line} is not a path, or one that ends with `*`, which is all that Spin serves"
                );
            }
            rules.push(Rule { prefix: prefix.to_owned(), exact, without: Vec::new(), headers: Vec::new() });
            continue;
        }
        if let Some(name) = line.trim().strip_prefix('!') {
            let Some(rule) = rules.last_mut() else { bail!("_headers: {name} stands below no path") };
            rule.without.push(name.trim().to_owned());
            continue;
        }
        let Some((name, value)) = line.split_once(':').map(|(name, value)| (name.trim(), value.trim()))
        else {
            bail!("_headers: {} is no header", line.trim());
        };
        let Some((rule, earlier)) = rules.split_last_mut() else {
            bail!("_headers: {name} stands below no path");
        };
        let overlaps = |other: &&mut Rule| match (rule.exact, other.exact) {
            (true, true) => rule.prefix == other.prefix,
            (true, false) => rule.prefix.starts_with(&other.prefix),
            (false, true) => other.prefix.starts_with(&rule.prefix),
            (false, false) => {
                other.prefix.starts_with(&rule.prefix) || rule.prefix.starts_with(&other.prefix)
            }
        };
        let is_taken_away = rule.without.iter().any(|known| known.eq_ignore_ascii_case(name));
        let gives =
            |headers: &[(String, String)]| headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        let is_given =
            !is_taken_away && earlier.iter_mut().filter(overlaps).any(|other| gives(&other.headers));
        if gives(&rule.headers) || is_given {
            bail!("_headers: {name} is given twice to addresses below {}", rule.prefix);
        }
        rule.headers.push((name.to_owned(), value.to_owned()));
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_rules_say_what_begins_how() {
        let text = "# ours\n/*\n  X-One: a: b\n\n/assets/*\n  Cache-Control: max-age=600\n";
        let rule = |prefix: &str, headers| Rule {
            prefix: prefix.to_owned(),
            exact: false,
            without: Vec::new(),
            headers,
        };
        let header = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
        assert_eq!(
            rules(text).expect("rules"),
            [rule("/", header("X-One", "a: b")), rule("/assets/", header("Cache-Control", "max-age=600")),]
        );
        for refused in [
            "https://a.example/*\n  A: b",
            "exact\n  A: b",
            "  ! A",
            "/*\n  A: b\n/exact\n  A: c",
            "/*.css\n  A: b",
            "  A: b",
            "/*\n  nothing",
            "/*\n  A: b\n/assets/*\n  a: c",
        ] {
            assert!(rules(refused).is_err(), "{refused}");
        }
        assert!(rules("/a/*\n  A: b\n/b/*\n  A: c").is_ok());
    }

    #[test]
    fn a_rule_for_one_address_can_take_a_header_away_and_give_another() {
        let read = rules("/*\n  A: b\n/\n  ! A\n  A: c\n").expect("rules");
        let home = Rule {
            prefix: "/".to_owned(),
            exact: true,
            without: vec!["A".to_owned()],
            headers: vec![("A".to_owned(), "c".to_owned())],
        };
        assert_eq!(read.last(), Some(&home));
    }
}
