//! What only a writer sees in a page: the reload script, and the problems that are left.

use super::{Shown, problem::Problem};
use crate::count;
use gatehouse_site_gen::escape::escape;
use std::fmt::Write as _;

/// The file `name` with the script by its own address, since the policy for content allows nothing inline.
pub fn decorate(name: &str, html: &str, shown: &Shown) -> String {
    let head = format!(
        "<link rel=\"stylesheet\" href=\"/-/serve.css\">\n\
         <script src=\"/-/reload.js\" data-generation=\"{}\" defer></script>\n",
        shown.generation
    );
    insert_before(
        &insert_before(html, "</head>", &head),
        "</body>",
        &panel(shown.output.drafts.contains(name), &shown.problems),
    )
}

fn insert_before(html: &str, tag: &str, addition: &str) -> String {
    let at = html.rfind(tag).unwrap_or(html.len());
    let (before, after) = html.split_at(at);
    [before, addition, after].concat()
}

/// What floats over a page: whether it is a draft, and the problems. Those that stop the site from being built are open, the
/// rest is behind a click.
fn panel(draft: bool, problems: &[Problem]) -> String {
    let (errors, warnings): (Vec<&Problem>, Vec<&Problem>) =
        problems.iter().partition(|problem| problem.stops);
    let mut html = String::new();
    if draft {
        html.push_str("<p class=\"serve-draft\"><strong>Draft.</strong> Only you see this page.</p>\n");
    }
    if !errors.is_empty() {
        let _ = write!(
            html,
            "<section class=\"serve-problems serve-problems--errors\" role=\"alert\" aria-labelledby=\"serve-errors\">\n\
             <details open>\n<summary id=\"serve-errors\">{} to mend</summary>\n\
             <p>Until then this page is as it was before.</p>\n{}</details>\n</section>\n",
            count(errors.len(), "problem"),
            list(&errors)
        );
    }
    if !warnings.is_empty() {
        let _ = write!(
            html,
            "<section class=\"serve-problems serve-problems--warnings\" aria-labelledby=\"serve-warnings\">\n\
             <details>\n<summary id=\"serve-warnings\">{}</summary>\n{}</details>\n</section>\n",
            count(warnings.len(), "warning"),
            list(&warnings)
        );
    }
    if html.is_empty() { html } else { format!("<div class=\"serve-panel\">\n{html}</div>\n") }
}

fn list(problems: &[&Problem]) -> String {
    let mut html = String::from("<ol class=\"serve-list\" tabindex=\"0\">\n");
    for problem in problems {
        html.push_str("<li>");
        for (tag, text) in
            [("code", &problem.place), ("p", &problem.message), ("pre", &problem.line), ("p", &problem.help)]
        {
            if !text.is_empty() {
                let _ = write!(html, "<{tag}>{}</{tag}>", escape(text));
            }
        }
        html.push_str("</li>\n");
    }
    html.push_str("</ol>\n");
    html
}

/// Whether the sign-in service answers an address.
pub fn is_screen(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    gatehouse_core::addresses().any(|screen| screen == path)
}

/// The page in the place of a screen.
pub fn screen(path: &str) -> String {
    let path = escape(path);
    plain(
        "A screen of the sign-in service",
        &format!(
            "<p>The sign-in service answers <code>{path}</code>. To see it, run <code>cargo xtask dev</code> and open \
             <a href=\"http://localhost:8787{path}\">http://localhost:8787{path}</a>.</p>"
        ),
    )
}

/// The page where there is none.
pub fn missing(path: &str) -> String {
    let path = escape(path);
    plain(
        "No page here",
        &format!(
            "<p>The help center has nothing at <code>{path}</code>. <a href=\"/\">To its home page</a></p>"
        ),
    )
}

fn plain(title: &str, text: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n</head>\n\
         <body class=\"serve-page\">\n<main>\n<h1>{title}</h1>\n{text}\n</main>\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use gatehouse_site_gen::Output;

    fn shown(problems: Vec<Problem>) -> Shown {
        Shown { generation: 7, output: Output::default(), problems }
    }

    #[test]
    fn a_page_gets_the_script_by_its_address_and_nothing_inline() {
        let html = decorate("index.html", "<head></head><body>Text</body>", &shown(vec![]));
        assert!(
            html.contains("<script src=\"/-/reload.js\" data-generation=\"7\" defer></script>\n</head>"),
            "{html}"
        );
        assert!(html.ends_with("<body>Text</body>"), "{html}");
    }

    #[test]
    fn a_draft_is_marked() {
        let mut shown = shown(vec![]);
        shown.output.drafts.insert("help/a/b/index.html".to_owned());
        assert!(decorate("help/a/b/index.html", "<body></body>", &shown).contains("<strong>Draft.</strong>"));
        assert!(!decorate("index.html", "<body></body>", &shown).contains("Draft"));
    }

    #[test]
    fn a_problem_is_shown_with_its_place_and_its_line_as_text() {
        let problem = Problem {
            stops: true,
            place: "a.md:3:4".into(),
            line: "a <b> c".into(),
            message: "HTML is not allowed".into(),
            help: "Write Markdown.".into(),
        };
        let html = decorate("index.html", "<body></body>", &shown(vec![problem]));
        for part in [
            "1 problem to mend",
            "<code>a.md:3:4</code>",
            "<pre>a &lt;b&gt; c</pre>",
            "<p>Write Markdown.</p>",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }

    #[test]
    fn screens_are_known_and_other_addresses_are_not() {
        assert!(is_screen("/sign-in") && is_screen("/account/password") && !is_screen("/help/nothing"));
    }
}
