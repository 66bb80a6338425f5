//! A mistake in a TOML file in both languages: place, what is wrong, what is allowed.

use toml::de::Error;

use super::{Cause, Words};
use crate::nearest::nearest;

/// The most characters of a line that are repeated.
const QUOTED: usize = 60;

/// What the reader says of a text, and how we say it. The first that its message begins with holds.
const SYNTAX: [(&str, &str, &str); 23] = [
    ("key with no value", "键后面缺少“= 值”", "the key has no value: write key = value"),
    ("missing value", "等号后面缺少值", "there is no value behind the `=`"),
    ("string values must be quoted", "文本要加引号", "a text must stand in quotes"),
    ("missing opening quote", "文本缺少开头的引号", "the text lacks its opening quote"),
    ("invalid basic string", "引号没有成对，或转义写错", "the quotes do not pair, or an escape is wrong"),
    ("invalid literal string", "引号没有成对", "the quotes do not pair"),
    ("invalid multi-line", "引号没有成对", "the quotes do not pair"),
    ("unclosed array table", "缺少结尾的 ]]", "the closing ]] is missing"),
    ("missing table open", "段名前面缺少 [", "the [ before the section's name is missing"),
    ("invalid date", "日期或时间无效", "there is no such date or time"),
    (
        "unexpected leading zero",
        "数字不能以 0 开头，编号请加引号",
        "a number cannot begin with 0; put an identifier in quotes",
    ),
    (
        "missing escaped value",
        "反斜杠后面的字符无效，路径请用单引号",
        "the backslash begins no escape; put paths in single quotes",
    ),
    (
        "too few unicode",
        "反斜杠后面的字符无效，路径请用单引号",
        "the backslash begins no escape; put paths in single quotes",
    ),
    ("unclosed array", "列表缺少结尾的 ]", "the list lacks its closing ]"),
    ("missing comma", "各项之间缺少逗号", "there is no comma between two items"),
    ("extra comma", "多了一个逗号", "there is a comma too many"),
    ("unclosed inline table", "缺少结尾的 }", "the closing } is missing"),
    ("unclosed table", "缺少结尾的 ]", "the closing ] is missing"),
    (
        "invalid unquoted key",
        "键名只能用字母、数字、- 和 _，否则要加引号",
        "a key of other characters than letters, digits, - and _ must stand in quotes",
    ),
    ("unquoted keys cannot be empty", "等号前面缺少键名", "there is no key before the `=`"),
    ("extra `=`", "多了一个等号", "there is a `=` too many"),
    ("duplicate key", "这个键写了两次，请删去一个", "the key stands twice: remove one of them"),
    ("unexpected key or value", "同一行有多余的内容", "there is more on the line than one key and its value"),
];

/// The sentence for a TOML file, by its name in both languages or none, that cannot be read.
#[must_use]
pub fn mistake(zh_name: &str, en_name: &str, text: &str, error: &Error) -> Words {
    let (zh, en) = what(text, error);
    let Some(span) = error.span() else {
        let colon = |name: &str, colon: &str| if name.is_empty() { String::new() } else { format!("{name}{colon}") };
        return Words::new(format!("{}{zh}", colon(zh_name, "：")), format!("{}{en}", colon(en_name, ": ")));
    };
    let before = &text[..span.start.min(text.len())];
    let line = before.matches('\n').count();
    let column = before.chars().rev().take_while(|c| *c != '\n').count();
    let quoted: String = text.lines().nth(line).unwrap_or_default().trim().chars().take(QUOTED).collect();
    let (line, column) = (line + 1, column + 1);
    let comma = if en_name.is_empty() { "" } else { ", " };
    Words::new(
        format!("{zh_name}第 {line} 行第 {column} 列“{quoted}”：{zh}"),
        format!("{en_name}{comma}line {line}, column {column}, `{quoted}`: {en}"),
    )
}

