//! KPIs: state per group that merges.

use std::cell::RefCell;

use crate::accumulate::State;
use crate::bindings::measuring;
use crate::{Batch, Column, Context, Error, Input, NO_GROUP, Params, Result, Tables, bridge};

/// A KPI.
pub trait Kpi: Sized + 'static {
    /// What it keeps per group, one for each role.
    type State: State;

    /// The roles: tables, time columns, conditions.
    ///
    /// # Errors
    /// A `[[message]]` code of the manifest.
    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>>;

    /// Made once per run and thread.
    ///
    /// # Errors
    /// A `[[message]]` code of the manifest.
    fn open(params: &Params, context: &Context) -> Result<Self>;

    /// Adds the rows of a batch: row i to group `groups[i]`.
    ///
    /// # Errors
    /// A `[[message]]` code of the manifest.
    fn update(&self, role: &str, batch: &Batch, groups: &[u32], state: &mut Self::State) -> Result<()>;

    /// The result columns, one row for each output row of `links`.
    ///
    /// # Errors
    /// A `[[message]]` code of the manifest.
    fn evaluate(&self, links: &Links<'_, Self::State>) -> Result<Vec<Column>>;
}

/// The state of one role and the groups that the output rows have in it.
#[derive(Debug)]
pub struct Role<'a, S> {
    /// The role's state.
    pub state: &'a S,
    /// One group per output row, or [`NO_GROUP`].
    pub groups: &'a [u32],
}

impl<S> Clone for Role<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Role<'_, S> {}

impl<S> Role<'_, S> {
    /// The group of an output row.
    #[inline]
    #[must_use]
    pub fn group(&self, row: usize) -> Option<usize> {
        let group = self.groups[row];
        (group != NO_GROUP).then_some(group as usize)
    }

    /// One value per output row: `None` where the role has no such group.
    pub fn each<'a, T>(&'a self, value: impl Fn(&'a S, usize) -> T + 'a) -> impl Iterator<Item = Option<T>> + 'a {
        (0..self.groups.len()).map(move |row| self.group(row).map(|group| value(self.state, group)))
    }
}

/// What `evaluate` reads.
#[derive(Debug)]
pub struct Links<'a, S> {
    rows: usize,
    roles: Vec<(&'a str, Role<'a, S>)>,
}

impl<'a, S> Links<'a, S> {
    /// Output rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// A role by name.
    ///
    /// # Errors
    /// `role-missing`: the host handed in none of this name.
    pub fn role(&self, name: &str) -> Result<Role<'a, S>> {
        let found = self.roles.iter().find(|(role, _)| *role == name);
        found.map(|(_, role)| *role).ok_or_else(|| Error::new("role-missing").with("role", name))
    }
}

struct Slot<S> {
    role: String,
    groups: usize,
    state: S,
}

/// Stands between the component's exports and a [`Kpi`].
pub struct KpiBridge<K: Kpi> {
    kpi: K,
    slots: RefCell<Vec<Slot<K::State>>>,
}

impl<K: Kpi> std::fmt::Debug for KpiBridge<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KpiBridge")
    }
}

impl<K: Kpi> KpiBridge<K> {
    /// A KPI with no groups yet.
    pub fn new(kpi: K) -> Self {
        Self { kpi, slots: RefCell::new(Vec::new()) }
    }

    fn with_slot<T>(&self, role: &str, groups: usize, work: impl FnOnce(&K, &mut K::State) -> Result<T>) -> Result<T> {
        let mut slots = self.slots.borrow_mut();
        let index = slots.iter().position(|slot| slot.role == role).unwrap_or_else(|| {
            slots.push(Slot { role: role.to_owned(), groups: 0, state: K::State::default() });
            slots.len() - 1
        });
        let slot = &mut slots[index];
        if groups > slot.groups {
            slot.state.resize(groups);
            slot.groups = groups;
        }
        work(&self.kpi, &mut slot.state)
    }

    /// See the WIT.
    ///
    /// # Errors
    /// The plugin's, and `groups-malformed` where a group number is out of range.
    pub fn update(&self, role: &str, batch: &Batch, groups: &[u32], group_count: u32) -> Result<()> {
        check(groups, batch.rows, group_count)?;
        self.with_slot(role, group_count as usize, |kpi, state| kpi.update(role, batch, groups, state))
    }

