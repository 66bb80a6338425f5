//! The forms in which exports write a phone.

use aftersight_sdk::vocabulary::is_blank;

/// What is wrong with a phone cell; `None` for a phone, several of them, or nothing.
pub(crate) fn odd(cell: &str, anywhere: bool) -> Option<&'static str> {
    // Most cells are a mobile number as it should be.
    if is_mobile(cell) || is_nothing(cell) {
        return None;
    }
    if is_masked(cell) {
        return Some("masked-phone");
    }
    cell.split(['/', ',', ';', '、', '，', '；', '|']).map(str::trim).filter(|part| !part.is_empty()).find_map(|part| {
        match read(part) {
            Phone::Plain => None,
            Phone::Virtual => Some("virtual-phone"),
            Phone::Unknown { digits } if anywhere && (7..=15).contains(&digits) => None,
            Phone::Unknown { .. } => Some("phone-form"),
        }
    })
}

/// Has somebody put stars in the place of characters? `138****8000`, `138XXXX8000`, `王**`.
pub(crate) fn is_masked(cell: &str) -> bool {
    let crossed = |text: &str| text.contains("xxx") || text.contains("XXX");
    cell.contains(['*', '＊', '•', '●']) || crossed(cell) && cell.bytes().any(|byte| byte.is_ascii_digit())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phone {
    /// Reaches its owner.
    Plain,
    /// A mobile number with an extension: a platform lends it for one order.
    Virtual,
    /// None that is known, of so many digits; of none where letters stand among them.
    Unknown { digits: usize },
}

fn read(part: &str) -> Phone {
    let number: String =
        part.chars().map(half_width).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    // A letter among the digits is a slip of the hand, in every country.
    let plain = !number.chars().any(char::is_alphabetic);
    let unknown = Phone::Unknown { digits: number.bytes().filter(|byte| plain && byte.is_ascii_digit()).count() };
    let Some((number, extension)) = without_extension(&number) else { return unknown };
    let digits: String = number.chars().filter(|c| !matches!(c, '-' | '(' | ')' | '.')).collect();
    let (foreign, home) = match (digits.strip_prefix('+'), digits.strip_prefix("00")) {
        (Some(rest), _) | (_, Some(rest)) => (!rest.starts_with("86"), rest.strip_prefix("86").unwrap_or(rest)),
        _ if digits.len() == 13 => (false, digits.strip_prefix("86").unwrap_or(&digits)),
        _ => (false, digits.as_str()),
    };
    if home.is_empty() || !home.bytes().all(|byte| byte.is_ascii_digit()) {
        return unknown;
    }
    let hotline = home.len() == 10 && (home.starts_with("400") || home.starts_with("800"));
    // With the country before it the nought of the area may be left out.
    let area = home.starts_with('0') || digits.len() > home.len();
    let landline = area && (10..=12).contains(&home.len()) && !home.starts_with('1');
    match extension {
        _ if foreign && (7..=15).contains(&home.len()) => Phone::Plain,
        true if is_mobile(home) => Phone::Virtual,
        false if is_mobile(home) => Phone::Plain,
        _ if hotline || landline => Phone::Plain,
        _ => unknown,
    }
}

/// The number, and whether an extension of one to six digits follows it. `None` for an extension that is none.
fn without_extension(text: &str) -> Option<(&str, bool)> {
    const MARKS: [&str; 9] = ["转分机", "转", "分机号", "分机", "ext.", "ext", "#", "[", "x"];
    let extension = |text: &str| {
        let digits = text.trim_matches([':', '：', ']', ')', '-', '.']);
        (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    for mark in MARKS {
        if let Some((number, behind)) = text.split_once(mark) {
            return extension(behind).then_some((number, true));
        }
    }
    // 13800138000(1234) and 13800138000-1234; (0571) and 0571-88888888 begin otherwise.
    let mobile = text.trim_start_matches('+').strip_prefix("86").unwrap_or(text).trim_start_matches('-');
    let behind = mobile.get(11..).filter(|_| is_mobile(&mobile[..11])).unwrap_or_default();
    if behind.starts_with(['-', '(']) {
        let number = &text[..text.len() - behind.len()];
        return extension(&behind[1..]).then_some((number, true));
    }
    // 0571-88888888-801.
    if text.starts_with('0')
        && let [area, number, behind] = text.split('-').collect::<Vec<_>>()[..]
    {
        return extension(behind).then_some((&text[..area.len() + 1 + number.len()], true));
    }
    Some((text, false))
}

/// Eleven digits from 13 to 19, the ranges of virtual operators (162, 165, 167, 170, 171) among them.
fn is_mobile(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]) && bytes.iter().all(u8::is_ascii_digit)
}

fn is_nothing(cell: &str) -> bool {
    const PLACEHOLDERS: [&str; 7] = ["无", "暂无", "空", "n/a", "#n/a", "null", "none"];
    is_blank(cell) || PLACEHOLDERS.iter().any(|placeholder| placeholder.eq_ignore_ascii_case(cell.trim()))
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '–' | '—' => '-',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;

    #[test]
    fn phones_pass() {
        for cell in [
            "13800138000",
            "17012345678",
            "16212345678",
            "+86 138 0013 8000",
            "86-13800138000",
            "0086 13800138000",
            "138-0013-8000",
            "１３８００１３８０００",
            "0571-88888888",
            "(0571)88888888",
            "0571-88888888-801",
            "010-88888888转801",
            "021 6888 8888",
            "+86 571 88888888",
            "400-820-8820",
            "+1 (202) 555-0143",
            "0085261234567",
            "13800138000/13900139000",
            "13800138000、0571-88888888",
            "",
            " ",
            "--",
            "无",
            "N/A",
        ] {
            assert_eq!(odd(cell, false), None, "{cell}");
        }
    }

    #[test]
    fn the_rest_is_marked() {
        for cell in [
            "13800138000-1234",
            "13800138000转1234",
            "13800138000#1234",
            "13800138000 转 分机 88",
            "+86 13800138000 ext. 1234",
            "17712345678(1234)",
            "17712345678[1234]",
            "13900139000/13800138000-12",
        ] {
            assert_eq!(odd(cell, false), Some("virtual-phone"), "{cell}");
        }
        for cell in ["138****8000", "138＊＊＊＊8000", "138XXXX8000", "0571-****8888", "13800138000/138****8000"] {
            assert_eq!(odd(cell, false), Some("masked-phone"), "{cell}");
        }
        for cell in [
            "1380013800",
            "12345678901",
            "138001380000",
            "88888888",
            "1.38E+10",
            "见备注",
            "13800138000转",
            "13800138000-1234567",
            "4108888888888888889",
            "(202) 555-0143",
            "xxx",
        ] {
            assert_eq!(odd(cell, false), Some("phone-form"), "{cell}");
        }
        assert_eq!(odd("(202) 555-0143", true), None);
        assert_eq!(odd("12", true), Some("phone-form"));
        assert_eq!((odd("2053258100", true), odd("20532581x0", true)), (None, Some("phone-form")));
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(8), ..ProptestConfig::with_cases(4000) })]

        #[test]
        fn any_text_is_judged(cell in "[0-9+\\-()\\[\\]转#*/ x]{0,18}|.{0,20}", anywhere: bool) {
            let strict = odd(&cell, false);
            // Whoever takes phones of every country marks no more than one who does not.
            prop_assert!(strict.is_some() || odd(&cell, anywhere).is_none());
        }

        #[test]
        fn a_mobile_passes_in_every_dress(number in "1[3-9][0-9]{9}", ext in "[0-9]{2,6}") {
            for cell in [number.clone(), format!("+86{number}"), format!("86{number}"), format!(" {number} ")] {
                prop_assert_eq!(odd(&cell, false), None);
            }
            for cell in [format!("{number}-{ext}"), format!("{number}转{ext}"), format!("+86 {number}#{ext}")] {
                prop_assert_eq!(odd(&cell, false), Some("virtual-phone"));
            }
            let masked = format!("{}****{}", &number[..3], &number[7..]);
            prop_assert_eq!(odd(&masked, false), Some("masked-phone"));
        }
    }
}
