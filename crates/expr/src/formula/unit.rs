//! What the value of a formula is.

use super::{Term, Tree};
use crate::error::{Code, Error};
use crate::tree::{Function, Literal, Operator};

/// What a formula's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Rows.
    Count,
    /// A plain number.
    Number,
    /// A fraction: counts over counts, amounts over amounts, durations over durations.
    Ratio,
    /// Minor units.
    Money,
    /// Microseconds.
    Duration,
}

impl Unit {
    /// The word for messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Number => "number",
            Self::Ratio => "ratio",
            Self::Money => "money",
            Self::Duration => "duration",
        }
    }

    /// May it be added to what has another unit?
    fn is_pure(self) -> bool {
        matches!(self, Self::Count | Self::Number | Self::Ratio)
    }
}

/// The unit of a node, given those of the aggregates; none for plain literals, which take that of what they meet.
pub(super) fn of(tree: &Tree, units: &[Unit]) -> Result<Option<Unit>, Error> {
    let differ = |operator: &str, left: Option<Unit>, right: Option<Unit>| {
        let name = |unit: Option<Unit>| unit.map_or("number", Unit::name);
        let error = Error::new(Code::UnitsDiffer, tree.span).with("operator", operator);
        error.with("left", name(left)).with("right", name(right))
    };
    match &tree.term {
        Term::Literal(Literal::Duration(_)) => Ok(Some(Unit::Duration)),
        Term::Literal(_) => Ok(None),
        Term::Aggregate(index) => Ok(units.get(*index).copied()),
        Term::Negate(value) => of(value, units),
        Term::Arithmetic(how, sides) => {
            let (left, right) = (of(&sides[0], units)?, of(&sides[1], units)?);
            join(*how, left, right).map_err(|()| differ(how.name(), left, right))
        }
        Term::Call(function, items) => {
            let mut items = items.iter();
            let first = items.next().map_or(Ok(None), |item| of(item, units))?;
            items.try_fold(first, |left, item| {
                let right = of(item, units)?;
                let zero = matches!(item.term, Term::Literal(Literal::Integer(0) | Literal::Null));
                if *function == Function::Coalesce && zero {
                    return Ok(left);
                }
                join(Operator::Add, left, right).map_err(|()| differ(function.name(), left, right))
            })
        }
    }
}

fn join(how: Operator, left: Option<Unit>, right: Option<Unit>) -> Result<Option<Unit>, ()> {
    use Unit::{Count, Duration, Money, Number, Ratio};
    let (Some(a), Some(b)) = (left, right) else {
        return match (how, left.or(right)) {
            (_, None) => Ok(None),
            (Operator::Add | Operator::Subtract, Some(unit)) if unit.is_pure() => Ok(Some(unit)),
            (Operator::Add | Operator::Subtract, Some(_)) => Err(()),
            (Operator::Divide, _) if left.is_none() => Ok(Some(Number)),
            (_, Some(Money | Duration)) => Ok(left.or(right)),
            (_, Some(_)) => Ok(Some(Number)),
        };
    };
    Ok(Some(match (how, a, b) {
        (Operator::Add | Operator::Subtract, _, _) if a == b => a,
        (Operator::Add | Operator::Subtract, _, _) if a.is_pure() && b.is_pure() => Number,
        (Operator::Add | Operator::Subtract, _, _) | (Operator::Multiply, Money, Money) => return Err(()),
        (Operator::Divide, Count, Count)
        | (Operator::Divide, Money, Money)
        | (Operator::Divide, Duration, Duration) => Ratio,
        (Operator::Multiply, Ratio, Ratio) => Ratio,
        (Operator::Multiply, unit @ (Money | Duration), other)
        | (Operator::Multiply, other, unit @ (Money | Duration))
            if other.is_pure() =>
        {
            unit
        }
        (Operator::Divide, unit @ (Money | Duration), other) if other.is_pure() => unit,
        _ => Number,
    }))
}
