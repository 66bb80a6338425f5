//! Which number formats show dates.

/// What a cell's number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Number,
    Date,
    Duration,
}

/// A format that every workbook has ([MS-XLS] 2.4.126; 27–36 and 50–58 are dates in Chinese, Japanese and Korean).
pub(crate) fn built_in(format: u16) -> Shown {
    match format {
        14..=22 | 27..=36 | 50..=58 => Shown::Date,
        45..=47 => Shown::Duration,
        _ => Shown::Number,
    }
}

/// A format of the workbook's own: its first section without texts, escapes and colours.
pub(crate) fn custom(format: &str) -> Shown {
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        match character.to_ascii_lowercase() {
            ';' => break,
            '"' => {
                characters.by_ref().find(|c| *c == '"');
            }
            '\\' | '_' | '*' => {
                characters.next();
            }
            '[' => {
                let inner: String = characters.by_ref().take_while(|c| *c != ']').collect();
                if !inner.is_empty() && inner.chars().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's')) {
                    return Shown::Duration;
                }
            }
            'y' | 'm' | 'd' | 'h' | 's' => return Shown::Date,
            // `General`, in any language, is no date.
            'g' if format.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("general")) => return Shown::Number,
            _ => {}
        }
    }
    Shown::Number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_from_amounts() {
        for date in ["yyyy-mm-dd hh:mm:ss", "m/d/yy", "yyyy\"年\"m\"月\"d\"日\"", "[$-804]yyyy-mm-dd"] {
            assert_eq!(custom(date), Shown::Date, "{date}");
        }
        for number in ["General", "0.00_);[Red]\\(0.00\\)", "#,##0\"days\"", "\"¥\"#,##0.00", "@", "[DBNum1]0"] {
            assert_eq!(custom(number), Shown::Number, "{number}");
        }
        assert_eq!(custom("[h]:mm:ss"), Shown::Duration);
        assert_eq!((built_in(14), built_in(2), built_in(46)), (Shown::Date, Shown::Number, Shown::Duration));
    }
}
