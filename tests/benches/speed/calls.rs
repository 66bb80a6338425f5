//! One plugin, call by call: beside its own kernel compiled natively, and what starting it costs.

use std::path::Path;

use aftersight_contract::{Args, Batch, Column, Context, Value, Values, bitmap};
use aftersight_pipeline::engine::{Engine, View};
use aftersight_sdk::shape::Defined;
use aftersight_sdk::{Kpi, KpiBridge, Params};
use kpi_complaint_resolution_time::ComplaintResolutionTime;
use kpi_return_rate::ReturnRate;

use crate::statistics::{RUNS, Times, per_call, ratio};

const ROWS: usize = 1 << 16;
const GROUPS: u32 = 365 * 8;
const HOUR: i64 = 3_600_000_000;

pub(crate) fn print(home: &Path) {
    println!(
        "## A plugin\n\nOne thread; {ROWS} rows a batch, {GROUPS} groups. `native` is the same source, linked into the benchmark.\n"
    );
    println!("| call | component | native | ratio |\n|---|---|---|---|");
    let engine = crate::engine(Some(home.join("cache")), 1);
    let context = Context { as_of: 0, received_at: 0, timezone: "UTC".to_owned() };
    rate(&engine, &context);
    duration(&engine, &context);
    println!(
        "\nExpected at most 2. Durations cost more: a sum of squares in 128 bits is four multiplications in WebAssembly and one on the machine, and a sketch per group falls out of the cache.\n"
    );
    start(home, &context);
}

/// Numbers that look drawn and are the same each time (Knuth's multiplicative hash).
fn drawn(row: usize, below: u64) -> u64 {
    (row as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23) % below
}

fn groups() -> Vec<u32> {
    (0..ROWS).map(|row| drawn(row, u64::from(GROUPS)) as u32).collect()
}

fn rate(engine: &dyn Engine, context: &Context) {
    let bits = Values::Boolean(bitmap::collect((0..ROWS).map(|row| drawn(row, 17) == 0)));
    let batch = Batch { rows: ROWS as u32, columns: vec![Column::new("by_order", bits)] };
    compare(engine, context, "kpi-return-rate", "sold", Args::new(), &batch, KpiBridge::new(ReturnRate));
}

fn duration(engine: &dyn Engine, context: &Context) {
    let created = |row| 1_735_689_600_000_000 + drawn(row, 180 * 24 * 60) as i64 * HOUR / 60;
    let took = |row: usize| drawn(row + 7, 1 << 40) as i64 % (300 * HOUR);
    let columns = vec![
        Column::new("created_at", Values::Timestamp((0..ROWS).map(created).collect())),
        Column::new("closed_at", Values::Timestamp((0..ROWS).map(|row| created(row) + took(row)).collect())),
    ];
    let batch = Batch { rows: ROWS as u32, columns };
    let params = vec![("statistic".to_owned(), Value::Text("p50".to_owned()))];
    let kernel = Defined::<ComplaintResolutionTime>::open(&Params::new(params.clone()), context).expect("it opens");
    let bridge = KpiBridge::new(kernel);
    compare(engine, context, "kpi-complaint-resolution-time", "rows", params, &batch, bridge);
}

fn compare<K: Kpi>(
    engine: &dyn Engine,
    context: &Context,
    id: &str,
    role: &str,
    params: Args,
    batch: &Batch,
    native: KpiBridge<K>,
) {
    let groups = groups();
    let mut component = engine.accumulator(id, &params, context).expect("it opens");
    let view = view(batch);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        ours.push(per_call(|| component.update(role, &view, &groups, GROUPS).expect("it takes the batch")));
        theirs.push(per_call(|| native.update(role, batch, &groups, GROUPS).expect("it takes the batch")));
    }
    let ratio = ratio(&ours, &theirs);
    println!("| `{id}` update | {} | {} | {ratio} |", Times::new(ours).show(), Times::new(theirs).show());
}

fn view(batch: &Batch) -> View<'_> {
    View { rows: batch.rows, columns: batch.columns.iter().map(|column| (column.name.as_str(), column)).collect() }
}

/// From a file to a plugin that answers.
fn start(home: &Path, context: &Context) {
    let id = "kpi-return-rate";
    let cache = home.join("cache");
    let ready = crate::engine(Some(cache.clone()), 1);
    assert!(ready.prepare(&[id]).is_empty(), "the plugin is usable");
    let empty = Batch { rows: 0, columns: vec![Column::new("by_order", Values::Boolean(Vec::new()))] };
    let mut open = ready.accumulator(id, &Args::new(), context).expect("it opens");
    let (mut compile, mut load, mut instance, mut call) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let fresh = |cache| {
            let engine = crate::engine(cache, 1);
            crate::statistics::seconds(|| assert!(engine.prepare(&[id]).is_empty(), "the plugin is usable"))
        };
        compile.push(fresh(None));
        load.push(fresh(Some(cache.clone())));
        instance.push(per_call(|| ready.accumulator(id, &Args::new(), context).expect("it opens")));
        call.push(per_call(|| open.update("sold", &view(&empty), &[], 1).expect("it takes the batch")));
    }
    println!("| starting `{id}` | time |\n|---|---|");
    for (what, times) in [
        ("compile, no cache", compile),
        ("load from the cache of machine code", load),
        ("instantiate and open", instance),
        ("call with an empty batch", call),
    ] {
        println!("| {what} | {} |", Times::new(times).show());
    }
    println!();
}
