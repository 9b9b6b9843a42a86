//! Which articles fit best: BM25F, that is BM25 with one weight for each kind of place that a word stands in.

use super::Hit;
use super::index::Index;
use super::query::{Need, Query, Way};
use std::collections::{BTreeSet, HashMap};

/// How soon saying a word again no longer counts.
const SATURATION: f32 = 6.0;
/// How much the words of a phrase count that don't stand in one text.
const APART: f32 = 0.4;
/// How much longer articles are held back.
const LENGTH: f32 = 0.5;

/// All articles with anything that is asked for, the best first.
pub fn rank(index: &Index, query: &Query) -> Vec<Hit> {
    let mut totals: HashMap<usize, (f32, f32)> = HashMap::new();
    let mut asked = 0.0;
    for need in &query.needs {
        let (scores, importance) = weigh(index, need);
        asked += importance;
        for (article, score) in scores {
            let total = totals.entry(article).or_default();
            total.0 += score;
            total.1 += importance;
        }
    }
    let mut hits: Vec<Hit> = totals
        .into_iter()
        // Who has all that is asked for goes before who has much of a part.
        .map(|(article, (score, found))| Hit { article, score: score * (found / asked) })
        .collect();
    hits.sort_by(|one, other| {
        other.score.total_cmp(&one.score).then_with(|| one.article.cmp(&other.article))
    });
    hits
}

/// What each article has of one thing that is asked for, said in the way that suits it best; and how telling that thing is.
fn weigh(index: &Index, need: &Need) -> (HashMap<usize, f32>, f32) {
    let mut best: HashMap<usize, f32> = HashMap::new();
    let mut importance: f32 = 0.0;
    for way in &need.ways {
        for (article, score) in weigh_way(index, way) {
            let known = best.entry(article).or_default();
            *known = known.max(score);
        }
        let rarest = way.words.iter().flatten().map(|key| rarity(index, key)).fold(0.0, f32::max);
        importance = importance.max(rarest);
    }
    (best, importance)
}

/// What each article has of a few words. Several words count for more than one, but not for as much as several questions.
fn weigh_way(index: &Index, way: &Way) -> HashMap<usize, f32> {
    let mut sums: HashMap<usize, (f32, f32)> = HashMap::new();
    for keys in &way.words {
        let mut best: HashMap<usize, f32> = HashMap::new();
        for key in keys {
            let rarity = rarity(index, key);
            for (article, weight) in index.places(key) {
                let norm = 1.0 - LENGTH + LENGTH * index.length(*article);
                let often = weight / norm;
                let score = rarity * often * (SATURATION + 1.0) / (often + SATURATION);
                let known = best.entry(*article).or_default();
                *known = known.max(score);
            }
        }
        for (article, score) in best {
            let sum = sums.entry(article).or_default();
            sum.0 += score;
            sum.1 += 1.0;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
    let count = way.words.len().max(1) as f32;
    let together = if way.words.len() > 1 { index.together(&way.words) } else { BTreeSet::new() };
    // Who has only some of the words, or has them far apart, most likely speaks of something else.
    let whole = |article: usize, (sum, found): (f32, f32)| {
        let near = if way.words.len() == 1 || together.contains(&article) { 1.0 } else { APART };
        sum * (found / count).powi(2) * near * way.weight / count.sqrt()
    };
    sums.into_iter().map(|(article, parts)| (article, whole(article, parts))).collect()
}

/// How much it says that an article has this key: the fewer have it, the more.
fn rarity(index: &Index, key: &str) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "there are far fewer than 2^24 articles")]
    let (all, having) = (index.articles.len() as f32, index.places(key).len() as f32);
    if having == 0.0 { 0.0 } else { (1.0 + (all - having + 0.5) / (having + 0.5)).ln() }
}
