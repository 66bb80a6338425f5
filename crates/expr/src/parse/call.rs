//! Calls: functions of values, and in formulas aggregates of rows.

use super::{Input, Parsed, Place, accept, at_level, close, node, open, operand, peek, peek_symbol, power, since};
use crate::error::{Code, Error, Span};
use crate::lex::{TokenKind, cut};
use crate::tree::{Function, Literal, Node, Reduce, Reduction, Syntax};
use aftersight_contract::nearest::nearest;

/// After a name, before its parenthesis.
#[inline(never)]
pub(super) fn call(input: &mut Input<'_>, name: &str, span: Span) -> Parsed<Node> {
    if let Some(function) = Function::named(name) {
        open(input)?;
        let items = if peek_symbol(input) == Some(")") { Vec::new() } else { operand::list(input)? };
        close(input, ")")?;
        return function_of(function, items, since(input, span.start), span);
    }
    if let Some(reduce) = Reduce::named(name) {
        if input.state.place != Place::Formula {
            return cut(Error::new(Code::AggregateHere, span).with("name", reduce.name()));
        }
        input.state.place = Place::Aggregate;
        open(input)?;
        let reduction = reduction(input, reduce)?;
        close(input, ")")?;
        input.state.place = Place::Formula;
        return node(Syntax::Aggregate(Box::new(reduction)), since(input, span.start));
    }
    cut(unknown(name, span, input.state.place == Place::Formula))
}

#[inline(never)]
fn unknown(name: &str, span: Span, formula: bool) -> Error {
    let functions = Function::ALL.iter().map(|function| function.name());
    let aggregates = Reduce::ALL.iter().map(|reduce| reduce.name());
    let near = nearest(name, functions.chain(aggregates.filter(|_| formula)));
    Error::new(Code::UnknownFunction, span).with("name", name).suggest(near)
}

#[inline(never)]
fn function_of(function: Function, items: Vec<Node>, span: Span, name: Span) -> Parsed<Node> {
    let (least, most) = function.arity();
    if items.len() < least || items.len() > most {
        let expected = if most == usize::MAX { format!("{least}+") } else { least.to_string() };
        let error = Error::new(Code::WrongArguments, name).with("name", function.name());
        return cut(error.with("expected", expected).with("found", items.len() as i64));
    }
    if function == Function::Contains
        && let Some(Node { syntax, span, .. }) = items.get(1)
        && !matches!(syntax, Syntax::Literal(Literal::Text(_)))
    {
        return cut(Error::new(Code::TextLiteral, *span).with("operator", "contains"));
    }
    node(Syntax::Call(function, items), span)
}

/// Between an aggregate's parentheses.
#[inline(never)]
fn reduction(input: &mut Input<'_>, reduce: Reduce) -> Parsed<Reduction> {
    let (mut table, mut argument) = (None, None);
    match (reduce, peek(input).map(|token| &token.kind)) {
        (Reduce::Count, Some(TokenKind::Name { text, .. })) => {
            super::next(input);
            table = Some(text.clone());
        }
        (Reduce::Count, _) => {}
        (Reduce::Sum | Reduce::Mean, _) => argument = Some(at_level(input, power::LOOSEST)?),
    }
    let condition = if accept(input, "where") { Some(at_level(input, power::LOOSEST)?) } else { None };
    Ok(Reduction { reduce, table, argument, condition })
}
