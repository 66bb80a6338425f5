//! Names: by column, by label, by what stands behind them.

use crate::apart::Apart;
use crate::surnames::{Surname, surname};
use crate::{Find, address};

/// Words behind which a name stands.
const LABELS: [&str; 27] = [
    "收貨人",
    "聯繫人",
    "聯絡人",
    "取件人",
    "提货人",
    "报修人",
    "投诉人",
    "申请人",
    "收件人",
    "收货人",
    "联系人",
    "姓名",
    "户名",
    "持卡人",
    "寄件人",
    "开户人",
    "我叫",
    "签收人",
    "购买人",
    "下单人",
    "付款人",
    "收款人",
    "代收人",
    "户主",
    "发件人",
    "name:",
    "Name:",
];

/// Words behind which other things stand as well: only a sure surname behind a sign is a name.
const WEAK: [&str; 5] = ["收件", "收货", "名字", "机主", "发件"];

/// Words before which a name stands.
const SALUTATIONS: [&str; 6] = ["先生", "女士", "小姐", "太太", "同学", "老师"];

/// Words that begin like a name and stand before a salutation or behind a label.
const NO_NAMES: [&str; 30] = [
    "谢谢", "任何", "许多", "马上", "万一", "江南", "上海", "方便", "安全", "明天", "时候", "全部", "成人", "都是",
    "都不", "都没", "国家", "平时", "高级", "高端", "高跟", "单独", "包括", "全新", "和您", "向您", "由于", "关于",
    "于是", "黄金",
];

/// Goods for women behind 女士; 包裹 and 表示 are none.
const GOODS: [&str; 21] = [
    "包", "鞋", "裤", "裙", "衫", "帽", "袜", "款", "香水", "手表", "手提", "手套", "腕表", "睡衣", "羽绒", "泳", "皮",
    "钱包", "内衣", "外套", "衣",
];

/// What is done for a person, in the title of goods: 王小明先生专拍.
const DONE: [&str; 25] = [
    "来",
    "处理",
    "下单",
    "反馈",
    "投诉",
    "专拍",
    "专属",
    "专用",
    "专享",
    "专链",
    "定制",
    "定做",
    "订",
    "收",
    "签",
    "的订单",
    "的单",
    "的包裹",
    "补",
    "链接",
    "亲启",
    "地址",
    "电话",
    "手机",
    "要",
];

/// What stands before 老师 and 同学 in school.
const SCHOOL: [&str; 14] = [
    "幼儿园",
    "班主任",
    "各科任",
    "培训班",
    "舞蹈课",
    "辅导班",
    "体育课",
    "美术课",
    "音乐课",
    "英语课",
    "语文课",
    "数学课",
    "托管班",
    "任课的",
];

/// Who stands before a salutation without being named, and what else does.
const NOBODIES: [&str; 19] = [
    "各位", "这位", "那位", "某位", "哪位", "几位", "一位", "两位", "客服", "商家", "店家", "卖家", "快递", "亲爱",
    "尊敬", "您好", "你好", "真皮", "男士",
];

/// What follows 我叫 where nobody is named.
const CALLED: &str = "了你您他她它们个外人快客不过的着";

/// What ends a name where no sign does.
const STOPS: [&str; 14] =
    ["电话", "手机", "地址", "先生", "女士", "小姐", "收货", "收件", "联系", "身份", "号码", "信息", "姓名", "填写"];

/// A name has no more characters.
const LONGEST: usize = 15;

/// Words behind which a name may begin.
const BEFORE: &str = "给是请找叫由和与跟向为让问对交告我到系人家即名主的了位嘱托替帮转以及";

pub(crate) fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// A character of a name: 阿依古丽·买买提.
pub(crate) fn is_name_char(c: char) -> bool {
    is_han(c) || matches!(c, '·' | '•' | '‧')
}

/// The first character and a star for each of the others.
fn hide(name: &str) -> String {
    crate::stars(name, 1, 0)
}

