//! Forms of numbers: `N{6}-N{15}`.

/// A part of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Is(char),
    /// Digits, from so many to so many, all that stand there.
    Digits(usize, usize),
}

/// A form that a number may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Part>);

impl Pattern {
    /// Reads a form; `None` for one that cannot be.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            rest = &rest[first.len_utf8()..];
            match first {
                'N' => {
                    let (count, behind) = match rest.strip_prefix('{') {
                        Some(braced) => braced.split_once('}')?,
                        None => ("1", rest),
                    };
                    let (least, most) = count.split_once('-').unwrap_or((count, count));
                    let (least, most) = (least.trim().parse().ok()?, most.trim().parse().ok()?);
                    // Two runs of digits would not know where the one ends.
                    if least == 0 || least > most || most > 99 || matches!(parts.last(), Some(Part::Digits(..))) {
                        return None;
                    }
                    parts.push(Part::Digits(least, most));
                    rest = behind;
                }
                '{' | '}' => return None,
                c if c.is_ascii_digit() && matches!(parts.last(), Some(Part::Digits(..))) => return None,
                c => parts.push(Part::Is(c)),
            }
        }
        (!parts.is_empty()).then_some(Self(parts))
    }

    /// Has the whole text this form?
    pub(crate) fn fits(&self, text: &str) -> bool {
        let mut rest = text;
        for part in &self.0 {
            match *part {
                Part::Is(c) => match rest.strip_prefix(c) {
                    Some(behind) => rest = behind,
                    None => return false,
                },
                Part::Digits(least, most) => {
                    let count = rest.bytes().take_while(u8::is_ascii_digit).count();
                    if !(least..=most).contains(&count) {
                        return false;
                    }
                    rest = &rest[count..];
                }
            }
        }
        rest.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;

    #[test]
    fn forms_fit_what_they_describe() {
        for (form, fits, fails) in [
            ("N{15-19}", "4108888888888888889", "41088888888888888890"),
            ("N{6}-N{15}", "210907-123456789012345", "210907123456789012345"),
            ("PN{18}", "P617123456789012345", "617123456789012345"),
            ("37N{17}", "3712345678901234567", "3812345678901234567"),
            ("#N{4-10}", "#1001", "1001"),
            ("N号", "1号", "12号"),
        ] {
            let pattern = Pattern::parse(form).unwrap();
            assert!(pattern.fits(fits) && !pattern.fits(fails) && !pattern.fits(""), "{form}");
        }
        for form in ["", "N{", "N{a}", "N{0}", "N{5-3}", "NN", "N{2}3", "{2}", "N{100}", "N{}"] {
            assert_eq!(Pattern::parse(form), None, "{form}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(9), ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn any_form_is_read_or_refused(form in "[N{}0-9\\-P]{0,10}|.{0,10}", text in "[0-9P\\-]{0,12}|.{0,12}") {
            if let Some(pattern) = Pattern::parse(&form) {
                let _ = pattern.fits(&text);
            }
        }

        #[test]
        fn a_form_without_digits_is_itself(text in "[a-zP:号#-]{1,12}") {
            prop_assert!(Pattern::parse(&text).is_some_and(|pattern| pattern.fits(&text)));
        }
    }
}
