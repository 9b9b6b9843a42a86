//! Links lead somewhere, and to the same language.

use crate::fixture::{article, check, check_body, check_spanish, first};

#[test]
fn hc_4_links_must_lead_somewhere() {
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
fn hc_4_a_link_to_a_screen_tells_it_the_language() {
    check_body("[a](/sign-in/no-phone?lang=en)", &[]);
    check_body(
        "[a](/sign-in)",
        &[
            "content/en/keys/first.md:6: `/sign-in` doesn't tell the screen the language: write a helper such as \
           `{{ screen.sign_in }}`, or `/sign-in?lang=en`",
        ],
    );
    check_body(
        "[a](/sign-in/now?lang=en)",
        &["content/en/keys/first.md:6: `/sign-in/now?lang=en` leads nowhere: \
        did you mean `/sign-in?lang=en`?"],
    );
    check_body("[a](/contact/?x=1)", &["content/en/keys/first.md:6: `/contact/?x=1`: a page takes no `?…`"]);
}

#[test]
fn a_link_to_another_language_is_told() {
    let english = format!("{}\n", first("[a](/help/keys/second/)\n\n## Part {#part}\n\nMore."));
    let stamped = gatehouse_site_gen::translation::stamp(&english, &english, "2026-11-24");
    check_spanish(
        &[("en/keys/first.md", &english), ("es/keys/first.md", &stamped)],
        &[
            "content/es/keys/first.md:8: `/help/keys/second/` leads to a page in another language: did you mean \
           `/es/help/keys/second/`?",
        ],
    );
}

#[test]
fn a_link_to_a_draft_is_told() {
    check(
        &[
            ("en/keys/first.md", &first("[a](/help/keys/second/)")),
            ("en/keys/second.md", &article("Second?", "order = 2\ndraft = true", "")),
        ],
        &[
            "content/en/keys/first.md:6: `/help/keys/second/` leads to a draft, which nobody can see: finish the draft, \
           or take the link out until then",
        ],
    );
}

#[test]
fn related_articles_exist() {
    check(&[("en/keys/first.md", &article("First?", "order = 1\nrelated = ['keys/second']", ""))], &[]);
    check(
        &[("en/keys/first.md", &article("First?", "order = 1\nrelated = ['keys/secnd', 'keys/first']", ""))],
        &[
            "content/en/keys/first.md:5: there is no article `keys/secnd`: did you mean `keys/second`?",
            "content/en/keys/first.md:5: an article is not related to itself",
        ],
    );
}

#[test]
fn hc_4_addresses_in_templates_lead_somewhere() {
    check(
        &[(
            "article.html",
            "<a href=\"/assets/a.css\"><a href=\"/sign-in?lang={{ language }}\"><a href=\"{{ contact.path }}\">",
        )],
        &[],
    );
    check(
        &[("article.html", "<a href=\"/sing-in\">\n<a href=\"/help/keys/first/\">")],
        &[
            "templates/article.html:1: `/sing-in` leads nowhere: did you mean `/sign-in`?",
            "templates/article.html:2: `/help/keys/first/` is one language's page, and a template serves all: use the \
             address that the template is given for the page's language",
        ],
    );
}
