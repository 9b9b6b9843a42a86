//! What a writer is told: one small site, changed in one way at a time.

use gatehouse_site_gen::{Output, Sources, build};
use std::collections::BTreeMap;

const WORDS: &str = "title = 'T'\nbreadcrumb = 'B'\nhome = 'H'\non_this_page = 'O'\nrelated = 'R'\ntopics = 'P'\n\
    contact_title = 'C'\ncontact_text = 'X'\ncontact_link = 'L'\nsign_in = 'I'\nsign_up = 'U'\nnote = 'N'\n\
    warning = 'W'\n";

/// A good site with these files in place of its own.
fn sources(changes: &[(&str, &str)]) -> Sources {
    let article = |title: &str, order: u32| {
        format!(
            "+++\ntitle = '{title}'\nsummary = 'A summary.'\norder = {order}\n+++\nText.\n\n## Part\n\nMore.\n"
        )
    };
    let page = "+++\ntitle = 'A page'\nsummary = 'A summary.'\n+++\nText.\n".to_owned();
    let section = "title = 'A section'\nsummary = 'A summary.'\norder = 1\n".to_owned();
    let files = [
        ("en/site.toml", WORDS.to_owned()),
        ("en/home.md", page.clone()),
        ("en/contact.md", page),
        ("en/keys/section.toml", section),
        ("en/keys/first.md", article("First?", 1)),
        ("en/keys/second.md", article("Second?", 2)),
    ];
    let layout =
        "{{ page.title }}|{{ page.html | safe }}|{% for link in related %}{{ link.path }}{% endfor %}";
    let names = ["home.html", "contact.html", "section.html", "article.html"];
    let mut sources = Sources {
        content: files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect(),
        content_folder: "content".to_owned(),
        templates: names.map(|name| (name.to_owned(), layout.to_owned())).into_iter().collect(),
        templates_folder: "templates".to_owned(),
        changes: BTreeMap::new(),
    };
    for (path, text) in changes {
        let folder = if path.contains('/') { &mut sources.content } else { &mut sources.templates };
        folder.insert((*path).to_owned(), (*text).to_owned());
    }
    sources
}

#[track_caller]
fn check(changes: &[(&str, &str)], expected: &[&str]) -> Output {
    let (output, diagnostics) = build(&sources(changes));
    let told: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(told, expected);
    output
}

/// Checks the first article with this body.
#[track_caller]
fn check_body(body: &str, expected: &[&str]) {
    check(&[("en/keys/first.md", &article_with(body))], expected);
}

/// The first article with this body.
fn article_with(body: &str) -> String {
    format!("+++\ntitle = 'First?'\nsummary = 'A summary.'\norder = 1\n+++\n{body}")
}

#[test]
fn a_good_site_has_every_page() {
    let files: BTreeMap<String, String> = check(&[], &[]).files;
    let paths: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "_headers",
            "contact/index.html",
            "feed.xml",
            "help/keys/first/index.html",
            "help/keys/index.html",
            "help/keys/second/index.html",
            "index.html",
            "robots.txt",
            "search/en.json",
            "sitemap.xml",
        ]
    );
    assert!(files["help/keys/first/index.html"].starts_with("First?|<p>Text.</p>"));
    assert!(files["help/keys/first/index.html"].ends_with("|/help/keys/second/"));
}

/// The same site in Spanish, as changes to the good site.
fn spanish() -> Vec<(String, String)> {
    let english = sources(&[]).content;
    english.into_iter().map(|(path, text)| (path.replacen("en/", "es/", 1), text)).collect()
}

#[test]
fn every_language_with_a_folder_is_built_behind_its_prefix() {
    let mut sources = sources(&[("en/keys/first.md", &article_with("[a]({{ screen.sign_in }})"))]);
    sources.content.extend(spanish());
    let body = "[a](/es/help/keys/second/#part) [b]({{ screen.sign_in }}) [c]({{ screen.contact }})";
    sources.content.insert("es/keys/first.md".to_owned(), article_with(body));
    let (output, diagnostics) = build(&sources);
    assert_eq!(diagnostics, []);
    assert_eq!(output.files.keys().filter(|path| path.ends_with(".html")).count(), 10);
    assert!(output.files["help/keys/first/index.html"].contains("<a href=\"/sign-in?lang=en\">"));
    let page = &output.files["es/help/keys/first/index.html"];
    assert!(page.contains("<a href=\"/es/help/keys/second/#part\">"), "{page}");
    assert!(page.contains("<a href=\"/sign-in?lang=es\">"), "{page}");
    assert!(page.contains("<a href=\"/es/contact/\">"), "{page}");
}

