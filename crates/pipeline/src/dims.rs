//! Dimensions: the distinct keys of a column, sorted, and each row's place among them.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use aftersight_contract::{Column, Values};

use crate::account;
use crate::engine::Engine;
use crate::parallel;

/// How a null key is shown.
pub const NULL_KEY: &str = "∅";

/// The key of everything that `top` leaves out.
pub const OTHER_KEY: &str = "…";

/// A dimension of a KPI: the keys that occur in any of its roles, sorted; the null key, where there is one, is last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dimension {
    pub(crate) keys: Vec<String>,
}

/// One role's rows in a dimension, part by part: place in the role's own `keys`, null last.
#[derive(Clone, Debug)]
pub(crate) struct Coded {
    pub(crate) keys: Vec<String>,
    pub(crate) codes: Vec<Vec<u32>>,
}

/// Codes a column. Text, categories, booleans and integers can be dimensions.
pub(crate) fn code(engine: &dyn Engine, parts: &[Cow<'_, Column>], rows: &[usize]) -> Coded {
    let own = parallel::map(engine, parts.len(), |part| code_part(&parts[part], rows[part]));
    let mut keys: Vec<String> =
        own.iter().flat_map(|(keys, _)| keys).collect::<BTreeSet<_>>().into_iter().cloned().collect();
    let null = keys.len() as u32;
    let places: HashMap<&str, u32> = keys.iter().zip(0..).map(|(key, place)| (key.as_str(), place)).collect();
    let codes: Vec<Vec<u32>> = parallel::map(engine, own.len(), |part| {
        let (keys, codes) = &own[part];
        let known: Vec<u32> = keys.iter().map(|key| places.get(key.as_str()).copied().unwrap_or(null)).collect();
        codes.iter().map(|code| known.get(*code as usize).copied().unwrap_or(null)).collect()
    });
    if codes.iter().flatten().any(|code| *code == null) {
        keys.push(NULL_KEY.to_owned());
    }
    Coded { keys, codes }
}

/// The keys of one part in the order in which they occur, and each row's among them; `u32::MAX` where it is null.
fn code_part(column: &Column, rows: usize) -> (Vec<String>, Vec<u32>) {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut number = |key: &str| {
        if let Some(known) = numbers.get(key) {
            return *known;
        }
        let next = numbers.len() as u32;
        numbers.insert(key.to_owned(), next);
        next
    };
    let codes = match &column.values {
        Values::Category(categories) => {
            // Only names that occur become keys.
            let mut known: Vec<Option<u32>> = vec![None; categories.names.len()];
            let mut of = |row: usize| {
                let code = categories.codes[row] as usize;
                *known[code].get_or_insert_with(|| number(categories.names.get(code)))
            };
            (0..rows).map(|row| if column.is_valid(row) { of(row) } else { u32::MAX }).collect()
        }
        Values::Text(text) => {
            (0..rows).map(|row| if column.is_valid(row) { number(text.get(row)) } else { u32::MAX }).collect()
        }
        _ => (0..rows).map(|row| account::show(column, row).map_or(u32::MAX, |key| number(&key))).collect(),
    };
    let mut keys = vec![String::new(); numbers.len()];
    numbers.into_iter().for_each(|(key, place)| keys[place as usize] = key);
    (keys, codes)
}

/// The keys of all roles together, and for each role where its own keys stand among them.
pub(crate) fn unite(roles: &[&Coded]) -> (Dimension, Vec<Vec<u32>>) {
    let all: BTreeSet<(bool, &String)> =
        roles.iter().flat_map(|coded| &coded.keys).map(|key| (key == NULL_KEY, key)).collect();
    let keys: Vec<String> = all.into_iter().map(|(_, key)| key.clone()).collect();
    let places: HashMap<&String, u32> = keys.iter().enumerate().map(|(place, key)| (key, place as u32)).collect();
    let maps = roles.iter().map(|coded| coded.keys.iter().map(|key| places[key]).collect()).collect();
    (Dimension { keys }, maps)
}

/// Keeps the `top` keys with the most rows and gathers the rest under [`OTHER_KEY`], which comes last; where each key went.
/// Of keys with as many rows the first stand.
pub(crate) fn keep(dimension: &Dimension, rows: &[u64], top: usize) -> (Dimension, Vec<u32>) {
    let mut order: Vec<usize> = (0..dimension.keys.len()).collect();
    order.sort_by_key(|place| (std::cmp::Reverse(rows[*place]), *place));
    order.truncate(top);
    order.sort_unstable();
    let mut keys: Vec<String> = order.iter().map(|place| dimension.keys[*place].clone()).collect();
    let mut places = vec![keys.len() as u32; dimension.keys.len()];
    order.iter().enumerate().for_each(|(place, kept)| places[*kept] = place as u32);
    keys.push(OTHER_KEY.to_owned());
    (Dimension { keys }, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_and_null_comes_last() {
        let parts = [Column::text("d", [Some("乙"), None, Some("甲")]), Column::text("d", [Some("丙")])];
        let parts: Vec<_> = parts.iter().map(Cow::Borrowed).collect();
        let coded = code(&crate::engine::tests::Nothing, &parts, &[3, 1]);
        assert_eq!(coded.keys, ["丙", "乙", "甲", NULL_KEY]);
        assert_eq!(coded.codes, [vec![1, 3, 2], vec![0]]);
        let other = code(&crate::engine::tests::Nothing, &[Cow::Owned(Column::text("d", [Some("丁")]))], &[1]);
        let (both, maps) = unite(&[&coded, &other]);
        assert_eq!(both.keys, ["丁", "丙", "乙", "甲", NULL_KEY]);
        assert_eq!(maps, [vec![1, 2, 3, 4], vec![0]]);
    }

    #[test]
    fn the_largest_keys_stay() {
        let dimension = Dimension { keys: ["a", "b", "c", "d", NULL_KEY].map(str::to_owned).to_vec() };
        let (kept, places) = keep(&dimension, &[1, 5, 3, 3, 9], 3);
        assert_eq!(kept.keys, ["b", "c", NULL_KEY, OTHER_KEY]);
        assert_eq!(places, [3, 0, 1, 3, 2]);
    }
}
