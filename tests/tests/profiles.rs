//! Exports of every profile, from the platform's bytes to the canonical tables, cell for cell.
//!
//! `tests/profiles/<id>.md` holds what the platform writes, with its headers, encoding and habits, and every table that comes of
//! it. The export is recognised by its headers; nobody names the profile.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use aftersight_ingest::{GENERIC, builtin};
use aftersight_intake::{Bytes, File, Profiles};
use aftersight_pipeline::config::SourceStep;
use aftersight_pipeline::engine::Engine;
use aftersight_pipeline::run::{BATCH_ROWS, prepare};
use aftersight_pipeline::{Config, time};
use aftersight_tests::{aftersight, engine, root, scratch};

const RECEIVED: &str = "2025-07-01T00:00:00+08:00";
const BLESS: &str = "AFTERSIGHT_BLESS=1 cargo nextest run --workspace -E 'binary(profiles)'";

/// A fenced block: what stands behind the fence, and its lines.
#[derive(Debug)]
struct Block {
    head: String,
    body: String,
}

/// The prose before the first block, and the blocks.
fn blocks(text: &str) -> (String, Vec<Block>) {
    let mut parts = text.split("```");
    let prose = parts.next().unwrap_or_default().to_owned();
    let blocks = parts.step_by(2).map(|part| {
        let (head, body) = part.split_once('\n').expect("a block has lines");
        Block { head: head.to_owned(), body: body.to_owned() }
    });
    (prose, blocks.collect())
}

fn folder() -> PathBuf {
    root().join("tests/profiles")
}

/// The bytes that the platform writes.
fn bytes(export: &Block, encoding: Option<&str>) -> Vec<u8> {
    let text = export.body.replace("\\t", "\t");
    let encoding = encoding_rs::Encoding::for_label(encoding.unwrap_or("UTF-8").as_bytes()).expect("an encoding");
    let (bytes, _, lost) = encoding.encode(&text);
    assert!(!lost, "{}: characters that the encoding lacks", export.head);
    bytes.into_owned()
}

/// The tables of a file's exports, as blocks.
fn tables(engine: &dyn Engine, id: &str, blocks: &[Block]) -> Vec<Block> {
    let profile = builtin().iter().find(|profile| profile.id == id);
    let encoding = profile.and_then(|profile| profile.encoding.clone());
    let pipeline = blocks.iter().find(|block| block.head == "toml pipeline");
    let config = pipeline.map_or_else(Config::default, |block| Config::parse(&block.body).expect("a pipeline file"));
    let step = config.sources.first().cloned().unwrap_or_else(SourceStep::default);
    let mut sources = Vec::new();
    for export in blocks.iter().filter(|block| block.head.starts_with("export ")) {
        let name = export.head.trim_start_matches("export ").trim();
        let bytes = Bytes::from(bytes(export, encoding.as_deref()));
        let mut file = File::open(name, bytes).unwrap_or_else(|error| panic!("{id}: {error}"));
        sources.extend(file.tables(&step, &Profiles::default()).unwrap_or_else(|error| panic!("{id}: {error}")));
    }
    let received = time::moment(RECEIVED).expect("a moment");
    let prepared = prepare(engine, &config, &sources, received, BATCH_ROWS, &|_| ()).expect("a run");
    let mut found = Vec::new();
    let mut inputs = String::from("file,table,profile,score,rows,accepted,quarantined,excluded,unmatched\n");
    for input in prepared.inputs() {
        assert_eq!(input.profile, id, "{} was recognised as {}", input.name, input.profile);
        let _ = writeln!(
            inputs,
            "{},{},{},{:.2},{},{},{},{},{}",
            input.name,
            input.table,
            input.profile,
            input.profile_score,
            input.rows,
            input.accepted,
            input.quarantined,
            input.excluded,
            input.unmatched.join(" ")
        );
    }
    found.push(Block { head: "csv inputs".to_owned(), body: inputs });
    for table in &prepared.tables.0 {
        let mut body = String::new();
        let mut known: BTreeSet<String> = step.constants.keys().cloned().collect();
        let inputs = prepared.inputs().iter().filter(|input| input.table == table.name);
        known.extend(inputs.flat_map(|input| input.columns.values().cloned()));
        let tables = profile.iter().flat_map(|profile| &profile.tables).filter(|given| given.name == table.name);
        known.extend(tables.flat_map(|given| given.constants.keys().chain(given.join.keys()).cloned()));
        for part in &table.parts {
            // Columns that cleaners add are those cleaners' matter.
            let columns: Vec<_> = part.batch.columns.iter().filter(|column| known.contains(&column.name)).collect();
            let rows: Vec<usize> = (0..part.batch.rows as usize).collect();
            let lines = aftersight_golden::write(&columns, &rows);
            // Every part has the same header.
            body += if body.is_empty() { &lines } else { lines.split_once('\n').map_or("", |(_, rest)| rest) };
        }
        found.push(Block { head: format!("csv {}", table.name), body });
    }
    found
}

