//! Headers, made comparable.

use unicode_normalization::UnicodeNormalization;

/// A header as it is shown and kept: full width to half width, brackets of one kind, no blanks around and none doubled, no
/// invisible characters, no Excel armour (`="订单编号"`), no leading `*` of required fields, no trailing colon.
#[must_use]
pub fn normalise(header: &str) -> String {
    let mut out = String::with_capacity(header.len());
    for character in header.nfkc() {
        match character {
            '【' | '〔' | '〖' | '「' | '[' => out.push('('),
            '】' | '〕' | '〗' | '」' | ']' => out.push(')'),
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {}
            c if c.is_whitespace() || c.is_control() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    let mut text = out.trim();
    if let Some(inner) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        text = inner.trim();
    }
    text.trim_start_matches(['*', '\'']).trim_end_matches(':').trim().to_owned()
}

/// What two spellings of one header have in common: of a normalised header, without case, blanks, `_`, `-` and `.`.
pub(crate) fn key(normalised: &str) -> String {
    normalised
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '.'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The header without its unit: `金额(元)` → `金额`.
pub(crate) fn without_unit(normalised: &str) -> Option<&str> {
    let open = normalised.strip_suffix(')')?.rfind('(')?;
    let bare = normalised[..open].trim_end();
    (!bare.is_empty()).then_some(bare)
}

/// The unit of a normalised header: `金额(元)` → `元`.
pub(crate) fn unit(normalised: &str) -> Option<&str> {
    let inner = normalised.strip_suffix(')')?;
    Some(inner[inner.rfind('(')? + 1..].trim()).filter(|unit| !unit.is_empty())
}

/// `wanted`, or with the first suffix from `_2` on that is not taken.
pub(crate) fn unique(wanted: &str, taken: &mut std::collections::BTreeSet<String>) -> String {
    if taken.insert(wanted.to_owned()) {
        return wanted.to_owned();
    }
    // At most as many tries as there are columns.
    let mut n = 2;
    loop {
        let name = format!("{wanted}_{n}");
        if taken.insert(name.clone()) {
            return name;
        }
        n += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_lose_their_dress() {
        assert_eq!(normalise(" 买家应付货款（元） "), "买家应付货款(元)");
        assert_eq!(normalise("【订单】\u{200b}编号："), "(订单)编号");
        assert_eq!(normalise("=\"订单编号\""), "订单编号");
        assert_eq!(normalise("*Ｏｒｄｅｒ　 ID"), "Order ID");
        assert_eq!(normalise("first\r\nsecond"), "first second");
        assert_eq!(key("Sub-Category"), key("sub_category"));
        assert_eq!(without_unit("金额(元)"), Some("金额"));
        assert_eq!(without_unit("(元)"), None);
        assert_eq!((unit("时长(分钟)"), unit("时长"), unit("时长()")), (Some("分钟"), None, None));
    }

    #[test]
    fn names_stay_unique() {
        let mut taken = std::collections::BTreeSet::new();
        let names: Vec<_> = ["a", "a_2", "a", "a"].iter().map(|name| unique(name, &mut taken)).collect();
        assert_eq!(names, ["a", "a_2", "a_3", "a_4"]);
    }
}
