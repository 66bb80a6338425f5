//! Names and addresses: by column, by label, by what stands behind them.

use crate::Find;

/// Words behind which a name stands.
const LABELS: [&str; 11] =
    ["收件人", "收货人", "联系人", "姓名", "户名", "持卡人", "寄件人", "开户人", "我叫", "name:", "Name:"];

/// Words before which a name stands.
const SALUTATIONS: [&str; 6] = ["先生", "女士", "小姐", "太太", "同学", "老师"];

/// The hundred most frequent surnames but those that are as frequent as words.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔\
                        钟谭陆汪范石廖贾夏韦付傅邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤";

/// Words that begin like a name and stand before a salutation.
const NO_NAMES: [&str; 9] = ["谢谢", "任何", "许多", "马上", "万一", "黄色", "黄金", "江南", "上海"];

/// Surnames of two characters.
const DOUBLE: [&str; 10] = ["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒"];

/// Words for a street or an estate.
const STREETS: [&str; 12] = ["路", "街", "大道", "巷", "胡同", "弄", "小区", "花园", "大厦", "公寓", "村", "苑"];

/// What ends a name where no sign does.
const STOPS: [&str; 14] =
    ["电话", "手机", "地址", "先生", "女士", "小姐", "收货", "收件", "联系", "身份", "号码", "信息", "姓名", "填写"];

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
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

/// A cell of an address column: province, city, district stay.
pub(crate) fn whole_address(cell: &str) -> Option<Find> {
    let from = region(cell);
    let rest = cell[from..].trim();
    let hidden = rest.is_empty() || rest.starts_with('*') || matches!(rest, "-" | "--" | "无" | "N/A" | "null");
    (!hidden).then(|| Find { from, to: cell.len(), mask: "***".to_owned(), code: "address" })
}

/// The bytes of up to three units of a region at the begin of an address, with the blanks between them.
fn region(text: &str) -> usize {
    let mut end = 0;
    for _ in 0..3 {
        let rest = &text[end..];
        let unit = rest.char_indices().take(9).take_while(|(_, c)| is_han(*c) || *c == ' ');
        let Some((place, c)) = unit.skip(1).find(|(_, c)| "省市区县".contains(*c)) else { break };
        end += place + c.len_utf8();
    }
    end
}

/// Names and addresses in running text, in one pass: nearly every character begins none of the words.
pub(crate) fn find(text: &str) -> Vec<Find> {
    let mut found: Vec<Find> = Vec::new();
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        let word =
            |words: &[&'static str]| words.iter().find(|word| rest.starts_with(**word)).map(|word| at + word.len());
        let find = match c {
            '收' | '联' | '姓' | '户' | '持' | '寄' | '开' | '我' | 'n' | 'N' => {
                word(&LABELS).and_then(|end| labelled(text, end))
            }
            '先' | '女' | '太' | '同' | '老' => word(&SALUTATIONS).and_then(|_| saluted(text, at)),
            '小' => word(&SALUTATIONS)
                .and_then(|_| saluted(text, at))
                .or_else(|| word(&STREETS).and_then(|end| address(text, at, end))),
            '路' | '街' | '大' | '巷' | '胡' | '弄' | '花' | '公' | '村' | '苑' => {
                word(&STREETS).and_then(|end| address(text, at, end))
            }
            _ => None,
        };
        found.extend(find.filter(|find| found.iter().all(|known| find.from >= known.to || find.to <= known.from)));
    }
    found
}

/// A name behind a label: two to four characters.
fn labelled(text: &str, label: usize) -> Option<Find> {
    let rest = &text[label..];
    let name = rest.trim_start_matches([':', '：', ' ', '是', '为']);
    let from = label + (rest.len() - name.len());
    let stop = STOPS.iter().filter_map(|stop| name.find(stop)).min().unwrap_or(name.len());
    let han: Vec<char> = name[..stop].chars().take_while(|c| is_han(*c)).collect();
    let double = DOUBLE.iter().any(|surname| name.starts_with(surname));
    let surname = double || han.first().is_some_and(|first| SURNAMES.contains(*first));
    // Without a sign between them the words behind the label must begin like a name.
    if !(2..=8).contains(&han.len()) || !surname && (from == label || han.len() > 4) {
        return None;
    }
    let most = if double {
        4
    } else if surname {
        3
    } else {
        4
    };
    let name: String = han.into_iter().take(most).collect();
    Some(Find { from, to: from + name.len(), mask: hide(&name), code: "name" })
}

/// A name before a salutation. A surname alone tells nobody who it is.
fn saluted(text: &str, salutation: usize) -> Option<Find> {
    let before: Vec<(usize, char)> =
        text[..salutation].char_indices().rev().take(4).take_while(|(_, c)| is_han(*c)).collect();
    let begins = |count: usize| {
        let (from, c) = *before.get(count - 1)?;
        let double = DOUBLE.iter().any(|surname| text[from..].starts_with(surname));
        (if count == 4 { double } else { SURNAMES.contains(c) || double && count == 3 }).then_some(from)
    };
    let from = begins(4).or_else(|| begins(3)).or_else(|| begins(2))?;
    let name = &text[from..salutation];
    (!NO_NAMES.iter().any(|word| name.ends_with(word))).then(|| Find {
        from,
        to: salutation,
        mask: hide(name),
        code: "name",
    })
}

/// Street and number in running text: a word for a street or an estate at `street..end`, then a number with its unit.
fn address(text: &str, street: usize, end: usize) -> Option<Find> {
    const UNITS: &str = "号弄栋幢座室楼层单元组户";
    const REGIONS: &str = "省市区县镇乡旗州是到在的";
    let rest = &text[end..];
    let behind = |more: &dyn Fn(char) -> bool| {
        rest.find(|c: char| !(c.is_ascii_alphanumeric() || more(c))).unwrap_or(rest.len())
    };
    let number = behind(&|c| "-—#一二三四五六七八九十".contains(c));
    if number == 0 || !rest[number..].starts_with(|c| UNITS.contains(c)) {
        return None;
    }
    // Back to the region that the street lies in, or to what is no word.
    let name = text[..street].char_indices().rev().take(7).take_while(|(_, c)| is_han(*c) && !REGIONS.contains(*c));
    let (from, count) = name.fold((street, 0), |(_, count), (place, _)| (place, count + 1));
    let to = end + behind(&|c| matches!(c, '-' | '#') || UNITS.contains(c));
    (1..=6).contains(&count).then(|| Find { from, to, mask: "***".to_owned(), code: "address" })
}
