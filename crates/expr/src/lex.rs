//! From characters to tokens.

use crate::error::{Code, Error, Span};
use crate::moment::{DAY, HOUR, MINUTE, SECOND};
use winnow::ascii::digit1;
use winnow::combinator::opt;
use winnow::error::{ErrMode, ParserError};
use winnow::prelude::*;
use winnow::stream::{LocatingSlice, Location, Stream};
use winnow::token::{any, one_of, take_till, take_while};

/// The longest text that is read, in bytes: long lists of ids fit.
pub const MAX_BYTES: usize = 1 << 20;

/// Words that are no column names unless they stand in double quotes.
const KEYWORDS: [&str; 12] =
    ["and", "or", "not", "in", "is", "null", "true", "false", "between", "like", "where", "timestamp"];

/// The longer first.
const SYMBOLS: [&str; 14] = ["<>", "!=", "<=", ">=", "<", ">", "=", "(", ")", ",", "+", "-", "*", "/"];

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TokenKind {
    Integer(i64),
    Decimal(f64),
    /// Microseconds.
    Duration(i64),
    Text(String),
    /// A name; in quotes it is never a function.
    Name {
        text: String,
        quoted: bool,
    },
    /// A keyword in lower case or a symbol.
    Symbol(&'static str),
    End,
}

/// A token and its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Span,
}

impl Location for Token {
    fn previous_token_end(&self) -> usize {
        self.span.end as usize
    }

    fn current_token_start(&self) -> usize {
        self.span.start as usize
    }
}

/// `Cut` ends the parse, `Backtrack` lets another branch try.
pub(crate) type Parsed<T> = Result<T, ErrMode<Error>>;

impl<I: Stream + Location> ParserError<I> for Error {
    type Inner = Self;

    fn from_input(input: &I) -> Self {
        let at = input.current_token_start();
        Self::new(Code::Character, Span::new(at, at))
    }

    fn into_inner(self) -> Result<Self, Self> {
        Ok(self)
    }
}

/// The error inside.
pub(crate) fn unwrap(error: ErrMode<Error>) -> Error {
    match error {
        ErrMode::Backtrack(error) | ErrMode::Cut(error) => error,
        ErrMode::Incomplete(_) => Error::new(Code::Character, Span::default()),
    }
}

/// An error that ends the parse.
pub(crate) fn cut<T>(error: Error) -> Parsed<T> {
    Err(ErrMode::Cut(error))
}

type Chars<'a> = LocatingSlice<&'a str>;

/// All tokens, the last of them [`TokenKind::End`].
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, Error> {
    if text.len() > MAX_BYTES {
        return Err(Error::new(Code::TooLong, Span::default()).with("limit", MAX_BYTES as i64));
    }
    let mut input = Chars::new(text);
    let mut tokens = Vec::new();
    loop {
        space(&mut input).map_err(unwrap)?;
        let start = input.current_token_start();
        let kind = token(&mut input).map_err(unwrap)?;
        let end = kind == TokenKind::End;
        tokens.push(Token { kind, span: Span::new(start, input.previous_token_end()) });
        if end {
            return Ok(tokens);
        }
    }
}

fn space(input: &mut Chars<'_>) -> Parsed<()> {
    take_while(0.., char::is_whitespace).void().parse_next(input)
}

fn token(input: &mut Chars<'_>) -> Parsed<TokenKind> {
    match input.peek_token() {
        None => Ok(TokenKind::End),
        Some('\'') => quoted(input, '\'', Code::TextOpen).map(TokenKind::Text),
        Some('0'..='9') => number(input),
        Some(c) if c == '"' || is_first(c) => name(input),
        Some(_) => symbol(input),
    }
}

