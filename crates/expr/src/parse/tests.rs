use crate::naive::{Wanted, write};
use crate::{Code, Expr, MAX_BYTES, MAX_DEPTH};
use proptest::prelude::*;

fn same(text: &str, explicit: &str) {
    assert_eq!(Expr::parse(text).unwrap(), Expr::parse(explicit).unwrap(), "{text}");
}

fn fails(text: &str) -> (Code, usize, String) {
    let error = Expr::parse(text).unwrap_err();
    assert!(!error.chinese().contains("{?}") && !error.to_string().contains("{?}"), "{error}");
    (error.code, error.column, error.to_string())
}

fn code(text: &str) -> (Code, usize) {
    let (code, column, _) = fails(text);
    (code, column)
}

#[test]
fn precedence() {
    same("a or b and c", "a or (b and c)");
    same("a and b or c", "(a and b) or c");
    same("not a and b", "(not a) and b");
    same("not a = b", "not (a = b)");
    same("not not a", "not (not a)");
    same("a = b and c <> d", "(a = b) and (c <> d)");
    same("a + b * c", "a + (b * c)");
    same("a - b - c", "(a - b) - c");
    same("a / b * c", "(a / b) * c");
    same("-a * b", "(-a) * b");
    same("a - -b", "a - (-b)");
    same("a + 1 < b * 2", "(a + 1) < (b * 2)");
    same("a between 1 and 2 and b", "(a between 1 and 2) and b");
    same("a not between 1 + 1 and 2 or b", "(a not between (1 + 1) and 2) or b");
    same("a + 1 in (2, 3)", "(a + 1) in (2, 3)");
    same("not a in (1)", "not (a in (1))");
    same("a not in (1)", "a NOT IN (1)");
    same("a != 1", "a <> 1");
    assert_ne!(Expr::parse("(a and b) and c").unwrap(), Expr::parse("a and (b and c)").unwrap());
}

#[test]
fn canonical_texts() {
    let canonical = [
        ("A = 'it''s'  AND b", "A = 'it''s' and b"),
        ("((a))", "a"),
        ("x IN(1,2)", "x in (1, 2)"),
        ("x is Not NULL", "x is not null"),
        ("timestamp '2025-01-01T00:00:00+08:00' > t", "timestamp '2024-12-31T16:00:00Z' > t"),
        ("timestamp = 1", "\"timestamp\" = 1"),
        ("\"status\" = \"and\"", "status = \"and\""),
        ("标题 like '%质量_'", "标题 like '%质量_'"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a - b) - c", "a - b - c"),
        ("-(-(a))", "--a"),
        ("24 h", "1 d"),
        ("90 min", "90 min"),
        ("0 d", "0 s"),
        ("1.50", "1.5"),
        ("Min(a, b)", "min(a, b)"),
        ("count = sum", "count = sum"),
    ];
    for (text, expected) in canonical {
        assert_eq!(Expr::parse(text).unwrap().to_string(), expected);
    }
    let expr = Expr::parse("b = 1 and a in (b, order.paid_at)").unwrap();
    assert_eq!(expr.columns(), ["b", "a", "order.paid_at"]);
}

#[test]
fn errors_say_where_and_what() {
    assert_eq!(code(""), (Code::ValueExpected, 1));
    assert_eq!(fails("a = ").2, "character 5: a value is missing before the end");
    assert_eq!(code("标题 = )"), (Code::ValueExpected, 6));
    assert_eq!(fails("a b").2, "character 3: an operator or the end was expected here, not `b`");
    assert_eq!(code("(a = 1"), (Code::TokenExpected, 7));
    assert_eq!(code("a in 1"), (Code::TokenExpected, 6));
    assert_eq!(code("a in ()"), (Code::ValueExpected, 7));
    assert_eq!(code("a not 1"), (Code::TokenExpected, 7));
    assert_eq!(code("a is 1"), (Code::TokenExpected, 6));
    assert_eq!(code("a between 1"), (Code::TokenExpected, 12));
    assert_eq!(code("a < b < c"), (Code::ChainedComparison, 7));
    assert_eq!(code("(a = b = c)"), (Code::ChainedComparison, 8));
    assert_eq!(code("b or a = b is null"), (Code::ChainedComparison, 6));
    assert_eq!(code("a is null = b"), (Code::ChainedComparison, 1));
    assert_eq!(code("a in (1) in (2)"), (Code::ChainedComparison, 1));
    assert_eq!(code("a == b"), (Code::ValueExpected, 4));
    assert_eq!(code("a like b"), (Code::TextLiteral, 8));
    assert_eq!(code("contains(a, b)"), (Code::TextLiteral, 13));
    assert_eq!(code("a = 'x"), (Code::TextOpen, 5));
    assert_eq!(code("a ＞ 1"), (Code::FullWidth, 3));
    assert_eq!(code("a & b"), (Code::Character, 3));
    assert_eq!(code("a > 3 weeks"), (Code::UnknownUnit, 7));
    assert_eq!(code("a > 1.5 h"), (Code::DurationFraction, 5));
    assert_eq!(code("a > 99999999999999999999"), (Code::NumberTooLarge, 5));
    assert_eq!(code("t > timestamp '2025-01-01'"), (Code::TimestampOffset, 5));
    assert_eq!(code("t > timestamp 'x'"), (Code::BadTimestamp, 5));
    assert_eq!(fails("lenght(a)").2, "character 1: no function `lenght`; did you mean `length`?");
    assert_eq!(code("\"abs\"(a)"), (Code::OperatorExpected, 6));
    assert_eq!(code("abs(a, b)"), (Code::WrongArguments, 1));
    assert_eq!(code("coalesce(a)"), (Code::WrongArguments, 1));
    assert_eq!(fails("min()").2, "character 1: `min` takes 2 values, not 0");
    assert_eq!(code("a > sum(b)"), (Code::AggregateHere, 5));
    assert_eq!(code("a where b"), (Code::OperatorExpected, 3));
}

