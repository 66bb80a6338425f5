//! The program as people start it: figures that others computed too, exit codes, messages, repeatability.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use aftersight_tests::{program, root, target};
use serde_json::Value;

const RECEIVED: &str = "2025-07-01T00:00:00+08:00";
const CANARY: &str = "13812345678";

/// How a command ended, and what it said.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

fn aftersight<S: AsRef<std::ffi::OsStr>>(words: impl IntoIterator<Item = S>) -> Said {
    let mut command = Command::new(program());
    command.args(words).env("XDG_CACHE_HOME", target("tmp").join("cache"));
    for name in ["AFTERSIGHT_PLUGINS", "LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    let output = command.output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("it writes UTF-8");
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A run that ends well, as JSON.
fn results(pipeline: &Path, more: &[&str]) -> (Value, String) {
    let path = pipeline.to_string_lossy();
    let words = ["run", &path, "--format", "json", "--received-at", RECEIVED];
    let said = aftersight(words.iter().chain(more));
    assert_eq!(said.code, Some(0), "{}", said.err);
    (serde_json::from_str(&said.out).expect("JSON on standard output"), said.out)
}

/// An empty directory for one test.
fn scratch(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("command-line").join(test);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a directory");
    path
}

fn sample() -> PathBuf {
    root().join("crates/generate/sample")
}

/// The sample's pipeline file after a change, with its data where they are.
fn changed(folder: &Path, change: impl Fn(String) -> String) -> PathBuf {
    let text = fs::read_to_string(sample().join("pipeline.toml")).expect("the sample");
    let data = format!("path = '{}/*.csv'", sample().display());
    let text = text.replace("path = \"*.csv\"", &data);
    let file = folder.join("changed.toml");
    fs::write(&file, change(text)).expect("a writable directory");
    file
}

/// Public data are not part of the project: `AFTERSIGHT_SHARED`, or `shared` beside it. `None` is said loudly.
fn public(test: &str, file: &str) -> Option<(PathBuf, PathBuf)> {
    let shared = std::env::var_os("AFTERSIGHT_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let data = shared.join("data");
    if !data.join(file).is_file() {
        eprintln!("SKIPPED {test}: there is no {}; set AFTERSIGHT_SHARED", data.join(file).display());
        return None;
    }
    let data = data.canonicalize().expect("a directory");
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
    assert!(json["kpis"].as_array().is_some_and(|kpis| kpis.len() == 10), "every KPI of the sample has a result");
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

/// The same mistake in both languages ends with 2 and says these words.
fn mistake(words: &[&str], both: &[&str], zh: &str, en: &str) {
    for (lang, own) in [("zh", zh), ("en", en)] {
        let said = aftersight(words.iter().chain(&["--lang", lang]));
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{words:?}: {}", said.err);
        for part in both.iter().chain([&own]) {
            assert!(said.err.contains(part), "`{part}` is not in: {}", said.err);
        }
        let words: Vec<&str> = said.err.split(' ').collect();
        let english = |words: &[&str]| words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()));
        assert!(lang == "en" || !words.windows(3).any(english), "English in: {}", said.err);
    }
}

#[test]
fn mistakes_name_their_place_and_the_cure() {
    let folder = scratch("mistakes");
    let good = sample().join("pipeline.toml").to_string_lossy().into_owned();
    let of = |name: &str, change: &dyn Fn(String) -> String| {
        let place = folder.join(name);
        fs::create_dir_all(&place).expect("a directory");
        changed(&place, change).to_string_lossy().into_owned()
    };
    mistake(
        &["run", &good, "--set", "nowhere.preset=lines"],
        &["nowhere", "line_return_rate", "issue_share"],
        "没有步骤",
        "has no step",
    );
    mistake(&["run", &good, "--set", "return_rate"], &["return_rate.preset=lines"], "请写成", "write NAME.PARAM=VALUE");
    mistake(&["run", &good, "--set", "return_rate.nothing=1"], &["return_rate", "nothing"], "步骤", "step");
    mistake(
        &["run", &good, "--as-of", "yesterday"],
        &["yesterday", "2025-06-30T00:00:00+08:00"],
        "请写成",
        "write it as",
    );
    mistake(&["run", "nowhere.csv"], &["nowhere.csv"], "无法读取文件", "cannot read the file");
    mistake(&["run", "nowhere.toml"], &["nowhere.toml"], "错误", "error");
    let none = of("none", &|text| text.replace("*.csv", "*.nothing"));
    mistake(&["run", &none], &["*.nothing"], "没有匹配任何文件", "matches no file");
    let by = of("by", &|text| text.replace("by = [\"category\"]", "by = [\"flavour\"]"));
    mistake(&["run", &by], &["line_return_rate", "flavour", "order.customer_tier"], "没有维度", "has no dimension");
    let plugin = of("plugin", &|text| text.replace("kpi-issue-share", "kpi-nothing"));
    mistake(&["run", &plugin], &["kpi-nothing", "kpi-issue-share"], "没有这个插件", "there is no such plugin");
    let broken = of("broken", &|text| format!("lang = 'zh'\nbroken\n{text}"));
    mistake(&["run", &broken], &["changed.toml", "broken"], "流水线文件第 2 行", "pipeline file, line 2");
    let key = of("key", &|text| text.replacen("grain = ", "grains = ", 1));
    mistake(&["run", &key], &["changed.toml", "grains"], "是否指“grain”？", "did you mean `grain`?");
    let on = of("on", &|text| text.replace("on = \"line_return_rate\"", "on = \"line_return_rat\""));
    mistake(&["run", &on], &["line_return_rat"], "是否指“line_return_rate”？", "did you mean `line_return_rate`?");
    let table = of("table", &|text| text.replacen("[[source]]", "[[source]]\ntable = 'order'", 1));
    mistake(&["run", &table], &["table = \"order\""], "是否指“orders”？", "did you mean `orders`?");
    let zone = of("zone", &|text| text.replacen("[[source]]", "[[source]]\ntimezone = 'Asia/Shangai'", 1));
    mistake(&["run", &zone], &["Asia/Shangai", "case_events.csv"], "未知时区", "unknown time zone");
    let condition = of("where", &|text| text.replacen("[[source]]", "[[source]]\nwhere = \"case_i <> ''\"", 1));
    mistake(&["run", &condition], &["case_i <> ''", "case_id"], "第 1 个字符：没有列", "character 1: no column");
    let link = of("link", &|text| format!("{text}\n[[link]]\nfrom = 'case'\nto = 'orders'\non = ['order_id']\n"));
    mistake(&["run", &link], &["case", "order_lines"], "没有表“case”，是否指“cases”？", "did you mean `cases`?");
    mistake(&["run", &good, "--plugins", "/nowhere"], &["/nowhere"], "插件目录", "directory of plugins");
    mistake(
        &["plugin", "explain", "kpi-nothing"],
        &["kpi-nothing", "kpi-return-rate"],
        "没有插件",
        "there is no plugin",
    );
}

#[test]
fn files_that_cannot_be_used_are_explained() {
    let folder = scratch("files");
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, bytes).expect("a writable directory");
        path.to_string_lossy().into_owned()
    };
    let orders = file("orders.csv", b"order_id,created_at\nO1,2025-06-01 10:00:00\n");
    let near = folder.join("order.csv").to_string_lossy().into_owned();
    mistake(&["run", &near], &["order.csv"], "是否指同目录下的“orders.csv”？", "did you mean `orders.csv` beside it?");
    let place = folder.to_string_lossy();
    mistake(&["run", &place], &["*.csv"], "这是目录，不是文件", "it is a directory");
    mistake(&["run", &file("empty.csv", b"")], &["empty.csv"], "请重新导出", "export it again");
    mistake(
        &["run", &file("foreign.csv", b"a,b\n1,2\n")],
        &["foreign.csv"],
        "请在 [[source]] 中写 table",
        "Name its `table`",
    );
    mistake(
        &["run", &file("page.xls", b"<html>")],
        &["page.xls"],
        "这是 HTML 或 XML 页面",
        "this is an HTML or XML page",
    );
    mistake(&["run", &orders, "--out", &orders], &["orders.csv"], "请换一个目录", "Name another directory");
    let lacks = file("lacks.toml", b"[[source]]\npath = 'orders.csv'\n[[kpi]]\nuse = 'kpi-issue-share'\n");
    mistake(&["run", &lacks], &["issue_share", "cases"], "请加入含有这些表或列的文件", "Add a file that has them");
    mistake(&["run", &orders, "--set", "a.b=1"], &["a.b=1"], "没有流水线文件", "without a pipeline file");
}

