//! Parquet values as text.

use std::io::Write;

use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use parquet::schema::types::ColumnDescriptor;

/// What the numbers or bytes of a column mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Plain,
    Unsigned,
    /// Days since 1970-01-01.
    Date,
    /// Since midnight; so many units a second.
    Time(i64),
    /// Since 1970-01-01T00:00; so many units a second, in UTC or local.
    Moment(i64, bool),
    /// Digits after the point.
    Decimal(usize),
    Uuid,
}

impl Meaning {
    pub(crate) fn of(column: &ColumnDescriptor) -> Self {
        let per_second = |unit: &TimeUnit| match unit {
            TimeUnit::MILLIS => 1_000,
            TimeUnit::MICROS => 1_000_000,
            TimeUnit::NANOS => 1_000_000_000,
        };
        let scale = |scale: i32| Self::Decimal(scale.clamp(0, 64) as usize);
        match column.logical_type_ref() {
            Some(LogicalType::Date) => return Self::Date,
            Some(LogicalType::Time(time)) => return Self::Time(per_second(&time.unit)),
            Some(LogicalType::Timestamp(moment)) => {
                return Self::Moment(per_second(&moment.unit), moment.is_adjusted_to_u_t_c);
            }
            Some(LogicalType::Decimal(decimal)) => return scale(decimal.scale),
            Some(LogicalType::Integer(integer)) if !integer.is_signed => return Self::Unsigned,
            Some(LogicalType::Uuid) => return Self::Uuid,
            _ => {}
        }
        match column.converted_type() {
            ConvertedType::DATE => Self::Date,
            ConvertedType::TIME_MILLIS => Self::Time(1_000),
            ConvertedType::TIME_MICROS => Self::Time(1_000_000),
            ConvertedType::TIMESTAMP_MILLIS => Self::Moment(1_000, true),
            ConvertedType::TIMESTAMP_MICROS => Self::Moment(1_000_000, true),
            ConvertedType::DECIMAL => scale(column.type_scale()),
            ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
                Self::Unsigned
            }
            _ => Self::Plain,
        }
    }
}

/// A value that can be written as text. NaN and empty texts write nothing, which is null.
pub(crate) trait Value {
    /// Appends the text and says how many characters could not be decoded.
    fn write(&self, meaning: Meaning, out: &mut Vec<u8>) -> u64;
}

impl Value for bool {
    fn write(&self, _: Meaning, out: &mut Vec<u8>) -> u64 {
        out.extend_from_slice(if *self { b"true" } else { b"false" });
        0
    }
}

impl Value for i32 {
    fn write(&self, meaning: Meaning, out: &mut Vec<u8>) -> u64 {
        if meaning == Meaning::Unsigned {
            text(out, self.cast_unsigned())
        } else {
            i64::from(*self).write(meaning, out)
        }
    }
}

impl Value for i64 {
    fn write(&self, meaning: Meaning, out: &mut Vec<u8>) -> u64 {
        match meaning {
            Meaning::Plain | Meaning::Uuid => text(out, self),
            Meaning::Unsigned => text(out, self.cast_unsigned()),
            Meaning::Date => date(out, *self),
            Meaning::Time(unit) => clock(out, *self, unit),
            Meaning::Moment(unit, utc) => moment(out, *self, unit, utc),
            Meaning::Decimal(scale) => decimal(out, i128::from(*self), scale),
        }
    }
}

impl Value for Int96 {
    fn write(&self, _: Meaning, out: &mut Vec<u8>) -> u64 {
        moment(out, self.to_micros(), 1_000_000, true)
    }
}

impl Value for f32 {
    fn write(&self, _: Meaning, out: &mut Vec<u8>) -> u64 {
        if self.is_nan() { 0 } else { text(out, self) }
    }
}

impl Value for f64 {
    fn write(&self, _: Meaning, out: &mut Vec<u8>) -> u64 {
        if self.is_nan() { 0 } else { text(out, self) }
    }
}

impl Value for ByteArray {
    fn write(&self, meaning: Meaning, out: &mut Vec<u8>) -> u64 {
        bytes(out, self.data(), meaning)
    }
}

impl Value for FixedLenByteArray {
    fn write(&self, meaning: Meaning, out: &mut Vec<u8>) -> u64 {
        bytes(out, self.data(), meaning)
    }
}

fn text(out: &mut Vec<u8>, value: impl std::fmt::Display) -> u64 {
    // Writing to a vector does not fail.
    let _ = write!(out, "{value}");
    0
}

