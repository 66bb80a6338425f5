//! No personal data leaves the program: planted in every column of exports, sought in everything that is written.

#![expect(clippy::print_stdout, reason = "the table of recall by kind is what the test reports")]

mod canary;
mod exports;
mod planting;
mod search;
mod words;
mod written;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use aftersight_ingest::builtin;
use aftersight_tests::{Said, aftersight, engine, root, scratch, target};
use canary::{Canary, Dice, KINDS, Kind};
use planting::Sheet;
use words::{GOODS, ORDINARY};

const RECEIVED: &str = "2025-07-01T00:00:00+08:00";

/// A secret that a user gives: no output may show it either.
const TENANT_KEY: &str = "8Qz!the-tenant's-own-key-of-this-test";

pub(crate) type Written = BTreeMap<String, Vec<u8>>;

fn take(written: &mut Written, name: &str, said: Said) {
    assert!(matches!(said.code, Some(0 | 2 | 3)), "{name}: {}", said.err);
    written.insert(format!("{name} stdout"), said.out.into_bytes());
    written.insert(format!("{name} stderr"), said.err.into_bytes());
}

/// What the product writes of data in which nobody's name stands, and the words that it has besides.
fn own_words() -> Written {
    let sample = root().join("crates/generate/sample/pipeline.toml").to_string_lossy().into_owned();
    let mut own = Written::new();
    for format in ["json", "html", "table"] {
        take(&mut own, format, aftersight(["run", &sample, "--received-at", RECEIVED, "--format", format]));
    }
    for folder in ["plugins", "crates/pipeline/src", "host/src", "crates/ingest/profiles", "tests/profiles"] {
        words(&root().join(folder), &mut own);
    }
    own
}

/// Every text below a folder.
fn words(folder: &Path, own: &mut Written) {
    for entry in fs::read_dir(folder).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            words(&path, own);
        } else if path.extension().is_some_and(|end| end == "toml" || end == "md" || end == "rs") {
            own.insert(path.to_string_lossy().into_owned(), fs::read(&path).expect("a file"));
        }
    }
}

fn text(written: &Written, name: &str) -> String {
    String::from_utf8(written[name].clone()).expect("UTF-8")
}

#[test]
fn no_planted_canary_is_found_in_anything_that_is_written() {
    let folder = scratch("privacy");
    let mut dice = Dice(0x5eed_2025);
    let mut canaries = exports::write(&folder, &mut dice);
    assert!(KINDS.iter().all(|kind| canaries.iter().filter(|canary| canary.kind == *kind).count() > 100));
    let pipeline = folder.join("pipeline.toml");
    fs::write(&pipeline, exports::PIPELINE).expect("a file");
    let out = folder.join("out");
    let [pipeline, dir] = [&pipeline, &out].map(|path| path.to_string_lossy().into_owned());
    let mut written = Written::new();
    for format in ["table", "json", "html"] {
        let said = aftersight(["run", &pipeline, "--received-at", RECEIVED, "--format", format, "--lang", "zh"]);
        assert_eq!(said.code, Some(0), "{}", said.err);
        take(&mut written, format, said);
    }
    let key = format!("clean-customer-key.tenant_key={TENANT_KEY}");
    let run = ["run", &pipeline, "--received-at", RECEIVED, "--out", &dir, "--lang", "en", "--set", &key];
    take(&mut written, "run", aftersight(run));
    written::files(&out, "run", &mut written);
    let quarantined = written.keys().filter(|name| name.contains("quarantine/")).count();
    assert!(quarantined >= 3, "rows of several tables wait aside: {:?}", written.keys());
    assert!(
        text(&written, "run out/results.json").contains("\"fingerprint:"),
        "the key is told apart by its fingerprint"
    );

    // Somebody mends a time and writes nonsense elsewhere: neither messages nor results tell what stood there.
    exports::edit(&out.join("quarantine"));
    take(&mut written, "replay", aftersight(["replay", &dir, "--lang", "zh", "--set", &key]));
    written::files(&out, "replay", &mut written);
    let said = text(&written, "replay stdout");
    assert!(said.contains("改正"), "{}", text(&written, "replay stderr"));
    take(&mut written, "broken where", aftersight(["run", &exports::broken(&folder), "--lang", "zh"]));
    // Code of plugins is kept there, and nothing of the data.
    written::files(&target("tmp").join("cache"), "cache", &mut written);
    canaries.push(Canary { kind: Kind::Name, text: String::new(), secrets: vec![TENANT_KEY.to_owned()] });
    search::report("exports", &search::odd(canaries, &own_words()), &written);
}

