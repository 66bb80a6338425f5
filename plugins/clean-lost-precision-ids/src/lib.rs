//! Ids that went through a number: what a spreadsheet has rounded away cannot be brought back, so the row waits aside.

use aftersight_sdk::{Action, Batch, Cleaned, Cleaner, Context, Params, Read, Result, Table};

/// Finds ids whose last digits are gone.
#[derive(Debug)]
pub struct LostPrecisionIds {
    rule: Rule,
    trusted: Vec<String>,
}

/// What zeros at the end tell.
#[derive(Clone, Copy, Debug)]
struct Rule {
    /// So many digits are kept; those behind them are written as zeros.
    kept: usize,
    /// From so many zeros on they are no chance.
    zeros: usize,
    /// Healthy ids end in zeros here.
    trusted: bool,
}

impl Cleaner for LostPrecisionIds {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let named = params.texts("columns")?;
        let usual = |name: &str| name.ends_with("_id") || name.ends_with("_no");
        let wanted = |name: &String| if named.is_empty() { usual(name) } else { named.contains(name) };
        let texts = table.fields.iter().filter(|field| field.kind.is_text() && wanted(&field.name));
        Ok(texts.map(|field| field.name.clone()).collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        let whole = |name: &str| params.integer(name).map(|number| number.unsigned_abs() as usize);
        let rule = Rule { kept: whole("kept")?, zeros: whole("zeros")?, trusted: false };
        Ok(Self { rule, trusted: params.texts("trusted")?.to_vec() })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let rows = batch.rows as usize;
        for column in &batch.columns {
            let rule = Rule { trusted: self.trusted.contains(&column.name), ..self.rule };
            let lost = batch.texts(&column.name)?.mask(rows, |cell| rule.lost(cell).is_some());
            for row in (0..rows).filter(|row| lost.is(*row)) {
                let cell = column.text_at(row).unwrap_or_default();
                if let Some(code) = rule.lost(cell) {
                    out.note(row, &column.name, Action::Quarantine, code, cell);
                }
            }
        }
        Ok(())
    }
}

aftersight_sdk::export!(cleaner LostPrecisionIds);

/// Doubles hold every whole number of so many digits, and not every one of more.
const EXACT: usize = 15;

impl Rule {
    /// Why the id cannot be what it was; `None` if it may be.
    #[inline]
    fn lost(self, cell: &str) -> Option<&'static str> {
        // A spreadsheet writes a number beginning with a digit, and never with a zero.
        let digits = cell.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return None;
        }
        match &cell.as_bytes()[digits..] {
            [] if digits <= self.kept || self.trusted || cell.starts_with('0') => None,
            [] => self.zeroed(cell).then_some("zeros"),
            [b'.', rest @ ..] if digits > EXACT && !rest.is_empty() && rest.iter().all(|byte| *byte == b'0') => {
                Some("decimals")
            }
            rest => (digits == 1 && is_scientific(rest)).then_some("scientific"),
        }
    }

    fn zeroed(self, id: &str) -> bool {
        let (_, behind) = id.as_bytes().split_at(self.kept);
        behind.len() >= self.zeros && behind.iter().all(|byte| *byte == b'0')
    }
}

/// What follows the first digit in `4E+18`, `4.1E+18`, `4,1E+18`, `4.1e18`: without a sign there must be a point, for `4E18` may
/// be somebody's code.
fn is_scientific(rest: &[u8]) -> bool {
    let mantissa = match rest {
        [b'.' | b',', digits @ ..] => 1 + digits.iter().take_while(|byte| byte.is_ascii_digit()).count(),
        _ => 0,
    };
    let (point, exponent) = rest.split_at(mantissa);
    let [b'e' | b'E', exponent @ ..] = exponent else { return false };
    let (signed, exponent) = match exponent {
        [b'+', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let digits = (1..=3).contains(&exponent.len()) && exponent.iter().all(u8::is_ascii_digit);
    digits && point.len() != 1 && (signed || point.len() > 1 && exponent.len() > 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;

    const RULE: Rule = Rule { kept: 15, zeros: 3, trusted: false };

    #[test]
    fn what_a_spreadsheet_left_is_known() {
        for (cell, code) in [
            ("4.1E+18", "scientific"),
            ("4.10889E+18", "scientific"),
            ("4E+18", "scientific"),
            ("4,10889E+18", "scientific"),
            ("4.108888888888889e+18", "scientific"),
            ("4.10889E18", "scientific"),
            ("4108888888888880000", "zeros"),
            ("241000000000001000", "zeros"),
            ("4108890000000000000", "zeros"),
            ("4108888888888888832.0", "decimals"),
            ("241000000000001406.00", "decimals"),
        ] {
            assert_eq!(RULE.lost(cell), Some(code), "{cell}");
        }
    }

    #[test]
    fn healthy_ids_stay() {
        for cell in [
            "4108888888888888889",
            "4108888888888888832",
            "4108888888888888900",
            "241000000000001400",
            "10000000000000000",
            "1000000000000000",
            "100000000000000",
            "2025063000000",
            "0000000000000000000",
            "000123000000000000000",
            "SF1431415926531000000",
            "LOT1E+10",
            "4E18",
            "12E4",
            "3.5E2",
            "1.2.3",
            "12.5",
            "10.5E+3",
            "4.E+18",
            "4.1E+",
            "4.1E+18x",
            "123456789012345.0",
            "210907-123456789012000",
            "",
            "4108888888888880000 ",
        ] {
            assert_eq!(RULE.lost(cell), None, "{cell}");
        }
    }

    #[test]
    fn the_parameters_say_how_much_zeros_tell() {
        let cell = "4108888888888889000";
        assert_eq!(RULE.lost(cell), None);
        assert_eq!(Rule { kept: 16, ..RULE }.lost(cell), Some("zeros"));
        assert_eq!(Rule { zeros: 4, ..RULE }.lost("241000000000001000"), None);
        assert_eq!(Rule { zeros: 1, ..RULE }.lost("1234567890123450"), Some("zeros"));
        assert_eq!(Rule { trusted: true, ..RULE }.lost("4108888888888880000"), None);
        assert_eq!(Rule { trusted: true, ..RULE }.lost("4.1E+18"), Some("scientific"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(2), ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn any_text_is_judged(cell in "[0-9.,eE+]{0,24}|.{0,20}") {
            // Only what begins with a digit and holds a number's characters is ever refused.
            if RULE.lost(&cell).is_some() {
                prop_assert!(cell.bytes().all(|byte| byte.is_ascii_digit() || b".,eE+".contains(&byte)));
            }
        }

        #[test]
        fn ids_that_end_in_no_zero_stay(id in "[0-9]{0,24}[1-9]") {
            prop_assert_eq!(RULE.lost(&id), None);
        }

        #[test]
        fn what_a_spreadsheet_makes_of_an_id_is_refused(id in "[1-9][0-9]{17,19}") {
            let (kept, rest) = id.split_at(15);
            let rounded = format!("{}{}", kept, "0".repeat(rest.len()));
            prop_assert_eq!(RULE.lost(&rounded), Some("zeros"));
            let shown = format!("{}.{}E+{}", &id[..1], &id[1..6], id.len() - 1);
            prop_assert_eq!(RULE.lost(&shown), Some("scientific"));
        }
    }
}
