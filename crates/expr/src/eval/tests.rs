use crate::check::Scope;
use crate::naive::{Cell, Naive, Wanted, cell, write};
use crate::{EvalError, Expr};
use aftersight_contract::{Categories, Column, Kind, Money, Text, Values, bitmap};
use proptest::prelude::*;

fn money(name: &str, cells: &[Option<(i64, &str)>]) -> Column {
    let names = ["CNY", "USD", "CNY"];
    let code = |(row, cell): (usize, &Option<(i64, &str)>)| match cell {
        Some((_, currency)) if row % 2 == 0 => names.iter().rposition(|name| name == currency).unwrap() as u32,
        Some((_, currency)) => names.iter().position(|name| name == currency).unwrap() as u32,
        None => 77,
    };
    let minor = cells.iter().map(|cell| cell.map_or(i64::MIN, |(minor, _)| minor)).collect();
    let currency = Categories { codes: cells.iter().enumerate().map(code).collect(), names: Text::from_iter(names) };
    let mut column = Column::new(name, Values::Money(Money { minor, currency }));
    column.validity = Some(bitmap::collect(cells.iter().map(Option::is_some)));
    column
}

fn category(name: &str, cells: &[Option<&str>]) -> Column {
    let names = ["语", "a", "", "语言", "Ab", "a"];
    let code =
        |cell: &Option<&str>| cell.map_or(99, |text| names.iter().rposition(|name| *name == text).unwrap() as u32);
    let values =
        Values::Category(Categories { codes: cells.iter().map(code).collect(), names: Text::from_iter(names) });
    let mut column = Column::new(name, values);
    column.validity = Some(bitmap::collect(cells.iter().map(Option::is_some)));
    column
}

fn some<T: Clone + std::fmt::Debug + 'static>(values: &[T]) -> impl Strategy<Value = Option<T>> + use<T> {
    prop_oneof![1 => Just(None), 4 => proptest::sample::select(values.to_vec()).prop_map(Some)]
}

prop_compose! {
    /// Columns of every kind, of equal length.
    fn columns()(rows in 0_usize..20)(
        rows in Just(rows),
        b in proptest::collection::vec(some(&[true, false]), rows),
        ints in proptest::collection::vec([some(&[0, 1, -3, 2, i64::MAX, i64::MIN]), some(&[0, 1, 7, -1])], rows),
        floats in proptest::collection::vec([some(&[0.0, -0.0, 0.5, -1.5, 1e300]), some(&[1.0, 2.5, -1e300])], rows),
        moments in proptest::collection::vec([some(&[0, 1, -5, i64::MAX]), some(&[1, 86_400_000_000])], rows),
        amounts in proptest::collection::vec([some(&[(1, "CNY"), (5, "USD"), (i64::MAX, "CNY")]), some(&[(1, "CNY"), (3, "CNY")])], rows),
        texts in proptest::collection::vec([some(&["a", "", "Ab", "语言", "it's"]), some(&["a", "语"])], rows),
        names in proptest::collection::vec([some(&["a", "语", "Ab", ""]), some(&["语言", "a"])], rows),
    ) -> (usize, Vec<Column>) {
        let mut columns = vec![Column::booleans("b", b)];
        for (at, (i, f, t)) in [("i", "f", "t"), ("j", "g", "u")].into_iter().enumerate() {
            columns.push(Column::numbers(i, Values::Int64, ints.iter().map(|cells| cells[at])));
            columns.push(Column::numbers(f, Values::Float64, floats.iter().map(|cells| cells[at])));
            columns.push(Column::numbers(t, Values::Timestamp, moments.iter().map(|cells| cells[at])));
            columns.push(money(["m", "n"][at], &amounts.iter().map(|cells| cells[at]).collect::<Vec<_>>()));
            columns.push(Column::text(["s", "x y"][at], texts.iter().map(|cells| cells[at])));
            columns.push(category(["c", "d"][at], &names.iter().map(|cells| cells[at]).collect::<Vec<_>>()));
        }
        (rows, columns)
    }
}

