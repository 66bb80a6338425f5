//! Sentences in both languages, built from typed values.

use aftersight_contract::manifest::{Manifest, Words};
use aftersight_contract::{Args, Error, Value, currency};

use crate::engine::{Engine, Failure};
use crate::time::Zone;

/// Messages that every plugin can give, because the SDK gives them.
const COMMON: [(&str, &str, &str); 11] = [
    ("parameter-missing", "清单中没有参数“{parameter}”", "the manifest declares no parameter `{parameter}`"),
    ("column-missing", "没有要到列“{column}”", "the column `{column}` was not planned"),
    (
        "column-kind",
        "列“{column}”应为{expected:kinds}，实际为{found:kinds}",
        "the column `{column}` should hold {expected}, and holds {found}",
    ),
    ("state-malformed", "存储的状态无法读取", "stored state cannot be read"),
    ("groups-malformed", "分组编号超出范围", "a group number is out of range"),
    ("role-missing", "没有收到角色“{role}”", "the role `{role}` was not handed in"),
    ("statistic-unknown", "未知统计量“{statistic}”", "there is no statistic `{statistic}`"),
    ("not-of-type", "单元格不是该列应有的类型，已置空", "the cell is not of the column's type and became null"),
    ("plugin-failed", "处理该列的规则失败，该列已置空", "the rule that cleans the column failed, so it became null"),
    ("where", "不满足来源的 where 条件", "does not satisfy the source's `where`"),
    ("by-hand", "由人工排除", "excluded by hand"),
];

/// The sentence of a code: the plugin's own, or one that all share; the bare code if nobody knows it.
pub(crate) fn words(manifest: Option<&Manifest>, code: &str, args: &Args, zone: Option<&Zone>) -> Words {
    let own =
        manifest.and_then(|manifest| manifest.message(code)).map(|message| (message.zh.as_str(), message.en.as_str()));
    let common = || COMMON.iter().find(|(known, _, _)| *known == code).map(|(_, zh, en)| (*zh, *en));
    let (zh, en) = own.or_else(common).unwrap_or((code, code));
    Words { zh: fill(zh, args, "zh", zone), en: fill(en, args, "en", zone) }
}

/// The sentence of a plugin's refusal.
pub(crate) fn refusal(engine: &dyn Engine, id: &str, error: &Error) -> Words {
    words(engine.plugin(id).map(|plugin| plugin.manifest.as_ref()), &error.code, &error.args, None)
}

/// The sentence of a failure.
pub(crate) fn failure(engine: &dyn Engine, id: &str, failure: &Failure) -> Words {
    let en = failure.to_string();
    let zh = match failure {
        Failure::Refused(error) => return refusal(engine, id, error),
        Failure::Trapped(trap) => format!("插件崩溃：{}", trap.words().zh),
        Failure::TimedOut => "插件超过时间限制".to_owned(),
        Failure::OutOfMemory => "插件超过内存限制".to_owned(),
        Failure::Malformed(what) => format!("插件返回的数据不符合约定，{}", what.zh()),
        Failure::TooMuch { what } => format!("插件返回的内容超过限制：{}", what.zh()),
        Failure::TooManyRows(words) => format!("插件必须一次看到的行太多：{}", words.zh),
        Failure::Plan(words) => format!("插件的计划无法执行：{}", words.zh),
        Failure::Unusable(words) => format!("插件无法使用：{}", words.zh),
    };
    Words { zh, en: format!("the plugin {en}") }
}

/// Puts arguments in the place of `{name}` and `{name:percent}`, `{name:duration}`, `{name:date}`, `{name:kinds}`.
fn fill(template: &str, args: &Args, lang: &str, zone: Option<&Zone>) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(begin) = rest.find('{') {
        let Some(length) = rest[begin..].find('}') else { break };
        out.push_str(&rest[..begin]);
        let slot = &rest[begin + 1..begin + length];
        let (name, format) = slot.split_once(':').unwrap_or((slot, ""));
        match args.iter().find(|(known, _)| known == name) {
            Some((_, value)) => out.push_str(&show(value, format, lang, zone)),
            None => out.push_str(&rest[begin..=begin + length]),
        }
        rest = &rest[begin + length + 1..];
    }
    out.push_str(rest);
    out
}

fn show(value: &Value, format: &str, lang: &str, zone: Option<&Zone>) -> String {
    match (value, format) {
        (Value::Text(text), "kinds") if lang == "zh" => kinds(text),
        (Value::Number(number), "percent") => percent(*number),
        (Value::Number(number), "duration") => duration(*number, lang),
        (Value::Duration(microseconds), _) => duration(*microseconds as f64, lang),
        (Value::Moment(at), _) => zone.map_or_else(|| at.to_string(), |zone| zone.date(*at)),
        (Value::Number(number), _) => rounded(*number, 2),
        (Value::Integer(number), _) => number.to_string(),
        (Value::Boolean(value), _) => match (value, lang) {
            (true, "zh") => "是".to_owned(),
            (false, "zh") => "否".to_owned(),
            (true, _) => "yes".to_owned(),
            (false, _) => "no".to_owned(),
        },
        (Value::Text(text), _) => text.clone(),
        (Value::Texts(texts), _) => texts.join(if lang == "zh" { "、" } else { ", " }),
        (Value::Money(minor, currency), _) => currency::amount(*minor, currency),
    }
}

/// The kinds of column that the SDK names, joined by commas and `or`, in Chinese.
fn kinds(english: &str) -> String {
    let chinese = |kind: &str| match kind {
        "boolean" => "真假值",
        "int64" => "整数",
        "float64" => "小数",
        "timestamp" => "时间",
        "money" => "金额",
        "text" => "文本",
        "category" => "类别",
        "binary" => "二进制数据",
        _ => "另一种类型",
    };
    let names: Vec<&str> = english.split(", ").flat_map(|part| part.split(" or ")).map(chinese).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{}或{last}", others.join("、")),
        None => String::new(),
    }
}

/// At most so many decimals, none that are zeros.
fn rounded(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A fraction as per cent.
pub(crate) fn percent(fraction: f64) -> String {
    format!("{}%", rounded(fraction * 100.0, 1))
}

/// Microseconds in the unit that suits them.
pub(crate) fn duration(microseconds: f64, lang: &str) -> String {
    let seconds = microseconds / 1e6;
    let (size, zh, en) = match seconds.abs() {
        size if size < 120.0 => (seconds, "秒", "s"),
        size if size < 7_200.0 => (seconds / 60.0, "分钟", "min"),
        size if size < 172_800.0 => (seconds / 3_600.0, "小时", "h"),
        _ => (seconds / 86_400.0, "天", "d"),
    };
    format!("{} {}", rounded(size, 1), if lang == "zh" { zh } else { en })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_their_language_writes_them() {
        let args = vec![
            ("rate".to_owned(), Value::Number(0.124)),
            ("time".to_owned(), Value::Duration(21_240_000_000)),
            ("who".to_owned(), Value::Texts(vec!["圆通".to_owned(), "中通".to_owned()])),
        ];
        let template = "{who}: {rate:percent}, {time}, {gone}";
        assert_eq!(fill(template, &args, "zh", None), "圆通、中通: 12.4%, 5.9 小时, {gone}");
        assert_eq!(fill(template, &args, "en", None), "圆通, 中通: 12.4%, 5.9 h, {gone}");
        assert_eq!(rounded(-0.001, 2), "0");
        assert_eq!(kinds("text"), "文本");
        assert_eq!(kinds("int64, timestamp or money"), "整数、时间或金额");
    }
}
