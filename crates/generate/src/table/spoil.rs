//! How each kind of dirt changes a rendered row, and the truth where a value cannot come back.

use std::fmt::Write as _;

use crate::calendar::{DAY, OFFSET, push_local, wall};
use crate::rng::Rng;
use crate::table::column::{Column, Kind};
use crate::table::dirt::Dirt;
use crate::table::row::{Cell, Row, push_yuan};

/// Applies one kind of dirt to the fields. Says no, and changes nothing, if the row has no cell for it.
pub(crate) fn spoil(dirt: Dirt, columns: &[Column], row: &mut Row, fields: &mut [String], rng: &mut Rng) -> bool {
    let target = |wanted: &dyn Fn(&Column, &String) -> bool, rng: &mut Rng| {
        let fits = |index: &usize| !columns[*index].header.is_empty() && wanted(&columns[*index], &fields[*index]);
        let found = (0..columns.len()).filter(fits).count();
        (found > 0).then(|| (0..columns.len()).filter(fits).nth(rng.below(found))).flatten()
    };
    let filled = |field: &String| !field.is_empty();
    let money = |column: &Column, field: &String| matches!(column.kind, Kind::Money) && filled(field);
    let plain = |column: &Column, field: &String| {
        matches!(column.kind, Kind::Id | Kind::Money | Kind::Time | Kind::Integer | Kind::Phone) && filled(field)
    };
    let id = |column: &Column, field: &String| matches!(column.kind, Kind::Id) && field.len() >= 12;
    let long = |column: &Column, field: &String| {
        column.required && id(column, field) && field.len() >= 16 && field.bytes().all(|byte| byte.is_ascii_digit())
    };
    let time = |column: &Column, field: &String| matches!(column.kind, Kind::Time) && filled(field);
    let found = match dirt {
        Dirt::FullWidth => target(&plain, rng),
        Dirt::InvisibleBlank | Dirt::TrailingBlank => {
            target(&|column, field| !matches!(column.kind, Kind::Free) && filled(field), rng)
        }
        Dirt::MoneyFormat => target(&money, rng),
        Dirt::Placeholder => {
            target(&|column, field| matches!(column.kind, Kind::Money | Kind::Time | Kind::Id) && field.is_empty(), rng)
        }
        Dirt::TimeFormat => target(&time, rng),
        Dirt::ExcelArmour => target(&id, rng),
        Dirt::MaskedPhone => target(&|column, field| matches!(column.kind, Kind::Phone) && field.len() == 11, rng),
        Dirt::StatusCode => target(&|column, field| column.header == "物流状态" && filled(field), rng),
        Dirt::BadOptionalTime => target(&|column, field| !column.required && time(column, field), rng),
        Dirt::BadTime => target(&|column, field| column.required && time(column, field), rng),
        Dirt::BadAmount => target(&|column, field| column.required && money(column, field), rng),
        Dirt::RefundTooHigh => {
            target(&|column, field| column.name == "refund_minor" && filled(field) && field != "0.00", rng)
        }
        Dirt::LostPrecision => target(&long, rng),
        Dirt::UnknownStatus => target(&|column, field| column.name == "status" && filled(field), rng),
        Dirt::Duplicate => Some(0),
        Dirt::TestOrder => None,
    };
    let Some(index) = found else { return false };
    let field = &mut fields[index];
    let number = if let Cell::Number(value) = row.cells[index] { value } else { 0 };
    match dirt {
        Dirt::FullWidth => *field = field.chars().map(wide).collect(),
        Dirt::InvisibleBlank => match rng.below(4) {
            0 => field.insert(0, '\u{A0}'),
            1 => field.push('\u{A0}'),
            2 => field.insert(0, '\u{FEFF}'),
            _ => {
                let inside = field.char_indices().nth(field.chars().count() / 2).map_or(0, |(at, _)| at);
                field.insert(inside, '\u{200B}');
            }
        },
        Dirt::TrailingBlank => match rng.below(3) {
            0 => field.push_str("  "),
            1 => field.push('\t'),
            _ => field.insert(0, ' '),
        },
        Dirt::MoneyFormat => {
            let grouped = group(number);
            field.clear();
            let _ = match rng.below(4) {
                0 => write!(field, "￥{grouped}"),
                1 => write!(field, "¥{grouped}"),
                2 => write!(field, "{grouped}元"),
                _ => write!(field, "{grouped} 元"),
            };
        }
        Dirt::Placeholder => field.push_str(rng.pick(&["--", "-", "无", "N/A", "null"])),
        Dirt::TimeFormat => reformat(columns, row, fields, rng.below(7)),
        Dirt::ExcelArmour => *field = if rng.chance(0.7) { format!("=\"{field}\"") } else { format!("'{field}") },
        Dirt::MaskedPhone => field.replace_range(3..7, "****"),
        Dirt::StatusCode => *field = crate::rows::shipments::carrier_code(number as usize).to_owned(),
        Dirt::BadOptionalTime => {
            *field = (rng.pick(&["0000-00-00 00:00:00", "2025-13-45 25:61:00", "2025-02-30 10:00:00"])).to_owned();
            row.cells[index] = Cell::Null;
        }
        Dirt::BadTime => {
            *field =
                (rng.pick(&["0000-00-00 00:00:00", "2025-02-30 10:00:00", "2099-12-31 23:59:59", "待定"])).to_owned();
        }
        Dirt::BadAmount => *field = (rng.pick(&["12.3.4", "#####", "见备注", "1O0.0O"])).to_owned(),
        Dirt::RefundTooHigh => {
            field.clear();
            push_yuan(field, number * 10 + 10_000_000);
        }
        Dirt::LostPrecision => {
            *field = if rng.chance(0.7) {
                format!("{}.{}E+{}", &field[..1], &field[1..6], field.len() - 1)
            } else {
                // What a spreadsheet leaves of it: fifteen digits.
                format!("{}{}", &field[..15], "0".repeat(field.len() - 15))
            };
        }
        Dirt::UnknownStatus => *field = (rng.pick(&["状态异常(9)", "未知状态", "STATUS_ERR"])).to_owned(),
        Dirt::Duplicate | Dirt::TestOrder => {}
    }
    true
}

