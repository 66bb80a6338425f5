//! How well tables found each other: who has a partner, whose partner came late, who waits, whom nobody awaits any more.

use aftersight_contract::manifest::Words;
use aftersight_contract::{Column, Values};

use crate::kernels::NONE;
use crate::message;
use crate::model;
use crate::received::Received;
use crate::results::LinkResult;
use crate::table::{Link, Part, Table, Tables};

/// Match rates. A row that names a partner who is not there waits for it until it is older than the link's `wait`: a later
/// run that has the partner's file finds it.
pub(crate) fn rates(tables: &Tables, received: &[Option<Received>], as_of: i64) -> Vec<LinkResult> {
    let shown = tables.0.iter().filter(|table| !table.withheld);
    let links = shown.flat_map(|table| table.links.iter().map(move |link| (table, link)));
    links.map(|(table, link)| rate(tables, table, link, received, as_of)).collect()
}

fn rate(tables: &Tables, from: &Table, link: &Link, received: &[Option<Received>], as_of: i64) -> LinkResult {
    let mut found = LinkResult {
        from: from.name.clone(),
        to: link.to.clone(),
        on: link.on.clone(),
        rows: 0,
        matched: 0,
        late: None,
        waiting: 0,
        orphans: 0,
        without_key: 0,
        wait_seconds: link.wait / 1_000_000,
        summary: Words::default(),
    };
    let to = tables.get(&link.to);
    let dated = |table: &Table| table.parts.iter().any(|part| received[part.source].is_some());
    let theirs: Vec<u32> = to.filter(|to| dated(to) && dated(from)).map(sources).unwrap_or_default();
    let mut late = (!theirs.is_empty()).then_some(0);
    let keys: Vec<_> = link.on.iter().filter_map(|on| tables.parts(from, on)).collect();
    for (number, (part, partners)) in from.parts.iter().zip(&link.rows).enumerate() {
        let born = part.batch.column(model::born(&from.name));
        let young = |row: usize| {
            born.and_then(|born| moment(born, row)).is_some_and(|at| as_of.saturating_sub(at) <= link.wait)
        };
        for (row, partner) in partners.iter().enumerate() {
            found.rows += 1;
            if *partner != NONE {
                found.matched += 1;
                let times = |theirs: &u32| Some((received[*theirs as usize]?, received[source(part, row)]?));
                if let Some((theirs, own)) = theirs.get(*partner as usize).and_then(times) {
                    late = late.map(|late| late + u64::from(theirs.is_after(own)));
                }
            } else if keys.iter().any(|key| !key[number].is_valid(row)) {
                found.without_key += 1;
            } else if young(row) {
                found.waiting += 1;
            } else {
                found.orphans += 1;
            }
        }
    }
    found.late = late;
    found.summary = summary(&found);
    found
}

fn moment(column: &Column, row: usize) -> Option<i64> {
    let Values::Timestamp(values) = &column.values else { return None };
    column.is_valid(row).then(|| values[row])
}

/// The source in which a row was received first.
fn source(part: &Part, row: usize) -> usize {
    part.first.get(row).map_or(part.source, |source| *source as usize)
}

/// The same for all rows of a table.
fn sources(table: &Table) -> Vec<u32> {
    let of_part =
        |part: &'_ Part| (0..part.batch.rows as usize).map(|row| source(part, row) as u32).collect::<Vec<_>>();
    table.parts.iter().flat_map(of_part).collect()
}

/// The counts as sentences; what there is none of is left out.
fn summary(link: &LinkResult) -> Words {
    let share = |part: u64| message::percent(part as f64 / link.rows.max(1) as f64);
    let wait = |lang| message::duration(link.wait_seconds as f64 * 1e6, lang);
    let mut zh = vec![format!("{} 行中 {} 行匹配（{}）", link.rows, link.matched, share(link.matched))];
    let mut en = vec![format!("{} of {} rows matched ({})", link.matched, link.rows, share(link.matched))];
    if let Some(late) = link.late.filter(|late| *late > 0) {
        zh.push(format!("其中 {late} 行的对方来自更晚收到的文件（晚到）"));
        en.push(format!("{late} of them by a partner that came late, in a file received later than their own"));
    }
    if link.waiting > 0 {
        let (count, part) = (link.waiting, share(link.waiting));
        zh.push(format!("{count} 行（{part}）还在等待：发生不超过 {}，补上晚到的文件再运行一次即可匹配", wait("zh")));
        let (them, age) = (if count == 1 { "waits" } else { "wait" }, wait("en"));
        en.push(format!(
            "{count} ({part}) {them}: not older than {age}, a run with the file that comes late finds the partner"
        ));
    }
    if link.orphans > 0 {
        let (count, part) = (link.orphans, share(link.orphans));
        zh.push(format!(
            "{count} 行（{part}）找不到对方：已超过 {} 或没有时间，请核对编号或补上缺少的文件",
            wait("zh")
        ));
        let (are, age) = (if count == 1 { "is an orphan" } else { "are orphans" }, wait("en"));
        en.push(format!(
            "{count} ({part}) {are}: older than {age} or without a time; check the key or add the file that is missing"
        ));
    }
    if link.without_key > 0 {
        zh.push(format!("{} 行没有填写关联列", link.without_key));
        en.push(format!("{} {} no partner", link.without_key, if link.without_key == 1 { "names" } else { "name" }));
    }
    Words { zh: zh.join("；") + "。", en: en.join("; ") + "." }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_names_what_there_is() {
        let mut link = LinkResult {
            from: "cases".to_owned(),
            to: "orders".to_owned(),
            on: vec!["order_id".to_owned()],
            rows: 8,
            matched: 8,
            late: None,
            waiting: 0,
            orphans: 0,
            without_key: 0,
            wait_seconds: 7 * 86_400,
            summary: Words::default(),
        };
        assert_eq!(summary(&link).zh, "8 行中 8 行匹配（100%）。");
        link = LinkResult { matched: 4, late: Some(2), waiting: 2, orphans: 1, without_key: 1, ..link };
        assert_eq!(
            summary(&link).zh,
            "8 行中 4 行匹配（50%）；其中 2 行的对方来自更晚收到的文件（晚到）；\
             2 行（25%）还在等待：发生不超过 7 天，补上晚到的文件再运行一次即可匹配；\
             1 行（12.5%）找不到对方：已超过 7 天 或没有时间，请核对编号或补上缺少的文件；1 行没有填写关联列。"
        );
        assert_eq!(
            summary(&link).en,
            "4 of 8 rows matched (50%); 2 of them by a partner that came late, in a file received later than their own; \
             2 (25%) wait: not older than 7 d, a run with the file that comes late finds the partner; \
             1 (12.5%) is an orphan: older than 7 d or without a time; check the key or add the file that is missing; \
             1 names no partner."
        );
    }
}
