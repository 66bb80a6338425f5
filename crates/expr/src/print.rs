//! The canonical text of a tree: it parses to the same tree.

use crate::lex::is_plain;
use crate::moment::{self, DAY, HOUR, MINUTE, SECOND};
use crate::parse::power;
use crate::tree::{Literal, Node, Operator, Syntax};
use std::fmt::{self, Formatter};

/// Writes a node, in parentheses where its operator binds less tightly than `least`. With a table, column names take its
/// prefix.
pub(crate) fn node(f: &mut Formatter<'_>, node: &Node, least: i64, table: Option<&str>) -> fmt::Result {
    if power_of(&node.syntax) >= least {
        return syntax(f, &node.syntax, table);
    }
    f.write_str("(")?;
    syntax(f, &node.syntax, table)?;
    f.write_str(")")
}

/// How tightly the operator of a node binds.
pub(crate) fn power_of(syntax: &Syntax) -> i64 {
    match syntax {
        Syntax::Or(_) => power::OR,
        Syntax::And(_) => power::AND,
        Syntax::Not(_) => power::NOT,
        Syntax::Compare(..)
        | Syntax::IsNull { .. }
        | Syntax::In { .. }
        | Syntax::Between { .. }
        | Syntax::Like { .. } => power::COMPARE,
        Syntax::Arithmetic(how, ..) => arithmetic_power(*how),
        Syntax::Negate(_) => power::SIGN,
        Syntax::Literal(_) | Syntax::Column(_) | Syntax::Call(..) | Syntax::Service(_) | Syntax::Aggregate(_) => {
            power::OPERAND
        }
    }
}

/// How tightly an arithmetic operator binds.
pub(crate) fn arithmetic_power(how: Operator) -> i64 {
    match how {
        Operator::Add | Operator::Subtract => power::SUM,
        Operator::Multiply | Operator::Divide => power::PRODUCT,
    }
}

fn syntax(f: &mut Formatter<'_>, syntax: &Syntax, table: Option<&str>) -> fmt::Result {
    let sub = |f: &mut Formatter<'_>, child: &Node, least| node(f, child, least, table);
    let not = |negated: &bool| if *negated { "not " } else { "" };
    match syntax {
        Syntax::Literal(value) => literal(f, value),
        Syntax::Column(column) => match table {
            Some(table) => name(f, &format!("{table}.{column}")),
            None => name(f, column),
        },
        Syntax::Not(value) => {
            f.write_str("not ")?;
            sub(f, value, power::NOT)
        }
        Syntax::Negate(value) => {
            f.write_str("-")?;
            sub(f, value, power::SIGN)
        }
        Syntax::And(items) => list(f, items, " and ", power::AND + 1, table),
        Syntax::Or(items) => list(f, items, " or ", power::OR + 1, table),
        Syntax::Compare(how, left, right) => {
            sub(f, left, power::COMPARE + 1)?;
            write!(f, " {} ", how.name())?;
            sub(f, right, power::COMPARE + 1)
        }
        Syntax::Arithmetic(how, left, right) => {
            let power = arithmetic_power(*how);
            sub(f, left, power)?;
            write!(f, " {} ", how.name())?;
            sub(f, right, power + 1)
        }
        Syntax::IsNull { value, negated } => {
            sub(f, value, power::COMPARE + 1)?;
            write!(f, " is {}null", not(negated))
        }
        Syntax::In { value, items, negated } => {
            sub(f, value, power::COMPARE + 1)?;
            write!(f, " {}in (", not(negated))?;
            list(f, items, ", ", power::LOOSEST, table)?;
            f.write_str(")")
        }
        Syntax::Between { parts, negated } => {
            let [value, low, high] = &**parts;
            sub(f, value, power::COMPARE + 1)?;
            write!(f, " {}between ", not(negated))?;
            sub(f, low, power::SUM)?;
            f.write_str(" and ")?;
            sub(f, high, power::SUM)
        }
        Syntax::Like { value, pattern, negated } => {
            sub(f, value, power::COMPARE + 1)?;
            write!(f, " {}like ", not(negated))?;
            quote(f, pattern, '\'')
        }
        Syntax::Call(function, items) => {
            write!(f, "{}(", function.name())?;
            list(f, items, ", ", power::LOOSEST, table)?;
            f.write_str(")")
        }
        Syntax::Service(service) => {
            f.write_str("service(")?;
            list(f, &service.ends, ", ", power::LOOSEST, table)?;
            f.write_str(")")
        }
        // A formula prints its aggregates itself.
        Syntax::Aggregate(reduction) => write!(f, "{}()", reduction.reduce.name()),
    }
}

fn list(f: &mut Formatter<'_>, items: &[Node], between: &str, least: i64, table: Option<&str>) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(between)?;
        }
        node(f, item, least, table)?;
    }
    Ok(())
}

/// A name, in double quotes where it needs them.
pub(crate) fn name(f: &mut Formatter<'_>, name: &str) -> fmt::Result {
    if is_plain(name) { f.write_str(name) } else { quote(f, name, '"') }
}

/// As [`name`] writes it.
pub(crate) fn quoted_name(name: &str) -> String {
    if is_plain(name) { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

fn quote(f: &mut Formatter<'_>, text: &str, quote: char) -> fmt::Result {
    use fmt::Write;
    f.write_char(quote)?;
    for c in text.chars() {
        if c == quote {
            f.write_char(quote)?;
        }
        f.write_char(c)?;
    }
    f.write_char(quote)
}

/// A literal.
pub(crate) fn literal(f: &mut Formatter<'_>, literal: &Literal) -> fmt::Result {
    match literal {
        Literal::Null => f.write_str("null"),
        Literal::Boolean(value) => write!(f, "{value}"),
        Literal::Integer(value) => write!(f, "{value}"),
        Literal::Decimal(value) => write!(f, "{value:?}"),
        Literal::Text(text) => quote(f, text, '\''),
        Literal::Moment(moment) => {
            f.write_str("timestamp '")?;
            moment::write(f, *moment)?;
            f.write_str("'")
        }
        Literal::Duration(micros) => duration(f, *micros),
    }
}

/// In the largest unit that divides it.
fn duration(f: &mut Formatter<'_>, micros: i64) -> fmt::Result {
    let units = [(DAY, "d"), (HOUR, "h"), (MINUTE, "min")];
    let (size, unit) = units.into_iter().find(|(size, _)| micros != 0 && micros % size == 0).unwrap_or((SECOND, "s"));
    write!(f, "{} {unit}", micros / size)
}
