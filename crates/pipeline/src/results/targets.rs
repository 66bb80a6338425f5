//! What a KPI is meant to reach, and what others reach.

use std::collections::BTreeMap;

use aftersight_contract::manifest::Words;
use serde::Serialize;

/// How a value stands against a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is reached.
    Met,
    /// It is missed by no more than the tolerance.
    Near,
    /// It is missed.
    Missed,
    /// There is no closed interval that it holds for, no such group, or no value.
    Unknown,
}

/// A target of a KPI, judged on the newest closed interval that it holds for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TargetResult {
    /// The group: dimension → key; left out where it is for everything.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub keys: BTreeMap<String, String>,
    /// The target in the KPI's unit; null where its currency is not the KPI's.
    pub target: Option<f64>,
    /// Begin of the interval that was judged; left out where time does not cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The value that was judged.
    pub value: Option<f64>,
    /// Left out for a KPI that has no good direction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The value's interval lies beyond the target as a whole, so chance does not explain the status.
    pub sure: bool,
    /// Value − target.
    pub gap: Option<f64>,
}

/// A figure of peers for a KPI, out of an input.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PeerResult {
    /// What the input calls these peers: `同行均值`.
    pub label: String,
    /// The same in both languages.
    pub title: Words,
    /// In the KPI's unit.
    pub value: f64,
    /// The input that says so.
    pub source: String,
}

/// What an input says of peers: a row or a column of it that is none of the shop's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Benchmark {
    /// As in the input.
    pub label: String,
    /// In both languages.
    pub title: Words,
    /// Name of the figure as in the input → its cell.
    pub figures: BTreeMap<String, String>,
}
