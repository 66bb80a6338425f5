//! No personal data leaves the program: planted in every column of exports, sought in everything that is written.

#![expect(clippy::print_stdout, reason = "the table of recall by kind is what the test reports")]

mod canary;
mod exports;
mod written;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use aftersight_tests::{Said, aftersight, engine, scratch};
use canary::{Canary, Dice, GOODS, KINDS, Kind, ORDINARY};

const RECEIVED: &str = "2025-07-01T00:00:00+08:00";

/// Every canary that stands in something that was written, once.
fn leaks<'c>(canaries: &'c [Canary], written: &BTreeMap<String, String>) -> BTreeMap<&'c str, (Kind, Vec<String>)> {
    let mut found = BTreeMap::new();
    for canary in canaries {
        for secret in &canary.secrets {
            let places: Vec<String> =
                written.iter().filter(|(_, text)| text.contains(secret)).map(|(place, _)| place.clone()).collect();
            if !places.is_empty() {
                found.insert(secret.as_str(), (canary.kind, places));
            }
        }
    }
    found
}

fn take(written: &mut BTreeMap<String, String>, name: &str, said: &Said) {
    assert!(matches!(said.code, Some(0 | 2 | 3)), "{name}: {}", said.err);
    written.insert(format!("{name} stdout"), said.out.clone());
    written.insert(format!("{name} stderr"), said.err.clone());
}

#[test]
fn no_planted_canary_is_found_in_anything_that_is_written() {
    let folder = scratch("privacy");
    let mut dice = Dice(0x5eed_2025);
    let canaries = exports::write(&folder, &mut dice);
    assert!(KINDS.iter().all(|kind| canaries.iter().filter(|canary| canary.kind == *kind).count() > 100));
    let pipeline = folder.join("pipeline.toml");
    fs::write(&pipeline, exports::PIPELINE).expect("a file");
    let out = folder.join("out");
    let [pipeline, dir] = [&pipeline, &out].map(|path| path.to_string_lossy().into_owned());
    let mut written = BTreeMap::new();
    for format in ["table", "json", "html"] {
        let said = aftersight(["run", &pipeline, "--received-at", RECEIVED, "--format", format, "--lang", "zh"]);
        assert_eq!(said.code, Some(0), "{}", said.err);
        take(&mut written, format, &said);
    }
    let said = aftersight(["run", &pipeline, "--received-at", RECEIVED, "--out", &dir, "--lang", "en"]);
    take(&mut written, "run", &said);
    written::files(&out, "run", &mut written);
    let quarantined = written.keys().filter(|name| name.contains("quarantine/")).count();
    assert!(quarantined >= 3, "rows of several tables wait aside: {:?}", written.keys());

    // Somebody mends a time and writes nonsense elsewhere: neither messages nor results tell what stood there.
    exports::edit(&out.join("quarantine"));
    take(&mut written, "replay", &aftersight(["replay", &dir, "--lang", "zh"]));
    written::files(&out, "replay", &mut written);
    assert!(written["replay stdout"].contains("改正"), "{}", written["replay stderr"]);
    take(&mut written, "broken where", &aftersight(["run", &exports::broken(&folder), "--lang", "zh"]));

    let planted = |kind: Kind| canaries.iter().filter(|canary| canary.kind == kind).count();
    let found = leaks(&canaries, &written);
    for kind in KINDS {
        let seen = canaries
            .iter()
            .filter(|canary| {
                canary.kind == kind && canary.secrets.iter().any(|secret| found.contains_key(secret.as_str()))
            })
            .count();
        println!("{kind:?}: {} of {} planted canaries hidden", planted(kind) - seen, planted(kind));
    }
    assert!(found.is_empty(), "{} leaked: {:#?}", found.len(), found.iter().take(20).collect::<Vec<_>>());
}

#[test]
fn recall_by_kind_and_false_positives_in_ordinary_texts() {
    const EACH: usize = 3000;
    let engine = engine(1);
    let mut missed = 0;
    for kind in KINDS {
        let mut dice = Dice(0xdead_beef ^ kind as u64);
        let drawn: Vec<Canary> = (0..EACH).map(|_| canary::draw(kind, &mut dice)).collect();
        let texts: Vec<String> = drawn.iter().map(|canary| canary::sentence(canary, &mut dice)).collect();
        let after = written::masked(&engine, "text", &texts);
        let hidden = drawn
            .iter()
            .zip(&after)
            .filter(|(canary, text)| canary.secrets.iter().all(|secret| !text.contains(secret)))
            .count();
        println!("{kind:?}: recall {hidden} / {EACH} = {:.2} %", 100.0 * hidden as f64 / EACH as f64);
        missed += EACH - hidden;
    }
    let mut wrong = 0;
    for (column, texts) in [("text", &ORDINARY[..]), ("title", &GOODS), ("text", &GOODS)] {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let after = written::masked(&engine, column, &texts);
        let changed: Vec<_> = texts.iter().zip(&after).filter(|(before, after)| before != after).collect();
        println!("{column}: {} of {} ordinary texts changed {changed:?}", changed.len(), texts.len());
        wrong += changed.len();
    }
    assert_eq!(missed, 0, "something was not hidden");
    // Names of goods in a column of chat: a perfume of 范思哲女士 cannot be told from a customer, nor a street from a sausage.
    assert!(wrong <= 2, "{wrong} ordinary texts were changed");
}

/// The last word on a folder: what of a secret stands in its files.
#[test]
fn the_search_itself_finds_what_is_there() {
    let folder = scratch("privacy-search");
    let mut written = BTreeMap::new();
    fs::write(folder.join("a.json"), "x 13800138000 y").expect("a file");
    written::files(Path::new(&folder), "here", &mut written);
    let canary = Canary { kind: Kind::Phone, text: String::new(), secrets: vec!["13800138000".to_owned()] };
    assert_eq!(leaks(&[canary], &written).len(), 1);
}
