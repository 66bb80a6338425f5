//! The program as people start it: figures that others computed too, exit codes, messages, repeatability.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use aftersight_tests::{aftersight, changed, public_data, root, sample, scratch, target};
use serde_json::Value;

const RECEIVED: &str = "2025-07-01T00:00:00+08:00";
const CANARY: &str = "13812345678";
/// Rows and seed of the committed sample.
const SAMPLE: [&str; 2] = ["650", "5"];

/// A run that ends well, as JSON.
fn results(pipeline: &Path, more: &[&str]) -> (Value, String) {
    let path = pipeline.to_string_lossy();
    let words = ["run", &path, "--format", "json", "--received-at", RECEIVED];
    let said = aftersight(words.iter().chain(more));
    assert_eq!(said.code, Some(0), "{}", said.err);
    (serde_json::from_str(&said.out).expect("JSON on standard output"), said.out)
}

/// A pipeline of `tests/pipelines` over public data, and one of its files.
fn public(test: &str, file: &str) -> Option<(PathBuf, PathBuf)> {
    let data = public_data(test, file)?;
    let text = fs::read_to_string(root().join("tests/pipelines").join(format!("{test}.toml"))).expect("a pipeline");
    let pipeline = scratch(test).join("pipeline.toml");
    fs::write(&pipeline, text.replace("path = \"", &format!("path = \"{}/", data.display()))).expect("a directory");
    Some((pipeline, data.join(file)))
}

fn kpi<'a>(results: &'a Value, name: &str) -> &'a Value {
    let kpis = results["kpis"].as_array().expect("KPIs");
    kpis.iter().find(|kpi| kpi["name"] == name).unwrap_or_else(|| panic!("no KPI {name}"))
}

/// In every input: rows = accepted + quarantined + excluded.
fn conserved(results: &Value) {
    let inputs = results["inputs"].as_array().expect("inputs");
    assert!(!inputs.is_empty());
    for input in inputs {
        let count = |name: &str| input[name].as_u64().expect("a count");
        let fates = count("accepted") + count("quarantined") + count("excluded");
        assert_eq!(count("rows"), fates, "{}", input["name"]);
        assert!(count("rows") > 0, "{}", input["name"]);
    }
}

#[test]
fn superstore_has_the_return_rates_that_pandas_finds() {
    let Some((pipeline, _)) = public("superstore", "superstore/superstore.xls") else { return };
    let (results, _) = results(&pipeline, &[]);
    conserved(&results);
    let groups = kpi(&results, "line_return_rate")["groups"].as_array().expect("groups");
    let figures = |row: &Value| (row["numerator"].as_u64(), row["denominator"].as_u64());
    let found: BTreeMap<_, _> = groups.iter().map(|row| (row["keys"]["region"].as_str(), figures(row))).collect();
    let regions = [("Central", 92, 2323), ("East", 149, 2848), ("South", 69, 1620), ("West", 490, 3203)];
    let expected = regions.map(|(region, above, below)| (Some(region), (Some(above), Some(below))));
    assert_eq!(found, BTreeMap::from(expected));
    let west = groups.iter().find(|row| row["keys"]["region"] == "West").expect("West");
    assert!((west["value"].as_f64().expect("a rate") - 490.0 / 3203.0).abs() < 1e-12);
    assert_eq!(figures(&kpi(&results, "order_return_rate")["total"]), (Some(296), Some(5009)));
    let sales = &kpi(&results, "sales")["total"];
    assert_eq!((sales["value"].as_f64(), sales["currency"].as_str()), (Some(229_720_065.0), Some("USD")));
}

/// The median of closed − created in microseconds, and of how many.
fn median(csv: &Path) -> (f64, usize) {
    let text = fs::read_to_string(csv).expect("a readable file");
    let moment = |text: &str| {
        let civil: jiff::civil::DateTime = text.parse().expect("a local time");
        civil.in_tz("America/New_York").expect("a time zone").timestamp().as_microsecond()
    };
    let mut times = Vec::new();
    for line in text.lines().skip(1) {
        // No cell before the third holds a comma.
        let cells: Vec<&str> = line.splitn(4, ',').map(|cell| cell.trim_matches('"')).collect();
        if let [_, created, closed, _] = cells[..]
            && !closed.is_empty()
        {
            times.push(moment(closed) - moment(created));
        }
    }
    times.sort_unstable();
    let middle = times.len() / 2;
    let median = if times.len() % 2 == 1 { times[middle] * 2 } else { times[middle - 1] + times[middle] };
    (median as f64 / 2.0, times.len())
}

