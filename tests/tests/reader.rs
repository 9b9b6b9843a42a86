//! What readers of the help center and their programs find, over HTTP (HC-6, HC-7, HC-8).

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use gatehouse_tests::{Browser, Reply};

/// What the addresses of pages begin with in each language, and the language's tag.
const LANGUAGES: [(&str, &str); 3] = [("", "en"), ("/es", "es"), ("/fr", "fr")];
const ARTICLE: &str = "/help/signing-in/forgot-password/";

fn get(path: &str) -> Reply {
    let reply = Browser::new().get(path);
    reply.is(200);
    reply
}

#[test]
fn hc_6_an_article_is_one_press_away_from_itself_in_every_language() {
    for (prefix, tag) in LANGUAGES {
        let page = get(&format!("{prefix}{ARTICLE}")).page();
        assert_eq!(page.attributes("html", "lang"), [tag]);
        let expected = LANGUAGES.map(|(prefix, _)| format!("{prefix}{ARTICLE}"));
        assert_eq!(page.attributes(".languages a", "href"), expected);
        assert_eq!(page.attributes("link[hreflang]", "hreflang"), ["en", "es", "fr", "x-default"]);
    }
}

#[test]
fn hc_6_the_map_of_the_site_names_pages_that_are_there() {
    let map = get("/sitemap.xml");
    assert_eq!(map.header("content-type"), Some("application/xml"));
    let text = map.text();
    let addresses: Vec<&str> =
        text.split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next()).collect();
    assert!(addresses.len() > 80, "only {} pages are on it", addresses.len());
    for address in addresses {
        let path = address.split('/').skip(3).collect::<Vec<_>>().join("/");
        get(&format!("/{path}"));
    }
}

#[test]
fn hc_6_robots_and_feeds_are_there() {
    let robots = get("/robots.txt");
    assert_eq!(robots.header("content-type"), Some("text/plain; charset=utf-8"));
    assert!(robots.text().contains("Disallow: /sign-in/") && robots.text().contains("/sitemap.xml"));
    for (prefix, tag) in LANGUAGES {
        let feed = get(&format!("{prefix}/feed.xml"));
        assert_eq!(feed.header("content-type"), Some("application/xml"));
        assert!(feed.text().contains(&format!("xml:lang=\"{tag}\"")));
    }
}

#[test]
fn hc_7_pages_are_light() {
    let weight = |reply: &Reply| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&reply.body).unwrap();
        encoder.finish().unwrap().len()
    };
    for (prefix, _) in LANGUAGES {
        for path in ["/", "/contact/", "/help/signing-in/", ARTICLE] {
            let reply = Browser::new().open(&format!("{prefix}{path}"));
            assert!(weight(&reply) <= 12_000, "{prefix}{path} weighs {} bytes", weight(&reply));
        }
    }
    assert!(weight(&get("/assets/site.css")) <= 20_000);
}

#[test]
fn hc_8_both_products_say_alike_in_every_language_how_the_service_is() {
    for (prefix, tag) in LANGUAGES {
        let article = get(&format!("{prefix}{ARTICLE}")).page();
        let screen = get(&format!("/sign-in?lang={tag}")).page();
        for part in [".site-status", ".service-notice"] {
            assert_eq!(article.texts(part), screen.texts(part), "{tag}: {part}");
        }
        assert_eq!(article.texts(".site-status").len(), 1, "{tag}");
    }
}

#[test]
fn hc_2_an_address_that_is_not_there_offers_the_search() {
    let page = Browser::new().get("/help/signing-in/no-such-article/");
    page.is(404);
    let page = page.page();
    assert_eq!(page.attributes("form[role=search]", "action"), ["/search"]);
    assert_eq!(page.all("form[role=search] input[name=q]").len(), 1);
}