const ALL: [Wanted; 6] = [Wanted::Truth, Wanted::Int, Wanted::Float, Wanted::Moment, Wanted::Money, Wanted::Text];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn whole_columns_mean_the_same_as_single_rows(
        (rows, columns) in columns(),
        choices in proptest::collection::vec(any::<u8>(), 0..80),
        wanted in proptest::sample::select(ALL.to_vec()),
        depth in 1_usize..5,
    ) {
        let text = write(&mut choices.into_iter(), wanted, depth);
        let expr = Expr::parse(&text).unwrap();
        let fields: Vec<_> = columns.iter().map(Column::field).collect();
        let kind = expr.check(&fields).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        let find = |name: &str| columns.iter().find(|column| column.name == name);
        let found = expr.eval(rows, &find).unwrap().into_column("found");
        prop_assert_eq!(found.kind(), kind, "{}", text);
        prop_assert!(aftersight_contract::check::column(&found, rows).is_ok(), "{} {:?}", text, found);

        let kinds = |name: &str| find(name).map(Column::kind);
        let scope = Scope { kind: &kinds, names: &[] };
        let expected: Vec<Cell> = (0..rows).map(|row| Naive { scope, column: &find, row }.eval(&expr.node)).collect();
        let cells: Vec<Cell> = (0..rows).map(|row| cell(&found, row)).collect();
        prop_assert_eq!(format!("{:?}", &cells), format!("{:?}", &expected), "{}", text);
        if wanted == Wanted::Truth {
            let bits = expr.filter(rows, &find).unwrap();
            prop_assert_eq!(bits.len(), bitmap::bytes(rows));
            let truths = expected.iter().enumerate().filter(|(_, cell)| **cell == Cell::Boolean(true));
            let truths: Vec<u32> = truths.map(|(row, _)| row as u32).collect();
            prop_assert_eq!(expr.select(rows, &find).unwrap(), truths, "{}", text);
        }
    }
}

fn eval(text: &str, columns: &[Column], rows: usize) -> Vec<Cell> {
    let expr = Expr::parse(text).unwrap();
    let found = expr.eval(rows, &|name| columns.iter().find(|column| column.name == name)).unwrap();
    let found = found.into_column("found");
    (0..rows).map(|row| cell(&found, row)).collect()
}

fn one(text: &str) -> Cell {
    eval(text, &[], 1).remove(0)
}

#[test]
fn three_valued_logic() {
    let values = [("true", Some(true)), ("false", Some(false)), ("null", None)];
    let cell = |value: Option<bool>| value.map_or(Cell::Null, Cell::Boolean);
    for (a, left) in values {
        assert_eq!(one(&format!("not {a}")), cell(left.map(|value| !value)));
        for (b, right) in values {
            let and = if left == Some(false) || right == Some(false) { Some(false) } else { left.and(right) };
            let or = if left == Some(true) || right == Some(true) { Some(true) } else { left.and(right) };
            assert_eq!(one(&format!("{a} and {b}")), cell(and), "{a} and {b}");
            assert_eq!(one(&format!("{a} or {b}")), cell(or), "{a} or {b}");
        }
    }
    assert_eq!(one("null = null"), Cell::Null);
    assert_eq!(one("1 in (2, null)"), Cell::Null);
    assert_eq!(one("1 in (1, null)"), Cell::Boolean(true));
    assert_eq!(one("1 not in (2, null)"), Cell::Null);
    assert_eq!(one("null is null"), Cell::Boolean(true));
    assert_eq!(one("5 between 6 and null"), Cell::Boolean(false));
}

#[test]
fn numbers() {
    assert_eq!(one("7 / 2"), Cell::Float(3.5));
    assert_eq!(one("1 / 0"), Cell::Null);
    assert_eq!(one("0.0 / 0"), Cell::Null);
    assert_eq!(one("1e308 * 10"), Cell::Null);
    assert_eq!(one("9223372036854775807 + 1"), Cell::Null);
    assert_eq!(one("-9223372036854775807 - 1"), Cell::Int(i64::MIN));
    assert_eq!(one("abs(-9223372036854775807 - 1)"), Cell::Null);
    assert_eq!(one("1 + 2 * 3 - -4"), Cell::Int(11));
    assert_eq!(one("36 h - 1 d"), Cell::Int(43_200_000_000));
    assert_eq!(one("timestamp '2025-01-02T00:00Z' - timestamp '2025-01-01T00:00Z' = 1 d"), Cell::Boolean(true));
    assert_eq!(one("timestamp '1970-01-01T00:00Z' + 20 s"), Cell::Moment(20_000_000));
    assert_eq!(one("coalesce(null, 3, 4)"), Cell::Int(3));
    assert_eq!(one("length('语言a')"), Cell::Int(3));
}