#[test]
fn exports_come_out_as_the_canonical_tables() {
    let engine = engine(1);
    let bless = std::env::var("AFTERSIGHT_BLESS").is_ok_and(|value| !value.is_empty() && value != "0");
    let mut report = String::new();
    let mut files: Vec<PathBuf> = fs::read_dir(folder())
        .expect("there are exports")
        .map(|file| file.expect("a readable folder").path())
        .collect();
    files.sort();
    for path in files {
        let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a readable file");
        let (prose, blocks) = blocks(&text);
        let found = tables(&engine, &id, &blocks);
        let given = |block: &&Block| block.head.starts_with("export ") || block.head.starts_with("toml ");
        let kept = blocks.iter().filter(given);
        let whole = kept
            .chain(&found)
            .fold(prose.trim_end().to_owned(), |out, block| format!("{out}\n\n```{}\n{}```", block.head, block.body))
            + "\n";
        if whole == text {
            continue;
        }
        if bless {
            fs::write(&path, &whole).expect("a writable file");
        } else {
            let pairs = text.lines().zip(whole.lines()).enumerate();
            let first = pairs.into_iter().find(|(_, (expected, found))| expected != found);
            let _ = match first {
                Some((line, (expected, found))) => {
                    writeln!(report, "{id}.md, line {}:\n  expected {expected}\n  found    {found}", line + 1)
                }
                None => writeln!(report, "{id}.md: expected {} bytes, found {}", text.len(), whole.len()),
            };
        }
    }
    assert!(report.is_empty(), "\n{report}\nIf this is what it should be: {BLESS}\n");
}

#[test]
fn every_profile_has_an_export() {
    let files = fs::read_dir(folder()).expect("there are exports").map(|file| file.expect("a readable folder").path());
    let files: BTreeSet<String> =
        files.map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned()).collect();
    let ids: BTreeSet<String> =
        builtin().iter().map(|profile| profile.id.clone()).chain([GENERIC.to_owned()]).collect();
    assert_eq!(files, ids);
}

/// A profile of the user's own names a mistake with its place, and reads a file that nothing else knows.
#[test]
fn a_profile_is_brought_without_code() {
    let text = r#"
id = "mine"
version = "1.0.0"
title = { zh = "我的", en = "Mine" }
summary = { zh = "我的。", en = "Mine." }
timezone = "America/New_York"
currency = "USD"
signature = ["流水", "进度", "退"]
[[table]]
name = "cases"
[table.headers]
case_id = ["流水"]
status = ["进度"]
refund_minor = ["退"]
created_at = ["登记"]
[[clean]]
use = "clean-status-vocabulary"
params = { extra = ["cases.status: 搞定 = resolved", "cases.status: 没戏 = rejected"] }
"#;
    let pipeline = r#"
[[clean]]
use = "clean-status-vocabulary"
params = { extra = ["cases.status: 没戏 = closed"] }
"#;
    let mut profiles = Profiles::default();
    profiles.add("my.toml", text).expect("a sound profile");
    let csv = "流水,进度,退,登记\n7,搞定,9.50,2025-06-01 09:00:00\n8,没戏,,2025-06-01 10:00:00\n";
    let mut file = File::open("a.csv", Bytes::from(csv)).expect("a file");
    let sources = file.tables(&SourceStep::default(), &profiles).expect("a table");
    let received = time::moment(RECEIVED).expect("a moment");
    let config = Config::parse(pipeline).expect("a pipeline file");
    let prepared = prepare(&engine(1), &config, &sources, received, BATCH_ROWS, &|_| ()).expect("a run");
    assert_eq!((prepared.inputs()[0].profile.as_str(), prepared.inputs()[0].profile_score), ("mine", 1.0));
    let batch = &prepared.tables.get("cases").expect("cases").parts[0].batch;
    let columns: Vec<_> = ["case_id", "status", "refund_minor", "created_at"].map(|name| batch.column(name)).to_vec();
    let columns: Vec<_> = columns.into_iter().flatten().collect();
    // The pipeline file's word stands above the profile's, which is not forgotten.
    assert_eq!(
        aftersight_golden::write(&columns, &[0, 1]),
        "case_id,status,refund_minor:money,created_at:timestamp\n\
         7,resolved,9.50 USD,2025-06-01T13:00:00Z\n8,closed,,2025-06-01T14:00:00Z\n"
    );

    let refused = |text: &str| Profiles::default().add("my.toml", text).expect_err("a mistake").0;
    let words = refused(&text.replace("created_at", "creatd_at"));
    assert!(
        words.zh.starts_with("profile 文件 my.toml 第 15 行：表“cases”没有列“creatd_at”（是否指“created_at”？）"),
        "{words:?}"
    );
    assert!(
        words.en.starts_with("profile file my.toml, line 15: the table `cases` has no column `creatd_at`"),
        "{words:?}"
    );
    let words = refused(&text.replace("timezone", "timezne"));
    assert!(words.zh.starts_with("profile 文件 my.toml 第 6 行第 1 列"), "{words:?}");
    assert!(words.en.contains("line 6, column 1") && words.en.contains("did you mean `timezone`?"), "{words:?}");
    let step = SourceStep { profile: Some("jd-service-order".to_owned()), ..SourceStep::default() };
    let mut file = File::open("a.csv", Bytes::from(csv)).expect("a file");
    let words = file.tables(&step, &profiles).err().expect("a mistake").0;
    assert!(words.en.contains("did you mean `jd-service-orders`?"), "{words:?}");
}

