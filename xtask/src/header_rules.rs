//! The file `_headers`, in which the site says which headers its addresses get. Cloudflare reads it itself; for Spin it is
//! read here.

use anyhow::{Result, bail};

/// One rule of a `_headers` file: what every address that begins with `prefix` gets.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// How the addresses begin.
    pub prefix: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
}

/// Reads a `_headers` file. What the component would read in another way than Cloudflare is refused: other patterns than
/// a prefix, and a header that two rules give to one address.
pub fn rules(text: &str) -> Result<Vec<Rule>> {
    let mut rules: Vec<Rule> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.trim().starts_with('#')) {
        if !line.starts_with([' ', '\t']) {
            match line.trim().strip_suffix('*') {
                Some(prefix) if prefix.starts_with('/') && !prefix.contains(['*', ':']) => {
                    rules.push(Rule { prefix: prefix.to_owned(), headers: Vec::new() });
                }
                _ => {
                    bail!("_headers: {line} is not a path that ends with `*`, which is all that Spin serves")
                }
            }
            continue;
        }
        let Some((name, value)) = line.split_once(':').map(|(name, value)| (name.trim(), value.trim()))
        else {
            bail!("_headers: {} is no header", line.trim());
        };
        let Some((rule, earlier)) = rules.split_last_mut() else {
            bail!("_headers: {name} stands below no path");
        };
        let overlaps = |other: &&mut Rule| {
            other.prefix.starts_with(&rule.prefix) || rule.prefix.starts_with(&other.prefix)
        };
        let gives =
            |headers: &[(String, String)]| headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        if gives(&rule.headers) || earlier.iter_mut().filter(overlaps).any(|other| gives(&other.headers)) {
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
        let header = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
        assert_eq!(
            rules(text).expect("rules"),
            [
                Rule { prefix: "/".to_owned(), headers: header("X-One", "a: b") },
                Rule { prefix: "/assets/".to_owned(), headers: header("Cache-Control", "max-age=600") },
            ]
        );
        for refused in [
            "https://a.example/*\n  A: b",
            "/exact\n  A: b",
            "/*.css\n  A: b",
            "  A: b",
            "/*\n  nothing",
            "/*\n  A: b\n/assets/*\n  a: c",
        ] {
            assert!(rules(refused).is_err(), "{refused}");
        }
        assert!(rules("/a/*\n  A: b\n/b/*\n  A: c").is_ok());
    }
}
