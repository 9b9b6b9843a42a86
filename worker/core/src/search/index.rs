//! The index: which word stands where in which article, and how much that counts.

use super::source::{Article, Source};
use super::words::{Keys, words};
use crate::text::Language;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How much a word counts by where it stands.
const TITLE: f32 = 5.0;
const KEYWORD: f32 = 5.0;
const HEADING: f32 = 2.5;
const SUMMARY: f32 = 2.5;
const TEXT: f32 = 1.0;

/// The words of a language's articles, ready to be searched.
#[derive(Debug)]
pub struct Index {
    /// The language.
    pub language: Language,
    /// The sections' titles.
    pub sections: Vec<String>,
    /// The articles.
    pub articles: Vec<Article>,
    /// For each key the articles that it stands in, each with the weight of all places together.
    postings: HashMap<String, Vec<(usize, f32)>>,
    /// For each key the places that it stands in: titles, summaries, paragraphs.
    texts: HashMap<String, BTreeSet<(usize, usize)>>,
    /// The weight of all words of each article, and of an article on average.
    lengths: Vec<f32>,
    average: f32,
    /// Every word that is known, as it is typed without accents, with its keys.
    vocabulary: BTreeMap<String, BTreeSet<Keys>>,
    stop_words: BTreeSet<String>,
    /// Groups of phrases that mean the same.
    synonyms: Vec<Vec<Phrase>>,
}

/// A few words that belong together.
pub type Phrase = Vec<Keys>;

impl Index {
    /// Makes the index of a language.
    pub fn new(source: Source, language: Language) -> Self {
        let mut index = Self {
            language,
            sections: source.sections,
            articles: Vec::new(),
            postings: HashMap::new(),
            texts: HashMap::new(),
            lengths: Vec::new(),
            average: 1.0,
            vocabulary: BTreeMap::new(),
            stop_words: source
                .stop_words
                .iter()
                .flat_map(|stop| words(stop, language))
                .map(|w| w.plain)
                .collect(),
            synonyms: Vec::new(),
        };
        for (place, article) in source.articles.iter().enumerate() {
            index.add(place, article);
        }
        let count = source.articles.len();
        #[expect(clippy::cast_precision_loss, reason = "there are far fewer than 2^24 articles")]
        let average = index.lengths.iter().sum::<f32>() / count.max(1) as f32;
        index.average = average.max(1.0);
        index.articles = source.articles;
        index.synonyms = source
            .synonyms
            .iter()
            .map(|group| group.iter().map(|phrase| index.phrase(phrase)).collect())
            .collect();
        index
    }

    fn add(&mut self, place: usize, article: &Article) {
        let mut weights: HashMap<String, f32> = HashMap::new();
        let mut length = 0.0;
        let mut text_number: usize = 0;
        let mut take = |text: &str, weight: f32| {
            text_number = text_number.saturating_add(1);
            for word in words(text, self.language) {
                for key in word.keys.iter() {
                    *weights.entry(key.to_owned()).or_default() += weight;
                    self.texts.entry(key.to_owned()).or_default().insert((place, text_number));
                }
                length += weight;
                self.vocabulary.entry(word.plain).or_default().insert(word.keys);
            }
        };
        take(&article.title, TITLE);
        take(&article.summary, SUMMARY);
        article.keywords.iter().for_each(|keyword| take(keyword, KEYWORD));
        for part in &article.parts {
            take(&part.title, HEADING);
            part.texts.iter().for_each(|text| take(text, TEXT));
        }
        self.lengths.push(length);
        for (key, weight) in weights {
            self.postings.entry(key).or_default().push((place, weight));
        }
    }

    /// A phrase of the synonyms. Its words can be corrected to, too.
    fn phrase(&mut self, text: &str) -> Phrase {
        let words = words(text, self.language);
        for word in &words {
            self.vocabulary.entry(word.plain.clone()).or_default().insert(word.keys.clone());
        }
        words.into_iter().map(|word| word.keys).collect()
    }

    /// The articles that a key stands in, with its weight there.
    pub fn places(&self, key: &str) -> &[(usize, f32)] {
        self.postings.get(key).map_or(&[], Vec::as_slice)
    }

    /// The articles with a text that has all of these words, each of them under any of its keys.
    pub fn together(&self, words: &[Vec<String>]) -> BTreeSet<usize> {
        let texts = |keys: &Vec<String>| -> BTreeSet<(usize, usize)> {
            keys.iter().filter_map(|key| self.texts.get(key)).flatten().copied().collect()
        };
        let mut common: Option<BTreeSet<(usize, usize)>> = None;
        for keys in words {
            let found = texts(keys);
            common = Some(match common {
                Some(before) => before.intersection(&found).copied().collect(),
                None => found,
            });
        }
        common.unwrap_or_default().into_iter().map(|(article, _)| article).collect()
    }

    /// How long an article is in comparison with the others: 1 is the average.
    pub fn length(&self, article: usize) -> f32 {
        self.lengths.get(article).map_or(1.0, |length| length / self.average)
    }

    /// Whether the word says nothing about what is asked.
    pub fn is_stop_word(&self, plain: &str) -> bool {
        self.stop_words.contains(plain)
    }

    /// The keys of a word that is known in just this spelling.
    pub fn known(&self, plain: &str) -> Option<&BTreeSet<Keys>> {
        self.vocabulary.get(plain)
    }

    /// All words that are known, from `plain` on in the order of the alphabet.
    pub fn vocabulary_from(&self, plain: &str) -> impl Iterator<Item = (&str, &BTreeSet<Keys>)> {
        self.vocabulary.range(plain.to_owned()..).map(|(word, keys)| (word.as_str(), keys))
    }

    /// Groups of phrases that mean the same.
    pub fn synonyms(&self) -> &[Vec<Phrase>] {
        &self.synonyms
    }
}