    /// See the WIT.
    ///
    /// # Errors
    /// `groups-malformed` where a group number is out of range.
    pub fn state(&self, role: &str, first: u32, count: u32) -> Result<Vec<Column>> {
        let end = first as usize + count as usize;
        self.with_slot(role, end, |_, state| Ok(state.store(first as usize, count as usize)))
    }

    /// See the WIT.
    ///
    /// # Errors
    /// `groups-malformed`, `state-malformed`.
    pub fn merge(&self, role: &str, columns: Vec<Column>, groups: &[u32], group_count: u32) -> Result<()> {
        let stored = Batch { rows: groups.len() as u32, columns };
        check(groups, stored.rows, group_count)?;
        self.with_slot(role, group_count as usize, |_, state| state.merge(&stored, groups))
    }

    /// See the WIT.
    ///
    /// # Errors
    /// The plugin's, and `groups-malformed`.
    pub fn evaluate(&self, rows: u32, links: &[(String, Vec<u32>)]) -> Result<Vec<Column>> {
        for (role, groups) in links {
            let known = groups.iter().filter(|group| **group != NO_GROUP).max().map_or(0, |group| group + 1);
            check(groups, rows, NO_GROUP)?;
            self.with_slot(role, known as usize, |_, _| Ok(()))?;
        }
        let slots = self.slots.borrow();
        let roles = links.iter().filter_map(|(role, groups)| {
            let slot = slots.iter().find(|slot| slot.role == *role)?;
            Some((role.as_str(), Role { state: &slot.state, groups }))
        });
        self.kpi.evaluate(&Links { rows: rows as usize, roles: roles.collect() })
    }
}

fn check(groups: &[u32], rows: u32, group_count: u32) -> Result<()> {
    let short = groups.len() != rows as usize;
    if short || groups.iter().any(|group| *group >= group_count && group_count != NO_GROUP) {
        return Err(Error::new("groups-malformed"));
    }
    Ok(())
}

impl<K: Kpi> measuring::Guest for KpiBridge<K> {
    type Accumulator = Self;

    fn plan(
        params: measuring::Args,
        tables: Vec<measuring::Table>,
    ) -> std::result::Result<Vec<measuring::Input>, measuring::Error> {
        let tables = bridge::tables(tables);
        let inputs = K::plan(&bridge::params(params), Tables(&tables)).map_err(bridge::error)?;
        Ok(inputs.into_iter().map(bridge::input).collect())
    }

    fn open(
        params: measuring::Args,
        context: measuring::Context,
    ) -> std::result::Result<measuring::Accumulator, measuring::Error> {
        let kpi = K::open(&bridge::params(params), &bridge::context(context)).map_err(bridge::error)?;
        Ok(measuring::Accumulator::new(Self::new(kpi)))
    }
}

impl<K: Kpi> measuring::GuestAccumulator for KpiBridge<K> {
    fn update(
        &self,
        role: String,
        batch: measuring::Batch,
        groups: Vec<u32>,
        group_count: u32,
    ) -> std::result::Result<(), measuring::Error> {
        Self::update(self, &role, &bridge::batch(batch), &groups, group_count).map_err(bridge::error)
    }

    fn state(
        &self,
        role: String,
        first: u32,
        count: u32,
    ) -> std::result::Result<Vec<measuring::Column>, measuring::Error> {
        Self::state(self, &role, first, count).map(bridge::columns_out).map_err(bridge::error)
    }

    fn merge(
        &self,
        role: String,
        state: Vec<measuring::Column>,
        groups: Vec<u32>,
        group_count: u32,
    ) -> std::result::Result<(), measuring::Error> {
        Self::merge(self, &role, bridge::columns_in(state), &groups, group_count).map_err(bridge::error)
    }

    fn evaluate(
        &self,
        rows: u32,
        links: Vec<measuring::Link>,
    ) -> std::result::Result<Vec<measuring::Column>, measuring::Error> {
        let links: Vec<_> = links.into_iter().map(|link| (link.role, link.groups)).collect();
        Self::evaluate(self, rows, &links).map(bridge::columns_out).map_err(bridge::error)
    }
}
