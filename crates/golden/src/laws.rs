//! The laws of merging: however rows are split over accumulators, in whatever order they come and states merge, the state
//! is that of one pass, bit for bit. Server, increments, roll-ups and browser rest on it.

use std::sync::Mutex;

use aftersight_contract::{Args, Batch, Column, Context, Input, Table};
use aftersight_pipeline::engine::{Accumulator, Analyzer, Cleaner, Engine, Failure, Plugin, View};

use crate::case::Case;
use crate::sheet::pick;

/// A law that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The case does not get as far as an accumulator.
    #[error("the case hands no row to the KPI: {0}")]
    Idle(String),
    /// The plugin failed.
    #[error("{0}")]
    Failed(String),
    /// The states differ.
    #[error("role `{role}`, round {round}: {law}")]
    Law {
        /// The role.
        role: String,
        /// Which split, from 0.
        round: u64,
        /// The law.
        law: &'static str,
    },
}

impl From<Failure> for Broken {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure.to_string())
    }
}

/// Checks the laws for the rows that a case hands to a KPI, in `rounds` random splits. The same `seed`, the same splits.
///
/// # Errors
/// The first law that does not hold.
pub fn check(case: &Case, engine: &dyn Engine, plugin_id: &str, rounds: u64, seed: u64) -> Result<(), Broken> {
    let recorder = Recorder { engine, calls: Mutex::default() };
    let sections = case.once(&recorder, plugin_id, crate::run::BATCHES[0], false);
    let calls = recorder.calls.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let Some((params, context)) = calls.opened else {
        return Err(Broken::Idle(sections.get("error").unwrap_or("no error either").to_owned()));
    };
    let trial = Trial { engine, id: plugin_id, params, context };
    for fed in calls.fed {
        for round in 0..rounds {
            trial.round(&fed, round, &mut Dice(seed ^ round.wrapping_mul(0x9e37_79b9_7f4a_7c15)))?;
        }
    }
    Ok(())
}

/// Rows of a role with their groups.
struct Fed {
    role: String,
    batch: Batch,
    groups: Vec<u32>,
    count: u32,
}

#[derive(Default)]
struct Calls {
    opened: Option<(Args, Context)>,
    fed: Vec<Fed>,
}

struct Trial<'a> {
    engine: &'a dyn Engine,
    id: &'a str,
    params: Args,
    context: Context,
}

impl<'a> Trial<'a> {
    fn open(&self) -> Result<Box<dyn Accumulator + 'a>, Failure> {
        self.engine.accumulator(self.id, &self.params, &self.context)
    }

    fn state(&self, fed: &Fed, accumulator: &mut dyn Accumulator) -> Result<Vec<Column>, Failure> {
        accumulator.state(&fed.role, 0, fed.count)
    }

    /// The states of several accumulators, merged in order into a fresh one.
    fn merge(&self, fed: &Fed, states: &[&Vec<Column>]) -> Result<Vec<Column>, Failure> {
        let groups: Vec<u32> = (0..fed.count).collect();
        let mut merged = self.open()?;
        for state in states {
            merged.merge(&fed.role, state, &groups, fed.count)?;
        }
        self.state(fed, merged.as_mut())
    }

    fn round(&self, fed: &Fed, round: u64, dice: &mut Dice) -> Result<(), Broken> {
        let broken = |law| Broken::Law { role: fed.role.clone(), round, law };
        let mut whole = self.open()?;
        feed(whole.as_mut(), fed, &(0..fed.groups.len()).collect::<Vec<_>>())?;
        let whole = self.state(fed, whole.as_mut())?;
        if self.merge(fed, &[&whole])? != whole {
            return Err(broken("a state that is stored and merged into nothing is the same state"));
        }
        let mut states = vec![self.merge(fed, &[])?];
        let mut shards: Vec<Vec<usize>> = vec![Vec::new(); 1 + dice.below(4)];
        for row in 0..fed.groups.len() {
            let shard = dice.below(shards.len());
            shards[shard].push(row);
        }
        for shard in &mut shards {
            dice.shuffle(shard);
            let mut accumulator = self.open()?;
            let cut = dice.below(shard.len() + 1);
            feed(accumulator.as_mut(), fed, &shard[..cut])?;
            feed(accumulator.as_mut(), fed, &shard[cut..])?;
            states.push(self.state(fed, accumulator.as_mut())?);
        }
        dice.shuffle(&mut states);
        let all: Vec<_> = states.iter().collect();
        if self.merge(fed, &all)? != whole {
            return Err(broken("split rows merge to the state of one pass"));
        }
        let cut = dice.below(all.len() + 1);
        let (left, right) = (self.merge(fed, &all[..cut])?, self.merge(fed, &all[cut..])?);
        if self.merge(fed, &[&left, &right])? != whole {
            return Err(broken("merging is associative"));
        }
        if self.merge(fed, &[&right, &left])? != whole {
            return Err(broken("merging is commutative"));
        }
        Ok(())
    }
}