#[test]
fn nyc311_has_the_median_that_its_file_has() {
    let Some((pipeline, csv)) = public("nyc311", "nyc311/requests.csv") else { return };
    let (results, _) = results(&pipeline, &[]);
    conserved(&results);
    let total = &kpi(&results, "resolution_time")["total"];
    let (median, closed) = median(&csv);
    assert_eq!((total["n"].as_u64(), closed), (Some(998), 998));
    let p50 = total["p50"].as_f64().expect("a median");
    assert!((p50 - median).abs() <= 0.01 * median, "{p50} µs instead of {median} µs");
    let teams = kpi(&results, "resolution_time_by_agency")["groups"].as_array().expect("groups");
    assert_eq!(teams.iter().filter_map(|row| row["n"].as_u64()).sum::<u64>(), 998);
}

#[test]
fn threads_and_batches_do_not_change_a_byte() {
    let pipeline = sample().join("pipeline.toml");
    let (json, expected) = results(&pipeline, &[]);
    conserved(&json);
    assert!(json["kpis"].as_array().is_some_and(|kpis| kpis.len() == 12), "every KPI of the sample has a result");
    for jobs in ["1", "2"] {
        for rows in ["7", "1000", "65536"] {
            let (_, found) = results(&pipeline, &["--jobs", jobs, "--batch-rows", rows]);
            assert!(found == expected, "--jobs {jobs} --batch-rows {rows} gives other results");
        }
    }
}

#[test]
fn the_report_defines_kpis_in_the_words_of_their_manifests() {
    let out = scratch("report");
    let (pipeline, folder) = (sample().join("pipeline.toml"), out.to_string_lossy());
    let words = ["run", &*pipeline.to_string_lossy(), "--received-at", RECEIVED];
    let said = aftersight(words.iter().chain(&["--out", &*folder, "--format", "html"]));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let manifest = fs::read_to_string(root().join("plugins/kpi-issue-share/plugin.toml")).expect("a manifest");
    let line = manifest.lines().find(|line| line.starts_with("numerator = ")).expect("a numerator");
    let own: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
    let saved = fs::read_to_string(out.join("report.html")).expect("a report");
    for part in own {
        assert!(saved.contains(part), "{part} is not in report.html");
        assert!(said.out.contains(part), "{part} is not on standard output");
    }
}

#[test]
fn exit_codes_say_how_it_ended() {
    let folder = scratch("codes");
    // Complaint counts are no rates: the rule says so, as `info`.
    let pipeline = changed(&folder, |text| {
        let (sources, _) = text.split_once("[[kpi]]").expect("KPIs");
        format!(
            "{sources}[[kpi]]\nuse = 'kpi-complaint-count'\n[[alert]]\nuse = 'alert-rate-shift'\non = 'complaint_count'\n"
        )
    });
    let path = pipeline.to_string_lossy();
    for (more, code) in [(None, 0), (Some("critical"), 0), (Some("warning"), 0), (Some("info"), 1)] {
        let words = ["run", &*path].into_iter().chain(more.iter().flat_map(|severity| ["--fail-on", severity]));
        let said = aftersight(words);
        assert_eq!(said.code, Some(code), "--fail-on {more:?}: {}", said.err);
    }
    for wrong in [&["run"][..], &["walk"], &["run", &*path, "--jobs", "0"], &["run", &*path, "--lang", "fr"]] {
        let said = aftersight(wrong);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{wrong:?}");
        assert!(!said.err.is_empty(), "{wrong:?}");
    }
}

/// Every file below a directory.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a readable directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[test]
fn a_failed_plugin_ends_with_3_and_nothing_of_a_withheld_table_is_written() {
    let folder = scratch("withheld");
    let (plugins, out) = (folder.join("plugins"), folder.join("out"));
    fs::create_dir_all(&plugins).expect("a directory");
    let hostile = target("hostile").join("clean-evil-mask.wasm");
    assert!(hostile.is_file(), "{} IS MISSING: `cargo xtask test` builds hostile plugins", hostile.display());
    for file in files(&target("plugins")).into_iter().chain([hostile]) {
        fs::copy(&file, plugins.join(file.file_name().expect("a name"))).expect("a copy");
    }
    let cases =
        format!("case_id,order_id,case_type,联系电话,created_at\nC1,O1,complaint,{CANARY},2025-06-01 09:00:00\n");
    fs::write(folder.join("cases.csv"), cases).expect("a file");
    let toml = "[[source]]\npath = 'cases.csv'\ntable = 'cases'\n[[kpi]]\nuse = 'kpi-complaint-count'\n";
    let pipeline = folder.join("pipeline.toml");
    fs::write(&pipeline, toml).expect("a file");
    for (lang, words) in [("zh", "被扣留"), ("en", "is withheld")] {
        let [pipeline, plugins, out] = [&pipeline, &plugins, &out].map(|path| path.to_string_lossy());
        let said = aftersight(["run", &*pipeline, "--plugins", &*plugins, "--out", &*out, "--lang", lang]);
        assert_eq!(said.code, Some(3), "{}", said.err);
        assert!(said.out.contains(words), "{words} is not in {}", said.out);
        assert!(!said.out.contains(CANARY) && !said.err.contains(CANARY));
    }
    for file in files(&out) {
        let bytes = fs::read(&file).expect("a readable file");
        let seen = bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes());
        assert!(!seen && !file.ends_with("clean/cases.parquet"), "{}", file.display());
    }
}