#[test]
fn amounts_are_minor_units_and_keep_their_currency() {
    let columns = [
        money("m", &[Some((150, "CNY")), Some((150, "USD")), None]),
        money("n", &[Some((50, "CNY")), Some((50, "CNY")), Some((1, "CNY"))]),
    ];
    let of = |text: &str| eval(text, &columns, 3);
    let cny = |minor| Cell::Money(minor, "CNY".into());
    assert_eq!(of("m + n"), [cny(200), Cell::Null, Cell::Null]);
    assert_eq!(of("m > n"), [Cell::Boolean(true), Cell::Null, Cell::Null]);
    assert_eq!(of("m / n"), [Cell::Float(3.0), Cell::Null, Cell::Null]);
    assert_eq!(of("m >= 150")[1], Cell::Boolean(true));
    assert_eq!(of("n * 0.01")[0], cny(0));
    assert_eq!(of("n * 0.03")[0], cny(2));
    assert_eq!(of("n / 4")[0], cny(12));
    assert_eq!(of("coalesce(m, n)")[2], cny(1));
    assert_eq!(of("coalesce(m, n)")[1], Cell::Money(150, "USD".into()));
}

#[test]
fn columns_that_break_their_promise_are_refused_or_harmless() {
    let expr = Expr::parse("x = 'a' or x is null").unwrap();
    assert_eq!(expr.eval(3, &|_| None), Err(EvalError::MissingColumn("x".into())));
    let short = Column::text("x", [Some("a")]);
    assert_eq!(expr.eval(3, &|_| Some(&short)), Err(EvalError::WrongRows("x".into())));
    let mut bits = Column::text("x", [Some("a"); 9]);
    bits.validity = Some(vec![255]);
    assert_eq!(expr.eval(9, &|_| Some(&bits)), Err(EvalError::WrongRows("x".into())));
    let number = Column::new("x", Values::Int64(vec![1]));
    assert!(matches!(expr.eval(1, &|_| Some(&number)), Err(EvalError::Kinds(error)) if error.column == 1));
    assert_eq!(Expr::parse("1").unwrap().eval(usize::MAX, &|_| None), Err(EvalError::TooManyRows));

    let wild = Text { offsets: vec![9, 2, u32::MAX], bytes: vec![0xff, 0xfe] };
    let columns = [
        Column::new("x", Values::Text(wild.clone())),
        Column::new("x", Values::Category(Categories { codes: vec![7, u32::MAX], names: wild.clone() })),
        Column::new(
            "x",
            Values::Category(Categories { codes: vec![0, 1], names: Text { offsets: vec![], bytes: vec![] } }),
        ),
    ];
    for column in &columns {
        for text in
            ["x = 'a'", "x < x", "lower(x)", "length(x)", "coalesce(x, 'a')", "x like '%a_'", "x in ('a', 'b')", "x"]
        {
            Expr::parse(text).unwrap().eval(2, &|_| Some(column)).unwrap();
        }
    }
    let currency = Categories { codes: vec![7, 0], names: wild };
    let amounts = Column::new("x", Values::Money(Money { minor: vec![1, 2], currency }));
    for text in ["x + x", "x = x", "coalesce(x, x * 2)", "x / x"] {
        Expr::parse(text).unwrap().eval(2, &|_| Some(&amounts)).unwrap();
    }
}

#[test]
fn a_result_has_no_bits_beyond_its_rows() {
    let column =
        Column { name: "b".into(), values: Values::Boolean(vec![0xff, 0xff]), validity: Some(vec![0xff, 0xff]) };
    let of = |text: &str| Expr::parse(text).unwrap().eval(3, &|_| Some(&column)).unwrap();
    assert_eq!(of("b").values, Values::Boolean(vec![0b111]));
    assert_eq!(of("b").validity, None);
    assert_eq!(of("not (not b)").values, Values::Boolean(vec![0b111]));
    assert_eq!(of("b").into_column("x").kind(), Kind::Boolean);
    assert_eq!(Expr::parse("b").unwrap().filter(3, &|_| Some(&column)), Ok(vec![0b111]));
}
