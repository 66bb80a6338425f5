//! Evaluation, column by column: what an operator does is decided once for a column, never once for a row.

mod bits;
mod call;
mod compare;
mod lane;
mod member;
mod money;
mod number;
mod output;
mod text;

pub use output::Vector;

use crate::check::Scope;
use crate::error::Error;
use crate::expr::Expr;
use crate::like::Pattern;
use crate::tree::{Comparison, Literal, Node, Syntax};
use aftersight_contract::{Column, Kind, Values, bitmap};
use lane::{Data, Items, Lane, Texts, Valid};
use std::borrow::Cow;
use std::fmt;

/// Why columns could not be evaluated.
#[derive(Clone, Debug, PartialEq)]
pub enum EvalError {
    /// A column that the expression reads is not there.
    MissingColumn(String),
    /// A column has not the rows that the caller promised.
    WrongRows(String),
    /// More rows than u32 counts.
    TooManyRows,
    /// The kinds of the columns do not go together.
    Kinds(Error),
}

impl fmt::Display for EvalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingColumn(name) => write!(f, "there is no column `{name}`"),
            Self::WrongRows(name) => write!(f, "column `{name}` has another number of rows than its batch"),
            Self::TooManyRows => f.write_str("a batch cannot have more than 4294967295 rows"),
            Self::Kinds(error) => error.fmt(f),
        }
    }
}

impl EvalError {
    /// The sentence in Chinese; `to_string` gives it in English.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            Self::MissingColumn(name) => format!("没有列“{name}”"),
            Self::WrongRows(name) => format!("列“{name}”的行数与所在批次不一致"),
            Self::TooManyRows => "一批不能超过 4294967295 行".to_owned(),
            Self::Kinds(error) => error.chinese(),
        }
    }
}

impl std::error::Error for EvalError {}

/// The columns that an expression reads, all of them with so many rows.
struct Machine<'a> {
    rows: usize,
    columns: Vec<(String, &'a Column)>,
}

impl<'a> Machine<'a> {
    fn new(expr: &Expr, rows: usize, lookup: &dyn Fn(&str) -> Option<&'a Column>) -> Result<Self, EvalError> {
        if u32::try_from(rows).is_err() {
            return Err(EvalError::TooManyRows);
        }
        let mut columns = Vec::new();
        for name in expr.columns() {
            let column = lookup(name).ok_or_else(|| EvalError::MissingColumn(name.to_owned()))?;
            if !fits(column, rows) {
                return Err(EvalError::WrongRows(name.to_owned()));
            }
            columns.push((name.to_owned(), column));
        }
        Ok(Self { rows, columns })
    }

    fn find(&self, name: &str) -> Option<&'a Column> {
        self.columns.iter().find(|(known, _)| known == name).map(|(_, column)| *column)
    }

    fn scope<T>(&self, expr: &Expr, check: impl Fn(Scope<'_>) -> Result<T, Error>) -> Result<T, EvalError> {
        let kind = |name: &str| self.find(name).map(Column::kind);
        check(Scope { kind: &kind, names: &[] }).map_err(|error| EvalError::Kinds(error.locate(&expr.source)))
    }

    /// The values of a node that has been checked: other combinations of kinds do not occur, and count as null.
    fn node<'x>(&self, node: &'x Node) -> Lane<'x>
    where
        'a: 'x,
    {
        let rows = self.rows;
        match &node.syntax {
            Syntax::Literal(value) => literal(value, rows),
            Syntax::Column(name) => self.find(name).map_or_else(Lane::null, |column| lane::load(column, rows)),
            Syntax::Service(service) => {
                self.find(&service.column).map_or_else(Lane::null, |column| lane::load(column, rows))
            }
            Syntax::Not(value) => bits::not(self.node(value), rows),
            Syntax::And(items) => self.all(items, bits::and),
            Syntax::Or(items) => self.all(items, bits::or),
            Syntax::Negate(value) => number::negate(self.node(value)),
            Syntax::Compare(how, left, right) => compare::compare(*how, &self.node(left), &self.node(right), rows),
            Syntax::Arithmetic(how, left, right) => number::arithmetic(*how, self.node(left), self.node(right)),
            Syntax::IsNull { value, negated } => bits::is_null(self.node(value), *negated, rows),
            Syntax::In { value, items, negated } => {
                let items = items.iter().map(|item| self.node(item)).collect();
                flip(member::is_in(&self.node(value), items, rows), *negated, rows)
            }
            Syntax::Between { parts, negated } => self.between(parts, *negated),
            Syntax::Like { value, pattern, negated } => {
                let pattern = Pattern::new(pattern);
                let found = text::decide_lane(self.node(value), rows, |text| pattern.matches(text));
                flip(found, *negated, rows)
            }
            Syntax::Call(function, items) => {
                call::call(*function, items.iter().map(|item| self.node(item)).collect(), rows)
            }
            Syntax::Aggregate(_) => Lane::null(),
        }
    }

    #[inline(never)]
    fn all<'x>(&self, items: &'x [Node], join: fn(Lane<'x>, Lane<'x>, usize) -> Lane<'x>) -> Lane<'x>
    where
        'a: 'x,
    {
        let mut lanes = items.iter().map(|item| self.node(item));
        let first = lanes.next().unwrap_or_else(Lane::null);
        lanes.fold(first, |left, right| join(left, right, self.rows))
    }

    #[inline(never)]
    fn between<'x>(&self, parts: &'x [Node; 3], negated: bool) -> Lane<'x>
    where
        'a: 'x,
    {
        let [value, low, high] = parts;
        let value = self.node(value);
        let above = compare::compare(Comparison::GreaterEqual, &value, &self.node(low), self.rows);
        let below = compare::compare(Comparison::LessEqual, &value, &self.node(high), self.rows);
        flip(bits::and(above, below, self.rows), negated, self.rows)
    }
}

