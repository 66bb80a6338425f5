//! The signs by which people mark their own orders.

/// Words that mark a test, and where they are looked for.
#[derive(Debug)]
pub(crate) struct Words {
    columns: Vec<String>,
    words: Vec<Word>,
    /// The characters that words begin with: most cells hold none of them.
    initials: Vec<char>,
}

#[derive(Debug)]
struct Word {
    /// As [`plain`] makes it.
    text: String,
    length: usize,
    /// Letters: the whole cell must be the word, for blanks part no clauses there.
    letters: bool,
}

/// From so many characters on a word opens a clause (测试订单勿发货) …
const OPENS: usize = 4;
/// … and is plain enough to be believed in a title: 测试 alone may belong to 测试仪.
const IN_TITLES: usize = 3;

impl Words {
    pub(crate) fn new(words: &[String], columns: &[String]) -> Self {
        let word = |word: &String| {
            let text = plain(word);
            Word { length: text.chars().count(), letters: text.is_ascii(), text }
        };
        let words: Vec<_> = words.iter().map(word).filter(|word| word.length > 0).collect();
        let initials = words.iter().filter_map(|word| word.text.chars().next()).collect();
        Self { columns: columns.to_vec(), words, initials }
    }

    pub(crate) fn reads(&self, column: &str) -> bool {
        self.columns.iter().any(|name| name == column)
    }

    /// Does a cell say that the order is a test?
    pub(crate) fn mark_test(&self, cell: &str, title: bool) -> bool {
        let begins = |c: char| self.initials.contains(&half_width(c).to_ascii_lowercase());
        let possible = if cell.is_ascii() { cell.trim().starts_with(begins) } else { cell.contains(begins) };
        if !possible {
            return false;
        }
        let whole = plain(cell);
        let named = without_number(&whole);
        if self.words.iter().any(|word| word.text == named) {
            return true;
        }
        let clause = |clause: &str| {
            let named = without_number(clause);
            self.words.iter().filter(|word| !word.letters).any(|word| {
                let fits = word.text == named && (!title || word.length >= IN_TITLES);
                fits || !title && word.length >= OPENS && named.starts_with(&word.text)
            })
        };
        // Cells of letters alone have no such clauses.
        !whole.is_ascii() && whole.split(is_break).any(clause)
    }
}

/// Trimmed, small letters, half width.
fn plain(text: &str) -> String {
    text.trim().chars().map(half_width).flat_map(char::to_lowercase).collect()
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// `测试订单03`, `test_1` → `测试订单`, `test`.
fn without_number(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '_' | '-' | '#') || is_break(c))
}

fn is_break(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            ',' | '.' | ';' | ':' | '!' | '|' | '/' | '、' | '。' | '(' | ')' | '[' | ']' | '【' | '】' | '~'
        )
}

/// Does the export's own mark say yes?
pub(crate) fn is_true(cell: &str) -> bool {
    const YES: [&str; 8] = ["true", "t", "yes", "y", "1", "是", "测试", "测试订单"];
    YES.iter().any(|yes| yes.eq_ignore_ascii_case(cell.trim()))
}

/// What an account is compared by.
pub(crate) fn account_key(account: &str) -> String {
    account.trim().to_lowercase()
}

/// Is it one of the accounts? One that ends in `*` stands for all that begin so.
pub(crate) fn is_account(accounts: &[String], cell: &str) -> bool {
    let key = account_key(cell);
    let own = |account: &String| match account.strip_suffix('*') {
        Some(prefix) => !prefix.is_empty() && key.starts_with(prefix),
        None => !account.is_empty() && key == *account,
    };
    accounts.iter().any(own)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;
    use crate::amount;

    fn words() -> Words {
        let words = ["测试", "测试单", "测试订单", "测试链接", "请勿拍", "刷单", "补单", "test", "Test Order"];
        Words::new(&words.map(str::to_owned), &[])
    }

    #[test]
    fn marks_are_found() {
        for cell in [
            "测试",
            " 测试1",
            "测试订单 勿发货",
            "测试订单勿发货",
            "【测试】",
            "刷单",
            "补单，勿发",
            "客户张三（测试单）",
            "TEST",
            "test_01",
            "test order 3",
            "Ｔｅｓｔ",
        ] {
            assert!(words().mark_test(cell, false), "{cell}");
        }
        for cell in ["测试链接 请勿拍", "【请勿拍】", "测试", "test", "运费专拍/测试链接"] {
            assert!(words().mark_test(cell, true), "{cell}");
        }
    }

    #[test]
    fn customers_stay_customers() {
        for cell in [
            "",
            "请测试后发货",
            "买家要求测试功能",
            "不是刷单",
            "非测试订单",
            "补单独发",
            "刷单返现被骗",
            "please test before sending",
            "Testa Rossa",
            "contest",
            "成测试",
            "0123",
        ] {
            assert!(!words().mark_test(cell, false), "{cell}");
        }
        for cell in ["血糖 测试 试纸", "电池测试仪", "请勿拍打警示贴", "测试链接线", "test kit", "耐压测试"]
        {
            assert!(!words().mark_test(cell, true), "{cell}");
        }
    }

    #[test]
    fn accounts_are_whole_or_begin_so() {
        let accounts = ["青禾内购*", "tb_own", ""].map(account_key);
        for (cell, own) in
            [("青禾内购01", true), ("TB_OWN ", true), ("tb_own2", false), ("我的青禾内购", false), ("", false)]
        {
            assert_eq!(is_account(&accounts, cell), own, "{cell}");
        }
        assert!(!is_account(&[account_key("*")], "anyone"), "a lone star would exclude everybody");
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(4), ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn any_text_is_judged(cell in "[测试订单刷补 ,0-9test]{0,12}|.{0,20}", title: bool) {
            let found = words().mark_test(&cell, title);
            // What is trusted in a title is trusted elsewhere.
            prop_assert!(!title || !found || words().mark_test(&cell, false));
            let _ = (is_true(&cell), is_account(&[account_key("a*")], &cell));
            prop_assert!(amount::read(&cell).is_none_or(|amount| amount >= 0));
        }

        #[test]
        fn amounts_are_read_to_the_millionth(fen in 0i64..10_000_000) {
            let text = format!("{}.{:02}", fen / 100, fen % 100);
            prop_assert_eq!(amount::read(&text), Some(fen * 10_000));
            let dressed = format!("￥{text}元");
            prop_assert_eq!(amount::read(&dressed), Some(fen * 10_000));
        }
    }
}