fn is_first(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

fn is_next(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// What the tokens around it take for a name without quotes.
pub(crate) fn is_plain(name: &str) -> bool {
    let part = |part: &str| part.starts_with(is_first) && part.chars().all(is_next);
    name.split('.').all(part) && keyword(name).is_none()
}

fn keyword(word: &str) -> Option<&'static str> {
    KEYWORDS.into_iter().find(|known| known.eq_ignore_ascii_case(word))
}

fn span(input: &Chars<'_>, start: usize) -> Span {
    Span::new(start, input.previous_token_end())
}

/// Text between quotes, in which two of them stand for one.
fn quoted(input: &mut Chars<'_>, quote: char, open: Code) -> Parsed<String> {
    let start = input.current_token_start();
    any.void().parse_next(input)?;
    let opening = span(input, start);
    let mut out = String::new();
    loop {
        out.push_str(take_till(0.., quote).parse_next(input)?);
        if opt(quote).parse_next(input)?.is_none() {
            return cut(Error::new(open, opening));
        }
        if opt(quote).parse_next(input)?.is_none() {
            return Ok(out);
        }
        out.push(quote);
    }
}

fn word<'a>(input: &mut Chars<'a>) -> Parsed<&'a str> {
    (one_of(is_first), take_while(0.., is_next)).take().parse_next(input)
}

/// Words joined by points, each of them plain or in double quotes.
fn name(input: &mut Chars<'_>) -> Parsed<TokenKind> {
    let start = input.current_token_start();
    let (mut text, mut quotes) = (String::new(), false);
    loop {
        if input.starts_with('"') {
            quotes = true;
            let before = text.len();
            text.push_str(&quoted(input, '"', Code::NameOpen)?);
            if text.len() == before {
                return cut(Error::new(Code::NameEmpty, span(input, start)));
            }
        } else {
            text.push_str(word(input)?);
        }
        let more = input.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c| c == '"' || is_first(c)));
        if !more {
            break;
        }
        any.void().parse_next(input)?;
        text.push('.');
    }
    Ok(match keyword(&text) {
        Some(known) if !quotes && known != "timestamp" => TokenKind::Symbol(known),
        _ => TokenKind::Name { text, quoted: quotes },
    })
}

/// A number, or a duration where a unit follows.
fn number(input: &mut Chars<'_>) -> Parsed<TokenKind> {
    let start = input.current_token_start();
    let exponent = (one_of(['e', 'E']), opt(one_of(['+', '-'])), digit1);
    let (digits, decimal): (&str, bool) = (digit1, opt(('.', digit1)), opt(exponent))
        .with_taken()
        .map(|((_, fraction, exponent), digits)| (digits, fraction.is_some() || exponent.is_some()))
        .parse_next(input)?;
    let here = span(input, start);
    let too_large = |span| ErrMode::Cut(Error::new(Code::NumberTooLarge, span).with("found", digits));

    let after = input.checkpoint();
    space(input)?;
    let unit_start = input.current_token_start();
    if let Some(unit) = opt(word).parse_next(input)?
        && keyword(unit).is_none()
    {
        let Some(size) = unit_size(unit) else {
            return cut(Error::new(Code::UnknownUnit, span(input, unit_start)).with("found", unit));
        };
        if decimal {
            return cut(Error::new(Code::DurationFraction, span(input, start)).with("found", digits));
        }
        let whole = digits.parse().ok().and_then(|count: i64| count.checked_mul(size));
        return whole.map(TokenKind::Duration).ok_or_else(|| too_large(span(input, start)));
    }
    input.reset(&after);

    if decimal {
        let value: Option<f64> = digits.parse().ok().filter(|value: &f64| value.is_finite());
        value.map(TokenKind::Decimal).ok_or_else(|| too_large(here))
    } else {
        digits.parse().map(TokenKind::Integer).map_err(|_| too_large(here))
    }
}

fn unit_size(unit: &str) -> Option<i64> {
    let units = [("d", DAY), ("h", HOUR), ("min", MINUTE), ("s", SECOND)];
    units.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(unit)).map(|(_, size)| size)
}

fn symbol(input: &mut Chars<'_>) -> Parsed<TokenKind> {
    let start = input.current_token_start();
    for symbol in SYMBOLS {
        if opt(symbol).parse_next(input)?.is_some() {
            return Ok(TokenKind::Symbol(if symbol == "!=" { "<>" } else { symbol }));
        }
    }
    let found = any.parse_next(input)?;
    let place = span(input, start);
    cut(match half_width(found) {
        Some(write) => {
            Error::new(Code::FullWidth, place).with("found", found.to_string()).with("write", write.to_string())
        }
        None => Error::new(Code::Character, place).with("found", found.to_string()),
    })
}

