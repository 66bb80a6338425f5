//! The page and the edge module as a person uses them, and plugins that mean harm in the page's worker: each is stopped and
//! named as on a server, and costs the others nothing.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use aftersight::engine::WasmEngine;
use aftersight_browser::probe;
use aftersight_pipeline::engine::Engine;
use aftersight_tests::hostile::{self, CANARY, HONEST, RECEIVED, REPORT_BYTES, TIME, cases, orders};
use aftersight_tests::{in_fast_mode, root, target};
use serde_json::{Value, json};

/// Loops end soon, which the page adds half a second to: whatever else runs beside one is done in no time.
const LOOP_MILLIS: u64 = 400;
/// The hostile cleaner of every table would come without being called.
const NO_MASK: &str = "
[[clean]]
use = 'clean-evil-mask'
enabled = false
";

/// Starts a script of `tests/browser`.
fn node(script: &str, arguments: &[&Path]) -> Child {
    let mut command = Command::new("node");
    command.arg(root().join("tests/browser").join(script)).args(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("node runs")
}

/// What it printed.
fn answer(script: &str, child: Child) -> Vec<u8> {
    let output = child.wait_with_output().expect("node ends");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}, built by `cargo xtask browser --test`: {complaint}");
    output.stdout
}

#[test]
fn a_person_can_use_the_page() {
    if !in_fast_mode("the page") {
        answer("page.mjs", node("page.mjs", &[]));
    }
}

#[test]
fn a_client_can_use_the_edge_module() {
    if !in_fast_mode("the edge module") {
        answer("edge.mjs", node("edge.mjs", &[]));
    }
}

/// The host, with the same plugins as the test's page.
fn host() -> WasmEngine {
    hostile::engine(target("hostile"), 1)
}

