//! An article by itself: its fields, its words, its place among the others.

use crate::fixture::{WORDS, article, check, check_body, first, sources};
use gatehouse_site_gen::{Options, build_with};

#[test]
fn a_good_site_has_every_page() {
    let files = check(&[], &[]).files;
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
            "help/privacy-and-security/how-we-protect-your-data/index.html",
            "help/privacy-and-security/index.html",
            "index.html",
            "robots.txt",
            "search/en.json",
            "sitemap.xml",
        ]
    );
    assert!(files["help/keys/first/index.html"].starts_with("First?|<p>Text.</p>"));
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
fn orders_titles_and_file_names_are_unique() {
    check(
        &[("en/keys/second.md", &article("first?", "order = 1", ""))],
        &[
            "content/en/keys/second.md:2: this title is taken by content/en/keys/first.md: expected one of its own",
            "content/en/keys/second.md:4: order 1 is taken by content/en/keys/first.md",
        ],
    );
    check(
        &[("en/privacy-and-security/first.md", &article("Third?", "order = 3", ""))],
        &["content/en/privacy-and-security/first.md:1: the file name `first.md` is taken by \
           content/en/keys/first.md: rename one of the two, so that people can tell their addresses apart"],
    );
    check(
        &[("en/keys/The_third.md", &article("Third?", "order = 3", ""))],
        &[
            "content/en/keys/The_third.md:1: `keys/The_third` makes an address that is hard to write: name files and \
           folders with small letters, digits and dashes",
        ],
    );
}

#[test]
fn fields_are_known_and_stand_there_once() {
    check(
        &[("en/keys/first.md", &article("First?", "order = 1\nkeyword = ['a']\nweather = 1", ""))],
        &[
            "content/en/keys/first.md:5: unknown field `keyword`: did you mean `keywords`?",
            "content/en/keys/first.md:6: unknown field `weather`: expected one of `title`, `summary`, `order`, `draft`, \
             `related`, `keywords`, `source`, `translated`",
        ],
    );
    check(
        &[("en/keys/first.md", &article("First?", "order = 1\norder = 2", ""))],
        &["content/en/keys/first.md:5: duplicate key"],
    );
    check(
        &[("en/contact.md", &article("Contact", "order = 1", ""))],
        &[
            "content/en/contact.md:4: unknown field `order`: expected one of `title`, `summary`, `source`, `translated`",
        ],
    );
}

#[test]
fn a_draft_is_checked_and_left_out_until_it_is_asked_for() {
    let draft = article("First?", "order = 1\ndraft = true", "[a](/weather)");
    let files =
        check(&[("en/keys/first.md", &draft)], &["content/en/keys/first.md:7: `/weather` leads nowhere"])
            .files;
    assert!(!files.contains_key("help/keys/first/index.html"));
    let (output, _) =
        build_with(&sources(&[("en/keys/first.md", &draft)]), Options { drafts: true, ..Options::default() });
    assert!(output.files.contains_key("help/keys/first/index.html"));
}

#[test]
fn marks_of_markdown_do_not_reach_readers() {
    let advice = "write the mark as it is meant, or `\\` before it and after its first character";
    let told = |line: u32, mark: &str| {
        format!(
            "content/en/keys/first.md:{line}: readers would see `{mark}`: it is no Markdown here: {advice}"
        )
    };
    check_body("Text.\n\nThis is **bold **and this [a] (/b).\n", &[&told(8, "**")]);
    check_body("- one](/b)\n", &[&told(6, "](")]);
    check_body("> [!NOTICE]\n> Text\n", &[&told(6, "[!")]);
    check_body("This is `**` in code.\n", &[]);
}

#[test]
fn a_text_that_is_hard_to_read_is_a_warning_with_its_hardest_sentences() {
    let easy = "You get a new code. Type it in the box. Then go on to the next page.\n\n".repeat(12);
    check_body(&easy, &[]);
    let hard = "Organizational administrators unquestionably necessitate comprehensive identification documentation \
                preceding authorization of applicable informational modifications.";
    let mut text = String::new();
    for _ in 0..8 {
        text.push_str(hard);
        text.push_str("\n\n");
    }
    let (_, diagnostics) = build_with(&sources(&[("en/keys/first.md", &first(&text))]), Options::default());
    assert_eq!(diagnostics.len(), 1);
    let told = diagnostics[0].to_string();
    for part in
        ["warning: this page reads like grade", "line 6, “Organizational administrators", "line 8", "line 10"]
    {
        assert!(told.contains(part), "{part} is not in {told}");
    }
}

#[test]
fn everything_is_told_at_once() {
    check(
        &[
            (
                "en/keys/first.md",
                "+++\ntitle = '{{ service.nam }}'\norder = 1\n+++\n### A\n5 minutes [a](/b)",
            ),
            (
                "en/keys/second.md",
                "+++\ntitel = 'Second?'\n+++\n{{ policy.lockout_minute }} [a]({{ screen.sign_inn }})",
            ),
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
            "content/en/keys/second.md:2: `order` is missing: expected the place among its siblings, from 1",
            "content/en/keys/second.md:2: `summary` is missing: expected one sentence for lists and search results",
            "content/en/keys/second.md:2: `title` is missing: expected the heading of the page",
            "content/en/keys/second.md:2: unknown field `titel`: did you mean `title`?",
            "content/en/keys/second.md:4: there is no helper `policy.lockout_minute`: did you mean `policy.lockout_minutes`?",
            "content/en/keys/second.md:4: there is no helper `screen.sign_inn`: did you mean `screen.sign_in`?",
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
