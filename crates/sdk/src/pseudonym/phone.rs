//! Phones in one form, so that one phone gives one key.

/// Is part of the text hidden?
#[must_use]
pub fn is_masked(text: &str) -> bool {
    text.contains(['*', '＊', '•', '●', '×'])
}

/// What stands for nothing.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    matches!(text, "" | "-" | "--" | "—" | "/" | "无" | "空" | "N/A" | "n/a" | "null" | "NULL" | "None" | "匿名")
}

/// The number, or nothing where it recognises nobody: masked, virtual, two numbers, no phone at all.
///
/// A mobile of mainland China becomes its eleven digits, a landline its digits with the area code, a foreign phone `+` and
/// its digits.
#[must_use]
pub fn normalise(text: &str) -> Option<String> {
    let mut digits = String::with_capacity(text.len());
    let text = text.trim();
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '０'..='９' => digits.push(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
            ' ' | '\u{a0}' | '\t' | '-' | '－' | '(' | ')' | '（' | '）' | '.' | '+' | '＋' => {}
            _ => return None,
        }
    }
    let international = text.starts_with(['+', '＋']);
    let national = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86")).unwrap_or(&digits);
    if is_mobile(national) {
        return Some(national.to_owned());
    }
    // A mobile and an extension: a virtual number, another one with every order.
    if national.len() > 11 && national.get(..11).is_some_and(is_mobile) {
        return None;
    }
    if international && !digits.starts_with("86") {
        return (8..=15).contains(&digits.len()).then(|| format!("+{digits}"));
    }
    (national.starts_with('0') && (10..=12).contains(&national.len())).then(|| national.to_owned())
}

/// Eleven digits of a mobile of mainland China: from 130 on.
#[must_use]
pub fn is_mobile(digits: &str) -> bool {
    digits.len() == 11
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && digits.starts_with('1')
        && matches!(digits.as_bytes()[1], b'3'..=b'9')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_phone_has_one_form() {
        let same = [
            "13800138000",
            "138-0013-8000",
            "138 0013 8000",
            "+86 13800138000",
            "8613800138000",
            "0086-13800138000",
            "１３８００１３８０００",
        ];
        for text in same {
            assert_eq!(normalise(text).as_deref(), Some("13800138000"), "{text}");
        }
        assert_eq!(normalise("0571-88888888").as_deref(), Some("057188888888"));
        assert_eq!(normalise("+1 (202) 555-0143").as_deref(), Some("+12025550143"));
        for none in [
            "138****8000",
            "13800138000-1234",
            "13800138000转1234",
            "13800138000/13900139000",
            "",
            "5550143",
            "12345678901",
            "a",
        ] {
            assert_eq!(normalise(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>(), number in "[+0-9 *转-]{0,20}") {
            for text in [text, number] {
                if let Some(once) = normalise(&text) {
                    prop_assert!(!is_masked(&text) && !is_blank(&text));
                    prop_assert_eq!(normalise(&once), Some(once.clone()));
                }
            }
        }
    }
}