/// ASCII as its full-width twin.
fn wide(character: char) -> char {
    match character {
        ' ' => '\u{3000}',
        '!'..='~' => char::from_u32(character as u32 + 0xFEE0).unwrap_or(character),
        other => other,
    }
}

/// Fen as yuan with a comma every three digits.
fn group(fen: i64) -> String {
    let mut plain = String::new();
    push_yuan(&mut plain, fen);
    let whole = plain.len() - 3;
    let lead = usize::from(plain.starts_with('-'));
    for at in (lead + 1..whole).rev().filter(|at| (whole - at).is_multiple_of(3)) {
        plain.insert(at, ',');
    }
    plain
}

/// Writes every time of the row in one of seven formats.
fn reformat(columns: &[Column], row: &mut Row, fields: &mut [String], format: usize) {
    for ((column, cell), field) in columns.iter().zip(&mut row.cells).zip(fields) {
        let Cell::Number(instant) = *cell else { continue };
        if !matches!(column.kind, Kind::Time) {
            continue;
        }
        field.clear();
        let (year, month, day, hour, minute, second) = wall(instant);
        let _ = match format {
            // Re-saved by a spreadsheet: the seconds are gone for good.
            0 => write!(field, "{year}/{month}/{day} {hour}:{minute:02}"),
            1 => write!(field, "{year}年{month}月{day}日 {hour:02}:{minute:02}"),
            2 => write!(field, "{year}年{month:02}月{day:02}日 {hour:02}时{minute:02}分{second:02}秒"),
            // Days since 1899-12-30, to ten decimals: closer than ten microseconds.
            3 => {
                let local = instant + OFFSET + 25_569 * DAY;
                let fraction = ((local % DAY) * 10_000_000_000 + DAY / 2) / DAY;
                write!(field, "{}.{fraction:010}", local / DAY)
            }
            4 => write!(field, "{instant}"),
            5 => write!(field, "{instant}000"),
            _ => {
                push_local(field, instant);
                field.replace_range(10..11, "T");
                write!(field, "+08:00")
            }
        };
        if format < 2 {
            *cell = Cell::Number(instant - i64::from(second));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        for (fen, text) in [
            (5, "0.05"),
            (123_450, "1,234.50"),
            (99_999, "999.99"),
            (123_456_789, "1,234,567.89"),
            (-100_000, "-1,000.00"),
        ] {
            assert_eq!(group(fen), text);
        }
    }
}
