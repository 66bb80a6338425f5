//! When files were received: what a file or its name says, never a clock. A row whose partner came in a later file had to wait.

use jiff::civil::{self, Date};

use crate::error::RunError;
use crate::keys::{self, KeyMap};
use crate::model;
use crate::stage::Source;
use crate::table::Table;
use crate::time::{self, Grain, Zone};

/// When a source was received, as far as the run knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Received {
    /// µs; the begin of the day where only that is known.
    pub(crate) at: i64,
    day: i32,
    exact: bool,
}

impl Received {
    /// What the pipeline file says of a source, else the last date in its name.
    ///
    /// # Errors
    /// A moment that is none.
    pub(crate) fn of(source: &Source<'_>, zone: &Zone) -> Result<Option<Self>, RunError> {
        let Some(text) = &source.received_at else {
            let day = |date: Date| date.since(civil::date(1970, 1, 1)).map(|days| days.get_days()).ok();
            let day = date_in(&source.name).and_then(day);
            return Ok(day.map(|day| Self { at: zone.begin(Grain::Day, day), day, exact: false }));
        };
        let at = time::moment(text).ok_or_else(|| {
            let name = &source.name;
            RunError::new(
                format!("来源“{name}”的 received_at = “{text}”：请写成 2025-06-30T00:00:00+08:00 的形式"),
                format!("source {name}: received_at = \"{text}\": write it as 2025-06-30T00:00:00+08:00"),
            )
        })?;
        Ok(Some(Self { at, day: zone.interval(Grain::Day, at), exact: true }))
    }

    /// Was it received later? Where of one of them only the day is known, days are compared.
    pub(crate) fn is_after(self, other: Self) -> bool {
        if self.exact && other.exact { self.at > other.at } else { self.day > other.day }
    }
}

/// The last date in a file's name: `20250630`, also with hours and minutes behind it, `2025-06-30`, `2025年6月30日`.
fn date_in(name: &str) -> Option<Date> {
    let runs = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut found = None;
    let mut rest = name;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        rest = &rest[start..];
        let length = runs(rest);
        let (digits, after) = rest.split_at(length);
        rest = after;
        if matches!(length, 8 | 12 | 14) {
            found = date(&digits[..4], &digits[4..6], &digits[6..8]).or(found);
        } else if length == 4 {
            // The same sign must stand between its parts: 2025-06.30 is no date.
            let part = |text| -> Option<(char, &str, &str)> {
                let sign = str::chars(text).next().filter(|sign| "-_.年月".contains(*sign))?;
                let text = &text[sign.len_utf8()..];
                let length = runs(text);
                (1..=2).contains(&length).then(|| (sign, &text[..length], &text[length..]))
            };
            if let Some((first, month, after)) = part(after)
                && let Some((second, day, after)) = part(after)
                && (first == second || (first, second) == ('年', '月'))
                && let Some(date) = date(digits, month, day)
            {
                (found, rest) = (Some(date), after);
            }
        }
    }
    found
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year = year.parse().ok().filter(|year| (2000..2100).contains(year))?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Notes for every row in which of its table's sources it was received first: exports repeat rows, and what stood in an
/// earlier one did not come late. Must be known before repeated rows are taken out.
pub(crate) fn first(table: &mut Table, received: &[Option<Received>]) {
    let sources = || table.parts.iter().map(|part| received[part.source]);
    let Some(key) = model::identity(&table.name) else { return };
    if sources().all(|one| sources().next() == Some(one)) {
        return;
    }
    // An unknown time is before all others: nobody is called late on a guess.
    let time = |source: u32| received[source as usize].map(|received| received.at);
    let keys = table.parts.iter().map(|part| {
        let rows = part.batch.rows as usize;
        part.batch.column(key).map_or_else(|| vec![None; rows], |column| keys::keys(&[column], rows))
    });
    let keys: Vec<_> = keys.collect();
    let mut firsts: KeyMap<u32> = KeyMap::default();
    for (part, keys) in table.parts.iter().zip(&keys) {
        for key in keys.iter().flatten() {
            let known = firsts.entry(*key).or_insert(part.source as u32);
            if time(part.source as u32) < time(*known) {
                *known = part.source as u32;
            }
        }
    }
    for (part, keys) in table.parts.iter_mut().zip(&keys) {
        let first = |key: &Option<_>| key.and_then(|key| firsts.get(&key).copied()).unwrap_or(part.source as u32);
        part.first = keys.iter().map(first).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_date_of_a_name_counts() {
        let june = Some(civil::date(2025, 6, 30));
        for name in [
            "orders-20250630.csv",
            "ExportOrderList202506301145.csv",
            "退款_20250630114502.xlsx#Sheet1",
            "订单2025-06-30.csv",
            "订单2025年6月30日.csv",
            "a_2025_6_30_1.csv",
            "2025-06-01~2025-06-30.zip/orders.csv",
            "20250601-20250630.csv",
        ] {
            assert_eq!(date_in(name), june, "{name}");
        }
        for name in
            ["orders-1.csv", "2025-06.csv", "4108888888888888889.csv", "20251340.csv", "2025-06.30", "1.2.3", ""]
        {
            assert_eq!(date_in(name), None, "{name}");
        }
    }

    #[test]
    fn days_are_compared_where_only_a_day_is_known() {
        let by_name = |day| Received { at: i64::from(day) * 86_400_000_000, day, exact: false };
        let exact = |at, day| Received { at, day, exact: true };
        assert!(by_name(3).is_after(by_name(2)) && !by_name(2).is_after(by_name(2)));
        assert!(!exact(2 * 86_400_000_000 + 5, 2).is_after(by_name(2)));
        assert!(exact(6, 0).is_after(exact(5, 0)));
    }
}
