//! Mistakes in a profile that TOML cannot see, each with its line and its cure.

use std::collections::{BTreeMap, BTreeSet};

use aftersight_contract::manifest::Words;
use aftersight_contract::nearest::nearest;

use super::table::literal;
use super::{GENERIC, Profile, ProfileTable, index};
use crate::aliases;
use crate::recognise::lenders;

/// A profile that cannot be used.
#[derive(Clone, Debug, PartialEq)]
pub enum ProfileError {
    /// It is no TOML, or a key is missing, unknown or of the wrong kind.
    Syntax(toml::de::Error),
    /// What it says cannot be.
    Content {
        /// The line, from 1.
        line: usize,
        /// What is wrong, and the cure.
        words: Words,
    },
}

type Result = std::result::Result<(), ProfileError>;

/// The text of a profile, for the lines of its mistakes.
struct Lines<'a>(&'a str);

impl Lines<'_> {
    /// A mistake where `word` stands first, below the line that `after` stands in.
    fn wrong(&self, after: Option<&str>, word: &str, zh: String, en: String) -> ProfileError {
        let has = |line: &str, word: &str| {
            let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
            line.match_indices(word)
                .any(|(at, _)| edge(line[..at].chars().next_back()) && edge(line[at + word.len()..].chars().next()))
        };
        let lines = || self.0.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with('#'));
        let from = after.and_then(|after| lines().find(|(_, line)| has(line, after))).map_or(0, |(line, _)| line);
        let found = lines().skip_while(|(line, _)| *line < from).find(|(_, line)| has(line, word));
        ProfileError::Content { line: found.map_or(from, |(line, _)| line) + 1, words: Words { zh, en } }
    }
}

/// Checks what the types do not.
pub(super) fn check(profile: &Profile, text: &str) -> Result {
    let lines = Lines(text);
    let proper = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if profile.id.is_empty() || profile.id == GENERIC || !profile.id.chars().all(proper) {
        return Err(lines.wrong(
            None,
            "id",
            format!("id = \"{}\"：请用小写字母、数字和 - 起一个名字（“{GENERIC}”已被占用）", profile.id),
            format!("id = \"{}\": make a name of small letters, digits and `-` (`{GENERIC}` is taken)", profile.id),
        ));
    }
    if profile.signature.is_empty() {
        return Err(lines.wrong(
            None,
            "signature",
            "signature 为空：请列出几个只有这种文件才有的表头".to_owned(),
            "`signature` is empty: list a few headers that only such files have".to_owned(),
        ));
    }
    if let Some(code) =
        profile.currency.as_ref().filter(|code| code.len() != 3 || !code.bytes().all(|c| c.is_ascii_uppercase()))
    {
        return Err(lines.wrong(
            None,
            "currency",
            format!("currency = \"{code}\"：请用 ISO 4217 代码，例如 CNY"),
            format!("currency = \"{code}\": use an ISO 4217 code such as CNY"),
        ));
    }
    if let Some(label) =
        profile.encoding.as_ref().filter(|label| encoding_rs::Encoding::for_label(label.as_bytes()).is_none())
    {
        return Err(lines.wrong(
            None,
            "encoding",
            format!("encoding = \"{label}\"：没有这种编码，请写 UTF-8、GB18030 或 Big5"),
            format!("encoding = \"{label}\": there is no such encoding; write UTF-8, GB18030 or Big5"),
        ));
    }
    if profile.tables.is_empty() {
        return Err(lines.wrong(
            None,
            "table",
            "没有 [[table]]：请写明文件里有哪张表".to_owned(),
            "there is no [[table]]: say which table such a file holds".to_owned(),
        ));
    }
    let mut seen = BTreeSet::new();
    for table in &profile.tables {
        if !seen.insert(table.place()) {
            let (zh, en) = (
                format!("表“{}”写了两次，请合并；确是两种记录时，请各写一个不同的 part", table.name),
                format!(
                    "the table `{}` stands twice: put both together, or give each a `part` of its own if they are different records",
                    table.name
                ),
            );
            return Err(lines.wrong(None, &table.name, zh, en));
        }
        if !table.part.chars().all(proper) {
            let (zh, en) = (
                format!("part = \"{}\"：请只用小写字母、数字和 -", table.part),
                format!("part = \"{}\": use small letters, digits and `-` only", table.part),
            );
            return Err(lines.wrong(Some(&table.name), "part", zh, en));
        }
        check_table(table, &lines)?;
    }
    Ok(())
}

fn check_table(table: &ProfileTable, lines: &Lines<'_>) -> Result {
    let Some(model) = aliases::all().get(&table.name) else {
        let (zh, en) = choose(&table.name, aliases::tables());
        return Err(lines.wrong(
            None,
            &table.name,
            format!("数据模型里没有表“{}”{zh}", table.name),
            format!("the data model has no table `{}`{en}", table.name),
        ));
    };
    let owned: BTreeSet<&str> = model.columns().chain(lenders(model).flat_map(aliases::Table::columns)).collect();
    let known = |column: &str| {
        if owned.contains(column) {
            return Ok(());
        }
        let (zh, en) = choose(column, owned.iter().copied());
        Err(lines.wrong(
            Some(&table.name),
            column,
            format!("表“{}”没有列“{column}”{zh}。不对应任何列的表头不必写，会原样保留", table.name),
            format!(
                "the table `{}` has no column `{column}`{en}. A header that means none of them need not stand here: it is kept under its own name",
                table.name
            ),
        ))
    };
    let mut meant: BTreeMap<String, &str> = BTreeMap::new();
    for (column, aliases) in &table.headers {
        known(column)?;
        for alias in aliases {
            let Some(other) = meant.insert(index::key(alias), column).filter(|other| other != column) else { continue };
            return Err(lines.wrong(
                Some(&table.name),
                alias,
                format!("表头“{alias}”同时对应 {other} 和 {column}，请只留一个"),
                format!("the header `{alias}` means both {other} and {column}: keep one of them"),
            ));
        }
    }
    table.join.keys().chain(table.units.keys()).chain(&table.requires).try_for_each(|column| known(column))?;
    if let Some(column) = table.join.iter().find(|(_, parts)| parts.first().is_none_or(|part| literal(part).is_some()))
    {
        let (zh, en) = (
            format!("join 的“{}”要以一个表头开头；每行都相同的文字请写在 constants 中", column.0),
            format!("`{}` of `join` must begin with a header; a text of every row belongs in `constants`", column.0),
        );
        return Err(lines.wrong(Some(&table.name), column.0, zh, en));
    }
    table.carry.iter().flat_map(|carry| carry.columns.iter().chain([&carry.by])).try_for_each(|column| known(column))
}

/// What was probably meant, and what there is.
fn choose<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> (String, String) {
    let known: Vec<&str> = known.collect();
    match nearest(name, known.iter().copied()) {
        Some(near) => (format!("（是否指“{near}”？）"), format!(" (did you mean `{near}`?)")),
        None => (format!("（可用的有：{}）", known.join("、")), format!(" (there are: {})", known.join(", "))),
    }
}
