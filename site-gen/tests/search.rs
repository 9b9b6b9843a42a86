//! How well search answers what people type: the tables in `tests/queries`, asked of the help center as it is.

mod checkout;

use gatehouse_core::search;
use gatehouse_core::search::index::Index;
use gatehouse_core::text::Language;
use gatehouse_site_gen::build;
use serde::Deserialize;
use std::fs;

/// How many of the first results are looked at.
const FIRST: usize = 3;
/// How many of the sixty questions must have their article among the first results.
const ANSWERED: usize = 58;
/// How many of the twenty that nothing was made to fit.
const ANSWERED_HELD_OUT: usize = 15;

/// Questions with the article that answers them.
#[derive(Deserialize)]
struct Queries {
    tuned: Vec<(String, String)>,
    held_out: Vec<(String, String)>,
}

/// The built file of every language that has articles.
fn indexes() -> Vec<(Language, String)> {
    let (output, _) = build(&checkout::sources());
    let file = |language: Language| output.files.get(&format!("search/{}.json", language.tag())).cloned();
    Language::ALL.into_iter().filter_map(|language| Some((language, file(language)?))).collect()
}

fn index(language: Language, file: &str) -> Index {
    Index::new(serde_json::from_str(file).expect("the file is search's own"), language)
}

/// The questions whose article is not among the first results, with what is.
fn missed(index: &Index, queries: &[(String, String)]) -> Vec<String> {
    let id = |article: usize| {
        index.articles[article].path.split("/help/").last().unwrap_or_default().trim_end_matches('/')
    };
    queries
        .iter()
        .filter_map(|(question, wanted)| {
            let (_, hits) = search::search(index, question);
            let found: Vec<&str> = hits.iter().map(|hit| id(hit.article)).collect();
            let place = found.iter().position(|found| found == wanted);
            place.is_none_or(|place| place >= FIRST).then(|| {
                let first = &found[..found.len().min(FIRST)];
                format!("{question}: {wanted} is at {place:?}, before it {first:?}")
            })
        })
        .collect()
}

#[test]
fn hc_2_what_people_type_finds_its_article_among_the_first_three() {
    let mut failed = false;
    for (language, file) in indexes() {
        let tag = language.tag();
        let index = index(language, &file);
        let table =
            fs::read_to_string(checkout::root().join(format!("tests/queries/{tag}.toml"))).expect("a table");
        let queries: Queries = toml::from_str(&table).expect("a table of questions");
        for (name, queries, least) in
            [("tuned", queries.tuned, ANSWERED), ("held out", queries.held_out, ANSWERED_HELD_OUT)]
        {
            let missed = missed(&index, &queries);
            let answered = queries.len() - missed.len();
            println!("{tag}, {name}: {answered} of {}\n  {}", queries.len(), missed.join("\n  "));
            failed |= answered < least;
        }
    }
    assert!(!failed, "too many questions are not answered; the output names them");
}