/// What a Chinese keyboard writes instead.
fn half_width(c: char) -> Option<char> {
    match c {
        '‘' | '’' => Some('\''),
        '“' | '”' => Some('"'),
        '、' => Some(','),
        '。' => Some('.'),
        '≥' | '≤' | '≠' => None,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<TokenKind> {
        tokens(text).unwrap().into_iter().map(|token| token.kind).collect()
    }

    fn fails(text: &str) -> (Code, Range) {
        let error = tokens(text).unwrap_err();
        (error.code, error.span)
    }

    type Range = std::ops::Range<usize>;

    fn name(text: &str, quoted: bool) -> TokenKind {
        TokenKind::Name { text: text.to_owned(), quoted }
    }

    #[test]
    fn names() {
        assert_eq!(kinds("order.paid_at"), [name("order.paid_at", false), TokenKind::End]);
        assert_eq!(kinds("标题 _a1"), [name("标题", false), name("_a1", false), TokenKind::End]);
        assert_eq!(kinds(r#""退款 ""金额""""#), [name("退款 \"金额\"", true), TokenKind::End]);
        assert_eq!(kinds(r#"cases."退款 金额""#), [name("cases.退款 金额", true), TokenKind::End]);
        assert_eq!(kinds("order.in"), [name("order.in", false), TokenKind::End]);
        assert_eq!(kinds("AND"), [TokenKind::Symbol("and"), TokenKind::End]);
        assert_eq!(kinds("\"and\""), [name("and", true), TokenKind::End]);
        assert_eq!(kinds("timestamp"), [name("timestamp", false), TokenKind::End]);
        assert!(is_plain("order.paid_at") && is_plain("标题") && is_plain("order.in"));
        assert!(!is_plain("in") && !is_plain("a b") && !is_plain("a.1") && !is_plain("a.") && !is_plain(""));
    }

    #[test]
    fn numbers_and_durations() {
        let day = TokenKind::Duration(DAY);
        assert_eq!(kinds("1 d 1d 1 D"), [day.clone(), day.clone(), day, TokenKind::End]);
        assert_eq!(kinds("15 min"), [TokenKind::Duration(15 * MINUTE), TokenKind::End]);
        assert_eq!(kinds("7 and"), [TokenKind::Integer(7), TokenKind::Symbol("and"), TokenKind::End]);
        assert_eq!(
            kinds("1.5 2e3 1E-2")[..],
            [1.5, 2000.0, 0.01].map(TokenKind::Decimal).into_iter().chain([TokenKind::End]).collect::<Vec<_>>()[..]
        );
        assert_eq!(fails("1.5 h"), (Code::DurationFraction, 0..5));
        assert_eq!(fails("7 weeks"), (Code::UnknownUnit, 2..7));
        assert_eq!(fails("99999999999999999999"), (Code::NumberTooLarge, 0..20));
        assert_eq!(fails("999999999999999 d"), (Code::NumberTooLarge, 0..17));
        assert_eq!(fails("1e999"), (Code::NumberTooLarge, 0..5));
        assert_eq!(fails("1."), (Code::Character, 1..2));
    }

    #[test]
    fn quotes_and_odd_characters() {
        assert_eq!(kinds("'it''s'"), [TokenKind::Text("it's".into()), TokenKind::End]);
        assert_eq!(kinds("''"), [TokenKind::Text(String::new()), TokenKind::End]);
        assert_eq!(fails("a = 'x"), (Code::TextOpen, 4..5));
        assert_eq!(fails("'''"), (Code::TextOpen, 0..1));
        assert_eq!(fails("\"x"), (Code::NameOpen, 0..1));
        assert_eq!(fails("a.\"\""), (Code::NameEmpty, 0..4).clone());
        assert_eq!(fails("a ; b"), (Code::Character, 2..3));
        let error = tokens("标题 ＞ 1").unwrap_err();
        assert_eq!((error.code, error.span), (Code::FullWidth, 7..10));
        assert_eq!(fails(&" ".repeat(MAX_BYTES + 1)).0, Code::TooLong);
    }
}
