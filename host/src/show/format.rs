//! Numbers for people, by unit and language.

use std::borrow::Cow;

use aftersight_contract::manifest::Unit;

use super::currency::{minor_digits, symbol};
use crate::cli::Lang;

/// What stands where there is no number.
pub(crate) const NONE: &str = "—";

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clock {
    Second,
    Minute,
    Hour,
    Day,
}

impl Clock {
    /// The unit in which so many microseconds read well; the same limits as in the sentences of findings.
    fn suiting(microseconds: f64) -> Self {
        match (microseconds / 1e6).abs() {
            size if size < 120.0 => Self::Second,
            size if size < 7_200.0 => Self::Minute,
            size if size < 172_800.0 => Self::Hour,
            _ => Self::Day,
        }
    }

    fn microseconds(self) -> f64 {
        match self {
            Self::Second => 1e6,
            Self::Minute => 6e7,
            Self::Hour => 3.6e9,
            Self::Day => 8.64e10,
        }
    }

    fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Second => lang.pick("秒", "s"),
            Self::Minute => lang.pick("分钟", "min"),
            Self::Hour => lang.pick("小时", "h"),
            Self::Day => lang.pick("天", "d"),
        }
    }
}

/// How the figures of one KPI are written. All of them share a unit of time, so that a column can be compared at a glance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scale {
    unit: Unit,
    currency: Option<String>,
    clock: Clock,
}

impl Scale {
    /// For figures about as large as `typical`; the currency is an ISO 4217 code.
    pub(crate) fn new(unit: Unit, currency: Option<&str>, typical: f64) -> Self {
        Self { unit, currency: currency.map(str::to_owned), clock: Clock::suiting(typical) }
    }

    /// The unit.
    pub(crate) fn unit(&self) -> Unit {
        self.unit
    }

    /// A figure in the KPI's unit.
    pub(crate) fn show(&self, value: f64, lang: Lang) -> String {
        let clock = self.clock_for(value);
        self.write(value, clock, decimals(self.unit, value, clock, self.currency.as_deref()), lang)
    }

    /// A figure on an axis whose ticks are `step` apart: as many decimals as tell two ticks apart.
    pub(crate) fn tick(&self, value: f64, step: f64, lang: Lang) -> String {
        let shown = step.abs() * self.factor(self.clock);
        let whole = |decimals: &usize| {
            let scaled = shown * 10_f64.powi(*decimals as i32);
            (scaled - scaled.round()).abs() < 1e-6 && scaled.round() != 0.0
        };
        let decimals = (0..6).find(whole).unwrap_or(6);
        self.write(value, self.clock, decimals, lang)
    }

    /// The size of one shown unit: ticks are round in it, not in microseconds.
    pub(crate) fn size(&self) -> f64 {
        self.factor(self.clock).recip()
    }

    /// Lower and upper end, `10.1–12.3%`; with the decimals of the value they belong to.
    pub(crate) fn range(&self, value: f64, low: f64, high: f64, lang: Lang) -> String {
        let clock = self.clock_for(value);
        let decimals = decimals(self.unit, value, clock, self.currency.as_deref());
        let (low, high) = (self.write(low, clock, decimals, lang), self.write(high, clock, decimals, lang));
        // The unit once, behind the upper end.
        let unit = high.trim_start_matches(|c: char| c != '%' && c != ' ' && c != '/');
        format!("{}–{high}", low.strip_suffix(unit).unwrap_or(&low))
    }

    /// Too small for the common unit of time: better in its own than `0.0 d`.
    fn clock_for(&self, value: f64) -> Clock {
        let small = value != 0.0 && value.abs() < 0.1 * self.clock.microseconds();
        if small { Clock::suiting(value) } else { self.clock }
    }

    fn factor(&self, clock: Clock) -> f64 {
        match self.unit {
            Unit::Fraction => 100.0,
            Unit::Duration => clock.microseconds().recip(),
            Unit::Money => 10_f64.powi(-(minor_digits(self.currency.as_deref()) as i32)),
            Unit::Count | Unit::Ratio | Unit::Per10k | Unit::Ppm | Unit::Score => 1.0,
        }
    }

