use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;

fn read(text: &str) -> String {
    match Vocabulary::embedded().read(text) {
        Reading::Nothing => String::new(),
        Reading::Code(code) => code.to_owned(),
        Reading::Unknown => "?".to_owned(),
    }
}

/// The pairs of a `const` in the generator's source.
fn pairs(source: &'static str, name: &str) -> Vec<(&'static str, &'static str)> {
    let begin = source.find(&format!("const {name}:")).unwrap();
    let body = &source[begin..begin + source[begin..].find("];").unwrap()];
    let words: Vec<_> = body.split('"').skip(1).step_by(2).collect();
    assert!(!words.is_empty() && words.len().is_multiple_of(2), "{name}");
    words.chunks(2).map(|pair| (pair[0], pair[1])).collect()
}

#[test]
fn every_word_of_the_generator_is_known() {
    let cases = include_str!("../../../../crates/generate/src/facts/case.rs");
    let orders = include_str!("../../../../crates/generate/src/rows/orders.rs");
    for (word, code) in pairs(cases, "CHANNELS").into_iter().chain(pairs(orders, "DEVICES")) {
        assert_eq!(read(word), code, "{word}");
        assert_eq!(read(code), code);
    }
}

#[test]
fn words_of_shops_and_platforms() {
    for (text, code) in [
        ("旺旺", "im"),
        ("飞鸽", "im"),
        ("飛鴿", "im"),
        ("咚咚", "im"),
        ("千牛", "im"),
        ("400", "phone"),
        ("400.0", "phone"),
        ("400-电话", "phone"),
        ("電話", "phone"),
        ("小红书", "social"),
        ("小紅書", "social"),
        ("微博", "social"),
        ("E-Mail", "email"),
        ("Ｗｅｂ", "web"),
        ("mobile_app", "app"),
        ("线下门店", "store"),
        ("天猫", "tmall"),
        ("N/A", ""),
        ("—", ""),
        ("火星", "?"),
        // A device or a call: not guessed.
        ("手机", "?"),
    ] {
        assert_eq!(read(text), code, "{text}");
    }
}

#[test]
fn extra_words_stand_above_the_file() {
    let extra = ["快闪店 = popup", "手机＝app", "手機端=im"].map(str::to_owned);
    let vocabulary = Vocabulary::with(&extra).unwrap();
    assert_eq!(vocabulary.read("快闪店"), Reading::Code("popup"));
    assert_eq!(vocabulary.read("popup"), Reading::Code("popup"));
    assert_eq!(vocabulary.read("手机"), Reading::Code("app"));
    assert_eq!(vocabulary.read("手机端"), Reading::Code("im"));
    for (entry, code) in [
        ("快闪店", "extra-malformed"),
        ("= store", "extra-malformed"),
        ("快闪店 =", "extra-malformed"),
        ("快闪店 = 门店", "extra-code"),
        ("快闪店 = Pop Up", "extra-code"),
    ] {
        assert_eq!(Vocabulary::with(&[entry.to_owned()]).unwrap_err().code, code, "{entry}");
    }
}

#[test]
fn the_file_is_toml_and_no_word_means_two_things() {
    let file: toml::Table = FILE.parse().unwrap();
    let vocabulary = Vocabulary::embedded();
    let mut meanings = BTreeMap::new();
    for channel in file["channel"].as_array().unwrap() {
        let code = channel["code"].as_str().unwrap();
        let words = channel["words"].as_array().unwrap().iter().map(|word| word.as_str().unwrap());
        for word in words.chain([code]) {
            let key = vocabulary.fold.key(word);
            assert!(!key.is_empty() && !vocabulary.nothing.contains(&key), "{word}");
            let before = meanings.insert(key, code);
            assert!(before.is_none_or(|before| before == code), "{word}: {code} and {before:?}");
        }
    }
    let known: BTreeMap<_, _> = vocabulary.words.iter().map(|(word, code)| (word.to_owned(), code)).collect();
    assert_eq!(known, meanings);
    let manifest: toml::Table = include_str!("../../plugin.toml").parse().unwrap();
    let parameters = manifest["parameter"].as_array().unwrap();
    let version = parameters.iter().find(|parameter| parameter["name"].as_str() == Some("vocabulary")).unwrap();
    assert_eq!(version["default"], file["version"]);
    assert!(version["doc"]["en"].as_str().unwrap().contains(file["valid_from"].as_str().unwrap()));
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(6), ..ProptestConfig::with_cases(500) })]

    #[test]
    fn a_code_reads_as_itself(text in "[旺千牛电话微博app ]{0,6}|.{0,16}") {
        let vocabulary = Vocabulary::embedded();
        if let Reading::Code(code) = vocabulary.read(&text) {
            prop_assert_eq!(vocabulary.read(code), Reading::Code(code));
        }
    }
}