fn files() -> [(&'static str, String); 2] {
    [("cases.csv", cases()), ("orders.csv", orders())]
}

/// A run in the browser and on the host.
struct Trial {
    name: String,
    pipeline: String,
    /// The plugin that must fail, unless it behaves.
    evil: &'static str,
    instances: u32,
}

impl Trial {
    fn new(name: impl Into<String>, evil: &'static str, steps: &str) -> Self {
        Self {
            name: name.into(),
            pipeline: format!("timezone = 'Asia/Shanghai'\n{NO_MASK}{HONEST}{steps}"),
            evil,
            instances: 50,
        }
    }

    fn loops(&self) -> bool {
        self.pipeline.contains("'loop-")
    }

    /// For the page: see www/src/hostile/page.ts.
    fn in_browser(&self) -> Value {
        let files: Vec<_> = files().iter().map(|(name, text)| json!({ "name": name, "text": text })).collect();
        let call_millis = self.loops().then_some(LOOP_MILLIS);
        let limits = json!({ "callMillis": call_millis, "reportBytes": REPORT_BYTES, "instances": self.instances });
        json!({ "pipeline": self.pipeline, "files": files, "receivedAt": RECEIVED.to_string(), "limits": limits })
    }

    /// What the host makes of it.
    fn on_host(&self, engine: &WasmEngine) -> Result<Value, String> {
        let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
        let files: Vec<_> = files().iter().map(|(name, text)| json!({ "name": name, "hex": hex(text) })).collect();
        let question = json!({ "pipeline": self.pipeline, "files": files, "received_at": RECEIVED });
        let results = probe::answer(engine, &question.to_string())?;
        serde_json::from_str(&results).map_err(|error| error.to_string())
    }
}

/// Every deed that a plugin knows, in a run each.
fn deeds(engine: &WasmEngine, evil: &'static str, steps: impl Fn(&str) -> String) -> Vec<Trial> {
    let manifest = &engine.plugin(evil).expect("`cargo xtask test` builds hostile plugins").manifest;
    let deeds = &manifest.parameter("deed").expect("it has deeds").choices;
    assert!(deeds.len() > 10, "{evil} has {} deeds", deeds.len());
    deeds.iter().map(|deed| Trial::new(format!("{evil} {deed}"), evil, &steps(deed))).collect()
}

fn kpi(deed: &str) -> String {
    format!("[[kpi]]\nuse = 'kpi-evil'\nname = 'evil_kpi'\ngrain = 'week'\nparams = {{ deed = '{deed}' }}\n")
}

fn alert(deed: &str) -> String {
    format!(
        "[[alert]]\nuse = 'alert-evil'\nname = 'evil_alert'\non = 'complaint_count'\nparams = {{ deed = '{deed}' }}\n"
    )
}

fn clean(deed: &str) -> String {
    format!("[[clean]]\nuse = 'clean-evil'\nparams = {{ deed = '{deed}' }}\n")
}

/// A masker that traps at once, or when it is asked for an example.
fn mask(after: u32) -> String {
    let formula =
        "[[kpi]]\nuse = 'kpi-formula'\nname = 'orders'\ngrain = 'all'\nparams = { formula = 'count(orders)' }\n";
    format!("[[clean]]\nuse = 'clean-evil-mask'\nenabled = true\nparams = {{ after = {after} }}\n{formula}")
}

fn trials(engine: &WasmEngine) -> Vec<Trial> {
    let mut all = deeds(engine, "kpi-evil", kpi);
    all.extend(deeds(engine, "alert-evil", alert));
    all.extend(deeds(engine, "clean-evil", clean));
    all.extend([0, 1].map(|after| Trial::new(format!("mask {after}"), "clean-evil-mask", &mask(after))));
    let gang = format!("{}{}{}", kpi("loop-state"), alert("loop-finish"), clean("loop-clean"));
    all.push(Trial::new("gang", "", &gang));
    // The chain of cleaners is longer than this: they make room for each other.
    all.push(Trial { instances: 2, ..Trial::new("crowd", "", "") });
    all
}

/// JavaScript has one kind of number.
fn plain(value: &mut Value) {
    match value {
        Value::Number(number) => *value = number.as_f64().map_or(Value::Null, |number| json!(number)),
        Value::Array(items) => items.iter_mut().for_each(plain),
        Value::Object(fields) => fields.values_mut().for_each(plain),
        _ => {}
    }
}

/// The plugins that failed, and why.
fn failures(results: &Value) -> Vec<(&str, &str)> {
    let all = results["failures"].as_array().expect("failures are listed");
    all.iter().filter_map(|failure| Some((failure["plugin"].as_str()?, failure["message"]["en"].as_str()?))).collect()
}

#[test]
fn hostile_plugins_fail_in_chromium_as_on_the_host() {
    if in_fast_mode("what hostile plugins do in Chromium") {
        return;
    }
    let engine = host();
    let trials = trials(&engine);
    let asked: Vec<Value> = trials.iter().map(Trial::in_browser).collect();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("trials.json");
    fs::write(&file, serde_json::to_string(&asked).expect("JSON")).expect("a writable directory");
    let browser = node("trials.mjs", &[&file]);
    let expected: Vec<Result<Value, String>> = trials.iter().map(|trial| trial.on_host(&engine)).collect();
    let outcomes: Vec<Value> = serde_json::from_slice(&answer("trials.mjs", browser)).expect("outcomes are JSON");
    assert_eq!(outcomes.len(), trials.len());
    let mut wrong = Vec::new();
    for ((trial, outcome), expected) in trials.iter().zip(outcomes).zip(expected) {
        let name = &trial.name;
        let mut expected = expected.unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        assert_eq!(outcome["kind"], "results", "{name}: {outcome}");
        let mut results = outcome["results"].clone();
        let failed = failures(&results);
        let late: Vec<_> = outcome["timedOut"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let stopped: Vec<_> = failed.iter().filter(|(_, why)| *why == TIME).map(|(plugin, _)| *plugin).collect();
        if name == "gang" {
            // In the order of the run; the page met them one by one.
            assert_eq!(stopped, ["clean-evil", "kpi-evil", "alert-evil"]);
        } else if trial.evil.is_empty() || name.ends_with(" none") {
            assert_eq!(failed, [], "{name}");
        } else if trial.loops() {
            assert_eq!(failed, [(trial.evil, TIME)], "{name}");
        }
        assert_eq!(late, stopped, "{name}");
        // Engines run out of stack at different depths, and in different words.
        if name.ends_with(" recursion") {
            for results in [&mut results, &mut expected] {
                let why = results["failures"][0]["message"].take();
                assert!(why["en"].as_str().is_some_and(|why| why.starts_with("the plugin trapped: ")), "{name}: {why}");
            }
        }
        if name.starts_with("mask ") {
            let text = results.to_string();
            assert!(CANARY.iter().all(|canary| !text.contains(canary)), "{name}: {text}");
            let tables = results["tables"].as_array().cloned().unwrap_or_default();
            let withheld = |table: &&Value| table["name"] == "cases" && table["withheld"] == true && table["rows"] == 0;
            assert!(tables.iter().find(withheld).is_some(), "{name}: {tables:?}");
        }
        plain(&mut results);
        plain(&mut expected);
        for part in results.as_object().into_iter().flatten().map(|(part, _)| part) {
            if results[part] != expected[part] {
                wrong.push(format!("{name}, {part}:\n  wasmtime {}\n  chromium {}", expected[part], results[part]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