/// Hands rows in, in the order given; no rows at all is a legal batch too.
fn feed(accumulator: &mut dyn Accumulator, fed: &Fed, rows: &[usize]) -> Result<(), Failure> {
    let columns: Vec<Column> = fed.batch.columns.iter().map(|column| pick(column, rows)).collect();
    let groups: Vec<u32> = rows.iter().map(|row| fed.groups[*row]).collect();
    let columns = columns.iter().map(|column| (column.name.as_str(), column)).collect();
    accumulator.update(&fed.role, &View { rows: rows.len() as u32, columns }, &groups, fed.count)
}

/// SplitMix64 (Steele, Lea, Flood 2014): a law that breaks must break again under the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, self.below(place + 1));
        }
    }
}

/// Listens to what the pipeline hands to the KPI.
struct Recorder<'a> {
    engine: &'a dyn Engine,
    calls: Mutex<Calls>,
}

impl Recorder<'_> {
    fn change(&self, change: impl FnOnce(&mut Calls)) {
        change(&mut self.calls.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    }
}

struct Listening<'a> {
    recorder: &'a Recorder<'a>,
    accumulator: Box<dyn Accumulator + 'a>,
}

impl Accumulator for Listening<'_> {
    fn update(&mut self, role: &str, batch: &View<'_>, groups: &[u32], group_count: u32) -> Result<(), Failure> {
        let columns =
            batch.columns.iter().map(|(name, column)| Column { name: (*name).to_owned(), ..(*column).clone() });
        let fed = Fed {
            role: role.to_owned(),
            batch: Batch { rows: batch.rows, columns: columns.collect() },
            groups: groups.to_vec(),
            count: group_count,
        };
        self.recorder.change(|calls| calls.fed.push(fed));
        self.accumulator.update(role, batch, groups, group_count)
    }

    fn state(&mut self, role: &str, first: u32, count: u32) -> Result<Vec<Column>, Failure> {
        self.accumulator.state(role, first, count)
    }

    fn merge(&mut self, role: &str, state: &[Column], groups: &[u32], group_count: u32) -> Result<(), Failure> {
        self.accumulator.merge(role, state, groups, group_count)
    }

    fn evaluate(&mut self, rows: u32, links: &[(&str, &[u32])]) -> Result<Vec<Column>, Failure> {
        self.accumulator.evaluate(rows, links)
    }
}

