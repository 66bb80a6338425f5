//! One cell of a case: read by its column's kind, written so that an eye and a diff tool see everything.

use aftersight_contract::{Column, Kind, Values, bitmap, currency};

/// Splits a line at its commas; a cell in `"…"` may hold commas, `""` is one quote. Newlines are written `\n`, so a line
/// is a row.
pub(crate) fn split(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(cell) = cells.last_mut() else { break };
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cell.push(c),
        }
    }
    cells
}

/// Puts a cell into quotes where it needs them: commas, quotes, blanks at its ends that an editor would eat.
pub(crate) fn quote(cell: &str) -> String {
    let outer = cell.starts_with(' ') || cell.ends_with(' ');
    if outer || cell.contains([',', '"']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

/// A text cell as written: null is nothing, empty text is `''`, what cannot be seen is `\u{a0}`.
pub(crate) fn show_text(text: &str) -> String {
    if text.is_empty() {
        return "''".to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if unseen(c) => out.push_str(&c.escape_unicode().to_string()),
            c => out.push(c),
        }
    }
    if out == "''" { "\\u{27}'".to_owned() } else { out }
}

/// Control characters, every blank but the plain one, zero-width characters and marks of direction.
fn unseen(c: char) -> bool {
    c.is_control()
        || c.is_whitespace() && c != ' '
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Reads what [`show_text`] writes; `None` where an escape is not one.
pub(crate) fn read_text(cell: &str) -> Option<String> {
    if cell == "''" {
        return Some(String::new());
    }
    let mut out = String::with_capacity(cell.len());
    let mut rest = cell;
    while let Some(place) = rest.find('\\') {
        out.push_str(&rest[..place]);
        let mut chars = rest[place + 1..].chars();
        match chars.next()? {
            '\\' => out.push('\\'),
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            't' => out.push('\t'),
            'u' => {
                let (code, after) = chars.as_str().strip_prefix('{')?.split_once('}')?;
                out.push(char::from_u32(u32::from_str_radix(code, 16).ok()?)?);
                rest = after;
                continue;
            }
            _ => return None,
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    Some(out)
}

/// `12.34 CNY` → 1234 and its currency.
pub(crate) fn read_money(cell: &str) -> Option<(i64, &str)> {
    let (amount, code) = cell.split_once(' ')?;
    let digits = currency::decimals(code) as usize;
    let (sign, amount) = amount.strip_prefix('-').map_or((1, amount), |rest| (-1, rest));
    let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
    if part.len() != digits || code.len() != 3 {
        return None;
    }
    Some((sign * format!("{whole}{part}").parse::<i64>().ok()?, code))
}

/// A cell as a case shows it: nothing for null.
pub(crate) fn show(column: &Column, row: usize) -> String {
    if !column.is_valid(row) {
        return String::new();
    }
    match &column.values {
        Values::Boolean(bits) => bitmap::get(bits, row).to_string(),
        Values::Int64(values) => values[row].to_string(),
        Values::Float64(values) => values[row].to_string(),
        Values::Timestamp(values) => {
            jiff::Timestamp::from_microsecond(values[row]).map_or_else(|_| values[row].to_string(), |at| at.to_string())
        }
        Values::Money(money) => currency::amount(money.minor[row], money.currency.get(row)),
        Values::Text(text) => show_text(text.get(row)),
        Values::Category(categories) => show_text(categories.get(row)),
        Values::Binary(blob) => blob.get(row).iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

/// `paid_minor:money` → its name and kind; a plain name is text.
pub(crate) fn read_header(cell: &str) -> Option<(&str, Kind)> {
    const KINDS: [Kind; 7] =
        [Kind::Boolean, Kind::Int64, Kind::Float64, Kind::Timestamp, Kind::Money, Kind::Text, Kind::Category];
    match cell.rsplit_once(':') {
        None => Some((cell, Kind::Text)),
        Some((name, word)) => Some((name, KINDS.into_iter().find(|kind| kind.name() == word)?)),
    }
}

/// A header as a case shows it. How text is encoded is not shown: nothing may depend on it.
pub(crate) fn show_header(column: &Column) -> String {
    if column.kind().is_text() { column.name.clone() } else { format!("{}:{}", column.name, column.kind().name()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_survive_writing_and_reading() {
        for text in ["", "''", "a,b", " a ", "\"q\"", "\u{a0}x\u{200b}", "back\\slash", "两\n行", "\t", "\u{feff}"] {
            let cells = split(&quote(&show_text(text)));
            assert_eq!(cells.len(), 1, "{text:?}");
            assert_eq!(read_text(&cells[0]).as_deref(), Some(text));
        }
        assert_eq!(split("a,,\"b, \"\"c\"\"\","), ["a", "", "b, \"c\"", ""]);
        assert_eq!(read_text("\\q"), None);
    }

    #[test]
    fn money_has_the_decimals_of_its_currency() {
        for cell in ["12.34 CNY", "-0.05 USD", "1235 JPY", "0.001 KWD"] {
            let (minor, code) = read_money(cell).unwrap();
            assert_eq!(currency::amount(minor, code), cell);
        }
        assert_eq!(read_money("12.3 CNY"), None);
        assert_eq!(read_money("12.34"), None);
    }
}
