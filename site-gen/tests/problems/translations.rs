//! The other languages beside English.

use crate::fixture::{article, check_sources, check_spanish, first, sources, with_spanish};
use gatehouse_site_gen::{build, translation};

const PART: &str = "\n\n## Part {#part}\n\nMore.\n";

#[test]
fn every_language_with_a_folder_is_built_behind_its_prefix() {
    let english = first(&format!("[a]({{{{ screen.sign_in }}}}){PART}"));
    let body = "[a](/es/help/keys/second/#part) [b]({{ screen.sign_in }}) [c]({{ screen.contact }})";
    let spanish = translation::stamp(&english, &first(&format!("{body}{PART}")), "2026-11-24");
    let files = check_spanish(&[("en/keys/first.md", &english), ("es/keys/first.md", &spanish)], &[]).files;
    assert_eq!(files.keys().filter(|path| path.ends_with("index.html")).count(), 14);
    assert!(files["help/keys/first/index.html"].contains("<a href=\"/sign-in?lang=en\">"));
    let page = &files["es/help/keys/first/index.html"];
    for link in ["/es/help/keys/second/#part", "/sign-in?lang=es", "/es/contact/"] {
        assert!(page.contains(&format!("<a href=\"{link}\">")), "{page}");
    }
}

#[test]
fn a_page_without_a_translation_has_the_english_text_and_links_of_its_language() {
    let english = first(&format!("Go [a](/help/keys/second/) [b]({{{{ screen.sign_in }}}}){PART}"));
    let mut sources = with_spanish(&[("en/keys/first.md", &english)]);
    sources.content.remove("es/keys/first.md");
    let files = check_sources(
        &sources,
        &["content/es/keys/first.md:1: warning: there is no translation of content/en/keys/first.md: its page has the \
           English text, with a note: translate it to this file"],
    )
    .files;
    let page = &files["es/help/keys/first/index.html"];
    assert!(
        page.contains("<p>Go <a href=\"/es/help/keys/second/\">a</a> <a href=\"/sign-in?lang=es\">"),
        "{page}"
    );
}

#[test]
fn a_language_can_begin_with_one_file() {
    let mut sources = sources(&[]);
    sources
        .content
        .insert("fr/keys/first.md".to_owned(), translation::stamp(&first(""), &first(""), "2026-11-24"));
    let (output, diagnostics) = build(&sources);
    assert!(diagnostics.iter().all(|diagnostic| !diagnostic.is_error()), "{diagnostics:?}");
    assert!(output.files.contains_key("fr/index.html"));
    assert!(output.files.contains_key("fr/help/keys/second/index.html"));
}

#[test]
fn a_translation_of_an_older_text_is_told_with_its_day() {
    check_spanish(
        &[("en/keys/first.md", &first(&format!("New text.{PART}")))],
        &[
            "content/es/keys/first.md:5: warning: the English text has changed since this translation was made on \
           2026-11-24: compare it with content/en/keys/first.md, mend it and run `cargo xtask site translated \
           content/es/keys/first.md`",
        ],
    );
}

#[test]
fn a_translation_says_what_it_was_made_from() {
    check_spanish(
        &[("es/keys/first.md", &first(&format!("Text.{PART}")))],
        &[
            "content/es/keys/first.md:1: warning: this translation doesn't say which English text it was made from: \
           compare it with content/en/keys/first.md and run `cargo xtask site translated content/es/keys/first.md`",
        ],
    );
}

#[test]
fn a_translation_of_nothing_is_told() {
    check_spanish(
        &[("es/keys/frist.md", &article("Third?", "order = 3", ""))],
        &[
            "content/es/keys/frist.md:1: there is no English article `keys/frist` that this could be a translation of: did \
           you mean `keys/first`?",
        ],
    );
}

#[test]
fn a_translation_has_the_ids_of_the_english_headings() {
    let stamped = |body: &str| {
        let english = first("Text.\n\n## Part {#part}\n\nMore.\n");
        translation::stamp(&english, &first(body), "2026-11-24")
    };
    check_spanish(
        &[("es/keys/first.md", &stamped("Text.\n\n## Parte\n"))],
        &[
            "content/es/keys/first.md:10: a heading of a translation needs the id of the English heading: write `{#…}` \
           after it, as in content/en/keys/first.md",
        ],
    );
    check_spanish(
        &[("es/keys/first.md", &stamped("Text.\n\n## Parte {#parte}\n"))],
        &[
            "content/es/keys/first.md:10: warning: the headings are not those of content/en/keys/first.md: `#part` is \
           missing, `#parte` is not there",
        ],
    );
}

#[test]
fn a_translation_has_the_order_of_the_english_page() {
    let english = first("Text.\n\n## Part {#part}\n\nMore.\n");
    let without = translation::stamp(&english, &english.replace("order = 1\n", ""), "2026-11-24");
    check_spanish(&[("es/keys/first.md", &without)], &[]);
    let other = translation::stamp(&english, &english.replace("order = 1\n", "order = 3\n"), "2026-11-24");
    check_spanish(
        &[("es/keys/first.md", &other)],
        &["content/es/keys/first.md:4: warning: the English page has order 1: expected the same or none"],
    );
}

#[test]
fn hc_5_a_number_of_the_policy_is_told_in_every_language() {
    let english = first("Text.\n\n## Part {#part}\n\nMore.\n");
    let spanish = first("Dura cinco minutos.\n\n## Parte {#part}\n\nMás.\n");
    check_spanish(
        &[("es/keys/first.md", &translation::stamp(&english, &spanish, "2026-11-24"))],
        &["content/es/keys/first.md:8: `cinco minutos` is a number of the policy: expected \
           `{{ policy.security_code_minutes }}` or `{{ policy.lockout_minutes }}` in place of the number"],
    );
}