#[test]
fn help_names_every_option_in_both_languages() {
    let commands: [(&[&str], &[&str], &str, &str); 7] = [
        (&[], &["run", "replay", "demo-data", "plugin", "--lang", "--help", "--version"], "退出码", "Exit codes"),
        (
            &["run"],
            &["--out", "--format", "--lang", "--set", "--as-of", "--received-at", "--jobs", "--fail-on", "--plugins"],
            "运行流水线文件",
            "Run a pipeline file",
        ),
        (
            &["replay"],
            &["DIR", "--source", "--set", "--format", "--fail-on", "--plugins", "_action"],
            "放回原文件",
            "back onto their originals",
        ),
        (&["demo-data"], &["--rows", "--seed", "--out", "--encoding", "--no-truth"], "演示数据", "demo data"),
        (&["plugin"], &["list", "explain", "inspect"], "查看插件", "Look at plugins"),
        (&["plugin", "explain"], &["ID", "--plugins"], "说明一个插件", "Explain a plugin"),
        (&["plugin", "inspect"], &["FILE"], "不运行它", "without running it"),
    ];
    for (command, options, zh, en) in commands {
        for (lang, own) in [("zh", zh), ("en", en)] {
            let said = aftersight(command.iter().chain(&["--help", "--lang", lang]));
            assert_eq!(said.code, Some(0), "{command:?}: {}", said.err);
            for part in options.iter().chain([&own]) {
                assert!(said.out.contains(part), "{command:?} --lang {lang} lacks {part}:\n{}", said.out);
            }
        }
    }
}

/// Name → bytes of every file below a directory.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let name = |path: &Path| path.strip_prefix(folder).expect("below it").to_owned();
    files(folder).into_iter().map(|path| (name(&path), fs::read(&path).expect("a readable file"))).collect()
}

fn demo(folder: &Path, rows: &str, seed: &str, more: &[&str]) -> BTreeMap<PathBuf, Vec<u8>> {
    let out = folder.to_string_lossy();
    let said = aftersight(["demo-data", "--rows", rows, "--seed", seed, "--out", &*out].iter().chain(more));
    assert_eq!(said.code, Some(0), "{}", said.err);
    contents(folder)
}

/// Not `assert_eq`: nobody wants to read the bytes.
fn same(left: &BTreeMap<PathBuf, Vec<u8>>, right: &BTreeMap<PathBuf, Vec<u8>>) {
    assert_eq!(left.keys().collect::<Vec<_>>(), right.keys().collect::<Vec<_>>());
    for (name, bytes) in left {
        assert!(right[name] == *bytes, "{} differs", name.display());
    }
}

#[test]
fn demo_data_are_made_by_their_seed_alone() {
    let folder = scratch("demo");
    let first = demo(&folder.join("first"), "150", "3", &[]);
    assert!(first.keys().any(|name| name.starts_with("truth")));
    same(&first, &demo(&folder.join("again"), "150", "3", &[]));
    assert!(first != demo(&folder.join("other"), "150", "4", &[]), "another seed gives other data");
}

#[test]
fn the_committed_sample_is_what_its_command_makes() {
    let made = demo(&scratch("sample"), SAMPLE[0], SAMPLE[1], &["--scenario", "small", "--no-truth"]);
    let mut committed = contents(&sample());
    committed.retain(|name, _| name != Path::new("pipeline.toml"));
    same(&committed, &made);
}

