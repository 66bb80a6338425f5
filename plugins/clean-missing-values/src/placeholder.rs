//! What people and programs write where they have nothing to write.

/// Words that stand for nothing.
#[derive(Debug)]
pub(crate) struct Placeholders {
    words: Vec<String>,
    /// In bytes: a cell that is longer need not be compared.
    longest: usize,
    /// First bytes, blanks among them: of nearly all cells this one look is enough.
    first: [bool; 256],
}

impl Placeholders {
    pub(crate) fn new(words: &[String]) -> Self {
        let words: Vec<String> =
            words.iter().map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect();
        let mut first = [false; 256];
        for byte in words.iter().filter_map(|word| word.bytes().next()) {
            first[usize::from(byte.to_ascii_lowercase())] = true;
            first[usize::from(byte.to_ascii_uppercase())] = true;
        }
        let longest = words.iter().map(String::len).max().unwrap_or(0);
        Self { words, longest, first }
    }

    /// Is the whole cell one of them, whatever its case and the blanks around?
    #[inline]
    pub(crate) fn has(&self, cell: &str) -> bool {
        let cell = cell.trim();
        let Some(first) = cell.bytes().next() else { return false };
        cell.len() <= self.longest
            && self.first[usize::from(first)]
            && self.words.iter().any(|word| word.eq_ignore_ascii_case(cell))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;
    use crate::is_optional;

    const WORDS: [&str; 7] = ["N/A", "#N/A", "null", "-", "--", "无", " "];

    fn placeholders() -> Placeholders {
        Placeholders::new(&WORDS.map(str::to_owned))
    }

    #[test]
    fn whole_cells_count() {
        for cell in ["N/A", "n/a", "NULL", " null ", "-", "--", "无", "#n/a"] {
            assert!(placeholders().has(cell), "{cell}");
        }
        for cell in ["", " ", "0", "无锡", "nullable", "---", "-1", "NA", "无 货", "N/A N/A"] {
            assert!(!placeholders().has(cell), "{cell}");
        }
        assert!(!Placeholders::new(&[]).has("-"));
    }

    #[test]
    fn columns_with_rules_of_their_own_are_left_to_them() {
        for column in ["order_id", "status", "quantity", "customer_key", "sku_id"] {
            assert!(is_optional(column), "{column}");
        }
        for column in ["created_at", "at", "paid_minor", "is_quality", "transferred", "买家留言", "Notes"] {
            assert!(!is_optional(column), "{column}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(5), ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn the_short_way_is_the_long_one(cell in "[nulNUL/A#\\- 无]{0,5}|.{0,12}") {
            let long = WORDS.iter().any(|word| !word.trim().is_empty() && word.eq_ignore_ascii_case(cell.trim()));
            prop_assert_eq!(placeholders().has(&cell), long);
        }
    }
}