    fn write(&self, value: f64, clock: Clock, decimals: usize, lang: Lang) -> String {
        let shown = number(value * self.factor(clock), decimals);
        match self.unit {
            Unit::Fraction => format!("{shown}%"),
            Unit::Duration => format!("{shown} {}", clock.name(lang)),
            Unit::Money => match shown.strip_prefix('−') {
                Some(size) => format!("−{}{size}", symbol(self.currency.as_deref())),
                None => format!("{}{shown}", symbol(self.currency.as_deref())),
            },
            Unit::Per10k => format!("{shown}{}", lang.pick("/万", " per 10k")),
            Unit::Ppm => format!("{shown} ppm"),
            Unit::Count | Unit::Ratio | Unit::Score => shown,
        }
    }
}

/// How many decimals a figure of a unit needs.
fn decimals(unit: Unit, value: f64, clock: Clock, currency: Option<&str>) -> usize {
    let whole = value.fract().abs() < 1e-9;
    match unit {
        Unit::Fraction => {
            // What is left to 0 or 100 % counts: 0.04 % must not read 0.0 %, nor 99.97 % 100.0 %.
            let near = if (0.5..=1.0).contains(&value) { (1.0 - value) * 10.0 } else { value.abs() };
            match near {
                near if near == 0.0 || near >= 0.0095 => 1,
                near if near >= 0.00095 => 2,
                _ => 3,
            }
        }
        Unit::Duration => usize::from(clock != Clock::Second || !whole_seconds(value)),
        Unit::Money => minor_digits(currency),
        Unit::Count | Unit::Ppm => {
            if whole {
                0
            } else if value.abs() < 100.0 {
                2
            } else {
                1
            }
        }
        // Ratios hover around 1; a formula may give anything.
        Unit::Ratio if value.abs() < 100.0 => match value.abs() {
            size if size == 0.0 || size >= 0.1 => 2,
            size if size >= 0.01 => 3,
            _ => 4,
        },
        Unit::Ratio => usize::from(!whole),
        Unit::Per10k => 1 + usize::from(value != 0.0 && value.abs() < 1.0),
        Unit::Score => 1 + usize::from(value.abs() < 10.0),
    }
}

fn whole_seconds(microseconds: f64) -> bool {
    (microseconds / 1e6).fract().abs() < 1e-9
}

/// A number with thousands separators and so many decimals; never `−0`.
pub(crate) fn number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return NONE.to_owned();
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::with_capacity(text.len() + text.len() / 3 + 3);
    if value < 0.0 && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        out.push('−');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

/// How many: `12,345`.
pub(crate) fn count(value: u64) -> String {
    number(value as f64, 0)
}

/// A number of unknown meaning: whole as it is, else four significant digits.
pub(crate) fn plain(value: f64) -> String {
    if value.fract() == 0.0 {
        return number(value, 0);
    }
    let digits = 3.0 - value.abs().log10().floor();
    let text = number(value, digits.clamp(0.0, 8.0) as usize);
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    text.to_owned()
}

/// A share of a whole: `98.7%`; no whole, no share.
pub(crate) fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return NONE.to_owned();
    }
    Scale::new(Unit::Fraction, None, 0.0).show(part as f64 / whole as f64, Lang::En)
}

/// A length of time by itself.
pub(crate) fn duration(microseconds: f64, lang: Lang) -> String {
    Scale::new(Unit::Duration, None, microseconds).show(microseconds, lang)
}

