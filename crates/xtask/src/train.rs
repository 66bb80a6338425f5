//! `cargo xtask train`: the models inside `clean-sentiment` and `clean-issue-classifier`, from public reviews, generated texts
//! and phrases. The same data gives the same bytes.
//!
//! Texts fall into five folds by the hash of their letters, digits and ideographs. The first is held out: no model file has seen
//! it, and the figures printed at the end are measured on it. How sure a score makes is measured within the other four, each
//! decided by a model of the other three.

mod calibrate;
mod examples;
mod fit;
mod report;

use std::fs;

use aftersight_generate::Table;
use aftersight_measure::linear::{Model, best, encode};
use aftersight_measure::ngrams::Ngrams;
use anyhow::{Context, Result, bail};

use crate::shell;
use calibrate::Decided;
use examples::{Example, Examples, Source};
use fit::{Case, Recipe, Weights};
use report::Confusion;

/// Folds of the texts; the first is held out.
const FOLDS: u64 = 5;
/// Generated shops.
const SHOPS: u64 = 4;
/// Cases of each.
const CASES: u64 = 4_000;

/// The least share of held-out reviews that `clean-sentiment` tells rightly.
const LEAST: f64 = 0.90;

/// How often a text that is neither good nor bad is learnt as each.
const EVEN: usize = 4;
/// What people write, by issue type.
const PHRASES: &str = "plugins/clean-issue-classifier/training/phrases.txt";
/// The section of what is neither trouble nor praise.
const CHAT: &str = "- chat";

/// What turns the words behind it into their opposite.
const NEGATIONS: &[&str] = &[
    "没有",
    "没",
    "未",
    "无",
    "不是",
    "不存在",
    "并非",
    "并无",
    "沒有",
    "沒",
    "無",
    " not ",
    "n't ",
    " no ",
    " never ",
    " without ",
    " nothing ",
];

/// Good or not. Marking negations told four in a thousand more reviews rightly (cross-validated).
const SENTIMENT: Recipe = Recipe {
    longest: 4,
    bits: 19,
    negations: &["不", "没有", "没", "未", "无"],
    outputs: &["positive"],
    epochs: 4,
    rate: 0.1,
    penalty: 1e-6,
    balance: false,
    least: 2.0,
};

/// The issue types that people write about. What has none of them, `other` included, is for people to read.
const ISSUES: Recipe = Recipe {
    longest: 4,
    bits: 16,
    negations: NEGATIONS,
    outputs: &[
        "quality",
        "description",
        "damage",
        "not_received",
        "delay",
        "wrong_item",
        "out_of_stock",
        "service",
        "invoice",
        "change_of_mind",
        "price",
        "usage",
    ],
    epochs: 30,
    rate: 0.3,
    penalty: 1e-6,
    balance: true,
    least: 1.0,
};

/// Trains both, writes their files, prints how good they are; with `check` compares with the files instead.
pub(crate) fn run(check: bool) -> Result<()> {
    let reviews = examples::reviews()?;
    let sentiment = one("clean-sentiment", &SENTIMENT, "negative", sentiments(&reviews)?, check)?;
    let told = sentiment.right(Source::Reviews);
    if told < LEAST {
        bail!("clean-sentiment tells {told:.4} of the held-out reviews rightly, {LEAST} are asked for");
    }
    one("clean-issue-classifier", &ISSUES, "none", issues(&reviews)?, check).map(drop)
}

/// [`run`] with `check`, where the public data are there; where they are not, that is said loudly.
pub(crate) fn check() -> Result<()> {
    if !examples::reviews_path().is_file() {
        println!(
            "SKIPPED, NOT CHECKED: the models: there is no {}; set AFTERSIGHT_SHARED",
            examples::reviews_path().display()
        );
        return Ok(());
    }
    run(true)
}

/// Reviews good and bad, real and generated ones; three stars are neither.
fn sentiments(reviews: &[(bool, String)]) -> Result<Vec<Example>> {
    let mut all = Examples::default();
    let label = |good: bool| good.then_some(0);
    reviews.iter().for_each(|(good, text)| all.add(text, label(*good), Source::Reviews));
    for row in examples::generated(Table::Feedback, &["score", "text"])? {
        match row[0].as_str() {
            "1" | "2" => all.add(&row[1], label(false), Source::Generated),
            "4" | "5" => all.add(&row[1], label(true), Source::Generated),
            _ => {}
        }
    }
    // Who asks how to use a thing, or says that the photo is sent, is neither pleased nor angry.
    for (issue, text) in examples::phrases(&shell::root().join(PHRASES))? {
        if matches!(issue.as_str(), "usage" | "invoice" | CHAT) {
            all.add_even(&text, Source::Phrases);
        }
    }
    // Behind ` | ` stand turns of `name：text`; staff are polite, whatever happened.
    for row in examples::generated(Table::Conversations, &["transcript"])? {
        let turns = row[0].split(" | ").filter_map(|turn| turn.split_once('：'));
        turns.filter(|(who, _)| *who != "买家").for_each(|(_, text)| all.add_even(text, Source::Generated));
    }
    Ok(all.finish(usize::MAX))
}

