//! Spreadsheet cells as the text that a spreadsheet program would show, so far as nothing is lost by it.

use calamine::{Data, DataRef, ExcelDateTime};

/// Appends the cell's text; nothing for an empty cell.
pub(crate) fn write(cell: &DataRef<'_>, out: &mut String) {
    match cell {
        DataRef::Empty => {}
        DataRef::String(text) => out.push_str(text),
        DataRef::SharedString(text) => out.push_str(text),
        DataRef::Int(number) => integer(*number, out),
        DataRef::Float(number) => float(*number, out),
        DataRef::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        DataRef::DateTime(moment) => date(moment, out),
        DataRef::DateTimeIso(text) => iso(text, out),
        DataRef::DurationIso(text) => out.push_str(text),
        DataRef::Error(error) => out.push_str(&error.to_string()),
    }
}

/// The same for an owned cell.
pub(crate) fn write_owned(cell: &Data, out: &mut String) {
    match cell {
        Data::Empty => {}
        Data::String(text) => out.push_str(text),
        Data::Int(number) => integer(*number, out),
        Data::Float(number) => float(*number, out),
        Data::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Data::DateTime(moment) => date(moment, out),
        Data::DateTimeIso(text) => iso(text, out),
        Data::DurationIso(text) => out.push_str(text),
        Data::Error(error) => out.push_str(&error.to_string()),
    }
}

fn integer(number: i64, out: &mut String) {
    if number.unsigned_abs() < 1_000_000_000_000_000 {
        out.push_str(&number.to_string())
    } else {
        float(number as f64, out)
    }
}

/// Spreadsheets keep 15 digits. Longer numbers (order numbers, mostly) have lost the rest, and stand as `4.1E+18`, so that a
/// cleaner sees the loss; digits beyond the 15th of a fraction are noise of binary arithmetic and go.
fn float(number: f64, out: &mut String) {
    if !number.is_finite() {
        out.push_str("#NUM!");
        return;
    }
    // One digit before the point and 14 after it.
    let scientific = format!("{number:.14e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return };
    if number.abs() < 1e15 {
        let rounded = scientific.parse::<f64>().unwrap_or(number);
        out.push_str(&if rounded == 0.0 { 0.0 } else { rounded }.to_string());
        return;
    }
    let mantissa = if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
    out.push_str(mantissa);
    out.push_str("E+");
    out.push_str(exponent);
}

/// `2025-01-01 12:00:00`; a time of day without a date, or a duration, as `36:00:00`.
fn date(moment: &ExcelDateTime, out: &mut String) {
    use std::fmt::Write;
    let serial = moment.as_f64();
    // Beyond 9999-12-31 there are no dates; the number itself says more than a wrong one.
    if !(0.0..2_958_466.0).contains(&serial) {
        float(serial, out);
        return;
    }
    let written = if moment.is_duration() || serial < 1.0 {
        let seconds = (serial * 86_400.0).round() as u64;
        write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
    } else {
        let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
        let whole = write!(out, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}");
        if milli == 0 { whole } else { whole.and_then(|()| write!(out, ".{milli:03}")) }
    };
    debug_assert!(written.is_ok(), "writing to a string does not fail");
}

/// `2020-01-02T03:04:05` → `2020-01-02 03:04:05`, a bare date with midnight.
fn iso(text: &str, out: &mut String) {
    match text.split_once('T') {
        Some((date, time)) => {
            out.push_str(date);
            out.push(' ');
            out.push_str(time);
        }
        None if text.len() == 10 && text.as_bytes()[4] == b'-' => {
            out.push_str(text);
            out.push_str(" 00:00:00");
        }
        None => out.push_str(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};

    fn text(cell: Data) -> String {
        let mut out = String::new();
        write_owned(&cell, &mut out);
        out
    }

    #[test]
    fn numbers_have_no_noise() {
        assert_eq!(text(Data::Float(42.0)), "42");
        assert_eq!(text(Data::Float(-0.0)), "0");
        assert_eq!(text(Data::Float(0.1 + 0.2)), "0.3");
        assert_eq!(text(Data::Float(261.96)), "261.96");
        assert_eq!(text(Data::Float(123_456_789_012_345.0)), "123456789012345");
        assert_eq!(text(Data::Float(4.1e18)), "4.1E+18");
        assert_eq!(text(Data::Int(4_108_888_888_888_888_889)), "4.10888888888889E+18");
        assert_eq!(text(Data::String("4108888888888888889".into())), "4108888888888888889");
        assert_eq!(text(Data::Float(f64::NAN)), "#NUM!");
    }

    #[test]
    fn dates_have_seconds() {
        assert_eq!(text(Data::DateTime(ExcelDateTime::new(45658.5, DateTime, false))), "2025-01-01 12:00:00");
        assert_eq!(
            text(Data::DateTime(ExcelDateTime::new(42_513.918_055_555_56, DateTime, false))),
            "2016-05-23 22:02:00"
        );
        assert_eq!(text(Data::DateTime(ExcelDateTime::new(45658.5 - 1462.0, DateTime, true))), "2025-01-01 12:00:00");
        assert_eq!(text(Data::DateTime(ExcelDateTime::new(1.5, TimeDelta, false))), "36:00:00");
        assert_eq!(text(Data::DateTime(ExcelDateTime::new(1e12, DateTime, false))), "1000000000000");
        assert_eq!(text(Data::DateTimeIso("2020-01-02T03:04:05".into())), "2020-01-02 03:04:05");
        assert_eq!(text(Data::DateTimeIso("2020-01-02".into())), "2020-01-02 00:00:00");
    }

    #[test]
    fn errors_and_truths_are_words() {
        assert_eq!(text(Data::Error(calamine::CellErrorType::NA)), "#N/A");
        assert_eq!(text(Data::Bool(true)), "true");
    }
}