#[test]
fn no_canary_in_the_export_of_any_profile_is_found() {
    let folder = scratch("privacy-profiles");
    let (mut canaries, mut written) = (Vec::new(), Written::new());
    let mut dice = Dice(0x0dd_ba11);
    for entry in fs::read_dir(root().join("tests/profiles")).expect("exports") {
        let path = entry.expect("an entry").path();
        let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let page = fs::read_to_string(&path).expect("UTF-8");
        let here = folder.join(&id);
        fs::create_dir_all(&here).expect("a directory");
        let encoding = builtin().iter().find(|profile| profile.id == id).and_then(|profile| profile.encoding.clone());
        let encoding = encoding_rs::Encoding::for_label(encoding.unwrap_or("UTF-8".to_owned()).as_bytes());
        let mut files: Vec<String> = Vec::new();
        for block in page.split("```").skip(1).step_by(2) {
            let (head, body) = block.split_once('\n').expect("a block has lines");
            let Some(name) = head.strip_prefix("export ").map(str::trim).filter(|name| name.ends_with(".csv")) else {
                continue;
            };
            let sheet = Sheet::read(&body.replace("\\t", "\t"));
            let planted = sheet.plant(8, &mut dice, &mut canaries);
            let (bytes, _, _) = encoding.expect("an encoding").encode(&planted);
            fs::write(here.join(name), bytes).expect("a file");
            files.push(here.join(name).to_string_lossy().into_owned());
        }
        if files.is_empty() {
            continue;
        }
        let out = here.join("out").to_string_lossy().into_owned();
        let words = ["run"].into_iter().chain(files.iter().map(String::as_str));
        let words = words.chain(["--received-at", RECEIVED, "--out", &out, "--lang", "zh"]);
        let said = aftersight(words);
        assert!(matches!(said.code, Some(0 | 3)), "{id}: {}", said.err);
        take(&mut written, &id, said);
        written::files(Path::new(&out), &id, &mut written);
    }
    search::report("profiles", &search::odd(canaries, &own_words()), &written);
}

#[test]
fn no_canary_in_any_column_of_the_demo_data_is_found() {
    let folder = scratch("privacy-demo");
    let [data, planted, out] = ["data", "planted", "out"].map(|name| folder.join(name));
    let name = data.to_string_lossy().into_owned();
    let words = ["demo-data", "--rows", "60", "--seed", "9", "--encoding", "utf-8", "--no-truth", "--out", &name];
    assert_eq!(aftersight(words).code, Some(0));
    fs::create_dir_all(&planted).expect("a directory");
    let (mut canaries, mut written, mut files) = (Vec::new(), Written::new(), Vec::new());
    let mut dice = Dice(0xcafe_f00d);
    let mut names: Vec<_> = fs::read_dir(&data).expect("files").map(|entry| entry.expect("an entry").path()).collect();
    names.sort();
    for path in names.iter().filter(|path| path.extension().is_some_and(|end| end == "csv")) {
        let text = fs::read_to_string(path).expect("UTF-8");
        let sheet = Sheet::read(text.trim_start_matches('\u{feff}'));
        let file = planted.join(path.file_name().unwrap_or_default());
        fs::write(&file, sheet.plant(8, &mut dice, &mut canaries)).expect("a file");
        files.push(file.to_string_lossy().into_owned());
    }
    assert!(files.len() >= 6, "{files:?}");
    let out = out.to_string_lossy().into_owned();
    let words = ["run"].into_iter().chain(files.iter().map(String::as_str));
    let said = aftersight(words.chain(["--received-at", RECEIVED, "--out", &out, "--lang", "en"]));
    take(&mut written, "demo", said);
    written::files(Path::new(&out), "demo", &mut written);
    search::report("demo data", &search::odd(canaries, &own_words()), &written);
}

#[test]
fn recall_by_kind_and_false_positives_in_ordinary_texts() {
    const EACH: usize = 3000;
    let engine = engine(1);
    let mut missed = Vec::new();
    for kind in KINDS {
        let mut dice = Dice(0xdead_beef ^ kind as u64);
        let drawn: Vec<Canary> = (0..EACH).map(|_| canary::draw(kind, &mut dice)).collect();
        let texts: Vec<String> = drawn.iter().map(|canary| canary::sentence(canary, &mut dice)).collect();
        let after = written::masked(&engine, "text", &[], &texts);
        let seen = |(canary, text): &(&Canary, &String)| canary.secrets.iter().any(|secret| text.contains(secret));
        let seen: Vec<String> = drawn.iter().zip(&after).filter(seen).map(|(_, text)| text.clone()).collect();
        let hidden = EACH - seen.len();
        println!("{kind:?}: recall {hidden} / {EACH} = {:.2} %", 100.0 * hidden as f64 / EACH as f64);
        missed.extend(seen);
    }
    let mut wrong = 0;
    for (column, texts) in [("text", &ORDINARY[..]), ("title", &GOODS), ("text", &GOODS)] {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let after = written::masked(&engine, column, &[], &texts);
        let changed: Vec<_> = texts.iter().zip(&after).filter(|(before, after)| before != after).collect();
        println!("{column}: {} of {} ordinary texts changed {changed:?}", changed.len(), texts.len());
        // Names of goods in a column of chat: a perfume of 范思哲女士 cannot be told from a customer, nor a street from a sausage.
        wrong += if texts[0] == GOODS[0] && column == "text" { changed.len().saturating_sub(7) } else { changed.len() };
    }
    assert!(missed.is_empty(), "{} were not hidden: {:#?}", missed.len(), missed.iter().take(20).collect::<Vec<_>>());
    assert_eq!(wrong, 0, "ordinary texts were changed");
}