/// From the pipeline file on: one's own profile is found beside it, `profile` stands above what the headers say, and mistakes in
/// either are told with the file, the line and the cure.
#[test]
fn the_program_takes_a_profile_of_ones_own() {
    let text = r#"
id = "mine"
version = "1.0.0"
title = { zh = "我的", en = "Mine" }
summary = { zh = "我的。", en = "Mine." }
signature = ["流水", "进度"]
[[table]]
name = "cases"
[table.headers]
case_id = ["流水"]
status = ["进度"]
created_at = ["登记"]
"#;
    let folder = scratch("own-profile");
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a writable folder");
    let run = |profile: &str, chosen: &str| {
        write("my.toml", profile);
        write("pipeline.toml", &format!("profiles = ['my.toml']\n[[source]]\npath = 'a.csv'\nprofile = '{chosen}'\n"));
        let pipeline = folder.join("pipeline.toml");
        aftersight(["run", &*pipeline.to_string_lossy(), "--format", "json", "--lang", "en", "--received-at", RECEIVED])
    };
    write("a.csv", "流水,进度,登记,退款编号\n7,退款成功,2025-06-01 09:00:00,X1\n");
    let said = run(text, "mine");
    assert_eq!(said.code, Some(0), "{}", said.err);
    let results: serde_json::Value = serde_json::from_str(&said.out).expect("JSON on standard output");
    let input = &results["inputs"][0];
    assert_eq!((input["profile"].as_str(), input["table"].as_str()), (Some("mine"), Some("cases")), "{input}");

    let refused = |profile: &str, chosen: &str, parts: &[&str]| {
        let said = run(profile, chosen);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{}", said.err);
        for part in parts {
            assert!(said.err.contains(part), "{part} is not in: {}", said.err);
        }
    };
    refused(&text.replace("created_at", "creatd_at"), "mine", &["my.toml", "line 12", "did you mean `created_at`?"]);
    refused(&text.replace("signature", "signatur"), "mine", &["my.toml", "line 6", "did you mean `signature`?"]);
    refused(&text.replace("version = \"1.0.0\"\n", ""), "mine", &["my.toml", "version"]);
    refused(&text.replace("\"mine\"", "\"mine"), "mine", &["my.toml", "line 2"]);
    refused(text, "mne", &["profile = \"mne\"", "did you mean `mine`?"]);
    let twice = format!("{text}[[table]]\nname = 'cases'\n[table.headers]\ncase_id = ['流水']\n");
    refused(&twice, "mine", &["my.toml", "the table `cases` stands twice", "`part`"]);
    let literal = text.replace("[table.headers]", "join = { team = ['=service'] }\n[table.headers]");
    refused(&literal, "mine", &["my.toml", "line 9", "`constants`"]);
}