/// Who must act, about which interval, about which group.
type Named = (String, String, BTreeMap<String, String>);

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The findings that the planted truths ask for.
fn planted(facts: &Value) -> BTreeSet<Named> {
    let mut asked = BTreeSet::new();
    for fact in facts.as_array().expect("facts") {
        let month = format!("{}-01T00:00:00+08:00", &text(&fact["when"]["from"])[..7]);
        let place = |names: &[&str]| -> BTreeMap<String, String> {
            names.iter().map(|name| ((*name).to_owned(), text(&fact["where"][name]))).collect()
        };
        let groups = match fact["id"].as_str() {
            Some("logistics_delay") => {
                let issues = fact["size"]["issue_type"].as_array().expect("issues");
                let issue = |issue| BTreeMap::from([("issue_type".to_owned(), text(issue))]);
                issues.iter().map(|of| place(&["province"]).into_iter().chain(issue(of)).collect()).collect()
            }
            Some("product_defect") => vec![place(&["title", "merchant_sku"])],
            other => panic!("no alert of the sample looks for {other:?}"),
        };
        asked.extend(groups.into_iter().map(|group| (text(&fact["team"]), month.clone(), group)));
    }
    asked
}

#[test]
fn findings_of_the_sample_name_exactly_what_was_planted() {
    let made = demo(&scratch("planted"), SAMPLE[0], SAMPLE[1], &["--scenario", "small"]);
    let truth: Value = serde_json::from_slice(&made[Path::new("truth/planted.json")]).expect("JSON");
    let (results, _) = results(&sample().join("pipeline.toml"), &[]);
    let mut found = BTreeSet::new();
    for finding in results["findings"].as_array().expect("findings") {
        assert_eq!(finding["code"], "risen", "{finding}");
        let keys = finding["keys"].as_object().expect("keys");
        let keys: BTreeMap<String, String> = keys.iter().map(|(name, key)| (name.clone(), text(key))).collect();
        // Whoever reads the sentence learns of which group and when, in words and not in codes.
        for (lang, when) in [("zh", "2025年5月"), ("en", "May 2025")] {
            let sentence = text(&finding["message"][lang]);
            let names = ["province", "title", "merchant_sku"].into_iter().filter_map(|name| keys.get(name));
            assert!(names.chain([&when.to_owned()]).all(|name| sentence.contains(name)), "{sentence}");
            assert!(!keys.get("issue_type").is_some_and(|code| sentence.contains(code)), "{sentence}");
        }
        found.insert((text(&finding["route"]), text(&finding["at"]), keys));
    }
    assert_eq!(found, planted(&truth["facts"]));
}

#[test]
fn an_alert_looks_only_at_the_rows_that_its_condition_chooses() {
    let folder = scratch("where");
    let issue = |condition: &str| {
        let alert = format!("[[alert]]\nuse = 'alert-rate-shift'\non = 'issue_share_by_province'\n{condition}\n");
        let pipeline = changed(&folder, |text| {
            let (steps, _) = text.split_once("# Of whichever").expect("the alerts");
            format!("{steps}{alert}params = {{ min_denominator = 20, z = 0.5 }}\n")
        });
        aftersight(["run", &*pipeline.to_string_lossy(), "--format", "json", "--received-at", RECEIVED])
    };
    let findings = |condition: &str| {
        let said = issue(condition);
        let results: Value = serde_json::from_str(&said.out).expect("JSON");
        results["findings"].as_array().expect("findings").clone()
    };
    let (all, delays) = (findings(""), findings("where = \"issue_type = 'delay'\""));
    let of_delays: Vec<Value> =
        all.iter().filter(|finding| finding["keys"]["issue_type"] == "delay").cloned().collect();
    assert!(all.len() > of_delays.len() && !of_delays.is_empty());
    assert_eq!(delays, of_delays, "the same figures, intervals and evidence");
    let said = issue("where = \"isue_type = 'delay'\"");
    assert!(said.code == Some(2) && said.err.contains("issue_type"), "{}", said.err);
}

#[test]
fn steps_that_count_alike_are_compared_once() {
    let (results, _) = results(&sample().join("pipeline.toml"), &["--compare-presets", "kpi-return-rate"]);
    let compared = results["presets"].as_array().expect("a comparison");
    // Three steps, of which two have a preset and nothing else.
    assert_eq!(compared.len(), 1);
    let presets = compared[0]["presets"].as_array().expect("presets");
    assert_eq!(presets[0]["total"]["value"], kpi(&results, "return_rate")["total"]["value"]);
    assert_eq!(presets[1]["total"]["value"], kpi(&results, "line_return_rate")["total"]["value"]);
    let examples = presets[1]["examples"].as_array().expect("examples");
    assert!(examples.iter().all(|row| row["above"][0] != row["above"][1]));
    assert!(examples[0]["columns"]["created_at"].as_str().is_some_and(|at| at.ends_with("+08:00")));
}
