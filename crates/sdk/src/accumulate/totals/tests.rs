use super::*;
use crate::{Categories, Error, Money, Text};
use proptest::prelude::*;

const KINDS: [AggregateKind; 6] = [
    AggregateKind::Count,
    AggregateKind::Sum,
    AggregateKind::Mean,
    AggregateKind::Max,
    AggregateKind::Quantile(0.9),
    AggregateKind::Distinct,
];

/// A row: its group, a float, an amount with its currency, a name; nulls.
type Row = (u32, Option<f64>, (i64, u32), Option<u8>);

fn columns(rows: &[Row]) -> [Column; 3] {
    let codes = rows.iter().map(|(_, _, (_, code), _)| *code).collect();
    let currency = Categories { codes, names: Text::from_iter(["CNY", "USD"]) };
    let money = Money { minor: rows.iter().map(|(_, _, (minor, _), _)| *minor).collect(), currency };
    let names: Vec<_> = rows.iter().map(|(.., name)| name.map(|name| name.to_string())).collect();
    [
        Column::numbers("f", Values::Float64, rows.iter().map(|(_, float, ..)| *float)),
        Column::new("m", Values::Money(money)),
        Column::text("t", names.iter().map(Option::as_deref)),
    ]
}

/// Slots 0 to 5 over floats, 6 to 11 over money, 12 and 13 over text; odd slots take every second row only.
fn added(state: &mut Totals, rows: &[(usize, Row)]) {
    let plain: Vec<Row> = rows.iter().map(|(_, row)| *row).collect();
    let groups: Vec<u32> = plain.iter().map(|(group, ..)| *group).collect();
    let [floats, money, texts] = columns(&plain);
    for (place, kind) in KINDS.iter().enumerate() {
        let hit = |row: usize| place % 2 == 0 || rows[row].0.is_multiple_of(2);
        state.add(place, *kind, &groups, Some(&floats), hit).unwrap();
        state.add(place + 6, *kind, &groups, Some(&money), hit).unwrap();
    }
    state.add(12, AggregateKind::Distinct, &groups, Some(&texts), |_| true).unwrap();
    state.add(13, AggregateKind::Count, &groups, None, |_| true).unwrap();
}

const GROUPS: usize = 3;

fn state(rows: &[(usize, Row)]) -> Totals {
    let mut state = Totals::default();
    state.resize(GROUPS);
    added(&mut state, rows);
    state
}

fn stored(state: &Totals) -> Batch {
    Batch { rows: GROUPS as u32, columns: state.store(0, GROUPS) }
}

fn merged<'b>(parts: impl IntoIterator<Item = &'b Batch>) -> Totals {
    let mut out = Totals::default();
    out.resize(GROUPS);
    parts.into_iter().for_each(|part| out.merge(part, &[0, 1, 2]).unwrap());
    out
}

fn row() -> impl Strategy<Value = Row> {
    let float = proptest::option::of(prop_oneof![-1e9..1e9, Just(0.0), Just(-0.0), 1e-12..1e12]);
    (0..GROUPS as u32, float, (-1_000_000_i64..1_000_000, 0..2_u32), proptest::option::of(0..40_u8))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn splits_and_orders_do_not_show(rows in proptest::collection::vec(row(), 0..80), cut in 0_usize..80, turn in 0_usize..80) {
        let rows: Vec<(usize, Row)> = rows.into_iter().enumerate().collect();
        let whole = stored(&state(&rows));
        prop_assert_eq!(&stored(&merged([&whole])), &whole, "stored and merged into nothing");
        let mut turned = rows.clone();
        turned.rotate_left(turn.min(rows.len()));
        let (left, right) = turned.split_at(cut.min(turned.len()));
        let (left, right) = (stored(&state(left)), stored(&state(right)));
        prop_assert_eq!(&stored(&merged([&left, &right])), &whole);
        prop_assert_eq!(&stored(&merged([&right, &left])), &whole, "commutes");
        let nothing = stored(&state(&[]));
        prop_assert_eq!(&stored(&merged([&nothing, &stored(&merged([&left])), &right])), &whole, "associates");
    }

    #[test]
    fn bytes_that_are_no_state_are_refused(bytes: Vec<u8>) {
        let mut blob = Blob { bytes, ..Blob::default() };
        blob.end_row();
        let batch = Batch { rows: 1, columns: vec![Column::new("state", Values::Binary(blob))] };
        let mut state = Totals::default();
        state.resize(1);
        if let Err(error) = state.merge(&batch, &[0]) {
            prop_assert_eq!(error, words::malformed());
        }
    }
}

