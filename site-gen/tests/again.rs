//! Building again: the same whatever the number of threads, and with a cache the same as without.

mod checkout;

use checkout::sources;
use gatehouse_site_gen::{Cache, Sources, build, build_again};

/// Replaces words in a source, which must be there.
fn edit(sources: &mut Sources, path: &str, from: &str, to: &str) {
    let texts = if path.contains('/') { &mut sources.content } else { &mut sources.templates };
    let text = texts.get_mut(path).expect("the file is there");
    assert!(text.contains(from), "{path} has {from}");
    *text = text.replace(from, to);
}

#[test]
fn builds_are_the_same_whatever_the_number_of_threads() {
    let sources = sources();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be had");
        pool.install(|| build(&sources))
    };
    let one = with(1);
    assert_eq!(one, with(1));
    assert_eq!(one, with(4));
}

#[test]
fn a_cache_never_shows_what_was() {
    const PASSWORD: &str = "en/signing-in/forgot-password.md";
    let edits: [(&str, &str, &str); 9] = [
        (PASSWORD, "Set a new password.", "Choose a new password."),
        (PASSWORD, "title = \"What if I forgot my password", "title = \"What if I lost my password"),
        (PASSWORD, "order = 2", "order = 90"),
        (PASSWORD, "{#locked}", "{#is-locked}"),
        ("en/signing-in/section.toml", "title = \"Signing in\"", "title = \"Signing in again\""),
        ("en/site.toml", "note = \"Note\"", "note = \"A note\""),
        ("en/home.md", "title = \"", "title = \"Again: "),
        ("article.html", "<h1>", "<h1 class=\"again\">"),
        (PASSWORD, "{#is-locked}", "{#locked}"),
    ];
    let cache = Cache::default();
    let mut sources = sources();
    assert_eq!(build_again(&sources, gatehouse_site_gen::Options::default(), &cache), build(&sources));
    for (path, from, to) in edits {
        edit(&mut sources, path, from, to);
        assert_eq!(
            build_again(&sources, gatehouse_site_gen::Options::default(), &cache),
            build(&sources),
            "{path}: {to}"
        );
    }
    sources.content.remove(PASSWORD);
    assert_eq!(
        build_again(&sources, gatehouse_site_gen::Options::default(), &cache),
        build(&sources),
        "an article is gone"
    );
}
