//! Amounts as text, as far as a test order needs them: the rule for amounts comes later.

/// The most digits before the point.
const LONGEST: u32 = 12;

/// Millionths of the unit: `0.01`, `￥0.01`, `0.01元`, `CNY 0.01`. `None` for what is written otherwise.
pub(crate) fn read(cell: &str) -> Option<i64> {
    let text = cell.trim().trim_start_matches("CNY").trim_end_matches(['元', '圆']);
    let text = text.trim_start_matches(['¥', '￥', '$', '€', '£']).trim();
    let (mut value, mut digits, mut point) = (0i64, 0u32, None);
    for byte in text.bytes() {
        match (byte, point) {
            (b'0'..=b'9', Some(6..)) if byte != b'0' => return None,
            (b'0'..=b'9', Some(6..)) => {}
            (b'0'..=b'9', _) => {
                value = value * 10 + i64::from(byte - b'0');
                digits += 1;
                point = point.map(|places: u32| places + 1);
            }
            (b'.', None) if digits > 0 => point = Some(0),
            (b',', None) if digits > 0 => {}
            _ => return None,
        }
        if digits - point.unwrap_or_default() > LONGEST {
            return None;
        }
    }
    (digits > 0).then(|| value * 10i64.pow(6 - point.unwrap_or_default()))
}

/// Does a cell hold no amount at all?
pub(crate) fn is_nothing(cell: &str) -> bool {
    const PLACEHOLDERS: [&str; 8] = ["", "-", "--", "—", "/", "无", "N/A", "null"];
    PLACEHOLDERS.iter().any(|placeholder| placeholder.eq_ignore_ascii_case(cell.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for cell in ["0.01", "￥0.01", "¥ 0.01", "0.01元", "0.01 元", "0.010", " 0.01 ", "00.01", "CNY 0.01"] {
            assert_eq!(read(cell), Some(10_000), "{cell}");
        }
        assert_eq!(read("1,234.50"), Some(1_234_500_000));
        assert_eq!((read("0"), read("0.00")), (Some(0), Some(0)));
        for cell in
            ["", "-0.01", "0.01%", "1分", ".01", ",1", "0.0100001", "1.2.3", "##", "٠", "9999999999999", "0.é", "."]
        {
            assert_eq!(read(cell), None, "{cell}");
        }
        assert!(is_nothing("--") && is_nothing("n/a") && !is_nothing("0"));
    }
}
