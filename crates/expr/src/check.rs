//! What an expression results in, given the kinds of its columns.

mod rules;

pub(crate) use rules::{Type, stand_in};

use crate::error::{Code, Error, Span};
use crate::tree::{Comparison, Function, Literal, Node, Service, Syntax};
use aftersight_contract::Kind;
use aftersight_contract::nearest::nearest;

/// The columns that an expression may read.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'s> {
    pub(crate) kind: &'s dyn Fn(&str) -> Option<Kind>,
    /// What to suggest for a name that is none.
    pub(crate) names: &'s [&'s str],
}

impl Scope<'_> {
    /// The type of a node.
    pub(crate) fn check(&self, node: &Node) -> Result<Type, Error> {
        let span = node.span;
        match &node.syntax {
            Syntax::Literal(literal) => Ok(of_literal(literal)),
            Syntax::Column(name) => match (self.kind)(name) {
                Some(kind) => Ok(Type::of(kind)),
                None => {
                    let near = nearest(name, self.names.iter().copied());
                    Err(Error::new(Code::UnknownColumn, span).with("name", name.as_str()).suggest(near))
                }
            },
            Syntax::Not(value) => self.boolean(value),
            Syntax::And(items) | Syntax::Or(items) => {
                items.iter().try_for_each(|item| self.boolean(item).map(|_| ()))?;
                Ok(Type::of(Kind::Boolean))
            }
            Syntax::Negate(value) => self.number("-", value),
            Syntax::Compare(how, left, right) => {
                let left = self.check(left)?;
                self.comparable(*how, how.name(), left, right, span)
            }
            Syntax::Arithmetic(how, left, right) => {
                let (left, right) = (self.check(left)?, self.check(right)?);
                rules::arithmetic(*how, left, right).ok_or_else(|| differ(how.name(), left, right, span))
            }
            Syntax::IsNull { value, .. } => self.check(value).map(|_| Type::of(Kind::Boolean)),
            Syntax::In { value, items, .. } => {
                let value = self.check(value)?;
                for item in items {
                    self.comparable(Comparison::Equal, "in", value, item, item.span)?;
                }
                Ok(Type::of(Kind::Boolean))
            }
            Syntax::Between { parts, .. } => {
                let [value, low, high] = &**parts;
                let value = self.check(value)?;
                self.comparable(Comparison::Less, "between", value, low, low.span)?;
                self.comparable(Comparison::Less, "between", value, high, high.span)
            }
            Syntax::Like { value, .. } => self.text("like", value).map(|_| Type::of(Kind::Boolean)),
            Syntax::Call(function, items) => self.call(*function, items, span),
            Syntax::Service(service) => self.service(service),
            // The parser lets aggregates stand in formulas only, and a formula takes them out.
            Syntax::Aggregate(reduction) => {
                Err(Error::new(Code::AggregateHere, span).with("name", reduction.reduce.name()))
            }
        }
    }

    /// Must be true or false.
    pub(crate) fn boolean(&self, node: &Node) -> Result<Type, Error> {
        let found = self.check(node)?;
        match found.kind {
            None | Some(Kind::Boolean) => Ok(Type::of(Kind::Boolean)),
            Some(_) => Err(Error::new(Code::NotBoolean, node.span).with("kind", found.name())),
        }
    }

    /// Must be a number or an amount.
    pub(crate) fn number(&self, operator: &str, node: &Node) -> Result<Type, Error> {
        let found = self.check(node)?;
        match found.kind {
            None | Some(Kind::Int64 | Kind::Float64 | Kind::Money) => Ok(found),
            Some(_) => {
                let error = Error::new(Code::NotNumber, node.span).with("operator", operator);
                Err(error.with("kind", found.name()))
            }
        }
    }

    /// Where rows are at hand the column has been derived; where a formula is checked, its two ends tell.
    fn service(&self, service: &Service) -> Result<Type, Error> {
        if (self.kind)(&service.column) != Some(Kind::Int64) {
            for end in &service.ends {
                let found = self.check(end)?;
                if found.kind != Some(Kind::Timestamp) {
                    let error = Error::new(Code::WrongKind, end.span).with("operator", "service");
                    return Err(error.with("kind", found.name()));
                }
            }
        }
        Ok(Type::DURATION)
    }

    fn text(&self, operator: &str, node: &Node) -> Result<Type, Error> {
        let found = self.check(node)?;
        if found.kind.is_none_or(Kind::is_text) {
            return Ok(found);
        }
        Err(Error::new(Code::WrongKind, node.span).with("operator", operator).with("kind", found.name()))
    }

    fn comparable(&self, how: Comparison, operator: &str, left: Type, right: &Node, span: Span) -> Result<Type, Error> {
        let right = self.check(right)?;
        if rules::comparable(how, left, right) {
            Ok(Type::of(Kind::Boolean))
        } else {
            Err(differ(operator, left, right, span))
        }
    }

    fn call(&self, function: Function, items: &[Node], span: Span) -> Result<Type, Error> {
        let name = function.name();
        let mut types = Vec::with_capacity(items.len());
        for item in items {
            types.push(match function {
                Function::Abs => self.number(name, item)?,
                Function::Lower | Function::Length | Function::Contains => self.text(name, item)?,
                Function::Min | Function::Max | Function::Coalesce => self.check(item)?,
            });
        }
        let first = types.first().copied().unwrap_or(Type::NULL);
        match function {
            Function::Abs | Function::Lower => Ok(first),
            Function::Length => Ok(Type::of(Kind::Int64)),
            Function::Contains => Ok(Type::of(Kind::Boolean)),
            Function::Min | Function::Max => {
                let right = types.get(1).copied().unwrap_or(Type::NULL);
                rules::extreme(first, right).ok_or_else(|| differ(name, first, right, span))
            }
            Function::Coalesce => types.iter().skip(1).try_fold(rules::coalesced(first), |left, right| {
                rules::coalesce(left, *right).ok_or_else(|| differ(name, left, *right, span))
            }),
        }
    }
}

fn of_literal(literal: &Literal) -> Type {
    match literal {
        Literal::Null => Type::NULL,
        Literal::Boolean(_) => Type::of(Kind::Boolean),
        Literal::Integer(_) => Type::of(Kind::Int64),
        Literal::Decimal(_) => Type::of(Kind::Float64),
        Literal::Text(_) => Type::of(Kind::Text),
        Literal::Moment(_) => Type::of(Kind::Timestamp),
        Literal::Duration(_) => Type::DURATION,
    }
}

fn differ(operator: &str, left: Type, right: Type, span: Span) -> Error {
    let kinds = [left.kind, right.kind];
    if kinds.contains(&Some(Kind::Timestamp)) && kinds.iter().flatten().any(|kind| kind.is_text()) {
        return Error::new(Code::TimestampText, span);
    }
    let error = Error::new(Code::KindsDiffer, span).with("operator", operator);
    error.with("left", left.name()).with("right", right.name())
}

#[cfg(test)]
mod tests;