fn what(text: &str, error: &Error) -> (String, String) {
    let message = error.message();
    let marked: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let (first, known) = marked.split_first().map_or(("", &[][..]), |(first, known)| (*first, known));
    if message.starts_with("unknown field") {
        let (zh, en) = allowed(first, known);
        return (format!("没有键“{first}”{zh}"), format!("there is no key `{first}`{en}"));
    }
    if message.starts_with("unknown variant") {
        let (zh, en) = allowed(first, known);
        return (format!("不能取值“{first}”{zh}"), format!("`{first}` is no value that it can take{en}"));
    }
    if message.starts_with("missing field") {
        return (format!("缺少键“{first}”"), format!("the key `{first}` is missing"));
    }
    let odd = message.strip_prefix("invalid type: ").or(message.strip_prefix("invalid value: "));
    if let Some((found, expected)) = odd.and_then(|rest| rest.split_once(", expected ")) {
        let (zh, en) = kind(expected);
        let key = error.span().and_then(|span| key(text, span.start));
        let array = expected == "a sequence" && found == "map";
        return match key {
            Some(name) if array => (format!("请写成 [[{name}]]"), format!("write it as [[{name}]]")),
            Some(name) => (format!("“{name}”应为{zh}"), format!("`{name}` should be {en}")),
            None => (format!("应为{zh}"), format!("it should be {en}")),
        };
    }
    let nothing = error.span().is_some_and(|span| text.get(span).is_some_and(|value| value.trim().is_empty()));
    let message = if nothing && message.starts_with("string values") { "missing value" } else { message };
    match SYNTAX.iter().find(|(begin, _, _)| message.starts_with(begin)) {
        Some((_, zh, en)) => ((*zh).to_owned(), (*en).to_owned()),
        None => {
            let cause = Cause::technical(message);
            let what = Words::new("不符合 TOML 语法，请检查引号、括号和等号", "this is no TOML");
            let Words { zh, en } = cause.between(&what, &Words::default());
            (zh, en)
        }
    }
}

/// What may stand there, behind what was probably meant.
fn allowed(name: &str, known: &[&str]) -> (String, String) {
    let quoted: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    let (zh, en) = (known.join("、"), quoted.join(", "));
    match nearest(name, known.iter().copied()) {
        Some(near) => {
            (format!("，是否指“{near}”？可用的有：{zh}"), format!("; did you mean `{near}`? There are: {en}"))
        }
        None => (format!("；可用的有：{zh}"), format!("; there are: {en}")),
    }
}

/// What a place of the file holds, in words.
fn kind(expected: &str) -> (&'static str, &'static str) {
    match expected {
        "a string" => ("加引号的文本", "a text in quotes"),
        "a boolean" => ("true 或 false", "true or false"),
        "a sequence" => ("列表，如 [\"甲\", \"乙\"]", "a list, as in [\"one\", \"two\"]"),
        "i32" | "i64" => ("整数", "a whole number"),
        "u8" | "u16" | "u32" | "u64" | "usize" => ("不小于 0 的整数", "a whole number, 0 or more"),
        "f32" | "f64" => ("数字", "a number"),
        "struct Words" => {
            ("中英文两句，如 { zh = \"…\", en = \"…\" }", "both languages, as in { zh = \"…\", en = \"…\" }")
        }
        "a map" => ("键值表，如 { 键 = 值 }", "a table, as in { key = value }"),
        _ if expected.contains("struct") => {
            ("一段，如 [[source]] 加若干行“键 = 值”", "a section, as in [[source]] with lines `key = value`")
        }
        _ => ("加引号的名称", "a name in quotes"),
    }
}

/// The key of the line that a place stands in: before its `=`, or between its brackets.
fn key(text: &str, at: usize) -> Option<&str> {
    let begin = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let line = text[begin..].lines().next()?.trim();
    let key = match line.strip_prefix('[') {
        Some(rest) => rest.trim_matches(['[', ']', ' ']),
        None => line.split_once('=')?.0.trim(),
    };
    (!key.is_empty()).then_some(key)
}