#[test]
fn wrong_command_lines_are_explained_in_the_language() {
    mistake(&["walk"], &["walk"], "错误：没有命令“walk”", "unrecognized subcommand");
    mistake(&["plugin", "inspec"], &["inspec"], "是否指“inspect”？", "inspect");
    mistake(&["run"], &["PIPELINE.toml | FILES"], "错误：缺少 <PIPELINE.toml", "required arguments");
    mistake(&["run", "a", "--jobs", "0"], &["--jobs <N>"], "请写整数，不小于 1", "write a whole number, 1 or more");
    mistake(&["run", "a", "--formt", "json"], &["--format"], "没有选项“--formt”", "unexpected argument");
    mistake(&["run", "a", "--format", "xml"], &["xml", "json"], "不能取值“xml”", "invalid value");
    mistake(&["demo-data", "--out", "x"], &["--rows"], "缺少 --rows <N>", "required arguments");
}

#[test]
fn help_names_every_option_in_both_languages() {
    let commands: [(&[&str], &[&str], &str, &str); 6] = [
        (&[], &["run", "demo-data", "plugin", "--lang", "--help", "--version"], "退出码", "Exit codes"),
        (
            &["run"],
            &["--out", "--format", "--lang", "--set", "--as-of", "--received-at", "--jobs", "--fail-on", "--plugins"],
            "运行流水线文件",
            "Run a pipeline file",
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
    let made = demo(&scratch("sample"), "400", "7", &["--no-truth"]);
    let mut committed = contents(&sample());
    committed.retain(|name, _| name != Path::new("pipeline.toml"));
    same(&committed, &made);
}
