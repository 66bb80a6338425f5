//! Calls: functions of values, and in formulas aggregates of rows.

use super::{
    Input, Parsed, Place, accept, at_level, close, expect, node, open, operand, peek, peek_symbol, power, since,
};
use crate::error::{Code, Error, Span};
use crate::lex::{TokenKind, cut};
use crate::tree::{Function, Literal, Node, Operator, Reduce, Reduction, Service, Syntax};
use aftersight_contract::nearest::nearest;

/// Aggregates that are short for another, beside `p1` to `p99`.
const SHORT: [&str; 6] = ["median", "share", "p50", "p90", "p95", "p99"];

/// What other languages call an aggregate.
const ELSEWHERE: [(&str, &str); 8] = [
    ("avg", "mean"),
    ("average", "mean"),
    ("total", "sum"),
    ("percentile", "quantile"),
    ("unique", "distinct"),
    ("nunique", "distinct"),
    ("count_distinct", "distinct"),
    ("ratio", "share"),
];

/// After a name, before its parenthesis.
#[inline(never)]
pub(super) fn call(input: &mut Input<'_>, name: &str, span: Span) -> Parsed<Node> {
    let formula = input.state.place == Place::Formula;
    match Function::named(name) {
        // Of one value they are aggregates, of two they choose.
        Some(Function::Min | Function::Max) if formula && has_one_argument(input) => {}
        Some(function) => {
            open(input)?;
            let items = if peek_symbol(input) == Some(")") { Vec::new() } else { operand::list(input)? };
            close(input, ")")?;
            return function_of(function, items, since(input, span.start), span);
        }
        None => {}
    }
    if name.eq_ignore_ascii_case("service") {
        return service(input, span);
    }
    let Some((reduce, quantile)) = aggregate_named(name) else { return cut(unknown(name, span, input.state.place)) };
    if !formula {
        let name = reduce.map_or("share", Reduce::name);
        return cut(Error::new(Code::AggregateHere, span).with("name", name));
    }
    input.state.place = Place::Aggregate;
    open(input)?;
    let reduction = reduction(input, reduce, quantile)?;
    close(input, ")")?;
    input.state.place = Place::Formula;
    let span = since(input, span.start);
    match reduce {
        Some(_) => node(Syntax::Aggregate(Box::new(reduction)), span),
        None => share(reduction, span),
    }
}

/// The aggregate, none for a `share`, and which quantile if the name says it.
fn aggregate_named(name: &str) -> Option<(Option<Reduce>, Option<f64>)> {
    if let Some(reduce) = Reduce::named(name) {
        return Some((Some(reduce), None));
    }
    if name.eq_ignore_ascii_case("share") {
        return Some((None, None));
    }
    if name.eq_ignore_ascii_case("median") {
        return Some((Some(Reduce::Quantile), Some(0.5)));
    }
    let percent = name.strip_prefix(['p', 'P'])?;
    let known = (1..=2).contains(&percent.len()) && percent.bytes().all(|digit| digit.is_ascii_digit());
    let percent: u8 = percent.parse().ok().filter(|percent| known && *percent > 0)?;
    Some((Some(Reduce::Quantile), Some(f64::from(percent) / 100.0)))
}

/// Does no comma stand between the parentheses that open here?
fn has_one_argument(input: &Input<'_>) -> bool {
    let mut depth = 0_usize;
    for token in input.input.iter() {
        match token.kind {
            TokenKind::Symbol("(") => depth += 1,
            TokenKind::Symbol(")") if depth <= 1 => return true,
            TokenKind::Symbol(")") => depth -= 1,
            TokenKind::Symbol(",") if depth == 1 => return false,
            _ => {}
        }
    }
    true
}

