//! The help center as it is: every article of the service exists and nothing in it is wrong.

mod checkout;

use gatehouse_core::text::Language;
use gatehouse_site_gen::{Output, build};
use std::path::Path;

/// What the addresses of the pages begin with, for each language with articles.
fn prefixes() -> Vec<&'static str> {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    Language::ALL.into_iter().filter(|l| content.join(l.tag()).is_dir()).map(Language::prefix).collect()
}

/// The language that a built page is in.
fn language(path: &str) -> Language {
    path.split_once('/').and_then(|(folder, _)| Language::from_tag(folder)).unwrap_or(Language::English)
}

/// The questions that the help center answers (requirement HC-1).
const ARTICLES: [&str; 23] = [
    "creating-an-account/create-an-account",
    "creating-an-account/two-factor-authentication",
    "creating-an-account/why-we-confirm-email-and-phone",
    "creating-an-account/no-confirmation-email",
    "creating-an-account/no-security-code-for-my-phone",
    "creating-an-account/do-i-need-a-mobile-phone",
    "creating-an-account/why-this-service",
    "creating-an-account/account-already-exists",
    "signing-in/what-you-need-to-sign-in",
    "signing-in/forgot-password",
    "signing-in/missed-security-code",
    "signing-in/without-your-phone",
    "signing-in/without-phone-or-personal-key",
    "signing-in/why-you-were-signed-out",
    "signing-in/forgot-email-address",
    "signing-in/authenticator-app",
    "changing-settings/change-password",
    "changing-settings/change-email-address",
    "changing-settings/change-phone-number",
    "privacy-and-security/how-we-protect-your-data",
    "privacy-and-security/sharing-your-information",
    "privacy-and-security/strong-passwords",
    "privacy-and-security/remove-saved-password",
];

fn built() -> Output {
    let (output, diagnostics) = build(&checkout::sources());
    // A warning, such as a translation of an older text, is for writers to decide.
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
    let told: Vec<String> = errors.map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    output
}

fn pages() -> impl Iterator<Item = (String, String)> {
    built().files.into_iter().filter(|(path, _)| path.ends_with("index.html"))
}

#[test]
fn hc_1_every_question_has_an_article() {
    let output = built();
    for prefix in prefixes() {
        for article in ARTICLES {
            let path = format!("{prefix}/help/{article}/");
            let file = format!("{}index.html", path.trim_start_matches('/'));
            // One with a new name answers at the old one still.
            let moved = output.files.get("_redirects").is_some_and(|all| all.contains(&format!("{path} ")));
            assert!(output.files.contains_key(&file) || moved, "{path}");
        }
    }
}

#[test]
fn hc_1_every_page_leads_to_the_contact_page() {
    for (path, html) in pages() {
        let link = format!("href=\"{}/contact/\"", language(&path).prefix());
        assert!(html.contains(&link), "{path}");
    }
}

#[test]
fn hc_2_the_home_page_has_banner_sections_and_the_way_in() {
    let files = built().files;
    let home = &files["index.html"];
    for part in
        ["usa-banner", "href=\"/sign-in?lang=en\"", "href=\"/sign-up?lang=en\"", "Public Service Agency"]
    {
        assert!(home.contains(part), "{part}");
    }
    for file in files.keys().filter(|file| file.starts_with("help/") && file.matches('/').count() == 3) {
        let address = format!("/{}", file.trim_end_matches("index.html"));
        assert!(home.contains(&format!("href=\"{address}\"")), "{address}");
    }
}

#[test]
fn pv_5_pages_ask_nobody_else_for_anything() {
    for (path, html) in pages() {
        for attribute in ["src=\"", "<link rel=\"stylesheet\" href=\""] {
            for target in html.split(attribute).skip(1) {
                assert!(target.starts_with('/') && !target.starts_with("//"), "{path}");
            }
        }
        assert!(
            !html.contains("<style") && !html.contains(" style=") && !html.contains(" onclick="),
            "{path}"
        );
    }
}

#[test]
fn hc_4_the_pages_of_the_worker_link_to_articles_that_exist() {
    let files = built().files;
    let folders = ["worker/core/src", "worker/core/templates", "worker/core/strings"];
    for (file, text) in folders.into_iter().flat_map(checkout::texts) {
        for rest in text.split("\"/help/").skip(1) {
            let path = rest.split('"').next().unwrap_or_default();
            // Screens of the worker's own.
            if ["feedback", "thanks"].contains(&path) {
                continue;
            }
            // A path with a placeholder is put together from parts that this test cannot see.
            assert!(
                path.contains('{') || files.contains_key(&format!("help/{path}index.html")),
                "{file}: /help/{path}"
            );
        }
    }
}

#[test]
fn pages_are_small() {
    for (path, html) in pages() {
        assert!(html.len() < 40_000, "{path} has {} bytes", html.len());
    }
}
