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
