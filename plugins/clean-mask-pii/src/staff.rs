//! Who worked on a case. Training needs are counted per person, so two people must not become one: a name keeps its first character
//! and gets letters of its own.

use aftersight_sdk::Cell;
use aftersight_sdk::pseudonym::Seal;

use crate::surnames::surname;
use crate::words::{is_han, is_name_char};

/// Letters of the pseudonym: of a hundred people with one surname two share them with a chance of 3 in 10 000.
const LETTERS: usize = 6;

/// Words of accounts, shops and roles: whoever has them in the name goes by no own one.
const ROLES: [&str; 24] = [
    "客服",
    "售后",
    "售前",
    "坐席",
    "专员",
    "机器人",
    "系统",
    "店",
    "组",
    "部",
    "号",
    "管家",
    "助手",
    "主管",
    "经理",
    "平台",
    "商家",
    "买家",
    "卖家",
    "自动",
    "人工",
    "未",
    "无",
    "匿名",
];

/// What a work name begins with: 小美, 阿强.
const FAMILIAR: &str = "小阿老大";

/// What parts the shop or the role from the person: `旗舰店:王小明`.
const SIGNS: [char; 9] = [':', '：', '-', '_', '/', '|', ' ', '(', '（'];

/// A cell of a column of staff; `None` where no person is named: `A017`, `店铺:小美`, `客服小刘`.
pub(crate) fn cell(cell: &str, seal: Option<&Seal>) -> Option<Cell<String>> {
    let (from, to) = name(cell)?;
    let name = &cell[from..to];
    let first: String = name.chars().take(1).collect();
    let (mask, code) = match seal {
        Some(seal) => (format!("{first}*-{}", seal.letters("staff", name, LETTERS)), "staff"),
        None => (format!("{first}*"), "staff-alike"),
    };
    let text = format!("{}{mask}{}", &cell[..from], &cell[to..]);
    Some(if seal.is_some() { Cell::Fixed(text, code) } else { Cell::Flagged(Some(text), code) })
}

/// The bytes of a person's name in a cell.
fn name(cell: &str) -> Option<(usize, usize)> {
    let whole = cell.trim();
    let start = cell.len() - cell.trim_start().len();
    if whole.contains('*') {
        return None;
    }
    if is_latin(whole) {
        return Some((start, start + whole.len()));
    }
    let mut from = start;
    let end = start + whole.len();
    let mut role = false;
    if let Some((place, sign)) = whole.char_indices().rev().skip(1).find(|(_, c)| SIGNS.contains(c)) {
        from = start + place + sign.len_utf8();
    }
    for word in ROLES {
        if let Some(rest) = cell[from..end].strip_prefix(word).filter(|rest| !rest.is_empty()) {
            from = end - rest.len();
            role = true;
        }
    }
    let name = cell[from..end].trim_end_matches([')', '）']);
    let count = name.chars().count();
    let person = name.chars().all(is_name_char)
        && name.chars().all(|c| is_han(c) || count > 4)
        && (2..=15).contains(&count)
        && !ROLES.iter().any(|role| name.contains(role))
        && !(count < 4 && name.starts_with(|c| FAMILIAR.contains(c)));
    let most = if name.contains(['·', '•']) { 15 } else { 4 };
    (person && count <= most && (!role || surname(name).is_some())).then(|| (from, from + name.len()))
}

/// Two or three words that each begin with a capital: `Maria Jones`.
fn is_latin(cell: &str) -> bool {
    let words: Vec<&str> = cell.split(' ').collect();
    let word = |word: &&str| {
        let mut chars = word.chars();
        let capital = chars.next().is_some_and(char::is_uppercase);
        let rest = chars.as_str();
        capital
            && (rest == "."
                || !rest.is_empty()
                    && rest.chars().all(|c| c.is_lowercase() || matches!(c, '\'' | '-') || c.is_uppercase()))
    };
    (2..=3).contains(&words.len())
        && words.iter().all(word)
        && !words
            .iter()
            .any(|word| matches!(*word, "Team" | "Support" | "Service" | "Agent" | "Desk" | "Bot" | "Group"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_get_letters_of_their_own_and_accounts_stay() {
        let seal = Seal::new("a tenant's own key");
        let of = |text: &str| match cell(text, seal.as_ref()) {
            Some(Cell::Fixed(text, "staff")) => text,
            None => text.to_owned(),
            Some(other) => panic!("{other:?}"),
        };
        for name in [
            "张三",
            "张伟",
            "欧阳娜娜",
            "旗舰店:王小明",
            "旗舰店:翁子",
            "客服王小明",
            "Maria Jones",
            "阿依古丽·买买提",
            "禤雨晴",
        ] {
            let once = of(name);
            assert!(once.contains("*-") && once.len() > 8, "{name} {once}");
            assert_eq!(of(&once), once);
        }
        assert_ne!(of("张三"), of("张伟"));
        assert_eq!(of("旗舰店:王小明").trim_start_matches("旗舰店:"), of("王小明"));
        for account in [
            "A017",
            "店铺:小美",
            "客服小刘",
            "客服中心",
            "客服01",
            "8001",
            "Kim",
            "",
            "无",
            "系统",
            "机器人",
            "cs_amy",
            "小美",
            "售后组",
            "Support Team",
        ] {
            assert_eq!(of(account), account);
        }
        assert!(matches!(cell("张三", None), Some(Cell::Flagged(Some(text), "staff-alike")) if text == "张*"));
    }
}
