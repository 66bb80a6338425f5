//! Presets of a KPI side by side.

use std::collections::BTreeMap;

use aftersight_contract::manifest::{Unit, Words};
use serde::Serialize;

use super::{Object, Row};

/// What the presets of a KPI say about the same rows, up to the moment of the run.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PresetsResult {
    /// The step's name.
    pub name: String,
    /// The plugin.
    pub plugin: String,
    /// What the KPI is called.
    pub title: Words,
    /// What its values are measured in.
    pub unit: Unit,
    /// The first is what the others are compared with.
    pub presets: Vec<PresetResult>,
}

/// One preset.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PresetResult {
    /// Its name.
    pub preset: String,
    /// What it is called.
    pub title: Words,
    /// Whose definition it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Words>,
    /// Every parameter as used.
    pub params: Object,
    /// The figure over everything.
    pub total: Row,
    /// Rows that count above the line.
    pub rows_above: u64,
    /// Rows that count below the line.
    pub rows_below: u64,
    /// Rows that count above the line here and not by the first preset.
    pub entered_above: u64,
    /// Rows that count above the line by the first preset and not here.
    pub left_above: u64,
    /// Rows that count below the line here and not by the first preset.
    pub entered_below: u64,
    /// Rows that count below the line by the first preset and not here.
    pub left_below: u64,
    /// Some of the rows that make the difference.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<DifferentRow>,
}

/// A row that counts otherwise by another preset.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DifferentRow {
    /// Its table.
    pub table: String,
    /// The input it comes from.
    pub source: String,
    /// Its data row in the input, counted from 1.
    pub row: u64,
    /// What it adds above the line, by the first preset and by this one.
    pub above: [f64; 2],
    /// What it adds below the line, by the first preset and by this one.
    pub below: [f64; 2],
    /// Its ids and what the conditions read.
    pub columns: BTreeMap<String, String>,
}
