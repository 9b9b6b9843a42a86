//! What readers and the programs of readers find on a page: the English articles, built as if they were there in every
//! language and had all changed on one day.

mod checkout;

use gatehouse_core::pages::dates;
use gatehouse_core::text::{Language, Text};
use gatehouse_core::time::UnixTime;
use gatehouse_site_gen::{Output, Sources, build};
use roxmltree::Document;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::OnceLock;

const ORIGIN: &str = "https://gatehouse.example";
const ARTICLE: &str = "/help/signing-in/forgot-password/";
/// November 24, 2026, 2:05 PM UTC.
const CHANGED: i64 = 1_795_529_100;

/// The English articles in every language, and the templates.
fn sources() -> Sources {
    let (english, templates) = (checkout::texts("content/en"), checkout::texts("site-gen/templates"));
    let settings = fs::read_to_string(checkout::root().join("content/site.toml")).expect("the file is text");
    let mut content = BTreeMap::from([("site.toml".to_owned(), settings)]);
    for language in Language::ALL {
        for (path, text) in &english {
            let text = text.replace("](/help/", &format!("]({}/help/", language.prefix()));
            content.insert(format!("{}/{path}", language.tag()), text);
        }
    }
    let changes = content.keys().map(|path| (path.clone(), CHANGED)).collect();
    Sources { content, content_folder: "content".into(), templates, changes, ..Sources::default() }
}

fn built() -> &'static Output {
    static BUILT: OnceLock<Output> = OnceLock::new();
    BUILT.get_or_init(|| build(&sources()).0)
}

/// A page by its address.
fn page(path: &str) -> Html {
    Html::parse_document(&built().files[&format!("{}index.html", path.trim_start_matches('/'))])
}

/// The addresses of all pages.
fn paths() -> BTreeSet<String> {
    built().files.keys().filter_map(|file| Some(format!("/{}", file.strip_suffix("index.html")?))).collect()
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect("a selector")).collect()
}

fn values<'a>(page: &'a Html, selector: &str, attribute: &str) -> Vec<&'a str> {
    all(page, selector).iter().filter_map(|element| element.value().attr(attribute)).collect()
}

fn words(element: &ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_owned()
}

#[test]
fn hc_6_every_page_is_one_press_away_from_itself_in_every_language() {
    for path in paths() {
        let html = page(&path);
        let language =
            Language::ALL.into_iter().rev().find(|l| path.starts_with(&format!("{}/", l.prefix())));
        let language = language.expect("English has every path");
        let id = path.strip_prefix(language.prefix()).expect("its own prefix");
        assert_eq!(values(&html, "html", "lang"), [language.tag()], "{path}");
        let english = if id == "/" { "/?lang=en".to_owned() } else { id.to_owned() };
        let expected = [english, format!("/es{id}"), format!("/fr{id}")];
        assert_eq!(values(&html, ".languages a", "href"), expected, "{path}");
        assert_eq!(values(&html, ".languages a[aria-current]", "lang"), [language.tag()], "{path}");
    }
}

#[test]
fn hc_6_every_page_names_its_one_address_and_those_of_its_other_languages() {
    for path in paths() {
        let html = page(&path);
        assert_eq!(values(&html, "link[rel=canonical]", "href"), [format!("{ORIGIN}{path}")]);
        assert_eq!(values(&html, "link[hreflang]", "hreflang"), ["en", "es", "fr", "x-default"], "{path}");
        let links = values(&html, "link[hreflang]", "href");
        assert!(links.contains(&format!("{ORIGIN}{path}").as_str()), "{path}");
        assert_eq!(links.first(), links.last(), "English is for whoever speaks none of them");
        for link in links {
            assert!(paths().contains(link.strip_prefix(ORIGIN).expect("an address of the site")), "{link}");
        }
        for name in ["og:title", "og:description", "og:url", "og:type", "og:site_name", "og:locale"] {
            assert_eq!(all(&html, &format!("meta[property='{name}']")).len(), 1, "{path} {name}");
        }
        assert_eq!(values(&html, "meta[name=description]", "content").len(), 1, "{path}");
    }
}

#[test]
fn hc_1_an_article_asks_whether_it_helped_by_a_plain_form() {
    let html = page(&format!("/fr{ARTICLE}"));
    assert_eq!(values(&html, ".helpful", "action"), ["/help/feedback"]);
    assert_eq!(values(&html, ".helpful", "method"), ["post"]);
    assert_eq!(values(&html, ".helpful [name=article]", "value"), ["signing-in/forgot-password"]);
    assert_eq!(values(&html, ".helpful [name=language]", "value"), ["fr"]);
    assert_eq!(values(&html, ".helpful button[name=helpful]", "value"), ["yes", "no"]);
    assert_eq!(all(&page("/help/signing-in/"), ".helpful").len(), 0, "only an article answers something");
}

