//! `plugin.toml`: the one source of a plugin's documentation, catalogue entry, validation and what-if form.

mod cause;
mod error;
mod mistake;
mod params;
mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use cause::{Cause, short};
pub use error::ManifestError;
pub use mistake::mistake;
pub use params::{ParamError, resolve};
pub use words::Words;

use crate::finding::Severity;

/// What a plugin is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PluginKind {
    /// World `cleaner-plugin`.
    Cleaner,
    /// World `kpi-plugin`.
    Kpi,
    /// World `analysis-plugin`: judges a series.
    Alert,
    /// World `analysis-plugin`: explains.
    Insight,
}

impl PluginKind {
    /// What its id begins with.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Cleaner => "clean-",
            Self::Kpi => "kpi-",
            Self::Alert => "alert-",
            Self::Insight => "insight-",
        }
    }

    /// The interface that its component exports.
    #[must_use]
    pub fn interface(self) -> &'static str {
        match self {
            Self::Cleaner => "aftersight:plugin/cleaning",
            Self::Kpi => "aftersight:plugin/measuring",
            Self::Alert | Self::Insight => "aftersight:plugin/analysing",
        }
    }
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParamType {
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Text.
    Text,
    /// A list of texts.
    Texts,
    /// A date or RFC 3339 moment.
    Moment,
    /// Seconds as a number, or text with a unit: `7 d`, `36 h`, `15 min`, `20 s`.
    Duration,
}

/// What a change of the parameter makes necessary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Affects {
    /// The rows must be read again.
    #[default]
    Rows,
    /// Stored state stays valid.
    Evaluate,
}

/// One parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// snake_case.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ParamType,
    /// What it is called on a form.
    pub title: Words,
    /// What it does.
    pub doc: Words,
    /// Its value if the user gives none. A parameter without default must be given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<toml::Value>,
    /// Least value: numbers, durations in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Greatest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// The only values allowed, of texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// What choices are called on a form; one without stands there as it is.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, Words>,
    /// What it is measured in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// What a change makes necessary.
    #[serde(default)]
    pub affects: Affects,
    /// Never leaves the process: results show a fingerprint.
    #[serde(default)]
    pub secret: bool,
}

/// A named set of parameter values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// `taobao`, `lines` …
    pub name: String,
    /// What it is called on a form.
    pub title: Words,
    /// Where the definition comes from, and which version of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Words>,
    /// The values it sets.
    pub set: BTreeMap<String, toml::Value>,
}

/// A message that the plugin can give: an error, a note's reason, a finding's sentence, a table's title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// What the plugin names it by.
    pub code: String,
    /// Chinese, with `{name}` or `{name:percent}` where an argument stands.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Does a higher value mean better?
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Higher is better.
    Higher,
    /// Lower is better.
    Lower,
    /// Neither.
    #[default]
    None,
}

/// What a KPI's value is measured in. Fractions are shown as per cent, durations in the unit that suits them.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Events.
    #[default]
    Count,
    /// 0 … 1.
    Fraction,
    /// A quotient that may exceed 1.
    Ratio,
    /// Microseconds.
    Duration,
    /// Minor units of one currency.
    Money,
    /// Events per 10 000.
    Per10k,
    /// Events per million.
    Ppm,
    /// A score on a stated scale.
    Score,
}

/// Which moment puts a row into an interval.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeBasis {
    /// The moment of the event itself.
    #[default]
    Event,
    /// The moment of the order that it belongs to.
    OrderCohort,
    /// The end of the interval.
    Snapshot,
}

/// What only a KPI has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KpiFacts {
    /// What the value is measured in.
    pub unit: Unit,
    /// Does a higher value mean better?
    #[serde(default)]
    pub direction: Direction,
    /// What is counted above the line.
    pub numerator: Words,
    /// What is counted below the line; none for counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Words>,
    /// Which moment puts a row into an interval.
    #[serde(default)]
    pub time_basis: TimeBasis,
    /// Dimensions that are always part of the cut.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<String>,
    /// Changes whenever stored state would be read differently.
    pub state_version: u32,
    /// The most bytes that one group's state takes; at most 16 384.
    pub state_bytes_per_group: u32,
}

