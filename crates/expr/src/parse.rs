//! From tokens to a tree. `winnow`'s Pratt parser joins operands by the power of their operators.

mod call;
mod operand;

use crate::error::{Code, Error, Span};
use crate::lex::{Parsed, Token, TokenKind, cut, tokens, unwrap};
use crate::print::power_of;
use crate::tree::{Comparison, MAX_DEPTH, Node, Operator, Syntax};
use winnow::combinator::{Infix, Postfix, Prefix, expression};
use winnow::error::{ErrMode, ParserError};
use winnow::prelude::*;
use winnow::stream::{Location, Stateful, Stream, TokenSlice};

/// Parentheses and prefix operators around one another. Two levels of a printed tree need three at the most: `-(not a)`.
const MAX_NEST: usize = MAX_DEPTH * 3 / 2 + 4;

/// What may stand here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Columns, no aggregates.
    Scalar,
    /// Aggregates, no columns.
    Formula,
    /// Columns, in an aggregate's parentheses.
    Aggregate,
}

/// What the parser knows beside the tokens.
#[derive(Debug)]
pub(crate) struct State {
    place: Place,
    /// Where the open parentheses and prefix operators stand.
    open: Vec<u32>,
}

type Input<'t> = Stateful<TokenSlice<'t, Token>, State>;

/// How tightly operators bind.
pub(crate) mod power {
    pub(crate) const LOOSEST: i64 = 0;
    pub(crate) const OR: i64 = 1;
    pub(crate) const AND: i64 = 3;
    pub(crate) const NOT: i64 = 5;
    pub(crate) const COMPARE: i64 = 7;
    pub(crate) const SUM: i64 = 9;
    pub(crate) const PRODUCT: i64 = 11;
    pub(crate) const SIGN: i64 = 13;
    pub(crate) const OPERAND: i64 = 15;
}

/// Parses a whole text.
pub(crate) fn parse(text: &str, place: Place) -> Result<Node, Error> {
    let whole = || {
        let tokens = tokens(text)?;
        let state = State { place, open: Vec::new() };
        let mut input = Input { input: TokenSlice::new(&tokens), state };
        let node = at_level(&mut input, power::LOOSEST).map_err(unwrap)?;
        match peek(&input).map(|token| &token.kind) {
            None | Some(TokenKind::End) => Ok(node),
            Some(_) => Err(unexpected(&input, None)),
        }
    };
    whole().map_err(|error: Error| error.locate(text))
}

/// An expression of operators that bind at least as tightly as `level`.
fn at_level(input: &mut Input<'_>, level: i64) -> Parsed<Node> {
    expression(operand::operand)
        .prefix(prefix)
        .postfix(postfix)
        .infix(infix)
        .current_precedence_level(level)
        .parse_next(input)
}

fn prefix<'t>(input: &mut Input<'t>) -> Parsed<Prefix<Input<'t>, Node, ErrMode<Error>>> {
    let symbol = peek_symbol(input);
    match symbol {
        Some("-") => {
            open(input)?;
            Ok(Prefix(power::SIGN, |input, value| {
                let start = input.state.open.pop().unwrap_or_default();
                let span = Span { start, end: value.span.end };
                node(Syntax::Negate(Box::new(value)), span)
            }))
        }
        Some("not") => {
            open(input)?;
            Ok(Prefix(power::NOT, |input, value| {
                let start = input.state.open.pop().unwrap_or_default();
                let span = Span { start, end: value.span.end };
                node(Syntax::Not(Box::new(value)), span)
            }))
        }
        _ => backtrack(input),
    }
}

fn infix<'t>(input: &mut Input<'t>) -> Parsed<Infix<Input<'t>, Node, ErrMode<Error>>> {
    let Some(symbol) = peek_symbol(input) else { return backtrack(input) };
    let infix = match symbol {
        "or" => Infix::Left(power::OR, |_, a, b| Node::join(a, b, false).map_err(ErrMode::Cut)),
        "and" => Infix::Left(power::AND, |_, a, b| Node::join(a, b, true).map_err(ErrMode::Cut)),
        "=" => Infix::Neither(power::COMPARE, |_, a, b| compare(Comparison::Equal, a, b)),
        "<>" => Infix::Neither(power::COMPARE, |_, a, b| compare(Comparison::NotEqual, a, b)),
        "<" => Infix::Neither(power::COMPARE, |_, a, b| compare(Comparison::Less, a, b)),
        "<=" => Infix::Neither(power::COMPARE, |_, a, b| compare(Comparison::LessEqual, a, b)),
        ">" => Infix::Neither(power::COMPARE, |_, a, b| compare(Comparison::Greater, a, b)),
        ">=" => Infix::Neither(power::COMPARE, |_, a, b| compare(Comparison::GreaterEqual, a, b)),
        "+" => Infix::Left(power::SUM, |_, a, b| calculate(Operator::Add, a, b)),
        "-" => Infix::Left(power::SUM, |_, a, b| calculate(Operator::Subtract, a, b)),
        "*" => Infix::Left(power::PRODUCT, |_, a, b| calculate(Operator::Multiply, a, b)),
        "/" => Infix::Left(power::PRODUCT, |_, a, b| calculate(Operator::Divide, a, b)),
        _ => return backtrack(input),
    };
    next(input);
    Ok(infix)
}

