//! Digits and letters in other widths: `１３８００１３８０００` is a phone as much as `13800138000`.

use std::borrow::Cow;

/// The cell with plain digits, letters and signs. Most cells have no others.
pub(crate) fn fold(cell: &str) -> Cow<'_, str> {
    if cell.is_ascii() || !cell.chars().any(|c| plain(c).is_some() || is_sign(c) || is_hidden(c)) {
        return Cow::Borrowed(cell);
    }
    let chars: Vec<char> = cell.chars().filter(|c| !is_hidden(*c)).map(|c| plain(c).unwrap_or(c)).collect();
    let digit = |place: Option<usize>| place.and_then(|place| chars.get(place)).is_some_and(char::is_ascii_digit);
    let sign = |(place, c): (usize, &char)| match c {
        // Only between digits: elsewhere it is punctuation.
        c if is_sign(*c) && digit(place.checked_sub(1)) && digit(Some(place + 1)) => {
            if c.is_whitespace() {
                ' '
            } else {
                '-'
            }
        }
        c => *c,
    };
    Cow::Owned(chars.iter().enumerate().map(sign).collect())
}

fn plain(c: char) -> Option<char> {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '＠' | '．' | '＋' | '＿' => {
            char::from_u32(c as u32 - 0xfee0)
        }
        _ => None,
    }
}

fn is_sign(c: char) -> bool {
    matches!(c, '－' | '–' | '—' | '‐' | '‑' | '−' | '\u{3000}' | '\u{a0}' | '\u{2009}' | '\u{202f}')
}

/// Takes no room on a screen.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_become_plain_and_punctuation_stays() {
        assert_eq!(fold("１３８－００１３－８０００"), "138-0013-8000");
        assert_eq!(fold("电话138\u{a0}0013\u{a0}8000——谢谢"), "电话138 0013 8000——谢谢");
        assert_eq!(fold("1380\u{200b}0138000"), "13800138000");
        assert_eq!(fold("zs＠qq．com"), "zs@qq.com");
        assert!(matches!(fold("没有数字——真的"), Cow::Owned(text) if text == "没有数字——真的"));
        assert!(matches!(fold("普通"), Cow::Borrowed("普通")));
    }
}
