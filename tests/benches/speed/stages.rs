//! Where the time of a run goes: reading, cleaning, grouping, KPIs.

use std::collections::BTreeMap;
use std::path::Path;

use aftersight::intake;
use aftersight_pipeline::engine::Engine;
use aftersight_pipeline::run::{self, BATCH_ROWS};
use aftersight_pipeline::stage::Source;

use crate::runs::{CASES, DEMO, Job};
use crate::statistics::{RUNS, Times, seconds};
use crate::timed::{Clocks, TimedEngine, TimedRows};

/// Threads: what the machine of the figures has.
const JOBS: usize = 2;

/// What one run took, in seconds of the wall.
struct Breakdown {
    /// All, read, clean, other, group, KPI.
    stages: [f64; 6],
    rules: BTreeMap<String, f64>,
}

pub(crate) fn print(home: &Path) {
    println!(
        "## Where the time goes\n\nWork of both threads, halved. Other: what the pipeline does itself while it cleans (rows' fate, accounts, casts, links).\n"
    );
    println!("| run | all | read | clean (plugins) | other | group | KPI (plugins) |\n|---|---|---|---|---|---|---|");
    let mut rules = Vec::new();
    for job in [CASES, DEMO] {
        job.generate(home);
        let runs: Vec<Breakdown> = (0..RUNS).map(|_| breakdown(home, job)).collect();
        let column = |place: usize| Times::new(runs.iter().map(|run| run.stages[place]).collect()).show();
        let cells: Vec<_> = (0..6).map(column).collect();
        println!("| {} | {} |", job.title, cells.join(" | "));
        rules.push((job, runs));
    }
    for (job, runs) in rules {
        println!("\n| rule, {} | time |\n|---|---|", job.title);
        let of = |id: &String| Times::new(runs.iter().filter_map(|run| run.rules.get(id).copied()).collect());
        let mut slowest: Vec<_> = runs[0].rules.keys().map(|id| (id, of(id))).collect();
        slowest.sort_by(|left, right| right.1.median().total_cmp(&left.1.median()));
        slowest.iter().for_each(|(id, times)| println!("| `{id}` | {} |", times.show()));
    }
    println!();
}

fn breakdown(home: &Path, job: Job) -> Breakdown {
    let (config, folder) = job.config(home);
    let clocks = Clocks::default();
    let inner = crate::engine(Some(home.join("cache")), JOBS);
    let ids: Vec<String> = inner.plugins().iter().map(|plugin| plugin.manifest.id.clone()).collect();
    assert!(inner.prepare(&ids).is_empty(), "all plugins are usable");
    let engine = TimedEngine { engine: &inner, clocks: &clocks };
    let mut opened = Vec::new();
    let open = seconds(|| opened = intake::open(&engine, &config, &folder).expect("the files are there"));
    let timed =
        |source: Source<'static>| Source { rows: Box::new(TimedRows { rows: source.rows, clocks: &clocks }), ..source };
    let sources: Vec<Source<'_>> = opened.into_iter().map(timed).collect();
    let received = i64::MAX / 4;
    let mut prepared = None;
    let prepare = seconds(|| {
        prepared = Some(run::prepare(&engine, &config, &sources, received, BATCH_ROWS, &|_| {}).expect("it runs"));
    });
    let prepared = prepared.expect("made above");
    let measure = seconds(|| run::measure(&engine, &prepared, &config.kpis, true, &|_| {}).expect("it runs"));
    let halved = |clock: &crate::timed::Clock| clock.seconds() / JOBS as f64;
    let (read, kpi) = (halved(&clocks.read), halved(&clocks.kpi));
    let rules: BTreeMap<String, f64> =
        clocks.rules().into_iter().map(|(id, seconds)| (id, seconds / JOBS as f64)).collect();
    let clean: f64 = rules.values().sum();
    let stages = [open + prepare + measure, open + read, clean, prepare - read - clean, measure - kpi, kpi];
    Breakdown { stages, rules }
}
