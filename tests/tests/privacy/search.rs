//! Seeks many words in everything that was written, at once.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;

use super::Written;
use super::canary::{Canary, KINDS, Kind};

/// What was found of a canary: its kind, and where.
pub(crate) type Leaks<'c> = BTreeMap<&'c str, (Kind, BTreeSet<String>)>;

/// Every secret that stands in something that was written. A spreadsheet's or a file's own form of it counts as well.
pub(crate) fn leaks<'c>(canaries: &'c [Canary], written: &Written) -> Leaks<'c> {
    let mut secrets: BTreeMap<&str, Kind> = BTreeMap::new();
    for canary in canaries {
        secrets.extend(canary.secrets.iter().map(|secret| (secret.as_str(), canary.kind)));
    }
    let list: Vec<(&str, Kind)> = secrets.into_iter().collect();
    let sought = AhoCorasick::new(list.iter().map(|(secret, _)| secret)).expect("words");
    let mut found = Leaks::new();
    for (place, bytes) in written {
        // Code holds lists of words, place names among them.
        let code = place.starts_with("cache ");
        for hit in sought.find_overlapping_iter(bytes) {
            let (secret, kind) = list[hit.pattern().as_usize()];
            // Seven digits inside a random order number are nobody's.
            let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
            let number = secret.bytes().all(|byte| byte.is_ascii_digit());
            if code && kind == Kind::Name || number && (digit(hit.start().checked_sub(1)) || digit(Some(hit.end()))) {
                continue;
            }
            found.entry(secret).or_insert_with(|| (kind, BTreeSet::new())).1.insert(place.clone());
        }
    }
    found
}

/// The canaries but those of two characters that the product's own words hold by chance: 成时 stands in 完成时间.
pub(crate) fn odd(canaries: Vec<Canary>, own: &Written) -> Vec<Canary> {
    let found: BTreeSet<String> = leaks(&canaries, own).into_keys().map(str::to_owned).collect();
    canaries.into_iter().filter(|canary| canary.secrets.iter().all(|secret| !found.contains(secret))).collect()
}

/// Prints how many of each kind were planted and hidden, and fails on the first that was found.
#[expect(clippy::print_stdout, reason = "the table of recall by kind is what the test reports")]
pub(crate) fn report(what: &str, canaries: &[Canary], written: &Written) {
    let found = leaks(canaries, written);
    let bytes: usize = written.values().map(Vec::len).sum();
    println!("{what}: {} outputs, {bytes} bytes searched", written.len());
    println!("{:<10} {:>8} {:>8} {:>8}", "kind", "planted", "hidden", "recall");
    for kind in KINDS {
        let of_kind = || canaries.iter().filter(|canary| canary.kind == kind);
        let seen = of_kind().filter(|canary| canary.secrets.iter().any(|secret| found.contains_key(secret.as_str())));
        let (planted, seen) = (of_kind().count(), seen.count());
        let recall = if planted == 0 { 100.0 } else { 100.0 * (planted - seen) as f64 / planted as f64 };
        println!("{:<10} {planted:>8} {:>8} {recall:>7.2}%", format!("{kind:?}"), planted - seen);
    }
    let contexts: Vec<String> =
        found.iter().take(25).map(|(secret, (kind, places))| context(secret, *kind, places, written)).collect();
    assert!(found.is_empty(), "{what}: {} leaked:\n{}", found.len(), contexts.join("\n"));
}

/// A secret that was found, with what stands around it.
fn context(secret: &str, kind: Kind, places: &BTreeSet<String>, written: &Written) -> String {
    let place = places.first().map_or("", String::as_str);
    let text = String::from_utf8_lossy(&written[place]).into_owned();
    let at = text.find(secret).unwrap_or_default();
    let from = text[..at].char_indices().rev().nth(40).map_or(0, |(place, _)| place);
    let around: String = text[from..].chars().take(90).collect();
    format!("{kind:?} {secret} in {} places, as in {place}: …{around}…", places.len())
}