/// A cell of a name column.
pub(crate) fn whole_name(cell: &str) -> Option<Find> {
    const NOBODY: [&str; 6] = ["-", "--", "无", "N/A", "null", "匿名"];
    let name = cell.trim();
    if name.is_empty() || name.contains('*') || NOBODY.contains(&name) {
        return None;
    }
    let first: String = name.chars().take(1).collect();
    let mask = if name.chars().all(is_han) && name.chars().count() < 5 { hide(name) } else { first + "***" };
    let changed = mask != name;
    let from = cell.len() - cell.trim_start().len();
    changed.then(|| Find { from, to: from + name.len(), mask, code: "name" })
}

/// Names and addresses in running text. `strict`, for columns of goods: only names behind a label with a sign, and no street
/// with a single number (花园路88号烤肠).
pub(crate) fn find(text: &str, strict: bool) -> Vec<Find> {
    let mut found = address::find(text, strict);
    let mut apart = Apart::default();
    for find in &found {
        apart.take(find.from, find.to);
    }
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        let word =
            |words: &[&'static str]| words.iter().find(|word| rest.starts_with(**word)).map(|word| at + word.len());
        let find = match c {
            '收' | '联' | '姓' | '户' | '持' | '寄' | '开' | '我' | '签' | '购' | '下' | '付' | '代' | '发' | 'n'
            | 'N' | '聯' | '取' | '提' | '报' | '投' | '申' | '名' | '机' => match word(&LABELS) {
                Some(end) => labelled(text, end, strict),
                None => word(&WEAK)
                    .and_then(|end| labelled(text, end, true))
                    .filter(|find| surname(&text[find.from..]) >= Some(Surname::Frequent)),
            },
            '先' | '女' | '小' | '太' | '同' | '老' => {
                word(&SALUTATIONS).and_then(|end| saluted(text, at, end, strict))
            }
            _ => None,
        };
        found.extend(find.filter(|find| apart.take(find.from, find.to)));
    }
    found
}

/// A name behind a label: two to four characters.
fn labelled(text: &str, label: usize, strict: bool) -> Option<Find> {
    let rest = &text[label..];
    let name = rest.trim_start_matches([':', '：', ' ', '是', '为']);
    let from = label + (rest.len() - name.len());
    let signed = rest[..rest.len() - name.len()].contains([':', '：', ' ']);
    if let Some(length) = latin(name).filter(|_| signed) {
        let mask = name[..1].to_owned() + "***";
        return Some(Find { from, to: from + length, mask, code: "name" });
    }
    // No name is longer: what follows a longer run does not matter.
    let stops = |place: usize| STOPS.iter().any(|stop| name[place..].starts_with(stop));
    let run = name.char_indices().take(LONGEST + 1).take_while(|(place, c)| is_name_char(*c) && !stops(*place));
    let han: Vec<char> = run.map(|(_, c)| c).collect();
    if signed && (4..=LONGEST).contains(&han.len()) && han.iter().any(|c| !is_han(*c)) {
        let name: String = han.into_iter().collect();
        return Some(Find { from, to: from + name.len(), mask: hide(&name), code: "name" });
    }
    let han: Vec<char> = han.into_iter().take_while(|c| is_han(*c)).collect();
    let surname = surname(name);
    // Without a sign between them the words behind the label must begin like a name.
    let called = text[..label].ends_with("我叫")
        && (surname.is_some() || han.len() <= 4)
        && !CALLED.contains(han.first().copied().unwrap_or('了'));
    let sure = surname >= Some(Surname::Frequent) || called;
    let no_name = NO_NAMES.iter().any(|word| name.starts_with(word));
    if han.len() < 2 || strict && !signed || !signed && (!sure || han.len() > 8 || no_name) {
        return None;
    }
    let most = match surname {
        Some(Surname::Double) => 4,
        None if han.len() <= 4 => 4,
        _ => 3,
    };
    let name: String = han.into_iter().take(most).collect();
    Some(Find { from, to: from + name.len(), mask: hide(&name), code: "name" })
}

