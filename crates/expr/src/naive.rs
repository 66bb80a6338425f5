//! For tests: the same meaning said a second time, one row after the other, and texts that have one.

mod text;

pub(crate) use text::{Wanted, write};

use crate::check::Scope;
use crate::tree::{Comparison, Function, Literal, Node, Operator, Syntax};
use aftersight_contract::{Column, Kind, Values};
use std::cmp::Ordering;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Null,
    Boolean(bool),
    Int(i64),
    Float(f64),
    Moment(i64),
    Money(i64, String),
    Text(String),
}

/// The cell of a column.
pub(crate) fn cell(column: &Column, row: usize) -> Cell {
    if !column.is_valid(row) {
        return Cell::Null;
    }
    match &column.values {
        Values::Boolean(bits) => Cell::Boolean(aftersight_contract::bitmap::get(bits, row)),
        Values::Int64(values) => Cell::Int(values[row]),
        Values::Float64(values) => Cell::Float(values[row]),
        Values::Timestamp(values) => Cell::Moment(values[row]),
        Values::Money(money) => Cell::Money(money.minor[row], money.currency.get(row).to_owned()),
        Values::Text(text) => Cell::Text(text.get(row).to_owned()),
        Values::Category(categories) => Cell::Text(categories.get(row).to_owned()),
        Values::Binary(_) => Cell::Null,
    }
}

pub(crate) struct Naive<'n> {
    pub(crate) scope: Scope<'n>,
    pub(crate) column: &'n dyn Fn(&str) -> Option<&'n Column>,
    pub(crate) row: usize,
}

impl Naive<'_> {
    pub(crate) fn eval(&self, node: &Node) -> Cell {
        let is_float = || self.scope.check(node).is_ok_and(|found| found.kind == Some(Kind::Float64));
        match &node.syntax {
            Syntax::Literal(literal) => match literal {
                Literal::Null => Cell::Null,
                Literal::Boolean(value) => Cell::Boolean(*value),
                Literal::Integer(value) | Literal::Duration(value) => Cell::Int(*value),
                Literal::Decimal(value) => Cell::Float(*value),
                Literal::Text(text) => Cell::Text(text.clone()),
                Literal::Moment(value) => Cell::Moment(*value),
            },
            Syntax::Column(name) => cell((self.column)(name).unwrap(), self.row),
            Syntax::Service(service) => cell((self.column)(&service.column).unwrap(), self.row),
            Syntax::Not(value) => not(self.truth(value)),
            Syntax::And(items) => join(items.iter().map(|item| self.truth(item)), false),
            Syntax::Or(items) => join(items.iter().map(|item| self.truth(item)), true),
            Syntax::Negate(value) => self.calculate(Operator::Subtract, zero(&self.eval(value)), self.eval(value)),
            Syntax::Compare(how, left, right) => flag(compare(*how, &self.eval(left), &self.eval(right))),
            Syntax::Arithmetic(how, left, right) => self.calculate(*how, self.eval(left), self.eval(right)),
            Syntax::IsNull { value, negated } => Cell::Boolean((self.eval(value) == Cell::Null) != *negated),
            Syntax::In { value, items, negated } => {
                let value = self.eval(value);
                let found = items.iter().map(|item| compare(Comparison::Equal, &value, &self.eval(item)));
                turn(join(found, true), *negated)
            }
            Syntax::Between { parts, negated } => {
                let [value, low, high] = [0, 1, 2].map(|at| self.eval(&parts[at]));
                let above = compare(Comparison::GreaterEqual, &value, &low);
                turn(join([above, compare(Comparison::LessEqual, &value, &high)].into_iter(), false), *negated)
            }
            Syntax::Like { value, pattern, negated } => match self.eval(value) {
                Cell::Text(text) => {
                    turn(Cell::Boolean(crate::like::Pattern::new(pattern).matches(text.as_bytes())), *negated)
                }
                _ => Cell::Null,
            },
            Syntax::Call(function, items) => {
                let cells: Vec<Cell> = items.iter().map(|item| self.eval(item)).collect();
                match (function, &cells[..]) {
                    (Function::Coalesce, _) => {
                        let found = cells.into_iter().find(|cell| *cell != Cell::Null).unwrap_or(Cell::Null);
                        if is_float() { as_float(found) } else { found }
                    }
                    (_, [Cell::Null, ..] | [_, Cell::Null]) => Cell::Null,
                    (Function::Abs, [Cell::Float(value)]) => Cell::Float(value.abs()),
                    (Function::Abs, [value]) => match compare(Comparison::Less, value, &zero(value)) {
                        Some(true) => self.calculate(Operator::Subtract, zero(value), value.clone()),
                        _ => value.clone(),
                    },
                    (Function::Min | Function::Max, [left, right]) => {
                        let less = match compare(Comparison::Less, left, right) {
                            None => return Cell::Null,
                            Some(less) => less,
                        };
                        let equal = compare(Comparison::Equal, left, right) == Some(true);
                        let first = equal || less == (*function == Function::Min);
                        let found = if first { left } else { right }.clone();
                        if is_float() { as_float(found) } else { found }
                    }
                    (Function::Lower, [Cell::Text(text)]) => Cell::Text(text.to_lowercase()),
                    (Function::Length, [Cell::Text(text)]) => Cell::Int(text.chars().count() as i64),
                    (Function::Contains, [Cell::Text(text), Cell::Text(part)]) => Cell::Boolean(text.contains(part)),
                    other => panic!("{other:?}"),
                }
            }
            Syntax::Aggregate(_) => panic!("no aggregates here"),
        }
    }

    fn truth(&self, node: &Node) -> Option<bool> {
        match self.eval(node) {
            Cell::Boolean(value) => Some(value),
            Cell::Null => None,
            other => panic!("{other:?}"),
        }
    }

    fn calculate(&self, how: Operator, left: Cell, right: Cell) -> Cell {
        use Cell::{Float, Int, Moment, Money, Null};
        let whole = |a: i64, b: i64| match how {
            Operator::Add => a.checked_add(b),
            Operator::Subtract => a.checked_sub(b),
            Operator::Multiply => a.checked_mul(b),
            Operator::Divide => crate::naive::half_even(a, b),
        };
        let float = |a: f64, b: f64| match how {
            Operator::Add => a + b,
            Operator::Subtract => a - b,
            Operator::Multiply => a * b,
            Operator::Divide => a / b,
        };
        let finite = |value: f64| if value.is_finite() { Float(value) } else { Null };
        match (left, right) {
            (Null, _) | (_, Null) => Null,
            (Int(a), Int(b)) if how == Operator::Divide => finite(a as f64 / b as f64),
            (Int(a), Int(b)) | (Moment(a), Moment(b)) => whole(a, b).map_or(Null, Int),
            (Moment(a), Int(b)) | (Int(a), Moment(b)) => whole(a, b).map_or(Null, Moment),
            (Money(a, x), Money(b, y)) if x == y && how == Operator::Divide => finite(a as f64 / b as f64),
            (Money(a, x), Money(b, y)) if x == y => whole(a, b).map_or(Null, |sum| Money(sum, x)),
            (Money(..), Money(..)) => Null,
            (Money(a, x), Int(b)) | (Int(b), Money(a, x)) => whole(a, b).map_or(Null, |minor| Money(minor, x)),
            (Money(a, x), Float(b)) | (Float(b), Money(a, x)) => {
                let value = float(a as f64, b).round_ties_even();
                if (-(2_f64.powi(63))..2_f64.powi(63)).contains(&value) { Money(value as i64, x) } else { Null }
            }
            (Float(a), Float(b)) => finite(float(a, b)),
            (Float(a), Int(b)) => finite(float(a, b as f64)),
            (Int(a), Float(b)) => finite(float(a as f64, b)),
            other => panic!("{other:?}"),
        }
    }
}

