//! `results.json`: what a run found. Rows are sorted; there is no path, host or time of day in it, so two runs with the
//! same `as_of` and `received_at` give identical bytes.

mod presets;
mod targets;

use std::collections::BTreeMap;

use aftersight_contract::manifest::{Direction, TimeBasis, Unit, Words};
use aftersight_contract::{Action, Severity};
use serde::Serialize;

pub use presets::{DifferentRow, PresetResult, PresetsResult};
pub use targets::{Benchmark, PeerResult, Status, TargetResult};

/// The number of this format; a change that a reader could stumble over raises it.
pub const SCHEMA: u32 = 1;

/// A JSON object with sorted keys.
pub type Object = BTreeMap<String, serde_json::Value>;

/// A whole result.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Results {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The moment for which everything was computed, RFC 3339 in the business time zone.
    pub as_of: String,
    /// When the inputs were handed in, RFC 3339 in the business time zone.
    pub received_at: String,
    /// The business time zone.
    pub timezone: String,
    /// One entry per input table.
    pub inputs: Vec<InputResult>,
    /// Every table after cleaning.
    pub tables: Vec<TableResult>,
    /// How well tables found each other.
    pub links: Vec<LinkResult>,
    /// The rules of cleaning with their parameters, in the order in which they run.
    pub cleaners: Vec<CleanerResult>,
    /// What cleaning did, per source, rule, column and reason.
    pub quality: Vec<QualityResult>,
    /// KPIs, in the order of the pipeline file.
    pub kpis: Vec<KpiResult>,
    /// KPIs that were not asked for by name and whose inputs are not there.
    pub skipped: Vec<SkippedResult>,
    /// Alerts' findings, worst first.
    pub findings: Vec<FindingResult>,
    /// Insights' tables.
    pub insights: Vec<InsightResult>,
    /// Plugins that failed.
    pub failures: Vec<FailureResult>,
    /// Presets side by side, where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub presets: Vec<PresetsResult>,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// What reading an input came across, beside its rows of data. What there was none of is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reading {
    /// The encoding of a text file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Headers that stand more than once: the later ones got a suffix.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub duplicate_headers: Vec<String>,
    /// Lines above the headers.
    #[serde(skip_serializing_if = "none")]
    pub preamble: u64,
    /// Summary rows, and rows of peers' figures, that were taken off at the end or below the headers.
    #[serde(skip_serializing_if = "none")]
    pub tail: u64,
    /// Rows whose cells do not match the headers: they are kept, what is missing is empty and what is too much stands in
    /// the last column.
    #[serde(skip_serializing_if = "none")]
    pub ragged: u64,
    /// Rows whose cells did not match and were put into their columns, where there was one way only.
    #[serde(skip_serializing_if = "none")]
    pub mended: u64,
    /// Characters that the encoding does not know.
    #[serde(skip_serializing_if = "none")]
    pub replaced: u64,
    /// Columns that were not read, since their values are lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
    /// What peers reach, as far as the file says so; KPIs of the same name show it.
    #[serde(skip)]
    pub benchmarks: Vec<Benchmark>,
}

fn none(count: &u64) -> bool {
    *count == 0
}

/// One input table: a file, or a sheet of one.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InputResult {
    /// The file's name, without its folder.
    pub name: String,
    /// SHA-256 of the file's bytes.
    pub sha256: String,
    /// The table it was recognised as.
    pub table: String,
    /// The profile by which its headers were read: its id.
    pub profile: String,
    /// The profile's version.
    pub profile_version: String,
    /// When the file was received, RFC 3339 in the business time zone: as the pipeline file says, or the date in its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_at: Option<String>,
    /// What the profile is called.
    pub profile_title: Words,
    /// How well the profile fits, 0 … 1, to three decimals.
    pub profile_score: f64,
    /// Headers that mean no column of the data model; they are kept under their own names.
    pub unmatched: Vec<String>,
    /// Rows of data.
    pub rows: u64,
    /// Rows that stayed: `rows = accepted + quarantined + excluded`.
    pub accepted: u64,
    /// Accepted rows with a repaired cell.
    pub fixed: u64,
    /// Accepted rows with a doubtful cell.
    pub flagged: u64,
    /// Rows that wait aside.
    pub quarantined: u64,
    /// Rows that do not belong to the data.
    pub excluded: u64,
    /// Rows that somebody corrected by hand before this run.
    #[serde(skip_serializing_if = "is_zero")]
    pub corrected: u64,
    /// What reading came across.
    pub reading: Reading,
    /// Lines that are no rows: headers, preamble, summary rows.
    pub not_rows: u64,
    /// Column in the file → column of the table.
    pub columns: BTreeMap<String, String>,
}

/// A table after cleaning.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TableResult {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: u64,
    /// Column → kind.
    pub columns: BTreeMap<String, String>,
    /// Withheld because a mandatory rule failed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
}