#[test]
fn hc_1_an_article_leads_to_a_message_about_it() {
    let html = page(&format!("/es{ARTICLE}"));
    let link = "/contact/message?lang=es&article=signing-in/forgot-password";
    assert_eq!(values(&html, ".contact-block a", "href"), [link]);
    assert_eq!(values(&page("/es/contact/"), ".write a", "href"), ["/contact/message?lang=es"]);
    assert_eq!(values(&page("/es/"), ".contact-block a", "href"), ["/es/contact/"]);
}

#[test]
fn hc_2_search_works_from_every_kind_of_page_without_scripts() {
    for path in ["/fr/", "/fr/contact/", "/fr/help/signing-in/", &format!("/fr{ARTICLE}")] {
        let html = page(path);
        assert_eq!(values(&html, "form[role=search]", "action"), ["/search"], "{path}");
        assert_eq!(values(&html, "form[role=search] [name=lang]", "value"), ["fr"], "{path}");
        assert_eq!(all(&html, "form[role=search] input[name=q]").len(), 1, "{path}");
    }
}

#[test]
fn an_article_says_when_it_changed_in_its_language() {
    for language in Language::ALL {
        let html = page(&format!("{}{ARTICLE}", language.prefix()));
        assert_eq!(values(&html, "time", "datetime"), ["2026-11-24"]);
        assert_eq!(words(&all(&html, "time")[0]), dates::date(Text::new(language), UnixTime(CHANGED)));
    }
    let edit = values(&page(ARTICLE), "a[rel=external]", "href").join(" ");
    assert!(
        edit.starts_with("https://") && edit.ends_with("/content/en/signing-in/forgot-password.md"),
        "{edit}"
    );
}

#[test]
fn an_article_leads_on_to_those_that_follow_it_and_to_its_section() {
    let html = page(&format!("/es{ARTICLE}"));
    let links = values(&html, ".related a", "href");
    assert_eq!(links.first(), Some(&"/es/help/signing-in/missed-security-code/"));
    assert_eq!(links.last(), Some(&"/es/help/signing-in/"));
    assert_eq!(links.len(), 7);
    assert!(!links.contains(&format!("/es{ARTICLE}").as_str()));
}

/// What a page tells search engines.
fn data(path: &str) -> Vec<Value> {
    let html = page(path);
    let scripts = all(&html, "script[type='application/ld+json']");
    assert_eq!(scripts.len(), 1, "{path}");
    let data: Value = serde_json::from_str(&words(&scripts[0])).expect("JSON");
    assert_eq!(data["@context"], "https://schema.org");
    data["@graph"].as_array().expect("a list").clone()
}

#[test]
fn search_engines_are_told_the_question_and_what_stands_first_of_its_answer() {
    let data = data(&format!("/es{ARTICLE}"));
    let kinds: Vec<&Value> = data.iter().map(|item| &item["@type"]).collect();
    assert_eq!(kinds, ["BreadcrumbList", "FAQPage"]);
    let trail = data[0]["itemListElement"].as_array().expect("a list");
    let links: Vec<&Value> = trail.iter().map(|item| &item["item"]).collect();
    let address = |path: &str| format!("{ORIGIN}{path}");
    assert_eq!(
        links,
        [&address("/es/"), &address("/es/help/signing-in/"), &address(&format!("/es{ARTICLE}"))]
    );
    let question = &data[1]["mainEntity"][0];
    let html = page(&format!("/es{ARTICLE}"));
    assert_eq!(question["name"], words(&all(&html, "h1")[0]));
    let answer = question["acceptedAnswer"]["text"].as_str().expect("words");
    // Everything said to them stands on the page, and its links lead somewhere from elsewhere too.
    let body = all(&html, ".article__body")[0].inner_html();
    assert!(body.trim_start().starts_with(&answer.replace(ORIGIN, "")), "{answer}");
    assert!(!answer.contains("href=\"/") && !answer.contains("<h2") && answer.contains("<ol>"), "{answer}");
}

#[test]
fn no_page_tells_search_engines_what_it_is_not() {
    for path in paths() {
        let data = data(&path);
        let depth = path.trim_matches('/').split('/').filter(|part| !["es", "fr", ""].contains(part)).count();
        let questions = data.iter().filter(|item| item["@type"] == "FAQPage").count();
        assert_eq!(questions, usize::from(depth == 3), "{path}");
        assert_eq!(data.iter().any(|item| item["@type"] == "WebSite"), depth == 0, "{path}");
    }
}