#[test]
fn numbers_of_platforms_and_carriers_keep_their_digits() {
    const COUNT: usize = 20_000;
    let engine = engine(1);
    let mut dice = Dice(0x0b5e_55ed);
    let drawn: Vec<(&str, String)> = (0..COUNT).map(|_| words::number(&mut dice)).collect();
    let texts: Vec<String> = drawn.iter().map(|(_, number)| number.clone()).collect();
    let after = written::masked(&engine, "order_id", &[("tenant_key", TENANT_KEY)], &texts);
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for ((kind, before), after) in drawn.iter().zip(&after) {
        let tally = kinds.entry(kind).or_default();
        tally.0 += 1;
        tally.1 += usize::from(before != after);
    }
    for (kind, (all, changed)) in &kinds {
        println!("{kind:<20} {changed:>3} of {all:>5} became pseudonyms");
    }
    let changed: usize = kinds.values().map(|(_, changed)| changed).sum();
    println!("precision: {:.3} % of ordinary numbers stay", 100.0 * (COUNT - changed) as f64 / COUNT as f64);
    assert!(changed * 1000 <= COUNT, "{changed} of {COUNT} ordinary numbers were taken for somebody's");
}

#[test]
fn a_phone_for_an_order_number_still_links_and_files_give_its_key() {
    let folder = scratch("privacy-links");
    let orders = "订单编号,订单创建时间,买家实际支付金额\n13800138000,2025-06-01 10:00:00,12.50\n4108888888888888889,2025-06-01 10:00:00,5\n";
    let cases = "退款编号,订单编号,退款的申请时间,买家退款金额\n1,138-0013-8000,2025-06-02 10:00:00,5\n2,+86 13800138000,2025-06-02 10:00:00,5\n";
    let write = |name: &str, text: &str| {
        fs::write(folder.join(name), text).expect("a file");
        folder.join(name).to_string_lossy().into_owned()
    };
    let (orders, cases) = (write("orders.csv", orders), write("cases.csv", cases));
    let run = |more: &[&str]| {
        let files = ["run", &orders, &cases, "--received-at", RECEIVED, "--format", "json"];
        let said = aftersight([&files[..], more].concat());
        assert_eq!(said.code, Some(0), "{}", said.err);
        let results: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
        let links = results["links"].as_array().expect("links").clone();
        let link = links.iter().find(|link| link["from"] == "cases" && link["to"] == "orders").expect("a link").clone();
        assert_eq!(link["matched"], 2, "{link}");
        let cleaners = results["cleaners"].as_array().expect("cleaners").clone();
        cleaners.iter().find(|rule| rule["plugin"] == "clean-mask-pii").expect("the masker")["params"].clone()
    };
    let plain = run(&[]);
    assert!(
        plain["tenant_key"].is_null() && plain["run_key"].as_str().is_some_and(|key| key.starts_with("fingerprint:"))
    );
    assert_eq!(plain, run(&[]), "the same files give the same key");
    let [one, other] = [TENANT_KEY, "another key of the same length"].map(|key| {
        let given = run(&["--set", &format!("clean-customer-key.tenant_key={key}")]);
        given["tenant_key"].as_str().expect("a fingerprint").to_owned()
    });
    assert!(one != other && one.len() == "fingerprint:".len() + 8, "{one} {other}");
}

/// The last word on a folder: what of a secret stands in its files.
#[test]
fn the_search_itself_finds_what_is_there() {
    let folder = scratch("privacy-search");
    let mut written = Written::new();
    fs::write(folder.join("a.json"), "x 13800138000 y").expect("a file");
    written::files(Path::new(&folder), "here", &mut written);
    let canary = Canary { kind: Kind::Phone, text: String::new(), secrets: vec!["13800138000".to_owned()] };
    assert_eq!(search::leaks(&[canary], &written).len(), 1);
}