/// Phrases, the words of the reason vocabulary, generated cases by their true issue type, and good reviews, which report no
/// trouble. Of what is made from templates or repeats itself few are taken: more would drown the phrases.
fn issues(reviews: &[(bool, String)]) -> Result<Vec<Example>> {
    let mut all = Examples::default();
    let label = |issue: &str| ISSUES.outputs.iter().position(|name| *name == issue);
    for (issue, text) in examples::phrases(&shell::root().join(PHRASES))? {
        if !["-", CHAT].contains(&issue.as_str()) && label(&issue).is_none() {
            bail!("phrases.txt: there is no issue type {issue:?}");
        }
        all.add(&text, label(&issue), Source::Phrases);
    }
    for (issue, word) in examples::words(&shell::root().join("plugins/clean-reason-vocabulary/vocabulary.toml"))? {
        all.add(&word, label(&issue), Source::Words);
    }
    for row in examples::generated(Table::Cases, &["issue_type", "reason_raw", "description"])? {
        // A late parcel and a lost one are told with the same words there.
        let until = if matches!(row[0].as_str(), "delay" | "not_received") { 2 } else { 3 };
        row[1..until].iter().for_each(|text| all.add(text, label(&row[0]), Source::Generated));
    }
    for row in examples::generated(Table::Feedback, &["score", "text"])? {
        if matches!(row[0].as_str(), "4" | "5") {
            all.add(&row[1], None, Source::Generated);
        }
    }
    // A long review of something good tells of trouble too.
    for (_, text) in reviews.iter().filter(|(good, text)| *good && text.chars().count() <= 40) {
        all.add(text, None, Source::Reviews);
    }
    Ok(all.finish(40))
}

/// A labelled text as its buckets.
type Text<'a> = (&'a Example, &'a [u32]);

/// All texts, cut once.
struct Corpus {
    examples: Vec<Example>,
    buckets: Vec<Vec<u32>>,
}

impl Corpus {
    fn new(recipe: &Recipe, examples: Vec<Example>) -> Self {
        let mut ngrams = Ngrams::new(recipe.longest.into(), recipe.bits.into(), recipe.negations);
        let mut cut = |example: &Example| {
            let mut buckets = Vec::new();
            ngrams.buckets(&example.text, &mut buckets);
            buckets
        };
        Self { buckets: examples.iter().map(&mut cut).collect(), examples }
    }

    /// The texts of some folds.
    fn folds(&self, wanted: impl Fn(u64) -> bool) -> Vec<Text<'_>> {
        let texts = self.examples.iter().zip(self.buckets.iter().map(Vec::as_slice));
        texts.filter(|(example, _)| wanted(example.fold)).collect()
    }
}

fn learn(recipe: &Recipe, texts: &[Text<'_>]) -> Weights {
    let mut cases: Vec<Case<'_>> = Vec::new();
    for (example, buckets) in texts {
        if !example.even {
            cases.push((buckets, example.label));
        }
        // Few and short beside the reviews: each counts for several.
        for _ in 0..if example.even { EVEN } else { 0 } {
            cases.extend([(*buckets, Some(0)), (*buckets, None)]);
        }
    }
    fit::fit(recipe, &cases)
}

/// The sizes of scores of texts that the model had not seen, and whether they were decided rightly.
fn decide(recipe: &Recipe, corpus: &Corpus) -> Result<Vec<Decided>> {
    let mut decided = Vec::new();
    for fold in 1..FOLDS {
        let weights = learn(recipe, &corpus.folds(|other| other != 0 && other != fold));
        let (header, rounded) = weights.round(recipe, 0);
        let file = encode(&header, &rounded)?;
        let model = Model::parse(&file)?;
        for (example, buckets) in corpus.folds(|other| other == fold) {
            // Copies of templates stand in every fold, and a keyword is no sentence: how sure they are says nothing.
            if example.even || matches!(example.source, Source::Generated | Source::Words) {
                continue;
            }
            let scores = model.scores(buckets);
            match (best(&scores), scores.as_slice()) {
                (Some((output, margin)), _) => decided.push((margin, Some(output) == example.label)),
                (None, [score]) => decided.push((-score, example.label.is_none())),
                // None of several outputs: no guess is made.
                (None, _) => {}
            }
        }
    }
    Ok(decided)
}

fn one(plugin: &str, recipe: &Recipe, none: &'static str, examples: Vec<Example>, check: bool) -> Result<Confusion> {
    println!("── {plugin}: {} texts", examples.len());
    let corpus = Corpus::new(recipe, examples);
    let weights = learn(recipe, &corpus.folds(|fold| fold != 0));
    let (mut header, rounded) = weights.round(recipe, examples::origin(&corpus.examples));
    header.steps = calibrate::steps(&mut decide(recipe, &corpus)?);
    let file = encode(&header, &rounded)?;
    let model = Model::parse(&file)?;
    let mut held_out = corpus.folds(|fold| fold == 0);
    held_out.retain(|(example, _)| !example.even);
    let before = Confusion::of(recipe.outputs, none, &held_out, |buckets| weights.scores(buckets));
    println!("held-out fifth, before rounding: accuracy {:.4}", before.accuracy());
    let decided = Confusion::of(recipe.outputs, none, &held_out, |buckets| model.scores(buckets));
    decided.print("held-out fifth, as the plugin decides");
    let path = shell::root().join("plugins").join(plugin).join("model.bin");
    if !check {
        fs::write(&path, &file).with_context(|| format!("cannot write {}", path.display()))?;
        println!("{} bytes in plugins/{plugin}/model.bin\n", file.len());
    } else if fs::read(&path).ok().as_deref() != Some(file.as_slice()) {
        bail!("{} is not what its data give: run `cargo xtask train` and commit it", path.display());
    }
    Ok(decided)
}