/// How many rows of a table found their partner.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LinkResult {
    /// The table whose rows look.
    pub from: String,
    /// The table where they look.
    pub to: String,
    /// The columns that must agree.
    pub on: Vec<String>,
    /// Rows that look: `rows = matched + waiting + orphans + without_key`.
    pub rows: u64,
    /// Rows that found one.
    pub matched: u64,
    /// Of these, rows whose partner was received later than they themselves: it first stood in a file of a later `received_at`
    /// or with a later date in its name. Left out where that is not known of the files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late: Option<u64>,
    /// Rows that name one who is not there yet: they came to be at most `wait_seconds` before `as_of`, and a run that has the
    /// late file finds it.
    pub waiting: u64,
    /// Rows that name one who is not there, and are older than that or have no time.
    pub orphans: u64,
    /// Rows that name none.
    pub without_key: u64,
    /// How long a row waits.
    pub wait_seconds: i64,
    /// All this in words.
    pub summary: Words,
}

/// A rule of cleaning as it was used: once for each set of parameters.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CleanerResult {
    /// The plugin.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// Its hash.
    pub sha256: String,
    /// What it is called.
    pub title: Words,
    /// The tables that it cleans.
    pub tables: Vec<String>,
    /// The inputs for which these parameters hold, where others of the same tables have other ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<String>,
    /// Every parameter as used, defaults too; secret ones as a fingerprint, null where none was given. A parameter `table` that
    /// names the table itself stands in `tables`.
    pub params: Object,
}

/// What a rule did to a column of a source.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QualityResult {
    /// The input's name.
    pub source: String,
    /// The table.
    pub table: String,
    /// The cleaner's id, or `cast`.
    pub rule: String,
    /// The column.
    pub column: String,
    /// What was done.
    pub action: Action,
    /// The reason's code.
    pub code: String,
    /// The reason in words.
    pub reason: Words,
    /// How many cells.
    pub cells: u64,
    /// A few of them.
    pub examples: Vec<Example>,
}

/// A cell before and after.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Example {
    /// Data row in the source, counted from 1.
    pub row: u64,
    /// As it was, masked.
    pub before: String,
    /// As it is; none where nothing is left.
    pub after: Option<String>,
}

/// A KPI.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KpiResult {
    /// The step's name.
    pub name: String,
    /// The plugin.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// Its hash.
    pub sha256: String,
    /// What it is called.
    pub title: Words,
    /// Every parameter as used; secret ones as a fingerprint.
    pub params: Object,
    /// The preset used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
    /// What the value is measured in: fractions 0 … 1, durations in microseconds, money in minor units.
    pub unit: Unit,
    /// Does a higher value mean better?
    pub direction: Direction,
    /// Which moment puts a row into an interval.
    pub time_basis: TimeBasis,
    /// hour, day, week, month, quarter, year, all.
    pub grain: String,
    /// The dimensions.
    pub by: Vec<String>,
    /// One row per interval and combination of keys, sorted by keys, then time.
    pub rows: Vec<Row>,
    /// One row per interval over all keys; empty where there are no dimensions.
    pub series: Vec<Row>,
    /// One row per combination of keys over all time; empty where there are no dimensions.
    pub groups: Vec<Row>,
    /// Over everything.
    pub total: Row,
    /// What it is meant to reach, and whether it does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<TargetResult>,
    /// What peers reach, by the inputs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub peers: Vec<PeerResult>,
}

/// One figure with what stands behind it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Row {
    /// Begin of the interval, RFC 3339 in the business time zone; none where time does not cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Dimension → key; null is shown as `∅`, what `top` gathers as `…`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub keys: BTreeMap<String, String>,
    /// Is the interval over? Only then is it judged.
    pub closed: bool,
    /// value, numerator, denominator, n, low, high, error, reason …
    #[serde(flatten)]
    pub fields: Object,
}

/// A KPI that did not run.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SkippedResult {
    /// The plugin.
    pub plugin: String,
    /// What it lacks: `cases`, `cases.closed_at`.
    pub missing: Vec<String>,
    /// `plugin-failed`: it lacks that because the rule that cleans it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// One finding.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FindingResult {
    /// The alert step's name.
    pub name: String,
    /// The plugin.
    pub plugin: String,
    /// The KPI step it stands on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// How bad.
    pub severity: Severity,
    /// Who must act: product, logistics, service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// Dimension → key.
    pub keys: BTreeMap<String, String>,
    /// Begin of the interval it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The message's code.
    pub code: String,
    /// The sentence.
    pub message: Words,
    /// What fills the sentence.
    pub args: Object,
    /// value, expected, low, high, confidence, impact.
    #[serde(flatten)]
    pub figures: Object,
    /// The rows of the KPI behind it.
    pub evidence: Vec<Row>,
}

/// A table that an insight made.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InsightResult {
    /// The step's name.
    pub name: String,
    /// The plugin.
    pub plugin: String,
    /// Its title.
    pub title: Words,
    /// Its columns in order.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<serde_json::Value>>,
}

/// A plugin that failed, and what that cost.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FailureResult {
    /// The step's name.
    pub step: String,
    /// The plugin.
    pub plugin: String,
    /// What happened.
    pub message: Words,
    /// What is missing because of it.
    pub consequence: Words,
}