fn bytes(out: &mut Vec<u8>, data: &[u8], meaning: Meaning) -> u64 {
    match meaning {
        Meaning::Decimal(scale) if data.len() <= 16 => {
            let sign = if data.first().is_some_and(|byte| *byte >= 0x80) { -1 } else { 0 };
            let number = data.iter().fold(sign, |number: i128, byte| number << 8 | i128::from(*byte));
            decimal(out, number, scale)
        }
        Meaning::Uuid if data.len() == 16 => {
            for (index, byte) in data.iter().enumerate() {
                if matches!(index, 4 | 6 | 8 | 10) {
                    out.push(b'-');
                }
                text(out, format_args!("{byte:02x}"));
            }
            0
        }
        _ => {
            let mut replaced = 0;
            for piece in data.utf8_chunks() {
                out.extend_from_slice(piece.valid().as_bytes());
                if !piece.invalid().is_empty() {
                    out.extend_from_slice("\u{fffd}".as_bytes());
                    replaced += 1;
                }
            }
            replaced
        }
    }
}

fn decimal(out: &mut Vec<u8>, number: i128, scale: usize) -> u64 {
    let digits = format!("{:0>1$}", number.unsigned_abs(), scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    text(out, format_args!("{}{whole}", if number < 0 { "-" } else { "" }));
    if scale > 0 { text(out, format_args!(".{fraction}")) } else { 0 }
}

fn date(out: &mut Vec<u8>, days: i64) -> u64 {
    match civil(days) {
        Some((year, month, day)) => text(out, format_args!("{year:04}-{month:02}-{day:02}")),
        None => text(out, days),
    }
}

fn moment(out: &mut Vec<u8>, value: i64, unit: i64, utc: bool) -> u64 {
    let seconds = value.div_euclid(unit);
    let Some((year, month, day)) = civil(seconds.div_euclid(86_400)) else { return text(out, value) };
    text(out, format_args!("{year:04}-{month:02}-{day:02} "));
    clock(out, value - seconds.div_euclid(86_400) * 86_400 * unit, unit);
    if utc { text(out, "Z") } else { 0 }
}

/// `12:00:00`, with a fraction where there is one.
fn clock(out: &mut Vec<u8>, value: i64, unit: i64) -> u64 {
    let (seconds, fraction) = (value.div_euclid(unit), value.rem_euclid(unit));
    text(out, format_args!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60));
    if fraction > 0 {
        let digits = format!("{fraction:0>0$}", unit.ilog10() as usize);
        text(out, format_args!(".{}", digits.trim_end_matches('0')));
    }
    0
}

/// Year, month and day of a day since 1970-01-01, in the years 0 to 9999 (H. Hinnant, “chrono-compatible low-level date
/// algorithms”).
fn civil(days: i64) -> Option<(i64, i64, i64)> {
    if !(-719_528..=2_932_896).contains(&days) {
        return None;
    }
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    Some((year_of_era + era * 400 + carry, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &impl Value, meaning: Meaning) -> String {
        let mut out = Vec::new();
        value.write(meaning, &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn values_read_as_people_write_them() {
        assert_eq!(shown(&20_089_i32, Meaning::Date), "2025-01-01");
        assert_eq!(shown(&-719_528_i32, Meaning::Date), "0000-01-01");
        assert_eq!(shown(&2_932_896_i32, Meaning::Date), "9999-12-31");
        assert_eq!(shown(&i64::MIN, Meaning::Moment(1000, true)), i64::MIN.to_string());
        assert_eq!(shown(&1_735_732_800_500_i64, Meaning::Moment(1000, true)), "2025-01-01 12:00:00.5Z");
        assert_eq!(shown(&1_735_732_800_000_000_i64, Meaning::Moment(1_000_000, false)), "2025-01-01 12:00:00");
        assert_eq!(shown(&-1_i64, Meaning::Moment(1000, false)), "1969-12-31 23:59:59.999");
        assert_eq!(shown(&-1234_i64, Meaning::Decimal(2)), "-12.34");
        assert_eq!(shown(&5_i32, Meaning::Decimal(2)), "0.05");
        assert_eq!(shown(&ByteArray::from(vec![0xff, 0x85]), Meaning::Decimal(2)), "-1.23");
        assert_eq!(shown(&-1_i32, Meaning::Unsigned), "4294967295");
        assert_eq!(shown(&f64::NAN, Meaning::Plain), "");
        assert_eq!(shown(&261.96_f64, Meaning::Plain), "261.96");
        assert_eq!(shown(&ByteArray::from("质量"), Meaning::Plain), "质量");
    }
}