impl Engine for Recorder<'_> {
    fn plugin(&self, id: &str) -> Option<&Plugin> {
        self.engine.plugin(id)
    }

    fn plugins(&self) -> Vec<&Plugin> {
        self.engine.plugins()
    }

    fn plan(&self, id: &str, params: &Args, tables: &[Table]) -> Result<Vec<Input>, Failure> {
        self.engine.plan(id, params, tables)
    }

    fn cleaner(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Cleaner + '_>, Failure> {
        self.engine.cleaner(id, params, context)
    }

    fn accumulator(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Accumulator + '_>, Failure> {
        let accumulator = self.engine.accumulator(id, params, context)?;
        self.change(|calls| calls.opened = Some((params.clone(), context.clone())));
        Ok(Box::new(Listening { recorder: self, accumulator }))
    }

    fn analyzer(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Analyzer + '_>, Failure> {
        self.engine.analyzer(id, params, context)
    }

    fn parallelism(&self) -> usize {
        1
    }

    fn each(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        (0..count).for_each(task);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use aftersight_contract::Values;
    use aftersight_contract::manifest::Manifest;

    use super::*;

    /// Adds the column `n` up, or keeps the last one: the one obeys the laws, the other does not.
    struct Fake {
        plugin: Plugin,
        lawful: bool,
    }

    struct Sum {
        states: Vec<i64>,
        lawful: bool,
    }

    impl Sum {
        fn put(&mut self, columns: &[&Column], groups: &[u32], group_count: u32) {
            self.states.resize(self.states.len().max(group_count as usize), 0);
            let Values::Int64(values) = &columns[0].values else { return };
            for (value, group) in values.iter().zip(groups) {
                let state = &mut self.states[*group as usize];
                *state = if self.lawful { *state + value } else { *value };
            }
        }
    }

    impl Accumulator for Sum {
        fn update(&mut self, _: &str, batch: &View<'_>, groups: &[u32], group_count: u32) -> Result<(), Failure> {
            let columns: Vec<&Column> = batch.columns.iter().map(|(_, column)| *column).collect();
            self.put(&columns, groups, group_count);
            Ok(())
        }

        fn state(&mut self, _: &str, first: u32, count: u32) -> Result<Vec<Column>, Failure> {
            self.states.resize(self.states.len().max((first + count) as usize), 0);
            let states = &self.states[first as usize..(first + count) as usize];
            Ok(vec![Column::new("sum", Values::Int64(states.to_vec()))])
        }

        fn merge(&mut self, _: &str, state: &[Column], groups: &[u32], group_count: u32) -> Result<(), Failure> {
            self.put(&[&state[0]], groups, group_count);
            Ok(())
        }

        fn evaluate(&mut self, rows: u32, links: &[(&str, &[u32])]) -> Result<Vec<Column>, Failure> {
            let of = |row: usize| self.states.get(links[0].1[row] as usize).map(|sum| *sum as f64);
            Ok(vec![Column::numbers("value", Values::Float64, (0..rows as usize).map(of))])
        }
    }

    impl Engine for Fake {
        fn plugin(&self, _: &str) -> Option<&Plugin> {
            Some(&self.plugin)
        }

        fn plugins(&self) -> Vec<&Plugin> {
            vec![&self.plugin]
        }

        fn plan(&self, _: &str, _: &Args, _: &[Table]) -> Result<Vec<Input>, Failure> {
            Ok(vec![Input::new("rows", "orders").time("created_at").columns(["n"])])
        }

        fn cleaner(&self, _: &str, _: &Args, _: &Context) -> Result<Box<dyn Cleaner + '_>, Failure> {
            Err(Failure::TimedOut)
        }

        fn accumulator(&self, _: &str, _: &Args, _: &Context) -> Result<Box<dyn Accumulator + '_>, Failure> {
            Ok(Box::new(Sum { states: Vec::new(), lawful: self.lawful }))
        }

        fn analyzer(&self, _: &str, _: &Args, _: &Context) -> Result<Box<dyn Analyzer + '_>, Failure> {
            Err(Failure::TimedOut)
        }

        fn parallelism(&self) -> usize {
            1
        }

        fn each(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
            (0..count).for_each(task);
        }
    }

    fn fake(lawful: bool) -> Fake {
        let words = "{ zh = \"和\", en = \"Sum\" }";
        let manifest = format!(
            "id = \"kpi-sum\"\nkind = \"kpi\"\nversion = \"1.0.0\"\ntitle = {words}\nsummary = {words}\n\
             [kpi]\nunit = \"count\"\nnumerator = {words}\nstate_version = 1\nstate_bytes_per_group = 8\n"
        );
        let manifest = Arc::new(Manifest::parse(&manifest).unwrap());
        Fake { plugin: Plugin { manifest, sha256: String::new() }, lawful }
    }

    const CASE: &str = "# 和 | Sum\n```csv orders\ncreated_at:timestamp,n:int64\n\
                        2025-01-01T00:00:00Z,1\n2025-01-01T01:00:00Z,2\n2025-01-02T00:00:00Z,4\n```\n";

    #[test]
    fn a_case_runs_and_a_sum_obeys() {
        let case = Case::parse(CASE).unwrap();
        let sections = case.run(&fake(true), "kpi-sum");
        let expected = "at,value\n2025-01-01T00:00:00+08:00,3\n2025-01-02T00:00:00+08:00,4\n";
        assert_eq!(sections.get("expect"), Some(expected));
        assert_eq!(sections.get("expect total"), Some("at,value\n,7\n"));
        assert_eq!(check(&case, &fake(true), "kpi-sum", 20, 7), Ok(()));
    }

    #[test]
    fn who_depends_on_order_is_found_out() {
        let case = Case::parse(CASE).unwrap();
        let broken = check(&case, &fake(false), "kpi-sum", 20, 7);
        assert!(matches!(broken, Err(Broken::Law { .. })), "{broken:?}");
        let nothing = Case::parse("# 无 | Nothing\n").unwrap();
        assert!(matches!(check(&nothing, &fake(true), "kpi-sum", 1, 7), Err(Broken::Idle(_))));
    }
}