#[test]
fn figures_of_each_kind() {
    let rows = [
        (0, (0, Some(2.5), (300, 0), Some(1))),
        (1, (0, None, (100, 0), None)),
        (2, (0, Some(1.0), (200, 0), Some(1))),
    ];
    let state = state(&rows);
    let value = |slot: usize, kind| state.get(slot, kind, 0).value;
    assert_eq!(value(0, AggregateKind::Count), Some(2.0), "a null counts nowhere");
    assert_eq!(value(13, AggregateKind::Count), Some(3.0));
    assert_eq!(value(2, AggregateKind::Mean), Some(1.75));
    assert_eq!((value(3, AggregateKind::Max), value(3, AggregateKind::Min)), (Some(2.5), Some(1.0)));
    assert_eq!(value(10, AggregateKind::Quantile(0.0)), Some(100.0));
    assert_eq!(state.get(10, AggregateKind::Quantile(0.5), 0).currency(), Some("CNY"));
    assert_eq!((value(5, AggregateKind::Distinct), value(12, AggregateKind::Distinct)), (Some(2.0), Some(1.0)));
    assert_eq!(state.get(13, AggregateKind::Count, 1).value, Some(0.0));
    assert_eq!(state.get(10, AggregateKind::Quantile(0.5), 1).value, None);
    assert_eq!(Figure::none(AggregateKind::Sum).value, Some(0.0));
    assert_eq!(Figure::none(AggregateKind::Max).value, None);
}

#[test]
fn currencies_that_mix_have_no_value() {
    let state = state(&[(0, (0, None, (300, 0), None)), (2, (0, None, (100, 1), None))]);
    for (place, kind) in KINDS.iter().enumerate() {
        let figure = state.get(place + 6, *kind, 0);
        let is_amount = !matches!(kind, AggregateKind::Count | AggregateKind::Distinct);
        assert_eq!((figure.mixes(), figure.value.is_none()), (is_amount, is_amount), "{kind:?}");
    }
}

#[test]
fn one_large_slot_and_all_others_fit_the_bound() {
    for kind in [AggregateKind::Quantile(0.5), AggregateKind::Distinct] {
        let mut state = Totals::default();
        state.resize(1);
        let rows = 200_000;
        // Durations from a second to a year, evenly spread on a logarithmic scale, of both signs.
        let spread = (0..rows).map(|step: i32| (1e6 * 1.000_086_f64.powi(step)) as i64 * i64::from(1 - step % 2 * 2));
        let large = Column::new("x", Values::Int64(spread.collect()));
        let groups = vec![0; rows as usize];
        let fits = |state: &Totals| match &state.store(0, 1)[0].values {
            Values::Binary(blob) => blob.bytes.len() <= 16 * 1024,
            _ => false,
        };
        state.add(63, kind, &groups, Some(&large), |_| true).unwrap();
        for slot in 0..63 {
            state
                .add(slot, AggregateKind::Sum, &[0], Some(&Column::new("x", Values::Float64(vec![-0.3]))), |_| true)
                .unwrap();
        }
        assert!(fits(&state));
        // A set is largest just before it becomes an estimate.
        let mut set = Totals::default();
        set.resize(1);
        set.add(0, kind, &groups[..1024], Some(&large), |row| row < 1024).unwrap();
        assert!(fits(&set));
    }
}

#[test]
fn what_is_no_number_is_refused() {
    let mut state = Totals::default();
    state.resize(1);
    let error = state.add(0, AggregateKind::Sum, &[0], Some(&Column::text("t", [Some("x")])), |_| true).unwrap_err();
    assert_eq!(
        error,
        Error::new("column-kind").with("column", "t").with("expected", "numbers or money").with("found", "text")
    );
}
