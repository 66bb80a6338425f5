//! Which kinds go together, and what comes of it.

use crate::tree::{Comparison, Operator};
use aftersight_contract::Kind;

/// What a node results in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Type {
    /// None: it is always null.
    pub(crate) kind: Option<Kind>,
    /// An int64 of microseconds.
    pub(crate) duration: bool,
}

impl Type {
    pub(crate) const NULL: Self = Self { kind: None, duration: false };
    pub(crate) const DURATION: Self = Self { kind: Some(Kind::Int64), duration: true };

    pub(crate) fn of(kind: Kind) -> Self {
        Self { kind: Some(kind), duration: false }
    }

    /// The word for messages.
    pub(crate) fn name(self) -> &'static str {
        match self.kind {
            _ if self.duration => "duration",
            None => "null",
            Some(kind) => kind.name(),
        }
    }
}

/// Numbers among themselves and with amounts in minor units; text of both encodings; else equals only.
pub(crate) fn comparable(how: Comparison, left: Type, right: Type) -> bool {
    use Kind::{Binary, Boolean, Float64, Int64, Money, Timestamp};
    match (left.kind, right.kind) {
        (Some(Binary), _) | (_, Some(Binary)) => false,
        (None, _) | (_, None) | (Some(Timestamp), Some(Timestamp)) => true,
        (Some(Boolean), Some(Boolean)) => matches!(how, Comparison::Equal | Comparison::NotEqual),
        (Some(Int64 | Float64 | Money), Some(Int64 | Float64 | Money)) => true,
        (Some(left), Some(right)) => left.is_text() && right.is_text(),
    }
}

/// The kind that a bare null has beside another operand.
pub(crate) fn stand_in(how: Operator, other: Kind, null_is_left: bool) -> Kind {
    match (how, other) {
        (Operator::Add, Kind::Timestamp) => Kind::Int64,
        (Operator::Subtract, Kind::Timestamp) if !null_is_left => Kind::Int64,
        (Operator::Multiply, Kind::Money) => Kind::Int64,
        (Operator::Divide, Kind::Money) if !null_is_left => Kind::Int64,
        _ => other,
    }
}

/// What an operation gives; none where it makes no sense.
pub(crate) fn arithmetic(how: Operator, left: Type, right: Type) -> Option<Type> {
    use Kind::{Float64, Int64, Money, Timestamp};
    use Operator::{Add, Divide, Multiply, Subtract};
    let (a, b) = match (left.kind, right.kind) {
        (None, None) => return Some(Type::NULL),
        (Some(a), None) => (a, stand_in(how, a, false)),
        (None, Some(b)) => (stand_in(how, b, true), b),
        (Some(a), Some(b)) => (a, b),
    };
    let kind = match (how, a, b) {
        (Divide, Int64 | Float64, Int64 | Float64) | (Divide, Money, Money) => Float64,
        (_, Int64, Int64) => Int64,
        (_, Int64 | Float64, Int64 | Float64) => Float64,
        (Subtract, Timestamp, Timestamp) => return Some(Type::DURATION),
        (Add | Subtract, Timestamp, Int64) | (Add, Int64, Timestamp) => Timestamp,
        (Add | Subtract, Money, Money)
        | (Multiply, Money, Int64 | Float64)
        | (Multiply, Int64 | Float64, Money)
        | (Divide, Money, Int64 | Float64) => Money,
        _ => return None,
    };
    let duration = kind == Int64
        && match how {
            Add | Subtract => left.duration || right.duration,
            Multiply => left.duration != right.duration,
            Divide => false,
        };
    Some(Type { kind: Some(kind), duration })
}

/// What the lesser or greater of two is.
pub(crate) fn extreme(left: Type, right: Type) -> Option<Type> {
    use Kind::{Float64, Int64, Money, Timestamp};
    match (left.kind, right.kind) {
        (None, None) => Some(Type::NULL),
        (None, Some(Int64 | Float64 | Money | Timestamp)) => Some(right),
        (Some(Int64 | Float64 | Money | Timestamp), None) => Some(left),
        (Some(Int64), Some(Int64)) => Some(Type { kind: left.kind, duration: left.duration && right.duration }),
        (Some(Int64 | Float64), Some(Int64 | Float64)) => Some(Type::of(Float64)),
        (Some(Money), Some(Money)) | (Some(Timestamp), Some(Timestamp)) => Some(left),
        _ => None,
    }
}

/// What a coalesce of one value is: text of either encoding gives text.
pub(crate) fn coalesced(value: Type) -> Type {
    if value.kind == Some(Kind::Category) { Type::of(Kind::Text) } else { value }
}

/// What one value or else the other is.
pub(crate) fn coalesce(left: Type, right: Type) -> Option<Type> {
    use Kind::{Float64, Int64};
    let (left, right) = (coalesced(left), coalesced(right));
    match (left.kind, right.kind) {
        (_, Some(Kind::Binary)) | (Some(Kind::Binary), _) => None,
        (None, _) => Some(right),
        (_, None) => Some(left),
        (Some(Int64), Some(Int64)) => Some(Type { kind: left.kind, duration: left.duration && right.duration }),
        (Some(Int64 | Float64), Some(Int64 | Float64)) => Some(Type::of(Float64)),
        (a, b) if a == b => Some(left),
        _ => None,
    }
}
