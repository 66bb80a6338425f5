//! wasmtime, Chromium and workerd give the same bytes: for every case of every plugin, and for the whole sample pipeline.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use aftersight_browser::probe;
use aftersight_tests::{engine, in_fast_mode, root};

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    found.sort();
    found
}

/// A name for messages, and the question.
fn questions() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for plugin in sorted(&root().join("plugins")).into_iter().filter(|path| path.join("plugin.toml").is_file()) {
        let id = plugin.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for path in sorted(&plugin.join("cases")) {
            let case = fs::read_to_string(&path).expect("a readable case");
            let name = format!("{id}/{}", path.file_name().unwrap_or_default().to_string_lossy());
            all.push((name, serde_json::json!({ "plugin": id, "case": case }).to_string()));
        }
    }
    all.push(("the sample pipeline".to_owned(), sample()));
    all
}

fn sample() -> String {
    let folder = root().join("crates/generate/sample");
    let hex = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let files: Vec<_> = sorted(&folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            serde_json::json!({ "name": name, "hex": hex(fs::read(&path).expect("a readable file")) })
        })
        .collect();
    let pipeline = fs::read_to_string(folder.join("pipeline.toml")).expect("a readable pipeline file");
    let received_at: i64 = 1_751_299_200_000_000;
    serde_json::json!({ "pipeline": pipeline, "files": files, "received_at": received_at }).to_string()
}

fn equal_in(place: &str) {
    if in_fast_mode(&format!("parity with {place}")) {
        return;
    }
    let all = questions();
    let asked: Vec<&String> = all.iter().map(|(_, question)| question).collect();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("parity-{place}.json"));
    fs::write(&file, serde_json::to_string(&asked).expect("texts are JSON")).expect("a writable directory");
    let script = root().join("tests/browser/run.mjs");
    let output = Command::new("node").arg(script).arg(place).arg(&file).output().expect("node runs");
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{place}: {complaint}");
    let answers: Vec<String> = serde_json::from_slice(&output.stdout).expect("the answers are JSON");
    assert_eq!(answers.len(), all.len());
    let engine = engine(2);
    let mut different = Vec::new();
    for ((name, question), answer) in all.iter().zip(&answers) {
        let here = probe::answer(&engine, question).expect("a question that can be read");
        if here != *answer {
            let line = here.lines().zip(answer.lines()).position(|(left, right)| left != right);
            let at = line.unwrap_or_else(|| here.lines().count().min(answer.lines().count()));
            let pick = |text: &str| text.lines().nth(at).unwrap_or("(nothing)").to_owned();
            different.push(format!("{name}, line {}:\n  wasmtime {}\n  {place} {}", at + 1, pick(&here), pick(answer)));
        }
    }
    assert!(different.is_empty(), "{} of {} differ:\n{}", different.len(), all.len(), different.join("\n"));
    eprintln!("{} answers of {place} equal those of wasmtime", all.len());
}

#[test]
fn chromium_gives_the_bytes_of_wasmtime() {
    equal_in("chromium");
}

#[test]
fn workerd_gives_the_bytes_of_wasmtime() {
    equal_in("workerd");
}
