//! Dimensions: the distinct keys of a column, sorted, and each row's place among them.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use aftersight_contract::{Column, Values};

use crate::account;

/// How a null key is shown.
pub const NULL_KEY: &str = "∅";

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
pub(crate) fn code(parts: &[Cow<'_, Column>], rows: &[usize]) -> Coded {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut codes = Vec::with_capacity(parts.len());
    for (column, rows) in parts.iter().zip(rows) {
        let mut number = |key: &str| {
            if let Some(known) = numbers.get(key) {
                return *known;
            }
            let next = numbers.len() as u32;
            numbers.insert(key.to_owned(), next);
            next
        };
        let part: Vec<u32> = match &column.values {
            Values::Category(categories) => {
                // Only names that occur become keys.
                let mut known: Vec<Option<u32>> = vec![None; categories.names.len()];
                let mut of = |row: usize| {
                    let code = categories.codes[row] as usize;
                    *known[code].get_or_insert_with(|| number(categories.names.get(code)))
                };
                (0..*rows).map(|row| if column.is_valid(row) { of(row) } else { u32::MAX }).collect()
            }
            Values::Text(text) => {
                (0..*rows).map(|row| if column.is_valid(row) { number(text.get(row)) } else { u32::MAX }).collect()
            }
            _ => {
                let mut of = |row: usize| account::show(column, row).map_or(u32::MAX, |key| number(&key));
                (0..*rows).map(&mut of).collect()
            }
        };
        codes.push(part);
    }
    let mut keys: Vec<String> = numbers.keys().cloned().collect();
    keys.sort();
    let mut places = vec![0u32; keys.len()];
    for (place, key) in keys.iter().enumerate() {
        places[numbers[key] as usize] = place as u32;
    }
    let null = keys.len() as u32;
    let mut has_null = false;
    for code in codes.iter_mut().flatten() {
        has_null |= *code == u32::MAX;
        *code = places.get(*code as usize).copied().unwrap_or(null);
    }
    if has_null {
        keys.push(NULL_KEY.to_owned());
    }
    Coded { keys, codes }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_and_null_comes_last() {
        let parts = [Column::text("d", [Some("乙"), None, Some("甲")]), Column::text("d", [Some("丙")])];
        let parts: Vec<_> = parts.iter().map(Cow::Borrowed).collect();
        let coded = code(&parts, &[3, 1]);
        assert_eq!(coded.keys, ["丙", "乙", "甲", NULL_KEY]);
        assert_eq!(coded.codes, [vec![1, 3, 2], vec![0]]);
        let other = code(&[Cow::Owned(Column::text("d", [Some("丁")]))], &[1]);
        let (both, maps) = unite(&[&coded, &other]);
        assert_eq!(both.keys, ["丁", "丙", "乙", "甲", NULL_KEY]);
        assert_eq!(maps, [vec![1, 2, 3, 4], vec![0]]);
    }
}
