use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;

fn seconds(cell: &str) -> Cell<f64> {
    duration(cell, Some(SECOND)).map(|micros| micros as f64 / 1e6)
}

#[test]
fn durations_of_many_forms() {
    for (cell, value, code) in [
        ("56小时8分钟", 202_080.0, "unit"),
        ("0.37 分钟", 22.2, "unit"),
        ("1天2小时", 93_600.0, "unit"),
        ("1h 5m", 3_900.0, "unit"),
        ("1h5m30s", 3_930.0, "unit"),
        ("2 Days, 3 hours", 183_600.0, "unit"),
        ("1个小时零5分", 3_900.0, "unit"),
        ("90分钟", 5_400.0, "unit"),
        ("３０秒", 30.0, "unit"),
        ("350ms", 0.35, "unit"),
        ("1,234秒", 1_234.0, "unit"),
        ("1周", 604_800.0, "unit"),
        ("00:12:30", 750.0, "clock"),
        ("100:00:00", 360_000.0, "clock"),
        ("00:00:00.25", 0.25, "clock"),
        ("1 days 02:03:04", 93_784.0, "clock"),
    ] {
        assert_eq!(seconds(cell), Cell::Fixed(value, code), "{cell}");
    }
    for (cell, value) in [("128", 128.0), ("128.5", 128.5), ("0", 0.0), ("22,693", 22_693.0), (" 12 ", 12.0)] {
        assert_eq!(seconds(cell), Cell::Value(value), "{cell}");
    }
    for cell in ["", " ", "-", "--", "无", "N/A", "#n/a", "NULL"] {
        assert_eq!(seconds(cell), Cell::Null, "{cell}");
    }
}

#[test]
fn what_may_mean_two_things_is_not_guessed() {
    for (cell, code) in [
        ("12:30", "clock-unclear"),
        ("1:2:3:4", "unreadable"),
        ("00:60:00", "unreadable"),
        ("00:1:30", "unreadable"),
        ("14.84 %", "percent"),
        ("-5", "unreadable"),
        ("-5分钟", "unreadable"),
        ("5分钟1小时", "unreadable"),
        ("1小时2小时", "unreadable"),
        ("5 分钟左右", "unreadable"),
        ("很久", "unreadable"),
        ("1e5", "unreadable"),
        ("5m 00:12:30", "unreadable"),
        ("99999999999999天", "unreadable"),
        ("小时", "unreadable"),
    ] {
        assert_eq!(seconds(cell), Cell::Flagged(None, code), "{cell}");
    }
    assert_eq!(duration("12", None), Cell::Flagged(None, "unit-missing"));
    assert_eq!(duration("12.5", None), Cell::Flagged(None, "unit-missing"));
    assert_eq!(duration("12秒", None), Cell::Fixed(12 * SECOND, "unit"));
}

#[test]
fn rates_become_fractions() {
    for (cell, value) in [("14.84 %", 0.1484), ("100%", 1.0), ("0.5％", 0.005), ("-3%", -0.03), ("3‰", 0.003)] {
        assert_eq!(fraction(cell), Cell::Fixed(value, "percent-read"), "{cell}");
    }
    for (cell, value) in [("0.1484", 0.1484), ("1", 1.0), ("0", 0.0), ("-0.5", -0.5), (".25", 0.25)] {
        assert_eq!(fraction(cell), Cell::Value(value), "{cell}");
    }
    assert_eq!(fraction("14.84"), Cell::Flagged(None, "rate-unclear"));
    assert_eq!(fraction("8.5折"), Cell::Flagged(None, "unreadable-rate"));
    assert_eq!(fraction("56小时"), Cell::Flagged(None, "unreadable-rate"));
    assert_eq!(fraction("--"), Cell::Null);
}

#[test]
fn no_word_hides_a_longer_one() {
    for (place, (word, _)) in UNITS.iter().enumerate() {
        let shorter = UNITS[..place].iter().any(|(other, _)| !other.is_ascii() && word.starts_with(other));
        assert!(!shorter, "{word}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(3), ..ProptestConfig::with_cases(4000) })]

    #[test]
    fn any_text_is_judged_and_no_value_is_odd(
        cell in "[0-9.,:%天小时分钟秒hmsd ]{0,20}|.{0,20}",
        unit in prop::option::of(Just(HOUR)),
    ) {
        if let Cell::Value(micros) | Cell::Fixed(micros, _) = duration(&cell, unit) {
            prop_assert!(micros >= 0);
        }
        if let Cell::Value(share) | Cell::Fixed(share, _) = fraction(&cell) {
            prop_assert!(share.is_finite());
        }
    }

    #[test]
    fn what_was_read_reads_the_same_again(cell in "[0-9]{1,4}(\\.[0-9]{1,3})?(天|小时|分|s| %)([0-9]{1,2}秒)?") {
        if let Cell::Value(value) | Cell::Fixed(value, _) = seconds(&cell) {
            prop_assert_eq!(seconds(&value.to_string()), Cell::Value(value));
        }
        if let Cell::Value(share) | Cell::Fixed(share, _) = fraction(&cell) && share.abs() <= 1.0 {
            prop_assert_eq!(fraction(&share.to_string()), Cell::Value(share));
        }
    }

    #[test]
    fn forms_of_one_duration_agree(hours in 0i64..200, minutes in 0i64..60, seconds in 0i64..60) {
        let micros = hours * HOUR + minutes * MINUTE + seconds * SECOND;
        for cell in [
            format!("{hours}小时{minutes}分钟{seconds}秒"),
            format!("{hours}h {minutes}m {seconds}s"),
            format!("{hours:02}:{minutes:02}:{seconds:02}"),
            format!("{}秒", hours * 3_600 + minutes * 60 + seconds),
        ] {
            let read = duration(&cell, None);
            prop_assert!(matches!(read, Cell::Fixed(found, _) if found == micros), "{}: {:?}", cell, read);
        }
    }
}