fn flip(lane: Lane<'_>, negated: bool, rows: usize) -> Lane<'_> {
    if negated { bits::not(lane, rows) } else { lane }
}

fn literal(value: &Literal, rows: usize) -> Lane<'_> {
    let data = match value {
        Literal::Null => return Lane::null(),
        Literal::Boolean(value) => Data::Boolean(Cow::Owned(bitmap::filled(rows, *value))),
        Literal::Integer(value) | Literal::Duration(value) => Data::Int64(Items::One(*value)),
        Literal::Decimal(value) => Data::Float64(Items::One(*value)),
        Literal::Moment(value) => Data::Timestamp(Items::One(*value)),
        Literal::Text(text) => Data::Text(Texts::One(Cow::Borrowed(text))),
    };
    Lane { data, valid: Valid::All }
}

/// Has the column its rows? Only what is checked without reading them; all else is read with care.
fn fits(column: &Column, rows: usize) -> bool {
    let values = match &column.values {
        Values::Boolean(bits) => bits.len() >= bitmap::bytes(rows),
        Values::Int64(values) | Values::Timestamp(values) => values.len() == rows,
        Values::Float64(values) => values.len() == rows,
        Values::Money(money) => money.minor.len() == rows && money.currency.codes.len() == rows,
        Values::Text(text) => text.offsets.len() == rows + 1,
        Values::Category(categories) => categories.codes.len() == rows,
        Values::Binary(blob) => blob.offsets.len() == rows + 1,
    };
    values && column.validity.as_ref().is_none_or(|bits| bits.len() >= bitmap::bytes(rows))
}

/// See [`Expr::eval`].
pub(crate) fn vector<'a>(
    expr: &Expr,
    rows: usize,
    lookup: &dyn Fn(&str) -> Option<&'a Column>,
) -> Result<Vector, EvalError> {
    let machine = Machine::new(expr, rows, lookup)?;
    let found = machine.scope(expr, |scope| scope.check(&expr.node))?;
    Ok(output::vector(machine.node(&expr.node), found.kind.unwrap_or(Kind::Boolean), rows))
}

/// See [`Expr::filter`].
pub(crate) fn filter<'a>(
    expr: &Expr,
    rows: usize,
    lookup: &dyn Fn(&str) -> Option<&'a Column>,
) -> Result<Vec<u8>, EvalError> {
    let machine = Machine::new(expr, rows, lookup)?;
    machine.scope(expr, |scope| scope.boolean(&expr.node))?;
    let (bits, _) = machine.node(&expr.node).into_flags(rows);
    Ok(bits::clean(bits.into_owned(), rows))
}

/// The numbers of the bits that are 1.
pub(crate) fn positions(bits: &[u8]) -> Vec<u32> {
    let mut out = Vec::with_capacity(bitmap::count(bits, bits.len() * 8));
    for (index, byte) in bits.iter().enumerate() {
        let mut left = *byte;
        while left != 0 {
            out.push(index as u32 * 8 + left.trailing_zeros());
            left &= left - 1;
        }
    }
    out
}

#[cfg(test)]
mod tests;