#[test]
fn a_folder_that_is_no_language_is_told() {
    check(
        &[("de/site.toml", "")],
        &[
            "content/de/site.toml:1: nothing reads this file: expected a folder for a language, one of en, es, fr",
        ],
    );
}

#[test]
fn links_must_lead_somewhere() {
    check_body(
        "[a](/help/keys/second/) [b](/help/keys/second/#part) [c](#here) [d]({{ screen.sign_in }})\n\n## Here\n\n\
         [e](https://a.example/) [f](mailto:a@b.example) [g](/contact/)",
        &[],
    );
    check_body(
        "[a](/help/keys/secund/)",
        &[
            "content/en/keys/first.md:6: `/help/keys/secund/` leads nowhere: did you mean `/help/keys/second/`?",
        ],
    );
    check_body(
        "Text\n[a](/help/keys/second)",
        &[
            "content/en/keys/first.md:7: `/help/keys/second` leads nowhere: did you mean `/help/keys/second/`?",
        ],
    );
    check_body("[a](/weather)", &["content/en/keys/first.md:6: `/weather` leads nowhere"]);
    check_body(
        "[a](/help/keys/second/#parts)",
        &[
            "content/en/keys/first.md:6: `/help/keys/second/#parts`: the page has no heading `#parts`: did you mean \
           `#part`?",
        ],
    );
    check_body(
        "[a](second.md)",
        &["content/en/keys/first.md:6: `second.md` is no link: expected a path from the root such as \
           `/help/signing-in/forgot-password/`, a helper such as `{{ screen.sign_in }}`, `https://…` or `mailto:…`"],
    );
}

#[test]
fn orders_and_titles_are_unique() {
    check(
        &[("en/keys/second.md", "+++\ntitle = 'first?'\nsummary = 'S'\norder = 1\n+++\n")],
        &[
            "content/en/keys/second.md:2: this title is taken by content/en/keys/first.md: expected one of its own",
            "content/en/keys/second.md:4: order 1 is taken by content/en/keys/first.md",
        ],
    );
}

#[test]
fn everything_is_told_at_once() {
    check(
        &[
            (
                "en/keys/first.md",
                "+++\ntitle = '{{ service.nam }}'\norder = 1\n+++\n### A\n5 minutes [a](/b)",
            ),
            ("en/keys/second.md", "+++\ntitel = 'Second?'\n+++\n{{ policy.lockout_minute }}"),
            ("en/keys/notes.txt", ""),
            ("en/other/article.md", "+++\ntitle = 'O'\nsummary = 'S'\norder = 1\n+++\n"),
            ("en/site.toml", WORDS),
        ],
        &[
            "content/en/keys/first.md:2: `summary` is missing: expected one sentence for lists and search results",
            "content/en/keys/first.md:2: there is no helper `service.nam`: did you mean `service.name`?",
            "content/en/keys/first.md:5: expected `##`: `###` skips a level below the heading before it",
            "content/en/keys/first.md:6: `5 minutes` is a number of the policy: expected \
             `{{ policy.security_code_minutes }}` or `{{ policy.lockout_minutes }}` in place of the number",
            "content/en/keys/notes.txt:1: nothing reads this file: expected <section>/section.toml or \
             <section>/<article>.md",
            "content/en/keys/second.md:2: unknown field `titel`, expected one of `title`, `summary`, `order`: did you \
             mean `title`?",
            "content/en/keys/second.md:4: there is no helper `policy.lockout_minute`: did you mean `policy.lockout_minutes`?",
            "content/en/other/section.toml:1: expected this file, but it does not exist",
        ],
    );
}

#[test]
fn a_slip_in_a_template_is_told_with_its_line() {
    check(
        &[("article.html", "a\n{% for %}")],
        &["templates/article.html:2: Found `%}` but expected identifier."],
    );
}
