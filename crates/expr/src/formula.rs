//! Formulas: arithmetic over aggregates, such as
//! `sum(cases.refund_minor where is_quality) / sum(order_lines.paid_minor)`.

mod aggregate;
mod top;
mod unit;

pub use aggregate::{Aggregate, AggregateKind};
pub use top::Top;
pub use unit::Unit;

use crate::error::{Code, Error, Span};
use crate::parse::{Place, parse, power};
use crate::print::{self, arithmetic_power};
use crate::tree::{Function, Literal, Node, Operator, Syntax};
use aftersight_contract::nearest::nearest;
use aftersight_contract::{Table, Value};
use std::fmt;

/// A formula: what a self-service KPI computes from aggregates of tables.
///
/// `to_string` gives its canonical text, in which every column bears its table; it parses to the same formula.
#[derive(Clone, Debug)]
pub struct Formula {
    tree: Tree,
    aggregates: Vec<Aggregate>,
    source: String,
}

impl PartialEq for Formula {
    fn eq(&self, other: &Self) -> bool {
        self.tree == other.tree && self.aggregates == other.aggregates
    }
}

/// A node above the aggregates.
#[derive(Clone, Debug)]
struct Tree {
    term: Term,
    span: Span,
}

impl PartialEq for Tree {
    fn eq(&self, other: &Self) -> bool {
        self.term == other.term
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Term {
    Literal(Literal),
    /// A position in the formula's list.
    Aggregate(usize),
    Negate(Box<Tree>),
    Arithmetic(Operator, Box<[Tree; 2]>),
    /// `abs`, `min`, `max`, `coalesce`.
    Call(Function, Vec<Tree>),
}

impl Formula {
    /// Reads a text. An aggregate reads the table that is the prefix of its column names (`cases.refund_minor`) or stands
    /// in `count(cases …)`, else `default_table`; `is_table` tells a table's name from that of a link (`order.paid_at`).
    ///
    /// # Errors
    /// Where the grammar does not allow it, and for an aggregate over two tables.
    pub fn parse(text: &str, default_table: &str, is_table: &dyn Fn(&str) -> bool) -> Result<Self, Error> {
        let lower = || {
            let node = parse(text, Place::Formula)?;
            let mut aggregates = Vec::new();
            let mut lower = Lower { default_table, is_table, source: text, aggregates: &mut aggregates };
            let tree = lower.tree(node)?;
            if aggregates.is_empty() {
                return Err(Error::new(Code::NoAggregate, tree.span));
            }
            Ok(Self { tree, aggregates, source: text.to_owned() })
        };
        lower().map_err(|error: Error| error.locate(text))
    }

    /// The aggregates, each once, in the order of the text.
    #[must_use]
    pub fn aggregates(&self) -> &[Aggregate] {
        &self.aggregates
    }

    /// The tables that it reads, each once, in the order of the text.
    #[must_use]
    pub fn tables(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for aggregate in &self.aggregates {
            if !names.contains(&aggregate.table.as_str()) {
                names.push(&aggregate.table);
            }
        }
        names
    }

    /// What its value is, over these tables.
    ///
    /// # Errors
    /// For a table or column that is not there, with the nearest that is, and for kinds and units that do not go together.
    pub fn check(&self, tables: &[Table]) -> Result<Unit, Error> {
        let checked = || {
            let mut units = Vec::with_capacity(self.aggregates.len());
            for aggregate in &self.aggregates {
                let Some(table) = tables.iter().find(|table| table.name == aggregate.table) else {
                    let near = nearest(&aggregate.table, tables.iter().map(|table| table.name.as_str()));
                    let error = Error::new(Code::UnknownTable, aggregate.named);
                    let error = error.with("name", aggregate.table.as_str());
                    return Err(match elsewhere(&aggregate.table, tables) {
                        Some(column) if aggregate.argument.is_none() => error.suggest(Some(&column)),
                        _ => error.suggest(near),
                    });
                };
                units.push(aggregate.check(&table.fields).map_err(|error| named_elsewhere(error, tables))?);
            }
            unit::of(&self.tree, &units)
        };
        let found = checked().map_err(|error: Error| error.locate(&self.source))?;
        Ok(found.unwrap_or(Unit::Number))
    }

    /// Its value, given those of [`Self::aggregates`] in their order, amounts in minor units and durations in
    /// microseconds. A null, a division by zero and whatever is no finite number give none.
    #[must_use]
    pub fn evaluate(&self, values: &[Option<f64>]) -> Option<f64> {
        self.tree.evaluate(values)
    }
}

/// The first table that has a column of that name, and the column.
fn elsewhere(name: &str, tables: &[Table]) -> Option<String> {
    let table = tables.iter().find(|table| table.has(name))?;
    Some(format!("{}.{name}", table.name))
}

/// A column that the table lacks and another has.
fn named_elsewhere(error: Error, tables: &[Table]) -> Error {
    let name = match error.args.iter().find(|(known, _)| known == "name") {
        Some((_, Value::Text(name))) if error.code == Code::UnknownColumn && error.suggestion().is_none() => name,
        _ => return error,
    };
    let found = elsewhere(name, tables);
    error.suggest(found.as_deref())
}

impl Tree {
    fn evaluate(&self, values: &[Option<f64>]) -> Option<f64> {
        let value = match &self.term {
            Term::Literal(Literal::Integer(value) | Literal::Duration(value)) => Some(*value as f64),
            Term::Literal(Literal::Decimal(value)) => Some(*value),
            Term::Literal(_) => None,
            Term::Aggregate(index) => values.get(*index).copied().flatten(),
            Term::Negate(value) => value.evaluate(values).map(|value| -value),
            Term::Arithmetic(how, sides) => {
                let (left, right) = (sides[0].evaluate(values)?, sides[1].evaluate(values)?);
                Some(match how {
                    Operator::Add => left + right,
                    Operator::Subtract => left - right,
                    Operator::Multiply => left * right,
                    Operator::Divide => left / right,
                })
            }
            Term::Call(Function::Coalesce, items) => items.iter().find_map(|item| item.evaluate(values)),
            Term::Call(function, items) => {
                let mut items = items.iter().map(|item| item.evaluate(values));
                let first = items.next()??;
                match function {
                    Function::Abs => Some(first.abs()),
                    Function::Min => items.next()?.map(|second| if second < first { second } else { first }),
                    Function::Max => items.next()?.map(|second| if first < second { second } else { first }),
                    _ => None,
                }
            }
        };
        value.filter(|value| value.is_finite())
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, aggregates: &[Aggregate], least: i64) -> fmt::Result {
        let power = match &self.term {
            Term::Arithmetic(how, _) => arithmetic_power(*how),
            Term::Negate(_) => power::SIGN,
            Term::Literal(_) | Term::Aggregate(_) | Term::Call(..) => power::OPERAND,
        };
        if power < least {
            f.write_str("(")?;
        }
        match &self.term {
            Term::Literal(literal) => print::literal(f, literal)?,
            Term::Aggregate(index) => {
                if let Some(aggregate) = aggregates.get(*index) {
                    write!(f, "{aggregate}")?;
                }
            }
            Term::Negate(value) => {
                f.write_str("-")?;
                value.write(f, aggregates, power)?;
            }
            Term::Arithmetic(how, sides) => {
                sides[0].write(f, aggregates, power)?;
                write!(f, " {} ", how.name())?;
                sides[1].write(f, aggregates, power + 1)?;
            }
            Term::Call(function, items) => {
                write!(f, "{}(", function.name())?;
                for (index, item) in items.iter().enumerate() {
                    f.write_str(if index > 0 { ", " } else { "" })?;
                    item.write(f, aggregates, power::LOOSEST)?;
                }
                f.write_str(")")?;
            }
        }
        f.write_str(if power < least { ")" } else { "" })
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tree.write(f, &self.aggregates, power::LOOSEST)
    }
}

/// Takes the aggregates out of a syntax tree.
struct Lower<'l> {
    default_table: &'l str,
    is_table: &'l dyn Fn(&str) -> bool,
    source: &'l str,
    aggregates: &'l mut Vec<Aggregate>,
}

impl Lower<'_> {
    fn tree(&mut self, node: Node) -> Result<Tree, Error> {
        let span = node.span;
        let refuse = |operator: &str| Err(Error::new(Code::NotInFormula, span).with("operator", operator));
        let term = match node.syntax {
            Syntax::Literal(
                literal @ (Literal::Integer(_) | Literal::Decimal(_) | Literal::Duration(_) | Literal::Null),
            ) => Term::Literal(literal),
            Syntax::Literal(Literal::Text(_)) => return refuse("'…'"),
            Syntax::Literal(Literal::Moment(_)) => return refuse("timestamp"),
            Syntax::Literal(Literal::Boolean(value)) => return refuse(if value { "true" } else { "false" }),
            Syntax::Aggregate(reduction) => {
                let found = Aggregate::resolve(*reduction, span, self.default_table, self.is_table, self.source)?;
                let known = self.aggregates.iter().position(|one| *one == found);
                Term::Aggregate(known.unwrap_or_else(|| {
                    self.aggregates.push(found);
                    self.aggregates.len() - 1
                }))
            }
            Syntax::Negate(value) => Term::Negate(Box::new(self.tree(*value)?)),
            Syntax::Arithmetic(how, left, right) => {
                Term::Arithmetic(how, Box::new([self.tree(*left)?, self.tree(*right)?]))
            }
            Syntax::Call(function @ (Function::Abs | Function::Min | Function::Max | Function::Coalesce), items) => {
                Term::Call(function, items.into_iter().map(|item| self.tree(item)).collect::<Result<_, _>>()?)
            }
            Syntax::Call(function, _) => return refuse(function.name()),
            Syntax::Compare(how, ..) => return refuse(how.name()),
            Syntax::Not(_) => return refuse("not"),
            Syntax::And(_) => return refuse("and"),
            Syntax::Or(_) => return refuse("or"),
            Syntax::IsNull { .. } => return refuse("is null"),
            Syntax::In { .. } => return refuse("in"),
            Syntax::Between { .. } => return refuse("between"),
            Syntax::Like { .. } => return refuse("like"),
            Syntax::Service(_) => return refuse("service"),
            Syntax::Column(name) => return Err(Error::new(Code::ColumnOutside, span).with("name", name)),
        };
        Ok(Tree { term, span })
    }
}

#[cfg(test)]
mod tests;