fn postfix<'t>(input: &mut Input<'t>) -> Parsed<Postfix<Input<'t>, Node, ErrMode<Error>>> {
    if accept(input, "is") {
        let negated = accept(input, "not");
        expect(input, "null")?;
        return Ok(Postfix(
            power::COMPARE,
            if negated { |i, v| is_null(i, v, true) } else { |i, v| is_null(i, v, false) },
        ));
    }
    let negated = accept(input, "not");
    let fold: fn(&mut Input<'t>, Node) -> Parsed<Node> = match (peek_symbol(input), negated) {
        (Some("in"), false) => |i, v| operand::is_in(i, v, false),
        (Some("in"), true) => |i, v| operand::is_in(i, v, true),
        (Some("between"), false) => |i, v| operand::between(i, v, false),
        (Some("between"), true) => |i, v| operand::between(i, v, true),
        (Some("like"), false) => |i, v| operand::like(i, v, false),
        (Some("like"), true) => |i, v| operand::like(i, v, true),
        (_, true) => return cut(unexpected(input, Some("in"))),
        (_, false) => return backtrack(input),
    };
    next(input);
    Ok(Postfix(power::COMPARE, fold))
}

#[inline(never)]
fn compare(how: Comparison, a: Node, b: Node) -> Parsed<Node> {
    let span = a.span.to(b.span);
    not_chained(&a, span)?;
    node(Syntax::Compare(how, Box::new(a), Box::new(b)), span)
}

/// `a = b is null`: nobody remembers which of both comes first.
fn not_chained(value: &Node, span: Span) -> Parsed<()> {
    if value.grouped || power_of(&value.syntax) != power::COMPARE {
        return Ok(());
    }
    cut(Error::new(Code::ChainedComparison, span))
}

#[inline(never)]
fn calculate(how: Operator, a: Node, b: Node) -> Parsed<Node> {
    let span = a.span.to(b.span);
    node(Syntax::Arithmetic(how, Box::new(a), Box::new(b)), span)
}

#[inline(never)]
fn is_null(input: &Input<'_>, value: Node, negated: bool) -> Parsed<Node> {
    let span = since(input, value.span.start);
    not_chained(&value, span)?;
    node(Syntax::IsNull { value: Box::new(value), negated }, span)
}

#[inline(never)]
fn node(syntax: Syntax, span: Span) -> Parsed<Node> {
    Node::new(syntax, span).map_err(ErrMode::Cut)
}

fn backtrack<T>(input: &Input<'_>) -> Parsed<T> {
    Err(ErrMode::from_input(input))
}

fn peek<'t>(input: &Input<'t>) -> Option<&'t Token> {
    input.peek_token()
}

fn next<'t>(input: &mut Input<'t>) -> Option<&'t Token> {
    input.next_token()
}

fn peek_symbol(input: &Input<'_>) -> Option<&'static str> {
    match peek(input)?.kind {
        TokenKind::Symbol(symbol) => Some(symbol),
        _ => None,
    }
}

fn accept(input: &mut Input<'_>, symbol: &str) -> bool {
    let found = peek_symbol(input) == Some(symbol);
    if found {
        next(input);
    }
    found
}

fn expect(input: &mut Input<'_>, symbol: &'static str) -> Parsed<()> {
    if accept(input, symbol) { Ok(()) } else { cut(unexpected(input, Some(symbol))) }
}

/// Steps over an opening token, unless that nests too deep.
fn open(input: &mut Input<'_>) -> Parsed<()> {
    let span = place(input);
    if input.state.open.len() >= MAX_NEST {
        return cut(Error::new(Code::TooDeep, span).with("limit", MAX_DEPTH as i64));
    }
    input.state.open.push(span.start);
    next(input);
    Ok(())
}

/// Steps over the closing token of the last [`open`]; returns the place of all between.
fn close(input: &mut Input<'_>, symbol: &'static str) -> Parsed<Span> {
    expect(input, symbol)?;
    let start = input.state.open.pop().unwrap_or_default();
    Ok(since(input, start))
}

/// From a position to the end of the last token.
fn since(input: &Input<'_>, start: u32) -> Span {
    Span { start, end: input.previous_token_end() as u32 }
}

/// Where the next token stands.
fn place(input: &Input<'_>) -> Span {
    peek(input).map(|token| token.span).unwrap_or_default()
}

/// The next token is not what it should be: a certain symbol, or else an operator or the end.
#[cold]
#[inline(never)]
fn unexpected(input: &Input<'_>, expected: Option<&'static str>) -> Error {
    let span = place(input);
    let comparison = peek_symbol(input).is_some_and(|symbol| Comparison::named(symbol).is_some());
    if comparison && matches!(expected, None | Some(")")) {
        return Error::new(Code::ChainedComparison, span);
    }
    match expected {
        Some(symbol) => Error::new(Code::TokenExpected, span).with("expected", symbol),
        None => Error::new(Code::OperatorExpected, span),
    }
    .with("found", found(input))
}

/// The next token in words.
fn found(input: &Input<'_>) -> String {
    match peek(input).map(|token| &token.kind) {
        None | Some(TokenKind::End) => "the end".to_owned(),
        Some(TokenKind::Integer(_) | TokenKind::Decimal(_)) => "number".to_owned(),
        Some(TokenKind::Duration(_)) => "duration".to_owned(),
        Some(TokenKind::Text(_)) => "text".to_owned(),
        Some(TokenKind::Name { text, .. }) => format!("`{text}`"),
        Some(TokenKind::Symbol(symbol)) => format!("`{symbol}`"),
    }
}

#[cfg(test)]
mod tests;