#[inline(never)]
fn unknown(name: &str, span: Span, place: Place) -> Error {
    let formula = place == Place::Formula;
    let functions = Function::ALL.iter().map(|function| function.name());
    let aggregates = Reduce::ALL.iter().map(|reduce| reduce.name()).chain(SHORT).filter(|_| formula);
    let service = Some("service").filter(|_| place == Place::Aggregate);
    let elsewhere = ELSEWHERE.iter().find(|(word, _)| formula && word.eq_ignore_ascii_case(name));
    let near = || nearest(name, functions.chain(aggregates).chain(service));
    let near = elsewhere.map(|(_, ours)| *ours).or_else(near);
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

/// `service(begin, end)`: of columns only, because whoever plans the formula must derive it.
#[inline(never)]
fn service(input: &mut Input<'_>, name: Span) -> Parsed<Node> {
    if input.state.place != Place::Aggregate {
        return cut(Error::new(Code::ServiceHere, name));
    }
    open(input)?;
    let items = if peek_symbol(input) == Some(")") { Vec::new() } else { operand::list(input)? };
    close(input, ")")?;
    if let Some(other) = items.iter().find(|item| !matches!(item.syntax, Syntax::Column(_))) {
        return cut(Error::new(Code::ServiceColumns, other.span));
    }
    match <[Node; 2]>::try_from(items) {
        Ok(ends) => node(Syntax::Service(Box::new(Service::new(ends))), since(input, name.start)),
        Err(_) => cut(Error::new(Code::ServiceColumns, name)),
    }
}

/// Between an aggregate's parentheses.
#[inline(never)]
fn reduction(input: &mut Input<'_>, reduce: Option<Reduce>, known: Option<f64>) -> Parsed<Reduction> {
    let (mut table, mut argument, mut quantile) = (None, None, known.unwrap_or_default());
    let bare = matches!(input.input.get(1).map(|token| &token.kind), Some(TokenKind::Symbol(")" | "where")));
    match (reduce, peek(input).map(|token| &token.kind)) {
        (Some(Reduce::Count), Some(TokenKind::Symbol(")" | "where"))) => {}
        // A bare name is a table; a column has its table or link before it.
        (Some(Reduce::Count), Some(TokenKind::Name { text, .. })) if bare && !text.contains('.') => {
            let span = super::place(input);
            super::next(input);
            table = Some(node(Syntax::Column(text.clone()), span)?);
        }
        _ => argument = Some(at_level(input, power::LOOSEST)?),
    }
    if reduce == Some(Reduce::Quantile) && known.is_none() {
        expect(input, ",")?;
        quantile = which_quantile(input)?;
    }
    let condition = if accept(input, "where") { Some(at_level(input, power::LOOSEST)?) } else { None };
    Ok(Reduction { reduce: reduce.unwrap_or(Reduce::Count), table, argument, condition, quantile, beside: None })
}

#[inline(never)]
fn which_quantile(input: &mut Input<'_>) -> Parsed<f64> {
    let found = match peek(input).map(|token| &token.kind) {
        Some(TokenKind::Integer(value)) => *value as f64,
        Some(TokenKind::Decimal(value)) => *value,
        _ => -1.0,
    };
    if !(0.0..=1.0).contains(&found) {
        return cut(Error::new(Code::QuantileRange, super::place(input)));
    }
    super::next(input);
    Ok(found)
}

/// `share(c where w)` is `count(where w and c) / count(where w)`, both over one table.
#[inline(never)]
fn share(written: Reduction, span: Span) -> Parsed<Node> {
    let Some(wanted) = written.argument else { return cut(Error::new(Code::ValueExpected, span)) };
    let part = match written.condition.clone() {
        Some(whole) => Node::join(whole, wanted.clone(), true).map_err(winnow::error::ErrMode::Cut)?,
        None => wanted.clone(),
    };
    let count = |condition: Option<Node>, beside: Option<Node>| {
        let (table, argument, quantile) = (None, None, 0.0);
        let reduction = Reduction { reduce: Reduce::Count, table, argument, condition, quantile, beside };
        node(Syntax::Aggregate(Box::new(reduction)), span)
    };
    let (part, whole) = (count(Some(part), None)?, count(written.condition, Some(wanted))?);
    node(Syntax::Arithmetic(Operator::Divide, Box::new(part), Box::new(whole)), span)
}