/// By comparison of fractions, in place of remainders.
fn half_even(a: i64, b: i64) -> Option<i64> {
    let (a, b) = if b < 0 { (-i128::from(a), -i128::from(b)) } else { (i128::from(a), i128::from(b)) };
    let floor = a.checked_div_euclid(b)?;
    let up = match (2 * (a - floor * b)).cmp(&b) {
        Ordering::Less => false,
        Ordering::Equal => floor % 2 != 0,
        Ordering::Greater => true,
    };
    (floor + i128::from(up)).try_into().ok()
}

fn zero(like: &Cell) -> Cell {
    match like {
        Cell::Int(_) => Cell::Int(0),
        Cell::Float(_) => Cell::Float(-0.0),
        Cell::Money(_, currency) => Cell::Money(0, currency.clone()),
        _ => Cell::Null,
    }
}

fn as_float(cell: Cell) -> Cell {
    if let Cell::Int(value) = cell { Cell::Float(value as f64) } else { cell }
}

fn flag(value: Option<bool>) -> Cell {
    value.map_or(Cell::Null, Cell::Boolean)
}

fn not(value: Option<bool>) -> Cell {
    flag(value.map(|value| !value))
}

fn turn(cell: Cell, negated: bool) -> Cell {
    match cell {
        Cell::Boolean(value) => Cell::Boolean(value != negated),
        other => other,
    }
}

/// `or` decides at the first true, `and` at the first false; else a null decides.
fn join(items: impl Iterator<Item = Option<bool>>, decides: bool) -> Cell {
    let items: Vec<Option<bool>> = items.collect();
    if items.contains(&Some(decides)) {
        Cell::Boolean(decides)
    } else if items.contains(&None) {
        Cell::Null
    } else {
        Cell::Boolean(!decides)
    }
}

fn compare(how: Comparison, left: &Cell, right: &Cell) -> Option<bool> {
    use Cell::{Boolean, Float, Int, Moment, Money, Null, Text};
    let order = match (left, right) {
        (Null, _) | (_, Null) => return None,
        (Money(_, x), Money(_, y)) if x != y => return None,
        (Boolean(a), Boolean(b)) => a.cmp(b),
        (Text(a), Text(b)) => a.cmp(b),
        (Moment(a), Moment(b)) => a.cmp(b),
        (Int(a) | Money(a, _), Int(b) | Money(b, _)) => a.cmp(b),
        (Int(a) | Money(a, _), Float(b)) => (*a as f64).partial_cmp(b)?,
        (Float(a), Int(b) | Money(b, _)) => a.partial_cmp(&(*b as f64))?,
        (Float(a), Float(b)) => a.partial_cmp(b)?,
        other => panic!("{other:?}"),
    };
    Some(match how {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterEqual => order.is_ge(),
    })
}
