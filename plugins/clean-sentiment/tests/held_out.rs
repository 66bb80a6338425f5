//! How the committed model does on texts that it was not made from.

#![expect(clippy::print_stdout, reason = "the tables are worth reading")]

use std::collections::BTreeMap;
use std::env;
use std::fs::File;
use std::path::{Path, PathBuf};

use aftersight_sdk::measure::ngrams;
use clean_sentiment::Judge;

/// Folds of the training data; the first is held out.
const FOLDS: u64 = 5;

fn judge() -> Judge {
    let manifest = include_str!("../plugin.toml");
    let irony = manifest.split("name = \"irony\"").nth(1).and_then(|rest| rest.split("default = [").nth(1));
    let irony = irony.and_then(|rest| rest.split(']').next()).expect("the words of irony");
    let words: Vec<String> = irony.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    Judge::new(&words).expect("the model is whole")
}

/// `(is it good, text)` of the held-out reviews, each once, none with two labels. `None` is said loudly.
fn held_out() -> Option<Vec<(bool, String)>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = env::var_os("AFTERSIGHT_SHARED").map_or(beside, PathBuf::from);
    let path = shared.join("data/zh-reviews/reviews.csv.gz");
    let Ok(file) = File::open(&path) else {
        eprintln!("SKIPPED the held-out fifth: there is no {}; set AFTERSIGHT_SHARED", path.display());
        return None;
    };
    let mut texts: BTreeMap<String, Option<(bool, String)>> = BTreeMap::new();
    for record in csv::Reader::from_reader(flate2::read::GzDecoder::new(file)).records() {
        let record = record.expect("a row");
        let (good, text) = (&record[1] == "1", &record[2]);
        let known = texts.entry(ngrams::key(text)).or_insert_with(|| Some((good, text.to_owned())));
        if known.as_ref().is_some_and(|known| known.0 != good) {
            *known = None;
        }
    }
    let kept = texts.into_iter().filter(|(key, _)| !key.is_empty()).filter_map(|(_, text)| text);
    Some(kept.filter(|(_, text)| ngrams::fold_of(text, FOLDS) == 0).collect())
}

#[test]
fn nine_of_ten_unseen_reviews_are_told_rightly() {
    let Some(reviews) = held_out() else { return };
    let mut judge = judge();
    let (mut table, mut doubtful) = ([[0usize; 2]; 2], [0usize; 2]);
    let mut by_confidence = [[0usize; 2]; 6];
    for (good, text) in &reviews {
        let (sign, sure) = judge.side(text);
        let right = (sign > 0) == *good;
        table[usize::from(*good)][usize::from(sign > 0)] += 1;
        by_confidence[(usize::from(sure) / 100).clamp(4, 9) - 4][usize::from(right)] += 1;
        if sure > 500 && judge.feel(text).is_some_and(|feeling| feeling.confidence == 500) {
            doubtful[usize::from(right)] += 1;
        }
    }
    let accuracy = (table[0][0] + table[1][1]) as f64 / reviews.len() as f64;
    println!("{} reviews of the held-out fifth, accuracy {accuracy:.4}", reviews.len());
    println!("is bad   taken for bad {:>5}, good {:>5}", table[0][0], table[0][1]);
    println!("is good  taken for bad {:>5}, good {:>5}", table[1][0], table[1][1]);
    for (from, [wrong, right]) in (4..).zip(by_confidence) {
        println!("confidence from 0.{from}: right {right} of {}", wrong + right);
    }
    println!("held back as ironic: {} rightly told, {} wrongly", doubtful[1], doubtful[0]);
    assert!(reviews.len() > 3000, "a fifth of the reviews");
    assert!(accuracy >= 0.90, "accuracy {accuracy:.4}");
    // Confidence is a promise: what is said to be sure at 0.9 or more is right that often.
    let [wrong, right] = by_confidence[5];
    assert!(right * 100 >= (wrong + right) * 93, "{right} right and {wrong} wrong of the surest");
}

#[test]
fn what_buyers_write_is_told_or_left_uncertain() {
    let mut judge = judge();
    let (mut right, mut told, mut plain) = (0, 0, [0usize; 2]);
    for line in include_str!("sentences.tsv").lines().filter(|line| !line.starts_with('#')) {
        let (is, text) = line.split_once('\t').expect("sentiment and text");
        let feeling = judge.feel(text).expect("it is Chinese");
        println!("{is}  {:>6} {:>5}  {text}", feeling.sentiment, feeling.confidence);
        let faint = feeling.sentiment.abs() <= 500;
        match is {
            "?" => assert!(faint && feeling.confidence <= 500, "{text}: {feeling:?}"),
            "0" => plain[usize::from(faint)] += 1,
            _ => {
                told += 1;
                right += usize::from((feeling.sentiment > 0) == (is == "+"));
            }
        }
    }
    println!("{right} of {told}");
    assert!(right * 10 >= told * 9, "{right} of {told}");
    // A model of reviews hears a tone where there is none; most of the time it must not.
    assert!(plain[1] > plain[0], "neither good nor bad: {} faint, {} not", plain[1], plain[0]);
}