#[test]
fn hc_6_the_map_of_the_site_has_every_page_with_its_languages_and_its_day() {
    let map = Document::parse(&built().files["sitemap.xml"]).expect("XML");
    let mut found = BTreeSet::new();
    for url in map.root_element().children().filter(roxmltree::Node::is_element) {
        let text = |name: &str| {
            url.children()
                .find(|node| node.tag_name().name() == name)
                .and_then(|node| node.text())
                .unwrap_or_default()
        };
        let path = text("loc").strip_prefix(ORIGIN).expect("an address of the site").to_owned();
        assert_eq!(text("lastmod"), "2026-11-24", "{path}");
        let others = url.children().filter(|node| node.tag_name().name() == "link");
        let tags: Vec<&str> = others.filter_map(|node| node.attribute("hreflang")).collect();
        assert_eq!(tags, ["en", "es", "fr", "x-default"], "{path}");
        found.insert(path);
    }
    assert_eq!(found, paths());
}

#[test]
fn robots_read_the_help_center_and_no_screen_but_the_entrances() {
    let text = &built().files["robots.txt"];
    let closed: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("Disallow: ")).collect();
    let entrances = ["/", "/sign-in", "/sign-up"];
    for screen in gatehouse_core::addresses() {
        let is_closed = closed.iter().any(|closed| screen.starts_with(closed));
        assert_eq!(is_closed, !entrances.contains(&screen), "{screen}");
    }
    for path in paths() {
        assert!(!closed.iter().any(|closed| path.starts_with(closed)), "{path}");
    }
    assert!(text.contains(&format!("Sitemap: {ORIGIN}/sitemap.xml")));
}

#[test]
fn hc_6_a_feed_in_each_language_tells_what_changed() {
    for language in Language::ALL {
        let path = format!("{}/feed.xml", language.prefix());
        let feed = Document::parse(&built().files[path.trim_start_matches('/')]).expect("XML");
        let entries: Vec<_> =
            feed.root_element().children().filter(|node| node.tag_name().name() == "entry").collect();
        let home = format!("{}/help/", language.prefix());
        // The pages of sections are below it, too, and no news.
        let is_article =
            |path: &String| path.strip_prefix(&home).is_some_and(|path| path.matches('/').count() == 2);
        assert_eq!(entries.len(), paths().into_iter().filter(is_article).count());
        for entry in entries {
            let text = |name: &str| {
                entry.children().find(|node| node.tag_name().name() == name).and_then(|node| node.text())
            };
            let id = text("id").and_then(|id| id.strip_prefix(ORIGIN)).expect("an address of the site");
            assert!(paths().contains(id) && id.starts_with(&format!("{}/help/", language.prefix())), "{id}");
            assert_eq!(text("updated"), Some("2026-11-24T14:05:00Z"));
            assert!(text("title").is_some() && text("summary").is_some());
        }
        let home = page(&format!("{}/", language.prefix()));
        assert_eq!(values(&home, "link[type='application/atom+xml']", "href"), [path]);
    }
}

#[test]
fn a_page_that_is_not_translated_yet_is_told_to_programs_as_the_english_one() {
    let mut sources = sources();
    sources.content.remove("fr/signing-in/forgot-password.md");
    let files = build(&sources).0.files;
    let file = format!("fr{ARTICLE}index.html");
    let html = Html::parse_document(&files[&file]);
    assert_eq!(values(&html, "link[rel=canonical]", "href"), [format!("{ORIGIN}{ARTICLE}")]);
    assert_eq!(values(&html, "link[hreflang]", "hreflang"), ["en", "es", "x-default"]);
    assert_eq!(values(&html, ".languages a", "lang"), ["en", "es", "fr"], "people can still choose");
    assert!(!files["sitemap.xml"].contains(&format!("<loc>{ORIGIN}/fr{ARTICLE}")));
    assert!(!files["fr/feed.xml"].contains(ARTICLE));
}

#[test]
fn pages_without_a_history_have_no_date() {
    let files = build(&Sources { changes: BTreeMap::new(), ..sources() }).0.files;
    let pages = files.iter().filter(|(path, _)| !path.starts_with("search/"));
    assert!(pages.into_iter().all(|(_, text)| !text.contains("<time") && !text.contains("<lastmod")));
    assert!(!files["feed.xml"].contains("<entry>"));
}
