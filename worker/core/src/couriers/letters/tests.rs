//! What every letter promises, whatever it says.

use super::samples::letters;
use super::*;

fn contact_letter(message: &str) -> Message {
    let written = Written {
        message: message.to_owned(),
        email: "ana@example.org".to_owned(),
        language: "en".to_owned(),
        article: String::new(),
        subject: "other".to_owned(),
    };
    contact(&Email::read("help@gatehouse.example").unwrap(), "Something else", &written)
}

/// What a person reads in the body, word by word.
fn words_of(html: &str) -> Vec<String> {
    let body = html.split_once("<body").unwrap().1;
    let mut text = String::new();
    for piece in body.split('<').skip(1) {
        let (_, after) = piece.split_once('>').unwrap();
        text.push(' ');
        text.push_str(after);
    }
    unescape(&text).split_whitespace().map(str::to_owned).collect()
}

fn unescape(text: &str) -> String {
    [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")]
        .into_iter()
        .fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

/// Where the links lead, in order, each once.
fn links_of(html: &str) -> Vec<String> {
    let mut links: Vec<String> =
        html.split("href=\"").skip(1).map(|rest| unescape(rest.split_once('"').unwrap().0)).collect();
    links.dedup();
    links
}

#[test]
fn la_1_every_email_says_in_html_what_it_says_in_text_with_the_same_links_in_the_same_order() {
    for language in Language::ALL {
        for (name, letter) in letters(Text::new(language)) {
            let (said, html) = (format!("{} {}", letter.subject, letter.text()), letter.html());
            let said: Vec<&str> = said.split_whitespace().collect();
            assert_eq!(words_of(&html), said, "{name}");
            assert_eq!(links_of(&html), letter.links(), "{name}");
            assert!(name == "contact" || !letter.links().is_empty(), "{name}");
        }
    }
}

#[test]
fn la_1_every_email_names_its_language_and_its_title() {
    for language in Language::ALL {
        for (name, letter) in letters(Text::new(language)).into_iter().filter(|(name, _)| name != "contact") {
            let (html, tag) = (letter.html(), language.tag());
            assert!(html.starts_with(&format!("<!doctype html>\n<html lang=\"{tag}\">")), "{name}");
            assert!(unescape(&html).contains(&format!("<title>{}</title>", letter.subject)), "{name}");
            assert!(letter.links().iter().all(|link| link.contains(tag) || language == Language::English));
        }
    }
}

#[test]
fn ms_3_each_letter_says_who_can_cause_it() {
    for (name, letter) in letters(Text::new(Language::English)) {
        let audience = match name.as_str() {
            "confirm" | "new-address" | "exists" | "contact" => Audience::Anybody,
            "reset" => Audience::Account,
            _ => Audience::Owner,
        };
        assert_eq!(letter.audience, audience, "{name}");
    }
}

#[test]
fn ms_1_what_was_queued_before_audiences_were_told_apart_still_opens() {
    let letter = confirm_address(
        Text::new(Language::English),
        "ana@example.org",
        "https://gatehouse.example/a?token=b",
    );
    let mut stored = serde_json::to_value(&letter).unwrap();
    assert!(stored.as_object_mut().unwrap().remove("audience").is_some());
    let letter = Message { audience: Audience::Account, ..letter };
    assert_eq!(serde_json::from_value::<Message>(stored).unwrap(), letter);
}

#[test]
fn pv_5_no_email_loads_anything() {
    for (name, letter) in Language::ALL.into_iter().flat_map(|language| letters(Text::new(language))) {
        let html = letter.html();
        for loads in
            ["src=", "srcset", "url(", "@import", "<link", "<img", "<script", "<iframe", "http-equiv"]
        {
            assert!(!html.contains(loads), "{name}: {loads}");
        }
    }
}

#[test]
fn every_email_ends_with_why_it_came_and_who_sends_it() {
    for language in Language::ALL {
        let text = Text::new(language);
        // What staff get ends with what was typed.
        for (name, letter) in letters(text).into_iter().filter(|(name, _)| name != "contact") {
            assert!(matches!(letter.parts.last(), Some(Part::Footer(_))), "{name}");
            assert!(
                letter.text().ends_with(&text.say("frame-run-by")) && letter.text().contains("Gatehouse"),
                "{name}"
            );
        }
    }
}

#[test]
fn nothing_that_was_typed_is_markup_in_an_email() {
    let hostile = "</p><script>alert('x')</script>\n<img src=x onerror=\"y\">&lt;b&gt; \u{2028}{{ 7 }}";
    let mut letter = contact_letter(hostile);
    hostile.clone_into(&mut letter.subject);
    let link = format!("https://gatehouse.example/\"><script>{hostile}");
    letter.parts.push(Part::Action { words: hostile.to_owned(), link: link.clone() });
    letter.parts.extend([
        Part::Link(link),
        Part::Digits(hostile.to_owned()),
        Part::Footer(hostile.to_owned()),
    ]);
    let html = letter.html();
    let plain = contact_letter("").html();
    for mark in ["<script", "<img", "onerror=\"", "<b>", "</title>"] {
        assert_eq!(html.matches(mark).count(), plain.matches(mark).count(), "{mark}: {html}");
    }
    assert!(html.contains("&#60;/p&#62;&#60;script&#62;alert(&#39;x&#39;)"), "{html}");
}

#[test]
fn hc_1_lines_that_were_typed_stay_lines() {
    let html = contact_letter("one\n\ntwo").html();
    assert!(html.contains("one<br><br>two"), "{html}");
}