/// The stack that a plugin has.
fn in_small_stack(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(256 << 10).spawn(run).unwrap().join().unwrap();
}

#[test]
fn deep_nesting_ends_in_an_error() {
    in_small_stack(|| {
        let deep = MAX_BYTES / 8;
        for text in [
            "(".repeat(deep),
            "not ".repeat(deep),
            "-".repeat(deep),
            "abs(".repeat(deep),
            "a in (".repeat(deep),
            "a = not ".repeat(deep),
            "a or b and c = d + e * -(".repeat(MAX_BYTES / 32),
            "a between (".repeat(MAX_BYTES / 16),
            "1 + ".repeat(deep) + "1",
            "(a is null) = (".repeat(MAX_BYTES / 16),
            "not -".repeat(deep),
        ] {
            assert_eq!(Expr::parse(&text).unwrap_err().code, Code::TooDeep, "{}", &text[..20]);
        }
    });
}

#[test]
fn what_is_deep_but_allowed_works_in_a_small_stack() {
    in_small_stack(|| {
        let nest =
            |open: &str, inner: &str, close: &str, times: usize| open.repeat(times) + inner + &close.repeat(times);
        let column = aftersight_contract::Column::new("a", aftersight_contract::Values::Int64(vec![1]));
        let truth = aftersight_contract::Column::new("b", aftersight_contract::Values::Boolean(vec![1]));
        for text in [
            nest("abs(", "a", ")", MAX_DEPTH - 1),
            nest("(", "a", ")", MAX_DEPTH * 3 / 2),
            nest("-(not ", "b", ")", MAX_DEPTH / 2 - 1),
            nest("not ", "b", "", MAX_DEPTH - 1),
            nest("-(a + ", "a", ")", MAX_DEPTH / 2 - 1),
            nest("(b or b and b = (", "b", "))", MAX_DEPTH / 3 - 1),
            nest("(a in (", "a", ")) is null and b in (b, b)", 1),
            nest("coalesce(a, ", "a", ")", MAX_DEPTH - 1),
        ] {
            let expr = Expr::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(Expr::parse(&expr.to_string()).unwrap(), expr);
            let _ = expr.eval(1, &|name| Some(if name == "a" { &column } else { &truth }));
        }
    });
}

#[test]
fn long_lists_are_not_deep() {
    let many = 50_000;
    Expr::parse(&("a = 1 or ".repeat(many) + "b")).unwrap();
    Expr::parse(&format!("a in ({} 1)", "12345, ".repeat(many))).unwrap();
    assert_eq!(code(&" ".repeat(MAX_BYTES + 1)), (Code::TooLong, 1));
}

const ALL: [Wanted; 6] = [Wanted::Truth, Wanted::Int, Wanted::Float, Wanted::Moment, Wanted::Money, Wanted::Text];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_canonical_text_parses_to_the_same_tree(
        choices in proptest::collection::vec(any::<u8>(), 0..100),
        wanted in proptest::sample::select(ALL.to_vec()),
        depth in 0_usize..6,
    ) {
        let expr = Expr::parse(&write(&mut choices.into_iter(), wanted, depth)).unwrap();
        let canonical = expr.to_string();
        let again = Expr::parse(&canonical).unwrap();
        prop_assert_eq!(&again, &expr, "{}", canonical);
        prop_assert_eq!(again.to_string(), canonical);
    }

    #[test]
    fn odd_names_and_texts_survive(name in "[^\0]{1,12}", text in "[^\0]{0,12}", number: f64) {
        let quoted = format!("\"{}\" = '{}' or x < {:?}", name.replace('"', "\"\""), text.replace('\'', "''"), number.abs());
        if number.is_finite() {
            let expr = Expr::parse(&quoted).unwrap();
            prop_assert_eq!(expr.columns()[0], &name);
            prop_assert_eq!(Expr::parse(&expr.to_string()).unwrap(), expr);
        }
    }

    #[test]
    fn random_characters_never_panic(text in "\\PC{0,60}") {
        if let Ok(expr) = Expr::parse(&text) {
            prop_assert_eq!(Expr::parse(&expr.to_string()).unwrap(), expr);
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes: Vec<u8>) {
        if let Err(error) = Expr::parse(&String::from_utf8_lossy(&bytes)) {
            let _ = (error.to_string(), error.chinese());
        }
    }

    #[test]
    fn random_tokens_never_panic(
        tokens in proptest::collection::vec(proptest::sample::select(vec![
            "a", "1", "2.5", "'x'", "(", ")", ",", "and", "or", "not", "in", "is", "null", "between", "like", "=", "<",
            "+", "-", "*", "/", "min(", "abs(", "count(", "sum(", "where",
            "max(", "quantile(", "p90(", "share(", "distinct(", "service(", "0.5", "true", "7 d", "timestamp", "\"q\"", "o.p",
        ]), 0..24)
    ) {
        let text = tokens.join(" ");
        for column in [Expr::parse(&text).map_err(|error| error.column), Err(1)].into_iter().filter_map(Result::err) {
            prop_assert!(column >= 1 && column <= text.chars().count() + 1);
        }
        if let Ok(expr) = Expr::parse(&text) {
            prop_assert_eq!(Expr::parse(&expr.to_string()).unwrap(), expr);
        }
        if let Ok(formula) = crate::Formula::parse(&text, "t", &|name| name == "o") {
            prop_assert_eq!(crate::Formula::parse(&formula.to_string(), "t", &|name| name == "o" || name == "t").unwrap(), formula);
        }
    }
}