/// Text out of the data, fit for a terminal: a control character could move the cursor or change colours, a bidirectional
/// override could show a text backwards.
pub(crate) fn tame(text: &str) -> Cow<'_, str> {
    let wild = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.contains(wild) { text.replace(wild, "␣").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zh(unit: Unit, value: f64) -> String {
        Scale::new(unit, Some("CNY"), value).show(value, Lang::Zh)
    }

    fn en(unit: Unit, value: f64) -> String {
        Scale::new(unit, Some("CNY"), value).show(value, Lang::En)
    }

    #[test]
    fn fractions_show_as_many_digits_as_tell_them_from_0_and_1() {
        for (value, shown) in [
            (0.124, "12.4%"),
            (0.0, "0.0%"),
            (1.0, "100.0%"),
            (0.0083, "0.83%"),
            (0.00042, "0.042%"),
            (0.9997, "99.97%"),
            (0.995, "99.5%"),
            (1.2, "120.0%"),
            (-0.05, "−5.0%"),
        ] {
            assert_eq!(zh(Unit::Fraction, value), shown);
        }
    }

    #[test]
    fn durations_take_the_unit_that_suits_them() {
        for (seconds, shown_zh, shown_en) in [
            (0.0, "0 秒", "0 s"),
            (45.0, "45 秒", "45 s"),
            (12.34, "12.3 秒", "12.3 s"),
            (1_380.0, "23.0 分钟", "23.0 min"),
            (21_240.0, "5.9 小时", "5.9 h"),
            (259_200.0, "3.0 天", "3.0 d"),
        ] {
            assert_eq!(
                (zh(Unit::Duration, seconds * 1e6), en(Unit::Duration, seconds * 1e6)),
                (shown_zh.into(), shown_en.into())
            );
        }
    }

    #[test]
    fn one_kpi_keeps_one_unit_of_time_unless_that_hides_the_figure() {
        let scale = Scale::new(Unit::Duration, None, 30.0 * 3.6e9);
        assert_eq!(scale.show(60.0 * 3.6e9, Lang::En), "60.0 h");
        assert_eq!(scale.show(30.0 * 1e6, Lang::En), "30 s");
    }

    #[test]
    fn money_follows_its_currency() {
        let show = |currency, minor| Scale::new(Unit::Money, currency, 0.0).show(minor, Lang::Zh);
        assert_eq!(show(Some("CNY"), 123_450.0), "¥1,234.50");
        assert_eq!(show(Some("CNY"), -5.0), "−¥0.05");
        assert_eq!(show(Some("JPY"), 1_234.0), "JP¥1,234");
        assert_eq!(show(Some("KWD"), 1_234.0), "KWD 1.234");
        assert_eq!(show(None, 1_234.0), "12.34");
    }

    #[test]
    fn the_other_units() {
        assert_eq!(zh(Unit::Count, 1_234_567.0), "1,234,567");
        assert_eq!(zh(Unit::Count, 1.375), "1.38");
        assert_eq!((zh(Unit::Per10k, 31.25), en(Unit::Per10k, 0.25)), ("31.2/万".into(), "0.25 per 10k".into()));
        assert_eq!(zh(Unit::Ppm, 1_200.0), "1,200 ppm");
        assert_eq!(zh(Unit::Ratio, 0.918), "0.92");
        assert_eq!(zh(Unit::Ratio, 0.0487), "0.049");
        assert_eq!((zh(Unit::Score, 86.44), zh(Unit::Score, 4.266)), ("86.4".into(), "4.27".into()));
        assert_eq!(zh(Unit::Score, f64::NAN), NONE);
    }

    #[test]
    fn ranges_name_their_unit_once_and_ticks_tell_themselves_apart() {
        let rate = Scale::new(Unit::Fraction, None, 0.1);
        assert_eq!(rate.range(0.124, 0.101, 0.15, Lang::Zh), "10.1–15.0%");
        assert_eq!(rate.tick(0.125, 0.025, Lang::Zh), "12.5%");
        assert_eq!(rate.tick(0.1, 0.05, Lang::Zh), "10%");
        let time = Scale::new(Unit::Duration, None, 3.6e10);
        assert_eq!(time.range(3.6e10, 3.6e9, 7.2e10, Lang::En), "1.0–20.0 h");
        let money = Scale::new(Unit::Money, Some("CNY"), 0.0);
        assert_eq!(money.range(300.0, 100.0, 500.0, Lang::En), "¥1.00–¥5.00");
    }

    #[test]
    fn numbers_never_show_a_negative_nothing_and_texts_never_steer_a_terminal() {
        assert_eq!(number(-0.001, 2), "0.00");
        assert_eq!(number(999_999.6, 0), "1,000,000");
        assert_eq!((plain(0.123456), plain(1_234.5), plain(7.0)), ("0.1235".into(), "1,234".into(), "7".into()));
        assert_eq!((share(1, 3), share(0, 0)), ("33.3%".into(), NONE.into()));
        assert_eq!(tame("a\u{1b}[31mb\u{202e}"), "a␣[31mb␣");
    }
}