/// When a cleaner runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Before tables are linked.
    #[default]
    Source,
    /// After, with foreign columns.
    Linked,
}

/// What a cleaner must see together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Any batch.
    #[default]
    Row,
    /// All rows of one key.
    Key,
    /// The whole table.
    Table,
}

/// What only a cleaner has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CleanerFacts {
    /// When it runs.
    #[serde(default)]
    pub phase: Phase,
    /// What it must see together.
    #[serde(default)]
    pub scope: Scope,
    /// Tables that the default chain uses it for; empty: every table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<String>,
    /// Its place in the default chain: lower runs earlier.
    pub order: u32,
    /// A table whose mandatory cleaner fails is withheld.
    #[serde(default)]
    pub mandatory: bool,
    /// It hides personal data: its fixes do not count as repairs of a row, and whatever is shown of a row that is not in
    /// the clean table passes through it first.
    #[serde(default)]
    pub masks: bool,
    /// Foreign columns that it reads where they exist: `order.paid_minor`. To the scopes `key` and `table` there is also
    /// `source.number`: the place of the row's source among the run's inputs, from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// Of the scope `key`: table → lists of columns that may make its key. The first list whose columns the table has is
    /// the key; a table with none of them is left alone. A parameter `key` of type `texts`, if declared, is filled with
    /// it, and whoever gives that parameter names the key columns in its place.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub keys: BTreeMap<String, Vec<Vec<String>>>,
}

/// An alert that runs where the pipeline file names none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultAlert {
    /// The id of an alert.
    #[serde(rename = "use")]
    pub plugin: String,
    /// Its parameters.
    #[serde(default)]
    pub params: BTreeMap<String, toml::Value>,
    /// How bad a finding is, unless the alert says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// The team that must act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route_to: Option<String>,
}

/// A whole `plugin.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// `kpi-return-rate`: the name of its directory, package and file.
    pub id: String,
    /// What it is.
    pub kind: PluginKind,
    /// Semantic version of the plugin.
    pub version: String,
    /// Its name.
    pub title: Words,
    /// One or two sentences: what it says.
    pub summary: Words,
    /// Why it matters and where it differs from reports of the same name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<Words>,
    /// For a KPI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kpi: Option<KpiFacts>,
    /// For a cleaner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleaner: Option<CleanerFacts>,
    /// Its parameters.
    #[serde(default, rename = "parameter", skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// Named sets of values.
    #[serde(default, rename = "preset", skip_serializing_if = "Vec::is_empty")]
    pub presets: Vec<Preset>,
    /// Its messages.
    #[serde(default, rename = "message", skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// Alerts that come with it.
    #[serde(default, rename = "default_alert", skip_serializing_if = "Vec::is_empty")]
    pub default_alerts: Vec<DefaultAlert>,
}

impl Parameter {
    /// What a choice is called; a value without a label keeps its own name.
    #[must_use]
    pub fn label<'a>(&'a self, choice: &'a str, lang: &str) -> &'a str {
        self.labels.get(choice).map_or(choice, |words| words.get(lang))
    }
}

impl Manifest {
    /// Reads and validates a `plugin.toml`.
    ///
    /// # Errors
    /// With the place of the mistake and the cure.
    pub fn parse(text: &str) -> Result<Self, ManifestError> {
        let manifest: Self = toml::from_str(text).map_err(|error| ManifestError(mistake("", "", text, &error)))?;
        manifest.validate()?;
        Ok(manifest)
    }

    /// The message of a code.
    #[must_use]
    pub fn message(&self, code: &str) -> Option<&Message> {
        self.messages.iter().find(|message| message.code == code)
    }

    /// The parameter of a name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// Its id without the prefix: the default name of a step that uses it.
    #[must_use]
    pub fn short_name(&self) -> String {
        self.id.strip_prefix(self.kind.prefix()).unwrap_or(&self.id).replace('-', "_")
    }
}
