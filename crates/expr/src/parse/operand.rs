//! Operands: literals, columns, parentheses, and what follows `in`, `between` and `like`.

use super::{
    Input, Parsed, Place, at_level, backtrack, call, close, expect, found, next, node, not_chained, open, peek,
    peek_symbol, place, power, since, unexpected,
};
use crate::error::{Code, Error, Span};
use crate::lex::{TokenKind, cut};
use crate::moment;
use crate::tree::{Literal, Node, Syntax};

pub(super) fn operand(input: &mut Input<'_>) -> Parsed<Node> {
    let Some(token) = peek(input) else { return cut(missing(input)) };
    let literal = match &token.kind {
        TokenKind::Symbol("-" | "not") => return backtrack(input),
        TokenKind::Symbol("(") => return group(input),
        TokenKind::Name { text, quoted } => return name(input, text, *quoted),
        TokenKind::Symbol("null") => Literal::Null,
        TokenKind::Symbol("true") => Literal::Boolean(true),
        TokenKind::Symbol("false") => Literal::Boolean(false),
        TokenKind::Integer(value) => Literal::Integer(*value),
        TokenKind::Decimal(value) => Literal::Decimal(*value),
        TokenKind::Duration(value) => Literal::Duration(*value),
        TokenKind::Text(text) => Literal::Text(text.clone()),
        TokenKind::Symbol(_) | TokenKind::End => return cut(missing(input)),
    };
    next(input);
    node(Syntax::Literal(literal), token.span)
}

#[inline(never)]
fn missing(input: &Input<'_>) -> Error {
    Error::new(Code::ValueExpected, place(input)).with("found", found(input))
}

#[inline(never)]
fn group(input: &mut Input<'_>) -> Parsed<Node> {
    open(input)?;
    let mut inner = at_level(input, power::LOOSEST)?;
    inner.span = close(input, ")")?;
    inner.grouped = true;
    Ok(inner)
}

/// A column, a call, or `timestamp '…'`.
fn name(input: &mut Input<'_>, text: &str, quoted: bool) -> Parsed<Node> {
    let span = place(input);
    next(input);
    if !quoted && peek_symbol(input) == Some("(") {
        return call::call(input, text, span);
    }
    if !quoted
        && text.eq_ignore_ascii_case("timestamp")
        && let Some(TokenKind::Text(written)) = peek(input).map(|token| &token.kind)
    {
        next(input);
        return moment_literal(written, since(input, span.start));
    }
    if input.state.place == Place::Formula {
        return cut(Error::new(Code::ColumnOutside, span).with("name", text));
    }
    node(Syntax::Column(text.to_owned()), span)
}

#[inline(never)]
fn moment_literal(written: &str, span: Span) -> Parsed<Node> {
    let code = match moment::parse(written) {
        Ok(moment) => return node(Syntax::Literal(Literal::Moment(moment)), span),
        Err(moment::Wrong::Form) => Code::BadTimestamp,
        Err(moment::Wrong::Offset) => Code::TimestampOffset,
    };
    cut(Error::new(code, span).with("found", written))
}

/// After `in`.
#[inline(never)]
pub(super) fn is_in(input: &mut Input<'_>, value: Node, negated: bool) -> Parsed<Node> {
    if peek_symbol(input) != Some("(") {
        return cut(unexpected(input, Some("(")));
    }
    open(input)?;
    let items = list(input)?;
    close(input, ")")?;
    let span = since(input, value.span.start);
    not_chained(&value, span)?;
    node(Syntax::In { value: Box::new(value), items, negated }, span)
}

/// One or more expressions between commas.
#[inline(never)]
pub(super) fn list(input: &mut Input<'_>) -> Parsed<Vec<Node>> {
    let mut items = vec![at_level(input, power::LOOSEST)?];
    while super::accept(input, ",") {
        items.push(at_level(input, power::LOOSEST)?);
    }
    Ok(items)
}

/// After `between`.
#[inline(never)]
pub(super) fn between(input: &mut Input<'_>, value: Node, negated: bool) -> Parsed<Node> {
    let low = at_level(input, power::SUM)?;
    expect(input, "and")?;
    let high = at_level(input, power::SUM)?;
    let span = since(input, value.span.start);
    not_chained(&value, span)?;
    node(Syntax::Between { parts: Box::new([value, low, high]), negated }, span)
}

/// After `like`.
#[inline(never)]
pub(super) fn like(input: &mut Input<'_>, value: Node, negated: bool) -> Parsed<Node> {
    let Some(TokenKind::Text(pattern)) = peek(input).map(|token| &token.kind) else {
        return cut(Error::new(Code::TextLiteral, place(input)).with("operator", "like"));
    };
    next(input);
    let span = since(input, value.span.start);
    not_chained(&value, span)?;
    node(Syntax::Like { value: Box::new(value), pattern: pattern.clone(), negated }, span)
}
