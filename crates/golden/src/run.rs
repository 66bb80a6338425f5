//! Runs a case in several ways that must not differ.

use aftersight_contract::Batch;
use aftersight_contract::manifest::{PluginKind, Scope};
use aftersight_pipeline::RunError;
use aftersight_pipeline::config::Config;
use aftersight_pipeline::engine::Engine;
use aftersight_pipeline::run::{self, Prepared};
use aftersight_pipeline::stage::{Rows, Source};
use aftersight_pipeline::time;

use crate::case::Case;
use crate::cleaning;
use crate::compare::Sections;
use crate::only::Only;
use crate::reading;
use crate::sheet;

/// When the tables of a case were handed in, unless it says so.
const RECEIVED_AT: &str = "2030-01-01T00:00:00Z";

/// Rows per batch. Whoever looks beyond a batch shows it here.
pub(crate) const BATCHES: [usize; 3] = [65_536, 1, 3];

/// Why there is nothing to compare: the text of the block `error`.
pub(crate) struct Stop(pub(crate) String);

impl From<RunError> for Stop {
    fn from(error: RunError) -> Self {
        Self(format!("{}\n", error.0.en))
    }
}

impl Case {
    /// Runs the case through the plugin of that id: in batches of 65 536 rows, of 1 and of 3, and with text encoded the
    /// other way. Where these differ there is a block `batches` that says so, which no case expects.
    #[must_use]
    pub fn run(&self, engine: &dyn Engine, plugin_id: &str) -> Sections {
        let first = self.once(engine, plugin_id, BATCHES[0], false);
        for (rows, recoded) in [(BATCHES[1], false), (BATCHES[2], false), (BATCHES[2], true)] {
            let other = self.once(engine, plugin_id, rows, recoded);
            if other != first {
                let how = if recoded { ", text and categories exchanged" } else { "" };
                let mut sections = first.clone();
                let text: String = first
                    .0
                    .iter()
                    .zip(&other.0)
                    .filter(|(left, right)| left != right)
                    .map(|(_, it)| it.text.as_str())
                    .collect();
                sections.push("batches", format!("in batches of {rows} rows{how} it differs:\n{text}"));
                return sections;
            }
        }
        first
    }

    /// Runs the case once, in batches of so many rows.
    pub(crate) fn once(&self, engine: &dyn Engine, id: &str, rows: usize, recoded: bool) -> Sections {
        // A cleaner that must see rows together is handed them together: the pipeline sees to that.
        let facts = engine.plugin(id).and_then(|plugin| plugin.manifest.cleaner.as_ref());
        let together = facts.is_some_and(|facts| facts.scope != Scope::Row);
        let cut = |(name, table): &(String, Batch)| {
            let table = if recoded { sheet::recode(table) } else { table.clone() };
            let count = table.rows as usize;
            let rows = if together && Some(name.as_str()) == self.cleaned() { count.max(1) } else { rows };
            let batches =
                (0..count.max(1)).step_by(rows).map(|from| sheet::slice(&table, from, (from + rows).min(count)));
            (name.clone(), batches.collect())
        };
        let tables: Vec<(String, Vec<Batch>)> = self.tables.iter().map(cut).collect();
        let only = Only::new(engine);
        let result = match engine.plugin(id).map(|plugin| plugin.manifest.kind) {
            None => Err(Stop(format!("there is no plugin `{id}`: build it first\n"))),
            Some(PluginKind::Cleaner) => cleaning::run(self, &only, id, &tables, rows),
            Some(PluginKind::Kpi) => reading::kpi(self, &only, id, &tables),
            Some(PluginKind::Alert | PluginKind::Insight) => reading::analysis(self, &only, id, &tables),
        };
        result.unwrap_or_else(|Stop(text)| {
            let mut sections = Sections::default();
            let code = only.refusal().filter(|code| !text.starts_with(code.as_str()));
            sections.push("error", code.map_or_else(|| text.clone(), |code| format!("{code}: {text}")));
            sections
        })
    }

    /// The table that a cleaner cleans.
    pub(crate) fn cleaned(&self) -> Option<&str> {
        self.setup.table.as_deref().or(self.tables.first().map(|(name, _)| name.as_str()))
    }

    /// The pipeline file that the case stands for.
    pub(crate) fn config(&self) -> Config {
        Config {
            timezone: self.setup.timezone.clone(),
            as_of: self.setup.as_of.clone(),
            calendar: self.setup.calendar.clone(),
            ..Config::default()
        }
    }

    pub(crate) fn timezone(&self) -> &str {
        self.setup.timezone.as_deref().unwrap_or(run::TIMEZONE)
    }

    /// The moment of a key of `toml run`, µs.
    pub(crate) fn moment(&self, text: &str) -> Result<i64, Stop> {
        time::moment(text).ok_or_else(|| Stop(format!("`{text}` is no moment: write 2025-06-30T00:00:00+08:00\n")))
    }

    pub(crate) fn received_at(&self) -> Result<i64, Stop> {
        self.moment(self.setup.received_at.as_deref().unwrap_or(RECEIVED_AT))
    }

    /// Links the tables as they are.
    pub(crate) fn prepare(
        &self,
        engine: &Only<'_>,
        config: &Config,
        tables: &[(String, Vec<Batch>)],
    ) -> Result<Prepared, Stop> {
        let source = |(name, batches): &(String, Vec<Batch>)| Source {
            name: name.clone(),
            sha256: String::new(),
            salt: String::new(),
            table: name.clone(),
            columns: Default::default(),
            not_rows: 0,
            filter: None,
            timezone: None,
            received_at: None,
            profile: None,
            rows: Box::new(Given(batches.clone())),
        };
        let sources: Vec<Source<'_>> = tables.iter().map(source).collect();
        Ok(run::prepare(engine, config, &sources, self.received_at()?, BATCHES[0], &|_| {})?)
    }
}

/// Batches that are there already: one chunk each.
struct Given(Vec<Batch>);

impl Rows for Given {
    fn chunks(&self) -> usize {
        self.0.len()
    }

    fn read(&self, chunk: usize, _: usize) -> Result<Vec<Batch>, RunError> {
        Ok(vec![self.0[chunk].clone()])
    }
}
