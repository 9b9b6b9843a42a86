//! "Was this helpful" (HC-1): accepted from an article, which holds no token, and from nowhere else.

use gatehouse_tests::{Browser, Reply, Request, crowd};

const ARTICLE: &str = "signing-in/forgot-password";

fn request(article: &str, helpful: &str) -> Request {
    Request::form("/help/feedback", &[("article", article), ("language", "en"), ("helpful", helpful)])
}

#[test]
fn hc_1_an_answer_from_an_article_is_thanked_for_and_who_was_not_helped_can_say_what_was_missing() {
    for (helpful, asks) in [("yes", false), ("no", true)] {
        let mut browser = Browser::new();
        let reply = browser.send(request(ARTICLE, helpful));
        reply.is(303);
        let thanks = browser.follow(&reply);
        thanks.is(200).says("Thank you");
        let links = thanks.page().links();
        let write = format!("/contact/message?article={ARTICLE}");
        assert_eq!(links.contains(&write), asks, "{links:?}");
    }
}

#[test]
fn hc_1_an_answer_without_a_proof_of_its_origin_is_asked_for_once_more() {
    let mut browser = Browser::new();
    let bare = request(ARTICLE, "yes").without_header("origin").without_header("sec-fetch-site");
    let page = browser.send(bare);
    page.is(200);
    browser.press(&page, "/help/feedback").is(303);
}

#[test]
fn hc_1_an_answer_from_another_site_is_refused_and_sets_no_cookie() {
    for (name, value) in
        [("origin", "https://other.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")]
    {
        let reply = Browser::new().send(request(ARTICLE, "yes").header(name, value));
        reply.is(403);
        assert!(reply.cookies().is_empty(), "{name}: {value}");
    }
}

#[test]
fn hc_1_an_answer_about_no_article_of_ours_is_refused() {
    for article in
        ["", "signing-in/nothing", "../../contact", "signing-in/forgot-password\r\nset-cookie: a=b"]
    {
        Browser::new().send(request(article, "yes")).is(400);
    }
    Browser::new().send(request(ARTICLE, "perhaps")).is(400);
    Browser::new().get("/help/feedback").is(405);
}

#[test]
fn hc_1_of_eighty_answers_at_once_from_one_network_sixty_are_taken() {
    let address = Browser::new().address;
    let requests = (0..80).map(|_| {
        let mut browser = Browser::new();
        browser.address.clone_from(&address);
        (browser, request(ARTICLE, "yes"))
    });
    let replies: Vec<Reply> =
        crowd::all_at_once(requests.collect()).into_iter().map(|(reply, _)| reply).collect();
    let taken = replies.iter().filter(|reply| reply.status == 303).count();
    assert_eq!(taken, 60);
    assert!(replies.iter().all(|reply| [303, 429].contains(&reply.status)));
}
