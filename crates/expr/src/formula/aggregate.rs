//! Aggregates: one number from the rows of a table.

use super::Unit;
use crate::error::{Code, Error, Span};
use crate::expr::Expr;
use crate::parse::power;
use crate::print;
use crate::tree::{Node, Reduce, Reduction, Syntax};
use aftersight_contract::{Field, Kind};
use std::fmt;

/// What is computed from the rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AggregateKind {
    /// Rows; with an argument those where it is not null.
    Count,
    /// The sum of the argument over the rows where it is not null.
    Sum,
    /// Its arithmetic mean over the same.
    Mean,
    /// Its smallest value.
    Min,
    /// Its largest value.
    Max,
    /// The value that this share of the values, 0 to 1, does not exceed.
    Quantile(f64),
    /// How many different values it has.
    Distinct,
}

impl AggregateKind {
    fn reduce(self) -> Reduce {
        match self {
            Self::Count => Reduce::Count,
            Self::Sum => Reduce::Sum,
            Self::Mean => Reduce::Mean,
            Self::Min => Reduce::Min,
            Self::Max => Reduce::Max,
            Self::Quantile(_) => Reduce::Quantile,
            Self::Distinct => Reduce::Distinct,
        }
    }

    fn of(reduce: Reduce, quantile: f64) -> Self {
        match reduce {
            Reduce::Count => Self::Count,
            Reduce::Sum => Self::Sum,
            Reduce::Mean => Self::Mean,
            Reduce::Min => Self::Min,
            Reduce::Max => Self::Max,
            Reduce::Quantile => Self::Quantile(quantile),
            Reduce::Distinct => Self::Distinct,
        }
    }
}

/// One number from the rows of a table.
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// What is computed.
    pub kind: AggregateKind,
    /// The table whose rows.
    pub table: String,
    /// Of what, its columns without the table's prefix; none for a count of rows.
    pub argument: Option<Expr>,
    /// Over which rows, its columns without the table's prefix.
    pub condition: Option<Expr>,
    /// Where the table is named, else the whole.
    pub(super) named: Span,
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
        write!(f, "{}(", self.kind.reduce().name())?;
        match &self.argument {
            Some(argument) => print::node(f, &argument.node, power::LOOSEST, Some(&self.table))?,
            None => print::name(f, &self.table)?,
        }
        if let AggregateKind::Quantile(quantile) = self.kind {
            write!(f, ", {quantile:?}")?;
        }
        if let Some(condition) = &self.condition {
            f.write_str(" where ")?;
            print::node(f, &condition.node, power::LOOSEST, Some(&self.table))?;
        }
        f.write_str(")")
    }
}

impl Aggregate {
    /// The columns that it reads, each once: those of the argument, then those of the condition. Hours of service are a
    /// column that [`Self::services`] tells how to derive.
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

    /// The columns of hours of service that it reads: name, begin, end.
    #[must_use]
    pub fn services(&self) -> Vec<(&str, &str, &str)> {
        let mut found = Vec::new();
        for expr in self.argument.iter().chain(&self.condition) {
            expr.node.services(&mut |service| {
                if let [Syntax::Column(begin), Syntax::Column(end)] = service.ends.each_ref().map(|end| &end.syntax) {
                    found.push((service.column.as_str(), begin.as_str(), end.as_str()));
                }
            });
        }
        found
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
        let (mut table, mut named, mut other) = (None, span, None);
        if let Some(Node { syntax: Syntax::Column(name), span, .. }) = reduction.table {
            (table, named) = (Some(name), span);
        }
        for node in reduction.argument.iter().chain(&reduction.condition).chain(&reduction.beside) {
            node.written(&mut |name, place| {
                let Some(found) = prefix(name) else { return };
                match &table {
                    None => (table, named) = (Some(found), place),
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
        let kind = AggregateKind::of(reduction.reduce, reduction.quantile);
        let argument = reduction.argument.map(expr);
        let condition = reduction.condition.map(expr);
        Ok(Self { kind, argument, condition, table, named })
    }

    /// What its value is.
    pub(super) fn check(&self, fields: &[Field]) -> Result<Unit, Error> {
        if let Some(condition) = &self.condition {
            condition.check_condition(fields)?;
        }
        let Some(argument) = &self.argument else { return Ok(Unit::Count) };
        let operator = self.kind.reduce().name();
        if matches!(self.kind, AggregateKind::Count | AggregateKind::Distinct) {
            let found = argument.with_scope(fields, |scope| scope.check(&argument.node))?;
            return match found.kind {
                Some(Kind::Binary) => {
                    let error = Error::new(Code::WrongKind, argument.node.span).with("operator", operator);
                    Err(error.with("kind", found.name()))
                }
                _ => Ok(Unit::Count),
            };
        }
        let found = argument.with_scope(fields, |scope| scope.number(operator, &argument.node))?;
        Ok(match found.kind {
            _ if found.duration => Unit::Duration,
            Some(Kind::Money) => Unit::Money,
            _ => Unit::Number,
        })
    }
}
