//! Aggregates: one number from the rows of a table.

use super::Unit;
use crate::error::{Code, Error, Span};
use crate::expr::Expr;
use crate::parse::power;
use crate::print;
use crate::tree::{Node, Reduce, Reduction};
use aftersight_contract::{Field, Kind};
use std::fmt;

/// What is computed from the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AggregateKind {
    /// Rows.
    Count,
    /// The sum of the argument over the rows where it is not null.
    Sum,
    /// Its arithmetic mean over the same.
    Mean,
}

/// One number from the rows of a table.
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// What is computed.
    pub kind: AggregateKind,
    /// The table whose rows.
    pub table: String,
    /// Of what, its columns without the table's prefix; none for [`AggregateKind::Count`].
    pub argument: Option<Expr>,
    /// Over which rows, its columns without the table's prefix.
    pub condition: Option<Expr>,
    pub(super) span: Span,
}

impl PartialEq for Aggregate {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.table == other.table
            && self.argument == other.argument
            && self.condition == other.condition
    }
}

impl fmt::Display for Aggregate {
    /// The canonical text: every column bears its table.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reduce = match self.kind {
            AggregateKind::Count => Reduce::Count,
            AggregateKind::Sum => Reduce::Sum,
            AggregateKind::Mean => Reduce::Mean,
        };
        write!(f, "{}(", reduce.name())?;
        match &self.argument {
            Some(argument) => print::node(f, &argument.node, power::LOOSEST, Some(&self.table))?,
            None => print::name(f, &self.table)?,
        }
        if let Some(condition) = &self.condition {
            f.write_str(" where ")?;
            print::node(f, &condition.node, power::LOOSEST, Some(&self.table))?;
        }
        f.write_str(")")
    }
}

impl Aggregate {
    /// The columns that it reads, each once: those of the argument, then those of the condition.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for name in self.argument.iter().chain(&self.condition).flat_map(Expr::columns) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Finds the table, and takes its prefix off the columns.
    pub(super) fn resolve(
        reduction: Reduction,
        span: Span,
        default_table: &str,
        is_table: &dyn Fn(&str) -> bool,
        source: &str,
    ) -> Result<Self, Error> {
        let prefix = |name: &str| name.split_once('.').map(|(prefix, _)| prefix.to_owned()).filter(|p| is_table(p));
        let mut table = reduction.table;
        let mut other = None;
        for node in reduction.argument.iter().chain(&reduction.condition) {
            node.columns(&mut |name, place| {
                let Some(found) = prefix(name) else { return };
                match &table {
                    None => table = Some(found),
                    Some(known) if *known == found => {}
                    Some(_) => other = other.take().or(Some((found, place))),
                }
            });
        }
        let table = table.unwrap_or_else(|| default_table.to_owned());
        if let Some((second, place)) = other {
            return Err(Error::new(Code::TwoTables, place).with("first", table).with("second", second));
        }
        let expr = |mut node: Node| {
            node.rename(&|name| {
                let rest = name.strip_prefix(&table)?.strip_prefix('.')?;
                prefix(name).map(|_| rest.to_owned())
            });
            Expr { node, source: source.to_owned() }
        };
        let kind = match reduction.reduce {
            Reduce::Count => AggregateKind::Count,
            Reduce::Sum => AggregateKind::Sum,
            Reduce::Mean => AggregateKind::Mean,
        };
        let argument = reduction.argument.map(expr);
        let condition = reduction.condition.map(expr);
        Ok(Self { kind, argument, condition, table, span })
    }

    /// What its value is.
    pub(super) fn check(&self, fields: &[Field]) -> Result<Unit, Error> {
        if let Some(condition) = &self.condition {
            condition.check_condition(fields)?;
        }
        let Some(argument) = &self.argument else { return Ok(Unit::Count) };
        let operator = if self.kind == AggregateKind::Mean { "mean" } else { "sum" };
        let found = argument.with_scope(fields, |scope| scope.number(operator, &argument.node))?;
        Ok(match found.kind {
            _ if found.duration => Unit::Duration,
            Some(Kind::Money) => Unit::Money,
            _ => Unit::Number,
        })
    }
}
