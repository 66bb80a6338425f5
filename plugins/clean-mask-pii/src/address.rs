//! Addresses: by column, and in running text by the numbers of houses.

use crate::Find;
use crate::words::is_han;

/// Words for a street, an estate or a village, which a number follows.
const STREETS: [&str; 30] = [
    "路", "街", "大道", "巷", "胡同", "弄", "小区", "花园", "大厦", "公寓", "村", "苑", "家园", "府", "居", "庭", "湾",
    "广场", "里", "城", "园", "庄", "宿舍", "校区", "中心", "楼", "院", "屯", "社区", "轩",
];

/// Those that a house number follows without a unit: `花园12-3-502`.
const ESTATES: [&str; 18] = [
    "小区", "花园", "大厦", "公寓", "村", "苑", "家园", "府", "居", "庭", "湾", "广场", "里", "城", "园", "庄", "宿舍",
    "校区",
];

/// The single words among [`STREETS`] that are frequent in other words: behind them one number is not enough.
const WEAK: [&str; 10] = ["府", "居", "庭", "湾", "里", "城", "园", "庄", "楼", "院"];

/// What follows the number of a house.
const UNITS: [&str; 16] =
    ["号楼", "号院", "单元", "号", "弄", "栋", "幢", "座", "室", "楼", "层", "组", "户", "队", "门", "舍"];

/// Numbers behind one another belong to one address if so many characters at most lie between them.
const BETWEEN: usize = 10;

/// So many characters are the name of a street or an estate, with a town or a village before it.
const NAME: usize = 14;

/// A cell of an address column: province, city, district stay.
pub(crate) fn whole(cell: &str) -> Option<Find> {
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

/// Numbers of a house, one behind the other.
struct Chain {
    from: usize,
    to: usize,
    numbers: usize,
    /// One of the units belongs to houses only.
    sure: bool,
    /// Without any unit.
    bare: bool,
}

/// Street and number in running text: numbers with the units of houses, and the name before them up to the region.
/// `strict`: one number is enough only behind a region.
pub(crate) fn find(text: &str, strict: bool) -> Vec<Find> {
    let mut found: Vec<Find> = Vec::new();
    // Most texts have neither: they are done.
    if !text.bytes().any(|byte| byte.is_ascii_digit()) && !text.contains(['栋', '幢', '座', '弄', '号']) {
        return found;
    }
    let (mut at, mut looked, mut region) = (0, 0, None);
    while let Some(chain) = chain(text, at) {
        at = chain.to;
        // The last word of a region before the number: looked for in each part of the text once.
        region = text[looked..chain.from].rfind(['省', '市', '区', '县', '镇']).map(|place| looked + place).or(region);
        looked = chain.from;
        let end = found.last().map_or(0, |find| find.to);
        let between = &text[end..chain.from];
        if end > 0 && between.chars().nth(BETWEEN).is_none() && between.chars().all(is_han) {
            // `文三路138号幸福小区3栋501` is one address.
            if let Some(last) = found.last_mut() {
                last.to = chain.to;
            }
            continue;
        }
        let before = &text[end..chain.from];
        let street = STREETS.iter().find(|word| before.ends_with(**word));
        let estate = ESTATES.iter().any(|word| before.ends_with(word));
        let fits = if chain.bare {
            estate && chain.numbers >= 2
        } else {
            chain.sure && chain.numbers >= 2 || street.is_some_and(|word| !WEAK.contains(word) || chain.sure)
        };
        let fits = fits && (!strict || chain.numbers >= 2 || region.is_some_and(|region| region >= end));
        let from = end + begin(before);
        if fits && from < chain.from {
            found.push(Find { from, to: chain.to, mask: "***".to_owned(), code: "address" });
        }
    }
    found
}

/// Where the name before a house number begins: behind the region, or behind what is no name.
fn begin(before: &str) -> usize {
    const STOPS: &str = "省市区县镇乡旗州是到在的址送寄往";
    const ESTATE: [&str; 4] = ["小区", "社区", "园区", "校区"];
    let mut from = before.len();
    for (place, c) in before.char_indices().rev().take(NAME) {
        let part = ESTATE.iter().any(|word| before[..place + c.len_utf8()].ends_with(word));
        if !is_han(c) || STOPS.contains(c) && !part {
            break;
        }
        from = place;
    }
    // A street may be called after a town.
    if from == before.len() && !before.is_empty() {
        from = before.char_indices().next_back().map_or(from, |(place, c)| if is_han(c) { place } else { from });
    }
    from
}

/// The next chain of numbers at or after a place.
fn chain(text: &str, at: usize) -> Option<Chain> {
    let mut at = at;
    loop {
        let from = at + text[at..].find(is_numeral)?;
        let mut chain = Chain { from, to: from, numbers: 0, sure: false, bare: true };
        let mut place = from;
        while let Some(length) = numeral(&text[place..]) {
            let rest = &text[place + length..];
            chain.numbers += 1;
            chain.to = place + length;
            if let Some(unit) = UNITS.iter().find(|unit| rest.starts_with(**unit)) {
                chain.sure |= !matches!(*unit, "号" | "楼" | "层" | "组" | "户" | "门");
                chain.bare = false;
                chain.to += unit.len();
            } else if !rest.starts_with(['-', '－', '—', '#']) {
                break;
            }
            place = chain.to
                + text[chain.to..].bytes().take_while(|byte| matches!(byte, b'-' | b' ' | b'#' | b',')).count();
        }
        if chain.numbers > 1 || !chain.bare {
            return Some(chain);
        }
        let run = text[from..].find(|c: char| !is_numeral(c)).map_or(text.len(), |length| from + length);
        at = chain.to.max(run);
    }
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_alphanumeric() || "一二三四五六七八九十".contains(c)
}

/// The bytes of a house number: at most five characters.
fn numeral(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !is_numeral(c)).unwrap_or(text.len());
    (end > 0 && text[..end].chars().count() <= 5).then_some(end)
}
