//! Old addresses.

use crate::fixture::{check, check_spanish, first};

fn entry(from: &str, to: &str) -> String {
    format!("[[moved]]\nfrom = '{from}'\nto = '{to}'\n")
}

#[test]
fn an_old_address_leads_to_the_page_in_every_language() {
    let files = check_spanish(&[("old-urls.toml", &entry("/old/", "/help/keys/first/"))], &[]).files;
    assert_eq!(
        files["_redirects"],
        "/es/old /es/help/keys/first/ 301\n/es/old/ /es/help/keys/first/ 301\n/old /help/keys/first/ 301\n\
         /old/ /help/keys/first/ 301\n"
    );
}

#[test]
fn old_addresses_are_checked() {
    let check = |entries: &[String], expected: &[&str]| {
        check(&[("old-urls.toml", &entries.concat())], expected);
    };
    check(
        &[entry("/old/", "/help/keys/frist/")],
        &[
            "content/old-urls.toml:3: `/help/keys/frist/` is no page of the help center: did you mean `/help/keys/first/`?",
        ],
    );
    check(
        &[entry("/help/keys/first/", "/")],
        &[
            "content/old-urls.toml:2: there is a page at `/help/keys/first/`, which nobody could see: remove the entry, or \
           rename the page",
        ],
    );
    check(
        &[entry("/old/", "/"), entry("/old/", "/contact/")],
        &["content/old-urls.toml:5: `/old/` stands in this file twice"],
    );
    check(
        &[entry("/older/", "/old/"), entry("/old/", "/")],
        &["content/old-urls.toml:3: `/old/` has moved too: expected the address that it has today"],
    );
    check(&[entry("/sign-in/", "/")], &["content/old-urls.toml:2: `/sign-in/` is a screen of the service"]);
    check(
        &[entry("old", "/")],
        &["content/old-urls.toml:2: `old` is no old address: expected one such as `/help/old-name/`"],
    );
}

#[test]
fn a_link_to_an_old_address_is_told_the_new_one() {
    check(
        &[
            ("old-urls.toml", &entry("/old/", "/help/keys/second/")),
            ("en/keys/first.md", &first("[a](/old/)")),
        ],
        &["content/en/keys/first.md:6: `/old/` has moved: expected `/help/keys/second/`"],
    );
}

#[test]
fn a_published_address_never_dies() {
    check(
        &[("published.txt", "/\n/help/keys/first/\n/help/keys/third/\n")],
        &[
            "content/published.txt:3: `/help/keys/third/` was published, and there is no page any more: say in \
           content/old-urls.toml where it has moved",
        ],
    );
    let files = check(
        &[
            ("published.txt", "/help/keys/third/\n"),
            ("old-urls.toml", &entry("/help/keys/third/", "/help/keys/first/")),
        ],
        &[],
    )
    .files;
    let list = gatehouse_site_gen::old_urls::published("/old/\n", files.keys().map(String::as_str));
    assert!(list.starts_with("/\n/contact/\n/help/keys/\n") && list.ends_with("/old/\n"), "{list}");
}