/// The bytes of a name in Latin letters: up to three words that begin with a capital.
fn latin(text: &str) -> Option<usize> {
    let part = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'\'' | b'-' | b'.');
    let (mut from, mut length) = (0, 0);
    for _ in 0..3 {
        let word = &text.as_bytes()[from..];
        let end = word.iter().take_while(|byte| part(byte)).count();
        if end < 2 || !word[0].is_ascii_uppercase() {
            break;
        }
        length = from + end;
        if word.get(end) != Some(&b' ') {
            break;
        }
        from = length + 1;
    }
    (length > 0).then_some(length)
}

/// Where a name of several parts begins that ends at a place: 请交给阿依古丽·买买提女士.
fn parted(text: &str, end: usize) -> Option<usize> {
    let run: usize = text[..end].chars().rev().take(16).take_while(|c| is_name_char(*c)).map(char::len_utf8).sum();
    let from = end - run;
    let dot = from + text[from..end].find(|c| !is_han(c))?;
    let head: usize =
        text[from..dot].chars().rev().take_while(|c| !BEFORE.contains(*c)).take(6).map(char::len_utf8).sum();
    (head > 0).then(|| dot - head)
}

/// A name before a salutation. A surname alone tells nobody who it is.
fn saluted(text: &str, salutation: usize, end: usize, strict: bool) -> Option<Find> {
    let rest = text[end..].trim_start();
    let done = DONE.iter().any(|word| rest.starts_with(word));
    let sign = |c: char| !c.is_alphanumeric();
    // Goods bear names too: 范思哲女士香水.
    if strict && !done && !rest.is_empty() && !rest.starts_with(sign) {
        return None;
    }
    if let Some(from) = parted(text, salutation) {
        return Some(Find { from, to: salutation, mask: hide(&text[from..salutation]), code: "name" });
    }
    let before: Vec<(usize, char)> =
        text[..salutation].char_indices().rev().take(5).take_while(|(_, c)| is_han(*c)).collect();
    let goods = text[salutation..].starts_with("女士")
        && GOODS.iter().any(|word| text[end..].starts_with(word))
        && !["包裹", "包装", "包邮"].iter().any(|word| text[end..].starts_with(word));
    let begins = |count: usize| {
        let (from, _) = *before.get(count - 1)?;
        let first = before.get(count).is_none_or(|(_, c)| BEFORE.contains(*c));
        let fits = match surname(&text[from..])? {
            Surname::Double => count >= 3,
            Surname::Frequent => count < 4 && (first || !goods),
            Surname::Rare => count < 4 && first && !goods,
        };
        fits.then_some(from)
    };
    // No surname that is known: two or three characters between what is no name and the salutation, but not a surname alone
    // behind other words (不是张先生).
    let alone = || {
        let person = ["先生", "女士", "小姐"].iter().any(|word| text[salutation..].starts_with(word));
        let pupil = !person && !SCHOOL.iter().any(|word| text[..salutation].ends_with(word));
        let ends = |count: usize| before.get(count).is_none_or(|(_, c)| BEFORE.contains(*c));
        // 语文老师 is nobody, 郇霞婷老师 is somebody.
        let counts = if person { &[2, 3][..] } else { &[3] };
        let count = counts.iter().copied().find(|count| *count <= before.len() && ends(*count))?;
        let words = before[..count].iter().any(|(_, c)| BEFORE.contains(*c));
        let only = surname(&text[before[0].0..]) == Some(Surname::Frequent);
        ((person || pupil) && !goods && !words && !only && !text[end..].starts_with('姐')).then(|| before[count - 1].0)
    };
    let from = begins(4).or_else(|| begins(3)).or_else(|| begins(2)).or_else(|| alone().filter(|_| !strict || done))?;
    let name = &text[from..salutation];
    let no_name = name.ends_with(['色', '的']) || NO_NAMES.iter().chain(&NOBODIES).any(|word| name.ends_with(word));
    (!no_name).then(|| Find { from, to: salutation, mask: hide(name), code: "name" })
}
